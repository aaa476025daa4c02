//! The command line's help in a person's language.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};
use policy_messages::{Language, message};

use crate::voice::environment_language;

/// The language that a command line asks for, before it is read as a whole; else the environment's.
pub fn language_asked(arguments: &[OsString]) -> Language {
    let mut words = arguments.iter().skip(1).map(|word| word.to_string_lossy());
    let mut asked = None;
    while let Some(word) = words.next().filter(|word| word != "--") {
        if word == "--lang" {
            asked = words.next().map(|word| word.into_owned());
        } else if let Some(named) = word.strip_prefix("--lang=") {
            asked = Some(named.to_owned());
        }
    }
    match asked.as_deref() {
        Some("en") => Language::English,
        Some("zh") => Language::Chinese,
        Some(_) | None => environment_language(),
    }
}

/// The command line with every text put into words.
pub fn in_language(command: Command, language: Language) -> Command {
    let name = command.get_name().to_owned();
    spoken_command(command, &name, language)
}

/// `path` is what has to be typed for it: `policy run`.
fn spoken_command(command: Command, path: &str, language: Language) -> Command {
    let say = |id: &StyledStr| message(language, &id.to_string(), &[]);
    let (about, after) = (command.get_about().map(say), command.get_after_help().map(say));
    let usage = message(language, "usage-heading", &[]);
    let mut command = command
        .help_template(format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}\n"))
        .bin_name(path)
        .disable_help_subcommand(true)
        .subcommand_help_heading(message(language, "usage-commands", &[]))
        .subcommand_value_name(message(language, "value-command", &[]))
        .mut_args(|argument| spoken(argument, language))
        .mut_subcommands(|inner| {
            let path = format!("{path} {}", inner.get_name());
            spoken_command(inner, &path, language)
        });
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    let usage = shown_usage(&command.clone().render_usage().to_string(), language);
    command.override_usage(usage)
}

/// The line of usage without its title, in words.
pub fn shown_usage(usage: &str, language: Language) -> String {
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    usage.replace("[OPTIONS]", &message(language, "usage-options-of", &[]))
}

fn spoken(argument: Arg, language: Language) -> Arg {
    let help = argument.get_help().map(|id| message(language, &id.to_string(), &[]));
    let values: Vec<String> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|id| message(language, id.as_str(), &[]))
        .collect();
    let heading = if argument.is_positional() { "usage-arguments" } else { "usage-options" };
    let takes_values = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let argument = argument.help_heading(message(language, heading, &[]));
    let argument = match help {
        Some(help) => argument.help(help),
        None => argument,
    };
    if takes_values && !values.is_empty() { argument.value_names(values) } else { argument }
}
