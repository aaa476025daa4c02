//! `policy NAME "title" { … }`

use chrono::NaiveDate;
use policy_core::Decimal;

use super::{
    Block, Declared, Expr, Name, PauseExpr, RoundingStep, SpanLiteral, StepDecl, TableDecl, TestDecl, Text,
    WindowExpr,
};
use crate::Span;

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its names; the label is the title.
    pub declared: Declared,
    /// What it says.
    pub body: Block<PolicyClause>,
}

/// A new version of a policy, by what it changes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// Which policy is amended.
    pub amended: Name,
    /// The names of the new version; the label is its title.
    pub declared: Declared,
    /// What it says of itself, and what it changes.
    pub body: Block<PolicyClause>,
}

/// A member of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyClause {
    /// `issuer "…"`
    Issuer(Text),
    /// `document "…"`
    Document(Text),
    /// `effective D to D`, `effective D`
    Effective(NaiveDate, Option<NaiveDate>),
    /// `source "taixing-2019.txt"`: the file of the regulation's text
    Source(Text),
    /// `uses a, b`: vocabularies and calendars
    Uses(Vec<Name>),
    /// `supersedes a, b`
    Supersedes(Vec<Name>),
    /// `under a, b`: the layers above
    Under(Vec<Name>),
    /// `parameter …`
    Parameter(ParameterDecl),
    /// `table …`
    Table(TableDecl),
    /// `recognition …`
    Recognition(RecognitionDecl),
    /// `rule …`
    Rule(RuleDecl),
    /// `consequence …`
    Consequence(ConsequenceDecl),
    /// `test …`
    Test(TestDecl),
    /// `allow …`
    Allow(AllowDecl),
    /// `replace rule …`, in an amendment: the part of this name reads so from now on
    Replace(Box<PolicyClause>),
    /// `insert rule …`, in an amendment
    Insert(Box<PolicyClause>),
    /// `repeal rule a, rule b`, in an amendment
    Repeal(RepealDecl),
}

/// `repeal rule a, consequence b cite "二"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepealDecl {
    /// What goes.
    pub parts: Vec<Repealed>,
    /// Which article of the amendment says so.
    pub cites: Vec<Cite>,
}

/// A part of a policy that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repealed {
    /// What it is.
    pub kind: RepealedKind,
    /// What it is called; of a recognition, the events.
    pub name: Name,
}

/// What can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepealedKind {
    /// `rule`
    Rule,
    /// `consequence`
    Consequence,
    /// `parameter`
    Parameter,
    /// `table`
    Table,
    /// `recognition of`
    Recognition,
}

/// `allow never-met because "…"`: a finding that is meant so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowDecl {
    /// Which finding.
    pub lint: Name,
    /// Why it is meant so.
    pub because: Option<Text>,
}

/// `parameter entry_days "录入期限" = 30 days`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterDecl {
    /// Its names.
    pub declared: Declared,
    /// A number with its unit, or a percentage; several, where it changes on a date.
    pub values: Vec<DatedFigure>,
    /// By which date it changes, where that is said.
    pub governed: Option<Governed>,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// By which date one of several versions governs: `governed by event date`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Governed {
    /// The event's own date; else the due date.
    pub by_event: bool,
    /// Where it is said.
    pub span: Span,
}

/// `72 hours until 2018-12-31`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedFigure {
    /// The figure.
    pub value: Expr,
    /// The first day on which it holds.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// Where.
    pub span: Span,
}

/// `cite "二(三)3" quote "…"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// The article.
    pub article: Text,
    /// A short phrase of it.
    pub quote: Option<Text>,
}

/// `recognition of trainings as hours { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognitionDecl {
    /// Which events.
    pub events: Name,
    /// The field that is credited.
    pub credited: Option<Name>,
    /// Its entries.
    pub body: Block<RecognitionClause>,
}

/// A member of a recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecognitionClause {
    /// `governed by event date`
    Governed(Governed),
    /// `count … where … as …`, `reject … where …`
    Entry(EntryDecl),
    /// `table …`
    Table(TableDecl),
    /// `at most 8 hours per day`, `once per project`, `deduct …`, `round to …`
    Step(StepDecl),
    /// `convert 1 day = 8 hours`
    Convert {
        /// `1 day`
        from: (Decimal, Name),
        /// `8 hours`
        to: (Decimal, Name),
        /// `rounded down to 0.5 hours`
        rounding: Option<RoundingStep>,
        /// Where it comes from.
        cites: Vec<Cite>,
    },
    /// `allow …`
    Allow(AllowDecl),
}

/// An entry of a recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDecl {
    /// What it does.
    pub kind: EntryKind,
    /// Its names, where it has any.
    pub declared: Option<Declared>,
    /// When it holds; always, where absent.
    pub condition: Option<Expr>,
    /// `because "…"`
    pub because: Option<Text>,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// What a recognition entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// `count … as certificate_hours`, `count … as 90 hours`; the amount is optional
    Count(Option<Expr>),
    /// `reject`
    Reject,
}

