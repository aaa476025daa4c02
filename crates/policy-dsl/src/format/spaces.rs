//! Chinese without spaces: which spaces between words can go.
//!
//! A space can go where the words, written together, are cut into the same words
//! again. It stays around names that are being declared, which nobody knows yet,
//! in tables of cases, whose heads are not cut, and beside Latin letters and
//! quotation marks, where the eye wants it.

use super::columns::LABEL;
use super::laid::{Identity, Laid, Placed};
use crate::words::{Lexicon, TokenKind, scan_words};

/// What becomes of spaces between Chinese words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spaces {
    /// They stay as the author wrote them; without a source there are some.
    #[default]
    Keep,
    /// They go where the meaning stays the same without them.
    Remove,
    /// There is one between any two words.
    Add,
}

/// So many words are written together at most.
const MAX_WORDS: usize = 64;

/// Removes the spaces that can go; returns, for each word, the gap that it had.
pub(super) fn remove(laid: &mut Laid, lexicon: &Lexicon) -> Vec<Option<String>> {
    let mut may_go = removable(&laid.words);
    let mut first = 0;
    while first < may_go.len() {
        let glued = may_go.iter().skip(first + 1).take(MAX_WORDS - 1).take_while(|goes| **goes).count();
        let end = first + 1 + glued;
        if let Some(place) = laid.words.get(first..end).and_then(|words| differs_at(words, lexicon)) {
            // What stands before is tried again without this word.
            may_go[first + place] = false;
            continue;
        }
        if let Some(goes) = may_go.get_mut(end) {
            *goes = false;
        }
        first = end;
    }
    let mut removed = vec![None; laid.words.len()];
    for ((word, goes), gap) in laid.words.iter_mut().zip(may_go).zip(&mut removed) {
        if goes {
            *gap = Some(std::mem::take(&mut word.gap));
        }
    }
    removed
}

/// For each word whether the space before it is one that the eye does not need.
fn removable(words: &[Placed]) -> Vec<bool> {
    let mut may_go = vec![false; words.len()];
    let mut is_declared = false;
    let mut cases: Option<usize> = None;
    for (place, word) in words.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| words.get(before));
        let is_brace = matches!(word.identity, Identity::Sign("{"));
        cases = match cases {
            None if is_brace && opens_table(words.get(..place).unwrap_or(&[])) => Some(1),
            Some(depth) if is_brace => Some(depth + 1),
            Some(depth) if word.identity == Identity::Sign("}") => Some(depth - 1).filter(|d| *d > 0),
            other => other,
        };
        let was_declared = is_declared;
        let is_new_version = place.checked_sub(3).and_then(|at| words.get(at)).is_some_and(amends);
        let follows_declaring = is_new_version || before.is_some_and(|before| declares(&before.identity));
        is_declared = follows_declaring && matches!(word.identity, Identity::Name(_) | Identity::Unit(_));
        let is_space = word.gap.trim_matches(LABEL) == " ";
        may_go[place] = is_space
            && cases.is_none()
            && !was_declared
            && !is_declared
            && !begins_remark(&word.identity)
            && before.is_some_and(|before| joins(&before.text, &word.text));
    }
    may_go
}

/// Whether a word begins what is said about a clause, which stands apart: 参数 期限 = 3年 依据 “三”.
fn begins_remark(identity: &Identity) -> bool {
    matches!(identity, Identity::Keyword("CITE" | "QUOTE" | "BECAUSE"))
}

/// Whether these words end with the head of a table, in which the ends of lines are words.
fn opens_table(words: &[Placed]) -> bool {
    const LONGEST_HEAD: usize = 12;
    let head = words.iter().rev().take(LONGEST_HEAD);
    let mut head = head.take_while(|word| !matches!(word.identity, Identity::Sign("{" | "}")));
    head.any(|word| matches!(word.identity, Identity::Keyword("CASES" | "table")))
}

/// Whether two words read well without a space: Chinese beside Chinese, figures or brackets.
fn joins(left: &str, right: &str) -> bool {
    let (Some(left), Some(right)) = (left.chars().next_back(), right.chars().next()) else { return false };
    let ends = !left.is_ascii() || left.is_ascii_digit() || matches!(left, '%' | ')' | ']');
    let begins = !right.is_ascii() || right.is_ascii_digit() || matches!(right, '(' | '[');
    let is_quote = |c: char| matches!(c, '“' | '”' | '「' | '」' | '『' | '』');
    ends && begins && !(left.is_ascii() && right.is_ascii()) && !is_quote(left) && !is_quote(right)
}

/// Whether a word begins an amendment, whose third word after it names the new version.
fn amends(word: &Placed) -> bool {
    word.identity == Identity::Keyword("amend")
}

/// Whether a name that follows is being declared.
fn declares(identity: &Identity) -> bool {
    let Identity::Keyword(keyword) = identity else { return false };
    const DECLARING: [&str; 21] = [
        "ALSO",
        "table",
        "policy",
        "vocabulary",
        "calendar",
        "subject",
        "key",
        "fact",
        "event",
        "terms",
        "unit",
        "outcome",
        "period",
        "parameter",
        "rule",
        "consequence",
        "GRADED",
        "EXEMPT",
        "INSTEAD",
        "count",
        "REJECT",
    ];
    DECLARING.contains(keyword)
}

/// The first word, but the very first, at which words written together would be others.
fn differs_at(words: &[Placed], lexicon: &Lexicon) -> Option<usize> {
    if words.len() < 2 {
        return None;
    }
    let together: String = words.iter().map(|word| word.text.as_str()).collect();
    let mut found = scan_words(&together, lexicon).into_iter();
    for (place, word) in words.iter().enumerate() {
        let alone: Vec<(TokenKind, String)> = scan_words(&word.text, lexicon);
        if !alone.into_iter().all(|token| found.next() == Some(token)) {
            return Some(place.max(1));
        }
    }
    found.next().map(|_| words.len() - 1)
}
