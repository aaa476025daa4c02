//! `policy run`: everybody's verdicts.

use std::io::{self, stderr};
use std::time::Instant;

use policy_core::Tally;
use policy_dsl::Saying;

use super::Ending;
use super::decide::{count, decide, gathered, inputs, keep_what_is_read, stop_if_interrupted, wanted};
use super::receipt::{self, Notary};
use crate::arguments::{Format, RunArguments, Shared};
use crate::decided::Run;
use crate::failure::Failure;
use crate::finding::{Findings, Trouble};
use crate::flow::Flow;
use crate::gather::begin;
use crate::load;
use crate::made::made;
use crate::needs::Needs;
use crate::output::{
    CsvForm, Form, HtmlForm, JsonForm, Output, ParquetForm, TextForm, WorkbookForm, form_of,
    refuse_other_forms, say_findings,
};
use crate::progress::{self, Progress};
use crate::selection::Selection;
use crate::unknown::Unknown;
use crate::voice::Voice;

/// Decides everybody and writes the result.
pub fn run(asked: &RunArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let aside = Voice::of(shared, &stderr());
    let ready = load::ready(&asked.policies, aside)?;
    let engine = &ready.engine;
    let plan = engine.plan();
    let selection = Selection::new(plan, &asked.data)?;
    let begun = Instant::now();
    progress::heed_interruption();
    let written = form_of(shared.format, asked.output.as_deref());
    let mut form: Box<dyn Form> = match written {
        Format::Text => Box::new(TextForm::new(asked.all || asked.id.is_some())),
        Format::Csv => Box::new(CsvForm),
        Format::Json => Box::new(JsonForm::default()),
        Format::Html => Box::new(HtmlForm::default()),
        Format::Parquet => Box::new(ParquetForm::default()),
        Format::Xlsx => Box::new(WorkbookForm::default()),
        Format::Sarif | Format::Junit => return Err(Failure::new(Saying::new("failure-form-only-check"))),
        Format::Markdown => return Err(Failure::new(Saying::new("failure-form-only-diff"))),
    };
    asked.output.as_deref().map_or(Ok(()), |path| refuse_other_forms(path, written))?;
    keep_what_is_read(asked.output.as_deref(), &asked.policies, &asked.data)?;
    let receipt_place = receipt::place(asked)?;
    keep_what_is_read(receipt_place.as_deref(), &asked.policies, &asked.data)?;
    let mut output = Output::open(asked.output.as_deref())?;
    let mut receipt_output = receipt_place.as_deref().map(|place| Output::open(Some(place))).transpose()?;
    let is_of_one = asked.id.is_some();
    let notary = receipt_place.as_ref();
    let notary = notary.map(|_| Notary::new(&ready, &asked.policies, &asked.data, is_of_one));
    let mut notary = notary.transpose()?;
    let mut findings = Findings::default();
    let inputs = inputs(&asked.policies, &asked.data, asked.keep_going)?;
    let gathering = begin(&plan.vocabulary, &inputs, &mut findings)?;
    // A receipt vouches for each verdict as it is told, one after the other.
    if written == Format::Parquet && asked.id.is_none() && notary.is_none() {
        let reader = gathering.population.reader.clone();
        let flow = Flow::new(plan, &gathering, &reader, &selection, asked.threads, asked.keep_going);
        if let Some(flow) = flow {
            let reading = Progress::begin(aside.say("progress-reading", &[]), None);
            let everybody = flow.read(&mut findings, &reading)?;
            drop(reading);
            let deciding = Progress::begin(aside.say("progress-deciding", &[]), None);
            let bench = engine.at(asked.data.as_of);
            let outcome = flow.decide(everybody, &bench, &selection, &mut output, &mut findings, deciding)?;
            stop_if_interrupted()?;
            outcome.unknown.note(&plan.vocabulary, &gathering.population, &mut findings);
            output.finish()?;
            return Ok(close(&outcome.tally, &findings, aside, begun));
        }
    }
    let population = gathered(plan, gathering, &selection, &mut findings, aside)?;

    let wanted = wanted(plan, &population, &selection, asked.id.as_deref(), &findings, aside)?;
    let needs = Needs::of(plan);
    let bench = engine.at(asked.data.as_of);
    let voice = if asked.output.is_some() { voice.plain() } else { voice };
    let made = made();
    let mut tally = Tally::new(plan);
    let progress = Progress::begin(aside.say("progress-deciding", &[]), Some(wanted.len() as u64));
    let base = Run { engine, as_of: asked.data.as_of, voice, findings: &findings, made };
    let mut undecided = Vec::new();
    let mut unknown = Unknown::default();
    let outcome: io::Result<()> = (|| {
        form.begin(output.writer(), &base)?;
        for (subject, index) in wanted {
            if progress.is_interrupted() {
                break;
            }
            progress.row();
            let told = decide(&bench, &population, &needs, &selection, subject, index, |_, decided| {
                for explained in decided.verdicts() {
                    unknown.add(subject, explained);
                }
                count(&mut tally, plan, decided);
                notary.iter_mut().for_each(|notary| notary.decided(decided));
                form.subject(output.writer(), &base, decided)
            });
            match told {
                Ok(written) => written?,
                Err(error) => {
                    tally.undecided += 1;
                    let id = population.of(subject).id(index);
                    notary.iter_mut().for_each(|notary| notary.undecided(subject, id));
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
    let last = Run { engine, as_of: asked.data.as_of, voice, findings: &findings, made };
    if let Err(error) = form.end(output.writer(), &last, &tally) {
        return stopped(&output, &error);
    }
    if let Some((notary, mut receipt_output)) = notary.zip(receipt_output.take()) {
        let receipt =
            notary.receipt(receipt::asked(asked), asked.data.as_of, made, &tally, findings.count)?;
        receipt::write(&mut receipt_output, &receipt)?;
        output.finish_with(receipt_output)?;
    } else {
        output.finish()?;
    }
    Ok(close(&tally, &findings, aside, begun))
}

/// Says what there is to be said when the result is in its place.
fn close(tally: &Tally, findings: &Findings, aside: Voice, begun: Instant) -> Ending {
    _ = say_findings(&mut stderr(), findings, aside);
    progress::say_summary(aside, tally.subjects, findings.count, begun);
    Ending::of(tally.failures > 0 || findings.count > 0)
}

/// Whoever reads a pipe may have had enough.
fn stopped(output: &Output, error: &io::Error) -> Result<Ending, Failure> {
    match (output, error.kind()) {
        (Output::Standard(_), io::ErrorKind::BrokenPipe) => Ok(Ending::Fine),
        (Output::Standard(_) | Output::File(..) | Output::Direct(..), _) => Err(output.failure(error)),
    }
}
