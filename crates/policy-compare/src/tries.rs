//! Records that show something, found by trying: where a case of conditions does not say how to build one.
//!
//! A record is made up of what the two rules read, and one value after the other is moved until a verdict turns. Where it
//! turns, the two rules are looked at: where one has turned and the other has not, they differ. The same is tried every time, and
//! there is a bound to it.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};
use policy_core::plan::{
    Amount, Condition, DateExpr, FieldRef, Measure, Node, Plan, Recognition, Rule, Schedule, Scope, Source,
    TextOperand,
};
use policy_core::{Decimal, Field, FieldId, FieldKind, Instance, ListId, SubjectId, TermId};

use crate::duel::Duel;
use crate::facts::{fill, long_before};
use crate::meaning::Shared;
use crate::scene::{Fact, Group, Happening, Scene};

/// How many records are made up.
const MOST_SCENES: usize = 160;
/// How many values of one record are moved.
const MOST_MOVED: usize = 14;
/// How many records that were found before are looked at again.
const MOST_SEEDS: usize = 16;
/// After how many records in which no verdict turns nothing more is tried.
const MOST_IN_VAIN: usize = 40;
const ONE: i64 = 1_000_000;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default().checked_rem(bound).unwrap_or_default()
    }

    fn one<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.below(items.len())).cloned()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The values that the rules name, and those beside them.
struct Pool {
    figures: Vec<i64>,
    counts: Vec<usize>,
    days: Vec<NaiveDate>,
    texts: Vec<String>,
    terms: Vec<(policy_core::TreeId, Vec<TermId>)>,
    /// The kinds of members that are asked about.
    members: Vec<SubjectId>,
    /// The fields that are asked about, of subjects (`true`) and of events.
    fields: BTreeSet<(bool, FieldId)>,
}

impl Pool {
    fn of(shared: &Shared, rules: &[&Rule]) -> Self {
        let mut figures: BTreeSet<i64> = BTreeSet::new();
        let mut shares: BTreeSet<(i64, i64)> = BTreeSet::new();
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        let mut texts: BTreeSet<String> = BTreeSet::new();
        let mut terms: Vec<(policy_core::TreeId, Vec<TermId>)> = Vec::new();
        let mut members: Vec<SubjectId> = Vec::new();
        let mut fields: BTreeSet<(bool, FieldId)> = BTreeSet::new();
        let mut take = |node: Node<'_>| {
            fields_of(node, &mut fields);
            node.walk(&mut |node| match node {
                Node::Condition(Condition::Member(_, set)) => terms.push((set.tree, set.terms.clone())),
                Node::Condition(Condition::TextIs(_, TextOperand::Literal(text))) => {
                    texts.insert(text.clone());
                }
                Node::Condition(Condition::Compare(comparison)) => {
                    if comparison.left_factor != comparison.right_factor {
                        shares.insert((comparison.right_factor, comparison.left_factor));
                    }
                }
                Node::Amount(Amount::Literal(figure)) => {
                    figures.insert(figure.millionths());
                }
                Node::Amount(Amount::Aggregate(aggregate)) => {
                    if let Source::Members(kind) = aggregate.source
                        && !members.contains(&kind)
                    {
                        members.push(kind);
                    }
                }
                Node::Date(DateExpr::Literal(day)) => {
                    days.insert(*day);
                }
                Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => {}
            });
        };
        rules.iter().flat_map(|rule| rule.nodes()).for_each(&mut take);
        shared.recognitions.iter().flat_map(Recognition::nodes).for_each(&mut take);
        for period in shared.periods() {
            days.extend(period.occurrences.iter().flat_map(|one| [one.from, one.to]));
        }
        let around =
            |figure: i64| [figure, figure.saturating_sub(ONE), figure.saturating_add(ONE), figure / 2];
        let mut near: BTreeSet<i64> =
            figures.iter().copied().flat_map(around).filter(|near| *near >= 0).collect();
        near.extend([0, ONE, 8 * ONE, 100 * ONE, 1000 * ONE]);
        let of_shares = shares.iter().flat_map(|(part, whole)| [*part, *whole]);
        let wholes = figures.iter().map(|figure| figure / ONE).chain(of_shares);
        let few = wholes.filter_map(|count| usize::try_from(count).ok()).filter(|count| *count <= 2_000);
        let mut counts: BTreeSet<usize> =
            few.flat_map(|count| [count, count.saturating_sub(1), count + 1]).collect();
        counts.extend([1, 2, 3, 100, 400]);
        counts.remove(&0);
        let beside = |day: &NaiveDate| {
            [Some(*day), day.checked_sub_days(Days::new(1)), day.checked_add_days(Days::new(1))]
        };
        Self {
            figures: near.into_iter().collect(),
            counts: counts.into_iter().collect(),
            days: days.iter().flat_map(beside).flatten().collect(),
            texts: texts.into_iter().collect(),
            terms,
            members,
            fields,
        }
    }
}

