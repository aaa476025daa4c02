//! The words of a vocabulary, and the days of calendars.

use policy_core::plan::{Occurrence, Period};
use policy_core::{DefaultValue, EventList, Field, FieldKind, Names, Subject, Term, TermTree};

use super::Speller;

/// Things by their identifiers.
fn by_id<T>(things: &[T], names: impl Fn(&T) -> &Names) -> Vec<&T> {
    let mut sorted: Vec<&T> = things.iter().collect();
    sorted.sort_by(|one, other| names(one).id.cmp(&names(other).id));
    sorted
}

impl Speller<'_> {
    /// A kind of subject with its facts and events. Facts and lists have no order; the fields of an event have one, by which events that tie
    /// are told apart.
    pub fn subject_of(&mut self, Subject { names, key, facts, lists }: &Subject) {
        self.list("subject", |own| {
            own.names(names);
            own.names(key);
            own.all("facts", by_id(facts, |fact| &fact.names), Self::field_declared);
            // Of several facts that name a subject of one kind the first says to which one the holder belongs.
            let links = facts.iter().enumerate().filter(|(place, fact)| {
                matches!(fact.kind, FieldKind::Member(_))
                    && facts.iter().take(*place).all(|earlier| earlier.kind != fact.kind)
            });
            let links: Vec<&Field> = links.map(|(_, fact)| fact).collect();
            own.all("links", by_id(&links, |fact| &fact.names), |own, fact| own.quoted(&fact.names.id));
            own.all(
                "lists",
                by_id(lists, |list| &list.names),
                |own, EventList { names, fields, dated, lasting }| {
                    own.list("event", |own| {
                        let field = |own: &mut Self, id: policy_core::FieldId| {
                            own.known(fields.get(id.index()).map(|found| &found.names), id.0);
                        };
                        own.names(names);
                        own.all("fields", fields, Self::field_declared);
                        field(own, *dated);
                        own.optional(*lasting, |own, (first, last)| {
                            field(own, first);
                            field(own, last);
                        });
                    });
                },
            );
        });
    }

    fn field_declared(&mut self, Field { names, kind, default }: &Field) {
        self.list("field", |own| {
            own.names(names);
            match kind {
                FieldKind::Text => own.word("text"),
                FieldKind::Flag => own.word("flag"),
                FieldKind::Date => own.word("date"),
                FieldKind::Quantity(unit) => own.list("quantity", |own| own.unit(*unit)),
                FieldKind::Term(tree) => own.list("term", |own| own.tree(*tree)),
                FieldKind::Member(subject) => own.list("member", |own| own.subject(*subject)),
            }
            match (default, kind) {
                (None, _) => own.word("-"),
                (Some(DefaultValue::Flag(flag)), _) => own.figure(flag),
                (Some(DefaultValue::Quantity(amount)), _) => own.figure(amount),
                (Some(DefaultValue::Term(term)), kind) => {
                    let plan = own.plan;
                    let tree = match kind {
                        FieldKind::Term(tree) => plan.vocabulary.trees.get(tree.index()),
                        FieldKind::Text
                        | FieldKind::Flag
                        | FieldKind::Date
                        | FieldKind::Quantity(_)
                        | FieldKind::Member(_) => None,
                    };
                    let found = tree.and_then(|tree| tree.terms.get(term.index()));
                    own.known(found.map(|found| &found.names), term.0);
                }
            }
        });
    }

    /// A tree of terms.
    pub fn tree_of(&mut self, TermTree { names, ordered, terms }: &TermTree) {
        self.list("tree", |own| {
            own.names(names);
            own.flag("ordered", *ordered);
            for Term { names, end } in terms {
                own.list("term", |own| {
                    own.names(names);
                    own.figure(end.0);
                });
            }
        });
    }

    /// A unit, or an outcome of consequences: nothing but a name.
    pub fn name_of(&mut self, word: &str, names: &Names) {
        self.list(word, |own| own.names(names));
    }

    /// A named period of a calendar with all its occurrences.
    pub fn period_of(&mut self, Period { names, occurrences }: &Period) {
        self.list("period", |own| {
            own.names(names);
            for Occurrence { label, from, to, assumed } in occurrences {
                own.list("occurrence", |own| {
                    own.quoted(label);
                    own.day(*from);
                    own.day(*to);
                    own.flag("assumed", *assumed);
                });
            }
        });
    }
}
