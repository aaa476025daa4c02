//! What an explanation says is true: of its parts, of the events behind them, and of what is missing.
//!
//! Laws over random plans and records, then small cases of each thing that may become of an event.
//! `PROPTEST_CASES=100000 cargo test --release -p policy-suite --test explanations` for a long run.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use policy_core::plan::{
    Aggregate, Amount, BuiltInPeriod, Condition, Consequence, DateExpr, Entry, Exemption, FieldRef, Keep,
    Lasting, Measure, Node, Operator, Per, PeriodRef, Plan, PolicyId, Recognition, Rule, RuleId, Schedule,
    Scope, Source, Step, StepKind, TermSet, Treatment, VerdictKind, Verdicts, Window,
};
use policy_core::{
    Decimal, Engine, EventTreatment, Explained, Explanation, FactPath, FieldId, ListId, Names, Outside,
    PartState, Report, Status, TermId, TreeId, Verdict, Vocabulary,
};
use policy_messages::Language;
use policy_suite::generate::{self, Choices};
use policy_suite::reference::{Fact, Person, Row};
use policy_suite::show;
use policy_suite::small::{END, HOURS, TRAINING, compare, day, decimal, plan, teacher, training, trainings};
use proptest::prelude::*;

const CATEGORY: FieldId = FieldId(3);
const DAYS: FieldId = FieldId(6);
const PROJECT: FieldId = FieldId(7);
const EXTERNAL: FieldId = FieldId(9);

fn choices() -> impl Strategy<Value = Choices> {
    proptest::collection::vec(any::<u32>(), 600..1_500).prop_map(Choices::new)
}

fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

/// A condition with everything that its parts are told of, outermost first.
fn flat(condition: &Condition, depth: usize, found: &mut Vec<(Condition, usize)>) {
    found.push((condition.clone(), depth));
    if let Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) = condition {
        for part in parts {
            flat(part, depth + 1, found);
        }
    }
}

/// The requirement that the parts of a verdict must be those of; `None` where several may apply.
fn requirement<'p>(plan: &'p Plan, explained: &Explained<'_>) -> Option<&'p Condition> {
    let rule = &plan.rules[explained.verdict.rule.index()];
    match explained.alternative {
        Some(place) => Some(&rule.alternatives[place].requirement),
        None if rule.alternatives.is_empty() => Some(&rule.requirement),
        None => None,
    }
}

/// The states of the parts directly inside the part at a place.
fn states_inside(explained: &Explained<'_>, place: usize) -> Vec<PartState> {
    let depth = explained.parts[place].depth;
    let inside = explained.parts[place + 1..].iter().take_while(|part| part.depth > depth);
    inside.filter(|part| part.depth == depth + 1).map(|part| part.state).collect()
}

/// The parts are the requirement's, in its order, and a whole stands as its parts do.
fn parts_are_sound(plan: &Plan, explained: &Explained<'_>) -> Result<(), TestCaseError> {
    if let Some(requirement) = requirement(plan, explained) {
        let mut expected = Vec::new();
        flat(requirement, 0, &mut expected);
        let told: Vec<_> = explained.parts.iter().map(|part| (part.condition.clone(), part.depth)).collect();
        let is_left_out = explained.verdict.status == Status::NotApplicable && told.is_empty();
        prop_assert!(is_left_out || told == expected, "{:?}\n{:?}", told, expected);
    }
    for (place, part) in explained.parts.iter().enumerate() {
        let inside = states_inside(explained, place);
        let count = |state: PartState| inside.iter().filter(|inside| **inside == state).count();
        let least = if let Condition::All(parts) = part.condition {
            parts.len()
        } else if let Condition::Any(_) = part.condition {
            1
        } else if let Condition::AtLeastOf(least, _) = part.condition {
            usize::from(*least)
        } else {
            continue;
        };
        let (hold, fail) = (count(PartState::Holds), count(PartState::Fails));
        let stands = (hold >= least, inside.len() - fail < least);
        prop_assert_eq!((part.state == PartState::Holds, part.state == PartState::Fails), stands);
        prop_assert!(part.state != PartState::Unknown || inside.contains(&PartState::Unknown));
        prop_assert!(part.events.is_empty());
    }
    match (explained.verdict.status, explained.parts.first().map(|part| part.state)) {
        (Status::Met, Some(state)) => prop_assert_eq!(state, PartState::Holds),
        (Status::Unmet, Some(state)) => prop_assert_eq!(state, PartState::Fails),
        (Status::Met | Status::Unmet, None) => prop_assert!(explained.alternative.is_none()),
        (Status::Pending | Status::Unknown | Status::Exempt | Status::NotApplicable, _) => {}
    }
    Ok(())
}

