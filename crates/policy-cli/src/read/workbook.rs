//! Workbooks: .xlsx, .xls and .ods, sheet by sheet.
//!
//! A packed workbook is unpacked once into nothing to see how large it really is, whatever it says
//! of itself, before any of it is held. Numbers and days come as the workbook keeps them; of a
//! formula the value that it last had, and the formula itself is never run. What a damaged workbook does to
//! its reader is kept inside (see [`guarded`]).

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use calamine::{Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, Xls, XlsError, Xlsx, XlsxError};
use policy_dsl::Saying;
use policy_files::guarded;

use super::compound::hangs_together;
use super::delimited::{too_many_columns, too_many_rows};
use super::{Cell, Flow, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES, Row};
use crate::failure::{Failure, shown};

type Stream = BufReader<File>;

/// A workbook that is open.
enum Workbook {
    Xlsx(Box<Xlsx<Stream>>),
    Xls(Box<Xls<Stream>>),
    Ods(Box<Ods<Stream>>),
}

/// A sheet of a workbook.
pub struct Sheet {
    /// What its tab says.
    pub name: String,
    path: PathBuf,
    workbook: Rc<RefCell<Workbook>>,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("path", &self.path).field("name", &self.name).finish()
    }
}

/// Opens a workbook and lists its sheets.
pub fn open(path: &Path) -> Result<Vec<Sheet>, Failure> {
    let mut file = File::open(path).map_err(|error| Failure::cannot_read(path, &error))?;
    let mut mark = [0; 4];
    let length = file.read(&mut mark).map_err(|error| Failure::cannot_read(path, &error))?;
    file.seek(SeekFrom::Start(0)).map_err(|error| Failure::cannot_read(path, &error))?;
    // What a file is, its first bytes say; the ending of its name may be wrong.
    let workbook = match &mark[..length] {
        b"PK\x03\x04" | b"PK\x05\x06" => open_packed(path, file)?,
        [0xd0, 0xcf, 0x11, 0xe0] => open_compound(path, file)?,
        _ => return Err(about("failure-not-a-workbook", path)),
    };
    let names = match &workbook {
        Workbook::Xlsx(book) => book.sheet_names(),
        Workbook::Xls(book) => book.sheet_names(),
        Workbook::Ods(book) => book.sheet_names(),
    };
    if names.is_empty() {
        return Err(about("failure-no-sheets", path));
    }
    let workbook = Rc::new(RefCell::new(workbook));
    let sheet = |name| Sheet { name, path: path.to_owned(), workbook: Rc::clone(&workbook) };
    Ok(names.into_iter().map(sheet).collect())
}

fn about(id: &'static str, path: &Path) -> Failure {
    Failure::new(Saying::new(id).with("file", shown(path)))
}

/// A workbook that is packed as it should be, but spoilt within.
fn damaged(path: &Path, spoilt: Spoilt) -> Failure {
    let says = Saying::new("failure-damaged-workbook").with("file", shown(path));
    Failure::new(says.with_word("detail", spoilt.word()))
}

/// What a reader met in a damaged workbook.
#[derive(Clone, Copy, Debug)]
enum Spoilt {
    /// A part that ends too early.
    Cut,
    /// A part that is not there.
    Absent,
    /// A part that is not written as it should be.
    Garbled,
    /// Rows or cells that go backwards.
    OutOfOrder,
    /// More parts than a workbook has.
    TooManyParts,
}

impl Spoilt {
    /// The message that says it.
    fn word(self) -> &'static str {
        match self {
            Self::Cut => "workbook-cut",
            Self::Absent => "workbook-absent",
            Self::Garbled => "workbook-garbled",
            Self::OutOfOrder => "workbook-out-of-order",
            Self::TooManyParts => "workbook-too-many-parts",
        }
    }
}

impl From<XlsxError> for Spoilt {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::XmlEof(_) => Self::Cut,
            XlsxError::FileNotFound(_)
            | XlsxError::RelationshipNotFound
            | XlsxError::WorksheetNotFound(_) => Self::Absent,
            _ => Self::Garbled,
        }
    }
}

impl From<OdsError> for Spoilt {
    fn from(error: OdsError) -> Self {
        match error {
            OdsError::Eof(_) => Self::Cut,
            OdsError::FileNotFound(_) | OdsError::WorksheetNotFound(_) => Self::Absent,
            _ => Self::Garbled,
        }
    }
}

