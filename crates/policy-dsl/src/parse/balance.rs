//! Building the clauses by which the periods of a rule settle with each other.

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::syntax::{BalanceClause, Expr, ExprKind, SpanAmount, SpanLiteral};

impl Builder<'_, '_> {
    pub fn balance(&mut self, node: Node) -> Option<BalanceClause> {
        match node.as_rule() {
            Rule::carry_over => self.carry_over(node),
            Rule::no_carry_over => Some(BalanceClause::NoCarryOver),
            Rule::back_fill => Some(BalanceClause::BackFill),
            _ => {
                let mut parts = Parts::of(node);
                parts.take(Rule::at_most)?;
                Some(BalanceClause::Borrow(self.operand_sum(parts.take(Rule::sum)?)?))
            }
        }
    }

    fn carry_over(&mut self, node: Node) -> Option<BalanceClause> {
        let mut parts = Parts::of(node);
        let share = match parts.take(Rule::surplus_share) {
            Some(share) => Some(self.surplus_share(share)?),
            None => None,
        };
        let most = match parts.take(Rule::at_most) {
            Some(_) => Some(self.operand_sum(parts.take(Rule::sum)?)?),
            None => None,
        };
        let lasting = match parts.take(Rule::carried_for) {
            Some(length) => Some(self.carried_for(length)?),
            None => None,
        };
        Some(BalanceClause::CarryOver { share, most, lasting })
    }

    /// `50% of the surplus`, `超出部分 的 1/2`
    fn surplus_share(&mut self, node: Node) -> Option<Expr> {
        let is_share =
            |part: &Node| matches!(part.as_rule(), Rule::percent | Rule::fraction | Rule::ratio_figure);
        let share = node.into_inner().find(is_share)?;
        let span = self.span(&share);
        Some(Expr { kind: ExprKind::Proportion(self.proportion(share)?), span })
    }

    fn carried_for(&mut self, node: Node) -> Option<SpanLiteral> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let amount = self.number(&parts.take(Rule::number)?);
        let unit = self.unit_name(&parts.take(Rule::unit)?);
        Some(SpanLiteral { amount: SpanAmount::Literal(amount, unit), span })
    }
}
