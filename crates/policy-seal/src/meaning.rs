//! The digests of what a plan means: of each policy and each of its parts, of the vocabulary, of the calendars.
//!
//! A digest says that a meaning is the same, and nothing of what it is. It does not hang on layout, comments, the order of
//! declarations, the language of keywords, or what else is compiled beside it; it changes with every figure, day,
//! term, name and citation. Names are part of it: who renames a rule changes what people read in results.

use policy_core::Plan;
use policy_core::plan::PolicyId;
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Digester};
use crate::spelling::Speller;

/// The version of the spelling that is digested: two digests of different versions are never equal.
const SPELLING: u64 = 2;

/// The digests of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// Each policy, by name.
    pub policies: Vec<PolicyMeaning>,
    /// The words.
    pub vocabulary: PartsMeaning,
    /// The named periods.
    pub calendars: PartsMeaning,
}

/// The digests of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyMeaning {
    /// Its identifier.
    pub name: String,
    /// Of all of it.
    pub digest: Digest,
    /// Of each of its parts.
    pub parts: Vec<Part>,
}

/// The digests of things that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartsMeaning {
    /// Of all of them.
    pub digest: Digest,
    /// Of each.
    pub parts: Vec<Part>,
}

/// The digest of one part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its identifier.
    pub name: String,
    /// Of all of it.
    pub digest: Digest,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// What a policy says of itself: title, issuer, document, days on which it is in force, what it supersedes.
    Head,
    /// A parameter with its figure.
    Parameter,
    /// The name of a decision table; its rows are part of what uses it.
    Table,
    /// What counts of a list of events.
    Recognition,
    /// A rule.
    Rule,
    /// A consequence.
    Consequence,
    /// A kind of subject, with its facts and events.
    Subject,
    /// A tree of terms.
    Tree,
    /// A unit.
    Unit,
    /// An outcome of consequences.
    Outcome,
    /// A named period.
    Period,
}

impl PartKind {
    /// The word for it that machines read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Parameter => "parameter",
            Self::Table => "table",
            Self::Recognition => "recognition",
            Self::Rule => "rule",
            Self::Consequence => "consequence",
            Self::Subject => "subject",
            Self::Tree => "tree",
            Self::Unit => "unit",
            Self::Outcome => "outcome",
            Self::Period => "period",
        }
    }
}

impl Meaning {
    /// The digests of a plan.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let plan = policy_core::Plan {
    /// #     format: policy_core::plan::PLAN_FORMAT,
    /// #     vocabulary: policy_core::Vocabulary::empty(),
    /// #     periods: Vec::new(),
    /// #     policies: Vec::new(),
    /// #     parameters: Vec::new(),
    /// #     tables: Vec::new(),
    /// #     recognitions: Vec::new(),
    /// #     rules: Vec::new(),
    /// #     consequences: Vec::new(),
    /// # };
    /// let meaning = policy_seal::Meaning::of(&plan);
    /// println!("{}", meaning.digest());
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(plan: &Plan) -> Self {
        let mut policies: Vec<PolicyMeaning> = (0..)
            .map(PolicyId)
            .zip(&plan.policies)
            .map(|(id, policy)| {
                let parts = parts_of(plan, id);
                PolicyMeaning { name: policy.names.id.clone(), digest: together("policy", &parts), parts }
            })
            .collect();
        policies.sort_by(|left, right| left.name.cmp(&right.name));
        Self {
            policies,
            vocabulary: PartsMeaning::new("vocabulary", words_of(plan)),
            calendars: PartsMeaning::new("calendars", periods_of(plan)),
        }
    }

    /// One digest over all of it.
    pub fn digest(&self) -> Digest {
        let mut digester = Digester::default();
        digester.text("plan");
        digester.number(SPELLING);
        for policy in &self.policies {
            digester.text(&policy.name);
            digester.text(&policy.digest.to_string());
        }
        for parts in [&self.vocabulary, &self.calendars] {
            digester.text(&parts.digest.to_string());
        }
        digester.finish()
    }

