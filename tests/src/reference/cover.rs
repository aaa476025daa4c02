//! How much of a window events cover that last: counted day by day.

use std::collections::BTreeSet;

use policy_core::Span;
use policy_core::plan::{Condition, Source, Window};

use super::day::{BEGINNING, END, date_of, number_of};
use super::event::{list_of, taken};
use super::scene::{Scene, Side};
use super::truth::Truth;
use super::window::{compare_days, stretch};

/// Whether the scene's event lasts over the whole window, which must hold a day.
pub(super) fn span_covers(scene: Scene<'_>, window: &Window) -> Truth {
    let Some(event) = scene.event else { return Truth::OPEN };
    let Some((first, last)) = scene.list(event.list).lasting else { return Truth::FALSE };
    let window = stretch(scene, window);
    let begins_by =
        compare_days(scene.day_of_event(event, first), policy_core::plan::Operator::AtMost, window.start);
    let ends_by =
        compare_days(scene.day_of_event(event, last), policy_core::plan::Operator::AtLeast, window.end);
    begins_by.and(ends_by).and(window.is_empty().negated())
}

/// Whether events cover `length` of the window.
pub(super) fn events_cover(
    scene: Scene<'_>,
    source: Source,
    filter: &Condition,
    window: &Window,
    length: Span,
) -> Truth {
    let list = list_of(source).expect("events last, members do not");
    let Some((first, last)) = scene.list(list).lasting else { return Truth::FALSE };
    let window = stretch(scene, window);
    let Some(taken) = taken(scene, source, filter, None) else { return Truth::OPEN };
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
    // An event that goes by a later day than its first may come to light after the window has closed.
    let is_late = scene.list(list).dated != first && window.widest().is_some();
    let may_still = scene.side == Side::Ever && (window.is_open(scene.as_of) || is_late);
    Truth { yes: reaches(&possibly, length) || may_still, no: !reaches(&surely, length) }
}

/// Whether these stretches of days, taken together, reach the length.
fn reaches(stretches: &[(i64, i64)], length: Span) -> bool {
    let stretches: Vec<(i64, i64)> = stretches.iter().copied().filter(|(from, to)| from <= to).collect();
    // A stretch without an end reaches any length.
    if stretches.iter().any(|&(from, to)| from == BEGINNING || to == END) {
        return true;
    }
    let days: BTreeSet<i64> = stretches.iter().flat_map(|&(from, to)| from..=to).collect();
    if length.months == 0 {
        return days.len() as u64 >= u64::from(length.days);
    }
    days.iter().any(|&first| {
        let end = date_of(first).and_then(|first| length.after(first)).map(number_of);
        end.is_some_and(|end| (first..end).all(|day| days.contains(&day)))
    })
}
