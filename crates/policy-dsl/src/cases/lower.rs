//! A test, with every name found and every value held to its type.

use chrono::NaiveDate;
use policy_core::plan::PolicyId;
use policy_core::{FieldId, ListId, Names as Called, Plan, SubjectId};

use super::expect::Check;
use super::values::{Typed, typed};
use crate::resolve::{Names, Report, Table, belongs};
use crate::syntax::{Name, RecordBlock, RecordEntry, TestClause, TestDecl, TestValue};
use crate::{Diagnostic, Saying, Span};

/// A test that can be run.
#[derive(Debug)]
pub(super) struct Test {
    /// The date at which the record is decided.
    pub as_of: NaiveDate,
    /// The record, with its variables open.
    pub record: RecordPlan,
    /// What is expected of every row.
    pub checks: Vec<Check>,
    /// The rows of all tables; one without variables where there is no table.
    pub rows: Vec<Row>,
}

/// One case: values for the variables, and what is expected of them.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// By the variable's number.
    pub values: Vec<Option<(TestValue, Span)>>,
    /// What is expected of this row alone.
    pub checks: Vec<Check>,
}

/// A record to be built.
#[derive(Debug)]
pub(super) struct RecordPlan {
    /// What it is about.
    pub subject: SubjectId,
    /// How many alike.
    pub copies: u32,
    /// Its identifier, where the test gives one.
    pub id: Option<String>,
    /// Its facts.
    pub facts: Vec<(FieldId, Slot)>,
    /// Its events.
    pub events: Vec<EventPlan>,
    /// Lists that are missing.
    pub unknown_lists: Vec<ListId>,
    /// Its members.
    pub members: Vec<RecordPlan>,
    /// Kinds of members that are not known.
    pub unknown_members: Vec<SubjectId>,
}

/// An event to be built.
#[derive(Debug)]
pub(super) struct EventPlan {
    /// Of which list.
    pub list: ListId,
    /// How many alike.
    pub copies: u32,
    /// Its fields.
    pub fields: Vec<(FieldId, Slot)>,
    /// All of it.
    pub span: Span,
}

/// A value, or the variable that gives it.
#[derive(Debug)]
pub(super) enum Slot {
    /// A value of the text.
    Value(Typed, Span),
    /// `$days`
    Variable(usize, Span),
}

/// The most records and events that one test may ask for.
pub(super) const MOST_COPIES: u32 = 100_000;

/// What lowering a test needs at every step.
pub(super) struct Lower<'l> {
    pub report: &'l mut Report,
    pub plan: &'l Plan,
    pub names: &'l Names,
    pub policy: PolicyId,
    /// The variables that the record uses, in the order of their first use.
    pub variables: Vec<Name>,
}

/// Checks a test and makes it ready; `None` after saying what is wrong with it.
pub(super) fn lower(
    report: &mut Report,
    plan: &Plan,
    names: &Names,
    policy: PolicyId,
    decl: &TestDecl,
) -> Option<Test> {
    let before = report.len();
    let mut lower = Lower { report, plan, names, policy, variables: Vec::new() };
    let mut record: Option<(RecordPlan, Span)> = None;
    let mut has_record = false;
    for clause in &decl.body.members {
        if let TestClause::Record(block) = &clause.node {
            if has_record {
                let says = Saying::new("test-two-records");
                lower
                    .report
                    .push(Diagnostic::error(clause.span, says).hint(Saying::new("hint-test-two-records")));
                continue;
            }
            has_record = true;
            record = lower.top_record(block).map(|plan| (plan, clause.span));
        }
    }
    if !has_record {
        let diagnostic = Diagnostic::error(decl.title.span, Saying::new("test-without-record"));
        return lower.report.fail(diagnostic.hint(Saying::new("hint-test-without-record")));
    }
    let (record, _) = record?;
    let about = match &decl.about {
        None => None,
        Some(name) => Some(lower.about(name)?),
    };
    let mut checks = Vec::new();
    let mut rows = Vec::new();
    for clause in &decl.body.members {
        match &clause.node {
            TestClause::Record(_) => {}
            TestClause::Expect(expectation) => lower.expectation(expectation, clause.span, &mut checks),
            TestClause::Cases(table) => lower.table(table, about, &record, &mut rows),
        }
    }
    let has_table = decl.body.members.iter().any(|clause| matches!(clause.node, TestClause::Cases(_)));
    if !has_table {
        for variable in &lower.variables {
            let says = Saying::new("test-variable-unfilled").with("name", &variable.text);
            lower.report.push(
                Diagnostic::error(variable.span, says).hint(Saying::new("hint-test-variable-unfilled")),
            );
        }
        rows.push(Row::default());
    }
    if checks.is_empty() && rows.iter().all(|row| row.checks.is_empty()) && lower.report.len() == before {
        let diagnostic = Diagnostic::error(decl.title.span, Saying::new("test-expects-nothing"));
        return lower.report.fail(diagnostic.hint(Saying::new("hint-test-expects-nothing")));
    }
    (report.len() == before).then_some(Test { as_of: decl.as_of, record, checks, rows })
}

