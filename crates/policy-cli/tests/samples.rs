//! What the pages beside the policies show is what happens: each command line of a page of the gallery, and
//! of the first page of the repository, is run there, and what it says is held.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The arguments of each `$ policy …` of a page.
fn commands(page: &str) -> Vec<Vec<String>> {
    let page = page.replace("\\\n", " ");
    let lines = page.lines().filter_map(|line| {
        line.strip_prefix("$ policy ").or_else(|| line.strip_prefix("$ cargo run -q -p policy-cli -- "))
    });
    lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

fn said(language: &str, arguments: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
    let output = command.args(["--lang", language]).args(arguments).current_dir(root()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let status = output.status.code().unwrap_or(-1);
    format!("exit {status}\n{}{}", text(&output.stdout), text(&output.stderr))
}

fn pages() -> Vec<PathBuf> {
    let gallery = fs::read_dir(root().join("policies/gallery")).unwrap();
    let folders = gallery.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut pages: Vec<PathBuf> = folders.map(|folder| folder.join("README.md")).collect();
    pages.sort();
    pages
}

#[test]
fn every_sample_of_the_gallery_is_decided_as_it_was() {
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
        let commands = commands(&page);
        let shows_run = commands.iter().any(|words| words.first().is_some_and(|word| word == "run"));
        assert!(shows_run, "{} shows no `$ policy run`", path.display());
        let name = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
        let story: Vec<String> = commands
            .iter()
            .map(|words| format!("{}\n=== 中文\n{}", said("en", words), said("zh", words)))
            .collect();
        insta::assert_snapshot!(name.replace('-', "_"), story.join("\n"));
    }
}

#[test]
fn the_command_of_the_first_page_decides_its_sample() {
    let page = fs::read_to_string(root().join("README.md")).unwrap();
    let run = commands(&page).into_iter().find(|words| words.first().is_some_and(|word| word == "run"));
    let said = said("en", &run.unwrap());
    assert!(said.starts_with("exit 1\n"), "{said}");
}
