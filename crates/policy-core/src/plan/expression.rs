//! Amounts and dates that a plan computes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::{Balance, Schedule};
use super::{
    CalendarUnit, Choice, Condition, Covered, ParameterId, PeriodId, PolicyId, Portion, Rounding, RuleId,
    Window,
};
use crate::{Decimal, FieldId, ListId, Span, SubjectId};

/// A field and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldRef {
    /// Whose field.
    pub scope: Scope,
    /// Which one.
    pub field: FieldId,
}

/// Whose field a [`FieldRef`] means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// A fact of the subject that is being looked at. Inside a count of members, the member.
    Subject,
    /// The event that an aggregate, a recognition entry or an `each` clause looks at; outside of
    /// these, in a rule with an `each` clause, the event that the rule stands at.
    Event,
    /// The event that the rule's `each` clause stands at, seen from inside an aggregate (`its`).
    Anchor,
}

/// An amount, in a unit that its place in the plan fixes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// A figure of the text.
    Literal(Decimal),
    /// A named figure.
    Parameter(ParameterId),
    /// A quantity field.
    Field(FieldRef),
    /// A count or sum over events or members.
    Aggregate(Box<Aggregate>),
    /// How often a rule came out in one way.
    Verdicts(Box<Verdicts>),
    /// What the balance of a rule makes available in the period at hand (see [`Balance`]); it stands only once, on
    /// the left of a comparison that the requirement of this very rule is, or is all of with others.
    Available(RuleId),
    /// The sum of all.
    Sum(Vec<Amount>),
    /// The first less the second.
    Difference(Box<Amount>, Box<Amount>),
    /// `amount × numerator ÷ denominator`, for conversions of units (`1 day = 8 hours`). What is left
    /// after the sixth digit is cut off, downwards.
    Scaled {
        /// What is converted.
        amount: Box<Amount>,
        /// Positive.
        numerator: i64,
        /// Positive.
        denominator: i64,
    },
    /// One of several, by conditions.
    Choose(Box<Choice>),
    /// A part of an amount, in proportion.
    Portion(Box<Portion>),
    /// The amount brought to a step.
    Rounded {
        /// What is rounded.
        amount: Box<Amount>,
        /// In which direction.
        mode: Rounding,
        /// The step, of which the result is a multiple; positive.
        to: Decimal,
    },
    /// How long a window is. One that holds no day, and one that surely has no beginning or no end, has no length:
    /// zero.
    Length(Box<Window>, CalendarUnit),
    /// How much of a window events cover.
    Covered(Box<Covered>),
    /// The highest of all; of none, zero.
    Highest(Vec<Amount>),
    /// The lowest of all; of none, zero.
    Lowest(Vec<Amount>),
}

/// A count or a sum over a list of events or over members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregate {
    /// What is gone through.
    pub source: Source,
    /// Which of them are taken; scope `Event` is the event, scope `Subject` inside a member source the member.
    pub filter: Condition,
    /// In which window the event's date must lie. Not used for members.
    pub window: Window,
    /// What is computed.
    pub measure: Measure,
}

/// What an aggregate goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The subject's events, all of them, as recorded.
    Recorded(ListId),
    /// The events that the recognition of this policy counts, at the amount that it credits.
    Recognised(ListId, PolicyId),
    /// The subjects that belong to this one.
    Members(SubjectId),
}

/// What an aggregate computes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many.
    Count,
    /// How many different values of a field (of events): at least those known of events that are
    /// surely taken; at most those, and one for each further known value, and one for each event
    /// whose value is missing.
    Distinct(FieldId),
    /// The sum of a quantity field; of the credited amount where that is the recognition's field.
    Sum(FieldId),
    /// The sum of an amount of each event (scope: event) or of each member (scope: subject), as recorded;
    /// one below zero is nothing.
    SumOf(Box<Amount>),
    /// The highest such amount; where nothing is taken, zero.
    HighestOf(Box<Amount>),
    /// The lowest such amount; where nothing is taken, zero. What may be taken, and while the window
    /// is open what may still happen, makes it lower, or where nothing is surely taken, anything.
    LowestOf(Box<Amount>),
}

