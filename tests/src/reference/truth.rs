//! The truth values that a condition can take on one side.

/// A set of truth values, never empty: Kleene's three-valued logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// It can be true.
    pub yes: bool,
    /// It can be false.
    pub no: bool,
}

impl Truth {
    /// Surely true.
    pub const TRUE: Self = Self { yes: true, no: false };
    /// Surely false.
    pub const FALSE: Self = Self { yes: false, no: true };
    /// Either.
    pub const OPEN: Self = Self { yes: true, no: true };

    /// A truth value that is known.
    pub fn known(value: bool) -> Self {
        Self { yes: value, no: !value }
    }

    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        Self { yes: self.yes && other.yes, no: self.no || other.no }
    }

    /// One of them holds.
    pub fn or(self, other: Self) -> Self {
        Self { yes: self.yes || other.yes, no: self.no && other.no }
    }

    /// It does not hold.
    pub fn negated(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }

    /// `then` where it holds, else `otherwise`.
    pub fn choose(self, then: Self, otherwise: Self) -> Self {
        Self {
            yes: (self.yes && then.yes) || (self.no && otherwise.yes),
            no: (self.yes && then.no) || (self.no && otherwise.no),
        }
    }

    /// It can only be true.
    pub fn is_true(self) -> bool {
        !self.no
    }

    /// It can only be false.
    pub fn is_false(self) -> bool {
        !self.yes
    }

    /// It can be either.
    pub fn is_open(self) -> bool {
        self.yes && self.no
    }
}
