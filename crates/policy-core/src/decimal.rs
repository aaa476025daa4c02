//! Exact decimal numbers: a 64-bit integer of millionths, every operation checked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How many digits a [`Decimal`] keeps after the point.
pub const DECIMAL_PLACES: u32 = 6;

const ONE: i64 = 1_000_000;

/// An exact decimal number with six digits after the point.
///
/// Held as a 64-bit count of millionths, so the range is about ±9.2 × 10¹².
/// Nothing rounds and nothing wraps: a value with more digits is refused when
/// it is read, and an operation that would overflow returns `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// One.
    pub const ONE: Self = Self(ONE);

    /// A whole number, or `None` past ±9.2 × 10¹².
    pub const fn whole(value: i64) -> Option<Self> {
        match value.checked_mul(ONE) {
            Some(millionths) => Some(Self(millionths)),
            None => None,
        }
    }

    /// The number that `millionths` millionths make.
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// The number as a count of millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The number whose shortest decimal form a binary fraction is, where it has at most fifteen digits and at most six after the
    /// point, and is not below zero; else `None`, and the text of the fraction has to say.
    ///
    /// Of decimals with at most fifteen digits no two read as one fraction, so the one that reads as this is the shortest that
    /// does. Nothing is rounded: what is found is read back, and held to the fraction.
    ///
    /// ```
    /// use policy_core::Decimal;
    /// assert_eq!(Decimal::of_fraction(0.1), Some(Decimal::from_millionths(100_000)));
    /// assert_eq!(Decimal::of_fraction(0.1 + 0.2), None); // 0.30000000000000004
    /// ```
    #[inline]
    pub fn of_fraction(fraction: f64) -> Option<Self> {
        const MOST: i64 = 1_000_000_000_000_000;
        // Half more, cut off, is the nearest whole number, or is found to be none below; rounding by name is a call on
        // plain processors.
        let millionths = (fraction * ONE as f64 + 0.5) as i64;
        let reads_so = millionths as f64 / ONE as f64 == fraction;
        (reads_so && (0..MOST).contains(&millionths)).then_some(Self(millionths))
    }

    /// The exact sum, or `None` on overflow.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The exact difference, or `None` on overflow.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// `self × numerator ÷ denominator`, or `None` where that overflows or is
    /// not a whole number of millionths.
    pub fn checked_scale(self, numerator: i64, denominator: i64) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        if denominator == 0 || product % denominator != 0 {
            return None;
        }
        i64::try_from(product / denominator).ok().map(Self)
    }

    /// Whether the number is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// Why a text is not a [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Something other than digits, one point and a leading sign.
    #[error("not a decimal number")]
    NotANumber,
    /// More digits after the point than are kept.
    #[error("more than {DECIMAL_PLACES} digits after the point")]
    TooManyPlaces,
    /// Outside ±9.2 × 10¹².
    #[error("too large")]
    TooLarge,
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads `-12.5`: an optional sign, digits, and at most six more after a
    /// point (trailing zeros beyond do not count). No exponent, no grouping.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
            return Err(DecimalError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > DECIMAL_PLACES as usize {
            return Err(DecimalError::TooManyPlaces);
        }
        let padding = DECIMAL_PLACES as usize - fraction.len();
        let mut millionths: i64 = 0;
        for digit in whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', padding)) {
            millionths = millionths
                .checked_mul(10)
                .and_then(|value| value.checked_add(i64::from(digit - b'0')))
                .ok_or(DecimalError::TooLarge)?;
        }
        Ok(Self(if negative { -millionths } else { millionths }))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (magnitude / ONE.unsigned_abs(), magnitude % ONE.unsigned_abs());
        let text = if fraction == 0 {
            format!("{sign}{whole}")
        } else {
            let digits = format!("{fraction:06}");
            format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
        };
        f.pad(&text)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
