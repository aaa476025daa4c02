//! The answer of `decide`: a status for each rule and period, and what follows.

use std::fmt;

use chrono::NaiveDate;
use policy_messages::{Language, message};

use crate::Decimal;
use crate::plan::{ConsequenceId, RuleId};

/// All verdicts on one record at one date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// One for each rule for this kind of subject and each of its periods, in the order of the plan and of time.
    pub verdicts: Vec<Verdict>,
    /// One for each consequence and period.
    pub outcomes: Vec<Outcome>,
}

impl Decision {
    /// Forgets what it holds, but keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.verdicts.clear();
        self.outcomes.clear();
    }
}

/// How a subject stands with a rule in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which rule.
    pub rule: RuleId,
    /// Which period of it.
    pub period: Instance,
    /// How it stands.
    pub status: Status,
    /// The last day on which it can be met; absent where no date can be told.
    pub due: Option<NaiveDate>,
    /// The comparison that decides it, where it has one: of those of the requirement (or of the
    /// alternative that surely applies, if it is the first that may) outside any `not`, the first that can no
    /// longer hold (ever surely false); else the first that may not hold now; else the first.
    pub measured: Option<Measured>,
}

/// A measured amount beside what is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Which comparison of the requirement, counted from 0 in the order of the text.
    pub part: u16,
    /// What has been reached so far, over all completions of the missing facts.
    pub value: AmountRange,
    /// What it is compared with.
    pub threshold: AmountRange,
    /// How much is missing so far, at best; zero where nothing is. Only for `≥`, `>` and `=`
    /// over plain amounts: a share or a ratio has none.
    pub shortfall: Option<Decimal>,
}

/// The values that an amount can still take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountRange {
    /// The least.
    pub low: Decimal,
    /// The most; `None` where nothing bounds it.
    pub high: Option<Decimal>,
}

/// Which occurrence of a rule's schedule a verdict is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instance {
    /// First day; absent where it depends on a missing fact or has no bound.
    pub from: Option<NaiveDate>,
    /// Last day of the period; absent likewise. The due date may be earlier.
    pub to: Option<NaiveDate>,
    /// The event that it stands at, by its place in the list.
    pub event: Option<u32>,
}

/// How a subject stands with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The condition holds under every completion of the record.
    Met,
    /// It holds under none.
    Unmet,
    /// Open, and only what may still happen decides.
    Pending,
    /// Open, and a missing fact decides.
    Unknown,
    /// An exemption applies.
    Exempt,
    /// The subject, or the period, is outside the rule.
    NotApplicable,
}

/// How a consequence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Its condition is decided true, and it is not over.
    InForce,
    /// Its condition is pending.
    AtRisk,
    /// A missing fact decides its condition, or whether it is over.
    Undetermined,
    /// Its condition is decided false; or it is decided true, and what came into force is over: its time has run out, or
    /// what lifts it is met.
    Clear,
}

/// How a subject stands with a consequence in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which consequence.
    pub consequence: ConsequenceId,
    /// At which period or event.
    pub period: Instance,
    /// How it stands.
    pub standing: Standing,
}

/// Why a record could not be decided at all.
///
/// [`DecideError::text`] says it in a person's language; `Display` says it in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecideError {
    /// An amount left the range of exact 64-bit decimals.
    Overflow,
    /// A schedule has more occurrences by the as-of date than are looked at.
    TooManyOccurrences,
    /// The record was built with another vocabulary.
    WrongVocabulary,
    /// A group was to be decided by what its members say, but a rule of it asks of them what hangs on an event of its own.
    NeedsMembers,
}

impl DecideError {
    /// The sentence in a person's language.
    pub fn text(self, language: Language) -> String {
        let id = match self {
            Self::Overflow => "undecided-overflow",
            Self::TooManyOccurrences => "undecided-occurrences",
            Self::WrongVocabulary => "undecided-vocabulary",
            Self::NeedsMembers => "undecided-members",
        };
        message(language, id, &[])
    }
}

impl fmt::Display for DecideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for DecideError {}
