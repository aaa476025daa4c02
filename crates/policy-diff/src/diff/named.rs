//! The differences of what is named and used elsewhere: words of the vocabulary, periods of calendars, parameters, tables.

use policy_core::plan::{
    Amount, Choice, Condition, Naming, Node, Occurrence, Parameter, ParameterId, Period, Plan, TableId,
};
use policy_core::{
    DefaultValue, EventList, FieldId, FieldKind, ListId, Names, SubjectId, TermId, TreeId, UnitId, Vocabulary,
};

use super::Work;
use super::changes::kind_of;
use super::recognitions::credited_unit;
use crate::change::{Aspect, Change, Figure, Item, Kind, Pair, Piece, Word};
use crate::parts::{Part, is_renamed};
use crate::reading::Read;
use crate::words::{number_of, share_a_name};

impl Work<'_> {
    pub(super) fn words(&mut self, changes: &mut Vec<Change>) {
        let found = self.beside.words.changes.clone();
        for (word, pair) in found {
            let kind = kind_of(&pair, true);
            let reads: Vec<Read> = match word {
                Word::Term => self.terms_called(&pair),
                Word::Fact => {
                    let is_group = pair.after().or(pair.before()).is_some_and(|names| {
                        self.beside.words.groups.iter().any(|group| group.id == names.id)
                    });
                    if is_group { vec![Read::Members] } else { Vec::new() }
                }
                Word::Subject | Word::List | Word::Field | Word::Tree | Word::Unit | Word::Outcome => {
                    Vec::new()
                }
            };
            let reaches = match kind {
                Kind::Added | Kind::Removed => self.reached(&reads),
                Kind::Renamed | Kind::Changed => Vec::new(),
            };
            let is_renamed = kind == Kind::Renamed;
            changes.push(Change {
                item: Item::Word(word, pair),
                kind,
                is_renamed,
                figures: Vec::new(),
                effect: None,
                reaches,
            });
        }
        self.times(changes);
        self.defaults(changes);
    }

    /// Lists of events that are dated by something else, or last otherwise.
    fn times(&mut self, changes: &mut Vec<Change>) {
        for (_, list, [old, new]) in self.beside.words.times.clone() {
            let called = |list: &EventList, field: FieldId| {
                new.fields.get(field.index()).map_or_else(|| list.names.clone(), |field| field.names.clone())
            };
            let dated = |list: &EventList| Piece::Fields(vec![called(list, list.dated)]);
            let lasts = |list: &EventList| {
                let (first, last) = list.lasting?;
                Some(Piece::Fields(vec![called(list, first), called(list, last)]))
            };
            let figures = [
                Figure { aspect: Aspect::Dated, old: Some(dated(&old)), new: Some(dated(&new)) },
                Figure { aspect: Aspect::Lasts, old: lasts(&old), new: lasts(&new) },
            ];
            let reaches = self.reached(&[Read::List(list)]);
            changes.push(Change {
                item: Item::Word(Word::List, Pair::Both(old.names.clone(), new.names.clone())),
                kind: Kind::Changed,
                is_renamed: false,
                figures: figures.into_iter().filter(|figure| figure.old != figure.new).collect(),
                effect: None,
                reaches,
            });
        }
    }

    /// Words of which absence means something else.
    fn defaults(&mut self, changes: &mut Vec<Change>) {
        let defaults = self.beside.words.defaults.clone();
        for (subject, list, field) in defaults {
            let Some(declared) = self.beside.plan.vocabulary.fields(subject, list).get(field.index()) else {
                continue;
            };
            let names = declared.names.clone();
            let default =
                |plan: &Plan| default_of(plan, (&self.beside.plan.vocabulary, subject, list), &names);
            let figures =
                vec![Figure { aspect: Aspect::Default, old: default(self.old), new: default(self.new) }];
            let word = if list.is_some() { Word::Field } else { Word::Fact };
            let reaches = self.reached(&[Read::Field(list.is_none(), field)]);
            let item = Item::Word(word, Pair::Both(names.clone(), names));
            changes.push(Change {
                item,
                kind: Kind::Changed,
                is_renamed: false,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    /// Terms of the vocabulary of both by their names.
    fn terms_called(&self, pair: &Pair<Names>) -> Vec<Read> {
        let names = pair.after().or(pair.before());
        let trees = (0..).map(TreeId).zip(&self.beside.plan.vocabulary.trees);
        let found = trees.flat_map(|(tree, declared)| {
            (0..).map(TermId).zip(&declared.terms).map(move |(term, of)| (tree, term, of))
        });
        found
            .filter(|(_, _, term)| names.is_some_and(|names| names.id == term.names.id))
            .map(|(tree, term, _)| Read::Term(tree, term))
            .collect()
    }

    pub(super) fn periods(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.periods.clone() {
            let old = pair.before().and_then(|period| self.old.periods.get(period.index()));
            let new = pair.after().and_then(|period| self.new.periods.get(period.index()));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let occurrences =
                |period: Option<&Period>| period.map(|period| period.occurrences.clone()).unwrap_or_default();
            let figures = occurrences_of(&occurrences(old), &occurrences(new));
            if figures.is_empty() && !is_renamed && matches!(pair, Pair::Both(..)) {
                continue;
            }
            let first = self.beside.first.period;
            let reads: Vec<Read> =
                [pair.before().map(|old| old.index()), pair.after().map(|new| first + new.index())]
                    .into_iter()
                    .flatten()
                    .map(Read::Period)
                    .collect();
            let kind = kind_of(&pair, figures.is_empty());
            let reaches = if figures.is_empty() { Vec::new() } else { self.reached(&reads) };
            changes.push(Change {
                item: Item::Period(pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    pub(super) fn parameters(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.parameters.clone() {
            let old = pair.before().and_then(|found| self.old.parameters.get(found.index()));
            let new = pair.after().and_then(|found| self.new.parameters.get(found.index()));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let value =
                |found: Option<&Parameter>| found.map(|found| Piece::Quantity(found.value, found.unit));
            let of_both = |found: Option<&Parameter>, is_new: bool| {
                found.map(|found| {
                    (found.value, if is_new { self.beside.words.unit(found.unit) } else { found.unit })
                })
            };
            let first = self.beside.first.parameter;
            let naming = |place: usize| Naming::Parameter(ParameterId(number_of(place)));
            let unit = old.or(new).map_or(Vocabulary::NUMBER, |found| found.unit);
            let mut figures = self.rows(
                pair.before().map(|old| (naming(old.index()), naming(old.index()))),
                pair.after().map(|new| (naming(new.index()), naming(first + new.index()))),
                unit,
            );
            if of_both(old, false) != of_both(new, true) {
                figures.insert(0, Figure { aspect: Aspect::Value, old: value(old), new: value(new) });
            }
            if figures.is_empty() && !is_renamed {
                continue;
            }
            let reads: Vec<Read> =
                [pair.before().map(|old| old.index()), pair.after().map(|new| first + new.index())]
                    .into_iter()
                    .flatten()
                    .map(Read::Parameter)
                    .collect();
            let reaches = if figures.is_empty() { Vec::new() } else { self.reached(&reads) };
            let kind = kind_of(&pair, figures.is_empty());
            changes.push(Change {
                item: Item::Parameter(pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    pub(super) fn tables(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.tables.clone() {
            let old = pair.before().and_then(|found| self.old.tables.get(found.index()));
            let new = pair.after().and_then(|found| self.new.tables.get(found.index()));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let first = self.beside.first.table;
            let naming = |place: usize| Naming::Table(TableId(number_of(place)));
            let figures = self.rows(
                pair.before().map(|old| (naming(old.index()), naming(old.index()))),
                pair.after().map(|new| (naming(new.index()), naming(first + new.index()))),
                Vocabulary::NUMBER,
            );
            if figures.is_empty() && !is_renamed && matches!(pair, Pair::Both(..)) {
                continue;
            }
            let reads: Vec<Read> =
                [pair.before().map(|old| old.index()), pair.after().map(|new| first + new.index())]
                    .into_iter()
                    .flatten()
                    .map(Read::Table)
                    .collect();
            let reaches = self.reached(&reads);
            let kind = kind_of(&pair, figures.is_empty());
            changes.push(Change {
                item: Item::Table(pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    /// The rows of something that is named, where they say something else: in its own plan, and in that of both.
    fn rows(
        &self,
        old: Option<(Naming, Naming)>,
        new: Option<(Naming, Naming)>,
        unit: UnitId,
    ) -> Vec<Figure> {
        let said =
            |plan: &Plan, naming: Option<(Naming, Naming)>| naming.and_then(|(own, _)| choice_of(plan, own));
        let meant = |naming: Option<(Naming, Naming)>| {
            naming.and_then(|(_, both)| choice_of(&self.beside.plan, both))
        };
        let teller = self.teller();
        let rows = |said: Option<(Choice, UnitId)>, meant: Option<(Choice, UnitId)>| {
            let mut rows: Vec<(String, Part)> = Vec::new();
            let (Some((said, own)), Some((meant, _))) = (said, meant) else { return (rows, None) };
            let unit = if unit == Vocabulary::NUMBER { own } else { unit };
            for (said, meant) in said.cases.iter().zip(&meant.cases) {
                let aspect = Aspect::Row(Box::new(said.when.clone()));
                rows.push((
                    teller.form(&meant.when),
                    teller.amount(aspect, &said.amount, &meant.amount, unit),
                ));
            }
            (rows, Some(teller.amount(Aspect::Otherwise, &said.otherwise, &meant.otherwise, unit)))
        };
        let (old_rows, old_otherwise) = rows(said(self.old, old), meant(old));
        let (new_rows, new_otherwise) = rows(said(self.new, new), meant(new));
        let mut found = Vec::new();
        let mut taken = vec![false; old_rows.len()];
        let mut left = old_rows;
        for (when, part) in new_rows {
            let known = left.iter().enumerate().position(|(place, (of, _))| !taken[place] && *of == when);
            match known {
                Some(place) => {
                    taken[place] = true;
                    if !left[place].1.says_the_same(&part) {
                        found.push(Figure {
                            aspect: part.aspect_of(),
                            old: Some(left[place].1.piece_of()),
                            new: Some(part.piece_of()),
                        });
                    }
                }
                None => {
                    found.push(Figure { aspect: part.aspect_of(), old: None, new: Some(part.piece_of()) })
                }
            }
        }
        for (place, (_, part)) in left.drain(..).enumerate() {
            if !taken[place] {
                found.push(Figure { aspect: part.aspect_of(), old: Some(part.piece_of()), new: None });
            }
        }
        if let (Some(one), Some(other)) = (&old_otherwise, &new_otherwise)
            && !one.says_the_same(other)
        {
            found.push(Figure {
                aspect: Aspect::Otherwise,
                old: Some(one.piece_of()),
                new: Some(other.piece_of()),
            });
        }
        found
    }
}

fn occurrences_of(old: &[Occurrence], new: &[Occurrence]) -> Vec<Figure> {
    let days = |one: &Occurrence| (one.from, one.to);
    let piece = |one: &Occurrence| Piece::Days(one.from, Some(one.to));
    let mut found = Vec::new();
    for one in new {
        let known = old.iter().find(|known| known.label == one.label);
        if known.map(days) != Some(days(one)) {
            let aspect = Aspect::Occurrence(one.label.clone());
            found.push(Figure { aspect, old: known.map(piece), new: Some(piece(one)) });
        }
    }
    for one in old.iter().filter(|one| !new.iter().any(|known| known.label == one.label)) {
        found.push(Figure {
            aspect: Aspect::Occurrence(one.label.clone()),
            old: Some(piece(one)),
            new: None,
        });
    }
    found
}

/// What absence of a field means in a version.
fn default_of(
    plan: &Plan,
    (both, subject, list): (&Vocabulary, SubjectId, Option<ListId>),
    names: &Names,
) -> Option<Piece> {
    let declared = both.subjects.get(subject.index())?;
    let own = plan.vocabulary.subjects.iter().find(|known| share_a_name(&known.names, &declared.names))?;
    let fields = match list {
        None => &own.facts,
        Some(list) => {
            let of = declared.lists.get(list.index())?;
            &own.lists.iter().find(|known| share_a_name(&known.names, &of.names))?.fields
        }
    };
    let field = fields.iter().find(|known| share_a_name(&known.names, names))?;
    Some(match field.default.as_ref()? {
        DefaultValue::Flag(flag) => Piece::Truth(*flag),
        DefaultValue::Quantity(amount) => match field.kind {
            FieldKind::Quantity(unit) => Piece::Quantity(*amount, unit),
            _ => return None,
        },
        DefaultValue::Term(term) => match field.kind {
            FieldKind::Term(tree) => {
                let term = plan.vocabulary.trees.get(tree.index())?.terms.get(term.index())?;
                Piece::Order(vec![term.names.id.clone()])
            }
            _ => return None,
        },
    })
}

/// The choice that stands where a named thing is used, and the unit that it is in there.
fn choice_of(plan: &Plan, naming: Naming) -> Option<(Choice, UnitId)> {
    let mut found: Option<(Choice, UnitId)> = None;
    let mut look = |node: Node<'_>, unit: UnitId| {
        node.walk(&mut |node| {
            if let Node::Amount(Amount::Choose(choice)) = node
                && found.is_none()
                && choice.named == Some(naming)
            {
                found = Some(((**choice).clone(), unit));
            }
        });
    };
    for recognition in &plan.recognitions {
        let unit = credited_unit(&plan.vocabulary, recognition.subject, recognition);
        recognition.nodes().into_iter().for_each(|node| look(node, unit));
    }
    for rule in &plan.rules {
        for node in rule.nodes() {
            let unit = unit_in(node);
            look(node, unit);
        }
    }
    for consequence in &plan.consequences {
        for node in [Node::Condition(&consequence.when), Node::Condition(&consequence.applies)] {
            look(node, unit_in(node));
        }
    }
    found
}

/// The unit of the first comparison in a piece.
fn unit_in(node: Node<'_>) -> UnitId {
    let mut unit = None;
    node.walk(&mut |node| {
        if let Node::Condition(Condition::Compare(comparison)) = node {
            unit.get_or_insert(comparison.unit);
        }
    });
    unit.unwrap_or(Vocabulary::NUMBER)
}
