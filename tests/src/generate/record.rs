//! Random records, with facts missing here and there.

use chrono::NaiveDate;
use policy_core::{Decimal, EventList, Field, FieldKind, SubjectId, TermId, Vocabulary};

use super::Choices;
use super::calendar::any_day;
use super::ground::{TEXTS, members_of};
use crate::reference::{Fact, Person, Row};

/// A record of a subject.
pub fn person(choices: &mut Choices, vocabulary: &Vocabulary, subject: SubjectId) -> Person {
    let declared = &vocabulary.subjects[subject.index()];
    let mut person = Person::unknown(vocabulary, subject);
    let missing = *choices.one(&[0, 12, 40]);
    person.facts = row(choices, vocabulary, &declared.facts, missing);
    person.lists = declared.lists.iter().map(|list| events(choices, vocabulary, list, missing)).collect();
    for kind in members_of(vocabulary, subject) {
        if choices.chance(7) {
            continue;
        }
        let most = if members_of(vocabulary, kind).is_empty() { 5 } else { 3 };
        let count = choices.below(most);
        let members = (0..count).map(|_| self::person(choices, vocabulary, kind)).collect();
        person.members[kind.index()] = Some(members);
    }
    person
}

fn events(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    list: &EventList,
    missing: usize,
) -> Option<Vec<Row>> {
    if missing > 0 && choices.chance(8) {
        return None;
    }
    let mut rows: Vec<Row> = Vec::new();
    let count = if choices.chance(4) { 20 + choices.below(50) } else { choices.below(6) };
    for _ in 0..count {
        if !rows.is_empty() && choices.chance(12) {
            let twin = choices.one(&rows).clone();
            rows.push(twin);
        } else {
            rows.push(event(choices, vocabulary, list, missing));
        }
    }
    Some(rows)
}

fn event(choices: &mut Choices, vocabulary: &Vocabulary, list: &EventList, missing: usize) -> Row {
    let row = row(choices, vocabulary, &list.fields, missing);
    in_order(list, row)
}

/// The first day not after the last.
fn in_order(list: &EventList, mut row: Row) -> Row {
    if let Some((first, last)) = list.lasting
        && row[first.index()].is_some()
        && row[last.index()].is_some()
        && row[first.index()] > row[last.index()]
    {
        row.swap(first.index(), last.index());
    }
    row
}

fn row(choices: &mut Choices, vocabulary: &Vocabulary, fields: &[Field], missing: usize) -> Row {
    fields
        .iter()
        .map(|field| if choices.chance(missing) { None } else { Some(fact(choices, vocabulary, field)) })
        .collect()
}

/// A value that fits a field.
fn fact(choices: &mut Choices, vocabulary: &Vocabulary, field: &Field) -> Fact {
    match &field.kind {
        FieldKind::Text | FieldKind::Member(_) => Fact::Text((*choices.one(TEXTS)).to_owned()),
        FieldKind::Flag => Fact::Flag(!choices.chance(50)),
        FieldKind::Date => Fact::Date(any_day(choices)),
        FieldKind::Quantity(_) => {
            const USUAL: &[i64] = &[
                8_000_000, 0, 500_000, 1_000_000, 2_000_000, 10_000_000, 16_000_000, 30_000_000, 7_999_999,
                8_000_001,
            ];
            // So large that some sums can no longer be held.
            const HUGE: &[i64] = &[4_000_000_000_000_000_000, i64::MAX - 1, 1_000_000_000_000_000_000];
            let amounts = if choices.chance(1) { HUGE } else { USUAL };
            Fact::Amount(Decimal::from_millionths(*choices.one(amounts)))
        }
        FieldKind::Term(tree) => {
            Fact::Term(TermId(choices.below(vocabulary.trees[tree.index()].terms.len()) as u16))
        }
    }
}

/// Where a value or a list is missing.
enum Gap {
    Fact(usize),
    List(usize),
    Event(usize, usize, usize),
    Members(SubjectId),
    Member(SubjectId, usize),
}

