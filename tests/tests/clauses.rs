//! Each `clauses.csv` is true: every clause of the inventory is mapped, what it names exists in the
//! compiled policy and is cited, and the tests that it names expect more than one outcome and pass. What
//! a consequence denies or grants stands in a table here, since no test of a policy says it.
//!
//! The regulations' texts are not part of the repository. Where they lie beside it (`../shared/regulations`,
//! or the directory that `REGULATIONS` names), the inventory and every quoted phrase are held against
//! them; elsewhere these two checks say loudly that they were skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use policy_core::plan::{ActionKind, Citation, Consequence, Lasting};
use policy_core::{Decimal, Plan};
use policy_dsl::syntax::{
    Cell, CellKind, ExpectedState, Item, PolicyClause, TestClause, TestDecl, TestValue,
};
use policy_dsl::{Compiled, Sources, check_quotes, compile, render};
use policy_messages::Language;
use policy_suite::shipped;

const REGULATIONS: [&str; 5] =
    ["taixing-2019", "licang-2023", "gaoling-county", "jiyuan-2021", "sanmenxia-2023"];

/// A row of a `clauses.csv`.
#[derive(Debug)]
struct Clause {
    id: String,
    things: Vec<String>,
    tests: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn compiled(regulation: &str) -> (Sources, Compiled) {
    let sources = shipped::one(regulation).sources;
    let compiled = compile(&sources);
    let shown = render(&compiled.diagnostics, &sources, Language::English);
    assert!(compiled.diagnostics.is_empty(), "{regulation}:\n{shown}");
    (sources, compiled)
}

fn plan(compiled: &Compiled) -> &Plan {
    compiled.plan.as_ref().unwrap()
}

fn clauses(regulation: &str) -> Vec<Clause> {
    let path = root().join("policies").join(regulation).join("clauses.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap(), ["id", "kind", "thing", "tests", "note"].as_slice());
    let list = |text: &str| text.split(';').map(|part| part.trim().to_owned()).collect();
    let clause = |row: csv::StringRecord| Clause {
        id: row[0].to_owned(),
        things: list(&row[2]),
        tests: list(&row[3]),
    };
    reader.records().map(|row| clause(row.unwrap())).collect()
}

/// The directory of the regulations' texts, or `None`, said loudly.
fn texts(skipped: &str) -> Option<PathBuf> {
    let directory =
        std::env::var_os("REGULATIONS").map_or_else(|| root().join("../shared/regulations"), PathBuf::from);
    if directory.is_dir() {
        return Some(directory);
    }
    eprintln!("SKIPPED: {skipped}: the regulations' texts are not at {}", directory.display());
    None
}

/// The identifiers of each regulation, in a file of lines: a heading begins with `#` and ends with the name.
fn identifiers(
    text: &str,
    heading: &str,
    identifier: impl Fn(&str) -> Option<&str>,
) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut regulation = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix(heading) {
            regulation = name.split_whitespace().next().filter(|name| REGULATIONS.contains(name));
        } else if let (Some(regulation), Some(id)) = (regulation, identifier(line)) {
            found.entry(regulation.to_owned()).or_default().push(id.to_owned());
        }
    }
    found
}

fn listed() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join("policies/clause-ids.txt")).unwrap();
    identifiers(&text, "# ", |line| (!line.trim().is_empty()).then(|| line.trim()))
}

#[test]
fn every_clause_is_mapped_once_and_in_order() {
    let listed = listed();
    for regulation in REGULATIONS {
        let mapped: Vec<String> = clauses(regulation).into_iter().map(|clause| clause.id).collect();
        assert_eq!(mapped, listed[regulation], "{regulation}/clauses.csv");
    }
}

#[test]
fn the_list_of_clauses_is_the_inventory() {
    let Some(directory) = texts("comparing the list of clauses with the inventory") else { return };
    let text = fs::read_to_string(directory.join("CLAUSES.md")).unwrap();
    let is_id = |cell: &&str| {
        cell.starts_with(|c: char| c.is_ascii_uppercase()) && cell.ends_with(|c: char| c.is_ascii_digit())
    };
    let inventory = identifiers(&text, "## ", |line| line.split('|').nth(1).map(str::trim).filter(is_id));
    assert_eq!(inventory, listed());
}

/// Everything that can be named in a `clauses.csv`, with its citations.
fn things(plan: &Plan) -> BTreeMap<String, &[Citation]> {
    let rules = plan.rules.iter().map(|rule| (format!("rule:{}", rule.names.id), &rule.citations[..]));
    let consequences = plan
        .consequences
        .iter()
        .map(|found| (format!("consequence:{}", found.names.id), &found.citations[..]));
    let entries = plan.recognitions.iter().flat_map(|recognition| &recognition.entries).filter_map(|entry| {
        let names = entry.names.as_ref()?;
        Some((format!("entry:{}", names.id), &entry.citations[..]))
    });
    rules.chain(consequences).chain(entries).collect()
}

#[test]
fn what_a_clause_names_exists_and_is_cited_with_a_phrase() {
    for regulation in REGULATIONS {
        let (_, compiled) = compiled(regulation);
        let things = things(plan(&compiled));
        let mut unmapped: BTreeSet<&String> = things.keys().collect();
        for clause in clauses(regulation) {
            for thing in &clause.things {
                let citations =
                    things.get(thing).unwrap_or_else(|| panic!("{regulation} {}: no {thing}", clause.id));
                assert!(
                    citations.iter().any(|citation| citation.quote.is_some()),
                    "{regulation} {}: {thing} quotes nothing",
                    clause.id
                );
                unmapped.remove(thing);
            }
        }
        assert!(unmapped.is_empty(), "{regulation}: nothing in clauses.csv leads to {unmapped:?}");
    }
}

