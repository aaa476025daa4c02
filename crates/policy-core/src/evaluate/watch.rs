//! Who listens while the evaluator walks.

use crate::evaluate::recognition::Recognised;
use crate::evaluate::{EventView, Outlook, Truth};
use crate::plan::{Aggregate, Comparison, Condition};
use crate::record::FactPath;
use crate::{ListId, Record};

/// A missing fact, and in whose record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    pub path: FactPath,
}

/// A comparison of a requirement, worked out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'p> {
    pub comparison: &'p Comparison,
    pub truth: Truth,
    pub left: Outlook,
    pub right: Outlook,
}

/// Hears what the evaluator meets. The default hears nothing.
pub(crate) trait Watch {
    /// Whether anybody listens; where not, work that is only for listening is left out.
    const LISTENS: bool = false;

    /// A missing fact was met.
    fn missing(&mut self, _record: &Record, _path: FactPath) {}
    /// How many missing facts have been met.
    fn mark(&self) -> usize {
        0
    }
    /// What was met since the mark decides nothing after all.
    fn forget(&mut self, _mark: usize) {}
    /// What was met since the mark.
    fn since(&self, _mark: usize) -> Vec<Missing> {
        Vec::new()
    }
    /// Meets again what was met before.
    fn again(&mut self, _missing: &[Missing]) {}
    /// An event was taken into an aggregate, or was not.
    fn taken(&mut self, _aggregate: &Aggregate, _event: EventView<'_>, _truth: Truth, _amount: Outlook) {}
    /// A condition of a requirement was worked out.
    fn required(&mut self, _condition: &Condition, _truth: Truth) {}
    /// A comparison of a requirement was worked out.
    fn compared(&mut self, _part: &Part<'_>) {}
    /// The recognition of an event was worked out.
    fn recognised(&mut self, _list: ListId, _event: EventView<'_>, _recognised: &Recognised) {}
}

/// Listens to nothing.
pub(crate) struct Deaf;

impl Watch for Deaf {}
