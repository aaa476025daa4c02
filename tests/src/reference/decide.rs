//! All verdicts on one record.

use std::cell::Cell;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use policy_core::plan::{
    Consequence, ConsequenceId, Lasting, Operator, Plan, PolicyId, Rule, RuleId, Schedule,
};
use policy_core::{Decision, Outcome, Standing, Status, Verdict};

use super::condition::truth;
use super::day::{Day, number_of};
use super::instance::{Instance, Occurrences, is_at_events, is_for, is_unbounded, occurrences, stand};
use super::measure::shown;
use super::record::Person;
use super::rule::{Parts, graced, met_since, parts};
use super::scene::{Both, Frame, Scene, Side};
use super::truth::Truth;
use super::window::compare_days;

/// What the reference finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// All verdicts and outcomes.
    pub decision: Decision,
    /// A number came up that the engine cannot hold exactly; it may then refuse to decide.
    pub beyond_range: bool,
}

/// Decides a record under a plan, as of a date.
pub fn judge(plan: &Plan, as_of: NaiveDate, person: &Person) -> Judgement {
    let beyond_range = Cell::new(false);
    let any = Both::same(Day::ANY);
    let frame = Frame { from: any, to: any, start: any, due: any, last: any, event: None };
    let scene = Scene {
        plan,
        as_of: number_of(as_of),
        side: Side::Now,
        person,
        frame,
        event: None,
        standpoint: None,
        beyond_range: &beyond_range,
    };
    let listing = Listing::new(scene);
    let mut decision = Decision::default();
    for (id, rule) in (0..).map(RuleId).zip(&plan.rules) {
        if rule.subject != person.subject {
            continue;
        }
        for instance in listing.of_rule(scene, id) {
            if let Some(verdict) = verdict(scene, id, rule, instance) {
                decision.verdicts.push(verdict);
            }
        }
    }
    for (id, consequence) in (0..).map(ConsequenceId).zip(&plan.consequences) {
        if consequence.subject != person.subject {
            continue;
        }
        for instance in listing.of_consequence(scene, id) {
            if let Some(outcome) = outcome(scene, id, consequence, instance) {
                decision.outcomes.push(outcome);
            }
        }
    }
    Judgement { decision, beyond_range: beyond_range.get() }
}

fn verdict<'a>(scene: Scene<'a>, id: RuleId, rule: &'a Rule, instance: Instance<'a>) -> Option<Verdict> {
    let found = Both::of(|side| parts(Scene { side, ..scene }, rule, instance));
    let surely_outside = found.ever.applies.is_false();
    if surely_outside && is_at_events(&rule.schedule) {
        return None;
    }
    let at = graced(stand(scene, rule.policy, &rule.schedule, instance), rule);
    let (frame, measured) = if surely_outside { (at.frame, None) } else { shown(at, rule) };
    Some(Verdict {
        rule: id,
        period: named(instance),
        status: status(found),
        due: frame.last.now.known(),
        measured,
    })
}

/// Met is looked at before exempt, so that what is met stays so, whatever exemption turns up.
fn status(parts: Both<Parts>) -> Status {
    let freed = Both::of(|side| parts.on(side).requirement.or(parts.on(side).exemption));
    if parts.ever.applies.is_false() || parts.now.applies.is_false() {
        return Status::NotApplicable;
    }
    if parts.ever.applies.is_true() {
        if parts.ever.requirement.is_true() {
            return Status::Met;
        }
        if parts.ever.exemption.is_true() {
            return Status::Exempt;
        }
        if freed.ever.is_false() {
            return Status::Unmet;
        }
    }
    if parts.now.applies.is_open() || freed.now.is_open() { Status::Unknown } else { Status::Pending }
}

fn outcome<'a>(
    scene: Scene<'a>,
    id: ConsequenceId,
    consequence: &'a Consequence,
    instance: Instance<'a>,
) -> Option<Outcome> {
    let at = |side| stand(Scene { side, ..scene }, consequence.policy, &consequence.schedule, instance);
    let applies =
        Both::of(|side| is_for(at(side), consequence.policy, &consequence.schedule, &consequence.applies));
    if applies.ever.is_false() && is_at_events(&consequence.schedule) {
        return None;
    }
    let holds = Both::of(|side| applies.on(side).and(truth(at(side), &consequence.when)));
    let standing = if holds.ever.is_true() {
        let over = Both::of(|side| is_over(Scene { side, ..scene }, consequence, instance));
        if over.ever.is_true() {
            Standing::Clear
        } else if over.now.is_open() {
            Standing::Undetermined
        } else {
            Standing::InForce
        }
    } else if holds.ever.is_false() {
        Standing::Clear
    } else if holds.now.is_open() {
        Standing::Undetermined
    } else {
        Standing::AtRisk
    };
    Some(Outcome { consequence: id, period: named(instance), standing })
}

/// Whether its time has run out, or the rule that lifts it has been met since.
fn is_over(scene: Scene<'_>, consequence: &Consequence, instance: Instance<'_>) -> Truth {
    let due = instance.frame.due;
    let runs_out = |last: &dyn Fn(NaiveDate) -> Option<NaiveDate>| {
        let last = due.on(scene.side).map(last);
        compare_days(Day::exactly(scene.as_of), Operator::MoreThan, last)
    };
    let has_run_out = match consequence.lasting {
        Lasting::Unstated | Lasting::ThatPeriod => Truth::FALSE,
        Lasting::NextYear => runs_out(&|due| NaiveDate::from_ymd_opt(due.year() + 1, 12, 31)),
        Lasting::For(span) => runs_out(&|due| span.after(due)),
    };
    match consequence.lifted_by {
        None => has_run_out,
        Some(rule) => has_run_out.or(met_since(scene, rule, due)),
    }
}

