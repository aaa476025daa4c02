//! `policy check`: mistakes in policies, and quotes that do not stand in the regulation.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use policy_dsl::{Diagnostic, Lint, Saying, Severity, Sources, check_quotes, render};
use policy_messages::Language;
use serde::Serialize;

use super::Ending;
use super::lints::explain_lint;
use crate::arguments::{CheckArguments, Format, Shared};
use crate::failure::Failure;
use crate::load::Loaded;
use crate::output::{Case, Output, Suite, Wrong, kind, sentences, text_or_json, write_junit, write_sarif};
use crate::touched::Touched;
use crate::voice::{Tone, Voice, tame};

/// Looks for mistakes. Warnings are findings too.
pub fn check(asked: &CheckArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    if let Some(name) = &asked.explain {
        return explain_lint(name.as_deref(), text_or_json(shared.format)?, voice);
    }
    let form = form(shared.format)?;
    let Loaded { sources, compiled } = Loaded::new(&asked.policies())?;
    let mut diagnostics = compiled.diagnostics.clone();
    if let Some(directory) = &asked.sources {
        diagnostics.extend(check_quotes(&compiled, directory));
    }
    let paths: Vec<&Path> = asked.paths.iter().map(PathBuf::as_path).collect();
    let touched = match &asked.changed {
        None => None,
        Some(revision) => {
            Some(Touched::since(revision, &sources, &compiled, &paths, asked.sources.as_deref())?)
        }
    };
    let all = diagnostics.len();
    diagnostics.retain(|found| touched.as_ref().is_none_or(|touched| touched.touches(found)));
    let since = touched.as_ref().map(|touched| Since {
        revision: touched.revision.clone(),
        files: touched.files.len(),
        elsewhere: all - diagnostics.len(),
    });
    let count = |severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    let counts = Counts {
        files: sources.iter().count(),
        rules: compiled.plan.as_ref().map_or(0, |plan| plan.rules.len()),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        since,
    };
    let mut output = Output::open(None)?;
    let (out, language) = (output.writer(), voice.language);
    let written = match form {
        Form::Text => write_text(out, &diagnostics, &sources, &counts, voice),
        Form::Json => write_json(out, &diagnostics, &sources, &counts, language),
        Form::Sarif => write_sarif(out, &diagnostics, &sources, language),
        Form::Junit => {
            let is_asked = |file| touched.as_ref().is_none_or(|touched| touched.reaches(file));
            write_junit(out, "policy check", &suites(&diagnostics, &sources, is_asked, language))
        }
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::of(!diagnostics.is_empty()))
}

/// The forms of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Json,
    Sarif,
    Junit,
}

fn form(asked: Option<Format>) -> Result<Form, Failure> {
    match asked {
        None | Some(Format::Text) => Ok(Form::Text),
        Some(Format::Json) => Ok(Form::Json),
        Some(Format::Sarif) => Ok(Form::Sarif),
        Some(Format::Junit) => Ok(Form::Junit),
        Some(Format::Csv | Format::Html | Format::Markdown | Format::Parquet | Format::Xlsx) => {
            Err(Failure::new(Saying::new("failure-form-of-check")))
        }
    }
}

/// Each file as a suite: its findings are cases that failed, and where there is none, the file is a case that passed.
/// A file that was not asked for is a suite only for findings that are told all the same.
fn suites(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    is_asked: impl Fn(u32) -> bool,
    language: Language,
) -> Vec<Suite> {
    let files = sources.iter().filter_map(|(number, source)| {
        let own = diagnostics.iter().filter(|found| found.span.source == number);
        let mut cases: Vec<Case> = own.map(|found| case(found, sources, language)).collect();
        if cases.is_empty() && is_asked(number) {
            cases.push(Case { name: "policy check".to_owned(), failure: None });
        }
        (!cases.is_empty()).then(|| Suite { name: source.name.clone(), cases })
    });
    files.collect()
}

