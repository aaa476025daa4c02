//! The records that the reference reads: plain values, missing ones as `None`.

use chrono::NaiveDate;
use policy_core::{Decimal, DefaultValue, Field, FieldId, FieldKind, ListId, Record, RecordBuilder};
use policy_core::{SubjectId, TermId, Value, Vocabulary};

/// A value that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// An amount, in the field's unit.
    Amount(Decimal),
    /// A term of the field's tree.
    Term(TermId),
    /// A text, or the identifier of a subject.
    Text(String),
}

/// The values of a subject or an event, by field; `None` is missing.
pub type Row = Vec<Option<Fact>>;

/// What is known of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What kind of subject.
    pub subject: SubjectId,
    /// Its facts.
    pub facts: Row,
    /// Its lists of events; `None` where a list is missing.
    pub lists: Vec<Option<Vec<Row>>>,
    /// Its members by kind of subject; `None` where they are not known.
    pub members: Vec<Option<Vec<Person>>>,
}

impl Person {
    /// A subject of which nothing is known.
    pub fn unknown(vocabulary: &Vocabulary, subject: SubjectId) -> Self {
        let declared = &vocabulary.subjects[subject.index()];
        Self {
            subject,
            facts: vec![None; declared.facts.len()],
            lists: vec![None; declared.lists.len()],
            members: vec![None; vocabulary.subjects.len()],
        }
    }

    /// The same as a record of the engine.
    pub fn record(&self, vocabulary: &Vocabulary, id: &str) -> Record {
        let mut builder = RecordBuilder::new(vocabulary, self.subject, id);
        for (place, fact) in self.facts.iter().enumerate() {
            let kind = &vocabulary.fields(self.subject, None)[place].kind;
            let value = value(vocabulary, kind, fact.as_ref());
            builder.set_fact(field(place), value).expect("generated facts fit their fields");
        }
        for (place, rows) in self.lists.iter().enumerate() {
            let list = ListId(u16::try_from(place).expect("few lists"));
            let Some(rows) = rows else { continue };
            builder.set_known(list);
            for row in rows {
                let mut event = builder.new_event(list);
                for (place, fact) in row.iter().enumerate() {
                    let kind = &vocabulary.fields(self.subject, Some(list))[place].kind;
                    let value = value(vocabulary, kind, fact.as_ref());
                    event.set_field(field(place), value).expect("generated values fit their fields");
                }
                event.finish().expect("generated events begin before they end");
            }
        }
        for (place, members) in self.members.iter().enumerate() {
            let Some(members) = members else { continue };
            let subject = SubjectId(u16::try_from(place).expect("few subjects"));
            let members =
                members.iter().enumerate().map(|(n, member)| member.record(vocabulary, &format!("{id}.{n}")));
            builder.members(subject, members).expect("members are of their kind");
        }
        builder.finish()
    }
}

fn field(place: usize) -> FieldId {
    FieldId(u16::try_from(place).expect("few fields"))
}

fn value<'a>(vocabulary: &'a Vocabulary, kind: &FieldKind, fact: Option<&'a Fact>) -> Value<'a> {
    match fact {
        None => Value::Missing,
        Some(Fact::Flag(flag)) => Value::Flag(*flag),
        Some(Fact::Date(date)) => Value::Date(*date),
        Some(Fact::Amount(amount)) => Value::Number(*amount),
        Some(Fact::Text(text)) => Value::Text(text),
        Some(Fact::Term(term)) => match kind {
            FieldKind::Term(tree) => {
                Value::Text(&vocabulary.trees[tree.index()].terms[term.index()].names.id)
            }
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Quantity(_)
            | FieldKind::Member(_) => Value::Missing,
        },
    }
}

/// What a field holds, the meaning of absence included.
pub(super) fn read(declared: &[Field], row: &Row, field: FieldId) -> Option<Fact> {
    let stated = row[field.index()].clone();
    stated.or_else(|| {
        declared[field.index()].default.as_ref().map(|default| match default {
            DefaultValue::Flag(flag) => Fact::Flag(*flag),
            DefaultValue::Quantity(amount) => Fact::Amount(*amount),
            DefaultValue::Term(term) => Fact::Term(*term),
        })
    })
}
