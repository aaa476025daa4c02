//! Saying what was expected, in plain words, and what was probably meant.

use super::builder::Builder;
use super::grammar::Rule;
use super::recover::Problem;
use crate::keyword::{Keyword, built_in_unit, built_in_units};
use crate::words::{Lexicon, Token, TokenKind, known_prefix};
use crate::{Diagnostic, Filling, Saying, Span};

/// What holds the members that are being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    File,
    Vocabulary,
    Subject,
    Event,
    Terms,
    Calendar,
    Period,
    Policy,
    Recognition,
    Rule,
    Consequence,
    Test,
    Record,
}

impl Container {
    /// The keywords with which its members begin; none where they begin with names.
    pub fn keywords(self) -> &'static [Keyword] {
        match self {
            Self::File => &[Keyword::Policy, Keyword::Vocabulary, Keyword::Calendar, Keyword::Amend],
            Self::Vocabulary => &[Keyword::Subject, Keyword::Terms, Keyword::Unit, Keyword::Outcome],
            Self::Subject => &[Keyword::Key, Keyword::Fact, Keyword::Event],
            Self::Calendar => &[Keyword::Period],
            Self::Policy => &[
                Keyword::Issuer,
                Keyword::Document,
                Keyword::Effective,
                Keyword::Source,
                Keyword::Uses,
                Keyword::Supersedes,
                Keyword::Under,
                Keyword::Replace,
                Keyword::Insert,
                Keyword::Repeal,
                Keyword::Parameter,
                Keyword::Table,
                Keyword::Recognition,
                Keyword::Rule,
                Keyword::Consequence,
                Keyword::Test,
                Keyword::Allow,
            ],
            Self::Recognition => &[
                Keyword::CountEntry,
                Keyword::Reject,
                Keyword::Convert,
                Keyword::Table,
                Keyword::GovernedByEvent,
                Keyword::AtMost,
                Keyword::Counting,
                Keyword::Each,
                Keyword::Once,
                Keyword::Deduct,
                Keyword::RoundDown,
                Keyword::RoundUp,
                Keyword::Round,
                Keyword::Allow,
            ],
            Self::Rule => &[
                Keyword::For,
                Keyword::Each,
                Keyword::During,
                Keyword::Over,
                Keyword::Within,
                Keyword::By,
                Keyword::Before,
                Keyword::Require,
                Keyword::Exempt,
                Keyword::Instead,
                Keyword::CarryOver,
                Keyword::NoCarryOver,
                Keyword::BackFill,
                Keyword::Borrow,
                Keyword::Tightens,
                Keyword::InPrinciple,
                Keyword::Grace,
                Keyword::GovernedByEvent,
                Keyword::Cite,
                Keyword::Allow,
            ],
            Self::Consequence => &[
                Keyword::When,
                Keyword::Deny,
                Keyword::Grant,
                Keyword::Oblige,
                Keyword::Grade,
                Keyword::FirstTime,
                Keyword::SecondTime,
                Keyword::ThirdTime,
                Keyword::FourthTime,
                Keyword::FifthTime,
                Keyword::LiftedWhen,
                Keyword::For,
                Keyword::Each,
                Keyword::During,
                Keyword::InPrinciple,
                Keyword::Cite,
                Keyword::Allow,
            ],
            Self::Test => &[Keyword::Expect, Keyword::Cases],
            Self::Event | Self::Terms | Self::Period | Self::Record => &[],
        }
    }

    /// Whether a word that begins a line begins a member.
    pub fn begins_member(self, token: &Token) -> bool {
        match self {
            Self::Event | Self::Terms | Self::Period | Self::Record => {
                !matches!(token.kind, TokenKind::Sign(_))
            }
            // Records of a test begin with a name.
            Self::Test => token.keyword().is_none_or(|keyword| self.has(keyword)),
            Self::File
            | Self::Vocabulary
            | Self::Subject
            | Self::Calendar
            | Self::Policy
            | Self::Recognition
            | Self::Rule
            | Self::Consequence => token.keyword().is_some_and(|keyword| self.has(keyword)),
        }
    }

    fn has(self, keyword: Keyword) -> bool {
        self.keywords().iter().any(|known| known.canonical() == keyword.canonical())
    }

    /// The message that says which members it has.
    fn message(self) -> &'static str {
        match self {
            Self::File => "syntax-expected-item",
            Self::Vocabulary => "syntax-expected-vocabulary-clause",
            Self::Subject => "syntax-expected-subject-clause",
            Self::Event => "syntax-expected-field",
            Self::Terms => "syntax-expected-term",
            Self::Calendar => "syntax-expected-period",
            Self::Period => "syntax-expected-occurrence",
            Self::Policy => "syntax-expected-policy-clause",
            Self::Recognition => "syntax-expected-recognition-clause",
            Self::Rule => "syntax-expected-rule-clause",
            Self::Consequence => "syntax-expected-consequence-clause",
            Self::Test => "syntax-expected-test-clause",
            Self::Record => "syntax-expected-record-entry",
        }
    }
}

