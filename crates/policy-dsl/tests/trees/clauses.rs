//! Random files: vocabularies, calendars, policies and tests.

use policy_core::plan::ActionKind;
use policy_core::{Decimal, Standing, Status};
use policy_dsl::syntax::{
    ActDecl, AllowDecl, AlternativeDecl, Amendment, Audience, BalanceClause, Block, Calendar, CaseTable,
    Cell, CellKind, Cite, Column, ConsequenceClause, ConsequenceDecl, DatedFigure, EntryDecl, EntryKind,
    EventDecl, ExemptionDecl, Expectation, ExpectedState, Expr, ExprKind, FieldDecl, File, Governed,
    GradeDecl, Item, LastingDecl, Name, OccurrenceDecl, OutcomeDecl, ParameterDecl, PeriodDecl, Policy,
    PolicyClause, RecognitionClause, RecognitionDecl, RecordBlock, RecordEntry, RepealDecl, Repealed,
    RepealedKind, RoundingStep, RuleClause, RuleDecl, RungDecl, ScheduleDecl, SpanAmount, SpanLiteral,
    SubjectClause, SubjectDecl, TableCell, TableCellKind, TableDecl, TableRow, TermDecl, TestClause,
    TestDecl, TestValue, TreeDecl, TypeExpr, UnitDecl, Vocabulary, VocabularyClause,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::conditions::{comparator, condition, date, decimal, length, pause, ratio, share, unit, window};
use super::{block, comment, declared, here, name, named, names, stated, text};

/// A whole file.
pub fn file() -> impl Strategy<Value = File> {
    let item = prop_oneof![
        1 => (declared(), block(vocabulary_clause())).prop_map(|(declared, body)| Item::Vocabulary(Vocabulary { declared, body })),
        1 => (declared(), block(period())).prop_map(|(declared, body)| Item::Calendar(Calendar { declared, body })),
        3 => (declared(), block(policy_clause())).prop_map(|(declared, body)| Item::Policy(Policy { declared, body })),
        2 => (name(), declared(), block(amendment_clause())).prop_map(|(amended, declared, body)| Item::Amendment(Amendment { amended, declared, body })),
    ];
    (stated(item, 0..3), vec(comment(), 0..2)).prop_map(|(items, trailing)| File { items, trailing })
}

// ---- Vocabularies and calendars ----

fn vocabulary_clause() -> BoxedStrategy<VocabularyClause> {
    prop_oneof![
        (declared(), block(subject_clause()))
            .prop_map(|(declared, body)| VocabularyClause::Subject(SubjectDecl { declared, body })),
        (declared(), any::<bool>(), terms()).prop_map(|(declared, ascending, body)| VocabularyClause::Tree(
            TreeDecl { declared, ascending, body }
        )),
        declared().prop_map(|declared| VocabularyClause::Unit(UnitDecl { declared })),
        declared().prop_map(|declared| VocabularyClause::Outcome(OutcomeDecl { declared })),
    ]
    .boxed()
}

fn subject_clause() -> BoxedStrategy<SubjectClause> {
    let lasting = option::of((name(), name()));
    prop_oneof![
        declared().prop_map(SubjectClause::Key),
        field().prop_map(SubjectClause::Fact),
        (declared(), name(), lasting, block(field())).prop_map(|(declared, dated, lasting, body)| {
            SubjectClause::Event(EventDecl { declared, dated, lasting, body })
        }),
    ]
    .boxed()
}

fn field() -> impl Strategy<Value = FieldDecl> {
    let kind = prop_oneof![
        Just(TypeExpr::Text),
        Just(TypeExpr::Flag),
        Just(TypeExpr::Date),
        unit().prop_map(TypeExpr::Named),
        name().prop_map(TypeExpr::Named),
    ];
    (declared(), kind, option::of(value())).prop_map(|(declared, kind, default)| FieldDecl {
        declared,
        kind,
        default,
    })
}

fn terms() -> BoxedStrategy<Block<TermDecl>> {
    let leaf = declared().prop_map(|declared| TermDecl { declared, body: None });
    let term = leaf.prop_recursive(2, 8, 3, |inner| {
        (declared(), block(inner)).prop_map(|(declared, body)| TermDecl { declared, body: Some(body) })
    });
    block(term)
}

fn label() -> impl Strategy<Value = Name> {
    let written = select(vec![
        "2019",
        "2019-2020",
        "2019-01-28",
        "spring_2019",
        "a b",
        "第一学期",
        "",
        "2019-1-2",
        "year",
    ]);
    prop_oneof![written.prop_map(named), name()]
}

fn period() -> BoxedStrategy<PeriodDecl> {
    let occurrence = (label(), date(), date(), any::<bool>())
        .prop_map(|(label, from, to, assumed)| OccurrenceDecl { label, from, to, assumed });
    (declared(), block(occurrence)).prop_map(|(declared, body)| PeriodDecl { declared, body }).boxed()
}

// ---- Policies ----

fn balance() -> impl Strategy<Value = BalanceClause> {
    let share = prop_oneof![share(), ratio()];
    let share = share.prop_map(|share| Expr { kind: ExprKind::Proportion(share), span: here() });
    let lasting = (decimal(), unit())
        .prop_map(|(amount, unit)| SpanLiteral { amount: SpanAmount::Literal(amount, unit), span: here() });
    prop_oneof![
        (option::of(share), option::of(condition()), option::of(lasting))
            .prop_map(|(share, most, lasting)| BalanceClause::CarryOver { share, most, lasting }),
        Just(BalanceClause::NoCarryOver),
        Just(BalanceClause::BackFill),
        condition().prop_map(BalanceClause::Borrow),
    ]
}

fn recognition() -> impl Strategy<Value = PolicyClause> {
    (name(), option::of(name()), block(recognition_clause())).prop_map(|(events, credited, body)| {
        PolicyClause::Recognition(RecognitionDecl { events, credited, body })
    })
}

fn parameter() -> impl Strategy<Value = PolicyClause> {
    (declared(), vec(dated_figure(), 1..3), option::of(governed()), cites()).prop_map(
        |(declared, values, governed, cites)| {
            PolicyClause::Parameter(ParameterDecl { declared, values, governed, cites })
        },
    )
}

fn rule() -> impl Strategy<Value = PolicyClause> {
    (declared(), block(rule_clause()))
        .prop_map(|(declared, body)| PolicyClause::Rule(RuleDecl { declared, body }))
}

fn consequence() -> impl Strategy<Value = PolicyClause> {
    (declared(), block(consequence_clause()))
        .prop_map(|(declared, body)| PolicyClause::Consequence(ConsequenceDecl { declared, body }))
}

fn policy_clause() -> BoxedStrategy<PolicyClause> {
    prop_oneof![
        1 => allow().prop_map(PolicyClause::Allow),
        1 => text().prop_map(PolicyClause::Issuer),
        1 => text().prop_map(PolicyClause::Document),
        1 => text().prop_map(PolicyClause::Source),
        1 => (date(), option::of(date())).prop_map(|(from, to)| PolicyClause::Effective(from, to)),
        1 => names().prop_map(PolicyClause::Uses),
        1 => names().prop_map(PolicyClause::Supersedes),
        1 => names().prop_map(PolicyClause::Under),
        1 => parameter(),
        2 => recognition(),
        6 => rule(),
        2 => consequence(),
        2 => test().prop_map(PolicyClause::Test),
        2 => table().prop_map(PolicyClause::Table),
    ]
    .boxed()
}

/// What changes a policy, and what an amendment may say besides.
fn amendment_clause() -> BoxedStrategy<PolicyClause> {
    let part = prop_oneof![
        1 => parameter(),
        1 => recognition(),
        3 => rule(),
        1 => consequence(),
        1 => table().prop_map(PolicyClause::Table),
    ];
    let kind = select(vec![
        RepealedKind::Rule,
        RepealedKind::Consequence,
        RepealedKind::Parameter,
        RepealedKind::Table,
        RepealedKind::Recognition,
    ]);
    let repealed = (kind, name()).prop_map(|(kind, name)| Repealed { kind, name });
    prop_oneof![
        3 => (any::<bool>(), part).prop_map(|(is_new, part)| {
            if is_new { PolicyClause::Insert(Box::new(part)) } else { PolicyClause::Replace(Box::new(part)) }
        }),
        2 => (vec(repealed, 1..3), cites())
            .prop_map(|(parts, cites)| PolicyClause::Repeal(RepealDecl { parts, cites })),
        1 => policy_clause(),
    ]
    .boxed()
}

fn governed() -> impl Strategy<Value = Governed> {
    any::<bool>().prop_map(|by_event| Governed { by_event, span: here() })
}

fn dated_figure() -> impl Strategy<Value = DatedFigure> {
    (condition(), option::of(date()), option::of(date())).prop_map(|(value, from, until)| DatedFigure {
        value,
        from,
        until,
        span: here(),
    })
}

fn cite() -> impl Strategy<Value = Cite> {
    let said = || text().prop_filter("says something", |text| !text.value.trim().is_empty());
    (said(), option::of(said())).prop_map(|(article, quote)| Cite { article, quote })
}

/// The name of a finding, or something like it.
fn allow() -> impl Strategy<Value = AllowDecl> {
    let lint = select(vec!["never-met", "table-gap", "unused-parameter", "never"]);
    (lint, option::of(text()))
        .prop_map(|(lint, because)| AllowDecl { lint: Name { text: lint.to_owned(), span: here() }, because })
}

fn cites() -> impl Strategy<Value = Vec<Cite>> {
    vec(cite(), 0..3)
}

fn recognition_clause() -> BoxedStrategy<RecognitionClause> {
    let kind = prop_oneof![option::of(condition()).prop_map(EntryKind::Count), Just(EntryKind::Reject)];
    let entry = (kind, option::of(declared()), option::of(condition()), option::of(text()), cites())
        .prop_map(|(kind, declared, condition, because, cites)| EntryDecl {
            kind,
            declared,
            condition,
            because,
            cites,
        });
    let convert = (decimal(), unit(), decimal(), unit(), option::of(decimal()), cites()).prop_map(
        |(from, from_unit, to, to_unit, step, cites)| {
            let rounding = step.map(|step| RoundingStep {
                mode: policy_core::plan::Rounding::Up,
                to: step,
                unit: None,
                span: here(),
            });
            RecognitionClause::Convert { from: (from, from_unit), to: (to, to_unit), rounding, cites }
        },
    );
    let governed = governed().prop_map(RecognitionClause::Governed);
    prop_oneof![3 => entry.prop_map(RecognitionClause::Entry), 1 => convert, 1 => governed].boxed()
}

fn table() -> BoxedStrategy<TableDecl> {
    // Whatever begins like a comparison or a range stands in parentheses.
    let figure =
        || condition().prop_map(|inner| Expr { kind: ExprKind::Group(Box::new(inner)), span: here() });
    let cell = prop_oneof![
        Just(TableCellKind::Empty),
        Just(TableCellKind::Any),
        Just(TableCellKind::Otherwise),
        Just(TableCellKind::NotCounted),
        (comparator(), figure()).prop_map(|(comparator, value)| TableCellKind::Compare(comparator, value)),
        (figure(), figure()).prop_map(|(from, to)| TableCellKind::Range(from, to)),
        names().prop_map(TableCellKind::Terms),
        figure().prop_map(TableCellKind::Value),
    ];
    let row = vec(cell.prop_map(|kind| TableCell { kind, span: here() }), 3)
        .prop_map(|cells| TableRow { cells, span: here() });
    let column = prop_oneof![
        name().prop_map(ExprKind::Name),
        condition().prop_map(|inner| ExprKind::Group(Box::new(inner)))
    ];
    let column = column.prop_map(|kind| Expr { kind, span: here() });
    (declared(), option::of(unit()), vec(column, 3), vec(row, 0..4), cites())
        .prop_map(|(declared, unit, columns, rows, cites)| TableDecl {
            declared,
            unit,
            columns,
            rows,
            one_line: false,
            cites,
        })
        .boxed()
}

fn audience() -> impl Strategy<Value = Audience> {
    (name(), option::of(condition())).prop_map(|(subject, condition)| Audience { subject, condition })
}

fn schedule() -> BoxedStrategy<ScheduleDecl> {
    let repeated = prop_oneof![Just(named("year")), Just(named("month")), name()];
    prop_oneof![
        (any::<bool>(), repeated, option::of(condition()), option::of(condition())).prop_map(
            |(during, name, condition, by)| ScheduleDecl::Named {
                during,
                name,
                condition: condition.filter(|_| !during),
                by
            }
        ),
        (length(), condition(), option::of(condition()), option::of(pause()))
            .prop_map(|(every, from, by, pause)| ScheduleDecl::Cycle { pause, every, from, by }),
    ]
    .boxed()
}

fn rule_clause() -> BoxedStrategy<RuleClause> {
    let alternative = (declared(), condition(), condition(), option::of(window()), cites()).prop_map(
        |(declared, when, require, over, cites)| AlternativeDecl { declared, when, require, over, cites },
    );
    prop_oneof![
        audience().prop_map(RuleClause::For),
        schedule().prop_map(RuleClause::Each),
        window().prop_map(RuleClause::Over),
        condition().prop_map(RuleClause::Require),
        Just(RuleClause::InPrinciple),
        names().prop_map(RuleClause::Tightens),
        allow().prop_map(RuleClause::Allow),
        balance().prop_map(RuleClause::Balance),
        length().prop_map(RuleClause::Grace),
        governed().prop_map(RuleClause::Governed),
        (declared(), condition(), cites())
            .prop_map(|(declared, when, cites)| RuleClause::Exempt(ExemptionDecl { declared, when, cites })),
        alternative.prop_map(RuleClause::Instead),
        cite().prop_map(RuleClause::Cite),
    ]
    .boxed()
}

fn consequence_clause() -> BoxedStrategy<ConsequenceClause> {
    let lasting = prop_oneof![
        select(vec!["year", "period", "month"]).prop_map(|word| LastingDecl::That(named(word))),
        name().prop_map(LastingDecl::That),
        Just(LastingDecl::NextYear),
        (decimal(), unit()).prop_map(|(amount, unit)| {
            LastingDecl::For(SpanLiteral { amount: SpanAmount::Literal(amount, unit), span: here() })
        }),
        name().prop_map(LastingDecl::UntilMet),
    ];
    let kind = select(vec![ActionKind::Deny, ActionKind::Grant, ActionKind::Oblige]);
    let act = (kind, names(), option::of(lasting.prop_map(|lasting| (lasting, here()))))
        .prop_map(|(kind, outcomes, lasting)| ActDecl { kind, outcomes, lasting });
    let act = act.boxed();
    let grade = (declared(), option::of(condition()), vec(act.clone(), 1..3), vec(cite(), 0..2))
        .prop_map(|(declared, when, acts, cites)| GradeDecl { declared, when, acts, cites });
    let rung = (1_u8..=5, option::of(length()), vec(act.clone(), 1..3), vec(cite(), 0..2))
        .prop_map(|(time, within, acts, cites)| RungDecl { time, within, acts, cites, span: here() });
    prop_oneof![
        rung.prop_map(ConsequenceClause::Rung),
        name().prop_map(ConsequenceClause::LiftedWhen),
        audience().prop_map(ConsequenceClause::For),
        schedule().prop_map(ConsequenceClause::Each),
        condition().prop_map(ConsequenceClause::When),
        act.prop_map(ConsequenceClause::Act),
        grade.prop_map(ConsequenceClause::Grade),
        Just(ConsequenceClause::InPrinciple),
        allow().prop_map(ConsequenceClause::Allow),
        cite().prop_map(ConsequenceClause::Cite),
    ]
    .boxed()
}

// ---- Tests ----

fn test() -> impl Strategy<Value = TestDecl> {
    (text(), option::of(name()), date(), block(test_clause()))
        .prop_map(|(title, about, as_of, body)| TestDecl { title, about, as_of, body })
}

fn test_clause() -> BoxedStrategy<TestClause> {
    let short = option::of((decimal(), option::of(unit())));
    let expectation = (name(), option::of(label()), state(), short, option::of(date()))
        .prop_map(|(about, period, state, short, due)| Expectation { about, period, state, short, due });
    prop_oneof![
        record().prop_map(TestClause::Record),
        expectation.prop_map(TestClause::Expect),
        cases().prop_map(TestClause::Cases),
    ]
    .boxed()
}

fn record() -> BoxedStrategy<RecordBlock> {
    let value = || (name(), value()).prop_map(|(name, value)| RecordEntry::Value(name, value));
    let of = |entry: BoxedStrategy<RecordEntry>| {
        (option::of(0..9999_u32), name(), block(entry)).prop_map(|(copies, kind, body)| RecordBlock {
            copies,
            kind,
            body,
        })
    };
    let inner = of(value().boxed());
    of(prop_oneof![2 => value(), 1 => inner.prop_map(RecordEntry::Block)].boxed()).boxed()
}

fn value() -> impl Strategy<Value = TestValue> {
    let number = (decimal(), any::<bool>(), option::of(unit())).prop_map(|(amount, negative, unit)| {
        let amount = if negative { Decimal::ZERO.checked_sub(amount).unwrap_or_default() } else { amount };
        TestValue::Number(amount, unit)
    });
    let variable = name().prop_filter_map("one word", |name| {
        let is_word = name.text.chars().all(|c| c == '_' || c.is_alphanumeric())
            && name.text.chars().all(|c| !('\u{ff01}'..='\u{ff5e}').contains(&c));
        is_word.then_some(TestValue::Variable(name))
    });
    prop_oneof![
        Just(TestValue::Missing),
        variable,
        number,
        date().prop_map(TestValue::Date),
        any::<bool>().prop_map(TestValue::Truth),
        text().prop_map(TestValue::Text),
        name().prop_map(TestValue::Name),
    ]
}

fn state() -> impl Strategy<Value = ExpectedState> {
    select(vec![
        ExpectedState::Status(Status::Met),
        ExpectedState::Status(Status::Unmet),
        ExpectedState::Status(Status::Pending),
        ExpectedState::Status(Status::Unknown),
        ExpectedState::Status(Status::Exempt),
        ExpectedState::Status(Status::NotApplicable),
        ExpectedState::Standing(Standing::InForce),
        ExpectedState::Standing(Standing::AtRisk),
        ExpectedState::Standing(Standing::Undetermined),
        ExpectedState::Standing(Standing::Clear),
    ])
}

fn cases() -> impl Strategy<Value = CaseTable> {
    let column = || {
        let name = prop_oneof![3 => name(), 1 => Just(named("short")), 1 => Just(named("due"))];
        (name, option::of(label())).prop_map(|(name, period)| Column { name, period })
    };
    let cell = || {
        prop_oneof![
            Just(CellKind::Empty),
            state().prop_map(CellKind::State),
            value().prop_map(CellKind::Value)
        ]
        .prop_map(|kind| Cell { kind, span: here() })
    };
    (1..4_usize).prop_flat_map(move |width| {
        // A row of one empty cell would be an empty line.
        let row = vec(cell(), width).prop_filter("something to see", |row| {
            row.len() > 1 || row.iter().any(|cell| cell.kind != CellKind::Empty)
        });
        (vec(column(), width), vec(row, 0..4)).prop_map(|(columns, rows)| CaseTable {
            columns,
            rows,
            span: here(),
        })
    })
}
