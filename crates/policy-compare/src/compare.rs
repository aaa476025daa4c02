//! Comparing two rules.
//!
//! What is to be refuted is that somebody satisfies the one and not the other. Every case in which that seems possible is
//! looked at; where sums rule all of them out, it never happens. Of the others, a record is built: facts as the
//! case says, events whose sums come to what it says; and the engine decides it by both rules.

use std::cell::{Cell, RefCell};
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, Months, NaiveDate};
use policy_core::Verdict;
use policy_core::plan::{
    Aggregate, Amount, Balance, Condition, DateExpr, Node, Operator, Plan, Policy, Rule, RuleId, Schedule,
    Scope, Source, Window,
};

use crate::bounds::Bounds;
use crate::duel::{Duel, Fighter};
use crate::events::events;
use crate::expanded::expanded;
use crate::facts::{fill, given, long_before, share};
use crate::features::{Example, Looked};
use crate::lasting::Lasting;
use crate::meaning::{Frames, Meaning, Shared};
use crate::order::Order;
use crate::pools::Sum;
use crate::scene::{Fact, Happening, Scene, Shown, Witness};
use crate::search::{Claim, Problem, Searched, Side};
use crate::shrink::shrink;
use crate::tries::shown_by_trying;
use crate::windows::Stand;

/// How many steps a search takes before giving up.
const MOST_STEPS: usize = 20_000;
/// Of how many cases a record is built.
const MOST_CASES: usize = 30;
/// How many records are decided in one direction.
const MOST_RECORDS: usize = 500;
/// How many years of a policy without an end are looked at.
const MOST_YEARS: u32 = 12;

/// A rule and its plan.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// Which rule of it.
    pub rule: RuleId,
}

/// When two rules are looked at beside each other: in periods that lie wholly in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Together {
    /// While the policies of both are in force.
    InForce,
    /// As if both were in force on all of these days; so two versions can be compared of which one follows the other.
    AsIf(RangeInclusive<NaiveDate>),
}

/// Whether somebody can satisfy one rule and not the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nobody ever can: that is proved.
    Never,
    /// Somebody can: this record.
    Shown(Box<Witness>),
    /// Neither is proved.
    NotProved,
}

/// Two rules beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Whether somebody can satisfy the second rule and not the first.
    pub loosens: Answer,
    /// Whether somebody can satisfy the first rule and not the second.
    pub tightens: Answer,
}

/// What the second rule is, seen from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Whoever satisfies one satisfies the other.
    Equal,
    /// Whoever satisfies it satisfies the first, but not the other way round.
    Stricter,
    /// Whoever satisfies the first satisfies it, but not the other way round.
    Looser,
    /// Stricter for some, looser for others.
    Both,
    /// Not proved to be any of these; the two answers say what is known.
    NotProved,
}

impl Comparison {
    /// What the second rule is, seen from the first.
    pub fn relation(&self) -> Relation {
        match (&self.loosens, &self.tightens) {
            (Answer::Never, Answer::Never) => Relation::Equal,
            (Answer::Never, Answer::Shown(_)) => Relation::Stricter,
            (Answer::Shown(_), Answer::Never) => Relation::Looser,
            (Answer::Shown(_), Answer::Shown(_)) => Relation::Both,
            (Answer::NotProved, _) | (_, Answer::NotProved) => Relation::NotProved,
        }
    }
}

/// Compares the second rule with the first.
///
/// Both are for the same subject, over the same vocabulary; otherwise nothing is proved. Satisfied is what is met, exempt or
/// not applicable, and what is asked in principle only. A period of one rule is seen beside those of the other that
/// share days with it. The work is bounded, and the same every time.
///
/// ```
/// use policy_compare::{Compared, Relation, Together, compare};
/// use policy_core::plan::RuleId;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let plan = policy_dsl::compile_str(r#"
///     vocabulary staff { subject teacher also teachers {
///         event training also trainings dated end { end: date  hours: hours }
///     } }
///     policy city { effective 2024-01-01  rule annual { for teachers  each year  require hours >= 90 } }
///     policy county {
///         effective 2024-01-01
///         under city
///         rule annual { for teachers  each year  require hours >= 100 }
///     }
/// "#)?;
/// let [city, county] = [0, 1].map(|rule| Compared { plan: &plan, rule: RuleId(rule) });
/// assert_eq!(compare(city, county, &Together::InForce).relation(), Relation::Stricter);
/// # Ok(())
/// # }
/// ```
pub fn compare(one: Compared<'_>, other: Compared<'_>, together: &Together) -> Comparison {
    Comparison {
        loosens: only_second(one, other, together, &Known { follows: &nothing_known, seeds: &[], tries: 0 }),
        tightens: only_second(other, one, together, &Known { follows: &nothing_known, seeds: &[], tries: 0 }),
    }
}

