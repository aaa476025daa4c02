//! Deciding a record by both rules.

use std::cell::Cell;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use policy_core::plan::{Condition, DateExpr, Plan, RuleId, Schedule, Window};
use policy_core::{Bench, Decision, Engine, Instance, RecordReader, Status, Verdict};

use crate::scene::{Scene, Shown};

/// A rule, with all that it needs and nothing else.
#[derive(Debug)]
pub(crate) struct Fighter {
    engine: Engine,
    rule: RuleId,
    is_soft: bool,
}

impl Fighter {
    /// The plan that it is decided by: the rule and what it needs.
    pub fn plan(&self) -> &Plan {
        self.engine.plan()
    }

    /// Prepares a rule; its policy, and those of the rules that it speaks of, are in force on `days` where those are given.
    pub fn new(plan: &Plan, rule: RuleId, days: Option<&RangeInclusive<NaiveDate>>) -> Option<Self> {
        let is_soft = plan.rules.get(rule.index())?.soft;
        let engine = Engine::new(trimmed(plan, rule, days)?).ok()?;
        Some(Self { engine, rule, is_soft })
    }
}

/// The plan with one rule and those that it speaks of; the others ask nothing of anybody.
fn trimmed(plan: &Plan, rule: RuleId, days: Option<&RangeInclusive<NaiveDate>>) -> Option<Plan> {
    let mut needed = vec![false; plan.rules.len()];
    *needed.get_mut(rule.index())? = true;
    for (place, rule) in plan.rules.iter().enumerate().rev() {
        if needed.get(place).copied().unwrap_or(false) {
            // A rule speaks only of those before it.
            for other in rule.references() {
                *needed.get_mut(other.index())? = true;
            }
        }
    }
    let mut trimmed = Plan { consequences: Vec::new(), ..plan.clone() };
    for (rule, is_needed) in trimmed.rules.iter_mut().zip(&needed) {
        rule.tightens.clear();
        if *is_needed {
            if let (Some(days), Some(policy)) = (days, trimmed.policies.get_mut(rule.policy.index())) {
                (policy.effective_from, policy.effective_to) = (*days.start(), Some(*days.end()));
            }
            continue;
        }
        let day =
            Some(Box::new(DateExpr::Literal(trimmed.policies.get(rule.policy.index())?.effective_from)));
        rule.applies = Condition::Constant(false);
        rule.schedule = Schedule::Once(Window::Between(day.clone(), day));
        rule.requirement = Condition::Constant(true);
        rule.exemptions.clear();
        rule.alternatives.clear();
        rule.balance = None;
    }
    Some(trimmed)
}

/// Two rules before one record: whether somebody can satisfy the second and not the first.
#[derive(Debug)]
pub(crate) struct Duel<'e> {
    first: (Bench<'e>, RuleId, bool),
    second: (Bench<'e>, RuleId, bool),
    /// Whether the second stands at events, and whether both do at those of one list.
    is_at_events: bool,
    are_at_one_list: bool,
    reader: RecordReader,
    days: RangeInclusive<NaiveDate>,
    /// How many records may still be decided.
    left: &'e Cell<usize>,
}

/// What is seen of a record at one look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Whether it satisfies the second rule and not the first, in some period.
    pub shows: bool,
    /// Whether each rule is unmet in the period that is looked at.
    pub unmet: [bool; 2],
}

impl<'e> Duel<'e> {
    /// Both rules on a day; only periods that lie wholly in `days` count.
    pub fn new(
        (first, second): (&'e Fighter, &'e Fighter),
        as_of: NaiveDate,
        days: RangeInclusive<NaiveDate>,
        left: &'e Cell<usize>,
    ) -> Option<Self> {
        let rule = second.engine.plan().rules.get(second.rule.index())?;
        let list = |schedule: &Schedule| match schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        let other = first.engine.plan().rules.get(first.rule.index())?;
        let of_second = list(&rule.schedule);
        let is_at_events = of_second.is_some();
        let subject = rule.subject;
        let bench = |fighter: &'e Fighter| (fighter.engine.at(as_of), fighter.rule, fighter.is_soft);
        Some(Self {
            first: bench(first),
            second: bench(second),
            is_at_events,
            are_at_one_list: is_at_events && of_second == list(&other.schedule),
            reader: RecordReader::new(&first.engine.plan().vocabulary, subject),
            days,
            left,
        })
    }

