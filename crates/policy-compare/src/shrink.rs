//! Making a record that shows something as small as it can be.

use policy_core::Decimal;

use crate::scene::{Fact, Happening, Scene};

/// Leaves out every event, fact and field without which the record still shows the same.
pub(crate) fn shrink(mut scene: Scene, shows: &dyn Fn(&Scene) -> bool) -> Scene {
    let try_without = |scene: &mut Scene, change: &dyn Fn(&mut Scene)| {
        let mut smaller = scene.clone();
        change(&mut smaller);
        let is_enough = shows(&smaller);
        if is_enough {
            *scene = smaller;
        }
        is_enough
    };
    // From the end, so that the places of what is still to be tried stay the same.
    for event in (0..scene.events.len()).rev() {
        try_without(&mut scene, &|scene| drop(scene.events.remove(event)));
    }
    for group in (0..scene.members.len()).rev() {
        if !try_without(&mut scene, &|scene| drop(scene.members.remove(group))) {
            shrink_member(&mut scene, group, &try_without);
        }
    }
    for fact in (0..scene.facts.len()).rev() {
        try_without(&mut scene, &|scene| drop(scene.facts.remove(fact)));
    }
    for event in 0..scene.events.len() {
        let fields = scene.events.get(event).map_or(0, |event| event.fields.len());
        for field in (0..fields).rev() {
            try_without(&mut scene, &|scene| {
                if let Some(Happening { fields, .. }) = scene.events.get_mut(event) {
                    fields.remove(field);
                }
            });
        }
    }
    for event in 0..scene.events.len() {
        let fields = scene.events.get(event).map_or(0, |event| event.fields.len());
        for field in 0..fields {
            for plain in PLAIN {
                let plain = Decimal::from_millionths(plain);
                let is_simpler = |fact: &Fact| matches!(fact, Fact::Amount(amount) if *amount > plain);
                let known = scene.events.get(event).and_then(|event| event.fields.get(field));
                if !known.is_some_and(|(_, fact)| is_simpler(fact)) {
                    break;
                }
                let is_enough = try_without(&mut scene, &|scene| {
                    let fact = scene.events.get_mut(event).and_then(|event| event.fields.get_mut(field));
                    if let Some((_, fact)) = fact {
                        *fact = Fact::Amount(plain);
                    }
                });
                if is_enough {
                    break;
                }
            }
        }
    }
    scene
}

/// Amounts that are easily read, the least first.
const PLAIN: [i64; 8] =
    [1_000_000, 2_000_000, 4_000_000, 6_000_000, 8_000_000, 10_000_000, 30_000_000, 100_000_000];

/// Changes a record where it still shows the same afterwards, and says whether it does.
type TryWithout<'t> = dyn Fn(&mut Scene, &dyn Fn(&mut Scene)) -> bool + 't;

/// Leaves out what is not needed of members who are alike.
fn shrink_member(scene: &mut Scene, group: usize, try_without: &TryWithout<'_>) {
    let each = |scene: &mut Scene, change: &dyn Fn(&mut Scene)| {
        if let Some(group) = scene.members.get_mut(group) {
            change(&mut group.each);
        }
    };
    let Some(member) = scene.members.get(group).map(|group| group.each.clone()) else { return };
    for event in (0..member.events.len()).rev() {
        try_without(scene, &|scene| each(scene, &|member| drop(member.events.remove(event))));
    }
    for fact in (0..member.facts.len()).rev() {
        try_without(scene, &|scene| each(scene, &|member| drop(member.facts.remove(fact))));
    }
    let events = scene.members.get(group).map_or(0, |group| group.each.events.len());
    for event in 0..events {
        let fields = member.events.get(event).map_or(0, |event| event.fields.len());
        for field in (0..fields).rev() {
            try_without(scene, &|scene| {
                each(scene, &|member| {
                    let event = member.events.get_mut(event).filter(|event| field < event.fields.len());
                    if let Some(event) = event {
                        event.fields.remove(field);
                    }
                });
            });
        }
    }
}
