//! A rule with what the rules say that it speaks of, for building records: what it comes to is up to the engine.

use policy_core::plan::{Condition, NodeMut, PeriodRef, Plan, Rule, RuleId, Schedule, Window};

/// How many references are expanded.
const MOST_EXPANDED: usize = 40;

/// The rule, in which what it requires of other rules is what these require themselves; `None` where it speaks of none.
pub(crate) fn expanded(plan: &Plan, rule: &Rule) -> Option<Rule> {
    let mut left = MOST_EXPANDED;
    let mut found = rule.clone();
    let own = rule.schedule.clone();
    found.roots_mut(&mut |root| {
        root.walk(&mut |node| {
            let NodeMut::Condition(condition) = node else { return };
            let (other, is_exempt) = match &**condition {
                Condition::RuleSatisfied(other) => (*other, false),
                Condition::RuleExempt(other) => (*other, true),
                _ => return,
            };
            if left > 0
                && let Some(said) = said_by(plan, &own, other, is_exempt)
            {
                left -= 1;
                **condition = said;
            }
        });
    });
    (left < MOST_EXPANDED).then_some(found)
}

fn said_by(plan: &Plan, own: &Schedule, other: RuleId, is_exempt: bool) -> Option<Condition> {
    let rule = plan.rules.get(other.index())?;
    let window = match &rule.schedule {
        Schedule::Each { period: PeriodRef::Named(period), .. } if rule.schedule != *own => {
            Some(Window::Named(*period))
        }
        Schedule::Once(window) if rule.schedule != *own => Some(window.clone()),
        Schedule::Each { .. } | Schedule::Once(_) | Schedule::Cycle { .. } => None,
        Schedule::EachEvent { .. } => return None,
    };
    let not = |condition: &Condition| Condition::Not(Box::new(condition.clone()));
    let exempt = rule.exemptions.iter().map(|exemption| exemption.when.clone());
    let mut said = if is_exempt {
        Condition::All(vec![rule.applies.clone(), not(&rule.requirement), Condition::Any(exempt.collect())])
    } else {
        let ways = [not(&rule.applies), rule.requirement.clone()].into_iter();
        Condition::Any(ways.chain(exempt).collect())
    };
    if let Some(window) = window {
        NodeMut::Condition(&mut said).walk_up(&mut |node| {
            if let NodeMut::Window(inside) = node
                && matches!(**inside, Window::Rule | Window::Period)
            {
                **inside = window.clone();
            }
        });
    }
    Some(said)
}
