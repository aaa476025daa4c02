//! Tests beside the rules: records that the author gives, and what is expected of them.
//!
//! A test is first checked against the vocabulary and the rules, as part of compiling (`lower`),
//! then its record is built and decided (`run`). What is found goes the way of all diagnostics.

mod build;
mod compare;
mod expect;
mod lower;
mod scene;
mod values;

pub use scene::record_text;

use policy_core::plan::PolicyId;
use policy_core::{Engine, Plan};

use crate::resolve::{self, Names, Report};
use crate::{Compiled, Diagnostic, Index, Saying, Span, syntax};

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// Beside whose rules it stands.
    pub policy: PolicyId,
    /// What it shows.
    pub title: String,
    /// Its title, in the source.
    pub span: Span,
    /// How many expectations were looked at, over all rows of its tables.
    pub compared: usize,
    /// What is not as expected, each at the expectation, saying what was found.
    pub findings: Vec<Diagnostic>,
}

impl TestResult {
    /// Whether everything was as expected.
    pub fn passed(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Runs all tests, in the order of the text; none where there is no plan.
pub fn run_tests(compiled: &Compiled) -> Vec<TestResult> {
    let Some(plan) = &compiled.plan else { return Vec::new() };
    let engine = Engine::new(plan.clone());
    let tests = resolve::tests(&compiled.files).zip(&compiled.index.tests);
    let mut readers = build::Readers::new(plan);
    tests
        .map(|(decl, place)| {
            let mut report = Report::default();
            let compared = match &engine {
                Ok(engine) => lower::lower(&mut report, plan, &compiled.names, place.policy, decl)
                    .map_or(0, |test| {
                        compare::run(&mut report, engine, &mut readers, &compiled.names.words, &test)
                    }),
                Err(error) => {
                    let says = Saying::new("test-without-engine")
                        .with_said("reason", |language| error.text(language));
                    report.push(Diagnostic::error(place.span, says));
                    0
                }
            };
            TestResult {
                policy: place.policy,
                title: place.title.clone(),
                span: place.span,
                compared,
                findings: report.finish(),
            }
        })
        .collect()
}

/// Says what is wrong with the tests themselves: names, types and tables.
pub(crate) fn check_tests(
    report: &mut Report,
    plan: &Plan,
    names: &Names,
    index: &Index,
    files: &[syntax::File],
) {
    for (decl, place) in resolve::tests(files).zip(&index.tests) {
        lower::lower(report, plan, names, place.policy, decl);
    }
}
