//! The texts that are compiled together.

use crate::Span;

/// Source files, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

/// One source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// How messages name it, usually its path.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

impl Sources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// One text under a name.
    pub fn single(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut sources = Self::new();
        sources.add(name, text);
        sources
    }

    /// Adds a text and returns its number, which is [`Span::source`] of its places.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> u32 {
        self.files.push(Source { name: name.into(), text: text.into() });
        self.files.len() as u32 - 1
    }

    /// The files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Source)> {
        (0..).zip(&self.files)
    }

    /// The file that a span is in.
    pub fn file(&self, span: Span) -> Option<&Source> {
        self.files.get(span.source as usize)
    }

    /// The text of a span; empty where it points outside.
    pub fn text(&self, span: Span) -> &str {
        self.file(span).and_then(|file| file.text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }
}
