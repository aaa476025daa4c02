//! The occurrences of a schedule.
//!
//! Those of calendar periods and of cycles from a fixed date are the same for every
//! record: they are listed once, when the as-of date is bound. Those that hang on a
//! person's date or on an event are found record by record.

use chrono::{Datelike, NaiveDate};

use crate::Span;
use crate::plan::{
    BuiltInPeriod, DateExpr, Period, PeriodRef, Plan, Policy, PolicyId, RuleId, Schedule, Window,
};
use crate::span::{date_of, day_number};

/// First, last and due day of an occurrence that is the same for every record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StaticFrame {
    pub from: i64,
    pub to: i64,
    pub due: i64,
}

/// Which occurrences verdicts are given for, at one as-of date.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// By rule; `None` where the schedule depends on the record.
    pub rules: Vec<Option<Vec<StaticFrame>>>,
    /// By consequence; likewise.
    pub consequences: Vec<Option<Vec<StaticFrame>>>,
}

/// The most occurrences of one schedule that are looked at.
const MOST_OCCURRENCES: usize = 20_000;

/// How many days a due date may lie outside its period.
pub(super) const MARGIN: i64 = 800;

impl Listing {
    /// The occurrences that have begun by `as_of`, and those that listed rules refer to.
    pub fn new(plan: &Plan, as_of: i64) -> Self {
        let begun = |schedule: &Schedule, policy: PolicyId| {
            let policy = &plan.policies[policy.index()];
            let mut frames = occurrences(plan, policy, schedule, (i64::MIN, i64::MAX), as_of)?;
            frames.retain(|frame| frame.from <= as_of);
            Some(frames)
        };
        let consequences: Vec<_> = plan
            .consequences
            .iter()
            .map(|consequence| begun(&consequence.schedule, consequence.policy))
            .collect();
        let mut rules: Vec<_> = plan.rules.iter().map(|rule| begun(&rule.schedule, rule.policy)).collect();
        for (consequence, frames) in plan.consequences.iter().zip(&consequences) {
            for rule in consequence.when.rules() {
                let other = &plan.rules[rule.index()];
                let own = other.schedule == consequence.schedule && other.policy == consequence.policy;
                extend(plan, &mut rules, rule, frames.as_deref(), own, as_of);
            }
        }
        for index in (0..rules.len()).rev() {
            let frames = rules[index].clone();
            let rule = &plan.rules[index];
            for other in rule.references() {
                if plan.rules[other.index()].subject != rule.subject {
                    continue;
                }
                let own = plan.rules[other.index()].schedule == rule.schedule
                    && plan.rules[other.index()].policy == rule.policy;
                extend(plan, &mut rules, other, frames.as_deref(), own, as_of);
            }
        }
        Self { rules, consequences }
    }
}

/// Lists the occurrences of a rule that occurrences of another refer to.
fn extend(
    plan: &Plan,
    rules: &mut [Option<Vec<StaticFrame>>],
    rule: RuleId,
    by: Option<&[StaticFrame]>,
    same_schedule: bool,
    as_of: i64,
) {
    let Some(by) = by else { return };
    let Some(listed) = &mut rules[rule.index()] else { return };
    let declared = &plan.rules[rule.index()];
    let policy = &plan.policies[declared.policy.index()];
    for frame in by {
        if same_schedule {
            listed.push(*frame);
        } else {
            let within = (frame.from, frame.to);
            listed.extend(occurrences(plan, policy, &declared.schedule, within, as_of).unwrap_or_default());
        }
    }
    listed.sort_unstable();
    listed.dedup();
}

/// The occurrences whose due date lies in the policy's effective range and in `within`;
/// `None` where they depend on the record.
///
/// Where `within` has no end, they go on to the ones that have begun by `as_of`.
pub(crate) fn occurrences(
    plan: &Plan,
    policy: &Policy,
    schedule: &Schedule,
    within: (i64, i64),
    as_of: i64,
) -> Option<Vec<StaticFrame>> {
    let first = day_number(policy.effective_from).max(within.0);
    let last = policy.effective_to.map_or(i64::MAX, day_number).min(within.1);
    let begun = if within.1 == i64::MAX { as_of } else { i64::MAX };
    let until = last.min(begun).saturating_add(MARGIN);
    let (bare, by) = match schedule {
        Schedule::Each { period, by } => (periods(plan, *period, first - MARGIN, until), by),
        Schedule::Cycle { every, from: DateExpr::Literal(from), by } => {
            (cycles(*from, *every, first - MARGIN, until), by)
        }
        Schedule::Cycle { .. } | Schedule::Once(_) | Schedule::EachEvent { .. } => return None,
    };
    let frames = bare.into_iter().filter_map(|(from, to)| {
        let due = due_date(plan, by.as_ref(), from, to)?;
        (from <= begun && due >= first && due <= last).then_some(StaticFrame { from, to, due })
    });
    Some(frames.collect())
}

