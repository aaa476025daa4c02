//! Policies as text: random ones compile and mean what the reference says; compiling twice gives
//! the same bytes.
//!
//! `POLICY_SUITE_TEXTS=100000` for a long run.

use policy_core::{DecideError, Engine, SubjectId};
use policy_dsl::{Severity, Sources, compile, render};
use policy_messages::Language;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::with_prelude;
use policy_suite::reference::judge;
use policy_suite::show;

/// The plan of sources, as its serialized text; what is wrong with them otherwise.
fn plan_text(sources: &Sources) -> Result<String, String> {
    let compiled = compile(sources);
    match &compiled.plan {
        Some(plan) => Ok(serde_json::to_string(plan).expect("a plan can be written")),
        None => {
            let errors: Vec<_> =
                compiled.diagnostics.into_iter().filter(|found| found.severity == Severity::Error).collect();
            Err(render(&errors, sources, Language::English))
        }
    }
}

/// A generated text and what follows from it, or what is wrong.
fn check(numbers: &[u32]) -> Result<usize, String> {
    let mut choices = Choices::new(numbers.to_vec());
    let text = generate::policy_text(&mut choices);
    let fail = |what: &str| format!("{what}\n{text}");
    let sources = with_prelude("generated.policy", &text);
    let written = plan_text(&sources).map_err(|errors| fail(&errors))?;
    if plan_text(&sources).as_ref() != Ok(&written) {
        return Err(fail("compiled twice, it is not the same"));
    }
    let engine = Engine::from_json(&written).map_err(|error| fail(&error.to_string()))?;
    let plan = engine.plan();
    let subjects: Vec<SubjectId> = plan.rules.iter().map(|rule| rule.subject).collect();
    let mut compared = 0;
    for _ in 0..3 {
        let subject = *choices.one(&subjects);
        let as_of = generate::as_of(&mut choices);
        let person = generate::person(&mut choices, &plan.vocabulary, subject);
        let expected = judge(plan, as_of, &person);
        match engine.at(as_of).decide(&person.record(&plan.vocabulary, "someone")) {
            Err(DecideError::Overflow) if expected.beyond_range => {}
            Err(error) => return Err(fail(&error.to_string())),
            Ok(found) if found == expected.decision => compared += found.verdicts.len(),
            Ok(found) => {
                let difference = show::difference("reference", &expected.decision, "engine", &found);
                return Err(fail(&format!("{difference}{}", show::scene(plan, as_of, &person))));
            }
        }
    }
    Ok(compared)
}

#[test]
fn random_texts_compile_and_mean_what_the_reference_says() {
    let rounds = std::env::var("POLICY_SUITE_TEXTS").ok().and_then(|text| text.parse().ok()).unwrap_or(400);
    let mut compared = 0;
    for seed in 0..rounds {
        let numbers = Choices::numbers(seed, 2_000);
        match check(&numbers) {
            Ok(verdicts) => compared += verdicts,
            Err(_) => {
                let smallest = generate::shrink(numbers, |numbers| check(numbers).is_err());
                let story = check(&smallest).err().unwrap_or_default();
                panic!("seed {seed}, choices {smallest:?}\n{story}");
            }
        }
    }
    println!("{compared} verdicts over {rounds} texts");
    assert!(compared as u64 > rounds, "only {compared} verdicts were compared");
}
