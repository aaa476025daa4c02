//! What counts, who must do what by when, and what follows.

use serde::{Deserialize, Serialize};

use super::{Amount, Balance, Condition, DateExpr, Pause, PeriodRef, PolicyId, RuleId, Step, Window};
use crate::{FieldId, ListId, Names, OutcomeId, Span, SubjectId};

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The article: `二(三)3`.
    pub article: String,
    /// A short phrase of it.
    pub quote: Option<String>,
}

/// What counts of one list of events, under one policy, and for how much.
///
/// The first `Reject` entry that holds rejects an event. Otherwise the first `Count`
/// entry that holds counts it, and where none holds it does not count; where there is no `Count`
/// entry at all, every event counts. Windows in its conditions are those of the rule that asks; where there
/// are steps, nothing may hang on these, and what is left after the last step is the same for all rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// Under which policy.
    pub policy: PolicyId,
    /// Whose events.
    pub subject: SubjectId,
    /// Which events.
    pub list: ListId,
    /// The quantity field that is credited; a sum over it sums the credited amounts.
    pub credited: Option<FieldId>,
    /// The entries, in the order of the text.
    pub entries: Vec<Entry>,
    /// What is taken off again, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// One entry of a recognition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is called, where the text names it.
    pub names: Option<Names>,
    /// When it holds for an event. It speaks of no rule, and of events only as they are recorded.
    pub when: Condition,
    /// What it does.
    pub treatment: Treatment,
    /// Why (`because`), in the policy's own words.
    pub because: Option<String>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// What a recognition entry does with an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// It counts, at an amount of the credited unit, and where that is below zero at nothing; without one,
    /// at what the credited field itself says.
    Count {
        /// How much. Scope: event.
        amount: Option<Amount>,
    },
    /// It does not count.
    Reject,
}

/// A duty: who must do what, by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Whose rule.
    pub policy: PolicyId,
    /// What it is called.
    pub names: Names,
    /// For whom.
    pub subject: SubjectId,
    /// The rules of layers above its policy for which it stands, for the same subject. No verdict hangs on it: each rule
    /// is decided by itself, and [`crate::Explanation`] says which of them binds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tightens: Vec<RuleId>,
    /// For which of them.
    pub applies: Condition,
    /// When.
    pub schedule: Schedule,
    /// For how long after the due date it may still be met.
    ///
    /// While the rule is judged, `Window::Rule`, `Window::AnyTime` and windows without an end end so much later, in an
    /// alternative's own window too, and the verdict shows that later day as the one by which to meet it. All else goes by
    /// the due date itself: which policy governs, `Window::Year`, the occurrence of a named period around it, and in
    /// which period a reference finds it.
    pub grace: Option<Span>,
    /// `in principle`: reported, never a failure. Nothing follows from it but a remark.
    pub soft: bool,
    /// What is required.
    pub requirement: Condition,
    /// What frees from it.
    pub exemptions: Vec<Exemption>,
    /// How its periods settle with each other; with one, it repeats and has no alternatives.
    pub balance: Option<Balance>,
    /// What is required instead, of whom. At most one may apply; the first that does is taken.
    pub alternatives: Vec<Alternative>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// When a rule is to be met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Once, in a window, which is the period; its last day is the due date.
    /// While that window is worked out, the policy's effective dates are the period, `Window::Rule`
    /// and `Window::AnyTime`, and their last day is the due date.
    Once(Window),
    /// In each occurrence of a period; due on its last day, or on `by`. Occurrences whose due date
    /// lies in the policy's effective dates. While `by` is worked out, the due date is the last day; it is
    /// the same for every record: a literal, a day of the period, the start or end of the period
    /// or of a named period in it, plus or minus a span.
    Each {
        /// Which period.
        period: PeriodRef,
        /// The due date, where it is not the last day.
        by: Option<DateExpr>,
    },
    /// In each cycle of a length, the first of which begins on `from`: cycle `n` begins `n` times
    /// the length after it, and ends on the day before the next begins. Cycles whose due date lies
    /// in the policy's effective dates.
    ///
    /// While `from` is worked out, the policy's effective dates are the period, as with `Once`. Where it is not
    /// one and the same day now and ever, nobody knows yet which cycles there will be in the end. Then there
    /// are, now, the cycles from what is that day now; of each of them no day is known ever. Where now it
    /// is no plain day, or there is none of those cycles yet, one cycle stands for all: of unknown dates
    /// on the side on which `from` can be a day, and of no days at all, so that the rule does not apply,
    /// on a side on which it surely is none. A `from` beyond all days is none.
    Cycle {
        /// How long a cycle is.
        every: Span,
        /// The first day of the first cycle.
        from: DateExpr,
        /// The due date, where it is not the cycle's last day.
        by: Option<DateExpr>,
        /// What stops the clock. The end of a cycle is moved as that of an extended window is, and the next one begins on the day
        /// after: cycle `n` begins `n` times the length after the first, and so many days later as were
        /// paused in the cycles before. The due date is the cycle's last day without its own extension, which moves what grace
        /// moves; there is no `by`. Cycles that can begin on several days are so many possible ones, as with
        /// the ends of a window.
        pause: Option<Pause>,
    },
    /// For each event of a list (as recorded) that satisfies a condition. The period is the
    /// window; without one, the single day of the event's date, which is also the period and the
    /// due date while the window is worked out. Events whose due date (or, where they govern, whose own date)
    /// lies in the policy's effective dates. Where a missing fact leaves `when` open, it leaves open whether the rule applies.
    /// Events for which the rule surely does not apply get no verdict. A missing list is one
    /// occurrence without an event, of which no day is known and `when` is open.
    EachEvent {
        /// Which list.
        list: ListId,
        /// Which events.
        when: Condition,
        /// Until when, from the event on: the window.
        window: Option<Window>,
        /// Whether the policy governs is up to the event's own date, not to the due date.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        governed_by_event: bool,
    },
}

