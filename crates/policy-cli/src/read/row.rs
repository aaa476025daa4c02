//! One row of a table.

use chrono::NaiveDate;

/// A row; one is reused for a whole table.
#[derive(Debug, Default)]
pub struct Row {
    /// Its number as the file's own program shows it, counted from 1.
    pub number: u64,
    text: String,
    cells: Vec<Held>,
}

#[derive(Clone, Copy, Debug)]
enum Held {
    Empty,
    Text(usize, usize),
    Whole(i64),
    Fraction(f64),
    Day(NaiveDate),
    Flag(bool),
    Broken(usize, usize),
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'r> {
    /// Nothing, or white space.
    Empty,
    /// A text, without white space at its ends.
    Text(&'r str),
    /// A whole number.
    Whole(i64),
    /// A number as the workbook keeps it, a binary fraction.
    Fraction(f64),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    Flag(bool),
    /// An error value such as `#DIV/0!`.
    Broken(&'r str),
}

impl Row {
    /// Empties it for the next row.
    pub fn begin(&mut self, number: u64) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether every cell is empty.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| matches!(cell, Held::Empty))
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: Cell<'_>) {
        let held = match cell {
            Cell::Empty => Held::Empty,
            Cell::Text(text) => {
                // An ideographic space is white space too.
                let text = text.trim();
                if text.is_empty() { Held::Empty } else { self.keep(text, Held::Text) }
            }
            Cell::Whole(number) => Held::Whole(number),
            Cell::Fraction(number) => Held::Fraction(number),
            Cell::Day(day) => Held::Day(day),
            Cell::Flag(flag) => Held::Flag(flag),
            Cell::Broken(text) => self.keep(text, Held::Broken),
        };
        self.cells.push(held);
    }

    /// Adds empty cells until there are `length`.
    pub fn pad(&mut self, length: usize) {
        if self.cells.len() < length {
            self.cells.resize(length, Held::Empty);
        }
    }

    /// The cell in a column; past the end, an empty one.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        let text = |start: usize, end: usize| self.text.get(start..end).unwrap_or_default();
        match self.cells.get(column).copied().unwrap_or(Held::Empty) {
            Held::Empty => Cell::Empty,
            Held::Text(start, end) => Cell::Text(text(start, end)),
            Held::Whole(number) => Cell::Whole(number),
            Held::Fraction(number) => Cell::Fraction(number),
            Held::Day(day) => Cell::Day(day),
            Held::Flag(flag) => Cell::Flag(flag),
            Held::Broken(start, end) => Cell::Broken(text(start, end)),
        }
    }

    /// The cells.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.cells.len()).map(|column| self.cell(column))
    }

    fn keep(&mut self, text: &str, held: fn(usize, usize) -> Held) -> Held {
        let start = self.text.len();
        self.text.push_str(text);
        held(start, self.text.len())
    }
}

impl Cell<'_> {
    /// The cell as a person would read it; empty for an empty one.
    pub fn text(self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Broken(text) => text.to_owned(),
            Cell::Whole(number) => number.to_string(),
            Cell::Fraction(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Flag(flag) => if flag { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}
