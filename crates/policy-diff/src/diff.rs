//! Comparing two plans.

mod changes;
mod effects;
mod named;
mod recognitions;
mod rules;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use policy_compare::Scene;
use policy_core::plan::{ConsequenceId, Plan, PolicyId, RuleId};

use crate::beside::Beside;
use crate::change::{Change, Effect, Item, Kind, Pair};
use crate::parts::Teller;
use crate::reading::{Read, Reading};

/// How many records are tried in each direction.
const MOST_TRIED: usize = 1_500;

/// What changes from one plan to another.
#[derive(Debug)]
pub struct Diff<'p> {
    /// The old one.
    pub old: &'p Plan,
    /// The new one.
    pub new: &'p Plan,
    /// The days on which both are taken to be in force: periods that lie wholly in them are looked at.
    pub days: RangeInclusive<NaiveDate>,
    /// The differences, in the order of the new version; what is gone comes last.
    pub changes: Vec<Change>,
    /// What rules and consequences mean now that do not mean what they meant.
    pub effects: Vec<Effect>,
    /// How many rules and consequences mean the same, whatever has changed around them.
    pub unchanged: usize,
    beside: Beside,
}

impl<'p> Diff<'p> {
    /// Compares two plans. The work is bounded, and the same every time.
    ///
    /// ```
    /// use policy_diff::{Diff, Relation};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let version = |least: u32| policy_dsl::compile_str(&format!(r#"
    ///     vocabulary staff {{ subject teacher also teachers {{
    ///         event training also trainings dated end {{ end: date  hours: hours }}
    ///     }} }}
    ///     policy city {{ effective 2024-01-01  rule annual {{ for teachers  each year  require hours >= {least} }} }}
    /// "#));
    /// let (old, new) = (version(90)?, version(100)?);
    /// let diff = Diff::of(&old, &new);
    /// assert_eq!(diff.effects[0].relation(), Relation::Stricter);
    /// assert!(!Diff::of(&old, &old).has_changes());
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(old: &'p Plan, new: &'p Plan) -> Self {
        Self::trying(old, new, MOST_TRIED)
    }

    /// Compares two plans, and tries so many records in each direction where nothing is proved or shown otherwise.
    pub fn trying(old: &'p Plan, new: &'p Plan, tries: usize) -> Self {
        let beside = Beside::of(old, new);
        let days = beside.days.clone();
        let mut work = Work {
            old,
            new,
            reading: Reading::of(&beside.plan),
            beside,
            effects: Vec::new(),
            causes: Vec::new(),
            seeds: Vec::new(),
            tries,
        };
        work.effects();
        let changes = work.changes();
        let Work { beside, effects, .. } = work;
        let effects: Vec<Effect> = effects.into_iter().map(|effected| effected.effect).collect();
        let all = beside.rules.len() + beside.consequences.len();
        let unchanged = all.saturating_sub(effects.len());
        Self { old, new, days, changes, effects, unchanged, beside }
    }

    /// Whether anything means something else: a renaming, and what is only said otherwise, does not.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(|change| self.changes_meaning(change))
    }

    /// Whether a change changes what anything means.
    pub fn changes_meaning(&self, change: &Change) -> bool {
        let differs = |place: &usize| {
            self.effects.get(*place).is_some_and(|effect| {
                effect.relation() != crate::Relation::Equal
                    || effect.is_altered
                    || effect.is_rescheduled
                    || effect.item.is_of_one()
            })
        };
        match &change.item {
            Item::Rule(_) | Item::Consequence(_) => change.effect.iter().any(differs),
            Item::Policy(_) => change.kind != Kind::Renamed && !change.figures.is_empty(),
            Item::Recognition(_)
            | Item::Entry(_)
            | Item::Step(_)
            | Item::Parameter(_)
            | Item::Table(_)
            | Item::Period(_)
            | Item::Word(..) => change.reaches.iter().any(differs),
        }
    }

    /// Both versions as one plan, by which a record is decided under both; rules and consequences of the old one come
    /// first, with their own numbers.
    pub fn both(&self) -> &Plan {
        &self.beside.plan
    }

    /// A rule of either version in the plan of both.
    pub fn rule_in_both(&self, pair: &Pair<RuleId>, is_new: bool) -> Option<RuleId> {
        if is_new { pair.after().map(|rule| self.beside.new_rule(*rule)) } else { pair.before().copied() }
    }

    /// A consequence of either version in the plan of both.
    pub fn consequence_in_both(&self, pair: &Pair<ConsequenceId>, is_new: bool) -> Option<ConsequenceId> {
        if is_new {
            pair.after().map(|found| self.beside.new_consequence(*found))
        } else {
            pair.before().copied()
        }
    }

    /// The rules of both versions.
    pub fn rules(&self) -> &[Pair<RuleId>] {
        &self.beside.rules
    }

    /// The consequences of both versions.
    pub fn consequences(&self) -> &[Pair<ConsequenceId>] {
        &self.beside.consequences
    }

    /// The policies of both versions.
    pub fn policies(&self) -> &[Pair<PolicyId>] {
        &self.beside.policies
    }
}

/// An effect, and what its rule or consequence reads in either version.
struct Effected {
    effect: Effect,
    reads: BTreeSet<Read>,
}

/// Two versions that are being compared.
struct Work<'p> {
    old: &'p Plan,
    new: &'p Plan,
    beside: Beside,
    reading: Reading,
    effects: Vec<Effected>,
    /// Which effects some change is the cause of.
    causes: Vec<bool>,
    /// The records that were found so far.
    seeds: Vec<Scene>,
    tries: usize,
}

impl Work<'_> {
    fn teller(&self) -> Teller<'_> {
        Teller { own: &self.beside.own }
    }
}
