//! The first case that holds.

use policy_core::plan::Choice;

use super::amount::amount;
use super::condition::truth;
use super::number::Range;
use super::scene::Scene;

/// All that the amount can be: that of each case that may hold while none before it must.
pub(super) fn chosen(scene: Scene<'_>, choice: &Choice) -> Range {
    let mut possible: Vec<Range> = Vec::new();
    for case in &choice.cases {
        let holds = truth(scene, &case.when);
        if holds.yes {
            possible.push(amount(scene, &case.amount));
        }
        if holds.is_true() {
            return hull(possible);
        }
    }
    possible.push(amount(scene, &choice.otherwise));
    hull(possible)
}

fn hull(ranges: Vec<Range>) -> Range {
    ranges.into_iter().reduce(Range::either).expect("some case or the other one can be")
}
