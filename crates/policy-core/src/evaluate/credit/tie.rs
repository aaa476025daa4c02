//! Which of two equal events comes first, and whether that is known.

use std::cmp::Ordering;

use crate::evaluate::credit::Item;
use crate::plan::Recognition;
use crate::record::{FactPath, MISSING};
use crate::{Engine, Field, FieldId, FieldKind, Record};

/// Compares events by their content.
pub(super) struct Ties<'a> {
    record: &'a Record,
    fields: &'a [Field],
    /// What the plan reads of them.
    reads: &'a [FieldId],
}

impl<'a> Ties<'a> {
    pub fn new(engine: &'a Engine, record: &'a Record, recognition: &Recognition) -> Self {
        let fields = engine.plan().vocabulary.fields(record.subject, Some(recognition.list));
        Self { record, fields, reads: engine.reads(recognition) }
    }

    /// Puts the events of a tie into their order, and says whether it is settled. Of events alike the one that stands
    /// first in its list comes first.
    pub fn settle(&self, tie: &mut [usize], items: &[Item<'_>]) -> bool {
        if tie.len() < 2 {
            return true;
        }
        tie.sort_by(|left, right| {
            let (left, right) = (&items[*left], &items[*right]);
            self.compare(left, right).0.then(left.event.index.cmp(&right.event.index))
        });
        let neighbours =
            || tie.iter().zip(tie.iter().skip(1)).map(|(left, right)| (&items[*left], &items[*right]));
        neighbours().all(|(left, right)| self.compare(left, right).1)
            || neighbours().all(|(left, right)| self.are_alike(left, right))
    }

    /// What is missing of the events of a tie that is not settled.
    pub fn missing(&self, tie: &[usize], items: &[Item<'_>]) -> Vec<FactPath> {
        let mut missing = Vec::new();
        for event in tie.iter().map(|item| items[*item].event) {
            for (field, word) in (0..).map(FieldId).zip(event.row.words()).take(self.fields.len()) {
                if *word == MISSING {
                    missing.push(FactPath::Event(event.list, event.index, field));
                }
            }
        }
        missing
    }

    /// How two events compare by content, a missing value being the smallest, and whether that is so whatever is missing.
    fn compare(&self, left: &Item<'_>, right: &Item<'_>) -> (Ordering, bool) {
        let mut known = true;
        for (field, (left, right)) in
            self.fields.iter().zip(left.event.row.words().zip(right.event.row.words()))
        {
            known &= *left != MISSING && *right != MISSING;
            let order = match field.kind {
                FieldKind::Text | FieldKind::Member(_) => {
                    self.record.text(*left).cmp(&self.record.text(*right))
                }
                FieldKind::Flag | FieldKind::Date | FieldKind::Quantity(_) | FieldKind::Term(_) => {
                    left.cmp(right)
                }
            };
            if order != Ordering::Equal {
                return (order, known);
            }
        }
        (Ordering::Equal, known)
    }

    fn are_alike(&self, left: &Item<'_>, right: &Item<'_>) -> bool {
        self.reads.iter().all(|field| {
            let word = |item: &Item<'_>| item.event.row.get(field.index()).copied().unwrap_or(MISSING);
            word(left) != MISSING && word(left) == word(right)
        })
    }
}
