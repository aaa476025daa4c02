//! Amounts that are shared out, rounded, or the farthest of several.

use policy_core::plan::{Amount, CalendarUnit, Operator, Portion, Rounding, Window};
use policy_core::{Decimal, UnitId, Vocabulary};

use super::convert::{is_count, is_exact, scaled};
use super::duration::TimeUnit;
use super::operand::{Operand, Quantity, Unit};
use super::scope::{Lowering, Scope};
use crate::syntax::{Expr, RoundingStep, WindowExpr};
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

    /// `whole months of the year`
    pub fn length_of(&mut self, months: bool, window: &WindowExpr, scope: Scope) -> Option<Operand> {
        let span = window.span;
        let window = Box::new(self.window(window, scope)?);
        if matches!(*window, Window::AnyTime | Window::Between(None, _) | Window::Before { span: None, .. }) {
            return self.report.fail(Diagnostic::error(span, Saying::new("length-without-beginning")));
        }
        let (calendar, unit) = calendar_unit(months);
        Some(composed(Amount::Length(window, calendar), unit))
    }

    /// `hours rounded down to 0.5 hours`
    pub fn rounded(&mut self, amount: &Expr, step: &RoundingStep, scope: Scope) -> Option<Operand> {
        let RoundingStep { mode, to, unit, span } = step;
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
        if *mode == Rounding::Up {
            cut_upwards(&mut inner);
        }
        Some(composed(Amount::Rounded { amount: Box::new(inner), mode: *mode, to }, unit))
    }

    /// An amount in a unit that is given.
    pub fn amount_in(
        &mut self,
        (quantity, span): (Quantity, Span),
        unit: Unit,
        scope: Scope,
    ) -> Option<Amount> {
        match (quantity.unit, unit) {
            (Unit::Bare, _) | (_, Unit::Bare) => return Some(quantity.settled()),
            (Unit::Of(from), Unit::Of(to)) if self.model.factor(scope.policy, from, to).is_some() => {
                return self.convert(quantity.settled(), (from, to), span, scope);
            }
            (own, unit) if own == unit => return Some(quantity.settled()),
            (_, _) => {}
        }
        let whole = Quantity { amount: Amount::Literal(Decimal::ZERO), factor: (1, 1), unit, time: None };
        self.unit_mismatch((&whole, span), (&quantity, span))
    }

    /// An amount converted from one unit to another, which the policy says how to. One that
    /// is not exact in six digits is rounded as the conversion says, and without that a mistake.
    pub fn convert(
        &mut self,
        amount: Amount,
        (from, to): (UnitId, UnitId),
        span: Span,
        scope: Scope,
    ) -> Option<Amount> {
        let factor = self.model.factor(scope.policy, from, to)?;
        let rounding = self.model.rounding(scope.policy, from, to);
        let is_figure =
            matches!(&amount, Amount::Literal(value) if value.checked_scale(factor.0, factor.1).is_some());
        match rounding {
            _ if is_figure || (rounding.is_none() && is_exact(factor)) => Some(scaled(amount, factor)),
            Some((mode, step)) => {
                Some(Amount::Rounded { amount: Box::new(scaled(amount, factor)), mode, to: step })
            }
            None => {
                let words = &self.model.words;
                let (from, to) = (words.unit_names(from), words.unit_names(to));
                let says = Saying::new("conversion-not-exact")
                    .with_names("from", from)
                    .with_names("to", to)
                    .with("numerator", factor.0)
                    .with("denominator", factor.1);
                let hint = Saying::new("hint-conversion-not-exact").with_code("to", to);
                self.report.fail(Diagnostic::error(span, says).hint(hint))
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

/// Months or days, in the plan and as a unit.
pub(super) fn calendar_unit(months: bool) -> (CalendarUnit, Unit) {
    match months {
        true => (CalendarUnit::Months, Unit::Time(TimeUnit::Month)),
        false => (CalendarUnit::Days, Unit::Of(Vocabulary::DAYS)),
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
        | Amount::Length(..)
        | Amount::Covered(_)
        | Amount::Scaled { .. }
        | Amount::Verdicts(_)
        | Amount::Available(_)
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