/// Comparisons are measured, numbered in the order of the text, and made up of the events beside them.
fn amounts_are_sound(plan: &Plan, explained: &Explained<'_>) -> Result<(), TestCaseError> {
    let measured: Vec<_> = explained.parts.iter().filter_map(|part| part.measured).collect();
    for (number, part) in (0..).zip(&measured) {
        prop_assert_eq!(part.part, number);
    }
    if let Some(shown) = explained.verdict.measured {
        prop_assert_eq!(measured.get(usize::from(shown.part)), Some(&shown));
    } else if requirement(plan, explained).is_some() {
        prop_assert!(measured.is_empty());
    }
    for part in &explained.parts {
        let mut told = BTreeSet::new();
        prop_assert!(part.events.iter().all(|event| told.insert((event.list, event.event))));
        let Condition::Compare(comparison) = part.condition else {
            prop_assert!(part.measured.is_none());
            continue;
        };
        let value = part.measured.expect("a comparison is measured").value;
        let Amount::Aggregate(left) = &comparison.left else { continue };
        let (Source::Recorded(list) | Source::Recognised(list, _)) = left.source else { continue };
        let is_plain = matches!(comparison.right, Amount::Literal(_) | Amount::Parameter(_));
        // Conditions inside look at events of their own.
        let is_one = format!("{:?}", left).matches("Recorded").count()
            + format!("{:?}", left).matches("Recognised").count()
            == 1;
        let looks_aside =
            plan.recognitions.iter().any(|recognition| format!("{recognition:?}").contains("Recorded"));
        let adds_up = matches!(left.measure, Measure::Count | Measure::Sum(_) | Measure::SumOf(_));
        if !is_plain || !is_one || looks_aside || !adds_up {
            continue;
        }
        prop_assert!(part.events.iter().all(|event| event.list == list));
        let Some(high) = value.high else { continue };
        let most =
            part.events.iter().try_fold(Decimal::ZERO, |sum, event| sum.checked_add(event.amount.high?));
        let certain = part.events.iter().filter(|event| event.is_certain);
        let least = certain.map(|event| event.amount.low).try_fold(Decimal::ZERO, Decimal::checked_add);
        prop_assert_eq!((least, most), (Some(value.low), Some(high)), "{:?}", part);
    }
    Ok(())
}

/// An event and the parts it was taken into point to each other; each event of a list is told of once.
fn events_are_sound(plan: &Plan, person: &Person, told: &Explanation<'_>) -> Result<(), TestCaseError> {
    let mut expected = Vec::new();
    for recognition in plan.recognitions.iter().filter(|recognition| recognition.subject == person.subject) {
        let rows = person.lists[recognition.list.index()].as_ref();
        let count = rows.map_or(0, |rows| rows.len());
        expected.extend((0..count).map(|event| (recognition.policy, recognition.list, event)));
    }
    for (policy, list) in taken_as_recorded(plan, person) {
        if !expected.iter().any(|(of, other, _)| (*of, *other) == (policy, list)) {
            let count = person.lists[list.index()].as_ref().map_or(0, |rows| rows.len());
            expected.extend((0..count).map(|event| (policy, list, event)));
        }
    }
    let mut found: Vec<_> =
        told.events.iter().map(|event| (event.policy, event.list, event.event as usize)).collect();
    found.sort_unstable();
    expected.sort_unstable();
    prop_assert_eq!(found, expected);
    for event in &told.events {
        let mut towards = Vec::new();
        for (verdict, explained) in told.verdicts.iter().enumerate() {
            let rule = &plan.rules[explained.verdict.rule.index()];
            let is_own =
                rule.policy == event.policy || counts_by(rule, Source::Recognised(event.list, event.policy));
            for (part, of) in explained.parts.iter().enumerate().filter(|_| is_own) {
                let is_there =
                    of.events.iter().any(|taken| (taken.list, taken.event) == (event.list, event.event));
                towards.extend(is_there.then_some((verdict, part)));
            }
        }
        prop_assert_eq!(&event.towards, &towards);
        prop_assert!(event.is_asked_for || towards.is_empty());
        let is_recognised = plan.recognitions.iter().any(|recognition| {
            (recognition.policy, recognition.subject, recognition.list)
                == (event.policy, person.subject, event.list)
        });
        match &event.treatment {
            EventTreatment::NotRecognised => prop_assert!(is_recognised || towards.is_empty()),
            EventTreatment::Counted { .. } | EventTreatment::Open { .. } => {
                prop_assert!(is_recognised || !towards.is_empty());
            }
            EventTreatment::Rejected { .. } | EventTreatment::Repeated { .. } => prop_assert!(is_recognised),
            EventTreatment::NotSeen => {}
        }
    }
    Ok(())
}

/// The lists that requirements go through as recorded, each with the policy of the rule.
fn taken_as_recorded(plan: &Plan, person: &Person) -> BTreeSet<(PolicyId, ListId)> {
    let mut found = BTreeSet::new();
    for rule in plan.rules.iter().filter(|rule| rule.subject == person.subject) {
        let others = rule.alternatives.iter().map(|alternative| &alternative.requirement);
        for requirement in std::iter::once(&rule.requirement).chain(others) {
            let written = serde_json::to_value(requirement).expect("a condition can be written");
            recorded(&written, &mut |list| {
                found.insert((rule.policy, list));
            });
        }
    }
    found
}

/// The lists as recorded in a condition that is written down, but for those of members.
fn recorded(written: &serde_json::Value, visit: &mut dyn FnMut(ListId)) {
    match written {
        serde_json::Value::Object(parts) => {
            let source = parts.get("source");
            if source.is_some_and(|source| source.get("members").is_some()) {
                return;
            }
            if let Some(list) = source.and_then(|source| source.get("recorded")?.as_u64()) {
                visit(ListId(list.try_into().expect("few lists")));
            }
            parts.values().for_each(|part| recorded(part, visit));
        }
        serde_json::Value::Array(parts) => parts.iter().for_each(|part| recorded(part, visit)),
        _ => {}
    }
}

