//! Mistakes that were found once, held for good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int32Array, LargeListArray, RecordBatch, StringArray,
    StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields};
use chrono::NaiveDate;
use policy_core::{Engine, Status, SubjectId};
use policy_table::{Homes, Members, Options, Table};

const WORDS: &str = r#"
    vocabulary words {
      subject teacher also teachers {
        key id
        fact hired: date
        fact qualified: flag
        fact bureau: bureau
        event training also trainings dated end { hours: hours  end: date }
      }
      subject bureau also bureaus { key bureau_id }
    }
"#;

const YEARLY: &str = "
    policy yearly { effective 2023-01-01 to 2023-12-31  uses words
      rule enough { for teachers  each year  require hours >= 8 hours } }";

fn engine(policies: &str) -> Engine {
    Engine::new(policy_dsl::compile_str(&format!("{WORDS}{policies}")).unwrap()).unwrap()
}

fn teacher(engine: &Engine) -> SubjectId {
    engine.plan().vocabulary.subject("teacher").unwrap()
}

/// Trainings of eight hours each on one day, so many for each teacher; those where `nulls` says so are null.
fn trainings(lengths: &[usize], nulls: Option<NullBuffer>) -> ArrayRef {
    let count: usize = lengths.iter().sum();
    let fields = Fields::from(vec![
        Field::new("end", DataType::Date32, true),
        Field::new("hours", DataType::Int32, true),
    ]);
    let days = Arc::new(Date32Array::from(vec![19_500; count])) as ArrayRef;
    let hours = Arc::new(Int32Array::from(vec![8; count])) as ArrayRef;
    let events = StructArray::new(fields, vec![days, hours], nulls);
    let item = Arc::new(Field::new("item", events.data_type().clone(), true));
    let offsets = OffsetBuffer::from_lengths(lengths.iter().copied());
    Arc::new(LargeListArray::new(item, offsets, Arc::new(events), None))
}

fn ids(count: usize) -> ArrayRef {
    Arc::new(StringArray::from_iter_values((0..count).map(|number| format!("T{number}"))))
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 31).unwrap()
}

#[test]
fn everybody_is_decided_where_all_periods_are_a_persons_own() {
    const MANY: usize = 1_300;
    let engine = engine(
        "policy own { effective 2010-01-01  uses words
           rule five_years { for teachers  each 5 years from hired  require hours >= 8 hours } }",
    );
    let bench = engine.at(as_of());
    let lengths: Vec<usize> = (0..MANY).map(|number| number % 2).collect();
    let hired = Arc::new(Date32Array::from(vec![19_000; MANY])) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("id", ids(MANY)),
        ("hired", hired),
        ("training", trainings(&lengths, None)),
    ]);
    let batch = batch.unwrap();
    let table = Table::new(&bench, teacher(&engine), batch.schema()).unwrap();
    let mut seen = 0;
    let stats = table.run([Ok(batch)].into_iter(), &Options::default(), |verdicts| {
        for row in 0..verdicts.rows {
            let own = verdicts.own_verdicts(0, row);
            let expected = if (seen + row) % 2 == 1 { Status::Met } else { Status::Pending };
            assert!(own.iter().any(|verdict| verdict.status == expected), "{}: {own:?}", seen + row);
        }
        seen += verdicts.rows;
        Ok(())
    });
    assert_eq!((stats.unwrap().by_evaluator, seen), (MANY as u64, MANY));
}

#[test]
fn nothing_is_known_of_an_event_that_is_null_whatever_stands_beneath() {
    let engine = engine(YEARLY);
    let bench = engine.at(as_of());
    let nulls = NullBuffer::from(vec![false, true]);
    let events = trainings(&[1, 1], Some(nulls));
    let batch = RecordBatch::try_from_iter([("id", ids(2)), ("training", events)]).unwrap();
    let table = Table::new(&bench, teacher(&engine), batch.schema()).unwrap();
    let verdicts = table.decide(&batch, 0).unwrap();
    assert_eq!(verdicts.columns()[0].status, [Status::Unknown, Status::Met]);
}

