//! Three rules over twenty trainings, in the language and by hand.

use chrono::{Datelike, NaiveDate};
use policy_core::{Decision, Status};

use crate::teacher::{Category, Hours, Teacher};

/// The policy, over the vocabulary of the repository.
pub const POLICY: &str = r#"
policy three_rules {
  effective 2023-01-01 to 2023-12-31
  uses teacher_training
  rule total { for teachers each year require hours >= 90 }
  rule common { for teachers each year require hours of public >= 30 }
  rule specialist { for teachers each year require hours of professional >= 60 }
}
"#;

/// A verdict as both sides give it: status, hours reached, hours short.
pub type Short = (Status, Hours, Hours);

/// The three verdicts, by hand.
pub fn by_hand(teacher: &Teacher, as_of: NaiveDate) -> [Short; 3] {
    let (mut total, mut common, mut specialist) = (0, 0, 0);
    for training in &teacher.training {
        if training.end > as_of || training.end.year() != 2023 {
            continue;
        }
        total += training.hours.0;
        match training.category {
            Category::Public => common += training.hours.0,
            Category::Ethics | Category::SchoolBased | Category::SubjectSkill => {
                specialist += training.hours.0
            }
            Category::HigherDegree | Category::Reading => {}
        }
    }
    let is_open = as_of.year() <= 2023;
    [(total, 9_000), (common, 3_000), (specialist, 6_000)]
        .map(|(hours, least)| verdict(hours, least, is_open))
}

/// The status of hours against a least number of them.
pub fn verdict(hours: i64, least: i64, is_open: bool) -> Short {
    let status = match (hours >= least, is_open) {
        (true, _) => Status::Met,
        (false, true) => Status::Pending,
        (false, false) => Status::Unmet,
    };
    (status, Hours(hours), Hours((least - hours).max(0)))
}

/// The same three of a decision.
pub fn of_decision(decision: &Decision) -> Vec<Short> {
    let hundredths = |amount: policy_core::Decimal| Hours(amount.millionths() / 10_000);
    let verdicts = decision.verdicts.iter().map(|verdict| {
        let measured = verdict.measured;
        let value = measured.map_or(Hours(0), |measured| hundredths(measured.value.low));
        let short = measured.and_then(|measured| measured.shortfall).map_or(Hours(0), hundredths);
        (verdict.status, value, short)
    });
    verdicts.collect()
}
