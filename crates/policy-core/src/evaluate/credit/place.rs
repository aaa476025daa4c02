//! Into which place of a step each event falls.

use crate::Span;
use crate::civil::{Civil, is_in_calendar};
use crate::evaluate::credit::Item;
use crate::evaluate::range::ABOVE;
use crate::evaluate::{Evaluator, Outlook, Range, Result, View, Watch, schedule};
use crate::plan::{BuiltInPeriod, Most, Per, PeriodRef};
use crate::span::day_number;

/// Into which place of a step an event falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Into none; the step does not touch it.
    Nowhere,
    /// Into this one, whose last day this is.
    At(i64, i64),
    /// Nobody knows.
    Unknown,
}

/// How much a cap lets through, worked out.
pub(super) enum Ceiling {
    Amount(Outlook),
    /// Of what else counts there, times the first by the second; `None` where there is no cap.
    Share(Option<(i64, i64)>),
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Where each event falls.
    pub(super) fn places(&mut self, view: View<'_>, per: &'e Per, items: &[Item<'_>]) -> Result<Vec<Place>> {
        let dated = self
            .engine
            .list(view.record.subject, items.first().map_or(crate::ListId(0), |item| item.event.list))
            .map(|list| list.dated);
        let start = match per {
            Per::Cycle { from, .. } => self.date(view, from)?.now.known().filter(|day| is_in_calendar(*day)),
            Per::Event | Per::Day | Per::Period(_) | Per::Ever => None,
        };
        let mut places = Vec::with_capacity(items.len());
        for item in items {
            if let (None, Some(dated)) = (item.date, dated) {
                self.missing_of(item.event, dated);
            }
            places.push(match (per, item.date) {
                (Per::Ever, _) => Place::At(0, ABOVE),
                (Per::Event, _) | (_, None) => Place::Unknown,
                (Per::Day, Some(day)) => Place::At(day, day),
                (Per::Period(period), Some(day)) => self.period_of(*period, day),
                (Per::Cycle { every, .. }, Some(day)) => {
                    start.map_or(Place::Unknown, |start| cycle_of(start, *every, day))
                }
            });
        }
        Ok(places)
    }

    fn period_of(&self, period: PeriodRef, day: i64) -> Place {
        let built_in = |period: BuiltInPeriod| {
            let civil = Civil::of(day)?;
            let (from, months) = match period {
                BuiltInPeriod::Year => (Civil { month: 1, day: 1, ..civil }, 12),
                BuiltInPeriod::Month => (Civil { day: 1, ..civil }, 1),
            };
            let last = from.moved(months).number().map_or(ABOVE, |next| next - 1);
            Some(Place::At(from.number()?, last))
        };
        match period {
            PeriodRef::BuiltIn(period) => built_in(period).unwrap_or(Place::Nowhere),
            PeriodRef::Named(period) => {
                let Some(period) = self.engine.plan().periods.get(period.index()) else {
                    return Place::Nowhere;
                };
                let begun = period.occurrences.partition_point(|one| day_number(one.from) <= day);
                let last = begun.checked_sub(1).and_then(|last| period.occurrences.get(last));
                match last.map(|one| (day_number(one.from), day_number(one.to))) {
                    Some((first, last)) if day <= last => Place::At(first, last),
                    Some(_) | None => Place::Nowhere,
                }
            }
        }
    }

    /// How much a cap lets through.
    pub(super) fn let_through(&mut self, view: View<'_>, most: &'e Most) -> Result<Ceiling> {
        Ok(match most {
            Most::Amount(amount) => {
                let most = self.amount(view, amount)?;
                let cut = |range: Range| Range { low: range.low.max(0), high: range.high.max(0) };
                Ceiling::Amount(Outlook { now: cut(most.now), ever: cut(most.ever) })
            }
            Most::Share { numerator, denominator } => {
                let others = denominator.saturating_sub(*numerator);
                Ceiling::Share((others > 0).then_some((*numerator, others)))
            }
        })
    }
}

/// The cycle that holds a day.
fn cycle_of(start: i64, every: Span, day: i64) -> Place {
    let begin = |cycle: u32| schedule::begin(start, every, cycle);
    if day < start {
        return Place::Nowhere;
    }
    // A cycle has at least 28 days for a month, and at most 31.
    let length = |month: i64| (i64::from(every.months) * month + i64::from(every.days)).max(1);
    let passed = day - start;
    let (mut low, mut high) = (passed / length(31), passed / length(28) + 1);
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let begun = u32::try_from(middle).ok().and_then(begin).is_some_and(|from| from <= day);
        if begun { low = middle } else { high = middle - 1 }
    }
    let next = u32::try_from(low + 1).ok().and_then(begin);
    Place::At(low, next.map_or(ABOVE, |next| next - 1))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn the_cycle_of_a_day_is_the_one_that_counting_from_the_start_finds() {
        let start = day_number(NaiveDate::from_ymd_opt(2015, 1, 31).unwrap());
        for every in [(0, 1), (0, 7), (1, 0), (5, 3), (12, 0), (60, 0)] {
            let every = Span { months: every.0, days: every.1 };
            for day in (start - 2..).step_by(13).take(300) {
                let begin = |cycle| schedule::begin(start, every, cycle).unwrap();
                let counted = (0..10_000).find(|&cycle| begin(cycle) <= day && day < begin(cycle + 1));
                let expected =
                    counted.map_or(Place::Nowhere, |cycle| Place::At(i64::from(cycle), begin(cycle + 1) - 1));
                assert_eq!(cycle_of(start, every, day), expected, "{every:?} {day}");
            }
        }
    }
}
