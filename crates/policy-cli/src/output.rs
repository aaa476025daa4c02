//! Where results go, and in which form.
//!
//! A file appears whole or not at all: it is written beside its place under another name, and takes its
//! place when it is complete. Whatever stops the work before leaves what was there.

mod comparison;
mod csv;
mod html;
mod impact;
mod json;
mod junit;
mod letters;
mod parquet;
mod sarif;
mod summary;
mod table;
mod text;
mod uri;
mod workbook;

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use policy_core::Tally;
use policy_dsl::Saying;
use policy_report::{Decided, ReportError};
use tempfile::{NamedTempFile, TempDir, TempPath};

use crate::arguments::Format;
use crate::decided::Run;
use crate::failure::{Failure, shown};

pub use comparison::write_comparison;
pub use csv::CsvForm;
pub use html::HtmlForm;
pub use impact::{ImpactReport, write_impact};
pub use json::JsonForm;
pub use junit::{Case, Suite, Wrong, write_junit};
pub use letters::Letters;
pub use parquet::{ParquetForm, ResultFile, ResultRows, Whose};
pub use sarif::{kind, sentences, write_sarif};
pub use table::Columns;
pub use text::{TextForm, say_findings};
pub use workbook::WorkbookForm;

/// A form of results.
pub trait Form {
    /// What stands before the first subject.
    fn begin(&mut self, out: &mut dyn Write, run: &Run<'_>) -> io::Result<()>;
    /// One subject.
    fn subject(&mut self, out: &mut dyn Write, run: &Run<'_>, decided: &Decided<'_>) -> io::Result<()>;
    /// What stands after the last one.
    fn end(&mut self, out: &mut dyn Write, run: &Run<'_>, tally: &Tally) -> io::Result<()>;
}

/// The form that a command line asks for: by name, else by the file's ending, else for people.
pub fn form_of(format: Option<Format>, path: Option<&Path>) -> Format {
    let by_ending = || match path?.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "html" | "htm" => Some(Format::Html),
        "json" => Some(Format::Json),
        "parquet" | "pq" => Some(Format::Parquet),
        "xlsx" => Some(Format::Xlsx),
        "md" | "markdown" => Some(Format::Markdown),
        _ => None,
    };
    format.or_else(by_ending).unwrap_or(Format::Text)
}

/// Refuses a name that promises what is not written: a text named .xlsx opens in no spreadsheet program, and one named
/// .html would be taken for a page, with all that it says.
pub fn refuse_other_forms(path: &Path, written: Format) -> Result<(), Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let Some(ending) = ending else { return Ok(()) };
    let promised = match ending.as_str() {
        "csv" => Some(Format::Csv),
        "html" | "htm" => Some(Format::Html),
        "json" => Some(Format::Json),
        "parquet" | "pq" => Some(Format::Parquet),
        "xlsx" => Some(Format::Xlsx),
        "md" | "markdown" => Some(Format::Markdown),
        "xlsm" | "xls" | "ods" | "pdf" | "doc" | "docx" | "arrow" | "feather" => None,
        _ => return Ok(()),
    };
    if promised == Some(written) {
        return Ok(());
    }
    let id = if promised.is_some() { "failure-result-other-form" } else { "failure-result-form" };
    Err(Failure::new(Saying::new(id).with("file", shown(path)).with("ending", ending)))
}

/// The form of a command that writes no tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOrJson {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The form that the command line asks for of a command that writes no tables.
pub fn text_or_json(format: Option<Format>) -> Result<TextOrJson, Failure> {
    match format {
        None | Some(Format::Text) => Ok(TextOrJson::Text),
        Some(Format::Json) => Ok(TextOrJson::Json),
        Some(Format::Csv | Format::Html | Format::Parquet | Format::Xlsx) => {
            Err(Failure::new(Saying::new("failure-form-only-run")))
        }
        Some(Format::Sarif | Format::Junit) => Err(Failure::new(Saying::new("failure-form-only-check"))),
        Some(Format::Markdown) => Err(Failure::new(Saying::new("failure-form-only-diff"))),
    }
}

