//! How a verdict is told where its figures or its years need words of their own, in both languages.

use policy_core::{Engine, RecordReader, Report};
use policy_dsl::compile;
use policy_messages::Language;
use policy_suite::prelude::with_prelude;

fn stories(policy: &str, record: &str, as_of: &str) -> String {
    let compiled = compile(&with_prelude("told.policy", policy));
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    let engine = Engine::new(compiled.plan.expect("it compiles")).expect("a compiled plan is sound");
    let vocabulary = &engine.plan().vocabulary;
    let teacher = vocabulary.subject("teacher").expect("the prelude has teachers");
    let record = RecordReader::new(vocabulary, teacher).read_json(record).expect("a sound record");
    let bench = engine.at(as_of.parse().expect("a day"));
    let explanation = bench.explain(&record).expect("it can be decided");
    let story = |language| Report::new(&engine, &record, language).story(&explanation);
    format!("{}\n---\n{}", story(Language::English), story(Language::Chinese))
}

#[test]
fn a_third_is_told_as_a_third() {
    let policy = r#"policy thirds {
      effective 2019-01-01 to 2019-12-31
      recognition of trainings as hours { at most 1/3 of the total from public each year }
      rule most { for teachers  each year  require hours of ethics <= 1/3 of hours }
      rule least { for teachers  each year  require hours of ethics >= 2/3 of hours }
      rule capped { for teachers  each year  require hours >= 100, counting at most 1/3 of ethics }
    }"#;
    let record = r#"{ "id": "T1", "leave": [], "programme": [], "training": [
      { "end": "2019-05-01", "hours": "50", "category": "public" },
      { "end": "2019-06-01", "hours": "20", "category": "ethics" },
      { "end": "2019-07-01", "hours": "20", "category": "subject_skill" } ] }"#;
    insta::assert_snapshot!("thirds", stories(policy, record, "2020-02-01"));
}

#[test]
fn a_floor_is_told_year_by_year() {
    let policy = r#"policy floors {
      effective 2019-01-01 to 2021-12-31
      rule of_calendar_years { for teachers  each 3 years from 2019-01-01  require hours >= 30 and in each year: hours >= 10 }
      rule of_its_own { for teachers  each 2 years from 2019-07-01  require in each year of the cycle (hours >= 10) }
      rule once { for teachers  each 2 years from 2019-07-01  require in at least 1 years of the cycle (hours >= 10 and has training of ethics) }
    }"#;
    let record = r#"{ "id": "T1", "leave": [], "programme": [], "training": [
      { "end": "2019-08-01", "hours": "50", "category": "ethics" },
      { "end": "2020-08-01", "hours": "6", "category": "public" } ] }"#;
    insta::assert_snapshot!("floors", stories(policy, record, "2021-03-01"));
}
