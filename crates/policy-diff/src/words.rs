//! One vocabulary for both versions: what the old one calls by a name, the new one most often does too.
//!
//! What both know keeps its number in the old vocabulary, and what only the new one knows is added behind. So the old plan stays
//! as it is, and the new one is translated. Terms are added behind as well, wherever they stand in their tree: the sets of
//! terms that a plan asks for are written out, and their order says nothing.

use policy_core::{
    EventList, Field, FieldId, FieldKind, ListId, Names, OutcomeId, Subject, SubjectId, Term, TermId,
    TermTree, TreeId, UnitId, Vocabulary, same_name,
};

use crate::change::{Pair, Word};

/// The vocabulary of both, and what the new one's numbers become in it.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    /// Of both.
    pub both: Vocabulary,
    /// What is called differently, or is known to one only.
    pub changes: Vec<(Word, Pair<Names>)>,
    /// Fields of which absence means something else, by kind of subject and list.
    pub defaults: Vec<(SubjectId, Option<ListId>, FieldId)>,
    /// Lists whose events happen on another day, or last from and to others, than they did: old and new.
    pub times: Vec<(SubjectId, ListId, [EventList; 2])>,
    /// Facts by which subjects belong to others, and which only one version knows.
    pub groups: Vec<Names>,
    subjects: Vec<SubjectId>,
    facts: Vec<Vec<FieldId>>,
    lists: Vec<Vec<ListId>>,
    fields: Vec<Vec<Vec<FieldId>>>,
    trees: Vec<TreeId>,
    terms: Vec<Vec<TermId>>,
    units: Vec<UnitId>,
    outcomes: Vec<OutcomeId>,
}

impl Words {
    /// Brings two vocabularies together.
    pub fn of(old: &Vocabulary, new: &Vocabulary) -> Self {
        let mut words = Self {
            both: old.clone(),
            changes: Vec::new(),
            defaults: Vec::new(),
            times: Vec::new(),
            groups: Vec::new(),
            subjects: Vec::new(),
            facts: Vec::new(),
            lists: Vec::new(),
            fields: Vec::new(),
            trees: Vec::new(),
            terms: Vec::new(),
            units: Vec::new(),
            outcomes: Vec::new(),
        };
        words.units(new);
        words.trees(new);
        words.outcomes(new);
        words.subjects(new);
        words
    }

    /// A subject of the new version.
    pub fn subject(&self, subject: SubjectId) -> SubjectId {
        self.subjects.get(subject.index()).copied().unwrap_or(subject)
    }

    /// A list of the new version.
    pub fn list(&self, subject: SubjectId, list: ListId) -> ListId {
        self.lists.get(subject.index()).and_then(|lists| lists.get(list.index())).copied().unwrap_or(list)
    }

    /// A field of the new version.
    pub fn field(&self, subject: SubjectId, list: Option<ListId>, field: FieldId) -> FieldId {
        let fields = match list {
            None => self.facts.get(subject.index()),
            Some(list) => self.fields.get(subject.index()).and_then(|lists| lists.get(list.index())),
        };
        fields.and_then(|fields| fields.get(field.index())).copied().unwrap_or(field)
    }

    /// A tree of terms of the new version.
    pub fn tree(&self, tree: TreeId) -> TreeId {
        self.trees.get(tree.index()).copied().unwrap_or(tree)
    }

    /// A term of the new version.
    pub fn term(&self, tree: TreeId, term: TermId) -> TermId {
        self.terms.get(tree.index()).and_then(|terms| terms.get(term.index())).copied().unwrap_or(term)
    }

    /// A unit of the new version.
    pub fn unit(&self, unit: UnitId) -> UnitId {
        self.units.get(unit.index()).copied().unwrap_or(unit)
    }

    /// An outcome of the new version.
    pub fn outcome(&self, outcome: OutcomeId) -> OutcomeId {
        self.outcomes.get(outcome.index()).copied().unwrap_or(outcome)
    }

    fn units(&mut self, new: &Vocabulary) {
        let found = pairs(&self.both.units, &new.units, |names| names, |_, _| false);
        self.told(Word::Unit, &found, |names: &Names| names.clone(), &self.both.units.clone(), &new.units);
        self.units =
            places(&found, &mut self.both.units, &new.units, Names::clone).into_iter().map(UnitId).collect();
    }

    fn outcomes(&mut self, new: &Vocabulary) {
        let found = pairs(&self.both.outcomes, &new.outcomes, |names| names, |_, _| false);
        self.told(
            Word::Outcome,
            &found,
            |names: &Names| names.clone(),
            &self.both.outcomes.clone(),
            &new.outcomes,
        );
        let places = places(&found, &mut self.both.outcomes, &new.outcomes, Names::clone);
        self.outcomes = places.into_iter().map(OutcomeId).collect();
    }

