//! What amounts mean.

use std::collections::BTreeSet;

use policy_core::plan::{Aggregate, Amount, Measure, Source};

use super::condition::truth;
use super::event::{amount_of, scaled, taken};
use super::number::{Bound, Number, Range};
use super::record::{Fact, read};
use super::scene::{Scene, Side};
use super::truth::Truth;
use super::window::{Stretch, stretch};

/// The amount, seen from the scene.
pub(super) fn amount(scene: Scene<'_>, expression: &Amount) -> Range {
    let found = match expression {
        Amount::Literal(value) => Range::exactly(Number::from_decimal(*value)),
        Amount::Parameter(parameter) => {
            Range::exactly(Number::from_decimal(scene.plan.parameters[parameter.index()].value))
        }
        Amount::Field(field) => super::event::amount(scene.fact(*field)),
        Amount::Aggregate(aggregated) => aggregate(scene, aggregated),
        Amount::Verdicts(verdicts) => super::rule::verdicts(scene, verdicts),
        Amount::Available(rule) => super::balance::available(scene, *rule),
        Amount::Sum(parts) => parts
            .iter()
            .fold(Range::exactly(Number::ZERO), |sum, part| noted(scene, sum.plus(amount(scene, part)))),
        Amount::Difference(left, right) => amount(scene, left).minus(amount(scene, right)),
        Amount::Scaled { amount: inner, numerator, denominator } => {
            scaled(scene, amount(scene, inner), *numerator, *denominator)
        }
        Amount::Choose(choice) => super::choice::chosen(scene, choice),
        Amount::Portion(portion) => super::portion::portion(
            amount(scene, &portion.amount),
            amount(scene, &portion.part),
            amount(scene, &portion.whole),
            portion.cut,
        ),
        Amount::Rounded { amount: inner, mode, to } => {
            super::portion::rounded(amount(scene, inner), *mode, Number::from_decimal(*to))
        }
        Amount::Length(window, unit) => super::length::length(stretch(scene, window), *unit),
        Amount::Covered(covered) => super::length::covered(scene, covered),
        Amount::Highest(parts) => of_all(scene, parts, |bounds| bounds.max()),
        Amount::Lowest(parts) => of_all(scene, parts, |bounds| bounds.min()),
    };
    noted(scene, found)
}

/// The highest or lowest of all, end by end; of none, zero.
fn of_all(
    scene: Scene<'_>,
    parts: &[Amount],
    pick: impl Fn(&mut dyn Iterator<Item = Bound>) -> Option<Bound>,
) -> Range {
    let ranges: Vec<Range> = parts.iter().map(|part| amount(scene, part)).collect();
    let zero = Bound::At(Number::ZERO);
    let low = pick(&mut ranges.iter().map(|range| range.low)).unwrap_or(zero);
    let high = pick(&mut ranges.iter().map(|range| range.high)).unwrap_or(zero);
    Range { low, high }
}

fn noted(scene: Scene<'_>, range: Range) -> Range {
    scene.note(range.low);
    scene.note(range.high);
    range
}

/// What one of the things gone through adds.
struct Addend {
    /// Whether it is taken, never surely false.
    truth: Truth,
    /// How much it adds to a sum or a count.
    amount: Range,
    /// Its value, where different values are counted; `None` where it is missing.
    value: Option<Fact>,
}

fn aggregate(scene: Scene<'_>, aggregate: &Aggregate) -> Range {
    let (addends, is_open) = match aggregate.source {
        Source::Members(subject) => {
            let Some(members) = &scene.person.members[subject.index()] else { return Range::any_amount() };
            let mut addends = Vec::new();
            for member in members {
                let at = Scene { person: member, event: None, standpoint: None, ..scene };
                let holds = truth(at, &aggregate.filter);
                if !holds.yes {
                    continue;
                }
                let declared = scene.plan.vocabulary.fields(subject, None);
                let (amount, value) = match &aggregate.measure {
                    Measure::Count => (Range::exactly(Number::whole(1)), None),
                    Measure::Sum(field) => {
                        (super::event::amount(read(declared, &member.facts, *field)), None)
                    }
                    Measure::SumOf(of) | Measure::HighestOf(of) | Measure::LowestOf(of) => {
                        (amount(at, of).not_below_zero(), None)
                    }
                    Measure::Distinct(field) => {
                        (Range::exactly(Number::whole(1)), read(declared, &member.facts, *field))
                    }
                };
                addends.push(Addend { truth: holds, amount, value });
            }
            (addends, false)
        }
        Source::Recorded(_) | Source::Recognised(..) => {
            let window = stretch(scene, &aggregate.window);
            let Some(taken) = taken(scene, aggregate.source, &aggregate.filter, Some(window)) else {
                return Range::any_amount();
            };
            let addend = |taken: super::event::Taken<'_>| {
                let (amount, value) = match &aggregate.measure {
                    Measure::Count => (Range::exactly(Number::whole(1)), None),
                    Measure::Sum(field) => match taken.credited {
                        Some((credited, amount)) if credited == *field => (amount, None),
                        Some(_) | None => (amount_of(scene, taken.event, *field), None),
                    },
                    Measure::SumOf(of) | Measure::HighestOf(of) | Measure::LowestOf(of) => {
                        (amount(scene.at(taken.event), of).not_below_zero(), None)
                    }
                    Measure::Distinct(field) => {
                        (Range::exactly(Number::whole(1)), scene.of_event(taken.event, *field))
                    }
                };
                Addend { truth: taken.truth, amount, value }
            };
            (taken.into_iter().map(addend).collect(), window.is_open(scene.as_of))
        }
    };
    let more_may_come = scene.side == Side::Ever && is_open;
    let total = match &aggregate.measure {
        Measure::Count | Measure::Sum(_) | Measure::SumOf(_) => sum(scene, &addends),
        Measure::Distinct(_) => different(&addends),
        Measure::HighestOf(_) => return highest(&with_more(addends, more_may_come)),
        Measure::LowestOf(_) => return lowest(&with_more(addends, more_may_come)),
    };
    if more_may_come { total.unbounded_above() } else { total }
}

