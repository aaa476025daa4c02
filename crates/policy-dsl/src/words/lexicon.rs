//! The names that are known before anything is parsed.
//!
//! Cutting Chinese text into words needs the names that all files declare, so a
//! cheap first pass collects them: whatever stands where a declaration puts a
//! name, with its label and aliases. A name too many does no harm but where it
//! stands glued to others.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashMap;

use super::cut;
use super::scan::{self, is_word_part, is_word_start};
use super::token::{Token, TokenKind};
use crate::Sources;
use crate::keyword::{Keyword, keyword_of, simplified_word};

/// A longer name is read where it stands alone, not in a run: looking for each known length at each
/// character must not cost more than the run is long.
const MAX_GLUED: usize = 48;

/// Names of vocabularies, calendars and policies, for cutting words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    words: HashSet<Box<str>>,
    units: HashSet<Box<str>>,
    /// The variables of tests, which head the columns of their tables: names only where they stand alone.
    variables: HashSet<Box<str>>,
    /// Names of several words by their first one, longest first.
    phrases: HashMap<Box<str>, Vec<Vec<Box<str>>>>,
    /// The lengths in characters of the names that begin with a character, longest first.
    lengths: FxHashMap<char, Vec<usize>>,
    /// A vocabulary is among the sources.
    has_vocabulary: bool,
}

impl Lexicon {
    /// Whether the names of any vocabulary are known.
    pub(crate) fn has_vocabulary(&self) -> bool {
        self.has_vocabulary
    }

    /// Adds a name. One that could not be written without back quotes changes nothing.
    pub fn add(&mut self, name: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        if !words.iter().all(|word| is_one_word(word)) {
            return;
        }
        match words.as_slice() {
            [] => {}
            [word] => self.add_word(word),
            [first, ..] => {
                let phrase: Vec<Box<str>> = words.iter().map(|word| Box::from(*word)).collect();
                let known = self.phrases.entry(Box::from(*first)).or_default();
                if let Err(place) = known
                    .binary_search_by(|other| phrase.len().cmp(&other.len()).then_with(|| other.cmp(&phrase)))
                {
                    known.insert(place, phrase);
                }
            }
        }
    }

    /// Adds the name of a unit.
    pub fn add_unit(&mut self, name: &str) {
        self.add(name);
        self.units.insert(name.into());
    }

    fn add_word(&mut self, word: &str) {
        let Some(first) = word.chars().next() else { return };
        if !self.words.insert(word.into()) {
            return;
        }
        let count = word.chars().count();
        if count > MAX_GLUED {
            return;
        }
        let lengths = self.lengths.entry(first).or_default();
        if let Err(place) = lengths.binary_search_by(|length| count.cmp(length)) {
            lengths.insert(place, count);
        }
    }

    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether a run that stands alone is one word.
    pub(crate) fn has_run(&self, run: &str) -> bool {
        self.words.contains(run) || self.variables.contains(run)
    }

    pub(super) fn has_unit(&self, word: &str) -> bool {
        self.units.contains(word)
    }

    pub(super) fn phrases_of(&self, first: &str) -> &[Vec<Box<str>>] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }

    pub(super) fn lengths_of(&self, first: char) -> &[usize] {
        self.lengths.get(&first).map_or(&[], Vec::as_slice)
    }

    /// Every name, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        let phrases = self.phrases.values().flatten().map(|words| words.join(" "));
        self.words.iter().map(|word| word.to_string()).chain(phrases)
    }
}

/// Whether a name would not be read as one word if it stood without back quotes.
pub(crate) fn is_cut_apart(name: &str, lexicon: &Lexicon) -> bool {
    if lexicon.has_run(name) {
        return false;
    }
    if name.contains(' ') {
        let words: Vec<&str> = name.split(' ').collect();
        let is_known = |known: &Vec<Box<str>>| known.iter().map(|word| &**word).eq(words.iter().copied());
        return !words.first().is_some_and(|first| lexicon.phrases_of(first).iter().any(is_known));
    }
    let may_be_cut = !name.is_ascii() || name.starts_with(|first: char| first.is_ascii_digit());
    !is_one_word(name) || may_be_cut && cut::cut(name, lexicon).is_some_and(|cut| cut.pieces.len() > 1)
}

/// Whether a name can be written without back quotes: words alone, none of which the language reserves.
pub(crate) fn is_writable(name: &str) -> bool {
    let simple = simplified_word(name);
    let is_reserved = keyword_of(&simple).is_some_and(Keyword::is_reserved);
    !is_reserved && !name.is_empty() && name.split(' ').all(is_one_word)
}

fn is_one_word(word: &str) -> bool {
    let mut before = ' ';
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        let joins = character == '.'
            && characters
                .peek()
                .is_some_and(|next| is_word_start(*next) || before.is_ascii_digit() && next.is_ascii_digit());
        if !joins && !is_word_part(character) {
            return false;
        }
        before = character;
    }
    let starts = word.chars().next().is_some_and(|first| is_word_start(first) || first.is_ascii_digit());
    starts && !word.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Collects the names that the sources declare.
pub fn scan_names(sources: &Sources) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for (number, source) in sources.iter() {
        if super::check_size(number, &source.text).is_ok() {
            let tokens = scan::scan(number, &source.text, None, &mut Vec::new()).tokens;
            collect(&tokens, &mut lexicon);
        }
    }
    lexicon
}

