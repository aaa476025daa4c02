//! The engine against the reference evaluator, over random plans and records.
//!
//! Every status, period, due date, measured amount and outcome must agree, and what steps leave of each event. The ordinary run
//! compares more than a hundred thousand verdicts over every construct of the plan, and says how often each occurred; `POLICY_SUITE_ROUNDS=200000 cargo test --release
//! -p policy-suite --test differential` compares millions. A failure is shrunk and printed with
//! the choices that make it; what it showed then becomes a named case in `tests/found.rs`.

use std::sync::Mutex;

use policy_core::{Standing, Status};
use policy_suite::agreement::{Tally, compare, compare_crowd};
use policy_suite::generate::{self, CONSTRUCTS, Choices};

fn rounds() -> u64 {
    std::env::var("POLICY_SUITE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(15_000)
}

fn first_seed() -> u64 {
    std::env::var("POLICY_SUITE_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Compares as many scenes as there are rounds, each made by so many choices, on two threads.
fn agree(rounds: u64, choices: usize, compare: fn(&[u32], &mut Tally) -> Result<(), String>) -> Tally {
    let total = Mutex::new(Tally::new());
    std::thread::scope(|scope| {
        for lane in 0..2 {
            let total = &total;
            scope.spawn(move || {
                let mut tally = Tally::new();
                for seed in (first_seed()..first_seed() + rounds).filter(|seed| seed % 2 == lane) {
                    let numbers = Choices::numbers(seed, choices);
                    if compare(&numbers, &mut tally).is_err() {
                        let fails = |numbers: &[u32]| compare(numbers, &mut Tally::new()).is_err();
                        let smallest = generate::shrink(numbers, fails);
                        let story = compare(&smallest, &mut Tally::new()).err().unwrap_or_default();
                        panic!("seed {seed}, choices {smallest:?}\n{story}");
                    }
                }
                let mut total = total.lock().expect("no lane failed");
                for (what, count) in tally {
                    *total.entry(what).or_default() += count;
                }
            });
        }
    });
    total.into_inner().expect("no lane failed")
}

#[test]
fn engine_and_reference_agree_on_random_plans() {
    let rounds = rounds();
    let total = agree(rounds, 3_000, compare);
    println!("{total:#?}");
    let count = |what: String| total.get(&what).copied().unwrap_or(0);
    let statuses =
        [Status::Met, Status::Unmet, Status::Pending, Status::Unknown, Status::Exempt, Status::NotApplicable];
    let verdicts: u64 = statuses.iter().map(|status| count(format!("{status:?}"))).sum();
    if rounds >= 15_000 {
        assert!(verdicts >= 50_000, "only {verdicts} verdicts were compared");
        for status in statuses {
            assert!(
                count(format!("{status:?}")) * 200 > verdicts,
                "{status:?} is too rare to be tested: {total:#?}"
            );
        }
        for construct in CONSTRUCTS {
            assert!(
                count(format!("construct: {construct}")) > 250,
                "{construct} is too rare to be tested: {total:#?}"
            );
        }
        for standing in [Standing::InForce, Standing::AtRisk, Standing::Undetermined, Standing::Clear] {
            assert!(
                count(format!("{standing:?}")) > 200,
                "{standing:?} is too rare to be tested: {total:#?}"
            );
        }
    }
}

#[test]
fn engine_and_reference_agree_where_events_share_much() {
    let rounds = rounds();
    let total = agree(rounds, 300, compare_crowd);
    println!("{total:#?}");
    if rounds >= 15_000 {
        for seen in ["counted", "repeated", "open"] {
            let count = total.get(&format!("event {seen}")).copied().unwrap_or(0);
            assert!(count > 5_000, "events are too seldom {seen} to be tested: {total:#?}");
        }
        for status in [Status::Met, Status::Unmet, Status::Pending, Status::Unknown] {
            let count = total.get(&format!("{status:?}")).copied().unwrap_or(0);
            assert!(count > 1_000, "{status:?} is too rare to be tested: {total:#?}");
        }
    }
}

#[test]
fn the_simplest_plan_of_all_agrees() {
    compare(&[], &mut Tally::new()).unwrap_or_else(|story| panic!("{story}"));
}
