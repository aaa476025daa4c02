//! How much a data file may hold.

/// Rows of one table.
pub const MAX_ROWS: u64 = 20_000_000;
/// Columns of one table.
pub const MAX_COLUMNS: usize = 1_000;
/// Bytes of one row of a text table or one line of NDJSON.
pub const MAX_ROW_BYTES: u64 = 8 << 20;
/// Bytes of a workbook or a JSON file.
pub const MAX_FILE_BYTES: u64 = 1 << 30;
/// Bytes that a packed workbook may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 1 << 30;
