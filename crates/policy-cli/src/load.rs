//! Policies from files, compiled and ready to decide.

use std::fs;
use std::path::{Path, PathBuf};

use policy_core::Engine;
use policy_dsl::{Compiled, Compiler, Saying, Severity, Sources, render};

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
        let mut compiler = Compiler::new();
        for (name, value) in &asked.parameters {
            compiler = compiler.set(name, value);
        }
        Ok(Self::of(sources(&asked.sources())?, &compiler))
    }

    /// Compiles sources.
    fn of(sources: Sources, compiler: &Compiler) -> Self {
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

/// A version of policies, by the name under which it is asked for: a file or a directory. What both versions use, such as
/// a vocabulary, is read with it.
pub fn version(name: &str, with: &[PathBuf]) -> Result<Loaded, Failure> {
    let mut paths = vec![Path::new(name)];
    paths.extend(with.iter().map(PathBuf::as_path));
    Ok(Loaded::of(sources(&paths)?, &Compiler::new()))
}

/// Reads policy files, and directories of them.
pub fn sources(paths: &[&Path]) -> Result<Sources, Failure> {
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
