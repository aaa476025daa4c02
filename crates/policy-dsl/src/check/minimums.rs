//! Minimums of parts that add up to more than the whole may be.

use policy_core::plan::{Aggregate, Amount, Comparison, Condition, FieldRef, Operator, RuleId, TermSet};
use policy_core::{Decimal, Plan};

use super::features::constant;
use crate::resolve::Report;
use crate::{Diagnostic, Index, Lint, Saying};

/// How many comparisons of one rule are looked at together.
const MOST_BOUNDS: usize = 100;

/// Looks at the sums that each rule bounds from above.
pub(super) fn check_minimums(report: &mut Report, plan: &Plan, index: &Index) {
    for (rule, id) in plan.rules.iter().zip((0u16..).map(RuleId)) {
        let Condition::All(parts) = &rule.requirement else { continue };
        let bounds: Vec<Bound<'_>> =
            parts.iter().filter_map(|part| bound(plan, part)).take(MOST_BOUNDS).collect();
        for whole in bounds.iter().filter(|bound| bound.most.is_some()) {
            let (Some(most), Some(place)) = (whole.most, index.rule(id)) else { continue };
            let least = least_together(whole, &bounds);
            if least > most {
                let says = Saying::new("minimums-exceed")
                    .with_names("rule", &rule.names)
                    .with("least", least)
                    .with("most", most);
                report.push(
                    Diagnostic::finding(Lint::MinimumsExceedTotal, place.place.name, says)
                        .hint(Saying::new("hint-minimums-exceed")),
                );
                break;
            }
        }
    }
}

/// A sum or count that is bounded by a figure.
struct Bound<'p> {
    over: &'p Aggregate,
    least: Option<Decimal>,
    most: Option<Decimal>,
}

fn bound<'p>(plan: &Plan, condition: &'p Condition) -> Option<Bound<'p>> {
    let Condition::Compare(comparison) = condition else { return None };
    let Comparison {
        left: Amount::Aggregate(over), left_factor: 1, operator, right, right_factor: 1, ..
    } = &**comparison
    else {
        return None;
    };
    let figure = constant(plan, right)?;
    let (least, most) = match operator {
        Operator::AtLeast | Operator::MoreThan => (Some(figure), None),
        Operator::AtMost | Operator::LessThan => (None, Some(figure)),
        Operator::Equal => (Some(figure), Some(figure)),
        Operator::NotEqual => (None, None),
    };
    Some(Bound { over, least, most })
}

/// What the minimums of parts that exclude each other come to at least.
fn least_together(whole: &Bound<'_>, bounds: &[Bound<'_>]) -> Decimal {
    let mut taken: Vec<(FieldRef, &TermSet)> = Vec::new();
    let mut sum = Decimal::ZERO;
    let mut highest = Decimal::ZERO;
    for part in bounds {
        // Two figures for the same sum are the requirement's own contradiction.
        let is_part = part.over != whole.over && is_of(part.over, whole.over);
        let (Some(least), true) = (part.least, is_part) else { continue };
        highest = highest.max(least);
        let Some((field, set)) = narrowed(&part.over.filter, &whole.over.filter) else { continue };
        let apart = |(other, known): &(FieldRef, &TermSet)| {
            *other == field && !known.terms.iter().any(|term| set.terms.binary_search(term).is_ok())
        };
        if taken.iter().all(apart) {
            taken.push((field, set));
            sum = sum.checked_add(least).unwrap_or(sum);
        }
    }
    highest.max(sum)
}

/// Whether a part goes over some of the same things.
fn is_of(part: &Aggregate, whole: &Aggregate) -> bool {
    let same = part.source == whole.source && part.window == whole.window && part.measure == whole.measure;
    let all = |filter: &Condition| match filter {
        Condition::All(parts) => parts.clone(),
        Condition::Constant(true) => Vec::new(),
        other => vec![other.clone()],
    };
    let within = all(&part.filter);
    same && all(&whole.filter).iter().all(|condition| within.contains(condition))
}

/// The one set of terms by which a part is narrower than the whole.
fn narrowed<'p>(part: &'p Condition, whole: &Condition) -> Option<(FieldRef, &'p TermSet)> {
    let candidates: Vec<&'p Condition> = match part {
        Condition::All(parts) => parts.iter().collect(),
        other => vec![other],
    };
    let in_whole = |condition: &Condition| match whole {
        Condition::All(parts) => parts.contains(condition),
        other => other == condition,
    };
    candidates.into_iter().rev().find_map(|condition| {
        let Condition::Member(field, set) = condition else { return None };
        (!in_whole(condition)).then_some((*field, set))
    })
}
