//! The occurrences of a schedule.

use chrono::{Datelike, NaiveDate};
use policy_core::plan::{BuiltInPeriod, Condition, DateExpr, PeriodRef, Plan, PolicyId, Schedule, Window};
use policy_core::{ListId, Span};

use super::condition::truth;
use super::day::{BEGINNING, Day, END, date_of, number_of};
use super::event::seen;
use super::pause::paused_cycles;
use super::scene::{Both, Event, Frame, Scene, Side, Standpoint};
use super::truth::Truth;
use super::window::{Stretch, date, stretch};

/// How many years a due date may lie outside of its period.
const YEARS_ASIDE: i32 = 2;

/// One occurrence of a schedule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance<'a> {
    pub frame: Frame<'a>,
}

/// The occurrences of a schedule for one subject.
pub(super) enum Occurrences<'a> {
    /// The same for every record: all that begin by the day that was asked for.
    Fixed(Vec<Instance<'a>>),
    /// They hang on the record.
    Own(Vec<Instance<'a>>),
    /// They are an event's each, and the list of events is missing: one stands for all.
    Unknown(Box<Instance<'a>>),
}

/// The days on which a policy is in force.
pub(super) fn effective(plan: &Plan, policy: PolicyId) -> Stretch {
    let policy = &plan.policies[policy.index()];
    let end = policy.effective_to.map_or(END, number_of);
    Stretch { start: Day::of(policy.effective_from), end: Day::exactly(end) }
}

fn frame<'a>(from: Both<Day>, to: Both<Day>, due: Both<Day>, event: Option<Event<'a>>) -> Frame<'a> {
    Frame { from, to, start: from, due, last: due, event }
}

/// The occurrence that a window makes. What extends it moves the last day alone.
pub(super) fn frame_in<'a>(scene: Scene<'a>, window: &Window, event: Option<Event<'a>>) -> Frame<'a> {
    let mut inside = window;
    while let Window::Extended { window, .. } = inside {
        inside = window;
    }
    let found = |window: &Window| Both::of(|side| stretch(Scene { side, ..scene }, window));
    let (days, whole) = (found(inside), found(window));
    let (start, end) = (Both::of(|side| days.on(side).start), Both::of(|side| days.on(side).end));
    Frame { last: Both::of(|side| whole.on(side).end), ..frame(start, end, end, event) }
}

fn known<'a>(from: i64, to: i64, due: i64) -> Frame<'a> {
    let day = |day| Both::same(Day::exactly(day));
    frame(day(from), day(to), day(due), None)
}

/// The occurrences of a schedule for the scene's subject; those of periods as far as they begin by `until`.
pub(super) fn occurrences<'a>(
    scene: Scene<'a>,
    policy: PolicyId,
    schedule: &'a Schedule,
    until: i64,
) -> Occurrences<'a> {
    let effective = effective(scene.plan, policy);
    let whole =
        frame(Both::same(effective.start), Both::same(effective.end), Both::same(effective.end), None);
    let in_force = Scene { frame: whole, event: None, ..scene };
    match schedule {
        Schedule::Once(window) => {
            Occurrences::Own(vec![Instance { frame: frame_in(in_force, window, None) }])
        }
        Schedule::Each { period, by } => Occurrences::Fixed(due_in_force(
            in_force,
            effective,
            by.as_ref(),
            periods(scene.plan, policy, *period, until),
        )),
        Schedule::Cycle { every, from, by, pause } => {
            let begins = Both::of(|side| date(Scene { side, ..in_force }, from));
            let found = begins.now.known().map_or_else(Vec::new, |start| match pause {
                None => due_in_force(in_force, effective, by.as_ref(), cycles(start, *every, until)),
                Some(pause) => paused_cycles(in_force, policy, (start, *every), pause, until),
            });
            if let (DateExpr::Literal(_), None) = (from, pause) {
                return Occurrences::Fixed(found);
            }
            let is_known = begins.now.known().is_some();
            if is_known && begins.now == begins.ever {
                return Occurrences::Own(found);
            }
            if found.is_empty() {
                let at = Both {
                    now: if is_known { Day::NONE } else { any_or_none(begins.now) },
                    ever: any_or_none(begins.ever),
                };
                return Occurrences::Own(vec![Instance { frame: frame(at, at, at, None) }]);
            }
            let moving = |day: Both<Day>| Both { ever: Day { none: true, ..Day::ANY }, ..day };
            let may_move = |Instance { frame: at }: Instance<'a>| Instance {
                frame: Frame {
                    last: moving(at.last),
                    ..frame(moving(at.from), moving(at.to), moving(at.due), None)
                },
            };
            Occurrences::Own(found.into_iter().map(may_move).collect())
        }
        Schedule::EachEvent { list, window, .. } => at_events(scene, *list, window.as_ref()),
    }
}

/// Any day, where a cycle can begin at all; no day where it surely begins on none.
fn any_or_none(begins: Day) -> Day {
    match begins.days {
        None | Some((END, _)) | Some((_, BEGINNING)) => Day::NONE,
        Some(_) => Day { none: begins.none, ..Day::ANY },
    }
}

