//! What the steps of a recognition leave of each event: each event is held against all others, as often as needed.

use chrono::{Datelike, NaiveDate};
use policy_core::plan::{BuiltInPeriod, Keep, Most, Per, PeriodRef, Recognition, Rounding, Step, StepKind};
use policy_core::{Decimal, FieldId, Span};

use super::amount::amount;
use super::condition::truth;
use super::day::{date_of, number_of};
use super::event::{Outcome, recognise, seen};
use super::number::{Bound, Number, Range};
use super::record::Fact;
use super::scene::{Event, Scene, Side};
use super::truth::Truth;
use super::window::date;

/// What is left of an event so far.
#[derive(Clone, Copy)]
struct Held {
    counts: Truth,
    amount: Range,
}

/// An event and what is left of it.
struct One<'a> {
    event: Event<'a>,
    /// The day that it goes by.
    date: Option<i64>,
    /// The days that it lasts, else the day that it goes by.
    days: Option<(i64, i64)>,
    held: Held,
    /// Whether it satisfies the filter of the step at hand.
    filter: Truth,
    place: Place,
}

/// Where an event falls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Nowhere,
    /// From this day to that.
    At(i64, i64),
    Unknown,
}

/// Events of one day and amount.
struct Tie {
    events: Vec<usize>,
    settled: Settled,
}

/// What says which event of a tie comes first.
enum Settled {
    ByContent,
    Alike,
    No,
}

/// All events at one step.
struct Table<'s, 'a> {
    scene: Scene<'a>,
    recognition: &'a Recognition,
    all: &'s [One<'a>],
}

/// What is left of each event that is seen, by its place in the list.
pub(super) fn account<'a>(scene: Scene<'a>, recognition: &'a Recognition) -> Vec<(usize, Outcome)> {
    let list = scene.list(recognition.list);
    let mut all = Vec::new();
    for event in seen(scene, recognition.list).unwrap_or_default() {
        let day = |field: FieldId| match scene.of_event(event, field) {
            Some(Fact::Date(day)) => Some(number_of(day)),
            Some(_) | None => None,
        };
        let found = recognise(scene.at(event), event, recognition);
        let amount = found.amount.unwrap_or(Range::exactly(Number::ZERO));
        let date = day(list.dated);
        all.push(One {
            event,
            date,
            days: match list.lasting {
                Some((first, last)) => day(first).zip(day(last)),
                None => date.zip(date),
            },
            held: Held { counts: found.counts, amount },
            filter: Truth::TRUE,
            place: Place::Unknown,
        });
    }
    for step in &recognition.steps {
        take(scene, recognition, step, &mut all);
    }
    let outcome = |one: &One<'_>| Outcome { counts: one.held.counts, amount: Some(one.held.amount) };
    all.iter().map(|one| (one.event.index, outcome(one))).collect()
}

fn take<'a>(scene: Scene<'a>, recognition: &'a Recognition, step: &'a Step, all: &mut [One<'a>]) {
    for one in all.iter_mut() {
        one.filter =
            if one.held.counts.yes { truth(scene.at(one.event), &step.filter) } else { Truth::FALSE };
        one.place = match &step.kind {
            StepKind::Cap { per, .. } | StepKind::Once { per, .. } => place(scene, per, one.date),
            StepKind::Deduct(_) | StepKind::Round { .. } => Place::Unknown,
        };
    }
    let at = Table { scene, recognition, all };
    if let StepKind::Cap { most, .. } = &step.kind {
        // Worked out even where there is no event, so that a number beyond range is noted.
        at.most(most);
    }
    let left = |i: usize| -> Held {
        let held = at.all[i].held;
        match &step.kind {
            StepKind::Cap { per, most } => Held { amount: at.capped(i, per, most), ..held },
            StepKind::Once { by, keep, .. } => Held { counts: at.once(i, by, *keep), ..held },
            StepKind::Deduct(off) => {
                let off = amount(scene.at(at.all[i].event), off);
                let rest = |from: Bound, off: Bound| {
                    if off == Bound::Above { ZERO } else { from.plus(off.max(ZERO).negated()).max(ZERO) }
                };
                let Range { low, high } = held.amount;
                Held { amount: Range { low: rest(low, off.high), high: rest(high, off.low) }, ..held }
            }
            StepKind::Round { mode, to } => {
                let round = |bound| match bound {
                    Bound::At(number) => Bound::At(number.rounded(*mode, Number::from_decimal(*to))),
                    Bound::Below | Bound::Above => bound,
                };
                let amount = Range { low: round(held.amount.low), high: round(held.amount.high) };
                scene.note(amount.low);
                scene.note(amount.high);
                Held { amount, ..held }
            }
        }
    };
    let after: Vec<Held> = (0..at.all.len())
        .map(|i| {
            let One { held, filter, .. } = at.all[i];
            if filter.is_false() {
                return held;
            }
            let left = left(i);
            if filter.is_true() {
                return left;
            }
            let counts = Truth { yes: held.counts.yes, no: held.counts.no || left.counts.no };
            Held { counts, amount: left.amount.either(held.amount) }
        })
        .collect();
    for (one, held) in all.iter_mut().zip(after) {
        one.held = held;
    }
}