/// The due date of a period: its last day, or `by`.
pub(crate) fn due_date(plan: &Plan, by: Option<&DateExpr>, from: i64, to: i64) -> Option<i64> {
    by.map_or(Some(to), |by| static_date(plan, by, from, to))
}

/// The periods that begin by `last` and can have a due date from `first` on.
fn periods(plan: &Plan, period: PeriodRef, first: i64, last: i64) -> Vec<(i64, i64)> {
    match period {
        PeriodRef::Named(period) => plan
            .periods
            .get(period.index())
            .into_iter()
            .flat_map(|period| &period.occurrences)
            .map(|occurrence| (day_number(occurrence.from), day_number(occurrence.to)))
            .collect(),
        PeriodRef::BuiltIn(BuiltInPeriod::Year) => stepped(first, last, 12, |date| date.with_ordinal(1)),
        PeriodRef::BuiltIn(BuiltInPeriod::Month) => stepped(first, last, 1, |date| date.with_day(1)),
    }
}

/// Periods of some months each, from the one that holds `first` to the last that begins by `last`.
fn stepped(
    first: i64,
    last: i64,
    months: u32,
    start: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Vec<(i64, i64)> {
    let step = Span { months, days: 0 };
    let Some(mut from) = date_of(first).and_then(start) else { return Vec::new() };
    let mut found = Vec::new();
    while day_number(from) <= last && found.len() < MOST_OCCURRENCES {
        let Some(next) = step.after(from) else { break };
        found.push((day_number(from), day_number(next) - 1));
        from = next;
    }
    found
}

/// The cycles from `start` that end on or after `first` and begin by `last`.
pub(crate) fn cycles(start: NaiveDate, every: Span, first: i64, last: i64) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    for cycle in 0..MOST_OCCURRENCES as u32 {
        let Some(from) = begin(start, every, cycle) else { break };
        let Some(next) = begin(start, every, cycle + 1) else { break };
        if next <= from || day_number(from) > last {
            break;
        }
        if day_number(next) > first {
            found.push((day_number(from), day_number(next) - 1));
        }
    }
    found
}

/// The first day of a cycle, counted from the first one, so that month ends do not drift.
fn begin(start: NaiveDate, every: Span, cycle: u32) -> Option<NaiveDate> {
    let span = Span { months: every.months.checked_mul(cycle)?, days: every.days.checked_mul(cycle)? };
    span.after(start)
}

/// A date that does not depend on a record, in a period; `None` where it does.
pub(crate) fn static_date(plan: &Plan, date: &DateExpr, from: i64, to: i64) -> Option<i64> {
    match date {
        DateExpr::Literal(date) => Some(day_number(*date)),
        DateExpr::InPeriod { month, day } => {
            super::date::first_from(date_of(from)?, *month, *day).map(day_number)
        }
        DateExpr::StartOf(window) => static_window(plan, window, from, to).map(|(first, _)| first),
        DateExpr::EndOf(window) => static_window(plan, window, from, to).map(|(_, last)| last),
        DateExpr::Plus(date, span) => {
            span.after(date_of(static_date(plan, date, from, to)?)?).map(day_number)
        }
        DateExpr::Minus(date, span) => {
            span.before(date_of(static_date(plan, date, from, to)?)?).map(day_number)
        }
        DateExpr::Field(_) | DateExpr::Extreme(_) => None,
    }
}

/// First and last day of the period, or of a named period in it.
fn static_window(plan: &Plan, window: &Window, from: i64, to: i64) -> Option<(i64, i64)> {
    match window {
        Window::Period => Some((from, to)),
        Window::Named(period) => plan.periods.get(period.index())?.within(from, to),
        Window::Rule
        | Window::Year { .. }
        | Window::AnyTime
        | Window::Between(..)
        | Window::After { .. }
        | Window::Before { .. } => None,
    }
}

impl Period {
    /// From the first to the last day of the occurrences that lie wholly between two days.
    pub(crate) fn within(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let mut inside = self
            .occurrences
            .iter()
            .map(|occurrence| (day_number(occurrence.from), day_number(occurrence.to)))
            .filter(|&(first, last)| first >= from && last <= to);
        let (first, last) = inside.next()?;
        Some((first, inside.next_back().map_or(last, |(_, last)| last)))
    }
}

/// Whether a deadline is a day of its period, the same for every record.
pub(crate) fn static_by(plan: &Plan, date: &DateExpr) -> bool {
    match date {
        DateExpr::Literal(_) | DateExpr::InPeriod { .. } => true,
        DateExpr::StartOf(window) | DateExpr::EndOf(window) => match &**window {
            Window::Period => true,
            Window::Named(period) => period.index() < plan.periods.len(),
            Window::Rule
            | Window::Year { .. }
            | Window::AnyTime
            | Window::Between(..)
            | Window::After { .. }
            | Window::Before { .. } => false,
        },
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => static_by(plan, date),
        DateExpr::Field(_) | DateExpr::Extreme(_) => false,
    }
}
