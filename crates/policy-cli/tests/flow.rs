//! A population that flows by in columns gets the same results, and the same remarks, as one that is held in rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, StringArray};
use common::Bench;
use common::files::{arrow, batch, parquet_of, texts};
use parquet::basic::Compression;

/// Sums in calendar years, in a cycle of one's own, a look at verdicts, repeats that count once, two lists, and facts of all kinds.
const POLICY: &str = r#"
vocabulary flowing {
  terms category { public "公需" professional "专业" { ethics "师德" subject_skill "学科" } }
  terms staff { full_time "专任" titled "职称" other "其他" }
  outcome rating.excellent "评为优秀"
  subject teacher "教师" also teachers {
    key id "编号"
    fact name "姓名": text
    fact hired "入职日期": date
    fact staff "类别": staff
    fact principal "校长": flag default no
    fact school "学校": text
    fact left "离职日期": date
    event training "培训" also trainings dated end lasting start to end {
      category "培训类别": category
      project "项目": text
      hours "学时": hours
      start "开始": date
      end "结束": date
      certified "有证": flag
    }
    event paper "论文" also papers dated printed { printed "刊出": date  words "字数": number }
  }
}
policy flowing_2019 {
  effective 2017-01-01 to 2020-12-31
  uses flowing
  recognition of trainings {
    count where certified or category is ethics
    once per project, the highest
  }
  rule enough "学时" { for teachers where staff is full_time or principal  each year  require hours >= 40, of which { ethics >= 5 } }
  rule cycle "周期" { for teachers  every 2 years from hired  require hours >= 60 }
  rule writes "论文" { for teachers  each year  require count of papers >= 1 }
  consequence veto "否决" { when enough is unmet  deny rating.excellent for that year }
}
"#;

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len() as u64) as usize]
    }
}

struct Tables {
    teachers: String,
    trainings: String,
    papers: String,
}

/// Invented people and what they did, some of it spoilt; `sorted` where events stand by their people.
fn tables(seed: u64, people: u64, sorted: bool) -> Tables {
    let mut numbers = Numbers(seed);
    let mut teachers = "编号,姓名,入职日期,类别,校长,学校,离职日期\n".to_owned();
    for person in 0..people {
        let id = match numbers.below(40) {
            // Twice: now the same, now not.
            0 => format!("T{:04}", numbers.below(person + 1)),
            1 => String::new(),
            _ => format!("T{person:04}"),
        };
        let day = format!("{}-{:02}-1", 2015 + numbers.below(4), numbers.below(12) + 1);
        let hired = numbers.of(&[&day, &day, &day, &day, "20160901", "", "不详"]).to_owned();
        let staff = numbers.of(&["full_time", "专任", "职称", "other", ""]);
        let principal = numbers.of(&["否", "是", "", "no"]);
        let name = numbers.of(&["张三", "李四", "=1+1", ""]);
        // No rule reads it; but of whom it cannot be read, the row cannot be used.
        let left = numbers.of(&["", "", "", "2020-07-01", "2020/7/1", "去年"]);
        writeln!(teachers, "{id},{name},{hired},{staff},{principal},{}小,{left}", numbers.below(3)).unwrap();
    }
    let mut rows = Vec::new();
    for _ in 0..people * 8 {
        let owner = numbers.below(people);
        let id = match numbers.below(60) {
            0 => "无此人无此人".to_owned(),
            1 => String::new(),
            2 => format!("t{owner:04}"),
            3 => format!("Ｔ{owner:04}"),
            4 => "3.20E+17".to_owned(),
            _ => format!("T{owner:04}"),
        };
        let category = numbers.of(&["公需", "师德", "ethics", "学科", "subject_skill", "", "师德", "德师"]);
        let hours = numbers.below(30);
        let hours = match numbers.below(30) {
            0 => String::new(),
            1 => "八".to_owned(),
            2 => "-3".to_owned(),
            3 => format!("{hours}学时"),
            4 => format!("{hours}天"),
            _ => format!("{hours}.5"),
        };
        let day = |numbers: &mut Numbers| {
            format!("{}-{:02}-{:02}", 2017 + numbers.below(4), numbers.below(12) + 1, numbers.below(28) + 1)
        };
        let start = day(&mut numbers);
        let end = if numbers.below(10) > 0 { start.clone() } else { day(&mut numbers) };
        let end = if numbers.below(40) > 0 { end } else { "2019-02-31".to_owned() };
        let certified = numbers.of(&["是", "是", "1", "否", "", "或许"]);
        let project = numbers.below(12);
        let row = match numbers.below(50) {
            0 => format!("{id},,,,,,"),
            1 => format!("{id},,项目{project},,,,"),
            _ => format!("{id},{category},项目{project},{hours},{start},{end},{certified}"),
        };
        rows.push((owner, row));
    }
    if sorted {
        rows.sort_by_key(|(owner, _)| *owner);
    }
    let mut trainings = "编号,培训类别,项目,学时,开始,结束,有证\n".to_owned();
    rows.iter().for_each(|(_, row)| trainings += &format!("{row}\n"));
    let mut papers = "编号,刊出,字数\n".to_owned();
    for _ in 0..people {
        writeln!(papers, "T{:04},{}-05-01,5000", numbers.below(people), 2017 + numbers.below(4)).unwrap();
    }
    Tables { teachers, trainings, papers }
}

