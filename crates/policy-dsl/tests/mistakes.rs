//! What an author reads about a mistake of meaning, in both languages.
//!
//! Each case is the body of a small policy over one vocabulary (`fixtures/words.policy`). One
//! mistake must cause one message, so each case also says how many there are.

use policy_dsl::{Compiler, Sources, render};
use policy_messages::Language;

const WORDS: &str = include_str!("fixtures/words.policy");

/// What is said of the body of a policy, in both languages.
fn told(body: &str) -> (usize, String) {
    told_by(&Compiler::new(), body)
}

fn told_by(compiler: &Compiler, body: &str) -> (usize, String) {
    let mut sources = Sources::single("words.policy", WORDS);
    let effective = if body.contains("effective") { "" } else { "effective 2023-01-01 to 2024-12-31\n" };
    sources.add("plan.policy", format!("policy plan {{ {effective}{body} }}"));
    let compiled = compiler.compile(&sources);
    let found = &compiled.diagnostics;
    let text = [Language::English, Language::Chinese].map(|language| render(found, &sources, language));
    (found.len(), text.join("\n"))
}

/// Several cases with one mistake each, as one snapshot.
fn one_each(name: &str, bodies: &[&str]) {
    let mut shown = String::new();
    for body in bodies {
        let (count, text) = told(body);
        assert_eq!(count, 1, "one mistake, one message:\n{body}\n\n{text}");
        shown.push_str(&format!("{text}\n----\n"));
    }
    insta::assert_snapshot!(name, shown);
}

#[test]
fn a_name_that_means_nothing_is_told_with_the_nearest() {
    one_each(
        "names",
        &[
            "rule r { for teachrs each year require hours >= 90 }",
            "rule r { for teachers each year require hourz >= 90 }",
            "rule r { for teachers each year require 学事 >= 90 }",
            "rule r { for teachers each year require hours of pubic >= 90 }",
            "rule r { for teachers each year require count of trianings >= 3 }",
            "rule r { for teachers where stage is primery each year require hours >= 90 }",
            "rule r { for teachers each summer_break require hours >= 90 }",
            "rule r { for teachers each year require hours >= 90 hour_s }",
            "rule r { for teachers each year require s is met }",
            "rule r { for teachers each year require level is city }",
            "rule r { for teachers each year require r is fulfilled }",
            "rule r { for teachers each year require hours of maternity >= 3 }",
            "uses training_wrods rule r { for teachers each year require hours >= 90 }",
            "rule r { for teachers each year require hours >= 90 }
             consequence c { when r is unmet deny rating.excelent }",
            "parameter days_left = 3 lightyears
             rule r { for teachers within days_left after hired require hours >= 90 }",
        ],
    );
}

#[test]
fn a_name_that_means_several_things_shows_all_of_them() {
    one_each(
        "ambiguous",
        &[
            "rule r { for teachers each year require credits >= 2 }",
            "rule r { for teachers each year require count of workshop of city >= 2 }",
            "rule annual_plan { for teachers each year require annual_plan }
             rule r { for teachers each year require annual_plan }",
            "rule r { for teachers each year require hours >= 1 }
             rule r { for teachers each year require hours >= 2 }",
        ],
    );
}

#[test]
fn amounts_of_different_units_do_not_compare() {
    one_each(
        "units",
        &[
            "rule r { for teachers each year require days >= 3 hours }",
            "rule r { for teachers each year require hours + credits of [public] >= 3 }",
            "rule r { for teachers each year require hours >= 6 months }",
            "rule r { for teachers each year require hired >= 3 hours }",
            "rule r { for teachers each year require hours >= 20% }",
            "rule r { for bureaus each year require share of schools where self_reliant >= 60 }",
            "recognition of trainings as hours { count as credits }
             rule r { for teachers each year require hours >= 20 }",
            "recognition of trainings { count as certificate_days }
             rule r { for teachers each year require hours >= 20 }",
            "rule r { for teachers each year require count of trainings where (stage at least primary) >= 1 }",
            "rule r { for teachers each year require name >= 3 }",
        ],
    );
}

