//! One record: the engine beside hand-written Rust and, with the feature `peers`, other engines.
//!
//! `cargo bench -p policy-benches [--features peers]` prints a table in Markdown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::hint::black_box;

use chrono::NaiveDate;
use policy_benches::clock::nanoseconds;
use policy_benches::teacher::Teacher;
use policy_benches::{generate, sanmenxia, three_rules};
use policy_core::{Bench, Decision, Engine, Record, RecordReader};
use policy_dsl::{Sources, compile};

#[cfg(feature = "peers")]
#[path = "peers.rs"]
mod peers;

const POLICIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");
/// Enough records that none is still in the first cache with its branches learnt by heart.
const RECORDS: usize = 256;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn engine(sources: &Sources) -> Engine {
    let compiled = compile(sources);
    let plan = compiled.plan.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics));
    Engine::new(plan).unwrap()
}

/// The records that teachers make.
fn records(engine: &Engine, teachers: &[Teacher]) -> Vec<Record> {
    let vocabulary = &engine.plan().vocabulary;
    let subject = vocabulary.subject("teacher").unwrap();
    teachers.iter().map(|teacher| Record::from_serialize(vocabulary, subject, teacher).unwrap()).collect()
}

/// Nanoseconds for each of many records, one after the other.
fn each<T, R>(items: &[T], mut work: impl FnMut(&T) -> R) -> f64 {
    let all = nanoseconds(|| {
        for item in items {
            black_box(work(black_box(item)));
        }
    });
    all / items.len() as f64
}

/// Deciding into one and the same decision.
fn into(bench: &Bench<'_>, records: &[Record]) -> f64 {
    let mut decision = Decision::default();
    each(records, |record| {
        bench.decide_into(record, &mut decision).unwrap();
        black_box(&decision);
    })
}

fn row(what: &str, time: f64, base: f64) {
    println!("| {what} | {:.0} | {:.1} |", time, time / base);
}

fn heading(title: &str) {
    println!("\n{title}\n\n| what | ns a record | times hand-written |\n|---|---|---|");
}

fn main() {
    three();
    sanmenxia_policy();
    compiling();
}

fn three() {
    let mut sources = Sources::load(format!("{POLICIES}/vocabulary")).unwrap();
    sources.add("three_rules.policy", three_rules::POLICY);
    let engine = engine(&sources);
    let as_of = day(2024, 6, 30);
    let bench = engine.at(as_of);
    let teachers = generate::teachers(RECORDS, 20, 0);
    let records = records(&engine, &teachers);
    for (teacher, record) in teachers.iter().zip(&records) {
        let decided = three_rules::of_decision(&bench.decide(record).unwrap());
        assert_eq!(decided, three_rules::by_hand(teacher, as_of), "{teacher:?}");
    }
    heading("Three rules, 20 trainings");
    let by_hand = each(&teachers, |teacher| three_rules::by_hand(teacher, as_of));
    row("hand-written Rust over structs", by_hand, by_hand);
    row("decide", each(&records, |record| bench.decide(record).unwrap()), by_hand);
    row("decide_into", into(&bench, &records), by_hand);
    row("explain", each(&records, |record| bench.explain(record).unwrap()), by_hand);
    let vocabulary = &engine.plan().vocabulary;
    let reader = RecordReader::new(vocabulary, vocabulary.subject("teacher").unwrap());
    let build = each(&teachers, |teacher| reader.read_serialize(teacher).unwrap());
    row("building the record from structs", build, by_hand);
    json(&engine, &teachers, by_hand, |record| {
        black_box(bench.decide(record).unwrap());
    });
    #[cfg(feature = "peers")]
    peers::run(&teachers, as_of, by_hand, row);
}

fn sanmenxia_policy() {
    let sources =
        Sources::load_all([format!("{POLICIES}/vocabulary"), format!("{POLICIES}/sanmenxia-2023")]).unwrap();
    let engine = engine(&sources);
    let as_of = day(2024, 6, 30);
    let bench = engine.at(as_of);
    let teachers = generate::teachers(RECORDS, 13, 7);
    let records = records(&engine, &teachers);
    for (teacher, record) in teachers.iter().zip(&records) {
        let decided = sanmenxia::of_decision(&engine, &bench.decide(record).unwrap());
        assert_eq!(decided, Some(sanmenxia::by_hand(teacher, as_of)), "{teacher:?}");
    }
    heading("The Sanmenxia policy (two years begun), 13 trainings and 7 papers");
    let by_hand = each(&teachers, |teacher| sanmenxia::by_hand(teacher, as_of));
    row("hand-written Rust over structs", by_hand, by_hand);
    row("decide", each(&records, |record| bench.decide(record).unwrap()), by_hand);
    row("decide_into", into(&bench, &records), by_hand);
    row("explain", each(&records, |record| bench.explain(record).unwrap()), by_hand);
    json(&engine, &teachers, by_hand, |record| {
        black_box(bench.decide(record).unwrap());
    });
}

/// From JSON text, beside what serde_json alone takes to read the same text into structs.
fn json(engine: &Engine, teachers: &[Teacher], by_hand: f64, mut decide: impl FnMut(&Record)) {
    let texts: Vec<String> = teachers.iter().map(|teacher| serde_json::to_string(teacher).unwrap()).collect();
    let vocabulary = &engine.plan().vocabulary;
    let reader = RecordReader::new(vocabulary, vocabulary.subject("teacher").unwrap());
    let structs = each(&texts, |text| serde_json::from_str::<Teacher>(text).unwrap());
    row("serde_json into structs, nothing decided", structs, by_hand);
    let value = each(&texts, |text| serde_json::from_str::<serde_json::Value>(text).unwrap());
    row("serde_json into a Value, nothing decided", value, by_hand);
    row("reading a record from JSON", each(&texts, |text| reader.read_json(text).unwrap()), by_hand);
    let both = each(&texts, |text| decide(&reader.read_json(text).unwrap()));
    row("JSON to verdicts", both, by_hand);
    println!("\nJSON to verdicts: {:.2} times serde_json's own parse into structs.", both / structs);
}

fn compiling() {
    println!("\nFrom text to a plan\n\n| what | ms |\n|---|---|");
    let mut largest = Vec::new();
    for name in ["taixing-2019", "licang-2023", "gaoling-county", "jiyuan-2021", "sanmenxia-2023"] {
        let sources =
            Sources::load_all([format!("{POLICIES}/vocabulary"), format!("{POLICIES}/{name}")]).unwrap();
        let time = nanoseconds(|| compile(black_box(&sources))) / 1e6;
        let plan = compile(&sources).plan.unwrap();
        let prepare = nanoseconds(|| Engine::new(plan.clone()).unwrap()) / 1e6;
        let engine = Engine::new(plan).unwrap();
        let bind = nanoseconds(|| engine.at(day(2024, 6, 30)).engine().plan().rules.len()) / 1e6;
        println!(
            "| {name}: compile | {time:.2} |\n| {name}: Engine::new | {prepare:.2} |\n| {name}: at a date | {bind:.2} |"
        );
        largest.push(time);
    }
}
