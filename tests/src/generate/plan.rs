//! Random plans: every construct of a plan turns up in them.

use policy_core::plan::{
    Action, ActionKind, Alternative, Amount, Balance, BuiltInPeriod, CarryOver, Comparison, Condition,
    Consequence, DateExpr, Entry, Exemption, FieldRef, Lasting, Node, Operator, PLAN_FORMAT, Parameter,
    PeriodId, PeriodRef, Plan, Policy, PolicyId, Recognition, Rule, RuleId, Schedule, Scope, Treatment,
    Window,
};
use policy_core::{FieldId, ListId, Names, OutcomeId, Span, SubjectId, UnitId, Vocabulary};

use super::Choices;
use super::calendar::{any_day, day, periods};
use super::expression::{
    Before, Ground, amount, can_aggregate, comparison, condition, date, figure, in_period, lasting_lists,
    pause, span, window, working_day,
};
use super::ground::{BUREAU, SCHOOL, TEACHER, TRAINING, fields_of, vocabulary};
use super::step::{settled, steps};

/// A plan.
pub fn plan(choices: &mut Choices) -> Plan {
    let vocabulary = vocabulary();
    let policies: Vec<Policy> = (0..=usize::from(choices.chance(30))).map(|n| policy(choices, n)).collect();
    let mut parameters = Vec::new();
    for n in 0..choices.below(3) {
        let unit = *choices.one(&[Vocabulary::HOURS, Vocabulary::TIMES, Vocabulary::PEOPLE]);
        let names = Names::new(format!("parameter_{n}"));
        parameters.push(Parameter { policy: PolicyId(0), names, value: figure(choices, unit), unit });
    }
    let units: Vec<UnitId> = parameters.iter().map(|parameter| parameter.unit).collect();
    let mut recognitions = Vec::new();
    for policy in (0..policies.len() as u16).map(PolicyId) {
        for (subject, list) in [(TEACHER, TRAINING), (TEACHER, ListId(2)), (SCHOOL, ListId(0))] {
            let likely = if list == TRAINING { 70 } else { 25 };
            if choices.chance(likely) {
                recognitions.push(recognition(choices, &vocabulary, &units, policy, subject, list));
            }
        }
    }
    let mut rules: Vec<Rule> = Vec::new();
    let mut before: Vec<Before> = Vec::new();
    for n in 0..choices.weighted(&[0, 30, 30, 20, 10]) {
        let policy = PolicyId(choices.below(policies.len()) as u16);
        let rule = rule(choices, &vocabulary, &units, &rules, &before, policy, n);
        let repeats = matches!(rule.schedule, Schedule::Each { .. } | Schedule::Cycle { .. });
        before.push(Before { subject: rule.subject, repeats });
        rules.push(rule);
    }
    let mut consequences = Vec::new();
    for n in 0..choices.weighted(&[30, 40, 20]) {
        let policy = PolicyId(choices.below(policies.len()) as u16);
        consequences.push(consequence(choices, &vocabulary, &units, &rules, &before, policy, n));
    }
    Plan {
        format: PLAN_FORMAT,
        vocabulary,
        periods: periods(),
        policies,
        parameters,
        tables: Vec::new(),
        recognitions,
        rules,
        consequences,
    }
}

fn policy(choices: &mut Choices, n: usize) -> Policy {
    let effective_from =
        *choices.one(&[day(2019, 1, 1), day(2018, 1, 1), day(2019, 9, 1), day(2018, 12, 31)]);
    let effective_to = match choices.below(4) {
        0 => Some(day(2020, 12, 31)),
        1 => Some(day(2019, 12, 31)),
        2 => Some(day(2020, 2, 29)),
        _ => None,
    };
    Policy {
        names: Names::new(format!("policy_{n}")),
        issuer: None,
        document: None,
        effective_from,
        effective_to,
        supersedes: Vec::new(),
        under: Vec::new(),
    }
}

