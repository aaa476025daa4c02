//! The Rust side of the comparison with other engines (`benches/peers/`), over one population that stands in memory, in Parquet and in CSV.
//!
//! `write DIRECTORY TEACHERS EVENTS` writes the population, the policy, and what the sums are by the code that is written by hand;
//! `measure DIRECTORY THREADS ROUNDS` decides it. Each way is first held to the same results, then timed; of each
//! round a line of JSON tells the nanoseconds a teacher.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal32Type, UInt8Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, Schema};
use chrono::NaiveDate;
use policy_benches::{eight_sums, population};
use policy_core::Engine;
use policy_dsl::{Sources, compile};
use policy_files::{ColumnFile, ParquetFile, Texts};
use policy_table::{Join, Options, Source, Table, Verdicts};

const VOCABULARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/vocabulary");
/// In which verdict each of the eight sums is measured.
const SUMS: [usize; 8] = [0, 2, 3, 4, 5, 6, 7, 9];
/// The identifier of the first teacher: all are of one length, so that they ascend as texts too.
const FIRST: i32 = 10_000_000;
/// How many subjects the code written by hand is given at once.
const PIECE: usize = 8_192;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", directory, teachers, events] => {
            std::fs::create_dir_all(directory)?;
            std::fs::write(Path::new(directory).join("shape"), format!("{teachers} {events}"))?;
            write(Path::new(directory), &population::plain(teachers.parse()?, events.parse()?).unwrap())
        }
        ["measure", directory, threads, rounds] => {
            let shape = std::fs::read_to_string(Path::new(directory).join("shape"))?;
            let (teachers, events) = shape.trim().split_once(' ').unwrap();
            let batch = population::plain(teachers.parse()?, events.parse()?).unwrap();
            measure(Path::new(directory), &batch, threads.parse()?, rounds.parse()?)
        }
        _ => Err("expected: write DIRECTORY TEACHERS EVENTS, or measure DIRECTORY THREADS ROUNDS".into()),
    }
}

/// The trainings of everybody as a table of their own.
fn flat(batch: &RecordBatch) -> RecordBatch {
    let list = batch.column(0).as_list::<i32>();
    let events = list.values().as_struct();
    let owners = (FIRST..).zip(list.offsets().windows(2));
    let ids: Int32Array = owners
        .flat_map(|(teacher, ends)| std::iter::repeat_n(teacher, (ends[1] - ends[0]) as usize))
        .collect();
    let words = |name: &str| -> ArrayRef {
        let own = events.column_by_name(name).unwrap().as_dictionary::<UInt8Type>();
        Arc::new(own.downcast_dict::<StringArray>().unwrap().into_iter().collect::<StringArray>())
    };
    let hours = events.column_by_name("hours").unwrap().as_primitive::<Decimal32Type>();
    let hours: Float64Array = hours.iter().map(|own| own.map(|own| f64::from(own) / 100.0)).collect();
    let columns = [
        ("id", Arc::new(ids) as ArrayRef),
        ("category", words("category")),
        ("mode", words("mode")),
        ("hours", Arc::new(hours)),
        ("end", Arc::clone(events.column_by_name("end").unwrap())),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true))).unwrap()
}

fn write(directory: &Path, batch: &RecordBatch) -> Outcome<()> {
    for form in ["parquet", "csv"] {
        std::fs::create_dir_all(directory.join(form))?;
    }
    let count = i32::try_from(batch.num_rows())?;
    let events = flat(batch);
    let ids = Arc::new(Int32Array::from_iter_values(FIRST..FIRST + count)) as ArrayRef;
    let parquet = |name: &str, rows: &RecordBatch| -> Outcome<()> {
        let mut file = ParquetFile::new(BufWriter::new(File::create(directory.join(name))?), rows.schema())?;
        file.write(rows)?;
        Ok(file.finish()?.flush()?)
    };
    parquet("parquet/teacher.parquet", &RecordBatch::try_from_iter([("id", Arc::clone(&ids))])?)?;
    parquet("parquet/training.parquet", &events)?;
    let sums = eight_sums::by_hand(eight_sums::trainings(batch).unwrap());
    let sums = SUMS.map(|place| Arc::new(Int64Array::from(sums[place].low.clone())) as ArrayRef);
    let names = (0..).map(|place| format!("s{place}"));
    let columns = std::iter::once(("id".to_owned(), ids)).chain(names.zip(sums));
    parquet("expected.parquet", &RecordBatch::try_from_iter(columns)?)?;
    let mut file = BufWriter::new(File::create(directory.join("csv/teacher.csv"))?);
    writeln!(file, "id")?;
    (FIRST..FIRST + count).try_for_each(|id| writeln!(file, "{id}"))?;
    file.flush()?;
    csv(&directory.join("csv/training.csv"), &events)?;
    Ok(std::fs::write(directory.join("eight_sums.policy"), eight_sums::POLICY)?)
}

fn csv(path: &Path, events: &RecordBatch) -> Outcome<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "id,category,mode,hours,end")?;
    let ids = events.column(0).as_primitive::<arrow_array::types::Int32Type>();
    let (category, mode) = (events.column(1).as_string::<i32>(), events.column(2).as_string::<i32>());
    let hours = events.column(3).as_primitive::<arrow_array::types::Float64Type>();
    let end = events.column(4).as_primitive::<Date32Type>();
    let word = |own: &StringArray, row: usize| if own.is_null(row) { "" } else { own.value(row) }.to_owned();
    for row in 0..events.num_rows() {
        let hours = if hours.is_null(row) { String::new() } else { hours.value(row).to_string() };
        let end = if end.is_null(row) { String::new() } else { end.value_as_date(row).unwrap().to_string() };
        writeln!(file, "{},{},{},{hours},{end}", ids.value(row), word(category, row), word(mode, row))?;
    }
    Ok(file.flush()?)
}

