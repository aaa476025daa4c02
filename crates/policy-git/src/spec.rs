//! How a command line names revisions: `v2023:policies/x` and `v2023..HEAD`.

use std::path::Path;

use crate::{GitError, RepoPath, Repository};

/// Something at a revision: `REVISION:PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The revision's name.
    pub revision: String,
    /// The path, from the root of the repository.
    pub path: String,
}

impl At {
    /// Reads `REVISION:PATH`; `None` where it is a plain path. The path may be empty, which is the root.
    ///
    /// A drive of Windows (`C:\policies`) is a plain path; so is what ends in nothing before its colon.
    pub fn parse(text: &str) -> Option<Self> {
        let (revision, path) = text.split_once([':', '：'])?;
        let is_drive = revision.len() == 1 && (path.starts_with(['\\', '/']) || path.is_empty());
        let is_revision = is_name(revision) && !is_drive && !path.contains(':');
        is_revision.then(|| Self { revision: revision.to_owned(), path: path.to_owned() })
    }

    /// Where the path stands in a repository: seen from its root, or, where it begins with a dot, from the working directory.
    ///
    /// # Errors
    /// It leads out of the repository.
    pub fn place(&self, repository: &Repository) -> Result<RepoPath, GitError> {
        let path = Path::new(&self.path);
        if path.starts_with(".") || path.starts_with("..") {
            return repository.path(path);
        }
        RepoPath::new(&self.path).ok_or_else(|| GitError::Outside { path: self.path.clone() })
    }
}

/// Two revisions beside each other: `EARLIER..LATER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// The earlier revision's name.
    pub earlier: String,
    /// The later revision's name.
    pub later: String,
}

impl Between {
    /// Reads `EARLIER..LATER`; a side that is left out is `HEAD`. `None` where it is something else; three dots, which mean another
    /// thing to git, are something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (earlier, later) = text.split_once("..")?;
        if later.starts_with('.') || later.contains("..") || (earlier.is_empty() && later.is_empty()) {
            return None;
        }
        let side = |name: &str| match name {
            "" => Some("HEAD".to_owned()),
            name => is_name(name).then(|| name.to_owned()),
        };
        Some(Self { earlier: side(earlier)?, later: side(later)? })
    }
}

/// Whether a word can be the name of a revision; a path has a slash at its beginning or a dot.
fn is_name(name: &str) -> bool {
    let is_allowed =
        |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '\\' | ':' | '?' | '*' | '[');
    !name.is_empty()
        && !name.starts_with(['-', '.', '/'])
        && !name.ends_with('/')
        && name.chars().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<(String, String)> {
        At::parse(text).map(|at| (at.revision, at.path))
    }

    #[test]
    fn a_revision_and_a_path_are_told_from_a_plain_path() {
        let pair = |revision: &str, path: &str| Some((revision.to_owned(), path.to_owned()));
        assert_eq!(at("v2023:policies/x"), pair("v2023", "policies/x"));
        assert_eq!(at("HEAD~2:政策/甲.policy"), pair("HEAD~2", "政策/甲.policy"));
        assert_eq!(at("origin/main:"), pair("origin/main", ""));
        assert_eq!(at("修订：政策"), pair("修订", "政策"));
        for plain in
            ["policies/x", r"C:\policies", "C:/policies", "./a:b", "../a:b", "/a:b", ":x", "a:b:c", "-x:y"]
        {
            assert_eq!(at(plain), None, "{plain}");
        }
    }

    #[test]
    fn two_revisions_are_told_from_a_path() {
        let pair = |text: &str| Between::parse(text).map(|between| (between.earlier, between.later));
        let both = |earlier: &str, later: &str| Some((earlier.to_owned(), later.to_owned()));
        assert_eq!(pair("v2023..HEAD"), both("v2023", "HEAD"));
        assert_eq!(pair("v2023.."), both("v2023", "HEAD"));
        assert_eq!(pair("..v2023"), both("HEAD", "v2023"));
        for other in ["..", "...", "a...b", "../x", "a/../b/..", "v2023", "a..b..c", "../../policies"] {
            assert_eq!(pair(other), None, "{other}");
        }
    }
}
