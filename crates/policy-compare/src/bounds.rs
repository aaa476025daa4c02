//! What sums over the same events say of each other: a part is no more than its whole, and parts that share no
//! event are together no more than it.

use policy_core::plan::{Aggregate, Amount, FieldRef, Measure, TermSet};

use crate::features::Looked;
use crate::minimums::narrowed;
use crate::order::Order;
use crate::search::{Problem, Side};

/// The sums of a problem, and which is a part of which.
#[derive(Debug)]
pub(crate) struct Bounds<'p> {
    wholes: Vec<Whole<'p>>,
    /// The features that are sums or counts, and whether only whole ones can be.
    amounts: Vec<(usize, bool)>,
}

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
        Self { wholes: wholes.filter(|whole| !whole.parts.is_empty()).collect(), amounts: amounts.collect() }
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
        self.amounts.iter().all(can_be)
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

/// Whether one sum surely is no more than another.
fn is_part(order: &Order<'_>, part: (Side, &Aggregate), whole: (Side, &Aggregate)) -> bool {
    let adds_up = matches!(part.1.measure, Measure::Count | Measure::Sum(_));
    adds_up && part.1.measure == whole.1.measure && order.aggregate(part, whole)
}
