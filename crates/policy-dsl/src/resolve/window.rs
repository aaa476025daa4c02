//! Windows and dates.

use chrono::NaiveDate;
use policy_core::Span as Duration;
use policy_core::plan::{DateExpr, PeriodId, Window};

use super::duration::{duration, whole_number};
use super::operand::Operand;
use super::policy::Thing;
use super::scope::{Lowering, Scope};
use crate::syntax::{Expr, Name, SpanAmount, SpanLiteral, WindowExpr, WindowKind};
use crate::{Diagnostic, Saying};

impl Lowering<'_, '_> {
    /// A window.
    pub fn window(&mut self, window: &WindowExpr, scope: Scope) -> Option<Window> {
        Some(match &window.kind {
            WindowKind::Period => Window::Period,
            WindowKind::Year => Window::Year { offset: 0 },
            WindowKind::PreviousYear => Window::Year { offset: -1 },
            WindowKind::YearOf(year) => self.year(*year, window)?,
            WindowKind::Last(length) => Window::last(self.span(length, scope)?),
            WindowKind::Named(name) => Window::Named(self.period(name, scope)?),
            WindowKind::AnyTime => Window::AnyTime,
            WindowKind::Between(from, to) => {
                let (from, to) = (self.date(from, scope), self.date(to, scope));
                let (from, to) = (from?, to?);
                if let (DateExpr::Literal(first), DateExpr::Literal(last)) = (&from, &to)
                    && last < first
                {
                    let says = Saying::new("window-backwards").with("from", first).with("to", last);
                    let diagnostic = Diagnostic::error(window.span, says);
                    return self.report.fail(diagnostic.hint(Saying::new("hint-swap-dates")));
                }
                Window::Between(Some(Box::new(from)), Some(Box::new(to)))
            }
            WindowKind::Since(from) => Window::Between(Some(Box::new(self.date(from, scope)?)), None),
            WindowKind::Until(to) => Window::Between(None, Some(Box::new(self.date(to, scope)?))),
            WindowKind::BeforeDate(to) => Window::Before { to: Box::new(self.date(to, scope)?), span: None },
            WindowKind::After(span, from) => {
                let (span, from) = (self.span(span, scope), self.date(from, scope));
                Window::After { span: span?, from: Box::new(from?) }
            }
            WindowKind::Extended(inner, pause) => {
                let (inner, pause) = (self.window(inner, scope), self.pause(pause, scope));
                Window::Extended { window: Box::new(inner?), pause: Box::new(pause?) }
            }
            WindowKind::Before(span, to) => {
                let (span, to) = (self.span(span, scope), self.date(to, scope));
                Window::Before { span: Some(span?), to: Box::new(to?) }
            }
        })
    }

    fn year(&mut self, year: i32, window: &WindowExpr) -> Option<Window> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        let last = NaiveDate::from_ymd_opt(year, 12, 31);
        let (Some(first), Some(last)) = (first, last) else {
            let says = Saying::new("no-such-year").with("year", year);
            return self.report.fail(Diagnostic::error(window.span, says));
        };
        Some(Window::Between(
            Some(Box::new(DateExpr::Literal(first))),
            Some(Box::new(DateExpr::Literal(last))),
        ))
    }

    /// The calendar period that a name means.
    pub fn period(&mut self, name: &Name, scope: Scope) -> Option<PeriodId> {
        let seen = &self.model.head(scope.policy).calendars;
        let found = self.model.calendars.find(&name.text, seen);
        match found.as_slice() {
            [(period, _)] => Some(*period),
            [] => self.report.unknown(name, "kind-period", self.model.calendars.names(seen)),
            [_, _, ..] => {
                let meaning =
                    |_: &_| Saying::new("meaning").with_word("kind", "kind-period").with("name", &name.text);
                let meanings = found.iter().map(|found| (found.1, meaning(found))).collect();
                self.report.ambiguous(name, meanings, Saying::new("hint-uses-one-calendar"))
            }
        }
    }

    /// The calendar period that a name means, where there is a name.
    pub fn period_of(&mut self, name: Option<&Name>, scope: Scope) -> Option<Option<PeriodId>> {
        match name {
            None => Some(None),
            Some(name) => self.period(name, scope).map(Some),
        }
    }

    /// A length of time.
    pub fn span(&mut self, span: &SpanLiteral, scope: Scope) -> Option<Duration> {
        let length = match &span.amount {
            SpanAmount::Literal(amount, unit) => duration(self.report, *amount, unit, span.span)?,
            SpanAmount::Parameter(name) => self.parameter_span(name, scope)?,
        };
        if length == Duration::default() {
            return self.report.fail(Diagnostic::error(span.span, Saying::new("span-of-nothing")));
        }
        Some(length)
    }

    fn parameter_span(&mut self, name: &Name, scope: Scope) -> Option<Duration> {
        let Some((Thing::Parameter(id), declared)) = self.model.thing(scope.policy, &name.text) else {
            let parameters =
                self.model.parameters.iter().filter(|parameter| parameter.policy == scope.policy);
            return self.report.unknown(name, "kind-parameter", parameters.map(|parameter| &parameter.names));
        };
        self.parameters_read[id.index()] = true;
        let figure = self.model.parameters[id.index()].figure?;
        if !self.model.parameters[id.index()].changes.is_empty() {
            let says = Saying::new("parameter-changes-span").with("name", &name.text);
            return self
                .report
                .fail(Diagnostic::error(name.span, says).also(declared, Saying::new("first-declared")));
        }
        match figure.duration() {
            Some(duration) => Some(duration),
            None => {
                let whole = whole_number(figure.value().0).is_some();
                let says = Saying::new(if whole { "parameter-not-a-span" } else { "span-not-whole" })
                    .with("name", &name.text)
                    .with("amount", figure.value().0);
                let diagnostic = Diagnostic::error(name.span, says).hint(Saying::new("hint-span-units"));
                self.report.fail(diagnostic.also(declared, Saying::new("first-declared")))
            }
        }
    }

    /// A day.
    pub fn date(&mut self, expr: &Expr, scope: Scope) -> Option<DateExpr> {
        match self.operand(expr, scope)? {
            Operand::Day(date) => Some(date),
            other => {
                let says = Saying::new("not-a-day").with_word("kind", other.kind());
                self.report.fail(Diagnostic::error(expr.span, says).hint(Saying::new("hint-day")))
            }
        }
    }
}
