//! Crowded scenes: few days, few amounts, and events that differ in little, so that steps of a recognition share out
//! much among them, and much hangs on who comes first.

use chrono::{Days, NaiveDate};
use policy_core::plan::{
    Aggregate, Amount, BuiltInPeriod, Comparison, Condition, FieldRef, Keep, Measure, Most, Per, PeriodId,
    PeriodRef, Plan, PolicyId, Recognition, Rounding, Rule, Schedule, Scope, Source, Step, StepKind, Window,
};
use policy_core::{Decimal, FieldId, FieldKind, ListId, Names, TermId, Vocabulary};

use super::Choices;
use super::calendar::{any_day, day};
use super::expression::{Ground, operator};
use super::ground::{TEACHER, TRAINING, fields_of};
use super::step::{settled, shared};
use crate::reference::{Fact, Person, Row};
use crate::small;

/// Programmes: events that do not last.
const PROGRAMME: ListId = ListId(2);

/// A plan whose rules count by recognitions with steps, a record in which these have much to share out, and a day on which to decide.
pub fn crowd(choices: &mut Choices) -> (Plan, Person, NaiveDate) {
    let mut plan = small::plan(Schedule::Once(Window::AnyTime), Condition::Constant(true));
    plan.policies[0].effective_from = day(2018, 1, 1);
    let list = if choices.chance(25) { PROGRAMME } else { TRAINING };
    let hours = fields_of(&plan.vocabulary, TEACHER, Some(list), |kind| {
        *kind == FieldKind::Quantity(Vocabulary::HOURS)
    })[0];
    plan.recognitions = vec![Recognition {
        policy: PolicyId(0),
        subject: TEACHER,
        list,
        credited: Some(hours),
        entries: Vec::new(),
        steps: steps(choices, &plan.vocabulary, list),
    }];
    let first = plan.rules[0].clone();
    plan.rules =
        (0..=choices.below(3)).map(|n| rule(choices, &plan.vocabulary, &first, (list, hours), n)).collect();
    let today = any_day(choices).max(day(2018, 3, 1));
    let mut person = small::teacher();
    for fact in [0, 9] {
        person.facts[fact] = (!choices.chance(15)).then(|| Fact::Date(any_day(choices)));
    }
    person.facts[4] = Some(Fact::Flag(!choices.chance(50)));
    person.lists[list.index()] = Some(rows(choices, &plan.vocabulary, list, today));
    (plan, person, today)
}

/// The facts of a teacher and of an event.
fn ground(vocabulary: &Vocabulary, list: ListId) -> Ground<'_> {
    Ground {
        vocabulary,
        policy: PolicyId(0),
        parameters: &[],
        rules: &[],
        subject: TEACHER,
        event: Some(list),
        anchor: None,
        recorded: true,
        depth: 0,
    }
}

fn steps(choices: &mut Choices, vocabulary: &Vocabulary, list: ListId) -> Vec<Step> {
    let ground = ground(vocabulary, list);
    let step = |choices: &mut Choices| {
        let filter = if choices.chance(40) { settled(choices, ground) } else { Condition::Constant(true) };
        let per = match choices.weighted(&[30, 35, 35]) {
            0 => Per::Period(PeriodRef::BuiltIn(BuiltInPeriod::Year)),
            1 => Per::Day,
            _ => shared(choices, ground),
        };
        let kind = match choices.weighted(&[40, 40, 10, 10]) {
            0 => StepKind::Cap { most: most(choices, &per), per },
            1 => {
                let texts = fields_of(vocabulary, TEACHER, Some(list), |kind| *kind == FieldKind::Text);
                let level = FieldId(if list == TRAINING { 4 } else { 2 });
                let by =
                    [vec![], vec![texts[0]], vec![texts[0], level]][choices.weighted(&[35, 45, 20])].clone();
                StepKind::Once { by, per, keep: *choices.one(&[Keep::Highest, Keep::First, Keep::Last]) }
            }
            2 => StepKind::Deduct(Amount::Literal(figure(choices, &["1", "4", "0.5"]))),
            _ => StepKind::Round {
                mode: *choices.one(&[Rounding::Down, Rounding::Up, Rounding::HalfUp]),
                to: figure(choices, &["3", "0.5"]),
            },
        };
        Step { filter, kind, citations: Vec::new() }
    };
    (0..=choices.weighted(&[60, 30, 10])).map(|_| step(choices)).collect()
}

