//! Where an expression is looked at from: whose record, which period, which event, which side.

use std::cell::Cell;

use policy_core::Plan;
use policy_core::plan::{FieldRef, PolicyId, Schedule, Scope};
use policy_core::{EventList, ListId, SubjectId};

use super::day::Day;
use super::instance::Instance;
use super::number::{Bound, Number};
use super::record::{Fact, Person, Row, read};

/// As things stand, or over all that may still happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Nothing more happens.
    Now,
    /// More may still happen.
    Ever,
}

/// Something on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Both<T> {
    pub now: T,
    pub ever: T,
}

impl<T: Copy> Both<T> {
    pub fn same(value: T) -> Self {
        Self { now: value, ever: value }
    }

    /// Works something out on one side after the other.
    pub fn of(mut work: impl FnMut(Side) -> T) -> Self {
        Self { now: work(Side::Now), ever: work(Side::Ever) }
    }

    pub fn on(self, side: Side) -> T {
        match side {
            Side::Now => self.now,
            Side::Ever => self.ever,
        }
    }
}

/// One event of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event<'a> {
    /// In whose record.
    pub person: &'a Person,
    pub list: ListId,
    /// Its place in the list.
    pub index: usize,
    pub row: &'a Row,
}

/// The period of a rule, and its due date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    /// The period's first day.
    pub from: Both<Day>,
    /// The period's last day.
    pub to: Both<Day>,
    /// The first day of `Window::Rule`.
    pub start: Both<Day>,
    pub due: Both<Day>,
    /// The last day of `Window::Rule`: the due date and any grace after it.
    pub last: Both<Day>,
    /// The event that the rule stands at.
    pub event: Option<Event<'a>>,
}

/// The rule or consequence whose condition is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standpoint<'a> {
    pub policy: PolicyId,
    pub subject: SubjectId,
    pub schedule: &'a Schedule,
    pub instance: Instance<'a>,
}

/// What everything is evaluated in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub plan: &'a Plan,
    pub as_of: i64,
    pub side: Side,
    /// Whose facts and events; inside a count of members, the member.
    pub person: &'a Person,
    pub frame: Frame<'a>,
    pub event: Option<Event<'a>>,
    /// Absent inside a count of members.
    pub standpoint: Option<Standpoint<'a>>,
    /// Set where a number came up that the engine cannot hold: it may then refuse to decide.
    pub beyond_range: &'a Cell<bool>,
}

impl<'a> Scene<'a> {
    /// The same scene, at an event.
    pub fn at(self, event: Event<'a>) -> Self {
        Self { event: Some(event), ..self }
    }

    /// How a list of the person at hand is declared.
    pub fn list(&self, list: ListId) -> &'a EventList {
        &self.plan.vocabulary.subjects[self.person.subject.index()].lists[list.index()]
    }

    /// The value of a field; `None` where it is missing.
    pub fn fact(&self, field: FieldRef) -> Option<Fact> {
        let event = match field.scope {
            Scope::Subject => {
                let declared = self.plan.vocabulary.fields(self.person.subject, None);
                return read(declared, &self.person.facts, field.field);
            }
            // Where the whole list is missing, a rule stands at an event of which nothing is known.
            Scope::Event => self.event?,
            Scope::Anchor => self.frame.event?,
        };
        self.of_event(event, field.field)
    }

    /// The value of an event's field; `None` where it is missing.
    pub fn of_event(&self, event: Event<'a>, field: policy_core::FieldId) -> Option<Fact> {
        let declared = self.plan.vocabulary.fields(event.person.subject, Some(event.list));
        read(declared, event.row, field)
    }

    /// The date of an event's field.
    pub fn day_of_event(&self, event: Event<'a>, field: policy_core::FieldId) -> Day {
        day(self.of_event(event, field))
    }

    /// Notes a number that the engine cannot hold.
    pub fn note(&self, bound: Bound) {
        if let Bound::At(number) = bound {
            self.note_number(number);
        }
    }

    fn note_number(&self, number: Number) {
        if number.decimal().is_none() {
            self.beyond_range.set(true);
        }
    }
}

/// The day that a date field holds; any day where it is missing.
pub(super) fn day(fact: Option<Fact>) -> Day {
    match fact {
        None => Day::ANY,
        Some(Fact::Date(date)) => Day::of(date),
        Some(other) => panic!("a date field holds {other:?}"),
    }
}
