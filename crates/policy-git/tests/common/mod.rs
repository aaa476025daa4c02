//! Real repositories, made on the spot with the `git` command.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use policy_git::{RepoPath, Repository};
use policy_messages::Language;
use tempfile::TempDir;

/// A repository in a directory of its own.
pub struct Made {
    pub directory: TempDir,
    day: std::cell::Cell<u32>,
}

impl Made {
    pub fn new() -> Self {
        let made = Self { directory: tempfile::tempdir().expect("a directory"), day: 1.into() };
        made.git(&["init", "-q", "-b", "main"]);
        made
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// Runs git in it; each call is a day later than the one before.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_with(arguments, "")
    }

    pub fn git_with(&self, arguments: &[&str], input: &str) -> String {
        self.day.set(self.day.get() + 1);
        let time = format!("{} +0800", 1_600_000_000 + self.day.get() * 86_400);
        let mut command = Command::new("git");
        command.args([
            "-c",
            "user.name=某局",
            "-c",
            "user.email=x@example.org",
            "-c",
            "commit.gpgsign=false",
        ]);
        command.args(["-c", "protocol.file.allow=always"]).args(arguments).current_dir(self.directory.path());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        command.env("GIT_AUTHOR_DATE", &time).env("GIT_COMMITTER_DATE", &time);
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("git");
        std::io::Write::write_all(&mut child.stdin.take().expect("an input"), input.as_bytes())
            .expect("written");
        let output = child.wait_with_output().expect("git ends");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("a file");
        self
    }

    /// Commits everything, and says the commit's identifier.
    pub fn commit(&self, title: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", title]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub fn open(&self) -> Repository {
        Repository::discover(self.directory.path()).expect("a repository")
    }
}

pub fn path(text: &str) -> RepoPath {
    RepoPath::new(text).expect("a path")
}

/// An error in both languages, without what differs from run to run.
pub fn said<T: std::fmt::Debug>(result: Result<T, policy_git::GitError>, directory: &Path) -> String {
    let error = result.expect_err("an error");
    let both = format!("{}\n{}", error.text(Language::English), error.text(Language::Chinese));
    both.replace(&directory.display().to_string(), "…")
}
