//! Amounts, days and other values: an expression with its dimension.

use policy_core::plan::{
    Aggregate, Amount, Case, Choice, Condition, DateExpr, FieldRef, Measure, Naming, Operator, ParameterId,
    Reached, Scope as Whose, Source, Window, WorkingDay,
};
use policy_core::{Decimal, FieldKind, Names, Span as Duration, TreeId, UnitId, Vocabulary};

use super::convert::{Factor, is_exact, reduced, scaled, shared};
use super::duration::{TimeUnit, whole};
use super::parameter::{Figure, proportion};
use super::scope::{Held, Lowering, Meaning, Scope};
use crate::syntax::{BinaryOp, Expr, ExprKind, Name, Proportion, WindowExpr};
use crate::{Diagnostic, Saying, Span};

/// A value with its dimension.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    /// An amount in a unit.
    Quantity(Quantity),
    /// `60%`, `1:300`
    Proportion(i64, i64),
    /// `share of … among …`: the members counted, and of how many.
    Share(Box<Aggregate>, Box<Aggregate>),
    /// `ratio of … to …`
    Ratio(Box<Quantity>, Box<Quantity>),
    /// A day.
    Day(DateExpr),
    /// A field that holds a term.
    Term(FieldRef, TreeId),
    /// A field that holds a text.
    Text(FieldRef),
    /// A text of the policy.
    Quoted(String),
    /// A field that holds yes or no.
    Flag(FieldRef),
    /// `yes`, `no`
    Truth(bool),
    /// A rule.
    Rule,
}

/// An amount times a factor, in a unit.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// The amount without the factor.
    pub amount: Amount,
    /// Positive, or zero above.
    pub factor: Factor,
    /// Its unit.
    pub unit: Unit,
    /// The length of time that it says, where it may stand for one.
    pub time: Option<(Decimal, TimeUnit)>,
}

/// The unit of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A bare number, which takes the unit of the other side.
    Bare,
    /// A unit of the vocabulary.
    Of(UnitId),
    /// Months, weeks or years, which no field of the vocabulary is measured in.
    Time(TimeUnit),
}

/// How deep expressions may nest; the plan's own bound is twice this.
const DEEPEST: u32 = 100;

impl Quantity {
    /// A plain amount in a unit.
    pub fn of(amount: Amount, unit: UnitId) -> Self {
        Self { amount, factor: (1, 1), unit: Unit::Of(unit), time: None }
    }

    /// The amount with its factor worked in.
    pub fn settled(self) -> Amount {
        if self.factor.0 == 0 {
            Amount::Literal(Decimal::ZERO)
        } else {
            shared(self.amount, reduced(self.factor))
        }
    }
}

impl Operand {
    /// The catalogue's word for what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Quantity(_) => "kind-amount",
            Self::Proportion(..) => "kind-proportion",
            Self::Share(..) => "kind-share",
            Self::Ratio(..) => "kind-ratio",
            Self::Day(_) => "kind-date",
            Self::Term(..) => "kind-term",
            Self::Text(_) | Self::Quoted(_) => "kind-text",
            Self::Flag(_) | Self::Truth(_) => "kind-flag",
            Self::Rule => "kind-rule",
        }
    }
}

impl Lowering<'_, '_> {
    /// An amount, a day, or the field that an expression names.
    pub fn operand(&mut self, expr: &Expr, scope: Scope) -> Option<Operand> {
        self.enter(expr.span, |lowering| lowering.operand_inside(expr, scope))
    }

    /// Goes one level deeper, up to a bound.
    pub fn enter<T>(&mut self, span: Span, inside: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.report.is_full() {
            return None;
        }
        if self.depth >= DEEPEST {
            return self.report.fail(Diagnostic::error(span, Saying::new("nested-too-deep")));
        }
        self.depth += 1;
        let value = inside(self);
        self.depth -= 1;
        value
    }

