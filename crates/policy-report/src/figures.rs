//! The figures that charts show: compliance by group, what has been reached beside what is required, and what falls due.
//!
//! Collected subject by subject, so that they take no more memory than there are groups, rules and months.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use policy_core::plan::{Condition, RuleId, Schedule};
use policy_core::{
    Decimal, Explained, Instance, Report, RuleTally, Status, SubjectId, UnitId, Urgency, UrgencyTally,
    Vocabulary,
};

use crate::{About, Decided};

/// The figures of a population.
#[derive(Debug, Default)]
pub struct Figures {
    groups: BTreeMap<(SubjectId, SubjectId, Box<str>), UrgencyTally>,
    /// The names of subjects that others belong to.
    names: BTreeMap<(SubjectId, Box<str>), Box<str>>,
    reached: BTreeMap<(RuleId, Instance), Reached>,
    due: BTreeMap<(i32, u32), RuleTally>,
}

/// How many tenths of what is required are told apart; what reaches more stands in the last.
pub const TENTHS: usize = 16;

/// How far subjects have come in one period of a rule.
#[derive(Clone, Debug)]
pub struct Reached {
    /// Which period.
    pub period: Option<String>,
    /// How many have reached how many tenths of what is required of them; at the tenth, it is reached.
    pub bins: [usize; TENTHS],
    /// How many were asked for how much.
    thresholds: BTreeMap<Decimal, usize>,
    /// The unit.
    pub unit: UnitId,
    /// Of how many it is not exactly known.
    pub open: usize,
    /// Whether the period is not over yet.
    pub is_running: bool,
}

impl Reached {
    /// How many are shown.
    pub fn count(&self) -> usize {
        self.bins.iter().sum()
    }

    /// What is required of all of them, where it is the same.
    pub fn threshold(&self) -> Option<Decimal> {
        let mut all = self.thresholds.keys();
        all.next().copied().filter(|_| all.next().is_none())
    }
}

/// A group with how its members stand.
#[derive(Clone, Debug)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// How its members stand.
    pub counts: UrgencyTally,
}

impl Figures {
    /// Counts a subject.
    pub fn add(&mut self, about: &About<'_>, decided: &Decided<'_>, urgency: Urgency) {
        let vocabulary = &about.engine.plan().vocabulary;
        let kind = decided.record.subject();
        if let Some(name) = decided.name {
            self.names.insert((kind, decided.record.id().into()), name.into());
        }
        for (fact, group) in vocabulary.subjects[kind.index()].group_facts() {
            if let Some(id) = decided.record.text_fact(vocabulary, fact) {
                self.groups.entry((kind, group, id.into())).or_default().add(urgency);
            }
        }
        let report = decided.report(about.engine, about.language);
        for explained in decided.verdicts() {
            self.add_reached(about, &report, explained);
            self.add_due(about.as_of, explained);
        }
    }

    fn add_reached(&mut self, about: &About<'_>, report: &Report<'_>, explained: &Explained<'_>) {
        match explained.verdict.status {
            Status::Exempt | Status::NotApplicable => return,
            Status::Met | Status::Unmet | Status::Pending | Status::Unknown => {}
        }
        // Always the same comparison, the first of the text; an alternative asks for something else.
        if explained.alternative.is_some() {
            return;
        }
        let first = explained.parts.iter().find_map(|part| Some((part.condition, part.measured?)));
        let Some((Condition::Compare(comparison), measured)) = first else { return };
        let is_plain =
            comparison.left_factor == comparison.right_factor && comparison.unit != Vocabulary::TIMES;
        if !is_plain || measured.threshold.high != Some(measured.threshold.low) {
            return;
        }
        let verdict = &explained.verdict;
        let rule = &about.engine.plan().rules[verdict.rule.index()];
        let Some(key) = shared_period(&rule.schedule, verdict.period, about.as_of) else { return };
        let own = self.reached.entry((verdict.rule, key)).or_insert_with(|| Reached {
            period: report.period(&rule.schedule, key),
            bins: [0; TENTHS],
            thresholds: BTreeMap::new(),
            unit: comparison.unit,
            open: 0,
            is_running: key.to.is_none_or(|to| to >= about.as_of),
        });
        let Some(tenth) = tenth(measured.value.low, measured.threshold.low) else { return };
        // What may still happen opens every sum upwards; a missing fact alone makes it doubtful.
        if verdict.status == Status::Unknown {
            own.open += 1;
            return;
        }
        own.bins[tenth] += 1;
        *own.thresholds.entry(measured.threshold.low).or_default() += 1;
    }

