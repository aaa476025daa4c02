//! `-o result.parquet`: the same results as in JSON, in columns of real types.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use common::Bench;
use insta::assert_snapshot;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use policy_core::Decimal;

const TEACHERS: &str = "姓名,身份证件号,入职日期,学校\n\
    张三,T001,2015-09-01,一小\n\
    李四,T002,2016/9/1,一小\n\
    王五,T003,2017年9月1日,二小\n\
    ,T004,,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训开始日期,培训结束日期\n\
    T001,师德,项目甲,30,2019-02-01,2019-02-03\n\
    T001,学科培训,项目乙,60.5,2019-03-01,2019-03-03\n\
    T003,师德,项目乙,八,2019-03-01,2019-03-03\n\
    T003,,项目乙,5,2019-03-01,\n\
    T002,师德,项目甲,30,2019-02-01,2019-02-03\n";

fn bench() -> Bench {
    Bench::new().file("教师.csv", TEACHERS).file("培训.csv", TRAININGS)
}

const RUN: [&str; 7] = ["run", "某区.policy", "教师.csv", "培训.csv", "--as-of", "2020-12-31", "-o"];

fn read(bytes: Vec<u8>) -> Vec<RecordBatch> {
    let path = tempfile::NamedTempFile::new().unwrap();
    fs::write(path.path(), bytes).unwrap();
    let file = fs::File::open(path.path()).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    reader.map(Result::unwrap).collect()
}

fn cell(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return "·".to_owned();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Dictionary(..) => {
            let words = column.as_dictionary::<Int32Type>();
            let key = words.keys().value(row) as usize;
            words.values().as_string::<i32>().value(key).to_owned()
        }
        DataType::Date32 => column.as_primitive::<Date32Type>().value_as_date(row).unwrap().to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::Decimal128(19, 6) => {
            let millionths = i64::try_from(column.as_primitive::<Decimal128Type>().value(row)).unwrap();
            Decimal::from_millionths(millionths).to_string()
        }
        DataType::List(_) => {
            let list = column.as_list::<i32>().value(row);
            let texts = list.as_string::<i32>();
            texts.iter().flatten().collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other}"),
    }
}

#[test]
fn each_verdict_and_each_consequence_is_a_row() {
    let bench = bench();
    let output = bench.run(&[&RUN[..], &["结果.parquet"]].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let bytes = fs::read(bench.path("结果.parquet")).unwrap();
    let batches = read(bytes.clone());
    let schema = batches[0].schema();
    let mut shown: Vec<String> = schema
        .fields()
        .iter()
        .map(|field| {
            let null = if field.is_nullable() { ", or nothing" } else { "" };
            format!("{}: {}{null}", field.name(), field.data_type())
        })
        .collect();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let cells: Vec<String> = batch.columns().iter().map(|column| cell(column, row)).collect();
            shown.push(cells.join(" | "));
        }
    }
    assert_snapshot!("parquet_rows", shown.join("\n"));
    // The same once more, byte for byte; to the standard output too.
    bench.run(&[&RUN[..], &["结果.parquet"]].concat());
    assert_eq!(fs::read(bench.path("结果.parquet")).unwrap(), bytes);
    let piped = bench.run(&[&RUN[..6], &["--format", "parquet"]].concat());
    assert_eq!(piped.stdout, bytes);
}

#[test]
fn a_result_without_rows_has_its_columns_all_the_same() {
    let bench = bench();
    let arguments = [&RUN[..], &["结果.parquet", "--period", "2030"]].concat();
    let output = bench.run(&arguments);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let batches = read(fs::read(bench.path("结果.parquet")).unwrap());
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 0);
}
