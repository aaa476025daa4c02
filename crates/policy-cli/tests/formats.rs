//! Findings and tests in the forms that code hosts and build servers read: SARIF 2.1.0 and JUnit XML.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::collections::BTreeSet;

use common::{Bench, DISTRICT};
use insta::assert_snapshot;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

/// A policy with a mistake, and one with findings that have pages, places beside them and hints.
fn doubtful() -> Bench {
    let text = "policy more \"𠮷区\" { effective 2019-01-01 to 2019-12-31 uses district\n\
        parameter idle = 3 hours\n\
        rule 甲 { for teachers each year require hours >= 90, of which { ethics >= 60  subject_skill >= 60 } }\n\
        rule 乙 { for teachers each year require hours >= 90 and hours < 20 }\n}\n";
    Bench::new().file("目录/更多 1.policy", text)
}

fn stdout(bench: &Bench, arguments: &[&str]) -> String {
    String::from_utf8(bench.run(arguments).stdout).unwrap()
}

const CHECK: [&str; 3] = ["check", "某区.policy", "目录"];

#[test]
fn findings_are_written_as_sarif() {
    let bench = doubtful();
    for language in ["en", "zh"] {
        let arguments = [&CHECK[..], &["--format", "sarif", "--lang", language]].concat();
        let text = stdout(&bench, &arguments);
        check_log(&serde_json::from_str(&text).unwrap());
        assert_snapshot!(format!("sarif_{language}"), text);
    }
    assert_eq!(bench.run(&[&CHECK[..], &["--format", "sarif"]].concat()).status.code(), Some(1));
}

#[test]
fn mistakes_have_no_page_and_still_a_name() {
    let bench = Bench::new().file("某区.policy", DISTRICT.replace("hours >= least", "hourz >= least"));
    let text = stdout(&bench, &["check", "某区.policy", "--format", "sarif"]);
    check_log(&serde_json::from_str(&text).unwrap());
    assert_snapshot!("sarif_mistake", text);
}

#[test]
fn where_all_is_well_a_form_is_written_all_the_same() {
    let bench = Bench::new();
    let text = stdout(&bench, &["check", "某区.policy", "--format", "sarif"]);
    check_log(&serde_json::from_str(&text).unwrap());
    assert_snapshot!("sarif_fine", text);
    let text = stdout(&bench, &["check", "某区.policy", "--format", "junit"]);
    check_xml(&text);
    assert_snapshot!("junit_fine", text);
    assert_eq!(bench.run(&["check", "某区.policy", "--format", "junit"]).status.code(), Some(0));
}

#[test]
fn places_are_relative_to_the_root_of_the_repository() {
    let bench = doubtful();
    std::fs::create_dir(bench.path(".git")).unwrap();
    let here = bench.path("目录");
    let output =
        bench.command(&["check", "../某区.policy", ".", "--format", "sarif"]).current_dir(here).output();
    let log: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "%E7%9B%AE%E5%BD%95/%E6%9B%B4%E5%A4%9A%201.policy");
}

#[test]
fn findings_are_written_as_junit() {
    for language in ["en", "zh"] {
        let arguments = [&CHECK[..], &["--format", "junit", "--lang", language]].concat();
        let text = stdout(&doubtful(), &arguments);
        check_xml(&text);
        assert_snapshot!(format!("junit_{language}"), text);
    }
}

const TESTS: &str = r#"
policy more { effective 2019-01-01 to 2019-12-31 uses district
  rule ethics "师德学时" { for teachers each year require hours of ethics >= 10 }
  test "ten <hours> & \"more\"" for ethics as of 2020-01-01 {
    teacher { training { category ethics  end 2019-05-01  hours 9 } }
    expect ethics unmet, short 2 hours
  }
  test "nothing at all" as of 2020-01-01 { teacher { }  expect ethics unmet, short 10 hours }
}
"#;

