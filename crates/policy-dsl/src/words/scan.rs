//! The first walk over the source: characters to words, comments set aside.

use std::borrow::Cow;

use chrono::NaiveDate;
use policy_core::half_width;

use super::cut::{self, Piece};
use super::token::{Note, Token, TokenKind};
use super::{Lexicon, MAX_WORDS};
use crate::keyword::{Keyword, keyword_of};
use crate::syntax::Comment;
use crate::{Diagnostic, Saying, Span};

/// What the first walk finds.
pub(super) struct Scanned<'s> {
    pub tokens: Vec<Token<'s>>,
    pub notes: Vec<Note>,
    /// Where words that are written together could be cut in another way.
    pub contested: Vec<Contested<'s>>,
    /// A quotation mark without a partner: braces cannot be trusted then.
    pub has_open_quote: bool,
}

/// A stretch of words, written together, that could be other words.
#[derive(Clone, Debug)]
pub(crate) struct Contested<'s> {
    /// Which of the contested stretches of the source it is.
    pub number: usize,
    /// Where the run stands that it is part of.
    pub run: Span,
    /// The first of its words, and how many they are.
    pub first: usize,
    pub count: usize,
    /// The words that it could be instead; none where they are too many to look at.
    pub others: Vec<Vec<Token<'s>>>,
    /// Whether they are too many.
    pub has_more: bool,
}

/// Reads the words of a text, but not many more than [`MAX_WORDS`]; without a lexicon, runs of Han characters stay whole.
pub(super) fn scan<'s>(
    source: u32,
    text: &'s str,
    lexicon: Option<&Lexicon>,
    mistakes: &mut Vec<Diagnostic>,
) -> Scanned<'s> {
    let mut scanner = Scanner {
        source,
        text,
        lexicon,
        mistakes,
        tokens: Vec::with_capacity(text.len() / 5),
        notes: Vec::new(),
        contested: Vec::new(),
        has_open_quote: false,
        place: 0,
        begins_line: true,
        blank_before: false,
    };
    scanner.run();
    Scanned {
        tokens: scanner.tokens,
        notes: scanner.notes,
        contested: scanner.contested,
        has_open_quote: scanner.has_open_quote,
    }
}

struct Scanner<'s, 'a> {
    source: u32,
    text: &'s str,
    lexicon: Option<&'a Lexicon>,
    mistakes: &'a mut Vec<Diagnostic>,
    tokens: Vec<Token<'s>>,
    notes: Vec<Note>,
    contested: Vec<Contested<'s>>,
    has_open_quote: bool,
    /// The byte at which the scanner stands.
    place: usize,
    /// Whether nothing but white space stands before `place` on its line.
    begins_line: bool,
    blank_before: bool,
}