/// How many instances of a rule whose due date lies in a window came out in one way.
///
/// An instance that only possibly lies in it, or only possibly came out so, counts only possibly. The rule is
/// one for the subject that is looked at. Where the days of the window are not known exactly, it is any number, now and
/// ever, unless the window surely holds no day, ever; where only what may still happen can change them, any number ever. A missing
/// fact that leaves open which instances there are, of those that may be due in the window, leaves any number, now and ever; where
/// what may still happen leaves open when cycles begin, there is any number ever; where there surely is no first day, there are none. Periods and cycles of a window without an end are those that have begun by the as-of date,
/// and there is no bound above, ever; nor is there one where a later event may still bring an instance that
/// is due in the window (see [`Condition::RuleSatisfied`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// Of which rule; one before the rule that asks.
    pub rule: RuleId,
    /// Which way.
    pub kind: VerdictKind,
    /// In which window the due date must lie.
    pub window: Window,
    /// Not how many, but the length of the longest unbroken row of them, in the order of time. An instance to
    /// which the rule does not apply is passed over; every other one that did not come out so ends a row. Only of
    /// rules that repeat ([`Schedule::Each`], [`Schedule::Cycle`]). A row is surely so long where what it is
    /// made of surely came out so and what lies between surely ends no row; it may be so long where both are possible.
    pub in_a_row: bool,
}

/// How an instance of a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// The rule applies, and what it requires holds.
    Met,
    /// It applies, what it requires does not hold, and no exemption does.
    Unmet,
    /// It applies, what it requires does not hold, and an exemption does.
    Exempt,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateExpr {
    /// A day of the text.
    Literal(NaiveDate),
    /// The first such day on or after the first day of the rule's current period.
    InPeriod {
        /// 1 to 12.
        month: u32,
        /// 1 to 31; the month's last day where it has fewer.
        day: u32,
    },
    /// The first day of a window; no day at all where its start is none (also of an occurrence that does not exist).
    StartOf(Box<Window>),
    /// The last day of a window; no day at all likewise.
    EndOf(Box<Window>),
    /// A date field.
    Field(FieldRef),
    /// The due date of the rule's occurrence, whatever its grace or its extension; in an alternative with a window of its
    /// own, the last day of that.
    Due,
    /// The date plus a span (`after`).
    Plus(Box<DateExpr>, Span),
    /// The date less a span (`before`).
    Minus(Box<DateExpr>, Span),
    /// The earliest or latest date field over events; no day at all where there is no event.
    Extreme(Box<Extreme>),
    /// The as-of date (`today`). It comes with the question and is no fact, so nothing about it is open: what is
    /// decided stays decided for that as-of date, while on another day it is another day.
    AsOf,
    /// A day, or the nearest working day.
    WorkingDay(Box<WorkingDay>),
    /// The day on which a running sum reaches an amount; no day at all where it never does.
    Reached(Box<Reached>),
}

/// The day on which a running sum reaches an amount (`the day on which hours of induction reach 120`).
///
/// The events that the aggregate takes stand in the order of the days that they go by, those of one day together; the
/// day is the first with which their sum is at least the amount. It is always the day of an event: an amount of nothing
/// is reached with the first. What would take something away adds nothing.
///
/// It is no earlier than the day on which all that may be taken, each at most and as early as it can be, reach
/// the least that the amount can be; no day at all where they do not. It is no later than the day on which what
/// is surely taken, at least, reaches the most that the amount can be; where that does not, it may be none, or any
/// day up to the last on which something may be taken. What has no date may go by any day of the window. While the window is
/// open, ever, enough may come from the as-of date on to reach it on any later day of the window. A missing list: any
/// day, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// What grows: a count or a sum over events.
    pub aggregate: Aggregate,
    /// What it reaches.
    pub amount: Amount,
}

/// The day itself where it is a working day, else the next one after it (or the last one before it).
///
/// Working days are those that `workdays` holds; of all others those that are neither a Saturday, nor a
/// Sunday, nor held by `holidays`. Where the calendar knows no such day any more, it is some day that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingDay {
    /// The day to begin with.
    pub date: DateExpr,
    /// The next one, else the one before.
    pub next: bool,
    /// Days that are no working days, besides Saturdays and Sundays.
    pub holidays: Option<PeriodId>,
    /// Days that are working days all the same.
    pub workdays: Option<PeriodId>,
}

/// The earliest or latest date over events.
///
/// While the window is open a later event may still change it: its date may be any day of the
/// window from the as-of date on where `field` is the date that events go by, and any day else. The
/// latest is at least the latest of the certain events and at most the latest of the possible ones. A
/// missing list: any day, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extreme {
    /// What is gone through; never members.
    pub source: Source,
    /// Which of them are taken.
    pub filter: Condition,
    /// In which window the event's date must lie.
    pub window: Window,
    /// Which date field.
    pub field: FieldId,
    /// The latest, else the earliest.
    pub latest: bool,
}
