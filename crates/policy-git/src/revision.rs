//! Revisions: what a name such as `v2023` or `HEAD~2` means.

use chrono::NaiveDate;
use gix::ObjectId;
use gix::bstr::BStr;
use gix::objs::Kind;
use policy_core::nearest_name;

use crate::objects::{MAX_COMMIT_BYTES, unread};
use crate::{GitError, Repository};

/// How many branches and tags are looked through for one that is almost called so.
const MAX_NAMES: usize = 10_000;
/// How many tags may stand for one another.
const MAX_TAGS: usize = 16;

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub(crate) id: ObjectId,
    pub(crate) tree: ObjectId,
    pub(crate) parents: Vec<ObjectId>,
    pub(crate) seconds: i64,
    /// What it was asked for by; its short identifier where nobody asked for it.
    pub name: String,
    /// The day on which its author wrote it, by the author's clock.
    pub date: Option<NaiveDate>,
    /// The first line of its message.
    pub title: String,
}

impl Revision {
    /// The beginning of its identifier.
    pub fn short(&self) -> String {
        self.id.to_hex_with_len(8).to_string()
    }

    /// Its identifier.
    pub fn id(&self) -> String {
        self.id.to_string()
    }

    /// Whether it brings several lines of history together.
    pub fn is_merge(&self) -> bool {
        self.parents.len() > 1
    }
}

impl Repository {
    /// The commit that a name means: a branch, a tag, an identifier, `HEAD~2`.
    ///
    /// # Errors
    /// There is none; a branch or tag that is almost called so is suggested.
    pub fn revision(&self, name: &str) -> Result<Revision, GitError> {
        let found = self.inner.rev_parse_single(BStr::new(name)).map_err(|_| {
            if self.is_ambiguous(name) {
                return GitError::Ambiguous { name: name.to_owned() };
            }
            self.no_revision(name)
        })?;
        let commit = self.peeled(found.detach(), name)?;
        Ok(Revision { name: name.to_owned(), ..self.revision_of(commit)? })
    }

    /// Whether anything was committed on the branch that is worked on.
    pub fn is_empty(&self) -> bool {
        self.inner.head().is_ok_and(|head| head.is_unborn())
    }

    /// Whether several objects begin with what could be the beginning of an identifier.
    fn is_ambiguous(&self, name: &str) -> bool {
        let prefix = gix::hash::Prefix::from_hex(name);
        prefix.is_ok_and(|prefix| matches!(self.inner.objects.lookup_prefix(prefix, None), Ok(Some(Err(())))))
    }

    pub(crate) fn revision_of(&self, id: ObjectId) -> Result<Revision, GitError> {
        let commit = self.commit(id)?;
        Ok(Revision {
            id,
            tree: commit.tree,
            parents: commit.parents,
            seconds: commit.seconds,
            name: id.to_hex_with_len(8).to_string(),
            date: commit.date,
            title: commit.title,
        })
    }

    /// The commit that a tag stands for.
    fn peeled(&self, mut id: ObjectId, name: &str) -> Result<ObjectId, GitError> {
        for _ in 0..MAX_TAGS {
            let header = self.inner.find_header(id).map_err(|error| unread(id, &error))?;
            match header.kind() {
                Kind::Commit => return Ok(id),
                Kind::Tag => {
                    let bytes = self.object(id, Kind::Tag, MAX_COMMIT_BYTES, name)?;
                    let tag = gix::objs::TagRef::from_bytes(&bytes, id.kind());
                    id = tag.map_err(|error| unread(id, &error))?.target();
                }
                Kind::Tree | Kind::Blob => break,
            }
        }
        Err(GitError::NoCommit { name: name.to_owned() })
    }

    fn no_revision(&self, name: &str) -> GitError {
        let known = self.names();
        // What is counted back from a name is not a part of it.
        let stem = name.split(['~', '^', '@', ':']).next().unwrap_or(name);
        let nearest = nearest_name(stem, known.iter().map(String::as_str)).filter(|nearest| *nearest != stem);
        let nearest = nearest.map(|nearest| format!("{nearest}{}", &name[stem.len()..]));
        GitError::NoRevision { name: name.to_owned(), nearest, is_shallow: self.is_shallow() }
    }

    /// The short names of branches and tags, and `HEAD`.
    fn names(&self) -> Vec<String> {
        let Ok(platform) = self.inner.references() else { return Vec::new() };
        let Ok(all) = platform.all() else { return Vec::new() };
        let named =
            all.take(MAX_NAMES).filter_map(|reference| Some(reference.ok()?.name().shorten().to_string()));
        named.chain(["HEAD".to_owned()]).collect()
    }
}
