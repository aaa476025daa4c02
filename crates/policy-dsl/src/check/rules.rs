//! Rules whose parts contradict each other, or can never apply.

use policy_core::plan::{Condition, Consequence, Rule, RuleId, Schedule};
use policy_core::{ListId, Plan};

use super::search::{Found, together};
use super::witness::Speaker;
use crate::resolve::Report;
use crate::{Declaration, Diagnostic, Filling, Index, RulePlace, Saying};

/// Looks at every rule and consequence by itself.
pub(super) fn check_rules(report: &mut Report, plan: &Plan, index: &Index) {
    for (rule, id) in plan.rules.iter().zip((0u16..).map(RuleId)) {
        if let Some(place) = index.rule(id) {
            check_rule(report, plan, rule, place);
        }
    }
    for (consequence, place) in plan.consequences.iter().zip(&index.consequences) {
        check_consequence(report, plan, consequence, place);
    }
}

fn check_rule(report: &mut Report, plan: &Plan, rule: &Rule, place: &RulePlace) {
    if never(plan, &[&rule.applies]) {
        let says = Saying::new("rule-never-applies").with_names("rule", &rule.names);
        report.push(Diagnostic::warning(place.place.name, says).hint(Saying::new("hint-never-applies")));
        return;
    }
    if never(plan, &[&rule.applies, &rule.requirement]) {
        let says = Saying::new("rule-never-met").with_names("rule", &rule.names);
        report.push(Diagnostic::warning(place.place.name, says).hint(Saying::new("hint-never-met")));
    }
    let parts = rule.exemptions.iter().map(|exemption| &exemption.when).zip(&place.exemptions);
    let parts = parts.chain(rule.alternatives.iter().map(|part| &part.when).zip(&place.alternatives));
    for (when, place) in parts {
        if never(plan, &[&rule.applies, when]) {
            let says = Saying::new("part-never-applies").with_names("part", &place.names);
            report.push(Diagnostic::warning(place.name, says).hint(Saying::new("hint-never-applies")));
        }
    }
    check_alternatives(report, plan, rule, place);
}

/// Two alternatives must exclude each other; an exemption and an alternative should.
fn check_alternatives(report: &mut Report, plan: &Plan, rule: &Rule, place: &RulePlace) {
    let speaker = Speaker { plan, subject: rule.subject, list: list_of(&rule.schedule) };
    let alternatives: Vec<_> = rule.alternatives.iter().zip(&place.alternatives).collect();
    for (number, (later, later_place)) in alternatives.iter().enumerate() {
        for (earlier, earlier_place) in &alternatives[..number] {
            if earlier.requirement == later.requirement && earlier.window == later.window {
                continue;
            }
            let Found::Together { example, certain } =
                together(plan, &[&rule.applies, &earlier.when, &later.when])
            else {
                continue;
            };
            let parts = (*earlier_place, *later_place);
            let witness = speaker.tell(&example);
            if example.is_empty() {
                let diagnostic =
                    contradiction("alternatives-may-overlap", parts, witness, Diagnostic::warning);
                report.push(diagnostic);
                continue;
            }
            report.push(if certain {
                contradiction("alternatives-contradict", parts, witness, Diagnostic::error)
            } else {
                contradiction("alternatives-may-contradict", parts, witness, Diagnostic::warning)
            });
        }
        for (exemption, exemption_place) in rule.exemptions.iter().zip(&place.exemptions) {
            if let Found::Together { example, certain: true } =
                together(plan, &[&rule.applies, &exemption.when, &later.when])
            {
                let parts = (exemption_place, *later_place);
                let witness = speaker.tell(&example);
                report.push(contradiction("exemption-contradicts", parts, witness, Diagnostic::warning));
            }
        }
    }
}

fn contradiction(
    id: &'static str,
    (first, second): (&Declaration, &Declaration),
    witness: Filling,
    kind: impl Fn(crate::Span, Saying) -> Diagnostic,
) -> Diagnostic {
    let mut says = Saying::new(id).with_names("first", &first.names).with_names("second", &second.names);
    says.arguments.push(("witness", witness));
    kind(second.name, says)
        .also(first.name, Saying::new("first-declared"))
        .hint(Saying::new("hint-alternatives").with_names("first", &first.names))
}

fn check_consequence(report: &mut Report, plan: &Plan, consequence: &Consequence, place: &Declaration) {
    if never(plan, &[&consequence.applies, &consequence.when]) {
        let says = Saying::new("consequence-never-follows").with_names("consequence", &consequence.names);
        report.push(Diagnostic::warning(place.name, says).hint(Saying::new("hint-never-applies")));
    }
}

/// Whether the conditions can never hold together.
fn never(plan: &Plan, conditions: &[&Condition]) -> bool {
    matches!(together(plan, conditions), Found::Never)
}

fn list_of(schedule: &Schedule) -> Option<ListId> {
    match schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    }
}
