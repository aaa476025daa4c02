//! What changes from one version of a regulation to the next, in meaning: stricter, looser, both or the same, and a record that
//! shows it.
//!
//! [`Diff::of`] puts two plans beside each other as one, so that what only moved, was renamed or is written otherwise is seen
//! to be the same (by the forms of `policy_compare::Forms`), and asks `policy-compare` about the rest. [`Account`] puts the result
//! into words. Nothing here reads text; places in files come from whoever has them.

#![forbid(unsafe_code)]

mod account;
mod beside;
mod change;
mod diff;
mod numbers;
mod parts;
mod reading;
mod translate;
mod words;

pub use account::{Account, Telling, Told, ToldEffect, ToldFigure, ToldWitness};
pub use beside::Paired;
pub use change::{Aspect, Change, Effect, Figure, Item, Kind, Pair, Piece, Relation, Witness, Word};
pub use diff::Diff;
