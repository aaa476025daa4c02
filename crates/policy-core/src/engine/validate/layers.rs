//! Holding the layers of a plan to what they promise: nothing stands above itself.

use super::PlanError;
use crate::plan::Plan;

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
    let is_sound = plan.rules.iter().all(|rule| {
        rule.tightens.iter().all(|upper| {
            let upper = plan.rules.get(upper.index());
            upper.is_some_and(|upper| upper.subject == rule.subject && upper.policy != rule.policy)
        })
    });
    if done == policies && is_sound { Ok(()) } else { Err(PlanError::Damaged("damaged-layers")) }
}
