//! Subjects and their events from tables of their own, joined by the identifier into the nested batches that
//! [`crate::Table`] decides.
//!
//! [`Join::sorted`] goes through tables that all ascend by the identifier, in one pass and in the memory of a batch each; events that
//! stand together are not copied. [`Join::gathered`] takes tables in any order: it holds them all, finds the subject of each event
//! by a hash table of identifiers, and gathers each subject's events in the order of their coming; that costs eight bytes an event beside
//! the events themselves, and a copy of each. Tables too large for that are to be parted first by a hash of the identifier: each
//! part can then be gathered by itself.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, LargeListArray, RecordBatch, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use arrow_select::interleave::interleave_record_batch;
use policy_core::{ListId, SubjectId, Vocabulary};

use crate::TableError;
use crate::layout::is_key;
use crate::values::Values;

/// The rows of one table.
pub struct Source<'a> {
    /// What columns it has.
    pub schema: Arc<Schema>,
    /// Its rows.
    pub batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'a>,
}

/// What did not find its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Events without an identifier, or with one that is nobody's.
    pub events: u64,
    /// Subjects without an identifier, or with one that a subject before them has; they are left out.
    pub subjects: u64,
}

/// Nested batches out of several tables.
pub struct Join<'a> {
    schema: Arc<Schema>,
    form: Form<'a>,
    orphans: Orphans,
}

enum Form<'a> {
    Sorted {
        subjects: Cursor<'a>,
        lists: Vec<Cursor<'a>>,
        /// Subjects whose events are still to be found.
        waiting: People,
    },
    Gathered {
        subjects: Gathered,
        lists: Vec<Gathered>,
        next: usize,
    },
    /// Something failed.
    Over,
}

/// Subjects with their identifiers.
struct People {
    rows: RecordBatch,
    keys: Vec<String>,
    /// How many are done with.
    done: usize,
}

/// A table in ascending order, on its way.
struct Cursor<'a> {
    source: Source<'a>,
    key: usize,
    batch: Option<RecordBatch>,
    row: usize,
    /// How many rows came before the batch.
    before: u64,
    /// The identifier of the row before.
    last: Option<String>,
}

/// A table that is held, and its rows in the order of subjects.
struct Gathered {
    schema: Arc<Schema>,
    batches: Vec<RecordBatch>,
    /// Of each row: its batch, and its place there.
    order: Vec<(u32, u32)>,
    /// Where the rows of each subject begin; one more than there are subjects.
    starts: Vec<u32>,
}

/// Batches of fewer events than these are copied together, where a subject's events go on in the next.
const FEW_EVENTS: usize = 1_024;
/// How many subjects one gathered batch holds.
const AT_ONCE: usize = 8_192;

