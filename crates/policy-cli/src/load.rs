//! Policies from files, compiled and ready to decide.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use policy_core::{Engine, Plan};
use policy_dsl::{Compiled, Compiler, Saying, Severity, Sources, render};
use policy_git::{At, Between, GitError, Repository};
use policy_seal::{Bundle, FileMark, MAX_BUNDLE_BYTES, Meaning, SealError};

use crate::arguments::Policies;
use crate::failure::{Failure, shown};
use crate::set::PolicySet;
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
        let paths = asked.sources();
        let bundles = bundles(&paths)?;
        let loaded = Self::of(with_bundles(&paths, &bundles)?, &settings(&bundles, asked));
        if let ([path], [bundle], []) = (&paths[..], &bundles[..], &asked.parameters[..])
            && loaded.compiled.plan.as_ref().is_some_and(|plan| Meaning::of(plan) != *bundle.meaning())
        {
            return Err(Failure::new(Saying::new("failure-bundle-other-meaning").with("file", shown(path))));
        }
        Ok(loaded)
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

/// Whether a path is a bundle's.
pub fn is_bundle(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("bundle"))
}

/// Reads a bundle.
fn bundle(path: &Path) -> Result<Bundle, Failure> {
    let mut bytes = Vec::new();
    let cannot = |error: std::io::Error| Failure::cannot_read(path, &error);
    let file = File::open(path).map_err(cannot)?;
    file.take(MAX_BUNDLE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    Bundle::read(&bytes).map_err(|error| sealed(path, &error))
}

/// Those of the paths that are bundles, read.
fn bundles(paths: &[&Path]) -> Result<Vec<Bundle>, Failure> {
    paths.iter().filter(|path| is_bundle(path)).map(|path| bundle(path)).collect()
}

/// A failure to use what is sealed.
pub fn sealed(path: &Path, error: &SealError) -> Failure {
    let says = Saying::new("failure-sealed").with("file", shown(path));
    Failure::new(says.with_said("detail", |language| error.text(language)))
}

/// Reads policies: files, directories of them, bundles, and what stood at a revision of a repository (`v2023:policies/x`).
pub fn sources(paths: &[&Path]) -> Result<Sources, Failure> {
    with_bundles(paths, &bundles(paths)?)
}

/// The same, where the bundles are read already.
fn with_bundles(paths: &[&Path], bundles: &[Bundle]) -> Result<Sources, Failure> {
    if paths.is_empty() {
        return Err(Failure::new(Saying::new("failure-no-policy")));
    }
    let mut on_disk: Vec<&Path> = Vec::new();
    let mut of_revisions = Sources::new();
    for path in paths.iter().copied().filter(|path| !is_bundle(path)) {
        match at(path) {
            None => on_disk.push(path),
            Some(at) => of_revisions.append(stood_at(&at)?),
        }
    }
    let mut sources = if on_disk.is_empty() { Sources::new() } else { files(&on_disk)? };
    sources.append(of_revisions);
    for source in bundles.iter().flat_map(Bundle::sources) {
        sources.add(&source.name, &source.text);
    }
    if !bundles.is_empty() && sources.iter().next().is_none() {
        return Err(Failure::new(Saying::new("failure-bundle-without-sources")));
    }
    Ok(sources)
}

/// The revision and the path that an argument names, where it is no path of the disk.
pub fn at(path: &Path) -> Option<At> {
    if path.exists() { None } else { At::parse(path.to_str()?) }
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

/// Policies that are ready to decide.
#[derive(Debug)]
pub struct Ready {
    /// The engine.
    pub engine: Engine,
    /// The files that it was made of.
    pub sources: Vec<FileMark>,
}

/// Two versions of policies, each with what both use, such as a vocabulary: at two paths, or at two revisions of one path
/// (`v2023..HEAD policies/x`).
pub fn versions(old: &str, new: &str, with: &[PathBuf]) -> Result<(Loaded, Loaded), Failure> {
    let beside = |path: &str| -> Vec<PathBuf> {
        std::iter::once(PathBuf::from(path)).chain(with.iter().cloned()).collect()
    };
    if let Some(Between { earlier, later }) = Between::parse(old).filter(|_| !Path::new(old).exists()) {
        let paths = beside(new);
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let version = |revision: &str| Ok(Loaded::of(at_revision(revision, &paths)?, &[]));
        return Ok((version(&earlier)?, version(&later)?));
    }
    let version = |path: &str| Loaded::new(&Policies { paths: beside(path), parameters: Vec::new() });
    Ok((version(old)?, version(new)?))
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

/// What stood beside the path at its revision, and, at that revision, at the paths of the set: nothing where it cannot be read.
pub fn beside(at: &At) -> Sources {
    let read = || -> Result<Sources, GitError> {
        let repository = Repository::discover(Path::new("."))?;
        let revision = repository.revision(&at.revision)?;
        let own = at.place(&repository)?;
        let set = PolicySet::find().ok().flatten().unwrap_or_default();
        let of_set = set.policies.iter().filter_map(|path| repository.path(path).ok());
        let mut sources = Sources::new();
        for place in own.parent().into_iter().chain(of_set) {
            if let Ok(found) = repository.sources(&revision, &[place]) {
                sources.append(found);
            }
        }
        Ok(sources)
    };
    read().unwrap_or_default()
}

/// What stood at `REVISION:PATH`.
fn stood_at(at: &At) -> Result<Sources, Failure> {
    let read = || {
        let repository = Repository::discover(Path::new("."))?;
        repository.sources(&repository.revision(&at.revision)?, &[at.place(&repository)?])
    };
    read().map_err(|error: GitError| Failure::new(error.says()))
}

/// Compiles policies and makes them ready. Where they hold mistakes, these are printed first.
pub fn engine(asked: &Policies, voice: Voice) -> Result<Engine, Failure> {
    Ok(ready(asked, voice)?.engine)
}

/// The same, with what they were made of.
pub fn ready(asked: &Policies, voice: Voice) -> Result<Ready, Failure> {
    if let [path] = &asked.sources()[..]
        && path.extension().is_some_and(|ending| ending == "json")
    {
        if let Some((name, _)) = asked.parameters.first() {
            let says = Saying::new("failure-set-compiled").with("file", shown(path)).with("name", name);
            return Err(Failure::new(says));
        }
        return compiled_before(path);
    }
    if let ([path], []) = (&asked.sources()[..], &asked.parameters[..])
        && is_bundle(path)
    {
        return bundled(path);
    }
    let loaded = sound(asked, voice)?;
    // What is only doubtful, `check` says; whoever decides wants the decisions.
    let plan = loaded.compiled.plan.ok_or_else(|| Failure::new(Saying::new("failure-policy-mistakes")))?;
    let engine = Engine::new(plan).map_err(|error| unsound(Path::new("-"), &error))?;
    let marks = loaded.sources.iter().map(|(_, source)| FileMark::of_text(&source.name, &source.text));
    Ok(Ready { engine, sources: marks.collect() })
}

/// A version of policies: a file, a directory, a bundle or a compiled plan, with what it uses beside it.
pub fn plan_at(
    version: &Path,
    beside: &[PathBuf],
    set: &[(String, String)],
    voice: Voice,
) -> Result<Plan, Failure> {
    let paths = std::iter::once(version.to_owned()).chain(beside.iter().cloned()).collect();
    let asked = Policies { paths, parameters: set.to_vec() };
    Ok(ready(&asked, voice)?.engine.plan().clone())
}

/// Makes a plan ready that was changed after it was compiled.
pub fn made_ready(plan: Plan) -> Result<Engine, Failure> {
    Engine::new(plan).map_err(|error| unsound(Path::new("-"), &error))
}

/// Compiles policies. Where they hold mistakes, these are printed first.
pub fn sound(asked: &Policies, voice: Voice) -> Result<Loaded, Failure> {
    let loaded = Loaded::new(asked)?;
    loaded.must_be_sound(voice)?;
    Ok(loaded)
}

/// The parameters that are set: by the bundles first, then by the command line.
pub fn parameters(asked: &Policies) -> Result<Vec<(String, String)>, Failure> {
    Ok(settings(&bundles(&asked.sources())?, asked))
}

/// The same, where the bundles are read already.
fn settings(bundles: &[Bundle], asked: &Policies) -> Vec<(String, String)> {
    let set = bundles.iter().flat_map(Bundle::parameters);
    let set = set.map(|setting| (setting.name.clone(), setting.value.clone()));
    set.chain(asked.parameters.iter().cloned()).collect()
}

/// A plan that was compiled before.
fn compiled_before(path: &Path) -> Result<Ready, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::cannot_read(path, &error))?;
    let engine = Engine::from_json(&text).map_err(|error| unsound(path, &error))?;
    Ok(Ready { engine, sources: vec![FileMark::of_text(shown(path), &text)] })
}

/// What a bundle holds, which need not be compiled.
fn bundled(path: &Path) -> Result<Ready, Failure> {
    let bundle = bundle(path)?;
    let marks = bundle.sources().iter().map(|source| FileMark::of_text(&source.name, &source.text)).collect();
    let engine = bundle.into_engine().map_err(|error| sealed(path, &error))?;
    Ok(Ready { engine, sources: marks })
}

fn unsound(path: &Path, error: &policy_core::PlanError) -> Failure {
    Failure::new(
        Saying::new("failure-plan")
            .with("file", shown(path))
            .with_said("detail", |language| error.text(language)),
    )
}
