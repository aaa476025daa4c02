//! Whether one way of counting events lets no more count than another.

use policy_core::FieldId;
use policy_core::plan::{
    Amount, Condition, FieldRef, Most, Node, Per, Recognition, Rounding, Scope, Source, Step, StepKind,
    Treatment,
};

use crate::order::Order;
use crate::search::{Claim, Side};

/// What is asked of the events that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Which they are.
    Events,
    /// What they come to in a field; whether all that count are added up, but for the days on which they happen.
    Amounts(FieldId, bool),
}

/// Whether, of the very same events that `asked` asks for, no more count by one source than by the other, each for no more.
pub(crate) fn counts_no_more(
    order: &Order<'_>,
    counts: Counts,
    asked: &Condition,
    (side, part): (Side, Source),
    (of, whole): (Side, Source),
) -> bool {
    let recognition = |policy: policy_core::plan::PolicyId| order.recognition(policy);
    let is_common = || {
        side == of
            || match part {
                Source::Recorded(_) | Source::Members(_) => true,
                Source::Recognised(_, place) => recognition(place)
                    .is_some_and(|found| found.nodes().into_iter().all(|node| order.means_the_same(node))),
            }
    };
    match (part, whole) {
        _ if part == whole => is_common(),
        (Source::Recognised(list, part), Source::Recognised(within, whole)) => {
            let both = recognition(part).zip(recognition(whole));
            list == within
                && both.is_some_and(|(part, whole)| {
                    part.subject == whole.subject
                        && is_no_more(order, (counts, asked), (side, part), (of, whole))
                })
        }
        (Source::Recognised(list, part), Source::Recorded(within)) => {
            list == within && recognition(part).is_some_and(|part| is_no_more_than_recorded(part, counts))
        }
        (Source::Recorded(list), Source::Recognised(within, whole)) => {
            // Where nothing is rejected and everything counts as it is recorded, there is no difference.
            list == within
                && recognition(whole).is_some_and(|whole| {
                    whole.entries.is_empty()
                        && match counts {
                            Counts::Events => !whole.steps.iter().any(repeats),
                            Counts::Amounts(..) => whole.steps.is_empty(),
                        }
                })
        }
        (Source::Recorded(_) | Source::Members(_), _) | (Source::Recognised(..), Source::Members(_)) => false,
    }
}

/// Whether of each event no more counts by a recognition than by another.
fn is_no_more(
    order: &Order<'_>,
    (counts, asked): (Counts, &Condition),
    (side, part): (Side, &Recognition),
    (of, whole): (Side, &Recognition),
) -> bool {
    let amounts = match counts {
        Counts::Events => false,
        Counts::Amounts(field, _) => {
            if part.credited != whole.credited {
                return false;
            }
            part.credited == Some(field)
        }
    };
    let means_the_same =
        |found: &Recognition| found.nodes().into_iter().all(|node| side == of || order.means_the_same(node));
    let entries_are_the_same = part.entries == whole.entries && means_the_same(part);
    if !entries_are_the_same && !entries_are_no_more(order, (amounts, asked), (side, part), (of, whole)) {
        return false;
    }
    let fills_days = match counts {
        Counts::Events => false,
        Counts::Amounts(_, is_all) => is_all && order.is_of_one_day(part.subject, part.list),
    };
    steps_take_no_less(
        order,
        (amounts, fills_days),
        entries_are_the_same,
        (side, &part.steps),
        (of, &whole.steps),
    )
}

/// What a recognition does with an event, entry by entry: the first that holds.
struct Entries<'r> {
    /// That none of those that reject does.
    accepted: Claim<'r>,
    /// When each of those that count does, and no earlier one, with the amount.
    counted: Vec<(Claim<'r>, Option<Amount>)>,
}

impl<'r> Entries<'r> {
    /// That some entry counts the event; which is the first does not matter then.
    fn any(&self) -> Claim<'r> {
        let whens = self.counted.iter().filter_map(|(claim, _)| match claim {
            Claim::All(all) => all.last().cloned(),
            other => Some(other.clone()),
        });
        Claim::Any(whens.collect())
    }
}

