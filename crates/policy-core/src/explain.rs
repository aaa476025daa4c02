//! The whole story of a record: the verdicts, what they rest on, and what became of every event.
//!
//! The same walk as `decide`, with somebody listening; so the two cannot differ.

mod binding;
mod events;
mod listener;
mod measured_by;

use chrono::NaiveDate;

use crate::decision::{AmountRange, Instance, Measured, Outcome, Standing, Status, Verdict};
use crate::evaluate::{Evaluator, Frame, Listing, Truth};
use crate::plan::{Condition, PolicyId, Rule, RuleId, Schedule};
use crate::record::FactPath;
use crate::span::date_of;
use crate::{DecideError, Decimal, Engine, ListId, Record};

pub use binding::Binding;
use binding::bind;
use events::explain_events;
pub(crate) use events::takes;
use listener::Listener;
pub use measured_by::MeasuredBy;

/// The whole story of a record at a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation<'e> {
    /// The verdicts, as `decide` gives them, each with its parts.
    pub verdicts: Vec<Explained<'e>>,
    /// The consequences, each with the verdicts that brought it about.
    pub outcomes: Vec<ExplainedOutcome>,
    /// What became of each event.
    pub events: Vec<ExplainedEvent>,
}

impl Explanation<'_> {
    /// Keeps only some verdicts and outcomes, and the references among them true. Events that served only what
    /// goes, go with it: nobody shall read that they served nothing.
    pub fn retain(&mut self, verdict: impl Fn(&Verdict) -> bool, outcome: impl Fn(&Outcome) -> bool) {
        let mut places = Vec::with_capacity(self.verdicts.len());
        let mut kept = 0;
        for explained in &self.verdicts {
            let is_kept = verdict(&explained.verdict);
            places.push(is_kept.then_some(kept));
            kept += usize::from(is_kept);
        }
        let place = |old: &usize| places.get(*old).copied().flatten();
        self.verdicts.retain(|explained| verdict(&explained.verdict));
        self.outcomes.retain(|explained| outcome(&explained.outcome));
        for explained in &mut self.outcomes {
            explained.because = explained.because.iter().filter_map(place).collect();
        }
        for explained in &mut self.verdicts {
            explained.binding = explained.binding.take().and_then(|binding| binding.moved(place));
        }
        self.events.retain_mut(|event| {
            let served = !event.towards.is_empty();
            let towards = event.towards.iter().filter_map(|(verdict, part)| Some((place(verdict)?, *part)));
            event.towards = towards.collect();
            !served || !event.towards.is_empty()
        });
    }
}

/// A verdict and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained<'e> {
    /// The verdict.
    pub verdict: Verdict,
    /// The alternative that replaces the requirement, by its place in the rule.
    pub alternative: Option<usize>,
    /// The exemption that applies, by its place in the rule.
    pub exemption: Option<usize>,
    /// The conditions of the requirement, outermost first, in the order of the text.
    pub parts: Vec<Part<'e>>,
    /// The missing facts that decide, where the status is *unknown*.
    pub missing: Vec<FactPath>,
    /// How its period settles with the others, where the rule has a balance.
    pub balance: Option<BalanceRow>,
    /// Why the rule is not for the subject or the period, where the status is *not applicable*.
    pub outside: Option<Outside<'e>>,
    /// Which verdict binds, where the rule stands for one of an upper layer or one of a lower layer stands for it.
    pub binding: Option<Binding>,
}

impl Explained<'_> {
    /// Whether this verdict and another say of one rule that it is not for the subject, for the same reason.
    pub fn is_outside_like(&self, other: &Self) -> bool {
        self.outside.is_some() && self.verdict.rule == other.verdict.rule && self.outside == other.outside
    }
}

/// Why a rule is not for a subject or a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside<'e> {
    /// The policy is not in force on the due date.
    Period,
    /// This condition on whom the rule is for does not hold.
    Condition(&'e Condition),
}

/// One period of a rule's balance, in the rule's unit (see [`crate::plan::Balance`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceRow {
    /// What earlier periods leave to be used.
    pub carried_in: AmountRange,
    /// What it earned.
    pub earned: AmountRange,
    /// What it repaid of what was borrowed, and made up for of what was missing before.
    pub settled: AmountRange,
    /// What could then be drawn on, with what might be borrowed.
    pub available: AmountRange,
    /// What it required.
    pub required: AmountRange,
    /// What it borrowed from the next period.
    pub borrowed: AmountRange,
    /// What was still missing.
    pub missing: AmountRange,
    /// What expired before it, or is surplus that does not pass on.
    pub lost: AmountRange,
    /// What it leaves to the next period.
    pub carried_out: AmountRange,
    /// What it leaves to be repaid or made up for.
    pub owed: AmountRange,
}

