//! The account of a balance: what passes from one period to the next, in figures.
//!
//! Here are no ranges: the evaluator keeps two accounts on each side, one for the least
//! that can be available and one for the most (see [`crate::plan::Balance`]).

use std::collections::VecDeque;

use crate::DecideError;
use crate::Span;
use crate::evaluate::range::{ABOVE, add};

/// What a balance allows, as figures.
#[derive(Clone, Copy)]
pub(super) struct Allowed {
    pub carry_over: Option<CarriedOver>,
    pub back_fill: bool,
    /// The most that may be owed.
    pub borrow: i64,
}

/// How much of a surplus passes on.
#[derive(Clone, Copy)]
pub(super) struct CarriedOver {
    /// The most in all; [`ABOVE`] where nothing bounds it.
    pub most: i64,
    pub numerator: i64,
    pub denominator: i64,
    pub lasting: Option<Span>,
}

/// A period: its first day, its due date, what was earned and what was required.
#[derive(Clone, Copy)]
pub(super) struct Period {
    pub from: i64,
    pub due: i64,
    pub earned: i64,
    pub required: i64,
}

/// One period of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub carried_in: i64,
    pub earned: i64,
    /// Repaid from what was borrowed, and made up for from what was missing.
    pub settled: i64,
    /// What could be drawn on for the requirement.
    pub available: i64,
    pub required: i64,
    pub borrowed: i64,
    pub missing: i64,
    /// Lots that expired before the period, and the part of the surplus that does not pass on.
    pub lost: i64,
    pub carried_out: i64,
    pub owed: i64,
}

/// What stands open between two periods.
#[derive(Default)]
pub(super) struct Account {
    lots: Lots,
    borrowed: i64,
    missing: i64,
}

impl Account {
    /// Goes through the next period.
    pub fn settle(&mut self, allowed: &Allowed, period: Period) -> Result<Row, DecideError> {
        let Period { from, due, earned, required } = period;
        let expired = self.lots.expire(from)?;
        let carried_in = self.lots.sum();
        let mut own = earned;
        let repaid = self.take(self.borrowed, &mut own)?;
        self.borrowed = less(self.borrowed, repaid);
        let made_up = self.take(self.missing, &mut own)?;
        self.missing = less(self.missing, made_up);
        let may_borrow = less(allowed.borrow, self.borrowed);
        let available = add(add(self.lots.sum(), own)?, may_borrow)?;
        let short = less(required, self.take(required, &mut own)?);
        let borrowed = short.min(may_borrow);
        self.borrowed = add(self.borrowed, borrowed)?;
        let missing = less(short, borrowed);
        if allowed.back_fill {
            self.missing = add(self.missing, missing)?;
        }
        let before = add(self.lots.sum(), own)?;
        if let Some(carried_over) = allowed.carry_over {
            self.lots.carry(carried_over, own, due)?;
        }
        let carried_out = self.lots.sum();
        Ok(Row {
            carried_in,
            earned,
            settled: add(repaid, made_up)?,
            available,
            required,
            borrowed,
            missing,
            lost: add(expired, less(before, carried_out))?,
            carried_out,
            owed: add(self.borrowed, self.missing)?,
        })
    }

    /// Takes up to so much, from lots before what is the period's own; says how much.
    fn take(&mut self, wanted: i64, own: &mut i64) -> Result<i64, DecideError> {
        let from_lots = self.lots.take(wanted)?;
        let from_own = less(wanted, from_lots).min(*own);
        *own = less(*own, from_own);
        add(from_lots, from_own)
    }
}

/// What is left of surpluses, in the order in which it expires.
#[derive(Default)]
struct Lots {
    queue: VecDeque<Lot>,
    /// The sum of those that are bounded.
    bounded: i64,
    /// How many are not.
    unbounded: u32,
}

/// What is left of one period's surplus.
struct Lot {
    amount: i64,
    /// The last day on which a period may begin that uses it.
    until: i64,
}

impl Lots {
    fn sum(&self) -> i64 {
        if self.unbounded > 0 { ABOVE } else { self.bounded }
    }

    fn push(&mut self, lot: Lot) -> Result<(), DecideError> {
        if lot.amount == ABOVE {
            self.unbounded += 1;
        } else {
            self.bounded = add(self.bounded, lot.amount)?;
        }
        // What never expires needs no lots of its own.
        match self.queue.back_mut().filter(|last| last.until == ABOVE && lot.until == ABOVE) {
            Some(last) if last.amount != ABOVE && lot.amount != ABOVE => last.amount += lot.amount,
            Some(_) | None => self.queue.push_back(lot),
        }
        Ok(())
    }

    fn pop(&mut self) -> i64 {
        let Some(lot) = self.queue.pop_front() else { return 0 };
        if lot.amount == ABOVE {
            self.unbounded = self.unbounded.saturating_sub(1);
        } else {
            self.bounded = less(self.bounded, lot.amount);
        }
        lot.amount
    }

    /// Drops what no period from this day on can use.
    fn expire(&mut self, from: i64) -> Result<i64, DecideError> {
        let mut expired = 0;
        while self.queue.front().is_some_and(|lot| lot.until < from) {
            expired = add(expired, self.pop())?;
        }
        Ok(expired)
    }

    /// Takes up to so much, from what expires first.
    fn take(&mut self, wanted: i64) -> Result<i64, DecideError> {
        let mut taken = 0;
        while taken < wanted {
            let Some(first) = self.queue.front_mut() else { break };
            let part = less(wanted, taken);
            if first.amount <= part {
                taken = add(taken, self.pop())?;
                continue;
            }
            if first.amount != ABOVE {
                first.amount -= part;
                self.bounded = less(self.bounded, part);
            }
            taken = add(taken, part)?;
        }
        Ok(taken)
    }

    /// Makes a lot of a surplus; of what is more than may pass on, what expires first gives way.
    fn carry(&mut self, over: CarriedOver, surplus: i64, due: i64) -> Result<(), DecideError> {
        let amount = share(surplus, over.numerator, over.denominator).min(over.most);
        let until = match over.lasting {
            None => ABOVE,
            Some(span) => span.after_day(due).unwrap_or(ABOVE),
        };
        if amount > 0 {
            self.push(Lot { amount, until })?;
        }
        if over.most != ABOVE {
            self.take(less(self.sum(), over.most).max(0))?;
        }
        Ok(())
    }
}

/// One amount less another that is no greater; without bounds, it stays so.
fn less(amount: i64, taken: i64) -> i64 {
    if amount == ABOVE { ABOVE } else { amount.saturating_sub(taken) }
}

/// A part of an amount, cut off at six digits.
fn share(amount: i64, numerator: i64, denominator: i64) -> i64 {
    if amount == ABOVE {
        return if numerator == 0 { 0 } else { ABOVE };
    }
    let part = i128::from(amount) * i128::from(numerator) / i128::from(denominator.max(1));
    i64::try_from(part).unwrap_or(amount)
}
