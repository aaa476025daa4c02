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
mod token;

use crate::{Diagnostic, Saying, Span};

pub(crate) use cut::known_prefix;
pub(crate) use lexicon::is_cut_apart;
pub use lexicon::{Lexicon, scan_names};
pub(crate) use merge::is_month;
pub(crate) use scan::is_folded;
pub(crate) use token::{Note, Token, TokenKind};

/// The largest source file that is read, in bytes.
pub const MAX_SOURCE_BYTES: usize = 4 * 1024 * 1024;

/// The longest line that is read, in bytes.
pub const MAX_LINE_BYTES: usize = 32 * 1024;

/// How deep braces, brackets and parentheses may nest.
pub const MAX_NESTING: usize = 64;

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
}

impl<'s> Words<'s> {
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
) -> Result<(Words<'s>, Vec<Diagnostic>), Vec<Diagnostic>> {
    check_size(source, text).map_err(|problem| vec![problem])?;
    let mut mistakes = Vec::new();
    let scanned = scan::scan(source, text, Some(lexicon), &mut mistakes);
    let tokens = merge::merge(source, scanned.tokens, lexicon, &mut mistakes);
    let partners = match nesting::partners(source, text, &tokens) {
        Ok(partners) => partners,
        // A quotation mark that is never closed swallows braces: one mistake, one message.
        Err(problem) => {
            if !scanned.has_open_quote {
                mistakes.push(problem);
            }
            return Err(mistakes);
        }
    };
    let mut canonical = String::with_capacity(text.len() + text.len() / 4);
    let mut starts = Vec::with_capacity(tokens.len());
    for token in &tokens {
        starts.push(canonical.len() as u32);
        token.write_canonical(&mut canonical);
        canonical.push(' ');
    }
    let mut notes = scanned.notes;
    for note in &mut notes {
        note.before = tokens.partition_point(|token| token.start < note.comment.span.start) as u32;
    }
    let length = text.len() as u32;
    Ok((Words { tokens, notes, canonical, starts, partners, length }, mistakes))
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
