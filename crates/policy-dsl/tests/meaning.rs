//! What each construct of the language becomes in the plan.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use policy_core::Plan;
use policy_dsl::{Compiler, Sources, compile, compile_str, render};
use policy_messages::Language;
use serde_json::{Value, json};

const WORDS: &str = include_str!("fixtures/words.policy");

fn sources(body: &str) -> Sources {
    let mut sources = Sources::single("words.policy", WORDS);
    sources.add("plan.policy", format!("policy plan {{ effective 2023-01-01 to 2024-12-31 {body} }}"));
    sources
}

fn plan(body: &str) -> Plan {
    let sources = sources(body);
    let compiled = compile(&sources);
    compiled
        .plan
        .unwrap_or_else(|| panic!("{body}\n{}", render(&compiled.diagnostics, &sources, Language::English)))
}

/// The requirement of a yearly rule for teachers.
fn required(condition: &str) -> Value {
    required_by(&format!("rule r {{ for teachers each year require {condition} }}"))
}

fn required_by(body: &str) -> Value {
    let plan = plan(body);
    let rule = plan.rules.iter().find(|rule| rule.names.id == "r").expect("a rule called r");
    serde_json::to_value(&rule.requirement).expect("a plan is serializable")
}

fn sum(field: u16, filter: Value) -> Value {
    json!({ "aggregate": { "source": { "recorded": 0 }, "filter": filter, "window": "rule", "measure": { "sum": field } } })
}

fn always() -> Value {
    json!({ "constant": true })
}

fn compare(left: Value, factors: (i64, i64), operator: &str, right: Value, unit: u16) -> Value {
    json!({ "compare": { "left": left, "left_factor": factors.0, "operator": operator,
        "right": right, "right_factor": factors.1, "unit": unit } })
}

fn category(terms: &[u16]) -> Value {
    json!({ "member": [{ "scope": "event", "field": 0 }, { "tree": 1, "terms": terms }] })
}

#[test]
fn a_sum_is_over_the_rules_window() {
    assert_eq!(
        required("hours >= 90"),
        compare(sum(3, always()), (1, 1), "at_least", json!({ "literal": "90" }), 1)
    );
}

#[test]
fn a_name_may_be_an_identifier_a_label_or_an_alias() {
    for condition in ["hours >= 90 学时", "学时 >= 90 hours", "学时 不少于 90 学时"] {
        assert_eq!(required(condition), required("hours >= 90"), "{condition}");
    }
    assert_eq!(required("count of trainings of 师德 >= 1"), required("has 培训 of ethics"));
}

#[test]
fn a_term_alone_tells_its_field_and_stands_for_all_below_it() {
    let professional = category(&[1, 2, 3]);
    assert_eq!(
        required("hours of professional > 1"),
        compare(sum(3, professional), (1, 1), "more_than", json!({ "literal": "1" }), 1)
    );
    assert_eq!(required("hours of [ethics, public] > 1")["compare"]["left"], sum(3, category(&[0, 2])));
    assert_eq!(required("hours of trainings > 1"), required("hours > 1"));
}

#[test]
fn parts_narrow_the_sum_above_them() {
    let found =
        required("hours >= 90, of which { public >= 30  professional >= 60, of which { ethics >= 10 } }");
    let least =
        |filter, figure: &str| compare(sum(3, filter), (1, 1), "at_least", json!({ "literal": figure }), 1);
    let ethics = json!({ "all": [category(&[1, 2, 3]), category(&[2])] });
    let expected = [
        least(always(), "90"),
        least(category(&[0]), "30"),
        least(category(&[1, 2, 3]), "60"),
        least(ethics, "10"),
    ];
    assert_eq!(found, json!({ "all": expected }));
}

#[test]
fn a_percentage_is_multiplied_out_and_never_divided() {
    let share = required("hours of public <= 20% of hours");
    assert_eq!(share, compare(sum(3, category(&[0])), (100, 20), "at_most", sum(3, always()), 1));
    let part = required("hours >= 1, of which { public >= 50% }")["all"][1].clone();
    assert_eq!(part, compare(sum(3, category(&[0])), (100, 50), "at_least", sum(3, always()), 1));
    let exact = required_by("rule r { for bureaus each year require training_budget >= 1.5% of payroll }");
    assert_eq!(exact["compare"]["left_factor"], 1000);
    assert_eq!(exact["compare"]["right_factor"], 15);
    let by_parameter = required_by(
        "parameter least = 1.5%  rule r { for bureaus each year require training_budget >= least of payroll }",
    );
    assert_eq!(by_parameter, exact);
}