/// Whether a rule counts by a recognition, be it that of another policy.
fn counts_by(rule: &Rule, source: Source) -> bool {
    let mut found = false;
    for node in rule.nodes() {
        node.walk(&mut |node| {
            found |= matches!(node, Node::Amount(Amount::Aggregate(aggregate)) if aggregate.source == source);
        });
    }
    found
}

/// Whether a fact that is said to be missing is.
fn is_missing(person: &Person, path: FactPath) -> bool {
    match path {
        FactPath::Fact(field) => person.facts[field.index()].is_none(),
        FactPath::List(list) => person.lists[list.index()].is_none(),
        FactPath::Event(list, event, field) => {
            let rows = person.lists[list.index()].as_ref();
            rows.is_some_and(|rows| rows[event as usize][field.index()].is_none())
        }
        FactPath::Members(kind) => person.members[kind.index()].is_none(),
        FactPath::Member(kind, place) => {
            let members = person.members[kind.index()].as_ref();
            members.is_some_and(|members| (place as usize) < members.len())
        }
    }
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn what_is_told_is_what_was_worked_out(mut choices in choices()) {
        let plan = generate::plan(&mut choices);
        let subject = choices.one(&plan.rules).subject;
        let person = generate::person(&mut choices, &plan.vocabulary, subject);
        let as_of = generate::as_of(&mut choices);
        let engine = Engine::new(plan.clone()).expect("generated plans are sound");
        let record = person.record(&plan.vocabulary, "someone");
        let bench = engine.at(as_of);
        let Ok(told) = bench.explain(&record) else { return Ok(()) };
        for explained in &told.verdicts {
            parts_are_sound(&plan, explained)?;
            amounts_are_sound(&plan, explained)?;
            for path in &explained.missing {
                prop_assert!(is_missing(&person, *path), "{path:?}\n{}", show::scene(&plan, as_of, &person));
            }
        }
        events_are_sound(&plan, &person, &told)?;
        for explained in &told.outcomes {
            let spoken_of = plan.consequences[explained.outcome.consequence.index()].when.rules();
            for place in &explained.because {
                prop_assert!(spoken_of.contains(&told.verdicts[*place].verdict.rule));
            }
        }
    }

    /// What is not named as missing does not matter: whatever it turns out to be, the verdict is as unknown as before.
    #[test]
    fn what_is_not_named_does_not_decide(mut choices in choices()) {
        let plan = generate::plan(&mut choices);
        let subject = choices.one(&plan.rules).subject;
        let person = generate::person(&mut choices, &plan.vocabulary, subject);
        let as_of = generate::as_of(&mut choices);
        only_what_is_named_decides(&plan, &person, as_of, &mut choices)?;
    }

    /// The same where what is missing of one event leaves open what is left of others.
    #[test]
    fn what_is_not_named_does_not_decide_where_events_share_much(mut choices in choices()) {
        let (plan, person, as_of) = generate::crowd(&mut choices);
        only_what_is_named_decides(&plan, &person, as_of, &mut choices)?;
    }

    /// Keeping some verdicts keeps all that is said of them, and nothing that is not.
    #[test]
    fn keeping_some_verdicts_keeps_what_is_said_of_them(mut choices in choices()) {
        let plan = generate::plan(&mut choices);
        let subject = choices.one(&plan.rules).subject;
        let person = generate::person(&mut choices, &plan.vocabulary, subject);
        let engine = Engine::new(plan.clone()).expect("generated plans are sound");
        let record = person.record(&plan.vocabulary, "someone");
        let bench = engine.at(generate::as_of(&mut choices));
        let Ok(whole) = bench.explain(&record) else { return Ok(()) };
        let wanted = RuleId(choices.below(plan.rules.len()) as u16);
        let mut kept = whole.clone();
        kept.retain(|verdict| verdict.rule != wanted, |outcome| outcome.consequence.index() == 0);
        let is_kept = |place: &usize| whole.verdicts[*place].verdict.rule != wanted;
        let verdicts: Vec<_> = (0..whole.verdicts.len()).filter(is_kept).map(|place| &whole.verdicts[place]).collect();
        prop_assert_eq!(kept.verdicts.iter().collect::<Vec<_>>(), verdicts);
        let outcomes: Vec<_> = whole.outcomes.iter().filter(|of| of.outcome.consequence.index() == 0).collect();
        prop_assert_eq!(kept.outcomes.len(), outcomes.len());
        for (kept_outcome, outcome) in kept.outcomes.iter().zip(outcomes) {
            prop_assert_eq!(kept_outcome.outcome, outcome.outcome);
            let because: Vec<_> = outcome.because.iter().filter(|place| is_kept(place)).map(|place| &whole.verdicts[*place]).collect();
            prop_assert_eq!(kept_outcome.because.iter().map(|place| &kept.verdicts[*place]).collect::<Vec<_>>(), because);
        }
        let served_others = |towards: &[(usize, usize)]| towards.is_empty() || towards.iter().any(|(verdict, _)| is_kept(verdict));
        let events: Vec<_> = whole.events.iter().filter(|event| served_others(&event.towards)).collect();
        prop_assert_eq!(kept.events.len(), events.len());
        for (kept_event, event) in kept.events.iter().zip(events) {
            prop_assert_eq!((kept_event.event, &kept_event.treatment), (event.event, &event.treatment));
            let towards: Vec<_> = event.towards.iter().filter(|(verdict, _)| is_kept(verdict)).map(|(verdict, part)| (&whole.verdicts[*verdict], *part)).collect();
            prop_assert_eq!(kept_event.towards.iter().map(|(verdict, part)| (&kept.verdicts[*verdict], *part)).collect::<Vec<_>>(), towards);
        }
    }
}

