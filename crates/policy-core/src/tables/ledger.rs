//! The cells that a record's events are summed into: a lane in a window.
//!
//! Days are cut into buckets in which every window is either whole or absent. An event of which
//! everything is known adds its amount to the lanes that its class feeds, in its bucket, whatever the
//! number of windows; the cells are then sums of buckets. Any other event goes to its cells one by one.
//!
//! Measured: lanes in blocks of four with masks, added all at once, took more instructions than
//! the two or three lanes that an event usually feeds.

use super::classes::{Class, ClassTable, LaneAmount, Read};
use crate::evaluate::{ABOVE, Range};
use crate::record::{MISSING, Row};
use crate::{Decimal, Record};

/// The cells of one class table.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Where its cells begin among those of all ledgers.
    pub first_cell: usize,
    /// Lane, first and last day of each cell.
    pub cells: Vec<(usize, i64, i64)>,
    /// The bucket of each day from `first_day` on.
    days: Vec<u8>,
    first_day: i64,
    /// How many buckets there are; the last is for days after the as-of date, which nobody looks at.
    buckets: usize,
    /// The first and the last bucket of each cell; the first after the last where it holds no day.
    spans: Vec<(usize, usize)>,
    dated: usize,
}

/// One, in millionths.
const ONE: i64 = match Decimal::whole(1) {
    Some(one) => one.millionths(),
    None => 0,
};

/// How many days before the first and after the last window have a place in the table of days.
const MARGIN: i64 = 4_000;
/// Before the first day of the calendar.
const FIRST_DAY: i64 = -100_000_000;
/// The most days that the table of days holds; with more, every event goes to its cells one by one.
const MOST_DAYS: i64 = 80_000;

impl Ledger {
    /// The place of a cell among those of this ledger, made where it does not exist.
    pub fn cell(&mut self, lane: usize, start: i64, end: i64) -> usize {
        let cell = (lane, start, end);
        self.cells.iter().position(|own| *own == cell).unwrap_or_else(|| {
            self.cells.push(cell);
            self.cells.len() - 1
        })
    }

    /// Cuts the days into buckets, once all cells are there.
    pub fn close(&mut self, first_cell: usize, dated: usize, as_of: i64) {
        (self.first_cell, self.dated) = (first_cell, dated);
        let held = self.cells.iter().filter(|cell| holds_days(cell));
        let edges = held.flat_map(|&(_, start, end)| [start, end.saturating_add(1)]);
        // No event is dated before the calendar begins, so an edge there parts nothing.
        let mut boundaries: Vec<i64> = edges.filter(|edge| (FIRST_DAY..=as_of).contains(edge)).collect();
        boundaries.push(as_of + 1);
        boundaries.sort_unstable();
        boundaries.dedup();
        self.buckets = boundaries.len() + 1;
        let bucket = |day: i64| boundaries.iter().filter(|boundary| **boundary <= day).count();
        for cell in &self.cells {
            let seen = (cell.0, cell.1, cell.2.min(as_of));
            let span = if holds_days(&seen) { (bucket(seen.1), bucket(seen.2)) } else { (1, 0) };
            self.spans.push(span);
        }
        self.first_day = boundaries[0].saturating_sub(MARGIN);
        let days = as_of.saturating_sub(self.first_day).saturating_add(MARGIN);
        if days <= MOST_DAYS && self.buckets <= usize::from(u8::MAX) {
            self.days = (0..days).map(|day| bucket(self.first_day + day) as u8).collect();
        }
    }

    /// How many sums it needs, where each bucket takes so many.
    pub fn sums(&self, lanes: usize) -> usize {
        self.buckets * lanes
    }