/// A place for results.
#[derive(Debug)]
pub enum Output {
    /// The standard output.
    Standard(BufWriter<Stdout>),
    /// A file that does not stand in its place yet.
    File(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe, which nothing can take the place of.
    Direct(BufWriter<File>, PathBuf),
}

impl Output {
    /// Opens a file for results, or the standard output. What cannot be written fails here, before any work.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Standard(BufWriter::new(io::stdout()))) };
        let cannot = |error: io::Error| Failure::cannot_write(path, &error);
        if path.is_dir() {
            return Err(cannot(io::ErrorKind::IsADirectory.into()));
        }
        if path.exists() && !path.is_file() {
            let file = File::options().write(true).open(path).map_err(cannot)?;
            return Ok(Self::Direct(BufWriter::new(file), path.to_owned()));
        }
        // Through a link, it is the linked file that is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new("."));
        let prefix = unfinished_prefix(&path);
        remove_unfinished(directory, &prefix);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(UNFINISHED);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The same as for any new file; the user's mask takes away from it.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(directory).map_err(|error| Failure::cannot_write(&path, &error))?;
        // Whoever finds the file locked knows that somebody is writing it; where nothing can be locked, nobody looks.
        _ = file.as_file().try_lock();
        Ok(Self::File(BufWriter::new(file), path))
    }

    /// Where to write.
    pub fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Standard(out) => out,
            Self::File(out, _) => out,
            Self::Direct(out, _) => out,
        }
    }

    /// Puts the finished file in its place.
    pub fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Standard(mut out) => finish_standard(out.flush()),
            Self::Direct(mut out, path) => out.flush().map_err(|error| Failure::cannot_write(&path, &error)),
            Self::File(..) => self.written()?.place().map(drop),
        }
    }

    /// Puts two finished files in their places, or, as far as a disk lets, neither.
    pub fn finish_with(self, other: Self) -> Result<(), Failure> {
        let (first, second) = (self.written()?, other.written()?);
        let undo = first.place()?;
        second.place().map(drop).inspect_err(|_| undo.undo())
    }

    /// Writes out what is held back; a file does not stand in its place yet.
    fn written(self) -> Result<Written, Failure> {
        match self {
            Self::File(out, path) => {
                let cannot = |error: &io::Error| Failure::cannot_write(&path, error);
                let file = out.into_inner().map_err(|error| cannot(error.error()))?;
                file.as_file().sync_all().map_err(|error| cannot(&error))?;
                Ok(Written::File(file, path))
            }
            Self::Standard(_) | Self::Direct(..) => self.finish().map(|()| Written::Gone),
        }
    }

    /// A failure to write to this place.
    pub fn failure(&self, error: &io::Error) -> Failure {
        let of_report = error.get_ref().and_then(|error| error.downcast_ref::<ReportError>());
        if let Some(&of_report) = of_report {
            return Failure::new(
                Saying::new("failure-report").with_said("detail", |language| of_report.text(language)),
            );
        }
        match self {
            Self::Standard(_) => Failure::cannot_write(Path::new("stdout"), error),
            Self::File(_, path) | Self::Direct(_, path) => Failure::cannot_write(path, error),
        }
    }
}

/// What is written out as a whole.
enum Written {
    /// To where it cannot be taken back from.
    Gone,
    /// To a file that does not stand in its place yet.
    File(NamedTempFile, PathBuf),
}

/// What stood in the place of a file before.
enum Before {
    /// Nothing is known of it.
    Unknown,
    /// Nothing stood there.
    Nothing(PathBuf),
    /// This did.
    Kept(PathBuf, TempPath),
}

impl Written {
    /// Puts the file in its place, and tells what stood there.
    fn place(self) -> Result<Before, Failure> {
        let Self::File(file, path) = self else { return Ok(Before::Unknown) };
        let before = if path.exists() { kept(&path) } else { Before::Nothing(path.clone()) };
        file.persist(&path).map_err(|error| Failure::cannot_write(&path, &error.error))?;
        Ok(before)
    }
}