fn ground<'a>(
    vocabulary: &'a Vocabulary,
    parameters: &'a [UnitId],
    rules: &'a [Before],
    policy: PolicyId,
    subject: SubjectId,
    depth: usize,
) -> Ground<'a> {
    Ground {
        vocabulary,
        policy,
        parameters,
        rules,
        subject,
        event: None,
        anchor: None,
        recorded: false,
        depth,
    }
}

fn recognition(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    parameters: &[UnitId],
    policy: PolicyId,
    subject: SubjectId,
    list: ListId,
) -> Recognition {
    let hours = fields_of(vocabulary, subject, Some(list), |kind| {
        *kind == policy_core::FieldKind::Quantity(Vocabulary::HOURS)
    });
    let credited = if choices.chance(85) { Some(hours[0]) } else { None };
    let amounts = fields_of(vocabulary, subject, Some(list), |kind| {
        matches!(kind, policy_core::FieldKind::Quantity(_))
    });
    let at = Ground {
        event: Some(list),
        recorded: true,
        ..ground(vocabulary, parameters, &[], policy, subject, 2)
    };
    let has_steps = choices.chance(35);
    let entry = |choices: &mut Choices| {
        let treatment = if choices.chance(35) {
            Treatment::Reject
        } else {
            let amount = credit(choices, at, &amounts);
            let hangs = |amount: &Amount| has_steps && Node::Amount(amount).hangs_on_rules();
            Treatment::Count { amount: amount.filter(|amount| !hangs(amount)) }
        };
        let when = if has_steps { settled(choices, at) } else { condition(choices, at) };
        Entry { names: None, when, treatment, because: None, citations: Vec::new() }
    };
    let entries = (0..choices.below(4)).map(|_| entry(choices)).collect();
    let steps = if has_steps { steps(choices, at) } else { Vec::new() };
    Recognition { policy, subject, list, credited, entries, steps }
}

/// What an entry credits: the field itself, another one converted, or any amount of the event.
fn credit(choices: &mut Choices, at: Ground<'_>, amounts: &[FieldId]) -> Option<Amount> {
    let field =
        |choices: &mut Choices| Amount::Field(FieldRef { scope: Scope::Event, field: *choices.one(amounts) });
    match choices.weighted(&[35, 15, 20, 30]) {
        0 => None,
        1 => Some(field(choices)),
        2 => {
            let (numerator, denominator) = *choices.one(&[(1, 1), (8, 1), (1, 2), (2, 5)]);
            Some(Amount::Scaled { amount: Box::new(field(choices)), numerator, denominator })
        }
        _ => Some(amount(choices, at, Vocabulary::HOURS)),
    }
}