    fn decide(&self, scene: &Scene) -> Option<(Decision, Decision)> {
        self.left.set(self.left.get().checked_sub(1)?);
        let record = scene.read_by(&self.reader)?;
        Some((self.first.0.decide(&record).ok()?, self.second.0.decide(&record).ok()?))
    }

    /// What the rules say of a record that satisfies the second and not the first.
    pub fn shows(&self, scene: &Scene) -> Option<Shown> {
        let (first, second) = self.decide(scene)?;
        self.shown(&first, &second)
    }

    fn shown(&self, first: &Decision, second: &Decision) -> Option<Shown> {
        if self.first.2 {
            return None;
        }
        let unmet = self.of_first(first).filter(|verdict| verdict.status == Status::Unmet);
        unmet.filter(|verdict| self.is_inside(verdict.period)).find_map(|unmet| {
            let beside: Vec<&Verdict> = self.beside(second, unmet.period).collect();
            let is_satisfied = |verdict: &&Verdict| {
                self.is_inside(verdict.period)
                    && match verdict.status {
                        Status::Met | Status::Exempt | Status::NotApplicable => true,
                        Status::Unmet | Status::Pending | Status::Unknown => self.second.2,
                    }
            };
            let is_shown = beside.iter().all(is_satisfied) && (self.is_at_events || !beside.is_empty());
            let rank = |verdict: &&&Verdict| match verdict.status {
                Status::Met => 0,
                Status::Exempt => 1,
                Status::NotApplicable | Status::Unmet | Status::Pending | Status::Unknown => 2,
            };
            let satisfied = beside.iter().min_by_key(rank).map(|verdict| **verdict);
            is_shown.then_some(Shown { unmet: *unmet, satisfied })
        })
    }

    /// The periods of the first rule that count, each with those of the second that share days with it.
    pub fn periods(&self, scene: &Scene) -> Vec<(Verdict, Vec<Verdict>)> {
        let Some((first, second)) = self.decide(scene) else { return Vec::new() };
        let inside = self.of_first(&first).filter(|verdict| self.is_inside(verdict.period));
        inside.map(|verdict| (*verdict, self.beside(&second, verdict.period).copied().collect())).collect()
    }

    /// Whether more records may be decided.
    pub fn goes_on(&self) -> bool {
        self.left.get() > 0
    }

    /// Whether a record shows what is looked for; and whether the first rule is unmet in a period, and the second in one that
    /// shares days with it.
    pub fn look(&self, scene: &Scene, focus: Instance) -> Option<Look> {
        let (first, second) = self.decide(scene)?;
        let is_focus = |of: Instance| match focus.event {
            Some(_) => of.event == focus.event,
            None => (of.from, of.to) == (focus.from, focus.to),
        };
        let unmet = |verdict: &Verdict| verdict.status == Status::Unmet;
        let one = self.of_first(&first).any(|verdict| is_focus(verdict.period) && unmet(verdict));
        let other = self.beside(&second, focus).any(unmet);
        Some(Look { shows: self.shown(&first, &second).is_some(), unmet: [one, other] })
    }

    fn of_first<'d>(&self, decision: &'d Decision) -> impl Iterator<Item = &'d Verdict> {
        let rule = self.first.1;
        decision.verdicts.iter().filter(move |verdict| verdict.rule == rule)
    }

    fn beside<'d>(&'d self, decision: &'d Decision, period: Instance) -> impl Iterator<Item = &'d Verdict> {
        let rule = self.second.1;
        let is_beside = move |of: Instance| {
            if self.are_at_one_list { of.event == period.event } else { share_days(of, period) }
        };
        decision.verdicts.iter().filter(move |verdict| verdict.rule == rule && is_beside(verdict.period))
    }

    fn is_inside(&self, period: Instance) -> bool {
        period.from.is_none_or(|from| from >= *self.days.start())
            && period.to.is_none_or(|to| to <= *self.days.end())
    }
}

/// Whether two periods share a day.
fn share_days(one: Instance, other: Instance) -> bool {
    let begins_by =
        |from: Option<NaiveDate>, to: Option<NaiveDate>| from.zip(to).is_none_or(|(from, to)| from <= to);
    begins_by(one.from, other.to) && begins_by(other.from, one.to)
}