impl<'a> Join<'a> {
    /// Joins tables that ascend by their identifiers, byte by byte.
    ///
    /// # Errors
    /// A table has no column with the identifier.
    pub fn sorted(
        vocabulary: &Vocabulary,
        subject: SubjectId,
        subjects: Source<'a>,
        lists: Vec<(ListId, Source<'a>)>,
    ) -> Result<Self, TableError> {
        let schema = nested(vocabulary, subject, &subjects, &lists);
        let cursor = |source| Cursor::new(vocabulary, subject, source);
        let lists = lists.into_iter().map(|(_, source)| cursor(source)).collect::<Result<_, _>>()?;
        let waiting =
            People { rows: RecordBatch::new_empty(Arc::clone(&subjects.schema)), keys: Vec::new(), done: 0 };
        let form = Form::Sorted { subjects: cursor(subjects)?, lists, waiting };
        Ok(Self { schema, form, orphans: Orphans::default() })
    }

    /// Joins tables in any order. Subjects stay in theirs, and the events of each in theirs.
    ///
    /// # Errors
    /// A table has no column with the identifier, a batch cannot be had, or there are more rows than can be numbered.
    pub fn gathered(
        vocabulary: &Vocabulary,
        subject: SubjectId,
        subjects: Source<'a>,
        lists: Vec<(ListId, Source<'a>)>,
    ) -> Result<Self, TableError> {
        let schema = nested(vocabulary, subject, &subjects, &lists);
        let mut orphans = Orphans::default();
        let mut places = HashMap::new();
        let mut owner = |key: Option<Cow<'_, str>>| {
            let next = u32::try_from(places.len()).ok();
            match key.map(|key| places.entry(key.into_owned())) {
                Some(Entry::Vacant(vacant)) => Some(*vacant.insert(next?)),
                Some(Entry::Occupied(_)) | None => None,
            }
        };
        let gathered = Gathered::new(vocabulary, subject, subjects, None, &mut owner, &mut orphans.subjects)?;
        let count = gathered.order.len();
        let mut lists_of = Vec::new();
        for (_, source) in lists {
            let mut owner = |key: Option<Cow<'_, str>>| places.get(key?.as_ref()).copied();
            let events = &mut orphans.events;
            lists_of.push(Gathered::new(vocabulary, subject, source, Some(count), &mut owner, events)?);
        }
        Ok(Self { schema, form: Form::Gathered { subjects: gathered, lists: lists_of, next: 0 }, orphans })
    }

    /// The schema of the nested batches.
    pub fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema)
    }

    /// What did not find its place so far.
    pub fn orphans(&self) -> Orphans {
        self.orphans
    }

    fn batch(&mut self) -> Result<Option<RecordBatch>, TableError> {
        match &mut self.form {
            Form::Over => Ok(None),
            Form::Sorted { subjects, lists, waiting } => {
                while waiting.done == waiting.keys.len() {
                    let Some(people) = subjects.people(&mut self.orphans.subjects)? else {
                        for list in lists {
                            list.pass_rest(&mut self.orphans.events)?;
                        }
                        return Ok(None);
                    };
                    *waiting = people;
                }
                let People { rows, keys, done } = waiting;
                // The first list says how many, so that its events need not be copied.
                let mut count = keys.len() - *done;
                let mut nested = Vec::new();
                for (place, list) in lists.iter_mut().enumerate() {
                    let own = keys.get(*done..*done + count).unwrap_or_default();
                    let (events, found) = list.events(own, place == 0, &mut self.orphans.events)?;
                    count = found;
                    nested.push(events);
                }
                let rows = rows.slice(*done, count);
                *done += count;
                let columns = rows.columns().iter().cloned().chain(nested).collect();
                Ok(Some(RecordBatch::try_new(Arc::clone(&self.schema), columns)?))
            }
            Form::Gathered { subjects, lists, next } => {
                let own = *next..subjects.order.len().min(*next + AT_ONCE);
                if own.is_empty() {
                    return Ok(None);
                }
                *next = own.end;
                let rows = subjects.take(own.start, own.end)?;
                let mut columns = rows.columns().to_vec();
                for list in lists {
                    let start = |place: usize| list.starts.get(place).map_or(0, |start| *start as usize);
                    let events = list.take(start(own.start), start(own.end))?;
                    let lengths = own.clone().map(|place| start(place + 1) - start(place));
                    columns.push(list_of(&events, OffsetBuffer::from_lengths(lengths))?);
                }
                Ok(Some(RecordBatch::try_new(Arc::clone(&self.schema), columns)?))
            }
        }
    }
}

impl Iterator for Join<'_> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.batch() {
            Ok(batch) => batch.map(Ok),
            Err(error) => {
                self.form = Form::Over;
                Some(Err(match error {
                    TableError::Arrow(error) => error,
                    error => ArrowError::ExternalError(Box::new(error)),
                }))
            }
        }
    }
}

impl<'a> Cursor<'a> {
    fn new(vocabulary: &Vocabulary, subject: SubjectId, source: Source<'a>) -> Result<Self, TableError> {
        let key = key(vocabulary, subject, &source.schema)?;
        Ok(Self { source, key, batch: None, row: 0, before: 0, last: None })
    }

    /// The batch at hand, while it has a row that has not been passed.
    fn at_hand(&mut self) -> Result<Option<RecordBatch>, TableError> {
        loop {
            match &self.batch {
                Some(batch) if self.row < batch.num_rows() => return Ok(Some(batch.clone())),
                Some(batch) => self.before += batch.num_rows() as u64,
                None => {}
            }
            self.row = 0;
            self.batch = self.source.batches.next().transpose()?;
            match &self.batch {
                None => return Ok(None),
                Some(batch) if batch.schema_ref() != &self.source.schema => {
                    return Err(TableError::OtherColumns);
                }
                Some(_) => {}
            }
        }
    }

    /// Notes the identifier of the row at hand; it must not be less than the one before.
    fn ascend(&mut self, key: &str) -> Result<(), TableError> {
        match &mut self.last {
            Some(last) if key < last.as_str() => {
                Err(TableError::OutOfOrder { row: self.before + self.row as u64 })
            }
            Some(last) => {
                if key != last {
                    last.clear();
                    last.push_str(key);
                }
                Ok(())
            }
            None => {
                self.last = Some(key.to_owned());
                Ok(())
            }
        }
    }

