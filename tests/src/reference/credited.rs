//! What the steps of recognitions leave of each event, as things stand: what an explanation tells of events.

use std::cell::Cell;

use chrono::NaiveDate;
use policy_core::plan::{Plan, PolicyId};
use policy_core::{AmountRange, Decimal, ListId};

use super::day::{Day, number_of};
use super::number::{Bound, Number, Range};
use super::record::Person;
use super::scene::{Both, Frame, Scene, Side};
use super::step::account;
use super::truth::Truth;

/// What is left of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Under which policy.
    pub policy: PolicyId,
    /// Which list.
    pub list: ListId,
    /// Its place in the list.
    pub event: u32,
    /// Whether it counts.
    pub counts: Truth,
    /// At what amount, where the recognition credits one.
    pub amount: Option<AmountRange>,
}

/// What is left of each event that is seen, under each recognition with steps; `None` where a number came up that the
/// engine cannot hold.
pub fn credited(plan: &Plan, as_of: NaiveDate, person: &Person) -> Option<Vec<Credit>> {
    let beyond_range = Cell::new(false);
    let any = Both::same(Day::ANY);
    let scene = Scene {
        plan,
        as_of: number_of(as_of),
        side: Side::Now,
        person,
        // Steps mean the same to every rule, so no period is asked for.
        frame: Frame { from: any, to: any, start: any, due: any, last: any, event: None },
        event: None,
        standpoint: None,
        beyond_range: &beyond_range,
    };
    let mut found = Vec::new();
    for recognition in &plan.recognitions {
        if recognition.subject != person.subject || recognition.steps.is_empty() {
            continue;
        }
        for (index, outcome) in account(scene, recognition) {
            let amount = outcome.amount.filter(|_| recognition.credited.is_some());
            found.push(Credit {
                policy: recognition.policy,
                list: recognition.list,
                event: u32::try_from(index).expect("few events"),
                counts: outcome.counts,
                amount: amount.and_then(shown),
            });
        }
    }
    (!beyond_range.get()).then_some(found)
}

/// A range as the engine shows it; `None` where it cannot be held.
fn shown(range: Range) -> Option<AmountRange> {
    let number = |number: Number| number.decimal();
    let low = match range.low {
        Bound::Below => Decimal::from_millionths(i64::MIN + 1),
        Bound::At(low) => number(low)?,
        Bound::Above => return None,
    };
    let high = match range.high {
        Bound::Below => return None,
        Bound::At(high) => Some(number(high)?),
        Bound::Above => None,
    };
    Some(AmountRange { low, high })
}