impl From<XlsError> for Spoilt {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::EoStream(_) | XlsError::ContinueRecordTooShort => Self::Cut,
            XlsError::WorksheetNotFound(_) => Self::Absent,
            _ => Self::Garbled,
        }
    }
}

/// A packed workbook whose packing is broken: most often it was not copied or fetched whole.
fn broken_off(path: &Path) -> Failure {
    about("failure-broken-workbook", path)
}

/// What a reader of workbooks gives, where the workbook did not make it fail in a way of its own.
fn safely<T, E>(
    path: &Path,
    work: impl FnOnce() -> Result<T, E>,
    refusal: impl FnOnce(E) -> Failure,
) -> Result<T, Failure> {
    guarded(work).ok_or_else(|| broken_off(path))?.map_err(refusal)
}

/// Opens .xlsx or .ods, which are zip archives.
fn open_packed(path: &Path, file: File) -> Result<Workbook, Failure> {
    let mut stream = BufReader::new(file);
    let is_ods = check_unpacked(path, &mut stream)?;
    stream.seek(SeekFrom::Start(0)).map_err(|error| Failure::cannot_read(path, &error))?;
    if is_ods {
        let book = safely(
            path,
            || Ods::new(stream),
            |error| match error {
                OdsError::Password => about("failure-encrypted-workbook", path),
                error => damaged(path, error.into()),
            },
        )?;
        return Ok(Workbook::Ods(Box::new(book)));
    }
    let book = safely(
        path,
        || Xlsx::new(stream),
        |error| match error {
            XlsxError::Password => about("failure-encrypted-workbook", path),
            error => damaged(path, error.into()),
        },
    )?;
    Ok(Workbook::Xlsx(Box::new(book)))
}

/// Opens .xls; an encrypted .xlsx is wrapped in the same kind of container.
fn open_compound(path: &Path, file: File) -> Result<Workbook, Failure> {
    let mut stream = BufReader::new(file);
    if !hangs_together(&mut stream).map_err(|error| Failure::cannot_read(path, &error))? {
        return Err(broken_off(path));
    }
    if let Some(Err(XlsxError::Password)) = guarded(|| Xlsx::new(&mut stream)) {
        return Err(about("failure-encrypted-workbook", path));
    }
    stream.seek(SeekFrom::Start(0)).map_err(|error| Failure::cannot_read(path, &error))?;
    let book = safely(
        path,
        || Xls::new(stream),
        |error| match error {
            XlsError::Password => about("failure-encrypted-workbook", path),
            XlsError::Cfb(_) | XlsError::EoStream(_) => broken_off(path),
            error => damaged(path, error.into()),
        },
    )?;
    Ok(Workbook::Xls(Box::new(book)))
}

/// Unpacks an archive into nothing, and stops past the limit. Says whether it is .ods.
fn check_unpacked(path: &Path, stream: &mut Stream) -> Result<bool, Failure> {
    const MOST_PARTS: usize = 10_000;
    let too_large = || {
        Failure::new(
            Saying::new("failure-unpacks-too-large")
                .with("file", shown(path))
                .with("most", MAX_UNPACKED_BYTES >> 20),
        )
    };
    let mut archive = zip::ZipArchive::new(stream).map_err(|_| broken_off(path))?;
    if archive.len() > MOST_PARTS {
        return Err(damaged(path, Spoilt::TooManyParts));
    }
    let mut left = MAX_UNPACKED_BYTES;
    let mut is_ods = false;
    let mut is_workbook = false;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(text) if text.contains("assword") => {
                about("failure-encrypted-workbook", path)
            }
            _ => broken_off(path),
        })?;
        let name = part.name().unwrap_or_default().into_owned();
        is_ods |= name == "content.xml";
        is_workbook |= name.ends_with("workbook.xml");
        if part.size() > left {
            return Err(too_large());
        }
        let unpacked =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| broken_off(path))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    if !is_ods && !is_workbook {
        return Err(about("failure-not-a-workbook", path));
    }
    Ok(is_ods && !is_workbook)
}

impl Sheet {
    /// Gives its rows; rows without any cell are left out.
    pub fn read(&self, each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>) -> Result<(), Failure> {
        match &mut *self.workbook.borrow_mut() {
            Workbook::Xlsx(book) => self.stream(book, each),
            Workbook::Xls(book) => {
                let range = self.safely(|| book.worksheet_range(&self.name))?;
                self.walk(&range, each)
            }
            Workbook::Ods(book) => {
                let range = self.safely(|| book.worksheet_range(&self.name))?;
                self.walk(&range, each)
            }
        }
    }

