//! `policy diff`: what changes from one version to another, in meaning, and for whom.

use std::io;

use policy_core::Plan;
use policy_diff::{Account, Diff, Item, Telling};
use policy_dsl::{Index, Saying, Sources, Span, record_text};

use super::Ending;
use crate::arguments::{DiffArguments, Format, Shared};
use crate::failure::Failure;
use crate::load::{Loaded, versions};
use crate::made::made;
use crate::output::{Output, form_of, refuse_other_forms, write_comparison};
use crate::voice::Voice;

/// Compares two versions. What changes in meaning is a finding.
pub fn diff(asked: &DiffArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let aside = Voice::of(shared, &io::stderr());
    let format = form_of(shared.format, asked.output.as_deref());
    match format {
        Format::Text | Format::Json | Format::Markdown | Format::Html => {}
        Format::Csv | Format::Parquet | Format::Xlsx | Format::Sarif | Format::Junit => {
            return Err(Failure::new(Saying::new("failure-form-diff")));
        }
    }
    if let Some(path) = &asked.output {
        refuse_other_forms(path, format)?;
    }
    let (old, new) = versions(&asked.old, &asked.new, &asked.with)?;
    old.must_be_sound(aside)?;
    new.must_be_sound(aside)?;
    let (old_plan, new_plan) = (plan(&old, &asked.old)?, plan(&new, &asked.new)?);
    must_be_comparable((old_plan, &asked.old), (new_plan, &asked.new))?;
    let diff = Diff::of(old_plan, new_plan);
    let place = |item: &Item, is_new: bool| place(item, if is_new { &new } else { &old }, is_new);
    let telling = Telling { record: &record_text, place: &place };
    let account = Account::of(&diff, voice.language, &telling);
    let voice = if asked.output.is_some() { voice.plain() } else { voice };
    let mut output = Output::open(asked.output.as_deref())?;
    let written = write_comparison(output.writer(), format, &account, made(), voice);
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::of(diff.has_changes()))
}

/// The plan of a version, in which there is a policy.
fn plan<'l>(loaded: &'l Loaded, path: &str) -> Result<&'l Plan, Failure> {
    let plan = loaded.compiled.plan.as_ref().filter(|plan| !plan.policies.is_empty());
    plan.ok_or_else(|| Failure::new(Saying::new("failure-diff-empty").with("path", path)))
}

/// Versions that speak of nobody in common are not versions of one thing.
fn must_be_comparable((old, of_old): (&Plan, &str), (new, of_new): (&Plan, &str)) -> Result<(), Failure> {
    let shares_a_subject = old
        .vocabulary
        .subjects
        .iter()
        .any(|one| one.names.all().any(|name| new.vocabulary.subject(name).is_some()));
    if shares_a_subject {
        return Ok(());
    }
    Err(Failure::new(Saying::new("failure-diff-apart").with("old", of_old).with("new", of_new)))
}

/// Where an item stands: `annual.policy:12`.
fn place(item: &Item, version: &Loaded, is_new: bool) -> Option<String> {
    let span = span(item, &version.compiled.index, is_new)?;
    shown(&version.sources, span)
}

fn shown(sources: &Sources, span: Span) -> Option<String> {
    let (file, place) = (sources.file(span)?, sources.place(span)?);
    Some(format!("{}:{}", file.name, place.line))
}

fn span(item: &Item, index: &Index, is_new: bool) -> Option<Span> {
    fn of<T: Copy>(pair: &policy_diff::Pair<T>, is_new: bool) -> Option<T> {
        if is_new { pair.after().copied() } else { pair.before().copied() }
    }
    match item {
        Item::Policy(pair) => index.policy(of(pair, is_new)?).map(|found| found.place.name),
        Item::Rule(pair) => index.rule(of(pair, is_new)?).map(|found| found.place.name),
        Item::Consequence(pair) => index.consequence(of(pair, is_new)?).map(|found| found.name),
        Item::Parameter(pair) => index.parameter(of(pair, is_new)?).map(|found| found.name),
        Item::Table(pair) => index.tables.get(of(pair, is_new)?.index()).map(|found| found.place.name),
        Item::Entry(pair) => {
            let (recognition, entry) = of(pair, is_new)?;
            index.recognitions.get(recognition)?.get(entry).map(|found| found.name)
        }
        Item::Step(pair) => {
            let (recognition, step) = of(pair, is_new)?;
            index.steps.get(recognition)?.get(step).copied()
        }
        Item::Recognition(pair) => {
            index.recognitions.get(of(pair, is_new)?)?.first().map(|found| found.whole)
        }
        Item::Period(_) | Item::Word(..) => None,
    }
}
