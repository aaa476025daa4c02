//! What `check` claims, the evaluator bears out: over random policies and random records, a rule of which it says that
//! nobody can meet it is met by nobody, one that never applies applies to nobody, two that cannot both
//! be met are never both met, and a consequence that never follows is never in force.
//!
//! `POLICY_SUITE_CLAIMS=10000` for a long run.

use std::collections::BTreeMap;
use std::fmt::Write;

use policy_core::plan::{ConsequenceId, RuleId};
use policy_core::{Decision, Engine, Standing, Status};
use policy_dsl::{Compiled, Diagnostic, Lint, Severity, Span, compile, render};
use policy_messages::Language;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::with_prelude;
use policy_suite::show;

const SUMS: [&str; 7] = [
    "hours",
    "hours of public",
    "hours of professional",
    "hours of ethics",
    "hours of school_based",
    "hours of [public, ethics]",
    "count of trainings",
];
const FACTS: [&str; 6] = [
    "stage is primary",
    "stage in [primary, junior]",
    "principal",
    "backbone",
    "hired before 2015-01-01",
    "hired before 2018-01-01",
];

/// A short text that often contradicts itself.
fn text(choices: &mut Choices) -> String {
    let mut text =
        "policy p { effective 2015-01-01 to 2021-12-31 uses schooling, school_calendar\n".to_owned();
    let mut add = |line: String| writeln!(text, "{line}").expect("a text can be written");
    if choices.chance(50) {
        let mut steps = String::new();
        for _ in 0..choices.below(3) {
            let most = choices.below(6) * 5;
            let of = choices.one(&["", " of public", " of ethics", " of professional"]);
            let per = choices.one(&["", " each year", " each month", " each semester"]);
            let step = if choices.chance(25) {
                format!("round {}to 2 hours", choices.one(&["", "up ", "down "]))
            } else {
                format!("at most {most} hours{of}{per}")
            };
            writeln!(steps, "  {step}").expect("a text can be written");
        }
        add(format!("recognition of trainings as hours {{\n{steps}}}"));
    }
    for rule in 0..2 + choices.below(3) {
        let schedule =
            choices.one(&["each year", "each year", "each month", "over any time", "each semester"]);
        let audience = if choices.chance(50) { format!(" where {}", facts(choices)) } else { String::new() };
        let required = requirement(choices);
        let instead = if choices.chance(20) {
            format!("\n  instead other when {} require {}", facts(choices), requirement(choices))
        } else {
            String::new()
        };
        let exempt = if choices.chance(20) {
            format!("\n  exempt freed when {}", facts(choices))
        } else {
            String::new()
        };
        add(format!(
            "rule rule_{rule} {{ for teachers{audience}\n  {schedule}\n  require {required}{exempt}{instead}\n}}"
        ));
    }
    let state = choices.one(&["unmet", "met", "exempt"]);
    let with = if choices.chance(50) { format!(" and {}", facts(choices)) } else { String::new() };
    let of =
        if choices.chance(50) { format!("for teachers where {}", facts(choices)) } else { String::new() };
    add(format!("consequence follows {{ {of}\n  when rule_0 is {state}{with}\n  deny excellent\n}}"));
    text + "}\n"
}

fn facts(choices: &mut Choices) -> String {
    let fact = |choices: &mut Choices| {
        let fact = *choices.one(&FACTS);
        if choices.chance(33) { format!("not ({fact})") } else { format!("({fact})") }
    };
    match choices.below(3) {
        0 => fact(choices),
        1 => format!("{} and {}", fact(choices), fact(choices)),
        _ => format!("({} or {})", fact(choices), fact(choices)),
    }
}

fn comparison(choices: &mut Choices) -> String {
    let (sum, figure) = (*choices.one(&SUMS), choices.below(5) * 5);
    let figure = if sum.starts_with("count") { figure / 5 } else { figure };
    let operator = choices.one(&[">=", ">=", ">", "<=", "<", "="]);
    format!("{sum} {operator} {figure}")
}

fn requirement(choices: &mut Choices) -> String {
    match choices.below(4) {
        0 => comparison(choices),
        1 => format!("{} and {}", comparison(choices), comparison(choices)),
        2 => format!("{} and ({} or {})", comparison(choices), comparison(choices), facts(choices)),
        _ => {
            let (operator, whole) = (choices.one(&[">=", "<="]), choices.below(6) * 5);
            let (one, other) = (choices.below(5) * 5, choices.below(5) * 5);
            format!("hours {operator} {whole}, of which {{ public >= {one}  ethics >= {other} }}")
        }
    }
}

