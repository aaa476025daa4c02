//! How many verdicts and consequences of each kind a population has, and how urgently each subject needs attention.
//!
//! Whoever decides many subjects counts them here, so that every form of results closes with the same figures.

use crate::decision::{Outcome, Standing, Status, Verdict};
use crate::plan::{ActionKind, Consequence};
use crate::{Plan, SubjectId};

/// How many verdicts of each status each rule has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many subjects were decided.
    pub subjects: usize,
    /// By kind of subject: how many of them.
    pub kinds: Vec<UrgencyTally>,
    /// By rule, in the plan's order.
    pub rules: Vec<RuleTally>,
    /// By consequence, in the plan's order.
    pub consequences: Vec<StandingTally>,
    /// How many verdicts count as failures: unmet, and not only in principle.
    pub failures: usize,
    /// How many subjects could not be decided.
    pub undecided: usize,
}

/// How many verdicts of each status a rule has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleTally {
    /// Met.
    pub met: usize,
    /// Unmet.
    pub unmet: usize,
    /// Pending.
    pub pending: usize,
    /// Unknown.
    pub unknown: usize,
    /// Exempt.
    pub exempt: usize,
    /// Not applicable.
    pub not_applicable: usize,
}

impl RuleTally {
    /// Counts a verdict.
    pub fn add(&mut self, status: Status) {
        let count = match status {
            Status::Met => &mut self.met,
            Status::Unmet => &mut self.unmet,
            Status::Pending => &mut self.pending,
            Status::Unknown => &mut self.unknown,
            Status::Exempt => &mut self.exempt,
            Status::NotApplicable => &mut self.not_applicable,
        };
        *count += 1;
    }
}

/// For how many subjects a consequence stands how, each counted once, under the gravest of its periods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingTally {
    /// In force.
    pub in_force: usize,
    /// At risk.
    pub at_risk: usize,
    /// Undetermined.
    pub undetermined: usize,
    /// Clear.
    pub clear: usize,
}

impl StandingTally {
    /// Counts a subject under a standing.
    pub fn add(&mut self, standing: Standing) {
        let count = match standing {
            Standing::InForce => &mut self.in_force,
            Standing::AtRisk => &mut self.at_risk,
            Standing::Undetermined => &mut self.undetermined,
            Standing::Clear => &mut self.clear,
        };
        *count += 1;
    }
}

/// How urgently a subject needs somebody's attention; the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Something is unmet, or something that is refused is in force.
    Unmet,
    /// A missing fact decides, or rows that may belong to it could not be used.
    Unknown,
    /// There is time left.
    Pending,
    /// Nothing is open.
    Nothing,
}

impl Urgency {
    /// That of a verdict.
    pub fn of_status(status: Status) -> Self {
        match status {
            Status::Unmet => Self::Unmet,
            Status::Unknown => Self::Unknown,
            Status::Pending => Self::Pending,
            Status::Met | Status::Exempt | Status::NotApplicable => Self::Nothing,
        }
    }

    /// That of a consequence.
    pub fn of_standing(standing: Standing, consequence: &Consequence) -> Self {
        match standing {
            Standing::InForce if consequence.is_boon() => Self::Nothing,
            Standing::InForce => Self::Unmet,
            Standing::Undetermined => Self::Unknown,
            Standing::AtRisk => Self::Pending,
            Standing::Clear => Self::Nothing,
        }
    }

    /// That of a subject with these verdicts and consequences; `has_lost_rows` where rows that are its own, or may be, could
    /// not be used.
    pub fn of<'v>(
        plan: &Plan,
        verdicts: impl IntoIterator<Item = &'v Verdict>,
        outcomes: impl IntoIterator<Item = &'v Outcome>,
        has_lost_rows: bool,
    ) -> Self {
        let of_verdicts = verdicts.into_iter().map(|verdict| Self::of_status(verdict.status));
        let of_outcomes = outcomes.into_iter().map(|outcome| {
            Self::of_standing(outcome.standing, &plan.consequences[outcome.consequence.index()])
        });
        let of_rows = if has_lost_rows { Self::Unknown } else { Self::Nothing };
        of_verdicts.chain(of_outcomes).chain([of_rows]).min().unwrap_or(Self::Nothing)
    }
}

