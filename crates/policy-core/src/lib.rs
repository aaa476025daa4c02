//! The meaning of training policies: records, compiled plans, and verdicts.

mod decimal;
mod decision;
mod engine;
mod evaluate;
mod explain;
mod name;
pub mod plan;
mod record;
mod report;
mod span;
mod tables;
mod vocabulary;

pub use decimal::{DECIMAL_PLACES, Decimal, DecimalError};
pub use decision::{
    AmountRange, DecideError, Decision, Instance, Measured, Outcome, Standing, Status, Verdict,
};
pub use engine::{Bench, Engine, PlanError};
pub use explain::{
    EventTreatment, Explained, ExplainedEvent, ExplainedOutcome, Explanation, Part, PartState, TakenEvent,
};
pub use name::Names;
pub use plan::Plan;
pub use record::{
    EventBuilder, Expected, FactPath, JsonError, JsonProblem, MAX_DEPTH, MAX_JSON_BYTES, MAX_PARTS,
    MAX_TEXT_BYTES, Record, RecordBuilder, RecordReader, Value, ValueError, nearest_name, parse_date,
};
pub use report::Report;
pub use span::Span;
pub use vocabulary::{
    DefaultValue, EventList, Field, FieldId, FieldKind, ListId, OutcomeId, Subject, SubjectId, Term, TermId,
    TermTree, TreeId, UnitId, Vocabulary, same_name,
};
