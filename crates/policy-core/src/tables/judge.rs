//! Judging all rules for one kind of subject from the cells.

use std::collections::HashMap;

use super::lanes::{Lane, measured};
use super::ledger::Ledger;
use crate::decision::{Instance, Outcome, Standing, Status, Verdict};
use crate::evaluate::{
    ABOVE, BELOW, Conclusion, Deaf, Evaluator, Frame, Listing, Outlook, Part, Parts, Range, StaticFrame,
    Truth, conclude, fixed_window, occurrences,
};
use crate::plan::{
    Amount, Comparison, Condition, ConsequenceId, FieldRef, PolicyId, RuleId, Schedule, Scope,
};
use crate::record::{MISSING, present};
use crate::span::{date_of, day_number};
use crate::{DecideError, Decision, Engine, Record, SubjectId};

/// All that is to be judged for one kind of subject at one as-of date, worked out beforehand.
#[derive(Debug)]
pub(crate) struct Docket<'e> {
    /// One for each class table that is used, with its place.
    ledgers: Vec<(usize, Ledger)>,
    cells: usize,
    /// How many sums the largest ledger needs.
    sums: usize,
    verdicts: usize,
    outcomes: usize,
    rules: Vec<RuleEntry<'e>>,
    consequences: Vec<ConsequenceEntry<'e>>,
}

/// A rule on the docket.
#[derive(Debug)]
enum RuleEntry<'e> {
    /// Judged in these slots, the same for every record.
    Slots(Vec<Slot<'e>>),
    /// Judged by the evaluator.
    Own(RuleId),
}

/// How many sums fit on the stack.
const FEW_SUMS: usize = 64;

impl RuleEntry<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Slots(slots) => slots.len(),
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

/// A rule in one occurrence.
#[derive(Debug)]
struct Slot<'e> {
    rule: RuleId,
    frame: StaticFrame,
    period: Instance,
    due: Option<chrono::NaiveDate>,
    /// `None`: the evaluator judges it whole.
    code: Option<SlotCode<'e>>,
}

#[derive(Debug)]
struct SlotCode<'e> {
    applies: Code<'e>,
    requirement: Code<'e>,
    exemptions: Vec<Code<'e>>,
}

/// A consequence on the docket.
#[derive(Debug)]
enum ConsequenceEntry<'e> {
    Slots(Vec<ConsequenceSlot<'e>>),
    Own(ConsequenceId),
}

#[derive(Debug)]
struct ConsequenceSlot<'e> {
    consequence: ConsequenceId,
    frame: StaticFrame,
    period: Instance,
    applies: Code<'e>,
    when: Code<'e>,
}

