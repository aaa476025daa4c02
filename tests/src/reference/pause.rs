//! Clocks that stop while events last: counted day by day.

use chrono::NaiveDate;
use policy_core::Span;
use policy_core::plan::{Pause, PolicyId};

use super::day::{BEGINNING, Day, END, date_of, number_of};
use super::event::{list_of, taken};
use super::instance::{Instance, effective};
use super::scene::{Both, Frame, Scene, Side};
use super::window::Stretch;

/// The most days that are followed; what goes on longer has no end.
const LONGEST: i64 = 60_000;

/// Stretches of days over which events last.
struct Stopped {
    stretches: Vec<(i64, i64)>,
    beyond: u32,
}

impl Stopped {
    /// Whether the clock stands on a day: events last over it and over the days before it.
    fn stops(&self, day: i64) -> bool {
        let lasts = |day: i64| self.stretches.iter().any(|&(from, to)| from <= day && day <= to);
        (0..=i64::from(self.beyond)).all(|before| lasts(day - before))
    }

    /// The last day of a window: each day on which the clock stands adds one.
    fn extend(&self, start: i64, end: i64) -> i64 {
        if start > end || end == BEGINNING || end == END {
            return end;
        }
        let first = if start == BEGINNING {
            let first = self.stretches.iter().map(|&(from, _)| from).min();
            match first {
                Some(BEGINNING) => return END,
                first => first.unwrap_or(end).min(end),
            }
        } else {
            start
        };
        let mut last = end + (first..=end).filter(|&day| self.stops(day)).count() as i64;
        let mut day = end + 1;
        while day <= last {
            last += i64::from(self.stops(day));
            day += 1;
            if day - end > LONGEST {
                return END;
            }
        }
        if date_of(last).is_some() { last } else { END }
    }
}

/// What surely stops the clock, and what may; `None` where the list is missing.
fn stopped(scene: Scene<'_>, pause: &Pause) -> Option<(Stopped, Stopped)> {
    let list = scene.list(list_of(pause.source).expect("events last, members do not"));
    let (mut surely, mut possibly) = (Vec::new(), Vec::new());
    if let Some((first, last)) = list.lasting {
        for taken in taken(scene, pause.source, &pause.filter, None)? {
            let day = |field| scene.day_of_event(taken.event, field).days.unwrap_or((BEGINNING, END));
            let (begin, end) = (day(first), day(last));
            possibly.push((begin.0, end.1));
            if taken.truth.is_true() {
                surely.push((begin.1, end.0));
            }
        }
    }
    let stopped = |stretches| Stopped { stretches, beyond: pause.beyond };
    Some((stopped(surely), stopped(possibly)))
}

/// The last day of a window that is extended.
pub(super) fn extended(scene: Scene<'_>, window: Stretch, pause: &Pause) -> Day {
    let list = scene.list(list_of(pause.source).expect("events last, members do not"));
    let Some((first, _)) = list.lasting else { return window.end };
    let Some((begin, end)) = window.start.days.zip(window.end.days) else { return window.end };
    let holds_days = window.widest().is_some();
    let Some((surely, possibly)) = stopped(scene, pause) else {
        let high = if holds_days { END } else { end.1 };
        return Day { days: Some((end.0, high)), ..window.end };
    };
    let (low, high) = (surely.extend(begin.1, end.0), possibly.extend(begin.0, end.1));
    let may_still = scene.side == Side::Ever && holds_days && (high >= scene.as_of || list.dated != first);
    Day { days: Some((low, if may_still { END } else { high })), ..window.end }
}

/// The cycles of a length whose clock stops, as far as they may begin by `until`.
pub(super) fn paused_cycles<'a>(
    scene: Scene<'a>,
    policy: PolicyId,
    (start, every): (NaiveDate, Span),
    pause: &Pause,
    until: i64,
) -> Vec<Instance<'a>> {
    let (from, to) = effective(scene.plan, policy).widest().unwrap_or((END, BEGINNING));
    let begin = |n: u32| Span { months: every.months * n, days: every.days * n }.after(start).map(number_of);
    let later = |day: Day, by: i64| Day {
        days: day.days.map(|(low, high)| {
            let moved = |day: i64| if day == END || day == BEGINNING { day } else { day + by };
            (moved(low), moved(high))
        }),
        ..day
    };
    let mut shift = Both::same(Day::exactly(0));
    let mut found = Vec::new();
    for n in 0.. {
        let (Some(first), Some(next)) = (begin(n), begin(n + 1)) else { break };
        let begins = Both::of(|side| later(shift.on(side), first));
        let lows = [begins.now, begins.ever].map(|day| day.days.map_or(END, |(low, _)| low));
        if next <= first || lows.into_iter().min().is_none_or(|low| low > until) {
            break;
        }
        let due = Both::of(|side| later(shift.on(side), next - 1));
        let ends = Both::of(|side| {
            extended(Scene { side, ..scene }, Stretch { start: begins.on(side), end: due.on(side) }, pause)
        });
        shift = Both::of(|side| later(ends.on(side), 1 - next));
        let governed = [due.now, due.ever]
            .iter()
            .any(|due| due.days.is_some_and(|(low, high)| low <= to && from <= high));
        if governed {
            let frame = Frame { from: begins, to: ends, start: begins, due, last: ends, event: None };
            found.push(Instance { frame });
        }
    }
    found
}
