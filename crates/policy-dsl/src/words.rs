//! From source text to canonical text: the stage before the grammar.
//!
//! Reading words is what makes one language of many scripts: comments are set
//! aside, full-width signs become ASCII ones, keywords of any form become one
//! canonical word, runs of Han characters are cut into the words known at that
//! place, dates in words become dates. The grammar then reads plain canonical
//! text, and every word of it still knows its true place in the source. What a
//! name means is not known here.

mod cut;
mod lexicon;
mod merge;
mod nesting;
mod scan;
mod spoken;
mod token;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::{Diagnostic, Saying, Span};

pub(crate) use cut::known_prefix;
pub use lexicon::{Lexicon, scan_names};
pub(crate) use lexicon::{is_cut_apart, is_writable};
pub(crate) use merge::is_month;
pub(crate) use scan::{Contested, is_folded};
pub(crate) use token::{Note, Token, TokenKind};

/// The largest source file that is read, in bytes.
pub const MAX_SOURCE_BYTES: usize = 4 * 1024 * 1024;

/// The longest line that is read, in bytes.
pub const MAX_LINE_BYTES: usize = 32 * 1024;

/// The most words of one source: a tree takes some hundred times the bytes of its text, and a table of a million
/// rows is refused before any of it is built.
pub const MAX_WORDS: usize = 1 << 18;

/// How deep braces, brackets and parentheses may nest.
pub const MAX_NESTING: usize = 32;

/// The words of one source, ready for the grammar.
#[derive(Debug)]
pub(crate) struct Words<'s> {
    /// Its words, in order.
    pub tokens: Vec<Token<'s>>,
    /// Its comments, in order.
    pub notes: Vec<Note>,
    /// What the grammar reads: each token's canonical form and one space.
    pub canonical: String,
    /// For each token, where it begins in the canonical text; ascending.
    pub starts: Vec<u32>,
    /// For each opening bracket's token, its closing one.
    pub partners: Vec<Option<u32>>,
    /// How long the source is.
    pub length: u32,
    /// Where words that are written together could be cut in another way.
    pub contested: Vec<Contested<'s>>,
    /// The words before those that belong together became one; kept only for contested stretches.
    scanned: Vec<Token<'s>>,
}

/// For contested stretches, by their numbers, which of the other cuts is taken.
pub(crate) type Choices = BTreeMap<usize, usize>;