/// Fills in all that is not named as missing of an unknown verdict, each such verdict in its turn: it stays unknown.
fn only_what_is_named_decides(
    plan: &Plan,
    person: &Person,
    as_of: NaiveDate,
    choices: &mut Choices,
) -> Result<(), TestCaseError> {
    let engine = Engine::new(plan.clone()).expect("generated plans are sound");
    let record = person.record(&plan.vocabulary, "someone");
    let bench = engine.at(as_of);
    let Ok(told) = bench.explain(&record) else { return Ok(()) };
    for unknown in told.verdicts.iter().filter(|told| told.verdict.status == Status::Unknown) {
        let mut complete = person.clone();
        while generate::complete_one(choices, &plan.vocabulary, &mut complete) {}
        for path in &unknown.missing {
            forget(&mut complete, person, *path);
        }
        let Ok(decided) = bench.decide(&complete.record(&plan.vocabulary, "someone")) else { continue };
        // Periods whose days are not known look alike; they are told apart by their order.
        let meant = (unknown.verdict.rule, unknown.verdict.period);
        let alike = |verdict: &Verdict| (verdict.rule, verdict.period) == meant;
        let before: Vec<_> = told.verdicts.iter().filter(|told| alike(&told.verdict)).collect();
        let after: Vec<_> = decided.verdicts.iter().filter(|now| alike(now)).collect();
        if before.len() != after.len() {
            continue;
        }
        let place = before.iter().position(|told| std::ptr::eq(*told, unknown));
        let status = place.and_then(|place| after.get(place)).map(|now| now.status);
        prop_assert!(
            status.is_none_or(|status| status == Status::Unknown),
            "{status:?}, and only {:?} was named\n{}\nthen {}",
            unknown.missing,
            show::scene(plan, as_of, person),
            show::person(plan, &complete)
        );
    }
    Ok(())
}

/// Takes back what a record says at a path, so that it is as another.
fn forget(person: &mut Person, other: &Person, path: FactPath) {
    match path {
        FactPath::Fact(field) => person.facts[field.index()] = None,
        FactPath::List(list) => person.lists[list.index()] = None,
        FactPath::Event(list, event, field) => {
            if let Some(rows) = &mut person.lists[list.index()] {
                rows[event as usize][field.index()] = None;
            }
        }
        FactPath::Members(kind) => person.members[kind.index()] = None,
        FactPath::Member(kind, place) => {
            if let (Some(members), Some(others)) =
                (&mut person.members[kind.index()], &other.members[kind.index()])
            {
                members[place as usize] = others[place as usize].clone();
            }
        }
    }
}

fn year() -> Schedule {
    Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Year), by: None }
}

fn entry(when: Condition, treatment: Treatment) -> Entry {
    Entry { names: None, when, treatment, because: None, citations: Vec::new() }
}

fn event_field(field: FieldId) -> FieldRef {
    FieldRef { scope: Scope::Event, field }
}

/// External trainings are rejected; public ones count by their days, professional ones by their hours.
fn recognising() -> Plan {
    let category = |terms: &[u16]| {
        let terms = terms.iter().copied().map(TermId).collect();
        Condition::Member(event_field(CATEGORY), TermSet { tree: TreeId(0), terms })
    };
    let eight_times_the_days =
        Amount::Scaled { amount: Box::new(Amount::Field(event_field(DAYS))), numerator: 8, denominator: 1 };
    let count = |amount| Treatment::Count { amount };
    let mut plan = plan(year(), trainings(Measure::Sum(HOURS), Window::Rule, Operator::AtLeast, "8"));
    plan.recognitions = vec![Recognition {
        steps: Vec::new(),
        policy: PolicyId(0),
        subject: plan.rules[0].subject,
        list: TRAINING,
        credited: Some(HOURS),
        entries: vec![
            entry(Condition::Flag(event_field(EXTERNAL)), Treatment::Reject),
            entry(category(&[0]), count(Some(eight_times_the_days))),
            entry(category(&[1, 2, 3, 4, 5]), count(None)),
        ],
    }];
    plan
}

/// A training of two days and five hours.
fn of(end: &str, category: Option<u16>, external: Option<bool>) -> Row {
    let mut row = training(end, "5");
    row[CATEGORY.index()] = category.map(|term| Fact::Term(TermId(term)));
    row[DAYS.index()] = Some(Fact::Amount(decimal("2")));
    row[EXTERNAL.index()] = external.map(Fact::Flag);
    row
}

fn treatments(plan: &Plan, as_of: &str, rows: Vec<Row>) -> Vec<EventTreatment> {
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(rows);
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = person.record(&plan.vocabulary, "someone");
    let bench = engine.at(day(as_of));
    let told = bench.explain(&record).expect("the record can be decided");
    told.events.into_iter().map(|event| event.treatment).collect()
}