    fn trees(&mut self, new: &Vocabulary) {
        let alike = |one: &TermTree, other: &TermTree| {
            let names =
                |tree: &TermTree| tree.terms.iter().map(|term| term.names.id.clone()).collect::<Vec<_>>();
            !one.terms.is_empty() && names(one) == names(other)
        };
        let found = pairs(&self.both.trees, &new.trees, |tree| &tree.names, alike);
        self.told(
            Word::Tree,
            &found,
            |tree: &TermTree| tree.names.clone(),
            &self.both.trees.clone(),
            &new.trees,
        );
        let empty = |tree: &TermTree| TermTree { terms: Vec::new(), ..tree.clone() };
        self.trees =
            places(&found, &mut self.both.trees, &new.trees, empty).into_iter().map(TreeId).collect();
        for (place, tree) in new.trees.iter().enumerate() {
            let into = self.trees[place];
            let Some(old) = self.both.trees.get_mut(into.index()) else { continue };
            let before = old.terms.clone();
            let found = pairs(&before, &tree.terms, |term| &term.names, |_, _| false);
            let mut terms = Vec::with_capacity(tree.terms.len());
            for (number, term) in tree.terms.iter().enumerate() {
                let known = found.iter().find(|(_, of)| *of == Some(number)).and_then(|(old, _)| *old);
                terms.push(number_of(known.unwrap_or(old.terms.len())));
                if known.is_none() {
                    let end = TermId(number_of(old.terms.len() + 1));
                    old.terms.push(Term { names: term.names.clone(), end });
                }
            }
            self.terms.push(terms.into_iter().map(TermId).collect());
            if found.iter().any(|(old, _)| old.is_some()) {
                self.told(Word::Term, &found, |term: &Term| term.names.clone(), &before, &tree.terms);
            }
        }
    }

    fn subjects(&mut self, new: &Vocabulary) {
        let found = pairs(&self.both.subjects, &new.subjects, |subject| &subject.names, |_, _| false);
        self.told(
            Word::Subject,
            &found,
            |subject: &Subject| subject.names.clone(),
            &self.both.subjects.clone(),
            &new.subjects,
        );
        let empty = |subject: &Subject| Subject { facts: Vec::new(), lists: Vec::new(), ..subject.clone() };
        let places = places(&found, &mut self.both.subjects, &new.subjects, empty);
        self.subjects = places.into_iter().map(SubjectId).collect();
        for (place, subject) in new.subjects.iter().enumerate() {
            let into = self.subjects[place];
            let Some(old) = self.both.subjects.get(into.index()).cloned() else { continue };
            let (facts, merged) = self.merged((into, None), &old.facts, &subject.facts);
            let alike = |one: &EventList, other: &EventList| {
                let kinds = |list: &EventList| {
                    list.fields.iter().map(|field| field.names.id.clone()).collect::<Vec<_>>()
                };
                !one.fields.is_empty() && kinds(one) == kinds(other)
            };
            let found = pairs(&old.lists, &subject.lists, |list| &list.names, alike);
            self.told(Word::List, &found, |list: &EventList| list.names.clone(), &old.lists, &subject.lists);
            let mut lists = old.lists.clone();
            let empty = |list: &EventList| EventList { fields: Vec::new(), ..list.clone() };
            let numbers = self::places(&found, &mut lists, &subject.lists, empty);
            let mut of_lists = Vec::new();
            for (number, list) in subject.lists.iter().enumerate() {
                let into_list = ListId(numbers[number]);
                let known = lists.get(into_list.index()).map(|list| list.fields.clone()).unwrap_or_default();
                let is_new = known.is_empty();
                let (numbers, merged) = self.merged((into, Some(into_list)), &known, &list.fields);
                if let Some(into_own) = lists.get_mut(into_list.index()) {
                    into_own.fields = merged;
                    let at = |field: FieldId| numbers.get(field.index()).copied().unwrap_or(field);
                    let lasting = list.lasting.map(|(first, last)| (at(first), at(last)));
                    if is_new {
                        (into_own.dated, into_own.lasting) = (at(list.dated), lasting);
                    } else if (into_own.dated, into_own.lasting) != (at(list.dated), lasting) {
                        let new = EventList { dated: at(list.dated), lasting, ..into_own.clone() };
                        self.times.push((into, into_list, [into_own.clone(), new]));
                    }
                }
                of_lists.push(numbers);
            }
            self.facts.push(facts);
            self.lists.push(numbers.into_iter().map(ListId).collect());
            self.fields.push(of_lists);
            if let Some(into) = self.both.subjects.get_mut(into.index()) {
                (into.facts, into.lists) = (merged, lists);
            }
        }
    }

