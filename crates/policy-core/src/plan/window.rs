//! Periods and windows of time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Condition, DateExpr, PeriodId, Source};
use crate::{Names, Span};

/// A named period of a calendar: the same name, other dates each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// What it is called.
    pub names: Names,
    /// Its occurrences, ascending and without overlap.
    pub occurrences: Vec<Occurrence>,
}

/// One occurrence of a named period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// What tells it from the others: `2019`, `2019-2020`.
    pub label: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Whether the dates are an assumption, not given by any text.
    pub assumed: bool,
}

/// A period that repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodRef {
    /// One that needs no calendar.
    BuiltIn(BuiltInPeriod),
    /// One of a calendar.
    Named(PeriodId),
}

/// A part of a rule's period that repeats in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subperiod {
    /// A period that needs no calendar.
    BuiltIn(BuiltInPeriod),
    /// One of a calendar.
    Named(PeriodId),
    /// Years counted from the first day of the rule's period: year `n` begins `n` years after it, as
    /// the cycles of [`Schedule::Cycle`](super::Schedule::Cycle) do, and ends on the day before the next begins.
    YearOfPeriod,
}

impl From<PeriodRef> for Subperiod {
    fn from(period: PeriodRef) -> Self {
        match period {
            PeriodRef::BuiltIn(period) => Self::BuiltIn(period),
            PeriodRef::Named(period) => Self::Named(period),
        }
    }
}

/// A period that needs no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuiltInPeriod {
    /// 1 January to 31 December.
    Year,
    /// From the first to the last of a month.
    Month,
}

impl Window {
    /// The last `span` up to the due date, which is its last day: `the last 3 years`.
    pub fn last(span: Span) -> Self {
        let day_before = DateExpr::Minus(Box::new(DateExpr::Due), span);
        let first = DateExpr::Plus(Box::new(day_before), Span { months: 0, days: 1 });
        Self::Between(Some(Box::new(first)), None)
    }

    /// The span that [`Window::last`] was made of.
    pub(crate) fn as_last(&self) -> Option<Span> {
        let Self::Between(Some(first), None) = self else { return None };
        let DateExpr::Plus(day_before, _) = &**first else { return None };
        let DateExpr::Minus(_, span) = &**day_before else { return None };
        (*self == Self::last(*span)).then_some(*span)
    }
}

/// A stretch of days, both ends included.
///
/// Empty where its start is after its end, or where one of them is no day at all. It is *open*
/// while it is not empty and its last day is not before the as-of date: more may still happen
/// in it. An event whose date is missing may lie in any window that is not empty, and surely lies in none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// From the start of the rule's period to its due date (and the end of any grace after it): where
    /// events count unless something else is said.
    Rule,
    /// The whole of the rule's period, whatever the deadline inside it.
    Period,
    /// The calendar year that holds the rule's due date, moved by some years (`the previous year` is -1);
    /// empty where there is no due date.
    Year {
        /// By how many years.
        offset: i32,
    },
    /// The occurrences of a named period that lie wholly in the rule's period: where there are
    /// several, from the first day of the first to the last day of the last. Where none does, the
    /// occurrence that holds the rule's due date (this school year, in a rule for its winter break);
    /// where none does either, where the period is empty, or nothing is due at all, an empty window. Where the days of the rule's period, or of the
    /// due date if it comes to that, are not known exactly, any window at all (now and ever by themselves).
    Named(PeriodId),
    /// Any day up to the rule's due date.
    AnyTime,
    /// Between two days; an absent start is the beginning of time, an absent end the rule's due date.
    Between(Option<Box<DateExpr>>, Option<Box<DateExpr>>),
    /// From the day after `from`, for `span` (`within 6 months after hired`).
    After {
        /// Not itself in the window.
        from: Box<DateExpr>,
        /// How long.
        span: Span,
    },
    /// For `span` up to the day before `to` (`within 6 months before hired`).
    Before {
        /// Not itself in the window.
        to: Box<DateExpr>,
        /// How long; `None` is from the beginning of time.
        span: Option<Span>,
    },
    /// A window whose last day is moved later, by as many days as are paused in it, those of the extension
    /// included: its last day is the first by which as many days have run that are not paused as the window has days.
    /// A window that holds no day, or has no end, stays as it is.
    ///
    /// Where the window is that of a schedule or of an alternative, the extension moves what grace moves: the last day
    /// on which events count, by which the rule is to be met. The due date and the period are those of the window inside.
    ///
    /// The last day is no earlier than what the days that are surely paused make of the window's earliest end and
    /// latest beginning, and no later than what those that may be paused make of its latest end and earliest beginning. As
    /// long as that has not passed, ever, there is no latest day, since more may still pause it; and so always where the
    /// list goes by another date than the first day, as an event is then seen only after it began. A missing list: any
    /// day from the window's own end on.
    Extended {
        /// What is extended.
        window: Box<Window>,
        /// Which days are paused.
        pause: Box<Pause>,
    },
}

/// Days that do not count: a clock that stops while events last.
///
/// A day is paused where an event lasts over it and over the `beyond` days before it, alone or together with
/// others: of each unbroken stretch, all days but the first so many. Which events is up to the filter (and
/// recognition) alone, as for events that cover a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Which list; never members.
    pub source: Source,
    /// Which events.
    pub filter: Condition,
    /// How many days of each stretch count all the same.
    pub beyond: u32,
}