    /// Sums a record's events into the cells; `None` where the class of one cannot tell, or where a sum
    /// might overflow. `sums` is zero for each bucket and lane.
    pub fn fill(
        &self,
        table: &ClassTable,
        record: &Record,
        as_of: i64,
        sums: &mut [i64],
        cells: &mut [Range],
    ) -> Option<()> {
        let list = record.lists.get(table.lanes.list.index())?;
        let cells = cells.get_mut(self.first_cell..self.first_cell + self.cells.len())?;
        if !list.known {
            cells.fill(Range::ANY_AMOUNT);
            return Some(());
        }
        let width = table.width();
        let mut seen = 0;
        for row in list.rows() {
            let day = row.get(self.dated).copied().unwrap_or(MISSING);
            let class = table.class(row);
            let bucket = self.days.get(day.wrapping_sub(self.first_day) as usize);
            let (Some(&bucket), true) = (bucket, class.is_settled) else {
                self.feed(table, class, row, day, as_of, u64::MAX, cells)?;
                continue;
            };
            let sums = sums.get_mut(usize::from(bucket) * width..)?;
            for feed in table.feeds(class) {
                let amount = match feed.amount {
                    Read::One => ONE,
                    Read::Field(field) => row.get(usize::from(field)).copied().unwrap_or(MISSING),
                    Read::Source(source) => scaled(table, source, row)?.unwrap_or(MISSING),
                };
                if amount == MISSING {
                    self.feed(table, class, row, day, as_of, 1 << feed.lane, cells)?;
                    continue;
                }
                seen |= amount;
                let sum = sums.get_mut(usize::from(feed.lane))?;
                *sum = sum.wrapping_add(amount);
            }
        }
        // Amounts are not negative, so no sum has passed `seen` times the number of events.
        let events = i64::try_from(list.len()).ok()?;
        seen.checked_mul(events).filter(|most| *most != ABOVE)?;
        for (((lane, _, _), span), cell) in self.cells.iter().zip(&self.spans).zip(cells) {
            let mut sum = 0_i64;
            for bucket in span.0..=span.1 {
                sum = sum.wrapping_add(sums[bucket * width + lane]);
            }
            *cell = cell.plus(Range::exactly(sum)).ok()?;
        }
        Some(())
    }

    /// Adds an event to its cells in some lanes, one by one. Without a date, it may lie in any
    /// window that holds days, and surely lies in none.
    #[cold]
    #[expect(clippy::too_many_arguments, reason = "what an event is, and where it goes")]
    fn feed(
        &self,
        table: &ClassTable,
        class: &Class,
        row: Row<'_>,
        day: i64,
        as_of: i64,
        lanes: u64,
        cells: &mut [Range],
    ) -> Option<()> {
        if day > as_of {
            return Some(());
        }
        for (place, cell) in self.cells.iter().enumerate() {
            let &(lane, start, end) = cell;
            let is_inside = start <= day && day <= end;
            let may_be = if day == MISSING { holds_days(cell) } else { is_inside };
            if lanes & (1 << lane) != 0 && may_be {
                self.add(table, class, row, lane, day != MISSING, &mut cells[place])?;
            }
        }
        Some(())
    }

    fn add(
        &self,
        table: &ClassTable,
        class: &Class,
        row: Row<'_>,
        lane: usize,
        is_inside: bool,
        cell: &mut Range,
    ) -> Option<()> {
        let bit = 1_u64 << lane;
        if class.unclear & bit != 0 {
            return None;
        }
        if class.possible & bit == 0 {
            return Some(());
        }
        let amount = match amount_of(table, table.amounts[lane], class, row)? {
            Some(amount) => Range::exactly(amount),
            None => Range::ANY_AMOUNT,
        };
        let is_certain = is_inside && class.certain & bit != 0;
        let low = if is_certain { amount.low } else { 0 };
        *cell = cell.plus(Range { low, high: amount.high }).ok()?;
        Some(())
    }
}

fn holds_days(cell: &(usize, i64, i64)) -> bool {
    cell.1 <= cell.2
}

/// What an event adds to a lane: `Some(None)` where that is missing, `None` where it is not exact.
fn amount_of(table: &ClassTable, amount: LaneAmount, class: &Class, row: Row<'_>) -> Option<Option<i64>> {
    let source = match amount {
        LaneAmount::One => return Some(Some(ONE)),
        LaneAmount::Plain(source) => source,
        LaneAmount::Credited => class.credited,
    };
    scaled(table, source, row)
}

/// The amount of a source: `Some(None)` where it is missing, `None` where it is not exact.
fn scaled(table: &ClassTable, source: u8, row: Row<'_>) -> Option<Option<i64>> {
    let source = table.sources.get(usize::from(source))?;
    let word = row.get(source.field.index()).copied().unwrap_or(MISSING);
    if word == MISSING {
        return Some(None);
    }
    if source.is_plain {
        return Some(Some(word));
    }
    let scaled = Decimal::from_millionths(word).checked_scale(source.numerator, source.denominator)?;
    Some(Some(scaled.millionths()))
}
