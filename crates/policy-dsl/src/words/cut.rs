//! Cutting a run of characters without spaces into the words that are known.
//!
//! Chinese writes no spaces, so `要求公需课不少于30学时` is one run. It is cut so
//! that known words cover all of it, the longest first; a run that cannot be
//! covered is one new name. Where words could be cut otherwise, the other cuts
//! are kept beside: whether one of them says something else, the grammar decides
//! (`parse::readings`). The time is linear in the run's length.

use std::borrow::Cow;

use policy_messages::Language;

use super::token::TokenKind;
use super::{Lexicon, spoken};
use crate::keyword::{Keyword, built_in_unit, keyword_of, lengths_of, simplified, simplified_word};

/// So many other cuts of one stretch are looked at.
const MAX_CUTS: usize = 48;

/// The longest stretch whose other cuts are looked at, in characters.
const MAX_STRETCH: usize = 64;

/// A word of a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// How many characters of the run it takes.
    pub characters: usize,
    /// What it is.
    pub kind: TokenKind,
}

/// A run in words.
#[derive(Debug)]
pub(super) struct Cut {
    pub pieces: Vec<Piece>,
    /// The stretches that can be cut in another way, in order.
    pub contested: Vec<Contested>,
}

/// A stretch of a run that known words cover in more than one way.
///
/// Every cut of the run has words that begin and end where the stretch does.
#[derive(Debug)]
pub(super) struct Contested {
    /// Its first piece, and how many it has, longest first.
    pub first: usize,
    pub count: usize,
    /// The other ways, longest words first; none where they are too many to look at.
    pub others: Vec<Vec<Piece>>,
    /// Whether they are too many.
    pub has_more: bool,
}

impl Cut {
    fn single(piece: Piece) -> Self {
        Self { pieces: vec![piece], contested: Vec::new() }
    }
}

/// The keyword that a run as a whole is.
pub(super) fn whole(run: &str) -> Option<Cut> {
    let simple = simplified_word(run);
    let kind = TokenKind::Keyword(keyword_of(&simple)?);
    Some(Cut::single(Piece { characters: run.chars().count(), kind }))
}

/// The words that cover a run, or `None` where it is one new name.
pub(super) fn cut(run: &str, lexicon: &Lexicon) -> Option<Cut> {
    if let Some(cut) = whole(run) {
        return Some(cut);
    }
    if lexicon.has_run(run) {
        return Some(Cut::single(Piece { characters: run.chars().count(), kind: TokenKind::Name }));
    }
    let run = Run::new(run);
    let count = run.characters.len();
    let ways = Ways::of(&run, lexicon);
    if !ways.reaches_end(0) {
        return None;
    }
    let mut cut = Cut { pieces: Vec::new(), contested: Vec::new() };
    let mut place = 0;
    while place < count {
        let end = ways.end_of_stretch(place);
        let (mut found, has_more) = ways.cuts(place, end);
        let mut others = found.split_off(1.min(found.len()));
        let longest = found.pop()?;
        let before = cut.pieces.last();
        others.retain(|other| !has_more && can_be_read(before, other));
        if !others.is_empty() || has_more {
            let (first, count) = (cut.pieces.len(), longest.len());
            cut.contested.push(Contested { first, count, others, has_more });
        }
        cut.pieces.extend(longest);
        place = end;
    }
    Some(cut)
}

/// Whether a cut is worth trying. After a name or a number nothing is negated, so that 不少于 after an
/// amount is never 不 and 少于; nor is 之后 ever 之 and 后.
fn can_be_read(before: Option<&Piece>, pieces: &[Piece]) -> bool {
    let mut before = before;
    pieces.iter().all(|piece| {
        let follows = before.map(|before| &before.kind);
        before = Some(piece);
        match (follows, &piece.kind) {
            (
                Some(TokenKind::Name | TokenKind::Number | TokenKind::Fraction(..)),
                TokenKind::Keyword(Keyword::Not),
            ) => false,
            (Some(TokenKind::Keyword(Keyword::Possessive)), TokenKind::Keyword(keyword)) => {
                !matches!(keyword, Keyword::Before | Keyword::After | Keyword::Inside)
            }
            (Some(_) | None, _) => true,
        }
    })
}

