//! From syntax trees to a plan: names, types, dimensions, and the order of rules.
//!
//! First everything is named (`policy`, `vocabulary`, `calendar`), then every expression is
//! lowered where it stands (`scope` and what follows), then rules are put in order. Called by
//! `compile`; knows nothing of files or of rendering.

mod aggregate;
mod balance;
mod calendar;
mod comparison;
mod composed;
mod condition;
mod consequence;
mod convert;
mod counting;
mod decision_table;
mod duration;
mod grade;
mod ladder;
mod layers;
mod names;
mod nearest;
mod operand;
mod order;
mod parameter;
mod policy;
mod recognition;
mod report;
mod rule;
mod schedule;
mod scope;
mod step;
mod subjects;
mod table;
mod terms;
mod terms_alone;
mod transition;
mod verdicts;
mod vocabulary;
mod window;

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use policy_core::Plan;
use policy_core::plan::{self, NodeMut, PLAN_FORMAT, PolicyId, RuleId};

use crate::index::{Declaration, Index, PolicyPlace, TablePlace, TestPlace};
use crate::syntax::{self, Item, PolicyClause, TestDecl};
use crate::{Diagnostic, Lexicon, Lint, Saying, Span};

use order::{order, renumber};
use policy::Model;
use scope::Lowering;

pub(crate) use names::Names;
pub(crate) use nearest::nearest;
pub(crate) use parameter::Overrides;
pub(crate) use policy::Thing;
pub(crate) use report::Report;
pub(crate) use table::{Table, names as declared_names};
pub(crate) use vocabulary::{Words, belongs, kind_word};

/// The plan, where there is no error, and where everything in it stands.
#[derive(Debug)]
pub(crate) struct Resolved {
    /// The plan.
    pub plan: Option<Plan>,
    /// The places of its parts.
    pub index: Index,
    /// What names mean.
    pub names: Names,
}

/// Resolves all files together. Where some of the text could not be read (`broken` then holds every
/// name of it), what seems to be missing may stand there, and nothing is said of it.
pub(crate) fn resolve(
    report: &mut Report,
    files: &[syntax::File],
    mut overrides: Overrides,
    broken: Option<&Lexicon>,
) -> Resolved {
    let from = report.len();
    let resolved = resolve_whole(report, files, &mut overrides);
    // What a refused declaration would have named is not missing: that it was refused has been said.
    let refused: HashSet<String> =
        report.iter().filter(|found| found.says.id == "name-duplicate").flat_map(named).collect();
    report.retain(from, |found| {
        found.says.id != "name-unknown" || !named(found).any(|name| refused.contains(&name))
    });
    // So is no name of a vocabulary that is not among the files, unless it looks like a slip for another.
    let bare = without_vocabulary(report, files);
    report.retain(from, |found| {
        found.says.id != "name-unknown"
            || is_slip(found)
            || says_vocabulary(found)
            || !bare.iter().any(|span| span.holds(found.span))
    });
    if let Some(lexicon) = broken {
        let declared: HashSet<String> = lexicon.names().map(|name| name.to_lowercase()).collect();
        report.retain(from, |diagnostic| match diagnostic.says.id {
            "name-unknown" => !named(diagnostic).any(|name| declared.contains(&name)),
            id => !MISSING.contains(&id),
        });
    }
    resolved
}

/// Whether an unknown name looks like a slip for a known one.
fn is_slip(found: &Diagnostic) -> bool {
    found.hints.iter().any(|hint| hint.id == "hint-nearest")
}

/// The policies that use a vocabulary or a calendar which is not among the files, and no misspelt one.
fn without_vocabulary(report: &Report, files: &[syntax::File]) -> Vec<Span> {
    let is_lacking = |found: &&Diagnostic| says_vocabulary(found) && !is_slip(found);
    let lacking: Vec<Span> = report.iter().filter(is_lacking).map(|found| found.span).collect();
    let items = files.iter().flat_map(|file| &file.items).map(|item| item.span);
    items.filter(|item| lacking.iter().any(|span| item.holds(*span))).collect()
}