#[test]
fn what_stands_in_the_wrong_place_is_told_what_belongs_there() {
    one_each(
        "places",
        &[
            "rule r { for teachers each year require hours }",
            "rule r { for teachers each year require stage }",
            "rule r { for teachers each year require hired }",
            "rule r { for teachers each year require hours of public }",
            "rule r { for teachers each year require has training where (hours >= hours of ethics) }",
            "rule r { for teachers each year require has training where r }",
            "rule r { for teachers each year require its end in the year }",
            "rule r { for teachers each year require covers the year }",
            "rule r { for teachers each year require workshop of [city] covers at least 2 months of the year }",
            "rule r { for teachers each year require count of schools >= 1 }",
            "rule r { for bureaus each year require count of schools in the year >= 1 }",
            "rule r { for teachers each year require hired >= 1, of which { public >= 3 } }",
            "rule r { for teachers each training where passed within 6 months after end require hours >= 1 }",
        ],
    );
}

#[test]
fn a_schedule_must_name_days_that_exist_and_are_common() {
    one_each(
        "schedules",
        &[
            "rule r { for teachers over 2023-05-01 to 2023-01-01 require hours >= 1 }",
            "rule r { for teachers each year by hired require hours >= 1 }",
            "rule r { for teachers within 0.5 years after hired require hours >= 1 }",
            "rule r { for teachers within 0 days after hired require hours >= 1 }",
            "rule r { for teachers within 5 hours after hired require hours >= 1 }",
            "rule r { for teachers each year each month require hours >= 1 }",
            "rule r { for teachers each year by March 30 before hired require hours >= 1 }",
            "rule r { for teachers during training require hours >= 1 }",
            "effective 2020-01-01 to 2020-12-31 rule r { for teachers during winter_break require hours >= 1 }",
            "effective 2024-01-01 to 2023-12-31 rule r { for teachers each year require hours >= 1 }",
        ],
    );
}

#[test]
fn a_rule_and_a_consequence_must_be_complete() {
    one_each(
        "incomplete",
        &[
            "rule r { each year require hours >= 1 }",
            "rule r { for teachers each year }",
            "rule r { for teachers each year require hours >= 1 } consequence c { deny rating.excellent }",
            "rule r { for teachers each year require hours >= 1 } consequence c { when r is unmet }",
            "rule r { for teachers each year require hours >= 1 }
             consequence c { when 1 >= 0 deny rating.excellent }",
            "rule r { for teachers each year require hours >= 1 }
             rule s { for schools each year require self_reliant }
             consequence c { when r is unmet and s is unmet deny rating.excellent }",
            "rule r { for teachers each year require hours >= 1 }
             rule s { for teachers during winter_break require hours >= 1 }
             consequence c { when r is unmet and s is unmet deny rating.excellent }",
            "rule r { for teachers each year require hours >= 1 }
             rule s { for schools each year require r }",
            "rule r { for teachers each year require s } rule s { for teachers each year require t is met }
             rule t { for teachers each year require not r is unmet }",
            "rule r { for teachers each year require r is met }",
        ],
    );
}

#[test]
fn parts_that_contradict_each_other_are_shown_by_an_example() {
    one_each(
        "contradictions",
        &[
            "rule r { for teachers each year require hours >= 90
               instead a when stage is primary require hours >= 60
               instead b when principal require hours >= 120 }",
            "rule r { for teachers each year require hours >= 90
               instead a when leave of maternity covers at least 6 months of the year require hours >= 60
               instead b when leave of sick covers at least 6 months of the year require hours >= 30 }",
            "rule r { for teachers each year require hours >= 90
               exempt a when hired in the year
               instead b when principal require hours >= 120 }",
            "rule r { for teachers where stage is primary and stage is junior each year require hours >= 90 }",
            "rule r { for teachers where stage is primary each year require stage is junior }",
            "rule r { for teachers where hired >= 2023-01-01 each year require hours >= 90
               exempt a when hired < 2023-01-01 }",
            "rule r { for teachers each year require hours <= 20, of which { ethics >= 15  public >= 10 } }",
            "recognition of trainings { count  count late where category in ethics }
             rule r { for teachers each year require hours >= 20 }",
            "recognition of trainings { reject a where passed  reject b where passed }
             rule r { for teachers each year require hours >= 20 }",
            "parameter unused = 30 days  rule r { for teachers each year require hours >= 20 }",
            "rule r { for teachers during winter_break require count of trainings in ends >= 1 }",
        ],
    );
}

