//! No more than so much of what falls on one day, where events may last several.

use std::collections::BTreeMap;

use crate::EventList;
use crate::evaluate::Range;
use crate::evaluate::credit::cap::{Total, ceiling, left, wide};
use crate::evaluate::credit::place::Ceiling;
use crate::evaluate::credit::step::{Left, Sight};

/// Events of which it is not known on which days they are.
#[derive(Default)]
struct Elsewhere {
    /// Their dates, those that are missing first.
    dates: Vec<Option<i64>>,
    /// The highs of all up to each.
    highs: Vec<i128>,
}

impl Elsewhere {
    /// The highs of all that may be dated on a day or before.
    fn until(&self, date: i64) -> i128 {
        let count = self.dates.partition_point(|own| *own <= Some(date));
        count.checked_sub(1).and_then(|last| self.highs.get(last)).copied().unwrap_or(0)
    }

    /// Whether none of them may be dated on a day or before.
    fn is_later_than(&self, date: i64) -> bool {
        self.dates.first().is_none_or(|first| *first > Some(date))
    }
}

/// An event with known days.
#[derive(Clone, Copy)]
struct Lasting {
    first: i64,
    last: i64,
    date: i64,
    item: usize,
}

impl Lasting {
    fn days(self) -> i128 {
        i128::from(self.last) - i128::from(self.first) + 1
    }
}

/// What is left of each event where the events of a day share it.
pub(super) fn share(sight: &Sight<'_, '_>, most: &Ceiling, declared: &EventList, out: &mut Left) {
    let most = ceiling(sight, most);
    let (mut lasting, mut others) = (Vec::new(), Vec::new());
    for item in sight.possible() {
        match (sight.items[item].date, sight.items[item].days) {
            (Some(date), Some((first, last))) => lasting.push(Lasting { first, last, date, item }),
            (date, _) => others.push((date, item)),
        }
    }
    others.sort_unstable();
    let mut elsewhere = Elsewhere::default();
    let mut sum = 0;
    for &(date, item) in &others {
        let amount = sight.amount(item);
        let high = if declared.lasting.is_some() { wide(amount.high) } else { most.high };
        out.set(sight, item, left(amount, Total { low: 0, high }, Total::default()));
        sum += wide(amount.high);
        elsewhere.dates.push(date);
        elsewhere.highs.push(sum);
    }
    lasting.sort_unstable_by_key(|event| (event.first, event.last));
    let mut from = 0;
    while from < lasting.len() {
        let mut to = from;
        let mut last = lasting[from].last;
        while lasting.get(to).is_some_and(|event| event.first <= last) {
            last = last.max(lasting[to].last);
            to += 1;
        }
        stretch(sight, &mut lasting[from..to], &elsewhere, most, out);
        from = to;
    }
    out.beside(sight, others.iter().map(|(_, item)| *item));
}

/// What is left of the events of a stretch.
fn stretch(
    sight: &Sight<'_, '_>,
    events: &mut [Lasting],
    elsewhere: &Elsewhere,
    most: Total,
    out: &mut Left,
) {
    let amount = |event: &Lasting| sight.amount(event.item);
    events.sort_unstable_by_key(|event| (event.date, std::cmp::Reverse(amount(event).low)));
    let is_alone = events.last().is_none_or(|last| elsewhere.is_later_than(last.date));
    let is_known = |event: &Lasting| sight.is_certain(event.item) && amount(event).low == amount(event).high;
    let mut is_exact = is_alone && most.low == most.high && events.iter().all(is_known);
    if is_exact {
        for tie in events.chunk_by_mut(|left, right| left.date == right.date && amount(left) == amount(right))
        {
            if tie.len() > 1 {
                let mut items: Vec<usize> = tie.iter().map(|event| event.item).collect();
                if !sight.ties.settle(&mut items, sight.items) {
                    is_exact = false;
                    out.unsettled(sight, &items);
                }
                let place = |event: &Lasting| items.iter().position(|item| *item == event.item);
                tie.sort_by_cached_key(place);
            }
        }
    }
    if is_exact {
        let mut diary = Diary::new(i64::try_from(most.low).unwrap_or(i64::MAX));
        for event in events.iter() {
            let found = amount(event).low;
            let taken = diary.take(event.first, event.last, found);
            let low = if sight.side.may_be_preceded(event.date) { 0 } else { taken };
            out.set(sight, event.item, Range { low, high: taken });
        }
    } else {
        bounded(sight, events, elsewhere, most, out);
    }
    out.group(sight, events.iter().map(|event| event.item));
}