/// Compares the second rule with the first, as [`compare`] does, and where a record that shows something cannot be built,
/// tries many.
///
pub fn compare_knowing(
    one: Compared<'_>,
    other: Compared<'_>,
    together: &Together,
    known: &Known<'_>,
) -> Comparison {
    Comparison {
        loosens: only_second(one, other, together, known),
        tightens: only_second(other, one, together, known),
    }
}

/// What is known beforehand of two rules that are compared.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// Whether whoever satisfies one rule satisfies another.
    pub follows: &'k dyn Fn(RuleId, RuleId) -> Follows,
    /// Records that may show something.
    pub seeds: &'k [Scene],
    /// How many records are decided in each direction where they are tried; none, where they are not.
    pub tries: usize,
}

/// Whether whoever satisfies one rule is known to satisfy another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// It is not known.
    Unknown,
    /// They do, in the same period: both are for the same subject, on the same schedule, and mandatory.
    InOnePeriod,
    /// They do in the periods that share days with it; both are for the same subject, and mandatory.
    BesideIt,
}

fn nothing_known(one: RuleId, other: RuleId) -> Follows {
    if one == other { Follows::InOnePeriod } else { Follows::Unknown }
}

/// Whether somebody can satisfy the second rule and not the first: half of [`compare`].
pub fn satisfies_only_second(one: Compared<'_>, other: Compared<'_>, together: &Together) -> Answer {
    only_second(one, other, together, &Known { follows: &nothing_known, seeds: &[], tries: 0 })
}

fn only_second(one: Compared<'_>, other: Compared<'_>, together: &Together, known: &Known<'_>) -> Answer {
    let mut shared = Shared::default();
    let Some(pair) = Pair::new(&mut shared, one, other, together) else { return Answer::NotProved };
    pair.satisfies_only_second(&shared, together, known)
}

/// Whether both rules apply to somebody, each can be met by itself, and nobody to whom both apply can meet both.
/// Only what is proved is said.
pub fn exclude_each_other(one: Compared<'_>, other: Compared<'_>, together: &Together) -> bool {
    let mut shared = Shared::default();
    Pair::new(&mut shared, one, other, together).is_some_and(|pair| pair.exclude_each_other(&shared))
}

/// Two rules, and the days on which they are looked at.
struct Pair<'p> {
    one: (Compared<'p>, &'p Rule),
    other: (Compared<'p>, &'p Rule),
    first: Meaning,
    second: Meaning,
    frames: Frames,
    days: RangeInclusive<NaiveDate>,
    are_of_one_policy: bool,
    are_dated_alike: bool,
}

impl<'p> Pair<'p> {
    fn new(shared: &mut Shared, one: Compared<'p>, other: Compared<'p>, together: &Together) -> Option<Self> {
        let rule = |side: Compared<'p>| side.plan.rules.get(side.rule.index());
        let (first, second) = (rule(one)?, rule(other)?);
        if first.subject != second.subject || one.plan.vocabulary != other.plan.vocabulary {
            return None;
        }
        // Of an event that happened before a version was in force, the one would say something and the other nothing.
        if is_governed_by_event(&first.schedule) != is_governed_by_event(&second.schedule) {
            return None;
        }
        let policy = |side: Compared<'p>, rule: &Rule| side.plan.policies.get(rule.policy.index());
        let (policy_one, policy_other) = (policy(one, first)?, policy(other, second)?);
        let days = match together {
            Together::InForce => in_force(policy_one, policy_other)?,
            Together::AsIf(days) => days.clone(),
        };
        let are_of_one_plan = std::ptr::eq(one.plan, other.plan);
        let effective = |policy: &Policy| (policy.effective_from, policy.effective_to);
        let are_dated_alike =
            matches!(together, Together::AsIf(_)) || (effective(policy_one) == effective(policy_other));
        let meaning_one = Meaning::of(shared, one.plan, first, false);
        let meaning_other = Meaning::of(shared, other.plan, second, !are_of_one_plan);
        let frames = if !are_dated_alike && hangs_on_effective_dates(&first.schedule) {
            Frames::Unlike
        } else {
            Frames::of(shared, &meaning_one.rule, &meaning_other.rule)
        };
        Some(Self {
            one: (one, first),
            other: (other, second),
            first: meaning_one,
            second: meaning_other,
            frames,
            days,
            are_of_one_policy: are_of_one_plan && first.policy == second.policy,
            are_dated_alike,
        })
    }

