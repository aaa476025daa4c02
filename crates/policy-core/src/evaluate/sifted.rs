//! What passes a filter, sifted once for all windows that ask.
//!
//! A rule that comes again asks the same of every event in each of its periods, and rules share what they count:
//! only the window differs. Where neither the filter nor the recognition hangs on the rule that asks
//! ([`Node::hangs_on_rules`]), what an event is and counts for is the same each time, so it is worked out once for a record,
//! and a window then looks at days alone. Who listens is to hear of every event each time, and gets nothing sifted.

use crate::evaluate::aggregate::{ONE, Taken, Total};
use crate::evaluate::days::Window;
use crate::evaluate::range::add;
use crate::evaluate::{Day, Days, Evaluator, EventView, Outlook, Range, Result, Truth, View, Watch};
use crate::plan::{Condition, Measure, Node, Recognition, Source};
use crate::record::{EventRows, MISSING, present};
use crate::{FieldId, Record};

/// The events of a list that may pass a filter.
pub(super) struct Sifted<'e> {
    record: *const Record,
    source: Source,
    filter: &'e Condition,
    /// The field that the recognition credits.
    credited: Option<FieldId>,
    /// `None` where it hangs on the rule that asks.
    passed: Option<Vec<Passed>>,
}

/// An event that the as-of date sees and that may pass.
#[derive(Clone, Copy)]
pub(super) struct Passed {
    pub index: u32,
    /// Its date, which may be missing.
    day: i64,
    /// Whether it passes, wherever it lies.
    truth: Truth,
    /// What the recognition credits it with.
    pub amount: Outlook,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The place of what passes a filter; `None` where that hangs on the rule that asks, or somebody listens.
    pub(super) fn sift(
        &mut self,
        view: View<'_>,
        source: Source,
        filter: &'e Condition,
    ) -> Result<Option<usize>> {
        if W::LISTENS {
            return Ok(None);
        }
        let record: *const Record = view.record;
        let is_same = |known: &Sifted<'e>| {
            known.record == record
                && known.source == source
                && (std::ptr::eq(known.filter, filter) || *known.filter == *filter)
        };
        let place = match self.sifted.iter().position(is_same) {
            Some(place) => place,
            None => {
                let recognition = self.recognition_of(view.record, source);
                let passed = self.pass(view, source, filter, recognition)?;
                let credited = recognition.and_then(|recognition| recognition.credited);
                self.sifted.push(Sifted { record, source, filter, credited, passed });
                self.sifted.len() - 1
            }
        };
        Ok(self.sifted.get(place).filter(|found| found.passed.is_some()).map(|_| place))
    }

    /// One of those that pass, with the field that is credited.
    pub(super) fn passed(&self, sifted: usize, next: usize) -> Option<(Passed, Option<FieldId>)> {
        let sifted = self.sifted.get(sifted)?;
        Some((*sifted.passed.as_ref()?.get(next)?, sifted.credited))
    }

    /// The recognition that a source asks.
    pub(super) fn recognition_of(&self, record: &Record, source: Source) -> Option<&'e Recognition> {
        match source {
            Source::Recognised(list, policy) => self.engine.recognition(policy, record.subject, list),
            Source::Recorded(_) | Source::Members(_) => None,
        }
    }

    fn pass(
        &mut self,
        view: View<'_>,
        source: Source,
        filter: &'e Condition,
        recognition: Option<&'e Recognition>,
    ) -> Result<Option<Vec<Passed>>> {
        let record = view.record;
        let Some(list) = source.list() else { return Ok(None) };
        let Some(rows) = record.lists.get(list.index()).filter(|rows| rows.known) else { return Ok(None) };
        let Some(declared) = self.engine.list(record.subject, list) else { return Ok(None) };
        let hangs = |recognition| self.engine.hangs_on_rules(recognition);
        if Node::Condition(filter).hangs_on_rules() || recognition.is_some_and(hangs) {
            return Ok(None);
        }
        let credits = match recognition {
            Some(recognition) if !recognition.steps.is_empty() => Some(self.credits(record, recognition)?),
            Some(_) | None => None,
        };
        let days = rows.column(declared.dated);
        let told = self.told(record, list, filter);
        let mut passed = Vec::with_capacity(rows.len());
        for (index, row) in (0..).zip(rows.rows()) {
            let day = days.get(index as usize).copied().unwrap_or(MISSING);
            if day > self.as_of {
                continue;
            }
            let event = EventView { record, list, index, row };
            let view = View { event: Some(event), ..view };
            let mut truth = match told.as_ref().and_then(|told| told.of(index)) {
                Some(truth) => truth,
                None => self.condition(view, filter)?,
            };
            let mut amount = Outlook::ZERO;
            if let Some(recognition) = recognition
                && !truth.is_surely_false()
            {
                let counted = match credits.as_ref().and_then(|credits| credits.line(index)) {
                    Some((_, line)) => {
                        amount = line.amount;
                        line.counted
                    }
                    // What cannot be worked out is no error where no window asks for it.
                    None => match self.recognise(view, event, recognition) {
                        Err(_) => return Ok(None),
                        Ok(found) => {
                            amount = found.amount;
                            found.counted
                        }
                    },
                };
                truth = truth.and(counted);
            }
            if !truth.is_surely_false() {
                passed.push(Passed { index, day, truth, amount });
            }
        }
        Ok(Some(passed))
    }
}

impl Sifted<'_> {
    /// The count or sum over those that lie in a window; `None` where it is another measure, or the days of the window are not
    /// known exactly.
    pub fn total(&self, rows: &EventRows, measure: &Measure, window: Window) -> Result<Option<Outlook>> {
        let field = match measure {
            Measure::Count => None,
            Measure::Sum(field) => Some(*field),
            Measure::Distinct(_) | Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => {
                return Ok(None);
            }
        };
        let (Some(start), Some(end), Some(passed)) = (window.start.exact(), window.end.exact(), &self.passed)
        else {
            return Ok(None);
        };
        let recorded = field.filter(|_| field != self.credited).map(|field| rows.column(field));
        let mut total = Total::new(measure);
        // What is certain is added up as a plain number: most is, and a range takes three times as long.
        let mut certain = 0;
        for event in passed {
            let is_dated = event.day != MISSING;
            if is_dated && !(start <= event.day && event.day <= end) {
                continue;
            }
            let truth = if is_dated { event.truth } else { event.lies_in(window) };
            let amount = match (field, recorded) {
                (None, _) => Outlook::both(Range::exactly(ONE)),
                (Some(_), None) => event.amount,
                (Some(_), Some(words)) => {
                    let word = words.get(event.index as usize).copied().and_then(present);
                    Outlook::both(word.map_or(Range::ANY_AMOUNT, Range::exactly))
                }
            };
            if truth == Truth::TRUE && amount == Outlook::both(Range::exactly(amount.now.low)) {
                certain = add(certain, amount.now.low)?;
            } else {
                total.add(Taken::of(truth), amount)?;
            }
        }
        total.add(Taken::of(Truth::TRUE), Outlook::both(Range::exactly(certain)))?;
        Ok(Some(total.sum()))
    }
}

impl Passed {
    /// Whether it passes, and lies in a window. Without a date it may lie in any window that holds days, and surely lies
    /// in none.
    pub fn lies_in(&self, window: Window) -> Truth {
        let inside = match present(self.day) {
            Some(day) => window.contains(Days::exactly(day)),
            None => window.contains(Days::both(Day::ANY)).may_fail(),
        };
        inside.and(self.truth)
    }

    /// Whether it passes.
    pub fn truth(&self) -> Truth {
        self.truth
    }
}
