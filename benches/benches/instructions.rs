//! Instructions for deciding one record, which no other load of the machine disturbs.
//!
//! `cargo bench -p policy-benches --bench instructions [-- NAME…]` prints a table in Markdown: three rules, the Sanmenxia
//! policy, and each policy of the gallery. It runs itself under callgrind (valgrind must be there), deciding a record
//! once and then many times more: the difference is what deciding takes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::hint::black_box;
use std::process::Command;

use chrono::NaiveDate;
use policy_benches::gallery::{self, Sample};
use policy_benches::{generate, three_rules};
use policy_core::{Decision, Engine, Record};
use policy_dsl::{Sources, compile};

const POLICIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");
/// Says that this run is the one that is counted.
const COUNTED: &str = "--counted";
/// How often a record is decided more than once.
const MORE: u32 = 200;
/// How many records of each policy are looked at.
const RECORDS: usize = 3;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [counted, name, record, times] = &*words
        && counted == COUNTED
    {
        return decide(&load(name), record.parse().unwrap(), times.parse().unwrap());
    }
    println!("| policy | first record, instructions | second | third |\n|---|---|---|---|");
    let all = ["three_rules", "sanmenxia"].map(str::to_owned).into_iter().chain(gallery::names());
    for name in all.filter(|name| words.is_empty() || words.contains(name)) {
        let more =
            |record: usize| (count(&name, record, 1 + MORE) - count(&name, record, 1)) / u64::from(MORE);
        let shown: Vec<String> = (0..RECORDS).map(|record| more(record).to_string()).collect();
        println!("| {name} | {} |", shown.join(" | "));
    }
}

/// The instructions of a run that decides a record so many times.
fn count(name: &str, record: usize, times: u32) -> u64 {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args([COUNTED, name, &record.to_string(), &times.to_string()])
        .output()
        .expect("valgrind is installed");
    let said = String::from_utf8_lossy(&run.stderr);
    let collected = said.lines().find_map(|line| line.split("Collected :").nth(1));
    collected.unwrap_or_else(|| panic!("{said}")).trim().parse().unwrap()
}

fn decide(sample: &Sample, record: usize, times: u32) {
    let engine = Engine::new(sample.plan.clone()).unwrap();
    let bench = engine.at(sample.as_of);
    let mut decision = Decision::default();
    for _ in 0..times {
        bench.decide_into(black_box(&sample.records[record]), &mut decision).unwrap();
        black_box(&decision);
    }
}

fn load(name: &str) -> Sample {
    let shared = || Sources::load(format!("{POLICIES}/vocabulary")).unwrap();
    match name {
        "three_rules" => {
            let mut sources = shared();
            sources.add("three_rules.policy", three_rules::POLICY);
            of_teachers(name, &sources, (20, 0))
        }
        "sanmenxia" => {
            let folders = [format!("{POLICIES}/vocabulary"), format!("{POLICIES}/sanmenxia-2023")];
            of_teachers(name, &Sources::load_all(folders).unwrap(), (13, 7))
        }
        name => Sample::load(name),
    }
}

/// A policy over invented teachers, with so many trainings and papers each.
fn of_teachers(name: &str, sources: &Sources, (trainings, papers): (usize, usize)) -> Sample {
    let plan = compile(sources).plan.unwrap();
    let subject = plan.vocabulary.subject("teacher").unwrap();
    let teachers = generate::teachers(RECORDS, trainings, papers);
    let record = |teacher| Record::from_serialize(&plan.vocabulary, subject, teacher).unwrap();
    let records = teachers.iter().map(record).collect();
    Sample { name: name.to_owned(), as_of: NaiveDate::from_ymd_opt(2024, 6, 30).unwrap(), plan, records }
}
