//! Both versions as one plan: the rules of the old one, and behind them those of the new one, as if both were in force.
//!
//! What the versions share (vocabulary, the policies whose rules are beside each other) has one number, so one engine decides a
//! record by both, and the comparison of two rules sees at once what is the same.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::{Months, NaiveDate};
use policy_compare::Forms;
use policy_core::Names;
use policy_core::plan::{
    Condition, Consequence, ConsequenceId, ParameterId, PeriodId, Plan, PolicyId, Rule, RuleId, Schedule,
    TableId, Window,
};

use crate::change::Pair;
use crate::numbers::Numbers;
use crate::translate::translate;
use crate::words::{Fits, Words, number_of, pairs, share_a_name};

/// Which rules and consequences of two plans are the same, in the order of the new one; what is gone comes last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    /// The rules.
    pub rules: Vec<Pair<RuleId>>,
    /// The consequences.
    pub consequences: Vec<Pair<ConsequenceId>>,
}

impl Paired {
    /// Puts the rules and consequences of two plans beside each other, as [`crate::Diff`] does, and compares nothing.
    pub fn of(old: &Plan, new: &Plan) -> Self {
        let Beside { rules, consequences, .. } = Beside::of(old, new);
        Self { rules, consequences }
    }
}

/// Two plans as one.
#[derive(Debug)]
pub(crate) struct Beside {
    /// The plan.
    pub plan: Plan,
    /// The days on which both are taken to be in force.
    pub days: RangeInclusive<NaiveDate>,
    pub words: Words,
    pub policies: Vec<Pair<PolicyId>>,
    pub parameters: Vec<Pair<ParameterId>>,
    pub tables: Vec<Pair<TableId>>,
    pub periods: Vec<Pair<PeriodId>>,
    /// Each rule with its number in its own plan.
    pub rules: Vec<Pair<RuleId>>,
    pub consequences: Vec<Pair<ConsequenceId>>,
    /// From what number on things of the new version stand.
    pub first: First,
    /// What things of the new version are in the old one, so that what only refers to them is the same.
    pub own: Numbers,
    /// The forms of all rules, by number; of consequences likewise, each as a rule that is unmet by whom it falls on.
    pub rule_forms: Vec<Rule>,
    pub consequence_forms: Vec<Rule>,
}

/// From what number on things of the new version stand in the plan of both.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct First {
    pub policy: usize,
    pub parameter: usize,
    pub table: usize,
    pub period: usize,
    pub recognition: usize,
    pub rule: usize,
    pub consequence: usize,
}

/// How many years are looked at where a policy has no end.
const YEARS: u32 = 4;

