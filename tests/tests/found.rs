//! What random comparison and random completion found, shrunk to a small case each and named.

use policy_core::plan::{
    Alternative, Amount, BuiltInPeriod, Condition, DateExpr, Entry, FieldRef, Measure, Operator, Pause,
    PeriodRef, Plan, PolicyId, Recognition, Rounding, Rule, RuleId, Schedule, Scope, Source, Step, StepKind,
    Treatment, VerdictKind, Verdicts, Window,
};
use policy_core::{Engine, FieldId, ListId, Names, PlanError, Span, Status, UnitId, Verdict};
use policy_suite::reference::{Fact, Person, judge};
use policy_suite::small::{
    HIRED, HOURS, TRAINING, compare, day, decide, decimal, plan, teacher, training, trainings,
};

const LEAVE: ListId = ListId(1);
const TIMES: UnitId = UnitId(4);

fn year() -> Schedule {
    Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Year), by: None }
}

fn one_training() -> Condition {
    trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1")
}

/// A further rule for teachers, on its own schedule.
fn and_rule(mut plan: Plan, schedule: Schedule, requirement: Condition) -> Plan {
    let first = plan.rules[0].clone();
    plan.rules.push(Rule { names: Names::new("second"), schedule, requirement, ..first });
    plan
}

/// The verdicts of the engine, which must be those of the reference.
fn agreed(plan: &Plan, as_of: &str, person: &Person) -> Vec<Verdict> {
    let found = decide(plan, as_of, person);
    assert_eq!(found, judge(plan, day(as_of), person).decision.verdicts);
    found
}

fn of_2019(verdicts: &[Verdict], rule: u16) -> Status {
    let is_it =
        |verdict: &&Verdict| verdict.rule == RuleId(rule) && verdict.period.from == Some(day("2019-01-01"));
    verdicts.iter().find(is_it).expect("a verdict for 2019").status
}

#[test]
fn an_alternative_with_its_own_window_still_refers_to_the_occurrence_of_the_rule() {
    let mut plan = and_rule(plan(year(), one_training()), year(), Condition::Constant(false));
    plan.rules[1].alternatives.push(Alternative {
        names: Names::new("later"),
        when: Condition::Constant(true),
        requirement: Condition::RuleSatisfied(RuleId(0)),
        window: Some(Window::After {
            from: Box::new(DateExpr::Literal(day("2020-06-30"))),
            span: Span { months: 1, days: 0 },
        }),
        citations: Vec::new(),
    });
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(vec![training("2019-05-01", "1")]);
    assert_eq!(of_2019(&agreed(&plan, "2020-12-31", &person), 1), Status::Met);
}

#[test]
fn an_event_of_a_missing_list_may_cover_anything() {
    let schedule = Schedule::EachEvent {
        list: LEAVE,
        when: Condition::Constant(true),
        window: None,
        governed_by_event: false,
    };
    let plan = plan(schedule, Condition::SpanCovers(Box::new(Window::Rule)));
    let mut person = teacher();
    person.lists[LEAVE.index()] = None;
    let found = agreed(&plan, "2020-01-01", &person);
    assert_eq!(found.iter().map(|verdict| verdict.status).collect::<Vec<_>>(), [Status::Unknown]);
}

#[test]
fn a_long_event_that_goes_by_its_last_day_may_still_come_to_light() {
    let covered = |list| Condition::EventsCover {
        source: Source::Recorded(list),
        filter: Box::new(Condition::Constant(true)),
        window: Box::new(Window::Rule),
        length: Span { months: 6, days: 0 },
    };
    // A leave goes by its first day: after the year, none can cover the year any more.
    let by_first_day = plan(year(), covered(LEAVE));
    assert_eq!(of_2019(&agreed(&by_first_day, "2020-01-01", &teacher()), 0), Status::Unmet);
    // A training goes by its last: one that began in the year may end after it.
    let by_last_day = plan(year(), covered(TRAINING));
    let mut person = teacher();
    assert_eq!(of_2019(&agreed(&by_last_day, "2020-01-01", &person), 0), Status::Pending);
    let mut long = training("2020-03-01", "1");
    long[1] = Some(Fact::Date(day("2019-01-01")));
    person.lists[TRAINING.index()] = Some(vec![long]);
    assert_eq!(of_2019(&agreed(&by_last_day, "2020-03-01", &person), 0), Status::Met);
}

#[test]
fn an_event_may_bring_an_occurrence_that_was_due_before_it() {
    let before_its_start = Window::Before {
        to: Box::new(DateExpr::Field(FieldRef { scope: Scope::Event, field: FieldId(1) })),
        span: Some(Span { months: 1, days: 0 }),
    };
    let schedule = Schedule::EachEvent {
        list: TRAINING,
        when: Condition::Constant(true),
        governed_by_event: false,
        window: Some(before_its_start),
    };
    let plan =
        and_rule(plan(schedule, Condition::Constant(false)), year(), Condition::RuleSatisfied(RuleId(0)));
    let mut person = teacher();
    assert_eq!(of_2019(&agreed(&plan, "2020-01-01", &person), 1), Status::Pending);
    let mut late = training("2020-03-01", "1");
    late[1] = Some(Fact::Date(day("2019-12-01")));
    person.lists[TRAINING.index()] = Some(vec![late]);
    assert_eq!(of_2019(&agreed(&plan, "2020-03-01", &person), 1), Status::Unmet);
}