#[test]
fn a_share_counts_the_members_that_satisfy_both_conditions() {
    let found = required_by(
        "rule r { for schools each year require share of teachers where principal among (stage is primary) >= 60% }",
    );
    let primary = json!({ "member": [{ "scope": "subject", "field": 3 }, { "tree": 2, "terms": [0] }] });
    let both = json!({ "all": [primary, { "flag": { "scope": "subject", "field": 5 } }] });
    let members = |filter| json!({ "aggregate": { "source": { "members": 2 }, "filter": filter, "window": "rule", "measure": "count" } });
    assert_eq!(found, compare(members(both), (100, 60), "at_least", members(primary), 5));
}

#[test]
fn a_ratio_is_cross_multiplied_whichever_side_it_stands_on() {
    let ratio = "ratio of (count of teachers where principal) to (count of schools)";
    let left = required_by(&format!("rule r {{ for bureaus each year require {ratio} >= 1:300 }}"));
    assert_eq!((&left["compare"]["left_factor"], &left["compare"]["right_factor"]), (&json!(300), &json!(1)));
    let right = required_by(&format!("rule r {{ for bureaus each year require 1:300 <= {ratio} }}"));
    assert_eq!(left, right);
}

#[test]
fn units_convert_as_the_recognition_says() {
    let recognition = "recognition of trainings as hours { convert 1 day = 8 hours } ";
    let of = |condition: &str| {
        required_by(&format!("{recognition} rule r {{ for teachers each year require {condition} }}"))
    };
    // A figure of the text is worked out.
    assert_eq!(of("days >= 24 hours")["compare"]["right"], json!({ "literal": "3" }));
    assert_eq!(of("days >= 1 hours")["compare"]["right"], json!({ "literal": "0.125" }));
    // Between two sums the finer unit is taken, so that nothing is divided.
    let both = of("days >= hours");
    assert_eq!(both["compare"]["unit"], 1);
    assert_eq!(both["compare"]["left"]["scaled"]["numerator"], 8);
    assert_eq!(both["compare"]["left"]["scaled"]["denominator"], 1);
    let mirrored = of("hours <= days");
    assert_eq!(mirrored["compare"]["unit"], 1);
    assert_eq!(mirrored["compare"]["right"]["scaled"]["numerator"], 8);
}

#[test]
fn a_count_entry_converts_to_the_credited_unit() {
    let plan = plan(
        "recognition of trainings as hours { count as certificate_days  convert 1 day = 8 hours }
         rule r { for teachers each year require hours >= 1 and count of recorded trainings >= 1 }",
    );
    let entry = serde_json::to_value(&plan.recognitions[0].entries[0].treatment).unwrap();
    assert_eq!(
        entry,
        json!({ "count": { "amount": { "scaled": {
            "amount": { "field": { "scope": "event", "field": 5 } }, "numerator": 8, "denominator": 1
        } } } })
    );
    let found = serde_json::to_value(&plan.rules[0].requirement).unwrap();
    assert_eq!(found["all"][0]["compare"]["left"]["aggregate"]["source"], json!({ "recognised": [0, 0] }));
    assert_eq!(found["all"][1]["compare"]["left"]["aggregate"]["source"], json!({ "recorded": 0 }));
}

#[test]
fn order_means_something_in_an_ascending_tree() {
    let terms = |condition: &str| required(condition)["member"][1]["terms"].clone();
    assert_eq!(terms("degree_level at least city"), json!([2, 3]));
    assert_eq!(terms("degree_level > city"), json!([3]));
    assert_eq!(terms("degree_level at most county"), json!([0, 1]));
    assert_eq!(terms("degree_level < county"), json!([0]));
    assert_eq!(terms("degree_level is county"), json!([1]));
    let between = required("degree_level between county and city");
    assert_eq!(between["all"][0]["member"][1]["terms"], json!([1, 2, 3]));
    assert_eq!(between["all"][1]["member"][1]["terms"], json!([0, 1, 2]));
}

