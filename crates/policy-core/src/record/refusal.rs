//! Why a value is refused.

use std::fmt;

use chrono::NaiveDate;
use policy_messages::{Language, message};

use crate::{DecimalError, FieldKind, Names};

/// Why a value is refused.
///
/// [`ValueError::text`] says it in a person's language; `Display` says it in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueError {
    /// Nothing of that name is declared there.
    UnknownName {
        /// The name that was given.
        name: String,
    },
    /// Not a day of the calendar.
    NotADate {
        /// What was given.
        text: String,
    },
    /// Neither yes nor no.
    NotAFlag {
        /// What was given.
        text: String,
    },
    /// Not a number that can be held exactly.
    NotANumber {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: DecimalError,
    },
    /// An amount below zero.
    Negative {
        /// What was given.
        text: String,
    },
    /// Not a term of the field's tree.
    NotATerm {
        /// What was given.
        text: String,
        /// What the tree is called.
        tree: Box<Names>,
        /// The term's name that was probably meant.
        nearest: Option<String>,
    },
    /// A value of a kind that the field cannot hold.
    WrongKind {
        /// What the field holds.
        expected: Expected,
    },
    /// A text longer than [`crate::MAX_TEXT_BYTES`].
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// An event that ends before it begins.
    EndBeforeStart {
        /// First day.
        start: NaiveDate,
        /// Last day.
        end: NaiveDate,
    },
    /// A subject stands among the members of another that cannot hold it.
    OtherVocabulary,
}

/// What was to stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// A text.
    Text,
    /// Yes or no.
    Flag,
    /// A day.
    Date,
    /// An amount.
    Number,
    /// A term of a tree.
    Term,
    /// The record of a subject, as a JSON object.
    Record,
    /// An event, as a JSON object.
    Event,
    /// A list of events or members, as a JSON array.
    List,
}

impl Expected {
    pub(super) fn of(kind: &FieldKind) -> Self {
        match kind {
            FieldKind::Text | FieldKind::Member(_) => Self::Text,
            FieldKind::Flag => Self::Flag,
            FieldKind::Date => Self::Date,
            FieldKind::Quantity(_) => Self::Number,
            FieldKind::Term(_) => Self::Term,
        }
    }

    /// What it is called in a person's language.
    pub fn text(self, language: Language) -> String {
        let id = match self {
            Self::Text => "expected-text",
            Self::Flag => "expected-flag",
            Self::Date => "expected-date",
            Self::Number => "expected-number",
            Self::Term => "expected-term",
            Self::Record => "expected-record",
            Self::Event => "expected-event",
            Self::List => "expected-list",
        };
        message(language, id, &[])
    }
}

impl ValueError {
    /// The sentence in a person's language. It repeats the value that was refused.
    pub fn text(&self, language: Language) -> String {
        let say = |id: &str, arguments: &[(&str, &str)]| message(language, id, arguments);
        match self {
            Self::UnknownName { name } => say("value-unknown-name", &[("name", name)]),
            Self::NotADate { text } => say("value-not-a-date", &[("value", text)]),
            Self::NotAFlag { text } => say("value-not-a-flag", &[("value", text)]),
            Self::NotANumber { text, reason } => {
                let id = match reason {
                    DecimalError::NotANumber => "value-not-a-number",
                    DecimalError::TooManyPlaces => "value-too-many-places",
                    DecimalError::TooLarge => "value-too-large",
                };
                say(id, &[("value", text)])
            }
            Self::Negative { text } => say("value-negative", &[("value", text)]),
            Self::NotATerm { text, tree, nearest } => {
                let tree = tree.shown(language);
                match nearest {
                    None => say("value-not-a-term", &[("value", text), ("tree", &tree)]),
                    Some(nearest) => say(
                        "value-not-a-term-nearest",
                        &[("value", text), ("tree", &tree), ("nearest", nearest)],
                    ),
                }
            }
            Self::WrongKind { expected } => {
                say("value-wrong-kind", &[("expected", &expected.text(language))])
            }
            Self::TooLong { bytes } => say(
                "value-too-long",
                &[("bytes", &bytes.to_string()), ("most", &super::MAX_TEXT_BYTES.to_string())],
            ),
            Self::EndBeforeStart { start, end } => {
                say("value-end-before-start", &[("start", &start.to_string()), ("end", &end.to_string())])
            }
            Self::OtherVocabulary => say("value-other-vocabulary", &[]),
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for ValueError {}
