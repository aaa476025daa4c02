//! Workbooks as spreadsheet programs save them: .xlsx, .xls and .ods, protected ones, and damaged ones.
//!
//! The three districts hold the same three invented teachers; each workbook was saved by a spreadsheet program, and
//! the locked ones with the password `policy`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Bench;
use insta::assert_snapshot;

const DISTRICT: [(&str, &[u8]); 3] = [
    ("某区.xlsx", include_bytes!("fixtures/workbooks/district.xlsx")),
    ("某区.xls", include_bytes!("fixtures/workbooks/district.xls")),
    ("某区.ods", include_bytes!("fixtures/workbooks/district.ods")),
];

const LOCKED: [(&str, &[u8]); 3] = [
    ("某区.xlsx", include_bytes!("fixtures/workbooks/locked.xlsx")),
    ("某区.xls", include_bytes!("fixtures/workbooks/locked.xls")),
    ("某区.ods", include_bytes!("fixtures/workbooks/locked.ods")),
];

fn decides(name: &str, bytes: &[u8]) -> String {
    // How many digits of a third a workbook keeps is its own affair.
    let said = Bench::new().file(name, bytes).decides(&[name]);
    said.replace(name, "某区").replace("0.3333333333333333", "0.333333333333333")
}

#[test]
fn every_form_of_workbook_says_the_same() {
    let [(name, bytes), others @ ..] = DISTRICT;
    let said = decides(name, bytes);
    assert_snapshot!("every_form", said);
    for (name, bytes) in others {
        assert_eq!(decides(name, bytes), said, "{name}");
    }
}

#[test]
fn the_bytes_say_what_a_workbook_is_whatever_its_name() {
    let [(_, xlsx), (_, xls), (_, ods)] = DISTRICT;
    for (name, bytes) in [("某区.xlsx", xls), ("某区.xls", ods), ("某区.ods", xlsx)] {
        assert!(decides(name, bytes).starts_with("exit 1\n--- stdout"), "{name}");
    }
}

#[test]
fn a_workbook_with_a_password_says_what_to_do() {
    let said: Vec<String> = LOCKED.iter().map(|(name, bytes)| decides(name, bytes)).collect();
    assert_snapshot!("locked", said[0]);
    assert!(said.iter().all(|other| *other == said[0]), "{said:#?}");
}

#[test]
fn a_workbook_that_broke_off_says_so() {
    for (name, bytes) in DISTRICT {
        let ending = name.trim_start_matches("某区.");
        assert_snapshot!(format!("broken_off_{ending}"), decides(name, &bytes[..bytes.len() * 3 / 4]));
    }
}

/// The district's .xlsx with each part as `change` leaves it; `None` takes a part out.
fn changed(change: impl Fn(&str, String) -> Option<String>) -> Vec<u8> {
    let mut changed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut whole = zip::ZipArchive::new(std::io::Cursor::new(DISTRICT[0].1)).unwrap();
    for place in 0..whole.len() {
        let mut part = whole.by_index(place).unwrap();
        let path = part.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        let Some(text) = change(&path, text) else { continue };
        changed.start_file(&path, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut changed, text.as_bytes()).unwrap();
    }
    changed.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_whose_parts_are_spoilt_says_so() {
    let only = |part: &'static str, spoil: fn(String) -> Option<String>| {
        changed(move |path, text| if path == part { spoil(text) } else { Some(text) })
    };
    let many: Vec<String> = (0..10_001).map(|number| format!("{number}")).collect();
    let mut crowded = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in &many {
        crowded.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    }
    let cases = [
        (
            "spoilt",
            only("xl/sharedStrings.xml", |text| text.rsplit_once("</t>").map(|(kept, _)| kept.to_owned())),
        ),
        ("spoilt_absent", only("xl/worksheets/sheet1.xml", |_| None)),
        ("spoilt_garbled", only("xl/sharedStrings.xml", |text| Some(text.replace("</si>", "</si")))),
        (
            "spoilt_order",
            only("xl/worksheets/sheet1.xml", |text| {
                Some(text.replace("<row r=\"3\"", "<row r=\"1\"").replace("\"A3\"", "\"A1\""))
            }),
        ),
        ("spoilt_crowded", crowded.finish().unwrap().into_inner()),
    ];
    for (name, bytes) in cases {
        assert_snapshot!(name, decides("某区.xlsx", &bytes));
    }
}

#[test]
fn no_damage_ends_the_command_without_a_word() {
    const PLACES: usize = 24;
    for (name, bytes) in DISTRICT.iter().chain(&LOCKED) {
        for part in 1..PLACES {
            let place = bytes.len() * part / PLACES;
            let mut zeros = bytes.to_vec();
            let end = (place + 200).min(zeros.len());
            zeros[place..end].fill(0);
            for damaged in [bytes[..place - place % 7].to_vec(), zeros] {
                let bench = Bench::new().file(name, damaged);
                let output = bench.run(&["run", "某区.policy", name, "--as-of", "2020-12-31"]);
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(matches!(output.status.code(), Some(0..=2)), "{name} at {place}: {said}");
                assert!(!said.contains("panicked"), "{name} at {place}: {said}");
            }
        }
    }
}