/// What is claimed of a policy.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    NeverMet(RuleId),
    NeverApplies(RuleId),
    NotBoth(RuleId, RuleId),
    NeverInForce(ConsequenceId),
}

fn claims(compiled: &Compiled) -> Vec<Claim> {
    let index = &compiled.index;
    let rule = |span: Span| (0u16..).zip(&index.rules).find(|(_, place)| place.place.name == span);
    let rule = |span: Span| rule(span).map(|(number, _)| RuleId(number));
    let has_alternatives = |rule: RuleId| !index.rules[rule.index()].alternatives.is_empty();
    let claim = |found: &Diagnostic| match found.lint? {
        Lint::NeverMet | Lint::MinimumsExceedTotal | Lint::CapBelowMinimum => {
            rule(found.span).filter(|rule| !has_alternatives(*rule)).map(Claim::NeverMet)
        }
        Lint::NeverApplies => rule(found.span).map(Claim::NeverApplies),
        Lint::CannotBothBeMet => {
            let (first, _) = found.related.first()?;
            Some(Claim::NotBoth(rule(*first)?, rule(found.span)?))
        }
        Lint::IdleConsequence => {
            let place = index.consequences.iter().position(|place| place.name == found.span)?;
            Some(Claim::NeverInForce(ConsequenceId(place as u16)))
        }
        _ => None,
    };
    compiled.diagnostics.iter().filter_map(claim).collect()
}

fn is_borne_out(claim: &Claim, decision: &Decision) -> bool {
    let met = |wanted: RuleId| {
        let of_rule = decision.verdicts.iter().filter(move |verdict| verdict.rule == wanted);
        of_rule.filter(|verdict| verdict.status == Status::Met).map(|verdict| verdict.period)
    };
    match claim {
        Claim::NeverMet(rule) => met(*rule).next().is_none(),
        Claim::NeverApplies(rule) => decision
            .verdicts
            .iter()
            .filter(|verdict| verdict.rule == *rule)
            // Where a fact is missing, two conditions that exclude each other are each open.
            .all(|verdict| match verdict.status {
                Status::NotApplicable | Status::Unknown | Status::Pending => true,
                Status::Met | Status::Unmet | Status::Exempt => false,
            }),
        Claim::NotBoth(first, second) => met(*first).all(|period| met(*second).all(|other| other != period)),
        Claim::NeverInForce(consequence) => decision
            .outcomes
            .iter()
            .filter(|outcome| outcome.consequence == *consequence)
            .all(|outcome| outcome.standing != Standing::InForce),
    }
}

#[test]
fn what_is_claimed_is_so() {
    let rounds: u64 =
        std::env::var("POLICY_SUITE_CLAIMS").ok().and_then(|text| text.parse().ok()).unwrap_or(400);
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..rounds {
        let mut choices = Choices::new(Choices::numbers(seed, 4_000));
        let text = text(&mut choices);
        let sources = with_prelude("claimed.policy", &text);
        let compiled = compile(&sources);
        let Some(plan) = &compiled.plan else {
            // Two alternatives may contradict each other, or a cap be said twice.
            let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            assert!(
                errors.clone().all(|found| found.lint.is_some()),
                "{}",
                render(&compiled.diagnostics, &sources, Language::English)
            );
            continue;
        };
        let claims = claims(&compiled);
        for claim in &claims {
            let kind = match claim {
                Claim::NeverMet(_) => "never met",
                Claim::NeverApplies(_) => "never applies",
                Claim::NotBoth(..) => "not both",
                Claim::NeverInForce(_) => "never in force",
            };
            *counted.entry(kind).or_default() += 1;
        }
        if claims.is_empty() {
            continue;
        }
        let engine = Engine::new(plan.clone()).expect("a compiled plan is sound");
        let subject = plan.vocabulary.subject("teacher").expect("the prelude has teachers");
        for _ in 0..60 {
            let as_of = generate::as_of(&mut choices);
            let person = generate::person(&mut choices, &plan.vocabulary, subject);
            let record = person.record(&plan.vocabulary, "someone");
            let Ok(decision) = engine.at(as_of).decide(&record) else { continue };
            for claim in &claims {
                assert!(
                    is_borne_out(claim, &decision),
                    "seed {seed}: {claim:?}\n{}\n{text}\n{}",
                    render(&compiled.diagnostics, &sources, Language::English),
                    show::scene(plan, as_of, &person),
                );
            }
        }
    }
    println!("{counted:?}");
    assert!(counted.len() == 4 && counted.values().all(|count| *count >= 5), "{counted:?}");
}
