//! Lengths of time in calendar terms, and where they end.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A length of time: whole months (years are twelve) and whole days (weeks are seven).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Whole months.
    pub months: u32,
    /// Whole days beyond the months.
    pub days: u32,
}

impl Span {
    /// The day on which a span that starts on `date` ends.
    ///
    /// The starting day is not counted; months end on the corresponding day, or
    /// on the month's last day where there is none (Civil Code of the PRC,
    /// arts. 201 and 202). `None` past the end of the calendar.
    pub fn after(self, date: NaiveDate) -> Option<NaiveDate> {
        date.checked_add_months(Months::new(self.months))?.checked_add_days(Days::new(u64::from(self.days)))
    }

    /// The day from which a span that ends on `date` counts back; the mirror of [`Span::after`].
    pub fn before(self, date: NaiveDate) -> Option<NaiveDate> {
        date.checked_sub_days(Days::new(u64::from(self.days)))?.checked_sub_months(Months::new(self.months))
    }
}

/// The number by which the engine counts days: 1 is 1 January of the year 1.
pub(crate) fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// The date of a [`day_number`], or `None` outside the calendar.
pub(crate) fn date_of(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day).ok()?)
}
