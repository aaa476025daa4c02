//! One verdict or consequence in a short phrase.

use policy_core::plan::{ActionKind, Condition, Rule};
use policy_core::{Explained, ExplainedOutcome, PartState, Report, Standing, Status, Vocabulary};

use super::text::titled;
use crate::decided::{Decided, MeasuredBy, Run, measured_by};

/// What stands behind a verdict: what was reached, what is short, what is missing, until when.
pub fn behind(run: &Run<'_>, report: &Report<'_>, rule: &Rule, explained: &Explained<'_>) -> Vec<String> {
    let verdict = &explained.verdict;
    let mut said = Vec::new();
    let say = |id: &str, name: &str, value: &str| run.voice.say(id, &[(name, &value)]);
    if let Some(place) = explained.exemption.and_then(|place| rule.exemptions.get(place)) {
        said.push(say("explain-exemption", "name", &run.name(&place.names)));
    }
    if let Some(place) = explained.alternative.and_then(|place| rule.alternatives.get(place)) {
        said.push(say("explain-alternative", "name", &run.name(&place.names)));
    }
    match verdict.status {
        Status::NotApplicable | Status::Exempt => return said,
        Status::Met | Status::Unmet | Status::Pending | Status::Unknown => {}
    }
    if verdict.status == Status::Met {
        said.extend(reached(run, report, rule, explained));
        return finished(run, rule, said);
    }
    // A measure that is reached explains nothing but a verdict that is met.
    let explains = |by: &MeasuredBy<'_>| by.state != PartState::Holds;
    match measured_by(explained).filter(explains).zip(verdict.measured) {
        Some((by, measured)) => {
            let reached = report.measured(&measured, by.condition);
            let must_be_named = by.is_one_of_several || counts(by.condition);
            let condition = report.condition(&rule.schedule, by.condition).filter(|_| must_be_named);
            // Where a rule measures several things, it has to be said which one is short; and a number of
            // times says nothing without what was counted.
            said.push(match condition {
                None => reached,
                Some(condition) => {
                    run.voice.say("explain-pair", &[("left", &condition), ("right", &reached)])
                }
            });
        }
        None => said.extend(open_conditions(run, report, rule, explained)),
    }
    if !explained.missing.is_empty() {
        said.push(say("explain-missing", "facts", &missing(run, report, explained)));
    }
    if let Some(due) = verdict.due {
        said.push(say("result-due", "date", &due.to_string()));
    }
    finished(run, rule, said)
}

fn finished(run: &Run<'_>, rule: &Rule, mut said: Vec<String>) -> Vec<String> {
    if rule.soft {
        said.push(run.voice.say("result-soft", &[]));
    }
    said
}

/// What has been reached where a rule is met: the measure that tells most, and that the others hold as well.
fn reached(run: &Run<'_>, report: &Report<'_>, rule: &Rule, explained: &Explained<'_>) -> Vec<String> {
    let holding: Vec<_> = explained
        .parts
        .iter()
        .filter(|part| part.state == PartState::Holds)
        .filter_map(|part| Some((part.condition, part.measured?)))
        .collect();
    // How often something happened tells less than how much of it there was.
    let telling = holding.iter().find(|(condition, _)| !counts(condition)).or(holding.first());
    let Some((condition, measured)) = telling else { return Vec::new() };
    let figure = report.measured(measured, condition);
    let mut said = vec![match report.condition(&rule.schedule, condition) {
        Some(name) if holding.len() > 1 || counts(condition) => {
            run.voice.say("explain-pair", &[("left", &name), ("right", &figure)])
        }
        Some(_) | None => figure,
    }];
    if holding.len() > 1 {
        said.push(run.voice.say("result-all-hold", &[("count", &holding.len())]));
    }
    said
}

/// Whether a condition counts how often something happened.
fn counts(condition: &Condition) -> bool {
    matches!(condition, Condition::Compare(comparison) if comparison.unit == Vocabulary::TIMES)
}

/// The conditions that do not hold, or are still open.
fn open_conditions(
    run: &Run<'_>,
    report: &Report<'_>,
    rule: &Rule,
    explained: &Explained<'_>,
) -> Option<String> {
    const MOST: usize = 3;
    let is_open = |state: PartState| match state {
        PartState::Holds => false,
        PartState::Fails | PartState::Pending | PartState::Unknown => true,
    };
    let mut conditions: Vec<String> = Vec::new();
    for part in explained.parts.iter().filter(|part| is_open(part.state)) {
        let Some(condition) = report.condition(&rule.schedule, part.condition) else { continue };
        if !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    conditions.truncate(MOST);
    let id = match explained.verdict.status {
        Status::Unmet => "result-fails",
        Status::Met | Status::Pending | Status::Unknown | Status::Exempt | Status::NotApplicable => {
            "result-open"
        }
    };
    (!conditions.is_empty()).then(|| run.voice.say(id, &[("conditions", &run.list(&conditions))]))
}

/// The missing facts, the first few by name.
pub fn missing(run: &Run<'_>, report: &Report<'_>, explained: &Explained<'_>) -> String {
    const MOST: usize = 3;
    let shown = explained.missing.get(..MOST).unwrap_or(&explained.missing);
    let facts = report.facts(shown);
    match explained.missing.len() - shown.len() {
        0 => facts,
        more => run.voice.say("result-and-more", &[("items", &facts), ("count", &more)]),
    }
}

/// What a consequence does, for how long, and what brought it about.
pub fn follows(
    run: &Run<'_>,
    report: &Report<'_>,
    decided: &Decided<'_>,
    explained: &ExplainedOutcome,
) -> Vec<String> {
    let plan = run.engine.plan();
    let consequence = &plan.consequences[explained.outcome.consequence.index()];
    if explained.outcome.standing == Standing::Clear {
        return report.lifted(explained).into_iter().collect();
    }
    let mut said = actions(run, explained);
    let because: Vec<String> = explained
        .because
        .iter()
        .filter_map(|place| decided.explanation.verdicts.get(*place))
        .filter(|found| !matches!(found.verdict.status, Status::Met | Status::NotApplicable | Status::Exempt))
        .map(|found| {
            let rule = &plan.rules[found.verdict.rule.index()];
            let (name, status) = (run.name(&rule.names), report.status(found.verdict.status));
            let rule = titled(run, &name, report.period(&rule.schedule, found.verdict.period));
            run.voice.say("explain-because-verdict", &[("rule", &rule), ("status", &status)])
        })
        .collect();
    if !because.is_empty() {
        said.push(run.voice.say("explain-because", &[("verdicts", &run.list(&because))]));
    }
    if consequence.soft {
        said.push(run.voice.say("result-soft", &[]));
    }
    said
}

/// What a consequence denies, grants or makes a duty.
pub fn actions(run: &Run<'_>, explained: &ExplainedOutcome) -> Vec<String> {
    let consequence = &run.engine.plan().consequences[explained.outcome.consequence.index()];
    let kinds = [
        (ActionKind::Deny, "explain-deny"),
        (ActionKind::Grant, "explain-grant"),
        (ActionKind::Oblige, "explain-oblige"),
    ];
    let mut said = Vec::new();
    for (kind, id) in kinds {
        let names: Vec<String> =
            run.outcomes(&consequence.actions, kind).iter().map(|names| run.name(names)).collect();
        if !names.is_empty() {
            said.push(run.voice.say(id, &[("outcomes", &run.list(&names))]));
        }
    }
    said
}
