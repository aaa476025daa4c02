//! What a person needs to see when two evaluators, or two runs, do not agree.

use std::fmt::Write;

use chrono::NaiveDate;
use policy_core::Decision;
use policy_core::plan::Plan;

use crate::reference::{Person, Row};

/// A plan without its vocabulary and calendar, which are always the same.
pub fn plan(plan: &Plan) -> String {
    let mut text = String::new();
    let json = |value: Result<String, serde_json::Error>| value.unwrap_or_else(|error| error.to_string());
    for policy in &plan.policies {
        let to = policy.effective_to.map_or("open".to_owned(), |day| day.to_string());
        let _ = writeln!(text, "policy {} {} to {to}", policy.names.id, policy.effective_from);
    }
    for (place, parameter) in plan.parameters.iter().enumerate() {
        let _ = writeln!(text, "parameter {place} = {}", parameter.value);
    }
    for recognition in &plan.recognitions {
        let _ = writeln!(text, "recognition {}", json(serde_json::to_string(recognition)));
    }
    for (place, rule) in plan.rules.iter().enumerate() {
        let _ = writeln!(text, "rule {place} {}", json(serde_json::to_string(rule)));
    }
    for (place, consequence) in plan.consequences.iter().enumerate() {
        let _ = writeln!(text, "consequence {place} {}", json(serde_json::to_string(consequence)));
    }
    text
}

/// A record, as `field value` pairs.
pub fn person(plan: &Plan, person: &Person) -> String {
    let mut text = String::new();
    show_person(&mut text, plan, person, 0);
    text
}

fn show_person(text: &mut String, plan: &Plan, person: &Person, indent: usize) {
    let declared = &plan.vocabulary.subjects[person.subject.index()];
    let margin = " ".repeat(indent);
    let row = |fields: &[policy_core::Field], row: &Row| -> String {
        let shown = |(field, fact): (&policy_core::Field, &Option<crate::reference::Fact>)| match fact {
            None => format!("{} ?", field.names.id),
            Some(fact) => format!("{} {fact:?}", field.names.id),
        };
        fields.iter().zip(row).map(shown).collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(text, "{margin}{}: {}", declared.names.id, row(&declared.facts, &person.facts));
    for (list, rows) in declared.lists.iter().zip(&person.lists) {
        match rows {
            None => {
                let _ = writeln!(text, "{margin}  {} ?", list.names.id);
            }
            Some(rows) => {
                for (place, event) in rows.iter().enumerate() {
                    let _ =
                        writeln!(text, "{margin}  {} {place}: {}", list.names.id, row(&list.fields, event));
                }
            }
        }
    }
    for (kind, members) in plan.vocabulary.subjects.iter().zip(&person.members) {
        let Some(members) = members else { continue };
        let _ = writeln!(text, "{margin}  {} {}", members.len(), kind.names.id);
        for member in members {
            show_person(text, plan, member, indent + 4);
        }
    }
}

/// Where two decisions differ, side by side; empty where they do not.
pub fn difference(left_name: &str, left: &Decision, right_name: &str, right: &Decision) -> String {
    let mut text = String::new();
    for verdict in left.verdicts.iter().filter(|verdict| !right.verdicts.contains(verdict)) {
        let _ = writeln!(text, "{left_name}: {verdict:?}");
    }
    for verdict in right.verdicts.iter().filter(|verdict| !left.verdicts.contains(verdict)) {
        let _ = writeln!(text, "{right_name}: {verdict:?}");
    }
    for outcome in left.outcomes.iter().filter(|outcome| !right.outcomes.contains(outcome)) {
        let _ = writeln!(text, "{left_name}: {outcome:?}");
    }
    for outcome in right.outcomes.iter().filter(|outcome| !left.outcomes.contains(outcome)) {
        let _ = writeln!(text, "{right_name}: {outcome:?}");
    }
    if text.is_empty() && left != right {
        text.push_str("the same verdicts in another order\n");
    }
    text
}

/// Everything about one decision.
pub fn scene(decided: &Plan, as_of: NaiveDate, record: &Person) -> String {
    format!("as of {as_of}\n{}\n{}", plan(decided), person(decided, record))
}
