//! What `run` and `explain` share: data read for a plan, and each subject decided.

use std::fs;
use std::io::stderr;
use std::path::{Path, PathBuf};

use policy_core::{Bench, DecideError, Plan, Record, SubjectId, Tally};
use policy_dsl::Saying;
use policy_report::Decided;

use crate::arguments::{DataArguments, Policies};
use crate::failure::{Failure, shown};
use crate::finding::Findings;
use crate::gather::{Gathering, begin, gather};
use crate::needs::Needs;
use crate::output::say_findings;
use crate::population::Population;
use crate::progress::{self, Progress};
use crate::read::{self, Inputs};
use crate::selection::Selection;
use crate::voice::{Voice, tame};

/// Reads the data that a command line names.
pub fn population(
    plan: &Plan,
    policies: &Policies,
    asked: &DataArguments,
    selection: &Selection,
    findings: &mut Findings,
    voice: Voice,
) -> Result<Population, Failure> {
    let inputs = inputs(policies, asked, false)?;
    let gathering = begin(&plan.vocabulary, &inputs, findings)?;
    gathered(plan, gathering, selection, findings, voice)
}

/// Opens the data that a command line names.
pub fn inputs(policies: &Policies, asked: &DataArguments, keep_going: bool) -> Result<Inputs, Failure> {
    let mut paths: Vec<PathBuf> = policies.data().map(Path::to_owned).collect();
    paths.extend(asked.data.iter().cloned());
    if paths.is_empty() {
        return Err(Failure::new(Saying::new("failure-no-data")));
    }
    read::open(&paths, keep_going)
}

/// Reads data of which it is known what it is.
pub fn gathered(
    plan: &Plan,
    gathering: Gathering<'_>,
    selection: &Selection,
    findings: &mut Findings,
    voice: Voice,
) -> Result<Population, Failure> {
    let reading = Progress::begin(voice.say("progress-reading", &[]), None);
    let has_rules = |subject| selection.has_rules(plan, subject);
    let mut population =
        gather(&plan.vocabulary, gathering, selection.subject, &has_rules, findings, &reading, None)?;
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
    selection: &Selection,
    subject: SubjectId,
    index: u32,
    tell: impl FnOnce(&Record, &Decided<'_>) -> T,
) -> Result<T, Undecided> {
    let plan = bench.engine().plan();
    let record = population.record(subject, index, needs).map_err(Undecided::Value)?;
    let explanation = bench.explain(&record).map_err(Undecided::Decide)?;
    let mut decided = Decided::new(
        plan,
        &record,
        &explanation,
        |verdict| selection.takes_verdict(plan, verdict),
        |outcome| selection.takes_outcome(plan, outcome),
    );
    decided.rows_set_aside = population.of(subject).lost_rows(index);
    decided.rows_perhaps = population.of(subject).perhaps_lost_rows(index);
    Ok(tell(&record, &decided))
}

/// Counts a decided subject.
pub fn count(tally: &mut Tally, plan: &Plan, decided: &Decided<'_>) {
    let verdicts = decided.verdicts().map(|explained| &explained.verdict);
    let outcomes = decided.outcomes().map(|explained| &explained.outcome);
    tally.add(plan, decided.record.subject(), decided.urgency(plan), verdicts, outcomes);
}

/// Whom to decide: everybody of the kinds about which there is something to decide, or the one with an identifier.
pub fn wanted(
    plan: &Plan,
    population: &Population,
    selection: &Selection,
    id: Option<&str>,
    findings: &Findings,
    aside: Voice,
) -> Result<Vec<(SubjectId, u32)>, Failure> {
    let mut wanted = Vec::new();
    for subject in kinds(plan, selection) {
        let subjects = population.of(subject);
        match id {
            None => wanted.extend(subjects.usable().map(|index| (subject, index))),
            Some(id) => {
                let found = subjects.find(id).filter(|index| subjects.is_usable(*index));
                wanted.extend(found.map(|index| (subject, index)));
            }
        }
    }
    if let (Some(id), true) = (id, wanted.is_empty()) {
        _ = say_findings(&mut stderr(), findings, aside);
        return Err(Failure::new(Saying::new("failure-no-such-id").with("id", tame(id))));
    }
    if kinds(plan, selection).is_empty() {
        return Err(Failure::new(Saying::new("failure-nothing-to-decide")));
    }
    Ok(wanted)
}

/// Refuses to put the result in the place of a policy or of the data.
pub fn keep_what_is_read(
    output: Option<&Path>,
    policies: &Policies,
    asked: &DataArguments,
) -> Result<(), Failure> {
    let Some(output) = output else { return Ok(()) };
    let Ok(place) = fs::canonicalize(output) else { return Ok(()) };
    if !place.is_file() {
        return Ok(());
    }
    let data: Vec<&Path> = asked.data.iter().map(PathBuf::as_path).chain(policies.data()).collect();
    let holds = |path: &Path| fs::canonicalize(path).is_ok_and(|path| place.starts_with(path));
    let is_policy = place.extension().is_some_and(|ending| ending == "policy");
    let is_policy_read = policies
        .sources()
        .iter()
        .any(|path| if path.is_dir() { is_policy && holds(path) } else { holds(path) });
    if is_policy_read || read::is_read(&data, &place) {
        return Err(Failure::new(Saying::new("failure-would-overwrite").with("file", shown(output))));
    }
    Ok(())
}
