//! Reading objects: each is measured before it is unpacked, and is of the kind that is asked for.

use chrono::{DateTime, NaiveDate};
use gix::ObjectId;
use gix::objs::{CommitRef, Kind, TreeRef};

use crate::{GitError, Repository};

/// The largest directory, in bytes.
const MAX_TREE_BYTES: u64 = 32 * MIB;
/// The largest commit or tag, message and all, in bytes.
pub(crate) const MAX_COMMIT_BYTES: u64 = 4 * MIB;
const MIB: u64 = 1024 * 1024;

/// What a commit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    pub tree: ObjectId,
    pub parents: Vec<ObjectId>,
    /// When it was committed, in seconds since 1970.
    pub seconds: i64,
    /// The day of its author.
    pub date: Option<NaiveDate>,
    pub title: String,
}

/// A line of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name; where that is no UTF-8, what can be read of it.
    pub name: String,
    pub is_text: bool,
    pub kind: EntryKind,
    pub id: ObjectId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Directory,
    File,
    Link,
    Submodule,
}

impl Repository {
    /// The bytes of an object of a kind, at most so many.
    pub(crate) fn object(
        &self,
        id: ObjectId,
        kind: Kind,
        most: u64,
        what: &str,
    ) -> Result<Vec<u8>, GitError> {
        let header = self.inner.find_header(id).map_err(|error| unread(id, &error))?;
        if header.kind() != kind {
            let detail = format!("{} in the place of {kind}", header.kind());
            return Err(GitError::Damaged { object: id.to_string(), detail });
        }
        if header.size() > most {
            return Err(GitError::TooLarge { what: what.to_owned(), most: most / MIB });
        }
        let mut object = self.inner.find_object(id).map_err(|error| unread(id, &error))?;
        Ok(std::mem::take(&mut object.data))
    }

    pub(crate) fn commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        let bytes = self.object(id, Kind::Commit, MAX_COMMIT_BYTES, &id.to_string())?;
        let damaged =
            |error: gix::Error| GitError::Damaged { object: id.to_string(), detail: error.to_string() };
        let commit = CommitRef::from_bytes(&bytes, id.kind()).map_err(damaged)?;
        let seconds = commit.time().map_or(0, |time| time.seconds);
        let title = commit.message.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let written = commit.author().ok().and_then(|author| author.time().ok());
        let date = written.and_then(|time| day(time.seconds, time.offset));
        Ok(Commit {
            tree: commit.tree(),
            parents: commit.parents().collect(),
            seconds,
            date,
            title: String::from_utf8_lossy(title).into_owned(),
        })
    }

    /// The lines of a directory. `path` is how messages name it.
    pub(crate) fn directory(&self, id: ObjectId, path: &str) -> Result<Vec<Entry>, GitError> {
        let bytes = self.object(id, Kind::Tree, MAX_TREE_BYTES, path)?;
        let damaged =
            |error: gix::Error| GitError::Damaged { object: id.to_string(), detail: error.to_string() };
        let tree = TreeRef::from_bytes(&bytes, id.kind()).map_err(damaged)?;
        let entries = tree.entries.iter().map(|entry| {
            let name = String::from_utf8_lossy(entry.filename).into_owned();
            let is_text = std::str::from_utf8(entry.filename).is_ok();
            if is_hostile(&name) {
                return Err(GitError::HostileName { path: format!("{path}/{name}") });
            }
            Ok(Entry { name, is_text, kind: EntryKind::of(entry.mode.kind()), id: entry.oid.to_owned() })
        });
        entries.collect()
    }
}

impl EntryKind {
    fn of(kind: gix::objs::tree::EntryKind) -> Self {
        match kind {
            gix::objs::tree::EntryKind::Tree => Self::Directory,
            gix::objs::tree::EntryKind::Blob | gix::objs::tree::EntryKind::BlobExecutable => Self::File,
            gix::objs::tree::EntryKind::Link => Self::Link,
            gix::objs::tree::EntryKind::Commit => Self::Submodule,
        }
    }
}

/// A name that leads out of its directory, or into the repository's own files.
fn is_hostile(name: &str) -> bool {
    matches!(name, "" | "." | "..") || name.eq_ignore_ascii_case(".git") || name.contains(['/', '\\', '\0'])
}

fn day(seconds: i64, offset: i32) -> Option<NaiveDate> {
    let seconds = seconds.checked_add(i64::from(offset))?;
    Some(DateTime::from_timestamp(seconds, 0)?.date_naive())
}

/// Why an object could not be read.
pub(crate) fn unread(id: ObjectId, error: &gix::Error) -> GitError {
    if error.is_not_found() {
        return GitError::Missing { object: id.to_string() };
    }
    GitError::Damaged { object: id.to_string(), detail: error.to_string() }
}
