//! A difference in words, in one language: what every form of output lays out.

mod effects;
mod figures;
mod naming;

use policy_core::plan::Plan;
use policy_core::{Engine, StoryLine, Vocabulary};
use policy_messages::{Language, message};

use self::naming::{item_id, item_word};
use crate::change::{Change, Item, Kind, Relation, Word};
use crate::diff::Diff;

/// How many records are told of in all.
const MOST_WITNESSES: usize = 40;

/// A difference in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// In which language.
    pub language: Language,
    /// The titles of the policies of both versions.
    pub titles: [Vec<String>; 2],
    /// What changes in meaning.
    pub changes: Vec<Told>,
    /// What is called or said otherwise, and means the same.
    pub same: Vec<Told>,
    /// How many rules and consequences mean the same.
    pub unchanged: usize,
    /// The sentence that sums it up.
    pub summary: String,
    /// On which days both versions are taken to be in force.
    pub days: String,
}

/// One difference in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What kind of thing, for machines.
    pub item: &'static str,
    /// How it stands.
    pub kind: Kind,
    /// What it is, with its name: `rule "annual hours"`.
    pub what: String,
    /// Its identifiers in both versions.
    pub ids: [Option<String>; 2],
    /// How it stands, in words: `added`, `changed`, `renamed, no change in meaning`.
    pub status: String,
    /// What it was called, where it is called otherwise.
    pub renamed_from: Option<String>,
    /// Part by part.
    pub figures: Vec<ToldFigure>,
    /// The clauses of both versions.
    pub clauses: [Vec<String>; 2],
    /// Where it stands in both versions.
    pub places: [Option<String>; 2],
    /// What it means now.
    pub effect: Option<ToldEffect>,
    /// What others that read it mean now.
    pub reaches: Vec<ToldEffect>,
    /// That it reaches nothing, where so.
    pub reaches_nothing: Option<String>,
}

/// A part of an item in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldFigure {
    /// Which part.
    pub what: String,
    /// What it was.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
}

/// What a rule or a consequence means now, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldEffect {
    /// What kind of thing, for machines.
    pub item: &'static str,
    /// Its identifier.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it means now.
    pub relation: Relation,
    /// In a word: `stricter`.
    pub word: String,
    /// In a sentence.
    pub says: String,
    /// Records that show it; none where they are told elsewhere.
    pub witnesses: Vec<ToldWitness>,
}

/// A record that the two versions decide differently, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldWitness {
    /// Whether the new version is stricter with it.
    pub is_stricter: bool,
    /// What it shows, in a sentence.
    pub says: String,
    /// The day of asking.
    pub as_of: String,
    /// The record as a test holds it.
    pub record: String,
    /// The record as JSON.
    pub json: String,
    /// What each version says of it.
    pub verdicts: [String; 2],
    /// What each version rests on.
    pub stories: [Vec<StoryLine>; 2],
}

/// What the words need that the plans do not know.
pub struct Telling<'t> {
    /// A record as a test holds it, in the words of a vocabulary.
    pub record: &'t dyn Fn(&Vocabulary, &policy_compare::Scene, Language) -> String,
    /// Where an item stands in a file of the old (`false`) or the new version.
    pub place: &'t dyn Fn(&Item, bool) -> Option<String>,
}

