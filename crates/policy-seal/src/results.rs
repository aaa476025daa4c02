//! One digest over all verdicts, whatever the form in which they are written.

use std::fmt::Write;

use policy_core::{AmountRange, Instance, Outcome, Plan, SubjectId, Tally, Verdict};
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Digester};

/// What came out, in figures, and one digest over every verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// Over the verdicts and consequences of everybody, in the order of the data.
    pub digest: Digest,
    /// How many subjects were decided.
    pub subjects: usize,
    /// How many could not be.
    pub undecided: usize,
    /// How many rows were set aside.
    pub rows_set_aside: usize,
    /// How many verdicts of each status each rule has, where it has any.
    pub rules: Vec<RuleCounts>,
    /// For how many subjects each consequence stands how, where it stands for any.
    pub consequences: Vec<ConsequenceCounts>,
}

/// How many verdicts of each status a rule has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the statuses are those of `policy_core::Status`")]
pub struct RuleCounts {
    pub policy: String,
    pub rule: String,
    pub met: usize,
    pub unmet: usize,
    pub pending: usize,
    pub unknown: usize,
    pub exempt: usize,
    pub not_applicable: usize,
}

/// For how many subjects a consequence stands how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the standings are those of `policy_core::Standing`")]
pub struct ConsequenceCounts {
    pub policy: String,
    pub consequence: String,
    pub in_force: usize,
    pub at_risk: usize,
    pub undetermined: usize,
    pub clear: usize,
}

impl RuleCounts {
    /// Each status with its count.
    pub fn counts(&self) -> [(&'static str, usize); 6] {
        [
            ("met", self.met),
            ("unmet", self.unmet),
            ("pending", self.pending),
            ("unknown", self.unknown),
            ("exempt", self.exempt),
            ("not-applicable", self.not_applicable),
        ]
    }
}

impl ConsequenceCounts {
    /// Each standing with its count.
    pub fn counts(&self) -> [(&'static str, usize); 4] {
        [
            ("in-force", self.in_force),
            ("at-risk", self.at_risk),
            ("undetermined", self.undetermined),
            ("clear", self.clear),
        ]
    }
}

/// Digests verdicts, subject by subject, in the order of the data.
///
/// A row says which rule, in which period, with which status, until when, and what was measured. Things are called by their
/// identifiers, and the rows of one subject are sorted: the order of rules and the numbers of a plan do not matter.
pub struct ResultsDigester<'p> {
    plan: &'p Plan,
    digester: Digester,
    has_ids: bool,
}

impl<'p> ResultsDigester<'p> {
    /// Nobody yet.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, digester: Digester::default(), has_ids: true }
    }

    /// Nobody yet, and only one subject to come, whose identifier is left out: among a digest of one, trying all identifiers would
    /// tell whose it is.
    pub fn of_one(plan: &'p Plan) -> Self {
        Self { has_ids: false, ..Self::new(plan) }
    }

