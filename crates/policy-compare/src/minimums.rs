//! Minimums that cannot be reached: parts that add up to more than the whole may be, and caps below what is asked.
//!
//! A sum over some events is no more than one over more of them, and minimums of parts that share no
//! event add up. What a recognition lets count is a bound too, where it is certain how many of its periods a
//! window touches and nothing is rounded up afterwards.

use policy_core::plan::{
    Aggregate, Amount, BuiltInPeriod, Comparison, Condition, FieldRef, Measure, Most, Operator, Per,
    PeriodRef, Rounding, Rule, Schedule, Source, Step, StepKind, TermSet, Window,
};
use policy_core::{Decimal, Plan};

use crate::features::constant;

/// How many comparisons of one requirement are looked at together.
const MOST_BOUNDS: usize = 100;

/// Why a requirement cannot be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The parts need more than the whole may be.
    Parts {
        /// What the parts need at least.
        least: Decimal,
        /// What the whole may be at most.
        most: Decimal,
    },
    /// More is asked for than a step of a recognition lets count; the numbers of both.
    Cap {
        /// What is asked for.
        least: Decimal,
        /// What may count.
        most: Decimal,
        /// The recognition, and its step.
        step: (usize, usize),
    },
}

/// A reason why these conditions of a rule cannot hold together, seen from one window.
///
/// Two figures for the very same sum are left to the search over cases.
pub fn clash(plan: &Plan, rule: &Rule, conditions: &[&Condition]) -> Option<Clash> {
    let mut bounds = Vec::new();
    conditions.iter().for_each(|condition| gather(plan, rule, condition, &mut bounds));
    bounds.truncate(MOST_BOUNDS);
    bounds.iter().find_map(|whole| {
        if let Some(most) = whole.most {
            let least = least_of_parts(whole, &bounds);
            if least > most {
                return Some(Clash::Parts { least, most });
            }
        }
        let (most, step) = whole.cap?;
        let least = whole.least.unwrap_or_default().max(least_of_parts(whole, &bounds));
        (least > most).then_some(Clash::Cap { least, most, step })
    })
}

/// A sum or count that is bounded.
struct Bound<'p> {
    over: &'p Aggregate,
    least: Option<Decimal>,
    most: Option<Decimal>,
    cap: Option<(Decimal, (usize, usize))>,
}

/// The comparisons that must all hold.
fn gather<'p>(plan: &Plan, rule: &Rule, condition: &'p Condition, bounds: &mut Vec<Bound<'p>>) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|part| gather(plan, rule, part, bounds)),
        Condition::Compare(comparison) => bounds.extend(bound(plan, rule, comparison)),
        Condition::Constant(_)
        | Condition::Any(_)
        | Condition::AtLeastOf(..)
        | Condition::Not(_)
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

fn bound<'p>(plan: &Plan, rule: &Rule, comparison: &'p Comparison) -> Option<Bound<'p>> {
    let Comparison {
        left: Amount::Aggregate(over), left_factor: 1, operator, right, right_factor: 1, ..
    } = comparison
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
    Some(Bound { over, least, most, cap: cap(plan, rule, over) })
}