    /// The next subjects, each with an identifier of its own.
    fn people(&mut self, orphans: &mut u64) -> Result<Option<People>, TableError> {
        let Some(batch) = self.at_hand()? else { return Ok(None) };
        let values = values(&batch, self.key)?;
        let (mut kept, mut keys) = (Vec::new(), Vec::new());
        for row in 0..batch.num_rows() {
            self.row = row;
            match values.identifier(row) {
                Some(key) if self.last.as_deref() != Some(key.as_ref()) => {
                    self.ascend(&key)?;
                    kept.push((0, row));
                    keys.push(key.into_owned());
                }
                Some(_) | None => *orphans += 1,
            }
        }
        self.row = batch.num_rows();
        let rows = match kept.len() == batch.num_rows() {
            true => batch,
            false => interleave_record_batch(&[&batch], &kept)?,
        };
        Ok(Some(People { rows, keys, done: 0 }))
    }

    /// Passes the events that are left, which are nobody's.
    fn pass_rest(&mut self, orphans: &mut u64) -> Result<(), TableError> {
        while let Some(batch) = self.at_hand()? {
            let values = values(&batch, self.key)?;
            while self.row < batch.num_rows() {
                if let Some(key) = values.identifier(self.row) {
                    self.ascend(&key)?;
                }
                *orphans += 1;
                self.row += 1;
            }
        }
        Ok(())
    }

    /// The events of some subjects, as lists; of the first of them alone where `may_stop` allows it and more would have to be copied,
    /// since they stand in another batch. How many subjects these are.
    fn events(
        &mut self,
        keys: &[String],
        may_stop: bool,
        orphans: &mut u64,
    ) -> Result<(ArrayRef, usize), TableError> {
        let mut lengths = Vec::with_capacity(keys.len());
        let mut length = 0;
        // Rows that stand together, with how many came before their batch.
        let mut runs: Vec<(RecordBatch, u64, Range<usize>)> = Vec::new();
        'batches: while lengths.len() < keys.len() {
            let Some(batch) = self.at_hand()? else { break };
            let values = values(&batch, self.key)?;
            let may_stop = may_stop && batch.num_rows() >= FEW_EVENTS;
            while self.row < batch.num_rows() {
                let from = self.row;
                let Some(key) = values.identifier(from) else {
                    *orphans += 1;
                    self.row += 1;
                    continue;
                };
                self.ascend(&key)?;
                let is_elsewhere = runs.first().is_some_and(|(_, before, _)| *before != self.before);
                while keys.get(lengths.len()).is_some_and(|wanted| wanted.as_str() < key.as_ref()) {
                    lengths.push(std::mem::take(&mut length));
                    if may_stop && is_elsewhere {
                        break 'batches;
                    }
                }
                match keys.get(lengths.len()) {
                    None => break 'batches,
                    Some(wanted) if wanted.as_str() == key.as_ref() => {
                        self.row = values.run_end(from);
                        let is_last = self.row == batch.num_rows();
                        if may_stop && is_last && length == 0 && !lengths.is_empty() {
                            // They may go on in the next batch: next time, by themselves.
                            self.row = from;
                            break 'batches;
                        }
                        length += self.row - from;
                        match runs.last_mut() {
                            Some((_, before, rows)) if *before == self.before && rows.end == from => {
                                rows.end = self.row
                            }
                            Some(_) | None => runs.push((batch.clone(), self.before, from..self.row)),
                        }
                    }
                    Some(_) => {
                        *orphans += 1;
                        self.row += 1;
                    }
                }
            }
        }
        if self.at_hand()?.is_none() {
            lengths.push(length);
            lengths.resize(keys.len(), 0);
        }
        let pieces: Vec<RecordBatch> =
            runs.iter().map(|(batch, _, rows)| batch.slice(rows.start, rows.len())).collect();
        let events = match pieces.as_slice() {
            [only] => only.clone(),
            _ => concat_batches(&self.source.schema, &pieces)?,
        };
        let count = lengths.len();
        Ok((list_of(&events, OffsetBuffer::from_lengths(lengths))?, count))
    }
}

