//! All that is to be judged for one kind of subject at one as-of date, worked out beforehand.

use std::collections::{BTreeMap, HashMap};

use super::code::{Code, Measurement, Requirement};
use super::lanes::{Lane, measured};
use super::ledger::{Cell, Layout, Ledger};
use crate::decision::{Instance, Outcome, Standing, Status, Verdict};
use crate::evaluate::{ABOVE, BELOW, Listing, StaticFrame, Truth, fixed_date, fixed_window, occurrences};
use crate::plan::{
    Amount, Comparison, Condition, Consequence, ConsequenceId, DateExpr, FieldRef, Operator, PolicyId,
    RuleId, Schedule, Scope,
};
use crate::span::{date_of, day_number};
use crate::{Engine, FieldId, SubjectId};

/// All that is to be judged for one kind of subject at one as-of date.
#[derive(Debug)]
pub(crate) struct Docket<'e> {
    /// One for each class table that is used.
    pub(super) ledgers: Vec<Ledger>,
    pub(super) layout: Layout,
    pub(super) rules: Vec<RuleEntry<'e>>,
    pub(super) consequences: Vec<ConsequenceEntry<'e>>,
    /// By rule: its first slot, where it is the same for every record.
    pub(super) firsts: Vec<Option<u32>>,
    /// How many verdicts and outcomes there are, where none hangs on the record.
    pub(super) verdicts: usize,
    pub(super) outcomes: usize,
}

/// A rule on the docket.
#[derive(Debug)]
pub(super) enum RuleEntry<'e> {
    /// This rule, and those after it, in these slots, the same for every record, with the verdicts as far
    /// as they are the same, too.
    Slots(Vec<Slot<'e>>, Vec<Verdict>),
    /// Judged by the evaluator.
    Own(RuleId),
}

/// A rule in one occurrence.
#[derive(Debug)]
pub(super) struct Slot<'e> {
    pub rule: RuleId,
    pub at: At<'e>,
    /// `None`: the evaluator judges it whole.
    pub code: Option<SlotCode<'e>>,
}

#[derive(Debug)]
pub(super) struct SlotCode<'e> {
    /// `None`: the rule surely applies.
    pub applies: Option<Code<'e>>,
    pub requirement: Requirement<'e>,
    pub exemptions: Vec<Code<'e>>,
}

/// A consequence on the docket.
#[derive(Debug)]
pub(super) enum ConsequenceEntry<'e> {
    Slots(Vec<ConsequenceSlot<'e>>),
    Own(ConsequenceId),
}

#[derive(Debug)]
pub(super) struct ConsequenceSlot<'e> {
    /// The outcome, as far as it is the same for every record.
    pub outcome: Outcome,
    pub at: At<'e>,
    /// `None`: the consequence surely applies.
    pub applies: Option<Code<'e>>,
    pub when: Code<'e>,
    /// The consequence, where it can be over once it has come into force.
    pub lifted: Option<&'e Consequence>,
}

/// In which occurrence of whose schedule a condition stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'e> {
    pub policy: PolicyId,
    pub schedule: &'e Schedule,
    pub frame: StaticFrame,
}

impl RuleEntry<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Slots(slots, _) => slots.len(),
            Self::Own(_) => 1,
        }
    }
}

impl ConsequenceEntry<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Slots(slots) => slots.len(),
            Self::Own(_) => 1,
        }
    }
}

impl<'e> Docket<'e> {
    /// Works out all that is the same for every record of a kind of subject.
    pub fn new(engine: &'e Engine, listing: &Listing, subject: SubjectId, as_of: i64) -> Self {
        let mut clerk = Clerk {
            engine,
            subject,
            as_of,
            ledgers: BTreeMap::new(),
            pending: Vec::new(),
            slots: HashMap::new(),
            next_slot: 0,
        };
        let rules = clerk.rules(listing);
        let consequences = clerk.consequences(listing);
        let verdicts = rules.iter().map(RuleEntry::len).sum();
        let outcomes = consequences.iter().map(ConsequenceEntry::len).sum();
        let mut firsts = vec![None; engine.plan().rules.len()];
        for ((rule, _), slot) in &clerk.slots {
            let first = &mut firsts[rule.index()];
            *first = Some(first.map_or(*slot, |first: u32| first.min(*slot)));
        }
        let (ledgers, layout) = (Vec::new(), Layout::default());
        let docket = Self { ledgers, layout, rules, consequences, firsts, verdicts, outcomes };
        docket.close(clerk)
    }

