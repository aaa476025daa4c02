//! Reading: Parquet, and Arrow IPC as files and as streams.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;

use crate::FileError;
use crate::guard::guarded;

/// A file of columns.
#[derive(Debug)]
pub struct ColumnFile {
    path: PathBuf,
    form: Form,
    schema: Arc<Schema>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Parquet,
    File,
    Stream,
}

/// The rows of a file, batch by batch. After an error there is nothing more.
pub struct Batches {
    inner: Option<Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>>,
}

/// How many rows a batch has at most; those of Arrow IPC are as they were written.
const ROWS_AT_ONCE: usize = 8_192;

impl ColumnFile {
    /// Opens a file. What it is, its first bytes say, whatever its name.
    ///
    /// # Errors
    /// The file cannot be read, is of neither form, or is damaged.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let form = Form::of(&mut File::open(path)?)?;
        let schema = guarded(|| form.schema(path)).ok_or(FileError::Damaged)??;
        Ok(Self { path: path.to_owned(), form, schema })
    }

    /// Its columns.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Its rows, from the first, of those columns alone whose names are `wanted`; what is not wanted is not decoded.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn batches(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Batches, FileError> {
        let names = self.schema.fields().iter().enumerate();
        let columns: Vec<usize> =
            names.filter(|(_, field)| wanted(field.name())).map(|(column, _)| column).collect();
        let inner = guarded(|| self.form.batches(&self.path, columns)).ok_or(FileError::Damaged)??;
        Ok(Batches { inner: Some(inner) })
    }
}

impl Form {
    fn of(file: &mut File) -> Result<Self, FileError> {
        let mut mark = [0; 8];
        let length = file.read(&mut mark)?;
        file.seek(SeekFrom::Start(0))?;
        match &mark[..length] {
            [b'P', b'A', b'R', b'1', ..] => Ok(Self::Parquet),
            b"ARROW1\0\0" => Ok(Self::File),
            // A stream begins with a message of at least a few bytes, behind a mark.
            [0xff, 0xff, 0xff, 0xff, ..] => Ok(Self::Stream),
            _ => Err(FileError::NotColumns),
        }
    }

    fn schema(self, path: &Path) -> Result<Arc<Schema>, FileError> {
        let file = File::open(path)?;
        match self {
            Self::Parquet => {
                let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(of_parquet)?;
                Ok(Arc::clone(builder.schema()))
            }
            Self::File => Ok(FileReader::try_new(BufReader::new(file), None).map_err(of_arrow)?.schema()),
            Self::Stream => Ok(StreamReader::try_new(BufReader::new(file), None).map_err(of_arrow)?.schema()),
        }
    }

    fn batches(
        self,
        path: &Path,
        columns: Vec<usize>,
    ) -> Result<Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>, FileError> {
        let file = File::open(path)?;
        match self {
            Self::Parquet => {
                let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(of_parquet)?;
                let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
                let builder = builder.with_projection(mask).with_batch_size(ROWS_AT_ONCE);
                Ok(Box::new(builder.build().map_err(of_parquet)?))
            }
            Self::File => {
                let reader = FileReader::try_new(BufReader::new(file), Some(columns)).map_err(of_arrow)?;
                Ok(Box::new(reader))
            }
            Self::Stream => {
                let reader = StreamReader::try_new(BufReader::new(file), Some(columns)).map_err(of_arrow)?;
                Ok(Box::new(reader))
            }
        }
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let inner = self.inner.as_mut()?;
        let found = match guarded(|| inner.next()) {
            Some(None) => None,
            Some(Some(batch)) => Some(batch.map_err(of_arrow)),
            None => Some(Err(FileError::Damaged)),
        };
        if !matches!(found, Some(Ok(_))) {
            self.inner = None;
        }
        found
    }
}

/// Of what the libraries say, what was not built in is packed in an unusual way; all else is damage.
fn of_parquet(error: ParquetError) -> FileError {
    match error {
        ParquetError::NYI(_) => FileError::Packing,
        ParquetError::General(text) if text.contains("Disabled feature") => FileError::Packing,
        _ => FileError::Damaged,
    }
}

fn of_arrow(error: ArrowError) -> FileError {
    match error {
        ArrowError::IoError(_, error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            FileError::Io(error)
        }
        ArrowError::NotYetImplemented(_) => FileError::Packing,
        ArrowError::ParquetError(text) if text.contains("Disabled feature") || text.starts_with("NYI") => {
            FileError::Packing
        }
        _ => FileError::Damaged,
    }
}
