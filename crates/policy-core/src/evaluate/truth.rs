//! What a condition can still turn out to be.

/// The truth values that a condition can take, now and ever.
///
/// *Now* ranges over all completions of the missing facts, were nothing more to
/// happen; *ever* also over all that may still happen. Whatever is possible now is
/// possible ever. Four bits, so that composition is a few instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Truth(u8);

const NOW_TRUE: u8 = 0b0001;
const NOW_FALSE: u8 = 0b0010;
const EVER_TRUE: u8 = 0b0100;
const EVER_FALSE: u8 = 0b1000;
const TRUE_BITS: u8 = NOW_TRUE | EVER_TRUE;
const FALSE_BITS: u8 = NOW_FALSE | EVER_FALSE;

/// The truth values that a condition can take on one of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Possible {
    /// It can be true.
    pub yes: bool,
    /// It can be false.
    pub no: bool,
}

impl Possible {
    pub const TRUE: Self = Self { yes: true, no: false };
    pub const FALSE: Self = Self { yes: false, no: true };
    pub const OPEN: Self = Self { yes: true, no: true };
}

impl Default for Truth {
    fn default() -> Self {
        Self::FALSE
    }
}

impl Truth {
    pub const TRUE: Self = Self(TRUE_BITS);
    pub const FALSE: Self = Self(FALSE_BITS);
    /// A missing fact decides.
    pub const OPEN: Self = Self(TRUE_BITS | FALSE_BITS);

    pub const fn of(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    pub fn new(now: Possible, ever: Possible) -> Self {
        let bit = |set: bool, bit: u8| if set { bit } else { 0 };
        Self(
            bit(now.yes, NOW_TRUE)
                | bit(now.no, NOW_FALSE)
                | bit(ever.yes, EVER_TRUE)
                | bit(ever.no, EVER_FALSE),
        )
    }

    /// The same on both sides.
    pub const fn both(possible: Possible) -> Self {
        Self((possible.yes as u8 * TRUE_BITS) | (possible.no as u8 * FALSE_BITS))
    }

    pub const fn now(self) -> Possible {
        Possible { yes: self.0 & NOW_TRUE != 0, no: self.0 & NOW_FALSE != 0 }
    }

    pub const fn ever(self) -> Possible {
        Possible { yes: self.0 & EVER_TRUE != 0, no: self.0 & EVER_FALSE != 0 }
    }

    pub const fn and(self, other: Self) -> Self {
        Self((self.0 & other.0 & TRUE_BITS) | ((self.0 | other.0) & FALSE_BITS))
    }

    pub const fn or(self, other: Self) -> Self {
        Self(((self.0 | other.0) & TRUE_BITS) | (self.0 & other.0 & FALSE_BITS))
    }

    pub const fn not(self) -> Self {
        Self(((self.0 & TRUE_BITS) << 1) | ((self.0 & FALSE_BITS) >> 1))
    }

    /// At least so many of these hold.
    pub fn at_least(least: u16, truths: &[Self]) -> Self {
        let side = |side: fn(Self) -> Possible| {
            let (mut sure, mut possible) = (0, 0);
            for truth in truths {
                let Possible { yes, no } = side(*truth);
                sure += usize::from(!no);
                possible += usize::from(yes);
            }
            Possible { yes: possible >= usize::from(least), no: sure < usize::from(least) }
        };
        Self::new(side(Self::now), side(Self::ever))
    }

    /// `then` where `self` holds, else `otherwise`.
    pub fn choose(self, then: Self, otherwise: Self) -> Self {
        let side = |when: Possible, then: Possible, otherwise: Possible| Possible {
            yes: (when.yes && then.yes) || (when.no && otherwise.yes),
            no: (when.yes && then.no) || (when.no && otherwise.no),
        };
        Self::new(
            side(self.now(), then.now(), otherwise.now()),
            side(self.ever(), then.ever(), otherwise.ever()),
        )
    }

    /// A missing fact can make it false.
    pub const fn may_fail(self) -> Self {
        Self(self.0 | FALSE_BITS)
    }

    /// What may still happen can make it false.
    pub const fn may_turn_false(self) -> Self {
        Self(self.0 | EVER_FALSE)
    }

    /// What may still happen can make it true.
    pub const fn may_turn_true(self) -> Self {
        Self(self.0 | EVER_TRUE)
    }

    /// A number below [`Truth::NUMBERS`], for tables.
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    /// How many numbers there are.
    pub const NUMBERS: usize = 16;

    /// The truth of a number; of one that is none, open.
    pub const fn of_number(number: usize) -> Self {
        if number < Self::NUMBERS { Self(number as u8) } else { Self::OPEN }
    }

    /// It holds whatever is learnt and whatever happens.
    pub const fn is_surely_true(self) -> bool {
        self.0 & EVER_FALSE == 0
    }

    /// It does not hold whatever is learnt and whatever happens.
    pub const fn is_surely_false(self) -> bool {
        self.0 & EVER_TRUE == 0
    }

    /// No missing fact decides it, were nothing more to happen.
    pub const fn is_decided_now(self) -> bool {
        self.0 & (NOW_TRUE | NOW_FALSE) != NOW_TRUE | NOW_FALSE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composition_is_kleene_on_each_side() {
        let all = (1..16).map(Truth).filter(|truth| {
            let (now, ever) = (truth.now(), truth.ever());
            (now.yes || now.no) && (!now.yes || ever.yes) && (!now.no || ever.no)
        });
        let all: Vec<Truth> = all.collect();
        assert_eq!(all.len(), 5);
        for &left in &all {
            assert_eq!(left.not().not(), left);
            for &right in &all {
                assert_eq!(left.and(right).not(), left.not().or(right.not()), "{left:?} {right:?}");
                assert!(all.contains(&left.and(right)));
                assert_eq!(Truth::at_least(1, &[left, right]), left.or(right));
                assert_eq!(Truth::at_least(2, &[left, right]), left.and(right));
                assert_eq!(Truth::TRUE.choose(left, right), left);
                assert_eq!(Truth::FALSE.choose(left, right), right);
                assert_eq!(Truth::OPEN.choose(left, right), Truth(left.0 | right.0));
            }
        }
    }
}
