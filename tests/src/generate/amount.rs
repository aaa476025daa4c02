//! Random amounts that hang on conditions, are shared out, or are rounded.

use policy_core::plan::{
    Aggregate, Amount, CalendarUnit, Case, Choice, Covered, Measure, Portion, Rounding, Source, Window,
};
use policy_core::{Decimal, ListId, UnitId, Vocabulary};

use super::Choices;
use super::expression::{Ground, amount, condition, figure, filter, source, window};
use super::ground::members_of;

/// An amount that is made of others, in a unit.
pub(super) fn composed(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Amount {
    match choices.weighted(&[30, 25, 20, 12, 13, 10, 14]) {
        0 => Amount::Choose(Box::new(choice(choices, ground, unit))),
        1 => portion(choices, ground, unit),
        2 => Amount::Rounded {
            amount: Box::new(amount(choices, ground, unit)),
            mode: rounding(choices),
            to: Decimal::from_millionths(*choices.one(&[1_000_000, 500_000, 8_000_000, 3, 333_333])),
        },
        3 => Amount::Highest(several(choices, ground, unit)),
        4 => Amount::Lowest(several(choices, ground, unit)),
        5 => Amount::Length(Box::new(window(choices, ground)), calendar_unit(choices)),
        _ => covered(choices, ground).unwrap_or_else(|| Amount::Literal(figure(choices, unit))),
    }
}

fn calendar_unit(choices: &mut Choices) -> CalendarUnit {
    *choices.one(&[CalendarUnit::Days, CalendarUnit::Months])
}

/// How much of a window the events of a list cover that last.
fn covered(choices: &mut Choices, ground: Ground<'_>) -> Option<Amount> {
    let subject = &ground.vocabulary.subjects[ground.subject.index()];
    let lasts = |list: &ListId| subject.lists[list.index()].lasting.is_some();
    let lasting: Vec<ListId> = ground.lists().into_iter().filter(lasts).collect();
    if lasting.is_empty() {
        return None;
    }
    let list = *choices.one(&lasting);
    Some(Amount::Covered(Box::new(Covered {
        source: source(choices, ground, list),
        filter: filter(choices, ground.at(list)),
        window: window(choices, ground),
        unit: calendar_unit(choices),
    })))
}

fn choice(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Choice {
    let count = choices.weighted(&[5, 40, 35, 20]);
    let case = |choices: &mut Choices| Case {
        when: condition(choices, ground),
        amount: if choices.chance(50) {
            amount(choices, ground.deeper(), unit)
        } else {
            Amount::Literal(figure(choices, unit))
        },
    };
    let cases = (0..count).map(|_| case(choices)).collect();
    Choice { cases, otherwise: Amount::Literal(figure(choices, unit)), named: None }
}

fn portion(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Amount {
    let part_unit = *choices.one(&[Vocabulary::TIMES, Vocabulary::HOURS, unit]);
    let part = |choices: &mut Choices| {
        if choices.chance(40) {
            amount(choices, ground.deeper(), part_unit)
        } else {
            let whole = [1, 3, 7, 12, 0][choices.below(5)];
            Amount::Literal(Decimal::from_millionths(whole * 1_000_000))
        }
    };
    let (part, whole) = (part(choices), part(choices));
    Amount::Portion(Box::new(Portion {
        amount: amount(choices, ground.deeper(), unit),
        part,
        whole,
        cut: rounding(choices),
    }))
}

/// The sum, the highest or the lowest of an amount of each event, or of each member.
pub(super) fn measured(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Option<Aggregate> {
    if ground.depth == 0 {
        return None;
    }
    let lists = ground.lists();
    let members = members_of(ground.vocabulary, ground.subject);
    let of_members = lists.is_empty() || (!members.is_empty() && choices.chance(40));
    let (source, inside, window) = if of_members {
        let subject = *members.first()?;
        let inside = Ground { subject, event: None, ..ground.deeper() };
        (Source::Members(subject), inside, Window::Rule)
    } else {
        let list = *choices.one(&lists);
        (source(choices, ground, list), ground.at(list), window(choices, ground.deeper()))
    };
    let measured = Box::new(amount(choices, inside, unit));
    let measure = match choices.below(3) {
        0 => Measure::SumOf(measured),
        1 => Measure::HighestOf(measured),
        _ => Measure::LowestOf(measured),
    };
    Some(Aggregate { source, filter: filter(choices, inside), window, measure })
}

fn rounding(choices: &mut Choices) -> Rounding {
    *choices.one(&[Rounding::Down, Rounding::Up, Rounding::HalfUp])
}

fn several(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Vec<Amount> {
    let count = choices.weighted(&[3, 12, 60, 25]);
    (0..count).map(|_| amount(choices, ground.deeper(), unit)).collect()
}
