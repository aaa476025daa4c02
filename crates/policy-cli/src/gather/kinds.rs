//! What a table can hold: the subjects of a vocabulary and their events, by all their names.

use std::collections::{HashMap, HashSet};

use policy_core::{FieldId, ListId, Names, SubjectId, Vocabulary, half_width};
use policy_dsl::Saying;
use serde_json::value::RawValue;

use crate::failure::{Failure, Listing};
use crate::read::Records;

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Subjects, with their facts.
    Subject(SubjectId),
    /// Events, each with the identifier of its subject.
    Events(SubjectId, ListId),
}

impl Kind {
    /// Whose rows they are, and which events.
    pub fn owner(self) -> (SubjectId, Option<ListId>) {
        match self {
            Self::Subject(subject) => (subject, None),
            Self::Events(subject, list) => (subject, Some(list)),
        }
    }

    /// The target of its own columns.
    pub fn target(self, field: FieldId) -> Target {
        match self {
            Self::Subject(_) => Target::Fact(field),
            Self::Events(..) => Target::Field(field),
        }
    }
}

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The identifier of the subject.
    Key,
    /// A fact of the subject.
    Fact(FieldId),
    /// A field of the event.
    Field(FieldId),
}

/// All kinds of table, with the headings that each knows.
pub struct Kinds {
    /// Each kind with its headings, spelled plainly.
    pub all: Vec<(Kind, HashMap<String, Target>)>,
}

