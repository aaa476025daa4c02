//! The second walk: words that belong together become one.
//!
//! Keywords and labels of several words, dates in words, units after numbers;
//! `the` is dropped, and the ends of lines within `cases { … }` and `table … { … }` become signs.

use std::borrow::Cow;

use super::Lexicon;
use super::scan::checked_date;
use super::token::{Token, TokenKind};
use crate::keyword::{Keyword, built_in_unit, phrases_of, simplified_word};
use crate::{Diagnostic, Saying, Span};

/// Joins words; the tokens stay in the order of the source.
pub(super) fn merge<'s>(
    source: u32,
    tokens: Vec<Token<'s>>,
    lexicon: &Lexicon,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<Token<'s>> {
    let mut merger = Merger {
        source,
        lexicon,
        mistakes,
        merged: Vec::with_capacity(tokens.len()),
        cases: None,
        in_heading: false,
        in_table_head: false,
        in_repeal: false,
    };
    let mut rest = tokens.as_slice();
    let mut dropped_first = None;
    while let Some(first) = rest.first() {
        if is_article(first) {
            // What follows stands where the article stood.
            dropped_first = Some((first.begins_line, first.blank_before));
            rest = &rest[1..];
            continue;
        }
        let taken = merger.take(rest, dropped_first.take());
        rest = rest.get(taken.max(1)..).unwrap_or(&[]);
    }
    merger.merged
}

struct Merger<'s, 'a> {
    source: u32,
    lexicon: &'a Lexicon,
    mistakes: &'a mut Vec<Diagnostic>,
    merged: Vec<Token<'s>>,
    /// Within `cases { … }` and `table … { … }`: how many braces are open.
    cases: Option<usize>,
    /// Whether the heading of `cases { … }` is being read.
    in_heading: bool,
    /// Whether the names of a table are being read, up to its brace.
    in_table_head: bool,
    /// Whether what an amendment takes away is being listed.
    in_repeal: bool,
}

