//! A repository, opened for reading.

use std::path::{Path, PathBuf};

use gix::discover::upwards::Options as Upwards;
use gix::open::Options;
use gix::sec::trust::Mapping;

use crate::path::plain;
use crate::{GitError, RepoPath};

/// The most bytes that one object may take, also where it is only the base of another one.
const MAX_OBJECT_BYTES: u64 = 256 * 1024 * 1024;
/// Objects that were unpacked are kept for the next look, up to so many bytes.
const CACHE_BYTES: usize = 32 * 1024 * 1024;

/// A repository, bare or with a work tree.
pub struct Repository {
    pub(crate) inner: gix::Repository,
    root: Option<PathBuf>,
}

impl Repository {
    /// The repository that a path lies in.
    ///
    /// # Errors
    /// There is none, or it is damaged or of an unknown form.
    pub fn discover(path: &Path) -> Result<Self, GitError> {
        let start = plain(&here().join(path));
        let existing = start.ancestors().find(|directory| directory.is_dir()).unwrap_or(&start);
        let (trusted, mapping) = (options(), Mapping { full: options(), reduced: options() });
        let found = gix::ThreadSafeRepository::discover_opts(existing, Upwards::default(), mapping);
        match found {
            Ok(inner) => Ok(Self::of(inner.to_thread_local())),
            // A directory that is named itself may be a repository without a work tree.
            Err(_) if is_bare(existing) => trusted
                .open(existing)
                .map(|inner| Self::of(inner.to_thread_local()))
                .map_err(|error| GitError::unopened(path, &error)),
            Err(error) if has_git(existing) => Err(GitError::unopened(path, &error)),
            Err(_) => Err(GitError::NoRepository { path: path.display().to_string() }),
        }
    }

    fn of(mut inner: gix::Repository) -> Self {
        inner.object_cache_size_if_unset(CACHE_BYTES);
        let root = inner.workdir().map(|root| root.canonicalize().unwrap_or_else(|_| root.to_owned()));
        Self { inner, root }
    }

    /// The directory of the files that are worked on; a bare repository has none.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Whether the history ends before its beginning, as in a clone of limited depth.
    pub fn is_shallow(&self) -> bool {
        self.inner.is_shallow().unwrap_or(false)
    }

    /// Where a file or directory of the disk stands in the repository; it need not exist any more. In a bare repository, the path
    /// is taken from the root.
    ///
    /// # Errors
    /// It lies outside.
    pub fn path(&self, path: &Path) -> Result<RepoPath, GitError> {
        let outside = || GitError::Outside { path: path.display().to_string() };
        let Some(root) = &self.root else {
            return path.to_str().and_then(RepoPath::new).ok_or_else(outside);
        };
        let whole = plain(&here().join(path));
        let real = || {
            let parent = whole.parent()?.canonicalize().ok()?;
            RepoPath::below(root, &parent.join(whole.file_name()?))
        };
        RepoPath::below(root, &whole).or_else(real).ok_or_else(outside)
    }
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("root", &self.root).finish_non_exhaustive()
    }
}

/// Only the repository's own settings are read, and no object may ask for more memory than any that is read.
fn options() -> Options {
    Options::isolated().config_overrides([format!("gitoxide.objects.allocLimit={MAX_OBJECT_BYTES}")])
}

fn here() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    here.canonicalize().unwrap_or(here)
}

fn is_bare(directory: &Path) -> bool {
    directory.join("HEAD").is_file() && directory.join("objects").is_dir()
}

fn has_git(directory: &Path) -> bool {
    directory.ancestors().any(|directory| directory.join(".git").exists())
}
