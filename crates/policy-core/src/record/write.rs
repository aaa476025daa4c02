//! Records as JSON text.

use std::fmt::Write as _;

use super::{MISSING, Record, word_amount, word_date, word_term};
use crate::{Field, FieldKind, Vocabulary};

/// The record as JSON; `None` where it was built with another vocabulary.
pub(super) fn to_json(record: &Record, vocabulary: &Vocabulary) -> Option<String> {
    if record.vocabulary != vocabulary.fingerprint() {
        return None;
    }
    let mut out = String::new();
    write_record(&mut out, record, vocabulary);
    Some(out)
}

fn write_record(out: &mut String, record: &Record, vocabulary: &Vocabulary) {
    let subject = &vocabulary.subjects[record.subject.index()];
    let mut object = Object::open(out);
    if !record.id.is_empty() {
        write_text(object.key(&subject.key.id), &record.id);
    }
    write_fields(&mut object, record, vocabulary, &subject.facts, &record.facts);
    for (list, rows) in subject.lists.iter().zip(&record.lists).filter(|(_, rows)| rows.known) {
        write_list(object.key(&list.names.id), rows.rows(), |out, row| {
            let mut event = Object::open(out);
            write_fields(&mut event, record, vocabulary, &list.fields, row.words());
            event.close();
        });
    }
    for (kind, members) in vocabulary.subjects.iter().zip(&record.members) {
        if let Some(members) = members {
            // Records nest no deeper than the subjects that were joined by hand or read within the limit.
            write_list(object.key(&kind.names.id), members.iter(), |out, member| {
                write_record(out, member, vocabulary);
            });
        }
    }
    object.close();
}

fn write_fields<'r>(
    object: &mut Object<'_>,
    record: &Record,
    vocabulary: &Vocabulary,
    fields: &[Field],
    words: impl IntoIterator<Item = &'r i64>,
) {
    for (field, &word) in fields.iter().zip(words).filter(|(_, word)| **word != MISSING) {
        let out = object.key(&field.names.id);
        match field.kind {
            FieldKind::Text | FieldKind::Member(_) => {
                write_text(out, record.text(word).unwrap_or_default());
            }
            FieldKind::Flag => out.push_str(if word == 1 { "true" } else { "false" }),
            FieldKind::Date => write_display(out, "\"", word_date(word), "\""),
            FieldKind::Quantity(_) => write_display(out, "", word_amount(word), ""),
            FieldKind::Term(tree) => {
                let terms = &vocabulary.trees[tree.index()].terms;
                let term = word_term(word).and_then(|term| terms.get(term.index()));
                write_text(out, term.map_or("", |term| &term.names.id));
            }
        }
    }
}

fn write_list<T>(out: &mut String, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    out.push('[');
    for (place, item) in items.enumerate() {
        if place > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

fn write_display(out: &mut String, before: &str, value: Option<impl std::fmt::Display>, after: &str) {
    match value {
        // Writing to a string cannot fail.
        Some(value) => _ = write!(out, "{before}{value}{after}"),
        None => out.push_str("null"),
    }
}

fn write_text(out: &mut String, text: &str) {
    // A text is always valid JSON once quoted, so the default is never reached.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

/// An object under way.
struct Object<'o> {
    out: &'o mut String,
    empty: bool,
}

impl<'o> Object<'o> {
    fn open(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    /// Writes a key; its value is to follow.
    fn key(&mut self, key: &str) -> &mut String {
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        write_text(self.out, key);
        self.out.push(':');
        self.out
    }

    fn close(self) {
        self.out.push('}');
    }
}
