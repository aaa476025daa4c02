//! Amounts that are shared out, rounded, or the farthest of several.

use policy_core::plan::{Amount, Operator, Portion, Rounding};
use policy_core::{Decimal, Vocabulary};

use super::convert::{is_count, scaled};
use super::operand::{Operand, Quantity, Unit};
use super::scope::{Lowering, Scope};
use crate::syntax::{Expr, Name};
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// `credits / authors`: shared by so many, so never more than the whole of it.
    pub fn divided(&mut self, amount: &Expr, by: &Expr, scope: Scope) -> Option<Operand> {
        let (shared, among) = (self.operand(amount, scope), self.operand(by, scope));
        let (shared, among) = (self.quantity(shared?, amount.span)?, self.quantity(among?, by.span)?);
        let counts = match among.unit {
            Unit::Bare => true,
            Unit::Of(unit) => is_count(unit),
            Unit::Time(_) => false,
        };
        let is_whole = !matches!(&among.amount, Amount::Literal(value) if *value < Decimal::ONE);
        if !counts || !is_whole {
            let id = if counts { "divided-by-less-than-one" } else { "divided-by-no-count" };
            return self.report.fail(
                Diagnostic::error(by.span, Saying::new(id)).hint(Saying::new("hint-divided-by-no-count")),
            );
        }
        let unit = shared.unit;
        let portion = Portion {
            amount: shared.settled(),
            part: Amount::Literal(Decimal::ONE),
            whole: among.settled(),
            cut: Rounding::Down,
        };
        Some(composed(Amount::Portion(Box::new(portion)), unit))
    }

    /// `90 hours pro rata months_taught to 12`
    pub fn pro_rata(&mut self, amount: &Expr, part: &Expr, whole: &Expr, scope: Scope) -> Option<Operand> {
        let shared = self.operand(amount, scope);
        let (first, second) = (self.operand(part, scope), self.operand(whole, scope));
        let shared = self.quantity(shared?, amount.span)?;
        let (first, second) = (self.quantity(first?, part.span)?, self.quantity(second?, whole.span)?);
        let (first, second, _) = self.in_one_unit((first, part.span), (second, whole.span), scope)?;
        let unit = shared.unit;
        let portion = Portion {
            amount: shared.settled(),
            part: first.settled(),
            whole: second.settled(),
            cut: Rounding::Down,
        };
        Some(composed(Amount::Portion(Box::new(portion)), unit))
    }

    /// `hours rounded down to 0.5 hours`
    pub fn rounded(
        &mut self,
        amount: &Expr,
        mode: Rounding,
        (to, unit, span): &(Decimal, Option<Name>, Span),
        scope: Scope,
    ) -> Option<Operand> {
        let (value, step) = (self.operand(amount, scope), self.number(*to, unit.as_ref(), scope));
        let (value, step) = (self.quantity(value?, amount.span)?, self.quantity(step?, *span)?);
        let own = match (value.unit, step.unit) {
            (Unit::Bare, unit) | (unit, Unit::Bare) => Some((*to, unit)),
            (Unit::Of(own), Unit::Of(other)) => {
                let factor = self.model.factor(scope.policy, other, own);
                factor.and_then(|(up, down)| Some((to.checked_scale(up, down)?, Unit::Of(own))))
            }
            (own, other) => (own == other).then_some((*to, own)),
        };
        let Some((to, unit)) = own else {
            return self.unit_mismatch((&value, amount.span), (&step, *span));
        };
        if to <= Decimal::ZERO {
            return self.report.fail(Diagnostic::error(*span, Saying::new("rounded-to-nothing")));
        }
        let mut inner = value.settled();
        if mode == Rounding::Up {
            cut_upwards(&mut inner);
        }
        Some(composed(Amount::Rounded { amount: Box::new(inner), mode, to }, unit))
    }

    /// An amount in a unit that is given.
    pub fn amount_in(
        &mut self,
        (quantity, span): (Quantity, Span),
        unit: Unit,
        scope: Scope,
    ) -> Option<Amount> {
        let factor = match (quantity.unit, unit) {
            (Unit::Bare, _) | (_, Unit::Bare) => Some((1, 1)),
            (Unit::Of(from), Unit::Of(to)) => self.model.factor(scope.policy, from, to),
            (own, unit) => (own == unit).then_some((1, 1)),
        };
        match factor {
            Some(factor) => Some(scaled(quantity.settled(), factor)),
            None => {
                let whole =
                    Quantity { amount: Amount::Literal(Decimal::ZERO), factor: (1, 1), unit, time: None };
                self.unit_mismatch((&whole, span), (&quantity, span))
            }
        }
    }

    /// `the highest of a, b and c`
    pub fn farthest(&mut self, highest: bool, of: &[Expr], scope: Scope) -> Option<Operand> {
        let operands: Vec<Option<Operand>> = of.iter().map(|one| self.operand(one, scope)).collect();
        let of_all = |amounts| if highest { Amount::Highest(amounts) } else { Amount::Lowest(amounts) };
        let mut farthest: Option<(Quantity, Span)> = None;
        for (operand, one) in operands.into_iter().zip(of) {
            let next = self.quantity(operand?, one.span)?;
            farthest = Some(match farthest {
                None => (next, one.span),
                Some((so_far, span)) => {
                    let (left, right, unit) = self.in_one_unit((so_far, span), (next, one.span), scope)?;
                    let (left, right) = (left.settled(), right.settled());
                    let amount = match (left, highest) {
                        (Amount::Highest(mut amounts), true) => {
                            amounts.push(right);
                            Amount::Highest(amounts)
                        }
                        (Amount::Lowest(mut amounts), false) => {
                            amounts.push(right);
                            Amount::Lowest(amounts)
                        }
                        (left, _) => of_all(vec![left, right]),
                    };
                    (Quantity { amount, factor: (1, 1), unit, time: None }, span.to(one.span))
                }
            });
        }
        farthest.map(|(quantity, _)| Operand::Quantity(quantity))
    }
}

