//! A file of columns that flows by, batch by batch.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use policy_files::{ColumnFile, FileError, MAX_BATCH_BYTES, Texts};
use policy_table::Values;

use super::Found;
use super::typed::{Refused, Typing};
use crate::failure::shown;
use crate::finding::{Place, Trouble};
use crate::gather::{Layout, Target, identifier};
use crate::read::{Cell, cell_of};

/// How many rows a part has at most that is held whole. Its texts have no more bytes than are unpacked at once: in the file, one may stand in
/// many rows.
pub const MOST_ROWS_HELD: u64 = 2 << 20;

/// A file of columns.
pub struct Source<'f> {
    pub path: &'f Path,
    pub file: &'f ColumnFile,
    pub layout: &'f Layout,
    /// Which of the lists its rows are events of; `None` where they are subjects.
    pub list: Option<usize>,
    /// By field that is kept: its column.
    pub columns: Vec<Option<usize>>,
    /// Of subjects: the number of its first row.
    pub first: u64,
}

/// A batch whose columns hold what their fields mean.
pub struct Piece {
    /// The number of its first row in the file, counted from 1.
    pub first: u64,
    pub rows: usize,
    pub columns: Vec<ArrayRef>,
    /// The identifiers.
    pub keys: ArrayRef,
    /// By row: the first of its cells that cannot be read.
    pub unreadable: BTreeMap<usize, Found>,
}

/// What identifies the subject of a row.
pub enum Identified<'k> {
    /// Nothing stands there at all.
    Blank,
    As(Cow<'k, str>),
    /// It cannot be told who it is.
    Refused(Found),
}

impl Source<'_> {
    /// A row of it.
    pub fn place(&self, row: u64) -> Place {
        Place { file: shown(self.path), sheet: None, row: Some(row), column: None }
    }

    /// The heading of a column.
    pub fn heading(&self, column: usize) -> Option<String> {
        self.layout.headings.get(column).cloned()
    }

    /// The number of the first row of a part, counted from 1.
    pub fn first_of(&self, part: usize) -> u64 {
        self.file.parts().iter().take(part).fold(1, |sum, rows| sum + rows)
    }

    /// Gives a part, batch by batch, until `each` has enough.
    pub fn read<E>(
        &self,
        part: usize,
        typings: &[Typing<'_>],
        each: &mut dyn FnMut(Piece) -> Result<(), E>,
    ) -> Result<Result<(), E>, FileError> {
        let mut wanted = vec![(self.layout.key, Texts::Plain)];
        let columns = self.columns.iter().zip(typings);
        wanted.extend(columns.filter_map(|(column, typing)| Some(((*column)?, typing.texts()))));
        wanted.sort_by_key(|(column, _)| *column);
        wanted.dedup_by_key(|(column, _)| *column);
        let place = |column: usize| wanted.iter().position(|(own, _)| *own == column);
        let mut first = self.first_of(part);
        let is_held = self.file.parts().get(part).is_some_and(|rows| *rows <= MOST_ROWS_HELD);
        let mut texts = 0_u64;
        for batch in self.file.batches(part, &wanted)? {
            let batch = batch?;
            let column = |column: usize| place(column).and_then(|place| batch.columns().get(place));
            let Some(keys) = column(self.layout.key) else { return Err(FileError::Damaged) };
            let mut piece = Piece {
                first,
                rows: batch.num_rows(),
                columns: Vec::new(),
                keys: keys.clone(),
                unreadable: BTreeMap::new(),
            };
            for (own, typing) in self.columns.iter().zip(typings) {
                let Some((own, array)) = own.and_then(|own| Some((own, column(own)?))) else {
                    piece.columns.push(typing.missing(piece.rows));
                    continue;
                };
                let mut refused = Vec::new();
                let read = typing.read(array, &mut refused).map_err(|_| FileError::Damaged)?;
                if read.data_type() == &DataType::Utf8 {
                    texts = texts.saturating_add(read.get_array_memory_size() as u64);
                }
                if is_held && texts > MAX_BATCH_BYTES {
                    return Err(FileError::TooLargeTogether);
                }
                piece.columns.push(read);
                for refused in refused {
                    self.note(&mut piece, own, refused);
                }
            }
            first += batch.num_rows() as u64;
            if let Err(enough) = each(piece) {
                return Ok(Err(enough));
            }
        }
        Ok(Ok(()))
    }

    /// Notes a cell that cannot be read; of several in a row that of the first column counts.
    fn note(&self, piece: &mut Piece, column: usize, refused: Refused) {
        let Refused { row, trouble, value, reason } = refused;
        let place = |heading: &Option<String>| {
            self.layout.headings.iter().position(|own| Some(own) == heading.as_ref())
        };
        let is_first = piece.unreadable.get(&row).is_none_or(|own| place(&own.column) > Some(column));
        if is_first {
            let number = piece.first + row as u64;
            let column = self.heading(column);
            piece.unreadable.insert(row, Found { row: number, column, trouble, value: Some(value), reason });
        }
    }

    /// In which rows of a part anything stands, in columns that `wanted` means.
    fn filled(&self, part: usize, wanted: &dyn Fn(&usize) -> bool) -> Result<Vec<bool>, FileError> {
        self.fold(part, wanted, Vec::new(), &mut |mut filled: Vec<bool>, batch| {
            let columns: Vec<Values<'_>> = batch.columns().iter().filter_map(Values::new).collect();
            let is_filled = |row: usize| {
                columns.iter().any(|own| cell_of(own, row, &mut Cow::Borrowed("")) != Cell::Empty)
            };
            filled.extend((0..batch.num_rows()).map(is_filled));
            filled
        })
    }

    /// Goes through a part once more, looking at some columns.
    pub fn fold<T>(
        &self,
        part: usize,
        wanted: &dyn Fn(&usize) -> bool,
        begin: T,
        each: &mut dyn FnMut(T, &RecordBatch) -> T,
    ) -> Result<T, FileError> {
        let columns = (0..self.layout.targets.len()).filter(wanted).map(|column| (column, Texts::Plain));
        let columns: Vec<(usize, Texts)> = columns.collect();
        let mut sum = begin;
        for batch in self.file.batches(part, &columns)? {
            sum = each(sum, &batch?);
        }
        Ok(sum)
    }
}