    fn operand_inside(&mut self, expr: &Expr, scope: Scope) -> Option<Operand> {
        match &expr.kind {
            ExprKind::Group(inner) => self.operand(inner, scope),
            ExprKind::Number(number, unit) => self.number(*number, unit.as_ref(), scope),
            ExprKind::Proportion(proportion) => {
                let (numerator, denominator) = self.proportion(*proportion, expr.span)?;
                Some(Operand::Proportion(numerator, denominator))
            }
            ExprKind::Date(date) => Some(Operand::Day(DateExpr::Literal(*date))),
            ExprKind::MonthDay(month, day) => {
                Some(Operand::Day(DateExpr::InPeriod { month: *month, day: *day }))
            }
            ExprKind::DueDate => Some(Operand::Day(DateExpr::Due)),
            ExprKind::Today => Some(Operand::Day(DateExpr::AsOf)),
            ExprKind::Reached { sum, amount } => self.reached(sum, amount, scope),
            ExprKind::WorkingDay { date, next, holidays, workdays } => {
                let date = self.date(date, scope);
                let holidays = self.period_of(holidays.as_ref(), scope);
                let workdays = self.period_of(workdays.as_ref(), scope);
                let (date, next) = (date?, *next);
                let (holidays, workdays) = (holidays?, workdays?);
                let working = WorkingDay { date, next, holidays, workdays };
                Some(Operand::Day(DateExpr::WorkingDay(Box::new(working))))
            }
            ExprKind::Text(text) => Some(Operand::Quoted(text.value.clone())),
            ExprKind::Truth(truth) => Some(Operand::Truth(*truth)),
            ExprKind::Name(name) => self.named_operand(name, scope),
            ExprKind::Its(name) => {
                let held = self.its(name, scope)?;
                Some(field_operand(held))
            }
            ExprKind::Binary(..) => self.arithmetic(expr, scope),
            ExprKind::PartOf(part, inner) => {
                let (factor, of) = (self.proportion(*part, expr.span), self.operand(inner, scope));
                self.part_of(factor?, of?, inner.span)
            }
            ExprKind::Divided(amount, by) => self.divided(amount, by, scope),
            ExprKind::Rounded { amount, step } => self.rounded(amount, step, scope),
            ExprKind::ProRata { amount, part, whole } => self.pro_rata(amount, part, whole, scope),
            ExprKind::Farthest { highest, of } => self.farthest(*highest, of, scope),
            ExprKind::Aggregate(aggregate) => self.aggregate_operand(aggregate, scope),
            ExprKind::Share { members, predicate, among } => {
                self.share(members, predicate, among.as_deref(), scope)
            }
            ExprKind::RatioOf(left, right) => {
                let (first, second) = (self.operand(left, scope), self.operand(right, scope));
                let first = self.quantity(first?, left.span)?;
                let second = self.quantity(second?, right.span)?;
                Some(Operand::Ratio(Box::new(first), Box::new(second)))
            }
            ExprKind::Verdicts { rule, kind, in_a_row, window } => {
                self.verdicts(rule, (*kind, *in_a_row), window.as_ref(), expr.span, scope)
            }
            ExprKind::Edge { end, window } => self.edge(*end, window, scope),
            ExprKind::Length { months, window } => self.length_of(*months, window, scope),
            ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::SomeOf { .. }
            | ExprKind::InEach { .. }
            | ExprKind::Compare { .. }
            | ExprKind::Between { .. }
            | ExprKind::In { .. }
            | ExprKind::Is { .. }
            | ExprKind::Has(_)
            | ExprKind::EventsCover { .. }
            | ExprKind::Covers(_) => {
                let says = Saying::new("condition-as-value");
                self.report
                    .fail(Diagnostic::error(expr.span, says).hint(Saying::new("hint-condition-as-value")))
            }
        }
    }

