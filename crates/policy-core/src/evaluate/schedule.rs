//! The occurrences of a schedule.
//!
//! Those of calendar periods and of cycles from a fixed date are the same for every
//! record: they are listed once, when the as-of date is bound. Those that hang on a
//! person's date or on an event are found record by record.

use crate::civil::Civil;
use crate::evaluate::days;
use crate::evaluate::fixed::{fixed_date, fixed_window};
use crate::evaluate::range::{ABOVE, BELOW};
use crate::plan::{
    BuiltInPeriod, DateExpr, PeriodRef, Plan, Policy, PolicyId, Rule, RuleId, Schedule, Window,
};
use crate::span::day_number;
use crate::{DecideError, Span};

/// First, last and due day of an occurrence that is the same for every record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StaticFrame {
    pub from: i64,
    pub to: i64,
    pub due: i64,
}

impl Schedule {
    /// Whether it has occurrences one after the other.
    pub(crate) fn repeats(&self) -> bool {
        match self {
            Self::Each { .. } | Self::Cycle { .. } => true,
            Self::Once(_) | Self::EachEvent { .. } => false,
        }
    }
}

impl StaticFrame {
    /// The occurrence that a policy's effective dates make.
    pub fn effective(policy: &Policy) -> Self {
        let (from, to) = (day_number(policy.effective_from), policy.effective_to.map_or(ABOVE, day_number));
        Self { from, to, due: to }
    }
}

/// Which occurrences verdicts are given for, at one as-of date.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// By rule; `None` where the schedule depends on the record.
    pub rules: Vec<Option<Vec<StaticFrame>>>,
    /// By consequence; likewise.
    pub consequences: Vec<Option<Vec<StaticFrame>>>,
    /// By rule that others speak of: its occurrences in the order of time; `None` where they depend on the record, or have no order.
    pub dues: Vec<Option<Dues>>,
    /// By policy: the days on which it is in force.
    pub effective: Vec<days::Window>,
    /// Some schedule has more occurrences than are looked at.
    pub is_cut: bool,
}

/// The occurrences of a rule by their due dates, on past the as-of date: what references mean.
#[derive(Debug)]
pub(crate) struct Dues {
    /// In the order of their due dates, each with its place among those that are listed.
    frames: Vec<(StaticFrame, Option<u32>)>,
    /// The last due date that was looked for.
    through: i64,
}

/// How many days after the as-of date occurrences are found beforehand: the longest cycles that are common, and some.
const AHEAD: i64 = 4_000;

impl Dues {
    /// Those of a rule of which some are listed; `None` where they have no order, or are too many.
    fn new(plan: &Plan, rule: &Rule, listed: &[StaticFrame], as_of: i64) -> Option<Self> {
        let policy = plan.policies.get(rule.policy.index())?;
        let through = as_of.saturating_add(AHEAD);
        let frames = occurrences(plan, policy, &rule.schedule, (BELOW, through), as_of)?;
        let is_listed =
            |frame: StaticFrame| (frame, listed.binary_search(&frame).ok().map(|place| place as u32));
        let has_order = frames.len() <= MOST_OCCURRENCES && frames.is_sorted_by_key(|frame| frame.due);
        has_order.then(|| Self { frames: frames.into_iter().map(is_listed).collect(), through })
    }

    /// Those that are due from one day to another; `None` where that is further than was looked.
    pub fn within(&self, (first, last): (i64, i64)) -> Option<&[(StaticFrame, Option<u32>)]> {
        if last > self.through {
            return None;
        }
        let start = self.frames.partition_point(|(frame, _)| frame.due < first);
        let end = self.frames.partition_point(|(frame, _)| frame.due <= last);
        Some(self.frames.get(start..end).unwrap_or_default())
    }
}

/// The most occurrences of one schedule that are looked at; where there are more, nothing is decided.
pub(super) const MOST_OCCURRENCES: usize = 20_000;

/// How many days a due date may lie outside its period.
pub(super) const MARGIN: i64 = 800;

/// How many are listed before they are counted: those within the margin may turn out not to be governed.
const MOST_FOLLOWED: usize = MOST_OCCURRENCES + MARGIN as usize + 1;

