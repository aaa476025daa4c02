//! A population in columns: the table beside code written by hand for one policy, and beside the bare sum of the same bytes.
//!
//! `cargo bench -p policy-benches --bench population` prints tables in Markdown. Every way is first held to the same results. A
//! population is gone through several times in pieces of 1,024 teachers; of each piece the best time counts, for whatever
//! else the machine does can only make it slower.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

use arrow_array::RecordBatch;
use chrono::NaiveDate;
use policy_benches::{eight_sums, population};
use policy_core::Engine;
use policy_dsl::{Sources, compile};
use policy_table::{Options, Table, Verdicts};

const POLICIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");
const PIECE: usize = 1_024;

fn teachers() -> usize {
    std::env::var("POLICY_BENCH_TEACHERS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000)
}

fn rounds() -> usize {
    std::env::var("POLICY_BENCH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(7)
}

fn engine(sources: &Sources) -> Engine {
    let compiled = compile(sources);
    let plan = compiled.plan.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics));
    Engine::new(plan).unwrap()
}

fn with_vocabulary(text: &str) -> Engine {
    let mut sources = Sources::load(format!("{POLICIES}/vocabulary")).unwrap();
    sources.add("bench.policy", text.to_owned());
    engine(&sources)
}

fn pieces(batch: &RecordBatch) -> Vec<RecordBatch> {
    (0..batch.num_rows())
        .step_by(PIECE)
        .map(|first| batch.slice(first, PIECE.min(batch.num_rows() - first)))
        .collect()
}

/// Nanoseconds a teacher: of each piece the best of all rounds.
fn each_piece<T>(pieces: &[RecordBatch], mut work: impl FnMut(&RecordBatch) -> T) -> f64 {
    let mut best = vec![f64::INFINITY; pieces.len()];
    for _ in 0..rounds() {
        for (best, piece) in best.iter_mut().zip(pieces) {
            let start = Instant::now();
            black_box(work(black_box(piece)));
            *best = best.min(start.elapsed().as_secs_f64() * 1e9);
        }
    }
    best.iter().sum::<f64>() / pieces.iter().map(RecordBatch::num_rows).sum::<usize>() as f64
}

/// Nanoseconds a teacher for all of a batch on so many threads: the best of all rounds.
fn threaded(threads: usize, count: usize, mut work: impl FnMut()) -> f64 {
    _ = threads;
    let mut best = f64::INFINITY;
    for _ in 0..rounds() {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / count as f64);
    }
    best
}

fn row(what: &str, time: f64, base: f64) {
    println!("| {what} | {time:.0} | {:.2} |", time / base);
}

fn main() {
    let as_of = NaiveDate::from_ymd_opt(2024, 6, 30).unwrap();
    let batch = population::plain(teachers(), 20).unwrap();
    eight(&batch, as_of);
    rules(&batch, as_of);
    sanmenxia(as_of);
    events(as_of);
}

fn assert_equal(verdicts: &Verdicts, by_hand: &[eight_sums::Column]) {
    for (column, by_hand) in verdicts.columns().iter().zip(by_hand) {
        for row in 0..verdicts.rows {
            let found = (column.status[row], column.low[row], column.high[row]);
            let expected = (by_hand.status[row], by_hand.low[row], by_hand.high[row]);
            assert_eq!(found, expected, "teacher {row}");
        }
    }
}

