//! What makes decisions traceable: digests of meaning, receipts, bundles.
//!
//! [`Meaning`] digests what a compiled plan means, part by part. There is no parser here, no file and no clock.

#![forbid(unsafe_code)]

mod digest;
mod meaning;
mod spelling;

pub use digest::{Digest, Digester, NotADigest};
pub use meaning::{Meaning, Part, PartKind, PartsMeaning, PolicyMeaning};
