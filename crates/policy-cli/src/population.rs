//! Everybody who was read: subjects with their facts and events, in words, and who belongs to whom.
//!
//! Rows stay packed, eight bytes a value and each text once, and become records one at a time when
//! they are decided, so that a hundred thousand teachers with two million events fit in memory.

mod events;
mod members;
mod subjects;
mod texts;

use chrono::{Datelike, NaiveDate};
use policy_core::{
    Decimal, Field, FieldId, FieldKind, ListId, Record, RecordReader, SubjectId, TermId, Value, ValueError,
    Vocabulary,
};
use policy_dsl::Saying;

use crate::finding::{Findings, Place, Trouble};
use crate::needs::Needs;
use crate::unknown::AbsentColumns;
use crate::voice::is_invisible;
use members::Groups;
use subjects::State;
use texts::TextArena;

pub use subjects::{Differing, Subjects};

/// The word of a missing value.
pub const MISSING: i64 = i64::MIN;

/// A file or sheet that rows came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The sheet, where the file has several.
    pub sheet: Option<String>,
}

/// Where a subject was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which file or sheet, by its number.
    pub origin: u16,
    /// Which row.
    pub row: u64,
}

/// Everybody who was read.
#[derive(Debug)]
pub struct Population {
    /// Reads and builds records of the vocabulary.
    pub reader: RecordReader,
    /// What the tables that were read do not have.
    pub absent_columns: Vec<AbsentColumns>,
    origins: Vec<Origin>,
    subjects: Vec<Subjects>,
    texts: TextArena,
    groups: Groups,
}

