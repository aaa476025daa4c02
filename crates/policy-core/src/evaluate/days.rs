//! The days that a date can still turn out to be, and the windows between them.

use crate::evaluate::range::{ABOVE, BELOW, compare};
use crate::evaluate::truth::{Possible, Truth};
use crate::plan::Operator;

/// A day, or the range it lies in, or none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// The first day it can be; [`BELOW`] where nothing bounds it.
    pub low: i64,
    /// The last day it can be; [`ABOVE`] where nothing bounds it.
    pub high: i64,
    /// There can be a day at all.
    pub some: bool,
    /// There can be none.
    pub none: bool,
}

/// A day now and ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub now: Day,
    pub ever: Day,
}

impl Day {
    /// Some day, nobody knows which.
    pub const ANY: Self = Self { low: BELOW, high: ABOVE, some: true, none: false };
    /// No day at all.
    pub const NONE: Self = Self { low: ABOVE, high: BELOW, some: false, none: true };

    pub const fn exactly(day: i64) -> Self {
        Self { low: day, high: day, some: true, none: false }
    }

    /// The day, where it is certain.
    pub fn known(self) -> Option<i64> {
        (self.some && !self.none && self.low == self.high && self.low != BELOW && self.low != ABOVE)
            .then_some(self.low)
    }

    /// The day, where it is certain; it may be unbounded.
    pub fn exact(self) -> Option<i64> {
        (self.some && !self.none && self.low == self.high).then_some(self.low)
    }

    /// Whether nothing is open about it: it is a certain day, or surely none.
    pub fn is_settled(self) -> bool {
        !self.some || self.exact().is_some()
    }

    /// Both ends moved by a monotone function; an end that leaves the calendar is unbounded.
    pub fn moved(self, step: impl Fn(i64) -> Option<i64>) -> Self {
        if self.low == self.high && self.low != BELOW && self.low != ABOVE {
            let (low, high) = step(self.low).map_or((BELOW, ABOVE), |day| (day, day));
            return Self { low, high, ..self };
        }
        let bound = |day: i64, beyond: i64| {
            if day == BELOW || day == ABOVE { day } else { step(day).unwrap_or(beyond) }
        };
        Self { low: bound(self.low, BELOW), high: bound(self.high, ABOVE), ..self }
    }

    /// Whether the comparison can hold and can fail; with no day at all it fails.
    pub fn compare(self, operator: Operator, other: Self) -> Possible {
        if !(self.some && other.some) {
            return Possible::FALSE;
        }
        let known = compare(self.low, self.high, operator, other.low, other.high);
        Possible { no: known.no || self.none || other.none, ..known }
    }
}

impl Days {
    pub const fn both(day: Day) -> Self {
        Self { now: day, ever: day }
    }

    pub const fn exactly(day: i64) -> Self {
        Self::both(Day::exactly(day))
    }

    /// The day, where it is the same on both sides and certain; it may be unbounded.
    pub fn exact(self) -> Option<i64> {
        self.ever.exact().filter(|_| self.now == self.ever)
    }

    pub fn moved(self, step: impl Fn(i64) -> Option<i64>) -> Self {
        let now = self.now.moved(&step);
        Self { now, ever: if self.ever == self.now { now } else { self.ever.moved(&step) } }
    }

    pub fn compare(self, operator: Operator, other: Self) -> Truth {
        Truth::new(self.now.compare(operator, other.now), self.ever.compare(operator, other.ever))
    }
}

/// A stretch of days on one side of the outlook, both ends included.
///
/// Where an end is "no day at all", the window holds no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub start: Day,
    pub end: Day,
}

impl Stretch {
    /// No day.
    pub const EMPTY: Self = Self { start: Day::NONE, end: Day::NONE };
    /// Nobody knows which days.
    pub const ANY: Self = Self { start: Day::ANY, end: Day::ANY };

    /// Whether it can hold any day; nothing lies beyond all days.
    pub fn may_hold_days(self) -> bool {
        let (start, end) = (self.start, self.end);
        start.some && end.some && start.low <= end.high && start.low != ABOVE && end.high != BELOW
    }

    /// Whether it can hold days, and can hold none.
    pub fn holds_days(self) -> Possible {
        let (start, end) = (self.start, self.end);
        let sure =
            !start.none && !end.none && start.high <= end.low && start.high != ABOVE && end.low != BELOW;
        Possible { yes: self.may_hold_days(), no: !sure }
    }

    /// Whether the day can lie in it, and can lie outside.
    pub fn contains(self, day: Day) -> Possible {
        let sure = !self.holds_days().no && !day.none;
        Possible {
            yes: self.may_hold_days() && day.some && day.high >= self.start.low && day.low <= self.end.high,
            no: !(sure && day.low >= self.start.high && day.high <= self.end.low),
        }
    }

    /// The days that may lie in it, from the first to the last; none where the first is after the last.
    pub fn perhaps(self) -> (i64, i64) {
        if self.may_hold_days() { (self.start.low, self.end.high) } else { (ABOVE, BELOW) }
    }

    /// The days that surely lie in it, likewise.
    pub fn surely(self) -> (i64, i64) {
        if self.holds_days().no { (ABOVE, BELOW) } else { (self.start.high, self.end.low) }
    }

    /// Whether a day from `as_of` on can lie in it.
    pub fn is_open(self, as_of: i64) -> bool {
        self.may_hold_days() && self.end.high >= as_of
    }
}

/// A window now and ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub start: Days,
    pub end: Days,
}

impl Window {
    /// All of time.
    pub const ALWAYS: Self = Self {
        start: Days::both(Day { low: BELOW, high: BELOW, some: true, none: false }),
        end: Days::both(Day { low: ABOVE, high: ABOVE, some: true, none: false }),
    };
    /// No day.
    pub const EMPTY: Self = Self { start: Days::both(Day::NONE), end: Days::both(Day::NONE) };
    /// Nobody knows which days.
    pub const ANY: Self = Self { start: Days::both(Day::ANY), end: Days::both(Day::ANY) };

    pub const fn between(start: i64, end: i64) -> Self {
        Self { start: Days::exactly(start), end: Days::exactly(end) }
    }

    pub const fn now(self) -> Stretch {
        Stretch { start: self.start.now, end: self.end.now }
    }

    pub const fn ever(self) -> Stretch {
        Stretch { start: self.start.ever, end: self.end.ever }
    }

    pub fn holds_days(self) -> Truth {
        Truth::new(self.now().holds_days(), self.ever().holds_days())
    }

    pub fn contains(self, day: Days) -> Truth {
        // Mostly all three are known, and the same on both sides.
        if let (Some(start), Some(end), Some(day)) = (self.start.exact(), self.end.exact(), day.exact()) {
            return Truth::of(start != ABOVE && end != BELOW && start <= day && day <= end);
        }
        Truth::new(self.now().contains(day.now), self.ever().contains(day.ever))
    }
}