const EVERYTHING: &Condition = &Condition::Constant(true);

fn entries(side: Side, of: &Recognition) -> Entries<'_> {
    let rejects = of.entries.iter().filter(|entry| entry.treatment == Treatment::Reject);
    let rejected = Claim::Any(rejects.map(|entry| Claim::Condition(side, &entry.when)).collect());
    let accepted = Claim::Not(Box::new(rejected));
    let as_recorded = of.credited.map(|field| Amount::Field(FieldRef { scope: Scope::Event, field }));
    let mut counted = Vec::new();
    let mut before: Vec<Claim<'_>> = Vec::new();
    for entry in &of.entries {
        let amount = match &entry.treatment {
            Treatment::Count { amount } => amount.clone().or_else(|| as_recorded.clone()),
            Treatment::Reject => continue,
        };
        let when = Claim::Condition(side, &entry.when);
        let mut all = before.clone();
        all.push(when.clone());
        counted.push((Claim::All(all), amount));
        before.push(Claim::Not(Box::new(when)));
    }
    if counted.is_empty() {
        counted.push((Claim::Condition(side, EVERYTHING), as_recorded));
    }
    Entries { accepted, counted }
}

/// Whether each event that the entries of the one count, those of the other count for no less.
fn entries_are_no_more(
    order: &Order<'_>,
    (amounts, asked): (bool, &Condition),
    (side, part): (Side, &Recognition),
    (of, whole): (Side, &Recognition),
) -> bool {
    let (few, many) = (entries(side, part), entries(of, whole));
    let (counted, is_counted) = (few.any(), many.any());
    // What is asked of the events may be asked of what they are credited, which is not what is recorded.
    let is_of_records =
        ![part, whole].into_iter().filter_map(|of| of.credited).any(|of| asks_about(asked, of));
    let asked = Claim::Condition(side, if is_of_records { asked } else { EVERYTHING });
    let known = [asked, few.accepted, counted];
    if !order.follows_in_all_cases(&known, &many.accepted) || !order.follows_in_all_cases(&known, &is_counted)
    {
        return false;
    }
    let [asked, accepted, _] = known;
    !amounts
        || few.counted.iter().all(|(one, less)| {
            many.counted.iter().all(|(other, more)| {
                let is_no_more = match (less, more) {
                    (Some(less), Some(more)) => order.amount((side, less), (of, more)),
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                };
                is_no_more || order.is_no_case(&[asked.clone(), accepted.clone(), one.clone(), other.clone()])
            })
        })
}

/// Whether a condition asks about a field of an event.
fn asks_about(condition: &Condition, field: FieldId) -> bool {
    let mut asks = false;
    Node::Condition(condition).walk(&mut |node| {
        asks |= matches!(node, Node::Amount(Amount::Field(of)) if of.scope == Scope::Event && of.field == field);
    });
    asks
}

