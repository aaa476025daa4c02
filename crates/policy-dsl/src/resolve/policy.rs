//! The heads of policies: titles, dates, what they use, and the names of all they declare.
//!
//! Everything is named before anything is lowered, so that order in the text does not matter.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use policy_core::plan::{ConsequenceId, ParameterId, PolicyId, Rounding, TableId};
use policy_core::{Decimal, ListId, Names, SubjectId, UnitId};

use super::calendar::Calendars;
use super::convert::Factor;
use super::grade::{Form, forms};
use super::layers::Upper;
use super::parameter::{Overrides, Parameter, read_parameter};
use super::report::Report;
use super::table::{Entered, Seen, Table};
use super::vocabulary::Words;
use crate::syntax::{
    self, ConsequenceDecl, Name, PolicyClause, RecognitionClause, RecognitionDecl, RuleDecl, TableDecl,
    TestDecl, Text,
};
use crate::{Diagnostic, Saying, Span};

/// Everything that names can mean, and the declarations that are still to be lowered.
#[derive(Debug)]
pub(crate) struct Model<'s> {
    /// Subjects, terms, units, outcomes.
    pub words: Words,
    /// Periods.
    pub calendars: Calendars,
    /// The policies' names.
    pub policy_table: Table,
    /// The policies.
    pub policies: Vec<Head<'s>>,
    /// The parameters of all policies.
    pub parameters: Vec<Parameter>,
    /// The decision tables of all policies.
    pub tables: Vec<TableHead<'s>>,
    /// The rules of all policies, in the order of the text.
    pub rules: Vec<RuleHead<'s>>,
    /// The consequences of all policies.
    pub consequences: Vec<ConsequenceHead<'s>>,
    /// How many of them there are in the plan.
    consequences_named: u16,
}

/// Whether something is called so.
fn calls(declared: &syntax::Declared, name: &str) -> bool {
    let texts = declared.label.iter().chain(&declared.also).map(|text| &text.value);
    texts.chain([&declared.name.text]).any(|known| known.eq_ignore_ascii_case(name))
}

/// A policy without what its members say.
#[derive(Debug)]
pub(crate) struct Head<'s> {
    /// As it was written.
    pub syntax: &'s syntax::Policy,
    /// Its names.
    pub names: Names,
    /// `issuer`
    pub issuer: Option<&'s Text>,
    /// `document`
    pub document: Option<&'s Text>,
    /// `source`
    pub source: Option<&'s Text>,
    /// `effective`, and where it is written
    pub effective: Option<(NaiveDate, Option<NaiveDate>)>,
    /// Where that is written.
    pub effective_span: Span,
    /// `supersedes`
    pub supersedes: Vec<&'s Name>,
    /// `under`
    pub under: Vec<&'s Name>,
    /// All policies that stand above it, the nearest layer first.
    pub above: Vec<Upper>,
    /// Which vocabularies it sees.
    pub vocabularies: Seen,
    /// Which calendars it sees.
    pub calendars: Seen,
    /// Its rules, consequences and parameters by name.
    pub table: Table,
    /// What each of the table's numbers is.
    pub things: Vec<Thing>,
    /// Its recognitions.
    pub recognitions: Vec<(&'s RecognitionDecl, Span)>,
    /// Which lists they are of, where that is understood.
    pub recognised: Vec<Option<(SubjectId, ListId)>>,
    /// The same, to be asked.
    pub recognises: HashSet<(SubjectId, ListId)>,
    /// How conversions are rounded that are, in one direction.
    pub roundings: HashMap<(UnitId, UnitId), (Rounding, Decimal)>,
    /// How units convert under it: an amount in the first, times the factor, is one in the second.
    pub conversions: HashMap<(UnitId, UnitId), Factor>,
    /// Its tests.
    pub tests: Vec<&'s TestDecl>,
}

/// What a name that a policy declares is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A rule, by its place in [`Model::rules`].
    Rule(usize),
    /// A consequence.
    Consequence(ConsequenceId),
    /// A parameter.
    Parameter(ParameterId),
    /// A decision table.
    Table(TableId),
}

/// A decision table, which is lowered where it is used.
#[derive(Debug)]
pub(crate) struct TableHead<'s> {
    /// Whose.
    pub policy: PolicyId,
    /// As it was written.
    pub syntax: &'s TableDecl,
    /// The whole of it.
    pub span: Span,
}

/// A rule that is to be lowered.
#[derive(Debug)]
pub(crate) struct RuleHead<'s> {
    /// Whose.
    pub policy: PolicyId,
    /// As it was written.
    pub syntax: &'s RuleDecl,
    /// For whom, where that is understood.
    pub subject: Option<SubjectId>,
    /// The whole of it.
    pub span: Span,
}

