//! The report as a workbook: its sheets, that figures are figures and text is text, and that another program opens it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Data, Reader, Xlsx, open_workbook};
use common::Bench;
use insta::assert_snapshot;

const TEACHERS: &str = "姓名,身份证件号,学校\n\
    \"=HYPERLINK(\"\"http://x\"\",\"\"奖\"\")\",T001,一小\n\
    @张三,-T002,一小\n\
    李\u{1}四\u{202e},320000199001010017,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训获得学时,培训结束日期\n\
    T001,师德,90.5,2019-02-03\n\
    -T002,师德,9,2019-02-03\n\
    320000199001010017,师德,三十,2019-02-03\n";

fn bench() -> Bench {
    Bench::new().file("数据/教师.csv", TEACHERS).file("数据/培训.csv", TRAININGS)
}

fn make(bench: &Bench, language: &str) -> std::path::PathBuf {
    let run = ["--lang", language, "run", "某区.policy", "--as-of", "2020-12-31", "--data", "数据"];
    let output = bench.run(&[&run[..], &["-o", "结果.xlsx"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    bench.path("结果.xlsx")
}

/// Every cell of a workbook with its kind.
fn read(path: &Path) -> String {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let mut said = String::new();
    for name in book.sheet_names() {
        said.push_str(&format!("=== {name}\n"));
        let range = book.worksheet_range(&name).unwrap();
        for row in range.rows() {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| match cell {
                    Data::Empty => String::new(),
                    Data::String(text) => text.clone(),
                    Data::Float(number) => format!("#{number}"),
                    Data::DateTime(day) => {
                        let (year, month, day, ..) = day.to_ymd_hms_milli();
                        format!("@{year}-{month:02}-{day:02}")
                    }
                    other => panic!("a cell of another kind: {other:?}"),
                })
                .collect();
            said.push_str(cells.join(" | ").trim_end_matches([' ', '|']));
            said.push('\n');
        }
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name} holds a formula");
    }
    let mark = said.split_once("rules ").or(said.split_once("规则 ")).unwrap().1;
    let mark = mark.split('\n').next().unwrap().to_owned();
    said.replace(&mark, "MARK")
}

/// The parts of a workbook whose names begin so.
fn parts(path: &Path, prefix: &str) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let names = archive.file_names().map(|name| name.unwrap().into_owned());
    let names: Vec<String> = names.filter(|name| name.starts_with(prefix)).collect();
    let mut texts = Vec::new();
    for name in names.iter().filter(|name| name.ends_with(".xml")) {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        texts.push(text);
    }
    texts
}

#[test]
fn a_clerk_finds_everything_in_its_place() {
    let bench = bench();
    for language in ["en", "zh"] {
        assert_snapshot!(format!("workbook_{language}"), read(&make(&bench, language)));
    }
}

#[test]
fn headings_stay_rows_can_be_filtered_and_verdicts_have_colours() {
    let bench = bench();
    let path = make(&bench, "zh");
    let sheets = parts(&path, "xl/worksheets/sheet");
    let with = |part: &str| sheets.iter().filter(|sheet| sheet.contains(part)).count();
    // Everybody, two rules, and the consequence.
    assert_eq!(with("state=\"frozen\""), 4);
    assert_eq!(with("<autoFilter"), 4);
    assert_eq!(with("<conditionalFormatting"), 4);
    assert!(parts(&path, "xl/charts/chart").len() >= 2, "charts of the workbook's own kind");
}

#[test]
fn the_same_input_gives_the_same_workbook() {
    let bytes = || std::fs::read(make(&bench(), "zh")).unwrap();
    assert!(bytes() == bytes());
}

#[test]
fn another_program_opens_it_without_repair() {
    let runs = Command::new("soffice").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !runs.is_ok_and(|status| status.success()) {
        let needed = std::env::var("POLICY_TESTS_NEED").is_ok_and(|needed| needed.contains("office"));
        assert!(!needed, "no LibreOffice on this machine, and this run must open the workbook in it");
        eprintln!("\n*** SKIPPED: no LibreOffice on this machine; the workbook was NOT opened in it ***\n");
        return;
    }
    let bench = bench();
    let path = make(&bench, "zh");
    let home = format!("-env:UserInstallation=file://{}", bench.path("office").display());
    let convert = |to: &str| {
        let mut command = Command::new("soffice");
        command.args(["--headless", &home, "--convert-to", to, "--outdir"]).arg(bench.path("又")).arg(&path);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    convert("xlsx");
    // What it read is what we wrote, cell by cell.
    assert_eq!(read(&bench.path("又/结果.xlsx")), read(&path));
}
