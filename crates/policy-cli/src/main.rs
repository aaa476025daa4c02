//! The `policy` command: checks regulations on training and decides them over people's records.

#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod decided;
mod failure;
mod finding;
mod gather;
mod load;
mod needs;
mod output;
mod population;
mod progress;
mod read;
mod selection;
mod unknown;
mod voice;

use std::io::stderr;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use failure::Failure;
use voice::{Tone, Voice, tame};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let shared = arguments.shared;
    let ended = match &arguments.command {
        Command::Run(asked) => commands::run(asked, shared),
        Command::Explain(asked) => commands::explain(asked, shared),
        Command::Check(asked) => commands::check(asked, shared),
        Command::Test(asked) => commands::test(asked, shared),
        Command::New(asked) => commands::new(asked, shared),
        Command::Completions(asked) => commands::completions(asked),
        Command::Fmt(asked) => commands::fmt(asked, shared),
    };
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
