//! Texts that nobody wrote in good faith: whatever they are, they end in a message, never in a crash.
//!
//! `POLICY_SUITE_MUTANTS=200000` for a long run.

use std::fs;

use policy_core::{Engine, RecordReader, Report, SubjectId};
use policy_messages::Language;
use policy_suite::fuzzed::go_through;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::{policy_files, suite, with_prelude};

/// A text with some of its characters left out, doubled, or replaced by words that may fit.
fn mutate(text: &str, choices: &mut Choices) -> String {
    const WORDS: &[&str] = &[
        "",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "`",
        ",",
        "not",
        "and",
        "of",
        "where",
        "in",
        "的",
        "满足",
        "且",
        "hours",
        "90",
        "60%",
        "1:300",
        "2019-02-28",
        "each year",
        "学时",
        "教师",
        "annual",
        "≥",
        "|",
        "?",
        "$x",
        "#",
        "-",
        "\u{0}",
        "\u{202e}",
        "𠀀",
        "\r\n",
        "99999999999",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=choices.below(3) {
        let from = choices.below(characters.len() + 1);
        let to = (from + choices.below(12)).min(characters.len());
        let word = choices.one(WORDS);
        let replacement: Vec<char> = match choices.below(4) {
            0 => Vec::new(),
            1 => characters[from..to].iter().chain(&characters[from..to]).copied().collect(),
            2 => format!(" {word} ").chars().collect(),
            _ => word.chars().collect(),
        };
        characters.splice(from..to, replacement);
    }
    characters.into_iter().collect()
}

#[test]
fn mutants_of_sound_policies_end_in_a_message() {
    let rounds = std::env::var("POLICY_SUITE_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let texts: Vec<String> = policy_files(&suite())
        .iter()
        .filter(|path| !path.to_string_lossy().contains("prelude"))
        .map(|path| fs::read_to_string(path).expect("a case is UTF-8 text"))
        .collect();
    let mut sound = 0;
    for seed in 0..rounds {
        let mut choices = Choices::new(Choices::numbers(seed, 40));
        let original = choices.one(&texts);
        let text = mutate(original, &mut choices);
        let outcome = std::panic::catch_unwind(|| go_through(&with_prelude("mutant.policy", &text)));
        match outcome {
            Ok(compiles) => sound += u64::from(compiles),
            Err(_) => panic!("seed {seed} crashes:\n{text}"),
        }
    }
    println!("{sound} of {rounds} mutants compile");
    assert!(sound < rounds, "no mutant is wrong: nothing was tested");
}

#[test]
fn what_is_nested_too_deeply_or_too_long_ends_in_a_message() {
    let rule = |requirement: &str| {
        format!(
            "policy p {{ effective 2019-01-01 uses schooling rule r {{ for teachers each year require {requirement} }} }}"
        )
    };
    let texts = [
        rule(&format!("{}has training{}", "(".repeat(10_000), ")".repeat(10_000))),
        rule(&"(".repeat(10_000)),
        rule(&format!("{} has training", "not ".repeat(10_000))),
        rule(&vec!["has training"; 3_000].join(" and ")),
        rule(&vec!["hours"; 3_000].join(" + ")),
        rule(&format!("hours >= 1{}", ", of which { public >= 1".repeat(10_000))),
        "{".repeat(10_000),
        "}".repeat(10_000),
        format!("policy p {{ {} }}", "x".repeat(10_000_000)),
        format!("policy \"{}", "年".repeat(1_000_000)),
        "要求".repeat(200_000),
    ];
    for (place, text) in texts.iter().enumerate() {
        let compiles = go_through(&with_prelude("hostile.policy", text));
        println!("{place}: {}", if compiles { "compiles" } else { "is refused" });
    }
}

/// Ways in which something stands inside something of its kind: what begins it, what comes before each, what is innermost, and
/// what comes after each.
const NESTED: [(&str, &str, &str, &str); 18] = [
    ("require ", "(", "has training", ")"),
    ("require ", "not (", "has training", ")"),
    ("require ", "at least 1 of { (", "has training", ") }"),
    ("require ", "has training where (", "passed", ")"),
    ("require ", "in each year: (", "hours >= 1", ")"),
    ("require hours >= 1", ", of which { public >= 1", "", " }"),
    ("require hours >= ", "the highest of 1 hours and (", "2 hours", ")"),
    ("require hours >= ", "(hours of public and ", "2 hours", " the lower)"),
    ("require hours >= ", "(", "2 hours", ") / 2"),
    ("require hours >= ", "(", "2 hours", ") rounded down to 0.5 hours"),
    ("require hours >= ", "1 hours + (", "2 hours", ")"),
    ("require hours >= ", "highest (", "hours", ") of trainings"),
    ("require has training in from ", "(", "hired", ")"),
    ("require has training by ", "(", "hired", " + 1 day)"),
    ("require ", "the day on which hours reach (", "1 hours", ") <= July 1"),
    ("require has training  exempt x when ", "(", "principal", ")"),
    ("require has training  instead x when principal require ", "(", "has training", ")"),
    ("要求 ", "有 培训 满足 （", "合格", "）"),
];

#[test]
fn whatever_can_stand_inside_itself_ends_in_bounded_time() {
    let mut compiled = 0;
    for (head, before, innermost, after) in NESTED {
        for depth in [1, 8, 60, 5_000] {
            let requirement = format!("{head}{}{innermost}{}", before.repeat(depth), after.repeat(depth));
            let text = format!(
                "policy p {{ effective 2019-01-01 uses schooling rule r {{ for teachers each year {requirement} }} }}"
            );
            compiled += usize::from(go_through(&with_prelude("hostile.policy", &text)));
        }
    }
    assert!(compiled > NESTED.len(), "only {compiled} compile: nothing was nested");
}

#[test]
fn a_table_of_a_million_rows_is_refused() {
    for rows in [20_000, 1_000_000] {
        let rows = "primary | 1\n".repeat(rows);
        let text = format!(
            "policy p {{ effective 2019-01-01 uses schooling\n\
             rule r {{ for teachers each year require hours >= t }}\ntable t in hours {{\nstage | result\n{rows}}}\n}}"
        );
        let compiled = policy_dsl::compile(&with_prelude("hostile.policy", &text));
        assert!(compiled.plan.is_none());
        assert!((1..100).contains(&compiled.diagnostics.len()), "{} messages", compiled.diagnostics.len());
    }
}

/// Changes some of the figures of a serialized plan, each to one that may point nowhere.
fn damage(value: &mut serde_json::Value, one_in: usize, choices: &mut Choices) {
    const FIGURES: &[i64] = &[0, 1, 2, 3, 9, 40, 65_535, 4_294_967_295, -1];
    const DAYS: &[&str] = &["0001-01-01", "9999-12-31", "-262143-01-01", "+262142-12-31", "2020-02-29"];
    match value {
        serde_json::Value::Number(figure) => {
            if choices.below(one_in) == 0 {
                *figure = (*choices.one(FIGURES)).into();
            }
        }
        serde_json::Value::String(text) => {
            let is_day = text.parse::<chrono::NaiveDate>().is_ok();
            if is_day && choices.below(one_in) == 0 {
                *text = (*choices.one(DAYS)).to_owned();
            }
        }
        serde_json::Value::Array(values) => {
            if choices.below(one_in) == 0 {
                values.pop();
            }
            values.iter_mut().for_each(|value| damage(value, one_in, choices));
        }
        serde_json::Value::Object(values) => {
            values.values_mut().for_each(|value| damage(value, one_in, choices));
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) => {}
    }
}

/// Decides and explains some records under a plan, if it is one; returns whether it is.
fn run_plan(text: &str, seed: u64) -> bool {
    let Ok(engine) = Engine::from_json(text) else { return false };
    let mut choices = Choices::new(Choices::numbers(seed, 400));
    let as_of = generate::as_of(&mut choices);
    let bench = engine.at(as_of);
    let sound = generate::vocabulary();
    for subject in (0..).map(SubjectId).take(engine.plan().vocabulary.subjects.len()) {
        let reader = RecordReader::new(&engine.plan().vocabulary, subject);
        let known = (subject.index() < sound.subjects.len())
            .then(|| generate::person(&mut choices, &sound, subject).record(&sound, "someone"));
        let own = known.as_ref().and_then(|known| reader.read_json(known.to_json(&sound)?).ok());
        let empty = reader.read_json("{}").ok();
        for record in known.into_iter().chain(own).chain(empty) {
            let _ = bench.decide(&record);
            if let Ok(explanation) = bench.explain(&record) {
                let _ = Report::new(&engine, &record, Language::Chinese).story(&explanation);
            }
        }
    }
    true
}

#[test]
fn damaged_plans_are_refused_or_decide() {
    let rounds = std::env::var("POLICY_SUITE_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let mut sound = 0;
    for seed in 0..rounds {
        let plan = generate::plan(&mut Choices::new(Choices::numbers(seed, 400)));
        let mut value = serde_json::to_value(&plan).expect("a plan is serializable");
        damage(&mut value, 60, &mut Choices::new(Choices::numbers(seed ^ 0xda3a, 4_000)));
        let text = value.to_string();
        match std::panic::catch_unwind(|| run_plan(&text, seed)) {
            Ok(is_sound) => sound += u64::from(is_sound),
            Err(_) => panic!("seed {seed} crashes:\n{text}"),
        }
    }
    println!("{sound} of {rounds} damaged plans are decided");
    assert!(sound > 0 && sound < rounds, "either all plans or none are refused: nothing was tested");
}
