//! Why something could not be read out of a repository.

use std::fmt;
use std::path::Path;

use policy_dsl::Saying;
use policy_messages::Language;

/// Why something could not be read out of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// Neither a path nor a directory above it is a repository.
    NoRepository {
        /// The path.
        path: String,
    },
    /// A repository is damaged, or of a form that is not known.
    Unopened {
        /// Where it is.
        path: String,
        /// What its reader met.
        detail: String,
    },
    /// There is no such revision.
    NoRevision {
        /// What was asked for.
        name: String,
        /// A branch or tag that is almost called so.
        nearest: Option<String>,
        /// Whether the history ends early.
        is_shallow: bool,
    },
    /// A revision names something that is no commit.
    NoCommit {
        /// What was asked for.
        name: String,
    },
    /// A path lies outside the repository.
    Outside {
        /// The path.
        path: String,
    },
    /// A revision holds nothing at a path.
    NoPath {
        /// The path.
        path: String,
        /// The revision.
        revision: String,
    },
    /// A revision holds no policy at a path.
    NoPolicy {
        /// The path.
        path: String,
        /// The revision.
        revision: String,
    },
    /// A path is a symbolic link, which is not followed.
    Link {
        /// The path.
        path: String,
    },
    /// A path is a submodule, whose files are not in this repository.
    Submodule {
        /// The path.
        path: String,
    },
    /// A name in a directory that git itself would not check out.
    HostileName {
        /// The directory, and the name.
        path: String,
    },
    /// A name in a directory is no UTF-8.
    NameNotText {
        /// The directory, and what can be read of the name.
        path: String,
    },
    /// Several objects begin with the same identifier.
    Ambiguous {
        /// The beginning.
        name: String,
    },
    /// All policy files of a revision are larger than what is compiled together.
    TooMuch {
        /// The most mebibytes.
        most: u64,
    },
    /// An object is larger than anything of its kind that is read.
    TooLarge {
        /// What it is.
        what: String,
        /// The most mebibytes.
        most: u64,
    },
    /// Directories lie deeper than policies may.
    TooDeep {
        /// The directory.
        path: String,
    },
    /// There are more policy files than are compiled together.
    TooMany {
        /// The most.
        most: usize,
    },
    /// A history is longer than any that is read.
    TooLong {
        /// The most revisions.
        most: usize,
    },
    /// An object is not there.
    Missing {
        /// Its identifier.
        object: String,
    },
    /// An object cannot be read.
    Damaged {
        /// Its identifier.
        object: String,
        /// What its reader met.
        detail: String,
    },
}

impl GitError {
    /// What is wrong, and what to do about it.
    pub fn says(&self) -> Saying {
        match self {
            Self::NoRepository { path } => Saying::new("git-no-repository").with("path", path),
            Self::Unopened { path, detail } => {
                Saying::new("git-unopened").with("path", path).with("detail", detail)
            }
            Self::NoRevision { name, nearest: Some(nearest), is_shallow: _ } => {
                Saying::new("git-no-revision-nearest").with("name", name).with("nearest", nearest)
            }
            Self::NoRevision { name, nearest: None, is_shallow: true } => {
                Saying::new("git-no-revision-shallow").with("name", name)
            }
            Self::NoRevision { name, nearest: None, is_shallow: false } => {
                Saying::new("git-no-revision").with("name", name)
            }
            Self::NoCommit { name } => Saying::new("git-no-commit").with("name", name),
            Self::Outside { path } => Saying::new("git-outside").with("path", path),
            Self::NoPath { path, revision } => {
                Saying::new("git-no-path").with("path", path).with("revision", revision)
            }
            Self::NoPolicy { path, revision } => {
                Saying::new("git-no-policy").with("path", path).with("revision", revision)
            }
            Self::Link { path } => Saying::new("git-link").with("path", path),
            Self::Submodule { path } => Saying::new("git-submodule").with("path", path),
            Self::HostileName { path } => Saying::new("git-hostile-name").with("path", path.escape_debug()),
            Self::NameNotText { path } => Saying::new("git-name-not-text").with("path", path.escape_debug()),
            Self::Ambiguous { name } => Saying::new("git-ambiguous").with("name", name),
            Self::TooMuch { most } => Saying::new("git-too-much").with("most", most),
            Self::TooLarge { what, most } => {
                Saying::new("git-too-large").with("what", what).with("most", most)
            }
            Self::TooDeep { path } => Saying::new("git-too-deep").with("path", path),
            Self::TooMany { most } => Saying::new("git-too-many").with("most", most),
            Self::TooLong { most } => Saying::new("git-too-long").with("most", most),
            Self::Missing { object } => Saying::new("git-missing").with("object", object),
            Self::Damaged { object, detail } => {
                Saying::new("git-damaged").with("object", object).with("detail", detail)
            }
        }
    }

    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        self.says().text(language)
    }

    pub(crate) fn unopened(path: &Path, error: &gix::Error) -> Self {
        Self::Unopened { path: path.display().to_string(), detail: error.to_string() }
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for GitError {}
