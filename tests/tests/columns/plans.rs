//! Random plans of what the class tables decide: sums and counts by terms and flags in windows of the calendar.

use policy_core::plan::{
    Aggregate, Amount, BuiltInPeriod, Comparison, Condition, Consequence, Entry, Exemption, FieldRef,
    Lasting, Measure, Operator, PeriodId, PeriodRef, Plan, PolicyId, Recognition, Rule, RuleId, Schedule,
    Scope, Source, TermSet, Treatment, Window,
};
use policy_core::{Decimal, FieldId, ListId, Names, TermId, TreeId, Vocabulary};
use policy_suite::generate::{self, Choices, TEACHER};

const TRAINING: ListId = ListId(0);
const PROGRAMME: ListId = ListId(2);

/// A plan of several rules for teachers, one of which all may hang.
pub fn plan(choices: &mut Choices) -> Plan {
    let mut plan = generate::plan(&mut Choices::new(Vec::new()));
    plan.rules.clear();
    plan.consequences.clear();
    plan.recognitions.clear();
    if choices.chance(60) {
        plan.recognitions.push(recognition(choices));
    }
    let count = [1 + choices.below(4), 12, 40][choices.weighted(&[60, 30, 10])];
    for number in 0..count {
        let rule = rule(choices, number);
        plan.rules.push(rule);
    }
    for number in 0..choices.below(3) {
        let rule = RuleId(choices.below(plan.rules.len()) as u16);
        let schedule = plan.rules[rule.index()].schedule.clone();
        let speaks =
            if choices.chance(20) { Condition::RuleExempt(rule) } else { Condition::RuleSatisfied(rule) };
        plan.consequences.push(Consequence {
            policy: PolicyId(0),
            names: Names::new(format!("consequence_{number}")),
            subject: TEACHER,
            applies: if choices.chance(30) { of_subject(choices) } else { Condition::Constant(true) },
            schedule,
            soft: false,
            when: Condition::Not(Box::new(speaks)),
            actions: Vec::new(),
            lasting: Lasting::Unstated,
            lifted_by: choices.chance(10).then_some(rule),
            citations: Vec::new(),
        });
    }
    plan
}

fn recognition(choices: &mut Choices) -> Recognition {
    let entries = (0..1 + choices.below(4)).map(|_| {
        let hours =
            Amount::Field(FieldRef { scope: Scope::Event, field: *choices.one(&[FieldId(2), FieldId(5)]) });
        let treatment = match choices.weighted(&[30, 20, 30, 10]) {
            0 => Treatment::Count { amount: None },
            1 => Treatment::Reject,
            2 => Treatment::Count { amount: Some(hours) },
            _ => {
                let (numerator, denominator) = *choices.one(&[(8, 1), (1, 2), (1, 3)]);
                let amount = Amount::Scaled { amount: Box::new(hours), numerator, denominator };
                Treatment::Count { amount: Some(amount) }
            }
        };
        Entry {
            names: None,
            when: of_event(choices, TRAINING, 2),
            treatment,
            because: None,
            citations: Vec::new(),
        }
    });
    let entries = entries.collect();
    Recognition {
        policy: PolicyId(0),
        subject: TEACHER,
        list: TRAINING,
        credited: choices.chance(80).then_some(FieldId(2)),
        entries,
        steps: Vec::new(),
    }
}

fn rule(choices: &mut Choices, number: usize) -> Rule {
    let schedule = match choices.weighted(&[60, 15, 15, 10]) {
        0 => Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Year), by: None },
        1 => Schedule::Each { period: PeriodRef::Named(PeriodId(1)), by: None },
        2 => Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Month), by: None },
        _ => Schedule::Once(Window::Named(PeriodId(0))),
    };
    let exemptions = if choices.chance(20) {
        let when = if choices.chance(50) { of_subject(choices) } else { compare(choices) };
        vec![Exemption { names: Names::new("exemption"), when, citations: Vec::new() }]
    } else {
        Vec::new()
    };
    Rule {
        policy: PolicyId(0),
        names: Names::new(format!("rule_{number}")),
        subject: TEACHER,
        applies: if choices.chance(30) { of_subject(choices) } else { Condition::Constant(true) },
        schedule,
        soft: false,
        grace: None,
        requirement: requirement(choices, 2),
        exemptions,
        balance: None,
        alternatives: Vec::new(),
        citations: Vec::new(),
    }
}