/// Everything that is missing; a value that its vocabulary gives a default is not.
fn gaps(vocabulary: &Vocabulary, person: &Person) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let declared = &vocabulary.subjects[person.subject.index()];
    let missing = |fields: &[Field], row: &Row| -> Vec<usize> {
        let is_missing = |place: &usize| row[*place].is_none() && fields[*place].default.is_none();
        (0..row.len()).filter(is_missing).collect()
    };
    gaps.extend(missing(&declared.facts, &person.facts).into_iter().map(Gap::Fact));
    for (list, rows) in person.lists.iter().enumerate() {
        match rows {
            None => gaps.push(Gap::List(list)),
            Some(rows) => {
                for (event, row) in rows.iter().enumerate() {
                    let fields = &declared.lists[list].fields;
                    gaps.extend(missing(fields, row).into_iter().map(|field| Gap::Event(list, event, field)));
                }
            }
        }
    }
    for kind in members_of(vocabulary, person.subject) {
        match &person.members[kind.index()] {
            None => gaps.push(Gap::Members(kind)),
            Some(members) => {
                let open = members
                    .iter()
                    .enumerate()
                    .filter(|(_, member)| !self::gaps(vocabulary, member).is_empty());
                gaps.extend(open.map(|(place, _)| Gap::Member(kind, place)));
            }
        }
    }
    gaps
}

/// Fills in one missing value, list or member; `false` where nothing is missing.
pub fn complete_one(choices: &mut Choices, vocabulary: &Vocabulary, person: &mut Person) -> bool {
    let declared = &vocabulary.subjects[person.subject.index()];
    let gaps = self::gaps(vocabulary, person);
    if gaps.is_empty() {
        return false;
    }
    match choices.one(&gaps) {
        Gap::Fact(field) => person.facts[*field] = Some(fact(choices, vocabulary, &declared.facts[*field])),
        Gap::List(list) => {
            person.lists[*list] =
                Some(events(choices, vocabulary, &declared.lists[*list], 0).unwrap_or_default())
        }
        Gap::Event(list, event, field) => {
            let list_declared = &declared.lists[*list];
            let value = fact(choices, vocabulary, &list_declared.fields[*field]);
            let row = &mut person.lists[*list].as_mut().expect("the event's list is known")[*event];
            row[*field] = Some(value);
            // A first day after the last would be bad data: the last day is then the first.
            if let Some((first, last)) = list_declared.lasting
                && row[first.index()].is_some()
                && row[last.index()].is_some()
                && row[first.index()] > row[last.index()]
            {
                let other = if *field == first.index() { last } else { first };
                row[*field] = row[other.index()].clone();
            }
        }
        Gap::Members(kind) => {
            let count = choices.below(3);
            person.members[kind.index()] =
                Some((0..count).map(|_| self::person(choices, vocabulary, *kind)).collect());
        }
        Gap::Member(kind, place) => {
            let members = person.members[kind.index()].as_mut().expect("the members are known");
            return complete_one(choices, vocabulary, &mut members[*place]);
        }
    }
    true
}

/// Adds some events to known lists that happen from `after` to `until`.
pub fn add_events(
    choices: &mut Choices,
    vocabulary: &Vocabulary,
    person: &mut Person,
    after: NaiveDate,
    until: NaiveDate,
) {
    let declared = &vocabulary.subjects[person.subject.index()];
    let days = (until - after).num_days().max(0) as usize + 1;
    for (list, rows) in person.lists.iter_mut().enumerate() {
        let Some(rows) = rows else { continue };
        for _ in 0..choices.below(3) {
            let list = &declared.lists[list];
            let mut row = row(choices, vocabulary, &list.fields, 0);
            let date = after + chrono::Days::new(choices.below(days) as u64);
            row[list.dated.index()] = Some(Fact::Date(date));
            if let Some((first, last)) = list.lasting {
                // It happens later, all of it.
                if first == list.dated {
                    row[last.index()] = Some(Fact::Date(date + chrono::Days::new(choices.below(200) as u64)));
                } else {
                    row[first.index()] = Some(Fact::Date(after));
                }
            }
            rows.push(row);
        }
    }
    for members in person.members.iter_mut().flatten() {
        for member in members {
            if choices.chance(50) {
                add_events(choices, vocabulary, member, after, until);
            }
        }
    }
}
