//! `policy new`: a directory to begin with.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use policy_dsl::Saying;
use policy_messages::Language;

use super::Ending;
use crate::arguments::{NewArguments, Shared, Tongue};
use crate::failure::{Failure, shown};
use crate::output::say_to_standard;
use crate::set;
use crate::voice::Voice;

/// The files of a starter directory, by their paths in it.
type Files = [(&'static str, &'static str)];

const ENGLISH: &Files = &[
    ("vocabulary.policy", include_str!("../../starter/en/vocabulary.policy")),
    ("calendar.policy", include_str!("../../starter/en/calendar.policy")),
    ("policy.policy", include_str!("../../starter/en/policy.policy")),
    ("data/teachers.csv", include_str!("../../starter/en/data/teachers.csv")),
    ("data/trainings.csv", include_str!("../../starter/en/data/trainings.csv")),
];

const CHINESE: &Files = &[
    ("词汇.policy", include_str!("../../starter/zh/词汇.policy")),
    ("日历.policy", include_str!("../../starter/zh/日历.policy")),
    ("政策.policy", include_str!("../../starter/zh/政策.policy")),
    ("数据/教师.csv", include_str!("../../starter/zh/数据/教师.csv")),
    ("数据/培训.csv", include_str!("../../starter/zh/数据/培训.csv")),
];

/// Makes a starter directory; one that exists is left alone.
pub fn new(asked: &NewArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let in_chinese = match asked.keywords {
        Some(Tongue::Zh) => true,
        Some(Tongue::En) => false,
        None => voice.language == Language::Chinese,
    };
    let (files, data) = if in_chinese { (CHINESE, "数据") } else { (ENGLISH, "data") };
    let directory = asked.directory.as_path();
    match fs::create_dir(directory) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Failure::new(Saying::new("failure-directory-exists").with("file", shown(directory))));
        }
        Err(error) => return Err(Failure::cannot_write(directory, &error)),
    }
    for (name, text) in files {
        write(&directory.join(name), text)?;
    }
    write(&directory.join(set::FILE_NAME), &set_of(files, data, voice))?;
    let made = voice.say("new-made", &[("file", &shown(directory))]);
    let next = format!("  cd {}\n  policy test\n  policy run --as-of 2027-01-01", shown(directory));
    say_to_standard(&format!("{made}\n{next}\n"))?;
    Ok(Ending::Fine)
}

/// The set of the directory.
fn set_of(files: &Files, data: &str, voice: Voice) -> String {
    let policies: Vec<String> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".policy"))
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let text = format!("policies = [{}]\ndata = [\"{data}\"]\n", policies.join(", "));
    let (about, texts) = (voice.say("new-set", &[]), voice.say("new-set-texts", &[]));
    format!("{about}\n{text}{texts}\n# texts = \"…\"\n")
}

/// Writes one file. Tables begin with a byte order mark, so that spreadsheet programs take them for UTF-8.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let cannot = |error: io::Error| Failure::cannot_write(path, &error);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(cannot)?;
    }
    let is_table = path.extension().is_some_and(|ending| ending == "csv");
    let mark = if is_table { "\u{feff}" } else { "" };
    fs::write(path, format!("{mark}{text}")).map_err(cannot)
}
