//! The compiler's front door: from sources to a plan, or to what is wrong with them.

use std::fmt;

use policy_core::Plan;
use policy_messages::Language;

use crate::amend::{self, Consolidated};
use crate::check::Allowances;
use crate::resolve::{self, Overrides, Report};
use crate::{Diagnostic, Index, Severity, Sources, check, parse, scan_names, syntax};

/// Compiles policies; holds what the caller sets before.
///
/// ```
/// use policy_dsl::{Compiler, Sources};
/// let sources = Sources::single("rule.policy", r#"
///     vocabulary staff { subject teacher also teachers {
///         event training also trainings dated end { end: date  hours: hours }
///     } }
///     policy plan {
///         effective 2024-01-01
///         parameter least = 90 hours
///         rule annual { for teachers  each year  require hours >= least }
///     }
/// "#);
/// let compiled = Compiler::new().set("least", "72 hours").compile(&sources);
/// assert_eq!(compiled.plan.unwrap().parameters[0].value.to_string(), "72");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Compiler {
    overrides: Overrides,
    is_unchecked: bool,
}

/// What became of sources.
#[derive(Debug)]
pub struct Compiled {
    /// The plan; absent where there is an error.
    pub plan: Option<Plan>,
    /// Errors and warnings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The syntax trees, one for each source; in the place of each amendment stands the version that it makes.
    pub files: Vec<syntax::File>,
    /// The identifiers of the versions that amendments make.
    pub amendments: Vec<String>,
    /// Where the parts of the plan stand.
    pub index: Index,
    /// What names mean, for tests.
    pub(crate) names: resolve::Names,
}

impl Compiler {
    /// A compiler that sets nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a parameter, by its name, its label or `policy.name`, to a figure such as `30 days`.
    #[must_use]
    pub fn set(mut self, parameter: &str, value: &str) -> Self {
        self.overrides.set(parameter, value);
        self
    }

    /// Only makes the plan: what is doubtful in it is not looked for, which takes a good part of the time.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.is_unchecked = true;
        self
    }

    /// Compiles sources together.
    pub fn compile(&self, sources: &Sources) -> Compiled {
        let lexicon = scan_names(sources);
        let mut report = Report::default();
        sources.defects().iter().cloned().for_each(|defect| report.push(defect));
        let mut files = Vec::new();
        for (number, source) in sources.iter() {
            let (file, mistakes) = parse(number, &source.text, &lexicon);
            files.push(file);
            mistakes.into_iter().for_each(|mistake| report.push(mistake));
        }
        let Consolidated { files, made } = amend::consolidate(&mut report, files);
        let mut allowances = Allowances::of(&mut report, &files);
        let broken = report.has_errors().then_some(&lexicon);
        let resolved = resolve::resolve(&mut report, &files, self.overrides.clone(), broken);
        if let Some(plan) = resolved.plan.as_ref().filter(|_| !self.is_unchecked) {
            check::check(&mut report, plan, &resolved.index, &resolved.names, &files);
        }
        report.retain(0, |found| !allowances.silence(found));
        // Where there is no plan, not everything was looked for.
        if !report.has_errors() && !self.is_unchecked {
            let idle = allowances.idle(|lint| !lint.needs_texts());
            idle.into_iter().for_each(|found| report.push(found));
        }
        let plan = if report.has_errors() { None } else { resolved.plan };
        let has_errors = report.has_errors();
        let mut diagnostics = report.finish();
        if !made.is_empty() {
            // What two versions have in common is wrong in both, and told once.
            let mut told: Vec<Diagnostic> = Vec::new();
            diagnostics.retain(|found| {
                let is_new = !told.contains(found);
                told.extend(is_new.then(|| found.clone()));
                is_new
            });
        }
        // What cannot be read explains what cannot be understood.
        if has_errors && broken.is_none() {
            amend::blame(&mut diagnostics, &files, &made, |files| {
                let mut report = Report::default();
                resolve::resolve(&mut report, files, self.overrides.clone(), None);
                report.finish()
            });
        }
        let amendments = made.into_iter().map(|(name, _)| name.text).collect();
        Compiled { plan, diagnostics, files, amendments, index: resolved.index, names: resolved.names }
    }
}

impl Compiled {
    /// Whether anything is wrong; warnings are not.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Compiles sources together.
pub fn compile(sources: &Sources) -> Compiled {
    Compiler::new().compile(sources)
}

/// Compiles one text.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let plan = policy_dsl::compile_str(r#"
///     vocabulary staff { subject teacher also teachers {
///         event training also trainings dated end { end: date  hours: hours }
///     } }
///     policy plan { effective 2024-01-01  rule annual { for teachers  each year  require hours >= 90 } }
/// "#)?;
/// assert_eq!(plan.rules.len(), 1);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The text is not a sound policy; the error shows everything that is wrong with it, with its place.
pub fn compile_str(text: &str) -> Result<Plan, CompileError> {
    let sources = Sources::single("policy", text);
    let compiled = compile(&sources);
    match compiled.plan {
        Some(plan) => Ok(plan),
        None => Err(CompileError { sources, diagnostics: compiled.diagnostics }),
    }
}

/// Everything that is wrong with a text.
#[derive(Clone)]
pub struct CompileError {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl fmt::Debug for CompileError {
    /// As it is shown to a person: a `main` that returns it prints it this way.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl CompileError {
    /// The mistakes, in the order of their places.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The mistakes as they are shown to a person, with the lines that they are in.
    pub fn text(&self, language: Language) -> String {
        crate::render(&self.diagnostics, &self.sources, language)
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for CompileError {}
