//! The highest or lowest of the amounts of what is taken.

use crate::evaluate::Range;
use crate::evaluate::aggregate::Share;

/// What is known so far, on one side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Farthest {
    highest: bool,
    /// The farthest amount of what is surely taken.
    certain: Option<Range>,
    /// From the least to the most of what may be taken.
    possible: Option<Range>,
}

impl Farthest {
    pub fn new(highest: bool) -> Self {
        Self { highest, certain: None, possible: None }
    }

    pub fn add(&mut self, share: Share, amount: Range) {
        match share {
            Share::None => return,
            Share::Possible => {}
            Share::Certain => {
                self.certain = Some(match (self.certain, self.highest) {
                    (None, _) => amount,
                    (Some(certain), true) => certain.higher(amount),
                    (Some(certain), false) => certain.lower(amount),
                });
            }
        }
        self.possible = Some(self.possible.map_or(amount, |possible| possible.hull(amount)));
    }

    /// The amount itself: what is certain bounds it on one side, what is possible on the other.
    pub fn range(&self) -> Range {
        let Some(possible) = self.possible else { return Range::ZERO };
        match (self.certain, self.highest) {
            (Some(certain), true) => Range { low: certain.low, high: possible.high },
            (Some(certain), false) => Range { low: possible.low, high: certain.high },
            (None, _) => Range { low: 0, high: possible.high },
        }
    }
}
