//! Results for people, on a terminal or in a text file.

use std::io::{self, Write};

use policy_core::plan::ActionKind;
use policy_core::{Standing, Status};

use super::story::{behind, follows};
use super::{Columns, Form};
use crate::decided::{Decided, Run, Tally};
use crate::finding::Findings;
use crate::voice::{Tone, Voice, mark, standing_tone, tame};

/// For each subject its verdicts and what follows; at the end how many of each there are.
#[derive(Debug, Default)]
pub struct TextForm;

impl Form for TextForm {
    fn begin(&mut self, out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
        let plan = run.engine.plan();
        for policy in &plan.policies {
            let title = run.name(&policy.names);
            let line = match &policy.document {
                None => title,
                Some(document) => {
                    run.voice.say("result-policy", &[("title", &title), ("document", document)])
                }
            };
            writeln!(out, "{}", run.voice.paint(Tone::Strong, &line))?;
        }
        writeln!(out, "{}\n", run.voice.say("result-as-of", &[("date", &run.as_of)]))
    }

    fn subject(&mut self, out: &mut dyn Write, run: &Run<'_>, decided: &Decided<'_>) -> io::Result<()> {
        let plan = run.engine.plan();
        let report = run.report(decided.record);
        let mut rules = Columns::default();
        let mut any = false;
        for explained in decided.verdicts(run) {
            let verdict = &explained.verdict;
            if verdict.status == Status::NotApplicable {
                continue;
            }
            any = true;
            let rule = &plan.rules[verdict.rule.index()];
            let (sign, tone) = mark(verdict.status);
            let reasons = behind(run, &report, rule, explained);
            rules.row([
                (sign.to_owned(), Some(tone)),
                (
                    tame(&titled(run, &run.name(&rule.names), report.period(&rule.schedule, verdict.period))),
                    None,
                ),
                (report.status(verdict.status), Some(tone)),
                (tame(&reasons.join(&run.voice.say("result-separator", &[]))), None),
            ]);
        }
        let mut outcomes = Columns::default();
        for explained in decided.outcomes(run) {
            let outcome = &explained.outcome;
            if outcome.standing == Standing::Clear {
                continue;
            }
            any = true;
            let consequence = &plan.consequences[outcome.consequence.index()];
            let period = report.period(&consequence.schedule, outcome.period);
            let is_boon = consequence.actions.iter().all(|action| action.kind == ActionKind::Grant);
            let tone = standing_tone(outcome.standing, is_boon);
            let effects = follows(run, &report, decided, explained);
            outcomes.row([
                ("→".to_owned(), Some(tone)),
                (tame(&titled(run, &run.name(&consequence.names), period)), None),
                (report.standing(outcome.standing), Some(tone)),
                (tame(&effects.join(&run.voice.say("result-separator", &[]))), None),
            ]);
        }
        writeln!(out, "{}", run.voice.paint(Tone::Strong, &tame(&heading(run, decided))))?;
        out.write_all(rules.lines(run.voice, 2).as_bytes())?;
        out.write_all(outcomes.lines(run.voice, 2).as_bytes())?;
        if !any {
            writeln!(out, "  {}", run.voice.say("result-nothing-applies", &[]))?;
        }
        if decided.rows_set_aside > 0 {
            let count = decided.rows_set_aside;
            writeln!(
                out,
                "  {}",
                run.voice.paint(Tone::Open, &run.voice.say("result-rows-lost", &[("count", &count)]))
            )?;
        }
        writeln!(out)
    }

    fn end(&mut self, out: &mut dyn Write, run: &Run<'_>, tally: &Tally) -> io::Result<()> {
        let plan = run.engine.plan();
        let heading = run.voice.say("result-summary", &[("count", &tally.subjects)]);
        writeln!(out, "{}", run.voice.paint(Tone::Strong, &heading))?;
        let mut table = Columns::default();
        let titles = [
            "status-met",
            "status-unmet",
            "status-pending",
            "status-unknown",
            "status-exempt",
            "status-not-applicable",
        ];
        let head = titles.map(|status| (run.voice.say(status, &[]), Some(Tone::Faint)));
        table.row(std::iter::once((run.voice.say("result-rule", &[]), Some(Tone::Faint))).chain(head));
        for (rule, counts) in plan.rules.iter().zip(&tally.rules) {
            let counts = [
                counts.met,
                counts.unmet,
                counts.pending,
                counts.unknown,
                counts.exempt,
                counts.not_applicable,
            ];
            if counts.iter().sum::<usize>() == 0 {
                continue;
            }
            let cells =
                counts.map(|count| (if count == 0 { "·".to_owned() } else { count.to_string() }, None));
            table.row(std::iter::once((run.name(&rule.names), None)).chain(cells));
        }
        out.write_all(table.lines(run.voice, 2).as_bytes())?;
        if tally.undecided > 0 {
            writeln!(out, "{}", run.voice.say("result-undecided", &[("count", &tally.undecided)]))?;
        }
        Ok(())
    }
}

/// A name with the period that is meant.
pub fn titled(run: &Run<'_>, name: &str, period: Option<String>) -> String {
    match period {
        None => name.to_owned(),
        Some(period) => run.voice.say("explain-in-period", &[("rule", &name), ("period", &period)]),
    }
}

/// Who a decided subject is.
pub fn heading(run: &Run<'_>, decided: &Decided<'_>) -> String {
    let vocabulary = &run.engine.plan().vocabulary;
    let kind = run.name(&vocabulary.subjects[decided.record.subject().index()].names);
    let id = decided.record.id();
    match decided.name {
        _ if id.is_empty() => kind,
        None => run.voice.say("result-subject", &[("kind", &kind), ("id", &id)]),
        Some(name) => run.voice.say("result-subject-named", &[("kind", &kind), ("id", &id), ("name", &name)]),
    }
}

/// Says how the data was read and which rows were set aside.
pub fn say_findings(out: &mut dyn Write, findings: &Findings, voice: Voice) -> io::Result<()> {
    let Voice { language, .. } = voice;
    for (place, says) in &findings.notes {
        let line = match place {
            None => says.text(language),
            Some(place) => {
                voice.say("note-at", &[("place", &place.text(language)), ("note", &says.text(language))])
            }
        };
        writeln!(out, "{}", voice.paint(Tone::Faint, &tame(&line)))?;
    }
    if findings.count > 0 {
        let heading = voice.say("finding-heading", &[("count", &findings.count)]);
        writeln!(out, "{}", voice.paint(Tone::Bad, &heading))?;
    }
    for finding in findings.kept.iter().take(SHOWN) {
        writeln!(out, "  {}", tame(&finding.text(language)))?;
    }
    if findings.count > SHOWN {
        writeln!(out, "  {}", voice.say("finding-more", &[("count", &(findings.count - SHOWN))]))?;
    }
    Ok(())
}

/// How many findings a terminal shows.
const SHOWN: usize = 50;