    fn named_operand(&mut self, name: &Name, scope: Scope) -> Option<Operand> {
        match self.meaning(name, scope)? {
            Meaning::Field(held) => Some(field_operand(held)),
            Meaning::Parameter(id) => {
                self.parameters_read[id.index()] = true;
                let figure = self.model.parameters[id.index()].figure?;
                if !self.model.parameters[id.index()].changes.is_empty() {
                    return self.changing(id, figure, name, scope).map(Operand::Quantity);
                }
                Some(match figure {
                    Figure::Proportion(numerator, denominator) => Operand::Proportion(numerator, denominator),
                    Figure::Amount(value, unit) => {
                        let time = (unit == Vocabulary::DAYS).then_some((value, TimeUnit::Day));
                        // A bare figure takes the unit of the other side, as a bare number does.
                        let known = if unit == Vocabulary::NUMBER { Unit::Bare } else { Unit::Of(unit) };
                        Operand::Quantity(Quantity {
                            time,
                            unit: known,
                            ..Quantity::of(Amount::Parameter(id), unit)
                        })
                    }
                    Figure::Time(value, time, unit) => {
                        let time = Some((value, time));
                        Operand::Quantity(Quantity { time, ..Quantity::of(Amount::Parameter(id), unit) })
                    }
                })
            }
            Meaning::Table(table) => self.table_operand(table, name, scope),
            Meaning::Sum(list, field) => Some(self.plain_sum(list, field, scope)),
            Meaning::Rule(_) => Some(Operand::Rule),
        }
    }

    /// A parameter whose figure changes on a date: if nothing is said, by the event's date where something is
    /// recognised and in a rule that is governed by it, else by the due date.
    fn changing(&mut self, id: ParameterId, figure: Figure, name: &Name, scope: Scope) -> Option<Quantity> {
        let own = scope.event.map(|list| (Whose::Event, list));
        let anchor = scope.anchor.map(|list| (Whose::Anchor, list));
        let event = match self.model.parameters[id.index()].by_event {
            Some(true) => match own.or(anchor) {
                Some(event) => Some(event),
                None => {
                    let says = Saying::new("governed-by-no-event").with("name", &name.text);
                    let diagnostic = Diagnostic::error(name.span, says);
                    return self.report.fail(diagnostic.hint(Saying::new("hint-governed-by-no-event")));
                }
            },
            Some(false) => None,
            None if self.in_recognition => own,
            None => anchor.filter(|_| self.governed_by_event),
        };
        let date = match event {
            Some((whose, list)) => {
                let lists = &self.model.words.vocabulary.subjects[scope.subject.index()].lists;
                DateExpr::Field(FieldRef { scope: whose, field: lists[list.index()].dated })
            }
            None => DateExpr::Due,
        };
        let (first, unit) = figure.value();
        let case = |(from, value): &(chrono::NaiveDate, Decimal)| Case {
            when: Condition::CompareDates(
                Box::new(date.clone()),
                Operator::AtLeast,
                Box::new(DateExpr::Literal(*from)),
            ),
            amount: Amount::Literal(*value),
        };
        let choice = Choice {
            cases: self.model.parameters[id.index()].changes.iter().rev().map(case).collect(),
            otherwise: Amount::Literal(first),
            named: Some(Naming::Parameter(id)),
        };
        let known = if unit == Vocabulary::NUMBER { Unit::Bare } else { Unit::Of(unit) };
        Some(Quantity { unit: known, ..Quantity::of(Amount::Choose(Box::new(choice)), unit) })
    }

    pub fn number(&mut self, number: Decimal, unit: Option<&Name>, scope: Scope) -> Option<Operand> {
        let amount = Amount::Literal(number);
        let Some(name) = unit else {
            return Some(Operand::Quantity(Quantity {
                amount,
                factor: (1, 1),
                unit: Unit::Bare,
                time: None,
            }));
        };
        let seen = &self.model.head(scope.policy).vocabularies;
        let declared = self.model.words.units.find_seen(&name.text, seen).map(UnitId);
        let time = TimeUnit::of(&name.text);
        let unit = match (declared, time) {
            (Some(unit), _) => Unit::Of(unit),
            (None, Some(time)) => Unit::Time(time),
            (None, None) => {
                return self.report.unknown(name, "kind-unit", self.model.words.units.seen_names(seen));
            }
        };
        let time = time.map(|time| (number, time));
        Some(Operand::Quantity(Quantity { amount, factor: (1, 1), unit, time }))
    }

