//! Where in the text the parts of a plan stand: the plan itself knows nothing of text.

use policy_core::Names;
use policy_core::plan::{ConsequenceId, ParameterId, PolicyId, RuleId};

use crate::Span;

/// The places of everything in a plan, each table in the plan's own order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// By [`PolicyId`].
    pub policies: Vec<PolicyPlace>,
    /// By [`RuleId`].
    pub rules: Vec<RulePlace>,
    /// By [`ConsequenceId`].
    pub consequences: Vec<Declaration>,
    /// By [`ParameterId`].
    pub parameters: Vec<Declaration>,
    /// By [`policy_core::plan::TableId`].
    pub tables: Vec<TablePlace>,
    /// The entries of each recognition of the plan.
    pub recognitions: Vec<Vec<Declaration>>,
    /// The steps of each recognition of the plan.
    pub steps: Vec<Vec<Span>>,
    /// The tests, in the order of the text.
    pub tests: Vec<TestPlace>,
}

/// A named part and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// What it is called; an entry of a recognition may have an empty identifier.
    pub names: Names,
    /// Where its name is written, else the whole.
    pub name: Span,
    /// All of it.
    pub whole: Span,
}

/// Where a policy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPlace {
    /// The policy.
    pub place: Declaration,
    /// The file of the regulation's text, where the policy names one, and where it does.
    pub source: Option<(String, Span)>,
}

/// Where a rule and its parts stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePlace {
    /// Whose rule.
    pub policy: PolicyId,
    /// The rule.
    pub place: Declaration,
    /// Its exemptions, in the plan's order.
    pub exemptions: Vec<Declaration>,
    /// Its alternatives, in the plan's order.
    pub alternatives: Vec<Declaration>,
}

/// Where a decision table and its rows stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePlace {
    /// The table.
    pub place: Declaration,
    /// Its rows, in the order of the text.
    pub rows: Vec<Span>,
    /// Whether the last one says what holds otherwise.
    pub has_otherwise: bool,
}

/// Where a test stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPlace {
    /// Beside whose rules.
    pub policy: PolicyId,
    /// What it shows.
    pub title: String,
    /// Its title.
    pub span: Span,
}

impl Index {
    /// A policy's place.
    pub fn policy(&self, policy: PolicyId) -> Option<&PolicyPlace> {
        self.policies.get(policy.index())
    }

    /// A rule's place.
    pub fn rule(&self, rule: RuleId) -> Option<&RulePlace> {
        self.rules.get(rule.index())
    }

    /// A consequence's place.
    pub fn consequence(&self, consequence: ConsequenceId) -> Option<&Declaration> {
        self.consequences.get(consequence.index())
    }

    /// A parameter's place.
    pub fn parameter(&self, parameter: ParameterId) -> Option<&Declaration> {
        self.parameters.get(parameter.index())
    }
}