#[test]
fn a_recognition_that_hangs_on_what_is_recognised_is_refused() {
    let mut plan = plan(year(), one_training());
    let itself = Condition::EventsCover {
        source: Source::Recognised(TRAINING, PolicyId(0)),
        filter: Box::new(Condition::Constant(true)),
        window: Box::new(Window::Rule),
        length: Span { months: 0, days: 1 },
    };
    for when in [itself, Condition::RuleSatisfied(RuleId(0))] {
        let entry =
            Entry { names: None, when, treatment: Treatment::Reject, because: None, citations: Vec::new() };
        plan.recognitions = vec![Recognition {
            policy: PolicyId(0),
            subject: plan.rules[0].subject,
            list: TRAINING,
            credited: Some(HOURS),
            entries: vec![entry],
            steps: Vec::new(),
        }];
        assert!(matches!(Engine::new(plan.clone()), Err(PlanError::Damaged(_))));
    }
}

#[test]
fn cycles_that_the_policy_does_not_govern_get_no_verdict() {
    let from = DateExpr::Field(FieldRef { scope: Scope::Subject, field: HIRED });
    let schedule = Schedule::Cycle { every: Span { months: 12, days: 0 }, from, by: None, pause: None };
    let mut plan = plan(schedule, one_training());
    plan.policies[0].effective_from = day("2019-01-01");
    let mut person = teacher();
    person.facts[HIRED.index()] = Some(Fact::Date(day("2015-07-01")));
    let first = agreed(&plan, "2020-12-31", &person)[0];
    assert_eq!(first.due, Some(day("2019-06-30")));
}

#[test]
fn a_rule_without_an_end_has_no_year() {
    let mut plan = plan(
        Schedule::Once(Window::Rule),
        trainings(Measure::Count, Window::Year { offset: 0 }, Operator::AtLeast, "1"),
    );
    plan.policies[0].effective_to = None;
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(vec![training("2019-05-01", "1")]);
    assert_eq!(agreed(&plan, "2020-01-01", &person)[0].status, Status::Unmet);
}

#[test]
fn an_event_without_a_date_is_surely_in_no_window() {
    let mut plan = plan(Schedule::Once(Window::AnyTime), one_training());
    plan.policies[0].effective_to = None;
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(vec![training("2019-05-01", "1")]);
    person.lists[TRAINING.index()].as_mut().expect("known")[0][0] = None;
    assert_eq!(agreed(&plan, "2020-01-01", &person)[0].status, Status::Unknown);
}

#[test]
fn cycles_from_the_beginning_of_all_time_leave_no_verdict_to_count() {
    let from = DateExpr::StartOf(Box::new(Window::AnyTime));
    let cycles = Schedule::Cycle { every: Span { months: 12, days: 0 }, from, by: None, pause: None };
    let of_cycles =
        Verdicts { rule: RuleId(0), kind: VerdictKind::Unmet, window: Window::Rule, in_a_row: false };
    let zero = Amount::Literal(decimal("0"));
    let plan = and_rule(
        plan(cycles, one_training()),
        year(),
        compare(Amount::Verdicts(Box::new(of_cycles)), Operator::AtMost, zero, TIMES),
    );
    assert_eq!(of_2019(&agreed(&plan, "2019-02-01", &teacher()), 1), Status::Met);
}

#[test]
fn what_does_not_count_is_not_rounded() {
    let mut plan = plan(year(), one_training());
    let round = |to| StepKind::Round { mode: Rounding::Up, to: decimal(to) };
    let step = Step { filter: Condition::Constant(true), kind: round("1"), citations: Vec::new() };
    plan.recognitions = vec![Recognition {
        policy: PolicyId(0),
        subject: plan.rules[0].subject,
        list: TRAINING,
        credited: Some(HOURS),
        entries: Vec::new(),
        steps: vec![step],
    }];
    let mut person = teacher();
    // Rounded up, this amount would be too large.
    person.lists[TRAINING.index()] = Some(vec![training("2019-05-01", "9223372036854.775806")]);
    agreed(&plan, "2019-12-31", &person);
}

#[test]
fn cycles_that_are_due_after_a_window_leave_nothing_open_in_it() {
    let from = DateExpr::Field(FieldRef { scope: Scope::Subject, field: HIRED });
    let pause = Pause { source: Source::Recorded(LEAVE), filter: Condition::Constant(true), beyond: 0 };
    let cycles = Schedule::Cycle { every: Span { months: 12, days: 0 }, from, by: None, pause: Some(pause) };
    let literal = |text| Some(Box::new(DateExpr::Literal(day(text))));
    let autumn = Window::Between(literal("2018-09-01"), literal("2019-01-17"));
    let of_cycles = Verdicts { rule: RuleId(0), kind: VerdictKind::Unmet, window: autumn, in_a_row: false };
    let zero = Amount::Literal(decimal("0"));
    let plan = and_rule(
        plan(cycles, Condition::Constant(true)),
        year(),
        compare(Amount::Verdicts(Box::new(of_cycles)), Operator::AtMost, zero, TIMES),
    );
    let mut person = teacher();
    person.lists[LEAVE.index()] = None;
    // When the second cycle ends is not known, but it ends after the autumn, however long the clock stops.
    for hired in ["2019-06-30", "2020-06-30"] {
        person.facts[HIRED.index()] = Some(Fact::Date(day(hired)));
        assert_eq!(of_2019(&agreed(&plan, "2020-08-23", &person), 1), Status::Met);
    }
    person.facts[HIRED.index()] = Some(Fact::Date(day("2016-12-01")));
    assert_eq!(of_2019(&agreed(&plan, "2020-08-23", &person), 1), Status::Unknown);
}
