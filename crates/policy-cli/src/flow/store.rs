//! Rows of subjects and of their events, parted by the numbers of the subjects.
//!
//! What fits stays in memory; beyond that everything that has come goes to disk, part by part. A part holds so many subjects that it can
//! be sorted in memory by itself.

use std::io;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, UInt32Array};
use arrow_schema::SchemaRef;
use arrow_select::concat::concat_batches;
use arrow_select::take::take_record_batch;
use policy_files::Spill;

use super::{arrow_failure, io_failure};
use crate::failure::Failure;

/// How many subjects a part holds.
pub const SUBJECTS_IN_PART: u32 = 1 << 17;
/// How many bytes stay in memory, of all tables together.
const MOST_HELD: usize = 192 << 20;

/// The rows of several tables, parted alike.
pub struct Store {
    tables: Vec<Parts>,
    held: usize,
    spill: Option<Spill>,
}

/// The rows of one table.
struct Parts {
    schema: SchemaRef,
    /// By part: what is in memory.
    held: Vec<Vec<RecordBatch>>,
}

impl Store {
    /// Nothing yet, of tables with these columns. The first column of each is the number of the subject.
    pub fn new(schemas: Vec<SchemaRef>) -> Self {
        let tables = schemas.into_iter().map(|schema| Parts { schema, held: Vec::new() }).collect();
        Self { tables, held: 0, spill: None }
    }

    /// Adds rows to a table; `numbers` says whose each is, and rows of nobody are left out.
    pub fn add(&mut self, table: usize, numbers: &[u32], columns: &[ArrayRef]) -> Result<(), Failure> {
        let Some(parts) = self.tables.get_mut(table) else { return Ok(()) };
        let is_kept = |number: &u32| *number != super::NOBODY;
        let part_of = |number: u32| (number / SUBJECTS_IN_PART) as usize;
        let kept = numbers.iter().filter(|number| is_kept(number));
        let (Some(first), Some(last)) = (kept.clone().min(), kept.clone().max()) else { return Ok(()) };
        let (first, last) = (part_of(*first), part_of(*last));
        if parts.held.len() <= last {
            parts.held.resize_with(last + 1, Vec::new);
        }
        // A counting sort by parts.
        let mut starts = vec![0_usize; last - first + 2];
        kept.for_each(|number| starts[part_of(*number) - first + 1] += 1);
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; starts[last - first + 1]];
        for (row, number) in (0..).zip(numbers) {
            if is_kept(number) {
                let place = &mut next[part_of(*number) - first];
                order[*place] = row;
                *place += 1;
            }
        }
        let owners = Arc::new(UInt32Array::from(numbers.to_vec())) as ArrayRef;
        let all: Vec<ArrayRef> = std::iter::once(owners).chain(columns.iter().cloned()).collect();
        let rows = RecordBatch::try_new(Arc::clone(&parts.schema), all).map_err(arrow_failure)?;
        let is_in_order = order.len() == numbers.len() && order.windows(2).all(|pair| pair[0] < pair[1]);
        let rows = if is_in_order {
            rows
        } else {
            take_record_batch(&rows, &UInt32Array::from(order)).map_err(arrow_failure)?
        };
        self.held += rows.get_array_memory_size();
        for (part, pair) in (first..).zip(starts.windows(2)) {
            if pair[1] > pair[0] {
                parts.held[part].push(rows.slice(pair[0], pair[1] - pair[0]));
            }
        }
        if self.held > MOST_HELD { self.spill() } else { Ok(()) }
    }

    /// Brings everything that is held to disk.
    fn spill(&mut self) -> Result<(), Failure> {
        let tables = self.tables.len();
        let spill = match &self.spill {
            Some(spill) => spill,
            None => {
                self.spill.insert(Spill::new().map_err(|error| io_failure(&std::env::temp_dir(), &error))?)
            }
        };
        for (place, table) in self.tables.iter_mut().enumerate() {
            for (part, held) in table.held.iter_mut().enumerate() {
                let batches = std::mem::take(held);
                let added = spill.add(part * tables + place, &batches);
                added.map_err(|error| io_failure(spill.directory(), &error))?;
            }
        }
        self.held = 0;
        Ok(())
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.tables.iter().map(|table| table.held.len()).max().unwrap_or(0)
    }

    /// The rows of a part of a table, in the order of their subjects, those of each in the order of their coming. They are gone after it.
    pub fn take(&mut self, table: usize, part: usize) -> io::Result<RecordBatch> {
        let tables = self.tables.len();
        let Some(parts) = self.tables.get_mut(table) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let mut batches = match &self.spill {
            Some(spill) => spill.take(part * tables + table)?,
            None => Vec::new(),
        };
        batches.extend(parts.held.get_mut(part).map(std::mem::take).unwrap_or_default());
        let rows = concat_batches(&parts.schema, &batches).map_err(io::Error::other)?;
        drop(batches);
        sorted(&rows)
    }
}

/// Rows in the order of their subjects.
fn sorted(rows: &RecordBatch) -> io::Result<RecordBatch> {
    let numbers = super::numbers(rows)?;
    if numbers.windows(2).all(|pair| pair[0] <= pair[1]) {
        return Ok(rows.clone());
    }
    let first = numbers.iter().min().copied().unwrap_or(0);
    let last = numbers.iter().max().copied().unwrap_or(0);
    let place = |number: u32| (number - first) as usize;
    let mut next = vec![0_u32; place(last) + 2];
    numbers.iter().for_each(|number| next[place(*number) + 1] += 1);
    for own in 1..next.len() {
        next[own] += next[own - 1];
    }
    let mut order = vec![0_u32; numbers.len()];
    for (row, number) in (0..).zip(numbers) {
        let own = &mut next[place(*number)];
        order[*own as usize] = row;
        *own += 1;
    }
    take_record_batch(rows, &UInt32Array::from(order)).map_err(io::Error::other)
}