/// The fields that a piece asks about.
fn fields_of(node: Node<'_>, found: &mut BTreeSet<(bool, FieldId)>) {
    let mut take = |field: &FieldRef| {
        found.insert((field.scope == Scope::Subject, field.field));
    };
    node.walk(&mut |node| match node {
        Node::Condition(
            Condition::Member(field, _) | Condition::Flag(field) | Condition::TextIs(field, _),
        )
        | Node::Amount(Amount::Field(field))
        | Node::Date(DateExpr::Field(field)) => take(field),
        Node::Amount(Amount::Aggregate(aggregate)) => {
            if let Measure::Sum(field) | Measure::Distinct(field) = aggregate.measure {
                take(&FieldRef { scope: Scope::Event, field });
            }
        }
        Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => {}
    });
}

/// A value of a scene that can be moved.
#[derive(Clone, Copy)]
enum Knob {
    Fact(usize),
    Event(usize, usize),
    Members(usize),
    MemberFact(usize, usize),
    MemberEvent(usize, usize, usize),
}

/// Makes up records.
struct Maker<'a> {
    plans: [&'a Plan; 2],
    pool: Pool,
    dice: Dice,
    subject: SubjectId,
    days: RangeInclusive<NaiveDate>,
    anchor: Option<ListId>,
    /// Whether a verdict has turned with anything that was moved.
    has_turned: bool,
}

/// A record that shows what the duel is about, where trying finds one.
pub(crate) fn shown_by_trying(
    shared: &Shared,
    plans: [&Plan; 2],
    rules: [&Rule; 2],
    duel: &Duel<'_>,
    days: &RangeInclusive<NaiveDate>,
    seeds: &[Scene],
) -> Option<Scene> {
    let anchor = match &rules[0].schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    };
    let pool = Pool::of(shared, &rules);
    let dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut maker =
        Maker { plans, pool, dice, subject: rules[0].subject, days: days.clone(), anchor, has_turned: false };
    for seed in seeds.iter().rev().filter(|seed| seed.subject == rules[0].subject).take(MOST_SEEDS) {
        if duel.shows(seed).is_some() {
            return Some(seed.clone());
        }
    }
    for seed in seeds.iter().rev().filter(|seed| seed.subject == rules[0].subject).take(MOST_SEEDS / 2) {
        let periods = duel.periods(seed);
        for (focus, _) in periods.iter().take(3) {
            if let Some(found) = maker.moved(duel, seed.clone(), focus.period) {
                return Some(found);
            }
        }
    }
    for round in 0..MOST_SCENES {
        let base = maker.scene(round, &[]);
        let periods = duel.periods(&base);
        if periods.is_empty() {
            if !duel.goes_on() {
                return None;
            }
            continue;
        }
        let (focus, beside) = periods.get(maker.dice.below(periods.len()))?;
        let focus = focus.period;
        let between = between(focus, beside.iter().map(|verdict| verdict.period));
        let mut days = within(focus);
        match round % 6 {
            // Where the periods differ, what happens in the one and not in the other matters most.
            0 | 1 if !between.is_empty() => days = between,
            _ => days.extend(between),
        }
        let mut scene = if maker.anchor.is_some() { base } else { maker.scene(round, &days) };
        if maker.anchor.is_none() {
            maker.shuffle(&mut scene.events);
        }
        if let Some(found) = maker.moved(duel, scene, focus) {
            return Some(found);
        }
        if round > MOST_IN_VAIN && !maker.has_turned {
            return None;
        }
        if !duel.goes_on() {
            return None;
        }
    }
    None
}

