//! Writes a country's teachers as a bureau's dump: Parquet tables of teachers, of their trainings (thirteen each), of their papers
//! (seven each) and of their wishes for promotion (none), by which the Sanmenxia policy decides.
//!
//! `cargo run --release -p policy-benches --example country -- DIRECTORY TEACHERS [shuffled]`; then
//! `policy run policies/vocabulary policies/sanmenxia-2023 --subject teacher --data DIRECTORY --as-of 2024-06-30 -o result.parquet`. With
//! `shuffled`, no two events of a teacher stand together.
#![allow(clippy::print_stderr)]

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use policy_benches::population;
use policy_files::ParquetFile;

/// How many teachers are made at once.
const AT_ONCE: usize = 65_536;
/// No count of teachers is a multiple of it.
const STRIDE: u64 = 1_000_000_007;

struct Table {
    file: Option<ParquetFile<BufWriter<File>>>,
    path: std::path::PathBuf,
    rows: u64,
}

impl Table {
    fn new(directory: &Path, name: &str) -> Self {
        Self { file: None, path: directory.join(name), rows: 0 }
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), Box<dyn Error>> {
        if self.file.is_none() {
            let file = BufWriter::new(File::create(&self.path)?);
            self.file = Some(ParquetFile::new(file, batch.schema())?);
        }
        if let Some(file) = &mut self.file {
            file.write(batch)?;
        }
        self.rows += batch.num_rows() as u64;
        Ok(())
    }

    fn finish(self) -> Result<(), Box<dyn Error>> {
        if let Some(file) = self.file {
            file.finish()?;
        }
        Ok(())
    }
}

/// As long as the number of an identity card.
fn id(teacher: u64) -> String {
    format!("3200001990{teacher:08}")
}

fn with_ids(ids: Vec<String>, columns: Vec<(String, ArrayRef)>) -> Result<RecordBatch, Box<dyn Error>> {
    let ids = Arc::new(StringArray::from(ids)) as ArrayRef;
    let columns = std::iter::once(("id".to_owned(), ids)).chain(columns);
    Ok(RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, teachers, rest @ ..] = &arguments[..] else {
        return Err("expected a directory and how many teachers".into());
    };
    let (directory, teachers) = (Path::new(directory), teachers.parse::<u64>()?);
    let is_shuffled = rest.first().is_some_and(|word| word == "shuffled");
    std::fs::create_dir_all(directory)?;
    let mut people = Table::new(directory, "teacher.parquet");
    let mut lists = ["training", "material", "promotion_wish"]
        .map(|list| (list, Table::new(directory, &format!("{list}.parquet"))));
    let made = population::sanmenxia(AT_ONCE).ok_or("no population")?;
    while people.rows < teachers {
        let first = people.rows;
        let count = AT_ONCE.min((teachers - first) as usize);
        let batch = made.slice(0, count);
        let ids = (first..).take(count).map(id).collect();
        let staff = batch.column_by_name("staff").ok_or("no staff")?;
        let names = Arc::new(StringArray::from_iter_values((0..count).map(|own| format!("教师{own}"))));
        let columns = vec![("name".to_owned(), names as ArrayRef), ("staff".to_owned(), Arc::clone(staff))];
        people.write(&with_ids(ids, columns)?)?;
        for (list, table) in &mut lists {
            let events = batch.column_by_name(list).ok_or("no such list")?.as_list::<i32>();
            let offsets = events.offsets();
            let (from, to) = (offsets[0] as usize, offsets[count] as usize);
            let fields = events.values().as_struct();
            let owner = |place: usize| match is_shuffled {
                true => (table.rows + place as u64) * STRIDE % teachers,
                false => first + offsets.partition_point(|start| *start as usize <= from + place) as u64 - 1,
            };
            let ids = (0..to - from).map(|place| id(owner(place))).collect();
            let columns = fields.column_names().into_iter().zip(fields.columns());
            let columns = columns.map(|(name, column)| (name.to_owned(), column.slice(from, to - from)));
            let events = with_ids(ids, columns.collect())?;
            table.write(&events)?;
        }
    }
    let events: u64 = lists.iter().map(|(_, table)| table.rows).sum();
    eprintln!("{teachers} teachers, {events} events");
    people.finish()?;
    lists.into_iter().try_for_each(|(_, table)| table.finish())
}
