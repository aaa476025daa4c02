//! A difference in words, in one language: what every form of output lays out.

use policy_compare::Answer;
use policy_core::plan::{ActionKind, Citation, Condition, Lasting, Plan, Recognition, Schedule};
use policy_core::{Engine, FieldKind, ListId, Names, Phrases, Report, StoryLine, SubjectId, Vocabulary};
use policy_messages::{Language, message};

use crate::change::{Aspect, Change, Effect, Figure, Item, Kind, Pair, Piece, Relation, Witness, Word};
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
        let names = self.names(&change.item);
        let item = item_id(&change.item);
        let called = names.after().or(names.before()).cloned().unwrap_or_default();
        let kind = self.say(item_word(&change.item), &[]);
        let what = if called.is_empty() {
            kind
        } else {
            self.say("diff-what", &[("kind", &kind), ("name", &called)])
        };
        let renamed_from = match &names {
            Pair::Both(old, new) if change.is_renamed && old != new => Some(old.clone()),
            Pair::Both(..) | Pair::Old(_) | Pair::New(_) => None,
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

    fn names(&self, item: &Item) -> Pair<String> {
        let (old, new) = (self.diff.old, self.diff.new);
        let shown = |names: Option<&Names>| names.map(|names| names.shown(self.language)).unwrap_or_default();
        fn pair<T>(pair: &Pair<T>, old: impl Fn(&T) -> String, new: impl Fn(&T) -> String) -> Pair<String> {
            match pair {
                Pair::Both(one, other) => Pair::Both(old(one), new(other)),
                Pair::Old(one) => Pair::Old(old(one)),
                Pair::New(other) => Pair::New(new(other)),
            }
        }
        match item {
            Item::Policy(of) => {
                let name =
                    |plan: &Plan, place: usize| shown(plan.policies.get(place).map(|found| &found.names));
                pair(of, |id| name(old, id.index()), |id| name(new, id.index()))
            }
            Item::Rule(of) => {
                let name = |plan: &Plan, place: usize| shown(plan.rules.get(place).map(|found| &found.names));
                pair(of, |id| name(old, id.index()), |id| name(new, id.index()))
            }
            Item::Consequence(of) => {
                let name =
                    |plan: &Plan, place: usize| shown(plan.consequences.get(place).map(|found| &found.names));
                pair(of, |id| name(old, id.index()), |id| name(new, id.index()))
            }
            Item::Parameter(of) => {
                let name =
                    |plan: &Plan, place: usize| shown(plan.parameters.get(place).map(|found| &found.names));
                pair(of, |id| name(old, id.index()), |id| name(new, id.index()))
            }
            Item::Table(of) => {
                let name =
                    |plan: &Plan, place: usize| shown(plan.tables.get(place).map(|found| &found.names));
                pair(of, |id| name(old, id.index()), |id| name(new, id.index()))
            }
            Item::Period(of) => {
                let name =
                    |plan: &Plan, place: usize| shown(plan.periods.get(place).map(|found| &found.names));
                pair(of, |id| name(old, id.index()), |id| name(new, id.index()))
            }
            Item::Recognition(of) => {
                let name = |plan: &Plan, place: usize| self.list(plan, place);
                pair(of, |place| name(old, *place), |place| name(new, *place))
            }
            Item::Entry(of) => {
                let name = |plan: &Plan, (recognition, entry): &(usize, usize)| {
                    let found =
                        plan.recognitions.get(*recognition).and_then(|found| found.entries.get(*entry));
                    match found.and_then(|entry| entry.names.as_ref()) {
                        Some(names) => names.shown(self.language),
                        None => self.list(plan, *recognition),
                    }
                };
                pair(of, |place| name(old, place), |place| name(new, place))
            }
            Item::Step(of) => {
                let name = |plan: &Plan, (recognition, _): &(usize, usize)| self.list(plan, *recognition);
                pair(of, |place| name(old, place), |place| name(new, place))
            }
            Item::Word(_, of) => of.map(|names| names.shown(self.language)),
        }
    }

    /// The list that a recognition is of.
    fn list(&self, plan: &Plan, place: usize) -> String {
        let Some(found) = plan.recognitions.get(place) else { return String::new() };
        let subject = plan.vocabulary.subjects.get(found.subject.index());
        let list = subject.and_then(|subject| subject.lists.get(found.list.index()));
        list.map(|list| list.names.shown(self.language)).unwrap_or_default()
    }

    fn id(&self, item: &Item, is_new: bool) -> Option<String> {
        let plan = self.plan(is_new);
        fn of<T: Copy>(pair: &Pair<T>, is_new: bool) -> Option<T> {
            if is_new { pair.after().copied() } else { pair.before().copied() }
        }
        let names = match item {
            Item::Policy(pair) => plan.policies.get(of(pair, is_new)?.index()).map(|found| &found.names),
            Item::Rule(pair) => plan.rules.get(of(pair, is_new)?.index()).map(|found| &found.names),
            Item::Consequence(pair) => {
                plan.consequences.get(of(pair, is_new)?.index()).map(|found| &found.names)
            }
            Item::Parameter(pair) => plan.parameters.get(of(pair, is_new)?.index()).map(|found| &found.names),
            Item::Table(pair) => plan.tables.get(of(pair, is_new)?.index()).map(|found| &found.names),
            Item::Period(pair) => plan.periods.get(of(pair, is_new)?.index()).map(|found| &found.names),
            Item::Entry(pair) => {
                let (recognition, entry) = of(pair, is_new)?;
                plan.recognitions.get(recognition).and_then(|found| found.entries.get(entry))?.names.as_ref()
            }
            Item::Recognition(_) | Item::Step(_) => None,
            Item::Word(_, pair) => {
                if is_new {
                    pair.after()
                } else {
                    pair.before()
                }
            }
        };
        names.map(|names| names.id.clone())
    }

    fn clauses(&self, item: &Item, is_new: bool) -> Vec<String> {
        let plan = self.plan(is_new);
        fn of<T: Copy>(pair: &Pair<T>, is_new: bool) -> Option<T> {
            if is_new { pair.after().copied() } else { pair.before().copied() }
        }
        let recognised = |place: usize| plan.recognitions.get(place);
        let found: Option<&Vec<Citation>> = match item {
            Item::Rule(pair) => {
                of(pair, is_new).and_then(|id| plan.rules.get(id.index())).map(|found| &found.citations)
            }
            Item::Consequence(pair) => of(pair, is_new)
                .and_then(|id| plan.consequences.get(id.index()))
                .map(|found| &found.citations),
            Item::Entry(pair) => of(pair, is_new)
                .and_then(|(place, entry)| recognised(place)?.entries.get(entry))
                .map(|found| &found.citations),
            Item::Step(pair) => of(pair, is_new)
                .and_then(|(place, step)| recognised(place)?.steps.get(step))
                .map(|found| &found.citations),
            Item::Policy(_)
            | Item::Recognition(_)
            | Item::Parameter(_)
            | Item::Table(_)
            | Item::Period(_)
            | Item::Word(..) => None,
        };
        let cited = |citation: &Citation| {
            let article = ("article", citation.article.as_str());
            match &citation.quote {
                Some(quote) => self.say("explain-cite-quote", &[article, ("quote", quote)]),
                None => self.say("explain-cite", &[article]),
            }
        };
        found.into_iter().flatten().map(cited).collect()
    }

    /// Of whom and of which events the pieces of an item speak.
    fn standing(&self, item: &Item, is_new: bool) -> (SubjectId, Option<ListId>) {
        let plan = self.plan(is_new);
        fn of<T: Copy>(pair: &Pair<T>, is_new: bool) -> Option<T> {
            if is_new { pair.after().copied() } else { pair.before().copied() }
        }
        let list = |schedule: &Schedule| match schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        let recognised = |place: Option<usize>| {
            place
                .and_then(|place| plan.recognitions.get(place))
                .map(|found| (found.subject, Some(found.list)))
        };
        let found = match item {
            Item::Rule(pair) => of(pair, is_new)
                .and_then(|id| plan.rules.get(id.index()))
                .map(|rule| (rule.subject, list(&rule.schedule))),
            Item::Consequence(pair) => of(pair, is_new)
                .and_then(|id| plan.consequences.get(id.index()))
                .map(|found| (found.subject, list(&found.schedule))),
            Item::Recognition(pair) => recognised(of(pair, is_new)),
            Item::Entry(pair) | Item::Step(pair) => recognised(of(pair, is_new).map(|(place, _)| place)),
            Item::Table(_) | Item::Parameter(_) => {
                let first = plan.recognitions.first();
                first.map(|found| (found.subject, Some(found.list)))
            }
            Item::Policy(_) | Item::Period(_) | Item::Word(..) => None,
        };
        found.unwrap_or((SubjectId(0), None))
    }

    fn figure(&self, item: &Item, figure: &Figure) -> ToldFigure {
        let phrases = |is_new: bool| {
            let (subject, list) = self.standing(item, is_new);
            Phrases::new(self.plan(is_new), self.language, subject, list)
        };
        let is_new = figure.new.is_some();
        let mut what = self.aspect(&figure.aspect, &phrases(is_new));
        if let Some(Piece::Figure(condition, ..)) = figure.new.as_ref().or(figure.old.as_ref())
            && let Condition::Compare(comparison) = &**condition
        {
            let measured = phrases(is_new).amount(&comparison.left, comparison.unit);
            what = self.say("diff-aspect-of", &[("aspect", &what), ("measured", &measured)]);
        }
        let piece = |piece: &Option<Piece>, is_new: bool| {
            piece.as_ref().map(|piece| self.piece(item, piece, &phrases(is_new), is_new))
        };
        ToldFigure { what, old: piece(&figure.old, false), new: piece(&figure.new, true) }
    }

    fn aspect(&self, aspect: &Aspect, phrases: &Phrases<'_>) -> String {
        let named = |id: &str, names: &Names| self.say(id, &[("name", &names.shown(self.language))]);
        match aspect {
            Aspect::Applies => self.say("diff-aspect-applies", &[]),
            Aspect::Schedule => self.say("diff-aspect-schedule", &[]),
            Aspect::Grace => self.say("diff-aspect-grace", &[]),
            Aspect::Requirement => self.say("diff-aspect-requirement", &[]),
            Aspect::Exemption(names) => named("diff-aspect-exemption", names),
            Aspect::Alternative(names) => named("diff-aspect-alternative", names),
            Aspect::Instead(names) => named("diff-aspect-instead", names),
            Aspect::InsteadWithin(names) => named("diff-aspect-instead-within", names),
            Aspect::Principle => self.say("diff-aspect-principle", &[]),
            Aspect::Balance => self.say("diff-aspect-balance", &[]),
            Aspect::When => self.say("diff-aspect-when", &[]),
            Aspect::Action => self.say("diff-aspect-action", &[]),
            Aspect::Lasting => self.say("diff-aspect-lasting", &[]),
            Aspect::LiftedBy => self.say("diff-aspect-lifted", &[]),
            Aspect::Events => self.say("diff-aspect-events", &[]),
            Aspect::Treatment => self.say("diff-aspect-treatment", &[]),
            Aspect::Credit => self.say("diff-aspect-credit", &[]),
            Aspect::Step => self.say("diff-aspect-step", &[]),
            Aspect::Order => self.say("diff-aspect-order", &[]),
            Aspect::Value => self.say("diff-aspect-value", &[]),
            Aspect::Row(when) => self.say("diff-aspect-row", &[("row", &phrases.condition(when))]),
            Aspect::Otherwise => self.say("diff-aspect-otherwise", &[]),
            Aspect::Occurrence(label) => self.say("diff-aspect-occurrence", &[("label", label)]),
            Aspect::Effective => self.say("diff-aspect-effective", &[]),
            Aspect::Default => self.say("diff-aspect-default", &[]),
            Aspect::Dated => self.say("diff-aspect-dated", &[]),
            Aspect::Lasts => self.say("diff-aspect-lasts", &[]),
        }
    }

    fn piece(&self, item: &Item, piece: &Piece, phrases: &Phrases<'_>, is_new: bool) -> String {
        let plan = self.plan(is_new);
        match piece {
            Piece::Condition(condition) => phrases.condition(condition),
            Piece::Figure(condition, figure, unit) => match &**condition {
                Condition::Compare(comparison) => phrases.limit(comparison),
                _ => phrases.amount(figure, *unit),
            },
            Piece::Amount(amount, unit) => phrases.amount(amount, *unit),
            Piece::Schedule(schedule) => self.schedule(schedule, phrases, plan),
            Piece::Window(window) => phrases.window(window),
            Piece::Due(date) => self.say("diff-due", &[("date", &phrases.date(date))]),
            Piece::Span(span) => phrases.span(*span),
            Piece::Share(numerator, denominator) => phrases.proportion(*numerator, *denominator),
            Piece::Days(from, Some(to)) => {
                self.say("phrase-between", &[("start", &from.to_string()), ("end", &to.to_string())])
            }
            Piece::Days(from, None) => self.say("diff-days-from", &[("from", &from.to_string())]),
            Piece::Step(step) => {
                let place = match item {
                    Item::Step(pair) => {
                        if is_new { pair.after() } else { pair.before() }.map(|(place, _)| *place)
                    }
                    _ => None,
                };
                let unit =
                    place.and_then(|place| plan.recognitions.get(place)).map(|found| credited(plan, found));
                phrases.step(step, unit.unwrap_or(Vocabulary::NUMBER))
            }
            Piece::Action(action) => {
                let id = match action.kind {
                    ActionKind::Deny => "explain-deny",
                    ActionKind::Grant => "explain-grant",
                    ActionKind::Oblige => "explain-oblige",
                };
                let outcome = plan.vocabulary.outcomes.get(action.outcome.index());
                self.say(
                    id,
                    &[("outcomes", &outcome.map(|names| names.shown(self.language)).unwrap_or_default())],
                )
            }
            Piece::Lasting(lasting) => match lasting {
                Lasting::Unstated => self.say("diff-lasting-unstated", &[]),
                Lasting::ThatPeriod => self.say("explain-lasting-period", &[]),
                Lasting::NextYear => self.say("explain-lasting-next-year", &[]),
                Lasting::For(span) => self.say("explain-lasting-span", &[("span", &phrases.span(*span))]),
            },
            Piece::Rule(rule) => {
                plan.rules.get(rule.index()).map(|rule| rule.names.shown(self.language)).unwrap_or_default()
            }
            Piece::AsRecorded => self.say("diff-as-recorded", &[]),
            Piece::Rejected => self.say("diff-rejected", &[]),
            Piece::Counted => self.say("diff-counted", &[]),
            Piece::Truth(true) => self.say("diff-yes", &[]),
            Piece::Truth(false) => self.say("diff-no", &[]),
            Piece::Quantity(value, unit) => phrases.quantity(*value, *unit),
            Piece::Fields(fields) => {
                let names: Vec<String> = fields.iter().map(|names| names.shown(self.language)).collect();
                names.join(&self.say("explain-separator", &[]))
            }
            Piece::Order(names) => names.join(&self.say("explain-separator", &[])),
        }
    }

    fn schedule(&self, schedule: &Schedule, phrases: &Phrases<'_>, plan: &Plan) -> String {
        match schedule {
            Schedule::Once(window) => self.say("diff-schedule-once", &[("window", &phrases.window(window))]),
            Schedule::Each { period, .. } => {
                self.say("diff-schedule-each", &[("period", &phrases.period(*period))])
            }
            Schedule::Cycle { every, from, .. } => self.say(
                "diff-schedule-cycle",
                &[("span", &phrases.span(*every)), ("from", &phrases.date(from))],
            ),
            Schedule::EachEvent { list, window, governed_by_event, .. } => {
                let subjects = plan.vocabulary.subjects.iter();
                let name = subjects
                    .filter_map(|subject| subject.lists.get(list.index()))
                    .map(|list| list.names.shown(self.language))
                    .next();
                let name = name.unwrap_or_default();
                let said = match window {
                    Some(window) => self.say(
                        "diff-schedule-event-within",
                        &[("event", &name), ("window", &phrases.window(window))],
                    ),
                    None => self.say("diff-schedule-event", &[("event", &name)]),
                };
                if *governed_by_event {
                    self.say("diff-schedule-governed", &[("schedule", &said)])
                } else {
                    said
                }
            }
        }
    }

    fn effect(&mut self, place: usize) -> ToldEffect {
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
        let names = self.names(&effect.item);
        let name = names.after().or(names.before()).cloned().unwrap_or_default();
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
        explanation: &policy_core::Explanation<'_>,
        is_new: bool,
    ) -> Option<(String, Vec<StoryLine>)> {
        let is_unmet = is_new == witness.is_unmet_by_new;
        let wanted = if is_unmet { Some(witness.shown.unmet) } else { witness.shown.satisfied };
        let is_period = |period: policy_core::Instance| wanted.is_none_or(|wanted| wanted.period == period);
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

fn credited(plan: &Plan, found: &Recognition) -> policy_core::UnitId {
    let fields = plan.vocabulary.fields(found.subject, Some(found.list));
    match found.credited.and_then(|field| fields.get(field.index())).map(|field| &field.kind) {
        Some(FieldKind::Quantity(unit)) => *unit,
        Some(_) | None => Vocabulary::NUMBER,
    }
}

/// What kind of thing an item is, for machines.
fn item_id(item: &Item) -> &'static str {
    match item {
        Item::Policy(_) => "policy",
        Item::Rule(_) => "rule",
        Item::Consequence(_) => "consequence",
        Item::Recognition(_) => "recognition",
        Item::Entry(_) => "entry",
        Item::Step(_) => "step",
        Item::Parameter(_) => "parameter",
        Item::Table(_) => "table",
        Item::Period(_) => "period",
        Item::Word(word, _) => match word {
            Word::Subject => "subject",
            Word::Fact => "fact",
            Word::List => "list",
            Word::Field => "field",
            Word::Tree => "terms",
            Word::Term => "term",
            Word::Unit => "unit",
            Word::Outcome => "outcome",
        },
    }
}

fn item_word(item: &Item) -> &'static str {
    match item {
        Item::Policy(_) => "diff-item-policy",
        Item::Rule(_) => "diff-item-rule",
        Item::Consequence(_) => "diff-item-consequence",
        Item::Recognition(_) => "diff-item-recognition",
        Item::Entry(_) => "diff-item-entry",
        Item::Step(_) => "diff-item-step",
        Item::Parameter(_) => "diff-item-parameter",
        Item::Table(_) => "diff-item-table",
        Item::Period(_) => "diff-item-period",
        Item::Word(word, _) => match word {
            Word::Subject => "diff-item-subject",
            Word::Fact => "diff-item-fact",
            Word::List => "diff-item-list",
            Word::Field => "diff-item-field",
            Word::Tree => "diff-item-tree",
            Word::Term => "diff-item-term",
            Word::Unit => "diff-item-unit",
            Word::Outcome => "diff-item-outcome",
        },
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
