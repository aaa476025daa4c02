//! Data files as tables of rows, and as records.
//!
//! A path becomes tables (a sheet of a workbook, a CSV file, a JSON array of flat objects) or
//! records (JSON with lists inside). Nothing here knows what a column means. Everything read is
//! untrusted: the limits below hold for all formats, and past them stands a clear error.

mod compound;
mod delimited;
mod encoding;
mod guard;
mod json;
mod limits;
mod row;
mod workbook;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use policy_dsl::Saying;

use crate::failure::{Failure, shown};
use delimited::Delimited;
use json::JsonFile;
use workbook::Sheet;

pub use limits::{MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROW_BYTES, MAX_ROWS, MAX_UNPACKED_BYTES};
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
    source: Source,
}

#[derive(Debug)]
enum Source {
    Delimited(Delimited),
    Sheet(Sheet),
    Json(Rc<JsonFile>),
}

impl Table {
    /// Gives its rows, from the first, until `each` has enough.
    pub fn read(&self, each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>) -> Result<(), Failure> {
        match &self.source {
            Source::Delimited(file) => file.read(each),
            Source::Sheet(sheet) => sheet.read(each),
            Source::Json(file) => file.rows(each),
        }
    }
}

/// Records as JSON texts.
#[derive(Debug)]
pub struct Records {
    /// The file, as messages name it.
    pub file: String,
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
}

/// Opens data files; of a directory, every file with a known ending, in the order of their names.
pub fn open(paths: &[PathBuf]) -> Result<Inputs, Failure> {
    let mut inputs = Inputs::default();
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| Failure::cannot_read(path, &error))?;
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

/// Whether a file is one of those that these paths mean. The file's path must be canonical.
pub fn is_read(paths: &[&Path], file: &Path) -> bool {
    let is_it = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path == file);
    paths.iter().any(|path| {
        is_it(path) || path.is_dir() && files_of(path).is_ok_and(|files| files.iter().any(|path| is_it(path)))
    })
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
}

impl Form {
    fn of_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "xlsx" | "xlsm" | "xls" | "ods" => Some(Self::Workbook),
            "csv" | "tsv" | "txt" => Some(Self::Delimited),
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

fn open_file(path: &Path, inputs: &mut Inputs) -> Result<(), Failure> {
    let size = fs::metadata(path).map_err(|error| Failure::cannot_read(path, &error))?.len();
    let file = shown(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let form = Form::of_ending(path)
        .ok_or_else(|| Failure::new(Saying::new("failure-unknown-form").with("file", &file)))?;
    if size == 0 {
        return Err(Failure::new(Saying::new("failure-empty-file").with("file", &file)));
    }
    // A text table is read row by row, so its size is bounded by its rows alone.
    if form != Form::Delimited && size > MAX_FILE_BYTES {
        return Err(Failure::new(
            Saying::new("failure-file-too-large").with("file", &file).with("most", MAX_FILE_BYTES >> 20),
        ));
    }
    match form {
        Form::Workbook => {
            let sheets = workbook::open(path)?;
            let alone = sheets.len() == 1;
            for sheet in sheets {
                let titles =
                    if alone { vec![sheet.name.clone(), stem.clone()] } else { vec![sheet.name.clone()] };
                let (file, name) = (file.clone(), Some(sheet.name.clone()));
                inputs.tables.push(Table { file, titles, sheet: name, source: Source::Sheet(sheet) });
            }
        }
        Form::Delimited => {
            let source = Source::Delimited(Delimited::open(path)?);
            inputs.tables.push(Table { file, titles: vec![stem], sheet: None, source });
        }
        Form::Json | Form::JsonLines => {
            let source = Rc::new(JsonFile::open(path, form == Form::JsonLines)?);
            if source.is_flat() {
                let source = Source::Json(source);
                inputs.tables.push(Table { file, titles: vec![stem], sheet: None, source });
            } else {
                inputs.records.push(Records { file, source });
            }
        }
    }
    Ok(())
}
