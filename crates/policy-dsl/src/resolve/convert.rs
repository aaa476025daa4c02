//! How units convert under a policy, and how two amounts come to one unit.

use policy_core::plan::{Amount, PolicyId};
use policy_core::{Decimal, UnitId, Vocabulary};

use super::policy::Model;

/// A factor by which an amount in one unit is one in another: numerator and denominator, positive.
pub(crate) type Factor = (i64, i64);

impl Model<'_> {
    /// What an amount in `from` is multiplied by to be one in `to`.
    pub fn factor(&self, policy: PolicyId, from: UnitId, to: UnitId) -> Option<Factor> {
        if from == to || (is_count(from) && is_count(to)) {
            return Some((1, 1));
        }
        self.head(policy).conversions.get(&(from, to)).copied()
    }
}

/// Units that all count heads or occurrences and may stand for each other: `at least 2 experts`.
pub(crate) fn is_count(unit: UnitId) -> bool {
    matches!(unit, Vocabulary::NUMBER | Vocabulary::TIMES | Vocabulary::PEOPLE)
}

/// Whether every amount times the factor is one of six digits.
pub(crate) fn is_exact((_, denominator): Factor) -> bool {
    Decimal::ONE.millionths() % denominator.max(1) == 0
}

/// The factor in lowest terms.
pub(crate) fn reduced((numerator, denominator): Factor) -> Factor {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a == 0 { (numerator, denominator) } else { (numerator / a, denominator / a) }
}

/// The amount times a factor; a figure of the text is worked out where that is exact.
pub(crate) fn scaled(amount: Amount, (numerator, denominator): Factor) -> Amount {
    if numerator == denominator {
        return amount;
    }
    if let Amount::Literal(value) = amount
        && let Some(value) = value.checked_scale(numerator, denominator)
    {
        return Amount::Literal(value);
    }
    Amount::Scaled { amount: Box::new(amount), numerator, denominator }
}
