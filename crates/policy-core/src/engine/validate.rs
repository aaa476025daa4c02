//! Holding a plan that comes from outside to what the evaluator relies on.

use serde::Deserialize;

use crate::evaluate::static_by;
use crate::plan::{
    Amount, Condition, DateExpr, Node, PLAN_FORMAT, Plan, Schedule, Source, Treatment, Window,
};

/// Why a plan is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It was made by a compiler of another version.
    #[error("the plan has format {found}; this library reads format {expected}: compile the policy again")]
    Version {
        /// What the plan says.
        found: u32,
        /// What this library reads.
        expected: u32,
    },
    /// It is not the text of a plan.
    #[error("not a compiled plan: {0}")]
    Unreadable(String),
    /// It points to something that it does not hold, or breaks another promise.
    #[error("the plan is damaged: {0}")]
    Damaged(&'static str),
}

/// How deeply conditions may be nested.
const DEEPEST: usize = 200;
/// How long a chain of rules that refer to each other may be.
const LONGEST_CHAIN: u16 = 64;

/// The head of a plan, readable whatever its version.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Refuses the text of a plan of another version, whatever else it holds.
pub(super) fn check_format(text: &str) -> Result<(), PlanError> {
    let head: Head = serde_json::from_str(text).map_err(|error| PlanError::Unreadable(error.to_string()))?;
    version(head.format)
}

fn version(found: u32) -> Result<(), PlanError> {
    if found == PLAN_FORMAT { Ok(()) } else { Err(PlanError::Version { found, expected: PLAN_FORMAT }) }
}

/// Refuses a plan that the evaluator could stumble over.
pub(super) fn validate(plan: &Plan) -> Result<(), PlanError> {
    version(plan.format)?;
    let holds = |sound: bool, what: &'static str| if sound { Ok(()) } else { Err(PlanError::Damaged(what)) };
    let (policies, subjects) = (plan.policies.len(), plan.vocabulary.subjects.len());
    for tree in &plan.vocabulary.trees {
        let sound = tree
            .terms
            .iter()
            .zip(1..)
            .all(|(term, next)| term.end.0 >= next && term.end.index() <= tree.terms.len());
        holds(sound, "a term tree")?;
    }
    for subject in &plan.vocabulary.subjects {
        for list in &subject.lists {
            let inside = |field: crate::FieldId| field.index() < list.fields.len();
            let sound =
                inside(list.dated) && list.lasting.is_none_or(|(first, last)| inside(first) && inside(last));
            holds(sound, "an event's dates")?;
        }
        for field in subject.facts.iter().chain(subject.lists.iter().flat_map(|list| &list.fields)) {
            let sound = match field.kind {
                crate::FieldKind::Term(tree) => tree.index() < plan.vocabulary.trees.len(),
                crate::FieldKind::Quantity(unit) => unit.index() < plan.vocabulary.units.len(),
                crate::FieldKind::Member(owner) => owner.index() < subjects,
                crate::FieldKind::Text | crate::FieldKind::Flag | crate::FieldKind::Date => true,
            };
            holds(sound, "a field's type")?;
        }
    }
    let mut chains = Vec::with_capacity(plan.rules.len());
    for (index, rule) in plan.rules.iter().enumerate() {
        holds(
            rule.policy.index() < policies && rule.subject.index() < subjects,
            "a rule's policy or subject",
        )?;
        let references = rule.references();
        holds(references.iter().all(|other| other.index() < index), "a rule that refers to a later one")?;
        let chain = references.iter().map(|other| chains[other.index()]).max().unwrap_or(0) + 1;
        holds(chain <= LONGEST_CHAIN, "a chain of rules that is too long")?;
        chains.push(chain);
        for node in rule.nodes() {
            holds(is_sound(plan, node), "a rule's expression")?;
        }
        holds(has_static_dates(plan, &rule.schedule), "a deadline that is no day of the period")?;
    }
    for consequence in &plan.consequences {
        let sound = consequence.policy.index() < policies
            && consequence.subject.index() < subjects
            && consequence.when.rules().iter().all(|rule| rule.index() < plan.rules.len())
            && consequence
                .actions
                .iter()
                .all(|action| action.outcome.index() < plan.vocabulary.outcomes.len());
        holds(sound, "a consequence's references")?;
        for node in [Node::Condition(&consequence.when), Node::Condition(&consequence.applies)] {
            holds(is_sound(plan, node), "a consequence's expression")?;
        }
        holds(has_static_dates(plan, &consequence.schedule), "a deadline that is no day of the period")?;
    }
    for recognition in &plan.recognitions {
        for entry in &recognition.entries {
            let positive = match entry.treatment {
                Treatment::Count { numerator, denominator, .. } => numerator > 0 && denominator > 0,
                Treatment::Reject => true,
            };
            holds(positive && is_sound(plan, Node::Condition(&entry.when)), "a recognition entry")?;
            holds(!looks_at_recognition(&entry.when), "a recognition that hangs on what is recognised")?;
        }
    }
    Ok(())
}

/// Whether a condition needs to know what is recognised, which for a recognition would never end.
fn looks_at_recognition(condition: &Condition) -> bool {
    let mut found = false;
    Node::Condition(condition).walk(&mut |node| {
        let source = match node {
            Node::Condition(Condition::EventsCover { source, .. }) => Some(*source),
            Node::Condition(Condition::RuleSatisfied(_) | Condition::RuleExempt(_)) => {
                found = true;
                None
            }
            Node::Amount(Amount::Aggregate(aggregate)) => Some(aggregate.source),
            Node::Date(DateExpr::Extreme(extreme)) => Some(extreme.source),
            Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => None,
        };
        found |= matches!(source, Some(Source::Recognised(..)));
    });
    found
}

fn is_sound(plan: &Plan, node: Node<'_>) -> bool {
    if node.depth(DEEPEST) >= DEEPEST {
        return false;
    }
    let mut sound = true;
    node.walk(&mut |node| match node {
        Node::Condition(Condition::Compare(comparison)) => {
            sound &= comparison.left_factor > 0 && comparison.right_factor > 0;
        }
        Node::Amount(Amount::Scaled { numerator, denominator, .. }) => {
            sound &= *numerator > 0 && *denominator > 0
        }
        Node::Amount(Amount::Parameter(parameter)) => sound &= parameter.index() < plan.parameters.len(),
        Node::Condition(Condition::Member(_, terms)) => {
            sound &= terms.tree.index() < plan.vocabulary.trees.len() && terms.terms.is_sorted();
        }
        Node::Window(Window::Named(period)) => sound &= period.index() < plan.periods.len(),
        Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => {}
    });
    sound
}

/// Deadlines within a period must be the same for every record.
fn has_static_dates(plan: &Plan, schedule: &Schedule) -> bool {
    match schedule {
        Schedule::Each { by, .. } | Schedule::Cycle { by, .. } => {
            by.as_ref().is_none_or(|by| static_by(plan, by))
        }
        Schedule::Once(_) | Schedule::EachEvent { .. } => true,
    }
}
