//! What the documents show is true: the tutorial's policy compiles and passes its own tests.

use std::fs;
use std::path::Path;

use policy_core::plan::Rule;
use policy_core::{Engine, RecordReader, Status};
use policy_dsl::{Keyword, Sources, compile, render, run_tests};
use policy_messages::Language;
use policy_suite::documented::{Snippet, blocks, document, snippets};
use serde_json::Value;

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

/// What must be said of a snippet; nothing where it is sound and its tests pass.
fn complaint(snippet: &Snippet) -> Option<String> {
    let compiled = compile(&snippet.sources);
    if !compiled.diagnostics.is_empty() {
        return Some(render(&compiled.diagnostics, &snippet.sources, Language::English));
    }
    let failed = run_tests(&compiled).into_iter().find(|result| !result.passed())?;
    Some(format!("{}\n{}", failed.title, render(&failed.findings, &snippet.sources, Language::English)))
}

#[test]
fn every_snippet_compiles_and_passes_its_tests() {
    let snippets = snippets();
    assert!(snippets.len() >= 40, "{}", snippets.len());
    let complaints: Vec<String> = snippets
        .iter()
        .filter_map(|snippet| complaint(snippet).map(|told| format!("{}\n{told}", snippet.place)))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// A plan without the names that its author chose, which a translation chooses anew.
fn nameless(snippet: &Snippet) -> String {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                let is_name = |key: &str| matches!(key, "names" | "id" | "label" | "aliases" | "supersedes");
                members.retain(|key, _| !is_name(key));
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let plan = compile(&snippet.sources).plan.unwrap();
    let mut value = serde_json::to_value(plan).unwrap();
    strip(&mut value);
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn both_languages_of_a_snippet_say_the_same() {
    let snippets = snippets();
    let mut pairs = 0;
    for pair in snippets.windows(2) {
        let [one, other] = pair else { continue };
        if other.is_translation {
            pairs += 1;
            let (first, second) = (nameless(one), nameless(other));
            let differs = first.lines().zip(second.lines()).position(|(one, other)| one != other);
            let around = |text: &str, line: usize| {
                text.lines().skip(line.saturating_sub(8)).take(16).collect::<Vec<_>>().join("\n")
            };
            if let Some(line) = differs {
                let (first, second) = (around(&first, line), around(&second, line));
                panic!("{} and {} differ:\n{first}\n----\n{second}", one.place, other.place);
            }
        }
    }
    assert!(pairs > 20, "{pairs}");
}

/// The table of keywords: every form, the formatter's first.
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

/// Holds a document to what makes it, or with `POLICY_BLESS=1` writes it anew.
fn is_as_made(path: &str, made: &str) {
    if std::env::var_os("POLICY_BLESS").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path), made).unwrap();
    }
    assert!(document(path) == made, "{path} is not what the compiler says; POLICY_BLESS=1 writes it anew");
}

#[test]
fn the_language_document_lists_every_keyword() {
    let text = document("docs/language.md");
    let start = text.find("| English | Chinese |\n|---|---|\n| policy |").unwrap();
    let end = start + text[start..].find("\n\n").map_or(text.len() - start, |length| length + 1);
    is_as_made("docs/language.md", &format!("{}{}{}", &text[..start], keyword_table(), &text[end..]));
}

/// The grammar, without the rules for pieces of a file that could not be read whole.
fn author_grammar() -> String {
    let grammar = include_str!("../../crates/policy-dsl/src/grammar.pest");
    let end = grammar.find("// ---- Pieces of a file").unwrap();
    grammar[..end].trim_end().to_owned()
}

#[test]
fn the_grammar_document_is_the_grammar() {
    let mut words =
        String::from("| word of the grammar | English | Chinese | also a name |\n|---|---|---|---|\n");
    for keyword in Keyword::all() {
        let forms = |language, separator: &str| match keyword.forms(language) {
            [] => "–".to_owned(),
            forms => forms.join(separator),
        };
        let (english, chinese) = (forms(Language::English, ", "), forms(Language::Chinese, "、"));
        let may_be_name = if keyword.is_reserved() { "" } else { "yes" };
        words += &format!("| `{}` | {english} | {chinese} | {may_be_name} |\n", keyword.canonical());
    }
    let made = format!(
        "# The grammar\n\n\
        Made from `crates/policy-dsl/src/grammar.pest` and `keyword/table.rs`; a test holds it to them, and\n\
        `POLICY_BLESS=1 cargo test -p policy-suite --test docs` writes it anew. What each construct means is in\n\
        [language.md](language.md), the most of it on one page in [cheat-sheet.md](cheat-sheet.md).\n\n\
        ## Words\n\n\
        The grammar reads one canonical word for every form of a keyword, English or Chinese, simplified or traditional. One in\n\
        capitals is reserved; the others may also be names. Where a word stands twice, its place tells which is meant.\n\n\
        {words}\n\
        ## Rules\n\n\
        `~` is \"then\", `|` \"or else\" (the first that fits), `?` `*` `+` \"at most once\", \"any number\", \"at least one\", `!` and `&` look\n\
        ahead. Every word ends in one space.\n\n\
        ```pest\n{}\n```\n",
        author_grammar()
    );
    is_as_made("docs/grammar.md", &made);
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
