//! How long windows are, and how much of them events cover.

use crate::Decimal;
use crate::Span;
use crate::civil::Civil;
use crate::evaluate::cover;
use crate::evaluate::days::{Stretch, Window};
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::{Evaluator, Outlook, Range, Result, View, Watch};
use crate::plan::{CalendarUnit, Covered};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// How much of a window events cover.
    pub(super) fn covered(&mut self, view: View<'_>, covered: &'e Covered) -> Result<Outlook> {
        let window = self.window(view, &covered.window)?;
        let list = covered.source.list().and_then(|list| self.engine.list(view.record.subject, list));
        let Some(list) = list else { return Ok(Outlook::ZERO) };
        let Some((first, last)) = list.lasting else { return Ok(Outlook::ZERO) };
        let unit = covered.unit;
        let found = match self.spans(view, covered.source, &covered.filter, (first, last))? {
            Some(spans) => {
                let on = |side: Stretch| Range {
                    low: cover::covered(spans.surely_in(side), unit),
                    high: cover::covered(spans.perhaps_in(side), unit),
                };
                Some(Outlook { now: on(window.now()), ever: on(window.ever()) })
            }
            None => {
                let events = (covered.source, &covered.filter);
                self.cover(view, events, (first, last), window)?.map(|covers| covers.amount(unit))
            }
        };
        let Some(mut found) = found else {
            let up_to = |stretch: Stretch| Range { low: 0, high: most(stretch, unit) };
            return Ok(Outlook { now: up_to(window.now()), ever: up_to(window.ever()) });
        };
        // An event that goes by a later day than its first may come to light after the window has closed.
        let is_late = list.dated != first && window.ever().may_hold_days();
        if window.ever().is_open(self.as_of) || is_late {
            found.ever.high = most(window.ever(), unit);
        }
        Ok(found)
    }
}

/// How long a window is.
pub(super) fn length_of(window: Window, unit: CalendarUnit) -> Outlook {
    Outlook { now: length_on(window.now(), unit), ever: length_on(window.ever(), unit) }
}

fn length_on(stretch: Stretch, unit: CalendarUnit) -> Range {
    let Stretch { start, end } = stretch;
    let is_endless = (start.low, start.high) == (BELOW, BELOW) || (end.low, end.high) == (ABOVE, ABOVE);
    if !stretch.may_hold_days() || is_endless {
        return Range::ZERO;
    }
    let (first, last) = (stretch.start.high, stretch.end.low);
    let is_sure = !stretch.holds_days().no && first != BELOW && last != ABOVE;
    let low = if is_sure { length(first, last, unit) } else { 0 };
    Range { low, high: most(stretch, unit) }
}

/// How long a stretch can be at most.
fn most(stretch: Stretch, unit: CalendarUnit) -> i64 {
    if stretch.may_hold_days() { length(stretch.start.low, stretch.end.high, unit) } else { 0 }
}

/// From the first to the last day, both included; no bound where one of them is none.
pub(super) fn length(first: i64, last: i64, unit: CalendarUnit) -> i64 {
    if first == BELOW || last == ABOVE {
        return ABOVE;
    }
    let count = match unit {
        CalendarUnit::Days => last.saturating_sub(first).saturating_add(1),
        CalendarUnit::Months => whole_months(first, last),
    };
    Decimal::whole(count).map_or(ABOVE, Decimal::millionths)
}

/// The months that fit, each counted from where the one before ends. No more than the calendar has.
fn whole_months(first: i64, last: i64) -> i64 {
    let (from, to) = (Civil::of(first), Civil::of(last.saturating_add(1)));
    // Where every month has the day, none of them ends on another.
    if let (Some(from), Some(to)) = (from.filter(|from| from.day <= 28), to) {
        let months = (to.year - from.year) * 12 + to.month - from.month;
        return (months - i64::from(to.day < from.day)).max(0);
    }
    let month = Span { months: 1, days: 0 };
    let mut months = 0;
    let mut begin = first;
    while let Some(next) = month.after_day(begin) {
        if next > last.saturating_add(1) {
            break;
        }
        months += 1;
        begin = next;
    }
    months
}
