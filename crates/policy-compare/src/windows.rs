//! The days of a window, for a record that is being built.

use chrono::{Datelike, Days, NaiveDate};
use policy_core::plan::{DateExpr, Period, Scope, Window};

use crate::scene::{Fact, Scene};

/// Where a rule stands with a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stand<'a> {
    /// First and last day of the period.
    pub period: (NaiveDate, NaiveDate),
    /// The due date.
    pub due: NaiveDate,
    /// The periods of calendars.
    pub periods: &'a [Period],
    /// What is known of the subject.
    pub scene: &'a Scene,
    /// By how many days what is paused moves the ends of windows that are extended.
    pub paused: u64,
}

impl Stand<'_> {
    /// The days of a window; `None` where they cannot be told, or are none.
    pub fn days(&self, window: &Window) -> Option<(NaiveDate, NaiveDate)> {
        let (from, to) = match window {
            Window::Rule => (self.period.0, self.due),
            Window::Period => self.period,
            Window::Year { offset } => {
                let year = self.due.year().checked_add(*offset)?;
                (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?)
            }
            Window::Named(period) => {
                let occurrences = &self.periods.get(period.index())?.occurrences;
                let inside = |from: NaiveDate, to: NaiveDate| self.period.0 <= from && to <= self.period.1;
                let found = occurrences.iter().find(|one| inside(one.from, one.to));
                let holding = || occurrences.iter().find(|one| one.from <= self.due && self.due <= one.to);
                let found = found.or_else(holding)?;
                (found.from, found.to)
            }
            Window::AnyTime => (self.period.0, self.due),
            Window::Between(from, to) => {
                let from = from.as_ref().map_or(Some(self.period.0), |date| self.day(date))?;
                (from, to.as_ref().map_or(Some(self.due), |date| self.day(date))?)
            }
            Window::After { from, span } => {
                let from = self.day(from)?;
                (from.checked_add_days(Days::new(1))?, span.after(from)?)
            }
            Window::Before { to, span } => {
                let to = self.day(to)?;
                let from = span.map_or_else(|| to.checked_sub_days(Days::new(30)), |span| span.before(to))?;
                (from, to.checked_sub_days(Days::new(1))?)
            }
            Window::Extended { window, .. } => {
                let (from, to) = self.days(window)?;
                (from, to.checked_add_days(Days::new(self.paused))?)
            }
        };
        (from <= to).then_some((from, to))
    }

    fn day(&self, date: &DateExpr) -> Option<NaiveDate> {
        match date {
            DateExpr::Literal(day) => Some(*day),
            DateExpr::InPeriod { month, day } => {
                let in_year = |year: i32| {
                    (0..4).find_map(|less| NaiveDate::from_ymd_opt(year, *month, day.checked_sub(less)?))
                };
                let first = in_year(self.period.0.year())?;
                if first >= self.period.0 { Some(first) } else { in_year(self.period.0.year() + 1) }
            }
            DateExpr::StartOf(window) => self.days(window).map(|(from, _)| from),
            DateExpr::EndOf(window) => self.days(window).map(|(_, to)| to),
            DateExpr::Field(field) => {
                let fact = match field.scope {
                    Scope::Subject => self.scene.fact(field.field)?,
                    // Of the event at which the rule stands, which is the first.
                    Scope::Event | Scope::Anchor => self.scene.events.first()?.field(field.field)?,
                };
                match fact {
                    Fact::Date(day) => Some(*day),
                    Fact::Term(_) | Fact::Flag(_) | Fact::Amount(_) | Fact::Text(_) => None,
                }
            }
            DateExpr::Due => Some(self.due),
            DateExpr::Plus(date, span) => span.after(self.day(date)?),
            DateExpr::Minus(date, span) => span.before(self.day(date)?),
            DateExpr::WorkingDay(working) => self.day(&working.date),
            DateExpr::Extreme(_) | DateExpr::AsOf | DateExpr::Reached(_) => None,
        }
    }
}
