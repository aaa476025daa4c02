//! What a thing is called: one identifier, labels by language, aliases.

use std::borrow::Cow;

use policy_messages::Language;
use serde::{Deserialize, Serialize};

/// The names of one thing.
///
/// Every one of them may stand for the thing in a policy and as a column heading.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Names {
    /// The identifier that the declaration gives.
    pub id: String,
    /// The first quoted name after it, as it is shown to people.
    pub label: Option<String>,
    /// Further names (`also`).
    pub aliases: Vec<String>,
}

impl Names {
    /// A thing with an identifier only.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), label: None, aliases: Vec::new() }
    }

    /// The same, with the label that people read.
    pub fn labelled(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: Some(label.into()), aliases: Vec::new() }
    }

    /// Identifier, label and aliases, in that order.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str())
            .chain(self.label.as_deref())
            .chain(self.aliases.iter().map(String::as_str))
    }

    /// The name to show: the first one written in the language's script, else the label, else the
    /// identifier. Aliases come last, since they are often plurals or other spellings.
    pub fn shown(&self, language: Language) -> String {
        let id = self.id.replace('_', " ");
        let fits = |name: &&str| has_han(name) == (language == Language::Chinese);
        let own = [self.label.as_deref(), Some(&id)].into_iter().flatten();
        let names = own.chain(self.aliases.iter().map(String::as_str));
        names.clone().find(fits).or(self.label.as_deref()).unwrap_or(&id).to_owned()
    }
}

/// A full-width sign, letter or digit as its ASCII form: `７` as `7`; any other character as it is.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A text with [`half_width`] characters; the text itself where it has no other ones.
pub fn in_half_width(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| half_width(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(half_width).collect())
}

fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{20000}'..='\u{323af}').contains(&c))
}
