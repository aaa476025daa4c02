//! What each command does.

mod build;
mod check;
mod completions;
mod consolidate;
mod data;
pub mod decide;
mod diff;
mod explain;
mod format;
mod impact;
mod lints;
mod log;
mod new;
mod notify;
mod receipt;
mod run;
mod show;
mod test;
mod verify;

use std::process::ExitCode;

pub use build::build;
pub use check::check;
pub use completions::completions;
pub use consolidate::consolidate;
pub use data::data;
pub use diff::diff;
pub use explain::explain;
pub use format::fmt;
pub use impact::impact;
pub use log::log;
pub use new::new;
pub use notify::notify;
pub use run::run;
pub use show::show;
pub use test::test;
pub use verify::verify;

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
