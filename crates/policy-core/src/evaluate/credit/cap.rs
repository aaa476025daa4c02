//! No more than so much of what falls into one place.

use std::collections::HashMap;

use crate::evaluate::Range;
use crate::evaluate::aggregate::Share;
use crate::evaluate::credit::place::{Ceiling, Place};
use crate::evaluate::credit::step::{Left, Side, Sight};
use crate::evaluate::range::ABOVE;

/// Far more than all amounts of a record together; as many of these as a record has events can still be added up.
pub(super) const ENDLESS: i128 = 1 << 100;

/// A bound as a number that can be added up.
pub(super) fn wide(bound: i64) -> i128 {
    if bound == ABOVE { ENDLESS } else { i128::from(bound) }
}

/// The least and the most that some events, or a ceiling, come to.
#[derive(Clone, Copy, Default)]
pub(super) struct Total {
    pub low: i128,
    pub high: i128,
}

impl Total {
    pub fn add(&mut self, amount: Range, is_certain: bool) {
        *self = self.with(amount, is_certain);
    }

    fn with(self, amount: Range, is_certain: bool) -> Self {
        let low = if is_certain { self.low + wide(amount.low) } else { self.low };
        Self { low, high: self.high + wide(amount.high) }
    }
}

/// What is left of `amount` after `before` took from `most`.
pub(super) fn left(amount: Range, most: Total, before: Total) -> Range {
    let clamp = |room: i128, bound: i64| {
        if room >= wide(bound) { bound } else { i64::try_from(room.max(0)).unwrap_or(bound) }
    };
    Range { low: clamp(most.low - before.high, amount.low), high: clamp(most.high - before.low, amount.high) }
}

/// The ceiling of a plain amount on a side.
pub(super) fn ceiling(sight: &Sight<'_, '_>, ceiling: &Ceiling) -> Total {
    match ceiling {
        Ceiling::Amount(most) => {
            let most = match sight.side {
                Side::Now => most.now,
                Side::Ever(_) => most.ever,
            };
            Total { low: wide(most.low), high: wide(most.high) }
        }
        Ceiling::Share(_) => Total { low: 0, high: ENDLESS },
    }
}

/// What is left of each event by itself.
pub(super) fn each(sight: &Sight<'_, '_>, most: &Ceiling, out: &mut Left) {
    let most = ceiling(sight, most);
    for item in sight.possible() {
        out.set(sight, item, left(sight.amount(item), most, Total::default()));
    }
}

/// What is left of each event where events of one place share.
pub(super) fn share(sight: &Sight<'_, '_>, places: &[Place], most: &Ceiling, out: &mut Left) {
    if matches!(most, Ceiling::Share(None)) {
        return;
    }
    let (mut placed, mut dateless, mut anywhere) = (Vec::new(), Vec::new(), Vec::new());
    for item in sight.possible() {
        match (places[item], sight.items[item].date) {
            (Place::Nowhere, _) => {}
            (_, None) => dateless.push(item),
            (Place::Unknown, Some(_)) => anywhere.push(item),
            (Place::At(place, _), Some(day)) => placed.push((place, day, item)),
        }
    }
    let others = Others::of(sight, places, most);
    let mut beside = Total::default();
    for &item in &dateless {
        beside.add(sight.amount(item), false);
        let high = ceiling(sight, most).high;
        out.set(sight, item, left(sight.amount(item), Total { low: 0, high }, Total::default()));
    }
    placed.sort_unstable();
    for same in placed.chunk_by(|left, right| left.0 == right.0) {
        let most = others.ceiling(sight, most, same[0].0);
        let mut before = beside;
        for day in same.chunk_by(|left, right| left.1 == right.1) {
            one_day(sight, day, most, &mut before, out);
        }
        out.group(sight, same.iter().map(|(_, _, item)| *item));
    }
    // Where it is not known when cycles begin, all may share a place.
    anywhere.sort_unstable_by_key(|&item| sight.items[item].date);
    let most = ceiling(sight, most);
    let mut before = beside.high;
    for day in anywhere.chunk_by(|&left, &right| sight.items[left].date == sight.items[right].date) {
        let on_day: i128 = day.iter().map(|&item| wide(sight.amount(item).high)).sum();
        for &item in day {
            let amount = sight.amount(item);
            let others = before + on_day - wide(amount.high);
            let is_last = sight.items[item].date.is_some_and(|day| sight.side.may_be_preceded(day));
            let rest = left(amount, most, Total { low: 0, high: others });
            out.set(sight, item, Range { low: if is_last { 0 } else { rest.low }, ..amount });
        }
        before += on_day;
    }
    out.group(sight, anywhere.iter().copied());
    out.beside(sight, dateless.iter().copied());
}

