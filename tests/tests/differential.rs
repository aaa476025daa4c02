//! The engine against the reference evaluator, over random plans and records.
//!
//! Every status, period, due date, measured amount and outcome must agree. The ordinary run
//! compares more than a hundred thousand verdicts over every construct of the plan, and says how often each occurred; `POLICY_SUITE_ROUNDS=200000 cargo test --release
//! -p policy-suite --test differential` compares millions. A failure is shrunk and printed with
//! the choices that make it; what it showed then becomes a named case in `tests/found.rs`.

use std::sync::Mutex;

use policy_core::{Standing, Status};
use policy_suite::agreement::{Tally, compare};
use policy_suite::generate::{self, CONSTRUCTS, Choices};

fn rounds() -> u64 {
    std::env::var("POLICY_SUITE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(15_000)
}

fn first_seed() -> u64 {
    std::env::var("POLICY_SUITE_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[test]
fn engine_and_reference_agree_on_random_plans() {
    let total = Mutex::new(Tally::new());
    let rounds = rounds();
    std::thread::scope(|scope| {
        for lane in 0..2 {
            let total = &total;
            scope.spawn(move || {
                let mut tally = Tally::new();
                for seed in (first_seed()..first_seed() + rounds).filter(|seed| seed % 2 == lane) {
                    let numbers = Choices::numbers(seed, 3_000);
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
    let total = total.into_inner().expect("no lane failed");
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
fn the_simplest_plan_of_all_agrees() {
    compare(&[], &mut Tally::new()).unwrap_or_else(|story| panic!("{story}"));
}
