//! What the things that conditions look at say of each other: a part is no more than its whole, parts that share no event are
//! together no more than it, and of two amounts or conditions the one may follow from the other by its form.

use policy_core::plan::{Aggregate, Amount, FieldRef, Measure, TermSet};

use crate::features::Looked;
use crate::minimums::narrowed;
use crate::order::{Order, is_never_negative};
use crate::search::{Claim, Problem, Side};

/// The sums of a problem, and which is a part of which.
#[derive(Debug)]
pub(crate) struct Bounds<'p> {
    wholes: Vec<Whole<'p>>,
    /// The features that are sums or counts, and whether only whole ones can be.
    amounts: Vec<(usize, bool)>,
    /// Pairs of amounts of which the first is no more than the second, and whether the first is never below zero.
    no_more: Vec<(usize, usize, bool)>,
    /// Pairs of conditions of which the second holds wherever the first does.
    follows: Vec<(usize, usize)>,
    /// Of what is looked at besides, what follows from it, and what it follows from.
    asides: Vec<(usize, usize, Direction)>,
}

/// Which of two follows from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// The feature, from what is looked at besides.
    Forth,
    /// The other way round.
    Back,
}

/// How many features are looked at in pairs.
const MOST_PAIRED: usize = 24;

#[derive(Debug)]
struct Whole<'p> {
    feature: usize,
    parts: Vec<Part<'p>>,
}

#[derive(Debug)]
struct Part<'p> {
    feature: usize,
    /// The one set of terms by which it is narrower.
    narrowed: Option<(FieldRef, &'p TermSet)>,
}

impl<'p> Bounds<'p> {
    /// Finds out which sums are parts of which.
    pub fn of(order: &Order<'_>, problem: &Problem<'p>) -> Self {
        Self::beside(order, problem, &[])
    }

