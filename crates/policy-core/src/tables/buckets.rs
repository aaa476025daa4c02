//! Days, cut into buckets in which every window is either whole or absent.

use std::ops::Range;

use super::ledger::Cell;

/// The days up to the as-of date, parted wherever a window begins or ends, and those after it.
pub(super) struct Stretches {
    /// Ascending; each ends where the next begins.
    pub all: Vec<Stretch>,
    /// How many buckets there are; the first is for days in no window.
    pub buckets: usize,
    as_of: i64,
}

/// Days in which no window begins or ends.
pub(super) struct Stretch {
    start: i64,
    pub bucket: usize,
}

/// No place: more than any place among the sums, whatever is added to it.
pub(super) const NOWHERE: u16 = 1 << 15;

/// How many days before the first and after the last window have a place in the table of days.
const MARGIN: i64 = 4_000;
/// The most days that the table of days holds.
const MOST_DAYS: i64 = 80_000;
/// Before the first day of the calendar.
const FIRST_DAY: i64 = -100_000_000;

impl Stretches {
    pub fn new(cells: &[Cell], as_of: i64) -> Self {
        let edges = cells.iter().filter(|cell| cell.holds_days());
        let edges = edges.flat_map(|cell| [cell.start, cell.end.saturating_add(1)]);
        // No event is dated before the calendar begins, so an edge there parts nothing.
        let mut starts: Vec<i64> = edges.filter(|edge| (FIRST_DAY..=as_of).contains(edge)).collect();
        starts.push(as_of + 1);
        starts.sort_unstable();
        starts.dedup();
        let before = starts.first().map_or(as_of, |first| first - MARGIN);
        let all = std::iter::once(before).chain(starts).map(|start| Stretch { start, bucket: 0 });
        let mut found = Self { all: all.collect(), buckets: 1, as_of };
        // How many more windows hold a stretch than the one before it.
        let mut more = vec![0_isize; found.all.len() + 1];
        for covered in cells.iter().map(|cell| found.covered(cell)) {
            more[covered.start] += 1;
            more[covered.end] -= 1;
        }
        let mut windows = 0;
        for (stretch, more) in found.all.iter_mut().zip(more) {
            windows += more;
            if windows > 0 {
                stretch.bucket = found.buckets;
                found.buckets += 1;
            }
        }
        found
    }

    /// The places of the stretches that make up a cell's window as far as it is seen.
    pub fn covered(&self, cell: &Cell) -> Range<usize> {
        let end = cell.end.min(self.as_of);
        if cell.start > end {
            return 0..0;
        }
        // What begins before the calendar has no edge there.
        let is_before = |stretch: &Stretch| stretch.start < cell.start && cell.start >= FIRST_DAY;
        self.all.partition_point(is_before)..self.all.partition_point(|stretch| stretch.start <= end)
    }

    /// The first day that has a place in the table of days.
    pub fn first_day(&self) -> i64 {
        self.all.first().map_or(self.as_of, |stretch| stretch.start)
    }

    /// The table of days: the bucket of each from the first day on; nowhere, after the last. `None` where
    /// that would be too many.
    pub fn days(&self) -> Option<Vec<u16>> {
        let last = self.as_of + MARGIN;
        if last - self.first_day() > MOST_DAYS {
            return None;
        }
        let mut days = Vec::new();
        let ends = self.all.iter().skip(1).map(|stretch| stretch.start).chain([last]);
        for (stretch, end) in self.all.iter().zip(ends) {
            let bucket = u16::try_from(stretch.bucket).unwrap_or(NOWHERE);
            days.resize(usize::try_from(end - self.first_day()).unwrap_or(0), bucket);
        }
        days.push(NOWHERE);
        Some(days)
    }
}
