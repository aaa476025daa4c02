//! Mistakes that were found once, held for good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use policy_compare::{Answer, Compared, Comparison, Relation, Together, compare};
use policy_core::plan::RuleId;

fn relation(policies: &str) -> Relation {
    let vocabulary = "vocabulary staff {
        subject school also schools { key code  event visit also visits dated on { on: date  hours: hours  external: flag } }
        subject teacher also teachers {
          key id
          fact certified: flag
          event training also trainings dated end { end: date  hours: hours  external: flag }
        }
    }";
    let plan = policy_dsl::compile_str(&format!("{vocabulary}{policies}")).unwrap();
    let count = u16::try_from(plan.rules.len()).unwrap();
    let [city, county] = [count - 2, count - 1].map(|rule| Compared { plan: &plan, rule: RuleId(rule) });
    compare(city, county, &Together::InForce).relation()
}

#[test]
fn a_rule_at_events_asks_nothing_of_whoever_has_none() {
    let found = relation(
        "policy city { effective 2024-01-01  rule ready { for teachers  each year  require certified } }
         policy county { effective 2024-01-01  rule each_time { for teachers  each training  require certified } }",
    );
    assert!(!matches!(found, Relation::Equal | Relation::Stricter), "{found:?}");
}

#[test]
fn what_counts_is_that_of_the_rules_own_kind_of_subject() {
    let policy = |name: &str, rejects: &str| {
        format!(
            "policy {name} {{ effective 2024-01-01
               recognition of visits as hours {{ reject where external because \"x\" }}
               recognition of trainings as hours {{ {rejects} }}
               rule hours_of_{name} {{ for teachers  each year  require hours of trainings >= 10 hours }} }}"
        )
    };
    let strict = "reject where external because \"x\"";
    let loose = "reject where external and certified because \"x\"";
    let found = relation(&(policy("city", strict) + &policy("county", loose)));
    assert!(!matches!(found, Relation::Equal | Relation::Stricter), "{found:?}");
    assert_eq!(relation(&(policy("city", strict) + &policy("county", strict))), Relation::Equal);
}

/// Two rules of one policy each, for the same teachers.
fn rules(city: &str, county: &str) -> Comparison {
    let plan = policy_dsl::compile_str(&format!(
        "vocabulary staff {{
           terms category {{ public ethics degree }}
           subject teacher also teachers {{
             key id
             fact certified: flag
             fact hired: date
             fact left: date
             event training also trainings dated end {{ category: category  end: date  hours: hours }}
             event leave also leaves dated first lasting first to last {{ paid: flag  first: date  last: date }}
             event post also posts dated starts {{ starts: date }}
           }}
         }}
         policy city {{ effective 2020-01-01 to 2025-12-31  {city} }}
         policy county {{ effective 2020-01-01 to 2025-12-31  {county} }}"
    ))
    .unwrap();
    let count = u16::try_from(plan.rules.len()).unwrap();
    let [one, other] = [count - 2, count - 1].map(|rule| Compared { plan: &plan, rule: RuleId(rule) });
    compare(one, other, &Together::InForce)
}

#[test]
fn whoever_has_no_such_period_has_nothing_to_meet() {
    let found = rules(
        "rule one { for teachers  over 2021-01-01 to 2021-12-31  require certified }",
        "rule other { for teachers  over hired to left  require certified }",
    );
    assert_ne!(found.loosens, Answer::Never);
}

#[test]
fn an_earlier_deadline_in_the_same_period_is_never_looser() {
    let rule = |name: &str, days: u32| {
        format!(
            "rule {name} {{ for teachers  each year by end of the period - {days} days  require hours >= 10 }}"
        )
    };
    let found = rules(&rule("one", 7), &rule("other", 25));
    assert_eq!(found.loosens, Answer::Never);
    assert!(matches!(found.tightens, Answer::Shown(_)), "{:?}", found.tightens);
}

#[test]
fn days_before_a_day_of_the_text_are_days_of_the_text() {
    let rule = |name: &str, months: u32| {
        format!(
            "rule {name} {{ for teachers where hired in within {months} months before 2022-08-01  each year  require certified }}"
        )
    };
    let found = rules(&rule("one", 36), &rule("other", 38));
    assert_eq!(found.relation(), Relation::Stricter);
}

#[test]
fn what_nothing_asks_for_may_be_rejected_or_not() {
    let rule = |name: &str, rejects: &str| {
        format!(
            "recognition of trainings as hours {{ {rejects}  count where category in [ethics, degree] }}
             rule {name} {{ for teachers  each year  require has training where category is ethics }}"
        )
    };
    let found = rules(&rule("one", "reject where category is degree because \"x\""), &rule("other", ""));
    assert_eq!(found.loosens, Answer::Never, "{found:?}");
    assert_eq!(found.tightens, Answer::Never, "{found:?}");
}

#[test]
fn what_is_done_in_time_is_done_in_more_time() {
    let rule = |name: &str, days: u32| {
        format!(
            "rule {name} {{
               for teachers  each post  within 1 year after its starts
               require has training where category is ethics
               instead longer when whole days covered by leaves where paid in within 1 year after its starts >= {days} days
                 require has training where category is ethics
                 within 1 year after its starts extended by leaves where paid
             }}"
        )
    };
    let found = rules(&rule("one", 30), &rule("other", 60));
    assert_eq!(found.relation(), Relation::Stricter, "{found:?}");
}