    /// Whether a piece means different things to the two rules.
    fn differs(&self, shared: &Shared, node: Node<'_>) -> bool {
        if self.frames.differs(node) {
            return true;
        }
        let mut differs = false;
        node.walk(&mut |node| {
            differs |= match node {
                Node::Amount(Amount::Available(_)) => true,
                Node::Amount(Amount::Verdicts(_)) => !self.are_of_one_policy,
                Node::Condition(condition) => !self.are_of_one_policy && !condition.rules().is_empty(),
                Node::Amount(Amount::Aggregate(aggregate)) => match aggregate.source {
                    Source::Recognised(_, place) if self.frames != Frames::Same => {
                        shared.recognitions.get(place.index()).is_none_or(|found| found.hangs_on_rules())
                    }
                    Source::Recognised(..) | Source::Recorded(_) | Source::Members(_) => false,
                },
                Node::Amount(_) | Node::Date(_) | Node::Window(_) => false,
            };
        });
        differs
    }

    /// Whether whoever satisfies a rule, where the one side speaks of it, satisfies another where the other side does.
    fn follows(
        &self,
        shared: &Shared,
        known: &Known<'_>,
        (side, one): (Side, RuleId),
        (of, other): (Side, RuleId),
    ) -> bool {
        let own = |side: Side, rule: RuleId| {
            let outer = match side {
                Side::One => self.one,
                Side::Other => self.other,
                Side::Both => return false,
            };
            outer.0.plan.rules.get(rule.index()).is_some_and(|rule| {
                (rule.policy, rule.subject) == (outer.1.policy, outer.1.subject)
                    && rule.schedule == outer.1.schedule
            })
        };
        match (known.follows)(one, other) {
            Follows::Unknown => false,
            Follows::InOnePeriod => {
                side == of || !self.differs(shared, Node::Condition(&Condition::RuleSatisfied(RuleId(0))))
            }
            // Each speaks of the one instance of its own period, and these periods are beside each other one by one.
            Follows::BesideIt => {
                side != of && self.frames.are_one_by_one() && own(side, one) && own(of, other)
            }
        }
    }

    fn satisfies_only_second(&self, shared: &Shared, together: &Together, known: &Known<'_>) -> Answer {
        if self.are_the_same() {
            return Answer::Never;
        }
        let differs = |node: Node<'_>| self.differs(shared, node);
        let follows = |one, other| self.follows(shared, known, one, other);
        let order = Order::new(
            (self.one.0.plan, shared, self.frames),
            &differs,
            &follows,
            self.balances(shared, &differs),
        )
        .in_windows(self.own_windows());
        let (first, second) = (self.first.satisfied(Side::One), self.second.satisfied(Side::Other));
        if order.claim(&second, &first) && !self.second_may_not_stand(shared) {
            return Answer::Never;
        }
        let claims = [Claim::Not(Box::new(first)), second];
        let as_if = match together {
            Together::InForce => None,
            Together::AsIf(days) => Some(days),
        };
        let fighters = Fighter::new(self.one.0.plan, self.one.0.rule, as_if).zip(Fighter::new(
            self.other.0.plan,
            self.other.0.rule,
            as_if,
        ));
        let candidates = RefCell::new(Vec::new());
        let by_trying = || {
            let fighters = fighters.as_ref().filter(|_| known.tries > 0);
            let found = fighters.and_then(|(first, second)| {
                let fighters = (first, second);
                let mut of_both = Shared::default();
                let tried = |pair: &Self, shared: &Shared| {
                    let candidates = candidates.borrow();
                    pair.tried(shared, fighters, known, &candidates)
                };
                match self.expanded(&mut of_both) {
                    Some(pair) => {
                        let built = pair.built(&of_both, fighters, (known.seeds, &candidates));
                        built.or_else(|| tried(&pair, &of_both))
                    }
                    None => tried(self, shared),
                }
            });
            found.map_or(Answer::NotProved, |witness| Answer::Shown(Box::new(witness)))
        };
        let asides = self.asides();
        let Some(problem) = Problem::beside(self.one.0.plan, &claims, &asides, &differs) else {
            return by_trying();
        };
        let available = self.balances(shared, &differs);
        let order = Order::new((self.one.0.plan, shared, self.frames), &differs, &follows, available)
            .in_windows(self.own_windows());
        let bounds = Bounds::beside(&order, &problem, &asides);
        let left = Cell::new(MOST_RECORDS);
        let as_of = self.as_of();
        let duel = fighters
            .as_ref()
            .and_then(|(first, second)| Duel::new((first, second), as_of, self.days.clone(), &left));
        let builder = duel.as_ref().map(|duel| Builder {
            pair: self,
            shared,
            problem: &problem,
            duel,
            seeds: known.seeds,
            candidates: &candidates,
        });
        let witness: RefCell<Option<Witness>> = RefCell::new(None);
        let mut cases = 0;
        let mut steps = MOST_STEPS;
        let searched = problem.each(&mut steps, &mut |case| {
            if !bounds.allow(&problem, case) {
                return true;
            }
            cases += 1;
            let found = builder.as_ref().and_then(|builder| builder.witness(case));
            let goes_on = found.is_none() && cases < MOST_CASES && left.get() > 0;
            *witness.borrow_mut() = found;
            goes_on
        });
        match (witness.into_inner(), searched) {
            (Some(witness), _) => {
                let witness = fighters
                    .as_ref()
                    .and_then(|(first, second)| self.on_an_early_day((first, second), &witness))
                    .unwrap_or(witness);
                Answer::Shown(Box::new(witness))
            }
            (None, Searched::All) if cases == 0 && !self.second_may_not_stand(shared) => Answer::Never,
            (None, Searched::All | Searched::Stopped | Searched::TooMany) => by_trying(),
        }
    }

