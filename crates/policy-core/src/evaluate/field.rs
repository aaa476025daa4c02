//! Reading a field, and noticing that it is missing.

use crate::evaluate::{Evaluator, EventView, Inside, View, Watch};
use crate::plan::{FieldRef, Scope};
use crate::record::{FactPath, present};
use crate::{FieldId, Record};

/// A value that is there, and the record whose texts it may point to.
#[derive(Clone, Copy)]
pub(crate) struct Found<'r> {
    pub word: i64,
    pub record: &'r Record,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The value of a field, or `None` where it is missing.
    pub(super) fn field<'r>(&mut self, view: View<'r>, field: FieldRef) -> Option<Found<'r>> {
        let event = match field.scope {
            Scope::Subject => {
                let word = view.record.facts.get(field.field.index()).copied().and_then(present);
                if word.is_none() {
                    self.missing(FactPath::Fact(field.field));
                }
                return word.map(|word| Found { word, record: view.record });
            }
            Scope::Event => view.event?,
            Scope::Anchor => view.frame.event?,
        };
        let word = event.row.get(field.field.index()).copied().and_then(present);
        if word.is_none() {
            self.missing_of(event, field.field);
        }
        word.map(|word| Found { word, record: event.record })
    }

    /// A missing field of an event was met: of the record at hand, or of the one that its members are counted for.
    pub(super) fn missing_of(&mut self, event: EventView<'_>, field: FieldId) {
        let path = FactPath::Event(event.list, event.index, field);
        if self.inside.is_some_and(|inside| std::ptr::eq(inside.of, event.record)) {
            self.watch.missing(path);
        } else {
            self.missing(path);
        }
    }

    /// A missing fact was met, of the record at hand.
    pub(super) fn missing(&mut self, path: FactPath) {
        self.watch.missing(self.as_told(path));
    }

    /// How a fact of the record at hand is named: inside a count of members, it is the member that lacks it.
    pub(super) fn as_told(&self, path: FactPath) -> FactPath {
        let of_member = |inside: Inside| FactPath::Member(inside.subject, inside.member);
        self.inside.map_or(path, of_member)
    }
}
