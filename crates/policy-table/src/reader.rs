//! Reading a column of Arrow into the narrow columns of the engine, a block at a time.
//!
//! What can be handed over as it stands is: days, whole amounts, the keys of a small dictionary. Else each value is brought into its narrow form,
//! and a text is looked at once for each distinct one. What a value means is always `policy-core`'s to say; the
//! quick ways below are for those values of which there is but one thing to say.

use std::collections::HashMap;
use std::ops::Range;

use arrow_buffer::BooleanBuffer;
use policy_core::columns::{Amounts, Codes, Column, MISSING_DAY};
use policy_core::{Decimal, Field, FieldKind, RecordReader, Value, ValueError};

use crate::values::{Cells, EPOCH, Keys, Scaled, Values, Whole, date};

/// Reads the values of one field, block by block.
pub(crate) struct FieldReader<'a> {
    pub field: &'a Field,
    pub values: Option<&'a Values<'a>>,
    reader: &'a RecordReader,
    form: Form,
    /// Of a dictionary: what each value is, and why it is none.
    words: Vec<Option<u16>>,
    refused: Vec<Option<ValueError>>,
    /// What texts mean, each looked at once.
    known: HashMap<&'a str, i64>,
    narrow: Vec<u8>,
    wide: Vec<u16>,
    days: Vec<i32>,
    short: Vec<i32>,
    long: Vec<i64>,
    /// Where the rows stand that were read last.
    held: Held,
    /// How many millionths make one of what amounts are in.
    unit: i64,
    /// The rows of the block that are missing.
    pub missing: Vec<u32>,
    /// The rows that are refused, and why.
    pub refusals: Vec<(usize, ValueError)>,
}

/// How the values of a column are brought into their narrow form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// There is no column.
    Absent,
    /// Texts, which nothing looks at but records.
    Texts,
    /// The keys of a dictionary of at most 255 values.
    Keys,
    /// Each for itself.
    Codes,
    Flags,
    /// Days, as they stand.
    Days,
    EachDay,
    Amounts,
}

/// Where rows stand that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    /// Where they were given: nothing is to be changed.
    AsGiven,
    /// In a narrow form of their own.
    Narrow,
    Wide,
}

/// The word of a missing value.
const MISSING: i64 = i64::MIN;
/// How many distinct texts of a column are remembered.
const MOST_KNOWN: usize = 4_096;
/// A code beyond all words: a missing value.
const NO_CODE: u8 = u8::MAX;

impl<'a> FieldReader<'a> {
    pub fn new(field: &'a Field, values: Option<&'a Values<'a>>, reader: &'a RecordReader) -> Self {
        let mut own = Self {
            field,
            values,
            reader,
            form: Form::Absent,
            words: Vec::new(),
            refused: Vec::new(),
            known: HashMap::new(),
            narrow: Vec::new(),
            wide: Vec::new(),
            days: Vec::new(),
            short: Vec::new(),
            long: Vec::new(),
            held: Held::AsGiven,
            unit: 1,
            missing: Vec::new(),
            refusals: Vec::new(),
        };
        let Some(values) = values else { return own };
        own.form = match (&field.kind, &values.cells) {
            (FieldKind::Text | FieldKind::Member(_), _) => Form::Texts,
            (FieldKind::Term(_) | FieldKind::Flag, Cells::Dictionary(_, entries)) => own.keys(entries),
            (FieldKind::Flag, Cells::Flag(_)) => Form::Flags,
            (FieldKind::Term(_) | FieldKind::Flag, _) => Form::Codes,
            (FieldKind::Date, Cells::Day(_)) => Form::Days,
            (FieldKind::Date, _) => Form::EachDay,
            (FieldKind::Quantity(_), _) => Form::Amounts,
        };
        if own.form == Form::Codes {
            // Codes are the numbers of terms, or no and yes.
            let count = match field.kind {
                FieldKind::Term(tree) => {
                    reader.vocabulary().trees.get(tree.index()).map_or(0, |tree| tree.terms.len())
                }
                FieldKind::Flag => 2,
                FieldKind::Text | FieldKind::Date | FieldKind::Quantity(_) | FieldKind::Member(_) => 0,
            };
            own.words = (0..count).map(|word| u16::try_from(word).ok()).collect();
        }
        own
    }

