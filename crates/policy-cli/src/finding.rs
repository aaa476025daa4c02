//! What is wrong with data that was read, row by row.

use std::collections::{BTreeMap, BTreeSet};

use policy_core::{JsonError, JsonProblem, ValueError};
use policy_dsl::Saying;
use policy_files::FileError;
use policy_messages::{Language, message};

/// How many findings are kept in full; more are counted.
pub const MOST_KEPT: usize = 1_000;
/// How many of each kind are kept at least.
pub const FIRST_EXAMPLES: usize = 3;

/// What kind of thing is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// A cell cannot be read as what its column holds.
    Cell,
    /// A cell is no day of the calendar.
    Day,
    /// Something ends before it begins.
    Order,
    /// An identifier is missing, or has lost digits.
    Identifier,
    /// An identifier fails its check digit, or names no day of birth.
    CheckDigit,
    /// An identifier comes twice.
    Twice,
    /// A row belongs to nobody.
    Nobody,
    /// Two rows say different things of one person.
    Contradiction,
    /// A row has more cells than there are headings.
    Shape,
    /// Part of a file is damaged.
    Damaged,
    /// A record cannot be decided.
    Undecided,
    /// The same event stands there twice.
    Repeated,
    /// The year that a row states is not that of its date.
    Year,
    /// More hours than the days have.
    Hours,
    /// A day so far away that it may be a slip.
    FarDay,
}

/// A row that was set aside or is doubtful, and why.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What kind of thing is wrong.
    pub trouble: Trouble,
    /// Where it stands.
    pub place: Place,
    /// What its cell holds; absent where it names a person.
    pub value: Option<String>,
    /// Why it was set aside.
    pub reason: Saying,
}

/// A row of a file, and perhaps one cell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The sheet, where the file has several.
    pub sheet: Option<String>,
    /// The row, counted from 1; absent for what concerns a whole table.
    pub row: Option<u64>,
    /// The column's heading, or the path in a nested record.
    pub column: Option<String>,
}

/// Everything that was noted while data was read.
#[derive(Debug, Default)]
pub struct Findings {
    /// The rows, at most [`MOST_KEPT`] of them and the first few of each kind besides.
    pub kept: Vec<Finding>,
    /// How many there were.
    pub count: usize,
    /// How many of each kind.
    pub counts: BTreeMap<Trouble, usize>,
    /// Remarks on how the data was read; nothing was set aside for them.
    pub notes: Vec<(Option<Place>, Saying)>,
    /// The files of which part is damaged.
    damaged: BTreeSet<String>,
}

impl Findings {
    /// Adds a row.
    pub fn add(&mut self, trouble: Trouble, place: Place, value: Option<String>, reason: Saying) {
        let count = self.counts.entry(trouble).or_default();
        *count += 1;
        self.count += 1;
        if self.kept.len() < MOST_KEPT || *count <= FIRST_EXAMPLES {
            self.kept.push(Finding { trouble, place, value, reason });
        }
    }

    /// Adds a damaged part of a file: its first and its last row, or none where nothing of the file can be read.
    pub fn damaged(&mut self, file: String, rows: Option<(u64, u64)>, error: &FileError) {
        self.damaged.insert(file.clone());
        let reason = match rows {
            Some((_, last)) => Saying::new("finding-damaged").with("last", last),
            None => Saying::new("finding-damaged-file"),
        };
        let place = Place { file, sheet: None, row: rows.map(|(first, _)| first), column: None };
        let reason = reason.with_said("detail", |language| error.text(language));
        self.add(Trouble::Damaged, place, None, reason);
    }

    /// Adds a file that cannot be used, and why.
    pub fn refused(&mut self, place: Place, reason: Saying) {
        self.damaged.insert(place.file.clone());
        self.add(Trouble::Damaged, place, None, reason);
    }

    /// Adds what was found while the same data was read in another way, of rows of which nothing has been said. Of more than are kept
    /// only the number tells.
    pub fn add_others(&mut self, others: Self, reason: impl Fn(Saying) -> Saying) {
        let untold = (others.count - others.kept.len()).saturating_sub(self.count - self.kept.len());
        let row = |place: &Place| (place.file.clone(), place.sheet.clone(), place.row);
        let told: BTreeSet<_> = self.kept.iter().map(|finding| row(&finding.place)).collect();
        for Finding { trouble, place, value, reason: own } in others.kept {
            if !told.contains(&row(&place)) {
                self.add(trouble, place, value, reason(own));
            }
        }
        self.count += untold;
    }

    /// Whether part of a file is damaged.
    pub fn is_damaged(&self, file: &str) -> bool {
        self.damaged.contains(file)
    }

    /// Notes how something was read.
    pub fn note(&mut self, place: Option<Place>, says: Saying) {
        self.notes.push((place, says));
    }
}

