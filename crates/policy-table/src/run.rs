//! Deciding any number of batches, in order, on several threads, in bounded memory.
//!
//! Whoever is free takes the next rows, decides them, and hands the verdicts on once all before them have been handed on. So the
//! order, and with it every byte, is that of the input, whatever the number of threads; and nobody runs ahead by more than a
//! few units, so that no more than those are held.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use policy_core::columns::Desk;

use crate::TableError;
use crate::table::Table;
use crate::verdicts::{State, Verdicts};

/// How a population is gone through.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many threads decide; by default as many as there are processors.
    pub threads: NonZeroUsize,
    /// How many subjects are decided and handed on at once.
    pub rows: NonZeroUsize,
}

/// What became of everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// How many subjects there were.
    pub subjects: u64,
    /// How many the class tables decided.
    pub by_tables: u64,
    /// How many the evaluator decided, as records of their own.
    pub by_evaluator: u64,
    /// How many were set aside, because one of their facts does not fit.
    pub set_aside: u64,
    /// How many nobody could decide.
    pub undecided: u64,
    /// How many values do not fit their fields.
    pub refused: u64,
}

/// How far one may run ahead of what is handed on, in units for each thread.
const AHEAD: u64 = 4;

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { threads, rows: NonZeroUsize::new(8_192).unwrap_or(NonZeroUsize::MIN) }
    }
}

impl Stats {
    fn add(&mut self, verdicts: &Verdicts) {
        self.subjects += verdicts.rows as u64;
        self.refused += verdicts.refused;
        for state in verdicts.states() {
            match state {
                State::ByTables => self.by_tables += 1,
                State::ByEvaluator => self.by_evaluator += 1,
                State::SetAside => self.set_aside += 1,
                State::Undecided(_) => self.undecided += 1,
            }
        }
    }
}

/// What all threads share.
struct Shared<I, S, T> {
    source: I,
    /// What is left of the batch that was taken last, and the number of its first subject.
    rest: Option<RecordBatch>,
    next_subject: u64,
    /// The number of the unit that is taken next, and of that which is handed on next.
    next: u64,
    handed_on: u64,
    done: BTreeMap<u64, Result<T, TableError>>,
    /// `None` while somebody is handing on.
    sink: Option<S>,
    failure: Option<TableError>,
}

impl Table<'_, '_> {
    /// Decides all batches, and hands on the verdicts in their order.
    ///
    /// Memory: a few units of [`Options::rows`] subjects for each thread. The sum of what is handed on is the same, byte for byte,
    /// for any number of threads, any size of batches and any number of rows.
    ///
    /// # Errors
    /// The first batch, in their order, that cannot be had or has other columns than the schema, or what `sink` gives. What
    /// was handed on before it stays so.
    pub fn run<I, S>(&self, batches: I, options: &Options, sink: S) -> Result<Stats, TableError>
    where
        I: Iterator<Item = Result<RecordBatch, ArrowError>> + Send,
        S: FnMut(Verdicts) -> Result<(), TableError> + Send,
    {
        let mut stats = Stats::default();
        let mut sink = sink;
        let work = |batch: &RecordBatch, first: u64, desk: &mut Desk| self.decide_with(batch, first, desk);
        in_order(batches, options, work, |verdicts: Verdicts| {
            stats.add(&verdicts);
            sink(verdicts)
        })?;
        Ok(stats)
    }
}

impl Table<'_, '_> {
    /// Decides all batches like [`Table::run`], and hands on what `tell` makes of the verdicts of each unit. Telling is done by the
    /// threads that decide, handing on in the order of the batches.
    ///
    /// # Errors
    /// As [`Table::run`]; what `tell` gives stands in its place among those of the batches.
    pub fn run_telling<I, T, W, S>(
        &self,
        batches: I,
        options: &Options,
        tell: W,
        sink: S,
    ) -> Result<(), TableError>
    where
        I: Iterator<Item = Result<RecordBatch, ArrowError>> + Send,
        T: Send,
        W: Fn(&RecordBatch, &Verdicts) -> Result<T, TableError> + Sync,
        S: FnMut(T) -> Result<(), TableError> + Send,
    {
        let work = |batch: &RecordBatch, first: u64, desk: &mut Desk| {
            tell(batch, &self.decide_with(batch, first, desk)?)
        };
        in_order(batches, options, work, sink)
    }
}

