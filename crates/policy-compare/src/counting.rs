//! Whether one way of counting events lets no more count than another.

use policy_core::plan::{Measure, Recognition, Rounding, Source, Step, StepKind, Treatment};

use crate::meaning::Shared;

/// Whether, of the very same events, a measure over one source is surely no more than over the other.
pub(crate) fn counts_no_more(shared: &Shared, measure: &Measure, part: Source, whole: Source) -> bool {
    if part == whole {
        return true;
    }
    let recognition = |policy: policy_core::plan::PolicyId| shared.recognitions.get(policy.index());
    match (part, whole) {
        (Source::Recognised(list, part), Source::Recognised(of, whole)) => {
            let both = recognition(part).zip(recognition(whole));
            list == of && both.is_some_and(|(part, whole)| is_no_more(part, whole))
        }
        (Source::Recognised(list, part), Source::Recorded(of)) => {
            list == of && recognition(part).is_some_and(|part| is_no_more_than_recorded(part, measure))
        }
        (Source::Recorded(_) | Source::Members(_) | Source::Recognised(..), _) => false,
    }
}

/// Whether a recognition rejects all that another rejects, counts by the same entries, and then takes off no less.
fn is_no_more(part: &Recognition, whole: &Recognition) -> bool {
    if part.credited != whole.credited || !counts_alike(part, whole) {
        return false;
    }
    let rejects = |of: &Recognition, when: &policy_core::plan::Condition| {
        of.entries.iter().any(|entry| entry.treatment == Treatment::Reject && entry.when == *when)
    };
    let rejected = |of: &Recognition, by: &Recognition| {
        let own = of.entries.iter().filter(|entry| entry.treatment == Treatment::Reject);
        own.map(|entry| &entry.when).all(|when| rejects(by, when))
    };
    // A step that has less to take from may take less of others, so before the same steps the same must come.
    let more_rejected = rejected(whole, part) && (whole.steps.is_empty() || rejected(part, whole));
    let more_taken = part.steps.get(..whole.steps.len()) == Some(&whole.steps[..])
        && part.steps[whole.steps.len()..].iter().all(only_takes);
    more_rejected && more_taken
}

fn counts_alike(part: &Recognition, whole: &Recognition) -> bool {
    let counts = |of: &Recognition| -> Vec<policy_core::plan::Entry> {
        of.entries.iter().filter(|entry| entry.treatment != Treatment::Reject).cloned().collect()
    };
    counts(part) == counts(whole)
}

fn is_no_more_than_recorded(part: &Recognition, measure: &Measure) -> bool {
    let is_as_recorded = part.entries.iter().all(|entry| match &entry.treatment {
        Treatment::Count { amount } => amount.is_none(),
        Treatment::Reject => true,
    });
    match measure {
        Measure::Count | Measure::Distinct(_) => true,
        Measure::Sum(field) if Some(*field) != part.credited => true,
        Measure::Sum(_) => is_as_recorded && part.steps.iter().all(only_takes),
        Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => false,
    }
}

/// Whether a step never leaves an event more than it found.
fn only_takes(step: &Step) -> bool {
    match step.kind {
        StepKind::Round { mode: Rounding::Up | Rounding::HalfUp, .. } => false,
        StepKind::Round { mode: Rounding::Down, .. }
        | StepKind::Cap { .. }
        | StepKind::Once { .. }
        | StepKind::Deduct(_) => true,
    }
}