/// A condition of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'e> {
    /// Which one.
    pub condition: &'e Condition,
    /// How deeply it is nested in others.
    pub depth: usize,
    /// How it stands.
    pub state: PartState,
    /// What was measured, where it is a comparison of amounts.
    pub measured: Option<Measured>,
    /// The events that were taken into it, with what each added at most.
    pub events: Vec<TakenEvent>,
}

/// How a condition of a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    /// It holds, whatever comes.
    Holds,
    /// It cannot hold any more.
    Fails,
    /// What may still happen decides.
    Pending,
    /// A missing fact decides.
    Unknown,
}

/// An event that was taken into a count or a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenEvent {
    /// Which list.
    pub list: ListId,
    /// Which event of it.
    pub event: u32,
    /// Whether it is taken for certain; else a missing fact decides.
    pub is_certain: bool,
    /// What it adds.
    pub amount: AmountRange,
}

/// A consequence and the verdicts that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedOutcome {
    /// How it stands.
    pub outcome: Outcome,
    /// The verdicts, by their place in [`Explanation::verdicts`].
    pub because: Vec<usize>,
    /// Its last day, where it lasts for a time.
    pub until: Option<NaiveDate>,
    /// Where it came into force, and is clear because it is over: since when, and why.
    pub lifted: Option<Lifted>,
}

/// How what came into force ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifted {
    /// The first day, from the due date on, on which the record shows that it is over.
    pub on: NaiveDate,
    /// What ended it.
    pub by: LiftedBy,
}

/// What ended something that was in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiftedBy {
    /// The time for which it lasts has run out.
    Time,
    /// A rule is met that lifts it.
    Met {
        /// Which rule.
        rule: RuleId,
        /// In which period.
        period: Instance,
    },
}

/// What became of an event under one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedEvent {
    /// Under which policy.
    pub policy: PolicyId,
    /// Which list.
    pub list: ListId,
    /// Which event of it.
    pub event: u32,
    /// What becomes of it in the end.
    pub treatment: EventTreatment,
    /// Whether any rule of the policy may take such an event in some period.
    pub is_asked_for: bool,
    /// What its entries credit, before any step; absent where they do not count it, or nothing is credited.
    pub on_paper: Option<AmountRange>,
    /// What each step of the recognition changed, in their order.
    pub adjustments: Vec<Adjustment>,
    /// The verdicts and parts that it was taken into: places in [`Explanation::verdicts`] and in [`Explained::parts`].
    pub towards: Vec<(usize, usize)>,
}

/// What a step of a recognition changed of an event, were nothing more to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Which step, by its place in the recognition.
    pub step: usize,
    /// The amount that it found.
    pub before: AmountRange,
    /// The amount that it left; absent where the event surely does not count any more.
    pub after: Option<AmountRange>,
    /// The event that counts in its place, by its place in the list.
    pub kept: Option<u32>,
}

impl Adjustment {
    /// How much was taken away; absent where that is not known exactly, or more was left than found.
    pub fn taken(&self) -> Option<Decimal> {
        let exactly = |range: AmountRange| (range.high == Some(range.low)).then_some(range.low);
        let after = match self.after {
            Some(after) => exactly(after)?,
            None => Decimal::ZERO,
        };
        exactly(self.before)?.checked_sub(after).filter(|taken| *taken >= Decimal::ZERO)
    }
}

/// What a policy makes of an event, by its recognition; of a list without one, by what its rules take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventTreatment {
    /// It counts, for so much of the credited unit.
    Counted {
        /// The entry that counts it; absent where everything counts.
        entry: Option<usize>,
        /// For how much; absent where nothing is credited.
        amount: Option<AmountRange>,
    },
    /// An entry rejects it.
    Rejected {
        /// Which one.
        entry: usize,
    },
    /// No entry counts it; without a recognition, no verdict takes it.
    NotRecognised,
    /// It is the same as another event, which counts in its place.
    Repeated {
        /// The step of the recognition that says so.
        step: usize,
        /// The other event.
        kept: Option<u32>,
    },
    /// A missing fact decides.
    Open {
        /// Which facts.
        missing: Vec<FactPath>,
    },
    /// It is dated after the as-of date.
    NotSeen,
}

/// Tells the whole story of a record.
pub(crate) fn explain<'e>(
    engine: &'e Engine,
    listing: &'e Listing,
    as_of: i64,
    record: &Record,
) -> Result<Explanation<'e>, DecideError> {
    let mut evaluator = Evaluator::new(engine, listing, as_of, Listener::default());
    let mut verdicts = explain_rules(&mut evaluator, record)?;
    bind(engine.plan(), &mut verdicts);
    let outcomes = explain_outcomes(&mut evaluator, record, &verdicts)?;
    let events = explain_events(&mut evaluator, record, &verdicts)?;
    Ok(Explanation { verdicts, outcomes, events })
}

type Listening<'e> = Evaluator<'e, Listener<'e>>;

