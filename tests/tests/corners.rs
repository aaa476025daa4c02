//! Corners of the meaning that random plans seldom reach: each by hand, and as the reference has it.

use policy_core::plan::{
    Aggregate, Amount, BuiltInPeriod, Condition, DateExpr, Entry, Extreme, FieldRef, Measure, Operator,
    PeriodId, PeriodRef, Plan, PolicyId, Recognition, Rule, RuleId, Schedule, Scope, Source, Treatment,
    Window,
};
use policy_core::{Engine, FieldId, ListId, Names, PlanError, Span, Status, Verdict, Vocabulary};
use policy_suite::generate;
use policy_suite::reference::{Fact, Person, judge};
use policy_suite::small::{
    END, HIRED, HOURS, TRAINING, compare, day, decide, decimal, plan, teacher, training, trainings,
};

use Status::{Met, Pending, Unknown};

const LEAVE: ListId = ListId(1);
const START: FieldId = FieldId(1);
const CERTIFICATE_HOURS: FieldId = FieldId(5);

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

fn with(rows: &[(&str, &str)]) -> Person {
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(rows.iter().map(|(end, hours)| training(end, hours)).collect());
    person
}

/// The verdicts of the engine, which must be those of the reference.
fn agreed(plan: &Plan, as_of: &str, person: &Person) -> Vec<Verdict> {
    let found = decide(plan, as_of, person);
    assert_eq!(found, judge(plan, day(as_of), person).decision.verdicts);
    found
}

/// The status of a rule in the year 2019.
fn of_2019(verdicts: &[Verdict], rule: u16) -> Status {
    let is_it =
        |verdict: &&Verdict| verdict.rule == RuleId(rule) && verdict.period.from == Some(day("2019-01-01"));
    verdicts.iter().find(is_it).expect("a verdict for 2019").status
}

fn field(scope: Scope, field: FieldId) -> DateExpr {
    DateExpr::Field(FieldRef { scope, field })
}

#[test]
fn the_latest_day_of_a_missing_list_may_be_no_day_at_all() {
    let latest = DateExpr::Extreme(Box::new(Extreme {
        source: Source::Recorded(TRAINING),
        filter: Condition::Constant(true),
        window: Window::AnyTime,
        field: END,
        latest: true,
    }));
    let mut plan =
        plan(Schedule::Once(Window::AnyTime), Condition::DateIn(Box::new(latest), Box::new(Window::AnyTime)));
    plan.policies[0].effective_to = None;
    let mut person = teacher();
    person.lists[TRAINING.index()] = None;
    assert_eq!(agreed(&plan, "2020-01-01", &person)[0].status, Unknown);
}

#[test]
fn short_cycles_that_began_long_ago_go_on() {
    let daily = |from| Schedule::Cycle { every: Span { months: 0, days: 1 }, from, by: None, pause: None };
    let mut person = teacher();
    person.facts[HIRED.index()] = Some(Fact::Date(day("1940-01-01")));
    for from in [DateExpr::Literal(day("1940-01-01")), field(Scope::Subject, HIRED)] {
        let found = agreed(&plan(daily(from), one_training()), "2000-01-03", &person);
        let dues: Vec<_> = found.iter().map(|verdict| verdict.due).collect();
        assert_eq!(dues, ["2000-01-01", "2000-01-02", "2000-01-03"].map(|text| Some(day(text))));
    }
}

#[test]
fn only_what_is_due_after_its_event_is_settled_when_the_year_has_closed() {
    let within = |from| Some(Window::After { from: Box::new(from), span: Span { months: 6, days: 0 } });
    let windows = [
        (within(field(Scope::Event, END)), Met),
        (within(field(Scope::Event, START)), Pending),
        // The day on which a teacher was hired is the same field by number, but of no event.
        (within(field(Scope::Subject, HIRED)), Pending),
        (Some(Window::Year { offset: 0 }), Met),
        (Some(Window::Year { offset: -1 }), Pending),
        (None, Met),
    ];
    for (window, status) in windows {
        let story = format!("{window:?}");
        let schedule = Schedule::EachEvent {
            list: TRAINING,
            when: Condition::Constant(true),
            window,
            governed_by_event: false,
        };
        let plan =
            and_rule(plan(schedule, Condition::Constant(true)), year(), Condition::RuleSatisfied(RuleId(0)));
        let mut person = with(&[("2019-03-01", "1")]);
        person.facts[HIRED.index()] = Some(Fact::Date(day("2019-01-31")));
        person.lists[TRAINING.index()].as_mut().expect("known")[0][START.index()] =
            Some(Fact::Date(day("2019-02-28")));
        assert_eq!(of_2019(&agreed(&plan, "2020-06-01", &person), 1), status, "{story}");
    }
}

