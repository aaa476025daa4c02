//! Printing decision tables.

use super::Printer;
use super::columns::CELL;
use super::expression::level;
use super::name::Place;
use crate::keyword::Keyword;
use crate::syntax::{Comparator, Expr, ExprKind, TableCell, TableCellKind, TableDecl, TableRow};

impl Printer<'_> {
    pub fn table(&mut self, table: &TableDecl) {
        self.table_after("", table);
    }

    /// A table, with what stands before it on its line.
    pub fn table_after(&mut self, before: &str, table: &TableDecl) {
        let mut head = format!("{before}{} {}", self.word(Keyword::Table), self.declared(&table.declared));
        if let Some(unit) = &table.unit {
            let word = if self.is_chinese() { Keyword::Unit } else { Keyword::In };
            head.push_str(&format!(" {} {}", self.word(word), self.type_name(unit)));
        }
        let cites: Vec<String> = table.cites.iter().map(|cite| self.cite(cite)).collect();
        let close = std::iter::once("}".to_owned()).chain(cites).collect::<Vec<_>>().join(" ");
        if table.one_line {
            let pairs: Vec<String> = table.rows.iter().map(|row| self.pair(row)).collect();
            let field = table.columns.first().map(|column| self.flat(column)).unwrap_or_default();
            let line = format!("{head} {{ {field}{}{} {close}", self.colon(), pairs.join(self.comma()));
            self.line(&line);
            return;
        }
        let mut rows: Vec<Vec<String>> = vec![table.columns.iter().map(|column| self.flat(column)).collect()];
        for row in &table.rows {
            rows.push(row.cells.iter().map(|cell| self.table_cell(cell)).collect());
        }
        self.line(&format!("{head} {{"));
        self.depth += 1;
        for row in &rows {
            let cells: Vec<String> = row.iter().map(|cell| format!("{cell}{CELL}")).collect();
            self.line(&cells.join(" | "));
        }
        self.depth -= 1;
        self.line(&close);
    }

    /// `school 2 hours`
    fn pair(&self, row: &TableRow) -> String {
        let cells: Vec<String> = row.cells.iter().map(|cell| self.table_cell(cell)).collect();
        cells.join(" ")
    }

    fn table_cell(&self, cell: &TableCell) -> String {
        match &cell.kind {
            TableCellKind::Empty => String::new(),
            TableCellKind::Any => self.word(Keyword::Any).to_owned(),
            TableCellKind::Otherwise => self.word(Keyword::Otherwise).to_owned(),
            TableCellKind::NotCounted => self.word(Keyword::NotCounted).to_owned(),
            TableCellKind::Compare(comparator, value) => {
                format!("{} {}", sign(*comparator), self.cell_value(value))
            }
            TableCellKind::Range(from, to) => {
                format!("{} {} {}", self.cell_start(from), self.word(Keyword::To), self.cell_value(to))
            }
            TableCellKind::Terms(names) => format!("[{}]", self.names(names, Place::Used)),
            TableCellKind::Value(value) => self.cell_value(value),
        }
    }

    /// The first end of a stretch, which takes nothing from the word after it.
    fn cell_start(&self, value: &Expr) -> String {
        match &value.kind {
            ExprKind::Date(_) => self.cell_value(value),
            _ if begins_with_comparator(value) => self.in_parentheses(value),
            _ => self.closed_sum(value),
        }
    }

    /// Short dates keep the columns narrow in both languages.
    fn cell_value(&self, value: &Expr) -> String {
        match &value.kind {
            ExprKind::Date(date) => date.format("%Y-%m-%d").to_string(),
            // `at least 2 of { … }` would be read as a comparison.
            _ if begins_with_comparator(value) => self.in_parentheses(value),
            _ => self.at(value, level::SUM),
        }
    }
}

fn begins_with_comparator(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::SomeOf { .. } => true,
        ExprKind::Binary(left, _, _) | ExprKind::RatioOf(left, _) => begins_with_comparator(left),
        _ => false,
    }
}

/// Signs keep the columns narrow in both languages.
fn sign(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::AtLeast => ">=",
        Comparator::MoreThan => ">",
        Comparator::AtMost => "<=",
        Comparator::LessThan => "<",
        Comparator::Equal => "=",
        Comparator::NotEqual => "!=",
    }
}
