//! Parquet and Arrow IPC as data: what they say is what a text table would say, and what is wrong with them is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringDictionaryBuilder, StringViewBuilder};
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal128Array, Float32Array, Float64Array,
    Int16Array, Int64Array, LargeStringArray, NullArray, RecordBatch, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, UInt64Array,
};
use arrow_ipc::CompressionType;
use arrow_schema::DataType;
use common::Bench;
use common::files::{arrow, batch, parquet, parquet_of, stream, texts, with_properties};
use insta::assert_snapshot;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

const TEACHERS: &str = "姓名,身份证件号,入职日期,学校\n\
    张三,T001,2015-09-01,一小\n\
    李四,T002,2016/9/1,一小\n\
    王五,T003,2017年9月1日,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n\
    T001,师德,项目甲,30,2019-02-01,2019-02-03\n\
    T001,学科培训,项目乙,60.5,2019-03-01,2019-03-03\n\
    T002,师德,项目甲,30,2019-02-01,2019-02-03\n";

const RUN: [&str; 5] = ["run", "某区.policy", "--as-of", "2020-12-31", "--data"];

fn stdout(bench: &Bench, data: &[&str]) -> String {
    let output = bench.run(&[&RUN[..], data].concat());
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn from_text_tables() -> String {
    stdout(&Bench::new().file("教师.csv", TEACHERS).file("培训.csv", TRAININGS), &["教师.csv", "培训.csv"])
}

#[test]
fn columns_say_what_a_text_table_says() {
    let (teachers, trainings) = (texts(TEACHERS), texts(TRAININGS));
    let packings = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ];
    let mut files: Vec<Vec<u8>> =
        packings.into_iter().map(|packing| parquet_of(&trainings, 1, packing)).collect();
    files.push(arrow(&trainings));
    files.extend(
        [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)]
            .map(|packing| stream(&trainings, packing)),
    );
    for bytes in files {
        // What a file is, its first bytes say.
        let bench = Bench::new().file("教师.arrow", arrow(&teachers)).file("培训.parquet", bytes);
        assert_eq!(stdout(&bench, &["教师.arrow", "培训.parquet"]), from_text_tables());
    }
}

#[test]
fn a_directory_of_parts_is_read_in_the_order_of_names() {
    let trainings = texts(TRAININGS);
    let bench = Bench::new()
        .file("数据/教师.parquet", parquet(&texts(TEACHERS)))
        .file("数据/培训.parquet", parquet(&trainings.slice(0, 2)))
        .file("数据/培训记录.feather", arrow(&trainings.slice(2, 1)));
    assert_eq!(stdout(&bench, &["数据"]), from_text_tables());
}

/// The days of the trainings: those on which they begin, and on which they end.
const DAYS: [[i32; 3]; 2] = [[17_928, 17_956, 17_928], [17_930, 17_958, 17_930]];

fn with(name: &str, column: ArrayRef) -> RecordBatch {
    let trainings = texts(TRAININGS);
    let schema = trainings.schema();
    let place = schema.index_of(name).expect("a column");
    let mut columns: Vec<(&str, ArrayRef)> = schema
        .fields()
        .iter()
        .map(|own| own.name().as_str())
        .zip(trainings.columns().iter().cloned())
        .collect();
    columns[place].1 = column;
    batch(&columns)
}