/// What could have stood there, the most telling first.
///
/// Several rules can go on at one place; the author is told the one that says most.
const CONSTRUCTS: &[(&[Rule], &str)] = &[
    (&[Rule::condition], "syntax-expected-condition"),
    (&[Rule::conjunction, Rule::negation, Rule::comparison], "syntax-expected-condition"),
    (&[Rule::predicate], "syntax-expected-predicate"),
    (&[Rule::terms_of, Rule::aggregate_of, Rule::link, Rule::plain_source], "syntax-expected-terms"),
    (&[Rule::is_target], "syntax-expected-is-target"),
    (&[Rule::in_target, Rule::window, Rule::short_window, Rule::edge_window], "syntax-expected-window"),
    (
        &[
            Rule::sum,
            Rule::plain_sum,
            Rule::primary,
            Rule::ratio,
            Rule::operand,
            Rule::credit_sum,
            Rule::credit_term,
            Rule::credit_part,
        ],
        "syntax-expected-amount",
    ),
    (&[Rule::short_sum, Rule::short_part], "syntax-expected-date"),
    (&[Rule::between_and], "syntax-expected-between-and"),
    (&[Rule::when], "syntax-expected-when"),
    (&[Rule::becomes], "syntax-expected-becomes"),
    (&[Rule::changed, Rule::repealed], "syntax-expected-changed"),
    (&[Rule::dated], "syntax-expected-dated"),
    (&[Rule::test_date], "syntax-expected-test-date"),
    (&[Rule::require], "syntax-expected-require"),
    (&[Rule::date], "syntax-expected-date"),
    (&[Rule::state], "syntax-expected-state"),
    (&[Rule::value], "syntax-expected-value"),
    (&[Rule::colon], "syntax-expected-colon"),
    (&[Rule::type_name], "syntax-expected-type"),
    (&[Rule::columns, Rule::column, Rule::table_heading, Rule::table_column], "syntax-expected-column"),
    (&[Rule::table_cell, Rule::table_pair], "syntax-expected-cell"),
    (&[Rule::group_close], "syntax-expected-group-close"),
    (&[Rule::list_close], "syntax-expected-list-close"),
    (&[Rule::length], "syntax-expected-length"),
    (&[Rule::unit], "syntax-expected-unit"),
    (&[Rule::quantity], "syntax-expected-quantity"),
    (&[Rule::declared], "syntax-expected-name"),
    (&[Rule::names], "syntax-expected-name"),
    (&[Rule::part, Rule::part_of], "syntax-expected-part"),
    (&[Rule::comparator], "syntax-expected-comparator"),
    (&[Rule::equals], "syntax-expected-equals"),
    (&[Rule::to], "syntax-expected-to"),
    (&[Rule::open], "syntax-expected-open"),
    (&[Rule::of], "syntax-expected-of"),
    (&[Rule::after, Rule::before], "syntax-expected-after"),
    (&[Rule::inside], "syntax-expected-inside"),
    (&[Rule::from_word], "syntax-expected-from"),
    (&[Rule::name], "syntax-expected-name"),
    (&[Rule::text], "syntax-expected-text"),
    (&[Rule::number], "syntax-expected-number"),
    (&[Rule::met], "syntax-expected-met"),
];

/// The rules of members: where one can stand, the member before is complete.
const MEMBERS: &[Rule] = &[
    Rule::EOI,
    Rule::close,
    Rule::item,
    Rule::vocabulary_clause,
    Rule::subject_clause,
    Rule::field,
    Rule::term,
    Rule::period,
    Rule::occurrence,
    Rule::policy_clause,
    Rule::recognition_clause,
    Rule::rule_clause,
    Rule::consequence_clause,
    Rule::test_clause,
    Rule::record_entry,
    Rule::items,
    Rule::vocabulary_clauses,
    Rule::subject_clauses,
    Rule::fields,
    Rule::term_list,
    Rule::periods,
    Rule::occurrences,
    Rule::policy_clauses,
    Rule::recognition_clauses,
    Rule::rule_clauses,
    Rule::consequence_clauses,
    Rule::test_clauses,
    Rule::record_entries,
];