    /// Adds a subject that was decided.
    pub fn add<'v>(
        &mut self,
        subject: SubjectId,
        id: &str,
        verdicts: impl IntoIterator<Item = &'v Verdict>,
        outcomes: impl IntoIterator<Item = &'v Outcome>,
    ) {
        let verdicts = verdicts.into_iter().map(|verdict| self.verdict(verdict));
        let mut rows: Vec<String> = verdicts.collect();
        rows.extend(outcomes.into_iter().map(|outcome| self.outcome(outcome)));
        rows.sort_unstable();
        self.head("decided", subject, id);
        self.digester.number(rows.len() as u64);
        rows.iter().for_each(|row| self.digester.text(row));
    }

    /// Adds a subject that could not be decided.
    pub fn add_undecided(&mut self, subject: SubjectId, id: &str) {
        self.head("undecided", subject, id);
    }

    /// The digest, with the figures that were counted on the way.
    pub fn finish(self, tally: &Tally, rows_set_aside: usize) -> Results {
        let plan = self.plan;
        let policy = |id: policy_core::plan::PolicyId| {
            plan.policies.get(id.index()).map(|policy| policy.names.id.clone()).unwrap_or_default()
        };
        let rules = plan.rules.iter().zip(&tally.rules).map(|(rule, counts)| RuleCounts {
            policy: policy(rule.policy),
            rule: rule.names.id.clone(),
            met: counts.met,
            unmet: counts.unmet,
            pending: counts.pending,
            unknown: counts.unknown,
            exempt: counts.exempt,
            not_applicable: counts.not_applicable,
        });
        let consequences = plan.consequences.iter().zip(&tally.consequences);
        let consequences = consequences.map(|(consequence, counts)| ConsequenceCounts {
            policy: policy(consequence.policy),
            consequence: consequence.names.id.clone(),
            in_force: counts.in_force,
            at_risk: counts.at_risk,
            undetermined: counts.undetermined,
            clear: counts.clear,
        });
        let mut results = Results {
            digest: self.digester.finish(),
            subjects: tally.subjects,
            undecided: tally.undecided,
            rows_set_aside,
            rules: rules.filter(|rule| rule.counts().iter().any(|(_, count)| *count > 0)).collect(),
            consequences: consequences
                .filter(|consequence| consequence.counts().iter().any(|(_, count)| *count > 0))
                .collect(),
        };
        results.rules.sort_by(|left, right| (&left.policy, &left.rule).cmp(&(&right.policy, &right.rule)));
        results.consequences.sort_by(|left, right| {
            (&left.policy, &left.consequence).cmp(&(&right.policy, &right.consequence))
        });
        results
    }

    fn head(&mut self, word: &str, subject: SubjectId, id: &str) {
        let kind = self.plan.vocabulary.subjects.get(subject.index());
        self.digester.text(word);
        self.digester.text(kind.map_or("", |kind| &kind.names.id));
        if self.has_ids {
            self.digester.text(id);
        }
    }

    fn verdict(&self, verdict: &Verdict) -> String {
        let Verdict { rule, period, status, due, measured } = verdict;
        let named = self.plan.rules.get(rule.index());
        let mut row = self.row("rule", named.map(|rule| (rule.policy, &rule.names)), *period);
        // Writing to a text does not fail.
        _ = write!(row, " {}", status.id());
        if let Some(due) = due {
            _ = write!(row, " due {due}");
        }
        if let Some(measured) = measured {
            let part = measured.part;
            _ = write!(row, " part {part} {} of {}", range(measured.value), range(measured.threshold));
            if let Some(shortfall) = measured.shortfall {
                _ = write!(row, " short {shortfall}");
            }
        }
        row
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        let Outcome { consequence, period, standing } = outcome;
        let named = self.plan.consequences.get(consequence.index());
        let named = named.map(|consequence| (consequence.policy, &consequence.names));
        let mut row = self.row("consequence", named, *period);
        _ = write!(row, " {}", standing.id());
        row
    }

    fn row(
        &self,
        word: &str,
        named: Option<(policy_core::plan::PolicyId, &policy_core::Names)>,
        Instance { from, to, event }: Instance,
    ) -> String {
        let policy = named.and_then(|(policy, _)| self.plan.policies.get(policy.index()));
        let policy = policy.map_or("", |policy| &policy.names.id);
        let name = named.map_or("", |(_, names)| &names.id);
        let day = |day: Option<chrono::NaiveDate>| day.map_or("-".to_owned(), |day| day.to_string());
        let event = event.map_or("-".to_owned(), |event| event.to_string());
        format!("{word} {policy:?} {name:?} {} {} {event}", day(from), day(to))
    }
}

fn range(AmountRange { low, high }: AmountRange) -> String {
    match high {
        Some(high) => format!("{low}..{high}"),
        None => format!("{low}.."),
    }
}
