//! What a table may be: which kind, and which column is what, as far as names and values tell.
//!
//! Reading data takes no guesses; whoever writes a description of it wants them, to look through. A column is placed by
//! its own name, else by one that resembles a name that no column has yet, else by what its cells hold.

use std::cmp::Ordering;

use policy_core::{Field, FieldId, FieldKind, Names, RecordReader, Value, Vocabulary};

use super::columns::near_name;
use super::kinds::{Kind, Kinds, Target, plain};
use super::rows::without_noise;
use crate::failure::Failure;
use crate::read::{Cell, Flow, Table};

/// What a table may be.
#[derive(Debug)]
pub struct Proposal {
    /// What its rows seem to be; `None` where nothing tells.
    pub kind: Option<Kind>,
    /// The row that seems to hold the headings.
    pub heading_row: u64,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column, and what it may be.
#[derive(Debug)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// What it may be.
    pub target: Option<Target>,
    /// What tells.
    pub because: Because,
}

/// What tells what a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Its name.
    Name,
    /// A name that resembles it.
    Resemblance,
    /// What its cells hold.
    Values,
    /// Nothing.
    Nothing,
}

/// How many of the first rows may hold the headings, and how many after them are looked at.
const HEAD: usize = 10;
const SAMPLE: usize = 200;

/// A row of the table, kept.
struct Kept {
    number: u64,
    cells: Vec<Held>,
}

/// A cell, kept: its text, and whether it is a day.
struct Held {
    text: String,
    is_day: bool,
}

/// Looks at a table.
pub fn propose(
    kinds: &Kinds,
    vocabulary: &Vocabulary,
    reader: &RecordReader,
    table: &Table,
) -> Result<Proposal, Failure> {
    let rows = first_rows(table)?;
    let named: Vec<Kind> = table
        .titles
        .iter()
        .map(|title| kinds.named(vocabulary, title))
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    let mut best: Option<(Score, Proposal)> = None;
    let mut is_tied = false;
    for (kind, _) in &kinds.all {
        let proposal = placed(kinds, vocabulary, reader, *kind, &rows);
        let score = Score::of(*kind, named.contains(kind), &proposal);
        match best.as_ref().map(|(best, _)| score.cmp(best)) {
            None | Some(Ordering::Greater) => (best, is_tied) = (Some((score, proposal)), false),
            Some(Ordering::Equal) => is_tied = true,
            Some(Ordering::Less) => {}
        }
    }
    match best {
        Some((score, proposal)) if score.tells() && !is_tied => Ok(proposal),
        Some(_) | None => Ok(unplaced(&rows)),
    }
}

/// How much tells that a table is of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    is_named: bool,
    /// Columns that are the kind's own count most, those of its subject a little; sure ones more than guessed ones.
    columns: usize,
}

impl Score {
    fn of(kind: Kind, is_named: bool, proposal: &Proposal) -> Self {
        let worth = |column: &Column| {
            let own = match (kind, column.target) {
                (_, None) => 0,
                (Kind::Subject(_), Some(Target::Fact(_))) | (Kind::Events(..), Some(Target::Field(_))) => 3,
                (
                    Kind::Subject(_) | Kind::Events(..),
                    Some(Target::Key | Target::Fact(_) | Target::Field(_)),
                ) => 1,
            };
            let sure = match column.because {
                Because::Name => 3,
                Because::Resemblance => 2,
                Because::Values => 1,
                Because::Nothing => 0,
            };
            own * sure
        };
        Self { is_named, columns: proposal.columns.iter().map(worth).sum() }
    }

    fn tells(self) -> bool {
        self.is_named || self.columns > 0
    }
}

/// The table as if it were of a kind: its headings are the first row of those that the kind knows most of.
fn placed(
    kinds: &Kinds,
    vocabulary: &Vocabulary,
    reader: &RecordReader,
    kind: Kind,
    rows: &[Kept],
) -> Proposal {
    let known = |row: &Kept| {
        let headings = kinds.headings(kind);
        let is_known =
            |cell: &&Held| headings.is_some_and(|headings| headings.contains_key(&plain(&cell.text)));
        row.cells.iter().filter(is_known).count()
    };
    let head = rows.iter().take(HEAD).enumerate().rev();
    let most = head.map(|(place, row)| (known(row), place)).max_by_key(|(known, _)| *known);
    let place = most.filter(|(known, _)| *known > 0).map_or_else(|| widest(rows), |(_, place)| place);
    let mut proposal = bare(rows, place);
    let mut placing = Placing { kinds, vocabulary, kind, columns: &mut proposal.columns };
    let rows = rows.get(place + 1..).unwrap_or_default();
    placing.by_name();
    placing.by_resemblance(reader, rows);
    placing.by_values(reader, rows);
    proposal.columns.retain(|column| !column.heading.is_empty());
    Proposal { kind: Some(kind), ..proposal }
}

fn unplaced(rows: &[Kept]) -> Proposal {
    let mut proposal = bare(rows, widest(rows));
    proposal.columns.retain(|column| !column.heading.is_empty());
    proposal
}

/// The columns below a row of headings, without any place.
fn bare(rows: &[Kept], place: usize) -> Proposal {
    let row = rows.get(place);
    let column = |cell: &Held| Column { heading: cell.text.clone(), target: None, because: Because::Nothing };
    let columns = row.map(|row| row.cells.iter().map(column).collect()).unwrap_or_default();
    Proposal { kind: None, heading_row: row.map_or(1, |row| row.number), columns }
}

