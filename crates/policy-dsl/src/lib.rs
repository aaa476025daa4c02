//! The `.policy` language: from text to a compiled plan.
//!
//! Five lines decide over a record of any type that serializes:
//!
//! ```
//! use policy_core::{Engine, RecordReader};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let text = r#"
//! #     vocabulary staff { subject teacher also teachers {
//! #         event training also trainings dated end { end: date  hours: hours }
//! #     } }
//! #     policy plan { effective 2024-01-01  rule annual { for teachers  each year  require hours >= 90 } }
//! # "#;
//! # let as_of = chrono::NaiveDate::from_ymd_opt(2025, 6, 30).ok_or("no such day")?;
//! # let record = std::collections::BTreeMap::from([("id", "T1")]);
//! let engine = Engine::new(policy_dsl::compile_str(text)?)?;
//! let teacher = engine.plan().vocabulary.subject("teacher").ok_or("no teacher in this policy")?;
//! let reader = RecordReader::new(&engine.plan().vocabulary, teacher);
//! let decision = engine.at(as_of).decide(&reader.read_serialize(&record)?)?;
//! for verdict in &decision.verdicts { println!("{:?} until {:?}", verdict.status, verdict.due); }
//! # assert_eq!(decision.verdicts.len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! Whoever shows mistakes to an author keeps the texts in [`Sources`] and asks [`compile`] and [`render`].

#![forbid(unsafe_code)]

mod amend;
mod cases;
mod check;
mod compile;
mod diagnostic;
mod format;
mod index;
mod keyword;
mod lint;
mod load;
mod parse;
mod quotes;
mod resolve;
mod source;
mod span;
#[allow(clippy::large_enum_variant, reason = "a tree is read once; boxes would only hide its shape")]
pub mod syntax;
mod words;

pub use cases::{TestResult, record_text, run_tests};
pub use compile::{CompileError, Compiled, Compiler, compile, compile_str};
pub use diagnostic::{Diagnostic, Filling, Saying, Severity, render};
pub use format::{FormatOptions, Spaces, format, keyword_language};
pub use index::{Declaration, Index, PolicyPlace, RulePlace, TablePlace, TestPlace};
pub use keyword::Keyword;
pub use lint::Lint;
pub use load::{LoadError, MAX_DIRECTORY_DEPTH, MAX_SOURCE_FILES};
pub use parse::parse;
pub use quotes::check_quotes;
pub use source::{Place, Source, Sources};
pub use span::Span;
pub use words::{Lexicon, MAX_LINE_BYTES, MAX_NESTING, MAX_SOURCE_BYTES, scan_names, without_comments};
