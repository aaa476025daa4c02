//! What was decided of some subjects, in columns.

use std::sync::Arc;

use arrow_array::ArrayRef;
use chrono::NaiveDate;
use policy_core::columns::{ColumnBench, Decided, OutcomePlace, VerdictColumn, VerdictPlace};
use policy_core::plan::{ConsequenceId, RuleId};
use policy_core::{
    DecideError, Decision, FieldId, ListId, Measured, Outcome, Plan, Standing, SubjectId, ValueError, Verdict,
};

use crate::gaps::{Gap, Gaps};
use crate::refusal::Refusal;

/// What stands in each column of [`Verdicts`].
#[derive(Clone, Debug)]
pub struct Places {
    /// Rules in periods that are the same for everybody: a column each.
    pub verdicts: Vec<VerdictPlace>,
    /// Consequences in such periods.
    pub outcomes: Vec<OutcomePlace>,
    /// Rules of which every subject has periods of its own: a list each.
    pub own_rules: Vec<RuleId>,
    /// Consequences likewise.
    pub own_consequences: Vec<ConsequenceId>,
    /// What can be missing.
    pub gaps: Gaps,
}

/// What was decided of some subjects that follow each other.
#[derive(Clone, Debug)]
pub struct Verdicts {
    pub(crate) places: Arc<Places>,
    /// The number of the first subject, over all batches.
    pub first: u64,
    /// How many subjects there are.
    pub rows: usize,
    /// Their identifiers, where there is a column of them.
    pub key: Option<ArrayRef>,
    pub(crate) decided: Decided,
    /// By place, where its thresholds hang on the record: until when each subject has time, and what is measured.
    single: Vec<Vec<Single>>,
    /// By rule with periods of its own: the verdicts of each subject.
    own_verdicts: Vec<Vec<Box<[Verdict]>>>,
    own_outcomes: Vec<Vec<Box<[Outcome]>>>,
    states: Vec<State>,
    /// Bit by bit, so many bytes a subject.
    missing: Vec<u8>,
    /// The values that do not fit, the first of them.
    pub refusals: Vec<Refusal>,
    /// How many there are.
    pub refused: u64,
}

/// What became of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Decided by the class tables.
    ByTables,
    /// Decided by the evaluator, as a record of its own.
    ByEvaluator,
    /// Not decided: one of its facts does not fit.
    SetAside,
    /// Not decided: nobody could.
    Undecided(DecideError),
}

/// What of a verdict hangs on the record where it is not the same for everybody.
type Single = (Option<NaiveDate>, Option<Measured>);

/// How many refusals are kept of each batch.
const MOST_REFUSALS: usize = 1_000;

impl Places {
    pub(crate) fn new(columns: &ColumnBench<'_>, plan: &Plan, subject: SubjectId) -> Self {
        Self {
            verdicts: columns.verdicts().to_vec(),
            outcomes: columns.outcomes().to_vec(),
            own_rules: columns.own_rules().to_vec(),
            own_consequences: columns.own_consequences().to_vec(),
            gaps: Gaps::new(plan, subject),
        }
    }

    fn gap_bytes(&self) -> usize {
        self.gaps.all().len().div_ceil(8)
    }
}

impl Verdicts {
    pub(crate) fn new(places: Arc<Places>, first: u64, rows: usize, decided: Decided) -> Self {
        let none = |hangs: bool| if hangs { vec![(None, None); rows] } else { Vec::new() };
        Self {
            first,
            rows,
            key: None,
            decided,
            single: places.verdicts.iter().map(|place| none(place.thresholds.is_none())).collect(),
            own_verdicts: vec![vec![Box::default(); rows]; places.own_rules.len()],
            own_outcomes: vec![vec![Box::default(); rows]; places.own_consequences.len()],
            states: vec![State::ByTables; rows],
            missing: vec![0; rows * places.gap_bytes()],
            refusals: Vec::new(),
            refused: 0,
            places,
        }
    }

