//! The events of a record by their class, so that what passes a filter is looked up.
//!
//! Only where an event's class tells ([`Sieve`](crate::tables::Sieve)), the list is known, and nobody listens: who does is to
//! hear of every event and of all that is missing of it. Everything else is [sifted](super::sifted), or gone through.

use std::rc::Rc;

use crate::evaluate::days::{Stretch, Window};
use crate::evaluate::{Day, Days, Evaluator, EventView, Outlook, Result, Truth, View, Watch};
use crate::plan::{Aggregate, Condition, Measure, Source};
use crate::record::{EventRows, MISSING};
use crate::tables::{Mesh, Passing, Sieve};
use crate::{FieldId, ListId, Record};

/// The kinds of a list's events.
pub(super) struct Sheet {
    record: *const Record,
    table: usize,
    kinds: Rc<[u16]>,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The kinds of a list's events; `None` where the table does not tell them apart.
    fn sheet(&mut self, record: &Record, rows: &EventRows, table: usize) -> Option<&Rc<[u16]>> {
        let record: *const Record = record;
        // There are few: one for each list of the record, and of a member while that is looked at.
        let is_own = |sheet: &Sheet| sheet.table == table && sheet.record == record;
        let place = match self.sheets.iter().position(is_own) {
            Some(place) => place,
            None => {
                let kinds = self.engine.sieve().kinds(table, rows)?.into();
                self.sheets.push(Sheet { record, table, kinds });
                self.sheets.len() - 1
            }
        };
        self.sheets.get(place).map(|sheet| &sheet.kinds)
    }

    /// A count or sum in a window, were nothing more to happen in it.
    pub(super) fn total_by_class(
        &mut self,
        record: &Record,
        aggregate: &Aggregate,
        window: Window,
    ) -> Option<Outlook> {
        if W::LISTENS {
            return None;
        }
        match aggregate.measure {
            Measure::Count | Measure::Sum(_) => {}
            Measure::Distinct(_) | Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => {
                return None;
            }
        }
        let sieve = self.engine.sieve();
        let mesh = sieve.find(&aggregate.filter).filter(|mesh| mesh.is_whole)?;
        let list = aggregate.source.list()?;
        let rows = record.lists.get(list.index()).filter(|rows| rows.known)?;
        let dated = self.engine.list(record.subject, list)?.dated;
        let kinds = Rc::clone(self.sheet(record, rows, mesh.table)?);
        let events = (rows, rows.column(dated), &*kinds);
        let on = |side: Stretch| sieve.total(mesh, events, (side.perhaps(), side.surely()), self.as_of);
        let now = on(window.now())?;
        let ever = if window.now() == window.ever() { now } else { on(window.ever())? };
        Some(Outlook { now, ever })
    }

    /// Goes through the events that are seen and pass a filter; `false`, and nothing done, where their classes do not tell.
    pub(super) fn each_by_class(
        &mut self,
        view: View<'_>,
        (source, rows): (Source, &EventRows),
        filter: &'e Condition,
        window: Option<Window>,
        mut visit: impl FnMut(&mut Self, EventView<'_>, Truth, Option<(FieldId, Outlook)>) -> Result<()>,
    ) -> Result<bool> {
        let record = view.record;
        let sieve = self.engine.sieve();
        let mesh = sieve.find(filter).filter(|mesh| mesh.is_whole);
        let (false, Some(mesh), Some(list)) = (W::LISTENS, mesh, source.list()) else {
            return Ok(false);
        };
        let Some(kinds) = self.sheet(record, rows, mesh.table).map(Rc::clone) else { return Ok(false) };
        let dated = self.engine.list(record.subject, list).map_or(FieldId(0), |list| list.dated);
        let events = || passing(sieve, mesh, &kinds, rows.column(dated));
        if sieve.is_credited(mesh) || events().any(|(_, _, passes, _)| passes.is_none()) {
            return Ok(false);
        }
        for (event, _, passes, day) in events() {
            let (Some(passes), Some(row)) = (passes, rows.row(event)) else { continue };
            if day <= self.as_of {
                let inside = window.map_or(Truth::TRUE, |window| lies_in(day, window));
                let index = event as u32;
                visit(self, EventView { record, list, index, row }, inside.and(passes), None)?;
            }
        }
        Ok(true)
    }

    /// A condition on an event by itself.
    pub(super) fn of_event(&mut self, view: View<'_>, condition: &'e Condition) -> Result<Truth> {
        let sieve = self.engine.sieve();
        let told = sieve.find(condition).and_then(|mesh| {
            let kind = self.kind_of(view, mesh.table)?;
            sieve.passing(mesh, kind).truth()
        });
        told.map_or_else(|| self.condition(view, condition), Ok)
    }

    /// A condition on each event of a list by itself, where their classes tell.
    pub(super) fn told(&mut self, record: &Record, list: ListId, condition: &Condition) -> Option<Told<'e>> {
        if W::LISTENS {
            return None;
        }
        let sieve = self.engine.sieve();
        let mesh = sieve.find(condition)?;
        let kinds = Rc::clone(self.sheet(record, record.lists.get(list.index())?, mesh.table)?);
        Some(Told { sieve, mesh, kinds })
    }

    /// The kind of the event at hand, as a table tells kinds apart.
    pub(super) fn kind_of(&mut self, view: View<'_>, table: usize) -> Option<u16> {
        if W::LISTENS {
            return None;
        }
        let event = view.event?;
        let rows = event.record.lists.get(event.list.index())?;
        self.sheet(event.record, rows, table)?.get(event.index as usize).copied()
    }
}

/// What a condition is of each event of a list.
pub(super) struct Told<'e> {
    sieve: &'e Sieve,
    mesh: Mesh,
    kinds: Rc<[u16]>,
}

impl Told<'_> {
    /// What it is of one event; `None` where its class cannot tell.
    pub fn of(&self, event: u32) -> Option<Truth> {
        self.sieve.passing(self.mesh, *self.kinds.get(event as usize)?).truth()
    }
}

/// The events that pass, or may do so: place, kind, whether it passes (`None` where its class cannot tell), and day.
fn passing<'s>(
    sieve: &'s Sieve,
    mesh: Mesh,
    kinds: &'s [u16],
    days: &'s [i64],
) -> impl Iterator<Item = (usize, u16, Option<Truth>, i64)> + 's {
    let events = kinds.iter().zip(days).enumerate();
    events.filter_map(move |(event, (kind, day))| match sieve.passing(mesh, *kind) {
        Passing::Not => None,
        passing @ (Passing::Surely | Passing::Perhaps | Passing::Unclear) => {
            Some((event, *kind, passing.truth(), *day))
        }
    })
}

/// Whether an event of a day lies in a window. Without a day it may lie in any window that holds days, and surely lies in none.
fn lies_in(day: i64, window: Window) -> Truth {
    match day {
        MISSING => window.contains(Days::both(Day::ANY)).may_fail(),
        day => window.contains(Days::exactly(day)),
    }
}

impl Passing {
    /// The same as a truth; `None` where the class cannot tell.
    fn truth(self) -> Option<Truth> {
        match self {
            Self::Surely => Some(Truth::TRUE),
            Self::Perhaps => Some(Truth::OPEN),
            Self::Not => Some(Truth::FALSE),
            Self::Unclear => None,
        }
    }
}