    /// A share as whole numbers.
    pub fn proportion(&mut self, share: Proportion, span: Span) -> Option<Factor> {
        match proportion(share) {
            Some(factor) => Some(factor),
            None => self.report.fail(Diagnostic::error(span, Saying::new("ratio-of-nothing"))),
        }
    }

    /// `5% of payroll`
    pub fn part_of(&mut self, factor: Factor, of: Operand, span: Span) -> Option<Operand> {
        let quantity = self.quantity(of, span)?;
        let factor = self.product(quantity.factor, factor, span)?;
        Some(Operand::Quantity(Quantity { factor, time: None, ..quantity }))
    }

    /// The product of two factors, where it can be held.
    pub fn product(&mut self, left: Factor, right: Factor, span: Span) -> Option<Factor> {
        let product = left.0.checked_mul(right.0).zip(left.1.checked_mul(right.1));
        match product {
            Some(product) => Some(product),
            None => self.report.fail(Diagnostic::error(span, Saying::new("proportion-too-fine"))),
        }
    }

    /// The amount that an operand is; anything else is a mistake.
    pub fn quantity(&mut self, operand: Operand, span: Span) -> Option<Quantity> {
        match operand {
            Operand::Quantity(quantity) => Some(quantity),
            other => {
                let says = Saying::new("not-an-amount").with_word("kind", other.kind());
                self.report.fail(Diagnostic::error(span, says))
            }
        }
    }

    /// `the day on which hours of induction reach 120`
    fn reached(&mut self, sum: &Expr, amount: &Expr, scope: Scope) -> Option<Operand> {
        let (first, second) = (self.operand(sum, scope), self.operand(amount, scope));
        let left = self.quantity(first?, sum.span)?;
        let right = self.quantity(second?, amount.span)?;
        let (left, right, _) = self.in_one_unit((left, sum.span), (right, amount.span), scope)?;
        let of_events = |aggregate: &Aggregate| match (aggregate.source, &aggregate.measure) {
            (Source::Recorded(_) | Source::Recognised(..), Measure::Count | Measure::Sum(_)) => true,
            (_, _) => false,
        };
        match left.amount {
            Amount::Aggregate(aggregate) if left.factor == (1, 1) && of_events(&aggregate) => {
                let reached = Reached { aggregate: *aggregate, amount: right.settled() };
                Some(Operand::Day(DateExpr::Reached(Box::new(reached))))
            }
            _ => {
                let diagnostic = Diagnostic::error(sum.span, Saying::new("reached-by-no-sum"));
                self.report.fail(diagnostic.hint(Saying::new("hint-reached-by-no-sum")))
            }
        }
    }

    fn edge(&mut self, end: bool, window: &WindowExpr, scope: Scope) -> Option<Operand> {
        let window: Box<Window> = Box::new(self.window(window, scope)?);
        Some(Operand::Day(if end { DateExpr::EndOf(window) } else { DateExpr::StartOf(window) }))
    }

    /// `a + b - c`: the parser nests to the left, so the chain is gone through from there.
    fn arithmetic(&mut self, expr: &Expr, scope: Scope) -> Option<Operand> {
        let mut chain = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary(left, operator, right) = &first.kind {
            chain.push((*operator, &**right));
            first = left;
        }
        let mut span = first.span;
        let mut value = self.operand(first, scope);
        for (operator, right) in chain.into_iter().rev() {
            let next = self.operand(right, scope);
            value = match (value, next) {
                (Some(value), Some(next)) => self.combine((value, span), operator, (next, right.span), scope),
                (None, _) | (_, None) => None,
            };
            span = span.to(right.span);
        }
        value
    }