fn measure(directory: &Path, batch: &RecordBatch, threads: usize, rounds: usize) -> Outcome<()> {
    let mut sources = Sources::load(VOCABULARY)?;
    sources.add("bench.policy", eight_sums::POLICY.to_owned());
    let engine = Engine::new(compile(&sources).plan.ok_or("the policy does not compile")?)?;
    let bench = engine.at(NaiveDate::from_ymd_opt(2024, 6, 30).unwrap());
    let subject = engine.plan().vocabulary.subject("teacher").unwrap();
    let table = Table::new(&bench, subject, batch.schema())?;
    let timing = Timing { threads, rounds, count: batch.num_rows() };
    let expected = eight_sums::by_hand(eight_sums::trainings(batch).unwrap());
    let options = Options { threads: NonZeroUsize::new(threads).unwrap(), ..Options::default() };

    let pieces: Vec<RecordBatch> = (0..batch.num_rows())
        .step_by(PIECE)
        .map(|first| batch.slice(first, PIECE.min(batch.num_rows() - first)))
        .collect();
    timing.each("memory", "sum of the same bytes", || {
        in_parallel(threads, pieces.len(), |piece| {
            black_box(eight_sums::bare_sum(eight_sums::trainings(&pieces[piece]).unwrap()));
        });
    });
    timing.each("memory", "hand-written Rust", || {
        in_parallel(threads, pieces.len(), |piece| {
            black_box(eight_sums::by_hand(eight_sums::trainings(&pieces[piece]).unwrap()));
        });
    });
    let decide = |check: &mut (dyn FnMut(Verdicts) + Send)| {
        table.run(std::iter::once(Ok(batch.clone())), &options, |verdicts| {
            check(verdicts);
            Ok(())
        })
    };
    decide(&mut |verdicts| hold(&verdicts, &expected))?;
    timing.each("memory", "policy-table", || {
        decide(&mut |verdicts| drop(black_box(verdicts))).unwrap();
    });

    let file = ColumnFile::open(&directory.join("parquet/training.parquet"))?;
    timing.each("Parquet", "decoding alone", || {
        in_parallel(threads, file.parts().len(), |part| {
            for rows in file.batches(part, &columns(&file)).unwrap() {
                black_box(rows.unwrap());
            }
        });
    });
    let people = ColumnFile::open(&directory.join("parquet/teacher.parquet"))?;
    let decide = |check: &mut (dyn FnMut(Verdicts) + Send)| {
        let plan = engine.plan();
        let training = plan.vocabulary.subjects[subject.index()].list("training").unwrap();
        let lists = vec![(training, source(&file))];
        let join = Join::sorted(&plan.vocabulary, subject, source(&people), lists).unwrap();
        let table = Table::new(&bench, subject, join.schema()).unwrap();
        table.run(join, &options, |verdicts| {
            check(verdicts);
            Ok(())
        })
    };
    let stats = decide(&mut |verdicts| hold(&verdicts, &expected))?;
    assert_eq!(stats.subjects, batch.num_rows() as u64);
    timing.each("Parquet", "policy-table", || {
        decide(&mut |verdicts| drop(black_box(verdicts))).unwrap();
    });
    Ok(())
}

/// Holds verdicts to what the code written by hand says, missing values included.
fn hold(verdicts: &Verdicts, expected: &[eight_sums::Column]) {
    assert_eq!(verdicts.columns().len(), expected.len());
    for (column, expected) in verdicts.columns().iter().zip(expected) {
        let own = verdicts.first as usize..verdicts.first as usize + verdicts.rows;
        assert_eq!(column.status, expected.status[own.clone()]);
        assert_eq!(column.low, expected.low[own.clone()]);
        assert_eq!(column.high, expected.high[own]);
    }
}

/// All columns, words as dictionaries.
fn columns(file: &ColumnFile) -> Vec<(usize, Texts)> {
    (0..file.schema().fields().len()).map(|column| (column, Texts::Dictionary)).collect()
}

/// The rows of a file, as a table to be joined.
fn source(file: &ColumnFile) -> Source<'_> {
    let wanted = columns(file);
    let schema = match file.batches(0, &wanted).unwrap().next() {
        Some(first) => first.unwrap().schema(),
        None => Arc::new(Schema::empty()),
    };
    let batches = (0..file.parts().len()).flat_map(move |part| {
        let batches = file.batches(part, &wanted).unwrap();
        batches.map(|batch| batch.map_err(|error| ArrowError::ExternalError(Box::new(error))))
    });
    Source { schema, batches: Box::new(batches) }
}

/// Works on so many pieces on so many threads.
fn in_parallel(threads: usize, pieces: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let all = || {
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                break;
            }
            work(piece);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(all);
        }
        all();
    });
}

struct Timing {
    threads: usize,
    rounds: usize,
    count: usize,
}

impl Timing {
    /// Tells how long each round takes, in nanoseconds a teacher; the first is cold.
    fn each(&self, from: &str, what: &str, mut work: impl FnMut()) {
        for round in 0..=self.rounds {
            let start = Instant::now();
            work();
            let time = start.elapsed().as_secs_f64() * 1e9 / self.count as f64;
            let Self { threads, .. } = self;
            println!(
                r#"{{"from":"{from}","what":"{what}","threads":{threads},"round":{round},"ns":{time:.1}}}"#
            );
        }
    }
}
