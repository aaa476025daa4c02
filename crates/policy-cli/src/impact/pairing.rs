//! What in two versions is the same rule, the same consequence, the same policy.
//!
//! Rules and consequences are those that `policy diff` puts beside each other: of one name, of one meaning or of one clause.

use policy_core::plan::{ConsequenceId, Policy, PolicyId, RuleId};
use policy_core::{Names, Plan, same_name};
pub use policy_diff::Pair;

/// What is the same in two versions, in the order of the new one, what is gone last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    /// The rules.
    pub rules: Vec<Pair<RuleId>>,
    /// The consequences.
    pub consequences: Vec<Pair<ConsequenceId>>,
    old_rules: Vec<Option<usize>>,
    new_rules: Vec<Option<usize>>,
    old_consequences: Vec<Option<usize>>,
    new_consequences: Vec<Option<usize>>,
}

impl Pairing {
    /// Finds what is the same.
    pub fn new(old: &Plan, new: &Plan) -> Self {
        let policy_diff::Paired { rules, consequences } = policy_diff::Paired::of(old, new);
        Self {
            old_rules: places(&rules, old.rules.len(), |pair| pair.before().map(|rule| rule.index())),
            new_rules: places(&rules, new.rules.len(), |pair| pair.after().map(|rule| rule.index())),
            old_consequences: places(&consequences, old.consequences.len(), |pair| {
                pair.before().map(|found| found.index())
            }),
            new_consequences: places(&consequences, new.consequences.len(), |pair| {
                pair.after().map(|found| found.index())
            }),
            rules,
            consequences,
        }
    }

    /// The place in [`Pairing::rules`] of a rule of the old version.
    pub fn old_rule(&self, rule: RuleId) -> Option<usize> {
        self.old_rules.get(rule.index()).copied().flatten()
    }

    /// The place of a rule of the new version.
    pub fn new_rule(&self, rule: RuleId) -> Option<usize> {
        self.new_rules.get(rule.index()).copied().flatten()
    }

    /// The place in [`Pairing::consequences`] of a consequence of the old version.
    pub fn old_consequence(&self, consequence: ConsequenceId) -> Option<usize> {
        self.old_consequences.get(consequence.index()).copied().flatten()
    }

    /// The place of a consequence of the new version.
    pub fn new_consequence(&self, consequence: ConsequenceId) -> Option<usize> {
        self.new_consequences.get(consequence.index()).copied().flatten()
    }
}

/// The place among the pairs of each thing of a version.
fn places<T>(pairs: &[Pair<T>], count: usize, of: impl Fn(&Pair<T>) -> Option<usize>) -> Vec<Option<usize>> {
    let mut found = vec![None; count];
    for (place, pair) in pairs.iter().enumerate() {
        if let Some(own) = of(pair).and_then(|own| found.get_mut(own)) {
            *own = Some(place);
        }
    }
    found
}

/// Which policy of the new version stands for which of the old one: by name, by what it supersedes, or because each
/// version has but one.
fn policies(old: &Plan, new: &Plan) -> Vec<(PolicyId, PolicyId)> {
    let number = |place: usize| PolicyId(u16::try_from(place).unwrap_or(u16::MAX));
    let supersedes = |newer: &Policy, older: &Policy| {
        newer.supersedes.iter().any(|name| older.names.all().any(|known| same_name(known, name)))
    };
    let mut found: Vec<(PolicyId, PolicyId)> = Vec::new();
    type Way<'w> = &'w dyn Fn(&Policy, &Policy) -> bool;
    let ways: [Way<'_>; 3] = [
        &|older, newer| older.names.id == newer.names.id,
        &|older, newer| supersedes(newer, older),
        &|_, _| old.policies.len() == 1 && new.policies.len() == 1,
    ];
    for is_same in ways {
        for (place, newer) in new.policies.iter().enumerate() {
            let fits = |(number_of, older): &(usize, &Policy)| {
                !found.iter().any(|(known, _)| *known == number(*number_of)) && is_same(older, newer)
            };
            if !found.iter().any(|(_, known)| *known == number(place))
                && let Some((older, _)) = old.policies.iter().enumerate().find(fits)
            {
                found.push((number(older), number(place)));
            }
        }
    }
    found
}

/// Lets policies that stand for each other be in force together, where one begins at another time than the other: what
/// is not in force yet would decide nothing. Gives the names of those for which that was done.
///
/// Where only the end differs, the new version has ended it, or let it go on: that is left as it is.
pub fn as_if_together(old: &mut Plan, new: &mut Plan) -> Vec<Names> {
    let mut changed = Vec::new();
    for (older, newer) in policies(old, new) {
        let (older, newer) = (&mut old.policies[older.index()], &mut new.policies[newer.index()]);
        if older.effective_from == newer.effective_from {
            continue;
        }
        let from = older.effective_from.min(newer.effective_from);
        let to = older.effective_to.zip(newer.effective_to).map(|(older, newer)| older.max(newer));
        for policy in [older, &mut *newer] {
            (policy.effective_from, policy.effective_to) = (from, to);
        }
        changed.push(newer.names.clone());
    }
    changed
}
