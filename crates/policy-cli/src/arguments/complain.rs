//! What is wrong with a command line, in a person's language.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use policy_messages::{Language, message};

use super::speak::shown_usage;

/// The mistake, how the command is used, and where more is to be read.
pub fn complain(error: &Error, language: Language) -> String {
    let say = |id: &str, arguments: &[(&str, &str)]| message(language, id, arguments);
    let mut said = say("failure", &[]) + &mistake(error, language);
    let usage = error.get(ContextKind::Usage).map(|usage| shown_usage(&usage.to_string(), language));
    if let Some(usage) = usage {
        // The words before the first option or value are the command itself.
        let command: Vec<&str> =
            usage.split_whitespace().take_while(|word| !word.starts_with(['-', '[', '<'])).collect();
        said.push_str(&format!("\n\n{}{usage}\n", say("usage-heading", &[])));
        said.push_str(&say("usage-more", &[("command", &command.join(" "))]));
    }
    said
}

fn mistake(error: &Error, language: Language) -> String {
    let say = |id: &str, arguments: &[(&str, &str)]| message(language, id, arguments);
    let text = |kind| error.get(kind).map(|value| shown(value, language)).filter(|text| !text.is_empty());
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue);
    match (error.kind(), value) {
        (ErrorKind::UnknownArgument, _) if !argument.starts_with('-') => {
            say("usage-word-too-many", &[("word", &argument)])
        }
        (ErrorKind::UnknownArgument, _) => match text(ContextKind::SuggestedArg) {
            Some(nearest) => say("usage-unknown-nearest", &[("argument", &argument), ("nearest", &nearest)]),
            None => say("usage-unknown", &[("argument", &argument)]),
        },
        (ErrorKind::InvalidSubcommand, _) => {
            let command = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            match text(ContextKind::SuggestedSubcommand) {
                Some(nearest) => {
                    say("usage-no-command-nearest", &[("command", &command), ("nearest", &nearest)])
                }
                None => say("usage-no-command", &[("command", &command)]),
            }
        }
        (ErrorKind::MissingSubcommand, _) => say("usage-command-missing", &[]),
        (ErrorKind::MissingRequiredArgument, _) => say("usage-missing", &[("arguments", &argument)]),
        (ErrorKind::InvalidValue | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues, None) => {
            say("usage-no-value", &[("argument", &argument)])
        }
        (ErrorKind::InvalidValue, Some(value)) => {
            let known = text(ContextKind::ValidValue).unwrap_or_default();
            say("usage-value", &[("value", &value), ("argument", &argument), ("known", &known)])
        }
        (ErrorKind::ValueValidation, value) => {
            let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            let (value, reason) = (value.unwrap_or_default(), say(&reason, &[]));
            say("usage-refused", &[("value", &value), ("argument", &argument), ("reason", &reason)])
        }
        (ErrorKind::ArgumentConflict, _) => match text(ContextKind::PriorArg) {
            Some(prior) if prior != argument => {
                say("usage-conflict", &[("argument", &argument), ("other", &prior)])
            }
            Some(_) | None => say("usage-twice", &[("argument", &argument)]),
        },
        (ErrorKind::TooManyValues, value) => {
            say("usage-too-many", &[("value", &value.unwrap_or_default()), ("argument", &argument)])
        }
        (ErrorKind::InvalidUtf8, _) => say("usage-not-utf8", &[]),
        (_, _) => say("usage-wrong", &[("detail", &error.kind().to_string())]),
    }
}

/// One thing, or several of them.
fn shown(value: &ContextValue, language: Language) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(&message(language, "explain-separator", &[])),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            texts.join(&message(language, "explain-separator", &[]))
        }
        ContextValue::Number(number) => number.to_string(),
        ContextValue::None | ContextValue::Bool(_) => String::new(),
        _ => String::new(),
    }
}
