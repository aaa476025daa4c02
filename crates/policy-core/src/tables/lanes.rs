//! The sums and counts of a policy that events feed by class alone.

use crate::plan::{Aggregate, Amount, Comparison, Condition, Measure, Plan, PolicyId, Rule, Source};
use crate::{FieldId, ListId, SubjectId};

/// A sum or a count over one list, whatever the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// Whether the recognition is asked.
    pub recognised: bool,
    pub filter: Condition,
    pub measure: Measure,
}

/// The lanes of one policy over one list of one kind of subject.
#[derive(Clone, Debug)]
pub(crate) struct Lanes {
    pub policy: PolicyId,
    pub subject: SubjectId,
    pub list: ListId,
    pub lanes: Vec<Lane>,
}

/// The most lanes that one table has room for.
pub(super) const MOST_LANES: usize = 64;

impl Lane {
    /// The lane of an aggregate over a policy's subject; `None` where it goes through members, counts different
    /// values, or asks the recognition of another policy, or one whose steps look at several events at once.
    pub fn of(
        plan: &Plan,
        aggregate: &Aggregate,
        policy: PolicyId,
        subject: SubjectId,
    ) -> Option<(ListId, Self)> {
        let has_steps = |list: ListId| {
            plan.recognitions.iter().any(|found| {
                (found.policy, found.subject, found.list) == (policy, subject, list)
                    && !found.steps.is_empty()
            })
        };
        let (list, recognised) = match aggregate.source {
            Source::Recorded(list) => (list, false),
            Source::Recognised(list, own) if own == policy && !has_steps(list) => (list, true),
            Source::Recognised(..) | Source::Members(_) => return None,
        };
        match aggregate.measure {
            Measure::Count | Measure::Sum(_) => {}
            Measure::Distinct(_) | Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => {
                return None;
            }
        }
        let lane = Self { recognised, filter: aggregate.filter.clone(), measure: aggregate.measure.clone() };
        Some((list, lane))
    }

    /// The field that it sums.
    pub fn field(&self) -> Option<FieldId> {
        match self.measure {
            Measure::Sum(field) => Some(field),
            Measure::Count
            | Measure::Distinct(_)
            | Measure::SumOf(_)
            | Measure::HighestOf(_)
            | Measure::LowestOf(_) => None,
        }
    }
}

/// All lanes of a plan.
pub(super) fn lanes(plan: &Plan) -> Vec<Lanes> {
    let mut found: Vec<Lanes> = Vec::new();
    for rule in &plan.rules {
        each_comparison(rule, &mut |comparison| {
            let Some((list, lane)) =
                measured(comparison).and_then(|found| Lane::of(plan, found, rule.policy, rule.subject))
            else {
                return;
            };
            let is_own = |lanes: &&mut Lanes| {
                lanes.policy == rule.policy && lanes.subject == rule.subject && lanes.list == list
            };
            match found.iter_mut().find(is_own) {
                Some(lanes) if lanes.lanes.contains(&lane) || lanes.lanes.len() >= MOST_LANES => {}
                Some(lanes) => lanes.lanes.push(lane),
                None => {
                    let (policy, subject) = (rule.policy, rule.subject);
                    found.push(Lanes { policy, subject, list, lanes: vec![lane] });
                }
            }
        });
    }
    found
}

/// The aggregate that a comparison measures against a plain figure.
pub(super) fn measured(comparison: &Comparison) -> Option<&Aggregate> {
    match (&comparison.left, &comparison.right) {
        (Amount::Aggregate(aggregate), Amount::Literal(_) | Amount::Parameter(_)) => Some(aggregate),
        (_, _) => None,
    }
}

/// The comparisons that a rule's audience, requirement and exemptions are made of.
fn each_comparison(rule: &Rule, visit: &mut dyn FnMut(&Comparison)) {
    comparisons(&rule.applies, visit);
    comparisons(&rule.requirement, visit);
    for exemption in &rule.exemptions {
        comparisons(&exemption.when, visit);
    }
}

fn comparisons(condition: &Condition, visit: &mut dyn FnMut(&Comparison)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            for part in parts {
                comparisons(part, visit);
            }
        }
        Condition::Not(inner) => comparisons(inner, visit),
        Condition::Compare(comparison) => visit(comparison),
        Condition::Constant(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => {}
    }
}
