//! The revisions that touched policies.
//!
//! As `git log` does with a path: a revision that holds the same files as one of those before it is passed over, and of a merge only the side
//! that brought them is followed. A file or directory that was renamed is followed under its former name.

use std::collections::{BinaryHeap, HashMap, HashSet};
use std::rc::Rc;

use gix::ObjectId;

use crate::files::{FileAt, Files, Listing};
use crate::follow::former;
use crate::{GitError, RepoPath, Repository, Revision};

/// The most revisions that are walked through.
pub const MAX_REVISIONS: usize = 100_000;

/// The revisions that touched policies, each after those before it.
#[derive(Clone, Debug)]
pub struct History {
    /// The revisions.
    pub steps: Vec<Step>,
    /// How many revisions were looked at.
    pub seen: usize,
    /// Whether what lies before is not there, as in a clone of limited depth.
    pub is_cut: bool,
}

/// A revision that touched policies.
#[derive(Clone, Debug)]
pub struct Step {
    /// The revision.
    pub revision: Revision,
    /// The policy files that it holds.
    pub files: Files,
    /// The steps just before it, by their places in [`History::steps`]. A merge may have several.
    pub before: Vec<usize>,
}

/// A revision, seen with the paths that were followed to it.
type Key = (ObjectId, Rc<Vec<RepoPath>>);

/// A revision on the way.
struct Node {
    revision: Revision,
    files: Files,
    /// Whom it passes on to where nothing changed; else those before it.
    onward: Onward,
}

enum Onward {
    Same(Key),
    Changed(Vec<Key>),
}

impl Repository {
    /// The revisions up to one that touched the policies at and below paths.
    ///
    /// # Errors
    /// The history is longer than [`MAX_REVISIONS`], or an object cannot be read.
    pub fn history(&self, tip: &Revision, paths: &[RepoPath]) -> Result<History, GitError> {
        let mut listing = Listing::new(self);
        let cut = self.cut();
        let start: Key = (tip.id, Rc::new(paths.to_vec()));
        let mut nodes: HashMap<Key, Node> = HashMap::new();
        let mut waiting = vec![start.clone()];
        let mut is_cut = false;
        while let Some(key) = waiting.pop() {
            if nodes.contains_key(&key) {
                continue;
            }
            if nodes.len() >= MAX_REVISIONS {
                return Err(GitError::TooLong { most: MAX_REVISIONS });
            }
            let revision = self.revision_of(key.0)?;
            let files = found(&mut listing, revision.tree, &key.1)?;
            let parents = if cut.contains(&key.0) { &[][..] } else { &revision.parents };
            is_cut |= cut.contains(&key.0) && !revision.parents.is_empty();
            let onward = self.onward(&mut listing, &key, &revision, &files, parents)?;
            match &onward {
                Onward::Same(key) => waiting.push(key.clone()),
                Onward::Changed(keys) => waiting.extend(keys.iter().cloned()),
            }
            nodes.insert(key, Node { revision, files, onward });
        }
        let seen = nodes.len();
        Ok(History { steps: in_order(nodes, &start), seen, is_cut })
    }

    /// Where the walk goes on to from a revision.
    fn onward(
        &self,
        listing: &mut Listing<'_>,
        (_, paths): &Key,
        revision: &Revision,
        files: &[FileAt],
        parents: &[ObjectId],
    ) -> Result<Onward, GitError> {
        let mut onward = Vec::new();
        for parent in parents {
            let tree = self.commit(*parent)?.tree;
            let before = found(listing, tree, paths)?;
            if *before == *files {
                return Ok(Onward::Same((*parent, Rc::clone(paths))));
            }
            let paths = match former(self, listing, paths, (revision.tree, files), (tree, &before))? {
                None => Rc::clone(paths),
                Some(former) => Rc::new(former),
            };
            onward.push((*parent, paths));
        }
        Ok(Onward::Changed(onward))
    }

    /// The revisions at which a clone of limited depth ends.
    fn cut(&self) -> HashSet<ObjectId> {
        let Ok(Some(commits)) = self.inner.shallow_commits() else { return HashSet::new() };
        commits.iter().copied().collect()
    }
}

/// The policy files at and below all of some paths.
fn found(listing: &mut Listing<'_>, tree: ObjectId, paths: &[RepoPath]) -> Result<Files, GitError> {
    let mut at = |path: &RepoPath| match listing.files(tree, path) {
        Ok(found) => Ok(found.unwrap_or_default()),
        // Where a link or a submodule once stood, there was no policy of this repository.
        Err(GitError::Link { .. } | GitError::Submodule { .. }) => Ok(Files::default()),
        Err(error) => Err(error),
    };
    if let [path] = paths {
        return at(path);
    }
    let mut files: Vec<FileAt> = Vec::new();
    for path in paths {
        files.extend(at(path)?.iter().cloned());
    }
    files.sort();
    files.dedup();
    Ok(files.into())
}

/// The revisions that changed something, each after those before it, and otherwise in the order of time.
fn in_order(nodes: HashMap<Key, Node>, start: &Key) -> Vec<Step> {
    // A revision that changed nothing stands for the first before it that did.
    let changed = |key: &Key| {
        let mut key = key.clone();
        loop {
            match nodes.get(&key).map(|node| &node.onward) {
                Some(Onward::Same(next)) => key = next.clone(),
                Some(Onward::Changed(_)) => return Some(key),
                None => return None,
            }
        }
    };
    let mut before: HashMap<Key, Vec<Key>> = HashMap::new();
    let mut waiting: Vec<Key> = changed(start).into_iter().collect();
    while let Some(key) = waiting.pop() {
        if before.contains_key(&key) {
            continue;
        }
        let Some(Node { onward: Onward::Changed(parents), .. }) = nodes.get(&key) else { continue };
        let mut own: Vec<Key> = Vec::new();
        for parent in parents.iter().filter_map(&changed) {
            if !own.contains(&parent) {
                own.push(parent);
            }
        }
        waiting.extend(own.iter().cloned());
        before.insert(key, own);
    }
    let mut after: HashMap<&Key, Vec<&Key>> = HashMap::new();
    let mut open: HashMap<&Key, usize> = HashMap::new();
    for (key, parents) in &before {
        open.insert(key, parents.len());
        parents.iter().for_each(|parent| after.entry(parent).or_default().push(key));
    }
    let time = |key: &Key| nodes.get(key).map_or(0, |node| node.revision.seconds);
    let turn = |key: &'_ Key| std::cmp::Reverse((time(key), key.0, Rc::clone(&key.1)));
    let mut ready: BinaryHeap<_> =
        open.iter().filter(|(_, count)| **count == 0).map(|(key, _)| turn(key)).collect();
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut steps = Vec::new();
    while let Some(std::cmp::Reverse((_, id, paths))) = ready.pop() {
        let key = (id, paths);
        let Some(node) = nodes.get(&key) else { continue };
        let before = before.get(&key).map(Vec::as_slice).unwrap_or_default();
        let before: Vec<usize> = before.iter().filter_map(|key| places.get(key).copied()).collect();
        for later in after.get(&key).map(Vec::as_slice).unwrap_or_default() {
            if let Some(count) = open.get_mut(later) {
                *count -= 1;
                if *count == 0 {
                    ready.push(turn(later));
                }
            }
        }
        // What came before there was any policy is no step.
        if !(node.files.is_empty() && before.is_empty()) {
            places.insert(key, steps.len());
            steps.push(Step { revision: node.revision.clone(), files: node.files.clone(), before });
        }
    }
    steps
}