impl<'s> Scanner<'s, '_> {
    fn run(&mut self) {
        while self.tokens.len() <= MAX_WORDS
            && let Some(first) = self.rest().chars().next()
        {
            let character = folded(first);
            match character {
                '\n' => self.end_line(),
                _ if is_space(first) => self.place += first.len_utf8(),
                '#' => self.comment(first.len_utf8()),
                '/' if self.second() == Some('/') => {
                    let mark = self.rest().chars().take(2).map(char::len_utf8).sum();
                    self.comment(mark);
                }
                '"' | '「' | '『' => self.quoted(first, TokenKind::Text),
                '`' => self.quoted(first, TokenKind::QuotedName),
                '0'..='9' => self.number(),
                '$' => self.variable(first),
                _ if is_word_start(character) => self.word(),
                _ => self.sign(first, character),
            }
        }
    }

    fn rest(&self) -> &'s str {
        self.text.get(self.place..).unwrap_or("")
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1).map(folded)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { source: self.source, start: start as u32, end: end as u32 }
    }

    fn push(&mut self, kind: TokenKind, text: impl Into<Cow<'s, str>>, start: usize, end: usize) {
        self.tokens.push(Token {
            kind,
            text: text.into(),
            start: start as u32,
            end: end as u32,
            begins_line: self.begins_line,
            blank_before: self.blank_before,
        });
        self.begins_line = false;
        self.blank_before = false;
    }

    fn end_line(&mut self) {
        self.place += 1;
        if self.begins_line {
            self.blank_before = !self.follows_opening();
        }
        self.begins_line = true;
    }

    /// Whether nothing stands before in the file or in the braces: an empty line there separates nothing.
    fn follows_opening(&self) -> bool {
        let Some(last) = self.tokens.last() else { return self.notes.is_empty() };
        last.is_sign("{") && self.notes.last().is_none_or(|note| note.comment.span.start < last.start)
    }

    fn comment(&mut self, mark: usize) {
        let line = self.rest().split(['\n', '\r']).next().unwrap_or("");
        let said = line.get(mark..).unwrap_or("").trim();
        let span = self.span(self.place, self.place + line.trim_end().len().max(mark));
        let comment = Comment { text: said.to_owned(), span };
        // Which token follows is counted once all tokens are final.
        let ends_line = !self.begins_line;
        self.notes.push(Note { comment, before: 0, ends_line, blank_before: self.blank_before });
        self.blank_before = false;
        self.begins_line = false;
        self.place += line.len();
    }

    /// A text or a name between quotation marks, which must close on the same line.
    fn quoted(&mut self, open: char, kind: TokenKind) {
        let start = self.place;
        let mut said = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        let mut length = None;
        while let Some((offset, character)) = characters.next() {
            if closes(open, character) {
                length = Some(offset + character.len_utf8());
                break;
            }
            match character {
                '\n' | '\r' => break,
                '\\' if open == '"' => match characters.next() {
                    Some((_, escaped @ ('"' | '＂' | '\\'))) => said.push(escaped),
                    Some((_, 'n')) => said.push('\n'),
                    Some((_, other)) if other != '\n' && other != '\r' => said.extend(['\\', other]),
                    Some(_) | None => break,
                },
                other => said.push(other),
            }
        }
        let is_name = kind == TokenKind::QuotedName;
        let Some(length) = length else {
            let line = self.rest().split(['\n', '\r']).next().unwrap_or("");
            let end = start + line.trim_end().len();
            let id = if is_name { "syntax-name-not-closed" } else { "syntax-text-not-closed" };
            let mark = self.span(start, start + open.len_utf8());
            self.mistakes.push(Diagnostic::error(mark, Saying::new(id).with("mark", closing(open))));
            self.has_open_quote = true;
            self.push(kind, said, start, end);
            self.place = end;
            return;
        };
        let end = start + length;
        if is_name && (said.trim().is_empty() || said.trim() != said) {
            self.mistakes.push(Diagnostic::error(self.span(start, end), Saying::new("syntax-name-blank")));
            said = said.trim().to_owned();
        }
        self.place = end;
        self.push(kind, said, start, end);
    }

    fn variable(&mut self, mark: char) {
        let start = self.place;
        self.place += mark.len_utf8();
        let after = self.place;
        let length: usize =
            self.rest().chars().take_while(|c| is_word_part(folded(*c))).map(char::len_utf8).sum();
        self.place += length;
        if length == 0 {
            let span = self.span(start, after);
            self.mistakes.push(Diagnostic::error(span, Saying::new("syntax-variable-without-name")));
            return;
        }
        let name = self.folded_slice(after, self.place);
        self.push(TokenKind::Variable, name, start, self.place);
    }

    /// A number, a date such as `2019-03-30`, or a word that begins with a digit.
    fn number(&mut self) {
        if let Some(length) = iso_date_length(self.rest()) {
            return self.iso_date(length);
        }
        let run = self.run_length();
        let number = number_length(self.rest());
        if run > number {
            return self.word_run(run);
        }
        let start = self.place;
        self.place += number;
        let text = self.folded_slice(start, self.place);
        self.push(TokenKind::Number, text, start, self.place);
    }

    fn iso_date(&mut self, length: usize) {
        let start = self.place;
        self.place += length;
        let text = self.folded_slice(start, self.place);
        let mut parts = text.split('-').map(|part| part.parse::<u32>().unwrap_or(0));
        let mut part = || parts.next().unwrap_or(0);
        let date = checked_date([part(), part(), part()], self.span(start, self.place), self.mistakes);
        self.push(TokenKind::Date(date), text, start, self.place);
    }

    fn word(&mut self) {
        let length = self.run_length();
        self.word_run(length);
    }

    /// A run of letters, digits and Han characters: one word, or several that are written together.
    fn word_run(&mut self, length: usize) {
        let start = self.place;
        let end = start + length;
        self.place = end;
        let text = self.folded_slice(start, end);
        if text.is_ascii() && !text.starts_with(|c: char| c.is_ascii_digit()) {
            let kind = keyword_of(&text).map_or(TokenKind::Name, TokenKind::Keyword);
            return self.push(kind, text, start, end);
        }
        let cut = match self.lexicon {
            Some(lexicon) => cut::cut(&text, lexicon),
            None => cut::whole(&text),
        };
        let Some(cut) = cut else {
            return self.push(TokenKind::Name, text, start, end);
        };
        if let [piece] = cut.pieces.as_slice() {
            return self.push(piece.kind.clone(), text, start, end);
        }
        let first = self.tokens.len();
        let (begins_line, blank_before) = (self.begins_line, self.blank_before);
        for (piece, begin, end) in self.places(&cut.pieces, start) {
            let text = self.folded_slice(begin, end);
            self.push(piece.kind.clone(), text, begin, end);
        }
        for contested in cut.contested {
            let begin = self.tokens.get(first + contested.first).map_or(start, |token| token.start as usize);
            let token = |(piece, start, end): (&Piece, usize, usize)| Token {
                kind: piece.kind.clone(),
                text: self.folded_slice(start, end),
                start: start as u32,
                end: end as u32,
                begins_line: begins_line && start == begin && contested.first == 0,
                blank_before: blank_before && start == begin && contested.first == 0,
            };
            let others = contested.others.iter();
            let others = others.map(|other| self.places(other, begin).into_iter().map(token).collect());
            self.contested.push(Contested {
                number: self.contested.len(),
                run: self.span(start, self.place),
                first: first + contested.first,
                count: contested.count,
                others: others.collect(),
                has_more: contested.has_more,
            });
        }
    }

    /// The bytes that pieces take, the first of which begins at `start`.
    ///
    /// Pieces count characters: in the source these may be full-width ones of other lengths.
    fn places<'p>(&self, pieces: &'p [Piece], start: usize) -> Vec<(&'p Piece, usize, usize)> {
        let mut rest = self.text.get(start..).unwrap_or("").chars();
        let mut begin = start;
        let place = |piece: &'p Piece| {
            let bytes: usize = rest.by_ref().take(piece.characters).map(char::len_utf8).sum();
            let end = begin + bytes;
            let placed = (piece, begin, end);
            begin = end;
            placed
        };
        pieces.iter().map(place).collect()
    }

    /// How long the run of word characters is, points between them included.
    fn run_length(&self) -> usize {
        let bytes = self.rest().as_bytes();
        let latin = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        if bytes.get(latin).is_none_or(|next| next.is_ascii() && *next != b'.') {
            return latin;
        }
        let mut length = 0;
        let mut characters = self.rest().chars().peekable();
        let mut before = ' ';
        while let Some(character) = characters.next() {
            let plain = folded(character);
            // A date such as 2019-03-30 is a word of its own: 截止2019-03-30.
            let begins_number = plain.is_ascii_digit() && !before.is_ascii();
            if begins_number && iso_date_length(self.rest().get(length..).unwrap_or("")).is_some() {
                break;
            }
            let joins = plain == '.'
                && characters.peek().is_some_and(|next| {
                    let next = folded(*next);
                    is_word_start(next) || before.is_ascii_digit() && next.is_ascii_digit()
                });
            if !joins && !is_word_part(plain) {
                break;
            }
            before = plain;
            length += character.len_utf8();
        }
        length
    }

    fn sign(&mut self, first: char, character: char) {
        let start = self.place;
        let double = match (character, self.second()) {
            ('>', Some('=')) => Some(Keyword::AtLeast),
            ('<', Some('=')) => Some(Keyword::AtMost),
            ('!', Some('=')) | ('<', Some('>')) => Some(Keyword::NotEqual),
            ('=', Some('=')) => Some(Keyword::Equal),
            ('=', Some('>')) => Some(Keyword::AtLeast),
            ('=', Some('<')) => Some(Keyword::AtMost),
            _ => None,
        };
        if let Some(keyword) = double {
            self.place += self.rest().chars().take(2).map(char::len_utf8).sum::<usize>();
            let text = self.folded_slice(start, self.place);
            if let ("=>" | "=<", span) = (text.as_ref(), self.span(start, self.place)) {
                let says = Saying::new("syntax-sign-turned").with("sign", &text);
                let hint = Saying::new("syntax-did-you-mean").with("word", keyword.canonical());
                self.mistakes.push(Diagnostic::error(span, says).hint(hint));
            }
            return self.push(TokenKind::Keyword(keyword), text, start, self.place);
        }
        self.place += first.len_utf8();
        let kind = match character {
            '≥' | '≧' | '⩾' => TokenKind::Keyword(Keyword::AtLeast),
            '≤' | '≦' | '⩽' => TokenKind::Keyword(Keyword::AtMost),
            '≠' => TokenKind::Keyword(Keyword::NotEqual),
            '>' => TokenKind::Keyword(Keyword::MoreThan),
            '<' => TokenKind::Keyword(Keyword::LessThan),
            '=' => TokenKind::Keyword(Keyword::Equal),
            '{' => TokenKind::Sign("{"),
            '}' => TokenKind::Sign("}"),
            '(' => TokenKind::Sign("("),
            ')' => TokenKind::Sign(")"),
            '[' | '【' => TokenKind::Sign("["),
            ']' | '】' => TokenKind::Sign("]"),
            ',' | '、' => TokenKind::Sign(","),
            ';' | '。' => TokenKind::Sign(";"),
            ':' | '∶' => TokenKind::Sign(":"),
            '|' => TokenKind::Sign("|"),
            '?' => TokenKind::Sign("?"),
            '%' => TokenKind::Sign("%"),
            '+' => TokenKind::Sign("+"),
            '-' | '−' => TokenKind::Sign("-"),
            '/' => TokenKind::Sign("/"),
            _ => return self.strange(start, first),
        };
        if first == ',' && self.splits_digits(start) {
            let says = Saying::new("syntax-comma-in-number");
            let hint = Saying::new("syntax-comma-in-number-hint");
            self.mistakes.push(Diagnostic::error(self.span(start, self.place), says).hint(hint));
        }
        let text = self.folded_slice(start, self.place);
        self.push(kind, text, start, self.place);
    }

    /// Whether a comma that was just read stands as in `1,000`.
    fn splits_digits(&self, comma: usize) -> bool {
        let before = self.text.get(..comma).unwrap_or("").chars().next_back();
        let digits_after = self.rest().chars().take_while(char::is_ascii_digit).count();
        before.is_some_and(|c| c.is_ascii_digit()) && digits_after == 3
    }

    /// A character that means nothing; a run of them is one mistake.
    fn strange(&mut self, start: usize, first: char) {
        self.place += self.rest().chars().take_while(|c| *c == first).map(char::len_utf8).sum::<usize>();
        let shown =
            if first.is_control() { format!("U+{:04X}", u32::from(first)) } else { first.to_string() };
        let says = Saying::new("syntax-strange-character").with("character", shown);
        self.mistakes.push(Diagnostic::error(self.span(start, self.place), says));
    }

    /// The text between two places, with full-width signs made ASCII.
    fn folded_slice(&self, start: usize, end: usize) -> Cow<'s, str> {
        let slice = self.text.get(start..end).unwrap_or("");
        if slice.is_ascii() || slice.chars().all(|c| folded(c) == c) {
            Cow::Borrowed(slice)
        } else {
            Cow::Owned(slice.chars().map(folded).collect())
        }
    }
}

