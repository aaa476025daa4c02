//! Deciding what was read, part after part, and writing the results.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, LargeListArray, RecordBatch, StructArray, UInt32Array};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use arrow_select::take::take_record_batch;
use policy_core::{Bench, DecideError, Status, Tally, Urgency};
use policy_table::{Options, Records, Table, TableError, Verdicts};

use super::store::{SUBJECTS_IN_PART, Store};
use super::typed::Typing;
use super::{Everybody, Flow, State};
use crate::failure::Failure;
use crate::finding::{Findings, Trouble};
use crate::output::{Output, ResultFile, ResultRows, Whose};
use crate::progress::{Progress, is_interrupted};
use crate::selection::Selection;
use crate::unknown::Unknown;

/// What came of everybody.
pub struct Outcome {
    /// How many there are of each.
    pub tally: Tally,
    /// What decided that verdicts stayed unknown.
    pub unknown: Unknown,
}

/// What came of some subjects.
struct Told {
    rows: RecordBatch,
    tally: Tally,
    unknown: Unknown,
    undecided: Vec<(u32, DecideError)>,
}

/// What the column with the numbers of subjects is called: nothing in a vocabulary is.
const NUMBER: &str = "\u{1}number";

impl Flow<'_> {
    /// Decides everybody and writes the rows of the results.
    pub fn decide(
        &self,
        everybody: Everybody,
        bench: &Bench<'_>,
        selection: &Selection,
        output: &mut Output,
        findings: &mut Findings,
        progress: Progress,
    ) -> Result<Outcome, Failure> {
        let Everybody { states, store, lost, unknown, keys, .. } = everybody;
        drop(keys);
        let known: Vec<usize> = (0..self.lists.len())
            .filter(|place| self.lists[*place].is_read && !unknown.contains(&self.lists[*place].list))
            .collect();
        let schema = self.schema(&known);
        let table = Table::new(bench, self.subject, Arc::clone(&schema));
        let table = table.map_err(|error| output.failure(&failed(error)))?;
        let mut parts = Nested { flow: self, store, states: &states, schema, known: &known, part: 0 };
        let batches = std::iter::from_fn(|| if is_interrupted() { None } else { parts.next() });
        let mut outcome = Outcome { tally: Tally::new(self.plan), unknown: Unknown::default() };
        let empty = ResultRows::new(self.plan);
        let mut file =
            ResultFile::new(empty.schema()).map_err(|error| output.failure(&io::Error::other(error)))?;
        let telling = Telling { flow: self, table: &table, bench, selection, empty: &empty, lost: &lost };
        let tell = |batch: &RecordBatch, verdicts: &Verdicts| telling.tell(batch, verdicts);
        let mut undecided = Vec::new();
        let mut refused = None;
        let sink = |told: Told| {
            progress.rows(told.tally.subjects as u64);
            outcome.tally.merge(&told.tally);
            outcome.unknown.merge(told.unknown);
            undecided.extend(told.undecided);
            file.write(output.writer(), told.rows).map_err(|error| {
                refused = Some(error);
                TableError::OtherColumns
            })
        };
        let options = Options { threads: self.threads, ..Options::default() };
        let done = table.run_telling(batches, &options, tell, sink);
        if let Some(error) = refused {
            return Err(output.failure(&error));
        }
        done.map_err(|error| output.failure(&failed(error)))?;
        for (number, error) in undecided {
            let reason = crate::commands::decide::Undecided::Decide(error).reason();
            findings.add(Trouble::Undecided, self.place(number), None, reason);
        }
        file.finish(output.writer()).map_err(|error| output.failure(&error))?;
        Ok(outcome)
    }

    /// The columns of nested batches: the identifier, the number, facts, and lists that are known.
    fn schema(&self, known: &[usize]) -> SchemaRef {
        let key = &self.plan.vocabulary.subjects[self.subject.index()].key.id;
        let mut fields =
            vec![Field::new(key, DataType::Utf8, false), Field::new(NUMBER, DataType::UInt32, false)];
        fields.extend(self.kept_facts().iter().map(field));
        for place in known {
            let list = &self.lists[*place];
            let declared = &self.plan.vocabulary.subjects[self.subject.index()].lists[list.list.index()];
            let item = DataType::LargeList(Arc::new(item(&list.fields)));
            fields.push(Field::new(&declared.names.id, item, false));
        }
        Arc::new(Schema::new(fields))
    }
}

