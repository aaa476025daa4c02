//! How long windows are, and how much of them events cover: days counted one by one, months one after the other.

use std::collections::BTreeSet;

use chrono::Months;
use policy_core::plan::{CalendarUnit, Covered};

use super::day::{BEGINNING, END, date_of, number_of};
use super::event::{list_of, taken};
use super::number::{Bound, Number, Range};
use super::scene::{Scene, Side};
use super::window::{Stretch, stretch};

/// How long the window can be.
pub(super) fn length(window: Stretch, unit: CalendarUnit) -> Range {
    let zero = Bound::At(Number::ZERO);
    let Some((first, last)) = window.widest() else { return Range::exactly(Number::ZERO) };
    // What surely has no beginning or no end has no length.
    if window.start.days == Some((BEGINNING, BEGINNING)) || window.end.days == Some((END, END)) {
        return Range::exactly(Number::ZERO);
    }
    let low = match window.narrowest() {
        Some((first, last)) if first != BEGINNING && last != END => measure(first, last, unit),
        Some(_) | None => zero,
    };
    Range { low, high: measure(first, last, unit) }
}

/// From the first to the last day.
fn measure(first: i64, last: i64, unit: CalendarUnit) -> Bound {
    if first == BEGINNING || last == END {
        return Bound::Above;
    }
    Bound::At(Number::whole(match unit {
        CalendarUnit::Days => last - first + 1,
        CalendarUnit::Months => {
            let mut count = 0;
            let mut begin = date_of(first).expect("a day of the calendar");
            while let Some(next) = begin.checked_add_months(Months::new(1)) {
                if number_of(next) - 1 > last {
                    break;
                }
                count += 1;
                begin = next;
            }
            count
        }
    }))
}

/// How much of the window events can cover.
pub(super) fn covered(scene: Scene<'_>, covered: &Covered) -> Range {
    let list = list_of(covered.source).expect("events last, members do not");
    let Some((first, last)) = scene.list(list).lasting else { return Range::exactly(Number::ZERO) };
    let window = stretch(scene, &covered.window);
    let zero = Bound::At(Number::ZERO);
    let all = window.widest().map_or(zero, |(first, last)| measure(first, last, covered.unit));
    let all_or_nothing = Range { low: zero, high: all };
    let Some(taken) = taken(scene, covered.source, &covered.filter, None) else { return all_or_nothing };
    let mut surely = Vec::new();
    let mut possibly = Vec::new();
    for taken in taken {
        let (begin, end) = (scene.day_of_event(taken.event, first), scene.day_of_event(taken.event, last));
        let (Some(begin), Some(end)) = (begin.days, end.days) else { continue };
        if let Some(clip) = window.widest() {
            possibly.push((begin.0.max(clip.0), end.1.min(clip.1)));
        }
        if let Some(clip) = window.narrowest()
            && taken.truth.is_true()
        {
            surely.push((begin.1.max(clip.0), end.0.min(clip.1)));
        }
    }
    let found = Range { low: added(&surely, covered.unit), high: added(&possibly, covered.unit) };
    let is_late = scene.list(list).dated != first && window.widest().is_some();
    let may_still = scene.side == Side::Ever && (window.is_open(scene.as_of) || is_late);
    if may_still { Range { high: all, ..found } } else { found }
}

/// The days of all stretches together, cut where a day is missing, each piece measured by itself.
fn added(stretches: &[(i64, i64)], unit: CalendarUnit) -> Bound {
    let stretches: Vec<(i64, i64)> = stretches.iter().copied().filter(|(from, to)| from <= to).collect();
    if stretches.iter().any(|&(from, to)| from == BEGINNING || to == END) {
        return Bound::Above;
    }
    let days: BTreeSet<i64> = stretches.iter().flat_map(|&(from, to)| from..=to).collect();
    let mut sum = Bound::At(Number::ZERO);
    let mut begin = None;
    for &day in &days {
        let first = *begin.get_or_insert(day);
        if !days.contains(&(day + 1)) {
            sum = sum.plus(measure(first, day, unit));
            begin = None;
        }
    }
    sum
}