impl Place {
    /// The place as one phrase: `培训.xlsx, sheet 培训, row 12, column 学时`.
    pub fn text(&self, language: Language) -> String {
        let mut said = message(language, "place-file", &[("file", &self.file)]);
        let mut add = |id: &str, name: &str, value: &str| {
            said.push_str(&message(language, "place-separator", &[]));
            said.push_str(&message(language, id, &[(name, value)]));
        };
        if let Some(sheet) = &self.sheet {
            add("place-sheet", "sheet", sheet);
        }
        if let Some(row) = self.row {
            add("place-row", "row", &row.to_string());
        }
        if let Some(column) = &self.column {
            add("place-column", "column", column);
        }
        said
    }

    /// The same place in a column.
    pub fn in_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }
}

/// A note as one line.
pub fn note_text(place: Option<&Place>, says: &Saying, language: Language) -> String {
    let note = says.text(language);
    match place {
        None => note,
        Some(place) => message(language, "note-at", &[("place", &place.text(language)), ("note", &note)]),
    }
}

impl Finding {
    /// The finding as one line.
    pub fn text(&self, language: Language) -> String {
        let (place, reason) = (self.place.text(language), self.reason.text(language));
        message(language, "finding", &[("place", &place), ("reason", &reason)])
    }
}

impl Trouble {
    /// What kind of thing is wrong where a value is refused.
    pub fn of_value(error: &ValueError) -> Self {
        match error {
            ValueError::NotADate { .. } => Self::Day,
            ValueError::EndBeforeStart { .. } => Self::Order,
            ValueError::UnknownName { .. }
            | ValueError::NotAFlag { .. }
            | ValueError::NotANumber { .. }
            | ValueError::Negative { .. }
            | ValueError::NotATerm { .. }
            | ValueError::WrongKind { .. }
            | ValueError::TooLong { .. }
            | ValueError::OtherVocabulary => Self::Cell,
        }
    }

    /// What kind of thing is wrong where a nested record is refused.
    pub fn of_record(error: &JsonError) -> Self {
        match &error.problem {
            JsonProblem::Value(value) => Self::of_value(value),
            JsonProblem::DuplicateKey { .. } => Self::Twice,
            JsonProblem::Syntax { .. }
            | JsonProblem::NotUtf8
            | JsonProblem::UnknownKey { .. }
            | JsonProblem::Expected(_)
            | JsonProblem::TooLarge { .. }
            | JsonProblem::TooDeep
            | JsonProblem::TooMany
            | JsonProblem::CannotSerialize { .. } => Self::Cell,
        }
    }
}

/// Why a value was refused, as a reason. The value is shown the way [`masked`] has it.
pub fn value_reason(error: ValueError) -> Saying {
    let hide = |text: String| masked(&text);
    let error = match error {
        ValueError::UnknownName { name } => ValueError::UnknownName { name },
        ValueError::NotADate { text } => ValueError::NotADate { text: hide(text) },
        ValueError::NotAFlag { text } => ValueError::NotAFlag { text: hide(text) },
        ValueError::NotANumber { text, reason } => ValueError::NotANumber { text: hide(text), reason },
        ValueError::Negative { text } => ValueError::Negative { text: hide(text) },
        ValueError::NotATerm { text, tree, nearest } => {
            ValueError::NotATerm { text: hide(text), tree, nearest }
        }
        error @ (ValueError::WrongKind { .. }
        | ValueError::TooLong { .. }
        | ValueError::EndBeforeStart { .. }
        | ValueError::OtherVocabulary) => error,
    };
    saying(|language| error.text(language))
}

/// Why a nested record was refused, as a reason; its path goes to the place.
pub fn json_reason(error: &JsonError) -> Saying {
    match &error.problem {
        policy_core::JsonProblem::Value(value) => value_reason(value.clone()),
        problem => saying(|language| problem.text(language)),
    }
}

/// A reason out of a sentence that is already whole.
fn saying(text: impl Fn(Language) -> String) -> Saying {
    Saying::new("finding-reason").with_said("reason", text)
}

/// A value for a message: cut where it is long, and with its middle hidden where it looks like the
/// number of a person's document or telephone that got into the wrong column.
pub fn masked(text: &str) -> String {
    const LONGEST: usize = 40;
    const TELLING: usize = 11;
    let digits = text.chars().filter(|c| c.is_ascii_digit()).count();
    if digits >= TELLING && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ' ') {
        let start: String = text.chars().take(3).collect();
        return format!("{start}…");
    }
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_value_in_a_message_gives_nobody_away() {
        assert_eq!(masked("八小时"), "八小时");
        assert_eq!(masked("2019-02-31"), "2019-02-31");
        assert_eq!(masked("320000199001010017"), "320…");
        assert_eq!(masked("32000019900101001X"), "320…");
        assert_eq!(masked(&"长".repeat(50)), format!("{}…", "长".repeat(40)));
    }
}
