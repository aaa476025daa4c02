//! The order of rules: each after those that it refers to, else as in the text.

use policy_core::plan::{Amount, Condition, NodeMut, RuleId};

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

/// Gives the rules that something speaks of their final numbers.
pub(crate) fn renumber(node: &mut NodeMut<'_>, numbers: &[RuleId]) {
    let number = |rule: &mut RuleId| *rule = numbers[rule.index()];
    match node {
        NodeMut::Condition(Condition::RuleSatisfied(rule) | Condition::RuleExempt(rule)) => number(rule),
        NodeMut::Amount(Amount::Available(rule)) => number(rule),
        NodeMut::Amount(Amount::Verdicts(verdicts)) => number(&mut verdicts.rule),
        NodeMut::Condition(_) | NodeMut::Amount(_) | NodeMut::Date(_) | NodeMut::Window(_) => {}
    }
}
