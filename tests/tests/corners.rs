//! Corners of the meaning that random plans seldom reach: each by hand, and as the reference has it.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use policy_core::plan::{
    Aggregate, Amount, BuiltInPeriod, Case, Choice, Condition, DateExpr, Entry, Extreme, FieldRef, Measure,
    Operator, Pause, PeriodId, PeriodRef, Plan, PolicyId, Recognition, Rule, RuleId, Schedule, Scope, Source,
    Treatment, VerdictKind, Verdicts, Window,
};
use policy_core::{Engine, FactPath, FieldId, ListId, Names, PlanError, Span, Status, Verdict, Vocabulary};
use policy_suite::generate;
use policy_suite::reference::{Fact, Person, Row, judge};
use policy_suite::small::{
    END, HIRED, HOURS, TRAINING, compare, day, decide, decimal, plan, teacher, training, trainings,
};

use Status::{Met, Pending, Unknown, Unmet};

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
fn a_period_of_one_day_is_a_period_like_others() {
    let one_day = PeriodId(0);
    let in_it = || trainings(Measure::Count, Window::Named(one_day), Operator::AtLeast, "1");
    let each = |by| Schedule::Each { period: PeriodRef::Named(one_day), by };
    let daily = Schedule::Cycle {
        every: Span { months: 0, days: 1 },
        from: DateExpr::Literal(day("2018-02-27")),
        by: None,
        pause: None,
    };
    let of_own = |date: fn(Box<Window>) -> DateExpr| Some(date(Box::new(Window::Named(one_day))));
    let schedules = [
        each(None),
        each(of_own(DateExpr::EndOf)),
        each(of_own(DateExpr::StartOf)),
        daily,
        Schedule::Once(Window::Named(one_day)),
    ];
    for schedule in schedules {
        let mut plan = plan(schedule, in_it());
        plan.policies[0].effective_from = day("2018-02-28");
        plan.policies[0].effective_to = Some(day("2018-02-28"));
        for (end, status) in [("2018-02-27", Unmet), ("2018-02-28", Met), ("2018-03-01", Unmet)] {
            let found = agreed(&plan, "2018-06-01", &with(&[(end, "1")]));
            let found: Vec<_> = found.iter().map(|verdict| (verdict.due, verdict.status)).collect();
            assert_eq!(found, [(Some(day("2018-02-28")), status)], "{end} {:?}", plan.rules[0].schedule);
        }
    }
}

#[test]
fn how_many_cycles_came_out_so_is_open_while_nobody_knows_when_they_begin() {
    let half_years =
        |from| Schedule::Cycle { every: Span { months: 6, days: 0 }, from, by: None, pause: None };
    let latest_training = DateExpr::Extreme(Box::new(Extreme {
        source: Source::Recorded(TRAINING),
        filter: Condition::Constant(true),
        window: Window::AnyTime,
        field: END,
        latest: true,
    }));
    let unmet = Verdicts {
        rule: RuleId(0),
        kind: VerdictKind::Unmet,
        window: Window::Year { offset: 0 },
        in_a_row: false,
    };
    let at_most_one = || {
        let unmet = Amount::Verdicts(Box::new(unmet.clone()));
        compare(unmet, Operator::AtMost, Amount::Literal(decimal("1")), Vocabulary::TIMES)
    };
    let hired = || field(Scope::Subject, HIRED);
    let of = |from, as_of: &str, person: &Person| {
        let plan = and_rule(plan(half_years(from), Condition::Constant(false)), year(), at_most_one());
        of_2019(&agreed(&plan, as_of, person), 1)
    };
    let mut person = with(&[("2019-03-01", "1")]);
    assert_eq!(of(hired(), "2020-06-01", &person), Unknown);
    person.facts[HIRED.index()] = Some(Fact::Date(day("2018-07-01")));
    assert_eq!(of(hired(), "2020-06-01", &person), Unmet);
    person.facts[HIRED.index()] = Some(Fact::Date(day("2019-03-01")));
    assert_eq!(of(hired(), "2020-06-01", &person), Met);
    // Another training would let them begin on another day.
    assert_eq!(of(latest_training, "2019-12-01", &person), Pending);
}

