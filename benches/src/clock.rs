//! Timing, as plainly as possible.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many rounds are timed, and how long one is at least.
const ROUNDS: u32 = 200;
const ROUND: Duration = Duration::from_millis(2);

/// Nanoseconds for one call of `work`: the best of many short rounds.
///
/// The best, because whatever else the machine does can only make a round slower; short, because on a
/// busy machine a long one is never left alone.
pub fn nanoseconds<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut calls = 1_u32;
    while time(calls, &mut work) < ROUND {
        calls = calls.saturating_mul(2);
    }
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let took = time(calls, &mut work);
        best = best.min(took.as_secs_f64() * 1e9 / f64::from(calls));
    }
    best
}

fn time<T>(calls: u32, work: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(work());
    }
    start.elapsed()
}
