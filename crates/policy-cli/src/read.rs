//! Data files as tables of rows, and as records.
//!
//! A path becomes tables (a sheet of a workbook, a CSV file, a JSON array of flat objects, a file of columns) or
//! records (JSON with lists inside). Nothing here knows what a column means. Everything read is
//! untrusted: the limits below hold for all formats, and past them stands a clear error.

mod columns;
mod compound;
mod delimited;
mod description;
mod encoding;
mod json;
mod limits;
mod packed;
mod quotes;
mod row;
mod workbook;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use policy_core::nearest_name;
use policy_dsl::Saying;
use policy_files::{ColumnFile, FileError};

use crate::failure::{Failure, Listing, shown};
use arrow_schema::DataType;
use columns::Columns;
use delimited::Delimited;
use description::Description;
use json::JsonFile;
use workbook::Sheet;

pub use columns::{Damage, cell_of, refused};
pub use description::{Described, FILE_NAME};
pub use limits::{MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROW_BYTES, MAX_ROWS, MAX_UNPACKED_BYTES};
pub use packed::unpacked_name;
pub use row::{Cell, Row};

/// Whether to go on with the next row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    More,
    /// Enough.
    Stop,
}

/// A table: rows of cells, the headings among the first of them.
#[derive(Debug)]
pub struct Table {
    /// The file, as messages name it.
    pub file: String,
    /// What its name or its sheet's name may say of what it holds.
    pub titles: Vec<String>,
    /// The sheet, where the file has several.
    pub sheet: Option<String>,
    /// What is said of it.
    pub described: Option<Described>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Delimited(Delimited),
    Sheet(Sheet),
    Json(Rc<JsonFile>),
    Columns(Columns),
}

impl Table {
    /// Gives its rows, from the first, until `each` has enough.
    pub fn read(&self, each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>) -> Result<(), Failure> {
        self.read_columns(&|_| true, each)
    }

    /// Gives its rows; of columns that are not wanted the cells may be empty.
    pub fn read_columns(
        &self,
        wanted: &dyn Fn(usize) -> bool,
        each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>,
    ) -> Result<(), Failure> {
        match &self.source {
            Source::Delimited(file) => file.read(each),
            Source::Sheet(sheet) => sheet.read(each),
            Source::Json(file) => file.rows(each),
            Source::Columns(file) => file.read(wanted, each),
        }
    }

    /// Refuses a table that says beforehand that it has more rows than are held; others are counted as they are read.
    pub fn hold_to_limit(&self) -> Result<(), Failure> {
        match &self.source {
            Source::Delimited(_) | Source::Sheet(_) | Source::Json(_) => Ok(()),
            Source::Columns(file) => file.hold_to_limit(),
        }
    }

    /// The damaged parts that were passed over when it was read last.
    pub fn damages(&self) -> Vec<Damage> {
        match &self.source {
            Source::Delimited(_) | Source::Sheet(_) | Source::Json(_) => Vec::new(),
            Source::Columns(file) => file.damages(),
        }
    }

    /// The file, where it is one of columns.
    pub fn columns(&self) -> Option<(&Path, &ColumnFile)> {
        match &self.source {
            Source::Delimited(_) | Source::Sheet(_) | Source::Json(_) => None,
            Source::Columns(file) => Some(file.file()),
        }
    }

    /// The type of a column, where it is one from which no cell can be read.
    pub fn unreadable(&self, column: usize) -> Option<&DataType> {
        match &self.source {
            Source::Delimited(_) | Source::Sheet(_) | Source::Json(_) => None,
            Source::Columns(file) => file.unreadable(column),
        }
    }
}

/// Records as JSON texts.
#[derive(Debug)]
pub struct Records {
    /// The file, as messages name it.
    pub file: String,
    /// What is said of them.
    pub described: Option<Described>,
    source: Rc<JsonFile>,
}

impl Records {
    /// Gives each record's text, with its place in the file.
    pub fn each(&self, give: &mut dyn FnMut(u64, &str) -> Result<(), Failure>) -> Result<(), Failure> {
        self.source.texts(give)
    }
}

/// What data files hold.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Tables, in the order of the files and of their sheets.
    pub tables: Vec<Table>,
    /// Files of nested records.
    pub records: Vec<Records>,
    /// Sheets of described files of which nothing is said: the file and the sheet.
    pub left_out: Vec<(String, String)>,
    /// Files of columns that cannot be opened and are passed over.
    pub damaged: Vec<DamagedFile>,
    /// Whether what is damaged is passed over.
    keep_going: bool,
}

