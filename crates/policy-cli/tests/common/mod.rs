//! Runs the built command in a directory of its own.
#![allow(dead_code)]

pub mod browser;
pub mod files;
pub mod repository;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A directory with files, in which the command runs.
pub struct Bench {
    pub directory: TempDir,
}

pub const DISTRICT: &str = include_str!("../fixtures/district.policy");

impl Bench {
    /// A directory with the district's policy in it.
    pub fn new() -> Self {
        let bench = Self { directory: tempfile::tempdir().expect("a directory") };
        bench.file("某区.policy", DISTRICT)
    }

    /// Adds a file.
    pub fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, bytes).expect("a file");
        self
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    /// The command, ready to run with these arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
        command.args(arguments).current_dir(self.directory.path());
        for name in ["LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE"] {
            command.env(name, "C");
        }
        // 2020-12-31, so that what says when it was made says the same each time.
        command.env("SOURCE_DATE_EPOCH", "1609416000");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the command runs")
    }

    /// What the command says in a language, with its exit status.
    pub fn say(&self, language: &str, arguments: &[&str]) -> String {
        let arguments: Vec<&str> = [&["--lang", language][..], arguments].concat();
        let output = self.run(&arguments);
        let status = output.status.code().map_or("none".to_owned(), |status| status.to_string());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut said = format!("exit {status}\n");
        for (name, text) in [("stdout", text(&output.stdout)), ("stderr", text(&output.stderr))] {
            if !text.is_empty() {
                said.push_str(&format!("--- {name}\n{text}"));
            }
        }
        said
    }

    /// What the command says in both languages.
    pub fn says(&self, arguments: &[&str]) -> String {
        format!("{}=== 中文\n{}", self.say("en", arguments), self.say("zh", arguments))
    }

    /// What `run` says of data files, as of the end of the year after.
    pub fn decides(&self, data: &[&str]) -> String {
        let arguments = [&["run", "某区.policy", "--as-of", "2020-12-31", "--data"][..], data].concat();
        self.says(&arguments)
    }

    /// Whether a file stands there.
    pub fn has(&self, name: &str) -> bool {
        Path::exists(&self.path(name))
    }
}
