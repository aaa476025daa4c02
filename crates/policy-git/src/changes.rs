//! Which policy files differ between two revisions.

use std::collections::BTreeMap;
use std::sync::Arc;

use gix::ObjectId;

use crate::files::{FileAt, Listing};
use crate::{GitError, RepoPath, Repository, Revision};

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the later revision has it.
    Added,
    /// Only the earlier one has it.
    Removed,
    /// Both have it, with other texts.
    Modified,
}

/// A file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path from the root.
    pub path: String,
    /// What became of it.
    pub change: Change,
}

impl Repository {
    /// The policy files at and below paths that differ between two revisions, in the order of their paths.
    ///
    /// # Errors
    /// A directory exceeds what is read, or cannot be read.
    pub fn changed(
        &self,
        earlier: &Revision,
        later: &Revision,
        paths: &[RepoPath],
    ) -> Result<Vec<Changed>, GitError> {
        let mut listing = Listing::new(self);
        let mut at = |revision: &Revision| -> Result<BTreeMap<Arc<str>, ObjectId>, GitError> {
            let mut files = BTreeMap::new();
            for path in paths {
                let found = listing.files(revision.tree, path)?.unwrap_or_default();
                files.extend(found.iter().map(|FileAt { path, id }| (Arc::clone(path), *id)));
            }
            Ok(files)
        };
        let (before, after) = (at(earlier)?, at(later)?);
        let mut changed: Vec<Changed> = Vec::new();
        for (path, id) in &after {
            let change = match before.get(path) {
                None => Change::Added,
                Some(other) if other != id => Change::Modified,
                Some(_) => continue,
            };
            changed.push(Changed { path: path.to_string(), change });
        }
        let removed = before.keys().filter(|path| !after.contains_key(*path));
        changed.extend(removed.map(|path| Changed { path: path.to_string(), change: Change::Removed }));
        changed.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(changed)
    }
}
