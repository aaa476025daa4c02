//! `calendar NAME { period NAME { LABEL: DATE to DATE } }`

use chrono::NaiveDate;

use super::{Block, Declared, Name};

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Its names.
    pub declared: Declared,
    /// Its periods.
    pub body: Block<PeriodDecl>,
}

/// A named period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodDecl {
    /// Its names.
    pub declared: Declared,
    /// Its occurrences.
    pub body: Block<OccurrenceDecl>,
}

/// `2019: 2019-01-28 to 2019-02-16 assumed`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OccurrenceDecl {
    /// `2019`, `2019-2020`, `spring_2019`, or a quoted text.
    pub label: Name,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// `assumed`: the dates are no text's.
    pub assumed: bool,
}
