//! Tables that are joined: whose an event is, in whatever form identifiers are held and wherever a batch ends.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int8Type};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Float64Array, Int16Array, Int32Array, Int64Array, LargeStringArray,
    RecordBatch, StringArray, StringViewArray,
};
use policy_core::ListId;
use policy_table::{Join, Source};

const VOCABULARY: &str = r#"
vocabulary words {
  subject teacher "教师" also teachers {
    key id "身份证件号"
    event training "培训" also trainings dated end { end: date  hours: hours }
  }
}
policy yearly {
  effective 2023-01-01 to 2025-12-31
  uses words
  rule enough { for teachers each year require hours >= 30 }
}
"#;

/// Of the two teachers 10 and 12 there are two trainings and three; four more are nobody's.
const OWNERS: [Option<i32>; 9] =
    [None, Some(10), Some(10), Some(11), Some(12), Some(12), None, Some(12), Some(13)];

/// Identifiers in each form that they can be held in.
fn forms(owners: &[Option<i32>]) -> Vec<ArrayRef> {
    let texts: Vec<Option<String>> = owners.iter().map(|own| own.map(|own| own.to_string())).collect();
    let texts = || texts.iter().map(|own| own.as_deref());
    vec![
        Arc::new(texts().collect::<StringArray>()),
        Arc::new(texts().collect::<LargeStringArray>()),
        Arc::new(texts().collect::<StringViewArray>()),
        Arc::new(texts().collect::<DictionaryArray<Int8Type>>()),
        Arc::new(owners.iter().copied().collect::<Int32Array>()),
        Arc::new(owners.iter().map(|own| own.map(i64::from)).collect::<Int64Array>()),
        Arc::new(owners.iter().map(|own| own.map(|own| own as i16)).collect::<Int16Array>()),
    ]
}

fn source(batch: &RecordBatch, size: usize) -> Source<'static> {
    let parts: Vec<RecordBatch> = (0..batch.num_rows())
        .step_by(size)
        .map(|first| batch.slice(first, size.min(batch.num_rows() - first)))
        .collect();
    Source { schema: batch.schema(), batches: Box::new(parts.into_iter().map(Ok)) }
}

#[test]
fn each_finds_its_own_events_however_identifiers_are_held() {
    let plan = policy_dsl::compile_str(VOCABULARY).expect("it compiles");
    let teacher = plan.vocabulary.subject("teacher").expect("a teacher");
    for (people, owners) in forms(&[Some(10), Some(12)]).into_iter().zip(forms(&OWNERS)) {
        let kind = owners.data_type().clone();
        let people = RecordBatch::try_from_iter([("id", people)]).expect("a column");
        // The hours are the places of the rows, so that it can be told which were taken.
        let hours = Arc::new((0..OWNERS.len()).map(|row| Some(row as f64)).collect::<Float64Array>());
        let events = RecordBatch::try_from_iter_with_nullable([
            ("身份证件号", owners, true),
            ("hours", hours as ArrayRef, true),
        ]);
        let events = events.expect("columns of one length");
        for size in 1..=OWNERS.len() {
            let mut join = Join::sorted(
                &plan.vocabulary,
                teacher,
                source(&people, 2),
                vec![(ListId(0), source(&events, size))],
            )
            .expect("a key");
            let mut taken = Vec::new();
            for batch in &mut join {
                let batch = batch.expect("in order");
                let lists = batch.column(1).as_list::<i64>();
                for own in lists.iter().flatten() {
                    let hours = own.as_struct().column(1).as_primitive::<Float64Type>();
                    taken.push(hours.values().to_vec());
                }
            }
            assert_eq!(taken, [vec![1.0, 2.0], vec![4.0, 5.0, 7.0]], "{kind}, batches of {size}");
            assert_eq!((join.orphans().events, join.orphans().subjects), (4, 0), "{kind}, batches of {size}");
        }
    }
}
