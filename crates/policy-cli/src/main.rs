//! The `policy` command: checks regulations on training and decides them over people's records.

#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod decided;
mod failure;
mod finding;
mod flow;
mod gather;
mod history;
mod impact;
mod inspection;
mod load;
mod made;
mod needs;
mod output;
mod population;
mod progress;
mod reach;
mod read;
mod selection;
mod set;
mod touched;
mod unknown;
mod voice;

use std::ffi::OsString;
use std::io::stderr;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use policy_messages::Language;

use arguments::{Arguments, Command, Shared, complain, in_language, language_asked};
use commands::Ending;
use failure::Failure;
use voice::{Tone, Voice, tame};

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let language = language_asked(&words);
    let mut arguments = match arguments(&words, language) {
        Ok(arguments) => arguments,
        Err(asked_or_wrong) => return asked_or_wrong,
    };
    let shared = arguments.shared;
    let ended =
        set::complete(&mut arguments.command).and_then(|()| obey(&arguments.command, shared, language));
    match ended {
        Ok(ending) => ending.status(),
        Err(Failure { says }) => {
            let voice = Voice::of(shared, &stderr());
            let mark = voice.paint(Tone::Bad, &voice.say("failure", &[]));
            eprintln!("{mark}{}", tame(&says.text(voice.language)));
            ExitCode::from(2)
        }
    }
}

/// Does what is asked.
fn obey(command: &Command, shared: Shared, language: Language) -> Result<Ending, Failure> {
    match command {
        Command::Run(asked) => commands::run(asked, shared),
        Command::Notify(asked) => commands::notify(asked, shared),
        Command::Build(asked) => commands::build(asked, shared),
        Command::Consolidate(asked) => commands::consolidate(asked, shared),
        Command::Diff(asked) => commands::diff(asked, shared),
        Command::Impact(asked) => commands::impact(asked, shared),
        Command::Verify(asked) => commands::verify(asked, shared),
        Command::Explain(asked) => commands::explain(asked, shared),
        Command::Check(asked) => commands::check(asked, shared),
        Command::Test(asked) => commands::test(asked, shared),
        Command::Log(asked) => commands::log(asked, shared),
        Command::Show(asked) => commands::show(asked, shared),
        Command::Data(asked) => commands::data(asked, shared),
        Command::New(asked) => commands::new(asked, shared),
        Command::Completions(asked) => commands::completions(asked, language),
        Command::Fmt(asked) => commands::fmt(asked, shared),
    }
}

/// `policy help run` is another way to say `policy run --help`.
fn with_help_last(words: &[OsString]) -> Vec<OsString> {
    let mut words = words.to_vec();
    let mut is_value = false;
    let command = words.iter().skip(1).position(|word| {
        let is_word = !is_value && !word.to_string_lossy().starts_with('-');
        is_value = ["--lang", "--format", "--color"].iter().any(|option| word == option);
        is_word
    });
    if let Some(place) = command.map(|place| place + 1).filter(|place| words[*place] == "help") {
        words.remove(place);
        words.push(OsString::from("--help"));
    }
    words
}

/// Reads the command line. Where it asks for help, or cannot be read, all is said and what remains is the exit status.
fn arguments(words: &[OsString], language: Language) -> Result<Arguments, ExitCode> {
    let command = in_language(Arguments::command(), language);
    let words = with_help_last(words);
    let read = command.try_get_matches_from(words).and_then(|found| Arguments::from_arg_matches(&found));
    read.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            eprintln!("{}", complain(&error, language));
            ExitCode::from(2)
        }
    })
}
