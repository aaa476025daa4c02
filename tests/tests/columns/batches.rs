//! Random people as Arrow columns, each column of some type that its field can be read from.

use std::sync::Arc;

use arrow_array::types::{Int8Type, Int32Type, UInt8Type, UInt16Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal64Array, Decimal128Array, DictionaryArray,
    Float64Array, Int32Array, Int64Array, LargeListArray, LargeStringArray, ListArray, RecordBatch,
    StringArray, StringViewArray, StructArray, TimestampMillisecondArray, UInt8Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields, Schema};
use chrono::{Datelike, NaiveDate};
use policy_core::{FieldKind, SubjectId, Vocabulary};
use policy_suite::generate::Choices;
use policy_suite::reference::{Fact, Person, Row};

/// The people of one kind as one batch, their events nested. A column is sometimes left out where nobody has a value.
pub fn batch(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    subject: SubjectId,
    people: &[Person],
) -> RecordBatch {
    let declared = &vocabulary.subjects[subject.index()];
    let keys: Vec<String> = (0..people.len()).map(|number| format!("P{number:06}")).collect();
    let mut columns: Vec<(Field, ArrayRef)> = Vec::new();
    columns.push((Field::new(&declared.key.id, DataType::Utf8, false), Arc::new(StringArray::from(keys))));
    for (place, field) in declared.facts.iter().enumerate() {
        let values: Vec<Option<&Fact>> = people.iter().map(|person| person.facts[place].as_ref()).collect();
        columns.extend(column(choices, vocabulary, field, &values));
    }
    for (place, list) in declared.lists.iter().enumerate() {
        let known: Vec<bool> = people.iter().map(|person| person.lists[place].is_some()).collect();
        if !known.contains(&true) && choices.chance(50) {
            continue;
        }
        let events: Vec<&Row> =
            people.iter().flat_map(|person| person.lists[place].iter().flatten()).collect();
        let mut fields = Vec::new();
        for (place, field) in list.fields.iter().enumerate() {
            let values: Vec<Option<&Fact>> = events.iter().map(|event| event[place].as_ref()).collect();
            fields.extend(column(choices, vocabulary, field, &values));
        }
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = fields.into_iter().unzip();
        let fields = Fields::from(fields);
        let structs = StructArray::try_new_with_length(fields.clone(), arrays, None, events.len())
            .expect("columns of one length");
        let lengths = people.iter().map(|person| person.lists[place].as_ref().map_or(0, Vec::len));
        let nulls = known.contains(&false).then(|| NullBuffer::from(known));
        let item = Arc::new(Field::new("item", DataType::Struct(fields), true));
        let array: ArrayRef = if choices.chance(30) {
            let offsets = OffsetBuffer::from_lengths(lengths);
            Arc::new(LargeListArray::new(Arc::clone(&item), offsets, Arc::new(structs), nulls))
        } else {
            let offsets = OffsetBuffer::from_lengths(lengths);
            Arc::new(ListArray::new(Arc::clone(&item), offsets, Arc::new(structs), nulls))
        };
        columns.push((Field::new(&list.names.id, array.data_type().clone(), true), array));
    }
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("columns of one length")
}

/// The same people in tables of their own: subjects with their facts, and for each list the events with whose they are.
pub fn tables(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    subject: SubjectId,
    people: &[Person],
) -> (RecordBatch, Vec<RecordBatch>) {
    let declared = &vocabulary.subjects[subject.index()];
    let key = |number: usize| format!("P{number:06}");
    let table = |columns: Vec<(Field, ArrayRef)>| {
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("columns of one length")
    };
    let keys = |keys: Vec<String>| -> (Field, ArrayRef) {
        (Field::new(&declared.key.id, DataType::Utf8, true), Arc::new(StringArray::from(keys)))
    };
    let mut columns = vec![keys((0..people.len()).map(key).collect())];
    for (place, field) in declared.facts.iter().enumerate() {
        let values: Vec<Option<&Fact>> = people.iter().map(|person| person.facts[place].as_ref()).collect();
        columns.extend(column(choices, vocabulary, field, &values));
    }
    let subjects = table(columns);
    let mut lists = Vec::new();
    for (place, list) in declared.lists.iter().enumerate() {
        let owned = people.iter().enumerate().flat_map(|(number, person)| {
            person.lists[place].iter().flatten().map(move |event| (number, event))
        });
        let owned: Vec<(usize, &Row)> = owned.collect();
        let mut columns = vec![keys(owned.iter().map(|(number, _)| key(*number)).collect())];
        for (place, field) in list.fields.iter().enumerate() {
            let values: Vec<Option<&Fact>> = owned.iter().map(|(_, event)| event[place].as_ref()).collect();
            columns.extend(column(choices, vocabulary, field, &values));
        }
        lists.push(table(columns));
    }
    (subjects, lists)
}

