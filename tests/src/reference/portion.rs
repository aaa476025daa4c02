//! Sharing out, and rounding.

use policy_core::plan::Rounding;

use super::number::{Bound, Number, Range};

/// All that `amount × part ÷ whole` can be: the least and the most of what the ends make together.
///
/// Between the ends it is monotone in each of the three, but for a whole that may be zero or less, which
/// makes nothing of it, and one just above zero, which makes all of it where there is any part.
pub(super) fn portion(amount: Range, part: Range, whole: Range, cut: Rounding) -> Range {
    let zero = Bound::At(Number::ZERO);
    let smallest = Bound::At(Number::SMALLEST);
    let mut wholes = vec![whole.low, whole.high];
    if whole.low <= zero && whole.high > zero {
        wholes.push(smallest);
    }
    let mut found = Vec::new();
    for amount in [amount.low, amount.high] {
        for part in [part.low, part.high] {
            for whole in &wholes {
                found.push(share(amount, part, *whole, cut));
            }
        }
    }
    let least = found.iter().min().expect("there are ends");
    let most = found.iter().max().expect("there are ends");
    Range { low: *least, high: *most }
}

/// What one amount makes, with one part and one whole.
fn share(amount: Bound, part: Bound, whole: Bound, cut: Rounding) -> Bound {
    let zero = Bound::At(Number::ZERO);
    if part <= zero || whole <= zero {
        return zero;
    }
    match (amount, part, whole) {
        // No bound at all on the whole: as small a share as you like; the end of a range that is not reached.
        (_, Bound::At(_), Bound::Above) => zero,
        (Bound::At(amount), Bound::At(part), Bound::At(whole)) if part < whole => {
            Bound::At(amount.of(part, whole).rounded(cut, Number::SMALLEST))
        }
        (amount, _, _) => amount,
    }
}

/// Each end brought to its step.
pub(super) fn rounded(amount: Range, mode: Rounding, step: Number) -> Range {
    let change = |bound: Bound| match bound {
        Bound::At(number) => Bound::At(number.rounded(mode, step)),
        Bound::Above | Bound::Below => bound,
    };
    Range { low: change(amount.low), high: change(amount.high) }
}
