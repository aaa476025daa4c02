//! Files of columns as tables: Parquet and Arrow IPC.
//!
//! Their columns bear the headings; a row is numbered by its place in the file, counted from 1. Numbers come as the texts that they
//! would be in a text table, with all their digits, so that what a cell means is the same wherever it stands.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

use arrow_array::{RecordBatch, new_empty_array};
use arrow_schema::DataType;
use policy_core::Value;
use policy_dsl::Saying;
use policy_files::{ColumnFile, FileError, Texts};
use policy_table::Values;

use super::delimited::too_many_rows;
use super::{Cell, Flow, MAX_ROWS, Row};
use crate::failure::{Failure, shown};

/// A file of columns.
#[derive(Debug)]
pub struct Columns {
    path: PathBuf,
    file: ColumnFile,
    /// Whether damaged parts are passed over.
    keep_going: bool,
    damages: RefCell<Vec<Damage>>,
}

/// A part of a file that could not be read, or not to its end.
#[derive(Debug)]
pub struct Damage {
    /// Its first and its last row, counted from 1.
    pub rows: (u64, u64),
    /// What is wrong.
    pub error: FileError,
}

impl Columns {
    /// Opens a file.
    pub fn open(path: &Path, keep_going: bool) -> Result<Self, FileError> {
        let (path, file) = (path.to_owned(), ColumnFile::open(path)?);
        Ok(Self { path, file, keep_going, damages: RefCell::default() })
    }

    /// The damaged parts that were passed over when it was read last.
    pub fn damages(&self) -> Vec<Damage> {
        self.damages.take()
    }

    /// Refuses a file that says that it has more rows than are held.
    pub fn hold_to_limit(&self) -> Result<(), Failure> {
        if self.file.rows() > MAX_ROWS { Err(too_many_rows(&self.path)) } else { Ok(()) }
    }

    /// Gives the headings, then its rows; of columns that are not wanted empty cells.
    pub fn read(
        &self,
        wanted: &dyn Fn(usize) -> bool,
        each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>,
    ) -> Result<(), Failure> {
        self.damages.take();
        let mut row = Row::default();
        self.headings().for_each(|heading| row.push(Cell::Text(heading)));
        if each(&row)? == Flow::Stop {
            return Ok(());
        }
        let columns: Vec<(usize, Texts)> = (0..self.file.schema().fields().len())
            .filter(|column| wanted(*column) && self.unreadable(*column).is_none())
            .map(|column| (column, Texts::Plain))
            .collect();
        let mut first = 1;
        for (part, rows) in self.file.parts().iter().enumerate() {
            let mut number = first;
            first += rows;
            let mut give = |batch: &RecordBatch| give(batch, &columns, &mut number, &mut row, each);
            match self.read_part(part, &columns, &mut give) {
                Ok(flow) => {
                    if flow? == Flow::Stop {
                        return Ok(());
                    }
                }
                Err(error) if self.keep_going => {
                    let rows = (first - rows, first.saturating_sub(1));
                    self.damages.borrow_mut().push(Damage { rows, error });
                }
                Err(error) => return Err(refused(&self.path, error)),
            }
        }
        Ok(())
    }

    /// The file.
    pub fn file(&self) -> (&Path, &ColumnFile) {
        (&self.path, &self.file)
    }

    fn read_part(
        &self,
        part: usize,
        columns: &[(usize, Texts)],
        give: &mut dyn FnMut(&RecordBatch) -> Result<Flow, Failure>,
    ) -> Result<Result<Flow, Failure>, FileError> {
        for batch in self.file.batches(part, columns)? {
            match give(&batch?) {
                Ok(Flow::More) => {}
                enough @ (Ok(Flow::Stop) | Err(_)) => return Ok(enough),
            }
        }
        Ok(Ok(Flow::More))
    }

    /// The type of a column, where nothing of a record can be read from it.
    pub fn unreadable(&self, column: usize) -> Option<&DataType> {
        let kind = self.file.schema().fields().get(column)?.data_type();
        Values::new(&new_empty_array(kind)).is_none().then_some(kind)
    }

    fn headings(&self) -> impl Iterator<Item = &str> {
        self.file.schema().fields().iter().map(|field| field.name().as_str())
    }
}

/// A file of columns that cannot be read.
pub fn refused(path: &Path, error: FileError) -> Failure {
    match error {
        FileError::Io(error) => Failure::cannot_read(path, &error),
        error => {
            let says = Saying::new("failure-columns").with("file", shown(path));
            Failure::new(says.with_said("detail", |language| error.text(language)))
        }
    }
}

/// Gives the rows of a batch.
fn give(
    batch: &RecordBatch,
    columns: &[(usize, Texts)],
    number: &mut u64,
    row: &mut Row,
    each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>,
) -> Result<Flow, Failure> {
    let values: Vec<(usize, Option<Values<'_>>)> =
        columns.iter().map(|(column, _)| *column).zip(batch.columns().iter().map(Values::new)).collect();
    for place in 0..batch.num_rows() {
        row.begin(*number);
        *number += 1;
        for (column, values) in &values {
            row.pad(*column);
            match values {
                Some(values) => row.push(cell_of(values, place, &mut Cow::Borrowed(""))),
                None => row.push(Cell::Empty),
            }
        }
        if each(row)? == Flow::Stop {
            return Ok(Flow::Stop);
        }
    }
    Ok(Flow::More)
}

/// A cell of a column, as a row would have it. `held` holds its text, where it has one.
pub fn cell_of<'c, 'v: 'c>(values: &Values<'v>, place: usize, held: &'c mut Cow<'v, str>) -> Cell<'c> {
    /// From here on a binary fraction does not hold every whole number that a spreadsheet shows.
    const FEWEST_LOST: f64 = 1e15;
    match values.value(place) {
        Ok(Value::Missing) => Cell::Empty,
        Ok(Value::Flag(flag)) => Cell::Flag(flag),
        Ok(Value::Date(day)) => Cell::Day(day),
        Ok(Value::Float(number)) if number.abs() >= FEWEST_LOST => Cell::Fraction(number),
        Ok(Value::Text(_) | Value::Integer(_) | Value::Float(_) | Value::Number(_) | Value::Term(_))
        | Err(_) => {
            *held = values.text(place);
            match held.trim() {
                "" => Cell::Empty,
                text => Cell::Text(text),
            }
        }
    }
}
