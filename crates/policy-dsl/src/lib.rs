//! The `.policy` language: from text to a compiled plan.

mod cases;
mod check;
mod compile;
mod diagnostic;
mod format;
mod index;
mod keyword;
mod load;
mod parse;
mod quotes;
mod resolve;
mod source;
mod span;
#[allow(clippy::large_enum_variant, reason = "a tree is read once; boxes would only hide its shape")]
pub mod syntax;
mod words;

pub use cases::{TestResult, run_tests};
pub use compile::{CompileError, Compiled, Compiler, compile, compile_str};
pub use diagnostic::{Diagnostic, Filling, Saying, Severity, render};
pub use format::{FormatOptions, format, keyword_language};
pub use index::{Declaration, Index, PolicyPlace, RulePlace, TestPlace};
pub use keyword::Keyword;
pub use load::{LoadError, MAX_DIRECTORY_DEPTH, MAX_SOURCE_FILES};
pub use parse::parse;
pub use quotes::check_quotes;
pub use source::{Place, Source, Sources};
pub use span::Span;
pub use words::{Lexicon, MAX_LINE_BYTES, MAX_NESTING, MAX_SOURCE_BYTES, scan_names};
