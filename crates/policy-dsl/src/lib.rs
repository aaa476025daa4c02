//! The `.policy` language: from text to a compiled plan.

mod diagnostic;
mod keyword;
mod parse;
mod source;
mod span;
#[allow(clippy::large_enum_variant, reason = "a tree is read once; boxes would only hide its shape")]
pub mod syntax;
mod words;

pub use diagnostic::{Diagnostic, Filling, Saying, Severity, render};
pub use keyword::Keyword;
pub use parse::parse;
pub use source::{Place, Source, Sources};
pub use span::Span;
pub use words::{Lexicon, MAX_LINE_BYTES, MAX_NESTING, MAX_SOURCE_BYTES, scan_names};
