//! `policy check`: mistakes in policies, and quotes that do not stand in the regulation.

use std::io::{self, Write};

use policy_dsl::{Diagnostic, Lint, Saying, Severity, Sources, check_quotes, render};
use policy_messages::Language;
use serde::Serialize;

use super::Ending;
use super::lints::explain_lint;
use crate::arguments::{CheckArguments, Format, Shared};
use crate::failure::Failure;
use crate::load::Loaded;
use crate::output::{Case, Output, Suite, Wrong, kind, sentences, text_or_json, write_junit, write_sarif};
use crate::voice::{Tone, Voice};

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
    let count = |severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    let counts = Counts {
        files: sources.iter().count(),
        rules: compiled.plan.as_ref().map_or(0, |plan| plan.rules.len()),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
    };
    let mut output = Output::open(None)?;
    let (out, language) = (output.writer(), voice.language);
    let written = match form {
        Form::Text => write_text(out, &diagnostics, &sources, &counts, voice),
        Form::Json => write_json(out, &diagnostics, &sources, &counts, language),
        Form::Sarif => write_sarif(out, &diagnostics, &sources, language),
        Form::Junit => write_junit(out, "policy check", &suites(&diagnostics, &sources, language)),
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
        Some(Format::Csv | Format::Html | Format::Xlsx) => {
            Err(Failure::new(Saying::new("failure-form-of-check")))
        }
    }
}

/// Each file as a suite: its findings are cases that failed, and where there is none, the file is a case that passed.
fn suites(diagnostics: &[Diagnostic], sources: &Sources, language: Language) -> Vec<Suite> {
    let files = sources.iter().map(|(number, source)| {
        let own = diagnostics.iter().filter(|found| found.span.source == number);
        let mut cases: Vec<Case> = own.map(|found| case(found, sources, language)).collect();
        if cases.is_empty() {
            cases.push(Case { name: "policy check".to_owned(), failure: None });
        }
        Suite { name: source.name.clone(), cases }
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
}

fn write_text(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    sources: &Sources,
    counts: &Counts,
    voice: Voice,
) -> io::Result<()> {
    if diagnostics.is_empty() {
        let fine = voice.say("check-fine", &[("files", &counts.files), ("rules", &counts.rules)]);
        return writeln!(out, "{}", voice.paint(Tone::Good, &fine));
    }
    writeln!(out, "{}", render(diagnostics, sources, voice.language))?;
    let said = voice.say("check-counts", &[("errors", &counts.errors), ("warnings", &counts.warnings)]);
    writeln!(out, "{}", voice.paint(if counts.errors > 0 { Tone::Bad } else { Tone::Open }, &said))
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
