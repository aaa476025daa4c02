//! The history of a rule: versions side by side, and real repositories made on the spot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::Bench;
use common::repository::{commit, git};
use insta::assert_snapshot;

const VOCABULARY: &str = r#"
vocabulary words {
  terms category "培训类别" { public "公需课"  professional "专业课" { ethics "师德" } }
  subject teacher "教师" also teachers {
    key id "证件号"
    fact retired "已退休": flag
    event training "培训" also trainings dated end { category "类别": category  end "结束日期": date  hours "学时": hours }
  }
}
"#;

/// Three versions, with half a year between the first two, and a month with two versions of the third.
const SIDE: &str = r#"
policy plan_2019 "某市教师培训办法" {
  document "某教〔2019〕1号"
  effective 2019-01-01 to 2020-06-30
  uses words
  rule annual_hours "年度学时" { for teachers each year require hours >= 72, of which { ethics >= 8 } cite "三(一)" quote "每年72学时" }
}
policy plan_2021 "某市教师培训办法（2021年修订）" {
  document "某教〔2021〕3号"
  effective 2021-01-01 to 2022-12-31
  supersedes plan_2019
  uses words
  rule annual_hours "年度学时" {
    for teachers each year by December 1
    require hours >= 90, of which { ethics >= 8 }
    exempt retired "退休" when retired
    cite "第五条" quote "每年90学时"
  }
}
policy plan_2023 "某市教师培训办法（2023年修订）" {
  document "某教〔2022〕9号"
  effective 2023-01-01
  supersedes plan_2021
  uses words
  rule yearly_hours "每年学时" {
    for teachers each year by December 1
    require hours >= 90, of which { ethics >= 8 }
    exempt retired "退休" when retired
    cite "第六条" quote "每年90学时"
  }
}
policy other { effective 2019-01-01 uses words rule another { for teachers each year require hours >= 1 } }
"#;

fn side() -> Bench {
    Bench::new().file("政策/词汇.policy", VOCABULARY).file("政策/办法.policy", SIDE)
}

#[test]
fn versions_side_by_side_are_told_in_the_order_of_time() {
    let bench = side();
    assert_snapshot!("side", bench.says(&["log", "yearly_hours", "政策"]));
    // By its former name it is the same story.
    assert_eq!(bench.says(&["log", "年度学时", "政策"]), bench.says(&["log", "yearly_hours", "政策"]));
    assert_snapshot!("side_json", bench.say("en", &["log", "yearly_hours", "政策", "--format", "json"]));
}

#[test]
fn the_version_that_was_in_force_on_a_day_is_told() {
    let bench = side();
    assert_snapshot!("as_of_2019", bench.says(&["log", "annual_hours", "政策", "--as-of", "2019-12-31"]));
    assert_snapshot!("as_of_2024", bench.says(&["log", "annual_hours", "政策", "--as-of", "2024-01-01"]));
    assert_snapshot!("as_of_gap", bench.says(&["log", "annual_hours", "政策", "--as-of", "2020-08-01"]));
}

