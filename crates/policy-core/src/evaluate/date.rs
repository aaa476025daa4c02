//! Evaluating dates.

use crate::civil::Civil;
use crate::evaluate::aggregate::Taken;
use crate::evaluate::working::WorkingDays;
use crate::evaluate::{Day, Days, Evaluator, Result, View, Watch};
use crate::plan::{DateExpr, Extreme};
use crate::record::{FactPath, present};
use crate::span::day_number;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The day that an expression means, seen from a view.
    pub(super) fn date(&mut self, view: View<'_>, date: &'e DateExpr) -> Result<Days> {
        Ok(match date {
            DateExpr::Literal(date) => Days::exactly(day_number(*date)),
            DateExpr::InPeriod { month, day } => {
                view.frame.from.moved(|from| Civil::of(from)?.first_from(*month, *day)?.number())
            }
            DateExpr::StartOf(window) => self.window(view, window)?.start,
            DateExpr::EndOf(window) => self.window(view, window)?.end,
            DateExpr::Field(field) => match self.field(view, *field) {
                Some(found) => Days::exactly(found.word),
                None => Days::both(Day::ANY),
            },
            DateExpr::Plus(date, span) => self.date(view, date)?.moved(|day| span.after_day(day)),
            DateExpr::Minus(date, span) => self.date(view, date)?.moved(|day| span.before_day(day)),
            DateExpr::Extreme(extreme) => self.extreme(view, extreme)?,
            DateExpr::Due => view.frame.due,
            DateExpr::AsOf => Days::exactly(self.as_of),
            DateExpr::Reached(reached) => self.reached(view, reached)?,
            DateExpr::WorkingDay(working) => {
                let days = WorkingDays::of(self.engine.plan(), working);
                self.date(view, &working.date)?.moved(|day| days.nearest(day, working.next))
            }
        })
    }

    /// The earliest or latest date over events.
    fn extreme(&mut self, view: View<'_>, extreme: &'e Extreme) -> Result<Days> {
        let window = self.window(view, &extreme.window)?;
        let list = extreme.source.list();
        let mut now = Reach::new(extreme.latest);
        let mut ever = Reach::new(extreme.latest);
        let known =
            self.each_event(view, extreme.source, &extreme.filter, Some(window), |this, event, truth, _| {
                let Taken { now: in_now, ever: in_ever } = Taken::of(truth);
                let day = match event.row.get(extreme.field.index()).copied().and_then(present) {
                    Some(day) => Day::exactly(day),
                    None => {
                        this.missing(FactPath::Event(event.list, event.index, extreme.field));
                        Day::ANY
                    }
                };
                now.add(in_now, day);
                ever.add(in_ever, day);
                Ok(())
            })?;
        if !known {
            let unknown = Day { none: true, ..Day::ANY };
            return Ok(Days::both(unknown));
        }
        if window.ever().is_open(self.as_of) {
            let dated = list.is_some_and(|list| {
                self.engine.list(view.record.subject, list).is_some_and(|list| list.dated == extreme.field)
            });
            let later = if dated {
                let stretch = window.ever();
                Day { low: stretch.start.low.max(self.as_of), high: stretch.end.high, ..Day::ANY }
            } else {
                Day::ANY
            };
            ever.add(super::aggregate::Share::Possible, later);
        }
        Ok(Days { now: now.day(), ever: ever.day() })
    }
}

/// How far the latest (or earliest) of some possible days can lie.
struct Reach {
    latest: bool,
    certain: Option<(i64, i64)>,
    possible: Option<(i64, i64)>,
}

impl Reach {
    fn new(latest: bool) -> Self {
        Self { latest, certain: None, possible: None }
    }

    fn add(&mut self, share: super::aggregate::Share, day: Day) {
        use super::aggregate::Share;
        let widest = |(low, high): (i64, i64)| (low.min(day.low), high.max(day.high));
        let extreme = |(low, high): (i64, i64)| match self.latest {
            true => (low.max(day.low), high.max(day.high)),
            false => (low.min(day.low), high.min(day.high)),
        };
        match share {
            Share::None => return,
            Share::Possible => {}
            Share::Certain => self.certain = Some(self.certain.map_or((day.low, day.high), extreme)),
        }
        self.possible = Some(self.possible.map_or((day.low, day.high), widest));
    }

    /// The day itself: the certain events bound it on one side, the possible ones on the other.
    fn day(&self) -> Day {
        match (self.certain, self.possible) {
            (_, None) => Day::NONE,
            (None, Some((low, high))) => Day { low, high, some: true, none: true },
            (Some((low, high)), Some((least, most))) => match self.latest {
                true => Day { low, high: most.max(high), some: true, none: false },
                false => Day { low: least.min(low), high, some: true, none: false },
            },
        }
    }
}
