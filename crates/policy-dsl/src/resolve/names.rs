//! What names mean, kept after the plan is made: tests and other tools look things up here.

use policy_core::plan::{PolicyId, RuleId};

use super::policy::{Head, Thing};
use super::table::Table;
use super::vocabulary::Words;

/// The tables of all names.
#[derive(Debug)]
pub(crate) struct Names {
    /// Subjects, facts, events, terms, units.
    pub words: Words,
    policy_table: Table,
    policies: Vec<(Table, Vec<Thing>)>,
}

impl Names {
    /// Keeps the tables; rules get their final numbers.
    pub fn keep(words: Words, policy_table: Table, heads: Vec<Head<'_>>, numbers: &[RuleId]) -> Self {
        let numbered = |thing: Thing| match thing {
            Thing::Rule(rule) => Thing::Rule(numbers.get(rule).map_or(rule, |number| number.index())),
            Thing::Consequence(_) | Thing::Parameter(_) | Thing::Table(_) => thing,
        };
        let policies = heads
            .into_iter()
            .map(|head| (head.table, head.things.into_iter().map(numbered).collect()))
            .collect();
        Self { words, policy_table, policies }
    }

    /// What a policy calls by a name; `policy.name` is another policy's.
    pub fn thing(&self, policy: PolicyId, name: &str) -> Option<Thing> {
        let own = |place: usize, name: &str| {
            let (table, things) = self.policies.get(place)?;
            things.get(usize::from(table.find(name)?)).copied()
        };
        own(policy.index(), name).or_else(|| {
            let (other, rest) = name.split_once('.')?;
            own(usize::from(self.policy_table.find(other)?), rest)
        })
    }

    /// The names of a policy's rules and consequences.
    pub fn of_policy(&self, policy: PolicyId) -> Vec<&policy_core::Names> {
        let Some((table, things)) = self.policies.get(policy.index()) else { return Vec::new() };
        let named = table.all_names().zip(things);
        named
            .filter(|(_, thing)| !matches!(thing, Thing::Parameter(_) | Thing::Table(_)))
            .map(|(names, _)| names)
            .collect()
    }
}
