//! What the whole-program tests are made of: a reference evaluator and random policies.

pub mod documented;
pub mod generate;
pub mod prelude;
pub mod reference;
pub mod shipped;
pub mod show;
pub mod small;
