//! Random conditions, amounts and windows.

use chrono::NaiveDate;
use policy_core::Decimal;
use policy_core::plan::{Rounding, VerdictKind};
use policy_dsl::syntax::{
    AggregateExpr, BinaryOp, Comparator, Counting, Expr, ExprKind, Function, InTarget, IsTarget, Part,
    PauseExpr, Predicate, Proportion, RoundingStep, SpanAmount, SpanLiteral, WindowExpr, WindowKind,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{here, name, named, names, text};
use policy_dsl::syntax::Name;

pub fn date() -> impl Strategy<Value = NaiveDate> {
    (1000..2999_i32, 1..=366_u32).prop_filter_map("a day", |(year, day)| NaiveDate::from_yo_opt(year, day))
}

/// `60%`, `2/3`
pub fn share() -> impl Strategy<Value = Proportion> {
    prop_oneof![
        decimal().prop_map(Proportion::Percent),
        (0..400_i64, 0..400_i64).prop_map(|(part, whole)| Proportion::Fraction(part, whole)),
    ]
}

/// `1:300`
pub fn ratio() -> impl Strategy<Value = Proportion> {
    (0..400_i64, 0..400_i64).prop_map(|(left, right)| Proportion::Ratio(left, right))
}

pub fn decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (0..2000_i64).prop_map(|whole| Decimal::whole(whole).unwrap_or_default()),
        (0..i64::MAX).prop_map(Decimal::from_millionths),
        Just(Decimal::from_millionths(1_500_000)),
    ]
}

pub fn unit() -> impl Strategy<Value = Name> {
    select(vec!["hours", "days", "credits", "times", "people", "yuan", "weeks", "months", "years", "number"])
        .prop_map(named)
}

pub fn length() -> impl Strategy<Value = SpanLiteral> {
    let literal = (decimal(), unit()).prop_map(|(amount, unit)| SpanAmount::Literal(amount, unit));
    prop_oneof![3 => literal, 1 => name().prop_map(SpanAmount::Parameter)]
        .prop_map(|amount| SpanLiteral { amount, span: here() })
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: here() }
}

/// Values that stand alone.
fn leaf() -> impl Strategy<Value = ExprKind> {
    prop_oneof![
        4 => name().prop_map(ExprKind::Name),
        1 => name().prop_map(ExprKind::Its),
        2 => (decimal(), option::of(unit())).prop_map(|(amount, unit)| ExprKind::Number(amount, unit)),
        1 => date().prop_map(ExprKind::Date),
        1 => text().prop_map(ExprKind::Text),
        1 => any::<bool>().prop_map(ExprKind::Truth),
        1 => prop_oneof![share(), ratio()].prop_map(ExprKind::Proportion),
        1 => (1..=12_u32, 1..=28_u32).prop_map(|(month, day)| ExprKind::MonthDay(month, day)),
        1 => Just(ExprKind::Today),
        1 => Just(ExprKind::DueDate),
        1 => (any::<bool>(), fixed_window()).prop_map(|(end, window)| ExprKind::Edge { end, window }),
    ]
}

fn window_of(kind: WindowKind) -> WindowExpr {
    WindowExpr { kind, span: here() }
}

/// A window that is one word.
fn fixed_window() -> impl Strategy<Value = WindowExpr> {
    prop_oneof![
        Just(WindowKind::Period),
        Just(WindowKind::Year),
        Just(WindowKind::PreviousYear),
        (1000..=9999_i32).prop_map(WindowKind::YearOf),
        name().prop_map(WindowKind::Named),
    ]
    .prop_map(window_of)
}

fn window_with(date: BoxedStrategy<Expr>) -> impl Strategy<Value = WindowExpr> {
    let boxed = move || date.clone().prop_map(Box::new);
    let dated = prop_oneof![
        (boxed(), boxed()).prop_map(|(from, to)| WindowKind::Between(from, to)),
        boxed().prop_map(WindowKind::Since),
        boxed().prop_map(WindowKind::Until),
        boxed().prop_map(WindowKind::BeforeDate),
        (length(), boxed()).prop_map(|(length, date)| WindowKind::After(length, date)),
        (length(), boxed()).prop_map(|(length, date)| WindowKind::Before(length, date)),
        Just(WindowKind::AnyTime),
        (decimal(), unit())
            .prop_map(|(amount, unit)| SpanLiteral {
                amount: SpanAmount::Literal(amount, unit),
                span: here()
            })
            .prop_map(WindowKind::Last),
    ];
    prop_oneof![fixed_window(), dated.prop_map(window_of)]
}

/// A window of a clause.
pub fn window() -> BoxedStrategy<WindowExpr> {
    let extended = (window_with(condition()), pause())
        .prop_map(|(window, pause)| window_of(WindowKind::Extended(Box::new(window), Box::new(pause))));
    prop_oneof![4 => window_with(condition()), 1 => extended].boxed()
}

