//! Instructions for deciding one record and for compiling, which no other load of the machine disturbs.
//!
//! `cargo bench -p policy-benches --bench instructions [-- NAME…]` prints tables in Markdown: three rules, the Sanmenxia
//! policy, and each policy of the gallery, decided; and the five regulations, compiled. It runs itself under callgrind
//! (valgrind must be there), doing a thing once and then more times: the difference is what it takes.
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
/// How often a policy is compiled more than once.
const MORE_COMPILED: u32 = 5;
/// How many records of each policy are looked at.
const RECORDS: usize = 3;
/// Stands for the number of a record where a policy is compiled.
const COMPILED: &str = "compiled";
const REGULATIONS: [&str; 5] =
    ["gaoling-county", "sanmenxia-2023", "licang-2023", "taixing-2019", "jiyuan-2021"];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [counted, name, what, times] = &*words
        && counted == COUNTED
    {
        let times = times.parse().unwrap();
        return match what.as_str() {
            COMPILED => compile_often(name, times),
            record => decide(&load(name), record.parse().unwrap(), times),
        };
    }
    let is_asked = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    println!("| decided | first record, instructions | second | third |\n|---|---|---|---|");
    let all = ["three_rules", "sanmenxia"].map(str::to_owned).into_iter().chain(gallery::names());
    for name in all.filter(|name| is_asked(name)) {
        let shown: Vec<String> =
            (0..RECORDS).map(|record| each(&name, &record.to_string(), MORE).to_string()).collect();
        println!("| {name} | {} |", shown.join(" | "));
    }
    println!("\n| compiled | instructions |\n|---|---|");
    for name in REGULATIONS.into_iter().filter(|name| is_asked(name)) {
        println!("| {name} | {} |", each(name, COMPILED, MORE_COMPILED));
    }
}

/// The instructions of one more of a thing.
fn each(name: &str, what: &str, more: u32) -> u64 {
    (count(name, what, 1 + more) - count(name, what, 1)) / u64::from(more)
}

/// The instructions of a run that does a thing so many times.
fn count(name: &str, what: &str, times: u32) -> u64 {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args([COUNTED, name, what, &times.to_string()])
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

fn compile_often(name: &str, times: u32) {
    let sources = regulation(name);
    for _ in 0..times {
        black_box(compile(black_box(&sources)));
    }
}

/// The texts of one of the five, with the shared vocabulary.
fn regulation(name: &str) -> Sources {
    Sources::load_all([format!("{POLICIES}/vocabulary"), format!("{POLICIES}/{name}")]).unwrap()
}

fn load(name: &str) -> Sample {
    let shared = || Sources::load(format!("{POLICIES}/vocabulary")).unwrap();
    match name {
        "three_rules" => {
            let mut sources = shared();
            sources.add("three_rules.policy", three_rules::POLICY);
            of_teachers(name, &sources, (20, 0))
        }
        "sanmenxia" => of_teachers(name, &regulation("sanmenxia-2023"), (13, 7)),
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
