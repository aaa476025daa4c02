//! Files of columns: Parquet and Arrow IPC, read and written batch by batch.
//!
//! What the columns mean is none of this crate's business: it gives record batches of whatever a file holds, of only those
//! columns that are wanted, and writes record batches. A file is untrusted: a damaged one is an error, whatever it does to the
//! library that reads it; what it claims is held to limits before room is made for it; and no more than a batch of it is
//! held at once.
//!
//! ```
//! use std::sync::Arc;
//! use arrow_array::{ArrayRef, Int64Array, RecordBatch};
//! use policy_files::{ColumnFile, ParquetFile, Texts};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let path = directory.path().join("trainings.parquet");
//! let hours = Arc::new(Int64Array::from(vec![8, 16])) as ArrayRef;
//! let batch = RecordBatch::try_from_iter([("hours", hours)])?;
//! let mut file = ParquetFile::new(std::fs::File::create(&path)?, batch.schema())?;
//! file.write(&batch)?;
//! file.finish()?;
//!
//! let file = ColumnFile::open(&path)?;
//! assert_eq!((file.schema().field(0).name().as_str(), file.parts()), ("hours", &[2][..]));
//! for batch in file.batches(0, &[(0, Texts::Plain)])? {
//!     assert_eq!(batch?.num_rows(), 2);
//! }
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod error;
mod guard;
mod messages;
mod open;
mod pages;
mod spill;
mod write;

pub use error::{FileError, MAX_BATCH_BYTES, MAX_COLUMNS, MAX_PAGE_BYTES};
pub use guard::guarded;
pub use open::{Batches, ColumnFile, Texts};
pub use spill::Spill;
pub use write::ParquetFile;
