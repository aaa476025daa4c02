//! The comparisons of a requirement, and the one that its verdict shows.

use crate::Decimal;
use crate::decision::Measured;
use crate::evaluate::{Outlook, Part, Truth, amount_range};
use crate::plan::{Comparison, Operator};

/// The comparisons of a requirement, and the one that a verdict shows: the first that can no longer
/// hold, else the first that does not hold yet, else the first.
#[derive(Default)]
pub(crate) struct Parts {
    seen: u16,
    rank: u8,
    pub chosen: Option<Measured>,
}

impl Parts {
    pub fn add(&mut self, part: Part<'_>) {
        let rank = rank(part.truth);
        if rank > self.rank {
            self.rank = rank;
            self.chosen = Some(part.measured(self.seen));
        }
        self.seen = self.seen.saturating_add(1);
    }
}

/// How much a comparison tells of why a requirement stands as it does: the more, the sooner it is shown.
pub(crate) const fn rank(truth: Truth) -> u8 {
    if truth.is_surely_false() {
        3
    } else if truth.now().no {
        2
    } else {
        1
    }
}

impl Part<'_> {
    /// The comparison as a verdict carries it.
    pub fn measured(&self, part: u16) -> Measured {
        Measured {
            part,
            value: amount_range(self.left.now),
            threshold: amount_range(self.right.now),
            shortfall: shortfall(self.comparison, self.left, self.right),
        }
    }
}

/// How much is missing so far, at best; only for a plain minimum.
fn shortfall(comparison: &Comparison, left: Outlook, right: Outlook) -> Option<Decimal> {
    let plain = comparison.left_factor == 1 && comparison.right_factor == 1;
    match comparison.operator {
        Operator::AtLeast | Operator::MoreThan | Operator::Equal if plain => {
            Some(missing(left.now.high, right.now.low))
        }
        Operator::AtLeast
        | Operator::MoreThan
        | Operator::Equal
        | Operator::AtMost
        | Operator::LessThan
        | Operator::NotEqual => None,
    }
}

/// How much an amount that can be `high` at most is short of one that is `low` at least.
pub(crate) fn missing(high: i64, low: i64) -> Decimal {
    // Where one of the two has no bound, saturating leaves nothing missing.
    Decimal::from_millionths(low.saturating_sub(high).max(0))
}
