//! What amounts are made of that hang on conditions, are shared out, or are rounded.

use serde::{Deserialize, Serialize};

use super::{Amount, Condition, ParameterId, Source, TableId, Window};

/// The amount of the first case that holds, else another one.
///
/// Where it is open whether a case holds, the amount is anything that it could be: that of every case
/// that may hold and before which none surely holds, and `otherwise` where none surely holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The cases, in the order of the text.
    pub cases: Vec<Case>,
    /// Where no case holds.
    pub otherwise: Amount,
    /// What the text calls it.
    pub named: Option<Naming>,
}

/// One case of a [`Choice`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// When it holds.
    pub when: Condition,
    /// What the amount is then.
    pub amount: Amount,
}

/// By which name of the text a choice is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    /// A parameter whose figure changes on a date.
    Parameter(ParameterId),
    /// A decision table.
    Table(TableId),
}

/// A part of an amount in proportion: `amount × part ÷ whole`.
///
/// It is never more than the whole amount: a part that is more than its whole counts as the whole. Where the
/// part or the whole is not above zero, it is nothing; so nothing is ever divided by zero, and a
/// whole that is not known leaves anything from nothing to the whole amount. The result is cut to six
/// digits after the point, in the direction of `cut`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// What is shared out.
    pub amount: Amount,
    /// How many parts.
    pub part: Amount,
    /// Of how many.
    pub whole: Amount,
    /// Where the seventh digit goes. What is credited is cut downwards. A threshold that must be reached is
    /// cut upwards: recorded amounts have six digits, so they reach the exact threshold
    /// exactly where they reach the cut one.
    pub cut: Rounding,
}

/// How much of a window events cover that last.
///
/// Which events is up to the filter (and recognition) alone: the window clips their spans, as in
/// [`Condition::EventsCover`]. Days: the different days covered. Months: each unbroken stretch is counted by itself, from its
/// first day on, as a window is, and the whole months are added up. Where the list's events do not last, nothing.
/// What is possible but not certain may be covered, and while the window is open (or
/// events may still come to light) all of it; a missing list leaves it open likewise.
/// Of a window without a beginning or an end any amount may be covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// Which list; never members.
    pub source: Source,
    /// Which events.
    pub filter: Condition,
    /// Of what.
    pub window: Window,
    /// In which unit.
    pub unit: CalendarUnit,
}

/// A unit in which stretches of days are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarUnit {
    /// Days.
    Days,
    /// Whole months, one after the other from the first day on: each ends on the day before the corresponding
    /// day, or before the month's last day where there is none, and there the next begins. What is left is dropped.
    /// Counted so, two stretches that follow each other never hold more months than both together.
    Months,
}

/// In which direction an amount is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the greatest step that is not above it (舍去).
    Down,
    /// To the least step that is not below it (进位).
    Up,
    /// To the nearest step, from the middle between two to the upper one (四舍五入).
    HalfUp,
}