#[test]
fn windows_and_dates_become_what_the_plan_says() {
    let window = |text: &str| {
        required(&format!("hours in {text} >= 1"))["compare"]["left"]["aggregate"]["window"].clone()
    };
    assert_eq!(window("the year"), json!({ "year": { "offset": 0 } }));
    assert_eq!(window("the previous year"), json!({ "year": { "offset": -1 } }));
    assert_eq!(window("the period"), json!("period"));
    assert_eq!(window("winter_break"), json!({ "named": 0 }));
    assert_eq!(window("any time"), json!("any_time"));
    assert_eq!(
        window("year 2022"),
        json!({ "between": [{ "literal": "2022-01-01" }, { "literal": "2022-12-31" }] })
    );
    assert_eq!(window("from 2022-05-01"), json!({ "between": [{ "literal": "2022-05-01" }, null] }));
    assert_eq!(
        window("by March 30"),
        json!({ "between": [null, { "in_period": { "month": 3, "day": 30 } }] })
    );
    assert_eq!(
        window("before end of the period - 7 days"),
        json!({ "before": { "to": { "minus": [{ "end_of": "period" }, { "months": 0, "days": 7 }] }, "span": null } })
    );
    assert_eq!(
        window("within 2 weeks after hired"),
        json!({ "after": { "from": { "field": { "scope": "subject", "field": 2 } }, "span": { "months": 0, "days": 14 } } })
    );
    assert_eq!(
        window("within 1 year before hired"),
        json!({ "before": { "to": { "field": { "scope": "subject", "field": 2 } }, "span": { "months": 12, "days": 0 } } })
    );
}

#[test]
fn a_parameter_may_be_a_length_of_time() {
    let body =
        "parameter grace = 6 months  rule r { for teachers within grace after hired require hours >= 1 }";
    let months =
        |plan: Plan| serde_json::to_value(&plan.rules[0].schedule).unwrap()["once"]["after"]["span"].clone();
    assert_eq!(months(plan(body)), json!({ "months": 6, "days": 0 }));
    let set = Compiler::new().set("grace", "30 days").compile(&sources(body));
    assert_eq!(months(set.plan.expect("a setting that fits")), json!({ "months": 0, "days": 30 }));
}

#[test]
fn a_rule_at_an_event_tells_its_fields_from_those_of_others() {
    let plan = plan(
        "rule r { for teachers  each training where (passed)  within 6 months after end
           require has workshop where (held > its end) and its hours >= 1 }",
    );
    let schedule = serde_json::to_value(&plan.rules[0].schedule).unwrap();
    assert_eq!(schedule["each_event"]["when"], json!({ "flag": { "scope": "event", "field": 7 } }));
    assert_eq!(
        schedule["each_event"]["window"]["after"]["from"],
        json!({ "field": { "scope": "event", "field": 9 } })
    );
    let found = serde_json::to_value(&plan.rules[0].requirement).unwrap();
    let dates = &found["all"][0]["compare"]["left"]["aggregate"]["filter"]["compare_dates"];
    assert_eq!(dates[0], json!({ "field": { "scope": "event", "field": 0 } }));
    assert_eq!(dates[2], json!({ "field": { "scope": "anchor", "field": 9 } }));
    assert_eq!(found["all"][1]["compare"]["left"], json!({ "field": { "scope": "event", "field": 3 } }));
}

#[test]
fn rules_stand_after_those_that_they_refer_to() {
    let plan = plan(
        "rule r { for teachers each year require s and t is met }
         rule s { for teachers each year require t }
         rule t { for teachers each year require hours >= 1 }
         rule u { for teachers each year require hours >= 2 }
         consequence c { when r is unmet deny rating.excellent for that year }",
    );
    let order: Vec<&str> = plan.rules.iter().map(|rule| rule.names.id.as_str()).collect();
    assert_eq!(order, ["t", "s", "r", "u"]);
    let found = serde_json::to_value(&plan.rules[2].requirement).unwrap();
    assert_eq!(found, json!({ "all": [{ "rule_satisfied": 1 }, { "rule_satisfied": 0 }] }));
    let follows = serde_json::to_value(&plan.consequences[0]).unwrap();
    assert_eq!(follows["when"], json!({ "not": { "rule_satisfied": 2 } }));
    assert_eq!(follows["schedule"], json!({ "each": { "period": { "built_in": "year" }, "by": null } }));
    assert_eq!(follows["lasting"], "that_period");
}

#[test]
fn a_count_of_members_may_speak_of_their_rules() {
    let plan = plan(
        "rule s { for schools each year require share of teachers where r >= 90% }
         rule r { for teachers each year require hours >= 1 }",
    );
    let found = serde_json::to_value(&plan.rules[1].requirement).unwrap();
    assert_eq!(found["compare"]["left"]["aggregate"]["filter"], json!({ "rule_satisfied": 0 }));
}

