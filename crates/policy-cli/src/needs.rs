//! What rules look at of the members of a group.
//!
//! The record of a bureau holds those of all its teachers. A hundred thousand of them fit in memory only
//! where each carries no more than some rule can read: the lists, the members and the texts below.
//! What no rule reads can change no verdict.

use std::collections::BTreeSet;

use policy_core::plan::{Amount, Condition, DateExpr, Measure, Node, Schedule, Source, TextOperand};
use policy_core::{FieldId, ListId, Plan, SubjectId};

/// What the rules of a plan read, by subject; a little more than that where it is not worth telling apart.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    lists: Vec<BTreeSet<ListId>>,
    members: Vec<BTreeSet<SubjectId>>,
    texts: BTreeSet<FieldId>,
}

impl Needs {
    /// What the rules, the consequences and the recognitions of a plan read.
    pub fn of(plan: &Plan) -> Self {
        let subjects = plan.vocabulary.subjects.len();
        let mut needs = Self {
            lists: vec![BTreeSet::new(); subjects],
            members: vec![BTreeSet::new(); subjects],
            texts: BTreeSet::new(),
        };
        for rule in &plan.rules {
            needs.add(rule.subject, &rule.schedule, rule.nodes());
        }
        for consequence in &plan.consequences {
            let mut nodes = vec![Node::Condition(&consequence.applies), Node::Condition(&consequence.when)];
            nodes.extend(consequence.schedule.nodes());
            needs.add(consequence.subject, &consequence.schedule, nodes);
        }
        for recognition in &plan.recognitions {
            let always = Schedule::Once(policy_core::plan::Window::Rule);
            needs.add(recognition.subject, &always, recognition.nodes());
            if !recognition.steps.is_empty() {
                // Any field can settle which of two equal events comes first.
                let fields = plan.vocabulary.fields(recognition.subject, Some(recognition.list));
                needs.texts.extend((0..).map(FieldId).take(fields.len()));
            }
        }
        needs
    }

    /// What either reads, of one vocabulary.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for (own, more) in self.lists.iter_mut().zip(other.lists) {
            own.extend(more);
        }
        for (own, more) in self.members.iter_mut().zip(other.members) {
            own.extend(more);
        }
        self.texts.extend(other.texts);
        self
    }

    /// Whether some rule reads a list of a subject that is a member.
    pub fn reads_list(&self, subject: SubjectId, list: ListId) -> bool {
        self.lists[subject.index()].contains(&list)
    }

    /// Whether some rule reads the members of a kind.
    pub fn reads_members(&self, subject: SubjectId, kind: SubjectId) -> bool {
        self.members[subject.index()].contains(&kind)
    }

    /// Whether some rule reads a text field of an event of that number.
    pub fn reads_text(&self, field: FieldId) -> bool {
        self.texts.contains(&field)
    }

    /// Adds what one rule reads. What it reads of members is taken to be read of its own subject too, and
    /// the other way round: the numbers are the same, and too much does no harm.
    fn add(&mut self, subject: SubjectId, schedule: &Schedule, nodes: Vec<Node<'_>>) {
        let mut lists = BTreeSet::new();
        let mut members = BTreeSet::new();
        if let Schedule::EachEvent { list, .. } = schedule {
            lists.insert(*list);
        }
        let mut read = |source: Source| match source {
            Source::Recorded(list) | Source::Recognised(list, _) => _ = lists.insert(list),
            Source::Members(kind) => _ = members.insert(kind),
        };
        let texts = &mut self.texts;
        for node in nodes {
            node.walk(&mut |node| match node {
                Node::Amount(Amount::Aggregate(aggregate)) => {
                    read(aggregate.source);
                    if let Measure::Distinct(field) = &aggregate.measure {
                        texts.insert(*field);
                    }
                }
                Node::Date(DateExpr::Extreme(extreme)) => read(extreme.source),
                Node::Condition(Condition::EventsCover { source, .. }) => read(*source),
                Node::Amount(Amount::Covered(covered)) => read(covered.source),
                Node::Condition(Condition::TextIs(field, operand)) => {
                    texts.insert(field.field);
                    if let TextOperand::Field(other) = operand {
                        texts.insert(other.field);
                    }
                }
                Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => {}
            });
        }
        for kind in members.iter().chain([&subject]) {
            self.lists[kind.index()].extend(&lists);
            self.members[kind.index()].extend(members.iter().filter(|member| *member != kind));
        }
    }
}
