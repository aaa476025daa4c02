//! Text files as they are, or unpacked as they are read: gzip and Zstandard.
//!
//! Which of them a file is, its first bytes say. Nothing is unpacked ahead of whoever reads, so what a packed file
//! may unpack to is bounded by the limits on what is read of it.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The bytes of a file, unpacked.
pub enum Unpacked {
    Plain(BufReader<File>),
    Gzip(Box<MultiGzDecoder<BufReader<File>>>),
    Zstandard(Box<Zstandard<BufReader<File>>>),
}

/// What is wrong with a packed file: it is damaged, or was cut short.
#[derive(Debug)]
struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what is packed is damaged or cut short")
    }
}

impl std::error::Error for Damaged {}

fn damaged() -> io::Error {
    io::Error::other(Damaged)
}

/// The path as it would be unpacked: `培训.csv` of `培训.csv.gz`.
pub fn unpacked_name(path: &Path) -> PathBuf {
    const ENDINGS: [&str; 3] = ["gz", "zst", "zstd"];
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let is_packed = ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    if is_packed { path.with_extension("") } else { path.to_owned() }
}

/// Whether reading failed because what is packed is damaged or cut short.
pub fn is_damaged(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Damaged>())
}

impl Unpacked {
    /// Opens a file at its beginning.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        Ok(match file.fill_buf()? {
            [0x1f, 0x8b, ..] => Self::Gzip(Box::new(MultiGzDecoder::new(file))),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstandard(Box::new(Zstandard::new(file))),
            _ => Self::Plain(file),
        })
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(buffer),
            Self::Gzip(stream) => stream.read(buffer).map_err(|_| damaged()),
            Self::Zstandard(stream) => stream.read(buffer),
        }
    }
}

/// One frame of Zstandard after the other.
pub struct Zstandard<R> {
    source: R,
    decoder: FrameDecoder,
    is_within: bool,
}

impl<R: BufRead> Zstandard<R> {
    fn new(source: R) -> Self {
        Self { source, decoder: FrameDecoder::new(), is_within: false }
    }

    /// Begins the next frame, past those that hold nothing to unpack; `false` at the end.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
                Ok(()) => {
                    self.is_within = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut skipped = self.source.by_ref().take(u64::from(length));
                    if io::copy(&mut skipped, &mut io::sink())? < u64::from(length) {
                        return Err(damaged());
                    }
                }
                Err(_) => return Err(damaged()),
            }
        }
        Ok(false)
    }

    /// Ends a frame, all of which has been given.
    fn end(&mut self) -> io::Result<()> {
        self.is_within = false;
        let told = self.decoder.get_checksum_from_data();
        if told.is_none() || told == self.decoder.get_calculated_checksum() { Ok(()) } else { Err(damaged()) }
    }
}

impl<R: BufRead> Read for Zstandard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_within && !self.begin()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let blocks = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, blocks).map_err(|_| damaged())?;
            }
            match self.decoder.read(buffer)? {
                0 => self.end()?,
                read => return Ok(read),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstandard(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), bytes)?;
        let mut read = Vec::new();
        Unpacked::open(file.path())?.read_to_end(&mut read)?;
        Ok(read)
    }

    #[test]
    fn what_is_packed_in_one_piece_or_several_comes_out_whole() {
        let text = "身份证件号,学时\n".repeat(20_000).into_bytes();
        assert_eq!(unpacked(&text).unwrap(), text);
        for pack in [gzip, zstandard] {
            let whole = pack(&text);
            assert!(whole.len() < text.len() / 10);
            assert_eq!(unpacked(&whole).unwrap(), text);
            let (first, rest) = text.split_at(1_234);
            assert_eq!(unpacked(&[pack(first), pack(rest)].concat()).unwrap(), text);
        }
        // A frame that is to be skipped, as tools that pack in parallel write them.
        let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &zstandard(&text)].concat();
        assert_eq!(unpacked(&[zstandard(b""), skipped].concat()).unwrap(), text);
    }

    #[test]
    fn what_is_cut_short_or_changed_is_damaged() {
        let text: Vec<u8> = (0..50_000_u32).flat_map(|number| number.to_string().into_bytes()).collect();
        for pack in [gzip, zstandard] {
            let whole = pack(&text);
            for length in [5, whole.len() / 2, whole.len() - 1] {
                let error = unpacked(&whole[..length]).unwrap_err();
                assert!(is_damaged(&error), "{length} of {}: {error}", whole.len());
            }
            let mut changed = whole.clone();
            changed[whole.len() / 2] ^= 0x55;
            assert!(unpacked(&changed).is_err_and(|error| is_damaged(&error)));
        }
    }
}
