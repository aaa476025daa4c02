//! What cannot be read: said where it stands, in both languages, and nobody is judged as if it had not been there.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Date32Array, Int32Array, ListArray, RecordBatch, StringArray, StructArray,
    TimestampSecondArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use policy_core::{Engine, FieldId, ListId, RecordReader, Status, ValueError};
use policy_messages::Language;
use policy_table::{Join, Options, Source, State, Table, TableError};

const POLICY: &str = r#"
vocabulary words {
  terms kind { ethics  public }
  terms stage { primary  junior }
  subject teacher "教师" also teachers {
    key id "身份证件号"
    fact stage: stage
    event training "培训" also trainings dated end lasting start to end {
      kind: kind
      hours "学时": hours
      start: date
      end: date
    }
  }
}
policy yearly {
  effective 2023-01-01 to 2025-12-31
  uses words
  rule enough { for teachers where stage is primary each year require hours >= 30 }
  rule ethical { for teachers each year require has training of ethics }
}
"#;

fn engine() -> Engine {
    Engine::new(policy_dsl::compile_str(POLICY).expect("it compiles")).expect("it is sound")
}

fn as_of() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2024, 1, 31).expect("a day")
}

fn strings(texts: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from_iter(texts))
}

/// Events of two teachers: the first two are the one's.
fn events(columns: Vec<(&str, ArrayRef)>, lengths: [usize; 2]) -> ArrayRef {
    let columns = columns
        .into_iter()
        .map(|(name, array)| (Arc::new(Field::new(name, array.data_type().clone(), true)), array));
    let events = StructArray::from(columns.collect::<Vec<_>>());
    let item = Arc::new(Field::new("item", events.data_type().clone(), true));
    Arc::new(ListArray::new(item, OffsetBuffer::from_lengths(lengths), Arc::new(events), None))
}

#[test]
fn a_value_that_does_not_fit_is_said_and_missing() {
    let engine = engine();
    let bench = engine.at(as_of());
    let vocabulary = &engine.plan().vocabulary;
    let teacher = vocabulary.subject("teacher").expect("a teacher");
    let trainings = events(
        vec![
            ("kind", strings(&[Some("ethics"), Some("ethcs"), Some("public")])),
            ("hours", Arc::new(Int32Array::from(vec![Some(40), Some(-1), Some(30)]))),
            ("start", Arc::new(Date32Array::from(vec![None, Some(19_500), Some(19_700)]))),
            ("end", strings(&[Some("2023-05-01"), Some("2023年5月31日"), Some("2023/6/31")])),
        ],
        [2, 1],
    );
    let batch = RecordBatch::try_from_iter([
        ("stage", strings(&[Some("primary"), Some("primery")])),
        ("trainings", trainings),
    ]);
    let batch = batch.expect("columns of one length");
    let table = Table::new(&bench, teacher, batch.schema()).expect("the columns are known");
    let verdicts = table.decide(&batch, 10).expect("the columns are the same");
    let refusals: Vec<String> = verdicts
        .refusals
        .iter()
        .map(|own| {
            let (english, chinese) = (own.reason.text(Language::English), own.reason.text(Language::Chinese));
            format!("{} {:?} {:?}: {english} | {chinese}", own.subject, own.event, own.field)
        })
        .collect();
    insta::assert_snapshot!(refusals.join("\n"));
    assert_eq!(verdicts.refused, refusals.len() as u64);
    assert_eq!(verdicts.state(1), Some(State::SetAside));
    assert_eq!(verdicts.decision(1), None);
    let reader = RecordReader::new(vocabulary, teacher);
    let record = reader
        .read_json(
            r#"{"stage": "primary", "trainings": [
                {"kind": "ethics", "hours": 40, "end": "2023-05-01"}, {"start": "2023-05-23", "end": "2023-05-31"}
            ]}"#,
        )
        .expect("a record");
    assert_eq!(verdicts.decision(0), Some(bench.decide(&record)));
    assert_eq!(verdicts.columns()[0].status[0], Status::Met);
}

