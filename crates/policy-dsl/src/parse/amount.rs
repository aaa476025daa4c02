//! Building amounts and dates: sums and what they are made of.

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::syntax::{
    AggregateExpr, BinaryOp, Comparator, Expr, ExprKind, Function, Predicate, SpanAmount, SpanLiteral,
};
use crate::{Saying, Span};
use policy_core::plan::VerdictKind;

/// The most terms that one sum may have, so that its tree stays shallow.
const MAX_SUM_TERMS: usize = 64;

impl Builder<'_, '_> {
    /// A sum that is compared or computed with.
    pub fn operand_sum(&mut self, node: Node) -> Option<Expr> {
        let sum = self.sum(node)?;
        Some(self.as_amount(sum))
    }

    pub fn sum(&mut self, node: Node) -> Option<Expr> {
        let mut parts = Parts::of(node);
        let mut sum = self.terms_of_sum(&mut parts)?;
        while let Some(adjustment) = parts.any() {
            sum = match adjustment.as_rule() {
                Rule::working_day => self.working_day(sum, adjustment)?,
                _ => self.adjusted(sum, adjustment)?,
            };
        }
        Some(sum)
    }

    /// What is added up.
    fn terms_of_sum(&mut self, parts: &mut Parts) -> Option<Expr> {
        let mut sum = self.term_of_sum(parts.any()?)?;
        let mut terms = 1;
        while let Some(operator) = parts.take(Rule::operator) {
            let op = match Parts::of(operator).any()?.as_rule() {
                Rule::plus => BinaryOp::Add,
                _ => BinaryOp::Subtract,
            };
            let right = self.term_of_sum(parts.any()?)?;
            terms += 1;
            if terms == MAX_SUM_TERMS + 1 {
                self.mistake(right.span, Saying::new("syntax-sum-too-long").with("limit", MAX_SUM_TERMS));
            }
            if terms > MAX_SUM_TERMS {
                continue;
            }
            let span = sum.span.to(right.span);
            let (left, right) = (Box::new(self.as_amount(sum)), Box::new(self.as_amount(right)));
            sum = Expr { kind: ExprKind::Binary(left, op, right), span };
        }
        Some(sum)
    }

