//! Single values on their way into a record: what a caller may give, and what each field makes of it.

use chrono::NaiveDate;

use super::names::TermNames;
use super::read::{parse_date, read_flag};
use super::refusal::{Expected, ValueError};
use super::texts::Texts;
use super::{MAX_TEXT_BYTES, MISSING};
use crate::span::day_number;
use crate::{Decimal, DecimalError, DefaultValue, Field, FieldKind, TermId, in_half_width};

/// A value as a caller has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Not known.
    Missing,
    /// A text to be read as the field's kind says: a date, a number, a term's name, yes or no.
    /// Empty text is missing.
    Text(&'a str),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// An amount, in the field's unit.
    Number(Decimal),
    /// A whole amount, in the field's unit.
    Integer(i64),
    /// An amount as a binary fraction; its shortest decimal form is what counts, so 0.1 is one tenth.
    Float(f64),
    /// A term of the field's tree.
    Term(TermId),
}

macro_rules! conversions {
    ($($from:ty => |$value:ident| $to:expr;)*) => {$(
        impl<'a> From<$from> for Value<'a> {
            fn from($value: $from) -> Self {
                $to
            }
        }
    )*};
}

conversions! {
    &'a str => |text| Self::Text(text);
    &'a String => |text| Self::Text(text);
    bool => |flag| Self::Flag(flag);
    NaiveDate => |date| Self::Date(date);
    Decimal => |number| Self::Number(number);
    u8 => |number| Self::Integer(number.into());
    u16 => |number| Self::Integer(number.into());
    u32 => |number| Self::Integer(number.into());
    i8 => |number| Self::Integer(number.into());
    i16 => |number| Self::Integer(number.into());
    i32 => |number| Self::Integer(number.into());
    i64 => |number| Self::Integer(number);
    f64 => |number| Self::Float(number);
    TermId => |term| Self::Term(term);
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

impl<'a> Value<'a> {
    /// The same value as a field of this kind holds it: a text becomes the date, amount, flag or
    /// term that it means.
    ///
    /// Idempotent. What comes out is `Missing`, `Text`, `Flag`, `Date`, `Number` or `Term`.
    pub(super) fn typed(self, kind: &FieldKind, terms: TermNames<'_>) -> Result<Self, ValueError> {
        match (kind, self.plain()?) {
            (_, Value::Missing) => Ok(Value::Missing),
            (_, Value::Text(text)) => typed_text(text, kind, terms),
            (FieldKind::Text | FieldKind::Member(_), value @ (Value::Date(_) | Value::Number(_))) => {
                Ok(value)
            }
            (FieldKind::Flag, value @ Value::Flag(_)) | (FieldKind::Date, value @ Value::Date(_)) => {
                Ok(value)
            }
            (FieldKind::Flag, Value::Number(Decimal::ZERO)) => Ok(Value::Flag(false)),
            (FieldKind::Flag, Value::Number(Decimal::ONE)) => Ok(Value::Flag(true)),
            (FieldKind::Quantity(_), Value::Number(number)) if number.is_negative() => {
                Err(ValueError::Negative { text: number.to_string() })
            }
            (FieldKind::Quantity(_), value @ Value::Number(_)) => Ok(value),
            (FieldKind::Term(tree), value @ Value::Term(term)) if terms.holds(*tree, term) => Ok(value),
            (FieldKind::Term(tree), Value::Number(number)) => {
                terms.find(*tree, &number.to_string()).map(Value::Term)
            }
            (
                FieldKind::Text
                | FieldKind::Flag
                | FieldKind::Date
                | FieldKind::Quantity(_)
                | FieldKind::Term(_)
                | FieldKind::Member(_),
                _,
            ) => Err(ValueError::WrongKind { expected: Expected::of(kind) }),
        }
    }

    /// Texts without white space at their ends, empty ones missing, amounts as decimals.
    fn plain(self) -> Result<Self, ValueError> {
        match self {
            Value::Text(text) => {
                let text = text.trim();
                Ok(if text.is_empty() { Value::Missing } else { Value::Text(text) })
            }
            Value::Integer(whole) => {
                let text = || whole.to_string();
                Decimal::whole(whole)
                    .map(Value::Number)
                    .ok_or_else(|| ValueError::NotANumber { text: text(), reason: DecimalError::TooLarge })
            }
            Value::Float(fraction) => match Decimal::of_fraction(fraction) {
                Some(number) => Ok(Value::Number(number)),
                // Rust prints the shortest decimal that reads back as the same binary fraction.
                None => decimal(&fraction.to_string()).map(Value::Number),
            },
            Value::Missing | Value::Flag(_) | Value::Date(_) | Value::Number(_) | Value::Term(_) => Ok(self),
        }
    }
}

fn typed_text<'a>(text: &'a str, kind: &FieldKind, terms: TermNames<'_>) -> Result<Value<'a>, ValueError> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(ValueError::TooLong { bytes: text.len() });
    }
    match kind {
        FieldKind::Text | FieldKind::Member(_) => Ok(Value::Text(text)),
        FieldKind::Flag => {
            read_flag(text).map(Value::Flag).ok_or_else(|| ValueError::NotAFlag { text: text.to_owned() })
        }
        FieldKind::Date => {
            parse_date(text).map(Value::Date).ok_or_else(|| ValueError::NotADate { text: text.to_owned() })
        }
        FieldKind::Quantity(_) => {
            let number = decimal(text)?;
            if number.is_negative() {
                return Err(ValueError::Negative { text: text.to_owned() });
            }
            Ok(Value::Number(number))
        }
        FieldKind::Term(tree) => terms.find(*tree, text).map(Value::Term),
    }
}

fn decimal(text: &str) -> Result<Decimal, ValueError> {
    in_half_width(text).parse().map_err(|reason| ValueError::NotANumber { text: text.to_owned(), reason })
}

/// The word of a value for a field, or why it is refused; a missing value is what the field's
/// `default` says.
pub(super) fn word(
    value: Value<'_>,
    field: &Field,
    terms: TermNames<'_>,
    texts: &mut Texts,
) -> Result<i64, ValueError> {
    Ok(match value.typed(&field.kind, terms)? {
        Value::Text(text) => texts.place(text),
        Value::Flag(flag) => i64::from(flag),
        Value::Term(term) => i64::from(term.0),
        Value::Date(date) if holds_text(&field.kind) => texts.place(&date.to_string()),
        Value::Date(date) => day_number(date),
        Value::Number(number) if holds_text(&field.kind) => texts.place(&number.to_string()),
        Value::Number(number) => number.millionths(),
        Value::Missing | Value::Integer(_) | Value::Float(_) => default_word(field.default.as_ref()),
    })
}

fn holds_text(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::Text | FieldKind::Member(_))
}

/// The word that stands for an absent value.
pub(crate) fn default_word(default: Option<&DefaultValue>) -> i64 {
    match default {
        None => MISSING,
        Some(DefaultValue::Flag(flag)) => i64::from(*flag),
        Some(DefaultValue::Quantity(number)) => number.millionths(),
        Some(DefaultValue::Term(term)) => i64::from(term.0),
    }
}
