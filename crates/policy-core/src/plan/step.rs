//! What is taken off again of what the entries of a recognition count: caps, repeats, deductions, rounding.

use serde::{Deserialize, Serialize};

use super::{Amount, Citation, Condition, DateExpr, PeriodRef, Rounding};
use crate::{Decimal, FieldId, Span};

/// One step of a recognition: what the step before it left goes in, and what is left comes out.
///
/// The first step is given what the entries count, each event at the amount that they credit; the
/// steps follow each other in the order of the text; a sum over the credited field sums what the last one
/// leaves. Sums of other fields, and counts, are touched by [`StepKind::Once`] alone, after which an
/// event does not count at all. An event of which a cap leaves nothing still counts, with nothing.
///
/// Steps look at the whole of a list, once for a record, whatever the rule that asks and whatever its window: so no
/// condition or date of a step, nor of an entry of a recognition that has steps, may hang on a rule's
/// period (see [`Recognition::hangs_on_rules`](super::Recognition::hangs_on_rules)). Events that the
/// as-of date does not see take nothing from others.
///
/// # Order of events
/// Where events share something, the one with the earlier date (that its list goes by) comes first; on one day
/// the one with the larger amount, as this step finds it; of equal ones (a *tie*) the one with the smaller *content*: field by
/// field in the order of the vocabulary, no before yes, terms, days and amounts in their own order, texts by
/// their characters. The place in a file never matters.
///
/// # What is not known exactly
/// Each side, *now* and *ever*, is worked out by itself. On a side an event is *certain* where it surely
/// counts, surely satisfies the filter, and its date is known; else, if it may do so, *possible*; its amount lies between
/// a *low* and a *high*. Where all this is known, the step is worked out exactly; else each kind of step states
/// the bounds that it gives. What a step does applies to an event on condition that it satisfies the filter; where
/// it may not, what the step was given is possible as well.
///
/// A tie is *settled* where the contents can be told apart whatever is missing (of each two of its events, the first field in
/// which they differ, and all before it, are known in both; or all fields are known and the same), or where its
/// events are alike and known in all that the plan reads of their list ([`Plan::reads`](super::Plan::reads)), so that
/// it does not matter which comes first. Nobody knows in which order the events of another tie come.
///
/// On the side *ever* more events may come, dated on the as-of date or later, for any amount: they come
/// before none that is dated earlier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which events it looks at. It speaks of no rule, and of events only as they are recorded.
    pub filter: Condition,
    /// What it does with them.
    pub kind: StepKind,
    /// Where it stands.
    pub citations: Vec<Citation>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// No more than so much counts of all that falls into one place of `per`.
    ///
    /// In their order, each event gets its amount, or what those before it have left of the most
    /// if that is less. So more of an event, or another event, never lowers what all get together, and only lowers
    /// what those behind it get.
    ///
    /// Bounds, for [`Per::Period`], [`Per::Cycle`] and [`Per::Ever`]: an event gets at least what the
    /// lowest most leaves (no less than nothing, no more than its low) after all highs of those that may come
    /// before it; and at most what the highest most leaves, likewise, after the lows of those that surely come before it. Surely before it
    /// comes a certain event of the same place and an earlier day, and where the amounts
    /// of all events of that day and place are known exactly (on this side), also one of the same day with a larger amount, or before it in a
    /// settled tie. Those surely behind it are told likewise, but need not be certain; all others that may fall into
    /// the same place may come before. An event without a date may fall into any place; it gets at least nothing, and
    /// at most its high or the highest most (of a share: its high). On the side *ever*, an event
    /// dated on the as-of date gets at least nothing.
    /// Where the day on which cycles begin is not known, all events may share a place, but none surely
    /// does, and each gets at most its high, and of a share at least nothing.
    ///
    /// For [`Per::Event`]: the lesser of its low and the lowest most, to the lesser of its high and the highest
    /// most. For [`Per::Day`], see there.
    Cap {
        /// Of what together.
        per: Per,
        /// How much at most.
        most: Most,
    },
    /// Of the events that are the same in these fields, only one counts in each place of `per`.
    ///
    /// Bounds: an event surely counts where it surely precedes every other one that may be the same, and,
    /// on the side *ever*, none that still comes can precede it: where the first is kept and it is dated before the
    /// as-of date; else where the last day of its place is before the as-of date. It surely does not count where
    /// a certain one that surely is the same precedes it for sure. One event precedes another for sure
    /// (*highest*) where its low is above the other's high, or equal to it and its date
    /// known and earlier; (*first*, *last*) where its date is known, and earlier, or later, or the same day and its low above the
    /// other's high; and always where it comes before the other in a settled tie. A tie is here of events that surely are the
    /// same, of one day, and of one amount that is known exactly. An event with a field missing of `by`, or of which it
    /// is not known into which place it falls, may be the same as any; nothing is sure of it.
    /// One that surely falls into no place is not looked at.
    Once {
        /// Fields of the event; none: all events are the same.
        by: Vec<FieldId>,
        /// Where; not [`Per::Event`].
        per: Per,
        /// Which one counts.
        keep: Keep,
    },
    /// So much is taken off each event, but never more than it has; a negative amount takes off nothing.
    ///
    /// The amount looks at the event. Bounds: the low less the highest amount, to the high less the lowest.
    Deduct(Amount),
    /// Each amount is rounded to a multiple. Bounds: both rounded.
    Round {
        /// Which way.
        mode: Rounding,
        /// A multiple of what; positive.
        to: Decimal,
    },
}