impl<'s> Words<'s> {
    /// Tokens with their canonical text, or which bracket has no partner.
    fn of(source: u32, text: &str, tokens: Vec<Token<'s>>) -> Result<Self, Diagnostic> {
        let partners = nesting::partners(source, text, &tokens)?;
        let mut canonical = String::with_capacity(text.len() + text.len() / 4);
        let mut starts = Vec::with_capacity(tokens.len());
        for token in &tokens {
            starts.push(canonical.len() as u32);
            token.write_canonical(&mut canonical);
            canonical.push(' ');
        }
        let length = text.len() as u32;
        let (notes, contested, scanned) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { tokens, notes, canonical, starts, partners, length, contested, scanned })
    }

    /// The byte at which a contested stretch begins.
    pub fn start_of(&self, contested: &Contested) -> u32 {
        self.scanned.get(contested.first).map_or(0, |token| token.start)
    }

    /// The words of the source between two bytes, some contested stretches cut in another way.
    ///
    /// `closes` adds the brace that closes the last one. `None` where these cannot be words together.
    pub fn recut(
        &self,
        between: Range<u32>,
        choices: &Choices,
        closes: bool,
        lexicon: &Lexicon,
    ) -> Option<Self> {
        let place = |byte: u32| self.scanned.partition_point(|token| token.start < byte);
        let (mut place, end) = (place(between.start), place(between.end));
        let mut tokens = Vec::with_capacity(end.saturating_sub(place) + 8);
        let first = self.contested.partition_point(|stretch| stretch.first < place);
        for stretch in self.contested.get(first..)?.iter().take_while(|stretch| stretch.first < end) {
            let Some(other) = choices.get(&stretch.number).and_then(|chosen| stretch.others.get(*chosen))
            else {
                continue;
            };
            tokens.extend_from_slice(self.scanned.get(place..stretch.first)?);
            tokens.extend_from_slice(other);
            place = stretch.first + stretch.count;
        }
        tokens.extend_from_slice(self.scanned.get(place..end)?);
        if closes {
            tokens.push(Token::closing_brace(between.end));
        }
        let mut mistakes = Vec::new();
        let tokens = merge::merge(0, tokens, lexicon, &mut mistakes);
        Self::of(0, "", tokens).ok().filter(|_| mistakes.is_empty())
    }

    /// The words of a run as they are shown: all of them, or, of a long one, those around a stretch.
    pub fn reading(&self, contested: &Contested, choices: &Choices) -> String {
        const AROUND: usize = 2;
        const MAX_SHOWN: usize = 10;
        let is_in_run = |token: &&Token| token.start >= contested.run.start && token.end <= contested.run.end;
        let after = contested.first + contested.count;
        let before: Vec<&Token> =
            self.scanned.iter().take(contested.first).rev().take_while(is_in_run).collect();
        let after: Vec<&Token> = self.scanned.iter().skip(after).take_while(is_in_run).collect();
        let chosen = choices.get(&contested.number).and_then(|chosen| contested.others.get(*chosen));
        let longest = || self.scanned.get(contested.first..contested.first + contested.count);
        let inner = chosen.map(Vec::as_slice).or_else(longest).unwrap_or(&[]);
        let is_long = before.len() + inner.len() + after.len() > MAX_SHOWN;
        let around = if is_long { AROUND } else { MAX_SHOWN };
        let cut = |count: usize| if is_long && count > AROUND { Some("…") } else { None };
        let words = cut(before.len())
            .into_iter()
            .chain(before.iter().take(around).rev().map(|token| token.text.as_ref()))
            .chain(inner.iter().map(|token| token.text.as_ref()))
            .chain(after.iter().take(around).map(|token| token.text.as_ref()))
            .chain(cut(after.len()));
        words.collect::<Vec<&str>>().join(" ")
    }

    /// The token at an offset of the canonical text; the number of tokens at its end.
    pub fn token_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| (*start as usize) <= offset).saturating_sub(1)
    }

    /// The token that stands before an offset of the canonical text.
    pub fn token_before(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| (*start as usize) < offset).saturating_sub(1)
    }
}

/// Reads the words of a source, or says why it cannot be read at all.
///
/// Mistakes that leave the rest readable come back in the list.
pub(crate) fn read_words<'s>(
    source: u32,
    text: &'s str,
    lexicon: &Lexicon,
    choices: &Choices,
) -> Result<(Words<'s>, Vec<Diagnostic>), Vec<Diagnostic>> {
    check_size(source, text).map_err(|problem| vec![problem])?;
    let mut mistakes = Vec::new();
    let mut scanned = scan::scan(source, text, Some(lexicon), &mut mistakes);
    if let Some(token) = scanned.tokens.get(MAX_WORDS) {
        let span = Span { source, start: token.start, end: token.end };
        let says = Saying::new("syntax-too-many-words").with("limit", MAX_WORDS);
        return Err(vec![Diagnostic::error(span, says)]);
    }
    if !choices.is_empty() {
        choose(&mut scanned, choices);
    }
    let kept = if scanned.contested.is_empty() { Vec::new() } else { scanned.tokens.clone() };
    let tokens = merge::merge(source, scanned.tokens, lexicon, &mut mistakes);
    let mut words = match Words::of(source, text, tokens) {
        Ok(words) => words,
        // A quotation mark that is never closed swallows braces: one mistake, one message.
        Err(problem) => {
            if !scanned.has_open_quote {
                mistakes.push(problem);
            }
            return Err(mistakes);
        }
    };
    words.notes = scanned.notes;
    for note in &mut words.notes {
        note.before = words.tokens.partition_point(|token| token.start < note.comment.span.start) as u32;
    }
    words.contested = scanned.contested;
    words.scanned = kept;
    Ok((words, mistakes))
}

