//! Progress on a terminal, and the wish to stop.

use std::fmt;
use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};

use crate::voice::Voice;

/// Shows how far long work has come; on a terminal only.
pub struct Progress {
    bar: Option<ProgressBar>,
    rows: AtomicU64,
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
            return Self { bar: None, rows: AtomicU64::new(0) };
        }
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::new_spinner(),
        };
        let template = match total {
            Some(_) => "{msg} {wide_bar} {human_pos}/{human_len} · {rate}/s · {eta}",
            None => "{spinner} {msg} {human_pos} · {rate}/s",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
                // A part of a row is nothing that anybody wants to know.
                _ = write!(out, "{}", HumanCount(state.per_sec() as u64));
            }));
        }
        bar.set_message(doing);
        Self { bar: Some(bar), rows: AtomicU64::new(0) }
    }

    /// One more row or subject is done.
    pub fn row(&self) {
        const STEP: u64 = 1024;
        let rows = self.rows.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = self.bar.as_ref().filter(|_| rows.is_multiple_of(STEP)) {
            bar.set_position(rows);
        }
    }

    /// So many more are done.
    pub fn rows(&self, count: u64) {
        let rows = self.rows.fetch_add(count, Ordering::Relaxed) + count;
        if let Some(bar) = &self.bar {
            bar.set_position(rows);
        }
    }

    /// Whether the user wants to stop.
    pub fn is_interrupted(&self) -> bool {
        is_interrupted()
    }
}

/// How many were decided, how many rows were set aside, and how long it took, in a line for a terminal.
pub fn summary(voice: Voice, decided: usize, set_aside: usize, took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    voice.say("progress-summary", &[("decided", &decided), ("set_aside", &set_aside), ("seconds", &seconds)])
}

/// Says the same on a terminal; in a pipe nothing.
pub fn say_summary(voice: Voice, decided: usize, set_aside: usize, begun: Instant) {
    if stderr().is_terminal() {
        eprintln!("{}", summary(voice, decided, set_aside, begun.elapsed()));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use policy_messages::Language;

    use super::summary;
    use crate::voice::Voice;

    #[test]
    fn a_run_closes_with_what_was_done_and_how_long_it_took() {
        let say = |language| summary(Voice::in_language(language), 69, 2, Duration::from_millis(1_290));
        assert_eq!(say(Language::English), "decided: 69, rows set aside: 2, in 1.2 s");
        assert_eq!(say(Language::Chinese), "已判定 69 个，未采用 2 行，用时 1.2 秒");
    }
}