    /// What stands in each column.
    pub fn places(&self) -> &Arc<Places> {
        &self.places
    }

    /// What became of a subject.
    pub fn state(&self, row: usize) -> Option<State> {
        self.states.get(row).copied()
    }

    /// What became of each subject.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The columns of rules in periods that are the same for everybody, in the order of [`Places::verdicts`]. What stands
    /// there of subjects that are not decided means nothing.
    pub fn columns(&self) -> &[VerdictColumn] {
        &self.decided.verdicts
    }

    /// The columns of consequences in such periods, in the order of [`Places::outcomes`].
    pub fn outcomes(&self) -> &[Vec<Standing>] {
        &self.decided.outcomes
    }

    /// The verdicts of a subject on one of [`Places::own_rules`].
    pub fn own_verdicts(&self, rule: usize, row: usize) -> &[Verdict] {
        self.own_verdicts.get(rule).and_then(|rows| rows.get(row)).map_or(&[], |own| own)
    }

    /// The outcomes of a subject of one of [`Places::own_consequences`].
    pub fn own_outcomes(&self, consequence: usize, row: usize) -> &[Outcome] {
        self.own_outcomes.get(consequence).and_then(|rows| rows.get(row)).map_or(&[], |own| own)
    }

    /// The verdict of a subject in one of [`Places::verdicts`].
    pub fn verdict(&self, place: usize, row: usize) -> Option<Verdict> {
        let VerdictPlace { rule, period, due, .. } = *self.places.verdicts.get(place)?;
        let due = self.single.get(place).and_then(|rows| rows.get(row)).map_or(due, |(due, _)| *due);
        let status = *self.decided.verdicts.get(place)?.status.get(row)?;
        Some(Verdict { rule, period, status, due, measured: self.measured(place, row) })
    }

    /// What is measured of a subject in one of [`Places::verdicts`].
    pub fn measured(&self, place: usize, row: usize) -> Option<Measured> {
        match &self.places.verdicts.get(place)?.thresholds {
            Some(thresholds) => self.decided.verdicts.get(place)?.measured(row, thresholds),
            None => self.single.get(place)?.get(row)?.1,
        }
    }

    /// What was decided of a subject, as [`policy_core::Bench::decide`] says it; `None` where it was set aside.
    pub fn decision(&self, row: usize) -> Option<Result<Decision, DecideError>> {
        match self.state(row)? {
            State::SetAside => return None,
            State::Undecided(error) => return Some(Err(error)),
            State::ByTables | State::ByEvaluator => {}
        }
        let mut decision = Decision::default();
        let shared = (0..self.places.verdicts.len()).filter_map(|place| self.verdict(place, row));
        decision.verdicts.extend(shared);
        for place in 0..self.places.own_rules.len() {
            decision.verdicts.extend_from_slice(self.own_verdicts(place, row));
        }
        // Of each rule all verdicts stand together, and rules in the order of the plan.
        decision.verdicts.sort_by_key(|verdict| verdict.rule);
        for (place, standings) in self.places.outcomes.iter().zip(&self.decided.outcomes) {
            decision.outcomes.extend(standings.get(row).map(|standing| place.outcome(*standing)));
        }
        for place in 0..self.places.own_consequences.len() {
            decision.outcomes.extend_from_slice(self.own_outcomes(place, row));
        }
        decision.outcomes.sort_by_key(|outcome| outcome.consequence);
        Some(Ok(decision))
    }

    /// Whether something is missing of a subject.
    pub fn is_missing(&self, row: usize, gap: Gap) -> bool {
        let place = self.places.gaps.all().iter().position(|own| *own == gap);
        place.is_some_and(|place| {
            let byte = self.missing.get(row * self.places.gap_bytes() + place / 8);
            byte.is_some_and(|byte| byte >> (place % 8) & 1 != 0)
        })
    }

    /// What is missing of all subjects, one bit for each of [`Places::gaps`], the lowest first; each subject begins a
    /// new byte.
    pub fn missing(&self) -> &[u8] {
        &self.missing
    }