    /// Maps the values of a dictionary, if they are few enough.
    fn keys(&mut self, entries: &'a Values<'a>) -> Form {
        let Some(count) = Some(entries.length).filter(|count| *count < usize::from(NO_CODE)) else {
            return Form::Codes;
        };
        for entry in 0..count {
            let (word, refused) = match entries.typed(entry, self.field, self.reader) {
                Ok(value) => (u16::try_from(word(value)).ok(), None),
                Err(reason) => (None, Some(reason)),
            };
            self.words.push(word);
            self.refused.push(refused);
        }
        Form::Keys
    }

    /// The word of a cell; a refusal is noted, and leaves it missing.
    fn word_at(&mut self, values: &'a Values<'a>, place: u32, row: usize) -> i64 {
        let word = self.word_of(values, row);
        if word == MISSING {
            self.missing.push(place);
        }
        word
    }

    fn word_of(&mut self, values: &'a Values<'a>, row: usize) -> i64 {
        let text = match values.value(row) {
            Ok(Value::Text(text)) => Some(text),
            Ok(_) | Err(_) => None,
        };
        if let Some(known) = text.and_then(|text| self.known.get(text)) {
            return *known;
        }
        match values.typed(row, self.field, self.reader) {
            Ok(value) => {
                let word = word(value);
                if let Some(text) = text.filter(|_| self.known.len() < MOST_KNOWN) {
                    self.known.insert(text, word);
                }
                word
            }
            Err(reason) => {
                self.refusals.push((row, reason));
                MISSING
            }
        }
    }

    /// Brings some rows into their narrow form; [`FieldReader::column`] then gives them.
    pub fn read(&mut self, rows: Range<usize>) {
        self.missing.clear();
        self.held = Held::AsGiven;
        let Some(values) = self.values else { return };
        match (self.form, &values.cells) {
            (Form::Keys, Cells::Dictionary(keys, _)) => self.read_keys(values, *keys, rows),
            (Form::Codes, _) => self.read_codes(values, rows),
            (Form::Flags, Cells::Flag(flags)) => {
                spread(flags.values(), rows.clone(), &mut self.narrow);
                self.find_nulls(rows);
                for place in &self.missing {
                    set(&mut self.narrow, *place, NO_CODE);
                }
                self.held = Held::Narrow;
            }
            (Form::Days, Cells::Day(days)) => self.read_days(days, rows),
            (Form::EachDay, _) => {
                self.days.clear();
                for (place, row) in (0..).zip(rows) {
                    let word = self.word_at(values, place, row);
                    self.days.push(i32::try_from(word).unwrap_or(MISSING_DAY));
                }
                self.held = Held::Narrow;
            }
            (Form::Amounts, cells) => self.read_amounts(values, cells, rows),
            (Form::Texts, _) => {
                for (place, row) in (0..).zip(rows) {
                    match values.typed(row, self.field, self.reader) {
                        Ok(Value::Missing) => self.missing.push(place),
                        Ok(_) => {}
                        Err(reason) => {
                            self.missing.push(place);
                            self.refusals.push((row, reason));
                        }
                    }
                }
            }
            (Form::Absent | Form::Keys | Form::Flags | Form::Days, _) => {}
        }
    }

    fn read_keys(&mut self, values: &'a Values<'a>, keys: Keys<'a>, rows: Range<usize>) {
        let are_all_known = self.words.iter().all(Option::is_some);
        if let (Keys::U8(_), true, true) = (keys, values.has_no_null(), are_all_known) {
            return;
        }
        self.held = Held::Narrow;
        self.narrow.clear();
        keys.shorten(rows.clone(), &mut self.narrow);
        self.find_nulls(rows.clone());
        for place in &self.missing {
            set(&mut self.narrow, *place, NO_CODE);
        }
        if are_all_known {
            return;
        }
        self.missing.clear();
        for ((place, row), code) in (0..).zip(rows).zip(&self.narrow) {
            if self.words.get(usize::from(*code)).copied().flatten().is_none() {
                self.missing.push(place);
                if let Some(Some(reason)) = self.refused.get(usize::from(*code)) {
                    self.refusals.push((row, reason.clone()));
                }
            }
        }
    }

    fn read_codes(&mut self, values: &'a Values<'a>, rows: Range<usize>) {
        self.narrow.clear();
        self.wide.clear();
        self.held = if self.words.len() < usize::from(NO_CODE) { Held::Narrow } else { Held::Wide };
        for (place, row) in (0..).zip(rows) {
            let word = self.word_at(values, place, row);
            match self.held {
                Held::Wide => self.wide.push(u16::try_from(word).unwrap_or(u16::MAX)),
                Held::AsGiven | Held::Narrow => self.narrow.push(u8::try_from(word).unwrap_or(NO_CODE)),
            }
        }
    }

