//! Building a record value by value.

use std::collections::HashMap;

use super::value::{default_word, word};
use super::{EventRows, MISSING, Record, Value, ValueError, word_date};
use crate::{Field, FieldId, ListId, SubjectId, Vocabulary};

/// Builds a [`Record`].
///
/// Until something is said of it, a fact is missing (or what its `default` says), a
/// list is missing, and members are not known.
#[derive(Debug)]
pub struct RecordBuilder<'v> {
    vocabulary: &'v Vocabulary,
    record: Record,
    places: HashMap<Box<str>, i64>,
}

/// Fills one event of a record; dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct EventBuilder<'b, 'v> {
    builder: &'b mut RecordBuilder<'v>,
    list: ListId,
    words: Vec<i64>,
}

impl<'v> RecordBuilder<'v> {
    /// A record of which nothing is known but whose it is.
    pub fn new(vocabulary: &'v Vocabulary, subject: SubjectId, id: &str) -> Self {
        let declared = &vocabulary.subjects[subject.index()];
        let rows = |width| EventRows { known: false, width, words: Vec::new() };
        let record = Record {
            vocabulary: vocabulary.fingerprint(),
            subject,
            id: id.into(),
            facts: defaults(&declared.facts),
            lists: declared.lists.iter().map(|list| rows(list.fields.len())).collect(),
            members: vec![None; vocabulary.subjects.len()].into(),
            texts: Vec::new(),
        };
        Self { vocabulary, record, places: HashMap::new() }
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
    /// The value does not fit the field.
    pub fn set_fact(&mut self, field: FieldId, value: Value<'_>) -> Result<(), ValueError> {
        let declared = &self.vocabulary.fields(self.record.subject, None)[field.index()];
        let word = self.word(declared, value)?;
        self.record.facts[field.index()] = word;
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
        self.record.lists[list.index()].known = true;
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
        let words = defaults(self.vocabulary.fields(self.record.subject, Some(list))).into();
        EventBuilder { builder: self, list, words }
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
    pub fn finish(self) -> Record {
        self.record
    }

    fn list(&self, name: &str) -> Result<ListId, ValueError> {
        let subject = &self.vocabulary.subjects[self.record.subject.index()];
        subject.list(name).ok_or_else(|| ValueError::UnknownName { name: name.to_owned() })
    }

    /// The word of a value; an absent one takes the field's default.
    fn word(&mut self, field: &Field, value: Value<'_>) -> Result<i64, ValueError> {
        let Self { record, places, .. } = self;
        let mut intern = |text: &str| {
            if let Some(&place) = places.get(text) {
                return place;
            }
            let place = record.texts.len() as i64;
            record.texts.push(text.into());
            places.insert(text.into(), place);
            place
        };
        let word = word(self.vocabulary, &field.kind, value, &mut intern)?;
        Ok(if word == MISSING { default_word(field.default.as_ref()) } else { word })
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
    /// The value does not fit the field.
    pub fn set_field(&mut self, field: FieldId, value: Value<'_>) -> Result<(), ValueError> {
        let vocabulary = self.builder.vocabulary;
        let declared = &vocabulary.fields(self.builder.record.subject, Some(self.list))[field.index()];
        self.words[field.index()] = self.builder.word(declared, value)?;
        Ok(())
    }

    /// Adds the event to the record; its list is then known.
    ///
    /// # Errors
    /// It ends before it begins.
    pub fn finish(self) -> Result<(), ValueError> {
        let Self { builder, list, words } = self;
        let declared = &builder.vocabulary.subjects[builder.record.subject.index()].lists[list.index()];
        if let Some((first, last)) = declared.lasting
            && let (Some(start), Some(end)) =
                (word_date(words[first.index()]), word_date(words[last.index()]))
            && end < start
        {
            return Err(ValueError::EndBeforeStart { start, end });
        }
        let rows = &mut builder.record.lists[list.index()];
        rows.known = true;
        rows.words.extend(words);
        Ok(())
    }
}

fn defaults(fields: &[Field]) -> Box<[i64]> {
    fields.iter().map(|field| default_word(field.default.as_ref())).collect()
}
