//! How units convert under a policy, and how two amounts come to one unit.

use policy_core::plan::{Amount, PolicyId, Portion, Rounding};
use policy_core::{Decimal, UnitId, Vocabulary};

use super::policy::{Head, Model};

/// A factor by which an amount in one unit is one in another: numerator and denominator, positive.
pub(crate) type Factor = (i64, i64);

impl Model<'_> {
    /// What an amount in `from` is multiplied by to be one in `to`.
    pub fn factor(&self, policy: PolicyId, from: UnitId, to: UnitId) -> Option<Factor> {
        if from == to || (is_count(from) && is_count(to)) {
            return Some((1, 1));
        }
        self.converting(policy, from, to)?.conversions.get(&(from, to)).copied()
    }

    /// How an amount in `from` is rounded when it is brought into `to`.
    pub fn rounding(&self, policy: PolicyId, from: UnitId, to: UnitId) -> Option<(Rounding, Decimal)> {
        self.converting(policy, from, to)?.roundings.get(&(from, to)).copied()
    }

    /// The policy that says how two units convert: this one, else the nearest layer above that does.
    fn converting(&self, policy: PolicyId, from: UnitId, to: UnitId) -> Option<&Head<'_>> {
        let layers = std::iter::once(policy).chain(self.head(policy).above.iter().map(|upper| upper.policy));
        layers.map(|layer| self.head(layer)).find(|head| head.conversions.contains_key(&(from, to)))
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

/// A share of an amount. One that is not exact in six digits is cut, in the direction that its comparison needs.
pub(crate) fn shared(amount: Amount, factor: Factor) -> Amount {
    let is_figure =
        matches!(&amount, Amount::Literal(value) if value.checked_scale(factor.0, factor.1).is_some());
    let whole = |number| Decimal::whole(number).map(Amount::Literal);
    match (whole(factor.0), whole(factor.1)) {
        (Some(part), Some(whole)) if !is_figure && !is_exact(factor) && factor.0 < factor.1 => {
            Amount::Portion(Box::new(Portion { amount, part, whole, cut: Rounding::Down }))
        }
        _ => scaled(amount, factor),
    }
}
