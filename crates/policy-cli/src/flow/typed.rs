//! Columns as they come, made into columns that hold what their fields mean.
//!
//! Days become days, amounts decimals, terms their numbers; what cannot be read is missing and told. The meaning is that of rows
//! (`gather::read_cell`): where a value is refused here, that is asked once more, and has the last word.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt16Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal64Array, DictionaryArray, StringArray, UInt16Array,
};
use arrow_schema::{ArrowError, DataType};
use chrono::Datelike;
use policy_core::{Field, FieldKind, RecordReader, TermId, Value, Vocabulary};
use policy_dsl::Saying;
use policy_files::Texts;
use policy_table::Values;

use crate::finding::{Trouble, masked};
use crate::gather::read_cell;
use crate::read::cell_of;

/// A field whose column is read.
pub struct Typing<'v> {
    field: &'v Field,
    vocabulary: &'v Vocabulary,
    reader: &'v RecordReader,
    /// A text for each term of the field's tree.
    terms: Option<ArrayRef>,
}

/// Why a cell cannot be read.
pub struct Refused {
    /// Which row of the batch.
    pub row: usize,
    /// What kind of thing is wrong.
    pub trouble: Trouble,
    /// What the cell holds, as far as it may be shown.
    pub value: String,
    /// Why.
    pub reason: Saying,
}

/// 1 January 1970, as days are counted.
const EPOCH: i64 = 719_163;

impl<'v> Typing<'v> {
    /// How a field is read; `None` where its terms have no names that read back as themselves.
    pub fn new(field: &'v Field, vocabulary: &'v Vocabulary, reader: &'v RecordReader) -> Option<Self> {
        let terms = match field.kind {
            FieldKind::Term(tree) => {
                let declared = vocabulary.trees.get(tree.index())?;
                let reads_as = |text: &str, term: TermId| matches!(reader.typed(field, Value::Text(text)), Ok(Value::Term(own)) if own == term);
                let names: Option<Vec<&str>> = (0..)
                    .map(TermId)
                    .zip(&declared.terms)
                    .map(|(term, own)| own.names.all().find(|name| reads_as(name, term)))
                    .collect();
                Some(Arc::new(StringArray::from(names?)) as ArrayRef)
            }
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Quantity(_)
            | FieldKind::Member(_) => None,
        };
        Some(Self { field, vocabulary, reader, terms })
    }

