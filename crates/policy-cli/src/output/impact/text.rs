//! For people.

use std::io::{self, Write};

use policy_core::{Decimal, Names, Plan};

use super::{FlipWords, ImpactReport};
use crate::impact::{Matrix, Needed, Turn};
use crate::output::Columns;
use crate::voice::{Tone, tame};

/// How many people are listed; a table lists all.
const MOST_PEOPLE: usize = 200;
/// How many groups are listed.
const MOST_GROUPS: usize = 100;

/// Writes the whole of it.
pub fn write(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    head(out, report)?;
    let (worse, better) = (report.impact.count(Turn::Worse), report.impact.count(Turn::Better));
    let counts: [(&str, &dyn std::fmt::Display); 4] = [
        ("subjects", &report.impact.subjects),
        ("flipped", &report.impact.people.len()),
        ("worse", &worse),
        ("better", &better),
    ];
    let said = report.voice.say("impact-summary", &counts);
    writeln!(out, "{}", report.voice.paint(Tone::Strong, &said))?;
    if report.impact.undecided > 0 {
        let said = report.voice.say("result-undecided", &[("count", &report.impact.undecided)]);
        writeln!(out, "{}", report.voice.paint(Tone::Bad, &said))?;
    }
    alone(out, report)?;
    rules(out, report)?;
    consequences(out, report)?;
    needed(out, report)?;
    groups(out, report)?;
    people(out, report)
}

fn head(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    let titles = |plan: &Plan| {
        let titles: Vec<String> = plan.policies.iter().map(|policy| report.name(&policy.names)).collect();
        tame(&titles.join(&report.voice.say("explain-separator", &[])))
    };
    let (old, new) = (titles(report.impact.old.plan()), titles(report.impact.new.plan()));
    let arguments: [(&str, &dyn std::fmt::Display); 3] =
        [("old", &old), ("new", &new), ("date", &report.as_of)];
    writeln!(out, "{}", report.voice.paint(Tone::Strong, &report.voice.say("impact-head", &arguments)))?;
    if !report.as_if.is_empty() {
        let names: Vec<String> = report.as_if.iter().map(|names| report.name(names)).collect();
        let names = names.join(&report.voice.say("explain-separator", &[]));
        let said = report.voice.say("impact-as-if", &[("policies", &tame(&names))]);
        writeln!(out, "{}", report.voice.paint(Tone::Faint, &said))?;
    }
    Ok(())
}

/// Whom one version alone decides.
fn alone(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    for (by_new, id) in [(true, "impact-only-new"), (false, "impact-only-old")] {
        let own = report.impact.alone.iter().filter(|alone| alone.by_new == by_new);
        let counted = own.map(|alone| {
            let kind = report.name(&alone.kind);
            report.voice.say("impact-counted", &[("kind", &kind), ("count", &alone.subjects)])
        });
        let counted: Vec<String> = counted.collect();
        if !counted.is_empty() {
            let people = counted.join(&report.voice.say("explain-separator", &[]));
            let said = report.voice.say(id, &[("people", &tame(&people))]);
            writeln!(out, "{}", report.voice.paint(Tone::Bad, &said))?;
        }
    }
    Ok(())
}

fn rules(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    let mut same = Vec::new();
    let mut is_first = true;
    for (pair, rule) in report.impact.rules.iter().enumerate() {
        let (engine, id) = report.impact.rule(pair);
        let name = report.name(&engine.plan().rules[id.index()].names);
        if rule.matrix.changed() == 0 {
            same.push(name);
            continue;
        }
        heading(out, report, "impact-rules", std::mem::take(&mut is_first))?;
        writeln!(out, "  {}", tame(&name))?;
        matrix(out, report, &rule.matrix, |status| report.status(status))?;
    }
    unchanged(out, report, "impact-rules-same", &same)
}

fn consequences(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    let mut same = Vec::new();
    let mut is_first = true;
    for (pair, found) in report.impact.consequences.iter().enumerate() {
        let (engine, id) = report.impact.consequence(pair);
        let names: &Names = &engine.plan().consequences[id.index()].names;
        if found.changed() == 0 {
            same.push(report.name(names));
            continue;
        }
        heading(out, report, "impact-consequences", std::mem::take(&mut is_first))?;
        writeln!(out, "  {}", tame(&report.name(names)))?;
        matrix(out, report, found, |standing| report.standing(standing))?;
    }
    unchanged(out, report, "impact-consequences-same", &same)
}

fn heading(out: &mut dyn Write, report: &ImpactReport<'_>, id: &str, is_first: bool) -> io::Result<()> {
    if !is_first {
        return Ok(());
    }
    writeln!(out, "\n{}", report.voice.paint(Tone::Strong, &report.voice.say(id, &[])))
}

fn unchanged(out: &mut dyn Write, report: &ImpactReport<'_>, id: &str, names: &[String]) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let names = names.join(&report.voice.say("explain-separator", &[]));
    let said = report.voice.say(id, &[("names", &tame(&names))]);
    writeln!(out, "{}", report.voice.paint(Tone::Faint, &said))
}

