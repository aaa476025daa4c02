//! Rules whose parts contradict each other, or can never apply.

use policy_compare::{Clash, Found, Search, clash};
use policy_core::ListId;
use policy_core::plan::{Condition, Consequence, Rule, RuleId, Schedule};

use super::witness::Speaker;
use crate::resolve::Report;
use crate::{Declaration, Diagnostic, Filling, Index, Lint, RulePlace, Saying};

/// How many alternatives of one rule are compared with each other.
const MOST_ALTERNATIVES: usize = 50;

/// Looks at every rule and consequence by itself; returns the rules that nobody can meet.
pub(super) fn check_rules(report: &mut Report, search: &Search<'_>, index: &Index) -> Vec<RuleId> {
    let mut unmeetable = Vec::new();
    for (rule, id) in search.plan.rules.iter().zip((0u16..).map(RuleId)) {
        if let Some(place) = index.rule(id)
            && !check_rule(report, search, index, rule, place)
        {
            unmeetable.push(id);
        }
    }
    for (consequence, place) in search.plan.consequences.iter().zip(&index.consequences) {
        check_consequence(report, search, consequence, place);
    }
    unmeetable
}

/// Whether the rule can be met, as far as can be seen.
fn check_rule<'p>(
    report: &mut Report,
    search: &Search<'p>,
    index: &Index,
    rule: &'p Rule,
    place: &RulePlace,
) -> bool {
    let mut audience = vec![&rule.applies];
    audience.extend(chosen(&rule.schedule));
    if search.never(&audience) {
        let says = Saying::new("rule-never-applies").with_names("rule", &rule.names);
        let diagnostic = Diagnostic::finding(Lint::NeverApplies, place.place.name, says);
        report.push(diagnostic.hint(Saying::new("hint-never-applies")));
        return true;
    }
    let says = if rule.alternatives.is_empty() { "rule-never-met" } else { "rule-itself-never-met" };
    let required: Vec<&Condition> = audience.iter().copied().chain([&rule.requirement]).collect();
    let can_be_met = check_requirement(report, search, index, (rule, &required), (&place.place, says));
    let parts = rule.exemptions.iter().map(|exemption| &exemption.when).zip(&place.exemptions);
    let parts = parts.chain(rule.alternatives.iter().map(|part| &part.when).zip(&place.alternatives));
    for (when, place) in parts {
        if search.never(&[&rule.applies, when]) {
            let says = Saying::new("part-never-applies").with_names("part", &place.names);
            let diagnostic = Diagnostic::finding(Lint::PartNeverApplies, place.name, says);
            report.push(diagnostic.hint(Saying::new("hint-never-applies")));
        }
    }
    for (alternative, place) in rule.alternatives.iter().zip(&place.alternatives) {
        // In a window of its own, the year is another.
        let required = match &alternative.window {
            Some(_) => vec![&alternative.requirement],
            None if search.never(&[&rule.applies, &alternative.when]) => continue,
            None => vec![&rule.applies, &alternative.when, &alternative.requirement],
        };
        check_requirement(report, search, index, (rule, &required), (place, "rule-never-met"));
    }
    check_alternatives(report, search, rule, place);
    can_be_met
}

/// Says that nobody can meet what is required, where it is so.
fn check_requirement<'p>(
    report: &mut Report,
    search: &Search<'p>,
    index: &Index,
    (rule, required): (&Rule, &[&'p Condition]),
    (place, never_met): (&Declaration, &'static str),
) -> bool {
    if search.never(required) {
        let says = Saying::new(never_met).with_names("rule", &place.names);
        let diagnostic = Diagnostic::finding(Lint::NeverMet, place.name, says);
        report.push(diagnostic.hint(Saying::new("hint-never-met")));
        return false;
    }
    match clash(search.plan, rule, required) {
        None => return true,
        Some(Clash::Parts { least, most }) => {
            let says = Saying::new("minimums-exceed").with_names("rule", &place.names);
            let says = says.with("least", least).with("most", most);
            let diagnostic = Diagnostic::finding(Lint::MinimumsExceedTotal, place.name, says);
            report.push(diagnostic.hint(Saying::new("hint-minimums-exceed")));
        }
        Some(Clash::Cap { least, most, step: (recognition, step) }) => {
            let says = Saying::new("cap-below-minimum").with_names("rule", &place.names);
            let says = says.with("least", least).with("most", most);
            let mut diagnostic = Diagnostic::finding(Lint::CapBelowMinimum, place.name, says);
            if let Some(span) = index.steps.get(recognition).and_then(|steps| steps.get(step)) {
                diagnostic = diagnostic.also(*span, Saying::new("cap-here"));
            }
            report.push(diagnostic.hint(Saying::new("hint-cap-below-minimum")));
        }
    }
    false
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

/// Which events a rule stands at.
fn chosen(schedule: &Schedule) -> Option<&Condition> {
    match schedule {
        Schedule::EachEvent { when, .. } => Some(when),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    }
}

fn list_of(schedule: &Schedule) -> Option<ListId> {
    match schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    }
}
