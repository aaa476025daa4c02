//! What rules and consequences mean now, in words, with the records that show it.

use policy_compare::Answer;
use policy_core::{Engine, Explanation, Instance, Report, StoryLine};

use super::naming::item_id;
use super::{Teller, ToldEffect, ToldWitness};
use crate::change::{Effect, Item, Relation, Witness};

impl Teller<'_, '_> {
    pub(super) fn effect(&mut self, place: usize) -> ToldEffect {
        let Some(effect) = self.diff.effects.get(place) else {
            return ToldEffect {
                item: "rule",
                id: String::new(),
                name: String::new(),
                relation: Relation::Equal,
                word: String::new(),
                says: String::new(),
                witnesses: Vec::new(),
            };
        };
        let relation = effect.relation();
        let called = self.called(&effect.item, true).or_else(|| self.called(&effect.item, false));
        let name = called.unwrap_or_default();
        let is_only_due_otherwise = effect.is_rescheduled && relation == Relation::Equal;
        let word = if is_only_due_otherwise { "diff-rescheduled" } else { relation_word(relation) };
        let word = self.say(word, &[]);
        let is_consequence = matches!(effect.item, Item::Consequence(_));
        let tries = effect.tries.to_string();
        let id = says(effect, is_consequence);
        let says = self.say(id, &[("name", &name), ("tries", &tries)]);
        let is_new = !self.told.contains(&place);
        let mut witnesses = Vec::new();
        if is_new && self.left > 0 {
            self.told.push(place);
            for witness in effect.witnesses() {
                if let Some(told) = self.witness(effect, &witness) {
                    self.left = self.left.saturating_sub(1);
                    witnesses.push(told);
                }
            }
        }
        let id = self.id(&effect.item, true).or_else(|| self.id(&effect.item, false)).unwrap_or_default();
        ToldEffect { item: item_id(&effect.item), id, name, relation, word, says, witnesses }
    }

    fn witness(&self, effect: &Effect, witness: &Witness<'_>) -> Option<ToldWitness> {
        let engine = self.engine.as_ref()?;
        let vocabulary = &engine.plan().vocabulary;
        let record = witness.scene.record(vocabulary)?;
        let bench = engine.at(witness.as_of);
        let explanation = bench.explain(&record).ok()?;
        let report = Report::new(engine, &record, self.language);
        let told = [false, true].map(|is_new| {
            self.told_by(effect, witness, (engine, &report), &explanation, is_new)
                .unwrap_or_else(|| (self.say("diff-verdict-none", &[]), Vec::new()))
        });
        let [(old, old_story), (new, new_story)] = told;
        let id = if witness.is_stricter { "diff-witness-stricter" } else { "diff-witness-looser" };
        Some(ToldWitness {
            is_stricter: witness.is_stricter,
            says: self.say(id, &[("old", &old), ("new", &new)]),
            as_of: witness.as_of.to_string(),
            record: (self.telling.record)(vocabulary, witness.scene, self.language),
            json: record.to_json(vocabulary).unwrap_or_default(),
            verdicts: [old, new],
            stories: [old_story, new_story],
        })
    }

    /// What a version says of a record: in a word, and what that rests on.
    fn told_by(
        &self,
        effect: &Effect,
        witness: &Witness<'_>,
        (engine, report): (&Engine, &Report<'_>),
        explanation: &Explanation<'_>,
        is_new: bool,
    ) -> Option<(String, Vec<StoryLine>)> {
        let is_unmet = is_new == witness.is_unmet_by_new;
        let wanted = if is_unmet { Some(witness.shown.unmet) } else { witness.shown.satisfied };
        let is_period = |period: Instance| wanted.is_none_or(|wanted| wanted.period == period);
        match &effect.item {
            Item::Rule(pair) => {
                let rule = self.diff.rule_in_both(pair, is_new)?;
                let found = explanation
                    .verdicts
                    .iter()
                    .find(|found| found.verdict.rule == rule && is_period(found.verdict.period))?;
                let declared = engine.plan().rules.get(rule.index())?;
                let status = report.status(found.verdict.status);
                let status = if declared.soft {
                    self.say("diff-verdict-principle", &[("status", &status)])
                } else {
                    status
                };
                let said = match report.period(&declared.schedule, found.verdict.period) {
                    Some(period) => self.say("diff-verdict-in", &[("period", &period), ("status", &status)]),
                    None => status,
                };
                Some((said, report.verdict_lines(found, explanation)))
            }
            Item::Consequence(pair) => {
                let consequence = self.diff.consequence_in_both(pair, is_new)?;
                let found = explanation.outcomes.iter().find(|found| {
                    found.outcome.consequence == consequence && is_period(found.outcome.period)
                })?;
                let declared = engine.plan().consequences.get(consequence.index())?;
                let standing = report.standing(found.outcome.standing);
                let said = match report.period(&declared.schedule, found.outcome.period) {
                    Some(period) => {
                        self.say("diff-verdict-in", &[("period", &period), ("status", &standing)])
                    }
                    None => standing,
                };
                Some((said, report.outcome_lines(found, explanation)))
            }
            _ => None,
        }
    }
}

fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "diff-equal",
        Relation::Stricter => "diff-stricter",
        Relation::Looser => "diff-looser",
        Relation::Both => "diff-both",
        Relation::StricterAtLeast => "diff-stricter-at-least",
        Relation::LooserAtLeast => "diff-looser-at-least",
        Relation::NoneFound => "diff-none-found",
    }
}

fn says(effect: &Effect, is_consequence: bool) -> &'static str {
    let relation = effect.relation();
    if effect.is_beside_words {
        return "diff-says-words";
    }
    let answers = [&effect.comparison.loosens, &effect.comparison.tightens];
    if effect.is_beside_defaults && answers.iter().all(|answer| **answer == Answer::Never) {
        return "diff-says-default";
    }
    if effect.tries == 0 && answers.contains(&&Answer::NotProved) {
        return match relation {
            Relation::StricterAtLeast => "diff-says-stricter-untried",
            Relation::LooserAtLeast => "diff-says-looser-untried",
            Relation::Equal
            | Relation::Stricter
            | Relation::Looser
            | Relation::Both
            | Relation::NoneFound => "diff-says-untried",
        };
    }
    if effect.is_rescheduled && relation == Relation::Equal {
        return "diff-says-rescheduled";
    }
    match (relation, is_consequence, effect.is_boon) {
        (Relation::Equal, false, _) => "diff-says-equal",
        (Relation::Equal, true, _) => "diff-falls-equal",
        (Relation::Stricter, false, _) => "diff-says-stricter",
        (Relation::Stricter, true, false) => "diff-falls-more",
        (Relation::Stricter, true, true) => "diff-given-fewer",
        (Relation::Looser, false, _) => "diff-says-looser",
        (Relation::Looser, true, false) => "diff-falls-fewer",
        (Relation::Looser, true, true) => "diff-given-more",
        (Relation::Both, false, _) => "diff-says-both",
        (Relation::Both, true, _) => "diff-falls-both",
        (Relation::StricterAtLeast, _, _) => "diff-says-stricter-at-least",
        (Relation::LooserAtLeast, _, _) => "diff-says-looser-at-least",
        (Relation::NoneFound, _, _) => "diff-says-none-found",
    }
}
