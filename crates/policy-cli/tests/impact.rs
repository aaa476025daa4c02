//! `policy impact`: who is decided otherwise by a new version, and what it takes to bring them back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::collections::BTreeMap;

use common::{Bench, DISTRICT};
use insta::assert_snapshot;
use serde_json::Value;

const TEACHERS: &str = "姓名,身份证件号,学校\n\
    王五,T001,一小\n\
    李四,T002,一小\n\
    赵六,T003,二小\n\
    钱七,T004,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训获得学时,培训结束日期\n\
    T001,师德,95,2019-02-03\n\
    T002,师德,120,2019-02-03\n\
    T003,师德,,2019-02-03\n\
    T004,师德,8,2019-02-03\n\
    T004,学科培训,85,2019-03-03\n";

const NEW: &str = r#"
policy district_2020 "某区2020年教师培训办法" {
  effective 2020-01-01
  uses district
  supersedes district_2019
  rule annual_hours "年度学时" {
    for teachers
    each year
    require hours >= 100, of which { ethics >= 8 }
    cite "三(一)3"
  }
  rule subject_skill_taken "学科培训" { for teachers each year require hours of subject_skill >= 10 }
  consequence veto "年度否决" { when annual_hours is unmet deny rating.excellent for that year }
}
"#;

/// The vocabulary by itself, the old version and the new one.
fn bench() -> Bench {
    let (words, old) = DISTRICT.split_at(DISTRICT.find("policy district_2019").unwrap());
    Bench::new()
        .file("词汇/某区.policy", words)
        .file("2019.policy", old)
        .file("2020.policy", NEW)
        .file("数据/教师.csv", TEACHERS)
        .file("数据/培训.csv", TRAININGS)
}

const IMPACT: [&str; 9] =
    ["impact", "2019.policy", "2020.policy", "--with", "词汇", "--data", "数据", "--as-of", "2020-12-31"];

fn impact<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&IMPACT[..], more].concat()
}

