//! The texts that are compiled together.

use crate::{Diagnostic, Saying, Span};

/// Source files, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    defects: Vec<Diagnostic>,
}

/// One source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// How messages name it, usually its path.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

/// A line and a column of a text, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
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

    /// Adds the text of a file as it was read, and returns its number.
    ///
    /// What is not UTF-8 is left out from there on, and told in the diagnostic; compiling tells it too.
    pub fn add_bytes(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> (u32, Option<Diagnostic>) {
        let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let error = match String::from_utf8(bytes) {
            Ok(text) => return (self.add(name, text), None),
            Err(error) => error,
        };
        let valid = error.utf8_error().valid_up_to();
        let mut bytes = error.into_bytes();
        let byte = bytes.get(valid).copied().unwrap_or_default();
        bytes.truncate(valid);
        let source = self.add(name, String::from_utf8(bytes).unwrap_or_default());
        let says = if is_utf16 {
            Saying::new("syntax-utf16")
        } else {
            Saying::new("syntax-not-utf8").with("byte", format!("0x{byte:02X}"))
        };
        let place = u32::try_from(valid).unwrap_or(u32::MAX);
        let defect = Diagnostic::error(Span { source, start: place, end: place }, says);
        self.defects.push(defect.clone());
        (source, Some(defect))
    }

    /// Adds the files of other sources after these.
    pub fn append(&mut self, other: Self) {
        let before = self.files.len() as u32;
        self.files.extend(other.files);
        self.defects.extend(other.defects.into_iter().map(|mut defect| {
            defect.span.source += before;
            defect
        }));
    }

    /// What is wrong with the bytes of files.
    pub fn defects(&self) -> &[Diagnostic] {
        &self.defects
    }

    /// The line and column of a span's first character, for people and for machines.
    pub fn place(&self, span: Span) -> Option<Place> {
        let before = self.file(span)?.text.get(..span.start as usize)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.get(line_start..)?.chars().count() + 1;
        Some(Place { line, column })
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