/// What frees a subject from a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// What it is called.
    pub names: Names,
    /// When it applies.
    pub when: Condition,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// What is required instead of the rule's own requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// What it is called.
    pub names: Names,
    /// When it applies.
    pub when: Condition,
    /// What is required then.
    pub requirement: Condition,
    /// Its own window, where it has one: `Window::Rule` of its requirement, with its last day as the
    /// due date. The period stays the rule's.
    pub window: Option<Window>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// What follows from verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// Whose consequence.
    pub policy: PolicyId,
    /// What it is called.
    pub names: Names,
    /// For whom.
    pub subject: SubjectId,
    /// For which of them.
    pub applies: Condition,
    /// At which periods or events it is looked at; the schedule of the rules that it speaks of.
    pub schedule: Schedule,
    /// `in principle`.
    pub soft: bool,
    /// When it is in force.
    pub when: Condition,
    /// What it does.
    pub actions: Vec<Action>,
    /// For how long.
    pub lasting: Lasting,
    /// The rule, for the same subject, that lifts it: what has come into force is over as soon as an instance of the rule
    /// is met that has begun by the as-of date and is due no earlier than the occurrence is. Where the day on which that is due is not
    /// known exactly, it is open whether it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted_by: Option<RuleId>,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// One thing that a consequence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Action {
    /// What it does with it.
    pub kind: ActionKind,
    /// With what.
    pub outcome: OutcomeId,
}

/// What a consequence does with an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// It is refused (不得).
    Deny,
    /// It is given (给予).
    Grant,
    /// It becomes a duty (应当).
    Oblige,
}

/// For how long a consequence lasts, seen from the due date of its occurrence. Once the as-of date is past the last day, it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lasting {
    /// The text does not say.
    Unstated,
    /// For the period, or the event, that it follows from: whatever is decided about that, whenever it is.
    ThatPeriod,
    /// Until the end of the calendar year after the one that holds the due date.
    NextYear,
    /// For a span after the due date.
    For(Span),
}
