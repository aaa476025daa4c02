//! The verdicts of a rule in the order of time, so that many windows over them are counted at once.
//!
//! Windows of a rule that comes again overlap: looked at one by one, each verdict would be looked at once for each
//! of them. So the verdicts stand at the leaves of a tree whose nodes say what all below them come to, and a window
//! takes a few nodes, whatever its length. Only for occurrences whose days are known exactly. A rule that stands at events
//! has a series in the order of their due dates, which is no order of time: how many came out so may be asked of it, and no row.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::civil::is_in_calendar;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::schedule::{self, MARGIN, StaticFrame};
use crate::evaluate::tally::Tally;
use crate::evaluate::{Evaluator, Frame, Result, Watch};
use crate::plan::{Rule, RuleId, Schedule, VerdictKind};
use crate::record::FactPath;
use crate::{ListId, Record};

/// Whose verdicts of which rule, counted how; and whether all that have begun, or all up to a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Counted {
    record: *const Record,
    rule: RuleId,
    kind: VerdictKind,
    has_end: bool,
}

/// The verdicts of one rule, as far as they have been asked for.
pub(super) struct Series {
    /// Their due dates, ascending.
    dues: Vec<i64>,
    /// Those that are judged when a window asks, each with its place among those that are listed for every record.
    frames: Vec<(StaticFrame, Option<u32>)>,
    /// The last due date that was looked for.
    through: i64,
    /// The places that have been judged.
    judged: Range<usize>,
    tree: Tree,
    /// By place: the missing facts that were met.
    missing: BTreeMap<usize, Vec<FactPath>>,
}

/// What the leaves of each node come to; node `n` stands above `2n` and `2n + 1`.
struct Tree {
    nodes: Vec<Tally>,
    leaves: usize,
    /// The leaves that were set since the nodes above were worked out.
    stale: Range<usize>,
}

