//! The daily flow: what git shows of a change, hooks, and templates for build servers, each run for what it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::Bench;
use common::repository::{commit, git};
use insta::assert_snapshot;
use yaml_rust2::{Yaml, YamlLoader};

const VOCABULARY: &str =
    "词汇 词汇表 { 主体 教师 { 标识 证件号  事件 培训 归期 结束日 { 结束日: 日期  学时: 学时 } } }\n";
const POLICY: &str =
    "政策 办法 {施行2019-01-01使用 词汇表 规则 年度学时 {适用教师每年要求学时不少于72学时}}\n";

/// A repository with a set, laid out in the usual way, and one commit.
fn repository() -> Bench {
    let bench = Bench::new()
        .file("policy-set.toml", "policies = [\"政策\"]\nvocabularies = [\"词汇.policy\"]\n")
        .file("词汇.policy", VOCABULARY)
        .file("政策/办法.policy", POLICY)
        .file(".gitattributes", "*.policy diff=policy\n");
    fs::remove_file(bench.path("某区.policy")).unwrap();
    let output = bench.run(&["fmt"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    git(&bench, 1, &["init", "-q"]);
    commit(&bench, 1, "First");
    git(&bench, 1, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    bench
}

fn textconv(bench: &Bench, language: &str) {
    let command = format!("'{}' --lang {language} show", env!("CARGO_BIN_EXE_policy"));
    git(bench, 1, &["config", "diff.policy.textconv", &command]);
}

/// What git shows of the changes, without what differs from run to run.
fn diff(bench: &Bench) -> String {
    let text = git(bench, 2, &["-c", "core.quotePath=false", "diff"]);
    text.lines().filter(|line| !line.starts_with("index ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn git_shows_what_a_change_means_and_not_how_it_is_laid_out() {
    let bench = repository();
    textconv(&bench, "en");
    let other = "# Another layout, other keywords, without its vocabulary beside it.\npolicy 办法 {\n  effective 2019-01-01\n\n\n  uses 词汇表\n  rule 年度学时 { for 教师  each year\n require 学时 >= 72 学时 } }\n";
    fs::write(bench.path("政策/办法.policy"), other).unwrap();
    let same = diff(&bench);
    assert!(!same.contains("@@"), "{same}");
    fs::write(bench.path("政策/办法.policy"), other.replace("72", "90")).unwrap();
    assert_snapshot!("diff_en", diff(&bench));
    textconv(&bench, "zh");
    assert_snapshot!("diff_zh", diff(&bench));
    // What has mistakes is shown as it is written, and the diff goes on.
    fs::write(bench.path("政策/办法.policy"), other.replace("require", "requier")).unwrap();
    assert!(diff(&bench).contains("requier"), "{}", diff(&bench));
    fs::write(bench.path("政策/办法.policy"), b"policy \xff\xfe").unwrap();
    assert!(diff(&bench).contains("@@"), "{}", diff(&bench));
}

#[test]
fn a_policy_is_shown_without_what_carries_no_meaning() {
    let bench = repository();
    assert_snapshot!("show", bench.says(&["show", "政策/办法.policy"]));
    assert_eq!(
        bench.say("en", &["show", "HEAD:政策/办法.policy"]),
        bench.say("en", &["show", "政策/办法.policy"])
    );
    let bench = bench.file("坏.policy", "policy {\n");
    assert_snapshot!("show_mistakes", bench.says(&["show", "坏.policy"]));
    assert_snapshot!("show_nothing", bench.says(&["show", "没有.policy"]));
    let district = Bench::new();
    assert_snapshot!("show_long", district.say("en", &["show", "某区.policy"]));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn yaml(path: &str) -> Yaml {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let mut all = YamlLoader::load_from_str(&text).unwrap();
    assert_eq!(all.len(), 1, "{path}");
    all.remove(0)
}

/// Runs a line of a shell in the repository, with the command at hand.
fn runs(bench: &Bench, line: &str) -> i32 {
    let directory = Path::new(env!("CARGO_BIN_EXE_policy")).parent().unwrap();
    let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(bench.directory.path()).env("PATH", path);
    command.env("GITHUB_BASE_REF", "main").env("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD");
    command.output().unwrap().status.code().unwrap()
}

/// All is well with every line, and some of them says so where a rule can never be met, or is not laid out.
fn hold(lines: &[String]) {
    assert!(lines.iter().filter(|line| line.contains("policy ")).count() >= 3, "{lines:?}");
    let bench = repository();
    for line in lines {
        assert_eq!(runs(&bench, line), 0, "{line}");
    }
    let policy = fs::read_to_string(bench.path("政策/办法.policy")).unwrap();
    fs::write(bench.path("政策/办法.policy"), policy.replace("72学时", "72学时且学时少于20学时")).unwrap();
    let failed = lines.iter().filter(|line| runs(&bench, line) == 1).count();
    assert!(failed >= 1, "{lines:?}");
    fs::write(bench.path("政策/办法.policy"), "policy {").unwrap();
    let failed = lines.iter().filter(|line| runs(&bench, line) != 0).count();
    assert!(failed >= 3, "{lines:?}");
}

#[test]
fn the_hooks_run() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let mut lines = Vec::new();
    for hook in hooks.as_vec().unwrap() {
        for key in ["id", "name", "entry", "language"] {
            assert!(hook[key].as_str().is_some(), "{key} of {hook:?}");
        }
        let runs_always = hook["always_run"].as_bool() == Some(true);
        assert!(runs_always || hook["files"].as_str().is_some(), "{hook:?}");
        let entry = hook["entry"].as_str().unwrap();
        let files =
            if hook["pass_filenames"].as_bool() == Some(false) { "" } else { " 政策/办法.policy" };
        lines.push(format!("{entry}{files}"));
    }
    hold(&lines);
}

#[test]
fn the_template_for_github_runs() {
    let template = yaml("docs/ci/github.yml");
    let steps = template["jobs"]["policies"]["steps"].as_vec().unwrap();
    let lines = steps.iter().filter_map(|step| step["run"].as_str());
    hold(&lines.filter(|line| !line.starts_with("cargo install")).map(str::to_owned).collect::<Vec<_>>());
    assert!(steps.iter().any(|step| step["with"]["sarif_file"].as_str() == Some("policies.sarif")));
}

#[test]
fn the_template_for_gitlab_runs() {
    let template = yaml("docs/ci/gitlab.yml");
    let script = template["policies"]["script"].as_vec().unwrap();
    hold(&script.iter().map(|line| line.as_str().unwrap().to_owned()).collect::<Vec<_>>());
    assert_eq!(template["policies"]["artifacts"]["reports"]["junit"].as_vec().unwrap().len(), 2);
}