#[test]
fn a_newer_policy_closes_the_one_that_it_supersedes() {
    let mut sources = Sources::single("words.policy", WORDS);
    let rule = "rule r { for teachers each year require hours >= 1 }";
    sources.add("new.policy", format!("policy new {{ effective 2024-03-01 supersedes old {rule} }}"));
    sources.add("old.policy", format!("policy old {{ effective 2020-01-01 {rule} }}"));
    let plan = compile(&sources).plan.expect("two sound policies");
    assert_eq!(plan.policies[0].effective_to, None);
    assert_eq!(plan.policies[1].effective_to.unwrap().to_string(), "2024-02-29");
}

#[test]
fn a_policy_sees_only_what_it_uses() {
    let calendar = |name: &str| {
        format!("calendar {name} {{ period spring \"春季\" {{ 2023: 2023-02-01 to 2023-06-30 }} }}")
    };
    let mut sources = Sources::single("words.policy", WORDS);
    sources.add("a.policy", calendar("one"));
    sources.add("b.policy", calendar("two"));
    let rule = "rule r { for teachers during spring require hours >= 1 }";
    let number = sources.add("c.policy", format!("policy c {{ effective 2023-01-01 {rule} }}"));
    sources.add("d.policy", format!("policy d {{ effective 2023-01-01 uses training_words, two {rule} }}"));
    let compiled = compile(&sources);
    let places: Vec<u32> = compiled.diagnostics.iter().map(|diagnostic| diagnostic.span.source).collect();
    assert_eq!(places, [number], "only the policy that sees both calendars is unclear");
}

#[test]
fn a_second_vocabulary_may_add_to_the_first() {
    let mut sources = Sources::single("words.policy", WORDS);
    sources.add(
        "county.policy",
        "vocabulary county { subject teacher { fact rural \"乡村教师\": flag
           event training dated end { remote: flag } }
         terms category { professional { rural_topics \"乡村专题\" } } }",
    );
    sources.add(
        "plan.policy",
        "policy plan { effective 2023-01-01
           rule r { for teachers where rural each year require hours of 乡村专题 where remote >= 1 } }",
    );
    let compiled = compile(&sources);
    let plan = compiled
        .plan
        .unwrap_or_else(|| panic!("{}", render(&compiled.diagnostics, &sources, Language::English)));
    let terms: Vec<&str> = plan.vocabulary.trees[1].terms.iter().map(|term| term.names.id.as_str()).collect();
    assert_eq!(terms, ["public", "professional", "ethics", "school_based", "rural_topics"]);
}

