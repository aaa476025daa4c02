//! Records from JSON text, straight into words.
//!
//! `serde_json` splits the text; each value of a field arrives as the slice of text that it is, so
//! amounts keep their digits and every mistake its place. Nothing of a record is ever held as a tree.

mod cause;
mod error;

use std::borrow::Cow;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

pub use cause::JsonCause;
pub use error::{JsonError, JsonProblem};

use super::builder::{blank, check_order, defaults};
use super::names::NameTable;
use super::reader::{Key, Tables};
use super::refusal::Expected;
use super::texts::Texts;
use super::value::word;
use super::{EventRows, MAX_DEPTH, MAX_JSON_BYTES, MAX_PARTS, Record, Value};
use crate::{Decimal, Field, FieldId, ListId, SubjectId};
use error::{Failure, Step};

/// Reads a record from bytes of JSON.
pub(super) fn from_bytes(tables: &Tables, subject: SubjectId, json: &[u8]) -> Result<Record, JsonError> {
    if json.len() > MAX_JSON_BYTES {
        return Err(JsonError::whole(JsonProblem::TooLarge { bytes: json.len() }));
    }
    let text = std::str::from_utf8(json).map_err(|_| JsonError::whole(JsonProblem::NotUtf8))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut state = State {
        tables,
        text,
        failure: Failure::default(),
        parts: 0,
        stamp: 0,
        stamps: Vec::new(),
        rows: Vec::new(),
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = RecordSeed { state: &mut state, subject, depth: 0 };
    let record = seed.deserialize(&mut deserializer).and_then(|record| {
        deserializer.end()?;
        Ok(record)
    });
    record.map_err(|error| state.failure.finish(text, &error))
}

/// Writes any value as JSON.
pub(super) fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, JsonError> {
    serde_json::to_vec(value)
        .map_err(|error| JsonError::whole(JsonProblem::CannotSerialize { detail: error.to_string() }))
}

/// What reading has to keep at hand.
struct State<'t, 'de> {
    tables: &'t Tables,
    text: &'de str,
    failure: Failure,
    /// Events and members so far.
    parts: u32,
    /// Counts events; a field of the event under way has its number in `stamps`.
    stamp: u32,
    stamps: Vec<u32>,
    /// The events of the list under way, row by row.
    rows: Vec<i64>,
}

impl<'de> State<'_, 'de> {
    /// Where a slice of the text begins.
    fn offset(&self, slice: &str) -> Option<usize> {
        let offset = (slice.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (offset <= self.text.len()).then_some(offset)
    }

    /// Keeps what is wrong, with its place, and gives the error that stops the reading.
    fn refuse<E: serde::de::Error>(&mut self, problem: JsonProblem, slice: Option<&str>) -> E {
        let offset = slice.and_then(|slice| self.offset(slice));
        self.failure.set(problem, offset);
        E::custom("refused")
    }

    fn count_part<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.parts += 1;
        if self.parts > MAX_PARTS { Err(self.refuse(JsonProblem::TooMany, None)) } else { Ok(()) }
    }

    /// The word of a field's value, which is given as it stands in the text.
    fn word<E: serde::de::Error>(
        &mut self,
        field: &Field,
        raw: &'de str,
        texts: &mut Texts,
    ) -> Result<i64, E> {
        let expected = || JsonProblem::Expected(Expected::of(&field.kind));
        let terms = self.tables.term_names();
        let outcome = match raw.as_bytes().first() {
            Some(b'"') => word(Value::Text(&unquote(raw)), field, terms, texts),
            Some(b'n') => word(Value::Missing, field, terms, texts),
            Some(b't') => word(Value::Flag(true), field, terms, texts),
            Some(b'f') => word(Value::Flag(false), field, terms, texts),
            Some(b'{' | b'[') | None => return Err(self.refuse(expected(), Some(raw))),
            Some(_) => match json_number(raw) {
                Ok(number) => word(Value::Number(number), field, terms, texts),
                // As a text it is read digit by digit, or says what is wrong with it as a number.
                Err(text) => word(Value::Text(&text), field, terms, texts),
            },
        };
        outcome.map_err(|problem| self.refuse(JsonProblem::Value(problem), Some(raw)))
    }

    /// Says where in the record an error came up, from the inside out.
    fn within<T, E>(&mut self, step: impl FnOnce() -> Step, outcome: Result<T, E>) -> Result<T, E> {
        if outcome.is_err() {
            self.failure.within(step());
        }
        outcome
    }
}

/// The text between the quotation marks of a JSON string, which `serde_json` has checked.
fn unquote(raw: &str) -> Cow<'_, str> {
    let inner = raw.get(1..raw.len() - 1).unwrap_or_default();
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    // Checked before, but for lone surrogates, which stand for no character.
    serde_json::from_str(raw).map_or(Cow::Borrowed(inner), Cow::Owned)
}

