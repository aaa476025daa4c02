//! Which of several layers binds is told with every verdict on rules that stand for each other, in both languages.

use policy_core::{Engine, Explanation, RecordReader, Report, Status};
use policy_dsl::compile;
use policy_messages::Language;
use policy_suite::prelude::with_prelude;
use policy_suite::small::day;

/// A county that asks for more hours of fewer people, and in another rhythm for ethics.
const LAYERS: &str = r#"
policy city "市办法" {
  effective 2019-01-01 to 2020-12-31
  rule annual "年度学时" { for teachers  each year  require hours >= 90 }
  rule ethics "师德学习" { for teachers  each year  require has training of ethics }
}
policy county "县细则" {
  effective 2019-01-01 to 2020-12-31
  under city
  rule annual "年度学时" {
    for teachers where stage is primary
    each year
    require hours >= 100
    allow loosens-upper-layer because "only of primary schools is more asked"
  }
  rule ethics_each_term "每学期师德学习" { tightens ethics  for teachers  each semester  require has training of ethics }
}
"#;

fn told<T>(
    json: &str,
    as_of: &str,
    look: impl FnOnce(&Engine, &policy_core::Record, &Explanation<'_>) -> T,
) -> T {
    let compiled = compile(&with_prelude("layers.policy", LAYERS));
    let engine = Engine::new(compiled.plan.expect("it is sound")).expect("a compiled plan is sound");
    let teacher = engine.plan().vocabulary.subject("teacher").expect("the prelude has teachers");
    let record =
        RecordReader::new(&engine.plan().vocabulary, teacher).read_json(json).expect("it is a record");
    let bench = engine.at(day(as_of));
    let explanation = bench.explain(&record).expect("it can be decided");
    look(&engine, &record, &explanation)
}

/// Which rule binds, for each verdict of the first year: `annual of county: unmet`.
fn binding(json: &str, as_of: &str) -> Vec<String> {
    told(json, as_of, |engine, _, explanation| {
        let name = |place: usize| {
            let verdict = &explanation.verdicts[place].verdict;
            let rule = &engine.plan().rules[verdict.rule.index()];
            let policy = &engine.plan().policies[rule.policy.index()].names.id;
            let from = verdict.period.from.expect("these periods have a first day");
            format!("{policy}.{} {from} {:?}", rule.names.id, verdict.status)
        };
        let of_first_year = explanation.verdicts.iter().enumerate().filter(|(_, explained)| {
            explained.verdict.period.from.is_some_and(|from| from < day("2019-12-31"))
        });
        let said = of_first_year.map(|(place, explained)| {
            let by = explained.binding.as_ref().map_or("nothing".to_owned(), |binding| name(binding.by));
            format!("{} <- {by}", name(place))
        });
        said.collect()
    })
}

fn record(stage: &str, hours: &str, category: &str) -> String {
    format!(
        r#"{{ "id": "T1", "stage": "{stage}", "leave": [], "programme": [],
             "training": [{{ "category": "{category}", "hours": {hours}, "start": "2019-05-01", "end": "2019-05-01" }}] }}"#
    )
}

#[test]
fn of_those_that_apply_the_unmet_one_of_the_lowest_layer_binds() {
    assert_eq!(
        binding(&record("primary", "95", "ethics"), "2020-02-01"),
        [
            "city.annual 2019-01-01 Met <- county.annual 2019-01-01 Unmet",
            "city.ethics 2019-01-01 Met <- county.ethics_each_term 2019-09-01 Unmet",
            "county.annual 2019-01-01 Unmet <- county.annual 2019-01-01 Unmet",
            "county.ethics_each_term 2019-02-19 Met <- county.ethics_each_term 2019-02-19 Met",
            "county.ethics_each_term 2019-09-01 Unmet <- county.ethics_each_term 2019-09-01 Unmet",
        ]
    );
    assert_eq!(
        binding(&record("junior", "80", "public"), "2020-02-01"),
        [
            "city.annual 2019-01-01 Unmet <- city.annual 2019-01-01 Unmet",
            "city.ethics 2019-01-01 Unmet <- county.ethics_each_term 2019-02-19 Unmet",
            "county.annual 2019-01-01 NotApplicable <- city.annual 2019-01-01 Unmet",
            "county.ethics_each_term 2019-02-19 Unmet <- county.ethics_each_term 2019-02-19 Unmet",
            "county.ethics_each_term 2019-09-01 Unmet <- county.ethics_each_term 2019-09-01 Unmet",
        ]
    );
    let open = binding(&record("primary", "95", "ethics"), "2019-06-01");
    assert_eq!(open[0], "city.annual 2019-01-01 Met <- county.annual 2019-01-01 Pending");
    let unknown = binding(&record("primary", "null", "ethics"), "2020-02-01");
    assert_eq!(unknown[0], "city.annual 2019-01-01 Unknown <- county.annual 2019-01-01 Unknown");
}

#[test]
fn what_goes_from_an_explanation_binds_no_more() {
    told(&record("primary", "95", "ethics"), "2020-02-01", |_, _, explanation| {
        let mut kept = explanation.clone();
        kept.retain(|verdict| verdict.status != Status::Met, |_| true);
        for explained in &kept.verdicts {
            let binding = explained.binding.as_ref().expect("each stands for another, or another for it");
            assert!(
                binding.by < kept.verdicts.len()
                    && binding.over.iter().all(|over| *over < kept.verdicts.len())
            );
        }
        let mut kept = explanation.clone();
        kept.retain(|verdict| verdict.status == Status::Met, |_| true);
        assert_eq!(kept.verdicts[0].binding, None);
    });
}

fn story(json: &str, language: Language) -> String {
    told(json, "2020-02-01", |engine, record, explanation| {
        let mut first_year = explanation.clone();
        let in_first_year =
            |from: Option<chrono::NaiveDate>| from.is_some_and(|from| from < day("2019-12-31"));
        first_year.retain(|verdict| in_first_year(verdict.period.from), |_| true);
        Report::new(engine, record, language).story(&first_year)
    })
}

#[test]
fn the_story_says_which_layer_binds() {
    let people = [record("primary", "95", "ethics"), record("junior", "80", "public")];
    let told =
        |language| people.iter().map(|json| story(json, language)).collect::<Vec<_>>().join("\n----\n\n");
    insta::assert_snapshot!("binding_in_english", told(Language::English));
    insta::assert_snapshot!("binding_in_chinese", told(Language::Chinese));
}
