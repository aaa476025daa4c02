//! Amendments: one thing of a plan becomes another, as it does from one version of a regulation to the next.

use chrono::{Days, NaiveDate};
use policy_core::plan::{Amount, Condition, Consequence, DateExpr, NodeMut, Operator, Plan, Rule, Window};
use policy_core::{Decimal, Names, Span, TermId};

use super::{Choices, word};

/// What kind of thing is amended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amendment {
    /// A figure is another one.
    Figure,
    /// A day, or a length of time, is another one.
    Date,
    /// A set of terms has one more, or one fewer.
    Term,
    /// At least becomes more than.
    Operator,
    /// A clause is gone.
    Drop,
    /// Two clauses change places.
    Swap,
    /// Something is called otherwise.
    Rename,
    /// An occurrence of a period has other days.
    Period,
    /// A parameter is another figure.
    Parameter,
    /// A policy is in force on other days.
    Effective,
    /// A rule is gone.
    Remove,
    /// A word of the vocabulary is called otherwise, and the old name is kept beside or not.
    Word,
    /// Absence of a value means something else.
    Default,
    /// There is a new term, which a set may hold.
    NewTerm,
    /// Events of a list happen on another day of theirs.
    Dated,
    /// An occurrence of a period is new, or gone.
    Occurrence,
}

/// Amends a plan; `None` where there is nothing of the kind. The plan may then no longer be sound.
pub fn amend(choices: &mut Choices, plan: &mut Plan) -> Option<Amendment> {
    let kinds = [
        Amendment::Figure,
        Amendment::Figure,
        Amendment::Figure,
        Amendment::Date,
        Amendment::Date,
        Amendment::Term,
        Amendment::Operator,
        Amendment::Drop,
        Amendment::Drop,
        Amendment::Swap,
        Amendment::Rename,
        Amendment::Period,
        Amendment::Parameter,
        Amendment::Effective,
        Amendment::Remove,
        Amendment::Word,
        Amendment::Default,
        Amendment::NewTerm,
        Amendment::Dated,
        Amendment::Occurrence,
        Amendment::Occurrence,
    ];
    let kind = *choices.one(&kinds);
    let is_done = match kind {
        Amendment::Figure => at_one(choices, plan, &is_figure, &mut |choices, node| {
            if let NodeMut::Amount(amount) = node
                && let Amount::Literal(figure) = &mut **amount
            {
                *figure = other_figure(choices, *figure);
            }
        }),
        Amendment::Date => at_one(choices, plan, &is_dated, &mut other_date),
        Amendment::Term => {
            let trees: Vec<usize> = plan.vocabulary.trees.iter().map(|tree| tree.terms.len()).collect();
            at_one(choices, plan, &is_member, &mut |choices, node| {
                if let NodeMut::Condition(condition) = node
                    && let Condition::Member(_, set) = &mut **condition
                {
                    let term = TermId(choices.below(trees[set.tree.index()]) as u16);
                    match set.terms.binary_search(&term) {
                        Ok(place) => drop(set.terms.remove(place)),
                        Err(place) => set.terms.insert(place, term),
                    }
                }
            })
        }
        Amendment::Operator => at_one(choices, plan, &is_compared, &mut |_, node| {
            if let NodeMut::Condition(condition) = node
                && let Condition::Compare(comparison) = &mut **condition
            {
                comparison.operator = match comparison.operator {
                    Operator::AtLeast => Operator::MoreThan,
                    Operator::MoreThan | Operator::Equal | Operator::NotEqual => Operator::AtLeast,
                    Operator::AtMost => Operator::LessThan,
                    Operator::LessThan => Operator::AtMost,
                };
            }
        }),
        Amendment::Drop => drop_clause(choices, plan),
        Amendment::Swap => swap_clauses(choices, plan),
        Amendment::Rename => rename(choices, plan),
        Amendment::Period => period(choices, plan),
        Amendment::Parameter => match plan.parameters.len() {
            0 => false,
            count => {
                let place = choices.below(count);
                plan.parameters[place].value = other_figure(choices, plan.parameters[place].value);
                true
            }
        },
        Amendment::Effective => {
            let place = choices.below(plan.policies.len());
            let policy = &mut plan.policies[place];
            policy.effective_from = policy.effective_from + Days::new(1 + choices.below(400) as u64);
            policy.effective_to = None;
            true
        }
        Amendment::Remove => remove_rule(choices, plan),
        Amendment::Word => word::rename(choices, plan),
        Amendment::Default => word::default(choices, plan),
        Amendment::NewTerm => word::term(choices, plan),
        Amendment::Dated => word::dated(choices, plan),
        Amendment::Occurrence => occurrence(choices, plan),
    };
    is_done.then_some(kind)
}

fn is_figure(node: &NodeMut<'_>) -> bool {
    matches!(node, NodeMut::Amount(Amount::Literal(_)))
}