    fn read_days(&mut self, days: &[i32], rows: Range<usize>) {
        let own = days.get(rows.clone()).unwrap_or_default();
        self.find_nulls(rows.clone());
        let (least, most) = own.iter().fold((0, 0), |(least, most), day| (*day.min(&least), *day.max(&most)));
        let are_days = date(i64::from(least)).is_some() && date(i64::from(most)).is_some();
        if self.missing.is_empty() && are_days {
            return;
        }
        self.held = Held::Narrow;
        self.days.clear();
        self.days.extend_from_slice(own);
        for place in &self.missing {
            set(&mut self.days, *place, MISSING_DAY);
        }
        if are_days {
            return;
        }
        // Some may be days that no calendar has.
        for ((place, row), day) in (0..).zip(rows).zip(&mut self.days) {
            if *day != MISSING_DAY && date(i64::from(*day)).is_none() {
                self.refusals.push((row, ValueError::NotADate { text: day.to_string() }));
                self.missing.push(place);
                *day = MISSING_DAY;
            }
        }
        self.missing.sort_unstable();
    }

    fn read_amounts(&mut self, values: &'a Values<'a>, cells: &Cells<'a>, rows: Range<usize>) {
        self.short.clear();
        self.long.clear();
        self.unit = 1;
        let is_taken = match cells {
            Cells::Whole(whole) => {
                self.unit = 1_000_000;
                match whole {
                    Whole::I8(numbers) => self.take(part(numbers, &rows)),
                    Whole::I16(numbers) => self.take(part(numbers, &rows)),
                    Whole::I32(numbers) => self.take(part(numbers, &rows)),
                    Whole::I64(numbers) => self.take_long(part(numbers, &rows)),
                    Whole::U8(numbers) => self.take(part(numbers, &rows)),
                    Whole::U16(numbers) => self.take(part(numbers, &rows)),
                    Whole::U32(_) | Whole::U64(_) => false,
                }
            }
            Cells::Decimal(scaled, scale @ 0..=6) => {
                self.unit = 10_i64.pow(6 - scale.unsigned_abs() as u32);
                match scaled {
                    Scaled::I32(numbers) => self.take(part(numbers, &rows)),
                    Scaled::I64(numbers) => self.take_long(part(numbers, &rows)),
                    Scaled::I128(numbers) => {
                        let own = part(numbers, &rows);
                        let fits = own.iter().fold(0, |all, number| all | number) as u128 >> 63 == 0;
                        let long: Vec<i64> = own.iter().map(|number| *number as i64).collect();
                        fits && self.take_long(&long)
                    }
                }
            }
            Cells::Double(fractions) => {
                let mut are_plain = true;
                let millionths = part(fractions.values(), &rows).iter().map(|fraction| {
                    let number = Decimal::of_fraction(*fraction);
                    are_plain &= number.is_some();
                    number.map_or(0, Decimal::millionths)
                });
                let long: Vec<i64> = millionths.collect();
                are_plain && self.take_long(&long)
            }
            Cells::Null
            | Cells::Text(_)
            | Cells::LargeText(_)
            | Cells::TextView(_)
            | Cells::Dictionary(..)
            | Cells::Flag(_)
            | Cells::Decimal(..)
            | Cells::Single(_)
            | Cells::Day(_)
            | Cells::Moment { .. } => false,
        };
        if is_taken {
            self.find_nulls(rows);
            for place in &self.missing {
                set(&mut self.short, *place, i32::MIN);
                set(&mut self.long, *place, i64::MIN);
            }
            return;
        }
        // Each for itself, in millionths; what cannot be is refused.
        self.unit = 1;
        self.held = Held::Wide;
        self.long.clear();
        for (place, row) in (0..).zip(rows) {
            let word = self.word_at(values, place, row);
            self.long.push(word);
        }
    }

    /// Takes amounts as they stand; `false` where one is below zero.
    fn take<T: Copy + Into<i32>>(&mut self, amounts: &[T]) -> bool {
        self.held = Held::Narrow;
        self.short.extend(amounts.iter().map(|amount| (*amount).into()));
        self.short.iter().fold(0, |all, amount| all | amount) >= 0
    }

    /// Takes amounts as they stand, in four bytes each where they fit; `false` where one is below zero or more than can be
    /// held.
    fn take_long(&mut self, amounts: &[i64]) -> bool {
        let all = amounts.iter().fold(0, |all, amount| all | *amount);
        if all >> 31 == 0 {
            self.held = Held::Narrow;
            self.short.extend(amounts.iter().map(|amount| *amount as i32));
            return true;
        }
        self.held = Held::Wide;
        self.long.extend_from_slice(amounts);
        all >= 0 && amounts.iter().all(|amount| *amount <= i64::MAX / self.unit)
    }

