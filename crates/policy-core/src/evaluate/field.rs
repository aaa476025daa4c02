//! Reading a field, and noticing that it is missing.

use crate::Record;
use crate::evaluate::{Evaluator, View, Watch};
use crate::plan::{FieldRef, Scope};
use crate::record::{FactPath, present};

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
                    self.watch.missing(FactPath::Fact(field.field));
                }
                return word.map(|word| Found { word, record: view.record });
            }
            Scope::Event => view.event?,
            Scope::Anchor => view.frame.event?,
        };
        let word = event.row.get(field.field.index()).copied().and_then(present);
        if word.is_none() {
            self.watch.missing(FactPath::Event(event.list, event.index, field.field));
        }
        word.map(|word| Found { word, record: event.record })
    }
}