impl Gathered {
    /// Holds a table. `owner` says to which subject a row belongs; of `None` subjects there are as many as it says.
    fn new(
        vocabulary: &Vocabulary,
        subject: SubjectId,
        source: Source<'_>,
        subjects: Option<usize>,
        owner: &mut dyn FnMut(Option<Cow<'_, str>>) -> Option<u32>,
        orphans: &mut u64,
    ) -> Result<Self, TableError> {
        let key = key(vocabulary, subject, &source.schema)?;
        let mut batches = Vec::new();
        let mut rows: Vec<(u32, u32, u32)> = Vec::new();
        for batch in source.batches {
            let batch = batch?;
            if batch.schema_ref() != &source.schema {
                return Err(TableError::OtherColumns);
            }
            let number = u32::try_from(batches.len()).map_err(|_| TableError::TooMany)?;
            let values = values(&batch, key)?;
            for row in 0..batch.num_rows() {
                match owner(values.identifier(row)) {
                    Some(owner) => {
                        rows.push((owner, number, u32::try_from(row).map_err(|_| TableError::TooMany)?))
                    }
                    None => *orphans += 1,
                }
            }
            batches.push(batch);
        }
        let subjects = subjects.unwrap_or(rows.len());
        let mut starts = vec![0_u32; subjects + 1];
        u32::try_from(rows.len()).map_err(|_| TableError::TooMany)?;
        for (owner, ..) in &rows {
            if let Some(count) = starts.get_mut(*owner as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut order = vec![(0, 0); rows.len()];
        for (owner, batch, row) in rows {
            let Some(place) = next.get_mut(owner as usize) else { continue };
            if let Some(slot) = order.get_mut(*place as usize) {
                *slot = (batch, row);
            }
            *place += 1;
        }
        Ok(Self { schema: source.schema, batches, order, starts })
    }

    /// Some rows, in the order of subjects.
    fn take(&self, from: usize, to: usize) -> Result<RecordBatch, TableError> {
        let rows = self.order.get(from..to).unwrap_or_default();
        if rows.is_empty() {
            return Ok(RecordBatch::new_empty(Arc::clone(&self.schema)));
        }
        // Only the batches that are needed.
        let mut used: Vec<u32> = rows.iter().map(|(batch, _)| *batch).collect();
        used.sort_unstable();
        used.dedup();
        let batches: Vec<&RecordBatch> =
            used.iter().filter_map(|batch| self.batches.get(*batch as usize)).collect();
        let place = |batch: u32| used.binary_search(&batch).unwrap_or(0);
        let rows: Vec<(usize, usize)> =
            rows.iter().map(|(batch, row)| (place(*batch), *row as usize)).collect();
        Ok(interleave_record_batch(&batches, &rows)?)
    }
}

/// The schema of nested batches.
fn nested(
    vocabulary: &Vocabulary,
    subject: SubjectId,
    subjects: &Source<'_>,
    lists: &[(ListId, Source<'_>)],
) -> Arc<Schema> {
    let mut fields: Vec<Arc<Field>> = subjects.schema.fields().iter().cloned().collect();
    let declared = vocabulary.subjects.get(subject.index());
    for (list, source) in lists {
        let name =
            declared.and_then(|subject| subject.lists.get(list.index())).map_or("", |list| &list.names.id);
        let item = Field::new("item", DataType::Struct(source.schema.fields().clone()), false);
        fields.push(Arc::new(Field::new(name, DataType::LargeList(Arc::new(item)), false)));
    }
    Arc::new(Schema::new(fields))
}

/// Events as lists.
fn list_of(events: &RecordBatch, offsets: OffsetBuffer<i64>) -> Result<ArrayRef, TableError> {
    let events = StructArray::from(events.clone());
    let item = Arc::new(Field::new("item", events.data_type().clone(), false));
    Ok(Arc::new(LargeListArray::try_new(item, offsets, Arc::new(events), None)?))
}

/// The column with the identifier.
fn key(vocabulary: &Vocabulary, subject: SubjectId, schema: &Schema) -> Result<usize, TableError> {
    let Some(declared) = vocabulary.subjects.get(subject.index()) else {
        return Err(TableError::OtherColumns);
    };
    let found = schema.fields().iter().position(|field| is_key(declared, field.name()));
    found.ok_or_else(|| TableError::NoKey { names: declared.key.all().map(str::to_owned).collect() })
}

fn values(batch: &RecordBatch, key: usize) -> Result<Values<'_>, TableError> {
    Values::new(batch.column(key)).ok_or_else(|| TableError::ColumnType {
        column: batch.schema_ref().field(key).name().clone(),
        found: batch.column(key).data_type().clone(),
    })
}
