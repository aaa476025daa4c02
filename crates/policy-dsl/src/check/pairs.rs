//! Rules that cannot both be met by anybody to whom both apply.

use policy_compare::{Found, Search, clash};
use policy_core::plan::{Aggregate, Amount, Condition, Node, Rule, RuleId};

use crate::resolve::Report;
use crate::{Diagnostic, Index, Lint, Saying};

/// How many pairs are looked at: this is part of every compilation.
const MOST_PAIRS: usize = 2_000;

/// Looks at rules of one policy that stand on the same schedule and speak of the same sums; `told` are those of
/// which it has been said that nobody can meet them.
pub(super) fn check_pairs(report: &mut Report, search: &Search<'_>, index: &Index, told: &[RuleId]) {
    let rules: Vec<(RuleId, &Rule)> = (0u16..)
        .map(RuleId)
        .zip(&search.plan.rules)
        .filter(|(id, rule)| rule.alternatives.is_empty() && !told.contains(id))
        .collect();
    let pairs = rules.iter().enumerate().flat_map(|(number, later)| {
        rules.iter().take(number).map(move |earlier| (*earlier, *later)).filter(|((_, one), (_, other))| {
            one.policy == other.policy && is_seen_alike(one, other) && share_sums(one, other)
        })
    });
    for ((earlier, one), (later, other)) in pairs.take(MOST_PAIRS) {
        let (Some(earlier), Some(later)) = (index.rule(earlier), index.rule(later)) else { continue };
        if exclude(search, one, other) {
            let says = Saying::new("rules-contradict")
                .with_names("first", &one.names)
                .with_names("second", &other.names);
            report.push(
                Diagnostic::finding(Lint::CannotBothBeMet, later.place.name, says)
                    .also(earlier.place.name, Saying::new("first-declared"))
                    .hint(Saying::new("hint-rules-contradict")),
            );
        }
    }
}

/// Whether the periods of two rules are the same, and so what their windows mean.
pub(super) fn is_seen_alike(one: &Rule, other: &Rule) -> bool {
    one.subject == other.subject && one.schedule == other.schedule && one.grace == other.grace
}

/// Whether somebody is subject to both, and nobody can meet both.
pub(super) fn exclude(search: &Search<'_>, one: &Rule, other: &Rule) -> bool {
    if !matches!(search.together(&[&one.applies, &other.applies]), Found::Together { .. }) {
        return false;
    }
    let all = [&one.applies, &other.applies, &one.requirement, &other.requirement];
    clash(search.plan, other, &all[2..]).is_some() || search.never(&all)
}

fn share_sums(one: &Rule, other: &Rule) -> bool {
    let sums = sums(&one.requirement);
    let same = |left: &Aggregate, right: &Aggregate| {
        left.source == right.source && left.window == right.window && left.measure == right.measure
    };
    self::sums(&other.requirement).iter().any(|sum| sums.iter().any(|known| same(known, sum)))
}

fn sums(condition: &Condition) -> Vec<&Aggregate> {
    let mut found = Vec::new();
    Node::Condition(condition).walk(&mut |node| {
        if let Node::Amount(Amount::Aggregate(aggregate)) = node {
            found.push(&**aggregate);
        }
    });
    found
}