fn first_rows(table: &Table) -> Result<Vec<Kept>, Failure> {
    let mut rows = Vec::new();
    table.read(&mut |row| {
        let held = |cell: Cell<'_>| match cell {
            Cell::Fraction(number) => Held { text: without_noise(number), is_day: false },
            cell => Held { text: cell.text(), is_day: matches!(cell, Cell::Day(_)) },
        };
        rows.push(Kept { number: row.number, cells: row.cells().map(held).collect() });
        Ok(if rows.len() < HEAD + SAMPLE { Flow::More } else { Flow::Stop })
    })?;
    Ok(rows)
}

/// The row with most cells: most likely the headings.
fn widest(rows: &[Kept]) -> usize {
    let filled = |row: &Kept| row.cells.iter().filter(|cell| !cell.text.is_empty()).count();
    let head = rows.iter().take(HEAD).enumerate().rev();
    head.max_by_key(|(_, row)| filled(row)).map_or(0, |(place, _)| place)
}

/// Columns on their way to their places.
struct Placing<'p> {
    kinds: &'p Kinds,
    vocabulary: &'p Vocabulary,
    kind: Kind,
    columns: &'p mut [Column],
}

impl<'p> Placing<'p> {
    fn by_name(&mut self) {
        let Some(known) = self.kinds.headings(self.kind) else { return };
        for place in 0..self.columns.len() {
            let target = known.get(&plain(&self.columns[place].heading)).copied();
            if let Some(target) = target.filter(|target| self.is_free(*target)) {
                self.place(place, target, Because::Name);
            }
        }
    }

    fn by_resemblance(&mut self, reader: &RecordReader, rows: &[Kept]) {
        for place in self.unplaced() {
            let cells = cells(rows, place);
            let mut free = self.free();
            free.retain(|(_, _, field)| field.is_none_or(|field| reads_most(reader, field, &cells)));
            let names: Vec<&str> = free.iter().flat_map(|(_, names, _)| names.all()).collect();
            let near = near_name(&self.columns[place].heading, &names);
            let is_near = |names: &Names| near.is_some_and(|near| names.all().any(|name| name == near));
            if let Some((target, ..)) = free.iter().find(|(_, names, _)| is_near(names)) {
                self.place(place, *target, Because::Resemblance);
            }
        }
    }

    /// A column of terms is the only field that takes them, one of days the only one left that holds days, and one of
    /// numbers of people the identifier.
    fn by_values(&mut self, reader: &RecordReader, rows: &[Kept]) {
        for place in self.unplaced() {
            let cells = cells(rows, place);
            if cells.is_empty() {
                continue;
            }
            let free = self.free();
            let heading = &self.columns[place].heading;
            let mut takers = free.iter().filter(|(_, _, field)| match field {
                Some(field) => takes(reader, field, &cells),
                None => are_identifiers(heading, &cells),
            });
            if let (Some((target, ..)), None) = (takers.next(), takers.next()) {
                self.place(place, *target, Because::Values);
            }
        }
    }

    fn unplaced(&self) -> Vec<usize> {
        let is_unplaced = |column: &Column| column.target.is_none() && !column.heading.is_empty();
        (0..self.columns.len()).filter(|place| is_unplaced(&self.columns[*place])).collect()
    }

    fn place(&mut self, place: usize, target: Target, because: Because) {
        self.columns[place].target = Some(target);
        self.columns[place].because = because;
    }

    fn is_free(&self, target: Target) -> bool {
        self.columns.iter().all(|column| column.target != Some(target))
    }

    /// What of its kind no column is yet.
    fn free(&self) -> Vec<(Target, &'p Names, Option<&'p Field>)> {
        let (subject, list) = self.kind.owner();
        let key = (Target::Key, &self.vocabulary.subjects[subject.index()].key, None);
        let own = (0..).map(FieldId).zip(self.vocabulary.fields(subject, list));
        let own = own.map(|(id, field)| (self.kind.target(id), &field.names, Some(field)));
        std::iter::once(key).chain(own).filter(|(target, ..)| self.is_free(*target)).collect()
    }
}

/// What a column holds below its heading.
fn cells(rows: &[Kept], column: usize) -> Vec<&Held> {
    rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !cell.text.is_empty()).collect()
}

/// Whether a field can read nearly all cells: a few may be mistakes.
fn reads_most(reader: &RecordReader, field: &Field, cells: &[&Held]) -> bool {
    let reads = |cell: &&&Held| {
        let is_day = cell.is_day && field.kind == FieldKind::Date;
        is_day || reader.typed(field, Value::Text(&cell.text)).is_ok()
    };
    cells.iter().filter(reads).count() * 4 >= cells.len() * 3
}

/// Whether a field takes the cells, and few others would: terms and days tell, numbers and texts do not.
fn takes(reader: &RecordReader, field: &Field, cells: &[&Held]) -> bool {
    match field.kind {
        FieldKind::Term(_) | FieldKind::Date => reads_most(reader, field, cells),
        FieldKind::Text | FieldKind::Flag | FieldKind::Quantity(_) | FieldKind::Member(_) => false,
    }
}

/// Whether cells are the identifiers of people: numbers of a fixed form below a heading that speaks of a number, or as
/// long as that of an identity card.
fn are_identifiers(heading: &str, cells: &[&Held]) -> bool {
    const SHORTEST: usize = 4;
    const IDENTITY: usize = 18;
    let heading = plain(heading);
    let speaks_of_one =
        ["号", "號", "编码", "id", "code", "number"].iter().any(|word| heading.contains(word));
    cells.iter().all(|Held { text, is_day }| {
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let is_long = text.len() == IDENTITY || speaks_of_one && text.len() >= SHORTEST;
        is_plain && is_long && !is_day && text.contains(|c: char| c.is_ascii_digit())
    })
}