impl Beside {
    pub fn of(old: &Plan, new: &Plan) -> Self {
        let words = Words::of(&old.vocabulary, &new.vocabulary);
        let mut translated = new.clone();
        translate(&mut translated, &words);
        let days = days(old, new);
        let first = First {
            policy: old.policies.len(),
            parameter: old.parameters.len(),
            table: old.tables.len(),
            period: old.periods.len(),
            recognition: old.recognitions.len(),
            rule: old.rules.len(),
            consequence: old.consequences.len(),
        };
        let policies = policies(old, new);
        let of_policy = |policy: PolicyId| {
            in_old(&policies, policy).unwrap_or(PolicyId(number_of(first.policy + policy.index())))
        };
        let parameters = numbered(
            &old.parameters,
            &translated.parameters,
            |found| (found.policy, &found.names),
            |found| (of_policy(found.policy), &found.names),
        )
        .iter()
        .map(|pair| pair.map(|place| ParameterId(number_of(*place))))
        .collect::<Vec<_>>();
        let tables = numbered(
            &old.tables,
            &translated.tables,
            |found| (found.policy, &found.names),
            |found| (of_policy(found.policy), &found.names),
        )
        .iter()
        .map(|pair| pair.map(|place| TableId(number_of(*place))))
        .collect::<Vec<_>>();
        let same_days = |one: &policy_core::plan::Period, other: &policy_core::plan::Period| {
            let days = |period: &policy_core::plan::Period| {
                period.occurrences.iter().map(|one| (one.from, one.to)).collect::<Vec<_>>()
            };
            !one.occurrences.is_empty() && days(one) == days(other)
        };
        let periods = pairs(&old.periods, &new.periods, |period| &period.names, same_days);
        let periods: Vec<Pair<PeriodId>> = periods
            .into_iter()
            .filter_map(both_of)
            .map(|pair| pair.map(|place| PeriodId(number_of(*place))))
            .collect();
        let mut plan = old.clone();
        plan.vocabulary = words.both.clone();
        plan.policies.extend(translated.policies.iter().cloned());
        for policy in &mut plan.policies {
            (policy.effective_from, policy.effective_to) = (*days.start(), Some(*days.end()));
            policy.under.clear();
        }
        plan.parameters.extend(translated.parameters.iter().cloned());
        plan.tables.extend(translated.tables.iter().cloned());
        plan.periods.extend(translated.periods.iter().cloned());
        plan.rules.iter_mut().for_each(|rule| rule.tightens.clear());
        let shifted = |first: usize, count: usize| (0..count).map(move |place| number_of(first + place));
        let mut behind = Numbers {
            policies: (0..new.policies.len()).map(|place| of_policy(PolicyId(number_of(place)))).collect(),
            sources: shifted(first.policy, new.policies.len()).map(PolicyId).collect(),
            rules: shifted(first.rule, new.rules.len()).map(RuleId).collect(),
            parameters: shifted(first.parameter, new.parameters.len()).map(ParameterId).collect(),
            tables: shifted(first.table, new.tables.len()).map(TableId).collect(),
            periods: shifted(first.period, new.periods.len()).map(PeriodId).collect(),
        };
        for mut recognition in translated.recognitions {
            behind.recognition(&mut recognition);
            plan.recognitions.push(recognition);
        }
        for (parameter, place) in plan.parameters.iter_mut().skip(first.parameter).zip(0..) {
            if let Some(policy) =
                new.parameters.get::<usize>(place).and_then(|found| behind.policies.get(found.policy.index()))
            {
                parameter.policy = *policy;
            }
        }
        for (table, place) in plan.tables.iter_mut().skip(first.table).zip(0..) {
            if let Some(policy) =
                new.tables.get::<usize>(place).and_then(|found| behind.policies.get(found.policy.index()))
            {
                table.policy = *policy;
            }
        }
        let matched = Matched::of(&plan, (&old.rules, translated.rules), &mut behind);
        plan.rules.extend(matched.new);
        let mut forms = Forms::new(&plan);
        let as_form = |forms: &mut Forms<'_>, consequence: &Consequence| forms.rule(&as_rule(consequence));
        let mut consequence_forms: Vec<Rule> =
            plan.consequences.iter().map(|consequence| as_form(&mut forms, consequence)).collect();
        let mut added = Vec::new();
        for mut consequence in translated.consequences {
            behind.consequence(&mut consequence);
            consequence_forms.push(as_form(&mut forms, &consequence));
            added.push(consequence);
        }
        let consequences = consequences(&plan.consequences, &added, &consequence_forms);
        plan.consequences.extend(added);
        let own = Numbers {
            policies: own_numbers(first.policy, new.policies.len(), |place| {
                in_old(&policies, PolicyId(place)).map(|id| id.0)
            })
            .map(PolicyId)
            .collect(),
            sources: own_numbers(first.policy, new.policies.len(), |place| {
                in_old(&policies, PolicyId(place)).map(|id| id.0)
            })
            .map(PolicyId)
            .collect(),
            rules: own_numbers(first.rule, new.rules.len(), |place| {
                in_old(&matched.pairs, RuleId(place)).map(|id| id.0)
            })
            .map(RuleId)
            .collect(),
            parameters: own_numbers(first.parameter, new.parameters.len(), |place| {
                in_old(&parameters, ParameterId(place)).map(|id| id.0)
            })
            .map(ParameterId)
            .collect(),
            tables: own_numbers(first.table, new.tables.len(), |place| {
                in_old(&tables, TableId(place)).map(|id| id.0)
            })
            .map(TableId)
            .collect(),
            periods: own_numbers(first.period, new.periods.len(), |place| {
                in_old(&periods, PeriodId(place)).map(|id| id.0)
            })
            .map(PeriodId)
            .collect(),
        };
        Self {
            plan,
            days,
            words,
            policies,
            parameters,
            tables,
            periods,
            rules: matched.pairs,
            consequences,
            first,
            own,
            rule_forms: matched.forms,
            consequence_forms,
        }
    }

