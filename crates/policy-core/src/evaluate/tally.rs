//! How many verdicts came out in one way, and the longest unbroken row of them.

use crate::evaluate::truth::Possible;
use crate::evaluate::{Range, Result, Truth};
use crate::{DecideError, Decimal};

/// What verdicts that follow each other come to, on both sides.
#[derive(Clone, Copy)]
pub(super) struct Tally {
    now: Side,
    ever: Side,
}

/// What is sure and what is possible.
#[derive(Clone, Copy)]
struct Side {
    sure: Row,
    possible: Row,
}

/// Some verdicts that follow each other.
#[derive(Clone, Copy)]
struct Row {
    /// How many count.
    all: i32,
    /// How many of these before the first that ends a row.
    first: i32,
    /// How many after the last that ends one.
    last: i32,
    /// The longest row.
    longest: i32,
    /// None of them ends a row.
    is_unbroken: bool,
}

impl Tally {
    pub const NOTHING: Self = Self { now: Side::NOTHING, ever: Side::NOTHING };

    /// One verdict: whether it counts, whether it came out so (were it counted), whether it is passed over.
    pub fn of(so: Truth, came_out: Truth, passed: Truth) -> Self {
        Self {
            now: Side::of(so.now(), came_out.now(), passed.now()),
            ever: Side::of(so.ever(), came_out.ever(), passed.ever()),
        }
    }

    /// These, and then those.
    pub fn then(self, next: Self) -> Self {
        Self { now: self.now.then(next.now), ever: self.ever.then(next.ever) }
    }

    /// How many there are, or how many in a row: now, and ever.
    pub fn ranges(&self, in_a_row: bool) -> Result<(Range, Range)> {
        Ok((self.now.range(in_a_row)?, self.ever.range(in_a_row)?))
    }
}

impl Side {
    const NOTHING: Self = Self { sure: Row::NOTHING, possible: Row::NOTHING };

    fn of(so: Possible, came_out: Possible, passed: Possible) -> Self {
        // One that came out so ends no row, even where it may lie outside of the window.
        Self { sure: Row::of(!so.no, !passed.no || !came_out.no), possible: Row::of(so.yes, passed.yes) }
    }

    fn then(self, next: Self) -> Self {
        Self { sure: self.sure.then(next.sure), possible: self.possible.then(next.possible) }
    }

    fn range(&self, in_a_row: bool) -> Result<Range> {
        let number = |row: &Row| {
            let count = if in_a_row { row.longest } else { row.all };
            Decimal::whole(count.into()).map(Decimal::millionths).ok_or(DecideError::Overflow)
        };
        Ok(Range { low: number(&self.sure)?, high: number(&self.possible)? })
    }
}

impl Row {
    const NOTHING: Self = Self { all: 0, first: 0, last: 0, longest: 0, is_unbroken: true };

    fn of(counts: bool, is_passed_over: bool) -> Self {
        let count = i32::from(counts);
        Self { all: count, first: count, last: count, longest: count, is_unbroken: counts || is_passed_over }
    }

    fn then(self, next: Self) -> Self {
        Self {
            all: self.all + next.all,
            first: if self.is_unbroken { self.first + next.first } else { self.first },
            last: if next.is_unbroken { self.last + next.last } else { next.last },
            longest: self.longest.max(next.longest).max(self.last + next.first),
            is_unbroken: self.is_unbroken && next.is_unbroken,
        }
    }
}
