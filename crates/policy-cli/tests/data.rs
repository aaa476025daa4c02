//! What becomes of data, good and bad: every message in both languages, word for word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::io::Write as _;

use common::Bench;
use insta::assert_snapshot;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

const TEACHERS: &str = "姓名,身份证件号,入职日期,学校\n\
    张三,T001,2015-09-01,一小\n\
    李四,T002,2016/9/1,一小\n\
    王五,T003,2017年9月1日,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n\
    T001,师德,项目甲,30,2019-02-01,2019-02-03\n\
    T001,学科培训,项目乙,60.5,2019-03-01,2019-03-03\n\
    T002,师德,项目甲,30,2019-02-01,2019-02-03\n";

const HEADINGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n";

fn bench() -> Bench {
    Bench::new().file("教师.csv", TEACHERS)
}

fn with_trainings(rows: &str) -> String {
    bench().file("培训.csv", format!("{HEADINGS}{rows}")).decides(&["教师.csv", "培训.csv"])
}

#[test]
fn two_tables_are_decided() {
    assert_snapshot!(bench().file("培训.csv", TRAININGS).decides(&["教师.csv", "培训.csv"]));
}

#[test]
fn the_order_of_files_does_not_matter() {
    let bench = bench().file("培训.csv", TRAININGS);
    let run = |data: &[&str]| {
        let arguments = [&["run", "某区.policy", "--as-of", "2020-12-31", "--data"][..], data].concat();
        bench.run(&arguments).stdout
    };
    assert_eq!(run(&["教师.csv", "培训.csv"]), run(&["培训.csv", "教师.csv"]));
}

#[test]
fn encodings_make_no_difference() {
    let utf8 = bench().file("培训.csv", TRAININGS).decides(&["教师.csv", "培训.csv"]);
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16 = |text: &str| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let tabs = TRAININGS.replace(',', "\t");
    let semicolons = TRAININGS.replace(',', ";");
    for bytes in [
        format!("\u{feff}{TRAININGS}").into_bytes(),
        gb18030(TRAININGS),
        utf16(&tabs),
        tabs.into_bytes(),
        semicolons.into_bytes(),
        TRAININGS.replace('\n', "\r\n").into_bytes(),
    ] {
        assert_eq!(bench().file("培训.csv", bytes).decides(&["教师.csv", "培训.csv"]), utf8);
    }
}

#[test]
fn a_bad_row_is_set_aside_and_the_rest_decided() {
    assert_snapshot!(with_trainings(
        "T001,师德,项目甲,八,2019-02-01,2019-02-03\n\
         T001,师德,项目甲,8小时,2019-02-01,2019-02-03\n\
         T001,师德,项目甲,-8,2019-02-01,2019-02-03\n\
         T001,师德,项目甲,0.1234567,2019-02-01,2019-02-03\n\
         T001,师德,项目甲,99999999999999,2019-02-01,2019-02-03\n\
         T001,师德,项目甲,8,2019-02-31,2019-03-03\n\
         T001,师德,项目甲,8,2019-02-05,2019-02-03\n\
         T001,师得,项目甲,8,2019-02-01,2019-02-03\n\
         T001,烹饪,项目甲,8,2019-02-01,2019-02-03\n\
         T009,师德,项目甲,8,2019-02-01,2019-02-03\n\
         ,师德,项目甲,8,2019-02-01,2019-02-03\n\
         T001,师德,项目甲,8,2019-02-01,2019-02-03,多\n\
         T001,师德,项目甲,320000199001010017,2019-02-01,2019-02-03\n\
         T001,师德,项目甲,90,2019-02-01,2019-02-03\n"
    ));
}

#[test]
fn a_unit_beside_a_figure_is_the_columns_own_or_refused() {
    assert_snapshot!(with_trainings(
        "T001,师德,项目甲,30学时,2019-02-01,2019-02-03\n\
         T001,师德,项目乙,30 hours,2019-02-01,2019-02-03\n\
         T001,师德,项目丙,30 课时,2019-02-01,2019-02-03\n\
         T002,师德,项目丁,2天,2019-02-01,2019-02-03\n"
    ));
}

