//! Vocabularies become one: all subjects, trees, units and outcomes, with tables to look names up in.
//!
//! The same identifier in another vocabulary is the same thing: a county may add facts to the
//! city's teacher. In the same vocabulary it is a mistake.

use std::collections::HashMap;

use policy_core::{
    DefaultValue, EventList, Field, FieldId, FieldKind, ListId, Names, Subject, SubjectId, TermId, TreeId,
    UnitId, Vocabulary,
};

use super::report::Report;
use super::table::{Entered, Origin, Table, key, names};
use super::terms::{TermNodes, Tree};
use crate::syntax::{
    self, EventDecl, FieldDecl, Name, SubjectClause, SubjectDecl, TestValue, TypeExpr, VocabularyClause,
};
use crate::{Diagnostic, Saying};

/// The merged vocabulary and the tables of its names.
#[derive(Debug)]
pub(crate) struct Words {
    /// What the plan and records use.
    pub vocabulary: Vocabulary,
    /// The vocabularies themselves; an origin is a number of this table.
    pub vocabularies: Table,
    /// Units of quantities.
    pub units: Table,
    /// What consequences speak of.
    pub outcomes: Table,
    /// Term trees.
    pub trees: Table,
    /// Terms, by tree.
    pub terms: Vec<Table>,
    /// Subjects.
    pub subjects: Table,
    /// Facts, by subject.
    pub facts: Vec<Table>,
    /// Lists of events, by subject.
    pub lists: Vec<Table>,
    /// Fields of events, by subject and list.
    pub fields: Vec<Vec<Table>>,
    /// By subject, the quantity fields of its lists by name.
    amounts: Vec<HashMap<String, Vec<(ListId, FieldId)>>>,
}

impl Words {
    /// The fields of a subject, or of one of its lists.
    pub fn field_table(&self, subject: SubjectId, list: Option<ListId>) -> &Table {
        match list {
            None => &self.facts[subject.index()],
            Some(list) => &self.fields[subject.index()][list.index()],
        }
    }

    /// A field as declared.
    pub fn field(&self, subject: SubjectId, list: Option<ListId>, field: FieldId) -> &Field {
        &self.vocabulary.fields(subject, list)[field.index()]
    }

    /// The quantity fields of a subject's lists that have a name.
    pub fn amounts(&self, subject: SubjectId, name: &str) -> &[(ListId, FieldId)] {
        self.amounts[subject.index()].get(&key(name)).map_or(&[], Vec::as_slice)
    }

    /// What a unit is called.
    pub fn unit_names(&self, unit: UnitId) -> &Names {
        &self.units.get(unit.0).names
    }
}

/// Merges all vocabularies of the files.
pub(crate) fn merge<'s>(
    report: &mut Report,
    declared: impl Iterator<Item = &'s syntax::Vocabulary> + Clone,
) -> Words {
    let mut merge = Merge::new(report);
    for vocabulary in declared.clone() {
        merge.open(vocabulary);
    }
    merge.flatten_trees();
    for (subject, origin, decl) in std::mem::take(&mut merge.pending) {
        merge.fill_subject(subject, origin, decl);
    }
    merge.finish()
}

struct Merge<'r, 's> {
    report: &'r mut Report,
    words: Words,
    trees: Vec<Tree<'s>>,
    pending: Vec<(SubjectId, Origin, &'s SubjectDecl)>,
    keys: Vec<Option<Names>>,
}

impl<'r, 's> Merge<'r, 's> {
    fn new(report: &'r mut Report) -> Self {
        let vocabulary = Vocabulary::empty();
        let mut units = Table::default();
        for unit in &vocabulary.units {
            units.build_in(unit.clone());
        }
        let words = Words {
            vocabulary,
            vocabularies: Table::default(),
            units,
            outcomes: Table::default(),
            trees: Table::default(),
            terms: Vec::new(),
            subjects: Table::default(),
            facts: Vec::new(),
            lists: Vec::new(),
            fields: Vec::new(),
            amounts: Vec::new(),
        };
        Self { report, words, trees: Vec::new(), pending: Vec::new(), keys: Vec::new() }
    }

