//! Reading a broken source piece by piece, so that each mistake is told once.
//!
//! A block is split into pieces at the places where a member seems to begin.
//! Each piece is read on its own; one that cannot be is reported at the furthest
//! place that was reached, and skipped. If that place lies within its braces,
//! the pieces inside are read the same way.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::builder::{Builder, Node};
use super::expected::{self, Container};
use super::grammar::{Grammar, Rule};
use super::readings::Answer;
use crate::keyword::Keyword;
use crate::syntax::{
    Amendment, Block, Calendar, ConsequenceDecl, EventDecl, File, Item, PeriodDecl, Policy, PolicyClause,
    RecognitionDecl, RecordBlock, RecordEntry, RuleDecl, Stated, SubjectClause, SubjectDecl, TermDecl,
    TestClause, TestDecl, TreeDecl, Vocabulary, VocabularyClause,
};
use crate::words::Lexicon;

/// So many mistakes are told of one source; more only tire.
const MAX_MISTAKES: usize = 50;

/// How many pieces may turn out to be one.
const MAX_JOINED: usize = 4;

/// How a kind of member is read and mended.
pub(super) struct Kind<T> {
    /// What holds such members.
    container: Container,
    /// The rule for any number of them.
    pub list: Rule,
    /// The rule for one.
    pub one: Rule,
    pub build: fn(&mut Builder, Node) -> Option<T>,
    /// Reads the member from its first to its last token, which has braces, member by member.
    mend: fn(&mut Builder, Range, &Lexicon) -> Option<T>,
}

/// Tokens, from the first to the one after the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub first: usize,
    pub end: usize,
}

/// What could be read of a broken file.
pub(super) fn file(builder: &mut Builder, lexicon: &Lexicon) -> File {
    builder.mistakes.clear();
    builder.placed.fill(false);
    let end = builder.words.tokens.len();
    let items = members(builder, Range { first: 0, end }, &ITEMS, lexicon);
    let trailing = builder.trailing_comments(end);
    File { items, trailing }
}

pub(super) const ITEMS: Kind<Item> = Kind {
    container: Container::File,
    list: Rule::items,
    one: Rule::item,
    build: |builder, node| builder.item(node),
    mend: |builder, range, lexicon| {
        let (open, close) = braces(builder, range)?;
        let head = Range { first: range.first, end: open + 1 };
        let inside = Range { first: open + 1, end: close };
        match leading(builder, range) {
            "vocabulary" => {
                let declared =
                    read(builder, head, Rule::vocabulary_head, |builder, node| builder.head(node))?;
                let body = block(builder, inside, &VOCABULARY_CLAUSES, lexicon);
                Some(Item::Vocabulary(Vocabulary { declared, body }))
            }
            "calendar" => {
                let declared = read(builder, head, Rule::calendar_head, |builder, node| builder.head(node))?;
                Some(Item::Calendar(Calendar { declared, body: block(builder, inside, &PERIODS, lexicon) }))
            }
            "amend" => {
                let (amended, declared) =
                    read(builder, head, Rule::amendment_head, |builder, node| builder.amendment_head(node))?;
                let body = block(builder, inside, &POLICY_CLAUSES, lexicon);
                Some(Item::Amendment(Amendment { amended, declared, body }))
            }
            _ => {
                let declared = read(builder, head, Rule::policy_head, |builder, node| builder.head(node))?;
                let body = block(builder, inside, &POLICY_CLAUSES, lexicon);
                Some(Item::Policy(Policy { declared, body }))
            }
        }
    },
};

pub(super) const VOCABULARY_CLAUSES: Kind<VocabularyClause> = Kind {
    container: Container::Vocabulary,
    list: Rule::vocabulary_clauses,
    one: Rule::vocabulary_clause,
    build: |builder, node| builder.vocabulary_clause(node),
    mend: |builder, range, lexicon| {
        let (open, close) = braces(builder, range)?;
        let head = Range { first: range.first, end: open + 1 };
        let inside = Range { first: open + 1, end: close };
        if leading(builder, range) == "subject" {
            let declared = read(builder, head, Rule::subject_head, |builder, node| builder.head(node))?;
            let body = block(builder, inside, &SUBJECT_CLAUSES, lexicon);
            return Some(VocabularyClause::Subject(SubjectDecl { declared, body }));
        }
        let (declared, ascending) =
            read(builder, head, Rule::terms_head, |builder, node| builder.terms_head(node))?;
        let body = block(builder, inside, &TERMS, lexicon);
        Some(VocabularyClause::Tree(TreeDecl { declared, ascending, body }))
    },
};

