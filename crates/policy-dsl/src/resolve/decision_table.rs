//! Decision tables, lowered where they are used: a row is a case, and the first that holds says the amount.

use policy_core::plan::{Amount, Case, Choice, Condition, Naming, TableId};
use policy_core::{Decimal, UnitId};

use super::condition::all;
use super::operand::{Operand, Quantity, Unit};
use super::scope::{Lowering, Scope};
use crate::syntax::{
    Comparator, Expr, ExprKind, InTarget, IsTarget, Name, TableCell, TableCellKind, TableDecl,
};
use crate::{Diagnostic, Saying, Span};

/// How many rows a table may have.
const MOST_ROWS: usize = 10_000;

/// What a row says.
struct Row {
    when: Condition,
    /// Absent where it says that it does not count.
    result: Option<(Quantity, Span)>,
}

impl Lowering<'_, '_> {
    /// A table by its name, as an amount.
    pub fn table_operand(&mut self, table: TableId, name: &Name, scope: Scope) -> Option<Operand> {
        let head = &self.model.tables[table.index()];
        self.tables_read[table.index()] = true;
        if self.in_table {
            return self.report.fail(Diagnostic::error(name.span, Saying::new("table-in-table")));
        }
        // What is wrong with it has been said.
        if self.tables_broken[table.index()] {
            return None;
        }
        self.in_table = true;
        let found = self.table(table, head.syntax, scope);
        self.in_table = false;
        self.tables_broken[table.index()] = found.is_none();
        let (quantity, not_counted) = found?;
        if let Some(none) = not_counted {
            let Some(excluded) = &mut self.not_counted else {
                let says = Saying::new("none-outside-recognition").with("name", &name.text);
                let diagnostic = Diagnostic::error(name.span, says);
                return self.report.fail(diagnostic.hint(Saying::new("hint-none-outside-recognition")));
            };
            excluded.push(none);
        }
        Some(Operand::Quantity(quantity))
    }

    /// What a table says, and when that is that nothing counts.
    fn table(
        &mut self,
        table: TableId,
        decl: &TableDecl,
        scope: Scope,
    ) -> Option<(Quantity, Option<Condition>)> {
        if decl.rows.len() > MOST_ROWS {
            let says = Saying::new("table-too-long").with("limit", MOST_ROWS);
            return self.report.fail(Diagnostic::error(decl.declared.name.span, says));
        }
        let inputs = if decl.one_line { decl.columns.len() } else { decl.columns.len().saturating_sub(1) };
        let (columns, mut sound) = (&decl.columns[..inputs], true);
        if inputs == 0 {
            let says = Saying::new("table-without-columns");
            return self.report.fail(Diagnostic::error(decl.declared.name.span, says));
        }
        let kinds: Vec<Option<Operand>> = columns.iter().map(|column| self.operand(column, scope)).collect();
        let kinds: Vec<Operand> = kinds.into_iter().collect::<Option<_>>()?;
        let mut rows = Vec::new();
        let mut otherwise = None;
        for (place, row) in decl.rows.iter().enumerate() {
            let Some((result, cells)) = row.cells.split_last() else { continue };
            let is_otherwise = cells.first().is_some_and(|cell| cell.kind == TableCellKind::Otherwise);
            if is_otherwise && place + 1 < decl.rows.len() {
                self.report.push(Diagnostic::error(row.span, Saying::new("otherwise-not-last")));
                sound = false;
            }
            let when = if is_otherwise {
                self.only_otherwise(&cells[1..])
            } else {
                let conditions: Vec<Option<Condition>> = cells
                    .iter()
                    .zip(columns.iter().zip(&kinds))
                    .map(|(cell, (column, kind))| self.cell(cell, column, kind, scope))
                    .collect();
                let conditions: Option<Vec<Condition>> = conditions.into_iter().collect();
                conditions.map(|parts| {
                    all(parts.into_iter().filter(|part| *part != Condition::Constant(true)).collect())
                })
            };
            let result = self.result(result, scope);
            let (Some(when), Some(result)) = (when, result) else {
                sound = false;
                continue;
            };
            if is_otherwise {
                otherwise = Some(result);
            } else {
                rows.push(Row { when, result });
            }
        }
        if !sound {
            return None;
        }
        let unit = self.table_unit(decl, &rows, &otherwise, scope)?;
        let none = not_counted(&rows, &otherwise);
        if none.is_none() && is_ever_none(&rows, &otherwise) {
            return self
                .report
                .fail(Diagnostic::error(decl.declared.name.span, Saying::new("table-too-mixed")));
        }
        let mut cases = Vec::with_capacity(rows.len());
        for row in rows {
            let amount = self.in_unit(row.result, unit, scope)?;
            cases.push(Case { when: row.when, amount });
        }
        let otherwise = self.in_unit(otherwise.flatten(), unit, scope)?;
        let choice = Choice { cases, otherwise, named: Some(Naming::Table(table)) };
        let amount = Amount::Choose(Box::new(choice));
        Some((Quantity { amount, factor: (1, 1), unit, time: None }, none))
    }

    /// The other cells of the last row say nothing.
    fn only_otherwise(&mut self, cells: &[TableCell]) -> Option<Condition> {
        let says_more =
            cells.iter().find(|cell| !matches!(cell.kind, TableCellKind::Empty | TableCellKind::Any));
        match says_more {
            Some(cell) => self.report.fail(Diagnostic::error(cell.span, Saying::new("otherwise-and-more"))),
            None => Some(Condition::Constant(true)),
        }
    }

