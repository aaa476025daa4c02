//! Real repositories, made on the spot with the `git` command.

use std::process::Command;

use super::Bench;

/// Runs git in the bench's directory; `day` is the day of October 2020 on which it does.
pub fn git(bench: &Bench, day: u32, arguments: &[&str]) -> String {
    let time = format!("{} +0800", 1_601_510_400 + (day - 1) * 86_400);
    let mut command = Command::new("git");
    command.args(["-c", "user.name=某局", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]);
    command.args(["-c", "core.autocrlf=false", "-c", "init.defaultBranch=main"]).args(arguments);
    command.current_dir(bench.directory.path());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.env("GIT_AUTHOR_DATE", &time).env("GIT_COMMITTER_DATE", &time).env("GIT_PAGER", "cat");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Commits everything.
pub fn commit(bench: &Bench, day: u32, title: &str) {
    git(bench, day, &["add", "-A"]);
    git(bench, day, &["commit", "-q", "-m", title]);
}
