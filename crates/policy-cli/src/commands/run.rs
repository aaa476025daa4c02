//! `policy run`: everybody's verdicts.

use std::fs;
use std::io::{self, stderr};
use std::path::{Path, PathBuf};

use policy_dsl::Saying;

use super::Ending;
use super::decide::{decide, kinds, population, stop_if_interrupted};
use crate::arguments::{Format, RunArguments, Shared};
use crate::decided::{Run, Tally};
use crate::failure::{Failure, shown};
use crate::finding::{Findings, Trouble};
use crate::load;
use crate::needs::Needs;
use crate::output::{CsvForm, Form, JsonForm, Output, TextForm, form_of, refuse_other_forms, say_findings};
use crate::progress::{self, Progress};
use crate::read;
use crate::selection::Selection;
use crate::unknown::Unknown;
use crate::voice::{Voice, tame};

/// Decides everybody and writes the result.
pub fn run(asked: &RunArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let aside = Voice::of(shared, &stderr());
    let engine = load::engine(&asked.policies, aside)?;
    let plan = engine.plan();
    let selection = Selection::new(plan, &asked.data)?;
    progress::heed_interruption();
    asked.output.as_deref().map_or(Ok(()), refuse_other_forms)?;
    keep_what_is_read(asked)?;
    let mut output = Output::open(asked.output.as_deref())?;
    let mut findings = Findings::default();
    let population = population(plan, &asked.policies, &asked.data, &selection, &mut findings, aside)?;

    let mut wanted = Vec::new();
    for subject in kinds(plan, &selection) {
        let subjects = population.of(subject);
        match &asked.id {
            None => wanted.extend(subjects.usable().map(|index| (subject, index))),
            Some(id) => {
                let found = subjects.find(id).filter(|index| subjects.is_usable(*index));
                wanted.extend(found.map(|index| (subject, index)));
            }
        }
    }
    if let (Some(id), true) = (&asked.id, wanted.is_empty()) {
        _ = say_findings(&mut stderr(), &findings, aside);
        return Err(Failure::new(Saying::new("failure-no-such-id").with("id", tame(id))));
    }
    if kinds(plan, &selection).is_empty() {
        return Err(Failure::new(Saying::new("failure-nothing-to-decide")));
    }

    let needs = Needs::of(plan);
    let bench = engine.at(asked.data.as_of);
    let mut form: Box<dyn Form> = match form_of(shared.format, asked.output.as_deref()) {
        Format::Text => Box::new(TextForm::new(asked.all || asked.id.is_some())),
        Format::Csv => Box::new(CsvForm),
        Format::Json => Box::new(JsonForm::default()),
    };
    let voice = if asked.output.is_some() { voice.plain() } else { voice };
    let mut tally = Tally::new(plan);
    let progress = Progress::begin(aside.say("progress-deciding", &[]), Some(wanted.len() as u64));
    let base =
        Run { engine: &engine, as_of: asked.data.as_of, selection: &selection, voice, findings: &findings };
    let mut undecided = Vec::new();
    let mut unknown = Unknown::default();
    let outcome: io::Result<()> = (|| {
        form.begin(output.writer(), &base)?;
        for (subject, index) in wanted {
            if progress.is_interrupted() {
                break;
            }
            progress.row();
            let told = decide(&bench, &population, &needs, subject, index, |_, decided| {
                for explained in decided.verdicts(&base) {
                    unknown.add(subject, explained);
                }
                tally.subject(&base, decided);
                form.subject(output.writer(), &base, decided)
            });
            match told {
                Ok(written) => written?,
                Err(error) => {
                    tally.undecided += 1;
                    undecided.push((population.place(population.of(subject).entry(index)), error.reason()));
                }
            }
        }
        Ok(())
    })();
    drop(progress);
    stop_if_interrupted()?;
    if let Err(error) = outcome {
        return stopped(&output, &error);
    }
    for (place, reason) in undecided {
        findings.add(Trouble::Undecided, place, None, reason);
    }
    unknown.note(&plan.vocabulary, &population, &mut findings);
    let last =
        Run { engine: &engine, as_of: asked.data.as_of, selection: &selection, voice, findings: &findings };
    if let Err(error) = form.end(output.writer(), &last, &tally) {
        return stopped(&output, &error);
    }
    output.finish()?;
    _ = say_findings(&mut stderr(), &findings, aside);
    Ok(Ending::of(tally.failures > 0 || findings.count > 0))
}

/// Refuses to put the result in the place of a policy or of the data.
fn keep_what_is_read(asked: &RunArguments) -> Result<(), Failure> {
    let Some(output) = &asked.output else { return Ok(()) };
    let Ok(place) = fs::canonicalize(output) else { return Ok(()) };
    if !place.is_file() {
        return Ok(());
    }
    let data: Vec<&Path> =
        asked.data.data.iter().map(PathBuf::as_path).chain(asked.policies.data()).collect();
    let holds = |path: &Path| fs::canonicalize(path).is_ok_and(|path| place.starts_with(path));
    let is_policy = place.extension().is_some_and(|ending| ending == "policy");
    let is_policy_read = asked
        .policies
        .sources()
        .iter()
        .any(|path| if path.is_dir() { is_policy && holds(path) } else { holds(path) });
    if is_policy_read || read::is_read(&data, &place) {
        return Err(Failure::new(Saying::new("failure-would-overwrite").with("file", shown(output))));
    }
    Ok(())
}

/// Whoever reads a pipe may have had enough.
fn stopped(output: &Output, error: &io::Error) -> Result<Ending, Failure> {
    match (output, error.kind()) {
        (Output::Standard(_), io::ErrorKind::BrokenPipe) => Ok(Ending::Fine),
        (Output::Standard(_) | Output::File(..) | Output::Direct(..), _) => Err(output.failure(error)),
    }
}
