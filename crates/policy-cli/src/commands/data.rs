//! `policy data`: what is where in a bureau's files, and how good they are, before anybody is judged.

mod check;
mod init;

use std::path::{Path, PathBuf};

use policy_dsl::Saying;

use super::Ending;
use crate::arguments::{DataCommand, Policies, Shared};
use crate::failure::Failure;

/// Does what is asked of the data.
pub fn data(asked: &DataCommand, shared: Shared) -> Result<Ending, Failure> {
    match asked {
        DataCommand::Init(asked) => init::init(asked, shared),
        DataCommand::Check(asked) => check::check(asked, shared),
    }
}

/// All data that a command line names.
fn paths(policies: &Policies, data: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut paths: Vec<PathBuf> = policies.data().map(Path::to_owned).collect();
    paths.extend(data.iter().cloned());
    if paths.is_empty() { Err(Failure::new(Saying::new("failure-no-data"))) } else { Ok(paths) }
}