#[test]
fn a_column_may_be_of_any_type_that_says_the_same() {
    let ids = ["T001", "T001", "T002"];
    let dictionary: StringDictionaryBuilder<Int32Type> = {
        let mut keys = StringDictionaryBuilder::new();
        ["师德", "学科培训", "师德"].iter().for_each(|kind| keys.append_value(kind));
        keys
    };
    let mut dictionary = dictionary;
    let few: arrow_array::DictionaryArray<Int8Type> = ["师德", "学科培训", "师德"].into_iter().collect();
    let ticks = |day: i32, per_day: i64| i64::from(day) * per_day + per_day / 2;
    let same: Vec<RecordBatch> = vec![
        with("身份证件号", Arc::new(LargeStringArray::from(ids.to_vec()))),
        with("身份证件号", Arc::new(StringViewArray::from(ids.to_vec()))),
        with("培训类别", Arc::new(dictionary.finish())),
        with("培训类别", Arc::new(few)),
        with("培训获得学时", Arc::new(Float64Array::from(vec![30.0, 60.5, 30.0]))),
        with("培训获得学时", Arc::new(Float32Array::from(vec![30.0, 60.5, 30.0]))),
        with(
            "培训获得学时",
            Arc::new(
                Decimal128Array::from(vec![3_000, 6_050, 3_000]).with_precision_and_scale(10, 2).unwrap(),
            ),
        ),
        with("培训获得学时", Arc::new(StringArray::from(vec!["30学时", "６０.５ 学时", "30 hours"]))),
        with("培训结束日期", Arc::new(Date32Array::from(DAYS[1].to_vec()))),
        with(
            "培训结束日期",
            Arc::new(Date64Array::from_iter_values(DAYS[1].map(|day| i64::from(day) * 86_400_000))),
        ),
        with(
            "培训结束日期",
            Arc::new(TimestampMillisecondArray::from_iter_values(DAYS[1].map(|day| ticks(day, 86_400_000)))),
        ),
        with(
            "培训开始日期",
            Arc::new(
                TimestampMicrosecondArray::from_iter_values(DAYS[0].map(|day| ticks(day, 86_400_000_000)))
                    .with_timezone("+08:00"),
            ),
        ),
        // Midnight there is not midnight everywhere.
        with(
            "培训结束日期",
            Arc::new(
                TimestampMillisecondArray::from_iter_values(
                    DAYS[1].map(|day| i64::from(day) * 86_400_000 - 8 * 3_600_000),
                )
                .with_timezone("+08:00"),
            ),
        ),
        with("培训结束日期", Arc::new(Int64Array::from(vec![20_190_203, 20_190_303, 20_190_203]))),
    ];
    for trainings in same {
        for bytes in [parquet(&trainings), arrow(&trainings)] {
            let bench = Bench::new().file("教师.csv", TEACHERS).file("培训.parquet", bytes);
            assert_eq!(
                stdout(&bench, &["教师.csv", "培训.parquet"]),
                from_text_tables(),
                "{:?}",
                trainings.schema()
            );
        }
    }
}

#[test]
fn identifiers_in_numbers_keep_their_digits_or_are_refused() {
    let teachers = |ids: ArrayRef| {
        let names = Arc::new(StringArray::from(vec!["张三", "李四"])) as ArrayRef;
        Bench::new().file("教师.parquet", parquet(&batch(&[("姓名", names), ("身份证件号", ids)])))
    };
    let whole = Int64Array::from(vec![320_000_199_001_010_017, 7]);
    let said = stdout(&teachers(Arc::new(whole)), &["教师.parquet"]);
    assert!(said.contains("320000199001010017"), "{said}");
    let wide =
        Decimal128Array::from(vec![320_000_199_001_010_017, 7]).with_precision_and_scale(18, 0).unwrap();
    assert!(stdout(&teachers(Arc::new(wide)), &["教师.parquet"]).contains("320000199001010017"));
    let lost = Float64Array::from(vec![320_000_199_001_010_017.0, 7.0]);
    assert_snapshot!("columns_lost_digits", teachers(Arc::new(lost)).decides(&["教师.parquet"]));
}