    /// Lists the nulls of some rows.
    fn find_nulls(&mut self, rows: Range<usize>) {
        self.missing.clear();
        let Some(nulls) =
            self.values.and_then(|values| values.nulls.as_ref()).filter(|nulls| nulls.null_count() > 0)
        else {
            return;
        };
        // 64 at a time: where all are there, none is looked at.
        let there = nulls.inner().slice(rows.start, rows.len());
        for (first, there) in (0..).step_by(64).zip(there.bit_chunks().iter_padded()) {
            let mut missing = !there;
            while missing != 0 {
                let place = first + missing.trailing_zeros();
                if (place as usize) < rows.len() {
                    self.missing.push(place);
                }
                missing &= missing - 1;
            }
        }
    }

    /// The days that were read last.
    pub fn days(&self, rows: Range<usize>) -> &[i32] {
        match (self.held, self.values.map(|values| &values.cells)) {
            (Held::AsGiven, Some(Cells::Day(days))) => part(days, &rows),
            (Held::AsGiven | Held::Narrow | Held::Wide, _) => &self.days,
        }
    }

    /// Takes the day of a row for missing.
    pub fn forget_day(&mut self, place: u32, rows: Range<usize>) {
        if self.held == Held::AsGiven {
            let own = self.days(rows).to_vec();
            (self.days, self.held) = (own, Held::Narrow);
        }
        set(&mut self.days, place, MISSING_DAY);
        self.missing.push(place);
        self.missing.sort_unstable();
    }

    /// The rows that were read last.
    pub fn column(&self, rows: Range<usize>) -> Column<'_> {
        let words: &[Option<u16>] = &self.words;
        match self.form {
            Form::Absent => Column::Missing,
            Form::Texts => Column::Unread,
            Form::Days | Form::EachDay => Column::Days { days: self.days(rows), epoch: EPOCH },
            Form::Flags => Column::Codes { codes: Codes::Narrow(&self.narrow), words: &[Some(0), Some(1)] },
            Form::Keys | Form::Codes => {
                let codes = match (self.held, self.values.map(|values| &values.cells)) {
                    (Held::AsGiven, Some(Cells::Dictionary(Keys::U8(keys), _))) => {
                        Codes::Narrow(part(keys, &rows))
                    }
                    (Held::Wide, _) => Codes::Wide(&self.wide),
                    (Held::AsGiven | Held::Narrow, _) => Codes::Narrow(&self.narrow),
                };
                Column::Codes { codes, words }
            }
            Form::Amounts => {
                let amounts = match self.held {
                    Held::AsGiven | Held::Narrow => Amounts::Narrow(&self.short),
                    Held::Wide => Amounts::Wide(&self.long),
                };
                Column::Amounts { amounts, unit: self.unit }
            }
        }
    }
}

/// What a field made of a value, as a word: a term's number, a day, millionths.
fn word(value: Value<'_>) -> i64 {
    match value {
        Value::Flag(flag) => i64::from(flag),
        Value::Term(term) => i64::from(term.0),
        Value::Date(date) => i64::from(chrono::Datelike::num_days_from_ce(&date)) - EPOCH,
        Value::Number(number) => number.millionths(),
        Value::Missing | Value::Text(_) | Value::Integer(_) | Value::Float(_) => MISSING,
    }
}

fn part<'v, T>(values: &'v [T], rows: &Range<usize>) -> &'v [T] {
    values.get(rows.clone()).unwrap_or_default()
}

fn set<T>(values: &mut [T], place: u32, value: T) {
    if let Some(own) = values.get_mut(place as usize) {
        *own = value;
    }
}

/// Spreads bits to bytes of zero and one.
fn spread(bits: &BooleanBuffer, rows: Range<usize>, bytes: &mut Vec<u8>) {
    bytes.clear();
    let own = bits.slice(rows.start, rows.len());
    for word in own.bit_chunks().iter_padded() {
        for byte in word.to_le_bytes() {
            bytes.extend_from_slice(&SPREAD[usize::from(byte)]);
        }
    }
    bytes.truncate(rows.len());
}

/// The bits of each byte as bytes, the lowest first.
const SPREAD: [[u8; 8]; 256] = {
    let mut spread = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte][bit] = (byte >> bit & 1) as u8;
            bit += 1;
        }
        byte += 1;
    }
    spread
};
