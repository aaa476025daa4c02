//! Why a file of columns cannot be read or written.

use std::fmt;
use std::io;

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;
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
    /// One of its parts is: which row group of Parquet, or which batch of Arrow IPC, counted from 1.
    DamagedPart(usize),
    /// It is packed in a way that is not read.
    Packing,
    /// It is encrypted.
    Encrypted,
    /// It has more columns than are read of one file.
    TooManyColumns,
    /// What describes it, or a page of it, would unpack to more than is held of a file at once.
    TooLarge,
    /// Its columns would together.
    TooLargeTogether,
}

/// How many columns a file may have.
pub const MAX_COLUMNS: usize = 1_000;
/// How many bytes of one column are unpacked at once, and how many may describe a file.
pub const MAX_PAGE_BYTES: u64 = 256 << 20;
/// How many bytes of all columns that are wanted are unpacked at once.
pub const MAX_BATCH_BYTES: u64 = 1 << 30;

impl FileError {
    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        let say = |id: &str, arguments: &[(&str, &str)]| message(language, id, arguments);
        match self {
            Self::Io(error) => io_cause(language, error),
            Self::NotColumns => say("files-no-columns", &[]),
            Self::Damaged => say("files-damaged", &[]),
            Self::DamagedPart(part) => say("files-damaged-part", &[("part", &part.to_string())]),
            Self::Packing => say("files-packing", &[]),
            Self::Encrypted => say("files-encrypted", &[]),
            Self::TooManyColumns => say("files-too-many-columns", &[("most", &MAX_COLUMNS.to_string())]),
            Self::TooLarge => say("files-too-large", &[("most", &(MAX_PAGE_BYTES >> 20).to_string())]),
            Self::TooLargeTogether => {
                say("files-too-large-together", &[("most", &(MAX_BATCH_BYTES >> 20).to_string())])
            }
        }
    }

    /// The same, where it is damage, of one part.
    pub(crate) fn in_part(self, part: usize) -> Self {
        match self {
            Self::Damaged => Self::DamagedPart(part + 1),
            Self::Io(_)
            | Self::NotColumns
            | Self::DamagedPart(_)
            | Self::Packing
            | Self::Encrypted
            | Self::TooManyColumns
            | Self::TooLarge
            | Self::TooLargeTogether => self,
        }
    }

    /// Of what the library says, what was not built in is packed in an unusual way; all else is damage.
    pub(crate) fn of_parquet(error: ParquetError) -> Self {
        match error {
            ParquetError::NYI(text) | ParquetError::General(text) => Self::of_words(&text),
            ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(error) => Self::of_system(*error),
                Err(_) => Self::Damaged,
            },
            ParquetError::EOF(_)
            | ParquetError::ArrowError(_)
            | ParquetError::IndexOutOfBound(..)
            | ParquetError::NeedMoreData(_)
            | ParquetError::NeedMoreDataRange(_) => Self::Damaged,
            _ => Self::Damaged,
        }
    }

    pub(crate) fn of_arrow(error: ArrowError) -> Self {
        match error {
            ArrowError::IoError(_, error) => Self::of_system(error),
            ArrowError::ParquetError(text) | ArrowError::NotYetImplemented(text) => Self::of_words(&text),
            ArrowError::ExternalError(inner) => match inner.downcast::<io::Error>() {
                Ok(error) => Self::of_system(*error),
                Err(_) => Self::Damaged,
            },
            _ => Self::Damaged,
        }
    }

    fn of_system(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::Damaged
            }
            _ => Self::Io(error),
        }
    }

    fn of_words(text: &str) -> Self {
        if text.contains("ncrypt") {
            Self::Encrypted
        } else if text.contains("feature") || text.contains("compression") && text.contains("support") {
            Self::Packing
        } else {
            Self::Damaged
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