#[test]
fn an_event_of_one_day_covers_that_day_and_stops_a_clock_for_it() {
    let one_day = |text: &str| vec![None, Some(Fact::Date(day(text))), Some(Fact::Date(day(text)))];
    let leaves = |days: &[&str]| {
        let mut person = teacher();
        person.lists[LEAVE.index()] = Some(days.iter().map(|text| one_day(text)).collect());
        person
    };
    let literal = |text: &str| Some(Box::new(DateExpr::Literal(day(text))));
    let covered = |days| Condition::EventsCover {
        source: Source::Recorded(LEAVE),
        filter: Box::new(Condition::Constant(true)),
        window: Box::new(Window::Rule),
        length: Span { months: 0, days },
    };
    let first_half = Window::Between(literal("2019-01-01"), literal("2019-06-30"));
    let two = leaves(&["2019-03-01", "2019-06-30"]);
    for (days, status) in [(2, Met), (3, Unmet)] {
        let plan = plan(Schedule::Once(first_half.clone()), covered(days));
        assert_eq!(agreed(&plan, "2020-01-01", &two)[0].status, status, "{days} days");
    }
    let pause = Pause { source: Source::Recorded(LEAVE), filter: Condition::Constant(true), beyond: 0 };
    let extended = Window::Extended { window: Box::new(first_half), pause: Box::new(pause) };
    let plan = plan(Schedule::Once(extended), Condition::Constant(true));
    // A day on which it stops may itself be one by which the window has been extended.
    for (days, due) in [
        (&["2018-12-31"][..], "2019-06-30"),
        (&["2019-01-01"], "2019-07-01"),
        (&["2019-06-30"], "2019-07-01"),
        (&["2019-07-01"], "2019-06-30"),
        (&["2019-06-30", "2019-07-01"], "2019-07-02"),
    ] {
        let found = agreed(&plan, "2020-01-01", &leaves(days));
        assert_eq!(found[0].due, Some(day(due)), "{days:?}");
    }
}

#[test]
fn verdicts_are_counted_in_windows_of_any_length_that_begin_anywhere() {
    let month = Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Month), by: None };
    let literal = |day: NaiveDate| Some(Box::new(DateExpr::Literal(day)));
    // Met in some months, without a pattern.
    let rows: Vec<Row> = (0..12)
        .map(|n| training(&(day("2018-01-15") + Days::new(n * n * n % 1_100)).to_string(), "1"))
        .collect();
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(rows);
    let begin = |month: u32| day("2018-01-01") + Months::new(month);
    let ends: Vec<(u32, u32)> =
        (0..9).flat_map(|first| [12, 13, 14, 16, 21, 27].map(|months| (first, first + months))).collect();
    for in_a_row in [false, true] {
        let mut plan = plan(month.clone(), one_training());
        plan.policies[0].effective_from = day("2018-01-01");
        plan.policies[0].effective_to = Some(begin(32) - Days::new(1));
        for &(first, behind) in &ends {
            let window = Window::Between(literal(begin(first)), literal(begin(behind) - Days::new(1)));
            let unmet = Verdicts { rule: RuleId(0), kind: VerdictKind::Unmet, window, in_a_row };
            let seven = Amount::Literal(decimal("7"));
            let unmet = Amount::Verdicts(Box::new(unmet));
            let at_most_seven = compare(unmet, Operator::AtMost, seven, Vocabulary::TIMES);
            plan = and_rule(plan, Schedule::Once(Window::AnyTime), at_most_seven);
        }
        let found = agreed(&plan, "2021-01-01", &person);
        let counted: BTreeSet<_> = found
            .iter()
            .filter(|verdict| verdict.rule != RuleId(0))
            .map(|verdict| verdict.measured.expect("counted").value.low)
            .collect();
        assert!(counted.len() > 3, "{counted:?}");
    }
}