impl<'s> Merger<'s, '_> {
    /// Takes one word, made of some tokens at the beginning of `rest`; says of how many.
    fn take(&mut self, rest: &[Token<'s>], article: Option<(bool, bool)>) -> usize {
        let Some(first) = rest.first() else { return 1 };
        let (begins_line, blank_before) = article.unwrap_or((first.begins_line, first.blank_before));
        self.end_row(first, begins_line);
        let (taken, kind, text) = match self.column(rest) {
            Some(column) => column,
            None => self.longest(rest),
        };
        let last = rest.get(taken - 1).unwrap_or(first);
        let token = Token { kind, text, start: first.start, end: last.end, begins_line, blank_before };
        self.watch_cases(&token);
        self.merged.push(token);
        taken
    }

    /// The name of a column, which is new and not to be cut: `师德学时`.
    fn column(&self, rest: &[Token<'s>]) -> Option<(usize, TokenKind, Cow<'s, str>)> {
        let is_part = |token: &Token| is_word(token) || token.kind == TokenKind::Number;
        let first = rest.first().filter(|first| self.in_heading && is_part(first))?;
        let glued = rest.windows(2).take_while(|pair| pair[0].end == pair[1].start && is_part(&pair[1]));
        let taken = 1 + glued.count();
        let words = rest.get(..taken).filter(|words| words.len() > 1 && is_word(first))?;
        let text: String = words.iter().map(|token| token.text.as_ref()).collect();
        Some((taken, TokenKind::Name, Cow::Owned(text)))
    }

    fn longest(&mut self, rest: &[Token<'s>]) -> (usize, TokenKind, Cow<'s, str>) {
        let first = &rest[0];
        let alone = (1, first.kind.clone(), first.text.clone());
        match &first.kind {
            TokenKind::Number => self.date_in_words(rest).unwrap_or(alone),
            TokenKind::Name | TokenKind::Keyword(_) => {
                if let Some(unit) = self.unit(rest) {
                    return unit;
                }
                let keyword = keyword_phrase(rest);
                let label = self.label(rest);
                match (keyword, label) {
                    (Some(keyword), Some(label)) => {
                        if label.0 > keyword.0 {
                            label
                        } else {
                            keyword
                        }
                    }
                    (Some(found), None) | (None, Some(found)) => found,
                    (None, None) => self.month_and_day(rest).unwrap_or(alone),
                }
            }
            TokenKind::QuotedName
            | TokenKind::Unit
            | TokenKind::Fraction(..)
            | TokenKind::Date(_)
            | TokenKind::MonthDay(..)
            | TokenKind::Text
            | TokenKind::Variable
            | TokenKind::Sign(_) => alone,
        }
    }

    /// The unit after a number, on the number's line.
    fn unit(&self, rest: &[Token<'s>]) -> Option<(usize, TokenKind, Cow<'s, str>)> {
        let number = self.merged.last().filter(|token| token.kind == TokenKind::Number)?;
        let (words, text) = self.unit_words(rest)?;
        let first = rest.first()?;
        if first.begins_line {
            return None;
        }
        // `8 days 2`, `>= 10 days >= 2`: there the word begins what follows.
        let next = rest.get(words).filter(|next| !next.begins_line);
        let begins_value = next.is_some_and(|next| {
            matches!(next.kind, TokenKind::Number | TokenKind::Variable | TokenKind::Date(_))
                || next.is_sign("?")
        });
        let before = self.merged.len().checked_sub(2).and_then(|place| self.merged.get(place));
        let begins_part = next
            .is_some_and(|next| is_comparator(next) && before.is_some_and(|before| is_comparator(before)));
        let is_year_of_date =
            number.text.len() == 4 && next.is_some_and(|next| next.kind == TokenKind::Number);
        (!begins_part && (!begins_value || is_year_of_date)).then_some((words, TokenKind::Unit, text))
    }

    fn unit_words(&self, rest: &[Token<'s>]) -> Option<(usize, Cow<'s, str>)> {
        let first = rest.first()?;
        if let Some((words, _, text)) = self.label(rest).filter(|label| self.lexicon.has_unit(&label.2)) {
            return Some((words, text));
        }
        let simple = simplified_word(&first.text);
        let is_unit = built_in_unit(&simple).is_some() || self.lexicon.has_unit(&first.text);
        is_unit.then(|| (1, first.text.clone()))
    }

    /// A known name of several words: `centralized study`.
    fn label(&self, rest: &[Token<'s>]) -> Option<(usize, TokenKind, Cow<'s, str>)> {
        let first = rest.first()?;
        let known = self.lexicon.phrases_of(&first.text);
        let words = known.iter().find(|words| matches_words(rest, words))?;
        Some((words.len(), TokenKind::Name, Cow::Owned(words.join(" "))))
    }

    /// `2019年3月30日` and `3月30日`.
    fn date_in_words(&mut self, rest: &[Token<'s>]) -> Option<(usize, TokenKind, Cow<'s, str>)> {
        let first = rest.first()?;
        let number = |place: usize| -> Option<u32> {
            let token = rest.get(place).filter(|token| token.kind == TokenKind::Number)?;
            token.text.parse().ok().filter(|_| place == 0 || !token.begins_line)
        };
        let word = |place: usize, expected: &[&str]| {
            rest.get(place).is_some_and(|token| {
                !token.begins_line
                    && matches!(token.kind, TokenKind::Name | TokenKind::Keyword(_))
                    && expected.contains(&token.text.as_ref())
            })
        };
        let span = |taken: usize| {
            let end = rest.get(taken - 1).map_or(first.end, |last| last.end);
            Span { source: self.source, start: first.start, end }
        };
        if word(1, &["年"]) && word(3, &["月"]) && word(5, &["日", "号", "號"]) {
            let parts = [number(0)?, number(2)?, number(4)?];
            let date = checked_date(parts, span(6), self.mistakes);
            return Some((6, TokenKind::Date(date), Cow::Owned(date.to_string())));
        }
        if word(1, &["月"]) && word(3, &["日", "号", "號"]) {
            let (month, day) = (number(0)?, number(2)?);
            let (month, day) = self.checked_month_day(month, day, span(4));
            return Some((4, TokenKind::MonthDay(month, day), first.text.clone()));
        }
        None
    }

    /// `March 30`
    fn month_and_day(&mut self, rest: &[Token<'s>]) -> Option<(usize, TokenKind, Cow<'s, str>)> {
        let [first, second, ..] = rest else { return None };
        let month = month_of(&first.text).filter(|_| first.kind == TokenKind::Name)?;
        if second.kind != TokenKind::Number || second.begins_line {
            return None;
        }
        let day = second.text.parse().ok()?;
        let span = Span { source: self.source, start: first.start, end: second.end };
        let (month, day) = self.checked_month_day(month, day, span);
        Some((2, TokenKind::MonthDay(month, day), first.text.clone()))
    }

    fn checked_month_day(&mut self, month: u32, day: u32, span: Span) -> (u32, u32) {
        // A leap year has every day that some year has.
        if chrono::NaiveDate::from_ymd_opt(2000, month, day).is_some() {
            return (month, day);
        }
        let says = Saying::new("syntax-no-such-day").with("date", format!("{month:02}-{day:02}"));
        self.mistakes.push(Diagnostic::error(span, says));
        (1, 1)
    }

    /// Within `cases { … }` and `table … { … }` a line end closes a row.
    fn end_row(&mut self, next: &Token<'s>, begins_line: bool) {
        let Some(1) = self.cases else { return };
        let Some(last) = self.merged.last() else { return };
        if begins_line && !next.is_sign("}") && !last.is_sign("{") && !last.is_sign(";") {
            let end = last.end;
            self.in_heading = false;
            self.merged.push(Token {
                kind: TokenKind::Sign(";"),
                text: Cow::Borrowed(";"),
                start: end,
                end,
                begins_line: false,
                blank_before: false,
            });
        }
    }

    /// Whether a word is among those between the word `table` and its brace.
    fn stays_in_table_head(&self, token: &Token<'s>) -> bool {
        if token.keyword() == Some(Keyword::Table) {
            let before = self.merged.last().and_then(Token::keyword);
            // `rule table { … }` declares a rule.
            let is_declared = before.is_some_and(super::lexicon::declares) && !token.begins_line;
            // `repeal rule a, table b` declares none.
            let follows_comma = self.merged.last().is_some_and(|before| before.is_sign(","));
            let is_repealed = self.in_repeal && (follows_comma || before == Some(Keyword::Repeal));
            return self.in_table_head || !(is_declared || is_repealed);
        }
        let is_part = match token.kind {
            TokenKind::Name | TokenKind::QuotedName | TokenKind::Text | TokenKind::Unit => true,
            TokenKind::Keyword(keyword) => {
                matches!(keyword, Keyword::Also | Keyword::In | Keyword::InWindow | Keyword::Unit)
                    || !keyword.is_reserved()
            }
            TokenKind::Sign(sign) => sign == ",",
            TokenKind::Number
            | TokenKind::Fraction(..)
            | TokenKind::Date(_)
            | TokenKind::MonthDay(..)
            | TokenKind::Variable => false,
        };
        self.in_table_head && is_part
    }

    fn watch_cases(&mut self, token: &Token<'s>) {
        let follows_cases = self.merged.last().and_then(Token::keyword) == Some(Keyword::Cases);
        self.cases = match self.cases {
            None if (follows_cases || self.in_table_head) && token.is_sign("{") => {
                self.in_heading = follows_cases;
                Some(1)
            }
            None => None,
            Some(depth) if token.is_sign("{") => Some(depth + 1),
            Some(depth) if token.is_sign("}") => Some(depth - 1).filter(|depth| *depth > 0),
            Some(depth) => Some(depth),
        };
        self.in_heading &= self.cases.is_some() && !token.is_sign(";");
        self.in_table_head = self.cases.is_none() && self.stays_in_table_head(token);
        self.in_repeal = match token.kind {
            TokenKind::Keyword(Keyword::Repeal) => true,
            TokenKind::Keyword(Keyword::Replace | Keyword::Insert | Keyword::Cite) => false,
            TokenKind::Keyword(_) => self.in_repeal,
            TokenKind::Name | TokenKind::QuotedName | TokenKind::Sign(",") => self.in_repeal,
            _ => false,
        };
    }
}

/// A keyword of several words, on one line: `in principle`.
fn keyword_phrase<'s>(rest: &[Token<'s>]) -> Option<(usize, TokenKind, Cow<'s, str>)> {
    let first = rest.first()?;
    for (words, keyword) in phrases_of(&first.text) {
        let mut taken = 0;
        let mut left = words.as_slice();
        while let (Some(word), Some(token)) = (left.first(), rest.get(taken)) {
            if taken > 0 && token.begins_line {
                break;
            }
            if token.text == *word && is_word(token) {
                left = &left[1..];
            } else if !(taken > 0 && is_article(token)) {
                break;
            }
            taken += 1;
        }
        if left.is_empty() {
            return Some((taken, TokenKind::Keyword(*keyword), Cow::Owned(words.join(" "))));
        }
    }
    None
}

fn matches_words(rest: &[Token], words: &[Box<str>]) -> bool {
    rest.len() >= words.len()
        && words.iter().zip(rest).enumerate().all(|(place, (word, token))| {
            token.text == **word
                && (place == 0 || !token.begins_line)
                && (is_word(token) || token.kind == TokenKind::Number)
        })
}

fn is_word(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Name | TokenKind::Keyword(_))
}

fn is_article(token: &Token) -> bool {
    token.kind == TokenKind::Name && (token.text == "the" || token.text == "The")
}

fn is_comparator(token: &Token) -> bool {
    matches!(
        token.keyword(),
        Some(
            Keyword::AtLeast
                | Keyword::MoreThan
                | Keyword::AtMost
                | Keyword::LessThan
                | Keyword::Equal
                | Keyword::NotEqual
        )
    )
}

/// Whether a word is the English name of a month.
pub(crate) fn is_month(word: &str) -> bool {
    month_of(word).is_some()
}

/// The number of an English month.
fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS.iter().position(|month| *month == word).and_then(|place| u32::try_from(place + 1).ok())
}
