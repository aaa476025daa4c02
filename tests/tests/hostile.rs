//! Texts that nobody wrote in good faith: whatever they are, they end in a message, never in a crash.
//!
//! `POLICY_SUITE_MUTANTS=200000` for a long run.

use std::fs;

use policy_dsl::{FormatOptions, Severity, Sources, compile, format, render, run_tests};
use policy_messages::Language;
use policy_suite::generate::Choices;
use policy_suite::prelude::{policy_files, suite, with_prelude};

/// Goes through everything that can be done with a text; returns whether it compiles.
fn go_through(sources: &Sources) -> bool {
    let compiled = compile(sources);
    for language in [Language::English, Language::Chinese] {
        let told = render(&compiled.diagnostics, sources, language);
        assert_eq!(told.is_empty(), compiled.diagnostics.is_empty());
    }
    for file in &compiled.files {
        for keywords in [Language::English, Language::Chinese] {
            let _ = format(file, FormatOptions { keywords, ..FormatOptions::default() });
        }
    }
    for result in run_tests(&compiled) {
        let _ = render(&result.findings, sources, Language::Chinese);
    }
    assert_eq!(
        compiled.plan.is_none(),
        compiled.diagnostics.iter().any(|found| found.severity == Severity::Error)
    );
    compiled.plan.is_some()
}

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