#[test]
fn an_identifier_shows_what_it_is() {
    let teachers = format!("{TEACHERS}赵六,T\u{0}4,2017-09-01,二小\n孙七,T\u{200b}5,2017-09-01,二小\n");
    let bench = Bench::new().file("教师.csv", teachers).file("培训.csv", TRAININGS);
    assert_snapshot!("invisible_identifier", bench.decides(&["教师.csv", "培训.csv"]));
    let json = "[{\"id\": \"T\\u0001\", \"trainings\": []}]";
    assert_snapshot!(
        "invisible_identifier_json",
        Bench::new().file("记录.json", json).decides(&["记录.json"])
    );
}

#[test]
fn an_event_of_nobody_is_told_where_it_may_belong() {
    assert_snapshot!(with_trainings(
        "T0001,师德,项目甲,30,2019-02-01,2019-02-03\nX99,师德,项目甲,30,2019-02-01,2019-02-03\n"
    ));
}

#[test]
fn what_is_missing_is_unknown() {
    assert_snapshot!("an_empty_cell", with_trainings("T001,师德,项目甲,,2019-02-01,2019-02-03\n"));
    assert_snapshot!("a_missing_table", bench().decides(&["教师.csv"]));
    let columns = "身份证件号,培训类别,获得学时数,培训结束日期\nT001,师德,90,2019-02-03\n";
    assert_snapshot!(
        "a_missing_column",
        bench().file("培训.csv", columns).decides(&["教师.csv", "培训.csv"])
    );
}

#[test]
fn one_identifier_twice_is_never_guessed_at() {
    let teachers = "姓名,身份证件号,入职日期,学校\n\
        张三,T001,2015-09-01,一小\n\
        张三,T001,2015-09-01,一小\n\
        李四,T002,2016-09-01,一小\n\
        李思,T002,2016-09-01,一小\n\
        王五,,2016-09-01,一小\n\
        赵六,T004,2016-13-01,一小\n";
    let bench = Bench::new().file("教师.csv", teachers).file("培训.csv", TRAININGS);
    assert_snapshot!(bench.decides(&["教师.csv", "培训.csv"]));
}

#[test]
fn one_table_with_teachers_and_trainings_is_enough() {
    let table = "2019年度教师培训学时登记表,,,,,\n\
        姓名,身份证件号,培训类别,＊培训获得学时：,培训结束日期,学校\n\
        张三,T001,师德,90,2019-02-03,一小\n\
        张三,T001,学科培训,10,2019-04-03,\n\
        李四,T002,,,,一小\n\
        张山,T001,师德,8,2019-05-03,一小\n";
    assert_snapshot!(Bench::new().file("全国系统导出.csv", table).decides(&["全国系统导出.csv"]));
}

#[test]
fn what_a_row_says_that_cannot_be_used_did_happen_all_the_same() {
    let table = "姓名,身份证件号,培训类别,培训获得学时,培训开始日期,培训结束日期,学校,入职日期\n\
        张三,T001,师德,九十,2019-02-01,2019-02-03,一小,\n\
        张三,T001,学科培训,10,2019-04-01,2019-04-03,一小,\n\
        李四,T002,师德,60,2019-02-01,2019-02-03,一小,\n\
        李四,T002,学科培训,60,2019-03-01,2019-03-03,二小,\n\
        李四,T002,学科培训,60,2019-04-01,2019-04-03,一小,\n\
        王五,T003,师德,-8,2019-02-05,2019-02-03,一小,\n\
        赵六,T004,师德,60,2019-02-01,2019-02-03,一小,,多\n\
        赵六,T004,学科培训,30,2019-04-01,2019-04-03,一小,\n\
        孙七,T005,师德,90,2019-02-01,2019-02-03,一小,2019-02-30\n\
        周八,T006,,,,,二小,2019-02-30\n";
    assert_snapshot!(Bench::new().file("全国系统导出.csv", table).decides(&["全国系统导出.csv"]));
}

