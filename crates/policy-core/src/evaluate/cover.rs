//! How much of a window events cover that last.

use crate::evaluate::aggregate::{Share, Taken};
use crate::evaluate::days::{Stretch, Window};
use crate::evaluate::length::length;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::truth::Possible;
use crate::evaluate::{Day, Days, Evaluator, EventView, Outlook, Range, Result, Truth, View, Watch};
use crate::plan::{self, CalendarUnit, Condition, Source};
use crate::record::{FactPath, present};
use crate::{FieldId, Span};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Whether the events cover at least `length` of the window.
    pub(super) fn events_cover(
        &mut self,
        view: View<'_>,
        source: Source,
        filter: &'e Condition,
        window: &'e plan::Window,
        length: Span,
    ) -> Result<Truth> {
        let window = self.window(view, window)?;
        let list = source.list().and_then(|list| self.engine.list(view.record.subject, list));
        let Some(list) = list else { return Ok(Truth::FALSE) };
        let Some((first, last)) = list.lasting else { return Ok(Truth::FALSE) };
        let reached = match self.spans(view, source, filter, (first, last))? {
            Some(spans) => {
                let on = |side: Stretch| Possible {
                    yes: reaches(spans.perhaps_in(side), length),
                    no: !reaches(spans.surely_in(side), length),
                };
                Some(Truth::new(on(window.now()), on(window.ever())))
            }
            None => {
                self.cover(view, (source, filter), (first, last), window)?.map(|covers| covers.reach(length))
            }
        };
        let Some(mut truth) = reached else { return Ok(Truth::OPEN) };
        // An event that goes by a later day than its first may come to light after the window has closed.
        let is_late = list.dated != first && window.ever().may_hold_days();
        if window.ever().is_open(self.as_of) || is_late {
            truth = truth.may_turn_true();
        }
        Ok(truth)
    }

    /// What of a window the events cover that pass a filter, gone through one by one; `None` where the list is missing.
    pub(super) fn cover(
        &mut self,
        view: View<'_>,
        (source, filter): (Source, &'e Condition),
        (first, last): (FieldId, FieldId),
        window: Window,
    ) -> Result<Option<Covers>> {
        let mut covers = Covers::default();
        let known = self.each_event(view, source, filter, None, |this, event, truth, _| {
            let taken = Taken::of(truth);
            let (from, to) = this.span_of(event, first, last);
            covers.now.add(taken.now, from.now, to.now, window.now());
            covers.ever.add(taken.ever, from.ever, to.ever, window.ever());
            Ok(())
        })?;
        Ok(known.then_some(covers))
    }

    /// First and last day of an event.
    pub(super) fn span_of(&mut self, event: EventView<'_>, first: FieldId, last: FieldId) -> (Days, Days) {
        let mut day = |field: FieldId| match event.row.get(field.index()).copied().and_then(present) {
            Some(day) => Days::exactly(day),
            None => {
                self.missing(FactPath::Event(event.list, event.index, field));
                Days::both(Day::ANY)
            }
        };
        (day(first), day(last))
    }
}

/// The days of a window that are covered, now and ever.
#[derive(Default)]
pub(super) struct Covers {
    now: Cover,
    ever: Cover,
}

/// The days that are covered for certain, and those that may be.
#[derive(Default)]
struct Cover {
    certain: Vec<(i64, i64)>,
    possible: Vec<(i64, i64)>,
}

impl Cover {
    fn add(&mut self, share: Share, from: Day, to: Day, window: Stretch) {
        if share == Share::None || !window.may_hold_days() {
            return;
        }
        let widest = (from.low.max(window.start.low), to.high.min(window.end.high));
        if widest.0 <= widest.1 {
            self.possible.push(widest);
        }
        let sure = share == Share::Certain && !window.start.none && !window.end.none;
        let narrowest = (from.high.max(window.start.high), to.low.min(window.end.low));
        if sure && narrowest.0 <= narrowest.1 {
            self.certain.push(narrowest);
        }
    }

    /// How much is covered, in a unit.
    fn amount(self, unit: CalendarUnit) -> Range {
        let covered = |stretches| covered(joined(stretches).into_iter(), unit);
        Range { low: covered(self.certain), high: covered(self.possible) }
    }

    fn reaches(self, length: Span) -> Possible {
        let reaches = |stretches| reaches(joined(stretches).into_iter(), length);
        Possible { yes: reaches(self.possible), no: !reaches(self.certain) }
    }
}

impl Covers {
    /// How much is covered, in a unit.
    pub fn amount(self, unit: CalendarUnit) -> Outlook {
        Outlook { now: self.now.amount(unit), ever: self.ever.amount(unit) }
    }

    fn reach(self, length: Span) -> Truth {
        Truth::new(self.now.reaches(length), self.ever.reaches(length))
    }
}

/// How much stretches come to that lie apart, in a unit.
pub(super) fn covered(stretches: impl Iterator<Item = (i64, i64)>, unit: CalendarUnit) -> i64 {
    stretches.fold(0_i64, |sum, (from, to)| match (sum, length(from, to, unit)) {
        (ABOVE, _) | (_, ABOVE) => ABOVE,
        (sum, length) => sum.saturating_add(length),
    })
}

/// Whether stretches that lie apart reach a length: days add up, months must be one unbroken stretch.
fn reaches(mut stretches: impl Iterator<Item = (i64, i64)>, length: Span) -> bool {
    if length.months == 0 {
        let days = stretches.fold(0_i64, |days, (from, to)| days.saturating_add(day_count(from, to)));
        return days >= i64::from(length.days);
    }
    stretches.any(|(from, to)| {
        if from == BELOW || to == ABOVE {
            return true;
        }
        let end = length.after_day(from);
        end.is_some_and(|end| to.saturating_add(1) >= end)
    })
}

/// Stretches that overlap or follow each other become one.
pub(super) fn joined(mut stretches: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    stretches.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in stretches {
        match joined.last_mut() {
            Some((_, end)) if from <= end.saturating_add(1) => *end = (*end).max(to),
            Some(_) | None => joined.push((from, to)),
        }
    }
    joined
}

fn day_count(from: i64, to: i64) -> i64 {
    to.saturating_sub(from).saturating_add(1)
}