    /// Lays out the ledgers, and numbers the cells of all of them through.
    fn close(mut self, clerk: Clerk<'e>) -> Self {
        let mut first_cells = HashMap::new();
        for (place, mut ledger) in clerk.ledgers {
            let table = &clerk.engine.classes().tables[place];
            let lanes = &table.lanes;
            let dated = clerk.engine.list(lanes.subject, lanes.list).map_or(FieldId(0), |list| list.dated);
            first_cells.insert(place, self.layout.cells.len());
            ledger.close(table, dated, clerk.as_of, &mut self.layout);
            self.ledgers.push(ledger);
        }
        let place = |cell: &mut usize| {
            let (table, own) = clerk.pending[*cell];
            *cell = first_cells.get(&table).copied().unwrap_or(0) + own;
        };
        for entry in &mut self.rules {
            let RuleEntry::Slots(slots, _) = entry else { continue };
            for code in slots.iter_mut().filter_map(|slot| slot.code.as_mut()) {
                code.requirement.renumber(&place);
                code.applies.iter_mut().for_each(|code| code.renumber(&place));
                code.exemptions.iter_mut().for_each(|code| code.renumber(&place));
            }
        }
        for entry in &mut self.consequences {
            let ConsequenceEntry::Slots(slots) = entry else { continue };
            for slot in slots {
                slot.applies.iter_mut().for_each(|code| code.renumber(&place));
                slot.when.renumber(&place);
            }
        }
        self
    }
}

/// Draws up a docket.
struct Clerk<'e> {
    engine: &'e Engine,
    subject: SubjectId,
    as_of: i64,
    /// By table.
    ledgers: BTreeMap<usize, Ledger>,
    /// The table and place of each cell that a code speaks of, until they are numbered through.
    pending: Vec<(usize, usize)>,
    slots: HashMap<(RuleId, StaticFrame), u32>,
    next_slot: u32,
}

