//! Conditions that a plan decides.

use serde::{Deserialize, Serialize};

use super::{Amount, DateExpr, FieldRef, RuleId, Source, Subperiod, Window};
use crate::{Span, TermId, TreeId, UnitId};

/// A condition on a subject, an event or a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Always, or never.
    Constant(bool),
    /// Every one holds; with none, it holds.
    All(Vec<Condition>),
    /// At least one holds; with none, it does not.
    Any(Vec<Condition>),
    /// At least so many of them hold; with 0, it holds.
    ///
    /// It holds for sure as soon as so many hold for sure, and fails for sure as soon as too few still can.
    AtLeastOf(u16, Vec<Condition>),
    /// The condition does not hold.
    Not(Box<Condition>),
    /// Two amounts compare.
    Compare(Box<Comparison>),
    /// Two days compare. Where one is "no day at all" (an extreme over no event), it does not hold.
    CompareDates(Box<DateExpr>, Operator, Box<DateExpr>),
    /// The day lies in the window, both ends included.
    DateIn(Box<DateExpr>, Box<Window>),
    /// The field holds one of the terms.
    Member(FieldRef, TermSet),
    /// The field holds yes.
    Flag(FieldRef),
    /// The field holds this text.
    TextIs(FieldRef, TextOperand),
    /// Every instance of the rule whose due date lies in the current period is met, exempt or
    /// not applicable; with no such instance it holds. Where both rules are of the same policy, for
    /// the same subject and on the same schedule, it is the same instance alone. Inside a count of
    /// members the rule is one for the member, decided on the member's own record. A due date that
    /// a missing fact leaves open makes its instance count only possibly. Where the days of the current
    /// period are not known exactly, it is open, now and ever, unless it surely has none; where only what may still
    /// happen can move them, it is open ever. Of a rule that stands at events, a
    /// missing list leaves it open, and while the current period is open (or has no end, or the rule's
    /// window may end before the day that its event goes by) an occurrence may still come that makes
    /// it false.
    RuleSatisfied(RuleId),
    /// At least one such instance is exempt: the rule applies, an exemption holds, and what is
    /// required does not.
    RuleExempt(RuleId),
    /// The event's own span (`lasting`) covers the whole window; an empty window is not covered.
    /// Scope: event.
    SpanCovers(Box<Window>),
    /// Events that last, taken together and clipped to the window, cover at least `length`.
    ///
    /// Which events is up to the filter (and recognition) alone: the window clips their spans and
    /// does not look at the date that they go by. Days: the different days covered, added up over
    /// all of them. Months: one unbroken stretch that reaches at least to the day before the day
    /// on which `length` after its first day ends (1 January to 30 June are six months). While
    /// the window is open more events may still cover it; and so they may at any time where the list
    /// goes by another date than the first day, since such an event is seen only after it began.
    EventsCover {
        /// Which list; never members.
        source: Source,
        /// Which events.
        filter: Box<Condition>,
        /// Of what.
        window: Box<Window>,
        /// How much of it; either months or days are zero.
        length: Span,
    },
    /// In each occurrence of a period that lies wholly in the rule's own period the condition holds, or in
    /// at least so many of them.
    ///
    /// It is seen from that occurrence, which is the rule's period there: events count from its first day to its
    /// last, which is the due date. A rule that it speaks of means the instances due in it. Where there is no such
    /// occurrence it holds of each, and not of at least one. Where the days of the rule's period are
    /// not known exactly, it is open (now and ever by themselves); where they surely hold no day, or have no beginning,
    /// there is no such occurrence. Of a period without an end those are looked at that have begun by the as-of
    /// date; more may come.
    InEach {
        /// Which period.
        period: Subperiod,
        /// In how many; in each, where absent.
        at_least: Option<u16>,
        /// What is to hold.
        condition: Box<Condition>,
    },
}

/// `left × left_factor OP right × right_factor`.
///
/// The factors are positive; they carry percentages and ratios, so that nothing is ever divided:
/// `a ≥ 60% of b` is `a × 100 ≥ b × 60`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// What is measured.
    pub left: Amount,
    /// Positive.
    pub left_factor: i64,
    /// How they compare.
    pub operator: Operator,
    /// What it is measured against.
    pub right: Amount,
    /// Positive.
    pub right_factor: i64,
    /// The unit of `left`.
    pub unit: UnitId,
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// `≥`
    AtLeast,
    /// `>`
    MoreThan,
    /// `≤`
    AtMost,
    /// `<`
    LessThan,
    /// `=`
    Equal,
    /// `≠`
    NotEqual,
}

impl Operator {
    /// The operator by which the second value compares with the first.
    pub fn mirrored(self) -> Self {
        match self {
            Self::AtLeast => Self::AtMost,
            Self::MoreThan => Self::LessThan,
            Self::AtMost => Self::AtLeast,
            Self::LessThan => Self::MoreThan,
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
        }
    }

    /// The operator that holds exactly where this one does not.
    pub fn negated(self) -> Self {
        match self {
            Self::AtLeast => Self::LessThan,
            Self::MoreThan => Self::AtMost,
            Self::AtMost => Self::MoreThan,
            Self::LessThan => Self::AtLeast,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
        }
    }
}

/// Some terms of one tree, subtrees written out, ascending.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TermSet {
    /// Which tree.
    pub tree: TreeId,
    /// The terms, each with everything below it, ascending and without repetition.
    pub terms: Vec<TermId>,
}

/// What a text field is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOperand {
    /// A text of the policy.
    Literal(String),
    /// Another text field.
    Field(FieldRef),
}
