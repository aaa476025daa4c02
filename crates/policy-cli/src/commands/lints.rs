//! `policy check --explain`: what the findings of `check` mean.

use std::io::{self, Write};

use policy_core::nearest_name;
use policy_dsl::{Lint, Saying};
use policy_messages::Language;
use serde::Serialize;

use super::Ending;
use super::check::grade;
use crate::failure::Failure;
use crate::output::{Output, TextOrJson};
use crate::voice::{Tone, Voice};

/// Shows the page of a finding, or lists all findings.
pub fn explain_lint(name: Option<&str>, format: TextOrJson, voice: Voice) -> Result<Ending, Failure> {
    let asked = match name {
        Some(name) => Some(Lint::of_name(name.trim()).ok_or_else(|| unknown(name.trim()))?),
        None => None,
    };
    let mut output = Output::open(None)?;
    let written = match (asked, format) {
        (Some(lint), TextOrJson::Json) => write_json(output.writer(), &page(lint, voice.language)),
        (None, TextOrJson::Json) => write_json(output.writer(), &list(voice.language)),
        (Some(lint), TextOrJson::Text) => write!(output.writer(), "{}", lint.page(voice.language)),
        (None, TextOrJson::Text) => write_list(output.writer(), voice),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::Fine)
}

fn unknown(name: &str) -> Failure {
    let says = |id| Saying::new(id).with("name", name);
    Failure::new(match nearest_name(name, Lint::ALL.iter().map(|lint| lint.name())) {
        Some(nearest) => says("failure-no-such-lint-nearest").with("nearest", nearest),
        None => says("failure-no-such-lint"),
    })
}

#[derive(Serialize)]
struct LintJson {
    name: &'static str,
    severity: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'static str>,
}

fn entry(lint: Lint, language: Language) -> LintJson {
    let (name, severity) = (lint.name(), grade(lint.severity()));
    LintJson { name, severity, title: lint.title(language), page: None }
}

fn page(lint: Lint, language: Language) -> LintJson {
    LintJson { page: Some(lint.page(language)), ..entry(lint, language) }
}

fn list(language: Language) -> Vec<LintJson> {
    Lint::ALL.iter().map(|lint| entry(*lint, language)).collect()
}

fn write_list(out: &mut dyn Write, voice: Voice) -> io::Result<()> {
    let widest = Lint::ALL.iter().map(|lint| lint.name().len()).max().unwrap_or(0);
    for lint in Lint::ALL {
        let name = voice.paint(Tone::Open, &format!("{:widest$}", lint.name()));
        writeln!(out, "{name}  {}", lint.title(voice.language))?;
    }
    Ok(())
}

fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