#[test]
fn tests_are_written_as_junit() {
    let bench = Bench::new().file("测试.policy", TESTS);
    for language in ["en", "zh"] {
        let arguments = ["test", "某区.policy", "测试.policy", "--format", "junit", "--lang", language];
        let text = stdout(&bench, &arguments);
        check_xml(&text);
        assert_snapshot!(format!("junit_tests_{language}"), text);
    }
    let text = stdout(&bench, &["test", "某区.policy", "--format", "junit"]);
    check_xml(&text);
    assert_snapshot!("junit_no_tests", text);
}

#[test]
fn what_xml_cannot_hold_is_made_legal() {
    let text = TESTS
        .replace("nothing at all", "nothing \u{1b}[31m\u{0}\u{fffe}\u{7f} at all")
        .replace("short 10", "short 9");
    let bench = Bench::new().file("测试.policy", text);
    let text = stdout(&bench, &["test", "某区.policy", "测试.policy", "--format", "junit"]);
    check_xml(&text);
    assert!(text.contains(r"nothing \u{1b}[31m"), "{text}");
    let bench = Bench::new().file("坏\u{1b}.policy", "policy p { # \u{1b}\u{0}\n rule \u{1b} { } }");
    check_xml(&stdout(&bench, &["check", "坏\u{1b}.policy", "--format", "junit"]));
    check_log(
        &serde_json::from_str(&stdout(&bench, &["check", "坏\u{1b}.policy", "--format", "sarif"])).unwrap(),
    );
}

#[test]
fn other_forms_are_refused_in_words() {
    let bench = Bench::new();
    let cases: [(&str, &[&str]); 5] = [
        ("check_csv", &["check", "某区.policy", "--format", "csv"]),
        ("test_sarif", &["test", "某区.policy", "--format", "sarif"]),
        ("fmt_junit", &["fmt", "某区.policy", "--format", "junit"]),
        ("explained_sarif", &["check", "--explain", "--format", "sarif"]),
        (
            "run_sarif",
            &["run", "某区.policy", "--as-of", "2019-12-31", "--data", "x.csv", "--format", "sarif"],
        ),
    ];
    for (name, arguments) in cases {
        assert_snapshot!(format!("refused_{name}"), bench.says(arguments));
    }
}

/// An object of SARIF with what its schema says of it: what must be there, and what else may be.
fn object<'v>(value: &'v Value, needed: &[&str], allowed: &[&str]) -> &'v Map<String, Value> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    needed.iter().for_each(|key| assert!(object.contains_key(*key), "without {key}: {value}"));
    for key in object.keys().map(String::as_str) {
        assert!(needed.contains(&key) || allowed.contains(&key), "{key} in {value}");
    }
    object
}

fn check_text(value: &Value) {
    let message = object(value, &["text"], &["markdown"]);
    assert!(message.values().all(Value::is_string), "{value}");
}

/// Holds a log to the parts of the schema of SARIF 2.1.0 that it uses, and to what the standard says beyond it.
fn check_log(log: &Value) {
    object(log, &["version", "runs"], &["$schema"]);
    assert_eq!(log["version"], "2.1.0");
    for run in log["runs"].as_array().unwrap() {
        object(run, &["tool", "results", "columnKind"], &[]);
        assert_eq!(run["columnKind"], "utf16CodeUnits");
        object(&run["tool"], &["driver"], &[]);
        let driver = &run["tool"]["driver"];
        object(driver, &["name", "rules", "semanticVersion", "language"], &[]);
        let rules = driver["rules"].as_array().unwrap();
        rules.iter().for_each(check_rule);
        let names: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(names.len(), rules.len(), "rules are unique");
        for result in run["results"].as_array().unwrap() {
            check_result(result, rules);
        }
    }
}

