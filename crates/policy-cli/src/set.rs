//! `policy-set.toml`: where a repository's policies, vocabularies, calendars, data and texts of regulations are, so that commands need no paths.
//!
//! ```toml
//! policies = ["policies"]                  # files and directories, seen from this file
//! vocabularies = ["vocabulary.policy"]
//! calendars = ["calendars"]
//! data = ["data/data.toml"]
//! texts = "regulations"                    # where every quote must stand
//! ```
//!
//! What the command line names is what is read; what it does not name comes from here.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use policy_core::nearest_name;
use policy_dsl::Saying;
use policy_messages::message;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::arguments::{Command, DataCommand, Policies};
use crate::failure::{Failure, Listing, shown};

/// What such a file is called.
pub const FILE_NAME: &str = "policy-set.toml";

/// How many bytes it may have.
const MOST_BYTES: u64 = 1 << 20;
const KEYS: [&str; 5] = ["policies", "vocabularies", "calendars", "data", "texts"];

/// Where things are, seen from the working directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySet {
    /// Policies, with their vocabularies and calendars.
    pub policies: Vec<PathBuf>,
    /// Data.
    pub data: Vec<PathBuf>,
    /// The directory of the regulations' texts.
    pub texts: Option<PathBuf>,
}

/// Fills in what a command line leaves unsaid, where a set says it.
pub fn complete(command: &mut Command) -> Result<(), Failure> {
    match command {
        Command::Check(asked) if asked.explain.is_none() && asked.paths.is_empty() => {
            if let Some(set) = PolicySet::find()? {
                asked.paths = set.policies;
                asked.sources = asked.sources.take().or(set.texts);
            }
            Ok(())
        }
        Command::Fmt(asked) if asked.policies.is_empty() => {
            asked.policies = PolicySet::find()?.unwrap_or_default().policies;
            Ok(())
        }
        Command::Test(asked) => fill(&mut asked.policies, None),
        Command::Build(asked) => fill(&mut asked.policies, None),
        Command::Consolidate(asked) if asked.paths.is_empty() => {
            asked.paths = PolicySet::find()?.unwrap_or_default().policies;
            Ok(())
        }
        Command::Impact(asked) if asked.data.data.is_empty() => {
            asked.data.data = PolicySet::find()?.unwrap_or_default().data;
            Ok(())
        }
        Command::Log(asked) if asked.paths.is_empty() => {
            asked.paths = PolicySet::find()?.unwrap_or_default().policies;
            Ok(())
        }
        Command::Run(asked) => fill(&mut asked.policies, Some(&mut asked.data.data)),
        Command::Notify(asked) => fill(&mut asked.policies, Some(&mut asked.data.data)),
        Command::Explain(asked) => fill(&mut asked.policies, Some(&mut asked.data.data)),
        Command::Data(DataCommand::Init(asked)) => fill(&mut asked.policies, Some(&mut asked.data)),
        Command::Data(DataCommand::Check(asked)) => fill(&mut asked.policies, Some(&mut asked.data)),
        Command::Check(_)
        | Command::Completions(_)
        | Command::Consolidate(_)
        | Command::Diff(_)
        | Command::Fmt(_)
        | Command::Impact(_)
        | Command::Log(_)
        | Command::New(_)
        | Command::Show(_)
        | Command::Verify(_) => Ok(()),
    }
}

fn fill(policies: &mut Policies, data: Option<&mut Vec<PathBuf>>) -> Result<(), Failure> {
    let needs_policies = policies.sources().is_empty();
    let data = data.filter(|data| data.is_empty() && policies.data().next().is_none());
    if !needs_policies && data.is_none() {
        return Ok(());
    }
    let Some(set) = PolicySet::find()? else { return Ok(()) };
    if let Some(data) = data {
        *data = set.data;
    }
    if needs_policies {
        policies.paths.extend(set.policies);
    }
    Ok(())
}

