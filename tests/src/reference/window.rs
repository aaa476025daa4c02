//! What windows and dates mean.

use chrono::{Datelike, NaiveDate, Weekday};
use policy_core::plan::{DateExpr, Extreme, PeriodId, Reached, Window, WorkingDay};

use super::day::{BEGINNING, Day, END, number_of};
use super::number::{Bound, Number, compare};
use super::scene::{Both, Scene, Side, day};
use super::truth::Truth;

/// A window on one side: all days from its start to its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub start: Day,
    pub end: Day,
}

impl Stretch {
    const EMPTY: Self = Self { start: Day::NONE, end: Day::NONE };

    /// The widest days that it can hold; `None` where it is surely empty.
    pub fn widest(self) -> Option<(i64, i64)> {
        let ((low, _), (_, high)) = (self.start.days?, self.end.days?);
        has_days(low, high).then_some((low, high))
    }

    /// The days that it surely holds; `None` where there are none.
    pub fn narrowest(self) -> Option<(i64, i64)> {
        if self.start.none || self.end.none {
            return None;
        }
        let ((_, low), (high, _)) = (self.start.days?, self.end.days?);
        has_days(low, high).then_some((low, high))
    }

    /// Whether a date lies in it.
    pub fn holds(self, date: Day) -> Truth {
        let Some((low, high)) = date.days else { return Truth::FALSE };
        let possibly = self.widest().is_some_and(|(first, last)| low <= last && first <= high);
        let surely = self.narrowest().is_some_and(|(first, last)| first <= low && high <= last);
        Truth { yes: possibly, no: date.none || !surely }
    }

    /// Whether something may still happen in it.
    pub fn is_open(self, as_of: i64) -> bool {
        self.widest().is_some_and(|(_, last)| as_of <= last)
    }

    /// Whether it holds no day at all.
    pub fn is_empty(self) -> Truth {
        Truth { yes: self.narrowest().is_none(), no: self.widest().is_some() }
    }
}

/// Whether there are days from one to the other; none lies beyond all days.
fn has_days(first: i64, last: i64) -> bool {
    first <= last && first != END && last != BEGINNING
}

const BEGINNING_OF_TIME: Day = Day { days: Some((BEGINNING, BEGINNING)), none: false };

/// The window, seen from the scene.
pub(super) fn stretch(scene: Scene<'_>, window: &Window) -> Stretch {
    let on = |day: Both<Day>| day.on(scene.side);
    let frame = scene.frame;
    match window {
        Window::Rule => Stretch { start: on(frame.start), end: on(frame.last) },
        Window::Period => Stretch { start: on(frame.from), end: on(frame.to) },
        Window::Year { offset } => {
            let edge = |month: u32, day: u32| {
                on(frame.due).map(|due| NaiveDate::from_ymd_opt(due.year().checked_add(*offset)?, month, day))
            };
            Stretch { start: edge(1, 1), end: edge(12, 31) }
        }
        Window::Named(period) => named(scene, *period),
        Window::AnyTime => Stretch { start: BEGINNING_OF_TIME, end: on(frame.last) },
        Window::Between(start, end) => Stretch {
            start: start.as_ref().map_or(BEGINNING_OF_TIME, |start| date(scene, start)),
            end: end.as_ref().map_or(on(frame.last), |end| date(scene, end)),
        },
        Window::After { from, span } => {
            let from = date(scene, from);
            Stretch { start: from.map(|day| day.succ_opt()), end: from.map(|day| span.after(day)) }
        }
        Window::Extended { window, pause } => {
            let inner = stretch(scene, window);
            Stretch { end: super::pause::extended(scene, inner, pause), ..inner }
        }
        Window::Before { to, span } => {
            let to = date(scene, to);
            let start = match span {
                Some(span) => to.map(|day| span.before(day)),
                None => Day { days: to.days.map(|_| (BEGINNING, BEGINNING)), none: to.none },
            };
            Stretch { start, end: to.map(|day| day.pred_opt()) }
        }
    }
}

