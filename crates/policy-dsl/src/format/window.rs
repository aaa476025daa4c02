//! Printing windows and lengths of time.

use super::Printer;
use super::expression::level;
use crate::keyword::Keyword;
use crate::syntax::{Expr, ExprKind, PauseExpr, SpanAmount, SpanLiteral, WindowExpr, WindowKind};

impl Printer<'_> {
    pub fn length(&self, length: &SpanLiteral) -> String {
        match &length.amount {
            SpanAmount::Literal(amount, unit) => self.quantity(*amount, Some(unit)),
            SpanAmount::Parameter(name) => self.used(name),
        }
    }

    /// A window of a clause, whose dates may be any.
    pub fn window(&self, window: &WindowExpr) -> String {
        self.window_with(window, &|date| self.closed_sum(date))
    }

    /// A window within an expression, whose dates are short or in parentheses.
    pub fn short_window(&self, window: &WindowExpr) -> String {
        self.window_with(window, &|date| self.short_date(date))
    }

    fn window_with(&self, window: &WindowExpr, date: &dyn Fn(&Expr) -> String) -> String {
        let word = |keyword| self.word(keyword);
        match &window.kind {
            WindowKind::Period => word(Keyword::ThisPeriod).to_owned(),
            WindowKind::Year => word(Keyword::ThisYear).to_owned(),
            WindowKind::PreviousYear => word(Keyword::PreviousYear).to_owned(),
            WindowKind::YearOf(year) if self.is_chinese() => format!("{year}年"),
            WindowKind::YearOf(year) => format!("{} {year}", word(Keyword::Year)),
            WindowKind::Last(length) => format!("{} {}", word(Keyword::Last), self.length(length)),
            WindowKind::Named(name) => self.used(name),
            WindowKind::AnyTime => word(Keyword::AnyTime).to_owned(),
            WindowKind::Between(from, to) => format!("{} {} {}", date(from), word(Keyword::To), date(to)),
            WindowKind::Since(from) => format!("{} {}", word(Keyword::From), date(from)),
            WindowKind::Until(to) => format!("{} {}", word(Keyword::By), date(to)),
            WindowKind::BeforeDate(to) if self.is_chinese() => {
                format!("{} {}", date(to), word(Keyword::Before))
            }
            WindowKind::BeforeDate(to) => format!("{} {}", word(Keyword::Before), date(to)),
            WindowKind::Extended(inner, pause) => {
                format!("{} {}", self.window_with(inner, date), self.pause(pause))
            }
            WindowKind::After(length, from) => self.within(length, Keyword::After, date(from)),
            WindowKind::Before(length, to) => self.within(length, Keyword::Before, date(to)),
        }
    }

    /// `extended by leave of maternity beyond 30 days`, `顺延 产假 的 请假 超出 30天`
    pub fn pause(&self, pause: &PauseExpr) -> String {
        let word = self.word(if self.is_chinese() { Keyword::Postponed } else { Keyword::ExtendedBy });
        let mut shown = format!("{word} {}", self.source(&pause.events, true));
        if let Some(beyond) = &pause.beyond {
            shown.push_str(&format!(" {} {}", self.word(Keyword::Beyond), self.length(beyond)));
        }
        shown
    }

    fn within(&self, length: &SpanLiteral, side: Keyword, date: String) -> String {
        let (length, side) = (self.length(length), self.word(side));
        if self.is_chinese() {
            return format!("{date} {side} {length} {}", self.word(Keyword::Inside));
        }
        format!("{} {length} {side} {date}", self.word(Keyword::Within))
    }

    /// A date within a short window.
    fn short_date(&self, date: &Expr) -> String {
        match &date.kind {
            ExprKind::Binary(left, op, right)
                if is_short(right) && !matches!(right.kind, ExprKind::Group(_)) =>
            {
                let (left, right) = (self.short_date(left), self.at(right, level::PRIMARY));
                format!("{left} {} {right}", super::expression::sign(*op))
            }
            _ if is_short(date) => self.at(date, level::PRIMARY),
            _ => self.in_parentheses(date),
        }
    }
}

/// Whether a date can stand in a short window without parentheses.
fn is_short(date: &Expr) -> bool {
    match &date.kind {
        ExprKind::Group(_)
        | ExprKind::Date(_)
        | ExprKind::MonthDay(..)
        | ExprKind::DueDate
        | ExprKind::Today
        | ExprKind::Its(_)
        | ExprKind::Name(_)
        | ExprKind::Number(..) => true,
        ExprKind::Edge { window, .. } => !matches!(window.kind, WindowKind::AnyTime),
        _ => false,
    }
}

/// Whether a window begins with a word of its own in English.
pub(super) fn is_led(window: &WindowExpr) -> bool {
    match window.kind {
        WindowKind::Since(_)
        | WindowKind::Until(_)
        | WindowKind::BeforeDate(_)
        | WindowKind::After(..)
        | WindowKind::Before(..) => true,
        WindowKind::Extended(..) => false,
        WindowKind::Period
        | WindowKind::Year
        | WindowKind::PreviousYear
        | WindowKind::YearOf(_)
        | WindowKind::Named(_)
        | WindowKind::AnyTime
        | WindowKind::Last(_)
        | WindowKind::Between(..) => false,
    }
}