/// What stands in a part in columns that nothing reads; looked at where what is read is empty in some row.
#[derive(Debug, Default)]
pub struct Aside {
    /// In which rows anything stands.
    all: Option<Vec<bool>>,
    /// In which rows anything of an event does.
    fields: Option<Vec<bool>>,
}

impl Aside {
    /// Whether a row, counted from 0 in its part, says anything at all.
    pub fn says(&mut self, source: &Source<'_>, part: usize, row: usize) -> Result<bool, FileError> {
        let is_known = |column: &usize| source.layout.targets.get(*column).copied().flatten().is_some();
        let all = match &mut self.all {
            Some(all) => all,
            None => self.all.insert(source.filled(part, &is_known)?),
        };
        Ok(all.get(row).copied().unwrap_or(true))
    }

    /// Whether a row tells of an event: some have no more than what is the subject's own.
    pub fn tells(&mut self, source: &Source<'_>, part: usize, row: usize) -> Result<bool, FileError> {
        let is_field = |column: &usize| match source.layout.targets.get(*column) {
            Some(Some(Target::Field(_))) => true,
            Some(Some(Target::Key | Target::Fact(_)) | None) | None => false,
        };
        let fields = match &mut self.fields {
            Some(fields) => fields,
            None => self.fields.insert(source.filled(part, &is_field)?),
        };
        Ok(fields.get(row).copied().unwrap_or(true))
    }
}

impl Piece {
    /// Whether nothing that is kept stands in a row.
    pub fn is_empty(&self, row: usize) -> bool {
        self.columns.iter().all(|column| column.is_null(row)) && !self.unreadable.contains_key(&row)
    }

    /// Who is meant by a row.
    pub fn identified<'k>(
        &self,
        values: &Values<'k>,
        row: usize,
        (source, part): (&Source<'_>, usize),
        aside: &mut Aside,
    ) -> Result<Identified<'k>, FileError> {
        let mut held = Cow::Borrowed("");
        let reason = match cell_of(values, row, &mut held) {
            Cell::Empty
                if self.is_empty(row) && !aside.says(source, part, self.place(source, part, row))? =>
            {
                return Ok(Identified::Blank);
            }
            // What is written so is no number that has lost digits, and holds nothing that does not show.
            Cell::Text(text) if text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                None
            }
            cell => identifier(cell).err(),
        };
        Ok(match reason {
            None => Identified::As(match held {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
            }),
            Some(reason) => Identified::Refused(Found {
                row: self.first + row as u64,
                column: source.heading(source.layout.key),
                trouble: Trouble::Identifier,
                value: None,
                reason,
            }),
        })
    }

    /// The place of a row in its part, counted from 0.
    pub fn place(&self, source: &Source<'_>, part: usize, row: usize) -> usize {
        (self.first - source.first_of(part)) as usize + row
    }
}