    /// What each rule requires in its own window, where some alternative asks for something in another.
    fn asides(&self) -> Vec<Claim<'_>> {
        let asks_elsewhere =
            |rule: &Rule| rule.alternatives.iter().any(|alternative| alternative.window.is_some());
        if !asks_elsewhere(&self.first.rule) && !asks_elsewhere(&self.second.rule) {
            return Vec::new();
        }
        let required = |side, rule| Claim::Condition(side, rule);
        vec![
            required(Side::One, &self.first.rule.requirement),
            required(Side::Other, &self.second.rule.requirement),
        ]
    }

    /// The day of asking: long after everything was due, unless what is due is worked out from that day.
    fn as_of(&self) -> NaiveDate {
        let hangs = |rule: &Rule| {
            let mut hangs = false;
            let mut look = |node: Node<'_>| {
                node.walk(&mut |node| hangs |= matches!(node, Node::Date(DateExpr::AsOf)));
            };
            match &rule.schedule {
                Schedule::Once(window) | Schedule::EachEvent { window: Some(window), .. } => {
                    look(Node::Window(window));
                }
                Schedule::Cycle { from, .. } => look(Node::Date(from)),
                Schedule::EachEvent { window: None, .. } | Schedule::Each { .. } => {}
            }
            hangs
        };
        let last = *self.days.end();
        if hangs(&self.first.rule) || hangs(&self.second.rule) {
            return last.succ_opt().unwrap_or(last);
        }
        last.checked_add_months(Months::new(24)).unwrap_or(last)
    }

    /// The windows in which what each rule requires is to happen, where they are written and nothing is granted beyond.
    fn own_windows(&self) -> [Option<&Window>; 2] {
        [&self.first.rule, &self.second.rule].map(|rule| match &rule.schedule {
            Schedule::Once(window) | Schedule::EachEvent { window: Some(window), .. }
                if rule.grace.is_none() =>
            {
                Some(window)
            }
            Schedule::Once(_)
            | Schedule::EachEvent { .. }
            | Schedule::Each { .. }
            | Schedule::Cycle { .. } => None,
        })
    }

    /// The two rules as if what other rules say stood in them; `None` where they speak of none.
    fn expanded(&self, shared: &mut Shared) -> Option<Self> {
        let plans = (self.one.0.plan, self.other.0.plan);
        let rules = (expanded(plans.0, self.one.1), expanded(plans.1, self.other.1));
        if rules.0.is_none() && rules.1.is_none() {
            return None;
        }
        let rules =
            (rules.0.unwrap_or_else(|| self.one.1.clone()), rules.1.unwrap_or_else(|| self.other.1.clone()));
        let first = Meaning::of(shared, plans.0, &rules.0, false);
        let second = Meaning::of(shared, plans.1, &rules.1, !std::ptr::eq(plans.0, plans.1));
        Some(Self { first, second, days: self.days.clone(), ..*self })
    }

    /// A record that shows it, built of a case of two rules that speak of no others.
    fn built(
        &self,
        shared: &Shared,
        fighters: (&Fighter, &Fighter),
        (seeds, candidates): (&[Scene], &RefCell<Vec<Scene>>),
    ) -> Option<Witness> {
        let plan = self.one.0.plan;
        let claims =
            [Claim::Not(Box::new(self.first.satisfied(Side::One))), self.second.satisfied(Side::Other)];
        let differs = |node: Node<'_>| self.differs(shared, node);
        let problem = Problem::of(plan, &claims, &differs)?;
        let order = Order::new((plan, shared, self.frames), &differs, &the_same, (false, false));
        let bounds = Bounds::of(&order, &problem);
        let left = Cell::new(MOST_RECORDS);
        let as_of = self.as_of();
        let duel = Duel::new(fighters, as_of, self.days.clone(), &left)?;
        let builder = Builder { pair: self, shared, problem: &problem, duel: &duel, seeds, candidates };
        let (mut steps, mut cases, mut witness) = (MOST_STEPS, 0, None);
        problem.each(&mut steps, &mut |case| {
            if !bounds.allow(&problem, case) {
                return true;
            }
            cases += 1;
            witness = builder.witness(case);
            witness.is_none() && cases < MOST_CASES && left.get() > 0
        });
        let witness: Witness = witness?;
        Some(self.on_an_early_day(fighters, &witness).unwrap_or(witness))
    }

    /// A record that shows it, found by trying.
    fn tried(
        &self,
        shared: &Shared,
        fighters: (&Fighter, &Fighter),
        known: &Known<'_>,
        candidates: &[Scene],
    ) -> Option<Witness> {
        let left = Cell::new(known.tries);
        let as_of = self.as_of();
        let duel = Duel::new(fighters, as_of, self.days.clone(), &left)?;
        let rules = [&self.first.rule, &self.second.rule];
        let plans = [fighters.0.plan(), fighters.1.plan()];
        let scene = shown_by_trying(shared, plans, rules, &duel, &self.days, (known.seeds, candidates))?;
        left.set(MOST_RECORDS);
        let before = duel.shows(&scene)?;
        let is_same = |found: Shown| found.unmet.period.event == before.unmet.period.event;
        let scene = shrink(scene, &|scene| duel.shows(scene).is_some_and(is_same));
        let shown = duel.shows(&scene)?;
        let witness = Witness { scene, as_of, shown };
        Some(self.on_an_early_day(fighters, &witness).unwrap_or(witness))
    }

    /// Whether the second rule may not stand where the first does, of which the cases say nothing: where it stands at other events, of
    /// which there may be none, or in a period of its own that may hold no day. Whoever does not meet the first then has nothing to
    /// meet of the second.
    fn second_may_not_stand(&self, shared: &Shared) -> bool {
        let list = |rule: &Rule| match &rule.schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        if list(self.other.1).is_some() && list(self.other.1) != list(self.one.1) {
            return true;
        }
        self.frames == Frames::Unlike
            && match &self.second.rule.schedule {
                Schedule::Once(window) | Schedule::EachEvent { window: Some(window), .. } => {
                    !shared.surely_holds_a_day(window)
                }
                Schedule::EachEvent { window: None, .. } | Schedule::Each { .. } | Schedule::Cycle { .. } => {
                    false
                }
            }
    }

    /// The same record asked of on the day after everything is due, where that shows the same.
    fn on_an_early_day(&self, fighters: (&Fighter, &Fighter), witness: &Witness) -> Option<Witness> {
        let days = |verdict: &Verdict| [verdict.due, verdict.period.to].into_iter().flatten();
        let all = days(&witness.shown.unmet).chain(witness.shown.satisfied.iter().flat_map(days));
        let events =
            witness.scene.events.iter().flat_map(|event| &event.fields).filter_map(|(_, fact)| match fact {
                Fact::Date(day) => Some(*day),
                Fact::Term(_) | Fact::Flag(_) | Fact::Amount(_) | Fact::Text(_) => None,
            });
        let as_of = all.chain(events).max()?.checked_add_days(Days::new(1))?;
        let left = Cell::new(MOST_RECORDS);
        let duel = Duel::new(fighters, as_of, self.days.clone(), &left)?;
        let shown = duel.shows(&witness.scene)?;
        Some(Witness { scene: witness.scene.clone(), as_of, shown })
    }

    /// Whether the balance of the first rule surely makes no more available than that of the second, and the other way round.
    ///
    /// More is available where more is earned, and no more where more is required; the rest must be the same.
    fn balances(&self, shared: &Shared, differs: &dyn Fn(Node<'_>) -> bool) -> (bool, bool) {
        let (one, other) = (&self.first.rule, &self.second.rule);
        let (Some(first), Some(second)) = (&one.balance, &other.balance) else { return (false, false) };
        let rest = |of: &Balance| (of.unit, of.carry_over.clone(), of.back_fill, of.borrow.clone());
        let is_alike = self.frames == Frames::Same
            && self.are_dated_alike
            && rest(first) == rest(second)
            && one.applies == other.applies
            && one.exemptions == other.exemptions;
        if !is_alike {
            return (false, false);
        }
        let order = Order::new((self.one.0.plan, shared, self.frames), differs, &the_same, (false, false));
        let no_more = |(side, less): (Side, &Balance), (of, more): (Side, &Balance)| {
            order.amount((side, &less.earned), (of, &more.earned))
                && order.amount((of, &more.required), (side, &less.required))
        };
        (
            no_more((Side::One, first), (Side::Other, second)),
            no_more((Side::Other, second), (Side::One, first)),
        )
    }

    /// Whether both say the same, and look at the same.
    fn are_the_same(&self) -> bool {
        let looks_aside = !self.first.rule.references().is_empty() && !self.are_of_one_policy;
        let settles = self.first.rule.balance.is_some() && !self.are_dated_alike;
        self.first.rule == self.second.rule && self.frames == Frames::Same && !looks_aside && !settles
    }

    fn exclude_each_other(&self, shared: &Shared) -> bool {
        if self.frames == Frames::Unlike || self.first.rule.soft || self.second.rule.soft {
            return false;
        }
        let differs = |node: Node<'_>| self.differs(shared, node);
        let applies = [self.first.applies(Side::One), self.second.applies(Side::Other)];
        let met = [self.first.required(Side::One), self.second.required(Side::Other)];
        let can_be = |claims: &[Claim<'_>]| -> Option<bool> {
            let problem = Problem::of(self.one.0.plan, claims, &differs)?;
            let order =
                Order::new((self.one.0.plan, shared, self.frames), &differs, &the_same, (false, false));
            let bounds = Bounds::of(&order, &problem);
            let mut found = false;
            let mut steps = MOST_STEPS;
            let searched = problem.each(&mut steps, &mut |case| {
                found = bounds.allow(&problem, case);
                !found
            });
            match searched {
                Searched::All | Searched::Stopped => Some(found),
                Searched::TooMany => None,
            }
        };
        let [applies_one, applies_other] = applies;
        let [met_one, met_other] = met;
        let both = [applies_one.clone(), applies_other.clone()];
        let each = [[applies_one, met_one.clone()], [applies_other, met_other.clone()]];
        let all: Vec<Claim<'_>> = both.iter().cloned().chain([met_one, met_other]).collect();
        can_be(&both) == Some(true)
            && each.iter().all(|claims| can_be(claims) == Some(true))
            && can_be(&all) == Some(false)
    }
}

