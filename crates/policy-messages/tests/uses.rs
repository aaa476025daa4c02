//! Holds the catalogue to its uses: nothing that the sources say is missing from it, and nothing in it is unsaid.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What machines read of a status, a standing or a page: words with hyphens that are no messages.
const OTHER_WORDS: [&str; 6] =
    ["in-force", "not-applicable", "data-title", "stricter-at-least", "looser-at-least", "none-found"];

fn crates() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of every file with an ending below a directory.
fn texts(directory: &Path, ending: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, ending, found);
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

fn catalogue() -> BTreeSet<String> {
    let mut files = Vec::new();
    texts(&crates().join("policy-messages/locales/en"), "ftl", &mut files);
    let lines = files.iter().flat_map(|file| file.lines());
    let ids = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    ids.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect()
}

/// The names of findings, which look like the names of messages; each has a page.
fn findings() -> BTreeSet<String> {
    let pages = fs::read_dir(crates().join("../docs/lints")).unwrap();
    let names = pages.map(|page| page.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| Some(name.split_once('.')?.0.to_owned())).collect()
}

/// Every text in quotation marks in the sources that could be the name of a message.
fn named() -> BTreeSet<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(crates()).unwrap() {
        let source = entry.unwrap().path().join("src");
        if source.is_dir() {
            texts(&source, "rs", &mut files);
        }
    }
    let is_name = |text: &&str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    files.iter().flat_map(|file| file.split('"')).filter(is_name).map(str::to_owned).collect()
}

#[test]
fn every_message_is_said_somewhere() {
    let named = named();
    let unsaid: Vec<String> = catalogue().into_iter().filter(|id| !named.contains(id)).collect();
    assert!(unsaid.is_empty(), "messages that no source names: {unsaid:#?}");
}

#[test]
fn every_message_that_is_said_is_in_the_catalogue() {
    let known = catalogue();
    let findings = findings();
    let family = |id: &str| id.split_once('-').map(|(family, _)| family.to_owned());
    let families: BTreeSet<String> = known.iter().filter_map(|id| family(id)).collect();
    let is_message = |id: &String| {
        let other = OTHER_WORDS.contains(&id.as_str()) || findings.contains(id);
        family(id).is_some_and(|family| families.contains(&family)) && !other
    };
    let missing: Vec<String> =
        named().into_iter().filter(is_message).filter(|id| !known.contains(id)).collect();
    assert!(missing.is_empty(), "messages that are in no catalogue: {missing:#?}");
}