    /// Fields of both; one of another kind is another field, whatever it is called.
    fn merged(
        &mut self,
        (subject, list): (SubjectId, Option<ListId>),
        old: &[Field],
        new: &[Field],
    ) -> (Vec<FieldId>, Vec<Field>) {
        let new: Vec<Field> = new
            .iter()
            .map(|field| Field {
                kind: self.kind(&field.kind),
                default: self.default(field),
                ..field.clone()
            })
            .collect();
        let kinds = |one: &Field, other: &Field| one.kind == other.kind;
        let mut found = pairs(old, &new, |field| &field.names, |_, _| false);
        for pair in &mut found {
            if let (Some(one), Some(other)) = *pair
                && !kinds(&old[one], &new[other])
            {
                *pair = (Some(one), None);
            }
        }
        let matched: Vec<usize> = found.iter().filter_map(|(_, new)| *new).collect();
        found
            .extend((0..new.len()).filter(|place| !matched.contains(place)).map(|place| (None, Some(place))));
        found.sort_by_key(|(old, new)| (new.unwrap_or(usize::MAX), *old));
        let word = if list.is_some() { Word::Field } else { Word::Fact };
        if !old.is_empty() {
            self.told(word, &found, |field: &Field| field.names.clone(), old, &new);
        }
        for (one, other) in &found {
            if let (Some(one), Some(other)) = (*one, *other)
                && old[one].default != new[other].default
            {
                self.defaults.push((subject, list, FieldId(number_of(one))));
            }
        }
        for pair in &found {
            let alone = match *pair {
                (Some(one), None) => old.get(one),
                (None, Some(other)) => new.get(other),
                (Some(_), Some(_)) | (None, None) => None,
            };
            if let Some(Field { kind: FieldKind::Member(_), names, .. }) = alone {
                self.groups.push(names.clone());
            }
        }
        let mut fields = old.to_vec();
        let distinct = |field: &Field| {
            let mut field = field.clone();
            if old.iter().any(|known| same_name(&known.names.id, &field.names.id)) {
                field.names.id.push_str("_new");
            }
            field
        };
        let numbers = places(&found, &mut fields, &new, distinct).into_iter().map(FieldId).collect();
        (numbers, fields)
    }

    fn kind(&self, kind: &FieldKind) -> FieldKind {
        match kind {
            FieldKind::Quantity(unit) => FieldKind::Quantity(self.unit(*unit)),
            FieldKind::Term(tree) => FieldKind::Term(self.tree(*tree)),
            FieldKind::Member(subject) => FieldKind::Member(self.subject(*subject)),
            FieldKind::Text | FieldKind::Flag | FieldKind::Date => kind.clone(),
        }
    }

    fn default(&self, field: &Field) -> Option<policy_core::DefaultValue> {
        match (&field.default, &field.kind) {
            (Some(policy_core::DefaultValue::Term(term)), FieldKind::Term(tree)) => {
                Some(policy_core::DefaultValue::Term(self.term(*tree, *term)))
            }
            (default, _) => default.clone(),
        }
    }

    /// Notes what is called differently, or is known to one only.
    fn told<T>(
        &mut self,
        word: Word,
        found: &[(Option<usize>, Option<usize>)],
        names: impl Fn(&T) -> Names,
        old: &[T],
        new: &[T],
    ) {
        for (one, other) in found {
            let one = one.and_then(|place| old.get(place)).map(&names);
            let other = other.and_then(|place| new.get(place)).map(&names);
            match (one, other) {
                (Some(one), Some(other)) if one.id == other.id && one.label == other.label => {}
                (Some(one), Some(other)) => self.changes.push((word, Pair::Both(one, other))),
                (Some(one), None) => self.changes.push((word, Pair::Old(one))),
                (None, Some(other)) => self.changes.push((word, Pair::New(other))),
                (None, None) => {}
            }
        }
    }
}

pub(crate) fn number_of(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

/// Whether two things belong together.
pub(crate) type Fits<'f, T> = &'f dyn Fn(&T, &T) -> bool;

/// Whether two things share a name.
pub(crate) fn share_a_name(one: &Names, other: &Names) -> bool {
    one.all().any(|name| other.all().any(|candidate| same_name(name, candidate)))
}

/// Which things of the new version are which of the old: by identifier, by any name, and where they are alike.
pub(crate) fn pairs<T>(
    old: &[T],
    new: &[T],
    names: impl Fn(&T) -> &Names,
    alike: impl Fn(&T, &T) -> bool,
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut take = |fits: &dyn Fn(&T, &T) -> bool| {
        for (place, thing) in new.iter().enumerate() {
            if partner[place].is_some() {
                continue;
            }
            let is_free = |old: &usize| !partner.contains(&Some(*old));
            partner[place] = (0..old.len()).filter(is_free).find(|known| fits(&old[*known], thing));
        }
    };
    take(&|one, other| names(one).id == names(other).id);
    take(&|one, other| share_a_name(names(one), names(other)));
    take(&|one, other| alike(one, other));
    let gone =
        (0..old.len()).filter(|place| !partner.contains(&Some(*place))).map(|place| (Some(place), None));
    let gone: Vec<_> = gone.collect();
    partner.iter().enumerate().map(|(place, old)| (*old, Some(place))).chain(gone).collect()
}

/// Where each thing of the new version stands among those of both; what only it knows is added.
fn places<T>(
    found: &[(Option<usize>, Option<usize>)],
    both: &mut Vec<T>,
    new: &[T],
    added: impl Fn(&T) -> T,
) -> Vec<u16> {
    let mut places = Vec::with_capacity(new.len());
    for (place, thing) in new.iter().enumerate() {
        let known = found.iter().find(|(_, of)| *of == Some(place)).and_then(|(old, _)| *old);
        places.push(number_of(known.unwrap_or(both.len())));
        if known.is_none() {
            both.push(added(thing));
        }
    }
    places
}
