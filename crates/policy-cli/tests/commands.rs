//! The commands on policies: `check`, `fmt`, `test`, `new`, `completions`, and their help.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Bench, DISTRICT};
use insta::assert_snapshot;

fn status(bench: &Bench, arguments: &[&str]) -> Option<i32> {
    bench.run(arguments).status.code()
}

#[test]
fn a_starter_directory_passes_its_own_tests_and_runs() {
    for (language, data) in [("zh", "数据"), ("en", "data")] {
        let bench = Bench::new();
        assert_snapshot!(format!("new_{language}"), bench.say(language, &["new", "开始"]));
        let data = format!("开始/{data}");
        assert_eq!(status(&bench, &["check", "开始"]), Some(0));
        assert_eq!(status(&bench, &["fmt", "--check", "开始"]), Some(0));
        assert_snapshot!(format!("new_test_{language}"), bench.say(language, &["test", "开始"]));
        let run = ["run", "开始", "--data", &data, "--as-of", "2027-01-01"];
        assert_snapshot!(format!("new_run_{language}"), bench.say(language, &run));
        assert_snapshot!(format!("new_again_{language}"), bench.say(language, &["new", "开始"]));
    }
}

#[test]
fn a_sound_policy_is_fine() {
    assert_snapshot!(Bench::new().says(&["check", "某区.policy"]));
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let wrong = DISTRICT
        .replace("hours >= least", "hourz >= least")
        .replace("each year\n    require share", "each yeer\n    require share");
    let bench = Bench::new().file("某区.policy", wrong);
    assert_snapshot!("check_mistakes", bench.says(&["check", "某区.policy"]));
    assert_snapshot!("check_mistakes_json", bench.say("zh", &["check", "某区.policy", "--format", "json"]));
    let bench = bench.file("教师.csv", "身份证件号\nT001\n");
    assert_snapshot!(
        "run_mistakes",
        bench.says(&["run", "某区.policy", "教师.csv", "--as-of", "2019-12-31"])
    );
    assert_snapshot!("test_mistakes", bench.says(&["test", "某区.policy"]));
    assert_snapshot!("csv_only_for_run", bench.says(&["check", "某区.policy", "--format", "csv"]));
}

#[test]
fn findings_are_explained() {
    let bench = Bench::new();
    let page = bench.say("en", &["check", "--explain", "never-met"]);
    assert!(page.contains("# never-met: nobody can ever meet a rule"), "{page}");
    let page = bench.say("zh", &["check", "--explain", "never-met"]);
    assert!(page.contains("# never-met：规则永远无人能达标"), "{page}");
    assert_snapshot!("explain_list", bench.says(&["check", "--explain"]));
    assert_snapshot!("explain_unknown", bench.says(&["check", "--explain", "nevr-met"]));
    assert_snapshot!("explain_unknown_far", bench.says(&["check", "--explain", "x"]));
    let listed = bench.say("en", &["check", "--explain", "--format", "json"]);
    assert!(listed.contains("\"name\": \"table-gap\""), "{listed}");
}

#[test]
fn a_quote_must_stand_in_the_text() {
    let cited = DISTRICT.replace("  effective 2019-01-01", "  source \"某区.txt\"\n  effective 2019-01-01");
    let bench = Bench::new().file("某区.policy", cited);
    let good = bench.file("原文/某区.txt", "三、要求\n（一）……\n3.教师每年\n90个学时，其中师德10学时。");
    assert_snapshot!("quote_found", good.says(&["check", "某区.policy", "--sources", "原文"]));
    let bad = good.file("原文/某区.txt", "三、要求\n（一）……\n3.教师每年72个学时，其中师德10学时。");
    assert_snapshot!("quote_not_found", bad.says(&["check", "某区.policy", "--sources", "原文"]));
}