#[test]
fn what_cannot_be_read_is_set_aside_with_its_row() {
    let ids = Arc::new(StringArray::from(vec![Some("T001"), None, Some("T009"), Some("T001"), Some("T002")]));
    let hours =
        Arc::new(Float64Array::from(vec![Some(f64::NAN), Some(8.0), Some(8.0), Some(0.1 + 0.2), Some(-8.0)]));
    let count = Arc::new(UInt64Array::from(vec![u64::MAX, 1, 1, 1, 1])) as ArrayRef;
    let trainings = batch(&[
        ("身份证件号", ids as ArrayRef),
        ("培训获得学时", hours),
        ("培训类别", Arc::new(NullArray::new(5))),
        ("培训开始日期", Arc::new(Date32Array::from(vec![i32::MAX, 0, 0, 17_930, 17_928]))),
        ("培训结束日期", Arc::new(Date32Array::from(vec![17_930, 0, 0, 17_928, 17_930]))),
        ("外语学时", count),
    ]);
    // Row groups of two rows: rows are numbered through all of them.
    let bytes = parquet_of(&trainings, 2, Compression::SNAPPY);
    let bench = Bench::new().file("教师.csv", TEACHERS).file("培训.parquet", bytes);
    assert_snapshot!("columns_set_aside", bench.decides(&["教师.csv", "培训.parquet"]));
}

#[test]
fn no_rows_are_nobody_and_nothing() {
    let bench = Bench::new()
        .file("教师.parquet", parquet(&texts(TEACHERS)))
        .file("培训.parquet", parquet(&texts(TRAININGS).slice(0, 0)));
    let csv = Bench::new()
        .file("教师.csv", TEACHERS)
        .file("培训.csv", TRAININGS.lines().next().unwrap().to_owned() + "\n");
    assert_eq!(stdout(&bench, &["教师.parquet", "培训.parquet"]), stdout(&csv, &["教师.csv", "培训.csv"]));
}

#[test]
fn a_description_speaks_of_columns_too() {
    let export = TRAININGS.replace("身份证件号,培训类别", "工号,类别").replace("培训结束日期", "完成日");
    let teachers = TEACHERS.replace("身份证件号", "工号");
    let bench =
        Bench::new().file("甲.parquet", parquet(&texts(&teachers))).file("乙.arrow", arrow(&texts(&export)));
    let said = bench.say("zh", &["data", "init", "某区.policy", "--data", "甲.parquet", "乙.arrow"]);
    assert_snapshot!("columns_described", said + &std::fs::read_to_string(bench.path("data.toml")).unwrap());
    let mended = std::fs::read_to_string(bench.path("data.toml")).unwrap();
    assert!(mended.contains("\"完成日\""), "{mended}");
    assert_eq!(stdout(&bench, &["data.toml"]), from_text_tables());
}

#[test]
fn data_check_looks_at_columns_too() {
    let trainings = TRAININGS.to_owned() + "T002,师德,项目甲,30,2019-02-01,2019-02-03\n";
    let bench = Bench::new()
        .file("教师.parquet", parquet(&texts(TEACHERS)))
        .file("培训.parquet", parquet(&texts(&trainings)));
    let arguments = ["data", "check", "某区.policy", "--data", "教师.parquet", "培训.parquet"];
    assert_snapshot!("columns_checked", bench.says(&arguments));
}

