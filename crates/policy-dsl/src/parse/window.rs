//! Building windows and the dates that bound them.

use policy_core::Decimal;

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::keyword::Keyword;
use crate::syntax::{Expr, ExprKind, InTarget, Name, SpanAmount, SpanLiteral, WindowExpr, WindowKind};
use crate::{Saying, Span};

impl Builder<'_, '_> {
    /// A window of any form: of a clause, or a short one within an expression.
    pub fn window(&mut self, node: Node) -> Option<WindowExpr> {
        let span = self.span(&node);
        let read_by = node.as_rule();
        if read_by == Rule::fixed_window {
            return self.fixed_window(node);
        }
        let mut parts = Parts::of(node);
        let Some(first) = parts.any() else {
            return self.bare_led_window(span);
        };
        let kind = match first.as_rule() {
            Rule::led_window => return self.window(first),
            Rule::last_window => return self.last_window(first),
            Rule::fixed_window => return self.fixed_window(first),
            Rule::from_word => WindowKind::Since(Box::new(self.operand_sum(parts.any()?)?)),
            Rule::by_word => WindowKind::Until(Box::new(self.operand_sum(parts.any()?)?)),
            Rule::before_word => WindowKind::BeforeDate(Box::new(self.operand_sum(parts.any()?)?)),
            Rule::within_word => {
                let length = self.length(parts.take(Rule::length)?)?;
                let is_after = parts.any()?.as_rule() == Rule::after;
                let date = Box::new(self.operand_sum(parts.any()?)?);
                if is_after { WindowKind::After(length, date) } else { WindowKind::Before(length, date) }
            }
            Rule::name => WindowKind::Named(self.name(&first)),
            Rule::quantity => {
                let (amount, unit) = self.quantity(first)?;
                self.as_window(Expr { kind: ExprKind::Number(amount, unit), span })?
            }
            _ => {
                let first = self.sum(first)?;
                match parts.any() {
                    Some(tail) => self.window_tail(first, tail)?,
                    None => self.as_window(first)?,
                }
            }
        };
        Some(WindowExpr { kind, span })
    }

