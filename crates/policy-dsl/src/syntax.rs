//! The syntax tree: what the author wrote, with every place and every comment.
//!
//! It is the same tree whichever keyword language the text was written in. The
//! parser makes it, the formatter prints it, and `resolve` reads it. Nothing
//! here knows what a name means.

mod bare;
mod calendar;
mod expression;
mod policy;
mod step;
mod table;
mod test;
mod vocabulary;

pub(crate) use bare::Bare;
pub use bare::strip_spans;
pub use calendar::{Calendar, OccurrenceDecl, PeriodDecl};
pub use expression::{
    AggregateExpr, BinaryOp, Comparator, Counting, Expr, ExprKind, Function, InTarget, IsTarget, Part,
    PauseExpr, Predicate, Proportion, RoundingStep, SpanAmount, SpanLiteral, WindowExpr, WindowKind,
};
pub use policy::{
    ActDecl, AllowDecl, AlternativeDecl, Amendment, Audience, BalanceClause, Cite, ConsequenceClause,
    ConsequenceDecl, DatedFigure, EntryDecl, EntryKind, ExemptionDecl, Governed, GradeDecl, LastingDecl,
    ParameterDecl, Policy, PolicyClause, RecognitionClause, RecognitionDecl, RepealDecl, Repealed,
    RepealedKind, RuleClause, RuleDecl, RungDecl, ScheduleDecl,
};
pub use step::{MostDecl, PerDecl, StepDecl, StepKind};
pub use table::{TableCell, TableCellKind, TableDecl, TableRow};
pub use test::{
    CaseTable, Cell, CellKind, Column, Expectation, ExpectedState, RecordBlock, RecordEntry, TestClause,
    TestDecl, TestValue,
};
pub use vocabulary::{
    EventDecl, FieldDecl, OutcomeDecl, SubjectClause, SubjectDecl, TermDecl, TreeDecl, TypeExpr, UnitDecl,
    Vocabulary, VocabularyClause,
};

use crate::Span;

/// One source file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Vocabularies, calendars and policies, in order.
    pub items: Vec<Stated<Item>>,
    /// Comments after the last item.
    pub trailing: Vec<Comment>,
}

/// What stands at the top level of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// `vocabulary NAME { … }`
    Vocabulary(Vocabulary),
    /// `calendar NAME { … }`
    Calendar(Calendar),
    /// `policy NAME { … }`
    Policy(Policy),
    /// `amend OLD as NEW { … }`
    Amendment(Amendment),
}

/// Something that begins a line of its own, with the comments and the blank line before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// What is stated.
    pub node: T,
    /// Where.
    pub span: Span,
    /// Comments on the lines before it, and inside it.
    pub comments: Vec<Comment>,
    /// A comment at the end of its last line.
    pub remark: Option<Comment>,
    /// Whether an empty line stood before it.
    pub blank_before: bool,
}

/// The members of a pair of braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<T> {
    /// What it holds, in order.
    pub members: Vec<Stated<T>>,
    /// Comments before the closing brace.
    pub trailing: Vec<Comment>,
}

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self { members: Vec::new(), trailing: Vec::new() }
    }
}

/// A comment, from `#` or `//` to the end of its line, without the mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What it says.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A name as it was written; a dotted one counts as one name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// Its text, without back quotes.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A quoted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What stands between the quotation marks, escapes undone.
    pub value: String,
    /// Where, quotation marks included.
    pub span: Span,
}

/// The names that a declaration gives: `winter_break "寒假" also "寒假期间"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The identifier.
    pub name: Name,
    /// The quoted label.
    pub label: Option<Text>,
    /// Further names; a bare name counts as its text.
    pub also: Vec<Text>,
}
