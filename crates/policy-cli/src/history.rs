//! The history of a rule: its versions, as they lie side by side and as git has them, and what changed from one to the next.

mod past;
mod side;
mod version;

pub use past::{Changed, Past, PastStep, What, changed, past};
pub use side::{Lineage, Stage, lineages};
pub use version::{Change, Version};
