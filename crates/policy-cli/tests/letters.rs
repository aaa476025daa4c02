//! `policy notify`: what a letter says, to whom, and where it goes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Bench;
use insta::assert_snapshot;

const TEACHERS: &str = "姓名,身份证件号,学校\n\
    张三,T001,一小\n\
    李四,T002,一小\n\
    王\u{202e}五\u{1b}[31m,T003,二小\n\
    \"=HYPERLINK(\"\"http://x\"\",\"\"奖\"\")\",../../T004,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训结束日期\n\
    T001,师德,师德专题,90,2019-02-03\n\
    T002,师德,师德专题,9,2019-02-03\n\
    T002,学科培训,语文研修,72,2019-06-03\n\
    T003,师德,师德专题,,2019-02-03\n";

fn bench() -> Bench {
    Bench::new().file("数据/教师.csv", TEACHERS).file("数据/培训.csv", TRAININGS)
}

fn notify<'a>(as_of: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["notify", "某区.policy", "--data", "数据", "--as-of", as_of][..], more].concat()
}

#[test]
fn whoever_owes_something_gets_a_letter() {
    assert_snapshot!("after_the_year", bench().says(&notify("2020-12-31", &[])));
    assert_snapshot!("within_the_year", bench().says(&notify("2019-10-31", &["--subject", "teacher"])));
}

#[test]
fn a_letter_tells_of_rows_that_could_not_be_used() {
    let data =
        "身份证件号,培训类别,培训获得学时,培训结束日期\nT0017,师德,九,2019-02-03\nT0018,师德,9,2019-02-03\n";
    let bench =
        Bench::new().file("数据/教师.csv", "姓名,身份证件号\n张三,T0017\n").file("数据/培训.csv", data);
    assert_snapshot!("rows_set_aside", bench.says(&notify("2019-10-31", &["--subject", "teacher"])));
}

#[test]
fn each_letter_has_a_file_of_its_own() {
    let bench = bench();
    assert_snapshot!("to_a_directory", bench.says(&notify("2019-10-31", &["-o", "通知"])));
    let files = std::fs::read_dir(bench.path("通知")).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_snapshot!("names_of_files", names.join("\n"));
    let letter = std::fs::read_to_string(bench.path("通知/T003.txt")).unwrap();
    assert!(!letter.contains(['\u{202e}', '\u{1b}']), "{letter}");
    let left = std::fs::read_dir(bench.directory.path()).unwrap();
    let left = left.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'));
    assert_eq!(left.count(), 0, "nothing unfinished stays behind");
}

#[test]
fn what_a_killed_run_left_goes_with_the_next_and_what_another_writes_stays() {
    let left = [".policy-通知-abc123.part", ".policy-别处-abc123.part"];
    let bench = bench();
    for name in left {
        std::fs::create_dir(bench.path(name)).unwrap();
        std::fs::write(bench.path(name).join("T001.txt"), "张三").unwrap();
    }
    assert_eq!(bench.run(&notify("2019-10-31", &["-o", "通知"])).status.code(), Some(0));
    assert_eq!(left.map(|name| bench.has(name)), [false, true]);
    #[cfg(unix)]
    {
        let busy = std::fs::File::open(bench.path(left[1])).unwrap();
        busy.try_lock().unwrap();
        assert_eq!(bench.run(&notify("2019-10-31", &["-o", "别处"])).status.code(), Some(0));
        assert!(bench.has(left[1]));
    }
}

#[test]
fn letters_never_mix_with_what_is_there() {
    let bench = bench().file("通知/旧.txt", "old");
    assert_snapshot!("directory_not_empty", bench.says(&notify("2019-10-31", &["-o", "通知"])));
    assert_eq!(std::fs::read_dir(bench.path("通知")).unwrap().count(), 1);
}

#[test]
fn mail_merge_gets_a_row_for_each_letter() {
    let bench = bench();
    bench.run(&notify("2019-10-31", &["--lang", "zh", "-o", "通知.csv"]));
    let table = std::fs::read_to_string(bench.path("通知.csv")).unwrap();
    assert!(table.starts_with('\u{feff}'));
    assert!(table.contains("\"'=HYPERLINK("), "a formula is text: {table}");
    assert!(!table.contains(['\u{202e}', '\u{1b}']), "{table}");
    assert_snapshot!("mail_merge", table.trim_start_matches('\u{feff}'));
}

#[test]
fn other_forms_are_refused_and_nobody_is_told_of_nothing() {
    let bench = bench();
    assert_snapshot!("other_form", bench.says(&notify("2019-10-31", &["--format", "html"])));
    assert_snapshot!("page_of_another_form", bench.says(&notify("2019-10-31", &["-o", "通知.html"])));
    assert_snapshot!("workbook_of_another_form", bench.says(&notify("2019-10-31", &["-o", "通知.xlsx"])));
    assert!(!bench.has("通知.html") && !bench.has("通知.xlsx"));
    bench.run(&notify("2019-10-31", &["-o", "通知2019.10.31"]));
    assert!(bench.path("通知2019.10.31").is_dir());
    assert_snapshot!("nothing_owed", bench.says(&notify("2020-12-31", &["--id", "T001"])));
    assert_snapshot!("over_data", bench.says(&notify("2020-12-31", &["-o", "数据/教师.csv"])));
}
