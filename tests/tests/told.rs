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
