//! Every rule of the grammar that an author can write occurs in a snippet of the documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pest::Parser;

use super::grammar::{Grammar, Rule};
use crate::words::{Choices, read_words};
use crate::{Sources, scan_names};

/// Rules for pieces of a file that could not be read whole, the end of the text, and what is only looked ahead for.
const NOT_WRITTEN: [Rule; 16] = [
    Rule::computed,
    Rule::leads_of,
    Rule::EOI,
    Rule::items,
    Rule::vocabulary_clauses,
    Rule::subject_clauses,
    Rule::fields,
    Rule::term_list,
    Rule::periods,
    Rule::occurrences,
    Rule::policy_clauses,
    Rule::recognition_clauses,
    Rule::rule_clauses,
    Rule::consequence_clauses,
    Rule::test_clauses,
    Rule::record_entries,
];

/// The snippets fenced as `policy`, each as a whole file.
fn snippets() -> Sources {
    let mut sources = Sources::new();
    for name in ["language.md", "cheat-sheet.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
        let text = fs::read_to_string(path).expect("the document is there");
        let blocks = text.split("```policy\n").skip(1).filter_map(|rest| rest.split("```").next());
        for block in blocks {
            let starts = ["vocabulary ", "calendar ", "policy ", "词汇 ", "日历 ", "政策 "];
            let is_whole = starts.iter().any(|word| block.starts_with(word));
            sources.add(name, if is_whole { block.to_owned() } else { format!("policy p {{\n{block}}}") });
        }
    }
    sources
}

/// Whether a line of the grammar declares this rule as silent.
fn is_silent(line: &str, name: &str) -> bool {
    let declared = line.split_once('=');
    declared.is_some_and(|(before, after)| before.trim() == name && after.trim_start().starts_with("_{"))
}

#[test]
fn every_rule_of_the_grammar_occurs_in_the_documents() {
    let sources = snippets();
    let lexicon = scan_names(&sources);
    let mut seen = BTreeSet::new();
    for (number, source) in sources.iter() {
        let (words, _) = read_words(number, &source.text, &lexicon, &Choices::new()).expect("it is text");
        let read = Grammar::parse(Rule::file, &words.canonical);
        let read = read.unwrap_or_else(|error| panic!("{}\n{error}", source.text));
        seen.extend(read.flatten().map(|part| part.as_rule()));
    }
    // Silent rules leave no trace.
    let silent = |name: &str| include_str!("../grammar.pest").lines().any(|line| is_silent(line, name));
    let is_missing =
        |one: &&Rule| !seen.contains(one) && !NOT_WRITTEN.contains(one) && !silent(&format!("{one:?}"));
    let missing: Vec<&Rule> = Rule::all_rules().iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "no snippet of the documents shows {missing:?}");
}