/// What the minimums of parts that exclude each other come to at least.
fn least_of_parts(whole: &Bound<'_>, bounds: &[Bound<'_>]) -> Decimal {
    let mut taken: Vec<(FieldRef, &TermSet)> = Vec::new();
    let mut sum = Decimal::ZERO;
    let mut highest = Decimal::ZERO;
    for part in bounds {
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

fn conjuncts(filter: &Condition) -> &[Condition] {
    match filter {
        Condition::All(parts) => parts,
        Condition::Constant(true) => &[],
        other => std::slice::from_ref(other),
    }
}

/// Whether a part goes over some of the same things.
fn is_of(part: &Aggregate, whole: &Aggregate) -> bool {
    let same = part.source == whole.source && part.window == whole.window && part.measure == whole.measure;
    // What counts different values, or is an extreme of them, does not add up.
    let adds_up = matches!(part.measure, Measure::Count | Measure::Sum(_));
    same && adds_up && is_within(&part.filter, &whole.filter)
}

/// Whether everything that a filter lets through, another does too.
pub(crate) fn is_within(part: &Condition, whole: &Condition) -> bool {
    let part = conjuncts(part);
    conjuncts(whole)
        .iter()
        .all(|asked| part.contains(asked) || part.iter().any(|known| implies(known, asked)))
}

fn implies(known: &Condition, asked: &Condition) -> bool {
    let (Condition::Member(field, narrow), Condition::Member(other, wide)) = (known, asked) else {
        return false;
    };
    let holds = |term| wide.terms.binary_search(term).is_ok();
    field == other && narrow.tree == wide.tree && narrow.terms.iter().all(holds)
}

/// The one set of terms by which a part is narrower than the whole.
pub(crate) fn narrowed<'p>(part: &'p Condition, whole: &Condition) -> Option<(FieldRef, &'p TermSet)> {
    let whole = conjuncts(whole);
    conjuncts(part).iter().rev().find_map(|condition| {
        let Condition::Member(field, set) = condition else { return None };
        (!whole.contains(condition)).then_some((*field, set))
    })
}

/// The most that steps of the recognition let count of a sum in a rule's window, and which step does.
fn cap(plan: &Plan, rule: &Rule, over: &Aggregate) -> Option<(Decimal, (usize, usize))> {
    let Source::Recognised(list, policy) = over.source else { return None };
    let Measure::Sum(field) = over.measure else { return None };
    let is_meant = |found: &policy_core::plan::Recognition| {
        (found.policy, found.subject, found.list) == (policy, rule.subject, list)
            && found.credited == Some(field)
    };
    let place = plan.recognitions.iter().position(is_meant)?;
    let steps = &plan.recognitions.get(place)?.steps;
    let raises = |step: &Step| match step.kind {
        StepKind::Round { mode: Rounding::Up | Rounding::HalfUp, .. } => true,
        StepKind::Round { mode: Rounding::Down, .. }
        | StepKind::Cap { .. }
        | StepKind::Once { .. }
        | StepKind::Deduct(_) => false,
    };
    let lowering = steps.iter().rposition(raises).map_or(0, |last| last + 1);
    let caps = steps.iter().enumerate().skip(lowering).filter_map(|(number, step)| {
        let StepKind::Cap { per, most: Most::Amount(most) } = &step.kind else { return None };
        let most = constant(plan, most).filter(|_| is_within(&over.filter, &step.filter))?;
        let times = touched(plan, rule, &over.window, per)?;
        let in_all = most.millionths().checked_mul(times)?;
        Some((Decimal::from_millionths(in_all), (place, number)))
    });
    caps.min_by_key(|(most, _)| *most)
}

/// How many stretches for which a cap holds a rule's window can touch at most.
fn touched(plan: &Plan, rule: &Rule, window: &Window, per: &Per) -> Option<i64> {
    let period = match per {
        Per::Ever => return Some(1),
        Per::Event | Per::Day | Per::Cycle { .. } => return None,
        Per::Period(period) => *period,
    };
    let is_plain = rule.grace.is_none() && rule.alternatives.iter().all(|part| part.window.is_none());
    let within = match (window, &rule.schedule) {
        (Window::Rule | Window::Period, Schedule::Each { period, by: None }) if is_plain => *period,
        (Window::Year { .. }, _) => PeriodRef::BuiltIn(BuiltInPeriod::Year),
        (Window::Named(named), _) => PeriodRef::Named(*named),
        (
            Window::Rule
            | Window::Period
            | Window::AnyTime
            | Window::Between(..)
            | Window::After { .. }
            | Window::Before { .. }
            | Window::Extended { .. },
            _,
        ) => return None,
    };
    if within == period {
        return Some(1);
    }
    let PeriodRef::BuiltIn(unit) = period else { return None };
    let months = |year: i32, month: u32| i64::from(year) * 12 + i64::from(month);
    let stretch = |from: chrono::NaiveDate, to: chrono::NaiveDate| {
        use chrono::Datelike;
        match unit {
            BuiltInPeriod::Year => i64::from(to.year()) - i64::from(from.year()) + 1,
            BuiltInPeriod::Month => months(to.year(), to.month()) - months(from.year(), from.month()) + 1,
        }
    };
    match within {
        // A year has twelve months, a month lies in one year.
        PeriodRef::BuiltIn(BuiltInPeriod::Year) => Some(12),
        PeriodRef::BuiltIn(BuiltInPeriod::Month) => Some(1),
        PeriodRef::Named(named) => {
            let occurrences = &plan.periods.get(named.index())?.occurrences;
            occurrences.iter().map(|one| stretch(one.from, one.to)).max()
        }
    }
}