/// How many bytes at the beginning of a run known words cover, as far as any cut goes.
pub(crate) fn known_prefix(text: &str, lexicon: &Lexicon) -> usize {
    let run = Run::new(text);
    let count = run.characters.len();
    let mut reached = vec![false; count + 1];
    reached[0] = true;
    let mut furthest = 0;
    for place in 0..count {
        if !reached[place] || !run.is_boundary(place) {
            continue;
        }
        furthest = place;
        for piece in run.words_at(place, lexicon) {
            if let Some(end) = reached.get_mut(place + piece.characters) {
                *end = true;
            }
        }
    }
    run.offsets.get(furthest).map_or(0, |(offset, _)| *offset)
}

/// All ways to cover a run: for each place the words that begin there, longest first, from which the rest
/// can be covered too.
struct Ways {
    words: Vec<Piece>,
    /// For each place the first of its words, and the one after the last.
    begin: Vec<(usize, usize)>,
    /// For each place the furthest end of a word that begins before it and is part of some cut.
    covered_to: Vec<usize>,
}

impl Ways {
    fn of(run: &Run, lexicon: &Lexicon) -> Self {
        let count = run.characters.len();
        let mut words: Vec<Piece> = Vec::with_capacity(2 * count);
        let mut begin = vec![(0, 0); count];
        for place in (0..count).rev().filter(|place| run.is_boundary(*place)) {
            let reaches_end = |piece: &Piece| {
                let end = place + piece.characters;
                end == count || begin.get(end).is_some_and(|(first, end)| first < end)
            };
            let first = words.len();
            words.extend(run.words_at(place, lexicon).filter(reaches_end));
            // A word that is two things is the first of them: a name, then a keyword, then a unit.
            let found = words.get_mut(first..).unwrap_or_default();
            found.sort_by_key(|piece| std::cmp::Reverse(piece.characters));
            let mut kept = 0;
            for next in 0..found.len() {
                if kept == 0 || found[kept - 1].characters != found[next].characters {
                    found.swap(kept, next);
                    kept += 1;
                }
            }
            words.truncate(first + kept);
            begin[place] = (first, words.len());
        }
        let mut reached = vec![false; count + 1];
        let mut covered_to = vec![0; count + 1];
        reached[0] = true;
        for place in 0..count {
            let mut furthest = covered_to[place];
            if reached[place] {
                let (first, end) = begin[place];
                for piece in &words[first..end] {
                    let end = place + piece.characters;
                    reached[end] = true;
                    furthest = furthest.max(end);
                }
            }
            covered_to[place + 1] = furthest;
        }
        Self { words, begin, covered_to }
    }

    /// The words that begin at a place, longest first.
    fn at(&self, place: usize) -> &[Piece] {
        let (first, end) = self.begin.get(place).copied().unwrap_or_default();
        self.words.get(first..end).unwrap_or_default()
    }

    fn reaches_end(&self, place: usize) -> bool {
        !self.at(place).is_empty()
    }

    /// The next place at which every cut has a boundary.
    fn end_of_stretch(&self, place: usize) -> usize {
        let ends = place + 1..self.covered_to.len();
        let mut ends = ends.filter(|end| self.covered_to.get(*end) == Some(end));
        ends.next().unwrap_or(self.begin.len())
    }

    /// The ways to cut a stretch, longest words first, and whether there are more than are wanted.
    fn cuts(&self, from: usize, to: usize) -> (Vec<Vec<Piece>>, bool) {
        let most = if to - from > MAX_STRETCH { 1 } else { MAX_CUTS + 1 };
        let mut found = Vec::new();
        // The words chosen so far: where each begins and which of the words there it is.
        let mut chosen: Vec<(usize, usize)> = Vec::new();
        let mut place = from;
        let mut choice = 0;
        loop {
            if place == to {
                if found.len() == most {
                    return (found, true);
                }
                let piece = |(place, choice): &(usize, usize)| self.at(*place)[*choice].clone();
                found.push(chosen.iter().map(piece).collect());
            } else if let Some(piece) = self.at(place).get(choice) {
                chosen.push((place, choice));
                place += piece.characters;
                choice = 0;
                continue;
            }
            // Every word leads to an end, so going back is never in vain for long.
            let Some((last, tried)) = chosen.pop() else { return (found, false) };
            place = last;
            choice = tried + 1;
        }
    }
}

