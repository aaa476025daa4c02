//! For machines. Amounts are texts, since they are exact; names are identifiers.

use std::io::{self, Write};

use policy_core::{Decimal, Plan, Standing, Status};
use serde::Serialize;

use super::ImpactReport;
use crate::impact::{Flip, FlipOf, Matrix, Pair, Turn};

#[derive(Serialize)]
struct ImpactJson<'r> {
    as_of: String,
    old: Vec<&'r str>,
    new: Vec<&'r str>,
    /// Policies that were decided as if both versions were in force.
    as_if: Vec<&'r str>,
    subjects: usize,
    undecided: usize,
    /// Whom one version alone can decide.
    only_old: Vec<AloneJson<'r>>,
    only_new: Vec<AloneJson<'r>>,
    rows_set_aside: usize,
    flipped: usize,
    worse: usize,
    better: usize,
    rules: Vec<RuleJson<'r>>,
    consequences: Vec<ConsequenceJson<'r>>,
    needed: Vec<NeededJson<'r>>,
    groups: Vec<GroupJson<'r>>,
    people: Vec<PersonJson<'r>>,
}

#[derive(Serialize)]
struct AloneJson<'r> {
    subject: &'r str,
    subjects: usize,
}

#[derive(Serialize)]
struct RuleJson<'r> {
    policy: &'r str,
    rule: &'r str,
    versions: &'static str,
    changed: usize,
    counts: Vec<CountJson>,
    needed: Vec<NeededJson<'r>>,
    without_figure: usize,
}

#[derive(Serialize)]
struct ConsequenceJson<'r> {
    policy: &'r str,
    consequence: &'r str,
    versions: &'static str,
    changed: usize,
    counts: Vec<CountJson>,
}

#[derive(Serialize)]
struct CountJson {
    before: Option<&'static str>,
    after: Option<&'static str>,
    count: usize,
}

#[derive(Serialize)]
struct NeededJson<'r> {
    unit: &'r str,
    verdicts: usize,
    amount: Option<Decimal>,
}

#[derive(Serialize)]
struct GroupJson<'r> {
    group: &'r str,
    id: &'r str,
    name: Option<&'r str>,
    members: &'r str,
    subjects: usize,
    worse: usize,
    better: usize,
}

#[derive(Serialize)]
struct PersonJson<'r> {
    subject: &'r str,
    id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    turn: &'static str,
    flips: Vec<FlipJson<'r>>,
}

#[derive(Serialize)]
struct FlipJson<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consequence: Option<&'r str>,
    period: Option<&'r str>,
    before: Option<&'static str>,
    after: Option<&'static str>,
    shortfall: Option<Decimal>,
    unit: Option<&'r str>,
}

