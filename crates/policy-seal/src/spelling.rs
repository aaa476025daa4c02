//! A part of a plan as one canonical text, which says everything about its meaning and nothing else.
//!
//! Things are called by their own identifiers, never by their numbers: so what one policy means does not change
//! with what stands beside it. Every list and every text is closed, so that no two meanings share a text. The
//! text is for digests; nobody reads it back.

mod amount;
mod condition;
mod parts;
mod words;

use std::fmt::{Display, Write};

use chrono::NaiveDate;
use policy_core::plan::{
    FieldRef, ParameterId, PeriodId, PeriodRef, PolicyId, RuleId, Source, TableId, TermSet, Vantage,
};
use policy_core::{FieldId, ListId, Names, OutcomeId, Plan, Span, SubjectId, TreeId, UnitId};

/// Writes parts of a plan.
pub struct Speller<'p> {
    plan: &'p Plan,
    text: String,
}

impl<'p> Speller<'p> {
    /// A speller of parts of a plan.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, text: String::new() }
    }

    /// What was spelled since the last time.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// A list with a word before it that says what it is.
    fn list(&mut self, word: &str, items: impl FnOnce(&mut Self)) {
        self.text.push('(');
        self.text.push_str(word);
        items(self);
        self.text.push(')');
    }

    /// A word of this form's own.
    fn word(&mut self, word: &str) {
        self.text.push(' ');
        self.text.push_str(word);
    }

    /// A number, a day or a figure: what writes itself in one way, without spaces and brackets.
    fn figure(&mut self, figure: impl Display) {
        // Writing to a text does not fail.
        _ = write!(self.text, " {figure}");
    }

    /// A text of the policy or of its words.
    fn quoted(&mut self, text: &str) {
        self.text.push_str(" \"");
        for character in text.chars() {
            if matches!(character, '"' | '\\') {
                self.text.push('\\');
            }
            self.text.push(character);
        }
        self.text.push('"');
    }

    /// What may be absent.
    fn optional<T>(&mut self, value: Option<T>, some: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => some(self, value),
            None => self.word("-"),
        }
    }

    fn all<T>(&mut self, word: &str, items: impl IntoIterator<Item = T>, each: impl Fn(&mut Self, T)) {
        self.list(word, |own| items.into_iter().for_each(|item| each(own, item)));
    }

    fn flag(&mut self, word: &str, holds: bool) {
        if holds {
            self.word(word);
        }
    }

    fn span(&mut self, Span { months, days }: Span) {
        self.figure(format_args!("{months}m{days}d"));
    }

    fn day(&mut self, day: NaiveDate) {
        self.figure(day);
    }

    /// All that a thing is called.
    fn names(&mut self, Names { id, label, aliases }: &Names) {
        self.list("called", |own| {
            own.quoted(id);
            own.optional(label.as_deref(), Self::quoted);
            own.all("also", aliases, |own, alias| own.quoted(alias));
        });
    }

    /// The identifier of a thing; where a damaged plan points outside, its number.
    fn known(&mut self, names: Option<&Names>, number: u16) {
        match names {
            Some(names) => self.quoted(&names.id),
            None => self.figure(format_args!("?{number}")),
        }
    }

    fn subject(&mut self, id: SubjectId) {
        let plan = self.plan;
        self.known(plan.vocabulary.subjects.get(id.index()).map(|found| &found.names), id.0);
    }

    fn events(&mut self, subject: SubjectId, list: ListId) {
        let plan = self.plan;
        let lists = plan.vocabulary.subjects.get(subject.index()).map(|found| &found.lists);
        self.known(lists.and_then(|lists| lists.get(list.index())).map(|found| &found.names), list.0);
    }

    /// A field of a subject, or of one of its lists; of nothing, where there is no event to speak of.
    fn field_of(&mut self, owner: Option<(SubjectId, Option<ListId>)>, field: FieldId) {
        let plan = self.plan;
        let fields = owner.map_or(&[][..], |(subject, list)| plan.vocabulary.fields(subject, list));
        self.known(fields.get(field.index()).map(|found| &found.names), field.0);
    }

    fn field(&mut self, at: Vantage, FieldRef { scope, field }: FieldRef) {
        let word = match scope {
            policy_core::plan::Scope::Subject => "fact",
            policy_core::plan::Scope::Event => "event",
            policy_core::plan::Scope::Anchor => "anchor",
        };
        self.list(word, |own| own.field_of(at.owner(scope), field));
    }

    fn unit(&mut self, id: UnitId) {
        let plan = self.plan;
        self.known(plan.vocabulary.units.get(id.index()), id.0);
    }

    fn outcome(&mut self, id: OutcomeId) {
        let plan = self.plan;
        self.known(plan.vocabulary.outcomes.get(id.index()), id.0);
    }

    fn tree(&mut self, id: TreeId) {
        let plan = self.plan;
        self.known(plan.vocabulary.trees.get(id.index()).map(|found| &found.names), id.0);
    }

    fn terms(&mut self, TermSet { tree, terms }: &TermSet) {
        let plan = self.plan;
        let known = plan.vocabulary.trees.get(tree.index()).map_or(&[][..], |found| &found.terms);
        self.list("terms", |own| {
            own.tree(*tree);
            for term in terms {
                own.known(known.get(term.index()).map(|found| &found.names), term.0);
            }
        });
    }

    fn policy(&mut self, id: PolicyId) {
        let plan = self.plan;
        self.known(plan.policies.get(id.index()).map(|found| &found.names), id.0);
    }

    /// A rule, with the policy that it is of.
    fn rule_named(&mut self, id: RuleId) {
        let plan = self.plan;
        let found = plan.rules.get(id.index());
        self.list("rule", |own| {
            own.optional(found.map(|rule| rule.policy), Self::policy);
            own.known(found.map(|rule| &rule.names), id.0);
        });
    }

    fn parameter(&mut self, id: ParameterId) {
        let plan = self.plan;
        let found = plan.parameters.get(id.index());
        self.list("parameter", |own| {
            own.optional(found.map(|parameter| parameter.policy), Self::policy);
            own.known(found.map(|parameter| &parameter.names), id.0);
        });
    }

    fn table(&mut self, id: TableId) {
        let plan = self.plan;
        let found = plan.tables.get(id.index());
        self.list("table", |own| {
            own.optional(found.map(|table| table.policy), Self::policy);
            own.known(found.map(|table| &table.names), id.0);
        });
    }

    fn period(&mut self, id: PeriodId) {
        let plan = self.plan;
        self.known(plan.periods.get(id.index()).map(|found| &found.names), id.0);
    }

    fn period_ref(&mut self, period: PeriodRef) {
        match period {
            PeriodRef::BuiltIn(policy_core::plan::BuiltInPeriod::Year) => self.word("year"),
            PeriodRef::BuiltIn(policy_core::plan::BuiltInPeriod::Month) => self.word("month"),
            PeriodRef::Named(id) => self.period(id),
        }
    }

    fn source(&mut self, at: Vantage, source: Source) {
        match source {
            Source::Recorded(list) => self.list("recorded", |own| own.events(at.subject, list)),
            Source::Recognised(list, policy) => self.list("recognised", |own| {
                own.events(at.subject, list);
                own.policy(policy);
            }),
            Source::Members(subject) => self.list("members", |own| own.subject(subject)),
        }
    }
}
