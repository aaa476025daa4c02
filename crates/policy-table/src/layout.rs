//! Which column of a batch is what: by the names, labels and aliases of the vocabulary.

use arrow_schema::{DataType, Field, Fields, Schema};
use policy_core::{FieldId, ListId, Names, Subject, same_name};

use crate::TableError;

/// Which column is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The column with the identifier of subjects.
    pub key: Option<usize>,
    /// By fact: its column.
    pub facts: Vec<Option<usize>>,
    /// By list: the column that holds its events, and the column of each field among those of the events.
    pub lists: Vec<Option<(usize, Vec<Option<usize>>)>>,
    /// The columns that are not used.
    pub unused: Vec<String>,
}

impl Layout {
    /// The layout of nested batches, a row for each subject.
    pub fn new(subject: &Subject, schema: &Schema) -> Result<Self, TableError> {
        let mut layout = Self {
            key: None,
            facts: vec![None; subject.facts.len()],
            lists: vec![None; subject.lists.len()],
            unused: Vec::new(),
        };
        let fields = schema.fields();
        for (column, field) in fields.iter().enumerate() {
            let name = field.name();
            if let Some(fact) = subject.fact(name) {
                put(&mut layout.facts, fact, column, fields)?;
            } else if let Some(list) = subject.list(name) {
                let own = Self::events(subject, list, field)?;
                let slot = layout.lists.get_mut(list.index());
                if let Some(slot) = slot {
                    if let Some((first, _)) = slot {
                        return Err(twice(fields, *first, column));
                    }
                    *slot = Some((column, own));
                }
            } else if is_key(subject, name) {
                if let Some(first) = layout.key {
                    return Err(twice(fields, first, column));
                }
                layout.key = Some(column);
            } else {
                layout.unused.push(name.clone());
            }
        }
        Ok(layout)
    }

    /// Which column of events is what.
    fn events(subject: &Subject, list: ListId, field: &Field) -> Result<Vec<Option<usize>>, TableError> {
        let no_events =
            || TableError::NoEvents { column: field.name().clone(), found: field.data_type().clone() };
        let (DataType::List(item) | DataType::LargeList(item)) = field.data_type() else {
            return Err(no_events());
        };
        let DataType::Struct(fields) = item.data_type() else { return Err(no_events()) };
        let declared = subject.lists.get(list.index()).ok_or_else(no_events)?;
        let mut own = vec![None; declared.fields.len()];
        for (column, field) in fields.iter().enumerate() {
            if let Some(found) = declared.field(field.name()) {
                put(&mut own, found, column, fields)?;
            }
        }
        Ok(own)
    }
}

/// Whether a column is called as the identifier of subjects is.
pub(crate) fn is_key(subject: &Subject, name: &str) -> bool {
    let is_called = |names: &Names| names.all().any(|own| same_name(own, name.trim()));
    is_called(&subject.key) || same_name("id", name.trim())
}

fn put(
    slots: &mut [Option<usize>],
    field: FieldId,
    column: usize,
    fields: &Fields,
) -> Result<(), TableError> {
    let Some(slot) = slots.get_mut(field.index()) else { return Ok(()) };
    match slot {
        Some(first) => Err(twice(fields, *first, column)),
        None => {
            *slot = Some(column);
            Ok(())
        }
    }
}

fn twice(fields: &Fields, first: usize, second: usize) -> TableError {
    let name = |column: usize| fields.get(column).map(|field| field.name().clone()).unwrap_or_default();
    TableError::ColumnTwice { first: name(first), second: name(second) }
}
