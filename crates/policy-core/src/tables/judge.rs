//! Judging a record by its sums.

use super::code::{Code, Measurement, Minimum, Requirement};
use super::docket::{At, ConsequenceEntry, ConsequenceSlot, Docket, RuleEntry, Slot};
use super::ledger::Sums;
use crate::decision::{Measured, Outcome, Standing, Verdict};
use crate::evaluate::{
    ABOVE, Conclusion, Day, Deaf, Evaluator, Found, Frame, Listed, Listing, Outlook, Part, Parts, Range,
    Truth, conclude, rank,
};
use crate::record::{MISSING, present};
use crate::{DecideError, Decision, Engine, FieldId, Record};

/// Why the tables do not decide a record.
enum Halt {
    /// They cannot tell; the evaluator can.
    CannotTell,
    /// Nobody can.
    Error(DecideError),
}

impl From<DecideError> for Halt {
    fn from(error: DecideError) -> Self {
        Self::Error(error)
    }
}

/// How much a minimum tells that is reached.
const RANK_OF_TRUE: u8 = rank(Truth::TRUE);

/// How many sums fit on the stack, in the smaller and in the larger of two ways, and how many slots.
const FEW_SUMS: usize = 32;
const MORE_SUMS: usize = 128;
const FEW_SLOTS: usize = 32;

/// One record on its way through the docket.
struct Run<'e, 'r> {
    engine: &'e Engine,
    listing: &'e Listing,
    as_of: i64,
    record: &'r Record,
    firsts: &'e [Option<u32>],
    sums: Sums<'r>,
    /// What was found in each slot.
    found: &'r mut [Found],
    /// The slot that is judged next.
    slot: usize,
    /// Made when first asked.
    evaluator: Option<Evaluator<'e, Deaf>>,
}

impl<'e> Docket<'e> {
    /// Decides a record into an empty decision; `false` where the tables cannot tell.
    pub fn decide(
        &'e self,
        engine: &'e Engine,
        listing: &'e Listing,
        as_of: i64,
        record: &Record,
        decision: &mut Decision,
    ) -> Result<bool, DecideError> {
        let mut decide = |certain: &mut [i64]| {
            let sums = Sums { certain, uncertain: Vec::new(), layout: &self.layout };
            self.decide_by(sums, engine, listing, as_of, record, decision)
        };
        let sums = self.layout.sums;
        let decided = if sums <= FEW_SUMS {
            decide(&mut [0; FEW_SUMS])
        } else if sums <= MORE_SUMS {
            decide(&mut [0; MORE_SUMS])
        } else {
            decide(&mut vec![0; sums])
        };
        match decided {
            Ok(()) => Ok(true),
            Err(Halt::CannotTell) => Ok(false),
            Err(Halt::Error(error)) => Err(error),
        }
    }

    /// Decides a record by its sums, which are zero so far.
    fn decide_by(
        &'e self,
        mut sums: Sums<'_>,
        engine: &'e Engine,
        listing: &'e Listing,
        as_of: i64,
        record: &Record,
        decision: &mut Decision,
    ) -> Result<(), Halt> {
        for ledger in &self.ledgers {
            let table = &engine.classes().tables[ledger.table];
            ledger.fill(table, record, as_of, &mut sums).ok_or(Halt::CannotTell)?;
        }
        let (mut few, mut many) = ([Found::OUTSIDE; FEW_SLOTS], Vec::new());
        let found = match few.get_mut(..self.verdicts) {
            Some(few) => few,
            None => {
                many.resize(self.verdicts, Found::OUTSIDE);
                &mut many
            }
        };
        let firsts = &self.firsts;
        let mut run = Run { engine, listing, as_of, record, firsts, sums, found, slot: 0, evaluator: None };
        decision.verdicts.reserve_exact(self.verdicts);
        decision.outcomes.reserve_exact(self.outcomes);
        for entry in &self.rules {
            match entry {
                RuleEntry::Own(rule) => run.evaluator().decide_rule(record, *rule, decision)?,
                RuleEntry::Slots(slots, verdicts) => {
                    let from = decision.verdicts.len();
                    decision.verdicts.extend_from_slice(verdicts);
                    for (slot, verdict) in slots.iter().zip(&mut decision.verdicts[from..]) {
                        run.judge(slot, verdict)?;
                    }
                }
            }
        }
        for entry in &self.consequences {
            match entry {
                ConsequenceEntry::Own(consequence) => {
                    run.evaluator().decide_consequence(record, *consequence, decision)?;
                }
                ConsequenceEntry::Slots(slots) => {
                    for slot in slots {
                        decision.outcomes.push(run.follow(slot)?);
                    }
                }
            }
        }
        Ok(())
    }
}

