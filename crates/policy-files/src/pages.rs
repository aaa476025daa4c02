//! How much the pages of a column of Parquet say that they unpack to.
//!
//! Whoever unpacks a page first makes room for what it claims, so a page of a few bytes could ask for gigabytes; and many pages are held
//! while the rows of one batch stand in them. The headers of
//! pages are therefore looked at beforehand; they are written in Thrift's compact protocol, of which this
//! reads no more than it needs (<https://github.com/apache/parquet-format>, `PageHeader`).

use std::io::{Read, Seek, SeekFrom};

use parquet::file::metadata::ColumnChunkMetaData;

use crate::error::{FileError, MAX_PAGE_BYTES};

/// How many bytes are read of a header at first, and at most: it may hold statistics.
const FIRST_READ: usize = 1 << 10;
const MOST_READ: usize = 16 << 20;
/// How deep structures of a header may stand in each other.
const DEEPEST: usize = 16;

/// What a header says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Header {
    /// How many bytes it has itself.
    length: u64,
    unpacked: i64,
    packed: i64,
    /// How many values a dictionary says that it has.
    entries: i64,
    /// How many values a page of data says that it has, those that are missing included.
    values: i64,
}

/// The pages that are held at once, while rows of a batch stand in them.
#[derive(Debug, Default)]
struct Held {
    rows_at_once: u64,
    /// How many rows the pages so far have, and in which batch the last of them begins.
    rows: u64,
    batch: u64,
    /// What the last page unpacks to, and all in which rows of that batch stand.
    last: u64,
    together: u64,
    most: u64,
}

impl Held {
    fn add(&mut self, rows: u64, unpacked: u64) {
        let batch = self.rows / self.rows_at_once;
        if batch > self.batch {
            let is_cut = !self.rows.is_multiple_of(self.rows_at_once);
            (self.batch, self.together) = (batch, if is_cut { self.last } else { 0 });
        }
        self.together = self.together.saturating_add(unpacked);
        self.most = self.most.max(self.together);
        self.last = unpacked;
        self.rows = self.rows.saturating_add(rows);
    }
}

/// Holds all pages of a column to the limit. Gives how many bytes of it are unpacked at once where so many rows are read at once, its
/// dictionary included.
///
/// # Errors
/// The pages do not follow each other as the column says, or one would unpack to too much.
pub fn check(
    file: &mut (impl Read + Seek),
    chunk: &ColumnChunkMetaData,
    rows_at_once: u64,
) -> Result<u64, FileError> {
    let first = chunk.dictionary_page_offset().filter(|offset| *offset > 0);
    let first = first.map_or(chunk.data_page_offset(), |offset| offset.min(chunk.data_page_offset()));
    let place = |at: i64| u64::try_from(at).map_err(|_| FileError::Damaged);
    let (mut at, length) = (place(first)?, place(chunk.compressed_size())?);
    let end = at.checked_add(length).ok_or(FileError::Damaged)?;
    let mut bytes = Vec::new();
    let mut dictionary = 0_u64;
    let mut held = Held { rows_at_once: rows_at_once.max(1), ..Held::default() };
    while at < end {
        let header = read(file, at, end, &mut bytes)?;
        let (unpacked, packed) = (place(header.unpacked)?, place(header.packed)?);
        if unpacked > MAX_PAGE_BYTES || place(header.entries)? > MAX_PAGE_BYTES {
            return Err(FileError::TooLarge);
        }
        // An entry of a dictionary takes a bit at least.
        if place(header.entries)? > unpacked.saturating_mul(8) {
            return Err(FileError::Damaged);
        }
        if header.entries > 0 {
            dictionary = dictionary.max(unpacked);
        } else {
            // Where a row may hold several values, nothing here says how many rows a page has.
            let rows = if chunk.column_descr().max_rep_level() == 0 { place(header.values)? } else { 0 };
            held.add(rows, unpacked);
        }
        let next = at.checked_add(header.length).and_then(|at| at.checked_add(packed));
        at = next.filter(|next| *next <= end).ok_or(FileError::Damaged)?;
    }
    Ok(dictionary.saturating_add(held.most))
}

fn read(file: &mut (impl Read + Seek), at: u64, end: u64, bytes: &mut Vec<u8>) -> Result<Header, FileError> {
    let mut room = FIRST_READ;
    loop {
        file.seek(SeekFrom::Start(at))?;
        bytes.clear();
        let most = (end - at).min(room as u64);
        file.by_ref().take(most).read_to_end(bytes)?;
        let mut compact = Compact { bytes, at: 0 };
        match compact.header() {
            Some(header) => return Ok(header),
            None if (bytes.len() as u64) < most || room >= MOST_READ || most == end - at => {
                return Err(FileError::Damaged);
            }
            None => room *= 16,
        }
    }
}

