//! Why the command could not do its job.

use std::path::Path;

use policy_dsl::{Filling, Saying};

/// What stopped the command; the exit status is then 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong and what to do about it.
    pub says: Saying,
}

impl Failure {
    /// A failure that a message of the catalogue describes.
    pub fn new(says: Saying) -> Self {
        Self { says }
    }

    /// A file that cannot be opened, read or listed.
    pub fn cannot_read(path: &Path, error: &std::io::Error) -> Self {
        Self::new(saying_of(error, "failure-read").with("file", shown(path)))
    }

    /// A file that cannot be written.
    pub fn cannot_write(path: &Path, error: &std::io::Error) -> Self {
        Self::new(saying_of(error, "failure-write").with("file", shown(path)))
    }
}

/// A path as people read it.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The message for an input or output error: the common kinds have words of their own.
fn saying_of(error: &std::io::Error, otherwise: &'static str) -> Saying {
    match (error.kind(), otherwise) {
        (std::io::ErrorKind::NotFound, "failure-read") => Saying::new("failure-not-found"),
        (std::io::ErrorKind::NotFound, _) => Saying::new("failure-no-directory"),
        (std::io::ErrorKind::PermissionDenied, "failure-read") => Saying::new("failure-read-forbidden"),
        (std::io::ErrorKind::PermissionDenied, _) => Saying::new("failure-write-forbidden"),
        (std::io::ErrorKind::IsADirectory, _) => Saying::new("failure-is-directory"),
        _ => Saying::new(otherwise).with_cause("detail", error),
    }
}

/// Fills a message with several names, quoted the way each language quotes.
pub trait Listing {
    /// Fills `name` with the names.
    fn listing<T: AsRef<str>>(self, name: &'static str, names: &[T]) -> Self;
}

impl Listing for Saying {
    fn listing<T: AsRef<str>>(mut self, name: &'static str, names: &[T]) -> Self {
        let quoted = |open: &str, close: &str, separator: &str| {
            let names: Vec<String> =
                names.iter().map(|name| format!("{open}{}{close}", name.as_ref())).collect();
            names.join(separator)
        };
        let filling = Filling { english: quoted("`", "`", ", "), chinese: quoted("“", "”", "、") };
        self.arguments.push((name, filling));
        self
    }
}