fn is_member(node: &NodeMut<'_>) -> bool {
    matches!(node, NodeMut::Condition(Condition::Member(..)))
}

fn is_compared(node: &NodeMut<'_>) -> bool {
    matches!(node, NodeMut::Condition(Condition::Compare(_)))
}

fn is_dated(node: &NodeMut<'_>) -> bool {
    match node {
        NodeMut::Date(date) => matches!(
            date,
            DateExpr::Literal(_) | DateExpr::InPeriod { .. } | DateExpr::Plus(..) | DateExpr::Minus(..)
        ),
        NodeMut::Window(window) => {
            matches!(window, Window::After { .. } | Window::Before { span: Some(_), .. })
        }
        NodeMut::Condition(condition) => matches!(condition, Condition::EventsCover { .. }),
        NodeMut::Amount(_) => false,
    }
}

fn other_date(choices: &mut Choices, node: &mut NodeMut<'_>) {
    match node {
        NodeMut::Date(date) => match &mut **date {
            DateExpr::Literal(day) => *day = other_day(choices, *day),
            DateExpr::InPeriod { day, .. } => *day = 1 + (*day + choices.below(20) as u32) % 28,
            DateExpr::Plus(_, span) | DateExpr::Minus(_, span) => *span = other_span(choices, *span),
            _ => {}
        },
        NodeMut::Window(window) => match &mut **window {
            Window::After { span, .. } | Window::Before { span: Some(span), .. } => {
                *span = other_span(choices, *span);
            }
            _ => {}
        },
        NodeMut::Condition(condition) => {
            if let Condition::EventsCover { length, .. } = &mut **condition {
                *length = other_span(choices, *length);
            }
        }
        NodeMut::Amount(_) => {}
    }
}

fn other_day(choices: &mut Choices, day: NaiveDate) -> NaiveDate {
    let days = Days::new(1 + choices.below(60) as u64);
    if choices.chance(50) { day + days } else { day - days }
}

fn other_span(choices: &mut Choices, span: Span) -> Span {
    match (span.months, span.days) {
        (0, days) => Span { months: 0, days: 1 + (days + choices.below(20) as u32) % 400 },
        (months, days) => Span { months: 1 + (months + choices.below(6) as u32) % 60, days },
    }
}

fn other_figure(choices: &mut Choices, figure: Decimal) -> Decimal {
    let millionths = figure.millionths();
    let one = 1_000_000;
    let other = *choices.one(&[
        millionths + one,
        (millionths - one).max(0),
        millionths + 10 * one,
        millionths / 2,
        millionths.saturating_mul(2),
        millionths + 500_000,
    ]);
    let other = if other == millionths { millionths + one } else { other };
    Decimal::from_millionths(other.min(1_000_000_000_000_000))
}

