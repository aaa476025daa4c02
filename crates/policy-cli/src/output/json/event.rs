//! The account of each event for machines: what it has on paper, what each step took, and where it went.

use policy_core::plan::Recognition;
use policy_core::{AmountRange, Decimal, EventTreatment, ExplainedEvent, FieldKind};
use policy_report::Decided;
use serde::Serialize;

use super::{RangeJson, range};
use crate::decided::{Run, instance_days};

#[derive(Serialize)]
pub(super) struct EventJson<'a> {
    policy: &'a str,
    list: &'a str,
    /// Its place in the list, from 0.
    event: u32,
    treatment: &'static str,
    /// The entry that counts or rejects it, by its name, where it has one.
    entry: Option<&'a str>,
    on_paper: Option<RangeJson>,
    credited: Option<RangeJson>,
    unit: Option<&'a str>,
    steps: Vec<StepJson>,
    towards: Vec<TowardsJson<'a>>,
    missing: Vec<String>,
}

#[derive(Serialize)]
struct StepJson {
    /// In words.
    step: String,
    before: RangeJson,
    /// Absent where the event does not count any more.
    after: Option<RangeJson>,
    taken: Option<Decimal>,
    /// The event that counts in its place.
    kept: Option<u32>,
}

#[derive(Serialize)]
struct TowardsJson<'a> {
    rule: &'a str,
    from: Option<String>,
    to: Option<String>,
}

/// What became of each event.
pub(super) fn events<'a>(run: &'a Run<'_>, decided: &'a Decided<'_>) -> Vec<EventJson<'a>> {
    let subject = decided.record.subject();
    let plan = run.engine.plan();
    let told = decided.explanation.events.iter().map(|event| {
        let is_own = |found: &&Recognition| {
            (found.policy, found.subject, found.list) == (event.policy, subject, event.list)
        };
        told(run, decided, event, plan.recognitions.iter().find(is_own))
    });
    told.collect()
}

fn told<'a>(
    run: &'a Run<'_>,
    decided: &'a Decided<'_>,
    event: &ExplainedEvent,
    recognition: Option<&'a Recognition>,
) -> EventJson<'a> {
    let plan = run.engine.plan();
    let report = run.report(decided);
    let list = &plan.vocabulary.subjects[decided.record.subject().index()].lists[event.list.index()];
    let credited_field = recognition.and_then(|recognition| recognition.credited);
    let unit = credited_field.and_then(|field| match list.fields.get(field.index())?.kind {
        FieldKind::Quantity(unit) => plan.vocabulary.units.get(unit.index()).map(|unit| unit.id.as_str()),
        FieldKind::Text | FieldKind::Flag | FieldKind::Date | FieldKind::Term(_) | FieldKind::Member(_) => {
            None
        }
    });
    let name = |place: usize| {
        let names = recognition?.entries.get(place)?.names.as_ref()?;
        Some(names.id.as_str())
    };
    let (treatment, entry, credited): (_, _, Option<AmountRange>) = match &event.treatment {
        EventTreatment::Counted { entry, amount } => ("counted", entry.and_then(name), *amount),
        EventTreatment::Rejected { entry } => ("rejected", name(*entry), None),
        EventTreatment::NotRecognised => ("not_recognised", None, None),
        EventTreatment::Repeated { .. } => ("repeated", None, None),
        EventTreatment::Open { .. } => ("open", None, None),
        EventTreatment::NotSeen => ("not_seen", None, None),
    };
    let missing = match &event.treatment {
        EventTreatment::Open { missing } => missing.iter().map(|fact| report.fact(*fact)).collect(),
        EventTreatment::Counted { .. }
        | EventTreatment::Rejected { .. }
        | EventTreatment::NotRecognised
        | EventTreatment::Repeated { .. }
        | EventTreatment::NotSeen => Vec::new(),
    };
    let steps = event.adjustments.iter().filter_map(|adjustment| {
        let recognition = recognition?;
        Some(StepJson {
            step: report.step(recognition, recognition.steps.get(adjustment.step)?),
            before: range(adjustment.before),
            after: adjustment.after.map(range),
            taken: adjustment.taken(),
            kept: adjustment.kept,
        })
    });
    let mut towards: Vec<TowardsJson<'a>> = Vec::new();
    let mut verdicts: Vec<usize> = event.towards.iter().map(|(verdict, _)| *verdict).collect();
    verdicts.dedup();
    for explained in verdicts.iter().filter_map(|place| decided.explanation.verdicts.get(*place)) {
        let (from, to) = instance_days(explained.verdict.period);
        towards.push(TowardsJson { rule: &plan.rules[explained.verdict.rule.index()].names.id, from, to });
    }
    EventJson {
        policy: &plan.policies[event.policy.index()].names.id,
        list: &list.names.id,
        event: event.event,
        treatment,
        entry,
        on_paper: event.on_paper.map(range),
        credited: credited.map(range),
        unit,
        steps: steps.collect(),
        towards,
        missing,
    }
}
