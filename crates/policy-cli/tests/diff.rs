//! Two versions of an invented regulation beside each other, in every form and both languages; and what cannot be compared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Bench;
use insta::assert_snapshot;
use serde_json::Value;

const WORDS: &str = include_str!("fixtures/versions/words.policy");
const OLD: &str = include_str!("fixtures/versions/2023.policy");
const NEW: &str = include_str!("fixtures/versions/2026.policy");

fn bench() -> Bench {
    Bench::new().file("词汇.policy", WORDS).file("2023.policy", OLD).file("2026.policy", NEW)
}

fn compared(bench: &Bench, old: &str, new: &str, more: &[&str]) -> std::process::Output {
    bench.run(&[&["diff", old, new, "--with", "词汇.policy"], more].concat())
}

fn told(more: &[&str]) -> String {
    let output = compared(&bench(), "2023.policy", "2026.policy", more);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_amendment_is_told_in_english() {
    assert_snapshot!(told(&["--lang", "en"]));
}

#[test]
fn an_amendment_is_told_in_chinese() {
    assert_snapshot!(told(&["--lang", "zh"]));
}

#[test]
fn a_pull_request_shows_it_as_markdown() {
    assert_snapshot!("markdown_en", told(&["--lang", "en", "--format", "markdown"]));
    assert_snapshot!("markdown_zh", told(&["--lang", "zh", "--format", "markdown"]));
}

#[test]
fn machines_get_it_as_json() {
    let text = told(&["--lang", "en", "--format", "json"]);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["changed"], true);
    let changes = value["changes"].as_array().unwrap();
    let parameter = changes.iter().find(|change| change["item"] == "parameter").unwrap();
    assert_eq!(parameter["figures"][0]["new"], "100 hours");
    assert!(parameter["reaches"][0]["witnesses"][0]["record"]["id"].is_string());
    assert_snapshot!("json_en", text);
    assert_snapshot!("json_zh", told(&["--lang", "zh", "--format", "json"]));
}

/// The page without its style sheet, a line for each element.
fn lines(page: &str) -> String {
    let style = page.find("<style>").unwrap()..page.find("</style>").unwrap();
    let mut page = page.to_owned();
    page.replace_range(style, "<style>");
    let policy = page.find("style-src").unwrap();
    let end = policy + page[policy..].find(';').unwrap();
    page.replace_range(policy..end, "style-src [hash]");
    page.replace("><", ">\n<")
}

#[test]
fn lawyers_get_a_page_with_both_sides() {
    for language in ["en", "zh"] {
        let bench = bench();
        let output = compared(&bench, "2023.policy", "2026.policy", &["--lang", language, "-o", "对照.html"]);
        assert_eq!(output.status.code(), Some(1));
        let page = std::fs::read_to_string(bench.path("对照.html")).unwrap();
        assert!(!page.contains("<script"));
        assert_snapshot!(format!("page_{language}"), lines(&page));
    }
}

#[test]
fn a_name_that_is_markup_stays_a_name() {
    let old = OLD.replace("每年90学时", "<img src=x onerror=alert(1)>|[x](http://x)");
    let new = NEW.replace("每年100学时", "<b>100</b>*学时*");
    let bench = Bench::new().file("词汇.policy", WORDS).file("a.policy", old).file("b.policy", new);
    for format in ["html", "markdown"] {
        let output = compared(&bench, "a.policy", "b.policy", &["--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("<img") && !text.contains("<b>") && text.contains("&lt;b&gt;100"), "{format}");
    }
}

#[test]
fn what_is_written_otherwise_and_means_the_same_is_no_change() {
    let renamed = OLD
        .replace("规则 入职培训", "规则 新教师培训")
        .replace("要求 学时 不少于 16 学时", "require hours >= 16")
        .replace("公需课 不少于 30 学时  师德 不少于 10 学时", "师德 不少于 10 学时\n  公需课 不少于 30 学时")
        .replace("骨干学时", "骨干教师年度学时");
    let bench = bench().file("改写.policy", renamed);
    let english = compared(&bench, "2023.policy", "改写.policy", &["--lang", "en"]);
    assert_eq!(english.status.code(), Some(0));
    assert_snapshot!("renamed_en", String::from_utf8(english.stdout).unwrap());
    let chinese = compared(&bench, "2023.policy", "改写.policy", &["--lang", "zh"]);
    assert_snapshot!("renamed_zh", String::from_utf8(chinese.stdout).unwrap());
    let same = compared(&bench, "2023.policy", "2023.policy", &["--lang", "zh"]);
    assert_eq!(same.status.code(), Some(0));
    assert_snapshot!("same_zh", String::from_utf8(same.stdout).unwrap());
}

#[test]
fn what_no_rule_reads_reaches_nothing() {
    let bench =
        bench().file("新参数.policy", OLD.replace("参数 骨干", "参数 备用学时 = 5 学时\n  参数 骨干"));
    for language in ["en", "zh"] {
        let output = compared(&bench, "2023.policy", "新参数.policy", &["--lang", language]);
        assert_eq!(output.status.code(), Some(0));
        assert_snapshot!(format!("unread_{language}"), String::from_utf8(output.stdout).unwrap());
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    let other = "vocabulary v { subject nurse { fact hired: date } }\n\
        policy p { effective 2024-01-01  rule r { for nurse  each year  require hired before 2020-01-01 } }\n";
    let bench =
        bench().file("错.policy", "policy p { rule }").file("别.policy", other).file("空/读我.txt", "");
    for language in ["en", "zh"] {
        let mut said = String::new();
        for (old, new) in [
            ("2023.policy", "错.policy"),
            ("2023.policy", "空"),
            ("2023.policy", "没有.policy"),
            ("词汇.policy", "2026.policy"),
        ] {
            let output = compared(&bench, old, new, &["--lang", language]);
            assert_eq!(output.status.code(), Some(2), "{old} {new}");
            said.push_str(&format!("# {old} {new}\n{}\n", String::from_utf8(output.stderr).unwrap()));
        }
        let output = bench.run(&["diff", "某区.policy", "别.policy", "--lang", language]);
        assert_eq!(output.status.code(), Some(2));
        said.push_str(&String::from_utf8(output.stderr).unwrap());
        for format in ["csv", "xlsx"] {
            let output =
                compared(&bench, "2023.policy", "2026.policy", &["--lang", language, "--format", format]);
            assert_eq!(output.status.code(), Some(2));
        }
        assert_snapshot!(format!("cannot_{language}"), said);
    }
}
