//! What a rule comes to in one occurrence, and what others see of it.

use policy_core::FieldId;
use policy_core::plan::{
    Alternative, DateExpr, FieldRef, Rule, RuleId, Schedule, Scope, VerdictKind, Verdicts, Window,
};

use super::condition::truth;
use super::day::{Day, END};
use super::instance::{Instance, Occurrences, frame_in, is_for, is_unbounded, occurrences, stand};
use super::number::{Bound, Number, Range};
use super::scene::{Both, Frame, Scene, Side};
use super::truth::Truth;
use super::window::{Stretch, stretch};

/// How many days a due date may lie after the beginning of its period, for it to be looked for.
const DAYS_ASIDE: i64 = 1_000;

/// The three parts of a rule on one side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub applies: Truth,
    pub requirement: Truth,
    pub exemption: Truth,
}

impl Parts {
    /// It does not apply, or is met, or exempt.
    pub fn satisfied(self) -> Truth {
        self.applies.negated().or(self.requirement).or(self.exemption)
    }

    /// It applies and is not met, but exempt.
    pub fn exempt(self) -> Truth {
        self.applies.and(self.exemption).and(self.requirement.negated())
    }
}

/// The parts of a rule in one occurrence, on the scene's side.
pub(super) fn parts<'a>(scene: Scene<'a>, rule: &'a Rule, instance: Instance<'a>) -> Parts {
    let at = graced(stand(scene, rule.policy, &rule.schedule, instance), rule);
    let exemption = rule.exemptions.iter().fold(Truth::FALSE, |any, one| any.or(truth(at, &one.when)));
    Parts {
        applies: is_for(at, rule.policy, &rule.schedule, &rule.applies),
        requirement: required(at, rule),
        exemption,
    }
}

/// If the first alternative applies its own requirement, else if the second …, else the rule's.
fn required<'a>(scene: Scene<'a>, rule: &'a Rule) -> Truth {
    rule.alternatives.iter().rev().fold(truth(scene, &rule.requirement), |otherwise, alternative| {
        let own = Scene { frame: frame_of(scene, rule, alternative), ..scene };
        truth(scene, &alternative.when).choose(truth(own, &alternative.requirement), otherwise)
    })
}

/// The frame of an alternative: with a window of its own, that window and its last day as the due
/// date; the period stays the rule's.
pub(super) fn frame_of<'a>(scene: Scene<'a>, rule: &'a Rule, alternative: &'a Alternative) -> Frame<'a> {
    let Some(window) = &alternative.window else { return scene.frame };
    let own = frame_in(scene, window, scene.frame.event);
    let frame = Frame { start: own.start, due: own.due, last: own.last, ..scene.frame };
    graced(Scene { frame, ..scene }, rule).frame
}

/// The same scene, with the rule's grace after the due date.
pub(super) fn graced<'a>(scene: Scene<'a>, rule: &Rule) -> Scene<'a> {
    let last = scene.frame.last;
    let last = match rule.grace {
        None => last,
        Some(grace) => Both::of(|side| last.on(side).map(|last| grace.after(last))),
    };
    Scene { frame: Frame { last, ..scene.frame }, ..scene }
}

/// What a reference to a rule means: how surely each of these instances, and whether the list is complete.
struct Reference<'a> {
    instances: Vec<(Truth, Instance<'a>)>,
    /// Further instances may come into being.
    more_may_come: bool,
}

/// The instances that a reference means; `None` where it cannot be told.
///
/// With the same policy, schedule and subject it is the same instance, else all whose due date lies in the
/// current period. A period without an end reaches as far as what has begun; more will come.
fn referred<'a>(scene: Scene<'a>, rule: &'a Rule) -> Option<Reference<'a>> {
    if rule.subject != scene.person.subject {
        return None;
    }
    if let Some(standpoint) = scene.standpoint
        && standpoint.policy == rule.policy
        && *standpoint.schedule == rule.schedule
        && standpoint.subject == rule.subject
    {
        let same = vec![(Truth::TRUE, standpoint.instance)];
        return Some(Reference { instances: same, more_may_come: false });
    }
    let on = |day: Both<Day>| day.on(scene.side);
    if (Stretch { start: on(scene.frame.from), end: on(scene.frame.to) }).widest().is_none() {
        return Some(Reference { instances: Vec::new(), more_may_come: false });
    }
    let known = |day: Both<Day>| exact(Both { ever: on(day), now: day.now });
    let (from, to) = (known(scene.frame.from)?, known(scene.frame.to)?);
    due_in(scene, rule, (from, to))
}