    /// Enters the names of everything at the top of a vocabulary.
    fn open(&mut self, vocabulary: &'s syntax::Vocabulary) {
        let Some(Entered::New(origin) | Entered::Again(origin)) =
            self.words.vocabularies.declare(self.report, &vocabulary.declared, 0)
        else {
            return;
        };
        for clause in &vocabulary.body.members {
            match &clause.node {
                VocabularyClause::Unit(unit) => {
                    self.words.units.declare(self.report, &unit.declared, origin);
                }
                VocabularyClause::Outcome(outcome) => {
                    self.words.outcomes.declare(self.report, &outcome.declared, origin);
                }
                VocabularyClause::Tree(tree) => self.open_tree(tree, origin),
                VocabularyClause::Subject(subject) => self.open_subject(subject, origin),
            }
        }
    }

    fn open_tree(&mut self, decl: &'s syntax::TreeDecl, origin: Origin) {
        match self.words.trees.declare(self.report, &decl.declared, origin) {
            None => {}
            Some(Entered::New(_)) => {
                let mut nodes = TermNodes::default();
                nodes.add(&decl.body, origin);
                self.trees.push(Tree { decl, ordered: decl.ascending, nodes });
            }
            Some(Entered::Again(id)) => {
                let tree = &mut self.trees[usize::from(id)];
                if tree.ordered != decl.ascending {
                    let says = Saying::new("tree-order-differs").with("tree", &decl.declared.name.text);
                    let first = tree.decl.declared.name.span;
                    self.report.push(
                        Diagnostic::error(decl.declared.name.span, says)
                            .also(first, Saying::new("first-declared")),
                    );
                }
                tree.nodes.add(&decl.body, origin);
            }
        }
    }

    fn open_subject(&mut self, decl: &'s SubjectDecl, origin: Origin) {
        let id = match self.words.subjects.declare(self.report, &decl.declared, origin) {
            None => return,
            Some(Entered::New(id)) => {
                self.words.facts.push(Table::default());
                self.words.lists.push(Table::default());
                self.words.fields.push(Vec::new());
                self.keys.push(None);
                self.words.vocabulary.subjects.push(Subject {
                    names: names(&decl.declared),
                    key: Names::labelled("id", "编号"),
                    facts: Vec::new(),
                    lists: Vec::new(),
                });
                id
            }
            Some(Entered::Again(id)) => id,
        };
        self.pending.push((SubjectId(id), origin, decl));
    }

    /// Numbers the terms depth first, now that no vocabulary can add any.
    fn flatten_trees(&mut self) {
        for (tree, entry) in std::mem::take(&mut self.trees).into_iter().zip(self.words.trees.entries()) {
            let (flat, table) = tree.nodes.flatten(self.report, entry.names.clone(), tree.ordered);
            self.words.vocabulary.trees.push(flat);
            self.words.terms.push(table);
        }
    }

    fn fill_subject(&mut self, subject: SubjectId, origin: Origin, decl: &'s SubjectDecl) {
        let place = subject.index();
        for clause in &decl.body.members {
            match &clause.node {
                SubjectClause::Key(declared) => {
                    let key = names(declared);
                    if self.keys[place].as_ref().is_some_and(|known| known.id != key.id) {
                        let says = Saying::new("second-key")
                            .with_names("subject", &self.words.subjects.get(subject.0).names);
                        self.report.push(Diagnostic::error(declared.name.span, says));
                    } else {
                        self.keys[place] = Some(key);
                    }
                }
                SubjectClause::Fact(fact) => self.fill_field(subject, None, origin, fact),
                SubjectClause::Event(event) => self.fill_event(subject, origin, event),
            }
        }
    }

    fn fill_field(&mut self, subject: SubjectId, list: Option<ListId>, origin: Origin, decl: &FieldDecl) {
        let place = subject.index();
        let table = match list {
            None => &mut self.words.facts[place],
            Some(list) => &mut self.words.fields[place][list.index()],
        };
        let entered = table.declare(self.report, &decl.declared, origin);
        let kind = self.kind(&decl.kind);
        let kind_is_known = kind.is_some();
        let kind = kind.unwrap_or(FieldKind::Text);
        let default = match &decl.default {
            Some(value) if kind_is_known => self.default(&kind, value, &decl.declared.name),
            Some(_) | None => None,
        };
        let subject = &mut self.words.vocabulary.subjects[place];
        let fields = match list {
            None => &mut subject.facts,
            Some(list) => &mut subject.lists[list.index()].fields,
        };
        match entered {
            None => {}
            Some(Entered::New(_)) => fields.push(Field { names: names(&decl.declared), kind, default }),
            Some(Entered::Again(id)) => {
                let known = &mut fields[usize::from(id)];
                if kind_is_known && known.kind != kind {
                    let says = Saying::new("field-kind-differs").with("name", &decl.declared.name.text);
                    self.report.push(Diagnostic::error(decl.declared.name.span, says));
                }
                known.default = known.default.take().or(default);
            }
        }
    }

