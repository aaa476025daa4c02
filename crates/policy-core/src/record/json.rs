//! Records from JSON text.

/// Why a JSON text is not a record.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(String);
