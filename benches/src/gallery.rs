//! The policies of the gallery with the records of their samples.
//!
//! A record is one of the sample, with each of its events four times over, which makes about twenty events.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use policy_core::{Plan, Record, RecordReader};
use policy_dsl::{Sources, compile};
use serde_json::Value;

const GALLERY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/gallery");
/// How often each event of the sample stands in a record.
const TIMES: usize = 4;

/// A policy of the gallery.
pub struct Sample {
    /// The name of its folder.
    pub name: String,
    /// The policy.
    pub plan: Plan,
    /// The date that its page decides the sample at.
    pub as_of: NaiveDate,
    /// The records.
    pub records: Vec<Record>,
}

/// The names of all policies.
pub fn names() -> Vec<String> {
    let folders = fs::read_dir(GALLERY).unwrap().map(|entry| entry.unwrap().path());
    let name = |folder: PathBuf| folder.file_name().unwrap().to_string_lossy().into_owned();
    let mut names: Vec<String> = folders.filter(|path| path.is_dir()).map(name).collect();
    names.sort();
    names
}

impl Sample {
    /// Loads a policy.
    pub fn load(name: &str) -> Self {
        let folder = Path::new(GALLERY).join(name);
        let plan = compile(&Sources::load(&folder).unwrap()).plan.unwrap();
        let records = records(&plan, &folder);
        Self { name: name.to_owned(), as_of: as_of(&folder), plan, records }
    }
}

fn as_of(folder: &Path) -> NaiveDate {
    let page = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut words = page.split_whitespace().skip_while(|word| *word != "--as-of");
    words.nth(1).unwrap().parse().unwrap()
}

fn records(plan: &Plan, folder: &Path) -> Vec<Record> {
    let reader = RecordReader::new(&plan.vocabulary, plan.rules[0].subject);
    let lines = fs::read_to_string(folder.join("sample.ndjson")).unwrap();
    let record = |line: &str| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        for list in value.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
            *list = list.iter().flat_map(|event| std::iter::repeat_n(event.clone(), TIMES)).collect();
        }
        reader.read_json(value.to_string()).unwrap()
    };
    lines.lines().map(record).collect()
}
