//! When a report is made: the only look at the clock.

use chrono::{DateTime, Local, NaiveDateTime};

/// The time by the clock on the wall. Where `SOURCE_DATE_EPOCH` sets the time, it is that one, in universal time: then the
/// same input gives the same bytes.
pub fn made() -> NaiveDateTime {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let set = set.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    set.map_or_else(|| Local::now().naive_local(), |set| set.naive_utc())
}
