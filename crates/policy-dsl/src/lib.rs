//! The `.policy` language: from text to a compiled plan.

mod diagnostic;
mod source;
mod span;
pub mod syntax;

pub use diagnostic::{Diagnostic, Filling, Saying, Severity};
pub use source::{Source, Sources};
pub use span::Span;
