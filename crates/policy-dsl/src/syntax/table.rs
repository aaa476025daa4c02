//! `table NAME in UNIT { … }`

use super::{Cite, Comparator, Declared, Expr, Name};
use crate::Span;

/// A decision table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDecl {
    /// Its names.
    pub declared: Declared,
    /// `in hours`
    pub unit: Option<Name>,
    /// What the columns look at, the last one's name last; in the form of one line only the one column.
    pub columns: Vec<Expr>,
    /// The rows, each with its result in the last cell.
    pub rows: Vec<TableRow>,
    /// Whether it is written on one line: `{ level: school 2 hours, county 3 }`.
    pub one_line: bool,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// A row of a decision table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Its cells.
    pub cells: Vec<TableCell>,
    /// Where.
    pub span: Span,
}

/// A cell of a decision table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// What it says.
    pub kind: TableCellKind,
    /// Where.
    pub span: Span,
}

/// What a cell of a decision table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableCellKind {
    /// Nothing: anything will do.
    Empty,
    /// `any`, `-`
    Any,
    /// `otherwise`, which stands first in the last row
    Otherwise,
    /// `none`: it does not count
    NotCounted,
    /// `< 50`
    Compare(Comparator, Expr),
    /// `50 to 99`, both included
    Range(Expr, Expr),
    /// `[provincial, national]`
    Terms(Vec<Name>),
    /// `school`, `2019-01-01`, `yes`, `4 hours`
    Value(Expr),
}
