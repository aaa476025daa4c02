//! Each pattern that regulations are made of has a folder of the suite, and no folder lacks a side.
//!
//! `tests/suite/patterns.csv` lists the patterns. The cases of a folder must expect something on both sides of a boundary
//! (met and unmet, or in force and clear), something of which a fact is missing, and something in a window that is still
//! open; and its mistakes must be held as well, below `mistakes/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use policy_core::{Standing, Status};
use policy_dsl::syntax::{CellKind, ExpectedState, Item, PolicyClause, TestClause, TestDecl};
use policy_dsl::{parse, scan_names};
use policy_suite::prelude::{policy_files, suite, with_prelude};

/// The patterns, and the folder of each.
fn patterns() -> Vec<(String, String)> {
    let text = fs::read_to_string(suite().join("patterns.csv")).expect("the list of patterns is there");
    let rows = text.lines().skip(1).map(|row| row.rsplit_once(',').expect("a pattern and its folder"));
    rows.map(|(pattern, folder)| (pattern.trim_matches('"').to_owned(), folder.to_owned())).collect()
}

/// What the tests of a folder's cases expect.
fn expected(folder: &Path) -> BTreeSet<Expected> {
    let mut found = BTreeSet::new();
    for path in policy_files(folder) {
        let sources = with_prelude("case.policy", &fs::read_to_string(&path).expect("a case is UTF-8 text"));
        let lexicon = scan_names(&sources);
        for (number, source) in sources.iter() {
            let (tree, _) = parse(number, &source.text, &lexicon);
            for item in &tree.items {
                let Item::Policy(policy) = &item.node else { continue };
                for clause in &policy.body.members {
                    if let PolicyClause::Test(test) = &clause.node {
                        found.extend(states(test).into_iter().map(Expected::of));
                    }
                }
            }
        }
    }
    found
}

fn states(test: &TestDecl) -> Vec<ExpectedState> {
    let mut found = Vec::new();
    for clause in &test.body.members {
        match &clause.node {
            TestClause::Expect(expectation) => found.push(expectation.state),
            TestClause::Cases(table) => {
                found.extend(table.rows.iter().flatten().filter_map(|cell| match cell.kind {
                    CellKind::State(state) => Some(state),
                    CellKind::Empty | CellKind::Value(_) => None,
                }));
            }
            TestClause::Record(_) => {}
        }
    }
    found
}

/// What a case shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Expected {
    /// A requirement holds, or something is in force.
    Holds,
    /// It does not.
    Fails,
    /// A missing fact decides it.
    Missing,
    /// It is still open.
    Open,
    /// Nobody is asked.
    Left,
}

impl Expected {
    const NEEDED: [Self; 4] = [Self::Holds, Self::Fails, Self::Missing, Self::Open];

    fn of(state: ExpectedState) -> Self {
        match state {
            ExpectedState::Status(Status::Met) | ExpectedState::Standing(Standing::InForce) => Self::Holds,
            ExpectedState::Status(Status::Unmet) | ExpectedState::Standing(Standing::Clear) => Self::Fails,
            ExpectedState::Status(Status::Unknown) | ExpectedState::Standing(Standing::Undetermined) => {
                Self::Missing
            }
            ExpectedState::Status(Status::Pending) | ExpectedState::Standing(Standing::AtRisk) => Self::Open,
            ExpectedState::Status(Status::Exempt | Status::NotApplicable) => Self::Left,
        }
    }
}

#[test]
fn each_pattern_is_held_on_every_side() {
    let mut lacking: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut folders = BTreeSet::new();
    for (pattern, folder) in patterns() {
        assert!(folders.insert(folder.clone()), "{folder} stands for two patterns");
        let seen = expected(&suite().join(&folder));
        let mut lacks: Vec<String> = Expected::NEEDED
            .iter()
            .filter(|needed| !seen.contains(needed))
            .map(|needed| format!("nothing {needed:?}"))
            .collect();
        let mistakes = suite().join("mistakes").join(&folder);
        if !mistakes.is_dir() || policy_files(&mistakes).is_empty() {
            lacks.push("no mistakes".to_owned());
        }
        if !lacks.is_empty() {
            lacking.insert(format!("{pattern} ({folder})"), lacks);
        }
    }
    assert!(folders.len() >= 40, "only {} patterns are listed", folders.len());
    assert!(lacking.is_empty(), "{lacking:#?}");
}