/// What is left of the events of one day in a place, after those `before`.
fn one_day(
    sight: &Sight<'_, '_>,
    day: &[(i64, i64, usize)],
    most: Total,
    before: &mut Total,
    out: &mut Left,
) {
    let mut items: Vec<usize> = day.iter().map(|(_, _, item)| *item).collect();
    let is_exact = |item: &usize| sight.amount(*item).low == sight.amount(*item).high;
    let in_order = items.iter().all(is_exact);
    items.sort_unstable_by_key(|item| std::cmp::Reverse(sight.amount(*item).low));
    for tie in items.chunk_by_mut(|left, right| !in_order || sight.amount(*left) == sight.amount(*right)) {
        let is_settled = in_order && sight.ties.settle(tie, sight.items);
        if in_order && !is_settled {
            out.unsettled(sight, tie);
        }
        let together: i128 = tie.iter().map(|item| wide(sight.amount(*item).high)).sum();
        let first = *before;
        for &item in tie.iter() {
            let (amount, is_certain) = (sight.amount(item), sight.is_certain(item));
            let others = if is_settled {
                *before
            } else {
                Total { low: first.low, high: first.high + together - wide(amount.high) }
            };
            let mut rest = left(amount, most, others);
            if sight.side.may_be_preceded(day[0].1) {
                rest.low = 0;
            }
            out.set(sight, item, rest);
            before.add(amount, is_certain);
        }
    }
}

/// What else counts in each place, of which a share is let through.
struct Others {
    places: HashMap<i64, Total>,
    /// The highs of those that may fall into any place.
    anywhere: i128,
}

impl Others {
    fn of(sight: &Sight<'_, '_>, places: &[Place], most: &Ceiling) -> Self {
        let mut others = Self { places: HashMap::new(), anywhere: 0 };
        if matches!(most, Ceiling::Amount(_)) {
            return others;
        }
        for (item, place) in places.iter().enumerate() {
            let (held, filter) = (sight.held(item), sight.filter(item));
            if held.share == Share::None {
                continue;
            }
            let dated = sight.items[item].date.is_some();
            if let (Place::At(place, last), true) = (*place, dated) {
                let total = others.places.entry(place).or_default();
                if sight.side.may_be_preceded(last) {
                    total.high = total.high.max(ENDLESS);
                }
                if filter.no {
                    total.add(held.amount, held.share == Share::Certain && !filter.yes);
                }
            } else if filter.no && *place != Place::Nowhere {
                others.anywhere += wide(held.amount.high);
            }
        }
        others
    }

    /// How much may count in a place.
    fn ceiling(&self, sight: &Sight<'_, '_>, most: &Ceiling, place: i64) -> Total {
        let Ceiling::Share(Some((part, rest))) = most else { return ceiling(sight, most) };
        let others = self.places.get(&place).copied().unwrap_or_default();
        let of = |amount: i128| match amount {
            endless if endless >= ENDLESS => ENDLESS,
            amount => amount * i128::from(*part) / i128::from(*rest),
        };
        Total { low: of(others.low), high: of(others.high + self.anywhere) }
    }
}
