//! What rules say, line by line, in both languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use policy_core::outline;
use policy_dsl::{Sources, compile, render};
use policy_messages::Language;

const WORDS: &str = include_str!("../../policy-dsl/tests/fixtures/words.policy");

const RULES: &str = r#"
policy plan { effective 2023-01-01 to 2024-12-31
  parameter least "最低学时" = 90 hours
  rule yearly {
    for teachers where stage is primary
    each year by December 1
    require hours >= least, of which { ethics >= 10 }
    grace 30 days
    exempt away "离岗" when leave covers at least 6 months of the year
    instead new "新入职" when hired in the year require hours >= 120 within 1 year after hired
    cite "三(一)" quote "每年90学时"
  }
  rule settled {
    for teachers  each year  require hours >= 90
    carry over 50% of the surplus, at most 30 hours, for 1 year
    fill old deficits first
    borrow from the next period at most 10 hours
  }
  rule cycle { for teachers  each 5 years from hired extended by leave  require hours >= 360 }
  rule event { for teachers  each training where (passed)  within 30 days after its end  in principle  require has workshop }
  rule once { for teachers  over 2023-01-01 to 2023-06-30  require has training of ethics or hours >= 20 }
}
"#;

#[test]
fn a_rule_is_said_line_by_line() {
    let mut sources = Sources::single("words.policy", WORDS);
    sources.add("plan.policy", RULES);
    let compiled = compile(&sources);
    let plan = compiled
        .plan
        .unwrap_or_else(|| panic!("{}", render(&compiled.diagnostics, &sources, Language::English)));
    let mut said = String::new();
    for language in [Language::English, Language::Chinese] {
        for rule in &plan.rules {
            said.push_str(&format!("{}\n", rule.names.id));
            for line in outline(&plan, rule, language) {
                said.push_str(&format!("  {:?}: {}\n", line.part, line.text));
            }
        }
    }
    insta::assert_snapshot!(said);
}