/// Writes the whole of it.
pub fn write(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    let impact = report.impact;
    let plan = impact.new.plan();
    let kind = |kind: policy_core::SubjectId| plan.vocabulary.subjects[kind.index()].names.id.as_str();
    let policies = |plan: &'_ Plan| -> Vec<String> {
        plan.policies.iter().map(|policy| policy.names.id.clone()).collect()
    };
    let (old, new) = (policies(impact.old.plan()), policies(plan));
    let needed = |(unit, needed): (policy_core::UnitId, &crate::impact::Needed)| NeededJson {
        unit: plan.vocabulary.units.get(unit.index()).map_or("", |unit| &unit.id),
        verdicts: needed.verdicts,
        amount: needed.amount,
    };
    let rules = impact.rules.iter().enumerate().map(|(pair, found)| {
        let (engine, id) = impact.rule(pair);
        let rule = &engine.plan().rules[id.index()];
        RuleJson {
            policy: &engine.plan().policies[rule.policy.index()].names.id,
            rule: &rule.names.id,
            versions: versions(impact.pairing.rules[pair]),
            changed: found.matrix.changed(),
            counts: counts(&found.matrix, Status::id),
            needed: found.needed.iter().map(|(unit, found)| needed((*unit, found))).collect(),
            without_figure: found.without_figure,
        }
    });
    let consequences = impact.consequences.iter().enumerate().map(|(pair, found)| {
        let (engine, id) = impact.consequence(pair);
        let consequence = &engine.plan().consequences[id.index()];
        ConsequenceJson {
            policy: &engine.plan().policies[consequence.policy.index()].names.id,
            consequence: &consequence.names.id,
            versions: versions(impact.pairing.consequences[pair]),
            changed: found.changed(),
            counts: counts(found, Standing::id),
        }
    });
    let groups = impact.groups.iter().map(|(group, counts)| GroupJson {
        group: kind(group.kind),
        id: &group.id,
        name: counts.name.as_deref(),
        members: kind(group.members),
        subjects: counts.subjects,
        worse: counts.worse,
        better: counts.better,
    });
    let people = impact.people.iter().map(|person| PersonJson {
        subject: kind(person.kind),
        id: &person.id,
        name: person.name.as_deref(),
        turn: match person.turn() {
            Turn::Worse => "worse",
            Turn::Better => "better",
            Turn::Other => "other",
        },
        flips: person.flips.iter().map(|flip| flip_json(report, flip)).collect(),
    });
    let all_needed = impact.needed();
    let json = ImpactJson {
        as_of: report.as_of.to_string(),
        old: old.iter().map(String::as_str).collect(),
        new: new.iter().map(String::as_str).collect(),
        as_if: report.as_if.iter().map(|names| names.id.as_str()).collect(),
        subjects: impact.subjects,
        undecided: impact.undecided,
        only_old: alone(report, false),
        only_new: alone(report, true),
        rows_set_aside: report.findings.count,
        flipped: impact.people.len(),
        worse: impact.count(Turn::Worse),
        better: impact.count(Turn::Better),
        rules: rules.collect(),
        consequences: consequences.collect(),
        needed: all_needed.iter().map(|(unit, found)| needed((*unit, found))).collect(),
        groups: groups.collect(),
        people: people.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

fn alone<'r>(report: &'r ImpactReport<'_>, by_new: bool) -> Vec<AloneJson<'r>> {
    let own = report.impact.alone.iter().filter(|alone| alone.by_new == by_new);
    own.map(|alone| AloneJson { subject: &alone.kind.id, subjects: alone.subjects }).collect()
}

fn versions<T>(pair: Pair<T>) -> &'static str {
    match pair {
        Pair::Old(_) => "old",
        Pair::New(_) => "new",
        Pair::Both(..) => "both",
    }
}

fn counts<T: Ord + Copy>(matrix: &Matrix<Option<T>>, id: fn(T) -> &'static str) -> Vec<CountJson> {
    let counts = matrix.counts().map(|(before, after, count)| CountJson {
        before: before.map(id),
        after: after.map(id),
        count,
    });
    counts.collect()
}

fn flip_json<'r>(report: &'r ImpactReport<'_>, flip: &'r Flip) -> FlipJson<'r> {
    let impact = report.impact;
    let units = &impact.new.plan().vocabulary.units;
    let unit = flip.shortfall.and_then(|(_, unit)| units.get(unit.index())).map(|unit| unit.id.as_str());
    let (shortfall, period) = (flip.shortfall.map(|(short, _)| short), flip.period.as_deref());
    match flip.of {
        FlipOf::Rule { pair, before, after } => {
            let (engine, rule) = impact.rule(pair);
            FlipJson {
                rule: Some(&engine.plan().rules[rule.index()].names.id),
                consequence: None,
                period,
                before: before.map(Status::id),
                after: after.map(Status::id),
                shortfall,
                unit,
            }
        }
        FlipOf::Consequence { pair, before, after } => {
            let (engine, consequence) = impact.consequence(pair);
            FlipJson {
                rule: None,
                consequence: Some(&engine.plan().consequences[consequence.index()].names.id),
                period,
                before: before.map(Standing::id),
                after: after.map(Standing::id),
                shortfall,
                unit,
            }
        }
    }
}
