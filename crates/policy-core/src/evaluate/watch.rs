//! Who listens while the evaluator walks.

use crate::evaluate::{EventView, Outlook, Truth};
use crate::plan::{Comparison, Condition};
use crate::record::FactPath;

/// A comparison of a requirement, worked out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'p> {
    pub comparison: &'p Comparison,
    pub truth: Truth,
    pub left: Outlook,
    pub right: Outlook,
}

/// Hears what the evaluator meets. The default hears nothing.
pub(crate) trait Watch<'e> {
    /// Whether anybody listens; where not, work that is only for listening is left out.
    const LISTENS: bool = false;

    /// A missing fact was met.
    fn missing(&mut self, _path: FactPath) {}
    /// How many missing facts have been met.
    fn mark(&self) -> usize {
        0
    }
    /// What was met since the mark decides nothing after all.
    fn forget(&mut self, _mark: usize) {}
    /// What was met since the mark.
    fn since(&self, _mark: usize) -> Vec<FactPath> {
        Vec::new()
    }
    /// Meets again what was met before.
    fn again(&mut self, _missing: &[FactPath]) {}
    /// An event was taken into an aggregate, or was not.
    fn taken(&mut self, _event: EventView<'_>, _truth: Truth, _amount: Outlook) {}
    /// A condition of a requirement is about to be worked out.
    fn enter(&mut self, _condition: &'e Condition) {}
    /// The condition that was entered last was worked out.
    fn leave(&mut self, _truth: Truth) {}
    /// It is to hold in each of some periods: how it stands in one, from the first day to the last.
    fn occurred(&mut self, _days: (i64, i64), _truth: Truth, _measured: Option<&Part<'_>>) {}
    /// It is a comparison.
    fn compared(&mut self, _part: &Part<'_>) {}
    /// Another rule is worked out for the sake of the one at hand.
    fn turn_aside(&mut self) {}
    /// Back to the one at hand.
    fn turn_back(&mut self) {}
}

/// Listens to nothing.
pub(crate) struct Deaf;

impl Watch<'_> for Deaf {}
