//! The policy files of a revision, at and below paths.

use std::collections::HashMap;
use std::rc::Rc;

use gix::ObjectId;
use gix::objs::Kind;
use policy_dsl::{MAX_DIRECTORY_DEPTH, MAX_SOURCE_BYTES, MAX_SOURCE_FILES, Sources};

use crate::objects::{Entry, EntryKind};
use crate::{GitError, RepoPath, Repository, Revision};

/// A file of a revision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileAt {
    /// Its path from the root.
    pub path: String,
    pub(crate) id: ObjectId,
}

impl Repository {
    /// The policies at and below paths at a revision, each named `REVISION:PATH`.
    ///
    /// # Errors
    /// A path holds no policy, is a link or a submodule, or exceeds what is read.
    pub fn sources(&self, revision: &Revision, paths: &[RepoPath]) -> Result<Sources, GitError> {
        let mut listing = Listing::new(self);
        let mut files: Vec<FileAt> = Vec::new();
        for path in paths {
            let found = listing.files(revision.tree, path)?;
            let (path, revision) = (path.to_string(), revision.name.clone());
            match found {
                None => return Err(GitError::NoPath { path, revision }),
                Some(found) if found.is_empty() => return Err(GitError::NoPolicy { path, revision }),
                Some(found) => files.extend(found),
            }
        }
        self.sources_of(&revision.name, &files)
    }

    /// The texts of files that stand at a revision, each once.
    ///
    /// # Errors
    /// One is larger than any policy, or cannot be read.
    pub fn sources_of(&self, revision: &str, files: &[FileAt]) -> Result<Sources, GitError> {
        let mut sources = Sources::new();
        for (place, file) in files.iter().enumerate() {
            if !files[..place].iter().any(|other| other.path == file.path) {
                let name = format!("{revision}:{}", file.path);
                sources.add_bytes(&name, self.text(file)?);
            }
        }
        Ok(sources)
    }

    /// The policy files at and below a path at a revision, in the order of their paths; none where there are none.
    ///
    /// # Errors
    /// The path is a link or a submodule, or exceeds what is read.
    pub fn files(&self, revision: &Revision, path: &RepoPath) -> Result<Vec<FileAt>, GitError> {
        Ok(Listing::new(self).files(revision.tree, path)?.unwrap_or_default())
    }

    /// The bytes of a policy file.
    pub(crate) fn text(&self, file: &FileAt) -> Result<Vec<u8>, GitError> {
        self.object(file.id, Kind::Blob, MAX_SOURCE_BYTES as u64, &file.path)
    }

    /// The bytes of any file at a revision, at most so many; `None` where there is none.
    ///
    /// # Errors
    /// It is larger, or cannot be read.
    pub fn bytes(
        &self,
        revision: &Revision,
        path: &RepoPath,
        most: u64,
    ) -> Result<Option<Vec<u8>>, GitError> {
        match Listing::new(self).entry(revision.tree, path)? {
            Some(Entry { kind: EntryKind::File, id, .. }) => {
                self.object(id, Kind::Blob, most, &path.to_string()).map(Some)
            }
            Some(_) | None => Ok(None),
        }
    }
}

/// Looks for policy files; what stands below a directory is found out once.
pub(crate) struct Listing<'r> {
    repository: &'r Repository,
    known: HashMap<(ObjectId, usize), Rc<Vec<FileAt>>>,
}

impl<'r> Listing<'r> {
    pub fn new(repository: &'r Repository) -> Self {
        Self { repository, known: HashMap::new() }
    }

    /// The policy files at and below a path, in the order of their paths; `None` where nothing is there.
    pub fn files(&mut self, tree: ObjectId, path: &RepoPath) -> Result<Option<Vec<FileAt>>, GitError> {
        let Some(entry) = self.entry(tree, path)? else { return Ok(None) };
        let shown = path.to_string();
        match entry.kind {
            EntryKind::File => Ok(Some(vec![FileAt { path: shown, id: entry.id }])),
            EntryKind::Link => Err(GitError::Link { path: shown }),
            EntryKind::Submodule => Err(GitError::Submodule { path: shown }),
            EntryKind::Directory => {
                let below = self.below(entry.id, &shown, 0)?;
                let inside = |file: &FileAt| FileAt { path: joined(path, &file.path), id: file.id };
                let mut files: Vec<FileAt> = below.iter().map(inside).collect();
                files.sort();
                Ok(Some(files))
            }
        }
    }

    /// What stands at a path.
    pub fn entry(&self, tree: ObjectId, path: &RepoPath) -> Result<Option<Entry>, GitError> {
        let mut entry = Entry { name: String::new(), kind: EntryKind::Directory, id: tree };
        for (depth, part) in path.parts().iter().enumerate() {
            let at = path.parts()[..depth].join("/");
            match entry.kind {
                EntryKind::Directory => {}
                EntryKind::File => return Ok(None),
                EntryKind::Link => return Err(GitError::Link { path: at }),
                EntryKind::Submodule => return Err(GitError::Submodule { path: at }),
            }
            let entries = self.repository.directory(entry.id, &at)?;
            match entries.into_iter().find(|entry| entry.name == *part) {
                Some(found) => entry = found,
                None => return Ok(None),
            }
        }
        Ok(Some(entry))
    }

    /// The policy files below a directory. Links, submodules and hidden directories are left out.
    fn below(&mut self, tree: ObjectId, path: &str, depth: usize) -> Result<Rc<Vec<FileAt>>, GitError> {
        if depth > MAX_DIRECTORY_DEPTH {
            return Err(GitError::TooDeep { path: path.to_owned() });
        }
        if let Some(known) = self.known.get(&(tree, depth)) {
            return Ok(Rc::clone(known));
        }
        let mut files = Vec::new();
        for entry in self.repository.directory(tree, path)? {
            match entry.kind {
                EntryKind::File if entry.name.ends_with(".policy") => {
                    files.push(FileAt { path: entry.name, id: entry.id });
                }
                EntryKind::Directory if !entry.name.starts_with('.') => {
                    let below = self.below(entry.id, &format!("{path}/{}", entry.name), depth + 1)?;
                    let inside =
                        |file: &FileAt| FileAt { path: format!("{}/{}", entry.name, file.path), id: file.id };
                    files.extend(below.iter().map(inside));
                }
                EntryKind::File | EntryKind::Directory | EntryKind::Link | EntryKind::Submodule => {}
            }
            if files.len() > MAX_SOURCE_FILES {
                return Err(GitError::TooMany { most: MAX_SOURCE_FILES });
            }
        }
        let files = Rc::new(files);
        self.known.insert((tree, depth), Rc::clone(&files));
        Ok(files)
    }
}

fn joined(path: &RepoPath, file: &str) -> String {
    if path.parts().is_empty() { file.to_owned() } else { format!("{path}/{file}") }
}