pub(super) const SUBJECT_CLAUSES: Kind<SubjectClause> = Kind {
    container: Container::Subject,
    list: Rule::subject_clauses,
    one: Rule::subject_clause,
    build: |builder, node| builder.subject_clause(node),
    mend: |builder, range, lexicon| {
        let (open, close) = braces(builder, range)?;
        let head = Range { first: range.first, end: open + 1 };
        let (declared, dated, lasting) =
            read(builder, head, Rule::event_head, |builder, node| builder.event_head(node))?;
        let body = block(builder, Range { first: open + 1, end: close }, &FIELDS, lexicon);
        Some(SubjectClause::Event(EventDecl { declared, dated, lasting, body }))
    },
};

pub(super) const FIELDS: Kind<crate::syntax::FieldDecl> = Kind {
    container: Container::Event,
    list: Rule::fields,
    one: Rule::field,
    build: |builder, node| builder.field(node),
    mend: |_, _, _| None,
};

pub(super) const TERMS: Kind<TermDecl> = Kind {
    container: Container::Terms,
    list: Rule::term_list,
    one: Rule::term,
    build: |builder, node| builder.term(node),
    mend: |_, _, _| None,
};

pub(super) const PERIODS: Kind<PeriodDecl> = Kind {
    container: Container::Calendar,
    list: Rule::periods,
    one: Rule::period,
    build: |builder, node| builder.period(node),
    mend: |builder, range, lexicon| {
        let (open, close) = braces(builder, range)?;
        let head = Range { first: range.first, end: open + 1 };
        let declared = read(builder, head, Rule::period_head, |builder, node| builder.head(node))?;
        let body = block(builder, Range { first: open + 1, end: close }, &OCCURRENCES, lexicon);
        Some(PeriodDecl { declared, body })
    },
};

pub(super) const OCCURRENCES: Kind<crate::syntax::OccurrenceDecl> = Kind {
    container: Container::Period,
    list: Rule::occurrences,
    one: Rule::occurrence,
    build: |builder, node| builder.occurrence(node),
    mend: |_, _, _| None,
};

pub(super) const POLICY_CLAUSES: Kind<PolicyClause> = Kind {
    container: Container::Policy,
    list: Rule::policy_clauses,
    one: Rule::policy_clause,
    build: |builder, node| builder.policy_clause(node),
    mend: mend_policy_clause,
};

fn mend_policy_clause(builder: &mut Builder, range: Range, lexicon: &Lexicon) -> Option<PolicyClause> {
    let (open, close) = braces(builder, range)?;
    let head = Range { first: range.first, end: open + 1 };
    let inside = Range { first: open + 1, end: close };
    match leading(builder, range) {
        "recognition" => {
            let (events, credited) =
                read(builder, head, Rule::recognition_head, |builder, node| builder.recognition_head(node))?;
            let body = block(builder, inside, &RECOGNITION_CLAUSES, lexicon);
            Some(PolicyClause::Recognition(RecognitionDecl { events, credited, body }))
        }
        "replace" | "insert" => {
            let changed = Range { first: range.first + 1, end: range.end };
            let clause = Box::new(mend_policy_clause(builder, changed, lexicon)?);
            Some(match leading(builder, range) {
                "replace" => PolicyClause::Replace(clause),
                _ => PolicyClause::Insert(clause),
            })
        }
        "table" => None,
        "rule" => {
            let declared = read(builder, head, Rule::rule_head, |builder, node| builder.head(node))?;
            let body = block(builder, inside, &RULE_CLAUSES, lexicon);
            Some(PolicyClause::Rule(RuleDecl { declared, body }))
        }
        "consequence" => {
            let declared = read(builder, head, Rule::consequence_head, |builder, node| builder.head(node))?;
            let body = block(builder, inside, &CONSEQUENCE_CLAUSES, lexicon);
            Some(PolicyClause::Consequence(ConsequenceDecl { declared, body }))
        }
        _ => {
            let (title, about, as_of) =
                read(builder, head, Rule::test_head, |builder, node| builder.test_head(node))?;
            let body = block(builder, inside, &TEST_CLAUSES, lexicon);
            Some(PolicyClause::Test(TestDecl { title, about, as_of, body }))
        }
    }
}

pub(super) const RECOGNITION_CLAUSES: Kind<crate::syntax::RecognitionClause> = Kind {
    container: Container::Recognition,
    list: Rule::recognition_clauses,
    one: Rule::recognition_clause,
    build: |builder, node| builder.recognition_clause(node),
    mend: |_, _, _| None,
};

pub(super) const RULE_CLAUSES: Kind<crate::syntax::RuleClause> = Kind {
    container: Container::Rule,
    list: Rule::rule_clauses,
    one: Rule::rule_clause,
    build: |builder, node| builder.rule_clause(node),
    mend: |_, _, _| None,
};