impl PolicySet {
    /// The set of the working directory, or of the nearest directory above it up to the root of the repository. Outside of one only the
    /// working directory itself is looked at: what lies above is not the author's.
    pub fn find() -> Result<Option<Self>, Failure> {
        let here = std::env::current_dir().unwrap_or_default();
        let is_in_repository = here.ancestors().any(|directory| directory.join(".git").exists());
        let reach = if is_in_repository { usize::MAX } else { 1 };
        let mut up = PathBuf::new();
        for directory in here.ancestors().take(reach) {
            let file = up.join(FILE_NAME);
            if file.is_file() {
                return Self::open(&file, &up).map(Some);
            }
            if directory.join(".git").exists() {
                return Ok(None);
            }
            up.push("..");
        }
        Ok(None)
    }

    fn open(file: &Path, root: &Path) -> Result<Self, Failure> {
        let cannot = |error: std::io::Error| Failure::cannot_read(file, &error);
        let mut text = String::new();
        File::open(file)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text))
            .map_err(cannot)?;
        if text.len() as u64 > MOST_BYTES {
            let says = Saying::new("set-too-large").with("file", shown(file)).with("most", MOST_BYTES >> 20);
            return Err(Failure::new(says));
        }
        read(&text, root).map_err(|(span, says)| {
            let before = text.get(..span.start).unwrap_or(&text);
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            let line = before.matches('\n').count() + 1;
            let column = before[line_start..].chars().count() + 1;
            let place = format!("{}:{line}:{column}", shown(file));
            let says = Saying::new("set-mistake")
                .with("place", place)
                .with_said("reason", |language| says.text(language));
            Failure::new(says)
        })
    }
}

/// What is wrong, and where.
type Mistake = (Range<usize>, Saying);

fn read(text: &str, root: &Path) -> Result<PolicySet, Mistake> {
    let table = DeTable::parse(text).map_err(|error| {
        let says = Saying::new("set-syntax").with("detail", error.message());
        (error.span().unwrap_or_default(), says)
    })?;
    let mut set = PolicySet::default();
    for (key, value) in table.get_ref() {
        match key.get_ref().as_ref() {
            "policies" | "vocabularies" | "calendars" => set.policies.extend(paths(value, root)?),
            "data" => set.data.extend(paths(value, root)?),
            "texts" => set.texts = Some(path(value, root)?),
            other => return Err((key.span(), unknown_key(other))),
        }
    }
    if set.policies.is_empty() {
        return Err((0..0, Saying::new("set-no-policies")));
    }
    Ok(set)
}

fn paths(value: &Spanned<DeValue<'_>>, root: &Path) -> Result<Vec<PathBuf>, Mistake> {
    match value.get_ref() {
        DeValue::Array(values) => values.iter().map(|value| path(value, root)).collect(),
        DeValue::String(_) => Ok(vec![path(value, root)?]),
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => Err((value.span(), wrong("expected-paths"))),
    }
}

/// A path of the set, seen from the working directory. It lies below the set's own directory, links included, and is there.
fn path(value: &Spanned<DeValue<'_>>, root: &Path) -> Result<PathBuf, Mistake> {
    let DeValue::String(text) = value.get_ref() else { return Err((value.span(), wrong("expected-path"))) };
    let says = |id| (value.span(), Saying::new(id).with("path", text));
    let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if text.is_empty() || !Path::new(text.as_ref()).components().all(inside) {
        return Err(says("set-outside"));
    }
    let whole = root.join(text.as_ref());
    let real = whole.canonicalize().map_err(|_| says("set-not-there"))?;
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    match root.canonicalize() {
        Ok(root) if real.starts_with(&root) => Ok(whole),
        Ok(_) | Err(_) => Err(says("set-outside")),
    }
}

fn wrong(expected: &'static str) -> Saying {
    Saying::new("set-value").with_said("expected", |language| message(language, expected, &[]))
}

fn unknown_key(key: &str) -> Saying {
    let says = Saying::new("set-key").with("key", key).listing("names", &KEYS);
    match nearest_name(key, KEYS) {
        Some(nearest) => Saying { id: "set-key-nearest", ..says }.with("nearest", nearest),
        None => says,
    }
}
