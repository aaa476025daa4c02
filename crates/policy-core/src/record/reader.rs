//! A vocabulary made ready for reading many records.

use std::sync::Arc;

use serde::Serialize;

use super::json::{JsonError, from_bytes, to_bytes};
use super::names::{NameTable, TermNames};
use super::{Record, RecordBuilder, Value, ValueError};
use crate::{Field, FieldId, ListId, SubjectId, TermId, Vocabulary};

/// Reads records of one kind of subject: made once, used for millions.
///
/// Every name, label and alias of the vocabulary stands in a hash table, and the fingerprint that
/// binds records to their vocabulary is computed once. `Send + Sync`, and cheap to clone.
///
/// # Shape of the data
/// ```json
/// {
///   "id": "320000199001010001",
///   "stage": "primary",
///   "hired": "2015-09-01",
///   "trainings": [{ "category": "ethics", "end": "2019-02-01", "days": 1.5 }],
///   "leave": null
/// }
/// ```
/// A key is an identifier, a label or an alias. A list of events stands under the event's name, the
/// members of a school or bureau under the name of their kind (`"teachers": [ { … } ]`). An absent
/// key and `null` mean that nothing is known; `[]` is a list that is known to be empty. Amounts are
/// taken exactly from their digits, never by way of a binary fraction. An unknown key, a key given
/// twice, and a value that does not fit are errors that say where.
#[derive(Clone, Debug)]
pub struct RecordReader {
    subject: SubjectId,
    tables: Arc<Tables>,
}

/// Every name of a vocabulary, ready to be found.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) vocabulary: Vocabulary,
    pub(super) fingerprint: u64,
    pub(super) terms: Vec<NameTable<TermId>>,
    pub(super) subjects: Vec<SubjectKeys>,
}

/// The keys of one subject's records and of their events.
#[derive(Debug)]
pub(super) struct SubjectKeys {
    pub(super) keys: NameTable<Key>,
    pub(super) events: Vec<NameTable<FieldId>>,
}

/// What a key of a record stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Id,
    Fact(FieldId),
    List(ListId),
    Members(SubjectId),
}

impl RecordReader {
    /// Makes a vocabulary ready for reading records of one kind of subject.
    pub fn new(vocabulary: &Vocabulary, subject: SubjectId) -> Self {
        let tables = Tables {
            fingerprint: vocabulary.fingerprint(),
            terms: vocabulary
                .trees
                .iter()
                .map(|tree| NameTable::new((0..).map(TermId).zip(tree.terms.iter().map(|term| &term.names))))
                .collect(),
            subjects: (0..)
                .map(SubjectId)
                .take(vocabulary.subjects.len())
                .map(|subject| SubjectKeys::new(vocabulary, subject))
                .collect(),
            vocabulary: vocabulary.clone(),
        };
        Self { subject, tables: Arc::new(tables) }
    }

    /// A reader of another kind of subject, over the same tables.
    pub fn of(&self, subject: SubjectId) -> Self {
        Self { subject, tables: Arc::clone(&self.tables) }
    }

    /// What the records are about.
    pub fn subject(&self) -> SubjectId {
        self.subject
    }

    /// The vocabulary that it was made of.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.tables.vocabulary
    }

    /// Reads a record from JSON, given as text or as bytes of UTF-8. One pass, no tree of values.
    ///
    /// # Errors
    /// See [`JsonError`].
    pub fn read_json(&self, json: impl AsRef<[u8]>) -> Result<Record, JsonError> {
        from_bytes(&self.tables, self.subject, json.as_ref())
    }

    /// Reads a record from any value that can be serialized in that shape.
    ///
    /// It is written as JSON and read back, so it means exactly what its JSON means: a binary fraction
    /// counts by its shortest decimal form, and one that is no number is missing.
    ///
    /// # Errors
    /// See [`JsonError`].
    pub fn read_serialize<T: Serialize + ?Sized>(&self, value: &T) -> Result<Record, JsonError> {
        from_bytes(&self.tables, self.subject, &to_bytes(value)?)
    }

    /// Begins a record by hand; cheaper than [`RecordBuilder::new`] from the second record on.
    pub fn builder(&self, id: &str) -> RecordBuilder<'_> {
        RecordBuilder::of_tables(&self.tables, self.subject, id)
    }

    /// What a field makes of a value: the date, amount, flag, term or text that it means.
    ///
    /// # Errors
    /// The value does not fit the field.
    pub fn typed<'a>(&self, field: &Field, value: Value<'a>) -> Result<Value<'a>, ValueError> {
        value.typed(&field.kind, self.tables.term_names())
    }
}

impl Tables {
    pub(super) fn term_names(&self) -> TermNames<'_> {
        TermNames::Tables(&self.vocabulary, &self.terms)
    }
}

impl SubjectKeys {
    fn new(vocabulary: &Vocabulary, subject: SubjectId) -> Self {
        let declared = &vocabulary.subjects[subject.index()];
        let key = std::iter::once((Key::Id, &declared.key));
        let facts = (0..).map(|place| Key::Fact(FieldId(place))).zip(declared.facts.iter().map(|f| &f.names));
        let lists = (0..).map(|place| Key::List(ListId(place))).zip(declared.lists.iter().map(|l| &l.names));
        let members = (0..)
            .map(|place| Key::Members(SubjectId(place)))
            .zip(vocabulary.subjects.iter().map(|member| &member.names));
        let mut keys = NameTable::new(key.chain(facts).chain(lists).chain(members));
        // Every record may say `id`, whatever the vocabulary calls its key, unless that means something else.
        keys.add("id", Key::Id);
        let events = declared
            .lists
            .iter()
            .map(|list| NameTable::new((0..).map(FieldId).zip(list.fields.iter().map(|field| &field.names))))
            .collect();
        Self { keys, events }
    }
}
