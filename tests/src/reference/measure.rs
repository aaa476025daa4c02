//! The comparison that a verdict shows.

use policy_core::plan::{Comparison, Condition, Operator, Rule};
use policy_core::{AmountRange, Decimal, Measured};

use super::amount::amount;
use super::condition::{compare_amounts, truth};
use super::number::{Bound, Number, Range};
use super::rule::frame_of;
use super::scene::{Both, Frame, Scene, Side};

/// A comparison of the requirement, and how urgent it is to show it.
struct Shown {
    /// It can no longer hold: 3. It does not hold yet: 2. It holds: 1.
    rank: u8,
    measured: Measured,
}

/// The frame of what is required, and its comparison to show: the first that can no longer hold, else the
/// first that does not hold yet, else the first. Only those of the requirement that surely is the one.
pub(super) fn shown<'a>(scene: Scene<'a>, rule: &'a Rule) -> (Frame<'a>, Option<Measured>) {
    let mut possible = Vec::new();
    let mut certain = false;
    for alternative in &rule.alternatives {
        let when = truth(Scene { side: Side::Ever, ..scene }, &alternative.when);
        if when.yes && !certain {
            possible.push(alternative);
            certain = when.is_true();
        }
    }
    match (certain, possible.as_slice()) {
        (true, [only]) => {
            let own = frame_of(scene, rule, only);
            (own, first_of(comparisons(Scene { frame: own, ..scene }, &only.requirement)))
        }
        (true, _) => (scene.frame, None),
        (false, _) => (scene.frame, first_of(comparisons(scene, &rule.requirement))),
    }
}

fn first_of(shown: Vec<Shown>) -> Option<Measured> {
    let most = shown.iter().map(|shown| shown.rank).max()?;
    shown.into_iter().find(|shown| shown.rank == most).map(|shown| shown.measured)
}

/// The comparisons of a requirement in the order of the text; not those inside a `not`.
fn comparisons(scene: Scene<'_>, requirement: &Condition) -> Vec<Shown> {
    let mut found = Vec::new();
    collect(requirement, &mut found);
    found.into_iter().zip(0..).map(|(comparison, part)| show(scene, comparison, part)).collect()
}

fn collect<'a>(condition: &'a Condition, found: &mut Vec<&'a Comparison>) {
    match condition {
        Condition::All(inner) | Condition::Any(inner) | Condition::AtLeastOf(_, inner) => {
            inner.iter().for_each(|one| collect(one, found))
        }
        Condition::Compare(comparison) => found.push(comparison),
        Condition::Not(_)
        | Condition::Constant(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => {}
    }
}

fn show(scene: Scene<'_>, comparison: &Comparison, part: u16) -> Shown {
    let left = Both::of(|side| amount(Scene { side, ..scene }, &comparison.left));
    let right = Both::of(|side| amount(Scene { side, ..scene }, &comparison.right));
    let holds = Both::of(|side| {
        let (left, right) = (
            left.on(side).times(comparison.left_factor, 1),
            right.on(side).times(comparison.right_factor, 1),
        );
        compare_amounts(left, comparison.operator, right)
    });
    let rank = match (holds.ever.yes, holds.now.no) {
        (false, _) => 3,
        (true, true) => 2,
        (true, false) => 1,
    };
    let value = given(left.now);
    let threshold = given(right.now);
    Shown {
        rank,
        measured: Measured { part, value, threshold, shortfall: shortfall(comparison, left.now, right.now) },
    }
}

/// How much is missing so far, at best; only for a plain minimum.
fn shortfall(comparison: &Comparison, left: Range, right: Range) -> Option<Decimal> {
    let is_minimum = match comparison.operator {
        Operator::AtLeast | Operator::MoreThan | Operator::Equal => true,
        Operator::AtMost | Operator::LessThan | Operator::NotEqual => false,
    };
    if !is_minimum || comparison.left_factor != 1 || comparison.right_factor != 1 {
        return None;
    }
    match (left.high, right.low) {
        (Bound::At(reached), Bound::At(required)) => {
            let missing = required.plus(reached.negated()).max(Number::ZERO);
            Some(missing.decimal().unwrap_or(Decimal::from_millionths(i64::MAX)))
        }
        (Bound::Above | Bound::Below, _) | (_, Bound::Above | Bound::Below) => Some(Decimal::ZERO),
    }
}

/// A range as a verdict carries it: the lowest decimal stands for "nothing bounds it below".
fn given(range: Range) -> AmountRange {
    let decimal = |number: Number| number.decimal().unwrap_or(Decimal::from_millionths(i64::MAX));
    let low = match range.low {
        Bound::At(number) => decimal(number),
        Bound::Below | Bound::Above => Decimal::from_millionths(i64::MIN + 1),
    };
    let high = match range.high {
        Bound::At(number) => Some(decimal(number)),
        Bound::Above | Bound::Below => None,
    };
    AmountRange { low, high }
}
