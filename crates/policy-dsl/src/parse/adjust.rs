//! Building amounts that are rounded, shared out, or the farthest of several; and what is credited.

use policy_core::Decimal;
use policy_core::plan::Rounding;

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::Saying;
use crate::syntax::{Expr, ExprKind, Proportion, RoundingStep};
use crate::words::TokenKind;

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

    /// `60%`, `1/3`, `三分之一`, `1:300`
    pub fn proportion(&mut self, node: Node) -> Option<Proportion> {
        match node.as_rule() {
            Rule::percent => Some(Proportion::Percent(self.number(&Parts::of(node).take(Rule::number)?))),
            Rule::ratio_figure => self.two_numbers(node).map(|(left, right)| Proportion::Ratio(left, right)),
            _ => match node.clone().into_inner().next() {
                Some(spoken) if spoken.as_rule() == Rule::spoken_fraction => self.spoken(&spoken),
                Some(_) | None => {
                    self.two_numbers(node).map(|(part, whole)| Proportion::Fraction(part, whole))
                }
            },
        }
    }

    /// 三分之一; 百分之六十 is a percentage.
    fn spoken(&self, node: &Node) -> Option<Proportion> {
        match self.token(node).map(|token| &token.kind) {
            Some(TokenKind::Fraction(percent, 100)) => Decimal::whole(*percent).map(Proportion::Percent),
            Some(TokenKind::Fraction(part, whole)) => Some(Proportion::Fraction(*part, *whole)),
            Some(_) | None => None,
        }
    }

    /// The share that comes next, where one does.
    pub fn take_share(&mut self, parts: &mut Parts) -> Option<Proportion> {
        let is_share = |read_by| matches!(read_by, Rule::percent | Rule::fraction | Rule::ratio_figure);
        if !parts.next_rule().is_some_and(is_share) {
            return None;
        }
        self.proportion(parts.any()?)
    }

    fn two_numbers(&mut self, node: Node) -> Option<(i64, i64)> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let mut whole = || -> Option<i64> { self.name(&parts.take(Rule::number)?).text.parse().ok() };
        if let (Some(left), Some(right)) = (whole(), whole()) {
            return Some((left, right));
        }
        self.mistake(span, Saying::new("syntax-ratio-not-whole"));
        Some((1, 1))
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
        let mut share = self.take_share(&mut parts);
        if share.is_some() {
            parts.take(Rule::of)?;
        }
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
            let said = self.take_share(&mut parts)?;
            if share.replace(said).is_some() {
                self.mistake(span, Saying::new("syntax-said-twice"));
            }
        }
        Some(match share {
            Some(share) => Expr { kind: ExprKind::PartOf(share, Box::new(amount)), span },
            None => amount,
        })
    }
}
