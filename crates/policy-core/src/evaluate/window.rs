//! Evaluating windows.

use crate::civil::Civil;
use crate::evaluate::days::{Stretch, Window};
use crate::evaluate::{Day, Days, Evaluator, Frame, Result, View, Watch};
use crate::plan::{self, Period, PeriodId};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The days that a window means, seen from a view.
    pub(super) fn window(&mut self, view: View<'_>, window: &'e plan::Window) -> Result<Window> {
        let frame = view.frame;
        Ok(match window {
            plan::Window::Rule => Window { start: frame.start, end: frame.last },
            plan::Window::Period => Window { start: frame.from, end: frame.to },
            plan::Window::Year { offset } => Window {
                start: frame.due.moved(|due| year_edge(due, *offset, 1, 1)),
                end: frame.due.moved(|due| year_edge(due, *offset, 12, 31)),
            },
            plan::Window::Named(period) => self.named(view, *period),
            plan::Window::AnyTime => Window { start: Window::ALWAYS.start, end: frame.last },
            plan::Window::Between(start, end) => Window {
                start: match start {
                    Some(start) => self.date(view, start)?,
                    None => Window::ALWAYS.start,
                },
                end: match end {
                    Some(end) => self.date(view, end)?,
                    None => frame.last,
                },
            },
            plan::Window::After { from, span } => {
                let from = self.date(view, from)?;
                Window {
                    start: from.moved(|day| day.checked_add(1)),
                    end: from.moved(|day| span.after_day(day)),
                }
            }
            plan::Window::Extended { window, pause } => {
                let inner = self.window(view, window)?;
                self.extended(view, inner, pause)?
            }
            plan::Window::Before { to, span } => {
                let to = self.date(view, to)?;
                let start = match span {
                    Some(span) => to.moved(|day| span.before_day(day)),
                    None => Days {
                        now: Day { low: i64::MIN, high: i64::MIN, ..to.now },
                        ever: Day { low: i64::MIN, high: i64::MIN, ..to.ever },
                    },
                };
                Window { start, end: to.moved(|day| day.checked_sub(1)) }
            }
        })
    }

    /// A window of a schedule or an alternative: its days, and the last day to which an extension moves their end.
    pub(super) fn due_window(&mut self, view: View<'_>, window: &'e plan::Window) -> Result<(Window, Days)> {
        let plan::Window::Extended { window, pause } = window else {
            let days = self.window(view, window)?;
            return Ok((days, days.end));
        };
        let (inner, last) = self.due_window(view, window)?;
        let extended = self.extended(view, Window { end: last, ..inner }, pause)?;
        Ok((inner, extended.end))
    }

    /// The occurrences of a named period that lie wholly in the rule's period, else the one around
    /// its due date; where these days are not known exactly, nobody knows which.
    fn named(&self, view: View<'_>, period: PeriodId) -> Window {
        let Some(period) = self.engine.plan().periods.get(period.index()) else { return Window::EMPTY };
        let Frame { from, to, due, .. } = *view.frame;
        let now = named(period, Stretch { start: from.now, end: to.now }, due.now);
        let is_settled = (from.now, to.now, due.now) == (from.ever, to.ever, due.ever);
        let ever = match is_settled {
            true => now,
            false => named(period, Stretch { start: from.ever, end: to.ever }, due.ever),
        };
        Window {
            start: Days { now: now.start, ever: ever.start },
            end: Days { now: now.end, ever: ever.end },
        }
    }
}

/// A named period as a rule's period and due date pick it, on one side of the outlook.
fn named(period: &Period, own: Stretch, due: Day) -> Stretch {
    if !own.may_hold_days() {
        return Stretch::EMPTY;
    }
    let (Some(from), Some(to)) = (own.start.exact(), own.end.exact()) else { return Stretch::ANY };
    let between = |(first, last)| Stretch { start: Day::exactly(first), end: Day::exactly(last) };
    match (period.within(from, to), due.exact()) {
        (Some(inside), _) => between(inside),
        (None, Some(due)) => period.around(due).map_or(Stretch::EMPTY, between),
        (None, None) if !due.some => Stretch::EMPTY,
        (None, None) => Stretch::ANY,
    }
}

fn year_edge(due: i64, offset: i32, month: i64, day: i64) -> Option<i64> {
    let year = Civil::of(due)?.year + i64::from(offset);
    Civil { year, month, day }.number()
}
