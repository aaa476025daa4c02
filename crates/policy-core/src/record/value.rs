//! Single values on their way into a record, and why one is refused.

use chrono::NaiveDate;

use super::MISSING;
use crate::span::day_number;
use crate::{Decimal, DecimalError, DefaultValue, FieldKind, Vocabulary, same_name};

/// A value as a caller has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<NaiveDate> for Value<'_> {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<Decimal> for Value<'_> {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Nothing of that name is declared there.
    #[error("`{name}` is not declared in the vocabulary")]
    UnknownName {
        /// The name that was given.
        name: String,
    },
    /// Not a day of the calendar.
    #[error("`{text}` is not a date")]
    NotADate {
        /// What was given.
        text: String,
    },
    /// Neither yes nor no.
    #[error("`{text}` is neither yes nor no")]
    NotAFlag {
        /// What was given.
        text: String,
    },
    /// Not a number that can be held exactly.
    #[error("`{text}` is not a number: {reason}")]
    NotANumber {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: DecimalError,
    },
    /// An amount below zero.
    #[error("`{text}` is below zero")]
    Negative {
        /// What was given.
        text: String,
    },
    /// Not a term of the field's tree.
    #[error("`{text}` is not a term of {tree}")]
    NotATerm {
        /// What was given.
        text: String,
        /// The tree's identifier.
        tree: String,
    },
    /// A value of a kind that the field cannot hold.
    #[error("a value of another kind than the field holds")]
    WrongKind,
    /// An event that ends before it begins.
    #[error("ends on {end}, before it begins on {start}")]
    EndBeforeStart {
        /// First day.
        start: NaiveDate,
        /// Last day.
        end: NaiveDate,
    },
    /// A subject stands among the members of another that cannot hold it.
    #[error("records of different vocabularies cannot be joined")]
    OtherVocabulary,
}

/// The word of a value for a field, or why it is refused. `intern` keeps a text and returns its place.
pub(super) fn word(
    vocabulary: &Vocabulary,
    kind: &FieldKind,
    value: Value<'_>,
    intern: &mut dyn FnMut(&str) -> i64,
) -> Result<i64, ValueError> {
    if let Value::Text(text) = value {
        let text = text.trim();
        return if text.is_empty() { Ok(MISSING) } else { word_of_text(vocabulary, kind, text, intern) };
    }
    match (kind, value) {
        (_, Value::Missing) => Ok(MISSING),
        (FieldKind::Flag, Value::Flag(flag)) => Ok(i64::from(flag)),
        (FieldKind::Date, Value::Date(date)) => Ok(day_number(date)),
        (FieldKind::Quantity(_), Value::Number(number)) => amount(number),
        (FieldKind::Text | FieldKind::Member(_), Value::Number(number)) => Ok(intern(&number.to_string())),
        (_, Value::Flag(_) | Value::Date(_) | Value::Number(_) | Value::Text(_)) => {
            Err(ValueError::WrongKind)
        }
    }
}

fn word_of_text(
    vocabulary: &Vocabulary,
    kind: &FieldKind,
    text: &str,
    intern: &mut dyn FnMut(&str) -> i64,
) -> Result<i64, ValueError> {
    match kind {
        FieldKind::Text | FieldKind::Member(_) => Ok(intern(text)),
        FieldKind::Flag => {
            read_flag(text).map(i64::from).ok_or_else(|| ValueError::NotAFlag { text: text.to_owned() })
        }
        FieldKind::Date => {
            read_date(text).map(day_number).ok_or_else(|| ValueError::NotADate { text: text.to_owned() })
        }
        FieldKind::Quantity(_) => {
            let number =
                text.parse().map_err(|reason| ValueError::NotANumber { text: text.to_owned(), reason })?;
            amount(number)
        }
        FieldKind::Term(tree) => {
            let tree = &vocabulary.trees[tree.index()];
            tree.term(text)
                .map(|term| i64::from(term.0))
                .ok_or_else(|| ValueError::NotATerm { text: text.to_owned(), tree: tree.names.id.clone() })
        }
    }
}

fn amount(number: Decimal) -> Result<i64, ValueError> {
    if number.is_negative() {
        return Err(ValueError::Negative { text: number.to_string() });
    }
    Ok(number.millionths())
}

/// Reads yes or no as people write it in English and Chinese.
pub(crate) fn read_flag(text: &str) -> Option<bool> {
    const YES: [&str; 8] = ["yes", "true", "y", "1", "是", "有", "√", "对"];
    const NO: [&str; 9] = ["no", "false", "n", "0", "否", "无", "無", "×", "不"];
    if YES.iter().any(|yes| same_name(yes, text)) {
        return Some(true);
    }
    NO.iter().any(|no| same_name(no, text)).then_some(false)
}

/// Reads a day: `2019-02-01`, `2019/2/1`, `2019.2.1`, `20190201`, `2019年2月1日`; a time of 00:00:00 after it is dropped.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.strip_suffix(" 00:00:00").or_else(|| text.strip_suffix("T00:00:00")).unwrap_or(text);
    let digits =
        |part: &str| (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(());
    if text.len() == 8 && digits(text).is_some() {
        return NaiveDate::from_ymd_opt(
            text[..4].parse().ok()?,
            text[4..6].parse().ok()?,
            text[6..].parse().ok()?,
        );
    }
    let mut parts = text.strip_suffix('日').unwrap_or(text).split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    for part in [year, month, day] {
        digits(part)?;
    }
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The word that stands for an absent value.
pub(super) fn default_word(default: Option<&DefaultValue>) -> i64 {
    match default {
        None => MISSING,
        Some(DefaultValue::Flag(flag)) => i64::from(*flag),
        Some(DefaultValue::Quantity(number)) => number.millionths(),
        Some(DefaultValue::Term(term)) => i64::from(term.0),
    }
}