#[test]
fn a_table_that_is_unclear_is_refused() {
    let unknown = bench().file("其他.csv", "甲,乙\n1,2\n");
    assert_snapshot!("unknown_table_alone", unknown.decides(&["其他.csv"]));
    assert_snapshot!("unknown_table_among_others", unknown.decides(&["教师.csv", "其他.csv"]));
    let unclear = bench().file("其他.csv", "身份证件号,备注\nT001,无\n");
    assert_snapshot!("unclear_table", unclear.decides(&["教师.csv", "其他.csv"]));
    let no_key = bench().file("培训.csv", "身份证件,培训类别\nT001,师德\n");
    assert_snapshot!("no_key_column", no_key.decides(&["教师.csv", "培训.csv"]));
    let twice = bench().file("培训.csv", "身份证件号,学时,培训获得学时\nT001,8,8\n");
    assert_snapshot!("column_twice", twice.decides(&["教师.csv", "培训.csv"]));
}

#[test]
fn groups_come_from_their_own_table_where_there_is_one() {
    let schools = "学校名称,公用经费\n一小,100000\n三小,\n";
    let bench = bench().file("培训.csv", TRAININGS).file("学校.csv", schools);
    assert_snapshot!(bench.decides(&["教师.csv", "培训.csv", "学校.csv"]));
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().expect("a workbook")
}

fn sample_workbook() -> Vec<u8> {
    workbook(|workbook| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = workbook.add_worksheet().set_name("教师").unwrap();
        for (column, heading) in ["姓名", "身份证件号", "入职日期", "学校"].iter().enumerate() {
            sheet.write(1, column as u16, *heading).unwrap();
        }
        sheet.write(0, 0, "某区教师名册").unwrap();
        for (row, (name, id)) in [("张三", "T001"), ("李四", "T002"), ("王五", "T003")].iter().enumerate()
        {
            let row = row as u32 + 2;
            sheet.write(row, 0, *name).unwrap();
            sheet.write(row, 1, *id).unwrap();
            let date = ExcelDateTime::from_ymd(2015, 9, 1).unwrap();
            sheet.write_with_format(row, 2, &date, &day).unwrap();
            sheet.write(row, 3, "一小").unwrap();
        }
        let sheet = workbook.add_worksheet().set_name("培训记录").unwrap();
        for (column, heading) in ["身份证件号", "培训类别", "学时", "培训结束日期"].iter().enumerate()
        {
            sheet.write(0, column as u16, *heading).unwrap();
        }
        let date = ExcelDateTime::from_ymd(2019, 2, 3).unwrap();
        let rows: [(&str, f64); 4] =
            [("T001", 89.7), ("T001", 0.1 + 0.2), ("T002", 90.0), ("T003", 1.0 / 3.0)];
        for (row, (id, hours)) in rows.iter().enumerate() {
            let row = row as u32 + 1;
            sheet.write(row, 0, *id).unwrap();
            sheet.write(row, 1, "师德").unwrap();
            sheet.write(row, 2, *hours).unwrap();
            sheet.write_with_format(row, 3, &date, &day).unwrap();
        }
        sheet.write(5, 0, 320_000_199_001_010_017_f64).unwrap();
        sheet.write(5, 2, 8).unwrap();
        sheet.write(6, 0, "T003").unwrap();
        sheet.write_formula(6, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write(7, 0, "T003").unwrap();
        sheet.write(7, 2, true).unwrap();
        let sheet = workbook.add_worksheet().set_name("填表说明").unwrap();
        sheet.write(0, 0, "请勿修改表头").unwrap();
    })
}

#[test]
fn a_workbook_is_decided_sheet_by_sheet() {
    assert_snapshot!(Bench::new().file("某区.xlsx", sample_workbook()).decides(&["某区.xlsx"]));
}

#[test]
fn a_workbook_that_cannot_be_read_says_why() {
    let whole = sample_workbook();
    let damaged = &whole[..whole.len() / 2];
    assert_snapshot!("damaged_workbook", Bench::new().file("某区.xlsx", damaged).decides(&["某区.xlsx"]));
    let page = "<html><table><tr><td>姓名</td></tr></table></html>";
    assert_snapshot!("page_as_workbook", Bench::new().file("某区.xls", page).decides(&["某区.xls"]));
    assert_snapshot!(
        "encrypted_workbook",
        Bench::new().file("某区.xlsx", encrypted()).decides(&["某区.xlsx"])
    );
    assert_snapshot!(
        "zip_that_is_no_workbook",
        Bench::new().file("某区.xlsx", zip(&[("a.txt", 10)])).decides(&["某区.xlsx"])
    );
    let missing = workbook(|workbook| {
        workbook.add_worksheet().set_name("空表").unwrap();
    });
    assert_snapshot!(
        "workbook_without_tables",
        Bench::new().file("某区.xlsx", missing).decides(&["某区.xlsx"])
    );
}

