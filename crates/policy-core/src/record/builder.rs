//! Building a record value by value.

use super::names::TermNames;
use super::reader::Tables;
use super::rows::RowsBuilder;
use super::texts::Texts;
use super::value::{default_word, word};
use super::{EventRows, Record, Value, ValueError, word_date};
use crate::{EventList, Field, FieldId, ListId, SubjectId, Vocabulary};

/// Builds a [`Record`].
///
/// Until something is said of it, a fact is missing (or what its `default` says), a
/// list is missing, and members are not known.
#[derive(Debug)]
pub struct RecordBuilder<'v> {
    vocabulary: &'v Vocabulary,
    terms: TermNames<'v>,
    record: Record,
    lists: Vec<RowsBuilder>,
    texts: Texts,
}

/// Fills one event of a record; dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct EventBuilder<'b, 'v> {
    builder: &'b mut RecordBuilder<'v>,
    list: ListId,
    /// Where the event's words begin among those of its list.
    start: usize,
    finished: bool,
}

impl<'v> RecordBuilder<'v> {
    /// A record of which nothing is known but whose it is.
    ///
    /// For more than a few records, [`crate::RecordReader::builder`] is cheaper.
    pub fn new(vocabulary: &'v Vocabulary, subject: SubjectId, id: &str) -> Self {
        Self::begin(vocabulary, TermNames::Declared(vocabulary), vocabulary.fingerprint(), subject, id)
    }

    pub(super) fn of_tables(tables: &'v Tables, subject: SubjectId, id: &str) -> Self {
        Self::begin(&tables.vocabulary, tables.term_names(), tables.fingerprint, subject, id)
    }

    fn begin(
        vocabulary: &'v Vocabulary,
        terms: TermNames<'v>,
        fingerprint: u64,
        subject: SubjectId,
        id: &str,
    ) -> Self {
        let record = blank(vocabulary, fingerprint, subject, id);
        let lists = &vocabulary.subjects[subject.index()].lists;
        let rows = |width| RowsBuilder { known: false, width, words: Vec::new() };
        let lists = lists.iter().map(|list| rows(list.fields.len())).collect();
        Self { vocabulary, terms, record, lists, texts: Texts::default() }
    }

    /// Sets a fact by its name, label or alias.
    ///
    /// # Errors
    /// The name is not declared, or the value does not fit the field.
    pub fn fact<'a>(&mut self, name: &str, value: impl Into<Value<'a>>) -> Result<&mut Self, ValueError> {
        let subject = &self.vocabulary.subjects[self.record.subject.index()];
        let field = subject.fact(name).ok_or_else(|| ValueError::UnknownName { name: name.to_owned() })?;
        self.set_fact(field, value.into())?;
        Ok(self)
    }

    /// Sets a fact.
    ///
    /// # Errors
    /// There is no such field, or the value does not fit it.
    pub fn set_fact(&mut self, field: FieldId, value: Value<'_>) -> Result<(), ValueError> {
        let declared = declared(self.vocabulary.fields(self.record.subject, None), field)?;
        self.record.facts[field.index()] = word(value, declared, self.terms, &mut self.texts)?;
        Ok(())
    }

    /// Says that a list is known; without events, that it is known to be empty.
    ///
    /// # Errors
    /// The name is not declared.
    pub fn known(&mut self, list: &str) -> Result<&mut Self, ValueError> {
        let list = self.list(list)?;
        self.set_known(list);
        Ok(self)
    }

    /// Says that a list is known.
    pub fn set_known(&mut self, list: ListId) {
        self.lists[list.index()].known = true;
    }

    /// Begins an event of the list with that name, label or alias.
    ///
    /// # Errors
    /// The name is not declared.
    pub fn event(&mut self, list: &str) -> Result<EventBuilder<'_, 'v>, ValueError> {
        let list = self.list(list)?;
        Ok(self.new_event(list))
    }

    /// Begins an event.
    pub fn new_event(&mut self, list: ListId) -> EventBuilder<'_, 'v> {
        let fields = self.vocabulary.fields(self.record.subject, Some(list));
        let words = &mut self.lists[list.index()].words;
        let start = words.len();
        words.extend(defaults(fields));
        EventBuilder { builder: self, list, start, finished: false }
    }

    /// Says who belongs to this subject; called again for the same kind of subject, it adds to them.
    ///
    /// # Errors
    /// A member was built with another vocabulary, or is of another kind.
    pub fn members(
        &mut self,
        subject: SubjectId,
        members: impl IntoIterator<Item = Record>,
    ) -> Result<&mut Self, ValueError> {
        let known = self.record.members[subject.index()].get_or_insert_with(Vec::new);
        for member in members {
            if member.vocabulary != self.record.vocabulary || member.subject != subject {
                return Err(ValueError::OtherVocabulary);
            }
            known.push(member);
        }
        Ok(self)
    }

    /// The record.
    pub fn finish(mut self) -> Record {
        self.record.texts = self.texts.finish();
        self.record.lists = self.lists.into_iter().map(RowsBuilder::finish).collect();
        self.record
    }

    fn list(&self, name: &str) -> Result<ListId, ValueError> {
        let subject = &self.vocabulary.subjects[self.record.subject.index()];
        subject.list(name).ok_or_else(|| ValueError::UnknownName { name: name.to_owned() })
    }
}

