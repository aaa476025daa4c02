//! What is wrong with a text that is not JSON.

use std::fmt;

use policy_messages::{Language, message};

/// Why a text is not JSON, as far as the reader of JSON tells.
///
/// [`JsonCause::text`] says it in a person's language; `Display` says it in English. Neither says where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonCause {
    /// It ends too early.
    CutShort,
    /// Something else stands where a value should.
    NoValue,
    /// No comma or closing bracket after an item.
    NoComma,
    /// No colon after a key.
    NoColon,
    /// A key that is no text.
    KeyNotText,
    /// A comma after the last item.
    TrailingComma,
    /// More text after the end.
    TrailingText,
    /// A line end or another control character inside a text.
    ControlCharacter,
    /// A backslash before something that it cannot stand before.
    Escape,
    /// Digits that are no number.
    Number,
    /// Brackets too deep.
    TooDeep,
    /// What the reader says in its own words.
    Other(String),
}

impl JsonCause {
    /// What an error of the JSON reader means. It tells kinds apart by its words alone.
    pub fn of(error: &serde_json::Error) -> Self {
        const KNOWN: [(&str, JsonCause); 15] = [
            ("EOF while parsing", JsonCause::CutShort),
            ("expected value", JsonCause::NoValue),
            ("expected ident", JsonCause::NoValue),
            ("expected `,`", JsonCause::NoComma),
            ("expected `:`", JsonCause::NoColon),
            ("key must be a string", JsonCause::KeyNotText),
            ("trailing comma", JsonCause::TrailingComma),
            ("trailing characters", JsonCause::TrailingText),
            ("control character", JsonCause::ControlCharacter),
            ("invalid escape", JsonCause::Escape),
            ("invalid unicode code point", JsonCause::Escape),
            ("lone leading surrogate", JsonCause::Escape),
            ("unexpected end of hex escape", JsonCause::Escape),
            ("invalid number", JsonCause::Number),
            ("recursion limit exceeded", JsonCause::TooDeep),
        ];
        let text = error.to_string();
        let known = KNOWN.into_iter().find(|(words, _)| text.starts_with(words));
        let own_words = || Self::Other(text.split(" at line ").next().unwrap_or_default().to_owned());
        known.map_or_else(own_words, |(_, cause)| cause)
    }

    /// The cause in a person's language.
    pub fn text(&self, language: Language) -> String {
        let id = match self {
            Self::CutShort => "json-why-cut-short",
            Self::NoValue => "json-why-no-value",
            Self::NoComma => "json-why-no-comma",
            Self::NoColon => "json-why-no-colon",
            Self::KeyNotText => "json-why-key",
            Self::TrailingComma => "json-why-trailing-comma",
            Self::TrailingText => "json-why-trailing-text",
            Self::ControlCharacter => "json-why-control-character",
            Self::Escape => "json-why-escape",
            Self::Number => "json-why-number",
            Self::TooDeep => "json-why-deep",
            Self::Other(words) => return words.clone(),
        };
        message(language, id, &[])
    }
}

impl fmt::Display for JsonCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

#[cfg(test)]
mod tests {
    use super::JsonCause;

    #[test]
    fn every_kind_of_slip_is_told_apart() {
        let cause =
            |text: &str| serde_json::from_str::<serde_json::Value>(text).map_err(|e| JsonCause::of(&e));
        for (text, expected) in [
            ("[1", JsonCause::CutShort),
            ("[x]", JsonCause::NoValue),
            ("[nul]", JsonCause::NoValue),
            ("[1 2]", JsonCause::NoComma),
            (r#"{"a" 1}"#, JsonCause::NoColon),
            ("{a: 1}", JsonCause::KeyNotText),
            ("[1,]", JsonCause::TrailingComma),
            ("[] []", JsonCause::TrailingText),
            ("[\"a\n\"]", JsonCause::ControlCharacter),
            (r#"["\x"]"#, JsonCause::Escape),
            ("[1.]", JsonCause::Number),
            (&"[".repeat(200), JsonCause::TooDeep),
        ] {
            assert_eq!(cause(text), Err(expected), "{text}");
        }
    }
}
