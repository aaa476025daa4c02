//! `policy-set.toml`: commands that need no paths.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::Bench;
use insta::assert_snapshot;

const SET: &str = "policies = [\"政策\"]\nvocabularies = [\"词汇.policy\"]\ncalendars = []\ndata = [\"数据\"]\ntexts = \"原文\"\n";

const VOCABULARY: &str = r#"
vocabulary words { subject teacher "教师" also teachers { key id "证件号"
  event training "培训" also trainings dated end { end "结束日期": date  hours "学时": hours } } }
"#;

const POLICY: &str = r#"
policy plan "办法" {
  effective 2019-01-01 to 2019-12-31
  uses words
  source "办法.txt"
  rule annual_hours "年度学时" { for teachers each year require hours >= 72 cite "一" quote "每年72学时" }
  test "none" as of 2020-01-31 { teacher { }  expect annual_hours unmet, short 72 hours }
}
"#;

fn bench() -> Bench {
    let bench = Bench::new()
        .file("policy-set.toml", SET)
        .file("词汇.policy", VOCABULARY)
        .file("政策/办法.policy", POLICY)
        .file("政策/深/说明.txt", "")
        .file("数据/培训.csv", "证件号,结束日期,学时\nT1,2019-05-01,72\n")
        .file("原文/办法.txt", "一、教师每年72学时。");
    fs::remove_file(bench.path("某区.policy")).unwrap();
    bench
}

/// What a command says in a directory of the bench.
fn said_in(bench: &Bench, directory: &str, arguments: &[&str]) -> String {
    let output = bench.command(arguments).current_dir(bench.path(directory)).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("exit {:?}\n{}{}", output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn commands_find_everything_by_themselves() {
    let bench = bench();
    bench.run(&["fmt"]);
    let commands: [&[&str]; 9] = [
        &["check"],
        &["fmt", "--check"],
        &["test"],
        &["run", "--as-of", "2019-12-31"],
        &["explain", "--as-of", "2019-12-31", "--id", "T1"],
        &["notify", "--as-of", "2019-06-30"],
        &["log", "annual_hours"],
        &["data", "check"],
        &["data", "init", "-o", "data.toml"],
    ];
    let at_root: Vec<String> = commands.iter().map(|words| said_in(&bench, ".", words)).collect();
    assert_snapshot!("commands", at_root.join("\n----\n"));
    // Outside of a repository, what lies above is not the author's.
    let below = said_in(&bench, "政策/深", &["run", "--as-of", "2019-12-31"]);
    assert!(below.starts_with("exit Some(2)"), "{below}");
    // From below the root of one, the same is found.
    fs::create_dir(bench.path(".git")).unwrap();
    let below = said_in(&bench, "政策/深", &["run", "--as-of", "2019-12-31"]);
    assert!(below.starts_with("exit Some(0)") && below.contains("../../数据/培训.csv"), "{below}");
}

#[test]
fn what_the_command_line_names_wins() {
    let bench = bench().file("另.csv", "证件号,结束日期,学时\nT2,2019-05-01,1\n");
    let run = ["run", "--as-of", "2019-12-31", "--data", "另.csv"];
    let said = said_in(&bench, ".", &run);
    assert!(said.contains("T2") && !said.contains("T1"), "{said}");
    // Data alone still takes the policies of the set.
    let said = said_in(&bench, ".", &["run", "另.csv", "--as-of", "2019-12-31"]);
    assert!(said.contains("T2") && !said.contains("T1"), "{said}");
    // A set with mistakes does not matter to a command that needs none.
    fs::write(bench.path("policy-set.toml"), "policys = 3").unwrap();
    assert!(said_in(&bench, ".", &["check", "词汇.policy"]).starts_with("exit Some(0)"));
    assert!(
        said_in(&bench, ".", &["run", "词汇.policy", "政策", "另.csv", "--as-of", "2019-12-31"])
            .contains("T2")
    );
}

#[test]
fn quotes_are_looked_up_in_the_texts_of_the_set() {
    let bench = bench().file("原文/办法.txt", "一、教师每年90学时。");
    let said = said_in(&bench, ".", &["check"]);
    assert!(said.contains("[quote-not-found]"), "{said}");
}

#[test]
fn a_set_is_looked_for_no_higher_than_the_root_of_a_repository() {
    let bench = bench().file("内/x.txt", "");
    fs::create_dir(bench.path("内/.git")).unwrap();
    let said = said_in(&bench, "内", &["check"]);
    assert!(said.contains("no policy-set.toml"), "{said}");
}

#[test]
fn mistakes_in_a_set_are_told_with_their_place() {
    let cases = [
        ("key", "policies = [\"政策\"]\nvocabularys = [\"词汇.policy\"]\n"),
        ("key_far", "policies = [\"政策\"]\n  xyzzy = 1\n"),
        ("syntax", "policies = [政策]\n"),
        ("number", "policies = 3\n"),
        ("number_within", "policies = [\"政策\", 3]\n"),
        ("texts", "policies = [\"政策\"]\ntexts = [\"原文\"]\n"),
        ("outside", "policies = [\"政策\", \"../外\"]\n"),
        ("outside_whole", "policies = [\"/etc\"]\n"),
        ("link", "policies = [\"政策\"]\ndata = \"链接\"\n"),
        ("not_there", "policies = [\n  \"政策\",\n  \"没有\",\n]\n"),
        ("empty", "# nothing\n"),
        ("twice", "policies = [\"政策\"]\npolicies = [\"政策\"]\n"),
    ];
    let elsewhere = tempfile::tempdir().unwrap();
    for (name, text) in cases {
        let bench = bench().file("policy-set.toml", text);
        #[cfg(unix)]
        std::os::unix::fs::symlink(elsewhere.path(), bench.path("链接")).unwrap();
        assert_snapshot!(format!("mistake_{name}"), bench.says(&["check"]));
    }
    let bench = bench().file("policy-set.toml", vec![b'#'; 2 << 20]);
    assert_snapshot!("mistake_too_large", bench.says(&["check"]));
    let bench = bench.file("policy-set.toml", b"policies = [\"\xff\"]");
    assert_snapshot!("mistake_not_utf8", bench.says(&["check"]));
}
