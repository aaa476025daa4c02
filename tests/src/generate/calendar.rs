//! Days that matter: edges of years, months and periods, leap days, and the days beside them.

use chrono::{Days, NaiveDate};
use policy_core::Names;
use policy_core::plan::{Occurrence, Period};

use super::Choices;

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// The periods of the generated calendar.
pub(super) fn periods() -> Vec<Period> {
    let occurrence = |label: &str, from: NaiveDate, to: NaiveDate| Occurrence {
        label: label.to_owned(),
        from,
        to,
        assumed: false,
    };
    vec![
        Period {
            names: Names::labelled("winter_break", "寒假"),
            occurrences: vec![
                // A period of one day.
                occurrence("2018", day(2018, 2, 28), day(2018, 2, 28)),
                occurrence("2019", day(2019, 1, 28), day(2019, 2, 18)),
                occurrence("2020", day(2020, 1, 18), day(2020, 2, 29)),
            ],
        },
        Period {
            names: Names::labelled("semester", "学期"),
            occurrences: vec![
                occurrence("2018_autumn", day(2018, 9, 1), day(2019, 1, 17)),
                occurrence("2019_spring", day(2019, 2, 19), day(2019, 6, 30)),
                occurrence("2019_autumn", day(2019, 9, 1), day(2020, 1, 17)),
                occurrence("2020_spring", day(2020, 3, 1), day(2020, 6, 30)),
            ],
        },
    ]
}

const EDGES: &[(i32, u32, u32)] = &[
    (2019, 6, 30),
    (2019, 1, 1),
    (2019, 12, 31),
    (2019, 1, 28),
    (2019, 2, 18),
    (2019, 2, 28),
    (2019, 3, 31),
    (2019, 8, 31),
    (2019, 12, 1),
    (2018, 12, 31),
    (2018, 2, 28),
    (2018, 7, 1),
    (2020, 1, 1),
    (2020, 1, 17),
    (2020, 2, 29),
    (2020, 6, 30),
    (2020, 12, 31),
    (2016, 2, 29),
];

/// A day on or beside an edge, or anywhere in the years around.
pub fn any_day(choices: &mut Choices) -> NaiveDate {
    if choices.chance(25) {
        return day(2018, 1, 1) + Days::new(choices.below(1_100) as u64);
    }
    let &(year, month, date) = choices.one(EDGES);
    let edge = day(year, month, date);
    match choices.weighted(&[60, 20, 20]) {
        0 => edge,
        1 => edge + Days::new(1),
        _ => edge - Days::new(1),
    }
}

/// A day as of which to decide.
pub fn as_of(choices: &mut Choices) -> NaiveDate {
    if choices.chance(30) { any_day(choices) } else { day(2019, 2, 1) + Days::new(choices.below(800) as u64) }
}