fn counted(entry: Option<usize>, hours: &str) -> EventTreatment {
    let amount = policy_core::AmountRange { low: decimal(hours), high: Some(decimal(hours)) };
    EventTreatment::Counted { entry, amount: Some(amount) }
}

#[test]
fn each_event_is_said_to_count_or_why_it_does_not() {
    let plan = recognising();
    let rows = vec![
        of("2019-05-01", Some(0), Some(false)),
        of("2019-05-01", Some(3), Some(false)),
        of("2019-05-01", Some(0), Some(true)),
        of("2019-05-01", None, Some(true)),
        of("2019-06-01", Some(3), Some(false)),
        of("2019-06-02", Some(3), Some(false)),
        of("2019-05-01", Some(3), None),
        of("2019-05-01", None, Some(false)),
    ];
    let missing =
        |event, field| EventTreatment::Open { missing: vec![FactPath::Event(TRAINING, event, field)] };
    let expected = [
        counted(Some(1), "16"),
        counted(Some(2), "5"),
        EventTreatment::Rejected { entry: 0 },
        EventTreatment::Rejected { entry: 0 },
        counted(Some(2), "5"),
        EventTreatment::NotSeen,
        missing(6, EXTERNAL),
        // Whatever its category is, some entry counts it; but the entries are looked at one by one.
        missing(7, CATEGORY),
    ];
    assert_eq!(treatments(&plan, "2019-06-01", rows), expected);
}

#[test]
fn an_event_that_no_entry_counts_is_not_recognised_and_without_such_entries_all_are() {
    let mut plan = recognising();
    plan.recognitions[0].entries.pop();
    let row = of("2019-05-01", Some(3), Some(false));
    assert_eq!(treatments(&plan, "2019-06-01", vec![row.clone()]), [EventTreatment::NotRecognised]);
    plan.recognitions[0].entries.pop();
    assert_eq!(treatments(&plan, "2019-06-01", vec![row.clone()]), [counted(None, "5")]);
    plan.recognitions[0].credited = None;
    let counted = EventTreatment::Counted { entry: None, amount: None };
    assert_eq!(treatments(&plan, "2019-06-01", vec![row]), [counted]);
}

#[test]
fn without_a_recognition_an_event_counts_where_a_verdict_takes_it() {
    let public = Condition::Member(
        event_field(CATEGORY),
        TermSet { tree: TreeId(0), terms: [TermId(0)].into_iter().collect() },
    );
    let mut plan = plan(year(), trainings(Measure::Sum(HOURS), Window::Rule, Operator::AtLeast, "8"));
    let Condition::Compare(comparison) = &mut plan.rules[0].requirement else { panic!("a comparison") };
    let Amount::Aggregate(aggregate) = &mut comparison.left else { panic!("a sum") };
    aggregate.filter = public;
    let rows = vec![
        of("2019-05-01", Some(0), None),
        of("2019-05-01", Some(3), None),
        of("1999-05-01", Some(0), None),
        of("2019-05-01", None, None),
        of("2019-07-01", Some(0), None),
    ];
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(rows);
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = person.record(&plan.vocabulary, "someone");
    let bench = engine.at(day("2019-06-01"));
    let told = bench.explain(&record).expect("the record can be decided");
    let found: Vec<_> =
        told.events.iter().map(|event| (event.treatment.clone(), event.is_asked_for)).collect();
    let missing = EventTreatment::Open { missing: vec![FactPath::Event(TRAINING, 3, CATEGORY)] };
    let expected = [
        (EventTreatment::Counted { entry: None, amount: None }, true),
        (EventTreatment::NotRecognised, false),
        (EventTreatment::NotRecognised, true),
        (missing, true),
        (EventTreatment::NotSeen, true),
    ];
    assert_eq!(found, expected);
    for language in [Language::English, Language::Chinese] {
        let report = Report::new(&engine, &record, language);
        let fates: Vec<_> = told.events.iter().map(|event| report.event_fate(event, &told)).collect();
        insta::assert_debug_snapshot!(fates);
    }
}

#[test]
fn an_entry_is_named_only_where_it_surely_decides() {
    let mut plan = recognising();
    let hours = |numerator| Treatment::Count {
        amount: Some(Amount::Scaled {
            amount: Box::new(Amount::Field(event_field(HOURS))),
            numerator,
            denominator: 1,
        }),
    };
    let amount = |low, high| policy_core::AmountRange { low: decimal(low), high: Some(decimal(high)) };
    let open = of("2019-05-01", Some(3), None);
    let sure = of("2019-05-01", Some(3), Some(true));
    let external = || Condition::Flag(event_field(EXTERNAL));
    plan.recognitions[0].entries =
        vec![entry(external(), hours(1)), entry(Condition::Constant(true), hours(2))];
    let expected = [
        EventTreatment::Counted { entry: None, amount: Some(amount("5", "10")) },
        EventTreatment::Counted { entry: Some(0), amount: Some(amount("5", "5")) },
    ];
    assert_eq!(treatments(&plan, "2019-06-01", vec![open, sure.clone()]), expected);
    // More trainings may still come; until the policy ends, the first entry may still hold.
    let many = trainings(Measure::Count, Window::Rule, Operator::AtLeast, "9");
    plan.recognitions[0].entries = vec![entry(many, hours(1)), entry(Condition::Constant(true), hours(2))];
    let by_whichever = EventTreatment::Counted { entry: None, amount: Some(amount("10", "10")) };
    assert_eq!(treatments(&plan, "2019-06-01", vec![sure.clone()]), [by_whichever]);
    let by_the_second = EventTreatment::Counted { entry: Some(1), amount: Some(amount("10", "10")) };
    assert_eq!(treatments(&plan, "2031-01-01", vec![sure]), [by_the_second]);
}

