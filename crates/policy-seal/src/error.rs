//! Why a receipt or a bundle cannot be used.

use std::fmt;

use policy_core::{JsonCause, PlanError};
use policy_messages::{Language, message};
use serde_json::error::Category;

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// A receipt.
    Receipt,
    /// A bundle.
    Bundle,
}

impl Sealed {
    /// The key that holds the version.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Bundle => "bundle",
        }
    }

    /// The version that is written, and the only one that is read.
    pub(crate) fn version(self) -> u32 {
        match self {
            Self::Receipt => crate::RECEIPT_VERSION,
            Self::Bundle => crate::BUNDLE_VERSION,
        }
    }

    /// The most bytes that are read.
    pub(crate) fn most_bytes(self) -> usize {
        match self {
            Self::Receipt => crate::MAX_RECEIPT_BYTES,
            Self::Bundle => crate::MAX_BUNDLE_BYTES,
        }
    }

    fn text(self, language: Language) -> String {
        let id = match self {
            Self::Receipt => "seal-receipt",
            Self::Bundle => "seal-bundle",
        };
        message(language, id, &[])
    }
}

/// Why a receipt or a bundle cannot be used.
///
/// [`SealError::text`] says it in a person's language; `Display` says it in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealError {
    /// It is larger than any.
    TooLarge(Sealed),
    /// It is not JSON, or was cut short.
    Unreadable(Sealed, JsonCause),
    /// Its parts are not what they should be; what the reader of JSON says of it.
    Malformed(Sealed, String),
    /// It is JSON, and something else.
    Other(Sealed),
    /// It was written by another version.
    Version {
        /// What it is.
        sealed: Sealed,
        /// The version that it states.
        found: u32,
    },
    /// It was changed after it was written.
    Broken(Sealed),
    /// The digests that a bundle states are not those of its plan.
    OtherMeaning,
    /// The plan in a bundle cannot be used.
    Plan(PlanError),
}

impl SealError {
    /// What an error of the reader of JSON means.
    pub(crate) fn of_json(sealed: Sealed, error: &serde_json::Error) -> Self {
        match (error.classify(), JsonCause::of(error)) {
            (Category::Data, JsonCause::Other(detail)) => Self::Malformed(sealed, detail),
            (Category::Data | Category::Io | Category::Syntax | Category::Eof, cause) => {
                Self::Unreadable(sealed, cause)
            }
        }
    }

    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        let say = |id: &str, sealed: &Sealed, more: &[(&str, &str)]| {
            let kind = sealed.text(language);
            let arguments: Vec<(&str, &str)> =
                [("kind", kind.as_str())].iter().chain(more).copied().collect();
            message(language, id, &arguments)
        };
        match self {
            Self::TooLarge(sealed) => {
                say("seal-too-large", sealed, &[("most", &(sealed.most_bytes() >> 20).to_string())])
            }
            Self::Unreadable(sealed, cause) => {
                say("seal-unreadable", sealed, &[("cause", &cause.text(language))])
            }
            Self::Malformed(sealed, detail) => say("seal-malformed", sealed, &[("detail", detail)]),
            Self::Other(sealed) => say("seal-other", sealed, &[("key", sealed.key())]),
            Self::Version { sealed, found } => {
                let numbers = [found.to_string(), sealed.version().to_string()];
                say("seal-version", sealed, &[("found", &numbers[0]), ("expected", &numbers[1])])
            }
            Self::Broken(sealed) => say("seal-broken", sealed, &[]),
            Self::OtherMeaning => message(language, "seal-other-meaning", &[]),
            Self::Plan(error) => error.text(language),
        }
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for SealError {}
