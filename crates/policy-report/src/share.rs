//! Shares as people read them: rounded down, so that what is just short never reads as reached.

use crate::About;

/// `part` of `whole` in percent, with one digit after the point where it tells something.
pub fn percent(about: &About<'_>, part: usize, whole: usize) -> String {
    let tenths = (part as u128 * 1000).checked_div(whole as u128).unwrap_or(0);
    if tenths == 0 && part > 0 {
        return about.say("page-share-less", &[("share", "0.1%")]);
    }
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, tenth) => format!("{whole}.{tenth}%"),
    }
}
