//! The events of one list of one kind of subject, packed.

use policy_core::FieldId;

use super::MISSING;
use super::subjects::position;

/// Event rows in the order of their coming, and, once settled, by their subject.
#[derive(Debug, Default)]
pub struct Events {
    /// Whether there is a table of them; without one nobody's events are known.
    pub is_known: bool,
    /// Whether part of a table of them could not be read: then nobody's are known.
    pub is_damaged: bool,
    /// The fields that some table has a column for; the others are missing throughout.
    fields: Vec<FieldId>,
    words: Vec<i64>,
    owners: Vec<u32>,
    /// The rows, subject after subject.
    order: Vec<u32>,
    /// Where each subject's rows begin in `order`; one more than there are subjects.
    starts: Vec<u32>,
}

impl Events {
    /// Makes room for some fields; to be called before the first row is added.
    pub fn hold(&mut self, fields: impl IntoIterator<Item = FieldId>) {
        self.fields.extend(fields);
        self.fields.sort_unstable();
        self.fields.dedup();
    }

    /// The fields that a row holds.
    pub fn fields(&self) -> &[FieldId] {
        &self.fields
    }

    /// Adds a row, which gives a word for every field that is declared.
    pub fn push(&mut self, owner: u32, words: &[i64]) {
        self.owners.push(owner);
        self.words.extend(self.fields.iter().map(|field| words[field.index()]));
    }

    /// Adds a row of which nothing is known.
    pub fn push_unknown(&mut self, owner: u32) {
        self.owners.push(owner);
        self.words.extend(self.fields.iter().map(|_| MISSING));
    }

    /// Sorts the rows by their subjects; those of one subject stay in their order.
    pub fn settle(&mut self, subjects: usize) {
        let mut starts = vec![0_u32; subjects + 1];
        for owner in &self.owners {
            starts[position(*owner) + 1] += 1;
        }
        for place in 0..subjects {
            starts[place + 1] += starts[place];
        }
        let mut next = starts.clone();
        self.order = vec![0; self.owners.len()];
        for (row, owner) in (0..).zip(&self.owners) {
            let place = &mut next[position(*owner)];
            self.order[position(*place)] = row;
            *place += 1;
        }
        self.starts = starts;
        self.owners = Vec::new();
    }

    /// The rows of a subject.
    pub fn of(&self, subject: u32) -> impl Iterator<Item = &[i64]> {
        let bounds = self.starts.get(position(subject)).zip(self.starts.get(position(subject) + 1));
        let (start, end) = bounds.map_or((0, 0), |(start, end)| (position(*start), position(*end)));
        self.order[start..end].iter().map(|row| {
            let start = position(*row) * self.fields.len();
            &self.words[start..start + self.fields.len()]
        })
    }

    /// How many rows a subject has.
    pub fn count_of(&self, subject: u32) -> usize {
        self.of(subject).count()
    }
}
