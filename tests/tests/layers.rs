//! What the comparison of two rules claims, the evaluator bears out: over random pairs of a rule and a change of it, where
//! it is proved that nobody satisfies the one and not the other, no random record does; and a record that is shown is
//! decided so, as a record, as JSON, and as a test that stands in the text.
//!
//! `POLICY_SUITE_PAIRS=10000` for a long run.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use policy_compare::{
    Answer, Compared, Fact, Happening, Relation, Scene, Together, Witness, compare, satisfies_only_second,
};
use policy_core::plan::{Plan, RuleId};
use policy_core::{
    Decimal, Decision, Engine, FieldKind, Instance, Record, Status, SubjectId, TermId, Verdict, Vocabulary,
};
use policy_dsl::{Severity, compile, record_text, render, run_tests};
use policy_messages::Language;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::with_prelude;

const SUMS: [&str; 7] = [
    "hours",
    "hours of public",
    "hours of professional",
    "hours of ethics",
    "hours of [public, ethics]",
    "count of trainings",
    "count of trainings of ethics",
];
const FACTS: [&str; 6] = [
    "stage is primary",
    "stage in [primary, junior]",
    "principal",
    "backbone",
    "hired before 2015-01-01",
    "hired in the year",
];
const SCHEDULES: [&str; 5] =
    ["each year", "each year", "each year by November 30", "each semester", "each 2 years from 2019-01-01"];

