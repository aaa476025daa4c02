//! Progress on a terminal, and the wish to stop.

use std::cell::Cell;
use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far long work has come; on a terminal only.
pub struct Progress {
    bar: Option<ProgressBar>,
    rows: Cell<u64>,
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Lets an interruption end the work in good order, so that no half-written file stays behind; a second one
/// ends it at once. Where that cannot be arranged, the process just ends.
pub fn heed_interruption() {
    const INTERRUPTED_STATUS: i32 = 130;
    _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED_STATUS);
        }
    });
}

/// Whether the user wants to stop.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

impl Progress {
    /// Begins some work that `doing` names; `total` is how many steps it takes, where that is known.
    pub fn begin(doing: String, total: Option<u64>) -> Self {
        if !stderr().is_terminal() {
            return Self { bar: None, rows: Cell::new(0) };
        }
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::new_spinner(),
        };
        let template = if total.is_some() { "{msg} {wide_bar} {pos}/{len}" } else { "{spinner} {msg} {pos}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(doing);
        Self { bar: Some(bar), rows: Cell::new(0) }
    }

    /// One more row or subject is done.
    pub fn row(&self) {
        const STEP: u64 = 1024;
        let rows = self.rows.get() + 1;
        self.rows.set(rows);
        if let Some(bar) = self.bar.as_ref().filter(|_| rows.is_multiple_of(STEP)) {
            bar.set_position(rows);
        }
    }

    /// Whether the user wants to stop.
    pub fn is_interrupted(&self) -> bool {
        is_interrupted()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
