//! The engine inside another system: a staff database that asks what its people still owe.
//!
//! The system keeps its own types. It compiles its policy once, when it starts, and decides over its
//! rows as they are, with the column names that it has always had.
//!
//! `cargo run -p policy-dsl --example staff_system`

use std::error::Error;

use chrono::NaiveDate;
use policy_core::{Engine, RecordReader, Report};
use policy_messages::Language;
use serde::Serialize;

/// Labels and aliases are the names that the system's own rows go by.
const POLICY: &str = r#"
vocabulary staff {
  terms category { public  professional { ethics  subject_skill } }
  outcome excellent "rated excellent"
  subject teacher also teachers {
    key id also "staff_number"
    event training also courses dated end {
      category also "kind": category
      title: text
      hours also "credit_hours": hours
      end also "finished_on": date
    }
  }
}

policy district "District notice on teacher training" {
  effective 2025-01-01 to 2026-12-31
  rule annual_hours "hours of the year" {
    for teachers
    each year
    require hours >= 24, of which { ethics >= 4 }
    cite "2(1)"
  }
  consequence no_rating "no excellent rating" {
    when annual_hours is unmet
    deny excellent for that year
    cite "3"
  }
}
"#;

/// A row of the system, with the rows that belong to it.
#[derive(Serialize)]
struct Employee {
    staff_number: &'static str,
    courses: Vec<Course>,
}

/// What the system keeps of a course; `None` is a blank, and stays unknown.
#[derive(Serialize)]
struct Course {
    kind: &'static str,
    title: &'static str,
    credit_hours: Option<f64>,
    finished_on: &'static str,
}

fn employees() -> Vec<Employee> {
    let course = |kind, title, credit_hours, finished_on| Course { kind, title, credit_hours, finished_on };
    vec![
        Employee {
            staff_number: "T001",
            courses: vec![
                course("ethics", "Ethics of the profession", Some(6.0), "2025-03-14"),
                course("subject_skill", "Teaching fractions", Some(18.5), "2025-05-09"),
            ],
        },
        Employee {
            staff_number: "T002",
            courses: vec![course("ethics", "Ethics of the profession", None, "2025-03-14")],
        },
        Employee { staff_number: "T003", courses: Vec::new() },
    ]
}

fn main() -> Result<(), Box<dyn Error>> {
    let engine = Engine::new(policy_dsl::compile_str(POLICY)?)?;
    let teacher = engine.plan().vocabulary.subject("teacher").ok_or("the policy knows no teachers")?;
    let reader = RecordReader::new(&engine.plan().vocabulary, teacher);
    // The engine has no clock: the system says which day it is.
    let today = NaiveDate::from_ymd_opt(2026, 1, 10).ok_or("no such day")?;
    let bench = engine.at(today);
    for employee in employees() {
        let record = reader.read_serialize(&employee)?;
        for verdict in bench.decide(&record)?.verdicts {
            let year = verdict.period.from.map_or(String::new(), |from| from.format("%Y").to_string());
            let short = verdict.measured.and_then(|measured| measured.shortfall);
            let short = short.map_or(String::new(), |short| format!(", short by {short}"));
            println!("{} {year}: {:?}{short}", record.id(), verdict.status);
        }
    }
    // The whole story is told only when somebody asks.
    for employee in employees().iter().filter(|employee| employee.staff_number == "T002") {
        let record = reader.read_serialize(employee)?;
        println!("\n{}", Report::new(&engine, &record, Language::English).story(&bench.explain(&record)?));
    }
    Ok(())
}
