//! Recognition entries that can never take effect.

use policy_compare::Search;
use policy_core::plan::{Condition, Entry, Treatment};

use crate::resolve::Report;
use crate::{Diagnostic, Index, Lint, Saying};

/// How many entries of one recognition are compared with each other.
const MOST_COMPARED: usize = 300;

/// Looks at the entries of every recognition.
pub(super) fn check_recognitions(report: &mut Report, search: &Search<'_>, index: &Index) {
    for (recognition, places) in search.plan.recognitions.iter().zip(&index.recognitions) {
        let mut counts_all: Option<usize> = None;
        let mut rejects_all: Option<usize> = None;
        for (number, (entry, place)) in recognition.entries.iter().zip(places).enumerate() {
            let everything = match entry.treatment {
                Treatment::Count { .. } => &mut counts_all,
                Treatment::Reject => &mut rejects_all,
            };
            if let Some(first) = everything.and_then(|first| places.get(first)) {
                let says = Saying::new("entry-never-reached");
                report.push(
                    Diagnostic::finding(Lint::IdleEntry, place.name, says)
                        .also(first.name, Saying::new("entry-takes-everything"))
                        .hint(Saying::new("hint-entry-never-reached")),
                );
                continue;
            }
            if entry.when == Condition::Constant(true) {
                *everything = Some(number);
            }
            if search.never(&[&entry.when]) {
                let diagnostic =
                    Diagnostic::finding(Lint::IdleEntry, place.name, Saying::new("entry-never-applies"));
                report.push(diagnostic.hint(Saying::new("hint-never-applies")));
            } else if number < MOST_COMPARED {
                twice(report, &recognition.entries[..number], entry, number, places);
            }
        }
    }
}

/// The same condition a second time has no effect.
fn twice(
    report: &mut Report,
    earlier: &[Entry],
    entry: &Entry,
    number: usize,
    places: &[crate::Declaration],
) {
    let same_kind = |other: &Entry| {
        matches!(other.treatment, Treatment::Reject) == matches!(entry.treatment, Treatment::Reject)
    };
    let first = earlier.iter().position(|other| other.when == entry.when && same_kind(other));
    if let (Some(first), Some(place)) = (first.and_then(|first| places.get(first)), places.get(number)) {
        report.push(
            Diagnostic::finding(Lint::IdleEntry, place.name, Saying::new("entry-twice"))
                .also(first.name, Saying::new("first-declared"))
                .hint(Saying::new("hint-entry-never-reached")),
        );
    }
}
