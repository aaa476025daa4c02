//! Events whose sums come to what is wanted.

use policy_core::plan::{Per, Plan, Recognition, StepKind};
use policy_core::{Decimal, EventList, FieldId, ListId, SubjectId};

use crate::facts::{fill, long_before};
use crate::meaning::Shared;
use crate::pools::{Kind, Sum, kinds};
use crate::scene::{Fact, Happening};

const ONE: i64 = 1_000_000;
/// How many events are made of one list.
const MOST_EVENTS: usize = 60;

/// An event that is being made.
struct Draft {
    kind: usize,
    /// What is added up of it, in millionths.
    amounts: Vec<(FieldId, i64)>,
}

impl Draft {
    fn amount(&self, field: FieldId) -> i64 {
        self.amounts.iter().find(|(known, _)| *known == field).map_or(0, |(_, amount)| *amount)
    }

    fn add(&mut self, field: FieldId, amount: i64) {
        match self.amounts.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => *known = known.saturating_add(amount),
            None => self.amounts.push((field, amount)),
        }
    }
}

/// Events of all lists that bring every sum into its bounds; `None` where that fails. What already happened is passed
/// over: the engine has the last word anyway.
pub(crate) fn events(
    shared: &Shared,
    plan: &Plan,
    subject: SubjectId,
    sums: &[Sum<'_>],
    year: i32,
) -> Option<Vec<Happening>> {
    let mut happenings = Vec::new();
    let lists = plan.vocabulary.subjects.get(subject.index())?.lists.iter();
    for (list, declared) in (0..).map(ListId).zip(lists) {
        if !sums.iter().any(|sum| sum.list() == Some(list)) {
            continue;
        }
        let kinds = kinds(shared, plan, list, sums, year);
        let drafts = solve(sums, &kinds, list)?;
        let is_by_day = shared.recognitions.iter().any(|found| found.list == list && caps_days(found));
        for (number, draft) in drafts.iter().enumerate() {
            let kind = kinds.get(draft.kind)?;
            let first = sums.iter().zip(&kind.taken).filter(|(_, taken)| **taken).map(|(sum, _)| sum.days.0);
            let start = if is_by_day { first.max()? } else { kind.day };
            happenings.push(happening(declared, list, kind, draft, (start, number)));
        }
    }
    Some(happenings)
}

fn caps_days(recognition: &Recognition) -> bool {
    recognition.steps.iter().any(|step| match &step.kind {
        StepKind::Cap { per, .. } => *per == Per::Day,
        StepKind::Once { .. } | StepKind::Deduct(_) | StepKind::Round { .. } => false,
    })
}

/// Adds events, and to events, until each sum has its least; the sums that the fewest kinds feed come first.
fn solve(sums: &[Sum<'_>], kinds: &[Kind], list: ListId) -> Option<Vec<Draft>> {
    let mut drafts: Vec<Draft> = Vec::new();
    let feeds = |place: usize| kinds.iter().filter(|kind| kind.taken[place]).count();
    let mut order: Vec<usize> = (0..sums.len()).filter(|place| sums[*place].list() == Some(list)).collect();
    order.sort_by_key(|place| (!sums[*place].counts(), feeds(*place)));
    for place in order {
        let sum = &sums[place];
        if sum.counts() {
            while total(sums, kinds, &drafts, place) < sum.least {
                let kind = fitting(sums, kinds, &drafts, place, &[])?;
                drafts.push(Draft { kind, amounts: Vec::new() });
                if drafts.len() > MOST_EVENTS {
                    return None;
                }
            }
            continue;
        }
        let Some(field) = sum.field() else { continue };
        let so_far = total(sums, kinds, &drafts, place);
        if so_far >= sum.least {
            continue;
        }
        let more = [(field, sum.goal.max(sum.least).saturating_sub(so_far))];
        let known = (0..drafts.len()).filter(|draft| kinds[drafts[*draft].kind].taken[place]);
        let fits = |draft: &usize| room(sums, kinds, &drafts, drafts[*draft].kind, &more, false);
        match known.filter(fits).min_by_key(|draft| width(&kinds[drafts[*draft].kind])) {
            Some(draft) => drafts[draft].add(field, more[0].1),
            None => {
                let kind = fitting(sums, kinds, &drafts, place, &more)?;
                drafts.push(Draft { kind, amounts: more.to_vec() });
            }
        }
    }
    let within = |place: usize| {
        let so_far = total(sums, kinds, &drafts, place);
        sums[place].list() != Some(list)
            || (so_far >= sums[place].least && sums[place].most.is_none_or(|most| so_far <= most))
    };
    (0..sums.len()).all(within).then_some(drafts)
}

fn width(kind: &Kind) -> usize {
    kind.taken.iter().filter(|taken| **taken).count()
}

/// What a sum comes to.
fn total(sums: &[Sum<'_>], kinds: &[Kind], drafts: &[Draft], place: usize) -> i64 {
    let sum = &sums[place];
    let taken = drafts.iter().filter(|draft| kinds[draft.kind].taken[place]);
    taken.fold(0i64, |so_far, draft| {
        so_far.saturating_add(match sum.field() {
            Some(field) => draft.amount(field),
            None => ONE,
        })
    })
}

/// A kind of which one more event, with these amounts, feeds a sum and leaves all others within their bounds.
fn fitting(
    sums: &[Sum<'_>],
    kinds: &[Kind],
    drafts: &[Draft],
    place: usize,
    amounts: &[(FieldId, i64)],
) -> Option<usize> {
    let feeding = (0..kinds.len()).filter(|kind| kinds[*kind].taken[place]);
    feeding.into_iter().find(|kind| room(sums, kinds, drafts, *kind, amounts, true))
}

/// Whether the sums that take a kind have room for amounts, and where it is new for one more event.
fn room(
    sums: &[Sum<'_>],
    kinds: &[Kind],
    drafts: &[Draft],
    kind: usize,
    amounts: &[(FieldId, i64)],
    is_new: bool,
) -> bool {
    sums.iter().enumerate().filter(|(place, _)| kinds[kind].taken[*place]).all(|(place, sum)| {
        let more = match sum.field() {
            Some(field) => amounts.iter().find(|(known, _)| *known == field).map_or(0, |(_, more)| *more),
            None => i64::from(is_new) * ONE,
        };
        let Some(most) = sum.most else { return true };
        total(sums, kinds, drafts, place).saturating_add(more) <= most
    })
}

fn happening(
    declared: &EventList,
    list: ListId,
    kind: &Kind,
    draft: &Draft,
    (start, number): (chrono::NaiveDate, usize),
) -> Happening {
    let mut event = Happening { list, fields: kind.fields.clone() };
    if let Some((first, last)) = declared.lasting {
        event.set(first, Fact::Date(start));
        event.set(last, Fact::Date(kind.day));
    }
    event.set(declared.dated, Fact::Date(kind.day));
    for (field, amount) in &draft.amounts {
        let amount = Fact::Amount(Decimal::from_millionths(*amount));
        let unit = declared.fields.get(field.index()).map(|field| &field.kind);
        let alike = (0..).map(FieldId).zip(&declared.fields).filter(|(_, other)| Some(&other.kind) == unit);
        // What is credited may stand in another field of the same unit.
        for (other, _) in alike {
            let is_given = other != *field
                && (event.field(other).is_some() || draft.amounts.iter().any(|(known, _)| *known == other));
            if !is_given {
                event.set(other, amount.clone());
            }
        }
    }
    fill(&mut event.fields, &declared.fields, long_before(kind.day), number);
    event
}
