//! `policy data`, `data.toml` and packed files: every message in both languages, word for word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;
use std::io::Write as _;

use common::Bench;
use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use rust_xlsxwriter::Workbook;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

const TEACHERS: &str = "姓名,身份证件号,入职日期,学校\n张三,11010519491231002X,2015-09-01,一小\n";

/// As another system exports it: a title above the headings, other names, and what people mistype.
const EXPORT: &str = "某区教师培训,,,,,,,\n\
    工号,课程,类型,学时数,开始,结束时间,培训年度,备注\n\
    11010519491231002X,项目甲,师德,30,2019-02-01,2019-02-03,2019,\n\
    11010519491231002X,项目甲,师德,30,2019-02-01,2019-02-03,2019,\n\
    110105194912310021,项目乙,学科培训,80,2019-03-01,2019-03-01,2018,好\n\
    440524188001010014,项目乙,学科培训,八,2019-02-28,2019-03-03,2019,\n\
    440524188001010014,项目丙,学科培训,8,2019-02-31,2019-03-03,2019,\n\
    440524188001010014,项目丙,学科培训,20,2019-04-01,2019-04-01,2019,\n\
    440524188001010014,项目丁,学科培训,20,2019-04-01,2019-04-01,2019,\n\
    440524188001010014,项目戊,学科培训,20,0209-04-01,0209-04-02,209,\n\
    440524188013010014,项目戊,学科培训,20,2019-05-02,2019-05-01,2019,\n";

fn with_export() -> Bench {
    Bench::new().file("导出.csv", EXPORT)
}

fn init(bench: &Bench, language: &str, data: &[&str]) -> String {
    let arguments = [&["data", "init", "某区.policy", "--data"][..], data].concat();
    let said = bench.say(language, &arguments);
    let written = fs::read_to_string(bench.path("data.toml")).unwrap_or_default();
    _ = fs::remove_file(bench.path("data.toml"));
    format!("{said}--- data.toml\n{written}")
}

#[test]
fn a_description_places_columns_by_name_likeness_and_values() {
    let bench = with_export();
    assert_snapshot!(format!(
        "{}=== 中文\n{}",
        init(&bench, "en", &["导出.csv"]),
        init(&bench, "zh", &["导出.csv"])
    ));
}

#[test]
fn a_description_that_was_written_is_read_in_both_languages() {
    for language in ["en", "zh"] {
        let bench = with_export();
        assert_eq!(
            bench.run(&["--lang", language, "data", "init", "某区.policy", "导出.csv"]).status.code(),
            Some(0)
        );
        let decided = bench.run(&[
            "run",
            "某区.policy",
            "--as-of",
            "2020-12-31",
            "--data",
            "data.toml",
            "--format",
            "csv",
        ]);
        let text = String::from_utf8_lossy(&decided.stdout);
        assert!(text.contains("11010519491231002X"), "{text}{}", String::from_utf8_lossy(&decided.stderr));
    }
}

#[test]
fn a_heading_that_stands_twice_is_described_once() {
    let table = "身份证件号,学时,备注,备注,学 时\nT001,8,a,b,9\n";
    let bench = Bench::new().file("培训.csv", table);
    assert_eq!(bench.run(&["data", "init", "某区.policy", "培训.csv"]).status.code(), Some(0));
    let written = fs::read_to_string(bench.path("data.toml")).unwrap();
    assert_eq!(written.matches("备注").count(), 1, "{written}");
    assert_eq!(written.matches("\"学").count(), 1, "{written}");
    assert!(toml::from_str::<toml::Table>(&written).is_ok(), "{written}");
}

#[test]
fn nothing_is_overwritten_and_what_is_unclear_is_said() {
    let bench = with_export().file("data.toml", "").file("说明.csv", "标题,内容\n一,二\n");
    assert_snapshot!("a_description_exists", bench.says(&["data", "init", "某区.policy", "导出.csv"]));
    fs::remove_file(bench.path("data.toml")).unwrap();
    assert_snapshot!("an_unclear_table", init(&bench, "zh", &["说明.csv"]));
}

