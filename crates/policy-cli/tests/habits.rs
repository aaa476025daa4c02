//! What spreadsheets, and the people who fill them in, do to values: each is read rightly or refused in words, never bent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::io::Write as _;

use common::Bench;
use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use rust_xlsxwriter::{Format, Workbook};

const HEADINGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n";

fn checks(rows: &str) -> String {
    let bench = Bench::new().file("培训.csv", format!("{HEADINGS}{rows}"));
    bench.says(&["data", "check", "某区.policy", "培训.csv"])
}

/// The JSON of one person under rows of trainings.
fn decided(bench: &Bench, file: &str) -> String {
    let output = bench.run(&["run", "某区.policy", file, "--as-of", "2020-12-31", "--format", "csv"]);
    String::from_utf8(output.stdout).unwrap()
}

fn hours_of(rows: &str) -> String {
    decided(&Bench::new().file("培训.csv", format!("{HEADINGS}{rows}")), "培训.csv")
}

#[test]
fn a_day_is_one_day_however_it_is_written() {
    let plain = hours_of("T001,师德,项目,8,2019-02-01,2019-11-20\n");
    assert!(plain.contains("8"), "{plain}");
    for day in [
        "2019.11.20",
        "2019/11/20",
        "2019年11月20日",
        "20191120",
        "２０１９－１１－２０",
        "２０１９年１１月２０日",
        "2019-11-20 00:00:00",
        " 2019-11-20 ",
        "2019-11-20T08:30:00",
    ] {
        assert_eq!(hours_of(&format!("T001,师德,项目,8,2019-02-01,{day}\n")), plain, "{day}");
    }
}

#[test]
fn a_day_that_is_no_day_is_refused_with_its_row() {
    let days =
        ["2019-02-30", "2019.11", "19.11.20", "43789", "去年", "2019-13-01", "2019-11-20-", "0000-01-01"];
    let rows: String = days.iter().map(|day| format!("T001,师德,项目,8,2019-02-01,{day}\n")).collect();
    assert_snapshot!(checks(&rows));
}

#[test]
fn an_identifier_that_lost_its_digits_is_refused_and_never_rounded() {
    let ids = ["3.20E+17", "3.2E+17", "３．２０Ｅ＋１７", "1.10105E+17"];
    let rows: String = ids.iter().map(|id| format!("{id},师德,项目,8,2019-02-01,2019-02-01\n")).collect();
    assert_snapshot!(checks(&rows));
}

#[test]
fn full_width_figures_are_figures() {
    let plain = hours_of("T001,师德,项目,7.5,2019-02-01,2019-02-01\n");
    for hours in ["７.5", "７．５", " 7.5 ", "7.50"] {
        assert_eq!(hours_of(&format!("T001,师德,项目,{hours},2019-02-01,2019-02-01\n")), plain, "{hours}");
    }
}

/// A workbook of trainings, the rows of which are filled in by hand.
fn workbook(is_1904: bool, fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("培训记录").unwrap();
    sheet.write_row(0, 0, HEADINGS.trim().split(',')).unwrap();
    fill(sheet);
    let bytes = book.save_to_buffer().unwrap();
    if is_1904 { in_1904(&bytes) } else { bytes }
}

/// The same workbook, counting days from 1904.
fn in_1904(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).unwrap();
        let name = part.name().unwrap_or_default().into_owned();
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut text).unwrap();
        if name == "xl/workbook.xml" {
            let xml = String::from_utf8(text).unwrap();
            assert!(xml.contains("<workbookPr "), "{xml}");
            text = xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&text).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn both_ways_of_counting_days_give_the_same_day() {
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let fill = |number: f64| {
        let day = day.clone();
        move |sheet: &mut rust_xlsxwriter::Worksheet| {
            sheet.write_row(1, 0, ["T001", "师德", "项目"]).unwrap();
            sheet.write(1, 3, 8).unwrap();
            sheet.write_with_format(1, 4, number, &day).unwrap();
            sheet.write_with_format(1, 5, number, &day).unwrap();
        }
    };
    // 2019-11-20 is day 43789 counted from 1900, and day 42327 counted from 1904.
    let from_1900 = Bench::new().file("某区.xlsx", workbook(false, fill(43_789.0)));
    let from_1904 = Bench::new().file("某区.xlsx", workbook(true, fill(42_327.0)));
    let plain = hours_of("T001,师德,项目,8,2019-11-20,2019-11-20\n");
    assert_eq!(decided(&from_1900, "某区.xlsx"), plain);
    assert_eq!(decided(&from_1904, "某区.xlsx"), plain);
}

#[test]
fn merged_cells_and_blank_rows_are_what_the_sheet_holds() {
    // Of merged cells only the first holds anything; the others are empty, and what is empty is unknown.
    let merged = workbook(false, |sheet| {
        sheet.merge_range(1, 0, 2, 0, "T001", &Format::new()).unwrap();
        for row in 1..=2 {
            sheet.write_row(row, 1, ["师德", "项目"]).unwrap();
            sheet.write(row, 3, 8).unwrap();
        }
        // Rows that were formatted, or hold white space only, are no rows.
        for row in 3..40 {
            sheet.write_blank(row, 0, &Format::new().set_bold()).unwrap();
            sheet.write(row, 1, "  　").unwrap();
        }
    });
    let bench = Bench::new().file("某区.xlsx", merged);
    assert_snapshot!(bench.says(&["data", "check", "某区.policy", "某区.xlsx"]));
}

#[test]
fn very_many_columns_and_very_long_cells_are_refused_before_they_are_held() {
    let wide = format!("身份证件号{}\n", ",列".repeat(1_000_000));
    assert_snapshot!("a_million_columns", Bench::new().file("培训.csv", wide).decides(&["培训.csv"]));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(HEADINGS.as_bytes()).unwrap();
    encoder.write_all(b"T001,\"").unwrap();
    for _ in 0..100 {
        encoder.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    encoder.write_all(b"\",x,8,2019-02-01,2019-02-01\n").unwrap();
    let long = encoder.finish().unwrap();
    assert_snapshot!(
        "a_cell_of_100_megabytes",
        Bench::new().file("培训.csv.gz", long).decides(&["培训.csv.gz"])
    );
    let cell = format!("T001,师德,{},8,2019-02-01,2019-02-01\n", "长".repeat(30_000));
    assert_snapshot!("a_cell_beyond_the_most", checks(&cell));
}

#[test]
fn formulas_and_control_characters_stay_text() {
    let teachers = "姓名,身份证件号,入职日期,学校\n=cmd|' /C calc'!A0,T001,2015-09-01,一小\n\u{1b}[31m张\u{202e}三\u{0}\u{7},T002,2015-09-01,@SUM(1)\n";
    let bench = Bench::new().file("教师.csv", teachers).file("培训.csv", HEADINGS);
    assert_snapshot!("formulas_for_people", bench.decides(&["教师.csv", "培训.csv"]));
    let output = bench.run(&[
        "run",
        "某区.policy",
        "教师.csv",
        "培训.csv",
        "--as-of",
        "2020-12-31",
        "--format",
        "csv",
    ]);
    assert_snapshot!("formulas_for_spreadsheets", String::from_utf8(output.stdout).unwrap());
}