/// A rule that can be changed.
#[derive(Clone)]
struct Duty {
    audience: Option<String>,
    schedule: &'static str,
    required: Vec<(usize, &'static str, usize)>,
    or: Option<&'static str>,
    exempt: Option<&'static str>,
    instead: Option<(&'static str, usize, usize)>,
    soft: bool,
}

impl Duty {
    fn new(choices: &mut Choices) -> Self {
        let mut duty = Self {
            audience: None,
            schedule: choices.one::<&str>(&SCHEDULES),
            required: Vec::new(),
            or: None,
            exempt: None,
            instead: None,
            soft: false,
        };
        for _ in 0..1 + choices.below(3) {
            duty.required.push(minimum(choices));
        }
        for _ in 0..choices.below(3) {
            duty.change(choices);
        }
        duty
    }

    /// One thing is otherwise.
    fn change(&mut self, choices: &mut Choices) {
        match choices.below(10) {
            0 | 1 => {
                let place = choices.below(self.required.len());
                self.required[place].2 = (self.required[place].2 + 1 + choices.below(2)) % 7;
            }
            2 => self.required.push(minimum(choices)),
            3 if self.required.len() > 1 => {
                self.required.remove(choices.below(self.required.len()));
            }
            3 | 4 => {
                let fact = choices.one(&FACTS);
                let other = choices.one(&FACTS);
                self.audience = match choices.below(3) {
                    0 => None,
                    1 => Some((*fact).to_owned()),
                    _ => Some(format!("({fact}) and not ({other})")),
                };
            }
            5 => self.exempt = choices.chance(60).then(|| *choices.one(&FACTS)),
            6 => {
                let new = (*choices.one(&FACTS), choices.below(SUMS.len()), choices.below(7));
                self.instead = choices.chance(60).then_some(new);
            }
            7 => self.or = choices.chance(60).then(|| *choices.one(&FACTS)),
            8 => self.schedule = choices.one::<&str>(&SCHEDULES),
            _ => self.soft = choices.chance(30),
        }
    }

    fn text(&self) -> String {
        let comparison = |(sum, operator, figure): &(usize, &str, usize)| {
            let step = if SUMS[*sum].starts_with("count") { 1 } else { 5 };
            format!("{} {operator} {}", SUMS[*sum], figure * step)
        };
        let required: Vec<String> = self.required.iter().map(comparison).collect();
        let required = match self.or {
            None => required.join(" and "),
            Some(fact) => format!("(({}) or {fact})", required.join(" and ")),
        };
        let mut text = "rule duty {\n  for teachers".to_owned();
        if let Some(audience) = &self.audience {
            text.push_str(&format!(" where {audience}"));
        }
        text.push_str(&format!("\n  {}\n  require {required}\n", self.schedule));
        if let Some(fact) = self.exempt {
            text.push_str(&format!("  exempt freed when {fact}\n"));
        }
        if let Some((fact, sum, figure)) = self.instead {
            text.push_str(&format!(
                "  instead other when {fact} require {}\n",
                comparison(&(sum, ">=", figure))
            ));
        }
        if self.soft {
            text.push_str("  in principle\n");
        }
        text + "}\n"
    }
}

fn minimum(choices: &mut Choices) -> (usize, &'static str, usize) {
    let operator = choices.one(&[">=", ">=", ">=", ">", "<="]);
    (choices.below(SUMS.len()), operator, 1 + choices.below(6))
}

fn recognition(choices: &mut Choices, before: &str) -> String {
    match choices.below(4) {
        0 => String::new(),
        1 => before.to_owned(),
        2 => "recognition of trainings as hours { reject where external and not filed  reject where not passed }\n".to_owned(),
        _ => "recognition of trainings as hours { reject where external and not filed\n  at most 20 hours of public each year }\n".to_owned(),
    }
}

/// Two policies with a rule each, one under the other.
fn text(choices: &mut Choices) -> String {
    let upper = Duty::new(choices);
    let mut lower = upper.clone();
    for _ in 0..choices.below(3) {
        lower.change(choices);
    }
    let above = match choices.below(3) {
        0 => String::new(),
        _ => "recognition of trainings as hours { reject where external and not filed }\n".to_owned(),
    };
    let below = recognition(choices, &above);
    format!(
        "policy city {{ effective 2019-01-01 to 2020-12-31\n{above}{}}}\n\
         policy county {{ effective 2019-01-01 to 2020-12-31  under city\n{below}{}}}\n",
        upper.text(),
        lower.text(),
    )
}

fn teacher(vocabulary: &Vocabulary) -> SubjectId {
    vocabulary.subject("teacher").expect("the prelude has teachers")
}

/// A teacher with amounts on the limits that the rules name, and beside them.
fn scene(choices: &mut Choices, vocabulary: &Vocabulary) -> Scene {
    let declared = &vocabulary.subjects[teacher(vocabulary).index()];
    let fact = |name: &str| declared.fact(name).expect("the prelude has it");
    let stages = 4;
    let hired = ["2010-09-01", "2014-12-31", "2015-01-01", "2019-05-01", "2020-03-01"];
    let facts = vec![
        (fact("stage"), Fact::Term(TermId(choices.below(stages) as u16))),
        (fact("principal"), Fact::Flag(choices.chance(50))),
        (fact("backbone"), Fact::Flag(choices.chance(50))),
        (fact("hired"), Fact::Date(choices.one(&hired).parse().expect("a day"))),
    ];
    let list = declared.list("training").expect("the prelude has it");
    let declared = &declared.lists[list.index()];
    let field = |name: &str| declared.field(name).expect("the prelude has it");
    let FieldKind::Term(categories) = declared.fields[field("category").index()].kind else { unreachable!() };
    let terms = vocabulary.trees[categories.index()].terms.len();
    let mut events = Vec::new();
    for _ in 0..choices.below(6) {
        let day = NaiveDate::from_ymd_opt(
            2019 + choices.below(2) as i32,
            1 + choices.below(12) as u32,
            1 + choices.below(28) as u32,
        )
        .expect("a day");
        let hours = *choices
            .one(&[0, 4_500_000, 5_000_000, 5_500_000, 10_000_000, 15_000_000, 20_000_000, 30_000_000]);
        events.push(Happening {
            list,
            fields: vec![
                (field("category"), Fact::Term(TermId(choices.below(terms) as u16))),
                (field("hours"), Fact::Amount(Decimal::from_millionths(hours))),
                (field("end"), Fact::Date(day)),
                (field("start"), Fact::Date(day)),
                (field("external"), Fact::Flag(choices.chance(30))),
                (field("filed"), Fact::Flag(choices.chance(50))),
                (field("passed"), Fact::Flag(!choices.chance(30))),
            ],
        });
    }
    Scene { subject: teacher(vocabulary), facts, events, members: Vec::new() }
}

fn share_days(one: Instance, other: Instance) -> bool {
    let begins_by =
        |from: Option<NaiveDate>, to: Option<NaiveDate>| from.zip(to).is_none_or(|(from, to)| from <= to);
    begins_by(one.from, other.to) && begins_by(other.from, one.to)
}

/// Whether a decision shows that the second rule is satisfied where the first is not.
fn shows(plan: &Plan, decision: &Decision, first: RuleId, second: RuleId) -> bool {
    let is_soft = |rule: RuleId| plan.rules[rule.index()].soft;
    let days = ("2019-01-01".parse::<NaiveDate>().expect("a day"), "2020-12-31".parse().expect("a day"));
    let inside = |verdict: &Verdict| {
        verdict.period.from.is_none_or(|from| from >= days.0)
            && verdict.period.to.is_none_or(|to| to <= days.1)
    };
    let of = |rule: RuleId| decision.verdicts.iter().filter(move |verdict| verdict.rule == rule);
    !is_soft(first)
        && of(first).filter(|verdict| verdict.status == Status::Unmet && inside(verdict)).any(|unmet| {
            let beside: Vec<_> = of(second).filter(|other| share_days(other.period, unmet.period)).collect();
            !beside.is_empty()
                && beside.iter().all(|other| {
                    let is_satisfied =
                        matches!(other.status, Status::Met | Status::Exempt | Status::NotApplicable);
                    inside(other) && (is_satisfied || is_soft(second))
                })
        })
}

/// The record of a witness is decided as is claimed, as it is, from JSON, and as a test in the text.
fn is_shown(plan: &Plan, text: &str, witness: &Witness, first: RuleId, second: RuleId) -> Result<(), String> {
    let engine = Engine::new(plan.clone()).expect("a compiled plan is sound");
    let vocabulary = &plan.vocabulary;
    let record = witness.scene.record(vocabulary).ok_or("it is no record")?;
    let json = record.to_json(vocabulary).ok_or("it is no JSON")?;
    let read =
        Record::from_json(vocabulary, teacher(vocabulary), &json).map_err(|error| error.to_string())?;
    for record in [record, read] {
        let decision = engine.at(witness.as_of).decide(&record).map_err(|error| error.to_string())?;
        if !shows(plan, &decision, first, second) || !decision.verdicts.contains(&witness.shown.unmet) {
            return Err(format!("it is decided otherwise: {decision:#?}"));
        }
    }
    for language in [Language::English, Language::Chinese] {
        let block = record_text(vocabulary, &witness.scene, language);
        let period = witness.shown.unmet.period.from.expect("these periods have a first day");
        let policy = &plan.policies[plan.rules[first.index()].policy.index()].names.id;
        let schedule_is_yearly =
            text.matches("each semester").count() + text.matches("each 2 years").count() == 0;
        if !schedule_is_yearly {
            continue;
        }
        let test = format!(
            "policy shown {{ effective 2019-01-01 to 2020-12-31 test \"shown\" for {policy}.duty as of {} {{\n{block}\n\
             expect {policy}.duty in {} is unmet }} }}\n",
            witness.as_of,
            period.format("%Y"),
        );
        let sources = with_prelude("shown.policy", &format!("{text}{test}"));
        let compiled = compile(&sources);
        let results = run_tests(&compiled);
        if results.is_empty() || results.iter().any(|result| !result.passed()) {
            let told: Vec<String> =
                results.iter().map(|result| render(&result.findings, &sources, Language::English)).collect();
            let said = render(&compiled.diagnostics, &sources, Language::English);
            return Err(format!("as a test it says otherwise:\n{test}{said}{}", told.join("\n")));
        }
    }
    Ok(())
}

#[test]
fn what_is_said_of_two_rules_is_so() {
    let rounds: u64 =
        std::env::var("POLICY_SUITE_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
    let (mut relations, mut answers): (BTreeMap<Relation, usize>, BTreeMap<&str, usize>) = Default::default();
    for seed in 0..rounds {
        let mut choices = Choices::new(Choices::numbers(seed, 6_000));
        let text = text(&mut choices);
        let sources = with_prelude("pair.policy", &text);
        let compiled = compile(&sources);
        let Some(plan) = &compiled.plan else {
            let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            let said = render(&compiled.diagnostics, &sources, Language::English);
            assert!(errors.clone().all(|found| found.lint.is_some()), "{said}\n{text}");
            continue;
        };
        let rule = |policy: u16| {
            let found = plan.rules.iter().position(|rule| rule.policy.0 == policy);
            RuleId(found.expect("each policy has a rule") as u16)
        };
        let (city, county) = (rule(0), rule(1));
        assert_eq!(plan.rules[county.index()].tightens, [city]);
        let side = |rule: RuleId| Compared { plan, rule };
        let comparison = compare(side(city), side(county), &Together::InForce);
        *relations.entry(comparison.relation()).or_default() += 1;
        let directions = [(&comparison.loosens, city, county), (&comparison.tightens, county, city)];
        let engine = Engine::new(plan.clone()).expect("a compiled plan is sound");
        for (answer, first, second) in directions {
            let kind = match answer {
                Answer::Never => "never",
                Answer::Shown(_) => "shown",
                Answer::NotProved => "not proved",
            };
            *answers.entry(kind).or_default() += 1;
            assert_eq!(&satisfies_only_second(side(first), side(second), &Together::InForce), answer);
            if let Answer::Shown(witness) = answer
                && let Err(complaint) = is_shown(plan, &text, witness, first, second)
            {
                panic!(
                    "seed {seed}: {complaint}\n{text}{}",
                    record_text(&plan.vocabulary, &witness.scene, Language::English)
                );
            }
            if *answer != Answer::Never {
                continue;
            }
            for round in 0..80 {
                let subject = teacher(&plan.vocabulary);
                let as_of = if round % 2 == 0 {
                    "2021-02-01".parse().expect("a day")
                } else {
                    generate::as_of(&mut choices)
                };
                let record = if round % 3 == 0 {
                    generate::person(&mut choices, &plan.vocabulary, subject)
                        .record(&plan.vocabulary, "someone")
                } else {
                    let scene = scene(&mut choices, &plan.vocabulary);
                    scene.record(&plan.vocabulary).expect("the values fit")
                };
                let Ok(decision) = engine.at(as_of).decide(&record) else { continue };
                assert!(
                    !shows(plan, &decision, first, second),
                    "seed {seed}: proved to be never so, and is:\n{text}{}\n{decision:#?}",
                    record.to_json(&plan.vocabulary).expect("a record of this vocabulary"),
                );
            }
        }
    }
    println!("{relations:?} {answers:?}");
    let least = [Relation::Equal, Relation::Stricter, Relation::Looser, Relation::Both];
    assert!(
        least.iter().all(|relation| relations.get(relation).is_some_and(|count| *count >= 5)),
        "{relations:?}"
    );
    assert!(answers["not proved"] * 4 < answers.values().sum::<usize>(), "{answers:?}");
}

/// A rule of a policy that is compared with one of another compilation.
fn alone(effective: &str, required: &str) -> Plan {
    let text = format!(
        "policy p {{ effective {effective}  rule duty {{ for teachers  each year  require {required} }} }}"
    );
    compile(&with_prelude("alone.policy", &text)).plan.expect("it is sound")
}

#[test]
fn versions_of_two_plans_are_compared_as_if_both_were_in_force() {
    let older = alone("2019-01-01 to 2019-12-31", "hours >= 72 and hours of ethics >= 8");
    let newer = alone("2020-01-01 to 2020-12-31", "hours >= 90 and hours of ethics >= 6");
    let [one, other] = [&older, &newer].map(|plan| Compared { plan, rule: RuleId(0) });
    assert_eq!(compare(one, other, &Together::InForce).relation(), Relation::NotProved);
    let days = "2019-01-01".parse().expect("a day")..="2020-12-31".parse().expect("a day");
    let comparison = compare(one, other, &Together::AsIf(days));
    assert_eq!(comparison.relation(), Relation::Both);
    let Answer::Shown(witness) = comparison.loosens else { unreachable!("it is shown") };
    let told = record_text(&older.vocabulary, &witness.scene, Language::Chinese);
    assert!(told.contains("学时 6"), "{told}");
}

#[test]
fn each_way_of_being_looser_is_shown() {
    let cases = [
        ("hours >= 90", "hours >= 89.999999"),
        ("hours >= 90 and hours of ethics >= 10", "hours >= 100"),
        ("has training of ethics", "has training of professional"),
        ("hours of ethics / 2 >= 5 or principal", "principal or backbone"),
        ("count of trainings in winter_break >= 1", "count of trainings >= 1"),
        (
            "hours of public >= 60% of hours and hours >= 10",
            "hours of public >= 50% of hours and hours >= 10",
        ),
    ];
    for (upper, lower) in cases {
        let [one, other] = [upper, lower].map(|required| alone("2019-01-01 to 2020-12-31", required));
        let [one, other] = [&one, &other].map(|plan| Compared { plan, rule: RuleId(0) });
        let answer = satisfies_only_second(one, other, &Together::InForce);
        assert!(matches!(answer, Answer::Shown(_)), "{upper} beside {lower}: {answer:?}");
    }
}

#[test]
fn each_way_of_being_stricter_is_proved() {
    let cases = [
        ("hours >= 90", "hours >= 90.000001"),
        ("hours >= 90", "hours of public >= 40 and hours of ethics >= 50"),
        ("has training of professional", "has training of ethics"),
        ("hours of [public, ethics] >= 20", "hours of ethics >= 20"),
        ("hours <= 60", "hours of public <= 60 and hours <= 60"),
        ("count of trainings >= 2", "count of trainings > 1"),
        (
            "count of trainings >= 2",
            "count of trainings of ethics >= 1 and count of trainings of public >= 1",
        ),
        ("hours of public >= 50% of hours", "hours of public >= 60% of hours"),
        ("at least 1 of { hours >= 10; principal }", "hours >= 10 and principal"),
    ];
    for (upper, lower) in cases {
        let [one, other] = [upper, lower].map(|required| alone("2019-01-01 to 2020-12-31", required));
        let [one, other] = [&one, &other].map(|plan| Compared { plan, rule: RuleId(0) });
        let answer = satisfies_only_second(one, other, &Together::InForce);
        assert_eq!(answer, Answer::Never, "{upper} beside {lower}");
    }
}
