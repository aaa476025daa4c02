//! Which tables and columns would have decided what stayed unknown.
//!
//! A vocabulary declares more than any one policy needs, so a missing column is worth a word only where
//! a verdict stayed unknown for want of it.

use std::collections::BTreeSet;

use policy_core::{Explained, FactPath, FieldId, ListId, SubjectId, Vocabulary};
use policy_dsl::Saying;

use crate::failure::Listing;
use crate::finding::{Findings, Place};
use crate::population::Population;

/// Columns that a table does not have.
#[derive(Clone, Debug)]
pub struct AbsentColumns {
    /// The table.
    pub place: Place,
    /// Whose facts, or whose events, they would hold.
    pub subject: SubjectId,
    /// Which events; absent for facts.
    pub list: Option<ListId>,
    /// Which fields.
    pub fields: Vec<FieldId>,
    /// Facts beside events: looked for there only where the subjects have no table of their own.
    pub is_beside_events: bool,
}

/// What decided that verdicts stayed unknown.
#[derive(Debug, Default)]
pub struct Unknown {
    lists: BTreeSet<(SubjectId, ListId)>,
    fields: BTreeSet<(SubjectId, Option<ListId>, FieldId)>,
}

impl Unknown {
    /// Adds what a verdict on a subject misses.
    pub fn add(&mut self, subject: SubjectId, explained: &Explained<'_>) {
        for fact in &explained.missing {
            match *fact {
                FactPath::Fact(field) => _ = self.fields.insert((subject, None, field)),
                FactPath::Event(list, _, field) => _ = self.fields.insert((subject, Some(list), field)),
                FactPath::List(list) => _ = self.lists.insert((subject, list)),
                FactPath::Member(..) | FactPath::Members(_) => {}
            }
        }
    }

    /// Adds what was found elsewhere.
    pub fn merge(&mut self, other: Self) {
        self.lists.extend(other.lists);
        self.fields.extend(other.fields);
    }

    /// Notes the tables and the columns that are not there.
    pub fn note(&self, vocabulary: &Vocabulary, population: &Population, findings: &mut Findings) {
        for (subject, declared) in (0..).map(SubjectId).zip(&vocabulary.subjects) {
            let subjects = population.of(subject);
            let has_events = subjects.lists.iter().any(|events| events.is_known);
            if has_events && !subjects.has_table && !subjects.has_wholes() {
                findings.note(None, Saying::new("note-no-subjects").with_names("subject", &declared.names));
            }
        }
        for (subject, list) in &self.lists {
            // Whole records say for themselves which lists they hold.
            let subjects = population.of(*subject);
            let events = &subjects.lists[list.index()];
            if events.is_known || events.is_damaged || subjects.has_wholes() {
                continue;
            }
            let declared = &vocabulary.subjects[subject.index()];
            let says = Saying::new("note-no-events")
                .with_names("kind", &declared.lists[list.index()].names)
                .with_names("subject", &declared.names);
            findings.note(None, says);
        }
        for absent in &population.absent_columns {
            if absent.is_beside_events && population.of(absent.subject).has_table {
                continue;
            }
            let declared = vocabulary.fields(absent.subject, absent.list);
            let shown: Vec<&str> = absent
                .fields
                .iter()
                .filter(|field| self.fields.contains(&(absent.subject, absent.list, **field)))
                .map(|field| &declared[field.index()].names)
                .map(|names| names.label.as_deref().unwrap_or(&names.id))
                .collect();
            if !shown.is_empty() {
                let says = Saying::new("note-columns-missing").listing("columns", &shown);
                findings.note(Some(absent.place.clone()), says);
            }
        }
    }
}