impl Account {
    /// Puts a difference into words.
    pub fn of(diff: &Diff<'_>, language: Language, telling: &Telling<'_>) -> Self {
        let engine = Engine::new(diff.both().clone()).ok();
        let mut teller = Teller { diff, language, telling, engine, told: Vec::new(), left: MOST_WITNESSES };
        let (mut changes, mut same) = (Vec::new(), Vec::new());
        for change in &diff.changes {
            let told = teller.change(change);
            let is_change = diff.changes_meaning(change)
                || (change.kind != Kind::Renamed && told.reaches_nothing.is_some());
            if is_change { changes.push(told) } else { same.push(told) }
        }
        let titles = [diff.old, diff.new]
            .map(|plan| plan.policies.iter().map(|policy| policy.names.shown(language)).collect::<Vec<_>>());
        let count = diff.changes.iter().filter(|change| diff.changes_meaning(change)).count();
        let id = match (count, diff.changes.is_empty()) {
            (0, true) => "diff-summary-same",
            (0, false) => "diff-summary-no-meaning",
            (_, _) => "diff-summary",
        };
        let of = |relations: &[Relation]| {
            diff.effects.iter().filter(|effect| relations.contains(&effect.relation())).count().to_string()
        };
        let summary = message(
            language,
            id,
            &[
                ("stricter", &of(&[Relation::Stricter, Relation::StricterAtLeast])),
                ("looser", &of(&[Relation::Looser, Relation::LooserAtLeast])),
                ("both", &of(&[Relation::Both])),
                ("open", &of(&[Relation::NoneFound])),
                ("same", &diff.unchanged.to_string()),
            ],
        );
        let (from, to) = (diff.days.start().to_string(), diff.days.end().to_string());
        let days = message(language, "diff-days", &[("from", &from), ("to", &to)]);
        Self { language, titles, changes, same, unchanged: diff.unchanged, summary, days }
    }

    /// A word or sentence of the catalogue.
    pub fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        message(self.language, id, arguments)
    }
}

struct Teller<'d, 't> {
    diff: &'d Diff<'d>,
    language: Language,
    telling: &'t Telling<'t>,
    engine: Option<Engine>,
    /// The effects of which records have been told.
    told: Vec<usize>,
    left: usize,
}

impl<'d> Teller<'d, '_> {
    fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        message(self.language, id, arguments)
    }

    fn plan(&self, is_new: bool) -> &'d Plan {
        if is_new { self.diff.new } else { self.diff.old }
    }

    fn change(&mut self, change: &Change) -> Told {
        let names = [false, true].map(|is_new| self.called(&change.item, is_new));
        let item = item_id(&change.item);
        let called = names[1].as_ref().or(names[0].as_ref()).cloned().unwrap_or_default();
        let kind = self.say(item_word(&change.item), &[]);
        let what = if called.is_empty() {
            kind
        } else {
            self.say("diff-what", &[("kind", &kind), ("name", &called)])
        };
        let renamed_from = match &names {
            [Some(old), Some(new)] if change.is_renamed && old != new => Some(old.clone()),
            [_, _] => None,
        };
        let is_same = !self.diff.changes_meaning(change);
        let status = match (change.kind, is_same) {
            (Kind::Added, _) => "diff-added",
            (Kind::Removed, _) => "diff-removed",
            (Kind::Renamed, true) => "diff-renamed",
            (Kind::Renamed, false) => "diff-called-otherwise",
            (Kind::Changed, true) if change.effect.is_some() || !change.reaches.is_empty() => "diff-reworded",
            (Kind::Changed, true) if matches!(change.item, Item::Rule(_) | Item::Consequence(_)) => {
                "diff-reworded"
            }
            (Kind::Changed, _) => "diff-changed",
        };
        let effect = change.effect.map(|place| self.effect(place));
        let reaches: Vec<ToldEffect> = change.reaches.iter().map(|place| self.effect(*place)).collect();
        let may_reach = match &change.item {
            Item::Entry(_)
            | Item::Step(_)
            | Item::Parameter(_)
            | Item::Table(_)
            | Item::Period(_)
            | Item::Recognition(_) => true,
            Item::Word(word, _) => *word == Word::Term,
            Item::Policy(_) | Item::Rule(_) | Item::Consequence(_) => false,
        };
        let reaches_nothing = may_reach && change.kind != Kind::Renamed && reaches.is_empty();
        Told {
            item,
            kind: change.kind,
            what,
            ids: [false, true].map(|is_new| self.id(&change.item, is_new)),
            status: self.say(status, &[]),
            renamed_from,
            figures: change.figures.iter().map(|figure| self.figure(&change.item, figure)).collect(),
            clauses: [false, true].map(|is_new| self.clauses(&change.item, is_new)),
            places: [false, true].map(|is_new| (self.telling.place)(&change.item, is_new)),
            effect,
            reaches,
            reaches_nothing: reaches_nothing.then(|| self.say("diff-reaches-nothing", &[])),
        }
    }
}