/// Days that lie in a period or in one of others beside it, and not in both: the first and the last of them.
fn between(period: Instance, others: impl Iterator<Item = Instance>) -> Vec<NaiveDate> {
    let (Some(from), Some(to)) = (period.from, period.to) else { return Vec::new() };
    let before = |day: NaiveDate| day.checked_sub_days(Days::new(1));
    let after = |day: NaiveDate| day.checked_add_days(Days::new(1));
    let mut days = Vec::new();
    for other in others {
        if let Some(start) = other.from.filter(|start| *start != from) {
            days.extend([Some(start.min(from)), before(start.max(from))].into_iter().flatten());
        }
        if let Some(end) = other.to.filter(|end| *end != to) {
            days.extend([after(end.min(to)), Some(end.max(to))].into_iter().flatten());
        }
    }
    days
}

/// A day of its own for each of several events, from the first day to the last.
fn spread_over(days: &[NaiveDate], number: usize, many: usize) -> Option<NaiveDate> {
    let (first, last) = (days.first()?, days.last()?);
    let length = u64::try_from((*last - *first).num_days()).ok()?;
    let (number, many) = (u64::try_from(number).ok()?, u64::try_from(many.max(1)).ok()?);
    first.checked_add_days(Days::new(length * number / many))
}

/// Days of a period: its first and last, and some between.
fn within(period: Instance) -> Vec<NaiveDate> {
    let (Some(from), Some(to)) = (period.from, period.to) else { return Vec::new() };
    let length = u64::try_from((to - from).num_days()).unwrap_or_default();
    let at = |part: u64| from.checked_add_days(Days::new(length * part / 12));
    (0..=12).filter_map(at).collect()
}

