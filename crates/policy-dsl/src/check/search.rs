//! Searching all cases that conditions tell apart for one in which they hold together.

use policy_core::Plan;
use policy_core::plan::{Amount, Condition};

use super::features::{Example, Feature, Looked, Question, question};

/// How many cases are looked at before giving up: this is part of every compilation.
const MOST_CASES: usize = 4_096;

/// What was found.
#[derive(Debug)]
pub(super) enum Found<'p> {
    /// In no case do they hold together.
    Never,
    /// They hold together where this is so; `certain` where nothing was left free.
    Together {
        /// What is so, of everything that matters.
        example: Vec<(Looked<'p>, Example)>,
        /// Whether the example needs nothing that could not be broken down.
        certain: bool,
    },
    /// There are too many cases to look at.
    TooMany,
}

/// A condition over numbered features.
enum Formula<'p> {
    Constant(bool),
    All(Vec<Formula<'p>>),
    Any(Vec<Formula<'p>>),
    Not(Box<Formula<'p>>),
    Ask(usize, Question<'p>),
}

/// Looks for a case in which all conditions hold.
pub(super) fn together<'p>(plan: &'p Plan, conditions: &[&'p Condition]) -> Found<'p> {
    let mut features: Vec<Feature<'p>> = Vec::new();
    let formulas: Vec<Formula<'p>> =
        conditions.iter().map(|condition| formula(plan, condition, &mut features)).collect();
    for feature in &mut features {
        feature.settle(plan);
    }
    let count = features.iter().try_fold(1usize, |product, feature| product.checked_mul(feature.classes()));
    if count.is_none_or(|count| count > MOST_CASES) {
        return Found::TooMany;
    }
    let mut case = vec![0; features.len()];
    loop {
        if formulas.iter().all(|formula| holds(formula, &features, &case)) {
            return described(features, &formulas, case);
        }
        if !advance(&mut case, &features) {
            return Found::Never;
        }
    }
}

fn advance(case: &mut [usize], features: &[Feature<'_>]) -> bool {
    for (class, feature) in case.iter_mut().zip(features) {
        *class += 1;
        if *class < feature.classes() {
            return true;
        }
        *class = 0;
    }
    false
}

/// The example, without what could just as well be otherwise.
fn described<'p>(features: Vec<Feature<'p>>, formulas: &[Formula<'_>], case: Vec<usize>) -> Found<'p> {
    let mut example = Vec::new();
    let mut certain = true;
    for (place, feature) in features.iter().enumerate() {
        let matters = (0..feature.classes()).any(|class| {
            let mut other = case.clone();
            other[place] = class;
            !formulas.iter().all(|formula| holds(formula, &features, &other))
        });
        if !matters {
            continue;
        }
        match feature.looked {
            // Two sums over the same events are not free of each other.
            Looked::Opaque(_) | Looked::Amount(Amount::Aggregate(_) | Amount::Sum(_)) => certain = false,
            Looked::Amount(Amount::Difference(..) | Amount::Scaled { .. }) => certain = false,
            Looked::Term(..)
            | Looked::Flag(_)
            | Looked::Day(_)
            | Looked::YearOf(_)
            | Looked::Amount(Amount::Literal(_) | Amount::Parameter(_) | Amount::Field(_))
            | Looked::Text(_) => example.push((feature.looked, feature.example(case[place]))),
        }
    }
    // The same day, seen once by the calendar and once from the rule, may not be both.
    let days = features.iter().any(|feature| matches!(feature.looked, Looked::Day(_)));
    let years = features.iter().any(|feature| matches!(feature.looked, Looked::YearOf(_)));
    Found::Together { example, certain: certain && !(days && years) }
}

fn formula<'p>(plan: &Plan, condition: &'p Condition, features: &mut Vec<Feature<'p>>) -> Formula<'p> {
    match condition {
        Condition::Constant(truth) => Formula::Constant(*truth),
        Condition::All(parts) => {
            Formula::All(parts.iter().map(|part| formula(plan, part, features)).collect())
        }
        Condition::Any(parts) => {
            Formula::Any(parts.iter().map(|part| formula(plan, part, features)).collect())
        }
        Condition::Not(inner) => Formula::Not(Box::new(formula(plan, inner, features))),
        Condition::Compare(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. } => {
            let (looked, question) = question(plan, condition);
            let place = match features.iter().position(|feature| feature.looked == looked) {
                Some(place) => place,
                None => {
                    features.push(Feature::new(looked));
                    features.len() - 1
                }
            };
            features[place].asked(&question);
            Formula::Ask(place, question)
        }
    }
}

fn holds(formula: &Formula<'_>, features: &[Feature<'_>], case: &[usize]) -> bool {
    match formula {
        Formula::Constant(truth) => *truth,
        Formula::All(parts) => parts.iter().all(|part| holds(part, features, case)),
        Formula::Any(parts) => parts.iter().any(|part| holds(part, features, case)),
        Formula::Not(inner) => !holds(inner, features, case),
        Formula::Ask(place, question) => features[*place].answer(case[*place], question),
    }
}
