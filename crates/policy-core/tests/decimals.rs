//! Decimals: what is read is what is written, and nothing rounds or wraps.
#![allow(clippy::unwrap_used)]

use policy_core::{Decimal, DecimalError};
use proptest::prelude::*;

/// As much as a decimal can hold.
const MOST: &str = "9223372036854.775807";

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn a_number_is_written_with_the_digits_that_it_needs() {
    let cases = [
        ("0", "0"),
        ("-0", "0"),
        ("+1.50", "1.5"),
        ("007", "7"),
        ("0.000001", "0.000001"),
        ("-0.05", "-0.05"),
        ("-12.5", "-12.5"),
        ("100", "100"),
        ("1.2500000000", "1.25"),
        (MOST, MOST),
        ("-9223372036854.775807", "-9223372036854.775807"),
    ];
    for (text, written) in cases {
        assert_eq!(decimal(text).to_string(), written, "{text}");
    }
    assert_eq!(format!("{:>6}|{:<6}|", decimal("-1.5"), decimal("0.25")), "  -1.5|0.25  |");
}

#[test]
fn what_is_no_exact_number_is_refused() {
    use DecimalError::{NotANumber, TooLarge, TooManyPlaces};
    let cases = [
        ("", NotANumber),
        ("-", NotANumber),
        (".5", NotANumber),
        ("5.", NotANumber),
        ("--5", NotANumber),
        ("1 000", NotANumber),
        ("1e3", NotANumber),
        ("a.5", NotANumber),
        ("1.5a", NotANumber),
        ("1.2.3", NotANumber),
        ("0.0000001", TooManyPlaces),
        ("9223372036854.775808", TooLarge),
        ("9223372036855", TooLarge),
        ("99999999999999999999", TooLarge),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<Decimal>(), Err(error), "{text}");
    }
}

#[test]
fn a_result_that_cannot_be_held_exactly_is_none() {
    let (most, least) = (decimal(MOST), Decimal::from_millionths(i64::MIN));
    let bit = decimal("0.000001");
    assert_eq!(most.checked_add(bit), None);
    assert_eq!(most.checked_add(Decimal::ZERO), Some(most));
    assert_eq!(least.checked_sub(bit), None);
    assert_eq!(decimal("1.5").checked_sub(decimal("2")), Some(decimal("-0.5")));
    assert_eq!(Decimal::whole(9_223_372_036_854), Some(decimal("9223372036854")));
    assert_eq!(Decimal::whole(9_223_372_036_855), None);
    assert_eq!(decimal("1").checked_scale(1, 3), None);
    assert_eq!(decimal("1").checked_scale(1, 0), None);
    assert_eq!(most.checked_scale(2, 1), None);
    assert_eq!(most.checked_scale(2, 2), Some(most));
}

#[test]
fn only_what_is_below_zero_is_negative() {
    for (text, expected) in [("-0.000001", true), ("0", false), ("0.000001", false)] {
        assert_eq!(decimal(text).is_negative(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn a_number_survives_its_own_text(millionths in (i64::MIN + 1)..=i64::MAX) {
        let number = Decimal::from_millionths(millionths);
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        let json = serde_json::to_string(&number).unwrap();
        prop_assert_eq!(&json, &format!("\"{number}\""));
        prop_assert_eq!(serde_json::from_str::<Decimal>(&json).unwrap(), number);
    }

    #[test]
    fn scaling_up_and_down_again_changes_nothing(millionths: i32, factor in 1..10_000i64) {
        let number = Decimal::from_millionths(millionths.into());
        let larger = number.checked_scale(factor, 1);
        let summed = (0..factor % 10).try_fold(Decimal::ZERO, |sum, _| sum.checked_add(number));
        prop_assert_eq!(larger.and_then(|larger| larger.checked_scale(1, factor)), Some(number));
        prop_assert_eq!(number.checked_scale(factor % 10, 1), summed);
    }

    #[test]
    fn a_binary_fraction_is_the_number_that_its_text_says(millionths in 0..1_000_000_000_000_000i64, bits: u64, steps in 0..3u64) {
        let number = Decimal::from_millionths(millionths);
        let fraction: f64 = number.to_string().parse().unwrap();
        prop_assert_eq!(Decimal::of_fraction(fraction), Some(number));
        // Fractions beside it, and any others.
        for own in [f64::from_bits(fraction.to_bits() + steps), f64::from_bits(bits), -fraction] {
            if let Some(found) = Decimal::of_fraction(own) {
                prop_assert_eq!(own.to_string().parse(), Ok(found));
            }
        }
    }
}