impl Maker<'_> {
    fn reads(&self, subject: SubjectId, list: Option<ListId>) -> BTreeSet<FieldId> {
        let of = |plan: &Plan| match list {
            Some(list) => plan.reads(subject, list),
            None => plan.reads_facts(subject),
        };
        self.plans.iter().flat_map(|plan| of(plan)).collect()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.dice.below(place + 1));
        }
    }

    /// The place of the event at which a rule stands.
    fn stands_at(&self, scene: &Scene, focus: Instance) -> Option<usize> {
        let (list, number) = self.anchor.zip(focus.event)?;
        let own = scene.events.iter().enumerate().filter(|(_, event)| event.list == list);
        own.map(|(place, _)| place).nth(usize::try_from(number).ok()?)
    }

    /// A record with events on some days.
    fn scene(&mut self, round: usize, days: &[NaiveDate]) -> Scene {
        let mut scene = self.one_of(self.subject, round, days);
        let kinds: Vec<SubjectId> =
            self.pool.members.iter().filter(|kind| **kind != self.subject).copied().collect();
        for kind in kinds {
            for _ in 0..1 + self.dice.below(3) {
                let count = self.dice.one(&self.pool.counts.clone()).unwrap_or(1);
                let style = self.dice.below(4);
                scene.members.push(Group { count, each: self.one_of(kind, style, days) });
            }
        }
        scene
    }

    /// A subject of a kind: rich in events of every sort in every other round, and else with few.
    fn one_of(&mut self, subject: SubjectId, round: usize, days: &[NaiveDate]) -> Scene {
        let vocabulary = &self.plans[0].vocabulary;
        let mut scene = Scene { subject, facts: Vec::new(), events: Vec::new(), members: Vec::new() };
        let Some(declared) = vocabulary.subjects.get(subject.index()) else { return scene };
        let long_ago = long_before(*self.days.start());
        scene.facts = self.row(&declared.facts, &self.reads(subject, None), &[], false);
        fill(&mut scene.facts, &declared.facts, long_ago, 0);
        let goes_through = |list: ListId| self.plans.iter().any(|plan| plan.goes_through(subject, list));
        let lists: Vec<ListId> =
            (0..).map(ListId).take(declared.lists.len()).filter(|l| goes_through(*l)).collect();
        for list in lists {
            let Some(of) = declared.lists.get(list.index()) else { continue };
            let reads = self.reads(subject, Some(list));
            // Most events of a record are alike in what is said of them by yes or no.
            let flags = self.dice.below(usize::from(u16::MAX));
            // In half of the records some sorts of events are missing.
            let sorted =
                if self.dice.chance(50) { usize::MAX } else { self.dice.below(usize::from(u16::MAX)) };
            let is_anchor = subject == self.subject && Some(list) == self.anchor;
            let is_rich = round.is_multiple_of(2);
            let sorts = self.pool.terms.len().min(20);
            let many = match (is_anchor, is_rich) {
                (true, _) => 1 + self.dice.below(2),
                // Where no more than so much of a day counts, there must be many days.
                (false, true) => {
                    (2 + sorts + self.dice.below(6)).saturating_mul([1, 1, 3, 8][round / 2 % 4]).min(90)
                }
                (false, false) => self.dice.below(4),
            };
            let copies = if many < 30 && self.dice.chance(20) { 1 + self.dice.below(4) } else { 1 };
            for number in 0..many {
                let mut fields = self.row(&of.fields, &reads, days, is_rich);
                for (place, (_, fact)) in fields.iter_mut().enumerate() {
                    if let Fact::Flag(flag) = fact
                        && self.dice.chance(80)
                    {
                        *flag = flags >> (place % 32) & 1 == 1;
                    }
                }
                if is_rich {
                    self.spread(&of.fields, &reads, (number, sorted), &mut fields);
                }
                let mut event = Happening { list, fields };
                if is_rich && self.dice.chance(75) {
                    let spread = spread_over(days, number, many);
                    spread.into_iter().for_each(|day| event.set(of.dated, Fact::Date(day)));
                }
                let day = match event.field(of.dated) {
                    Some(Fact::Date(day)) => *day,
                    Some(_) | None => long_ago,
                };
                event.set(of.dated, Fact::Date(day));
                fill(&mut event.fields, &of.fields, day, scene.events.len());
                put_in_order(of.lasting, &mut event);
                for _ in 0..copies {
                    scene.events.push(event.clone());
                }
            }
        }
        scene
    }

    /// The events of a rich record are of each sort in turn.
    fn spread(
        &mut self,
        declared: &[Field],
        reads: &BTreeSet<FieldId>,
        (number, sorted): (usize, usize),
        fields: &mut [(FieldId, Fact)],
    ) {
        for (field, fact) in fields {
            let Some(FieldKind::Term(tree)) = declared.get(field.index()).map(|field| &field.kind) else {
                continue;
            };
            let sets: Vec<&Vec<TermId>> =
                self.pool.terms.iter().filter(|(of, _)| of == tree).map(|(_, terms)| terms).collect();
            let some: Vec<&Vec<TermId>> = sets
                .iter()
                .enumerate()
                .filter(|(place, _)| sorted >> (place % 16) & 1 == 1)
                .map(|(_, set)| *set)
                .collect();
            let sets = if some.is_empty() { sets } else { some };
            if !reads.contains(field) || sets.is_empty() {
                continue;
            }
            let set = sets[number % sets.len()];
            if let Some(term) = set.get(self.dice.below(set.len())) {
                *fact = Fact::Term(*term);
            }
        }
    }

    fn row(
        &mut self,
        declared: &[Field],
        reads: &BTreeSet<FieldId>,
        days: &[NaiveDate],
        is_rich: bool,
    ) -> Vec<(FieldId, Fact)> {
        let fields = (0..).map(FieldId).zip(declared).filter(|(field, _)| reads.contains(field));
        let fields: Vec<_> = fields.collect();
        fields.into_iter().filter_map(|(field, of)| Some((field, self.fact(of, days, is_rich)?))).collect()
    }

    fn fact(&mut self, field: &Field, days: &[NaiveDate], is_rich: bool) -> Option<Fact> {
        Some(match field.kind {
            FieldKind::Text | FieldKind::Member(_) => {
                let other = self.dice.below(3).to_string();
                Fact::Text(if self.dice.chance(60) {
                    self.dice.one(&self.pool.texts.clone()).unwrap_or(other)
                } else {
                    other
                })
            }
            FieldKind::Flag => Fact::Flag(self.dice.chance(50)),
            FieldKind::Date => Fact::Date(self.day(days)),
            FieldKind::Quantity(_) => {
                let figures = if is_rich && self.dice.chance(70) {
                    self.pool.figures.iter().rev().take(6).copied().collect()
                } else {
                    self.pool.figures.clone()
                };
                Fact::Amount(Decimal::from_millionths(self.dice.one(&figures)?))
            }
            FieldKind::Term(tree) => {
                let terms = self.plans[0].vocabulary.trees.get(tree.index())?.terms.len();
                let named: Vec<TermId> = self
                    .pool
                    .terms
                    .iter()
                    .filter(|(of, _)| *of == tree)
                    .flat_map(|(_, set)| set.clone())
                    .collect();
                let any = TermId(u16::try_from(self.dice.below(terms)).ok()?);
                Fact::Term(if self.dice.chance(70) { self.dice.one(&named).unwrap_or(any) } else { any })
            }
        })
    }

    fn day(&mut self, days: &[NaiveDate]) -> NaiveDate {
        let (from, to) = (*self.days.start(), *self.days.end());
        let length = usize::try_from((to - from).num_days()).unwrap_or_default();
        let anywhere = from.checked_add_days(Days::new(self.dice.below(length + 1) as u64)).unwrap_or(from);
        match self.dice.below(10) {
            0..=6 => self.dice.one(days).unwrap_or(anywhere),
            7 => self.dice.one(&self.pool.days.clone()).unwrap_or(anywhere),
            8 => {
                let years = i32::try_from(self.dice.below(30)).unwrap_or_default();
                NaiveDate::from_ymd_opt(anywhere.year() - years, 6, 30).unwrap_or(anywhere)
            }
            _ => anywhere,
        }
    }

    /// Moves one value after the other, and looks where verdicts turn.
    fn moved(&mut self, duel: &Duel<'_>, scene: Scene, focus: Instance) -> Option<Scene> {
        if duel.shows(&scene).is_some() {
            return Some(scene);
        }
        let mut before = duel.unmet_in(&scene, focus)?;
        let mut scene = scene;
        if let Some(turned) = where_it_turns(duel, &scene, focus, before, self.stands_at(&scene, focus)) {
            self.has_turned = true;
            match turned {
                Turned::Shown(found) => return Some(found),
                Turned::Barely(barely) => {
                    before = duel.unmet_in(&barely, focus)?;
                    scene = barely;
                }
            }
        }
        let all = knobs(&scene);
        let stands_at = self.stands_at(&scene, focus);
        let of_focus = |knob: &Knob| match knob {
            Knob::Event(event, _) => Some(*event) == stands_at,
            Knob::Fact(_) | Knob::Members(_) | Knob::MemberFact(..) | Knob::MemberEvent(..) => false,
        };
        let is_asked = |knob: &&Knob| match place(&scene, **knob) {
            Some((_, list, field)) => self.pool.fields.contains(&(list.is_none(), field)),
            None => true,
        };
        let mut knobs: Vec<Knob> = all.iter().filter(is_asked).copied().collect();
        // Most hangs on the event at which the rule stands.
        let own: Vec<Knob> = knobs.iter().filter(|knob| of_focus(knob)).copied().collect();
        for _ in 0..(knobs.len() / (own.len() + 1)).min(8) {
            knobs.extend(&own);
        }
        let knobs = if knobs.is_empty() { all } else { knobs };
        for _ in 0..MOST_MOVED.min(knobs.len() * 2) {
            let knob = self.dice.one(&knobs)?;
            let mut other = scene.clone();
            if !self.turn(&mut other, knob, focus) {
                continue;
            }
            if duel.shows(&other).is_some() {
                return Some(other);
            }
            let Some(after) = duel.unmet_in(&other, focus) else { continue };
            self.has_turned |= before != after;
            let ends = (value(&scene, knob), value(&other, knob));
            if let (Some(from), Some(to)) = ends {
                for side in [0, 1] {
                    if before[side] != after[side]
                        && let Some(found) = narrow(duel, &scene, knob, (from, to), focus, side)
                    {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    /// Gives a value another one; `false` where there is none.
    fn turn(&mut self, scene: &mut Scene, knob: Knob, focus: Instance) -> bool {
        if let Knob::Members(group) = knob {
            let count = self.dice.one(&self.pool.counts.clone());
            let count = if self.dice.chance(25) { Some(0) } else { count };
            return match (scene.members.get_mut(group), count) {
                (Some(group), Some(count)) => {
                    group.count = count;
                    true
                }
                (_, _) => false,
            };
        }
        let vocabulary = &self.plans[0].vocabulary;
        let Some((subject, list, field)) = place(scene, knob) else { return false };
        let Some(declared) = vocabulary.fields(subject, list).get(field.index()).cloned() else {
            return false;
        };
        let mut days = within(focus);
        let edges: Vec<NaiveDate> = [focus.from, focus.to].into_iter().flatten().collect();
        days.extend(edges.iter().filter_map(|day| day.checked_add_days(Days::new(40))));
        days.extend(edges.iter().filter_map(|day| day.checked_sub_days(Days::new(40))));
        let is_rich = self.dice.chance(40);
        let Some(fact) = self.fact(&declared, &days, is_rich) else { return false };
        set(scene, knob, fact);
        if let (Some(list), Knob::Event(event, _)) = (list, knob) {
            let of =
                vocabulary.subjects.get(subject.index()).and_then(|subject| subject.lists.get(list.index()));
            if let (Some(of), Some(event)) = (of, scene.events.get_mut(event)) {
                put_in_order(of.lasting, event);
            }
        }
        true
    }
}

/// What is found on the way from no events to all of a record.
enum Turned {
    /// A record that shows what is looked for.
    Shown(Scene),
    /// One in which a verdict has only just turned, so that every event matters.
    Barely(Scene),
}

/// Takes the events of a record one after the other, until the verdict of a rule is what it is with all of them; and then of the
/// last one only as much as that needs.
fn where_it_turns(
    duel: &Duel<'_>,
    scene: &Scene,
    focus: Instance,
    all: [bool; 2],
    stands_at: Option<usize>,
) -> Option<Turned> {
    let first = |count: usize| {
        let mut part = scene.clone();
        part.events.truncate(count);
        part
    };
    // The event at which a rule stands stays.
    let least = stands_at.map_or(0, |place| place + 1);
    let none = duel.unmet_in(&first(least), focus)?;
    let side = (0..2).find(|side| none[*side] != all[*side])?;
    let (mut few, mut many) = (least, scene.events.len());
    while many - few > 1 {
        let middle = few + (many - few) / 2;
        let found = first(middle);
        if duel.shows(&found).is_some() {
            return Some(Turned::Shown(found));
        }
        if duel.unmet_in(&found, focus)?[side] == none[side] { few = middle } else { many = middle }
    }
    let barely = first(many);
    if duel.shows(&barely).is_some() {
        return Some(Turned::Shown(barely));
    }
    let last = many.checked_sub(1)?;
    let amounts =
        barely.events.get(last)?.fields.iter().enumerate().filter_map(|(place, (_, fact))| match fact {
            Fact::Amount(amount) if *amount > Decimal::ZERO => Some((place, amount.millionths())),
            Fact::Amount(_) | Fact::Term(_) | Fact::Flag(_) | Fact::Date(_) | Fact::Text(_) => None,
        });
    for (place, amount) in amounts.collect::<Vec<_>>() {
        let knob = Knob::Event(last, place);
        let before = with_value(&barely, knob, 0)?;
        if duel.unmet_in(&before, focus)?[side] == none[side] {
            if let Some(found) = narrow(duel, &before, knob, (0, amount), focus, side) {
                return Some(Turned::Shown(found));
            }
            break;
        }
    }
    Some(Turned::Barely(barely))
}

/// The first day of what lasts is not after its last.
fn put_in_order(lasting: Option<(FieldId, FieldId)>, event: &mut Happening) {
    let Some((first, last)) = lasting else { return };
    if let (Some(Fact::Date(from)), Some(Fact::Date(to))) = (event.field(first), event.field(last))
        && from > to
    {
        let (from, to) = (*from, *to);
        event.set(first, Fact::Date(to));
        event.set(last, Fact::Date(from));
    }
}

fn knobs(scene: &Scene) -> Vec<Knob> {
    let mut knobs: Vec<Knob> = (0..scene.facts.len()).map(Knob::Fact).collect();
    for (place, event) in scene.events.iter().enumerate() {
        knobs.extend((0..event.fields.len()).map(|field| Knob::Event(place, field)));
    }
    for (place, group) in scene.members.iter().enumerate() {
        // Most hangs on how many there are.
        knobs.extend([Knob::Members(place); 4]);
        knobs.extend((0..group.each.facts.len()).map(|fact| Knob::MemberFact(place, fact)));
        for (number, event) in group.each.events.iter().enumerate() {
            knobs.extend((0..event.fields.len()).map(|field| Knob::MemberEvent(place, number, field)));
        }
    }
    knobs
}

/// Whose field a knob moves, and which.
fn place(scene: &Scene, knob: Knob) -> Option<(SubjectId, Option<ListId>, FieldId)> {
    match knob {
        Knob::Fact(fact) => Some((scene.subject, None, scene.facts.get(fact)?.0)),
        Knob::Event(event, field) => {
            let event = scene.events.get(event)?;
            Some((scene.subject, Some(event.list), event.fields.get(field)?.0))
        }
        Knob::Members(_) => None,
        Knob::MemberFact(group, fact) => place(&scene.members.get(group)?.each, Knob::Fact(fact)),
        Knob::MemberEvent(group, event, field) => {
            place(&scene.members.get(group)?.each, Knob::Event(event, field))
        }
    }
}

fn fact(scene: &Scene, knob: Knob) -> Option<&Fact> {
    match knob {
        Knob::Fact(fact) => scene.facts.get(fact).map(|(_, fact)| fact),
        Knob::Event(event, field) => scene.events.get(event)?.fields.get(field).map(|(_, fact)| fact),
        Knob::Members(_) => None,
        Knob::MemberFact(group, of) => fact(&scene.members.get(group)?.each, Knob::Fact(of)),
        Knob::MemberEvent(group, event, field) => {
            fact(&scene.members.get(group)?.each, Knob::Event(event, field))
        }
    }
}

fn set(scene: &mut Scene, knob: Knob, fact: Fact) {
    let place = match knob {
        Knob::Fact(place) => scene.facts.get_mut(place),
        Knob::Event(event, field) => {
            scene.events.get_mut(event).and_then(|event| event.fields.get_mut(field))
        }
        Knob::Members(_) => None,
        Knob::MemberFact(group, place) => {
            scene.members.get_mut(group).and_then(|group| group.each.facts.get_mut(place))
        }
        Knob::MemberEvent(group, event, field) => scene
            .members
            .get_mut(group)
            .and_then(|group| group.each.events.get_mut(event))
            .and_then(|event| event.fields.get_mut(field)),
    };
    if let Some((_, known)) = place {
        *known = fact;
    }
}

/// What a knob stands at, as a number: an amount, a day, how many.
fn value(scene: &Scene, knob: Knob) -> Option<i64> {
    if let Knob::Members(group) = knob {
        return scene.members.get(group).and_then(|group| i64::try_from(group.count).ok());
    }
    match fact(scene, knob)? {
        Fact::Amount(amount) => Some(amount.millionths()),
        Fact::Date(day) => Some(i64::from(day.num_days_from_ce())),
        Fact::Term(_) | Fact::Flag(_) | Fact::Text(_) => None,
    }
}

fn with_value(scene: &Scene, knob: Knob, value: i64) -> Option<Scene> {
    let mut scene = scene.clone();
    if let Knob::Members(group) = knob {
        scene.members.get_mut(group)?.count = usize::try_from(value).ok()?;
        return Some(scene);
    }
    let moved = match fact(&scene, knob)? {
        Fact::Amount(_) => Fact::Amount(Decimal::from_millionths(value)),
        Fact::Date(_) => Fact::Date(NaiveDate::from_num_days_from_ce_opt(i32::try_from(value).ok()?)?),
        Fact::Term(_) | Fact::Flag(_) | Fact::Text(_) => return None,
    };
    set(&mut scene, knob, moved);
    Some(scene)
}

/// Narrows down where the verdict of one rule turns as a value moves, and looks at both ends of what is left.
fn narrow(
    duel: &Duel<'_>,
    scene: &Scene,
    knob: Knob,
    (mut from, mut to): (i64, i64),
    focus: Instance,
    side: usize,
) -> Option<Scene> {
    // Amounts turn at whole and half figures first of all, and at millionths where it must be.
    let is_amount = matches!(fact(scene, knob), Some(Fact::Amount(_)));
    let before = duel.unmet_in(scene, focus)?[side];
    for step in if is_amount { [ONE, ONE / 2, 1] } else { [1, 1, 1] } {
        while (to - from).abs() > step {
            let middle = from + (to - from) / 2;
            let middle = if step > 1 { middle.div_euclid(step) * step } else { middle };
            if middle == from || middle == to {
                break;
            }
            let found = with_value(scene, knob, middle)?;
            if duel.shows(&found).is_some() {
                return Some(found);
            }
            if duel.unmet_in(&found, focus)?[side] == before { from = middle } else { to = middle }
        }
    }
    [from, to]
        .into_iter()
        .filter_map(|end| with_value(scene, knob, end))
        .find(|end| duel.shows(end).is_some())
}
