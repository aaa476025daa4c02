//! What is shipped and documented can be read: every policy, every snippet of the documentation.

use std::fs;
use std::path::{Path, PathBuf};

use policy_dsl::{Diagnostic, Sources, parse, scan_names};
use policy_messages::Language;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Each mistake with its place, for the message of a failing test.
fn told(sources: &Sources, mistakes: &[Diagnostic]) -> String {
    let told = mistakes.iter().map(|mistake| {
        let name = sources.file(mistake.span).map_or("?", |file| file.name.as_str());
        let before = sources.file(mistake.span).map_or("", |file| &file.text[..mistake.span.start as usize]);
        let line = before.matches('\n').count() + 1;
        format!(
            "{name}:{line}: {} `{}` {:?}\n",
            mistake.says.text(Language::English),
            sources.text(mistake.span),
            mistake.hints
        )
    });
    told.collect()
}

fn policy_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            policy_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "policy") {
            found.push(path);
        }
    }
}

#[test]
fn every_shipped_policy_parses() {
    let mut paths = Vec::new();
    policy_files(&root().join("policies"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let mut sources = Sources::new();
    for path in &paths {
        sources.add(path.display().to_string(), fs::read_to_string(path).unwrap());
    }
    let lexicon = scan_names(&sources);
    let mut mistakes = Vec::new();
    for (number, source) in sources.iter() {
        mistakes.extend(parse(number, &source.text, &lexicon).1);
    }
    assert!(mistakes.is_empty(), "\n{}", told(&sources, &mistakes));
}

/// The snippets of the documentation, each wrapped in what it is a part of.
fn snippets(text: &str) -> Vec<String> {
    let blocks = text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks
        .map(|block| {
            let begins = |words: &[&str]| {
                let first = block.split_whitespace().find(|word| !word.starts_with('#')).unwrap_or("");
                words.contains(&first)
            };
            if begins(&["vocabulary", "calendar", "policy", "政策", "词汇", "日历"]) {
                block.replace('…', "").to_owned()
            } else {
                format!("policy wrapped {{\n{block}\n}}")
            }
        })
        .collect()
}

#[test]
fn every_documented_snippet_parses() {
    let text = fs::read_to_string(root().join("docs/language.md")).unwrap();
    let snippets = snippets(&text);
    assert!(snippets.len() > 6);
    let mut sources = Sources::new();
    for snippet in snippets {
        let snippet = snippet.replace("recognition  rule  consequence  test", "");
        sources.add("docs/language.md", snippet);
    }
    let lexicon = scan_names(&sources);
    let mut mistakes = Vec::new();
    for (number, source) in sources.iter() {
        mistakes.extend(parse(number, &source.text, &lexicon).1);
    }
    assert!(mistakes.is_empty(), "\n{}", told(&sources, &mistakes));
}
