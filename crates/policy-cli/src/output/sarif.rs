//! Findings as SARIF 2.1.0, which code hosts show beside the lines of a change.
//!
//! Lines and columns count from 1, columns in UTF-16 code units, as SARIF's default is. Paths are relative to the root of the
//! repository that the command runs in, else to its directory; a file elsewhere is named in full. Every kind of finding comes with
//! its page.

use std::collections::BTreeMap;
use std::io::{self, Write};

use policy_dsl::{Diagnostic, Lint, Severity, Sources, Span};
use policy_messages::{Language, message};
use serde::Serialize;

use super::uri::Base;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes findings in a language.
pub fn write_sarif(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    sources: &Sources,
    language: Language,
) -> io::Result<()> {
    let kinds: BTreeMap<&str, &Diagnostic> = diagnostics.iter().map(|found| (kind(found), found)).collect();
    let rules: Vec<ReportingDescriptor> = kinds.values().map(|found| descriptor(found, language)).collect();
    let places = Places { sources, base: Base::here(), language };
    let results = diagnostics.iter().map(|found| {
        let index = rules.iter().position(|rule| rule.id == kind(found));
        places.result(found, index)
    });
    let results = results.collect();
    let driver = Component {
        name: "policy",
        semantic_version: env!("CARGO_PKG_VERSION"),
        language: match language {
            Language::English => "en",
            Language::Chinese => "zh-CN",
        },
        rules,
    };
    let run = Run { tool: Tool { driver }, column_kind: "utf16CodeUnits", results };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// The name of a lint; a mistake in the text has that of its message.
pub fn kind(found: &Diagnostic) -> &'static str {
    found.lint.map_or(found.says.id, Lint::name)
}

/// What a diagnostic says, with what to do about it.
pub fn sentences(found: &Diagnostic, language: Language) -> String {
    let colon = match language {
        Language::English => ": ",
        Language::Chinese => "：",
    };
    let help = message(language, "severity-help", &[]);
    let hints = found.hints.iter().map(|hint| format!("\n{help}{colon}{}", hint.text(language)));
    found.says.text(language) + &hints.collect::<String>()
}

fn descriptor(found: &Diagnostic, language: Language) -> ReportingDescriptor {
    ReportingDescriptor {
        id: kind(found),
        short_description: found.lint.map(|lint| Text { text: lint.title(language).to_owned() }),
        help: found.lint.map(|lint| Page { text: lint.page(language), markdown: lint.page(language) }),
        default_configuration: Configuration { level: level(found.severity) },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

struct Places<'s> {
    sources: &'s Sources,
    base: Base,
    language: Language,
}

impl Places<'_> {
    fn result(&self, found: &Diagnostic, rule_index: Option<usize>) -> Finding {
        let place = |span| Some(Location { id: None, message: None, physical_location: self.place(span)? });
        let related = (1..).zip(&found.related).filter_map(|(id, (span, says))| {
            let message = Some(Text { text: says.text(self.language) });
            Some(Location { id: Some(id), message, ..place(*span)? })
        });
        Finding {
            rule_id: kind(found),
            rule_index,
            level: level(found.severity),
            message: Text { text: sentences(found, self.language) },
            locations: place(found.span).into_iter().collect(),
            related_locations: related.collect(),
        }
    }

    fn place(&self, span: Span) -> Option<PhysicalLocation> {
        let file = self.sources.file(span)?;
        let uri = self.base.uri(&file.name);
        Some(PhysicalLocation { artifact_location: Artifact { uri }, region: Region::of(&file.text, span) })
    }
}

impl Region {
    fn of(text: &str, span: Span) -> Self {
        let (start_line, start_column) = position(text, span.start);
        let (end_line, end_column) = position(text, span.end.max(span.start));
        Self { start_line, start_column, end_line, end_column }
    }
}

/// The line of a byte, and its column in UTF-16 code units.
fn position(text: &str, offset: u32) -> (usize, usize) {
    let before = text.get(..offset as usize).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.get(line_start..).unwrap_or("").encode_utf16().count() + 1;
    (line, column)
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Finding>,
}

#[derive(Serialize)]
struct Tool {
    driver: Component,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    name: &'static str,
    semantic_version: &'static str,
    language: &'static str,
    rules: Vec<ReportingDescriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportingDescriptor {
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Page>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Page {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_code_units() {
        // 𠮷 takes two of them, and four bytes.
        let text = "规则\n𠮷田 每年\n";
        let start = text.find('每').unwrap_or_default() as u32;
        let span = Span { source: 0, start, end: start + 6 };
        let region = Region { start_line: 2, start_column: 5, end_line: 2, end_column: 7 };
        assert_eq!(Region::of(text, span), region);
    }

    #[test]
    fn a_region_may_end_on_another_line() {
        let span = Span { source: 0, start: 2, end: 5 };
        let region = Region { start_line: 1, start_column: 3, end_line: 2, end_column: 2 };
        assert_eq!(Region::of("abc\nde", span), region);
    }
}