/// `for teachers where …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// Which subject.
    pub subject: Name,
    /// Which of them.
    pub condition: Option<Expr>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDecl {
    /// Its names.
    pub declared: Declared,
    /// What it says.
    pub body: Block<RuleClause>,
}

/// A member of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleClause {
    /// `for teachers where …`
    For(Audience),
    /// `each year by December 1`, `during winter_break`, `each training where …`
    Each(ScheduleDecl),
    /// `over D to D`, `within 1 year after hired`, `before hired`, `by D`
    Over(WindowExpr),
    /// `require …`
    Require(Expr),
    /// `tightens city_2023.annual_hours`: the rules of layers above that it stands for
    Tightens(Vec<Name>),
    /// `in principle`
    InPrinciple,
    /// `grace 30 days`
    Grace(SpanLiteral),
    /// `governed by event date`
    Governed(Governed),
    /// `exempt … when …`
    Exempt(ExemptionDecl),
    /// `instead … when … require …`
    Instead(AlternativeDecl),
    /// `carry over at most 30 hours for 1 year`, `borrow from the next period at most 10 hours`
    Balance(BalanceClause),
    /// `cite …`
    Cite(Cite),
    /// `allow …`
    Allow(AllowDecl),
}

/// How the periods of a rule settle with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BalanceClause {
    /// `carry over 50% of the surplus, at most 30 hours, for 1 year`
    CarryOver {
        /// Of the surplus; all of it where absent.
        share: Option<Expr>,
        /// The most that passes on.
        most: Option<Expr>,
        /// How long it can be used.
        lasting: Option<SpanLiteral>,
    },
    /// `no carry over`
    NoCarryOver,
    /// `fill old deficits first`
    BackFill,
    /// `borrow from the next period at most 10 hours`
    Borrow(Expr),
}

/// What repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleDecl {
    /// `each year`, `each semester by D`, `during winter_break`: `year`, `month` or a calendar's
    /// period; and `each training where …`, an event. The name tells.
    Named {
        /// Written with `during`.
        during: bool,
        /// Period or event.
        name: Name,
        /// `where …`, of an event only
        condition: Option<Expr>,
        /// `by December 1`
        by: Option<Expr>,
    },
    /// `each 5 years from D by D`
    Cycle {
        /// How long.
        every: SpanLiteral,
        /// From when.
        from: Expr,
        /// The due date.
        by: Option<Expr>,
        /// `extended by …`
        pause: Option<PauseExpr>,
    },
}

/// `exempt maternity "孕产期" when … cite …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptionDecl {
    /// Its names.
    pub declared: Declared,
    /// When it applies.
    pub when: Expr,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// `instead newly_hired when … require … within 1 year after hired cite …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlternativeDecl {
    /// Its names.
    pub declared: Declared,
    /// When it applies.
    pub when: Expr,
    /// What is required.
    pub require: Expr,
    /// Its own window.
    pub over: Option<WindowExpr>,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// A consequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsequenceDecl {
    /// Its names.
    pub declared: Declared,
    /// What it says.
    pub body: Block<ConsequenceClause>,
}

/// A member of a consequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsequenceClause {
    /// `for teachers where …`; the subject of its rules where absent
    For(Audience),
    /// `each year`; the schedule of its rules where absent
    Each(ScheduleDecl),
    /// `when …`
    When(Expr),
    /// `deny a, b for that year`
    Act(ActDecl),
    /// `grade full when … grant subsidy`
    Grade(GradeDecl),
    /// `second time within 3 years deny promotion`
    Rung(RungDecl),
    /// `lifted when RULE is met`
    LiftedWhen(Name),
    /// `in principle`
    InPrinciple,
    /// `cite …`
    Cite(Cite),
    /// `allow …`
    Allow(AllowDecl),
}

/// One thing that a consequence does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActDecl {
    /// Deny, grant or oblige.
    pub kind: policy_core::plan::ActionKind,
    /// What.
    pub outcomes: Vec<Name>,
    /// For how long.
    pub lasting: Option<(LastingDecl, Span)>,
}

/// One of several grades, of which the first that holds is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeDecl {
    /// Its names.
    pub declared: Declared,
    /// When it holds; where absent (`otherwise`), when no other does.
    pub when: Option<Expr>,
    /// What it does.
    pub acts: Vec<ActDecl>,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// One step of a ladder: what follows when it has come to that so many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RungDecl {
    /// Which time it is, from 1 to 5.
    pub time: u8,
    /// Within how long; where absent, ever.
    pub within: Option<SpanLiteral>,
    /// What it does.
    pub acts: Vec<ActDecl>,
    /// Where it comes from.
    pub cites: Vec<Cite>,
    /// The words that say which time.
    pub span: Span,
}

/// For how long a consequence lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LastingDecl {
    /// `for that year`, `for that period`, `for that training`: the word after `that` is kept
    That(Name),
    /// `for the next year`
    NextYear,
    /// `for 2 years`
    For(SpanLiteral),
    /// `until RULE is met`
    UntilMet(Name),
}
