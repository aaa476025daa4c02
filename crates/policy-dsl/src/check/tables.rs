//! Decision tables whose rows contradict each other, or leave something unsaid.
//!
//! Every column is cut into the classes of values that its cells tell apart. The rows are then
//! sorted column by column: those that a class lets through go on to the next column, and classes that
//! let the same rows through go together. Where none is left, nothing is said of that case; where
//! two with different results are, they contradict each other.

use std::collections::HashMap;

use policy_compare::{Example, Feature, Looked, Question, question};
use policy_core::plan::{Amount, Choice, Condition, FieldRef, Measure, Naming, Node, Plan, Scope, TableId};
use policy_core::{FieldKind, ListId, SubjectId, Vocabulary};

use super::witness::Speaker;
use crate::index::TablePlace;
use crate::resolve::Report;
use crate::{Diagnostic, Index, Lint, Saying};

/// How much is looked at in one table before giving up: rows times classes.
const MOST_STEPS: usize = 2_000_000;
/// How many findings of one kind are told of one table.
const MOST_FINDINGS: usize = 3;

/// Looks at every table where it is used first.
pub(super) fn check_tables(report: &mut Report, plan: &Plan, index: &Index) {
    let mut seen = vec![false; plan.tables.len()];
    for recognition in &plan.recognitions {
        for node in recognition.nodes() {
            check_node(report, plan, index, &mut seen, (recognition.subject, Some(recognition.list)), node);
        }
    }
    for rule in &plan.rules {
        for node in rule.nodes() {
            check_node(report, plan, index, &mut seen, (rule.subject, None), node);
        }
    }
    for consequence in &plan.consequences {
        let node = Node::Condition(&consequence.when);
        check_node(report, plan, index, &mut seen, (consequence.subject, None), node);
    }
}

fn check_node(
    report: &mut Report,
    plan: &Plan,
    index: &Index,
    seen: &mut [bool],
    (subject, list): (SubjectId, Option<ListId>),
    node: Node<'_>,
) {
    node.walk(&mut |node| {
        let Node::Amount(Amount::Choose(choice)) = node else { return };
        let Some(Naming::Table(TableId(table))) = choice.named else { return };
        let Some(seen) = seen.get_mut(usize::from(table)).filter(|seen| !**seen) else { return };
        *seen = true;
        if let Some(place) = index.tables.get(usize::from(table)) {
            check_table(report, &Speaker { plan, subject, list }, choice, place);
        }
    });
}

fn check_table(report: &mut Report, speaker: &Speaker<'_>, choice: &Choice, place: &TablePlace) {
    let Some(sheet) = Sheet::new(speaker, choice) else { return };
    let mut sorting = Sorting {
        sheet: &sheet,
        choice,
        says_otherwise: place.has_otherwise,
        steps: 0,
        gaps: Vec::new(),
        overlaps: Vec::new(),
    };
    let rows: Vec<usize> = (0..choice.cases.len()).collect();
    let is_done = sorting.sort(&rows, &mut Vec::new());
    let names = &place.place.names;
    for (first, second, case) in &sorting.overlaps {
        let (Some(first), Some(second)) = (place.rows.get(*first), place.rows.get(*second)) else { continue };
        let mut says = Saying::new("table-overlap").with_names("table", names);
        says.arguments.push(("witness", speaker.tell(&sheet.examples(case))));
        let diagnostic = Diagnostic::finding(Lint::TableOverlap, *second, says)
            .also(*first, Saying::new("table-row-before"));
        report.push(diagnostic.hint(Saying::new("hint-table-overlap")));
    }
    for case in &sorting.gaps {
        let mut says = Saying::new("table-gap").with_names("table", names);
        says.arguments.push(("witness", speaker.tell(&sheet.examples(case))));
        report.push(
            Diagnostic::finding(Lint::TableGap, place.place.name, says).hint(Saying::new("hint-table-gap")),
        );
    }
    if !is_done && sorting.overlaps.is_empty() && sorting.gaps.is_empty() {
        let says = Saying::new("table-unchecked").with_names("table", names);
        report.push(Diagnostic::finding(Lint::TableUnchecked, place.place.name, says));
    }
}

