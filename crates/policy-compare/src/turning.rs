//! Looking for where a verdict turns: events are taken one after the other, or left out, and amounts narrowed down, until a
//! verdict has only just turned. Where the other rule has not turned there as well, the two differ.

use policy_core::{Decimal, Instance};

use crate::duel::Duel;
use crate::knobs::{Knob, fact, knobs, value, with_value};
use crate::scene::{Fact, Scene};

const ONE: i64 = 1_000_000;

/// What is found on the way from no events to all of a record.
pub(crate) enum Turned {
    /// A record that shows what is looked for.
    Shown(Scene),
    /// One in which a verdict has only just turned, so that every event matters.
    Barely(Scene),
}

/// Takes the events of a record one after the other, until the verdict of a rule is what it is with all of them; and then of the
/// last one only as much as that needs.
pub(crate) fn where_it_turns(
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
    let none = duel.look(&first(least), focus)?.unmet;
    let side = (0..2).find(|side| none[*side] != all[*side])?;
    let (mut few, mut many) = (least, scene.events.len());
    while many - few > 1 {
        let middle = few + (many - few) / 2;
        let found = first(middle);
        let look = duel.look(&found, focus)?;
        if look.shows {
            return Some(Turned::Shown(found));
        }
        if look.unmet[side] == none[side] { few = middle } else { many = middle }
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
        if duel.look(&before, focus)?.unmet[side] == none[side] {
            if let Some(found) = narrow(duel, &before, knob, (0, amount), focus, side) {
                return Some(Turned::Shown(found));
            }
            break;
        }
    }
    Some(Turned::Barely(barely))
}

/// Leaves out of a record what it can do without for the verdict of one rule to stay what it is: events, members, and of amounts as
/// much as can be. So what satisfies the one rule does so only just, which is where it is seen whether another asks for more.
pub(crate) fn descend(
    duel: &Duel<'_>,
    scene: Scene,
    focus: Instance,
    side: usize,
    stands_at: Option<usize>,
) -> Option<Turned> {
    let held = duel.look(&scene, focus)?.unmet[side];
    let mut scene = scene;
    // The event at which a rule stands stays, and so do those before it, which give it its place.
    let least = stands_at.map_or(0, |place| place + 1);
    let mut size = scene.events.len().saturating_sub(least);
    while size > 0 {
        let mut end = scene.events.len();
        while end > least {
            let start = end.saturating_sub(size).max(least);
            let mut fewer = scene.clone();
            drop(fewer.events.drain(start..end));
            let look = duel.look(&fewer, focus)?;
            if look.shows {
                return Some(Turned::Shown(fewer));
            }
            if look.unmet[side] == held {
                scene = fewer;
            }
            end = start;
        }
        size /= 2;
    }
    let is_amount = |knob: &Knob| match knob {
        Knob::Members(_) => true,
        Knob::Event(..) | Knob::Fact(_) | Knob::MemberFact(..) | Knob::MemberEvent(..) => {
            matches!(fact(&scene, *knob), Some(Fact::Amount(amount)) if *amount > Decimal::ZERO)
        }
    };
    let mut amounts: Vec<Knob> = knobs(&scene).into_iter().filter(is_amount).collect();
    amounts.dedup_by(|one, other| matches!((one, other), (Knob::Members(a), Knob::Members(b)) if a == b));
    for knob in amounts.into_iter().take(MOST_LOWERED) {
        let Some(most) = value(&scene, knob) else { continue };
        match lowered(duel, &scene, knob, most, focus, (side, held))? {
            Turned::Shown(found) => return Some(Turned::Shown(found)),
            Turned::Barely(lower) => scene = lower,
        }
    }
    Some(Turned::Barely(scene))
}

/// How many amounts of a record are lowered.
const MOST_LOWERED: usize = 12;

/// The record with the least amount, to the half of one, by which the verdict of a rule stays what it is.
fn lowered(
    duel: &Duel<'_>,
    scene: &Scene,
    knob: Knob,
    most: i64,
    focus: Instance,
    (side, held): (usize, bool),
) -> Option<Turned> {
    let steps = if matches!(knob, Knob::Members(_)) { [1, 1] } else { [ONE, ONE / 2] };
    let none = with_value(scene, knob, 0)?;
    let look = duel.look(&none, focus)?;
    if look.shows {
        return Some(Turned::Shown(none));
    }
    if look.unmet[side] == held {
        return Some(Turned::Barely(none));
    }
    let (mut less, mut enough) = (0, most);
    for step in steps {
        while enough - less > step {
            let middle = (less + (enough - less) / 2).div_euclid(step) * step;
            if middle <= less || middle >= enough {
                break;
            }
            let found = with_value(scene, knob, middle)?;
            let look = duel.look(&found, focus)?;
            if look.shows {
                return Some(Turned::Shown(found));
            }
            if look.unmet[side] == held { enough = middle } else { less = middle }
        }
    }
    with_value(scene, knob, enough).map(Turned::Barely)
}

/// Narrows down where the verdict of one rule turns as a value moves, and looks at both ends of what is left.
pub(crate) fn narrow(
    duel: &Duel<'_>,
    scene: &Scene,
    knob: Knob,
    (mut from, mut to): (i64, i64),
    focus: Instance,
    side: usize,
) -> Option<Scene> {
    // Amounts turn at whole and half figures first of all, and at millionths where it must be.
    let is_amount = matches!(fact(scene, knob), Some(Fact::Amount(_)));
    let before = duel.look(scene, focus)?.unmet[side];
    for step in if is_amount { [ONE, ONE / 2, 1] } else { [1, 1, 1] } {
        while (to - from).abs() > step {
            let middle = from + (to - from) / 2;
            let middle = if step > 1 { middle.div_euclid(step) * step } else { middle };
            if middle == from || middle == to {
                break;
            }
            let found = with_value(scene, knob, middle)?;
            let look = duel.look(&found, focus)?;
            if look.shows {
                return Some(found);
            }
            if look.unmet[side] == before { from = middle } else { to = middle }
        }
    }
    [from, to]
        .into_iter()
        .filter_map(|end| with_value(scene, knob, end))
        .find(|end| duel.shows(end).is_some())
}
