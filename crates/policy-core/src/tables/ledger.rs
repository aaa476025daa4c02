//! Adding up a record's events at one as-of date: pools in buckets of days, and the cells that they make.
//!
//! A *cell* is a lane in a window. Days are cut into *buckets* in which every window is either whole
//! or absent, so an event of which everything is known is added once, to its pool in its bucket,
//! whatever the number of lanes and windows; a cell is the sum of some of these. Any other event
//! is added to its cells one by one, as a range.

use super::buckets::{NOWHERE, Stretches};
use super::classes::{Class, ClassTable, LaneAmount};
use super::tally::{Read, Tally};
use crate::evaluate::{ABOVE, Range};
use crate::record::{EventRows, MISSING, Row};
use crate::{Decimal, FieldId, Record};

/// What the tables add up over one list of events.
#[derive(Debug)]
pub(super) struct Ledger {
    /// Of which class table, by its place.
    pub table: usize,
    cells: Vec<Cell>,
    /// Where its cells begin among those of all ledgers.
    first_cell: usize,
    /// Where its sums begin among those of all ledgers.
    first_sum: usize,
    sums: usize,
    /// The field that says to which day an event belongs.
    dated: FieldId,
    /// By tally and class: where the sums of its pool begin.
    places: Vec<Vec<u16>>,
    /// The bucket of each day from `first_day` on; the last is for all other days, and for none.
    buckets: Vec<u16>,
    first_day: i64,
}

/// A lane in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub lane: usize,
    pub start: i64,
    pub end: i64,
}

/// The sums of one record.
pub(super) struct Sums<'s> {
    /// Of all that is certain, by pool and bucket.
    pub certain: &'s mut [i64],
    /// Of all else, by cell; empty where there is nothing else.
    pub uncertain: Vec<Range>,
    pub layout: &'s Layout,
}

/// How the sums and cells of all ledgers lie.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// How many sums there are.
    pub sums: usize,
    /// The addends of each cell.
    pub cells: Vec<std::ops::Range<usize>>,
    /// Which sums cells are made of.
    pub addends: Vec<u32>,
}

/// One, in millionths.
const ONE: i64 = Decimal::ONE.millionths();

/// The most sums, and the most that cells are made of; with more, every event goes to its cells one by one.
const MOST_SUMS: usize = 1 << 14;
const MOST_ADDENDS: usize = 1 << 16;
/// How many events are looked at together.
const AT_ONCE: usize = 64;

impl Ledger {
    pub fn new(table: usize) -> Self {
        Self {
            table,
            cells: Vec::new(),
            first_cell: 0,
            first_sum: 0,
            sums: 0,
            dated: FieldId(0),
            places: Vec::new(),
            buckets: vec![NOWHERE],
            first_day: 0,
        }
    }

    /// The place of a cell among those of this ledger, made where it does not exist.
    pub fn cell(&mut self, cell: Cell) -> usize {
        self.cells.iter().position(|own| *own == cell).unwrap_or_else(|| {
            self.cells.push(cell);
            self.cells.len() - 1
        })
    }

    /// Its cells, the first of which has this place among those of all ledgers.
    pub fn cells(&self) -> (&[Cell], usize) {
        (&self.cells, self.first_cell)
    }

    /// The field that says to which day an event belongs.
    pub fn dated(&self) -> FieldId {
        self.dated
    }