/// An archive of parts of so many spaces each.
fn zip(parts: &[(&str, usize)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let spaces = vec![b' '; 1 << 20];
    for (name, size) in parts {
        writer.start_file(*name, options).unwrap();
        let mut left = *size;
        while left > 0 {
            let length = left.min(spaces.len());
            writer.write_all(&spaces[..length]).unwrap();
            left -= length;
        }
    }
    writer.finish().unwrap().into_inner()
}

/// A container of the old kind that holds an encrypted package, as spreadsheet programs wrap a protected workbook.
fn encrypted() -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut bytes = vec![0_u8; SECTOR * 4];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[24..26].copy_from_slice(&0x3e_u16.to_le_bytes());
    bytes[26..28].copy_from_slice(&3_u16.to_le_bytes());
    bytes[28..30].copy_from_slice(&0xfffe_u16.to_le_bytes());
    bytes[30..32].copy_from_slice(&9_u16.to_le_bytes());
    bytes[32..34].copy_from_slice(&6_u16.to_le_bytes());
    bytes[44..48].copy_from_slice(&1_u32.to_le_bytes());
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[56..60].copy_from_slice(&4096_u32.to_le_bytes());
    for place in [60, 68] {
        bytes[place..place + 4].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    }
    for place in 0..109 {
        let sector = if place == 0 { 0_u32 } else { u32::MAX };
        bytes[76 + place * 4..80 + place * 4].copy_from_slice(&sector.to_le_bytes());
    }
    for place in 0..SECTOR / 4 {
        let next = match place {
            0 => 0xffff_fffd_u32,
            1 | 2 => 0xffff_fffe,
            _ => u32::MAX,
        };
        let start = SECTOR + place * 4;
        bytes[start..start + 4].copy_from_slice(&next.to_le_bytes());
    }
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry = [0_u8; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
        entry[66] = kind;
        for place in [68, 72, 76] {
            entry[place..place + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        }
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    bytes[SECTOR * 2..SECTOR * 2 + 128].copy_from_slice(&entry("Root Entry", 5, 0xffff_fffe, 0));
    bytes[SECTOR * 2 + 128..SECTOR * 2 + 256].copy_from_slice(&entry("EncryptedPackage", 2, 2, 512));
    bytes
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_not_opened() {
    let bomb = zip(&[("xl/workbook.xml", 100), ("xl/worksheets/sheet1.xml", (1 << 30) + (1 << 20))]);
    assert!(bomb.len() < 4 << 20);
    assert_snapshot!("packed_to_gigabytes", Bench::new().file("某区.xlsx", &bomb).decides(&["某区.xlsx"]));
    // One that lies about its size is found out all the same: both places that state it say 10 bytes.
    let mut liar = bomb;
    let size = ((1_u32 << 30) + (1 << 20)).to_le_bytes();
    let mut lies = 0;
    for place in 0..liar.len() - 4 {
        if liar[place..place + 4] == size {
            liar[place..place + 4].copy_from_slice(&10_u32.to_le_bytes());
            lies += 1;
        }
    }
    assert!(lies > 0);
    let said = Bench::new()
        .file("某区.xlsx", liar)
        .say("en", &["run", "某区.policy", "某区.xlsx", "--as-of", "2020-12-31"]);
    assert!(said.starts_with("exit 2"), "{said}");
}

#[test]
fn a_sheet_with_a_cell_in_its_last_corner_is_read_cell_by_cell() {
    let far = workbook(|workbook| {
        let sheet = workbook.add_worksheet().set_name("教师").unwrap();
        sheet.write(0, 0, "身份证件号").unwrap();
        sheet.write(0, 1, "姓名").unwrap();
        sheet.write(1_048_575, 0, "T001").unwrap();
    });
    let said = Bench::new()
        .file("某区.xlsx", far)
        .say("en", &["run", "某区.policy", "某区.xlsx", "--as-of", "2019-12-31"]);
    assert!(said.contains("T001"), "{said}");
    let wide = workbook(|workbook| {
        let sheet = workbook.add_worksheet().set_name("教师").unwrap();
        sheet.write(0, 0, "身份证件号").unwrap();
        sheet.write(1, 16_383, "x").unwrap();
    });
    assert_snapshot!("too_many_columns", Bench::new().file("某区.xlsx", wide).decides(&["某区.xlsx"]));
}

#[test]
fn files_that_cannot_be_read_say_why() {
    assert_snapshot!("no_such_file", Bench::new().decides(&["没有.csv"]));
    assert_snapshot!("unknown_form", Bench::new().file("教师.doc", "x").decides(&["教师.doc"]));
    assert_snapshot!("empty_file", Bench::new().file("教师.csv", "").decides(&["教师.csv"]));
    assert_snapshot!("empty_directory", Bench::new().file("空/说明.md", "x").decides(&["空"]));
    assert_snapshot!(
        "no_text",
        Bench::new().file("教师.csv", b"\xff\xff\x00\x81,\x80\n").decides(&["教师.csv"])
    );
    let long = format!("{TEACHERS}\"{}", "长".repeat(4 << 20));
    assert_snapshot!("row_too_long", Bench::new().file("教师.csv", long).decides(&["教师.csv"]));
    for (name, rows) in [
        ("open_quote", "张三,T004,\"二小\n李四,T005,一小\n"),
        ("stray_quotes", "张三,T004,\"二小\n李四,T005,\"一小\n"),
    ] {
        let said = Bench::new().file("教师.csv", format!("{TEACHERS}{rows}")).decides(&["教师.csv"]);
        assert_snapshot!(name, said);
    }
    let cell = format!("{TEACHERS}{},T004,,一小\n", "长".repeat(30_000));
    assert_snapshot!("cell_too_long", Bench::new().file("教师.csv", cell).decides(&["教师.csv"]));
    let arguments = ["run", "某区.policy", "--as-of", "2019-12-31"];
    assert_snapshot!("no_data", Bench::new().says(&arguments));
}

#[test]
fn json_is_read_flat_and_nested() {
    let nested = r#"[
        {"身份证件号": "T001", "姓名": "张三", "学校": "一小", "培训": [
            {"培训类别": "师德", "学时": 90.0, "培训结束日期": "2019-02-03"}]},
        {"id": "T002", "school": "一小", "trainings": []},
        {"id": "T003", "school": "一小", "trainings": null}
    ]"#;
    assert_snapshot!("nested_json", Bench::new().file("记录.json", nested).decides(&["记录.json"]));
    let lines = "{\"id\":\"T001\",\"培训\":[]}\n\n{\"id\":\"T002\",\"培训\":[{\"hour\":3}]}\n{\"id\":\"T003\",\"培训\":[{\"hours\":\"八\"}]}\n\
        {\"id\":\"T001\",\"培训\":[]}\n{\"培训\":[]}\n{\"id\":\n";
    assert_snapshot!("nested_lines", Bench::new().file("记录.ndjson", lines).decides(&["记录.ndjson"]));
    let flat = r#"[{"身份证件号":"T001","培训类别":"师德","学时":90,"培训结束日期":"2019-02-03"},
        {"身份证件号":"T001","培训类别":"师德","学时":1e400,"培训结束日期":"2019-02-03"}]"#;
    assert_snapshot!("flat_json", bench().file("培训.json", flat).decides(&["教师.csv", "培训.json"]));
    let twice =
        r#"[{"身份证件号": "T001", "类别": "师德", "学时": 8, "学时": 80, "结束日期": "2019-05-01"}]"#;
    assert_snapshot!(
        "given_twice_json",
        bench().file("培训.json", twice).decides(&["教师.csv", "培训.json"])
    );
    assert_snapshot!("broken_json", Bench::new().file("记录.json", "[{\"id\": 1},").decides(&["记录.json"]));
    let school =
        r#"{"学校名称": "一小", "公用经费": 100000.5, "teachers": [{"id": "T001", "trainings": []}]}"#;
    assert_snapshot!("members_in_json", Bench::new().file("学校.json", school).decides(&["学校.json"]));
}
