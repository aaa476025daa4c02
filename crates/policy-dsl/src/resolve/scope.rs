//! What names mean at a place: fields of what is being looked at, figures, rules, sums.

use policy_core::plan::{Condition, FieldRef, ParameterId, PolicyId, Scope as Whose, TableId};
use policy_core::{FieldId, FieldKind, ListId, Names, SubjectId};

use super::policy::{Model, Thing};
use super::report::Report;
use super::table::Table;
use crate::syntax::Name;
use crate::{Diagnostic, Saying, Span};

/// Turns syntax into plan, against a model in which everything has its name.
pub(crate) struct Lowering<'m, 's> {
    /// What names mean.
    pub model: &'m Model<'s>,
    /// Where mistakes go.
    pub report: &'m mut Report,
    /// Rules that were referred to since this was last emptied, by their place in the model, and where.
    pub references: Vec<(usize, Span)>,
    /// Whether each parameter was read.
    pub parameters_read: Vec<bool>,
    /// Whether each table was read.
    pub tables_read: Vec<bool>,
    /// Tables in which mistakes were found, and said.
    pub tables_broken: Vec<bool>,
    /// Within a recognition, where the event's date says which figures hold.
    pub in_recognition: bool,
    /// Within a rule that is governed by the date of the event that it stands at.
    pub governed_by_event: bool,
    /// Within a table, which may not use another.
    pub in_table: bool,
    /// Within what an entry credits: when it does not count after all.
    pub not_counted: Option<Vec<Condition>>,
    /// How deep in an expression.
    pub depth: u32,
}

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    /// In which policy.
    pub policy: PolicyId,
    /// Whose facts are looked at: the rule's subject, inside a count of members the member.
    pub subject: SubjectId,
    /// The event that is looked at, inside an aggregate, a recognition entry or an `each` clause.
    pub event: Option<ListId>,
    /// The list of the event that the rule stands at.
    pub anchor: Option<ListId>,
    /// The rule that is being lowered, by its place in the model.
    pub rule: Option<usize>,
}

/// What a name turned out to be.
#[derive(Clone, Debug)]
pub(crate) enum Meaning {
    /// A fact, or a field of an event.
    Field(Held),
    /// A named figure.
    Parameter(ParameterId),
    /// A decision table.
    Table(TableId),
    /// A quantity field of a list, which means its sum.
    Sum(ListId, FieldId),
    /// A rule, by its place in the model.
    Rule(usize),
}

/// A field with what it holds.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Which field, and whose.
    pub field: FieldRef,
    /// What it can hold.
    pub kind: FieldKind,
}

impl Scope {
    /// The same place, looking at an event of a list.
    pub fn at_event(self, list: ListId) -> Self {
        Self { event: Some(list), ..self }
    }

    /// The same place, looking at a member.
    pub fn at_member(self, subject: SubjectId) -> Self {
        Self { subject, event: None, anchor: None, ..self }
    }
}

impl<'m, 's> Lowering<'m, 's> {
    /// Begins.
    pub fn new(model: &'m Model<'s>, report: &'m mut Report) -> Self {
        Self {
            model,
            report,
            references: Vec::new(),
            parameters_read: vec![false; model.parameters.len()],
            tables_read: vec![false; model.tables.len()],
            tables_broken: vec![false; model.tables.len()],
            in_recognition: false,
            governed_by_event: false,
            in_table: false,
            not_counted: None,
            depth: 0,
        }
    }

    /// A field of a table that can be seen, with what it holds.
    fn held(&self, name: &str, scope: Scope, list: Option<ListId>, whose: Whose) -> Option<Held> {
        let words = &self.model.words;
        let table = words.field_table(scope.subject, list);
        let id = FieldId(table.find_seen(name, &self.model.head(scope.policy).vocabularies)?);
        let field = words.field(scope.subject, list, id);
        Some(Held { field: FieldRef { scope: whose, field: id }, kind: field.kind.clone() })
    }

    /// What a name means as a value here, or `None` after saying that it means nothing.
    pub fn meaning(&mut self, name: &Name, scope: Scope) -> Option<Meaning> {
        match self.look_up(name, scope) {
            Ok(Some(meaning)) => Some(meaning),
            Ok(None) => self.unknown_value(name, scope),
            Err(Reported) => None,
        }
    }

