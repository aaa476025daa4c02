//! Finding a declared thing by any of its names.

use rustc_hash::FxHashMap;

use super::refusal::ValueError;
use crate::{Names, TermId, TreeId, Vocabulary};

/// Names in a hash table: exact spelling first, then letter case and white space at the ends aside.
///
/// The first thing that bears a name keeps it, as in [`Vocabulary::subject`] and its like.
#[derive(Clone, Debug)]
pub(super) struct NameTable<T> {
    things: FxHashMap<Box<str>, T>,
}

impl<T: Copy> NameTable<T> {
    pub(super) fn new<'a>(declared: impl IntoIterator<Item = (T, &'a Names)>) -> Self {
        let mut table = Self { things: FxHashMap::default() };
        for (thing, names) in declared {
            names.all().for_each(|name| table.add(name, thing));
        }
        table
    }

    /// Adds a name, unless another thing has it.
    pub(super) fn add(&mut self, name: &str, thing: T) {
        self.things.entry(name.into()).or_insert(thing);
        self.things.entry(name.to_lowercase().into()).or_insert(thing);
    }

    pub(super) fn find(&self, name: &str) -> Option<T> {
        let found = self.things.get(name).or_else(|| self.things.get(&*name.trim().to_lowercase()));
        found.copied()
    }

    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        nearest_name(name, self.things.keys().map(|known| &**known)).map(str::to_owned)
    }
}

/// How the names of terms are found.
#[derive(Clone, Copy, Debug)]
pub(super) enum TermNames<'v> {
    /// By looking through the tree: for a record or two.
    Declared(&'v Vocabulary),
    /// In tables made once, one for each tree: for millions.
    Tables(&'v Vocabulary, &'v [NameTable<TermId>]),
}

impl TermNames<'_> {
    /// The term that a name means.
    pub(super) fn find(self, tree: TreeId, name: &str) -> Result<TermId, ValueError> {
        let (vocabulary, found) = match self {
            Self::Declared(vocabulary) => (vocabulary, vocabulary.trees[tree.index()].term(name)),
            Self::Tables(vocabulary, tables) => (vocabulary, tables[tree.index()].find(name)),
        };
        found.ok_or_else(|| {
            let tree = &vocabulary.trees[tree.index()];
            let names = tree.terms.iter().flat_map(|term| term.names.all());
            ValueError::NotATerm {
                text: name.to_owned(),
                tree: Box::new(tree.names.clone()),
                nearest: nearest_name(name, names).map(str::to_owned),
            }
        })
    }

    /// Whether the tree has such a term.
    pub(super) fn holds(self, tree: TreeId, term: TermId) -> bool {
        let (Self::Declared(vocabulary) | Self::Tables(vocabulary, _)) = self;
        term.index() < vocabulary.trees[tree.index()].terms.len()
    }
}

/// The candidate that `name` was most likely meant to be; `None` where none is near enough.
///
/// Near enough is a third of the characters changed, and at least one may be. Ties go to the first in
/// the alphabet, so that the answer does not depend on the order of a hash table.
pub fn nearest_name<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    let wanted: String = name.trim().to_lowercase().chars().take(LONGEST).collect();
    let length = wanted.chars().count();
    let near = |candidate: &'a str| {
        let lower = candidate.to_lowercase();
        let longer = length.max(lower.chars().count());
        let distance = strsim::osa_distance(&wanted, &lower);
        (longer <= LONGEST && distance <= (longer / 3).max(1) && distance < longer)
            .then_some((distance, candidate))
    };
    candidates.into_iter().filter_map(near).min().map(|(_, candidate)| candidate)
}