#[test]
fn tests_say_what_is_not_as_expected() {
    let tests = r#"
policy more { effective 2019-01-01 to 2019-12-31 uses district
  rule ethics "师德学时" { for teachers each year require hours of ethics >= 10 }
  test "ten hours" for ethics as of 2020-01-01 {
    teacher { training { category ethics  end 2019-05-01  hours $hours } }
    cases {
      hours | ethics | short
      9     | met    | 1 hours
      10    | met    |
      ?     | unmet  |
    }
  }
  test "nothing at all" as of 2020-01-01 { teacher { }  expect ethics unmet, short 10 hours }
}
"#;
    let bench = Bench::new().file("测试.policy", tests);
    assert_snapshot!("tests", bench.says(&["test", "某区.policy", "测试.policy"]));
    assert_snapshot!(
        "tests_json",
        bench.say("zh", &["test", "某区.policy", "测试.policy", "--format", "json"])
    );
    assert_snapshot!("no_tests", bench.says(&["test", "某区.policy"]));
}

#[test]
fn files_are_laid_out_in_place() {
    let bench = Bench::new().file(
        "目录/乱.policy",
        "政策 乱{施行 2019年1月1日\n规则 甲{适用 teachers 每 年 要求 hours>=1}} # 完\n",
    );
    assert_snapshot!("fmt_check", bench.says(&["fmt", "--check", "目录"]));
    assert_snapshot!("fmt", bench.say("zh", &["fmt", "目录"]));
    assert_snapshot!("fmt_result", std::fs::read_to_string(bench.path("目录/乱.policy")).unwrap());
    assert_snapshot!("fmt_again", bench.say("zh", &["fmt", "--check", "目录"]));
    bench.run(&["fmt", "--spaces", "remove", "目录/乱.policy"]);
    assert_snapshot!("fmt_unspaced", std::fs::read_to_string(bench.path("目录/乱.policy")).unwrap());
    bench.run(&["fmt", "--keywords", "en", "目录/乱.policy"]);
    assert_snapshot!("fmt_english", std::fs::read_to_string(bench.path("目录/乱.policy")).unwrap());
    assert_eq!(status(&bench, &["fmt", "--check", "目录"]), Some(0));
    // The language of messages leaves the words of a policy alone.
    assert_eq!(status(&bench, &["fmt", "--lang", "zh", "--check", "目录"]), Some(0));
}

#[test]
fn a_file_with_mistakes_stays_as_it_is() {
    let text = "policy p { rule r { for teachers\n";
    let bench = Bench::new().file("坏.policy", text);
    assert_snapshot!(bench.says(&["fmt", "坏.policy"]));
    assert_eq!(std::fs::read_to_string(bench.path("坏.policy")).unwrap(), text);
    let bytes = b"policy p { } # \xff\n".to_vec();
    let bench = Bench::new().file("坏.policy", &bytes);
    assert_snapshot!("fmt_not_utf8", bench.says(&["fmt", "坏.policy"]));
    assert_eq!(std::fs::read(bench.path("坏.policy")).unwrap(), bytes);
}

#[test]
fn hostile_policies_are_refused_without_harm() {
    let cases: [(&str, Vec<u8>); 4] = [
        ("not_utf8", b"policy p { # \xff\xfe\n}".to_vec()),
        ("deep", [b"policy p { rule r { for teachers require ".to_vec(), vec![b'('; 10_000]].concat()),
        ("long_line", [b"policy p { # ".to_vec(), vec![b'x'; 10 << 20], b"\n}".to_vec()].concat()),
        ("itself", b"policy p { effective 2019-01-01 uses p }".to_vec()),
    ];
    for (name, bytes) in cases {
        let bench = Bench::new().file("坏.policy", bytes);
        let said = bench.says(&["check", "坏.policy"]);
        let short: String = said.chars().take(2000).collect();
        assert_snapshot!(format!("hostile_{name}"), short);
    }
}

