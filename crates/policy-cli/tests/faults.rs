//! Damaged parts, killed runs, full disks: what is told, what is decided all the same, and what is left behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Instant;

use arrow_array::builder::{Int32Builder, ListBuilder};
use arrow_array::{ArrayRef, StringArray};
use common::Bench;
use common::files::{arrow, batch, parquet, parquet_of, texts};
use insta::assert_snapshot;
use parquet::basic::Compression;

const TEACHERS: &str = "姓名,身份证件号,入职日期,学校\n\
    张三,T001,2015-09-01,一小\n\
    李四,T002,2016-09-01,一小\n\
    王五,T003,2017-09-01,二小\n\
    赵六,T004,2017-09-01,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n\
    T001,师德,项目甲,30,2019-02-01,2019-02-03\n\
    T001,学科培训,项目乙,60.5,2019-03-01,2019-03-03\n\
    T002,师德,项目甲,30,2019-02-01,2019-02-03\n\
    T003,师德,项目丙,30,2019-02-01,2019-02-03\n";

/// A table in row groups of two rows, the second of which is damaged.
fn damaged(csv: &str) -> Vec<u8> {
    let mut bytes = parquet_of(&texts(csv), 2, Compression::SNAPPY);
    // What stands before the first cell is its page's header; the identifier stands in the description at the end as well.
    let place = bytes.windows(4).position(|own| own == b"T003").expect("an identifier");
    bytes[place - 16..place].fill(0xff);
    bytes
}

fn run(bench: &Bench, data: &[&str], more: &[&str]) -> String {
    bench.says(&[&["run", "某区.policy", "--as-of", "2020-12-31"][..], more, &["--data"], data].concat())
}

#[test]
fn a_damaged_part_stops_the_run_or_is_passed_over() {
    let bench =
        Bench::new().file("教师.parquet", parquet(&texts(TEACHERS))).file("培训.parquet", damaged(TRAININGS));
    let data = ["教师.parquet", "培训.parquet"];
    assert_snapshot!("damaged_events_stop", run(&bench, &data, &[]));
    // Whose events stood there nobody knows: so nobody's are known.
    assert_snapshot!("damaged_events_passed_over", run(&bench, &data, &["--keep-going"]));
}

#[test]
fn who_stood_in_a_damaged_part_is_not_decided_and_their_events_are_no_orphans() {
    let bench =
        Bench::new().file("教师.parquet", damaged(TEACHERS)).file("培训.parquet", parquet(&texts(TRAININGS)));
    let data = ["教师.parquet", "培训.parquet"];
    assert_snapshot!("damaged_subjects_passed_over", run(&bench, &data, &["--keep-going"]));
}

#[test]
fn of_a_directory_of_parts_the_sound_ones_are_read() {
    let second = "身份证件号,培训获得学时,培训结束日期\nT003,60,2019-05-03\n";
    let whole = parquet(&texts(second));
    let mut nested = ListBuilder::new(Int32Builder::new());
    nested.append_value([Some(8)]);
    let other_type = batch(&[
        ("身份证件号", Arc::new(StringArray::from(vec!["T003"])) as ArrayRef),
        ("培训获得学时", Arc::new(nested.finish())),
    ]);
    let parts = |second: Vec<u8>| {
        Bench::new()
            .file("数据/教师.parquet", parquet(&texts(TEACHERS)))
            .file("数据/培训.parquet", parquet(&texts(TRAININGS)))
            .file("数据/培训_0002.parquet", second)
    };
    let cut = parts(whole[..whole.len() - 30].to_vec());
    assert_snapshot!("cut_part_stops", run(&cut, &["数据"], &[]));
    assert_snapshot!("cut_part_passed_over", run(&cut, &["数据"], &["--keep-going"]));
    let other_type = parts(parquet(&other_type));
    assert_snapshot!("other_type_stops", run(&other_type, &["数据"], &[]));
    assert_snapshot!("other_type_passed_over", run(&other_type, &["数据"], &["--keep-going"]));
    // A file that is read as another form is: its name may speak of anything.
    let nameless = Bench::new()
        .file("数据/教师.parquet", parquet(&texts(TEACHERS)))
        .file("数据/培训.parquet", parquet(&texts(TRAININGS)))
        .file("数据/备份.parquet", "neither one nor the other");
    assert_snapshot!("nameless_part_passed_over", run(&nameless, &["数据"], &["--keep-going"]));
}

#[test]
fn a_damaged_part_is_put_to_a_kind_only_where_its_name_says_no_more() {
    let cut = parquet(&texts(TRAININGS));
    let said = |name: &str| {
        let bench = Bench::new()
            .file("数据/teacher.parquet", parquet(&texts(TEACHERS)))
            .file("数据/training.parquet", parquet(&texts(TRAININGS)))
            .file(name, &cut[..cut.len() - 30]);
        let more = ["--keep-going", "--subject", "teacher", "--all"];
        (run(&bench, &["数据"], &more), run(&bench, &["数据"], &[&more[..], &["-o", "r.parquet"]].concat()))
    };
    // It may hold anything: also trainings, so that nobody's are known.
    for name in ["teacher_training_0002", "teachers-and-trainings", "备份"] {
        let (held, flowed) = said(&format!("数据/{name}.parquet"));
        assert!(held.contains("annual hours (2019)  unknown"), "{name}: {held}");
        assert!(!held.contains("annual hours (2019)  unmet"), "{name}: {held}");
        assert!(flowed.contains("part of the training of teacher could not be read"), "{name}: {flowed}");
    }
    // It numbers a part of the teachers.
    for name in ["teacher_0002", "Teachers-2", "教师(2)"] {
        let (held, _) = said(&format!("数据/{name}.parquet"));
        assert!(held.contains("annual hours (2019)  unmet"), "{name}: {held}");
    }
}

