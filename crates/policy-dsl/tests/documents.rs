//! What is documented can be read: every snippet of the documentation.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at what they do not expect"
)]

use std::fs;
use std::path::{Path, PathBuf};

use policy_dsl::syntax::strip_spans;
use policy_dsl::{Diagnostic, FormatOptions, Sources, format, parse, scan_names};
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

fn documented() -> Sources {
    let text = fs::read_to_string(root().join("docs/language.md")).unwrap();
    let mut sources = Sources::new();
    for snippet in snippets(&text) {
        let snippet = snippet.replace("recognition  rule  consequence  test", "");
        sources.add("docs/language.md", snippet);
    }
    sources
}

fn check_parsing(sources: &Sources) {
    let lexicon = scan_names(sources);
    let mut mistakes = Vec::new();
    for (number, source) in sources.iter() {
        mistakes.extend(parse(number, &source.text, &lexicon).1);
    }
    assert!(mistakes.is_empty(), "\n{}", told(sources, &mistakes));
}

#[test]
fn every_documented_snippet_parses() {
    let sources = documented();
    assert!(sources.iter().count() > 6);
    check_parsing(&sources);
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

/// Formatting changes neither what a text says nor, the second time, the text; in both languages.
fn check_formatting(sources: &Sources) {
    let lexicon = scan_names(sources);
    for (number, source) in sources.iter() {
        let (file, mistakes) = parse(number, &source.text, &lexicon);
        assert!(mistakes.is_empty(), "{}", told(sources, &mistakes));
        for keywords in [Language::English, Language::Chinese] {
            let options = FormatOptions { keywords, lexicon: Some(&lexicon), ..FormatOptions::default() };
            let printed = format(&file, options);
            let (again, mistakes) = parse(number, &printed, &lexicon);
            let printed_sources = Sources::single(format!("{} printed", source.name), printed.as_str());
            let mistakes: Vec<_> = mistakes
                .into_iter()
                .map(|mut m| {
                    m.span.source = 0;
                    m
                })
                .collect();
            assert!(mistakes.is_empty(), "{}\n{printed}", told(&printed_sources, &mistakes));
            let (expected, found) =
                (format!("{:#?}", strip_spans(&file)), format!("{:#?}", strip_spans(&again)));
            if expected != found {
                let (line, _) =
                    expected.lines().zip(found.lines()).enumerate().find(|(_, (a, b))| a != b).unwrap();
                let context = |text: &str| {
                    text.lines().skip(line.saturating_sub(12)).take(30).collect::<Vec<_>>().join("\n")
                };
                panic!("{} {keywords:?}\n{}\n----\n{}", source.name, context(&expected), context(&found));
            }
            assert_eq!(printed, format(&again, options), "{}", source.name);
        }
    }
}

#[test]
fn formatting_documented_snippets_keeps_what_they_say() {
    check_formatting(&documented());
}
