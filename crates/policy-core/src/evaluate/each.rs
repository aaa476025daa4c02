//! A condition in each occurrence of a period.

use crate::Span;
use crate::evaluate::days::Window;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::schedule::{bounded, cycles, periods};
use crate::evaluate::truth::Possible;
use crate::evaluate::{Days, Evaluator, Frame, Part, Result, Truth, View, Watch};
use crate::plan::{Condition, PeriodRef, Subperiod};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Whether the condition holds in each occurrence in the rule's period, or in so many of them; `part` says that it
    /// is a part of the requirement, of which each occurrence is told.
    pub(super) fn in_each(
        &mut self,
        view: View<'_>,
        (period, at_least): (Subperiod, Option<u16>),
        condition: &'e Condition,
        part: bool,
    ) -> Result<Truth> {
        let own = Window { start: view.frame.from, end: view.frame.to };
        let mut truths = Vec::new();
        let mut more_may_come = false;
        let may_move = own.ever().may_hold_days() && own.now() != own.ever();
        if own.now().may_hold_days() {
            let (Some(first), Some(last)) = (own.start.now.exact(), own.end.now.exact()) else {
                return Ok(Truth::OPEN);
            };
            more_may_come = last == ABOVE;
            let begun = if more_may_come { self.as_of } else { last };
            let occurrences = if first == BELOW {
                Vec::new()
            } else {
                let plan = self.engine.plan();
                bounded(match period {
                    Subperiod::BuiltIn(period) => periods(plan, PeriodRef::BuiltIn(period), first, begun),
                    Subperiod::Named(period) => periods(plan, PeriodRef::Named(period), first, begun),
                    Subperiod::YearOfPeriod => cycles(first, Span { months: 12, days: 0 }, first, begun),
                })?
            };
            for (from, to) in occurrences {
                if from < first || from > begun || to > last {
                    continue;
                }
                let inside = view.frame.within(Days::exactly(from), Days::exactly(to));
                let inside = View { frame: &inside, ..view };
                truths.push(match condition {
                    Condition::Compare(comparison) if part && W::LISTENS => {
                        let mark = self.watch.mark();
                        let (truth, left, right) = self.comparison(inside, comparison)?;
                        if truth.is_decided_now() {
                            self.watch.forget(mark);
                        }
                        self.watch.occurred(
                            (from, to),
                            truth,
                            Some(&Part { comparison, truth, left, right }),
                        );
                        truth
                    }
                    condition => {
                        let truth = self.condition(inside, condition)?;
                        if part {
                            self.watch.occurred((from, to), truth, None);
                        }
                        truth
                    }
                });
            }
        }
        let truth = match at_least {
            None => {
                let all = truths.into_iter().fold(Truth::TRUE, Truth::and);
                if more_may_come { all.may_turn_false() } else { all }
            }
            Some(least) => {
                let enough = Truth::at_least(least, &truths);
                if more_may_come { enough.may_turn_true() } else { enough }
            }
        };
        Ok(if may_move { Truth::new(truth.now(), Possible::OPEN) } else { truth })
    }
}

impl<'r> Frame<'r> {
    /// A part of this occurrence, as a period of its own.
    fn within(&self, from: Days, to: Days) -> Self {
        Self {
            from,
            to,
            start: from,
            due: to,
            last: to,
            own_due: to,
            own_last: to,
            is_part: true,
            listed: None,
            ..*self
        }
    }
}
