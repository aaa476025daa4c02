//! Eight sums and ten comparisons over the trainings of a year, in the language and by hand over the same columns.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal32Type, UInt8Type};
use arrow_array::{Array, RecordBatch};
use policy_core::Status;

use crate::population::{CATEGORIES, FIRST_DAY, MODES};

/// The policy, over the vocabulary of the repository.
pub const POLICY: &str = r#"
policy eight_sums {
  effective 2023-01-01 to 2023-12-31
  uses teacher_training
  rule total { for teachers each year require hours >= 90 }
  rule ceiling { for teachers each year require hours <= 260 }
  rule common { for teachers each year require hours of public >= 30 }
  rule specialist { for teachers each year require hours of professional >= 60 }
  rule virtue { for teachers each year require hours of ethics >= 10 }
  rule at_school { for teachers each year require hours of school_based >= 16 }
  rule skill { for teachers each year require hours of subject_skill >= 34 }
  rule most_online { for teachers each year require hours of trainings where mode is online <= 120 }
  rule online_at_all { for teachers each year require hours of trainings where mode is online >= 5 }
  rule meetings { for teachers each year require count of trainings where mode is centralized >= 4 }
}
"#;

/// Which sum each comparison looks at, against how much (hundredths of hours, or a count), and whether it is a most.
const COMPARISONS: [(usize, i32, bool); 10] = [
    (0, 9_000, false),
    (0, 26_000, true),
    (1, 3_000, false),
    (2, 6_000, false),
    (3, 1_000, false),
    (4, 1_600, false),
    (5, 3_400, false),
    (6, 12_000, true),
    (6, 500, false),
    (7, 4, false),
];

/// What is worked out of each comparison: the status of each teacher, and the least and the most that is measured.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// How each stands.
    pub status: Vec<Status>,
    /// The least, in millionths.
    pub low: Vec<i64>,
    /// The most; the largest number where nothing bounds it.
    pub high: Vec<i64>,
}

/// The columns that are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Trainings<'a> {
    starts: &'a [i32],
    category: &'a [u8],
    mode: &'a [u8],
    hours: &'a [i32],
    end: &'a [i32],
    there: [Option<&'a arrow_buffer::NullBuffer>; 4],
}

/// The columns of a batch.
pub fn trainings(batch: &RecordBatch) -> Option<Trainings<'_>> {
    let list = batch.column_by_name("training")?.as_list::<i32>();
    let events = list.values().as_struct();
    let column = |name: &str| events.column_by_name(name);
    let there = ["category", "mode", "hours", "end"].map(|name| column(name).and_then(|array| array.nulls()));
    Some(Trainings {
        starts: list.offsets(),
        category: column("category")?.as_dictionary::<UInt8Type>().keys().values(),
        mode: column("mode")?.as_dictionary::<UInt8Type>().keys().values(),
        hours: column("hours")?.as_primitive::<Decimal32Type>().values(),
        end: column("end")?.as_primitive::<Date32Type>().values(),
        there,
    })
}

/// By category and mode, where nothing is missing: the sums that a training adds to. The last is a count.
fn feeds(category: usize, mode: usize) -> [bool; 8] {
    let category = CATEGORIES.get(category).copied().unwrap_or("");
    let mode = MODES.get(mode).copied().unwrap_or("");
    [
        true,
        category == "public",
        ["ethics", "school_based", "subject_skill"].contains(&category),
        category == "ethics",
        category == "school_based",
        category == "subject_skill",
        mode == "online",
        mode == "centralized",
    ]
}