/// A condition, worked out as far as it is the same for every record.
#[derive(Debug)]
enum Code<'e> {
    Constant(Truth),
    All(Vec<Code<'e>>),
    Any(Vec<Code<'e>>),
    AtLeast(u16, Vec<Code<'e>>),
    Not(Box<Code<'e>>),
    /// A cell against a figure.
    Cell {
        cell: u32,
        is_open: bool,
        figure: i64,
        comparison: &'e Comparison,
        is_part: bool,
    },
    /// A flag or a term of the subject: the answer by word plus one, the first for a missing value.
    Fact {
        field: u16,
        answers: Vec<Truth>,
        beyond: Truth,
    },
    /// Other rules in some of their slots.
    Satisfied(Vec<u32>),
    Exempt(Vec<u32>),
    /// A comparison of the requirement that the evaluator works out.
    Comparison(&'e Comparison),
    /// Anything else.
    Other(&'e Condition),
}

/// What is found in a slot.
type Found = (Truth, Truth);

impl<'e> Docket<'e> {
    /// Works out all that is the same for every record of a kind of subject.
    pub fn new(engine: &'e Engine, listing: &Listing, subject: SubjectId, as_of: i64) -> Self {
        let mut clerk = Clerk {
            engine,
            subject,
            as_of,
            ledgers: HashMap::new(),
            pending: Vec::new(),
            slots: HashMap::new(),
        };
        let rules = clerk.rules(listing);
        let consequences = clerk.consequences(listing);
        let verdicts = rules.iter().map(RuleEntry::len).sum();
        let outcomes = consequences.iter().map(ConsequenceEntry::len).sum();
        let docket = Self { ledgers: Vec::new(), cells: 0, sums: 0, verdicts, outcomes, rules, consequences };
        docket.close(clerk)
    }

    /// Numbers the cells of all ledgers through.
    fn close(mut self, clerk: Clerk<'e>) -> Self {
        let mut ledgers: Vec<(usize, Ledger)> = clerk.ledgers.into_iter().collect();
        ledgers.sort_unstable_by_key(|(table, _)| *table);
        let tables = &clerk.engine.classes().tables;
        let mut first_cells = HashMap::new();
        for (table, ledger) in &mut ledgers {
            let lanes = &tables[*table].lanes;
            let dated = clerk.engine.list(lanes.subject, lanes.list).map_or(0, |list| list.dated.index());
            first_cells.insert(*table, self.cells);
            ledger.close(self.cells, dated, clerk.as_of);
            self.cells += ledger.cells.len();
            self.sums = self.sums.max(ledger.sums(tables[*table].width()));
        }
        let place = |cell: &mut u32| {
            let (table, own) = clerk.pending[*cell as usize];
            *cell = (first_cells.get(&table).copied().unwrap_or(0) + own) as u32;
        };
        for entry in &mut self.rules {
            let RuleEntry::Slots(slots) = entry else { continue };
            for code in slots.iter_mut().filter_map(|slot| slot.code.as_mut()) {
                code.requirement.renumber(&place);
                code.applies.renumber(&place);
                code.exemptions.iter_mut().for_each(|code| code.renumber(&place));
            }
        }
        for entry in &mut self.consequences {
            let ConsequenceEntry::Slots(slots) = entry else { continue };
            for slot in slots {
                slot.applies.renumber(&place);
                slot.when.renumber(&place);
            }
        }
        self.ledgers = ledgers;
        self
    }

    /// Decides a record; `Ok(None)` where the tables cannot tell.
    pub fn decide(
        &self,
        engine: &'e Engine,
        listing: &'e Listing,
        as_of: i64,
        record: &Record,
    ) -> Result<Option<Decision>, DecideError> {
        let mut cells = vec![Range::ZERO; self.cells];
        let mut sums = [0; FEW_SUMS];
        let mut more_sums = Vec::new();
        for (place, (table, ledger)) in self.ledgers.iter().enumerate() {
            let table = &engine.classes().tables[*table];
            let needed = ledger.sums(table.width());
            let sums = match sums.get_mut(..needed) {
                Some(sums) => sums,
                None => {
                    more_sums.resize(self.sums, 0);
                    &mut more_sums[..needed]
                }
            };
            if place > 0 {
                sums.fill(0);
            }
            if ledger.fill(table, record, as_of, sums, &mut cells).is_none() {
                return Ok(None);
            }
        }
        let mut run = Run {
            evaluator: Evaluator::new(engine, listing, as_of, Deaf),
            record,
            cells,
            found: Vec::with_capacity(self.verdicts),
        };
        let mut decision = Decision {
            verdicts: Vec::with_capacity(self.verdicts),
            outcomes: Vec::with_capacity(self.outcomes),
        };
        for entry in &self.rules {
            match entry {
                RuleEntry::Own(rule) => run.evaluator.decide_rule(record, *rule, &mut decision)?,
                RuleEntry::Slots(slots) => {
                    for slot in slots {
                        decision.verdicts.push(run.judge(slot)?);
                    }
                }
            }
        }
        for entry in &self.consequences {
            match entry {
                ConsequenceEntry::Own(consequence) => {
                    run.evaluator.decide_consequence(record, *consequence, &mut decision)?;
                }
                ConsequenceEntry::Slots(slots) => {
                    for slot in slots {
                        let consequence = &engine.plan().consequences[slot.consequence.index()];
                        let at = At {
                            policy: consequence.policy,
                            schedule: &consequence.schedule,
                            frame: slot.frame,
                        };
                        let mut truth = run.truth(&slot.applies, at, None)?;
                        if !truth.is_surely_false() {
                            truth = truth.and(run.truth(&slot.when, at, None)?);
                        }
                        let (consequence, period) = (slot.consequence, slot.period);
                        decision.outcomes.push(Outcome {
                            consequence,
                            period,
                            standing: Standing::of(truth),
                        });
                    }
                }
            }
        }
        Ok(Some(decision))
    }
}

/// One record on its way through the docket.
struct Run<'e, 'r> {
    evaluator: Evaluator<'e, Deaf>,
    record: &'r Record,
    cells: Vec<Range>,
    /// What was found in each slot so far.
    found: Vec<Found>,
}

/// In which occurrence of whose schedule a condition stands.
#[derive(Clone, Copy)]
struct At<'e> {
    policy: PolicyId,
    schedule: &'e Schedule,
    frame: StaticFrame,
}

impl<'e> Run<'e, '_> {
    fn judge(&mut self, slot: &Slot<'e>) -> Result<Verdict, DecideError> {
        let rule = &self.evaluator.engine.plan().rules[slot.rule.index()];
        let at = At { policy: rule.policy, schedule: &rule.schedule, frame: slot.frame };
        let Some(code) = &slot.code else {
            let frame = Frame::fixed(at.policy, self.record.subject, at.schedule, at.frame);
            let judgement = self.evaluator.judge(self.record, &frame, slot.rule)?;
            self.found.push((judgement.satisfied, judgement.exempt));
            return Ok(judgement.verdict(slot.rule, &frame));
        };
        let mut verdict = Verdict {
            rule: slot.rule,
            period: slot.period,
            status: Status::NotApplicable,
            due: slot.due,
            measured: None,
        };
        let applies = self.truth(&code.applies, at, None)?;
        if applies.is_surely_false() {
            self.found.push((Truth::TRUE, Truth::FALSE));
            return Ok(verdict);
        }
        let mut parts = Parts::default();
        let requirement = self.truth(&code.requirement, at, Some(&mut parts))?;
        let mut exemption = Truth::FALSE;
        if !requirement.is_surely_true() {
            for code in &code.exemptions {
                exemption = exemption.or(self.truth(code, at, None)?);
            }
        }
        let Conclusion { satisfied, exempt, status } = conclude(applies, requirement, exemption);
        self.found.push((satisfied, exempt));
        (verdict.status, verdict.measured) = (status, parts.chosen);
        Ok(verdict)
    }

    fn truth(
        &mut self,
        code: &Code<'e>,
        at: At<'e>,
        mut parts: Option<&mut Parts>,
    ) -> Result<Truth, DecideError> {
        Ok(match code {
            Code::Constant(truth) => *truth,
            Code::All(all) => {
                let mut truth = Truth::TRUE;
                for code in all {
                    truth = truth.and(self.truth(code, at, parts.as_deref_mut())?);
                }
                truth
            }
            Code::Any(any) => {
                let mut truth = Truth::FALSE;
                for code in any {
                    truth = truth.or(self.truth(code, at, parts.as_deref_mut())?);
                }
                truth
            }
            Code::AtLeast(least, codes) => {
                let mut truths = Vec::with_capacity(codes.len());
                for code in codes {
                    truths.push(self.truth(code, at, parts.as_deref_mut())?);
                }
                Truth::at_least(*least, &truths)
            }
            Code::Not(inner) => self.truth(inner, at, None)?.not(),
            Code::Cell { cell, is_open, figure, comparison, is_part } => {
                let now = self.cells[*cell as usize];
                let ever = if *is_open { Range { high: ABOVE, ..now } } else { now };
                let (left, right) = (Outlook { now, ever }, Outlook::both(Range::exactly(*figure)));
                let truth =
                    left.compare(comparison.left_factor, comparison.operator, right, comparison.right_factor);
                if let Some(parts) = parts.filter(|_| *is_part) {
                    parts.add(Part { comparison, truth, left, right });
                }
                truth
            }
            Code::Fact { field, answers, beyond } => {
                let word = self.record.facts.get(usize::from(*field)).copied().unwrap_or(MISSING);
                let place = present(word).map_or(0, |word| (word as usize).wrapping_add(1));
                answers.get(place).copied().unwrap_or(*beyond)
            }
            Code::Satisfied(slots) => {
                slots.iter().fold(Truth::TRUE, |all, slot| all.and(self.found[*slot as usize].0))
            }
            Code::Exempt(slots) => {
                slots.iter().fold(Truth::FALSE, |any, slot| any.or(self.found[*slot as usize].1))
            }
            Code::Comparison(comparison) => {
                let frame = Frame::fixed(at.policy, self.record.subject, at.schedule, at.frame);
                let (truth, left, right) = self.evaluator.comparison(frame.view(self.record), comparison)?;
                if let Some(parts) = parts {
                    parts.add(Part { comparison, truth, left, right });
                }
                truth
            }
            Code::Other(condition) => {
                let frame = Frame::fixed(at.policy, self.record.subject, at.schedule, at.frame);
                self.evaluator.condition(frame.view(self.record), condition)?
            }
        })
    }
}

/// Draws up a docket.
struct Clerk<'e> {
    engine: &'e Engine,
    subject: SubjectId,
    as_of: i64,
    ledgers: HashMap<usize, Ledger>,
    /// The table and place of each cell that a code speaks of, until they are numbered through.
    pending: Vec<(usize, usize)>,
    slots: HashMap<(RuleId, StaticFrame), u32>,
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
            let mut slots = Vec::new();
            for &frame in frames {
                let at = At { policy: rule.policy, schedule: &rule.schedule, frame };
                let code = rule.alternatives.is_empty().then(|| SlotCode {
                    applies: self.applies(at, &rule.applies),
                    requirement: self.code(at, &rule.requirement, true),
                    exemptions: rule.exemptions.iter().map(|own| self.code(at, &own.when, false)).collect(),
                });
                let number = self.slots.len() as u32;
                self.slots.insert((id, frame), number);
                slots.push(Slot { rule: id, frame, period: at.instance(), due: plain(frame.due), code });
            }
            entries.push(RuleEntry::Slots(slots));
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
                    consequence: id,
                    frame,
                    period: at.instance(),
                    applies: self.applies(at, &consequence.applies),
                    when: self.code(at, &consequence.when, false),
                });
            }
            entries.push(ConsequenceEntry::Slots(slots));
        }
        entries
    }

    /// The audience, if the due date is governed at all.
    fn applies(&mut self, at: At<'e>, audience: &'e Condition) -> Code<'e> {
        let policy = &self.engine.plan().policies[at.policy.index()];
        let last = policy.effective_to.map_or(ABOVE, day_number);
        if at.frame.due < day_number(policy.effective_from) || at.frame.due > last {
            return Code::Constant(Truth::FALSE);
        }
        self.code(at, audience, false)
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
            Condition::CompareDates(..)
            | Condition::DateIn(..)
            | Condition::TextIs(..)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. } => Code::Other(condition),
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
            | Amount::Rounded { .. }
            | Amount::Highest(_)
            | Amount::Lowest(_) => return None,
        };
        let (list, lane) = Lane::of(aggregate, at.policy)?;
        let (table, lane) = self.engine.classes().find(at.policy, self.subject, list, &lane)?;
        let (start, end) = fixed_window(plan, &aggregate.window, at.frame)?;
        let cell = self.ledgers.entry(table).or_default().cell(lane, start, end);
        self.pending.push((table, cell));
        Some(Code::Cell {
            cell: self.pending.len() as u32 - 1,
            is_open: start <= end && end >= self.as_of,
            figure: figure.millionths(),
            comparison,
            is_part,
        })
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
        let mut answers = vec![Truth::OPEN];
        answers.extend((0..values).map(|word| Truth::of(answer(word))));
        Some(Code::Fact { field: field.field.0, answers, beyond: Truth::of(answer(i64::MAX)) })
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

impl Code<'_> {
    /// Gives every cell its place.
    fn renumber(&mut self, place: &dyn Fn(&mut u32)) {
        match self {
            Self::All(codes) | Self::Any(codes) | Self::AtLeast(_, codes) => {
                codes.iter_mut().for_each(|code| code.renumber(place))
            }
            Self::Not(code) => code.renumber(place),
            Self::Cell { cell, .. } => place(cell),
            Self::Constant(_)
            | Self::Fact { .. }
            | Self::Satisfied(_)
            | Self::Exempt(_)
            | Self::Comparison(_)
            | Self::Other(_) => {}
        }
    }
}