fn eight(batch: &RecordBatch, as_of: NaiveDate) {
    let engine = with_vocabulary(eight_sums::POLICY);
    let bench = engine.at(as_of);
    let subject = engine.plan().vocabulary.subject("teacher").unwrap();
    let table = Table::new(&bench, subject, batch.schema()).unwrap();
    assert!(table.is_by_tables());
    let pieces = pieces(batch);
    for piece in &pieces {
        let verdicts = table.decide(piece, 0).unwrap();
        assert_eq!(verdicts.columns().len(), 10);
        assert_equal(&verdicts, &eight_sums::by_hand(eight_sums::trainings(piece).unwrap()));
    }
    println!("\nEight sums, ten comparisons, {} teachers x 20 trainings\n", batch.num_rows());
    println!("| what | ns a teacher | times hand-written |\n|---|---|---|");
    let by_hand = each_piece(&pieces, |piece| eight_sums::by_hand(eight_sums::trainings(piece).unwrap()));
    let bare = each_piece(&pieces, |piece| eight_sums::bare_sum(eight_sums::trainings(piece).unwrap()));
    row("the sum of the same bytes", bare, by_hand);
    row("hand-written, one pass, eight lanes", by_hand, by_hand);
    row("table", each_piece(&pieces, |piece| table.decide(piece, 0).unwrap()), by_hand);
    for threads in [1, 2] {
        let own = threaded(threads, batch.num_rows(), || {
            std::thread::scope(|scope| {
                for lane in 0..threads {
                    let pieces = &pieces;
                    scope.spawn(move || {
                        for piece in pieces.iter().skip(lane).step_by(threads) {
                            black_box(eight_sums::by_hand(eight_sums::trainings(piece).unwrap()));
                        }
                    });
                }
            });
        });
        row(&format!("hand-written, whole run, threads: {threads}"), own, own);
        run(&table, batch, threads, own);
    }
}

fn run(table: &Table<'_, '_>, batch: &RecordBatch, threads: usize, base: f64) {
    let options = Options { threads: NonZeroUsize::new(threads).unwrap(), ..Options::default() };
    let own = threaded(threads, batch.num_rows(), || {
        let batches = std::iter::once(Ok(batch.clone()));
        let stats = table.run(batches, &options, |verdicts| {
            black_box(&verdicts);
            Ok(())
        });
        black_box(stats.unwrap());
    });
    row(&format!("table, whole run, threads: {threads}"), own, base);
}

fn rules(batch: &RecordBatch, as_of: NaiveDate) {
    println!("\nMore rules over the same trainings\n\n| rules | ns a teacher | ns a rule |\n|---|---|---|");
    let batch = batch.slice(0, batch.num_rows().min(100_000));
    let pieces = pieces(&batch);
    for count in [1, 10, 50, 200] {
        let engine = with_vocabulary(&eight_sums::many_rules(count));
        let bench = engine.at(as_of);
        let subject = engine.plan().vocabulary.subject("teacher").unwrap();
        let table = Table::new(&bench, subject, batch.schema()).unwrap();
        assert!(table.is_by_tables());
        let time = each_piece(&pieces, |piece| table.decide(piece, 0).unwrap());
        println!("| {count} | {time:.0} | {:.1} |", time / count as f64);
    }
}

fn sanmenxia(as_of: NaiveDate) {
    let sources =
        Sources::load_all([format!("{POLICIES}/vocabulary"), format!("{POLICIES}/sanmenxia-2023")]).unwrap();
    let engine = engine(&sources);
    let bench = engine.at(as_of);
    let subject = engine.plan().vocabulary.subject("teacher").unwrap();
    let batch = population::sanmenxia(teachers().min(200_000)).unwrap();
    let table = Table::new(&bench, subject, batch.schema()).unwrap();
    assert!(table.is_by_tables());
    let pieces = pieces(&batch);
    println!("\nThe Sanmenxia policy (two years begun), 13 trainings and 7 papers\n");
    println!("| what | ns a teacher |\n|---|---|");
    println!("| table | {:.0} |", each_piece(&pieces, |piece| table.decide(piece, 0).unwrap()));
}

fn events(as_of: NaiveDate) {
    println!(
        "\nMore events under the eight sums\n\n| trainings | ns a teacher | ns a training |\n|---|---|---|"
    );
    let engine = with_vocabulary(eight_sums::POLICY);
    let bench = engine.at(as_of);
    let subject = engine.plan().vocabulary.subject("teacher").unwrap();
    for trainings in [5, 20, 80] {
        let batch = population::plain(65_536, trainings).unwrap();
        let table = Table::new(&bench, subject, batch.schema()).unwrap();
        let time = each_piece(&pieces(&batch), |piece| table.decide(piece, 0).unwrap());
        println!("| {trainings} | {time:.0} | {:.1} |", time / trainings as f64);
    }
}
