//! The days that a date can be, on one side.

use chrono::{Datelike, NaiveDate};

/// Before every day.
pub(super) const BEGINNING: i64 = i64::MIN;
/// After every day.
pub(super) const END: i64 = i64::MAX;

/// A date: the days from `low` to `high`, or no day at all, or either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// The first and the last day it can be, where it can be one.
    pub days: Option<(i64, i64)>,
    /// It can be no day at all.
    pub none: bool,
}

impl Day {
    /// Some day; nobody knows which.
    pub const ANY: Self = Self { days: Some((BEGINNING, END)), none: false };
    /// No day at all.
    pub const NONE: Self = Self { days: None, none: true };

    pub fn exactly(day: i64) -> Self {
        Self { days: Some((day, day)), none: false }
    }

    pub fn of(date: NaiveDate) -> Self {
        Self::exactly(number_of(date))
    }

    /// The date, where it is one day of the calendar for sure.
    pub fn known(self) -> Option<NaiveDate> {
        match self.days {
            Some((low, high)) if low == high && !self.none => date_of(low),
            Some(_) | None => None,
        }
    }

    /// The date changed by a function that keeps the order of days.
    pub fn map(self, change: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Self {
        let moved = |day: i64, beyond: i64| match date_of(day) {
            None => day,
            Some(date) => change(date).map_or(beyond, number_of),
        };
        Self { days: self.days.map(|(low, high)| (moved(low, BEGINNING), moved(high, END))), ..self }
    }
}

/// The number of a day, by which days are counted.
pub(super) fn number_of(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// The date of a day's number, where it is one of the calendar.
pub(super) fn date_of(day: i64) -> Option<NaiveDate> {
    i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt)
}