/// A file of columns that cannot be opened.
#[derive(Debug)]
pub struct DamagedFile {
    /// The file, as messages name it.
    pub file: String,
    /// What its name, or what is said of it, may tell of what it holds.
    pub titles: Vec<String>,
    /// What is wrong.
    pub error: FileError,
}

impl Inputs {
    /// Whether what is damaged is passed over.
    pub fn keeps_going(&self) -> bool {
        self.keep_going
    }
}

/// Opens data files; of a directory what its `data.toml` describes, else every file with a known ending, in the order
/// of their names.
///
/// Where the work is to keep going, a file of columns that is damaged is passed over, and so are damaged parts.
pub fn open(paths: &[PathBuf], keep_going: bool) -> Result<Inputs, Failure> {
    let mut inputs = Inputs { keep_going, ..Inputs::default() };
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| Failure::cannot_read(path, &error))?;
        if let Some(description) = description_of(path) {
            open_described(&description, &mut inputs)?;
            continue;
        }
        if !metadata.is_dir() {
            open_file(path, &mut inputs)?;
            continue;
        }
        let files = files_of(path)?;
        if files.is_empty() {
            return Err(Failure::new(Saying::new("failure-empty-directory").with("file", shown(path))));
        }
        for file in files {
            open_file(&file, &mut inputs)?;
        }
    }
    Ok(inputs)
}

/// The files that these paths mean, each once, the descriptions among them.
pub fn files_read(paths: &[&Path]) -> Result<Vec<PathBuf>, Failure> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut add = |file: PathBuf| {
        if !files.contains(&file) {
            files.push(file);
        }
    };
    for path in paths {
        match description_of(path) {
            Some(place) => {
                let tables = Description::open(&place)?.tables;
                add(place);
                tables.into_iter().for_each(|table| add(table.file));
            }
            None if path.is_dir() => files_of(path)?.into_iter().for_each(&mut add),
            None => add(path.to_path_buf()),
        }
    }
    Ok(files)
}

/// Whether a file is one of those that these paths mean. The file's path must be canonical.
pub fn is_read(paths: &[&Path], file: &Path) -> bool {
    let is_it = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path == file);
    paths.iter().any(|path| {
        is_it(path) || files_read(&[path]).is_ok_and(|files| files.iter().any(|path| is_it(path)))
    })
}

/// The description that a path is, or that a directory holds.
fn description_of(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.join(FILE_NAME)).filter(|place| place.is_file());
    }
    let is_one = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    is_one.then(|| path.to_owned())
}

/// Opens the files that a description speaks of, each once.
fn open_described(path: &Path, inputs: &mut Inputs) -> Result<(), Failure> {
    let mut left = Description::open(path)?.tables;
    while !left.is_empty() {
        let file = left[0].file.clone();
        let (own, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|table| table.file == file);
        left = others;
        let mut found = Inputs { keep_going: inputs.keep_going, ..Inputs::default() };
        open_file(&file, &mut found)?;
        if let [damaged] = &mut found.damaged[..] {
            damaged.titles = own.into_iter().filter_map(|own| own.holds).collect();
            inputs.damaged.append(&mut found.damaged);
            continue;
        }
        describe(path, &file, own, &mut found)?;
        let (tables, unsaid): (Vec<_>, Vec<_>) =
            found.tables.into_iter().partition(|table| table.described.is_some());
        inputs.tables.extend(tables);
        inputs.records.extend(found.records);
        let sheets = unsaid.into_iter().filter_map(|table| Some((table.file, table.sheet?)));
        inputs.left_out.extend(sheets);
    }
    Ok(())
}

