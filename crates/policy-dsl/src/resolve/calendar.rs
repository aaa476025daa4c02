//! Calendars become the plan's periods.

use std::collections::HashMap;

use policy_core::Names;
use policy_core::plan::{Occurrence, Period, PeriodId};

use super::report::Report;
use super::table::{Entered, Seen, Table, names};
use crate::syntax::{self, OccurrenceDecl, PeriodDecl};
use crate::{Diagnostic, Lint, Saying, Span};

/// All calendars and their periods.
#[derive(Debug, Default)]
pub(crate) struct Calendars {
    /// The calendars; an origin is a number of this table.
    pub table: Table,
    /// The periods of all calendars, as the plan holds them.
    pub periods: Vec<Period>,
    /// The periods of each calendar, and the number of the first one among all.
    by_calendar: Vec<(Table, usize)>,
}

impl Calendars {
    /// Gathers the calendars of all files.
    pub fn gather<'s>(report: &mut Report, declared: impl Iterator<Item = &'s syntax::Calendar>) -> Self {
        let mut calendars = Self::default();
        for calendar in declared {
            let Some(Entered::New(_) | Entered::Again(_)) =
                calendars.table.declare(report, &calendar.declared, 0)
            else {
                continue;
            };
            let first = calendars.periods.len();
            let mut table = Table::default();
            for period in &calendar.body.members {
                if table.declare(report, &period.node.declared, 0).is_some() {
                    let occurrences = occurrences(report, &period.node);
                    calendars.periods.push(Period { names: names(&period.node.declared), occurrences });
                }
            }
            calendars.by_calendar.push((table, first));
        }
        calendars
    }

    /// The periods of that name in the calendars that can be seen, each with where it is declared.
    pub fn find(&self, name: &str, seen: &Seen) -> Vec<(PeriodId, Span)> {
        let visible = (0u16..).zip(&self.by_calendar).filter(|(origin, _)| seen.any_of(&[*origin]));
        visible
            .filter_map(|(_, (table, first))| {
                let id = table.find(name)?;
                Some((PeriodId((first + usize::from(id)) as u16), table.get(id).span))
            })
            .collect()
    }

    /// The names of the periods that can be seen.
    pub fn names<'a>(&'a self, seen: &'a Seen) -> impl Iterator<Item = &'a Names> {
        let visible = (0u16..).zip(&self.by_calendar).filter(|(origin, _)| seen.any_of(&[*origin]));
        visible.flat_map(|(_, (table, _))| table.all_names())
    }
}

/// The occurrences of a period, in the order of time.
fn occurrences(report: &mut Report, period: &PeriodDecl) -> Vec<Occurrence> {
    let mut sound: Vec<&OccurrenceDecl> = Vec::new();
    let mut labels: HashMap<&str, Span> = HashMap::new();
    for stated in &period.body.members {
        let occurrence = &stated.node;
        if occurrence.to < occurrence.from {
            let says = Saying::new("occurrence-backwards")
                .with("label", &occurrence.label.text)
                .with("from", occurrence.from)
                .with("to", occurrence.to);
            report.push(Diagnostic::error(stated.span, says).hint(Saying::new("hint-swap-dates")));
            continue;
        }
        if let Some(first) = labels.get(occurrence.label.text.as_str()) {
            let says = Saying::new("name-duplicate").with("name", &occurrence.label.text);
            report.push(
                Diagnostic::error(occurrence.label.span, says)
                    .hint(Saying::new("hint-rename"))
                    .also(*first, Saying::new("first-declared")),
            );
            continue;
        }
        labels.insert(&occurrence.label.text, occurrence.label.span);
        sound.push(occurrence);
    }
    sound.sort_by_key(|occurrence| occurrence.from);
    for pair in sound.windows(2) {
        let [earlier, later] = pair else { continue };
        if later.from <= earlier.to {
            let says = Saying::new("occurrences-overlap")
                .with_names("period", &names(&period.declared))
                .with("from", later.from)
                .with("to", earlier.to.min(later.to));
            report.push(
                Diagnostic::error(later.label.span, says)
                    .also(earlier.label.span, Saying::new("overlaps-with"))
                    .hint(Saying::new("hint-overlap")),
            );
        }
    }
    if period.body.members.is_empty() {
        let says = Saying::new("period-empty").with_names("period", &names(&period.declared));
        report.push(Diagnostic::finding(Lint::EmptyPeriod, period.declared.name.span, says));
    }
    let occurrence = |decl: &OccurrenceDecl| Occurrence {
        label: decl.label.text.clone(),
        from: decl.from,
        to: decl.to,
        assumed: decl.assumed,
    };
    sound.into_iter().map(occurrence).collect()
}