#[test]
fn what_two_layers_call_alike_has_columns_of_its_own() {
    let engine = engine(
        "policy city { effective 2023-01-01 to 2023-12-31  uses words
           rule enough { for teachers  each year  require hours >= 8 hours } }
         policy county { effective 2023-01-01 to 2023-12-31  uses words  under city
           rule enough { for teachers  each year  require hours >= 16 hours } }",
    );
    let bench = engine.at(as_of());
    let batch = RecordBatch::try_from_iter([("id", ids(1)), ("training", trainings(&[1], None))]).unwrap();
    let table = Table::new(&bench, teacher(&engine), batch.schema()).unwrap();
    let decided = table.decide(&batch, 0).unwrap().to_batch(engine.plan(), teacher(&engine)).unwrap();
    let schema = decided.schema();
    let names: Vec<&String> = schema.fields().iter().map(|field| field.name()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("city.enough")), "{names:?}");
}

/// How a bureau stands with "three quarters of its teachers are qualified".
fn share(qualified: ArrayRef, bureaus: &[&str]) -> Status {
    let engine = engine(
        "policy shares { effective 2023-01-01 to 2023-12-31  uses words
           rule most { for bureaus  each year  require share of teachers where qualified >= 75% } }",
    );
    let bench = engine.at(as_of());
    let vocabulary = &engine.plan().vocabulary;
    let (teacher, bureau) = (teacher(&engine), vocabulary.subject("bureau").unwrap());
    let own = Arc::new(StringArray::from(bureaus.to_vec())) as ArrayRef;
    let members =
        RecordBatch::try_from_iter([("id", ids(qualified.len())), ("qualified", qualified), ("bureau", own)]);
    let members = members.unwrap();
    let keys = Arc::new(StringArray::from(vec!["B1"])) as ArrayRef;
    let groups = RecordBatch::try_from_iter([("bureau_id", keys)]).unwrap();
    let table = Table::new(&bench, teacher, members.schema()).unwrap();
    let homes = Homes::new(vocabulary, teacher, (bureau, &groups), &[]).unwrap().unwrap();
    let batches =
        || -> Box<dyn Iterator<Item = _> + Send + '_> { Box::new([Ok(members.clone())].into_iter()) };
    let all = [Members { table: &table, homes, batches: &batches }];
    let own = Table::new(&bench, bureau, groups.schema()).unwrap();
    own.decide_groups(&groups, &all, &Options::default()).unwrap().columns()[0].status[0]
}

#[test]
fn a_member_whose_fact_cannot_be_read_is_a_member_all_the_same() {
    let readable: ArrayRef = Arc::new(BooleanArray::from(vec![true, true, true]));
    assert_eq!(share(readable, &["B1"; 3]), Status::Met);
    let spoilt: ArrayRef = Arc::new(StringArray::from(vec!["yes", "yes", "no", "perhaps"]));
    assert_eq!(share(spoilt, &["B1"; 4]), Status::Unknown);
    let short: ArrayRef = Arc::new(StringArray::from(vec!["yes", "no", "no", "perhaps"]));
    assert_eq!(share(short, &["B1"; 4]), Status::Unmet);
}

#[test]
fn a_member_of_another_group_does_not_count_in_the_only_one() {
    let qualified: ArrayRef = Arc::new(BooleanArray::from(vec![true, false]));
    assert_eq!(share(Arc::clone(&qualified), &["B1", "B2"]), Status::Met);
    assert_eq!(share(qualified, &["B1", "B1"]), Status::Unmet);
}

#[test]
#[should_panic]
fn a_sink_that_panics_ends_the_run() {
    let engine = engine(YEARLY);
    let bench = engine.at(as_of());
    let batch =
        RecordBatch::try_from_iter([("id", ids(64)), ("training", trainings(&[1; 64], None))]).unwrap();
    let table = Table::new(&bench, teacher(&engine), batch.schema()).unwrap();
    let [two, one] = [2, 1].map(|number| std::num::NonZeroUsize::new(number).unwrap());
    let options = Options { threads: two, rows: one };
    _ = table.run([Ok(batch)].into_iter(), &options, |_| panic!("enough"));
}
