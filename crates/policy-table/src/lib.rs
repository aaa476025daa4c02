//! Populations: policies decided over Arrow columns.
//!
//! Record batches in, verdict columns out, on any number of threads and in bounded memory. A [`Table`] is a bench of
//! `policy-core` bound to the columns of a schema, by name, label or alias; [`Table::run`] goes through any number of batches. Subjects
//! whose events stand in tables of their own are joined first ([`Join`]); groups are decided by what their members say
//! ([`Table::decide_groups`]). No meaning lives here: the class tables of `policy-core` decide, and whoever they cannot tell of goes to its
//! evaluator as a record, is counted, and is decided as any other record.
//!
//! ```
//! use std::sync::Arc;
//! use arrow_array::builder::{Date32Builder, Int32Builder, ListBuilder, StringBuilder, StructBuilder};
//! use arrow_array::{ArrayRef, RecordBatch, StringArray};
//! use arrow_schema::{DataType, Field, Fields};
//! use policy_core::{Engine, Status};
//! use policy_table::{Options, Table};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Engine::new(policy_dsl::compile_str(r#"
//!     vocabulary words {
//!       subject teacher "教师" also teachers {
//!         key id
//!         event training "培训" also trainings dated end {
//!           hours "学时": hours
//!           end "结束日期": date
//!         }
//!       }
//!     }
//!     policy yearly {
//!       effective 2023-01-01 to 2025-12-31
//!       uses words
//!       rule enough { for teachers each year require hours >= 30 }
//!     }
//! "#)?)?;
//! let bench = engine.at(chrono::NaiveDate::from_ymd_opt(2024, 1, 31).ok_or("no such day")?);
//! let teacher = engine.plan().vocabulary.subject("teacher").ok_or("no teacher in this policy")?;
//!
//! // Two teachers: one with two trainings, one with none.
//! let fields = Fields::from(vec![
//!     Field::new("结束日期", DataType::Date32, true),
//!     Field::new("hours", DataType::Int32, true),
//! ]);
//! let mut trainings = ListBuilder::new(StructBuilder::from_fields(fields, 2));
//! for (day, hours) in [(19_500, 20), (19_600, 12)] {
//!     let training = trainings.values();
//!     training.field_builder::<Date32Builder>(0).ok_or("no day")?.append_value(day);
//!     training.field_builder::<Int32Builder>(1).ok_or("no hours")?.append_value(hours);
//!     training.append(true);
//! }
//! trainings.append(true);
//! trainings.append(true);
//! let batch = RecordBatch::try_from_iter([
//!     ("id", Arc::new(StringArray::from(vec!["T1", "T2"])) as ArrayRef),
//!     ("培训", Arc::new(trainings.finish())),
//! ])?;
//!
//! let table = Table::new(&bench, teacher, batch.schema())?;
//! let stats = table.run([Ok(batch)].into_iter(), &Options::default(), |verdicts| {
//!     assert_eq!(verdicts.columns()[0].status, [Status::Met, Status::Unmet]);
//!     println!("{:?}", verdicts.to_batch(engine.plan(), teacher)?.schema());
//!     Ok(())
//! })?;
//! assert_eq!((stats.subjects, stats.by_tables), (2, 2));
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod batch;
mod gaps;
mod groups;
mod join;
mod layout;
mod reader;
mod refusal;
mod run;
mod table;
mod units;
mod values;
mod verdicts;

pub use gaps::{Gap, Gaps};
pub use groups::{Homes, Members};
pub use join::{Join, Orphans, Source};
pub use refusal::{Refusal, TableError};
pub use run::{Options, Stats};
pub use table::{Records, Table};
pub use units::figure;
pub use values::Values;
pub use verdicts::{Places, State, Verdicts};
