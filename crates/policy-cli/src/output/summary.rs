//! How many verdicts and consequences of each kind a run gave, at the end of results for people.

use std::io::{self, Write};

use policy_core::{RuleTally, StandingTally, Tally};

use super::Columns;
use crate::decided::Run;
use crate::voice::Tone;

/// How many were decided; a table of the rules; a table of the consequences.
pub fn write_summary(out: &mut dyn Write, run: &Run<'_>, tally: &Tally) -> io::Result<()> {
    let plan = run.engine.plan();
    let kinds = plan.vocabulary.subjects.iter().zip(&tally.kinds).filter(|(_, counts)| counts.all() > 0);
    let kinds: Vec<String> = kinds
        .map(|(subject, counts)| {
            run.voice.say("result-kind", &[("kind", &run.name(&subject.names)), ("count", &counts.all())])
        })
        .collect();
    let heading =
        run.voice.say("result-summary", &[("count", &tally.subjects), ("kinds", &run.list(&kinds))]);
    if tally.undecided > 0 {
        let said = run.voice.say("result-undecided", &[("count", &tally.undecided)]);
        writeln!(out, "{}", run.voice.paint(Tone::Bad, &said))?;
    }
    if tally.subjects == 0 {
        return writeln!(out, "{}", run.voice.paint(Tone::Strong, &run.voice.say("result-nobody", &[])));
    }
    writeln!(out, "{}", run.voice.paint(Tone::Strong, &heading))?;

    let mut rules = table(run, &RULES);
    for (rule, counts) in
        plan.rules.iter().zip(&tally.rules).filter(|(_, counts)| **counts != RuleTally::default())
    {
        let RuleTally { met, unmet, pending, unknown, exempt, not_applicable } = *counts;
        count(&mut rules, run.name(&rule.names), &[unmet, unknown, pending, met, exempt, not_applicable]);
    }
    out.write_all(rules.lines(run.voice, 2).as_bytes())?;

    let all = plan.consequences.iter().zip(&tally.consequences);
    let stated: Vec<_> = all.filter(|(_, counts)| **counts != StandingTally::default()).collect();
    if !stated.is_empty() {
        let mut consequences = table(run, &CONSEQUENCES);
        for (consequence, counts) in stated {
            let StandingTally { in_force, at_risk, undetermined, clear } = *counts;
            count(&mut consequences, run.name(&consequence.names), &[in_force, undetermined, at_risk, clear]);
        }
        writeln!(out)?;
        out.write_all(consequences.lines(run.voice, 2).as_bytes())?;
    }
    Ok(())
}

const RULES: [&str; 7] = [
    "result-rule",
    "status-unmet",
    "status-unknown",
    "status-pending",
    "status-met",
    "status-exempt",
    "status-not-applicable",
];

const CONSEQUENCES: [&str; 5] = [
    "result-consequence",
    "standing-in-force",
    "standing-undetermined",
    "standing-at-risk",
    "standing-clear",
];

fn table(run: &Run<'_>, headings: &[&str]) -> Columns {
    let mut table = Columns::default();
    table.row(headings.iter().map(|heading| (run.voice.say(heading, &[]), Some(Tone::Faint))));
    table
}

fn count(table: &mut Columns, name: String, counts: &[usize]) {
    let shown = |count: &usize| if *count == 0 { "·".to_owned() } else { count.to_string() };
    table.row(std::iter::once(name).chain(counts.iter().map(shown)).map(|cell| (cell, None)));
}
