//! Every boundary from both sides: thresholds, days, windows, lengths of time.

use policy_core::plan::{
    Amount, Balance, BuiltInPeriod, Condition, DateExpr, FieldRef, Measure, Operator, Pause, PeriodId,
    PeriodRef, Plan, RuleId, Schedule, Scope, Source, Window,
};
use policy_core::{DecideError, Engine, ListId, Span, Status, Vocabulary};
use policy_suite::generate::{self, Choices};
use policy_suite::reference::{Fact, Person, judge};
use policy_suite::small::{
    HIRED, HOURS, TRAINING, compare, day, decide, decimal, plan, teacher, training, trainings, try_decide,
};
use proptest::prelude::*;

use Status::{Met, Pending, Unknown, Unmet};

fn year() -> Schedule {
    Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Year), by: None }
}

fn with(rows: &[(&str, &str)]) -> Person {
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(rows.iter().map(|(end, hours)| training(end, hours)).collect());
    person
}

#[test]
fn each_comparison_on_just_below_and_just_above_its_threshold() {
    use Operator::{AtLeast, AtMost, Equal, LessThan, MoreThan, NotEqual};
    let cases = [
        (AtLeast, [Unmet, Met, Met]),
        (MoreThan, [Unmet, Unmet, Met]),
        (AtMost, [Met, Met, Unmet]),
        (LessThan, [Met, Unmet, Unmet]),
        (Equal, [Unmet, Met, Unmet]),
        (NotEqual, [Met, Unmet, Met]),
    ];
    for (operator, expected) in cases {
        for (hours, status) in ["7.999999", "8", "8.000001"].iter().zip(expected) {
            let plan = plan(year(), trainings(Measure::Sum(HOURS), Window::Rule, operator, "8"));
            let found = decide(&plan, "2020-06-01", &with(&[("2019-05-01", hours)]));
            let of_2019 =
                found.iter().find(|verdict| verdict.period.from == Some(day("2019-01-01"))).expect("2019");
            assert_eq!(of_2019.status, status, "{hours} {operator:?} 8");
        }
    }
}

#[test]
fn what_is_short_is_exact_and_never_negative() {
    let plan = plan(year(), trainings(Measure::Sum(HOURS), Window::Rule, Operator::AtLeast, "90"));
    for (hours, short) in [("0", "90"), ("89.999999", "0.000001"), ("90", "0"), ("95", "0")] {
        let found = decide(&plan, "2019-12-31", &with(&[("2019-05-01", hours)]));
        let last = found.last().and_then(|verdict| verdict.measured).expect("a measured amount");
        assert_eq!(last.shortfall, Some(decimal(short)), "{hours} of 90");
    }
}

