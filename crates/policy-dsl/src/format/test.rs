//! Printing tests: records, expectations and aligned case tables.

use policy_core::{Standing, Status};
use unicode_width::UnicodeWidthStr;

use super::Printer;
use super::columns::CELL;
use super::name::Place;
use crate::keyword::{Keyword, simplified_word};
use crate::syntax::{
    CaseTable, Cell, CellKind, Column, Expectation, ExpectedState, Name, RecordBlock, RecordEntry,
    TestClause, TestDecl, TestValue,
};

impl Printer<'_> {
    pub fn test(&mut self, test: &TestDecl) {
        let mut head = format!("{} {}", self.word(Keyword::Test), self.quoted(&test.title));
        if let Some(about) = &test.about {
            head.push_str(&format!(" {} {}", self.word(Keyword::TestFor), self.used(about)));
        }
        head.push_str(&format!(" {} {}", self.word(Keyword::AsOf), self.date(test.as_of)));
        self.block(&head, &test.body, Self::test_clause);
    }

    fn test_clause(&mut self, clause: &TestClause, _next: Option<&TestClause>) {
        match clause {
            TestClause::Record(record) => self.record(record),
            TestClause::Expect(expectation) => {
                let line = self.expectation(expectation);
                self.line(&line);
            }
            TestClause::Cases(cases) => self.cases(cases),
        }
    }

    // ---- Records ----

    fn record(&mut self, record: &RecordBlock) {
        if let Some(flat) = self.flat_record(record).filter(|flat| flat.width() <= self.room()) {
            self.line(&flat);
            return;
        }
        let head = self.record_head(record);
        self.block(&head, &record.body, Self::record_entry);
    }

    /// `teacher`, `7 teacher`; after a number a name must not be taken for its unit.
    fn record_head(&self, record: &RecordBlock) -> String {
        let kind = self.name(&record.kind, Place::Declared);
        let simple = simplified_word(&record.kind.text);
        match record.copies {
            Some(copies) if crate::keyword::built_in_unit(&simple).is_some() && !kind.starts_with('`') => {
                format!("{copies} `{kind}`")
            }
            Some(copies) => format!("{copies} {kind}"),
            None => kind,
        }
    }

    /// A record on one line, if it holds no comments and at most one event.
    fn flat_record(&self, record: &RecordBlock) -> Option<String> {
        let members = &record.body.members;
        let is_flat = record.body.trailing.is_empty()
            && members
                .iter()
                .all(|entry| entry.comments.is_empty() && entry.remark.is_none() && !entry.blank_before);
        let blocks = members.iter().filter(|entry| matches!(entry.node, RecordEntry::Block(_))).count();
        if !is_flat || blocks > 1 {
            return None;
        }
        let head = self.record_head(record);
        if members.is_empty() {
            return Some(format!("{head} {{}}"));
        }
        let mut entries = Vec::new();
        for entry in members {
            entries.push(match &entry.node {
                RecordEntry::Value(name, value) => self.entry_text(name, value),
                RecordEntry::Block(block) => self.flat_record(block)?,
            });
        }
        Some(format!("{head} {{ {} }}", entries.join(self.list_comma())))
    }

    fn record_entry(&mut self, entry: &RecordEntry, _next: Option<&RecordEntry>) {
        match entry {
            RecordEntry::Value(name, value) => {
                let line = self.entry_text(name, value);
                self.line(&line);
            }
            RecordEntry::Block(block) => self.record(block),
        }
    }

    fn entry_text(&self, name: &Name, value: &TestValue) -> String {
        self.member(name, &self.value(value))
    }

    // ---- Expectations ----

    fn expectation(&self, expectation: &Expectation) -> String {
        let mut shown = format!("{} {}", self.word(Keyword::Expect), self.used(&expectation.about));
        if let Some(period) = &expectation.period {
            shown.push_str(&format!(" {} {}", self.word(Keyword::InWindow), self.occurrence(period)));
        }
        shown.push_str(&format!(" {}", self.state(expectation.state)));
        let comma = self.comma();
        if let Some((amount, unit)) = &expectation.short {
            let short = self.quantity(*amount, unit.as_ref());
            shown.push_str(&format!("{comma}{} {short}", self.word(Keyword::Short)));
        }
        if let Some(due) = expectation.due {
            shown.push_str(&format!("{comma}{} {}", self.word(Keyword::Due), self.date(due)));
        }
        shown
    }

    fn state(&self, state: ExpectedState) -> &'static str {
        self.word(match state {
            ExpectedState::Status(Status::Met) => Keyword::Met,
            ExpectedState::Status(Status::Unmet) => Keyword::Unmet,
            ExpectedState::Status(Status::Pending) => Keyword::Pending,
            ExpectedState::Status(Status::Unknown) => Keyword::Unknown,
            ExpectedState::Status(Status::Exempt) => Keyword::StatusExempt,
            ExpectedState::Status(Status::NotApplicable) => Keyword::NotApplicable,
            ExpectedState::Standing(Standing::InForce) => Keyword::InForce,
            ExpectedState::Standing(Standing::AtRisk) => Keyword::AtRisk,
            ExpectedState::Standing(Standing::Undetermined) => Keyword::Undetermined,
            ExpectedState::Standing(Standing::Clear) => Keyword::Clear,
        })
    }

    // ---- Case tables ----

    fn cases(&mut self, cases: &CaseTable) {
        let mut table: Vec<Vec<String>> =
            vec![cases.columns.iter().map(|column| self.column(column)).collect()];
        table.extend(cases.rows.iter().map(|row| row.iter().map(|cell| self.cell(cell)).collect()));
        let head = format!("{} {{", self.word(Keyword::Cases));
        self.line(&head);
        self.depth += 1;
        for row in table {
            let cells: Vec<String> = row.iter().map(|cell| format!("{cell}{CELL}")).collect();
            self.line(&cells.join(" | "));
        }
        self.depth -= 1;
        self.line("}");
    }

    fn column(&self, column: &Column) -> String {
        let name = match column.name.text.as_str() {
            "short" => self.word(Keyword::Short).to_owned(),
            "due" => self.word(Keyword::Due).to_owned(),
            _ => self.used(&column.name),
        };
        match &column.period {
            Some(period) => format!("{name} {} {}", self.word(Keyword::InWindow), self.occurrence(period)),
            None => name,
        }
    }

    fn cell(&self, cell: &Cell) -> String {
        match &cell.kind {
            CellKind::Empty => String::new(),
            CellKind::State(state) => self.state(*state).to_owned(),
            // Short dates keep the columns narrow in both languages.
            CellKind::Value(TestValue::Date(date)) => date.format("%Y-%m-%d").to_string(),
            CellKind::Value(TestValue::Name(name)) => self.name(name, Place::Cell),
            CellKind::Value(value) => self.value(value),
        }
    }
}
