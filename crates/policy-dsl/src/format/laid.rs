//! A printed text as words, each with what stands before it.

use policy_core::Decimal;

use super::columns::{self, CELL, LABEL};
use crate::keyword::{built_in_unit, simplified_word};
use crate::words::{Choices, Lexicon, Token, TokenKind, Words, read_words};

/// Words in their layout.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    pub words: Vec<Placed>,
    /// What stands after the last word.
    pub tail: String,
}

/// A word and what stands before it: spaces, line ends, comments.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub gap: String,
    pub text: String,
    /// The byte at which it begins.
    pub start: u32,
    /// What the word is, however it is spelt.
    pub identity: Identity,
}

/// What a word is, whatever its language, script and spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Identity {
    Keyword(&'static str),
    Name(String),
    Unit(String),
    Number(String),
    Date(chrono::NaiveDate),
    MonthDay(u32, u32),
    Text(String),
    Variable(String),
    Sign(&'static str),
}

impl Identity {
    /// A sign between parts, which the layout sets.
    pub fn is_separator(&self) -> bool {
        *self == Self::Sign(",")
    }
}

impl Laid {
    /// The words of a text; `None` where it cannot be read.
    pub fn of(text: &str, lexicon: &Lexicon) -> Option<Self> {
        let (words, _) = read_words(0, text, lexicon, &Choices::new()).ok()?;
        Some(Self::of_words(text, &words))
    }

    /// The words of a text that has been read.
    pub fn of_words(text: &str, words: &Words) -> Self {
        let mut placed = Vec::with_capacity(words.tokens.len());
        let mut begin = 0;
        // The ends of rows are words only to the grammar.
        for token in words.tokens.iter().filter(|token| token.start < token.end) {
            let gap = text.get(begin..token.start as usize).unwrap_or("");
            let (gap, article) = gap.split_at(article_in(gap));
            let spelt = text.get(token.start as usize..token.end as usize).unwrap_or("");
            placed.push(Placed {
                gap: gap.to_owned(),
                text: format!("{article}{spelt}"),
                start: token.start,
                identity: identity(token),
            });
            begin = token.end as usize;
        }
        Self { words: placed, tail: text.get(begin..).unwrap_or("").to_owned() }
    }

    /// The text, with its columns made.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut marks = Vec::new();
        let gaps = self.words.iter().map(|word| word.gap.as_str()).chain([self.tail.as_str()]);
        let words = self.words.iter().map(|word| word.text.as_str()).chain([""]);
        for (gap, word) in gaps.zip(words) {
            let start = text.len();
            marks.extend(marks_in(gap).map(|place| start + place));
            text.push_str(gap);
            text.push_str(word);
        }
        columns::align(&text, &marks)
    }
}

/// Where a gap ends and an article begins that belongs to the next word: `in the year`.
fn article_in(gap: &str) -> usize {
    // A comment ends with its line.
    let line = gap.rfind('\n').map_or(0, |end| end + 1);
    let rest = gap.get(line..).unwrap_or("");
    rest.find(['t', 'T']).map_or(gap.len(), |place| line + place)
}

/// The column marks of a gap; comments may hold such characters too.
fn marks_in(gap: &str) -> impl Iterator<Item = usize> {
    let mut is_comment = false;
    gap.char_indices().filter_map(move |(place, character)| {
        is_comment = match character {
            '\n' => false,
            '#' | '/' => true,
            _ => is_comment,
        };
        (!is_comment && matches!(character, CELL | LABEL)).then_some(place)
    })
}

fn identity(token: &Token) -> Identity {
    let text = || token.text.clone().into_owned();
    match &token.kind {
        TokenKind::Keyword(keyword) => Identity::Keyword(keyword.canonical()),
        TokenKind::Name | TokenKind::QuotedName => Identity::Name(text()),
        TokenKind::Unit => Identity::Unit(unit(&token.text).unwrap_or_else(text)),
        TokenKind::Number => {
            let number: Option<Decimal> = token.text.parse().ok();
            Identity::Number(number.map_or_else(text, |number| number.to_string()))
        }
        TokenKind::Fraction(..) => Identity::Number(text()),
        TokenKind::Date(date) => Identity::Date(*date),
        TokenKind::MonthDay(month, day) => Identity::MonthDay(*month, *day),
        TokenKind::Text => Identity::Text(text()),
        TokenKind::Variable => Identity::Variable(text()),
        // Between parts either will do.
        TokenKind::Sign("," | ";") => Identity::Sign(","),
        TokenKind::Sign(sign) => Identity::Sign(sign),
    }
}

/// The unit that needs no declaration, by whichever of its forms.
fn unit(word: &str) -> Option<String> {
    let simple = simplified_word(word);
    built_in_unit(&simple).map(|unit| unit.canonical.to_owned())
}
