//! Judging a rule, and the consequences that speak of it.

use crate::decision::{Measured, Outcome, Standing, Status, Verdict};
use crate::evaluate::days::{Stretch, Window};
use crate::evaluate::range::{ABOVE, BELOW, Range};
use crate::evaluate::schedule::{self, StaticFrame};
use crate::evaluate::{
    Days, Evaluator, EventView, Frame, Known, Outlook, Part, Result, Truth, View, Watch, amount_range,
};
use crate::plan::{
    self, Comparison, Condition, Consequence, ConsequenceId, DateExpr, Operator, PolicyId, Rule, RuleId,
    Schedule, Scope,
};
use crate::record::{FactPath, present};
use crate::span::{date_of, day_number};
use crate::{Decimal, Decision, FieldId, Record, SubjectId};

/// What is found of a rule in one occurrence of its schedule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judgement {
    /// The rule is for this subject in this period.
    pub applies: Truth,
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

/// What a reference to a rule finds over the occurrences that it means.
pub(super) struct Reference {
    pub satisfied: Truth,
    pub exempt: Truth,
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
                let applies = this.is_for(record, frame, declared.policy, &declared.applies)?;
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
        consequence: &Consequence,
        applies: Truth,
    ) -> Result<Standing> {
        Ok(Standing::of(applies.and(self.condition(frame.view(record), &consequence.when)?)))
    }

    /// Goes through the occurrences that verdicts are given for.
    pub(crate) fn each_listed(
        &mut self,
        record: &Record,
        policy: PolicyId,
        schedule: &Schedule,
        rule: Option<RuleId>,
        consequence: Option<ConsequenceId>,
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<()> {
        let listing = self.listing;
        let listed = match (rule, consequence) {
            (Some(rule), _) => listing.rules.get(rule.index()),
            (None, Some(consequence)) => listing.consequences.get(consequence.index()),
            (None, None) => None,
        };
        let mark = self.watch.mark();
        if let Some(Some(frames)) = listed {
            for frame in frames {
                visit(self, &Frame::fixed(policy, record.subject, schedule, *frame))?;
                self.watch.forget(mark);
            }
            return Ok(());
        }
        let as_of = self.as_of;
        let is_cycle = matches!(schedule, Schedule::Cycle { .. });
        self.each_own(record, policy, schedule, as_of, |this, frame| {
            let has_begun = frame.from.ever.low <= as_of;
            if !is_cycle || has_begun {
                visit(this, frame)?;
            }
            this.watch.forget(mark);
            Ok(())
        })?;
        Ok(())
    }

    /// Goes through the occurrences that hang on the record, cycles as far as they begin by `until`.
    /// Where it is not known which there are, one of unknown dates stands for all.
    fn each_own(
        &mut self,
        record: &Record,
        policy: PolicyId,
        schedule: &Schedule,
        until: i64,
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<()> {
        let effective = self.effective(policy);
        let whole = self.effective_frame(policy, record.subject, schedule);
        let bare = |days: Window, event| Frame {
            from: days.start,
            start: days.start,
            to: days.end,
            due: days.end,
            own_due: days.end,
            event,
            ..whole
        };
        match schedule {
            Schedule::Each { .. } => Ok(()),
            Schedule::Once(window) => {
                let found = self.window(whole.view(record), window)?;
                visit(self, &bare(found, None))?;
                Ok(())
            }
            Schedule::Cycle { every, from, by } => {
                let Some(start) = self.date(whole.view(record), from)?.now.known().and_then(date_of) else {
                    visit(self, &bare(Window::ANY, None))?;
                    return Ok(());
                };
                let first = effective.start.now.low;
                let last = effective.end.now.high.saturating_add(schedule::MARGIN).min(until);
                for (from, to) in schedule::cycles(start, *every, first - schedule::MARGIN, last) {
                    let Some(due) = schedule::due_date(self.engine.plan(), by.as_ref(), from, to) else {
                        continue;
                    };
                    if due < first || due > effective.end.now.high {
                        continue;
                    }
                    visit(
                        self,
                        &Frame::fixed(policy, record.subject, schedule, StaticFrame { from, to, due }),
                    )?;
                }
                Ok(())
            }
            Schedule::EachEvent { list, window, .. } => {
                let Some(rows) = record.lists.get(list.index()).filter(|rows| rows.known) else {
                    self.watch.missing(FactPath::List(*list));
                    visit(self, &bare(Window::ANY, None))?;
                    return Ok(());
                };
                let dated = self.engine.list(record.subject, *list).map(|list| list.dated);
                for (index, row) in (0..).zip(rows.rows()) {
                    let day = dated.and_then(|dated| row.get(dated.index()).copied().and_then(present));
                    if day.is_some_and(|day| day > self.as_of) {
                        continue;
                    }
                    if let (None, Some(dated)) = (day, dated) {
                        self.watch.missing(FactPath::Event(*list, index, dated));
                    }
                    let days = day.map_or(Window::ANY, |day| Window::between(day, day));
                    let event = Some(EventView { record, list: *list, index, row });
                    let at_event = bare(days, event);
                    let days = match window {
                        None => days,
                        Some(window) => self.window(at_event.view(record), window)?,
                    };
                    visit(self, &bare(days, event))?;
                }
                Ok(())
            }
        }
    }

    /// The occurrence that the effective dates of a policy make.
    pub(crate) fn effective_frame<'r>(
        &self,
        policy: PolicyId,
        subject: SubjectId,
        schedule: &'r Schedule,
    ) -> Frame<'r> {
        let days = self.effective(policy);
        Frame {
            policy,
            subject,
            schedule,
            from: days.start,
            start: days.start,
            to: days.end,
            due: days.end,
            own_due: days.end,
            event: None,
        }
    }

    /// The days on which a policy is in force.
    fn effective(&self, policy: PolicyId) -> Window {
        match self.engine.plan().policies.get(policy.index()) {
            None => Window::EMPTY,
            Some(policy) => Window::between(
                day_number(policy.effective_from),
                policy.effective_to.map_or(ABOVE, day_number),
            ),
        }
    }

    /// Whether something of a policy is for a subject in an occurrence: the due date is governed by
    /// the policy, the event is one of those that are meant, and the audience's condition holds.
    pub(crate) fn is_for(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        policy: PolicyId,
        audience: &Condition,
    ) -> Result<Truth> {
        let mut applies = self.effective(policy).contains(frame.due);
        if let Schedule::EachEvent { when, .. } = frame.schedule
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

    /// Judges a rule in one occurrence.
    pub(crate) fn judge(&mut self, record: &Record, frame: &Frame<'_>, rule: RuleId) -> Result<Judgement> {
        let Some(rule) = self.engine.plan().rules.get(rule.index()) else {
            return Ok(Judgement::outside(frame.due));
        };
        let mark = self.watch.mark();
        let applies = self.is_for(record, frame, rule.policy, &rule.applies)?;
        if applies.is_surely_false() {
            self.watch.forget(mark);
            return Ok(Judgement::outside(frame.due));
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
        let mut due = frame.due;
        let mut chosen = None;
        for (place, alternative, when) in conditions.into_iter().rev() {
            let mut own = *frame;
            if let Some(window) = &alternative.window {
                let window = self.window(frame.view(record), window)?;
                own = Frame { start: window.start, due: window.end, ..own };
            }
            let then = match only {
                true => {
                    due = own.due;
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
        };
        self.watch.leave(truth);
        if truth.is_decided_now() {
            self.watch.forget(mark);
        }
        Ok(truth)
    }

    /// What a reference to a rule finds.
    ///
    /// With the same schedule it means the same occurrence; else all whose due date lies in the
    /// current period. Where the days of that period are not known, the reference is open.
    pub(super) fn refer(&mut self, view: View<'_>, rule: RuleId) -> Result<Reference> {
        let open = Reference { satisfied: Truth::OPEN, exempt: Truth::OPEN };
        let Some(declared) = self.engine.plan().rules.get(rule.index()) else { return Ok(open) };
        let (record, frame) = (view.record, view.frame);
        if declared.subject != record.subject {
            return Ok(open);
        }
        let own = frame.subject == record.subject
            && frame.policy == declared.policy
            && *frame.schedule == declared.schedule;
        if own {
            let occurrence = Frame { start: frame.from, due: frame.own_due, ..*frame };
            let judgement = self.known_judgement(record, &occurrence, rule)?;
            return Ok(Reference { satisfied: judgement.satisfied, exempt: judgement.exempt });
        }
        let period = Window { start: frame.from, end: frame.to };
        let mut found = Reference { satisfied: Truth::TRUE, exempt: Truth::FALSE };
        if !period.ever().may_hold_days() {
            return Ok(found);
        }
        let (Some(first), Some(last)) = (period.start.exact(), period.end.exact()) else { return Ok(open) };
        if let Schedule::EachEvent { list, .. } = &declared.schedule
            && !record.lists.get(list.index()).is_some_and(|rows| rows.known)
        {
            self.watch.missing(FactPath::List(*list));
            return Ok(open);
        }
        let mut add = |this: &mut Self, frame: &Frame<'_>| {
            let means = period.contains(frame.due);
            if !means.is_surely_false() {
                let judgement = this.known_judgement(record, frame, rule)?;
                found.satisfied = found.satisfied.and(means.not().or(judgement.satisfied));
                found.exempt = found.exempt.or(means.and(judgement.exempt));
            }
            Ok(())
        };
        let policy = &self.engine.plan().policies[declared.policy.index()];
        let fixed =
            schedule::occurrences(self.engine.plan(), policy, &declared.schedule, (first, last), self.as_of);
        let mut more_may_come = false;
        match fixed {
            Some(frames) => {
                for frame in frames {
                    add(self, &Frame::fixed(declared.policy, record.subject, &declared.schedule, frame))?;
                }
                more_may_come = last == ABOVE && declared.schedule.repeats();
            }
            None => {
                let until = if last == ABOVE { self.as_of } else { last.saturating_add(schedule::MARGIN) };
                self.each_own(record, declared.policy, &declared.schedule, until, add)?;
                match &declared.schedule {
                    Schedule::EachEvent { list, window, .. } => {
                        let dated = self.engine.list(record.subject, *list).map(|list| list.dated);
                        let is_prompt = window.as_ref().is_none_or(|window| ends_no_earlier(window, dated));
                        more_may_come = !is_prompt || Stretch::is_open(period.ever(), self.as_of);
                    }
                    Schedule::Cycle { .. } => more_may_come = last == ABOVE,
                    Schedule::Once(_) | Schedule::Each { .. } => {}
                }
            }
        }
        if more_may_come {
            found.satisfied = found.satisfied.may_turn_false();
            found.exempt = found.exempt.may_turn_true();
        }
        Ok(found)
    }

    /// The judgement of a rule that is referred to, worked out once for each occurrence.
    fn known_judgement(&mut self, record: &Record, frame: &Frame<'_>, rule: RuleId) -> Result<Judgement> {
        let ends = |days: Days| (days.ever.low, days.ever.high);
        let key = Known {
            record,
            rule,
            from: ends(frame.from),
            due: ends(frame.due),
            event: frame.event.map(|event| event.index),
        };
        if let Some((judgement, missing)) = self.known.get(&key) {
            let judgement = *judgement;
            if W::LISTENS {
                let missing = missing.clone();
                self.watch.again(&missing);
            }
            return Ok(judgement);
        }
        let mark = self.watch.mark();
        self.watch.turn_aside();
        let judgement = self.judge(record, frame, rule);
        self.watch.turn_back();
        let judgement = judgement?;
        let missing = self.watch.since(mark);
        self.known.insert(key, (judgement, missing));
        Ok(judgement)
    }
}

/// Whether the window of an event surely ends no earlier than the day that the event goes by, so
/// that once a period has closed no later event can bring an occurrence that was due in it.
fn ends_no_earlier(window: &plan::Window, dated: Option<FieldId>) -> bool {
    match window {
        plan::Window::Rule
        | plan::Window::Period
        | plan::Window::AnyTime
        | plan::Window::Between(_, None) => true,
        plan::Window::After { from, .. } => match &**from {
            DateExpr::Field(field) => field.scope != Scope::Subject && Some(field.field) == dated,
            DateExpr::Literal(_)
            | DateExpr::InPeriod { .. }
            | DateExpr::StartOf(_)
            | DateExpr::EndOf(_)
            | DateExpr::Plus(..)
            | DateExpr::Minus(..)
            | DateExpr::Extreme(_) => false,
        },
        plan::Window::Year { offset } => *offset >= 0,
        plan::Window::Named(_) | plan::Window::Between(_, Some(_)) | plan::Window::Before { .. } => false,
    }
}

/// What the three parts of a rule come to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conclusion {
    pub satisfied: Truth,
    pub exempt: Truth,
    pub status: Status,
}

/// What the three parts of a rule come to.
pub(crate) fn conclude(applies: Truth, requirement: Truth, exemption: Truth) -> Conclusion {
    Conclusion {
        satisfied: applies.not().or(requirement).or(exemption),
        exempt: applies.and(exemption).and(requirement.not()),
        status: status(applies, requirement, exemption),
    }
}

/// The status that the three parts of a rule make.
///
/// A requirement that is met stays met, whatever exemption may still turn up; so *met* is looked
/// at before *exempt*.
fn status(applies: Truth, requirement: Truth, exemption: Truth) -> Status {
    if applies.is_surely_false() || !applies.now().yes {
        return Status::NotApplicable;
    }
    let freed = requirement.or(exemption);
    if applies.is_surely_true() {
        if requirement.is_surely_true() {
            return Status::Met;
        }
        if exemption.is_surely_true() {
            return Status::Exempt;
        }
        if freed.is_surely_false() {
            return Status::Unmet;
        }
    }
    if applies.is_decided_now() && freed.is_decided_now() { Status::Pending } else { Status::Unknown }
}

impl Standing {
    /// How a consequence stands whose condition can be so.
    pub(crate) fn of(truth: Truth) -> Self {
        if truth.is_surely_true() {
            Self::InForce
        } else if truth.is_surely_false() {
            Self::Clear
        } else if truth.is_decided_now() {
            Self::AtRisk
        } else {
            Self::Undetermined
        }
    }
}

impl Judgement {
    fn outside(due: Days) -> Self {
        Self {
            applies: Truth::FALSE,
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

/// The comparisons of a requirement, and the one that a verdict shows: the first that can no longer
/// hold, else the first that does not hold yet, else the first.
#[derive(Default)]
pub(crate) struct Parts {
    seen: u16,
    rank: u8,
    pub chosen: Option<Measured>,
}

impl Parts {
    pub fn add(&mut self, part: Part<'_>) {
        let rank = if part.truth.is_surely_false() {
            3
        } else if part.truth.now().no {
            2
        } else {
            1
        };
        if rank > self.rank {
            self.rank = rank;
            self.chosen = Some(part.measured(self.seen));
        }
        self.seen = self.seen.saturating_add(1);
    }
}

impl Part<'_> {
    /// The comparison as a verdict carries it.
    pub fn measured(&self, part: u16) -> Measured {
        Measured {
            part,
            value: amount_range(self.left.now),
            threshold: amount_range(self.right.now),
            shortfall: shortfall(self.comparison, self.left, self.right),
        }
    }
}

/// How much is missing so far, at best; only for a plain minimum.
fn shortfall(comparison: &Comparison, left: Outlook, right: Outlook) -> Option<Decimal> {
    let plain = comparison.left_factor == 1 && comparison.right_factor == 1;
    match comparison.operator {
        Operator::AtLeast | Operator::MoreThan | Operator::Equal if plain => {
            let (Range { high, .. }, Range { low, .. }) = (left.now, right.now);
            if high == ABOVE || low == BELOW {
                return Some(Decimal::ZERO);
            }
            Some(Decimal::from_millionths(low.saturating_sub(high).max(0)))
        }
        Operator::AtLeast
        | Operator::MoreThan
        | Operator::Equal
        | Operator::AtMost
        | Operator::LessThan
        | Operator::NotEqual => None,
    }
}

impl<'r> Frame<'r> {
    /// An occurrence that is the same for every record.
    pub fn fixed(policy: PolicyId, subject: SubjectId, schedule: &'r Schedule, frame: StaticFrame) -> Self {
        Self {
            policy,
            subject,
            schedule,
            from: Days::exactly(frame.from),
            start: Days::exactly(frame.from),
            to: Days::exactly(frame.to),
            due: Days::exactly(frame.due),
            own_due: Days::exactly(frame.due),
            event: None,
        }
    }
}
