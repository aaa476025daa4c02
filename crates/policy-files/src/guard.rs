//! Work of foreign code on untrusted bytes, which must not end the command.
//!
//! The readers of workbooks are known to panic over some damaged ones (a cut .xls among them), and those of columns may. Such a
//! panic is caught where it arises and told as what it means: the file is damaged. Nothing of ours runs in here.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What some work gives; `None` where it panicked, of which nothing is printed.
///
/// What the work had borrowed must not be used again after `None`.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let otherwise = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                otherwise(panic);
            }
        }));
    });
    IS_GUARDED.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_ends_the_work_and_nothing_else() {
        assert_eq!(guarded(|| 1), Some(1));
        let bytes: Vec<u8> = Vec::new();
        assert_eq!(guarded(|| bytes[3]), None);
    }
}
