//! The laws that every verdict obeys, over random plans and records.
//!
//! `PROPTEST_CASES=100000 cargo test --release -p policy-suite --test laws` for a long run.

use chrono::{Days, NaiveDate};
use policy_core::plan::{Lasting, Plan};
use policy_core::{Decision, Engine, Outcome, Standing, Status, Verdict};
use policy_suite::generate::{self, Choices};
use policy_suite::reference::Person;
use policy_suite::show;
use proptest::prelude::*;

/// Lists of choices, long enough for a plan and its records.
fn choices() -> impl Strategy<Value = Choices> {
    proptest::collection::vec(any::<u32>(), 600..1_500).prop_map(Choices::new)
}

fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

/// A plan, and a record of a subject that its rules are for.
fn plan_and_person(choices: &mut Choices) -> (Plan, Person) {
    let plan = generate::plan(choices);
    let subject = choices.one(&plan.rules).subject;
    let person = generate::person(choices, &plan.vocabulary, subject);
    (plan, person)
}

/// The decision; `None` where a number cannot be held exactly.
fn decide(plan: &Plan, as_of: NaiveDate, person: &Person) -> Option<Decision> {
    let engine = Engine::new(plan.clone()).expect("generated plans are sound");
    engine.at(as_of).decide(&person.record(&plan.vocabulary, "someone")).ok()
}

/// Whether a standing may become another once more is known. What is in force may be over, and clear, later on, or it may
/// hang on what is missing of a later event; and then it stays clear.
fn may_become(plan: &Plan, before: &Outcome, now: Standing) -> bool {
    let consequence = &plan.consequences[before.consequence.index()];
    let can_end =
        consequence.lifted_by.is_some() || matches!(consequence.lasting, Lasting::NextYear | Lasting::For(_));
    match before.standing {
        Standing::InForce if can_end => {
            matches!(now, Standing::InForce | Standing::Undetermined | Standing::Clear)
        }
        Standing::InForce | Standing::Clear => now == before.standing,
        Standing::AtRisk | Standing::Undetermined => true,
    }
}

/// Whether two verdicts are about the same thing, as far as it could be told.
fn same_occurrence(left: &Verdict, right: &Verdict) -> bool {
    left.rule == right.rule
        && left.period.event == right.period.event
        && left.period.from == right.period.from
        && left.period.to == right.period.to
}

/// The one that is the same afterwards. Several occurrences whose days nobody knows cannot be told apart.
fn only<'d, T: 'd>(
    mut before: impl Iterator<Item = &'d T>,
    mut after: impl Iterator<Item = &'d T>,
    same: impl Fn(&&'d T) -> bool + Copy,
) -> Option<&'d T> {
    let (_, None) = (before.find(same), before.find(same)) else { return None };
    let found = after.find(same);
    if after.any(|other| same(&other)) { None } else { found }
}

