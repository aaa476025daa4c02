//! What `run` and `explain` share: data read for a plan, and each subject decided.

use std::path::{Path, PathBuf};

use policy_core::{Bench, DecideError, Plan, Record, SubjectId};
use policy_dsl::Saying;

use crate::arguments::{DataArguments, Policies};
use crate::decided::{Decided, name_fact};
use crate::failure::Failure;
use crate::finding::Findings;
use crate::gather::gather;
use crate::needs::Needs;
use crate::population::Population;
use crate::progress::{self, Progress};
use crate::read;
use crate::selection::Selection;
use crate::voice::Voice;

/// Reads the data that a command line names.
pub fn population(
    plan: &Plan,
    policies: &Policies,
    asked: &DataArguments,
    selection: &Selection,
    findings: &mut Findings,
    voice: Voice,
) -> Result<Population, Failure> {
    let mut paths: Vec<PathBuf> = policies.data().map(Path::to_owned).collect();
    paths.extend(asked.data.iter().cloned());
    if paths.is_empty() {
        return Err(Failure::new(Saying::new("failure-no-data")));
    }
    let inputs = read::open(&paths)?;
    let reading = Progress::begin(voice.say("progress-reading", &[]), None);
    let has_rules = |subject| selection.has_rules(plan, subject);
    let mut population =
        gather(&plan.vocabulary, &inputs, selection.subject, &has_rules, findings, &reading, None)?;
    drop(reading);
    stop_if_interrupted()?;
    let lost = population.rows_without_owner();
    if lost > 0 {
        findings.note(None, Saying::new("note-rows-without-owner").with("count", lost));
    }
    population.group(&plan.vocabulary, &has_rules, findings);
    Ok(population)
}

/// A failure where the user wants to stop.
pub fn stop_if_interrupted() -> Result<(), Failure> {
    if progress::is_interrupted() { Err(Failure::new(Saying::new("failure-interrupted"))) } else { Ok(()) }
}

/// The kinds of subject about which there is something to decide.
pub fn kinds(plan: &Plan, selection: &Selection) -> Vec<SubjectId> {
    let all =
        (0..plan.vocabulary.subjects.len()).filter_map(|place| u16::try_from(place).ok().map(SubjectId));
    all.filter(|subject| selection.has_rules(plan, *subject)).collect()
}

/// Why a subject could not be decided.
#[derive(Debug)]
pub enum Undecided {
    /// The evaluation failed.
    Decide(DecideError),
    /// The record could not be built.
    Value(policy_core::ValueError),
}

impl Undecided {
    /// The reason.
    pub fn reason(&self) -> Saying {
        match self {
            Self::Decide(error) => {
                Saying::new("undecided").with_said("reason", |language| error.text(language))
            }
            Self::Value(error) => crate::finding::value_reason(error.clone()),
        }
    }
}

/// Decides one subject and gives the story to `tell`.
pub fn decide<T>(
    bench: &Bench<'_>,
    population: &Population,
    needs: &Needs,
    subject: SubjectId,
    index: u32,
    tell: impl FnOnce(&Record, &Decided<'_>) -> T,
) -> Result<T, Undecided> {
    let plan = bench.engine().plan();
    let record = population.record(subject, index, needs).map_err(Undecided::Value)?;
    let explanation = bench.explain(&record).map_err(Undecided::Decide)?;
    let name = name_fact(&plan.vocabulary, subject).and_then(|fact| record.text_fact(&plan.vocabulary, fact));
    let decided = Decided {
        record: &record,
        name,
        rows_set_aside: population.of(subject).lost_rows(index),
        rows_perhaps: population.of(subject).perhaps_lost_rows(index),
        explanation: &explanation,
    };
    Ok(tell(&record, &decided))
}
