//! What words say as members of a list, without their places: for comparing two cuts of one text.

use pest::Parser;

use super::builder::Builder;
use super::grammar::{Grammar, Rule};
use super::recover::{self, Kind};
use crate::syntax::{
    Bare, ConsequenceClause, FieldDecl, Item, OccurrenceDecl, PeriodDecl, PolicyClause, RecognitionClause,
    RecordEntry, RuleClause, Stated, SubjectClause, TermDecl, TestClause, VocabularyClause,
};
use crate::words::Words;

/// The members of a list, of whichever kind.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    Items(Vec<Stated<Item>>),
    VocabularyClauses(Vec<Stated<VocabularyClause>>),
    SubjectClauses(Vec<Stated<SubjectClause>>),
    Fields(Vec<Stated<FieldDecl>>),
    Terms(Vec<Stated<TermDecl>>),
    Periods(Vec<Stated<PeriodDecl>>),
    Occurrences(Vec<Stated<OccurrenceDecl>>),
    PolicyClauses(Vec<Stated<PolicyClause>>),
    RecognitionClauses(Vec<Stated<RecognitionClause>>),
    RuleClauses(Vec<Stated<RuleClause>>),
    ConsequenceClauses(Vec<Stated<ConsequenceClause>>),
    TestClauses(Vec<Stated<TestClause>>),
    RecordEntries(Vec<Stated<RecordEntry>>),
}

impl Said {
    /// What words say by the rule of a list; `None` where the grammar refuses them.
    pub fn by(words: &Words, read_by: Rule) -> Option<Self> {
        Some(match read_by {
            Rule::items => Self::Items(members(words, &recover::ITEMS)?),
            Rule::vocabulary_clauses => {
                Self::VocabularyClauses(members(words, &recover::VOCABULARY_CLAUSES)?)
            }
            Rule::subject_clauses => Self::SubjectClauses(members(words, &recover::SUBJECT_CLAUSES)?),
            Rule::fields => Self::Fields(members(words, &recover::FIELDS)?),
            Rule::term_list => Self::Terms(members(words, &recover::TERMS)?),
            Rule::periods => Self::Periods(members(words, &recover::PERIODS)?),
            Rule::occurrences => Self::Occurrences(members(words, &recover::OCCURRENCES)?),
            Rule::policy_clauses => Self::PolicyClauses(members(words, &recover::POLICY_CLAUSES)?),
            Rule::recognition_clauses => {
                Self::RecognitionClauses(members(words, &recover::RECOGNITION_CLAUSES)?)
            }
            Rule::rule_clauses => Self::RuleClauses(members(words, &recover::RULE_CLAUSES)?),
            Rule::consequence_clauses => {
                Self::ConsequenceClauses(members(words, &recover::CONSEQUENCE_CLAUSES)?)
            }
            Rule::test_clauses => Self::TestClauses(members(words, &recover::TEST_CLAUSES)?),
            Rule::record_entries => Self::RecordEntries(members(words, &recover::RECORD_ENTRIES)?),
            _ => return None,
        })
    }
}

fn members<T: Bare>(words: &Words, kind: &Kind<T>) -> Option<Vec<Stated<T>>> {
    let read = Grammar::parse(kind.list, &words.canonical).ok()?;
    let mut builder = Builder::new(words, 0);
    let mut members: Vec<Stated<T>> = Vec::new();
    for member in read.flat_map(|list| list.into_inner()).filter(|part| part.as_rule() == kind.one) {
        members.push(builder.stated(member, kind.build)?);
    }
    members.bare();
    builder.mistakes.is_empty().then_some(members)
}