impl Kinds {
    /// The kinds of a vocabulary.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut all = Vec::new();
        for (id, subject) in (0..).map(SubjectId).zip(&vocabulary.subjects) {
            let facts = || (0..).map(FieldId).zip(&subject.facts);
            let mut headings = HashMap::new();
            add(&mut headings, &subject.key, Target::Key);
            facts().for_each(|(fact, field)| add(&mut headings, &field.names, Target::Fact(fact)));
            all.push((Kind::Subject(id), headings));
            for (list, declared) in (0..).map(ListId).zip(&subject.lists) {
                let mut headings = HashMap::new();
                add(&mut headings, &subject.key, Target::Key);
                for (field, declared) in (0..).map(FieldId).zip(&declared.fields) {
                    add(&mut headings, &declared.names, Target::Field(field));
                }
                facts().for_each(|(fact, field)| add(&mut headings, &field.names, Target::Fact(fact)));
                all.push((Kind::Events(id, list), headings));
            }
        }
        Self { all }
    }

    /// The kinds that a sheet's or a file's name names; of events also with their subject: `教师.材料`.
    pub fn named(&self, vocabulary: &Vocabulary, title: &str) -> Vec<Kind> {
        let title = plain(title);
        let whole = |kind: &Kind| names(vocabulary, *kind).all().any(|name| plain(name) == title);
        let dotted = |kind: &Kind| match (kind, title.split_once('.')) {
            (Kind::Events(subject, _), Some((owner, events))) => {
                let owners = &vocabulary.subjects[subject.index()].names;
                owners.all().any(|name| plain(name) == owner)
                    && names(vocabulary, *kind).all().any(|name| plain(name) == events)
            }
            (Kind::Subject(_) | Kind::Events(..), _) => false,
        };
        self.all.iter().map(|(kind, _)| *kind).filter(|kind| whole(kind) || dotted(kind)).collect()
    }

    /// The kinds that names of files may speak of: `培训`, and `培训_0003` too. None where they speak of none, or not
    /// plainly: of `teacher_training_0002` the first word alone says too little.
    pub fn perhaps(&self, vocabulary: &Vocabulary, titles: &[String]) -> Vec<Kind> {
        let named: Vec<Kind> = titles.iter().flat_map(|title| self.named(vocabulary, title)).collect();
        if !named.is_empty() {
            return named;
        }
        let begins = |kind: &Kind| {
            let longest = |title: &String| {
                let title = plain(title);
                let own = names(vocabulary, *kind).all().map(plain);
                own.filter(|name| title.strip_prefix(name.as_str()).is_some_and(is_number_of_part))
                    .map(|name| name.len())
                    .max()
            };
            titles.iter().filter_map(longest).max()
        };
        let longest = self.all.iter().filter_map(|(kind, _)| begins(kind)).max();
        let own = self.all.iter().map(|(kind, _)| *kind);
        own.filter(|kind| longest.is_some() && begins(kind) == longest).collect()
    }

    /// The headings that a kind knows.
    pub fn headings(&self, kind: Kind) -> Option<&HashMap<String, Target>> {
        self.all.iter().find(|(known, _)| *known == kind).map(|(_, headings)| headings)
    }

    /// Every kind's name, for messages.
    pub fn shown(&self, vocabulary: &Vocabulary) -> Vec<String> {
        let name = |kind| {
            let names = names(vocabulary, kind);
            names.label.clone().unwrap_or_else(|| names.id.clone())
        };
        self.all.iter().map(|(kind, _)| name(*kind)).collect()
    }

    /// What a description says that nested records are about.
    pub fn described(
        &self,
        vocabulary: &Vocabulary,
        records: &Records,
    ) -> Result<Option<SubjectId>, Failure> {
        let described = records.described.as_ref().and_then(|described| described.holds.as_ref());
        let Some(holds) = described else { return Ok(None) };
        let subjects = || (0..).map(SubjectId).zip(&vocabulary.subjects);
        let is_meant = |names: &Names| names.all().any(|name| plain(name) == plain(holds));
        let found = subjects().find(|(_, subject)| is_meant(&subject.names));
        found.map(|(id, _)| Some(id)).ok_or_else(|| {
            let known: Vec<&str> = subjects().map(|(_, subject)| subject.names.id.as_str()).collect();
            let says = Saying::new("failure-described-kind").with("place", &records.file).with("name", holds);
            Failure::new(says.listing("names", &known))
        })
    }

    /// What nested records are about: the subject that knows most of the first records' keys; of several that know
    /// equally many, the only one about which there is anything to decide.
    pub fn of_records(
        &self,
        vocabulary: &Vocabulary,
        records: &Records,
        has_rules: &dyn Fn(SubjectId) -> bool,
    ) -> Result<SubjectId, Failure> {
        const LOOKED_AT: usize = 20;
        let mut keys: HashSet<String> = HashSet::new();
        let mut seen = 0;
        records.each(&mut |_, text| {
            seen += 1;
            if seen <= LOOKED_AT
                && let Ok(object) = serde_json::from_str::<HashMap<String, &RawValue>>(text)
            {
                keys.extend(object.into_keys().map(|key| plain(&key)));
            }
            Ok(())
        })?;
        let mut best = (0, Vec::new());
        for (id, subject) in (0..).map(SubjectId).zip(&vocabulary.subjects) {
            let mut known: HashMap<String, Target> = HashMap::new();
            add(&mut known, &subject.key, Target::Key);
            let own = subject.facts.iter().map(|fact| &fact.names);
            let lists = subject.lists.iter().map(|list| &list.names);
            own.chain(lists).for_each(|names| add(&mut known, names, Target::Key));
            let count = keys.iter().filter(|key| known.contains_key(*key)).count();
            if count > best.0 {
                best = (count, vec![id]);
            } else if count == best.0 {
                best.1.push(id);
            }
        }
        let (_, mut fits) = best;
        if fits.len() > 1 {
            fits.retain(|subject| has_rules(*subject));
        }
        let only = fits.pop().filter(|_| fits.is_empty());
        only.ok_or_else(|| {
            let subjects: Vec<_> =
                vocabulary.subjects.iter().map(|subject| subject.names.id.clone()).collect();
            Failure::new(
                Saying::new("failure-records-unclear")
                    .with("file", &records.file)
                    .listing("subjects", &subjects),
            )
        })
    }
}

/// What a kind is called.
pub fn names(vocabulary: &Vocabulary, kind: Kind) -> &Names {
    match kind {
        Kind::Subject(subject) => &vocabulary.subjects[subject.index()].names,
        Kind::Events(subject, list) => &vocabulary.subjects[subject.index()].lists[list.index()].names,
    }
}

/// Whether what stands behind a name in a title does no more than number the parts of a table: `_0003`, `-2.1`, `(4)`.
fn is_number_of_part(rest: &str) -> bool {
    rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '(' | ')'))
}

fn add(headings: &mut HashMap<String, Target>, names: &Names, target: Target) {
    for name in names.all() {
        headings.entry(plain(name)).or_insert(target);
    }
}

/// A heading without what does not tell headings apart: white space, letter case, full width, the
/// star of a required column, a colon at the end.
pub fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').map(half_width);
    let text: String = kept.flat_map(char::to_lowercase).collect();
    text.trim_matches(['*', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn headings_are_compared_by_what_tells_them_apart() {
        assert_eq!(plain(" 培训获得 学时\n"), "培训获得学时");
        assert_eq!(plain("＊姓名："), "姓名");
        assert_eq!(plain("Ｈｏｕｒｓ"), "hours");
        assert_eq!(plain("\u{feff}身份证件号"), "身份证件号");
    }
}