impl Consequence {
    /// Whether it only grants.
    pub fn is_boon(&self) -> bool {
        self.actions.iter().all(|action| action.kind == ActionKind::Grant)
    }
}

/// How many subjects need attention how urgently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UrgencyTally {
    /// With something unmet.
    pub unmet: usize,
    /// With something unknown.
    pub unknown: usize,
    /// With time left.
    pub pending: usize,
    /// With nothing open.
    pub nothing: usize,
}

impl UrgencyTally {
    /// Counts a subject.
    pub fn add(&mut self, urgency: Urgency) {
        let count = match urgency {
            Urgency::Unmet => &mut self.unmet,
            Urgency::Unknown => &mut self.unknown,
            Urgency::Pending => &mut self.pending,
            Urgency::Nothing => &mut self.nothing,
        };
        *count += 1;
    }

    /// All of them.
    pub fn all(&self) -> usize {
        self.unmet + self.unknown + self.pending + self.nothing
    }
}

impl Tally {
    /// Nothing yet.
    pub fn new(plan: &Plan) -> Self {
        Self {
            subjects: 0,
            kinds: vec![UrgencyTally::default(); plan.vocabulary.subjects.len()],
            rules: vec![RuleTally::default(); plan.rules.len()],
            consequences: vec![StandingTally::default(); plan.consequences.len()],
            failures: 0,
            undecided: 0,
        }
    }

    /// Counts a subject with its verdicts and consequences.
    pub fn add<'v>(
        &mut self,
        plan: &Plan,
        kind: SubjectId,
        urgency: Urgency,
        verdicts: impl IntoIterator<Item = &'v Verdict>,
        outcomes: impl IntoIterator<Item = &'v Outcome>,
    ) {
        self.subjects += 1;
        self.kinds[kind.index()].add(urgency);
        for verdict in verdicts {
            self.rules[verdict.rule.index()].add(verdict.status);
            if verdict.status == Status::Unmet && !plan.rules[verdict.rule.index()].soft {
                self.failures += 1;
            }
        }
        let mut outcomes: Vec<&Outcome> = outcomes.into_iter().collect();
        outcomes.sort_by_key(|outcome| (outcome.consequence, gravity(outcome.standing)));
        outcomes.dedup_by_key(|outcome| outcome.consequence);
        for outcome in outcomes {
            self.consequences[outcome.consequence.index()].add(outcome.standing);
        }
    }
}

impl Tally {
    /// Adds what was counted elsewhere, of other subjects of the same plan.
    pub fn merge(&mut self, other: &Self) {
        self.subjects += other.subjects;
        self.failures += other.failures;
        self.undecided += other.undecided;
        for (own, other) in self.kinds.iter_mut().zip(&other.kinds) {
            let UrgencyTally { unmet, unknown, pending, nothing } = *other;
            own.unmet += unmet;
            own.unknown += unknown;
            own.pending += pending;
            own.nothing += nothing;
        }
        for (own, other) in self.rules.iter_mut().zip(&other.rules) {
            let RuleTally { met, unmet, pending, unknown, exempt, not_applicable } = *other;
            own.met += met;
            own.unmet += unmet;
            own.pending += pending;
            own.unknown += unknown;
            own.exempt += exempt;
            own.not_applicable += not_applicable;
        }
        for (own, other) in self.consequences.iter_mut().zip(&other.consequences) {
            let StandingTally { in_force, at_risk, undetermined, clear } = *other;
            own.in_force += in_force;
            own.at_risk += at_risk;
            own.undetermined += undetermined;
            own.clear += clear;
        }
    }
}

/// The gravest standing first.
fn gravity(standing: Standing) -> u8 {
    match standing {
        Standing::InForce => 0,
        Standing::Undetermined => 1,
        Standing::AtRisk => 2,
        Standing::Clear => 3,
    }
}
