//! The kinds of events that two rules take otherwise: those on which a change of what counts shows.
//!
//! Every case of what is asked of an event is gone through, and what each rule does with it is written down: which entry counts it for
//! what, which steps look at it, which sums take it. Where the two differ, the case is an event worth trying.

use std::collections::BTreeSet;

use policy_core::plan::{Amount, Condition, Entry, Node, Plan, Rule, Scope, Source, Treatment};
use policy_core::{FieldId, ListId};

use crate::facts::given;
use crate::meaning::Shared;
use crate::scene::Fact;
use crate::search::{Claim, Problem, Side};

/// How many cases of the fields of an event are looked at.
const MOST_STEPS: usize = 4_000;
/// How many kinds are kept of each list.
const MOST_KINDS: usize = 24;

/// A kind of event.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    /// Of which list.
    pub list: ListId,
    /// What makes it so.
    pub fields: Vec<(FieldId, Fact)>,
}

/// The kinds of events that the two rules take otherwise; `year` is that of the rules.
pub(crate) fn telling(shared: &Shared, plan: &Plan, rules: [&Rule; 2], year: i32) -> Vec<Kind> {
    let lists: BTreeSet<ListId> = rules.iter().flat_map(|rule| sources(rule)).map(|(list, _)| list).collect();
    lists.into_iter().flat_map(|list| of_list(shared, plan, rules, list, year)).collect()
}

fn of_list(shared: &Shared, plan: &Plan, rules: [&Rule; 2], list: ListId, year: i32) -> Vec<Kind> {
    let mut writer = Writer { conditions: Vec::new(), said: Vec::new() };
    let takes = rules.map(|rule| writer.takes(shared, rule, list));
    let claims: Vec<Claim<'_>> =
        writer.conditions.iter().map(|condition| Claim::Condition(Side::Both, condition)).collect();
    let Some(problem) = Problem::of(plan, &claims, &|_| false) else { return Vec::new() };
    let mut seen = BTreeSet::new();
    let mut kinds = Vec::new();
    let mut steps = MOST_STEPS;
    problem.every(&mut steps, &mut |case| {
        let truths: Vec<bool> = (0..claims.len()).map(|claim| problem.claim_holds(claim, case)).collect();
        let [one, other] = [takes[0].of(&truths), takes[1].of(&truths)];
        if one != other && seen.insert((one, other)) {
            kinds.push(Kind { list, fields: given(&problem, case, Scope::Event, year, |_| true) });
        }
        kinds.len() < MOST_KINDS
    });
    kinds
}

/// The lists that a rule goes through, with the place of what counts of them.
fn sources(rule: &Rule) -> BTreeSet<(ListId, Option<usize>)> {
    let mut found = BTreeSet::new();
    for node in rule.nodes() {
        node.walk(&mut |node| {
            if let Node::Amount(Amount::Aggregate(aggregate)) = node {
                match aggregate.source {
                    Source::Recorded(list) => drop(found.insert((list, None))),
                    Source::Recognised(list, place) => drop(found.insert((list, Some(place.index())))),
                    Source::Members(_) => {}
                }
            }
        });
    }
    found
}

/// What a rule does with an event, by which conditions hold; what is done has a number.
#[derive(Default)]
struct Takes {
    rejecting: Vec<usize>,
    /// Of each entry that counts, when it does, and for what.
    counting: Vec<(usize, Credit)>,
    /// Steps and sums, and when they take an event.
    taking: Vec<(usize, usize)>,
}

/// For what an entry counts an event: the first case that holds, else the last.
struct Credit {
    cases: Vec<(usize, usize)>,
    otherwise: usize,
}

impl Takes {
    fn of(&self, truths: &[bool]) -> Vec<usize> {
        let holds = |condition: &usize| truths.get(*condition).copied().unwrap_or(false);
        if self.rejecting.iter().any(holds) {
            return Vec::new();
        }
        let counted = self.counting.iter().find(|(when, _)| holds(when)).map(|(_, credit)| {
            let case = credit.cases.iter().find(|(when, _)| holds(when));
            case.map_or(credit.otherwise, |(_, amount)| *amount)
        });
        if counted.is_none() && !self.counting.is_empty() {
            return Vec::new();
        }
        let taken: BTreeSet<usize> =
            self.taking.iter().filter(|(when, _)| holds(when)).map(|(_, what)| *what).collect();
        counted.into_iter().chain(taken).collect()
    }
}

/// Numbers conditions, and what is said where they hold.
struct Writer<'r> {
    conditions: Vec<&'r Condition>,
    said: Vec<String>,
}

impl<'r> Writer<'r> {
    fn takes(&mut self, shared: &'r Shared, rule: &'r Rule, list: ListId) -> Takes {
        let mut takes = Takes::default();
        let places = sources(rule).into_iter().filter(|(of, _)| *of == list).filter_map(|(_, place)| place);
        for recognition in places.filter_map(|place| shared.recognitions.get(place)) {
            for entry in &recognition.entries {
                let when = self.condition(&entry.when);
                match self.credit(entry) {
                    Some(credit) => takes.counting.push((when, credit)),
                    None => takes.rejecting.push(when),
                }
            }
            for step in &recognition.steps {
                let (when, said) = (self.condition(&step.filter), self.number(format!("{:?}", step.kind)));
                takes.taking.push((when, said));
            }
        }
        for node in rule.nodes() {
            node.walk(&mut |node| {
                if let Node::Amount(Amount::Aggregate(aggregate)) = node
                    && let Source::Recorded(of) | Source::Recognised(of, _) = aggregate.source
                    && of == list
                {
                    let said = self.number(format!("{:?} {:?}", aggregate.measure, aggregate.window));
                    takes.taking.push((self.condition(&aggregate.filter), said));
                }
            });
        }
        takes
    }

    /// For what an entry counts; `None` where it rejects.
    fn credit(&mut self, entry: &'r Entry) -> Option<Credit> {
        let plain = |said: usize| Credit { cases: Vec::new(), otherwise: said };
        Some(match &entry.treatment {
            Treatment::Reject => return None,
            Treatment::Count { amount: None } => plain(self.number(String::new())),
            Treatment::Count { amount: Some(Amount::Choose(choice)) } => {
                let cases = choice
                    .cases
                    .iter()
                    .map(|case| (self.condition(&case.when), self.number(format!("{:?}", case.amount))));
                Credit { cases: cases.collect(), otherwise: self.number(format!("{:?}", choice.otherwise)) }
            }
            Treatment::Count { amount: Some(amount) } => plain(self.number(format!("{amount:?}"))),
        })
    }

    fn condition(&mut self, condition: &'r Condition) -> usize {
        let known = self.conditions.iter().position(|known| *known == condition);
        known.unwrap_or_else(|| {
            self.conditions.push(condition);
            self.conditions.len() - 1
        })
    }

    fn number(&mut self, said: String) -> usize {
        let known = self.said.iter().position(|known| *known == said);
        known.unwrap_or_else(|| {
            self.said.push(said);
            self.said.len() - 1
        })
    }
}
