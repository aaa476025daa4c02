//! What the documents show is true: the tutorial's policy compiles and passes its own tests.

use std::fs;
use std::path::Path;

use policy_core::plan::Rule;
use policy_core::{Engine, RecordReader, Status};
use policy_dsl::{Keyword, Sources, compile, render, run_tests};
use policy_messages::Language;

fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The fenced blocks of a language, each with the number of its first line.
fn blocks(document: &str, language: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut is_other = false;
    for (number, line) in (1..).zip(document.lines()) {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(_), None) if is_other => is_other = false,
            (Some(name), None) if name == language => open = Some((number + 1, String::new())),
            (Some(_), None) => is_other = true,
            (None, Some((_, block))) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

#[test]
fn the_tutorials_policy_compiles_and_passes_its_tests() {
    let mut sources = Sources::new();
    for (line, block) in blocks(&document("docs/tutorial.md"), "policy") {
        sources.add(format!("docs/tutorial.md:{line}"), block);
    }
    let compiled = compile(&sources);
    assert!(
        compiled.diagnostics.is_empty(),
        "{}",
        render(&compiled.diagnostics, &sources, Language::Chinese)
    );
    let results = run_tests(&compiled);
    assert_eq!(results.len(), 3);
    for result in results {
        let shown = render(&result.findings, &sources, Language::Chinese);
        assert!(result.passed(), "{}:\n{shown}", result.title);
    }
}

/// A clause as the only rule of a policy over the shared vocabulary.
fn rule(clause: &str) -> Rule {
    let mut sources =
        Sources::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/vocabulary")).unwrap();
    sources.add(
        "README.md",
        format!("policy shown {{ effective 2023-01-01 uses teacher_training\n{clause}\n}}"),
    );
    let compiled = compile(&sources);
    let shown = render(&compiled.diagnostics, &sources, Language::English);
    compiled.plan.unwrap_or_else(|| panic!("{shown}")).rules.remove(0)
}

#[test]
fn the_two_clauses_of_the_readme_mean_the_same() {
    let readme = document("README.md");
    let [chinese, english] = blocks(&readme, "text").try_into().unwrap();
    let (chinese, english) = (rule(&chinese.1), rule(&english.1));
    assert_eq!(Rule { names: english.names.clone(), ..chinese }, english);
}

/// The table of keywords as `docs/language.md` shows it: every form, the formatter's first.
fn keyword_table() -> String {
    let mut table = String::from("| English | Chinese |\n|---|---|\n");
    for keyword in Keyword::all() {
        let forms = |language, separator: &str| match keyword.forms(language) {
            [] => "–".to_owned(),
            forms => forms.join(separator),
        };
        let (english, chinese) = (forms(Language::English, ", "), forms(Language::Chinese, "、"));
        table += &format!("| {english} | {chinese} |\n");
    }
    table
}

#[test]
fn the_language_document_lists_every_keyword() {
    let table = keyword_table();
    assert!(
        document("docs/language.md").contains(&table),
        "docs/language.md should end with this table:\n\n{table}"
    );
}

#[derive(serde::Serialize)]
struct Training {
    category: &'static str,
    hours: f64,
    end: &'static str,
}

#[derive(serde::Serialize)]
struct Teacher {
    staff: &'static str,
    trainings: Vec<Training>,
}

#[test]
fn the_lines_that_embed_the_engine_do_so() -> Result<(), Box<dyn std::error::Error>> {
    let vocabulary = document("policies/vocabulary/teacher_training.policy");
    let [_, (_, clause)] = blocks(&document("README.md"), "text").try_into().unwrap();
    let text =
        &format!("{vocabulary} policy shown {{ effective 2023-01-01 uses teacher_training\n{clause}\n}}");
    let training = Training { category: "public", hours: 30.5, end: "2023-05-01" };
    let record = Teacher { staff: "full_time_teacher", trainings: vec![training] };
    let as_of = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();

    // As the README shows them, but for the last, which prints.
    let engine = Engine::new(policy_dsl::compile_str(text)?)?;
    let teacher = engine.plan().vocabulary.subject("teacher").ok_or("no teacher in this policy")?;
    let reader = RecordReader::new(&engine.plan().vocabulary, teacher);
    let decision = engine.at(as_of).decide(&reader.read_serialize(&record)?)?;

    for line in include_str!("docs.rs").lines().map(str::trim).filter(|line| line.starts_with("let ")) {
        let is_shown = ["let engine =", "let teacher =", "let reader =", "let decision ="];
        if is_shown.iter().any(|start| line.starts_with(start)) {
            assert!(document("README.md").contains(line), "README.md does not show {line}");
        }
    }
    assert_eq!(decision.verdicts[0].status, Status::Unmet);
    Ok(())
}