    /// `the last 3 years`
    pub fn last_window(&mut self, node: Node) -> Option<WindowExpr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let amount = self.number(&parts.take(Rule::number)?);
        let unit = self.unit_name(&parts.take(Rule::unit)?);
        let length = SpanLiteral { amount: SpanAmount::Literal(amount, unit), span };
        Some(WindowExpr { kind: WindowKind::Last(length), span })
    }

    fn bare_led_window(&mut self, span: Span) -> Option<WindowExpr> {
        self.mistake(span, Saying::new("syntax-not-a-window"));
        None
    }

    /// What follows the first date: `至 D`, `后 S 内`, `前 S 内`, `前`.
    fn window_tail(&mut self, first: Expr, tail: Node) -> Option<WindowKind> {
        let mut parts = Parts::of(tail);
        let word = parts.any()?;
        let first = Box::new(first);
        Some(match word.as_rule() {
            Rule::to => WindowKind::Between(first, Box::new(self.operand_sum(parts.any()?)?)),
            Rule::after => WindowKind::After(self.length(parts.take(Rule::length)?)?, first),
            _ => match parts.take(Rule::length) {
                Some(length) => WindowKind::Before(self.length(length)?, first),
                None => WindowKind::BeforeDate(first),
            },
        })
    }

    fn fixed_window(&mut self, node: Node) -> Option<WindowExpr> {
        let span = self.span(&node);
        let last = self.words.tokens.get(self.last_token(&node)).and_then(|token| token.keyword());
        let kind = match Parts::of(node).any() {
            Some(inner) if inner.as_rule() == Rule::year_of => {
                let number = self.number(&Parts::of(inner).take(Rule::number)?);
                let Some(kind) = year_of(number, None) else {
                    self.mistake(span, Saying::new("syntax-expected-year"));
                    return None;
                };
                kind
            }
            Some(inner) if inner.as_rule() == Rule::previous_year => WindowKind::PreviousYear,
            Some(_) => WindowKind::AnyTime,
            None if matches!(last, Some(Keyword::Period | Keyword::ThisPeriod)) => WindowKind::Period,
            None => WindowKind::Year,
        };
        Some(WindowExpr { kind, span })
    }

    /// A window that is written as a name or a year.
    fn as_window(&mut self, expr: Expr) -> Option<WindowKind> {
        match expr.kind {
            ExprKind::Name(name) => Some(WindowKind::Named(name)),
            ExprKind::Number(amount, ref unit) => match year_of(amount, unit.as_ref()) {
                Some(kind) => Some(kind),
                None => {
                    self.mistake(expr.span, Saying::new("syntax-not-a-window"));
                    None
                }
            },
            _ => {
                self.mistake(expr.span, Saying::new("syntax-not-a-window"));
                None
            }
        }
    }

    /// The window after `in`, where a single name is a window's too.
    pub fn window_of_target(&mut self, target: InTarget) -> Option<WindowExpr> {
        match target {
            InTarget::Window(window) => Some(window),
            InTarget::Names(names) => {
                let mut names = names.into_iter();
                let first = names.next()?;
                if let Some(second) = names.next() {
                    self.mistake(second.span, Saying::new("syntax-not-a-window"));
                }
                let span = first.span;
                Some(WindowExpr { kind: WindowKind::Named(first), span })
            }
        }
    }

    /// `start of the year`
    pub fn edge_of(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let end = parts.any()?.as_rule() == Rule::end_word;
        let window = Parts::of(parts.take(Rule::edge_window)?).any()?;
        let window_span = self.span(&window);
        let window = match window.as_rule() {
            Rule::fixed_edge => self.fixed_window(window)?,
            Rule::quantity => {
                let (amount, unit) = self.quantity(window)?;
                let number = Expr { kind: ExprKind::Number(amount, unit), span: window_span };
                WindowExpr { kind: self.as_window(number)?, span: window_span }
            }
            _ => self.named_window(&window),
        };
        Some(Expr { kind: ExprKind::Edge { end, window }, span })
    }

    fn named_window(&self, node: &Node) -> WindowExpr {
        let kind = match self.keyword(node) {
            Some(Keyword::Year | Keyword::ThisYear) => WindowKind::Year,
            Some(Keyword::Period | Keyword::ThisPeriod) => WindowKind::Period,
            Some(_) | None => WindowKind::Named(self.name(node)),
        };
        WindowExpr { kind, span: self.span(node) }
    }

    /// A part of a date within a short window.
    pub fn short_part(&mut self, node: Node) -> Option<Expr> {
        let inner = Parts::of(node).any()?;
        let span = self.span(&inner);
        let kind = match inner.as_rule() {
            Rule::group => return self.group(inner),
            Rule::edge_of => return self.edge_of(inner),
            Rule::date => ExprKind::Date(self.date(&inner)),
            Rule::month_day => self.month_day(&inner),
            Rule::due_date => ExprKind::DueDate,
            Rule::today => ExprKind::Today,
            Rule::its => ExprKind::Its(self.name(&Parts::of(inner).take(Rule::name)?)),
            _ => return self.short_chain(inner),
        };
        Some(Expr { kind, span })
    }

    /// `hired`, `90 days`, `寒假 的 首日`
    fn short_chain(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let first = parts.any()?;
        let first_span = self.span(&first);
        let edge = match parts.take(Rule::de) {
            Some(_) => Some(Parts::of(parts.take(Rule::edge_link)?).any()?.as_rule() == Rule::end_word),
            None => None,
        };
        let read_by = first.as_rule();
        let Some(end) = edge else {
            let kind = match read_by {
                Rule::quantity => {
                    let (amount, unit) = self.quantity(first)?;
                    ExprKind::Number(amount, unit)
                }
                Rule::previous_year => {
                    self.mistake(span, Saying::new("syntax-not-a-date"));
                    return None;
                }
                _ => ExprKind::Name(self.name(&first)),
            };
            return Some(Expr { kind, span });
        };
        let window = match read_by {
            Rule::quantity => {
                let (amount, unit) = self.quantity(first)?;
                let number = Expr { kind: ExprKind::Number(amount, unit), span: first_span };
                WindowExpr { kind: self.as_window(number)?, span: first_span }
            }
            Rule::previous_year => WindowExpr { kind: WindowKind::PreviousYear, span: first_span },
            _ => self.named_window(&first),
        };
        Some(Expr { kind: ExprKind::Edge { end, window }, span })
    }
}

/// `2018` and `2018年` as a calendar year.
pub(super) fn year_of(amount: Decimal, unit: Option<&Name>) -> Option<WindowKind> {
    if unit.is_some_and(|unit| unit.text != "years") {
        return None;
    }
    let year = amount.millionths() / 1_000_000;
    let is_year = (1000..=9999).contains(&year) && Decimal::whole(year) == Some(amount);
    i32::try_from(year).ok().filter(|_| is_year).map(WindowKind::YearOf)
}
