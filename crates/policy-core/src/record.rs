//! What is known of one subject, held in the vocabulary's own codes.
//!
//! Every value is one 64-bit word: a term's number, a day's number, millionths,
//! 0 or 1, or the place of a text. A missing value is a word of its own, so that
//! it can be mistaken for nothing else. Records are made by [`RecordBuilder`] or
//! [`RecordReader`]; the evaluator reads them word by word.

mod builder;
mod json;
mod names;
mod read;
mod reader;
mod refusal;
mod rows;
mod texts;
mod value;
mod write;

use chrono::NaiveDate;
use serde::Serialize;

use crate::span::date_of;
use crate::{Decimal, FieldId, FieldKind, ListId, SubjectId, TermId, Vocabulary};

pub use builder::{EventBuilder, RecordBuilder};
pub use json::{JsonCause, JsonError, JsonProblem};
pub use names::nearest_name;
pub use read::parse_date;
pub use reader::RecordReader;
pub use refusal::{Expected, ValueError};
pub(crate) use rows::{EventRows, Row};
pub use value::Value;
pub(crate) use value::default_word;

/// How many bytes one record may have in JSON.
pub const MAX_JSON_BYTES: usize = 1 << 30;
/// How many bytes one text may have.
pub const MAX_TEXT_BYTES: usize = 1 << 16;
/// How many events and members one record may hold, those of its members included.
pub const MAX_PARTS: u32 = 20_000_000;
/// How many members deep a record may be: a teacher of a school of a bureau is two deep.
pub const MAX_DEPTH: usize = 8;

/// The word of a missing value.
pub(crate) const MISSING: i64 = i64::MIN;

/// What is known of one subject: facts, events, and the subjects that belong to it.
///
/// A record is bound to the vocabulary that it was built with; an engine of another
/// vocabulary refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub(crate) vocabulary: u64,
    pub(crate) subject: SubjectId,
    pub(crate) id: Box<str>,
    pub(crate) facts: Box<[i64]>,
    pub(crate) lists: Box<[EventRows]>,
    /// By subject; `None` where it is not known who belongs to this one.
    pub(crate) members: Box<[Option<Vec<Record>>]>,
    pub(crate) texts: Vec<Box<str>>,
}

impl Record {
    /// Reads a record from JSON; see [`RecordReader`] for the shape, and for reading more than one.
    ///
    /// # Errors
    /// See [`JsonError`].
    pub fn from_json(
        vocabulary: &Vocabulary,
        subject: SubjectId,
        json: impl AsRef<[u8]>,
    ) -> Result<Self, JsonError> {
        RecordReader::new(vocabulary, subject).read_json(json)
    }

    /// Reads a record from any value that can be serialized in the shape that [`RecordReader`] shows.
    ///
    /// # Errors
    /// See [`JsonError`].
    pub fn from_serialize<T: Serialize + ?Sized>(
        vocabulary: &Vocabulary,
        subject: SubjectId,
        value: &T,
    ) -> Result<Self, JsonError> {
        RecordReader::new(vocabulary, subject).read_serialize(value)
    }

    /// Writes the record as JSON, keys being identifiers; [`RecordReader::read_json`] reads it back.
    ///
    /// `None` where the record was built with another vocabulary.
    pub fn to_json(&self, vocabulary: &Vocabulary) -> Option<String> {
        write::to_json(self, vocabulary)
    }

    /// Who it is about: the identifier that the data gives.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What kind of subject it is about.
    pub fn subject(&self) -> SubjectId {
        self.subject
    }

    /// How many events a list holds, or `None` where the list is missing.
    pub fn event_count(&self, list: ListId) -> Option<usize> {
        let rows = self.lists.get(list.index())?;
        rows.known.then(|| rows.len())
    }

    /// The members of one kind, or `None` where they are not known.
    pub fn members(&self, subject: SubjectId) -> Option<&[Record]> {
        self.members.get(subject.index())?.as_deref()
    }

    /// The text of a fact that is a text or names another subject; `None` where it is missing or of another kind.
    pub fn text_fact(&self, vocabulary: &Vocabulary, fact: FieldId) -> Option<&str> {
        let field = vocabulary.subjects.get(self.subject.index())?.facts.get(fact.index())?;
        match field.kind {
            FieldKind::Text | FieldKind::Member(_) => self.text(present(*self.facts.get(fact.index())?)?),
            FieldKind::Flag | FieldKind::Date | FieldKind::Quantity(_) | FieldKind::Term(_) => None,
        }
    }

    /// The text that a word points to.
    pub(crate) fn text(&self, word: i64) -> Option<&str> {
        self.texts.get(usize::try_from(word).ok()?).map(|text| &**text)
    }
}

/// The word of a value that is present.
pub(crate) fn present(word: i64) -> Option<i64> {
    (word != MISSING).then_some(word)
}

/// Reads a word as the day it stands for.
pub(crate) fn word_date(word: i64) -> Option<NaiveDate> {
    date_of(present(word)?)
}

/// Reads a word as an amount.
pub(crate) fn word_amount(word: i64) -> Option<Decimal> {
    present(word).map(Decimal::from_millionths)
}

/// Reads a word as a term.
pub(crate) fn word_term(word: i64) -> Option<TermId> {
    u16::try_from(present(word)?).ok().map(TermId)
}

/// A field of the record or of one of its events, as messages name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactPath {
    /// A fact of the subject.
    Fact(FieldId),
    /// A whole list that is missing.
    List(ListId),
    /// A field of an event, by its place in the list.
    Event(ListId, u32, FieldId),
    /// Something missing in one of the members, by its place.
    Member(SubjectId, u32),
    /// The members of a kind, not known.
    Members(SubjectId),
}
