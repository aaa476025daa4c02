//! The versions of a rule that lie side by side: policies that supersede one another.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use policy_core::plan::Policy;
use policy_core::{Plan, same_name};
use policy_messages::Language;

use super::version::{Change, Version, changes, versions};

/// Policies that supersede one another, in the order in which they are in force.
#[derive(Clone, Debug)]
pub struct Lineage {
    /// Its stages.
    pub stages: Vec<Stage>,
}

/// A policy of a lineage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The policy.
    pub policy: Policy,
    /// What it says of the rule; nothing where it has none.
    pub version: Option<Version>,
    /// What changed since the last version before it; everything is new in the first one.
    pub changes: Option<Vec<Change>>,
    /// The days before it on which no version is in force.
    pub gap: Option<(NaiveDate, NaiveDate)>,
    /// The days on which the version before it is in force as well; without a last one where neither ends.
    pub overlap: Option<(NaiveDate, Option<NaiveDate>)>,
}

/// The lineages in which some policy has a rule of a name. A rule that was renamed on the way is followed.
pub fn lineages(plan: &Plan, name: &str, language: Language) -> Vec<Lineage> {
    let mut lineages = Vec::new();
    let mut by_policy: HashMap<String, Vec<Version>> = HashMap::new();
    for version in versions(plan, None, language) {
        by_policy.entry(version.policy.id.clone()).or_default().push(version);
    }
    for policies in components(plan) {
        let mut names = BTreeSet::from([name.to_owned()]);
        let own = |policy: &Policy| by_policy.get(&policy.names.id).map(Vec::as_slice).unwrap_or_default();
        let find = |policy: &Policy, names: &BTreeSet<String>| {
            let is_meant = |version: &&Version| {
                version.rule.all().any(|rule| names.iter().any(|name| same_name(rule, name)))
            };
            own(policy).iter().find(is_meant).cloned()
        };
        // Names are learnt from both sides until no more are.
        for _ in 0..policies.len() {
            let known = names.len();
            for pair in policies.windows(2) {
                let [earlier, later] = [find(pair[0], &names), find(pair[1], &names)];
                let (known, policy) = match (&earlier, &later) {
                    (None, Some(later)) => (later, pair[0]),
                    (Some(earlier), None) => (earlier, pair[1]),
                    (None, None) | (Some(_), Some(_)) => continue,
                };
                let renamed = own(policy).iter().find(|version| version.is_renamed(known));
                names.extend(renamed.map(|version| version.rule.id.clone()));
            }
            if names.len() == known {
                break;
            }
        }
        let found: Vec<(&Policy, Option<Version>)> =
            policies.iter().map(|policy| (*policy, find(policy, &names))).collect();
        if found.iter().any(|(_, version)| version.is_some()) {
            lineages.push(Lineage { stages: stages(found) });
        }
    }
    lineages
}

fn stages(found: Vec<(&Policy, Option<Version>)>) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut last: Option<Version> = None;
    // The last day of all policies so far, and of those that have the rule; none where one does not end.
    let mut until: Option<NaiveDate> = None;
    let mut until_version: Option<NaiveDate> = None;
    for (policy, version) in found {
        // Before the rule begins there is nothing to tell.
        if last.is_none() && version.is_none() {
            continue;
        }
        let is_first = stages.is_empty();
        let (mut gap, mut overlap) = (None, None);
        if !is_first && version.is_some() {
            let next = until.and_then(|until| until.checked_add_days(Days::new(1)));
            let before = policy.effective_from.checked_sub_days(Days::new(1));
            gap = next.zip(before).filter(|(next, before)| next <= before);
            let end = [until_version, policy.effective_to].into_iter().flatten().min();
            let overlaps = until_version.is_none_or(|until| policy.effective_from <= until);
            overlap = overlaps.then_some((policy.effective_from, end));
        }
        let changed = last.as_ref().zip(version.as_ref()).map(|(last, version)| changes(last, version));
        let later = |until: Option<NaiveDate>| match (is_first, until, policy.effective_to) {
            (false, None, _) | (_, _, None) => None,
            (true, _, to) => to,
            (false, Some(until), Some(to)) => Some(until.max(to)),
        };
        until = later(until);
        if version.is_some() {
            until_version = later(until_version);
            last.clone_from(&version);
        }
        stages.push(Stage { policy: policy.clone(), version, changes: changed, gap, overlap });
    }
    stages
}

/// The policies that supersede one another, directly or through others, by the day on which they come into force.
fn components(plan: &Plan) -> Vec<Vec<&Policy>> {
    let mut group: Vec<usize> = (0..plan.policies.len()).collect();
    for (later, policy) in plan.policies.iter().enumerate() {
        for (earlier, other) in plan.policies.iter().enumerate() {
            let is_named = |name: &String| other.names.all().any(|own| same_name(own, name));
            if policy.supersedes.iter().any(is_named) {
                let (from, to) = (group[later], group[earlier]);
                group.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
            }
        }
    }
    let mut seen = Vec::new();
    for own in &group {
        if !seen.contains(own) {
            seen.push(*own);
        }
    }
    let members = |number: usize| {
        let own = plan.policies.iter().zip(&group).filter(|(_, own)| **own == number);
        let mut own: Vec<&Policy> = own.map(|(policy, _)| policy).collect();
        own.sort_by_key(|policy| policy.effective_from);
        own
    };
    seen.into_iter().map(members).collect()
}
