//! Rules: who must do what, by when.

use std::collections::HashMap;

use policy_core::SubjectId;
use policy_core::plan::{Alternative, Condition, Exemption, Rule, Schedule, Window};

use super::balance::{BalanceClauses, Balanced};
use super::condition::all;
use super::recognition::citations;
use super::scope::{Lowering, Scope};
use super::table::names;
use crate::index::{Declaration, RulePlace};
use crate::syntax::{
    AlternativeDecl, Audience, Cite, Declared, ExemptionDecl, Expr, Governed, Name, RuleClause, ScheduleDecl,
    SpanLiteral, WindowExpr,
};
use crate::{Diagnostic, Lint, Saying, Span};

/// A rule's clauses, told apart.
#[derive(Default)]
struct Clauses<'s> {
    audience: Option<&'s Audience>,
    each: Option<(&'s ScheduleDecl, Span)>,
    over: Option<&'s WindowExpr>,
    require: Vec<&'s Expr>,
    soft: bool,
    tightens: Option<&'s [Name]>,
    grace: Option<&'s SpanLiteral>,
    governed: Option<&'s Governed>,
    exemptions: Vec<(&'s ExemptionDecl, Span)>,
    alternatives: Vec<(&'s AlternativeDecl, Span)>,
    cites: Vec<&'s Cite>,
    balance: BalanceClauses<'s>,
}

impl<'s> Lowering<'_, 's> {
    /// A rule, by its place in the model.
    pub fn rule_body(&mut self, place: usize) -> (Option<Rule>, RulePlace) {
        let head = &self.model.rules[place];
        let (policy, decl) = (head.policy, head.syntax);
        let clauses = self.rule_clauses(place);
        let rule_place = RulePlace {
            policy,
            place: place_of(&decl.declared, head.span),
            exemptions: clauses
                .exemptions
                .iter()
                .map(|(decl, span)| place_of(&decl.declared, *span))
                .collect(),
            alternatives: clauses
                .alternatives
                .iter()
                .map(|(decl, span)| place_of(&decl.declared, *span))
                .collect(),
        };
        let rule = head.subject.and_then(|subject| self.rule_of(place, subject, &clauses));
        self.governed_by_event = false;
        (rule, rule_place)
    }

    fn rule_of(&mut self, place: usize, subject: SubjectId, clauses: &Clauses<'_>) -> Option<Rule> {
        let head = &self.model.rules[place];
        let (policy, decl) = (head.policy, head.syntax);
        let scope = Scope { policy, subject, event: None, anchor: None, rule: Some(place) };
        let applies = self.audience_condition(clauses.audience, scope);
        // Without its schedule nothing is known of the event that the rule stands at, so nothing more is said.
        self.governed_by_event = clauses.governed.is_some_and(|governed| governed.by_event);
        let (mut schedule, anchor) = self.schedule(clauses.each, clauses.over, scope)?;
        self.govern(&mut schedule, clauses.governed)?;
        let scope = Scope { anchor, ..scope };
        let required: Vec<Option<Condition>> =
            clauses.require.iter().map(|expr| self.condition(expr, scope)).collect();
        let required: Option<Vec<Condition>> = required.into_iter().collect();
        if clauses.require.is_empty() {
            let says = Saying::new("rule-without-require").with("name", &decl.declared.name.text);
            let diagnostic = Diagnostic::error(decl.declared.name.span, says);
            return self.report.fail(diagnostic.hint(Saying::new("hint-require")));
        }
        self.distinct(clauses);
        let exemptions: Vec<Option<Exemption>> =
            clauses.exemptions.iter().map(|(decl, _)| self.exemption(decl, scope)).collect();
        let alternatives: Vec<Option<Alternative>> =
            clauses.alternatives.iter().map(|(decl, _)| self.alternative(decl, scope)).collect();
        let balanced = Balanced {
            place,
            schedule: &schedule,
            required: clauses.require.first().map_or(decl.declared.name.span, |expr| expr.span),
            alternative: clauses.alternatives.first().map(|(_, span)| *span),
            grace: clauses.grace.map(|length| length.span),
        };
        let (requirement, balance) = self.balance(&clauses.balance, all(required?), &balanced, scope)?;
        let grace = match clauses.grace {
            None => None,
            Some(length) => Some(self.span(length, scope)?),
        };
        let tightens = self.tightened(place, clauses.tightens, scope)?;
        let rule = Rule {
            policy,
            names: names(&decl.declared),
            subject,
            tightens,
            applies: applies?,
            schedule,
            grace,
            soft: clauses.soft,
            requirement,
            balance,
            exemptions: exemptions.into_iter().collect::<Option<_>>()?,
            alternatives: alternatives.into_iter().collect::<Option<_>>()?,
            citations: citations(clauses.cites.iter().copied()),
        };
        self.warn_without_occurrence(&rule, place);
        Some(rule)
    }

    fn rule_clauses(&mut self, place: usize) -> Clauses<'s> {
        let decl = self.model.rules[place].syntax;
        let mut clauses = Clauses::default();
        for clause in &decl.body.members {
            let twice = match &clause.node {
                RuleClause::For(audience) => {
                    clauses.audience.replace(audience).is_some().then_some("clause-for")
                }
                RuleClause::Each(each) => {
                    clauses.each.replace((each, clause.span)).is_some().then_some("clause-each")
                }
                RuleClause::Over(window) => clauses.over.replace(window).is_some().then_some("clause-window"),
                RuleClause::Require(require) => {
                    clauses.require.push(require);
                    None
                }
                RuleClause::InPrinciple => {
                    clauses.soft = true;
                    None
                }
                RuleClause::Tightens(names) => {
                    clauses.tightens.replace(names).is_some().then_some("clause-tightens")
                }
                RuleClause::Allow(_) => None,
                RuleClause::Balance(balance) => clauses.balance.add(balance, clause.span),
                RuleClause::Grace(length) => {
                    clauses.grace.replace(length).is_some().then_some("clause-grace")
                }
                RuleClause::Governed(governed) => {
                    clauses.governed.replace(governed).is_some().then_some("clause-governed")
                }
                RuleClause::Exempt(exemption) => {
                    clauses.exemptions.push((exemption, clause.span));
                    None
                }
                RuleClause::Instead(alternative) => {
                    clauses.alternatives.push((alternative, clause.span));
                    None
                }
                RuleClause::Cite(cite) => {
                    clauses.cites.push(cite);
                    None
                }
            };
            if let Some(clause_name) = twice {
                let says = Saying::new("clause-twice").with_word("clause", clause_name);
                self.report.push(Diagnostic::error(clause.span, says));
            }
        }
        clauses
    }

    /// `where …` after `for …`
    pub fn audience_condition(&mut self, audience: Option<&Audience>, scope: Scope) -> Option<Condition> {
        match audience.and_then(|audience| audience.condition.as_ref()) {
            None => Some(Condition::Constant(true)),
            Some(condition) => self.condition(condition, scope),
        }
    }

    /// Exemptions and alternatives of one rule have names of their own.
    fn distinct(&mut self, clauses: &Clauses<'_>) {
        let exemptions = clauses.exemptions.iter().map(|(decl, _)| &decl.declared);
        let alternatives = clauses.alternatives.iter().map(|(decl, _)| &decl.declared);
        let mut known: HashMap<&str, Span> = HashMap::new();
        for declared in exemptions.chain(alternatives) {
            match known.get(declared.name.text.as_str()) {
                Some(first) => {
                    let says = Saying::new("name-duplicate").with("name", &declared.name.text);
                    let diagnostic =
                        Diagnostic::error(declared.name.span, says).hint(Saying::new("hint-rename"));
                    self.report.push(diagnostic.also(*first, Saying::new("first-declared")));
                }
                None => {
                    known.insert(&declared.name.text, declared.name.span);
                }
            }
        }
    }

    fn exemption(&mut self, decl: &ExemptionDecl, scope: Scope) -> Option<Exemption> {
        let when = self.condition(&decl.when, scope)?;
        Some(Exemption { names: names(&decl.declared), when, citations: citations(&decl.cites) })
    }

    fn alternative(&mut self, decl: &AlternativeDecl, scope: Scope) -> Option<Alternative> {
        let when = self.condition(&decl.when, scope);
        let requirement = self.condition(&decl.require, scope);
        let window: Option<Option<Window>> = match &decl.over {
            None => Some(None),
            Some(window) => self.window(window, scope).map(Some),
        };
        Some(Alternative {
            names: names(&decl.declared),
            when: when?,
            requirement: requirement?,
            window: window?,
            citations: citations(&decl.cites),
        })
    }

    /// A rule whose period never falls into the policy's effective dates can never be asked.
    fn warn_without_occurrence(&mut self, rule: &Rule, place: usize) {
        let Schedule::Each { period: policy_core::plan::PeriodRef::Named(period), by: None } = &rule.schedule
        else {
            return;
        };
        let Some((from, to)) = self.model.head(rule.policy).effective else { return };
        // Dates the wrong way round have been told.
        if to.is_some_and(|to| to < from) {
            return;
        }
        let period = &self.model.calendars.periods[period.index()];
        let inside = |due| due >= from && to.is_none_or(|to| due <= to);
        if period.occurrences.is_empty() || period.occurrences.iter().any(|occurrence| inside(occurrence.to))
        {
            return;
        }
        let says =
            Saying::new("no-occurrence").with_names("period", &period.names).with_names("rule", &rule.names);
        let span = self.model.rules[place].syntax.declared.name.span;
        self.report
            .push(Diagnostic::finding(Lint::NeverDue, span, says).hint(Saying::new("hint-no-occurrence")));
    }
}

/// Where a named part stands.
pub(crate) fn place_of(declared: &Declared, whole: Span) -> Declaration {
    Declaration { names: names(declared), name: declared.name.span, whole }
}