fn check_rule(rule: &Value) {
    object(rule, &["id"], &["shortDescription", "help", "defaultConfiguration"]);
    ["shortDescription", "help"].iter().filter_map(|key| rule.get(key)).for_each(check_text);
    object(&rule["defaultConfiguration"], &["level"], &[]);
    assert!(["warning", "error"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
}

fn check_result(result: &Value, rules: &[Value]) {
    object(result, &["ruleId", "ruleIndex", "level", "message", "locations"], &["relatedLocations"]);
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[index]["id"], result["ruleId"], "the index leads to the rule");
    check_text(&result["message"]);
    assert!(["warning", "error"].contains(&result["level"].as_str().unwrap()));
    let locations = |key: &str| result[key].as_array().cloned().unwrap_or_default();
    let related = locations("relatedLocations");
    let ids: BTreeSet<String> = related.iter().map(|place| place["id"].to_string()).collect();
    assert_eq!(ids.len(), related.len(), "locations are unique");
    for place in locations("locations").iter().chain(&related) {
        object(place, &["physicalLocation"], &["id", "message"]);
        place.get("message").into_iter().for_each(check_text);
        let physical = object(&place["physicalLocation"], &["artifactLocation", "region"], &[]);
        object(&physical["artifactLocation"], &["uri"], &[]);
        let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(!uri.is_empty() && !uri.starts_with('/') && uri.chars().all(is_plain), "{uri}");
        check_region(&physical["region"]);
    }
}

fn check_region(region: &Value) {
    object(region, &["startLine", "startColumn", "endLine", "endColumn"], &[]);
    let number = |key: &str| region[key].as_u64().unwrap();
    let (start, end) =
        ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
    assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{region}");
}

/// What may stand in an element, and which attributes it must and may have, in the schema of JUnit XML that Jenkins publishes.
fn element(name: &str) -> (&'static [&'static str], &'static [&'static str], &'static [&'static str]) {
    match name {
        "testsuites" => (&["testsuite"], &[], &["name", "tests", "failures", "errors"]),
        "testsuite" => (&["testcase"], &["name", "tests"], &["failures", "errors"]),
        "testcase" => (&["failure"], &["name"], &["classname"]),
        "failure" => (&[], &[], &["type", "message"]),
        other => panic!("no element of JUnit: {other}"),
    }
}

/// Holds a text to well-formed XML and to what JUnit says of its elements; counts must be right.
fn check_xml(text: &str) {
    let is_legal = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_legal), "{text}");
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(String, Counted)> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let element = opened(&start, open.last_mut());
                open.push(element);
            }
            Event::Empty(start) => {
                let (name, counted) = opened(&start, open.last_mut());
                counted.close(&name, open.last_mut());
            }
            Event::End(_) => {
                let (name, counted) = open.pop().unwrap();
                counted.close(&name, open.last_mut());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{text}");
}

/// What an element says that it holds, and what it holds.
#[derive(Default)]
struct Counted {
    said: Option<(usize, usize)>,
    tests: usize,
    failures: usize,
}

impl Counted {
    fn close(self, name: &str, outer: Option<&mut (String, Self)>) {
        if let Some(said) = self.said {
            assert_eq!(said, (self.tests, self.failures), "{name}");
        }
        if let Some((_, outer)) = outer {
            outer.tests += self.tests + usize::from(name == "testcase");
            outer.failures += self.failures + usize::from(name == "failure");
        }
    }
}

fn opened(start: &BytesStart<'_>, outer: Option<&mut (String, Counted)>) -> (String, Counted) {
    let name = start.name().as_ref().to_owned();
    match outer {
        None => assert_eq!(name, "testsuites"),
        Some((outer, _)) => assert!(element(outer).0.contains(&name.as_str()), "{name} in {outer}"),
    }
    let (_, needed, allowed) = element(&name);
    let mut attributes = std::collections::BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.unwrap();
        let key = attribute.key.as_ref().to_owned();
        let value = attribute.value.into_owned();
        assert!(needed.contains(&key.as_str()) || allowed.contains(&key.as_str()), "{key} of {name}");
        assert!(attributes.insert(key, value).is_none());
    }
    needed.iter().for_each(|key| assert!(attributes.contains_key(*key), "{name} without {key}"));
    let count = |key: &str| attributes.get(key)?.parse::<usize>().ok();
    let said = count("tests").zip(count("failures"));
    (name, Counted { said, ..Counted::default() })
}
