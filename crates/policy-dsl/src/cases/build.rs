//! Building the record of a test.

use policy_core::{Plan, Record, RecordReader, SubjectId, ValueError, Vocabulary};
use policy_messages::Language;

use super::lower::{RecordPlan, Row, Slot};
use super::values::{Typed, typed};
use crate::resolve::{Report, Words, belongs};
use crate::{Diagnostic, Filling, Saying, Span};

/// Record builders of all kinds of subject, over one set of tables.
#[derive(Debug)]
pub(super) struct Readers {
    first: Option<RecordReader>,
    vocabulary: Vocabulary,
    number: u32,
}

impl Readers {
    /// The builders of a plan.
    pub fn new(plan: &Plan) -> Self {
        let first =
            (!plan.vocabulary.subjects.is_empty()).then(|| RecordReader::new(&plan.vocabulary, SubjectId(0)));
        Self { first, vocabulary: plan.vocabulary.clone(), number: 0 }
    }

    /// The record of a row; `None` after saying what the data of the test does not allow.
    pub fn record(
        &mut self,
        report: &mut Report,
        words: &Words,
        plan: &RecordPlan,
        row: &Row,
    ) -> Option<Record> {
        self.number += 1;
        let reader = self.first.as_ref()?.of(plan.subject);
        let id = plan.id.clone().unwrap_or_else(|| format!("test-{}", self.number));
        let mut builder = reader.builder(&id);
        for (field, slot) in &plan.facts {
            let declared = &self.vocabulary.fields(plan.subject, None)[field.index()];
            let (value, span) = fill(report, words, declared, slot, row)?;
            refused(report, builder.set_fact(*field, value.value()), span)?;
        }
        let subject = &self.vocabulary.subjects[plan.subject.index()];
        for list in (0u16..).map(policy_core::ListId).take(subject.lists.len()) {
            if !plan.unknown_lists.contains(&list) {
                builder.set_known(list);
            }
        }
        for event in &plan.events {
            let fields = self.vocabulary.fields(plan.subject, Some(event.list));
            let mut values = Vec::with_capacity(event.fields.len());
            for (field, slot) in &event.fields {
                values.push((*field, fill(report, words, &fields[field.index()], slot, row)?));
            }
            for _ in 0..event.copies {
                let mut new = builder.new_event(event.list);
                for (field, (value, span)) in &values {
                    refused(report, new.set_field(*field, value.value()), *span)?;
                }
                refused(report, new.finish(), event.span)?;
            }
        }
        let mut members: Vec<Vec<Record>> = vec![Vec::new(); self.vocabulary.subjects.len()];
        for member in &plan.members {
            for _ in 0..member.copies {
                let record = self.record(report, words, member, row)?;
                // Who belongs to a member belongs to the whole.
                for below in (0u16..).map(SubjectId).take(members.len()) {
                    members[below.index()].extend(record.members(below).unwrap_or_default().iter().cloned());
                }
                members[member.subject.index()].push(record);
            }
        }
        for (below, members) in (0u16..).map(SubjectId).zip(members) {
            if belongs(&self.vocabulary, below, plan.subject) && !plan.unknown_members.contains(&below) {
                refused(report, builder.members(below, members).map(|_| ()), Span::default())?;
            }
        }
        Some(builder.finish())
    }
}

/// The value of a slot, and where it is written.
fn fill(
    report: &mut Report,
    words: &Words,
    field: &policy_core::Field,
    slot: &Slot,
    row: &Row,
) -> Option<(Typed, Span)> {
    match slot {
        Slot::Value(value, span) => Some((value.clone(), *span)),
        Slot::Variable(number, span) => match row.values.get(*number) {
            Some(Some((value, cell))) => {
                typed(report, words, field, value, *cell).map(|value| (value, *cell))
            }
            Some(None) | None => Some((Typed::Missing, *span)),
        },
    }
}

/// Says why a value was refused.
fn refused(report: &mut Report, result: Result<(), ValueError>, span: Span) -> Option<()> {
    match result {
        Ok(()) => Some(()),
        Err(error) => {
            let reason =
                Filling { english: error.text(Language::English), chinese: error.text(Language::Chinese) };
            let mut says = Saying::new("test-value-refused");
            says.arguments.push(("reason", reason));
            report.fail(Diagnostic::error(span, says))
        }
    }
}