/// The instances of a rule that are due from one day to another, each with how surely it is.
fn due_in<'a>(scene: Scene<'a>, rule: &'a Rule, (from, to): (i64, i64)) -> Option<Reference<'a>> {
    let period = Stretch { start: Day::exactly(from), end: Day::exactly(to) };
    let until = if is_unbounded(to) { scene.as_of } else { to.saturating_add(DAYS_ASIDE) };
    let (found, more_may_come) = match occurrences(scene, rule.policy, &rule.schedule, until) {
        Occurrences::Unknown(_) => return None,
        Occurrences::Fixed(found) => (found, to == END),
        Occurrences::Own(found) => {
            let is_open = match &rule.schedule {
                Schedule::EachEvent { list, window, .. } => {
                    let dated = scene.list(*list).dated;
                    !ends_no_earlier(window.as_ref(), dated) || period.is_open(scene.as_of)
                }
                Schedule::Cycle { .. } => to == END,
                Schedule::Once(_) | Schedule::Each { .. } => false,
            };
            (found, is_open)
        }
    };
    let meant = |instance: Instance<'a>| (period.holds(instance.frame.due.on(scene.side)), instance);
    Some(Reference { instances: found.into_iter().map(meant).collect(), more_may_come })
}

/// Whether an event's window surely ends on or after the day that the event goes by; if not, a later
/// event can still bring an instance that was due in a period long closed.
fn ends_no_earlier(window: Option<&Window>, dated: FieldId) -> bool {
    match window {
        None | Some(Window::Rule | Window::Period | Window::AnyTime | Window::Between(_, None)) => true,
        Some(Window::After { from, .. }) => [Scope::Event, Scope::Anchor]
            .map(|scope| DateExpr::Field(FieldRef { scope, field: dated }))
            .contains(from),
        Some(Window::Year { offset }) => *offset >= 0,
        Some(Window::Extended { window, .. }) => ends_no_earlier(Some(window), dated),
        Some(Window::Named(_) | Window::Between(_, Some(_)) | Window::Before { .. }) => false,
    }
}

/// The end of a period, where it is the same day whatever is missing and happens; it may be unbounded.
pub(super) fn exact(day: Both<Day>) -> Option<i64> {
    match day.ever.days {
        Some((low, high)) if low == high && !day.ever.none && day.now == day.ever => Some(low),
        Some(_) | None => None,
    }
}

/// How an instance stands in the count of a rule's verdicts.
struct Stood {
    /// It is due in the window.
    meant: Truth,
    applies: Truth,
    /// It came out in the way that is counted.
    so: Truth,
}

