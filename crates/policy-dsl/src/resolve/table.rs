//! Things of one kind, found by any of their names.

use std::collections::HashMap;

use policy_core::Names;

use super::report::Report;
use crate::syntax::{Declared, Name};
use crate::{Diagnostic, Saying, Span};

/// Which declaration group (vocabulary or calendar) a thing comes from; `u16::MAX` is built in.
pub(crate) type Origin = u16;

/// The origin of what exists without any declaration.
pub(crate) const BUILT_IN: Origin = Origin::MAX;

/// Things of one kind with their names and places; a thing is known by its number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    by_name: HashMap<String, u16>,
    entries: Vec<Entry>,
}

/// One thing of a [`Table`].
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What it is called.
    pub names: Names,
    /// Where its identifier is declared first.
    pub span: Span,
    /// Who declares it.
    pub origins: Vec<Origin>,
}

/// What became of a declaration.
pub(crate) enum Entered {
    /// It is the first of its identifier.
    New(u16),
    /// Another vocabulary declares it as well; both mean the same thing.
    Again(u16),
}

impl Table {
    /// Enters a thing that exists without a declaration.
    pub fn build_in(&mut self, names: Names) {
        let id = self.entries.len() as u16;
        for name in names.all() {
            self.by_name.entry(key(name)).or_insert(id);
        }
        self.entries.push(Entry { names, span: Span::default(), origins: vec![BUILT_IN] });
    }

    /// Enters a declaration; the same identifier of another origin is the same thing.
    pub fn declare(&mut self, report: &mut Report, declared: &Declared, origin: Origin) -> Option<Entered> {
        let names = names(declared);
        let name_key = key(&names.id);
        if let Some(&id) = self.by_name.get(&name_key) {
            let entry = &self.entries[usize::from(id)];
            let same = key(&entry.names.id) == name_key;
            if !same || entry.origins.contains(&origin) {
                let span = entry.span;
                return report.fail(duplicate(&declared.name.text, declared.name.span, span));
            }
            self.extend(report, id, declared, names, origin);
            return Some(Entered::Again(id));
        }
        let Ok(id) = u16::try_from(self.entries.len()) else {
            return report.fail(Diagnostic::error(declared.name.span, Saying::new("too-many-names")));
        };
        self.entries.push(Entry { names: names.clone(), span: declared.name.span, origins: vec![origin] });
        self.claim(report, id, declared);
        Some(Entered::New(id))
    }

    fn extend(&mut self, report: &mut Report, id: u16, declared: &Declared, names: Names, origin: Origin) {
        let entry = &mut self.entries[usize::from(id)];
        entry.origins.push(origin);
        for name in names.label.into_iter().chain(names.aliases) {
            if entry.names.label.is_none() {
                entry.names.label = Some(name);
            } else if !entry.names.all().any(|known| known == name) {
                entry.names.aliases.push(name);
            }
        }
        self.claim(report, id, declared);
    }

    /// Makes every name of a declaration lead to it; a name that is taken is a mistake.
    fn claim(&mut self, report: &mut Report, id: u16, declared: &Declared) {
        let texts = declared.label.iter().chain(&declared.also).map(|text| (&text.value, text.span));
        for (name, span) in std::iter::once((&declared.name.text, declared.name.span)).chain(texts) {
            let taken = *self.by_name.entry(key(name)).or_insert(id);
            if taken != id {
                report.push(duplicate(name, span, self.entries[usize::from(taken)].span));
            }
        }
    }

    /// The thing that a name means.
    pub fn find(&self, name: &str) -> Option<u16> {
        self.by_name.get(&key(name)).copied()
    }

    /// The thing that a name means, where it can be seen.
    pub fn find_seen(&self, name: &str, seen: &Seen) -> Option<u16> {
        self.find(name).filter(|&id| seen.any_of(&self.entries[usize::from(id)].origins))
    }

    /// A thing.
    pub fn get(&self, id: u16) -> &Entry {
        &self.entries[usize::from(id)]
    }

    /// Everything that can be seen, in the order of declaration.
    pub fn seen_names<'a>(&'a self, seen: &'a Seen) -> impl Iterator<Item = &'a Names> {
        self.entries.iter().filter(|entry| seen.any_of(&entry.origins)).map(|entry| &entry.names)
    }

    /// All names, in the order of declaration.
    pub fn all_names(&self) -> impl Iterator<Item = &Names> {
        self.entries.iter().map(|entry| &entry.names)
    }

    /// All things, in the order of declaration.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// What a policy sees of the vocabularies, or of the calendars.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    /// All of them.
    All,
    /// Those that it uses.
    Only(Vec<Origin>),
}

impl Seen {
    /// Whether something declared by these can be seen.
    pub fn any_of(&self, origins: &[Origin]) -> bool {
        match self {
            Self::All => true,
            Self::Only(used) => origins.iter().any(|origin| *origin == BUILT_IN || used.contains(origin)),
        }
    }
}

/// The form of a name under which it is looked up: letter case does not matter.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The names that a declaration gives.
pub(crate) fn names(declared: &Declared) -> Names {
    Names {
        id: declared.name.text.clone(),
        label: declared.label.as_ref().map(|text| text.value.clone()),
        aliases: declared.also.iter().map(|text| text.value.clone()).collect(),
    }
}

/// The diagnostic of a name that is taken.
fn duplicate(name: &str, span: Span, first: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(span, Saying::new("name-duplicate").with("name", name))
        .hint(Saying::new("hint-rename"));
    if first == Span::default() { diagnostic } else { diagnostic.also(first, Saying::new("first-declared")) }
}

/// A name made of a quoted text, for look-ups.
pub(crate) fn name_of(text: &crate::syntax::Text) -> Name {
    Name { text: text.value.clone(), span: text.span }
}
