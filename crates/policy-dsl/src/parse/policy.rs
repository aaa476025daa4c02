//! Building policies: recognitions, rules and consequences.

use policy_core::plan::ActionKind;

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::Span;
use crate::syntax::{
    ActDecl, AllowDecl, AlternativeDecl, Amendment, Audience, ConsequenceClause, ConsequenceDecl,
    DatedFigure, Declared, EntryDecl, EntryKind, ExemptionDecl, Expr, Governed, GradeDecl, LastingDecl, Name,
    ParameterDecl, PauseExpr, Policy, PolicyClause, RecognitionClause, RecognitionDecl, RepealDecl, Repealed,
    RepealedKind, RuleClause, RuleDecl, RungDecl, ScheduleDecl, SpanAmount, SpanLiteral, WindowExpr,
    WindowKind,
};

impl Builder<'_, '_> {
    pub fn policy(&mut self, node: Node) -> Option<Policy> {
        let mut parts = Parts::of(node);
        let declared = self.head(parts.take(Rule::policy_head)?)?;
        let body = self.block(parts, Rule::policy_clause, Self::policy_clause)?;
        Some(Policy { declared, body })
    }

    pub fn amendment(&mut self, node: Node) -> Option<Amendment> {
        let mut parts = Parts::of(node);
        let (amended, declared) = self.amendment_head(parts.take(Rule::amendment_head)?)?;
        let body = self.block(parts, Rule::policy_clause, Self::policy_clause)?;
        Some(Amendment { amended, declared, body })
    }

    /// `amend OLD as NEW "title" {`
    pub fn amendment_head(&mut self, node: Node) -> Option<(Name, Declared)> {
        let mut parts = Parts::of(node);
        let amended = self.name(&parts.take(Rule::name)?);
        parts.take(Rule::becomes)?;
        Some((amended, self.declared(parts.take(Rule::declared)?)?))
    }

    pub fn policy_clause(&mut self, node: Node) -> Option<PolicyClause> {
        let clause = Parts::of(node).any()?;
        self.clause_of_policy(clause)
    }

    /// What stands after `replace` or `insert`.
    fn changed(&mut self, node: Node) -> Option<Box<PolicyClause>> {
        let changed = Parts::of(node).take(Rule::changed)?;
        let clause = Parts::of(changed).any()?;
        self.clause_of_policy(clause).map(Box::new)
    }

    fn repeal(&mut self, node: Node) -> Option<RepealDecl> {
        let mut parts = Parts::of(node);
        let mut repealed = Vec::new();
        while let Some(part) = parts.take(Rule::repealed) {
            let mut words = Parts::of(part);
            let kind = match words.any()?.as_rule() {
                Rule::part_rule => RepealedKind::Rule,
                Rule::part_consequence => RepealedKind::Consequence,
                Rule::part_parameter => RepealedKind::Parameter,
                Rule::part_table => RepealedKind::Table,
                _ => RepealedKind::Recognition,
            };
            repealed.push(Repealed { kind, name: self.name(&words.take(Rule::name)?) });
        }
        Some(RepealDecl { parts: repealed, cites: self.cites(parts) })
    }

    fn clause_of_policy(&mut self, clause: Node) -> Option<PolicyClause> {
        let read_by = clause.as_rule();
        Some(match read_by {
            Rule::allow => PolicyClause::Allow(self.allow(clause)?),
            Rule::replace => PolicyClause::Replace(self.changed(clause)?),
            Rule::insert => PolicyClause::Insert(self.changed(clause)?),
            Rule::repeal => PolicyClause::Repeal(self.repeal(clause)?),
            Rule::rule => PolicyClause::Rule(self.rule(clause)?),
            Rule::table => PolicyClause::Table(self.table(clause)?),
            Rule::recognition => PolicyClause::Recognition(self.recognition(clause)?),
            Rule::consequence => PolicyClause::Consequence(self.consequence(clause)?),
            Rule::test => PolicyClause::Test(self.test(clause)?),
            Rule::parameter => PolicyClause::Parameter(self.parameter(clause)?),
            Rule::effective => {
                let mut parts = Parts::of(clause);
                let from = self.date(&parts.take(Rule::date)?);
                let to = parts.take(Rule::to).and_then(|_| parts.take(Rule::date));
                PolicyClause::Effective(from, to.map(|date| self.date(&date)))
            }
            Rule::uses => PolicyClause::Uses(self.names(Parts::of(clause).take(Rule::names)?)),
            Rule::supersedes => PolicyClause::Supersedes(self.names(Parts::of(clause).take(Rule::names)?)),
            Rule::under => PolicyClause::Under(self.names(Parts::of(clause).take(Rule::names)?)),
            _ => {
                let text = self.text(&Parts::of(clause).take(Rule::text)?);
                match read_by {
                    Rule::issuer => PolicyClause::Issuer(text),
                    Rule::document => PolicyClause::Document(text),
                    _ => PolicyClause::Source(text),
                }
            }
        })
    }