impl Lower<'_> {
    fn top_record(&mut self, block: &RecordBlock) -> Option<RecordPlan> {
        let words = &self.names.words;
        let Some(subject) = words.subjects.find(&block.kind.text).map(SubjectId) else {
            return self.report.unknown(&block.kind, "kind-subject", words.subjects.all_names());
        };
        if block.copies.is_some() {
            let diagnostic = Diagnostic::error(block.kind.span, Saying::new("test-copies-of-record"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-test-two-records")));
        }
        let mut room = MOST_COPIES;
        self.record(block, subject, &mut room)
    }

    fn record(&mut self, block: &RecordBlock, subject: SubjectId, room: &mut u32) -> Option<RecordPlan> {
        let copies = self.copies(block, room)?;
        let mut record = RecordPlan {
            subject,
            copies,
            id: None,
            facts: Vec::new(),
            events: Vec::new(),
            unknown_lists: Vec::new(),
            members: Vec::new(),
            unknown_members: Vec::new(),
        };
        let mut inside = *room / copies.max(1);
        for entry in &block.body.members {
            match &entry.node {
                RecordEntry::Value(name, value) => self.entry(name, value, entry.span, &mut record),
                RecordEntry::Block(inner) => self.block(inner, entry.span, &mut record, &mut inside),
            }
        }
        *room = room.saturating_sub(copies.saturating_mul(*room / copies.max(1) - inside));
        Some(record)
    }

    /// How many alike; all that a test asks for has a bound.
    fn copies(&mut self, block: &RecordBlock, room: &mut u32) -> Option<u32> {
        let copies = block.copies.unwrap_or(1);
        if copies == 0 || copies > *room {
            let says = Saying::new("test-too-many-copies").with("limit", MOST_COPIES);
            return self.report.fail(Diagnostic::error(block.kind.span, says));
        }
        *room -= copies;
        Some(copies)
    }

    fn entry(&mut self, name: &Name, value: &TestValue, span: Span, record: &mut RecordPlan) {
        let words = &self.names.words;
        let subject = record.subject;
        let facts = words.field_table(subject, None);
        if let Some(field) = facts.find(&name.text).map(FieldId) {
            if record.facts.iter().any(|(known, _)| *known == field) {
                self.twice(name);
            } else if let Some(slot) = self.slot(subject, None, field, value, span) {
                record.facts.push((field, slot));
            }
            return;
        }
        let unknown = *value == TestValue::Missing;
        if let Some(list) = words.lists[subject.index()].find(&name.text) {
            if unknown {
                record.unknown_lists.push(ListId(list));
                return;
            }
            let says = Saying::new("test-list-value").with("name", &name.text);
            self.report.push(
                Diagnostic::error(span, says)
                    .hint(Saying::new("hint-test-list-value").with("name", &name.text)),
            );
            return;
        }
        if let Some(member) = words.subjects.find(&name.text).map(SubjectId)
            && belongs(&self.plan.vocabulary, member, subject)
        {
            if unknown {
                record.unknown_members.push(member);
                return;
            }
            let says = Saying::new("test-list-value").with("name", &name.text);
            self.report.push(
                Diagnostic::error(span, says)
                    .hint(Saying::new("hint-test-list-value").with("name", &name.text)),
            );
            return;
        }
        let key = &self.plan.vocabulary.subjects[subject.index()].key;
        if key.all().any(|known| policy_core::same_name(known, &name.text)) {
            match value {
                TestValue::Text(text) => record.id = Some(text.value.clone()),
                TestValue::Name(text) => record.id = Some(text.text.clone()),
                TestValue::Number(number, None) => record.id = Some(number.to_string()),
                TestValue::Missing
                | TestValue::Variable(_)
                | TestValue::Number(..)
                | TestValue::Date(_)
                | TestValue::Truth(_) => {
                    let says = Saying::new("test-value-misfit")
                        .with_names("field", key)
                        .with_word("kind", "kind-text")
                        .with_word("found", "kind-amount");
                    self.report.push(Diagnostic::error(span, says));
                }
            }
            return;
        }
        let known: Vec<&Called> = facts.all_names().chain(words.lists[subject.index()].all_names()).collect();
        self.report.unknown::<()>(name, "kind-field", known);
    }

    fn block(&mut self, block: &RecordBlock, span: Span, record: &mut RecordPlan, room: &mut u32) {
        let words = &self.names.words;
        let subject = record.subject;
        if let Some(list) = words.lists[subject.index()].find(&block.kind.text).map(ListId) {
            if let Some(event) = self.event(block, subject, list, span, room) {
                record.events.push(event);
            }
            return;
        }
        match words.subjects.find(&block.kind.text).map(SubjectId) {
            Some(member) if belongs(&self.plan.vocabulary, member, subject) => {
                if let Some(member) = self.record(block, member, room) {
                    record.members.push(member);
                }
            }
            Some(member) => {
                let name = |subject: SubjectId| &words.subjects.get(subject.0).names;
                let says = Saying::new("not-members")
                    .with("name", &block.kind.text)
                    .with_names("subject", name(subject));
                let hint = Saying::new("hint-not-members")
                    .with_code("name", name(member))
                    .with_code("subject", name(subject));
                self.report.push(Diagnostic::error(block.kind.span, says).hint(hint));
            }
            None => {
                let known: Vec<&Called> =
                    words.lists[subject.index()].all_names().chain(words.subjects.all_names()).collect();
                self.report.unknown::<()>(&block.kind, "kind-list", known);
            }
        }
    }

    fn event(
        &mut self,
        block: &RecordBlock,
        subject: SubjectId,
        list: ListId,
        span: Span,
        room: &mut u32,
    ) -> Option<EventPlan> {
        let copies = self.copies(block, room)?;
        let table: &Table = self.names.words.field_table(subject, Some(list));
        let mut event = EventPlan { list, copies, fields: Vec::new(), span };
        for entry in &block.body.members {
            match &entry.node {
                RecordEntry::Value(name, value) => {
                    let Some(field) = table.find(&name.text).map(FieldId) else {
                        self.report.unknown::<()>(name, "kind-field", table.all_names());
                        continue;
                    };
                    if event.fields.iter().any(|(known, _)| *known == field) {
                        self.twice(name);
                    } else if let Some(slot) = self.slot(subject, Some(list), field, value, entry.span) {
                        event.fields.push((field, slot));
                    }
                }
                RecordEntry::Block(inner) => {
                    self.report.unknown::<()>(&inner.kind, "kind-field", table.all_names());
                }
            }
        }
        Some(event)
    }

    fn twice(&mut self, name: &Name) {
        self.report
            .push(Diagnostic::error(name.span, Saying::new("test-value-twice").with("name", &name.text)));
    }

    fn slot(
        &mut self,
        subject: SubjectId,
        list: Option<ListId>,
        field: FieldId,
        value: &TestValue,
        span: Span,
    ) -> Option<Slot> {
        if let TestValue::Variable(name) = value {
            let known = self.variables.iter().position(|known| known.text == name.text);
            let number = known.unwrap_or_else(|| {
                self.variables.push(name.clone());
                self.variables.len() - 1
            });
            return Some(Slot::Variable(number, name.span));
        }
        let declared = &self.plan.vocabulary.fields(subject, list)[field.index()];
        typed(self.report, &self.names.words, declared, value, span).map(|value| Slot::Value(value, span))
    }

    /// Holds a row's values to the types of the fields that use them.
    pub fn check_row(&mut self, record: &RecordPlan, row: &Row) {
        let fields = |list| self.plan.vocabulary.fields(record.subject, list);
        let slots = record.facts.iter().map(|(field, slot)| (&fields(None)[field.index()], slot));
        let of_events = record.events.iter().flat_map(|event| {
            event.fields.iter().map(|(field, slot)| (&fields(Some(event.list))[field.index()], slot))
        });
        for (field, slot) in slots.chain(of_events) {
            if let Slot::Variable(number, _) = slot
                && let Some(Some((value, span))) = row.values.get(*number)
            {
                typed(self.report, &self.names.words, field, value, *span);
            }
        }
        for member in &record.members {
            self.check_row(member, row);
        }
    }
}
