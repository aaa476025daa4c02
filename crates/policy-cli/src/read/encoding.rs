//! Text files of unknown encoding as streams of UTF-8.
//!
//! A byte order mark decides; else a file that is UTF-8 throughout is UTF-8, and any other is taken
//! for GB18030, as Chinese spreadsheets export it (GBK and GB2312 are parts of it). What is
//! neither is refused, never guessed at with replacement characters.

use std::io::{self, ErrorKind, Read};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::packed::Unpacked;
use super::{MAX_ROW_BYTES, MAX_ROWS};

/// Opens a text file, packed or not, as UTF-8. An [`ErrorKind::InvalidData`] error while reading means that it is not
/// text in any known encoding.
pub fn decoded(path: &Path) -> io::Result<Decoding<Unpacked>> {
    let encoding = detect(path)?;
    Ok(Decoding {
        file: Unpacked::open(path)?,
        decoder: encoding.new_decoder_with_bom_removal(),
        input: vec![0; BLOCK],
        start: 0,
        end: 0,
        output: vec![0; BLOCK * 3],
        given: 0,
        ready: 0,
        finished: false,
    })
}

const BLOCK: usize = 64 * 1024;

fn detect(path: &Path) -> io::Result<&'static Encoding> {
    let mut mark = Vec::new();
    Unpacked::open(path)?.take(2).read_to_end(&mut mark)?;
    Ok(match mark[..] {
        [0xff, 0xfe] => UTF_16LE,
        [0xfe, 0xff] => UTF_16BE,
        _ if is_utf8(Unpacked::open(path)?)? => UTF_8,
        _ => GB18030,
    })
}

/// Whether a stream is UTF-8 throughout. Past a row or a number of rows that nobody reads, it is looked at no further: whoever reads
/// it will say so.
fn is_utf8(mut stream: impl Read) -> io::Result<bool> {
    let mut block = vec![0; BLOCK];
    let mut kept = 0;
    let (mut rows, mut since) = (0, 0);
    loop {
        let read = stream.read(&mut block[kept..])?;
        if read == 0 {
            return Ok(kept == 0);
        }
        let filled = kept + read;
        let own = &block[kept..filled];
        rows += own.iter().filter(|byte| **byte == b'\n').count() as u64;
        since = match own.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => (read - last) as u64,
            None => since + read as u64,
        };
        if since > MAX_ROW_BYTES || rows > MAX_ROWS {
            return Ok(true);
        }
        match std::str::from_utf8(&block[..filled]) {
            Ok(_) => kept = 0,
            // A character cut by the end of the block: its bytes begin the next one.
            Err(error) if error.error_len().is_none() => {
                block.copy_within(error.valid_up_to()..filled, 0);
                kept = filled - error.valid_up_to();
            }
            Err(_) => return Ok(false),
        }
    }
}

/// A stream of UTF-8 out of one of another encoding.
pub struct Decoding<R> {
    file: R,
    decoder: Decoder,
    input: Vec<u8>,
    start: usize,
    end: usize,
    output: Vec<u8>,
    given: usize,
    ready: usize,
    finished: bool,
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready {
            if self.finished {
                return Ok(0);
            }
            self.refill()?;
        }
        let length = buffer.len().min(self.ready - self.given);
        buffer[..length].copy_from_slice(&self.output[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

impl<R: Read> Decoding<R> {
    /// Decodes one block. The file is used up when a read brings nothing.
    fn refill(&mut self) -> io::Result<()> {
        if self.start == self.end {
            self.end = self.file.read(&mut self.input)?;
            self.start = 0;
        }
        let last = self.end == 0;
        let (outcome, read, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.input[self.start..self.end],
            &mut self.output,
            last,
        );
        self.start += read;
        (self.given, self.ready) = (0, written);
        match outcome {
            DecoderResult::InputEmpty => {
                self.finished = last;
                Ok(())
            }
            DecoderResult::OutputFull => Ok(()),
            DecoderResult::Malformed(_, _) => Err(ErrorKind::InvalidData.into()),
        }
    }
}