impl Population {
    /// Nobody yet.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let subjects = vocabulary.subjects.iter().map(Subjects::new).collect();
        Self {
            reader: RecordReader::new(vocabulary, SubjectId(0)),
            absent_columns: Vec::new(),
            origins: Vec::new(),
            subjects,
            texts: TextArena::default(),
            groups: Groups::default(),
        }
    }

    /// The subjects of one kind.
    pub fn of(&self, subject: SubjectId) -> &Subjects {
        &self.subjects[subject.index()]
    }

    /// The subjects of one kind, to be added to.
    pub fn of_mut(&mut self, subject: SubjectId) -> &mut Subjects {
        &mut self.subjects[subject.index()]
    }

    /// Notes a file or sheet and gives its number.
    pub fn add_origin(&mut self, origin: Origin) -> u16 {
        self.origins.push(origin);
        u16::try_from(self.origins.len() - 1).unwrap_or(u16::MAX)
    }

    /// The file or sheet of a number.
    pub fn origin(&self, number: u16) -> &Origin {
        &self.origins[usize::from(number)]
    }

    /// Where a row stands.
    pub fn place(&self, entry: Entry) -> Place {
        let origin = self.origin(entry.origin);
        Place { file: origin.file.clone(), sheet: origin.sheet.clone(), row: Some(entry.row), column: None }
    }

    /// Adds a nested record, and with it those that it holds.
    pub fn add_record(
        &mut self,
        record: Record,
        entry: Entry,
        findings: &mut Findings,
        vocabulary: &Vocabulary,
    ) {
        // Members are decided on their own too. Records nest no deeper than their reader allows.
        for subject in
            (0..vocabulary.subjects.len()).filter_map(|place| u16::try_from(place).ok().map(SubjectId))
        {
            for member in record.members(subject).unwrap_or_default() {
                self.add_record(member.clone(), entry, findings, vocabulary);
            }
        }
        let key = &vocabulary.subjects[record.subject().index()].key;
        if record.id().is_empty() {
            let place = self.place(entry).in_column(&key.id);
            findings.add(Trouble::Identifier, place, None, Saying::new("finding-id-empty"));
            return;
        }
        if record.id().chars().any(is_invisible) {
            let place = self.place(entry).in_column(&key.id);
            findings.add(Trouble::Identifier, place, None, Saying::new("finding-id-invisible"));
            return;
        }
        let subjects = &mut self.subjects[record.subject().index()];
        if let Err(earlier) = subjects.add_whole(record, entry) {
            let place = self.place(entry).in_column(&key.id);
            findings.add(
                Trouble::Twice,
                place,
                None,
                Saying::new("finding-id-twice").with("row", earlier.row),
            );
        }
    }

    /// The word of a value for a field.
    ///
    /// # Errors
    /// The value does not fit.
    pub fn typed_word(&mut self, field: &Field, value: Value<'_>) -> Result<i64, ValueError> {
        let value = self.reader.typed(field, value)?;
        Ok(self.word(&field.kind, value))
    }

    /// The word of a value that [`RecordReader::typed`] gave for a field of this kind.
    fn word(&mut self, kind: &FieldKind, value: Value<'_>) -> i64 {
        let holds_text = matches!(kind, FieldKind::Text | FieldKind::Member(_));
        match value {
            Value::Missing => MISSING,
            // A school that is called 3, a project of which the workbook made a day.
            Value::Date(day) if holds_text => self.texts.place(&day.to_string()),
            Value::Number(number) if holds_text => self.texts.place(&number.to_string()),
            Value::Text(text) => self.texts.place(text),
            Value::Flag(flag) => i64::from(flag),
            Value::Date(day) => i64::from(day.num_days_from_ce()),
            Value::Number(number) => number.millionths(),
            Value::Term(term) => i64::from(term.0),
            // No typed value is one of these.
            Value::Integer(_) | Value::Float(_) => MISSING,
        }
    }

    fn value(&self, kind: &FieldKind, word: i64) -> Value<'_> {
        if word == MISSING {
            return Value::Missing;
        }
        match kind {
            FieldKind::Text | FieldKind::Member(_) => Value::Text(self.texts.text(word)),
            FieldKind::Flag => Value::Flag(word == 1),
            FieldKind::Date => day(word).map_or(Value::Missing, Value::Date),
            FieldKind::Quantity(_) => Value::Number(Decimal::from_millionths(word)),
            FieldKind::Term(_) => {
                u16::try_from(word).map_or(Value::Missing, |term| Value::Term(TermId(term)))
            }
        }
    }

    /// The text of a fact, where the fact is a text and known.
    pub fn text_fact(&self, subject: SubjectId, index: u32, fact: FieldId) -> Option<&str> {
        let subjects = self.of(subject);
        if let Some(record) = subjects.whole(index) {
            return record.text_fact(self.reader.vocabulary(), fact);
        }
        match subjects.fact(index, fact) {
            MISSING => None,
            word => Some(self.texts.text(word)),
        }
    }

    /// Notes that part of a table could not be read: of subjects, or of one of their lists.
    pub fn damage(&mut self, (subject, list): (SubjectId, Option<ListId>)) {
        let subjects = self.of_mut(subject);
        match list {
            None => (subjects.is_incomplete, subjects.has_table) = (true, true),
            Some(list) => subjects.lists[list.index()].is_damaged = true,
        }
    }

    /// Says what is not known for want of what could not be read, and sees to it that it is not.
    pub fn note_damage(&mut self, findings: &mut Findings) {
        let vocabulary = self.reader.of(SubjectId(0));
        for (subjects, declared) in self.subjects.iter_mut().zip(&vocabulary.vocabulary().subjects) {
            if subjects.unclaimed > 0 {
                let says = Saying::new("note-rows-unclaimed").with("count", subjects.unclaimed);
                findings.note(None, says);
            }
            for (events, list) in subjects.lists.iter_mut().zip(&declared.lists) {
                if events.is_damaged {
                    events.is_known = false;
                    let says = Saying::new("note-list-damaged").with_names("kind", &list.names);
                    findings.note(None, says.with_names("subject", &declared.names));
                }
            }
        }
    }

    /// Ends the reading: sorts the events by their subjects and says what is contested.
    pub fn settle(&mut self, findings: &mut Findings) {
        for place in 0..self.subjects.len() {
            let contested: Vec<Entry> = self.subjects[place].contested().collect();
            for entry in contested {
                let place = self.place(entry);
                findings.add(Trouble::Twice, place, None, Saying::new("finding-id-contested"));
            }
            self.subjects[place].settle();
        }
    }

    /// How many event rows belong to subjects that were set aside.
    pub fn rows_without_owner(&self) -> usize {
        self.subjects.iter().map(Subjects::rows_without_owner).sum()
    }

    /// The record of a subject, with its members.
    ///
    /// # Errors
    /// A value no longer fits its field, which the reading rules out.
    pub fn record(&self, subject: SubjectId, index: u32, needs: &Needs) -> Result<Record, ValueError> {
        self.record_below(subject, index, needs, &mut Vec::new())
    }

    /// `above` holds the kinds that this record is to be a member of, so that no ring of kinds goes on
    /// for ever.
    fn record_below(
        &self,
        subject: SubjectId,
        index: u32,
        needs: &Needs,
        above: &mut Vec<SubjectId>,
    ) -> Result<Record, ValueError> {
        let subjects = self.of(subject);
        let reader = self.reader.of(subject);
        if !subjects.is_usable(index) {
            // A member whose row was set aside is one all the same; nothing else is known of it.
            return Ok(reader.builder(subjects.id(index)).finish());
        }
        if let Some(record) = subjects.whole(index) {
            return Ok(record.clone());
        }
        let declared = &reader.vocabulary().subjects[subject.index()];
        let mut builder = reader.builder(subjects.id(index));
        for (fact, field) in (0..).map(FieldId).zip(&declared.facts) {
            builder.set_fact(fact, self.value(&field.kind, subjects.fact(index, fact)))?;
        }
        for ((list, declared), events) in
            (0..).map(policy_core::ListId).zip(&declared.lists).zip(&subjects.lists)
        {
            // Of a member only what rules read; of the subject itself everything, for its story.
            let is_member = !above.is_empty();
            if !events.is_known || (is_member && !needs.reads_list(subject, list)) {
                continue;
            }
            builder.set_known(list);
            for row in events.of(index) {
                let mut event = builder.new_event(list);
                for (field, word) in events.fields().iter().zip(row) {
                    let kind = &declared.fields[field.index()].kind;
                    if is_member && *kind == FieldKind::Text && !needs.reads_text(*field) {
                        continue;
                    }
                    event.set_field(*field, self.value(kind, *word))?;
                }
                event.finish()?;
            }
        }
        above.push(subject);
        for kind in (0..self.subjects.len()).filter_map(|place| u16::try_from(place).ok().map(SubjectId)) {
            if above.contains(&kind) || !needs.reads_members(subject, kind) {
                continue;
            }
            if let Some(members) = self.groups.members(subject, kind, index) {
                let records: Result<Vec<Record>, ValueError> =
                    members.iter().map(|member| self.record_below(kind, *member, needs, above)).collect();
                builder.members(kind, records?)?;
            }
        }
        above.pop();
        Ok(builder.finish())
    }
}

/// The day of a word.
pub fn day(word: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(word).ok()?)
}

impl State {
    fn is_usable(self) -> bool {
        match self {
            Self::Usable => true,
            Self::Contested | Self::SetAside => false,
        }
    }
}
