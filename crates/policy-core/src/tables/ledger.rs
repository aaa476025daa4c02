//! The cells that a record's events are summed into: a lane in a window.

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
    /// By bucket (the last one is for events without a date): the lanes that have a cell there.
    live: Vec<u64>,
    /// By bucket and lane: where the cells stand in `fed`.
    feeds: Vec<(u32, u32)>,
    fed: Vec<u16>,
    lanes: usize,
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

    /// Sorts the windows into buckets of days, once all cells are there; `false` where they are too many.
    pub fn close(&mut self, first_cell: usize, lanes: usize, dated: usize) -> bool {
        (self.first_cell, self.lanes, self.dated) = (first_cell, lanes, dated);
        let held = |cell: &&(usize, i64, i64)| cell.1 <= cell.2;
        for &(_, start, end) in self.cells.iter().filter(held) {
            self.boundaries.extend([start, end.saturating_add(1)]);
        }
        self.boundaries.sort_unstable();
        self.boundaries.dedup();
        let count = self.boundaries.len() + 2;
        for bucket in 0..count {
            let day = bucket.checked_sub(1).and_then(|place| self.boundaries.get(place));
            let mut live = 0;
            for lane in 0..lanes {
                let from = self.fed.len() as u32;
                for (place, &(own, start, end)) in self.cells.iter().enumerate() {
                    let inside = match day {
                        Some(&day) => start <= day && day <= end,
                        None => bucket + 1 == count && start <= end,
                    };
                    if own == lane && inside {
                        self.fed.push(place as u16);
                        live |= 1_u64 << lane;
                    }
                }
                self.feeds.push((from, self.fed.len() as u32));
            }
            self.live.push(live);
        }
        self.cells.len() <= usize::from(u16::MAX)
    }

    /// Sums a record's events into the cells; `None` where the class of one cannot tell, or on overflow.
    pub fn fill(&self, table: &ClassTable, record: &Record, as_of: i64, cells: &mut [Range]) -> Option<()> {
        let list = record.lists.get(table.lanes.list.index())?;
        let cells = cells.get_mut(self.first_cell..self.first_cell + self.cells.len())?;
        if !list.known {
            cells.fill(Range::ANY_AMOUNT);
            return Some(());
        }
        for row in list.rows() {
            let day = row.get(self.dated).copied().unwrap_or(MISSING);
            if day > as_of {
                continue;
            }
            let is_dated = day != MISSING;
            let bucket = match is_dated {
                true => self.boundaries.partition_point(|boundary| *boundary <= day),
                false => self.live.len() - 1,
            };
            let live = self.live[bucket];
            if live == 0 {
                continue;
            }
            let class = table.class(row);
            if class.unclear & live != 0 {
                return None;
            }
            self.feed(table, class, row, bucket, is_dated, cells)?;
        }
        Some(())
    }

    /// Adds an event to the cells of its bucket.
    fn feed(
        &self,
        table: &ClassTable,
        class: Class,
        row: &[i64],
        bucket: usize,
        is_dated: bool,
        cells: &mut [Range],
    ) -> Option<()> {
        let mut lanes = class.possible & self.live[bucket];
        while lanes != 0 {
            let lane = lanes.trailing_zeros() as usize;
            lanes &= lanes - 1;
            let amount = match table.amounts[lane] {
                LaneAmount::One => Some(ONE),
                LaneAmount::Plain(source) => amount(table, source, row)?,
                LaneAmount::Credited => amount(table, class.credited, row)?,
            };
            let is_certain = is_dated && class.certain & (1 << lane) != 0;
            let (from, to) = self.feeds[bucket * self.lanes + lane];
            for &place in &self.fed[from as usize..to as usize] {
                let cell = &mut cells[usize::from(place)];
                match amount {
                    None => cell.high = ABOVE,
                    Some(amount) => {
                        if cell.high != ABOVE {
                            cell.high = cell.high.checked_add(amount).filter(|high| *high != ABOVE)?;
                        }
                        if is_certain {
                            cell.low = cell.low.checked_add(amount)?;
                        }
                    }
                }
            }
        }
        Some(())
    }
}

/// What an event adds: `Some(None)` where that is missing, `None` where it is not exact or too large.
fn amount(table: &ClassTable, source: u8, row: &[i64]) -> Option<Option<i64>> {
    let source = table.sources.get(usize::from(source))?;
    let word = row.get(source.field.index()).copied().unwrap_or(MISSING);
    if word == MISSING {
        return Some(None);
    }
    if source.numerator == 1 && source.denominator == 1 {
        return Some(Some(word));
    }
    let scaled = Decimal::from_millionths(word).checked_scale(source.numerator, source.denominator)?;
    Some(Some(scaled.millionths()))
}
