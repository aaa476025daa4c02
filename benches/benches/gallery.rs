//! One record under each policy of the gallery: what whole policies of the wild cost, all their rules at once.
//!
//! `cargo bench -p policy-benches --bench gallery [-- NAME]` prints a table in Markdown. A record is one of the policy's
//! sample, with each of its events four times over, which makes about twenty events. With a NAME, that policy
//! alone, and then each of its rules by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use policy_benches::clock::nanoseconds;
use policy_core::{Decision, Engine, Plan, Record, RecordReader};
use policy_dsl::{Sources, compile};
use serde_json::Value;

const GALLERY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/gallery");
/// How often each event of the sample stands in a record.
const TIMES: usize = 4;

fn folders() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(GALLERY).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found
}

/// The date that the policy's page decides its sample at.
fn as_of(folder: &Path) -> chrono::NaiveDate {
    let page = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut words = page.split_whitespace().skip_while(|word| *word != "--as-of");
    words.nth(1).unwrap().parse().unwrap()
}

fn records(plan: &Plan, folder: &Path) -> Vec<Record> {
    let vocabulary = &plan.vocabulary;
    let subject = plan.rules[0].subject;
    let reader = RecordReader::new(vocabulary, subject);
    let lines = fs::read_to_string(folder.join("sample.ndjson")).unwrap();
    let record = |line: &str| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        for list in value.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
            *list = list.iter().flat_map(|event| std::iter::repeat_n(event.clone(), TIMES)).collect();
        }
        reader.read_json(value.to_string()).unwrap()
    };
    lines.lines().map(record).collect()
}

/// The best time of each record, in nanoseconds.
fn times(plan: Plan, folder: &Path) -> (Vec<f64>, usize) {
    let records = records(&plan, folder);
    let engine = Engine::new(plan).unwrap();
    let bench = engine.at(as_of(folder));
    let mut decision = Decision::default();
    let mut verdicts = 0;
    let mut decide = |record: &Record| {
        bench.decide_into(record, &mut decision).unwrap();
        verdicts = verdicts.max(decision.verdicts.len());
        black_box(&decision);
    };
    (records.iter().map(|record| nanoseconds(|| decide(black_box(record)))).collect(), verdicts)
}

fn row(what: &str, plan: Plan, folder: &Path) {
    let rules = plan.rules.len();
    let (times, verdicts) = times(plan, folder);
    let shown: Vec<String> = times.iter().map(|time| format!("{time:.0}")).collect();
    println!("| {what} | {rules} | {verdicts} | {} |", shown.join(" | "));
}

fn main() {
    let asked = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    println!("| policy | rules | most verdicts | first record, ns | second | third |");
    println!("|---|---|---|---|---|---|");
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if asked.as_ref().is_some_and(|asked| *asked != name) {
            continue;
        }
        let plan = compile(&Sources::load(&folder).unwrap()).plan.unwrap();
        row(&name, plan.clone(), &folder);
        if asked.is_none() {
            continue;
        }
        // Rules that others speak of cannot stand without these; so a rule is measured by what its absence saves.
        let alone = Plan { consequences: Vec::new(), ..plan };
        row("without consequences", alone.clone(), &folder);
        for kept in (1..alone.rules.len()).rev() {
            let rules = alone.rules[..kept].to_vec();
            row(&format!("up to `{}`", rules[kept - 1].names.id), Plan { rules, ..alone.clone() }, &folder);
        }
    }
}