fn refused(bytes: impl AsRef<[u8]>) -> String {
    let bench = Bench::new().file("教师.csv", TEACHERS).file("培训.parquet", bytes);
    bench.says(&[&RUN[..], &["教师.csv", "培训.parquet"]].concat())
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let trainings = texts(TRAININGS);
    let whole = parquet_of(&trainings, 2, Compression::UNCOMPRESSED);
    assert_snapshot!("columns_no_parquet", refused("身份证件号,学时\nT001,8\n"));
    assert_snapshot!("columns_empty", refused(""));
    assert_snapshot!("columns_cut", refused(&whole[..whole.len() / 2]));
    assert_snapshot!("columns_encrypted", refused([b"PARE", &whole[4..whole.len() - 4], b"PARE"].concat()));
    // The text of a cell in the second row group, and with it the length that stands before it.
    let mut changed = whole.clone();
    let place = changed.windows(4).rposition(|bytes| bytes == b"T002").expect("a cell");
    changed.iter_mut().skip(place - 20).take(20).for_each(|byte| *byte = 0xff);
    let said = refused(&changed);
    assert!(said.starts_with("exit 2"), "{said}");
    let says_brotli = |mut bytes: Vec<u8>| {
        // No writer of ours packs so: another's mark is put in the place of ours.
        let metadata =
            bytes.len() - 8 - u32::from_le_bytes(bytes[bytes.len() - 8..][..4].try_into().unwrap()) as usize;
        let mut marks = 0;
        for at in metadata..bytes.len() - 8 {
            // Field 4 of a column's metadata: the codec, here LZ4_RAW (7), to be BROTLI (4).
            if bytes[at..at + 2] == [0x15, 0x0e] {
                bytes[at + 1] = 0x08;
                marks += 1;
            }
        }
        assert!(marks > 0);
        bytes
    };
    assert_snapshot!(
        "columns_packing",
        refused(says_brotli(parquet_of(&trainings, 9, Compression::LZ4_RAW)))
    );
    let stream = stream(&trainings, None);
    assert_snapshot!("columns_cut_stream", refused(&stream[..stream.len() - 8]));
    // Whatever byte is changed, nothing ends the command but itself.
    for step in 0..40 {
        for whole in [&whole, &stream] {
            let mut changed = whole.clone();
            let place = changed.len() * step / 40;
            changed[place] ^= 0xff;
            let bench = Bench::new().file("教师.csv", TEACHERS).file("培训.parquet", changed);
            let status = bench.run(&[&RUN[..], &["教师.csv", "培训.parquet"]].concat()).status.code();
            assert!(status.is_some_and(|status| status <= 2), "byte {place}: {status:?}");
        }
    }
}

#[test]
fn what_would_unpack_to_too_much_is_not_unpacked() {
    let long = "长".repeat(90 << 20);
    let trainings = batch(&[
        ("身份证件号", Arc::new(StringArray::from(vec!["T001"])) as ArrayRef),
        ("培训类别", Arc::new(StringArray::from(vec![long.as_str()]))),
        ("培训获得学时", Arc::new(Int16Array::from(vec![8]))),
        ("有证书", Arc::new(BooleanArray::from(vec![true]))),
    ]);
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_write_batch_size(1)
        .build();
    let bomb = with_properties(&trainings, properties.clone());
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_snapshot!("columns_bomb", refused(bomb));
    // What nothing reads does no harm.
    let unread = batch(&[
        ("身份证件号", Arc::new(StringArray::from(vec!["T001"])) as ArrayRef),
        ("培训获得学时", Arc::new(Int16Array::from(vec![8]))),
        ("备注", Arc::new(StringArray::from(vec![long.as_str()]))),
    ]);
    let said = refused(with_properties(&unread, properties.clone()));
    assert!(said.starts_with("exit 1"), "{said}");
    // Each page is within bounds, but many of them are read at once.
    let mut texts_alike = StringViewBuilder::new().with_deduplicate_strings();
    (0..24).for_each(|_| texts_alike.append_value(&long[..48 << 20]));
    let together = batch(&[
        ("身份证件号", Arc::new(StringArray::from(vec!["T001"; 24])) as ArrayRef),
        ("培训类别", Arc::new(texts_alike.finish())),
    ]);
    let together = with_properties(&together, properties);
    assert!(together.len() < 1 << 20, "{}", together.len());
    assert_snapshot!("columns_bomb_together", refused(together));
    let (headings, rows) = TRAININGS.split_once('\n').unwrap();
    let many = format!("{headings}\n{}", rows.repeat(100));
    let mut stream = stream(&texts(&many), Some(CompressionType::ZSTD));
    // What stands before a packed buffer says what it unpacks to: far more than it does.
    let frame =
        stream.windows(4).position(|bytes| bytes == [0x28, 0xb5, 0x2f, 0xfd]).expect("a packed buffer");
    stream[frame - 8..frame].copy_from_slice(&(1_i64 << 40).to_le_bytes());
    assert_snapshot!("columns_bomb_stream", refused(stream));
}

