//! From source text to the syntax tree.
//!
//! Words first, then pest over their canonical text, then the tree. A source
//! that cannot be read whole is read again piece by piece (`recover`), so that
//! each broken clause is reported once and the others are still seen.

mod adjust;
mod amount;
mod balance;
mod builder;
mod chain;
mod condition;
mod expected;
mod grammar;
mod item;
mod policy;
mod recover;
mod step;
mod table;
mod test;
mod window;

use pest::Parser;

use crate::syntax::{File, Item, Stated};
use crate::words::{Lexicon, Words, read_words};
use crate::{Diagnostic, Span};
use builder::Builder;
use grammar::{Grammar, Rule};

/// Parses one source.
///
/// `source` is its number in [`crate::Sources`], `lexicon` the names that all
/// sources declare ([`crate::scan_names`]). Where there are mistakes the tree
/// holds what could be read. Time is linear in the length of the text but for
/// deeply nested mistakes.
///
/// ```
/// use policy_dsl::{Sources, parse, scan_names};
/// let sources = Sources::single("a.policy", "政策 示例 { 发文机关 “教育局” }");
/// let (file, mistakes) = parse(0, "政策 示例 { 发文机关 “教育局” }", &scan_names(&sources));
/// assert!(mistakes.is_empty());
/// assert_eq!(file.items.len(), 1);
/// ```
pub fn parse(source: u32, text: &str, lexicon: &Lexicon) -> (File, Vec<Diagnostic>) {
    let (words, mut mistakes) = match read_words(source, text, lexicon) {
        Ok(read) => read,
        Err(mistakes) => return (File::default(), mistakes),
    };
    let mut builder = Builder::new(&words, source);
    let file = match whole(&mut builder, &words) {
        Some(file) => file,
        None => recover::file(&mut builder, lexicon),
    };
    let found = std::mem::take(&mut builder.mistakes);
    // What is wrong with a word explains what is wrong around it.
    let broken: Vec<Span> = mistakes.iter().map(|mistake| mistake.span).collect();
    mistakes.extend(found.into_iter().filter(|mistake| !is_explained(mistake, &broken, text)));
    mistakes.sort_by_key(|mistake| mistake.span);
    (file, mistakes)
}

/// The whole file at once, the way of every sound source; `None` where any of it cannot be read.
fn whole(builder: &mut Builder, words: &Words) -> Option<File> {
    let mut read = Grammar::parse(Rule::file, &words.canonical).ok()?;
    let file = read.next()?;
    let mut items: Vec<Stated<Item>> = Vec::new();
    for item in file.into_inner().filter(|part| part.as_rule() == Rule::item) {
        items.push(builder.stated(item, Builder::item)?);
    }
    let trailing = builder.trailing_comments(words.tokens.len());
    Some(File { items, trailing })
}

/// Whether a mistake stands on a line on which a word could not be read.
fn is_explained(mistake: &Diagnostic, broken: &[Span], text: &str) -> bool {
    let at = mistake.span.start as usize;
    let before = text.get(..at).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length);
    broken.iter().any(|span| (line..=end).contains(&(span.start as usize)))
}