impl Listing {
    /// The occurrences that have begun by `as_of`, and those that listed rules refer to.
    pub fn new(plan: &Plan, as_of: i64) -> Self {
        let begun = |schedule: &Schedule, policy: PolicyId| {
            let policy = &plan.policies[policy.index()];
            occurrences(plan, policy, schedule, (BELOW, ABOVE), as_of)
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
                let repeats = consequence.schedule.repeats();
                extend(plan, &mut rules, rule, frames.as_deref().filter(|_| repeats), own, as_of);
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
                let repeats = rule.schedule.repeats();
                extend(plan, &mut rules, other, frames.as_deref().filter(|_| repeats), own, as_of);
            }
        }
        let is_cut =
            rules.iter().chain(&consequences).flatten().any(|frames| frames.len() > MOST_OCCURRENCES);
        let spoken_of = plan.rules.iter().flat_map(Rule::references);
        let of_consequences =
            plan.consequences.iter().flat_map(|own| own.when.rules().into_iter().chain(own.lifted_by));
        let mut dues: Vec<Option<Dues>> = plan.rules.iter().map(|_| None).collect();
        for rule in spoken_of.chain(of_consequences) {
            let place = rule.index();
            if let (None, Some(Some(listed))) = (&dues[place], rules.get(place)) {
                dues[place] = Dues::new(plan, &plan.rules[place], listed, as_of);
            }
        }
        let in_force = |policy| {
            let StaticFrame { from, to, .. } = StaticFrame::effective(policy);
            days::Window::between(from, to)
        };
        let effective = plan.policies.iter().map(in_force).collect();
        Self { rules, consequences, dues, effective, is_cut }
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
        if listed.len() > MOST_OCCURRENCES {
            break;
        }
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
/// Where `within` has no end, they go on to the ones that have begun by `as_of`. What is due once is
/// there whatever the effective range: outside it, the rule does not apply.
pub(crate) fn occurrences(
    plan: &Plan,
    policy: &Policy,
    schedule: &Schedule,
    within: (i64, i64),
    as_of: i64,
) -> Option<Vec<StaticFrame>> {
    let first = day_number(policy.effective_from).max(within.0);
    let last = policy.effective_to.map_or(i64::MAX, day_number).min(within.1);
    let begun = if within.1 == ABOVE { as_of } else { ABOVE };
    let until = last.min(begun).saturating_add(MARGIN);
    let (bare, by) = match schedule {
        Schedule::Each { period, by } => (periods(plan, *period, first - MARGIN, until), by),
        Schedule::Cycle { every, from: DateExpr::Literal(from), by, pause: None } => {
            (cycles(day_number(*from), *every, first - MARGIN, until), by)
        }
        Schedule::Once(window) => {
            let (from, to) = fixed_window(plan, window, StaticFrame::effective(policy))?;
            let frame = StaticFrame { from, to, due: to };
            return Some(if to >= within.0 && to <= within.1 { vec![frame] } else { Vec::new() });
        }
        Schedule::Cycle { .. } | Schedule::EachEvent { .. } => return None,
    };
    let frames = bare.into_iter().filter_map(|(from, to)| {
        let due = due_date(plan, by.as_ref(), from, to)?;
        (from <= begun && due >= first && due <= last).then_some(StaticFrame { from, to, due })
    });
    Some(frames.collect())
}

/// The due date of a period: its last day, or `by`.
pub(crate) fn due_date(plan: &Plan, by: Option<&DateExpr>, from: i64, to: i64) -> Option<i64> {
    by.map_or(Some(to), |by| fixed_date(plan, by, StaticFrame { from, to, due: to }))
}

/// Refuses to go on where there are more occurrences than are looked at.
pub(crate) fn bounded<T>(occurrences: Vec<T>) -> Result<Vec<T>, DecideError> {
    if occurrences.len() > MOST_OCCURRENCES { Err(DecideError::TooManyOccurrences) } else { Ok(occurrences) }
}

/// The periods that begin by `last` and can have a due date from `first` on.
pub(super) fn periods(plan: &Plan, period: PeriodRef, first: i64, last: i64) -> Vec<(i64, i64)> {
    match period {
        PeriodRef::Named(period) => plan
            .periods
            .get(period.index())
            .into_iter()
            .flat_map(|period| &period.occurrences)
            .map(|occurrence| (day_number(occurrence.from), day_number(occurrence.to)))
            .collect(),
        PeriodRef::BuiltIn(BuiltInPeriod::Year) => {
            stepped(first, last, 12, |date| Civil { month: 1, day: 1, ..date })
        }
        PeriodRef::BuiltIn(BuiltInPeriod::Month) => stepped(first, last, 1, |date| Civil { day: 1, ..date }),
    }
}

/// Periods of some months each, from the one that holds `first` to the last that begins by `last`.
fn stepped(first: i64, last: i64, months: i64, start: impl Fn(Civil) -> Civil) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    let Some(mut begin) = Civil::of(first).map(start) else { return found };
    let mut from = begin.number();
    while let Some(first) = from.filter(|from| *from <= last && found.len() < MOST_FOLLOWED) {
        begin = begin.moved(months);
        from = begin.number();
        found.extend(from.map(|next| (first, next - 1)));
    }
    found
}

