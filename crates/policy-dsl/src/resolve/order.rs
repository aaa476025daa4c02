//! The order of rules: each after those that it refers to, else as in the text.

use policy_core::plan::{Amount, Comparison, Condition, DateExpr, Measure, RuleId, Window};

use super::policy::Model;
use super::report::Report;
use crate::{Diagnostic, Saying, Span};

/// What each rule refers to, and where.
pub(crate) type References = Vec<Vec<(usize, Span)>>;

/// The rules in their order, by their places in the model; `None` after showing a cycle.
pub(crate) fn order(report: &mut Report, model: &Model<'_>, references: &References) -> Option<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; references.len()];
    let mut ordered = Vec::with_capacity(references.len());
    for start in 0..references.len() {
        // Each step is a rule and how many of its references have been followed.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if marks[start] == Mark::New {
            marks[start] = Mark::Open;
            path.push((start, 0));
        }
        while let Some((rule, next)) = path.last_mut() {
            let Some(&(target, _)) = references[*rule].get(*next) else {
                marks[*rule] = Mark::Done;
                ordered.push(*rule);
                path.pop();
                continue;
            };
            *next += 1;
            match marks[target] {
                Mark::Done => {}
                Mark::New => {
                    marks[target] = Mark::Open;
                    path.push((target, 0));
                }
                Mark::Open => return show_cycle(report, model, references, &path, target),
            }
        }
    }
    bounded(report, model, references, &ordered).then_some(ordered)
}

/// How long a chain of rules may be; the evaluator goes through it.
const LONGEST_CHAIN: u16 = 64;

fn bounded(report: &mut Report, model: &Model<'_>, references: &References, ordered: &[usize]) -> bool {
    let mut chains = vec![0u16; references.len()];
    for &rule in ordered {
        let longest = references[rule].iter().map(|(other, _)| chains[*other]).max().unwrap_or(0);
        chains[rule] = longest + 1;
        if longest == LONGEST_CHAIN {
            let declared = &model.rules[rule].syntax.declared.name;
            let says =
                Saying::new("chain-too-long").with("name", &declared.text).with("limit", LONGEST_CHAIN);
            report.push(Diagnostic::error(declared.span, says));
            return false;
        }
    }
    true
}

fn show_cycle<T>(
    report: &mut Report,
    model: &Model<'_>,
    references: &References,
    path: &[(usize, usize)],
    target: usize,
) -> Option<T> {
    let start = path.iter().position(|(rule, _)| *rule == target).unwrap_or(0);
    let cycle = &path[start..];
    let name = |rule: usize| model.rules[rule].syntax.declared.name.text.as_str();
    let mut shown: Vec<&str> = cycle.iter().map(|(rule, _)| name(*rule)).collect();
    shown.push(name(target));
    let steps = cycle.iter().filter_map(|(rule, next)| {
        let (to, span) = *references[*rule].get(next.checked_sub(1)?)?;
        Some((span, Saying::new("refers-to").with("from", name(*rule)).with("to", name(to))))
    });
    let says = if cycle.len() == 1 { "rule-refers-to-itself" } else { "rules-in-a-circle" };
    let says = Saying::new(says).with("cycle", shown.join(" → ")).with("name", name(target));
    let mut diagnostic = Diagnostic::error(model.rules[target].syntax.declared.name.span, says);
    diagnostic.related = steps.collect();
    report.fail(diagnostic.hint(Saying::new("hint-cycle")))
}

/// Gives the rules that a condition speaks of their final numbers.
pub(crate) fn renumber(condition: &mut Condition, numbers: &[RuleId]) {
    match condition {
        Condition::Constant(_) | Condition::Member(..) | Condition::Flag(_) | Condition::TextIs(..) => {}
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            parts.iter_mut().for_each(|part| renumber(part, numbers));
        }
        Condition::Not(inner) => renumber(inner, numbers),
        Condition::Compare(comparison) => {
            let Comparison { left, right, .. } = &mut **comparison;
            renumber_amount(left, numbers);
            renumber_amount(right, numbers);
        }
        Condition::CompareDates(left, _, right) => {
            renumber_date(left, numbers);
            renumber_date(right, numbers);
        }
        Condition::DateIn(date, window) => {
            renumber_date(date, numbers);
            renumber_window(window, numbers);
        }
        Condition::RuleSatisfied(rule) | Condition::RuleExempt(rule) => *rule = numbers[rule.index()],
        Condition::InEach { condition, .. } => renumber(condition, numbers),
        Condition::SpanCovers(window) => renumber_window(window, numbers),
        Condition::EventsCover { filter, window, .. } => {
            renumber(filter, numbers);
            renumber_window(window, numbers);
        }
    }
}

