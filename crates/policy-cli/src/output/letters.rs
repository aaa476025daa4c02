//! Letters: as text, one after the other or each in a file of its own, and as a table for mail merge.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use policy_dsl::Saying;
use policy_report::{Letter, file_name};
use tempfile::TempDir;

use super::csv::write_row;
use super::{Output, refuse_other_forms, unfinished_directory};
use crate::arguments::Format;
use crate::failure::{Failure, shown};
use crate::voice::Voice;

/// Where letters go.
pub enum Letters {
    /// One after the other; whether there is one already.
    Text(Output, bool),
    /// A row each.
    Table(Output),
    /// A file each, in a directory that takes its place when all of them are there.
    Directory {
        /// Where they are until then.
        waiting: TempDir,
        /// Shows others that somebody is writing.
        lock: Option<File>,
        /// The place.
        path: PathBuf,
        /// The names that are taken.
        names: HashSet<String>,
    },
}

const HEADINGS: [&str; 10] = [
    "column-subject",
    "column-id",
    "column-name",
    "page-group",
    "letter-count",
    "letter-items",
    "letter-missing-column",
    "page-next-due",
    "column-citation",
    "letter-text",
];

impl Letters {
    /// Opens the place that a command line names. A name that does not end in `.txt` or `.csv` is a directory, such as
    /// `letters` or `2019.10.31`, unless it is a file already.
    pub fn open(format: Option<Format>, path: Option<&Path>, voice: Voice) -> Result<Self, Failure> {
        let is_table = match format {
            Some(Format::Csv) => true,
            Some(Format::Text) => false,
            None => path.is_some_and(|path| {
                path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
            }),
            Some(
                Format::Json
                | Format::Html
                | Format::Markdown
                | Format::Parquet
                | Format::Xlsx
                | Format::Sarif
                | Format::Junit,
            ) => {
                return Err(Failure::new(Saying::new("failure-form-notify")));
            }
        };
        let written = if is_table { Format::Csv } else { Format::Text };
        path.map_or(Ok(()), |path| refuse_other_forms(path, written))?;
        if is_table {
            let mut output = Output::open(path)?;
            let begun = output.writer().write_all("\u{feff}".as_bytes());
            let headings = HEADINGS.map(|heading| voice.say(heading, &[]));
            let begun = begun.and_then(|()| write_row(output.writer(), &headings));
            return match begun {
                Ok(()) => Ok(Self::Table(output)),
                Err(error) => Err(output.failure(&error)),
            };
        }
        match path {
            Some(path) if path.is_dir() || !path.exists() && !is_text(path) => Self::directory(path),
            Some(_) | None => Ok(Self::Text(Output::open(path)?, false)),
        }
    }

    /// Where everybody's letters go, a file each.
    fn directory(path: &Path) -> Result<Self, Failure> {
        let cannot = |error: io::Error| Failure::cannot_write(path, &error);
        if path.is_dir() && fs::read_dir(path).map_err(cannot)?.next().is_some() {
            return Err(Failure::new(Saying::new("failure-directory-not-empty").with("file", shown(path))));
        }
        let (waiting, lock) = unfinished_directory(path).map_err(cannot)?;
        Ok(Self::Directory { waiting, lock, path: path.to_owned(), names: HashSet::new() })
    }

    /// Writes a letter.
    pub fn letter(&mut self, voice: Voice, as_of: NaiveDate, letter: &Letter) -> io::Result<()> {
        match self {
            Self::Text(output, has_any) => {
                // A form feed begins a new sheet of paper.
                let between = if *has_any { "\u{c}\n" } else { "" };
                *has_any = true;
                writeln!(output.writer(), "{between}{}", letter.text)
            }
            Self::Table(output) => write_row(output.writer(), &row(voice, as_of, letter)),
            Self::Directory { waiting, names, .. } => {
                let name = format!("{}.txt", file_name(&letter.id, names));
                fs::write(waiting.path().join(name), &letter.text)
            }
        }
    }

    /// Puts what was written in its place.
    pub fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Text(output, _) | Self::Table(output) => output.finish(),
            Self::Directory { waiting, lock, path, .. } => {
                let cannot = |error: io::Error| Failure::cannot_write(&path, &error);
                open_to_all(waiting.path()).map_err(cannot)?;
                fs::rename(waiting.path(), &path).map_err(cannot)?;
                drop(lock);
                // It is not there any more, under its old name.
                _ = waiting.keep();
                Ok(())
            }
        }
    }

    /// A failure to write to this place.
    pub fn failure(&self, error: &io::Error) -> Failure {
        match self {
            Self::Text(output, _) | Self::Table(output) => output.failure(error),
            Self::Directory { path, .. } => Failure::cannot_write(path, error),
        }
    }
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"))
}

/// What waits is for its owner alone; what is finished is like any new directory, as far as its parent's is.
#[cfg(unix)]
fn open_to_all(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let parent = directory.parent().unwrap_or(Path::new("."));
    let mode = fs::metadata(parent)?.permissions().mode() & 0o755;
    fs::set_permissions(directory, fs::Permissions::from_mode(mode | 0o700))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}

fn row(voice: Voice, as_of: NaiveDate, letter: &Letter) -> [String; 10] {
    let separator = voice.say("result-separator", &[]);
    let mut clauses: Vec<&str> = Vec::new();
    for item in letter.items.iter().filter(|item| !item.clauses.is_empty()) {
        if !clauses.contains(&item.clauses.as_str()) {
            clauses.push(&item.clauses);
        }
    }
    let items: Vec<String> = letter
        .items
        .iter()
        .map(|item| voice.say("explain-pair", &[("left", &item.title), ("right", &item.status)]))
        .collect();
    let missing: Vec<&str> = letter.items.iter().flat_map(|item| &item.missing).map(String::as_str).collect();
    [
        letter.kind.clone(),
        letter.id.clone(),
        letter.name.clone().unwrap_or_default(),
        letter.group.clone().unwrap_or_default(),
        letter.items.len().to_string(),
        items.join(&separator),
        missing.join(&separator),
        letter.next_due(as_of).map(|due| due.to_string()).unwrap_or_default(),
        clauses.join(&separator),
        letter.text.clone(),
    ]
}
