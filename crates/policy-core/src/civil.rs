//! Days as numbers, and as year, month and day.
//!
//! What [`Span::after`] and [`Span::before`] say of dates, on the numbers that the engine counts days by. Going through the
//! calendar's own type took four times the instructions, and periods that hang on a person's day are nothing but this. The
//! conversions are those of Neri and Schneider (*Euclidean affine functions and their application to calendar algorithms*,
//! 2022): years begin in March, so that the day that some years lack is their last.

use crate::Span;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

/// The first and the last year, as of [`chrono::NaiveDate`].
const FIRST_YEAR: i64 = -262_143;
const LAST_YEAR: i64 = 262_142;
const FIRST: i64 = Civil { year: FIRST_YEAR, month: 1, day: 1 }.plain_number();
const LAST: i64 = Civil { year: LAST_YEAR, month: 12, day: 31 }.plain_number();

/// Whole rounds of 400 years that bring every year above zero, and their days up to 1 January of the year 1.
const ROUNDS: i64 = 656;
const YEARS: i64 = 400 * ROUNDS;
const DAYS: i64 = 146_097 * ROUNDS + 305;

impl Civil {
    /// The day of a number; `None` outside the calendar.
    pub fn of(day: i64) -> Option<Self> {
        if !is_in_calendar(day) {
            return None;
        }
        let of_centuries = 4 * (day + DAYS) as u32 + 3;
        let century = of_centuries / 146_097;
        let of_years = u64::from(of_centuries % 146_097 / 4 * 4 + 3) * 2_939_745;
        let day_of_year = of_years as u32 / 2_939_745 / 4;
        let of_months = 2_141 * day_of_year + 197_913;
        let is_next = day_of_year >= 306;
        Some(Self {
            year: 100 * i64::from(century) + (of_years >> 32) as i64 - YEARS + i64::from(is_next),
            month: i64::from(of_months >> 16) - if is_next { 12 } else { 0 },
            day: i64::from((of_months & 0xFFFF) / 2_141) + 1,
        })
    }

    /// Its number; `None` outside the calendar.
    pub fn number(self) -> Option<i64> {
        (FIRST_YEAR <= self.year && self.year <= LAST_YEAR).then(|| self.plain_number())
    }

    const fn plain_number(self) -> i64 {
        let is_next = self.month <= 2;
        let year = (self.year + YEARS - is_next as i64) as u32;
        let month = (self.month + if is_next { 12 } else { 0 }) as u32;
        let century = year / 100;
        let of_years = 1_461 * year as u64 / 4 - century as u64 + century as u64 / 4;
        let of_months = (979 * month - 2_919) / 32;
        of_years as i64 + of_months as i64 + self.day - 1 - DAYS
    }

    /// So many months later, or earlier; on the month's last day where it has no such day.
    pub fn moved(self, months: i64) -> Self {
        let month = self.year * 12 + self.month - 1 + months;
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
        Self { year, month, day: self.day.min(length(year, month)) }
    }

    /// The first day from this one on that has a month and a day, as [`Civil::moved`] has days.
    pub fn first_from(self, month: u32, day: u32) -> Option<Self> {
        let (month, day) = (i64::from(month), i64::from(day));
        let in_year = |year: i64| Self { year, month, day: day.min(length(year, month)) };
        let found = in_year(self.year);
        let is_later = (found.month, found.day) >= (self.month, self.day);
        let is_a_day = (1..=12).contains(&month) && day >= 1;
        is_a_day.then(|| if is_later { found } else { in_year(self.year + 1) })
    }
}

impl Span {
    /// [`Span::after`], from a day to a day by their numbers.
    pub(crate) fn after_day(self, day: i64) -> Option<i64> {
        let moved =
            if self.months == 0 { day } else { Civil::of(day)?.moved(self.months.into()).number()? };
        if !is_in_calendar(moved) {
            return None;
        }
        Some(moved + i64::from(self.days)).filter(|end| is_in_calendar(*end))
    }

    /// [`Span::before`], likewise.
    pub(crate) fn before_day(self, day: i64) -> Option<i64> {
        if !is_in_calendar(day) {
            return None;
        }
        let moved = day - i64::from(self.days);
        if self.months == 0 {
            return Some(moved).filter(|start| is_in_calendar(*start));
        }
        Civil::of(moved)?.moved(-i64::from(self.months)).number()
    }
}

/// Whether a number is that of a day.
pub(crate) fn is_in_calendar(day: i64) -> bool {
    (FIRST..=LAST).contains(&day)
}

/// How many days a month has.
fn length(year: i64, month: i64) -> i64 {
    let is_leap = if year % 100 == 0 { year % 400 == 0 } else { year % 4 == 0 };
    match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};

    use super::*;
    use crate::span::{date_of, day_number};

    /// Days all over the calendar, its ends among them, and every day of some decades.
    fn days() -> impl Iterator<Item = i64> {
        let around = |day: i64| day - 500..day + 500;
        around(FIRST).chain(around(LAST)).chain(690_000..750_000).chain((FIRST..LAST).step_by(7_919))
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!((FIRST, LAST), (day_number(NaiveDate::MIN), day_number(NaiveDate::MAX)));
        for day in days() {
            let civil = Civil::of(day);
            let expected = date_of(day).map(|date| Civil {
                year: date.year().into(),
                month: date.month().into(),
                day: date.day().into(),
            });
            assert_eq!(civil, expected, "{day}");
            assert_eq!(civil.and_then(Civil::number), expected.map(|_| day));
        }
    }

    #[test]
    fn spans_end_where_those_of_dates_do() {
        let lengths =
            [(0, 0), (0, 1), (1, 0), (12, 0), (6, 45), (59, 0), (2_400, 7), (u32::MAX, 0), (0, u32::MAX)];
        for (months, days_more) in lengths {
            let span = Span { months, days: days_more };
            for day in days().step_by(7).chain([i64::MIN, i64::MAX]) {
                let after = date_of(day).and_then(|date| span.after(date)).map(day_number);
                assert_eq!(span.after_day(day), after, "{span:?} after {day}");
                let before = date_of(day).and_then(|date| span.before(date)).map(day_number);
                assert_eq!(span.before_day(day), before, "{span:?} before {day}");
            }
        }
    }
}