/// Puts what is said of a file's tables beside them.
fn describe(path: &Path, file: &Path, said: Vec<Described>, found: &mut Inputs) -> Result<(), Failure> {
    let about = |id: &'static str| Saying::new(id).with("description", shown(path)).with("file", shown(file));
    for described in said {
        if let [records] = &mut found.records[..] {
            if described.sheet.is_some() || described.headings.is_some() || !described.columns.is_empty() {
                return Err(Failure::new(about("failure-described-records")));
            }
            records.described = Some(described);
            continue;
        }
        let sheets: Vec<String> = found.tables.iter().filter_map(|table| table.sheet.clone()).collect();
        let is_meant = |table: &&mut Table| described.sheet.is_none() || table.sheet == described.sheet;
        let table = match (&described.sheet, found.tables.len()) {
            (None, 2..) => {
                return Err(Failure::new(about("failure-described-which-sheet").listing("sheets", &sheets)));
            }
            (Some(_), _) | (None, _) => found.tables.iter_mut().find(is_meant),
        };
        let Some(table) = table else {
            let name = described.sheet.as_deref().unwrap_or_default();
            let says = about("failure-described-no-sheet").with("sheet", name).listing("sheets", &sheets);
            return Err(Failure::new(match nearest_name(name, sheets.iter().map(String::as_str)) {
                Some(nearest) => {
                    Saying { id: "failure-described-no-sheet-nearest", ..says }.with("nearest", nearest)
                }
                None => says,
            }));
        };
        if table.described.is_some() {
            return Err(Failure::new(about("failure-described-twice")));
        }
        table.described = Some(described);
    }
    Ok(())
}

fn files_of(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |error: std::io::Error| Failure::cannot_read(directory, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // `~$…` is what a spreadsheet program leaves beside an open workbook.
        if path.is_file() && !name.starts_with(['.', '~']) && Form::of_ending(&path).is_some() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What the ending of a file's name says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Workbook,
    Delimited,
    Json,
    JsonLines,
    Columns,
}

impl Form {
    fn of_ending(path: &Path) -> Option<Self> {
        let plain = unpacked_name(path);
        let ending = plain.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            // A workbook is packed already, and so are columns.
            "xlsx" | "xlsm" | "xls" | "ods" => (plain == path).then_some(Self::Workbook),
            "csv" | "tsv" | "txt" => Some(Self::Delimited),
            "parquet" | "pq" | "arrow" | "arrows" | "feather" | "ipc" => {
                (plain == path).then_some(Self::Columns)
            }
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

/// A file that holds more than is read of one.
fn too_large(path: &Path) -> Failure {
    Failure::new(
        Saying::new("failure-file-too-large").with("file", shown(path)).with("most", MAX_FILE_BYTES >> 20),
    )
}

fn open_file(path: &Path, inputs: &mut Inputs) -> Result<(), Failure> {
    let size = fs::metadata(path).map_err(|error| Failure::cannot_read(path, &error))?.len();
    let file = shown(path);
    let stem = unpacked_name(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let form = Form::of_ending(path)
        .ok_or_else(|| Failure::new(Saying::new("failure-unknown-form").with("file", &file)))?;
    if size == 0 {
        return Err(Failure::new(Saying::new("failure-empty-file").with("file", &file)));
    }
    // A text table is read row by row, and columns batch by batch, so their size is bounded by their rows alone.
    let is_held = match form {
        Form::Workbook | Form::Json | Form::JsonLines => true,
        Form::Delimited | Form::Columns => false,
    };
    if is_held && size > MAX_FILE_BYTES {
        return Err(too_large(path));
    }
    match form {
        Form::Workbook => {
            let sheets = workbook::open(path)?;
            let alone = sheets.len() == 1;
            for sheet in sheets {
                let titles =
                    if alone { vec![sheet.name.clone(), stem.clone()] } else { vec![sheet.name.clone()] };
                let (file, name) = (file.clone(), Some(sheet.name.clone()));
                inputs.tables.push(Table {
                    file,
                    titles,
                    sheet: name,
                    described: None,
                    source: Source::Sheet(sheet),
                });
            }
        }
        Form::Delimited => {
            let source = Source::Delimited(Delimited::open(path)?);
            inputs.tables.push(Table { file, titles: vec![stem], sheet: None, described: None, source });
        }
        Form::Columns => {
            let source = match Columns::open(path, inputs.keep_going) {
                Ok(columns) => Source::Columns(columns),
                Err(error) if inputs.keep_going => {
                    inputs.damaged.push(DamagedFile { file, titles: vec![stem], error });
                    return Ok(());
                }
                Err(error) => return Err(refused(path, error)),
            };
            inputs.tables.push(Table { file, titles: vec![stem], sheet: None, described: None, source });
        }
        Form::Json | Form::JsonLines => {
            let source = Rc::new(JsonFile::open(path, form == Form::JsonLines)?);
            if source.is_flat() {
                let source = Source::Json(source);
                inputs.tables.push(Table { file, titles: vec![stem], sheet: None, described: None, source });
            } else {
                inputs.records.push(Records { file, described: None, source });
            }
        }
    }
    Ok(())
}