/// A run of characters, with the places at which it may be cut.
struct Run<'t> {
    text: &'t str,
    /// The same in simplified characters.
    simple: Cow<'t, str>,
    characters: Vec<char>,
    /// Where each character begins in `text` and in `simple`, and where both end.
    offsets: Vec<(usize, usize)>,
    /// For each character the end of the number or Latin word that it begins; 0 within one.
    /// Han characters end at the next place.
    ends: Vec<usize>,
}

impl<'t> Run<'t> {
    fn new(text: &'t str) -> Self {
        let simple = simplified_word(text);
        let places = text.char_indices().zip(simple.char_indices());
        let mut offsets: Vec<(usize, usize)> = places.map(|((left, _), (right, _))| (left, right)).collect();
        offsets.push((text.len(), simple.len()));
        let characters: Vec<char> = text.chars().collect();
        let ends = atom_ends(&characters);
        Self { text, simple, characters, offsets, ends }
    }

    fn is_boundary(&self, place: usize) -> bool {
        self.ends.get(place).is_none_or(|end| *end > 0)
    }

    fn slices(&self, place: usize, length: usize) -> Option<(&str, &str)> {
        let (from, to) = (self.offsets.get(place)?, self.offsets.get(place + length)?);
        Some((self.text.get(from.0..to.0)?, self.simple.get(from.1..to.1)?))
    }

    /// The words that begin at a place.
    fn words_at<'r>(&'r self, place: usize, lexicon: &'r Lexicon) -> impl Iterator<Item = Piece> + 'r {
        self.single_words_at(place, lexicon)
            .flat_map(move |piece| self.parts_after(place, &piece, lexicon).chain([piece]))
    }