/// How many instances of a rule came out in one way, or how long the longest row of them is.
pub(super) fn verdicts(scene: Scene<'_>, counted: &Verdicts) -> Range {
    let rule = &scene.plan.rules[counted.rule.index()];
    if rule.subject != scene.person.subject {
        return Range::any_amount();
    }
    let window = Both::of(|side| stretch(Scene { side, ..scene }, &counted.window));
    if window.on(scene.side).widest().is_none() {
        return Range::exactly(Number::ZERO);
    }
    // Ever, the window must be what it is now.
    let ends = (Both::of(|side| window.on(side).start), Both::of(|side| window.on(side).end));
    let known = |day: Both<Day>| exact(Both { ever: day.on(scene.side), now: day.now });
    let (Some(from), Some(to)) = (known(ends.0), known(ends.1)) else { return Range::any_amount() };
    let Some(reference) = due_in(scene, rule, (from, to)) else { return Range::any_amount() };
    let is_cycle = matches!(rule.schedule, Schedule::Cycle { .. });
    let is_settled = |due: Day| due.days.is_none_or(|(low, high)| low == high && !due.none);
    let is_open =
        |(meant, one): &(Truth, Instance<'_>)| meant.yes && !is_settled(one.frame.due.on(scene.side));
    if is_cycle && reference.instances.iter().any(is_open) {
        return Range::any_amount();
    }
    let stood = |(meant, instance): (Truth, Instance<'_>)| {
        let Parts { applies, requirement, exemption } = parts(scene, rule, instance);
        let so = match counted.kind {
            VerdictKind::Met => applies.and(requirement),
            VerdictKind::Unmet => applies.and(requirement.negated()).and(exemption.negated()),
            VerdictKind::Exempt => applies.and(requirement.negated()).and(exemption),
        };
        Stood { meant, applies, so }
    };
    let all: Vec<Stood> = reference.instances.into_iter().filter(|(meant, _)| meant.yes).map(stood).collect();
    let sure = |one: &Stood| one.meant.and(one.so).is_true();
    let possible = |one: &Stood| one.meant.and(one.so).yes;
    let (least, most) = if counted.in_a_row {
        let surely_goes_on = |one: &Stood| one.so.is_true() || one.applies.is_false();
        let may_go_on = |one: &Stood| possible(one) || one.applies.no || one.meant.no;
        (longest(&all, sure, surely_goes_on), longest(&all, possible, may_go_on))
    } else {
        (all.iter().filter(|one| sure(one)).count(), all.iter().filter(|one| possible(one)).count())
    };
    let number = |count: usize| Bound::At(Number::whole(i64::try_from(count).expect("few instances")));
    let found = Range { low: number(least), high: number(most) };
    if scene.side == Side::Ever && reference.more_may_come { found.unbounded_above() } else { found }
}

/// Whether an instance of a rule is met that has begun, and is due on a day or after it.
pub(super) fn met_since(scene: Scene<'_>, rule: RuleId, day: Both<Day>) -> Truth {
    let rule = &scene.plan.rules[rule.index()];
    let Some(from) = exact(day) else { return Truth::OPEN };
    let Some(reference) = due_in(scene, rule, (from, END)) else { return Truth::OPEN };
    let is_met = |meant: Truth, instance| {
        let Parts { applies, requirement, .. } = parts(scene, rule, instance);
        meant.and(applies).and(requirement)
    };
    let any = reference
        .instances
        .into_iter()
        .fold(Truth::FALSE, |any, (meant, instance)| any.or(is_met(meant, instance)));
    Truth { yes: any.yes || scene.side == Side::Ever, ..any }
}

/// Of all stretches in which everything goes on, the most that count.
fn longest(all: &[Stood], counts: impl Fn(&Stood) -> bool, goes_on: impl Fn(&Stood) -> bool) -> usize {
    let stretches = (0..all.len()).flat_map(|first| (first..all.len()).map(move |last| &all[first..=last]));
    let unbroken = stretches.filter(|stretch| stretch.iter().all(&goes_on));
    unbroken.map(|stretch| stretch.iter().filter(|one| counts(one)).count()).max().unwrap_or(0)
}

/// Whether every instance that the reference means is satisfied.
pub(super) fn satisfied(scene: Scene<'_>, rule: RuleId) -> Truth {
    let rule = &scene.plan.rules[rule.index()];
    let Some(reference) = referred(scene, rule) else { return Truth::OPEN };
    let all = reference.instances.into_iter().fold(Truth::TRUE, |all, (meant, instance)| {
        all.and(meant.negated().or(parts(scene, rule, instance).satisfied()))
    });
    let may_fail = scene.side == Side::Ever && reference.more_may_come;
    Truth { no: all.no || may_fail, ..all }
}

/// Whether an instance that the reference means is exempt.
pub(super) fn exempt(scene: Scene<'_>, rule: RuleId) -> Truth {
    let rule = &scene.plan.rules[rule.index()];
    let Some(reference) = referred(scene, rule) else { return Truth::OPEN };
    let any = reference.instances.into_iter().fold(Truth::FALSE, |any, (meant, instance)| {
        any.or(meant.and(parts(scene, rule, instance).exempt()))
    });
    let may_hold = scene.side == Side::Ever && reference.more_may_come;
    Truth { yes: any.yes || may_hold, ..any }
}