fn named(instance: Instance<'_>) -> policy_core::Instance {
    let event = instance.frame.event.map(|event| u32::try_from(event.index).expect("few events"));
    policy_core::Instance { from: instance.frame.from.now.known(), to: instance.frame.to.now.known(), event }
}

/// First, last and due day of an occurrence that is the same for every record.
type Days = (i64, i64, i64);

/// Which occurrences get a verdict: those that have begun, and those that a listed one refers to.
struct Listing<'a> {
    /// Only of schedules that are the same for every record.
    rules: BTreeMap<RuleId, BTreeMap<Days, Instance<'a>>>,
    consequences: BTreeMap<ConsequenceId, BTreeMap<Days, Instance<'a>>>,
}

impl<'a> Listing<'a> {
    fn new(scene: Scene<'a>) -> Self {
        let plan = scene.plan;
        let begun = |policy: PolicyId, schedule: &'a Schedule| match occurrences(
            scene,
            policy,
            schedule,
            scene.as_of,
        ) {
            Occurrences::Fixed(found) => Some(found.into_iter().map(by_days).collect()),
            Occurrences::Own(_) | Occurrences::Unknown(_) => None,
        };
        let mut rules: BTreeMap<RuleId, BTreeMap<Days, Instance<'a>>> = (0..)
            .map(RuleId)
            .zip(&plan.rules)
            .filter(|(_, rule)| is_fixed(&rule.schedule))
            .filter_map(|(id, rule)| Some((id, begun(rule.policy, &rule.schedule)?)))
            .collect();
        let consequences: BTreeMap<ConsequenceId, BTreeMap<Days, Instance<'a>>> = (0..)
            .map(ConsequenceId)
            .zip(&plan.consequences)
            .filter(|(_, consequence)| is_fixed(&consequence.schedule))
            .filter_map(|(id, found)| Some((id, begun(found.policy, &found.schedule)?)))
            .collect();
        for (id, frames) in &consequences {
            let consequence = &plan.consequences[id.index()];
            let frames: Vec<Instance<'a>> = frames.values().copied().collect();
            for other in consequence.when.rules() {
                refer(scene, &mut rules, (consequence.policy, &consequence.schedule), &frames, other);
            }
        }
        for (id, rule) in (0..).map(RuleId).zip(&plan.rules).collect::<Vec<_>>().into_iter().rev() {
            let Some(frames) = rules.get(&id).map(|frames| frames.values().copied().collect::<Vec<_>>())
            else {
                continue;
            };
            for other in rule.references() {
                if plan.rules[other.index()].subject == rule.subject {
                    refer(scene, &mut rules, (rule.policy, &rule.schedule), &frames, other);
                }
            }
        }
        Self { rules, consequences }
    }

    fn of_rule(&self, scene: Scene<'a>, id: RuleId) -> Vec<Instance<'a>> {
        let rule = &scene.plan.rules[id.index()];
        match self.rules.get(&id) {
            Some(frames) => frames.values().copied().collect(),
            None => own(scene, rule.policy, &rule.schedule),
        }
    }

    fn of_consequence(&self, scene: Scene<'a>, id: ConsequenceId) -> Vec<Instance<'a>> {
        let consequence = &scene.plan.consequences[id.index()];
        match self.consequences.get(&id) {
            Some(frames) => frames.values().copied().collect(),
            None => own(scene, consequence.policy, &consequence.schedule),
        }
    }
}

/// Lists the occurrences of a rule that these occurrences of another refer to.
fn refer<'a>(
    scene: Scene<'a>,
    rules: &mut BTreeMap<RuleId, BTreeMap<Days, Instance<'a>>>,
    (policy, schedule): (PolicyId, &Schedule),
    by: &[Instance<'a>],
    other: RuleId,
) {
    let rule = &scene.plan.rules[other.index()];
    let Some(listed) = rules.get_mut(&other) else { return };
    if rule.policy == policy && rule.schedule == *schedule {
        listed.extend(by.iter().copied().map(by_days));
        return;
    }
    for instance in by {
        let (from, to, _) = days(*instance);
        if let Occurrences::Fixed(found) =
            occurrences(scene, rule.policy, &rule.schedule, to.saturating_add(1_000))
        {
            let due_in = |instance: &Instance<'_>| (from..=to).contains(&days(*instance).2);
            listed.extend(found.into_iter().filter(due_in).map(by_days));
        }
    }
}

/// Whether the occurrences are the same for every record.
fn is_fixed(schedule: &Schedule) -> bool {
    match schedule {
        Schedule::Each { .. } => true,
        Schedule::Cycle { from, pause, .. } => {
            matches!(from, policy_core::plan::DateExpr::Literal(_)) && pause.is_none()
        }
        Schedule::Once(_) | Schedule::EachEvent { .. } => false,
    }
}

/// The occurrences that hang on the record: all, but of cycles those that can have begun.
fn own<'a>(scene: Scene<'a>, policy: PolicyId, schedule: &'a Schedule) -> Vec<Instance<'a>> {
    match occurrences(scene, policy, schedule, scene.as_of) {
        Occurrences::Fixed(found) | Occurrences::Own(found) => found,
        Occurrences::Unknown(one) => vec![*one],
    }
}

fn by_days(instance: Instance<'_>) -> (Days, Instance<'_>) {
    (days(instance), instance)
}

fn days(instance: Instance<'_>) -> Days {
    let day = |day: Both<Day>| match day.now.days {
        Some((low, _)) if !is_unbounded(low) => low,
        Some(_) | None => panic!("a fixed occurrence has exact days"),
    };
    (day(instance.frame.from), day(instance.frame.to), day(instance.frame.due))
}