proptest! {
    #![proptest_config(config(3_000))]

    /// Whatever is learnt and whatever happens (up to the same as-of date, where a policy speaks of that), a met stays met and an unmet stays unmet; what is in
    /// force stays so, and what is clear.
    #[test]
    fn more_information_never_moves_a_decided_verdict(mut choices in choices()) {
        let (plan, mut person) = plan_and_person(&mut choices);
        let mut as_of = generate::as_of(&mut choices);
        let Some(mut before) = decide(&plan, as_of, &person) else { return Ok(()) };
        let mut story = show::scene(&plan, as_of, &person);
        // What looks back from the as-of date is decided for that date alone.
        let stands_still = format!("{plan:?}").contains("AsOf");
        for _ in 0..6 {
            if choices.chance(60) {
                generate::complete_one(&mut choices, &plan.vocabulary, &mut person);
            } else {
                let passed = choices.below(200) as u64;
                let later = if stands_still { as_of } else { as_of + Days::new(passed) };
                generate::add_events(&mut choices, &plan.vocabulary, &mut person, as_of, later);
                as_of = later;
            }
            let Some(after) = decide(&plan, as_of, &person) else { return Ok(()) };
            story.push_str(&format!("then as of {as_of}\n{}", show::person(&plan, &person)));
            for verdict in &before.verdicts {
                let is_decided = matches!(verdict.status, Status::Met | Status::Unmet);
                let same = |other: &&Verdict| same_occurrence(verdict, other);
                let Some(now) = only(before.verdicts.iter(), after.verdicts.iter(), same) else { continue };
                prop_assert!(!is_decided || now.status == verdict.status, "{verdict:?}\nbecame {now:?}\n{story}");
                let was_exempt = verdict.status == Status::Exempt;
                prop_assert!(!was_exempt || matches!(now.status, Status::Exempt | Status::Met), "{verdict:?}\nbecame {now:?}\n{story}");
            }
            for outcome in &before.outcomes {
                let same = |now: &&Outcome| now.consequence == outcome.consequence && now.period == outcome.period;
                let Some(now) = only(before.outcomes.iter(), after.outcomes.iter(), same) else { continue };
                prop_assert!(may_become(&plan, outcome, now.standing), "{outcome:?}\nbecame {now:?}\n{story}");
            }
            before = after;
        }
    }

    /// What stands on a complete record is never unknown, and everything is decided in the end.
    #[test]
    fn nothing_is_unknown_where_nothing_is_missing(mut choices in choices()) {
        let (plan, mut person) = plan_and_person(&mut choices);
        let as_of = generate::as_of(&mut choices);
        while generate::complete_one(&mut choices, &plan.vocabulary, &mut person) {}
        let Some(found) = decide(&plan, as_of, &person) else { return Ok(()) };
        let hangs_on_events = generate::periods_hang_on_events(&plan);
        for verdict in &found.verdicts {
            let is_unknown = verdict.status == Status::Unknown;
            prop_assert!(!is_unknown || hangs_on_events, "{verdict:?}\n{}", show::scene(&plan, as_of, &person));
        }
    }

    /// The order in which events were recorded says nothing.
    #[test]
    fn the_order_of_events_does_not_matter(mut choices in choices()) {
        let (plan, person) = plan_and_person(&mut choices);
        let as_of = generate::as_of(&mut choices);
        let mut turned = person.clone();
        reverse_events(&mut turned);
        let (Some(straight), Some(reversed)) = (decide(&plan, as_of, &person), decide(&plan, as_of, &turned)) else {
            return Ok(());
        };
        prop_assert_eq!(without_places(&straight), without_places(&reversed), "{}", show::scene(&plan, as_of, &person));
    }

    /// Rules may stand in any order in which a rule comes before those that refer to it.
    #[test]
    fn the_order_of_rules_does_not_matter(mut choices in choices()) {
        let (plan, person) = plan_and_person(&mut choices);
        let as_of = generate::as_of(&mut choices);
        let Some(found) = decide(&plan, as_of, &person) else { return Ok(()) };
        for first in 0..plan.rules.len().saturating_sub(1) {
            let Some(swapped) = swap_rules(&plan, first) else { continue };
            let Some(turned) = decide(&swapped, as_of, &person) else { return Ok(()) };
            let by_name = |plan: &Plan, decision: &Decision| {
                let named = |verdict: &Verdict| (plan.rules[verdict.rule.index()].names.id.clone(), format!("{:?}", (verdict.period, verdict.status, verdict.due, verdict.measured)));
                let mut verdicts: Vec<_> = decision.verdicts.iter().map(named).collect();
                verdicts.sort();
                (verdicts, format!("{:?}", decision.outcomes))
            };
            prop_assert_eq!(by_name(&plan, &found), by_name(&swapped, &turned), "{}", show::scene(&plan, as_of, &person));
        }
    }

    /// A plan survives being written out and read again, and deciding twice gives the same.
    #[test]
    fn a_plan_survives_its_own_text(mut choices in choices()) {
        let (plan, person) = plan_and_person(&mut choices);
        let as_of = generate::as_of(&mut choices);
        let text = serde_json::to_string(&plan).expect("a plan can be written");
        let engine = Engine::from_json(&text).expect("a plan that was written can be read");
        prop_assert_eq!(engine.plan(), &plan);
        prop_assert_eq!(serde_json::to_string(engine.plan()).expect("a plan can be written"), text);
        let record = person.record(&plan.vocabulary, "someone");
        prop_assert_eq!(engine.at(as_of).decide(&record).ok(), decide(&plan, as_of, &person));
    }
}

fn reverse_events(person: &mut Person) {
    for rows in person.lists.iter_mut().flatten() {
        rows.reverse();
    }
    for member in person.members.iter_mut().flatten().flatten() {
        reverse_events(member);
    }
}

/// The verdicts and outcomes in an order that does not hang on the places of events.
fn without_places(decision: &Decision) -> (Vec<String>, Vec<String>) {
    let verdict = |verdict: &Verdict| {
        let period = (verdict.period.from, verdict.period.to, verdict.period.event.is_some());
        format!("{:?}", (verdict.rule, period, verdict.status, verdict.due, verdict.measured))
    };
    let outcome = |outcome: &policy_core::Outcome| {
        let period = (outcome.period.from, outcome.period.to, outcome.period.event.is_some());
        format!("{:?}", (outcome.consequence, period, outcome.standing))
    };
    let mut verdicts: Vec<String> = decision.verdicts.iter().map(verdict).collect();
    let mut outcomes: Vec<String> = decision.outcomes.iter().map(outcome).collect();
    verdicts.sort();
    outcomes.sort();
    (verdicts, outcomes)
}

/// The same plan with two neighbouring rules in the other order; `None` where one refers to the other.
fn swap_rules(plan: &Plan, first: usize) -> Option<Plan> {
    if plan.rules[first + 1].references().iter().any(|other| other.index() == first) {
        return None;
    }
    let mut json = serde_json::to_value(plan).expect("a plan can be written");
    renumber(&mut json, first as u64);
    json["rules"].as_array_mut()?.swap(first, first + 1);
    Some(serde_json::from_value(json).expect("a renumbered plan can be read"))
}

fn renumber(json: &mut serde_json::Value, first: u64) {
    match json {
        serde_json::Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                let is_rule = matches!(
                    key.as_str(),
                    "rule_satisfied" | "rule_exempt" | "lifted_by" | "rule" | "available"
                );
                match value.as_u64() {
                    Some(rule) if is_rule && rule == first => *value = (first + 1).into(),
                    Some(rule) if is_rule && rule == first + 1 => *value = first.into(),
                    Some(_) | None => renumber(value, first),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| renumber(item, first)),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}