/// Whether a diagnostic says that a vocabulary or a calendar is not known.
fn says_vocabulary(found: &Diagnostic) -> bool {
    let says = Saying::new("name-unknown").with_word("kind", "kind-vocabulary-or-calendar");
    found.says.id == says.id && says.arguments.iter().all(|kind| found.says.arguments.contains(kind))
}

/// The name that a diagnostic speaks of, as it is looked up.
fn named(diagnostic: &Diagnostic) -> impl Iterator<Item = String> {
    let arguments = diagnostic.says.arguments.iter().filter(|(argument, _)| *argument == "name");
    arguments.map(|(_, name)| table::key(&name.english))
}

/// The findings that only say that something is not there.
const MISSING: [&str; 13] = [
    "policy-without-effective",
    "rule-without-for",
    "rule-without-require",
    "consequence-without-when",
    "consequence-without-act",
    "consequence-without-rule",
    "term-of-no-field",
    "not-members",
    "period-empty",
    "no-occurrence",
    "supersedes-unknown",
    "under-unknown",
    "setting-unknown",
];

fn resolve_whole(report: &mut Report, files: &[syntax::File], overrides: &mut Overrides) -> Resolved {
    let mut model = policy::heads(report, files, overrides);
    unused_settings(report, &model, overrides);
    model.settle_layers(report);
    model.settle(report);
    let periods = effective_periods(report, &model);
    let mut lowering = Lowering::new(&model, report);
    let mut index = Index::default();

    let mut recognitions = Vec::new();
    let mut recognition_decls = Vec::new();
    for policy in (0..model.policies.len()).map(|place| PolicyId(place as u16)) {
        let head = model.head(policy);
        for ((decl, _), list) in head.recognitions.iter().zip(&head.recognised) {
            let Some(list) = *list else { continue };
            if let Some((recognition, places, steps)) = lowering.recognition(policy, decl, list) {
                recognitions.push(recognition);
                recognition_decls.push(*decl);
                index.recognitions.push(places);
                index.steps.push(steps);
            }
        }
    }

    let begins: Vec<Option<NaiveDate>> = periods.iter().map(|period| period.map(|(from, _)| from)).collect();
    lowering.govern_by_event(&mut recognitions, &recognition_decls, &begins);

    lowering.references.clear();
    let mut rules = Vec::new();
    let mut places = Vec::new();
    let mut references = Vec::new();
    for rule in 0..model.rules.len() {
        let (lowered, place) = lowering.rule_body(rule);
        rules.push(lowered);
        places.push(place);
        references.push(std::mem::take(&mut lowering.references));
    }
    let mut consequences = Vec::new();
    for head in &model.consequences {
        consequences.push(lowering.consequence(head, &rules));
        let places = head.forms.iter().map(|form| rule::place_of(&form.declared, head.span));
        index.consequences.extend(places);
    }
    let parameters_read = std::mem::take(&mut lowering.parameters_read);
    let tables_read = std::mem::take(&mut lowering.tables_read);
    unread_parameters(report, &model, &parameters_read);
    unread_tables(report, &model, &tables_read);

    let ordered = order(report, &model, &references);
    let rule_order = ordered.unwrap_or_else(|| (0..rules.len()).collect());
    let mut numbers = vec![RuleId(0); rules.len()];
    for (number, &rule) in rule_order.iter().enumerate() {
        numbers[rule] = RuleId(number as u16);
    }
    index.rules = rule_order.iter().map(|&rule| places[rule].clone()).collect();
    index.parameters = model
        .parameters
        .iter()
        .map(|parameter| Declaration {
            names: parameter.names.clone(),
            name: parameter.span,
            whole: parameter.span,
        })
        .collect();
    index.tables = model.tables.iter().map(table_place).collect();
    index.policies = model.policies.iter().map(policy_place).collect();
    index.tests = (0u16..)
        .zip(&model.policies)
        .flat_map(|(policy, head)| head.tests.iter().map(move |test| test_place(PolicyId(policy), test)))
        .collect();

    let ordered_rules: Option<Vec<plan::Rule>> =
        rule_order.iter().map(|&rule| rules[rule].take().map(|rule| numbered(rule, &numbers))).collect();
    let consequences: Option<Vec<Vec<plan::Consequence>>> = consequences.into_iter().collect();
    let consequences = consequences.map(|consequences| {
        let numbered = |consequence| numbered_consequence(consequence, &numbers);
        consequences.into_iter().flatten().map(numbered).collect()
    });
    let parameters: Option<Vec<plan::Parameter>> = model.parameters.iter().map(plan_parameter).collect();
    let policies: Option<Vec<plan::Policy>> = model.policies.iter().zip(&periods).map(plan_policy).collect();
    let sound = !report.has_errors() && rules.len() <= usize::from(u16::MAX);
    let plan = policies.zip(parameters).zip(ordered_rules.zip(consequences)).map(
        |((policies, parameters), (rules, consequences))| Plan {
            format: PLAN_FORMAT,
            vocabulary: model.words.vocabulary.clone(),
            periods: std::mem::take(&mut model.calendars.periods),
            policies,
            parameters,
            tables: model.tables.iter().map(plan_table).collect(),
            recognitions,
            rules,
            consequences,
        },
    );
    let names = Names::keep(model.words, model.policy_table, model.policies, &numbers);
    Resolved { plan: plan.filter(|_| sound), index, names }
}

