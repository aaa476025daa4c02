//! Building amounts that are rounded, shared out, or the farthest of several; and what is credited.

use policy_core::Decimal;
use policy_core::plan::Rounding;

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::syntax::{Expr, ExprKind, RoundingStep};

impl Builder<'_, '_> {
    /// An amount with what is said after it: `rounded down to 0.5 hours`, `pro rata a to b`.
    pub fn adjusted(&mut self, amount: Expr, node: Node) -> Option<Expr> {
        let span = amount.span.to(self.span(&node));
        let amount = Box::new(self.as_amount(amount));
        let read_by = node.as_rule();
        let mut parts = Parts::of(node);
        let kind = match read_by {
            Rule::rounding => ExprKind::Rounded { amount, step: self.rounding(parts)? },
            _ => {
                parts.any()?;
                let part = Box::new(self.share_of_amount(parts.any()?)?);
                parts.take(Rule::to)?;
                let whole = Box::new(self.share_of_amount(parts.any()?)?);
                ExprKind::ProRata { amount, part, whole }
            }
        };
        Some(Expr { kind, span })
    }

    /// `rounded down to 0.5 hours`
    pub fn rounding(&mut self, mut parts: Parts) -> Option<RoundingStep> {
        let mode = match parts.any()?.as_rule() {
            Rule::rounded_down => Rounding::Down,
            Rule::rounded_up => Rounding::Up,
            _ => Rounding::HalfUp,
        };
        parts.take(Rule::to)?;
        let step = parts.take(Rule::quantity)?;
        let span = self.span(&step);
        let (to, unit) = self.quantity(step)?;
        Some(RoundingStep { mode, to, unit, span })
    }

    /// `whole months of the year`, `整月数（入职日期 至 当年 的 最后一日）`
    pub fn length_of(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let months = parts.any()?.as_rule() == Rule::whole_months;
        parts.take(Rule::of);
        let window = self.window(parts.any()?)?;
        Some(Expr { kind: ExprKind::Length { months, window }, span })
    }

    fn share_of_amount(&mut self, node: Node) -> Option<Expr> {
        match node.as_rule() {
            Rule::credit_part => self.credit_part(node),
            _ => self.operand(node),
        }
    }

    /// `the highest of a, b and c`
    pub fn farthest_of(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let highest = parts.any()?.as_rule() == Rule::highest;
        parts.take(Rule::of)?;
        let mut of = Vec::new();
        while let Some(next) = parts.take(Rule::plain_sum) {
            of.push(self.operand_sum(next)?);
        }
        Some(Expr { kind: ExprKind::Farthest { highest, of }, span })
    }

    /// `60%`
    pub fn percent(&mut self, node: Node) -> Option<Decimal> {
        Some(self.number(&Parts::of(node).take(Rule::number)?))
    }

    // ---- What an entry credits ----

    /// The amount after `as`.
    pub fn credit_sum(&mut self, node: Node) -> Option<Expr> {
        self.operand_sum(node)
    }

    pub fn credit_term(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let left = self.credit_part(parts.take(Rule::credit_part)?)?;
        if !parts.has(Rule::divided_by) {
            return Some(left);
        }
        let right = self.credit_part(parts.take(Rule::credit_part)?)?;
        Some(Expr { kind: ExprKind::Divided(Box::new(left), Box::new(right)), span })
    }

    fn credit_part(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let mut percent = match parts.take(Rule::percent) {
            Some(percent) => {
                parts.take(Rule::of)?;
                Some(self.percent(percent)?)
            }
            None => None,
        };
        let inner = parts.any()?;
        let inner_span = self.span(&inner);
        let amount = match inner.as_rule() {
            Rule::group => self.group(inner)?,
            Rule::quantity => {
                let (amount, unit) = self.quantity(inner)?;
                Expr { kind: ExprKind::Number(amount, unit), span: inner_span }
            }
            _ => self.field_of(inner)?,
        };
        if parts.has(Rule::de) {
            let share = self.percent(parts.take(Rule::percent)?)?;
            if percent.replace(share).is_some() {
                self.mistake(span, crate::Saying::new("syntax-said-twice"));
            }
        }
        Some(match percent {
            Some(percent) => Expr { kind: ExprKind::PercentOf(percent, Box::new(amount)), span },
            None => amount,
        })
    }
}
