//! The suite of small `.policy` sources: each says what it means, or what is wrong with it.
//!
//! A case is a file below `tests/suite`; `tests/README.md` says how to add one. Cases outside of
//! `mistakes/` must compile without a word, and their own tests must pass. What the compiler
//! says of those inside is held beside them, in both languages, word for word.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use policy_dsl::{Compiled, Sources, compile, render, run_tests};
use policy_messages::Language;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("suite")
}

/// All cases, in the order of their paths.
fn cases() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the suite can be read") {
            let path = entry.expect("the suite can be read").path();
            if path.is_dir() && path.file_name() != Some("prelude".as_ref()) {
                folders.push(path);
            } else if path.extension() == Some("policy".as_ref()) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The case, and with it the shared words and days where it does not bring its own.
fn sources(case: &Path) -> Sources {
    let text = fs::read_to_string(case).expect("a case is UTF-8 text");
    let name = case.file_name().and_then(|name| name.to_str()).expect("a case has a plain name");
    let brings_its_own = text.contains("vocabulary ") || text.contains("词汇 ");
    let mut sources = Sources::single(name, text);
    if !brings_its_own {
        for shared in ["vocabulary.policy", "calendar.policy"] {
            let text = fs::read_to_string(root().join("prelude").join(shared)).expect("the prelude is there");
            sources.add(shared, text);
        }
    }
    sources
}

/// What is to be said of a case that should be sound; nothing where it is.
fn complaint(sources: &Sources, compiled: &Compiled) -> Option<String> {
    if !compiled.diagnostics.is_empty() {
        return Some(render(&compiled.diagnostics, sources, Language::English));
    }
    let results = run_tests(compiled);
    if results.is_empty() {
        return Some("a case shows its meaning in at least one test".to_owned());
    }
    let failed: Vec<String> = results
        .iter()
        .filter(|result| !result.passed())
        .map(|result| format!("{}\n{}", result.title, render(&result.findings, sources, Language::English)))
        .collect();
    let silent = results
        .iter()
        .find(|result| result.compared == 0)
        .map(|result| format!("{} compares nothing", result.title));
    if failed.is_empty() { silent } else { Some(failed.join("\n")) }
}

/// Everything that is said of a mistake: by the compiler, or by a test that fails.
fn said(sources: &Sources, compiled: &Compiled, language: Language) -> String {
    let mut text = render(&compiled.diagnostics, sources, language);
    for result in run_tests(compiled) {
        text.push_str(&render(&result.findings, sources, language));
    }
    text
}

/// Messages that are held of a case that is no longer there.
fn orphans() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the suite can be read") {
            let path = entry.expect("the suite can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some("snap".as_ref()) && !path.with_extension("policy").exists() {
                found.push(format!("{}: the case is gone; remove its messages", path.display()));
            }
        }
    }
    found
}

#[test]
fn every_case_says_what_it_should() {
    let cases = cases();
    let mut complaints = Vec::new();
    let (mut sound, mut mistaken) = (0, 0);
    for case in &cases {
        let place = case.strip_prefix(root()).expect("a case is below the suite").display().to_string();
        let sources = sources(case);
        let compiled = compile(&sources);
        if !place.starts_with("mistakes") {
            sound += 1;
            if let Some(complaint) = complaint(&sources, &compiled) {
                complaints.push(format!("{place}: {complaint}"));
            }
            continue;
        }
        mistaken += 1;
        let (english, chinese) =
            (said(&sources, &compiled, Language::English), said(&sources, &compiled, Language::Chinese));
        if english.is_empty() {
            complaints.push(format!("{place}: nothing is found wrong with it"));
            continue;
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(case.parent().expect("a case is in a folder"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let name = case.file_stem().and_then(|stem| stem.to_str()).expect("a case has a plain name");
        let story = format!("{}\n{}", english.trim_end(), chinese.trim_end());
        let compared = panic::catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(name.to_owned(), story));
        }));
        if compared.is_err() {
            complaints.push(format!(
                "{place}: other messages than before (see above; `cargo insta review` accepts them)"
            ));
        }
    }
    complaints.extend(orphans());
    println!("{sound} sound cases, {mistaken} mistakes");
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    assert!(
        sound + mistaken >= 150 && mistaken * 2 >= sound + mistaken,
        "{sound} sound cases, {mistaken} mistakes"
    );
}
