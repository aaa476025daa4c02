//! Building tests: records, expectations and case tables.

use policy_core::{Standing, Status};

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::Saying;
use crate::keyword::Keyword;
use crate::syntax::{
    CaseTable, Cell, CellKind, Column, Expectation, ExpectedState, Name, RecordBlock, RecordEntry,
    TestClause, TestDecl, Text,
};

impl Builder<'_, '_> {
    pub fn test(&mut self, node: Node) -> Option<TestDecl> {
        let mut parts = Parts::of(node);
        let (title, about, as_of) = self.test_head(parts.take(Rule::test_head)?)?;
        let body = self.block(parts, Rule::test_clause, Self::test_clause)?;
        Some(TestDecl { title, about, as_of, body })
    }

    pub fn test_head(&mut self, node: Node) -> Option<(Text, Option<Name>, chrono::NaiveDate)> {
        let mut parts = Parts::of(node);
        let title = self.text(&parts.take(Rule::text)?);
        let about = parts.take(Rule::name).map(|name| self.name(&name));
        let date = Parts::of(parts.take(Rule::test_date)?).take(Rule::date)?;
        Some((title, about, self.date(&date)))
    }

    pub fn test_clause(&mut self, node: Node) -> Option<TestClause> {
        let clause = Parts::of(node).any()?;
        Some(match clause.as_rule() {
            Rule::expect => TestClause::Expect(self.expectation(clause)?),
            Rule::cases => TestClause::Cases(self.cases(clause)?),
            _ => TestClause::Record(self.record(clause)?),
        })
    }

    fn record(&mut self, node: Node) -> Option<RecordBlock> {
        let mut parts = Parts::of(node);
        let (copies, kind) = self.record_head(parts.take(Rule::record_head)?)?;
        let body = self.block(parts, Rule::record_entry, Self::record_entry)?;
        Some(RecordBlock { copies, kind, body })
    }

    pub fn record_head(&mut self, node: Node) -> Option<(Option<u32>, Name)> {
        let mut parts = Parts::of(node);
        let mut copies = None;
        if let Some(number) = parts.take(Rule::number) {
            let count = self.name(&number);
            copies = count.text.parse().ok();
            if copies.is_none() {
                self.mistake(count.span, Saying::new("syntax-copies-not-whole").with("number", &count.text));
            }
        }
        Some((copies, self.name(&parts.take(Rule::name)?)))
    }

    pub fn record_entry(&mut self, node: Node) -> Option<RecordEntry> {
        let mut parts = Parts::of(node);
        if let Some(record) = parts.take(Rule::record) {
            return self.record(record).map(RecordEntry::Block);
        }
        let name = self.name(&parts.take(Rule::name)?);
        Some(RecordEntry::Value(name, self.value(parts.take(Rule::value)?)?))
    }

    fn expectation(&mut self, node: Node) -> Option<Expectation> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let about = self.name(&parts.take(Rule::name)?);
        let period = self.in_occurrence(&mut parts);
        let state = self.state_word(parts.take(Rule::state)?)?;
        let (mut short, mut due) = (None, None);
        while let Some(part) = parts.any() {
            let is_new = if part.as_rule() == Rule::short {
                let quantity = self.quantity(Parts::of(part).take(Rule::quantity)?)?;
                short.replace(quantity).is_none()
            } else {
                let date = self.date(&Parts::of(part).take(Rule::date)?);
                due.replace(date).is_none()
            };
            if !is_new {
                self.mistake(span, Saying::new("syntax-said-twice"));
            }
        }
        Some(Expectation { about, period, state, short, due })
    }

    fn in_occurrence(&mut self, parts: &mut Parts) -> Option<Name> {
        let label = Parts::of(parts.take(Rule::in_occurrence)?).take(Rule::occurrence_label)?;
        Some(self.occurrence_label(label))
    }

    fn state_word(&self, node: Node) -> Option<ExpectedState> {
        Some(match Parts::of(node).any()?.as_rule() {
            Rule::met => ExpectedState::Status(Status::Met),
            Rule::unmet => ExpectedState::Status(Status::Unmet),
            Rule::pending => ExpectedState::Status(Status::Pending),
            Rule::unknown => ExpectedState::Status(Status::Unknown),
            Rule::exempt_word => ExpectedState::Status(Status::Exempt),
            Rule::not_applicable => ExpectedState::Status(Status::NotApplicable),
            Rule::in_force => ExpectedState::Standing(Standing::InForce),
            Rule::at_risk => ExpectedState::Standing(Standing::AtRisk),
            Rule::undetermined => ExpectedState::Standing(Standing::Undetermined),
            Rule::clear => ExpectedState::Standing(Standing::Clear),
            _ => return None,
        })
    }

    fn cases(&mut self, node: Node) -> Option<CaseTable> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        parts.take(Rule::open)?;
        let mut columns = Vec::new();
        let mut heading = Parts::of(parts.take(Rule::columns)?);
        while let Some(column) = heading.take(Rule::column) {
            let mut column = Parts::of(column);
            let name = self.column_name(&column.take(Rule::name)?);
            columns.push(Column { name, period: self.in_occurrence(&mut column) });
        }
        let mut rows = Vec::new();
        while let Some(row) = parts.take(Rule::row) {
            let row_span = self.span(&row);
            let mut cells = Vec::new();
            let mut row = Parts::of(row);
            while let Some(cell) = row.take(Rule::cell) {
                cells.push(self.cell(cell)?);
            }
            if cells.len() != columns.len() {
                let says = Saying::new("syntax-row-width").with("cells", cells.len());
                self.mistake(row_span, says.with("columns", columns.len()));
            }
            rows.push(cells);
        }
        Some(CaseTable { columns, rows, span })
    }

    /// The name of a column, where `short` and `due` are known in every language.
    fn column_name(&self, node: &Node) -> Name {
        let mut name = self.name(node);
        if let Some(keyword @ (Keyword::Short | Keyword::Due)) = self.keyword(node) {
            name.text = keyword.canonical().to_owned();
        }
        name
    }

    fn cell(&mut self, node: Node) -> Option<Cell> {
        let is_empty = node.as_str().is_empty();
        let span = if is_empty { self.empty_place(&node) } else { self.span(&node) };
        let kind = match Parts::of(node).any() {
            None => CellKind::Empty,
            Some(state) if state.as_rule() == Rule::state => CellKind::State(self.state_word(state)?),
            Some(value) => CellKind::Value(self.value(value)?),
        };
        Some(Cell { kind, span })
    }
}