/// Without anything known, only a rule follows from itself, where both sides see the same.
fn the_same((side, one): (Side, RuleId), (of, other): (Side, RuleId)) -> bool {
    side == of && one == other
}

/// The days on which two policies are both in force, but not too many.
fn in_force(one: &Policy, other: &Policy) -> Option<RangeInclusive<NaiveDate>> {
    let from = one.effective_from.max(other.effective_from);
    let last = from.checked_add_months(Months::new(12 * MOST_YEARS))?;
    let to = [one.effective_to, other.effective_to].into_iter().flatten().fold(last, NaiveDate::min);
    (from <= to).then_some(from..=to)
}

/// Whether a schedule is worked out from the policy's effective dates.
fn hangs_on_effective_dates(schedule: &Schedule) -> bool {
    match schedule {
        Schedule::Once(window) => Node::Window(window).hangs_on_rules(),
        Schedule::Cycle { from, .. } => Node::Date(from).hangs_on_rules(),
        Schedule::Each { .. } | Schedule::EachEvent { .. } => false,
    }
}

/// Whether the version that was in force on the day of an event governs it.
fn is_governed_by_event(schedule: &Schedule) -> bool {
    match schedule {
        Schedule::EachEvent { governed_by_event, .. } => *governed_by_event,
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => false,
    }
}