/// The occurrences of a named period that lie wholly in the rule's period, else the one that holds the
/// due date. Where that is not known to the day, nobody knows which.
fn named(scene: Scene<'_>, period: PeriodId) -> Stretch {
    let frame = scene.frame;
    let on = |day: Both<Day>| day.on(scene.side);
    let exact = |day: Both<Day>| match on(day).days {
        Some((low, high)) if low == high && !on(day).none => Some(low),
        Some(_) | None => None,
    };
    if (Stretch { start: on(frame.from), end: on(frame.to) }).widest().is_none() {
        return Stretch::EMPTY;
    }
    let (Some(from), Some(to)) = (exact(frame.from), exact(frame.to)) else {
        return Stretch { start: Day::ANY, end: Day::ANY };
    };
    let occurrences = &scene.plan.periods[period.index()].occurrences;
    let inside: Vec<(i64, i64)> = occurrences
        .iter()
        .map(|occurrence| (number_of(occurrence.from), number_of(occurrence.to)))
        .filter(|&(first, last)| from <= first && last <= to)
        .collect();
    match (inside.first(), inside.last()) {
        (Some(&(first, _)), Some(&(_, last))) => {
            Stretch { start: Day::exactly(first), end: Day::exactly(last) }
        }
        (None, _) | (_, None) => {
            if on(frame.due).days.is_none() {
                return Stretch::EMPTY;
            }
            let Some(due) = exact(frame.due) else {
                return Stretch { start: Day::ANY, end: Day::ANY };
            };
            let around =
                occurrences.iter().find(|found| (number_of(found.from)..=number_of(found.to)).contains(&due));
            around.map_or(Stretch::EMPTY, |found| Stretch {
                start: Day::of(found.from),
                end: Day::of(found.to),
            })
        }
    }
}

/// The date, seen from the scene.
pub(super) fn date(scene: Scene<'_>, expression: &DateExpr) -> Day {
    match expression {
        DateExpr::Literal(date) => Day::of(*date),
        DateExpr::InPeriod { month, day } => {
            scene.frame.from.on(scene.side).map(|from| next_such_day(from, *month, *day))
        }
        DateExpr::StartOf(window) => stretch(scene, window).start,
        DateExpr::EndOf(window) => stretch(scene, window).end,
        DateExpr::Field(field) => day(scene.fact(*field)),
        DateExpr::Plus(base, span) => date(scene, base).map(|day| span.after(day)),
        DateExpr::Minus(base, span) => date(scene, base).map(|day| span.before(day)),
        DateExpr::Extreme(extreme) => latest_or_earliest(scene, extreme),
        DateExpr::Due => scene.frame.due.on(scene.side),
        DateExpr::AsOf => Day::exactly(scene.as_of),
        DateExpr::Reached(reached) => day_reached(scene, reached),
        DateExpr::WorkingDay(working) => {
            date(scene, &working.date).map(|day| nearest_working_day(scene, working, day))
        }
    }
}

/// Tries each day on which something can be taken.
fn day_reached(scene: Scene<'_>, reached: &Reached) -> Day {
    let aggregate = &reached.aggregate;
    let window = stretch(scene, &aggregate.window);
    let amount = super::amount::amount(scene, &reached.amount);
    let unknown = Day { none: true, ..Day::ANY };
    let Some(addends) = super::amount::dated_addends(scene, aggregate, window) else { return unknown };
    let by = |day: i64, of: &[(i64, Bound)]| {
        let nothing = Bound::At(Number::ZERO);
        of.iter().filter(|(on, _)| *on <= day).fold(nothing, |sum, (_, amount)| sum.plus(*amount))
    };
    let first = |of: Vec<(i64, Bound)>, least: Bound| {
        let reaches = |&day: &i64| by(day, &of) >= least;
        of.iter().map(|(day, _)| *day).filter(reaches).min()
    };
    let possible: Vec<(i64, Bound)> = addends
        .iter()
        .map(|addend| {
            (addend.day.unwrap_or(window.widest().map_or(BEGINNING, |days| days.0)), addend.amount.high)
        })
        .collect();
    let certain: Vec<(i64, Bound)> = addends
        .iter()
        .filter(|addend| addend.truth.is_true())
        .filter_map(|addend| Some((addend.day?, addend.amount.low)))
        .collect();
    let latest =
        addends.iter().map(|addend| addend.day.unwrap_or(window.widest().map_or(END, |days| days.1))).max();
    let early = first(possible, amount.low);
    let late = first(certain, amount.high);
    let mut found = match early {
        None => Day::NONE,
        Some(low) => Day { days: Some((low, late.or(latest).unwrap_or(END))), none: late.is_none() },
    };
    if scene.side == Side::Ever
        && window.is_open(scene.as_of)
        && let Some((first, last)) = window.widest()
    {
        let still = first.max(scene.as_of);
        let (low, high) = found.days.unwrap_or((still, last));
        found.days = Some((low.min(still), if late.is_some() { high } else { high.max(last) }));
    }
    found
}

