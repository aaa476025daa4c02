//! The policy files of a revision, at and below paths.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use gix::ObjectId;
use gix::objs::Kind;
use policy_dsl::{MAX_DIRECTORY_DEPTH, MAX_SOURCE_BYTES, MAX_SOURCE_FILES, Sources};

use crate::objects::{Entry, EntryKind};
use crate::{GitError, RepoPath, Repository, Revision};

/// The most bytes of the policy files of one revision.
const MAX_ALL_BYTES: usize = 64 * 1024 * 1024;

/// A file of a revision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileAt {
    /// Its path from the root.
    pub path: Arc<str>,
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
                Some(found) => files.extend(found.iter().cloned()),
            }
        }
        self.sources_of(&revision.name, &files)
    }

    /// The texts of files that stand at a revision, each once.
    ///
    /// # Errors
    /// One is larger than any policy, or all together are, or one cannot be read.
    pub fn sources_of(&self, revision: &str, files: &[FileAt]) -> Result<Sources, GitError> {
        let mut sources = Sources::new();
        let mut known = HashSet::new();
        let mut left = MAX_ALL_BYTES;
        for file in files.iter().filter(|file| known.insert(&file.path)) {
            let text = self.text(file)?;
            left =
                left.checked_sub(text.len()).ok_or(GitError::TooMuch { most: MAX_ALL_BYTES as u64 >> 20 })?;
            sources.add_bytes(format!("{revision}:{}", file.path), text);
        }
        Ok(sources)
    }

    /// The policy files at and below a path at a revision, in the order of their paths; none where there are none.
    ///
    /// # Errors
    /// The path is a link or a submodule, or exceeds what is read.
    pub fn files(&self, revision: &Revision, path: &RepoPath) -> Result<Files, GitError> {
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

/// Files of a revision, which others share that hold the same.
pub type Files = Arc<[FileAt]>;

/// Looks for policy files; what stands below a directory is found out once.
pub(crate) struct Listing<'r> {
    repository: &'r Repository,
    /// By directory and depth, seen from the directory.
    below: HashMap<(ObjectId, usize), Rc<Vec<FileAt>>>,
    /// By what stands at a path.
    at: HashMap<(ObjectId, RepoPath), Files>,
    /// Most revisions have the same names.
    names: HashSet<Arc<str>>,
}

impl<'r> Listing<'r> {
    pub fn new(repository: &'r Repository) -> Self {
        Self { repository, below: HashMap::new(), at: HashMap::new(), names: HashSet::new() }
    }

    /// The policy files at and below a path, in the order of their paths; `None` where nothing is there.
    pub fn files(&mut self, tree: ObjectId, path: &RepoPath) -> Result<Option<Files>, GitError> {
        let Some(entry) = self.entry(tree, path)? else { return Ok(None) };
        let shown = path.to_string();
        let key = (entry.id, path.clone());
        if let (EntryKind::Directory, Some(known)) = (entry.kind, self.at.get(&key)) {
            return Ok(Some(Arc::clone(known)));
        }
        match entry.kind {
            EntryKind::File => Ok(Some([FileAt { path: self.name(shown), id: entry.id }].into())),
            EntryKind::Link => Err(GitError::Link { path: shown }),
            EntryKind::Submodule => Err(GitError::Submodule { path: shown }),
            EntryKind::Directory => {
                let below = self.below(entry.id, &shown, 0)?;
                let inside =
                    |file: &FileAt| FileAt { path: self.name(joined(path, &file.path)), id: file.id };
                let mut files: Vec<FileAt> = below.iter().map(inside).collect();
                files.sort();
                let files: Files = files.into();
                self.at.insert(key, Arc::clone(&files));
                Ok(Some(files))
            }
        }
    }

    /// A name that all files of the name share.
    fn name(&mut self, name: String) -> Arc<str> {
        if let Some(known) = self.names.get(name.as_str()) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        name
    }

    /// What stands at a path.
    pub fn entry(&self, tree: ObjectId, path: &RepoPath) -> Result<Option<Entry>, GitError> {
        let mut entry = Entry { name: String::new(), is_text: true, kind: EntryKind::Directory, id: tree };
        for (depth, part) in path.parts().iter().enumerate() {
            let at = path.parts()[..depth].join("/");
            match entry.kind {
                EntryKind::Directory => {}
                EntryKind::File => return Ok(None),
                EntryKind::Link => return Err(GitError::Link { path: at }),
                EntryKind::Submodule => return Err(GitError::Submodule { path: at }),
            }
            let entries = self.repository.directory(entry.id, &at)?;
            match entries.into_iter().find(|entry| entry.is_text && entry.name == *part) {
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
        if let Some(known) = self.below.get(&(tree, depth)) {
            return Ok(Rc::clone(known));
        }
        let mut files = Vec::new();
        for entry in self.repository.directory(tree, path)? {
            let is_policy = match entry.kind {
                EntryKind::File => entry.name.ends_with(".policy"),
                EntryKind::Directory => !entry.name.starts_with('.'),
                EntryKind::Link | EntryKind::Submodule => false,
            };
            // Two of these could be one and the same as far as can be read.
            if is_policy && !entry.is_text {
                return Err(GitError::NameNotText { path: format!("{path}/{}", entry.name) });
            }
            match entry.kind {
                EntryKind::File if is_policy => {
                    files.push(FileAt { path: self.name(entry.name), id: entry.id });
                }
                EntryKind::Directory if is_policy => {
                    let below = self.below(entry.id, &format!("{path}/{}", entry.name), depth + 1)?;
                    for file in below.iter() {
                        let path = self.name(format!("{}/{}", entry.name, file.path));
                        files.push(FileAt { path, id: file.id });
                    }
                }
                EntryKind::File | EntryKind::Directory | EntryKind::Link | EntryKind::Submodule => {}
            }
            if files.len() > MAX_SOURCE_FILES {
                return Err(GitError::TooMany { most: MAX_SOURCE_FILES });
            }
        }
        let files = Rc::new(files);
        // What stands at a path itself is kept as that.
        if depth > 0 {
            self.below.insert((tree, depth), Rc::clone(&files));
        }
        Ok(files)
    }
}

fn joined(path: &RepoPath, file: &str) -> String {
    if path.parts().is_empty() { file.to_owned() } else { format!("{path}/{file}") }
}
