//! How much of a window events cover that last.

use crate::evaluate::aggregate::{Share, Taken};
use crate::evaluate::days::Stretch;
use crate::evaluate::length::length;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::truth::Possible;
use crate::evaluate::{Day, Days, Evaluator, EventView, Range, Result, Truth, View, Watch};
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
        let mut now = Cover::default();
        let mut ever = Cover::default();
        let known = self.each_event(view, source, filter, None, |this, event, truth, _| {
            let taken = Taken::of(truth);
            let (from, to) = this.span_of(event, first, last);
            now.add(taken.now, from.now, to.now, window.now());
            ever.add(taken.ever, from.ever, to.ever, window.ever());
            Ok(())
        })?;
        if !known {
            return Ok(Truth::OPEN);
        }
        let mut truth = Truth::new(now.reaches(length), ever.reaches(length));
        // An event that goes by a later day than its first may come to light after the window has closed.
        let is_late = list.dated != first && window.ever().may_hold_days();
        if window.ever().is_open(self.as_of) || is_late {
            truth = truth.may_turn_true();
        }
        Ok(truth)
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

/// The days that are covered for certain, and those that may be.
#[derive(Default)]
pub(super) struct Cover {
    certain: Vec<(i64, i64)>,
    possible: Vec<(i64, i64)>,
}

impl Cover {
    pub fn add(&mut self, share: Share, from: Day, to: Day, window: Stretch) {
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
    pub fn amount(self, unit: CalendarUnit) -> Range {
        let covered = |stretches| {
            joined(stretches).into_iter().fold(0_i64, |sum, (from, to)| match (sum, length(from, to, unit)) {
                (ABOVE, _) | (_, ABOVE) => ABOVE,
                (sum, length) => sum.saturating_add(length),
            })
        };
        Range { low: covered(self.certain), high: covered(self.possible) }
    }

    fn reaches(self, length: Span) -> Possible {
        Possible { yes: reaches(self.possible, length), no: !reaches(self.certain, length) }
    }
}

/// Whether stretches, taken together, reach a length: days add up, months must be one unbroken stretch.
fn reaches(stretches: Vec<(i64, i64)>, length: Span) -> bool {
    let joined = joined(stretches);
    if length.months == 0 {
        let days = joined.iter().fold(0_i64, |days, (from, to)| days.saturating_add(day_count(*from, *to)));
        return days >= i64::from(length.days);
    }
    joined.iter().any(|&(from, to)| {
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
