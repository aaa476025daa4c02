//! Searching the cases that conditions tell apart for those in which they hold together.
//!
//! A case gives each feature one of its classes. Features are settled one after the other, and as soon as what is settled
//! rules a condition out, whatever else is so is passed over.

use std::cell::Cell;

use policy_core::Plan;
use policy_core::plan::{Amount, Condition, Node, RuleId, Window};

use super::features::{Example, Feature, Looked, Question, question};

/// How many steps one search takes before giving up: it is part of every compilation.
const MOST_STEPS: usize = 8_192;
/// How many steps the searches of one compilation take.
const MOST_STEPS_IN_ALL: usize = 400_000;
/// How many simple conditions may be looked at in each case.
const MOST_QUESTIONS: usize = 100;
/// How many terms times how many sets of them are told apart, at most.
const MOST_TERMS: usize = 20_000;

/// What was found.
#[derive(Debug)]
pub enum Found<'p> {
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

/// Which of two rules something is seen from, where that makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// It means the same to both.
    Both,
    /// The first.
    One,
    /// The second.
    Other,
}

/// Something that is said, made of conditions.
#[derive(Clone, Debug)]
pub(crate) enum Claim<'p> {
    /// Always, or never.
    Constant(bool),
    /// A condition, seen from a rule.
    Condition(Side, &'p Condition),
    /// A condition that an alternative sees from a window of its own.
    Elsewhere(Side, &'p Condition, &'p Window),
    /// Every one holds.
    All(Vec<Claim<'p>>),
    /// At least one holds.
    Any(Vec<Claim<'p>>),
    /// It does not hold.
    Not(Box<Claim<'p>>),
}

/// A claim over numbered features.
#[derive(Debug)]
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
pub struct Search<'p> {
    /// The plan.
    pub plan: &'p Plan,
    left: Cell<usize>,
}

impl<'p> Search<'p> {
    /// Nothing has been searched yet.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, left: Cell::new(MOST_STEPS_IN_ALL) }
    }

    /// Looks for a case in which all conditions hold.
    pub fn together(&self, conditions: &[&'p Condition]) -> Found<'p> {
        let claims: Vec<Claim<'p>> =
            conditions.iter().map(|condition| Claim::Condition(Side::Both, condition)).collect();
        let Some(problem) = Problem::of(self.plan, &claims, &|_| false) else { return Found::TooMany };
        let mut found = Found::Never;
        let mut steps = MOST_STEPS.min(self.left.get());
        let before = steps;
        let searched = problem.each(&mut steps, &mut |case| {
            found = problem.described(case);
            false
        });
        self.left.set(self.left.get().saturating_sub(before - steps));
        match searched {
            Searched::All | Searched::Stopped => found,
            Searched::TooMany => Found::TooMany,
        }
    }

    /// Whether the conditions can never hold together.
    pub fn never(&self, conditions: &[&'p Condition]) -> bool {
        matches!(self.together(conditions), Found::Never)
    }
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Searched {
    /// Every case was looked at.
    All,
    /// The visitor had seen enough.
    Stopped,
    /// There are too many.
    TooMany,
}

/// Claims, and what they look at.
#[derive(Debug)]
pub(crate) struct Problem<'p> {
    /// What they look at, and from which side.
    pub features: Vec<(Side, Feature<'p>)>,
    formulas: Vec<Formula<'p>>,
    /// What is looked at besides, whether it holds or not.
    asides: Vec<Formula<'p>>,
}

impl<'p> Problem<'p> {
    /// Takes claims apart; `None` where there is too much to look at. `differs` says of a piece whether it means
    /// different things to the two rules.
    pub fn of(plan: &Plan, claims: &[Claim<'p>], differs: &dyn Fn(Node<'_>) -> bool) -> Option<Self> {
        Self::beside(plan, claims, &[], differs)
    }

    /// Takes claims apart, and others that need not hold, but are looked at in each case.
    pub fn beside(
        plan: &Plan,
        claims: &[Claim<'p>],
        asides: &[Claim<'p>],
        differs: &dyn Fn(Node<'_>) -> bool,
    ) -> Option<Self> {
        let mut gather = Gather { plan, differs, features: Vec::new(), questions: 0 };
        let mut all = |claims: &[Claim<'p>]| -> Option<Vec<Formula<'p>>> {
            claims.iter().map(|claim| gather.claim(claim)).collect()
        };
        let (formulas, asides) = (all(claims)?, all(asides)?);
        let mut features = gather.features;
        for (_, feature) in &mut features {
            if feature.size(plan) > MOST_TERMS {
                return None;
            }
            feature.settle(plan);
        }
        Some(Self { features, formulas, asides })
    }

    /// Visits the cases in which all claims hold, until the visitor says `false` or the steps are used up.
    pub fn each(&self, steps: &mut usize, visit: &mut dyn FnMut(&[usize]) -> bool) -> Searched {
        let mut case = vec![None; self.features.len()];
        self.settle(self.features.len(), &mut case, steps, true, visit)
    }

    /// Visits all cases, whatever holds in them.
    pub fn every(&self, steps: &mut usize, visit: &mut dyn FnMut(&[usize]) -> bool) -> Searched {
        let mut case = vec![None; self.features.len()];
        self.settle(self.features.len(), &mut case, steps, false, visit)
    }

    /// Settles the first `open` features, from the last one on.
    fn settle(
        &self,
        open: usize,
        case: &mut Vec<Option<usize>>,
        steps: &mut usize,
        must_hold: bool,
        visit: &mut dyn FnMut(&[usize]) -> bool,
    ) -> Searched {
        let Some(fewer) = steps.checked_sub(1) else { return Searched::TooMany };
        *steps = fewer;
        if must_hold && self.formulas.iter().any(|formula| self.holds(formula, case) == Some(false)) {
            return Searched::All;
        }
        let Some(place) = open.checked_sub(1) else {
            let whole: Vec<usize> = case.iter().copied().flatten().collect();
            return if visit(&whole) { Searched::All } else { Searched::Stopped };
        };
        for class in 0..self.features[place].1.classes() {
            case[place] = Some(class);
            // One level for each of at most so many questions.
            let searched = self.settle(place, case, steps, must_hold, visit);
            case[place] = None;
            match searched {
                Searched::All => {}
                Searched::Stopped | Searched::TooMany => return searched,
            }
        }
        Searched::All
    }

    /// Whether a formula holds; `None` where what is not settled decides.
    fn holds(&self, formula: &Formula<'_>, case: &[Option<usize>]) -> Option<bool> {
        match formula {
            Formula::Constant(truth) => Some(*truth),
            Formula::All(parts) => {
                let mut all = Some(true);
                for part in parts {
                    match self.holds(part, case) {
                        Some(false) => return Some(false),
                        Some(true) => {}
                        None => all = None,
                    }
                }
                all
            }
            Formula::Any(parts) => {
                let mut any = Some(false);
                for part in parts {
                    match self.holds(part, case) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => any = None,
                    }
                }
                any
            }
            Formula::AtLeast(least, parts) => {
                let truths = parts.iter().map(|part| self.holds(part, case));
                let (mut sure, mut possible) = (0, 0);
                for truth in truths {
                    sure += usize::from(truth == Some(true));
                    possible += usize::from(truth != Some(false));
                }
                let least = usize::from(*least);
                if sure >= least {
                    Some(true)
                } else if possible < least {
                    Some(false)
                } else {
                    None
                }
            }
            Formula::Not(inner) => self.holds(inner, case).map(|truth| !truth),
            Formula::Ask(place, question) => {
                let class = case.get(*place).copied().flatten()?;
                Some(self.features[*place].1.answer(class, question))
            }
        }
    }

    /// Whether one of the claims holds in a case.
    pub fn claim_holds(&self, claim: usize, case: &[usize]) -> bool {
        let case: Vec<Option<usize>> = case.iter().copied().map(Some).collect();
        self.formulas.get(claim).is_some_and(|formula| self.holds(formula, &case) == Some(true))
    }

    /// Whether what is looked at besides holds in a case.
    pub fn aside_holds(&self, aside: usize, case: &[usize]) -> bool {
        let case: Vec<Option<usize>> = case.iter().copied().map(Some).collect();
        self.asides.get(aside).is_some_and(|formula| self.holds(formula, &case) == Some(true))
    }

    /// The example, without what could just as well be otherwise.
    fn described(&self, case: &[usize]) -> Found<'p> {
        let mut example = Vec::new();
        let mut certain = true;
        for (place, (_, feature)) in self.features.iter().enumerate() {
            let matters = (0..feature.classes()).any(|class| {
                let mut other: Vec<Option<usize>> = case.iter().copied().map(Some).collect();
                other[place] = Some(class);
                !self.formulas.iter().all(|formula| self.holds(formula, &other) == Some(true))
            });
            if !matters {
                continue;
            }
            match feature.looked {
                // Two sums over the same events are not free of each other.
                Looked::Opaque(_)
                | Looked::Elsewhere(..)
                | Looked::Share(..)
                | Looked::Amount(Amount::Aggregate(_) | Amount::Sum(_)) => certain = false,
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
        let days = self.features.iter().any(|(_, feature)| matches!(feature.looked, Looked::Day(_)));
        let years = self.features.iter().any(|(_, feature)| matches!(feature.looked, Looked::YearOf(_)));
        Found::Together { example, certain: certain && !(days && years) }
    }
}

/// Turns claims into formulas, as long as there are not too many questions.
struct Gather<'a, 'p> {
    plan: &'a Plan,
    differs: &'a dyn Fn(Node<'_>) -> bool,
    features: Vec<(Side, Feature<'p>)>,
    questions: usize,
}

impl<'p> Gather<'_, 'p> {
    fn claim(&mut self, claim: &Claim<'p>) -> Option<Formula<'p>> {
        let all = |this: &mut Self, claims: &[Claim<'p>]| -> Option<Vec<Formula<'p>>> {
            claims.iter().map(|claim| this.claim(claim)).collect()
        };
        Some(match claim {
            Claim::Constant(truth) => Formula::Constant(*truth),
            Claim::Condition(side, condition) => self.formula(*side, condition)?,
            Claim::Elsewhere(side, condition, window) => {
                let looked = Looked::Elsewhere(condition, window);
                let differs =
                    (self.differs)(Node::Condition(condition)) || (self.differs)(Node::Window(window));
                self.place(*side, differs, looked, Question::Holds)?
            }
            Claim::All(claims) => Formula::All(all(self, claims)?),
            Claim::Any(claims) => Formula::Any(all(self, claims)?),
            Claim::Not(claim) => Formula::Not(Box::new(self.claim(claim)?)),
        })
    }

    fn formula(&mut self, side: Side, condition: &'p Condition) -> Option<Formula<'p>> {
        Some(match condition {
            Condition::Constant(truth) => Formula::Constant(*truth),
            Condition::All(parts) => Formula::All(self.formulas(side, parts)?),
            Condition::Any(parts) => Formula::Any(self.formulas(side, parts)?),
            Condition::AtLeastOf(least, parts) => Formula::AtLeast(*least, self.formulas(side, parts)?),
            Condition::Not(inner) => Formula::Not(Box::new(self.formula(side, inner)?)),
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
            | Condition::InEach { .. } => {
                let (looked, question) = question(self.plan, condition);
                let differs = (self.differs)(Node::Condition(condition));
                self.place(side, differs, looked, question)?
            }
        })
    }

    fn has_exemption(&self, rule: RuleId) -> bool {
        self.plan.rules.get(rule.index()).is_none_or(|rule| !rule.exemptions.is_empty())
    }

    fn formulas(&mut self, side: Side, parts: &'p [Condition]) -> Option<Vec<Formula<'p>>> {
        parts.iter().map(|part| self.formula(side, part)).collect()
    }

    fn place(
        &mut self,
        side: Side,
        differs: bool,
        looked: Looked<'p>,
        question: Question<'p>,
    ) -> Option<Formula<'p>> {
        self.questions += 1;
        if self.questions > MOST_QUESTIONS {
            return None;
        }
        let side = if differs { side } else { Side::Both };
        let known = self.features.iter().position(|(of, feature)| *of == side && feature.looked == looked);
        let place = match known {
            Some(place) => place,
            None => {
                self.features.push((side, Feature::new(looked)));
                self.features.len() - 1
            }
        };
        self.features[place].1.asked(&question);
        Some(Formula::Ask(place, question))
    }
}
