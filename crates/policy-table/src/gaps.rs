//! What can be missing of a subject: one bit for each fact, each list, and each field of a list that anything reads.
//!
//! A bit says that the value is missing, of some event where it is an event's, and that no default stands for it. It says
//! not that this decides anything: which missing fact makes a verdict unknown, `explain` tells.

use policy_core::{FieldId, ListId, Plan, SubjectId};

use crate::table::can_be_missing;

/// What can be missing, and which bit says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    all: Vec<Gap>,
    /// The facts (`None`), and the fields of lists, that anything reads.
    asked: Vec<(Option<ListId>, FieldId)>,
    lists: Vec<ListId>,
}

/// Something that can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// A fact.
    Fact(FieldId),
    /// A whole list.
    List(ListId),
    /// A field of some event of a list.
    Field(ListId, FieldId),
}

impl Gaps {
    /// What can be missing of a kind of subject.
    pub(crate) fn new(plan: &Plan, subject: SubjectId) -> Self {
        let mut gaps = Self::default();
        let facts = plan.vocabulary.fields(subject, None);
        for field in plan.reads_facts(subject) {
            gaps.asked.push((None, field));
            if facts.get(field.index()).is_some_and(can_be_missing) {
                gaps.all.push(Gap::Fact(field));
            }
        }
        let lists = plan.vocabulary.subjects.get(subject.index()).map_or(0, |subject| subject.lists.len());
        for list in (0..).map(ListId).take(lists).filter(|list| plan.goes_through(subject, *list)) {
            gaps.lists.push(list);
            gaps.all.push(Gap::List(list));
            let fields = plan.vocabulary.fields(subject, Some(list));
            for field in plan.reads(subject, list) {
                gaps.asked.push((Some(list), field));
                if fields.get(field.index()).is_some_and(can_be_missing) {
                    gaps.all.push(Gap::Field(list, field));
                }
            }
        }
        gaps
    }

    /// Everything that can be missing, in the order of the bits.
    pub fn all(&self) -> &[Gap] {
        &self.all
    }

    /// Whether anything reads a fact or a field.
    pub(crate) fn asks(&self, list: Option<ListId>, field: FieldId) -> bool {
        self.asked.contains(&(list, field))
    }

    /// Whether anything goes through a list.
    pub(crate) fn goes_through(&self, list: ListId) -> bool {
        self.lists.contains(&list)
    }

    /// The bit of a fact, a list, or a field of a list.
    pub(crate) fn place(&self, list: Option<ListId>, field: Option<FieldId>) -> Option<usize> {
        let gap = match (list, field) {
            (None, Some(field)) => Gap::Fact(field),
            (Some(list), None) => Gap::List(list),
            (Some(list), Some(field)) => Gap::Field(list, field),
            (None, None) => return None,
        };
        self.all.iter().position(|own| *own == gap)
    }
}
