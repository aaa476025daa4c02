//! Whether what follows from verdicts is over again.

use chrono::{Datelike, NaiveDate};

use crate::decision::Standing;
use crate::evaluate::days::Window;
use crate::evaluate::{ABOVE, Days, Deaf, Evaluator, Frame, Result, Truth, Watch};
use crate::explain::{Lifted, LiftedBy};
use crate::plan::{Consequence, Lasting, Operator, RuleId};
use crate::span::{date_of, day_number};
use crate::{DecideError, Record};

impl Consequence {
    /// Whether it can be over once it has come into force.
    pub(crate) fn can_be_lifted(&self) -> bool {
        let ends = match self.lasting {
            Lasting::Unstated | Lasting::ThatPeriod => false,
            Lasting::NextYear | Lasting::For(_) => true,
        };
        ends || self.lifted_by.is_some()
    }
}

impl Lasting {
    /// The last day of it, seen from the due date; `None` where it has none.
    pub(crate) fn last_day(self, due: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Unstated | Self::ThatPeriod => None,
            Self::NextYear => NaiveDate::from_ymd_opt(due.year().checked_add(1)?, 12, 31),
            Self::For(span) => span.after(due),
        }
    }
}

/// Whether something is over, and by what, where it surely is.
pub(crate) struct Over {
    pub truth: Truth,
    pub by: Option<LiftedBy>,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// How a consequence stands whose condition surely holds.
    pub(crate) fn in_force_unless_over(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        consequence: &Consequence,
    ) -> Result<Standing> {
        let over = self.over(record, frame, consequence)?.truth;
        Ok(if over.is_surely_true() {
            Standing::Clear
        } else if over.is_decided_now() {
            Standing::InForce
        } else {
            Standing::Undetermined
        })
    }

    /// Whether what has come into force is over.
    pub(crate) fn over(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        consequence: &Consequence,
    ) -> Result<Over> {
        let has_run_out = match consequence.lasting {
            Lasting::Unstated | Lasting::ThatPeriod => Truth::FALSE,
            lasting @ (Lasting::NextYear | Lasting::For(_)) => {
                let last = frame.due.moved(|due| lasting.last_day(date_of(due)?).map(day_number));
                Days::exactly(self.as_of).compare(Operator::MoreThan, last)
            }
        };
        match consequence.lifted_by {
            Some(rule) if !has_run_out.is_surely_true() => {
                let Over { truth, by } = self.met_since(record, frame, rule)?;
                Ok(Over { truth: has_run_out.or(truth), by })
            }
            Some(_) | None => {
                Ok(Over { truth: has_run_out, by: has_run_out.is_surely_true().then_some(LiftedBy::Time) })
            }
        }
    }

    /// Whether an instance of a rule is met that is due no earlier than the occurrence.
    fn met_since(&mut self, record: &Record, frame: &Frame<'_>, rule: RuleId) -> Result<Over> {
        let open = Over { truth: Truth::OPEN, by: None };
        let Some(declared) = self.engine.plan().rules.get(rule.index()) else { return Ok(open) };
        let (true, Some(due)) = (declared.subject == record.subject, frame.due.exact()) else {
            return Ok(open);
        };
        let since = Window::between(due, ABOVE);
        let mut found = Over { truth: Truth::FALSE, by: None };
        let listed = self.each_due_in(record, (rule, declared), (due, ABOVE), |this, frame| {
            let means = since.contains(frame.due);
            if !means.is_surely_false() {
                let is_met = means.and(this.known_judgement(record, frame, rule)?.met);
                found.truth = found.truth.or(is_met);
                if is_met.is_surely_true() && found.by.is_none() {
                    found.by = Some(LiftedBy::Met { rule, period: frame.instance() });
                }
            }
            Ok(())
        })?;
        Ok(match listed {
            Some(_) => Over { truth: found.truth.may_turn_true(), ..found },
            None => open,
        })
    }

    /// When and by what a consequence whose condition surely holds was lifted; `None` where it is not over.
    ///
    /// What is over stays over as days go by, so the first such day is found by halving.
    pub(crate) fn lifted(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        consequence: &Consequence,
    ) -> Result<Option<Lifted>> {
        let over = |day: i64| {
            let mut evaluator = Evaluator::new(self.engine, self.listing, day, Deaf);
            let over = evaluator.over(record, frame, consequence)?;
            Ok::<_, DecideError>(over.by.filter(|_| over.truth.is_surely_true()))
        };
        let Some(mut by) = over(self.as_of)? else { return Ok(None) };
        let earliest = frame.due.now.low.max(day_number(NaiveDate::MIN));
        let (mut before, mut on) = (earliest.saturating_sub(1).min(self.as_of), self.as_of);
        while on - before > 1 {
            let day = before + (on - before) / 2;
            match over(day)? {
                Some(found) => (on, by) = (day, found),
                None => before = day,
            }
        }
        Ok(date_of(on).map(|on| Lifted { on, by }))
    }
}
