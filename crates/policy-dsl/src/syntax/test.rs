//! `test "…" for RULE as of D { … }`: worked cases beside the rules.

use chrono::NaiveDate;
use policy_core::{Decimal, Standing, Status};

use super::{Block, Name, Text};
use crate::Span;

/// A test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestDecl {
    /// What it shows.
    pub title: Text,
    /// `for winter_study`: the rule or consequence that `short` and `due` speak of.
    pub about: Option<Name>,
    /// `as of 2019-03-01`
    pub as_of: NaiveDate,
    /// Records, expectations and tables.
    pub body: Block<TestClause>,
}

/// A member of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestClause {
    /// `teacher { … }`: the record that is decided
    Record(RecordBlock),
    /// `expect winter_study unmet, short 0.5 days`
    Expect(Expectation),
    /// `cases { … }`
    Cases(CaseTable),
}

/// `teacher { stage primary, training { … } }`, of a subject or an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordBlock {
    /// `599 teacher { … }`: so many alike; one where absent. Only for members and events.
    pub copies: Option<u32>,
    /// The subject's or the event's name.
    pub kind: Name,
    /// Facts, events and members. Lists that are not mentioned are known to be empty;
    /// facts that are not mentioned are missing.
    pub body: Block<RecordEntry>,
}

/// A member of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordEntry {
    /// `stage primary`; an unknown list is `training ?`
    Value(Name, TestValue),
    /// `training { … }`
    Block(RecordBlock),
}

/// A value of a test record, or a default of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestValue {
    /// `?`: missing
    Missing,
    /// `$days`: filled from the case table
    Variable(Name),
    /// `2`, `2 days`
    Number(Decimal, Option<Name>),
    /// `2019-02-01`
    Date(NaiveDate),
    /// `yes`, `no`
    Truth(bool),
    /// `"…"`
    Text(Text),
    /// A term.
    Name(Name),
}

/// `expect RULE STATUS, short Q, due D`, optionally `expect RULE in 2023 …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The rule or consequence.
    pub about: Name,
    /// A date within the period that is meant, as `in D` or `in YEAR`.
    pub period: Option<Name>,
    /// What is expected of it.
    pub state: ExpectedState,
    /// `short 0.5 days`
    pub short: Option<(Decimal, Option<Name>)>,
    /// `due 2019-12-01`
    pub due: Option<NaiveDate>,
}

/// A status or a standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedState {
    /// Of a rule.
    Status(Status),
    /// Of a consequence.
    Standing(Standing),
}

/// A table of cases: each row fills the variables and says what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTable {
    /// The heading.
    pub columns: Vec<Column>,
    /// The rows, each as long as the heading.
    pub rows: Vec<Vec<Cell>>,
    /// Where.
    pub span: Span,
}

/// A column of a case table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// A variable (used as `$name` in the record), a rule or a consequence, `short` or `due`.
    pub name: Name,
    /// `in 2023`: which period is meant
    pub period: Option<Name>,
}

/// A cell of a case table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub kind: CellKind,
    /// Where.
    pub span: Span,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Nothing is expected.
    Empty,
    /// `met`, `in force`
    State(ExpectedState),
    /// A value for a variable, or the expected shortfall or due date.
    Value(TestValue),
}
