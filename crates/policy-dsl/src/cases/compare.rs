//! Deciding the record of a test, and comparing what is found with what is expected.

use chrono::Datelike;
use policy_core::plan::Condition;
use policy_core::{AmountRange, Decision, Engine, Instance, Measured, Standing, Status, UnitId, Verdict};

use super::build::Readers;
use super::expect::{About, Check, Expect, PeriodMeant};
use super::lower::Test;
use crate::resolve::{Report, Words};
use crate::syntax::ExpectedState;
use crate::{Diagnostic, Filling, Saying};

/// Runs a test; returns how many expectations were looked at.
pub(super) fn run(
    report: &mut Report,
    engine: &Engine,
    readers: &mut Readers,
    words: &Words,
    test: &Test,
) -> usize {
    let bench = engine.at(test.as_of);
    let mut compared = 0;
    // What a heading or an expectation leaves open is said once, not for every row or part of it.
    let mut said = Vec::new();
    for row in &test.rows {
        let Some(record) = readers.record(report, words, &test.record, row) else { continue };
        let decision = match bench.decide(&record) {
            Ok(decision) => decision,
            Err(error) => {
                let span = row
                    .checks
                    .first()
                    .or(test.checks.first())
                    .map_or_else(Default::default, |check| check.span);
                report.push(Diagnostic::error(
                    span,
                    Saying::new("test-undecided").with_said("reason", |language| error.text(language)),
                ));
                continue;
            }
        };
        let compare = Compare { engine, words, decision: &decision };
        for check in test.checks.iter().chain(&row.checks) {
            compared += 1;
            let Some(finding) = compare.check(check) else { continue };
            if matches!(finding.says.id, "test-several-verdicts" | "test-no-verdict") {
                if said.contains(&finding.span) {
                    continue;
                }
                said.push(finding.span);
            }
            report.push(finding);
        }
    }
    compared
}

struct Compare<'c> {
    engine: &'c Engine,
    words: &'c Words,
    decision: &'c Decision,
}

impl Compare<'_> {
    fn check(&self, check: &Check) -> Option<Diagnostic> {
        match check.about {
            About::Rule(rule) => {
                let verdicts: Vec<&Verdict> = self
                    .decision
                    .verdicts
                    .iter()
                    .filter(|verdict| verdict.rule == rule)
                    .filter(|verdict| is_meant(verdict.period, verdict.due, check.period.as_ref()))
                    .collect();
                if let Some(verdict) = only_applicable(&verdicts) {
                    return self.rule(check, verdict);
                }
                match verdicts.as_slice() {
                    [verdict] => self.rule(check, verdict),
                    [] => match check.expect {
                        Expect::State(ExpectedState::Status(Status::NotApplicable)) => None,
                        Expect::State(_) | Expect::Short(..) | Expect::Due(_) => Some(no_verdict(check)),
                    },
                    several => {
                        let listed =
                            several.iter().map(|verdict| (verdict.period, status_id(verdict.status)));
                        Some(several_verdicts(check, listed))
                    }
                }
            }
            About::Consequence(consequence) => {
                let outcomes: Vec<_> = self
                    .decision
                    .outcomes
                    .iter()
                    .filter(|outcome| outcome.consequence == consequence)
                    .filter(|outcome| is_meant(outcome.period, None, check.period.as_ref()))
                    .collect();
                let Expect::State(ExpectedState::Standing(expected)) = check.expect else { return None };
                match outcomes.as_slice() {
                    [outcome] if outcome.standing == expected => None,
                    [outcome] => Some(differs(check, standing_id(expected), standing_id(outcome.standing))),
                    [] if expected == Standing::Clear => None,
                    [] => Some(no_verdict(check)),
                    several => {
                        let listed =
                            several.iter().map(|outcome| (outcome.period, standing_id(outcome.standing)));
                        Some(several_verdicts(check, listed))
                    }
                }
            }
        }
    }

    fn rule(&self, check: &Check, verdict: &Verdict) -> Option<Diagnostic> {
        match &check.expect {
            Expect::State(ExpectedState::Status(expected)) => {
                if verdict.status == *expected {
                    return None;
                }
                let mut finding = differs(check, status_id(*expected), status_id(verdict.status));
                if let Some(measured) = &verdict.measured {
                    finding = finding.hint(self.measured(verdict, measured));
                }
                Some(finding)
            }
            Expect::State(ExpectedState::Standing(_)) => None,
            Expect::Short(amount, unit) => {
                let found = verdict.measured.and_then(|measured| measured.shortfall);
                let units = verdict.measured.map_or(Vec::new(), |measured| self.units_of(verdict, &measured));
                let measured_in = units.first().copied();
                let same_unit = unit.is_none_or(|unit| units.contains(&unit));
                if found == Some(*amount) && same_unit {
                    return None;
                }
                let says = match (found, measured_in) {
                    (Some(found), Some(unit)) => Saying::new("test-short-differs")
                        .with("expected", amount)
                        .with("found", found)
                        .with_names("unit", self.words.unit_names(unit)),
                    (Some(_), None) | (None, _) => Saying::new("test-short-none").with("expected", amount),
                };
                Some(Diagnostic::error(check.span, says.with_names("name", &check.names)))
            }
            Expect::Due(expected) => {
                if verdict.due == Some(*expected) {
                    return None;
                }
                let says = match verdict.due {
                    Some(found) => Saying::new("test-due-differs").with("found", found),
                    None => Saying::new("test-due-none"),
                };
                Some(Diagnostic::error(
                    check.span,
                    says.with("expected", expected).with_names("name", &check.names),
                ))
            }
        }
    }

    /// What was reached, beside what is required.
    fn measured(&self, verdict: &Verdict, measured: &Measured) -> Saying {
        let says = Saying::new("test-measured")
            .with("value", range(measured.value))
            .with("threshold", range(measured.threshold));
        match self.units_of(verdict, measured).first() {
            Some(unit) => says.with_names("unit", self.words.unit_names(*unit)),
            None => says.with("unit", ""),
        }
    }

    /// The unit of the comparison that decided: the requirement's, or an alternative's where one was taken.
    fn units_of(&self, verdict: &Verdict, measured: &Measured) -> Vec<UnitId> {
        let Some(rule) = self.engine.plan().rules.get(verdict.rule.index()) else { return Vec::new() };
        let alternatives = rule.alternatives.iter().map(|alternative| &alternative.requirement);
        std::iter::once(&rule.requirement)
            .chain(alternatives)
            .filter_map(|requirement| {
                let mut left = measured.part;
                nth_unit(requirement, &mut left)
            })
            .collect()
    }
}

