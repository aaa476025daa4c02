//! Keeping the author's words: the layout of the printed text, the words of the source.
//!
//! What is printed from the tree says where lines break; what stands in the
//! source says how each word is written. Both are the same sequence of words but
//! for a few that only one of them has (`the`, `over`, parentheses that one word
//! order needs), so a linear merge finds for each word of the source its place in
//! the layout. Every word of the source stays; only commas and semicolons between
//! parts are the layout's.

use std::collections::HashMap;

use super::columns::LABEL;
use super::laid::{Identity, Laid, Placed};
use super::spaces::Spaces;

/// How far ahead the merge looks for the next word that both texts have.
const REACH: usize = 48;

/// Whose commas and semicolons stay that only one text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separators {
    /// Those of the layout.
    Printed,
    /// Those of the source.
    Written,
}

/// The words of `source` in the layout of `printed`.
///
/// `spaces` says whether Chinese words stand together where the author wrote them so, and `begins_member` whether a member of a block begins at a byte of the source.
pub(super) fn keep(
    printed: &Laid,
    source: &Laid,
    spaces: Spaces,
    separators: Separators,
    begins_member: impl Fn(u32) -> bool,
) -> Laid {
    let mut numbers = Numbers::default();
    let wanted: Vec<u32> = source.words.iter().map(|word| numbers.of(&word.identity)).collect();
    let found: Vec<u32> = printed.words.iter().map(|word| numbers.of(&word.identity)).collect();
    let mut keeper = Keeper {
        printed,
        source,
        spaces,
        separators,
        is_unspaced: is_unspaced(source),
        begins_member,
        kept: Vec::with_capacity(source.words.len()),
        waiting: String::new(),
        last: None,
    };
    let (mut from, mut to) = (0, 0);
    while from < wanted.len() || to < found.len() {
        let (only_source, only_printed) =
            next_common(wanted.get(from..).unwrap_or(&[]), found.get(to..).unwrap_or(&[]));
        for place in to..to + only_printed {
            keeper.pass_printed(place);
        }
        to += only_printed;
        for place in from..from + only_source {
            keeper.take_source(place, to);
        }
        from += only_source;
        if from < wanted.len() && to < found.len() && wanted[from] == found[to] {
            keeper.take_both(from, to);
            from += 1;
            to += 1;
        }
    }
    let tail = format!("{}{}", keeper.waiting, printed.tail);
    Laid { words: keeper.kept, tail }
}

/// Identities as numbers, so that comparing is cheap.
#[derive(Default)]
struct Numbers<'w>(HashMap<Compared<'w>, u32>);

/// What is compared of a word.
#[derive(PartialEq, Eq, Hash)]
enum Compared<'w> {
    /// A name or a text: an alias may stand in quotation marks or not.
    Worded(&'w str),
    Other(&'w Identity),
}

impl<'w> Numbers<'w> {
    fn of(&mut self, identity: &'w Identity) -> u32 {
        let next = self.0.len() as u32;
        let compared = match identity {
            Identity::Name(text) | Identity::Text(text) => Compared::Worded(text),
            Identity::Keyword(_)
            | Identity::Unit(_)
            | Identity::Number(_)
            | Identity::Date(_)
            | Identity::MonthDay(..)
            | Identity::Variable(_)
            | Identity::Sign(_) => Compared::Other(identity),
        };
        *self.0.entry(compared).or_insert(next)
    }
}

/// How many words to pass on either side to the next ones that both have; the fewest in all.
///
/// One word that is the same may be chance; two in a row are not.
fn next_common(left: &[u32], right: &[u32]) -> (usize, usize) {
    if left.first().zip(right.first()).is_none_or(|(one, other)| one == other) {
        return if left.is_empty() || right.is_empty() { (left.len(), right.len()) } else { (0, 0) };
    }
    let is_same = |from: usize, to: usize| left.get(from).is_some_and(|one| right.get(to) == Some(one));
    let are_same = |from: usize, to: usize| {
        let at_end = from + 1 == left.len() && to + 1 == right.len();
        is_same(from, to) && (at_end || is_same(from + 1, to + 1))
    };
    let ways = || (1..REACH).flat_map(|passed| (0..=passed).map(move |from| (from, passed - from)));
    let far = ways().find(|(from, to)| are_same(*from, *to));
    far.or_else(|| ways().find(|(from, to)| is_same(*from, *to))).unwrap_or((1, 1))
}

struct Keeper<'w, F> {
    printed: &'w Laid,
    source: &'w Laid,
    spaces: Spaces,
    separators: Separators,
    /// Whether the author mostly writes Chinese words without spaces.
    is_unspaced: bool,
    begins_member: F,
    kept: Vec<Placed>,
    /// What stood before printed words that are not kept.
    waiting: String,
    /// The source's word and the printed word that the last kept one is.
    last: Option<(Option<usize>, Option<usize>)>,
}