/// Builds records of cases.
struct Builder<'b, 'p> {
    pair: &'b Pair<'p>,
    shared: &'b Shared,
    problem: &'b Problem<'b>,
    duel: &'b Duel<'b>,
    /// Records that may show something.
    seeds: &'b [Scene],
    /// Records of cases that do not show it: something that the case does not say of them decides.
    candidates: &'b RefCell<Vec<Scene>>,
}

impl Builder<'_, '_> {
    /// A record of a case that the engine decides as the case says.
    fn witness(&self, case: &[usize]) -> Option<Witness> {
        let mut year = self.first_year();
        for _ in 0..2 {
            let base = self.base(case, year);
            let periods = self.duel.periods(&base);
            let year_of = |verdict: &Verdict| verdict.due.or(verdict.period.to).map(|day| day.year());
            let of_year = periods.iter().filter(|(verdict, _)| year_of(verdict) == Some(year));
            for (verdict, beside) in of_year.take(2) {
                if let Some(found) = self.in_period(case, &base, verdict, beside, year) {
                    return Some(found);
                }
            }
            // What is due some time after an event is due in another year than that of the event, whichever that is.
            if matches!(self.pair.first.rule.schedule, Schedule::EachEvent { .. }) {
                let mut all = periods.iter().take(2);
                return all.find_map(|(verdict, beside)| self.in_period(case, &base, verdict, beside, year));
            }
            let other = periods.iter().find_map(|(verdict, _)| year_of(verdict).filter(|of| *of != year));
            if periods.iter().any(|(verdict, _)| year_of(verdict).is_none()) {
                let (verdict, beside) = periods.iter().find(|(verdict, _)| year_of(verdict).is_none())?;
                return self.in_period(case, &base, verdict, beside, year);
            }
            year = other?;
        }
        None
    }

    /// The first year that lies wholly in the days, else the first.
    fn first_year(&self) -> i32 {
        let (from, to) = (*self.pair.days.start(), *self.pair.days.end());
        let is_whole = from.ordinal() == 1 || from.year() == to.year();
        if is_whole { from.year() } else { from.year() + 1 }
    }

