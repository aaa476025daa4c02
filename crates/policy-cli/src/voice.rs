//! In which language and colours the command speaks.

use std::fmt::Display;
use std::io::IsTerminal;

use policy_core::{Standing, Status};
use policy_messages::{Language, message};
use policy_report::turns_text;
use unicode_width::UnicodeWidthStr;

pub use policy_report::tame;

use crate::arguments::{ColorWhen, Shared, Tongue};

/// The language and the colours of what is printed.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    /// The language.
    pub language: Language,
    is_colored: bool,
}

/// A colour, by what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// It is not.
    Bad,
    /// It is still open.
    Open,
    /// Of less weight.
    Faint,
    /// Of more weight.
    Strong,
}

impl Voice {
    /// The voice that the command line and the environment ask for; colours as fits `stream`.
    pub fn of(shared: Shared, stream: &impl IsTerminal) -> Self {
        let language = match shared.lang {
            Some(Tongue::En) => Language::English,
            Some(Tongue::Zh) => Language::Chinese,
            None => environment_language(),
        };
        let is_colored = match shared.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        Self { language, is_colored }
    }

    /// A voice without colours.
    #[cfg(test)]
    pub fn in_language(language: Language) -> Self {
        Self { language, is_colored: false }
    }

    /// The same language without colours, for files.
    pub fn plain(self) -> Self {
        Self { is_colored: false, ..self }
    }

    /// A sentence of the catalogue.
    pub fn say(self, id: &str, arguments: &[(&str, &dyn Display)]) -> String {
        let texts: Vec<(&str, String)> =
            arguments.iter().map(|(name, value)| (*name, value.to_string())).collect();
        let arguments: Vec<(&str, &str)> =
            texts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        message(self.language, id, &arguments)
    }

    /// A text in a colour.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        if !self.is_colored {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Open => "33",
            Tone::Faint => "2",
            Tone::Strong => "1",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// The language of the environment; English where it names none.
pub fn environment_language() -> Language {
    sys_locale::get_locale().map_or(Language::English, |locale| Language::of_locale(&locale))
}

/// The colour of a status.
pub fn status_tone(status: Status) -> Tone {
    match status {
        Status::Met => Tone::Good,
        Status::Unmet => Tone::Bad,
        Status::Pending | Status::Unknown => Tone::Open,
        Status::Exempt | Status::NotApplicable => Tone::Faint,
    }
}

/// The colour of a standing; `is_boon` where the consequence only grants.
pub fn standing_tone(standing: Standing, is_boon: bool) -> Tone {
    match standing {
        Standing::InForce if is_boon => Tone::Good,
        Standing::InForce => Tone::Bad,
        Standing::AtRisk | Standing::Undetermined => Tone::Open,
        Standing::Clear => Tone::Faint,
    }
}

/// A text with spaces after it to fill `width` columns; a Han character takes two.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Whether a sign shows nothing, so that two names which look alike are not the same.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || turns_text(c)
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}
