//! The occurrences of a schedule, as one record has them.

use crate::civil::is_in_calendar;
use crate::evaluate::days::Window;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::schedule::{self, StaticFrame};
use crate::evaluate::{Day, Days, Evaluator, EventView, Frame, Result, Watch};
use crate::plan::{ConsequenceId, PolicyId, RuleId, Schedule};
use crate::record::{FactPath, present};
use crate::{DecideError, Record, Span, SubjectId};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Goes through the occurrences that verdicts are given for.
    pub(crate) fn each_listed(
        &mut self,
        record: &Record,
        policy: PolicyId,
        schedule: &'e Schedule,
        rule: Option<RuleId>,
        consequence: Option<ConsequenceId>,
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<()> {
        let listing = self.listing;
        let listed = match (rule, consequence) {
            (Some(rule), _) => listing.rules.get(rule.index()),
            (None, Some(consequence)) => listing.consequences.get(consequence.index()),
            (None, None) => None,
        };
        let mark = self.watch.mark();
        if let Some(Some(frames)) = listed {
            for frame in frames {
                visit(self, &Frame::fixed(policy, record.subject, schedule, *frame))?;
                self.watch.forget(mark);
            }
            return Ok(());
        }
        let as_of = self.as_of;
        let is_cycle = matches!(schedule, Schedule::Cycle { .. });
        self.each_own(record, policy, schedule, as_of, |this, frame| {
            let has_begun = frame.from.ever.low <= as_of || !frame.from.ever.some;
            if !is_cycle || has_begun {
                visit(this, frame)?;
            }
            this.watch.forget(mark);
            Ok(())
        })?;
        Ok(())
    }

    /// Finds the occurrences that hang on the record, cycles as far as they begin by `until`.
    /// Where it is not known which there are, one of unknown dates stands for all.
    pub(super) fn find_each_own(
        &mut self,
        record: &Record,
        policy: PolicyId,
        schedule: &'e Schedule,
        until: i64,
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<()> {
        let effective = self.effective(policy);
        let whole = self.effective_frame(policy, record.subject, schedule);
        let bare = |days: Window, event| Frame {
            from: days.start,
            start: days.start,
            to: days.end,
            due: days.end,
            last: days.end,
            own_due: days.end,
            own_last: days.end,
            event,
            ..whole
        };
        match schedule {
            Schedule::Each { .. } => Ok(()),
            Schedule::Once(window) => {
                let (found, last) = self.due_window(whole.view(record), window)?;
                visit(self, &bare(found, None).with_last(last))?;
                Ok(())
            }
            Schedule::Cycle { every, from, pause: Some(pause), .. } => {
                let from = self.date(whole.view(record), from)?;
                self.paused_cycles(record, whole, (*every, from), pause, until, visit)
            }
            Schedule::Cycle { every, from, by, pause: None } => {
                let from = self.date(whole.view(record), from)?;
                let start = from.now.known().filter(|day| is_in_calendar(*day));
                let is_settled = from.now == from.ever;
                let Some(start) = start else {
                    visit(self, &bare(cycle_of_unknown_dates(from), None))?;
                    return Ok(());
                };
                let mut listed = 0;
                let first = effective.start.now.low;
                let last = effective.end.now.high.saturating_add(schedule::MARGIN).min(until);
                for (from, to) in schedule::cycles(start, *every, first - schedule::MARGIN, last) {
                    let Some(due) = schedule::due_date(self.engine.plan(), by.as_ref(), from, to) else {
                        continue;
                    };
                    if due < first || due > effective.end.now.high {
                        continue;
                    }
                    let fixed = Frame::fixed(policy, record.subject, schedule, StaticFrame { from, to, due });
                    visit(self, &if is_settled { fixed } else { fixed.unsettled() })?;
                    listed += 1;
                    if listed > schedule::MOST_OCCURRENCES {
                        return Err(DecideError::TooManyOccurrences);
                    }
                }
                if listed == 0 && !is_settled {
                    let from = Days { now: Day::NONE, ..from };
                    visit(self, &bare(cycle_of_unknown_dates(from), None))?;
                }
                Ok(())
            }
            Schedule::EachEvent { list, window, .. } => {
                let Some(rows) = record.lists.get(list.index()).filter(|rows| rows.known) else {
                    self.missing(FactPath::List(*list));
                    visit(self, &bare(Window::ANY, None))?;
                    return Ok(());
                };
                let dated = self.engine.list(record.subject, *list).map(|list| list.dated);
                for (index, row) in (0..).zip(rows.rows()) {
                    let day = dated.and_then(|dated| row.get(dated.index()).copied().and_then(present));
                    if day.is_some_and(|day| day > self.as_of) {
                        continue;
                    }
                    if let (None, Some(dated)) = (day, dated) {
                        self.missing(FactPath::Event(*list, index, dated));
                    }
                    let days = day.map_or(Window::ANY, |day| Window::between(day, day));
                    let event = Some(EventView { record, list: *list, index, row });
                    let at_event = bare(days, event);
                    let (days, last) = match window {
                        None => (days, days.end),
                        Some(window) => self.due_window(at_event.view(record), window)?,
                    };
                    visit(self, &bare(days, event).with_last(last))?;
                }
                Ok(())
            }
        }
    }

    /// The occurrence that the effective dates of a policy make.
    pub(crate) fn effective_frame<'r>(
        &self,
        policy: PolicyId,
        subject: SubjectId,
        schedule: &'r Schedule,
    ) -> Frame<'r> {
        let days = self.effective(policy);
        Frame {
            policy,
            subject,
            schedule,
            from: days.start,
            start: days.start,
            to: days.end,
            due: days.end,
            last: days.end,
            own_due: days.end,
            own_last: days.end,
            is_part: false,
            event: None,
            listed: None,
        }
    }

    /// The days on which a policy is in force.
    pub(crate) fn effective(&self, policy: PolicyId) -> Window {
        self.listing.effective.get(policy.index()).copied().unwrap_or(Window::EMPTY)
    }
}

