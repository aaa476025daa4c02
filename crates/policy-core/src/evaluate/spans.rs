//! The days on which events of a kind last, joined once for all windows that they may cover.
//!
//! Where an event's class tells what passes a filter ([sheets](super::sheet)), which days its events last is the same for
//! every window, so the stretches are put together once for a record, and a window then clips them.

use std::rc::Rc;

use crate::evaluate::aggregate::{Share, Taken};
use crate::evaluate::cover::joined;
use crate::evaluate::days::Stretch;
use crate::evaluate::{Day, Evaluator, Result, View, Watch};
use crate::plan::{Condition, Source};
use crate::{FieldId, Record};

/// Stretches of days, ascending and apart: those that surely are, and those that may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Spans {
    pub certain: Vec<(i64, i64)>,
    pub possible: Vec<(i64, i64)>,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The days on which events that pass a filter last; `None` where they are not the same for every window, or where
    /// the list is missing.
    pub(super) fn spans(
        &mut self,
        view: View<'_>,
        source: Source,
        filter: &'e Condition,
        (first, last): (FieldId, FieldId),
    ) -> Result<Option<Rc<Spans>>> {
        if W::LISTENS || self.inside.is_some() || !self.is_told(filter) {
            return Ok(None);
        }
        let key = (std::ptr::from_ref::<Record>(view.record), std::ptr::from_ref(filter));
        if let Some(known) = self.spans.get(&key) {
            return Ok(Some(Rc::clone(known)));
        }
        let mut spans = Spans::default();
        let known = self.each_event(view, source, filter, None, |this, event, truth, _| {
            // Neither side of a class, nor of a recorded day, differs from the other.
            let (from, to) = this.span_of(event, first, last);
            spans.add(Taken::of(truth).now, from.now, to.now);
            Ok(())
        })?;
        if !known {
            return Ok(None);
        }
        spans.join();
        let spans = Rc::new(spans);
        self.spans.insert(key, Rc::clone(&spans));
        Ok(Some(spans))
    }
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Whether what passes a filter is the same for every window.
    fn is_told(&self, filter: &Condition) -> bool {
        self.engine.sieve().find(filter).is_some_and(|mesh| mesh.is_whole)
    }
}

impl Spans {
    /// An event that is there as surely as its share says.
    pub fn add(&mut self, share: Share, from: Day, to: Day) {
        if share == Share::None {
            return;
        }
        if from.low <= to.high {
            self.possible.push((from.low, to.high));
        }
        if share == Share::Certain && from.high <= to.low {
            self.certain.push((from.high, to.low));
        }
    }

    /// Makes one of stretches that overlap or follow each other.
    pub fn join(&mut self) {
        for stretches in [&mut self.certain, &mut self.possible] {
            *stretches = joined(std::mem::take(stretches));
        }
    }

    /// What of them surely lies in a window.
    pub fn surely_in(&self, window: Stretch) -> impl Iterator<Item = (i64, i64)> + '_ {
        let is_sure = window.may_hold_days() && !window.start.none && !window.end.none;
        let certain = if is_sure { &*self.certain } else { &[] };
        clipped(certain, window.start.high, window.end.low)
    }

    /// What of them may lie in a window.
    pub fn perhaps_in(&self, window: Stretch) -> impl Iterator<Item = (i64, i64)> + '_ {
        let possible = if window.may_hold_days() { &*self.possible } else { &[] };
        clipped(possible, window.start.low, window.end.high)
    }
}

/// What of some stretches lies between two days.
fn clipped(stretches: &[(i64, i64)], start: i64, end: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
    let inside = stretches.iter().map(move |(from, to)| ((*from).max(start), (*to).min(end)));
    inside.filter(|(from, to)| from <= to)
}
