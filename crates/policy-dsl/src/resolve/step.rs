//! What is taken off again: caps, repeats, deductions, rounding.

use policy_core::plan::{
    Amount, Condition, DateExpr, Keep, Most, Node, Per, PeriodRef, Recognition, Source, Step,
    StepKind as Kind, Window,
};
use policy_core::{Decimal, FieldId, ListId, UnitId};

use super::aggregate::Over;
use super::convert::reduced;
use super::operand::{Operand, Quantity};
use super::recognition::citations;
use super::schedule::built_in;
use super::scope::{Lowering, Scope};
use crate::syntax::{Expr, ExprKind, MostDecl, Name, PerDecl, StepDecl, StepKind};
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// A step of a recognition of `list`, that credits amounts in a unit.
    pub fn step(
        &mut self,
        decl: &StepDecl,
        span: Span,
        credited: Option<(FieldId, UnitId)>,
        list: ListId,
        scope: Scope,
    ) -> Option<Step> {
        let filter = self.predicate(&decl.predicate, Over::Events(list), scope);
        let unit = || credited.map(|(_, unit)| unit);
        let kind = match &decl.kind {
            StepKind::Once { by, per, keep } => self.once(by, per.as_ref(), *keep, list, scope),
            StepKind::Cap { .. } | StepKind::Deduct { .. } | StepKind::Round { .. } => match unit() {
                None => {
                    let diagnostic = Diagnostic::error(span, Saying::new("step-without-credit"));
                    self.report.fail(diagnostic.hint(Saying::new("hint-credit")))
                }
                Some(unit) => self.amounts_step(&decl.kind, unit, list, scope),
            },
        };
        let step = Step { filter: filter?, kind: kind?, citations: citations(&decl.cites) };
        let nodes = std::iter::once(Node::Condition(&step.filter)).chain(step.kind.nodes());
        self.settled(nodes.collect(), span)?;
        Some(step)
    }

    /// What steps look at must mean the same to every rule.
    fn settled(&mut self, nodes: Vec<Node<'_>>, span: Span) -> Option<()> {
        if nodes.iter().any(|node| node.hangs_on_rules() || looks_at_recognition(*node)) {
            let diagnostic = Diagnostic::error(span, Saying::new("step-hangs-on-rule"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-step-hangs-on-rule")));
        }
        Some(())
    }

    /// In a recognition with steps, the entries must too.
    pub fn settled_entries(&mut self, recognition: &Recognition, spans: &[Span]) -> bool {
        let mut sound = true;
        if recognition.steps.is_empty() {
            return sound;
        }
        for (entry, span) in recognition.entries.iter().zip(spans) {
            sound &= self.settled(entry.nodes(), *span).is_some();
        }
        sound
    }

    /// A step that changes amounts.
    fn amounts_step(&mut self, kind: &StepKind, unit: UnitId, list: ListId, scope: Scope) -> Option<Kind> {
        match kind {
            StepKind::Cap { most, per } => {
                let per = match per {
                    None => Some(Per::Ever),
                    Some(per) => self.per(per, list, scope),
                };
                let lets_through = self.most(most, unit, scope);
                let per = per?;
                if let (MostDecl::Share(_, span), Per::Event | Per::Day) = (most, &per) {
                    let diagnostic = Diagnostic::error(*span, Saying::new("share-needs-period"));
                    return self.report.fail(diagnostic.hint(Saying::new("hint-share-needs-period")));
                }
                Some(Kind::Cap { per, most: lets_through? })
            }
            StepKind::Deduct { amount, each } => {
                let at_event = scope.at_event(list);
                let off = self.in_credited_unit(amount, unit, at_event);
                match each {
                    None => off.map(Kind::Deduct),
                    Some(name) => {
                        let times = self.operand(&name_expr(name), at_event);
                        let times = self.quantity(times?, name.span)?;
                        self.times(off?, times, amount.span).map(Kind::Deduct)
                    }
                }
            }
            StepKind::Round { mode, to, unit: named, span } => {
                let expr = Expr { kind: ExprKind::Number(*to, named.clone()), span: *span };
                match self.in_credited_unit(&expr, unit, scope)? {
                    Amount::Literal(to) if to > Decimal::ZERO => Some(Kind::Round { mode: *mode, to }),
                    _ => self.report.fail(Diagnostic::error(*span, Saying::new("round-to-nothing"))),
                }
            }
            StepKind::Once { .. } => None,
        }
    }

    fn most(&mut self, most: &MostDecl, unit: UnitId, scope: Scope) -> Option<Most> {
        match most {
            MostDecl::Amount(amount) => {
                self.in_credited_unit(amount, unit, Scope { event: None, ..scope }).map(Most::Amount)
            }
            MostDecl::Share(share, span) => {
                let (numerator, denominator) = reduced(self.proportion(*share, *span)?);
                Some(Most::Share { numerator, denominator })
            }
        }
    }

    /// An amount in the unit that is credited.
    fn in_credited_unit(&mut self, expr: &Expr, unit: UnitId, scope: Scope) -> Option<Amount> {
        let operand = self.operand(expr, scope)?;
        if let Operand::Proportion(..) = operand {
            let diagnostic = Diagnostic::error(expr.span, Saying::new("proportion-of-what"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-share-of-total")));
        }
        let quantity = self.quantity(operand, expr.span)?;
        self.credited_amount(quantity, unit, expr.span, scope)
    }

    /// So much for each of a number of times.
    fn times(&mut self, off: Amount, times: Quantity, span: Span) -> Option<Amount> {
        let Amount::Literal(figure) = off else {
            let diagnostic = Diagnostic::error(span, Saying::new("deduct-figure"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-deduct-figure")));
        };
        let factor = self.product(times.factor, (figure.millionths(), 1_000_000), span)?;
        Some(Quantity { factor: reduced(factor), ..times }.settled())
    }

    fn once(
        &mut self,
        by: &[Name],
        per: Option<&PerDecl>,
        keep: Option<Keep>,
        list: ListId,
        scope: Scope,
    ) -> Option<Kind> {
        let keep = keep.unwrap_or(Keep::First);
        let field = |lowering: &Self, name: &Name| {
            let seen = &lowering.model.head(scope.policy).vocabularies;
            let table = lowering.model.words.field_table(scope.subject, Some(list));
            table.find_seen(&name.text, seen).map(FieldId)
        };
        // `once per year`: the only name is a period.
        if let ([name], None) = (by, per)
            && field(self, name).is_none()
            && self.is_place(name, list, scope)
        {
            let per = self.per(&PerDecl::Named(name.clone()), list, scope)?;
            return self.not_of_each_event(per, name.span).map(|per| Kind::Once {
                by: Vec::new(),
                per,
                keep,
            });
        }
        let mut fields = Vec::new();
        let mut sound = true;
        for name in by {
            match field(self, name) {
                Some(found) => fields.push(found),
                None => {
                    sound = false;
                    let seen = &self.model.head(scope.policy).vocabularies;
                    let table = self.model.words.field_table(scope.subject, Some(list));
                    self.report.unknown::<()>(name, "kind-field", table.seen_names(seen));
                }
            }
        }
        let per = match per {
            None => Per::Ever,
            Some(decl) => {
                let per = self.per(decl, list, scope)?;
                let span = match decl {
                    PerDecl::Named(name) => name.span,
                    PerDecl::Cycle { every, .. } => every.span,
                };
                self.not_of_each_event(per, span)?
            }
        };
        sound.then_some(Kind::Once { by: fields, per, keep })
    }

    fn not_of_each_event(&mut self, per: Per, span: Span) -> Option<Per> {
        match per {
            Per::Event => self.report.fail(Diagnostic::error(span, Saying::new("once-per-event"))),
            Per::Day | Per::Period(_) | Per::Cycle { .. } | Per::Ever => Some(per),
        }
    }

    fn is_place(&self, name: &Name, list: ListId, scope: Scope) -> bool {
        let head = self.model.head(scope.policy);
        let own_list =
            self.model.words.lists[scope.subject.index()].find_seen(&name.text, &head.vocabularies);
        is_day(name)
            || built_in(&name.text).is_some()
            || own_list == Some(list.0)
            || !self.model.calendars.find(&name.text, &head.calendars).is_empty()
    }

    fn per(&mut self, per: &PerDecl, list: ListId, scope: Scope) -> Option<Per> {
        let subject = Scope { event: None, ..scope };
        match per {
            PerDecl::Cycle { every, from } => {
                let length = self.span(every, subject);
                let day = self.date(from, subject);
                let (every, day) = (length?, day?);
                if !is_own_day(&day) {
                    let diagnostic = Diagnostic::error(from.span, Saying::new("step-hangs-on-rule"));
                    return self.report.fail(diagnostic.hint(Saying::new("hint-step-hangs-on-rule")));
                }
                Some(Per::Cycle { every, from: day })
            }
            PerDecl::Named(name) => {
                if is_day(name) {
                    return Some(Per::Day);
                }
                if let Some(period) = built_in(&name.text) {
                    return Some(Per::Period(PeriodRef::BuiltIn(period)));
                }
                let words = &self.model.words;
                let seen = &self.model.head(scope.policy).vocabularies;
                if words.lists[scope.subject.index()].find_seen(&name.text, seen) == Some(list.0) {
                    return Some(Per::Event);
                }
                self.period_or_event(name, subject).map(Per::Period)
            }
        }
    }
}

fn is_day(name: &Name) -> bool {
    matches!(name.text.as_str(), "day" | "天" | "日")
}

/// A day of the text or of the subject.
fn is_own_day(date: &DateExpr) -> bool {
    match date {
        DateExpr::Literal(_) | DateExpr::Field(_) => true,
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => is_own_day(date),
        DateExpr::InPeriod { .. }
        | DateExpr::StartOf(_)
        | DateExpr::EndOf(_)
        | DateExpr::Extreme(_)
        | DateExpr::Due
        | DateExpr::AsOf
        | DateExpr::WorkingDay(_)
        | DateExpr::Reached(_) => false,
    }
}

fn looks_at_recognition(node: Node<'_>) -> bool {
    let mut found = false;
    node.walk(&mut |node| {
        let source = match node {
            Node::Condition(Condition::EventsCover { source, .. }) => Some(*source),
            Node::Amount(Amount::Aggregate(aggregate)) => Some(aggregate.source),
            Node::Amount(Amount::Covered(covered)) => Some(covered.source),
            Node::Date(DateExpr::Extreme(extreme)) => Some(extreme.source),
            Node::Date(DateExpr::Reached(reached)) => Some(reached.aggregate.source),
            Node::Window(Window::Extended { pause, .. }) => Some(pause.source),
            Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => None,
        };
        found |= matches!(source, Some(Source::Recognised(..)));
    });
    found
}

fn name_expr(name: &Name) -> Expr {
    Expr { kind: ExprKind::Name(name.clone()), span: name.span }
}
