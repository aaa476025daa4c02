//! The differences of the texts, each with the effects that it reaches; here those of policies, the others in files of their own.

use chrono::NaiveDate;
use policy_core::plan::{Plan, PolicyId};

use super::Work;
use crate::change::{Aspect, Change, Figure, Item, Kind, Pair, Piece};
use crate::parts::is_renamed;
use crate::reading::Read;

impl Work<'_> {
    /// The differences of the texts, each with what it reaches.
    pub(super) fn changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        self.policies(&mut changes);
        self.words(&mut changes);
        self.periods(&mut changes);
        self.parameters(&mut changes);
        self.tables(&mut changes);
        self.recognitions(&mut changes);
        self.rules(&mut changes);
        self.consequences(&mut changes);
        changes
    }

    /// The effects on rules and consequences that read something, but for those that say something else themselves.
    pub(super) fn reached(&mut self, reads: &[Read]) -> Vec<usize> {
        let mut found = Vec::new();
        for (place, effected) in self.effects.iter().enumerate() {
            if reads.iter().any(|read| effected.reads.contains(read)) {
                found.push(place);
                self.causes[place] = true;
            }
        }
        found
    }

    fn policies(&mut self, changes: &mut Vec<Change>) {
        for pair in &self.beside.policies {
            let dates = |plan: &Plan, policy: PolicyId| {
                plan.policies.get(policy.index()).map(|found| (found.effective_from, found.effective_to))
            };
            let piece =
                |dates: Option<(NaiveDate, Option<NaiveDate>)>| dates.map(|(from, to)| Piece::Days(from, to));
            let old = pair.before().and_then(|policy| dates(self.old, *policy));
            let new = pair.after().and_then(|policy| dates(self.new, *policy));
            let names = (
                pair.before().and_then(|policy| self.old.policies.get(policy.index())),
                pair.after().and_then(|policy| self.new.policies.get(policy.index())),
            );
            let is_renamed =
                matches!(names, (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            if old == new && !is_renamed {
                continue;
            }
            let figures = if old == new {
                Vec::new()
            } else {
                vec![Figure { aspect: Aspect::Effective, old: piece(old), new: piece(new) }]
            };
            let kind = kind_of(pair, figures.is_empty());
            changes.push(Change {
                item: Item::Policy(*pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches: Vec::new(),
            });
        }
    }
}

/// How a thing stands.
pub(super) fn kind_of<T>(pair: &Pair<T>, says_the_same: bool) -> Kind {
    match pair {
        Pair::Old(_) => Kind::Removed,
        Pair::New(_) => Kind::Added,
        Pair::Both(..) if says_the_same => Kind::Renamed,
        Pair::Both(..) => Kind::Changed,
    }
}
