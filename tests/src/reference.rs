//! A second evaluator of plans: small, slow and obvious.
//!
//! It reads the same [`policy_core::Plan`] as `policy_core::Engine`, and shares none of its
//! evaluation: it walks the plan as a tree, over records of its own, in exact fractions, and
//! computes everything twice: once as things stand (`Side::Now`), once over all that may still
//! happen (`Side::Ever`). The differential tests hold the engine to it.

mod amount;
mod balance;
mod choice;
mod condition;
mod cover;
mod credited;
mod day;
mod decide;
mod event;
mod instance;
mod length;
mod measure;
mod number;
mod pause;
mod portion;
mod record;
mod rule;
mod scene;
mod step;
mod truth;
mod window;

pub use credited::{Credit, credited};
pub use decide::{Judgement, judge};
pub use number::{Bound, Number};
pub use record::{Fact, Person, Row};
pub use truth::Truth;