    fn parameter(&mut self, node: Node) -> Option<ParameterDecl> {
        let mut parts = Parts::of(node);
        let declared = self.declared(parts.take(Rule::declared)?)?;
        parts.take(Rule::equals)?;
        let mut values = Vec::new();
        while let Some(figure) = parts.take(Rule::dated_figure) {
            values.push(self.dated_figure(figure)?);
        }
        let governed = parts.take(Rule::governed).map(|governed| self.governed(governed));
        Some(ParameterDecl { declared, values, governed, cites: self.cites(parts) })
    }

    /// `governed by event date`
    fn governed(&mut self, node: Node) -> Governed {
        let span = self.span(&node);
        Governed { by_event: Parts::of(node).has(Rule::governed_by_event), span }
    }

    /// `72 hours until 2018-12-31`
    fn dated_figure(&mut self, node: Node) -> Option<DatedFigure> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let value = self.operand_sum(parts.take(Rule::sum)?)?;
        let mut dated = DatedFigure { value, from: None, until: None, span };
        while let Some(word) = parts.any() {
            let date = self.date(&parts.take(Rule::date)?);
            match word.as_rule() {
                Rule::from_word => dated.from = Some(date),
                _ => dated.until = Some(date),
            }
        }
        Some(dated)
    }

    /// `allow never-met because "…"`
    fn allow(&mut self, node: Node) -> Option<AllowDecl> {
        let mut parts = Parts::of(node);
        let lint = parts.take(Rule::lint)?;
        let (first, last) = (self.first_token(&lint), self.last_token(&lint));
        let words = self.words.tokens.get(first..=last).unwrap_or_default();
        let text = words.iter().map(|token| token.text.as_ref()).collect();
        let lint = Name { text, span: self.tokens_span(first, last) };
        let because = parts.take(Rule::because).and_then(|because| Parts::of(because).take(Rule::text));
        Some(AllowDecl { lint, because: because.map(|text| self.text(&text)) })
    }

    // ---- Recognitions ----

    fn recognition(&mut self, node: Node) -> Option<RecognitionDecl> {
        let mut parts = Parts::of(node);
        let (events, credited) = self.recognition_head(parts.take(Rule::recognition_head)?)?;
        let body = self.block(parts, Rule::recognition_clause, Self::recognition_clause)?;
        Some(RecognitionDecl { events, credited, body })
    }

    pub fn recognition_head(&mut self, node: Node) -> Option<(Name, Option<Name>)> {
        let mut parts = Parts::of(node);
        let events = self.name(&parts.take(Rule::name)?);
        let credited = parts.take(Rule::credited).and_then(|node| self.credited(node));
        Some((events, credited))
    }

    fn credited(&mut self, node: Node) -> Option<Name> {
        Parts::of(node).take(Rule::name).map(|name| self.name(&name))
    }

    pub fn recognition_clause(&mut self, node: Node) -> Option<RecognitionClause> {
        let clause = Parts::of(node).any()?;
        match clause.as_rule() {
            Rule::governed => return Some(RecognitionClause::Governed(self.governed(clause))),
            Rule::entry => return self.entry(clause).map(RecognitionClause::Entry),
            Rule::step => return self.step(clause).map(RecognitionClause::Step),
            Rule::allow => return self.allow(clause).map(RecognitionClause::Allow),
            _ => {}
        }
        if clause.as_rule() == Rule::table {
            return self.table(clause).map(RecognitionClause::Table);
        }
        let mut parts = Parts::of(clause);
        let from = self.measured(parts.take(Rule::quantity)?)?;
        parts.take(Rule::equals)?;
        let to = self.measured(parts.take(Rule::quantity)?)?;
        let rounding = match parts.take(Rule::rounding) {
            Some(rounding) => Some(self.rounding(Parts::of(rounding))?),
            None => None,
        };
        Some(RecognitionClause::Convert { from, to, rounding, cites: self.cites(parts) })
    }

    /// A quantity that must have a unit.
    fn measured(&mut self, node: Node) -> Option<(policy_core::Decimal, Name)> {
        let span = self.span(&node);
        let (amount, unit) = self.quantity(node)?;
        let unit = unit.unwrap_or_else(|| {
            self.mistake(span, crate::Saying::new("syntax-expected-unit"));
            Name { text: "number".to_owned(), span }
        });
        Some((amount, unit))
    }

    fn entry(&mut self, node: Node) -> Option<EntryDecl> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let counts = parts.any()?.as_rule() == Rule::counts;
        let declared = match parts.take(Rule::declared) {
            Some(declared) => Some(self.declared(declared)?),
            None => None,
        };
        let mut entry = EntryDecl {
            kind: if counts { EntryKind::Count(None) } else { EntryKind::Reject },
            declared,
            condition: None,
            because: None,
            cites: Vec::new(),
        };
        while let Some(part) = parts.any() {
            let part_span = self.span(&part);
            let is_new = match part.as_rule() {
                Rule::entry_where => {
                    let condition = self.condition(Parts::of(part).take(Rule::condition)?)?;
                    entry.condition.replace(condition).is_none()
                }
                Rule::because => {
                    let text = self.text(&Parts::of(part).take(Rule::text)?);
                    entry.because.replace(text).is_none()
                }
                Rule::cite => {
                    entry.cites.push(self.cite(part)?);
                    true
                }
                _ => {
                    let amount = self.credit_sum(Parts::of(part).take(Rule::credit_sum)?)?;
                    match &mut entry.kind {
                        EntryKind::Count(credited) => {
                            let is_new = credited.is_none();
                            *credited = Some(amount);
                            is_new
                        }
                        EntryKind::Reject => {
                            self.mistake(part_span, crate::Saying::new("syntax-reject-credits"));
                            true
                        }
                    }
                }
            };
            if !is_new {
                self.mistake(part_span.to(span), crate::Saying::new("syntax-said-twice"));
            }
        }
        Some(entry)
    }

    // ---- Rules ----

    fn rule(&mut self, node: Node) -> Option<RuleDecl> {
        let mut parts = Parts::of(node);
        let declared = self.head(parts.take(Rule::rule_head)?)?;
        let body = self.block(parts, Rule::rule_clause, Self::rule_clause)?;
        Some(RuleDecl { declared, body })
    }

    pub fn rule_clause(&mut self, node: Node) -> Option<RuleClause> {
        let clause = Parts::of(node).any()?;
        Some(match clause.as_rule() {
            Rule::require => RuleClause::Require(self.only_condition(clause)?),
            Rule::for_clause => RuleClause::For(self.audience(clause)?),
            Rule::schedule => RuleClause::Each(self.schedule(clause)?),
            Rule::in_principle => RuleClause::InPrinciple,
            Rule::balance => RuleClause::Balance(self.balance(Parts::of(clause).any()?)?),
            Rule::grace => RuleClause::Grace(self.length(Parts::of(clause).take(Rule::length)?)?),
            Rule::governed => RuleClause::Governed(self.governed(clause)),
            Rule::exempt => RuleClause::Exempt(self.exemption(clause)?),
            Rule::instead => RuleClause::Instead(self.alternative(clause)?),
            Rule::cite => RuleClause::Cite(self.cite(clause)?),
            Rule::tightens => RuleClause::Tightens(self.names(Parts::of(clause).take(Rule::names)?)),
            Rule::allow => RuleClause::Allow(self.allow(clause)?),
            _ => RuleClause::Over(self.over(clause)?),
        })
    }

    /// The condition of a clause that holds nothing else.
    fn only_condition(&mut self, node: Node) -> Option<Expr> {
        self.condition(Parts::of(node).take(Rule::condition)?)
    }

    fn audience(&mut self, node: Node) -> Option<Audience> {
        let mut parts = Parts::of(node);
        let subject = self.name(&parts.take(Rule::name)?);
        let condition = match parts.take(Rule::condition) {
            Some(condition) => Some(self.condition(condition)?),
            None => None,
        };
        Some(Audience { subject, condition })
    }

    fn schedule(&mut self, node: Node) -> Option<ScheduleDecl> {
        let schedule = Parts::of(node).any()?;
        let read_by = schedule.as_rule();
        let mut parts = Parts::of(schedule);
        if read_by == Rule::cycle {
            let every = self.length(parts.take(Rule::length)?)?;
            parts.take(Rule::from_word)?;
            let from = self.operand_sum(parts.take(Rule::sum)?)?;
            let by = self.by_date(&mut parts)?;
            let pause = self.pause(&mut parts)?;
            return Some(ScheduleDecl::Cycle { every, from, by, pause });
        }
        let name = self.calendar_name(&parts.take(Rule::name)?);
        let condition = match parts.take(Rule::condition) {
            Some(condition) => Some(self.condition(condition)?),
            None => None,
        };
        let by = self.by_date(&mut parts)?;
        Some(ScheduleDecl::Named { during: read_by == Rule::during, name, condition, by })
    }

    /// `by December 1` at the end of a schedule; the inner `None` where there is none.
    fn by_date(&mut self, parts: &mut Parts) -> Option<Option<Expr>> {
        let Some(by) = parts.take(Rule::by_date) else { return Some(None) };
        let mut parts = Parts::of(by);
        parts.take(Rule::by_word)?;
        self.operand_sum(parts.take(Rule::sum)?).map(Some)
    }

    /// The window of a clause, and what extends it.
    fn over(&mut self, node: Node) -> Option<WindowExpr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let window = self.window(parts.any()?)?;
        Some(match self.pause(&mut parts)? {
            None => window,
            Some(pause) => WindowExpr { kind: WindowKind::Extended(Box::new(window), Box::new(pause)), span },
        })
    }

    /// `extended by leave of maternity beyond 30 days`; the inner `None` where there is none.
    fn pause(&mut self, parts: &mut Parts) -> Option<Option<PauseExpr>> {
        let Some(extended) = parts.take(Rule::extended) else { return Some(None) };
        let mut parts = Parts::of(extended);
        parts.take(Rule::postponed);
        let events = self.source_chain(parts.take(Rule::chain)?)?;
        let beyond = match parts.take(Rule::length) {
            Some(length) => Some(self.length(length)?),
            None => None,
        };
        Some(Some(PauseExpr { events, beyond }))
    }

    fn exemption(&mut self, node: Node) -> Option<ExemptionDecl> {
        let mut parts = Parts::of(node);
        let declared = self.declared(parts.take(Rule::declared)?)?;
        parts.take(Rule::when)?;
        let when = self.condition(parts.take(Rule::condition)?)?;
        Some(ExemptionDecl { declared, when, cites: self.cites(parts) })
    }

    fn alternative(&mut self, node: Node) -> Option<AlternativeDecl> {
        let mut parts = Parts::of(node);
        let declared = self.declared(parts.take(Rule::declared)?)?;
        parts.take(Rule::when)?;
        let when = self.condition(parts.take(Rule::condition)?)?;
        let require = self.only_condition(parts.take(Rule::require)?)?;
        let over = match parts.take(Rule::over) {
            Some(over) => Some(self.over(over)?),
            None => None,
        };
        Some(AlternativeDecl { declared, when, require, over, cites: self.cites(parts) })
    }

    // ---- Consequences ----

    fn consequence(&mut self, node: Node) -> Option<ConsequenceDecl> {
        let mut parts = Parts::of(node);
        let declared = self.head(parts.take(Rule::consequence_head)?)?;
        let body = self.block(parts, Rule::consequence_clause, Self::consequence_clause)?;
        Some(ConsequenceDecl { declared, body })
    }

    pub fn consequence_clause(&mut self, node: Node) -> Option<ConsequenceClause> {
        let clause = Parts::of(node).any()?;
        Some(match clause.as_rule() {
            Rule::when_clause => ConsequenceClause::When(self.only_condition(clause)?),
            Rule::act => ConsequenceClause::Act(self.act(clause)?),
            Rule::grade => ConsequenceClause::Grade(self.grade(clause)?),
            Rule::rung => ConsequenceClause::Rung(self.rung(clause)?),
            Rule::lifted_when => {
                ConsequenceClause::LiftedWhen(self.name(&Parts::of(clause).take(Rule::name)?))
            }
            Rule::for_clause => ConsequenceClause::For(self.audience(clause)?),
            Rule::schedule => ConsequenceClause::Each(self.schedule(clause)?),
            Rule::in_principle => ConsequenceClause::InPrinciple,
            Rule::allow => ConsequenceClause::Allow(self.allow(clause)?),
            _ => ConsequenceClause::Cite(self.cite(clause)?),
        })
    }

    fn act(&mut self, node: Node) -> Option<ActDecl> {
        let mut parts = Parts::of(node);
        let kind = match parts.any()?.as_rule() {
            Rule::deny => ActionKind::Deny,
            Rule::grant => ActionKind::Grant,
            _ => ActionKind::Oblige,
        };
        let outcomes = self.names(parts.take(Rule::names)?);
        let lasting = match parts.take(Rule::lasting) {
            Some(lasting) => Some(self.lasting(lasting)?),
            None => None,
        };
        Some(ActDecl { kind, outcomes, lasting })
    }

    fn grade(&mut self, node: Node) -> Option<GradeDecl> {
        let mut parts = Parts::of(node);
        let declared = self.declared(parts.take(Rule::declared)?)?;
        let when = match parts.take(Rule::when) {
            Some(_) => Some(self.condition(parts.take(Rule::condition)?)?),
            None => None,
        };
        parts.take(Rule::otherwise);
        let acts = self.acts(&mut parts)?;
        Some(GradeDecl { declared, when, acts, cites: self.cites(parts) })
    }

    fn rung(&mut self, node: Node) -> Option<RungDecl> {
        let mut parts = Parts::of(node);
        let before = parts.take(Rule::plain_length);
        parts.take(Rule::inside);
        let time = parts.take(Rule::time)?;
        let span = self.span(&time);
        let time = match time.as_str() {
            "FIRST_TIME " => 1,
            "SECOND_TIME " => 2,
            "THIRD_TIME " => 3,
            "FOURTH_TIME " => 4,
            _ => 5,
        };
        parts.take(Rule::within_word);
        let within = match before.or_else(|| parts.take(Rule::length)) {
            Some(length) => Some(self.length(length)?),
            None => None,
        };
        let acts = self.acts(&mut parts)?;
        Some(RungDecl { time, within, acts, cites: self.cites(parts), span })
    }

    fn acts(&mut self, parts: &mut Parts) -> Option<Vec<ActDecl>> {
        let mut acts = Vec::new();
        while let Some(act) = parts.take(Rule::act) {
            acts.push(self.act(act)?);
        }
        Some(acts)
    }

    fn lasting(&mut self, node: Node) -> Option<(LastingDecl, Span)> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let first = parts.any()?;
        let lasting = match first.as_rule() {
            Rule::next_year => LastingDecl::NextYear,
            Rule::this => LastingDecl::That(self.calendar_name(&first)),
            Rule::quantity => {
                let length_span = self.span(&first);
                let (amount, unit) = self.measured(first)?;
                let amount = SpanAmount::Literal(amount, unit);
                LastingDecl::For(SpanLiteral { amount, span: length_span })
            }
            _ if parts.take(Rule::met).is_some() => LastingDecl::UntilMet(self.name(&first)),
            _ => LastingDecl::That(self.calendar_name(&first)),
        };
        Some((lasting, span))
    }
}