impl<'e> Clerk<'e> {
    fn rules(&mut self, listing: &Listing) -> Vec<RuleEntry<'e>> {
        let engine = self.engine;
        let mut entries = Vec::new();
        for &id in engine.rules_of(self.subject) {
            let rule = &engine.plan().rules[id.index()];
            let Some(Some(frames)) = listing.rules.get(id.index()) else {
                entries.push(RuleEntry::Own(id));
                continue;
            };
            let (mut slots, mut verdicts) = match entries.pop() {
                Some(RuleEntry::Slots(slots, verdicts)) => (slots, verdicts),
                other => {
                    entries.extend(other);
                    (Vec::new(), Vec::new())
                }
            };
            for &frame in frames {
                let at = At { policy: rule.policy, schedule: &rule.schedule, frame };
                let is_plain = rule.alternatives.is_empty() && rule.grace.is_none();
                let code = is_plain.then(|| SlotCode {
                    applies: self.applies(at, &rule.applies),
                    requirement: Requirement::new(self.code(at, &rule.requirement, true)),
                    exemptions: rule.exemptions.iter().map(|own| self.code(at, &own.when, false)).collect(),
                });
                self.slots.insert((id, frame), self.next_slot);
                self.next_slot += 1;
                slots.push(Slot { rule: id, at, code });
                verdicts.push(Verdict {
                    rule: id,
                    period: at.instance(),
                    status: Status::NotApplicable,
                    due: plain(frame.due),
                    measured: None,
                });
            }
            entries.push(RuleEntry::Slots(slots, verdicts));
        }
        entries
    }

    fn consequences(&mut self, listing: &Listing) -> Vec<ConsequenceEntry<'e>> {
        let engine = self.engine;
        let mut entries = Vec::new();
        for &id in engine.consequences_of(self.subject) {
            let consequence = &engine.plan().consequences[id.index()];
            let Some(Some(frames)) = listing.consequences.get(id.index()) else {
                entries.push(ConsequenceEntry::Own(id));
                continue;
            };
            let mut slots = Vec::new();
            for &frame in frames {
                let at = At { policy: consequence.policy, schedule: &consequence.schedule, frame };
                slots.push(ConsequenceSlot {
                    outcome: Outcome { consequence: id, period: at.instance(), standing: Standing::Clear },
                    at,
                    applies: self.applies(at, &consequence.applies),
                    when: self.code(at, &consequence.when, false),
                    lifted: Some(consequence).filter(|consequence| consequence.can_be_lifted()),
                });
            }
            entries.push(ConsequenceEntry::Slots(slots));
        }
        entries
    }

    /// The audience, if the due date is governed at all; `None` where that is everybody.
    fn applies(&mut self, at: At<'e>, audience: &'e Condition) -> Option<Code<'e>> {
        let policy = &self.engine.plan().policies[at.policy.index()];
        let last = policy.effective_to.map_or(ABOVE, day_number);
        if at.frame.due < day_number(policy.effective_from) || at.frame.due > last {
            return Some(Code::Constant(Truth::FALSE));
        }
        Some(self.code(at, audience, false)).filter(|code| !code.is_surely_true())
    }

    fn code(&mut self, at: At<'e>, condition: &'e Condition, is_part: bool) -> Code<'e> {
        match condition {
            Condition::Constant(holds) => Code::Constant(Truth::of(*holds)),
            Condition::All(parts) => {
                Code::All(parts.iter().map(|part| self.code(at, part, is_part)).collect())
            }
            Condition::Any(parts) => {
                Code::Any(parts.iter().map(|part| self.code(at, part, is_part)).collect())
            }
            Condition::AtLeastOf(least, parts) => {
                Code::AtLeast(*least, parts.iter().map(|part| self.code(at, part, is_part)).collect())
            }
            Condition::Not(inner) => Code::Not(Box::new(self.code(at, inner, false))),
            Condition::Compare(comparison) => match self.cell(at, comparison, is_part) {
                Some(code) => code,
                None if is_part => Code::Comparison(comparison),
                None => Code::Other(condition),
            },
            Condition::Member(field, _) | Condition::Flag(field) => {
                self.fact(field, condition).unwrap_or(Code::Other(condition))
            }
            Condition::RuleSatisfied(rule) => {
                self.reference(at, *rule).map_or(Code::Other(condition), Code::Satisfied)
            }
            Condition::RuleExempt(rule) => {
                self.reference(at, *rule).map_or(Code::Other(condition), Code::Exempt)
            }
            Condition::CompareDates(left, operator, right) => {
                self.dates(at, left, *operator, right).unwrap_or(Code::Other(condition))
            }
            Condition::DateIn(..)
            | Condition::TextIs(..)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. }
            | Condition::InEach { .. } => Code::Other(condition),
        }
    }

    /// A date of the subject against a day that is the same for every record.
    fn dates(&self, at: At<'e>, left: &DateExpr, operator: Operator, right: &DateExpr) -> Option<Code<'e>> {
        let day = |date| fixed_date(self.engine.plan(), date, at.frame);
        let fact = |date: &DateExpr| match date {
            DateExpr::Field(FieldRef { scope: Scope::Subject, field }) => Some(*field),
            DateExpr::Field(_)
            | DateExpr::Literal(_)
            | DateExpr::InPeriod { .. }
            | DateExpr::StartOf(_)
            | DateExpr::EndOf(_)
            | DateExpr::Due
            | DateExpr::Plus(..)
            | DateExpr::Minus(..)
            | DateExpr::Extreme(_)
            | DateExpr::AsOf
            | DateExpr::WorkingDay(_)
            | DateExpr::Reached(_) => None,
        };
        match (fact(left), fact(right)) {
            (Some(field), None) => Some(Code::Date { field, operator, day: day(right)? }),
            (None, Some(field)) => Some(Code::Date { field, operator: operator.mirrored(), day: day(left)? }),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }

    /// A comparison of a lane in a fixed window with a figure.
    fn cell(&mut self, at: At<'e>, comparison: &'e Comparison, is_part: bool) -> Option<Code<'e>> {
        let plan = self.engine.plan();
        let aggregate = measured(comparison)?;
        let figure = match &comparison.right {
            Amount::Literal(figure) => *figure,
            Amount::Parameter(parameter) => plan.parameters.get(parameter.index())?.value,
            Amount::Field(_)
            | Amount::Aggregate(_)
            | Amount::Sum(_)
            | Amount::Difference(..)
            | Amount::Scaled { .. }
            | Amount::Choose(_)
            | Amount::Portion(_)
            | Amount::Length(..)
            | Amount::Covered(_)
            | Amount::Rounded { .. }
            | Amount::Highest(_)
            | Amount::Lowest(_)
            | Amount::Verdicts(_)
            | Amount::Available(_) => return None,
        };
        let (list, lane) = Lane::of(plan, aggregate, at.policy, self.subject)?;
        let (table, lane) = self.engine.classes().find(at.policy, self.subject, list, &lane)?;
        let (start, end) = fixed_window(plan, &aggregate.window, at.frame)?;
        let ledger = self.ledgers.entry(table).or_insert_with(|| Ledger::new(table));
        let cell = ledger.cell(Cell { lane, start, end });
        self.pending.push((table, cell));
        Some(Code::Cell(Measurement {
            cell: self.pending.len() - 1,
            is_open: start <= end && end >= self.as_of,
            figure: figure.millionths(),
            comparison,
            is_part,
        }))
    }

    /// The answers to a condition on a flag or a term of the subject.
    fn fact(&self, field: &FieldRef, condition: &Condition) -> Option<Code<'e>> {
        if field.scope != Scope::Subject {
            return None;
        }
        let plan = self.engine.plan();
        let (values, answer): (i64, Box<dyn Fn(i64) -> bool>) = match condition {
            Condition::Member(_, terms) => {
                let terms = terms.clone();
                let count = plan.vocabulary.trees.get(terms.tree.index())?.terms.len() as i64;
                (count, Box::new(move |word| terms.holds(word)))
            }
            _ => (2, Box::new(|word| word != 0)),
        };
        let answers = (0..values).map(|word| Truth::of(answer(word)));
        Some(Code::Fact { field: field.field, answers: answers.chain([Truth::OPEN]).collect() })
    }

    /// The slots that a reference to a rule means.
    fn reference(&self, at: At<'e>, rule: RuleId) -> Option<Vec<u32>> {
        let plan = self.engine.plan();
        let declared = plan.rules.get(rule.index())?;
        if declared.subject != self.subject {
            return None;
        }
        if declared.policy == at.policy && declared.schedule == *at.schedule {
            return self.slots.get(&(rule, at.frame)).map(|slot| vec![*slot]);
        }
        if at.frame.to == ABOVE || at.frame.from == BELOW {
            return None;
        }
        let policy = plan.policies.get(declared.policy.index())?;
        let within = (at.frame.from, at.frame.to);
        let frames = occurrences(plan, policy, &declared.schedule, within, self.as_of)?;
        frames.into_iter().map(|frame| self.slots.get(&(rule, frame)).copied()).collect()
    }
}

impl At<'_> {
    /// How verdicts name the occurrence.
    fn instance(&self) -> Instance {
        Instance { from: plain(self.frame.from), to: plain(self.frame.to), event: None }
    }
}

/// A day as a date; `None` where it is no plain day.
fn plain(day: i64) -> Option<chrono::NaiveDate> {
    if day == ABOVE || day == BELOW { None } else { date_of(day) }
}