    /// A rule of the new version in the plan of both.
    pub fn new_rule(&self, rule: RuleId) -> RuleId {
        RuleId(number_of(self.first.rule + rule.index()))
    }

    /// A consequence of the new version in the plan of both.
    pub fn new_consequence(&self, consequence: ConsequenceId) -> ConsequenceId {
        ConsequenceId(number_of(self.first.consequence + consequence.index()))
    }
}

/// A consequence as a rule that is unmet by whom it falls on.
pub(crate) fn as_rule(consequence: &Consequence) -> Rule {
    Rule {
        policy: consequence.policy,
        names: consequence.names.clone(),
        subject: consequence.subject,
        tightens: Vec::new(),
        applies: consequence.applies.clone(),
        schedule: consequence.schedule.clone(),
        grace: None,
        soft: false,
        requirement: Condition::Not(Box::new(consequence.when.clone())),
        exemptions: Vec::new(),
        balance: None,
        alternatives: Vec::new(),
        citations: consequence.citations.clone(),
    }
}

fn own_numbers(first: usize, count: usize, in_old: impl Fn(u16) -> Option<u16>) -> impl Iterator<Item = u16> {
    let own = (0..first).map(number_of);
    own.chain((0..count).map(move |place| in_old(number_of(place)).unwrap_or(number_of(first + place))))
}

/// What a thing of the new version is in the old one.
pub(crate) fn in_old<T: Copy + PartialEq>(pairs: &[Pair<T>], new: T) -> Option<T> {
    pairs.iter().find(|pair| pair.after() == Some(&new)).and_then(Pair::before).copied()
}

fn both_of((old, new): (Option<usize>, Option<usize>)) -> Option<Pair<usize>> {
    match (old, new) {
        (Some(old), Some(new)) => Some(Pair::Both(old, new)),
        (Some(old), None) => Some(Pair::Old(old)),
        (None, Some(new)) => Some(Pair::New(new)),
        (None, None) => None,
    }
}

/// Things of policies, by policy and name; one that is left on each side of a policy is called otherwise.
fn numbered<T>(
    old: &[T],
    new: &[T],
    of_old: impl Fn(&T) -> (PolicyId, &Names),
    of_new: impl Fn(&T) -> (PolicyId, &Names),
) -> Vec<Pair<usize>> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let fits: [Fits<'_, Names>; 2] = [&|one, other| one.id == other.id, &share_a_name];
    for fits in fits {
        for (place, thing) in new.iter().enumerate() {
            if partner[place].is_none() {
                let (policy, names) = of_new(thing);
                let is_free = |known: &usize| !partner.contains(&Some(*known));
                partner[place] = (0..old.len()).filter(is_free).find(|known| {
                    let (of, called) = of_old(&old[*known]);
                    of == policy && fits(called, names)
                });
            }
        }
    }
    let left_new: Vec<usize> = (0..new.len()).filter(|place| partner[*place].is_none()).collect();
    let left_old: Vec<usize> = (0..old.len()).filter(|place| !partner.contains(&Some(*place))).collect();
    if let ([one], [other]) = (left_old.as_slice(), left_new.as_slice())
        && of_old(&old[*one]).0 == of_new(&new[*other]).0
    {
        partner[*other] = Some(*one);
    }
    paired(old.len(), &partner)
}

