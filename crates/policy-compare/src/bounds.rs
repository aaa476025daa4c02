//! What sums over the same events say of each other: a part is no more than its whole, and parts that share no
//! event are together no more than it.

use policy_core::plan::{Aggregate, Amount, FieldRef, Measure, Node, TermSet, Window};

use crate::counting::counts_no_more;
use crate::features::Looked;
use crate::meaning::{Frames, Shared};
use crate::minimums::{is_within, narrowed};
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
    pub fn of(shared: &Shared, frames: Frames, problem: &Problem<'p>) -> Self {
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
            let parts = sums.iter().filter(|(other, of, part)| {
                other != feature && is_part(shared, frames, (*of, part), (*side, whole))
            });
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
fn is_part(
    shared: &Shared,
    frames: Frames,
    (part_side, part): (Side, &Aggregate),
    (whole_side, whole): (Side, &Aggregate),
) -> bool {
    let adds_up = matches!(part.measure, Measure::Count | Measure::Sum(_));
    // Seen from different sides, a filter must mean the same to both.
    let is_common = part_side == whole_side || !frames.differs(Node::Condition(&part.filter));
    adds_up
        && is_common
        && part.measure == whole.measure
        && is_inside(frames, (part_side, &part.window), (whole_side, &whole.window))
        && is_within(&part.filter, &whole.filter)
        && counts_no_more(shared, &part.measure, part.source, whole.source)
}

/// Whether a window surely lies inside another.
fn is_inside(frames: Frames, (part_side, part): (Side, &Window), (side, whole): (Side, &Window)) -> bool {
    if part != whole {
        return false;
    }
    match (part_side, side) {
        (Side::Other, Side::One) => frames == Frames::OtherEarlier && *part == Window::Rule,
        (Side::One, Side::Other) => frames == Frames::OneEarlier && *part == Window::Rule,
        (Side::Both, Side::Both) | (Side::One, Side::One) | (Side::Other, Side::Other) => true,
        (Side::Both, Side::One | Side::Other) | (Side::One | Side::Other, Side::Both) => true,
    }
}