/// Thrift's compact protocol.
struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// The kinds of values that a header can hold.
mod kind {
    pub const STOP: u8 = 0;
    pub const YES: u8 = 1;
    pub const NO: u8 = 2;
    pub const BYTE: u8 = 3;
    pub const I16: u8 = 4;
    pub const I32: u8 = 5;
    pub const I64: u8 = 6;
    pub const DOUBLE: u8 = 7;
    pub const BINARY: u8 = 8;
    pub const LIST: u8 = 9;
    pub const SET: u8 = 10;
    pub const STRUCT: u8 = 12;
}

impl Compact<'_> {
    fn header(&mut self) -> Option<Header> {
        let mut header = Header::default();
        let mut field = 0;
        while let Some(kind) = self.field(&mut field)? {
            match (field, kind) {
                (2, kind::I32) => header.unpacked = self.whole()?,
                (3, kind::I32) => header.packed = self.whole()?,
                (7, kind::STRUCT) => header.entries = self.first_number()?,
                // Of data, in either version.
                (5 | 8, kind::STRUCT) => header.values = self.first_number()?,
                (_, kind) => self.skip(kind, DEEPEST)?,
            }
        }
        header.length = self.at as u64;
        Some(header)
    }

    /// The number of values, which stands first in the headers of all kinds of pages.
    fn first_number(&mut self) -> Option<i64> {
        let (mut number, mut field) = (0, 0);
        while let Some(kind) = self.field(&mut field)? {
            match (field, kind) {
                (1, kind::I32) => number = self.whole()?,
                (_, kind) => self.skip(kind, DEEPEST)?,
            }
        }
        Some(number)
    }

    /// The next field's kind, and its number; no kind at the end of a structure.
    fn field(&mut self, number: &mut i64) -> Option<Option<u8>> {
        let byte = self.byte()?;
        let kind = byte & 0x0f;
        if kind == kind::STOP {
            return Some(None);
        }
        match byte >> 4 {
            0 => *number = self.whole()?,
            step => *number = number.checked_add(i64::from(step))?,
        }
        Some(Some(kind))
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A whole number, folded so that small ones below zero are short too.
    fn whole(&mut self) -> Option<i64> {
        let folded = self.varint()?;
        Some((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    fn pass(&mut self, length: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(length).ok()?)?;
        self.at = Some(end).filter(|end| *end <= self.bytes.len())?;
        Some(())
    }

    fn skip(&mut self, kind: u8, deepest: usize) -> Option<()> {
        let deeper = deepest.checked_sub(1)?;
        match kind {
            kind::YES | kind::NO => Some(()),
            kind::BYTE => self.pass(1),
            kind::I16 | kind::I32 | kind::I64 => self.varint().map(drop),
            kind::DOUBLE => self.pass(8),
            kind::BINARY => {
                let length = self.varint()?;
                self.pass(length)
            }
            kind::LIST | kind::SET => {
                let byte = self.byte()?;
                let length = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
                match byte & 0x0f {
                    // Truth values take a byte each in a list.
                    kind::YES | kind::NO | kind::BYTE => self.pass(length),
                    kind => (0..length).try_for_each(|_| self.skip(kind, deeper)),
                }
            }
            kind::STRUCT => {
                let mut number = 0;
                while let Some(kind) = self.field(&mut number)? {
                    self.skip(kind, deeper)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Compact, Header, Held};

    fn header(bytes: &[u8]) -> Option<Header> {
        Compact { bytes, at: 0 }.header()
    }

    #[test]
    fn a_header_is_read_as_far_as_it_tells_of_sizes() {
        // Type 2 (dictionary), 300 bytes unpacked, 7 packed, a dictionary of 4 values in encoding 0.
        let bytes = [0x15, 0x04, 0x15, 0xd8, 0x04, 0x15, 0x0e, 0x4c, 0x15, 0x08, 0x15, 0x00, 0x00, 0x00];
        let length = bytes.len() as u64;
        assert_eq!(header(&bytes), Some(Header { length, unpacked: 300, packed: 7, entries: 4, values: 0 }));
        for end in 0..bytes.len() {
            assert_eq!(header(&bytes[..end]), None, "cut after {end}");
        }
    }

    #[test]
    fn pages_count_together_while_rows_of_one_batch_stand_in_them() {
        let most = |pages: &[(u64, u64)]| {
            let mut held = Held { rows_at_once: 10, ..Held::default() };
            pages.iter().for_each(|(rows, unpacked)| held.add(*rows, *unpacked));
            held.most
        };
        assert_eq!(most(&[]), 0);
        assert_eq!(most(&[(1, 5); 4]), 20);
        assert_eq!(most(&[(10, 5); 4]), 5);
        assert_eq!(most(&[(30, 5); 4]), 5);
        // The second and the third of these pages hold rows of the second batch, the third and the fourth of the third.
        assert_eq!(most(&[(6, 1), (6, 2), (10, 4), (6, 8)]), 12);
        assert_eq!(most(&[(0, 5); 4]), 20);
    }

    #[test]
    fn structures_that_never_end_are_refused() {
        let deep = [0x1c; 1_000];
        assert_eq!(header(&deep), None);
        // A list of four thousand million structures, of which there is none.
        assert_eq!(header(&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f]), None);
    }
}
