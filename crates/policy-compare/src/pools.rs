//! The kinds of events that sums tell apart, with the days on which they can happen.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};
use policy_core::plan::{Aggregate, Amount, Condition, Measure, Plan, Recognition, Scope, Source, Treatment};
use policy_core::{FieldId, ListId};

use crate::facts::given;
use crate::meaning::Shared;
use crate::scene::Fact;
use crate::search::{Claim, Problem, Side};

/// How many cases of the fields of an event are looked at.
const MOST_STEPS: usize = 4_000;
/// How many kinds of events are kept.
const MOST_KINDS: usize = 400;

/// A sum or a count, the days over which it goes, and what it is to come to.
#[derive(Debug)]
pub(crate) struct Sum<'p> {
    /// What is added up.
    pub over: &'p Aggregate,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// The least that it may be, in millionths.
    pub least: i64,
    /// The most.
    pub most: Option<i64>,
    /// What it is brought to where it is less than the least.
    pub goal: i64,
}

impl Sum<'_> {
    /// The list that it goes over; `None` for members.
    pub fn list(&self) -> Option<ListId> {
        match self.over.source {
            Source::Recorded(list) | Source::Recognised(list, _) => Some(list),
            Source::Members(_) => None,
        }
    }

    /// The field that is added up; `None` for what counts events.
    pub fn field(&self) -> Option<FieldId> {
        match &self.over.measure {
            Measure::Sum(field) => Some(*field),
            Measure::SumOf(amount) => {
                let Amount::Field(field) = &**amount else { return None };
                Some(field.field)
            }
            Measure::Count | Measure::Distinct(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => None,
        }
    }

    /// Whether each event counts for one.
    pub fn counts(&self) -> bool {
        match self.over.measure {
            Measure::Count | Measure::Distinct(_) => true,
            Measure::Sum(_) | Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => false,
        }
    }
}

/// Events that the same sums take.
#[derive(Debug)]
pub(crate) struct Kind {
    /// What makes them so.
    pub fields: Vec<(FieldId, Fact)>,
    /// A day on which they happen.
    pub day: NaiveDate,
    /// By sum: whether it takes them.
    pub taken: Vec<bool>,
}

/// The kinds of events of a list, each once; those first that the fewest sums take.
pub(crate) fn kinds(shared: &Shared, plan: &Plan, list: ListId, sums: &[Sum<'_>], year: i32) -> Vec<Kind> {
    let of_list: Vec<usize> =
        sums.iter().enumerate().filter(|(_, sum)| sum.list() == Some(list)).map(|(place, _)| place).collect();
    let claims: Vec<Claim<'_>> =
        of_list.iter().filter_map(|place| sums.get(*place)).map(|sum| takes(shared, sum.over)).collect();
    let Some(problem) = Problem::of(plan, &claims, &|_| false) else { return Vec::new() };
    let days = days(sums, &of_list);
    let mut seen: HashSet<(Vec<bool>, NaiveDate)> = HashSet::new();
    let mut found: Vec<Kind> = Vec::new();
    let mut steps = MOST_STEPS;
    problem.every(&mut steps, &mut |case| {
        let truths: Vec<bool> = (0..claims.len()).map(|claim| problem.claim_holds(claim, case)).collect();
        for &day in &days {
            let mut taken = vec![false; sums.len()];
            for (place, truth) in of_list.iter().zip(&truths) {
                let (from, to) = sums[*place].days;
                taken[*place] = *truth && (from..=to).contains(&day);
            }
            if taken.contains(&true) && seen.insert((taken.clone(), day)) {
                let fields = given(&problem, case, Scope::Event, year, |_| true);
                found.push(Kind { fields, day, taken });
            }
        }
        found.len() < MOST_KINDS
    });
    found.sort_by_key(|kind| kind.taken.iter().filter(|taken| **taken).count());
    let mut once: HashSet<Vec<bool>> = HashSet::new();
    found.retain(|kind| once.insert(kind.taken.clone()));
    found
}

/// That a sum takes an event, whatever its day.
fn takes<'p>(shared: &'p Shared, over: &'p Aggregate) -> Claim<'p> {
    takes_of(shared, over.source, &over.filter)
}

/// What makes an event of which a claim holds; `None` where there is none.
pub(crate) fn example(plan: &Plan, claim: &Claim<'_>, day: NaiveDate) -> Option<Vec<(FieldId, Fact)>> {
    let problem = Problem::of(plan, std::slice::from_ref(claim), &|_| false)?;
    let mut found = None;
    problem.each(&mut MOST_STEPS.clone(), &mut |case| {
        found = Some(given(&problem, case, Scope::Event, day.year(), |_| true));
        false
    });
    found
}

/// That what counts of a source holds an event of which a condition is true.
pub(crate) fn takes_of<'p>(shared: &'p Shared, source: Source, filter: &'p Condition) -> Claim<'p> {
    let mut all = vec![Claim::Condition(Side::Both, filter)];
    if let Source::Recognised(_, place) = source
        && let Some(recognition) = shared.recognitions.get(place.index())
    {
        all.push(counts(recognition));
    }
    Claim::All(all)
}

/// That a recognition counts an event, before any step.
fn counts(recognition: &Recognition) -> Claim<'_> {
    let of = |is_count: bool| -> Vec<Claim<'_>> {
        let own = recognition.entries.iter().filter(|entry| match entry.treatment {
            Treatment::Count { .. } => is_count,
            Treatment::Reject => !is_count,
        });
        own.map(|entry| Claim::Condition(Side::Both, &entry.when)).collect()
    };
    let (counting, rejecting) = (of(true), of(false));
    let is_counted = if counting.is_empty() { Claim::Constant(true) } else { Claim::Any(counting) };
    Claim::All(vec![Claim::Not(Box::new(Claim::Any(rejecting))), is_counted])
}

/// A day in the middle of each stretch that the sums' days tell apart.
fn days(sums: &[Sum<'_>], of_list: &[usize]) -> Vec<NaiveDate> {
    let stretches: Vec<(NaiveDate, NaiveDate)> =
        of_list.iter().filter_map(|place| sums.get(*place)).map(|sum| sum.days).collect();
    let mut edges: Vec<NaiveDate> = stretches
        .iter()
        .flat_map(|(from, to)| [Some(*from), to.checked_add_days(Days::new(1))])
        .flatten()
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let middles = edges.iter().zip(edges.iter().skip(1)).filter_map(|(from, next)| {
        let half = next.signed_duration_since(*from).num_days() / 2;
        from.checked_add_days(Days::new(u64::try_from(half).ok()?))
    });
    middles.filter(|day| stretches.iter().any(|(from, to)| from <= day && day <= to)).collect()
}
