//! One of several amounts, by conditions.

use crate::evaluate::truth::Possible;
use crate::evaluate::{Evaluator, Outlook, Range, Result, View, Watch};
use crate::plan::{Amount, Choice};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The amount of the first case that holds.
    pub(super) fn choose(&mut self, view: View<'_>, choice: &'e Choice) -> Result<Outlook> {
        if let Some(amount) = self.case_by_class(view, choice) {
            return self.amount(view, amount);
        }
        let mut now = Outcomes::new();
        let mut ever = Outcomes::new();
        for case in &choice.cases {
            if !now.is_reached && !ever.is_reached {
                break;
            }
            let holds = self.condition(view, &case.when)?;
            if holds.is_surely_false() {
                continue;
            }
            let amount = self.amount(view, &case.amount)?;
            now.add(holds.now(), amount.now);
            ever.add(holds.ever(), amount.ever);
        }
        if now.is_reached || ever.is_reached {
            let amount = self.amount(view, &choice.otherwise)?;
            now.add(Possible::TRUE, amount.now);
            ever.add(Possible::TRUE, amount.ever);
        }
        let amount = |outcomes: Outcomes| outcomes.amount.unwrap_or(Range::ZERO);
        Ok(Outlook { now: amount(now), ever: amount(ever) })
    }

    /// The amount of the case that the event at hand falls under; `None` where its class does not tell.
    fn case_by_class(&mut self, view: View<'_>, choice: &'e Choice) -> Option<&'e Amount> {
        let sieve = self.engine.sieve();
        let (table, cases) = sieve.cases(choice)?;
        let kind = self.kind_of(view, table)?;
        let place = (*cases.get(usize::from(kind))?)?;
        Some(choice.cases.get(place).map_or(&choice.otherwise, |case| &case.amount))
    }
}

/// The ways in which cases that are tried one after the other can come out, on one side.
#[derive(Clone, Copy)]
pub(super) struct Outcomes {
    /// No case so far holds for certain, so that the next one is looked at.
    pub is_reached: bool,
    /// The amounts of the cases that may hold.
    pub amount: Option<Range>,
}

impl Outcomes {
    pub fn new() -> Self {
        Self { is_reached: true, amount: None }
    }

    pub fn add(&mut self, holds: Possible, amount: Range) {
        if !self.is_reached || !holds.yes {
            return;
        }
        self.amount = Some(self.amount.map_or(amount, |so_far| so_far.hull(amount)));
        self.is_reached = holds.no;
    }

    /// Whether some case holds.
    pub fn counted(&self) -> Possible {
        Possible { yes: self.amount.is_some(), no: self.is_reached }
    }
}
