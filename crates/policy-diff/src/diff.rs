//! Comparing two plans.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use policy_compare::{Answer, Compared, Comparison, Known, Scene, Together, compare_knowing};
use policy_core::plan::{Choice, Condition, ConsequenceId, Naming, Node, Plan, PolicyId, RuleId, TableId};
use policy_core::{SubjectId, UnitId, Vocabulary};

use crate::beside::{Beside, as_rule};
use crate::change::{Aspect, Change, Effect, Figure, Item, Kind, Pair, Piece, Word, gives_only};
use crate::parts::{Part, Teller, figures, is_renamed};
use crate::reading::{Read, Reading};
use crate::words::{number_of, share_a_name};

/// How many records are tried in each direction.
const MOST_TRIED: usize = 1_500;
/// After how many effects no more records are tried, which takes longest; what can be proved or shown without is.
const MOST_EFFECTS: usize = 400;

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

impl Item {
    /// Whether it is of one version only.
    pub fn is_of_one(&self) -> bool {
        fn one<T>(pair: &Pair<T>) -> bool {
            !matches!(pair, Pair::Both(..))
        }
        match self {
            Self::Policy(pair) => one(pair),
            Self::Rule(pair) => one(pair),
            Self::Consequence(pair) => one(pair),
            Self::Recognition(pair) => one(pair),
            Self::Entry(pair) | Self::Step(pair) => one(pair),
            Self::Parameter(pair) => one(pair),
            Self::Table(pair) => one(pair),
            Self::Period(pair) => one(pair),
            Self::Word(_, pair) => one(pair),
        }
    }
}

/// The place of an entry or a step in both versions: of its recognition, and in it.
type Place = Pair<(usize, usize)>;

