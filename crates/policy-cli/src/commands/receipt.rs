//! A receipt of a run: what was decided by what.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use policy_core::{SubjectId, Tally};
use policy_dsl::Saying;
use policy_report::Decided;
use policy_seal::{
    Asked, Digest, FileMark, MAX_RECEIPT_BYTES, Meaning, ReadReceipt, Receipt, ResultsDigester, SealError,
    Setting,
};

use crate::arguments::{DataArguments, Policies, RunArguments};
use crate::failure::{Failure, shown};
use crate::load::{self, Ready};
use crate::output::Output;
use crate::read;

/// Watches what is decided by what, until a receipt can be made of it.
pub struct Notary<'e> {
    ready: &'e Ready,
    results: ResultsDigester<'e>,
    watched: Vec<Watched>,
}

/// A file as it was before it was read.
struct Watched {
    path: PathBuf,
    seen: State,
}

/// By what a change of a file is seen without reading it.
type State = (u64, Option<SystemTime>);

impl<'e> Notary<'e> {
    /// Looks at the files before they are read. Of one subject alone it is not noted who it is.
    pub fn new(
        ready: &'e Ready,
        policies: &Policies,
        data: &DataArguments,
        is_of_one: bool,
    ) -> Result<Self, Failure> {
        let paths: Vec<&Path> = policies.data().chain(data.data.iter().map(PathBuf::as_path)).collect();
        let watched = read::files_read(&paths)?.into_iter().map(|path| {
            let seen = state(&path)?;
            Ok(Watched { path, seen })
        });
        let watched = watched.collect::<Result<_, Failure>>()?;
        let plan = ready.engine.plan();
        let results = if is_of_one { ResultsDigester::of_one(plan) } else { ResultsDigester::new(plan) };
        Ok(Self { ready, results, watched })
    }

    /// Notes somebody's verdicts.
    pub fn decided(&mut self, decided: &Decided<'_>) {
        let verdicts = decided.verdicts().map(|explained| &explained.verdict);
        let outcomes = decided.outcomes().map(|explained| &explained.outcome);
        self.results.add(decided.record.subject(), decided.record.id(), verdicts, outcomes);
    }

    /// Notes that somebody could not be decided.
    pub fn undecided(&mut self, subject: SubjectId, id: &str) {
        self.results.add_undecided(subject, id);
    }

    /// The receipt, once everything is read and decided.
    pub fn receipt(
        self,
        asked: Asked,
        as_of: NaiveDate,
        made: NaiveDateTime,
        tally: &Tally,
        rows_set_aside: usize,
    ) -> Result<Receipt, Failure> {
        let inputs = self.watched.iter().map(Watched::mark).collect::<Result<_, Failure>>()?;
        Ok(Receipt {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            // To the second: nobody decides twice in one.
            made: made.with_nanosecond(0).unwrap_or(made),
            as_of,
            asked,
            meaning: Meaning::of(self.ready.engine.plan()),
            sources: self.ready.sources.clone(),
            inputs,
            results: self.results.finish(tally, rows_set_aside),
        })
    }
}

impl Watched {
    /// The file by what it holds, which is what was read: else it would be told that others were judged.
    fn mark(&self) -> Result<FileMark, Failure> {
        let cannot = |error: std::io::Error| Failure::cannot_read(&self.path, &error);
        let mut file = File::open(&self.path).map_err(cannot)?;
        let (digest, bytes) = Digest::of_reader(&mut file).map_err(cannot)?;
        if state(&self.path)? != self.seen {
            return Err(Failure::new(
                Saying::new("failure-changed-meanwhile").with("file", shown(&self.path)),
            ));
        }
        Ok(FileMark { name: shown(&self.path), bytes, digest })
    }
}

fn state(path: &Path) -> Result<State, Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::cannot_read(path, &error))?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// What was asked for, without saying of whom.
pub fn asked(run: &RunArguments) -> Asked {
    let RunArguments { policies, data, .. } = run;
    let parameters = policies.parameters.iter();
    Asked {
        policies: policies.sources().into_iter().map(shown).collect(),
        data: policies.data().chain(data.data.iter().map(PathBuf::as_path)).map(shown).collect(),
        parameters: parameters
            .map(|(name, value)| Setting { name: name.clone(), value: value.clone() })
            .collect(),
        policy: data.policy.clone(),
        subject: data.subject.clone(),
        rules: data.rule.clone(),
        period: data.period,
        one_subject: run.id.is_some(),
        keep_going: run.keep_going,
    }
}

/// Where the receipt of a run goes: where it is said, else beside the result.
pub fn place(asked: &RunArguments) -> Result<Option<PathBuf>, Failure> {
    let Some(named) = &asked.receipt else { return Ok(None) };
    let place = match (named, &asked.output) {
        (Some(place), _) => place.clone(),
        (None, None) => PathBuf::from("receipt.json"),
        (None, Some(output)) => {
            let mut name = output.file_name().unwrap_or_default().to_owned();
            name.push(".receipt.json");
            output.with_file_name(name)
        }
    };
    if !place.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return Err(Failure::new(Saying::new("failure-receipt-name").with("file", shown(&place))));
    }
    if asked.output.as_ref().is_some_and(|output| real(output) == real(&place)) {
        return Err(Failure::new(Saying::new("failure-receipt-is-result").with("file", shown(&place))));
    }
    // Whatever else stands there may have been meant as a policy or as data.
    if place.is_file() && matches!(open(&place), Err(Unopened::Sealed(SealError::Other(_)))) {
        return Err(Failure::new(Saying::new("failure-no-receipt-there").with("file", shown(&place))));
    }
    Ok(Some(place))
}

/// Where a path leads, also where nothing stands there yet: `./a.json` and `a.json` are one place.
fn real(path: &Path) -> PathBuf {
    let whole = || fs::canonicalize(path).ok();
    let beside = || {
        let directory = path.parent().filter(|own| !own.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(fs::canonicalize(directory).ok()?.join(path.file_name()?))
    };
    whole().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// Writes a receipt to its place, where it does not stand yet.
pub fn write(output: &mut Output, receipt: &Receipt) -> Result<(), Failure> {
    let text = receipt.to_json().map_err(|error| {
        Failure::new(Saying::new("failure-report").with_said("detail", |language| error.text(language)))
    })?;
    output.writer().write_all(text.as_bytes()).map_err(|error| output.failure(&error))
}

/// Why a receipt could not be opened.
pub enum Unopened {
    /// The file cannot be read.
    Unread(std::io::Error),
    /// It is no receipt that can be used.
    Sealed(SealError),
}

/// Reads a receipt.
pub fn open(path: &Path) -> Result<ReadReceipt, Unopened> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Unopened::Unread)?;
    file.take(MAX_RECEIPT_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(Unopened::Unread)?;
    Receipt::read(&bytes).map_err(Unopened::Sealed)
}

impl Unopened {
    /// The failure, with the file.
    pub fn failure(&self, path: &Path) -> Failure {
        match self {
            Self::Unread(error) => Failure::cannot_read(path, error),
            Self::Sealed(error) => load::sealed(path, error),
        }
    }
}