#[test]
fn an_entry_that_holds_so_far_does_not_hide_the_one_after_it() {
    let of_leaves = Aggregate {
        source: Source::Recorded(LEAVE),
        filter: Condition::Constant(true),
        window: Window::Year { offset: 1 },
        measure: Measure::Count,
    };
    let none = Amount::Literal(decimal("0"));
    let no_leave = compare(Amount::Aggregate(Box::new(of_leaves)), Operator::AtMost, none, Vocabulary::TIMES);
    let hours = Aggregate {
        source: Source::Recognised(TRAINING, PolicyId(0)),
        filter: Condition::Constant(true),
        window: Window::Rule,
        measure: Measure::Sum(HOURS),
    };
    let eight = Amount::Literal(decimal("8"));
    let at_most_eight =
        compare(Amount::Aggregate(Box::new(hours)), Operator::AtMost, eight, Vocabulary::HOURS);
    let mut plan = plan(year(), at_most_eight);
    let count = |when, field: Option<FieldId>| Entry {
        names: None,
        when,
        treatment: Treatment::Count {
            amount: field.map(|field| Amount::Field(FieldRef { scope: Scope::Event, field })),
        },
        because: None,
        citations: Vec::new(),
    };
    plan.recognitions = vec![Recognition {
        policy: PolicyId(0),
        subject: plan.rules[0].subject,
        list: TRAINING,
        credited: Some(HOURS),
        entries: vec![count(no_leave, None), count(Condition::Constant(true), Some(CERTIFICATE_HOURS))],
        steps: Vec::new(),
    }];
    let mut person = with(&[("2019-03-01", "8")]);
    person.lists[TRAINING.index()].as_mut().expect("known")[0][CERTIFICATE_HOURS.index()] =
        Some(Fact::Amount(decimal("20")));
    // A leave in 2020 would still turn the eight hours into twenty.
    assert_eq!(of_2019(&agreed(&plan, "2020-06-01", &person), 0), Pending);
    assert_eq!(of_2019(&agreed(&plan, "2021-01-01", &person), 0), Met);
}

#[test]
fn a_deadline_that_hangs_on_the_record_is_refused() {
    let same_for_all = [
        DateExpr::Literal(day("2019-06-30")),
        DateExpr::InPeriod { month: 12, day: 1 },
        DateExpr::EndOf(Box::new(Window::Period)),
        DateExpr::StartOf(Box::new(Window::Named(PeriodId(0)))),
        DateExpr::Minus(Box::new(DateExpr::EndOf(Box::new(Window::Period))), Span { months: 1, days: 0 }),
    ];
    let of_a_record = [
        field(Scope::Subject, HIRED),
        DateExpr::Plus(Box::new(field(Scope::Subject, HIRED)), Span { months: 1, days: 0 }),
        DateExpr::EndOf(Box::new(Window::Before { to: Box::new(field(Scope::Subject, HIRED)), span: None })),
        // There are two periods.
        DateExpr::EndOf(Box::new(Window::Named(PeriodId(2)))),
    ];
    let engine = |by: DateExpr| {
        let schedule = Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Year), by: Some(by) };
        Engine::new(plan(schedule, one_training())).map(|_| ())
    };
    assert_eq!(generate::plan(&mut generate::Choices::new(Vec::new())).periods.len(), 2);
    for by in same_for_all {
        assert_eq!(engine(by), Ok(()));
    }
    for by in of_a_record {
        assert!(matches!(engine(by), Err(PlanError::Damaged(_))));
    }
}