/// Changes one of the pieces that fit, wherever it is in the plan.
fn at_one(
    choices: &mut Choices,
    plan: &mut Plan,
    fits: &dyn Fn(&NodeMut<'_>) -> bool,
    change: &mut dyn FnMut(&mut Choices, &mut NodeMut<'_>),
) -> bool {
    let mut count = 0;
    walk(plan, &mut |node| count += usize::from(fits(node)));
    if count == 0 {
        return false;
    }
    let (chosen, mut place) = (choices.below(count), 0);
    walk(plan, &mut |node| {
        if fits(node) {
            if place == chosen {
                change(choices, node);
            }
            place += 1;
        }
    });
    true
}

pub(super) fn walk(plan: &mut Plan, visit: &mut dyn FnMut(&mut NodeMut<'_>)) {
    for recognition in &mut plan.recognitions {
        recognition.roots_mut(&mut |root| root.walk_up(visit));
    }
    for rule in &mut plan.rules {
        rule.roots_mut(&mut |root| root.walk_up(visit));
    }
    for consequence in &mut plan.consequences {
        NodeMut::Condition(&mut consequence.applies).walk_up(visit);
        NodeMut::Condition(&mut consequence.when).walk_up(visit);
    }
}

fn drop_clause(choices: &mut Choices, plan: &mut Plan) -> bool {
    match choices.below(4) {
        0 if !plan.recognitions.is_empty() => {
            let place = choices.below(plan.recognitions.len());
            let recognition = &mut plan.recognitions[place];
            if !recognition.steps.is_empty() && choices.chance(50) {
                recognition.steps.remove(choices.below(recognition.steps.len()));
                return true;
            }
            if recognition.entries.is_empty() {
                return false;
            }
            recognition.entries.remove(choices.below(recognition.entries.len()));
            true
        }
        1 => {
            let places: Vec<usize> =
                (0..plan.rules.len()).filter(|place| !plan.rules[*place].exemptions.is_empty()).collect();
            if places.is_empty() {
                return false;
            }
            let rule = &mut plan.rules[*choices.one(&places)];
            rule.exemptions.remove(choices.below(rule.exemptions.len()));
            true
        }
        _ => at_one(
            choices,
            plan,
            &|node| matches!(node, NodeMut::Condition(Condition::All(parts) | Condition::Any(parts)) if parts.len() > 1),
            &mut |choices, node| {
                if let NodeMut::Condition(condition) = node
                    && let Condition::All(parts) | Condition::Any(parts) = &mut **condition
                {
                    // What a balance makes available is asked for once, and stays.
                    let place = choices.below(parts.len());
                    parts.remove(place);
                }
            },
        ),
    }
}

fn swap_clauses(choices: &mut Choices, plan: &mut Plan) -> bool {
    if choices.chance(40) && !plan.recognitions.is_empty() {
        let place = choices.below(plan.recognitions.len());
        let entries = &mut plan.recognitions[place].entries;
        if entries.len() < 2 {
            return false;
        }
        let place = choices.below(entries.len() - 1);
        entries.swap(place, place + 1);
        return true;
    }
    at_one(
        choices,
        plan,
        &|node| matches!(node, NodeMut::Condition(Condition::All(parts) | Condition::Any(parts)) if parts.len() > 1),
        &mut |choices, node| {
            if let NodeMut::Condition(condition) = node
                && let Condition::All(parts) | Condition::Any(parts) = &mut **condition
            {
                let place = choices.below(parts.len() - 1);
                parts.swap(place, place + 1);
            }
        },
    )
}

fn rename(choices: &mut Choices, plan: &mut Plan) -> bool {
    let name = Names::new("called_otherwise");
    match choices.below(3) {
        0 if !plan.rules.is_empty() => {
            let place = choices.below(plan.rules.len());
            plan.rules[place].names = name;
        }
        1 if !plan.parameters.is_empty() => {
            let place = choices.below(plan.parameters.len());
            plan.parameters[place].names = name;
        }
        _ if !plan.periods.is_empty() => {
            let place = choices.below(plan.periods.len());
            plan.periods[place].names = name;
        }
        _ => return false,
    }
    true
}

fn period(choices: &mut Choices, plan: &mut Plan) -> bool {
    let places: Vec<usize> =
        (0..plan.periods.len()).filter(|place| !plan.periods[*place].occurrences.is_empty()).collect();
    if places.is_empty() {
        return false;
    }
    let period = &mut plan.periods[*choices.one(&places)];
    let chosen = choices.below(period.occurrences.len());
    let one = &mut period.occurrences[chosen];
    let length = (one.to - one.from).num_days();
    if length < 10 {
        return false;
    }
    let days = Days::new(1 + choices.below(7) as u64);
    if choices.chance(50) {
        one.to = one.to - days
    } else {
        one.from = one.from + days
    }
    true
}

/// Takes an occurrence of a period away, moves it by a week or a year where there is room, or adds one at the end.
fn occurrence(choices: &mut Choices, plan: &mut Plan) -> bool {
    let places: Vec<usize> =
        (0..plan.periods.len()).filter(|place| !plan.periods[*place].occurrences.is_empty()).collect();
    if places.is_empty() {
        return false;
    }
    let occurrences = &mut plan.periods[*choices.one(&places)].occurrences;
    let last = occurrences.len() - 1;
    match choices.below(3) {
        0 if last > 0 => drop(occurrences.remove(choices.below(last + 1))),
        1 => {
            let mut added = occurrences[last].clone();
            let days = Days::new(366 * ((added.to - added.from).num_days() as u64 / 366 + 1));
            (added.from, added.to) = (added.from + days, added.to + days);
            added.label = "added".to_owned();
            occurrences.push(added);
        }
        _ => {
            let days = Days::new(*choices.one(&[7, 366]));
            let moved = &mut occurrences[last];
            (moved.from, moved.to) = (moved.from + days, moved.to + days);
        }
    }
    true
}

/// Takes a rule away that nothing speaks of.
fn remove_rule(choices: &mut Choices, plan: &mut Plan) -> bool {
    let Some(last) = plan.rules.len().checked_sub(1).filter(|last| *last > 0) else { return false };
    let speaks = |rule: &Rule| rule.references();
    let is_spoken_of = plan.rules.iter().any(|rule| speaks(rule).iter().any(|other| other.index() == last))
        || plan.consequences.iter().any(|found: &Consequence| {
            let mut rules = found.when.rules();
            rules.extend(found.applies.rules());
            rules.extend(found.lifted_by);
            rules.iter().any(|other| other.index() == last)
        })
        || plan.rules.iter().any(|rule| rule.tightens.iter().any(|other| other.index() == last));
    if is_spoken_of || choices.chance(10) {
        return false;
    }
    plan.rules.pop();
    true
}
