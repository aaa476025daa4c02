//! Expressions: conditions, amounts, dates and windows, not yet told apart.

use chrono::NaiveDate;
use policy_core::Decimal;
use policy_core::plan::{Rounding, VerdictKind};

use super::{Name, Text};
use crate::Span;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

impl Expr {
    /// The expression inside any parentheses.
    pub fn ungrouped(&self) -> &Self {
        let mut expr = self;
        while let ExprKind::Group(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `90`, `90 hours`, `6 months`
    Number(Decimal, Option<Name>),
    /// `60%`, `2/3`, `1:300`
    Proportion(Proportion),
    /// `2019-03-30`
    Date(NaiveDate),
    /// `March 30`
    MonthDay(u32, u32),
    /// `in each year (…)`, `in at least 3 years of the period (…)`
    InEach {
        /// `year`, `month` or a calendar's period.
        period: Name,
        /// `of the cycle`: counted from the first day of the rule's period.
        of_cycle: bool,
        /// In how many.
        at_least: Option<Decimal>,
        /// What is to hold.
        condition: Box<Expr>,
    },
    /// `the day on which hours of induction reach 120`
    Reached {
        /// What grows.
        sum: Box<Expr>,
        /// What it reaches.
        amount: Box<Expr>,
    },
    /// `the due date`
    DueDate,
    /// `today`: the as-of date
    Today,
    /// `D or the next working day outside holidays except makeup_days`
    WorkingDay {
        /// The day to begin with.
        date: Box<Expr>,
        /// The next one, else the one before.
        next: bool,
        /// A calendar's period of holidays.
        holidays: Option<Name>,
        /// A calendar's period of days that are worked all the same.
        workdays: Option<Name>,
    },
    /// `"东方小学"`
    Text(Text),
    /// `yes` or `no`
    Truth(bool),
    /// A fact, field, term, parameter or rule.
    Name(Name),
    /// `its end`: a field of the event that the rule stands at.
    Its(Name),
    /// `not a`
    Not(Box<Expr>),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `a or b or c`
    Or(Vec<Expr>),
    /// `at least 2 of { a  b  c }`
    SomeOf {
        /// How many: `at least`, `at most` or `exactly`.
        comparator: Comparator,
        /// So many, and where that stands.
        count: Decimal,
        /// Where the number stands.
        count_span: Span,
        /// Of these.
        conditions: Vec<Expr>,
    },
    /// `a >= b, of which { … }`
    Compare {
        /// What is measured.
        left: Box<Expr>,
        /// How they compare.
        comparator: Comparator,
        /// Against what.
        right: Box<Expr>,
        /// `counting at most 20 hours of self_study`
        counting: Vec<Counting>,
        /// Nested minimums.
        of_which: Option<Vec<Part>>,
    },
    /// `a between b and c`, both included
    Between {
        /// What is measured.
        value: Box<Expr>,
        /// The least.
        low: Box<Expr>,
        /// The most.
        high: Box<Expr>,
    },
    /// `level in [national, city]`, `category in ethics`, `hired in the year`
    In {
        /// What is looked at.
        left: Box<Expr>,
        /// `not in`
        negated: bool,
        /// In what.
        target: InTarget,
    },
    /// `level is city`, `annual_task is unmet`, `programme is its programme`
    Is {
        /// What is looked at.
        left: Box<Expr>,
        /// `is not`
        negated: bool,
        /// What it is.
        target: IsTarget,
    },
    /// `a + b`, `a - b`
    Binary(Box<Expr>, BinaryOp, Box<Expr>),
    /// `credits / authors`
    Divided(Box<Expr>, Box<Expr>),
    /// `hours rounded down to 0.5 hours`
    Rounded {
        /// What is rounded.
        amount: Box<Expr>,
        /// To what.
        step: RoundingStep,
    },
    /// `90 hours pro rata months_taught to 12`
    ProRata {
        /// What is shared out.
        amount: Box<Expr>,
        /// How many parts.
        part: Box<Expr>,
        /// Of how many.
        whole: Box<Expr>,
    },
    /// `the higher of a and b`, `the lowest of a, b and c`
    Farthest {
        /// The highest, else the lowest.
        highest: bool,
        /// Of these, two or more.
        of: Vec<Expr>,
    },
    /// `5% of payroll`, `1/3 of payroll`
    PartOf(Proportion, Box<Expr>),
    /// `hours of public`, `count of trainings where passed`
    Aggregate(AggregateExpr),
    /// `times annual_task is unmet in a row in the last 3 years`
    Verdicts {
        /// Of which rule.
        rule: Name,
        /// Which way it came out.
        kind: VerdictKind,
        /// `in a row`
        in_a_row: bool,
        /// In which window; any time where absent.
        window: Option<WindowExpr>,
    },
    /// `has training of ethics`: a count of at least one
    Has(AggregateExpr),
    /// `share of teachers where A among B`
    Share {
        /// Which members.
        members: Name,
        /// Which of them are counted.
        predicate: Box<Expr>,
        /// Of which; all where absent.
        among: Option<Box<Expr>>,
    },
    /// `ratio of A to B`
    RatioOf(Box<Expr>, Box<Expr>),
    /// `leave of maternity covers at least 6 months of the year`
    EventsCover {
        /// Which events (function `Count`, no window of its own).
        events: AggregateExpr,
        /// How much.
        length: SpanLiteral,
        /// Of what.
        window: WindowExpr,
    },
    /// `covers the year`: the event's own span does.
    Covers(WindowExpr),
    /// `whole months of the year`, `whole days of winter_break`
    Length {
        /// Months, else days.
        months: bool,
        /// Of what.
        window: WindowExpr,
    },
    /// `start of the year`, `end of winter_break`
    Edge {
        /// The last day, else the first.
        end: bool,
        /// Of what.
        window: WindowExpr,
    },
    /// `( a )`, kept for the formatter
    Group(Box<Expr>),
}

/// How much of a whole, as it is written. Whatever the form, it is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proportion {
    /// `60%`, `百分之六十`
    Percent(Decimal),
    /// `2/3`, `三分之二`
    Fraction(i64, i64),
    /// `1:300`
    Ratio(i64, i64),
}

impl std::fmt::Display for Proportion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Fraction(part, whole) => write!(f, "{part}/{whole}"),
            Self::Ratio(part, whole) => write!(f, "{part}:{whole}"),
        }
    }
}

