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
#[cfg(test)]
mod documented;
mod expected;
mod grammar;
mod item;
mod policy;
mod readings;
mod recover;
mod said;
mod step;
mod table;
mod test;
mod window;

use pest::Parser;
use pest::iterators::Pairs;

use crate::syntax::{File, Item, Stated};
use crate::words::{Choices, Lexicon, Words, read_words};
use crate::{Diagnostic, Saying, Span};
use builder::{Builder, Node};
use expected::WRITTEN_TOGETHER;
use grammar::{Grammar, Rule};
use readings::{Member, Readings};

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
    let mut choices = Choices::new();
    for _ in 0..MAX_ROUNDS {
        let (words, mistakes) = match read_words(source, text, lexicon, &choices) {
            Ok(read) => read,
            Err(mistakes) => return (File::default(), mistakes),
        };
        let readings = Readings::new(&words, lexicon, source);
        let read = read(&words, source, lexicon, Some(&readings));
        if read.choices.is_empty() {
            return (read.file, all_mistakes(mistakes, read.mistakes, text, lexicon));
        }
        choices.extend(read.choices);
    }
    // Each round reads more than the one before; what is still unread now is a mistake.
    match read_words(source, text, lexicon, &choices) {
        Ok((words, mistakes)) => {
            let read = read(&words, source, lexicon, None);
            (read.file, all_mistakes(mistakes, read.mistakes, text, lexicon))
        }
        Err(mistakes) => (File::default(), mistakes),
    }
}

/// How often words may be cut anew where the longest could not be read.
const MAX_ROUNDS: usize = 4;

/// What words make.
struct Read {
    file: File,
    mistakes: Vec<Diagnostic>,
    /// Other cuts with which more can be read.
    choices: Choices,
}

fn read<'w, 's>(
    words: &'w Words<'s>,
    source: u32,
    lexicon: &Lexicon,
    readings: Option<&'w Readings<'w, 's>>,
) -> Read {
    let mut builder = Builder::new(words, source);
    builder.readings = readings.filter(|_| !words.contested.is_empty());
    let file = match whole(&mut builder, words) {
        Some((file, members)) => {
            let ambiguities = builder.readings.map(|readings| readings.ambiguities(&members));
            builder.mistakes.extend(ambiguities.unwrap_or_default());
            file
        }
        None => recover::file(&mut builder, lexicon),
    };
    Read { file, mistakes: builder.mistakes, choices: builder.choices }
}

/// The mistakes in words and in what they make, in the order of their places.
fn all_mistakes(
    words: Vec<Diagnostic>,
    found: Vec<Diagnostic>,
    text: &str,
    lexicon: &Lexicon,
) -> Vec<Diagnostic> {
    // What is wrong with a word explains what is wrong around it.
    let broken: Vec<Span> = words.iter().map(|mistake| mistake.span).collect();
    let mut mistakes = words;
    mistakes.extend(found.into_iter().filter(|mistake| !is_explained(mistake, &broken, text)));
    mistakes.sort_by_key(|mistake| mistake.span);
    // Where a text is written together, nothing of it can be read without the words of a vocabulary; that is one mistake.
    let is_uncut = |mistake: &&Diagnostic| mistake.hints.iter().any(|hint| hint.id == WRITTEN_TOGETHER);
    let uncut = mistakes.iter().filter(is_uncut).count();
    match mistakes.iter().find(is_uncut) {
        Some(first) if !lexicon.has_vocabulary() && (uncut > 2 || uncut == mistakes.len()) => {
            let told = Diagnostic::error(first.span, Saying::new("syntax-no-vocabulary"));
            vec![told.hint(Saying::new("hint-no-vocabulary"))]
        }
        Some(_) | None => mistakes,
    }
}

/// The whole file at once, the way of every sound source; `None` where any of it cannot be read.
///
/// Where words could be cut in another way, the members are listed too.
fn whole(builder: &mut Builder, words: &Words) -> Option<(File, Vec<Member>)> {
    let read = Grammar::parse(Rule::file, &words.canonical).ok()?;
    let members = if words.contested.is_empty() { Vec::new() } else { members(builder, read.clone()) };
    let mut read = read;
    let file = read.next()?;
    let mut items: Vec<Stated<Item>> = Vec::new();
    for item in file.into_inner().filter(|part| part.as_rule() == Rule::item) {
        items.push(builder.stated(item, Builder::item)?);
    }
    let trailing = builder.trailing_comments(words.tokens.len());
    Some((File { items, trailing }, members))
}

/// Every member of every block, each after the one that holds it.
fn members(builder: &Builder, read: Pairs<Rule>) -> Vec<Member> {
    let members = read.flatten().filter(|part| readings::list_of(part.as_rule()).is_some());
    let member = |part: Node| Member {
        first: builder.first_token(&part),
        last: builder.last_token(&part),
        read_by: part.as_rule(),
    };
    members.map(member).collect()
}

/// Whether a mistake stands on a line on which a word could not be read.
fn is_explained(mistake: &Diagnostic, broken: &[Span], text: &str) -> bool {
    let at = mistake.span.start as usize;
    let before = text.get(..at).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length);
    broken.iter().any(|span| (line..=end).contains(&(span.start as usize)))
}
