//! The values that an amount can still take.

use crate::DecideError;
use crate::evaluate::truth::{Possible, Truth};
use crate::plan::Operator;

/// No bound above; amounts never reach it.
pub(crate) const ABOVE: i64 = i64::MAX;
/// No bound below; amounts never reach it.
pub(crate) const BELOW: i64 = i64::MIN;

/// From the least to the most an amount can be, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub low: i64,
    pub high: i64,
}

/// The range of an amount now and ever; see [`Truth`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outlook {
    pub now: Range,
    pub ever: Range,
}

impl Default for Outlook {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Range {
    pub const ZERO: Self = Self::exactly(0);
    /// Any amount that a record can hold.
    pub const ANY_AMOUNT: Self = Self { low: 0, high: ABOVE };

    pub const fn exactly(value: i64) -> Self {
        Self { low: value, high: value }
    }

    pub fn plus(self, other: Self) -> Result<Self, DecideError> {
        Ok(Self { low: add(self.low, other.low)?, high: add(self.high, other.high)? })
    }

    pub fn minus(self, other: Self) -> Result<Self, DecideError> {
        Ok(Self { low: add(self.low, negate(other.high))?, high: add(self.high, negate(other.low))? })
    }

    /// `self × numerator ÷ denominator`, both positive, cut downwards to a whole number of millionths.
    pub fn scaled(self, numerator: i64, denominator: i64) -> Result<Self, DecideError> {
        Ok(Self {
            low: scale(self.low, numerator, denominator)?,
            high: scale(self.high, numerator, denominator)?,
        })
    }

    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Whether `self × left OP other × right` can hold and can fail.
    pub fn compare(self, left: i64, operator: Operator, other: Self, right: i64) -> Possible {
        if left == 1 && right == 1 {
            return compare(self.low, self.high, operator, other.low, other.high);
        }
        let (low, high) = (times(self.low, left), times(self.high, left));
        compare(low, high, operator, times(other.low, right), times(other.high, right))
    }
}

/// Whether a value between two bounds and another between two others can compare so, and can fail to.
pub(super) fn compare<T: Copy + Ord>(
    low: T,
    high: T,
    operator: Operator,
    other_low: T,
    other_high: T,
) -> Possible {
    let equality = || Possible {
        yes: low <= other_high && other_low <= high,
        no: !(low == high && other_low == other_high && low == other_low),
    };
    match operator {
        Operator::AtLeast => Possible { yes: high >= other_low, no: low < other_high },
        Operator::MoreThan => Possible { yes: high > other_low, no: low <= other_high },
        Operator::AtMost => Possible { yes: low <= other_high, no: high > other_low },
        Operator::LessThan => Possible { yes: low < other_high, no: high >= other_low },
        Operator::Equal => equality(),
        Operator::NotEqual => {
            let equal = equality();
            Possible { yes: equal.no, no: equal.yes }
        }
    }
}

impl Outlook {
    pub const ZERO: Self = Self::both(Range::ZERO);

    pub const fn both(range: Range) -> Self {
        Self { now: range, ever: range }
    }

    pub fn plus(self, other: Self) -> Result<Self, DecideError> {
        Ok(Self { now: self.now.plus(other.now)?, ever: self.ever.plus(other.ever)? })
    }

    pub fn minus(self, other: Self) -> Result<Self, DecideError> {
        Ok(Self { now: self.now.minus(other.now)?, ever: self.ever.minus(other.ever)? })
    }

    pub fn scaled(self, numerator: i64, denominator: i64) -> Result<Self, DecideError> {
        Ok(Self {
            now: self.now.scaled(numerator, denominator)?,
            ever: self.ever.scaled(numerator, denominator)?,
        })
    }

    pub fn compare(self, left: i64, operator: Operator, other: Self, right: i64) -> Truth {
        Truth::new(
            self.now.compare(left, operator, other.now, right),
            self.ever.compare(left, operator, other.ever, right),
        )
    }
}

/// A factor times a bound, wide enough that it cannot overflow; a missing bound stays out of reach.
fn times(bound: i64, factor: i64) -> i128 {
    match bound {
        ABOVE => i128::MAX,
        BELOW => i128::MIN,
        bound => i128::from(bound) * i128::from(factor),
    }
}

/// The sum of two bounds of the same side.
pub(crate) fn add(left: i64, right: i64) -> Result<i64, DecideError> {
    if left == ABOVE || right == ABOVE {
        return Ok(ABOVE);
    }
    if left == BELOW || right == BELOW {
        return Ok(BELOW);
    }
    finite(left.checked_add(right))
}

fn negate(bound: i64) -> i64 {
    match bound {
        ABOVE => BELOW,
        BELOW => ABOVE,
        bound => -bound,
    }
}

fn scale(bound: i64, numerator: i64, denominator: i64) -> Result<i64, DecideError> {
    if bound == ABOVE || bound == BELOW {
        return Ok(bound);
    }
    let product = i128::from(bound) * i128::from(numerator);
    finite(i64::try_from(product.div_euclid(i128::from(denominator).max(1))).ok())
}

/// A value that is neither overflowed nor one of the two that mean "no bound".
pub(super) fn finite(value: Option<i64>) -> Result<i64, DecideError> {
    match value {
        None | Some(ABOVE | BELOW) => Err(DecideError::Overflow),
        Some(value) => Ok(value),
    }
}
