//! Policies out of the history of a git repository: what stood where at a revision, and which revisions touched it.
//!
//! Everything is read from the object store; nothing is checked out, no other program is run, no hook or filter of the
//! repository has a say. A repository may come from anybody: objects are measured before they are unpacked, links and
//! submodules are not followed, and what git itself would refuse to check out is refused.

#![forbid(unsafe_code)]

mod changes;
mod error;
mod files;
mod follow;
mod history;
mod objects;
mod path;
mod repository;
mod revision;
mod spec;

pub use changes::{Change, Changed};
pub use error::GitError;
pub use files::{FileAt, Files};
pub use history::{History, MAX_REVISIONS, Step};
pub use path::RepoPath;
pub use repository::Repository;
pub use revision::Revision;
pub use spec::{At, Between};
