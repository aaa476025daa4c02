//! JSON files: an array of objects, a single object, or an object on each line (NDJSON).
//!
//! Objects without lists or objects inside are the rows of a table, their keys the headings. Others
//! are records, handed on as text to the reader of records.

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

use policy_core::JsonCause;
use policy_dsl::Saying;
use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::delimited::unreadable;
use super::packed::Unpacked;
use super::{Cell, Flow, MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROW_BYTES, Row, too_large};
use crate::failure::{Failure, shown};

/// A JSON file in memory.
#[derive(Debug)]
pub struct JsonFile {
    path: PathBuf,
    text: String,
    lines: bool,
    /// The keys of all objects, in the order of their coming; `None` where an object holds more
    /// than plain values.
    keys: Option<Vec<String>>,
}

type Pairs<'t> = Vec<(Cow<'t, str>, &'t str)>;

impl JsonFile {
    /// Reads a file; with `lines`, an object on each line.
    pub fn open(path: &Path, lines: bool) -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        let stream = Unpacked::open(path).map_err(|error| unreadable(path, &error))?;
        stream.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(too_large(path));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::new(Saying::new("failure-json-encoding").with("file", shown(path))))?;
        let mut file = Self { path: path.to_owned(), text, lines, keys: Some(Vec::new()) };
        let mut keys = Vec::new();
        let mut flat = true;
        file.texts(&mut |place, text| {
            // What is no object at all is left to whoever reads it as a record.
            let Some(pairs) = pairs(text) else {
                flat = false;
                return Ok(());
            };
            for (key, value) in pairs {
                flat &= !value.starts_with(['[', '{']);
                if !keys.iter().any(|known| *known == key) {
                    keys.push(key.into_owned());
                }
                if keys.len() > MAX_COLUMNS {
                    return Err(super::delimited::too_many_columns(path, place));
                }
            }
            Ok(())
        })?;
        file.keys = flat.then_some(keys);
        Ok(file)
    }

    /// Whether every object holds plain values only.
    pub fn is_flat(&self) -> bool {
        self.keys.is_some()
    }

    /// Gives each object's text with its number: of its line, or in its array.
    pub fn texts(&self, give: &mut dyn FnMut(u64, &str) -> Result<(), Failure>) -> Result<(), Failure> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        if self.lines {
            for (number, line) in (1..).zip(text.lines()) {
                if line.len() as u64 > MAX_ROW_BYTES {
                    return Err(Failure::new(
                        Saying::new("failure-row-too-long")
                            .with("file", shown(&self.path))
                            .with("row", number)
                            .with("most", MAX_ROW_BYTES >> 20),
                    ));
                }
                if !line.trim().is_empty() {
                    give(number, line.trim())?;
                }
            }
            return Ok(());
        }
        if text.trim_start().starts_with('{') {
            return give(1, text.trim());
        }
        let mut failure = None;
        let mut reader = serde_json::Deserializer::from_str(text);
        let walked =
            reader.deserialize_seq(Items { give, failure: &mut failure }).and_then(|()| reader.end());
        match (walked, failure) {
            (_, Some(failure)) => Err(failure),
            (Ok(()), None) => Ok(()),
            (Err(error), None) => Err(Failure::new(
                Saying::new("failure-json")
                    .with("file", shown(&self.path))
                    .with("row", error.line())
                    .with_said("detail", |language| JsonCause::of(&error).text(language)),
            )),
        }
    }

    /// Gives the headings, then each object as a row.
    pub fn rows(&self, each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>) -> Result<(), Failure> {
        let Some(keys) = &self.keys else { return Ok(()) };
        let mut row = Row::default();
        keys.iter().for_each(|key| row.push(Cell::Text(key)));
        if each(&row)? == Flow::Stop {
            return Ok(());
        }
        let mut flow = Flow::More;
        self.texts(&mut |number, text| {
            if flow == Flow::Stop {
                return Ok(());
            }
            row.begin(number);
            let pairs = pairs(text).unwrap_or_default();
            for key in keys {
                let mut own = pairs.iter().filter(|(name, _)| name == key).map(|(_, value)| *value);
                let found = own.next().unwrap_or("null");
                // Of a key with two values nobody knows which is meant.
                match own.find(|other| *other != found) {
                    None => push(&mut row, found),
                    Some(other) => row.push(Cell::Broken(&format!("{found} / {other}"))),
                }
            }
            flow = each(&row)?;
            Ok(())
        })
    }
}

/// Adds a plain value; a number by its digits.
fn push(row: &mut Row, raw: &str) {
    match raw.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<Cow<'_, str>>(raw) {
            Ok(text) => row.push(Cell::Text(&text)),
            Err(_) => row.push(Cell::Broken(raw)),
        },
        Some(b't') => row.push(Cell::Flag(true)),
        Some(b'f') => row.push(Cell::Flag(false)),
        Some(b'n') | None => row.push(Cell::Empty),
        Some(_) => row.push(Cell::Text(raw)),
    }
}

fn pairs(text: &str) -> Option<Pairs<'_>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let pairs = reader.deserialize_map(PairsVisitor).ok()?;
    reader.end().ok()?;
    Some(pairs)
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            pairs.push((Cow::Owned(key), map.next_value::<&'de RawValue>()?.get()));
        }
        Ok(pairs)
    }
}

/// Walks an array and gives the text of each item.
struct Items<'g, 'f> {
    give: &'g mut dyn FnMut(u64, &str) -> Result<(), Failure>,
    failure: &'f mut Option<Failure>,
}

impl<'de> Visitor<'de> for Items<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(item) = seq.next_element::<&'de RawValue>()? {
            number += 1;
            if let Err(failure) = (self.give)(number, item.get()) {
                *self.failure = Some(failure);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
