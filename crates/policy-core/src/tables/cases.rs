//! What an event comes to, by its class and the bucket of its day: the tables that columns are folded by.
//!
//! A *case* says which cells of the list an event surely feeds, and whether more has to be looked at before that is
//! settled. Classes in buckets that say the same are one case, so there are few, and what is worked out for each event is its number
//! alone. Cells that add up the same amount make a *group*.

use std::collections::HashMap;

use super::buckets::{NOWHERE, Stretches};
use super::classes::{Class, ClassTable, LaneAmount};
use super::ledger::Cell;

/// The cases of one list.
#[derive(Debug)]
pub(super) struct Cases {
    /// By class: where its buckets begin in `numbers`. As long as there are numbers of two bytes, so that none is beyond.
    pub bases: Vec<u16>,
    /// By class and bucket: the number of the case, and [`UNSETTLED`].
    pub numbers: Vec<u16>,
    /// The bucket of each day from `first_day` on; the last is for all other days, and for none.
    pub buckets: Vec<u16>,
    pub first_day: i64,
    /// What each case feeds.
    pub cases: Vec<Case>,
    pub groups: Vec<Group>,
}

/// What events of a case feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Case {
    /// Which cells, bit by bit, each event surely feeds.
    pub sure: Vec<u64>,
    /// Something that is missing, or not in the class, decides whether it feeds others.
    is_unsettled: bool,
    /// The source of the amount that the recognition credits.
    pub credited: u8,
}

/// Cells that add up the same amount of each event.
#[derive(Debug)]
pub(super) struct Group {
    pub amount: LaneAmount,
    /// The places of its cells among those of the list.
    pub cells: Vec<usize>,
    /// By case: whether it surely feeds any of them.
    pub feeds: Vec<bool>,
}

/// Set in the number of a case where more has to be looked at.
pub(super) const UNSETTLED: u16 = 1 << 15;
/// How many numbers of two bytes there are.
const NUMBERS: usize = 1 << 16;
/// How much work the cases of one list may be to find.
const MOST_WORK: usize = 1 << 25;

impl Cases {
    /// The cases of a list; `None` where they would be too many, or its days too far apart.
    pub fn new(table: &ClassTable, cells: &[Cell], as_of: i64) -> Option<Self> {
        let stretches = Stretches::new(cells, as_of);
        // The last bucket is for days that nobody knows, and for those that the table of days does not reach.
        let count = stretches.buckets + 1;
        let own = |bucket: u16| if bucket == NOWHERE { stretches.buckets as u16 } else { bucket };
        let buckets = stretches.days()?.into_iter().map(own).collect();
        if table.kinds.len() * count > NUMBERS || table.kinds.len() * count * cells.len() > MOST_WORK {
            return None;
        }
        let covered = |cell: &Cell| {
            let mut is_covered = vec![false; count];
            for place in stretches.covered(cell) {
                is_covered[stretches.all[place].bucket] = true;
            }
            is_covered[stretches.buckets] = false;
            is_covered
        };
        let covered: Vec<Vec<bool>> = cells.iter().map(covered).collect();
        let mut known = HashMap::new();
        let mut cases = Vec::new();
        let mut numbers = vec![0; NUMBERS];
        let slots = table.kinds.iter().flat_map(|class| (0..count).map(move |bucket| (class, bucket)));
        for ((class, bucket), number) in slots.zip(&mut numbers) {
            let case = Case::new(class, cells, |cell| covered[cell][bucket], bucket == stretches.buckets);
            let mark = if case.is_unsettled { UNSETTLED } else { 0 };
            let next = u16::try_from(known.len()).ok().filter(|next| *next < UNSETTLED)?;
            let found = *known.entry(case).or_insert_with_key(|case| {
                cases.push(case.clone());
                next
            });
            *number = found | mark;
        }
        let mut bases = vec![0; NUMBERS];
        for (base, kind) in bases.iter_mut().zip(&table.kinds_of_classes) {
            *base = (usize::from(*kind) * count) as u16;
        }
        let groups = groups(table, cells, &cases);
        Some(Self { bases, numbers, buckets, first_day: stretches.first_day(), cases, groups })
    }
}

impl Case {
    fn new(class: &Class, cells: &[Cell], covers: impl Fn(usize) -> bool, is_nowhere: bool) -> Self {
        let mut case =
            Self { sure: vec![0; cells.len().div_ceil(64)], is_unsettled: false, credited: class.credited };
        for (place, cell) in cells.iter().enumerate() {
            let bit = 1_u64 << cell.lane;
            if is_nowhere {
                case.is_unsettled |= (class.possible | class.unclear) & bit != 0;
            } else if covers(place) {
                let is_sure = class.certain & bit != 0 && class.unclear & bit == 0;
                case.sure[place / 64] |= u64::from(is_sure) << (place % 64);
                case.is_unsettled |= !is_sure && (class.possible | class.unclear) & bit != 0;
            }
        }
        case
    }

    /// Whether events surely feed a cell.
    pub fn feeds(&self, cell: usize) -> bool {
        self.sure.get(cell / 64).is_some_and(|bits| bits >> (cell % 64) & 1 != 0)
    }
}

/// The cells of a list, by what they add up.
fn groups(table: &ClassTable, cells: &[Cell], cases: &[Case]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, cell) in cells.iter().enumerate() {
        let amount = table.amounts.get(cell.lane).copied().unwrap_or(LaneAmount::One);
        match groups.iter_mut().find(|group| group.amount == amount) {
            Some(group) => group.cells.push(place),
            None => groups.push(Group { amount, cells: vec![place], feeds: Vec::new() }),
        }
    }
    for group in &mut groups {
        group.feeds = cases.iter().map(|case| group.cells.iter().any(|cell| case.feeds(*cell))).collect();
    }
    groups
}
