//! The comparison that a verdict was measured by.

use super::{Explained, PartState};
use crate::plan::{Comparison, Condition};
use crate::report::share::Share;

/// The comparison that a verdict was measured by.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredBy<'e> {
    /// The condition that holds it.
    pub condition: &'e Condition,
    /// The comparison.
    pub comparison: &'e Comparison,
    /// How it stands.
    pub state: PartState,
    /// Whether the rule measures more than this.
    pub is_one_of_several: bool,
    /// Its place in [`Explained::parts`].
    pub place: usize,
}

impl MeasuredBy<'_> {
    /// The share of the threshold that is required, `60%`, `1/3` or `1:300`; `None` for all of it.
    pub fn share(&self) -> Option<String> {
        Share::required(self.comparison).map(|share| share.to_string())
    }
}

impl<'e> Explained<'e> {
    /// The comparison that the verdict was measured by; `None` where it was not measured.
    pub fn measured_by(&self) -> Option<MeasuredBy<'e>> {
        let measured = self.verdict.measured?;
        let mut all = self.parts.iter().enumerate().filter(|(_, part)| part.measured.is_some());
        let is_one_of_several = all.clone().count() > 1;
        let (place, part) =
            all.find(|(_, part)| part.measured.is_some_and(|own| own.part == measured.part))?;
        let (condition, state) = (part.condition, part.state);
        let Condition::Compare(comparison) = condition else { return None };
        Some(MeasuredBy { condition, comparison, state, is_one_of_several, place })
    }
}