    fn fill_event(&mut self, subject: SubjectId, origin: Origin, decl: &EventDecl) {
        let place = subject.index();
        let (list, new) = match self.words.lists[place].declare(self.report, &decl.declared, origin) {
            None => return,
            Some(Entered::New(id)) => (ListId(id), true),
            Some(Entered::Again(id)) => (ListId(id), false),
        };
        if new {
            self.words.fields[place].push(Table::default());
            self.words.vocabulary.subjects[place].lists.push(EventList {
                names: names(&decl.declared),
                fields: Vec::new(),
                dated: FieldId(0),
                lasting: None,
            });
        }
        for field in &decl.body.members {
            self.fill_field(subject, Some(list), origin, &field.node);
        }
        let dated = self.date_field(subject, list, &decl.dated);
        let lasting = match &decl.lasting {
            None => None,
            Some((start, end)) => {
                let (start, end) =
                    (self.date_field(subject, list, start), self.date_field(subject, list, end));
                start.zip(end)
            }
        };
        let event = &mut self.words.vocabulary.subjects[place].lists[list.index()];
        if let Some(dated) = dated {
            if !new && event.dated != dated {
                let says = Saying::new("dated-differs").with("name", &decl.declared.name.text);
                self.report.push(Diagnostic::error(decl.dated.span, says));
            }
            event.dated = dated;
        }
        event.lasting = lasting.or(event.lasting);
    }

    /// A date field of an event, for `dated` and `lasting`.
    fn date_field(&mut self, subject: SubjectId, list: ListId, name: &Name) -> Option<FieldId> {
        let table = &self.words.fields[subject.index()][list.index()];
        let Some(id) = table.find(&name.text) else {
            return self.report.unknown(name, "kind-field", table.all_names());
        };
        let field = self.words.field(subject, Some(list), FieldId(id));
        if field.kind != FieldKind::Date {
            let says = Saying::new("not-a-date-field").with("name", &name.text);
            return self.report.fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-date-field")));
        }
        Some(FieldId(id))
    }

    fn kind(&mut self, declared: &TypeExpr) -> Option<FieldKind> {
        let name = match declared {
            TypeExpr::Text => return Some(FieldKind::Text),
            TypeExpr::Flag => return Some(FieldKind::Flag),
            TypeExpr::Date => return Some(FieldKind::Date),
            TypeExpr::Named(name) => name,
        };
        let words = &self.words;
        let found: Vec<(FieldKind, &Table, u16)> = [
            words.units.find(&name.text).map(|id| (FieldKind::Quantity(UnitId(id)), &words.units, id)),
            words.trees.find(&name.text).map(|id| (FieldKind::Term(TreeId(id)), &words.trees, id)),
            words.subjects.find(&name.text).map(|id| (FieldKind::Member(SubjectId(id)), &words.subjects, id)),
        ]
        .into_iter()
        .flatten()
        .collect();
        match found.as_slice() {
            [] => {
                let known =
                    words.units.all_names().chain(words.trees.all_names()).chain(words.subjects.all_names());
                self.report.unknown(name, "kind-type", known)
            }
            [(kind, _, _)] => Some(kind.clone()),
            [_, _, ..] => {
                let meanings = found
                    .iter()
                    .map(|(kind, table, id)| {
                        let entry = table.get(*id);
                        (
                            entry.span,
                            Saying::new("meaning")
                                .with_word("kind", kind_word(kind))
                                .with("name", &entry.names.id),
                        )
                    })
                    .filter(|(span, _)| *span != crate::Span::default())
                    .collect();
                self.report.ambiguous(name, meanings, Saying::new("hint-rename"))
            }
        }
    }