#[test]
fn an_event_that_ends_before_it_begins_keeps_neither_day() {
    let engine = engine();
    let bench = engine.at(as_of());
    let teacher = engine.plan().vocabulary.subject("teacher").expect("a teacher");
    let trainings = events(
        vec![
            ("hours", Arc::new(Int32Array::from(vec![30, 30, 30]))),
            ("start", Arc::new(Date32Array::from(vec![19_500, 19_500, 19_500]))),
            ("end", Arc::new(Date32Array::from(vec![19_500, 19_499, 19_501]))),
        ],
        [1, 2],
    );
    let batch = RecordBatch::try_from_iter([
        ("stage", strings(&[Some("primary"), Some("primary")])),
        ("培训", trainings),
    ]);
    let batch = batch.expect("columns of one length");
    let table = Table::new(&bench, teacher, batch.schema()).expect("the columns are known");
    let verdicts = table.decide(&batch, 0).expect("the columns are the same");
    assert_eq!(verdicts.columns()[0].status, [Status::Met, Status::Met]);
    assert_eq!(verdicts.columns()[0].high[1], 60_000_000);
    let [refusal] = &verdicts.refusals[..] else { panic!("{:?}", verdicts.refusals) };
    assert_eq!((refusal.subject, refusal.event, refusal.field), (1, Some((ListId(0), 0)), FieldId(3)));
    assert!(matches!(refusal.reason, ValueError::EndBeforeStart { .. }));
}

#[test]
fn columns_that_cannot_be_decided_are_said_in_both_languages() {
    let engine = engine();
    let bench = engine.at(as_of());
    let vocabulary = &engine.plan().vocabulary;
    let teacher = vocabulary.subject("teacher").expect("a teacher");
    let mut told = Vec::new();
    let mut tell = |error: TableError| {
        told.push(format!("{}\n{}", error.text(Language::English), error.text(Language::Chinese)));
    };
    let field = |name: &str, of: DataType| Field::new(name, of, true);
    let training = |of: DataType| field("training", of);
    let of_structs = |fields: Vec<Field>| {
        let item = Arc::new(Field::new("item", DataType::Struct(Fields::from(fields)), true));
        training(DataType::List(item))
    };
    let zone = DataType::Timestamp(arrow_schema::TimeUnit::Second, Some("Asia/Shanghai".into()));
    for fields in [
        vec![field("stage", DataType::Utf8), field("Stage", DataType::Utf8)],
        vec![training(DataType::Utf8)],
        vec![of_structs(vec![field("hours", DataType::Int32), field("学时", DataType::Int32)])],
        vec![of_structs(vec![field("end", zone.clone())])],
    ] {
        match Table::new(&bench, teacher, Arc::new(Schema::new(fields))) {
            Ok(_) => panic!("taken"),
            Err(error) => tell(error),
        }
    }
    let schema = Arc::new(Schema::new(vec![field("stage", DataType::Utf8)]));
    let table = Table::new(&bench, teacher, Arc::clone(&schema)).expect("the columns are known");
    let other =
        RecordBatch::try_from_iter([("end", Arc::new(TimestampSecondArray::from(vec![0])) as ArrayRef)]);
    tell(table.decide(&other.expect("a column"), 0).expect_err("other columns"));
    let broken = [Err(ArrowError::ParseError("line 7".to_owned()))];
    tell(table.run(broken.into_iter(), &Options::default(), |_| Ok(())).expect_err("no batch"));

    let people = |keys: &[&str]| {
        let keys: ArrayRef = Arc::new(StringArray::from_iter_values(keys));
        RecordBatch::try_from_iter([("身份证件号", keys)]).expect("a column")
    };
    let source =
        |batch: RecordBatch| Source { schema: batch.schema(), batches: Box::new(std::iter::once(Ok(batch))) };
    let no_key = source(RecordBatch::new_empty(schema));
    match Join::sorted(vocabulary, teacher, no_key, Vec::new()) {
        Ok(_) => panic!("joined"),
        Err(error) => tell(error),
    }
    let join = Join::sorted(vocabulary, teacher, source(people(&["A", "C", "B"])), Vec::new());
    let failed = join.expect("a key").find_map(Result::err).expect("out of order");
    tell(TableError::from(failed));
    tell(TableError::TooMany);
    insta::assert_snapshot!(told.join("\n\n"));
}