/// A second name for what stands in a place, where the disk can give one.
fn kept(path: &Path) -> Before {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let prefix = unfinished_prefix(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(UNFINISHED);
    match builder.make_in(directory, |second| fs::hard_link(path, second)) {
        Ok(second) => Before::Kept(path.to_owned(), second.into_temp_path()),
        Err(_) => Before::Unknown,
    }
}

impl Before {
    /// Puts back what stood there.
    fn undo(&self) {
        match self {
            Self::Unknown => {}
            Self::Nothing(path) => _ = fs::remove_file(path),
            Self::Kept(path, second) => _ = fs::rename(second, path),
        }
    }
}

/// What the names of files that are not finished end in.
const UNFINISHED: &str = ".part";

/// What the names of unfinished files begin with that are to take a file's place.
fn unfinished_prefix(path: &Path) -> String {
    const LONGEST: usize = 40;
    let name: String = path.file_name().unwrap_or_default().to_string_lossy().chars().take(LONGEST).collect();
    format!(".policy-{name}-")
}

/// Removes what killed runs left behind of the same result. What a run is still writing is locked and stays.
fn remove_unfinished(directory: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(prefix) && name.ends_with(UNFINISHED) {
            let path = entry.path();
            let is_left = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
            if is_left && entry.file_type().is_ok_and(|own| own.is_dir()) {
                _ = fs::remove_dir_all(path);
            } else if is_left {
                _ = fs::remove_file(path);
            }
        }
    }
}

/// A directory for files that are to stand in a place together, and what shows others that somebody is writing them.
fn unfinished_directory(path: &Path) -> io::Result<(TempDir, Option<File>)> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let prefix = unfinished_prefix(path);
    remove_unfinished(parent, &prefix);
    let waiting = tempfile::Builder::new().prefix(&prefix).suffix(UNFINISHED).tempdir_in(parent)?;
    // Some systems open no directory; what is left there, nobody removes.
    let lock = File::open(waiting.path()).ok().filter(|own| own.try_lock().is_ok());
    Ok((waiting, lock))
}

/// Says something on the standard output that is not the result of the work.
pub fn say_to_standard(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout();
    finish_standard(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Whoever reads a pipe may stop reading (`policy run … | head`); that is no failure.
fn finish_standard(outcome: io::Result<()>) -> Result<(), Failure> {
    match outcome {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::cannot_write(Path::new("stdout"), &error)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::Output;

    #[test]
    fn where_the_second_file_cannot_take_its_place_the_first_does_not_either() {
        let directory = tempfile::tempdir().unwrap();
        let (first, second) = (directory.path().join("结果.csv"), directory.path().join("凭证.json"));
        for old in [None, Some("old")] {
            if let Some(old) = old {
                fs::write(&first, old).unwrap();
            }
            let outputs = [&first, &second].map(|path| {
                let mut output = Output::open(Some(path)).unwrap();
                output.writer().write_all(b"new").unwrap();
                output
            });
            // A directory that has come to stand in the place meanwhile.
            fs::create_dir(&second).unwrap();
            let [one, other] = outputs;
            assert!(one.finish_with(other).is_err());
            assert_eq!(fs::read_to_string(&first).ok().as_deref(), old);
            fs::remove_dir(&second).unwrap();
            let left: Vec<_> =
                fs::read_dir(directory.path()).unwrap().flatten().map(|e| e.file_name()).collect();
            assert_eq!(left.len(), usize::from(old.is_some()), "{left:?}");
        }
    }

    #[test]
    fn what_a_killed_run_kept_of_a_result_goes_with_the_next() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("结果.csv");
        fs::write(&path, "old").unwrap();
        let super::Before::Kept(_, second) = super::kept(&path) else { return };
        // As a run that is killed does not come to remove it.
        let second = second.keep().unwrap();
        Output::open(Some(&path)).unwrap().finish().unwrap();
        assert!(!second.exists());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn two_files_take_their_places_together() {
        let directory = tempfile::tempdir().unwrap();
        let paths = ["a.csv", "b.json"].map(|name| directory.path().join(name));
        let [one, other] = [0, 1].map(|place| {
            let mut output = Output::open(Some(&paths[place])).unwrap();
            output.writer().write_all(b"new").unwrap();
            output
        });
        assert!(paths.iter().all(|path| !path.exists()));
        one.finish_with(other).unwrap();
        assert!(paths.iter().all(|path| fs::read_to_string(path).unwrap() == "new"));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }
}