/// The policies of the files, in the order of their numbers.
pub(crate) fn policies(files: &[syntax::File]) -> impl Iterator<Item = &syntax::Policy> {
    files.iter().flat_map(|file| &file.items).filter_map(|item| match &item.node {
        Item::Policy(policy) => Some(policy),
        Item::Vocabulary(_) | Item::Calendar(_) | Item::Amendment(_) => None,
    })
}

/// The tests of the files, in the order of [`Index::tests`].
pub(crate) fn tests(files: &[syntax::File]) -> impl Iterator<Item = &TestDecl> {
    policies(files).flat_map(|policy| &policy.body.members).filter_map(|clause| match &clause.node {
        PolicyClause::Test(test) => Some(test),
        PolicyClause::Issuer(_)
        | PolicyClause::Document(_)
        | PolicyClause::Effective(..)
        | PolicyClause::Source(_)
        | PolicyClause::Uses(_)
        | PolicyClause::Allow(_)
        | PolicyClause::Supersedes(_)
        | PolicyClause::Under(_)
        | PolicyClause::Parameter(_)
        | PolicyClause::Table(_)
        | PolicyClause::Recognition(_)
        | PolicyClause::Rule(_)
        | PolicyClause::Consequence(_)
        | PolicyClause::Replace(_)
        | PolicyClause::Insert(_)
        | PolicyClause::Repeal(_) => None,
    })
}

/// From when to when a policy is in force, and where that is written.
type Effective = Option<(NaiveDate, Option<NaiveDate>)>;

/// The effective dates of each policy, the superseded ones closed on the day before the new one begins.
fn effective_periods(report: &mut Report, model: &Model<'_>) -> Vec<Effective> {
    let mut periods: Vec<Effective> = model.policies.iter().map(|head| head.effective).collect();
    for (newer, head) in model.policies.iter().enumerate() {
        let Some((begins, _)) = head.effective else { continue };
        for name in &head.supersedes {
            let Some(older) = model.policy_table.find(&name.text).map(usize::from) else {
                misspelt_policy(report, model, name);
                continue;
            };
            if older == newer {
                let says = Saying::new("supersedes-itself").with("name", &name.text);
                report.push(Diagnostic::error(name.span, says).hint(Saying::new("hint-supersedes-itself")));
                continue;
            }
            let Some(Some((from, to))) = periods.get_mut(older) else { continue };
            let last = begins.checked_sub_days(Days::new(1));
            let Some(last) = last.filter(|last| last >= from) else {
                let says =
                    Saying::new("supersedes-from-the-start").with("name", &name.text).with("begins", begins);
                let span = model.policies[older].effective_span;
                report.push(
                    Diagnostic::error(name.span, says)
                        .also(span, Saying::new("effective-here"))
                        .hint(Saying::new("hint-supersedes")),
                );
                continue;
            };
            *to = Some(to.map_or(last, |to| to.min(last)));
        }
    }
    versions(report, model, &periods);
    for (head, period) in model.policies.iter().zip(&periods) {
        if let Some((from, Some(to))) = period
            && to < from
        {
            let says = Saying::new("effective-backwards").with("from", from).with("to", to);
            report.push(Diagnostic::error(head.effective_span, says).hint(Saying::new("hint-swap-dates")));
        }
    }
    periods
}

