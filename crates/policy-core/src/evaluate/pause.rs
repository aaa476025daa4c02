//! Clocks that stop while events last: extended windows, and cycles that wait.

use crate::civil::is_in_calendar;
use crate::evaluate::aggregate::Taken;
use crate::evaluate::days::Window;
use crate::evaluate::occurrence::cycle_of_unknown_dates;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::schedule::{MARGIN, MOST_OCCURRENCES, begin};
use crate::evaluate::spans::Spans;
use crate::evaluate::{Day, Days, Evaluator, Frame, Result, View, Watch};
use crate::plan::Pause;
use crate::{DecideError, Record, Span};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// A window with its end moved by the days that are paused in it.
    pub(super) fn extended(&mut self, view: View<'_>, window: Window, pause: &'e Pause) -> Result<Window> {
        let stops = self.stops(view, pause)?;
        Ok(Window { end: stops.extend(window, self.as_of), ..window })
    }

    /// Goes through the cycles of a length whose clock stops.
    pub(super) fn paused_cycles(
        &mut self,
        record: &Record,
        whole: Frame<'_>,
        (every, from): (Span, Days),
        pause: &'e Pause,
        until: i64,
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<()> {
        let bare = |days: Window| Frame {
            from: days.start,
            start: days.start,
            to: days.end,
            due: days.end,
            last: days.end,
            own_due: days.end,
            own_last: days.end,
            ..whole
        };
        let Some(start) = from.now.known().filter(|day| is_in_calendar(*day)) else {
            return visit(self, &bare(cycle_of_unknown_dates(from)));
        };
        let mark = self.watch.mark();
        let stops = self.stops(whole.view(record), pause)?;
        let missing = self.watch.since(mark);
        let is_settled = from.now == from.ever;
        let mut is_listed = is_settled;
        let first = whole.from.now.low;
        let end = whole.to.now.high;
        let last = end.saturating_add(MARGIN).min(until);
        let mut shift = Days::exactly(0);
        for cycle in 0.. {
            let (Some(bare_from), Some(next)) =
                (begin(start, every, cycle), begin(start, every, cycle.saturating_add(1)))
            else {
                break;
            };
            let from = shift.plus(bare_from);
            if next <= bare_from || from.now.low.min(from.ever.low) > last {
                break;
            }
            if cycle as usize >= MOST_OCCURRENCES {
                return Err(DecideError::TooManyOccurrences);
            }
            let due = shift.plus(next - 1);
            let to = stops.extend(Window { start: from, end: due }, self.as_of);
            shift = to.plus(1 - next);
            if due.ever.high < first || due.now.low.min(due.ever.low) > end {
                continue;
            }
            let frame = Frame { due, own_due: due, ..bare(Window { start: from, end: to }) };
            self.watch.again(&missing);
            visit(self, &if is_settled { frame } else { frame.unsettled() })?;
            is_listed = true;
        }
        if !is_listed {
            let from = Days { now: Day::NONE, ..from };
            visit(self, &bare(cycle_of_unknown_dates(from)))?;
        }
        Ok(())
    }

    /// The days on which a clock stops.
    fn stops(&mut self, view: View<'_>, pause: &'e Pause) -> Result<Stops> {
        let list = pause.source.list().and_then(|list| self.engine.list(view.record.subject, list));
        let Some((first, last)) = list.and_then(|list| list.lasting) else { return Ok(Stops::default()) };
        let is_late = list.is_some_and(|list| list.dated != first);
        if let Some(spans) = self.spans(view, pause.source, &pause.filter, (first, last))? {
            let mut now = (*spans).clone();
            now.leave_out(pause.beyond);
            return Ok(Stops { ever: now.clone(), now, is_unknown: false, is_late });
        }
        let mut stops = Stops { is_late, ..Stops::default() };
        let known = self.each_event(view, pause.source, &pause.filter, None, |this, event, truth, _| {
            let taken = Taken::of(truth);
            let (from, to) = this.span_of(event, first, last);
            stops.now.add(taken.now, from.now, to.now);
            stops.ever.add(taken.ever, from.ever, to.ever);
            Ok(())
        })?;
        stops.is_unknown = !known;
        for spans in [&mut stops.now, &mut stops.ever] {
            spans.join();
            spans.leave_out(pause.beyond);
        }
        Ok(stops)
    }
}

impl Days {
    /// So many days later; an unbounded day stays so.
    fn plus(self, days: i64) -> Self {
        let later = |day: i64| day.saturating_add(days);
        self.moved(|day| Some(later(day)))
    }
}

/// The days on which a clock stops, now and ever.
#[derive(Default)]
struct Stops {
    now: Spans,
    ever: Spans,
    /// The list is missing.
    is_unknown: bool,
    /// Events are seen only after they began.
    is_late: bool,
}

impl Spans {
    /// Leaves out the first days of each stretch.
    fn leave_out(&mut self, beyond: u32) {
        for stretches in [&mut self.certain, &mut self.possible] {
            for (from, _) in stretches.iter_mut().filter(|(from, _)| *from != BELOW) {
                *from = from.saturating_add(i64::from(beyond));
            }
            stretches.retain(|(from, to)| from <= to);
        }
    }

    /// The last day of a window whose days were all there.
    fn extend(&self, window: crate::evaluate::days::Stretch) -> Day {
        Day {
            low: extend(window.start.high, window.end.low, &self.certain),
            high: extend(window.start.low, window.end.high, &self.possible),
            ..window.end
        }
    }
}

impl Stops {
    /// The last day of a window that they extend.
    fn extend(&self, window: Window, as_of: i64) -> Days {
        let (now, ever) = (window.now(), window.ever());
        if self.is_unknown {
            let open = |stretch: crate::evaluate::days::Stretch| match stretch.may_hold_days() {
                true => Day { high: ABOVE, ..stretch.end },
                false => stretch.end,
            };
            return Days { now: open(now), ever: open(ever) };
        }
        let mut end = Days { now: self.now.extend(now), ever: self.ever.extend(ever) };
        if ever.may_hold_days() && (end.ever.high >= as_of || self.is_late) {
            end.ever.high = ABOVE;
        }
        end
    }
}

/// The last day of a window from `start` to `end`, with so many days more as are stopped in it.
fn extend(start: i64, end: i64, stopped: &[(i64, i64)]) -> i64 {
    if start > end || end == ABOVE || end == BELOW {
        return end;
    }
    let mut last = end;
    let begin = stopped.partition_point(|(_, to)| *to < start);
    for &(from, to) in stopped.get(begin..).unwrap_or_default() {
        let from = from.max(start);
        if from > last {
            break;
        }
        if from == BELOW || to == ABOVE {
            return ABOVE;
        }
        last = last.saturating_add(to - from + 1);
    }
    if is_in_calendar(last) { last } else { ABOVE }
}