/// A consequence that is to be lowered.
#[derive(Debug)]
pub(crate) struct ConsequenceHead<'s> {
    /// Whose.
    pub policy: PolicyId,
    /// As it was written.
    pub syntax: &'s ConsequenceDecl,
    /// What it is in the plan: itself, or each of its grades.
    pub forms: Vec<Form<'s>>,
    /// The whole of it.
    pub span: Span,
}

/// Names everything in the files.
pub(crate) fn heads<'s>(
    report: &mut Report,
    files: &'s [syntax::File],
    overrides: &mut Overrides,
) -> Model<'s> {
    let items = || files.iter().flat_map(|file| &file.items);
    let vocabularies = items().filter_map(|item| match &item.node {
        syntax::Item::Vocabulary(vocabulary) => Some(vocabulary),
        syntax::Item::Calendar(_) | syntax::Item::Policy(_) | syntax::Item::Amendment(_) => None,
    });
    let calendars = items().filter_map(|item| match &item.node {
        syntax::Item::Calendar(calendar) => Some(calendar),
        syntax::Item::Vocabulary(_) | syntax::Item::Policy(_) | syntax::Item::Amendment(_) => None,
    });
    let mut model = Model {
        words: super::vocabulary::merge(report, vocabularies),
        calendars: Calendars::gather(report, calendars),
        policy_table: Table::default(),
        policies: Vec::new(),
        parameters: Vec::new(),
        tables: Vec::new(),
        rules: Vec::new(),
        consequences: Vec::new(),
        consequences_named: 0,
    };
    let policies: Vec<&syntax::Policy> = items()
        .filter_map(|item| match &item.node {
            syntax::Item::Policy(policy) => Some(policy),
            syntax::Item::Vocabulary(_) | syntax::Item::Calendar(_) | syntax::Item::Amendment(_) => None,
        })
        .collect();
    for policy in &policies {
        model.open_policy(report, policy, &policies, overrides);
    }
    model
}