/// The unit of a requirement's comparison, counted in the order of the text as verdicts count them.
fn nth_unit(condition: &Condition, left: &mut u16) -> Option<UnitId> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            parts.iter().find_map(|part| nth_unit(part, left))
        }
        Condition::Compare(comparison) if *left == 0 => Some(comparison.unit),
        Condition::Compare(_) => {
            *left -= 1;
            None
        }
        Condition::Not(_)
        | Condition::Constant(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => None,
    }
}

/// Whether a verdict is of the period that is meant.
fn is_meant(period: Instance, due: Option<chrono::NaiveDate>, meant: Option<&PeriodMeant>) -> bool {
    // An alternative may be due after the period that it belongs to.
    let last = period.to.or(due);
    match meant {
        None => true,
        Some(PeriodMeant::Year(year)) => last.or(period.from).is_some_and(|day| day.year() == *year),
        Some(PeriodMeant::Day(day)) => {
            period.from.is_none_or(|from| from <= *day)
                && period.to.or(due).is_none_or(|to| *day <= to)
                && (period.from.is_some() || last.is_some())
        }
        Some(PeriodMeant::Occurrence(from, to)) => period.from == Some(*from) && period.to == Some(*to),
    }
}

/// The verdict that is meant where none is named: of several, the only one of a period to which the rule applies.
fn only_applicable<'v>(verdicts: &[&'v Verdict]) -> Option<&'v Verdict> {
    let mut applicable = verdicts.iter().filter(|verdict| verdict.status != Status::NotApplicable);
    let only = applicable.next()?;
    applicable.next().is_none().then_some(*only)
}

fn differs(check: &Check, expected: &str, found: &str) -> Diagnostic {
    let says = Saying::new("test-state-differs")
        .with_names("name", &check.names)
        .with_word("expected", expected)
        .with_word("found", found);
    Diagnostic::error(check.span, says)
}

fn no_verdict(check: &Check) -> Diagnostic {
    let says = Saying::new("test-no-verdict").with_names("name", &check.names);
    Diagnostic::error(check.span, says).hint(Saying::new("hint-test-no-verdict"))
}

/// Shows the latest of the verdicts among which the test does not say which one it means.
fn several_verdicts<'i>(
    check: &Check,
    listed: impl ExactSizeIterator<Item = (Instance, &'i str)>,
) -> Diagnostic {
    const SHOWN: usize = 6;
    let mut english = Vec::new();
    let mut chinese = Vec::new();
    let mut example = String::new();
    let left_out = listed.len().saturating_sub(SHOWN);
    if left_out > 0 {
        english.push("…".to_owned());
        chinese.push("……".to_owned());
    }
    for (period, state) in listed.skip(left_out) {
        example = occurrence_label(period);
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
        let word = Saying::new("").with_word("state", state);
        let state = word.arguments.first().map(|(_, filling)| filling.clone());
        let state = state.unwrap_or(Filling { english: String::new(), chinese: String::new() });
        english.push(format!("{} to {}: {}", day(period.from), day(period.to), state.english));
        chinese.push(format!("{} 至 {}\u{ff1a}{}", day(period.from), day(period.to), state.chinese));
    }
    let mut says = Saying::new("test-several-verdicts").with_names("name", &check.names);
    says.arguments.push(("verdicts", Filling { english: english.join("; "), chinese: chinese.join("、") }));
    let hint = Saying::new("hint-test-several-verdicts").with("period", example);
    Diagnostic::error(check.heading, says).hint(hint)
}

/// How a test names a period: by its year where it is one, else by its first day.
fn occurrence_label(period: Instance) -> String {
    match (period.from, period.to) {
        (Some(from), Some(to))
            if from.ordinal() == 1 && from.year() == to.year() && (to.month(), to.day()) == (12, 31) =>
        {
            from.year().to_string()
        }
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    }
}

fn range(range: AmountRange) -> String {
    match range.high {
        Some(high) if high == range.low => high.to_string(),
        Some(high) => format!("{}–{high}", range.low),
        None => format!("≥ {}", range.low),
    }
}

fn status_id(status: Status) -> &'static str {
    match status {
        Status::Met => "status-met",
        Status::Unmet => "status-unmet",
        Status::Pending => "status-pending",
        Status::Unknown => "status-unknown",
        Status::Exempt => "status-exempt",
        Status::NotApplicable => "status-not-applicable",
    }
}

fn standing_id(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "standing-in-force",
        Standing::AtRisk => "standing-at-risk",
        Standing::Undetermined => "standing-undetermined",
        Standing::Clear => "standing-clear",
    }
}