#[test]
fn data_is_checked_before_anybody_is_judged() {
    let bench = with_export();
    bench.run(&["data", "init", "某区.policy", "导出.csv"]);
    assert_snapshot!("checked", bench.says(&["data", "check", "某区.policy", "data.toml"]));
    let json = bench.run(&["--format", "json", "data", "check", "某区.policy", "data.toml"]);
    assert_snapshot!("checked_as_json", String::from_utf8_lossy(&json.stdout));
    let fine = Bench::new()
        .file("教师.csv", TEACHERS)
        .file("培训.csv", "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n11010519491231002X,师德,甲,8,2019-02-01,2019-02-01\n");
    assert_snapshot!("nothing_wrong", fine.says(&["data", "check", "某区.policy", "教师.csv", "培训.csv"]));
}

#[test]
fn hours_of_several_events_of_a_day_are_added_and_of_several_days_are_not() {
    let rows: String =
        (1..=3).map(|hour| format!("T00{hour},师德,项目{hour},10,2019-02-01,2019-02-01\n")).collect();
    let long = "T001,师德,项目,48,2019-02-03,2019-02-04\nT001,师德,项目,48.5,2019-02-05,2019-02-06\n";
    let headings = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n";
    let bench = Bench::new().file("培训.csv", format!("{headings}{rows}{long}"));
    assert_snapshot!(bench.say("en", &["data", "check", "某区.policy", "培训.csv"]));
}

/// What is said where a description says something wrong.
#[test]
fn a_description_is_held_to_the_files() {
    let entry = |lines: &str| format!("[[table]]\nfile = \"导出.csv\"\n{lines}\n");
    for (name, text) in [
        ("not_toml", "[[table]\nfile = 1".to_owned()),
        ("another_key", entry("colums = {}")),
        ("a_name_without_marks", "表 = 1\n".to_owned()),
        ("no_such_key", "\"表\" = 1\n".to_owned()),
        ("no_file_named", "[[table]]\nholds = \"培训\"\n".to_owned()),
        ("a_row_as_text", entry("headings = \"3\"")),
        ("a_name_as_number", entry("columns = { \"工号\" = 1 }")),
        ("columns_as_list", entry("columns = [\"工号\"]")),
        ("no_file", "[[table]]\nfile = \"没有.csv\"\n".to_owned()),
        ("no_table", "# 空\n".to_owned()),
        ("another_kind", entry("holds = \"陪训\"")),
        ("no_such_kind", entry("holds = \"x\"")),
        ("no_headings_there", entry("holds = \"培训\"\nheadings = 90")),
        (
            "no_column",
            entry("holds = \"培训\"\ncolumns = { \"工号\" = \"身份证件号\", \"学时书\" = \"培训获得学时\" }"),
        ),
        (
            "another_name",
            entry("holds = \"培训\"\ncolumns = { \"工号\" = \"身份证件号\", \"学时数\" = \"培训获得时\" }"),
        ),
        (
            "no_such_name",
            entry("holds = \"培训\"\ncolumns = { \"工号\" = \"身份证件号\", \"学时数\" = \"x\" }"),
        ),
        (
            "two_columns_of_one_name",
            entry("columns = { \"工号\" = \"身份证件号\", \"课程\" = \"身份证号\" }"),
        ),
        ("twice", format!("{}{}", entry("holds = \"培训\""), entry("holds = \"培训\""))),
    ] {
        let bench = with_export().file("data.toml", text);
        assert_snapshot!(name, bench.says(&["data", "check", "某区.policy", "data.toml"]));
    }
}