fn declared_tests(compiled: &Compiled) -> BTreeMap<&str, &TestDecl> {
    let mut found = BTreeMap::new();
    for item in compiled.files.iter().flat_map(|file| &file.items) {
        let Item::Policy(policy) = &item.node else { continue };
        for clause in &policy.body.members {
            if let PolicyClause::Test(test) = &clause.node {
                let earlier = found.insert(test.title.value.as_str(), test);
                assert!(earlier.is_none(), "two tests are called {}", test.title.value);
            }
        }
    }
    found
}

/// What a test expects: statuses and standings, and shortfalls, which tell what counted for how much.
#[derive(Debug, PartialEq)]
enum Outcome {
    State(ExpectedState),
    Short(Decimal),
}

fn expected(test: &TestDecl) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for clause in &test.body.members {
        match &clause.node {
            TestClause::Record(_) => {}
            TestClause::Expect(expectation) => outcomes.push(Outcome::State(expectation.state)),
            TestClause::Cases(table) => {
                let shorts = table.columns.iter().map(|column| matches!(&*column.name.text, "short" | "差"));
                let shorts: Vec<bool> = shorts.collect();
                let cells = table.rows.iter().flat_map(|row| row.iter().zip(&shorts));
                outcomes.extend(cells.filter_map(|(cell, is_short)| outcome(cell, *is_short)));
            }
        }
    }
    outcomes
}

fn outcome(cell: &Cell, is_short: bool) -> Option<Outcome> {
    match &cell.kind {
        CellKind::State(state) => Some(Outcome::State(*state)),
        CellKind::Value(TestValue::Number(amount, _)) if is_short => Some(Outcome::Short(*amount)),
        CellKind::Empty | CellKind::Value(_) => None,
    }
}

#[test]
fn the_tests_of_a_clause_exist_and_expect_more_than_one_outcome() {
    for regulation in REGULATIONS {
        let (_, compiled) = compiled(regulation);
        let declared = declared_tests(&compiled);
        let mut unmapped: BTreeSet<&str> = declared.keys().copied().collect();
        for clause in clauses(regulation) {
            let mut outcomes = Vec::new();
            for title in &clause.tests {
                let test = declared
                    .get(title.as_str())
                    .unwrap_or_else(|| panic!("{regulation} {}: no test “{title}”", clause.id));
                outcomes.extend(expected(test));
                unmapped.remove(title.as_str());
            }
            assert!(
                outcomes.iter().any(|outcome| *outcome != outcomes[0]),
                "{regulation} {}: its tests expect one outcome only",
                clause.id
            );
        }
        assert!(unmapped.is_empty(), "{regulation}: nothing in clauses.csv leads to {unmapped:?}");
    }
}

/// What each consequence does, read beside the regulation. A test of a policy says whether a consequence is in force and
/// not what it does, so that an outcome left out of a policy would pass unseen but for this table.
const EFFECTS: [(&str, &[&str]); 5] = [
    (
        "taixing-2019",
        &[
            // 当年年度考核不得评为优秀,不得申报高一级专业技术资格,不得参加评先评优
            "annual_veto: deny rating.excellent, deny promotion.apply, deny awards, for that period",
            // 原则上不予报支培训费用
            "unplanned_costs: in principle deny reimbursement, for that period",
            // 不得报销相关培训费用
            "failed_costs: deny reimbursement, for that period",
        ],
    ),
    ("licang-2023", &[]),
    (
        "gaoling-county",
        // 年終考覈,崗位聘用和職稱晉升的主要依據
        &[
            "考覈聘用晉升依據: grant appraisal.basis, grant appointment.basis, grant promotion.basis, for that period",
        ],
    ),
    (
        "jiyuan-2021",
        // 作为评优评先表彰的重要依据
        &["awards_basis: grant awards.basis"],
    ),
    (
        "sanmenxia-2023",
        // 在职称评聘、教师资格注册和评优评先中一票否决
        &["一票否决: deny title_evaluation, deny teacher_registration, deny awards, for that period"],
    ),
];

fn effect(plan: &Plan, consequence: &Consequence) -> String {
    let actions = consequence.actions.iter().map(|action| {
        let kind = match action.kind {
            ActionKind::Deny => "deny",
            ActionKind::Grant => "grant",
            ActionKind::Oblige => "oblige",
        };
        format!("{kind} {}", plan.vocabulary.outcomes[action.outcome.index()].id)
    });
    let soft = if consequence.soft { "in principle " } else { "" };
    let lasting = match consequence.lasting {
        Lasting::Unstated => String::new(),
        Lasting::ThatPeriod => ", for that period".to_owned(),
        Lasting::NextYear => ", until the end of the next year".to_owned(),
        Lasting::For(span) => format!(", for {span:?}"),
    };
    format!("{}: {soft}{}{lasting}", consequence.names.id, actions.collect::<Vec<_>>().join(", "))
}

#[test]
fn each_consequence_does_what_its_clause_says() {
    assert_eq!(EFFECTS.map(|(regulation, _)| regulation), REGULATIONS);
    for (regulation, expected) in EFFECTS {
        let (_, compiled) = compiled(regulation);
        let plan = plan(&compiled);
        let found: Vec<String> = plan.consequences.iter().map(|found| effect(plan, found)).collect();
        assert_eq!(found, expected, "{regulation}");
    }
}

#[test]
fn every_quoted_phrase_stands_in_the_regulation() {
    let Some(directory) = texts("comparing the quoted phrases with the texts") else { return };
    for regulation in REGULATIONS {
        let (sources, compiled) = compiled(regulation);
        let found = check_quotes(&compiled, &directory);
        assert!(found.is_empty(), "{regulation}:\n{}", render(&found, &sources, Language::English));
    }
}
