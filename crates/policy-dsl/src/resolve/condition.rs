//! Conditions.

use policy_core::plan::{BuiltInPeriod, Condition, RuleId, Subperiod, TermSet, TextOperand, Window};
use policy_core::{Decimal, TermId, TreeId};

use super::duration::whole_number;
use super::operand::Operand;
use super::schedule::built_in;
use super::scope::{Lowering, Meaning, Scope};
use crate::syntax::{Comparator, Counting, Expr, ExprKind, InTarget, IsTarget, Name, Part};
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// A condition; `None` after saying what is wrong with it.
    pub fn condition(&mut self, expr: &Expr, scope: Scope) -> Option<Condition> {
        self.enter(expr.span, |lowering| lowering.condition_inside(expr, scope))
    }

    fn condition_inside(&mut self, expr: &Expr, scope: Scope) -> Option<Condition> {
        match &expr.kind {
            ExprKind::Group(inner) => self.condition(inner, scope),
            ExprKind::Truth(truth) => Some(Condition::Constant(*truth)),
            ExprKind::Not(inner) => Some(Condition::Not(Box::new(self.condition(inner, scope)?))),
            ExprKind::And(parts) => self.conditions(parts, scope).map(all),
            ExprKind::Or(parts) => self.conditions(parts, scope).map(any),
            ExprKind::Name(name) => self.named_condition(name, scope),
            ExprKind::Its(name) => {
                let held = self.its(name, scope)?;
                match held.kind {
                    policy_core::FieldKind::Flag => Some(Condition::Flag(held.field)),
                    kind => self.not_a_condition(&name.text, super::vocabulary::kind_word(&kind), name.span),
                }
            }
            ExprKind::SomeOf { comparator, count, count_span, conditions } => {
                self.some_of(*comparator, (*count, *count_span), conditions, scope)
            }
            ExprKind::InEach { period, of_cycle, at_least, condition } => {
                self.in_each((period, *of_cycle), *at_least, condition, scope)
            }
            ExprKind::Compare { left, comparator, right, counting, of_which } => {
                let measured = self.sum_of_terms(left, right, scope);
                let left = measured.as_ref().unwrap_or(left);
                if counting.is_empty() && of_which.is_none() {
                    return self.compare(left, *comparator, right, scope);
                }
                let parts = of_which.as_deref().unwrap_or_default();
                self.compare_of_which(left, *comparator, right, (counting, parts), scope)
            }
            ExprKind::Between { value, low, high } => {
                let least = self.compare(value, Comparator::AtLeast, low, scope);
                // What is wrong with the value has been said once.
                let most = match least {
                    Some(_) => self.compare(value, Comparator::AtMost, high, scope),
                    None => None,
                };
                Some(all(vec![least?, most?]))
            }
            ExprKind::In { left, negated, target } => {
                let condition = self.is_in(left, target, scope)?;
                Some(negate(condition, *negated))
            }
            ExprKind::Is { left, negated, target } => {
                let condition = self.is(left, target, scope)?;
                Some(negate(condition, *negated))
            }
            ExprKind::Has(aggregate) => self.has(aggregate, scope),
            ExprKind::EventsCover { events, length, window } => {
                self.events_cover(events, length, window, scope)
            }
            ExprKind::Covers(window) => self.covers(window, expr.span, scope),
            ExprKind::Number(..)
            | ExprKind::Proportion(_)
            | ExprKind::Date(_)
            | ExprKind::MonthDay(..)
            | ExprKind::DueDate
            | ExprKind::Today
            | ExprKind::WorkingDay { .. }
            | ExprKind::Reached { .. }
            | ExprKind::Text(_)
            | ExprKind::Binary(..)
            | ExprKind::PartOf(..)
            | ExprKind::Divided(..)
            | ExprKind::Rounded { .. }
            | ExprKind::ProRata { .. }
            | ExprKind::Farthest { .. }
            | ExprKind::Aggregate(_)
            | ExprKind::Verdicts { .. }
            | ExprKind::Share { .. }
            | ExprKind::RatioOf(..)
            | ExprKind::Length { .. }
            | ExprKind::Edge { .. } => match self.operand(expr, scope)? {
                Operand::Flag(field) => Some(Condition::Flag(field)),
                other => {
                    let says = Saying::new("value-as-condition").with_word("kind", other.kind());
                    let hint = Saying::new("hint-value-as-condition").with("case", other.kind());
                    self.report.fail(Diagnostic::error(expr.span, says).hint(hint))
                }
            },
        }
    }

    /// Every part is looked at, so that each one's mistakes are said.
    fn conditions(&mut self, parts: &[Expr], scope: Scope) -> Option<Vec<Condition>> {
        let lowered: Vec<Option<Condition>> = parts.iter().map(|part| self.condition(part, scope)).collect();
        lowered.into_iter().collect()
    }

    /// `at least`, `at most` or `exactly` so many of some conditions.
    fn some_of(
        &mut self,
        comparator: Comparator,
        (count, span): (Decimal, Span),
        conditions: &[Expr],
        scope: Scope,
    ) -> Option<Condition> {
        let parts = self.conditions(conditions, scope);
        let listed = u16::try_from(conditions.len()).unwrap_or(u16::MAX);
        let whole = (0..=listed).find(|number| Decimal::whole(i64::from(*number)) == Some(count));
        let least = |number| Condition::AtLeastOf(number, parts.clone().unwrap_or_default());
        let fewer_than = |number| Condition::Not(Box::new(least(number)));
        // What any number of them fulfils, and what none can, is not what the text wants to say.
        let condition = match (comparator, whole) {
            (Comparator::AtLeast, Some(number)) if number > 0 => least(number),
            (Comparator::AtMost, Some(number)) if number < listed => fewer_than(number + 1),
            (Comparator::Equal, Some(number)) if number > 0 && number < listed => {
                all(vec![least(number), fewer_than(number + 1)])
            }
            (Comparator::Equal, Some(0)) if listed > 0 => fewer_than(1),
            (Comparator::Equal, Some(number)) if number > 0 => least(number),
            (Comparator::MoreThan | Comparator::LessThan | Comparator::NotEqual, _) => {
                let diagnostic = Diagnostic::error(span, Saying::new("some-of-comparator"));
                return self.report.fail(diagnostic.hint(Saying::new("hint-some-of")));
            }
            (Comparator::AtLeast | Comparator::AtMost | Comparator::Equal, _) => {
                let says = Saying::new("some-of-count").with("count", count).with("listed", listed);
                return self.report.fail(Diagnostic::error(span, says).hint(Saying::new("hint-some-of")));
            }
        };
        parts.map(|_| condition)
    }

    /// `in each year (…)`, `in at least 3 years (…)`
    fn in_each(
        &mut self,
        (period, of_cycle): (&Name, bool),
        at_least: Option<Decimal>,
        condition: &Expr,
        scope: Scope,
    ) -> Option<Condition> {
        let held = self.condition(condition, scope);
        let of = match built_in(&period.text) {
            Some(BuiltInPeriod::Year) if of_cycle => Some(Subperiod::YearOfPeriod),
            Some(_) | None if of_cycle => {
                let says = Saying::new("in-each-of-cycle").with("period", &period.text);
                let hint = Saying::new("hint-in-each-of-cycle");
                self.report.fail(Diagnostic::error(period.span, says).hint(hint))
            }
            Some(period) => Some(Subperiod::BuiltIn(period)),
            None => self.period(period, scope).map(Subperiod::Named),
        };
        let least = match at_least {
            None => None,
            Some(count) => {
                let whole = whole_number(count).and_then(|count| u16::try_from(count).ok());
                let Some(count) = whole.filter(|count| *count > 0) else {
                    let says = Saying::new("in-each-count").with("count", count);
                    return self.report.fail(Diagnostic::error(period.span, says));
                };
                Some(count)
            }
        };
        Some(Condition::InEach { period: of?, at_least: least, condition: Box::new(held?) })
    }

    fn named_condition(&mut self, name: &Name, scope: Scope) -> Option<Condition> {
        match self.meaning(name, scope)? {
            Meaning::Rule(rule) => {
                let rule = self.refer(rule, scope, name.span)?;
                Some(Condition::RuleSatisfied(RuleId(rule as u16)))
            }
            Meaning::Field(held) => match held.kind {
                policy_core::FieldKind::Flag => Some(Condition::Flag(held.field)),
                kind => self.not_a_condition(&name.text, super::vocabulary::kind_word(&kind), name.span),
            },
            Meaning::Parameter(_) | Meaning::Table(_) | Meaning::Sum(..) => {
                self.not_a_condition(&name.text, "kind-amount", name.span)
            }
        }
    }

    fn not_a_condition<T>(&mut self, name: &str, kind: &'static str, span: Span) -> Option<T> {
        let says = Saying::new("name-as-condition").with("name", name).with_word("kind", kind);
        let hint = Saying::new("hint-name-as-condition").with("name", name).with("case", kind);
        self.report.fail(Diagnostic::error(span, says).hint(hint))
    }

    fn compare_of_which(
        &mut self,
        left: &Expr,
        comparator: Comparator,
        right: &Expr,
        (counting, parts): (&[Counting], &[Part]),
        scope: Scope,
    ) -> Option<Condition> {
        let measured = self.operand(left, scope);
        let against = self.operand(right, scope);
        let measured = measured?;
        let whole = match &measured {
            Operand::Quantity(quantity) => Some(quantity.clone()),
            Operand::Proportion(..)
            | Operand::Share(..)
            | Operand::Ratio(..)
            | Operand::Day(_)
            | Operand::Term(..)
            | Operand::Text(_)
            | Operand::Quoted(_)
            | Operand::Flag(_)
            | Operand::Truth(_)
            | Operand::Rule => None,
        };
        let Some(whole) = whole else {
            let diagnostic = Diagnostic::error(left.span, Saying::new("of-which-without-sum"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-of-which")));
        };
        let compared = match against {
            Some(against) => {
                let measured = if counting.is_empty() {
                    measured
                } else {
                    Operand::Quantity(self.counting((&whole, left.span), &against, counting, scope)?)
                };
                self.compare_operands((measured, left.span), comparator, (against, right.span), scope)
            }
            None => None,
        };
        let mut all_parts = vec![compared];
        self.of_which((whole, left.span), parts, scope, &mut all_parts);
        let conditions: Option<Vec<Condition>> = all_parts.into_iter().collect();
        conditions.map(all)
    }

    /// `x in …`
    fn is_in(&mut self, left: &Expr, target: &InTarget, scope: Scope) -> Option<Condition> {
        let value = self.operand(left, scope);
        match (value?, target) {
            (Operand::Term(field, tree), InTarget::Names(names)) => {
                Some(Condition::Member(field, self.term_set(names, tree, scope)?))
            }
            (Operand::Day(date), InTarget::Window(window)) => {
                let window = self.window(window, scope)?;
                Some(Condition::DateIn(Box::new(date), Box::new(window)))
            }
            (Operand::Day(date), InTarget::Names(names)) => {
                let periods: Vec<_> = names.iter().map(|name| self.period(name, scope)).collect();
                let periods: Option<Vec<_>> = periods.into_iter().collect();
                let inside =
                    |period| Condition::DateIn(Box::new(date.clone()), Box::new(Window::Named(period)));
                Some(any(periods?.into_iter().map(inside).collect()))
            }
            (Operand::Flag(_), InTarget::Window(window)) => {
                let says = Saying::new("in-of-what").with_word("kind", "kind-flag");
                let hint = Saying::new("hint-flag-before-window");
                self.report.fail(Diagnostic::error(left.span.to(window.span), says).hint(hint))
            }
            (other, _) => {
                let says = Saying::new("in-of-what").with_word("kind", other.kind());
                self.report.fail(Diagnostic::error(left.span, says).hint(Saying::new("hint-in-of-what")))
            }
        }
    }

    /// The terms of a tree that names mean, each with everything below it.
    fn term_set(&mut self, names: &[Name], tree: TreeId, scope: Scope) -> Option<TermSet> {
        let found: Vec<Option<TermId>> = names.iter().map(|name| self.term(name, tree, scope)).collect();
        let declared = &self.model.words.vocabulary.trees[tree.index()];
        let mut terms = Vec::new();
        for term in found {
            terms.extend(declared.subtree(term?).map(TermId));
        }
        terms.sort_unstable();
        terms.dedup();
        Some(TermSet { tree, terms })
    }

    /// `x is …`
    fn is(&mut self, left: &Expr, target: &IsTarget, scope: Scope) -> Option<Condition> {
        let value = match target {
            IsTarget::Met => return Some(Condition::RuleSatisfied(self.verdict_of(left, scope)?)),
            IsTarget::Unmet => {
                let rule = self.verdict_of(left, scope)?;
                return Some(Condition::Not(Box::new(Condition::RuleSatisfied(rule))));
            }
            IsTarget::Exempt => return Some(Condition::RuleExempt(self.verdict_of(left, scope)?)),
            IsTarget::Value(value) => value,
        };
        match self.operand(left, scope)? {
            Operand::Term(field, tree) => {
                let name = self.term_name(value)?;
                let term = self.term(&name, tree, scope)?;
                let subtree = self.model.words.vocabulary.trees[tree.index()].subtree(term);
                Some(Condition::Member(field, TermSet { tree, terms: subtree.map(TermId).collect() }))
            }
            Operand::Text(field) => match self.operand(value, scope)? {
                Operand::Quoted(text) => Some(Condition::TextIs(field, TextOperand::Literal(text))),
                Operand::Text(other) => Some(Condition::TextIs(field, TextOperand::Field(other))),
                other => {
                    let says = Saying::new("kinds-differ")
                        .with_word("left", "kind-text")
                        .with_word("right", other.kind());
                    self.report.fail(Diagnostic::error(value.span, says).hint(Saying::new("hint-text-is")))
                }
            },
            Operand::Rule => self.report.fail(Diagnostic::error(value.span, Saying::new("verdict-unknown"))),
            other => {
                let right = self.operand(value, scope)?;
                self.compare_operands((other, left.span), Comparator::Equal, (right, value.span), scope)
            }
        }
    }

    /// The rule on the left of `is met`.
    fn verdict_of(&mut self, expr: &Expr, scope: Scope) -> Option<RuleId> {
        let expr = expr.ungrouped();
        let ExprKind::Name(name) = &expr.kind else {
            return self.report.fail(Diagnostic::error(expr.span, Saying::new("verdict-of-what")));
        };
        self.rule(name, scope).map(|rule| RuleId(rule as u16))
    }

    /// `covers WINDOW`, of the event that is looked at.
    fn covers(&mut self, window: &crate::syntax::WindowExpr, span: Span, scope: Scope) -> Option<Condition> {
        let Some(list) = scope.event.or(scope.anchor) else {
            let diagnostic = Diagnostic::error(span, Saying::new("covers-without-event"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-covers")));
        };
        self.lasts(list, span, scope)?;
        Some(Condition::SpanCovers(Box::new(self.window(window, scope)?)))
    }
}

/// All of the conditions; what always holds is left out.
pub(crate) fn all(conditions: Vec<Condition>) -> Condition {
    let mut flat = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match condition {
            Condition::Constant(true) => {}
            Condition::All(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Condition::Constant(true),
        1 => flat.remove(0),
        _ => Condition::All(flat),
    }
}

/// Any of the conditions.
pub(crate) fn any(conditions: Vec<Condition>) -> Condition {
    let mut flat = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match condition {
            Condition::Constant(false) => {}
            Condition::Any(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Condition::Constant(false),
        1 => flat.remove(0),
        _ => Condition::Any(flat),
    }
}

fn negate(condition: Condition, negated: bool) -> Condition {
    if negated { Condition::Not(Box::new(condition)) } else { condition }
}
