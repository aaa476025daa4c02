//! The occurrences of a schedule that hang on the record, found once for all who ask.
//!
//! A rule goes through its own occurrences, and so does every rule and consequence on the same schedule, and whatever counts
//! its verdicts or refers to them. Which they are is worked out once, for the record that is decided (its members have few
//! to ask after them). Who listens is to hear each time what is missing to know them, and gets no roll.

use std::rc::Rc;

use crate::Record;
use crate::evaluate::{Days, Evaluator, EventView, Frame, Result, Watch};
use crate::plan::{PolicyId, Schedule};

/// The occurrences of one schedule.
pub(super) struct Roll<'e> {
    record: *const Record,
    policy: PolicyId,
    schedule: &'e Schedule,
    /// Cycles are there as far as they begin by this day.
    until: i64,
    occurrences: Rc<[Occurrence]>,
}

/// What tells an occurrence from others of its schedule.
#[derive(Clone, Copy)]
struct Occurrence {
    from: Days,
    to: Days,
    due: Days,
    last: Days,
    event: Option<u32>,
}

/// The most events at which a schedule stands that has a roll; with more, its memory would be worth more than the time.
const MOST_EVENTS: usize = 1 << 12;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Goes through the occurrences that hang on the record, cycles as far as they begin by `until`.
    /// Where it is not known which there are, one of unknown dates stands for all.
    pub(super) fn each_own(
        &mut self,
        record: &Record,
        policy: PolicyId,
        schedule: &'e Schedule,
        until: i64,
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<()> {
        if W::LISTENS || self.inside.is_some() || !fits(record, schedule) {
            return self.find_each_own(record, policy, schedule, until, visit);
        }
        let (occurrences, through) = self.roll(record, policy, schedule, until)?;
        let begins = |occurrence: &Occurrence| through == until || occurrence.from.now.low <= until;
        let is_plain = |occurrence: &Occurrence| occurrence.from.exact().is_some();
        if through != until && !(occurrences.iter().all(is_plain) && occurrences.iter().any(begins)) {
            // One that stands for all may do so for other ones here.
            return self.find_each_own(record, policy, schedule, until, visit);
        }
        let whole = self.effective_frame(policy, record.subject, schedule);
        for occurrence in occurrences.iter().filter(|occurrence| begins(occurrence)) {
            visit(self, &occurrence.frame(whole, record))?;
        }
        Ok(())
    }

    /// The occurrences of a schedule, and the day by which they begin.
    fn roll(
        &mut self,
        record: &Record,
        policy: PolicyId,
        schedule: &'e Schedule,
        until: i64,
    ) -> Result<(Rc<[Occurrence]>, i64)> {
        let key: *const Record = record;
        let is_own = |roll: &Roll<'e>| {
            roll.record == key
                && roll.policy == policy
                && (std::ptr::eq(roll.schedule, schedule) || *roll.schedule == *schedule)
        };
        let place = self.rolls.iter().position(is_own);
        let is_cycle = matches!(schedule, Schedule::Cycle { .. });
        if let Some(roll) = place.and_then(|place| self.rolls.get(place))
            && (roll.until >= until || !is_cycle)
        {
            return Ok((Rc::clone(&roll.occurrences), if is_cycle { roll.until } else { until }));
        }
        let mut found = Vec::new();
        self.find_each_own(record, policy, schedule, until, |_, frame| {
            found.push(Occurrence::of(frame));
            Ok(())
        })?;
        let occurrences: Rc<[Occurrence]> = found.into();
        let roll = Roll { record, policy, schedule, until, occurrences: Rc::clone(&occurrences) };
        match place.and_then(|place| self.rolls.get_mut(place)) {
            Some(known) => *known = roll,
            None => self.rolls.push(roll),
        }
        Ok((occurrences, until))
    }
}

/// Whether a schedule has no more occurrences than are kept.
fn fits(record: &Record, schedule: &Schedule) -> bool {
    match schedule {
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => true,
        Schedule::EachEvent { list, .. } => {
            record.lists.get(list.index()).is_none_or(|rows| rows.len() <= MOST_EVENTS)
        }
    }
}

impl Occurrence {
    fn of(frame: &Frame<'_>) -> Self {
        let Frame { from, to, due, last, event, .. } = *frame;
        Self { from, to, due, last, event: event.map(|event| event.index) }
    }

    fn frame<'r>(&self, whole: Frame<'r>, record: &'r Record) -> Frame<'r> {
        let Self { from, to, due, last, event } = *self;
        let list = match whole.schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        let event = event.zip(list).and_then(|(index, list)| {
            let row = record.lists.get(list.index())?.row(index as usize)?;
            Some(EventView { record, list, index, row })
        });
        Frame { from, start: from, to, due, own_due: due, last, own_last: last, event, ..whole }
    }
}