/// The date of a year, a month and a day; the nearest one and a mistake where there is no such day.
pub(super) fn checked_date(parts: [u32; 3], span: Span, mistakes: &mut Vec<Diagnostic>) -> NaiveDate {
    let [year, month, day] = parts;
    let signed = i32::try_from(year).unwrap_or(i32::MAX);
    let exact = NaiveDate::from_ymd_opt(signed, month, day).filter(|_| (1..=9999).contains(&year));
    exact.unwrap_or_else(|| {
        let shown = format!("{year:04}-{month:02}-{day:02}");
        let mut mistake = Diagnostic::error(span, Saying::new("syntax-no-such-day").with("date", shown));
        let last = (28..=31).rev().find_map(|day| NaiveDate::from_ymd_opt(signed, month, day));
        if let Some(last) = last.filter(|_| day > 28) {
            mistake = mistake.hint(Saying::new("syntax-no-such-day-hint").with("last", last));
        }
        mistakes.push(mistake);
        last.unwrap_or_default()
    })
}

/// A full-width sign, letter or digit as its ASCII form; curly quotation marks as straight ones.
pub(super) fn folded(character: char) -> char {
    match character {
        '“' | '”' | '„' | '‟' => '"',
        other => half_width(other),
    }
}

/// Whether a text is the same with full-width signs made ASCII.
pub(crate) fn is_folded(text: &str) -> bool {
    text.chars().all(|character| folded(character) == character)
}