#[test]
fn only_the_facts_that_decide_are_named() {
    let flag = |field| Condition::Flag(FieldRef { scope: Scope::Subject, field: FieldId(field) });
    let base = Amount::Field(FieldRef { scope: Scope::Subject, field: FieldId(7) });
    let unheard = compare(base, Operator::AtLeast, Amount::Literal(Decimal::ZERO), Vocabulary::HOURS);
    // The union decides; that the base is at least nothing holds whatever it is.
    let plan = plan(year(), Condition::All(vec![unheard, flag(4)]));
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = teacher().record(&plan.vocabulary, "someone");
    let bench = engine.at(day("2001-06-01"));
    let told = bench.explain(&record).expect("the record can be decided");
    let named: Vec<_> = told.verdicts.iter().map(|explained| explained.missing.clone()).collect();
    assert_eq!(named, [vec![FactPath::Fact(FieldId(4))], vec![FactPath::Fact(FieldId(4))]]);
}

#[test]
fn of_the_members_only_those_that_leave_something_open_are_named() {
    let salary = FieldId(8);
    let in_the_union = Condition::Flag(FieldRef { scope: Scope::Subject, field: FieldId(4) });
    let salaries = Aggregate {
        source: Source::Members(generate::TEACHER),
        filter: in_the_union,
        window: Window::Rule,
        measure: Measure::Sum(salary),
    };
    let hundred = Amount::Literal(decimal("100"));
    let requirement =
        compare(Amount::Aggregate(Box::new(salaries)), Operator::AtLeast, hundred, Vocabulary::MONEY);
    let mut plan = plan(year(), requirement);
    plan.rules[0].subject = generate::SCHOOL;
    let member = |union: Option<bool>, paid: Option<&str>| {
        let mut person = teacher();
        person.facts[4] = union.map(Fact::Flag);
        person.facts[salary.index()] = paid.map(|paid| Fact::Amount(decimal(paid)));
        person
    };
    let mut school = Person::unknown(&plan.vocabulary, generate::SCHOOL);
    school.members[generate::TEACHER.index()] = Some(vec![
        member(Some(true), Some("1")),
        member(Some(true), None),
        member(Some(false), None),
        member(None, Some("1")),
        member(None, None),
    ]);
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = school.record(&plan.vocabulary, "a school");
    let bench = engine.at(day("2000-06-01"));
    let told = bench.explain(&record).expect("the record can be decided");
    let expected = [1, 3, 4].map(|member| FactPath::Member(generate::TEACHER, member));
    assert_eq!(told.verdicts[0].missing, expected);
}

#[test]
fn what_is_missing_to_settle_a_tie_of_a_members_events_is_the_members() {
    let category =
        Condition::Member(event_field(CATEGORY), TermSet { tree: TreeId(0), terms: vec![TermId(0)] });
    let recognised = Aggregate {
        source: Source::Recognised(TRAINING, PolicyId(0)),
        filter: category,
        window: Window::Rule,
        measure: Measure::Count,
    };
    let one = || Amount::Literal(decimal("1"));
    let has_counted =
        compare(Amount::Aggregate(Box::new(recognised)), Operator::AtLeast, one(), Vocabulary::TIMES);
    let teachers = Aggregate {
        source: Source::Members(generate::TEACHER),
        filter: has_counted,
        window: Window::Rule,
        measure: Measure::Count,
    };
    let requirement =
        compare(Amount::Aggregate(Box::new(teachers)), Operator::AtLeast, one(), Vocabulary::PEOPLE);
    let mut plan = plan(year(), requirement);
    plan.rules[0].subject = generate::SCHOOL;
    let once = StepKind::Once { by: Vec::new(), per: Per::Ever, keep: Keep::First };
    plan.recognitions = vec![Recognition {
        steps: vec![Step { filter: Condition::Constant(true), kind: once, citations: Vec::new() }],
        policy: PolicyId(0),
        subject: generate::TEACHER,
        list: TRAINING,
        credited: Some(HOURS),
        entries: Vec::new(),
    }];
    let mut member = teacher();
    member.lists[TRAINING.index()] = Some(vec![training("2000-05-01", "5"), training("2000-05-01", "5")]);
    let mut school = Person::unknown(&plan.vocabulary, generate::SCHOOL);
    school.members[generate::TEACHER.index()] = Some(vec![member]);
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = school.record(&plan.vocabulary, "a school");
    let bench = engine.at(day("2000-06-01"));
    let told = bench.explain(&record).expect("the record can be decided");
    assert_eq!(told.verdicts[0].missing, [FactPath::Member(generate::TEACHER, 0)]);
}