impl<'s> Model<'s> {
    fn open_policy(
        &mut self,
        report: &mut Report,
        policy: &'s syntax::Policy,
        all: &[&'s syntax::Policy],
        overrides: &mut Overrides,
    ) {
        let Some(Entered::New(id) | Entered::Again(id)) =
            self.policy_table.declare(report, &policy.declared, 0)
        else {
            return;
        };
        let id = PolicyId(id);
        let mut head = Head {
            syntax: policy,
            names: super::table::names(&policy.declared),
            issuer: None,
            document: None,
            source: None,
            effective: None,
            effective_span: policy.declared.name.span,
            supersedes: Vec::new(),
            under: Vec::new(),
            above: Vec::new(),
            vocabularies: Seen::All,
            calendars: Seen::All,
            table: Table::default(),
            things: Vec::new(),
            recognitions: Vec::new(),
            recognised: Vec::new(),
            recognises: HashSet::new(),
            conversions: HashMap::new(),
            roundings: HashMap::new(),
            tests: Vec::new(),
        };
        // What it sees decides what every other clause means.
        for clause in &policy.body.members {
            if let PolicyClause::Uses(names) = &clause.node {
                self.uses(report, &mut head, names, all);
            }
        }
        for clause in &policy.body.members {
            match &clause.node {
                PolicyClause::Issuer(text) => {
                    once(report, &mut head.issuer, text, clause.span, "clause-issuer")
                }
                PolicyClause::Document(text) => {
                    once(report, &mut head.document, text, clause.span, "clause-document")
                }
                PolicyClause::Source(text) => {
                    once(report, &mut head.source, text, clause.span, "clause-source")
                }
                PolicyClause::Effective(from, to) => {
                    once(report, &mut head.effective, (*from, *to), clause.span, "clause-effective");
                    head.effective_span = clause.span;
                }
                PolicyClause::Uses(_) | PolicyClause::Allow(_) => {}
                PolicyClause::Replace(_) | PolicyClause::Insert(_) | PolicyClause::Repeal(_) => {
                    let says = Saying::new("amend-outside");
                    report.push(Diagnostic::error(clause.span, says).hint(Saying::new("hint-amend-outside")));
                }
                PolicyClause::Supersedes(names) => head.supersedes.extend(names),
                PolicyClause::Under(names) => head.under.extend(names),
                PolicyClause::Parameter(decl) => {
                    let entered = head.table.declare(report, &decl.declared, 0);
                    let parameter = read_parameter(
                        report,
                        &mut self.words,
                        &head.vocabularies,
                        (id, &head.names),
                        decl,
                        effective_dates(policy),
                        overrides,
                    );
                    if entered.is_some() {
                        head.things.push(Thing::Parameter(ParameterId(self.parameters.len() as u16)));
                        self.parameters.push(parameter);
                    }
                }
                PolicyClause::Table(decl) => self.declare_table(report, &mut head, id, decl, clause.span),
                PolicyClause::Recognition(decl) => {
                    head.recognitions.push((decl, clause.span));
                    for clause in &decl.body.members {
                        if let RecognitionClause::Table(decl) = &clause.node {
                            self.declare_table(report, &mut head, id, decl, clause.span);
                        }
                    }
                }
                PolicyClause::Rule(decl) => {
                    if head.table.declare(report, &decl.declared, 0).is_some() {
                        head.things.push(Thing::Rule(self.rules.len()));
                        self.rules.push(RuleHead {
                            policy: id,
                            syntax: decl,
                            subject: None,
                            span: clause.span,
                        });
                    }
                }
                PolicyClause::Consequence(decl) => {
                    let mut forms = forms(report, decl);
                    forms.retain(|form| head.table.declare(report, &form.declared, 0).is_some());
                    for _ in &forms {
                        head.things.push(Thing::Consequence(ConsequenceId(self.consequences_named)));
                        self.consequences_named = self.consequences_named.saturating_add(1);
                    }
                    let span = clause.span;
                    self.consequences.push(ConsequenceHead { policy: id, syntax: decl, forms, span });
                }
                PolicyClause::Test(decl) => head.tests.push(decl),
            }
        }
        if head.effective.is_none() {
            let says = Saying::new("policy-without-effective").with_names("policy", &head.names);
            report
                .push(Diagnostic::error(policy.declared.name.span, says).hint(Saying::new("hint-effective")));
        }
        self.policies.push(head);
    }

    fn declare_table(
        &mut self,
        report: &mut Report,
        head: &mut Head<'s>,
        policy: PolicyId,
        decl: &'s TableDecl,
        span: Span,
    ) {
        if head.table.declare(report, &decl.declared, 0).is_some() {
            head.things.push(Thing::Table(TableId(self.tables.len() as u16)));
            self.tables.push(TableHead { policy, syntax: decl, span });
        }
    }

    fn uses(&self, report: &mut Report, head: &mut Head<'s>, names: &[Name], all: &[&syntax::Policy]) {
        let (mut vocabularies, mut calendars) = match (&head.vocabularies, &head.calendars) {
            (Seen::Only(vocabularies), Seen::Only(calendars)) => (vocabularies.clone(), calendars.clone()),
            (Seen::All, _) | (_, Seen::All) => (Vec::new(), Vec::new()),
        };
        for name in names {
            let vocabulary = self.words.vocabularies.find(&name.text);
            let calendar = self.calendars.table.find(&name.text);
            if vocabulary.is_none() && calendar.is_none() {
                let known = self.words.vocabularies.all_names().chain(self.calendars.table.all_names());
                if all.iter().any(|policy| calls(&policy.declared, &name.text)) {
                    let says = Saying::new("uses-a-policy").with("name", &name.text);
                    let hint = Saying::new("hint-uses-a-policy");
                    report.fail::<()>(Diagnostic::error(name.span, says).hint(hint));
                } else {
                    report.unknown::<()>(name, "kind-vocabulary-or-calendar", known);
                }
                // Seeing everything keeps one mistake from causing many messages.
                (head.vocabularies, head.calendars) = (Seen::All, Seen::All);
                return;
            }
            vocabularies.extend(vocabulary);
            calendars.extend(calendar);
        }
        (head.vocabularies, head.calendars) = (Seen::Only(vocabularies), Seen::Only(calendars));
    }

    /// A policy's head.
    pub fn head(&self, policy: PolicyId) -> &Head<'s> {
        &self.policies[policy.index()]
    }

    /// What a policy calls by a name: its own rules, consequences and parameters, and with a
    /// policy's name and a dot before it, another's.
    pub fn thing(&self, policy: PolicyId, name: &str) -> Option<(Thing, Span)> {
        if let Some(found) = self.own_thing(policy, name) {
            return Some(found);
        }
        let (other, rest) = name.split_once('.')?;
        self.own_thing(PolicyId(self.policy_table.find(other)?), rest)
    }

    /// What a policy declares by a name.
    pub fn own_thing(&self, policy: PolicyId, name: &str) -> Option<(Thing, Span)> {
        let head = self.head(policy);
        let id = head.table.find(name)?;
        Some((*head.things.get(usize::from(id))?, head.table.get(id).span))
    }
}

/// When a policy says that it is in force.
fn effective_dates(policy: &syntax::Policy) -> Option<(NaiveDate, Option<NaiveDate>)> {
    policy.body.members.iter().find_map(|clause| match &clause.node {
        PolicyClause::Effective(from, to) => Some((*from, *to)),
        PolicyClause::Issuer(_)
        | PolicyClause::Document(_)
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
        | PolicyClause::Repeal(_)
        | PolicyClause::Test(_) => None,
    })
}

/// Keeps the first of what may be said only once.
fn once<T>(report: &mut Report, slot: &mut Option<T>, value: T, span: Span, clause: &'static str) {
    if slot.is_some() {
        report.push(Diagnostic::error(span, Saying::new("clause-twice").with_word("clause", clause)));
    } else {
        *slot = Some(value);
    }
}