    fn combine(
        &mut self,
        (left, left_span): (Operand, Span),
        operator: BinaryOp,
        (right, right_span): (Operand, Span),
        scope: Scope,
    ) -> Option<Operand> {
        if let Operand::Day(date) = left {
            let span = self.duration_of(right, right_span)?;
            let date = Box::new(date);
            return Some(Operand::Day(match operator {
                BinaryOp::Add => DateExpr::Plus(date, span),
                BinaryOp::Subtract => DateExpr::Minus(date, span),
            }));
        }
        let left = self.quantity(left, left_span)?;
        let right = self.quantity(right, right_span)?;
        let (left, right, unit) = self.in_one_unit((left, left_span), (right, right_span), scope)?;
        let (first, second) = (left.settled(), right.settled());
        let amount = match operator {
            BinaryOp::Add => match first {
                Amount::Sum(mut terms) => {
                    terms.push(second);
                    Amount::Sum(terms)
                }
                first => Amount::Sum(vec![first, second]),
            },
            BinaryOp::Subtract => Amount::Difference(Box::new(first), Box::new(second)),
        };
        Some(Operand::Quantity(Quantity { amount, factor: (1, 1), unit, time: None }))
    }

    /// The length of time that is added to a day.
    fn duration_of(&mut self, operand: Operand, span: Span) -> Option<Duration> {
        match operand {
            Operand::Quantity(Quantity { time: Some((amount, unit)), .. }) => {
                whole(self.report, amount, unit, span)
            }
            other => {
                let says = Saying::new("not-a-length-of-time").with_word("kind", other.kind());
                self.report.fail(Diagnostic::error(span, says).hint(Saying::new("hint-span-units")))
            }
        }
    }

    /// Two amounts in one unit, converted as the policy's recognition says.
    pub fn in_one_unit(
        &mut self,
        (left, left_span): (Quantity, Span),
        (right, right_span): (Quantity, Span),
        scope: Scope,
    ) -> Option<(Quantity, Quantity, Unit)> {
        let (from, to) = match (left.unit, right.unit) {
            (Unit::Of(left), Unit::Of(right)) => (right, left),
            (unit, Unit::Bare) | (Unit::Bare, unit) => return Some((left, right, unit)),
            (Unit::Time(first), Unit::Time(second)) if first == second => {
                return Some((left, right, Unit::Time(first)));
            }
            (Unit::Time(_), _) | (_, Unit::Time(_)) => {
                return self.unit_mismatch((&left, left_span), (&right, right_span));
            }
        };
        if let Some(factor) = self.model.factor(scope.policy, from, to) {
            let unit = Unit::Of(to);
            if factor.0 == factor.1 {
                return Some((left, right, unit));
            }
            if let Some((mode_from, mode_to)) = self.inexact(&left, &right, factor, (from, to), scope) {
                return self.rounded_side(
                    (left, left_span),
                    (right, right_span),
                    (mode_from, mode_to),
                    scope,
                );
            }
            return Some(converted(left, right, factor, unit, Unit::Of(from)));
        }
        self.unit_mismatch((&left, left_span), (&right, right_span))
    }

    /// Where neither side can be converted exactly, from which unit to which one of them is brought.
    fn inexact(
        &self,
        left: &Quantity,
        right: &Quantity,
        factor: Factor,
        (from, to): (UnitId, UnitId),
        scope: Scope,
    ) -> Option<(UnitId, UnitId)> {
        let back = (factor.1, factor.0);
        let figure = |quantity: &Quantity, factor: Factor| matches!(&quantity.amount, Amount::Literal(value) if value.checked_scale(factor.0, factor.1).is_some());
        if is_exact(factor) || is_exact(back) || figure(right, factor) || figure(left, back) {
            return None;
        }
        let rounds = |from, to| self.model.rounding(scope.policy, from, to).is_some();
        Some(if rounds(to, from) { (to, from) } else { (from, to) })
    }

