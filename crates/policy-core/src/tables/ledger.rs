//! The cells that a record's events are summed into: a lane in a window.
//!
//! Days are cut into buckets in which every window is either whole or absent. An event of which
//! everything is known adds its amount to all lanes of its bucket at once, masked by its class: no
//! branch hangs on what it is (measured: a third of the time of going through the lanes that it feeds one by
//! one). The rare event with something missing goes to its cells one by one.

use super::classes::{Class, ClassTable, LaneAmount};
use crate::evaluate::{ABOVE, Range};
use crate::record::MISSING;
use crate::{Decimal, Record};

/// The cells of one class table.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Where its cells begin among those of all ledgers.
    pub first_cell: usize,
    /// Lane, first and last day of each cell.
    pub cells: Vec<(usize, i64, i64)>,
    /// The first day of each bucket but the first.
    boundaries: Vec<i64>,
    /// By bucket: the lanes that have a cell there.
    live: Vec<u64>,
    /// The first and the last bucket of each cell; the first after the last where it holds no day.
    spans: Vec<(usize, usize)>,
    dated: usize,
}

/// One, in millionths.
const ONE: i64 = match Decimal::whole(1) {
    Some(one) => one.millionths(),
    None => 0,
};

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
    pub fn close(&mut self, first_cell: usize, dated: usize) {
        (self.first_cell, self.dated) = (first_cell, dated);
        for &(_, start, end) in self.cells.iter().filter(|cell| holds_days(cell)) {
            self.boundaries.extend([start, end.saturating_add(1)]);
        }
        self.boundaries.sort_unstable();
        self.boundaries.dedup();
        self.live = vec![0; self.boundaries.len() + 1];
        for cell in &self.cells {
            let (lane, start, end) = *cell;
            let span = if holds_days(cell) { (self.bucket(start), self.bucket(end)) } else { (1, 0) };
            for bucket in span.0..=span.1 {
                self.live[bucket] |= 1_u64 << lane;
            }
            self.spans.push(span);
        }
    }

    /// How many buckets there are.
    pub fn buckets(&self) -> usize {
        self.live.len()
    }

    /// The bucket of a day. Counting beats a search for so few boundaries.
    fn bucket(&self, day: i64) -> usize {
        self.boundaries.iter().map(|boundary| usize::from(*boundary <= day)).sum()
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
            if day > as_of {
                continue;
            }
            if day == MISSING {
                self.feed_undated(table, table.class(row), row, cells)?;
                continue;
            }
            let bucket = self.bucket(day);
            let live = self.live[bucket];
            if live == 0 {
                continue;
            }
            let class = table.class(row);
            if (class.unclear | (class.possible ^ class.certain)) & live != 0 {
                self.feed(table, class, row, day, cells)?;
                continue;
            }
            let sums = sums.get_mut(bucket * width..(bucket + 1) * width)?;
            let masks = table.masks(class);
            for (amount, lanes) in &table.groups {
                let amount = amount_of(table, *amount, class, row)?;
                let Some(amount) = amount else {
                    self.feed_lanes(table, class, row, day, lane_bits(lanes), cells)?;
                    continue;
                };
                seen |= amount;
                for (sum, mask) in sums[lanes.clone()].iter_mut().zip(&masks[lanes.clone()]) {
                    *sum = sum.wrapping_add(amount & mask);
                }
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

    /// Adds an event whose class leaves something open.
    fn feed(
        &self,
        table: &ClassTable,
        class: &Class,
        row: &[i64],
        day: i64,
        cells: &mut [Range],
    ) -> Option<()> {
        self.feed_lanes(table, class, row, day, u64::MAX, cells)
    }

    /// Adds an event to its cells in some lanes, one by one.
    fn feed_lanes(
        &self,
        table: &ClassTable,
        class: &Class,
        row: &[i64],
        day: i64,
        lanes: u64,
        cells: &mut [Range],
    ) -> Option<()> {
        for (place, &(lane, start, end)) in self.cells.iter().enumerate() {
            if lanes & (1 << lane) != 0 && start <= day && day <= end {
                self.add(table, class, row, lane, true, &mut cells[place])?;
            }
        }
        Some(())
    }

    /// Adds an event without a date: it may lie in any window that holds days, and surely lies in none.
    fn feed_undated(
        &self,
        table: &ClassTable,
        class: &Class,
        row: &[i64],
        cells: &mut [Range],
    ) -> Option<()> {
        for (place, cell) in self.cells.iter().enumerate() {
            if holds_days(cell) {
                self.add(table, class, row, cell.0, false, &mut cells[place])?;
            }
        }
        Some(())
    }

    fn add(
        &self,
        table: &ClassTable,
        class: &Class,
        row: &[i64],
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

fn lane_bits(lanes: &std::ops::Range<usize>) -> u64 {
    lanes.clone().fold(0, |bits, lane| bits | 1_u64 << lane)
}

/// What an event adds to a lane: `Some(None)` where that is missing, `None` where it is not exact.
fn amount_of(table: &ClassTable, amount: LaneAmount, class: &Class, row: &[i64]) -> Option<Option<i64>> {
    let source = match amount {
        LaneAmount::One => return Some(Some(ONE)),
        LaneAmount::Plain(source) => source,
        LaneAmount::Credited => class.credited,
    };
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