    /// Lays out the sums, once all cells are there, after those of other ledgers.
    pub fn close(&mut self, table: &ClassTable, dated: FieldId, as_of: i64, layout: &mut Layout) {
        (self.dated, self.first_sum, self.first_cell) = (dated, layout.sums, layout.cells.len());
        let stretches = Stretches::new(&self.cells, as_of);
        let pools: usize = table.tallies.iter().map(|tally| tally.feeds.len()).sum();
        let covered = self.cells.iter().map(|cell| stretches.covered(cell).len());
        let addends = covered.sum::<usize>().saturating_mul(pools);
        let buckets = stretches.buckets;
        let sums = pools.saturating_mul(buckets);
        let days = stretches.days().filter(|_| sums <= MOST_SUMS && addends <= MOST_ADDENDS);
        let fits = days.is_some();
        if let Some(days) = days {
            (self.first_day, self.buckets, self.sums) = (stretches.first_day(), days, sums);
        }
        let mut next = 0;
        for tally in &table.tallies {
            let place = |kind: &u16| match tally.pools.get(usize::from(*kind)) {
                Some(Some(pool)) if fits => (next + usize::from(*pool) * buckets) as u16,
                Some(_) | None => NOWHERE,
            };
            self.places.push(table.kinds_of_classes.iter().map(place).collect());
            next += tally.feeds.len() * buckets;
        }
        for cell in &self.cells {
            let from = layout.addends.len();
            if fits {
                let feeds = table.tallies.iter().flat_map(|tally| &tally.feeds);
                let pools = feeds.zip((self.first_sum..).step_by(buckets));
                for (_, first) in pools.filter(|(lanes, _)| *lanes >> cell.lane & 1 != 0) {
                    let buckets = stretches.covered(cell).map(|place| stretches.all[place].bucket);
                    layout.addends.extend(buckets.map(|bucket| (first + bucket) as u32));
                }
            }
            layout.cells.push(from..layout.addends.len());
        }
        layout.sums += self.sums;
    }

    /// Adds up a record's events; `None` where the class of one cannot tell, or a sum overflows.
    pub fn fill(&self, table: &ClassTable, record: &Record, as_of: i64, sums: &mut Sums<'_>) -> Option<()> {
        let rows = record.lists.get(table.lanes.list.index())?;
        if !rows.known {
            let cells = self.first_cell..self.first_cell + self.cells.len();
            sums.uncertain().get_mut(cells)?.fill(Range::ANY_AMOUNT);
            return Some(());
        }
        let days = rows.column(self.dated);
        let mut classes = [0; AT_ONCE];
        for (from, days) in (0..).step_by(AT_ONCE).zip(days.chunks(AT_ONCE)) {
            let classes = match table.only_field() {
                Some(_) => &[][..],
                None => {
                    let classes = classes.get_mut(..days.len())?;
                    table.classes(rows, from, classes);
                    classes
                }
            };
            let batch = Batch { ledger: self, table, rows, as_of, from, days, classes };
            for (tally, places) in table.tallies.iter().zip(&self.places) {
                batch.add(tally, places, sums)?;
            }
        }
        Some(())
    }
}

/// Some events of a record.
struct Batch<'b> {
    ledger: &'b Ledger,
    table: &'b ClassTable,
    rows: &'b EventRows,
    as_of: i64,
    /// The place of the first event.
    from: usize,
    days: &'b [i64],
    /// Their classes, where these are not the words of one field.
    classes: &'b [u16],
}

