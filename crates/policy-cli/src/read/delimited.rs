//! CSV and its kin: rows of text between commas, tabs or semicolons.

use std::cell::Cell as Shared;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use csv::{ErrorKind, Position, Reader, ReaderBuilder, StringRecord};
use policy_dsl::Saying;

use super::encoding::decoded;
use super::packed::is_damaged;
use super::quotes::Quotes;
use super::{Cell, Flow, MAX_COLUMNS, MAX_ROW_BYTES, MAX_ROWS, Row};
use crate::failure::{Failure, shown};

/// A text table.
#[derive(Debug)]
pub struct Delimited {
    path: PathBuf,
    delimiter: u8,
}

impl Delimited {
    /// Opens a text table and finds out what stands between its cells.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut start = Vec::new();
        let stream = decoded(path).map_err(|error| unreadable(path, &error))?;
        stream.take(64 * 1024).read_to_end(&mut start).map_err(|error| unreadable(path, &error))?;
        Ok(Self { path: path.to_owned(), delimiter: guess_delimiter(&start) })
    }

    /// Gives its rows.
    pub fn read(&self, each: &mut dyn FnMut(&Row) -> Result<Flow, Failure>) -> Result<(), Failure> {
        let path = &self.path;
        let stream = decoded(path).map_err(|error| unreadable(path, &error))?;
        let since = Rc::new(Shared::new(0));
        let quotes = Rc::new(Shared::new(Quotes::new(self.delimiter)));
        let metered = Metered {
            stream: BufReader::new(stream),
            since: Rc::clone(&since),
            held: false,
            quotes: Rc::clone(&quotes),
        };
        let mut reader: Reader<_> = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(metered);
        let mut record = StringRecord::new();
        let mut row = Row::default();
        let mut rows = 0;
        while reader.read_record(&mut record).map_err(|error| self.refusal(&error, rows))? {
            since.set(0);
            rows += 1;
            let number = record.position().map_or(rows, Position::line);
            if rows > MAX_ROWS {
                return Err(too_many_rows(path));
            }
            if record.len() > MAX_COLUMNS {
                return Err(too_many_columns(path, number));
            }
            // What was read so far may be further than this row, which then holds nothing of the mistake.
            let last = number + record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            if let Some(line) = quotes.get().mistake().filter(|line| *line <= last) {
                let says = Saying::new("failure-open-quote").with("file", shown(path)).with("row", line);
                return Err(Failure::new(says));
            }
            row.begin(number);
            record.iter().for_each(|text| row.push(Cell::Text(text)));
            if each(&row)? == Flow::Stop {
                break;
            }
        }
        Ok(())
    }

    fn refusal(&self, error: &csv::Error, rows: u64) -> Failure {
        match error.kind() {
            ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => Failure::new(
                Saying::new("failure-row-too-long")
                    .with("file", shown(&self.path))
                    .with("row", rows + 1)
                    .with("most", MAX_ROW_BYTES >> 20),
            ),
            ErrorKind::Io(error) => unreadable(&self.path, error),
            // No other kind arises where rows may differ in length and cells are read as text.
            _ => unreadable(&self.path, &io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Why a text file, packed or not, cannot be read.
pub fn unreadable(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        _ if is_damaged(error) => Failure::new(Saying::new("failure-packed").with("file", shown(path))),
        io::ErrorKind::InvalidData => Failure::new(Saying::new("failure-encoding").with("file", shown(path))),
        _ => Failure::cannot_read(path, error),
    }
}

/// A table with more rows than are read.
pub fn too_many_rows(path: &Path) -> Failure {
    Failure::new(Saying::new("failure-too-many-rows").with("file", shown(path)).with("most", MAX_ROWS))
}

/// A row with more columns than are read.
pub fn too_many_columns(path: &Path, row: u64) -> Failure {
    Failure::new(
        Saying::new("failure-too-many-columns")
            .with("file", shown(path))
            .with("row", row)
            .with("most", MAX_COLUMNS),
    )
}

/// The mark that stands most often outside quotation marks in the first lines; a comma where none does.
fn guess_delimiter(start: &[u8]) -> u8 {
    const LINES: usize = 10;
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => lines += 1,
            _ => {
                let counted = counts.iter_mut().find(|(mark, _)| mark == byte && !quoted);
                if let Some((_, count)) = counted {
                    *count += 1;
                }
            }
        }
        if lines == LINES {
            break;
        }
    }
    // Of equals the first wins.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

/// A stream that fails once a single row has brought more than [`MAX_ROW_BYTES`], and in which a line
/// ends with a line feed alone: after `\r\n` the table's reader would number the next row one too low.
struct Metered<R> {
    stream: R,
    since: Rc<Shared<u64>>,
    /// Whether a carriage return was read whose next byte is not known yet.
    held: bool,
    quotes: Rc<Shared<Quotes>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.read_metered(buffer)?;
        let mut quotes = self.quotes.get();
        match buffer.get(..read) {
            Some(bytes @ [_, ..]) => quotes.pass(bytes),
            Some([]) | None if buffer.is_empty() => {}
            Some([]) | None => quotes.end(),
        }
        self.quotes.set(quotes);
        Ok(read)
    }
}