    /// What a name means as a value here: `Ok(None)` where it means nothing.
    pub fn look_up(&mut self, name: &Name, scope: Scope) -> Result<Option<Meaning>, Reported> {
        let text = name.text.as_str();
        if let Some(list) = scope.event
            && let Some(held) = self.held(text, scope, Some(list), Whose::Event)
        {
            return Ok(Some(Meaning::Field(held)));
        }
        // A bare amount in a rule at an event is the sum, as everywhere; `its hours` is the event's own.
        if let (None, Some(list)) = (scope.event, scope.anchor)
            && let Some(held) = self.held(text, scope, Some(list), Whose::Event)
            && !matches!(held.kind, FieldKind::Quantity(_))
        {
            return Ok(Some(Meaning::Field(held)));
        }
        let thing = self.model.thing(scope.policy, text);
        if let Some(held) = self.held(text, scope, None, Whose::Subject) {
            if let Some((Thing::Rule(rule), span)) = thing
                && scope.event.is_none()
                && scope.rule != Some(rule)
                && held.kind == FieldKind::Flag
            {
                let fact = self.model.words.facts[scope.subject.index()].get(held.field.field.0).span;
                let meanings = vec![
                    (fact, Saying::new("meaning").with_word("kind", "kind-fact").with("name", text)),
                    (span, Saying::new("meaning").with_word("kind", "kind-rule").with("name", text)),
                ];
                self.report.ambiguous::<()>(
                    name,
                    meanings,
                    Saying::new("hint-rule-is-met").with("name", text),
                );
                return Err(Reported);
            }
            return Ok(Some(Meaning::Field(held)));
        }
        match thing {
            Some((Thing::Parameter(parameter), _)) => return Ok(Some(Meaning::Parameter(parameter))),
            Some((Thing::Table(table), _)) => return Ok(Some(Meaning::Table(table))),
            Some((Thing::Rule(rule), _)) if scope.event.is_none() => return Ok(Some(Meaning::Rule(rule))),
            Some((Thing::Rule(_) | Thing::Consequence(_), _)) | None => {}
        }
        if scope.event.is_some() {
            return Ok(None);
        }
        self.sum_field(name, scope)
    }

    /// The list whose quantity field has that name.
    fn sum_field(&mut self, name: &Name, scope: Scope) -> Result<Option<Meaning>, Reported> {
        let found = self.lists_with_amount(&name.text, scope);
        match found.as_slice() {
            [] => Ok(None),
            [(list, field)] => Ok(Some(Meaning::Sum(*list, *field))),
            [_, _, ..] => {
                let words = &self.model.words;
                let lists = &words.lists[scope.subject.index()];
                let meaning = |(list, field): &(ListId, FieldId)| {
                    let list_names = &lists.get(list.0).names;
                    let span = words.field_table(scope.subject, Some(*list)).get(field.0).span;
                    (
                        span,
                        Saying::new("meaning-field-of")
                            .with("name", &name.text)
                            .with_names("list", list_names),
                    )
                };
                let meanings = found.iter().map(meaning).collect();
                let mut hint = Saying::new("hint-sum-of-list").with("name", &name.text);
                if let Some((list, _)) = found.first() {
                    hint = hint.with_code("list", &lists.get(list.0).names);
                }
                self.report.ambiguous::<()>(name, meanings, hint);
                Err(Reported)
            }
        }
    }

    /// The lists of the subject that have a quantity field of that name.
    pub fn lists_with_amount(&self, name: &str, scope: Scope) -> Vec<(ListId, FieldId)> {
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        let is_seen = |(list, field): &(ListId, FieldId)| {
            seen.any_of(&words.field_table(scope.subject, Some(*list)).get(field.0).origins)
        };
        words.amounts(scope.subject, name).iter().copied().filter(is_seen).collect()
    }