/// The calendar's periods from a little before the policy comes into force to those that begin by `until`.
fn periods(plan: &Plan, policy: PolicyId, period: PeriodRef, until: i64) -> Vec<(i64, i64)> {
    let first_year = plan.policies[policy.index()].effective_from.year() - YEARS_ASIDE;
    periods_from(plan, period, first_year, until)
}

/// The calendar's periods from a year on to those that begin by `until`.
pub(super) fn periods_from(plan: &Plan, period: PeriodRef, first_year: i32, until: i64) -> Vec<(i64, i64)> {
    let month = |year: i32, month: u32| {
        NaiveDate::from_ymd_opt(year, month, 1).map(number_of).expect("a year of the calendar")
    };
    let until_year = date_of(until).map_or(first_year, |until| until.year());
    let years = first_year..=until_year;
    let all: Vec<(i64, i64)> = match period {
        PeriodRef::Named(period) => plan.periods[period.index()]
            .occurrences
            .iter()
            .map(|occurrence| (number_of(occurrence.from), number_of(occurrence.to)))
            .collect(),
        PeriodRef::BuiltIn(BuiltInPeriod::Year) => {
            years.map(|year| (month(year, 1), month(year + 1, 1) - 1)).collect()
        }
        PeriodRef::BuiltIn(BuiltInPeriod::Month) => years
            .flat_map(|year| {
                let in_year = (1..12).map(move |first| (month(year, first), month(year, first + 1) - 1));
                in_year.chain([(month(year, 12), month(year + 1, 1) - 1)])
            })
            .collect(),
    };
    all.into_iter().filter(|&(from, _)| from <= until).collect()
}

/// The cycles that begin by `until`.
fn cycles(start: NaiveDate, every: Span, until: i64) -> Vec<(i64, i64)> {
    let begin = |n: u32| Span { months: every.months * n, days: every.days * n }.after(start).map(number_of);
    let cycle = |n: u32| Some((begin(n)?, begin(n + 1)? - 1));
    (0..).map_while(cycle).take_while(|&(from, to)| from <= until && from <= to).collect()
}

/// Those whose due date lies in the days on which the policy is in force.
fn due_in_force<'a>(
    scene: Scene<'a>,
    effective: Stretch,
    by: Option<&DateExpr>,
    bare: Vec<(i64, i64)>,
) -> Vec<Instance<'a>> {
    let mut found = Vec::new();
    for (from, to) in bare {
        let at = Scene { frame: known(from, to, to), side: Side::Now, ..scene };
        let due = by.map_or(Day::exactly(to), |by| date(at, by));
        let Some(day) = due.known().map(number_of) else { continue };
        if effective.holds(due).is_true() {
            found.push(Instance { frame: known(from, to, day) });
        }
    }
    found
}

/// One for each event that is seen.
fn at_events<'a>(
    scene: Scene<'a>,
    list: ListId,
    window: Option<&'a policy_core::plan::Window>,
) -> Occurrences<'a> {
    let any = Both::same(Day::ANY);
    let Some(events) = seen(scene, list) else {
        return Occurrences::Unknown(Box::new(Instance { frame: frame(any, any, any, None) }));
    };
    let instance = |event: Event<'a>| {
        let day = Both::same(scene.day_of_event(event, scene.list(list).dated));
        let that_day = frame(day, day, day, Some(event));
        let at = Scene { frame: that_day, event: Some(event), ..scene };
        let frame = match window {
            None => that_day,
            Some(window) => frame_in(at, window, Some(event)),
        };
        Instance { frame }
    };
    Occurrences::Own(events.into_iter().map(instance).collect())
}

/// The scene in which the conditions of a rule or consequence are looked at.
pub(super) fn stand<'a>(
    scene: Scene<'a>,
    policy: PolicyId,
    schedule: &'a Schedule,
    instance: Instance<'a>,
) -> Scene<'a> {
    let standpoint = Standpoint { policy, subject: scene.person.subject, schedule, instance };
    Scene { frame: instance.frame, event: instance.frame.event, standpoint: Some(standpoint), ..scene }
}

/// Whether a rule or consequence is for the subject in the occurrence: its due date is governed
/// by the policy, the event is one of those that are meant, and the audience's condition holds.
pub(super) fn is_for(scene: Scene<'_>, policy: PolicyId, schedule: &Schedule, audience: &Condition) -> Truth {
    let of_event = match (schedule, scene.event) {
        (Schedule::EachEvent { list, governed_by_event: true, .. }, Some(event)) => {
            Some(scene.day_of_event(event, scene.list(*list).dated))
        }
        (_, _) => None,
    };
    let day = of_event.unwrap_or(scene.frame.due.on(scene.side));
    let governed = effective(scene.plan, policy).holds(day);
    let meant = match schedule {
        Schedule::EachEvent { when, .. } if scene.event.is_some() => truth(scene, when),
        Schedule::EachEvent { .. } => Truth::OPEN,
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => Truth::TRUE,
    };
    governed.and(meant).and(truth(scene, audience))
}

/// Whether a schedule hangs on an event each.
pub(super) fn is_at_events(schedule: &Schedule) -> bool {
    match schedule {
        Schedule::EachEvent { .. } => true,
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => false,
    }
}

/// A day before and after which nothing is.
pub(super) fn is_unbounded(day: i64) -> bool {
    day == BEGINNING || day == END
}