fn most(choices: &mut Choices, per: &Per) -> Most {
    if *per != Per::Day && choices.chance(30) {
        let (numerator, denominator) = *choices.one(&[(1, 2), (1, 5), (2, 3), (3, 7), (1, 1)]);
        return Most::Share { numerator, denominator };
    }
    let figure = Amount::Literal(figure(choices, &["6", "4", "8", "2", "1", "20", "0", "0.5"]));
    // A most that is not known.
    let base = Amount::Field(FieldRef { scope: Scope::Subject, field: FieldId(7) });
    Most::Amount(if choices.chance(5) { base } else { figure })
}

/// A rule that counts or sums by the recognition: at the most and the least that it can still come to, it turns.
fn rule(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    first: &Rule,
    (list, hours): (ListId, FieldId),
    n: usize,
) -> Rule {
    const HOURS: &[&str] = &["4", "8", "6", "2", "12", "10", "20", "16", "0.5", "7.999999"];
    const TIMES: &[&str] = &["1", "2", "3", "4"];
    let (measure, figures, unit) = match choices.weighted(&[60, 20, 20]) {
        0 => (Measure::Sum(hours), HOURS, Vocabulary::HOURS),
        1 => (Measure::Count, TIMES, Vocabulary::TIMES),
        _ => {
            let of_event = Amount::Field(FieldRef { scope: Scope::Event, field: hours });
            (Measure::HighestOf(Box::new(of_event)), HOURS, Vocabulary::HOURS)
        }
    };
    let schedule = match choices.weighted(&[60, 20, 20]) {
        0 => Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Year), by: None },
        1 => Schedule::Each { period: PeriodRef::Named(PeriodId(0)), by: None },
        _ => Schedule::Once(Window::AnyTime),
    };
    let some = choices.chance(40);
    let aggregate = Aggregate {
        source: Source::Recognised(list, PolicyId(0)),
        filter: if some { settled(choices, ground(vocabulary, list)) } else { Condition::Constant(true) },
        window: Window::Rule,
        measure,
    };
    Rule {
        names: Names::new(format!("rule_{n}")),
        schedule,
        requirement: Condition::Compare(Box::new(Comparison {
            left: Amount::Aggregate(Box::new(aggregate)),
            left_factor: 1,
            operator: operator(choices),
            right: Amount::Literal(figure(choices, figures)),
            right_factor: 1,
            unit,
        })),
        ..first.clone()
    }
}

fn rows(choices: &mut Choices, vocabulary: &Vocabulary, list: ListId, today: NaiveDate) -> Vec<Row> {
    let gaps = *choices.one(&[0, 4, 12]);
    let days: Vec<NaiveDate> = (0..3)
        .map(|_| match choices.weighted(&[30, 25, 25, 20]) {
            0 => today - Days::new(choices.below(60) as u64),
            1 => today - Days::new(1),
            2 => today,
            _ => any_day(choices),
        })
        .collect();
    let fields = vocabulary.fields(TEACHER, Some(list));
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..2 + choices.below(6) {
        if !rows.is_empty() && choices.chance(50) {
            let mut twin = choices.one(&rows).clone();
            let changed = choices.below(fields.len());
            if choices.chance(70) {
                let missing = gaps > 0 && choices.chance(50);
                twin[changed] = (!missing).then(|| value(choices, &fields[changed].kind, &days));
            }
            rows.push(twin);
        } else {
            let row = fields.iter().map(|field| {
                let missing = choices.chance(gaps);
                (!missing).then(|| value(choices, &field.kind, &days))
            });
            rows.push(row.collect());
        }
    }
    if list == TRAINING {
        rows.iter_mut().for_each(|row| last_some_days(choices, row));
    }
    rows
}

/// A training lasts no day, a few or many, and never begins after its end.
fn last_some_days(choices: &mut Choices, row: &mut Row) {
    let [end, start] = [small::END.index(), 1];
    if let (Some(Fact::Date(last)), Some(_)) = (&row[end], &row[start]) {
        let before = *choices.one(&[0, 1, 2, 3, 7, 40]);
        row[start] = Some(Fact::Date(*last - Days::new(before)));
    }
}

/// One of a few values.
fn value(choices: &mut Choices, kind: &FieldKind, days: &[NaiveDate]) -> Fact {
    match kind {
        FieldKind::Text | FieldKind::Member(_) => Fact::Text((*choices.one(&["red", "blue"])).to_owned()),
        FieldKind::Flag => Fact::Flag(choices.chance(50)),
        FieldKind::Date => Fact::Date(*choices.one(days)),
        FieldKind::Quantity(_) => Fact::Amount(Decimal::from_millionths(
            *choices.one(&[4_000_000, 8_000_000, 2_000_000, 3_500_000]),
        )),
        FieldKind::Term(_) => Fact::Term(TermId(choices.below(2) as u16)),
    }
}

fn figure(choices: &mut Choices, figures: &[&str]) -> Decimal {
    let text = choices.one(figures);
    small::decimal(text)
}