fn collect(tokens: &[Token], lexicon: &mut Lexicon) {
    // What each open brace belongs to, by the keyword that declares it.
    let mut open: Vec<Option<Keyword>> = Vec::new();
    let mut head: Option<Keyword> = None;
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| tokens.get(before));
        let after = tokens.get(place + 1);
        let container = open.last().copied().flatten();
        lexicon.has_vocabulary |= token.keyword() == Some(Keyword::Vocabulary);
        // Among terms every word is a name; fields and periods begin with theirs.
        let is_term = container == Some(Keyword::Terms);
        let holds_names = is_term || matches!(container, Some(Keyword::Event | Keyword::Period));
        head = token.keyword().filter(|keyword| opens_block(*keyword)).or(head);
        match token.kind {
            TokenKind::Sign("{") => {
                // Terms hold terms.
                open.push(head.take().or_else(|| container.filter(|_| is_term)));
            }
            TokenKind::Sign("}") => {
                open.pop();
                head = None;
            }
            TokenKind::Name | TokenKind::QuotedName | TokenKind::Keyword(_) => {
                let follows_declaring =
                    before.and_then(Token::keyword).is_some_and(declares) || is_new_version(tokens, place);
                let is_free = token.keyword().is_none();
                let names_it = |after: &Token| {
                    after.kind == TokenKind::Text
                        || after.is_sign(":")
                        || after.keyword() == Some(Keyword::Also)
                };
                let may_be_labelled = holds_names || before.is_some_and(begins_entry);
                let is_labelled = is_free && may_be_labelled && after.is_some_and(names_it);
                if follows_declaring || is_labelled || is_free && (is_term || is_alias(tokens, place)) {
                    add(lexicon, before, &token.text);
                }
            }
            TokenKind::Text => {
                let declaring = place.checked_sub(2).and_then(|two| tokens.get(two));
                let is_label = holds_names
                    || declaring.is_some_and(|two| begins_entry(two) || two.keyword().is_some_and(declares))
                    || place.checked_sub(1).is_some_and(|before| is_new_version(tokens, before));
                if is_label && before.is_some_and(is_word_like) || is_alias(tokens, place) {
                    add(lexicon, declaring, &token.text);
                }
            }
            TokenKind::Variable => {
                lexicon.variables.insert((&*token.text).into());
            }
            TokenKind::Number
            | TokenKind::Fraction(..)
            | TokenKind::Unit
            | TokenKind::Date(_)
            | TokenKind::MonthDay(..)
            | TokenKind::Sign(_) => {}
        }
    }
}

/// Whether a keyword begins what has members in braces.
fn opens_block(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Policy
            | Keyword::Vocabulary
            | Keyword::Calendar
            | Keyword::Amend
            | Keyword::Subject
            | Keyword::Event
            | Keyword::Terms
            | Keyword::Period
            | Keyword::Recognition
            | Keyword::Rule
            | Keyword::Consequence
            | Keyword::Table
            | Keyword::Test
    )
}

/// Whether a word begins an entry of a recognition, which may have a name.
fn begins_entry(token: &Token) -> bool {
    matches!(token.keyword(), Some(Keyword::CountEntry | Keyword::Reject))
}

fn add(lexicon: &mut Lexicon, declaring: Option<&Token>, name: &str) {
    let simple = simplified_word(name);
    if declaring.and_then(Token::keyword) == Some(Keyword::Unit) {
        lexicon.add_unit(name);
    } else if keyword_of(&simple).is_none() {
        // A keyword is known anyway, and must not lose its own meaning.
        lexicon.add(name);
    }
}

/// Whether a word names the new version in `amend OLD as NEW`.
fn is_new_version(tokens: &[Token], place: usize) -> bool {
    let keyword =
        |back: usize| place.checked_sub(back).and_then(|at| tokens.get(at)).and_then(Token::keyword);
    keyword(3) == Some(Keyword::Amend)
        && keyword(1).is_some_and(|word| matches!(word.canonical(), "AS" | "IS"))
}

fn is_word_like(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Name | TokenKind::QuotedName | TokenKind::Keyword(_))
}

/// Whether a word or a text stands after `also`, perhaps after others.
fn is_alias(tokens: &[Token], place: usize) -> bool {
    let mut place = place;
    // An alias list longer than this is read by the parser all the same; only cutting misses it.
    for _ in 0..32 {
        let Some(before) = place.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
        if before.keyword() == Some(Keyword::Also) {
            return true;
        }
        if !before.is_sign(",") {
            return false;
        }
        place = place.saturating_sub(2);
    }
    false
}

/// Whether a keyword is followed by a name that it declares.
pub(super) fn declares(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Policy
            | Keyword::Vocabulary
            | Keyword::Calendar
            | Keyword::Subject
            | Keyword::Key
            | Keyword::Fact
            | Keyword::Event
            | Keyword::Terms
            | Keyword::Unit
            | Keyword::Outcome
            | Keyword::Period
            | Keyword::Parameter
            | Keyword::Table
            | Keyword::Rule
            | Keyword::Consequence
            | Keyword::Grade
            | Keyword::Exempt
            | Keyword::Instead
    )
}
