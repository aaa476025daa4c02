//! More of everything than random plans have: long lists, many lanes, many windows.
//!
//! `explain` adds up every event by itself; `decide` must come to the same verdicts.

use chrono::NaiveDate;
use policy_core::{Decision, Engine, RecordReader, Status, Verdict};
use policy_dsl::{Sources, compile};

const VOCABULARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/vocabulary");
const FLAGS: [&str; 7] =
    ["passed", "process_record", "external", "filed", "authorised", "diploma", "planned"];

fn engine(rules: &str) -> Engine {
    let mut sources = Sources::load(VOCABULARY).unwrap();
    let text = format!(
        "policy many {{ effective 2000-01-01 to 2024-12-31\n uses teacher_training\n
         recognition of trainings as hours {{ reject where external\n
         count where level is city as certificate_hours\n count }}\n {rules} }}"
    );
    sources.add("many.policy", text);
    let compiled = compile(&sources);
    let plan = compiled.plan.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    Engine::new(plan).unwrap()
}

/// A rule for each flag, in each period of a kind.
fn two_lanes_a_flag(period: &str) -> String {
    let rule = |flag: &str| {
        format!(
            "rule r_{flag} {{ for teachers each {period}
             require count of trainings where {flag} >= 2 and hours where (not {flag}) >= 20 }}\n"
        )
    };
    FLAGS.map(rule).concat()
}

/// A teacher with so many trainings; of their values, one in `gaps` is missing.
fn teacher(trainings: usize, gaps: u64) -> String {
    // A small generator of numbers (Knuth's 64-bit linear congruential one).
    let mut state = 20_241_231_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut event = || {
        let categories = ["public", "ethics", "school_based", "reading"];
        let levels = ["city", "county", "school_level"];
        let mut values = vec![
            ("end", format!("\"{}-{:02}-{:02}\"", 1985 + next(41), 1 + next(12), 1 + next(28))),
            ("hours", format!("{}.5", next(40))),
            ("certificate_hours", next(20).to_string()),
            ("category", format!("\"{}\"", categories[next(4) as usize])),
            ("level", format!("\"{}\"", levels[next(3) as usize])),
        ];
        values.extend(FLAGS.map(|flag| (flag, (next(2) == 0).to_string())));
        values.retain(|_| gaps == 0 || next(gaps) > 0);
        let fields: Vec<String> =
            values.into_iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!("{{ {} }}", fields.join(", "))
    };
    let events: Vec<String> = (0..trainings).map(|_| event()).collect();
    format!("{{ \"id\": \"T1\", \"trainings\": [{}] }}", events.join(", "))
}

/// Decides in both ways, with and without gaps.
fn compare(engine: &Engine, sizes: &[usize]) {
    let vocabulary = &engine.plan().vocabulary;
    let reader = RecordReader::new(vocabulary, vocabulary.subject("teacher").unwrap());
    let mut again = Decision::default();
    for as_of in ["2009-07-31", "2024-12-31", "2026-01-01"] {
        let bench = engine.at(as_of.parse::<NaiveDate>().unwrap());
        for (&size, gaps) in sizes.iter().flat_map(|size| [(size, 0), (size, 200), (size, 8)]) {
            let record = reader.read_json(teacher(size, gaps)).unwrap();
            let decided = bench.decide(&record).unwrap();
            let told = bench.explain(&record).unwrap();
            let told: Vec<Verdict> = told.verdicts.iter().map(|explained| explained.verdict).collect();
            assert!(decided.verdicts == told, "{size} events, gaps {gaps}, as of {as_of}");
            bench.decide_into(&record, &mut again).unwrap();
            assert_eq!(again, decided);
        }
    }
}

#[test]
fn lists_of_any_length_add_up() {
    let engine = engine(
        "rule total { for teachers each year require hours >= 90, of which { public >= 30  professional >= 60 } }
         rule evidence { for teachers each year by July 31 require count of trainings of ethics >= 3 and has training }",
    );
    compare(&engine, &[0, 1, 2, 63, 64, 65, 128, 129, 500]);
}

#[test]
fn more_lanes_than_one_set_of_pools_has_room_for_add_up() {
    compare(&engine(&two_lanes_a_flag("year")), &[70, 300]);
}

#[test]
fn more_windows_than_days_are_cut_into_add_up() {
    compare(&engine(&two_lanes_a_flag("month")), &[100]);
}

/// Each month looks at the verdicts of all months before it: that is no slower than judging them.
#[test]
fn verdicts_are_counted_over_long_windows() {
    let mut sources = Sources::load(VOCABULARY).unwrap();
    let text = "policy months { effective 1000-01-01 to 2024-12-31  uses teacher_training
        rule monthly { for teachers  each month  require hours >= 1 }
        rule ever { for teachers  each month  require times monthly is unmet in the last 1000 years >= 1 }
        rule in_a_row { for teachers  each month  require times monthly is met in a row in the last 900 years >= 2 } }";
    sources.add("months.policy", text);
    let compiled = compile(&sources);
    let engine = Engine::new(compiled.plan.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))).unwrap();
    let vocabulary = &engine.plan().vocabulary;
    let reader = RecordReader::new(vocabulary, vocabulary.subject("teacher").unwrap());
    let two = r#"{ "id": "T1", "trainings": [{ "end": "1000-01-05", "hours": 1 }, { "end": "1000-02-05", "hours": 1 }] }"#;
    let decided =
        engine.at(NaiveDate::from_ymd_opt(2024, 12, 31).unwrap()).decide(&reader.read_json(two).unwrap());
    let met = |rule: u16| {
        let decided = decided.as_ref().unwrap();
        decided
            .verdicts
            .iter()
            .filter(|verdict| verdict.rule.0 == rule && verdict.status == Status::Met)
            .count()
    };
    assert_eq!(met(0), 2);
    assert_eq!(met(1), 1_025 * 12 - 2);
    // The row began in January 1000: a window of 900 years that ends by December 1899 holds all of it.
    assert_eq!(met(2), 900 * 12 - 1);
}
