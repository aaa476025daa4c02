//! Whether a compound file (the container of .xls and of protected .xlsx) hangs together.
//!
//! Its sectors form chains, each naming the next. A chain that runs in a circle, as zeros over the table of
//! chains make one, would fill the memory of whoever follows it; so the table is looked at first. What the
//! container holds is not this module's concern. The layout is that of \[MS-CFB\].

use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom};

const HEADER: usize = 512;
/// From here on the numbers are no sectors but marks: end of chain, free, part of a table.
const MARKS: u32 = 0xffff_fffa;

/// Whether every chain of a compound file comes to an end. The stream is left at its beginning.
pub fn hangs_together(stream: &mut (impl Read + Seek)) -> io::Result<bool> {
    let length = stream.seek(SeekFrom::End(0))?;
    stream.seek(SeekFrom::Start(0))?;
    let mut header = [0; HEADER];
    let is_sound = match stream.read_exact(&mut header) {
        Ok(()) => chains_end(stream, &header, length)?,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
        Err(error) => return Err(error),
    };
    stream.seek(SeekFrom::Start(0))?;
    Ok(is_sound)
}

fn chains_end(stream: &mut (impl Read + Seek), header: &[u8; HEADER], length: u64) -> io::Result<bool> {
    let size = match header[30] {
        9 => 512,
        12 => 4096,
        _ => return Ok(false),
    };
    let mut file = Sectors { stream, size, count: length / size };
    let Some(tables) = file.tables(header)? else { return Ok(false) };
    let mut next = Vec::new();
    for table in tables {
        next.extend(file.numbers(table)?);
    }
    let Some(small) = file.chain(&next, number(header, 60), number(header, 64))? else { return Ok(false) };
    Ok(!has_circle(&next) && !has_circle(&small))
}

struct Sectors<'s, S> {
    stream: &'s mut S,
    size: u64,
    count: u64,
}

impl<S: Read + Seek> Sectors<'_, S> {
    /// The numbers that a sector holds; of one beyond the end, none.
    fn numbers(&mut self, sector: u32) -> io::Result<Vec<u32>> {
        self.stream.seek(SeekFrom::Start((u64::from(sector) + 1) * self.size))?;
        let mut bytes = Vec::new();
        self.stream.by_ref().take(self.size).read_to_end(&mut bytes)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }

    /// The sectors that hold the table of chains; `None` where one is named twice or lies beyond the end.
    fn tables(&mut self, header: &[u8; HEADER]) -> io::Result<Option<Vec<u32>>> {
        let mut tables: Vec<u32> = (76..HEADER).step_by(4).map(|at| number(header, at)).collect();
        let mut further = number(header, 68);
        let mut read = HashSet::new();
        while further < MARKS {
            if u64::from(further) > self.count || !read.insert(further) {
                return Ok(None);
            }
            tables.extend(self.numbers(further)?);
            further = tables.pop().unwrap_or(u32::MAX);
        }
        tables.retain(|table| *table < MARKS);
        let mut known = HashSet::new();
        let is_sound = tables.iter().all(|table| u64::from(*table) <= self.count && known.insert(*table));
        Ok(is_sound.then_some(tables))
    }

    /// The numbers in a chain of at most so many sectors; `None` where it leads nowhere.
    fn chain(&mut self, next: &[u32], first: u32, most: u32) -> io::Result<Option<Vec<u32>>> {
        let mut numbers = Vec::new();
        let mut sector = first;
        for _ in 0..most.min(u32::try_from(self.count).unwrap_or(u32::MAX)) {
            if sector >= MARKS {
                break;
            }
            let Some(following) = next.get(sector as usize) else { return Ok(None) };
            numbers.extend(self.numbers(sector)?);
            sector = *following;
        }
        Ok(Some(numbers))
    }
}

fn number(bytes: &[u8; HEADER], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk::<4>).map_or(u32::MAX, |bytes| u32::from_le_bytes(*bytes))
}

/// Whether somebody who goes on from sector to sector can come back to where he was. Linear.
fn has_circle(next: &[u32]) -> bool {
    // Which walk a sector was first seen on, counted from 1.
    let mut seen = vec![0_u32; next.len()];
    for start in 0..next.len() {
        let walk = u32::try_from(start + 1).unwrap_or(u32::MAX);
        let mut sector = start;
        while let Some(mark) = seen.get_mut(sector).filter(|mark| **mark == 0) {
            *mark = walk;
            sector = next[sector] as usize;
        }
        if seen.get(sector) == Some(&walk) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::has_circle;

    #[test]
    fn a_chain_ends_or_runs_in_a_circle() {
        const END: u32 = 0xffff_fffe;
        assert!(!has_circle(&[]));
        assert!(!has_circle(&[1, 2, END, 1]));
        assert!(!has_circle(&[u32::MAX; 4]));
        assert!(has_circle(&[0]));
        assert!(has_circle(&[END, 2, 3, 1]));
    }
}