impl Batch<'_> {
    /// Adds up the lanes of a tally.
    fn add(&self, tally: &Tally, places: &[u16], sums: &mut Sums<'_>) -> Option<()> {
        match self.table.only_field() {
            None => self.add_by(self.classes.iter().map(|class| usize::from(*class)), tally, places, sums),
            Some(field) => {
                let last = places.len().checked_sub(1)? as u64;
                let words = self.words(field)?.iter();
                self.add_by(words.map(|word| (*word as u64).min(last) as usize), tally, places, sums)
            }
        }
    }

    /// Adds up the lanes of a tally, each event being of a class.
    #[inline(always)]
    fn add_by(
        &self,
        classes: impl Iterator<Item = usize> + Clone,
        tally: &Tally,
        places: &[u16],
        sums: &mut Sums<'_>,
    ) -> Option<()> {
        let Self { table, rows, from, days, .. } = *self;
        let kinds = classes.clone().map(|class| table.kinds_of_classes.get(class)).zip(0..days.len());
        match &tally.amount {
            Read::One => self.add_each(classes.zip(days.iter().map(|_| Some(ONE))), tally, places, sums),
            Read::Field(field) => {
                let words = self.words(*field)?.iter().copied().map(Some);
                self.add_each(classes.zip(words), tally, places, sums)
            }
            Read::Fields(fields) => {
                let amounts =
                    kinds.map(|(kind, event)| rows.word(*fields.get(usize::from(*kind?))?, from + event));
                self.add_each(classes.zip(amounts), tally, places, sums)
            }
            Read::Sources(sources) => {
                let amounts = kinds.map(|(kind, event)| {
                    let source = sources.get(usize::from(*kind?))?;
                    Some(scaled(table, *source, rows.row(from + event)?)?.unwrap_or(MISSING))
                });
                self.add_each(classes.zip(amounts), tally, places, sums)
            }
        }
    }

    /// The words of a field.
    fn words(&self, field: FieldId) -> Option<&[i64]> {
        self.rows.column(field).get(self.from..self.from + self.days.len())
    }

    /// Adds each event, of a class and with an amount, to its pool in its bucket.
    ///
    /// Measured: inlined into its callers, the loop keeps half of what it needs on the stack.
    #[inline(never)]
    fn add_each(
        &self,
        events: impl Iterator<Item = (usize, Option<i64>)>,
        tally: &Tally,
        places: &[u16],
        sums: &mut Sums<'_>,
    ) -> Option<()> {
        let Ledger { first_sum, sums: length, first_day, ref buckets, .. } = *self.ledger;
        let own = sums.certain.get_mut(first_sum..first_sum + length)?;
        let buckets = buckets.as_slice();
        let last = buckets.len().checked_sub(1)?;
        let mut others = 0_u64;
        for (event, (&day, (class, amount))) in self.days.iter().zip(events).enumerate() {
            let place = places.get(class).copied().unwrap_or(NOWHERE);
            let bucket = buckets[(day.wrapping_sub(first_day) as u64).min(last as u64) as usize];
            let amount = amount?;
            match own.get_mut(usize::from(place) + usize::from(bucket)) {
                // A missing amount is less than nothing, too.
                Some(sum) if amount >= 0 => *sum = sum.checked_add(amount)?,
                Some(_) | None => others |= 1 << event,
            }
        }
        while others != 0 {
            self.add_uncertain(others.trailing_zeros() as usize, tally.lanes, sums)?;
            others &= others - 1;
        }
        Some(())
    }

    /// Adds an event to its cells in some lanes, one by one. Without a date, it may lie in any
    /// window that holds days, and surely lies in none.
    #[cold]
    fn add_uncertain(&self, event: usize, lanes: u64, sums: &mut Sums<'_>) -> Option<()> {
        let (row, day) = (self.rows.row(self.from + event)?, *self.days.get(event)?);
        if day > self.as_of {
            return Some(());
        }
        let class = self.table.class_of(row)?;
        let cells = sums.uncertain().get_mut(self.ledger.first_cell..)?;
        for (cell, range) in self.ledger.cells.iter().zip(cells) {
            let may_be = if day == MISSING { cell.holds_days() } else { cell.holds(day) };
            let bit = 1_u64 << cell.lane;
            if lanes & bit == 0 || !may_be {
                continue;
            }
            if class.unclear & bit != 0 {
                return None;
            }
            if class.possible & bit == 0 {
                continue;
            }
            let amount = match amount_of(self.table, *self.table.amounts.get(cell.lane)?, class, row)? {
                Some(amount) => Range::exactly(amount),
                None => Range::ANY_AMOUNT,
            };
            let is_certain = day != MISSING && class.certain & bit != 0;
            let low = if is_certain { amount.low } else { 0 };
            *range = range.plus(Range { low, high: amount.high }).ok()?;
        }
        Some(())
    }
}

impl Sums<'_> {
    /// The ranges of all cells, nothing added yet where nothing was.
    fn uncertain(&mut self) -> &mut [Range] {
        self.uncertain.resize(self.layout.cells.len(), Range::ZERO);
        &mut self.uncertain
    }

    /// Whether there is nothing but what is certain.
    pub fn is_certain(&self) -> bool {
        self.uncertain.is_empty()
    }

    /// What is certain of a cell; `None` where it overflows.
    pub fn sum(&self, cell: usize) -> Option<i64> {
        let mut sum = 0_i64;
        for place in self.layout.addends.get(self.layout.cells.get(cell)?.clone())? {
            sum = sum.checked_add(*self.certain.get(*place as usize)?)?;
        }
        (sum != ABOVE).then_some(sum)
    }

    /// The range of a cell; `None` where it overflows.
    pub fn range(&self, cell: usize) -> Option<Range> {
        let sum = self.sum(cell)?;
        match self.uncertain.get(cell) {
            None => Some(Range::exactly(sum)),
            Some(range) => range.plus(Range::exactly(sum)).ok(),
        }
    }
}

impl Cell {
    pub fn holds_days(&self) -> bool {
        self.start <= self.end
    }

    pub fn holds(&self, day: i64) -> bool {
        self.start <= day && day <= self.end
    }
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
