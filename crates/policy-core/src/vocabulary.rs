//! The words of a field: subjects, their facts and events, term trees, units, outcomes.
//!
//! A vocabulary says what a record may hold and what each part is called. It
//! says nothing of what counts or what is required: that is a policy's.

use serde::{Deserialize, Serialize};

use crate::{Decimal, Names};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u16);

        impl $name {
            /// The place in the table that the identifier points into.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
pub(crate) use ids;

ids! {
    /// A subject in [`Vocabulary::subjects`].
    SubjectId
    /// A list of events in [`Subject::lists`].
    ListId
    /// A field in [`Subject::facts`] or [`EventList::fields`].
    FieldId
    /// A term tree in [`Vocabulary::trees`].
    TreeId
    /// A term in [`TermTree::terms`].
    TermId
    /// A unit in [`Vocabulary::units`].
    UnitId
    /// An outcome in [`Vocabulary::outcomes`].
    OutcomeId
}

/// Everything that records and policies of a field can speak of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Who is decided about: teacher, school, bureau.
    pub subjects: Vec<Subject>,
    /// Ordered trees of terms that fields draw on.
    pub trees: Vec<TermTree>,
    /// Units of quantities; the first ones are [`Vocabulary::BUILT_IN_UNITS`].
    pub units: Vec<Names>,
    /// What consequences can deny, grant or oblige.
    pub outcomes: Vec<Names>,
}

/// A kind of person or body that rules are for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// What it is called; an alias is often the plural.
    pub names: Names,
    /// What the column with its identifier is called, and its aliases.
    pub key: Names,
    /// Facts: one value each.
    pub facts: Vec<Field>,
    /// Lists of dated events.
    pub lists: Vec<EventList>,
}

/// A kind of event that a subject's record lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventList {
    /// What one event is called.
    pub names: Names,
    /// The fields of an event.
    pub fields: Vec<Field>,
    /// The date that says to which window an event belongs.
    pub dated: FieldId,
    /// First and last day, for events that last.
    pub lasting: Option<(FieldId, FieldId)>,
}

/// One value of a subject or an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Field {
    /// What it is called.
    pub names: Names,
    /// What it can hold.
    pub kind: FieldKind,
    /// What absence means, where the vocabulary says so; else a missing value is unknown.
    pub default: Option<DefaultValue>,
}

/// What a field can hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text, compared only for equality.
    Text,
    /// Yes or no.
    Flag,
    /// A day.
    Date,
    /// A non-negative amount in a unit.
    Quantity(UnitId),
    /// A term of a tree.
    Term(TreeId),
    /// The identifier of a subject that this one belongs to.
    Member(SubjectId),
}

/// The meaning a vocabulary gives to absence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    /// Yes or no.
    Flag(bool),
    /// An amount in the field's unit.
    Quantity(Decimal),
    /// A term of the field's tree.
    Term(TermId),
}

/// A tree of terms, in the order of its declaration: `professional > ethics`.
///
/// Terms are stored depth first, so a term's subtree is a run of neighbours.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TermTree {
    /// What the tree is called.
    pub names: Names,
    /// Whether its terms stand in ascending order, so that `at least` means something.
    pub ordered: bool,
    /// The terms, depth first.
    pub terms: Vec<Term>,
}

/// A term and where its subtree ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// What it is called.
    pub names: Names,
    /// The term just after the last one below this one.
    pub end: TermId,
}

impl TermTree {
    /// The term and everything below it.
    pub fn subtree(&self, term: TermId) -> std::ops::Range<u16> {
        term.0..self.terms[term.index()].end.0
    }
}

impl Vocabulary {
    /// How many units exist in every vocabulary, in the order of the constants below.
    pub const BUILT_IN_UNITS: usize = 7;
    /// A bare number.
    pub const NUMBER: UnitId = UnitId(0);
    /// Training hours (学时).
    pub const HOURS: UnitId = UnitId(1);
    /// Days (天).
    pub const DAYS: UnitId = UnitId(2);
    /// Credits (学分).
    pub const CREDITS: UnitId = UnitId(3);
    /// Occurrences (次), the unit of `count`.
    pub const TIMES: UnitId = UnitId(4);
    /// Members (人), the unit of a count of subjects.
    pub const PEOPLE: UnitId = UnitId(5);
    /// Money (元).
    pub const MONEY: UnitId = UnitId(6);