/// Where a cap or a repeat is looked at: events fall into places, and each place is looked at by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Each event is a place of its own.
    Event,
    /// Each day. For a repeat, the day that the event goes by.
    ///
    /// For a cap, all days of an event that lasts (else the day that it goes by): the cap is of each day, and an event takes, from
    /// its first day on, what is left of each, until it has its amount.
    ///
    /// Bounds: events that share days, and those that share days with these, and so on, make a *stretch*. A
    /// stretch is exact where each of its events is certain at an amount known exactly, all ties of a day in it are settled,
    /// the most is known exactly, and no possible event without known days (a date of its lasting, or its date, is missing) can be
    /// dated on or before the last date in the stretch. Else an event gets at most its high, or as many times the highest
    /// most as it has days; and at least the lesser of its low and of what as many times the lowest most as
    /// it has days leave after the highs of all others, in the stretch or without known days, that may be dated on the same date or
    /// before. One without known days gets at least nothing, and at most its high (where the list has no lasting, at
    /// most the highest most). On the side *ever*, an event dated on the as-of date gets at least nothing.
    Day,
    /// Each occurrence of a period that holds the event's date; an event outside all occurrences is not touched.
    Period(PeriodRef),
    /// Each cycle of a length, as in [`Schedule::Cycle`](super::Schedule::Cycle); an event before the first is not touched.
    Cycle {
        /// How long a cycle is.
        every: Span,
        /// The first day of the first cycle: a day of the text or a fact of the subject, plus or minus spans.
        from: DateExpr,
    },
    /// All time is one place.
    Ever,
}

/// How much at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Most {
    /// An amount of the text or of the subject; it looks at no event. A negative one is nothing.
    Amount(Amount),
    /// A share of all that counts in the same place once this step is done: with `numerator ÷ denominator` = p,
    /// that is p ÷ (1 − p) of what events count there that do not satisfy the filter, cut to six digits
    /// downwards. With p = 1 or more, there is no cap.
    ///
    /// Those others are between the lows of the events that surely count, surely do not satisfy the filter and surely fall into
    /// the place, and the highs of all that may; and on the side *ever* without bound above, unless the place has
    /// ended before the as-of date. Only for [`Per::Period`], [`Per::Cycle`] and [`Per::Ever`].
    Share {
        /// Not negative.
        numerator: i64,
        /// Positive.
        denominator: i64,
    },
}

/// Which of several events that are the same counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// The one with the largest amount; of equal ones the first.
    Highest,
    /// The one with the earliest date; on one day the largest.
    First,
    /// The one with the latest date; on one day the largest.
    Last,
}

impl Per {
    /// The period that it is by, where it is by one.
    pub fn period(&self) -> Option<PeriodRef> {
        match self {
            Self::Period(period) => Some(*period),
            Self::Event | Self::Day | Self::Cycle { .. } | Self::Ever => None,
        }
    }
}
