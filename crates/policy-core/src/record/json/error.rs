//! What is wrong with a record in JSON, and where.

use std::fmt;

use policy_messages::{Language, message};

use super::cause::JsonCause;
use crate::record::{Expected, MAX_DEPTH, MAX_JSON_BYTES, MAX_PARTS, ValueError};

/// Why a JSON text is not a record.
///
/// [`JsonError::text`] says it in a person's language; `Display` says it in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Where in the record: `trainings[3].hours`; empty for the record itself.
    pub path: String,
    /// Line and column in the text, counted from 1; the column in characters. Absent where the problem
    /// is with the whole.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub problem: JsonProblem,
}

/// What is wrong with a record in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonProblem {
    /// The text is not JSON.
    Syntax {
        /// What is wrong with it.
        cause: JsonCause,
    },
    /// The text is not UTF-8.
    NotUtf8,
    /// A key that the vocabulary does not declare.
    UnknownKey {
        /// The key.
        key: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// Something is given twice, perhaps under two of its names.
    DuplicateKey {
        /// Its identifier.
        key: String,
    },
    /// A value of another JSON type.
    Expected(Expected),
    /// A value that its field cannot hold.
    Value(ValueError),
    /// More than [`MAX_JSON_BYTES`].
    TooLarge {
        /// How many.
        bytes: usize,
    },
    /// Members nested more than [`MAX_DEPTH`] deep.
    TooDeep,
    /// More than [`MAX_PARTS`] events and members.
    TooMany,
    /// A value whose own serialization fails.
    CannotSerialize {
        /// What it says.
        detail: String,
    },
}

impl JsonError {
    /// A problem with the whole text.
    pub(super) fn whole(problem: JsonProblem) -> Self {
        Self { path: String::new(), place: None, problem }
    }

    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        let problem = self.problem.text(language);
        let top = message(language, "json-top", &[]);
        let path = if self.path.is_empty() { &top } else { &self.path };
        match self.place {
            None => message(language, "json-at", &[("path", path), ("problem", &problem)]),
            Some((line, column)) => {
                let (line, column) = (line.to_string(), column.to_string());
                let arguments =
                    [("path", path.as_str()), ("problem", &problem), ("line", &line), ("column", &column)];
                message(language, "json-at-place", &arguments)
            }
        }
    }
}

impl JsonProblem {
    /// What is wrong, without the place, in a person's language.
    pub fn text(&self, language: Language) -> String {
        let say = |id: &str, arguments: &[(&str, &str)]| message(language, id, arguments);
        match self {
            Self::Syntax { cause } => say("json-syntax", &[("cause", &cause.text(language))]),
            Self::NotUtf8 => say("json-not-utf8", &[]),
            Self::UnknownKey { key, nearest: None } => say("json-unknown-key", &[("key", key)]),
            Self::UnknownKey { key, nearest: Some(nearest) } => {
                say("json-unknown-key-nearest", &[("key", key), ("nearest", nearest)])
            }
            Self::DuplicateKey { key } => say("json-duplicate-key", &[("key", key)]),
            Self::Expected(expected) => say("json-expected", &[("expected", &expected.text(language))]),
            Self::Value(error) => error.text(language),
            Self::TooLarge { bytes } => {
                say("json-too-large", &[("bytes", &bytes.to_string()), ("most", &MAX_JSON_BYTES.to_string())])
            }
            Self::TooDeep => say("json-too-deep", &[("most", &MAX_DEPTH.to_string())]),
            Self::TooMany => say("json-too-many", &[("most", &MAX_PARTS.to_string())]),
            Self::CannotSerialize { detail } => say("json-cannot-serialize", &[("detail", detail)]),
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for JsonError {}

/// One step of a path.
pub(super) enum Step {
    Name(String),
    Place(usize),
}

/// What is known of an error on its way out of the record.
#[derive(Default)]
pub(super) struct Failure {
    problem: Option<JsonProblem>,
    offset: Option<usize>,
    /// From the inside out.
    steps: Vec<Step>,
}

impl Failure {
    /// Keeps a problem and the byte at which it stands.
    pub(super) fn set(&mut self, problem: JsonProblem, offset: Option<usize>) {
        self.problem = Some(problem);
        self.offset = offset;
    }

    /// Says in what the problem stands.
    pub(super) fn within(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The error; what was not kept here is a matter of JSON itself.
    pub(super) fn finish(self, text: &str, error: &serde_json::Error) -> JsonError {
        let problem = self.problem.unwrap_or_else(|| JsonProblem::Syntax { cause: JsonCause::of(error) });
        let place = match self.offset {
            Some(offset) => Some(place(text, offset)),
            None if error.line() == 0 => None,
            None => Some(in_characters(text, error.line(), error.column())),
        };
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            match step {
                Step::Place(place) => path.push_str(&format!("[{place}]")),
                Step::Name(name) if path.is_empty() => path.push_str(name),
                Step::Name(name) => path.push_str(&format!(".{name}")),
            }
        }
        JsonError { path, place, problem }
    }
}

/// Line and column of a byte, counted from 1, the column in characters.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before[start..].chars().count() + 1)
}

/// A line and a column in bytes, with the column in characters.
fn in_characters(text: &str, line: usize, column: usize) -> (usize, usize) {
    let bytes = text.split('\n').nth(line - 1).unwrap_or_default().as_bytes();
    let before = &bytes[..column.min(bytes.len())];
    // The bytes that begin a character.
    (line, before.iter().filter(|byte| **byte & 0xc0 != 0x80).count().max(1))
}
