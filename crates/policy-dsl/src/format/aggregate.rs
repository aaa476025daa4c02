//! Printing counts, sums and extreme dates with what narrows them.

use policy_core::plan::VerdictKind;

use super::Printer;
use super::expression::{ends_loosely, is_edge_word, is_fixed};
use crate::keyword::Keyword;
use crate::syntax::{AggregateExpr, Expr, ExprKind, Function, Name, WindowExpr, WindowKind};

impl Printer<'_> {
    pub fn aggregate(&self, aggregate: &AggregateExpr) -> String {
        if let Function::Sum(field) = &aggregate.function {
            return self.sum_of(aggregate, field);
        }
        let word = |keyword| self.word(keyword);
        if self.is_chinese() {
            let source = self.source(aggregate, true);
            let de = word(Keyword::Possessive);
            let computed = match &aggregate.function {
                Function::Count | Function::Sum(_) => word(Keyword::Count).to_owned(),
                Function::Distinct(field) => {
                    format!("{} {} {de} {}", word(Keyword::Different), self.used(field), word(Keyword::Count))
                }
                Function::Covered { months } => word(covered(*months)).to_owned(),
                Function::SumOf(amount) => {
                    let mut measured = self.measured(amount);
                    // After a window it would be the last day of that window.
                    if is_edge_word(&measured) {
                        measured = format!("`{measured}`");
                    }
                    format!("{measured} {}", word(Keyword::Sum))
                }
                Function::Highest(amount) => {
                    format!("{} {}", word(Keyword::Highest), self.measured(amount))
                }
                Function::Lowest(amount) => format!("{} {}", word(Keyword::Lowest), self.measured(amount)),
                Function::Latest(field) => format!("{} {}", word(Keyword::Latest), self.used(field)),
                Function::Earliest(field) => format!("{} {}", word(Keyword::Earliest), self.used(field)),
            };
            return format!("{source} {de} {computed}");
        }
        let source = self.source(aggregate, false);
        let of = word(Keyword::Of);
        match &aggregate.function {
            Function::Count | Function::Sum(_) => format!("{} {of} {source}", word(Keyword::Count)),
            Function::Distinct(field) => {
                let (count, different) = (word(Keyword::Count), word(Keyword::Different));
                format!("{count} {of} {different} {} {of} {source}", self.used(field))
            }
            Function::Covered { months } => format!("{} {source}", word(covered(*months))),
            Function::SumOf(amount) => {
                let (sum, over) = (word(Keyword::Sum), word(Keyword::Over));
                format!("{sum} {of} {} {over} {source}", self.measured(amount))
            }
            Function::Highest(amount) => {
                format!("{} {} {of} {source}", word(Keyword::Highest), self.measured(amount))
            }
            Function::Lowest(amount) => {
                format!("{} {} {of} {source}", word(Keyword::Lowest), self.measured(amount))
            }
            Function::Latest(field) => {
                format!("{} {} {of} {source}", word(Keyword::Latest), self.used(field))
            }
            Function::Earliest(field) => {
                format!("{} {} {of} {source}", word(Keyword::Earliest), self.used(field))
            }
        }
    }

    /// What is measured of each event: a name, or anything in parentheses.
    fn measured(&self, amount: &Expr) -> String {
        match amount.kind {
            ExprKind::Name(_) | ExprKind::Its(_) | ExprKind::Group(_) => self.flat(amount),
            _ => self.in_parentheses(amount),
        }
    }

    /// `hours of public where … in …`
    fn sum_of(&self, aggregate: &AggregateExpr, field: &crate::syntax::Name) -> String {
        let recorded =
            if aggregate.recorded { format!("{} ", self.word(Keyword::Recorded)) } else { String::new() };
        let mut name = self.used(field);
        let terms = &aggregate.predicate.terms;
        if !terms.is_empty() && is_edge_word(&name) {
            name = format!("`{name}`");
        }
        let mut shown = if terms.is_empty() {
            format!("{recorded}{name}")
        } else if self.is_chinese() {
            format!("{} {} {recorded}{name}", self.name_or_list(terms), self.word(Keyword::Possessive))
        } else {
            format!("{recorded}{name} {} {}", self.word(Keyword::Of), self.name_or_list(terms))
        };
        shown.push_str(&self.narrowing(aggregate, false));
        shown
    }

    /// Events or members with what narrows them; in Chinese a source that something follows is closed.
    pub fn source(&self, aggregate: &AggregateExpr, is_followed: bool) -> String {
        let recorded =
            if aggregate.recorded { format!("{} ", self.word(Keyword::Recorded)) } else { String::new() };
        let terms = &aggregate.predicate.terms;
        let mut name = aggregate.source.as_ref().map(|name| self.used(name)).unwrap_or_default();
        if !terms.is_empty() && is_edge_word(&name) {
            name = format!("`{name}`");
        }
        let mut shown = if terms.is_empty() {
            format!("{recorded}{name}")
        } else if self.is_chinese() {
            format!("{} {} {recorded}{name}", self.name_or_list(terms), self.word(Keyword::Possessive))
        } else {
            format!("{recorded}{name} {} {}", self.word(Keyword::Of), self.name_or_list(terms))
        };
        shown.push_str(&self.narrowing(aggregate, is_followed));
        shown
    }

    /// ` where …` and ` in …`
    fn narrowing(&self, aggregate: &AggregateExpr, is_followed: bool) -> String {
        let mut shown = String::new();
        if let Some(condition) = &aggregate.predicate.condition {
            let takes_window = aggregate.window.as_ref().is_some_and(|window| !is_fixed(window));
            let condition = if takes_window {
                self.in_predicate(condition)
            } else {
                self.predicate(condition, is_followed || aggregate.window.is_some())
            };
            shown.push_str(&format!(" {} {condition}", self.word(Keyword::Where)));
        }
        match &aggregate.window {
            None => {}
            Some(WindowExpr { kind: WindowKind::AnyTime, .. }) => {
                shown.push_str(&format!(" {}", self.at_any_time()));
            }
            Some(window) => {
                let window = self.short_window(window);
                shown.push_str(&format!(" {} {window}", self.word(Keyword::InWindow)));
            }
        }
        shown
    }

    /// `times annual_task is unmet in the last 3 years`, `年度任务 未达标 的 次数 在 近 3 年`
    pub fn verdicts(
        &self,
        rule: &Name,
        kind: VerdictKind,
        in_a_row: bool,
        window: Option<&WindowExpr>,
    ) -> String {
        let word = |keyword| self.word(keyword);
        let state = match kind {
            VerdictKind::Met => Keyword::Met,
            VerdictKind::Unmet => Keyword::Unmet,
            VerdictKind::Exempt => Keyword::StatusExempt,
        };
        let row = if in_a_row { format!(" {}", word(Keyword::InARow)) } else { String::new() };
        let (rule, state) = (self.used(rule), word(state));
        let mut shown = if self.is_chinese() {
            format!("{rule}{row} {state} {} {}", word(Keyword::Possessive), word(Keyword::Count))
        } else {
            format!("{} {rule} {} {state}{row}", word(Keyword::Times), word(Keyword::Is))
        };
        match window {
            None => {}
            Some(WindowExpr { kind: WindowKind::AnyTime, .. }) => {
                shown.push_str(&format!(" {}", self.at_any_time()));
            }
            Some(window @ WindowExpr { kind: WindowKind::Last(_), .. }) if self.is_chinese() => {
                shown = format!("{} {shown}", self.short_window(window));
            }
            Some(window) => {
                let window = self.short_window(window);
                shown.push_str(&format!(" {} {window}", word(Keyword::InWindow)));
            }
        }
        shown
    }

    /// What a percentage or a ratio is of, in English.
    pub fn operand(&self, expr: &Expr) -> String {
        let is_operand = match &expr.kind {
            ExprKind::Name(_) | ExprKind::Number(..) | ExprKind::Group(_) => true,
            ExprKind::Aggregate(aggregate) => {
                let is_open = matches!(
                    aggregate.function,
                    Function::Latest(_)
                        | Function::Earliest(_)
                        | Function::SumOf(_)
                        | Function::Covered { .. }
                        | Function::Highest(_)
                        | Function::Lowest(_)
                );
                !is_open && !ends_loosely(expr)
            }
            _ => false,
        };
        if is_operand { self.flat(expr) } else { self.in_parentheses(expr) }
    }

    /// What a percentage is of, in Chinese: a chain of 的.
    pub fn link_of_percent(&self, expr: &Expr) -> String {
        let is_link = match &expr.kind {
            ExprKind::Name(_) | ExprKind::Group(_) => true,
            ExprKind::Aggregate(aggregate) => {
                let is_closed = aggregate.predicate.condition.is_none() && aggregate.window.is_none();
                is_closed && matches!(aggregate.function, Function::Count | Function::Sum(_))
            }
            _ => false,
        };
        if is_link { self.flat(expr) } else { self.in_parentheses(expr) }
    }
}

fn covered(months: bool) -> Keyword {
    if months { Keyword::CoveredMonths } else { Keyword::CoveredDays }
}