fn case(found: &Diagnostic, sources: &Sources, language: Language) -> Case {
    let place = sources.place(found.span);
    let place = place.map_or_else(String::new, |place| format!(" {}:{}", place.line, place.column));
    let failure = Wrong {
        kind: grade(found.severity).to_owned(),
        message: sentences(found, language),
        text: found.render(sources, language),
    };
    Case { name: format!("{}{place}", kind(found)), failure: Some(failure) }
}

#[derive(Serialize)]
struct Counts {
    files: usize,
    rules: usize,
    errors: usize,
    warnings: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Since>,
}

/// What was left out, where only what a change touches was asked for.
#[derive(Serialize)]
struct Since {
    revision: String,
    /// How many files changed.
    files: usize,
    /// How many findings are not told.
    elsewhere: usize,
}

fn write_text(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    sources: &Sources,
    counts: &Counts,
    voice: Voice,
) -> io::Result<()> {
    if diagnostics.is_empty() {
        let fine = match &counts.since {
            None => voice.say("check-fine", &[("files", &counts.files), ("rules", &counts.rules)]),
            Some(_) => voice.say("check-changed-fine", &[]),
        };
        writeln!(out, "{}", voice.paint(Tone::Good, &fine))?;
    } else {
        writeln!(out, "{}", render(diagnostics, sources, voice.language))?;
        let said = voice.say("check-counts", &[("errors", &counts.errors), ("warnings", &counts.warnings)]);
        writeln!(out, "{}", voice.paint(if counts.errors > 0 { Tone::Bad } else { Tone::Open }, &said))?;
    }
    let Some(Since { revision, files, elsewhere }) = &counts.since else { return Ok(()) };
    let revision = tame(revision);
    let same = counts.files.saturating_sub(*files);
    let arguments: [(&str, &dyn Display); 4] =
        [("revision", &revision), ("files", files), ("same", &same), ("elsewhere", elsewhere)];
    writeln!(out, "{}", voice.say("check-changed", &arguments))
}

/// How grave a finding is, for machines.
pub fn grade(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

#[derive(Serialize)]
struct Report<'a> {
    diagnostics: Vec<DiagnosticJson>,
    summary: &'a Counts,
}

/// A diagnostic for machines; lines and columns are counted from 1, columns in characters.
#[derive(Serialize)]
pub struct DiagnosticJson {
    severity: &'static str,
    code: &'static str,
    /// The name by which the finding is explained and allowed; a mistake in the text has none.
    lint: Option<&'static str>,
    message: String,
    #[serde(flatten)]
    place: PlaceJson,
    related: Vec<RelatedJson>,
    hints: Vec<String>,
}

#[derive(Serialize)]
struct RelatedJson {
    message: String,
    #[serde(flatten)]
    place: PlaceJson,
}

#[derive(Serialize)]
struct PlaceJson {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    start: u32,
    end: u32,
}

impl DiagnosticJson {
    /// The diagnostic in a language.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources, language: Language) -> Self {
        let place = |span: policy_dsl::Span| {
            let place = sources.place(span);
            PlaceJson {
                file: sources.file(span).map(|file| file.name.clone()),
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                start: span.start,
                end: span.end,
            }
        };
        Self {
            severity: grade(diagnostic.severity),
            code: diagnostic.says.id,
            lint: diagnostic.lint.map(Lint::name),
            message: diagnostic.says.text(language),
            place: place(diagnostic.span),
            related: diagnostic
                .related
                .iter()
                .map(|(span, says)| RelatedJson { message: says.text(language), place: place(*span) })
                .collect(),
            hints: diagnostic.hints.iter().map(|hint| hint.text(language)).collect(),
        }
    }
}

fn write_json(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    sources: &Sources,
    counts: &Counts,
    language: Language,
) -> io::Result<()> {
    let diagnostics = diagnostics.iter().map(|found| DiagnosticJson::new(found, sources, language)).collect();
    serde_json::to_writer_pretty(&mut *out, &Report { diagnostics, summary: counts })?;
    writeln!(out)
}
