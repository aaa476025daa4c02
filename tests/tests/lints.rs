//! The pages of `docs/lints` are true: what each shows yields the finding that it is about, and nothing else;
//! what it shows as mended yields none, nor does what it shows as allowed.

use std::fs;
use std::path::{Path, PathBuf};

use policy_dsl::{Compiled, Diagnostic, Lint, check_quotes, compile, render};
use policy_messages::Language;
use policy_suite::prelude::with_prelude;

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lints")
}

/// The fenced blocks of a page: policies, and the texts of regulations.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.strip_prefix("```") == Some(language) {
            found.push(
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect(),
            );
        }
    }
    found
}

/// Everything that `check` says of a text, with the regulations at hand where the page shows one.
fn findings(text: &str, regulation: Option<&str>) -> (Vec<Diagnostic>, String) {
    let sources = with_prelude("example.policy", text);
    let compiled: Compiled = compile(&sources);
    let mut found = compiled.diagnostics.clone();
    if let Some(regulation) = regulation {
        let directory = tempfile::tempdir().expect("a directory can be made");
        fs::write(directory.path().join("regulation.txt"), regulation).expect("a file can be written");
        found.extend(check_quotes(&compiled, directory.path()));
    }
    let shown = render(&found, &sources, Language::English);
    (found, shown)
}

#[test]
fn every_page_shows_what_it_says() {
    let mut complaints = Vec::new();
    for lint in Lint::ALL {
        for language in [Language::English, Language::Chinese] {
            let page = lint.page(language);
            let examples = blocks(page, "policy");
            let texts = blocks(page, "text");
            let regulation = texts.first().map(String::as_str);
            let Some((bad, good)) = examples.split_first() else {
                complaints.push(format!("{}: no example", lint.name()));
                continue;
            };
            let (found, shown) = findings(bad, regulation);
            if found.is_empty() || found.iter().any(|found| found.lint != Some(*lint)) {
                complaints.push(format!("{} ({language:?}): the example yields\n{shown}", lint.name()));
            }
            if good.is_empty() {
                complaints.push(format!("{}: nothing is mended", lint.name()));
            }
            for (number, text) in good.iter().enumerate() {
                let (found, shown) = findings(text, regulation);
                if !found.is_empty() {
                    let number = number + 2;
                    complaints
                        .push(format!("{} ({language:?}): example {number} yields\n{shown}", lint.name()));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

#[test]
fn there_is_no_page_of_anything_else() {
    let mut known: Vec<String> = Vec::new();
    for lint in Lint::ALL {
        known.extend(["en", "zh"].map(|language| format!("{}.{language}.md", lint.name())));
    }
    known.push("README.md".to_owned());
    for entry in fs::read_dir(pages()).expect("the pages can be read") {
        let name = entry.expect("the pages can be read").file_name().into_string().expect("a plain name");
        assert!(known.contains(&name), "no finding is called so: {name}");
    }
}

#[test]
fn the_list_of_pages_is_whole() {
    let list = fs::read_to_string(pages().join("README.md")).expect("there is a list");
    for lint in Lint::ALL {
        let line = format!("| [`{0}`]({0}.en.md) | {1} |", lint.name(), lint.title(Language::English));
        assert!(list.contains(&line), "add to docs/lints/README.md: {line}");
    }
}
