//! Policies from files, ready to decide.

use std::path::Path;

use policy_core::Engine;
use policy_dsl::Saying;

use crate::arguments::Policies;
use crate::failure::{Failure, shown};
use crate::voice::Voice;

/// Compiles policies and makes them ready. What is wrong with them is printed, and then `None` comes back.
pub fn engine(asked: &Policies, voice: Voice) -> Result<Option<Engine>, Failure> {
    let _ = voice;
    if let [path] = &asked.sources()[..]
        && path.extension().is_some_and(|ending| ending == "json")
    {
        return compiled(path).map(Some);
    }
    Err(Failure::new(Saying::new("failure-no-compiler")))
}

/// A plan that was compiled before.
fn compiled(path: &Path) -> Result<Engine, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::cannot_read(path, &error))?;
    Engine::from_json(&text).map_err(|error| unsound(path, error))
}

fn unsound(path: &Path, error: impl ToString) -> Failure {
    Failure::new(Saying::new("failure-plan").with("file", shown(path)).with("detail", error))
}
