//! Populations in columns against single records: every cell of what a table decides is what `decide` says.
//!
//! Random people under the shipped policies and under random plans, with gaps, as columns of random types, in chunks of 1, 2, 7
//! and 1000. `POLICY_SUITE_ROUNDS=200000 cargo test --release -p policy-suite --test columns` compares many more.

mod batches;
mod joined;
mod plans;
mod refused;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;

use arrow_array::RecordBatch;
use chrono::{Datelike, Days, NaiveDate};
use policy_core::plan::Plan;
use policy_core::{Bench, DecideError, Decision, Engine, FieldKind, ListId, SubjectId, Vocabulary};
use policy_suite::generate::{self, Choices, SCHOOL, TEACHER};
use policy_suite::reference::{Fact, Person, judge};
use policy_suite::shipped::shipped;
use policy_suite::show;
use policy_table::{Gap, Homes, Join, Members, Options, Source, State, Stats, Table};

type Tally = BTreeMap<String, u64>;

fn rounds() -> u64 {
    std::env::var("POLICY_SUITE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(6_000)
}

/// People of one kind, of whom is known what columns can say.
fn people(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    subject: SubjectId,
    count: usize,
    days: u64,
) -> Vec<Person> {
    let mut people: Vec<Person> =
        (0..count).map(|_| generate::person(choices, vocabulary, subject)).collect();
    for person in &mut people {
        person.members.fill(None);
        let facts = person.facts.iter_mut();
        for value in facts.chain(person.lists.iter_mut().flatten().flatten().flatten()) {
            if let Some(Fact::Date(date)) = value {
                *date = *date + Days::new(days);
            }
        }
    }
    people
}

/// What is missing of a person, as a table says it.
fn gaps(vocabulary: &Vocabulary, person: &Person, as_of: NaiveDate, gap: Gap) -> bool {
    match gap {
        Gap::Fact(field) => person.facts[field.index()].is_none(),
        Gap::List(list) => person.lists[list.index()].is_none(),
        Gap::Field(list, field) => {
            let dated = vocabulary.subjects[person.subject.index()].lists[list.index()].dated;
            let is_seen = |row: &Vec<Option<Fact>>| match &row[dated.index()] {
                Some(Fact::Date(day)) => *day <= as_of,
                _ => true,
            };
            let rows = person.lists[list.index()].iter().flatten();
            rows.filter(|row| is_seen(row)).any(|row| row[field.index()].is_none())
        }
    }
}

/// Decides people both ways.
fn compare(
    engine: &Engine,
    as_of: NaiveDate,
    subject: SubjectId,
    people: &[Person],
    choices: &mut Choices,
    tally: &mut Tally,
) -> Result<(), String> {
    let vocabulary = &engine.plan().vocabulary;
    let bench = engine.at(as_of);
    let batch = batches::batch(choices, vocabulary, subject, people);
    let table = Table::new(&bench, subject, batch.schema()).map_err(|error| error.to_string())?;
    let expected: Vec<_> =
        people.iter().map(|person| bench.decide(&person.record(vocabulary, "someone"))).collect();
    for chunk in [*choices.one(&[1, 2, 7]), 1000] {
        for first in (0..people.len()).step_by(chunk) {
            let part = batch.slice(first, chunk.min(people.len() - first));
            let verdicts = table.decide(&part, first as u64).map_err(|error| error.to_string())?;
            for row in 0..verdicts.rows {
                let found = verdicts.decision(row);
                let person = &people[first + row];
                let is_same = match (&found, &expected[first + row]) {
                    // Which amounts that cannot be held are met on the way is up to the way. The reference knows of them,
                    // and says what is decided all the same.
                    (Some(Ok(found)), Err(DecideError::Overflow)) => {
                        let reference = judge(engine.plan(), as_of, person);
                        reference.beyond_range && reference.decision == *found
                    }
                    (found, expected) => found.as_ref() == Some(expected),
                };
                if !is_same {
                    let difference = match (&found, &expected[first + row]) {
                        (Some(Ok(found)), Ok(expected)) => {
                            show::difference("table", found, "decide", expected)
                        }
                        (found, expected) => format!("table {found:?}\ndecide {expected:?}\n"),
                    };
                    let scene = show::scene(engine.plan(), as_of, &people[first + row]);
                    let (state, refusals, schema) = (verdicts.state(row), &verdicts.refusals, batch.schema());
                    return Err(format!(
                        "chunks of {chunk}, {state:?}, {refusals:?}\n{difference}{scene}\n{schema:?}"
                    ));
                }
                for gap in table.places().gaps.all() {
                    let is_missing = gaps(vocabulary, &people[first + row], as_of, *gap);
                    if verdicts.is_missing(row, *gap) != is_missing {
                        return Err(format!(
                            "{gap:?} of {} is missing: {is_missing}\n{:#?}",
                            first + row,
                            people[first + row]
                        ));
                    }
                }
                let state = match verdicts.state(row) {
                    Some(State::ByTables) => "by tables",
                    Some(State::ByEvaluator) => "by evaluator",
                    Some(State::Undecided(_)) => "undecided",
                    Some(State::SetAside) | None => return Err("set aside".to_owned()),
                };
                *tally.entry(state.to_owned()).or_default() += u64::from(chunk == 1000);
                for verdict in expected[first + row].iter().flat_map(|decision| &decision.verdicts) {
                    *tally.entry(format!("{state}: {:?}", verdict.status)).or_default() +=
                        u64::from(chunk == 1000);
                }
            }
        }
    }
    *tally.entry("records".to_owned()).or_default() += people.len() as u64;
    Ok(())
}

/// Compares many plans, each over some people, on two threads.
fn compare_all(rounds: u64, first: u64, plan: fn(&mut Choices) -> Plan, size: usize) -> Tally {
    let total = Mutex::new(Tally::new());
    std::thread::scope(|scope| {
        for lane in 0..2 {
            let total = &total;
            scope.spawn(move || {
                let mut tally = Tally::new();
                for seed in (first..first + rounds).filter(|seed| seed % 2 == lane) {
                    let mut choices = Choices::new(Choices::numbers(seed, 60_000));
                    let engine = Engine::new(plan(&mut choices)).expect("a generated plan is sound");
                    let subjects: Vec<_> = engine.plan().rules.iter().map(|rule| rule.subject).collect();
                    let subject = *choices.one(&subjects);
                    let as_of = generate::as_of(&mut choices);
                    let people = people(&mut choices, &engine.plan().vocabulary, subject, size, 0);
                    if let Err(story) = compare(&engine, as_of, subject, &people, &mut choices, &mut tally) {
                        panic!("seed {seed}: {story}");
                    }
                }
                let mut total = total.lock().expect("no lane failed");
                for (what, count) in tally {
                    *total.entry(what).or_default() += count;
                }
            });
        }
    });
    let total = total.into_inner().expect("no lane failed");
    println!("{total:#?}");
    total
}

#[test]
fn random_plans_decide_alike() {
    let total = compare_all(rounds() / 3, 0, generate::plan, 18);
    assert!(total["records"] >= rounds() * 5);
}

#[test]
fn plans_of_what_tables_decide_decide_alike() {
    let total = compare_all(rounds() / 2, 3_000_000, plans::plan, 60);
    assert!(total["by tables"] * 3 > total["records"] * 2, "too few are decided by the tables: {total:#?}");
    for status in ["Met", "Unmet", "Pending", "Unknown", "Exempt", "NotApplicable"] {
        assert!(total[&format!("by tables: {status}")] > rounds() / 4, "{status} is too rare: {total:#?}");
    }
}

#[test]
fn shipped_policies_decide_alike() {
    let mut tally = Tally::new();
    let engines: Vec<(String, Engine)> = shipped()
        .into_iter()
        .map(|one| {
            (
                one.name,
                Engine::new(policy_dsl::compile(&one.sources).plan.expect("it compiles"))
                    .expect("it is sound"),
            )
        })
        .collect();
    let mut subjects = Vec::new();
    for (name, engine) in &engines {
        for subject in (0..engine.plan().vocabulary.subjects.len()).map(|place| SubjectId(place as u16)) {
            if engine.plan().rules.iter().any(|rule| rule.subject == subject) {
                subjects.push((name, engine, subject));
            }
        }
    }
    for seed in 0..rounds() / 4 {
        let (name, engine, subject) = subjects[seed as usize % subjects.len()];
        let mut choices = Choices::new(Choices::numbers(seed + 1_000_000, 60_000));
        // Generated days lie around 2019.
        let years = engine.plan().policies[0].effective_from.year() - 2019 + choices.below(2) as i32;
        let days = (years.max(0) * 365) as u64;
        let as_of = generate::as_of(&mut choices) + Days::new(days);
        let people = people(&mut choices, &engine.plan().vocabulary, subject, 60, days);
        let mut own = Tally::new();
        if let Err(story) = compare(engine, as_of, subject, &people, &mut choices, &mut own) {
            panic!("{name}, seed {seed}: {story}");
        }
        for (what, count) in own {
            *tally.entry(format!("{name}: {what}")).or_default() += count;
            *tally.entry(what).or_default() += count;
        }
    }
    println!("{tally:#?}");
    assert!(
        tally["by tables"] > rounds() && tally["by evaluator"] > rounds(),
        "one of the two ways is too rare"
    );
}

fn options(threads: usize, rows: usize) -> Options {
    let number = |number| NonZeroUsize::new(number).expect("not zero");
    Options { threads: number(threads), rows: number(rows) }
}

/// All that a table says of everybody.
type Said = (Stats, Vec<Option<Result<Decision, DecideError>>>, Vec<u8>);

fn run(table: &Table<'_, '_>, batches: Vec<RecordBatch>, options: &Options) -> Said {
    let (mut decisions, mut missing) = (Vec::new(), Vec::new());
    let batches = batches.into_iter().map(Ok);
    let stats = table.run(batches, options, |verdicts| {
        assert_eq!(verdicts.first as usize, decisions.len(), "in order");
        decisions.extend((0..verdicts.rows).map(|row| verdicts.decision(row)));
        missing.extend_from_slice(verdicts.missing());
        Ok(())
    });
    (stats.expect("the batches are sound"), decisions, missing)
}

fn parts(batch: &RecordBatch, size: usize) -> Vec<RecordBatch> {
    (0..batch.num_rows())
        .step_by(size)
        .map(|first| batch.slice(first, size.min(batch.num_rows() - first)))
        .collect()
}

fn sanmenxia() -> Engine {
    let sources = policy_suite::shipped::one("sanmenxia-2023").sources;
    Engine::new(policy_dsl::compile(&sources).plan.expect("it compiles")).expect("it is sound")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn neither_threads_nor_chunks_nor_the_way_of_joining_change_anything() {
    let engine = sanmenxia();
    let vocabulary = &engine.plan().vocabulary;
    let bench: Bench<'_> = engine.at(day("2024-06-30"));
    let subject = vocabulary.subject("teacher").expect("a teacher");
    let mut choices = Choices::new(Choices::numbers(7, 800_000));
    let mut people = people(&mut choices, vocabulary, subject, 1_200, 4 * 365);
    // Tables of their own cannot say that a list of one person is not known.
    people.iter_mut().flat_map(|person| &mut person.lists).for_each(|list| _ = list.get_or_insert_default());
    let expected: Vec<_> =
        people.iter().map(|person| Some(bench.decide(&person.record(vocabulary, "someone")))).collect();

    let nested = batches::batch(&mut choices, vocabulary, subject, &people);
    let table = Table::new(&bench, subject, nested.schema()).expect("the columns are known");
    let first = run(&table, vec![nested.clone()], &options(1, 1_200));
    assert!(first.1 == expected, "decided otherwise");
    assert_eq!(first.0.subjects, 1_200);
    for (threads, rows, size) in
        [(1, 1, 500), (2, 1, 1_200), (2, 7, 64), (1, 1_000, 2), (2, 1_000, 700), (2, 64, 1)]
    {
        let again = run(&table, parts(&nested, size), &options(threads, rows));
        assert!(again == first, "{threads} threads, {rows} rows, batches of {size}");
    }

    let (subjects, lists) = batches::tables(&mut choices, vocabulary, subject, &people);
    let source = |batches: Vec<RecordBatch>| Source {
        schema: batches[0].schema(),
        batches: Box::new(batches.into_iter().map(Ok)),
    };
    for size in [1, 7, 1_000] {
        let own = || {
            let lists = lists.iter().enumerate().filter(|(_, list)| list.num_rows() > 0);
            lists.map(|(place, list)| (ListId(place as u16), parts(list, size))).collect::<Vec<_>>()
        };
        let sorted = own().into_iter().map(|(list, parts)| (list, source(parts))).collect();
        let join = Join::sorted(vocabulary, subject, source(parts(&subjects, size)), sorted).expect("keys");
        check_join(&bench, subject, join, &expected);
        // Every second part first: each list stays in the order of time only within a subject's own rows.
        let shuffled = own().into_iter().map(|(list, parts)| {
            let (even, odd): (Vec<_>, Vec<_>) =
                parts.into_iter().enumerate().partition(|(place, _)| place % 2 == 0);
            (list, source(odd.into_iter().chain(even).map(|(_, part)| part).collect()))
        });
        let shuffled = shuffled.collect();
        let join =
            Join::gathered(vocabulary, subject, source(parts(&subjects, size)), shuffled).expect("keys");
        check_join(&bench, subject, join, &expected);
    }
}

fn check_join(
    bench: &Bench<'_>,
    subject: SubjectId,
    join: Join<'_>,
    expected: &[Option<Result<Decision, DecideError>>],
) {
    let schema = join.schema();
    let batches: Vec<RecordBatch> = join.map(|batch| batch.expect("the tables are sound")).collect();
    let table = Table::new(bench, subject, schema).expect("the columns are known");
    let (_, found, _) = run(&table, batches, &options(2, 100));
    assert!(found == expected, "joined, decided otherwise");
}

#[test]
fn what_members_say_decides_groups_alike() {
    let mut tally = Tally::new();
    for seed in 0..rounds() / 2 {
        let mut choices = Choices::new(Choices::numbers(seed + 2_000_000, 40_000));
        let engine = Engine::new(generate::plan(&mut choices)).expect("a generated plan is sound");
        if engine.plan().rules.iter().all(|rule| rule.subject != SCHOOL) {
            continue;
        }
        let vocabulary = &engine.plan().vocabulary;
        let as_of = generate::as_of(&mut choices);
        let bench = engine.at(as_of);
        let mut schools = people(&mut choices, vocabulary, SCHOOL, 3, 0);
        let mut teachers = people(&mut choices, vocabulary, TEACHER, 12, 0);
        let link = vocabulary.subjects[TEACHER.index()].facts.iter();
        let link = link
            .clone()
            .position(|fact| fact.kind == FieldKind::Member(SCHOOL))
            .expect("teachers have schools");
        for teacher in &mut teachers {
            let name = *choices.one(&["P000000", "P000001", "P000002", "P000003"]);
            teacher.facts[link] = (!choices.chance(10)).then(|| Fact::Text(name.to_owned()));
        }
        let school_batch = batches::batch(&mut choices, vocabulary, SCHOOL, &schools);
        let teacher_batch = batches::batch(&mut choices, vocabulary, TEACHER, &teachers);
        for (number, school) in schools.iter_mut().enumerate() {
            let name = Some(Fact::Text(format!("P{number:06}")));
            let own = teachers.iter().filter(|teacher| teacher.facts[link] == name).cloned();
            school.members[TEACHER.index()] = Some(own.collect());
        }
        let table = Table::new(&bench, SCHOOL, school_batch.schema()).expect("the columns are known");
        let of_teachers = Table::new(&bench, TEACHER, teacher_batch.schema()).expect("the columns are known");
        let homes =
            Homes::new(vocabulary, TEACHER, (SCHOOL, &school_batch), &[]).expect("keys").expect("a link");
        let batches = || -> Box<dyn Iterator<Item = _> + Send> {
            Box::new(parts(&teacher_batch, 5).into_iter().map(Ok))
        };
        let members = Members { table: &of_teachers, homes, batches: &batches };
        let verdicts =
            table.decide_groups(&school_batch, &[members], &options(2, 3)).expect("the batches are sound");
        for (row, school) in schools.iter().enumerate() {
            let expected = bench.decide(&school.record(vocabulary, "school"));
            if verdicts.state(row) == Some(State::Undecided(DecideError::NeedsMembers)) {
                *tally.entry("needs members".to_owned()).or_default() += 1;
                continue;
            }
            let found = verdicts.decision(row);
            if found == Some(Err(DecideError::Overflow)) && judge(engine.plan(), as_of, school).beyond_range {
                // An amount that cannot be held may be met where `decide` need not look.
                *tally.entry("overflow".to_owned()).or_default() += 1;
                continue;
            }
            if found.as_ref() != Some(&expected) {
                let scene = show::scene(engine.plan(), as_of, school);
                panic!("seed {seed}: found {found:#?}\nexpected {expected:#?}\n{scene}");
            }
            *tally.entry("groups".to_owned()).or_default() += 1;
        }
    }
    println!("{tally:#?}");
    assert!(tally["groups"] > rounds() / 2);
}
