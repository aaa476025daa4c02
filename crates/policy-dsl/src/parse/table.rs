//! Building decision tables.

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::Saying;
use crate::syntax::{Expr, ExprKind, TableCell, TableCellKind, TableDecl, TableRow};

impl Builder<'_, '_> {
    pub fn table(&mut self, node: Node) -> Option<TableDecl> {
        let mut parts = Parts::of(node);
        let mut head = Parts::of(parts.take(Rule::table_head)?);
        let declared = self.declared(head.take(Rule::declared)?)?;
        let unit = head.take(Rule::table_unit).and_then(|unit| Parts::of(unit).take(Rule::name));
        let unit = unit.map(|unit| self.unit_name(&unit));
        let mut columns = Vec::new();
        let mut rows = Vec::new();
        let mut one_line = false;
        if let Some(line) = parts.take(Rule::table_line) {
            one_line = true;
            let mut line = Parts::of(line);
            columns.push(self.field_of(line.take(Rule::name)?)?);
            line.take(Rule::colon)?;
            while let Some(pair) = line.take(Rule::table_pair) {
                rows.push(self.pair(pair)?);
            }
        } else {
            let mut heading = Parts::of(parts.take(Rule::table_heading)?);
            while let Some(column) = heading.take(Rule::table_column) {
                columns.push(self.column(column)?);
            }
            while let Some(row) = parts.take(Rule::table_row) {
                rows.push(self.row(row, columns.len())?);
            }
        }
        parts.take(Rule::close)?;
        Some(TableDecl { declared, unit, columns, rows, one_line, cites: self.cites(parts) })
    }

    fn column(&mut self, node: Node) -> Option<Expr> {
        let inner = Parts::of(node).any()?;
        match inner.as_rule() {
            Rule::group => self.group(inner),
            _ => self.field_of(inner),
        }
    }

    fn row(&mut self, node: Node, columns: usize) -> Option<TableRow> {
        let span = self.span(&node);
        let mut cells = Vec::new();
        let mut row = Parts::of(node);
        while let Some(cell) = row.take(Rule::table_cell) {
            cells.push(self.table_cell(cell)?);
        }
        if cells.len() != columns {
            let says = Saying::new("syntax-row-width").with("cells", cells.len());
            self.mistake(span, says.with("columns", columns));
        }
        Some(TableRow { cells, span })
    }

    /// `school 2 hours`: what holds, and what it makes.
    fn pair(&mut self, node: Node) -> Option<TableRow> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let (what, result) = (self.cell_of(parts.any()?)?, self.cell_of(parts.any()?)?);
        Some(TableRow { cells: vec![what, result], span })
    }

    fn table_cell(&mut self, node: Node) -> Option<TableCell> {
        let span = if node.as_str().is_empty() { self.empty_place(&node) } else { self.span(&node) };
        let mut parts = Parts::of(node);
        let Some(first) = parts.any() else { return Some(TableCell { kind: TableCellKind::Empty, span }) };
        let kind = match first.as_rule() {
            Rule::comparator => {
                let comparator = super::condition::comparator_of(&first)?;
                TableCellKind::Compare(comparator, self.operand_sum(parts.take(Rule::sum)?)?)
            }
            Rule::sum if parts.next_rule() == Some(Rule::to) => {
                let from = self.operand_sum(first)?;
                parts.take(Rule::to)?;
                TableCellKind::Range(from, self.operand_sum(parts.take(Rule::sum)?)?)
            }
            _ => return Some(TableCell { span, ..self.cell_of(first)? }),
        };
        Some(TableCell { kind, span })
    }

    fn cell_of(&mut self, node: Node) -> Option<TableCell> {
        let span = self.span(&node);
        let value = |kind| Some(TableCellKind::Value(Expr { kind, span }));
        let kind = match node.as_rule() {
            Rule::any | Rule::minus => TableCellKind::Any,
            Rule::otherwise => TableCellKind::Otherwise,
            Rule::none => TableCellKind::NotCounted,
            Rule::list => TableCellKind::Terms(self.names(node)),
            Rule::yes => value(ExprKind::Truth(true))?,
            Rule::no => value(ExprKind::Truth(false))?,
            Rule::text => value(ExprKind::Text(self.text(&node)))?,
            Rule::quantity => {
                let (amount, unit) = self.quantity(node)?;
                value(ExprKind::Number(amount, unit))?
            }
            Rule::group => TableCellKind::Value(self.group(node)?),
            Rule::sum => TableCellKind::Value(self.operand_sum(node)?),
            _ => value(ExprKind::Name(self.name(&node)))?,
        };
        Some(TableCell { kind, span })
    }
}
