//! Judging a rule, and the consequences that speak of it.

use crate::decision::{Measured, Outcome, Standing, Status, Verdict};
use crate::evaluate::conclusion::{Conclusion, conclude};
use crate::evaluate::parts::Parts;
use crate::evaluate::{Day, Days, Evaluator, Frame, Part, Result, Truth, View, Watch};
use crate::plan::{Condition, Consequence, ConsequenceId, PolicyId, Rule, RuleId, Schedule};
use crate::record::present;
use crate::span::date_of;
use crate::{Decision, Record};

/// What is found of a rule in one occurrence of its schedule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judgement {
    /// The rule is for this subject in this period.
    pub applies: Truth,
    /// It applies, and what it requires holds.
    pub met: Truth,
    /// It does not apply, or it is met, or an exemption applies.
    pub satisfied: Truth,
    /// It applies, is not met, and an exemption applies.
    pub exempt: Truth,
    pub status: Status,
    pub due: Days,
    pub measured: Option<Measured>,
    /// The alternative that surely applies.
    pub alternative: Option<usize>,
    /// The exemption that surely applies.
    pub exemption: Option<usize>,
}

/// What the requirement of a rule comes to.
struct Required {
    truth: Truth,
    due: Days,
    alternative: Option<usize>,
}
impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// All verdicts on a record.
    pub fn decide(&mut self, record: &Record) -> Result<Decision> {
        let engine = self.engine;
        let mut decision = Decision::default();
        for &rule in engine.rules_of(record.subject) {
            self.decide_rule(record, rule, &mut decision)?;
        }
        for &consequence in engine.consequences_of(record.subject) {
            self.decide_consequence(record, consequence, &mut decision)?;
        }
        Ok(decision)
    }

    /// All verdicts on a rule.
    pub fn decide_rule(&mut self, record: &Record, rule: RuleId, decision: &mut Decision) -> Result<()> {
        let declared = &self.engine.plan().rules[rule.index()];
        let from_event = matches!(declared.schedule, Schedule::EachEvent { .. });
        self.each_listed(record, declared.policy, &declared.schedule, Some(rule), None, |this, frame| {
            let judgement = this.judge(record, frame, rule)?;
            this.remember(record, frame, rule, &judgement);
            if !(from_event && judgement.applies.is_surely_false()) {
                decision.verdicts.push(judgement.verdict(rule, frame));
            }
            Ok(())
        })
    }

    /// How a consequence stands, in all its occurrences.
    pub fn decide_consequence(
        &mut self,
        record: &Record,
        consequence: ConsequenceId,
        decision: &mut Decision,
    ) -> Result<()> {
        let declared = &self.engine.plan().consequences[consequence.index()];
        let from_event = matches!(declared.schedule, Schedule::EachEvent { .. });
        self.each_listed(
            record,
            declared.policy,
            &declared.schedule,
            None,
            Some(consequence),
            |this, frame| {
                let applies =
                    this.is_for(record, frame, (declared.policy, &declared.schedule), &declared.applies)?;
                if !(from_event && applies.is_surely_false()) {
                    let standing = this.standing(record, frame, declared, applies)?;
                    decision.outcomes.push(Outcome { consequence, period: frame.instance(), standing });
                }
                Ok(())
            },
        )
    }

    /// How a consequence stands in one occurrence.
    pub(crate) fn standing(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        consequence: &'e Consequence,
        applies: Truth,
    ) -> Result<Standing> {
        match Standing::of(self.follows(record, frame, consequence, applies)?) {
            Standing::InForce if consequence.can_be_lifted() => {
                self.in_force_unless_over(record, frame, consequence)
            }
            standing @ (Standing::InForce | Standing::AtRisk | Standing::Undetermined | Standing::Clear) => {
                Ok(standing)
            }
        }
    }

    /// Whether a consequence comes into force in one occurrence, be it over again or not.
    pub(crate) fn follows(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        consequence: &'e Consequence,
        applies: Truth,
    ) -> Result<Truth> {
        Ok(applies.and(self.condition(frame.view(record), &consequence.when)?))
    }

    /// Whether something of a policy is for a subject in an occurrence: the due date (or the event's) is governed by
    /// the policy, the event is one of those that are meant, and the audience's condition holds.
    pub(crate) fn is_for(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        (policy, schedule): (PolicyId, &'e Schedule),
        audience: &'e Condition,
    ) -> Result<Truth> {
        let mut applies = self.effective(policy).contains(self.governing_day(frame));
        if let Schedule::EachEvent { when, .. } = schedule
            && !applies.is_surely_false()
        {
            applies = applies.and(match frame.event {
                Some(_) => self.condition(frame.view(record), when)?,
                None => Truth::OPEN,
            });
        }
        if !applies.is_surely_false() {
            applies = applies.and(self.condition(frame.view(record), audience)?);
        }
        Ok(applies)
    }

    /// The day that says whether a policy governs an occurrence.
    fn governing_day(&self, frame: &Frame<'_>) -> Days {
        match (frame.schedule, frame.event) {
            (Schedule::EachEvent { governed_by_event: true, .. }, Some(event)) => {
                let dated = self.engine.list(event.record.subject, event.list).map(|list| list.dated);
                let day = dated.and_then(|dated| event.row.get(dated.index()).copied().and_then(present));
                day.map_or(Days::both(Day::ANY), Days::exactly)
            }
            (
                Schedule::Once(_)
                | Schedule::Each { .. }
                | Schedule::Cycle { .. }
                | Schedule::EachEvent { .. },
                _,
            ) => frame.due,
        }
    }

    /// Judges a rule in one occurrence.
    pub(crate) fn judge(&mut self, record: &Record, frame: &Frame<'_>, rule: RuleId) -> Result<Judgement> {
        let Some(rule) = self.engine.plan().rules.get(rule.index()) else {
            return Ok(Judgement::outside(frame.due));
        };
        let graced;
        let frame = match rule.grace {
            None => frame,
            grace @ Some(_) => {
                graced = frame.with_grace(grace);
                &graced
            }
        };
        let mark = self.watch.mark();
        let applies = self.is_for(record, frame, (rule.policy, &rule.schedule), &rule.applies)?;
        if applies.is_surely_false() {
            self.watch.forget(mark);
            return Ok(Judgement::outside(frame.last));
        }
        let mut parts = Parts::default();
        let Required { truth: requirement, due, alternative } =
            self.requirement(record, frame, rule, &mut parts)?;
        let mut exemption = Truth::FALSE;
        let mut freed_by = None;
        if !requirement.is_surely_true() {
            for (place, possible) in rule.exemptions.iter().enumerate() {
                let holds = self.condition(frame.view(record), &possible.when)?;
                exemption = exemption.or(holds);
                if freed_by.is_none() && holds.is_surely_true() {
                    freed_by = Some(place);
                }
            }
        }
        let Conclusion { satisfied, exempt, status } = conclude(applies, requirement, exemption);
        // What a rule that refers to this one sees may be open even where the status is not.
        if status != Status::Unknown && satisfied.is_decided_now() && exempt.is_decided_now() {
            self.watch.forget(mark);
        }
        Ok(Judgement {
            applies,
            met: applies.and(requirement),
            satisfied,
            exempt,
            status,
            due,
            measured: parts.chosen,
            alternative,
            exemption: freed_by,
        })
    }

    /// What is required, with the alternative that applies, and by when.
    fn requirement(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        rule: &'e Rule,
        parts: &mut Parts,
    ) -> Result<Required> {
        let mut conditions = Vec::new();
        for (place, alternative) in rule.alternatives.iter().enumerate() {
            let when = self.condition(frame.view(record), &alternative.when)?;
            if when.is_surely_false() {
                continue;
            }
            conditions.push((place, alternative, when));
            if when.is_surely_true() {
                break;
            }
        }
        let certain = conditions.last().is_some_and(|(_, _, when)| when.is_surely_true());
        let only = certain && conditions.len() == 1;
        let mut result = match certain {
            true => Truth::FALSE,
            false => self.required(frame.view(record), &rule.requirement, parts)?,
        };
        let mut due = frame.last;
        let mut chosen = None;
        for (place, alternative, when) in conditions.into_iter().rev() {
            let mut own = *frame;
            if let Some(window) = &alternative.window {
                let (window, last) = self.due_window(frame.view(record), window)?;
                own = Frame { start: window.start, due: window.end, last, ..own }.with_grace(rule.grace);
            }
            let then = match only {
                true => {
                    due = own.last;
                    chosen = Some(place);
                    self.required(own.view(record), &alternative.requirement, parts)?
                }
                false => self.condition(own.view(record), &alternative.requirement)?,
            };
            result = when.choose(then, result);
        }
        Ok(Required { truth: result, due, alternative: chosen })
    }

    /// A requirement, noting its comparisons.
    fn required(&mut self, view: View<'_>, condition: &'e Condition, parts: &mut Parts) -> Result<Truth> {
        let mark = self.watch.mark();
        self.watch.enter(condition);
        let truth = match condition {
            Condition::All(all) => {
                let mut truth = Truth::TRUE;
                for one in all {
                    truth = truth.and(self.required(view, one, parts)?);
                }
                truth
            }
            Condition::Any(any) => {
                let mut truth = Truth::FALSE;
                for one in any {
                    truth = truth.or(self.required(view, one, parts)?);
                }
                truth
            }
            Condition::AtLeastOf(least, parts_of) => {
                let mut truths = Vec::with_capacity(parts_of.len());
                for one in parts_of {
                    truths.push(self.required(view, one, parts)?);
                }
                Truth::at_least(*least, &truths)
            }
            Condition::Compare(comparison) => {
                let (truth, left, right) = self.comparison(view, comparison)?;
                let part = Part { comparison, truth, left, right };
                self.watch.compared(&part);
                parts.add(part);
                truth
            }
            Condition::Not(_)
            | Condition::Constant(_)
            | Condition::CompareDates(..)
            | Condition::DateIn(..)
            | Condition::Member(..)
            | Condition::Flag(_)
            | Condition::TextIs(..)
            | Condition::RuleSatisfied(_)
            | Condition::RuleExempt(_)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. } => self.condition(view, condition)?,
            Condition::InEach { period, at_least, condition } => {
                self.in_each(view, (*period, *at_least), condition, true)?
            }
        };
        self.watch.leave(truth);
        if truth.is_decided_now() {
            self.watch.forget(mark);
        }
        Ok(truth)
    }
}

impl Judgement {
    fn outside(due: Days) -> Self {
        Self {
            applies: Truth::FALSE,
            met: Truth::FALSE,
            satisfied: Truth::TRUE,
            exempt: Truth::FALSE,
            status: Status::NotApplicable,
            due,
            measured: None,
            alternative: None,
            exemption: None,
        }
    }

    /// The verdict that is given.
    pub fn verdict(&self, rule: RuleId, frame: &Frame<'_>) -> Verdict {
        let due = self.due.now.known().and_then(date_of);
        Verdict { rule, period: frame.instance(), status: self.status, due, measured: self.measured }
    }
}
