//! What the whole-program tests are made of: a reference evaluator and random policies.

pub mod agreement;
pub mod documented;
pub mod formatting;
pub mod fuzzed;
pub mod generate;
pub mod prelude;
pub mod reference;
pub mod shipped;
pub mod show;
pub mod small;
