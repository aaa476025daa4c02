//! Of events that are the same, only one counts.

use crate::FieldId;
use crate::evaluate::aggregate::Share;
use crate::evaluate::credit::place::Place;
use crate::evaluate::credit::step::{Left, Side, Sight};
use crate::evaluate::credit::{Held, Item};
use crate::evaluate::range::ABOVE;
use crate::plan::Keep;
use crate::record::MISSING;

/// An event that may be the same as another.
#[derive(Clone, Copy)]
struct Rival {
    item: usize,
    /// The earlier the better; later ones where the last is kept.
    date: Option<i64>,
    low: i64,
    high: i64,
    /// Its place in the order of its tie; `None` where that is not settled.
    rank: Option<usize>,
    /// Which tie.
    tie: usize,
    is_certain: bool,
}

/// Whether the value of a field is missing.
pub(super) fn is_missing(item: &Item<'_>, field: FieldId) -> bool {
    word(item, field) == MISSING
}

fn word(item: &Item<'_>, field: FieldId) -> i64 {
    item.event.row.get(field.index()).copied().unwrap_or(MISSING)
}

/// Says which events still count.
pub(super) fn keep(sight: &Sight<'_, '_>, by: &[FieldId], keep: Keep, places: &[Place], out: &mut Left) {
    let mut same: Vec<(i64, i64, Rival)> = Vec::with_capacity(sight.items.len());
    let mut elsewhere = Vec::new();
    for item in sight.possible() {
        let rival = rival(sight, item, keep);
        let is_known = || by.iter().all(|field| !is_missing(&sight.items[item], *field));
        match places[item] {
            Place::Nowhere => {}
            Place::At(place, last) if is_known() => same.push((place, last, rival)),
            Place::At(..) | Place::Unknown => elsewhere.push(rival),
        }
    }
    let words = |item: usize| by.iter().map(move |field| word(&sight.items[item], *field));
    let compare = |left: &(i64, i64, Rival), right: &(i64, i64, Rival)| {
        left.0.cmp(&right.0).then_with(|| words(left.2.item).cmp(words(right.2.item)))
    };
    let possible = |rival: &Rival| Held { share: Share::Possible, ..sight.held(rival.item) };
    for rival in &elsewhere {
        out.hold(sight, rival.item, possible(rival));
    }
    same.sort_by(compare);
    let mut rivals: Vec<Rival> = Vec::with_capacity(same.len());
    for group in same.chunk_by(|left, right| compare(left, right).is_eq()) {
        let last = group[0].1;
        rivals.clear();
        rivals.extend(group.iter().map(|(_, _, rival)| *rival));
        settle(sight, &mut rivals, keep, out);
        let best = rivals[0];
        let best_certain = rivals.iter().find(|rival| rival.is_certain).copied();
        let others = rivals.iter().skip(1).chain(&elsewhere);
        let wins = others.into_iter().all(|other| best.precedes(other, keep))
            && !may_still_lose(sight, &best, keep, last);
        for rival in &rivals {
            let loses_to = best_certain.filter(|best| best.item != rival.item && best.precedes(rival, keep));
            if let Some(kept) = loses_to {
                out.hold(sight, rival.item, Held { share: Share::None, ..sight.held(rival.item) });
                if sight.side == Side::Now {
                    out.kept[rival.item] = Some(kept.item);
                }
            } else if !(wins && rival.item == best.item) {
                out.hold(sight, rival.item, possible(rival));
            }
        }
        out.group(sight, rivals.iter().map(|rival| rival.item));
    }
    out.beside(sight, elsewhere.iter().map(|rival| rival.item));
}

fn rival(sight: &Sight<'_, '_>, item: usize, keep: Keep) -> Rival {
    let amount = sight.amount(item);
    let date = sight.items[item].date;
    Rival {
        item,
        date: match keep {
            Keep::Highest | Keep::First => date,
            Keep::Last => date.map(|date| -date),
        },
        low: amount.low,
        high: amount.high,
        rank: None,
        tie: item,
        is_certain: sight.is_certain(item),
    }
}

/// Puts rivals into the order in which they may win, and settles their ties.
fn settle(sight: &Sight<'_, '_>, rivals: &mut [Rival], keep: Keep, out: &mut Left) {
    let is_exact = |rival: &Rival| rival.low == rival.high;
    rivals.sort_by(|left, right| {
        // One without a date comes last.
        let dates = left.date.is_none().cmp(&right.date.is_none()).then(left.date.cmp(&right.date));
        let amounts = right.low.cmp(&left.low);
        let order = match keep {
            Keep::Highest => amounts.then(dates),
            Keep::First | Keep::Last => dates.then(amounts),
        };
        order.then(is_exact(right).cmp(&is_exact(left)))
    });
    let are_tied = |left: &Rival, right: &Rival| {
        left.date.is_some()
            && left.date == right.date
            && left.low == right.low
            && is_exact(left)
            && is_exact(right)
    };
    for tie in rivals.chunk_by_mut(are_tied).filter(|tie| tie.len() > 1) {
        let mut items: Vec<usize> = tie.iter().map(|rival| rival.item).collect();
        let is_settled = sight.ties.settle(&mut items, sight.items);
        if !is_settled {
            out.unsettled(sight, &items);
            continue;
        }
        // Each takes the place of the one that comes there.
        let mut of_item: Vec<Rival> = tie.to_vec();
        of_item.sort_unstable_by_key(|rival| rival.item);
        for (rank, (place, item)) in tie.iter_mut().zip(&items).enumerate() {
            if let Ok(found) = of_item.binary_search_by_key(item, |rival| rival.item) {
                *place = Rival { rank: Some(rank), tie: items[0], ..of_item[found] };
            }
        }
    }
}

impl Rival {
    /// Whether it precedes another one for sure.
    fn precedes(&self, other: &Self, keep: Keep) -> bool {
        let is_earlier = self.date.zip(other.date).is_some_and(|(own, other)| own < other);
        let is_same_day = self.date.is_some() && self.date == other.date;
        let in_tie = self.tie == other.tie && self.rank.is_some() && self.rank < other.rank;
        match keep {
            Keep::Highest => self.low > other.high || (self.low == other.high && is_earlier) || in_tie,
            Keep::First | Keep::Last => is_earlier || (is_same_day && self.low > other.high) || in_tie,
        }
    }
}

/// Whether an event that still comes may count in its place.
fn may_still_lose(sight: &Sight<'_, '_>, best: &Rival, keep: Keep, last: i64) -> bool {
    match keep {
        // Whatever still comes may be dated before one without a date.
        Keep::First => sight.side.may_be_preceded(best.date.unwrap_or(ABOVE)),
        Keep::Highest | Keep::Last => sight.side.may_be_preceded(last),
    }
}
