//! A receipt: what was decided by what, so that it can be decided again.
//!
//! It holds digests, counts and the names of files, rules and figures; no person, and nothing of what anybody did.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::envelope;
use crate::error::{SealError, Sealed};
use crate::meaning::Meaning;
use crate::results::Results;

/// The version of the form of receipts.
pub const RECEIPT_VERSION: u32 = 1;

/// The most bytes of a receipt that are read.
pub const MAX_RECEIPT_BYTES: usize = 16 << 20;

/// What was decided by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The version of the program that decided.
    pub engine: String,
    /// When it was decided, by the clock on the wall.
    pub made: NaiveDateTime,
    /// The last day whose events were seen.
    pub as_of: NaiveDate,
    /// What was asked for.
    pub asked: Asked,
    /// What the policies mean, with the parameters that were set.
    pub meaning: Meaning,
    /// The files of the policies.
    pub sources: Vec<FileMark>,
    /// The files of the data, the description among them.
    pub inputs: Vec<FileMark>,
    /// What came out.
    pub results: Results,
}

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The paths of the policies, as they were given.
    pub policies: Vec<String>,
    /// The paths of the data, as they were given.
    pub data: Vec<String>,
    /// Parameters that were set.
    pub parameters: Vec<Setting>,
    /// Only this policy.
    pub policy: Option<String>,
    /// Only this kind of subject.
    pub subject: Option<String>,
    /// Only these rules and consequences.
    pub rules: Vec<String>,
    /// Only what falls due in this year.
    pub period: Option<i32>,
    /// Only one subject. Which one is a person's business: whoever decides again says so.
    pub one_subject: bool,
    /// Whether what is damaged was passed over.
    pub keep_going: bool,
}

/// A parameter that was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Which one.
    pub name: String,
    /// To what.
    pub value: String,
}

/// A file, by what it held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileMark {
    /// Its path, as it was read.
    pub name: String,
    /// How many bytes it had.
    pub bytes: u64,
    /// The digest of these.
    pub digest: Digest,
}

/// A receipt as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadReceipt {
    /// What it says.
    pub receipt: Receipt,
    /// Whether it says what it said when it was written; else somebody or something changed it.
    pub is_whole: bool,
}

impl Receipt {
    /// The receipt as a text, with a digest of itself.
    ///
    /// # Errors
    /// It is larger than any that is read.
    pub fn to_json(&self) -> Result<String, SealError> {
        let text = envelope::seal(Sealed::Receipt, self, true)?;
        if text.len() > MAX_RECEIPT_BYTES { Err(SealError::TooLarge(Sealed::Receipt)) } else { Ok(text) }
    }

    /// Reads a receipt.
    ///
    /// # Errors
    /// It is too large, no receipt, cut short, or of another version. That it was changed is no error: what was
    /// changed shows when it is decided again.
    pub fn read(bytes: &[u8]) -> Result<ReadReceipt, SealError> {
        let opened = envelope::open(Sealed::Receipt, bytes)?;
        let receipt = envelope::read(Sealed::Receipt, opened.body)?;
        Ok(ReadReceipt { receipt, is_whole: opened.is_whole })
    }
}

impl FileMark {
    /// The mark of a text.
    pub fn of_text(name: impl Into<String>, text: &str) -> Self {
        Self { name: name.into(), bytes: text.len() as u64, digest: Digest::of(text) }
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name)
    }
}
