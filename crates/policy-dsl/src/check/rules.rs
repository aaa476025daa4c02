//! Rules whose parts contradict each other, or can never apply.

use policy_core::ListId;
use policy_core::plan::{Consequence, Rule, RuleId, Schedule};

use super::search::{Found, Search};
use super::witness::Speaker;
use crate::resolve::Report;
use crate::{Declaration, Diagnostic, Filling, Index, Lint, RulePlace, Saying};

/// How many alternatives of one rule are compared with each other.
const MOST_ALTERNATIVES: usize = 50;

/// Looks at every rule and consequence by itself.
pub(super) fn check_rules(report: &mut Report, search: &Search<'_>, index: &Index) {
    for (rule, id) in search.plan.rules.iter().zip((0u16..).map(RuleId)) {
        if let Some(place) = index.rule(id) {
            check_rule(report, search, rule, place);
        }
    }
    for (consequence, place) in search.plan.consequences.iter().zip(&index.consequences) {
        check_consequence(report, search, consequence, place);
    }
}

fn check_rule<'p>(report: &mut Report, search: &Search<'p>, rule: &'p Rule, place: &RulePlace) {
    if search.never(&[&rule.applies]) {
        let says = Saying::new("rule-never-applies").with_names("rule", &rule.names);
        report.push(
            Diagnostic::finding(Lint::NeverApplies, place.place.name, says)
                .hint(Saying::new("hint-never-applies")),
        );
        return;
    }
    if search.never(&[&rule.applies, &rule.requirement]) {
        let says = Saying::new("rule-never-met").with_names("rule", &rule.names);
        report.push(
            Diagnostic::finding(Lint::NeverMet, place.place.name, says).hint(Saying::new("hint-never-met")),
        );
    }
    let parts = rule.exemptions.iter().map(|exemption| &exemption.when).zip(&place.exemptions);
    let parts = parts.chain(rule.alternatives.iter().map(|part| &part.when).zip(&place.alternatives));
    for (when, place) in parts {
        if search.never(&[&rule.applies, when]) {
            let says = Saying::new("part-never-applies").with_names("part", &place.names);
            report.push(
                Diagnostic::finding(Lint::PartNeverApplies, place.name, says)
                    .hint(Saying::new("hint-never-applies")),
            );
        }
    }
    check_alternatives(report, search, rule, place);
}

/// Two alternatives must exclude each other; an exemption and an alternative should.
fn check_alternatives<'p>(report: &mut Report, search: &Search<'p>, rule: &'p Rule, place: &RulePlace) {
    let speaker = Speaker { plan: search.plan, subject: rule.subject, list: list_of(&rule.schedule) };
    let alternatives: Vec<_> =
        rule.alternatives.iter().zip(&place.alternatives).take(MOST_ALTERNATIVES).collect();
    for (number, (later, later_place)) in alternatives.iter().enumerate() {
        for (earlier, earlier_place) in &alternatives[..number] {
            if earlier.requirement == later.requirement && earlier.window == later.window {
                continue;
            }
            let Found::Together { example, certain } =
                search.together(&[&rule.applies, &earlier.when, &later.when])
            else {
                continue;
            };
            let parts = (*earlier_place, *later_place);
            let witness = speaker.tell(&example);
            if example.is_empty() {
                let diagnostic =
                    contradiction(Lint::OverlappingAlternatives, "alternatives-may-overlap", parts, witness);
                report.push(diagnostic);
                continue;
            }
            report.push(if certain {
                contradiction(Lint::ContradictingAlternatives, "alternatives-contradict", parts, witness)
            } else {
                contradiction(Lint::OverlappingAlternatives, "alternatives-may-contradict", parts, witness)
            });
        }
        let exemptions = rule.exemptions.iter().zip(&place.exemptions).take(MOST_ALTERNATIVES);
        for (exemption, exemption_place) in exemptions {
            if let Found::Together { example, certain: true } =
                search.together(&[&rule.applies, &exemption.when, &later.when])
            {
                let parts = (exemption_place, *later_place);
                let witness = speaker.tell(&example);
                report.push(contradiction(Lint::ExemptionOverlap, "exemption-contradicts", parts, witness));
            }
        }
    }
}

fn contradiction(
    lint: Lint,
    id: &'static str,
    (first, second): (&Declaration, &Declaration),
    witness: Filling,
) -> Diagnostic {
    let mut says = Saying::new(id).with_names("first", &first.names).with_names("second", &second.names);
    says.arguments.push(("witness", witness));
    Diagnostic::finding(lint, second.name, says)
        .also(first.name, Saying::new("first-declared"))
        .hint(Saying::new("hint-alternatives").with_names("first", &first.names))
}

fn check_consequence<'p>(
    report: &mut Report,
    search: &Search<'p>,
    consequence: &'p Consequence,
    place: &Declaration,
) {
    if search.never(&[&consequence.applies, &consequence.when]) {
        let says = Saying::new("consequence-never-follows").with_names("consequence", &consequence.names);
        report.push(
            Diagnostic::finding(Lint::IdleConsequence, place.name, says)
                .hint(Saying::new("hint-never-applies")),
        );
    }
}

fn list_of(schedule: &Schedule) -> Option<ListId> {
    match schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    }
}
