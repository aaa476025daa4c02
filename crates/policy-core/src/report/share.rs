//! What part of a whole is required, and what part has been reached, in figures: `1/3`; `7%`, `about 12.73%`, `1:27.5`.
//!
//! The verdict never comes from these figures. One that is not exact says so and is the nearest in two digits that
//! stands to what is required as the share does: what is just short never reads as if it were reached.

use policy_messages::{Language, message};

use crate::Decimal;
use crate::decision::AmountRange;
use crate::plan::{Amount, Comparison};

/// The part that `value` is of `whole`, the way the comparison says what is required; `None` where nothing can be
/// said of it.
pub(super) fn figure(
    language: Language,
    comparison: &Comparison,
    value: AmountRange,
    whole: AmountRange,
) -> Option<String> {
    let low = Part { part: value.low, whole: whole.high?, comparison }.text(language)?;
    let high = Part { part: value.high?, whole: whole.low, comparison }.text(language)?;
    if low == high {
        return Some(low);
    }
    Some(message(language, "explain-range", &[("low", &low), ("high", &high)]))
}

/// How a part of a whole is written. Whatever is shown is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// `60%`: where it is one of six digits.
    Percent(Decimal),
    /// `1/3`
    Fraction(i64, i64),
    /// `1:300`: of two things, one of which is many times the other.
    Ratio(i64, i64),
}

/// Beyond so many to one, two things beside each other are a ratio.
const MANY: i64 = 10;

impl Share {
    /// A part of a whole.
    pub fn of_whole(numerator: i64, denominator: i64) -> Self {
        let percent = Decimal::whole(100).and_then(|whole| whole.checked_scale(numerator, denominator));
        percent.map_or_else(
            || {
                let (numerator, denominator) = lowest_terms(numerator, denominator);
                Self::Fraction(numerator, denominator)
            },
            Self::Percent,
        )
    }

    /// The part of its right side that a comparison requires; `None` where it is all of it.
    pub fn required(comparison: &Comparison) -> Option<Self> {
        let (numerator, denominator) = (comparison.right_factor, comparison.left_factor);
        if numerator == denominator {
            return None;
        }
        let is_of_many = denominator / MANY >= numerator && !is_part_of(&comparison.left, &comparison.right);
        Some(match Self::of_whole(numerator, denominator) {
            Self::Fraction(..) if is_of_many => Self::Ratio(numerator, denominator),
            share => share,
        })
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Fraction(numerator, denominator) => write!(f, "{numerator}/{denominator}"),
            Self::Ratio(numerator, denominator) => write!(f, "{numerator}:{denominator}"),
        }
    }
}

/// Whether one amount counts some of what the other does.
fn is_part_of(part: &Amount, whole: &Amount) -> bool {
    match (part, whole) {
        (Amount::Aggregate(part), Amount::Aggregate(whole)) => {
            (part.source, &part.measure, &part.window) == (whole.source, &whole.measure, &whole.window)
        }
        _ => false,
    }
}

fn lowest_terms(numerator: i64, denominator: i64) -> (i64, i64) {
    let (mut one, mut other) = (numerator, denominator);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    if one == 0 { (numerator, denominator) } else { (numerator / one, denominator / one) }
}

#[derive(Clone, Copy)]
struct Part<'c> {
    part: Decimal,
    whole: Decimal,
    comparison: &'c Comparison,
}