/// Works on all batches, a unit at a time, and hands on what comes of each in their order. Each thread has a desk of its own.
pub(crate) fn in_order<I, D, T, W, S>(
    batches: I,
    options: &Options,
    work: W,
    sink: S,
) -> Result<(), TableError>
where
    I: Iterator<Item = Result<RecordBatch, ArrowError>> + Send,
    D: Default,
    T: Send,
    W: Fn(&RecordBatch, u64, &mut D) -> Result<T, TableError> + Sync,
    S: FnMut(T) -> Result<(), TableError> + Send,
{
    let shared = Mutex::new(Shared {
        source: batches,
        rest: None,
        next_subject: 0,
        next: 0,
        handed_on: 0,
        done: BTreeMap::new(),
        sink: Some(sink),
        failure: None,
    });
    let moved_on = Condvar::new();
    let ahead = AHEAD * options.threads.get() as u64;
    let work = || {
        let mut desk = D::default();
        let _bell = Bell { shared: &shared, moved_on: &moved_on };
        while let Some((unit, first, batch)) = take(&shared, &moved_on, options.rows.get(), ahead) {
            hand_on(&shared, &moved_on, unit, work(&batch, first, &mut desk));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..options.threads.get() {
            scope.spawn(work);
        }
        work();
    });
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    shared.failure.map_or(Ok(()), Err)
}

/// Tells the others, where whoever holds it panics: they would wait for what never comes.
struct Bell<'r, I, S, T> {
    shared: &'r Mutex<Shared<I, S, T>>,
    moved_on: &'r Condvar,
}

impl<I, S, T> Drop for Bell<'_, I, S, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(self.shared).failure.get_or_insert(TableError::TooMany);
            self.moved_on.notify_all();
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The next rows: the number of their unit, and of their first subject.
fn take<I, S, T>(
    shared: &Mutex<Shared<I, S, T>>,
    moved_on: &Condvar,
    rows: usize,
    ahead: u64,
) -> Option<(u64, u64, RecordBatch)>
where
    I: Iterator<Item = Result<RecordBatch, ArrowError>>,
    S: FnMut(T) -> Result<(), TableError>,
{
    let mut own = lock(shared);
    while own.failure.is_none() && own.next >= own.handed_on + ahead {
        own = moved_on.wait(own).unwrap_or_else(PoisonError::into_inner);
    }
    if own.failure.is_some() {
        return None;
    }
    let batch = loop {
        match own.rest.take().map_or_else(|| own.source.next(), |rest| Some(Ok(rest))) {
            None => return None,
            Some(Ok(batch)) if batch.num_rows() == 0 => {}
            Some(Ok(batch)) => break batch,
            Some(Err(error)) => {
                // It waits for its turn: what was taken before it is handed on all the same.
                let unit = own.next;
                own.next += 1;
                drop(own);
                hand_on(shared, moved_on, unit, Err(error.into()));
                return None;
            }
        }
    };
    let count = rows.min(batch.num_rows());
    if count < batch.num_rows() {
        own.rest = Some(batch.slice(count, batch.num_rows() - count));
    }
    let (unit, first) = (own.next, own.next_subject);
    own.next += 1;
    own.next_subject += count as u64;
    Some((unit, first, batch.slice(0, count)))
}

/// Keeps what came of a unit, and hands on what is next, as far as it is there.
fn hand_on<I, S, T>(
    shared: &Mutex<Shared<I, S, T>>,
    moved_on: &Condvar,
    unit: u64,
    done: Result<T, TableError>,
) where
    S: FnMut(T) -> Result<(), TableError>,
{
    let mut own = lock(shared);
    own.done.insert(unit, done);
    // Whoever has the sink goes on handing on.
    let Some(mut sink) = own.sink.take() else { return };
    while own.failure.is_none() {
        let next = own.handed_on;
        let Some(done) = own.done.remove(&next) else { break };
        own.handed_on += 1;
        let handed_on = match done {
            Ok(done) => {
                drop(own);
                let handed_on = sink(done);
                own = lock(shared);
                handed_on
            }
            Err(error) => Err(error),
        };
        own.failure = handed_on.err();
        moved_on.notify_all();
    }
    own.sink = Some(sink);
}
