//! Policies as text: random ones compile and mean what the reference says; compiling twice gives
//! the same bytes; formatting, in either keyword language, changes neither tree nor plan.
//!
//! `POLICY_SUITE_TEXTS=100000` for a long run.

use std::fs;

use policy_core::{DecideError, Engine, SubjectId};
use policy_suite::documented::snippets;
use policy_suite::formatting::{plan_text, round_trip};
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::{policy_files, suite, with_prelude};
use policy_suite::reference::judge;
use policy_suite::shipped::shipped;
use policy_suite::show;

#[test]
fn every_case_of_the_suite_survives_both_keyword_languages() {
    let mut complaints = Vec::new();
    for path in policy_files(&suite()) {
        if path.to_string_lossy().contains("mistakes") || path.to_string_lossy().contains("prelude") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a case is UTF-8 text");
        if let Err(complaint) = round_trip(&with_prelude(&path.display().to_string(), &text)) {
            complaints.push(format!("{}: {complaint}", path.display()));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

#[test]
fn every_shipped_policy_survives_both_keyword_languages() {
    for policy in shipped() {
        round_trip(&policy.sources).unwrap_or_else(|complaint| panic!("{}: {complaint}", policy.name));
    }
}

#[test]
fn every_snippet_of_the_documents_survives_both_keyword_languages() {
    for snippet in snippets() {
        round_trip(&snippet.sources).unwrap_or_else(|complaint| panic!("{}: {complaint}", snippet.place));
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
    round_trip(&sources).map_err(|complaint| fail(&complaint))?;
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
    let rounds = std::env::var("POLICY_SUITE_TEXTS").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
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