    fn unknown_value<T>(&mut self, name: &Name, scope: Scope) -> Option<T> {
        let head = self.model.head(scope.policy);
        let words = &self.model.words;
        let seen = &head.vocabularies;
        if let Some((Thing::Consequence(_), _)) = self.model.thing(scope.policy, &name.text) {
            let says = Saying::new("consequence-as-condition").with("name", &name.text);
            return self.report.fail(Diagnostic::error(name.span, says));
        }
        if scope.event.is_some()
            && let Some((Thing::Rule(_), _)) = self.model.thing(scope.policy, &name.text)
        {
            let says = Saying::new("rule-in-event").with("name", &name.text);
            return self
                .report
                .fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-rule-in-event")));
        }
        if scope.event.is_none() {
            let lists = words.lists[scope.subject.index()].entries();
            let tables = words.fields[scope.subject.index()].iter().zip(lists);
            if let Some((_, list)) =
                tables.clone().find(|(table, _)| table.find_seen(&name.text, seen).is_some())
            {
                let says = Saying::new("field-outside-event")
                    .with("name", &name.text)
                    .with_names("list", &list.names);
                let hint = Saying::new("hint-field-outside-event")
                    .with("name", &name.text)
                    .with_code("list", &list.names);
                return self.report.fail(Diagnostic::error(name.span, says).hint(hint));
            }
        }
        let mut known: Vec<&Names> = Vec::new();
        if let Some(list) = scope.event.or(scope.anchor) {
            known.extend(words.field_table(scope.subject, Some(list)).seen_names(seen));
        }
        known.extend(words.field_table(scope.subject, None).seen_names(seen));
        if scope.event.is_none() {
            for table in &words.fields[scope.subject.index()] {
                known.extend(table.seen_names(seen));
            }
        }
        known.extend(head.table.all_names());
        let kind = if scope.event.is_some() { "kind-field" } else { "kind-fact-or-rule" };
        self.report.unknown(name, kind, known)
    }

    /// A field of the event that the rule stands at (`its end`).
    pub fn its(&mut self, name: &Name, scope: Scope) -> Option<Held> {
        let Some(list) = scope.anchor else {
            let says = Saying::new("its-without-event").with("name", &name.text);
            return self.report.fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-its")));
        };
        let whose = if scope.event.is_some() { Whose::Anchor } else { Whose::Event };
        match self.held(&name.text, scope, Some(list), whose) {
            Some(held) => Some(held),
            None => {
                let table = self.model.words.field_table(scope.subject, Some(list));
                self.report.unknown(name, "kind-field", table.all_names())
            }
        }
    }

    /// Takes note that a rule is referred to; it must be for the subject that is looked at.
    pub fn refer(&mut self, rule: usize, scope: Scope, span: Span) -> Option<usize> {
        let head = &self.model.rules[rule];
        let subject = head.subject?;
        if subject != scope.subject {
            let names = |subject: SubjectId| self.model.words.subjects.get(subject.0).names.clone();
            let says = Saying::new("rule-of-other-subject")
                .with("name", &head.syntax.declared.name.text)
                .with_names("rule_subject", &names(subject))
                .with_names("subject", &names(scope.subject));
            let declared = head.syntax.declared.name.span;
            let diagnostic = Diagnostic::error(span, says).also(declared, Saying::new("first-declared"));
            let hint = Saying::new("hint-rule-of-other-subject")
                .with("name", &head.syntax.declared.name.text)
                .with_code("rule_subject", &names(subject));
            return self.report.fail(diagnostic.hint(hint));
        }
        self.references.push((rule, span));
        Some(rule)
    }

    /// The rule that a name means.
    pub fn rule(&mut self, name: &Name, scope: Scope) -> Option<usize> {
        match self.model.thing(scope.policy, &name.text) {
            Some((Thing::Rule(rule), _)) => self.refer(rule, scope, name.span),
            Some((Thing::Consequence(_) | Thing::Parameter(_) | Thing::Table(_), declared)) => {
                let says = Saying::new("not-a-rule").with("name", &name.text);
                self.report
                    .fail(Diagnostic::error(name.span, says).also(declared, Saying::new("first-declared")))
            }
            None => {
                let model = self.model;
                let elsewhere = model.rules.iter().find(|rule| rule.syntax.declared.name.text == name.text);
                if let Some(rule) = elsewhere {
                    let policy = &model.head(rule.policy).names.id;
                    let says =
                        Saying::new("name-unknown").with("name", &name.text).with_word("kind", "kind-rule");
                    let hint =
                        Saying::new("hint-rule-of-policy").with("name", format!("{policy}.{}", name.text));
                    return self.report.fail(Diagnostic::error(name.span, says).hint(hint));
                }
                let rules = model.rules.iter().filter(|rule| rule.policy == scope.policy);
                let names: Vec<Names> =
                    rules.map(|rule| super::table::names(&rule.syntax.declared)).collect();
                self.report.unknown(name, "kind-rule", &names)
            }
        }
    }

    /// The table of a subject's facts or of an event's fields at this place.
    pub fn looked_at(&self, scope: Scope) -> &'m Table {
        self.model.words.field_table(scope.subject, scope.event)
    }
}

/// Something was wrong and has been said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported;