#[test]
fn every_verdict_is_given_by_the_version_in_force_on_its_due_date() {
    let rows = "证件号,类别,结束日期,学时\nT1,师德,2019-05-01,72\nT1,师德,2021-05-01,72\nT1,师德,2022-05-01,90\nT1,师德,2023-05-01,90\n";
    let bench = side().file("培训.csv", rows);
    let decided = |as_of: &str| {
        let arguments =
            ["run", "政策", "培训.csv", "--as-of", as_of, "--format", "csv", "--subject", "teacher"];
        let text = String::from_utf8(bench.run(&arguments).stdout).unwrap();
        text.lines()
            .filter(|line| line.contains("hours") || line.contains("学时"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_snapshot!(
        "run_as_of",
        format!("{}\n\n{}", decided("2022-12-31").join("\n"), decided("2024-06-30").join("\n"))
    );
}

#[test]
fn gaps_and_overlaps_between_versions_are_findings() {
    let said = side().say("en", &["check", "政策"]);
    assert!(said.contains("[effective-gap]"), "{said}");
    // Somebody forgot to end the version before.
    let both = SIDE.replace("supersedes plan_2021", "supersedes plan_2019");
    let bench = Bench::new()
        .file("政策/词汇.policy", VOCABULARY)
        .file("政策/办法.policy", both.replace("to 2022-12-31", ""));
    let said = bench.say("en", &["check", "政策"]);
    assert!(said.contains("[effective-overlap]"), "{said}");
    assert_snapshot!("overlap", bench.says(&["log", "annual_hours", "政策"]));
}

#[test]
fn a_rule_that_is_in_no_version_is_said() {
    let bench = side();
    assert_snapshot!("no_such_rule", bench.says(&["log", "anual_hours", "政策"]));
    assert_snapshot!("no_such_rule_far", bench.says(&["log", "xyz", "政策"]));
    assert_snapshot!("no_policy", bench.says(&["log", "annual_hours"]));
}

fn amended(rule: &str, figure: &str, more: &str, from: &str) -> String {
    format!(
        "policy plan \"某市教师培训办法\" {{\n  effective {from}\n  uses words\n\n  rule {rule} {{\n    for teachers\n    each year\n    require hours >= {figure} hours{}\n    {more}\n    cite \"第五条\"\n  }}\n}}\n",
        if figure == "72" { "" } else { ", of which { ethics >= 10 hours }" }
    )
}

/// Five amendments of one regulation: with a branch and its merge, a renamed rule, a renamed file, a reverted commit and one that does not
/// compile.
fn amended_five_times() -> Bench {
    let bench = Bench::new().file("词汇.policy", VOCABULARY);
    fs::remove_file(bench.path("某区.policy")).unwrap();
    let write = |path: &str, text: String| {
        fs::create_dir_all(bench.path(path).parent().unwrap()).unwrap();
        fs::write(bench.path(path), text).unwrap();
    };
    git(&bench, 1, &["init", "-q"]);
    write("办法.policy", amended("annual", "72", "", "2019-01-01"));
    commit(&bench, 1, "Issue the regulation");
    write("README", "nothing\n".to_owned());
    commit(&bench, 2, "Explain where things are");
    write("办法.policy", amended("annual", "80", "", "2019-01-01"));
    commit(&bench, 3, "First amendment: 80 hours");
    git(&bench, 4, &["checkout", "-q", "-b", "exempt"]);
    write("办法.policy", amended("annual", "80", "exempt retired \"退休\" when retired", "2019-01-01"));
    commit(&bench, 4, "Second amendment: who is retired is free");
    git(&bench, 5, &["checkout", "-q", "main"]);
    write(
        "办法.policy",
        amended("annual", "80", "", "2019-01-01") + "\n# Nothing of this changes the meaning.\n",
    );
    commit(&bench, 5, "Say something in a comment");
    git(&bench, 6, &["merge", "-q", "--no-ff", "exempt", "-m", "Merge the second amendment"]);
    let exempt = "exempt retired \"退休\" when retired";
    write("办法.policy", amended("yearly", "80", exempt, "2019-01-01"));
    commit(&bench, 7, "Call the rule otherwise");
    fs::create_dir(bench.path("政策")).unwrap();
    git(&bench, 8, &["mv", "办法.policy", "政策/办法.policy"]);
    commit(&bench, 8, "Move the regulation");
    write("政策/办法.policy", amended("yearly", "120", exempt, "2019-01-01"));
    commit(&bench, 9, "Third amendment: 120 hours");
    git(&bench, 10, &["revert", "--no-edit", "HEAD"]);
    write(
        "政策/办法.policy",
        amended("yearly", "90", exempt, "2023-01-01").replace("for teachers", "for teechers"),
    );
    commit(&bench, 11, "Fourth amendment, with a slip");
    write("政策/办法.policy", amended("yearly", "90", exempt, "2023-01-01"));
    commit(&bench, 12, "Mend the slip");
    write("政策/办法.policy", amended("yearly", "90", "", "2023-01-01"));
    commit(&bench, 13, "Fifth amendment: nobody is free");
    bench
}

#[test]
fn five_amendments_in_git_are_told() {
    let bench = amended_five_times();
    let files = ["log", "yearly", "词汇.policy", "政策/办法.policy"];
    assert_snapshot!("git", bench.says(&files));
    assert_snapshot!("git_json", bench.say("en", &[&files[..], &["--format", "json"]].concat()));
    // The whole directory tells the same.
    let whole = bench.say("en", &["log", "yearly", "."]);
    assert!(whole.contains("Merge the second amendment") || whole.contains("Second amendment"), "{whole}");
    // What was in force when the text that is here was not.
    assert_snapshot!("git_as_of", bench.says(&[&files[..], &["--as-of", "2020-06-30"]].concat()));
    assert_snapshot!("git_as_of_never", bench.says(&[&files[..], &["--as-of", "2001-01-01"]].concat()));
}

#[test]
fn what_is_not_committed_yet_is_told_too() {
    let bench = amended_five_times();
    fs::write(bench.path("政策/办法.policy"), amended("yearly", "100", "", "2023-01-01")).unwrap();
    let said = bench.say("en", &["log", "yearly", "词汇.policy", "政策/办法.policy"]);
    let end = said.split("not committed yet").nth(1).unwrap();
    assert!(end.contains("requires hours at least 90 hours  →  requires hours at least 100 hours"), "{said}");
}

#[test]
fn policies_of_a_revision_stand_for_files() {
    let bench = amended_five_times();
    git(&bench, 14, &["tag", "v2020", "HEAD~5"]);
    assert_snapshot!(
        "check_at_revision",
        bench.says(&["check", "v2020:词汇.policy", "v2020:政策/办法.policy"])
    );
    assert_snapshot!("check_at_broken", bench.says(&["check", "HEAD~2:"]));
    assert_snapshot!("check_at_unknown", bench.says(&["check", "v2021:政策"]));
    assert_snapshot!("check_at_gone", bench.says(&["check", "HEAD:办法.policy"]));
    let rows = "证件号,类别,结束日期,学时\nT1,师德,2019-05-01,79\n";
    let bench = bench.file("培训.csv", rows);
    let said = bench.say("en", &["run", "v2020:", "培训.csv", "--as-of", "2020-01-31"]);
    assert!(said.contains("so far 79 hours, 1 hour short"), "{said}");
    // A directory that is called so comes first.
    let bench = bench.file("v2020:x/词汇.policy", VOCABULARY);
    assert!(bench.say("en", &["check", "v2020:x"]).starts_with("exit 0"));
    // Nothing is written under such a name.
    assert_snapshot!("fmt_at_revision", bench.says(&["fmt", "v2020:词汇.policy"]));
}

#[test]
fn outside_of_a_repository_only_files_are_told() {
    let said = side().say("en", &["log", "annual_hours", "政策"]);
    assert!(!said.contains("git"), "{said}");
    let said = Bench::new().says(&["check", "v2020:x"]);
    assert!(said.contains("lies in no git repository") && said.contains("不在任何 git 仓库中"), "{said}");
}

#[test]
fn a_clone_of_limited_depth_says_where_it_ends() {
    let bench = amended_five_times();
    let clone = Bench::new();
    fs::remove_file(clone.path("某区.policy")).unwrap();
    let source = format!("file://{}", bench.directory.path().display());
    git(&clone, 1, &["clone", "-q", "--depth", "2", &source, "."]);
    assert_snapshot!("git_shallow", clone.says(&["log", "yearly", "词汇.policy", "政策/办法.policy"]));
}

#[test]
fn the_history_up_to_a_revision_is_told() {
    let bench = amended_five_times();
    git(&bench, 14, &["tag", "third", "HEAD~4"]);
    let said = bench.say("en", &["log", "yearly", "third:词汇.policy", "third:政策/办法.policy"]);
    assert!(said.contains("Third amendment: 120 hours") && !said.contains("Fifth amendment"), "{said}");
    assert_snapshot!(
        "several_revisions",
        bench.says(&["log", "yearly", "third:词汇.policy", "HEAD:政策/办法.policy"])
    );
}

#[test]
fn a_rule_of_another_policy_that_says_the_same_is_no_former_name() {
    let rule = |policy: &str, rule: &str, hours: u32| {
        format!(
            "policy {policy} {{\n  effective 2019-01-01\n  uses words\n  rule {rule} {{ for teachers each year require hours >= {hours} cite \"一\" }}\n}}\n"
        )
    };
    let bench = Bench::new().file("词汇.policy", VOCABULARY).file("city.policy", rule("city", "annual", 72));
    fs::remove_file(bench.path("某区.policy")).unwrap();
    git(&bench, 1, &["init", "-q"]);
    commit(&bench, 1, "City");
    let bench = bench.file("county.policy", rule("county", "hours_of_county", 72));
    commit(&bench, 2, "County");
    let said = bench.say("en", &["log", "hours_of_county", "."]);
    assert!(said.contains("begins") && !said.contains("City"), "{said}");
    assert!(!said.contains("no longer there"), "{said}");
}

#[test]
fn a_policy_without_the_rule_neither_overlaps_nor_leaves_a_gap() {
    let policy = |name: &str, days: &str, rule: &str, before: &str| {
        let hours = if rule == "annual" { 72 } else { 8 };
        format!(
            "policy {name} {{\n  effective {days}\n  {before}\n  uses words\n  rule {rule} {{ for teachers each year require hours >= {hours} cite \"一\" }}\n}}\n"
        )
    };
    let text = policy("first", "2019-01-01", "annual", "")
        + &policy("second", "2021-01-01 to 2021-12-31", "other", "supersedes first")
        + &policy("third", "2023-01-01", "annual", "supersedes second");
    let bench = Bench::new().file("政策/词汇.policy", VOCABULARY).file("政策/办法.policy", text);
    assert_snapshot!("without_the_rule", bench.says(&["log", "annual", "政策"]));
}
