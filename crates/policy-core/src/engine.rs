//! A plan made ready to decide.

mod validate;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::evaluate::{Deaf, Evaluator, Listing};
use crate::plan::{ConsequenceId, PolicyId, Recognition, Rule, RuleId};
use crate::span::day_number;
use crate::tables::{Classes, Docket};
use crate::{
    DecideError, Decision, EventList, Explanation, FieldId, ListId, Plan, Record, SubjectId, explain,
};

pub use validate::PlanError;

/// A compiled set of policies, ready to decide over records.
///
/// Immutable, `Send` and `Sync`: build it once, share it, and bind it to a date with [`Engine::at`].
#[derive(Debug)]
pub struct Engine {
    plan: Plan,
    fingerprint: u64,
    classes: Classes,
    /// By subject.
    rules: Vec<Vec<RuleId>>,
    /// By subject.
    consequences: Vec<Vec<ConsequenceId>>,
    recognitions: FxHashMap<(PolicyId, SubjectId, ListId), usize>,
    /// By rule: whether another rule, or a consequence, speaks of it.
    are_referred_to: Vec<bool>,
    /// By recognition: whether it means different things to different rules.
    hang_on_rules: Vec<bool>,
    /// By recognition that has steps: the fields that anything reads of its events.
    reads: FxHashMap<usize, Vec<FieldId>>,
}

/// An [`Engine`] at an as-of date.
#[derive(Debug)]
pub struct Bench<'e> {
    engine: &'e Engine,
    listing: Listing,
    as_of: i64,
    /// By subject.
    dockets: Vec<Docket<'e>>,
}

impl Engine {
    /// Makes a plan ready.
    ///
    /// # Errors
    /// The plan is of another version than this library reads, or is not sound (only a damaged or
    /// hand-made one is not).
    pub fn new(plan: Plan) -> Result<Self, PlanError> {
        validate::validate(&plan)?;
        let subjects = plan.vocabulary.subjects.len();
        let mut rules = vec![Vec::new(); subjects];
        for (id, rule) in (0..).map(RuleId).zip(&plan.rules) {
            rules[rule.subject.index()].push(id);
        }
        let mut consequences = vec![Vec::new(); subjects];
        for (id, consequence) in (0..).map(ConsequenceId).zip(&plan.consequences) {
            consequences[consequence.subject.index()].push(id);
        }
        let key = |found: &Recognition| (found.policy, found.subject, found.list);
        let recognitions =
            plan.recognitions.iter().enumerate().map(|(place, found)| (key(found), place)).collect();
        let stepped = plan.recognitions.iter().enumerate().filter(|(_, found)| !found.steps.is_empty());
        let reads = stepped.map(|(place, found)| (place, plan.reads(found.subject, found.list))).collect();
        let fingerprint = plan.vocabulary.fingerprint();
        let classes = Classes::new(&plan);
        let hang_on_rules = plan.recognitions.iter().map(Recognition::hangs_on_rules).collect();
        let mut are_referred_to = vec![false; plan.rules.len()];
        let of_consequences = plan.consequences.iter().flat_map(|consequence| {
            let applies = consequence.applies.rules();
            applies.into_iter().chain(consequence.when.rules())
        });
        for rule in plan.rules.iter().flat_map(Rule::references).chain(of_consequences) {
            are_referred_to[rule.index()] = true;
        }
        Ok(Self {
            plan,
            fingerprint,
            classes,
            rules,
            consequences,
            recognitions,
            are_referred_to,
            hang_on_rules,
            reads,
        })
    }

    /// Reads a plan that was serialized as JSON, and makes it ready.
    ///
    /// # Errors
    /// The text is not a plan, is of another version, or is not sound.
    pub fn from_json(text: &str) -> Result<Self, PlanError> {
        validate::check_format(text)?;
        let plan = serde_json::from_str(text)
            .map_err(|error| PlanError::Unreadable(crate::JsonCause::of(&error)))?;
        Self::new(plan)
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Binds the engine to a date: the last day whose events are seen.
    pub fn at(&self, as_of: NaiveDate) -> Bench<'_> {
        let as_of = day_number(as_of);
        let listing = Listing::new(&self.plan, as_of);
        let subjects = (0..).map(SubjectId).take(self.plan.vocabulary.subjects.len());
        let dockets = subjects.map(|subject| Docket::new(self, &listing, subject, as_of)).collect();
        Bench { engine: self, listing, as_of, dockets }
    }

