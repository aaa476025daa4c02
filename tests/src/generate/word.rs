//! Amendments of the vocabulary. What has a number keeps it, so a record of the old words can be read by the new ones.

use policy_core::plan::{Condition, NodeMut, Plan};
use policy_core::{DefaultValue, Field, FieldId, FieldKind, Names, Term, TermId};

use super::Choices;
use super::amend::walk;

/// Calls a fact, a list, a field or a term otherwise; in half of all cases the old name is kept as a further one.
pub(super) fn rename(choices: &mut Choices, plan: &mut Plan) -> bool {
    let keeps = choices.chance(50);
    let what = choices.below(4);
    let vocabulary = &mut plan.vocabulary;
    let subject = choices.below(vocabulary.subjects.len());
    let subject = &mut vocabulary.subjects[subject];
    let list = choices.below(subject.lists.len().max(1));
    let names = match what {
        0 => one(choices, &mut subject.facts).map(|field| &mut field.names),
        1 => subject.lists.get_mut(list).map(|list| &mut list.names),
        2 => match subject.lists.get_mut(list) {
            Some(list) => one(choices, &mut list.fields).map(|field| &mut field.names),
            None => None,
        },
        _ => match one(choices, &mut vocabulary.trees) {
            Some(tree) => one(choices, &mut tree.terms).map(|term| &mut term.names),
            None => None,
        },
    };
    let Some(names) = names else { return false };
    let mut renamed = Names::new("called_otherwise");
    if keeps {
        renamed.aliases.push(names.id.clone());
    }
    *names = renamed;
    true
}

/// Gives absence of a value another meaning, or none.
pub(super) fn default(choices: &mut Choices, plan: &mut Plan) -> bool {
    let subjects = &mut plan.vocabulary.subjects;
    let mut fields: Vec<&mut Field> = subjects
        .iter_mut()
        .flat_map(|subject| {
            subject.facts.iter_mut().chain(subject.lists.iter_mut().flat_map(|list| &mut list.fields))
        })
        .filter(|field| matches!(field.kind, FieldKind::Flag | FieldKind::Quantity(_) | FieldKind::Term(_)))
        .collect();
    if fields.is_empty() {
        return false;
    }
    let field = fields.swap_remove(choices.below(fields.len()));
    let is_other = choices.chance(50);
    field.default = match (&field.kind, &field.default) {
        (_, Some(_)) if is_other => None,
        (FieldKind::Flag, Some(DefaultValue::Flag(flag))) => Some(DefaultValue::Flag(!flag)),
        (FieldKind::Flag, _) => Some(DefaultValue::Flag(is_other)),
        (FieldKind::Quantity(_), _) => {
            Some(DefaultValue::Quantity(policy_core::Decimal::from_millionths(2_000_000)))
        }
        (FieldKind::Term(_), _) => Some(DefaultValue::Term(TermId(0))),
        (FieldKind::Text | FieldKind::Date | FieldKind::Member(_), _) => None,
    };
    true
}

/// Adds a term at the end of a tree, and in half of all cases to a set of its terms.
pub(super) fn term(choices: &mut Choices, plan: &mut Plan) -> bool {
    let trees = &mut plan.vocabulary.trees;
    if trees.is_empty() {
        return false;
    }
    let place = choices.below(trees.len());
    let terms = &mut trees[place].terms;
    let new = TermId(terms.len() as u16);
    terms.push(Term { names: Names::new("added_term"), end: TermId(new.0 + 1) });
    if choices.chance(50) {
        return true;
    }
    let skipped = choices.below(3);
    let mut seen = 0;
    walk(plan, &mut |node| {
        if let NodeMut::Condition(condition) = node
            && let Condition::Member(_, set) = &mut **condition
            && set.tree.index() == place
        {
            if seen == skipped {
                set.terms.push(new);
            }
            seen += 1;
        }
    });
    true
}

/// Lets events of a list that has another day happen on that.
pub(super) fn dated(choices: &mut Choices, plan: &mut Plan) -> bool {
    let mut lists: Vec<_> =
        plan.vocabulary.subjects.iter_mut().flat_map(|subject| &mut subject.lists).collect();
    if lists.is_empty() {
        return false;
    }
    let list = lists.swap_remove(choices.below(lists.len()));
    let days: Vec<FieldId> = (0..)
        .map(FieldId)
        .zip(&list.fields)
        .filter(|(field, declared)| declared.kind == FieldKind::Date && *field != list.dated)
        .map(|(field, _)| field)
        .collect();
    if days.is_empty() {
        return false;
    }
    list.dated = *choices.one(&days);
    true
}

fn one<'v, T>(choices: &mut Choices, all: &'v mut [T]) -> Option<&'v mut T> {
    let count = all.len();
    if count == 0 { None } else { all.get_mut(choices.below(count)) }
}
