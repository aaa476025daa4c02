//! Tests beside the rules: what they find, and how a failure reads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use policy_dsl::{Sources, TestResult, compile, render, run_tests};
use policy_messages::Language;

const WORDS: &str = include_str!("fixtures/words.policy");

fn run(body: &str) -> (Vec<TestResult>, Sources) {
    let mut sources = Sources::single("words.policy", WORDS);
    sources.add("plan.policy", format!("policy plan {{ effective 2023-01-01 to 2024-12-31\n{body} }}"));
    let compiled = compile(&sources);
    let said = render(&compiled.diagnostics, &sources, Language::English);
    assert!(compiled.plan.is_some(), "{said}");
    (run_tests(&compiled), sources)
}

const RULES: &str = r#"
  recognition of trainings as hours { reject where not passed because "不合格" }
  rule winter "寒假学习" { for teachers during winter_break require days >= 2 days }
  rule annual "年度学时" { for teachers each year by December 1 require hours >= 90, of which { ethics >= 10 }
    exempt maternity when leave of maternity covers at least 6 months of the year }
  rule taught { for teachers each training within 6 months after end require has workshop }
  rule most { for schools each year require share of teachers where annual >= 60% }
  consequence veto "一票否决" { when annual is unmet deny rating.excellent for that year }
"#;

/// All tests of a body must pass.
fn passes(body: &str) {
    let (results, sources) = run(&format!("{RULES} {body}"));
    assert!(!results.is_empty());
    for result in results {
        let said = render(&result.findings, &sources, Language::English);
        assert!(result.passed() && result.compared > 0, "{}\n{said}", result.title);
    }
}

/// What is found by the one test of a body, in both languages.
fn finds(body: &str) -> String {
    let (results, sources) = run(&format!("{RULES} {body}"));
    assert!(results.iter().any(|result| !result.passed()), "the test should fail");
    [Language::English, Language::Chinese]
        .map(|language| {
            let all: Vec<String> =
                results.iter().map(|result| render(&result.findings, &sources, language)).collect();
            all.join("\n")
        })
        .join("\n")
}

#[test]
fn a_table_fills_the_record_row_by_row() {
    passes(
        "test \"around two days\" for winter as of 2023-03-01 {
           teacher { training { end 2023-02-01, days $days, passed yes } }
           cases { days | winter | short | due
                   1.5  | unmet  | 0.5 days | 2023-02-05
                   2    | met    | 0 |
                   ?    | unknown | | }
         }",
    );
}

#[test]
fn lists_that_are_not_mentioned_are_empty_and_question_marks_are_missing() {
    passes(
        "test \"nothing\" as of 2024-01-01 { teacher { } expect annual in 2023 unmet, short 90, due 2023-12-01
           expect veto in 2023 in force }
         test \"missing\" as of 2024-01-01 { teacher { training ? leave ? } expect annual in 2023 unknown
           expect veto in 2023 undetermined }
         test \"exempt\" as of 2024-01-01 {
           teacher { leave { kind maternity, start 2023-01-01, end 2023-08-01 } }
           expect annual in 2023 exempt
           expect veto in 2023 clear }",
    );
}

#[test]
fn copies_and_members_stand_inside_the_record() {
    passes(
        "test \"three of five\" as of 2024-01-01 {
           school {
             3 teacher { 9 training { category ethics, end 2023-05-01, hours 10, passed yes } }
             2 teacher { }
           }
           expect most in 2023 met
         }
         test \"two of five\" as of 2024-01-01 {
           school {
             2 teacher { 9 training { category ethics, end 2023-05-01, hours 10, passed yes } }
             3 teacher { }
           }
           expect most in 2023 unmet
         }",
    );
}

#[test]
fn a_period_is_meant_by_year_day_or_label() {
    passes(
        "test \"periods\" as of 2024-12-31 { teacher { training { end 2024-02-01, days 2, passed yes } }
           expect winter in 2024 met
           expect winter in 2024-02-01 met
           expect winter in 2023 unmet }
         test \"events\" as of 2024-12-31 {
           teacher { training { end 2023-02-01, passed yes } training { end 2024-02-01, passed yes }
             workshop { held 2023-04-01 } }
           expect taught in 2023-03-01 met
           expect taught in 2024-03-01 unmet }",
    );
}

#[test]
fn a_failure_shows_what_was_expected_and_found() {
    insta::assert_snapshot!(finds(
        "test \"wrong\" for winter as of 2023-03-01 {
           teacher { training { end 2023-02-01, days $days, passed yes } }
           cases { days | winter | short | due
                   1.5  | met    | 0.25 | 2023-02-04
                   2    | unmet  | 1 | }
         }
         test \"veto\" as of 2024-01-01 { teacher { } expect veto in 2023 clear }"
    ));
}

#[test]
fn several_verdicts_must_be_told_apart() {
    insta::assert_snapshot!(finds(
        "test \"which\" for annual as of 2024-12-31 {
           teacher { training { end 2023-02-01, hours $hours, passed yes } }
           cases { hours | annual
                   1     | unmet
                   2     | unmet }
         }"
    ));
}

#[test]
fn data_that_no_record_can_hold_is_told_at_its_place() {
    insta::assert_snapshot!(finds(
        "test \"backwards\" as of 2023-12-31 {
           teacher { training { start 2023-03-02, end 2023-03-01, hours 3 } }
           expect annual unmet
         }"
    ));
}

#[test]
fn what_reports_call_by_one_word_is_expected_by_either() {
    passes(
        "test \"missing\" as of 2024-01-01 { teacher { training ? leave ? }
           expect annual in 2023 undetermined  expect veto in 2023 unknown  预期 veto 在 2023 待查 }
         test \"rows\" as of 2024-01-01 { teacher { training { end 2023-05-01, hours 90, category ethics, passed $passed } }
           cases { passed | annual in 2023 | veto in 2023
                   ?      | 未定           | 待查          } }",
    );
}
