//! Conditions, worked out as far as they are the same for every record.

use crate::FieldId;
use crate::decision::Measured;
use crate::evaluate::{Possible, Range, Truth, amount_range, missing, rank};
use crate::plan::{Comparison, Condition, Operator};

/// What a rule requires.
#[derive(Debug)]
pub(super) enum Requirement<'e> {
    /// All of these.
    Minimums(Vec<Minimum>),
    /// Anything else.
    Other(Code<'e>),
}

/// A cell against a plain figure that it must reach or exceed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Minimum {
    pub cell: usize,
    /// More may still be added.
    pub is_open: bool,
    pub figure: i64,
    /// The least amount that satisfies it.
    pub least: i64,
    /// What it is while the amount is surely less, and how much that tells.
    pub if_short: Truth,
    pub rank_if_short: u8,
}

/// A condition, worked out as far as it is the same for every record.
#[derive(Debug)]
pub(super) enum Code<'e> {
    Constant(Truth),
    All(Vec<Code<'e>>),
    Any(Vec<Code<'e>>),
    AtLeast(u16, Vec<Code<'e>>),
    Not(Box<Code<'e>>),
    /// A cell against a figure.
    Cell(Measurement<'e>),
    /// A flag or a term of the subject: the answer by word; the last is for a missing one, which as an
    /// unsigned number is larger than any other.
    Fact {
        field: FieldId,
        answers: Vec<Truth>,
    },
    /// A date of the subject against a day.
    Date {
        field: FieldId,
        operator: Operator,
        day: i64,
    },
    /// Other rules in some of their slots.
    Satisfied(Vec<u32>),
    Exempt(Vec<u32>),
    /// A comparison of the requirement that the evaluator works out.
    Comparison(&'e Comparison),
    /// Anything else.
    Other(&'e Condition),
}

/// A cell against a figure.
#[derive(Debug)]
pub(super) struct Measurement<'e> {
    pub cell: usize,
    /// More may still be added.
    pub is_open: bool,
    pub figure: i64,
    pub comparison: &'e Comparison,
    /// It is one of the comparisons of a requirement.
    pub is_part: bool,
}

impl Measurement<'_> {
    fn minimum(&self) -> Option<Minimum> {
        let Self { cell, is_open, figure, comparison, .. } = *self;
        let least = match comparison.operator {
            Operator::AtLeast => figure,
            Operator::MoreThan => figure.checked_add(1)?,
            Operator::AtMost | Operator::LessThan | Operator::Equal | Operator::NotEqual => return None,
        };
        let is_plain = comparison.left_factor == 1 && comparison.right_factor == 1;
        let if_short = if is_open { Truth::FALSE.may_turn_true() } else { Truth::FALSE };
        let rank_if_short = rank(if_short);
        is_plain.then_some(Minimum { cell, is_open, figure, least, if_short, rank_if_short })
    }
}

impl<'e> Requirement<'e> {
    pub fn new(code: Code<'e>) -> Self {
        let mut minimums = Vec::new();
        match code.minimums(&mut minimums) {
            Some(()) => Self::Minimums(minimums),
            None => Self::Other(code),
        }
    }

    /// Gives every cell its place.
    pub fn renumber(&mut self, place: &dyn Fn(&mut usize)) {
        match self {
            Self::Minimums(minimums) => minimums.iter_mut().for_each(|minimum| place(&mut minimum.cell)),
            Self::Other(code) => code.renumber(place),
        }
    }
}

impl<'e> Code<'e> {
    pub fn is_surely_true(&self) -> bool {
        match self {
            Self::Constant(truth) => truth.is_surely_true(),
            Self::All(codes) => codes.iter().all(Self::is_surely_true),
            Self::Any(_)
            | Self::AtLeast(..)
            | Self::Not(_)
            | Self::Cell(_)
            | Self::Fact { .. }
            | Self::Date { .. }
            | Self::Satisfied(_)
            | Self::Exempt(_)
            | Self::Comparison(_)
            | Self::Other(_) => false,
        }
    }

    /// The minimums that it is made of, all of which must be reached; `None` where it is more than that.
    fn minimums(&self, found: &mut Vec<Minimum>) -> Option<()> {
        match self {
            Self::All(parts) => parts.iter().try_for_each(|part| part.minimums(found)),
            Self::Cell(measurement) => {
                found.push(measurement.minimum()?);
                Some(())
            }
            Self::Constant(_)
            | Self::Any(_)
            | Self::AtLeast(..)
            | Self::Not(_)
            | Self::Fact { .. }
            | Self::Date { .. }
            | Self::Satisfied(_)
            | Self::Exempt(_)
            | Self::Comparison(_)
            | Self::Other(_) => None,
        }
    }

    /// Gives every cell its place.
    pub fn renumber(&mut self, place: &dyn Fn(&mut usize)) {
        match self {
            Self::All(codes) | Self::Any(codes) | Self::AtLeast(_, codes) => {
                codes.iter_mut().for_each(|code| code.renumber(place))
            }
            Self::Not(code) => code.renumber(place),
            Self::Cell(measurement) => place(&mut measurement.cell),
            Self::Constant(_)
            | Self::Fact { .. }
            | Self::Date { .. }
            | Self::Satisfied(_)
            | Self::Exempt(_)
            | Self::Comparison(_)
            | Self::Other(_) => {}
        }
    }
}

impl Minimum {
    /// Whether it is reached by what can be in a range.
    pub fn truth(&self, now: Range) -> Truth {
        let truth = Truth::both(Possible { yes: now.high >= self.least, no: now.low < self.least });
        if self.is_open { truth.may_turn_true() } else { truth }
    }

    /// What a verdict shows of it.
    pub fn measured(&self, part: usize, now: Range) -> Measured {
        Measured {
            part: u16::try_from(part).unwrap_or(u16::MAX),
            value: amount_range(now),
            threshold: amount_range(Range::exactly(self.figure)),
            shortfall: Some(missing(now.high, self.figure)),
        }
    }
}
