//! The compiled policy: typed, resolved, serializable, and free of any syntax.
//!
//! Every name has become an identifier, every unit has been checked, every piece
//! of convenience syntax has been reduced to what it stands for. [`crate::Engine`]
//! turns a plan into the tables that `decide` runs on; other back ends read the
//! same plan. A plan says nothing of where in a file a thing stood.

mod amount;
mod balance;
mod change;
mod condition;
mod expression;
mod reads;
mod rule;
mod step;
mod vantage;
mod walk;
mod window;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::vocabulary::ids;
use crate::{Decimal, Names, UnitId, Vocabulary};

pub use amount::{CalendarUnit, Case, Choice, Covered, Naming, Portion, Rounding};
pub use balance::{Balance, CarryOver};
pub use change::NodeMut;
pub use condition::{Comparison, Condition, Operator, TermSet, TextOperand};
pub use expression::{
    Aggregate, Amount, DateExpr, Extreme, FieldRef, Measure, Reached, Scope, Source, VerdictKind, Verdicts,
    WorkingDay,
};
pub use rule::{
    Action, ActionKind, Alternative, Citation, Consequence, Entry, Exemption, Lasting, Recognition, Rule,
    Schedule, Treatment,
};
pub use step::{Keep, Most, Per, Step, StepKind};
pub use vantage::Vantage;
pub use walk::Node;
pub use window::{BuiltInPeriod, Occurrence, Pause, Period, PeriodRef, Subperiod, Window};

ids! {
    /// A policy in [`Plan::policies`].
    PolicyId
    /// A rule in [`Plan::rules`].
    RuleId
    /// A consequence in [`Plan::consequences`].
    ConsequenceId
    /// A parameter in [`Plan::parameters`].
    ParameterId
    /// A decision table in [`Plan::tables`].
    TableId
    /// A named period in [`Plan::periods`].
    PeriodId
}

/// The version of the serialized form; a plan of another version is refused.
pub const PLAN_FORMAT: u32 = 1;

/// A compiled set of policies over one vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// [`PLAN_FORMAT`] of the compiler that made it.
    pub format: u32,
    /// What records may hold.
    pub vocabulary: Vocabulary,
    /// The named periods of all calendars.
    pub periods: Vec<Period>,
    /// The policies, in the order of their sources.
    pub policies: Vec<Policy>,
    /// Named figures of all policies.
    pub parameters: Vec<Parameter>,
    /// The decision tables of all policies, by name; what they say stands where they are used.
    pub tables: Vec<Table>,
    /// What counts, for all policies.
    pub recognitions: Vec<Recognition>,
    /// The rules of all policies; a rule refers only to rules before it.
    pub rules: Vec<Rule>,
    /// The consequences of all policies.
    pub consequences: Vec<Consequence>,
}

/// One regulation: its title and when it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name and title.
    pub names: Names,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its document number.
    pub document: Option<String>,
    /// The first day on which a due date is governed by it.
    pub effective_from: NaiveDate,
    /// The last such day; open where the text gives none and nothing supersedes it.
    pub effective_to: Option<NaiveDate>,
    /// The names of the policies it replaces.
    pub supersedes: Vec<String>,
    /// The layers just above it; none stands above itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<PolicyId>,
}

/// A named figure that a policy leaves to be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Whose it is.
    pub policy: PolicyId,
    /// What it is called.
    pub names: Names,
    /// Its value in `unit`.
    pub value: Decimal,
    /// Its unit.
    pub unit: UnitId,
}

/// A decision table: what it is called. Where it is used stands a [`Choice`] of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Whose it is.
    pub policy: PolicyId,
    /// What it is called.
    pub names: Names,
}
