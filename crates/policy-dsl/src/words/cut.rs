//! Cutting a run of characters without spaces into the words that are known.
//!
//! Chinese writes no spaces, so `要求公需课不少于30学时` is one run. It is cut so
//! that known words cover all of it, the longest first; a run that cannot be
//! covered is one new name. The time is linear in the run's length.

use super::Lexicon;
use super::token::TokenKind;
use crate::keyword::{built_in_unit, keyword_of, lengths_of, simplified};

/// A word of a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// How many characters of the run it takes.
    pub characters: usize,
    /// What it is.
    pub kind: TokenKind,
}

/// The keyword that a run as a whole is.
pub(super) fn whole(run: &str) -> Option<Piece> {
    let simple: String = run.chars().map(simplified).collect();
    let kind = TokenKind::Keyword(keyword_of(&simple)?);
    Some(Piece { characters: run.chars().count(), kind })
}

/// The words that cover a run, or `None` where it is one new name.
pub(super) fn cut(run: &str, lexicon: &Lexicon) -> Option<Vec<Piece>> {
    if let Some(piece) = whole(run) {
        return Some(vec![piece]);
    }
    if lexicon.has_run(run) {
        return Some(vec![Piece { characters: run.chars().count(), kind: TokenKind::Name }]);
    }
    let run = Run::new(run);
    let count = run.characters.len();
    // The longest known word at each place from which the rest can be covered too; from the end.
    let mut longest: Vec<Option<Piece>> = vec![None; count];
    for place in (0..count).rev().filter(|place| run.is_boundary(*place)) {
        let fits = |piece: &Piece| {
            let end = place + piece.characters;
            end == count || longest.get(end).is_some_and(Option::is_some)
        };
        let found = run.words_at(place, lexicon).find(fits);
        longest[place] = found;
    }
    let mut pieces = Vec::new();
    let mut place = 0;
    while place < count {
        let piece = longest.get_mut(place)?.take()?;
        place += piece.characters;
        pieces.push(piece);
    }
    Some(pieces)
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

/// A run of characters, with the places at which it may be cut.
struct Run<'t> {
    text: &'t str,
    /// The same in simplified characters.
    simple: String,
    characters: Vec<char>,
    /// Where each character begins in `text` and in `simple`, and where both end.
    offsets: Vec<(usize, usize)>,
    /// For each character the end of the number or Latin word that it begins; 0 within one.
    /// Han characters end at the next place.
    ends: Vec<usize>,
}

impl<'t> Run<'t> {
    fn new(text: &'t str) -> Self {
        let simple: String = text.chars().map(simplified).collect();
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

    /// The words that begin at a place, longest first.
    fn words_at<'r>(&'r self, place: usize, lexicon: &'r Lexicon) -> impl Iterator<Item = Piece> + 'r {
        let first = self.characters.get(place).copied().unwrap_or(' ');
        let lengths = Descending { left: lexicon.lengths_of(first), right: lengths_of(simplified(first)) };
        let known = lengths.filter_map(move |length| {
            let (text, simple) = self.slices(place, length)?;
            let is_whole = self.is_boundary(place + length);
            let kind = known_word(text, simple, lexicon).filter(|_| is_whole)?;
            let fits = match &kind {
                // Words that begin clauses or declare things are never in the middle of one.
                TokenKind::Keyword(keyword) => place == 0 || keyword.is_of_expressions(),
                _ => true,
            };
            fits.then_some(Piece { characters: length, kind })
        });
        let known = known.chain(self.unit_at(place));
        known.chain(self.latin_word(place, lexicon))
    }

    /// The unit at a place, which must follow a number.
    fn unit_at(&self, place: usize) -> Option<Piece> {
        let follows_number = self.characters.get(place.checked_sub(1)?).is_some_and(char::is_ascii_digit);
        let lengths = lengths_of(simplified(*self.characters.get(place)?)).iter().filter(|_| follows_number);
        let is_unit = |length: &usize| {
            self.slices(place, *length).is_some_and(|(_, simple)| built_in_unit(simple).is_some())
        };
        let length = lengths.copied().find(is_unit)?;
        Some(Piece { characters: length, kind: TokenKind::Name })
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
        let kind = known_word(text, simple, lexicon).or_else(unit).filter(|_| text.is_ascii())?;
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