#[test]
fn the_same_text_makes_the_same_bytes() {
    let body = "parameter least = 72 hours  recognition of trainings as hours { count where passed }
        rule r { for teachers each year require hours >= least, of which { ethics >= 10 } }
        rule s { for teachers during winter_break require r }
        consequence c { when s is unmet deny rating.excellent }";
    let bytes = || serde_json::to_string(&plan(body)).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn an_error_of_one_text_shows_what_is_wrong() {
    let error =
        compile_str("policy p { effective 2023-01-01  rule r { for teachers each year require yes } }")
            .expect_err("there is no vocabulary");
    insta::assert_snapshot!(error.to_string());
}

#[test]
fn nothing_panics_on_what_does_not_fit_together() {
    let words = [
        "hours",
        "hired",
        "stage",
        "r",
        "rating.excellent",
        "ethics",
        "trainings",
        "schools",
        "least",
        "3",
        "3 days",
        "60%",
        "1:3",
        "\"x\"",
        "yes",
        "2023-01-01",
        "March 30",
        "end of the year",
        "count of trainings",
        "has training where passed",
        "latest end of trainings",
        "its end",
        "(hours >= 3)",
        "not principal",
        "share of schools where yes",
        "hours of ethics",
        "least of hours",
        "nothing",
        "6 months",
    ];
    for left in words {
        let mut body =
            "parameter least = 3 hours  rule r { for teachers each year require hours >= 1 }".to_owned();
        for (number, right) in words.iter().enumerate() {
            let conditions = [
                format!("{left} >= {right}"),
                format!("{left} is {right}"),
                format!("{left} in {right}"),
                format!("{left} + {right} <= {right}"),
                format!("{left} between {right} and {left}"),
                format!("{left} >= {right}, of which {{ ethics >= {left} }}"),
                format!("20% of {left} >= {right} - {left}"),
            ];
            for (place, condition) in conditions.iter().enumerate() {
                for subject in ["teachers", "bureaus"] {
                    body.push_str(&format!(
                        "rule {subject}_{number}_{place} {{ for {subject} each year require {condition} }}\n"
                    ));
                }
            }
        }
        assert!(compile(&sources(&body)).has_errors());
    }
}

#[test]
fn what_lays_a_window_down_cannot_speak_of_it() {
    let refused = [
        "within 6 months after end of the period",
        "within 6 months after end of the year",
        "each 2 years from earliest end of trainings where (end in the period)",
        "each 2 years from earliest end of trainings where (end in the year)",
        "over hired to March 30",
    ];
    let rules = refused.iter().enumerate();
    let rules = rules
        .map(|(number, window)| format!("rule r{number} {{ for teachers {window} require hours >= 1 }}\n"));
    let sources = sources(&rules.collect::<String>());
    let found = compile(&sources).diagnostics;
    let codes: Vec<_> = found.iter().map(|found| found.says.id).collect();
    assert_eq!(codes, ["schedule-by-period"; 5]);
    insta::assert_snapshot!(
        [Language::English, Language::Chinese].map(|l| render(&found, &sources, l)).join("\n----\n\n")
    );
    plan("rule r { for teachers each year by end of the period - 7 days require hours >= 1 }");
    plan("rule r { for teachers each year by March 30 require hours >= 1 }");
    // What the hint names can be written.
    plan("rule r { for teachers within 6 months after end of year 2023 require hours >= 1 }");
    plan("规则 乙 { 适用教师 期限2023年的末日后6个月内 要求学时不少于1 }");
    plan("规则 乙 { 适用教师 每年截止3月30日 要求学时不少于1 }");
}

/// What is said of sources, in both languages.
fn said(sources: &Sources) -> String {
    let found = compile(sources).diagnostics;
    [Language::English, Language::Chinese]
        .map(|language| render(&found, sources, language))
        .join("\n----\n\n")
}

#[test]
fn one_mistake_is_told_once() {
    let policy =
        |head: &str, body: &str| Sources::single("p.policy", format!("policy p {{\n  {head}\n{body}\n}}"));
    // A vocabulary that is not among the files takes all its names with it.
    insta::assert_snapshot!(said(&policy(
        "effective 2023-01-01 uses training_words",
        "rule r {\n for teachers\n each year\n require hours of ethics >= 1\n}"
    )));
    let mut itself =
        policy("effective 2023-01-01 supersedes p", "rule r { for teachers each year require hours >= 1 }");
    itself.add("words.policy", WORDS);
    insta::assert_snapshot!(said(&itself));
    let mut backwards = policy(
        "effective 2024-01-01 to 2023-01-01",
        "rule r { for teachers during winter_break require hours >= 1 }",
    );
    backwards.add("words.policy", WORDS);
    insta::assert_snapshot!(said(&backwards));
}

#[test]
fn amendments_may_stand_in_any_order_and_be_many() {
    let amendments = (1..=200).rev().map(|number| {
        let (old, day) = (number - 1, number % 28 + 1);
        let (year, month) = (2000 + number / 12, number % 12 + 1);
        format!(
            "amend p{old} as p{number} {{ effective {year}-{month:02}-{day:02}\n replace rule r {{ for teachers each year require hours >= {number} }} }}\n"
        )
    });
    let text = amendments.collect::<String>()
        + "policy p0 { effective 1999-01-01 rule r { for teachers each year require hours >= 0 } }";
    let mut sources = Sources::single("words.policy", WORDS);
    sources.add("p.policy", text);
    let compiled = compile(&sources);
    let errors: Vec<_> = compiled.diagnostics.iter().map(|found| found.says.id).collect();
    assert_eq!(compiled.plan.map(|plan| plan.policies.len()), Some(201), "{errors:?}");
}

#[test]
fn a_name_that_is_proposed_can_be_written() {
    let vocabulary = "vocabulary v {\n  subject person \"人员（含外聘）\" also persons { key id\n  fact age \"年龄（周岁）\": number\n  fact grown \"规则\": flag }\n}";
    let policy = "policy p {\n  effective 2023-01-01\n  rule r {\n    for persons\n    each year\n    require 年龄 >= 18 and 成年\n  }\n}";
    let mut sources = Sources::single("v.policy", vocabulary);
    sources.add("p.policy", policy);
    insta::assert_snapshot!(said(&sources));
}