/// What is left where not all is known: all others that may come before may take what they can.
fn bounded(sight: &Sight<'_, '_>, events: &[Lasting], elsewhere: &Elsewhere, most: Total, out: &mut Left) {
    let high = |item: usize| wide(sight.amount(item).high);
    let mut before = 0;
    for day in events.chunk_by(|left, right| left.date == right.date) {
        before += day.iter().map(|event| high(event.item)).sum::<i128>();
        for event in day {
            let amount = sight.amount(event.item);
            let room = Total { low: times(most.low, event.days()), high: times(most.high, event.days()) };
            let others = before - wide(amount.high) + elsewhere.until(event.date);
            let mut rest = left(amount, room, Total { low: 0, high: others });
            if sight.side.may_be_preceded(event.date) {
                rest.low = 0;
            }
            out.set(sight, event.item, rest);
        }
    }
}

fn times(amount: i128, days: i128) -> i128 {
    amount.saturating_mul(days)
}

/// What is left of each day, as events take from it.
struct Diary {
    most: i64,
    /// Days of which something has been taken: the last of them and what is left of each, by the first.
    taken: BTreeMap<i64, (i64, i64)>,
}

impl Diary {
    fn new(most: i64) -> Self {
        Self { most, taken: BTreeMap::new() }
    }

    /// Takes from each day what is left of it, from the first on, until the event has its amount.
    ///
    /// Behind an event all its days are full but the last that it took from: these become one piece, so that
    /// no piece is gone through often.
    fn take(&mut self, first: i64, last: i64, amount: i64) -> i64 {
        if self.most <= 0 {
            return 0;
        }
        let mut missing = amount;
        let mut day = first;
        while day <= last && missing > 0 {
            let holding = self.taken.range(..=day).next_back().map(|(from, piece)| (*from, *piece));
            if let Some((from, (to, left))) = holding.filter(|(_, (to, _))| *to >= day) {
                let taken = left.min(missing);
                missing -= taken;
                // Only a single day is ever left in part.
                self.taken.insert(from, (to, left - taken));
                if taken == left {
                    day = to + 1;
                }
                continue;
            }
            let next = self.taken.range(day..).next().map_or(last, |(from, _)| (from - 1).min(last));
            let whole = (missing / self.most).min(next - day + 1);
            if whole > 0 {
                self.taken.insert(day, (day + whole - 1, 0));
                missing -= whole * self.most;
                day += whole;
            } else {
                self.taken.insert(day, (day, self.most - missing));
                missing = 0;
            }
        }
        self.join(first, day - 1);
        amount - missing
    }

    /// Makes one piece of full days.
    fn join(&mut self, first: i64, last: i64) {
        if first > last {
            return;
        }
        let (mut from, mut to) = (first, last);
        let inside: Vec<i64> = self
            .taken
            .range(..=last)
            .rev()
            .map_while(|(start, (end, left))| (*end >= first && *left == 0).then_some(*start))
            .collect();
        for start in inside {
            if let Some((end, _)) = self.taken.remove(&start) {
                from = from.min(start);
                to = to.max(end);
            }
        }
        self.taken.insert(from, (to, 0));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn events_take_from_their_days_as_counting_day_by_day_does() {
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..300 {
            let most = i64::try_from(next(9)).unwrap();
            let mut diary = Diary::new(most);
            let mut days: HashMap<i64, i64> = HashMap::new();
            for _ in 0..30 {
                let first = i64::try_from(next(30)).unwrap();
                let last = first + i64::try_from(next(8)).unwrap();
                let amount = i64::try_from(next(40)).unwrap();
                let mut missing = amount;
                for day in first..=last {
                    let left = days.entry(day).or_insert(most);
                    let taken = missing.min(*left);
                    *left -= taken;
                    missing -= taken;
                }
                assert_eq!(diary.take(first, last, amount), amount - missing);
            }
        }
    }

    #[test]
    fn many_long_events_are_no_harder_than_short_ones() {
        let mut diary = Diary::new(1);
        for event in 0..20_000 {
            assert_eq!(diary.take(event * 2, event * 2, 1), 1);
        }
        for event in 0..20_000 {
            assert_eq!(diary.take(0, 3_000_000, 100), 100, "{event}");
        }
    }
}