    /// What is known of the subject, and the event at which the rules stand, where they do.
    fn base(&self, case: &[usize], year: i32) -> Scene {
        let rule = &self.pair.first.rule;
        let long_ago = long_before(*self.pair.days.start());
        let vocabulary = &self.pair.one.0.plan.vocabulary;
        let mut facts = given(self.problem, case, Scope::Subject, year, |_| true);
        fill(&mut facts, vocabulary.fields(rule.subject, None), long_ago, 0);
        let mut scene = Scene { subject: rule.subject, facts, events: Vec::new(), members: Vec::new() };
        if let Schedule::EachEvent { list, .. } = &rule.schedule
            && let Some(declared) = vocabulary.subjects.get(rule.subject.index())
            && let Some(declared) = declared.lists.get(list.index())
        {
            let day = NaiveDate::from_ymd_opt(year, 6, 30).unwrap_or(long_ago);
            // What the other rule asks of an event may be asked of one of another list.
            let second = &self.pair.second.rule.schedule;
            let are_at_one_list =
                matches!(second, Schedule::EachEvent { list: of_second, .. } if of_second == list);
            let is_meant = |side| are_at_one_list || side != Side::Other;
            let mut event =
                Happening { list: *list, fields: given(self.problem, case, Scope::Event, year, is_meant) };
            let dated = match event.field(declared.dated) {
                Some(Fact::Date(day)) => *day,
                Some(_) | None => day,
            };
            for field in declared.lasting.iter().flat_map(|(first, last)| [*first, *last]) {
                event.set(field, Fact::Date(dated));
            }
            event.set(declared.dated, Fact::Date(dated));
            fill(&mut event.fields, &declared.fields, dated, 0);
            scene.events.push(event);
        }
        scene
    }

    /// A record whose sums come to what the case says, in one period of the first rule.
    fn in_period(
        &self,
        case: &[usize],
        base: &Scene,
        verdict: &Verdict,
        beside: &[Verdict],
        year: i32,
    ) -> Option<Witness> {
        let stand = |verdict: &Verdict, paused: u64| {
            let from = verdict.period.from.unwrap_or(*self.pair.days.start());
            let to = verdict.period.to.or(verdict.due).unwrap_or(*self.pair.days.end());
            let due = verdict.due.unwrap_or(to);
            Stand { period: (from, to), due, periods: self.shared.periods(), scene: base, paused }
        };
        let (one, others) = (stand(verdict, 0), beside.iter().map(|of| stand(of, 0)).collect::<Vec<_>>());
        let (lasting, paused) = self.lasting(case, &one, &others, base.subject);
        let (one, others) =
            (stand(verdict, paused), beside.iter().map(|of| stand(of, paused)).collect::<Vec<_>>());
        let mut sums: Vec<Sum<'_>> = Vec::new();
        for ((side, feature), class) in self.problem.features.iter().zip(case) {
            let stands = match side {
                Side::Both | Side::One => std::slice::from_ref(&one),
                Side::Other => &others[..],
            };
            for stand in stands {
                let days = |over: &Aggregate| stand.days(&over.window);
                match feature.looked {
                    Looked::Amount(amount) => {
                        let Some((over, is_all)) = self.added_up(*side, amount) else { continue };
                        let (Some(days), Some((least, most))) = (days(over), feature.range(*class)) else {
                            continue;
                        };
                        let Example::Figure(goal) = feature.example(*class) else { continue };
                        let goal = goal.millionths();
                        if is_all {
                            sums.push(Sum { over, days, least, most, goal });
                        } else if !sums.iter().any(|sum| sum.over == over) {
                            sums.push(Sum { over, days, least: goal.max(0), most: None, goal: goal.max(0) });
                        }
                    }
                    Looked::Share(Amount::Aggregate(part), Amount::Aggregate(whole)) => {
                        let (Some(first), Some(second)) = (days(part), days(whole)) else { continue };
                        let (part_goal, whole_goal) = share(feature.shares(), *class);
                        sums.push(exactly(part, first, part_goal));
                        sums.push(exactly(whole, second, whole_goal));
                    }
                    Looked::Elsewhere(condition, window) => {
                        let Some(days) = stand.days(window) else { continue };
                        let Example::Truth(holds) = feature.example(*class) else { continue };
                        sums.extend(asked_elsewhere(condition, days, holds));
                    }
                    Looked::Share(..)
                    | Looked::Term(..)
                    | Looked::Flag(_)
                    | Looked::Day(_)
                    | Looked::YearOf(_)
                    | Looked::Text(_)
                    | Looked::Opaque(_) => {}
                }
            }
        }
        let happened = events(self.shared, self.pair.one.0.plan, base.subject, &sums, year)?;
        let mut scene = base.clone();
        scene.events.extend(happened);
        scene.events.extend(lasting);
        let shown = match self.duel.shows(&scene) {
            Some(shown) => shown,
            None => {
                let Some(together) = self.with_seed(&scene) else {
                    self.candidates.borrow_mut().push(scene);
                    return None;
                };
                scene = together;
                self.duel.shows(&scene)?
            }
        };
        let is_same = |found: Shown| found.unmet.period.event == shown.unmet.period.event;
        let scene = shrink(scene, &|scene| self.duel.shows(scene).is_some_and(is_same));
        let shown = self.duel.shows(&scene).unwrap_or(shown);
        let as_of = self.pair.as_of();
        Some(Witness { scene, as_of, shown })
    }

