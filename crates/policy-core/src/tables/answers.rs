//! What a condition can be, in all classes at once.
//!
//! Measured: one class after the other, the 23,000 classes of a real policy took 7 ms; a byte for each class
//! and a pass over all of them for each part of a condition take a twentieth of that.

/// What a condition can be in a class: three bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer(u8);

/// What a condition can be in each class.
#[derive(Clone, Debug)]
pub(super) struct Answers(Vec<Answer>);

const CAN_HOLD: u8 = 0b001;
const CAN_FAIL: u8 = 0b010;
const ASKS_MORE: u8 = 0b100;

impl Answer {
    pub const YES: Self = Self(CAN_HOLD);
    pub const NO: Self = Self(CAN_FAIL);
    /// A missing value decides.
    pub const OPEN: Self = Self(CAN_HOLD | CAN_FAIL);
    /// Something that is not in the class could decide.
    pub const UNCLEAR: Self = Self(CAN_HOLD | CAN_FAIL | ASKS_MORE);
    /// How many different numbers answers have.
    pub const NUMBERS: usize = 8;

    pub const fn of(holds: bool) -> Self {
        if holds { Self::YES } else { Self::NO }
    }

    /// A number for each answer.
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    pub const fn can_hold(self) -> bool {
        self.0 & CAN_HOLD != 0
    }

    /// A sure no decides, whatever the other says.
    const fn and(self, other: Self) -> Self {
        let (both, either) = (self.0 & other.0 & CAN_HOLD, self.0 | other.0);
        // Only a sure no cannot hold.
        Self(both | (either & CAN_FAIL) | (either & (both << 2)))
    }

    const fn not(self) -> Self {
        Self((self.0 & ASKS_MORE) | ((self.0 & CAN_HOLD) << 1) | ((self.0 & CAN_FAIL) >> 1))
    }
}

impl Answers {
    /// Each answer `stride` times, and all of that again, for so many classes.
    pub fn repeating(answers: &[Answer], stride: usize, classes: usize) -> Self {
        let mut all = Vec::with_capacity(classes);
        for answer in answers {
            all.resize(all.len() + stride, *answer);
        }
        while !all.is_empty() && all.len() < classes {
            all.extend_from_within(..all.len().min(classes - all.len()));
        }
        Self(all)
    }

    pub fn and(mut self, other: Self) -> Self {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own = own.and(*other);
        }
        self
    }

    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    pub fn not(mut self) -> Self {
        for own in &mut self.0 {
            *own = own.not();
        }
        self
    }

    /// Whether so many of some conditions hold, in each of so many classes.
    pub fn at_least(least: u16, conditions: &[Self], classes: usize) -> Self {
        let of_class = |class: usize| {
            let answers = || conditions.iter().filter_map(|answers| answers.0.get(class));
            let count = |is_meant: fn(&&Answer) -> bool| answers().filter(is_meant).count();
            if answers().any(|answer| *answer == Answer::UNCLEAR) {
                return Answer::UNCLEAR;
            }
            let (possible, sure) =
                (count(|answer| answer.can_hold()), count(|answer| **answer == Answer::YES));
            match (possible >= usize::from(least), sure >= usize::from(least)) {
                (_, true) => Answer::YES,
                (true, false) => Answer::OPEN,
                (false, false) => Answer::NO,
            }
        };
        Self((0..classes).map(of_class).collect())
    }

    /// Where it can hold, what is known there; elsewhere nothing changes.
    pub fn make_unclear(&mut self, is_so: impl Fn(usize) -> bool) {
        for (class, own) in self.0.iter_mut().enumerate() {
            if own.can_hold() && is_so(class) {
                *own = Answer::UNCLEAR;
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Answer> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Answer; 4] = [Answer::YES, Answer::NO, Answer::OPEN, Answer::UNCLEAR];

    #[test]
    fn a_sure_no_decides_and_a_sure_yes_changes_nothing() {
        for answer in ALL {
            assert_eq!(answer.and(Answer::NO), Answer::NO);
            assert_eq!(Answer::NO.and(answer), Answer::NO);
            assert_eq!(answer.and(Answer::YES), answer);
            assert_eq!(answer.not().not(), answer);
        }
        assert_eq!(Answer::OPEN.and(Answer::UNCLEAR), Answer::UNCLEAR);
    }

    #[test]
    fn answers_repeat_with_their_stride() {
        let answers = Answers::repeating(&[Answer::YES, Answer::NO], 2, 8);
        let expected = [Answer::YES, Answer::YES, Answer::NO, Answer::NO].repeat(2);
        assert!(answers.iter().eq(expected));
    }
}
