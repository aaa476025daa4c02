//! What has come into force ends: it is told since when and by what, and the day is true.

use chrono::{Days, NaiveDate};
use policy_core::plan::ConsequenceId;
use policy_core::{Decision, Engine, Instance, LiftedBy, RecordReader, Report, Standing};
use policy_dsl::compile;
use policy_messages::Language;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::with_prelude;
use policy_suite::show;
use proptest::prelude::*;

const LADDER: &str = r#"政策 试 {
  施行 2018-01-01 至 2026-12-31
  规则 年度任务 "年度任务" { 适用 教师  每 年  要求 学时 不少于 8 }
  后果 处理 "处理" {
    当 年度任务 未达标
    首次 责令 评先评优
    3年内第二次 不得 申报职称 为期 6个月
    3年内第三次 不得 申报职称、评为优秀
    解除条件为 年度任务 达标
  }
}"#;

const TEACHER: &str = r#"{ "id": "T1", "leave": [], "programme": [], "training": [
    { "end": "2021-05-01", "hours": "3" }, { "end": "2021-09-15", "hours": "5" } ] }"#;

fn story(as_of: &str, language: Language) -> String {
    let compiled = compile(&with_prelude("ladder.policy", LADDER));
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    let engine = Engine::new(compiled.plan.expect("it compiles")).expect("a compiled plan is sound");
    let vocabulary = &engine.plan().vocabulary;
    let teacher = vocabulary.subject("teacher").expect("the prelude has teachers");
    let record = RecordReader::new(vocabulary, teacher).read_json(TEACHER).expect("a sound record");
    let bench = engine.at(as_of.parse().expect("a day"));
    let explanation = bench.explain(&record).expect("it can be decided");
    Report::new(&engine, &record, language).story(&explanation)
}

#[test]
fn what_lifted_it_and_when_is_told() {
    insta::assert_snapshot!("in_force_in_english", story("2021-06-30", Language::English));
    insta::assert_snapshot!("in_force_in_chinese", story("2021-06-30", Language::Chinese));
    insta::assert_snapshot!("lifted_in_english", story("2021-09-30", Language::English));
    insta::assert_snapshot!("lifted_in_chinese", story("2021-09-30", Language::Chinese));
}

/// How a consequence stands in one period, where that period is listed once.
fn standing(decision: &Decision, consequence: ConsequenceId, period: Instance) -> Option<Standing> {
    let mut found = decision
        .outcomes
        .iter()
        .filter(|outcome| outcome.consequence == consequence && outcome.period == period);
    match (found.next(), found.next()) {
        (Some(outcome), None) => Some(outcome.standing),
        (None, _) | (_, Some(_)) => None,
    }
}

/// Checks every lifting that `explain` tells of one random record; gives how many were by time, of how many of
/// these it was in force the day before, and how many were by a rule.
fn liftings_are_true(choices: &mut Choices) -> Result<[usize; 3], TestCaseError> {
    let plan = generate::plan(choices);
    let subject = choices.one(&plan.rules).subject;
    let person = generate::person(choices, &plan.vocabulary, subject);
    let as_of = generate::as_of(choices);
    let record = person.record(&plan.vocabulary, "someone");
    let engine = Engine::new(plan.clone()).expect("generated plans are sound");
    let bench = engine.at(as_of);
    let Ok(told) = bench.explain(&record) else { return Ok([0; 3]) };
    let (mut by_time, mut ended, mut by_rule) = (0, 0, 0);
    for told in &told.outcomes {
        let Some(lifted) = told.lifted else { continue };
        let outcome = told.outcome;
        prop_assert_eq!(outcome.standing, Standing::Clear);
        prop_assert!(lifted.on <= as_of);
        let at = |day: NaiveDate| {
            let decided = engine.at(day).decide(&record).ok()?;
            standing(&decided, outcome.consequence, outcome.period)
        };
        let story = || show::scene(&plan, lifted.on, &person);
        // On the due date itself what follows may still be at risk, and over before it comes into force.
        let after = [Some(lifted.on), lifted.on.checked_add_days(Days::new(1)), Some(as_of)];
        for day in after.into_iter().flatten().filter(|day| *day <= as_of) {
            let now = at(day);
            prop_assert!(now != Some(Standing::InForce), "in force on {day}: {told:?}\n{}", story());
        }
        let before = lifted.on.pred_opt().and_then(at);
        match lifted.by {
            LiftedBy::Time => {
                by_time += 1;
                prop_assert_eq!(told.until.and_then(|until| until.succ_opt()), Some(lifted.on));
                ended += usize::from(before == Some(Standing::InForce));
            }
            LiftedBy::Met { .. } => by_rule += 1,
        }
    }
    Ok([by_time, ended, by_rule])
}

#[test]
fn what_is_told_of_a_lifting_is_true_on_the_day() {
    let mut total = [0; 3];
    for seed in 0..10_000 {
        let found = liftings_are_true(&mut Choices::new(Choices::numbers(seed, 1_500))).expect("it is true");
        total = [total[0] + found[0], total[1] + found[1], total[2] + found[2]];
    }
    let [by_time, ended, by_rule] = total;
    assert!(by_time > 300 && ended * 2 > by_time && by_rule > 30, "{total:?}");
}