    /// The same, with what is looked at besides.
    pub fn beside(order: &Order<'_>, problem: &Problem<'p>, asides: &[Claim<'_>]) -> Self {
        let sums: Vec<(usize, Side, &'p Aggregate)> = problem
            .features
            .iter()
            .enumerate()
            .filter_map(|(place, (side, feature))| {
                let Looked::Amount(Amount::Aggregate(aggregate)) = feature.looked else { return None };
                Some((place, *side, &**aggregate))
            })
            .collect();
        let wholes = sums.iter().map(|(feature, side, whole)| {
            let parts = sums
                .iter()
                .filter(|(other, of, part)| other != feature && is_part(order, (*of, part), (*side, whole)));
            let parts = parts.map(|(feature, _, part)| Part {
                feature: *feature,
                narrowed: narrowed(&part.filter, &whole.filter),
            });
            Whole { feature: *feature, parts: parts.collect() }
        });
        let amounts = sums.iter().filter_map(|(place, _, over)| match over.measure {
            Measure::Count | Measure::Distinct(_) => Some((*place, true)),
            Measure::Sum(_) => Some((*place, false)),
            Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => None,
        });
        Self {
            wholes: wholes.filter(|whole| !whole.parts.is_empty()).collect(),
            amounts: amounts.collect(),
            no_more: no_more(order, problem),
            follows: follows(order, problem),
            asides: of_asides(order, problem, asides),
        }
    }

    /// Whether a case can be, as far as the sums go.
    pub fn allow(&self, problem: &Problem<'_>, case: &[usize]) -> bool {
        let range = |feature: usize| {
            let (_, looked) = problem.features.get(feature)?;
            looked.range(*case.get(feature)?)
        };
        let can_be = |(feature, whole): &(usize, bool)| {
            let class = case.get(*feature).copied().unwrap_or_default();
            problem.features.get(*feature).is_none_or(|(_, looked)| looked.can_be(class, *whole))
        };
        let is_no_more = |(less, more, is_never_negative): &(usize, usize, bool)| {
            let (Some((least, _)), Some((_, Some(most)))) = (range(*less), range(*more)) else { return true };
            let is_lowest = case.get(*less) == Some(&0) && !is_never_negative;
            is_lowest || least <= most
        };
        // Of what holds or does not, the first class is that it holds.
        let holds = |feature: usize| case.get(feature) == Some(&0);
        self.amounts.iter().all(can_be)
            && self.no_more.iter().all(is_no_more)
            && self.follows.iter().all(|(one, other)| !holds(*one) || holds(*other))
            && self.asides.iter().all(|(aside, feature, direction)| match direction {
                Direction::Forth => holds(*feature) || !problem.aside_holds(*aside, case),
                Direction::Back => !holds(*feature) || problem.aside_holds(*aside, case),
            })
            && self.wholes.iter().all(|whole| {
                let Some((_, Some(most))) = range(whole.feature) else { return true };
                let mut taken: Vec<(FieldRef, &TermSet)> = Vec::new();
                let mut sum = 0i64;
                for part in &whole.parts {
                    let Some((least, _)) = range(part.feature) else { continue };
                    if least > most {
                        return false;
                    }
                    let Some((field, set)) = part.narrowed else { continue };
                    let apart = |(other, known): &(FieldRef, &TermSet)| {
                        *other == field
                            && !known.terms.iter().any(|term| set.terms.binary_search(term).is_ok())
                    };
                    if taken.iter().all(apart) {
                        taken.push((field, set));
                        sum = sum.saturating_add(least);
                    }
                }
                sum <= most
            })
    }
}

fn no_more(order: &Order<'_>, problem: &Problem<'_>) -> Vec<(usize, usize, bool)> {
    let amounts: Vec<(usize, Side, &Amount)> = problem
        .features
        .iter()
        .enumerate()
        .filter_map(|(place, (side, feature))| match feature.looked {
            Looked::Amount(amount) => Some((place, *side, amount)),
            Looked::Term(..)
            | Looked::Flag(_)
            | Looked::Day(_)
            | Looked::YearOf(_)
            | Looked::Text(_)
            | Looked::Share(..)
            | Looked::Opaque(_)
            | Looked::Elsewhere(..) => None,
        })
        .take(MOST_PAIRED)
        .collect();
    let pairs = amounts.iter().flat_map(|one| amounts.iter().map(move |other| (one, other)));
    let is_no_more =
        |((place, side, less), (of_other, of, more)): &(&(usize, Side, &Amount), &(usize, Side, &Amount))| {
            place != of_other && order.amount((*side, less), (*of, more))
        };
    pairs
        .filter(is_no_more)
        .map(|((place, _, less), (other, ..))| (*place, *other, is_never_negative(less)))
        .collect()
}

fn follows(order: &Order<'_>, problem: &Problem<'_>) -> Vec<(usize, usize)> {
    let claims: Vec<(usize, Claim<'_>)> = problem
        .features
        .iter()
        .enumerate()
        .filter_map(|(place, (side, feature))| match feature.looked {
            Looked::Opaque(condition) => Some((place, Claim::Condition(*side, condition))),
            Looked::Elsewhere(condition, window) => Some((place, Claim::Elsewhere(*side, condition, window))),
            Looked::Amount(_)
            | Looked::Term(..)
            | Looked::Flag(_)
            | Looked::Day(_)
            | Looked::YearOf(_)
            | Looked::Text(_)
            | Looked::Share(..) => None,
        })
        .take(MOST_PAIRED)
        .collect();
    let pairs = claims.iter().flat_map(|one| claims.iter().map(move |other| (one, other)));
    pairs
        .filter(|((one, known), (other, asked))| one != other && order.claim(known, asked))
        .map(|((one, _), (other, _))| (*one, *other))
        .collect()
}

/// What is required in other windows follows from what is required in narrower ones.
fn of_asides(
    order: &Order<'_>,
    problem: &Problem<'_>,
    asides: &[Claim<'_>],
) -> Vec<(usize, usize, Direction)> {
    let mut found = Vec::new();
    for (place, (side, feature)) in problem.features.iter().enumerate() {
        let Looked::Elsewhere(condition, window) = feature.looked else { continue };
        let elsewhere = Claim::Elsewhere(*side, condition, window);
        for (number, aside) in asides.iter().enumerate() {
            if order.claim(aside, &elsewhere) {
                found.push((number, place, Direction::Forth));
            }
            if order.claim(&elsewhere, aside) {
                found.push((number, place, Direction::Back));
            }
        }
    }
    found
}

/// Whether one sum surely is no more than another.
fn is_part(order: &Order<'_>, part: (Side, &Aggregate), whole: (Side, &Aggregate)) -> bool {
    let adds_up = matches!(part.1.measure, Measure::Count | Measure::Sum(_));
    adds_up && part.1.measure == whole.1.measure && order.aggregate(part, whole)
}
