//! Dates and windows that are the same for every record.
//!
//! What is worked out here is not worked out again for each record. Where a date hangs on a
//! record, or is no plain day, the answer is `None`, and the evaluator does it record by record.

use crate::civil::Civil;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::schedule::StaticFrame;
use crate::evaluate::working::WorkingDays;
use crate::plan::{DateExpr, Period, Plan, Window};
use crate::span::day_number;

/// A stretch that holds no day.
const EMPTY: (i64, i64) = (ABOVE, BELOW);

/// A day, in an occurrence.
pub(crate) fn fixed_date(plan: &Plan, date: &DateExpr, frame: StaticFrame) -> Option<i64> {
    match date {
        DateExpr::Literal(date) => Some(day_number(*date)),
        DateExpr::InPeriod { month, day } => Civil::of(frame.from)?.first_from(*month, *day)?.number(),
        DateExpr::StartOf(window) => fixed_window(plan, window, frame).and_then(held).map(|(first, _)| first),
        DateExpr::EndOf(window) => fixed_window(plan, window, frame).and_then(held).map(|(_, last)| last),
        DateExpr::Due => held((frame.due, frame.due)).map(|(due, _)| due),
        DateExpr::Plus(date, span) => span.after_day(fixed_date(plan, date, frame)?),
        DateExpr::Minus(date, span) => span.before_day(fixed_date(plan, date, frame)?),
        DateExpr::WorkingDay(working) => {
            let day = fixed_date(plan, &working.date, frame)?;
            WorkingDays::of(plan, working).nearest(day, working.next)
        }
        DateExpr::Field(_) | DateExpr::Extreme(_) | DateExpr::AsOf | DateExpr::Reached(_) => None,
    }
}

/// First and last day of a window, in an occurrence; the first after the last where it holds no day.
pub(crate) fn fixed_window(plan: &Plan, window: &Window, frame: StaticFrame) -> Option<(i64, i64)> {
    match window {
        Window::Rule => Some((frame.from, frame.due)),
        Window::Period => Some((frame.from, frame.to)),
        Window::Year { offset } => {
            let year = Civil::of(frame.due)?.year + i64::from(*offset);
            let edge = |month, day| Civil { year, month, day }.number();
            Some((edge(1, 1)?, edge(12, 31)?))
        }
        Window::Named(period) => {
            let period = plan.periods.get(period.index())?;
            if frame.from > frame.to {
                return Some(EMPTY);
            }
            Some(period.within(frame.from, frame.to).or_else(|| period.around(frame.due)).unwrap_or(EMPTY))
        }
        Window::AnyTime => Some((BELOW, frame.due)),
        Window::Between(start, end) => {
            let start = match start {
                Some(start) => fixed_date(plan, start, frame)?,
                None => BELOW,
            };
            let end = match end {
                Some(end) => fixed_date(plan, end, frame)?,
                None => frame.due,
            };
            Some((start, end))
        }
        Window::After { from, span } => {
            let from = fixed_date(plan, from, frame)?;
            Some((from + 1, span.after_day(from)?))
        }
        Window::Extended { .. } => None,
        Window::Before { to, span } => {
            let to = fixed_date(plan, to, frame)?;
            let start = match span {
                Some(span) => span.before_day(to)?,
                None => BELOW,
            };
            Some((start, to - 1))
        }
    }
}

fn held(window: (i64, i64)) -> Option<(i64, i64)> {
    let is_plain = window.0 <= window.1 && window.0 != BELOW && window.1 != ABOVE;
    is_plain.then_some(window)
}

impl Period {
    /// From the first to the last day of the occurrences that lie wholly between two days.
    pub(crate) fn within(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let mut inside = self
            .occurrences
            .iter()
            .map(|occurrence| (day_number(occurrence.from), day_number(occurrence.to)))
            .filter(|&(first, last)| first >= from && last <= to);
        let (first, last) = inside.next()?;
        Some((first, inside.next_back().map_or(last, |(_, last)| last)))
    }

    /// First and last day of the occurrence that holds a day.
    pub(crate) fn around(&self, day: i64) -> Option<(i64, i64)> {
        self.occurrences
            .iter()
            .map(|occurrence| (day_number(occurrence.from), day_number(occurrence.to)))
            .find(|&(first, last)| first <= day && day <= last)
    }
}
