//! Timing, as plainly as possible.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Nanoseconds for one call of `work`: the best of several rounds, each at least 50 ms long.
///
/// The best, because whatever else the machine does can only make a round slower.
pub fn nanoseconds<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut calls = 1_u32;
    loop {
        let took = time(calls, &mut work);
        if took >= Duration::from_millis(50) {
            break;
        }
        calls = calls.saturating_mul(2);
    }
    let mut best = f64::INFINITY;
    for _ in 0..9 {
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
