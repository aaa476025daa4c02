//! Random plans and records, each drawn from a list of choices.
//!
//! A [`Choices`] is a list of numbers; whatever is generated asks it one question
//! after the other. Any list makes something well typed, a shorter list or smaller numbers
//! make something simpler: so proptest shrinks plans and records by shrinking the list.

mod amend;
mod amount;
mod calendar;
mod choices;
mod crowd;
mod expression;
mod ground;
mod plan;
mod record;
mod step;
mod tally;
mod text;
mod word;

pub use amend::{Amendment, amend};
pub use calendar::{any_day, as_of};
pub use choices::{Choices, shrink};
pub use crowd::crowd;
pub use ground::{BUREAU, SCHOOL, TEACHER, vocabulary};
pub use plan::plan;
pub use record::{add_events, complete_one, person};
pub use tally::{CONSTRUCTS, constructs, periods_hang_on_events};
pub use text::policy_text;