/// Times between versions of a policy in which none is in force, and such in which two are.
fn versions(report: &mut Report, model: &Model<'_>, periods: &[Effective]) {
    let mut successors: HashMap<usize, Vec<usize>> = HashMap::new();
    for (newer, head) in model.policies.iter().enumerate() {
        let mut older: Vec<usize> = head
            .supersedes
            .iter()
            .filter_map(|name| model.policy_table.find(&name.text).map(usize::from))
            .collect();
        older.sort_unstable();
        older.dedup();
        let Some((begins, ends)) = periods.get(newer).copied().flatten() else { continue };
        // Where it supersedes several, the last of them is its predecessor; another successor may stand between.
        let stated = |place: &usize| model.policies[*place].effective.and_then(|(_, to)| Some((to?, *place)));
        if let Some((closed, place)) = older.iter().filter_map(stated).max()
            && older.iter().all(|place| model.policies[*place].effective.is_some_and(|(_, to)| to.is_some()))
            && let Some((from, to)) = closed.succ_opt().zip(begins.pred_opt()).filter(|(from, to)| from <= to)
            && !model.policies.iter().any(|other| {
                let names_it = |name: &&syntax::Name| {
                    model.policy_table.find(&name.text).map(usize::from) == Some(place)
                };
                other.effective.is_some_and(|(other, _)| other < begins)
                    && other.supersedes.iter().any(names_it)
            })
        {
            let older = &model.policies[place];
            let says = Saying::new("effective-gap").with("from", from).with("to", to);
            let says = says.with_names("older", &older.names);
            report.push(
                Diagnostic::finding(Lint::EffectiveGap, head.effective_span, says)
                    .also(older.effective_span, Saying::new("effective-here"))
                    .hint(Saying::new("hint-effective-gap")),
            );
        }
        for place in older {
            let others = successors.entry(place).or_default();
            let shared = others.iter().find_map(|other| {
                let (from, to) = periods.get(*other).copied().flatten()?;
                let is_shared = to.is_none_or(|to| begins <= to) && ends.is_none_or(|ends| from <= ends);
                is_shared.then_some((*other, from.max(begins)))
            });
            if let Some((other, from)) = shared {
                let says = Saying::new("effective-overlap")
                    .with_names("other", &model.policies[other].names)
                    .with_names("older", &model.policies[place].names)
                    .with("from", from);
                report.push(
                    Diagnostic::finding(Lint::EffectiveOverlap, head.effective_span, says)
                        .also(model.policies[other].effective_span, Saying::new("effective-here"))
                        .hint(Saying::new("hint-effective-overlap")),
                );
            }
            others.push(newer);
        }
    }
}

/// A superseded policy need not be among the files; one that is almost called so is a slip.
fn misspelt_policy(report: &mut Report, model: &Model<'_>, name: &syntax::Name) {
    let known: Vec<&policy_core::Names> = model.policy_table.all_names().collect();
    let slip = |near: &String| {
        strsim::levenshtein(near, &name.text) == 1 && !near.chars().any(|c| c.is_ascii_digit())
    };
    let close: Vec<String> = nearest(&name.text, &known).into_iter().filter(slip).collect();
    if !close.is_empty() {
        let says = Saying::new("supersedes-unknown").with("name", &name.text);
        report.push(
            Diagnostic::finding(Lint::MisspeltPredecessor, name.span, says)
                .hint(Saying::new("hint-nearest").with_list("names", &close)),
        );
    }
}

fn unused_settings(report: &mut Report, model: &Model<'_>, overrides: &Overrides) {
    let known: Vec<&policy_core::Names> = model.parameters.iter().map(|parameter| &parameter.names).collect();
    for setting in overrides.unused() {
        let span = model.policies.first().map_or(Span::default(), |head| head.syntax.declared.name.span);
        let says = Saying::new("setting-unknown").with("name", setting);
        let near = nearest(setting, &known);
        let mut diagnostic = Diagnostic::error(span, says);
        if !near.is_empty() {
            diagnostic = diagnostic.hint(Saying::new("hint-nearest").with_list("names", &near));
        }
        report.push(diagnostic);
    }
}

