//! Exact fractions, and ranges of them that may have no bound.

use std::cmp::Ordering;
use std::fmt;

use policy_core::Decimal;
use policy_core::plan::{Operator, Rounding};

use super::Truth;

/// An exact fraction of millionths, in lowest terms, its denominator positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    numerator: i128,
    denominator: i128,
}

impl Number {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// The smallest step of a decimal.
    pub const SMALLEST: Self = Self { numerator: 1, denominator: 1 };

    /// A decimal, exactly.
    pub fn from_decimal(decimal: Decimal) -> Self {
        Self { numerator: i128::from(decimal.millionths()), denominator: 1 }
    }

    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self { numerator: i128::from(value) * 1_000_000, denominator: 1 }
    }

    fn new(numerator: i128, denominator: i128) -> Self {
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs()).max(1);
        let divisor = i128::try_from(divisor).expect("the reference's numbers stay far below 2^127");
        Self { numerator: numerator / divisor, denominator: denominator / divisor }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        let numerator =
            product(self.numerator, other.denominator) + product(other.numerator, self.denominator);
        Self::new(numerator, product(self.denominator, other.denominator))
    }

    /// The number below zero that is as far from it.
    pub fn negated(self) -> Self {
        Self { numerator: -self.numerator, ..self }
    }

    /// The number times a fraction.
    pub fn times(self, numerator: i64, denominator: i64) -> Self {
        Self::new(
            product(self.numerator, i128::from(numerator)),
            product(self.denominator, i128::from(denominator)),
        )
    }

    /// The number in the proportion of two others.
    pub fn of(self, part: Self, whole: Self) -> Self {
        let down = product(whole.numerator, part.denominator);
        Self::new(
            product(self.numerator, product(part.numerator, whole.denominator)),
            product(self.denominator, down),
        )
    }

    /// The multiple of a step that it is rounded to.
    pub fn rounded(self, mode: Rounding, step: Self) -> Self {
        // How many steps it is: a fraction, of which the whole number below is taken.
        let steps =
            Self::new(product(self.numerator, step.denominator), product(self.denominator, step.numerator));
        let below = steps.numerator.div_euclid(steps.denominator);
        let over = steps.numerator.rem_euclid(steps.denominator);
        let count = match mode {
            Rounding::Down => below,
            Rounding::Up => below + i128::from(over > 0),
            Rounding::HalfUp => below + i128::from(over * 2 >= steps.denominator),
        };
        Self::new(product(step.numerator, count), step.denominator)
    }

    /// The greatest number of millionths that is no greater than this one, which is not below zero.
    pub fn cut_off(self) -> Self {
        Self { numerator: self.numerator / self.denominator, denominator: 1 }
    }

    /// The decimal that it is, where it is one that the engine can hold.
    pub fn decimal(self) -> Option<Decimal> {
        let millionths = i64::try_from(self.numerator).ok()?;
        let is_bound = millionths == i64::MAX || millionths == i64::MIN;
        (self.denominator == 1 && !is_bound).then(|| Decimal::from_millionths(millionths))
    }
}

fn product(left: i128, right: i128) -> i128 {
    left.checked_mul(right).expect("the reference's numbers stay far below 2^127")
}

fn greatest_common_divisor(left: u128, right: u128) -> u128 {
    if right == 0 { left } else { greatest_common_divisor(right, left % right) }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        product(self.numerator, other.denominator).cmp(&product(other.numerator, self.denominator))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal() {
            Some(decimal) => decimal.fmt(f),
            None => write!(f, "{}/{} millionths", self.numerator, self.denominator),
        }
    }
}

/// A number, or no bound at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Nothing bounds it below.
    Below,
    /// Exactly there.
    At(Number),
    /// Nothing bounds it above.
    Above,
}

impl Bound {
    fn map(self, change: impl Fn(Number) -> Number) -> Self {
        match self {
            Self::Below => Self::Below,
            Self::At(number) => Self::At(change(number)),
            Self::Above => Self::Above,
        }
    }

    /// The bound on the other side of zero.
    pub fn negated(self) -> Self {
        match self {
            Self::Below => Self::Above,
            Self::At(number) => Self::At(number.negated()),
            Self::Above => Self::Below,
        }
    }

    /// The sum of two bounds of the same side.
    pub fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::At(left), Self::At(right)) => Self::At(left.plus(right)),
            (Self::Above, _) | (_, Self::Above) => Self::Above,
            (Self::Below, _) | (_, Self::Below) => Self::Below,
        }
    }
}

/// All values from the least to the most that an amount can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub low: Bound,
    pub high: Bound,
}

impl Range {
    pub fn exactly(number: Number) -> Self {
        Self { low: Bound::At(number), high: Bound::At(number) }
    }

    /// What a missing amount can be.
    pub fn any_amount() -> Self {
        Self { low: Bound::At(Number::ZERO), high: Bound::Above }
    }

    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low.plus(other.low), high: self.high.plus(other.high) }
    }

    pub fn minus(self, other: Self) -> Self {
        Self { low: self.low.plus(other.high.negated()), high: self.high.plus(other.low.negated()) }
    }

    pub fn times(self, numerator: i64, denominator: i64) -> Self {
        let change = |number: Number| number.times(numerator, denominator);
        Self { low: self.low.map(change), high: self.high.map(change) }
    }

    /// What it can be where it may also not count at all.
    pub fn or_nothing(self) -> Self {
        Self { low: Bound::At(Number::ZERO), high: self.high }
    }

    /// What it can be where less than nothing is nothing.
    pub fn not_below_zero(self) -> Self {
        let zero = Bound::At(Number::ZERO);
        Self { low: self.low.max(zero), high: self.high.max(zero) }
    }

    pub fn either(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    pub fn unbounded_above(self) -> Self {
        Self { high: Bound::Above, ..self }
    }
}

/// Whether a value between `low` and `high` can, and can fail to, compare so with one of the other range.
pub(super) fn compare<T: Ord>(low: T, high: T, operator: Operator, other_low: T, other_high: T) -> Truth {
    match operator {
        Operator::AtLeast => Truth { yes: high >= other_low, no: low < other_high },
        Operator::MoreThan => Truth { yes: high > other_low, no: low <= other_high },
        Operator::AtMost => Truth { yes: low <= other_high, no: high > other_low },
        Operator::LessThan => Truth { yes: low < other_high, no: high >= other_low },
        Operator::Equal => Truth {
            yes: low <= other_high && other_low <= high,
            no: !(low == high && other_low == other_high && low == other_low),
        },
        Operator::NotEqual => compare(low, high, Operator::Equal, other_low, other_high).negated(),
    }
}