/// A JSON number, exactly; the error is its digits without an exponent, where they can be written out.
fn json_number(raw: &str) -> Result<Decimal, Cow<'_, str>> {
    let Some((mantissa, exponent)) = raw.split_once(['e', 'E']) else {
        return raw.parse().map_err(|_| Cow::Borrowed(raw));
    };
    let Some(text) = exponent.parse().ok().and_then(|exponent| shift(mantissa, exponent)) else {
        return Err(Cow::Borrowed(raw));
    };
    text.parse().map_err(|_| Cow::Owned(text))
}

/// Moves the decimal point of `mantissa`; `None` where that makes more digits than any amount has.
fn shift(mantissa: &str, exponent: i32) -> Option<String> {
    const MOST: i32 = 40;
    if !(-MOST..=MOST).contains(&exponent) || mantissa.len() > 2 * MOST as usize {
        return None;
    }
    let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let digits = format!("{whole}{fraction}");
    let moved = match usize::try_from(point) {
        Ok(point) if point > 0 && point < digits.len() => {
            format!("{sign}{}.{}", &digits[..point], &digits[point..])
        }
        Ok(point) if point > 0 => format!("{sign}{digits}{}", "0".repeat(point - digits.len())),
        Ok(_) | Err(_) => format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
    };
    Some(moved)
}

/// Refuses every kind of value but the one that a visitor is for.
macro_rules! expects {
    ($expected:expr) => {
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&$expected.text(policy_messages::Language::English))
        }

        fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }

        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }

        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }

        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }

        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }
    };
}

macro_rules! expects_no_unit {
    ($expected:expr) => {
        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }
    };
}

macro_rules! expects_no_map {
    ($expected:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }
    };
}

macro_rules! expects_no_list {
    ($expected:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(self.state.refuse(JsonProblem::Expected($expected), None))
        }
    };
}

/// Reads one record.
struct RecordSeed<'s, 't, 'de> {
    state: &'s mut State<'t, 'de>,
    subject: SubjectId,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, '_, 'de> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(self.state.refuse(JsonProblem::TooDeep, None));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_, '_, 'de> {
    type Value = Record;

    expects!(Expected::Record);
    expects_no_unit!(Expected::Record);
    expects_no_list!(Expected::Record);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let Self { state, subject, depth } = self;
        let tables = state.tables;
        let keys = &tables.subjects[subject.index()].keys;
        let declared = &tables.vocabulary.subjects[subject.index()];
        let mut record = blank(&tables.vocabulary, tables.fingerprint, subject, "");
        let mut texts = Texts::default();
        let mut seen = Vec::with_capacity(declared.facts.len() + declared.lists.len() + 1);
        while let Some(key) = map.next_key_seed(KeySeed { state: &mut *state, names: keys })? {
            if seen.contains(&key) {
                let name = key_name(tables, subject, key).to_owned();
                return Err(state.refuse(JsonProblem::DuplicateKey { key: name }, None));
            }
            seen.push(key);
            let outcome = match key {
                Key::Id => read_id(state, &mut map).map(|id| record.id = id),
                Key::Fact(field) => map.next_value::<&'de RawValue>().and_then(|raw| {
                    record.facts[field.index()] =
                        state.word(&declared.facts[field.index()], raw.get(), &mut texts)?;
                    Ok(())
                }),
                Key::List(list) => {
                    let seed = EventsSeed { state: &mut *state, subject, list, texts: &mut texts };
                    map.next_value_seed(seed).map(|events| record.lists[list.index()] = events)
                }
                Key::Members(subject) => map
                    .next_value_seed(MembersSeed { state: &mut *state, subject, depth: depth + 1 })
                    .map(|members| record.members[subject.index()] = members),
            };
            state.within(|| Step::Name(key_name(tables, subject, key).to_owned()), outcome)?;
        }
        record.texts = texts.finish();
        Ok(record)
    }
}

/// The identifier: a text, or a number by its digits.
fn read_id<'de, A: MapAccess<'de>>(state: &mut State<'_, 'de>, map: &mut A) -> Result<Box<str>, A::Error> {
    let raw = map.next_value::<&'de RawValue>()?.get();
    match raw.as_bytes().first() {
        Some(b'"') => {
            let id = unquote(raw);
            let id = id.trim();
            if id.len() > super::MAX_TEXT_BYTES {
                let problem = JsonProblem::Value(super::ValueError::TooLong { bytes: id.len() });
                return Err(state.refuse(problem, Some(raw)));
            }
            Ok(id.into())
        }
        Some(b'n') => Ok("".into()),
        Some(b'0'..=b'9') => Ok(raw.into()),
        Some(_) | None => Err(state.refuse(JsonProblem::Expected(Expected::Text), Some(raw))),
    }
}