/// The cycle that stands for all while nobody knows on which day the first begins, and where there is none.
pub(super) fn cycle_of_unknown_dates(from: Days) -> Window {
    let days = |from: Day| {
        let can_begin = from.some && (from.low, from.high) != (ABOVE, ABOVE) && from.high != BELOW;
        if can_begin { Day { none: from.none, ..Day::ANY } } else { Day::NONE }
    };
    let days = Days { now: days(from.now), ever: days(from.ever) };
    Window { start: days, end: days }
}

impl<'r> Frame<'r> {
    /// The same occurrence, with its end moved.
    fn with_last(self, last: Days) -> Self {
        Self { last, own_last: last, ..self }
    }

    /// The same occurrence, with so much grace after the due date.
    pub fn with_grace(self, grace: Option<Span>) -> Self {
        let Some(grace) = grace else { return self };
        let last = self.last.moved(|last| grace.after_day(last));
        Self { last, ..self }
    }

    /// The same occurrence, where what may still happen can give it any other days, or none.
    pub(super) fn unsettled(self) -> Self {
        let open = |days: Days| Days { ever: Day { none: true, ..Day::ANY }, ..days };
        Self {
            from: open(self.from),
            to: open(self.to),
            start: open(self.start),
            due: open(self.due),
            last: open(self.last),
            own_due: open(self.own_due),
            own_last: open(self.own_last),
            ..self
        }
    }

    /// An occurrence that is the same for every record.
    pub fn fixed(policy: PolicyId, subject: SubjectId, schedule: &'r Schedule, frame: StaticFrame) -> Self {
        Self {
            policy,
            subject,
            schedule,
            from: Days::exactly(frame.from),
            start: Days::exactly(frame.from),
            to: Days::exactly(frame.to),
            due: Days::exactly(frame.due),
            last: Days::exactly(frame.due),
            own_due: Days::exactly(frame.due),
            own_last: Days::exactly(frame.due),
            is_part: false,
            event: None,
            listed: None,
        }
    }
}
