//! Other engines on the same three sums. Their records are built beforehand in their own form, days as
//! whole numbers and hours in hundredths, which spares them dates and decimals; the comparisons with the
//! minimums are done outside, in Rust.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use policy_benches::teacher::Teacher;
use policy_benches::three_rules;
use serde_json::{Value, json};

/// The sums that each engine must find: total, common, specialist.
fn expected(teacher: &Teacher, as_of: NaiveDate) -> [i64; 3] {
    three_rules::by_hand(teacher, as_of).map(|(_, hours, _)| hours.0)
}

fn days() -> (i32, i32) {
    let day = |month, day| NaiveDate::from_ymd_opt(2023, month, day).unwrap().num_days_from_ce();
    (day(1, 1), day(12, 31))
}

fn record(teacher: &Teacher) -> Value {
    let trainings: Vec<Value> = teacher
        .training
        .iter()
        .map(|training| {
            json!({
                "category": serde_json::to_value(training.category).unwrap(),
                "end": training.end.num_days_from_ce(),
                "hours": training.hours.0,
            })
        })
        .collect();
    json!({ "training": trainings })
}

/// Times every peer, after it has found the same sums.
pub fn run(teachers: &[Teacher], as_of: NaiveDate, by_hand: f64, row: impl Fn(&str, f64, f64)) {
    let records: Vec<Value> = teachers.iter().map(record).collect();
    let wanted: Vec<[i64; 3]> = teachers.iter().map(|teacher| expected(teacher, as_of)).collect();
    row("zen-expression 2.1", zen(&records, &wanted), by_hand);
    row("regorus 0.14, register machine", regorus_machine(&records, &wanted), by_hand);
    row("cel 0.15, with a host `sum`", cel(&records, &wanted), by_hand);
}

fn zen(records: &[Value], wanted: &[[i64; 3]]) -> f64 {
    let (first, last) = days();
    let inside = format!("#.end >= {first} and #.end <= {last}");
    let sum = |also: &str| format!("sum(map(filter(training, {inside}{also}), #.hours))");
    let source = format!(
        "[{}, {}, {}]",
        sum(""),
        sum(" and #.category == 'public'"),
        sum(" and #.category in ['ethics', 'school_based', 'subject_skill']")
    );
    let expression = zen_expression::compile_expression(&source).unwrap();
    let variables: Vec<zen_expression::Variable> = records.iter().map(|record| record.into()).collect();
    let mut machine = zen_expression::vm::VM::new();
    for (variable, wanted) in variables.iter().zip(wanted) {
        let found = expression.evaluate_with(variable.clone(), &mut machine).unwrap().to_value();
        let found: Vec<f64> = serde_json::from_value(found).unwrap();
        assert_eq!(found, wanted.map(|sum| sum as f64));
    }
    super::each(&variables, |variable| expression.evaluate_with(variable.clone(), &mut machine).unwrap())
}

fn regorus_machine(records: &[Value], wanted: &[[i64; 3]]) -> f64 {
    use regorus::languages::rego::compiler::Compiler;
    use regorus::rvm::vm::RegoVM;
    let (first, last) = days();
    let source = format!(
        r#"package bench
import rego.v1
inside contains i if {{ some i; input.training[i].end >= {first}; input.training[i].end <= {last} }}
total := sum([input.training[i].hours | some i in inside])
common := sum([input.training[i].hours | some i in inside; input.training[i].category == "public"])
specialist := sum([input.training[i].hours | some i in inside; input.training[i].category in {{"ethics", "school_based", "subject_skill"}}])
sums := [total, common, specialist]
"#
    );
    let mut engine = regorus::Engine::new();
    engine.add_policy("bench.rego".to_owned(), source).unwrap();
    let entry = "data.bench.sums";
    let policy = engine.compile_with_entrypoint(&entry.into()).unwrap();
    let program = Compiler::compile_from_policy(&policy, &[entry]).unwrap();
    let mut machine = RegoVM::new();
    machine.load_program(program);
    let inputs: Vec<regorus::Value> =
        records.iter().map(|record| regorus::Value::from_json_str(&record.to_string()).unwrap()).collect();
    for (input, wanted) in inputs.iter().zip(wanted) {
        machine.set_input(input.clone());
        let found: Vec<i64> = serde_json::from_str(&machine.execute().unwrap().to_string()).unwrap();
        assert_eq!(found, wanted);
    }
    super::each(&inputs, |input| {
        machine.set_input(input.clone());
        machine.execute().unwrap()
    })
}

fn cel(records: &[Value], wanted: &[[i64; 3]]) -> f64 {
    use cel::{Context, Env, Program};
    let (first, last) = days();
    let inside = format!("t.end >= {first} && t.end <= {last}");
    let sum = |also: &str| format!("total(training.filter(t, {inside}{also}).map(t, t.hours))");
    let source = format!(
        "[{}, {}, {}]",
        sum(""),
        sum(" && t.category == 'public'"),
        sum(" && t.category in ['ethics', 'school_based', 'subject_skill']")
    );
    let program = Program::compile(&source).unwrap();
    let environment = Arc::new(Env::stdlib());
    let contexts: Vec<Context> = records
        .iter()
        .map(|record| {
            let mut context = Context::with_env(Arc::clone(&environment));
            context.add_variable("training", &record["training"]).unwrap();
            context
                .add_function("total", |values: Arc<Vec<cel::Value>>| {
                    values.iter().fold(0_i64, |sum, value| match value {
                        cel::Value::Int(hours) => sum + hours,
                        cel::Value::UInt(hours) => sum + *hours as i64,
                        _ => sum,
                    })
                })
                .unwrap();
            context
        })
        .collect();
    for (context, wanted) in contexts.iter().zip(wanted) {
        let found = program.execute(context).unwrap();
        let cel::Value::List(found) = found else { panic!("{found:?}") };
        let found: Vec<i64> =
            found.iter().map(|value| if let cel::Value::Int(sum) = value { *sum } else { -1 }).collect();
        assert_eq!(found, wanted);
    }
    super::each(&contexts, |context| program.execute(context).unwrap())
}