    /// The names of two parts, 处理.首次, that a name begins.
    fn parts_after<'r>(
        &'r self,
        place: usize,
        name: &Piece,
        lexicon: &'r Lexicon,
    ) -> impl Iterator<Item = Piece> + use<'r, 't> {
        let before = name.characters + 1;
        let has_parts =
            name.kind == TokenKind::Name && self.characters.get(place + name.characters) == Some(&'.');
        let parts = has_parts.then(|| self.single_words_at(place + before, lexicon));
        parts.into_iter().flatten().filter_map(move |part| {
            let is_name = match part.kind {
                TokenKind::Name => true,
                TokenKind::Keyword(keyword) => keyword.is_ordinal(),
                TokenKind::QuotedName
                | TokenKind::Unit
                | TokenKind::Number
                | TokenKind::Fraction(..)
                | TokenKind::Date(_)
                | TokenKind::MonthDay(..)
                | TokenKind::Text
                | TokenKind::Variable
                | TokenKind::Sign(_) => false,
            };
            is_name.then_some(Piece { characters: before + part.characters, kind: TokenKind::Name })
        })
    }

    /// The words without a point that begin at a place, longest first.
    fn single_words_at<'r>(&'r self, place: usize, lexicon: &'r Lexicon) -> impl Iterator<Item = Piece> + 'r {
        let first = self.characters.get(place).copied().unwrap_or(' ');
        let lengths = Descending { left: lexicon.lengths_of(first), right: lengths_of(simplified(first)) };
        let known = lengths.filter_map(move |length| {
            if !self.is_boundary(place + length) {
                return None;
            }
            let (text, simple) = self.slices(place, length)?;
            let kind = known_word(text, simple, lexicon)?;
            let fits = match &kind {
                // Words that begin clauses or declare things are never in the middle of one.
                TokenKind::Keyword(keyword) => {
                    place == 0
                        || keyword.is_of_expressions()
                        || keyword.is_amendable() && self.begins_with_change(place)
                }
                _ => true,
            };
            fits.then_some(Piece { characters: length, kind })
        });
        let known = known.chain(self.unit_at(place)).chain(self.fraction_at(place));
        known.chain(self.latin_word(place, lexicon))
    }

    /// The unit at a place, which must follow a number or the keyword that announces a unit.
    fn unit_at(&self, place: usize) -> Option<Piece> {
        let follows_number = self.characters.get(place.checked_sub(1)?).is_some_and(char::is_ascii_digit);
        let fits = follows_number || self.follows_keyword(place, Keyword::Unit);
        let lengths = lengths_of(simplified(*self.characters.get(place)?)).iter().filter(|_| fits);
        let is_unit = |length: &usize| {
            self.slices(place, *length).is_some_and(|(_, simple)| built_in_unit(simple).is_some())
        };
        let length = lengths.copied().find(is_unit)?;
        Some(Piece { characters: length, kind: TokenKind::Name })
    }

    /// The fraction in words at a place.
    fn fraction_at(&self, place: usize) -> Option<Piece> {
        let (characters, part, whole) = spoken::fraction(self.characters.get(place..)?)?;
        let kind = TokenKind::Fraction(part, whole);
        self.is_boundary(place + characters).then_some(Piece { characters, kind })
    }

    /// Whether all that stands before a place says that an amendment changes something: 删去规则.
    fn begins_with_change(&self, place: usize) -> bool {
        let changes = [Keyword::Replace, Keyword::Insert, Keyword::Repeal];
        let mut forms = changes.iter().flat_map(|keyword| keyword.forms(Language::Chinese));
        forms.any(|form| {
            form.chars().count() == place && self.slices(0, place).is_some_and(|(_, simple)| simple == *form)
        })
    }

    fn follows_keyword(&self, place: usize, keyword: Keyword) -> bool {
        let before = |form: &&str| {
            let length = form.chars().count();
            place.checked_sub(length).and_then(|from| self.slices(from, length))
        };
        keyword
            .forms(Language::Chinese)
            .iter()
            .any(|form| before(form).is_some_and(|(_, simple)| simple == *form))
    }

    /// The number or the known Latin word at a place.
    fn latin_word(&self, place: usize, lexicon: &Lexicon) -> Option<Piece> {
        let length = self.ends.get(place)?.checked_sub(place)?;
        let (text, simple) = self.slices(place, length)?;
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            let is_number = text.matches('.').count() < 2;
            return is_number.then_some(Piece { characters: length, kind: TokenKind::Number });
        }
        let unit = || built_in_unit(simple).map(|_| TokenKind::Name);
        // A name of two parts, city.annual, of Latin letters.
        let parts = || {
            let (first, second) = text.split_once('.')?;
            (lexicon.has_word(first) && lexicon.has_word(second)).then_some(TokenKind::Name)
        };
        let kind = known_word(text, simple, lexicon).or_else(unit).or_else(parts);
        let kind = kind.filter(|_| text.is_ascii())?;
        Some(Piece { characters: length, kind })
    }
}

fn known_word(text: &str, simple: &str, lexicon: &Lexicon) -> Option<TokenKind> {
    if lexicon.has_word(text) {
        return Some(TokenKind::Name);
    }
    if let Some(keyword) = keyword_of(simple) {
        return Some(TokenKind::Keyword(keyword));
    }
    None
}

/// Where the number, the Latin word or the single character that begins at each place ends.
fn atom_ends(characters: &[char]) -> Vec<usize> {
    let mut ends = vec![0; characters.len()];
    let mut place = 0;
    while place < characters.len() {
        let first = characters[place];
        let rest = &characters[place..];
        let is_in_number = |place: usize, c: char| {
            let next_is_digit = rest.get(place + 1).is_some_and(char::is_ascii_digit);
            c.is_ascii_digit() || c == '.' && next_is_digit
        };
        let length = if first.is_ascii_digit() {
            rest.iter().enumerate().take_while(|(place, c)| is_in_number(*place, **c)).count()
        } else if first.is_ascii_alphabetic() || first == '_' {
            rest.iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')).count()
        } else {
            1
        };
        ends[place] = place + length;
        place += length;
    }
    ends
}

/// Two descending lists as one, without repeats.
struct Descending<'l> {
    left: &'l [usize],
    right: &'l [usize],
}

impl Iterator for Descending<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let next = self.left.first().into_iter().chain(self.right.first()).copied().max()?;
        for list in [&mut self.left, &mut self.right] {
            if list.first() == Some(&next) {
                *list = list.get(1..).unwrap_or(&[]);
            }
        }
        Some(next)
    }
}
