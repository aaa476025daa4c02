//! `policy check --changed`: only what a change touches, in real repositories made on the spot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::Bench;
use common::repository::{commit, git};
use insta::assert_snapshot;

const VOCABULARY: &str = "vocabulary words { subject teacher also teachers { key id event training also trainings dated end { end: date  hours: hours } } }\n";
const CALENDAR: &str = "calendar terms { period spring { 2019: 2019-02-01 to 2019-06-30 } }\n";

/// A policy with one finding: nobody can meet its rule.
fn policy(name: &str, more: &str) -> String {
    format!(
        "policy {name} {{\n  effective 2019-01-01 to 2019-12-31\n  {more}\n  rule {name}_hours {{ for teachers each year require hours >= 90 and hours < 20 }}\n}}\n"
    )
}

/// Four policies, each with a finding: one alone, one with a calendar, one under the first, and one that uses whatever there is.
fn bench() -> Bench {
    let bench = Bench::new()
        .file("词汇.policy", VOCABULARY)
        .file("日历.policy", CALENDAR)
        .file("city.policy", policy("city", "uses words"))
        .file("spring.policy", policy("seasonal", "uses words, terms"))
        .file("county.policy", policy("county", "uses words\n  under city"))
        .file("open.policy", policy("open", ""));
    fs::remove_file(bench.path("某区.policy")).unwrap();
    git(&bench, 1, &["init", "-q"]);
    commit(&bench, 1, "First");
    bench
}

/// The rules that are found fault with, and the last line.
fn told(bench: &Bench) -> String {
    let said = bench.say("en", &["check", ".", "--changed", "HEAD"]);
    let rules = ["city_hours", "seasonal_hours", "county_hours", "open_hours"];
    let found: Vec<&str> = rules.into_iter().filter(|rule| said.contains(&format!("rule {rule} "))).collect();
    let last = said.lines().last().unwrap().to_owned();
    format!("{} [{}] {last}", said.lines().next().unwrap(), found.join(" "))
}

#[test]
fn where_nothing_changed_nothing_is_told() {
    let bench = bench();
    assert_snapshot!("nothing", bench.says(&["check", ".", "--changed", "HEAD"]));
    assert!(bench.say("en", &["check", "."]).contains("warnings: 4"));
}

#[test]
fn what_lies_in_changed_files_or_depends_on_them_is_told() {
    let bench = bench().file("spring.policy", policy("seasonal", "uses words, terms") + "# a comment\n");
    assert_snapshot!("one_file", told(&bench));
    assert_snapshot!("one_file_said", bench.says(&["check", ".", "--changed", "HEAD"]));
    assert_snapshot!(
        "one_file_json",
        bench.say("en", &["check", ".", "--changed", "HEAD", "--format", "json"])
    );
    assert_snapshot!(
        "one_file_junit",
        bench.say("en", &["check", ".", "--changed", "HEAD", "--format", "junit"])
    );
    git(&bench, 2, &["checkout", "-q", "."]);
    let bench = bench.file("city.policy", policy("city", "uses words") + "# a comment\n");
    assert_snapshot!("upper_layer", told(&bench));
    git(&bench, 2, &["checkout", "-q", "."]);
    let bench = bench.file("日历.policy", format!("# a comment\n{CALENDAR}"));
    assert_snapshot!("calendar", told(&bench));
    git(&bench, 2, &["checkout", "-q", "."]);
    let bench = bench.file("词汇.policy", format!("# a comment\n{VOCABULARY}"));
    assert_snapshot!("vocabulary", told(&bench));
    git(&bench, 2, &["checkout", "-q", "."]);
    // Only the line ends.
    let bench = bench.file("词汇.policy", VOCABULARY.replace('\n', "\r\n"));
    assert_snapshot!("line_ends", told(&bench));
}

#[test]
fn a_new_file_is_a_change() {
    let bench = bench().file("new.policy", policy("new", "uses words"));
    let said = bench.say("en", &["check", ".", "--changed", "HEAD"]);
    assert!(said.contains("rule new_hours") && said.contains("files changed since HEAD: 1"), "{said}");
}

#[test]
fn what_is_gone_is_missed_by_others() {
    let bench = bench();
    fs::remove_file(bench.path("日历.policy")).unwrap();
    let said = bench.say("en", &["check", ".", "--changed", "HEAD"]);
    assert!(said.contains("`terms`") && said.starts_with("exit 1"), "{said}");
    git(&bench, 2, &["checkout", "-q", "."]);
    fs::remove_file(bench.path("city.policy")).unwrap();
    assert_snapshot!("upper_layer_gone", told(&bench));
}

#[test]
fn a_changed_regulation_touches_the_policy_that_quotes_it() {
    let quoting = policy("quoting", "uses words\n  source \"办法.txt\"")
        .replace("< 20", "< 20 cite \"一\" quote \"每年90学时\"");
    let bench = bench().file("quoting.policy", quoting).file("原文/办法.txt", "每年90学时");
    commit(&bench, 2, "Second");
    fs::write(bench.path("原文/办法.txt"), "每年72学时").unwrap();
    let said = bench.say("en", &["check", ".", "--changed", "HEAD", "--sources", "原文"]);
    assert!(said.contains("[quote-not-found]") && !said.contains("rule city_hours"), "{said}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    assert_snapshot!("no_revision", bench().says(&["check", ".", "--changed", "HAED"]));
    let said = Bench::new().says(&["check", "某区.policy", "--changed", "HEAD"]);
    assert!(said.contains("lies in no git repository"), "{said}");
}

#[test]
fn what_an_amendment_leaves_as_it_was_is_touched_with_it() {
    let base = "policy city {\n  effective 2019-01-01\n  uses words\n  parameter least = 10 hours\n  rule city_hours { for teachers each year require hours >= least and hours < 20 }\n}\n";
    let amendment = |least: u32| {
        format!(
            "amend city as later {{\n  effective 2020-01-01\n  replace parameter least = {least} hours\n}}\n"
        )
    };
    let bench = Bench::new().file("词汇.policy", VOCABULARY).file("city.policy", base);
    let bench = bench.file("later.policy", amendment(12));
    fs::remove_file(bench.path("某区.policy")).unwrap();
    git(&bench, 1, &["init", "-q"]);
    commit(&bench, 1, "First");
    assert!(
        bench.say("en", &["check", "."]).contains("no findings")
            || !bench.say("en", &["check", "."]).contains("city_hours")
    );
    let bench = bench.file("later.policy", amendment(30));
    assert_snapshot!("kept_by_an_amendment", bench.says(&["check", ".", "--changed", "HEAD"]));
}
