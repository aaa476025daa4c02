//! Which table is which, and which column is what.
//!
//! A table is what its sheet's or its file's name says, where that names one kind whose key column it
//! has; else what most of its columns belong to. Its headings stand in the first row of the first few
//! that holds the key column, so that titles above them do no harm.

use std::collections::HashMap;

use policy_core::{Field, FieldId, Names, SubjectId, Vocabulary, nearest_name};
use policy_dsl::Saying;

use super::kinds::{Kind, Kinds, Target, names, plain};
use crate::failure::{Failure, Listing};
use crate::finding::{Findings, Place};
use crate::read::{Described, Flow, Table};
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
    /// Which columns are left out on purpose.
    pub left_out: Vec<bool>,
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
        self.kind.owner().0
    }
}

/// The first rows of a table that hold anything.
type Head = Vec<HeadRow>;

/// A row that may hold the headings.
struct HeadRow {
    number: u64,
    /// The cells as they stand there.
    shown: Vec<String>,
    /// What they are to be read as: what a description says they are, else what they say themselves.
    meant: Vec<Meant>,
}

/// What a heading is to be read as.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meant {
    /// This name.
    Name(String),
    /// The column is left out on purpose.
    LeftOut,
}

impl Meant {
    fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::LeftOut => "",
        }
    }
}

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
    let named = match table.described.as_ref().and_then(|described| described.holds.as_ref()) {
        Some(holds) => described_kinds(kinds, vocabulary, table, holds)?,
        None => {
            let mut named = table.titles.iter().map(|title| kinds.named(vocabulary, title));
            named.find(|named| !named.is_empty()).unwrap_or_default()
        }
    };
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
    let layout = best.layout(vocabulary, table, &head, kinds)?;
    let absent = remark(&layout, vocabulary, table, findings);
    Ok(Some((layout, absent)))
}

fn place(table: &Table) -> Place {
    Place { file: table.file.clone(), sheet: table.sheet.clone(), row: None, column: None }
}

fn head(table: &Table) -> Result<Head, Failure> {
    const LOOKED_AT: usize = 10;
    /// The last row in which headings may be said to stand.
    const LAST: u64 = 1_000;
    let described = table.described.as_ref();
    let wanted = described.and_then(|described| described.headings);
    // Columns bear their headings; nothing below has to be unpacked for them.
    let most = if table.columns().is_some() { 1 } else { LOOKED_AT };
    let mut head = Vec::new();
    table.read(&mut |row| {
        let shown: Vec<String> = row.cells().map(|cell| cell.text()).collect();
        let meant = shown.iter().map(|cell| meant(described, cell)).collect();
        let is_last = match wanted {
            Some(wanted) => {
                if row.number == wanted {
                    head.push(HeadRow { number: row.number, shown, meant });
                }
                row.number >= wanted.min(LAST)
            }
            None => {
                head.push(HeadRow { number: row.number, shown, meant });
                head.len() >= most
            }
        };
        Ok(if is_last { Flow::Stop } else { Flow::More })
    })?;
    match wanted {
        Some(wanted) if head.is_empty() => {
            let says =
                Saying::new("failure-described-row").with("place", place_text(table)).with("row", wanted);
            Err(Failure::new(says))
        }
        Some(_) | None => Ok(head),
    }
}

fn meant(described: Option<&Described>, heading: &str) -> Meant {
    let plainly = plain(heading);
    let said =
        described.and_then(|described| described.columns.iter().find(|(own, _)| plain(own) == plainly));
    match said {
        Some((_, name)) if name.trim().is_empty() => Meant::LeftOut,
        Some((_, name)) => Meant::Name(name.clone()),
        None => Meant::Name(heading.to_owned()),
    }
}

