//! Quotes are held to the text of the regulation; sources are read from directories.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;

use policy_dsl::{MAX_SOURCE_BYTES, Sources, check_quotes, compile, render};
use policy_messages::Language;

const WORDS: &str = include_str!("fixtures/words.policy");
const TEXT: &str = "三、培训要求\n（一）每位教师每年接受不少于\n　　90学时的培训，其中师德不少于10学时。\n";

fn found(source: &str, quote: &str) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("plan.txt"), TEXT).expect("a text");
    let mut sources = Sources::single("words.policy", WORDS);
    sources.add(
        "plan.policy",
        format!(
            "policy plan {{ effective 2023-01-01 {source}
  rule r {{ for teachers each year require hours >= 90 cite \"三(一)\" quote \"{quote}\" }} }}"
        ),
    );
    let compiled = compile(&sources);
    assert!(compiled.plan.is_some());
    let findings = check_quotes(&compiled, directory.path());
    let shown = [Language::English, Language::Chinese].map(|language| render(&findings, &sources, language));
    shown.join("\n").replace(&directory.path().display().to_string(), "DIR")
}

#[test]
fn a_quote_stands_in_the_text_whatever_its_white_space() {
    for quote in ["每年接受不少于90学时的培训", "不少于 90 学时", "培训,其中师德", "(一)每位教师"]
    {
        assert_eq!(found("source \"plan.txt\"", quote).trim(), "", "{quote}");
    }
}

#[test]
fn a_quote_that_does_not_stand_there_shows_the_nearest_passage() {
    insta::assert_snapshot!(found("source \"plan.txt\"", "每年接受不低于72学时的培训"));
    insta::assert_snapshot!(found("source \"plan.txt\"", "校长须参加任职资格培训"));
}

#[test]
fn a_text_that_is_not_there_is_told() {
    insta::assert_snapshot!(found("source \"plam.txt\"", "每年接受"));
    insta::assert_snapshot!(found("source \"../plan.txt\"", "每年接受"));
    insta::assert_snapshot!(found("", "每年接受"));
}

#[test]
fn a_directory_is_read_in_order_and_links_are_not_followed() {
    let directory = tempfile::tempdir().expect("a directory");
    let outside = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    fs::create_dir_all(path("b/deep")).expect("a directory");
    fs::create_dir_all(path(".hidden")).expect("a directory");
    for name in ["z.policy", "b/deep/a.policy", "b/b.policy", "notes.txt", ".hidden/c.policy"] {
        fs::write(path(name), "vocabulary v { }").expect("a file");
    }
    fs::write(outside.path().join("secret.policy"), "vocabulary w { }").expect("a file");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.path(), path("out")).expect("a link");
        std::os::unix::fs::symlink(directory.path(), path("b/loop")).expect("a link");
    }
    let names = |sources: &Sources| -> Vec<String> {
        let shown = |name: &str| name.replace(&format!("{}/", directory.path().display()), "");
        sources.iter().map(|(_, source)| shown(&source.name)).collect()
    };
    let sources = Sources::load(directory.path()).expect("a directory of policies");
    assert_eq!(names(&sources), ["b/b.policy", "b/deep/a.policy", "z.policy"]);
    let twice = Sources::load_all([path("z.policy"), directory.path().to_owned()]).expect("both");
    assert_eq!(names(&twice), ["z.policy", "b/b.policy", "b/deep/a.policy"]);
}

#[test]
fn what_cannot_be_read_is_an_error_with_its_path() {
    let directory = tempfile::tempdir().expect("a directory");
    let shown = |result: Result<Sources, policy_dsl::LoadError>| {
        let error = result.expect_err("nothing to read").to_string();
        error.replace(&directory.path().display().to_string(), "DIR")
    };
    assert_eq!(shown(Sources::load(directory.path())), "no `.policy` file in DIR");
    let missing = shown(Sources::load(directory.path().join("no.policy")));
    assert!(missing.starts_with("cannot read DIR/no.policy: "), "{missing}");
    fs::write(directory.path().join("big.policy"), vec![b'#'; MAX_SOURCE_BYTES + 1]).expect("a file");
    let big = shown(Sources::load(directory.path()));
    assert_eq!(big, "DIR/big.policy is larger than 4 MB; split it into several files");
}

#[test]
fn bytes_that_are_not_text_are_told_when_compiling() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("a.policy"), b"vocabulary v { }\n\xff").expect("a file");
    let sources = Sources::load(directory.path()).expect("a file");
    let compiled = compile(&sources);
    assert!(compiled.has_errors());
    assert_eq!(compiled.diagnostics.len(), 1);
}
