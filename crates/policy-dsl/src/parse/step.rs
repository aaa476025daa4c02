//! Building the steps of a recognition.

use policy_core::plan::{Keep, Rounding};

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::Saying;
use crate::syntax::{Expr, ExprKind, MostDecl, PerDecl, Predicate, StepDecl, StepKind};

impl Builder<'_, '_> {
    pub fn step(&mut self, node: Node) -> Option<StepDecl> {
        let step = Parts::of(node).any()?;
        let read_by = step.as_rule();
        let mut parts = Parts::of(step);
        let mut found = Found::default();
        let kind = match read_by {
            Rule::cap => {
                while let Some(part) = parts.take(Rule::per).or_else(|| parts.take(Rule::capped)) {
                    self.step_part(part, &mut found)?;
                }
                parts.take(Rule::cap_word)?;
                StepKind::Cap { most: self.most(parts.take(Rule::most)?)?, per: None }
            }
            Rule::once => {
                let by = self.names(parts.take(Rule::same)?);
                if let Some(per) = parts.take(Rule::per) {
                    self.step_part(per, &mut found)?;
                }
                let keep = parts.take(Rule::keep).and_then(|keep| Parts::of(keep).any());
                let keep = keep.map(|keep| match keep.as_rule() {
                    Rule::highest => Keep::Highest,
                    Rule::latest => Keep::Last,
                    _ => Keep::First,
                });
                StepKind::Once { by, per: None, keep }
            }
            Rule::deduct => {
                let mut each = parts.take(Rule::each_time).and_then(|each| Parts::of(each).take(Rule::name));
                let amount = self.plain_amount(parts.take(Rule::plain_amount)?)?;
                if let Some(after) = parts.take(Rule::for_each) {
                    each = each.or(Parts::of(after).take(Rule::name));
                }
                StepKind::Deduct { amount, each: each.map(|name| self.name(&name)) }
            }
            _ => {
                let way = Parts::of(parts.take(Rule::round_word)?).any()?;
                let mode = match way.as_rule() {
                    Rule::rounded_down => Rounding::Down,
                    Rule::rounded_up => Rounding::Up,
                    _ => Rounding::HalfUp,
                };
                parts.take(Rule::to)?;
                let quantity = parts.take(Rule::quantity)?;
                let span = self.span(&quantity);
                let (to, unit) = self.quantity(quantity)?;
                StepKind::Round { mode, to, unit, span }
            }
        };
        while let Some(part) = parts.any() {
            self.step_part(part, &mut found)?;
        }
        let kind = match (kind, found.per) {
            (StepKind::Cap { most, .. }, per) => StepKind::Cap { most, per },
            (StepKind::Once { by, keep, .. }, per) => StepKind::Once { by, per, keep },
            (other, _) => other,
        };
        Some(StepDecl { kind, predicate: found.predicate, cites: found.cites })
    }

    /// `each year`, `of online`, `where …`, `cite …`: each but the last may stand once.
    fn step_part(&mut self, part: Node, found: &mut Found) -> Option<()> {
        let span = self.span(&part);
        let is_new = match part.as_rule() {
            Rule::per => {
                let per = self.per(part)?;
                found.per.replace(per).is_none()
            }
            Rule::capped | Rule::step_of => {
                let mut words = Parts::of(part);
                words.take(Rule::from_word);
                let terms = self.terms_of(words.take(Rule::terms_of)?);
                std::mem::replace(&mut found.predicate.terms, terms).is_empty()
            }
            Rule::entry_where => {
                let condition = self.condition(Parts::of(part).take(Rule::condition)?)?;
                found.predicate.condition.replace(Box::new(condition)).is_none()
            }
            _ => {
                found.cites.extend(self.cite(part));
                true
            }
        };
        if !is_new {
            self.mistake(span, Saying::new("syntax-said-twice"));
        }
        Some(())
    }

    fn per(&mut self, node: Node) -> Option<PerDecl> {
        let per = Parts::of(node).any()?;
        if per.as_rule() == Rule::per_cycle {
            let mut parts = Parts::of(per);
            let every = self.length(parts.take(Rule::length)?)?;
            parts.take(Rule::from_word)?;
            let from = self.operand_sum(parts.take(Rule::sum)?)?;
            return Some(PerDecl::Cycle { every, from });
        }
        Some(PerDecl::Named(self.calendar_name(&per)))
    }

    fn most(&mut self, node: Node) -> Option<MostDecl> {
        let span = self.span(&node);
        let most = Parts::of(node).any()?;
        if most.as_rule() == Rule::plain_amount {
            return self.plain_amount(most).map(MostDecl::Amount);
        }
        let share = most.into_inner().find(|part| matches!(part.as_rule(), Rule::percent | Rule::fraction));
        Some(MostDecl::Share(self.proportion(share?)?, span))
    }

    /// A figure, a name, or anything in parentheses.
    fn plain_amount(&mut self, node: Node) -> Option<Expr> {
        let amount = Parts::of(node).any()?;
        let span = self.span(&amount);
        match amount.as_rule() {
            Rule::quantity => {
                let (number, unit) = self.quantity(amount)?;
                Some(Expr { kind: ExprKind::Number(number, unit), span })
            }
            Rule::group => self.group(amount),
            _ => Some(Expr { kind: ExprKind::Name(self.name(&amount)), span }),
        }
    }
}

/// What a step says besides what it does.
struct Found {
    per: Option<PerDecl>,
    predicate: Predicate,
    cites: Vec<crate::syntax::Cite>,
}

impl Default for Found {
    fn default() -> Self {
        Self { per: None, predicate: Predicate { terms: Vec::new(), condition: None }, cites: Vec::new() }
    }
}
