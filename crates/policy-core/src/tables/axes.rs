//! The fields that make up an event's class, and the space of classes that they span.

use std::collections::HashMap;

use super::answers::{Answer, Answers};
use super::lanes::Lanes;
use crate::plan::{Condition, Plan, Scope};
use crate::{FieldId, FieldKind};

/// A field of terms or flags, its values grouped by what the conditions make of them.
#[derive(Debug)]
pub(super) struct Axis {
    pub field: FieldId,
    /// The group of each value.
    pub groups: Vec<u16>,
    /// A value of each group; the first group is a missing value.
    pub representatives: Vec<Option<i64>>,
    /// How far apart classes are that differ by one group.
    pub stride: usize,
}

/// All classes: a group of each axis, the first axis running fastest.
#[derive(Debug)]
pub(super) struct Space {
    pub axes: Vec<Axis>,
    pub classes: usize,
}

/// The most classes that a table may have.
const MOST_CLASSES: usize = 1 << 16;

impl Space {
    /// The space of the fields that conditions on an event ask for; `None` where it would be too large.
    pub fn new(plan: &Plan, lanes: &Lanes, conditions: &[&Condition]) -> Option<Self> {
        let mut asked: Vec<(FieldId, Vec<&Condition>)> = Vec::new();
        for condition in conditions {
            leaves(condition, &mut |field, leaf| match asked.iter_mut().find(|(known, _)| *known == field) {
                Some((_, leaves)) => leaves.push(leaf),
                None => asked.push((field, vec![leaf])),
            });
        }
        let fields = plan.vocabulary.fields(lanes.subject, Some(lanes.list));
        let mut space = Self { axes: Vec::new(), classes: 1 };
        for (field, leaves) in asked {
            let values = match fields.get(field.index())?.kind {
                FieldKind::Flag => 2,
                FieldKind::Term(tree) => plan.vocabulary.trees.get(tree.index())?.terms.len() as i64,
                FieldKind::Text | FieldKind::Date | FieldKind::Quantity(_) | FieldKind::Member(_) => continue,
            };
            let axis = Axis::new(field, values, &leaves, space.classes);
            space.classes = space.classes.checked_mul(axis.representatives.len())?;
            if space.classes > MOST_CLASSES {
                return None;
            }
            space.axes.push(axis);
        }
        Some(space)
    }

    /// What a condition can be in each class.
    pub fn evaluate(&self, condition: &Condition) -> Answers {
        match condition {
            Condition::Constant(holds) => self.all(Answer::of(*holds)),
            Condition::All(parts) => {
                let answers = parts.iter().map(|part| self.evaluate(part));
                answers.fold(self.all(Answer::YES), Answers::and)
            }
            Condition::Any(parts) => {
                let answers = parts.iter().map(|part| self.evaluate(part));
                answers.fold(self.all(Answer::NO), Answers::or)
            }
            Condition::AtLeastOf(least, parts) => {
                let answers: Vec<Answers> = parts.iter().map(|part| self.evaluate(part)).collect();
                Answers::at_least(*least, &answers, self.classes)
            }
            Condition::Not(inner) => self.evaluate(inner).not(),
            Condition::Member(field, _) | Condition::Flag(field) => {
                let axis = self.axes.iter().find(|axis| axis.field == field.field);
                match axis.filter(|_| field.scope == Scope::Event) {
                    Some(axis) => self.answers(axis, condition),
                    None => self.all(Answer::UNCLEAR),
                }
            }
            Condition::Compare(_)
            | Condition::CompareDates(..)
            | Condition::DateIn(..)
            | Condition::TextIs(..)
            | Condition::RuleSatisfied(_)
            | Condition::RuleExempt(_)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. }
            | Condition::InEach { .. } => self.all(Answer::UNCLEAR),
        }
    }

    /// The same answer in each class.
    pub fn all(&self, answer: Answer) -> Answers {
        Answers::repeating(&[answer], 1, self.classes)
    }

    fn answers(&self, axis: &Axis, leaf: &Condition) -> Answers {
        let groups = axis.representatives.iter();
        let groups = groups.map(|value| value.map_or(Answer::OPEN, |value| Answer::of(answer(leaf, value))));
        Answers::repeating(&groups.collect::<Vec<_>>(), axis.stride, self.classes)
    }
}

impl Axis {
    fn new(field: FieldId, values: i64, leaves: &[&Condition], stride: usize) -> Self {
        let mut axis = Self { field, groups: Vec::new(), representatives: vec![None], stride };
        let mut known = HashMap::new();
        for value in 0..values {
            let answers: Vec<bool> = leaves.iter().map(|leaf| answer(leaf, value)).collect();
            let group = *known.entry(answers).or_insert(axis.representatives.len());
            if group == axis.representatives.len() {
                axis.representatives.push(Some(value));
            }
            axis.groups.push(group as u16);
        }
        axis
    }
}

/// The conditions on a term or a flag of the event itself that a condition is made of.
fn leaves<'p>(condition: &'p Condition, visit: &mut dyn FnMut(FieldId, &'p Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            for part in parts {
                leaves(part, visit);
            }
        }
        Condition::Not(inner) => leaves(inner, visit),
        Condition::Member(field, _) | Condition::Flag(field) => {
            if field.scope == Scope::Event {
                visit(field.field, condition);
            }
        }
        Condition::Constant(_)
        | Condition::Compare(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => {}
    }
}

/// What a leaf says of a value that is there.
fn answer(leaf: &Condition, value: i64) -> bool {
    if let Condition::Member(_, terms) = leaf { terms.holds(value) } else { value != 0 }
}