/// A column of values; `None` where it is left out.
pub fn column(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    field: &policy_core::Field,
    values: &[Option<&Fact>],
) -> Option<(Field, ArrayRef)> {
    if values.iter().all(Option::is_none) && choices.chance(50) {
        return None;
    }
    let array = match &field.kind {
        FieldKind::Text | FieldKind::Member(_) => {
            let texts: Vec<Option<&str>> = values.iter().map(|value| value.map(text)).collect();
            texts_of(choices, &texts)
        }
        FieldKind::Term(tree) => {
            let terms = &vocabulary.trees[tree.index()].terms;
            let name = |fact: &Fact| match fact {
                Fact::Term(term) => {
                    let names = &terms[term.index()].names;
                    names.label.as_deref().unwrap_or(&names.id).to_owned()
                }
                Fact::Flag(_) | Fact::Date(_) | Fact::Amount(_) | Fact::Text(_) => panic!("no term"),
            };
            let names: Vec<Option<String>> = values.iter().map(|value| value.map(name)).collect();
            let names: Vec<Option<&str>> = names.iter().map(Option::as_deref).collect();
            texts_of(choices, &names)
        }
        FieldKind::Flag => {
            let flags: Vec<Option<bool>> = values.iter().map(|value| value.map(flag)).collect();
            match choices.below(3) {
                0 => Arc::new(BooleanArray::from(flags)) as ArrayRef,
                1 => Arc::new(UInt8Array::from_iter(flags.iter().map(|flag| flag.map(u8::from)))),
                _ => {
                    let texts: Vec<Option<&str>> =
                        flags.iter().map(|flag| flag.map(|flag| if flag { "是" } else { "no" })).collect();
                    texts_of(choices, &texts)
                }
            }
        }
        FieldKind::Date => {
            let days = || values.iter().map(|value| value.map(|fact| day(fact).num_days_from_ce() - 719_163));
            match choices.below(4) {
                0 => Arc::new(Date32Array::from_iter(days())) as ArrayRef,
                1 => Arc::new(Date64Array::from_iter(
                    days().map(|day| day.map(|day| i64::from(day) * 86_400_000)),
                )),
                2 => {
                    // In the evening, seven hours before it is the next day there.
                    let moments =
                        days().map(|day| day.map(|day| i64::from(day) * 86_400_000 + 10 * 3_600_000));
                    Arc::new(TimestampMillisecondArray::from_iter(moments).with_timezone("+07:00"))
                }
                _ => {
                    let texts: Vec<Option<String>> =
                        values.iter().map(|value| value.map(|fact| day(fact).to_string())).collect();
                    let texts: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
                    texts_of(choices, &texts)
                }
            }
        }
        FieldKind::Quantity(_) => amounts(choices, values),
    };
    let name = match &field.names.label {
        Some(label) if choices.chance(50) => label,
        Some(_) | None => &field.names.id,
    };
    Some((Field::new(name, array.data_type().clone(), true), array))
}

fn amounts(choices: &mut Choices, values: &[Option<&Fact>]) -> ArrayRef {
    let millionths: Vec<Option<i64>> = values.iter().map(|value| value.map(amount)).collect();
    let are_all = |holds: fn(i64) -> bool| millionths.iter().flatten().all(|amount| holds(*amount));
    match choices.below(6) {
        0 if are_all(|amount| amount % 1_000_000 == 0 && amount < 1_000_000_000_000) => Arc::new(
            Int32Array::from_iter(millionths.iter().map(|own| own.map(|own| (own / 1_000_000) as i32))),
        ),
        1 if are_all(|amount| amount % 1_000_000 == 0) => {
            Arc::new(Int64Array::from_iter(millionths.iter().map(|own| own.map(|own| own / 1_000_000))))
        }
        2 if are_all(|amount| amount < 1_000_000_000_000) => {
            Arc::new(Float64Array::from_iter(millionths.iter().map(|own| own.map(|own| own as f64 / 1e6))))
        }
        3 if are_all(|amount| amount % 10_000 == 0) => {
            let own = Decimal64Array::from_iter(millionths.iter().map(|own| own.map(|own| own / 10_000)));
            Arc::new(own.with_precision_and_scale(18, 2).expect("a scale"))
        }
        4 => {
            let texts: Vec<Option<String>> = millionths
                .iter()
                .map(|own| own.map(|own| policy_core::Decimal::from_millionths(own).to_string()))
                .collect();
            let texts: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
            texts_of(choices, &texts)
        }
        _ => {
            let own =
                Decimal128Array::from_iter(millionths.iter().map(|own| own.map(|own| i128::from(own) * 100)));
            Arc::new(own.with_precision_and_scale(38, 8).expect("a scale"))
        }
    }
}

fn texts_of(choices: &mut Choices, texts: &[Option<&str>]) -> ArrayRef {
    match choices.below(7) {
        0 => Arc::new(texts.iter().copied().collect::<DictionaryArray<Int32Type>>()),
        1 => Arc::new(StringArray::from_iter(texts)),
        2 => Arc::new(LargeStringArray::from_iter(texts)),
        3 => Arc::new(StringViewArray::from_iter(texts)),
        4 if distinct(texts) < 100 => Arc::new(texts.iter().copied().collect::<DictionaryArray<Int8Type>>()),
        5 => Arc::new(texts.iter().copied().collect::<DictionaryArray<UInt16Type>>()),
        _ if distinct(texts) < 200 => Arc::new(texts.iter().copied().collect::<DictionaryArray<UInt8Type>>()),
        _ => Arc::new(StringArray::from_iter(texts)),
    }
}

fn distinct(texts: &[Option<&str>]) -> usize {
    texts.iter().collect::<std::collections::HashSet<_>>().len()
}

fn text(fact: &Fact) -> &str {
    match fact {
        Fact::Text(text) => text,
        Fact::Flag(_) | Fact::Date(_) | Fact::Amount(_) | Fact::Term(_) => panic!("no text"),
    }
}

fn flag(fact: &Fact) -> bool {
    match fact {
        Fact::Flag(flag) => *flag,
        Fact::Text(_) | Fact::Date(_) | Fact::Amount(_) | Fact::Term(_) => panic!("no flag"),
    }
}

fn day(fact: &Fact) -> NaiveDate {
    match fact {
        Fact::Date(day) => *day,
        Fact::Text(_) | Fact::Flag(_) | Fact::Amount(_) | Fact::Term(_) => panic!("no day"),
    }
}

fn amount(fact: &Fact) -> i64 {
    match fact {
        Fact::Amount(amount) => amount.millionths(),
        Fact::Text(_) | Fact::Flag(_) | Fact::Date(_) | Fact::Term(_) => panic!("no amount"),
    }
}