/// White space, and the invisible characters that come with text copied from pages.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

pub(super) fn is_word_start(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}

pub(super) fn is_word_part(character: char) -> bool {
    unicode_ident::is_xid_continue(character)
}

fn closing(open: char) -> char {
    match open {
        '「' => '」',
        '『' => '』',
        '“' | '”' | '„' | '‟' => '”',
        other => other,
    }
}

fn closes(open: char, character: char) -> bool {
    match open {
        '"' | '＂' => character == '"' || character == '＂',
        '`' | '｀' => character == '`' || character == '｀',
        other => character == closing(other),
    }
}

/// How long the number at the beginning is: digits, a point, digits.
fn number_length(text: &str) -> usize {
    let digits = |text: &str| -> usize {
        text.chars().take_while(|c| folded(*c).is_ascii_digit()).map(char::len_utf8).sum()
    };
    let whole = digits(text);
    let rest = text.get(whole..).unwrap_or("");
    let Some(point) = rest.chars().next().filter(|c| folded(*c) == '.').map(char::len_utf8) else {
        return whole;
    };
    match digits(rest.get(point..).unwrap_or("")) {
        0 => whole,
        fraction => whole + point + fraction,
    }
}

/// How long the date `2019-03-30` at the beginning is, where there is one.
fn iso_date_length(text: &str) -> Option<usize> {
    let mut length = 0;
    let mut characters = text.chars();
    for place in 0..10 {
        let character = characters.next()?;
        let fits = match place {
            4 | 7 => folded(character) == '-',
            _ => folded(character).is_ascii_digit(),
        };
        if !fits {
            return None;
        }
        length += character.len_utf8();
    }
    let next = characters.next().map(folded);
    next.is_none_or(|next| !next.is_ascii_digit() && next != '-').then_some(length)
}
