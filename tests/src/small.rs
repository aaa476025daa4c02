//! Small plans and records written by hand, for laws that are said about one day or one amount.

use chrono::NaiveDate;
use policy_core::plan::{
    Aggregate, Amount, Comparison, Condition, Measure, Operator, Plan, Policy, PolicyId, Rule, Schedule,
    Source, Window,
};
use policy_core::{Decimal, Engine, FieldId, ListId, Names, UnitId, Verdict, Vocabulary};

use crate::generate::{self, TEACHER};
use crate::reference::{Fact, Person, Row};

/// The list of trainings, which go by their last day.
pub const TRAINING: ListId = ListId(0);
/// The last day of a training.
pub const END: FieldId = FieldId(0);
/// The hours of a training.
pub const HOURS: FieldId = FieldId(2);
/// The day on which a teacher was hired.
pub const HIRED: FieldId = FieldId(0);

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day as 2019-03-31")
}

/// An amount.
pub fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal number")
}

/// A plan of one rule for teachers, of a policy in force from 2000 to 2030.
pub fn plan(schedule: Schedule, requirement: Condition) -> Plan {
    let mut plan = generate::plan(&mut generate::Choices::new(Vec::new()));
    plan.policies = vec![Policy {
        names: Names::new("policy"),
        issuer: None,
        document: None,
        effective_from: day("2000-01-01"),
        effective_to: Some(day("2030-12-31")),
        supersedes: Vec::new(),
        under: Vec::new(),
    }];
    plan.parameters.clear();
    plan.recognitions.clear();
    plan.consequences.clear();
    plan.rules = vec![Rule {
        policy: PolicyId(0),
        names: Names::new("rule"),
        subject: TEACHER,
        tightens: Vec::new(),
        applies: Condition::Constant(true),
        schedule,
        soft: false,
        grace: None,
        requirement,
        exemptions: Vec::new(),
        balance: None,
        alternatives: Vec::new(),
        citations: Vec::new(),
    }];
    plan
}

/// `measure of recorded trainings in window OPERATOR figure`
pub fn trainings(measure: Measure, window: Window, operator: Operator, figure: &str) -> Condition {
    let source = Source::Recorded(TRAINING);
    let left = Aggregate { source, filter: Condition::Constant(true), window, measure };
    compare(Amount::Aggregate(Box::new(left)), operator, Amount::Literal(decimal(figure)), Vocabulary::HOURS)
}

/// `left OPERATOR right`
pub fn compare(left: Amount, operator: Operator, right: Amount, unit: UnitId) -> Condition {
    Condition::Compare(Box::new(Comparison { left, left_factor: 1, operator, right, right_factor: 1, unit }))
}

/// A teacher of whom only the lists are known: empty.
pub fn teacher() -> Person {
    let mut person = Person::unknown(&generate::vocabulary(), TEACHER);
    person.lists.fill(Some(Vec::new()));
    person
}

/// A training of some hours that ended on a day.
pub fn training(end: &str, hours: &str) -> Row {
    let mut row: Row = vec![None; 10];
    row[END.index()] = Some(Fact::Date(day(end)));
    row[HOURS.index()] = Some(Fact::Amount(decimal(hours)));
    row
}

/// The verdicts on a record.
pub fn decide(plan: &Plan, as_of: &str, person: &Person) -> Vec<Verdict> {
    try_decide(plan, day(as_of), person).expect("the record can be decided")
}

/// The verdicts on a record; `None` where an amount cannot be held.
pub fn try_decide(plan: &Plan, as_of: NaiveDate, person: &Person) -> Option<Vec<Verdict>> {
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = person.record(&plan.vocabulary, "someone");
    engine.at(as_of).decide(&record).ok().map(|decision| decision.verdicts)
}