fn key_name(tables: &Tables, subject: SubjectId, key: Key) -> &str {
    let declared = &tables.vocabulary.subjects[subject.index()];
    let names = match key {
        Key::Id => &declared.key,
        Key::Fact(field) => &declared.facts[field.index()].names,
        Key::List(list) => &declared.lists[list.index()].names,
        Key::Members(subject) => &tables.vocabulary.subjects[subject.index()].names,
    };
    &names.id
}

/// Finds what a key means.
struct KeySeed<'s, 't, 'de, T> {
    state: &'s mut State<'t, 'de>,
    names: &'t NameTable<T>,
}

impl<'de, T: Copy> DeserializeSeed<'de> for KeySeed<'_, '_, 'de, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, T: Copy> Visitor<'de> for KeySeed<'_, '_, 'de, T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<T, E> {
        self.names.find(key).ok_or_else(|| {
            let nearest = self.names.nearest(key);
            self.state.refuse(JsonProblem::UnknownKey { key: key.to_owned(), nearest }, Some(key))
        })
    }
}

/// Reads the events of a list.
struct EventsSeed<'s, 't, 'de> {
    state: &'s mut State<'t, 'de>,
    subject: SubjectId,
    list: ListId,
    texts: &'s mut Texts,
}

impl<'de> DeserializeSeed<'de> for EventsSeed<'_, '_, 'de> {
    type Value = EventRows;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<EventRows, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for EventsSeed<'_, '_, 'de> {
    type Value = EventRows;

    expects!(Expected::List);
    expects_no_map!(Expected::List);

    fn visit_unit<E: serde::de::Error>(self) -> Result<EventRows, E> {
        Ok(EventRows::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<EventRows, A::Error> {
        let Self { state, subject, list, texts } = self;
        state.rows.clear();
        let mut place = 0;
        loop {
            let seed = EventSeed { state: &mut *state, subject, list, texts: &mut *texts };
            let read = seq.next_element_seed(seed);
            if state.within(|| Step::Place(place), read)?.is_none() {
                let width = state.tables.vocabulary.fields(subject, Some(list)).len();
                return Ok(EventRows::known(width, &state.rows));
            }
            place += 1;
        }
    }
}

/// Reads one event into the state's rows.
struct EventSeed<'s, 't, 'de> {
    state: &'s mut State<'t, 'de>,
    subject: SubjectId,
    list: ListId,
    texts: &'s mut Texts,
}

impl<'de> DeserializeSeed<'de> for EventSeed<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for EventSeed<'_, '_, 'de> {
    type Value = ();

    expects!(Expected::Event);
    expects_no_unit!(Expected::Event);
    expects_no_list!(Expected::Event);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { state, subject, list, texts } = self;
        state.count_part()?;
        state.stamp += 1;
        let tables = state.tables;
        let declared = &tables.vocabulary.subjects[subject.index()].lists[list.index()];
        let names: &NameTable<FieldId> = &tables.subjects[subject.index()].events[list.index()];
        if state.stamps.len() < declared.fields.len() {
            state.stamps.resize(declared.fields.len(), 0);
        }
        let start = state.rows.len();
        state.rows.extend(defaults(&declared.fields));
        while let Some(place) = map.next_key_seed(KeySeed { state: &mut *state, names })? {
            let field = &declared.fields[place.index()];
            if std::mem::replace(&mut state.stamps[place.index()], state.stamp) == state.stamp {
                let key = field.names.id.clone();
                return Err(state.refuse(JsonProblem::DuplicateKey { key }, None));
            }
            let word = map.next_value::<&'de RawValue>().and_then(|raw| state.word(field, raw.get(), texts));
            state.rows[start + place.index()] = state.within(|| Step::Name(field.names.id.clone()), word)?;
        }
        check_order(declared, &state.rows[start..])
            .map_err(|problem| state.refuse(JsonProblem::Value(problem), None))
    }
}

/// Reads the members of one kind; `None` where they are missing.
struct MembersSeed<'s, 't, 'de> {
    state: &'s mut State<'t, 'de>,
    subject: SubjectId,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for MembersSeed<'_, '_, 'de> {
    type Value = Option<Vec<Record>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for MembersSeed<'_, '_, 'de> {
    type Value = Option<Vec<Record>>;

    expects!(Expected::List);
    expects_no_map!(Expected::List);

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Self { state, subject, depth } = self;
        let mut members = Vec::new();
        loop {
            let read = seq.next_element_seed(RecordSeed { state: &mut *state, subject, depth });
            match state.within(|| Step::Place(members.len()), read)? {
                None => return Ok(Some(members)),
                Some(member) => members.push(member),
            }
            state.count_part()?;
        }
    }
}