/// When, and the list of the events that it stands at.
fn schedule(choices: &mut Choices, ground: Ground<'_>) -> Schedule {
    let by = |choices: &mut Choices| match choices.weighted(&[60, 20, 10, 10, 6]) {
        0 => None,
        1 => Some(in_period(choices)),
        4 => {
            let from = in_period(choices);
            Some(working_day(choices, from))
        }
        2 => Some(DateExpr::Minus(Box::new(DateExpr::EndOf(Box::new(Window::Period))), short(choices))),
        _ => Some(DateExpr::EndOf(Box::new(Window::Named(PeriodId(choices.below(2) as u16))))),
    };
    let dates =
        fields_of(ground.vocabulary, ground.subject, None, |kind| *kind == policy_core::FieldKind::Date);
    let lists = ground.vocabulary.subjects[ground.subject.index()].lists.len();
    let weights = [45, 25, 15, if lists == 0 { 0 } else { 20 }];
    match choices.weighted(&weights) {
        0 => {
            let period = match choices.weighted(&[50, 30, 8, 12]) {
                0 => PeriodRef::BuiltIn(BuiltInPeriod::Year),
                1 => PeriodRef::Named(PeriodId(1)),
                2 => PeriodRef::BuiltIn(BuiltInPeriod::Month),
                _ => PeriodRef::Named(PeriodId(0)),
            };
            Schedule::Each { period, by: by(choices) }
        }
        1 => Schedule::Once(window(choices, ground)),
        2 => {
            let every = *choices.one(&[
                Span { months: 12, days: 0 },
                Span { months: 6, days: 0 },
                Span { months: 0, days: 100 },
                Span { months: 36, days: 0 },
            ]);
            let from = if dates.is_empty() || choices.chance(35) {
                DateExpr::Literal(any_day(choices))
            } else if choices.chance(40) {
                date(choices, Ground { rules: &[], ..ground })
            } else {
                let hired = DateExpr::Field(FieldRef { scope: Scope::Subject, field: *choices.one(&dates) });
                if choices.chance(25) { DateExpr::Plus(Box::new(hired), span(choices)) } else { hired }
            };
            let lasts = !lasting_lists(ground).is_empty();
            let pause = if lasts && choices.chance(25) {
                Some(pause(choices, Ground { rules: &[], depth: 1, ..ground }))
            } else {
                None
            };
            let by = if pause.is_some() { None } else { by(choices) };
            Schedule::Cycle { every, from, by, pause }
        }
        _ => {
            let list = ListId(choices.below(lists) as u16);
            let at = Ground { event: Some(list), anchor: Some((ground.subject, list)), ..ground };
            let when = if choices.chance(60) {
                condition(choices, Ground { depth: 1, ..at })
            } else {
                Condition::Constant(true)
            };
            let window = if choices.chance(60) { Some(window(choices, at)) } else { None };
            Schedule::EachEvent { list, when, window, governed_by_event: choices.chance(20) }
        }
    }
}

/// A length of time by which a deadline may lie before the end of its period.
fn short(choices: &mut Choices) -> Span {
    let (months, days) = *choices.one(&[(0, 7), (1, 0), (0, 1), (0, 30), (3, 0), (12, 0)]);
    Span { months, days }
}

/// What the conditions of something on this schedule may speak of.
fn standing<'a>(ground: Ground<'a>, schedule: &Schedule) -> Ground<'a> {
    match schedule {
        Schedule::EachEvent { list, .. } => {
            Ground { event: Some(*list), anchor: Some((ground.subject, *list)), ..ground }
        }
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => ground,
    }
}

fn rule(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    parameters: &[UnitId],
    rules: &[Rule],
    before: &[Before],
    policy: PolicyId,
    n: usize,
) -> Rule {
    let subject = [TEACHER, SCHOOL, BUREAU][choices.weighted(&[70, 22, 8])];
    let ground = ground(vocabulary, parameters, before, policy, subject, 2);
    let schedule = same_or_new(choices, rules, ground);
    let at = standing(ground, &schedule);
    let applies = if choices.chance(40) {
        condition(choices, Ground { depth: 1, ..at })
    } else {
        Condition::Constant(true)
    };
    // What is required is mostly an amount, also at an event.
    let requirement = if choices.chance(35) {
        condition(choices, Ground { depth: 3, ..at })
    } else {
        comparison(choices, Ground { depth: 3, ..at })
    };
    let repeats = matches!(schedule, Schedule::Each { .. } | Schedule::Cycle { .. });
    let is_balanced = repeats && choices.chance(18);
    let (requirement, balance) =
        if is_balanced { balanced(choices, Ground { depth: 2, ..at }, n) } else { (requirement, None) };
    let exemption = |choices: &mut Choices| Exemption {
        names: Names::new("exemption"),
        when: condition(choices, at),
        citations: Vec::new(),
    };
    let exemptions = (0..choices.weighted(&[60, 30, 10])).map(|_| exemption(choices)).collect();
    let alternative = |choices: &mut Choices| Alternative {
        names: Names::new("alternative"),
        when: condition(choices, at),
        requirement: condition(choices, at),
        window: if choices.chance(40) { Some(window(choices, at)) } else { None },
        citations: Vec::new(),
    };
    let count = if balance.is_some() { 0 } else { choices.weighted(&[75, 18, 7]) };
    let alternatives = (0..count).map(|_| alternative(choices)).collect();
    Rule {
        policy,
        names: Names::new(format!("rule_{n}")),
        subject,
        tightens: Vec::new(),
        applies,
        schedule,
        grace: (balance.is_none() && choices.chance(15)).then(|| short(choices)),
        soft: choices.chance(10),
        requirement,
        exemptions,
        balance,
        alternatives,
        citations: Vec::new(),
    }
}

