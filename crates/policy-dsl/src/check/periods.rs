//! Periods that are looked for inside another one, and never lie there.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use policy_core::Plan;
use policy_core::plan::{BuiltInPeriod, Node, PeriodId, PeriodRef, Rule, RuleId, Schedule, Window};

use crate::resolve::Report;
use crate::{Diagnostic, Index, Saying};

/// Looks at the named periods that each repeating rule speaks of.
pub(super) fn check_periods(report: &mut Report, plan: &Plan, index: &Index) {
    let mut known: HashMap<(PeriodId, PeriodRef), bool> = HashMap::new();
    for (rule, id) in plan.rules.iter().zip((0u16..).map(RuleId)) {
        let Schedule::Each { period: outer, .. } = &rule.schedule else { continue };
        let Some(place) = index.rule(id) else { continue };
        for inner in named_windows(rule) {
            let lies = || *outer == PeriodRef::Named(inner) || lies_inside(plan, inner, *outer);
            if *known.entry((inner, *outer)).or_insert_with(lies) {
                continue;
            }
            let says = Saying::new("period-never-inside")
                .with_names("rule", &rule.names)
                .with_names("inner", &plan.periods[inner.index()].names);
            let says = match outer {
                PeriodRef::Named(outer) => says.with_names("outer", &plan.periods[outer.index()].names),
                PeriodRef::BuiltIn(BuiltInPeriod::Year) => says.with_word("outer", "period-year"),
                PeriodRef::BuiltIn(BuiltInPeriod::Month) => says.with_word("outer", "period-month"),
            };
            report.push(
                Diagnostic::warning(place.place.name, says).hint(Saying::new("hint-period-never-inside")),
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

/// Whether some occurrence of one period lies wholly in one of the other.
fn lies_inside(plan: &Plan, inner: PeriodId, outer: PeriodRef) -> bool {
    let Some(inner) = plan.periods.get(inner.index()) else { return true };
    if inner.occurrences.is_empty() {
        return true;
    }
    inner.occurrences.iter().any(|occurrence| match outer {
        PeriodRef::Named(outer) => plan.periods.get(outer.index()).is_none_or(|outer| {
            // They stand in the order of time: only the last one that begins early enough can hold it.
            let after = outer.occurrences.partition_point(|outer| outer.from <= occurrence.from);
            let last = after.checked_sub(1).and_then(|place| outer.occurrences.get(place));
            outer.occurrences.is_empty() || last.is_some_and(|outer| occurrence.to <= outer.to)
        }),
        PeriodRef::BuiltIn(BuiltInPeriod::Year) => occurrence.from.year() == occurrence.to.year(),
        PeriodRef::BuiltIn(BuiltInPeriod::Month) => {
            let month = |day: NaiveDate| (day.year(), day.month());
            month(occurrence.from) == month(occurrence.to)
        }
    })
}
