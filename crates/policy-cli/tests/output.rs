//! Where results go: whole or not at all, and safe in a spreadsheet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Bench, DISTRICT};
use insta::assert_snapshot;

const TEACHERS: &str = "姓名,身份证件号,学校\n\
    \"=HYPERLINK(\"\"http://x\"\",\"\"奖\"\")\",T001,一小\n\
    @张三,-T002,一小\n\
    李四,T003,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训获得学时,培训结束日期\n\
    T001,师德,90,2019-02-03\n\
    -T002,师德,9,2019-02-03\n\
    T003,师德,,2019-02-03\n";

fn bench() -> Bench {
    Bench::new().file("数据/教师.csv", TEACHERS).file("数据/培训.csv", TRAININGS)
}

const RUN: [&str; 6] = ["run", "某区.policy", "--as-of", "2020-12-31", "--data", "数据"];

fn run<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&RUN[..], more].concat()
}

#[test]
fn a_spreadsheet_takes_every_cell_as_text() {
    let bench = bench();
    bench.run(&run(&["-o", "结果.csv", "--lang", "zh"]));
    let text = std::fs::read_to_string(bench.path("结果.csv")).unwrap();
    assert!(text.starts_with('\u{feff}'));
    assert_snapshot!(text.trim_start_matches('\u{feff}'));
}

#[test]
fn machines_get_json() {
    let bench = bench();
    let output = bench.run(&run(&["--format", "json", "--lang", "zh"]));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["results"].as_array().unwrap().len(), 5);
    assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

#[test]
fn what_is_over_again_says_since_when_and_by_what() {
    let lasting = "for 3 months\n    lifted when ethics_at_last is met";
    let rule =
        "rule ethics_at_last \"师德补课\" { for teachers  each year  require hours >= 1 }\n  consequence";
    let text = DISTRICT
        .replace("2019-01-01 to 2019-12-31", "2019-01-01")
        .replace("for that year", lasting)
        .replace("consequence", rule);
    let bench = bench()
        .file("某区.policy", text)
        .file("数据/培训.csv", format!("{TRAININGS}-T002,师德,1,2020-01-31\n"));
    let bench = bench.file("数据/教师.csv", format!("{TEACHERS}王五,T005,二小\n"));
    for (who, name) in [("-T002", "by_a_rule"), ("T005", "by_time")] {
        let of = format!("--id={who}");
        let output = bench.run(&run(&["--format", "json", &of]));
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let told = serde_json::to_string_pretty(&value["results"][0]["consequences"]).unwrap();
        assert_snapshot!(format!("lifted_{name}_json"), told);
        assert_snapshot!(format!("lifted_{name}"), bench.says(&run(&[&of, "--all"])));
    }
}

#[test]
fn what_is_asked_for_is_all_there_is() {
    let bench = bench();
    assert_snapshot!("only_one_teacher", bench.says(&run(&["--id", "t001"])));
    assert_snapshot!("everything", bench.says(&run(&["--all"])));
    assert_snapshot!("what_is_open", bench.says(&run(&[])));
    assert_snapshot!("only_one_rule", bench.says(&run(&["--rule", "学校达标比例"])));
    assert_snapshot!("only_one_subject", bench.says(&run(&["--subject", "teachers"])));
    assert_snapshot!("another_year", bench.says(&run(&["--period", "2031", "--subject", "teacher"])));
    assert_snapshot!("no_such_rule", bench.says(&run(&["--rule", "年度学識"])));
    assert_snapshot!("no_such_policy", bench.says(&run(&["--policy", "别处"])));
    assert_snapshot!("no_such_subject", bench.says(&run(&["--subject", "教帅"])));
    assert_snapshot!("no_such_id", bench.says(&run(&["--id", "T999"])));
    assert_snapshot!(
        "parameter_set",
        bench.says(&run(&["--set", "年度学时数=9 hours", "--subject", "teacher"]))
    );
    assert_snapshot!("parameter_unknown", bench.says(&run(&["--set", "年度学识数=9 hours"])));
}

#[test]
fn a_file_that_cannot_be_written_fails_before_any_work() {
    let bench = bench();
    assert_snapshot!("no_directory_to_write", bench.says(&run(&["-o", "没有/结果.csv"])));
    assert_snapshot!("directory_in_the_way", bench.says(&run(&["-o", "数据"])));
    assert_snapshot!("workbook_as_result", bench.says(&run(&["-o", "结果.ODS"])));
    assert_snapshot!("page_as_text", bench.says(&run(&["--format", "text", "-o", "结果.html"])));
    assert_snapshot!("table_as_workbook", bench.says(&run(&["--format", "csv", "-o", "结果.xlsx"])));
    assert!(!bench.has("结果.ODS") && !bench.has("结果.html") && !bench.has("结果.xlsx"));
}

#[test]
fn what_fails_leaves_the_old_file() {
    let bench = bench().file("结果.csv", "old").file("坏.csv", "身份证件,x\n1,2\n");
    let output =
        bench.run(&["run", "某区.policy", "--as-of", "2020-12-31", "-o", "结果.csv", "--data", "坏.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(bench.path("结果.csv")).unwrap(), "old");
    let names: Vec<_> = std::fs::read_dir(bench.directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".part"))
        .collect();
    assert_eq!(names, [""; 0]);
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_nothing() {
    let mut trainings = String::from(TRAININGS);
    for row in 0..1_500_000 {
        trainings.push_str(&format!("T00{},师德,0.5,2019-02-03\n", row % 3));
    }
    let bench = bench().file("数据/培训.csv", trainings);
    let child = bench
        .command(&run(&["-o", "结果.csv"]))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // The unfinished file stands there as soon as the work begins.
    let parts = |bench: &Bench| {
        let names = std::fs::read_dir(bench.directory.path()).unwrap();
        names.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".part")).count()
    };
    for _ in 0..3000 {
        if parts(&bench) > 0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(killed.success());
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("stopped"), "{said}");
    assert!(!bench.has("结果.csv"));
    assert_eq!(parts(&bench), 0);
}