    /// `… or the next working day outside holidays`, `… 遇 节假日 顺延`
    fn working_day(&mut self, date: Expr, node: Node) -> Option<Expr> {
        let span = date.span.to(self.span(&node));
        let (mut next, mut holidays, mut workdays) = (true, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::or_previous | Rule::advanced => next = false,
                Rule::name => holidays = Some(self.name(&part)),
                Rule::except_days => workdays = Some(self.name(&Parts::of(part).take(Rule::name)?)),
                _ => {}
            }
        }
        let date = Box::new(date);
        Some(Expr { kind: ExprKind::WorkingDay { date, next, holidays, workdays }, span })
    }

    fn term_of_sum(&mut self, node: Node) -> Option<Expr> {
        match node.as_rule() {
            Rule::ratio => self.ratio(node),
            Rule::credit_term => self.credit_term(node),
            Rule::short_part | Rule::short_added => self.short_part(node),
            _ => self.primary(node),
        }
    }

    /// An amount, a quotient, `A 与 B 之比`, or `A 与 B 的 较高者`.
    fn ratio(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let first = self.primary(parts.take(Rule::primary)?)?;
        if parts.next_rule().is_none() {
            return Some(first);
        }
        let is_quotient = parts.has(Rule::divided_by);
        let mut of = vec![self.as_amount(first)];
        while let Some(next) = parts.take(Rule::primary) {
            let next = self.primary(next)?;
            of.push(self.as_amount(next));
        }
        parts.take(Rule::de);
        let last = parts.any().map(|last| last.as_rule());
        let kind = match last {
            Some(Rule::higher_of) => ExprKind::Farthest { highest: true, of },
            Some(Rule::lower_of) => ExprKind::Farthest { highest: false, of },
            _ => {
                let third = of.get(2).map(|third| third.span);
                if let Some(third) = third {
                    self.mistake(third, Saying::new("syntax-ratio-of-many"));
                }
                let mut two = of.into_iter();
                let (left, right) = (Box::new(two.next()?), Box::new(two.next()?));
                if is_quotient { ExprKind::Divided(left, right) } else { ExprKind::RatioOf(left, right) }
            }
        };
        Some(Expr { kind, span })
    }

    fn primary(&mut self, node: Node) -> Option<Expr> {
        let whole = self.span(&node);
        let mut parts = Parts::of(node);
        let inner = parts.any()?;
        if inner.as_rule() == Rule::closed {
            let left = self.closed(inner)?;
            let Some(suffix) = parts.take(Rule::in_suffix) else { return Some(left) };
            let target = self.in_suffix(suffix)?;
            let kind = ExprKind::In { left: Box::new(left), negated: false, target };
            return Some(Expr { kind, span: whole });
        }
        let span = self.span(&inner);
        let kind = match inner.as_rule() {
            Rule::chain => return self.chain(inner),
            Rule::verdicts_of | Rule::verdicts_de => self.verdicts(inner)?,
            Rule::some_of => return self.some_of(inner),
            Rule::covers => return self.covers(inner),
            Rule::count_of | Rule::extreme_of | Rule::measured_of | Rule::covered_of => {
                return self.aggregate(inner);
            }
            Rule::percent | Rule::fraction | Rule::ratio_figure => {
                ExprKind::Proportion(self.proportion(inner)?)
            }
            Rule::farthest_of => return self.farthest_of(inner),
            Rule::length_of => return self.length_of(inner),
            Rule::percent_of => {
                let mut parts = Parts::of(inner);
                let share = self.take_share(&mut parts)?;
                parts.take(Rule::of)?;
                ExprKind::PartOf(share, Box::new(self.operand(parts.take(Rule::operand)?)?))
            }
            Rule::ratio_of => {
                let mut parts = Parts::of(inner);
                let left = self.operand(parts.take(Rule::operand)?)?;
                parts.take(Rule::to)?;
                let right = self.operand(parts.take(Rule::operand)?)?;
                ExprKind::RatioOf(Box::new(left), Box::new(right))
            }
            Rule::share_of => {
                let mut parts = Parts::of(inner);
                let members = self.name(&parts.take(Rule::name)?);
                let predicate = Box::new(self.predicate(parts.take(Rule::predicate)?)?);
                let among = match parts.take(Rule::among) {
                    Some(among) => Some(Box::new(self.among(among)?)),
                    None => None,
                };
                ExprKind::Share { members, predicate, among }
            }
            Rule::has => {
                let chain = Parts::of(inner).take(Rule::chain)?;
                ExprKind::Has(self.source_chain(chain)?)
            }
            _ => return None,
        };
        Some(Expr { kind, span })
    }

    /// What can be read to its end without looking further.
    fn closed(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let inner = parts.any()?;
        let kind = match inner.as_rule() {
            Rule::group => {
                let group = self.group(inner)?;
                if parts.has(Rule::that_day) {
                    return self.reached_in(group, span);
                }
                if !parts.has(Rule::de) {
                    return Some(group);
                }
                ExprKind::PartOf(self.take_share(&mut parts)?, Box::new(group))
            }
            Rule::reached => return self.reached(inner),
            Rule::its => return self.field_of(inner),
            Rule::edge_of => return self.edge_of(inner),
            Rule::date => ExprKind::Date(self.date(&inner)),
            Rule::month_day => self.month_day(&inner),
            Rule::due_date => ExprKind::DueDate,
            Rule::today => ExprKind::Today,
            Rule::text => ExprKind::Text(self.text(&inner)),
            Rule::yes => ExprKind::Truth(true),
            Rule::no => ExprKind::Truth(false),
            _ => return None,
        };
        Some(Expr { kind, span })
    }

    /// `the day on which hours of induction reach 120`
    fn reached(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let first = parts.any()?;
        let sum = match first.as_rule() {
            Rule::group => self.group(first)?,
            Rule::chain => self.chain(first)?,
            _ => self.aggregate(first)?,
        };
        if !parts.has(Rule::reaches) {
            return self.reached_in(sum, span);
        }
        let amount = Box::new(self.operand(parts.take(Rule::operand)?)?);
        let sum = Box::new(self.as_amount(sum));
        Some(Expr { kind: ExprKind::Reached { sum, amount }, span })
    }

    /// `（学时 达到 120 学时）之日`: the comparison in parentheses says what reaches what.
    fn reached_in(&mut self, group: Expr, span: Span) -> Option<Expr> {
        let says = Saying::new("syntax-reached-nothing");
        let mut inner = group;
        while let ExprKind::Group(group) = inner.kind {
            inner = *group;
        }
        match inner.kind {
            ExprKind::Compare { left, comparator: Comparator::AtLeast, right, counting, of_which: None }
                if counting.is_empty() =>
            {
                Some(Expr { kind: ExprKind::Reached { sum: left, amount: right }, span })
            }
            _ => {
                self.mistake(inner.span, says);
                None
            }
        }
    }

    pub fn among(&mut self, node: Node) -> Option<Expr> {
        self.predicate(Parts::of(node).take(Rule::predicate)?)
    }

    pub fn group(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let inner = self.condition(Parts::of(node).take(Rule::condition)?)?;
        Some(Expr { kind: ExprKind::Group(Box::new(inner)), span })
    }

    pub fn covers(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let window = self.window(Parts::of(node).take(Rule::short_window)?)?;
        Some(Expr { kind: ExprKind::Covers(window), span })
    }

    pub fn month_day(&self, node: &Node) -> ExprKind {
        match self.token(node).map(|token| &token.kind) {
            Some(crate::words::TokenKind::MonthDay(month, day)) => ExprKind::MonthDay(*month, *day),
            Some(_) | None => ExprKind::MonthDay(1, 1),
        }
    }

    pub fn operand(&mut self, node: Node) -> Option<Expr> {
        let inner = Parts::of(node).any()?;
        let expr = match inner.as_rule() {
            Rule::group => self.group(inner)?,
            Rule::count_of => self.aggregate(inner)?,
            _ => self.chain(inner)?,
        };
        Some(self.as_amount(expr))
    }

    /// `times annual_task is unmet in the last 3 years`, `近3年 年度任务 未达标 的 次数`
    fn verdicts(&mut self, node: Node) -> Option<ExprKind> {
        let mut parts = Parts::of(node);
        let mut window = match parts.take(Rule::last_window) {
            Some(last) => Some(self.last_window(last)?),
            None => None,
        };
        let rule = self.name(&parts.take(Rule::name)?);
        let mut in_a_row = parts.has(Rule::in_a_row);
        parts.take(Rule::is_word);
        let kind = match Parts::of(parts.take(Rule::judged)?).any()?.as_rule() {
            Rule::met => VerdictKind::Met,
            Rule::unmet => VerdictKind::Unmet,
            _ => VerdictKind::Exempt,
        };
        in_a_row |= parts.has(Rule::in_a_row);
        parts.take(Rule::de);
        if let Some(suffix) = parts.take(Rule::in_suffix) {
            let target = self.in_suffix(suffix)?;
            let inside = self.window_of_target(target)?;
            if window.is_some() {
                self.mistake(inside.span, Saying::new("syntax-second-window"));
            }
            window = Some(inside);
        }
        Some(ExprKind::Verdicts { rule, kind, in_a_row, window })
    }

    /// `6 months`, or the name of a parameter.
    pub fn length(&mut self, node: Node) -> Option<SpanLiteral> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let first = parts.any()?;
        let amount = match parts.take(Rule::unit) {
            Some(unit) => {
                let amount = self.number(&first);
                SpanAmount::Literal(amount, self.unit_name(&unit))
            }
            None => SpanAmount::Parameter(self.name(&first)),
        };
        Some(SpanLiteral { amount, span })
    }

    /// `hours in the year` measures when it is compared or computed with: there the window belongs to the sum.
    pub fn as_amount(&mut self, expr: Expr) -> Expr {
        let span = expr.span;
        match expr.kind {
            ExprKind::In { left, negated: false, target } => match left.kind {
                ExprKind::Name(field) => {
                    let window = self.window_of_target(target);
                    let aggregate = AggregateExpr {
                        function: Function::Sum(field),
                        source: None,
                        recorded: false,
                        predicate: Predicate { terms: Vec::new(), condition: None },
                        window,
                        span,
                    };
                    Expr { kind: ExprKind::Aggregate(aggregate), span }
                }
                kind => {
                    let left = Box::new(Expr { kind, span: left.span });
                    Expr { kind: ExprKind::In { left, negated: false, target }, span }
                }
            },
            kind => Expr { kind, span },
        }
    }
}