/// So many leaves are looked at one by one sooner than by way of the nodes above them.
const FEW: usize = 12;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// What the verdicts of a rule come to that are due from `first` to `last`; `None` where its occurrences do not
    /// follow each other on days that are known exactly.
    pub(super) fn tallied(
        &mut self,
        record: &Record,
        (id, rule): (RuleId, &'e Rule),
        kind: VerdictKind,
        (first, last): (i64, i64),
    ) -> Result<Option<Tally>> {
        let key = Counted { record, rule: id, kind, has_end: last != ABOVE };
        // What is judged for it speaks of earlier rules alone, never of this series again.
        let known = self.series.remove(&key);
        let mut series = match known {
            Some(None) => None,
            Some(Some(series)) if series.through >= last => Some(series),
            Some(Some(_)) | None => match &rule.schedule {
                Schedule::EachEvent { list, .. } => self.series_at_events(record, (id, rule), *list, kind)?,
                Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => {
                    self.series_of(record, (id, rule), last)?
                }
            },
        };
        let found = match &mut series {
            None => None,
            Some(series) => {
                let until = |due: i64| series.dues.partition_point(|own| *own < due);
                let places = until(first)..until(last.saturating_add(1)).max(until(first));
                self.judge_series(record, (id, rule), kind, series, places.clone())?;
                for (_, missing) in series.missing.range(places.clone()) {
                    self.watch.again(missing);
                }
                Some(series.tree.over(places))
            }
        };
        self.series.insert(key, series);
        Ok(found)
    }

    fn series_of(
        &mut self,
        record: &Record,
        (id, rule): (RuleId, &'e Rule),
        last: i64,
    ) -> Result<Option<Series>> {
        let plan = self.engine.plan();
        let through = if last == ABOVE { ABOVE } else { last.max(self.as_of) };
        let Some(policy) = plan.policies.get(rule.policy.index()) else { return Ok(None) };
        let listing = self.listing;
        let dues = listing.dues.get(id.index()).and_then(Option::as_ref);
        if let Some(frames) = dues.and_then(|dues| dues.within((BELOW, through))) {
            return Ok(Some(Series::new(frames.to_vec(), through)));
        }
        let frames = match &rule.schedule {
            Schedule::Once(_) | Schedule::EachEvent { .. } | Schedule::Cycle { pause: Some(_), .. } => None,
            Schedule::Each { .. } | Schedule::Cycle { .. } => {
                match schedule::occurrences(plan, policy, &rule.schedule, (BELOW, through), self.as_of) {
                    Some(frames) => Some(schedule::bounded(frames)?),
                    None => self.own_cycles(record, rule, through)?,
                }
            }
        };
        let in_order = frames.filter(|frames| frames.is_sorted_by_key(|frame| frame.due));
        Ok(in_order
            .map(|frames| Series::new(frames.into_iter().map(|frame| (frame, None)).collect(), through)))
    }

    /// The verdicts of a rule on all events that it stands at, which are given in any case.
    fn series_at_events(
        &mut self,
        record: &Record,
        (id, rule): (RuleId, &'e Rule),
        list: ListId,
        kind: VerdictKind,
    ) -> Result<Option<Series>> {
        let is_known = record.lists.get(list.index()).is_some_and(|rows| rows.known);
        if W::LISTENS || self.inside.is_some() || !is_known {
            return Ok(None);
        }
        let mut found = Some(Vec::new());
        let as_of = self.as_of;
        self.each_own(record, rule.policy, &rule.schedule, as_of, |this, frame| {
            let (Some(all), Some(due)) = (&mut found, frame.due.exact().filter(|due| is_in_calendar(*due)))
            else {
                found = None;
                return Ok(());
            };
            let judged = this.known_judgement(record, frame, id)?;
            let came_out = judged.came_out(kind);
            let tally = Tally::of(came_out, came_out, judged.applies.not());
            all.push((due, tally));
            Ok(())
        })?;
        Ok(found.map(|mut found| {
            found.sort_by_key(|(due, _)| *due);
            let dues: Vec<i64> = found.iter().map(|(due, _)| *due).collect();
            let mut tree = Tree::new(dues.len());
            for (place, (_, tally)) in found.into_iter().enumerate() {
                tree.set(place, tally);
            }
            Series { tree, judged: 0..dues.len(), dues, ..Series::new(Vec::new(), ABOVE) }
        }))
    }

    /// The cycles that hang on the record; `None` where their days are not known exactly.
    fn own_cycles(
        &mut self,
        record: &Record,
        rule: &'e Rule,
        through: i64,
    ) -> Result<Option<Vec<StaticFrame>>> {
        let until = if through == ABOVE { self.as_of } else { through.saturating_add(MARGIN) };
        let mut frames = Some(Vec::new());
        let mark = self.watch.mark();
        self.each_own(record, rule.policy, &rule.schedule, until, |_, frame| {
            let days = [frame.from, frame.to, frame.due].map(|days| days.exact());
            match (&mut frames, days) {
                (Some(frames), [Some(from), Some(to), Some(due)]) => {
                    frames.push(StaticFrame { from, to, due });
                }
                (_, _) => frames = None,
            }
            Ok(())
        })?;
        self.watch.forget(mark);
        Ok(frames)
    }

    /// Judges what has not been judged yet.
    fn judge_series(
        &mut self,
        record: &Record,
        (id, rule): (RuleId, &'e Rule),
        kind: VerdictKind,
        series: &mut Series,
        places: Range<usize>,
    ) -> Result<()> {
        if places.is_empty() {
            return Ok(());
        }
        if series.judged.is_empty() {
            series.judged = places.start..places.start;
        }
        let Range { start, end } = series.judged;
        for place in (places.start..start).chain(end..places.end) {
            let Some((frame, listed)) = series.frames.get(place) else { continue };
            let frame = Frame::fixed(rule.policy, record.subject, &rule.schedule, *frame);
            let frame = Frame { listed: *listed, ..frame };
            let mark = self.watch.mark();
            let found = self.known_judgement(record, &frame, id)?;
            let missing = self.watch.since(mark);
            self.watch.forget(mark);
            if !missing.is_empty() {
                series.missing.insert(place, missing);
            }
            let came_out = found.came_out(kind);
            series.tree.set(place, Tally::of(came_out, came_out, found.applies.not()));
        }
        series.judged = start.min(places.start)..end.max(places.end);
        Ok(())
    }
}

impl Series {
    fn new(frames: Vec<(StaticFrame, Option<u32>)>, through: i64) -> Self {
        let dues = frames.iter().map(|(frame, _)| frame.due).collect();
        Self { tree: Tree::new(frames.len()), dues, frames, through, judged: 0..0, missing: BTreeMap::new() }
    }
}

impl Tree {
    fn new(leaves: usize) -> Self {
        let leaves = leaves.next_power_of_two();
        Self { nodes: vec![Tally::NOTHING; 2 * leaves], leaves, stale: 0..0 }
    }

    fn set(&mut self, place: usize, tally: Tally) {
        self.nodes[self.leaves + place] = tally;
        self.stale = match self.stale.is_empty() {
            true => place..place + 1,
            false => self.stale.start.min(place)..self.stale.end.max(place + 1),
        };
    }

    /// What the leaves at these places come to.
    fn over(&mut self, places: Range<usize>) -> Tally {
        if places.len() <= FEW {
            let leaves = self.nodes.get(self.leaves + places.start..self.leaves + places.end);
            return leaves.unwrap_or_default().iter().fold(Tally::NOTHING, |all, leaf| all.then(*leaf));
        }
        self.settle();
        let (mut left, mut right) = (Tally::NOTHING, Tally::NOTHING);
        let (mut from, mut to) = (self.leaves + places.start, self.leaves + places.end);
        while from < to {
            if from % 2 == 1 {
                left = left.then(self.nodes[from]);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                right = self.nodes[to].then(right);
            }
            (from, to) = (from / 2, to / 2);
        }
        left.then(right)
    }

    /// Works out the nodes above the leaves that were set.
    fn settle(&mut self) {
        let Range { start, end } = std::mem::take(&mut self.stale);
        if start >= end {
            return;
        }
        let (mut from, mut to) = (self.leaves + start, self.leaves + end - 1);
        while from > 1 {
            (from, to) = (from / 2, to / 2);
            for node in from..=to {
                self.nodes[node] = self.nodes[2 * node].then(self.nodes[2 * node + 1]);
            }
        }
    }
}
