//! `policy explain`: one subject's whole story.

use std::io::{self, stderr};

use policy_core::{Report, Tally};
use policy_dsl::Saying;

use super::Ending;
use super::decide::{count, decide, kinds, population};
use crate::arguments::{ExplainArguments, Shared};
use crate::decided::Run;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::load;
use crate::made::made;
use crate::needs::Needs;
use crate::output::{Form, JsonForm, Output, TextForm, TextOrJson, say_findings, text_or_json};
use crate::selection::Selection;
use crate::unknown::Unknown;
use crate::voice::{Tone, Voice, tame};

/// Tells the whole story of one subject.
pub fn explain(asked: &ExplainArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let aside = Voice::of(shared, &stderr());
    let engine = load::engine(&asked.policies, aside)?;
    let plan = engine.plan();
    let selection = Selection::new(plan, &asked.data)?;
    let mut findings = Findings::default();
    let population = population(plan, &asked.policies, &asked.data, &selection, &mut findings, aside)?;
    let needs = Needs::of(plan);
    let bench = engine.at(asked.data.as_of);
    let mut output = Output::open(None)?;
    let mut tally = Tally::new(plan);
    let mut unknown = Unknown::default();
    let run = Run { engine: &engine, as_of: asked.data.as_of, voice, findings: &findings, made: made() };
    let as_json = text_or_json(shared.format)? == TextOrJson::Json;
    let mut form = JsonForm::with_events();
    let found: Vec<_> = kinds(plan, &selection)
        .into_iter()
        .filter_map(|subject| {
            let subjects = population.of(subject);
            let index = subjects.find(&asked.id).filter(|index| subjects.is_usable(*index))?;
            Some((subject, index))
        })
        .collect();
    if found.is_empty() {
        _ = say_findings(&mut stderr(), &findings, aside);
        return Err(Failure::new(Saying::new("failure-no-such-id").with("id", tame(&asked.id))));
    }
    let begun = if as_json {
        form.begin(output.writer(), &run)
    } else {
        TextForm::new(true).begin(output.writer(), &run)
    };
    begun.map_err(|error| output.failure(&error))?;
    for (subject, index) in found {
        let told = decide(&bench, &population, &needs, &selection, subject, index, |record, decided| {
            for explained in decided.verdicts() {
                unknown.add(subject, explained);
            }
            count(&mut tally, plan, decided);
            if as_json {
                return form.subject(output.writer(), &run, decided);
            }
            let mut wanted = decided.explanation.clone();
            wanted.retain(
                |verdict| selection.takes_verdict(plan, verdict),
                |outcome| selection.takes_outcome(plan, outcome),
            );
            let report = Report::new(&engine, record, voice.language);
            let story = report.story(&wanted);
            let heading = voice.paint(Tone::Strong, &tame(&report.who(decided.name)));
            writeln!(output.writer(), "{heading}\n")?;
            let story: String = story.lines().map(|line| tame(line) + "\n").collect();
            output.writer().write_all(story.as_bytes())
        });
        match told {
            Ok(written) => written.map_err(|error| output.failure(&error))?,
            Err(error) => return Err(Failure::new(error.reason())),
        }
    }
    if as_json {
        form.end(output.writer(), &run, &tally).map_err(|error| output.failure(&error))?;
    }
    output.finish()?;
    unknown.note(&plan.vocabulary, &population, &mut findings);
    _ = say_findings(&mut stderr(), &findings, aside);
    Ok(Ending::of(tally.failures > 0 || findings.count > 0))
}