#[test]
fn a_fact_of_the_event_that_members_are_measured_against_is_the_events() {
    let length = FieldId(2);
    let long = compare(
        Amount::Field(FieldRef { scope: Scope::Anchor, field: length }),
        Operator::AtLeast,
        Amount::Literal(decimal("2")),
        Vocabulary::HOURS,
    );
    let teachers = Aggregate {
        source: Source::Members(generate::TEACHER),
        filter: long,
        window: Window::Rule,
        measure: Measure::Count,
    };
    let one = Amount::Literal(decimal("1"));
    let requirement =
        compare(Amount::Aggregate(Box::new(teachers)), Operator::AtLeast, one, Vocabulary::PEOPLE);
    let session = ListId(0);
    let schedule = Schedule::EachEvent {
        list: session,
        when: Condition::Constant(true),
        window: None,
        governed_by_event: false,
    };
    let mut plan = plan(schedule, requirement);
    plan.rules[0].subject = generate::SCHOOL;
    let mut school = Person::unknown(&plan.vocabulary, generate::SCHOOL);
    school.lists[session.index()] = Some(vec![vec![Some(Fact::Date(day("2000-05-01"))), None, None]]);
    school.members[generate::TEACHER.index()] = Some(vec![teacher()]);
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = school.record(&plan.vocabulary, "a school");
    let bench = engine.at(day("2000-06-01"));
    let told = bench.explain(&record).expect("the record can be decided");
    assert_eq!(told.verdicts[0].missing, [FactPath::Event(session, 0, length)]);
}

#[test]
fn whoever_asks_whether_another_rule_is_exempt_names_what_decides_it() {
    let flag = FieldId(4);
    let union = Condition::Flag(FieldRef { scope: Scope::Subject, field: flag });
    let mut plan = plan(year(), union);
    plan.rules[0].exemptions = vec![Exemption {
        names: Names::new("exemption"),
        when: Condition::Constant(true),
        citations: Vec::new(),
    }];
    let asking = Rule {
        names: Names::new("second"),
        requirement: Condition::Not(Box::new(Condition::RuleExempt(RuleId(0)))),
        exemptions: Vec::new(),
        ..plan.rules[0].clone()
    };
    plan.rules.push(asking);
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = teacher().record(&plan.vocabulary, "someone");
    let bench = engine.at(day("2000-06-01"));
    let told = bench.explain(&record).expect("the record can be decided");
    // Whoever is in the union has met the first rule, and is then not exempt from it.
    let found: Vec<_> =
        told.verdicts.iter().map(|told| (told.verdict.status, told.missing.clone())).collect();
    let expected = [(Status::Exempt, vec![]), (Status::Unknown, vec![FactPath::Fact(flag)])];
    assert_eq!(found, expected);
}

#[test]
fn an_event_without_a_date_that_is_the_same_as_no_other_counts_whichever_is_kept() {
    let mut plan = recognising();
    plan.recognitions[0].entries.clear();
    let mut dateless = training("2019-05-01", "4");
    dateless[END.index()] = None;
    let mut other = training("2019-05-01", "4");
    for (row, project) in [(&mut dateless, "blue"), (&mut other, "red")] {
        row[PROJECT.index()] = Some(Fact::Text(project.to_owned()));
    }
    for keep in [Keep::Highest, Keep::First, Keep::Last] {
        let kind = StepKind::Once { by: vec![PROJECT], per: Per::Ever, keep };
        plan.recognitions[0].steps =
            vec![Step { filter: Condition::Constant(true), kind, citations: Vec::new() }];
        let found = treatments(&plan, "2019-06-01", vec![dateless.clone(), other.clone()]);
        assert_eq!(found, [counted(None, "4"), counted(None, "4")], "{keep:?}");
    }
}

#[test]
fn a_part_that_is_settled_early_tells_of_all_its_events() {
    let count = || trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1");
    let settled = [
        Condition::Any(vec![Condition::Constant(true), count()]),
        Condition::All(vec![Condition::Constant(false), count()]),
    ];
    for part in settled {
        let plan = plan(year(), Condition::Not(Box::new(part)));
        let engine = Engine::new(plan.clone()).expect("the plan is sound");
        let mut person = teacher();
        person.lists[TRAINING.index()] = Some(vec![training("2000-05-01", "1")]);
        let record = person.record(&plan.vocabulary, "someone");
        let bench = engine.at(day("2000-06-01"));
        let told = bench.explain(&record).expect("the record can be decided");
        let events: Vec<_> = told.verdicts[0].parts[0].events.iter().map(|event| event.event).collect();
        assert_eq!(events, [0]);
    }
}

