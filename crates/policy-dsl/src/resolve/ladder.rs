//! Ladders: what follows gets worse the more often a rule comes out in one way.

use policy_core::plan::{
    Amount, Comparison, Condition, DateExpr, Operator, RuleId, VerdictKind, Verdicts, Window,
};
use policy_core::{Decimal, Span, Vocabulary};

use super::scope::{Lowering, Scope};
use crate::syntax::{Expr, ExprKind, IsTarget, Name, RungDecl};
use crate::{Diagnostic, Saying};

impl Lowering<'_, '_> {
    /// The verdict of which a ladder counts how often it came to it: the only one that `when` speaks of.
    pub fn climbed(&mut self, when: &[&Expr], name: &Name, scope: Scope) -> Option<(RuleId, VerdictKind)> {
        let mut found: Vec<(&Name, VerdictKind)> = Vec::new();
        let mut stack: Vec<&Expr> = when.iter().rev().copied().collect();
        while let Some(expr) = stack.pop() {
            match &expr.kind {
                ExprKind::Is { left, target, negated: false } => {
                    let kind = match target {
                        IsTarget::Met => Some(VerdictKind::Met),
                        IsTarget::Unmet => Some(VerdictKind::Unmet),
                        IsTarget::Exempt => Some(VerdictKind::Exempt),
                        IsTarget::Value(_) => None,
                    };
                    if let (ExprKind::Name(rule), Some(kind)) = (&left.kind, kind) {
                        found.push((rule, kind));
                    }
                }
                ExprKind::Group(inner) => stack.push(inner),
                ExprKind::And(parts) => stack.extend(parts.iter().rev()),
                _ => {}
            }
        }
        match found.as_slice() {
            [(rule, kind)] => Some((RuleId(self.rule(rule, scope)? as u16), *kind)),
            [] | [_, ..] => {
                let says = Saying::new("ladder-of-what").with("name", &name.text);
                self.report.fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-ladder-of-what")))
            }
        }
    }

    /// When it has come to a step: this time, and so many times before, within so long. Those before are counted without
    /// this one, so that nothing hangs twice on a verdict that is still open.
    pub fn rung(
        &mut self,
        rung: &RungDecl,
        (rule, kind): (RuleId, VerdictKind),
        scope: Scope,
    ) -> Option<Condition> {
        let due = || Box::new(DateExpr::EndOf(Box::new(Window::Rule)));
        let one_day = Span { months: 0, days: 1 };
        let from = match &rung.within {
            None => None,
            Some(within) => {
                let before = DateExpr::Minus(due(), self.span(within, scope)?);
                Some(Box::new(DateExpr::Plus(Box::new(before), one_day)))
            }
        };
        let before = i64::from(rung.time.saturating_sub(1));
        if before == 0 {
            return Some(Condition::Constant(true));
        }
        let window = Window::Between(from, Some(Box::new(DateExpr::Minus(due(), one_day))));
        let times = Verdicts { rule, kind, window, in_a_row: false };
        Some(Condition::Compare(Box::new(Comparison {
            left: Amount::Verdicts(Box::new(times)),
            left_factor: 1,
            operator: Operator::AtLeast,
            right: Amount::Literal(Decimal::whole(before)?),
            right_factor: 1,
            unit: Vocabulary::TIMES,
        })))
    }

    /// The rule that lifts it: said by a clause, or by what is done.
    pub fn lifting(&mut self, said: &[(&Name, crate::Span)], scope: Scope) -> Option<Option<RuleId>> {
        let Some(((first, first_span), rest)) = said.split_first() else { return Some(None) };
        for (other, span) in rest {
            if other.text != first.text {
                let diagnostic = Diagnostic::error(*span, Saying::new("lasting-differs"));
                let diagnostic = diagnostic.also(*first_span, Saying::new("lasting-here"));
                return self.report.fail(diagnostic.hint(Saying::new("hint-two-consequences")));
            }
        }
        Some(Some(RuleId(self.rule(first, scope)? as u16)))
    }
}