    fn default(&mut self, kind: &FieldKind, value: &TestValue, field: &Name) -> Option<DefaultValue> {
        let wrong = |span| {
            Diagnostic::error(
                span,
                Saying::new("default-misfit").with("name", &field.text).with_word("kind", kind_word(kind)),
            )
        };
        match (kind, value) {
            (FieldKind::Flag, TestValue::Truth(flag)) => Some(DefaultValue::Flag(*flag)),
            (FieldKind::Quantity(unit), TestValue::Number(number, written)) => {
                if let Some(written) = written
                    && self.words.units.find(&written.text) != Some(unit.0)
                {
                    return self.report.fail(wrong(written.span));
                }
                Some(DefaultValue::Quantity(*number))
            }
            (FieldKind::Term(tree), TestValue::Name(name)) => {
                let table = &self.words.terms[tree.index()];
                match table.find(&name.text) {
                    Some(id) => Some(DefaultValue::Term(TermId(id))),
                    None => self.report.unknown(name, "kind-term", table.all_names()),
                }
            }
            (_, TestValue::Name(name) | TestValue::Variable(name)) => self.report.fail(wrong(name.span)),
            (_, TestValue::Text(text)) => self.report.fail(wrong(text.span)),
            (_, TestValue::Missing | TestValue::Number(..) | TestValue::Date(_) | TestValue::Truth(_)) => {
                self.report.fail(wrong(field.span))
            }
        }
    }

    /// Takes over the names that later vocabularies completed.
    fn finish(mut self) -> Words {
        let words = &mut self.words;
        let all = |table: &Table| table.all_names().cloned().collect::<Vec<Names>>();
        words.vocabulary.units = all(&words.units);
        words.vocabulary.outcomes = all(&words.outcomes);
        for (place, subject) in words.vocabulary.subjects.iter_mut().enumerate() {
            subject.names = words.subjects.get(place as u16).names.clone();
            if let Some(key) = self.keys[place].take() {
                subject.key = key;
            }
            for (field, names) in subject.facts.iter_mut().zip(words.facts[place].all_names()) {
                field.names = names.clone();
            }
            for (number, list) in subject.lists.iter_mut().enumerate() {
                list.names = words.lists[place].get(number as u16).names.clone();
                for (field, names) in list.fields.iter_mut().zip(words.fields[place][number].all_names()) {
                    field.names = names.clone();
                }
            }
        }
        for subject in &self.words.vocabulary.subjects {
            let mut amounts: HashMap<String, Vec<(ListId, FieldId)>> = HashMap::new();
            for (list, declared) in (0u16..).map(ListId).zip(&subject.lists) {
                for (field, declared) in (0u16..).map(FieldId).zip(&declared.fields) {
                    if let FieldKind::Quantity(_) = declared.kind {
                        for name in declared.names.all() {
                            let found = amounts.entry(key(name)).or_default();
                            if !found.contains(&(list, field)) {
                                found.push((list, field));
                            }
                        }
                    }
                }
            }
            self.words.amounts.push(amounts);
        }
        self.words
    }
}

/// The catalogue's word for what a field holds.
pub(crate) fn kind_word(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "kind-text",
        FieldKind::Flag => "kind-flag",
        FieldKind::Date => "kind-date",
        FieldKind::Quantity(_) => "kind-amount",
        FieldKind::Term(_) => "kind-term",
        FieldKind::Member(_) => "kind-subject",
    }
}

/// Whether subjects of a kind belong to those of another, at once or through a third.
pub(crate) fn belongs(vocabulary: &Vocabulary, member: SubjectId, whole: SubjectId) -> bool {
    let subjects = &vocabulary.subjects;
    let mut reached = vec![member];
    let mut next = 0;
    while let Some(&subject) = reached.get(next) {
        for fact in &subjects[subject.index()].facts {
            match fact.kind {
                FieldKind::Member(above) if above == whole => return true,
                FieldKind::Member(above) if !reached.contains(&above) => reached.push(above),
                FieldKind::Member(_)
                | FieldKind::Text
                | FieldKind::Flag
                | FieldKind::Date
                | FieldKind::Quantity(_)
                | FieldKind::Term(_) => {}
            }
        }
        next += 1;
    }
    false
}