    pub(crate) fn classes(&self) -> &Classes {
        &self.classes
    }

    pub(crate) fn rules_of(&self, subject: SubjectId) -> &[RuleId] {
        self.rules.get(subject.index()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn consequences_of(&self, subject: SubjectId) -> &[ConsequenceId] {
        self.consequences.get(subject.index()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn list(&self, subject: SubjectId, list: ListId) -> Option<&EventList> {
        self.plan.vocabulary.subjects.get(subject.index())?.lists.get(list.index())
    }

    pub(crate) fn recognition(
        &self,
        policy: PolicyId,
        subject: SubjectId,
        list: ListId,
    ) -> Option<&Recognition> {
        self.recognitions.get(&(policy, subject, list)).map(|&place| &self.plan.recognitions[place])
    }

    /// Whether another rule, or a consequence, speaks of a rule.
    pub(crate) fn is_referred_to(&self, rule: RuleId) -> bool {
        self.are_referred_to.get(rule.index()).copied().unwrap_or(true)
    }

    /// Whether a recognition means different things to different rules.
    pub(crate) fn hangs_on_rules(&self, recognition: &Recognition) -> bool {
        let place = self.recognitions.get(&(recognition.policy, recognition.subject, recognition.list));
        place.and_then(|place| self.hang_on_rules.get(*place)).copied().unwrap_or(true)
    }

    /// The fields that anything reads of the events of a recognition that has steps.
    pub(crate) fn reads(&self, recognition: &Recognition) -> &[FieldId] {
        let place = self.recognitions.get(&(recognition.policy, recognition.subject, recognition.list));
        place.and_then(|place| self.reads.get(place)).map_or(&[], Vec::as_slice)
    }
}

impl<'e> Bench<'e> {
    /// The engine.
    pub fn engine(&self) -> &'e Engine {
        self.engine
    }

    /// Decides a record: a status for each rule and period, and what follows.
    ///
    /// # Errors
    /// The record was built with another vocabulary, an amount overflows, or a schedule has too many occurrences.
    pub fn decide(&self, record: &Record) -> Result<Decision, DecideError> {
        let mut decision = Decision::default();
        self.decide_into(record, &mut decision)?;
        Ok(decision)
    }

    /// Decides a record as [`Bench::decide`] does, into a decision whose memory is used again.
    ///
    /// Whatever it held before is gone; after an error it is empty.
    ///
    /// # Errors
    /// As [`Bench::decide`].
    pub fn decide_into(&self, record: &Record, decision: &mut Decision) -> Result<(), DecideError> {
        decision.clear();
        self.check(record)?;
        if self.listing.is_cut {
            return Err(DecideError::TooManyOccurrences);
        }
        let decided = match self.dockets.get(record.subject.index()) {
            Some(docket) => docket.decide(self.engine, &self.listing, self.as_of, record, decision),
            None => Ok(false),
        };
        match decided {
            Ok(true) => Ok(()),
            Ok(false) => {
                *decision = Evaluator::new(self.engine, &self.listing, self.as_of, Deaf).decide(record)?;
                Ok(())
            }
            Err(error) => {
                decision.clear();
                Err(error)
            }
        }
    }

    /// Tells the whole story of a record: the verdicts of [`Bench::decide`], what they rest on, and
    /// what became of every event.
    ///
    /// # Errors
    /// As [`Bench::decide`].
    pub fn explain(&self, record: &Record) -> Result<Explanation<'_>, DecideError> {
        self.check(record)?;
        if self.listing.is_cut {
            return Err(DecideError::TooManyOccurrences);
        }
        explain::explain(self.engine, &self.listing, self.as_of, record)
    }

    /// The as-of date, as days are counted in [`crate::columns`].
    pub fn as_of_day(&self) -> i64 {
        self.as_of
    }

    pub(crate) fn listing(&self) -> &Listing {
        &self.listing
    }

    /// All that is the same for every record of a kind of subject; `None` where nothing can be decided.
    pub(crate) fn docket(&self, subject: SubjectId) -> Option<&Docket<'e>> {
        self.dockets.get(subject.index()).filter(|_| !self.listing.is_cut)
    }

    pub(crate) fn check(&self, record: &Record) -> Result<(), DecideError> {
        if record.vocabulary == self.engine.fingerprint { Ok(()) } else { Err(DecideError::WrongVocabulary) }
    }
}