impl Part<'_> {
    fn text(self, language: Language) -> Option<String> {
        let (part, whole) = (i128::from(self.part.millionths()), i128::from(self.whole.millionths()));
        let required = Share::required(self.comparison);
        let is_percent = !matches!(required, Some(Share::Ratio(..)));
        // Just a third has no figure of its own.
        if let Some(share @ Share::Fraction(..)) = required
            && part > 0
            && self.real() == std::cmp::Ordering::Equal
        {
            return Some(share.to_string());
        }
        // Hundredths of a percent of the whole; or hundredths of what the whole is to one of the part.
        let (dividend, divisor) = if is_percent { (part * 10_000, whole) } else { (whole * 100, part) };
        if divisor <= 0 || dividend < 0 {
            return None;
        }
        let (below, rest) = (dividend / divisor, dividend % divisor);
        let nearest = below + i128::from(rest * 2 >= divisor && rest != 0);
        let hundredths = if self.stands_as(nearest, is_percent) || rest == 0 {
            nearest
        } else if nearest == below {
            below + 1
        } else {
            below
        };
        let hundredths = i64::try_from(hundredths).ok()?;
        let shown = Decimal::from_millionths(hundredths.checked_mul(10_000)?).to_string();
        let shown = if is_percent { format!("{shown}%") } else { format!("1:{shown}") };
        Some(if rest == 0 { shown } else { message(language, "explain-about", &[("figure", &shown)]) })
    }

    /// Whether a figure stands to what is required as the part itself does.
    fn stands_as(self, hundredths: i128, is_percent: bool) -> bool {
        let (left, right) =
            (i128::from(self.comparison.left_factor), i128::from(self.comparison.right_factor));
        let shown = if is_percent {
            hundredths.saturating_mul(left).cmp(&right.saturating_mul(10_000))
        } else {
            // The larger the other side of a ratio, the smaller the part.
            left.saturating_mul(100).cmp(&hundredths.saturating_mul(right))
        };
        shown == self.real()
    }

    /// How the part stands to what is required of the whole.
    fn real(self) -> std::cmp::Ordering {
        let scaled =
            |amount: Decimal, factor: i64| i128::from(amount.millionths()).saturating_mul(i128::from(factor));
        scaled(self.part, self.comparison.left_factor).cmp(&scaled(self.whole, self.comparison.right_factor))
    }
}

#[cfg(test)]
mod tests {
    use policy_messages::Language;

    use super::{Share, figure};
    use crate::decision::AmountRange;
    use crate::plan::{Amount, Comparison, Operator};
    use crate::{Decimal, Vocabulary};

    fn shown(part: i64, whole: (i64, i64), required: (i64, i64)) -> Option<String> {
        let amount = |value| Decimal::whole(value).unwrap_or(Decimal::ZERO);
        let comparison = Comparison {
            left: Amount::Literal(Decimal::ZERO),
            operator: Operator::AtLeast,
            right: Amount::Literal(Decimal::ZERO),
            left_factor: required.1,
            right_factor: required.0,
            unit: Vocabulary::PEOPLE,
        };
        let value = AmountRange { low: amount(part), high: Some(amount(part)) };
        let whole = AmountRange { low: amount(whole.0), high: Some(amount(whole.1)) };
        figure(Language::English, &comparison, value, whole)
    }

    #[test]
    fn a_share_is_exact_or_says_that_it_is_not() {
        assert_eq!(shown(7, (100, 100), (20, 100)).as_deref(), Some("7%"));
        assert_eq!(shown(7, (55, 56), (20, 100)).as_deref(), Some("12.5% to about 12.73%"));
        assert_eq!(shown(2, (55, 55), (1, 30)).as_deref(), Some("1:27.5"));
        assert_eq!(shown(0, (55, 55), (1, 30)), None);
        assert_eq!(shown(0, (0, 0), (20, 100)), None);
    }

    #[test]
    fn a_third_is_a_third() {
        let shown = |numerator, denominator| Share::of_whole(numerator, denominator).to_string();
        assert_eq!(shown(1, 3), "1/3");
        assert_eq!(shown(4, 6), "2/3");
        assert_eq!(shown(1, 8), "12.5%");
        assert_eq!(shown(33_333_333, 100_000_000), "33.333333%");
        assert_eq!(shown_of(30, 90), "1/3");
        assert_eq!(shown_of(29_999_999, 90_000_000), "about 33.33%");
        assert_eq!(shown_of(30_000_001, 90_000_000), "about 33.34%");
        assert_eq!(shown_of(30, 60), "50%");
    }

    /// What is shown of a part where a third is required.
    fn shown_of(part: i64, whole: i64) -> String {
        shown(part, (whole, whole), (1, 3)).unwrap_or_default()
    }

    #[test]
    fn what_is_just_short_never_reads_as_reached() {
        assert_eq!(shown(199_999, (1_000_000, 1_000_000), (20, 100)).as_deref(), Some("about 19.99%"));
        assert_eq!(shown(200_001, (1_000_000, 1_000_000), (20, 100)).as_deref(), Some("about 20.01%"));
        assert_eq!(shown(200_000, (1_000_000, 1_000_000), (20, 100)).as_deref(), Some("20%"));
        assert_eq!(shown(300, (9_001, 9_001), (1, 30)).as_deref(), Some("about 1:30.01"));
        assert_eq!(shown(300, (8_999, 8_999), (1, 30)).as_deref(), Some("about 1:29.99"));
    }
}
