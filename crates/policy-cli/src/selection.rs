//! What of a plan is asked for: a policy, a kind of subject, rules, a year.

use chrono::Datelike;
use policy_core::plan::{ConsequenceId, PolicyId, RuleId};
use policy_core::{Instance, Names, Outcome, Plan, SubjectId, Verdict, nearest_name, same_name};
use policy_dsl::Saying;

use crate::arguments::DataArguments;
use crate::failure::{Failure, Listing};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Selection {
    policy: Option<PolicyId>,
    /// The kind of subject, where one is named.
    pub subject: Option<SubjectId>,
    rules: Vec<RuleId>,
    consequences: Vec<ConsequenceId>,
    year: Option<i32>,
}

impl Selection {
    /// Finds what the command line names.
    pub fn new(plan: &Plan, asked: &DataArguments) -> Result<Self, Failure> {
        let policies = || plan.policies.iter().map(|policy| &policy.names);
        let subjects = || plan.vocabulary.subjects.iter().map(|subject| &subject.names);
        let policy = match &asked.policy {
            None => None,
            Some(name) => Some(PolicyId(one("failure-no-such-policy", name, policies())?)),
        };
        let subject = match &asked.subject {
            None => None,
            Some(name) => Some(SubjectId(one("failure-no-such-subject", name, subjects())?)),
        };
        let mut selection =
            Self { policy, subject, rules: Vec::new(), consequences: Vec::new(), year: asked.period };
        let rules = || plan.rules.iter().map(|rule| &rule.names);
        let consequences = || plan.consequences.iter().map(|consequence| &consequence.names);
        for name in &asked.rule {
            // Rules of several policies may bear one name; all of them are meant.
            let (of_rules, of_consequences) = (all(name, rules()), all(name, consequences()));
            if of_rules.is_empty() && of_consequences.is_empty() {
                return Err(no_such("failure-no-such-rule", name, rules().chain(consequences())));
            }
            selection.rules.extend(of_rules.into_iter().map(RuleId));
            selection.consequences.extend(of_consequences.into_iter().map(ConsequenceId));
        }
        Ok(selection)
    }

    /// Whether a rule is asked for.
    pub fn takes_rule(&self, plan: &Plan, rule: RuleId) -> bool {
        let declared = &plan.rules[rule.index()];
        let is_named = self.is_open() || self.rules.contains(&rule);
        is_named && self.takes_policy(declared.policy) && self.takes_subject(declared.subject)
    }

    /// Whether a consequence is asked for.
    pub fn takes_consequence(&self, plan: &Plan, consequence: ConsequenceId) -> bool {
        let declared = &plan.consequences[consequence.index()];
        let is_named = self.is_open() || self.consequences.contains(&consequence);
        is_named && self.takes_policy(declared.policy) && self.takes_subject(declared.subject)
    }

    /// Whether a verdict is asked for.
    pub fn takes_verdict(&self, plan: &Plan, verdict: &Verdict) -> bool {
        let year = verdict.due.or(verdict.period.to).map(|day| day.year());
        self.takes_rule(plan, verdict.rule) && self.takes_year(year)
    }

    /// Whether an outcome is asked for.
    pub fn takes_outcome(&self, plan: &Plan, outcome: &Outcome) -> bool {
        let Instance { to, .. } = outcome.period;
        self.takes_consequence(plan, outcome.consequence) && self.takes_year(to.map(|day| day.year()))
    }

    /// Whether there is anything to decide about a kind of subject.
    pub fn has_rules(&self, plan: &Plan, subject: SubjectId) -> bool {
        let rule =
            |id: u16| plan.rules[usize::from(id)].subject == subject && self.takes_rule(plan, RuleId(id));
        let consequence = |id: u16| {
            plan.consequences[usize::from(id)].subject == subject
                && self.takes_consequence(plan, ConsequenceId(id))
        };
        count(&plan.rules).any(rule) || count(&plan.consequences).any(consequence)
    }

    fn is_open(&self) -> bool {
        self.rules.is_empty() && self.consequences.is_empty()
    }

    fn takes_policy(&self, policy: PolicyId) -> bool {
        self.policy.is_none_or(|wanted| wanted == policy)
    }

    fn takes_subject(&self, subject: SubjectId) -> bool {
        self.subject.is_none_or(|wanted| wanted == subject)
    }

    fn takes_year(&self, year: Option<i32>) -> bool {
        self.year.is_none_or(|wanted| year == Some(wanted))
    }
}

fn count<T>(items: &[T]) -> std::ops::Range<u16> {
    0..u16::try_from(items.len()).unwrap_or(u16::MAX)
}

fn all<'a>(name: &str, things: impl Iterator<Item = &'a Names>) -> Vec<u16> {
    let is_meant = |(_, names): &(u16, &Names)| names.all().any(|known| same_name(known, name.trim()));
    (0..).zip(things).filter(is_meant).map(|(place, _)| place).collect()
}

fn one<'a>(
    id: &'static str,
    name: &str,
    things: impl Iterator<Item = &'a Names> + Clone,
) -> Result<u16, Failure> {
    all(name, things.clone()).first().copied().ok_or_else(|| no_such(id, name, things))
}

/// Refuses a name that none of these things has.
pub fn must_be_among<'a>(
    id: &'static str,
    name: &str,
    things: impl Iterator<Item = &'a Names> + Clone,
) -> Result<(), Failure> {
    one(id, name, things).map(drop)
}

fn no_such<'a>(id: &'static str, name: &str, things: impl Iterator<Item = &'a Names> + Clone) -> Failure {
    let mut known: Vec<&str> = Vec::new();
    for own in things.clone().map(|names| names.label.as_deref().unwrap_or(&names.id)) {
        if !known.contains(&own) {
            known.push(own);
        }
    }
    let says = Saying::new(id).with("name", name).listing("known", &known);
    match nearest_name(name, things.flat_map(Names::all)) {
        None => Failure::new(says),
        Some(nearest) => Failure::new(Saying { id: nearest_id(id), ..says }.with("nearest", nearest)),
    }
}

/// The message of the same kind that has a suggestion.
fn nearest_id(id: &'static str) -> &'static str {
    match id {
        "failure-no-such-policy" => "failure-no-such-policy-nearest",
        "failure-no-such-subject" => "failure-no-such-subject-nearest",
        _ => "failure-no-such-rule-nearest",
    }
}
