//! `policy test`: the tests that stand in policies.

use std::io::{self, Write, stderr};

use policy_dsl::{TestResult, render, run_tests};
use serde::Serialize;

use super::Ending;
use super::check::DiagnosticJson;
use crate::arguments::{Shared, TestArguments};
use crate::failure::Failure;
use crate::load::Loaded;
use crate::output::{Output, TextOrJson, text_or_json};
use crate::voice::{Tone, Voice, tame};

/// Runs all tests.
pub fn test(asked: &TestArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let format = text_or_json(shared.format)?;
    let loaded = Loaded::new(&asked.policies)?;
    loaded.must_be_sound(Voice::of(shared, &stderr()))?;
    let results = run_tests(&loaded.compiled);
    let mut output = Output::open(None)?;
    let written = match format {
        TextOrJson::Json => write_json(output.writer(), &results, &loaded, voice),
        TextOrJson::Text => write_text(output.writer(), &results, &loaded, voice),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::of(!results.iter().all(TestResult::passed)))
}

fn write_text(out: &mut dyn Write, results: &[TestResult], loaded: &Loaded, voice: Voice) -> io::Result<()> {
    if results.is_empty() {
        return writeln!(out, "{}", voice.say("test-none", &[]));
    }
    for result in results {
        let title = tame(&result.title);
        if result.passed() {
            writeln!(out, "{}", voice.paint(Tone::Good, &voice.say("test-passed", &[("title", &title)])))?;
        } else {
            writeln!(out, "{}", voice.paint(Tone::Bad, &voice.say("test-failed", &[("title", &title)])))?;
            writeln!(out, "{}", render(&result.findings, &loaded.sources, voice.language))?;
        }
    }
    let passed = results.iter().filter(|result| result.passed()).count();
    let failed = results.len() - passed;
    let said = voice.say("test-summary", &[("passed", &passed), ("failed", &failed)]);
    writeln!(out, "{}", voice.paint(if failed > 0 { Tone::Bad } else { Tone::Good }, &said))
}

#[derive(Serialize)]
struct Results<'a> {
    tests: Vec<ResultJson<'a>>,
    passed: usize,
    failed: usize,
}

#[derive(Serialize)]
struct ResultJson<'a> {
    policy: &'a str,
    title: &'a str,
    passed: bool,
    compared: usize,
    findings: Vec<DiagnosticJson>,
}

fn write_json(out: &mut dyn Write, results: &[TestResult], loaded: &Loaded, voice: Voice) -> io::Result<()> {
    let policies = loaded.compiled.plan.as_ref().map_or(&[][..], |plan| &plan.policies);
    let tests: Vec<ResultJson<'_>> = results
        .iter()
        .map(|result| ResultJson {
            policy: policies.get(result.policy.index()).map_or("", |policy| &policy.names.id),
            title: &result.title,
            passed: result.passed(),
            compared: result.compared,
            findings: result
                .findings
                .iter()
                .map(|found| DiagnosticJson::new(found, &loaded.sources, voice.language))
                .collect(),
        })
        .collect();
    let passed = results.iter().filter(|result| result.passed()).count();
    serde_json::to_writer_pretty(&mut *out, &Results { tests, passed, failed: results.len() - passed })?;
    writeln!(out)
}
