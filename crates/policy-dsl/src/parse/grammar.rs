//! The parser that pest makes of `grammar.pest`.

#![allow(missing_docs, reason = "pest writes the rules without comments; grammar.pest explains them")]

/// Reads canonical text by the rules of `grammar.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "grammar.pest"]
pub(crate) struct Grammar;
