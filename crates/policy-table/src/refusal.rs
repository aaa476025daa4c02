//! What cannot be read, and what cannot be decided, in a person's language.

use arrow_schema::{ArrowError, DataType};
use policy_core::{FieldId, ListId, ValueError};
use policy_messages::{Language, message};

/// A value that does not fit its field. It is taken for missing; a subject of whom a fact is refused is set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Whose value: the number of the subject, counted from 0 over all batches.
    pub subject: u64,
    /// Of which event: its list, and its place among those of the subject. `None` for a fact.
    pub event: Option<(ListId, u64)>,
    /// Which field.
    pub field: FieldId,
    /// Why.
    pub reason: ValueError,
}

/// Why columns cannot be decided.
///
/// [`TableError::text`] says it in a person's language; `Display` says it in English.
#[derive(Debug)]
pub enum TableError {
    /// Two columns bear names of one and the same field.
    ColumnTwice {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// A column is of a type that its field can be read from in no way.
    ColumnType {
        /// Which column.
        column: String,
        /// What it is.
        found: DataType,
    },
    /// A column that bears the name of a list holds no lists of events.
    NoEvents {
        /// Which column.
        column: String,
        /// What it is.
        found: DataType,
    },
    /// There is no column with the identifier of subjects.
    NoKey {
        /// What it could be called.
        names: Vec<String>,
    },
    /// A batch has other columns than the first.
    OtherColumns,
    /// Rows that were said to ascend by their identifier do not.
    OutOfOrder {
        /// In which row, counted from 0.
        row: u64,
    },
    /// More events or subjects than can be numbered.
    TooMany,
    /// Whoever hands over the batches could not.
    Arrow(ArrowError),
}

impl TableError {
    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::ColumnTwice { first, second } => {
                message(language, "table-column-twice", &[("first", first), ("second", second)])
            }
            Self::ColumnType { column, found } => {
                message(language, "table-column-type", &[("column", column), ("found", &found.to_string())])
            }
            Self::NoEvents { column, found } => {
                message(language, "table-no-events", &[("column", column), ("found", &found.to_string())])
            }
            Self::NoKey { names } => {
                let separator = match language {
                    Language::English => ", ",
                    Language::Chinese => "、",
                };
                message(language, "table-no-key", &[("names", &names.join(separator))])
            }
            Self::OtherColumns => message(language, "table-other-columns", &[]),
            Self::OutOfOrder { row } => message(language, "table-out-of-order", &[("row", &row.to_string())]),
            Self::TooMany => message(language, "table-too-many", &[]),
            Self::Arrow(error) => message(language, "table-arrow", &[("error", &error.to_string())]),
        }
    }
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for TableError {}

impl From<ArrowError> for TableError {
    fn from(error: ArrowError) -> Self {
        match error {
            // One of ours, which came through an iterator of Arrow's.
            ArrowError::ExternalError(error) => match error.downcast::<Self>() {
                Ok(own) => *own,
                Err(error) => Self::Arrow(ArrowError::ExternalError(error)),
            },
            error => Self::Arrow(error),
        }
    }
}