/// What an event adds to a running sum, and the day that it goes by.
pub(super) struct DatedAddend {
    /// Whether it is taken, never surely false.
    pub truth: Truth,
    /// Never less than nothing.
    pub amount: Range,
    /// `None` where it is missing.
    pub day: Option<i64>,
}

/// What the events of a count or sum add, each with its day; `None` where the list is missing.
pub(super) fn dated_addends(
    scene: Scene<'_>,
    aggregate: &Aggregate,
    window: Stretch,
) -> Option<Vec<DatedAddend>> {
    let taken = taken(scene, aggregate.source, &aggregate.filter, Some(window))?;
    let none = Bound::At(Number::ZERO);
    let addend = |taken: super::event::Taken<'_>| {
        let amount = match (&aggregate.measure, taken.credited) {
            (Measure::Sum(field), Some((credited, amount))) if credited == *field => amount,
            (Measure::Sum(field), _) => amount_of(scene, taken.event, *field),
            (_, _) => Range::exactly(Number::whole(1)),
        };
        let amount = Range { low: amount.low.max(none), high: amount.high.max(none) };
        let dated = scene.list(taken.event.list).dated;
        let day = scene.day_of_event(taken.event, dated).known().map(super::day::number_of);
        DatedAddend { truth: taken.truth, amount, day }
    };
    Some(taken.into_iter().map(addend).collect())
}

/// A surely taken one adds what it has; one that may be taken adds it or nothing.
fn sum(scene: Scene<'_>, addends: &[Addend]) -> Range {
    addends.iter().fold(Range::exactly(Number::ZERO), |sum, addend| {
        let added = if addend.truth.is_true() { addend.amount } else { addend.amount.or_nothing() };
        noted(scene, sum.plus(added))
    })
}

/// Whatever may still happen is one more that may be taken, of any amount.
fn with_more(mut addends: Vec<Addend>, more_may_come: bool) -> Vec<Addend> {
    if more_may_come {
        addends.push(Addend { truth: Truth::OPEN, amount: Range::any_amount(), value: None });
    }
    addends
}

/// No less than the least that each surely taken one has, no more than the most that any can have.
fn highest(addends: &[Addend]) -> Range {
    let zero = Bound::At(Number::ZERO);
    let sure = addends.iter().filter(|addend| addend.truth.is_true());
    Range {
        low: sure.map(|addend| addend.amount.low).max().unwrap_or(zero),
        high: addends.iter().map(|addend| addend.amount.high).max().unwrap_or(zero),
    }
}

/// Where one is surely taken, no more than that; else nothing, or whatever the others have.
fn lowest(addends: &[Addend]) -> Range {
    let zero = Bound::At(Number::ZERO);
    let sure = addends.iter().filter(|addend| addend.truth.is_true());
    match sure.map(|addend| addend.amount.high).min() {
        Some(high) => {
            Range { low: addends.iter().map(|addend| addend.amount.low).min().unwrap_or(zero), high }
        }
        None => {
            Range { low: zero, high: addends.iter().map(|addend| addend.amount.high).max().unwrap_or(zero) }
        }
    }
}

/// At least the values known of surely taken ones; at most all known values and one for each missing.
fn different(addends: &[Addend]) -> Range {
    let values = |only_sure: bool| -> BTreeSet<&Fact> {
        let counts = |addend: &&Addend| addend.truth.is_true() || !only_sure;
        addends.iter().filter(counts).filter_map(|addend| addend.value.as_ref()).collect()
    };
    let missing = addends.iter().filter(|addend| addend.value.is_none()).count();
    let number = |count: usize| Number::whole(i64::try_from(count).expect("few events"));
    Range {
        low: Bound::At(number(values(true).len())),
        high: Bound::At(number(values(false).len() + missing)),
    }
}
