//! What is shipped is sound: every policy below `policies/` compiles without a word, stands in the
//! usual layout, passes the tests beside it; and one of the gallery says where it comes from.

use std::fs;

use policy_dsl::{FormatOptions, compile, format, parse, render, run_tests, scan_names};
use policy_messages::Language;
use policy_suite::prelude::policy_files;
use policy_suite::shipped::shipped;

#[test]
fn every_policy_is_sound_and_passes_its_tests() {
    let mut complaints = Vec::new();
    for policy in shipped() {
        let compiled = compile(&policy.sources);
        if !compiled.diagnostics.is_empty() {
            let told = render(&compiled.diagnostics, &policy.sources, Language::English);
            complaints.push(format!("{}:\n{told}", policy.name));
            continue;
        }
        let results = run_tests(&compiled);
        assert!(!results.is_empty(), "{} has no tests", policy.name);
        for result in results.iter().filter(|result| !result.passed()) {
            let told = render(&result.findings, &policy.sources, Language::English);
            complaints.push(format!("{}, test “{}”:\n{told}", policy.name, result.title));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

#[test]
fn every_policy_is_laid_out_as_the_formatter_does_it() {
    for policy in shipped() {
        let lexicon = scan_names(&policy.sources);
        for (number, source) in policy.sources.iter() {
            let (tree, _) = parse(number, &source.text, &lexicon);
            let options = FormatOptions {
                source: Some(&source.text),
                lexicon: Some(&lexicon),
                ..FormatOptions::default()
            };
            assert!(format(&tree, options) == source.text, "run `policy fmt {}`", source.name);
        }
    }
}

#[test]
fn every_rule_of_the_gallery_is_cited_and_tested() {
    let mut seen = 0;
    for policy in shipped().into_iter().filter(|policy| policy.name.starts_with("gallery/")) {
        seen += 1;
        let compiled = compile(&policy.sources);
        let plan = compiled.plan.as_ref().expect("a shipped policy compiles");
        for rule in &plan.rules {
            assert!(!rule.citations.is_empty(), "{}: {} is not cited", policy.name, rule.names.id);
        }
        let text: String = policy_files(&policy.folder)
            .iter()
            .map(|path| fs::read_to_string(path).expect("a policy is UTF-8 text"))
            .collect();
        let says = |word: &str| text.contains(word);
        assert!(says("?"), "{}: no test leaves a fact out", policy.name);
        assert!(says("进行中") || says("進行中") || says("pending"), "{}: no window is open", policy.name);
    }
    assert!(seen >= 8, "only {seen} policies in the gallery");
}

#[test]
fn every_page_of_the_gallery_says_where_it_comes_from_how_it_was_read_and_what_was_hard() {
    let parts: [&[&str]; 3] = [
        &["**Source**", "**依据**", "**依據**"],
        &["**Readings**", "**读法**", "**讀法**"],
        &["**Hard**", "**不好写的地方**", "**不好寫的地方**"],
    ];
    for policy in shipped().into_iter().filter(|policy| policy.name.starts_with("gallery/")) {
        let page = fs::read_to_string(policy.folder.join("README.md")).expect("a page beside the policy");
        for headings in parts {
            let says = headings.iter().any(|heading| page.contains(heading));
            assert!(says, "{}: its page has none of {headings:?}", policy.name);
        }
    }
}