/// The same for an amount.
pub(crate) fn renumber_amount(amount: &mut Amount, numbers: &[RuleId]) {
    match amount {
        Amount::Literal(_) | Amount::Parameter(_) | Amount::Field(_) => {}
        Amount::Aggregate(aggregate) => {
            renumber(&mut aggregate.filter, numbers);
            renumber_window(&mut aggregate.window, numbers);
            match &mut aggregate.measure {
                Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                    renumber_amount(amount, numbers);
                }
                Measure::Count | Measure::Distinct(_) | Measure::Sum(_) => {}
            }
        }
        Amount::Available(rule) => *rule = numbers[rule.index()],
        Amount::Verdicts(verdicts) => {
            verdicts.rule = numbers[verdicts.rule.index()];
            renumber_window(&mut verdicts.window, numbers);
        }
        Amount::Sum(parts) | Amount::Highest(parts) | Amount::Lowest(parts) => {
            parts.iter_mut().for_each(|part| renumber_amount(part, numbers))
        }
        Amount::Difference(first, second) => {
            renumber_amount(first, numbers);
            renumber_amount(second, numbers);
        }
        Amount::Scaled { amount, .. } | Amount::Rounded { amount, .. } => renumber_amount(amount, numbers),
        Amount::Choose(choice) => {
            for case in &mut choice.cases {
                renumber(&mut case.when, numbers);
                renumber_amount(&mut case.amount, numbers);
            }
            renumber_amount(&mut choice.otherwise, numbers);
        }
        Amount::Length(window, _) => renumber_window(window, numbers),
        Amount::Covered(covered) => {
            renumber(&mut covered.filter, numbers);
            renumber_window(&mut covered.window, numbers);
        }
        Amount::Portion(portion) => {
            for part in [&mut portion.amount, &mut portion.part, &mut portion.whole] {
                renumber_amount(part, numbers);
            }
        }
    }
}

/// The same for a date.
pub(crate) fn renumber_date(date: &mut DateExpr, numbers: &[RuleId]) {
    match date {
        DateExpr::WorkingDay(working) => renumber_date(&mut working.date, numbers),
        DateExpr::Reached(reached) => {
            renumber(&mut reached.aggregate.filter, numbers);
            renumber_window(&mut reached.aggregate.window, numbers);
            renumber_amount(&mut reached.amount, numbers);
        }
        DateExpr::Literal(_)
        | DateExpr::InPeriod { .. }
        | DateExpr::Due
        | DateExpr::Field(_)
        | DateExpr::AsOf => {}
        DateExpr::StartOf(window) | DateExpr::EndOf(window) => renumber_window(window, numbers),
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => renumber_date(date, numbers),
        DateExpr::Extreme(extreme) => {
            renumber(&mut extreme.filter, numbers);
            renumber_window(&mut extreme.window, numbers);
        }
    }
}

/// The same for a window.
pub(crate) fn renumber_window(window: &mut Window, numbers: &[RuleId]) {
    match window {
        Window::Rule | Window::Period | Window::Year { .. } | Window::Named(_) | Window::AnyTime => {}
        Window::Between(from, to) => {
            for date in [from, to].into_iter().flatten() {
                renumber_date(date, numbers);
            }
        }
        Window::Extended { window, pause } => {
            renumber_window(window, numbers);
            renumber(&mut pause.filter, numbers);
        }
        Window::After { from, .. } => renumber_date(from, numbers),
        Window::Before { to, .. } => renumber_date(to, numbers),
    }
}
