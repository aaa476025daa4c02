//! What in two versions is the same rule, the same consequence, the same policy.
//!
//! By name, then by label. A rule that was given another name and another label is one that is gone and one that is new.

use policy_core::plan::{ConsequenceId, Policy, PolicyId, RuleId};
use policy_core::{Names, Plan, same_name};

/// Something in one version or in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair<T> {
    /// Only in the old one.
    Old(T),
    /// Only in the new one.
    New(T),
    /// In both.
    Both(T, T),
}

/// What is the same in two versions, in the order of the new one, what is gone last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    /// The rules.
    pub rules: Vec<Pair<RuleId>>,
    /// The consequences.
    pub consequences: Vec<Pair<ConsequenceId>>,
    old_rules: Vec<usize>,
    new_rules: Vec<usize>,
    old_consequences: Vec<usize>,
    new_consequences: Vec<usize>,
}

/// A thing of a plan, as it is looked for in the other.
struct Looked<'p> {
    policy: PolicyId,
    subject: &'p Names,
    names: &'p Names,
}

impl Pairing {
    /// Finds what is the same.
    pub fn new(old: &Plan, new: &Plan) -> Self {
        let policies = policies(old, new);
        let (rules, old_rules, new_rules) = pairs(&rules(old), &rules(new), &policies, RuleId);
        let (consequences, old_consequences, new_consequences) =
            pairs(&consequences(old), &consequences(new), &policies, ConsequenceId);
        Self { rules, consequences, old_rules, new_rules, old_consequences, new_consequences }
    }

    /// The place in [`Pairing::rules`] of a rule of the old version.
    pub fn old_rule(&self, rule: RuleId) -> Option<usize> {
        self.old_rules.get(rule.index()).copied()
    }

    /// The place of a rule of the new version.
    pub fn new_rule(&self, rule: RuleId) -> Option<usize> {
        self.new_rules.get(rule.index()).copied()
    }

    /// The place in [`Pairing::consequences`] of a consequence of the old version.
    pub fn old_consequence(&self, consequence: ConsequenceId) -> Option<usize> {
        self.old_consequences.get(consequence.index()).copied()
    }

    /// The place of a consequence of the new version.
    pub fn new_consequence(&self, consequence: ConsequenceId) -> Option<usize> {
        self.new_consequences.get(consequence.index()).copied()
    }
}

fn rules(plan: &Plan) -> Vec<Looked<'_>> {
    let rules = plan.rules.iter().map(|rule| Looked {
        policy: rule.policy,
        subject: &plan.vocabulary.subjects[rule.subject.index()].names,
        names: &rule.names,
    });
    rules.collect()
}

fn consequences(plan: &Plan) -> Vec<Looked<'_>> {
    let consequences = plan.consequences.iter().map(|consequence| Looked {
        policy: consequence.policy,
        subject: &plan.vocabulary.subjects[consequence.subject.index()].names,
        names: &consequence.names,
    });
    consequences.collect()
}

/// Pairs things: those of one policy before others, those of one name before those of one label. With the place among
/// the pairs of each thing of the old version, and of the new one.
fn pairs<T>(
    old: &[Looked<'_>],
    new: &[Looked<'_>],
    policies: &[(PolicyId, PolicyId)],
    id: impl Fn(u16) -> T,
) -> (Vec<Pair<T>>, Vec<usize>, Vec<usize>) {
    let mut partners: Vec<Option<usize>> = vec![None; new.len()];
    let mut is_taken = vec![false; old.len()];
    let same: [fn(&Names, &Names) -> bool; 2] =
        [|left, right| left.id == right.id, |left, right| left.label.is_some() && left.label == right.label];
    for within in [true, false] {
        for is_same in same {
            for (one, partner) in new.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
                let fits = |(place, other): &(usize, &Looked<'_>)| {
                    !is_taken[*place]
                        && other.subject.id == one.subject.id
                        && is_same(other.names, one.names)
                        && (!within || policies.contains(&(other.policy, one.policy)))
                };
                if let Some((place, _)) = old.iter().enumerate().find(fits) {
                    *partner = Some(place);
                    is_taken[place] = true;
                }
            }
        }
    }
    let number = |place: usize| id(u16::try_from(place).unwrap_or(u16::MAX));
    let mut found = Vec::new();
    let mut of_old = vec![0; old.len()];
    for (place, partner) in partners.iter().enumerate() {
        match partner {
            Some(other) => {
                of_old[*other] = found.len();
                found.push(Pair::Both(number(*other), number(place)));
            }
            None => found.push(Pair::New(number(place))),
        }
    }
    for place in (0..old.len()).filter(|place| !is_taken[*place]) {
        of_old[place] = found.len();
        found.push(Pair::Old(number(place)));
    }
    (found, of_old, (0..new.len()).collect())
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
