//! `data.toml`: what a bureau says of its files, where their names and headings do not say it themselves.
//!
//! ```toml
//! [[table]]
//! file = "导出.xlsx"        # seen from this file
//! sheet = "Sheet1"
//! holds = "培训"            # a subject or an event of the vocabulary; `教师.材料` where one name has several meanings
//! headings = 3              # the row of the headings
//! columns = { "课程" = "培训项目名称", "备注" = "" }   # which column is what; "" is left out
//! ```
//!
//! This module knows the form of that file, not what the names in it mean.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use policy_core::nearest_name;
use policy_dsl::Saying;
use policy_messages::message;
use toml::{Table, Value};

use crate::failure::{Failure, Listing, shown};

/// What such a file is called.
pub const FILE_NAME: &str = "data.toml";

/// How many bytes it may have, and how many tables it may speak of.
const MOST_BYTES: u64 = 4 << 20;
const MOST_TABLES: usize = 1_000;

/// What is said of the files of a directory.
#[derive(Debug)]
pub struct Description {
    /// One entry a table.
    pub tables: Vec<Described>,
}

/// What is said of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// The file, seen from the working directory.
    pub file: PathBuf,
    /// Which sheet of a workbook.
    pub sheet: Option<String>,
    /// What its rows are.
    pub holds: Option<String>,
    /// The row of the headings, counted from 1.
    pub headings: Option<u64>,
    /// What each column is, by its heading; an empty name leaves the column out.
    pub columns: BTreeMap<String, String>,
}

/// The keys of an entry.
const KEYS: [&str; 5] = ["file", "sheet", "holds", "headings", "columns"];

impl Description {
    /// Reads a description.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut text = String::new();
        let file = File::open(path).map_err(|error| Failure::cannot_read(path, &error))?;
        let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
        read.map_err(|error| Failure::cannot_read(path, &error))?;
        let tables = if text.len() as u64 > MOST_BYTES {
            Err(Saying::new("failure-description-too-large").with("most", MOST_BYTES >> 20))
        } else {
            tables(&text, path.parent().unwrap_or(Path::new("")))
        };
        let tables = tables.map_err(|says| Failure::new(says.with("file", shown(path))))?;
        Ok(Self { tables })
    }
}

fn tables(text: &str, directory: &Path) -> Result<Vec<Described>, Saying> {
    let read: Table = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.lines().count().max(1);
        Saying::new("failure-description").with("row", line).with("detail", error.message())
    })?;
    if let Some(key) = read.keys().find(|key| *key != "table") {
        return Err(unknown_key(key, &["table"]));
    }
    let entries = match read.get("table") {
        Some(Value::Array(entries)) if !entries.is_empty() => entries,
        Some(_) | None => return Err(Saying::new("failure-description-empty")),
    };
    if entries.len() > MOST_TABLES {
        return Err(Saying::new("failure-description-too-many").with("most", MOST_TABLES));
    }
    entries.iter().map(|entry| described(entry, directory)).collect()
}

fn described(entry: &Value, directory: &Path) -> Result<Described, Saying> {
    let Value::Table(entry) = entry else { return Err(Saying::new("failure-description-empty")) };
    if let Some(key) = entry.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(unknown_key(key, &KEYS));
    }
    let file = text_of(entry, "file")?.ok_or_else(|| Saying::new("failure-description-no-file"))?;
    let headings = match entry.get("headings") {
        None => None,
        Some(Value::Integer(row)) if *row > 0 => u64::try_from(*row).ok(),
        Some(_) => return Err(wrong("headings", "expected-row-number")),
    };
    let mut columns = BTreeMap::new();
    match entry.get("columns") {
        None => {}
        Some(Value::Table(table)) => {
            for (heading, name) in table {
                let Value::String(name) = name else { return Err(wrong(heading, "expected-name")) };
                columns.insert(heading.clone(), name.clone());
            }
        }
        Some(_) => return Err(wrong("columns", "expected-columns")),
    }
    Ok(Described {
        file: directory.join(file),
        sheet: text_of(entry, "sheet")?,
        holds: text_of(entry, "holds")?,
        headings,
        columns,
    })
}

fn text_of(entry: &Table, key: &'static str) -> Result<Option<String>, Saying> {
    match entry.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong(key, "expected-name")),
    }
}

fn wrong(key: &str, expected: &'static str) -> Saying {
    let says = Saying::new("failure-description-value").with("key", key);
    says.with_said("expected", |language| message(language, expected, &[]))
}

fn unknown_key(key: &str, known: &[&str]) -> Saying {
    let says = Saying::new("failure-description-key").with("key", key).listing("names", known);
    match nearest_name(key, known.iter().copied()) {
        Some(nearest) => Saying { id: "failure-description-key-nearest", ..says }.with("nearest", nearest),
        None => says,
    }
}