/// The rows as what they ask of each feature.
struct Sheet<'p> {
    features: Vec<Feature<'p>>,
    /// By feature, the classes that can be at all.
    classes: Vec<Vec<usize>>,
    /// By row, what it asks of each feature.
    asked: Vec<Vec<Option<Formula<'p>>>>,
}

/// A condition on one feature.
enum Formula<'p> {
    Constant(bool),
    All(Vec<Formula<'p>>),
    Any(Vec<Formula<'p>>),
    Not(Box<Formula<'p>>),
    Ask(Question<'p>),
}

impl<'p> Sheet<'p> {
    /// `None` where a cell looks at something that cannot be broken down into classes.
    fn new(speaker: &Speaker<'_>, choice: &'p Choice) -> Option<Self> {
        let mut features: Vec<Feature<'p>> = Vec::new();
        let mut asked = Vec::new();
        for case in &choice.cases {
            let mut row: Vec<Option<Formula<'p>>> = Vec::new();
            for part in conjuncts(&case.when) {
                let (feature, formula) = formula(speaker.plan, &mut features, part)?;
                let Some(feature) = feature else { continue };
                row.resize_with(features.len().max(row.len()), || None);
                let before = row[feature].take();
                row[feature] = Some(match before {
                    Some(before) => Formula::All(vec![before, formula]),
                    None => formula,
                });
            }
            asked.push(row);
        }
        let mut classes = Vec::new();
        for feature in &mut features {
            feature.settle(speaker.plan);
            let whole = is_whole(speaker, feature.looked);
            classes.push((0..feature.classes()).filter(|class| feature.can_be(*class, whole)).collect());
        }
        Some(Self { features, classes, asked })
    }

    /// Whether a class of a feature lets a row through.
    fn passes(&self, row: usize, feature: usize, class: usize) -> bool {
        let asked = self.asked[row].get(feature).and_then(Option::as_ref);
        asked.is_none_or(|formula| holds(formula, &self.features[feature], class))
    }

    fn examples(&self, case: &[usize]) -> Vec<(Looked<'p>, Example)> {
        let example = |(feature, class): (&Feature<'p>, &usize)| (feature.looked, feature.example(*class));
        self.features.iter().zip(case).map(example).collect()
    }
}

fn conjuncts(condition: &Condition) -> &[Condition] {
    match condition {
        Condition::All(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

/// A condition that looks at one thing, with the number of that.
fn formula<'p>(
    plan: &Plan,
    features: &mut Vec<Feature<'p>>,
    condition: &'p Condition,
) -> Option<(Option<usize>, Formula<'p>)> {
    let several = |features: &mut Vec<Feature<'p>>, parts: &'p [Condition]| {
        let mut place = None;
        let mut formulas = Vec::new();
        for part in parts {
            let (own, formula) = formula(plan, features, part)?;
            if place.is_some() && own.is_some() && place != own {
                return None;
            }
            place = place.or(own);
            formulas.push(formula);
        }
        Some((place, formulas))
    };
    match condition {
        Condition::Constant(truth) => Some((None, Formula::Constant(*truth))),
        Condition::All(parts) => several(features, parts).map(|(place, all)| (place, Formula::All(all))),
        Condition::Any(parts) => several(features, parts).map(|(place, any)| (place, Formula::Any(any))),
        Condition::Not(inner) => {
            let (place, inner) = formula(plan, features, inner)?;
            Some((place, Formula::Not(Box::new(inner))))
        }
        Condition::AtLeastOf(..)
        | Condition::Compare(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => {
            let (looked, question) = question(plan, condition);
            if matches!(looked, Looked::Opaque(_)) {
                return None;
            }
            let place = match features.iter().position(|feature| feature.looked == looked) {
                Some(place) => place,
                None => {
                    features.push(Feature::new(looked));
                    features.len() - 1
                }
            };
            features[place].asked(&question);
            Some((Some(place), Formula::Ask(question)))
        }
    }
}

fn holds(formula: &Formula<'_>, feature: &Feature<'_>, class: usize) -> bool {
    match formula {
        Formula::Constant(truth) => *truth,
        Formula::All(parts) => parts.iter().all(|part| holds(part, feature, class)),
        Formula::Any(parts) => parts.iter().any(|part| holds(part, feature, class)),
        Formula::Not(inner) => !holds(inner, feature, class),
        Formula::Ask(question) => feature.answer(class, question),
    }
}

/// Whether an amount counts heads, occurrences, months or days, of which there are no halves.
fn is_whole(speaker: &Speaker<'_>, looked: Looked<'_>) -> bool {
    let Looked::Amount(amount) = looked else { return false };
    match amount {
        Amount::Aggregate(aggregate) => matches!(aggregate.measure, Measure::Count | Measure::Distinct(_)),
        Amount::Verdicts(_) | Amount::Length(..) | Amount::Covered(_) => true,
        Amount::Field(FieldRef { scope, field }) => {
            let list = match scope {
                Scope::Subject => None,
                Scope::Event | Scope::Anchor => speaker.list,
            };
            let declared = speaker.plan.vocabulary.fields(speaker.subject, list).get(field.index());
            declared.is_some_and(|field| match field.kind {
                FieldKind::Quantity(unit) => matches!(unit, Vocabulary::TIMES | Vocabulary::PEOPLE),
                FieldKind::Text
                | FieldKind::Flag
                | FieldKind::Date
                | FieldKind::Term(_)
                | FieldKind::Member(_) => false,
            })
        }
        Amount::Literal(_)
        | Amount::Parameter(_)
        | Amount::Available(_)
        | Amount::Sum(_)
        | Amount::Difference(..)
        | Amount::Scaled { .. }
        | Amount::Choose(_)
        | Amount::Portion(_)
        | Amount::Rounded { .. }
        | Amount::Highest(_)
        | Amount::Lowest(_) => false,
    }
}

/// Goes through the columns.
struct Sorting<'s, 'p> {
    sheet: &'s Sheet<'p>,
    choice: &'p Choice,
    says_otherwise: bool,
    steps: usize,
    gaps: Vec<Vec<usize>>,
    overlaps: Vec<(usize, usize, Vec<usize>)>,
}

impl Sorting<'_, '_> {
    /// Sorts rows that passed the columns so far; whether all was looked at.
    fn sort(&mut self, rows: &[usize], case: &mut Vec<usize>) -> bool {
        if rows.is_empty() {
            if !self.says_otherwise && self.gaps.len() < MOST_FINDINGS {
                self.gaps.push(case.clone());
            }
            return true;
        }
        let column = case.len();
        let Some(classes) = self.sheet.classes.get(column) else {
            self.compare(rows, case);
            return true;
        };
        self.steps += rows.len().saturating_mul(classes.len());
        if self.steps > MOST_STEPS {
            return false;
        }
        let mut known: HashMap<Vec<usize>, usize> = HashMap::new();
        let mut groups = Vec::new();
        for &class in classes {
            let passed: Vec<usize> =
                rows.iter().copied().filter(|row| self.sheet.passes(*row, column, class)).collect();
            if known.insert(passed.clone(), class).is_none() {
                groups.push((class, passed));
            }
        }
        for (class, passed) in groups {
            case.push(class);
            let is_done = self.sort(&passed, case);
            case.pop();
            if !is_done {
                return false;
            }
        }
        true
    }

    /// All of these rows hold together.
    fn compare(&mut self, rows: &[usize], case: &[usize]) {
        let [first, rest @ ..] = rows else { return };
        let amount = |row: usize| self.choice.cases.get(row).map(|case| &case.amount);
        for other in rest.iter().filter(|other| amount(**other) != amount(*first)) {
            let is_told = self.overlaps.iter().any(|(one, two, _)| (one, two) == (first, other));
            if !is_told && self.overlaps.len() < MOST_FINDINGS {
                self.overlaps.push((*first, *other, case.to_vec()));
            }
        }
    }
}