    /// A vocabulary with the built-in units and nothing else.
    pub fn empty() -> Self {
        let unit = |id: &str, label: &str, aliases: &[&str]| Names {
            id: id.to_owned(),
            label: Some(label.to_owned()),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        };
        Self {
            subjects: Vec::new(),
            trees: Vec::new(),
            units: vec![
                unit("number", "数", &[]),
                unit("hours", "学时", &["hour", "學時", "课时", "課時"]),
                unit("days", "天", &["day", "日"]),
                unit("credits", "学分", &["credit", "學分", "分"]),
                unit("times", "次", &["time", "场", "場", "份", "篇", "项", "項"]),
                unit("people", "人", &["person", "名", "个", "個", "所"]),
                unit("yuan", "元", &["CNY"]),
            ],
            outcomes: Vec::new(),
        }
    }

    /// The subject that a name, label or alias means.
    pub fn subject(&self, name: &str) -> Option<SubjectId> {
        find(&self.subjects, name, |subject| &subject.names).map(SubjectId)
    }

    /// The unit that a name, label or alias means.
    pub fn unit(&self, name: &str) -> Option<UnitId> {
        find(&self.units, name, |unit| unit).map(UnitId)
    }

    /// The outcome that a name, label or alias means.
    pub fn outcome(&self, name: &str) -> Option<OutcomeId> {
        find(&self.outcomes, name, |outcome| outcome).map(OutcomeId)
    }

    /// A number that tells this vocabulary from any other with different content.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = std::hash::DefaultHasher::new();
        std::hash::Hash::hash(self, &mut hash);
        std::hash::Hasher::finish(&hash)
    }

    /// The fields of a subject itself, or of one of its lists; none where there is no such subject or list.
    pub fn fields(&self, subject: SubjectId, list: Option<ListId>) -> &[Field] {
        let subject = self.subjects.get(subject.index());
        let fields = subject.and_then(|subject| match list {
            None => Some(&subject.facts),
            Some(list) => subject.lists.get(list.index()).map(|list| &list.fields),
        });
        fields.map_or(&[], Vec::as_slice)
    }
}

impl Subject {
    /// The list that a name, label or alias means.
    pub fn list(&self, name: &str) -> Option<ListId> {
        find(&self.lists, name, |list| &list.names).map(ListId)
    }

    /// The fact that a name, label or alias means.
    pub fn fact(&self, name: &str) -> Option<FieldId> {
        find(&self.facts, name, |field| &field.names).map(FieldId)
    }

    /// The fact that holds its name, where it has one.
    pub fn name_fact(&self) -> Option<FieldId> {
        const NAMES: [&str; 4] = ["name", "姓名", "校名", "名称"];
        let is_name = |names: &Names| names.all().any(|name| NAMES.contains(&name));
        let place =
            self.facts.iter().position(|fact| fact.kind == FieldKind::Text && is_name(&fact.names))?;
        u16::try_from(place).ok().map(FieldId)
    }

    /// The facts that say to which other subjects it belongs, each with the kind of these.
    pub fn group_facts(&self) -> impl Iterator<Item = (FieldId, SubjectId)> {
        (0..).map(FieldId).zip(&self.facts).filter_map(|(fact, field)| match field.kind {
            FieldKind::Member(group) => Some((fact, group)),
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Quantity(_)
            | FieldKind::Term(_) => None,
        })
    }
}

impl EventList {
    /// The field that a name, label or alias means.
    pub fn field(&self, name: &str) -> Option<FieldId> {
        find(&self.fields, name, |field| &field.names).map(FieldId)
    }
}

impl TermTree {
    /// The term that a name, label or alias means.
    pub fn term(&self, name: &str) -> Option<TermId> {
        find(&self.terms, name, |term| &term.names).map(TermId)
    }
}

/// The place of the first item that is called `name`.
///
/// Letter case and white space at the ends do not matter.
fn find<T>(items: &[T], name: &str, names: impl Fn(&T) -> &Names) -> Option<u16> {
    let name = name.trim();
    let matches = |item: &T| names(item).all().any(|candidate| same_name(candidate, name));
    items.iter().position(matches).and_then(|place| u16::try_from(place).ok())
}

/// Whether two names are the same, letter case aside.
pub fn same_name(left: &str, right: &str) -> bool {
    left == right || left.to_lowercase() == right.to_lowercase()
}