impl<R: Read> Metered<R> {
    fn read_metered(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A held carriage return may have to stand before what is read now.
        let Some(room) = buffer.len().checked_sub(1) else { return Ok(0) };
        loop {
            let read = self.stream.read(&mut buffer[..room])?;
            let since = self.since.get() + read as u64;
            self.since.set(since);
            if since > MAX_ROW_BYTES {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            if read == 0 {
                let held = std::mem::take(&mut self.held);
                if held {
                    buffer[0] = b'\r';
                }
                return Ok(usize::from(held));
            }
            if !self.held && !buffer[..read].contains(&b'\r') {
                return Ok(read);
            }
            let kept = self.join_line_ends(buffer, read);
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

impl<R> Metered<R> {
    /// Takes the carriage returns before line feeds out of the first `read` bytes; gives how many stay.
    fn join_line_ends(&mut self, buffer: &mut [u8], read: usize) -> usize {
        let bytes = buffer[..read].to_vec();
        let mut kept = 0;
        let mut keep = |byte| {
            buffer[kept] = byte;
            kept += 1;
        };
        for byte in bytes {
            if std::mem::take(&mut self.held) && byte != b'\n' {
                keep(b'\r');
            }
            if byte == b'\r' {
                self.held = true;
            } else {
                keep(byte);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::{self, Read};
    use std::rc::Rc;

    use super::{Metered, Quotes, guess_delimiter};

    #[test]
    fn lines_end_alike_wherever_a_block_ends() -> io::Result<()> {
        for size in 2..12 {
            let stream = b"a\r\nb\r\r\nc\rd\r\n\r\ne\r".as_slice();
            let quotes = Rc::new(Cell::new(Quotes::new(b',')));
            let mut metered = Metered { stream, since: Rc::new(Cell::new(0)), held: false, quotes };
            let mut read = Vec::new();
            let mut block = vec![0; size];
            loop {
                match metered.read(&mut block)? {
                    0 => break,
                    length => read.extend_from_slice(&block[..length]),
                }
            }
            assert_eq!(read, b"a\nb\r\nc\rd\n\ne\r", "blocks of {size}");
        }
        Ok(())
    }

    #[test]
    fn the_delimiter_is_the_commonest_mark_outside_quotes() {
        assert_eq!(guess_delimiter("姓名,学时\n张三,8\n".as_bytes()), b',');
        assert_eq!(guess_delimiter("姓名\t学时\n张三\t8\n".as_bytes()), b'\t');
        assert_eq!(guess_delimiter("姓名;项目\n张三;\"a,b,c,d\"\n".as_bytes()), b';');
        assert_eq!(guess_delimiter("姓名\n张三\n".as_bytes()), b',');
    }
}
