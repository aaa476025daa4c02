//! What fuzzing tries, one function for each door through which a stranger's bytes come in.
//!
//! `tests/fuzz` hands them bytes that a fuzzer makes; `tests/tests/fuzz.rs` those that were worth keeping. Each
//! returns for whatever it is given, and panics where something does not hold.

use std::sync::LazyLock;

use policy_core::{Engine, Record, RecordReader, Report};
use policy_dsl::{FormatOptions, Severity, Sources, compile, format, parse, render, run_tests, scan_names};
use policy_messages::Language;

use crate::agreement::{Tally, compare};
use crate::formatting::{formatted, keeps_its_words};
use crate::generate::{self, Choices};
use crate::prelude::with_prelude;

const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

/// Reading a file: mistakes stand within it, and have a text.
pub fn parsing(bytes: &[u8]) {
    let mut sources = Sources::new();
    let (source, no_text) = sources.add_bytes("fuzzed.policy", bytes.to_vec());
    let lexicon = scan_names(&sources);
    let text = sources.iter().find(|(number, _)| *number == source).map_or("", |(_, source)| &source.text);
    let (_, mistakes) = parse(source, text, &lexicon);
    for mistake in mistakes.iter().chain(&no_text) {
        assert!(mistake.span.start <= mistake.span.end && mistake.span.end as usize <= text.len());
        assert!(text.is_char_boundary(mistake.span.start as usize));
        assert!(text.is_char_boundary(mistake.span.end as usize));
        for language in LANGUAGES {
            assert!(!mistake.render(&sources, language).is_empty());
        }
    }
}

/// Laying out a file that can be read: its tree stays the same.
pub fn formatting(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let sources = Sources::single("fuzzed.policy", text);
    let (_, mistakes) = parse(0, text, &scan_names(&sources));
    if !mistakes.is_empty() {
        return;
    }
    if let Err(complaint) = keeps_its_words(&sources) {
        panic!("{complaint}");
    }
    for language in LANGUAGES {
        if let Err(complaint) = formatted(&sources, language) {
            panic!("{complaint}");
        }
    }
}

/// Everything that can be done with a policy and its tests.
pub fn checking(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        go_through(&with_prelude("fuzzed.policy", text));
    }
}

/// Goes through everything that can be done with a text; returns whether it compiles.
pub fn go_through(sources: &Sources) -> bool {
    let compiled = compile(sources);
    for language in [Language::English, Language::Chinese] {
        let told = render(&compiled.diagnostics, sources, language);
        assert_eq!(told.is_empty(), compiled.diagnostics.is_empty());
    }
    for file in &compiled.files {
        for keywords in [Language::English, Language::Chinese] {
            let _ = format(file, FormatOptions { keywords, ..FormatOptions::default() });
        }
    }
    for result in run_tests(&compiled) {
        let _ = render(&result.findings, sources, Language::Chinese);
    }
    assert_eq!(
        compiled.plan.is_none(),
        compiled.diagnostics.iter().any(|found| found.severity == Severity::Error)
    );
    compiled.plan.is_some()
}

/// Reading a record, writing it again and deciding over it.
pub fn reading(bytes: &[u8]) {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        let plan = generate::plan(&mut Choices::new(Choices::numbers(1, 3_000)));
        Engine::new(plan).expect("a generated plan is sound")
    });
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let vocabulary = &ENGINE.plan().vocabulary;
    let mut subjects: Vec<_> = ENGINE.plan().rules.iter().map(|rule| rule.subject).collect();
    subjects.dedup();
    let bench = ENGINE.at(generate::as_of(&mut Choices::new(Vec::new())));
    for subject in subjects {
        let reader = RecordReader::new(vocabulary, subject);
        match reader.read_json(text) {
            Ok(record) => {
                let again: Record = reader
                    .read_json(record.to_json(vocabulary).expect("a record can be written"))
                    .expect("what was written can be read");
                assert_eq!(record, again);
                let _ = bench.decide(&record);
                if let Ok(explanation) = bench.explain(&record) {
                    let _ = Report::new(&ENGINE, &record, Language::Chinese).story(&explanation);
                }
            }
            Err(refused) => {
                for language in LANGUAGES {
                    assert!(!refused.text(language).is_empty());
                }
            }
        }
    }
}

/// Deciding: the bytes choose plan, records and date; engine, reference and `explain` must agree.
pub fn deciding(bytes: &[u8]) {
    let numbers = bytes.chunks(2).map(|pair| {
        let number = pair.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        // The high bits choose.
        number << 16
    });
    if let Err(story) = compare(&numbers.collect::<Vec<u32>>(), &mut Tally::new()) {
        panic!("{story}");
    }
}