const ZERO: Bound = Bound::At(Number::ZERO);

/// What is left of an amount, where others took from the most before it.
fn rest(amount: Range, most: Range, before: Range) -> Range {
    let room = |most: Bound, before: Bound| {
        if before == Bound::Above { ZERO } else { most.plus(before.negated()).max(ZERO) }
    };
    Range {
        low: room(most.low, before.high).min(amount.low),
        high: room(most.high, before.low).min(amount.high),
    }
}

impl Table<'_, '_> {
    fn is_possible(&self, i: usize) -> bool {
        self.all[i].held.counts.yes && self.all[i].filter.yes && self.all[i].place != Place::Nowhere
    }

    fn is_certain(&self, i: usize) -> bool {
        self.all[i].held.counts.is_true() && self.all[i].filter.is_true() && self.all[i].date.is_some()
    }

    fn amount(&self, i: usize) -> Range {
        self.all[i].held.amount
    }

    fn is_exact(&self, i: usize) -> bool {
        self.amount(i).low == self.amount(i).high
    }

    /// On the side *ever*, whether an event that still comes may come before this one.
    fn may_be_preceded(&self, day: i64) -> bool {
        self.scene.side == Side::Ever && day >= self.scene.as_of
    }

    fn others(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.all.len()).filter(move |&j| j != i && self.is_possible(j))
    }

    fn sum(&self, of: impl Iterator<Item = usize>, bound: impl Fn(Range) -> Bound) -> Bound {
        of.fold(ZERO, |sum, j| sum.plus(bound(self.amount(j))))
    }

    // ---- Ties ----

    /// These events as a tie, with what settles it.
    fn tie(&self, events: Vec<usize>) -> Tie {
        let pairs =
            || events.iter().flat_map(|a| events.iter().map(move |b| (*a, *b))).filter(|(a, b)| a < b);
        let settled = if pairs().all(|(a, b)| self.content(a, b).is_some()) {
            Settled::ByContent
        } else if pairs().all(|(a, b)| self.are_alike(a, b)) {
            // Alike in all that anything reads: it does not matter which one comes first.
            Settled::Alike
        } else {
            Settled::No
        };
        Tie { events, settled }
    }

    /// Whether the first of two events of a tie surely comes before the second.
    fn first_in_tie(&self, tie: &Tie, j: usize, i: usize) -> bool {
        match tie.settled {
            Settled::ByContent => match self.content(j, i) {
                Some(std::cmp::Ordering::Less) => true,
                Some(std::cmp::Ordering::Equal) => j < i,
                Some(std::cmp::Ordering::Greater) | None => false,
            },
            Settled::Alike => self.rank(j) < self.rank(i),
            Settled::No => false,
        }
    }

    fn fact(&self, i: usize, field: usize) -> Option<Fact> {
        let field = FieldId(u16::try_from(field).expect("few fields"));
        self.scene.of_event(self.all[i].event, field)
    }

    fn rank(&self, i: usize) -> (Vec<Option<Fact>>, usize) {
        let fields = self.all[i].event.row.len();
        ((0..fields).map(|field| self.fact(i, field)).collect(), i)
    }

    fn content(&self, a: usize, b: usize) -> Option<std::cmp::Ordering> {
        for field in 0..self.all[a].event.row.len() {
            let (left, right) = (self.fact(a, field)?, self.fact(b, field)?);
            if left != right {
                return Some(left.cmp(&right));
            }
        }
        Some(std::cmp::Ordering::Equal)
    }

    fn are_alike(&self, a: usize, b: usize) -> bool {
        let reads = self.scene.plan.reads(self.recognition.subject, self.recognition.list);
        reads.iter().all(|field| {
            let fact = self.fact(a, field.index());
            fact.is_some() && fact == self.fact(b, field.index())
        })
    }

    // ---- Caps ----

    fn capped(&self, i: usize, per: &Per, most: &Most) -> Range {
        let amount = self.amount(i);
        match per {
            Per::Event => rest(amount, self.most(most), Range::exactly(Number::ZERO)),
            Per::Day => self.capped_by_day(i, self.most(most)),
            Per::Period(_) | Per::Cycle { .. } | Per::Ever => match most {
                Most::Share { numerator, denominator } if numerator >= denominator => amount,
                Most::Share { .. } | Most::Amount(_) => self.capped_by_place(i, most),
            },
        }
    }

    /// The most, of a share without bound.
    fn most(&self, most: &Most) -> Range {
        match most {
            Most::Amount(most) => {
                let scene = Scene { event: None, ..self.scene };
                let found = amount(scene, most);
                Range { low: found.low.max(ZERO), high: found.high.max(ZERO) }
            }
            Most::Share { .. } => Range::any_amount(),
        }
    }

    /// The most in one place.
    fn most_at(&self, most: &Most, from: i64, to: i64) -> Range {
        let Most::Share { numerator, denominator } = most else { return self.most(most) };
        let surely = |j: &usize| {
            let One { held, filter, place, date, .. } = &self.all[*j];
            held.counts.is_true() && filter.is_false() && *place == Place::At(from, to) && date.is_some()
        };
        let possibly = |j: &usize| {
            let One { held, filter, place, date, .. } = &self.all[*j];
            held.counts.yes
                && filter.no
                && *place != Place::Nowhere
                && (*place == Place::At(from, to) || date.is_none())
        };
        let all = || 0..self.all.len();
        let low = self.sum(all().filter(surely), |amount| amount.low);
        let mut high = self.sum(all().filter(possibly), |amount| amount.high);
        if self.may_be_preceded(to) {
            high = Bound::Above;
        }
        let of = |others: Bound| match others {
            Bound::At(others) => Bound::At(
                others
                    .times(*numerator, denominator - numerator)
                    .rounded(Rounding::Down, Number::from_decimal(Decimal::from_millionths(1))),
            ),
            Bound::Below | Bound::Above => others,
        };
        Range { low: of(low), high: of(high) }
    }

    fn capped_by_place(&self, i: usize, most: &Most) -> Range {
        let amount = self.amount(i);
        let Some(day) = self.all[i].date else {
            return rest(amount, Range { low: ZERO, ..self.most(most) }, Range::exactly(Number::ZERO));
        };
        let (from, to) = match self.all[i].place {
            Place::Nowhere => return amount,
            Place::At(from, to) => (from, to),
            Place::Unknown => {
                let before = self.others(i).filter(|&j| self.all[j].date.is_none_or(|other| other <= day));
                let high = self.sum(before, |amount| amount.high);
                let low = rest(amount, self.most(most), Range { low: ZERO, high }).low;
                return Range { low: if self.may_be_preceded(day) { ZERO } else { low }, ..amount };
            }
        };
        let place = Place::At(from, to);
        let here = |j: &usize| self.all[*j].place == place && self.all[*j].date.is_some();
        let of_day: Vec<usize> = (0..self.all.len())
            .filter(|&j| self.is_possible(j) && here(&j) && self.all[j].date == Some(day))
            .collect();
        let is_ordered = of_day.iter().all(|&j| self.is_exact(j));
        let tie = self.tie(of_day.iter().copied().filter(|&j| self.amount(j) == amount).collect());
        let surely_precedes = |j: usize, i: usize| {
            let (first, second) = (self.all[j].date, self.all[i].date);
            first < second
                || (first == second
                    && is_ordered
                    && (self.amount(j).low > self.amount(i).low
                        || (self.amount(j) == self.amount(i) && self.first_in_tie(&tie, j, i))))
        };
        let surely = self.others(i).filter(|&j| here(&j) && self.is_certain(j) && surely_precedes(j, i));
        let possibly = self.others(i).filter(|&j| {
            let may_share = self.all[j].date.is_none() || here(&j);
            may_share && !(here(&j) && surely_precedes(i, j))
        });
        let before = Range {
            low: self.sum(surely, |amount| amount.low),
            high: self.sum(possibly, |amount| amount.high),
        };
        let found = rest(amount, self.most_at(most, from, to), before);
        if self.may_be_preceded(day) { Range { low: ZERO, ..found } } else { found }
    }

    fn capped_by_day(&self, i: usize, most: Range) -> Range {
        let amount = self.amount(i);
        let One { date, days, .. } = self.all[i];
        let (Some(day), Some((first, last))) = (date, days) else {
            let lasts = self.scene.list(self.recognition.list).lasting.is_some();
            let high = if lasts { amount.high } else { amount.high.min(most.high) };
            return Range { low: ZERO, high };
        };
        let has_days = |j: usize| self.all[j].date.is_some() && self.all[j].days.is_some();
        // The stretch grows until no event shares a day with one of it.
        let mut stretch = vec![i];
        loop {
            let shares = |j: &usize| {
                let days = |j: usize| self.all[j].days.expect("known days");
                !stretch.contains(j)
                    && stretch.iter().any(|&k| days(*j).0 <= days(k).1 && days(k).0 <= days(*j).1)
            };
            let more: Vec<usize> = self.others(i).filter(|&j| has_days(j)).filter(shares).collect();
            if more.is_empty() {
                break;
            }
            stretch.extend(more);
        }
        let low = if self.may_be_preceded(day) { Some(ZERO) } else { None };
        if let Some(found) = self.day_by_day(&stretch, i, most) {
            let found = Bound::At(found);
            return Range { low: low.unwrap_or(found), high: found };
        }
        let before = self.others(i).filter(|&j| {
            let may_share = stretch.contains(&j) || !has_days(j);
            may_share && self.all[j].date.is_none_or(|other| other <= day)
        });
        let before = Range { low: ZERO, high: self.sum(before, |amount| amount.high) };
        let count = last - first + 1;
        let found = rest(amount, most.times(count, 1), before);
        Range { low: low.unwrap_or(found.low), ..found }
    }

    /// What an event takes in a stretch where all is known exactly.
    fn day_by_day(&self, stretch: &[usize], i: usize, most: Range) -> Option<Number> {
        let last = stretch.iter().filter_map(|&j| self.all[j].date).max()?;
        let others_may = (0..self.all.len()).any(|j| {
            let One { date, days, .. } = self.all[j];
            self.is_possible(j) && (date.is_none() || days.is_none()) && date.is_none_or(|date| date <= last)
        });
        let is_known = |&j: &usize| self.is_certain(j) && self.is_exact(j);
        if others_may || most.low != most.high || !stretch.iter().all(is_known) {
            return None;
        }
        let mut order = Vec::new();
        for &j in stretch {
            let is_tied =
                |&k: &usize| self.all[k].date == self.all[j].date && self.amount(k) == self.amount(j);
            let tie = self.tie(stretch.iter().copied().filter(is_tied).collect());
            let unsettled =
                |&k: &usize| k != j && !self.first_in_tie(&tie, j, k) && !self.first_in_tie(&tie, k, j);
            if tie.events.iter().any(unsettled) {
                return None;
            }
            let place = tie.events.iter().filter(|&&k| k != j && self.first_in_tie(&tie, k, j)).count();
            order.push((self.all[j].date, std::cmp::Reverse(self.amount(j).low), place, j));
        }
        order.sort_unstable();
        let (Bound::At(most), mut taken) = (most.low, std::collections::BTreeMap::<i64, Number>::new())
        else {
            return None;
        };
        for (_, _, _, j) in order {
            let Bound::At(mut missing) = self.amount(j).low else { return None };
            let amount = missing;
            let (first, last) = self.all[j].days?;
            for day in first..=last {
                let used = taken.get(&day).copied().unwrap_or(Number::ZERO);
                let here = missing.min(most.plus(used.negated()));
                taken.insert(day, used.plus(here));
                missing = missing.plus(here.negated());
            }
            if j == i {
                return Some(amount.plus(missing.negated()));
            }
        }
        None
    }

    // ---- Repeats ----

    fn once(&self, i: usize, by: &[FieldId], keep: Keep) -> Truth {
        let One { held, place, .. } = self.all[i];
        if place == Place::Nowhere {
            return held.counts;
        }
        let key = |j: usize| -> Option<(Place, Vec<Fact>)> {
            if self.all[j].place == Place::Unknown {
                return None;
            }
            let facts: Option<Vec<Fact>> = by.iter().map(|field| self.fact(j, field.index())).collect();
            Some((self.all[j].place, facts?))
        };
        let Some(own) = key(i) else { return Truth { no: true, ..held.counts } };
        let same = |&j: &usize| key(j).is_some_and(|other| other == own);
        let Place::At(_, last) = place else { return held.counts };
        let is_tied = |&j: &usize| {
            self.is_possible(j)
                && same(&j)
                && self.all[j].date == self.all[i].date
                && self.is_exact(j)
                && self.amount(j) == self.amount(i)
        };
        let tie = self.tie((0..self.all.len()).filter(is_tied).collect());
        let precedes = |j: usize, i: usize| {
            let (first, second) = (self.all[j].date, self.all[i].date);
            let both = first.zip(second);
            let earlier = match keep {
                Keep::Highest | Keep::First => both.is_some_and(|(first, second)| first < second),
                Keep::Last => both.is_some_and(|(first, second)| first > second),
            };
            let (low, high) = (self.amount(j).low, self.amount(i).high);
            let are_tied = both.is_some() && tie.events.contains(&j) && tie.events.contains(&i);
            let in_tie = are_tied && self.first_in_tie(&tie, j, i);
            match keep {
                Keep::Highest => low > high || (low == high && earlier) || in_tie,
                Keep::First | Keep::Last => {
                    earlier || (both.is_some_and(|(first, second)| first == second) && low > high) || in_tie
                }
            }
        };
        if self.others(i).any(|j| same(&j) && self.is_certain(j) && precedes(j, i)) {
            return Truth::FALSE;
        }
        let may_come = match (keep, self.all[i].date) {
            (Keep::First, Some(day)) => self.may_be_preceded(day),
            (Keep::First, None) => self.scene.side == Side::Ever,
            (Keep::Highest | Keep::Last, _) => self.may_be_preceded(last),
        };
        let wins = !may_come && self.others(i).all(|j| (key(j).is_some() && !same(&j)) || precedes(i, j));
        if wins { held.counts } else { Truth { no: true, ..held.counts } }
    }
}

