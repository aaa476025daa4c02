//! One record under each policy of the gallery: what whole policies of the wild cost, all their rules at once.
//!
//! `cargo bench -p policy-benches --bench gallery [-- NAME]` prints a table in Markdown. With a NAME, that policy
//! alone, and then each of its rules by itself.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use policy_benches::clock::nanoseconds;
use policy_benches::gallery::{self, Sample};
use policy_core::{Decision, Engine, Plan, Record};

/// The best time of each record, in nanoseconds.
fn times(sample: &Sample, plan: Plan) -> (Vec<f64>, usize) {
    let engine = Engine::new(plan).unwrap();
    let bench = engine.at(sample.as_of);
    let mut decision = Decision::default();
    let mut verdicts = 0;
    let mut decide = |record: &Record| {
        bench.decide_into(record, &mut decision).unwrap();
        verdicts = verdicts.max(decision.verdicts.len());
        black_box(&decision);
    };
    let times = sample.records.iter().map(|record| nanoseconds(|| decide(black_box(record)))).collect();
    (times, verdicts)
}

fn row(what: &str, sample: &Sample, plan: Plan) {
    let rules = plan.rules.len();
    let (times, verdicts) = times(sample, plan);
    let shown: Vec<String> = times.iter().map(|time| format!("{time:.0}")).collect();
    println!("| {what} | {rules} | {verdicts} | {} |", shown.join(" | "));
}

fn main() {
    let asked = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    println!("| policy | rules | most verdicts | first record, ns | second | third |");
    println!("|---|---|---|---|---|---|");
    for name in gallery::names() {
        if asked.as_ref().is_some_and(|asked| *asked != name) {
            continue;
        }
        let sample = Sample::load(&name);
        row(&name, &sample, sample.plan.clone());
        if asked.is_none() {
            continue;
        }
        // Rules that others speak of cannot stand without these; so a rule is measured by what its absence saves.
        let alone = Plan { consequences: Vec::new(), ..sample.plan.clone() };
        row("without consequences", &sample, alone.clone());
        for kept in (1..alone.rules.len()).rev() {
            let rules = alone.rules[..kept].to_vec();
            let what = format!("up to `{}`", rules[kept - 1].names.id);
            row(&what, &sample, Plan { rules, ..alone.clone() });
        }
    }
}