impl<F: Fn(u32) -> bool> Keeper<'_, F> {
    /// A printed word that the source does not have: only separators stay.
    fn pass_printed(&mut self, place: usize) {
        let word = &self.printed.words[place];
        self.wait(&word.gap);
        if word.identity.is_separator() && self.separators == Separators::Printed {
            let gap = std::mem::take(&mut self.waiting);
            self.push(gap, word, (None, Some(place)));
        }
    }

    /// A word of the source that was not printed, before the printed word at `next`.
    fn take_source(&mut self, place: usize, next: usize) {
        let word = &self.source.words[place];
        if word.identity.is_separator() && self.separators == Separators::Printed {
            return;
        }
        let next = self.printed.words.get(next).map_or("", |next| next.gap.as_str());
        let breaks = self.waiting.contains('\n') || next.contains('\n');
        // The line break before a clause stands before its first word.
        if breaks && (self.begins_member)(word.start) && !next.is_empty() {
            self.wait(next);
            let gap = std::mem::take(&mut self.waiting);
            return self.push(gap, word, (Some(place), None));
        }
        self.push(self.written_gap(place).to_owned(), word, (Some(place), None));
    }

    /// A word that both have: written as in the source, standing as it was printed.
    fn take_both(&mut self, from: usize, to: usize) {
        let (word, printed) = (&self.source.words[from], &self.printed.words[to]);
        let taken = self.last.is_some_and(|(last, printed)| printed.is_none() && last.is_some());
        let already_broken = taken && self.kept.last().is_some_and(|last| last.gap.contains('\n'));
        if !(already_broken && printed.gap.contains('\n')) {
            self.wait(&printed.gap);
        }
        let mut gap = std::mem::take(&mut self.waiting);
        let follows = self.last.is_some_and(|(_, last)| last.is_some() && last == to.checked_sub(1));
        let is_plain = !gap.contains(['\n', '#', '/']);
        if is_plain && follows {
            gap = self.gap_between(from, to, gap);
        } else if is_plain && self.last.is_some() {
            self.written_gap(from).clone_into(&mut gap);
        }
        self.push(gap, word, (Some(from), Some(to)));
    }

    /// The gap between two words that were printed one after the other on a line.
    fn gap_between(&self, from: usize, to: usize, gap: String) -> String {
        let Some(before) = self.kept.last() else { return gap };
        let is_space = gap.trim_matches(LABEL) == " ";
        if before.identity == Identity::Sign(":") {
            // After a colon of full width no space is printed, after a narrow one there is.
            let printed = to.checked_sub(1).and_then(|last| self.printed.words.get(last));
            let was_wide = printed.is_some_and(|printed| !printed.text.is_ascii());
            return match (was_wide, !before.text.is_ascii()) {
                (true, false) => " ".to_owned(),
                (false, true) if is_space => String::new(),
                (true, true) | (false, _) => gap,
            };
        }
        let is_glued = || is_glued(self.written_between(from), self.is_unspaced);
        let may_glue = may_be_glued(&before.text, &self.source.words[from].text);
        let glues = is_space && may_glue && self.spaces == Spaces::Keep && is_glued();
        if glues { String::new() } else { gap }
    }

    /// What the author wrote between a word and the kept one before it; `None` where that is another one.
    fn written_between(&self, from: usize) -> Option<&str> {
        let (last, _) = self.last?;
        let follows = last.is_some() && last == from.checked_sub(1);
        follows.then(|| self.source.words[from].gap.as_str())
    }

    /// A space where the author left any.
    fn written_gap(&self, from: usize) -> &'static str {
        let before = self.kept.last().and_then(|before| before.text.chars().next_back());
        let after = self.source.words[from].text.chars().next();
        let is_word = |c: Option<char>| c.is_some_and(unicode_ident::is_xid_continue);
        match self.written_between(from) {
            Some("") if self.spaces == Spaces::Add && is_word(before) && is_word(after) => " ",
            Some("") => "",
            Some(_) | None => " ",
        }
    }

    /// What stands before a printed word; of a word left out no second space stays.
    fn wait(&mut self, gap: &str) {
        let follows_space = self.waiting.ends_with(char::is_whitespace);
        self.waiting.push_str(if follows_space { gap.trim_start_matches([' ', LABEL]) } else { gap });
    }

    fn push(&mut self, mut gap: String, word: &Placed, places: (Option<usize>, Option<usize>)) {
        let before = self.kept.last().filter(|before| before.identity.is_separator());
        if let Some(before) = before.filter(|_| !gap.contains(['\n', '#', '/'])) {
            gap = if before.text.is_ascii() { " ".to_owned() } else { String::new() };
        }
        self.kept.push(Placed { gap, ..word.clone() });
        self.last = Some(places);
    }
}

/// Whether two words stand together: as the author wrote them, or, where a line ended, as the author mostly does.
fn is_glued(written: Option<&str>, is_unspaced: bool) -> bool {
    match written {
        Some("") => true,
        Some(gap) if !gap.contains('\n') => false,
        Some(_) | None => is_unspaced,
    }
}

/// Whether a space between two words is for the eye only: one of them is Chinese there, and neither is a brace.
pub(super) fn may_be_glued(left: &str, right: &str) -> bool {
    let (Some(left), Some(right)) = (left.chars().next_back(), right.chars().next()) else { return false };
    let is_brace = |c: char| matches!(c, '{' | '}' | '|' | '｛' | '｝' | '｜');
    !is_brace(left) && !is_brace(right) && (!left.is_ascii() || !right.is_ascii())
}

/// Whether most Chinese words stand without spaces between them.
fn is_unspaced(source: &Laid) -> bool {
    let mut glued = 0_usize;
    let mut spaced = 0_usize;
    for pair in source.words.windows(2) {
        let [left, right] = pair else { continue };
        if !is_chinese_end(left.text.chars().next_back()) || !is_chinese_end(right.text.chars().next()) {
            continue;
        }
        match right.gap.as_str() {
            "" => glued += 1,
            gap if !gap.contains('\n') => spaced += 1,
            _ => {}
        }
    }
    glued > spaced
}

fn is_chinese_end(character: Option<char>) -> bool {
    character.is_some_and(|c| !c.is_ascii() && unicode_ident::is_xid_continue(c))
}
