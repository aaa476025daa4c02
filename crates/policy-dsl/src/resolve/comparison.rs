//! Comparisons, brought to the plan's form: two amounts, two positive factors, one unit.

use policy_core::plan::{Amount, Comparison, Condition, Operator, TermSet, TextOperand};
use policy_core::{Decimal, TermId, TreeId, Vocabulary};

use super::convert::Factor;
use super::operand::{Operand, Quantity, Unit};
use super::scope::{Lowering, Scope};
use crate::syntax::{Comparator, Expr, ExprKind, Name};
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// `left OP right`
    pub fn compare(
        &mut self,
        left: &Expr,
        comparator: Comparator,
        right: &Expr,
        scope: Scope,
    ) -> Option<Condition> {
        let first = self.operand(left, scope);
        if let Some(Operand::Term(field, tree)) = first {
            let terms = self.terms_compared(tree, comparator, right, scope)?;
            let member = Condition::Member(field, terms);
            return Some(match comparator {
                Comparator::NotEqual => Condition::Not(Box::new(member)),
                Comparator::AtLeast
                | Comparator::MoreThan
                | Comparator::AtMost
                | Comparator::LessThan
                | Comparator::Equal => member,
            });
        }
        // Beside something unknown, a lone name may be one of its terms: nothing can be said of it.
        if first.is_none() && matches!(right.kind, ExprKind::Name(_)) {
            return None;
        }
        let second = self.operand(right, scope);
        self.compare_operands((first?, left.span), comparator, (second?, right.span), scope)
    }

    /// Two values compare.
    pub fn compare_operands(
        &mut self,
        (left, left_span): (Operand, Span),
        comparator: Comparator,
        (right, right_span): (Operand, Span),
        scope: Scope,
    ) -> Option<Condition> {
        let operator = operator(comparator);
        match (left, right) {
            (Operand::Quantity(left), Operand::Quantity(right)) => {
                let (left, right, unit) = self.in_one_unit((left, left_span), (right, right_span), scope)?;
                self.comparison(left, operator, right, unit, left_span.to(right_span))
            }
            (Operand::Share(part, whole), Operand::Proportion(numerator, denominator)) => {
                let people = |amount| Quantity::of(Amount::Aggregate(amount), Vocabulary::PEOPLE);
                let right = Quantity { factor: (numerator, denominator), ..people(whole) };
                self.comparison(people(part), operator, right, Unit::Of(Vocabulary::PEOPLE), right_span)
            }
            (Operand::Ratio(part, whole), Operand::Proportion(numerator, denominator)) => {
                let factor = self.product(whole.factor, (numerator, denominator), right_span)?;
                let right = Quantity { factor, ..*whole };
                let unit = part.unit;
                self.comparison(*part, operator, right, unit, right_span)
            }
            (
                Operand::Ratio(part, whole),
                Operand::Quantity(Quantity { amount: Amount::Literal(figure), unit: Unit::Bare, .. }),
            ) => {
                let factor = self.product(whole.factor, (figure.millionths(), 1_000_000), right_span)?;
                let right = Quantity { factor: super::convert::reduced(factor), ..*whole };
                let unit = part.unit;
                self.comparison(*part, operator, right, unit, right_span)
            }
            (
                left @ (Operand::Proportion(..) | Operand::Quantity(_)),
                right @ (Operand::Share(..) | Operand::Ratio(..)),
            ) => self.compare_operands((right, right_span), mirrored(comparator), (left, left_span), scope),
            (Operand::Day(left), Operand::Day(right)) => {
                Some(Condition::CompareDates(Box::new(left), operator, Box::new(right)))
            }
            (Operand::Text(field), Operand::Quoted(text)) | (Operand::Quoted(text), Operand::Text(field)) => {
                let equal = Condition::TextIs(field, TextOperand::Literal(text));
                self.equality(operator, equal, left_span)
            }
            (Operand::Text(field), Operand::Text(other)) => {
                self.equality(operator, Condition::TextIs(field, TextOperand::Field(other)), left_span)
            }
            (Operand::Flag(field), Operand::Truth(truth)) | (Operand::Truth(truth), Operand::Flag(field)) => {
                let flag = Condition::Flag(field);
                let equal = if truth { flag } else { Condition::Not(Box::new(flag)) };
                self.equality(operator, equal, left_span)
            }
            (Operand::Quantity(_), Operand::Proportion(..)) => {
                let says = Saying::new("proportion-of-what");
                let hint = Saying::new("hint-proportion-of-what");
                self.report.fail(Diagnostic::error(right_span, says).hint(hint))
            }
            (Operand::Share(..), Operand::Quantity(_)) => {
                let says = Saying::new("share-needs-proportion");
                self.report.fail(Diagnostic::error(right_span, says).hint(Saying::new("hint-share")))
            }
            (left, right) => {
                let says = Saying::new("kinds-differ")
                    .with_word("left", left.kind())
                    .with_word("right", right.kind());
                let diagnostic = Diagnostic::error(left_span.to(right_span), says);
                self.report.fail(diagnostic.hint(Saying::new("hint-kinds-differ")))
            }
        }
    }

    fn equality(&mut self, operator: Operator, equal: Condition, span: Span) -> Option<Condition> {
        match operator {
            Operator::Equal => Some(equal),
            Operator::NotEqual => Some(Condition::Not(Box::new(equal))),
            Operator::AtLeast | Operator::MoreThan | Operator::AtMost | Operator::LessThan => {
                let diagnostic = Diagnostic::error(span, Saying::new("no-order"));
                self.report.fail(diagnostic.hint(Saying::new("hint-no-order")))
            }
        }
    }

    /// Clears the denominators: `l × a/b OP r × c/d` is `l × ad OP r × cb`.
    pub fn comparison(
        &mut self,
        left: Quantity,
        operator: Operator,
        right: Quantity,
        unit: Unit,
        span: Span,
    ) -> Option<Condition> {
        let across =
            |left: Factor, right: Factor| left.0.checked_mul(right.1).zip(right.0.checked_mul(left.1));
        let unit = super::composed::unit_or_number(unit);
        let zero = |quantity: Quantity| match quantity.factor.0 {
            0 => Quantity { amount: Amount::Literal(Decimal::ZERO), factor: (1, 1), ..quantity },
            _ => quantity,
        };
        let (mut left, mut right) = (zero(left), zero(right));
        super::composed::cut_for(&mut left.amount, operator, &mut right.amount);
        let factors = across(left.factor, right.factor);
        let Some((left_factor, right_factor)) = factors else {
            return self.report.fail(Diagnostic::error(span, Saying::new("proportion-too-fine")));
        };
        Some(Condition::Compare(Box::new(Comparison {
            left: left.amount,
            left_factor,
            operator,
            right: right.amount,
            right_factor,
            unit,
        })))
    }

    /// The terms that `OP term` means in a tree; an order needs a tree declared `ascending`.
    fn terms_compared(
        &mut self,
        tree: TreeId,
        comparator: Comparator,
        right: &Expr,
        scope: Scope,
    ) -> Option<TermSet> {
        let name = self.term_name(right)?;
        let term = self.term(&name, tree, scope)?;
        let declared = &self.model.words.vocabulary.trees[tree.index()];
        let ordered = |lowering: &mut Self| {
            if declared.ordered {
                return Some(());
            }
            let says = Saying::new("tree-not-ascending").with_names("tree", &declared.names);
            let span = lowering.model.words.trees.get(tree.0).span;
            let hint = Saying::new("hint-ascending").with_code("tree", &declared.names);
            lowering.report.fail(
                Diagnostic::error(right.span, says).also(span, Saying::new("first-declared")).hint(hint),
            )
        };
        let (start, end) = (term.0, declared.terms[term.index()].end.0);
        let last = declared.terms.len() as u16;
        let range = match comparator {
            Comparator::Equal | Comparator::NotEqual => start..end,
            Comparator::AtLeast => {
                ordered(self)?;
                start..last
            }
            Comparator::MoreThan => {
                ordered(self)?;
                end..last
            }
            Comparator::AtMost => {
                ordered(self)?;
                0..end
            }
            Comparator::LessThan => {
                ordered(self)?;
                0..start
            }
        };
        Some(TermSet { tree, terms: range.map(TermId).collect() })
    }

    /// The name of a term, as it stands on the right of a comparison.
    pub fn term_name(&mut self, expr: &Expr) -> Option<Name> {
        let expr = expr.ungrouped();
        if let ExprKind::Name(name) = &expr.kind {
            return Some(name.clone());
        }
        if let ExprKind::Text(text) = &expr.kind {
            return Some(super::table::name_of(text));
        }
        self.report.fail(Diagnostic::error(expr.span, Saying::new("not-a-term")))
    }

    /// The term of a tree that a name means.
    pub fn term(&mut self, name: &Name, tree: TreeId, scope: Scope) -> Option<TermId> {
        let table = &self.model.words.terms[tree.index()];
        let seen = &self.model.head(scope.policy).vocabularies;
        match table.find_seen(&name.text, seen) {
            Some(id) => Some(TermId(id)),
            None => self.report.unknown(name, "kind-term", table.seen_names(seen)),
        }
    }
}

/// The plan's operator.
pub(crate) fn operator(comparator: Comparator) -> Operator {
    match comparator {
        Comparator::AtLeast => Operator::AtLeast,
        Comparator::MoreThan => Operator::MoreThan,
        Comparator::AtMost => Operator::AtMost,
        Comparator::LessThan => Operator::LessThan,
        Comparator::Equal => Operator::Equal,
        Comparator::NotEqual => Operator::NotEqual,
    }
}

/// The comparison seen from the other side.
fn mirrored(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::AtLeast => Comparator::AtMost,
        Comparator::MoreThan => Comparator::LessThan,
        Comparator::AtMost => Comparator::AtLeast,
        Comparator::LessThan => Comparator::MoreThan,
        Comparator::Equal | Comparator::NotEqual => comparator,
    }
}
