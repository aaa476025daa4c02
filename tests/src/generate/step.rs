//! Random steps of a recognition.

use policy_core::plan::{
    Amount, BuiltInPeriod, Condition, DateExpr, FieldRef, Keep, Most, Node, Per, PeriodId, PeriodRef,
    Rounding, Scope, Step, StepKind,
};
use policy_core::{Decimal, FieldId, FieldKind, Span, Vocabulary};

use super::Choices;
use super::calendar::any_day;
use super::expression::{Ground, amount, condition, figure};
use super::ground::fields_of;

/// A condition that means the same to every rule.
pub(super) fn settled(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    for _ in 0..4 {
        let found = condition(choices, ground);
        if !Node::Condition(&found).hangs_on_rules() {
            return found;
        }
    }
    Condition::Constant(true)
}

/// Some steps, over the events of the ground.
pub(super) fn steps(choices: &mut Choices, ground: Ground<'_>) -> Vec<Step> {
    let count = 1 + choices.weighted(&[55, 30, 15]);
    (0..count).map(|_| step(choices, ground)).collect()
}

fn step(choices: &mut Choices, ground: Ground<'_>) -> Step {
    let filter = if choices.chance(50) {
        Condition::Constant(true)
    } else {
        settled(choices, Ground { depth: 1, ..ground })
    };
    let kind = match choices.weighted(&[50, 25, 12, 13]) {
        0 => cap(choices, ground),
        1 => {
            let fields = ground.vocabulary.fields(ground.subject, ground.event).len();
            let by = (0..choices.weighted(&[15, 60, 25]))
                .map(|_| FieldId(u16::try_from(choices.below(fields)).expect("few fields")))
                .collect();
            let keep = *choices.one(&[Keep::Highest, Keep::First, Keep::Last]);
            let per = if choices.chance(20) { Per::Day } else { shared(choices, ground) };
            StepKind::Once { by, per, keep }
        }
        2 => StepKind::Deduct(of_event(choices, ground)),
        _ => StepKind::Round {
            mode: *choices.one(&[Rounding::Down, Rounding::Up, Rounding::HalfUp]),
            to: Decimal::from_millionths(*choices.one(&[500_000, 1_000_000, 3_000_000, 1, 700_000])),
        },
    };
    Step { filter, kind, citations: Vec::new() }
}

fn cap(choices: &mut Choices, ground: Ground<'_>) -> StepKind {
    let per = match choices.weighted(&[15, 35, 50]) {
        0 => Per::Event,
        1 => Per::Day,
        _ => shared(choices, ground),
    };
    let is_period = !matches!(per, Per::Event | Per::Day);
    let most = if is_period && choices.chance(35) {
        let (numerator, denominator) = *choices.one(&[(1, 5), (1, 2), (0, 1), (1, 1), (2, 3), (3, 7)]);
        Most::Share { numerator, denominator }
    } else if choices.chance(80) {
        Most::Amount(Amount::Literal(figure(choices, Vocabulary::HOURS)))
    } else {
        let most = amount(choices, Ground { event: None, depth: 1, ..ground }, Vocabulary::HOURS);
        let hangs = Node::Amount(&most).hangs_on_rules();
        Most::Amount(if hangs { Amount::Literal(figure(choices, Vocabulary::HOURS)) } else { most })
    };
    StepKind::Cap { per, most }
}

/// Where several events share something.
pub(super) fn shared(choices: &mut Choices, ground: Ground<'_>) -> Per {
    match choices.weighted(&[40, 10, 15, 20, 15]) {
        0 => Per::Period(PeriodRef::BuiltIn(BuiltInPeriod::Year)),
        1 => Per::Period(PeriodRef::BuiltIn(BuiltInPeriod::Month)),
        2 => Per::Period(PeriodRef::Named(PeriodId(u16::from(choices.chance(50))))),
        3 => {
            let dates = fields_of(ground.vocabulary, ground.subject, None, |kind| *kind == FieldKind::Date);
            let from = if dates.is_empty() || choices.chance(40) {
                DateExpr::Literal(any_day(choices))
            } else {
                DateExpr::Field(FieldRef { scope: Scope::Subject, field: *choices.one(&dates) })
            };
            let (months, days) = *choices.one(&[(12, 0), (6, 0), (0, 100), (36, 0)]);
            Per::Cycle { every: Span { months, days }, from }
        }
        _ => Per::Ever,
    }
}

/// So much of each event.
fn of_event(choices: &mut Choices, ground: Ground<'_>) -> Amount {
    let amount = amount(choices, Ground { depth: 1, ..ground }, Vocabulary::HOURS);
    if Node::Amount(&amount).hangs_on_rules() {
        Amount::Literal(figure(choices, Vocabulary::HOURS))
    } else {
        amount
    }
}
