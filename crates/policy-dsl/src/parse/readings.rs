//! Words that are written together and could be cut in another way: which cut is meant.
//!
//! The words stage cuts the longest words first and lists the other ways. Here
//! the grammar is asked about them, a few clauses at a time: a cut that it
//! refuses, or that makes the same tree, is no rival; one that makes another tree
//! makes the text ambiguous, which is an error that shows both. Where the longest
//! words cannot be read and exactly one other cut can, that one is meant.

use std::cell::{Cell, LazyCell};

use super::grammar::Rule;
use super::recover::Range;
use super::said::Said;
use crate::words::{Choices, Contested, Lexicon, Words};
use crate::{Diagnostic, Saying, Span};

/// All combinations of cuts of one piece are tried up to so many, beyond it each cut by itself.
const MAX_COMBINATIONS: usize = 64;

/// So many bytes are read again for each byte of the source, and so many at least and at most.
const READ_AGAIN: usize = 32;
const LEAST_READ_AGAIN: usize = 1024 * 1024;
const MOST_READ_AGAIN: usize = 8 * 1024 * 1024;

/// A member of a block, by its tokens, and the rule that read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub first: usize,
    pub last: usize,
    pub read_by: Rule,
}

/// What the contested stretches of one source could mean.
pub(super) struct Readings<'w, 's> {
    words: &'w Words<'s>,
    lexicon: &'w Lexicon,
    source: u32,
    /// How many bytes may still be read again.
    left: Cell<usize>,
}

/// What is read again, and how.
#[derive(Clone, Debug, PartialEq)]
struct Window {
    /// From the first byte to the one after the last.
    bytes: std::ops::Range<u32>,
    list: Rule,
    /// Whether it ends with an opening brace, which is closed at once.
    closes: bool,
}

/// What asking about a piece that the longest words cannot make came to.
pub(super) enum Answer {
    /// No other cut can be read.
    None,
    /// Exactly one can.
    One(Choices),
    /// Several can, and they mean different things.
    Several(Diagnostic),
}

impl<'w, 's> Readings<'w, 's> {
    pub fn new(words: &'w Words<'s>, lexicon: &'w Lexicon, source: u32) -> Self {
        let length = words.length as usize;
        let left = length.saturating_mul(READ_AGAIN).clamp(LEAST_READ_AGAIN, MOST_READ_AGAIN);
        Self { words, lexicon, source, left: Cell::new(left) }
    }

    /// The mistakes of a sound text in which a stretch could mean something else.
    pub fn ambiguities(&self, members: &[Member]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut stretches = self.words.contested.iter().peekable();
        while let Some(stretch) = stretches.next() {
            let Some(window) = self.window(stretch, members) else { continue };
            let mut group = vec![stretch];
            while let Some(next) =
                stretches.next_if(|next| self.window(next, members).as_ref() == Some(&window))
            {
                group.push(next);
            }
            self.rivals(&window, &group, &mut found);
        }
        found
    }

    /// Finds the stretches of a window that have a rival.
    fn rivals(&self, window: &Window, group: &[&Contested], found: &mut Vec<Diagnostic>) {
        for stretch in group.iter().filter(|stretch| stretch.has_more) {
            found.push(self.too_many(stretch));
        }
        // Most other cuts are refused, and then nobody need know what the longest words say.
        let plain = LazyCell::new(|| self.told(window, &Choices::new()));
        for choices in combinations(group) {
            let chosen = group.iter().find(|stretch| choices.contains_key(&stretch.number));
            let Some(stretch) = chosen else { continue };
            // Of one run one doubt is told.
            if found.iter().any(|known| known.span == self.run(stretch)) {
                continue;
            }
            let other = self.told(window, &choices);
            if other.is_some() && plain.is_some() && other != *plain {
                found.push(self.ambiguous(stretch, &Choices::new(), &choices));
            } else if self.left.get() == 0 {
                found.push(self.too_many(stretch));
                return;
            }
        }
    }

    /// What a piece could be that cannot be read with the longest words.
    pub fn instead(&self, piece: Range, members: Rule) -> Answer {
        let token = |place: usize| self.words.tokens.get(place);
        let (Some(first), Some(last)) = (token(piece.first), piece.end.checked_sub(1).and_then(token)) else {
            return Answer::None;
        };
        let bytes = first.start..last.end;
        let group: Vec<&Contested> =
            self.words.contested.iter().filter(|s| bytes.contains(&self.words.start_of(s))).collect();
        let window = Window { bytes, list: members, closes: false };
        let mut found: Option<(Said, Choices)> = None;
        for choices in combinations(&group) {
            let Some(told) = self.told(&window, &choices) else { continue };
            match &found {
                None => found = Some((told, choices)),
                Some((known, _)) if *known == told => {}
                Some((_, known)) => {
                    let differs = |s: &&&Contested| known.get(&s.number) != choices.get(&s.number);
                    let Some(stretch) = group.iter().find(differs) else { continue };
                    return Answer::Several(self.ambiguous(stretch, known, &choices));
                }
            }
        }
        found.map_or(Answer::None, |(_, choices)| Answer::One(choices))
    }

