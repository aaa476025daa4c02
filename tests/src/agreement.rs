//! Whether the engine, the reference evaluator and `explain` tell one story about a random plan and its records.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use policy_core::plan::Plan;
use policy_core::{DecideError, Decision, Engine, EventTreatment, ExplainedEvent, Outcome, Status, Verdict};

use crate::generate::{self, Choices};
use crate::reference::{Credit, Person, Truth, credited, judge};
use crate::show;

/// How often something was seen.
pub type Tally = BTreeMap<String, u64>;

/// Decides the plan that some choices make over some records in both ways.
///
/// # Errors
/// What differs, as a text for people.
pub fn compare(numbers: &[u32], tally: &mut Tally) -> Result<(), String> {
    let mut choices = Choices::new(numbers.to_vec());
    let plan = generate::plan(&mut choices);
    let engine = engine(&plan)?;
    let mut subjects: Vec<_> = plan.rules.iter().map(|rule| rule.subject).collect();
    subjects.dedup();
    for round in 0..3 {
        let subject = *choices.one(&subjects);
        let as_of = generate::as_of(&mut choices);
        let person = generate::person(&mut choices, &plan.vocabulary, subject);
        agree(&engine, as_of, &person, tally).map_err(|story| format!("round {round}:\n{story}"))?;
    }
    Ok(())
}

/// Decides a crowded scene that some choices make in both ways.
///
/// # Errors
/// What differs, as a text for people.
pub fn compare_crowd(numbers: &[u32], tally: &mut Tally) -> Result<(), String> {
    let (plan, person, as_of) = generate::crowd(&mut Choices::new(numbers.to_vec()));
    agree(&engine(&plan)?, as_of, &person, tally)
}

fn engine(plan: &Plan) -> Result<Engine, String> {
    Engine::new(plan.clone())
        .map_err(|error| format!("the engine refuses the plan: {error}\n{}", show::plan(plan)))
}

/// Decides a record in both ways.
fn agree(engine: &Engine, as_of: NaiveDate, person: &Person, tally: &mut Tally) -> Result<(), String> {
    let plan = engine.plan();
    let record = person.record(&plan.vocabulary, "someone");
    let expected = judge(plan, as_of, person);
    let found = match engine.at(as_of).decide(&record) {
        Err(DecideError::Overflow) if expected.beyond_range => {
            *tally.entry("overflow".to_owned()).or_default() += 1;
            return Ok(());
        }
        Err(error) => {
            return Err(format!("the engine refuses: {error}\n{}", show::scene(plan, as_of, person)));
        }
        Ok(found) => found,
    };
    if found != expected.decision {
        let difference = show::difference("reference", &expected.decision, "engine", &found);
        return Err(format!("{difference}{}", show::scene(plan, as_of, person)));
    }
    explained(engine, plan, as_of, person, &found, tally)?;
    for verdict in &found.verdicts {
        *tally.entry(format!("{:?}", verdict.status)).or_default() += 1;
        if verdict.measured.is_some() {
            *tally.entry("measured".to_owned()).or_default() += 1;
        }
    }
    if !found.verdicts.is_empty() {
        for construct in generate::constructs(plan) {
            *tally.entry(format!("construct: {construct}")).or_default() += 1;
        }
    }
    for outcome in &found.outcomes {
        *tally.entry(format!("{:?}", outcome.standing)).or_default() += 1;
    }
    Ok(())
}

/// `explain` must tell the same verdicts as `decide`, and give reasons for them.
fn explained(
    engine: &Engine,
    plan: &Plan,
    as_of: NaiveDate,
    person: &Person,
    decided: &Decision,
    tally: &mut Tally,
) -> Result<(), String> {
    let record = person.record(&plan.vocabulary, "someone");
    let fail = |what: &str| Err(format!("{what}\n{}", show::scene(plan, as_of, person)));
    let bench = engine.at(as_of);
    let told = match bench.explain(&record) {
        Ok(told) => told,
        // It also tells what becomes of events that no verdict needs.
        Err(DecideError::Overflow) => return Ok(()),
        Err(error) => return fail(&format!("decided, but not explained: {error}")),
    };
    let verdicts: Vec<Verdict> = told.verdicts.iter().map(|explained| explained.verdict).collect();
    let outcomes: Vec<Outcome> = told.outcomes.iter().map(|explained| explained.outcome).collect();
    let told_so = Decision { verdicts, outcomes };
    if told_so != *decided {
        return fail(&show::difference("decide", decided, "explain", &told_so));
    }
    for explained in &told.verdicts {
        let is_unknown = explained.verdict.status == Status::Unknown;
        if is_unknown && explained.missing.is_empty() && !generate::periods_hang_on_events(plan) {
            return fail(&format!("unknown, but nothing is said to be missing: {:?}", explained.verdict));
        }
        if !is_unknown && !explained.missing.is_empty() {
            return fail(&format!("something is said to be missing of {:?}", explained.verdict));
        }
    }
    for credit in credited(plan, as_of, person).into_iter().flatten() {
        let is_it = |event: &&ExplainedEvent| {
            (event.policy, event.list, event.event) == (credit.policy, credit.list, credit.event)
        };
        match told.events.iter().find(is_it) {
            Some(event) if tells(event, &credit) => {
                *tally.entry(format!("event {}", told_as(event))).or_default() += 1;
            }
            event => return fail(&format!("of an event is told:\n{event:#?}\nbut reckoned:\n{credit:#?}")),
        }
    }
    Ok(())
}

/// Whether an explanation tells of an event what is left of it.
fn tells(event: &ExplainedEvent, credit: &Credit) -> bool {
    match &event.treatment {
        EventTreatment::Counted { amount, .. } => credit.counts == Truth::TRUE && *amount == credit.amount,
        EventTreatment::Open { missing } => credit.counts == Truth::OPEN && !missing.is_empty(),
        EventTreatment::Repeated { kept, .. } => {
            credit.counts == Truth::FALSE && kept.is_some_and(|kept| kept != event.event)
        }
        EventTreatment::Rejected { .. } | EventTreatment::NotRecognised => credit.counts == Truth::FALSE,
        EventTreatment::NotSeen => false,
    }
}

/// What an explanation makes of an event, in a word.
fn told_as(event: &ExplainedEvent) -> &'static str {
    match event.treatment {
        EventTreatment::Counted { .. } => "counted",
        EventTreatment::Rejected { .. } => "rejected",
        EventTreatment::NotRecognised => "not recognised",
        EventTreatment::Repeated { .. } => "repeated",
        EventTreatment::Open { .. } => "open",
        EventTreatment::NotSeen => "not seen",
    }
}
