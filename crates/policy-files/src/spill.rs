//! Batches that wait on disk, parted, until they are asked for.
//!
//! A directory of its own under the system's for temporary files, which goes when this is dropped. Each part is a file of streams of Arrow
//! IPC, one after the other; no file stays open between two pieces, so there may be any number of parts.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::ArrowError;
use tempfile::TempDir;

/// Parts that wait on disk.
#[derive(Debug)]
pub struct Spill {
    directory: TempDir,
}

impl Spill {
    /// Makes a directory for the parts.
    ///
    /// # Errors
    /// The system refuses.
    pub fn new() -> io::Result<Self> {
        Ok(Self { directory: tempfile::Builder::new().prefix("policy").tempdir()? })
    }

    /// Where the parts are.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    fn path(&self, part: usize) -> PathBuf {
        self.directory.path().join(part.to_string())
    }

    /// Adds batches of one schema to a part.
    ///
    /// # Errors
    /// The system refuses: most often the disk is full.
    pub fn add(&self, part: usize, batches: &[RecordBatch]) -> io::Result<()> {
        let Some(first) = batches.first() else { return Ok(()) };
        let file = File::options().create(true).append(true).open(self.path(part))?;
        let mut writer = StreamWriter::try_new(BufWriter::new(file), &first.schema()).map_err(of_arrow)?;
        batches.iter().try_for_each(|batch| writer.write(batch)).map_err(of_arrow)?;
        writer.into_inner().map_err(of_arrow)?.flush()
    }

    /// Gives all batches of a part, in the order of their coming, and forgets them.
    ///
    /// # Errors
    /// The system refuses.
    pub fn take(&self, part: usize) -> io::Result<Vec<RecordBatch>> {
        let path = self.path(part);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let length = file.metadata()?.len();
        let mut file = BufReader::new(file);
        let mut batches = Vec::new();
        while io::Seek::stream_position(&mut file)? < length {
            for batch in StreamReader::try_new(&mut file, None).map_err(of_arrow)? {
                batches.push(batch.map_err(of_arrow)?);
            }
        }
        std::fs::remove_file(path)?;
        Ok(batches)
    }
}

fn of_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int32Array};

    use super::*;

    #[test]
    fn what_was_added_to_a_part_comes_back_in_its_order_and_once() {
        let batch = |numbers: Vec<i32>| {
            RecordBatch::try_from_iter([("number", Arc::new(Int32Array::from(numbers)) as ArrayRef)]).unwrap()
        };
        let spill = Spill::new().unwrap();
        spill.add(3, &[batch(vec![1]), batch(vec![2, 3])]).unwrap();
        spill.add(7, &[batch(vec![9])]).unwrap();
        spill.add(3, &[batch(vec![4])]).unwrap();
        assert_eq!(spill.take(3).unwrap(), [batch(vec![1]), batch(vec![2, 3]), batch(vec![4])]);
        assert!(spill.take(3).unwrap().is_empty());
        assert!(spill.take(8).unwrap().is_empty());
        let directory = spill.directory().to_owned();
        drop(spill);
        assert!(!directory.exists());
    }
}
