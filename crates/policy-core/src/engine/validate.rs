//! Holding a plan that comes from outside to what the evaluator relies on.

mod layers;
mod steps;

use std::fmt;

use policy_messages::{Language, message};
use serde::Deserialize;

use crate::Decimal;
use crate::JsonCause;
use crate::evaluate::static_by;
use crate::plan::{
    Aggregate, Amount, Condition, DateExpr, Measure, Node, PLAN_FORMAT, PeriodId, Plan, Rule, RuleId,
    Schedule, Source, Subperiod, Window,
};

/// Why a plan is refused.
///
/// [`PlanError::text`] says it in a person's language; `Display` says it in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// It was made by a compiler of another version.
    Version {
        /// What the plan says.
        found: u32,
        /// What this library reads.
        expected: u32,
    },
    /// It is not the text of a plan.
    Unreadable(JsonCause),
    /// It points to something that it does not hold, or breaks another promise: a message of the catalogue says
    /// what.
    Damaged(&'static str),
}

impl PlanError {
    /// The sentence in a person's language.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Version { found, expected } => {
                let arguments = [("found", &*found.to_string()), ("expected", &*expected.to_string())];
                message(language, "plan-version", &arguments)
            }
            Self::Unreadable(cause) => {
                message(language, "plan-unreadable", &[("cause", &cause.text(language))])
            }
            Self::Damaged(what) => {
                message(language, "plan-damaged", &[("what", &message(language, what, &[]))])
            }
        }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for PlanError {}

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
    let head: Head =
        serde_json::from_str(text).map_err(|error| PlanError::Unreadable(JsonCause::of(&error)))?;
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
        holds(sound, "damaged-terms")?;
    }
    for subject in &plan.vocabulary.subjects {
        for list in &subject.lists {
            let inside = |field: crate::FieldId| field.index() < list.fields.len();
            let sound =
                inside(list.dated) && list.lasting.is_none_or(|(first, last)| inside(first) && inside(last));
            holds(sound, "damaged-dates")?;
        }
        for field in subject.facts.iter().chain(subject.lists.iter().flat_map(|list| &list.fields)) {
            let sound = match field.kind {
                crate::FieldKind::Term(tree) => tree.index() < plan.vocabulary.trees.len(),
                crate::FieldKind::Quantity(unit) => unit.index() < plan.vocabulary.units.len(),
                crate::FieldKind::Member(owner) => owner.index() < subjects,
                crate::FieldKind::Text | crate::FieldKind::Flag | crate::FieldKind::Date => true,
            };
            holds(sound, "damaged-type")?;
        }
    }
    layers::validate(plan)?;
    let mut chains = Vec::with_capacity(plan.rules.len());
    for (index, rule) in plan.rules.iter().enumerate() {
        holds(rule.policy.index() < policies && rule.subject.index() < subjects, "damaged-rule")?;
        let references = rule.references();
        holds(references.iter().all(|other| other.index() < index), "damaged-order")?;
        let chain = references.iter().map(|other| chains[other.index()]).max().unwrap_or(0) + 1;
        holds(chain <= LONGEST_CHAIN, "damaged-chain")?;
        chains.push(chain);
        for node in rule.nodes() {
            holds(is_sound(plan, node), "damaged-rule-expression")?;
        }
        holds(has_static_dates(plan, &rule.schedule), "damaged-deadline")?;
        holds(is_balanced(rule, RuleId(index as u16)), "damaged-balance")?;
    }
    for consequence in &plan.consequences {
        let sound = consequence.policy.index() < policies
            && consequence.subject.index() < subjects
            && consequence.when.rules().iter().all(|rule| rule.index() < plan.rules.len())
            && consequence.lifted_by.is_none_or(|rule| {
                plan.rules.get(rule.index()).is_some_and(|rule| rule.subject == consequence.subject)
            })
            && consequence
                .actions
                .iter()
                .all(|action| action.outcome.index() < plan.vocabulary.outcomes.len());
        holds(sound && !asks_for_balance(Node::Condition(&consequence.when)), "damaged-consequence")?;
        for node in [Node::Condition(&consequence.when), Node::Condition(&consequence.applies)] {
            holds(is_sound(plan, node), "damaged-consequence-expression")?;
        }
        holds(has_static_dates(plan, &consequence.schedule), "damaged-deadline")?;
    }
    for recognition in &plan.recognitions {
        for node in recognition.nodes() {
            holds(is_sound(plan, node), "damaged-recognition")?;
            holds(!looks_at_recognition(node), "damaged-recognition-circle")?;
            holds(!asks_for_balance(node), "damaged-balance")?;
        }
        steps::validate(plan, recognition)?;
    }
    Ok(())
}