fn explain_rules<'e>(
    evaluator: &mut Listening<'e>,
    record: &Record,
) -> Result<Vec<Explained<'e>>, DecideError> {
    let mut verdicts = Vec::new();
    for &rule in evaluator.engine.rules_of(record.subject) {
        let declared = &evaluator.engine.plan().rules[rule.index()];
        let from_event = matches!(declared.schedule, Schedule::EachEvent { .. });
        evaluator.each_listed(
            record,
            declared.policy,
            &declared.schedule,
            Some(rule),
            None,
            |evaluator, frame| {
                evaluator.watch.parts.clear();
                let judgement = evaluator.judge(record, frame, rule)?;
                let verdict = judgement.verdict(rule, frame);
                let mut missing = Vec::new();
                if verdict.status == Status::Unknown {
                    missing.clone_from(&evaluator.watch.missing);
                    missing.sort_unstable();
                    missing.dedup();
                }
                let parts = std::mem::take(&mut evaluator.watch.parts);
                let outside = match verdict.status {
                    Status::NotApplicable => outside(evaluator, record, frame, declared)?,
                    Status::Met | Status::Unmet | Status::Pending | Status::Unknown | Status::Exempt => None,
                };
                let balance = evaluator.balance_row(record, frame, rule);
                if !(from_event && judgement.applies.is_surely_false()) {
                    verdicts.push(Explained {
                        verdict,
                        alternative: judgement.alternative,
                        exemption: judgement.exemption,
                        parts,
                        missing,
                        outside,
                        balance,
                        binding: None,
                    });
                }
                Ok(())
            },
        )?;
        evaluator.watch.missing.clear();
    }
    Ok(verdicts)
}

/// Why a rule is not for a subject or a period: the first thing in the order of the text that rules it out.
fn outside<'e>(
    evaluator: &mut Listening<'e>,
    record: &Record,
    frame: &Frame<'_>,
    rule: &'e Rule,
) -> Result<Option<Outside<'e>>, DecideError> {
    let is_out = |truth: Truth| !truth.now().yes;
    if is_out(evaluator.effective(rule.policy).contains(frame.due)) {
        return Ok(Some(Outside::Period));
    }
    let conditions = match &rule.applies {
        Condition::All(all) => &all[..],
        single => std::slice::from_ref(single),
    };
    for condition in conditions {
        if is_out(evaluator.condition(frame.view(record), condition)?) {
            return Ok(Some(Outside::Condition(condition)));
        }
    }
    // Only together do they rule it out.
    Ok(Some(Outside::Condition(&rule.applies)))
}

fn explain_outcomes(
    evaluator: &mut Listening<'_>,
    record: &Record,
    verdicts: &[Explained<'_>],
) -> Result<Vec<ExplainedOutcome>, DecideError> {
    let mut outcomes = Vec::new();
    for &consequence in evaluator.engine.consequences_of(record.subject) {
        let declared = &evaluator.engine.plan().consequences[consequence.index()];
        let rules = declared.when.rules();
        let from_event = matches!(declared.schedule, Schedule::EachEvent { .. });
        let schedule = &declared.schedule;
        evaluator.each_listed(
            record,
            declared.policy,
            schedule,
            None,
            Some(consequence),
            |evaluator, frame| {
                let applies = evaluator.is_for(
                    record,
                    frame,
                    (declared.policy, &declared.schedule),
                    &declared.applies,
                )?;
                if from_event && applies.is_surely_false() {
                    return Ok(());
                }
                let standing = evaluator.standing(record, frame, declared, applies)?;
                let period = frame.instance();
                let counted = evaluator.counted(frame.view(record), &declared.when)?;
                let is_meant = |explained: &Explained<'_>| {
                    let Verdict { rule, period: of, due, .. } = explained.verdict;
                    let inside = due.is_some_and(|due| {
                        period.event.is_none()
                            && period.from.is_none_or(|from| from <= due)
                            && period.to.is_none_or(|to| due <= to)
                    });
                    let is_spoken_of = rules.contains(&rule) && (of == period || inside);
                    is_spoken_of || counted.iter().any(|counted| counted.holds(&explained.verdict))
                };
                let because = verdicts.iter().enumerate().filter(|(_, explained)| is_meant(explained));
                let because = because.map(|(place, _)| place).collect();
                let due = frame.due.exact().and_then(date_of);
                let until = due.and_then(|due| declared.lasting.last_day(due));
                let lifted = match standing {
                    Standing::Clear if declared.can_be_lifted() => {
                        let follows = evaluator.follows(record, frame, declared, applies)?;
                        if follows.is_surely_true() {
                            evaluator.lifted(record, frame, declared)?
                        } else {
                            None
                        }
                    }
                    Standing::InForce | Standing::AtRisk | Standing::Undetermined | Standing::Clear => None,
                };
                let outcome = Outcome { consequence, period, standing };
                outcomes.push(ExplainedOutcome { outcome, because, until, lifted });
                Ok(())
            },
        )?;
    }
    evaluator.watch.missing.clear();
    Ok(outcomes)
}
