//! Who listens to the evaluator for the sake of an explanation.

use std::collections::HashSet;

use super::{Part, PartState, TakenEvent};
use crate::ListId;
use crate::evaluate::{EventView, Outlook, Part as Compared, Truth, Watch, amount_range};
use crate::plan::Condition;
use crate::record::FactPath;

/// Writes down what the evaluator meets.
#[derive(Default)]
pub(crate) struct Listener<'e> {
    pub(super) missing: Vec<FactPath>,
    pub(super) parts: Vec<Part<'e>>,
    /// The parts that have been entered and not left.
    entered: Vec<usize>,
    /// How many other rules are being worked out for the sake of the one at hand.
    aside: usize,
    taken: Vec<TakenEvent>,
    /// Which events are among them.
    seen: HashSet<(ListId, u32)>,
}

impl<'e> Watch<'e> for Listener<'e> {
    const LISTENS: bool = true;

    fn missing(&mut self, path: FactPath) {
        self.missing.push(path);
    }

    fn mark(&self) -> usize {
        self.missing.len()
    }

    fn forget(&mut self, mark: usize) {
        self.missing.truncate(mark);
    }

    fn since(&self, mark: usize) -> Vec<FactPath> {
        self.missing.get(mark..).unwrap_or_default().to_vec()
    }

    fn again(&mut self, missing: &[FactPath]) {
        self.missing.extend_from_slice(missing);
    }

    fn enter(&mut self, condition: &'e Condition) {
        if self.aside == 0 {
            let depth = self.entered.len();
            self.entered.push(self.parts.len());
            self.taken.clear();
            self.seen.clear();
            let part =
                Part { condition, depth, state: PartState::Unknown, measured: None, events: Vec::new() };
            self.parts.push(part);
        }
    }

    fn leave(&mut self, truth: Truth) {
        if self.aside > 0 {
            return;
        }
        let taken = std::mem::take(&mut self.taken);
        self.seen.clear();
        let Some(part) = self.entered.pop().and_then(|place| self.parts.get_mut(place)) else { return };
        part.state = PartState::of(truth);
        if !matches!(part.condition, Condition::All(_) | Condition::Any(_) | Condition::AtLeastOf(..)) {
            part.events = taken;
        }
    }

    fn compared(&mut self, compared: &Compared<'_>) {
        if self.aside > 0 {
            return;
        }
        let before = self.parts.iter().filter(|part| part.measured.is_some()).count();
        if let Some(part) = self.entered.last().and_then(|place| self.parts.get_mut(*place)) {
            part.measured = Some(compared.measured(u16::try_from(before).unwrap_or(u16::MAX)));
        }
    }

    fn turn_aside(&mut self) {
        self.aside += 1;
    }

    fn turn_back(&mut self) {
        self.aside = self.aside.saturating_sub(1);
    }

    fn taken(&mut self, event: EventView<'_>, truth: Truth, amount: Outlook) {
        if self.aside > 0 || !truth.now().yes {
            return;
        }
        let (list, event) = (event.list, event.index);
        if self.seen.insert((list, event)) {
            let amount = amount_range(amount.now);
            self.taken.push(TakenEvent { list, event, is_certain: !truth.now().no, amount });
        }
    }
}

impl PartState {
    fn of(truth: Truth) -> Self {
        if truth.is_surely_true() {
            Self::Holds
        } else if truth.is_surely_false() {
            Self::Fails
        } else if truth.is_decided_now() {
            Self::Pending
        } else {
            Self::Unknown
        }
    }
}