/// What those share who tell of what was decided.
struct Telling<'t> {
    flow: &'t Flow<'t>,
    table: &'t Table<'t, 't>,
    bench: &'t Bench<'t>,
    selection: &'t Selection,
    empty: &'t ResultRows,
    lost: &'t HashMap<u32, u32>,
}

impl Telling<'_> {
    /// What is told of a batch that was decided.
    fn tell(&self, batch: &RecordBatch, verdicts: &Verdicts) -> Result<Told, TableError> {
        let Self { flow, table, bench, selection, empty, lost } = self;
        let (plan, subject) = (flow.plan, flow.subject);
        let ids = batch.column(0).as_string::<i32>();
        let numbers = batch.column(1).as_primitive::<UInt32Type>().values();
        let name = plan.vocabulary.subjects[subject.index()].name_fact();
        let name = name.and_then(|fact| {
            let own = &plan.vocabulary.fields(subject, None)[fact.index()].names.id;
            let place = flow.kept_facts().iter().position(|typing| typing.name() == own)?;
            batch.column(place + 2).as_string_opt::<i32>()
        });
        let records: OnceCell<Records<'_>> = OnceCell::new();
        let mut told = Told {
            rows: RecordBatch::new_empty(empty.schema()),
            tally: Tally::new(plan),
            unknown: Unknown::default(),
            undecided: Vec::new(),
        };
        let mut rows = empty.another();
        for (row, number) in numbers.iter().enumerate() {
            let mut decision = match verdicts.decision(row) {
                Some(Ok(decision)) => decision,
                Some(Err(error)) => {
                    told.undecided.push((*number, error));
                    told.tally.undecided += 1;
                    continue;
                }
                // No fact is refused that was read beforehand.
                None => continue,
            };
            decision.verdicts.retain(|verdict| selection.takes_verdict(plan, verdict));
            decision.outcomes.retain(|outcome| selection.takes_outcome(plan, outcome));
            let whose = Whose {
                subject,
                id: ids.value(row),
                name: name.filter(|names| !names.is_null(row)).map(|names| names.value(row)),
                rows_set_aside: lost.get(number).copied().unwrap_or(0),
            };
            let is_unknown = decision.verdicts.iter().any(|verdict| verdict.status == Status::Unknown);
            let record = if is_unknown {
                let records = match records.get() {
                    Some(records) => records,
                    None => {
                        let made = table.records(batch)?;
                        records.get_or_init(|| made)
                    }
                };
                records.get(row)
            } else {
                None
            };
            let story = record.as_ref().and_then(|record| bench.explain(record).ok());
            for verdict in &decision.verdicts {
                let explained = story.as_ref().and_then(|story| {
                    let is_it = |own: &&policy_core::Explained<'_>| {
                        own.verdict.rule == verdict.rule && own.verdict.period == verdict.period
                    };
                    story.verdicts.iter().find(is_it)
                });
                if let Some(explained) = explained {
                    told.unknown.add(subject, explained);
                }
                rows.verdict(plan, whose, verdict, explained.map_or(&[], |own| &own.missing));
            }
            decision.outcomes.iter().for_each(|outcome| rows.outcome(whose, outcome));
            let urgency = Urgency::of(plan, &decision.verdicts, &decision.outcomes, whose.rows_set_aside > 0);
            told.tally.add(plan, subject, urgency, &decision.verdicts, &decision.outcomes);
        }
        told.rows = rows.finish().map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
        Ok(told)
    }
}

/// Subjects with their events in lists, part after part.
struct Nested<'n> {
    flow: &'n Flow<'n>,
    store: Store,
    states: &'n [State],
    schema: SchemaRef,
    known: &'n [usize],
    part: usize,
}

