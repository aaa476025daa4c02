//! What a policy says of a rule, and what differs between two versions of it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use policy_core::plan::PolicyId;
use policy_core::{Names, OutlineLine, OutlinePart, Plan, outline, same_name};
use policy_messages::Language;

/// A rule as one version of a policy has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The policy.
    pub policy: Names,
    /// Its document number.
    pub document: Option<String>,
    /// The first day on which it is in force.
    pub from: NaiveDate,
    /// The last one; open where nothing ends it.
    pub to: Option<NaiveDate>,
    /// What the rule is called there.
    pub rule: Names,
    /// What it says.
    pub lines: Vec<OutlineLine>,
}

/// What changed from one version to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is in force at another time.
    InForce {
        /// From when until when it was.
        before: (NaiveDate, Option<NaiveDate>),
        /// From when until when it is.
        after: (NaiveDate, Option<NaiveDate>),
    },
    /// It is called otherwise.
    Renamed(Names),
    /// A line says something else.
    Line {
        /// What it said.
        before: String,
        /// What it says.
        after: String,
    },
    /// A line is new.
    Added(String),
    /// A line has gone.
    Dropped(String),
}

impl Version {
    /// Whether it is in force on a day.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// What it says, but for where it stands in the text.
    fn meaning(&self) -> Vec<&OutlineLine> {
        self.lines.iter().filter(|line| line.part != OutlinePart::Citation).collect()
    }

    /// Whether it says the same under another name.
    pub fn is_renamed(&self, other: &Self) -> bool {
        let shares = self.rule.all().any(|name| other.rule.all().any(|other| same_name(name, other)));
        shares || self.meaning() == other.meaning()
    }
}

/// The versions of the rules that bear one of some names; of every rule where no name is given.
pub fn versions(plan: &Plan, names: Option<&BTreeSet<String>>, language: Language) -> Vec<Version> {
    let is_meant = |rule: &Names| match names {
        None => true,
        Some(names) => rule.all().any(|own| names.iter().any(|name| same_name(own, name))),
    };
    let meant = plan.rules.iter().filter(|rule| is_meant(&rule.names));
    meant
        .filter_map(|rule| {
            let policy = plan.policies.get(PolicyId::index(rule.policy))?;
            Some(Version {
                policy: policy.names.clone(),
                document: policy.document.clone(),
                from: policy.effective_from,
                to: policy.effective_to,
                rule: rule.names.clone(),
                lines: outline(plan, rule, language),
            })
        })
        .collect()
}

/// What changed from one version to another, but for when they are in force.
pub fn changes(before: &Version, after: &Version) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.rule.id != after.rule.id {
        changes.push(Change::Renamed(before.rule.clone()));
    }
    let mut parts: Vec<OutlinePart> = before.lines.iter().chain(&after.lines).map(|line| line.part).collect();
    parts.sort_unstable();
    parts.dedup();
    for part in parts {
        let only = |lines: &[OutlineLine], other: &[OutlineLine]| -> Vec<String> {
            let own = lines.iter().filter(|line| line.part == part && !other.contains(line));
            own.map(|line| line.text.clone()).collect()
        };
        let (gone, new) = (only(&before.lines, &after.lines), only(&after.lines, &before.lines));
        let both = gone.len().min(new.len());
        let pairs = gone.iter().zip(&new);
        changes.extend(
            pairs.map(|(before, after)| Change::Line { before: before.clone(), after: after.clone() }),
        );
        changes.extend(gone[both..].iter().cloned().map(Change::Dropped));
        changes.extend(new[both..].iter().cloned().map(Change::Added));
    }
    changes
}
