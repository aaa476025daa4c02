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
use policy_core::{Decimal, EventList, Field, FieldId, FieldKind, Instance, ListId, SubjectId, TermId};

use crate::duel::Duel;
use crate::facts::{fill, long_before};
use crate::knobs::{Knob, knobs, place, set, value};
use crate::meaning::Shared;
use crate::scene::{Fact, Group, Happening, Scene};
use crate::telling::{Kind, telling};
use crate::turning::{Turned, descend, narrow, where_it_turns};

/// How many records are made up.
const MOST_SCENES: usize = 160;
/// How many values of one record are moved.
const MOST_MOVED: usize = 14;
/// How many records of cases are made more of.
const MOST_CANDIDATES: usize = 4;
/// How often what was found before is repeated, and after how many months.
const REPEATED: [(i32, i32); 6] = [(2, 12), (3, 12), (4, 12), (2, 1), (2, 6), (3, 6)];
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
    /// How long something is asked to last, in days, and a day more and less.
    lengths: Vec<u64>,
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
        let mut lengths: BTreeSet<u64> = BTreeSet::new();
        let mut take = |node: Node<'_>| {
            fields_of(node, &mut fields);
            node.walk(&mut |node| match node {
                Node::Condition(Condition::EventsCover { length, .. }) => {
                    lengths.insert(u64::from(length.months) * 30 + u64::from(length.days));
                    lengths.insert(u64::from(length.months) * 31 + u64::from(length.days));
                }
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
        let is_length = |days: &i64| (1..=4_000).contains(days);
        let named = figures.iter().map(|figure| figure / ONE).filter(is_length);
        lengths.extend(named.filter_map(|days| u64::try_from(days).ok()));
        let beside_lengths =
            lengths.into_iter().flat_map(|days| [days.saturating_sub(2), days.saturating_sub(1), days]);
        let lengths: BTreeSet<u64> = beside_lengths.collect();
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
            lengths: lengths.into_iter().collect(),
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
    /// Whether the next record is made as small as it can be, or else gone through to where a verdict turns.
    descends: bool,
    /// Kinds of events that the two rules take otherwise.
    telling: Vec<Kind>,
    /// How long what lasts may last, in days.
    lengths: Vec<u64>,
}

/// A record that shows what the duel is about, where trying finds one.
pub(crate) fn shown_by_trying(
    shared: &Shared,
    plans: [&Plan; 2],
    rules: [&Rule; 2],
    duel: &Duel<'_>,
    days: &RangeInclusive<NaiveDate>,
    (seeds, candidates): (&[Scene], &[Scene]),
) -> Option<Scene> {
    let anchor = match &rules[0].schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    };
    let pool = Pool::of(shared, &rules);
    let dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut maker = Maker {
        plans,
        dice,
        subject: rules[0].subject,
        days: days.clone(),
        anchor,
        has_turned: false,
        descends: true,
        telling: telling(shared, plans[0], rules, days.start().year().saturating_add(1)),
        lengths: pool.lengths.clone(),
        pool,
    };
    for seed in seeds.iter().rev().filter(|seed| seed.subject == rules[0].subject).take(MOST_SEEDS) {
        if duel.shows(seed).is_some() {
            return Some(seed.clone());
        }
        // What counts how often a rule came out so needs it as often.
        for (many, apart) in REPEATED {
            let repeated = seed.repeated((1..many).map(|number| number * apart), &|_| true);
            if duel.shows(&repeated).is_some() {
                return Some(repeated);
            }
        }
    }
    let mut own: Vec<&Scene> = Vec::new();
    for candidate in candidates.iter().rev().filter(|candidate| !candidate.events.is_empty()) {
        if own.len() < MOST_CANDIDATES && !own.contains(&candidate) {
            own.push(candidate);
        }
    }
    for candidate in own {
        if let Some(found) = maker.made_of(duel, candidate, seeds) {
            return Some(found);
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
        let outside = outside(focus, beside.iter().map(|verdict| verdict.period));
        let mut days = within(focus);
        match round % 6 {
            // Where the periods differ, what happens in the one and not in the other matters most.
            0 | 1 if !between.is_empty() => days = between,
            2 if !outside.is_empty() => days = outside,
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

/// Days of the periods beside one that do not lie in it.
fn outside(period: Instance, others: impl Iterator<Item = Instance>) -> Vec<NaiveDate> {
    let (Some(from), Some(to)) = (period.from, period.to) else { return Vec::new() };
    let mut days = Vec::new();
    for other in others {
        let (Some(start), Some(end)) = (other.from, other.to) else { continue };
        days.extend(from.pred_opt().filter(|_| start < from).into_iter().flat_map(|last| [start, last]));
        days.extend(to.succ_opt().filter(|_| to < end).into_iter().flat_map(|first| [first, end]));
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
            // In half of the records nearly all events are of a kind or two that the rules take otherwise.
            let kinds = self.kinds_of(list, of);
            let lasts = self.dice.chance(50);
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
                if let Some(kinds) = kinds.as_ref().filter(|_| self.dice.chance(85)) {
                    let kind = &kinds[number % kinds.len()];
                    kind.iter().for_each(|(field, fact)| event.set(*field, fact.clone()));
                }
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
                if let (true, Some((first, last))) = (lasts, of.lasting) {
                    let length = self.dice.one(&self.lengths).unwrap_or_default();
                    let until = day.checked_add_days(Days::new(length)).unwrap_or(day);
                    event.set(first, Fact::Date(day));
                    event.set(last, Fact::Date(until));
                }
                put_in_order(of.lasting, &mut event);
                for _ in 0..copies {
                    scene.events.push(event.clone());
                }
            }
        }
        scene
    }

    /// One or two kinds of events of a list that the rules take otherwise; none in half of the records.
    fn kinds_of(&mut self, list: ListId, of: &EventList) -> Option<Vec<Vec<(FieldId, Fact)>>> {
        let fits = |(field, fact): &(FieldId, Fact)| {
            of.fields.get(field.index()).is_some_and(|declared| is_of_kind(fact, &declared.kind))
        };
        let own: Vec<Vec<(FieldId, Fact)>> = self
            .telling
            .iter()
            .filter(|kind| kind.list == list && kind.fields.iter().all(fits))
            .map(|kind| kind.fields.clone())
            .collect();
        if own.is_empty() || self.dice.chance(50) {
            return None;
        }
        let many = 1 + self.dice.below(2);
        (0..many).map(|_| self.dice.one(&own)).collect()
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

    /// A record that shows something made of one of a case: as it is, with everything happening every year, and together with what
    /// was found before.
    fn made_of(&mut self, duel: &Duel<'_>, candidate: &Scene, seeds: &[Scene]) -> Option<Scene> {
        let lists: BTreeSet<ListId> = candidate.events.iter().map(|event| event.list).collect();
        let years = || (-4..=4).filter(|year| *year != 0).map(|year| year * 12);
        let mut all = vec![candidate.clone()];
        if self.anchor.is_none() {
            let of_list = |list: &ListId| candidate.repeated(years(), &|event| event.list == *list);
            all.extend(lists.iter().map(of_list));
            if lists.len() > 1 {
                all.push(candidate.repeated(years(), &|_| true));
            }
        }
        let own = seeds.iter().rev().filter(|seed| seed.subject == candidate.subject).take(2);
        let with_seeds: Vec<Scene> =
            own.flat_map(|seed| all.iter().skip(1).map(|scene| scene.merged(seed))).collect();
        all.extend(with_seeds);
        if let Some(found) = all.iter().find(|scene| duel.shows(scene).is_some()) {
            return Some(found.clone());
        }
        for scene in all {
            let happened: Vec<NaiveDate> = candidate.events.iter().flat_map(days_of).collect();
            let periods = duel.periods(&scene);
            let holds = |period: Instance| {
                let (from, to) = (period.from, period.to);
                happened
                    .iter()
                    .any(|day| from.is_none_or(|from| from <= *day) && to.is_none_or(|to| *day <= to))
            };
            let Some((focus, _)) = periods.iter().find(|(verdict, _)| holds(verdict.period)) else {
                continue;
            };
            self.descends = true;
            if let Some(found) = self.moved(duel, scene, focus.period) {
                return Some(found);
            }
        }
        None
    }

    /// Moves one value after the other, and looks where verdicts turn.
    fn moved(&mut self, duel: &Duel<'_>, scene: Scene, focus: Instance) -> Option<Scene> {
        let look = duel.look(&scene, focus)?;
        if look.shows {
            return Some(scene);
        }
        let mut before = look.unmet;
        let mut scene = scene;
        let stands_at = self.stands_at(&scene, focus);
        // Where both are satisfied, the second is to be so only just; where neither is, the first is to be unmet only just.
        let turned = match before {
            [false, false] if self.descends => descend(duel, scene.clone(), focus, 1, stands_at),
            [true, true] if self.descends => descend(duel, scene.clone(), focus, 0, stands_at),
            [_, _] => where_it_turns(duel, &scene, focus, before, stands_at),
        };
        self.descends = !self.descends;
        if let Some(turned) = turned {
            self.has_turned = true;
            match turned {
                Turned::Shown(found) => return Some(found),
                Turned::Barely(barely) => {
                    before = duel.look(&barely, focus)?.unmet;
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
            let Some(look) = duel.look(&other, focus) else { continue };
            if look.shows {
                return Some(other);
            }
            let after = look.unmet;
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

/// The days of an event.
fn days_of(event: &Happening) -> Vec<NaiveDate> {
    let days = event.fields.iter().filter_map(|(_, fact)| match fact {
        Fact::Date(day) => Some(*day),
        Fact::Term(_) | Fact::Flag(_) | Fact::Amount(_) | Fact::Text(_) => None,
    });
    days.collect()
}

/// Whether a value may stand in a field.
fn is_of_kind(fact: &Fact, kind: &FieldKind) -> bool {
    match (fact, kind) {
        (Fact::Term(_), FieldKind::Term(_))
        | (Fact::Flag(_), FieldKind::Flag)
        | (Fact::Date(_), FieldKind::Date)
        | (Fact::Amount(_), FieldKind::Quantity(_))
        | (Fact::Text(_), FieldKind::Text | FieldKind::Member(_)) => true,
        (Fact::Term(_) | Fact::Flag(_) | Fact::Date(_) | Fact::Amount(_) | Fact::Text(_), _) => false,
    }
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
