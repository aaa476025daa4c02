//! How a balance is told, and that a long one is followed once.

use policy_core::{Decision, Engine, RecordReader, Report, Status};
use policy_dsl::compile;
use policy_messages::Language;
use policy_suite::prelude::with_prelude;

fn engine(text: &str) -> Engine {
    let sources = with_prelude("balance.policy", text);
    let compiled = compile(&sources);
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    Engine::new(compiled.plan.expect("it compiles")).expect("a compiled plan is sound")
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

const TEACHER: &str = r#"{ "id": "T1", "leave": [], "programme": [], "training": [
    { "end": "2018-05-01", "hours": "130" }, { "end": "2019-05-01", "hours": "50" },
    { "end": "2020-05-01", "hours": "95.5" }, { "end": "2021-05-01" } ] }"#;

fn story(language: Language) -> String {
    let engine = engine(
        "policy p { effective 2018-01-01 to 2021-12-31
           rule annual \"年度学时\" { for teachers  each year  require hours >= 90
             carry over at most 20 hours for 1 year  fill old deficits first  borrow from the next period at most 10 hours } }",
    );
    let vocabulary = &engine.plan().vocabulary;
    let teacher = vocabulary.subject("teacher").expect("the prelude has teachers");
    let record = RecordReader::new(vocabulary, teacher).read_json(TEACHER).expect("a sound record");
    let bench = engine.at(day("2021-06-30"));
    let explanation = bench.explain(&record).expect("it can be decided");
    let decision: Decision = bench.decide(&record).expect("it can be decided");
    assert!(explanation.verdicts.iter().map(|told| told.verdict).eq(decision.verdicts));
    let report = Report::new(&engine, &record, language);
    report.story(&explanation)
}

#[test]
fn a_balance_is_told_period_by_period() {
    insta::assert_snapshot!("balance_in_english", story(Language::English));
    insta::assert_snapshot!("balance_in_chinese", story(Language::Chinese));
}

#[test]
fn a_chain_of_a_thousand_years_is_followed_once() {
    let engine = engine(
        "policy p { effective 1000-01-01
           rule annual { for teachers  each year  require hours >= 1  carry over  fill old deficits first } }",
    );
    let vocabulary = &engine.plan().vocabulary;
    let teacher = vocabulary.subject("teacher").expect("the prelude has teachers");
    let text = r#"{ "id": "T1", "leave": [], "programme": [], "training": [ { "end": "1000-05-01", "hours": "1000.5" } ] }"#;
    let record = RecordReader::new(vocabulary, teacher).read_json(text).expect("a sound record");
    let found = engine.at(day("2000-12-31")).decide(&record).expect("it can be decided");
    let statuses: Vec<Status> = found.verdicts.iter().map(|verdict| verdict.status).collect();
    assert_eq!(statuses.len(), 1001);
    assert!(statuses[..1000].iter().all(|status| *status == Status::Met), "{statuses:?}");
    assert_eq!(statuses[1000], Status::Pending);
}
