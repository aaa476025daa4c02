//! What is taken off again of what a recognition counts: `at most 8 hours per day`, `once per project, the highest`

use policy_core::Decimal;
use policy_core::plan::{Keep, Rounding};

use super::{Cite, Expr, Name, Predicate, Proportion, SpanLiteral};
use crate::Span;

/// A step of a recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDecl {
    /// What it does.
    pub kind: StepKind,
    /// `of online`, `where …`: with which events.
    pub predicate: Predicate,
    /// Where it comes from.
    pub cites: Vec<Cite>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// `at most 20 hours each year`
    Cap {
        /// `20 hours`, `20% of the total`
        most: MostDecl,
        /// `each year`, `per day`; of all time where absent
        per: Option<PerDecl>,
    },
    /// `once per project each year, the highest`
    Once {
        /// `project`
        by: Vec<Name>,
        /// `each year`
        per: Option<PerDecl>,
        /// `the highest`; the earliest where absent
        keep: Option<Keep>,
    },
    /// `deduct 0.5 hours for each lateness`
    Deduct {
        /// `0.5 hours`
        amount: Expr,
        /// `lateness`
        each: Option<Name>,
    },
    /// `round down to 0.5 hours`
    Round {
        /// Which way.
        mode: Rounding,
        /// `0.5`
        to: Decimal,
        /// `hours`
        unit: Option<Name>,
        /// Where `0.5 hours` stands.
        span: Span,
    },
}

/// How much a cap lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MostDecl {
    /// `20 hours`, a parameter, a fact, or anything in parentheses
    Amount(Expr),
    /// `20% of the total`
    Share(Proportion, Span),
}

/// Where a cap or a repeat is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PerDecl {
    /// `each year`, `per day`, `each semester`, `per training`: the name tells
    Named(Name),
    /// `each 5 years from hired`
    Cycle {
        /// How long.
        every: SpanLiteral,
        /// From when.
        from: Expr,
    },
}
