//! The day on which a running sum reaches an amount.

use crate::evaluate::aggregate::{ONE, Share, Taken};
use crate::evaluate::days::Stretch;
use crate::evaluate::{Day, Days, Evaluator, Outlook, Range, Result, View, Watch};
use crate::plan::{Measure, Reached};
use crate::record::present;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The day on which the sum reaches the amount.
    pub(super) fn reached(&mut self, view: View<'_>, reached: &'e Reached) -> Result<Days> {
        let aggregate = &reached.aggregate;
        let unknown = Days::both(Day { none: true, ..Day::ANY });
        let window = self.window(view, &aggregate.window)?;
        let amount = self.amount(view, &reached.amount)?;
        let list = aggregate.source.list().and_then(|list| self.engine.list(view.record.subject, list));
        let Some(dated) = list.map(|list| list.dated) else { return Ok(unknown) };
        let (mut now, mut ever) = (Steps::default(), Steps::default());
        let known = self.each_event(
            view,
            aggregate.source,
            &aggregate.filter,
            Some(window),
            |this, event, truth, credited| {
                let taken = Taken::of(truth);
                let adds = match aggregate.measure {
                    Measure::Sum(field) => this.event_amount(event, field, credited),
                    // A sound plan has no other measure here.
                    Measure::Count
                    | Measure::Distinct(_)
                    | Measure::SumOf(_)
                    | Measure::HighestOf(_)
                    | Measure::LowestOf(_) => Outlook::both(Range::exactly(ONE)),
                };
                let day = event.row.get(dated.index()).copied().and_then(present);
                now.add(taken.now, day, adds.now, window.now());
                ever.add(taken.ever, day, adds.ever, window.ever());
                Ok(())
            },
        )?;
        if !known {
            return Ok(unknown);
        }
        let mut found = Days { now: now.day(amount.now), ever: ever.day(amount.ever) };
        if window.ever().is_open(self.as_of) {
            found.ever = found.ever.or_from(window.ever(), self.as_of);
        }
        Ok(found)
    }
}

impl Day {
    /// The same, where enough may still come in the window from a day on.
    fn or_from(self, window: Stretch, as_of: i64) -> Self {
        let first = window.start.low.max(as_of);
        let high = if self.none { self.high.max(window.end.high) } else { self.high };
        Self { low: self.low.min(first), high, some: true, ..self }
    }
}

/// What a sum grows by, on one side.
#[derive(Default)]
struct Steps {
    /// All that may be taken, each at most, on the earliest day.
    most: Vec<(i64, i64)>,
    /// What is surely taken, at least.
    least: Vec<(i64, i64)>,
    /// The last day on which something may be taken.
    last: Option<i64>,
}

impl Steps {
    fn add(&mut self, share: Share, day: Option<i64>, amount: Range, window: Stretch) {
        if share == Share::None {
            return;
        }
        let amount = Range { low: amount.low.max(0), high: amount.high.max(0) };
        self.most.push((day.unwrap_or(window.start.low), amount.high));
        self.last = self.last.max(Some(day.unwrap_or(window.end.high)));
        if let (Share::Certain, Some(day)) = (share, day) {
            self.least.push((day, amount.low));
        }
    }

    fn day(self, amount: Range) -> Day {
        let (Some(low), Some(last)) = (first_reached(self.most, amount.low), self.last) else {
            return Day::NONE;
        };
        match first_reached(self.least, amount.high) {
            Some(high) => Day { low, high, some: true, none: false },
            None => Day { low, high: last, some: true, none: true },
        }
    }
}

/// The first day with which the sum is at least so much. A sum beyond all numbers is.
fn first_reached(mut steps: Vec<(i64, i64)>, amount: i64) -> Option<i64> {
    steps.sort_unstable();
    let mut sum = 0_i64;
    for (day, step) in steps {
        sum = sum.saturating_add(step);
        if sum >= amount {
            return Some(day);
        }
    }
    None
}