fn composed(amount: Amount, unit: Unit) -> Operand {
    Operand::Quantity(Quantity { amount, factor: (1, 1), unit, time: None })
}

/// Cuts the portions of two compared amounts so that the comparison is exact: recorded amounts have six
/// digits, and reach an exact threshold just where they reach it cut upwards.
pub(super) fn cut_for(left: &mut Amount, operator: Operator, right: &mut Amount) {
    match operator {
        Operator::AtLeast | Operator::LessThan => cut_upwards(right),
        Operator::AtMost | Operator::MoreThan => cut_upwards(left),
        Operator::Equal | Operator::NotEqual => {}
    }
}

/// Cuts the portions that an amount is made of upwards.
fn cut_upwards(amount: &mut Amount) {
    match amount {
        Amount::Portion(portion) => portion.cut = Rounding::Up,
        Amount::Sum(parts) | Amount::Highest(parts) | Amount::Lowest(parts) => {
            parts.iter_mut().for_each(cut_upwards);
        }
        Amount::Difference(first, _) => cut_upwards(first),
        Amount::Choose(choice) => {
            choice.cases.iter_mut().for_each(|case| cut_upwards(&mut case.amount));
            cut_upwards(&mut choice.otherwise);
        }
        Amount::Literal(_)
        | Amount::Parameter(_)
        | Amount::Field(_)
        | Amount::Aggregate(_)
        | Amount::Scaled { .. }
        | Amount::Rounded { .. } => {}
    }
}

/// The unit of an amount that no unit was said of.
pub(super) fn unit_or_number(unit: Unit) -> policy_core::UnitId {
    match unit {
        Unit::Of(unit) => unit,
        Unit::Bare | Unit::Time(_) => Vocabulary::NUMBER,
    }
}
