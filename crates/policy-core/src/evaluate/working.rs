//! Working days: which day is one, and the nearest to a day.

use crate::plan::{Occurrence, PeriodId, Plan, WorkingDay};
use crate::span::{date_of, day_number};

/// What makes a day a working day or not, besides the day of the week.
#[derive(Clone, Copy)]
pub(super) struct WorkingDays<'p> {
    holidays: &'p [Occurrence],
    workdays: &'p [Occurrence],
}

impl<'p> WorkingDays<'p> {
    /// Those that an expression goes by.
    pub fn of(plan: &'p Plan, working: &WorkingDay) -> Self {
        let days = |period: Option<PeriodId>| {
            let period = period.and_then(|period| plan.periods.get(period.index()));
            period.map_or(&[][..], |period| &period.occurrences)
        };
        Self { holidays: days(working.holidays), workdays: days(working.workdays) }
    }

    /// The day itself where it is a working day, else the next one, or the one before; `None` where the calendar ends
    /// first.
    ///
    /// Every step goes past a whole holiday or a day of a weekend, so there are few.
    pub fn nearest(self, day: i64, next: bool) -> Option<i64> {
        let mut day = day;
        loop {
            date_of(day)?;
            if holding(self.workdays, day).is_some() {
                return Some(day);
            }
            day = match holding(self.holidays, day) {
                Some((_, last)) if next => {
                    let works = self.workdays.iter().map(|work| day_number(work.from));
                    works.filter(|&work| work > day).fold(last + 1, i64::min)
                }
                Some((first, _)) => {
                    let works = self.workdays.iter().map(|work| day_number(work.to));
                    works.filter(|&work| work < day).fold(first - 1, i64::max)
                }
                None if is_weekend(day) && next => day + 1,
                None if is_weekend(day) => day - 1,
                None => return Some(day),
            };
        }
    }
}

/// First and last day of the occurrence that holds a day.
fn holding(occurrences: &[Occurrence], day: i64) -> Option<(i64, i64)> {
    let days = occurrences.iter().map(|found| (day_number(found.from), day_number(found.to)));
    days.into_iter().find(|&(first, last)| first <= day && day <= last)
}

/// Whether a day is a Saturday or a Sunday; day 1 is a Monday.
fn is_weekend(day: i64) -> bool {
    matches!(day.rem_euclid(7), 0 | 6)
}