#[test]
fn alternatives_that_exclude_each_other_are_fine() {
    for body in [
        "rule r { for teachers each year require hours >= 90
           instead a when stage is primary require hours >= 60
           instead b when stage is junior require hours >= 120 }",
        "rule r { for teachers each year require hours >= 90
           instead a when hired in the year require hours >= 60
           instead b when hired in the previous year require hours >= 120 }",
        "rule r { for teachers each year require hours >= 90
           instead a when hired >= 2023-09-01 require hours >= 60
           instead b when hired < 2023-09-01 and principal require hours >= 120 }",
        "rule r { for teachers each year require hours >= 90
           instead a when count of leave >= 3 require hours >= 60
           instead b when count of leave between 1 and 2 require hours >= 120 }",
        "rule r { for teachers each year require hours >= 90
           exempt a when leave of maternity covers at least 6 months of the year
           instead b when principal require hours >= 120 }",
    ] {
        let (count, text) = told(body);
        assert_eq!(count, 0, "{body}\n{text}");
    }
}

#[test]
fn a_test_that_cannot_be_run_is_a_mistake_of_the_text() {
    let rule = "rule r { for teachers each year require hours >= 10 }
        consequence c { when r is unmet deny rating.excellent } ";
    let bodies = [
        "test \"t\" as of 2023-12-31 { expect r met }",
        "test \"t\" as of 2023-12-31 { teacher { } }",
        "test \"t\" as of 2023-12-31 { teacher { stag primary } expect r met }",
        "test \"t\" as of 2023-12-31 { teacher { stage primery } expect r met }",
        "test \"t\" as of 2023-12-31 { teacher { hired yes } expect r met }",
        "test \"t\" as of 2023-12-31 { teacher { training { hours 2 days } } expect r met }",
        "test \"t\" as of 2023-12-31 { teacher { training { hours $n } } expect r met }",
        "test \"t\" as of 2023-12-31 { teacher { } expect q met }",
        "test \"t\" as of 2023-12-31 { teacher { } expect r in force }",
        "test \"t\" as of 2023-12-31 { teacher { } expect c met }",
        "test \"t\" as of 2023-12-31 { teacher { } expect r in winter met }",
        "test \"t\" as of 2023-12-31 { teacher { training 3 } expect r met }",
        "test \"t\" as of 2023-12-31 { teacher { bureau { } } expect r met }",
        "test \"t\" for r as of 2023-12-31 { teacher { training { hours $n } } cases { n | r
            2 | 3
        } }",
        "test \"t\" as of 2023-12-31 { teacher { training { hours $n } } cases { n | short
            2 | 3
        } }",
    ];
    let bodies: Vec<String> = bodies.iter().map(|body| format!("{rule}{body}")).collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    one_each("tests", &bodies);
}

#[test]
fn independent_mistakes_are_told_together_and_in_order() {
    let (count, text) = told(
        "rule a { for teachers each year require hourz >= 90 and hours >= 2 days }
         rule b { for teachers each sumer require hours >= 1 }
         consequence c { when a is unmet and b is unmet deny rating.poor }",
    );
    assert_eq!(count, 4, "{text}");
    insta::assert_snapshot!("together", text);
}

#[test]
fn what_a_broken_clause_declares_is_not_missed() {
    let (count, text) = told(
        "rule a { for teachers each year require hours >= >= 90 }
         rule b { for teachers each year require a and hours of pubic >= 1 }",
    );
    assert_eq!(count, 2, "{text}");
}

#[test]
fn a_setting_must_fit_its_parameter() {
    let body = "parameter least = 90 hours  rule r { for teachers each year require hours >= least }";
    for (name, value) in [("least", "3 days"), ("least", "many"), ("leest", "80 hours")] {
        let (count, text) = told_by(&Compiler::new().set(name, value), body);
        assert_eq!(count, 1, "{text}");
        insta::assert_snapshot!(format!("setting {name} {value}"), text);
    }
    for value in ["80 hours", "80 学时", "80"] {
        let (count, text) = told_by(&Compiler::new().set("plan.least", value), body);
        assert_eq!(count, 0, "{text}");
    }
}

#[test]
fn every_sentence_stands_in_both_catalogues() {
    let mut waiting = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    let mut used = std::collections::BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let after = |mark: &'static str| {
                text.split(mark)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            used.extend(after("Saying::new(\""));
            used.extend(after("\"kind-").into_iter().map(|kind| format!("kind-{kind}")));
        }
    }
    assert!(used.len() > 150);
    for id in used.iter().filter(|id| !id.is_empty()) {
        for language in [Language::English, Language::Chinese] {
            assert_ne!(policy_messages::message(language, id, &[]), *id, "{id} has no sentence");
        }
    }
}
