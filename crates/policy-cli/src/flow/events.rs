//! The events: whose each is, and which of them cannot be used.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, Date32Array};
use policy_dsl::Saying;
use policy_files::FileError;
use policy_table::Values;

use super::source::{Aside, Identified, Piece, Source};
use super::subjects::Give;
use super::{Everybody, Flow, Found, NOBODY, State, add};
use crate::failure::Failure;
use crate::finding::{Findings, Trouble};
use crate::progress::Progress;

/// The rows of a batch.
pub struct Read {
    numbers: Vec<u32>,
    columns: Vec<ArrayRef>,
    found: BTreeMap<usize, Found>,
    /// Whose rows could not be used whole.
    lost: Vec<u32>,
    without_owner: usize,
    unclaimed: usize,
}

impl Flow<'_> {
    /// Reads the tables of events.
    pub fn read_events(
        &self,
        everybody: &mut Everybody,
        findings: &mut Findings,
        progress: &Progress,
    ) -> Result<(), Failure> {
        for source in &self.sources {
            let Some((place, list)) = source.list.and_then(|place| Some((place, self.lists.get(place)?)))
            else {
                continue;
            };
            let mut store = std::mem::replace(&mut everybody.store, super::Store::new(Vec::new()));
            let mut lost = std::mem::take(&mut everybody.lost);
            let (mut without_owner, mut unclaimed) = (0, 0);
            let known: &Everybody = everybody;
            let work = |part: usize, each: &mut Give<'_, Read>| {
                let mut aside = Aside::default();
                let mut failure = None;
                let read = source.read(part, &list.fields, &mut |piece| match self
                    .events_of(source, place, part, piece, known, &mut aside)
                {
                    Ok(read) => each(read),
                    Err(error) => {
                        failure = Some(error);
                        Ok(())
                    }
                });
                failure.map_or(read, Err)
            };
            self.each_part(source, &work, findings, &mut |read, findings| {
                progress.rows(read.numbers.len() as u64);
                without_owner += read.without_owner;
                unclaimed += read.unclaimed;
                read.lost.iter().for_each(|number| *lost.entry(*number).or_default() += 1);
                read.found.into_values().for_each(|found| add(findings, source, found));
                if list.is_read { store.add(place + 1, &read.numbers, &read.columns) } else { Ok(()) }
            })?;
            (everybody.store, everybody.lost) = (store, lost);
            everybody.without_owner += without_owner;
            everybody.unclaimed += unclaimed;
            if findings.is_damaged(&source.place(1).file) {
                everybody.unknown.push(list.list);
            }
        }
        let declared = &self.plan.vocabulary.subjects[self.subject.index()];
        let held = (0..).map(policy_core::ListId).zip(&self.population.of(self.subject).lists);
        everybody.unknown.extend(held.filter(|(_, events)| events.is_damaged).map(|(list, _)| list));
        everybody.unknown.sort_unstable();
        everybody.unknown.dedup();
        if everybody.unclaimed > 0 {
            findings.note(None, Saying::new("note-rows-unclaimed").with("count", everybody.unclaimed));
        }
        for list in &everybody.unknown {
            let says = Saying::new("note-list-damaged")
                .with_names("kind", &declared.lists[list.index()].names)
                .with_names("subject", &declared.names);
            findings.note(None, says);
        }
        Ok(())
    }

    fn events_of(
        &self,
        source: &Source<'_>,
        list: usize,
        part: usize,
        mut piece: Piece,
        everybody: &Everybody,
        aside: &mut Aside,
    ) -> Result<Read, FileError> {
        let backwards = self.forget_days_in_wrong_order(source, list, &mut piece);
        let mut read = Read {
            numbers: Vec::with_capacity(piece.rows),
            columns: Vec::new(),
            found: BTreeMap::new(),
            lost: Vec::new(),
            without_owner: 0,
            unclaimed: 0,
        };
        let keys = Arc::clone(&piece.keys);
        let Some(values) = Values::new(&keys) else { return Err(FileError::Damaged) };
        let mut backwards = backwards;
        // Rows of one subject mostly stand together: up to where they do, and whose they are.
        let mut alike = 0;
        let mut number = NOBODY;
        for row in 0..piece.rows {
            if row >= alike {
                let id = match piece.identified(&values, row, (source, part), aside)? {
                    Identified::Blank => {
                        read.numbers.push(NOBODY);
                        continue;
                    }
                    Identified::Refused(found) => {
                        read.found.insert(row, found);
                        read.numbers.push(NOBODY);
                        continue;
                    }
                    Identified::As(id) => id,
                };
                alike = values.run_end(row);
                number = everybody.keys.find(self.hashing.key(&id)).unwrap_or(NOBODY);
            }
            if number == NOBODY {
                read.numbers.push(NOBODY);
                if everybody.is_incomplete {
                    read.unclaimed += 1;
                    continue;
                }
                let names = &self.plan.vocabulary.subjects[self.subject.index()].names;
                read.found.insert(
                    row,
                    Found {
                        row: piece.first + row as u64,
                        column: source.heading(source.layout.key),
                        trouble: Trouble::Nobody,
                        value: None,
                        reason: Saying::new("finding-orphan").with_names("subject", names),
                    },
                );
                continue;
            }
            if let Some(found) = piece.unreadable.remove(&row).or_else(|| backwards.remove(&row)) {
                read.found.insert(row, found);
                read.lost.push(number);
            } else if piece.is_empty(row) && !aside.tells(source, part, piece.place(source, part, row))? {
                read.numbers.push(NOBODY);
                continue;
            }
            if everybody.states.get(number as usize) == Some(&State::Usable) {
                read.numbers.push(number);
            } else {
                read.without_owner += 1;
                read.numbers.push(NOBODY);
            }
        }
        read.columns = piece.columns;
        Ok(read)
    }

    /// Takes away both days of events that end before they begin.
    fn forget_days_in_wrong_order(
        &self,
        source: &Source<'_>,
        list: usize,
        piece: &mut Piece,
    ) -> BTreeMap<usize, Found> {
        let mut found = BTreeMap::new();
        let Some(own) = self.lists.get(list).filter(|own| own.is_read) else { return found };
        let declared = &self.plan.vocabulary.subjects[self.subject.index()].lists[own.list.index()];
        let Some((first, last)) = declared.lasting else { return found };
        let name = |field: policy_core::FieldId| declared.fields[field.index()].names.id.as_str();
        let place =
            |field: policy_core::FieldId| own.fields.iter().position(|typing| typing.name() == name(field));
        let (Some(first), Some(last)) = (place(first), place(last)) else { return found };
        let (begins, ends) = (days(&piece.columns[first]), days(&piece.columns[last]));
        let wrong: Vec<usize> = (0..piece.rows)
            .filter(|row| {
                !begins.is_null(*row) && !ends.is_null(*row) && ends.value(*row) < begins.value(*row)
            })
            .collect();
        if wrong.is_empty() {
            return found;
        }
        for row in &wrong {
            let day =
                |days: &Date32Array| days.value_as_date(*row).map(|day| day.to_string()).unwrap_or_default();
            let reason = Saying::new("value-end-before-start");
            let reason = reason.with("start", day(&begins)).with("end", day(&ends));
            let column = source.columns.get(last).copied().flatten().and_then(|own| source.heading(own));
            let (trouble, value) = (Trouble::Order, Some(day(&ends)));
            found.insert(*row, Found { row: piece.first + *row as u64, column, trouble, value, reason });
        }
        let without = |days: &Date32Array| -> ArrayRef {
            let kept = (0..days.len()).map(|row| {
                (!days.is_null(row) && wrong.binary_search(&row).is_err()).then(|| days.value(row))
            });
            Arc::new(kept.collect::<Date32Array>())
        };
        (piece.columns[first], piece.columns[last]) = (without(&begins), without(&ends));
        found
    }
}

fn days(column: &ArrayRef) -> Date32Array {
    column.as_primitive::<Date32Type>().clone()
}