/// What extends a window or stops a cycle.
pub fn pause() -> BoxedStrategy<PauseExpr> {
    (events(condition()), option::of(length()))
        .prop_map(|(mut events, beyond)| {
            events.window = None;
            PauseExpr { events, beyond }
        })
        .boxed()
}

fn verdict_kind() -> impl Strategy<Value = VerdictKind> {
    select(vec![VerdictKind::Met, VerdictKind::Unmet, VerdictKind::Exempt])
}

pub fn comparator() -> impl Strategy<Value = Comparator> {
    select(vec![
        Comparator::AtLeast,
        Comparator::MoreThan,
        Comparator::AtMost,
        Comparator::LessThan,
        Comparator::Equal,
        Comparator::NotEqual,
    ])
}

/// Terms, a condition, a window: what narrows an aggregate.
fn narrowing(
    inner: BoxedStrategy<Expr>,
) -> impl Strategy<Value = (bool, Vec<Name>, Option<Box<Expr>>, Option<WindowExpr>)> {
    let terms = prop_oneof![Just(Vec::new()), names()];
    (any::<bool>(), terms, option::of(inner.clone().prop_map(Box::new)), option::of(window_with(inner)))
}

fn aggregate(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = AggregateExpr> {
    let boxed = inner.clone().prop_map(Box::new);
    let function = prop_oneof![
        Just(Function::Count),
        any::<bool>().prop_map(|months| Function::Covered { months }),
        boxed.clone().prop_map(Function::SumOf),
        boxed.clone().prop_map(Function::Highest),
        boxed.prop_map(Function::Lowest),
        name().prop_map(Function::Distinct),
        name().prop_map(Function::Latest),
        name().prop_map(Function::Earliest),
        name().prop_map(Function::Sum),
    ];
    (function, name(), narrowing(inner)).prop_filter_map(
        "more than a name",
        |(function, source, narrowing)| {
            let (recorded, terms, condition, window) = narrowing;
            let is_sum = matches!(function, Function::Sum(_));
            // A sum without more is a name, and one with a window alone is told by what it is compared with.
            if is_sum && !recorded && terms.is_empty() && condition.is_none() {
                return None;
            }
            let source = (!is_sum).then_some(source);
            Some(AggregateExpr {
                function,
                source,
                recorded,
                predicate: Predicate { terms, condition },
                window,
                span: here(),
            })
        },
    )
}

fn events(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = AggregateExpr> {
    (name(), narrowing(inner)).prop_map(|(source, (recorded, terms, condition, window))| AggregateExpr {
        function: Function::Count,
        source: Some(source),
        recorded,
        predicate: Predicate { terms, condition },
        window,
        span: here(),
    })
}

/// What has to do with time beyond windows.
fn in_time(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let boxed = || inner.clone().prop_map(Box::new);
    prop_oneof![
        working_day(inner.clone()),
        (boxed(), boxed()).prop_map(|(sum, amount)| ExprKind::Reached { sum, amount }),
        (name(), any::<bool>(), option::of(decimal()), boxed()).prop_map(
            |(period, of_cycle, at_least, condition)| ExprKind::InEach {
                period,
                of_cycle,
                at_least,
                condition
            }
        ),
    ]
    .boxed()
}

fn working_day(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = ExprKind> {
    let holidays = option::of((name(), option::of(name())));
    (inner, any::<bool>(), holidays).prop_map(|(date, next, holidays)| {
        let (holidays, workdays) = holidays.map_or((None, None), |(days, except)| (Some(days), except));
        ExprKind::WorkingDay { date: Box::new(date), next, holidays, workdays }
    })
}

fn is_target() -> impl Strategy<Value = IsTarget> {
    let value = prop_oneof![
        3 => name().prop_map(ExprKind::Name),
        1 => name().prop_map(ExprKind::Its),
        1 => (decimal(), option::of(unit())).prop_map(|(amount, unit)| ExprKind::Number(amount, unit)),
        1 => date().prop_map(ExprKind::Date),
        1 => text().prop_map(ExprKind::Text),
        1 => any::<bool>().prop_map(ExprKind::Truth),
    ];
    prop_oneof![
        Just(IsTarget::Met),
        Just(IsTarget::Unmet),
        Just(IsTarget::Exempt),
        value.prop_map(|kind| IsTarget::Value(Box::new(expr(kind)))),
    ]
}

fn in_target(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = InTarget> {
    let window = window_with(inner).prop_filter_map("no bare name", |window| match window.kind {
        WindowKind::Named(_) => None,
        _ => Some(InTarget::Window(window)),
    });
    prop_oneof![names().prop_map(InTarget::Names), window]
}

fn counting(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = Counting> {
    let predicate = (prop_oneof![Just(Vec::new()), names()], option::of(inner.clone().prop_map(Box::new)))
        .prop_filter("something", |(terms, condition)| !terms.is_empty() || condition.is_some())
        .prop_map(|(terms, condition)| Predicate { terms, condition });
    (inner, predicate).prop_map(|(limit, predicate)| Counting { limit, predicate, span: here() })
}

fn parts(inner: BoxedStrategy<Expr>) -> BoxedStrategy<Vec<Part>> {
    let predicate = (prop_oneof![Just(Vec::new()), names()], option::of(inner.clone().prop_map(Box::new)))
        .prop_filter("something", |(terms, condition)| !terms.is_empty() || condition.is_some())
        .prop_map(|(terms, condition)| Predicate { terms, condition });
    let part = move |of_which: BoxedStrategy<Option<Vec<Part>>>| {
        (predicate.clone(), comparator(), inner.clone(), of_which).prop_map(
            |(predicate, comparator, right, of_which)| Part {
                predicate,
                comparator,
                right,
                of_which,
                span: here(),
            },
        )
    };
    let flat = vec(part(Just(None).boxed()), 0..3);
    vec(part(option::of(flat).boxed()), 0..3).boxed()
}

/// Any expression: the grammar does not tell conditions from amounts.
pub fn condition() -> BoxedStrategy<Expr> {
    let leaf = leaf().prop_map(expr);
    leaf.prop_recursive(3, 24, 3, |inner| {
        let inner = inner.boxed();
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(ExprKind::Not),
            vec(inner.clone(), 2..4).prop_map(ExprKind::And),
            vec(inner.clone(), 2..4).prop_map(ExprKind::Or),
            (
                select(vec![Comparator::AtLeast, Comparator::AtMost, Comparator::Equal]),
                decimal(),
                vec(inner.clone(), 0..4)
            )
                .prop_map(|(comparator, count, conditions)| ExprKind::SomeOf {
                    comparator,
                    count,
                    count_span: here(),
                    conditions
                }),
            (
                boxed(),
                comparator(),
                boxed(),
                vec(counting(inner.clone()), 0..2),
                option::weighted(0.3, parts(inner.clone()))
            )
                .prop_map(|(left, comparator, right, counting, of_which)| ExprKind::Compare {
                    left,
                    comparator,
                    right,
                    counting,
                    of_which
                }),
            (boxed(), boxed(), boxed()).prop_map(|(value, low, high)| ExprKind::Between { value, low, high }),
            (boxed(), any::<bool>(), in_target(inner.clone()))
                .prop_map(|(left, negated, target)| ExprKind::In { left, negated, target }),
            (boxed(), any::<bool>(), is_target()).prop_map(|(left, negated, target)| ExprKind::Is {
                left,
                negated,
                target
            }),
            (boxed(), select(vec![BinaryOp::Add, BinaryOp::Subtract]), boxed())
                .prop_map(|(left, op, right)| ExprKind::Binary(left, op, right)),
            in_time(inner.clone()),
            (share(), boxed()).prop_map(|(share, of)| ExprKind::PartOf(share, of)),
            (boxed(), boxed()).prop_map(|(amount, by)| ExprKind::Divided(amount, by)),
            (
                boxed(),
                select(vec![Rounding::Down, Rounding::Up, Rounding::HalfUp]),
                decimal(),
                option::of(unit())
            )
                .prop_map(|(amount, mode, to, unit)| ExprKind::Rounded {
                    amount,
                    step: RoundingStep { mode, to, unit, span: here() }
                }),
            (boxed(), boxed(), boxed()).prop_map(|(amount, part, whole)| ExprKind::ProRata {
                amount,
                part,
                whole
            }),
            (any::<bool>(), vec(inner.clone(), 2..4))
                .prop_map(|(highest, of)| ExprKind::Farthest { highest, of }),
            aggregate(inner.clone()).prop_map(ExprKind::Aggregate),
            aggregate(inner.clone()).prop_map(ExprKind::Aggregate),
            events(inner.clone()).prop_map(ExprKind::Has),
            (name(), verdict_kind(), any::<bool>(), option::of(window_with(inner.clone()))).prop_map(
                |(rule, kind, in_a_row, window)| ExprKind::Verdicts { rule, kind, in_a_row, window }
            ),
            (name(), boxed(), option::of(boxed())).prop_map(|(members, predicate, among)| ExprKind::Share {
                members,
                predicate,
                among
            }),
            (boxed(), boxed()).prop_map(|(left, right)| ExprKind::RatioOf(left, right)),
            (events(inner.clone()), length(), window_with(inner.clone())).prop_map(
                |(mut events, length, window)| {
                    events.window = None;
                    ExprKind::EventsCover { events, length, window }
                }
            ),
            window_with(inner.clone()).prop_map(ExprKind::Covers),
            (any::<bool>(), window_with(inner.clone()))
                .prop_map(|(months, window)| ExprKind::Length { months, window }),
            boxed().prop_map(ExprKind::Group),
        ]
        .prop_map(expr)
    })
    .boxed()
}