/// The diagnostic for a place where reading stopped.
pub(super) fn report(
    builder: &Builder,
    problem: &Problem,
    container: Container,
    lexicon: &Lexicon,
) -> Diagnostic {
    let tokens = &builder.words.tokens;
    let token = tokens.get(problem.token);
    let span = match token {
        Some(_) => builder.tokens_span(problem.token, problem.token),
        None => {
            let end = builder.words.length;
            Span { source: builder.source, start: end, end }
        }
    };
    let is_complete = MEMBERS.iter().any(|read_by| problem.positives.contains(read_by));
    let construct =
        CONSTRUCTS.iter().find(|(rules, _)| rules.iter().any(|read_by| problem.positives.contains(read_by)));
    let before = problem.token.checked_sub(1).and_then(|before| tokens.get(before));
    let begins_member = token.is_none_or(|token| token.begins_line)
        || before.is_none_or(|before| matches!(before.kind, TokenKind::Sign("{" | "}" | ";" | ",")));
    let id = match construct {
        Some((_, id)) if !is_complete => *id,
        None if !is_complete => "syntax-not-fitting",
        Some(_) | None if begins_member => container.message(),
        Some(_) | None => "syntax-not-fitting",
    };
    let says = found(Saying::new(id), token);
    let mut diagnostic = Diagnostic::error(span, says);
    let wants_name = construct.is_some_and(|(_, id)| *id == "syntax-expected-name") && !is_complete;
    let first: &[Keyword] = if is_complete { container.keywords() } else { &[] };
    for hint in hints(token, before, first, wants_name, lexicon) {
        diagnostic = diagnostic.hint(hint);
    }
    diagnostic
}

/// Fills in what stands there instead.
fn found(says: Saying, token: Option<&Token>) -> Saying {
    let filling = match token {
        None => Filling { english: "the end of the file".to_owned(), chinese: "文件结尾".to_owned() },
        Some(token) => {
            let text: String = token.text.chars().take(40).collect();
            Filling { english: format!("`{text}`"), chinese: format!("“{text}”") }
        }
    };
    let mut says = says;
    says.arguments.push(("found", filling));
    says
}

/// What may help: a keyword that was misspelt, a unit, words written together, a name that is a keyword.
///
/// `first` are the keywords that fit best there.
fn hints(
    token: Option<&Token>,
    before: Option<&Token>,
    first: &[Keyword],
    wants_name: bool,
    lexicon: &Lexicon,
) -> Vec<Saying> {
    let Some(token) = token else { return Vec::new() };
    let is_free = token.kind == TokenKind::Name;
    if is_free && before.is_some_and(|before| before.kind == TokenKind::Number) {
        let units = built_in_units()
            .iter()
            .flat_map(|unit| [unit.canonical, unit.singular].into_iter().chain(unit.chinese.iter().copied()));
        if let Some(unit) = nearest(&token.text, units) {
            return vec![Saying::new("syntax-did-you-mean").with("word", unit)];
        }
        return vec![Saying::new("syntax-unit-unknown").with("word", &token.text)];
    }
    let is_known = lexicon.has_run(&token.text) || built_in_unit(&token.text).is_some();
    if is_free && is_known {
        return Vec::new();
    }
    if is_free {
        if let Some(word) = nearest(&token.text, first.iter().flat_map(|keyword| forms(*keyword))) {
            return vec![Saying::new("syntax-did-you-mean").with("word", word)];
        }
        if let Some(word) = nearest(&token.text, Keyword::all().flat_map(forms)) {
            return vec![Saying::new("syntax-did-you-mean").with("word", word)];
        }
        return written_together(&token.text, lexicon).into_iter().collect();
    }
    match token.kind {
        TokenKind::Keyword(keyword) if keyword.is_reserved() && wants_name && is_letters(&token.text) => {
            vec![Saying::new("syntax-keyword-as-name").with("word", &token.text)]
        }
        TokenKind::Keyword(_)
        | TokenKind::Name
        | TokenKind::QuotedName
        | TokenKind::Number
        | TokenKind::Fraction(..)
        | TokenKind::Unit
        | TokenKind::Date(_)
        | TokenKind::MonthDay(..)
        | TokenKind::Text
        | TokenKind::Variable
        | TokenKind::Sign(_) => Vec::new(),
    }
}

fn is_letters(text: &str) -> bool {
    text.chars().all(|c| unicode_ident::is_xid_continue(c) || c == ' ')
}

fn forms(keyword: Keyword) -> impl Iterator<Item = &'static str> {
    use policy_messages::Language;
    keyword.forms(Language::English).iter().chain(keyword.forms(Language::Chinese)).copied()
}

/// The hint at words that are written together and could not be cut.
pub(super) const WRITTEN_TOGETHER: &str = "syntax-written-together";

/// Where a run of Han characters begins with known words, which of it is not known.
fn written_together(run: &str, lexicon: &Lexicon) -> Option<Saying> {
    let known = known_prefix(run, lexicon);
    let (known, rest) = run.split_at_checked(known).filter(|(known, _)| known.chars().count() > 1)?;
    Some(Saying::new(WRITTEN_TOGETHER).with("known", known).with("rest", rest))
}

/// The word that is most like `written`, if it is like it at all.
fn nearest<'w>(written: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let length = written.chars().count();
    // A long run is no misspelt word, and comparing it would cost its length for each keyword.
    if length > 32 {
        return None;
    }
    let lower = written.to_lowercase();
    let allowed = match length {
        0 | 1 => 0,
        2..=5 => 1,
        _ => 2,
    };
    let near = words.filter_map(|word| {
        let distance = strsim::damerau_levenshtein(&lower, word);
        // Two of two characters changed are another word.
        (distance <= allowed && distance < word.chars().count()).then_some((distance, word))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}