/// A text without its comments and empty lines; `None` where its words cannot be read.
pub fn without_comments(text: &str, lexicon: &Lexicon) -> Option<String> {
    let words = read_words(0, text, lexicon, &Choices::new()).ok()?.0;
    let mut plain = String::with_capacity(text.len());
    let mut place = 0;
    for note in &words.notes {
        plain.push_str(text.get(place..note.comment.span.start as usize)?);
        place = note.comment.span.end as usize;
    }
    plain.push_str(text.get(place..)?);
    // A text in quotation marks ends on its line, so no line inside one is empty.
    Some(plain.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect())
}

/// The words of a piece of text, before those that belong together become one.
pub(crate) fn scan_words(text: &str, lexicon: &Lexicon) -> Vec<(TokenKind, String)> {
    let tokens = scan::scan(0, text, Some(lexicon), &mut Vec::new()).tokens;
    tokens.into_iter().map(|token| (token.kind, token.text.into_owned())).collect()
}

/// Puts the chosen cuts in the place of the longest words.
fn choose<'s>(scanned: &mut scan::Scanned<'s>, choices: &Choices) {
    let mut tokens = Vec::with_capacity(scanned.tokens.len());
    let mut contested = Vec::with_capacity(scanned.contested.len());
    let mut rest = std::mem::take(&mut scanned.tokens).into_iter();
    let mut taken = 0;
    for mut stretch in std::mem::take(&mut scanned.contested) {
        tokens.extend(rest.by_ref().take(stretch.first - taken));
        taken = stretch.first;
        let chosen = choices.get(&stretch.number).filter(|chosen| **chosen < stretch.others.len());
        match chosen {
            Some(chosen) => {
                tokens.extend(stretch.others.swap_remove(*chosen));
                rest.by_ref().take(stretch.count).for_each(drop);
                taken += stretch.count;
            }
            None => {
                stretch.first = tokens.len();
                contested.push(stretch);
            }
        }
    }
    tokens.extend(rest);
    scanned.tokens = tokens;
    scanned.contested = contested;
}

fn check_size(source: u32, text: &str) -> Result<(), Diagnostic> {
    if text.len() > MAX_SOURCE_BYTES {
        let says = Saying::new("syntax-file-too-large")
            .with("size", text.len().div_ceil(1024 * 1024))
            .with("limit", MAX_SOURCE_BYTES / (1024 * 1024));
        return Err(Diagnostic::error(Span { source, start: 0, end: 0 }, says));
    }
    let mut start = 0;
    for line in text.split('\n') {
        if line.len() > MAX_LINE_BYTES {
            let says = Saying::new("syntax-line-too-long")
                .with("length", line.len().div_ceil(1024))
                .with("limit", MAX_LINE_BYTES / 1024);
            let span = Span { source, start: start as u32, end: start as u32 };
            return Err(Diagnostic::error(span, says));
        }
        start += line.len() + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_million_rows_only_so_many_words_are_kept() {
        let text = "1|2\n".repeat(1_000_000);
        assert!(text.len() < MAX_SOURCE_BYTES);
        let scanned = scan::scan(0, &text, None, &mut Vec::new());
        assert_eq!(scanned.tokens.len(), MAX_WORDS + 1);
        let refused = read_words(0, &text, &Lexicon::default(), &Choices::new()).map(|_| ());
        let codes = refused.map_err(|found| found.iter().map(|found| found.says.id).collect::<Vec<_>>());
        assert_eq!(codes, Err(vec!["syntax-too-many-words"]));
    }

    #[test]
    fn as_many_words_as_are_allowed_are_read() {
        let text = "1\n".repeat(MAX_WORDS);
        assert!(read_words(0, &text, &Lexicon::default(), &Choices::new()).is_ok());
    }
}
