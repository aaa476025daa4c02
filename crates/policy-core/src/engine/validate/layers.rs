//! Holding the layers of a plan to what they promise: nothing stands above itself, and a rule stands for rules above it alone.

use super::PlanError;
use crate::plan::{Plan, PolicyId, RuleId};

/// How many policies may stand above one, and for how many rules one may stand.
const MOST_ABOVE: usize = 64;

/// Refuses layers in a ring, and rules that stand for what is no rule for the same subject.
pub(super) fn validate(plan: &Plan) -> Result<(), PlanError> {
    let policies = plan.policies.len();
    let above = |place: usize| plan.policies.get(place).map_or(&[][..], |policy| policy.under.as_slice());
    if plan.policies.iter().any(|policy| policy.under.iter().any(|upper| upper.index() >= policies)) {
        return Err(PlanError::Damaged("damaged-layers"));
    }
    // From below: a policy is done once all that stand under it are.
    let mut waiting_for = vec![0usize; policies];
    for upper in plan.policies.iter().flat_map(|policy| &policy.under) {
        waiting_for[upper.index()] += 1;
    }
    let mut free: Vec<usize> = (0..policies).filter(|place| waiting_for[*place] == 0).collect();
    let mut done = 0;
    while let Some(place) = free.pop() {
        done += 1;
        for upper in above(place) {
            waiting_for[upper.index()] -= 1;
            if waiting_for[upper.index()] == 0 {
                free.push(upper.index());
            }
        }
    }
    if done < policies {
        return Err(PlanError::Damaged("damaged-layers"));
    }
    let all_above: Option<Vec<Vec<usize>>> = (0..policies).map(|place| closure(place, &above)).collect();
    let all_above = all_above.ok_or(PlanError::Damaged("damaged-layers"))?;
    let is_sound = plan.rules.iter().all(|rule| {
        let uppers = all_above.get(rule.policy.index()).map_or(&[][..], Vec::as_slice);
        let stands_above = |upper: &RuleId| {
            let upper = plan.rules.get(upper.index());
            upper.is_some_and(|upper| upper.subject == rule.subject && uppers.contains(&upper.policy.index()))
        };
        rule.tightens.len() <= MOST_ABOVE && rule.tightens.iter().all(stands_above)
    });
    if is_sound { Ok(()) } else { Err(PlanError::Damaged("damaged-layers")) }
}

/// The policies that stand above one, directly or through others; `None` where they are too many.
fn closure<'p>(place: usize, above: &impl Fn(usize) -> &'p [PolicyId]) -> Option<Vec<usize>> {
    let mut found: Vec<usize> = Vec::new();
    let mut waiting = vec![place];
    while let Some(lower) = waiting.pop() {
        for upper in above(lower).iter().map(|upper| upper.index()) {
            if !found.contains(&upper) {
                found.push(upper);
                waiting.push(upper);
            }
        }
        if found.len() > MOST_ABOVE {
            return None;
        }
    }
    Some(found)
}
