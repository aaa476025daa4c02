//! Files of columns, made for a test.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

/// A batch of columns.
pub fn batch(columns: &[(&str, ArrayRef)]) -> RecordBatch {
    let columns = columns.iter().map(|(name, column)| (*name, Arc::clone(column), true));
    RecordBatch::try_from_iter_with_nullable(columns).expect("columns")
}

/// The table of a text in CSV as columns of texts; what is empty is null.
pub fn texts(csv: &str) -> RecordBatch {
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let headings = lines.next().expect("headings");
    let rows: Vec<Vec<&str>> = lines.collect();
    let column = |place: usize| {
        let cells = rows.iter().map(|row| row.get(place).copied().filter(|cell| !cell.is_empty()));
        Arc::new(StringArray::from_iter(cells)) as ArrayRef
    };
    let columns: Vec<(&str, ArrayRef)> =
        headings.iter().enumerate().map(|(place, heading)| (*heading, column(place))).collect();
    batch(&columns)
}

/// A file of Parquet, with so many rows in a row group.
pub fn parquet_of(batch: &RecordBatch, rows: usize, compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(rows))
        .build();
    with_properties(batch, properties)
}

pub fn with_properties(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a file");
    writer.write(batch).expect("rows");
    writer.into_inner().expect("the end")
}

pub fn parquet(batch: &RecordBatch) -> Vec<u8> {
    parquet_of(batch, 1_000, Compression::SNAPPY)
}

/// A file of Arrow IPC.
pub fn arrow(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).expect("a file");
    writer.write(batch).expect("rows");
    writer.finish().expect("the end");
    writer.into_inner().expect("the bytes")
}

/// A stream of Arrow IPC, packed.
pub fn stream(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(compression).expect("options");
    let mut writer =
        StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options).expect("a stream");
    writer.write(batch).expect("rows");
    writer.finish().expect("the end");
    writer.into_inner().expect("the bytes")
}
