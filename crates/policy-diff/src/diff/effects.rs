//! What rules and consequences mean in the new version, seen from the old one.

use std::collections::{BTreeSet, HashMap};

use policy_compare::{Answer, Compared, Comparison, Follows, Known, Together, compare_knowing};
use policy_core::plan::{Condition, Consequence, Plan, RuleId};

use super::{Effected, Work};
use crate::beside::as_rule;
use crate::change::{Effect, Item, Pair, gives_only};
use crate::reading::Read;
use crate::words::number_of;

/// After how many effects no more records are tried, which takes longest; what can be proved or shown without is.
const MOST_EFFECTS: usize = 400;

impl Work<'_> {
    fn reads_default(&self, reads: &BTreeSet<Read>) -> bool {
        self.beside
            .words
            .defaults
            .iter()
            .any(|(_, list, field)| reads.contains(&Read::Field(list.is_none(), *field)))
    }

    /// Whether it reads events or members of which the versions say otherwise when they happen, or who they are.
    fn reads_other_words(&self, reads: &BTreeSet<Read>) -> bool {
        let words = &self.beside.words;
        words.times.iter().any(|(_, list, _)| reads.contains(&Read::List(*list)))
            || (!words.groups.is_empty() && reads.contains(&Read::Members))
    }

    /// Compares every rule and consequence of which it is not seen at once that it means the same.
    pub(super) fn effects(&mut self) {
        let mut known: HashMap<(u16, u16), Follows> = HashMap::new();
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
            let is_beside_words = self.reads_other_words(&reads);
            if is_same && !is_beside_defaults && !is_beside_words {
                continue;
            }
            let (comparison, tries) = match (is_beside_words, is_same) {
                (true, _) => (not_compared(), 0),
                (false, true) => (nothing(), 0),
                (false, false) => self.compared(&mut plan, ids, &known),
            };
            let is_rescheduled = match forms {
                [Some(one), Some(other)] => one.schedule != other.schedule || one.grace != other.grace,
                [_, _] => false,
            };
            if let [Some(one), Some(other)] = ids {
                let how = match forms {
                    [Some(one), Some(other)] if one.soft || other.soft => Follows::Unknown,
                    [Some(one), Some(other)]
                        if one.schedule == other.schedule && one.grace == other.grace =>
                    {
                        Follows::InOnePeriod
                    }
                    [Some(_), Some(_)] => Follows::BesideIt,
                    [_, _] => Follows::Unknown,
                };
                let if_never =
                    |answer: &Answer| if *answer == Answer::Never { how } else { Follows::Unknown };
                known.insert((other.0, one.0), if_never(&comparison.loosens));
                known.insert((one.0, other.0), if_never(&comparison.tightens));
            }
            let is_altered = ids.iter().flatten().count() < 2;
            let effect = Effect {
                item: Item::Rule(pair),
                is_boon: false,
                comparison,
                tries,
                is_beside_defaults,
                is_beside_words,
                is_rescheduled,
                is_altered,
            };
            self.push(effect, reads);
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
            let is_beside_words = self.reads_other_words(&reads);
            if is_same && !is_altered && !is_beside_defaults && !is_beside_words {
                continue;
            }
            let (comparison, tries) = if is_beside_words {
                (not_compared(), 0)
            } else if is_same {
                (nothing(), 0)
            } else {
                let rules = found.clone().map(|found| {
                    let number = RuleId(number_of(plan.rules.len()));
                    plan.rules.push(as_rule(&found?));
                    Some(number)
                });
                self.compared(&mut plan, rules, &known)
            };
            let is_boon = found.iter().flatten().all(|found| gives_only(&found.actions));
            let effect = Effect {
                item: Item::Consequence(pair),
                is_boon,
                comparison,
                tries,
                is_beside_defaults,
                is_beside_words,
                is_rescheduled: false,
                is_altered,
            };
            self.push(effect, reads);
        }
        self.causes = vec![false; self.effects.len()];
    }

    fn push(&mut self, effect: Effect, reads: BTreeSet<Read>) {
        for answer in [&effect.comparison.loosens, &effect.comparison.tightens] {
            if let Answer::Shown(witness) = answer {
                self.seeds.push(witness.scene.clone());
            }
        }
        self.effects.push(Effected { effect, reads });
    }

    pub(super) fn ids(&self, pair: &Pair<RuleId>) -> [Option<RuleId>; 2] {
        [pair.before().copied(), pair.after().map(|new| self.beside.new_rule(*new))]
    }

    /// Compares two rules of the plan of both; where one is absent, with one that asks nothing. With how many records were tried.
    fn compared(
        &self,
        plan: &mut Plan,
        ids: [Option<RuleId>; 2],
        known: &HashMap<(u16, u16), Follows>,
    ) -> (Comparison, usize) {
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
            [None, None] => return (nothing(), 0),
        };
        let tries = if self.effects.len() < MOST_EFFECTS { self.tries } else { 0 };
        let follows = |one: RuleId, other: RuleId| match one == other {
            true => Follows::InOnePeriod,
            false => known.get(&(one.0, other.0)).copied().unwrap_or(Follows::Unknown),
        };
        let together = Together::AsIf(self.beside.days.clone());
        let side = |rule: RuleId| Compared { plan, rule };
        let known = Known { follows: &follows, seeds: &self.seeds, tries };
        let comparison = compare_knowing(side(one), side(other), &together, &known);
        let is_open =
            [&comparison.loosens, &comparison.tightens].iter().any(|answer| **answer == Answer::NotProved);
        (comparison, if is_open { tries } else { 0 })
    }
}

/// Nothing is known of two that read other things under one name.
fn not_compared() -> Comparison {
    Comparison { loosens: Answer::NotProved, tightens: Answer::NotProved }
}

fn nothing() -> Comparison {
    Comparison { loosens: Answer::Never, tightens: Answer::Never }
}
