//! The versions of a rule in the history of a repository.
//!
//! Each state of the policies is compiled once, however many revisions hold it, without looking for findings, and several at a time.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::thread;

use policy_core::{Names, Plan, same_name};
use policy_dsl::{Compiler, Severity, Sources};
use policy_git::{At, Files, GitError, RepoPath, Repository, Revision, Step};
use policy_messages::Language;

use super::version::{Change, Version, changes, versions};
use crate::load;

/// How many states are read before they are compiled.
const CHUNK: usize = 64;
/// How often a rule is followed under a former name.
const MAX_NAMES: usize = 16;

/// What a repository knows of a rule.
#[derive(Debug)]
pub struct Past {
    /// The revision up to which was looked.
    pub tip: Revision,
    /// How many revisions were looked at.
    pub seen: usize,
    /// How many of them touched the policies.
    pub touched: usize,
    /// Whether what lies before is not there.
    pub is_cut: bool,
    /// The revisions that changed the rule, in the order of time.
    pub steps: Vec<PastStep>,
    /// What the last revision says of it.
    pub last: Vec<Version>,
}

/// A revision that changed the rule.
#[derive(Debug)]
pub struct PastStep {
    /// The revision.
    pub revision: Revision,
    /// What it says of the rule.
    pub versions: Vec<Version>,
    /// What changed, policy by policy.
    pub changes: Vec<Changed>,
    /// Why it says nothing, where it does not compile.
    pub broken: Option<String>,
}

/// What changed in one policy.
#[derive(Debug)]
pub struct Changed {
    /// What the policy is called.
    pub policy: Names,
    /// What became of its rule.
    pub what: What,
}

/// What became of a rule.
#[derive(Debug)]
pub enum What {
    /// It begins.
    Began(Version),
    /// It is no longer there.
    Ended,
    /// It says something else.
    Changed(Vec<Change>),
}

/// A state of policies: what it says of the rule, or why it does not compile.
type State = Result<Vec<Version>, String>;