/// Whether the steps of the one leave each event no more than those of the other do.
///
/// As long as nothing has been different, the same goes into the next step of both. From the first difference on, only steps
/// will do that look at each event by itself: where one takes less of one event, another may leave more of the next.
fn steps_take_no_less(
    order: &Order<'_>,
    (amounts, fills_days): (bool, bool),
    entries_are_the_same: bool,
    (side, part): (Side, &[Step]),
    (of, whole): (Side, &[Step]),
) -> bool {
    let is_same_step = |one: &Step, other: &Step| {
        one.filter == other.filter
            && one.kind == other.kind
            && (side == of || {
                order.means_the_same(Node::Condition(&one.filter))
                    && one.kind.nodes().into_iter().all(|node| order.means_the_same(node))
            })
    };
    let (mut part, mut whole) = (part, whole);
    let mut is_same_so_far = entries_are_the_same;
    loop {
        match (part, whole) {
            ([], []) => return true,
            // What a day comes to is no more where less goes into it, and more is left of it; so it is of all its events together.
            ([one], [other]) if fills_days && !is_same_so_far && fill_days(one, other) => {
                return one.kind == other.kind || takes_no_less(order, (side, one), (of, other));
            }
            ([one, rest @ ..], [other, others @ ..]) if is_same_step(one, other) => {
                if !is_same_so_far && !looks_at_each(one, amounts) {
                    return false;
                }
                (part, whole) = (rest, others);
            }
            ([one, rest @ ..], [other, others @ ..])
                if one.filter == other.filter
                    && (is_same_so_far || looks_at_each(one, amounts))
                    && takes_no_less(order, (side, one), (of, other)) =>
            {
                is_same_so_far = false;
                (part, whole) = (rest, others);
            }
            ([one, rest @ ..], _) if only_takes(one) => {
                is_same_so_far = false;
                part = rest;
            }
            (_, [other, others @ ..]) if !amounts && !repeats(other) => {
                is_same_so_far = false;
                whole = others;
            }
            (_, _) => return false,
        }
    }
}

/// Whether two steps let no more than so much of each day count, whatever it is.
fn fill_days(one: &Step, other: &Step) -> bool {
    let fills = |step: &Step| {
        step.filter == Condition::Constant(true)
            && matches!(step.kind, StepKind::Cap { per: Per::Day, most: Most::Amount(Amount::Literal(_)) })
    };
    fills(one) && fills(other)
}

/// Whether a step that does the same kind of thing takes no less of the same events.
fn takes_no_less(order: &Order<'_>, (side, one): (Side, &Step), (of, other): (Side, &Step)) -> bool {
    match (&one.kind, &other.kind) {
        (StepKind::Cap { per, most }, StepKind::Cap { per: by, most: more }) => {
            let lower = match (most, more) {
                (Most::Amount(most), Most::Amount(more)) => order.amount((side, most), (of, more)),
                (
                    Most::Share { numerator, denominator },
                    Most::Share { numerator: wider, denominator: through },
                ) => {
                    i128::from(*numerator) * i128::from(*through)
                        <= i128::from(*wider) * i128::from(*denominator)
                }
                (Most::Amount(_), Most::Share { .. }) | (Most::Share { .. }, Most::Amount(_)) => false,
            };
            // Where each day has less room, what an event finds left of its days is no more, and so is what it gets.
            per == by && lower
        }
        (StepKind::Deduct(more), StepKind::Deduct(less)) => order.amount((of, less), (side, more)),
        (_, _) => false,
    }
}

/// Whether what a step leaves of an event hangs on that event alone, and on more of it leaves no less.
fn looks_at_each(step: &Step, amounts: bool) -> bool {
    match &step.kind {
        StepKind::Cap { per, most: Most::Amount(_) } => !amounts || *per == Per::Event,
        StepKind::Cap { most: Most::Share { .. }, .. } => !amounts,
        StepKind::Deduct(_) | StepKind::Round { .. } => true,
        StepKind::Once { .. } => false,
    }
}

fn repeats(step: &Step) -> bool {
    matches!(step.kind, StepKind::Once { .. })
}

fn is_no_more_than_recorded(part: &Recognition, counts: Counts) -> bool {
    let is_as_recorded = part.entries.iter().all(|entry| match &entry.treatment {
        Treatment::Count { amount } => amount.is_none(),
        Treatment::Reject => true,
    });
    match counts {
        Counts::Events => true,
        Counts::Amounts(field, _) if Some(field) != part.credited => true,
        Counts::Amounts(..) => is_as_recorded && part.steps.iter().all(only_takes),
    }
}

/// Whether a step never leaves an event more than it found.
fn only_takes(step: &Step) -> bool {
    match step.kind {
        StepKind::Round { mode: Rounding::Up | Rounding::HalfUp, .. } => false,
        StepKind::Round { mode: Rounding::Down, .. }
        | StepKind::Cap { .. }
        | StepKind::Once { .. }
        | StepKind::Deduct(_) => true,
    }
}