fn json(bench: &Bench, arguments: &[&str]) -> Value {
    let output = bench.run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_change_is_told_rule_by_rule_group_by_group_person_by_person() {
    let bench = bench();
    assert_snapshot!("text", bench.says(&impact(&["--period", "2019"])));
    assert_snapshot!("json", bench.say("en", &impact(&["--period", "2019", "--format", "json"])));
    assert_snapshot!("csv", bench.says(&impact(&["--period", "2019", "--format", "csv"])));
}

#[test]
fn people_are_named_only_where_that_is_asked_for() {
    let bench = bench();
    for form in ["text", "csv", "json"] {
        let said = bench.say("zh", &impact(&["--format", form]));
        assert!(said.contains("T001") && !said.contains("王五"), "{said}");
        let said = bench.say("zh", &impact(&["--format", form, "--names"]));
        assert!(said.contains("T001") && said.contains("王五"), "{said}");
    }
}

#[test]
fn each_version_by_its_own_dates() {
    assert_snapshot!(bench().say("en", &impact(&["--own-dates"])));
}

#[test]
fn a_version_beside_itself_changes_nothing() {
    let bench = bench();
    let same =
        ["impact", "2019.policy", "2019.policy", "--with", "词汇", "--data", "数据", "--as-of", "2020-12-31"];
    assert_snapshot!(bench.says(&same));
    assert_eq!(bench.run(&same).status.code(), Some(0));
    assert_eq!(bench.run(&IMPACT).status.code(), Some(1));
}

#[test]
fn only_what_is_asked_for_is_compared() {
    let bench = bench();
    let found = json(&bench, &impact(&["--rule", "subject_skill_taken"]));
    let changed = found["rules"].as_array().unwrap().iter().filter(|rule| rule["changed"] != 0);
    let names: Vec<&Value> = changed.map(|rule| &rule["rule"]).collect();
    assert_eq!(names, ["subject_skill_taken"]);
    let found = json(&bench, &impact(&["--subject", "school"]));
    assert!(found["people"].as_array().unwrap().iter().all(|person| person["subject"] == "school"));
}

#[test]
fn versions_with_other_words_are_compared_by_names() {
    let bench = bench();
    let expected = json(&bench, &IMPACT);
    // Other numbers for everything: a term, a fact, an event and a kind of subject that come first.
    let words = DISTRICT[..DISTRICT.find("policy district_2019").unwrap()]
        .replace("public \"公需课\"", "remedial \"补课\"\n    public \"公需课\"")
        .replace("fact name", "fact nickname \"别名\": text\n    fact name")
        .replace(
            "event training",
            "event visit \"走访\" dated day { day \"走访日期\": date }\n    event training",
        )
        .replace("outcome rating", "outcome bonus \"奖金\"\n  outcome rating")
        .replace(
            "subject teacher",
            "subject bureau \"教育局\" { key bureau_id \"局名\" }\n  subject teacher",
        );
    let bench = bench.file("新/词汇.policy", words).file("新/2020.policy", NEW);
    let old = bench.run(&["build", "2019.policy", "词汇", "-o", "2019.bundle"]);
    assert!(old.status.success());
    let found = json(&bench, &["impact", "2019.bundle", "新", "--data", "数据", "--as-of", "2020-12-31"]);
    for part in ["rules", "consequences", "people", "needed", "flipped", "worse", "better", "subjects"] {
        assert_eq!(found[part], expected[part], "{part}");
    }
}

#[test]
fn whom_one_version_alone_can_decide_is_counted_and_told() {
    let (words, old) = DISTRICT.split_at(DISTRICT.find("policy district_2019").unwrap());
    // A day of hiring that is a text for the new version, and a kind of subject that the old one does not know.
    let course =
        "subject course \"课程\" also courses { key course_id \"课程号\" fact online \"在线\": flag }";
    let new = words
        .replace("\"入职日期\": date", "\"入职日期\": text")
        .replace("subject teacher", &format!("{course}\n  subject teacher"));
    let rule = "rule taught_online \"在线授课\" { for courses each year require online }\n  consequence veto";
    let bench = Bench::new()
        .file("旧/词汇.policy", words)
        .file("旧/2019.policy", old)
        .file("新/词汇.policy", new)
        .file("新/2020.policy", NEW.replace("consequence veto", rule))
        .file("数据/教师.csv", "姓名,身份证件号,入职日期\n王五,T001,2015-09-01\n李四,T002,去年九月\n")
        .file("数据/培训.csv", "身份证件号,培训类别,培训获得学时,培训结束日期\nT001,师德,120,2019-02-03\n")
        .file("数据/课程.csv", "课程号,在线\nK1,是\nK2,否\n");
    let asked = ["--data", "数据", "--as-of", "2020-12-31", "--period", "2019"];
    let forth = [&["impact", "旧", "新"][..], &asked].concat();
    assert_snapshot!("one_version_alone", bench.says(&forth));
    let alone =
        |subject: &str, subjects: u32| serde_json::json!({ "subject": subject, "subjects": subjects });
    let found = json(&bench, &forth);
    assert_eq!(found["only_new"], serde_json::json!([alone("course", 2), alone("teacher", 1)]));
    let found = json(&bench, &[&["impact", "新", "旧"][..], &asked].concat());
    assert_eq!(found["only_old"], serde_json::json!([alone("teacher", 1), alone("course", 2)]));
    // Of what is not asked for, nothing need be said; and that nobody's verdict differs does not make it a success.
    let hours = [&forth[..], &["--rule", "annual_hours"]].concat();
    let found = json(&bench, &hours);
    assert_eq!(
        (&found["only_new"], &found["flipped"]),
        (&serde_json::json!([alone("teacher", 1)]), &0.into())
    );
    assert_eq!(bench.run(&hours).status.code(), Some(1));
}

#[test]
fn a_group_is_one_however_it_is_spelled() {
    let data = "姓名,身份证件号,学校\n\
        王五,T001,School1\n\
        李四,T002,ＳＣＨＯＯＬ１\n\
        赵六,T003,school1\n\
        钱七,T004,二小\n";
    let bench = bench().file("数据/教师.csv", data);
    let found = json(&bench, &impact(&["--period", "2019"]));
    let groups: Vec<_> =
        found["groups"].as_array().unwrap().iter().map(|own| (&own["id"], &own["subjects"])).collect();
    assert_eq!(groups.len(), 2, "{groups:?}");
}

/// How many verdicts of each status each rule has, as `run` counts them.
fn counted(run: &Value, version: &str) -> BTreeMap<(String, String), u64> {
    let mut counts = BTreeMap::new();
    for rule in run["summary"]["rules"].as_array().unwrap() {
        for status in ["met", "unmet", "pending", "unknown", "exempt", "not_applicable"] {
            let count = rule[status].as_u64().unwrap();
            let name = rule["rule"].as_str().unwrap_or(version).to_owned();
            if count > 0 {
                counts.insert((name, status.replace('_', "-")), count);
            }
        }
    }
    counts
}

/// The same, summed up from the matrix of an impact.
fn summed(impact: &Value, side: &str) -> BTreeMap<(String, String), u64> {
    let mut counts = BTreeMap::new();
    for rule in impact["rules"].as_array().unwrap() {
        for count in rule["counts"].as_array().unwrap() {
            if let Some(status) = count[side].as_str() {
                let name = rule["rule"].as_str().unwrap().to_owned();
                *counts.entry((name, status.to_owned())).or_default() += count["count"].as_u64().unwrap();
            }
        }
    }
    counts
}

#[test]
fn the_matrix_adds_up_to_what_run_counts_for_each_version() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let path = |below: &str| root.join(below).display().to_string();
    let (words, data) = (path("vocabulary"), path("sanmenxia-2023/sample"));
    let calendar = path("sanmenxia-2023/calendar.policy");
    let text = std::fs::read_to_string(root.join("sanmenxia-2023/sanmenxia.policy")).unwrap();
    let changed =
        text.replace("公需课 不少于 30 学时", "公需课 不少于 45 学时").replace("不少于 3 次", "不少于 2 次");
    assert_ne!(changed, text);
    let bench = Bench::new().file("old.policy", text).file("new.policy", changed);
    let shared = ["--data", &data, "--as-of", "2025-06-30"];
    let run = |version: &str| {
        json(&bench, &[&["run", version, words.as_str(), calendar.as_str()][..], &shared].concat())
    };
    let with = ["impact", "old.policy", "new.policy", "--with", words.as_str(), calendar.as_str()];
    let found = json(&bench, &[&with[..], &shared].concat());
    assert!(found["flipped"].as_u64().unwrap() > 0, "{found}");
    assert_eq!(summed(&found, "before"), counted(&run("old.policy"), "old"));
    assert_eq!(summed(&found, "after"), counted(&run("new.policy"), "new"));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let bench = bench().file("broken.policy", "policy broken { rule }");
    let mut said = String::new();
    for (what, arguments) in [
        (
            "no such version",
            vec!["impact", "2018.policy", "2020.policy", "--data", "数据", "--as-of", "2020-12-31"],
        ),
        (
            "broken",
            vec![
                "impact",
                "2019.policy",
                "broken.policy",
                "--with",
                "词汇",
                "--data",
                "数据",
                "--as-of",
                "2020-12-31",
            ],
        ),
        ("no data", IMPACT[..5].iter().copied().chain(["--as-of", "2020-12-31"]).collect()),
        ("no such rule", impact(&["--rule", "nothing"])),
        ("no such second rule", impact(&["--rule", "annual_hours", "--rule", "subject_skil_taken"])),
        ("no such policy", impact(&["--policy", "district_2018"])),
        (
            "a policy without the rule",
            impact(&["--policy", "district_2019", "--rule", "subject_skill_taken"]),
        ),
        ("html", impact(&["--format", "html"])),
        ("xlsx", impact(&["-o", "影响.xlsx"])),
        ("over a version", impact(&["-o", "2020.policy"])),
    ] {
        said.push_str(&format!("##### {what}\n{}", bench.says(&arguments)));
    }
    assert_snapshot!(said);
}
