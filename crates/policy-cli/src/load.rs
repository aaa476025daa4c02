//! Policies from files, compiled and ready to decide.

use std::fs;
use std::path::{Path, PathBuf};

use policy_core::Engine;
use policy_dsl::{Compiled, Compiler, Saying, Severity, Sources, render};
use policy_git::{At, GitError, Repository};

use crate::arguments::Policies;
use crate::failure::{Failure, shown};
use crate::voice::Voice;

/// Policies with their texts.
#[derive(Debug)]
pub struct Loaded {
    /// The texts.
    pub sources: Sources,
    /// What they mean, and what is wrong with them.
    pub compiled: Compiled,
}

impl Loaded {
    /// Reads and compiles policies.
    pub fn new(asked: &Policies) -> Result<Self, Failure> {
        Ok(Self::of(sources(&asked.sources())?, &asked.parameters))
    }

    /// Compiles policies that were read.
    pub fn of(sources: Sources, parameters: &[(String, String)]) -> Self {
        let mut compiler = Compiler::new();
        for (name, value) in parameters {
            compiler = compiler.set(name, value);
        }
        let mut compiled = compiler.compile(&sources);
        // Of a file in another encoding little is read, and what is missing then is no mistake of its author.
        let garbled: Vec<u32> = sources
            .defects()
            .iter()
            .filter(|defect| defect.says.id == "syntax-not-utf8")
            .map(|defect| defect.span.source)
            .collect();
        compiled
            .diagnostics
            .retain(|found| found.says.id == "syntax-not-utf8" || !garbled.contains(&found.span.source));
        Self { sources, compiled }
    }

    /// Prints what is wrong, and fails, where there is no plan.
    pub fn must_be_sound(&self, voice: Voice) -> Result<(), Failure> {
        if self.compiled.plan.is_some() {
            return Ok(());
        }
        let errors = self.compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let errors: Vec<_> = errors.cloned().collect();
        eprintln!("{}", render(&errors, &self.sources, voice.language));
        Err(Failure::new(Saying::new("failure-policy-mistakes")))
    }
}

/// Reads policies: files, directories of them, and what stood at a revision of a repository (`v2023:policies/x`).
pub fn sources(paths: &[&Path]) -> Result<Sources, Failure> {
    let at = |path: &Path| if path.exists() { None } else { At::parse(path.to_str()?) };
    let mut on_disk: Vec<&Path> = Vec::new();
    let mut of_revisions = Sources::new();
    for path in paths {
        match at(path) {
            None => on_disk.push(path),
            Some(at) => of_revisions.append(at_revision(&at.revision, &[&place(&at)?])?),
        }
    }
    if on_disk.is_empty() && !paths.is_empty() {
        return Ok(of_revisions);
    }
    let mut sources = files(&on_disk)?;
    sources.append(of_revisions);
    Ok(sources)
}

/// Reads policy files, and directories of them.
pub fn files(paths: &[&Path]) -> Result<Sources, Failure> {
    if paths.is_empty() {
        return Err(Failure::new(Saying::new("failure-no-policy")));
    }
    for path in paths {
        fs::metadata(path).map_err(|error| Failure::cannot_read(path, &error))?;
    }
    Sources::load_all(paths).map_err(|error| {
        Failure::new(Saying::new("failure-sources").with_said("detail", |language| error.text(language)))
    })
}

/// What stood at paths, as they are named from the working directory, at a revision of the repository that this lies in.
pub fn at_revision(revision: &str, paths: &[&Path]) -> Result<Sources, Failure> {
    let read = || {
        let repository = Repository::discover(Path::new("."))?;
        let places = paths.iter().map(|path| repository.path(path)).collect::<Result<Vec<_>, _>>()?;
        repository.sources(&repository.revision(revision)?, &places)
    };
    read().map_err(|error: GitError| Failure::new(error.says()))
}

/// The path of `REVISION:PATH`, which is seen from the root of the repository, as it is named from the working directory.
fn place(at: &At) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(&at.path);
    if path.starts_with(".") || path.starts_with("..") {
        return Ok(path);
    }
    let repository = Repository::discover(Path::new(".")).map_err(|error| Failure::new(error.says()))?;
    Ok(repository.root().map_or(path.clone(), |root| root.join(&path)))
}

/// Compiles policies and makes them ready. Where they hold mistakes, these are printed first.
pub fn engine(asked: &Policies, voice: Voice) -> Result<Engine, Failure> {
    if let [path] = &asked.sources()[..]
        && path.extension().is_some_and(|ending| ending == "json")
    {
        return compiled_before(path);
    }
    let loaded = Loaded::new(asked)?;
    loaded.must_be_sound(voice)?;
    // What is only doubtful, `check` says; whoever decides wants the decisions.
    let plan = loaded.compiled.plan.ok_or_else(|| Failure::new(Saying::new("failure-policy-mistakes")))?;
    Engine::new(plan).map_err(|error| unsound(Path::new("-"), &error))
}

/// A plan that was compiled before.
fn compiled_before(path: &Path) -> Result<Engine, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::cannot_read(path, &error))?;
    Engine::from_json(&text).map_err(|error| unsound(path, &error))
}

fn unsound(path: &Path, error: &policy_core::PlanError) -> Failure {
    Failure::new(
        Saying::new("failure-plan")
            .with("file", shown(path))
            .with_said("detail", |language| error.text(language)),
    )
}