pub(super) const CONSEQUENCE_CLAUSES: Kind<crate::syntax::ConsequenceClause> = Kind {
    container: Container::Consequence,
    list: Rule::consequence_clauses,
    one: Rule::consequence_clause,
    build: |builder, node| builder.consequence_clause(node),
    mend: |_, _, _| None,
};

pub(super) const TEST_CLAUSES: Kind<TestClause> = Kind {
    container: Container::Test,
    list: Rule::test_clauses,
    one: Rule::test_clause,
    build: |builder, node| builder.test_clause(node),
    mend: |builder, range, lexicon| mend_record(builder, range, lexicon).map(TestClause::Record),
};

pub(super) const RECORD_ENTRIES: Kind<RecordEntry> = Kind {
    container: Container::Record,
    list: Rule::record_entries,
    one: Rule::record_entry,
    build: |builder, node| builder.record_entry(node),
    mend: |builder, range, lexicon| mend_record(builder, range, lexicon).map(RecordEntry::Block),
};

fn mend_record(builder: &mut Builder, range: Range, lexicon: &Lexicon) -> Option<RecordBlock> {
    let (open, close) = braces(builder, range)?;
    let head = Range { first: range.first, end: open + 1 };
    let (copies, kind) = read(builder, head, Rule::record_head, |builder, node| builder.record_head(node))?;
    let body = block(builder, Range { first: open + 1, end: close }, &RECORD_ENTRIES, lexicon);
    Some(RecordBlock { copies, kind, body })
}

// ---- Pieces ----

fn block<T>(builder: &mut Builder, inside: Range, kind: &Kind<T>, lexicon: &Lexicon) -> Block<T> {
    let members = members(builder, inside, kind, lexicon);
    Block { members, trailing: builder.trailing_comments(inside.end) }
}

/// Every member of a block that can be read; the others are reported.
fn members<T>(builder: &mut Builder, range: Range, kind: &Kind<T>, lexicon: &Lexicon) -> Vec<Stated<T>> {
    let starts = member_starts(builder, range, kind.container);
    let mut read = Vec::new();
    let mut place = 0;
    while let Some(first) = starts.get(place).copied() {
        let mut joined = 1;
        let problem = loop {
            let end = starts.get(place + joined).copied().unwrap_or(range.end);
            let piece = Range { first, end };
            match read_piece(builder, piece, kind, lexicon) {
                Ok(found) => {
                    read.extend(found);
                    break None;
                }
                // The piece ends too early: what follows belongs to it.
                Err(problem) if problem.token >= end && joined < MAX_JOINED && end < range.end => joined += 1,
                Err(problem) => break Some((problem, piece)),
            }
        };
        place += joined;
        let Some((problem, piece)) = problem else { continue };
        if builder.mistakes.len() >= MAX_MISTAKES {
            break;
        }
        if let Some(mended) = mend(builder, piece, &problem, kind, lexicon) {
            read.push(mended);
            continue;
        }
        match builder.readings.map_or(Answer::None, |readings| readings.instead(piece, kind.list)) {
            Answer::One(choices) => {
                builder.choices.extend(choices);
                continue;
            }
            Answer::Several(mistake) => {
                builder.mistakes.push(mistake);
                continue;
            }
            Answer::None => {}
        }
        let mistake = expected::report(builder, &problem, kind.container, lexicon);
        builder.mistakes.push(mistake);
        // Of a piece that held its mistake in its first part only, the later pieces stand by themselves.
        if joined > 1 {
            place = starts.partition_point(|start| *start <= problem.token).max(place - joined + 1);
        }
    }
    read
}

/// Reads a member with braces piece by piece, if its mistake lies within them.
fn mend<T>(
    builder: &mut Builder,
    piece: Range,
    problem: &Problem,
    kind: &Kind<T>,
    lexicon: &Lexicon,
) -> Option<Stated<T>> {
    let (open, close) = braces(builder, piece)?;
    if problem.token <= open || problem.token > close {
        return None;
    }
    let before = builder.mistakes.len();
    let placed = builder.placed.clone();
    let whole = Range { first: piece.first, end: close + 1 };
    let node = (kind.mend)(builder, whole, lexicon);
    if node.is_none() || builder.mistakes.len() == before {
        // Nothing was found inside: the mistake is of the member itself.
        builder.mistakes.truncate(before);
        builder.placed = placed;
        return None;
    }
    node.map(|node| builder.state(node, piece.first, close))
}

/// Where reading stopped, and what could have stood there.
pub(super) struct Problem {
    /// The token that does not fit; the end of the piece where none is left.
    pub token: usize,
    /// The rules that could have gone on there.
    pub positives: Vec<Rule>,
}

