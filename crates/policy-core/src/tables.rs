//! Deciding by table: one pass over a record's events, whatever the number of rules.
//!
//! Every condition on an event that only asks for terms and flags is folded, with all others of
//! its policy, into one class number; a table tells which sums and counts (*lanes*) an event of
//! that class feeds. All classes that feed the same lanes share a *pool*, and all days that lie in the same
//! windows a *bucket*: an event is added once, to its pool in its bucket, and a lane in a window (a *cell*)
//! is the sum of a few of these. Rules then compare the cells. What does not fit (a person's own dates, members, conditions on other
//! fields) is left to the evaluator, condition by condition; where an event's class cannot
//! tell, the evaluator decides the whole record. So the tables only ever repeat what it would say,
//! and a test holds them to it.

mod answers;
mod axes;
mod buckets;
mod cases;
mod classes;
mod code;
mod columns;
mod docket;
mod fold;
mod judge;
mod jury;
mod lanes;
mod ledger;
mod tally;

pub(crate) use classes::Classes;
pub use columns::Desk;
pub(crate) use columns::Walk;
pub(crate) use docket::Docket;