#[test]
fn what_is_not_there_is_said() {
    let bench = Bench::new();
    assert_snapshot!("no_policy_file", bench.says(&["check", "没有.policy"]));
    assert_snapshot!("no_policy_in_directory", bench.file("空/x.txt", "").says(&["check", "空"]));
    let bench = Bench::new().file("数据.csv", "身份证件号\nT001\n");
    assert_snapshot!("only_data", bench.says(&["run", "数据.csv", "--as-of", "2019-12-31"]));
    let plan = bench.file("计划.json", "{\"format\":99}");
    assert_snapshot!(
        "plan_of_another_version",
        plan.says(&["run", "计划.json", "数据.csv", "--as-of", "2019-12-31"])
    );
}

#[test]
fn every_command_shows_an_example_in_both_languages() {
    let bench = Bench::new();
    for command in [
        "check",
        "fmt",
        "test",
        "build",
        "run",
        "impact",
        "verify",
        "notify",
        "explain",
        "log",
        "show",
        "data",
        "data init",
        "data check",
        "new",
        "completions",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let said = bench.says(&[&words[..], &["--help"]].concat());
        assert!(
            said.contains("Example") && said.contains("示例：policy") || said.contains("示例：\n"),
            "{said}"
        );
        assert!(!said.contains("help-") && !said.contains("value-"), "{said}");
        assert_snapshot!(format!("help_{}", command.replace(' ', "_")), said);
        assert_eq!(bench.says(&[&["help"], &words[..]].concat()), said);
    }
    assert_snapshot!("help", bench.says(&["--help"]));
}

#[test]
fn a_command_line_that_cannot_be_read_says_why() {
    let run = ["run", "某区.policy"];
    let cases: [(&str, &[&str]); 14] = [
        ("no_command", &[]),
        ("unknown_command", &["rum"]),
        ("unknown_option", &["run", "某区.policy", "--dat", "教师.csv"]),
        ("unknown_option_far", &["check", "某区.policy", "--xyzzy"]),
        ("word_too_many", &["new", "甲", "乙"]),
        ("missing", &run),
        ("no_value", &["run", "某区.policy", "--as-of"]),
        ("wrong_value", &["check", "某区.policy", "--format", "xml"]),
        ("no_date", &["run", "某区.policy", "--as-of", "2019-02-30"]),
        ("no_year", &["run", "某区.policy", "--as-of", "2019-02-03", "--period", "去年"]),
        ("no_assignment", &["check", "某区.policy", "--set", "最少"]),
        ("twice", &["run", "某区.policy", "--as-of", "2019-02-03", "--as-of", "2019-02-04"]),
        ("value_for_flag", &["fmt", "某区.policy", "--check=3"]),
        ("unknown_shell", &["completions", "tcsh"]),
    ];
    let bench = Bench::new();
    for (name, arguments) in cases {
        let said = bench.says(arguments);
        assert!(said.starts_with("exit 2"), "{said}");
        assert_snapshot!(format!("usage_{name}"), said);
    }
    // The language of a mistake in the language is that of the environment.
    assert_snapshot!("usage_unknown_language", bench.say("fr", &["check", "某区.policy"]));
}

#[test]
fn every_shell_gets_completions() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = bench.run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains("explain"), "{shell}");
    }
}

#[test]
fn the_environment_sets_the_language() {
    let bench = Bench::new();
    let mut command = bench.command(&["check", "某区.policy"]);
    let output = command.env_remove("LANGUAGE").env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("没有发现错误"));
}

#[test]
fn files_of_several_regulations_are_laid_out_at_once() {
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies");
    let output = Bench::new().run(&["fmt", "--check", policies]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn words_written_together_need_their_vocabulary() {
    let text = "政策某区2019{施行2019-01-01规则年度学时{适用教师每年要求学时不少于90学时}}\n";
    let bench = Bench::new().file("另区.policy", text);
    assert_snapshot!("without_vocabulary", bench.says(&["check", "另区.policy"]));
}