    /// What a cell asks of its column.
    fn cell(&mut self, cell: &TableCell, column: &Expr, kind: &Operand, scope: Scope) -> Option<Condition> {
        let left = || Box::new(column.clone());
        let within = |target| ExprKind::In { left: left(), negated: false, target };
        let asked = match &cell.kind {
            TableCellKind::Empty | TableCellKind::Any => return Some(Condition::Constant(true)),
            TableCellKind::Otherwise | TableCellKind::NotCounted => {
                return self.report.fail(Diagnostic::error(cell.span, Saying::new("table-cell-misplaced")));
            }
            TableCellKind::Compare(comparator, value) => compared(left(), *comparator, value),
            TableCellKind::Range(from, to) => {
                ExprKind::Between { value: left(), low: Box::new(from.clone()), high: Box::new(to.clone()) }
            }
            TableCellKind::Terms(names) => within(InTarget::Names(names.clone())),
            TableCellKind::Value(value) => match (&value.ungrouped().kind, kind) {
                (ExprKind::Name(name), Operand::Term(..) | Operand::Day(_)) => {
                    within(InTarget::Names(vec![name.clone()]))
                }
                (_, Operand::Quantity(_) | Operand::Day(_)) => compared(left(), Comparator::Equal, value),
                (_, _) => ExprKind::Is {
                    left: left(),
                    negated: false,
                    target: IsTarget::Value(Box::new(value.clone())),
                },
            },
        };
        self.condition(&Expr { kind: asked, span: cell.span }, scope)
    }

    /// The amount in the last cell of a row; the inner `None` where it says that nothing counts.
    fn result(&mut self, cell: &TableCell, scope: Scope) -> Option<Option<(Quantity, Span)>> {
        match &cell.kind {
            TableCellKind::NotCounted => Some(None),
            TableCellKind::Value(value) => {
                let operand = self.operand(value, scope)?;
                let quantity = self.quantity(operand, value.span)?;
                Some(Some((quantity, value.span)))
            }
            TableCellKind::Empty
            | TableCellKind::Any
            | TableCellKind::Otherwise
            | TableCellKind::Compare(..)
            | TableCellKind::Range(..)
            | TableCellKind::Terms(_) => {
                self.report.fail(Diagnostic::error(cell.span, Saying::new("table-result-missing")))
            }
        }
    }

    /// The unit of all results: what the table says, else what the first one says.
    fn table_unit(
        &mut self,
        decl: &TableDecl,
        rows: &[Row],
        otherwise: &Option<Option<(Quantity, Span)>>,
        scope: Scope,
    ) -> Option<Unit> {
        if let Some(name) = &decl.unit {
            let seen = &self.model.head(scope.policy).vocabularies;
            let units = &self.model.words.units;
            return match units.find_seen(&name.text, seen) {
                Some(unit) => Some(Unit::Of(UnitId(unit))),
                None => self.report.unknown(name, "kind-unit", units.seen_names(seen)),
            };
        }
        let results = rows.iter().filter_map(|row| row.result.as_ref()).chain(otherwise.iter().flatten());
        let said = results.map(|(quantity, _)| quantity.unit).find(|unit| *unit != Unit::Bare);
        Some(said.unwrap_or(Unit::Bare))
    }

    /// A result in the table's unit; one that does not count is never looked at.
    fn in_unit(&mut self, result: Option<(Quantity, Span)>, unit: Unit, scope: Scope) -> Option<Amount> {
        match result {
            None => Some(Amount::Literal(Decimal::ZERO)),
            Some(result) => self.amount_in(result, unit, scope),
        }
    }
}

fn compared(left: Box<Expr>, comparator: Comparator, value: &Expr) -> ExprKind {
    ExprKind::Compare {
        left,
        comparator,
        right: Box::new(value.clone()),
        counting: Vec::new(),
        of_which: None,
    }
}

fn is_ever_none(rows: &[Row], otherwise: &Option<Option<(Quantity, Span)>>) -> bool {
    rows.iter().any(|row| row.result.is_none()) || matches!(otherwise, Some(None))
}

/// How often rows that count and rows that do not may take turns.
const MOST_TURNS: usize = 40;

/// When the first row that holds says that nothing counts: its run of rows holds, and none before.
fn not_counted(rows: &[Row], otherwise: &Option<Option<(Quantity, Span)>>) -> Option<Condition> {
    if !is_ever_none(rows, otherwise) {
        return None;
    }
    let mut runs: Vec<(bool, Vec<Condition>)> = Vec::new();
    for row in rows {
        let is_none = row.result.is_none();
        match runs.last_mut() {
            Some((same, run)) if *same == is_none => run.push(row.when.clone()),
            Some(_) | None => runs.push((is_none, vec![row.when.clone()])),
        }
    }
    if runs.len() > MOST_TURNS {
        return None;
    }
    let last = Condition::Constant(matches!(otherwise, Some(None)));
    Some(runs.into_iter().rev().fold(last, |rest, (is_none, run)| {
        let run = Condition::Any(run);
        match is_none {
            true => Condition::Any(vec![run, rest]),
            false => Condition::All(vec![Condition::Not(Box::new(run)), rest]),
        }
    }))
}