fn requirement(choices: &mut Choices, depth: usize) -> Condition {
    let parts =
        |choices: &mut Choices| (0..2 + choices.below(3)).map(|_| requirement(choices, depth - 1)).collect();
    if depth == 0 {
        return compare(choices);
    }
    match choices.weighted(&[40, 30, 15, 10, 5]) {
        0 => compare(choices),
        1 => Condition::All(parts(choices)),
        2 => Condition::Any(parts(choices)),
        3 => Condition::AtLeastOf(2, parts(choices)),
        _ => Condition::Not(Box::new(requirement(choices, depth - 1))),
    }
}

/// `sum or count of events in window OPERATOR figure`
fn compare(choices: &mut Choices) -> Condition {
    let list = if choices.chance(20) { PROGRAMME } else { TRAINING };
    let fields: &[u16] = if list == TRAINING { &[2, 5, 6] } else { &[4] };
    let measure =
        if choices.chance(30) { Measure::Count } else { Measure::Sum(FieldId(*choices.one(fields))) };
    let source = if choices.chance(60) && list == TRAINING {
        Source::Recognised(TRAINING, PolicyId(0))
    } else {
        Source::Recorded(list)
    };
    let window = match choices.weighted(&[60, 10, 10, 10, 10]) {
        0 => Window::Rule,
        1 => Window::Year { offset: *choices.one(&[-1, 0, 1]) },
        2 => Window::AnyTime,
        3 => Window::Named(PeriodId(0)),
        _ => Window::Period,
    };
    let unit = if measure == Measure::Count { Vocabulary::TIMES } else { Vocabulary::HOURS };
    let aggregate = Aggregate { source, filter: of_event(choices, list, 2), window, measure };
    let operators = [
        Operator::AtLeast,
        Operator::AtLeast,
        Operator::AtLeast,
        Operator::MoreThan,
        Operator::AtMost,
        Operator::LessThan,
        Operator::Equal,
        Operator::NotEqual,
    ];
    Condition::Compare(Box::new(Comparison {
        left: Amount::Aggregate(Box::new(aggregate)),
        left_factor: if choices.chance(10) { 3 } else { 1 },
        operator: *choices.one(&operators),
        right: Amount::Literal(Decimal::from_millionths(
            *choices.one(&[8_000_000, 1_000_000, 0, 16_000_000, 7_999_999]),
        )),
        right_factor: 1,
        unit,
    }))
}

/// A condition on a term or a flag of an event.
fn of_event(choices: &mut Choices, list: ListId, depth: usize) -> Condition {
    let field = |field| FieldRef { scope: Scope::Event, field: FieldId(field) };
    let is_training = list == TRAINING;
    match choices.weighted(&[30, 25, 15, 10, 10, 10]) {
        0 => Condition::Constant(true),
        1 if is_training => Condition::Member(field(3), terms(0, &[choices.below(6)])),
        2 if is_training => Condition::Flag(field(*choices.one(&[8, 9]))),
        3 if depth > 0 => Condition::Not(Box::new(of_event(choices, list, depth - 1))),
        4 if depth > 0 => {
            Condition::All(vec![of_event(choices, list, depth - 1), of_event(choices, list, depth - 1)])
        }
        5 if depth > 0 => {
            Condition::Any(vec![of_event(choices, list, depth - 1), of_event(choices, list, depth - 1)])
        }
        _ => Condition::Member(field(if is_training { 4 } else { 2 }), terms(1, &[choices.below(4), 3])),
    }
}

/// A condition on a term or a flag of a teacher.
fn of_subject(choices: &mut Choices) -> Condition {
    let field = |field| FieldRef { scope: Scope::Subject, field: FieldId(field) };
    match choices.below(3) {
        0 => Condition::Flag(field(*choices.one(&[3, 4]))),
        1 => Condition::Member(field(5), terms(1, &[choices.below(4)])),
        _ => Condition::Member(field(6), terms(0, &[choices.below(6), 2])),
    }
}

/// Some terms of a tree.
fn terms(tree: u16, terms: &[usize]) -> TermSet {
    let mut terms: Vec<TermId> = terms.iter().map(|term| TermId(*term as u16)).collect();
    terms.sort_unstable();
    terms.dedup();
    TermSet { tree: TreeId(tree), terms }
}
