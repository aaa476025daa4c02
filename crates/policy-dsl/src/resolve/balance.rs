//! How the periods of a rule settle with each other: carry-over, back-fill, borrowing.

use policy_core::plan::{Amount, Balance, CarryOver, Condition, Operator, RuleId, Schedule};
use policy_core::{Decimal, UnitId};

use super::operand::{Operand, Quantity, Unit};
use super::scope::{Lowering, Scope};
use crate::syntax::{BalanceClause, Expr};
use crate::{Diagnostic, Saying, Span};

/// The clauses of a rule that make its balance, each at most once.
#[derive(Clone, Copy, Default)]
pub(crate) struct BalanceClauses<'s> {
    carry: Option<(&'s BalanceClause, Span)>,
    back_fill: Option<Span>,
    borrow: Option<(&'s Expr, Span)>,
}

impl<'s> BalanceClauses<'s> {
    /// Takes a clause; what it is called where there is one of its kind already.
    pub fn add(&mut self, clause: &'s BalanceClause, span: Span) -> Option<&'static str> {
        match clause {
            BalanceClause::CarryOver { .. } | BalanceClause::NoCarryOver => {
                self.carry.replace((clause, span)).is_some().then_some("clause-carry-over")
            }
            BalanceClause::BackFill => self.back_fill.replace(span).is_some().then_some("clause-back-fill"),
            BalanceClause::Borrow(most) => {
                self.borrow.replace((most, span)).is_some().then_some("clause-borrow")
            }
        }
    }

    /// Where the first clause stands that makes a balance; `no carry over` alone makes none.
    fn first(&self) -> Option<Span> {
        let carry = self.carry.filter(|(clause, _)| matches!(clause, BalanceClause::CarryOver { .. }));
        let all = [carry.map(|(_, span)| span), self.back_fill, self.borrow.map(|(_, span)| span)];
        all.into_iter().flatten().min_by_key(|span| span.start)
    }
}

/// Where a balance stands: its rule, and what of it matters.
pub(crate) struct Balanced<'r> {
    /// The rule, by its place in the model.
    pub place: usize,
    pub schedule: &'r Schedule,
    /// Where the first `require` stands.
    pub required: Span,
    /// Where the first alternative stands.
    pub alternative: Option<Span>,
    /// Where its grace stands.
    pub grace: Option<Span>,
}

impl Lowering<'_, '_> {
    /// The balance of a rule, and the requirement with what it makes available in place of what is earned.
    pub fn balance(
        &mut self,
        clauses: &BalanceClauses<'_>,
        requirement: Condition,
        of: &Balanced<'_>,
        scope: Scope,
    ) -> Option<(Condition, Option<Balance>)> {
        let Some(first) = clauses.first() else { return Some((requirement, None)) };
        let fail = |lowering: &mut Self, span, id, hint| {
            let diagnostic =
                Diagnostic::error(span, Saying::new(id)).also(first, Saying::new("balance-here"));
            lowering.report.fail(diagnostic.hint(Saying::new(hint)))
        };
        match of.schedule {
            Schedule::Each { .. } | Schedule::Cycle { .. } => {}
            Schedule::Once(_) | Schedule::EachEvent { .. } => {
                let diagnostic = Diagnostic::error(first, Saying::new("balance-without-periods"));
                return self.report.fail(diagnostic.hint(Saying::new("hint-balance-without-periods")));
            }
        }
        if let Some(span) = of.alternative {
            return fail(self, span, "balance-with-instead", "hint-balance-with-instead");
        }
        if let Some(span) = of.grace {
            return fail(self, span, "balance-with-grace", "hint-balance-with-grace");
        }
        let mut requirement = requirement;
        let main = match &mut requirement {
            Condition::All(parts) => parts.first_mut(),
            other => Some(other),
        };
        let Some(Condition::Compare(main)) = main else {
            return fail(self, of.required, "balance-without-minimum", "hint-balance-without-minimum");
        };
        let is_minimum =
            main.operator == Operator::AtLeast && main.left_factor == 1 && main.right_factor == 1;
        if !is_minimum || matches!(main.left, Amount::Literal(_) | Amount::Parameter(_)) {
            return fail(self, of.required, "balance-without-minimum", "hint-balance-without-minimum");
        }
        let carry_over = match clauses.carry {
            None => Some(None),
            Some((clause, _)) => self.carry_over(clause, main.unit, scope),
        };
        let borrow = match clauses.borrow {
            None => Some(None),
            Some((most, _)) => self.balance_figure(most, main.unit, scope).map(Some),
        };
        let (carry_over, borrow) = (carry_over?, borrow?);
        let available = Amount::Available(RuleId(of.place as u16));
        let balance = Balance {
            earned: std::mem::replace(&mut main.left, available),
            required: main.right.clone(),
            unit: main.unit,
            carry_over,
            back_fill: clauses.back_fill.is_some(),
            borrow,
        };
        Some((requirement, Some(balance)))
    }

    fn carry_over(
        &mut self,
        clause: &BalanceClause,
        unit: UnitId,
        scope: Scope,
    ) -> Option<Option<CarryOver>> {
        let BalanceClause::CarryOver { share, most, lasting } = clause else { return Some(None) };
        let share = match share {
            None => Some((1, 1)),
            Some(share) => self.surplus_share(share, scope),
        };
        let most = match most {
            None => Some(None),
            Some(most) => self.balance_figure(most, unit, scope).map(Some),
        };
        let lasting = match lasting {
            None => Some(None),
            Some(lasting) => self.span(lasting, scope).map(Some),
        };
        let ((numerator, denominator), most, lasting) = (share?, most?, lasting?);
        Some(Some(CarryOver { most, numerator, denominator, lasting }))
    }

    /// `50%`, `1/2`: a part of the surplus.
    fn surplus_share(&mut self, share: &Expr, scope: Scope) -> Option<(i64, i64)> {
        match self.operand(share, scope)? {
            Operand::Proportion(numerator, denominator) if numerator > 0 && numerator <= denominator => {
                Some((numerator, denominator))
            }
            _ => {
                let diagnostic = Diagnostic::error(share.span, Saying::new("balance-share"));
                self.report.fail(diagnostic.hint(Saying::new("hint-balance-share")))
            }
        }
    }

    /// An amount in the rule's unit that is a figure or a parameter.
    fn balance_figure(&mut self, expr: &Expr, unit: UnitId, scope: Scope) -> Option<Amount> {
        let found = self.operand(expr, scope)?;
        let not_a_figure = |lowering: &mut Self| {
            let diagnostic = Diagnostic::error(expr.span, Saying::new("balance-figure"));
            lowering.report.fail(diagnostic.hint(Saying::new("hint-balance-figure")))
        };
        let Operand::Quantity(quantity) = found else { return not_a_figure(self) };
        let whole = Quantity::of(Amount::Literal(Decimal::ZERO), unit);
        let (_, same, _) = self.in_one_unit((whole, expr.span), (quantity, expr.span), scope)?;
        let is_same = matches!(same.unit, Unit::Bare) || same.unit == Unit::Of(unit);
        match same.amount {
            Amount::Literal(_) | Amount::Parameter(_) if is_same && same.factor == (1, 1) => {
                Some(same.amount)
            }
            _ => not_a_figure(self),
        }
    }
}