/// The cycles from `start` that end on or after `first` and begin by `last`.
pub(crate) fn cycles(start: i64, every: Span, first: i64, last: i64) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    // A cycle is no longer than its days and as many months of 31: those before this one have ended.
    let longest = i64::from(every.months) * 31 + i64::from(every.days);
    let ended = first.saturating_sub(start).max(0).checked_div(longest).unwrap_or(0);
    let begun = u32::try_from(ended).unwrap_or(u32::MAX);
    for cycle in begun..u32::MAX {
        if found.len() >= MOST_FOLLOWED {
            break;
        }
        let Some(from) = begin(start, every, cycle) else { break };
        let Some(next) = cycle.checked_add(1).and_then(|next| begin(start, every, next)) else { break };
        if next <= from || from > last {
            break;
        }
        if next > first {
            found.push((from, next - 1));
        }
    }
    found
}

/// The first day of a cycle, counted from the first one, so that month ends do not drift.
pub(super) fn begin(start: i64, every: Span, cycle: u32) -> Option<i64> {
    let span = Span { months: every.months.checked_mul(cycle)?, days: every.days.checked_mul(cycle)? };
    span.after_day(start)
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
            | Window::Before { .. }
            | Window::Extended { .. } => false,
        },
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => static_by(plan, date),
        DateExpr::WorkingDay(working) => static_by(plan, &working.date),
        DateExpr::Due | DateExpr::Field(_) | DateExpr::Extreme(_) | DateExpr::AsOf | DateExpr::Reached(_) => {
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_go_on_to_the_last_that_has_begun_and_no_further_than_is_looked_at() {
        let day = |text: &str| day_number(text.parse().unwrap());
        let months = |first, last| stepped(first, last, 1, |date| Civil { day: 1, ..date });
        let found =
            [("2019-05-01", "2019-05-31"), ("2019-06-01", "2019-06-30")].map(|(a, b)| (day(a), day(b)));
        assert_eq!(months(day("2019-05-15"), day("2019-06-01")), found);
        assert_eq!(months(day("2019-05-15"), day("2019-05-31")), found[..1]);
        assert_eq!(months(day("0001-01-01"), ABOVE).len(), MOST_FOLLOWED);
    }

    #[test]
    fn no_cycle_is_found_beyond_all_days() {
        let start = day_number("2020-01-01".parse().unwrap());
        assert_eq!(cycles(start, Span { months: 0, days: 1 }, i64::MAX - 1, i64::MAX), []);
    }

    #[test]
    fn cycles_long_after_their_start_are_those_that_counting_from_the_start_finds() {
        let day = |text: &str| day_number(text.parse().unwrap());
        let (start, last) = (day("1900-01-31"), day("2026-01-01"));
        for every in [
            Span { months: 0, days: 1 },
            Span { months: 0, days: 7 },
            Span { months: 1, days: 0 },
            Span { months: 18, days: 3 },
        ] {
            for first in ["1899-01-01", "1900-02-28", "2024-02-29"].map(day) {
                let counted = (0..60_000).filter_map(|cycle| {
                    let from = begin(start, every, cycle)?;
                    let next = begin(start, every, cycle + 1)?;
                    (next > first && from <= last).then_some((from, next - 1))
                });
                let counted: Vec<_> = counted.take(MOST_FOLLOWED).collect();
                assert_eq!(cycles(start, every, first, last), counted, "{every:?} from {first}");
            }
        }
    }
}
