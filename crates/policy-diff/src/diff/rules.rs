//! The differences of rules and consequences, as their texts say them.

use policy_core::plan::{Consequence, Rule};

use super::Work;
use super::changes::kind_of;
use crate::change::{Change, Figure, Item, Kind};
use crate::parts::{figures, is_renamed};

impl Work<'_> {
    pub(super) fn rules(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.rules.clone() {
            let ids = self.ids(&pair);
            let old = pair.before().and_then(|rule| self.old.rules.get(rule.index()));
            let new = pair.after().and_then(|rule| self.new.rules.get(rule.index()));
            let meant = ids.map(|id| id.and_then(|id| self.beside.plan.rules.get(id.index())));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let teller = self.teller();
            let parts = |said: Option<&Rule>, meant: Option<&Rule>| {
                said.zip(meant).map(|(said, meant)| teller.rule(said, meant)).unwrap_or_default()
            };
            let figures = figures(parts(old, meant[0]), parts(new, meant[1]));
            let effect = self.effects.iter().position(|found| found.effect.item == Item::Rule(pair));
            self.pushed(
                changes,
                Item::Rule(pair),
                kind_of(&pair, figures.is_empty()),
                is_renamed,
                figures,
                effect,
            );
        }
    }

    pub(super) fn consequences(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.consequences.clone() {
            let old = pair.before().and_then(|found| self.old.consequences.get(found.index()));
            let new = pair.after().and_then(|found| self.new.consequences.get(found.index()));
            let ids = [pair.before().copied(), pair.after().map(|new| self.beside.new_consequence(*new))];
            let meant = ids.map(|id| id.and_then(|id| self.beside.plan.consequences.get(id.index())));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let teller = self.teller();
            let parts = |said: Option<&Consequence>, meant: Option<&Consequence>| {
                said.zip(meant).map(|(said, meant)| teller.consequence(said, meant)).unwrap_or_default()
            };
            let figures = figures(parts(old, meant[0]), parts(new, meant[1]));
            let effect = self.effects.iter().position(|found| found.effect.item == Item::Consequence(pair));
            self.pushed(
                changes,
                Item::Consequence(pair),
                kind_of(&pair, figures.is_empty()),
                is_renamed,
                figures,
                effect,
            );
        }
    }

    /// A rule or a consequence is told where it says something else itself, or where nothing else says why it means
    /// something else.
    fn pushed(
        &mut self,
        changes: &mut Vec<Change>,
        item: Item,
        kind: Kind,
        is_renamed: bool,
        figures: Vec<Figure>,
        effect: Option<usize>,
    ) {
        let is_unexplained =
            effect.is_some_and(|place| !self.causes[place] && !self.follows_from_rules(place));
        let says_otherwise = !figures.is_empty() || is_renamed || item.is_of_one();
        if says_otherwise || is_unexplained {
            let kind = if is_unexplained && kind == Kind::Renamed { Kind::Changed } else { kind };
            changes.push(Change { item, kind, is_renamed, figures, effect, reaches: Vec::new() });
        } else if effect.is_some_and(|place| !self.causes[place]) {
            // It speaks of rules that mean something else.
            changes.push(Change {
                item,
                kind: Kind::Changed,
                is_renamed,
                figures,
                effect,
                reaches: Vec::new(),
            });
        }
    }

    /// Whether a rule or consequence speaks of a rule that means something else.
    fn follows_from_rules(&self, place: usize) -> bool {
        let Some(effected) = self.effects.get(place) else { return false };
        let rules = match &effected.effect.item {
            Item::Rule(pair) => {
                pair.after().and_then(|rule| self.new.rules.get(rule.index())).map(|rule| rule.references())
            }
            Item::Consequence(pair) => pair
                .after()
                .and_then(|found| self.new.consequences.get(found.index()))
                .map(|found| found.when.rules()),
            _ => None,
        };
        rules.into_iter().flatten().any(|rule| {
            self.effects.iter().any(|found| match &found.effect.item {
                Item::Rule(pair) => pair.after() == Some(&rule),
                _ => false,
            })
        })
    }
}
