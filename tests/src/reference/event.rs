//! Which events are taken, and at what amount.

use policy_core::plan::{Condition, Recognition, Source, Treatment};
use policy_core::{FieldId, ListId};

use super::condition::truth;
use super::day::{Day, number_of};
use super::number::Range;
use super::record::Fact;
use super::scene::{Event, Scene};
use super::truth::Truth;
use super::window::Stretch;

/// An event that can be taken.
pub(super) struct Taken<'a> {
    pub event: Event<'a>,
    /// Whether it is, never surely false.
    pub truth: Truth,
    /// The field that the recognition credits, and what it credits.
    pub credited: Option<(FieldId, Range)>,
}

/// The list that a source goes through.
pub(super) fn list_of(source: Source) -> Option<ListId> {
    match source {
        Source::Recorded(list) | Source::Recognised(list, _) => Some(list),
        Source::Members(_) => None,
    }
}

/// The events that the as-of date sees: all but those dated after it. `None` where the list is missing.
pub(super) fn seen<'a>(scene: Scene<'a>, list: ListId) -> Option<Vec<Event<'a>>> {
    let rows = scene.person.lists[list.index()].as_ref()?;
    let dated = scene.list(list).dated;
    let event = |(index, row)| Event { person: scene.person, list, index, row };
    let is_seen = |event: &Event<'_>| match scene.of_event(*event, dated) {
        Some(Fact::Date(date)) => number_of(date) <= scene.as_of,
        Some(_) | None => true,
    };
    Some(rows.iter().enumerate().map(event).filter(is_seen).collect())
}

/// The events that can be taken, `None` where the list is missing. Without a window, whatever their date.
pub(super) fn taken<'a>(
    scene: Scene<'a>,
    source: Source,
    filter: &'a Condition,
    window: Option<Stretch>,
) -> Option<Vec<Taken<'a>>> {
    let list = list_of(source).expect("events, not members");
    let recognition = match source {
        Source::Recognised(list, policy) => scene.plan.recognitions.iter().find(|recognition| {
            recognition.policy == policy
                && recognition.subject == scene.person.subject
                && recognition.list == list
        }),
        Source::Recorded(_) | Source::Members(_) => None,
    };
    let stepped = recognition.filter(|recognition| !recognition.steps.is_empty());
    let mut account = stepped.map(|recognition| super::step::account(scene, recognition));
    let mut found = Vec::new();
    for event in seen(scene, list)? {
        let at = scene.at(event);
        let mut holds = truth(at, filter);
        if let Some(window) = window {
            let date = at.day_of_event(event, scene.list(list).dated);
            holds = holds.and(window.holds(date));
            // It may be dated after the as-of date, and then it is not seen.
            if date == Day::ANY {
                holds = holds.and(Truth::OPEN);
            }
        }
        let mut credited = None;
        if let Some(recognition) = recognition {
            let settled = account.as_mut().and_then(|account| {
                let place = account.iter().position(|(index, _)| *index == event.index)?;
                Some(account.swap_remove(place).1)
            });
            let outcome = settled.unwrap_or_else(|| recognise(at, event, recognition));
            holds = holds.and(outcome.counts);
            credited = recognition.credited.zip(outcome.amount);
        }
        if holds.yes {
            found.push(Taken { event, truth: holds, credited });
        }
    }
    Some(found)
}

/// What a recognition can make of an event.
pub(super) struct Outcome {
    /// Whether it counts.
    pub counts: Truth,
    /// At what amount, where it can count.
    pub amount: Option<Range>,
}

/// Any `Reject` that holds rejects; else the first `Count` that holds counts.
pub(super) fn recognise<'a>(scene: Scene<'a>, event: Event<'a>, recognition: &'a Recognition) -> Outcome {
    let mut rejected = Truth::FALSE;
    let mut counts = Truth::FALSE;
    let mut amount: Option<Range> = None;
    let mut credit = |found: Option<Range>| {
        amount = match (amount, found) {
            (Some(amount), Some(found)) => Some(amount.either(found)),
            (amount, found) => amount.or(found),
        };
    };
    let own = || recognition.credited.map(|field| amount_of(scene, event, field));
    let is_count = |treatment: &Treatment| matches!(treatment, Treatment::Count { .. });
    if !recognition.entries.iter().any(|entry| is_count(&entry.treatment)) {
        counts = Truth::TRUE;
        credit(own());
    }
    for entry in &recognition.entries {
        match &entry.treatment {
            Treatment::Reject => rejected = rejected.or(truth(scene, &entry.when)),
            Treatment::Count { amount } => {
                let holds = truth(scene, &entry.when);
                // Only where none of the entries before it surely held does this one say anything.
                if counts.no && holds.yes {
                    credit(match amount {
                        Some(amount) => Some(super::amount::amount(scene, amount).not_below_zero()),
                        None => own(),
                    });
                }
                counts = counts.or(holds);
            }
        }
    }
    Outcome { counts: counts.and(rejected.negated()), amount }
}

/// What an event's quantity field holds.
pub(super) fn amount_of(scene: Scene<'_>, event: Event<'_>, field: FieldId) -> Range {
    amount(read_event(scene, event, field))
}

fn read_event(scene: Scene<'_>, event: Event<'_>, field: FieldId) -> Option<Fact> {
    let declared = scene.plan.vocabulary.fields(event.person.subject, Some(event.list));
    super::record::read(declared, event.row, field)
}

/// The amount that a quantity field holds; any where it is missing.
pub(super) fn amount(fact: Option<Fact>) -> Range {
    match fact {
        None => Range::any_amount(),
        Some(Fact::Amount(amount)) => Range::exactly(super::Number::from_decimal(amount)),
        Some(other) => panic!("a quantity field holds {other:?}"),
    }
}

/// An amount converted, the rest after the sixth digit cut off; a number that the engine cannot hold is noted.
pub(super) fn scaled(scene: Scene<'_>, range: Range, numerator: i64, denominator: i64) -> Range {
    let exact = range.times(numerator, denominator);
    let found = super::portion::rounded(exact, policy_core::plan::Rounding::Down, super::Number::SMALLEST);
    scene.note(found.low);
    scene.note(found.high);
    found
}
