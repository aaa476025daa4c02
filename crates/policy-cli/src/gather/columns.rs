//! Which table is which, and which column is what.
//!
//! A table is what its sheet's or its file's name says, where that names one kind whose key column it
//! has; else what most of its columns belong to. Its headings stand in the first row of the first few
//! that holds the key column, so that titles above them do no harm.

use std::collections::HashMap;

use policy_core::{Field, FieldId, ListId, SubjectId, Vocabulary, nearest_name};
use policy_dsl::Saying;

use super::kinds::{Kind, Kinds, Target, names, plain};
use crate::failure::{Failure, Listing};
use crate::finding::{Findings, Place};
use crate::read::{Flow, Table};
use crate::unknown::AbsentColumns;

/// How a table's columns are to be read.
#[derive(Debug)]
pub struct Layout {
    /// What its rows are.
    pub kind: Kind,
    /// The row that holds the headings.
    pub heading_row: u64,
    /// The headings as they stand there.
    pub headings: Vec<String>,
    /// What each column is; `None` for one that is not used.
    pub targets: Vec<Option<Target>>,
    /// The column with the identifier.
    pub key: usize,
}

impl Layout {
    /// The fields of events that it has columns for.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> {
        self.targets.iter().filter_map(|target| match target {
            Some(Target::Field(field)) => Some(*field),
            Some(Target::Key | Target::Fact(_)) | None => None,
        })
    }

    /// Whose rows they are.
    pub fn subject(&self) -> SubjectId {
        let (Kind::Subject(subject) | Kind::Events(subject, _)) = self.kind;
        subject
    }
}

/// The first rows of a table that hold anything, with their numbers.
type Head = Vec<(u64, Vec<String>)>;

/// Finds out what a table is. `None` where it is none of ours, which a note then says.
pub fn lay_out(
    kinds: &Kinds,
    vocabulary: &Vocabulary,
    table: &Table,
    is_only_one: bool,
    findings: &mut Findings,
) -> Result<Option<(Layout, Vec<AbsentColumns>)>, Failure> {
    let head = head(table)?;
    if head.is_empty() {
        findings.note(Some(place(table)), Saying::new("note-empty-table"));
        return Ok(None);
    }
    let named: Vec<Kind> = table
        .titles
        .iter()
        .map(|title| kinds.named(vocabulary, title))
        .find(|named| !named.is_empty())
        .unwrap_or_default();
    let mut fits: Vec<Fit> =
        kinds.all.iter().filter_map(|(kind, headings)| Fit::of(*kind, headings, &head)).collect();
    if named.iter().any(|kind| fits.iter().any(|fit| fit.kind == *kind)) {
        fits.retain(|fit| named.contains(&fit.kind));
    } else if let [kind] = named[..] {
        // The name is plain, but the key column is missing.
        return Err(no_key(vocabulary, table, kind, &head));
    }
    fits.sort_by_key(|fit| std::cmp::Reverse(fit.score()));
    let best = match &fits[..] {
        [best] if !named.is_empty() || best.own > 0 => best,
        [best, next, ..] if best.score() > next.score() && (best.own > 0 || !named.is_empty()) => best,
        [] if !is_only_one => {
            findings.note(Some(place(table)), Saying::new("note-table-skipped"));
            return Ok(None);
        }
        [] => return Err(unknown(kinds, vocabulary, table, &head)),
        [..] => return Err(unclear(vocabulary, table, &fits)),
    };
    let layout = best.layout(table, &head, kinds)?;
    let absent = remark(&layout, vocabulary, table, findings);
    Ok(Some((layout, absent)))
}

fn place(table: &Table) -> Place {
    Place { file: table.file.clone(), sheet: table.sheet.clone(), row: None, column: None }
}

fn head(table: &Table) -> Result<Head, Failure> {
    const LOOKED_AT: usize = 10;
    let mut head = Vec::new();
    table.read(&mut |row| {
        head.push((row.number, row.cells().map(|cell| cell.text()).collect()));
        Ok(if head.len() < LOOKED_AT { Flow::More } else { Flow::Stop })
    })?;
    Ok(head)
}

/// How well a table fits a kind.
struct Fit {
    kind: Kind,
    /// Which row of the head holds the headings.
    row: usize,
    /// Columns that are the kind's own.
    own: usize,
    /// All columns that it knows.
    known: usize,
}

impl Fit {
    /// The first row of the head that holds the key column; `None` where there is none.
    fn of(kind: Kind, headings: &HashMap<String, Target>, head: &Head) -> Option<Self> {
        head.iter().enumerate().find_map(|(row, (_, cells))| {
            let targets: Vec<Target> =
                cells.iter().filter_map(|cell| headings.get(&plain(cell)).copied()).collect();
            let is_own = |target: &&Target| match (kind, target) {
                (Kind::Subject(_), Target::Fact(_)) | (Kind::Events(..), Target::Field(_)) => true,
                (Kind::Subject(_) | Kind::Events(..), Target::Key | Target::Fact(_) | Target::Field(_)) => {
                    false
                }
            };
            let own = targets.iter().filter(is_own).count();
            let fit = Self { kind, row, own, known: targets.len() };
            targets.contains(&Target::Key).then_some(fit)
        })
    }

    fn score(&self) -> (usize, usize) {
        (self.own, self.known)
    }

