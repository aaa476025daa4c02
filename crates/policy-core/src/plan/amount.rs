//! What amounts are made of that hang on conditions, are shared out, or are rounded.

use serde::{Deserialize, Serialize};

use super::{Amount, Condition, ParameterId, TableId};

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