/// What an explanation says is missing, of a plan with one verdict.
fn missing(plan: &Plan, as_of: &str, person: &Person) -> Vec<FactPath> {
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = person.record(&plan.vocabulary, "someone");
    let bench = engine.at(day(as_of));
    let mut told = bench.explain(&record).expect("the record can be explained").verdicts;
    assert_eq!(told.len(), 1, "one verdict");
    told.remove(0).missing
}

#[test]
fn what_stands_behind_a_case_that_holds_is_not_asked_for() {
    const UNION: FieldId = FieldId(4);
    const BASE: FieldId = FieldId(7);
    const SALARY: FieldId = FieldId(8);
    let of_subject = |field| FieldRef { scope: Scope::Subject, field };
    let case = |when, figure| Case { when, amount: Amount::Literal(decimal(figure)) };
    let hours = |cases: Vec<Case>| {
        let choice = Choice { cases, otherwise: Amount::Field(of_subject(SALARY)), named: None };
        let both = Amount::Sum(vec![Amount::Choose(Box::new(choice)), Amount::Field(of_subject(BASE))]);
        let twenty = Amount::Literal(decimal("20"));
        let once = Schedule::Once(Window::Named(PeriodId(0)));
        plan(once, compare(both, Operator::AtLeast, twenty, Vocabulary::HOURS))
    };
    let in_union = || Condition::Flag(of_subject(UNION));
    let holds = || Condition::Constant(true);
    let as_of = "2019-06-01";
    let person = teacher();
    let only_base = [FactPath::Fact(BASE)];
    assert_eq!(missing(&hours(vec![case(holds(), "8"), case(in_union(), "4")]), as_of, &person), only_base);
    // Behind a case that may hold, all is asked for.
    let asked = missing(&hours(vec![case(in_union(), "4"), case(holds(), "8")]), as_of, &person);
    assert_eq!(asked, [FactPath::Fact(UNION), FactPath::Fact(BASE)]);
    let asked = missing(&hours(vec![case(in_union(), "4")]), as_of, &person);
    assert_eq!(asked, [UNION, BASE, SALARY].map(FactPath::Fact));
}

#[test]
fn what_stands_behind_an_entry_that_counts_is_not_asked_for() {
    const EXTERNAL: FieldId = FieldId(9);
    let hours = Aggregate {
        source: Source::Recognised(TRAINING, PolicyId(0)),
        filter: Condition::Constant(true),
        window: Window::Rule,
        measure: Measure::Sum(HOURS),
    };
    let eight = Amount::Literal(decimal("8"));
    let count = |when| Entry {
        names: None,
        when,
        treatment: Treatment::Count { amount: None },
        because: None,
        citations: Vec::new(),
    };
    let external = || count(Condition::Flag(FieldRef { scope: Scope::Event, field: EXTERNAL }));
    let all = || count(Condition::Constant(true));
    let mut person = with(&[("2019-02-01", "1")]);
    person.lists[TRAINING.index()].as_mut().expect("known")[0][HOURS.index()] = None;
    let of_event = |field| FactPath::Event(TRAINING, 0, field);
    let cases = [
        (vec![all(), external()], vec![of_event(HOURS)]),
        (vec![external()], vec![of_event(HOURS), of_event(EXTERNAL)]),
    ];
    for (entries, expected) in cases {
        let amount = Amount::Aggregate(Box::new(hours.clone()));
        let requirement = compare(amount, Operator::AtLeast, eight.clone(), Vocabulary::HOURS);
        let mut plan = plan(Schedule::Once(Window::Named(PeriodId(0))), requirement);
        plan.policies[0].effective_from = day("2019-01-01");
        plan.recognitions = vec![Recognition {
            policy: PolicyId(0),
            subject: plan.rules[0].subject,
            list: TRAINING,
            credited: Some(HOURS),
            entries,
            steps: Vec::new(),
        }];
        assert_eq!(missing(&plan, "2020-01-01", &person), expected);
    }
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
