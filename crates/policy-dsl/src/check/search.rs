//! Searching all cases that conditions tell apart for one in which they hold together.

use std::cell::Cell;

use policy_core::Plan;
use policy_core::plan::{Amount, Condition, RuleId};

use super::features::{Example, Feature, Looked, Question, question};

/// How many cases are looked at before giving up: this is part of every compilation.
const MOST_CASES: usize = 4_096;
/// How many cases are looked at in one compilation.
const MOST_CASES_IN_ALL: usize = 200_000;
/// How many simple conditions may be looked at in each case.
const MOST_QUESTIONS: usize = 100;
/// How many terms times how many sets of them are told apart, at most.
const MOST_TERMS: usize = 20_000;

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
    AtLeast(u16, Vec<Formula<'p>>),
    Not(Box<Formula<'p>>),
    Ask(usize, Question<'p>),
}

/// The searches of one compilation, which have a bound together.
#[derive(Debug)]
pub(super) struct Search<'p> {
    /// The plan.
    pub plan: &'p Plan,
    left: Cell<usize>,
}

impl<'p> Search<'p> {
    /// Nothing has been searched yet.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, left: Cell::new(MOST_CASES_IN_ALL) }
    }

    /// Looks for a case in which all conditions hold.
    pub fn together(&self, conditions: &[&'p Condition]) -> Found<'p> {
        together(self.plan, &self.left, conditions)
    }

    /// Whether the conditions can never hold together.
    pub fn never(&self, conditions: &[&'p Condition]) -> bool {
        matches!(self.together(conditions), Found::Never)
    }
}

fn together<'p>(plan: &'p Plan, left: &Cell<usize>, conditions: &[&'p Condition]) -> Found<'p> {
    let mut gather = Gather { plan, features: Vec::new(), questions: 0 };
    let formulas: Option<Vec<Formula<'p>>> =
        conditions.iter().map(|condition| gather.formula(condition)).collect();
    let Some(formulas) = formulas else { return Found::TooMany };
    let mut features = gather.features;
    for feature in &mut features {
        if feature.size(plan) > MOST_TERMS {
            return Found::TooMany;
        }
        feature.settle(plan);
    }
    let count = features.iter().try_fold(1usize, |product, feature| product.checked_mul(feature.classes()));
    if count.is_none_or(|count| count > MOST_CASES) {
        return Found::TooMany;
    }
    let mut case = vec![0; features.len()];
    loop {
        let Some(fewer) = left.get().checked_sub(1) else { return Found::TooMany };
        left.set(fewer);
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
            Looked::Amount(
                Amount::Difference(..)
                | Amount::Scaled { .. }
                | Amount::Choose(_)
                | Amount::Portion(_)
                | Amount::Length(..)
                | Amount::Covered(_)
                | Amount::Rounded { .. }
                | Amount::Highest(_)
                | Amount::Lowest(_)
                | Amount::Verdicts(_)
                | Amount::Available(_),
            ) => certain = false,
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

/// Turns conditions into formulas, as long as there are not too many questions.
struct Gather<'p> {
    plan: &'p Plan,
    features: Vec<Feature<'p>>,
    questions: usize,
}

impl<'p> Gather<'p> {
    fn formula(&mut self, condition: &'p Condition) -> Option<Formula<'p>> {
        Some(match condition {
            Condition::Constant(truth) => Formula::Constant(*truth),
            Condition::All(parts) => Formula::All(self.formulas(parts)?),
            Condition::Any(parts) => Formula::Any(self.formulas(parts)?),
            Condition::AtLeastOf(least, parts) => Formula::AtLeast(*least, self.formulas(parts)?),
            Condition::Not(inner) => Formula::Not(Box::new(self.formula(inner)?)),
            // Without an exemption nobody is exempt.
            Condition::RuleExempt(rule) if !self.has_exemption(*rule) => Formula::Constant(false),
            Condition::Compare(_)
            | Condition::CompareDates(..)
            | Condition::DateIn(..)
            | Condition::Member(..)
            | Condition::Flag(_)
            | Condition::TextIs(..)
            | Condition::RuleSatisfied(_)
            | Condition::RuleExempt(_)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. }
            | Condition::InEach { .. } => self.ask(condition)?,
        })
    }

    fn has_exemption(&self, rule: RuleId) -> bool {
        self.plan.rules.get(rule.index()).is_none_or(|rule| !rule.exemptions.is_empty())
    }

    fn formulas(&mut self, parts: &'p [Condition]) -> Option<Vec<Formula<'p>>> {
        parts.iter().map(|part| self.formula(part)).collect()
    }

    fn ask(&mut self, condition: &'p Condition) -> Option<Formula<'p>> {
        self.questions += 1;
        if self.questions > MOST_QUESTIONS {
            return None;
        }
        let (looked, question) = question(self.plan, condition);
        let place = match self.features.iter().position(|feature| feature.looked == looked) {
            Some(place) => place,
            None => {
                self.features.push(Feature::new(looked));
                self.features.len() - 1
            }
        };
        self.features[place].asked(&question);
        Some(Formula::Ask(place, question))
    }
}

fn holds(formula: &Formula<'_>, features: &[Feature<'_>], case: &[usize]) -> bool {
    match formula {
        Formula::Constant(truth) => *truth,
        Formula::All(parts) => parts.iter().all(|part| holds(part, features, case)),
        Formula::Any(parts) => parts.iter().any(|part| holds(part, features, case)),
        Formula::AtLeast(least, parts) => {
            parts.iter().filter(|part| holds(part, features, case)).count() >= usize::from(*least)
        }
        Formula::Not(inner) => !holds(inner, features, case),
        Formula::Ask(place, question) => features[*place].answer(case[*place], question),
    }
}