/// Where an event of a date falls.
fn place(scene: Scene<'_>, per: &Per, dated: Option<i64>) -> Place {
    if *per == Per::Ever {
        return Place::At(i64::MIN, i64::MAX);
    }
    let Some(day) = dated else { return Place::Unknown };
    let found = match per {
        Per::Event => return Place::Unknown,
        Per::Day | Per::Ever => Some((day, day)),
        Per::Period(PeriodRef::BuiltIn(period)) => {
            let date = date_of(day).expect("a day of the calendar");
            let first =
                |year, month| NaiveDate::from_ymd_opt(year, month, 1).map(number_of).expect("a month");
            Some(match (period, date.year(), date.month()) {
                (BuiltInPeriod::Year, year, _) => (first(year, 1), first(year + 1, 1) - 1),
                (BuiltInPeriod::Month, year, 12) => (first(year, 12), first(year + 1, 1) - 1),
                (BuiltInPeriod::Month, year, month) => (first(year, month), first(year, month + 1) - 1),
            })
        }
        Per::Period(PeriodRef::Named(period)) => scene.plan.periods[period.index()]
            .occurrences
            .iter()
            .map(|one| (number_of(one.from), number_of(one.to)))
            .find(|&(from, to)| (from..=to).contains(&day)),
        Per::Cycle { every, from } => {
            let scene = Scene { event: None, ..scene };
            let Some(start) = date(scene, from).known() else { return Place::Unknown };
            let begin = |n: u32| {
                let span = Span { months: every.months * n, days: every.days * n };
                span.after(start).map(number_of).expect("a day of the calendar")
            };
            (0..)
                .map(|n| (begin(n), begin(n + 1) - 1))
                .take_while(|(from, _)| *from <= day)
                .find(|(_, to)| day <= *to)
        }
    };
    found.map_or(Place::Nowhere, |(from, to)| Place::At(from, to))
}
