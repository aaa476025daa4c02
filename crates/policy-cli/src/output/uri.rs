//! Paths as programs of a daily flow name them: relative to the repository's root.

use std::path::{Component, Path, PathBuf};

use policy_git::At;

/// The directory to which paths are relative.
#[derive(Debug)]
pub struct Base {
    here: PathBuf,
    root: PathBuf,
}

impl Base {
    /// The root of the repository that the command runs in; without one, the directory itself.
    pub fn here() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let root = here.ancestors().find(|directory| directory.join(".git").exists()).unwrap_or(&here);
        Self { root: root.to_owned(), here: here.clone() }
    }

    /// A file's path from the root, its parts divided by `/`. One that does not lie below the root is named in full.
    pub fn path(&self, name: &str) -> String {
        // What stood at a revision is named from the root already.
        if let Some(at) = At::parse(name).filter(|_| !Path::new(name).exists()) {
            return at.path;
        }
        let whole = plain(&self.here.join(name));
        let (absolute, inside) = match whole.strip_prefix(&self.root) {
            Ok(inside) => ("", inside),
            Err(_) => ("/", whole.as_path()),
        };
        let parts = inside.components().filter_map(|part| match part {
            Component::Normal(part) => Some(part.to_string_lossy()),
            Component::Prefix(prefix) => Some(prefix.as_os_str().to_string_lossy()),
            Component::RootDir | Component::CurDir | Component::ParentDir => None,
        });
        format!("{absolute}{}", parts.collect::<Vec<_>>().join("/"))
    }

    /// The same as a reference of a URI.
    pub fn uri(&self, name: &str) -> String {
        let path = self.path(name);
        let encoded: String = path.bytes().map(encoded).collect();
        if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
    }
}

/// A byte of a path, percent-encoded unless it may stand in any part of a URI.
fn encoded(byte: u8) -> String {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    }
}

/// A path without `.` and `..`, as it is written: links are not looked up.
fn plain(path: &Path) -> PathBuf {
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn base() -> Base {
        Base { here: PathBuf::from("/set/policies"), root: PathBuf::from("/set") }
    }

    #[test]
    fn a_path_is_relative_to_the_root() {
        assert_eq!(base().uri("a/b.policy"), "policies/a/b.policy");
        assert_eq!(base().uri("./a/../b.policy"), "policies/b.policy");
        assert_eq!(base().uri("../词汇 1.policy"), "%E8%AF%8D%E6%B1%87%201.policy");
        assert_eq!(base().path("../词汇 1.policy"), "词汇 1.policy");
    }

    #[test]
    fn what_stood_at_a_revision_is_named_from_the_root() {
        assert_eq!(base().uri("HEAD~1:policies/甲.policy"), "policies/%E7%94%B2.policy");
    }

    #[test]
    fn what_lies_elsewhere_is_named_in_full() {
        assert_eq!(base().uri("../../other/a:b.policy"), "file:///other/a%3Ab.policy");
    }
}