/// A table as lines of JSON, whose rows are numbered as those of columns are.
fn lines(csv: &str) -> String {
    let mut rows = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let headings = rows.next().unwrap();
    let mut text = String::new();
    for row in rows {
        let cells = headings.iter().zip(row).map(|(heading, cell)| format!("\"{heading}\":\"{cell}\""));
        writeln!(text, "{{{}}}", cells.collect::<Vec<_>>().join(",")).unwrap();
    }
    text
}

fn decided(bench: &Bench, ending: &str, more: &[&str]) -> (Vec<u8>, String) {
    let data: Vec<String> = ["教师", "培训", "论文"]
        .iter()
        .map(|name| format!("{name}.{ending}"))
        .filter(|name| bench.has(name))
        .collect();
    let data: Vec<&str> = data.iter().map(String::as_str).collect();
    let arguments = [
        &["run", "flowing.policy", "--as-of", "2020-06-30", "-o", "结果.parquet"][..],
        more,
        &["--data"],
        &data,
    ]
    .concat();
    let output = bench.run(&arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    (fs::read(bench.path("结果.parquet")).unwrap(), said.replace(&format!(".{ending}"), ""))
}

/// Which way a run went is not told; but columns that a rule reads and rows do not are looked at by neither.
fn agree(tables: &Tables, rows_in_group: usize) {
    let rows = Bench::new()
        .file("flowing.policy", POLICY)
        .file("教师.ndjson", lines(&tables.teachers))
        .file("培训.ndjson", lines(&tables.trainings))
        .file("论文.ndjson", lines(&tables.papers));
    let held = decided(&rows, "ndjson", &[]);
    let in_groups = |csv: &str| parquet_of(&texts(csv), rows_in_group, Compression::SNAPPY);
    let columns = Bench::new()
        .file("flowing.policy", POLICY)
        .file("教师.parquet", in_groups(&tables.teachers))
        .file("培训.parquet", in_groups(&tables.trainings))
        .file("论文.parquet", in_groups(&tables.papers))
        .file("教师.arrow", arrow(&texts(&tables.teachers)))
        .file("培训.arrow", arrow(&texts(&tables.trainings)))
        .file("论文.arrow", arrow(&texts(&tables.papers)));
    for threads in ["1", "2", "5"] {
        for ending in ["parquet", "arrow"] {
            let flowed = decided(&columns, ending, &["--threads", threads]);
            similar(&held.1, &flowed.1);
            assert_eq!(held.0, flowed.0, "{threads} threads, .{ending}");
        }
    }
}

fn similar(held: &str, flowed: &str) {
    if held != flowed {
        let differs = held.lines().zip(flowed.lines()).find(|(one, other)| one != other);
        panic!("{differs:?}\n{} and {} lines", held.lines().count(), flowed.lines().count());
    }
}

#[test]
fn columns_and_rows_get_the_same_results_byte_for_byte() {
    let seeds = if std::env::var_os("POLICY_LONG_TESTS").is_some() { 200 } else { 3 };
    for seed in 0..seeds {
        agree(&tables(seed, 60 + seed * 7, seed % 2 == 0), 7 + seed as usize * 50);
    }
}

#[test]
fn a_column_without_any_value_is_missing_however_it_is_read() {
    let Tables { teachers, trainings, papers } = tables(5, 40, false);
    // What is packed as a dictionary has then no value in it.
    let empty = |csv: &str, columns: &[usize]| {
        let line = |(row, line): (usize, &str)| {
            let cells = line.split(',').enumerate();
            let kept =
                cells.map(|(column, cell)| if row > 0 && columns.contains(&column) { "" } else { cell });
            kept.collect::<Vec<_>>().join(",") + "\n"
        };
        csv.lines().enumerate().map(line).collect::<String>()
    };
    let (teachers, trainings) = (empty(&teachers, &[3, 4]), empty(&trainings, &[1, 6]));
    agree(&Tables { teachers, trainings, papers }, 30);
}

#[test]
fn a_text_that_stands_in_many_rows_asks_for_no_more_than_is_held() {
    let (rows, long) = (30_000, "长".repeat(12_000));
    let ids = vec!["T0001"; rows];
    let projects: DictionaryArray<Int32Type> = std::iter::repeat_n(long.as_str(), rows).collect();
    let trainings = batch(&[
        ("编号", Arc::new(StringArray::from(ids)) as ArrayRef),
        ("项目", Arc::new(projects)),
        ("学时", Arc::new(arrow_array::UInt32Array::from_iter_values((0..).take(rows)))),
    ]);
    let bench = Bench::new()
        .file("flowing.policy", POLICY)
        .file("教师.parquet", parquet_of(&texts("编号,姓名\nT0001,张三\n"), 10, Compression::SNAPPY))
        .file("培训.parquet", parquet_of(&trainings, rows, Compression::SNAPPY));
    let data = ["--data", "教师.parquet", "培训.parquet"];
    let run = ["run", "flowing.policy", "--as-of", "2020-06-30", "-o", "结果.parquet"];
    let said = bench.says(&[&run[..], &data].concat());
    assert!(said.starts_with("exit 2") && said.contains("1024 MiB"), "{said}");
}

#[test]
fn what_only_some_files_have_is_missing_in_the_others() {
    let tables = tables(11, 40, false);
    let (headings, rows) = tables.trainings.split_once('\n').unwrap();
    let (first, second) = rows.split_at(rows.match_indices('\n').nth(150).unwrap().0 + 1);
    let without = |csv: &str| {
        let rows = csv.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned());
        rows.collect::<Vec<_>>().join("\n") + "\n"
    };
    let parts = |write: &dyn Fn(&str) -> Vec<u8>, ending: &str| {
        let bench = Bench::new()
            .file("flowing.policy", POLICY)
            .file(&format!("数据/教师.{ending}"), write(&tables.teachers))
            .file(&format!("数据/培训.{ending}"), write(&format!("{headings}\n{first}")))
            .file(&format!("数据/trainings.{ending}"), write(&without(&format!("{headings}\n{second}"))));
        let arguments =
            ["run", "flowing.policy", "--as-of", "2020-06-30", "-o", "结果.parquet", "--data", "数据"];
        let said = bench.say("zh", &arguments).replace(&format!(".{ending}"), "");
        (said, fs::read(bench.path("结果.parquet")).unwrap())
    };
    let held = parts(&|csv| lines(csv).into_bytes(), "ndjson");
    let flowed = parts(&|csv| parquet_of(&texts(csv), 50, Compression::SNAPPY), "parquet");
    similar(&held.0, &flowed.0);
    assert_eq!(held.1, flowed.1);
}
