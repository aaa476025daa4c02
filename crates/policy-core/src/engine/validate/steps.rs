//! What the steps of a recognition must hold to.

use super::{PlanError, is_sound};
use crate::Decimal;
use crate::plan::{Most, Per, PeriodRef, Plan, Recognition, StepKind};

/// Neither part of a share may be larger, so that all amounts of a record together can be multiplied by it.
const LARGEST_PART: i64 = 1_000_000_000;

/// Refuses steps that the evaluator could stumble over.
pub(super) fn validate(plan: &Plan, recognition: &Recognition) -> Result<(), PlanError> {
    if recognition.steps.is_empty() {
        return Ok(());
    }
    let holds = |sound: bool, what: &'static str| if sound { Ok(()) } else { Err(PlanError::Damaged(what)) };
    holds(!recognition.hangs_on_rules(), "damaged-step-of-a-rule")?;
    let fields = plan.vocabulary.fields(recognition.subject, Some(recognition.list)).len();
    for node in recognition.nodes() {
        holds(is_sound(plan, node), "damaged-step")?;
    }
    for step in &recognition.steps {
        let sound = match &step.kind {
            StepKind::Cap { per, most } => {
                let shares_a_period = match per {
                    Per::Event | Per::Day => false,
                    Per::Period(_) | Per::Cycle { .. } | Per::Ever => true,
                };
                let most = match most {
                    Most::Amount(_) => true,
                    Most::Share { numerator, denominator } => {
                        let part = |part: &i64, least| (least..=LARGEST_PART).contains(part);
                        shares_a_period && part(numerator, 0) && part(denominator, 1)
                    }
                };
                most && is_place(plan, per)
            }
            StepKind::Once { by, per, .. } => {
                by.iter().all(|field| field.index() < fields) && *per != Per::Event && is_place(plan, per)
            }
            StepKind::Deduct(_) => true,
            StepKind::Round { to, .. } => *to > Decimal::ZERO,
        };
        holds(sound, "damaged-step")?;
    }
    Ok(())
}

fn is_place(plan: &Plan, per: &Per) -> bool {
    match per {
        Per::Period(PeriodRef::Named(period)) => period.index() < plan.periods.len(),
        Per::Cycle { every, .. } => every.months > 0 || every.days > 0,
        Per::Event | Per::Day | Per::Period(PeriodRef::BuiltIn(_)) | Per::Ever => true,
    }
}
