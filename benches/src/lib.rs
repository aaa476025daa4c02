//! What is measured: records, the policies that decide them, and the same written by hand.
//!
//! Every way of deciding is first held to the same results; only then is anything timed.

pub mod clock;
pub mod eight_sums;
pub mod generate;
pub mod population;
pub mod sanmenxia;
pub mod teacher;
pub mod three_rules;