/// The kinds that a description says a table is.
fn described_kinds(
    kinds: &Kinds,
    vocabulary: &Vocabulary,
    table: &Table,
    holds: &str,
) -> Result<Vec<Kind>, Failure> {
    let named = kinds.named(vocabulary, holds);
    if !named.is_empty() {
        return Ok(named);
    }
    let known = kinds.shown(vocabulary);
    let says = Saying::new("failure-described-kind").with("place", place_text(table)).with("name", holds);
    let all = kinds.all.iter().flat_map(|(kind, _)| names(vocabulary, *kind).all());
    Err(Failure::new(match nearest_name(holds, all) {
        Some(nearest) => Saying { id: "failure-described-kind-nearest", ..says }.with("nearest", nearest),
        None => says.listing("names", &known),
    }))
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
        head.iter().enumerate().find_map(|(row, cells)| {
            let targets: Vec<Target> =
                cells.meant.iter().filter_map(|cell| headings.get(&plain(cell.name())).copied()).collect();
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

    fn layout(
        &self,
        vocabulary: &Vocabulary,
        table: &Table,
        head: &Head,
        kinds: &Kinds,
    ) -> Result<Layout, Failure> {
        let known = kinds.headings(self.kind);
        let HeadRow { number, shown, meant } = &head[self.row];
        if let Some(described) = &table.described {
            let is_known = |name: &str| known.is_some_and(|known| known.contains_key(&plain(name)));
            check_columns(vocabulary, table, described, self.kind, shown, &is_known)?;
        }
        let mut targets: Vec<Option<Target>> = Vec::new();
        for (column, meant) in meant.iter().enumerate() {
            let target = known.and_then(|known| known.get(&plain(meant.name())).copied());
            if let Some(first) = targets.iter().position(|earlier| target.is_some() && *earlier == target) {
                return Err(Failure::new(
                    Saying::new("failure-column-twice")
                        .with("place", place_text(table))
                        .with("first", &shown[first])
                        .with("second", &shown[column]),
                ));
            }
            targets.push(target);
        }
        let key = targets.iter().position(|target| *target == Some(Target::Key)).unwrap_or_default();
        let left_out = meant.iter().map(|meant| *meant == Meant::LeftOut).collect();
        let (heading_row, headings) = (*number, shown.clone());
        Ok(Layout { kind: self.kind, heading_row, headings, targets, left_out, key })
    }
}

/// Holds what a description says of columns to those that there are, and to what they can be.
fn check_columns(
    vocabulary: &Vocabulary,
    table: &Table,
    described: &Described,
    kind: Kind,
    shown: &[String],
    is_known: &dyn Fn(&str) -> bool,
) -> Result<(), Failure> {
    for (heading, name) in &described.columns {
        let stands = shown.iter().any(|cell| plain(cell) == plain(heading));
        if !stands {
            let says = Saying::new("failure-described-no-column")
                .with("place", place_text(table))
                .with("column", heading);
            return Err(Failure::new(
                match near_name(heading, &shown.iter().map(String::as_str).collect::<Vec<_>>()) {
                    Some(nearest) => {
                        Saying { id: "failure-described-no-column-nearest", ..says }.with("nearest", nearest)
                    }
                    None => says.listing("headings", shown),
                },
            ));
        }
        if name.trim().is_empty() || is_known(name) {
            continue;
        }
        let says = Saying::new("failure-described-name")
            .with("place", place_text(table))
            .with("column", heading)
            .with("name", name)
            .with_names("kind", names(vocabulary, kind));
        let all: Vec<&str> = fields_of(vocabulary, kind).flat_map(Names::all).collect();
        return Err(Failure::new(match near_name(name, &all) {
            Some(nearest) => Saying { id: "failure-described-name-nearest", ..says }.with("nearest", nearest),
            None => says,
        }));
    }
    Ok(())
}

/// What a kind's own columns are called.
fn fields_of(vocabulary: &Vocabulary, kind: Kind) -> impl Iterator<Item = &Names> {
    let (subject, list) = kind.owner();
    let key = &vocabulary.subjects[subject.index()].key;
    std::iter::once(key).chain(vocabulary.fields(subject, list).iter().map(|field| &field.names))
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
    let (subject, list) = layout.kind.owner();
    let declared = || (0..).map(FieldId).zip(vocabulary.fields(subject, list));
    let absent: Vec<(FieldId, &Field)> =
        declared().filter(|(field, _)| !layout.targets.contains(&Some(layout.kind.target(*field)))).collect();
    let mut unused: Vec<&String> = layout
        .headings
        .iter()
        .zip(&layout.targets)
        .zip(&layout.left_out)
        .filter(|((heading, target), is_left_out)| target.is_none() && !heading.is_empty() && !**is_left_out)
        .map(|((heading, _), _)| heading)
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
pub fn near_name<'a>(heading: &str, names: &[&'a str]) -> Option<&'a str> {
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
    let filled = |row: &&HeadRow| row.shown.iter().filter(|cell| !cell.is_empty()).count();
    head.iter().rev().max_by_key(filled).map_or(&[], |row| &row.shown)
}