/// One line of an `of which` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which of the events above it.
    pub predicate: Predicate,
    /// How they compare.
    pub comparator: Comparator,
    /// Against what.
    pub right: Expr,
    /// Further nested minimums.
    pub of_which: Option<Vec<Part>>,
    /// Where.
    pub span: Span,
}

/// `rounded down to 0.5 hours`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundingStep {
    /// In which direction.
    pub mode: Rounding,
    /// To a multiple of what.
    pub to: Decimal,
    /// Its unit.
    pub unit: Option<Name>,
    /// Where the step is written.
    pub span: Span,
}

/// How much of a part counts at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// An amount, or a share of the threshold.
    pub limit: Expr,
    /// Of which of the events.
    pub predicate: Predicate,
    /// Where.
    pub span: Span,
}

/// A narrowing of events or members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// `of ethics`, `of [ethics, theory]`: terms that tell their field by themselves.
    pub terms: Vec<Name>,
    /// `where …`
    pub condition: Option<Box<Expr>>,
}

/// A count, a sum, or an extreme date over events or members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregateExpr {
    /// What is computed.
    pub function: Function,
    /// Over what; absent for a sum, whose field tells (`hours of public`).
    pub source: Option<Name>,
    /// `recorded trainings`: also those that the recognition does not count.
    pub recorded: bool,
    /// Which of them.
    pub predicate: Predicate,
    /// In which window; the rule's own where absent.
    pub window: Option<WindowExpr>,
    /// Where.
    pub span: Span,
}

/// What an aggregate computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Function {
    /// `count of trainings`
    Count,
    /// `count of different project of trainings`
    Distinct(Name),
    /// `hours`, `hours of public`: a quantity field
    Sum(Name),
    /// `sum of (credits / authors) over papers`
    SumOf(Box<Expr>),
    /// `highest certificate_hours of trainings`
    Highest(Box<Expr>),
    /// `lowest certificate_hours of trainings`
    Lowest(Box<Expr>),
    /// `whole months covered by leave`, `whole days covered by leave`
    Covered {
        /// Months, else days.
        months: bool,
    },
    /// `latest end of trainings`
    Latest(Name),
    /// `earliest end of trainings`
    Earliest(Name),
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `at least`, `>=`, `≥`, `不少于`
    AtLeast,
    /// `more than`, `>`, `多于`
    MoreThan,
    /// `at most`, `<=`, `≤`, `不超过`
    AtMost,
    /// `less than`, `<`, `少于`
    LessThan,
    /// `=`, `等于`
    Equal,
    /// `!=`, `≠`, `不等于`
    NotEqual,
}

/// `+` or `-`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
}

/// What stands after `in`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InTarget {
    /// `[a, b]` or a single name; a single name may turn out to be a calendar period.
    Names(Vec<Name>),
    /// A window that no name can be mistaken for: `the year`, `2019-01-01 to 2019-06-30`.
    Window(WindowExpr),
}

/// What stands after `is`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IsTarget {
    /// `is met`
    Met,
    /// `is unmet`
    Unmet,
    /// `is exempt`
    Exempt,
    /// A term, a text, another field.
    Value(Box<Expr>),
}

/// `6 months`, `1 year`, `10 days`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanLiteral {
    /// How many; a parameter where a name stands there, with no unit.
    pub amount: SpanAmount,
    /// Where.
    pub span: Span,
}

/// How long a span is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanAmount {
    /// `6 months`
    Literal(Decimal, Name),
    /// The name of a parameter in days, weeks, months or years.
    Parameter(Name),
}

/// A window and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowExpr {
    /// What it is.
    pub kind: WindowKind,
    /// Where.
    pub span: Span,
}

/// What a window is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowKind {
    /// `the period` (and `that period`)
    Period,
    /// `the year`
    Year,
    /// `the previous year`
    PreviousYear,
    /// `year 2018`
    YearOf(i32),
    /// `the last 3 years`
    Last(SpanLiteral),
    /// `winter_break`
    Named(Name),
    /// `any time`
    AnyTime,
    /// `D to D`
    Between(Box<Expr>, Box<Expr>),
    /// `from D`
    Since(Box<Expr>),
    /// `by D`: up to and including it
    Until(Box<Expr>),
    /// `before D`: up to the day before it
    BeforeDate(Box<Expr>),
    /// `within S after D`
    After(SpanLiteral, Box<Expr>),
    /// `within S before D`
    Before(SpanLiteral, Box<Expr>),
    /// `… extended by leave of maternity beyond 30 days`, of a clause only
    Extended(Box<WindowExpr>, Box<PauseExpr>),
}

/// `extended by leave of maternity beyond 30 days`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauseExpr {
    /// Which events (function `Count`, no window of its own).
    pub events: AggregateExpr,
    /// How much of each stretch counts all the same.
    pub beyond: Option<SpanLiteral>,
}
