//! The events of a record by their class, so that what passes a filter is looked up.
//!
//! Only where an event's class tells ([`Sieve`](crate::tables::Sieve)), the list is known, and nobody listens: who does is to
//! hear of every event and of all that is missing of it. Everything else is [sifted](super::sifted), or gone through.

use std::rc::Rc;

use crate::evaluate::days::Window;
use crate::evaluate::{Day, Days, Evaluator, EventView, Outlook, Result, Truth, View, Watch};
use crate::plan::{Aggregate, Condition, Measure, Source};
use crate::record::{EventRows, MISSING};
use crate::tables::{Mesh, Passing};
use crate::{FieldId, Record};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The kinds of a list's events; `None` where the table does not tell them apart.
    fn sheet(&mut self, record: &Record, rows: &EventRows, mesh: Mesh) -> Option<Rc<[u16]>> {
        let key = (std::ptr::from_ref(record), mesh.table);
        if let Some(known) = self.sheets.get(&key) {
            return Some(Rc::clone(known));
        }
        let kinds: Rc<[u16]> = self.engine.sieve().kinds(mesh.table, rows)?.into();
        self.sheets.insert(key, Rc::clone(&kinds));
        Some(kinds)
    }

    /// A count or sum in a window whose days are known exactly, were nothing more to happen in it.
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
        let mesh = self.engine.sieve().find(&aggregate.filter)?;
        let days = (window.start.exact()?, window.end.exact()?.min(self.as_of));
        let list = aggregate.source.list()?;
        let rows = record.lists.get(list.index()).filter(|rows| rows.known)?;
        let dated = self.engine.list(record.subject, list)?.dated;
        let kinds = self.sheet(record, rows, mesh)?;
        let events = (rows, rows.column(dated), &*kinds);
        let holds_days = window.now().may_hold_days();
        self.engine.sieve().total(mesh, events, days, holds_days).map(Outlook::both)
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
        let (false, Some(mesh), Some(list)) = (W::LISTENS, sieve.find(filter), source.list()) else {
            return Ok(false);
        };
        let Some(kinds) = self.sheet(record, rows, mesh) else { return Ok(false) };
        let tells = |kind: &u16| sieve.passing(mesh, *kind) != Passing::Unclear;
        if sieve.is_credited(mesh) || !kinds.iter().all(tells) {
            return Ok(false);
        }
        let dated = self.engine.list(record.subject, list).map_or(FieldId(0), |list| list.dated);
        for (index, (kind, day)) in (0..).zip(kinds.iter().zip(rows.column(dated))) {
            let truth = match sieve.passing(mesh, *kind) {
                Passing::Not | Passing::Unclear => continue,
                Passing::Surely => Truth::TRUE,
                Passing::Perhaps => Truth::OPEN,
            };
            if *day > self.as_of {
                continue;
            }
            let inside = match window {
                None => Truth::TRUE,
                Some(window) if *day == MISSING => window.contains(Days::both(Day::ANY)).may_fail(),
                Some(window) => window.contains(Days::exactly(*day)),
            };
            let Some(row) = rows.row(index as usize) else { continue };
            visit(self, EventView { record, list, index, row }, inside.and(truth), None)?;
        }
        Ok(true)
    }
}
