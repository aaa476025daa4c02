//! The snippets of the documents: every block fenced as `policy` in `docs/language.md` and `docs/cheat-sheet.md`.
//!
//! The first vocabulary and calendar of `docs/language.md` are the words of all others. A block that is no whole
//! file stands in a policy of its own. Two blocks with nothing between them say the same in two languages.

use std::fs;
use std::path::Path;

use policy_dsl::Sources;

/// A snippet, and the words that it is written with.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// Where it is: the document, and the number of its first line.
    pub place: String,
    /// It alone, as it could stand in a file.
    pub text: String,
    /// With the words that it uses.
    pub sources: Sources,
    /// Whether it says what the one before it says.
    pub is_translation: bool,
}

/// A document of the repository.
pub fn document(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(path).expect("the document is there")
}

/// The fenced blocks of a language, each with the number of its first line.
pub fn blocks(document: &str, language: &str) -> Vec<(usize, String)> {
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

/// Every snippet, in the order of the documents.
pub fn snippets() -> Vec<Snippet> {
    let language = blocks(&document("docs/language.md"), "policy");
    let first = |word: &str| language.iter().find(|(_, block)| block.starts_with(word)).expect("it is there");
    let shared = [first("vocabulary "), first("calendar ")];
    let mut found = Vec::new();
    for path in ["docs/language.md", "docs/cheat-sheet.md"] {
        let mut end = 0;
        for (line, block) in blocks(&document(path), "policy") {
            let is_whole = ["vocabulary ", "calendar ", "policy ", "词汇 ", "日历 ", "政策 "];
            let text = if is_whole.iter().any(|word| block.starts_with(word)) {
                block.clone()
            } else {
                format!(
                    "policy example {{ effective 2018-01-01 to 2023-12-31 uses teaching, school_days\n{block}}}\n"
                )
            };
            let mut sources = Sources::single(format!("{path}:{line}"), text.as_str());
            let brings_words = ["vocabulary ", "calendar ", "词汇 ", "日历 "];
            if !brings_words.iter().any(|word| block.starts_with(word)) {
                for (line, words) in shared {
                    sources.add(format!("docs/language.md:{line}"), words.as_str());
                }
            }
            found.push(Snippet {
                place: format!("{path}:{line}"),
                text,
                sources,
                is_translation: line == end + 1,
            });
            end = line + block.lines().count() + 1;
        }
    }
    found
}
