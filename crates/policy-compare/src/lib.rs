//! What rules mean beside each other: which is stricter, and a record that shows it.
//!
//! [`compare`] takes two rules, of one plan or of two over the same vocabulary, and answers in both directions: whether
//! somebody can satisfy the one and not the other. *Never* is proved, by going through every case that their
//! conditions tell apart; a *witness* is a record that the engine really decides differently; whatever is neither
//! is *not proved*. Nothing here reads text, and nothing is a matter of chance.
//!
//! [`Search`] and [`clash`] are what the proofs are made of: cases in which conditions hold together, and minimums that
//! cannot be reached.

#![forbid(unsafe_code)]

mod bounds;
mod canonical;
mod compare;
mod counting;
mod duel;
mod events;
mod expanded;
mod facts;
mod features;
mod knobs;
mod lasting;
mod meaning;
mod minimums;
mod order;
mod pools;
mod scene;
mod search;
mod shrink;
mod telling;
mod tries;
mod turning;
mod windows;

pub use canonical::{canonical, canonical_recognition, canonical_rule};
pub use compare::{
    Answer, Compared, Comparison, Follows, Known, Relation, Together, compare, compare_knowing,
    exclude_each_other, satisfies_only_second,
};
pub use features::{Example, Feature, Looked, Question, constant, question};
pub use meaning::Forms;
pub use minimums::{Clash, clash};
pub use scene::{Fact, Group, Happening, Scene, Shown, Witness};
pub use search::{Found, Search};