/// A minimum whose periods settle with each other, perhaps beside another condition.
fn balanced(choices: &mut Choices, ground: Ground<'_>, n: usize) -> (Condition, Option<Balance>) {
    let unit = *choices.one(&[Vocabulary::HOURS, Vocabulary::TIMES]);
    let unit = if can_aggregate(ground, unit) { unit } else { Vocabulary::PEOPLE };
    let earned = amount(choices, ground, unit);
    let required = if choices.chance(75) {
        Amount::Literal(figure(choices, unit))
    } else {
        amount(choices, Ground { depth: 0, ..ground }, unit)
    };
    let carry_over = choices.chance(70).then(|| {
        let (numerator, denominator) = *choices.one(&[(1, 1), (1, 2), (1, 3), (0, 1)]);
        CarryOver {
            most: choices.chance(50).then(|| Amount::Literal(figure(choices, unit))),
            numerator,
            denominator,
            lasting: choices.chance(50).then(|| span(choices)),
        }
    });
    let balance = Balance {
        earned,
        required: required.clone(),
        unit,
        carry_over,
        back_fill: choices.chance(40),
        borrow: choices.chance(40).then(|| Amount::Literal(figure(choices, unit))),
    };
    let main = Condition::Compare(Box::new(Comparison {
        left: Amount::Available(RuleId(n as u16)),
        left_factor: 1,
        operator: Operator::AtLeast,
        right: required,
        right_factor: 1,
        unit,
    }));
    let requirement = match choices.chance(30) {
        true => Condition::All(vec![main, condition(choices, Ground { depth: 1, ..ground })]),
        false => main,
    };
    (requirement, Some(balance))
}

/// A schedule of its own, or that of a rule before.
fn same_or_new(choices: &mut Choices, rules: &[Rule], ground: Ground<'_>) -> Schedule {
    let same: Vec<&Rule> = rules.iter().filter(|rule| rule.subject == ground.subject).collect();
    if !same.is_empty() && choices.chance(45) {
        return choices.one(&same).schedule.clone();
    }
    schedule(choices, ground)
}

fn consequence(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    parameters: &[UnitId],
    rules: &[Rule],
    before: &[Before],
    policy: PolicyId,
    n: usize,
) -> Consequence {
    let subject = if rules.is_empty() { TEACHER } else { choices.one(rules).subject };
    let ground = ground(vocabulary, parameters, before, policy, subject, 2);
    let schedule = same_or_new(choices, rules, ground);
    let at = standing(ground, &schedule);
    let kind = *choices.one(&[ActionKind::Deny, ActionKind::Grant, ActionKind::Oblige]);
    Consequence {
        policy,
        names: Names::new(format!("consequence_{n}")),
        subject,
        applies: if choices.chance(20) {
            condition(choices, Ground { depth: 1, ..at })
        } else {
            Condition::Constant(true)
        },
        schedule,
        soft: false,
        when: condition(choices, at),
        actions: vec![Action { kind, outcome: OutcomeId(choices.below(3) as u16) }],
        lasting: match choices.weighted(&[60, 10, 15, 15]) {
            0 => Lasting::Unstated,
            1 => Lasting::ThatPeriod,
            2 => Lasting::NextYear,
            _ => Lasting::For(span(choices)),
        },
        lifted_by: (0..)
            .map(RuleId)
            .zip(rules)
            .filter(|(_, rule)| rule.subject == subject && choices.chance(15))
            .map(|(rule, _)| rule)
            .next(),
        citations: Vec::new(),
    }
}
