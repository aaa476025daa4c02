//! Writing Parquet.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::FileError;

/// A Parquet file on its way, packed with Snappy. It is none before [`ParquetFile::finish`].
///
/// The same batches give the same bytes: nothing in it says when or where it was written. No more than a row group of
/// a million rows is held, packed.
pub struct ParquetFile<W: Write + Send> {
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file of these columns.
    ///
    /// # Errors
    /// The columns cannot be written.
    pub fn new(file: W, schema: Arc<Schema>) -> Result<Self, FileError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("policy".to_owned())
            .build();
        let writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(FileError::of_parquet)?;
        Ok(Self { writer })
    }

    /// Writes some rows.
    ///
    /// # Errors
    /// They cannot be written, or have other columns.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), FileError> {
        self.writer.write(batch).map_err(FileError::of_parquet)
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> Result<W, FileError> {
        self.writer.into_inner().map_err(FileError::of_parquet)
    }
}

impl ParquetFile<Vec<u8>> {
    /// What has been written since this was asked last. Memory then holds no more than a row group.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(self.writer.inner_mut())
    }
}