/// The verdicts, by hand, once the year is over: one pass, eight lanes.
///
/// A training of which nothing is missing adds its hours under the mask of its category and mode; the others are looked at one by one.
pub fn by_hand(trainings: Trainings<'_>) -> Vec<Column> {
    // By category and mode: what hours are added to, and what is counted; the last adds to nothing.
    let told = (0..256).map(|code| feeds(code / 16, code % 16)).chain([[false; 8]]);
    let told: Vec<[bool; 8]> = told.collect();
    let mask = |feeds: &[bool; 8], is_count: bool, bits: i32| -> [i32; 8] {
        std::array::from_fn(|lane| if feeds[lane] && (lane == 7) == is_count { bits } else { 0 })
    };
    let masks: Vec<([i32; 8], [i32; 8])> =
        told.iter().map(|feeds| (mask(feeds, false, -1), mask(feeds, true, 1))).collect();
    let count = trainings.starts.len().saturating_sub(1);
    let mut columns = vec![Column::default(); COMPARISONS.len()];
    for column in &mut columns {
        column.status.reserve_exact(count);
        column.low.reserve_exact(count);
        column.high.reserve_exact(count);
    }
    let [category_there, mode_there, hours_there, end_there] = trainings.there;
    for pair in trainings.starts.windows(2) {
        let [from, to] = pair else { continue };
        let mut low = [0_i32; 8];
        // What is added one by one, to the least and to the most.
        let mut also = ([0_i32; 8], [0_i64; 8]);
        for from in (*from as usize..*to as usize).step_by(64) {
            let rows = from..(from + 64).min(*to as usize);
            let slices = trainings.category[rows.clone()]
                .iter()
                .zip(&trainings.mode[rows.clone()])
                .zip(trainings.hours[rows.clone()].iter().zip(&trainings.end[rows.clone()]));
            // What is missing, a bit for each training.
            let missing =
                |nulls: Option<&arrow_buffer::NullBuffer>| nulls.map_or(0, |nulls| absent(nulls, &rows));
            let odd =
                missing(category_there) | missing(mode_there) | missing(hours_there) | missing(end_there);
            for (place, ((category, mode), (hours, end))) in slices.enumerate() {
                let is_in = (((*end - FIRST_DAY) as u32) < 365) & (odd >> place & 1 == 0);
                let code = if is_in { usize::from((*category << 4) | (*mode & 15)) } else { 256 };
                let (mask, ones) = &masks[code];
                for lane in 0..8 {
                    low[lane] += (mask[lane] & *hours) + ones[lane];
                }
            }
            let mut rest = odd;
            while rest != 0 {
                let row = rows.start + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let is_there =
                    |nulls: Option<&arrow_buffer::NullBuffer>| nulls.is_none_or(|nulls| nulls.is_valid(row));
                let (has_category, has_mode) = (is_there(category_there), is_there(mode_there));
                let (has_hours, has_end) = (is_there(hours_there), is_there(end_there));
                if has_end && ((trainings.end[row] - FIRST_DAY) as u32) >= 365 {
                    continue;
                }
                let own = feeds(usize::from(trainings.category[row]), usize::from(trainings.mode[row]));
                for (lane, is_fed) in own.into_iter().enumerate() {
                    let is_told = if lane == 0 || (lane < 6 && has_category) || (lane >= 6 && has_mode) {
                        Some(is_fed)
                    } else {
                        None
                    };
                    if is_told == Some(false) {
                        continue;
                    }
                    let amount = if lane == 7 { Some(1) } else { has_hours.then_some(trainings.hours[row]) };
                    match amount {
                        Some(amount) => {
                            also.0[lane] += if is_told == Some(true) && has_end { amount } else { 0 };
                            also.1[lane] = also.1[lane].saturating_add(i64::from(amount));
                        }
                        None => also.1[lane] = i64::MAX,
                    }
                }
            }
        }
        let high: [i64; 8] = std::array::from_fn(|lane| also.1[lane].saturating_add(i64::from(low[lane])));
        let low: [i32; 8] = std::array::from_fn(|lane| low[lane] + also.0[lane]);
        for (column, (sum, figure, is_most)) in columns.iter_mut().zip(COMPARISONS) {
            let (low, high, figure) = (i64::from(low[sum]), high[sum], i64::from(figure));
            let (yes, no) =
                if is_most { (low <= figure, high > figure) } else { (high >= figure, low < figure) };
            let status = STATUSES[usize::from(yes) * 2 + usize::from(no)];
            let unit = if sum == 7 { 1_000_000 } else { 10_000 };
            column.status.push(status);
            column.low.push(low * unit);
            column.high.push(if high == i64::MAX { high } else { high * unit });
        }
    }
    columns
}

const STATUSES: [Status; 4] = [Status::Unmet, Status::Unmet, Status::Met, Status::Unknown];

/// The bits of what is missing among some rows, at most 64.
fn absent(nulls: &arrow_buffer::NullBuffer, rows: &std::ops::Range<usize>) -> u64 {
    let (bits, offset) = (nulls.inner().values(), nulls.offset() + rows.start);
    let (first, shift) = (offset / 8, offset % 8);
    let own = bits.get(first..first + 8).and_then(|own| <[u8; 8]>::try_from(own).ok());
    let there = match own {
        Some(own) => u64::from_le_bytes(own),
        None => {
            (0..8).map(|place| u64::from(bits.get(first + place).copied().unwrap_or(0)) << (8 * place)).sum()
        }
    };
    let next = u128::from(bits.get(first + 8).copied().unwrap_or(0)) << 64;
    let there = ((next | u128::from(there)) >> shift) as u64;
    let count = rows.len().min(64);
    let all = if count == 64 { u64::MAX } else { (1 << count) - 1 };
    !there & all
}

/// The sum of all bytes that are looked at: nobody reads them faster.
pub fn bare_sum(trainings: Trainings<'_>) -> u64 {
    let bytes = |values: &[u8]| values.iter().map(|value| u64::from(*value)).sum::<u64>();
    let words = |values: &[i32]| values.iter().fold(0_i32, |sum, value| sum.wrapping_add(*value)) as u64;
    let own = |values: &[i32]| {
        let (Some(from), Some(to)) = (trainings.starts.first(), trainings.starts.last()) else { return 0 };
        words(values.get(*from as usize..*to as usize).unwrap_or_default())
    };
    let short = |values: &[u8]| {
        let (Some(from), Some(to)) = (trainings.starts.first(), trainings.starts.last()) else { return 0 };
        bytes(values.get(*from as usize..*to as usize).unwrap_or_default())
    };
    short(trainings.category)
        .wrapping_add(short(trainings.mode))
        .wrapping_add(own(trainings.hours))
        .wrapping_add(own(trainings.end))
}

/// A policy of so many rules over forty different sums.
pub fn many_rules(count: usize) -> String {
    let categories = [
        "public",
        "professional",
        "ethics",
        "school_based",
        "subject_skill",
        "reading",
        "elective",
        "top_training",
    ];
    let modes = ["online", "centralized", "blended", "self_study"];
    let mut text =
        "policy many_rules {\n  effective 2023-01-01 to 2023-12-31\n  uses teacher_training\n".to_owned();
    for number in 0..count {
        let category = categories[number % categories.len()];
        let figure = 1 + number / 40 * 7 + number % 13;
        let place = number / categories.len() % 5;
        let of = match modes.get(place) {
            Some(mode) => format!("{category} where mode is {mode}"),
            None => category.to_owned(),
        };
        text +=
            &format!("  rule rule_{number} {{ for teachers each year require hours of {of} >= {figure} }}\n");
    }
    text + "}\n"
}