    /// The members around a stretch: the one that it is in, and those that may take words of it.
    fn window(&self, stretch: &Contested, members: &[Member]) -> Option<Window> {
        let words = self.words;
        let start = words.start_of(stretch);
        let token = words.tokens.partition_point(|token| token.end <= start);
        let before = members.partition_point(|member| member.first <= token);
        let place = members.get(..before)?.iter().rposition(|member| member.last >= token)?;
        let member = members.get(place)?;
        let members_rule = list_of(member.read_by)?;
        let open = (member.first..token).find(|place| words.tokens[*place].is_sign("{"));
        let byte = |place: usize| words.tokens.get(place).map(|token| (token.start, token.end));
        let in_head = (token..=member.last).find(|place| words.tokens[*place].is_sign("{"));
        if let (None, Some(brace)) = (open, in_head.filter(|_| has_block(member, words))) {
            return Some(Window {
                bytes: byte(member.first)?.0..byte(brace)?.1,
                list: members_rule,
                closes: true,
            });
        }
        let is_near = |other: &&Member| other.read_by == member.read_by && !has_block(other, words);
        let is_gap = |from: usize, to: usize| {
            (from..to).all(|place| words.tokens[place].is_sign(",") || words.tokens[place].is_sign(";"))
        };
        let earlier = place.checked_sub(1).and_then(|place| members.get(place)).filter(is_near);
        let earlier = earlier.filter(|earlier| is_gap(earlier.last + 1, member.first));
        let later = members.get(place + 1).filter(is_near);
        let later = later.filter(|later| later.first > member.last && is_gap(member.last + 1, later.first));
        let first = earlier.unwrap_or(member).first;
        let last = later.unwrap_or(member).last;
        Some(Window { bytes: byte(first)?.0..byte(last)?.1, list: members_rule, closes: false })
    }

    /// What a window says with these cuts; `None` where the grammar refuses it.
    fn told(&self, window: &Window, choices: &Choices) -> Option<Said> {
        let length = (window.bytes.end - window.bytes.start) as usize;
        self.left.set(self.left.get().saturating_sub(length + 1));
        if self.left.get() == 0 {
            return None;
        }
        let words = self.words.recut(window.bytes.clone(), choices, window.closes, self.lexicon)?;
        Said::by(&words, window.list)
    }

    fn run(&self, stretch: &Contested) -> Span {
        Span { source: self.source, ..stretch.run }
    }

    fn ambiguous(&self, stretch: &Contested, one: &Choices, other: &Choices) -> Diagnostic {
        let says = Saying::new("syntax-cut-two-ways")
            .with("one", self.words.reading(stretch, one))
            .with("other", self.words.reading(stretch, other));
        Diagnostic::error(self.run(stretch), says).hint(Saying::new("syntax-cut-hint"))
    }

    fn too_many(&self, stretch: &Contested) -> Diagnostic {
        let says = Saying::new("syntax-cut-too-many-ways");
        Diagnostic::error(self.run(stretch), says).hint(Saying::new("syntax-cut-hint"))
    }
}

/// The cuts to try: of each stretch by itself first, then together, where these are not too many.
fn combinations(group: &[&Contested]) -> Vec<Choices> {
    let single = |stretch: &&Contested| {
        let number = stretch.number;
        (0..stretch.others.len()).map(move |other| Choices::from([(number, other)])).collect::<Vec<_>>()
    };
    let mut all: Vec<Choices> = group.iter().flat_map(single).collect();
    let ways = group.iter().try_fold(1_usize, |ways, stretch| ways.checked_mul(1 + stretch.others.len()));
    if ways.is_none_or(|ways| ways > MAX_COMBINATIONS) {
        return all;
    }
    let mut together = vec![Choices::new()];
    for stretch in group {
        let with = |choices: &Choices| {
            let with_other = |other: usize| {
                let mut choices = choices.clone();
                choices.insert(stretch.number, other);
                choices
            };
            (0..stretch.others.len()).map(with_other).collect::<Vec<_>>()
        };
        let more: Vec<Choices> = together.iter().flat_map(with).collect();
        together.extend(more);
    }
    together.retain(|choices| choices.len() > 1);
    together.sort_by_key(Choices::len);
    all.extend(together);
    all
}

/// Whether a member ends with a block of members of its own.
fn has_block(member: &Member, words: &Words) -> bool {
    let open = (member.first..member.last).find(|place| words.tokens[*place].is_sign("{"));
    let closes = |open: usize| words.partners.get(open).copied().flatten() == Some(member.last as u32);
    let is_block = !matches!(
        member.read_by,
        Rule::rule_clause
            | Rule::recognition_clause
            | Rule::consequence_clause
            | Rule::occurrence
            | Rule::field
    );
    is_block && open.is_some_and(closes) && !words.tokens[member.first].is_cases()
}

/// The rule for any number of such members.
pub(super) fn list_of(member: Rule) -> Option<Rule> {
    Some(match member {
        Rule::item => Rule::items,
        Rule::vocabulary_clause => Rule::vocabulary_clauses,
        Rule::subject_clause => Rule::subject_clauses,
        Rule::field => Rule::fields,
        Rule::term => Rule::term_list,
        Rule::period => Rule::periods,
        Rule::occurrence => Rule::occurrences,
        Rule::policy_clause => Rule::policy_clauses,
        Rule::recognition_clause => Rule::recognition_clauses,
        Rule::rule_clause => Rule::rule_clauses,
        Rule::consequence_clause => Rule::consequence_clauses,
        Rule::test_clause => Rule::test_clauses,
        Rule::record_entry => Rule::record_entries,
        _ => return None,
    })
}