/// An effect, and what its rule or consequence reads in either version.
struct Effected {
    effect: Effect,
    reads: std::collections::BTreeSet<Read>,
}

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

    fn reads_default(&self, reads: &std::collections::BTreeSet<Read>) -> bool {
        self.beside
            .words
            .defaults
            .iter()
            .any(|(_, list, field)| reads.contains(&Read::Field(list.is_none(), *field)))
    }

    /// Whether it reads events or members of which the versions say otherwise when they happen, or who they are.
    fn reads_other_words(&self, reads: &std::collections::BTreeSet<Read>) -> bool {
        let words = &self.beside.words;
        words.times.iter().any(|(_, list, _)| reads.contains(&Read::List(*list)))
            || (!words.groups.is_empty() && reads.contains(&Read::Members))
    }

    /// Compares every rule and consequence of which it is not seen at once that it means the same.
    fn effects(&mut self) {
        let mut known: HashMap<(u16, u16), bool> = HashMap::new();
        let mut plan = self.beside.plan.clone();
        let pairs = self.beside.rules.clone();
        for pair in pairs {
            let ids = self.ids(&pair);
            let reads = ids.iter().flatten().flat_map(|id| self.reading.rules[id.index()].clone()).collect();
            let is_beside_defaults = self.reads_default(&reads);
            let forms = ids.map(|id| id.and_then(|id| self.beside.rule_forms.get(id.index())));
            let policies = ids.map(|id| id.and_then(|id| plan.rules.get(id.index())).map(|rule| rule.policy));
            let is_same =
                matches!(forms, [Some(one), Some(other)] if one == other && policies[0] == policies[1]);
            let is_beside_words = self.reads_other_words(&reads);
            if is_same && !is_beside_defaults && !is_beside_words {
                continue;
            }
            let (comparison, tries) = match (is_beside_words, is_same) {
                (true, _) => (not_compared(), 0),
                (false, true) => (nothing(), 0),
                (false, false) => self.compared(&mut plan, ids, &known),
            };
            let is_rescheduled = match forms {
                [Some(one), Some(other)] => one.schedule != other.schedule || one.grace != other.grace,
                [_, _] => false,
            };
            if let [Some(one), Some(other)] = ids {
                let repeats_alike = match forms {
                    [Some(one), Some(other)] => {
                        one.schedule == other.schedule && one.grace == other.grace && !one.soft && !other.soft
                    }
                    [_, _] => false,
                };
                let never = |answer: &Answer| *answer == Answer::Never;
                known.insert((other.0, one.0), repeats_alike && never(&comparison.loosens));
                known.insert((one.0, other.0), repeats_alike && never(&comparison.tightens));
            }
            let is_altered = ids.iter().flatten().count() < 2;
            let effect = Effect {
                item: Item::Rule(pair),
                is_boon: false,
                comparison,
                tries,
                is_beside_defaults,
                is_beside_words,
                is_rescheduled,
                is_altered,
            };
            self.push(effect, reads);
        }
        let pairs = self.beside.consequences.clone();
        for pair in pairs {
            let ids = [pair.before().copied(), pair.after().map(|new| self.beside.new_consequence(*new))];
            let found =
                ids.map(|id| id.and_then(|id| self.beside.plan.consequences.get(id.index())).cloned());
            let reads =
                ids.iter().flatten().flat_map(|id| self.reading.consequences[id.index()].clone()).collect();
            let is_beside_defaults = self.reads_default(&reads);
            let forms = ids.map(|id| id.and_then(|id| self.beside.consequence_forms.get(id.index())));
            let does = |found: &policy_core::plan::Consequence| {
                let mut actions = found.actions.clone();
                actions.sort_by_key(|action| (action.outcome, format!("{:?}", action.kind)));
                actions.dedup();
                let lifted =
                    found.lifted_by.and_then(|rule| self.beside.rule_forms.get(rule.index())).cloned();
                (actions, found.lasting, lifted, found.soft)
            };
            let is_altered = match &found {
                [Some(one), Some(other)] => does(one) != does(other) || one.policy != other.policy,
                [_, _] => true,
            };
            let is_same = matches!(forms, [Some(one), Some(other)] if one == other);
            let is_beside_words = self.reads_other_words(&reads);
            if is_same && !is_altered && !is_beside_defaults && !is_beside_words {
                continue;
            }
            let (comparison, tries) = if is_beside_words {
                (not_compared(), 0)
            } else if is_same {
                (nothing(), 0)
            } else {
                let rules = found.clone().map(|found| {
                    let number = RuleId(number_of(plan.rules.len()));
                    plan.rules.push(as_rule(&found?));
                    Some(number)
                });
                self.compared(&mut plan, rules, &known)
            };
            let is_boon = found.iter().flatten().all(|found| gives_only(&found.actions));
            let effect = Effect {
                item: Item::Consequence(pair),
                is_boon,
                comparison,
                tries,
                is_beside_defaults,
                is_beside_words,
                is_rescheduled: false,
                is_altered,
            };
            self.push(effect, reads);
        }
        self.causes = vec![false; self.effects.len()];
    }

    fn push(&mut self, effect: Effect, reads: std::collections::BTreeSet<Read>) {
        for answer in [&effect.comparison.loosens, &effect.comparison.tightens] {
            if let Answer::Shown(witness) = answer {
                self.seeds.push(witness.scene.clone());
            }
        }
        self.effects.push(Effected { effect, reads });
    }

    fn ids(&self, pair: &Pair<RuleId>) -> [Option<RuleId>; 2] {
        [pair.before().copied(), pair.after().map(|new| self.beside.new_rule(*new))]
    }

    /// Compares two rules of the plan of both; where one is absent, with one that asks nothing. With how many records were tried.
    fn compared(
        &self,
        plan: &mut Plan,
        ids: [Option<RuleId>; 2],
        known: &HashMap<(u16, u16), bool>,
    ) -> (Comparison, usize) {
        let mut absent = |present: RuleId| {
            let mut rule = plan.rules.get(present.index()).cloned();
            if let Some(rule) = &mut rule {
                rule.requirement = Condition::Constant(true);
                rule.exemptions.clear();
                rule.alternatives.clear();
                rule.balance = None;
                rule.soft = false;
            }
            plan.rules.extend(rule);
            RuleId(number_of(plan.rules.len().saturating_sub(1)))
        };
        let (one, other) = match ids {
            [Some(one), Some(other)] => (one, other),
            [None, Some(other)] => (absent(other), other),
            [Some(one), None] => (one, absent(one)),
            [None, None] => return (nothing(), 0),
        };
        let tries = if self.effects.len() < MOST_EFFECTS { self.tries } else { 0 };
        let follows = |one: RuleId, other: RuleId| {
            one == other || known.get(&(one.0, other.0)).copied().unwrap_or(false)
        };
        let together = Together::AsIf(self.beside.days.clone());
        let side = |rule: RuleId| Compared { plan, rule };
        let known = Known { follows: &follows, seeds: &self.seeds, tries };
        let comparison = compare_knowing(side(one), side(other), &together, &known);
        let is_open =
            [&comparison.loosens, &comparison.tightens].iter().any(|answer| **answer == Answer::NotProved);
        (comparison, if is_open { tries } else { 0 })
    }

    /// The differences of the texts, each with what it reaches.
    fn changes(&mut self) -> Vec<Change> {
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
    fn reached(&mut self, reads: &[Read]) -> Vec<usize> {
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

    fn words(&mut self, changes: &mut Vec<Change>) {
        let found = self.beside.words.changes.clone();
        for (word, pair) in found {
            let kind = kind_of(&pair, true);
            let reads: Vec<Read> = match word {
                Word::Term => self.terms_called(&pair),
                Word::Fact => {
                    let is_group = pair.after().or(pair.before()).is_some_and(|names| {
                        self.beside.words.groups.iter().any(|group| group.id == names.id)
                    });
                    if is_group { vec![Read::Members] } else { Vec::new() }
                }
                Word::Subject | Word::List | Word::Field | Word::Tree | Word::Unit | Word::Outcome => {
                    Vec::new()
                }
            };
            let reaches = match kind {
                Kind::Added | Kind::Removed => self.reached(&reads),
                Kind::Renamed | Kind::Changed => Vec::new(),
            };
            let is_renamed = kind == Kind::Renamed;
            changes.push(Change {
                item: Item::Word(word, pair),
                kind,
                is_renamed,
                figures: Vec::new(),
                effect: None,
                reaches,
            });
        }
        for (_, list, [old, new]) in self.beside.words.times.clone() {
            let called = |list: &policy_core::EventList, field: policy_core::FieldId| {
                new.fields.get(field.index()).map_or_else(|| list.names.clone(), |field| field.names.clone())
            };
            let dated = |list: &policy_core::EventList| Piece::Fields(vec![called(list, list.dated)]);
            let lasts = |list: &policy_core::EventList| {
                let (first, last) = list.lasting?;
                Some(Piece::Fields(vec![called(list, first), called(list, last)]))
            };
            let figures = [
                Figure { aspect: Aspect::Dated, old: Some(dated(&old)), new: Some(dated(&new)) },
                Figure { aspect: Aspect::Lasts, old: lasts(&old), new: lasts(&new) },
            ];
            let reaches = self.reached(&[Read::List(list)]);
            changes.push(Change {
                item: Item::Word(Word::List, Pair::Both(old.names.clone(), new.names.clone())),
                kind: Kind::Changed,
                is_renamed: false,
                figures: figures.into_iter().filter(|figure| figure.old != figure.new).collect(),
                effect: None,
                reaches,
            });
        }
        let defaults = self.beside.words.defaults.clone();
        for (subject, list, field) in defaults {
            let Some(declared) = self.beside.plan.vocabulary.fields(subject, list).get(field.index()) else {
                continue;
            };
            let names = declared.names.clone();
            let default =
                |plan: &Plan| default_of(plan, (&self.beside.plan.vocabulary, subject, list), &names);
            let figures =
                vec![Figure { aspect: Aspect::Default, old: default(self.old), new: default(self.new) }];
            let word = if list.is_some() { Word::Field } else { Word::Fact };
            let reaches = self.reached(&[Read::Field(list.is_none(), field)]);
            let item = Item::Word(word, Pair::Both(names.clone(), names));
            changes.push(Change {
                item,
                kind: Kind::Changed,
                is_renamed: false,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    /// Terms of the vocabulary of both by their names.
    fn terms_called(&self, pair: &Pair<policy_core::Names>) -> Vec<Read> {
        let names = pair.after().or(pair.before());
        let trees = (0..).map(policy_core::TreeId).zip(&self.beside.plan.vocabulary.trees);
        let found = trees.flat_map(|(tree, declared)| {
            (0..).map(policy_core::TermId).zip(&declared.terms).map(move |(term, of)| (tree, term, of))
        });
        found
            .filter(|(_, _, term)| names.is_some_and(|names| names.id == term.names.id))
            .map(|(tree, term, _)| Read::Term(tree, term))
            .collect()
    }

    fn periods(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.periods.clone() {
            let old = pair.before().and_then(|period| self.old.periods.get(period.index()));
            let new = pair.after().and_then(|period| self.new.periods.get(period.index()));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let occurrences = |period: Option<&policy_core::plan::Period>| {
                period.map(|period| period.occurrences.clone()).unwrap_or_default()
            };
            let figures = occurrences_of(&occurrences(old), &occurrences(new));
            if figures.is_empty() && !is_renamed && matches!(pair, Pair::Both(..)) {
                continue;
            }
            let first = self.beside.first.period;
            let reads: Vec<Read> =
                [pair.before().map(|old| old.index()), pair.after().map(|new| first + new.index())]
                    .into_iter()
                    .flatten()
                    .map(Read::Period)
                    .collect();
            let kind = kind_of(&pair, figures.is_empty());
            let reaches = if figures.is_empty() { Vec::new() } else { self.reached(&reads) };
            changes.push(Change {
                item: Item::Period(pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    fn parameters(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.parameters.clone() {
            let old = pair.before().and_then(|found| self.old.parameters.get(found.index()));
            let new = pair.after().and_then(|found| self.new.parameters.get(found.index()));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let value = |found: Option<&policy_core::plan::Parameter>| {
                found.map(|found| Piece::Quantity(found.value, found.unit))
            };
            let of_both = |found: Option<&policy_core::plan::Parameter>, is_new: bool| {
                found.map(|found| {
                    (found.value, if is_new { self.beside.words.unit(found.unit) } else { found.unit })
                })
            };
            let first = self.beside.first.parameter;
            let naming = |place: usize| Naming::Parameter(policy_core::plan::ParameterId(number_of(place)));
            let unit = old.or(new).map_or(Vocabulary::NUMBER, |found| found.unit);
            let mut figures = self.rows(
                pair.before().map(|old| (naming(old.index()), naming(old.index()))),
                pair.after().map(|new| (naming(new.index()), naming(first + new.index()))),
                unit,
            );
            if of_both(old, false) != of_both(new, true) {
                figures.insert(0, Figure { aspect: Aspect::Value, old: value(old), new: value(new) });
            }
            if figures.is_empty() && !is_renamed {
                continue;
            }
            let reads: Vec<Read> =
                [pair.before().map(|old| old.index()), pair.after().map(|new| first + new.index())]
                    .into_iter()
                    .flatten()
                    .map(Read::Parameter)
                    .collect();
            let reaches = if figures.is_empty() { Vec::new() } else { self.reached(&reads) };
            let kind = kind_of(&pair, figures.is_empty());
            changes.push(Change {
                item: Item::Parameter(pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    fn tables(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.tables.clone() {
            let old = pair.before().and_then(|found| self.old.tables.get(found.index()));
            let new = pair.after().and_then(|found| self.new.tables.get(found.index()));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let first = self.beside.first.table;
            let naming = |place: usize| Naming::Table(TableId(number_of(place)));
            let figures = self.rows(
                pair.before().map(|old| (naming(old.index()), naming(old.index()))),
                pair.after().map(|new| (naming(new.index()), naming(first + new.index()))),
                Vocabulary::NUMBER,
            );
            if figures.is_empty() && !is_renamed && matches!(pair, Pair::Both(..)) {
                continue;
            }
            let reads: Vec<Read> =
                [pair.before().map(|old| old.index()), pair.after().map(|new| first + new.index())]
                    .into_iter()
                    .flatten()
                    .map(Read::Table)
                    .collect();
            let reaches = self.reached(&reads);
            let kind = kind_of(&pair, figures.is_empty());
            changes.push(Change {
                item: Item::Table(pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches,
            });
        }
    }

    /// The rows of something that is named, where they say something else: in its own plan, and in that of both.
    fn rows(
        &self,
        old: Option<(Naming, Naming)>,
        new: Option<(Naming, Naming)>,
        unit: UnitId,
    ) -> Vec<Figure> {
        let said =
            |plan: &Plan, naming: Option<(Naming, Naming)>| naming.and_then(|(own, _)| choice_of(plan, own));
        let meant = |naming: Option<(Naming, Naming)>| {
            naming.and_then(|(_, both)| choice_of(&self.beside.plan, both))
        };
        let teller = self.teller();
        let rows = |said: Option<(Choice, UnitId)>, meant: Option<(Choice, UnitId)>| {
            let mut rows: Vec<(String, Part)> = Vec::new();
            let (Some((said, own)), Some((meant, _))) = (said, meant) else { return (rows, None) };
            let unit = if unit == Vocabulary::NUMBER { own } else { unit };
            for (said, meant) in said.cases.iter().zip(&meant.cases) {
                let aspect = Aspect::Row(Box::new(said.when.clone()));
                rows.push((
                    teller.form(&meant.when),
                    teller.amount(aspect, &said.amount, &meant.amount, unit),
                ));
            }
            (rows, Some(teller.amount(Aspect::Otherwise, &said.otherwise, &meant.otherwise, unit)))
        };
        let (old_rows, old_otherwise) = rows(said(self.old, old), meant(old));
        let (new_rows, new_otherwise) = rows(said(self.new, new), meant(new));
        let mut found = Vec::new();
        let mut taken = vec![false; old_rows.len()];
        let mut left = old_rows;
        for (when, part) in new_rows {
            let known = left.iter().enumerate().position(|(place, (of, _))| !taken[place] && *of == when);
            match known {
                Some(place) => {
                    taken[place] = true;
                    if !left[place].1.says_the_same(&part) {
                        found.push(Figure {
                            aspect: part.aspect_of(),
                            old: Some(left[place].1.piece_of()),
                            new: Some(part.piece_of()),
                        });
                    }
                }
                None => {
                    found.push(Figure { aspect: part.aspect_of(), old: None, new: Some(part.piece_of()) })
                }
            }
        }
        for (place, (_, part)) in left.drain(..).enumerate() {
            if !taken[place] {
                found.push(Figure { aspect: part.aspect_of(), old: Some(part.piece_of()), new: None });
            }
        }
        if let (Some(one), Some(other)) = (&old_otherwise, &new_otherwise)
            && !one.says_the_same(other)
        {
            found.push(Figure {
                aspect: Aspect::Otherwise,
                old: Some(one.piece_of()),
                new: Some(other.piece_of()),
            });
        }
        found
    }

    fn recognitions(&mut self, changes: &mut Vec<Change>) {
        let first = self.beside.first.recognition;
        let mut partner: Vec<Option<usize>> = vec![None; self.new.recognitions.len()];
        for (place, of) in partner.iter_mut().enumerate() {
            let Some(new) = self.beside.plan.recognitions.get(first + place) else { continue };
            let policy = self.beside.own.sources.get(new.policy.index()).copied().unwrap_or(new.policy);
            *of = self
                .old
                .recognitions
                .iter()
                .position(|old| (old.policy, old.subject, old.list) == (policy, new.subject, new.list));
        }
        let gone: Vec<usize> =
            (0..self.old.recognitions.len()).filter(|place| !partner.contains(&Some(*place))).collect();
        let pairs: Vec<(Option<usize>, Option<usize>)> = partner
            .iter()
            .enumerate()
            .map(|(new, old)| (*old, Some(new)))
            .chain(gone.into_iter().map(|old| (Some(old), None)))
            .collect();
        for (old, new) in pairs {
            self.recognition(changes, old, new);
        }
    }

    fn recognition(&mut self, changes: &mut Vec<Change>, old: Option<usize>, new: Option<usize>) {
        let first = self.beside.first.recognition;
        let said = (
            old.and_then(|place| self.old.recognitions.get(place)).cloned(),
            new.and_then(|place| self.new.recognitions.get(place)).cloned(),
        );
        let meant = (
            old.and_then(|place| self.beside.plan.recognitions.get(place)).cloned(),
            new.and_then(|place| self.beside.plan.recognitions.get(first + place)).cloned(),
        );
        let unit = |plan: &Plan, found: &Option<policy_core::plan::Recognition>| {
            found
                .as_ref()
                .map_or(Vocabulary::NUMBER, |found| credited_unit(&plan.vocabulary, found.subject, found))
        };
        let units = (unit(self.old, &said.0), unit(self.new, &said.1));
        let reads: Vec<Read> =
            [old, new.map(|new| first + new)].into_iter().flatten().map(Read::Recognition).collect();
        let before = changes.len();
        let entries = |found: &Option<policy_core::plan::Recognition>| {
            found.as_ref().map(|found| found.entries.clone()).unwrap_or_default()
        };
        let (said_old, said_new) = (entries(&said.0), entries(&said.1));
        let (meant_old, meant_new) = (entries(&meant.0), entries(&meant.1));
        let teller = self.teller();
        let parts = |said: &[policy_core::plan::Entry], meant: &[policy_core::plan::Entry], unit: UnitId| {
            said.iter().zip(meant).map(|(said, meant)| teller.entry(said, meant, unit)).collect::<Vec<_>>()
        };
        let (old_parts, new_parts) =
            (parts(&said_old, &meant_old, units.0), parts(&said_new, &meant_new, units.1));
        let same = |one: &[Part], other: &[Part]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says_the_same(other))
        };
        let like = |one: &[Part], other: &[Part]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_like(other))
        };
        let named = |one: usize, other: usize| match (&said_old[one].names, &said_new[other].names) {
            (Some(one), Some(other)) => share_a_name(one, other),
            (_, _) => false,
        };
        let clause = |one: usize, other: usize| {
            let article =
                |entry: &policy_core::plan::Entry| entry.citations.first().map(|found| found.article.clone());
            let is_rejecting =
                |entry: &policy_core::plan::Entry| entry.treatment == policy_core::plan::Treatment::Reject;
            article(&said_old[one]).is_some()
                && article(&said_old[one]) == article(&said_new[other])
                && is_rejecting(&said_old[one]) == is_rejecting(&said_new[other])
        };
        let partner = best_partners(
            old_parts.len(),
            new_parts.len(),
            &[
                &named,
                &|one, other| same(&old_parts[one], &new_parts[other]),
                &|one, other| like(&old_parts[one], &new_parts[other]),
                &clause,
            ],
        );
        let mut order = Vec::new();
        let mut found: Vec<(Place, Vec<Figure>, bool)> = Vec::new();
        let mut old_parts: Vec<Option<Vec<Part>>> = old_parts.into_iter().map(Some).collect();
        for (place, parts) in new_parts.into_iter().enumerate() {
            let old_entry = partner[place];
            let known = old_entry.and_then(|known| old_parts.get_mut(known)).and_then(Option::take);
            let figures = figures(known.unwrap_or_default(), parts);
            order.extend(old_entry);
            let is_renamed = match old_entry.map(|known| (&said_old[known].names, &said_new[place].names)) {
                Some((Some(one), Some(other))) => is_renamed(one, other),
                Some((_, _)) | None => false,
            };
            let pair = match (old_entry, old, new) {
                (Some(known), Some(old), Some(new)) => Pair::Both((old, known), (new, place)),
                (_, _, Some(new)) => Pair::New((new, place)),
                (_, _, None) => continue,
            };
            if !figures.is_empty() || is_renamed || matches!(pair, Pair::New(_)) {
                found.push((pair, figures, is_renamed));
            }
        }
        for (place, parts) in old_parts.into_iter().enumerate() {
            if let (Some(parts), Some(old)) = (parts, old) {
                found.push((Pair::Old((old, place)), figures(parts, Vec::new()), false));
            }
        }
        let steps = |found: &Option<policy_core::plan::Recognition>| {
            found.as_ref().map(|found| found.steps.clone()).unwrap_or_default()
        };
        let step_parts = |said: &[policy_core::plan::Step], meant: &[policy_core::plan::Step]| {
            said.iter().zip(meant).map(|(said, meant)| teller.step(said, meant)).collect::<Vec<_>>()
        };
        let old_steps = step_parts(&steps(&said.0), &steps(&meant.0));
        let new_steps = step_parts(&steps(&said.1), &steps(&meant.1));
        let step_partner = best_partners(
            old_steps.len(),
            new_steps.len(),
            &[&|one, other| old_steps[one].says_the_same(&new_steps[other]), &|one, other| {
                old_steps[one].is_like(&new_steps[other])
            }],
        );
        let mut found_steps: Vec<(Place, Vec<Figure>)> = Vec::new();
        let mut step_order = Vec::new();
        for (place, part) in new_steps.iter().enumerate() {
            let Some(new) = new else { continue };
            match (step_partner[place], old) {
                (Some(known), Some(old)) => {
                    step_order.push(known);
                    if !old_steps[known].says_the_same(part) {
                        let (one, other) = (old_steps[known].piece_of(), part.piece_of());
                        let figure = Figure { aspect: Aspect::Step, old: Some(one), new: Some(other) };
                        found_steps.push((Pair::Both((old, known), (new, place)), vec![figure]));
                    }
                }
                (_, _) => {
                    let figure = Figure { aspect: Aspect::Step, old: None, new: Some(part.piece_of()) };
                    found_steps.push((Pair::New((new, place)), vec![figure]));
                }
            }
        }
        for (place, part) in old_steps.iter().enumerate() {
            if let (false, Some(old)) = (step_partner.contains(&Some(place)), old) {
                let figure = Figure { aspect: Aspect::Step, old: Some(part.piece_of()), new: None };
                found_steps.push((Pair::Old((old, place)), vec![figure]));
            }
        }
        let is_moved = !order.is_sorted() || !step_order.is_sorted();
        let is_credited_otherwise = match (&meant.0, &meant.1) {
            (Some(one), Some(other)) => one.credited != other.credited,
            (_, _) => true,
        };
        for (pair, figures, is_renamed) in found {
            let kind = kind_of(&pair, figures.is_empty());
            let reaches = if figures.is_empty() { Vec::new() } else { self.reached(&reads) };
            changes.push(Change {
                item: Item::Entry(pair),
                kind,
                is_renamed,
                figures,
                effect: None,
                reaches,
            });
        }
        for (pair, figures) in found_steps {
            let kind = kind_of(&pair, false);
            let reaches = self.reached(&reads);
            changes.push(Change {
                item: Item::Step(pair),
                kind,
                is_renamed: false,
                figures,
                effect: None,
                reaches,
            });
        }
        let pair = match (old, new) {
            (Some(old), Some(new)) => Pair::Both(old, new),
            (Some(old), None) => Pair::Old(old),
            (None, Some(new)) => Pair::New(new),
            (None, None) => return,
        };
        let says_nothing_more = before == changes.len() && !matches!(pair, Pair::Both(..));
        if is_moved || (is_credited_otherwise && matches!(pair, Pair::Both(..))) || says_nothing_more {
            let figures = Vec::new();
            let kind = kind_of(&pair, false);
            let reaches = self.reached(&reads);
            let item = Item::Recognition(pair);
            changes.push(Change { item, kind, is_renamed: false, figures, effect: None, reaches });
        }
    }

    fn rules(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.rules.clone() {
            let ids = self.ids(&pair);
            let old = pair.before().and_then(|rule| self.old.rules.get(rule.index()));
            let new = pair.after().and_then(|rule| self.new.rules.get(rule.index()));
            let meant = ids.map(|id| id.and_then(|id| self.beside.plan.rules.get(id.index())));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let teller = self.teller();
            let parts = |said: Option<&policy_core::plan::Rule>, meant: Option<&policy_core::plan::Rule>| {
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

    fn consequences(&mut self, changes: &mut Vec<Change>) {
        for pair in self.beside.consequences.clone() {
            let old = pair.before().and_then(|found| self.old.consequences.get(found.index()));
            let new = pair.after().and_then(|found| self.new.consequences.get(found.index()));
            let ids = [pair.before().copied(), pair.after().map(|new| self.beside.new_consequence(*new))];
            let meant = ids.map(|id| id.and_then(|id| self.beside.plan.consequences.get(id.index())));
            let is_renamed =
                matches!((old, new), (Some(one), Some(other)) if is_renamed(&one.names, &other.names));
            let teller = self.teller();
            let parts = |said: Option<&policy_core::plan::Consequence>,
                         meant: Option<&policy_core::plan::Consequence>| {
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

/// Nothing is known of two that read other things under one name.
fn not_compared() -> Comparison {
    Comparison { loosens: Answer::NotProved, tightens: Answer::NotProved }
}

fn nothing() -> Comparison {
    Comparison { loosens: Answer::Never, tightens: Answer::Never }
}

fn kind_of<T>(pair: &Pair<T>, says_the_same: bool) -> Kind {
    match pair {
        Pair::Old(_) => Kind::Removed,
        Pair::New(_) => Kind::Added,
        Pair::Both(..) if says_the_same => Kind::Renamed,
        Pair::Both(..) => Kind::Changed,
    }
}

/// Which things of the new version are which of the old, by the first way that fits.
fn best_partners(old: usize, new: usize, fits: &[&dyn Fn(usize, usize) -> bool]) -> Vec<Option<usize>> {
    let mut partner: Vec<Option<usize>> = vec![None; new];
    for fits in fits {
        for place in 0..new {
            if partner[place].is_none() {
                partner[place] = (0..old)
                    .filter(|known| !partner.contains(&Some(*known)))
                    .find(|known| fits(*known, place));
            }
        }
    }
    partner
}

fn occurrences_of(
    old: &[policy_core::plan::Occurrence],
    new: &[policy_core::plan::Occurrence],
) -> Vec<Figure> {
    let days = |one: &policy_core::plan::Occurrence| (one.from, one.to);
    let piece = |one: &policy_core::plan::Occurrence| Piece::Days(one.from, Some(one.to));
    let mut found = Vec::new();
    for one in new {
        let known = old.iter().find(|known| known.label == one.label);
        if known.map(days) != Some(days(one)) {
            let aspect = Aspect::Occurrence(one.label.clone());
            found.push(Figure { aspect, old: known.map(piece), new: Some(piece(one)) });
        }
    }
    for one in old.iter().filter(|one| !new.iter().any(|known| known.label == one.label)) {
        found.push(Figure {
            aspect: Aspect::Occurrence(one.label.clone()),
            old: Some(piece(one)),
            new: None,
        });
    }
    found
}

/// What absence of a field means in a version.
fn default_of(
    plan: &Plan,
    (both, subject, list): (&Vocabulary, SubjectId, Option<policy_core::ListId>),
    names: &policy_core::Names,
) -> Option<Piece> {
    let declared = both.subjects.get(subject.index())?;
    let own = plan.vocabulary.subjects.iter().find(|known| share_a_name(&known.names, &declared.names))?;
    let fields = match list {
        None => &own.facts,
        Some(list) => {
            let of = declared.lists.get(list.index())?;
            &own.lists.iter().find(|known| share_a_name(&known.names, &of.names))?.fields
        }
    };
    let field = fields.iter().find(|known| share_a_name(&known.names, names))?;
    Some(match field.default.as_ref()? {
        policy_core::DefaultValue::Flag(flag) => Piece::Truth(*flag),
        policy_core::DefaultValue::Quantity(amount) => match field.kind {
            policy_core::FieldKind::Quantity(unit) => Piece::Quantity(*amount, unit),
            _ => return None,
        },
        policy_core::DefaultValue::Term(term) => match field.kind {
            policy_core::FieldKind::Term(tree) => {
                let term = plan.vocabulary.trees.get(tree.index())?.terms.get(term.index())?;
                Piece::Order(vec![term.names.id.clone()])
            }
            _ => return None,
        },
    })
}

fn credited_unit(
    vocabulary: &Vocabulary,
    subject: SubjectId,
    found: &policy_core::plan::Recognition,
) -> UnitId {
    let fields = vocabulary.fields(subject, Some(found.list));
    let kind = found.credited.and_then(|field| fields.get(field.index())).map(|field| &field.kind);
    match kind {
        Some(policy_core::FieldKind::Quantity(unit)) => *unit,
        Some(_) | None => Vocabulary::NUMBER,
    }
}

/// The choice that stands where a named thing is used, and the unit that it is in there.
fn choice_of(plan: &Plan, naming: Naming) -> Option<(Choice, UnitId)> {
    let mut found: Option<(Choice, UnitId)> = None;
    let mut look = |node: Node<'_>, unit: UnitId| {
        node.walk(&mut |node| {
            if let Node::Amount(policy_core::plan::Amount::Choose(choice)) = node
                && found.is_none()
                && choice.named == Some(naming)
            {
                found = Some(((**choice).clone(), unit));
            }
        });
    };
    for recognition in &plan.recognitions {
        let unit = credited_unit(&plan.vocabulary, recognition.subject, recognition);
        recognition.nodes().into_iter().for_each(|node| look(node, unit));
    }
    for rule in &plan.rules {
        for node in rule.nodes() {
            let unit = unit_in(node);
            look(node, unit);
        }
    }
    for consequence in &plan.consequences {
        for node in [Node::Condition(&consequence.when), Node::Condition(&consequence.applies)] {
            look(node, unit_in(node));
        }
    }
    found
}

/// The unit of the first comparison in a piece.
fn unit_in(node: Node<'_>) -> UnitId {
    let mut unit = None;
    node.walk(&mut |node| {
        if let Node::Condition(Condition::Compare(comparison)) = node {
            unit.get_or_insert(comparison.unit);
        }
    });
    unit.unwrap_or(Vocabulary::NUMBER)
}
