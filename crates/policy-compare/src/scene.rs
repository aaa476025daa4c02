//! Records that show something, as they are built, made smaller, and told.

use chrono::{Months, NaiveDate};
use policy_core::{
    Decimal, FieldId, ListId, Record, RecordReader, SubjectId, TermId, Value, Verdict, Vocabulary,
};

/// A value of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A term.
    Term(TermId),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// An amount in the field's unit.
    Amount(Decimal),
    /// A text.
    Text(String),
}

impl Fact {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Term(term) => Value::Term(*term),
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Date(date) => Value::Date(*date),
            Self::Amount(amount) => Value::Number(*amount),
            Self::Text(text) => Value::Text(text),
        }
    }
}

/// An event of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Of which list.
    pub list: ListId,
    /// What is known of it, by field.
    pub fields: Vec<(FieldId, Fact)>,
}

impl Happening {
    /// What a field holds.
    pub fn field(&self, field: FieldId) -> Option<&Fact> {
        self.fields.iter().find(|(known, _)| *known == field).map(|(_, fact)| fact)
    }

    /// Says what a field holds, instead of what it held.
    pub(crate) fn set(&mut self, field: FieldId, fact: Fact) {
        match self.fields.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => *known = fact,
            None => self.fields.push((field, fact)),
        }
    }
}

/// How many members who are alike a record holds.
const MOST_MEMBERS: usize = 5_000;

/// A subject of whom all lists are known: what is in them, and some facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// What kind of subject.
    pub subject: SubjectId,
    /// What is known of it, by field.
    pub facts: Vec<(FieldId, Fact)>,
    /// What happened.
    pub events: Vec<Happening>,
    /// Who belongs to it: so many who are alike, and so on.
    pub members: Vec<Group>,
}

/// Members of a subject who are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// How many.
    pub count: usize,
    /// What each of them is like.
    pub each: Scene,
}

impl Scene {
    /// The record; `None` where a value does not fit the vocabulary.
    pub fn record(&self, vocabulary: &Vocabulary) -> Option<Record> {
        self.read_by(&RecordReader::new(vocabulary, self.subject))
    }

    /// The record, by a reader of such subjects.
    pub(crate) fn read_by(&self, reader: &RecordReader) -> Option<Record> {
        let mut builder = reader.builder("someone");
        for (field, fact) in &self.facts {
            builder.set_fact(*field, fact.value()).ok()?;
        }
        let lists = reader.vocabulary().subjects.get(self.subject.index())?.lists.len();
        (0..).map(ListId).take(lists).for_each(|list| builder.set_known(list));
        let vocabulary = reader.vocabulary();
        for (kind, declared) in (0..).map(SubjectId).zip(&vocabulary.subjects) {
            if !declared.group_facts().any(|(_, group)| group == self.subject) {
                continue;
            }
            let mut members = Vec::new();
            let own = self.members.iter().filter(|group| group.each.subject == kind && group.count > 0);
            for group in own {
                let member = group.each.record(vocabulary)?;
                members.extend(std::iter::repeat_n(member, group.count.min(MOST_MEMBERS)));
            }
            builder.members(kind, members).ok()?;
        }
        for event in &self.events {
            let mut new = builder.new_event(event.list);
            for (field, fact) in &event.fields {
                new.set_field(*field, fact.value()).ok()?;
            }
            new.finish().ok()?;
        }
        Some(builder.finish())
    }

    /// What happened in both records; what the other says of the subject goes first.
    pub(crate) fn merged(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged.facts.retain(|(field, _)| other.fact(*field).is_none());
        merged.facts.extend(other.facts.iter().cloned());
        merged.events.extend(other.events.iter().cloned());
        merged.members.extend(other.members.iter().cloned());
        merged
    }

    /// The same record in which what happened happened again so many months later, and so on for each number of months.
    pub(crate) fn repeated(
        &self,
        months: impl Iterator<Item = i32>,
        is_meant: &dyn Fn(&Happening) -> bool,
    ) -> Self {
        let mut repeated = self.clone();
        for later in months {
            let moved = |day: NaiveDate| {
                let many = Months::new(later.unsigned_abs());
                if later < 0 { day.checked_sub_months(many) } else { day.checked_add_months(many) }
            };
            repeated.events.extend(self.events.iter().filter(|event| is_meant(event)).map(|event| {
                let mut event = event.clone();
                for (_, fact) in &mut event.fields {
                    if let Fact::Date(day) = fact {
                        *day = moved(*day).unwrap_or(*day);
                    }
                }
                event
            }));
        }
        repeated
    }

    /// What a fact of the subject holds.
    pub(crate) fn fact(&self, field: FieldId) -> Option<&Fact> {
        self.facts.iter().find(|(known, _)| *known == field).map(|(_, fact)| fact)
    }
}

/// What the two rules say of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The rule that is not satisfied.
    pub unmet: Verdict,
    /// The rule that is; of several periods that share days with it, the first that is met, else exempt, else not
    /// applicable. Absent where it does not stand at the event at all.
    pub satisfied: Option<Verdict>,
}

/// A record that two rules decide differently, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The record.
    pub scene: Scene,
    /// The day of asking.
    pub as_of: NaiveDate,
    /// What each rule says.
    pub shown: Shown,
}