fn read_piece<T>(
    builder: &mut Builder,
    piece: Range,
    kind: &Kind<T>,
    lexicon: &Lexicon,
) -> Result<Vec<Stated<T>>, Problem> {
    let slice = enter(builder, piece);
    let read = match Grammar::parse(kind.list, slice) {
        Ok(read) => read,
        Err(error) => {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            let positives = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            let token = builder.words.starts.partition_point(|start| (*start as usize) < builder.base + at);
            let problem = Problem { token: token.min(piece.end), positives };
            return Err(if is_no_cap(builder, piece, kind.container) {
                Problem { token: piece.first, positives: vec![kind.one] }
            } else {
                problem
            });
        }
    };
    let mut members = Vec::new();
    let base = builder.base;
    for member in read.flat_map(|list| list.into_inner()).filter(|part| part.as_rule() == kind.one) {
        builder.base = base;
        members.extend(build(builder, member, kind, lexicon));
    }
    Ok(members)
}

/// Whether a piece of a recognition begins with a name, as a cap in Chinese may, but is none: then the name
/// was to be the word of a clause.
fn is_no_cap(builder: &Builder, piece: Range, container: Container) -> bool {
    let tokens = builder.words.tokens.get(piece.first..piece.end).unwrap_or(&[]);
    let begins_with_name = tokens.first().is_some_and(|first| first.keyword().is_none());
    container == Container::Recognition
        && begins_with_name
        && !tokens.iter().any(|token| token.keyword() == Some(Keyword::Counting))
}

/// Builds a member; one that reads well but says nothing that can be understood is told of.
fn build<T>(builder: &mut Builder, member: Node, kind: &Kind<T>, lexicon: &Lexicon) -> Option<Stated<T>> {
    let range = Range { first: builder.first_token(&member), end: builder.last_token(&member) + 1 };
    let before = builder.mistakes.len();
    let placed = builder.placed.clone();
    if let Some(built) = builder.stated(member, kind.build) {
        return Some(built);
    }
    // A member with braces is read again from within, where others may be sound, and others wrong.
    let told = builder.mistakes.split_off(before);
    builder.placed.clone_from(&placed);
    if let Some(node) = braces(builder, range).and_then(|_| (kind.mend)(builder, range, lexicon)) {
        return Some(builder.state(node, range.first, range.end - 1));
    }
    builder.mistakes.truncate(before);
    builder.placed = placed;
    builder.mistakes.extend(told);
    if builder.mistakes.len() == before {
        let span = builder.tokens_span(range.first, range.end - 1);
        builder.mistake(span, crate::Saying::new("syntax-unreadable"));
    }
    None
}

/// Reads the head of a member by one rule.
fn read<T>(
    builder: &mut Builder,
    range: Range,
    read_by: Rule,
    build: fn(&mut Builder, Node) -> Option<T>,
) -> Option<T> {
    let slice = enter(builder, range);
    let node = Grammar::parse(read_by, slice).ok()?.next()?;
    build(builder, node)
}

/// The canonical text of a range, which the builder reads from now on.
fn enter<'w>(builder: &mut Builder<'w, '_>, range: Range) -> &'w str {
    let words = builder.words;
    let at = |token: usize| words.starts.get(token).map_or(words.canonical.len(), |start| *start as usize);
    builder.base = at(range.first);
    words.canonical.get(at(range.first)..at(range.end)).unwrap_or("")
}

/// The first braces of a member: where they open and close.
fn braces(builder: &Builder, range: Range) -> Option<(usize, usize)> {
    let words = builder.words;
    let open = (range.first..range.end).find(|place| words.tokens[*place].is_sign("{"))?;
    let close = words.partners.get(open).copied().flatten()? as usize;
    (close < range.end).then_some((open, close))
}

/// The canonical word with which a range begins.
fn leading(builder: &Builder, range: Range) -> &'static str {
    let first = builder.words.tokens.get(range.first);
    first.and_then(|token| token.keyword()).map_or("", |keyword| keyword.canonical())
}

/// Where members of a block seem to begin.
fn member_starts(builder: &Builder, range: Range, container: Container) -> Vec<usize> {
    let words = builder.words;
    let mut starts = Vec::new();
    let mut place = range.first;
    let mut follows_block = true;
    while place < range.end {
        let token = &words.tokens[place];
        let begins = token.begins_line && container.begins_member(token);
        // What is cited after its braces is a table; no clause of a policy begins so.
        let is_citation = container == Container::Policy && token.keyword() == Some(Keyword::Cite);
        if (follows_block && !is_citation) || begins {
            starts.push(place);
        }
        follows_block = false;
        if let Some(close) = words.partners.get(place).copied().flatten() {
            follows_block = token.is_sign("{");
            place = close as usize;
        }
        place += 1;
    }
    starts
}
