//! Reading: Parquet, and Arrow IPC as files and as streams.
//!
//! A file is read part by part (a row group of Parquet; all of Arrow IPC is one part), so that damage is told with its place and
//! whoever wants to can go on behind it. Texts come as views or as dictionaries: a long text that stands in many rows is
//! held once.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::PageIndexPolicy;

use crate::error::{FileError, MAX_BATCH_BYTES, MAX_COLUMNS, MAX_PAGE_BYTES};
use crate::guard::guarded;
use crate::messages;
use crate::pages;

/// A file of columns.
#[derive(Clone, Debug)]
pub struct ColumnFile {
    path: PathBuf,
    form: Form,
    schema: Arc<Schema>,
    /// How many rows each part holds.
    parts: Vec<u64>,
}

#[derive(Clone, Debug)]
enum Form {
    Parquet(ArrowReaderMetadata),
    /// Messages, from this byte on.
    Messages(u64),
}

/// The rows of a part, batch by batch. After an error there is nothing more.
pub struct Batches {
    inner: Option<Inner>,
    part: usize,
    /// Of messages: how many batches came before.
    passed: usize,
    /// How many rows are still to come, by what the file says.
    left: u64,
}

enum Inner {
    Parquet(Box<ParquetRecordBatchReader>),
    Messages(Box<StreamReader<BufReader<File>>>),
}

/// How texts of a column are to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Each for itself.
    Plain,
    /// As places in a dictionary, where the file can give them so.
    Dictionary,
}

/// How many rows a batch has at most; those of Arrow IPC are as they were written.
const ROWS_AT_ONCE: usize = 8_192;

impl ColumnFile {
    /// Opens a file. What it is, its first bytes say, whatever its name.
    ///
    /// # Errors
    /// The file cannot be read, is of neither form, is damaged, or has too many columns.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let mut file = File::open(path)?;
        let mut mark = [0; 8];
        let length = read_fully(&mut file, &mut mark)?;
        match &mark[..length] {
            [b'P', b'A', b'R', b'E', ..] => Err(FileError::Encrypted),
            [b'P', b'A', b'R', b'1', ..] => Self::parquet(path, &mut file),
            b"ARROW1\0\0" => {
                let start = first_message(&mut file)?;
                Self::messages(path, file, start)
            }
            // A stream begins with a mark, then the length of its first message.
            [0xff, 0xff, 0xff, 0xff, ..] => Self::messages(path, file, 0),
            _ => Err(FileError::NotColumns),
        }
    }

    fn parquet(path: &Path, file: &mut File) -> Result<Self, FileError> {
        check_footer(file)?;
        // What a writer noted of its own types is heeded: the zone of moments stands nowhere else.
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Skip);
        let metadata = guarded(|| ArrowReaderMetadata::load(file, options))
            .ok_or(FileError::Damaged)?
            .map_err(FileError::of_parquet)?;
        let schema = Arc::clone(metadata.schema());
        if schema.fields().len() > MAX_COLUMNS {
            return Err(FileError::TooManyColumns);
        }
        let groups = metadata.metadata().row_groups().iter();
        let rows = |rows: i64| u64::try_from(rows).map_err(|_| FileError::Damaged);
        let parts = groups.map(|group| rows(group.num_rows())).collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), form: Form::Parquet(metadata), schema, parts })
    }

    fn messages(path: &Path, mut file: File, start: u64) -> Result<Self, FileError> {
        let length = file.metadata()?.len();
        let rows = guarded(|| messages::check(&mut BufReader::new(&mut file), start, length))
            .ok_or(FileError::Damaged)??;
        let form = Form::Messages(start);
        let reader = form_messages(path, start, None)?;
        let schema = reader.schema();
        if schema.fields().len() > MAX_COLUMNS {
            return Err(FileError::TooManyColumns);
        }
        Ok(Self { path: path.to_owned(), form, schema, parts: vec![rows] })
    }

    /// Its columns.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// How many rows each of its parts says that it holds.
    pub fn parts(&self) -> &[u64] {
        &self.parts
    }

    /// How many rows it says that it holds.
    pub fn rows(&self) -> u64 {
        self.parts.iter().fold(0, |all, rows| all.saturating_add(*rows))
    }

    /// Whether it may well hold as many rows as it says: no row takes less than a bit of it.
    pub fn is_plausible(&self) -> bool {
        let bits = std::fs::metadata(&self.path).map_or(0, |own| own.len().saturating_mul(8));
        self.rows() <= bits
    }

    /// The rows of a part, of some columns alone, in the order of the file; what is not wanted is not decoded.
    ///
    /// # Errors
    /// The file cannot be read, is damaged there, is packed in a way that is not read, or a page of it would unpack to
    /// too much.
    pub fn batches(&self, part: usize, wanted: &[(usize, Texts)]) -> Result<Batches, FileError> {
        let inner = match &self.form {
            Form::Parquet(metadata) => {
                Inner::Parquet(Box::new(self.row_group(metadata, part, wanted).map_err(|e| e.in_part(part))?))
            }
            Form::Messages(start) => {
                let mut columns: Vec<usize> = wanted.iter().map(|(column, _)| *column).collect();
                columns.sort_unstable();
                Inner::Messages(Box::new(form_messages(&self.path, *start, Some(columns))?))
            }
        };
        let left = self.parts.get(part).copied().unwrap_or(0);
        Ok(Batches { inner: Some(inner), part, passed: 0, left })
    }

    fn row_group(
        &self,
        metadata: &ArrowReaderMetadata,
        part: usize,
        wanted: &[(usize, Texts)],
    ) -> Result<ParquetRecordBatchReader, FileError> {
        let mut file = File::open(&self.path)?;
        let parquet = metadata.metadata();
        let columns = parquet.file_metadata().schema_descr_ptr();
        let group = parquet.row_groups().get(part).ok_or(FileError::Damaged)?;
        let mut at_once = 0_u64;
        for (leaf, chunk) in group.columns().iter().enumerate() {
            let root = columns.get_column_root_idx(leaf);
            if wanted.iter().any(|(column, _)| *column == root) {
                at_once = at_once.saturating_add(pages::check(&mut file, chunk, ROWS_AT_ONCE as u64)?);
            }
        }
        if at_once > MAX_BATCH_BYTES {
            return Err(FileError::TooLargeTogether);
        }
        let texts = |column: usize| wanted.iter().find(|(own, _)| *own == column).map(|(_, texts)| *texts);
        let fields = self.schema.fields().iter().enumerate();
        let fields: Vec<Field> = fields.map(|(column, field)| with_texts(field, texts(column))).collect();
        let schema = Schema::new_with_metadata(fields, self.schema.metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        let read = || {
            let metadata = ArrowReaderMetadata::try_new(Arc::clone(parquet), options)?;
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
            let mask =
                ProjectionMask::roots(builder.parquet_schema(), wanted.iter().map(|(column, _)| *column));
            builder.with_projection(mask).with_row_groups(vec![part]).with_batch_size(ROWS_AT_ONCE).build()
        };
        guarded(read).ok_or(FileError::Damaged)?.map_err(FileError::of_parquet)
    }
}