#[test]
fn a_consequence_follows_from_the_verdicts_due_in_its_period() {
    let month = Schedule::Each { period: PeriodRef::BuiltIn(BuiltInPeriod::Month), by: None };
    let mut plan = plan(month, trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
    plan.consequences = vec![Consequence {
        policy: PolicyId(0),
        names: Names::new("consequence"),
        subject: plan.rules[0].subject,
        applies: Condition::Constant(true),
        schedule: year(),
        soft: false,
        when: Condition::Not(Box::new(Condition::RuleSatisfied(RuleId(0)))),
        actions: Vec::new(),
        lasting: Lasting::Unstated,
        lifted_by: None,
        citations: Vec::new(),
    }];
    let engine = Engine::new(plan.clone()).expect("the plan is sound");
    let record = teacher().record(&plan.vocabulary, "someone");
    let bench = engine.at(day("2001-12-31"));
    let told = bench.explain(&record).expect("the record can be decided");
    let dues: Vec<_> = told
        .outcomes
        .iter()
        .map(|outcome| {
            let dues: Vec<_> =
                outcome.because.iter().map(|place| told.verdicts[*place].verdict.due).collect();
            (dues.len(), dues.first().copied().flatten(), dues.last().copied().flatten())
        })
        .collect();
    let expected = [
        (12, Some(day("2000-01-31")), Some(day("2000-12-31"))),
        (12, Some(day("2001-01-31")), Some(day("2001-12-31"))),
    ];
    assert_eq!(dues, expected);
}

#[test]
fn a_consequence_that_counts_verdicts_follows_from_those_that_it_counts() {
    let literal = |text: &str| Some(Box::new(DateExpr::Literal(day(text))));
    let between = |first: &str, last: &str| Window::Between(literal(first), literal(last));
    let due_in = |window| Condition::DateIn(Box::new(DateExpr::Due), Box::new(window));
    let mut plan = plan(year(), trainings(Measure::Count, Window::Rule, Operator::AtLeast, "1"));
    plan.rules[0].applies = Condition::Not(Box::new(due_in(between("2000-01-01", "2000-12-31"))));
    plan.rules[0].exemptions = vec![Exemption {
        names: Names::new("exemption"),
        when: due_in(between("2003-01-01", "2003-12-31")),
        citations: Vec::new(),
    }];
    plan.consequences = vec![Consequence {
        policy: PolicyId(0),
        names: Names::new("consequence"),
        subject: plan.rules[0].subject,
        applies: Condition::Constant(true),
        // No verdict is due in its own period.
        schedule: Schedule::Once(between("2010-01-01", "2010-12-31")),
        soft: false,
        when: Condition::Constant(true),
        actions: Vec::new(),
        lasting: Lasting::Unstated,
        lifted_by: None,
        citations: Vec::new(),
    }];
    // Not applicable in 2000, then met, unmet, exempt and pending.
    let mut person = teacher();
    person.lists[TRAINING.index()] = Some(vec![training("2001-05-01", "1")]);
    let because = |kind, window: Window| {
        let counted = Verdicts { rule: RuleId(0), kind, window, in_a_row: false };
        let one = Amount::Literal(decimal("1"));
        let mut plan = plan.clone();
        plan.consequences[0].when =
            compare(Amount::Verdicts(Box::new(counted)), Operator::AtLeast, one, Vocabulary::TIMES);
        let engine = Engine::new(plan.clone()).expect("the plan is sound");
        let record = person.record(&plan.vocabulary, "someone");
        let bench = engine.at(day("2004-06-01"));
        let told = bench.explain(&record).expect("the record can be decided");
        let years = |place: &usize| told.verdicts[*place].verdict.due.expect("a year is due").year();
        told.outcomes[0].because.iter().map(years).collect::<Vec<_>>()
    };
    for (kind, year) in [(VerdictKind::Met, 2001), (VerdictKind::Unmet, 2002), (VerdictKind::Exempt, 2003)] {
        let on_due_dates = between(&format!("{year}-12-31"), &format!("{year}-12-31"));
        assert_eq!(because(kind, on_due_dates), [year], "{kind:?}");
        let beside = between(&format!("{year}-01-01"), &format!("{year}-12-30"));
        assert_eq!(because(kind, beside), [0; 0], "{kind:?}");
        let up_to_now = between("2000-01-01", "2004-12-30");
        assert_eq!(because(kind, up_to_now), [year], "{kind:?}");
        // What is pending may still come out so.
        let and_on = between("2000-01-01", "2004-12-31");
        assert_eq!(because(kind, and_on), [year, 2004], "{kind:?}");
    }
}

#[test]
fn what_rules_a_verdict_out_is_the_first_condition_that_does_not_hold() {
    let flag = |field| Condition::Flag(FieldRef { scope: Scope::Subject, field: FieldId(field) });
    let mut plan = plan(year(), Condition::Constant(true));
    let mut person = teacher();
    person.facts[4] = Some(Fact::Flag(false));
    let outside = |plan: &Plan, as_of: &str| {
        let engine = Engine::new(plan.clone()).expect("the plan is sound");
        let record = person.record(&plan.vocabulary, "someone");
        let bench = engine.at(day(as_of));
        let told = bench.explain(&record).expect("the record can be decided");
        let told = told.verdicts.first().expect("a year has begun");
        (told.verdict.status, format!("{:?}", told.outside))
    };
    let condition = |condition: &Condition| format!("{:?}", Some(Outside::Condition(condition)));
    plan.rules[0].applies = Condition::All(vec![Condition::Constant(true), flag(4)]);
    assert_eq!(outside(&plan, "2000-06-01"), (Status::NotApplicable, condition(&flag(4))));
    plan.rules[0].applies = flag(4);
    assert_eq!(outside(&plan, "2000-06-01"), (Status::NotApplicable, condition(&flag(4))));
    plan.rules[0].applies = Condition::Constant(true);
    assert_eq!(outside(&plan, "2000-06-01"), (Status::Met, "None".to_owned()));
}
