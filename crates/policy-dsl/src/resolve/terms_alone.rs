//! Terms that stand by themselves (`of ethics`), whose field the terms themselves tell.

use std::collections::BTreeMap;

use policy_core::plan::{Condition, FieldRef, Scope as Whose, TermSet};
use policy_core::{FieldId, FieldKind, Names, TermId, TreeId, UnitId};

use super::condition::any;
use super::scope::{Lowering, Scope};
use crate::syntax::{AggregateExpr, Expr, ExprKind, Function, Name, Predicate};
use crate::{Diagnostic, Saying};

impl Lowering<'_, '_> {
    /// `of [ethics, theory]`: any of the terms, each in the one field that can hold it; a flag counts as its own name.
    pub fn terms_by_themselves(&mut self, names: &[Name], scope: Scope) -> Option<Condition> {
        let mut by_field: BTreeMap<FieldId, (TreeId, Vec<TermId>)> = BTreeMap::new();
        let mut order = Vec::new();
        let mut flags = Vec::new();
        let mut sound = true;
        for name in names {
            match self.term_alone(name, scope) {
                None => sound = false,
                Some(Alone::Flag(field)) => flags.push(field),
                Some(Alone::Term(field, tree, term)) => {
                    if !by_field.contains_key(&field) {
                        order.push(field);
                    }
                    let subtree = self.model.words.vocabulary.trees[tree.index()].subtree(term);
                    let entry = by_field.entry(field).or_insert((tree, Vec::new()));
                    entry.1.extend(subtree.map(TermId));
                }
            }
        }
        if !sound {
            return None;
        }
        let whose = if scope.event.is_some() { Whose::Event } else { Whose::Subject };
        let field_ref = |field| FieldRef { scope: whose, field };
        let mut conditions = Vec::new();
        for field in order {
            if let Some((tree, mut terms)) = by_field.remove(&field) {
                terms.sort_unstable();
                terms.dedup();
                conditions.push(Condition::Member(field_ref(field), TermSet { tree, terms }));
            }
        }
        conditions.extend(flags.into_iter().map(|field| Condition::Flag(field_ref(field))));
        Some(any(conditions))
    }

    /// `集中学习 不少于 2 天`: where a term is compared with a figure, the sum of the one amount in that unit that the
    /// events with such a term have. `None` for anything else, and where there is no such amount, or several.
    pub fn sum_of_terms(&mut self, left: &Expr, right: &Expr, scope: Scope) -> Option<Expr> {
        let (term, window) = match &left.ungrouped().kind {
            ExprKind::Name(name) => (name, None),
            ExprKind::Aggregate(AggregateExpr {
                function: Function::Sum(name),
                source: None,
                recorded: false,
                predicate: Predicate { terms, condition: None },
                window,
                ..
            }) if terms.is_empty() => (name, window.clone()),
            _ => return None,
        };
        let ExprKind::Number(_, Some(unit)) = &right.ungrouped().kind else { return None };
        let field = self.amount_of_term(&term.text, &unit.text, scope)?;
        if scope.event.is_some() || !matches!(self.look_up(term, scope), Ok(None)) {
            return None;
        }
        let aggregate = AggregateExpr {
            function: Function::Sum(Name { text: field, span: term.span }),
            source: None,
            recorded: false,
            predicate: Predicate { terms: vec![term.clone()], condition: None },
            window,
            span: left.span,
        };
        Some(Expr { kind: ExprKind::Aggregate(aggregate), span: left.span })
    }

    /// The name of the one amount in a unit of events that a term can be said of.
    fn amount_of_term(&self, term: &str, unit: &str, scope: Scope) -> Option<String> {
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        let unit = UnitId(words.units.find_seen(unit, seen)?);
        let lists = &words.vocabulary.subjects[scope.subject.index()].lists;
        let is_said = |kind: &FieldKind| match kind {
            FieldKind::Term(tree) => words.terms[tree.index()].find_seen(term, seen).is_some(),
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Quantity(_)
            | FieldKind::Member(_) => false,
        };
        let of_such = lists.iter().filter(|list| list.fields.iter().any(|field| is_said(&field.kind)));
        let mut amounts =
            of_such.flat_map(|list| &list.fields).filter(|field| field.kind == FieldKind::Quantity(unit));
        let amount = amounts.next()?;
        amounts.next().is_none().then(|| amount.names.id.clone())
    }

    fn term_alone(&mut self, name: &Name, scope: Scope) -> Option<Alone> {
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        let table = self.looked_at(scope);
        let fields = words.vocabulary.fields(scope.subject, scope.event);
        let mut found = Vec::new();
        for (id, field) in (0u16..).map(FieldId).zip(fields) {
            if let FieldKind::Term(tree) = field.kind
                && seen.any_of(&table.get(id.0).origins)
                && let Some(term) = words.terms[tree.index()].find_seen(&name.text, seen)
            {
                found.push((id, tree, TermId(term)));
            }
        }
        match found.as_slice() {
            [(field, tree, term)] => Some(Alone::Term(*field, *tree, *term)),
            [] => {
                if let Some(id) = table.find_seen(&name.text, seen)
                    && fields[usize::from(id)].kind == FieldKind::Flag
                {
                    return Some(Alone::Flag(FieldId(id)));
                }
                let trees = fields.iter().filter_map(|field| match field.kind {
                    FieldKind::Term(tree) => Some(&words.terms[tree.index()]),
                    FieldKind::Text
                    | FieldKind::Flag
                    | FieldKind::Date
                    | FieldKind::Quantity(_)
                    | FieldKind::Member(_) => None,
                });
                let known: Vec<&Names> = trees.flat_map(|terms| terms.seen_names(seen)).collect();
                if self
                    .model
                    .words
                    .trees
                    .entries()
                    .iter()
                    .enumerate()
                    .any(|(tree, _)| words.terms[tree].find_seen(&name.text, seen).is_some())
                {
                    let says = Saying::new("term-of-no-field").with("name", &name.text);
                    let hint = Saying::new("hint-term-of-no-field");
                    return self.report.fail(Diagnostic::error(name.span, says).hint(hint));
                }
                self.report.unknown(name, "kind-term", known)
            }
            [first, _, ..] => {
                let meaning = |(field, _, _): &(FieldId, TreeId, TermId)| {
                    let entry = table.get(field.0);
                    let says = Saying::new("meaning-term-of")
                        .with("name", &name.text)
                        .with_names("field", &entry.names);
                    (entry.span, says)
                };
                let meanings = found.iter().map(meaning).collect();
                let example = &table.get(first.0.0).names;
                let hint =
                    Saying::new("hint-term-of-field").with("name", &name.text).with_code("field", example);
                self.report.ambiguous(name, meanings, hint)
            }
        }
    }
}

/// What a word after `of` turned out to be.
enum Alone {
    Term(FieldId, TreeId, TermId),
    Flag(FieldId),
}