/// Pairs in the order of the new version; what is gone comes last.
fn paired(old: usize, partner: &[Option<usize>]) -> Vec<Pair<usize>> {
    let gone = (0..old).filter(|place| !partner.contains(&Some(*place))).map(Pair::Old);
    let of_new = partner.iter().enumerate().map(|(place, old)| match old {
        Some(old) => Pair::Both(*old, place),
        None => Pair::New(place),
    });
    of_new.chain(gone).collect()
}

/// The policies beside each other: of one name, and what is left in the order of the text.
fn policies(old: &Plan, new: &Plan) -> Vec<Pair<PolicyId>> {
    let found = pairs(&old.policies, &new.policies, |policy| &policy.names, |_, _| true);
    found.into_iter().filter_map(both_of).map(|pair| pair.map(|place| PolicyId(number_of(*place)))).collect()
}

/// The days on which both versions are taken to be in force: all on which one of them is, and all that calendars know of.
fn days(old: &Plan, new: &Plan) -> RangeInclusive<NaiveDate> {
    let policies = || old.policies.iter().chain(&new.policies);
    let from = policies().map(|policy| policy.effective_from).min().unwrap_or_default();
    let latest = policies().map(|policy| policy.effective_from).max().unwrap_or(from);
    let open = policies().any(|policy| policy.effective_to.is_none());
    let to = policies().filter_map(|policy| policy.effective_to).max();
    // A cycle, or a time from some day on, lies wholly in them wherever it begins.
    let months = longest(old).max(longest(new)).saturating_mul(2).saturating_add(12).clamp(12 * YEARS, 360);
    let beyond = latest.checked_add_months(Months::new(months)).unwrap_or(latest);
    let open = open || to.is_some_and(|to| to < beyond && months > 12 * YEARS);
    let occurrences = old.periods.iter().chain(&new.periods).flat_map(|period| &period.occurrences);
    let known = occurrences.map(|one| one.to).filter(|_| open).max();
    let most = latest.checked_add_months(Months::new(480)).unwrap_or(latest);
    let last = [to, open.then_some(beyond), known].into_iter().flatten().max().unwrap_or(beyond);
    from..=last.min(most).max(from)
}

/// The longest cycle, or time after some day, of a plan's schedules, in months.
fn longest(plan: &Plan) -> u32 {
    let of = |schedule: &Schedule| match schedule {
        Schedule::Cycle { every, .. } => every.months,
        Schedule::Once(window) | Schedule::EachEvent { window: Some(window), .. } => match window {
            Window::After { span, .. } => span.months,
            Window::Extended { window, .. } => match &**window {
                Window::After { span, .. } => span.months,
                _ => 0,
            },
            _ => 0,
        },
        Schedule::Each { .. } | Schedule::EachEvent { window: None, .. } => 0,
    };
    plan.rules.iter().map(|rule| of(&rule.schedule)).max().unwrap_or_default()
}

/// The rules of the new version beside those of the old.
struct Matched {
    pairs: Vec<Pair<RuleId>>,
    new: Vec<Rule>,
    /// Of the old ones, then of the new ones.
    forms: Vec<Rule>,
}

