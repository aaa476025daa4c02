//! What counts: recognition entries.

use policy_core::plan::{Amount, Citation, Condition, Entry, PolicyId, Recognition, Treatment};
use policy_core::{Decimal, FieldId, FieldKind, ListId, Names, SubjectId, UnitId};

use super::operand::{Quantity, Unit};
use super::scope::{Lowering, Scope};
use super::table::names;
use crate::index::Declaration;
use crate::syntax::{Cite, EntryDecl, EntryKind, Expr, Name, RecognitionClause, RecognitionDecl};
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// A recognition, with the places of its entries and of its steps.
    pub fn recognition(
        &mut self,
        policy: PolicyId,
        decl: &RecognitionDecl,
        (subject, list): (SubjectId, ListId),
    ) -> Option<(Recognition, Vec<Declaration>, Vec<Span>)> {
        let scope = Scope { policy, subject, event: Some(list), anchor: None, rule: None };
        let credited = match &decl.credited {
            None => Some(None),
            Some(name) => self.credit_field(name, scope).map(Some),
        };
        self.in_recognition = true;
        let mut entries = Vec::new();
        let mut entry_spans = Vec::new();
        let mut steps = Vec::new();
        let mut step_spans = Vec::new();
        let mut places = Vec::new();
        let mut sound = true;
        for clause in &decl.body.members {
            match &clause.node {
                RecognitionClause::Entry(entry_decl) => {
                    let whole = clause.span;
                    let entry_names = entry_decl.declared.as_ref().map(names);
                    places.push(Declaration {
                        name: entry_decl.declared.as_ref().map_or(whole, |declared| declared.name.span),
                        names: entry_names.clone().unwrap_or_else(|| Names::new("")),
                        whole,
                    });
                    match self.entry(entry_decl, entry_names, credited, scope) {
                        Some(entry) => {
                            let condition = entry_decl.condition.as_ref();
                            entry_spans.push(condition.map_or(whole, |condition| condition.span));
                            entries.push(entry);
                        }
                        None => sound = false,
                    }
                }
                RecognitionClause::Step(step) => {
                    // Where the credited field itself is wrong, that has been said.
                    let Some(credited) = credited else { continue };
                    match self.step(step, clause.span, credited, list, scope) {
                        Some(step) => {
                            steps.push(step);
                            step_spans.push(clause.span);
                        }
                        None => sound = false,
                    }
                }
                RecognitionClause::Governed(_)
                | RecognitionClause::Convert { .. }
                | RecognitionClause::Table(_)
                | RecognitionClause::Allow(_) => {}
            }
        }
        self.in_recognition = false;
        self.duplicate_entries(decl);
        let credited = credited?.map(|(field, _)| field);
        let recognition = Recognition { policy, subject, list, credited, entries, steps };
        sound &= self.settled_entries(&recognition, &entry_spans);
        sound.then_some((recognition, places, step_spans))
    }

    fn duplicate_entries(&mut self, decl: &RecognitionDecl) {
        let mut table = super::table::Table::default();
        for clause in &decl.body.members {
            if let RecognitionClause::Entry(EntryDecl { declared: Some(declared), .. }) = &clause.node {
                table.declare(self.report, declared, 0);
            }
        }
    }

    /// A quantity field that can be credited.
    fn credit_field(&mut self, name: &Name, scope: Scope) -> Option<(FieldId, UnitId)> {
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        let table = self.looked_at(scope);
        let Some(id) = table.find_seen(&name.text, seen).map(FieldId) else {
            return self.report.unknown(name, "kind-field", table.seen_names(seen));
        };
        match words.field(scope.subject, scope.event, id).kind {
            FieldKind::Quantity(unit) => Some((id, unit)),
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Term(_)
            | FieldKind::Member(_) => {
                let says = Saying::new("not-a-quantity").with("name", &name.text);
                self.report.fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-not-a-quantity")))
            }
        }
    }

    fn entry(
        &mut self,
        decl: &EntryDecl,
        names: Option<Names>,
        credited: Option<Option<(FieldId, UnitId)>>,
        scope: Scope,
    ) -> Option<Entry> {
        let when = match &decl.condition {
            None => Some(Condition::Constant(true)),
            Some(condition) => self.condition(condition, scope),
        };
        self.not_counted = Some(Vec::new());
        let treatment = match &decl.kind {
            EntryKind::Reject => Some(Treatment::Reject),
            EntryKind::Count(None) => Some(Treatment::Count { amount: None }),
            EntryKind::Count(Some(amount)) => self.credit(amount, credited, scope),
        };
        // Where a table says that it does not count, the entry does not hold.
        let excluded = self.not_counted.take().unwrap_or_default();
        let when = when.map(|when| {
            let counted = excluded.into_iter().map(|none| Condition::Not(Box::new(none)));
            super::condition::all(std::iter::once(when).chain(counted).collect())
        });
        let because = decl.because.as_ref().map(|text| text.value.clone());
        Some(Entry { names, when: when?, treatment: treatment?, because, citations: citations(&decl.cites) })
    }

    /// `as certificate_hours`, converted to the credited unit.
    fn credit(
        &mut self,
        expr: &Expr,
        credited: Option<Option<(FieldId, UnitId)>>,
        scope: Scope,
    ) -> Option<Treatment> {
        let operand = self.operand(expr, scope)?;
        let quantity = self.quantity(operand, expr.span)?;
        // Where the credited field itself is wrong, that has been said.
        let Some((_, target)) = credited? else {
            let diagnostic = Diagnostic::error(expr.span, Saying::new("credit-without-field"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-credit")));
        };
        let amount = self.credited_amount(quantity, target, expr.span, scope)?;
        Some(Treatment::Count { amount: Some(amount) })
    }

    /// An amount converted to the unit that is credited.
    pub fn credited_amount(
        &mut self,
        quantity: Quantity,
        target: UnitId,
        span: Span,
        scope: Scope,
    ) -> Option<Amount> {
        let (amount, unit) = (quantity.clone().settled(), quantity.unit);
        match unit {
            Unit::Bare => Some(amount),
            Unit::Of(unit) => match self.model.factor(scope.policy, unit, target) {
                Some(_) => self.convert(amount, (unit, target), span, scope),
                None => self.not_credited(unit, target, span),
            },
            Unit::Time(_) => {
                let whole = Quantity::of(Amount::Literal(Decimal::ZERO), target);
                self.unit_mismatch((&whole, span), (&quantity, span))
            }
        }
    }

    /// The amount is of a unit that does not convert to the credited one.
    fn not_credited<T>(&mut self, unit: UnitId, target: UnitId, span: Span) -> Option<T> {
        let words = &self.model.words;
        let (from, to) = (words.unit_names(unit), words.unit_names(target));
        let says = Saying::new("unit-mismatch").with_names("left", to).with_names("right", from);
        let hint = Saying::new("hint-convert").with_code("left", from).with_code("right", to);
        self.report.fail(Diagnostic::error(span, says).hint(hint))
    }
}

/// Where a thing stands in the regulation.
pub(crate) fn citations<'a>(cites: impl IntoIterator<Item = &'a Cite>) -> Vec<Citation> {
    let citation = |cite: &Cite| Citation {
        article: cite.article.value.clone(),
        quote: cite.quote.as_ref().map(|quote| quote.value.clone()),
    };
    cites.into_iter().map(citation).collect()
}