    /// The digests of a policy, by its identifier.
    pub fn policy(&self, name: &str) -> Option<&PolicyMeaning> {
        self.policies.iter().find(|policy| policy.name == name)
    }
}

impl PartsMeaning {
    fn new(word: &str, parts: Vec<Part>) -> Self {
        Self { digest: together(word, &parts), parts }
    }
}

/// One digest over parts.
fn together(word: &str, parts: &[Part]) -> Digest {
    let mut digester = Digester::default();
    digester.text(word);
    digester.number(SPELLING);
    for Part { kind, name, digest } in parts {
        digester.text(kind.id());
        digester.text(name);
        digester.text(&digest.to_string());
    }
    digester.finish()
}

/// Parts by kind and name. Those of one name keep their order, in which they may mean something: the steps of a ladder.
fn sorted(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by(|left, right| (left.kind, &left.name).cmp(&(right.kind, &right.name)));
    parts
}

fn parts_of(plan: &Plan, policy: PolicyId) -> Vec<Part> {
    let mut speller = Speller::new(plan);
    let mut parts = Vec::new();
    let mut add = |kind, name: String, spell: &dyn Fn(&mut Speller<'_>)| {
        spell(&mut speller);
        parts.push(Part { kind, name, digest: Digest::of(speller.take()) });
    };
    if let Some(head) = plan.policies.get(policy.index()) {
        add(PartKind::Head, head.names.id.clone(), &|speller| speller.head(head));
    }
    for parameter in plan.parameters.iter().filter(|found| found.policy == policy) {
        let name = parameter.names.id.clone();
        add(PartKind::Parameter, name, &|speller| speller.figure_of(parameter));
    }
    for table in plan.tables.iter().filter(|found| found.policy == policy) {
        add(PartKind::Table, table.names.id.clone(), &|speller| speller.table_of(table));
    }
    for recognition in plan.recognitions.iter().filter(|found| found.policy == policy) {
        let subject = plan.vocabulary.subjects.get(recognition.subject.index());
        let list = subject.and_then(|subject| subject.lists.get(recognition.list.index()));
        let name = match subject.zip(list) {
            Some((subject, list)) => format!("{}.{}", subject.names.id, list.names.id),
            None => String::new(),
        };
        add(PartKind::Recognition, name, &|speller| speller.recognition(recognition));
    }
    for rule in plan.rules.iter().filter(|found| found.policy == policy) {
        add(PartKind::Rule, rule.names.id.clone(), &|speller| speller.rule(rule));
    }
    for consequence in plan.consequences.iter().filter(|found| found.policy == policy) {
        let name = consequence.names.id.clone();
        add(PartKind::Consequence, name, &|speller| speller.consequence(consequence));
    }
    sorted(parts)
}

fn words_of(plan: &Plan) -> Vec<Part> {
    let mut speller = Speller::new(plan);
    let mut parts = Vec::new();
    let mut add = |kind, name: &str, spell: &dyn Fn(&mut Speller<'_>)| {
        spell(&mut speller);
        parts.push(Part { kind, name: name.to_owned(), digest: Digest::of(speller.take()) });
    };
    for subject in &plan.vocabulary.subjects {
        add(PartKind::Subject, &subject.names.id, &|speller| speller.subject_of(subject));
    }
    for tree in &plan.vocabulary.trees {
        add(PartKind::Tree, &tree.names.id, &|speller| speller.tree_of(tree));
    }
    for unit in &plan.vocabulary.units {
        add(PartKind::Unit, &unit.id, &|speller| speller.name_of("unit", unit));
    }
    for outcome in &plan.vocabulary.outcomes {
        add(PartKind::Outcome, &outcome.id, &|speller| speller.name_of("outcome", outcome));
    }
    sorted(parts)
}

fn periods_of(plan: &Plan) -> Vec<Part> {
    let mut speller = Speller::new(plan);
    let parts = plan.periods.iter().map(|period| {
        speller.period_of(period);
        Part { kind: PartKind::Period, name: period.names.id.clone(), digest: Digest::of(speller.take()) }
    });
    sorted(parts.collect())
}
