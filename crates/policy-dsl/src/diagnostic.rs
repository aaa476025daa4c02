//! What is wrong with a source, where, and what to do about it.

mod render;

use policy_core::Names;
use policy_messages::{Language, io_cause, message};

use crate::words::is_writable;
use crate::{Lint, Span};
pub use render::render;

/// One mistake or remark, by the identifier of its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// The finding that it is; a mistake in the text itself is none.
    pub lint: Option<Lint>,
    /// What it says.
    pub says: Saying,
    /// Where; the words that are underlined.
    pub span: Span,
    /// Other places that it speaks of, each with what is said there.
    pub related: Vec<(Span, Saying)>,
    /// What to do about it.
    pub hints: Vec<Saying>,
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The source cannot be compiled.
    Error,
    /// It can, but probably does not say what was meant.
    Warning,
}

/// A message of the catalogue, filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// Its identifier in the catalogue; also the diagnostic's code.
    pub id: &'static str,
    /// What fills it.
    pub arguments: Vec<(&'static str, Filling)>,
}

/// What fills a place of a message: the same in every language, or one text for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// In an English sentence.
    pub english: String,
    /// In a Chinese sentence.
    pub chinese: String,
}

impl Filling {
    /// The text for a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }
}

impl Saying {
    /// A message with nothing to fill in.
    pub fn new(id: &'static str) -> Self {
        Self { id, arguments: Vec::new() }
    }

    /// Fills `name` with `value`.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        let text = value.to_string();
        self.arguments.push((name, Filling { english: text.clone(), chinese: text }));
        self
    }

    /// Fills `name` with what a thing is called, in the sentence's language.
    pub fn with_names(mut self, name: &'static str, names: &Names) -> Self {
        let shown = |language| names.shown(language);
        let filling = Filling { english: shown(Language::English), chinese: shown(Language::Chinese) };
        self.arguments.push((name, filling));
        self
    }

    /// Fills `name` with what an author of the sentence's language would write for a thing.
    pub fn with_code(mut self, name: &'static str, names: &Names) -> Self {
        self.arguments.push((name, code(names)));
        self
    }

    /// Fills `name` with what an author of the sentence's language would write for each of some things.
    pub fn with_codes(self, name: &'static str, things: &[&Names]) -> Self {
        let codes: Vec<Filling> = things.iter().map(|names| code(names)).collect();
        let english: Vec<&str> = codes.iter().map(|code| code.english.as_str()).collect();
        let chinese: Vec<&str> = codes.iter().map(|code| code.chinese.as_str()).collect();
        let mut both = self.with_list(name, &english);
        let other = Self::new("").with_list(name, &chinese);
        if let (Some((_, filling)), Some((_, other))) = (both.arguments.last_mut(), other.arguments.first()) {
            filling.chinese.clone_from(&other.chinese);
        }
        both
    }

    /// Fills `name` with a word of the catalogue, in the sentence's language.
    pub fn with_word(mut self, name: &'static str, id: &str) -> Self {
        let word = |language| message(language, id, &[]);
        let filling = Filling { english: word(Language::English), chinese: word(Language::Chinese) };
        self.arguments.push((name, filling));
        self
    }

    /// Fills `name` with what `text` says in the sentence's language.
    pub fn with_said(mut self, name: &'static str, text: impl Fn(Language) -> String) -> Self {
        let filling = Filling { english: text(Language::English), chinese: text(Language::Chinese) };
        self.arguments.push((name, filling));
        self
    }

    /// Fills `name` with the cause of a failure to read or write.
    pub fn with_cause(self, name: &'static str, error: &std::io::Error) -> Self {
        self.with_said(name, |language| io_cause(language, error))
    }

    /// Fills `name` with several quoted words: `` `a`, `b` `` in English, “a”“b” in Chinese.
    pub fn with_list<T: AsRef<str>>(mut self, name: &'static str, words: &[T]) -> Self {
        let quoted = |open: &str, close: &str, between: &str| {
            let words: Vec<String> =
                words.iter().map(|word| format!("{open}{}{close}", word.as_ref())).collect();
            words.join(between)
        };
        let filling = Filling { english: quoted("`", "`", ", "), chinese: quoted("“", "”", "") };
        self.arguments.push((name, filling));
        self
    }

    /// The sentence in a language.
    pub fn text(&self, language: Language) -> String {
        let arguments: Vec<(&str, &str)> =
            self.arguments.iter().map(|(name, value)| (*name, value.text(language))).collect();
        message(language, self.id, &arguments)
    }
}

/// The name that an author writes: the identifier, and in Chinese the name in Chinese where there is one that can be written.
fn code(names: &Names) -> Filling {
    let shown = names.shown(Language::Chinese);
    let is_name = names.all().any(|name| name == shown) && is_writable(&shown);
    Filling { english: names.id.clone(), chinese: if is_name { shown } else { names.id.clone() } }
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(span: Span, says: Saying) -> Self {
        Self { severity: Severity::Error, lint: None, says, span, related: Vec::new(), hints: Vec::new() }
    }

    /// A finding at a place, as grave as its kind is.
    pub fn finding(lint: Lint, span: Span, says: Saying) -> Self {
        Self { severity: lint.severity(), lint: Some(lint), ..Self::error(span, says) }
    }

    /// Adds what to do about it.
    pub fn hint(mut self, says: Saying) -> Self {
        self.hints.push(says);
        self
    }

    /// Adds another place that it speaks of.
    pub fn also(mut self, span: Span, says: Saying) -> Self {
        self.related.push((span, says));
        self
    }
}
