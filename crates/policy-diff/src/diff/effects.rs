//! What rules and consequences mean in the new version, seen from the old one.

use std::collections::{BTreeSet, HashMap};

use policy_compare::{Answer, Compared, Comparison, Known, Together, compare_knowing};
use policy_core::plan::{Condition, Consequence, Plan, RuleId};

use super::{Effected, Work};
use crate::beside::as_rule;
use crate::change::{Effect, Item, Pair, gives_only};
use crate::reading::Read;
use crate::words::number_of;

/// How many comparisons that prove nothing are made before no more records are tried: these take longest.
const MOST_EFFECTS: usize = 400;

impl Work<'_> {
    fn reads_default(&self, reads: &BTreeSet<Read>) -> bool {
        self.beside
            .words
            .defaults
            .iter()
            .any(|(_, list, field)| reads.contains(&Read::Field(list.is_none(), *field)))
    }

    /// Compares every rule and consequence of which it is not seen at once that it means the same.
    pub(super) fn effects(&mut self) {
        let mut known: HashMap<(u16, u16), bool> = HashMap::new();
        let mut plan = self.beside.plan.clone();
        let pairs = self.beside.rules.clone();
        for pair in pairs {
            let ids = self.ids(&pair);
            let reads = ids.iter().flatten().flat_map(|id| self.reading.rules[id.index()].clone()).collect();
            let is_beside_defaults = self.reads_default(&reads);
            let forms = ids.map(|id| id.and_then(|id| self.beside.rule_forms.get(id.index())));
            let policies = ids.map(|id| id.and_then(|id| plan.rules.get(id.index())).map(|rule| rule.policy));
            let is_same =
                matches!(forms, [Some(one), Some(other)] if one == other && policies[0] == policies[1]);
            if is_same && !is_beside_defaults {
                continue;
            }
            let comparison = if is_same { nothing() } else { self.compared(&mut plan, ids, &known) };
            if let [Some(one), Some(other)] = ids {
                let repeats_alike = match forms {
                    [Some(one), Some(other)] => {
                        one.schedule == other.schedule && one.grace == other.grace && !one.soft && !other.soft
                    }
                    [_, _] => false,
                };
                let never = |answer: &Answer| *answer == Answer::Never;
                known.insert((other.0, one.0), repeats_alike && never(&comparison.loosens));
                known.insert((one.0, other.0), repeats_alike && never(&comparison.tightens));
            }
            let is_altered = ids.iter().flatten().count() < 2;
            self.push(Item::Rule(pair), false, comparison, (is_beside_defaults, is_altered), reads);
        }
        let pairs = self.beside.consequences.clone();
        for pair in pairs {
            let ids = [pair.before().copied(), pair.after().map(|new| self.beside.new_consequence(*new))];
            let found =
                ids.map(|id| id.and_then(|id| self.beside.plan.consequences.get(id.index())).cloned());
            let reads =
                ids.iter().flatten().flat_map(|id| self.reading.consequences[id.index()].clone()).collect();
            let is_beside_defaults = self.reads_default(&reads);
            let forms = ids.map(|id| id.and_then(|id| self.beside.consequence_forms.get(id.index())));
            let does = |found: &Consequence| {
                let mut actions = found.actions.clone();
                actions.sort_by_key(|action| (action.outcome, format!("{:?}", action.kind)));
                actions.dedup();
                let lifted =
                    found.lifted_by.and_then(|rule| self.beside.rule_forms.get(rule.index())).cloned();
                (actions, found.lasting, lifted, found.soft)
            };
            let is_altered = match &found {
                [Some(one), Some(other)] => does(one) != does(other) || one.policy != other.policy,
                [_, _] => true,
            };
            let is_same = matches!(forms, [Some(one), Some(other)] if one == other);
            if is_same && !is_altered && !is_beside_defaults {
                continue;
            }
            let comparison = if is_same {
                nothing()
            } else {
                let rules = found.clone().map(|found| {
                    let number = RuleId(number_of(plan.rules.len()));
                    plan.rules.push(as_rule(&found?));
                    Some(number)
                });
                self.compared(&mut plan, rules, &known)
            };
            let is_boon = found.iter().flatten().all(|found| gives_only(&found.actions));
            self.push(Item::Consequence(pair), is_boon, comparison, (is_beside_defaults, is_altered), reads);
        }
        self.causes = vec![false; self.effects.len()];
    }

    fn push(
        &mut self,
        item: Item,
        is_boon: bool,
        comparison: Comparison,
        (is_beside_defaults, is_altered): (bool, bool),
        reads: BTreeSet<Read>,
    ) {
        let is_open =
            [&comparison.loosens, &comparison.tightens].iter().any(|answer| **answer == Answer::NotProved);
        let tries = if is_open { self.tries } else { 0 };
        for answer in [&comparison.loosens, &comparison.tightens] {
            if let Answer::Shown(witness) = answer {
                self.seeds.push(witness.scene.clone());
            }
        }
        let effect = Effect { item, is_boon, comparison, tries, is_beside_defaults, is_altered };
        self.effects.push(Effected { effect, reads });
    }

    pub(super) fn ids(&self, pair: &Pair<RuleId>) -> [Option<RuleId>; 2] {
        [pair.before().copied(), pair.after().map(|new| self.beside.new_rule(*new))]
    }

    /// Compares two rules of the plan of both; where one is absent, with one that asks nothing.
    fn compared(
        &self,
        plan: &mut Plan,
        ids: [Option<RuleId>; 2],
        known: &HashMap<(u16, u16), bool>,
    ) -> Comparison {
        let mut absent = |present: RuleId| {
            let mut rule = plan.rules.get(present.index()).cloned();
            if let Some(rule) = &mut rule {
                rule.requirement = Condition::Constant(true);
                rule.exemptions.clear();
                rule.alternatives.clear();
                rule.balance = None;
                rule.soft = false;
            }
            plan.rules.extend(rule);
            RuleId(number_of(plan.rules.len().saturating_sub(1)))
        };
        let (one, other) = match ids {
            [Some(one), Some(other)] => (one, other),
            [None, Some(other)] => (absent(other), other),
            [Some(one), None] => (one, absent(one)),
            [None, None] => return nothing(),
        };
        if self.effects.len() >= MOST_EFFECTS {
            return Comparison { loosens: Answer::NotProved, tightens: Answer::NotProved };
        }
        let follows = |one: RuleId, other: RuleId| {
            one == other || known.get(&(one.0, other.0)).copied().unwrap_or(false)
        };
        let together = Together::AsIf(self.beside.days.clone());
        let side = |rule: RuleId| Compared { plan, rule };
        let known = Known { follows: &follows, seeds: &self.seeds, tries: self.tries };
        compare_knowing(side(one), side(other), &together, &known)
    }
}

fn nothing() -> Comparison {
    Comparison { loosens: Answer::Never, tightens: Answer::Never }
}
