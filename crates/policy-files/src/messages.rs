//! How much the messages of Arrow IPC say that they hold.
//!
//! Whoever reads a message first makes room for what it claims, and so does whoever unpacks a buffer. All claims are therefore
//! held to the file and to the limit beforehand. A file of Arrow IPC holds a stream between its marks, and is read as one:
//! so one that was cut short is told by the end of the stream that is not there.

use std::io::{Read, Seek, SeekFrom};

use arrow_ipc::{MessageHeader, RecordBatch, root_as_message};

use crate::error::{FileError, MAX_BATCH_BYTES, MAX_PAGE_BYTES};

/// What stands before each message.
const MARK: [u8; 4] = [0xff; 4];

/// Goes through all messages from a byte on, and counts their rows.
///
/// # Errors
/// They end before they say so, hold more than there is, or would unpack to too much.
pub fn check(file: &mut (impl Read + Seek), start: u64, length: u64) -> Result<u64, FileError> {
    let (mut at, mut rows) = (start, 0_u64);
    loop {
        file.seek(SeekFrom::Start(at))?;
        let described = match words(file)? {
            (MARK, described) => u64::from(u32::from_le_bytes(described)),
            // Before version 0.15 of the format there was no mark; nobody writes that any more.
            (_, _) => return Err(FileError::Damaged),
        };
        if described == 0 {
            return Ok(rows);
        }
        if described > MAX_PAGE_BYTES {
            return Err(FileError::TooLarge);
        }
        let body = at.checked_add(8 + described).filter(|end| *end <= length).ok_or(FileError::Damaged)?;
        let mut bytes = Vec::new();
        file.by_ref().take(described).read_to_end(&mut bytes)?;
        let message = root_as_message(&bytes).map_err(|_| FileError::Damaged)?;
        let size = u64::try_from(message.bodyLength()).map_err(|_| FileError::Damaged)?;
        let next = body.checked_add(size).filter(|end| *end <= length).ok_or(FileError::Damaged)?;
        match message.header_type() {
            MessageHeader::RecordBatch => {
                let batch = message.header_as_record_batch().ok_or(FileError::Damaged)?;
                check_batch(file, &batch, body, size)?;
                rows = rows.saturating_add(u64::try_from(batch.length()).map_err(|_| FileError::Damaged)?);
            }
            MessageHeader::DictionaryBatch => {
                let dictionary = message.header_as_dictionary_batch().ok_or(FileError::Damaged)?;
                let batch = dictionary.data().ok_or(FileError::Damaged)?;
                check_batch(file, &batch, body, size)?;
            }
            MessageHeader::Schema => {}
            _ => return Err(FileError::Damaged),
        }
        at = next;
    }
}

/// The next two words of four bytes.
fn words(file: &mut impl Read) -> Result<([u8; 4], [u8; 4]), FileError> {
    let (mut mark, mut word) = ([0; 4], [0; 4]);
    let cut = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => FileError::Damaged,
        _ => FileError::Io(error),
    };
    file.read_exact(&mut mark).map_err(cut)?;
    file.read_exact(&mut word).map_err(cut)?;
    Ok((mark, word))
}

/// Holds the buffers of a batch to its body, and what they unpack to, to the limit.
fn check_batch(
    file: &mut (impl Read + Seek),
    batch: &RecordBatch<'_>,
    body: u64,
    size: u64,
) -> Result<(), FileError> {
    let number = |number: i64| u64::try_from(number).map_err(|_| FileError::Damaged);
    let is_packed = batch.compression().is_some();
    let mut together = 0_u64;
    for buffer in batch.buffers().iter().flatten() {
        let (from, length) = (number(buffer.offset())?, number(buffer.length())?);
        from.checked_add(length).filter(|end| *end <= size).ok_or(FileError::Damaged)?;
        if is_packed && length >= 8 {
            file.seek(SeekFrom::Start(body + from))?;
            let (low, high) = words(file)?;
            let unpacked = i64::from(u32::from_le_bytes(low)) | i64::from(i32::from_le_bytes(high)) << 32;
            // -1 says that a buffer is as it is.
            if unpacked > MAX_PAGE_BYTES as i64 {
                return Err(FileError::TooLarge);
            }
            together = together.saturating_add(u64::try_from(unpacked).unwrap_or(0));
        }
    }
    if together > MAX_BATCH_BYTES { Err(FileError::TooLargeTogether) } else { Ok(()) }
}
