//! Counts, sums and extreme dates over events or members.

use policy_core::plan::{
    Aggregate, Amount, Comparison, Condition, Covered, DateExpr, Extreme, Measure, Operator, Pause, Source,
    Window,
};
use policy_core::{
    Decimal, FieldId, FieldKind, ListId, Names, Span as Duration, SubjectId, UnitId, Vocabulary,
};

use super::condition::all;
use super::operand::{Operand, Quantity, Unit};
use super::scope::{Lowering, Meaning, Scope};
use super::vocabulary::belongs;
use crate::syntax::{AggregateExpr, Expr, Function, Name, Part, PauseExpr, Predicate};
use crate::{Diagnostic, Saying, Span};

/// What an aggregate goes through.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Over {
    /// A list of the subject that is looked at.
    Events(ListId),
    /// The members of a kind.
    Members(SubjectId),
}

impl Lowering<'_, '_> {
    /// An aggregate as a value.
    pub fn aggregate_operand(&mut self, expr: &AggregateExpr, scope: Scope) -> Option<Operand> {
        let plain =
            expr.predicate.terms.is_empty() && expr.predicate.condition.is_none() && expr.window.is_none();
        if let Function::Sum(name) = &expr.function {
            // `share_of_payroll of payroll`, where the first is a proportion, reads like a sum of a field.
            if let Some(operand) = self.proportion_of(name, expr, scope) {
                return operand;
            }
            if scope.event.is_some() && plain && expr.source.is_none() {
                return self.operand(&name_expr(name), scope);
            }
        }
        if scope.event.is_some() {
            let diagnostic = Diagnostic::error(expr.span, Saying::new("aggregate-in-event"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-aggregate-in-event")));
        }
        match &expr.function {
            Function::Count => {
                let over = self.over(expr.source.as_ref(), expr, scope)?;
                self.counted(expr, over, Measure::Count, count_unit(over), &expr.predicate, scope)
            }
            Function::Distinct(field) => {
                let over = self.over(expr.source.as_ref(), expr, scope)?;
                let field = self.field_of(over, field, scope)?;
                self.counted(
                    expr,
                    over,
                    Measure::Distinct(field.0),
                    Vocabulary::TIMES,
                    &expr.predicate,
                    scope,
                )
            }
            Function::Sum(field) => self.sum(field, expr, plain, scope),
            Function::Covered { months } => self.covered(expr, *months, scope),
            Function::SumOf(amount) => self.measured(expr, amount, Measure::SumOf, scope),
            Function::Highest(amount) => self.measured(expr, amount, Measure::HighestOf, scope),
            Function::Lowest(amount) => self.measured(expr, amount, Measure::LowestOf, scope),
            Function::Latest(field) => self.extreme(expr, field, true, scope),
            Function::Earliest(field) => self.extreme(expr, field, false, scope),
        }
    }

    /// `P of AMOUNT`, where `P` is a parameter that is a proportion.
    fn proportion_of(&mut self, name: &Name, expr: &AggregateExpr, scope: Scope) -> Option<Option<Operand>> {
        use super::parameter::Figure;
        use super::policy::Thing;
        let (thing, _) = self.model.thing(scope.policy, &name.text)?;
        let Thing::Parameter(id) = thing else { return None };
        let Some(Figure::Proportion(numerator, denominator)) = self.model.parameters[id.index()].figure
        else {
            return None;
        };
        let (of, rest) = expr.predicate.terms.split_first()?;
        self.parameters_read[id.index()] = true;
        let inner = AggregateExpr {
            function: Function::Sum(of.clone()),
            predicate: Predicate { terms: rest.to_vec(), condition: expr.predicate.condition.clone() },
            ..expr.clone()
        };
        let plain =
            inner.predicate.terms.is_empty() && inner.predicate.condition.is_none() && inner.window.is_none();
        let of_operand =
            if plain { self.operand(&name_expr(of), scope) } else { self.aggregate_operand(&inner, scope) };
        Some(of_operand.and_then(|operand| self.part_of((numerator, denominator), operand, of.span)))
    }

    fn sum(&mut self, field: &Name, expr: &AggregateExpr, plain: bool, scope: Scope) -> Option<Operand> {
        if plain && expr.source.is_none() {
            return self.operand(&name_expr(field), scope);
        }
        let mut predicate = expr.predicate.clone();
        let over = match &expr.source {
            Some(source) => Some(self.over(Some(source), expr, scope)?),
            // `hours of trainings`: what looks like a term may be the list itself, or members.
            None => {
                let named = predicate.terms.first().and_then(|name| self.find_over(name, scope));
                if named.is_some() {
                    predicate.terms.remove(0);
                }
                named
            }
        };
        let over = match over {
            Some(over) => over,
            None => match self.meaning_of_sum(field, scope)? {
                Meaning::Sum(list, _) => Over::Events(list),
                Meaning::Field(_) | Meaning::Parameter(_) | Meaning::Table(_) | Meaning::Rule(_) => {
                    let says = Saying::new("fact-is-not-summed").with("name", &field.text);
                    return self.report.fail(Diagnostic::error(expr.span, says));
                }
            },
        };
        let (id, kind) = self.field_of(over, field, scope)?;
        let FieldKind::Quantity(unit) = kind else {
            let says = Saying::new("not-a-quantity").with("name", &field.text);
            return self
                .report
                .fail(Diagnostic::error(field.span, says).hint(Saying::new("hint-not-a-quantity")));
        };
        self.counted(expr, over, Measure::Sum(id), unit, &predicate, scope)
    }

    /// The list whose field is summed: with a narrowing after it, a fact of that name is not meant.
    fn meaning_of_sum(&mut self, field: &Name, scope: Scope) -> Option<Meaning> {
        match self.lists_with_amount(&field.text, scope).as_slice() {
            [(list, id)] => Some(Meaning::Sum(*list, *id)),
            [] | [_, _, ..] => self.meaning(field, scope),
        }
    }

    fn counted(
        &mut self,
        expr: &AggregateExpr,
        over: Over,
        measure: Measure,
        unit: UnitId,
        predicate: &Predicate,
        scope: Scope,
    ) -> Option<Operand> {
        let filter = self.predicate(predicate, over, scope);
        let window = self.aggregate_window(expr, over, scope);
        let aggregate = Aggregate {
            source: self.source(over, expr.recorded, scope),
            filter: filter?,
            window: window?,
            measure,
        };
        Some(Operand::Quantity(Quantity::of(Amount::Aggregate(Box::new(aggregate)), unit)))
    }

    /// `highest certificate_hours of trainings`: an amount of each event, or of each member.
    fn measured(
        &mut self,
        expr: &AggregateExpr,
        amount: &Expr,
        measure: impl Fn(Box<Amount>) -> Measure,
        scope: Scope,
    ) -> Option<Operand> {
        let over = self.over(expr.source.as_ref(), expr, scope)?;
        let inner = self.inner(over, scope);
        let measured = self.operand(amount, inner);
        let measured = self.quantity(measured?, amount.span)?;
        let unit = measured.unit;
        let measure = measure(Box::new(measured.settled()));
        let number = super::composed::unit_or_number(unit);
        let counted = self.counted(expr, over, measure, number, &expr.predicate, scope)?;
        let counted = self.quantity(counted, expr.span)?;
        Some(Operand::Quantity(Quantity { unit, ..counted }))
    }

    fn extreme(&mut self, expr: &AggregateExpr, field: &Name, latest: bool, scope: Scope) -> Option<Operand> {
        let over = self.over(expr.source.as_ref(), expr, scope)?;
        let Over::Events(_) = over else {
            return self.report.fail(Diagnostic::error(expr.span, Saying::new("members-have-no-dates")));
        };
        let (id, kind) = self.field_of(over, field, scope)?;
        if kind != FieldKind::Date {
            let says = Saying::new("not-a-date-field").with("name", &field.text);
            return self
                .report
                .fail(Diagnostic::error(field.span, says).hint(Saying::new("hint-date-field")));
        }
        let filter = self.predicate(&expr.predicate, over, scope);
        let window = self.aggregate_window(expr, over, scope);
        let source = self.source(over, expr.recorded, scope);
        let extreme = Extreme { source, filter: filter?, window: window?, field: id, latest };
        Some(Operand::Day(DateExpr::Extreme(Box::new(extreme))))
    }

    fn aggregate_window(&mut self, expr: &AggregateExpr, over: Over, scope: Scope) -> Option<Window> {
        match (&expr.window, over) {
            (None, _) => Some(Window::Rule),
            (Some(window), Over::Events(_)) => self.window(window, scope),
            (Some(window), Over::Members(_)) => {
                let diagnostic = Diagnostic::error(window.span, Saying::new("members-have-no-dates"));
                self.report.fail(diagnostic.hint(Saying::new("hint-members-window")))
            }
        }
    }

    /// Recognised events where the policy, or a layer above it, recognises that list; else all of them.
    fn source(&self, over: Over, recorded: bool, scope: Scope) -> Source {
        match over {
            Over::Members(subject) => Source::Members(subject),
            Over::Events(list) => match self.model.recognised_by(scope.policy, scope.subject, list) {
                Some(policy) if !recorded => Source::Recognised(list, policy),
                Some(_) | None => Source::Recorded(list),
            },
        }
    }

    /// The list or the members that a name means.
    fn over(&mut self, name: Option<&Name>, expr: &AggregateExpr, scope: Scope) -> Option<Over> {
        let Some(name) = name else {
            let diagnostic = Diagnostic::error(expr.span, Saying::new("count-of-what"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-count-of-what")));
        };
        if let Some(over) = self.find_over(name, scope) {
            return Some(over);
        }
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        if let Some(id) = words.subjects.find_seen(&name.text, seen) {
            let says = Saying::new("not-members")
                .with("name", &name.text)
                .with_names("subject", &words.subjects.get(scope.subject.0).names);
            let hint = Saying::new("hint-not-members")
                .with_code("name", &words.subjects.get(id).names)
                .with_code("subject", &words.subjects.get(scope.subject.0).names);
            return self.report.fail(Diagnostic::error(name.span, says).hint(hint));
        }
        let known: Vec<Names> = words.lists[scope.subject.index()]
            .seen_names(seen)
            .chain(words.subjects.seen_names(seen))
            .cloned()
            .collect();
        self.report.unknown(name, "kind-list", &known)
    }

    fn find_over(&self, name: &Name, scope: Scope) -> Option<Over> {
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        if let Some(id) = words.lists[scope.subject.index()].find_seen(&name.text, seen) {
            return Some(Over::Events(ListId(id)));
        }
        let subject = SubjectId(words.subjects.find_seen(&name.text, seen)?);
        belongs(&words.vocabulary, subject, scope.subject).then_some(Over::Members(subject))
    }

    /// A field of what is gone through.
    fn field_of(&mut self, over: Over, name: &Name, scope: Scope) -> Option<(FieldId, FieldKind)> {
        let (subject, list) = match over {
            Over::Events(list) => (scope.subject, Some(list)),
            Over::Members(subject) => (subject, None),
        };
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        let table = words.field_table(subject, list);
        match table.find_seen(&name.text, seen) {
            Some(id) => Some((FieldId(id), words.field(subject, list, FieldId(id)).kind.clone())),
            None => self.report.unknown(name, "kind-field", table.seen_names(seen)),
        }
    }

    /// The sum of a list's field over the rule's window.
    pub fn plain_sum(&mut self, list: ListId, field: FieldId, scope: Scope) -> Operand {
        let kind = &self.model.words.field(scope.subject, Some(list), field).kind;
        let unit = match kind {
            FieldKind::Quantity(unit) => *unit,
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Term(_)
            | FieldKind::Member(_) => Vocabulary::NUMBER,
        };
        let aggregate = Aggregate {
            source: self.source(Over::Events(list), false, scope),
            filter: Condition::Constant(true),
            window: Window::Rule,
            measure: Measure::Sum(field),
        };
        Operand::Quantity(Quantity::of(Amount::Aggregate(Box::new(aggregate)), unit))
    }

    /// `has training of ethics`: at least one.
    pub fn has(&mut self, expr: &AggregateExpr, scope: Scope) -> Option<Condition> {
        match self.aggregate_operand(expr, scope)? {
            Operand::Quantity(quantity) => {
                let Quantity { amount, unit, .. } = quantity;
                let unit = match unit {
                    Unit::Of(unit) => unit,
                    Unit::Bare | Unit::Time(_) => Vocabulary::TIMES,
                };
                Some(Condition::Compare(Box::new(Comparison {
                    left: amount,
                    left_factor: 1,
                    operator: Operator::AtLeast,
                    right: Amount::Literal(Decimal::from_millionths(1_000_000)),
                    right_factor: 1,
                    unit,
                })))
            }
            other => {
                let says = Saying::new("not-an-amount").with_word("kind", other.kind());
                self.report.fail(Diagnostic::error(expr.span, says))
            }
        }
    }

    /// `share of members where A among B`
    pub fn share(
        &mut self,
        members: &Name,
        predicate: &Expr,
        among: Option<&Expr>,
        scope: Scope,
    ) -> Option<Operand> {
        if scope.event.is_some() {
            let diagnostic = Diagnostic::error(members.span, Saying::new("aggregate-in-event"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-aggregate-in-event")));
        }
        let over = match self.find_over(members, scope) {
            Some(over) => over,
            None => self.over_of_share(members, scope)?,
        };
        let inner = self.inner(over, scope);
        let taken = self.condition(predicate, inner);
        let of = match among {
            Some(among) => self.condition(among, inner),
            None => Some(Condition::Constant(true)),
        };
        let (taken, of) = (taken?, of?);
        let source = self.source(over, false, scope);
        let count =
            |filter| Box::new(Aggregate { source, filter, window: Window::Rule, measure: Measure::Count });
        Some(Operand::Share(count(all(vec![of.clone(), taken])), count(of)))
    }

    fn over_of_share(&mut self, members: &Name, scope: Scope) -> Option<Over> {
        let expr = AggregateExpr {
            function: Function::Count,
            source: Some(members.clone()),
            recorded: false,
            predicate: Predicate { terms: Vec::new(), condition: None },
            window: None,
            span: members.span,
        };
        self.over(Some(members), &expr, scope)
    }

    /// The place inside the filter of an aggregate.
    pub fn inner(&self, over: Over, scope: Scope) -> Scope {
        match over {
            Over::Events(list) => scope.at_event(list),
            Over::Members(subject) => scope.at_member(subject),
        }
    }

    /// Which events or members an aggregate takes.
    pub fn predicate(&mut self, predicate: &Predicate, over: Over, scope: Scope) -> Option<Condition> {
        let inner = self.inner(over, scope);
        let terms = match predicate.terms.as_slice() {
            [] => Some(None),
            terms => self.terms_by_themselves(terms, inner).map(Some),
        };
        let condition = match &predicate.condition {
            None => Some(None),
            Some(condition) => self.condition(condition, inner).map(Some),
        };
        Some(all(terms?.into_iter().chain(condition?).collect()))
    }

    /// `whole months covered by leave in the year`
    fn covered(&mut self, expr: &AggregateExpr, months: bool, scope: Scope) -> Option<Operand> {
        let over = self.over(expr.source.as_ref(), expr, scope)?;
        let Over::Events(list) = over else {
            return self.report.fail(Diagnostic::error(expr.span, Saying::new("members-have-no-dates")));
        };
        self.lasts(list, expr.span, scope)?;
        let filter = self.predicate(&expr.predicate, over, scope);
        let window = self.aggregate_window(expr, over, scope);
        let (calendar, unit) = super::composed::calendar_unit(months);
        let covered = Covered {
            source: self.source(over, expr.recorded, scope),
            filter: filter?,
            window: window?,
            unit: calendar,
        };
        let amount = Amount::Covered(Box::new(covered));
        Some(Operand::Quantity(Quantity { amount, factor: (1, 1), unit, time: None }))
    }

    /// `events cover at least LENGTH of WINDOW`
    pub fn events_cover(
        &mut self,
        events: &AggregateExpr,
        length: &crate::syntax::SpanLiteral,
        window: &crate::syntax::WindowExpr,
        scope: Scope,
    ) -> Option<Condition> {
        if scope.event.is_some() {
            let diagnostic = Diagnostic::error(events.span, Saying::new("aggregate-in-event"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-aggregate-in-event")));
        }
        let over = self.over(events.source.as_ref(), events, scope);
        let length = self.span(length, scope);
        let window = self.window(window, scope);
        let over = over?;
        let Over::Events(list) = over else {
            return self.report.fail(Diagnostic::error(events.span, Saying::new("members-have-no-dates")));
        };
        self.lasts(list, events.span, scope)?;
        let filter = self.predicate(&events.predicate, over, scope);
        Some(Condition::EventsCover {
            source: self.source(over, events.recorded, scope),
            filter: Box::new(filter?),
            window: Box::new(window?),
            length: length?,
        })
    }

    /// `extended by leave of maternity beyond 30 days`
    pub fn pause(&mut self, pause: &PauseExpr, scope: Scope) -> Option<Pause> {
        let PauseExpr { events, beyond } = pause;
        if let Some(window) = &events.window {
            return self.report.fail(Diagnostic::error(window.span, Saying::new("pause-with-window")));
        }
        let over = self.over(events.source.as_ref(), events, scope);
        let beyond = match beyond {
            None => Some(0),
            Some(length) => match self.span(length, scope) {
                Some(Duration { months: 0, days }) => Some(days),
                Some(_) => self.report.fail(Diagnostic::error(length.span, Saying::new("pause-not-in-days"))),
                None => None,
            },
        };
        let over = over?;
        let Over::Events(list) = over else {
            return self.report.fail(Diagnostic::error(events.span, Saying::new("members-have-no-dates")));
        };
        self.lasts(list, events.span, scope)?;
        let filter = self.predicate(&events.predicate, over, scope);
        let source = self.source(over, events.recorded, scope);
        Some(Pause { source, filter: filter?, beyond: beyond? })
    }

    /// Whether events of a list have a first and a last day; they must, to cover anything.
    pub fn lasts(&mut self, list: ListId, span: Span, scope: Scope) -> Option<()> {
        let declared = &self.model.words.vocabulary.subjects[scope.subject.index()].lists[list.index()];
        if declared.lasting.is_some() {
            return Some(());
        }
        let says = Saying::new("does-not-last").with_names("list", &declared.names);
        let place = self.model.words.lists[scope.subject.index()].get(list.0).span;
        let diagnostic = Diagnostic::error(span, says).also(place, Saying::new("first-declared"));
        self.report.fail(diagnostic.hint(Saying::new("hint-lasting")))
    }

    /// `a >= 90, of which { … }`: the comparison, and one for each part over fewer of the same events.
    pub fn of_which(
        &mut self,
        whole: (Quantity, Span),
        parts: &[Part],
        scope: Scope,
        into: &mut Vec<Option<Condition>>,
    ) {
        let Quantity { amount: Amount::Aggregate(aggregate), factor: (1, 1), unit, time: None } = whole.0
        else {
            let diagnostic = Diagnostic::error(whole.1, Saying::new("of-which-without-sum"));
            self.report.push(diagnostic.hint(Saying::new("hint-of-which")));
            into.push(None);
            return;
        };
        let over = match aggregate.source {
            Source::Recorded(list) | Source::Recognised(list, _) => Over::Events(list),
            Source::Members(subject) => Over::Members(subject),
        };
        for part in parts {
            let Some(narrower) = self.predicate(&part.predicate, over, scope) else {
                into.push(None);
                continue;
            };
            let filter = all(vec![aggregate.filter.clone(), narrower]);
            let taken = Box::new(Aggregate { filter, ..(*aggregate).clone() });
            let quantity = Quantity { amount: Amount::Aggregate(taken), factor: (1, 1), unit, time: None };
            let compared = self.part_compared(&quantity, part, &aggregate, scope);
            into.push(compared);
            if let Some(parts) = &part.of_which {
                self.of_which((quantity, part.span), parts, scope, into);
            }
        }
    }

    fn part_compared(
        &mut self,
        part: &Quantity,
        decl: &Part,
        whole: &Aggregate,
        scope: Scope,
    ) -> Option<Condition> {
        let right = match self.operand(&decl.right, scope)? {
            // `public >= 50%` in an `of which` is of the sum above it.
            Operand::Proportion(numerator, denominator) => Operand::Quantity(Quantity {
                amount: Amount::Aggregate(Box::new(whole.clone())),
                factor: (numerator, denominator),
                unit: part.unit,
                time: None,
            }),
            other => other,
        };
        let left = Operand::Quantity(part.clone());
        self.compare_operands((left, decl.span), decl.comparator, (right, decl.right.span), scope)
    }
}

/// The unit of a count.
fn count_unit(over: Over) -> UnitId {
    match over {
        Over::Events(_) => Vocabulary::TIMES,
        Over::Members(_) => Vocabulary::PEOPLE,
    }
}

/// A name as an expression.
fn name_expr(name: &Name) -> Expr {
    Expr { kind: crate::syntax::ExprKind::Name(name.clone()), span: name.span }
}