impl Nested<'_> {
    fn next(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        if self.part >= self.store.parts() {
            return None;
        }
        let part = self.part;
        self.part += 1;
        Some(self.nested(part).map_err(|error| ArrowError::ExternalError(Box::new(error))))
    }

    fn nested(&mut self, part: usize) -> io::Result<RecordBatch> {
        let rows = self.store.take(0, part)?;
        let numbers = super::numbers(&rows)?;
        let is_usable = |number: u32| self.states.get(number as usize) == Some(&State::Usable);
        let usable: Vec<u32> =
            (0..).zip(numbers).filter(|(_, number)| is_usable(**number)).map(|(row, _)| row).collect();
        let rows = if usable.len() == rows.num_rows() {
            rows
        } else {
            take_record_batch(&rows, &UInt32Array::from(usable)).map_err(io::Error::other)?
        };
        let mut columns = vec![Arc::clone(rows.column(1)), Arc::clone(rows.column(0))];
        columns.extend(ready(self.flow.kept_facts(), &rows.columns()[2..])?);
        let numbers = super::numbers(&rows)?;
        for place in self.known {
            let typings = &self.flow.lists[*place].fields;
            let events = self.store.take(place + 1, part)?;
            columns.push(list_of(&events, numbers, part, typings)?);
        }
        RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(io::Error::other)
    }
}

fn field(typing: &Typing<'_>) -> Field {
    let kind = match typing.stored() {
        DataType::UInt16 => DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8)),
        other => other,
    };
    Field::new(typing.name(), kind, true)
}

fn item(typings: &[Typing<'_>]) -> Field {
    let fields = typings.iter().map(field).collect::<Fields>();
    Field::new("item", DataType::Struct(fields), false)
}

fn ready(typings: &[Typing<'_>], columns: &[ArrayRef]) -> io::Result<Vec<ArrayRef>> {
    let ready = typings.iter().zip(columns).map(|(typing, column)| typing.ready(column));
    ready.collect::<Result<_, _>>().map_err(io::Error::other)
}

/// The events of some subjects as lists. Both ascend by their numbers; those of subjects that are not there are left out.
fn list_of(
    events: &RecordBatch,
    numbers: &[u32],
    part: usize,
    typings: &[Typing<'_>],
) -> io::Result<ArrayRef> {
    let owners = super::numbers(events)?;
    let base = part as u64 * u64::from(SUBJECTS_IN_PART);
    let mut counts = vec![0_usize; SUBJECTS_IN_PART as usize];
    for owner in owners {
        if let Some(count) = counts.get_mut((u64::from(*owner) - base) as usize) {
            *count += 1;
        }
    }
    let lengths: Vec<usize> =
        numbers.iter().map(|number| counts[(u64::from(*number) - base) as usize]).collect();
    let mut columns = ready(typings, &events.columns()[1..])?;
    if lengths.iter().sum::<usize>() != owners.len() {
        let is_there = |owner: &u32| numbers.binary_search(owner).is_ok();
        let kept: UInt32Array =
            (0..).zip(owners).filter(|(_, owner)| is_there(owner)).map(|(row, _): (u32, _)| row).collect();
        for column in &mut columns {
            *column = arrow_select::take::take(column.as_ref(), &kept, None).map_err(io::Error::other)?;
        }
    }
    let item = Arc::new(item(typings));
    let DataType::Struct(fields) = item.data_type() else { return Err(io::ErrorKind::InvalidData.into()) };
    let rows = lengths.iter().sum();
    let events = StructArray::try_new_with_length(fields.clone(), columns, None, rows);
    let events = Arc::new(events.map_err(io::Error::other)?) as ArrayRef;
    let offsets = OffsetBuffer::<i64>::from_lengths(lengths);
    let list = LargeListArray::try_new(item, offsets, events, None).map_err(io::Error::other)?;
    Ok(Arc::new(list))
}

fn failed(error: TableError) -> io::Error {
    match error {
        TableError::Arrow(ArrowError::ExternalError(inner)) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(inner) => io::Error::other(inner),
        },
        error => io::Error::other(error),
    }
}
