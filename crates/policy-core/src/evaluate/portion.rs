//! Amounts that are shared out, rounded, or the farthest of several.

use crate::DecideError;
use crate::evaluate::range::{ABOVE, BELOW, finite};
use crate::evaluate::{Outlook, Range};
use crate::plan::Rounding;

/// A ratio from nothing to one, as two whole numbers, the second positive.
type Ratio = (i64, i64);

const NOTHING: Ratio = (0, 1);
const ALL: Ratio = (1, 1);

impl Range {
    /// The higher of two amounts.
    pub fn higher(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    /// The lower of two amounts.
    pub fn lower(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    /// The amount brought to a multiple of `step`, which is positive.
    pub fn rounded(self, mode: Rounding, step: i64) -> Result<Self, DecideError> {
        Ok(Self { low: round(self.low, mode, step)?, high: round(self.high, mode, step)? })
    }

    /// `self × part ÷ whole`, never more than `self`; see [`crate::plan::Portion`].
    pub fn portion(self, part: Self, whole: Self, cut: Rounding) -> Self {
        let least = if whole.low <= 0 { NOTHING } else { ratio(part.low, whole.high) };
        let most = match (whole.low > 0, whole.high > 0) {
            (true, _) => ratio(part.high, whole.low),
            // The whole may be as small as any part.
            (false, true) => ratio(part.high, 1),
            (false, false) => NOTHING,
        };
        Self {
            low: share(self.low, if self.low >= 0 { least } else { most }, cut),
            high: share(self.high, if self.high >= 0 { most } else { least }, cut),
        }
    }
}

impl Outlook {
    pub fn higher(self, other: Self) -> Self {
        Self { now: self.now.higher(other.now), ever: self.ever.higher(other.ever) }
    }

    pub fn lower(self, other: Self) -> Self {
        Self { now: self.now.lower(other.now), ever: self.ever.lower(other.ever) }
    }

    pub fn rounded(self, mode: Rounding, step: i64) -> Result<Self, DecideError> {
        Ok(Self { now: self.now.rounded(mode, step)?, ever: self.ever.rounded(mode, step)? })
    }

    pub fn portion(self, part: Self, whole: Self, cut: Rounding) -> Self {
        let now = self.now.portion(part.now, whole.now, cut);
        let are_same = self.now == self.ever && part.now == part.ever && whole.now == whole.ever;
        Self { now, ever: if are_same { now } else { self.ever.portion(part.ever, whole.ever, cut) } }
    }
}

/// `part ÷ whole`, between nothing and one; the whole is positive.
fn ratio(part: i64, whole: i64) -> Ratio {
    if part <= 0 || (whole == ABOVE && part != ABOVE) {
        NOTHING
    } else if part >= whole {
        ALL
    } else {
        (part, whole)
    }
}

/// A bound times a ratio.
fn share(bound: i64, (numerator, denominator): Ratio, cut: Rounding) -> i64 {
    if numerator == 0 {
        return 0;
    }
    if bound == ABOVE || bound == BELOW || numerator == denominator {
        return bound;
    }
    let product = i128::from(bound) * i128::from(numerator);
    // No farther from zero than the bound itself, but for the cut, which the ratio leaves room for.
    i64::try_from(divide(product, cut, i128::from(denominator))).unwrap_or(bound)
}

/// A bound brought to a multiple of a step.
fn round(bound: i64, mode: Rounding, step: i64) -> Result<i64, DecideError> {
    if bound == ABOVE || bound == BELOW {
        return Ok(bound);
    }
    let step = i128::from(step.max(1));
    finite(i64::try_from(divide(i128::from(bound), mode, step) * step).ok())
}

/// The whole number that a quotient is rounded to; the divisor is positive.
fn divide(dividend: i128, mode: Rounding, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend.div_euclid(divisor), dividend.rem_euclid(divisor));
    let is_up = match mode {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfUp => rest * 2 >= divisor,
    };
    quotient + i128::from(is_up)
}
