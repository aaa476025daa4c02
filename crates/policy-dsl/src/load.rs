//! Reading source files from a disk, or from bytes.
//!
//! A directory is read with everything below it, in the order of the paths, so that the same
//! files make the same plan everywhere. Links are not followed: they may lead out of the
//! directory, or back into it.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use policy_messages::Language;

use crate::{MAX_SOURCE_BYTES, Saying, Sources};

/// The most source files that are compiled together.
pub const MAX_SOURCE_FILES: usize = 2_000;
/// How deep below a directory source files may lie.
pub const MAX_DIRECTORY_DEPTH: usize = 32;
/// How many directory entries are looked at in search of source files.
const MAX_ENTRIES: usize = 200_000;

/// Why sources could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    says: Saying,
}

impl LoadError {
    fn new(id: &'static str, path: &Path) -> Self {
        Self { says: Saying::new(id).with("path", path.display()) }
    }

    fn io(path: &Path, error: &std::io::Error) -> Self {
        Self { says: Saying::new("load-unreadable").with("path", path.display()).with_cause("reason", error) }
    }

    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        self.says.text(language)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for LoadError {}

impl Sources {
    /// Reads a `.policy` file, or all of them in a directory and below it.
    ///
    /// # Errors
    /// The path does not exist or cannot be read, holds no `.policy` file, or exceeds
    /// [`MAX_SOURCE_FILES`], [`MAX_SOURCE_BYTES`] or [`MAX_DIRECTORY_DEPTH`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        Self::load_all([path])
    }

    /// Reads several files and directories together.
    ///
    /// # Errors
    /// As [`Sources::load`].
    pub fn load_all<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, LoadError> {
        let mut files = Vec::new();
        for path in paths {
            let path = path.as_ref();
            let metadata = fs::metadata(path).map_err(|error| LoadError::io(path, &error))?;
            if metadata.is_dir() {
                let before = files.len();
                find(path, &mut files)?;
                if files.len() == before {
                    return Err(LoadError::new("load-no-policy", path));
                }
            } else {
                files.push(path.to_owned());
            }
        }
        let mut known = Vec::new();
        let mut sources = Self::new();
        for path in files {
            // A file that is named beside its directory is still one file.
            let canonical = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if !known.contains(&canonical) {
                known.push(canonical);
                sources.add_file(&path)?;
            }
        }
        Ok(sources)
    }

    fn add_file(&mut self, path: &Path) -> Result<u32, LoadError> {
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(|error| LoadError::io(path, &error))?;
        file.take(MAX_SOURCE_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| LoadError::io(path, &error))?;
        if bytes.len() > MAX_SOURCE_BYTES {
            let says = Saying::new("load-too-large")
                .with("path", path.display())
                .with("limit", MAX_SOURCE_BYTES / 1024 / 1024);
            return Err(LoadError { says });
        }
        // What is not UTF-8 is told with its place when the sources are compiled.
        Ok(self.add_bytes(path.display().to_string(), bytes).0)
    }
}

/// The `.policy` files in a directory and below it, in the order of their paths.
fn find(root: &Path, files: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let mut waiting = vec![(root.to_owned(), 0)];
    let mut found = Vec::new();
    let mut seen = 0;
    while let Some((directory, depth)) = waiting.pop() {
        if depth > MAX_DIRECTORY_DEPTH {
            return Err(LoadError::new("load-too-deep", &directory));
        }
        let entries = fs::read_dir(&directory).map_err(|error| LoadError::io(&directory, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| LoadError::io(&directory, &error))?;
            let kind = entry.file_type().map_err(|error| LoadError::io(&entry.path(), &error))?;
            seen += 1;
            if seen > MAX_ENTRIES {
                return Err(LoadError::new("load-too-many", root));
            }
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let path = entry.path();
            if kind.is_dir() && !hidden {
                waiting.push((path, depth + 1));
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "policy") {
                found.push(path);
            }
        }
    }
    if files.len() + found.len() > MAX_SOURCE_FILES {
        return Err(LoadError::new("load-too-many", root));
    }
    found.sort();
    files.extend(found);
    Ok(())
}