    fn safely<T, E: Into<Spoilt>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, Failure> {
        safely(&self.path, work, |error| damaged(&self.path, error.into()))
    }

    /// Reads .xlsx cell by cell: a sheet with one cell in its last corner must not become a table of
    /// seventeen billion.
    fn stream(
        &self,
        book: &mut Xlsx<Stream>,
        each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>,
    ) -> Result<(), Failure> {
        let path = &self.path;
        let mut cells = self.safely(|| book.worksheet_cells_reader(&self.name))?;
        let mut row = Row::default();
        while let Some(cell) = self.safely(|| cells.next_cell())? {
            let (number, column) = cell.get_position();
            let (number, column) = (u64::from(number) + 1, column as usize);
            if column >= MAX_COLUMNS {
                // A stray format far to the right holds nothing.
                if matches!(cell.get_value(), DataRef::Empty) {
                    continue;
                }
                return Err(too_many_columns(path, number));
            }
            if number != row.number {
                if row.number > 0 && !row.is_blank() && each(&row)? == Flow::Stop {
                    return Ok(());
                }
                if number < row.number {
                    return Err(damaged(path, Spoilt::OutOfOrder));
                }
                row.begin(number);
            }
            if column < row.len() {
                return Err(damaged(path, Spoilt::OutOfOrder));
            }
            row.pad(column);
            push_ref(&mut row, cell.get_value());
        }
        if row.number > 0 && !row.is_blank() {
            each(&row)?;
        }
        Ok(())
    }

    fn walk(
        &self,
        range: &calamine::Range<Data>,
        each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>,
    ) -> Result<(), Failure> {
        let Some((first, left)) = range.start() else { return Ok(()) };
        let (first, left) = (u64::from(first) + 1, left as usize);
        if range.width() + left > MAX_COLUMNS {
            return Err(too_many_columns(&self.path, first));
        }
        if range.height() as u64 > MAX_ROWS {
            return Err(too_many_rows(&self.path));
        }
        let mut row = Row::default();
        for (number, cells) in (first..).zip(range.rows()) {
            row.begin(number);
            row.pad(left);
            cells.iter().for_each(|cell| push_data(&mut row, cell));
            if !row.is_blank() && each(&row)? == Flow::Stop {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// What .ods shows of a formula that failed, as if it were a text.
const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

fn push_data(row: &mut Row, data: &Data) {
    match data {
        Data::Int(number) => row.push(Cell::Whole(*number)),
        Data::Float(number) => push_number(row, *number),
        Data::String(text) if ERRORS.contains(&text.as_str()) => row.push(Cell::Broken(text)),
        Data::String(text) => row.push(Cell::Text(text)),
        Data::Bool(flag) => row.push(Cell::Flag(*flag)),
        Data::DateTime(moment) => push_moment(row, moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => row.push(Cell::Text(text)),
        Data::Error(error) => row.push(Cell::Broken(&error.to_string())),
        Data::Empty => row.push(Cell::Empty),
    }
}

fn push_ref(row: &mut Row, data: &DataRef<'_>) {
    match data {
        DataRef::Int(number) => row.push(Cell::Whole(*number)),
        DataRef::Float(number) => push_number(row, *number),
        DataRef::String(text) => row.push(Cell::Text(text)),
        DataRef::SharedString(text) => row.push(Cell::Text(text)),
        DataRef::Bool(flag) => row.push(Cell::Flag(*flag)),
        DataRef::DateTime(moment) => push_moment(row, moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => row.push(Cell::Text(text)),
        DataRef::Error(error) => row.push(Cell::Broken(&error.to_string())),
        DataRef::Empty => row.push(Cell::Empty),
    }
}

/// Workbooks keep whole numbers as binary fractions too; up to 2^53 nothing is lost by that.
fn push_number(row: &mut Row, number: f64) {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        row.push(Cell::Whole(number as i64));
    } else {
        row.push(Cell::Fraction(number));
    }
}

/// A day, whatever the time of day; a mere length of time stays a number.
fn push_moment(row: &mut Row, moment: &ExcelDateTime) {
    match moment.as_datetime() {
        Some(day) if !moment.is_duration() => row.push(Cell::Day(day.date())),
        Some(_) | None => push_number(row, moment.as_f64()),
    }
}