/// A field whose texts come as they are wanted.
fn with_texts(field: &Field, texts: Option<Texts>) -> Field {
    let kind = match (field.data_type(), texts) {
        (DataType::Utf8 | DataType::LargeUtf8, Some(Texts::Dictionary)) => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        (DataType::Utf8 | DataType::LargeUtf8, Some(Texts::Plain)) => DataType::Utf8View,
        (other, _) => other.clone(),
    };
    field.clone().with_data_type(kind)
}

fn form_messages(
    path: &Path,
    start: u64,
    columns: Option<Vec<usize>>,
) -> Result<StreamReader<BufReader<File>>, FileError> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let read = || StreamReader::try_new(BufReader::new(file), columns);
    guarded(read).ok_or(FileError::Damaged)?.map_err(FileError::of_arrow)
}

/// Where the messages of a file of Arrow IPC begin: behind its mark and the zeros that fill it up.
fn first_message(file: &mut File) -> Result<u64, FileError> {
    const MARK: usize = 6;
    let mut bytes = [0; 256];
    file.seek(SeekFrom::Start(0))?;
    let length = read_fully(file, &mut bytes)?;
    let filled = bytes[..length].iter().skip(MARK).position(|byte| *byte != 0).ok_or(FileError::Damaged)?;
    Ok((MARK + filled) as u64)
}

/// Holds what the last bytes of a Parquet file say of its description to the file itself.
fn check_footer(file: &mut File) -> Result<(), FileError> {
    const FOOTER: u64 = 8;
    let length = file.metadata()?.len();
    let start = length.checked_sub(FOOTER).ok_or(FileError::Damaged)?;
    file.seek(SeekFrom::Start(start))?;
    let mut footer = [0; FOOTER as usize];
    file.read_exact(&mut footer)?;
    let [a, b, c, d, mark @ ..] = footer;
    match &mark {
        b"PARE" => return Err(FileError::Encrypted),
        b"PAR1" => {}
        _ => return Err(FileError::Damaged),
    }
    let described = u64::from(u32::from_le_bytes([a, b, c, d]));
    if described > start {
        return Err(FileError::Damaged);
    }
    if described > MAX_PAGE_BYTES {
        return Err(FileError::TooLarge);
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

fn read_fully(file: &mut File, bytes: &mut [u8]) -> Result<usize, FileError> {
    let mut length = 0;
    while let Some(rest) = bytes.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let inner = self.inner.as_mut()?;
        let (found, part) = match inner {
            Inner::Parquet(reader) => (guarded(|| reader.next()), self.part),
            Inner::Messages(reader) => (guarded(|| reader.next()), self.passed),
        };
        let damaged = || Some(Err(FileError::DamagedPart(part + 1)));
        let found = match found {
            Some(None) if self.left == 0 => None,
            Some(Some(Ok(batch))) => match self.left.checked_sub(batch.num_rows() as u64) {
                Some(left) => {
                    self.left = left;
                    Some(Ok(batch))
                }
                None => damaged(),
            },
            Some(Some(Err(error))) => Some(Err(FileError::of_arrow(error).in_part(part))),
            // Fewer rows than there are said to be, or a reader that did not expect what it met.
            Some(None) | None => damaged(),
        };
        self.passed += 1;
        if !matches!(found, Some(Ok(_))) {
            self.inner = None;
        }
        found
    }
}
