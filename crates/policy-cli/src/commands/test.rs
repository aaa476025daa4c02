//! `policy test`: the tests that stand in policies.

use std::io::{self, Write, stderr};

use policy_dsl::{Saying, TestResult, render, run_tests};
use policy_messages::Language;
use serde::Serialize;

use super::Ending;
use super::check::DiagnosticJson;
use crate::arguments::{Format, Shared, TestArguments};
use crate::failure::Failure;
use crate::load::Loaded;
use crate::output::{Case, Output, Suite, Wrong, kind, sentences, write_junit};
use crate::voice::{Tone, Voice, tame};

/// Runs all tests.
pub fn test(asked: &TestArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let form = form(shared.format)?;
    let loaded = Loaded::new(&asked.policies)?;
    loaded.must_be_sound(Voice::of(shared, &stderr()))?;
    let results = run_tests(&loaded.compiled);
    let mut output = Output::open(None)?;
    let written = match form {
        Form::Json => write_json(output.writer(), &results, &loaded, voice),
        Form::Text => write_text(output.writer(), &results, &loaded, voice),
        Form::Junit => {
            write_junit(output.writer(), "policy test", &suites(&results, &loaded, voice.language))
        }
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::of(!results.iter().all(TestResult::passed)))
}

/// The forms of results of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Json,
    Junit,
}

fn form(asked: Option<Format>) -> Result<Form, Failure> {
    match asked {
        None | Some(Format::Text) => Ok(Form::Text),
        Some(Format::Json) => Ok(Form::Json),
        Some(Format::Junit) => Ok(Form::Junit),
        Some(
            Format::Csv | Format::Html | Format::Markdown | Format::Parquet | Format::Xlsx | Format::Sarif,
        ) => Err(Failure::new(Saying::new("failure-form-of-test"))),
    }
}

/// The tests of each policy that has any.
fn suites(results: &[TestResult], loaded: &Loaded, language: Language) -> Vec<Suite> {
    let mut suites: Vec<Suite> = Vec::new();
    for result in results {
        let name = policy_of(result, loaded);
        let own = match suites.iter_mut().position(|suite| suite.name == name) {
            Some(place) => &mut suites[place],
            None => {
                suites.push(Suite { name: name.to_owned(), cases: Vec::new() });
                let last = suites.len() - 1;
                &mut suites[last]
            }
        };
        own.cases.push(Case { name: result.title.clone(), failure: wrong(result, loaded, language) });
    }
    suites
}

fn wrong(result: &TestResult, loaded: &Loaded, language: Language) -> Option<Wrong> {
    let first = result.findings.first()?;
    let text = render(&result.findings, &loaded.sources, language);
    Some(Wrong { kind: kind(first).to_owned(), message: sentences(first, language), text })
}

/// The name of the policy beside which a test stands.
fn policy_of<'l>(result: &TestResult, loaded: &'l Loaded) -> &'l str {
    let policies = loaded.compiled.plan.as_ref().map_or(&[][..], |plan| &plan.policies);
    policies.get(result.policy.index()).map_or("", |policy| &policy.names.id)
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
    let tests: Vec<ResultJson<'_>> = results
        .iter()
        .map(|result| ResultJson {
            policy: policy_of(result, loaded),
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
