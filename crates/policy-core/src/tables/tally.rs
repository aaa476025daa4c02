//! Pools: the sums that events are added to before any window is looked at.
//!
//! Most events feed several lanes at once: an ethics training counts towards ethics, towards
//! professional training and towards the total. All events that feed the same lanes go to one pool, so each is
//! added once; a lane is then the sum of a few pools. Without a branch on what the event is: one that
//! feeds nothing has a pool as well.
//!
//! Measured: lists of lanes for each kind of event, added one by one, took twice the instructions.

use super::classes::{Class, ClassTable, LaneAmount};
use crate::FieldId;

/// Some lanes that add up the same amount of each event.
#[derive(Debug)]
pub(crate) struct Tally {
    pub lanes: u64,
    pub amount: Read,
    /// By kind of class: its pool; `None` where the class does not settle what it feeds.
    pub pools: Vec<Option<u16>>,
    /// By pool: the lanes that it feeds.
    pub feeds: Vec<u64>,
}

/// Where amounts are read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// Each is one.
    One,
    /// In a field, as it stands.
    Field(FieldId),
    /// In a field, as it stands, by kind of class.
    Fields(Vec<FieldId>),
    /// In a source, by kind of class.
    Sources(Vec<u8>),
}

/// The most pools of one tally; beyond, its lanes are divided.
const MOST_POOLS: usize = 64;

impl Tally {
    /// The tallies that together have every lane of a table.
    pub fn all(table: &ClassTable) -> Vec<Self> {
        let mut amounts: Vec<(LaneAmount, u64)> = Vec::new();
        for (lane, amount) in table.amounts.iter().enumerate() {
            match amounts.iter_mut().find(|(known, _)| known == amount) {
                Some((_, lanes)) => *lanes |= 1 << lane,
                None => amounts.push((*amount, 1 << lane)),
            }
        }
        let mut tallies = Vec::new();
        while let Some((amount, lanes)) = amounts.pop() {
            match Self::new(table, amount, lanes) {
                Some(tally) => tallies.push(tally),
                None => {
                    let half = lower_half(lanes);
                    amounts.extend([(amount, half), (amount, lanes & !half)]);
                }
            }
        }
        tallies
    }

    /// The tally of some lanes; `None` where they would need too many pools, which one alone does not.
    fn new(table: &ClassTable, amount: LaneAmount, lanes: u64) -> Option<Self> {
        let mut tally =
            Self { lanes, amount: Read::new(table, amount, lanes), pools: Vec::new(), feeds: Vec::new() };
        for class in &table.kinds {
            let certain = class.certain & lanes;
            let is_settled = class.unclear & lanes == 0 && class.possible & lanes == certain;
            let pool = is_settled.then(|| tally.pool(certain));
            tally.pools.push(pool);
            if tally.feeds.len() > MOST_POOLS {
                return None;
            }
        }
        Some(tally)
    }

    /// The pool that feeds some lanes, made where it does not exist.
    fn pool(&mut self, lanes: u64) -> u16 {
        let place = self.feeds.iter().position(|own| *own == lanes).unwrap_or_else(|| {
            self.feeds.push(lanes);
            self.feeds.len() - 1
        });
        place as u16
    }
}

impl Read {
    fn new(table: &ClassTable, amount: LaneAmount, lanes: u64) -> Self {
        let sources = match amount {
            LaneAmount::One => return Self::One,
            LaneAmount::Plain(source) => vec![source; table.kinds.len()],
            LaneAmount::Credited => {
                // What feeds nothing is read where others are.
                let feeds = |class: &&Class| class.certain & lanes != 0;
                let usual = table.kinds.iter().find(feeds).map_or(0, |class| class.credited);
                let source = |class: &Class| if feeds(&class) { class.credited } else { usual };
                table.kinds.iter().map(source).collect()
            }
        };
        let fields = sources.iter().map(|source| {
            table
                .sources
                .get(usize::from(*source))
                .filter(|source| source.is_plain)
                .map(|source| source.field)
        });
        match fields.collect::<Option<Vec<FieldId>>>() {
            Some(fields) => match fields.first() {
                Some(first) if fields.iter().all(|field| field == first) => Self::Field(*first),
                Some(_) | None => Self::Fields(fields),
            },
            None => Self::Sources(sources),
        }
    }
}

/// Half of the bits that are set.
fn lower_half(bits: u64) -> u64 {
    let mut half = bits;
    for _ in 0..bits.count_ones().div_ceil(2) {
        half &= half - 1;
    }
    bits & !half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_make_the_whole_and_get_smaller() {
        assert_eq!(lower_half(0b1011), 0b0011);
        assert_eq!(lower_half(0b0110), 0b0010);
        assert_eq!(lower_half(u64::MAX), u64::from(u32::MAX));
    }
}