    fn layout(&self, table: &Table, head: &Head, kinds: &Kinds) -> Result<Layout, Failure> {
        let known = kinds.headings(self.kind);
        let (heading_row, headings) = &head[self.row];
        let mut targets: Vec<Option<Target>> = Vec::new();
        for (column, heading) in headings.iter().enumerate() {
            let target = known.and_then(|known| known.get(&plain(heading)).copied());
            if let Some(first) = targets.iter().position(|earlier| target.is_some() && *earlier == target) {
                return Err(Failure::new(
                    Saying::new("failure-column-twice")
                        .with("place", place_text(table))
                        .with("first", &headings[first])
                        .with("second", &headings[column]),
                ));
            }
            targets.push(target);
        }
        let key = targets.iter().position(|target| *target == Some(Target::Key)).unwrap_or_default();
        Ok(Layout { kind: self.kind, heading_row: *heading_row, headings: headings.clone(), targets, key })
    }
}

/// File and sheet, in a form that reads alike in every language.
fn place_text(table: &Table) -> String {
    match &table.sheet {
        None => table.file.clone(),
        Some(sheet) => format!("{} [{sheet}]", table.file),
    }
}

/// Says how the table is read and which columns are not used; gives the columns that it does not have.
fn remark(
    layout: &Layout,
    vocabulary: &Vocabulary,
    table: &Table,
    findings: &mut Findings,
) -> Vec<AbsentColumns> {
    let place = place(table);
    let kind = names(vocabulary, layout.kind);
    findings.note(
        Some(place.clone()),
        match layout.kind {
            Kind::Subject(_) => Saying::new("note-subjects").with_names("kind", kind),
            Kind::Events(subject, _) => Saying::new("note-events")
                .with_names("kind", kind)
                .with_names("subject", &vocabulary.subjects[subject.index()].names),
        },
    );
    let (subject, list, target): (SubjectId, Option<ListId>, fn(FieldId) -> Target) = match layout.kind {
        Kind::Subject(subject) => (subject, None, Target::Fact),
        Kind::Events(subject, list) => (subject, Some(list), Target::Field),
    };
    let declared = || (0..).map(FieldId).zip(vocabulary.fields(subject, list));
    let absent: Vec<(FieldId, &Field)> =
        declared().filter(|(field, _)| !layout.targets.contains(&Some(target(*field)))).collect();
    let mut unused: Vec<&String> = layout
        .headings
        .iter()
        .zip(&layout.targets)
        .filter(|(heading, target)| target.is_none() && !heading.is_empty())
        .map(|(heading, _)| heading)
        .collect();
    let candidates: Vec<&str> = absent.iter().flat_map(|(_, field)| field.names.all()).collect();
    unused.retain(|heading| {
        let Some(near) = near_name(heading, &candidates) else { return true };
        let says = Saying::new("note-column-near").with("column", heading).with("nearest", near);
        findings.note(Some(place.clone()), says);
        false
    });
    if !unused.is_empty() {
        findings.note(Some(place.clone()), Saying::new("note-columns-unused").listing("columns", &unused));
    }
    let fields = absent.into_iter().map(|(field, _)| field).collect();
    let mut columns =
        vec![AbsentColumns { place: place.clone(), subject, list, fields, is_beside_events: false }];
    if list.is_some() {
        let facts = (0..).map(FieldId).take(vocabulary.fields(subject, None).len());
        let fields = facts.filter(|fact| !layout.targets.contains(&Some(Target::Fact(*fact)))).collect();
        columns.push(AbsentColumns { place, subject, list: None, fields, is_beside_events: true });
    }
    columns
}

/// The name that a heading may have been meant for: one that it contains, or is contained in, or nearly equals.
fn near_name<'a>(heading: &str, names: &[&'a str]) -> Option<&'a str> {
    const FEWEST: usize = 2;
    let heading = plain(heading);
    let overlaps = |name: &&str| {
        let name = plain(name);
        let shorter = name.chars().count().min(heading.chars().count());
        shorter >= FEWEST && (heading.contains(&name) || name.contains(&heading))
    };
    let overlapping = names.iter().copied().filter(overlaps);
    let longest = overlapping.max_by_key(|name| name.chars().count());
    longest.or_else(|| nearest_name(&heading, names.iter().copied()))
}

fn no_key(vocabulary: &Vocabulary, table: &Table, kind: Kind, head: &Head) -> Failure {
    let (Kind::Subject(subject) | Kind::Events(subject, _)) = kind;
    let key = &vocabulary.subjects[subject.index()].key;
    let headings = widest(head);
    let known: Vec<&str> = key.all().collect();
    let nearest = headings.iter().find(|heading| near_name(heading, &known).is_some());
    let says = match nearest {
        None => Saying::new("failure-no-key"),
        Some(nearest) => Saying::new("failure-no-key-nearest").with("nearest", nearest),
    };
    Failure::new(
        says.with("place", place_text(table))
            .with_names("kind", names(vocabulary, kind))
            .listing("names", &key.all().collect::<Vec<_>>())
            .listing("headings", headings),
    )
}

fn unknown(kinds: &Kinds, vocabulary: &Vocabulary, table: &Table, head: &Head) -> Failure {
    Failure::new(
        Saying::new("failure-unknown-table")
            .with("place", place_text(table))
            .listing("names", &kinds.shown(vocabulary))
            .listing("headings", widest(head)),
    )
}

fn unclear(vocabulary: &Vocabulary, table: &Table, fits: &[Fit]) -> Failure {
    let best = fits.iter().map(Fit::score).max();
    let tied = fits.iter().filter(|fit| Some(fit.score()) == best);
    let shown: Vec<String> = tied
        .map(|fit| {
            let names = names(vocabulary, fit.kind);
            names.label.clone().unwrap_or_else(|| names.id.clone())
        })
        .collect();
    Failure::new(
        Saying::new("failure-unclear-table").with("place", place_text(table)).listing("names", &shown),
    )
}

/// The row of the head with most cells: most likely the headings.
fn widest(head: &Head) -> &[String] {
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let widest = head.iter().rev().max_by_key(|(_, cells)| filled(cells));
    widest.map_or(&[], |(_, cells)| cells)
}