    /// What it is called.
    pub fn name(&self) -> &'v str {
        &self.field.names.id
    }

    /// How texts of its column are to come.
    pub fn texts(&self) -> Texts {
        match self.field.kind {
            FieldKind::Term(_) | FieldKind::Flag => Texts::Dictionary,
            FieldKind::Text | FieldKind::Date | FieldKind::Quantity(_) | FieldKind::Member(_) => Texts::Plain,
        }
    }

    /// The type in which it waits.
    pub fn stored(&self) -> DataType {
        match self.field.kind {
            FieldKind::Text | FieldKind::Member(_) => DataType::Utf8,
            FieldKind::Flag => DataType::Boolean,
            FieldKind::Date => DataType::Date32,
            FieldKind::Quantity(_) => DataType::Decimal64(18, 6),
            FieldKind::Term(_) => DataType::UInt16,
        }
    }

    /// A column that waited, as it is decided.
    pub fn ready(&self, column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        match &self.terms {
            None => Ok(Arc::clone(column)),
            Some(terms) => {
                let keys = column.as_primitive::<UInt16Type>().clone();
                Ok(Arc::new(DictionaryArray::<UInt16Type>::try_new(keys, Arc::clone(terms))?))
            }
        }
    }

    /// A column without a value in so many rows.
    pub fn missing(&self, rows: usize) -> ArrayRef {
        arrow_array::new_null_array(&self.stored(), rows)
    }

    /// Reads a column.
    pub fn read(&self, array: &ArrayRef, refused: &mut Vec<Refused>) -> Result<ArrayRef, ArrowError> {
        let Some(values) = Values::new(array) else { return Ok(self.missing(array.len())) };
        if self.stored() == DataType::Utf8 {
            let texts = (0..array.len()).map(|row| self.text(&values, row, refused));
            return Ok(Arc::new(texts.collect::<StringArray>()));
        }
        let words = match array.as_any_dictionary_opt() {
            // Without any value all rows are empty, and no place in the dictionary is one.
            Some(dictionary) if (1..=array.len()).contains(&dictionary.values().len()) => {
                // Each value of the dictionary is looked at once; of one that is refused each row tells.
                let entries = dictionary.values();
                let Some(own) = Values::new(entries) else { return Ok(self.missing(array.len())) };
                let mut ignored = Vec::new();
                let known: Vec<Option<i64>> =
                    (0..entries.len()).map(|entry| self.word(&own, entry, &mut ignored)).collect();
                let refuses: Vec<bool> =
                    (0..entries.len()).map(|entry| ignored.iter().any(|own| own.row == entry)).collect();
                let keys = dictionary.normalized_keys();
                let nulls = dictionary.nulls();
                let word = |row: usize, refused: &mut Vec<Refused>| {
                    if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                        return None;
                    }
                    let key = keys.get(row).copied()?;
                    if refuses.get(key).copied().unwrap_or(false) {
                        return self.word(&values, row, refused);
                    }
                    known.get(key).copied().flatten()
                };
                (0..array.len()).map(|row| word(row, refused)).collect::<Vec<_>>()
            }
            Some(_) | None => (0..array.len()).map(|row| self.word(&values, row, refused)).collect(),
        };
        Ok(match self.field.kind {
            FieldKind::Flag => {
                Arc::new(BooleanArray::from_iter(words.iter().map(|word| word.map(|own| own == 1))))
            }
            FieldKind::Date => {
                let days = words.iter().map(|word| word.and_then(|day| i32::try_from(day - EPOCH).ok()));
                Arc::new(Date32Array::from_iter(days))
            }
            FieldKind::Term(_) => {
                let terms = words.iter().map(|word| word.and_then(|term| u16::try_from(term).ok()));
                Arc::new(UInt16Array::from_iter(terms))
            }
            FieldKind::Quantity(_) | FieldKind::Text | FieldKind::Member(_) => {
                Arc::new(Decimal64Array::from_iter(words).with_precision_and_scale(18, 6)?)
            }
        })
    }

    fn word(&self, values: &Values<'_>, row: usize, refused: &mut Vec<Refused>) -> Option<i64> {
        match values.typed(row, self.field, self.reader) {
            Ok(value) => word(value),
            Err(_) => self.slowly(values, row, refused, &mut word).flatten(),
        }
    }

    fn text(&self, values: &Values<'_>, row: usize, refused: &mut Vec<Refused>) -> Option<String> {
        self.slowly(values, row, refused, &mut |value| match value {
            Value::Text(text) => Some(text.to_owned()),
            Value::Date(day) => Some(day.to_string()),
            Value::Number(number) => Some(number.to_string()),
            Value::Missing | Value::Integer(_) | Value::Float(_) | Value::Flag(_) | Value::Term(_) => None,
        })
        .flatten()
    }

    /// Reads a cell as that of a row is read.
    fn slowly<T>(
        &self,
        values: &Values<'_>,
        row: usize,
        refused: &mut Vec<Refused>,
        take: &mut dyn FnMut(Value<'_>) -> T,
    ) -> Option<T> {
        let mut held = std::borrow::Cow::Borrowed("");
        let cell = cell_of(values, row, &mut held);
        let typed = &mut |value: Value<'_>| Ok(take(self.reader.typed(self.field, value)?));
        match read_cell(self.vocabulary, self.field, cell, typed) {
            Ok(taken) => Some(taken),
            Err((trouble, reason)) => {
                refused.push(Refused { row, trouble, value: masked(&cell.text()), reason });
                None
            }
        }
    }
}

/// The word of a value that is no text: a truth, a day, a term's number, millionths.
fn word(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Flag(flag) => Some(i64::from(flag)),
        Value::Date(day) => Some(i64::from(day.num_days_from_ce())),
        Value::Term(term) => Some(i64::from(term.0)),
        Value::Number(number) => Some(number.millionths()),
        Value::Missing | Value::Text(_) | Value::Integer(_) | Value::Float(_) => None,
    }
}
