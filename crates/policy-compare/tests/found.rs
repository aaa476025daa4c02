//! Mistakes that were found once, held for good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use policy_compare::{Compared, Relation, Together, compare};
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
