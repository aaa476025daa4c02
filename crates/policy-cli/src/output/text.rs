//! Results for people, on a terminal or in a text file.

use std::collections::BTreeMap;
use std::io::{self, Write};

use policy_core::{Standing, Status, Tally, Urgency};
use policy_report::Decided;

use super::summary::write_summary;
use super::{Columns, Form};
use crate::decided::Run;
use crate::finding::{Findings, note_text};
use crate::voice::{Tone, Voice, standing_tone, status_tone, tame};

/// For each subject what is open, and what follows; at the end how many of each there are.
///
/// Unless everything is asked for, those come first who have something unmet, then those of whom something is
/// unknown, then those who have time left; and what is met is only counted.
#[derive(Debug, Default)]
pub struct TextForm {
    /// Something was said of somebody.
    has_any: bool,
    shows_all: bool,
    /// Those who wait for the more urgent ones.
    waiting: BTreeMap<Urgency, Section>,
    met: usize,
}

#[derive(Debug, Default)]
struct Section {
    subjects: usize,
    text: String,
}

impl TextForm {
    /// A form that tells what is met as well, or only counts it.
    pub fn new(shows_all: bool) -> Self {
        Self { shows_all, ..Self::default() }
    }

    /// A subject's lines, and how urgent they are.
    fn told(&mut self, run: &Run<'_>, decided: &Decided<'_>) -> (Urgency, String) {
        let plan = run.engine.plan();
        let report = run.report(decided);
        let urgency = decided.urgency(plan);
        let mut verdicts: Vec<_> = decided.verdicts().collect();
        verdicts.retain(|explained| explained.verdict.status != Status::NotApplicable);
        let any = !verdicts.is_empty();
        let mut counts = (0, 0);
        if !self.shows_all {
            for explained in &verdicts {
                match explained.verdict.status {
                    Status::Met => counts.0 += 1,
                    Status::Exempt => counts.1 += 1,
                    Status::Unmet | Status::Pending | Status::Unknown | Status::NotApplicable => {}
                }
            }
            verdicts.retain(|explained| Urgency::of_status(explained.verdict.status) != Urgency::Nothing);
            verdicts.sort_by_key(|explained| Urgency::of_status(explained.verdict.status));
            self.met += counts.0 + counts.1;
        }
        let mut rules = Columns::default();
        for explained in verdicts {
            let verdict = &explained.verdict;
            let rule = &plan.rules[verdict.rule.index()];
            let (sign, tone) = (verdict.status.sign(), status_tone(verdict.status));
            let mut reasons = report.behind(rule, explained);
            // Rules of several layers often bear one name: who reads the looser one shall see which binds.
            let binds =
                |by: usize| decided.explanation.verdicts.get(by).map(|by| &by.verdict) == Some(verdict);
            if explained.binding.as_ref().is_some_and(|binding| !binds(binding.by)) {
                reasons.extend(report.binding(explained, decided.explanation));
            }
            if Urgency::of_status(verdict.status) != Urgency::Nothing {
                reasons.extend(report.clauses_of(&rule.citations));
            }
            let period = report.period(&rule.schedule, verdict.period);
            rules.row([
                (sign.to_owned(), Some(tone)),
                (tame(&report.titled(&run.name(&rule.names), period.as_deref())), None),
                (report.status(verdict.status), Some(tone)),
                (tame(&report.joined(&reasons)), None),
            ]);
        }
        let mut outcomes = Columns::default();
        let mut follows_any = false;
        for explained in decided.outcomes() {
            let outcome = &explained.outcome;
            let is_over = explained.lifted.is_some();
            if outcome.standing == Standing::Clear && !(is_over && self.shows_all) {
                continue;
            }
            follows_any |= !is_over;
            let consequence = &plan.consequences[outcome.consequence.index()];
            let own = Urgency::of_standing(outcome.standing, consequence);
            // What is still pending says by itself what is at risk.
            if own == Urgency::Pending && !self.shows_all {
                continue;
            }
            let period = report.period(&consequence.schedule, outcome.period);
            let tone = standing_tone(outcome.standing, consequence.is_boon());
            let mut effects = report.follows(explained, decided.explanation);
            effects.extend(report.clauses_of(&consequence.citations));
            outcomes.row([
                ("→".to_owned(), Some(tone)),
                (tame(&report.titled(&run.name(&consequence.names), period.as_deref())), None),
                (report.standing(outcome.standing), Some(tone)),
                (tame(&report.joined(&effects)), None),
            ]);
        }
        let mut text = run.voice.paint(Tone::Strong, &tame(&report.who(decided.name))) + "\n";
        text.push_str(&rules.lines(run.voice, 2));
        text.push_str(&outcomes.lines(run.voice, 2));
        let mut remark = |tone, said: String| text.push_str(&format!("  {}\n", run.voice.paint(tone, &said)));
        let (met, exempt) = counts;
        if met > 0 {
            remark(Tone::Faint, run.voice.say("result-met", &[("count", &met)]));
        }
        if exempt > 0 {
            remark(Tone::Faint, run.voice.say("result-exempt", &[("count", &exempt)]));
        }
        self.has_any |= any || follows_any;
        if !any && !follows_any {
            remark(Tone::Faint, run.voice.say("result-nothing-applies", &[]));
        }
        if decided.rows_set_aside > 0 {
            remark(Tone::Open, run.voice.say("result-rows-lost", &[("count", &decided.rows_set_aside)]));
        }
        if decided.rows_perhaps > 0 {
            remark(Tone::Open, run.voice.say("result-rows-perhaps", &[("count", &decided.rows_perhaps)]));
        }
        text.push('\n');
        (urgency, text)
    }

    /// Writes those who waited, the most urgent first.
    fn write_waiting(&mut self, out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
        for (urgency, section) in std::mem::take(&mut self.waiting) {
            let (id, tone) = match urgency {
                Urgency::Unmet => ("result-section-unmet", Tone::Bad),
                Urgency::Unknown => ("result-section-unknown", Tone::Open),
                Urgency::Pending => ("result-section-pending", Tone::Open),
                // Where no rule asks anything of anybody, nobody has done well.
                Urgency::Nothing if !self.has_any => ("result-section-none", Tone::Open),
                Urgency::Nothing => ("result-section-nothing", Tone::Good),
            };
            writeln!(
                out,
                "{}\n",
                run.voice.paint(tone, &run.voice.say(id, &[("count", &section.subjects)]))
            )?;
            if urgency != Urgency::Nothing {
                out.write_all(section.text.as_bytes())?;
            }
        }
        Ok(())
    }
}

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
        let (urgency, text) = self.told(run, decided);
        if self.shows_all {
            return out.write_all(text.as_bytes());
        }
        let section = self.waiting.entry(urgency).or_default();
        section.subjects += 1;
        if urgency != Urgency::Nothing {
            section.text.push_str(&text);
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, run: &Run<'_>, tally: &Tally) -> io::Result<()> {
        self.write_waiting(out, run)?;
        write_summary(out, run, tally)?;
        if self.met > 0 {
            let said = run.voice.say("result-hidden", &[("count", &self.met)]);
            writeln!(out, "\n{}", run.voice.paint(Tone::Faint, &said))?;
        }
        Ok(())
    }
}

/// Says how the data was read and which rows were set aside.
pub fn say_findings(out: &mut dyn Write, findings: &Findings, voice: Voice) -> io::Result<()> {
    let Voice { language, .. } = voice;
    for (place, says) in &findings.notes {
        let line = note_text(place.as_ref(), says, language);
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
