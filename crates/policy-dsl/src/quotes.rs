//! Whether each quoted phrase stands in the text of the regulation that it cites.

mod passage;

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path};

use crate::check::Allowances;
use crate::resolve::{Report, policies};
use crate::syntax::{Cite, ConsequenceClause, Policy, PolicyClause, RecognitionClause, RuleClause, Text};
use crate::{Compiled, Diagnostic, Lint, Saying};

use passage::Passages;

/// The largest text of a regulation, in bytes.
const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// Looks every quote up in its regulation's text, a file of `directory` that the policy names as its `source`.
///
/// White space does not matter, nor whether punctuation is full-width. A quote that does not stand
/// there is an error that shows the nearest passage; so is a file that is not there.
pub fn check_quotes(compiled: &Compiled, directory: &Path) -> Vec<Diagnostic> {
    let mut texts: HashMap<String, Option<Passages>> = HashMap::new();
    let mut findings = Vec::new();
    for policy in policies(&compiled.files) {
        let quotes = quotes(policy);
        let Some(source) = source(policy) else {
            if let Some(first) = quotes.first() {
                let says = Saying::new("quotes-without-source").with("policy", &policy.declared.name.text);
                findings.push(
                    Diagnostic::finding(Lint::UnsourcedQuotes, first.span, says)
                        .hint(Saying::new("hint-quotes-without-source")),
                );
            }
            continue;
        };
        let text = texts.entry(source.value.clone()).or_insert_with(|| match read(directory, source) {
            Ok(text) => Some(Passages::new(&text)),
            Err(finding) => {
                findings.push(finding);
                None
            }
        });
        if let Some(text) = text {
            findings.extend(quotes.into_iter().filter_map(|quote| look_up(text, quote, &source.value)));
        }
    }
    let mut allowances = Allowances::of(&mut Report::default(), &compiled.files);
    findings.retain(|finding| !allowances.silence(finding));
    findings.extend(allowances.idle(Lint::needs_texts));
    findings.sort_by_key(|finding| finding.span);
    findings
}

fn look_up(text: &Passages, quote: &Text, file: &str) -> Option<Diagnostic> {
    if text.holds(&quote.value) {
        return None;
    }
    let diagnostic = Diagnostic::finding(
        Lint::QuoteNotFound,
        quote.span,
        Saying::new("quote-not-found").with("file", file),
    );
    Some(match text.nearest(&quote.value) {
        Some(passage) => diagnostic.hint(Saying::new("hint-quote-nearest").with("passage", passage)),
        None => diagnostic.hint(Saying::new("hint-quote-nothing-near")),
    })
}

/// The text of a source file, which must lie in the directory.
fn read(directory: &Path, source: &Text) -> Result<String, Diagnostic> {
    let name = Path::new(&source.value);
    let refuse = |says: Saying| {
        let says = says.with("file", &source.value).with("directory", directory.display());
        Diagnostic::error(source.span, says)
    };
    let inside = name.components().all(|part| matches!(part, Component::Normal(_)));
    if source.value.is_empty() || !inside {
        return Err(refuse(Saying::new("source-outside")));
    }
    let mut bytes = Vec::new();
    File::open(directory.join(name))
        .and_then(|file| file.take(MAX_TEXT_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(Saying::new("source-unreadable").with_cause("reason", &error)))?;
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        let most = MAX_TEXT_BYTES / 1024 / 1024;
        return Err(refuse(Saying::new("source-too-large").with("reason", most)));
    }
    String::from_utf8(bytes).map_err(|_| refuse(Saying::new("source-not-utf8")))
}

fn source(policy: &Policy) -> Option<&Text> {
    policy.body.members.iter().find_map(|clause| match &clause.node {
        PolicyClause::Source(text) => Some(text),
        PolicyClause::Issuer(_)
        | PolicyClause::Document(_)
        | PolicyClause::Effective(..)
        | PolicyClause::Uses(_)
        | PolicyClause::Allow(_)
        | PolicyClause::Supersedes(_)
        | PolicyClause::Under(_)
        | PolicyClause::Parameter(_)
        | PolicyClause::Table(_)
        | PolicyClause::Recognition(_)
        | PolicyClause::Rule(_)
        | PolicyClause::Consequence(_)
        | PolicyClause::Replace(_)
        | PolicyClause::Insert(_)
        | PolicyClause::Repeal(_)
        | PolicyClause::Test(_) => None,
    })
}

/// All quotes of a policy, in the order of the text.
fn quotes(policy: &Policy) -> Vec<&Text> {
    let mut cites: Vec<&Cite> = Vec::new();
    for clause in &policy.body.members {
        match &clause.node {
            PolicyClause::Parameter(decl) => cites.extend(&decl.cites),
            PolicyClause::Table(decl) => cites.extend(&decl.cites),
            PolicyClause::Recognition(decl) => {
                for clause in &decl.body.members {
                    match &clause.node {
                        RecognitionClause::Governed(_) => {}
                        RecognitionClause::Entry(entry) => cites.extend(&entry.cites),
                        RecognitionClause::Step(step) => cites.extend(&step.cites),
                        RecognitionClause::Convert { cites: own, .. } => cites.extend(own),
                        RecognitionClause::Table(table) => cites.extend(&table.cites),
                        RecognitionClause::Allow(_) => {}
                    }
                }
            }
            PolicyClause::Rule(decl) => {
                for clause in &decl.body.members {
                    match &clause.node {
                        RuleClause::Cite(cite) => cites.push(cite),
                        RuleClause::Exempt(exemption) => cites.extend(&exemption.cites),
                        RuleClause::Instead(alternative) => cites.extend(&alternative.cites),
                        RuleClause::For(_)
                        | RuleClause::Each(_)
                        | RuleClause::Over(_)
                        | RuleClause::Require(_)
                        | RuleClause::Balance(_)
                        | RuleClause::Grace(_)
                        | RuleClause::Governed(_)
                        | RuleClause::InPrinciple
                        | RuleClause::Tightens(_)
                        | RuleClause::Allow(_) => {}
                    }
                }
            }
            PolicyClause::Consequence(decl) => {
                for clause in &decl.body.members {
                    match &clause.node {
                        ConsequenceClause::Cite(cite) => cites.push(cite),
                        ConsequenceClause::Grade(grade) => cites.extend(&grade.cites),
                        ConsequenceClause::Rung(rung) => cites.extend(&rung.cites),
                        ConsequenceClause::For(_)
                        | ConsequenceClause::Each(_)
                        | ConsequenceClause::When(_)
                        | ConsequenceClause::LiftedWhen(_)
                        | ConsequenceClause::Act(_)
                        | ConsequenceClause::InPrinciple
                        | ConsequenceClause::Allow(_) => {}
                    }
                }
            }
            PolicyClause::Issuer(_)
            | PolicyClause::Document(_)
            | PolicyClause::Effective(..)
            | PolicyClause::Source(_)
            | PolicyClause::Uses(_)
            | PolicyClause::Allow(_)
            | PolicyClause::Supersedes(_)
            | PolicyClause::Under(_)
            | PolicyClause::Replace(_)
            | PolicyClause::Insert(_)
            | PolicyClause::Repeal(_)
            | PolicyClause::Test(_) => {}
        }
    }
    let mut quotes: Vec<&Text> = cites.into_iter().filter_map(|cite| cite.quote.as_ref()).collect();
    quotes.sort_by_key(|quote| quote.span);
    quotes.dedup_by_key(|quote| quote.span);
    quotes
}
