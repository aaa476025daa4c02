//! The meaning of training policies: records, compiled plans, and verdicts.
//!
//! A plan comes from `policy-dsl`, or as JSON that was compiled elsewhere. Five lines decide by it:
//!
//! ```
//! use policy_core::{Engine, RecordReader};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let plan = policy_core::Plan {
//! #     format: policy_core::plan::PLAN_FORMAT,
//! #     vocabulary: policy_core::Vocabulary {
//! #         subjects: vec![policy_core::Subject {
//! #             names: policy_core::Names::new("teacher"),
//! #             key: policy_core::Names::new("id"),
//! #             facts: Vec::new(),
//! #             lists: Vec::new(),
//! #         }],
//! #         ..policy_core::Vocabulary::empty()
//! #     },
//! #     periods: Vec::new(),
//! #     policies: Vec::new(),
//! #     parameters: Vec::new(),
//! #     tables: Vec::new(),
//! #     recognitions: Vec::new(),
//! #     rules: Vec::new(),
//! #     consequences: Vec::new(),
//! # };
//! # let json = serde_json::to_string(&plan)?;
//! # let as_of = chrono::NaiveDate::from_ymd_opt(2025, 6, 30).ok_or("no such day")?;
//! let engine = Engine::from_json(&json)?;
//! let teacher = engine.plan().vocabulary.subject("teacher").ok_or("no teacher in this plan")?;
//! let reader = RecordReader::new(&engine.plan().vocabulary, teacher);
//! let decision = engine.at(as_of).decide(&reader.read_json(r#"{ "id": "T1" }"#)?)?;
//! for verdict in &decision.verdicts { println!("{:?} until {:?}", verdict.status, verdict.due); }
//! # Ok(())
//! # }
//! ```
//!
//! There is no parser here, no file and no clock. [`Engine`] is immutable, `Send` and `Sync`.

#![forbid(unsafe_code)]

mod civil;
pub mod columns;
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
mod tally;
mod vocabulary;

pub use decimal::{DECIMAL_PLACES, Decimal, DecimalError};
pub use decision::{
    AmountRange, DecideError, Decision, Instance, Measured, Outcome, Standing, Status, Verdict,
};
pub use engine::{Bench, Engine, PlanError};
pub use evaluate::{Answers, Groups, Voices};
pub use explain::{
    Adjustment, BalanceRow, Binding, EventTreatment, Explained, ExplainedEvent, ExplainedOutcome,
    Explanation, Lifted, LiftedBy, MeasuredBy, Outside, Part, PartOccurrence, PartState, TakenEvent,
};
pub use name::{Names, half_width, in_half_width};
pub use plan::Plan;
pub use record::{
    EventBuilder, Expected, FactPath, JsonCause, JsonError, JsonProblem, MAX_DEPTH, MAX_JSON_BYTES,
    MAX_PARTS, MAX_TEXT_BYTES, Record, RecordBuilder, RecordReader, Value, ValueError, nearest_name,
    parse_date,
};
pub use report::{OutlineLine, OutlinePart, Phrases, Report, StoryLine, outline};
pub use span::Span;
pub use tally::{RuleTally, StandingTally, Tally, Urgency, UrgencyTally};
pub use vocabulary::{
    DefaultValue, EventList, Field, FieldId, FieldKind, ListId, OutcomeId, Subject, SubjectId, Term, TermId,
    TermTree, TreeId, UnitId, Vocabulary, same_name,
};
