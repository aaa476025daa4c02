//! What each command does.

mod check;
mod completions;
mod data;
mod decide;
mod diff;
mod explain;
mod format;
mod lints;
mod new;
mod notify;
mod run;
mod test;

use std::process::ExitCode;

pub use check::check;
pub use completions::completions;
pub use data::data;
pub use diff::diff;
pub use explain::explain;
pub use format::fmt;
pub use new::new;
pub use notify::notify;
pub use run::run;
pub use test::test;

/// How a command ended, where it could do its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All is well.
    Fine,
    /// There are findings.
    Findings,
}

impl Ending {
    /// Findings, where there are any.
    pub fn of(has_findings: bool) -> Self {
        if has_findings { Self::Findings } else { Self::Fine }
    }

    /// The exit status.
    pub fn status(self) -> ExitCode {
        match self {
            Self::Fine => ExitCode::SUCCESS,
            Self::Findings => ExitCode::from(1),
        }
    }
}