#[test]
fn what_flows_by_is_passed_over_as_what_is_held_is() {
    for (teachers, trainings) in [
        (damaged(TEACHERS), parquet(&texts(TRAININGS))),
        (parquet(&texts(TEACHERS)), damaged(TRAININGS)),
        (parquet(&texts(TEACHERS)), parquet(&texts(TRAININGS))[4..].to_vec()),
    ] {
        let columns = Bench::new().file("教师.parquet", teachers).file("培训.parquet", trainings);
        // A table of meetings of nobody makes no difference, but that everything is then held in rows.
        let rows = |bench: Bench| bench.file("学校.csv", "学校名称\n一小\n二小\n");
        let decide = |bench: &Bench, data: &[&str]| {
            let more = ["--keep-going", "--subject", "teacher", "-o", "结果.parquet"];
            let said = run(bench, data, &more);
            let said: Vec<String> =
                said.lines().filter(|line| !line.contains("学校.csv")).map(str::to_owned).collect();
            (said, fs::read(bench.path("结果.parquet")).unwrap())
        };
        let flowed = decide(&columns, &["教师.parquet", "培训.parquet"]);
        let held = decide(&rows(columns), &["教师.parquet", "培训.parquet", "学校.csv"]);
        assert_eq!(flowed.0, held.0);
        assert_eq!(flowed.1, held.1);
    }
}

/// Enough people that a run takes a while.
fn many() -> (String, String) {
    let mut teachers = "姓名,身份证件号\n".to_owned();
    let mut trainings = "身份证件号,培训类别,培训获得学时,培训开始日期,培训结束日期\n".to_owned();
    for person in 0..4_000 {
        teachers += &format!("某人,T{person:05}\n");
        for training in 0..6 {
            let day = format!("2019-0{}-11", training + 1);
            trainings += &format!("T{:05},师德,{},{day},{day}\n", person * 7 % 4_000, person % 30);
        }
    }
    (teachers, trainings)
}

fn is_long() -> bool {
    std::env::var_os("POLICY_LONG_TESTS").is_some()
}

#[test]
fn a_killed_run_leaves_a_whole_result_or_none() {
    let (teachers, trainings) = many();
    let bench = Bench::new()
        .file("数据/教师.parquet", parquet(&texts(&teachers)))
        .file("数据/培训.arrow", arrow(&texts(&trainings)));
    let arguments = |result: &'static str| {
        [
            "run",
            "某区.policy",
            "--as-of",
            "2020-12-31",
            "--subject",
            "teacher",
            "--data",
            "数据",
            "-o",
            result,
        ]
    };
    let mut moments = 0x2545_f491_4f6c_dd1d_u64;
    let kills = if is_long() { 100 } else { 8 };
    let (mut absent, mut whole) = (0, 0);
    for result in ["结果.parquet", "结果.csv"] {
        let begun = Instant::now();
        assert_eq!(bench.run(&arguments(result)).status.code(), Some(1));
        let takes = begun.elapsed();
        let expected = fs::read(bench.path(result)).unwrap();
        fs::remove_file(bench.path(result)).unwrap();
        for _ in 0..kills / 2 {
            moments ^= moments << 13;
            moments ^= moments >> 7;
            moments ^= moments << 17;
            let mut child = bench
                .command(&arguments(result))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the command runs");
            sleep(takes.mul_f64((moments % 1_100) as f64 / 1_000.0));
            child.kill().expect("it is killed, or has ended");
            child.wait().expect("it ends");
            match fs::read(bench.path(result)) {
                Ok(bytes) => {
                    assert!(bytes == expected, "{result} is not whole");
                    fs::remove_file(bench.path(result)).unwrap();
                    whole += 1;
                }
                Err(_) => absent += 1,
            }
            let named = entries(&bench).into_iter().filter(|name| name.starts_with("结果"));
            assert_eq!(named.count(), 0);
        }
        // What was left under another name goes with the next run.
        assert_eq!(bench.run(&arguments(result)).status.code(), Some(1));
        let left = entries(&bench).into_iter().filter(|name| name.starts_with(".policy-"));
        assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
        fs::remove_file(bench.path(result)).unwrap();
    }
    println!("killed: {}; no result: {absent}, a whole one: {whole}", absent + whole);
}

fn entries(bench: &Bench) -> Vec<String> {
    let entries = fs::read_dir(bench.directory.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_nothing_is_left() {
    let (teachers, trainings) = many();
    let bench = Bench::new()
        .file("教师.parquet", parquet(&texts(&teachers)))
        .file("培训.parquet", parquet(&texts(&trainings)));
    let policy = env!("CARGO_BIN_EXE_policy");
    for result in ["结果.parquet", "结果.csv", "结果.json"] {
        // No file may have more than sixteen blocks of 512 bytes, as if there were no more room.
        let line = format!(
            "trap '' XFSZ; ulimit -f 16; exec '{policy}' --lang en run 某区.policy --as-of 2020-12-31 \
             --subject teacher -o {result} --data 教师.parquet 培训.parquet"
        );
        let output =
            Command::new("sh").args(["-c", &line]).current_dir(bench.directory.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains(&format!("cannot write {result}")) || said.contains("it is too large"),
            "{said}"
        );
        let left = entries(&bench);
        assert!(left.iter().all(|name| !name.contains("结果")), "{left:?}");
    }
    let full = ["run", "某区.policy", "教师.parquet", "培训.parquet", "--as-of", "2020-12-31"];
    let more = ["--subject", "teacher", "--format", "parquet", "-o", "/dev/full"];
    assert_snapshot!("full_disk", bench.says(&[&full[..], &more].concat()));
}