#[test]
fn what_a_killed_run_left_goes_with_the_next() {
    let bench = bench();
    let left = bench.path(".policy-结果.csv-x7Yz.part");
    let of_another = bench.path(".policy-别的.csv-x7Yz.part");
    let being_written = bench.path(".policy-结果.csv-a1Bc.part");
    for path in [&left, &of_another, &being_written] {
        std::fs::write(path, "half").unwrap();
    }
    let writing = std::fs::File::open(&being_written).unwrap();
    writing.try_lock().unwrap();
    let output = bench.run(&run(&["-o", "结果.csv"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(bench.has("结果.csv") && !left.exists() && of_another.exists() && being_written.exists());
}

#[test]
fn one_persons_story_is_told() {
    let bench = bench();
    let explain = ["explain", "某区.policy", "--as-of", "2020-12-31", "--data", "数据", "--id"];
    assert_snapshot!("story", bench.says(&[&explain[..], &["T001"]].concat()));
    assert_snapshot!("story_of_a_school", bench.says(&[&explain[..], &["一小"]].concat()));
    assert_snapshot!("story_of_nobody", bench.says(&[&explain[..], &["T999"]].concat()));
}

#[test]
fn a_result_never_takes_the_place_of_what_is_read() {
    let bench = bench();
    assert_snapshot!("result_over_data", bench.says(&run(&["-o", "数据/教师.csv"])));
    assert_snapshot!("result_over_policy", bench.says(&run(&["-o", "./某区.policy"])));
    assert_eq!(std::fs::read_to_string(bench.path("数据/教师.csv")).unwrap(), TEACHERS);
    assert_eq!(std::fs::read_to_string(bench.path("某区.policy")).unwrap(), common::DISTRICT);
}

#[test]
fn a_name_cannot_turn_the_line_around() {
    let bench = bench().file("数据/教师.csv", "姓名,身份证件号,学校\n张\u{202e}三\u{1b}[31m,T001,一小\n");
    let said = bench.say("zh", &run(&["--subject", "teacher", "--rule", "年度学时", "--all"]));
    assert!(said.contains("张 三 [31m"), "{said}");
    assert!(!said.contains(['\u{202e}', '\u{1b}']), "{said}");
}

#[test]
fn the_story_of_one_year_is_silent_on_the_others() {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/");
    let [words, policy, data] = ["vocabulary", "sanmenxia-2023", "sanmenxia-2023/sample/teachers.xlsx"]
        .map(|at| format!("{shipped}{at}"));
    let explain = ["explain", &words, &policy, "--data", &data, "--as-of", "2025-06-30"];
    let explain = [&explain[..], &["--id", "000000196601010018", "--period", "2024"]].concat();
    let said = bench().say("en", &explain);
    assert!(said.contains("towards 每年90学时 (2024)"), "{said}");
    assert!(!said.contains("lies in no period"), "{said}");
}

#[test]
fn nobody_with_that_identifier_gets_no_story() {
    let explain = ["explain", "某区.policy", "--as-of", "2020-12-31", "--data", "数据", "--id", "T999"];
    assert_snapshot!(bench().says(&explain));
}

/// A recognition with a step of each kind.
const COUNTED: &str = r#"policy counted "某区2019年学时认定办法" {
  effective 2019-01-01 to 2019-12-31
  uses district
  recognition of trainings as hours {
    reject unfinished where project is "未结业" because "未结业" cite "一"
    at most 8 hours per training from public cite "二(一)"
    once per project each year, the highest cite "二(二)"
    at most 10 hours from subject_skill each year cite "二(三)" quote "每年至多10学时"
    deduct 0.5 hours where project is "迟到" cite "二(四)"
    round down to 1 hour cite "二(五)"
  }
  rule annual_hours "年度学时" { for teachers  each year  require hours >= 30  cite "三" }
}
"#;

#[test]
fn the_story_of_an_event_tells_what_each_step_took_and_by_which_clause() {
    let trainings = "身份证件号,培训类别,培训项目名称,培训获得学时,培训结束日期\n\
        T001,公需课,甲,12,2019-02-03\n\
        T001,师德,乙,6,2019-03-03\n\
        T001,师德,乙,4,2019-04-03\n\
        T001,学科培训,丙,9,2019-05-03\n\
        T001,学科培训,迟到,4.5,2019-06-03\n\
        T001,师德,未结业,5,2019-07-03\n\
        T001,师德,戊,,2019-08-03\n";
    let bench = Bench::new().file("认定.policy", COUNTED).file("培训.csv", trainings);
    assert_snapshot!(
        "account",
        bench.says(&[
            "explain",
            "某区.policy",
            "认定.policy",
            "--policy",
            "counted",
            "--data",
            "培训.csv",
            "--as-of",
            "2019-12-31",
            "--id",
            "T001",
        ])
    );
}
