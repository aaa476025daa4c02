//! A population in Arrow columns: invented teachers with twenty trainings each, skewed as real ones are, with some gaps.

use std::sync::Arc;

use arrow_array::types::UInt8Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal32Array, DictionaryArray, ListArray, RecordBatch,
    StringArray, StructArray, UInt8Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Schema};

/// A small generator of numbers (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    /// The smaller the likelier.
    fn skewed(&mut self, below: u64) -> u64 {
        self.next(below).min(self.next(below))
    }
}

/// The categories of trainings, the commonest first.
pub const CATEGORIES: [&str; 8] = [
    "subject_skill",
    "school_based",
    "public",
    "ethics",
    "reading",
    "higher_degree",
    "elective",
    "top_training",
];
/// The ways of training.
pub const MODES: [&str; 4] = ["online", "centralized", "blended", "self_study"];
const PROGRAMMES: [&str; 4] = ["ordinary", "national_plan", "provincial_plan", "city_plan"];
const ORGANIZERS: [&str; 4] = ["education_authority", "school_itself", "university", "training_body"];
const STAFF: [&str; 3] = ["full_time_teacher", "titled_bureau_staff", "other_professional"];
const MATERIALS: [&str; 4] = ["study_note", "reflection", "ethics_pledge", "ethics_appraisal"];

/// 1 January 2023, in days since 1970.
pub const FIRST_DAY: i32 = 19_358;

/// One of several words, or none in so many of a thousand.
fn terms(numbers: &mut Numbers, words: &[&str], count: usize, missing: u64) -> ArrayRef {
    let keys = (0..count).map(|_| {
        let word = numbers.skewed(words.len() as u64) as u8;
        (numbers.next(1_000) >= missing).then_some(word)
    });
    let keys: UInt8Array = keys.collect();
    let words = StringArray::from_iter_values(words);
    Arc::new(DictionaryArray::<UInt8Type>::new(keys, Arc::new(words)))
}

fn hours(numbers: &mut Numbers, count: usize, missing: u64) -> ArrayRef {
    let hours = (0..count).map(|_| {
        let hours = numbers.skewed(48) as i32 * 50;
        (numbers.next(1_000) >= missing).then_some(hours)
    });
    let hours: Decimal32Array = hours.collect();
    Arc::new(hours.with_data_type(DataType::Decimal32(9, 2)))
}

fn days(numbers: &mut Numbers, count: usize, missing: u64) -> ArrayRef {
    let days = (0..count).map(|_| {
        let day = FIRST_DAY + numbers.next(546) as i32;
        (numbers.next(1_000) >= missing).then_some(day)
    });
    Arc::new(days.collect::<Date32Array>())
}

fn flags(numbers: &mut Numbers, count: usize, percent: u64, missing: u64) -> ArrayRef {
    let flags = (0..count).map(|_| {
        let flag = numbers.next(100) < percent;
        (numbers.next(1_000) >= missing).then_some(flag)
    });
    Arc::new(flags.collect::<BooleanArray>())
}

fn events(columns: Vec<(&str, ArrayRef)>, lengths: &[usize]) -> ArrayRef {
    let fields: Vec<(Arc<Field>, ArrayRef)> = columns
        .into_iter()
        .map(|(name, array)| (Arc::new(Field::new(name, array.data_type().clone(), true)), array))
        .collect();
    let events = StructArray::from(fields);
    let item = Arc::new(Field::new("item", events.data_type().clone(), false));
    let offsets = OffsetBuffer::from_lengths(lengths.iter().copied());
    Arc::new(ListArray::new(item, offsets, Arc::new(events), None::<NullBuffer>))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Option<RecordBatch> {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).ok()
}

/// How many trainings each has: twenty on average.
fn lengths(numbers: &mut Numbers, count: usize, about: u64) -> Vec<usize> {
    (0..count).map(|_| (about / 2 + numbers.next(about + 1)) as usize).collect()
}

/// Teachers with about so many trainings each: ten bytes a training.
pub fn plain(teachers: usize, trainings: u64) -> Option<RecordBatch> {
    let mut numbers = Numbers(20_230_404);
    let lengths = lengths(&mut numbers, teachers, trainings);
    let count = lengths.iter().sum();
    let columns = vec![
        ("category", terms(&mut numbers, &CATEGORIES, count, 10)),
        ("mode", terms(&mut numbers, &MODES, count, 10)),
        ("hours", hours(&mut numbers, count, 10)),
        ("end", days(&mut numbers, count, 2)),
    ];
    batch(vec![("training", events(columns, &lengths))])
}

/// Teachers as the Sanmenxia policy looks at them: about thirteen trainings and seven papers each.
pub fn sanmenxia(teachers: usize) -> Option<RecordBatch> {
    let mut numbers = Numbers(20_230_405);
    let numbers = &mut numbers;
    let of_trainings = lengths(numbers, teachers, 13);
    let count = of_trainings.iter().sum();
    let trainings = vec![
        ("category", terms(numbers, &CATEGORIES[..6], count, 10)),
        ("programme", terms(numbers, &PROGRAMMES, count, 10)),
        ("organizer", terms(numbers, &ORGANIZERS, count, 10)),
        ("hours", hours(numbers, count, 10)),
        ("certificate_hours", hours(numbers, count, 10)),
        ("end", days(numbers, count, 2)),
        ("process_record", flags(numbers, count, 90, 10)),
        ("external", flags(numbers, count, 15, 10)),
        ("filed", flags(numbers, count, 50, 10)),
        ("authorised", flags(numbers, count, 33, 10)),
        ("diploma", flags(numbers, count, 50, 10)),
    ];
    let of_papers = lengths(numbers, teachers, 7);
    let count = of_papers.iter().sum();
    let papers = vec![("kind", terms(numbers, &MATERIALS, count, 10)), ("filed", days(numbers, count, 2))];
    batch(vec![
        ("staff", terms(numbers, &STAFF, teachers, 5)),
        ("training", events(trainings, &of_trainings)),
        ("material", events(papers, &of_papers)),
        ("promotion_wish", events(vec![("stated", days(numbers, 0, 0))], &vec![0; teachers])),
    ])
}

/// How many bytes the columns of events hold.
pub fn bytes(batch: &RecordBatch) -> usize {
    batch.columns().iter().map(|column| column.get_array_memory_size()).sum()
}