/// Whether something needs to know what is recognised, which for a recognition would never end.
fn looks_at_recognition(node: Node<'_>) -> bool {
    let mut found = false;
    node.walk(&mut |node| {
        let source = match node {
            Node::Condition(Condition::EventsCover { source, .. }) => Some(*source),
            Node::Condition(Condition::RuleSatisfied(_) | Condition::RuleExempt(_))
            | Node::Amount(Amount::Verdicts(_)) => {
                found = true;
                None
            }
            Node::Amount(Amount::Aggregate(aggregate)) => Some(aggregate.source),
            Node::Amount(Amount::Covered(covered)) => Some(covered.source),
            Node::Date(DateExpr::Extreme(extreme)) => Some(extreme.source),
            Node::Date(DateExpr::Reached(reached)) => Some(reached.aggregate.source),
            Node::Window(Window::Extended { pause, .. }) => Some(pause.source),
            Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => None,
        };
        found |= matches!(source, Some(Source::Recognised(..)));
    });
    found
}

/// Whether what a balance makes available is asked for where it should be, and nowhere else.
fn is_balanced(rule: &Rule, id: RuleId) -> bool {
    let mut asked = 0;
    for node in rule.nodes() {
        node.walk(&mut |node| asked += usize::from(matches!(node, Node::Amount(Amount::Available(_)))));
    }
    let Some(balance) = &rule.balance else { return asked == 0 };
    let parts = match &rule.requirement {
        Condition::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let is_main = |part: &Condition| match part {
        Condition::Compare(comparison) => comparison.left == Amount::Available(id),
        _ => false,
    };
    let is_figure = |amount: &Amount| matches!(amount, Amount::Literal(_) | Amount::Parameter(_));
    let over = balance.carry_over.as_ref();
    asked == 1
        && parts.iter().any(is_main)
        && rule.schedule.repeats()
        && rule.alternatives.is_empty()
        && rule.grace.is_none()
        && balance.borrow.as_ref().is_none_or(is_figure)
        && over.is_none_or(|over| {
            let share = over.denominator > 0 && (0..=over.denominator).contains(&over.numerator);
            share && over.most.as_ref().is_none_or(is_figure)
        })
}

/// Whether something that is no rule's requirement asks for what a balance makes available.
fn asks_for_balance(node: Node<'_>) -> bool {
    let mut found = false;
    node.walk(&mut |node| found |= matches!(node, Node::Amount(Amount::Available(_))));
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
        Node::Amount(Amount::Rounded { to, .. }) => sound &= *to > Decimal::ZERO,
        Node::Amount(Amount::Verdicts(verdicts)) if verdicts.in_a_row => {
            sound &= plan.rules.get(verdicts.rule.index()).is_some_and(|rule| rule.schedule.repeats());
        }
        Node::Amount(Amount::Parameter(parameter)) => sound &= parameter.index() < plan.parameters.len(),
        Node::Condition(Condition::Member(_, terms)) => {
            sound &= terms.tree.index() < plan.vocabulary.trees.len() && terms.terms.is_sorted();
        }
        Node::Window(Window::Named(period)) => sound &= period.index() < plan.periods.len(),
        Node::Date(DateExpr::Reached(reached)) => {
            let Aggregate { source, measure, .. } = &reached.aggregate;
            sound &= source.list().is_some() && matches!(measure, Measure::Count | Measure::Sum(_));
        }
        Node::Condition(Condition::InEach { period: Subperiod::Named(period), .. }) => {
            sound &= period.index() < plan.periods.len();
        }
        Node::Date(DateExpr::WorkingDay(working)) => {
            let known = |period: Option<PeriodId>| period.is_none_or(|id| id.index() < plan.periods.len());
            sound &= known(working.holidays) && known(working.workdays);
        }
        Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => {}
    });
    sound
}

/// Deadlines within a period must be the same for every record.
fn has_static_dates(plan: &Plan, schedule: &Schedule) -> bool {
    match schedule {
        Schedule::Cycle { by: Some(_), pause: Some(_), .. } => false,
        Schedule::Each { by, .. } | Schedule::Cycle { by, .. } => {
            by.as_ref().is_none_or(|by| static_by(plan, by))
        }
        Schedule::Once(_) | Schedule::EachEvent { .. } => true,
    }
}
