//! `policy completions`: what makes a shell complete this command.

use std::io;

use clap::CommandFactory;
use policy_messages::Language;

use super::Ending;
use crate::arguments::{Arguments, CompletionArguments, in_language};
use crate::failure::Failure;

/// Prints the completions of a shell.
pub fn completions(asked: &CompletionArguments, language: Language) -> Result<Ending, Failure> {
    let mut command = in_language(Arguments::command(), language);
    clap_complete::generate(asked.shell, &mut command, "policy", &mut io::stdout());
    Ok(Ending::Fine)
}
