//! What conditions mean.

use chrono::{Datelike, Months, NaiveDate};
use policy_core::plan::{Condition, PeriodRef, Subperiod, TextOperand};

use super::amount::amount;
use super::cover::{events_cover, span_covers};
use super::day::{Day, END, date_of, number_of};
use super::instance::periods_from;
use super::number::{Range, compare};
use super::record::Fact;
use super::rule::exact;
use super::rule::{exempt, satisfied};
use super::scene::{Both, Frame, Scene, Side};
use super::truth::Truth;
use super::window::{Stretch, compare_days, date, stretch};

/// What the condition can be, seen from the scene, on the scene's side.
pub(super) fn truth(scene: Scene<'_>, condition: &Condition) -> Truth {
    match condition {
        Condition::Constant(value) => Truth::known(*value),
        Condition::All(parts) => parts.iter().fold(Truth::TRUE, |all, part| all.and(truth(scene, part))),
        Condition::Any(parts) => parts.iter().fold(Truth::FALSE, |any, part| any.or(truth(scene, part))),
        Condition::AtLeastOf(least, parts) => {
            let parts: Vec<Truth> = parts.iter().map(|part| truth(scene, part)).collect();
            let can = parts.iter().filter(|part| !part.is_false()).count();
            let must = parts.iter().filter(|part| part.is_true()).count();
            Truth { yes: can >= usize::from(*least), no: must < usize::from(*least) }
        }
        Condition::Not(inner) => truth(scene, inner).negated(),
        Condition::Compare(comparison) => {
            let left = amount(scene, &comparison.left).times(comparison.left_factor, 1);
            let right = amount(scene, &comparison.right).times(comparison.right_factor, 1);
            compare_amounts(left, comparison.operator, right)
        }
        Condition::CompareDates(left, operator, right) => {
            compare_days(date(scene, left), *operator, date(scene, right))
        }
        Condition::DateIn(day, window) => stretch(scene, window).holds(date(scene, day)),
        Condition::Member(field, terms) => match scene.fact(*field) {
            None => Truth::OPEN,
            Some(Fact::Term(term)) => Truth::known(terms.terms.contains(&term)),
            Some(other) => panic!("a term field holds {other:?}"),
        },
        Condition::Flag(field) => match scene.fact(*field) {
            None => Truth::OPEN,
            Some(Fact::Flag(flag)) => Truth::known(flag),
            Some(other) => panic!("a flag holds {other:?}"),
        },
        Condition::TextIs(field, operand) => {
            let right = match operand {
                TextOperand::Literal(text) => Some(Fact::Text(text.clone())),
                TextOperand::Field(other) => scene.fact(*other),
            };
            match (scene.fact(*field), right) {
                (Some(left), Some(right)) => Truth::known(left == right),
                (None, _) | (_, None) => Truth::OPEN,
            }
        }
        Condition::RuleSatisfied(rule) => satisfied(scene, *rule),
        Condition::RuleExempt(rule) => exempt(scene, *rule),
        Condition::InEach { period, at_least, condition } => in_each(scene, *period, *at_least, condition),
        Condition::SpanCovers(window) => span_covers(scene, window),
        Condition::EventsCover { source, filter, window, length } => {
            events_cover(scene, *source, filter, window, *length)
        }
    }
}

/// The years that begin on a day and on the days that correspond to it, up to the last one that has begun.
fn years_after(first: NaiveDate, until: i64) -> Vec<(i64, i64)> {
    let begin = |years: u32| first.checked_add_months(Months::new(years * 12)).map(number_of);
    (0..9_000)
        .map_while(|years| Some((begin(years)?, begin(years + 1)? - 1)))
        .take_while(|year| year.0 <= until)
        .collect()
}

/// Whether the condition holds of each occurrence in the rule's period, or of so many.
fn in_each(scene: Scene<'_>, period: Subperiod, at_least: Option<u16>, condition: &Condition) -> Truth {
    let frame = scene.frame;
    let mut held = Vec::new();
    let mut may_come = false;
    let on = |day: Both<Day>| day.on(scene.side);
    if (Stretch { start: on(frame.from), end: on(frame.to) }).widest().is_some() {
        let known = |day: Both<Day>| exact(Both { ever: on(day), now: day.now });
        let (Some(from), Some(to)) = (known(frame.from), known(frame.to)) else { return Truth::OPEN };
        may_come = to == END && scene.side == Side::Ever;
        let until = if to == END { scene.as_of } else { to };
        let occurrences = match date_of(from) {
            Some(first) => match period {
                Subperiod::BuiltIn(period) => {
                    periods_from(scene.plan, PeriodRef::BuiltIn(period), first.year(), until)
                }
                Subperiod::Named(period) => {
                    periods_from(scene.plan, PeriodRef::Named(period), first.year(), until)
                }
                Subperiod::YearOfPeriod => years_after(first, until),
            },
            None => Vec::new(),
        };
        for (first, last) in occurrences.into_iter().filter(|&(first, last)| from <= first && last <= to) {
            let (first, last) = (Both::same(Day::exactly(first)), Both::same(Day::exactly(last)));
            let part = Frame { from: first, to: last, start: first, due: last, last, event: frame.event };
            held.push(truth(Scene { frame: part, standpoint: None, ..scene }, condition));
        }
    }
    match at_least {
        None => Truth {
            no: held.iter().any(|truth| truth.no) || may_come,
            yes: held.iter().all(|truth| truth.yes),
        },
        Some(least) => {
            let count = |is_meant: fn(&&Truth) -> bool| held.iter().filter(is_meant).count();
            let (possibly, surely) = (count(|truth| truth.yes), count(|truth| truth.is_true()));
            Truth { yes: possibly >= usize::from(least) || may_come, no: surely < usize::from(least) }
        }
    }
}

/// Whether two amounts compare so.
pub(super) fn compare_amounts(left: Range, operator: policy_core::plan::Operator, right: Range) -> Truth {
    compare(left.low, left.high, operator, right.low, right.high)
}