/// Looks at one day after the other.
fn nearest_working_day(scene: Scene<'_>, working: &WorkingDay, from: NaiveDate) -> Option<NaiveDate> {
    let holds = |period: Option<PeriodId>, day: NaiveDate| {
        period.is_some_and(|period| {
            let occurrences = &scene.plan.periods[period.index()].occurrences;
            occurrences.iter().any(|found| found.from <= day && day <= found.to)
        })
    };
    let is_working = |day: &NaiveDate| {
        let is_free = matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || holds(working.holidays, *day);
        holds(working.workdays, *day) || !is_free
    };
    let step = |day: &NaiveDate| if working.next { day.succ_opt() } else { day.pred_opt() };
    std::iter::successors(Some(from), step).find(is_working)
}

/// The first day on or after `from` with this month and day, in shorter months the last.
fn next_such_day(from: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let last_of_month = |year: i32| {
        let next = if month == 12 { (year.checked_add(1)?, 1) } else { (year, month + 1) };
        NaiveDate::from_ymd_opt(next.0, next.1, 1)?.pred_opt()
    };
    let in_year = |year: i32| {
        let last = last_of_month(year)?;
        last.with_day(day.min(last.day()))
    };
    let this_year = in_year(from.year())?;
    if this_year >= from { Some(this_year) } else { in_year(from.year().checked_add(1)?) }
}

/// Tries every combination that matters: the surely taken events, and each possible one beside them.
fn latest_or_earliest(scene: Scene<'_>, extreme: &Extreme) -> Day {
    let window = stretch(scene, &extreme.window);
    let Some(taken) = super::event::taken(scene, extreme.source, &extreme.filter, Some(window)) else {
        return Day { none: true, ..Day::ANY };
    };
    let days_of = |event| match scene.day_of_event(event, extreme.field).days {
        Some(days) => days,
        None => (BEGINNING, END),
    };
    let certain: Vec<(i64, i64)> =
        taken.iter().filter(|taken| taken.truth.is_true()).map(|taken| days_of(taken.event)).collect();
    let mut possible: Vec<(i64, i64)> =
        taken.iter().filter(|taken| taken.truth.is_open()).map(|taken| days_of(taken.event)).collect();
    if scene.side == Side::Ever && window.is_open(scene.as_of) {
        let list = extreme.source_list();
        let by_date = scene.list(list).dated == extreme.field;
        possible.push(match window.widest() {
            Some((first, last)) if by_date => (first.max(scene.as_of), last),
            Some(_) | None => (BEGINNING, END),
        });
    }
    // What the extreme is where exactly these events are taken.
    let of = |days: &[(i64, i64)]| -> (i64, i64) {
        let lows = days.iter().map(|&(low, _)| low);
        let highs = days.iter().map(|&(_, high)| high);
        let found = if extreme.latest { (lows.max(), highs.max()) } else { (lows.min(), highs.min()) };
        (found.0.expect("some event"), found.1.expect("some event"))
    };
    let mut outcomes: Vec<(i64, i64)> = Vec::new();
    if !certain.is_empty() {
        outcomes.push(of(&certain));
    }
    for &day in &possible {
        let mut together = certain.clone();
        together.push(day);
        outcomes.push(of(&together));
    }
    let low = outcomes.iter().map(|&(low, _)| low).min();
    let high = outcomes.iter().map(|&(_, high)| high).max();
    Day { days: low.zip(high), none: certain.is_empty() }
}

/// Where an extreme looks; it never goes through members.
trait SourceList {
    fn source_list(&self) -> policy_core::ListId;
}

impl SourceList for Extreme {
    fn source_list(&self) -> policy_core::ListId {
        super::event::list_of(self.source).expect("an extreme goes through events")
    }
}

/// Whether two dates compare so; with no day at all they do not.
pub(super) fn compare_days(left: Day, operator: policy_core::plan::Operator, right: Day) -> Truth {
    let (Some((low, high)), Some((other_low, other_high))) = (left.days, right.days) else {
        return Truth::FALSE;
    };
    let found = compare(low, high, operator, other_low, other_high);
    Truth { yes: found.yes, no: found.no || left.none || right.none }
}
