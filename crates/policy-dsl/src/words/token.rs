//! A word of the source, as the grammar and the tree builder see it.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::NaiveDate;

use crate::keyword::Keyword;
use crate::syntax::Comment;

/// A word and its place in the source.
#[derive(Clone, Debug)]
pub(crate) struct Token<'s> {
    /// What it is.
    pub kind: TokenKind,
    /// Its text with full-width signs made ASCII; of a quoted text, what it says.
    pub text: Cow<'s, str>,
    /// The first byte in the source.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// Whether it is the first of its line.
    pub begins_line: bool,
    /// Whether an empty line stands before it.
    pub blank_before: bool,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// A word that the language knows; it may still serve as a name.
    Keyword(Keyword),
    /// Any other word.
    Name,
    /// A name in back quotes.
    QuotedName,
    /// `12.5`
    Number,
    /// `三分之一`: a part, and of how many.
    Fraction(i64, i64),
    /// The unit after a number.
    Unit,
    /// A day.
    Date(NaiveDate),
    /// A day of any year.
    MonthDay(u32, u32),
    /// A quoted text.
    Text,
    /// `$days`
    Variable,
    /// A sign, in its ASCII form.
    Sign(&'static str),
}

/// A comment and what stands around it.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// What it says.
    pub comment: Comment,
    /// The number of the token that follows.
    pub before: u32,
    /// Whether it shares its line with the token before it.
    pub ends_line: bool,
    /// Whether an empty line stands before it.
    pub blank_before: bool,
}

impl Token<'_> {
    /// A brace that the source does not have, where a piece of it ends.
    pub fn closing_brace(place: u32) -> Self {
        let text = Cow::Borrowed("}");
        let (start, end) = (place, place);
        Self { kind: TokenKind::Sign("}"), text, start, end, begins_line: false, blank_before: false }
    }

    /// The keyword that it is.
    pub fn keyword(&self) -> Option<Keyword> {
        match self.kind {
            TokenKind::Keyword(keyword) => Some(keyword),
            TokenKind::Name
            | TokenKind::QuotedName
            | TokenKind::Number
            | TokenKind::Fraction(..)
            | TokenKind::Unit
            | TokenKind::Date(_)
            | TokenKind::MonthDay(..)
            | TokenKind::Text
            | TokenKind::Variable
            | TokenKind::Sign(_) => None,
        }
    }

    /// Whether it begins a table of cases.
    pub fn is_cases(&self) -> bool {
        self.keyword() == Some(Keyword::Cases)
    }

    /// Whether it is this sign.
    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind, TokenKind::Sign(found) if found == sign)
    }

    /// Writes what the grammar reads for it.
    ///
    /// Reserved keywords stand in capitals, other keywords and names in small
    /// letters, so that the grammar needs no list of reserved words. A name that
    /// could be taken for something else stands in back quotes.
    pub fn write_canonical(&self, canonical: &mut String) {
        match &self.kind {
            TokenKind::Keyword(keyword) => {
                let begins_clause = is_window_word(*keyword) || self.begins_step(*keyword);
                if self.begins_line && begins_clause {
                    canonical.push('^');
                }
                canonical.push_str(keyword.canonical());
            }
            TokenKind::Name if is_plain(&self.text) => canonical.push_str(&self.text),
            TokenKind::Name | TokenKind::QuotedName => {
                canonical.push('`');
                canonical.push_str(&self.text);
                canonical.push('`');
            }
            TokenKind::Number => canonical.push_str(&self.text),
            TokenKind::Fraction(part, whole) => write!(canonical, "{part}/{whole}").unwrap_or_default(),
            TokenKind::Unit => {
                canonical.push('\'');
                canonical.extend(self.text.chars().map(|c| if c.is_whitespace() { '_' } else { c }));
            }
            // Writing to a text cannot fail.
            TokenKind::Date(date) => write!(canonical, "{}", date.format("%Y-%m-%d")).unwrap_or_default(),
            TokenKind::MonthDay(month, day) => {
                write!(canonical, "--{month:02}-{day:02}").unwrap_or_default();
            }
            TokenKind::Text => {
                canonical.push('"');
                canonical.extend(self.text.chars().map(|c| if c == '"' { '\'' } else { c }));
                canonical.push('"');
            }
            TokenKind::Variable => {
                canonical.push('$');
                canonical.push_str(&self.text);
            }
            TokenKind::Sign(sign) => canonical.push_str(sign),
        }
    }
}

impl Token<'_> {
    /// Whether it can begin a step of a recognition: `at most 8 hours per day`, `四舍五入到0.5学时`. Only the
    /// words do, not a sign that compares.
    fn begins_step(&self, keyword: Keyword) -> bool {
        match keyword {
            Keyword::AtMost => self.text.split_whitespace().eq(["at", "most"]),
            Keyword::Counting | Keyword::Rounded | Keyword::RoundedDown | Keyword::RoundedUp => true,
            Keyword::Round | Keyword::RoundDown | Keyword::RoundUp => true,
            _ => false,
        }
    }
}

/// Whether a keyword begins a window. First on its line such a word begins a clause of a rule, and
/// is marked for the grammar; elsewhere it may also continue `hired before 2019-01-01`.
fn is_window_word(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::From | Keyword::By | Keyword::Before | Keyword::Within)
}

/// Whether a name can stand in canonical text as it is.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_' || !c.is_ascii())
        && !text.contains([' ', '`'])
}
