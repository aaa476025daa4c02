//! `policy completions`: what makes a shell complete this command.

use std::io;

use clap::CommandFactory;

use super::Ending;
use crate::arguments::{Arguments, CompletionArguments};
use crate::failure::Failure;

/// Prints the completions of a shell.
pub fn completions(asked: &CompletionArguments) -> Result<Ending, Failure> {
    clap_complete::generate(asked.shell, &mut Arguments::command(), "policy", &mut io::stdout());
    Ok(Ending::Fine)
}