    /// One side converted with the rounding that the conversion states.
    fn rounded_side(
        &mut self,
        (left, left_span): (Quantity, Span),
        (right, right_span): (Quantity, Span),
        (from, to): (UnitId, UnitId),
        scope: Scope,
    ) -> Option<(Quantity, Quantity, Unit)> {
        let is_left = left.unit == Unit::Of(from);
        let (own, other, span) = if is_left { (left, right, left_span) } else { (right, left, right_span) };
        let amount = self.convert(own.settled(), (from, to), span, scope)?;
        let own = Quantity::of(amount, to);
        Some(if is_left { (own, other, Unit::Of(to)) } else { (other, own, Unit::Of(to)) })
    }

    pub fn unit_mismatch<T>(&mut self, left: (&Quantity, Span), right: (&Quantity, Span)) -> Option<T> {
        let words = &self.model.words;
        let time_names = |time| match time {
            TimeUnit::Day => Names::labelled("days", "天"),
            TimeUnit::Week => Names::labelled("weeks", "周"),
            TimeUnit::Month => Names::labelled("months", "月"),
            TimeUnit::Year => Names::labelled("years", "年"),
        };
        let names = |unit| match unit {
            Unit::Bare => words.unit_names(Vocabulary::NUMBER).clone(),
            Unit::Of(unit) => words.unit_names(unit).clone(),
            Unit::Time(time) => time_names(time),
        };
        let (first, second) = (names(left.0.unit), names(right.0.unit));
        let says = Saying::new("unit-mismatch").with_names("left", &first).with_names("right", &second);
        let time = [left.0.unit, right.0.unit].into_iter().find_map(|unit| match unit {
            Unit::Time(time) => Some(time_names(time)),
            Unit::Bare | Unit::Of(_) => None,
        });
        let hint = match time {
            Some(time) => Saying::new("hint-declare-unit").with_code("name", &time),
            None => Saying::new("hint-convert").with_code("left", &first).with_code("right", &second),
        };
        let diagnostic = Diagnostic::error(right.1, says)
            .also(left.1, Saying::new("measured-in").with_names("unit", &first))
            .hint(hint);
        self.report.fail(diagnostic)
    }
}

/// Converts the side that stays exact: a figure of the text where it can, else towards the finer unit.
fn converted(
    left: Quantity,
    right: Quantity,
    (numerator, denominator): Factor,
    left_unit: Unit,
    right_unit: Unit,
) -> (Quantity, Quantity, Unit) {
    let exact = |quantity: &Quantity, factor: Factor| {
        let (Amount::Literal(value), (1, 1)) = (&quantity.amount, quantity.factor) else { return None };
        value.checked_scale(factor.0, factor.1)
    };
    let into = |quantity: Quantity, factor: Factor, unit: Unit| Quantity {
        amount: scaled(quantity.amount, factor),
        factor: quantity.factor,
        unit,
        time: None,
    };
    let there = (numerator, denominator);
    let back = (denominator, numerator);
    if exact(&right, there).is_some() {
        return (left, into(right, there, left_unit), left_unit);
    }
    let is_finer = denominator != 1 && numerator == 1;
    if exact(&left, back).is_some() || is_finer || !is_exact(there) {
        return (into(left, back, right_unit), right, right_unit);
    }
    (left, into(right, there, left_unit), left_unit)
}

/// A field as a value.
fn field_operand(held: Held) -> Operand {
    match held.kind {
        FieldKind::Quantity(unit) => Operand::Quantity(Quantity::of(Amount::Field(held.field), unit)),
        FieldKind::Date => Operand::Day(DateExpr::Field(held.field)),
        FieldKind::Term(tree) => Operand::Term(held.field, tree),
        FieldKind::Text | FieldKind::Member(_) => Operand::Text(held.field),
        FieldKind::Flag => Operand::Flag(held.field),
    }
}
