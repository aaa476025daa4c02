//! Where a file stands in a repository, from its root on.

use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A path from the root of a repository; the root itself has no parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath {
    parts: Vec<String>,
}

impl RepoPath {
    /// A path whose parts are divided by `/`; `None` where it would leave the root.
    pub fn new(text: &str) -> Option<Self> {
        let mut parts: Vec<String> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => _ = parts.pop()?,
                part => parts.push(part.to_owned()),
            }
        }
        Some(Self { parts })
    }

    /// The path of a file below a directory.
    pub(crate) fn below(root: &Path, path: &Path) -> Option<Self> {
        let inside = path.strip_prefix(root).ok()?;
        let parts = inside.components().map(|part| match part {
            Component::Normal(part) => part.to_str().map(str::to_owned),
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
        });
        Some(Self { parts: parts.collect::<Option<_>>()? })
    }

    /// Its parts.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The directory that it stands in; the root stands in none.
    pub fn parent(&self) -> Option<Self> {
        let (_, parts) = self.parts.split_last()?;
        Some(Self { parts: parts.to_vec() })
    }

    /// Whether a file stands at the path, or below it.
    pub fn holds(&self, file: &str) -> bool {
        let mut parts = file.split('/');
        self.parts.iter().all(|own| parts.next() == Some(own))
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.parts.is_empty() { f.write_str(".") } else { f.write_str(&self.parts.join("/")) }
    }
}

/// A path without `.` and `..`, as it is written: links are not looked up.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_within_its_root() {
        let shown = |text| RepoPath::new(text).map(|path| path.to_string());
        assert_eq!(shown("a//b/./c"), Some("a/b/c".to_owned()));
        assert_eq!(shown("a/../b"), Some("b".to_owned()));
        assert_eq!(shown("./"), Some(".".to_owned()));
        assert_eq!(shown("a/../../b"), None);
    }

    #[test]
    fn a_directory_holds_what_is_below_it() {
        let path = RepoPath::new("policies/a").unwrap_or_default();
        assert!(path.holds("policies/a/b.policy") && path.holds("policies/a"));
        assert!(!path.holds("policies/ab/b.policy") && !path.holds("policies"));
        assert!(RepoPath::default().holds("anything"));
    }
}
