//! Consequences: what follows from verdicts.

use policy_core::plan::{
    Action, Condition, Consequence, Lasting, PolicyId, Rule, RuleId, Schedule, VerdictKind,
};
use policy_core::{ListId, OutcomeId, SubjectId};

use super::grade::{Form, Part};
use super::policy::{ConsequenceHead, Thing};
use super::recognition::citations;
use super::scope::{Lowering, Scope};
use super::table::names;
use crate::syntax::{
    ActDecl, Audience, Cite, ConsequenceClause, Expr, ExprKind, IsTarget, LastingDecl, Name, ScheduleDecl,
};
use crate::{Diagnostic, Saying, Span};

/// The clauses of a consequence that its grades share.
#[derive(Default)]
struct Clauses<'s> {
    audience: Option<&'s Audience>,
    each: Option<(&'s ScheduleDecl, Span)>,
    when: Vec<&'s Expr>,
    acts: Vec<&'s ActDecl>,
    lifted_when: Vec<(&'s Name, Span)>,
    soft: bool,
    cites: Vec<&'s Cite>,
}

/// What all grades of a consequence have in common.
struct Common {
    scope: Scope,
    applies: Condition,
    schedule: Schedule,
    when: Vec<Condition>,
    /// Of a ladder: the verdict of which it counts how often it came to it.
    climbed: Option<(RuleId, VerdictKind)>,
}

impl<'s> Lowering<'_, 's> {
    /// A consequence, which is one of the plan for each of its grades, or for each step of its ladder; `rules` are
    /// the lowered rules by their place in the model.
    ///
    /// A grade is in force where none before it is: where their conditions do not hold, and its own does. Of a ladder the
    /// highest step comes first.
    pub fn consequence(
        &mut self,
        head: &ConsequenceHead<'s>,
        rules: &[Option<Rule>],
    ) -> Option<Vec<Consequence>> {
        let clauses = self.consequence_clauses(head);
        let name = &head.syntax.declared.name;
        let is_graded = head.forms.iter().any(|form| matches!(form.part, Part::Grade(_)));
        if clauses.when.is_empty() && !is_graded {
            let says = Saying::new("consequence-without-when").with("name", &name.text);
            return self.report.fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-when")));
        }
        let common = self.common(&clauses, head, rules);
        let mut before = common.as_ref().map(|common| common.when.clone()).unwrap_or_default();
        let mut order: Vec<usize> = (0..head.forms.len()).collect();
        order.sort_by_key(|place| match head.forms[*place].part {
            Part::Whole | Part::Grade(_) => 0,
            Part::Rung(rung) => u8::MAX - rung.time,
        });
        let mut consequences: Vec<Option<Consequence>> = head.forms.iter().map(|_| None).collect();
        for place in order {
            consequences[place] = self.form(head, &head.forms[place], &clauses, common.as_ref(), &mut before);
        }
        consequences.into_iter().collect()
    }

    /// One grade, or one step, or all of a consequence that has none. `before` is what must hold besides.
    fn form(
        &mut self,
        head: &ConsequenceHead<'s>,
        form: &Form<'s>,
        clauses: &Clauses<'s>,
        common: Option<&Common>,
        before: &mut Vec<Condition>,
    ) -> Option<Consequence> {
        let acts: Vec<&ActDecl> = match form.part {
            Part::Whole => clauses.acts.clone(),
            Part::Grade(_) | Part::Rung(_) => form.part.acts().iter().collect(),
        };
        let actions = self.actions(&acts, &head.syntax.declared.name, head.policy);
        let stated = self.stated_lasting(&acts);
        let Common { scope, applies, schedule, climbed, when: _ } = common?;
        let own = match (form.part, climbed) {
            (Part::Whole, _) => Some(Condition::Constant(true)),
            (Part::Grade(grade), _) => match &grade.when {
                None => Some(Condition::Constant(true)),
                Some(own) => self.condition(own, *scope),
            },
            (Part::Rung(rung), Some(climbed)) => self.rung(rung, *climbed, *scope),
            (Part::Rung(_), None) => None,
        };
        let lasting = match stated {
            None => Some(Lasting::Unstated),
            Some(lasting) => self.lasting(lasting, *scope),
        };
        let mut lifts = clauses.lifted_when.clone();
        if let Some(LastingDecl::UntilMet(rule)) = stated {
            lifts.push((rule, rule.span));
        }
        let lifted_by = self.lifting(&lifts, *scope);
        let mut when = before.clone();
        if let Some(own) = own.clone() {
            before.push(Condition::Not(Box::new(own)));
        }
        when.push(own?);
        Some(Consequence {
            policy: head.policy,
            names: names(&form.declared),
            subject: scope.subject,
            applies: applies.clone(),
            schedule: schedule.clone(),
            soft: clauses.soft,
            when: super::condition::all(when),
            actions: actions?,
            lasting: lasting?,
            lifted_by: lifted_by?,
            citations: citations(clauses.cites.iter().copied().chain(form.part.cites())),
        })
    }

    /// What the grades of a consequence share; all of them say together which rules they speak of.
    fn common(
        &mut self,
        clauses: &Clauses<'_>,
        head: &ConsequenceHead<'s>,
        rules: &[Option<Rule>],
    ) -> Option<Common> {
        let (policy, name) = (head.policy, &head.syntax.declared.name);
        let mut asked = clauses.when.clone();
        asked.extend(head.forms.iter().filter_map(|form| match form.part {
            Part::Grade(grade) => grade.when.as_ref(),
            Part::Whole | Part::Rung(_) => None,
        }));
        let spoken_of: Vec<usize> =
            asked.iter().flat_map(|when| self.rules_spoken_of(when, policy)).collect();
        let subject = match clauses.audience {
            Some(audience) => self.model.subject(self.report, policy, &audience.subject)?,
            None => {
                if spoken_of.is_empty() {
                    self.no_such_rule(&asked, policy)?;
                }
                self.inherited_subject(&spoken_of, name)?
            }
        };
        let scope = Scope { policy, subject, event: None, anchor: None, rule: None };
        let applies = self.audience_condition(clauses.audience, scope);
        let (schedule, anchor) = match clauses.each {
            Some(each) => self.schedule(Some(each), None, scope)?,
            None => self.inherited_schedule(&spoken_of, rules, name)?,
        };
        let scope = Scope { anchor, ..scope };
        let when: Vec<Option<Condition>> =
            clauses.when.iter().map(|when| self.condition(when, scope)).collect();
        let when: Option<Vec<Condition>> = when.into_iter().collect();
        let when = when?;
        let is_ladder = head.forms.iter().any(|form| matches!(form.part, Part::Rung(_)));
        let climbed = if is_ladder { Some(self.climbed(&clauses.when, name, scope)?) } else { None };
        Some(Common { scope, applies: applies?, schedule, when, climbed })
    }

    fn consequence_clauses(&mut self, head: &ConsequenceHead<'s>) -> Clauses<'s> {
        let has_grades = head.forms.iter().any(|form| !matches!(form.part, Part::Whole));
        let mut clauses = Clauses::default();
        let mut otherwise: Option<Span> = None;
        for clause in &head.syntax.body.members {
            let twice = match &clause.node {
                ConsequenceClause::For(audience) => {
                    clauses.audience.replace(audience).is_some().then_some("clause-for")
                }
                ConsequenceClause::Each(each) => {
                    clauses.each.replace((each, clause.span)).is_some().then_some("clause-each")
                }
                ConsequenceClause::When(when) => {
                    clauses.when.push(when);
                    None
                }
                ConsequenceClause::Act(act) => {
                    if has_grades {
                        let diagnostic = Diagnostic::error(clause.span, Saying::new("act-beside-grades"));
                        self.report.push(diagnostic.hint(Saying::new("hint-act-beside-grades")));
                    }
                    clauses.acts.push(act);
                    None
                }
                ConsequenceClause::Grade(grade) => {
                    if let Some(first) = otherwise {
                        let diagnostic = Diagnostic::error(clause.span, Saying::new("grade-after-otherwise"));
                        self.report.push(diagnostic.also(first, Saying::new("first-declared")));
                    } else if grade.when.is_none() {
                        otherwise = Some(clause.span);
                    }
                    None
                }
                ConsequenceClause::Rung(_) => None,
                ConsequenceClause::LiftedWhen(rule) => {
                    clauses.lifted_when.push((rule, clause.span));
                    None
                }
                ConsequenceClause::InPrinciple => {
                    clauses.soft = true;
                    None
                }
                ConsequenceClause::Allow(_) => None,
                ConsequenceClause::Cite(cite) => {
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

    /// How long it lasts; all that is done at once lasts equally long.
    fn stated_lasting(&mut self, acts: &[&'s ActDecl]) -> Option<&'s LastingDecl> {
        let mut stated = acts.iter().filter_map(|act| act.lasting.as_ref());
        let (first, first_span) = stated.next()?;
        for (other, span) in stated {
            if !same_lasting(first, other) {
                let diagnostic = Diagnostic::error(*span, Saying::new("lasting-differs"));
                let diagnostic = diagnostic.also(*first_span, Saying::new("lasting-here"));
                self.report.push(diagnostic.hint(Saying::new("hint-two-consequences")));
            }
        }
        Some(first)
    }

    /// The rules that a condition speaks of, as far as their names are known.
    fn rules_spoken_of(&self, expr: &Expr, policy: PolicyId) -> Vec<usize> {
        let mut found = Vec::new();
        let mut stack = vec![expr];
        while let Some(expr) = stack.pop() {
            match &expr.kind {
                ExprKind::Name(name) => {
                    if let Some((Thing::Rule(rule), _)) = self.model.thing(policy, &name.text) {
                        found.push(rule);
                    }
                }
                ExprKind::Verdicts { rule: name, .. } => {
                    if let Some((Thing::Rule(rule), _)) = self.model.thing(policy, &name.text) {
                        found.push(rule);
                    }
                }
                ExprKind::Compare { left, right, of_which: None, .. } => stack.extend([&**right, &**left]),
                ExprKind::Is { left, target: IsTarget::Met | IsTarget::Unmet | IsTarget::Exempt, .. }
                | ExprKind::Not(left)
                | ExprKind::InEach { condition: left, .. }
                | ExprKind::Group(left) => stack.push(left),
                ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::SomeOf { conditions: parts, .. } => {
                    stack.extend(parts.iter().rev());
                }
                ExprKind::Is { target: IsTarget::Value(_), .. }
                | ExprKind::Number(..)
                | ExprKind::Proportion(_)
                | ExprKind::Date(_)
                | ExprKind::MonthDay(..)
                | ExprKind::DueDate
                | ExprKind::Today
                | ExprKind::WorkingDay { .. }
                | ExprKind::Reached { .. }
                | ExprKind::Text(_)
                | ExprKind::Truth(_)
                | ExprKind::Its(_)
                | ExprKind::Compare { .. }
                | ExprKind::Between { .. }
                | ExprKind::In { .. }
                | ExprKind::Binary(..)
                | ExprKind::PartOf(..)
                | ExprKind::Divided(..)
                | ExprKind::Rounded { .. }
                | ExprKind::ProRata { .. }
                | ExprKind::Farthest { .. }
                | ExprKind::Aggregate(_)
                | ExprKind::Has(_)
                | ExprKind::Share { .. }
                | ExprKind::RatioOf(..)
                | ExprKind::EventsCover { .. }
                | ExprKind::Covers(_)
                | ExprKind::Length { .. }
                | ExprKind::Edge { .. } => {}
            }
        }
        found
    }

    /// Where the condition speaks of the verdict on something that is no rule, that is what is wrong;
    /// not that the consequence speaks of no rule.
    fn no_such_rule(&mut self, conditions: &[&Expr], policy: PolicyId) -> Option<()> {
        let scope = Scope { policy, subject: SubjectId(0), event: None, anchor: None, rule: None };
        let mut stack: Vec<(&Expr, bool)> = conditions.iter().map(|condition| (*condition, false)).collect();
        while let Some((expr, is_judged)) = stack.pop() {
            match &expr.kind {
                ExprKind::Name(name) if is_judged => {
                    self.rule(name, scope)?;
                }
                ExprKind::Is { left, target: IsTarget::Met | IsTarget::Unmet | IsTarget::Exempt, .. } => {
                    stack.push((left, true));
                }
                ExprKind::Not(inner) | ExprKind::Group(inner) | ExprKind::InEach { condition: inner, .. } => {
                    stack.push((inner, is_judged))
                }
                ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::SomeOf { conditions: parts, .. } => {
                    stack.extend(parts.iter().rev().map(|part| (part, false)));
                }
                ExprKind::Verdicts { rule, .. } => {
                    self.rule(rule, scope)?;
                }
                ExprKind::Compare { left, right, of_which: None, .. } => {
                    stack.extend([(&**right, false), (&**left, false)]);
                }
                ExprKind::Name(_)
                | ExprKind::Is { target: IsTarget::Value(_), .. }
                | ExprKind::Number(..)
                | ExprKind::Proportion(_)
                | ExprKind::Date(_)
                | ExprKind::MonthDay(..)
                | ExprKind::DueDate
                | ExprKind::Today
                | ExprKind::WorkingDay { .. }
                | ExprKind::Reached { .. }
                | ExprKind::Text(_)
                | ExprKind::Truth(_)
                | ExprKind::Its(_)
                | ExprKind::Compare { .. }
                | ExprKind::Between { .. }
                | ExprKind::In { .. }
                | ExprKind::Binary(..)
                | ExprKind::PartOf(..)
                | ExprKind::Divided(..)
                | ExprKind::Rounded { .. }
                | ExprKind::ProRata { .. }
                | ExprKind::Farthest { .. }
                | ExprKind::Aggregate(_)
                | ExprKind::Has(_)
                | ExprKind::Share { .. }
                | ExprKind::RatioOf(..)
                | ExprKind::EventsCover { .. }
                | ExprKind::Covers(_)
                | ExprKind::Length { .. }
                | ExprKind::Edge { .. } => {}
            }
        }
        Some(())
    }

    fn inherited_subject(&mut self, rules: &[usize], name: &Name) -> Option<SubjectId> {
        let Some((&first, rest)) = rules.split_first() else {
            let says = Saying::new("consequence-without-rule").with("name", &name.text);
            return self
                .report
                .fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-consequence-for")));
        };
        let subject = self.model.rules[first].subject?;
        for &other in rest {
            let other_subject = self.model.rules[other].subject?;
            if other_subject != subject {
                return self.differing(
                    "subjects-differ",
                    first,
                    other,
                    name,
                    Saying::new("hint-consequence-for"),
                );
            }
        }
        Some(subject)
    }

    fn inherited_schedule(
        &mut self,
        spoken_of: &[usize],
        rules: &[Option<Rule>],
        name: &Name,
    ) -> Option<(Schedule, Option<ListId>)> {
        let Some((&first, rest)) = spoken_of.split_first() else {
            return Some((Schedule::Once(policy_core::plan::Window::Rule), None));
        };
        let schedule = &rules.get(first)?.as_ref()?.schedule;
        for &other in rest {
            if rules.get(other)?.as_ref()?.schedule != *schedule {
                return self.differing(
                    "schedules-differ",
                    first,
                    other,
                    name,
                    Saying::new("hint-consequence-each"),
                );
            }
        }
        let anchor = match schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        Some((schedule.clone(), anchor))
    }

    fn differing<T>(
        &mut self,
        id: &'static str,
        first: usize,
        other: usize,
        name: &Name,
        hint: Saying,
    ) -> Option<T> {
        let declared = |rule: usize| &self.model.rules[rule].syntax.declared;
        let (one, two) = (declared(first), declared(other));
        let says = Saying::new(id)
            .with("name", &name.text)
            .with_names("first", &names(one))
            .with_names("second", &names(two));
        let diagnostic = Diagnostic::error(name.span, says)
            .also(one.name.span, Saying::new("first-declared"))
            .also(two.name.span, Saying::new("first-declared"))
            .hint(hint);
        self.report.fail(diagnostic)
    }

    fn actions(&mut self, acts: &[&ActDecl], name: &Name, policy: PolicyId) -> Option<Vec<Action>> {
        if acts.is_empty() {
            let says = Saying::new("consequence-without-act").with("name", &name.text);
            return self.report.fail(Diagnostic::error(name.span, says).hint(Saying::new("hint-act")));
        }
        let mut actions = Vec::new();
        let mut sound = true;
        for act in acts {
            for outcome in &act.outcomes {
                let words = &self.model.words;
                let seen = &self.model.head(policy).vocabularies;
                match words.outcomes.find_seen(&outcome.text, seen) {
                    Some(id) => actions.push(Action { kind: act.kind, outcome: OutcomeId(id) }),
                    None => {
                        self.report.unknown::<()>(outcome, "kind-outcome", words.outcomes.seen_names(seen));
                        sound = false;
                    }
                }
            }
        }
        sound.then_some(actions)
    }

    fn lasting(&mut self, lasting: &LastingDecl, scope: Scope) -> Option<Lasting> {
        Some(match lasting {
            LastingDecl::That(_) => Lasting::ThatPeriod,
            LastingDecl::NextYear => Lasting::NextYear,
            LastingDecl::For(span) => Lasting::For(self.span(span, scope)?),
            LastingDecl::UntilMet(_) => Lasting::Unstated,
        })
    }
}

/// Whether two clauses last equally long, wherever they stand.
fn same_lasting(left: &LastingDecl, right: &LastingDecl) -> bool {
    match (left, right) {
        (LastingDecl::That(left), LastingDecl::That(right))
        | (LastingDecl::UntilMet(left), LastingDecl::UntilMet(right)) => left.text == right.text,
        (LastingDecl::NextYear, LastingDecl::NextYear) => true,
        (LastingDecl::For(left), LastingDecl::For(right)) => match (&left.amount, &right.amount) {
            (
                crate::syntax::SpanAmount::Literal(left, unit),
                crate::syntax::SpanAmount::Literal(right, other),
            ) => left == right && unit.text == other.text,
            (crate::syntax::SpanAmount::Parameter(left), crate::syntax::SpanAmount::Parameter(right)) => {
                left.text == right.text
            }
            (crate::syntax::SpanAmount::Literal(..), crate::syntax::SpanAmount::Parameter(_))
            | (crate::syntax::SpanAmount::Parameter(_), crate::syntax::SpanAmount::Literal(..)) => false,
        },
        (
            LastingDecl::That(_) | LastingDecl::NextYear | LastingDecl::For(_) | LastingDecl::UntilMet(_),
            _,
        ) => false,
    }
}