impl Matched {
    /// A rule of the new version that means the same as one of the old is that one, for whatever speaks of it.
    fn of(plan: &Plan, (old, new): (&[Rule], Vec<Rule>), numbers: &mut Numbers) -> Self {
        let mut forms = Forms::new(plan);
        let mut all: Vec<Rule> = plan.rules.iter().map(|rule| forms.rule(rule)).collect();
        let mut by_form: HashMap<String, Vec<usize>> = HashMap::new();
        let key = |rule: &Rule, form: &Rule| format!("{:?} {form:?}", rule.policy);
        for (place, form) in all.iter().enumerate() {
            by_form.entry(key(&old[place], form)).or_default().push(place);
        }
        let policy = |rule: &Rule| numbers.policies.get(rule.policy.index()).copied().unwrap_or(rule.policy);
        let mut partner: Vec<Option<usize>> = vec![None; new.len()];
        let fits: [Fits<'_, Names>; 2] = [&|one, other| one.id == other.id, &share_a_name];
        for fits in fits {
            for (place, rule) in new.iter().enumerate() {
                if partner[place].is_none() {
                    let is_free = |known: &usize| !partner.contains(&Some(*known));
                    partner[place] = (0..old.len()).filter(is_free).find(|known| {
                        let known = &old[*known];
                        known.policy == policy(rule)
                            && known.subject == rule.subject
                            && fits(&known.names, &rule.names)
                    });
                }
            }
        }
        let mut rules = Vec::with_capacity(new.len());
        for (place, mut rule) in new.into_iter().enumerate() {
            numbers.rule(&mut rule);
            rule.tightens.clear();
            let form = forms.rule(&rule);
            if partner[place].is_none() {
                let alike = by_form.get(&key(&rule, &form)).into_iter().flatten();
                partner[place] = alike.copied().find(|known| !partner.contains(&Some(*known)));
            }
            let is_same =
                partner[place].is_some_and(|known| all[known] == form && old[known].policy == rule.policy);
            if let (true, Some(known), Some(number)) = (is_same, partner[place], numbers.rules.get_mut(place))
            {
                *number = RuleId(number_of(known));
            }
            all.push(form);
            rules.push(rule);
        }
        // What is left is the same where it stands in the same clause, or where nothing else is left.
        let free = |partner: &[Option<usize>]| -> Vec<usize> {
            (0..old.len()).filter(|known| !partner.contains(&Some(*known))).collect()
        };
        for place in 0..rules.len() {
            if partner[place].is_some() {
                continue;
            }
            let articles =
                |rule: &Rule| rule.citations.iter().map(|found| found.article.clone()).collect::<Vec<_>>();
            let fits = |known: &usize| {
                old[*known].policy == rules[place].policy && old[*known].subject == rules[place].subject
            };
            let candidates: Vec<usize> = free(&partner).into_iter().filter(fits).collect();
            let of_clause = |known: &&usize| {
                let own = articles(&rules[place]);
                !own.is_empty() && articles(&old[**known]) == own
            };
            partner[place] = candidates.iter().find(of_clause).copied();
        }
        let pairs = paired(old.len(), &partner);
        Self {
            pairs: pairs.iter().map(|pair| pair.map(|place| RuleId(number_of(*place)))).collect(),
            new: rules,
            forms: all,
        }
    }
}

/// The consequences beside each other: by name, then by what they mean and do.
fn consequences(old: &[Consequence], new: &[Consequence], forms: &[Rule]) -> Vec<Pair<ConsequenceId>> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let named: [Fits<'_, Names>; 2] = [&|one, other| one.id == other.id, &share_a_name];
    let is_beside = |known: &Consequence, other: &Consequence| {
        known.policy == other.policy && known.subject == other.subject
    };
    for fits in named {
        for (place, consequence) in new.iter().enumerate() {
            if partner[place].is_none() {
                let is_free = |known: &usize| !partner.contains(&Some(*known));
                partner[place] = (0..old.len()).filter(is_free).find(|known| {
                    is_beside(&old[*known], consequence) && fits(&old[*known].names, &consequence.names)
                });
            }
        }
    }
    for (place, consequence) in new.iter().enumerate() {
        if partner[place].is_none() {
            let form = forms.get(old.len() + place);
            let is_free = |known: &usize| !partner.contains(&Some(*known));
            partner[place] = (0..old.len()).filter(is_free).find(|known| {
                is_beside(&old[*known], consequence)
                    && forms.get(*known) == form
                    && old[*known].actions == consequence.actions
            });
        }
    }
    let pairs = paired(old.len(), &partner);
    pairs.iter().map(|pair| pair.map(|place| ConsequenceId(number_of(*place)))).collect()
}