    /// Events that last as long as the case says, each after the other; and how many days they last together.
    fn lasting(
        &self,
        case: &[usize],
        one: &Stand<'_>,
        others: &[Stand<'_>],
        subject: policy_core::SubjectId,
    ) -> (Vec<Happening>, u64) {
        let (mut events, mut paused): (Vec<Happening>, u64) = (Vec::new(), 0);
        let features = self.problem.features.iter().zip(case);
        let all = features.filter_map(|((side, feature), class)| Some((side, Lasting::of(feature, *class)?)));
        let all: Vec<(&Side, Lasting<'_>)> = all.collect();
        for (side, lasting) in &all {
            let stand = match side {
                Side::Both | Side::One => Some(one),
                Side::Other => others.first(),
            };
            let Some((from, to)) = stand.and_then(|stand| stand.days(lasting.window)) else { continue };
            let start = from.checked_add_days(Days::new(paused)).unwrap_or(from);
            let less: Vec<&Lasting<'_>> =
                all.iter().map(|(_, other)| other).filter(|other| other.is_less_than(lasting)).collect();
            let plan = self.pair.one.0.plan;
            if let Some(event) = lasting.event((self.shared, plan), subject, (start, to), &less) {
                paused = paused.saturating_add(lasting.days(start).unwrap_or_default());
                events.push(event);
            }
        }
        (events, paused)
    }

    /// A record together with one that was found before, where both together show it: what the case asks for besides is met by the one,
    /// and the difference is in the other.
    fn with_seed(&self, scene: &Scene) -> Option<Scene> {
        let seeds = self.seeds.iter().rev().filter(|seed| seed.subject == scene.subject);
        seeds.take(MOST_MERGED).find_map(|seed| {
            let merged = scene.merged(seed);
            self.duel.shows(&merged).is_some().then_some(merged)
        })
    }

    /// The sum that an amount is, or the first that it is made of; what a balance makes available is first of all what is
    /// earned. Whether it is all of the amount.
    fn added_up<'s>(&'s self, side: Side, amount: &'s Amount) -> Option<(&'s Aggregate, bool)> {
        let rule = match side {
            Side::Both | Side::One => &self.pair.first.rule,
            Side::Other => &self.pair.second.rule,
        };
        let earned = || rule.balance.as_ref().map(|balance| &balance.earned);
        let is_available = matches!(amount, Amount::Available(_));
        let amount = if is_available { earned()? } else { amount };
        if let Amount::Aggregate(over) = amount {
            return Some((over, true));
        }
        let mut first = None;
        Node::Amount(amount).walk(&mut |node| {
            if let Node::Amount(Amount::Aggregate(over)) = node {
                first.get_or_insert(&**over);
            }
        });
        first.map(|over| (over, false))
    }
}

/// With how many records that were found before one of a case is put together.
const MOST_MERGED: usize = 4;

/// The sums that a condition asks for in other days, all of them, or where it is not to hold the one that it asks for.
fn asked_elsewhere(condition: &Condition, days: (NaiveDate, NaiveDate), holds: bool) -> Vec<Sum<'_>> {
    let parts = match condition {
        Condition::All(parts) if holds => &parts[..],
        other => std::slice::from_ref(other),
    };
    let sum = |part: &'_ Condition| {
        let Condition::Compare(comparison) = part else { return None };
        let (Amount::Aggregate(over), Amount::Literal(figure)) = (&comparison.left, &comparison.right) else {
            return None;
        };
        let is_own = matches!(over.window, Window::Rule | Window::Period);
        let is_minimum = matches!(comparison.operator, Operator::AtLeast | Operator::MoreThan);
        let is_plain = comparison.left_factor == 1 && comparison.right_factor == 1;
        let figure = figure.millionths();
        (is_own && is_minimum && is_plain).then_some(figure)
    };
    let found = parts.iter().filter_map(|part| {
        let figure = sum(part)?;
        let Condition::Compare(comparison) = part else { return None };
        let Amount::Aggregate(over) = &comparison.left else { return None };
        Some(if holds {
            Sum { over, days, least: figure, most: None, goal: figure }
        } else {
            Sum { over, days, least: 0, most: Some(figure.saturating_sub(1)), goal: 0 }
        })
    });
    found.collect()
}

fn exactly(over: &Aggregate, days: (NaiveDate, NaiveDate), amount: i64) -> Sum<'_> {
    Sum { over, days, least: amount, most: Some(amount), goal: amount }
}