impl<'e> Run<'e, '_> {
    fn evaluator(&mut self) -> &mut Evaluator<'e, Deaf> {
        self.evaluator.get_or_insert_with(|| {
            let mut found = Vec::with_capacity(self.found.len());
            found.extend_from_slice(&self.found[..self.slot]);
            let listed = Listed { record: self.record, firsts: self.firsts, found };
            let mut evaluator = Evaluator::new(self.engine, self.listing, self.as_of, Deaf);
            evaluator.listed = Some(listed);
            evaluator
        })
    }

    /// Judges a rule in one occurrence; its verdict says so far that it does not apply.
    fn judge(&mut self, slot: &Slot<'e>, verdict: &mut Verdict) -> Result<(), Halt> {
        let Some(code) = &slot.code else { return self.judge_whole(slot, verdict) };
        let applies = match &code.applies {
            None => Truth::TRUE,
            Some(Code::Fact { field, answers }) => self.fact(*field, answers),
            Some(code) => self.truth(code, slot.at, None)?,
        };
        if applies.is_surely_false() {
            self.keep(Found::OUTSIDE);
            return Ok(());
        }
        let requirement = match &code.requirement {
            Requirement::Minimums(minimums) => self.minimums(minimums, &mut verdict.measured)?,
            Requirement::Other(code) => {
                let mut parts = Parts::default();
                let truth = self.truth(code, slot.at, Some(&mut parts))?;
                verdict.measured = parts.chosen;
                truth
            }
        };
        // As for most rules; with constants, little of it is left to be worked out.
        let conclusion = if code.exemptions.is_empty() && applies == Truth::TRUE {
            conclude(Truth::TRUE, requirement, Truth::FALSE)
        } else {
            let mut exemption = Truth::FALSE;
            if !requirement.is_surely_true() {
                for code in &code.exemptions {
                    exemption = exemption.or(self.truth(code, slot.at, None)?);
                }
            }
            conclude(applies, requirement, exemption)
        };
        let Conclusion { satisfied, exempt, status } = conclusion;
        self.keep(Found { applies, met: applies.and(requirement), satisfied, exempt });
        verdict.status = status;
        Ok(())
    }

    /// Leaves a rule in one occurrence to the evaluator.
    #[inline(never)]
    fn judge_whole(&mut self, slot: &Slot<'e>, verdict: &mut Verdict) -> Result<(), Halt> {
        let (record, frame) = (self.record, slot.at.frame(self.record));
        let judgement = self.evaluator().judge(record, &frame, slot.rule)?;
        self.keep(Found::of(&judgement));
        *verdict = judgement.verdict(slot.rule, &frame);
        Ok(())
    }

    /// Whether all minimums are reached, and the one that the verdict shows.
    #[inline(never)]
    fn minimums(&self, minimums: &[Minimum], measured: &mut Option<Measured>) -> Result<Truth, Halt> {
        if !self.sums.is_certain() {
            return self.open_minimums(minimums, measured);
        }
        // Each is reached, or short for now, or short for good: what is shown decides.
        let mut highest = 0;
        let mut shown = None;
        for (part, minimum) in minimums.iter().enumerate() {
            let sum = self.sums.sum(minimum.cell).ok_or(Halt::CannotTell)?;
            let rank = if sum < minimum.least { minimum.rank_if_short } else { RANK_OF_TRUE };
            if rank > highest {
                (highest, shown) = (rank, Some((part, minimum, sum)));
            }
        }
        let Some((part, minimum, sum)) = shown else { return Ok(Truth::TRUE) };
        *measured = Some(minimum.measured(part, Range::exactly(sum)));
        Ok(if sum < minimum.least { minimum.if_short } else { Truth::TRUE })
    }

    /// The same, where some sums are not certain.
    #[inline(never)]
    fn open_minimums(&self, minimums: &[Minimum], measured: &mut Option<Measured>) -> Result<Truth, Halt> {
        let mut all = Truth::TRUE;
        let mut highest = 0;
        for (part, minimum) in minimums.iter().enumerate() {
            let now = self.sums.range(minimum.cell).ok_or(Halt::CannotTell)?;
            let truth = minimum.truth(now);
            all = all.and(truth);
            if rank(truth) > highest {
                highest = rank(truth);
                *measured = Some(minimum.measured(part, now));
            }
        }
        Ok(all)
    }

    /// How a consequence stands in one occurrence.
    fn follow(&mut self, slot: &ConsequenceSlot<'e>) -> Result<Outcome, Halt> {
        let mut truth = match &slot.applies {
            None => Truth::TRUE,
            Some(code) => self.truth(code, slot.at, None)?,
        };
        if !truth.is_surely_false() {
            truth = truth.and(self.truth(&slot.when, slot.at, None)?);
        }
        let standing = match (Standing::of(truth), slot.lifted) {
            (Standing::InForce, Some(consequence)) => {
                let record = self.record;
                let frame = slot.at.frame(record);
                self.evaluator().in_force_unless_over(record, &frame, consequence)?
            }
            (standing, _) => standing,
        };
        Ok(Outcome { standing, ..slot.outcome })
    }

    /// Keeps what was found in a slot, for those that refer to it.
    fn keep(&mut self, found: Found) {
        if let Some(kept) = self.found.get_mut(self.slot) {
            *kept = found;
        }
        self.slot += 1;
        if let Some(listed) = self.evaluator.as_mut().and_then(|evaluator| evaluator.listed.as_mut()) {
            listed.found.push(found);
        }
    }

    fn truth(&mut self, code: &Code<'e>, at: At<'e>, mut parts: Option<&mut Parts>) -> Result<Truth, Halt> {
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
            Code::Cell(measurement) => self.measure(measurement, parts)?,
            Code::Fact { field, answers } => self.fact(*field, answers),
            Code::Date { field, operator, day } => {
                let word = self.record.facts.get(field.index()).copied().and_then(present);
                Truth::both(word.map_or(Day::ANY, Day::exactly).compare(*operator, Day::exactly(*day)))
            }
            Code::Satisfied(slots) => {
                slots.iter().fold(Truth::TRUE, |all, slot| all.and(self.found[*slot as usize].satisfied))
            }
            Code::Exempt(slots) => {
                slots.iter().fold(Truth::FALSE, |any, slot| any.or(self.found[*slot as usize].exempt))
            }
            Code::Comparison(comparison) => {
                let (record, frame) = (self.record, at.frame(self.record));
                let (truth, left, right) = self.evaluator().comparison(frame.view(record), comparison)?;
                if let Some(parts) = parts {
                    parts.add(Part { comparison, truth, left, right });
                }
                truth
            }
            Code::Other(condition) => {
                let (record, frame) = (self.record, at.frame(self.record));
                self.evaluator().condition(frame.view(record), condition)?
            }
        })
    }

    /// The answer to a condition on a fact.
    fn fact(&self, field: FieldId, answers: &[Truth]) -> Truth {
        let word = self.record.facts.get(field.index()).copied().unwrap_or(MISSING);
        let last = answers.len().saturating_sub(1);
        answers.get((word as u64).min(last as u64) as usize).copied().unwrap_or(Truth::OPEN)
    }

    /// Compares a cell with a figure.
    fn measure(&self, measurement: &Measurement<'e>, parts: Option<&mut Parts>) -> Result<Truth, Halt> {
        let Measurement { cell, is_open, figure, comparison, is_part } = *measurement;
        let now = self.sums.range(cell).ok_or(Halt::CannotTell)?;
        let ever = if is_open { Range { high: ABOVE, ..now } } else { now };
        let (left, right) = (Outlook { now, ever }, Outlook::both(Range::exactly(figure)));
        let truth = left.compare(comparison.left_factor, comparison.operator, right, comparison.right_factor);
        if let Some(parts) = parts.filter(|_| is_part) {
            parts.add(Part { comparison, truth, left, right });
        }
        Ok(truth)
    }
}

impl<'e> At<'e> {
    fn frame(self, record: &Record) -> Frame<'e> {
        Frame::fixed(self.policy, record.subject, self.schedule, self.frame)
    }
}