/// Before down the side, after along the top; what does not occur is left out.
fn matrix<T: Ord + Copy>(
    out: &mut dyn Write,
    report: &ImpactReport<'_>,
    matrix: &Matrix<T>,
    said: impl Fn(T) -> String,
) -> io::Result<()> {
    let mut rows: Vec<T> = matrix.counts().map(|(before, _, _)| before).collect();
    let mut columns: Vec<T> = matrix.counts().map(|(_, after, _)| after).collect();
    for side in [&mut rows, &mut columns] {
        side.sort_unstable();
        side.dedup();
    }
    let mut table = Columns::default();
    let corner = report.voice.say("impact-corner", &[]);
    table.row(
        std::iter::once(corner)
            .chain(columns.iter().map(|after| said(*after)))
            .map(|cell| (cell, Some(Tone::Faint))),
    );
    for before in rows {
        let counts = columns.iter().map(|after| match matrix.count(before, *after) {
            0 => ("·".to_owned(), None),
            count if before == *after => (count.to_string(), Some(Tone::Faint)),
            count => (count.to_string(), Some(Tone::Strong)),
        });
        table.row(std::iter::once((said(before), None)).chain(counts));
    }
    out.write_all(table.lines(report.voice, 4).as_bytes())
}

/// What those still need who owed nothing before.
fn needed(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    let needed = |needed: &Needed, unit| {
        let amount = needed.amount.map_or_else(|| "∞".to_owned(), |amount: Decimal| amount.to_string());
        format!("{amount} {}", report.unit(unit))
    };
    let has_any = |rule: &&crate::impact::RuleImpact| !rule.needed.is_empty() || rule.without_figure > 0;
    if !report.impact.rules.iter().any(|rule| has_any(&rule)) {
        return Ok(());
    }
    heading(out, report, "impact-needed", true)?;
    let mut table = Columns::default();
    let headings = ["column-rule", "impact-column-verdicts", "impact-column-needed"];
    table.row(headings.map(|id| (report.voice.say(id, &[]), Some(Tone::Faint))));
    for (pair, rule) in report.impact.rules.iter().enumerate().filter(|(_, rule)| has_any(rule)) {
        let (engine, id) = report.impact.rule(pair);
        let name = report.name(&engine.plan().rules[id.index()].names);
        for (unit, own) in &rule.needed {
            table.row([name.clone(), own.verdicts.to_string(), needed(own, *unit)].map(|cell| (cell, None)));
        }
        if rule.without_figure > 0 {
            let said = report.voice.say("impact-without-figure", &[]);
            table.row([name, rule.without_figure.to_string(), said].map(|cell| (cell, None)));
        }
    }
    for (unit, all) in report.impact.needed() {
        let said = report.voice.say("impact-together", &[]);
        table
            .row([said, all.verdicts.to_string(), needed(&all, unit)].map(|cell| (cell, Some(Tone::Strong))));
    }
    out.write_all(table.lines(report.voice, 2).as_bytes())
}

fn groups(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    let touched = report.impact.groups.iter().filter(|(_, counts)| counts.worse + counts.better > 0);
    let touched: Vec<_> = touched.collect();
    if touched.is_empty() {
        return Ok(());
    }
    heading(out, report, "impact-groups", true)?;
    let mut table = Columns::default();
    let headings = [
        "impact-column-group",
        "impact-column-members",
        "impact-column-count",
        "impact-column-worse",
        "impact-column-better",
    ];
    table.row(headings.map(|id| (report.voice.say(id, &[]), Some(Tone::Faint))));
    for (group, counts) in touched.iter().take(MOST_GROUPS) {
        let name = counts.name.as_ref().unwrap_or(&group.id);
        let cells = [
            format!("{} {}", report.kind(group.kind), tame(name)),
            report.kind(group.members),
            counts.subjects.to_string(),
            counts.worse.to_string(),
            counts.better.to_string(),
        ];
        table.row(cells.map(|cell| (cell, None)));
    }
    out.write_all(table.lines(report.voice, 2).as_bytes())?;
    more(out, report, touched.len().saturating_sub(MOST_GROUPS), "impact-more-groups")
}

fn people(out: &mut dyn Write, report: &ImpactReport<'_>) -> io::Result<()> {
    if report.impact.people.is_empty() {
        return Ok(());
    }
    heading(out, report, "impact-people", true)?;
    for person in report.impact.people.iter().take(MOST_PEOPLE) {
        let name = person.name.as_ref().map(|name| format!(" {}", tame(name))).unwrap_or_default();
        writeln!(out, "  {} {}{name}", report.kind(person.kind), tame(&person.id))?;
        for flip in &person.flips {
            let FlipWords { item, before, after, .. } = report.words(flip);
            let period = flip.period.as_ref().map(|period| format!(" {period}")).unwrap_or_default();
            let arguments: [(&str, &dyn std::fmt::Display); 4] =
                [("item", &item), ("period", &period), ("before", &before), ("after", &after)];
            let mut said = report.voice.say("impact-flip", &arguments);
            if let Some((short, unit)) = flip.shortfall {
                let unit = report.unit(unit);
                said.push_str(&report.voice.say("impact-short", &[("amount", &short), ("unit", &unit)]));
            }
            let tone = match flip.of.turn() {
                Turn::Worse => Tone::Bad,
                Turn::Better => Tone::Good,
                Turn::Other => Tone::Open,
            };
            writeln!(out, "    {}", report.voice.paint(tone, &tame(&said)))?;
        }
    }
    more(out, report, report.impact.people.len().saturating_sub(MOST_PEOPLE), "impact-more-people")
}

fn more(out: &mut dyn Write, report: &ImpactReport<'_>, count: usize, id: &str) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    writeln!(out, "  {}", report.voice.paint(Tone::Faint, &report.voice.say(id, &[("count", &count)])))
}
