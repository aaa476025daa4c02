//! Why a file of columns cannot be read or written.

use std::fmt;
use std::io;

use policy_messages::{Language, io_cause, message};

/// Why a file of columns cannot be read or written.
///
/// [`FileError::text`] says it in a person's language; `Display` says it in English.
#[derive(Debug)]
pub enum FileError {
    /// The system refuses.
    Io(io::Error),
    /// Its first bytes are of neither form.
    NotColumns,
    /// It is damaged, or was cut short.
    Damaged,
    /// It is packed in a way that is not read.
    Packing,
}

impl FileError {
    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Io(error) => {
                io_cause(language, error.kind()).unwrap_or_else(|| message(language, "files-system", &[]))
            }
            Self::NotColumns => message(language, "files-no-columns", &[]),
            Self::Damaged => message(language, "files-damaged", &[]),
            Self::Packing => message(language, "files-packing", &[]),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for FileError {}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
