//! What makes decisions traceable: digests of meaning, receipts, bundles.
//!
//! [`Meaning`] digests what a compiled plan means, part by part. A [`Receipt`] says what was decided by what, and, beside one that is
//! made again, what differs. A [`Bundle`] holds a compiled set with its sources. There is no parser here, no file and no clock.

#![forbid(unsafe_code)]

mod bundle;
mod difference;
mod digest;
mod envelope;
mod error;
mod meaning;
mod receipt;
mod results;
mod spelling;

pub use bundle::{BUNDLE_VERSION, Bundle, BundledSource, MAX_BUNDLE_BYTES};
pub use difference::{Change, Difference, FigureOf, Whole};
pub use digest::{Digest, Digester, NotADigest};
pub use error::{SealError, Sealed};
pub use meaning::{Meaning, Part, PartKind, PartsMeaning, PolicyMeaning};
pub use receipt::{Asked, FileMark, MAX_RECEIPT_BYTES, RECEIPT_VERSION, ReadReceipt, Receipt, Setting};
pub use results::{ConsequenceCounts, Results, ResultsDigester, RuleCounts};
