//! The engine against the reference evaluator, over random plans and records.
//!
//! Every status, period, due date, measured amount and outcome must agree. The ordinary run
//! compares some tens of thousands of verdicts; `POLICY_SUITE_ROUNDS=200000 cargo test --release
//! -p policy-suite --test differential` compares millions. A failure is shrunk and printed with
//! the choices that make it; what it showed then becomes a named case in `tests/found.rs`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::NaiveDate;
use policy_core::plan::Plan;
use policy_core::{DecideError, Decision, Engine, Outcome, Standing, Status, Verdict};
use policy_suite::generate::{self, Choices};
use policy_suite::reference::{Person, judge};
use policy_suite::show;

/// How often something was seen.
type Tally = BTreeMap<String, u64>;

/// Decides one plan over some records in both ways; what differs, as a text for people.
fn compare(numbers: &[u32], tally: &mut Tally) -> Result<(), String> {
    let mut choices = Choices::new(numbers.to_vec());
    let plan = generate::plan(&mut choices);
    let engine = match Engine::new(plan.clone()) {
        Ok(engine) => engine,
        Err(error) => return Err(format!("the engine refuses the plan: {error}\n{}", show::plan(&plan))),
    };
    let mut subjects: Vec<_> = plan.rules.iter().map(|rule| rule.subject).collect();
    subjects.dedup();
    for round in 0..3 {
        let subject = *choices.one(&subjects);
        let as_of = generate::as_of(&mut choices);
        let person = generate::person(&mut choices, &plan.vocabulary, subject);
        let record = person.record(&plan.vocabulary, "someone");
        let expected = judge(&plan, as_of, &person);
        let found = match engine.at(as_of).decide(&record) {
            Err(DecideError::Overflow) if expected.beyond_range => {
                *tally.entry("overflow".to_owned()).or_default() += 1;
                continue;
            }
            Err(error) => {
                return Err(format!("the engine refuses: {error}\n{}", show::scene(&plan, as_of, &person)));
            }
            Ok(found) => found,
        };
        if found != expected.decision {
            let difference = show::difference("reference", &expected.decision, "engine", &found);
            return Err(format!("round {round}:\n{difference}{}", show::scene(&plan, as_of, &person)));
        }
        explained(&engine, &plan, as_of, &person, &found)?;
        for verdict in &found.verdicts {
            *tally.entry(format!("{:?}", verdict.status)).or_default() += 1;
            if verdict.measured.is_some() {
                *tally.entry("measured".to_owned()).or_default() += 1;
            }
        }
        if !found.verdicts.is_empty() {
            for construct in generate::constructs(&plan) {
                *tally.entry(format!("construct: {construct}")).or_default() += 1;
            }
        }
        for outcome in &found.outcomes {
            *tally.entry(format!("{:?}", outcome.standing)).or_default() += 1;
        }
    }
    Ok(())
}

/// `explain` must tell the same verdicts as `decide`, and give reasons for them.
fn explained(
    engine: &Engine,
    plan: &Plan,
    as_of: NaiveDate,
    person: &Person,
    decided: &Decision,
) -> Result<(), String> {
    let record = person.record(&plan.vocabulary, "someone");
    let fail = |what: &str| Err(format!("{what}\n{}", show::scene(plan, as_of, person)));
    let bench = engine.at(as_of);
    let told = match bench.explain(&record) {
        Ok(told) => told,
        // It also tells what becomes of events that no verdict needs.
        Err(DecideError::Overflow) => return Ok(()),
        Err(error) => return fail(&format!("decided, but not explained: {error}")),
    };
    let verdicts: Vec<Verdict> = told.verdicts.iter().map(|explained| explained.verdict).collect();
    let outcomes: Vec<Outcome> = told.outcomes.iter().map(|explained| explained.outcome).collect();
    let told_so = Decision { verdicts, outcomes };
    if told_so != *decided {
        return fail(&show::difference("decide", decided, "explain", &told_so));
    }
    for explained in &told.verdicts {
        let is_unknown = explained.verdict.status == Status::Unknown;
        if is_unknown && explained.missing.is_empty() && !generate::periods_hang_on_events(plan) {
            return fail(&format!("unknown, but nothing is said to be missing: {:?}", explained.verdict));
        }
        if !is_unknown && !explained.missing.is_empty() {
            return fail(&format!("something is said to be missing of {:?}", explained.verdict));
        }
    }
    Ok(())
}

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
        assert!(verdicts >= 20_000, "only {verdicts} verdicts were compared");
        for status in statuses {
            assert!(
                count(format!("{status:?}")) * 200 > verdicts,
                "{status:?} is too rare to be tested: {total:#?}"
            );
        }
        for construct in [
            "choice",
            "portion",
            "rounded",
            "highest",
            "lowest",
            "credited amount",
            "sum over",
            "highest over",
            "lowest over",
            "length",
            "covered",
            "in each",
            "day reached",
            "extended window",
            "grace",
        ] {
            assert!(
                count(format!("construct: {construct}")) > 1_000,
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
