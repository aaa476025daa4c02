//! An Arrow column, whatever its type, as values that a record's reader knows.
//!
//! Nothing is judged here: what a field makes of a value is `policy-core`'s to say, cell by cell. Nothing is rounded either; a
//! number with more digits than can be kept is refused.

use std::borrow::Cow;
use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, LargeStringArray, PrimitiveArray, StringArray,
    StringViewArray,
};
use arrow_buffer::{ArrowNativeType, NullBuffer};
use arrow_schema::{DataType, TimeUnit};
use chrono::{Days, NaiveDate};
use policy_core::{Decimal, DecimalError, Field, FieldKind, RecordReader, Value, ValueError, in_half_width};

use crate::units::figure;

/// A column of a batch, cell by cell.
#[derive(Clone, Debug)]
pub struct Values<'a> {
    pub(crate) length: usize,
    pub(crate) nulls: Option<NullBuffer>,
    pub(crate) cells: Cells<'a>,
}

/// The cells of a column, by what they are.
#[derive(Clone, Debug)]
pub(crate) enum Cells<'a> {
    /// All missing.
    Null,
    Text(&'a StringArray),
    LargeText(&'a LargeStringArray),
    TextView(&'a StringViewArray),
    /// The place of each cell's value among the values of a dictionary.
    Dictionary(Keys<'a>, Box<Values<'a>>),
    Flag(&'a BooleanArray),
    Whole(Whole<'a>),
    /// Whole numbers of a power of ten, by how many digits stand after the point.
    Decimal(Scaled<'a>, i8),
    Single(&'a PrimitiveArray<Float32Type>),
    Double(&'a Float64Array),
    /// Days since 1 January 1970.
    Day(&'a [i32]),
    /// Moments since that day began, so many a day, so many beyond midnight of the place that is meant.
    Moment {
        ticks: &'a [i64],
        per_day: i64,
        beyond: i64,
    },
}

/// Whole numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whole<'a> {
    I8(&'a [i8]),
    I16(&'a [i16]),
    I32(&'a [i32]),
    I64(&'a [i64]),
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    U64(&'a [u64]),
}

/// Whole numbers of a power of ten.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scaled<'a> {
    I32(&'a [i32]),
    I64(&'a [i64]),
    I128(&'a [i128]),
}

/// The places of a dictionary's values.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys<'a> {
    I8(&'a [i8]),
    I16(&'a [i16]),
    I32(&'a [i32]),
    I64(&'a [i64]),
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    U64(&'a [u64]),
}

/// The day from which Arrow counts, as the engine counts days: 1 January 1970.
pub(crate) const EPOCH: i64 = 719_163;

impl<'a> Values<'a> {
    /// A column as values; `None` for a type that none of a record's fields can hold.
    pub fn new(array: &'a ArrayRef) -> Option<Self> {
        let cells = Cells::new(array)?;
        Some(Self { length: array.len(), nulls: array.nulls().cloned(), cells })
    }

    /// What a field makes of a cell.
    ///
    /// A number that stands where no amount is meant is read as the text that it would be in a text table: 20190201 is a day, and 1
    /// is yes. An amount in a column of texts may have its own unit beside it.
    ///
    /// # Errors
    /// The cell does not fit the field.
    pub fn typed(&self, row: usize, field: &Field, reader: &RecordReader) -> Result<Value<'a>, ValueError> {
        match (self.value(row)?, &field.kind) {
            (
                Value::Integer(_) | Value::Number(_) | Value::Float(_),
                FieldKind::Date | FieldKind::Flag | FieldKind::Term(_),
            ) => Ok(match reader.typed(field, Value::Text(&self.text(row)))? {
                Value::Flag(flag) => Value::Flag(flag),
                Value::Date(day) => Value::Date(day),
                Value::Term(term) => Value::Term(term),
                // No date, flag or term is any of these.
                Value::Missing | Value::Text(_) | Value::Integer(_) | Value::Float(_) | Value::Number(_) => {
                    Value::Missing
                }
            }),
            (Value::Text(text), FieldKind::Quantity(unit)) => {
                let narrow = in_half_width(text);
                let figure = figure(&narrow, *unit, reader.vocabulary()).unwrap_or(text);
                Ok(match reader.typed(field, Value::Text(figure))? {
                    Value::Number(number) => Value::Number(number),
                    // An amount is nothing else.
                    Value::Missing
                    | Value::Text(_)
                    | Value::Flag(_)
                    | Value::Date(_)
                    | Value::Integer(_)
                    | Value::Float(_)
                    | Value::Term(_) => Value::Missing,
                })
            }
            (value, _) => reader.typed(field, value),
        }
    }

    /// A cell as a person would write it, with all its digits; empty where it is null.
    pub fn text(&self, row: usize) -> Cow<'a, str> {
        match self.value(row) {
            Ok(Value::Text(text)) => Cow::Borrowed(text),
            Ok(Value::Missing | Value::Term(_)) => Cow::Borrowed(""),
            Ok(Value::Flag(flag)) => Cow::Borrowed(if flag { "TRUE" } else { "FALSE" }),
            Ok(Value::Date(day)) => Cow::Owned(day.to_string()),
            Ok(Value::Integer(number)) => Cow::Owned(number.to_string()),
            Ok(Value::Float(number)) => Cow::Owned(number.to_string()),
            Ok(Value::Number(number)) => Cow::Owned(number.to_string()),
            Err(ValueError::NotANumber { text, .. } | ValueError::NotADate { text }) => Cow::Owned(text),
            // No cell is refused for anything else before a field is asked.
            Err(
                ValueError::UnknownName { .. }
                | ValueError::NotAFlag { .. }
                | ValueError::Negative { .. }
                | ValueError::NotATerm { .. }
                | ValueError::WrongKind { .. }
                | ValueError::TooLong { .. }
                | ValueError::EndBeforeStart { .. }
                | ValueError::OtherVocabulary,
            ) => Cow::Borrowed(""),
        }
    }

    /// The identifier in a cell, without white space at its ends; `None` where there is none.
    pub(crate) fn identifier(&self, row: usize) -> Option<Cow<'a, str>> {
        match self.value(row) {
            Ok(Value::Text(text)) => Some(Cow::Borrowed(text.trim())).filter(|text| !text.is_empty()),
            Ok(Value::Integer(number)) => Some(Cow::Owned(number.to_string())),
            Ok(Value::Number(number)) => Some(Cow::Owned(number.to_string())),
            Ok(Value::Missing | Value::Flag(_) | Value::Date(_) | Value::Float(_) | Value::Term(_))
            | Err(_) => None,
        }
    }

    /// Whether a cell is null.
    pub fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| row >= nulls.len() || nulls.is_null(row))
    }

    /// Whether no cell is null. A dictionary may still have a null among its values.
    pub fn has_no_null(&self) -> bool {
        self.nulls.as_ref().is_none_or(|nulls| nulls.null_count() == 0)
    }

    /// Where the run of cells ends that begins with this one and holds its very value. A run may be told shorter than it
    /// is: of cells whose type does not show that at a glance, each is a run, and so is a null.
    pub fn run_end(&self, row: usize) -> usize {
        if self.is_null(row) {
            return row + 1;
        }
        match &self.cells {
            Cells::Text(array) => self.run(row, |row| array.value(row)),
            Cells::LargeText(array) => self.run(row, |row| array.value(row)),
            Cells::TextView(array) => self.run(row, |row| array.value(row)),
            Cells::Dictionary(keys, _) => self.run(row, |row| keys.get(row)),
            Cells::Whole(Whole::I32(numbers)) => self.run(row, |row| numbers.get(row)),
            Cells::Whole(Whole::I64(numbers)) => self.run(row, |row| numbers.get(row)),
            Cells::Whole(Whole::U32(numbers)) => self.run(row, |row| numbers.get(row)),
            Cells::Whole(Whole::U64(numbers)) => self.run(row, |row| numbers.get(row)),
            Cells::Null
            | Cells::Flag(_)
            | Cells::Whole(Whole::I8(_) | Whole::I16(_) | Whole::U8(_) | Whole::U16(_))
            | Cells::Decimal(..)
            | Cells::Single(_)
            | Cells::Double(_)
            | Cells::Day(_)
            | Cells::Moment { .. } => row + 1,
        }
    }

    fn run<T: PartialEq>(&self, row: usize, cell: impl Fn(usize) -> T) -> usize {
        let first = cell(row);
        let has_no_null = self.has_no_null();
        let is_other = |row: &usize| (!has_no_null && self.is_null(*row)) || cell(*row) != first;
        (row + 1..self.length).find(is_other).unwrap_or(self.length.max(row + 1))
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// A number that is too large, or has more digits than can be kept; a day that no calendar has.
    pub fn value(&self, row: usize) -> Result<Value<'a>, ValueError> {
        if self.is_null(row) {
            return Ok(Value::Missing);
        }
        let text = |text: &'a str| Ok(Value::Text(text));
        match &self.cells {
            Cells::Null => Ok(Value::Missing),
            Cells::Text(array) => text(array.value(row)),
            Cells::LargeText(array) => text(array.value(row)),
            Cells::TextView(array) => text(array.value(row)),
            Cells::Dictionary(keys, values) => values.value(keys.get(row)),
            Cells::Flag(array) => Ok(Value::Flag(array.value(row))),
            Cells::Whole(whole) => whole.value(row),
            Cells::Decimal(scaled, scale) => scaled.value(row, *scale),
            // The shortest decimal form of the number that was kept in four bytes.
            Cells::Single(array) => decimal(&array.value(row).to_string()),
            Cells::Double(array) => Ok(Value::Float(array.value(row))),
            Cells::Day(days) => day(days.get(row).map(|day| i64::from(*day))),
            Cells::Moment { ticks, per_day, beyond } => {
                let ticks = ticks.get(row).and_then(|ticks| ticks.checked_add(*beyond));
                day(ticks.map(|ticks| ticks.div_euclid(*per_day)))
            }
        }
    }
}

impl<'a> Cells<'a> {
    fn new(array: &'a ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Null => Self::Null,
            DataType::Utf8 => Self::Text(array.as_string()),
            DataType::LargeUtf8 => Self::LargeText(array.as_string()),
            DataType::Utf8View => Self::TextView(array.as_string_view()),
            DataType::Boolean => Self::Flag(array.as_boolean()),
            DataType::Int8 => Self::Whole(Whole::I8(array.as_primitive::<Int8Type>().values())),
            DataType::Int16 => Self::Whole(Whole::I16(array.as_primitive::<Int16Type>().values())),
            DataType::Int32 => Self::Whole(Whole::I32(array.as_primitive::<Int32Type>().values())),
            DataType::Int64 => Self::Whole(Whole::I64(array.as_primitive::<Int64Type>().values())),
            DataType::UInt8 => Self::Whole(Whole::U8(array.as_primitive::<UInt8Type>().values())),
            DataType::UInt16 => Self::Whole(Whole::U16(array.as_primitive::<UInt16Type>().values())),
            DataType::UInt32 => Self::Whole(Whole::U32(array.as_primitive::<UInt32Type>().values())),
            DataType::UInt64 => Self::Whole(Whole::U64(array.as_primitive::<UInt64Type>().values())),
            DataType::Decimal32(_, scale) => {
                Self::Decimal(Scaled::I32(array.as_primitive::<Decimal32Type>().values()), *scale)
            }
            DataType::Decimal64(_, scale) => {
                Self::Decimal(Scaled::I64(array.as_primitive::<Decimal64Type>().values()), *scale)
            }
            DataType::Decimal128(_, scale) => {
                Self::Decimal(Scaled::I128(array.as_primitive::<Decimal128Type>().values()), *scale)
            }
            DataType::Float32 => Self::Single(array.as_primitive()),
            DataType::Float64 => Self::Double(array.as_primitive::<Float64Type>()),
            DataType::Date32 => Self::Day(array.as_primitive::<Date32Type>().values()),
            DataType::Date64 => Self::Moment {
                ticks: array.as_primitive::<Date64Type>().values(),
                per_day: 86_400_000,
                beyond: 0,
            },
            DataType::Timestamp(unit, zone) => {
                let (ticks, second): (&[i64], i64) = match unit {
                    TimeUnit::Second => (array.as_primitive::<TimestampSecondType>().values(), 1),
                    TimeUnit::Millisecond => {
                        (array.as_primitive::<TimestampMillisecondType>().values(), 1_000)
                    }
                    TimeUnit::Microsecond => {
                        (array.as_primitive::<TimestampMicrosecondType>().values(), 1_000_000)
                    }
                    TimeUnit::Nanosecond => {
                        (array.as_primitive::<TimestampNanosecondType>().values(), 1_000_000_000)
                    }
                };
                let beyond = zone.as_deref().map_or(Some(0), offset)? * second;
                Self::Moment { ticks, per_day: 86_400 * second, beyond }
            }
            DataType::Dictionary(key, _) => match **key {
                DataType::Int8 => dictionary::<Int8Type>(array, Keys::I8)?,
                DataType::Int16 => dictionary::<Int16Type>(array, Keys::I16)?,
                DataType::Int32 => dictionary::<Int32Type>(array, Keys::I32)?,
                DataType::Int64 => dictionary::<Int64Type>(array, Keys::I64)?,
                DataType::UInt8 => dictionary::<UInt8Type>(array, Keys::U8)?,
                DataType::UInt16 => dictionary::<UInt16Type>(array, Keys::U16)?,
                DataType::UInt32 => dictionary::<UInt32Type>(array, Keys::U32)?,
                DataType::UInt64 => dictionary::<UInt64Type>(array, Keys::U64)?,
                _ => return None,
            },
            _ => return None,
        })
    }
}

fn dictionary<'a, K: ArrowDictionaryKeyType>(
    array: &'a ArrayRef,
    keys: fn(&'a [K::Native]) -> Keys<'a>,
) -> Option<Cells<'a>> {
    let dictionary = array.as_dictionary::<K>();
    Some(Cells::Dictionary(keys(dictionary.keys().values()), Box::new(Values::new(dictionary.values())?)))
}

impl Keys<'_> {
    /// The place of a cell's value.
    pub fn get(self, row: usize) -> usize {
        fn at<K: ArrowNativeType>(keys: &[K], row: usize) -> usize {
            keys.get(row).map_or(usize::MAX, |key| key.as_usize())
        }
        match self {
            Self::I8(keys) => at(keys, row),
            Self::I16(keys) => at(keys, row),
            Self::I32(keys) => at(keys, row),
            Self::I64(keys) => at(keys, row),
            Self::U8(keys) => at(keys, row),
            Self::U16(keys) => at(keys, row),
            Self::U32(keys) => at(keys, row),
            Self::U64(keys) => at(keys, row),
        }
    }
}

impl Keys<'_> {
    /// The places of some cells, of a dictionary that has no more values than a byte can tell apart.
    pub fn shorten(self, rows: Range<usize>, places: &mut Vec<u8>) {
        fn all<K: ArrowNativeType>(keys: &[K], rows: Range<usize>, places: &mut Vec<u8>) {
            places.extend(keys.get(rows).unwrap_or_default().iter().map(|key| key.as_usize() as u8));
        }
        match self {
            Self::I8(keys) => all(keys, rows, places),
            Self::I16(keys) => all(keys, rows, places),
            Self::I32(keys) => all(keys, rows, places),
            Self::I64(keys) => all(keys, rows, places),
            Self::U8(keys) => places.extend_from_slice(keys.get(rows).unwrap_or_default()),
            Self::U16(keys) => all(keys, rows, places),
            Self::U32(keys) => all(keys, rows, places),
            Self::U64(keys) => all(keys, rows, places),
        }
    }
}

impl Whole<'_> {
    fn value<'v>(self, row: usize) -> Result<Value<'v>, ValueError> {
        let number = match self {
            Self::I8(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::I16(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::I32(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::I64(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::U8(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::U16(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::U32(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::U64(numbers) => numbers.get(row).map(|number| i128::from(*number)),
        };
        let Some(number) = number else { return Ok(Value::Missing) };
        i64::try_from(number).map(Value::Integer).map_err(|_| refused(number, DecimalError::TooLarge))
    }
}

impl Scaled<'_> {
    fn value<'v>(self, row: usize, scale: i8) -> Result<Value<'v>, ValueError> {
        let number = match self {
            Self::I32(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::I64(numbers) => numbers.get(row).map(|number| i128::from(*number)),
            Self::I128(numbers) => numbers.get(row).copied(),
        };
        let Some(number) = number else { return Ok(Value::Missing) };
        millionths(number, scale)
            .map(|millionths| Value::Number(Decimal::from_millionths(millionths)))
            .map_err(|reason| ValueError::NotANumber { text: digits(number, scale), reason })
    }
}

/// A whole number of a power of ten, with all its digits.
fn digits(number: i128, scale: i8) -> String {
    let places = usize::from(scale.unsigned_abs());
    if scale <= 0 {
        let zeros = if number == 0 { 0 } else { places };
        return format!("{number}{}", "0".repeat(zeros));
    }
    let sign = if number < 0 { "-" } else { "" };
    let all = format!("{:0width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = all.split_at_checked(all.len() - places).unwrap_or((&all, ""));
    format!("{sign}{whole}.{fraction}")
}

/// A whole number of a power of ten, in millionths.
fn millionths(number: i128, scale: i8) -> Result<i64, DecimalError> {
    let digits = 6 - i32::from(scale);
    let ten = |power: u32| 10_i128.checked_pow(power).ok_or(DecimalError::TooLarge);
    let exact = if digits >= 0 {
        if number == 0 {
            0
        } else {
            number.checked_mul(ten(digits.unsigned_abs())?).ok_or(DecimalError::TooLarge)?
        }
    } else {
        match ten(digits.unsigned_abs()) {
            Ok(factor) if number % factor == 0 => number / factor,
            Err(_) if number == 0 => 0,
            Ok(_) | Err(_) => return Err(DecimalError::TooManyPlaces),
        }
    };
    // The smallest number means that there is none.
    i64::try_from(exact).ok().filter(|exact| *exact != i64::MIN).ok_or(DecimalError::TooLarge)
}

fn refused(number: i128, reason: DecimalError) -> ValueError {
    ValueError::NotANumber { text: number.to_string(), reason }
}

fn decimal<'v>(text: &str) -> Result<Value<'v>, ValueError> {
    text.parse().map(Value::Number).map_err(|reason| ValueError::NotANumber { text: text.to_owned(), reason })
}

/// A day since 1 January 1970.
fn day<'v>(day: Option<i64>) -> Result<Value<'v>, ValueError> {
    let date = day.and_then(date).map(Value::Date);
    date.ok_or_else(|| ValueError::NotADate { text: day.map(|day| day.to_string()).unwrap_or_default() })
}

/// The date of a day since 1 January 1970.
pub(crate) fn date(day: i64) -> Option<NaiveDate> {
    let days = Days::new(day.unsigned_abs());
    let epoch = NaiveDate::from_num_days_from_ce_opt(i32::try_from(EPOCH).ok()?)?;
    if day < 0 { epoch.checked_sub_days(days) } else { epoch.checked_add_days(days) }
}

/// How many seconds a place is ahead of universal time. A place whose clocks are put forward and back would need the
/// history of its clocks.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("utc") || zone == "Z" {
        return Some(0);
    }
    let (sign, rest) = zone.split_at_checked(1)?;
    let sign = match sign {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let digits: String = rest.chars().filter(|digit| *digit != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = (digits[..2].parse::<i64>().ok()?, digits[2..].parse::<i64>().ok()?);
    Some(sign * (hours * 3_600 + minutes * 60))
}
