//! Which of several layers binds.
//!
//! Rules that stand for each other, directly or through others, are looked at together, each with the periods that
//! share days with the one at hand. Of those that apply, what is unmet binds; where nothing is, what is still open;
//! where nothing is, what is satisfied. Of several, that of the lowest layer, and there the one that is due first.

use std::ops::Range;

use chrono::NaiveDate;

use super::Explained;
use crate::ListId;
use crate::decision::{Instance, Status, Verdict};
use crate::plan::{Plan, RuleId, Schedule};

/// Which verdict binds, of those on rules that stand for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its place in [`crate::Explanation::verdicts`]; it may be the verdict at hand.
    pub by: usize,
    /// The verdicts of upper layers for which it stands, which apply and do not bind.
    pub over: Vec<usize>,
}

impl Binding {
    /// The same where some verdicts went; `None` where the one that binds did.
    pub(super) fn moved(self, place: impl Fn(&usize) -> Option<usize>) -> Option<Self> {
        Some(Self { by: place(&self.by)?, over: self.over.iter().filter_map(place).collect() })
    }
}

/// Says of every verdict on rules that stand for each other which of them binds.
pub(super) fn bind(plan: &Plan, verdicts: &mut [Explained<'_>]) {
    if plan.rules.iter().all(|rule| rule.tightens.is_empty()) {
        return;
    }
    let layers = Layers::of(plan, verdicts);
    let bindings: Vec<Option<Binding>> =
        (0..verdicts.len()).map(|place| layers.binding(verdicts, place)).collect();
    for (explained, binding) in verdicts.iter_mut().zip(bindings) {
        explained.binding = binding;
    }
}

/// Which rules stand for which, and where their verdicts are.
struct Layers<'p> {
    plan: &'p Plan,
    /// By rule: all those above it for which it stands, and those for which these stand.
    above: Vec<Vec<RuleId>>,
    /// By rule: all those of lower layers that stand for it.
    below: Vec<Vec<RuleId>>,
    /// By rule: its verdicts, which stand together, in the order of time.
    places: Vec<Range<usize>>,
}

impl<'p> Layers<'p> {
    fn of(plan: &'p Plan, verdicts: &[Explained<'_>]) -> Self {
        let above = |rule: RuleId| {
            let mut found: Vec<RuleId> = Vec::new();
            let mut waiting = vec![rule];
            while let Some(lower) = waiting.pop() {
                for upper in plan.rules.get(lower.index()).map_or(&[][..], |rule| &rule.tightens) {
                    if *upper != rule && !found.contains(upper) {
                        found.push(*upper);
                        waiting.push(*upper);
                    }
                }
            }
            found
        };
        let above: Vec<Vec<RuleId>> = (0u16..).map(RuleId).take(plan.rules.len()).map(above).collect();
        let mut below = vec![Vec::new(); plan.rules.len()];
        for (lower, uppers) in (0u16..).map(RuleId).zip(&above) {
            uppers.iter().for_each(|upper| below[upper.index()].push(lower));
        }
        let mut places = vec![0..0; plan.rules.len()];
        for (place, explained) in verdicts.iter().enumerate() {
            let of_rule = &mut places[explained.verdict.rule.index()];
            *of_rule = if of_rule.start == of_rule.end { place..place + 1 } else { of_rule.start..place + 1 };
        }
        Self { plan, above, below, places }
    }

    fn binding(&self, verdicts: &[Explained<'_>], place: usize) -> Option<Binding> {
        let own = &verdicts.get(place)?.verdict;
        let (above, below) = (self.above.get(own.rule.index())?, self.below.get(own.rule.index())?);
        let others = above.iter().chain(below).flat_map(|rule| self.beside(verdicts, own, *rule));
        let near: Vec<usize> = std::iter::once(place).chain(others).collect();
        if near.len() < 2 {
            return None;
        }
        let rank = |place: usize| match verdicts[place].verdict.status {
            Status::Unmet => Some(0),
            Status::Unknown | Status::Pending => Some(1),
            Status::Met | Status::Exempt => Some(2),
            Status::NotApplicable => None,
        };
        let applying: Vec<usize> = near.into_iter().filter(|place| rank(*place).is_some()).collect();
        let rule = |place: usize| verdicts[place].verdict.rule;
        let stands_for = |lower: RuleId, upper: RuleId| self.above[lower.index()].contains(&upper);
        let layers_below =
            |place: usize| applying.iter().filter(|other| stands_for(rule(**other), rule(place))).count();
        let by = applying
            .iter()
            .copied()
            .min_by_key(|place| (rank(*place), layers_below(*place), verdicts[*place].verdict.due, *place))?;
        let over = applying.iter().copied().filter(|other| stands_for(rule(by), rule(*other)));
        Some(Binding { by, over: over.collect() })
    }

    /// The verdicts on a rule whose periods share days with that of a verdict, or stand at the same event.
    fn beside(&self, verdicts: &[Explained<'_>], own: &Verdict, rule: RuleId) -> Vec<usize> {
        let places = self.places[rule.index()].clone();
        let of_rule = &verdicts[places.clone()];
        let list = |rule: RuleId| self.plan.rules.get(rule.index()).and_then(|rule| list_of(&rule.schedule));
        let are_at_one_list = list(rule).is_some() && list(rule) == list(own.rule);
        // Periods follow each other in time; events do not.
        let first = match list(rule) {
            None => of_rule.partition_point(|other| {
                other.verdict.period.to.zip(own.period.from).is_some_and(|(to, from)| to < from)
            }),
            Some(_) => 0,
        };
        let is_near = |place: &usize| {
            let other = verdicts[*place].verdict.period;
            if are_at_one_list { other.event == own.period.event } else { share_days(other, own.period) }
        };
        let is_over = |place: &usize| {
            let from = verdicts[*place].verdict.period.from;
            list(rule).is_none() && from.zip(own.period.to).is_some_and(|(from, to)| from > to)
        };
        let places = (places.start + first..places.end).take_while(|place| !is_over(place));
        places.filter(is_near).collect()
    }
}

fn list_of(schedule: &Schedule) -> Option<ListId> {
    match schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    }
}

/// Whether two periods share a day.
fn share_days(one: Instance, other: Instance) -> bool {
    let begins_by =
        |from: Option<NaiveDate>, to: Option<NaiveDate>| from.zip(to).is_none_or(|(from, to)| from <= to);
    begins_by(one.from, other.to) && begins_by(other.from, one.to)
}
