//! The values of a record that can be moved: facts, fields of events, how many members there are.

use chrono::{Datelike, NaiveDate};
use policy_core::{Decimal, FieldId, ListId, SubjectId};

use crate::scene::{Fact, Scene};

/// A value of a scene that can be moved.
#[derive(Clone, Copy)]
pub(crate) enum Knob {
    /// A fact of the subject.
    Fact(usize),
    /// A field of an event.
    Event(usize, usize),
    /// How many members of a group there are.
    Members(usize),
    /// A fact of the members of a group.
    MemberFact(usize, usize),
    /// A field of an event of theirs.
    MemberEvent(usize, usize, usize),
}

/// All values of a record that can be moved.
pub(crate) fn knobs(scene: &Scene) -> Vec<Knob> {
    let mut knobs: Vec<Knob> = (0..scene.facts.len()).map(Knob::Fact).collect();
    for (place, event) in scene.events.iter().enumerate() {
        knobs.extend((0..event.fields.len()).map(|field| Knob::Event(place, field)));
    }
    for (place, group) in scene.members.iter().enumerate() {
        // Most hangs on how many there are.
        knobs.extend([Knob::Members(place); 4]);
        knobs.extend((0..group.each.facts.len()).map(|fact| Knob::MemberFact(place, fact)));
        for (number, event) in group.each.events.iter().enumerate() {
            knobs.extend((0..event.fields.len()).map(|field| Knob::MemberEvent(place, number, field)));
        }
    }
    knobs
}

/// Of which kind of subject, of which list, and in which field a value is.
pub(crate) fn place(scene: &Scene, knob: Knob) -> Option<(SubjectId, Option<ListId>, FieldId)> {
    match knob {
        Knob::Fact(fact) => Some((scene.subject, None, scene.facts.get(fact)?.0)),
        Knob::Event(event, field) => {
            let event = scene.events.get(event)?;
            Some((scene.subject, Some(event.list), event.fields.get(field)?.0))
        }
        Knob::Members(_) => None,
        Knob::MemberFact(group, fact) => place(&scene.members.get(group)?.each, Knob::Fact(fact)),
        Knob::MemberEvent(group, event, field) => {
            place(&scene.members.get(group)?.each, Knob::Event(event, field))
        }
    }
}

/// What stands there.
pub(crate) fn fact(scene: &Scene, knob: Knob) -> Option<&Fact> {
    match knob {
        Knob::Fact(fact) => scene.facts.get(fact).map(|(_, fact)| fact),
        Knob::Event(event, field) => scene.events.get(event)?.fields.get(field).map(|(_, fact)| fact),
        Knob::Members(_) => None,
        Knob::MemberFact(group, of) => fact(&scene.members.get(group)?.each, Knob::Fact(of)),
        Knob::MemberEvent(group, event, field) => {
            fact(&scene.members.get(group)?.each, Knob::Event(event, field))
        }
    }
}

/// Puts something there.
pub(crate) fn set(scene: &mut Scene, knob: Knob, fact: Fact) {
    let place = match knob {
        Knob::Fact(place) => scene.facts.get_mut(place),
        Knob::Event(event, field) => {
            scene.events.get_mut(event).and_then(|event| event.fields.get_mut(field))
        }
        Knob::Members(_) => None,
        Knob::MemberFact(group, place) => {
            scene.members.get_mut(group).and_then(|group| group.each.facts.get_mut(place))
        }
        Knob::MemberEvent(group, event, field) => scene
            .members
            .get_mut(group)
            .and_then(|group| group.each.events.get_mut(event))
            .and_then(|event| event.fields.get_mut(field)),
    };
    if let Some((_, known)) = place {
        *known = fact;
    }
}

/// What a knob stands at, as a number: an amount, a day, how many.
pub(crate) fn value(scene: &Scene, knob: Knob) -> Option<i64> {
    if let Knob::Members(group) = knob {
        return scene.members.get(group).and_then(|group| i64::try_from(group.count).ok());
    }
    match fact(scene, knob)? {
        Fact::Amount(amount) => Some(amount.millionths()),
        Fact::Date(day) => Some(i64::from(day.num_days_from_ce())),
        Fact::Term(_) | Fact::Flag(_) | Fact::Text(_) => None,
    }
}

/// The record with another number, day or count there.
pub(crate) fn with_value(scene: &Scene, knob: Knob, value: i64) -> Option<Scene> {
    let mut scene = scene.clone();
    if let Knob::Members(group) = knob {
        scene.members.get_mut(group)?.count = usize::try_from(value).ok()?;
        return Some(scene);
    }
    let moved = match fact(&scene, knob)? {
        Fact::Amount(_) => Fact::Amount(Decimal::from_millionths(value)),
        Fact::Date(_) => Fact::Date(NaiveDate::from_num_days_from_ce_opt(i32::try_from(value).ok()?)?),
        Fact::Term(_) | Fact::Flag(_) | Fact::Text(_) => return None,
    };
    set(&mut scene, knob, moved);
    Some(scene)
}