fn workbook(sheets: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    for name in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        sheet.write_row(0, 0, ["身份证件号", "培训类别", "学时"]).unwrap();
        sheet.write_row(1, 0, ["T001", "师德", "8"]).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_is_described_by_its_name() {
    let about = |lines: &str| format!("[[table]]\nfile = \"导出.xlsx\"\nholds = \"培训\"\n{lines}\n");
    for (name, lines) in [
        ("one_sheet_of_two", "sheet = \"表1\"\ncolumns = { \"学时\" = \"培训获得学时\" }"),
        ("which_sheet", ""),
        ("no_such_sheet", "sheet = \"表11\""),
    ] {
        let bench = Bench::new().file("导出.xlsx", workbook(&["表1", "表2"])).file("data.toml", about(lines));
        assert_snapshot!(name, bench.says(&["data", "check", "某区.policy", "data.toml"]));
    }
    let records = "{ \"id\": \"T1\", \"trainings\": [] }\n";
    let bench = Bench::new().file("记录.ndjson", records);
    for (name, lines) in [
        ("records", "holds = \"teacher\""),
        ("records_of_nothing", "holds = \"培训\""),
        ("records_with_columns", "headings = 1"),
    ] {
        fs::write(bench.path("data.toml"), format!("[[table]]\nfile = \"记录.ndjson\"\n{lines}\n")).unwrap();
        assert_snapshot!(name, bench.says(&["data", "check", "某区.policy", "data.toml"]));
    }
}

#[test]
fn a_directory_with_a_description_is_what_the_description_says() {
    let headings = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n";
    let bench = Bench::new()
        .file("数据/导出.csv", format!("{headings}T001,师德,项目,8,2019-02-01,2019-02-01\n"))
        .file("数据/别的.csv", "x,y\n1,2\n")
        .file("数据/data.toml", "[[table]]\nfile = \"导出.csv\"\n");
    assert_snapshot!(
        "a_described_directory",
        bench.say("en", &["data", "check", "某区.policy", "--data", "数据"])
    );
    let over = bench
        .say("en", &["run", "某区.policy", "--data", "数据", "--as-of", "2020-12-31", "-o", "数据/导出.csv"]);
    assert_snapshot!("what_is_described_is_not_overwritten", over);
}

#[test]
fn packed_text_is_read_as_if_it_were_not_packed() {
    let gzip = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let zstandard = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
    let trainings = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n\
        11010519491231002X,师德,项目甲,30,2019-02-01,2019-02-03\n";
    let records = "{\"id\": \"T1\", \"trainings\": []}\n";
    let decide = |bench: &Bench, file: &str| {
        let output = bench.run(&["run", "某区.policy", file, "--as-of", "2020-12-31", "--format", "csv"]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    for (name, text) in [("培训.csv", trainings), ("记录.ndjson", records)] {
        let bench = Bench::new()
            .file(name, text)
            .file(&format!("{name}.gz"), gzip(text))
            .file(&format!("{name}.zst"), zstandard(text));
        let plain = decide(&bench, name);
        assert_eq!(decide(&bench, &format!("{name}.gz")), plain);
        assert_eq!(decide(&bench, &format!("{name}.zst")), plain);
    }
    let cut = gzip(&trainings.repeat(50));
    let bench = Bench::new().file("培训.csv.gz", &cut[..cut.len() / 2]).file("名册.xlsx.gz", gzip("x"));
    assert_snapshot!("a_packed_file_cut_short", bench.decides(&["培训.csv.gz"]));
    assert_snapshot!("a_packed_workbook", bench.decides(&["名册.xlsx.gz"]));
}

#[test]
fn what_unpacks_to_very_much_is_refused_before_it_is_held() {
    // A single line of a gigabyte, and records of more than the most.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let block = vec![b'9'; 1 << 20];
    for _ in 0..64 {
        encoder.write_all(&block).unwrap();
    }
    let bench = Bench::new().file("培训.csv.gz", encoder.finish().unwrap());
    assert_snapshot!(bench.decides(&["培训.csv.gz"]));
}
