//! What passes from one period of a rule to another.

use serde::{Deserialize, Serialize};

use super::Amount;
#[cfg(doc)]
use super::{Condition, Rule, Schedule};
use crate::{Span, UnitId};

/// How a rule's periods settle with each other: what is earned beyond a requirement, and what is missing.
///
/// The rule's requirement holds [`Amount::Available`] in place of what is earned. It is worked out by going
/// through the rule's periods ([`Schedule::Each`], [`Schedule::Cycle`]) in the order of time, from the first one
/// whose due date the policy governs. What is earned and what is required are never taken for less than nothing.
/// In a period to which the rule does not apply, nothing is required and nothing counts as earned; in
/// one in which an exemption holds, nothing is required, whatever else holds. In each period, in this order:
///
/// 1. Lots that have expired before the period's first day are lost.
/// 2. What is owed from borrowing is repaid, as far as lots and earnings go.
/// 3. With `back_fill`, what was missing in earlier periods is made up for, as far as they go. That changes no earlier verdict.
/// 4. What is left, and what may still be borrowed, is *available*.
/// 5. What is required is taken from what is left. Where that is too little, as much is borrowed as may be, whether
///    or not it then suffices. What is still missing is owed to step 3 of the next period with `back_fill`, else forgotten.
/// 6. Of what is left of the period's own earnings, `carry_over` makes a lot.
///
/// Lots are always used before earnings, and the one that expires first before others. Each step leaves more
/// available in every period where more is earned, and no more where more is required; so the least that can be
/// available is what the least earnings and the greatest requirements come to, and the most likewise: a missing fact
/// that leaves open whether the rule applies or an exemption holds leaves both open. From a
/// period on whose days are not known exactly, now and ever alike, any amount may be available.
///
/// Its rule has no alternatives, and no grace: what counts in the grace of one period counts in the next one too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// What a period earns.
    pub earned: Amount,
    /// What it requires.
    pub required: Amount,
    /// The unit of both.
    pub unit: UnitId,
    /// What becomes of a surplus; without it, it is lost.
    pub carry_over: Option<CarryOver>,
    /// What was missing in earlier periods is made up for first.
    pub back_fill: bool,
    /// The most that may be owed to the next period: a figure or a parameter.
    pub borrow: Option<Amount>,
}

/// How much of a surplus passes on, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarryOver {
    /// The most that passes from one period to the next, older lots included, of which those that expire
    /// first give way: a figure or a parameter.
    pub most: Option<Amount>,
    /// Of the surplus, `numerator ÷ denominator` passes on, cut off at six digits. Not negative.
    pub numerator: i64,
    /// Positive, and no less than the numerator.
    pub denominator: i64,
    /// It can be used in periods that begin within this time after the due date of the period that it is from.
    pub lasting: Option<Span>,
}