#[test]
fn both_ends_of_a_window_count() {
    let window = Window::Between(
        Some(Box::new(DateExpr::Literal(day("2019-02-01")))),
        Some(Box::new(DateExpr::Literal(day("2019-02-28")))),
    );
    let plan = plan(Schedule::Once(window), trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
    let cases = [("2019-01-31", Unmet), ("2019-02-01", Met), ("2019-02-28", Met), ("2019-03-01", Unmet)];
    for (end, status) in cases {
        assert_eq!(decide(&plan, "2019-06-01", &with(&[(end, "1")]))[0].status, status, "{end}");
    }
}

#[test]
fn a_deadline_is_open_on_its_own_day_and_closed_on_the_next() {
    let plan = plan(year(), trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
    let statuses = |as_of: &str| {
        let found = decide(&plan, as_of, &teacher());
        found
            .iter()
            .find(|verdict| verdict.period.from == Some(day("2019-01-01")))
            .map(|verdict| verdict.status)
    };
    assert_eq!(statuses("2018-12-31"), None);
    assert_eq!(statuses("2019-01-01"), Some(Pending));
    assert_eq!(statuses("2019-12-31"), Some(Pending));
    assert_eq!(statuses("2020-01-01"), Some(Unmet));
}

#[test]
fn a_span_ends_on_the_corresponding_day_or_the_last_of_the_month() {
    let months = |months| Span { months, days: 0 };
    let days = |days| Span { months: 0, days };
    // From the day after the start to the last day, both included.
    let cases = [
        ("2019-01-31", months(1), "2019-02-01", "2019-02-28"),
        ("2020-01-31", months(1), "2020-02-01", "2020-02-29"),
        ("2020-02-29", months(12), "2020-03-01", "2021-02-28"),
        ("2020-02-29", months(48), "2020-03-01", "2024-02-29"),
        ("2019-08-31", months(6), "2019-09-01", "2020-02-29"),
        ("2019-12-31", days(1), "2020-01-01", "2020-01-01"),
        ("2020-02-28", days(1), "2020-02-29", "2020-02-29"),
        ("2019-02-28", days(1), "2019-03-01", "2019-03-01"),
    ];
    for (hired, span, first, last) in cases {
        let from = DateExpr::Field(FieldRef { scope: Scope::Subject, field: HIRED });
        let window = Window::After { from: Box::new(from), span };
        let plan =
            plan(Schedule::Once(window), trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
        let mut person = with(&[]);
        person.facts[HIRED.index()] = Some(Fact::Date(day(hired)));
        let verdict = decide(&plan, "2029-01-01", &person)[0];
        assert_eq!(verdict.period.from, Some(day(first)), "{span:?} after {hired}");
        assert_eq!(verdict.due, Some(day(last)), "{span:?} after {hired}");
        for (end, status) in [
            (day(first).pred_opt(), Unmet),
            (Some(day(first)), Met),
            (Some(day(last)), Met),
            (day(last).succ_opt(), Unmet),
        ] {
            let end = end.expect("a day").to_string();
            let mut person = with(&[(&end, "1")]);
            person.facts[HIRED.index()] = Some(Fact::Date(day(hired)));
            assert_eq!(
                decide(&plan, "2029-01-01", &person)[0].status,
                status,
                "{end}, {span:?} after {hired}"
            );
        }
    }
}

#[test]
fn a_span_before_a_day_mirrors_the_span_after_it() {
    let cases = [
        ("2019-07-01", Span { months: 6, days: 0 }, "2019-01-01", "2019-06-30"),
        ("2020-03-31", Span { months: 1, days: 0 }, "2020-02-29", "2020-03-30"),
        ("2020-03-01", Span { months: 0, days: 1 }, "2020-02-29", "2020-02-29"),
    ];
    for (to, span, first, last) in cases {
        let window = Window::Before { to: Box::new(DateExpr::Literal(day(to))), span: Some(span) };
        let plan =
            plan(Schedule::Once(window), trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
        let verdict = decide(&plan, "2029-01-01", &teacher())[0];
        assert_eq!(
            (verdict.period.from, verdict.due),
            (Some(day(first)), Some(day(last))),
            "{span:?} before {to}"
        );
    }
}

#[test]
fn cycles_do_not_drift_at_the_end_of_the_month() {
    let from = DateExpr::Literal(day("2020-02-29"));
    let schedule = Schedule::Cycle { every: Span { months: 12, days: 0 }, from, by: None, pause: None };
    let plan = plan(schedule, trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
    let found: Vec<String> = decide(&plan, "2024-12-31", &teacher())
        .iter()
        .map(|verdict| {
            format!("{:?} {:?}", verdict.period.from.expect("a day"), verdict.period.to.expect("a day"))
        })
        .collect();
    let expected = [
        "2020-02-29 2021-02-27",
        "2021-02-28 2022-02-27",
        "2022-02-28 2023-02-27",
        "2023-02-28 2024-02-28",
        "2024-02-29 2025-02-27",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_day_that_a_month_lacks_is_its_last() {
    for (schedule_day, year, due) in
        [(31, "2019", "2019-02-28"), (30, "2020", "2020-02-29"), (29, "2019", "2019-02-28")]
    {
        let by = Some(DateExpr::InPeriod { month: 2, day: schedule_day });
        let schedule = Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Year), by };
        let plan = plan(schedule, trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
        let found = decide(&plan, &format!("{year}-06-01"), &teacher());
        assert_eq!(
            found.last().and_then(|verdict| verdict.due),
            Some(day(due)),
            "February {schedule_day} of {year}"
        );
    }
}

#[test]
fn a_period_of_the_calendar_has_its_own_days_each_year() {
    let schedule = Schedule::Each { period: PeriodRef::Named(PeriodId(0)), by: None };
    let plan = plan(schedule, trainings(Measure::Sum(HOURS), Window::Rule, Operator::AtLeast, "2"));
    let person = with(&[("2019-01-27", "2"), ("2020-01-18", "1"), ("2020-02-29", "1")]);
    let found = decide(&plan, "2020-03-01", &person);
    let statuses: Vec<(String, Status)> =
        found.iter().map(|verdict| (verdict.due.expect("a due date").to_string(), verdict.status)).collect();
    let expected = [("2018-02-28", Unmet), ("2019-02-18", Unmet), ("2020-02-29", Met)];
    assert_eq!(statuses, expected.map(|(due, status)| (due.to_owned(), status)));
}

#[test]
fn a_missing_fact_is_neither_zero_nor_no() {
    let plan = plan(year(), trainings(Measure::Sum(HOURS), Window::Rule, Operator::AtLeast, "8"));
    let mut no_hours = with(&[("2019-05-01", "1")]);
    no_hours.lists[TRAINING.index()].as_mut().expect("known")[0][HOURS.index()] = None;
    let mut no_list = teacher();
    no_list.lists[TRAINING.index()] = None;
    for (person, status) in [(&no_hours, Unknown), (&no_list, Unknown), (&teacher(), Unmet)] {
        let found = decide(&plan, "2020-06-01", person);
        let of_2019 =
            found.iter().find(|verdict| verdict.period.from == Some(day("2019-01-01"))).expect("2019");
        assert_eq!(of_2019.status, status);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Adding an event that has happened never lowers what a sum or a count has reached.
    #[test]
    fn a_sum_never_falls_when_an_event_is_added(numbers in proptest::collection::vec(any::<u32>(), 100..400)) {
        let mut choices = Choices::new(numbers);
        let measures = [Measure::Sum(HOURS), Measure::Count, Measure::Distinct(policy_core::FieldId(7))];
        let measure = choices.one(&measures).clone();
        let window = choices.one(&[Window::Rule, Window::AnyTime, Window::Year { offset: -1 }]).clone();
        let plan = plan(year(), trainings(measure, window, Operator::AtLeast, "8"));
        let as_of = generate::as_of(&mut choices);
        let mut person = generate::person(&mut choices, &plan.vocabulary, generate::TEACHER);
        person.lists[TRAINING.index()].get_or_insert_default();
        let Some(before) = try_decide(&plan, as_of, &person) else { return Ok(()) };
        let earlier = day("2018-01-01");
        generate::add_events(&mut choices, &plan.vocabulary, &mut person, earlier, as_of);
        let Some(after) = try_decide(&plan, as_of, &person) else { return Ok(()) };
        for (before, after) in before.iter().zip(&after) {
            let (before, after) = (before.measured.expect("measured"), after.measured.expect("measured"));
            prop_assert!(before.value.low <= after.value.low, "{before:?}\n{after:?}\n{person:?}");
            let higher = match (before.value.high, after.value.high) {
                (Some(before), Some(after)) => before <= after,
                (None, after) => after.is_none(),
                (Some(_), None) => true,
            };
            prop_assert!(higher, "{before:?}\n{after:?}\n{person:?}");
        }
        prop_assert_eq!(judge(&plan, as_of, &person).decision.verdicts, after);
    }
}

/// The verdicts of a rule in force from a day on, or why there are none.
fn decide_since(since: &str, schedule: Schedule, as_of: &str) -> Result<usize, DecideError> {
    decide_plan_since(
        since,
        plan(schedule, trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1")),
        as_of,
    )
}

/// The verdicts of a plan whose policy is in force from a day on, or why there are none.
fn decide_plan_since(since: &str, mut plan: Plan, as_of: &str) -> Result<usize, DecideError> {
    plan.policies[0].effective_from = day(since);
    plan.policies[0].effective_to = None;
    let engine = Engine::new(plan.clone()).expect("a sound plan");
    let record = teacher().record(&plan.vocabulary, "someone");
    engine.at(day(as_of)).decide(&record).map(|decision| decision.verdicts.len())
}

#[test]
fn the_first_and_the_last_years_are_years_like_others() {
    let each = |period| Schedule::Each { period: PeriodRef::BuiltIn(period), by: None };
    assert_eq!(decide_since("0001-01-01", each(BuiltInPeriod::Year), "9999-12-31"), Ok(9_999));
    assert_eq!(decide_since("9999-12-31", each(BuiltInPeriod::Month), "9999-12-31"), Ok(1));
    let cycle = |from: &str| Schedule::Cycle {
        every: Span { months: 12, days: 0 },
        from: DateExpr::Literal(day(from)),
        by: None,
        pause: None,
    };
    assert_eq!(decide_since("0001-01-01", cycle("0001-01-01"), "9999-12-31"), Ok(9_999));
    assert_eq!(decide_since("9999-01-01", cycle("9999-06-01"), "9999-12-31"), Ok(1));
}

#[test]
fn a_schedule_with_too_many_occurrences_is_not_cut_but_refused() {
    let months = Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Month), by: None };
    assert_eq!(decide_since("0001-01-01", months.clone(), "1600-12-31"), Ok(19_200));
    assert_eq!(decide_since("0001-01-01", months, "1700-12-31"), Err(DecideError::TooManyOccurrences));
    let days = |from| Schedule::Cycle { every: Span { months: 0, days: 1 }, from, by: None, pause: None };
    let literal = DateExpr::Literal(day("1900-01-01"));
    assert_eq!(decide_since("1900-01-01", days(literal.clone()), "1950-12-31"), Ok(18_627));
    assert_eq!(decide_since("1900-01-01", days(literal), "2029-12-31"), Err(DecideError::TooManyOccurrences));
    let paused = |pause| Schedule::Cycle {
        every: Span { months: 0, days: 1 },
        from: DateExpr::Plus(Box::new(DateExpr::Literal(day("1900-01-01"))), Span { months: 0, days: 1 }),
        by: None,
        pause,
    };
    for pause in [None, Some(leave())] {
        assert_eq!(
            decide_since("1900-01-01", paused(pause), "2029-12-31"),
            Err(DecideError::TooManyOccurrences)
        );
    }
}

#[test]
fn the_most_occurrences_that_are_looked_at_are_all_decided_and_with_one_more_none_is() {
    let cycle = |from, pause| Schedule::Cycle { every: Span { months: 0, days: 1 }, from, by: None, pause };
    let first = || DateExpr::Literal(day("1900-01-02"));
    // The same day, as one that is found record by record.
    let found =
        || DateExpr::Plus(Box::new(DateExpr::Literal(day("1900-01-01"))), Span { months: 0, days: 1 });
    let months = Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Month), by: None };
    let cases = [
        (cycle(first(), None), "1900-01-01", "1954-10-05"),
        (cycle(found(), None), "1900-01-01", "1954-10-05"),
        (cycle(found(), Some(leave())), "1900-01-01", "1954-10-05"),
        (months, "0001-01-01", "1667-08-31"),
    ];
    for (schedule, since, last) in cases {
        let next = day(last).succ_opt().expect("a day").to_string();
        assert_eq!(decide_since(since, schedule.clone(), last), Ok(20_000), "{schedule:?}");
        let refused = decide_since(since, schedule.clone(), &next);
        assert_eq!(refused, Err(DecideError::TooManyOccurrences), "{schedule:?}");
    }
}

#[test]
fn a_balance_runs_through_as_many_periods_as_are_looked_at() {
    let daily = Schedule::Cycle {
        every: Span { months: 0, days: 1 },
        from: DateExpr::Literal(day("1900-01-02")),
        by: None,
        pause: None,
    };
    let one = || Amount::Literal(decimal("1"));
    let mut plan =
        plan(daily, compare(Amount::Available(RuleId(0)), Operator::AtLeast, one(), Vocabulary::HOURS));
    plan.rules[0].balance = Some(Balance {
        earned: one(),
        required: one(),
        unit: Vocabulary::HOURS,
        carry_over: None,
        back_fill: false,
        borrow: None,
    });
    assert_eq!(decide_plan_since("1900-01-01", plan.clone(), "1954-10-05"), Ok(20_000));
    let refused = decide_plan_since("1900-01-01", plan, "1954-10-06");
    assert_eq!(refused, Err(DecideError::TooManyOccurrences));
}

/// Any event of the second list.
fn leave() -> Pause {
    Pause { source: Source::Recorded(ListId(1)), filter: Condition::Constant(true), beyond: 0 }
}