    pub(crate) fn miss(&mut self, row: usize, gap: usize) {
        if let Some(byte) = self.missing.get_mut(row * self.places.gap_bytes() + gap / 8) {
            *byte |= 1 << (gap % 8);
        }
    }

    pub(crate) fn refuse(
        &mut self,
        row: usize,
        event: Option<(ListId, u64)>,
        field: FieldId,
        reason: ValueError,
    ) {
        self.refused += 1;
        if self.refusals.len() < MOST_REFUSALS {
            self.refusals.push(Refusal { subject: self.first + row as u64, event, field, reason });
        }
    }

    pub(crate) fn set_state(&mut self, row: usize, state: State) {
        if let Some(own) = self.states.get_mut(row) {
            *own = state;
        }
    }

    pub(crate) fn is_set_aside(&self, row: usize) -> bool {
        self.state(row) == Some(State::SetAside)
    }

    /// Writes down what the evaluator decided of a subject.
    pub(crate) fn write(&mut self, row: usize, decision: &Decision) {
        self.set_state(row, State::ByEvaluator);
        let mut shared = 0;
        let mut verdicts = &decision.verdicts[..];
        while let Some(verdict) = verdicts.first() {
            match self.places.own_rules.iter().position(|own| *own == verdict.rule) {
                Some(own) => {
                    let count = verdicts.iter().take_while(|other| other.rule == verdict.rule).count();
                    let (of_rule, others) = verdicts.split_at(count);
                    if let Some(slot) = self.own_verdicts.get_mut(own).and_then(|rows| rows.get_mut(row)) {
                        *slot = of_rule.into();
                    }
                    verdicts = others;
                }
                None => {
                    if let Some(column) = self.decided.verdicts.get_mut(shared) {
                        column.set(row, verdict);
                    }
                    if let Some(slot) = self.single.get_mut(shared).and_then(|rows| rows.get_mut(row)) {
                        *slot = (verdict.due, verdict.measured);
                    }
                    shared += 1;
                    verdicts = verdicts.get(1..).unwrap_or_default();
                }
            }
        }
        let mut shared = 0;
        let mut outcomes = &decision.outcomes[..];
        while let Some(outcome) = outcomes.first() {
            match self.places.own_consequences.iter().position(|own| *own == outcome.consequence) {
                Some(own) => {
                    let is_same = |other: &&Outcome| other.consequence == outcome.consequence;
                    let count = outcomes.iter().take_while(is_same).count();
                    let (of_consequence, others) = outcomes.split_at(count);
                    if let Some(slot) = self.own_outcomes.get_mut(own).and_then(|rows| rows.get_mut(row)) {
                        *slot = of_consequence.into();
                    }
                    outcomes = others;
                }
                None => {
                    let slot = self.decided.outcomes.get_mut(shared).and_then(|rows| rows.get_mut(row));
                    if let Some(slot) = slot {
                        *slot = outcome.standing;
                    }
                    shared += 1;
                    outcomes = outcomes.get(1..).unwrap_or_default();
                }
            }
        }
    }

    /// Notes that a subject is not decided, because a fact of it does not fit.
    pub(crate) fn set_aside(&mut self, row: usize) {
        self.set_state(row, State::SetAside);
        self.leave_out(row);
    }

    /// Notes that nobody could decide a subject.
    pub(crate) fn undecided(&mut self, row: usize, error: DecideError) {
        self.set_state(row, State::Undecided(error));
        self.leave_out(row);
    }

    /// Makes what stands in the columns of a subject that is not decided the same, whatever stood there.
    pub(crate) fn leave_out(&mut self, row: usize) {
        self.decided.verdicts.iter_mut().for_each(|column| column.clear(row));
        for standing in self.decided.outcomes.iter_mut().filter_map(|column| column.get_mut(row)) {
            *standing = Standing::Undetermined;
        }
    }
}
