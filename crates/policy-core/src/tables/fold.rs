//! Adding up what events feed: the innermost loops.
//!
//! A few cells are lanes of one small vector: for each event a load of its case's mask, an AND with the amount and an
//! ADD. Many cells are sums of pools, one for each set of cells that cases feed, so that an event is added once, however many
//! cells there are.

use std::ops::BitAnd;

use super::cases::{Case, Group};

/// How the cells of a group are added up.
#[derive(Debug)]
pub(super) enum Plan {
    /// Up to four cells as lanes.
    Four(Masks<4>),
    /// Up to eight.
    Eight(Masks<8>),
    /// Up to sixteen.
    Sixteen(Masks<16>),
    /// Any number.
    Pools(Pools),
}

/// By case: all bits of a lane set where it feeds the lane's cell.
#[derive(Debug)]
pub(super) struct Masks<const LANES: usize> {
    narrow: Vec<[i32; LANES]>,
    wide: Vec<[i64; LANES]>,
}

/// Sums that cells are made of.
#[derive(Debug)]
pub(super) struct Pools {
    /// By case: its pool.
    places: Vec<u16>,
    count: usize,
    /// By cell of the group: the pools that it is the sum of.
    addends: Vec<Vec<u16>>,
}

/// What each event adds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Addends<'a> {
    /// One.
    One,
    /// Amounts whose sums fit into four bytes.
    Narrow(&'a [i32]),
    /// Amounts whose sums fit into eight.
    Wide(&'a [i64]),
}

/// A number that lanes hold.
trait Lane: Copy + Default + BitAnd<Output = Self> {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn wide(self) -> i64;
}

impl Lane for i32 {
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    fn minus(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }

    fn wide(self) -> i64 {
        i64::from(self)
    }
}

impl Lane for i64 {
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    fn minus(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }

    fn wide(self) -> i64 {
        self
    }
}

impl Plan {
    pub fn new(group: &Group, cases: &[Case]) -> Self {
        match group.cells.len() {
            0..=4 => Self::Four(Masks::new(group, cases)),
            5..=8 => Self::Eight(Masks::new(group, cases)),
            9..=16 => Self::Sixteen(Masks::new(group, cases)),
            _ => Self::Pools(Pools::new(group, cases)),
        }
    }

    /// Adds up the events of each subject, given by their cases; `sums` holds the cells of the group, one after the other, for all
    /// subjects each. The sums are in `unit`.
    pub fn fold(
        &self,
        cases: &[u16],
        addends: Addends<'_>,
        unit: i64,
        starts: &[u32],
        sums: &mut [&mut [i64]],
    ) {
        match (self, addends) {
            (Self::Four(masks), Addends::One) => count(&masks.narrow, cases, unit, starts, sums),
            (Self::Eight(masks), Addends::One) => count(&masks.narrow, cases, unit, starts, sums),
            (Self::Sixteen(masks), Addends::One) => count(&masks.narrow, cases, unit, starts, sums),
            (Self::Four(masks), Addends::Narrow(own)) => add(&masks.narrow, cases, own, unit, starts, sums),
            (Self::Eight(masks), Addends::Narrow(own)) => add(&masks.narrow, cases, own, unit, starts, sums),
            (Self::Sixteen(masks), Addends::Narrow(own)) => {
                add(&masks.narrow, cases, own, unit, starts, sums)
            }
            (Self::Four(masks), Addends::Wide(own)) => add(&masks.wide, cases, own, unit, starts, sums),
            (Self::Eight(masks), Addends::Wide(own)) => add(&masks.wide, cases, own, unit, starts, sums),
            (Self::Sixteen(masks), Addends::Wide(own)) => add(&masks.wide, cases, own, unit, starts, sums),
            (Self::Pools(pools), Addends::One) => {
                pools.fold(cases, std::iter::repeat_n(1, cases.len()), unit, starts, sums);
            }
            (Self::Pools(pools), Addends::Narrow(own)) => {
                pools.fold(cases, own.iter().map(|amount| i64::from(*amount)), unit, starts, sums);
            }
            (Self::Pools(pools), Addends::Wide(own)) => {
                pools.fold(cases, own.iter().copied(), unit, starts, sums);
            }
        }
    }
}

impl<const LANES: usize> Masks<LANES> {
    fn new(group: &Group, cases: &[Case]) -> Self {
        let mask = |case: &Case| {
            let mut mask = [0; LANES];
            for (lane, cell) in mask.iter_mut().zip(&group.cells) {
                *lane = if case.feeds(*cell) { -1 } else { 0 };
            }
            mask
        };
        let narrow: Vec<[i32; LANES]> = cases.iter().map(mask).collect();
        let wide = narrow.iter().map(|mask| mask.map(i64::from)).collect();
        Self { narrow, wide }
    }
}

/// Adds up amounts in lanes.
fn add<L: Lane, const LANES: usize>(
    masks: &[[L; LANES]],
    cases: &[u16],
    amounts: &[L],
    unit: i64,
    starts: &[u32],
    sums: &mut [&mut [i64]],
) {
    for (subject, events) in ranges(starts).enumerate() {
        let mut lanes = [L::default(); LANES];
        let own =
            cases.get(events.clone()).unwrap_or_default().iter().zip(amounts.get(events).unwrap_or_default());
        for (case, amount) in own {
            let Some(mask) = masks.get(usize::from(*case)) else { continue };
            for (lane, mask) in lanes.iter_mut().zip(mask) {
                *lane = lane.plus(*mask & *amount);
            }
        }
        put(&lanes, unit, subject, sums);
    }
}

/// Counts in lanes: a mask is minus one.
fn count<const LANES: usize>(
    masks: &[[i32; LANES]],
    cases: &[u16],
    unit: i64,
    starts: &[u32],
    sums: &mut [&mut [i64]],
) {
    for (subject, events) in ranges(starts).enumerate() {
        let mut lanes = [0_i32; LANES];
        for case in cases.get(events).unwrap_or_default() {
            let Some(mask) = masks.get(usize::from(*case)) else { continue };
            for (lane, mask) in lanes.iter_mut().zip(mask) {
                *lane = lane.minus(*mask);
            }
        }
        put(&lanes, unit, subject, sums);
    }
}

/// Puts the lanes of a subject where its cells are.
#[inline(always)]
fn put<L: Lane, const LANES: usize>(lanes: &[L; LANES], unit: i64, subject: usize, sums: &mut [&mut [i64]]) {
    for (sum, lane) in sums.iter_mut().zip(lanes) {
        if let Some(sum) = sum.get_mut(subject) {
            *sum = lane.wide().wrapping_mul(unit);
        }
    }
}

/// Where the events of each subject are.
fn ranges(starts: &[u32]) -> impl Iterator<Item = std::ops::Range<usize>> {
    starts.iter().zip(starts.iter().skip(1)).map(|(start, end)| *start as usize..*end as usize)
}

impl Pools {
    fn new(group: &Group, cases: &[Case]) -> Self {
        let fed = |case: &Case| -> Vec<bool> { group.cells.iter().map(|cell| case.feeds(*cell)).collect() };
        let mut pools = vec![vec![false; group.cells.len()]];
        let mut places = Vec::new();
        for case in cases {
            let fed = fed(case);
            let place = pools.iter().position(|own| *own == fed).unwrap_or_else(|| {
                pools.push(fed);
                pools.len() - 1
            });
            places.push(place as u16);
        }
        let addends = (0..group.cells.len()).map(|cell| {
            let own = (0..).zip(&pools).filter(|(_, fed)| fed[cell]);
            own.map(|(place, _)| place).collect()
        });
        Self { places, count: pools.len(), addends: addends.collect() }
    }

    fn fold(
        &self,
        cases: &[u16],
        mut amounts: impl Iterator<Item = i64>,
        unit: i64,
        starts: &[u32],
        sums: &mut [&mut [i64]],
    ) {
        let mut pools = vec![0_i64; self.count];
        for (subject, events) in ranges(starts).enumerate() {
            pools.fill(0);
            for (case, amount) in cases.get(events).unwrap_or_default().iter().zip(amounts.by_ref()) {
                let place = self.places.get(usize::from(*case)).copied().unwrap_or(0);
                if let Some(pool) = pools.get_mut(usize::from(place)) {
                    *pool = pool.wrapping_add(amount);
                }
            }
            for (sum, addends) in sums.iter_mut().zip(&self.addends) {
                let own = addends.iter().filter_map(|place| pools.get(usize::from(*place)));
                if let Some(sum) = sum.get_mut(subject) {
                    *sum = own.fold(0_i64, |sum, pool| sum.wrapping_add(*pool)).wrapping_mul(unit);
                }
            }
        }
    }
}