#[test]
fn more_rows_than_are_held_are_refused_where_they_would_be() {
    const ROWS: usize = 20_000_001;
    let events = batch(&[
        ("身份证件号", arrow_array::new_null_array(&DataType::Utf8, ROWS)),
        ("培训获得学时", arrow_array::new_null_array(&DataType::Int8, ROWS)),
    ]);
    let small = parquet(&events.slice(0, 1));
    let events = parquet_of(&events, ROWS, Compression::SNAPPY);
    let footer = u32::from_le_bytes(events[events.len() - 8..][..4].try_into().unwrap()) as usize;
    let (pages, footer) = events.split_at(events.len() - 8 - footer);
    // No row takes less than a bit; so a file that is to hold as many as it says must be so long. Its first page is damaged.
    let plausible = [&b"PAR1"[..], &[0xff; 16], &pages[20..], &vec![0; ROWS / 8][..], footer].concat();
    let bench = Bench::new()
        .file("teacher.parquet", parquet(&texts(TEACHERS)))
        .file("training.parquet", &events)
        .file("数据/training.parquet", &events);
    let run = |bench: &Bench, result: &str| {
        let data = ["run", "某区.policy", "--as-of", "2020-12-31", "--subject", "teacher", "-o", result];
        bench.says(&[&data[..], &["--data", "teacher.parquet", "training.parquet"]].concat())
    };
    assert_snapshot!("columns_too_many_rows", run(&bench, "结果.csv"));
    assert_eq!(run(&bench, "结果.parquet"), run(&bench, "结果.csv"));
    // What only looks at the first rows does not mind, and neither does what lets columns flow by.
    let described = bench.say("zh", &["data", "init", "某区.policy", "--data", "数据"]);
    assert!(described.starts_with("exit 0"), "{described}");
    let bench = bench.file("training.parquet", plausible);
    assert_snapshot!("columns_many_rows_flow", run(&bench, "结果.parquet"));
    let bench = bench.file("training.parquet", small);
    assert!(run(&bench, "结果.parquet").starts_with("exit 1"));
}

#[test]
fn columns_that_are_too_many_or_of_no_use_are_told() {
    let number = Arc::new(Int16Array::from(vec![1])) as ArrayRef;
    let names: Vec<String> = (0..1_001).map(|place| format!("列{place}")).collect();
    let columns: Vec<(&str, ArrayRef)> =
        names.iter().map(|name| (name.as_str(), Arc::clone(&number))).collect();
    assert_snapshot!("columns_too_many", refused(parquet(&batch(&columns))));
    let mut nested = ListBuilder::new(arrow_array::builder::Int32Builder::new());
    nested.append_value([Some(8)]);
    let nested = Arc::new(nested.finish()) as ArrayRef;
    let id = Arc::new(StringArray::from(vec!["T001"])) as ArrayRef;
    let trainings = batch(&[("身份证件号", Arc::clone(&id)), ("培训获得学时", Arc::clone(&nested))]);
    assert_snapshot!("columns_nested", refused(parquet(&trainings)));
    // Where nothing is to be read from it, no column does harm.
    let hours = Arc::new(Int16Array::from(vec![8])) as ArrayRef;
    let unused = batch(&[("身份证件号", id), ("培训获得学时", hours), ("标签", nested)]);
    let said = refused(parquet(&unused));
    assert!(said.starts_with("exit 1"), "{said}");
}

#[test]
fn a_number_in_a_column_of_texts_is_that_text() {
    let teachers = TEACHERS.replace("一小", "3").replace("二小", "4");
    let numbers = Int64Array::from(vec![3, 3, 4]);
    let table = texts(&teachers);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("姓名", Arc::clone(table.column(0))),
        ("身份证件号", Arc::clone(table.column(1))),
        ("入职日期", Arc::clone(table.column(2))),
        ("学校", Arc::new(numbers)),
    ];
    let csv = stdout(&Bench::new().file("教师.csv", &teachers), &["教师.csv"]);
    assert!(csv.contains("school 3"), "{csv}");
    assert_eq!(stdout(&Bench::new().file("教师.parquet", parquet(&batch(&columns))), &["教师.parquet"]), csv);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("教师").unwrap();
    for (row, line) in (0..).zip(teachers.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
    let bench = Bench::new().file("教师.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(stdout(&bench, &["教师.xlsx"]), csv);
}
