//! Periods that a rule looks for, and that lie neither in its own period nor around its due date.

use std::collections::HashMap;

use policy_core::Plan;
use policy_core::plan::{Node, Occurrence, Period, PeriodId, PeriodRef, Rule, RuleId, Schedule, Window};

use crate::resolve::Report;
use crate::{Diagnostic, Index, Lint, Saying};

/// Looks at the named periods that each rule on a named period speaks of.
///
/// In a year or a month there is nothing to find: what does not lie wholly in one holds the last day of one.
pub(super) fn check_periods(report: &mut Report, plan: &Plan, index: &Index) {
    let mut known: HashMap<(PeriodId, PeriodId), bool> = HashMap::new();
    for (rule, id) in plan.rules.iter().zip((0u16..).map(RuleId)) {
        // A deadline of its own may lie anywhere.
        let Schedule::Each { period: PeriodRef::Named(outer), by: None } = rule.schedule else { continue };
        let Some(place) = index.rule(id) else { continue };
        for inner in named_windows(rule) {
            if *known.entry((inner, outer)).or_insert_with(|| is_found(plan, inner, outer)) {
                continue;
            }
            let says = Saying::new("period-never-inside")
                .with_names("rule", &rule.names)
                .with_names("inner", &plan.periods[inner.index()].names)
                .with_names("outer", &plan.periods[outer.index()].names);
            report.push(
                Diagnostic::finding(Lint::MisplacedPeriod, place.place.name, says)
                    .hint(Saying::new("hint-period-never-inside")),
            );
        }
    }
}

/// The named periods of a rule's windows, each once.
fn named_windows(rule: &Rule) -> Vec<PeriodId> {
    let mut found = Vec::new();
    for node in rule.nodes() {
        node.walk(&mut |node| {
            if let Node::Window(Window::Named(period)) = node
                && !found.contains(period)
            {
                found.push(*period);
            }
        });
    }
    found
}

/// Whether some occurrence of one period lies wholly in one of the other, or holds the last day of one.
fn is_found(plan: &Plan, inner: PeriodId, outer: PeriodId) -> bool {
    let (Some(inner), Some(outer)) = (plan.periods.get(inner.index()), plan.periods.get(outer.index()))
    else {
        return true;
    };
    let is_empty = |period: &Period| period.occurrences.is_empty();
    is_empty(inner) || is_empty(outer) || inner.occurrences.iter().any(|inner| lies_at(inner, outer))
}

/// They stand in the order of time: of those that begin early enough only the last can hold a day of `inner`,
/// and of the others only the first can end in it.
fn lies_at(inner: &Occurrence, outer: &Period) -> bool {
    let after = outer.occurrences.partition_point(|outer| outer.from <= inner.from);
    let ends_in = |outer: &Occurrence| inner.from <= outer.to && outer.to <= inner.to;
    let last = after.checked_sub(1).and_then(|place| outer.occurrences.get(place));
    last.is_some_and(|outer| inner.to <= outer.to || ends_in(outer))
        || outer.occurrences.get(after).is_some_and(ends_in)
}