    fn add_due(&mut self, as_of: NaiveDate, explained: &Explained<'_>) {
        let Some(due) = explained.verdict.due.filter(|due| *due >= as_of) else { return };
        match explained.verdict.status {
            Status::Pending | Status::Unknown => {
                self.due.entry((due.year(), due.month())).or_default().add(explained.verdict.status);
            }
            Status::Met | Status::Unmet | Status::Exempt | Status::NotApplicable => {}
        }
    }

    /// What a subject that others belong to is called: its name where that is known, else its identifier.
    pub fn name_of<'n>(&'n self, kind: SubjectId, id: &'n str) -> &'n str {
        self.names.get(&(kind, id.into())).map_or(id, |name| name)
    }

    /// The groups of the members of a kind, those with the greatest share of something unmet first.
    pub fn groups(&self, kind: SubjectId, group: SubjectId) -> Vec<Group> {
        let own = self.groups.iter().filter(|((own, of, _), _)| (*own, *of) == (kind, group));
        let mut groups: Vec<Group> = own
            .map(|((_, _, id), counts)| Group { name: crate::tame(self.name_of(group, id)), counts: *counts })
            .collect();
        // By cross multiplication: no share is rounded.
        groups.sort_by(|one, other| {
            let (left, right) =
                (one.counts.unmet * other.counts.all(), other.counts.unmet * one.counts.all());
            right.cmp(&left).then_with(|| other.counts.all().cmp(&one.counts.all()))
        });
        groups
    }

    /// For each rule the latest period that is over and the latest that still runs, as far as anything was measured in
    /// them; the rules with the most subjects first.
    pub fn reached(&self) -> Vec<(RuleId, &Reached)> {
        let mut latest: BTreeMap<(RuleId, bool), &Reached> = BTreeMap::new();
        // In the order of the periods; so the last one stays.
        for ((rule, _), reached) in self.reached.iter().filter(|(_, reached)| reached.count() > 0) {
            latest.insert((*rule, reached.is_running), reached);
        }
        let mut all: Vec<_> = latest.into_iter().map(|((rule, _), reached)| (rule, reached)).collect();
        let most = |rule: RuleId, all: &[(RuleId, &Reached)]| {
            all.iter().filter(|(own, _)| *own == rule).map(|(_, reached)| reached.count()).max()
        };
        let order = all.clone();
        all.sort_by_key(|(rule, _)| std::cmp::Reverse(most(*rule, &order)));
        all
    }

    /// By month, how much falls due from the as-of date on.
    pub fn due(&self) -> impl Iterator<Item = ((i32, u32), RuleTally)> {
        self.due.iter().map(|(month, counts)| (*month, *counts))
    }
}

/// The period under which subjects are counted together. Where each has one of its own, all stand under one without days;
/// of cycles only the one that runs. `None` where the period is not counted.
fn shared_period(schedule: &Schedule, period: Instance, as_of: NaiveDate) -> Option<Instance> {
    const OWN: Instance = Instance { from: None, to: None, event: None };
    match schedule {
        Schedule::Each { .. } => Some(period),
        Schedule::Once(_) | Schedule::EachEvent { .. } => Some(OWN),
        Schedule::Cycle { .. } => {
            let has_begun = period.from.is_none_or(|from| from <= as_of);
            (has_begun && period.to.is_none_or(|to| to >= as_of)).then_some(OWN)
        }
    }
}

/// How many whole tenths of what is required have been reached, at most the last; `None` where nothing is required.
fn tenth(value: Decimal, threshold: Decimal) -> Option<usize> {
    let (value, threshold) = (i128::from(value.millionths()), i128::from(threshold.millionths()));
    if threshold <= 0 {
        return None;
    }
    Some(usize::try_from(value.max(0) * 10 / threshold).unwrap_or(usize::MAX).min(TENTHS - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn just_short_stays_below_the_threshold() {
        let of = |text: &str| text.parse::<Decimal>().ok();
        let tenths = |value, whole| tenth(of(value)?, of(whole)?);
        assert_eq!(tenths("89.999999", "90"), Some(9));
        assert_eq!(tenths("90", "90"), Some(10));
        assert_eq!(tenths("0", "90"), Some(0));
        assert_eq!(tenths("9000000000000", "0.000001"), Some(TENTHS - 1));
        assert_eq!(tenths("1", "0"), None);
    }
}
