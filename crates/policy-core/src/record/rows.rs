//! The events of a list, held field by field.
//!
//! Rules look at few of an event's fields, but at all events: a field's words stand side by side.
//! Events come one by one, though, so a list is filled row by row ([`RowsBuilder`]) and turned once.

use crate::FieldId;

/// The events of one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventRows {
    /// Whether the list is known; an unknown one has no events.
    pub known: bool,
    events: usize,
    /// The words of the first field, one for each event, then those of the second, and so on.
    words: Box<[i64]>,
}

/// One event of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'r> {
    rows: &'r EventRows,
    event: usize,
}

/// A list on its way into a record, row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct RowsBuilder {
    pub known: bool,
    /// How many fields a row has.
    pub width: usize,
    pub words: Vec<i64>,
}

impl EventRows {
    /// A known list of events, given row by row, each of `width` words.
    pub(super) fn known(width: usize, rows: &[i64]) -> Self {
        let mut words = Vec::with_capacity(rows.len());
        for field in 0..width {
            words.extend(rows.iter().skip(field).step_by(width));
        }
        Self { known: true, events: rows.len().checked_div(width).unwrap_or(0), words: words.into() }
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events
    }

    /// The words of a field, one for each event; none where there is no such field.
    pub fn column(&self, field: FieldId) -> &[i64] {
        let start = field.index() * self.events;
        self.words.get(start..start + self.events).unwrap_or_default()
    }

    /// The word of a field of an event.
    pub fn word(&self, field: FieldId, event: usize) -> Option<i64> {
        self.words.get(field.index() * self.events + event).copied()
    }

    /// The event at a place.
    pub fn row(&self, event: usize) -> Option<Row<'_>> {
        (event < self.events).then_some(Row { rows: self, event })
    }

    /// Each event.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.events).map(|event| Row { rows: self, event })
    }
}

impl<'r> Row<'r> {
    /// The word of a field, by its place; `None` where there is no such field.
    pub fn get(self, field: usize) -> Option<&'r i64> {
        self.rows.words.get(field * self.rows.events + self.event)
    }

    /// The words of all fields.
    pub fn words(self) -> impl Iterator<Item = &'r i64> {
        (0..).map_while(move |field| self.get(field))
    }
}

impl RowsBuilder {
    /// The list, as a record holds it.
    pub fn finish(self) -> EventRows {
        if self.known { EventRows::known(self.width, &self.words) } else { EventRows::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_are_the_same_words() {
        let list = EventRows::known(3, &[1, 2, 3, 4, 5, 6]);
        let rows: Vec<Vec<i64>> = list.rows().map(|row| row.words().copied().collect()).collect();
        assert_eq!(rows, [[1, 2, 3], [4, 5, 6]]);
        let columns = [0, 1, 2, 3].map(|field| list.column(FieldId(field)));
        assert_eq!(columns, [&[1, 4][..], &[2, 5], &[3, 6], &[]]);
        assert_eq!(list.row(1).and_then(|row| row.get(3)), None);
        assert!(list.row(2).is_none());
    }
}
