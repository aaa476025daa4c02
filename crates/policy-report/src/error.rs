//! Why a report cannot be made.

use policy_messages::{Language, message};

/// Why a report cannot be made.
///
/// [`ReportError::text`] says it in a person's language; `Display` says it in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportError {
    /// There are more people than a page holds.
    TooManyPeople,
    /// There are more results than a sheet of a workbook has rows.
    TooManyRows,
}

impl ReportError {
    /// The sentence in a person's language.
    pub fn text(self, language: Language) -> String {
        let (id, most) = match self {
            Self::TooManyPeople => ("page-too-many", crate::HtmlReport::MOST_PEOPLE.to_string()),
            Self::TooManyRows => ("book-too-many", crate::Workbook::MOST_ROWS.to_string()),
        };
        message(language, id, &[("most", &most)])
    }
}

impl std::fmt::Display for ReportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for ReportError {}

impl From<ReportError> for std::io::Error {
    fn from(error: ReportError) -> Self {
        Self::other(error)
    }
}
