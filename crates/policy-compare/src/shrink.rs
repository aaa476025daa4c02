//! Making a record that shows something as small as it can be.

use crate::scene::{Happening, Scene};

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
    scene
}