impl EventBuilder<'_, '_> {
    /// Sets a field by its name, label or alias.
    ///
    /// # Errors
    /// The name is not declared, or the value does not fit the field.
    pub fn set<'a>(mut self, name: &str, value: impl Into<Value<'a>>) -> Result<Self, ValueError> {
        let subject = &self.builder.vocabulary.subjects[self.builder.record.subject.index()];
        let field = subject.lists[self.list.index()]
            .field(name)
            .ok_or_else(|| ValueError::UnknownName { name: name.to_owned() })?;
        self.set_field(field, value.into())?;
        Ok(self)
    }

    /// Sets a field.
    ///
    /// # Errors
    /// There is no such field, or the value does not fit it.
    pub fn set_field(&mut self, field: FieldId, value: Value<'_>) -> Result<(), ValueError> {
        let RecordBuilder { vocabulary, terms, record, lists, texts } = &mut *self.builder;
        let declared = declared(vocabulary.fields(record.subject, Some(self.list)), field)?;
        let word = word(value, declared, *terms, texts)?;
        lists[self.list.index()].words[self.start + field.index()] = word;
        Ok(())
    }

    /// Adds the event to the record; its list is then known.
    ///
    /// # Errors
    /// It ends before it begins.
    pub fn finish(mut self) -> Result<(), ValueError> {
        let RecordBuilder { vocabulary, record, lists, .. } = &mut *self.builder;
        let declared = &vocabulary.subjects[record.subject.index()].lists[self.list.index()];
        let rows = &mut lists[self.list.index()];
        check_order(declared, &rows.words[self.start..])?;
        rows.known = true;
        self.finished = true;
        Ok(())
    }
}

impl Drop for EventBuilder<'_, '_> {
    fn drop(&mut self) {
        if !self.finished {
            self.builder.lists[self.list.index()].words.truncate(self.start);
        }
    }
}

/// Refuses an event that ends before it begins.
pub(super) fn check_order(declared: &EventList, words: &[i64]) -> Result<(), ValueError> {
    let Some((first, last)) = declared.lasting else { return Ok(()) };
    let (start, end) = (words[first.index()], words[last.index()]);
    // Days ascend with their words; only a mistake pays for the dates.
    if end < start
        && let (Some(start), Some(end)) = (word_date(start), word_date(end))
    {
        return Err(ValueError::EndBeforeStart { start, end });
    }
    Ok(())
}

/// A record of which nothing is known.
pub(super) fn blank(vocabulary: &Vocabulary, fingerprint: u64, subject: SubjectId, id: &str) -> Record {
    let declared = &vocabulary.subjects[subject.index()];
    Record {
        vocabulary: fingerprint,
        subject,
        id: id.into(),
        facts: defaults(&declared.facts).collect(),
        lists: vec![EventRows::default(); declared.lists.len()].into(),
        members: vec![None; vocabulary.subjects.len()].into(),
        texts: Vec::new(),
    }
}

/// The words of fields of which nothing is said.
pub(super) fn defaults(fields: &[Field]) -> impl Iterator<Item = i64> {
    fields.iter().map(|field| default_word(field.default.as_ref()))
}

/// The field of a number, which may be another vocabulary's.
fn declared(fields: &[Field], field: FieldId) -> Result<&Field, ValueError> {
    fields.get(field.index()).ok_or_else(|| ValueError::UnknownName { name: format!("#{}", field.index()) })
}