/// A figure that nothing reads is a figure that somebody believes to be in force.
fn unread_parameters(report: &mut Report, model: &Model<'_>, read: &[bool]) {
    if report.has_errors() {
        // What reads it may be what could not be understood.
        return;
    }
    for (parameter, read) in model.parameters.iter().zip(read) {
        if !read {
            let says = Saying::new("parameter-unread").with_names("name", &parameter.names);
            report.push(
                Diagnostic::finding(Lint::UnusedParameter, parameter.span, says)
                    .hint(Saying::new("hint-parameter-unread")),
            );
        }
    }
}

/// So is a table.
fn unread_tables(report: &mut Report, model: &Model<'_>, read: &[bool]) {
    if report.has_errors() {
        return;
    }
    for (table, read) in model.tables.iter().zip(read) {
        if !read {
            let declared = &table.syntax.declared;
            let says = Saying::new("table-unread").with_names("name", &table::names(declared));
            let hint = Saying::new("hint-table-unread").with("name", &declared.name.text);
            report.push(Diagnostic::finding(Lint::UnusedTable, declared.name.span, says).hint(hint));
        }
    }
}

fn table_place(table: &policy::TableHead<'_>) -> TablePlace {
    let place = rule::place_of(&table.syntax.declared, table.span);
    let is_otherwise = |row: &&syntax::TableRow| {
        row.cells.first().is_some_and(|cell| cell.kind == syntax::TableCellKind::Otherwise)
    };
    let has_otherwise = table.syntax.rows.last().as_ref().is_some_and(is_otherwise);
    TablePlace { place, rows: table.syntax.rows.iter().map(|row| row.span).collect(), has_otherwise }
}

fn plan_table(table: &policy::TableHead<'_>) -> plan::Table {
    plan::Table { policy: table.policy, names: table::names(&table.syntax.declared) }
}

fn plan_policy((head, effective): (&policy::Head<'_>, &Effective)) -> Option<plan::Policy> {
    let (effective_from, effective_to) = (*effective)?;
    Some(plan::Policy {
        names: head.names.clone(),
        issuer: head.issuer.map(|text| text.value.clone()),
        document: head.document.map(|text| text.value.clone()),
        effective_from,
        effective_to,
        supersedes: head.supersedes.iter().map(|name| name.text.clone()).collect(),
        under: head.above.iter().filter(|upper| upper.steps == 1).map(|upper| upper.policy).collect(),
    })
}

fn plan_parameter(parameter: &parameter::Parameter) -> Option<plan::Parameter> {
    let (value, unit) = parameter.figure?.value();
    Some(plan::Parameter { policy: parameter.policy, names: parameter.names.clone(), value, unit })
}

fn policy_place(head: &policy::Head<'_>) -> PolicyPlace {
    let name = head.syntax.declared.name.span;
    PolicyPlace {
        place: Declaration { names: head.names.clone(), name, whole: name },
        source: head.source.map(|text| (text.value.clone(), text.span)),
    }
}

fn test_place(policy: PolicyId, test: &TestDecl) -> TestPlace {
    TestPlace { policy, title: test.title.value.clone(), span: test.title.span }
}

/// A rule with the final numbers of the rules that it speaks of.
fn numbered(mut rule: plan::Rule, numbers: &[RuleId]) -> plan::Rule {
    rule.walk_mut(&mut |node| renumber(node, numbers));
    for upper in &mut rule.tightens {
        *upper = numbers[upper.index()];
    }
    rule
}

fn numbered_consequence(mut consequence: plan::Consequence, numbers: &[RuleId]) -> plan::Consequence {
    for condition in [&mut consequence.applies, &mut consequence.when] {
        NodeMut::Condition(condition).walk(&mut |node| renumber(node, numbers));
    }
    consequence.schedule.walk_mut(&mut |node| renumber(node, numbers));
    if let Some(rule) = &mut consequence.lifted_by {
        *rule = numbers[rule.index()];
    }
    consequence
}
