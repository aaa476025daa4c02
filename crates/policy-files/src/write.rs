//! Writing Parquet.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::FileError;

/// A Parquet file on its way, packed with Snappy. It is none before [`ParquetFile::finish`].
pub struct ParquetFile<W: Write + Send> {
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file of these columns.
    ///
    /// # Errors
    /// The columns cannot be written.
    pub fn new(file: W, schema: Arc<Schema>) -> Result<Self, FileError> {
        // The same bytes for the same rows: nothing that says when or by which build it was written.
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("policy".to_owned())
            .build();
        Ok(Self { writer: ArrowWriter::try_new(file, schema, Some(properties)).map_err(refused)? })
    }

    /// Writes some rows.
    ///
    /// # Errors
    /// They cannot be written, or have other columns.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), FileError> {
        self.writer.write(batch).map_err(refused)
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> Result<W, FileError> {
        self.writer.into_inner().map_err(refused)
    }
}

fn refused(error: ParquetError) -> FileError {
    match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(error) => FileError::Io(*error),
            Err(_) => FileError::Damaged,
        },
        _ => FileError::Damaged,
    }
}