/// The history of a rule in the repository that the paths lie in; `None` where they lie in none.
pub fn past(paths: &[&Path], name: &str, language: Language) -> Result<Option<Past>, GitError> {
    if paths.iter().any(|path| load::is_bundle(path)) {
        return Ok(None);
    }
    let at: Vec<Option<At>> = paths.iter().map(|path| load::at(path)).collect();
    let Some((first, first_at)) = paths.first().zip(at.first()) else { return Ok(None) };
    let start = if first_at.is_some() { Path::new(".") } else { first };
    let repository = match Repository::discover(start) {
        Ok(repository) => repository,
        Err(GitError::NoRepository { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let place = |(path, at): (&&Path, &Option<At>)| match at {
        None => repository.path(path),
        Some(at) => at.place(&repository),
    };
    let places = paths.iter().zip(&at).map(place).collect::<Result<Vec<RepoPath>, _>>()?;
    let named = at.iter().flatten().next().map(|at| at.revision.as_str());
    if named.is_none() && repository.is_empty() {
        return Ok(None);
    }
    let tip = repository.revision(named.unwrap_or("HEAD"))?;
    let history = repository.history(&tip, &places)?;
    let states = Reader { repository: &repository, language }.states(&history.steps, name)?;
    let state = |step: &Step| states.get(&step.files).cloned().unwrap_or_else(|| Ok(Vec::new()));
    // Where a revision does not compile, what was said before still stands.
    let mut said: Vec<Vec<Version>> = Vec::new();
    let mut steps = Vec::new();
    for step in &history.steps {
        let before: Vec<Vec<Version>> = step.before.iter().map(|place| said[*place].clone()).collect();
        let (now, broken) = match state(step) {
            Ok(now) => (now, None),
            Err(detail) => (before.first().cloned().unwrap_or_default(), Some(detail)),
        };
        let changes = match &before[..] {
            [] => changed(&[], &now),
            [first, ..] if !before.contains(&now) => changed(first, &now),
            [..] => Vec::new(),
        };
        if !changes.is_empty() || broken.is_some() {
            let versions = now.clone();
            steps.push(PastStep { revision: step.revision.clone(), versions, changes, broken });
        }
        said.push(now);
    }
    let last = said.pop().unwrap_or_default();
    let touched = history.steps.len();
    Ok(Some(Past { tip, seen: history.seen, touched, is_cut: history.is_cut, steps, last }))
}

/// What became of the rule of each policy.
pub fn changed(before: &[Version], now: &[Version]) -> Vec<Changed> {
    let find = |versions: &[Version], version: &Version| {
        versions.iter().find(|other| other.policy.id == version.policy.id).cloned()
    };
    let mut changed = Vec::new();
    for version in now {
        let what = match find(before, version) {
            None => What::Began(version.clone()),
            Some(earlier) => {
                let mut all = changes(&earlier, version);
                if (earlier.from, earlier.to) != (version.from, version.to) {
                    let (before, after) = ((earlier.from, earlier.to), (version.from, version.to));
                    all.insert(0, Change::InForce { before, after });
                }
                if all.is_empty() {
                    continue;
                }
                What::Changed(all)
            }
        };
        changed.push(Changed { policy: version.policy.clone(), what });
    }
    let ended = before.iter().filter(|version| find(now, version).is_none());
    changed.extend(ended.map(|version| Changed { policy: version.policy.clone(), what: What::Ended }));
    changed
}

struct Reader<'r> {
    repository: &'r Repository,
    language: Language,
}

impl Reader<'_> {
    /// What each state says of the rule, under all names that it had.
    fn states(&self, steps: &[Step], name: &str) -> Result<HashMap<Files, State>, GitError> {
        let mut names = BTreeSet::from([name.to_owned()]);
        let mut states: HashMap<Files, State> = HashMap::new();
        for step in steps {
            states.insert(step.files.clone(), Ok(Vec::new()));
        }
        while names.len() <= MAX_NAMES {
            let is_open = |state: &State| state.as_ref().is_ok_and(Vec::is_empty);
            let open: Vec<Files> =
                states.iter().filter(|(_, state)| is_open(state)).map(|(files, _)| files.clone()).collect();
            for chunk in open.chunks(CHUNK) {
                let found = self.compiled(chunk, Some(&names))?;
                states.extend(chunk.iter().cloned().zip(found));
            }
            match self.former_name(steps, &states)? {
                Some(former) if names.insert(former.clone()) => {}
                Some(_) | None => break,
            }
        }
        Ok(states)
    }

    /// What a rule was called just before it got a name that is known.
    fn former_name(
        &self,
        steps: &[Step],
        states: &HashMap<Files, State>,
    ) -> Result<Option<String>, GitError> {
        let known = |step: &Step| states.get(&step.files).and_then(|state| state.as_ref().ok()).cloned();
        for step in steps.iter().rev() {
            let Some(now) = known(step).filter(|now| !now.is_empty()) else { continue };
            for before in sound_before(steps, step, |step| known(step).is_some()) {
                if known(before).is_none_or(|versions| !versions.is_empty()) {
                    continue;
                }
                let both = self.compiled(&[before.files.clone(), step.files.clone()], None)?;
                let [Ok(earlier), Ok(later)] = &both[..] else { continue };
                let renamed = now.iter().find_map(|new| was_called(new, earlier, later));
                if let Some(renamed) = renamed {
                    return Ok(Some(renamed.rule.id.clone()));
                }
            }
        }
        Ok(None)
    }

    /// Compiles states, several at a time.
    fn compiled(&self, states: &[Files], names: Option<&BTreeSet<String>>) -> Result<Vec<State>, GitError> {
        let read = states.iter().map(|files| self.repository.sources_of("", files));
        let read: Vec<Sources> = read.collect::<Result<_, _>>()?;
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = read.len().div_ceil(threads).max(1);
        let language = self.language;
        let compile = |sources: &[Sources]| -> Vec<State> {
            sources.iter().map(|sources| said(sources, names, language)).collect()
        };
        Ok(thread::scope(|scope| {
            let running: Vec<_> =
                read.chunks(share).map(|sources| scope.spawn(move || compile(sources))).collect();
            let unfinished = |_| Err(String::new());
            running
                .into_iter()
                .zip(read.chunks(share))
                .flat_map(|(thread, sources)| {
                    thread.join().unwrap_or_else(|_| sources.iter().map(unfinished).collect())
                })
                .collect()
        }))
    }
}

/// The last steps before one that compile.
fn sound_before<'s>(steps: &'s [Step], step: &Step, is_sound: impl Fn(&Step) -> bool) -> Vec<&'s Step> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = step.before.clone();
    while let Some(place) = waiting.pop() {
        let Some(before) = steps.get(place).filter(|_| seen.insert(place)) else { continue };
        if is_sound(before) {
            found.push(before);
        } else {
            waiting.extend(&before.before);
        }
    }
    found
}

/// The rule that a version of a rule was before it got its name: one that has gone, of the same policy or of one that has gone as well.
fn was_called<'v>(new: &Version, earlier: &'v [Version], later: &[Version]) -> Option<&'v Version> {
    let same =
        |left: &Names, right: &Names| left.all().any(|own| right.all().any(|other| same_name(own, other)));
    let has_policy = |policy: &Names| later.iter().any(|version| same(&version.policy, policy));
    let has_rule =
        |old: &Version| later.iter().any(|now| same(&now.policy, &old.policy) && same(&now.rule, &old.rule));
    earlier.iter().find(|old| {
        let is_of_policy = same(&old.policy, &new.policy) || !has_policy(&old.policy);
        is_of_policy && !has_rule(old) && old.is_renamed(new)
    })
}

fn said(sources: &Sources, names: Option<&BTreeSet<String>>, language: Language) -> State {
    let compiled = Compiler::new().unchecked().compile(sources);
    match &compiled.plan {
        Some(plan) => Ok(of_plan(plan, names, language)),
        None => {
            let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            Err(errors.map(|found| found.says.text(language)).next().unwrap_or_default())
        }
    }
}

fn of_plan(plan: &Plan, names: Option<&BTreeSet<String>>, language: Language) -> Vec<Version> {
    versions(plan, names, language)
}
