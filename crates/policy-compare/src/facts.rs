//! What is known of a subject or of an event in one case.

use chrono::{Datelike, NaiveDate};
use policy_core::plan::{Amount, DateExpr, FieldRef, Scope};
use policy_core::{Decimal, Field, FieldId, FieldKind, TermId};

use crate::features::{Example, Looked};
use crate::scene::Fact;
use crate::search::{Problem, Side};

/// The values that a case gives the fields of a scope. `year` is that of the rule.
pub(crate) fn given(
    problem: &Problem<'_>,
    case: &[usize],
    scope: Scope,
    year: i32,
    is_meant: impl Fn(Side) -> bool,
) -> Vec<(FieldId, Fact)> {
    let mut given: Vec<(FieldId, Fact)> = Vec::new();
    for ((side, feature), class) in problem.features.iter().zip(case) {
        if !is_meant(*side) {
            continue;
        }
        if let Looked::Share(Amount::Field(part), Amount::Field(whole)) = feature.looked {
            let (part_goal, whole_goal) = share(feature.shares(), *class);
            for (field, goal) in [(part, part_goal), (whole, whole_goal)] {
                if field.scope == scope && !given.iter().any(|(known, _)| *known == field.field) {
                    given.push((field.field, Fact::Amount(Decimal::from_millionths(goal))));
                }
            }
            continue;
        }
        let Some((field, fact)) = value(feature.looked, feature.example(*class), year) else { continue };
        if field.scope == scope && !given.iter().any(|(known, _)| *known == field.field) {
            given.push((field.field, fact));
        }
    }
    given
}

fn value(looked: Looked<'_>, example: Example, year: i32) -> Option<(FieldRef, Fact)> {
    let field = match looked {
        Looked::Term(field, _) | Looked::Flag(field) | Looked::Text(field) => field,
        Looked::Day(DateExpr::Field(field)) | Looked::YearOf(DateExpr::Field(field)) => *field,
        Looked::Amount(Amount::Field(field)) => *field,
        Looked::Day(_)
        | Looked::YearOf(_)
        | Looked::Amount(_)
        | Looked::Share(..)
        | Looked::Opaque(_)
        | Looked::Elsewhere(..) => return None,
    };
    let fact = match example {
        Example::Term(term) => Fact::Term(term),
        Example::Truth(truth) => Fact::Flag(truth),
        Example::Day(day) => Fact::Date(day),
        Example::Year(offset) => {
            let year = year.checked_add(offset.unwrap_or(-10))?;
            Fact::Date(NaiveDate::from_ymd_opt(year, 6, 30)?)
        }
        Example::Figure(figure) if figure.is_negative() => return None,
        Example::Figure(figure) => Fact::Amount(figure),
        Example::Text(text) => Fact::Text(text.unwrap_or_else(|| "–".to_owned())),
        Example::Share(_) => return None,
    };
    Some((field, fact))
}

/// Adds something plain for every field of which nothing is said, so that nothing is unknown.
pub(crate) fn fill(known: &mut Vec<(FieldId, Fact)>, fields: &[Field], long_ago: NaiveDate, number: usize) {
    for (field, declared) in (0..).map(FieldId).zip(fields) {
        if known.iter().any(|(known, _)| *known == field) || declared.default.is_some() {
            continue;
        }
        let fact = match declared.kind {
            FieldKind::Text | FieldKind::Member(_) => Fact::Text((number + 1).to_string()),
            FieldKind::Flag => Fact::Flag(false),
            FieldKind::Date => Fact::Date(long_ago),
            FieldKind::Quantity(_) => Fact::Amount(Decimal::ZERO),
            FieldKind::Term(_) => Fact::Term(TermId(0)),
        };
        known.push((field, fact));
    }
}

/// A day well before another one.
pub(crate) fn long_before(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year().saturating_sub(10), 9, 1).unwrap_or(day)
}

/// A part and a whole, in millionths, whose share is of a class.
pub(crate) fn share(shares: &[(i64, i64)], class: usize) -> (i64, i64) {
    const WHOLE: i64 = 100_000_000;
    let part = |place: usize| {
        let (numerator, denominator) = shares.get(place).copied().unwrap_or((1, 1));
        i64::try_from(i128::from(WHOLE) * i128::from(numerator) / i128::from(denominator.max(1)))
            .unwrap_or(WHOLE)
    };
    if class > shares.len() * 2 {
        return (0, 0);
    }
    match (class % 2, class.checked_sub(2)) {
        (1, _) => (part(class / 2), WHOLE),
        (_, None) => (part(0) / 2, WHOLE),
        (_, Some(below)) if class / 2 < shares.len() => ((part(below / 2) + part(class / 2)) / 2, WHOLE),
        (_, Some(below)) => (part(below / 2) + 1_000_000, WHOLE),
    }
}
