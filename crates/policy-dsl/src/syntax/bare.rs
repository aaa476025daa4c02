//! Trees without places, for comparing what two texts say.

use super::*;

/// The same file without places and without parentheses that only guide the eye.
///
/// Two texts say the same exactly when their bare trees are equal; comments,
/// labels and blank lines still count.
pub fn strip_spans(file: &File) -> File {
    let mut file = file.clone();
    file.bare();
    file
}

/// Something that holds places.
pub(crate) trait Bare {
    /// Forgets them, and parentheses that only guide the eye.
    fn bare(&mut self);
}

impl<T: Bare> Bare for Vec<T> {
    fn bare(&mut self) {
        self.iter_mut().for_each(Bare::bare);
    }
}

impl<T: Bare> Bare for Option<T> {
    fn bare(&mut self) {
        self.iter_mut().for_each(Bare::bare);
    }
}

impl<T: Bare> Bare for Box<T> {
    fn bare(&mut self) {
        T::bare(self);
    }
}

impl<A: Bare, B: Bare> Bare for (A, B) {
    fn bare(&mut self) {
        self.0.bare();
        self.1.bare();
    }
}

impl<T: Bare> Bare for Stated<T> {
    fn bare(&mut self) {
        self.node.bare();
        self.span = Span::default();
        self.comments.bare();
        self.remark.bare();
    }
}

impl<T: Bare> Bare for Block<T> {
    fn bare(&mut self) {
        self.members.bare();
        self.trailing.bare();
    }
}

/// Types whose parts are simply all bared.
macro_rules! bare_parts {
    ($($kind:ty { $($part:tt),* })*) => {
        $(impl Bare for $kind {
            fn bare(&mut self) {
                $(self.$part.bare();)*
            }
        })*
    };
}

/// Values that hold no places.
macro_rules! bare_already {
    ($($kind:ty),*) => {
        $(impl Bare for $kind {
            fn bare(&mut self) {}
        })*
    };
}

bare_already!(policy_core::Decimal, chrono::NaiveDate, ExpectedState, bool);

bare_parts! {
    File { items, trailing }
    Comment { span }
    Name { span }
    Text { span }
    Declared { name, label, also }
    Vocabulary { declared, body }
    SubjectDecl { declared, body }
    FieldDecl { declared, kind, default }
    EventDecl { declared, dated, lasting, body }
    TreeDecl { declared, body }
    TermDecl { declared, body }
    UnitDecl { declared }
    OutcomeDecl { declared }
    Calendar { declared, body }
    PeriodDecl { declared, body }
    OccurrenceDecl { label }
    Policy { declared, body }
    Amendment { amended, declared, body }
    RepealDecl { parts, cites }
    Repealed { name }
    ParameterDecl { declared, values, governed, cites }
    Governed { span }
    DatedFigure { value, span }
    Cite { article, quote }
    AllowDecl { lint, because }
    RecognitionDecl { events, credited, body }
    EntryDecl { kind, declared, condition, because, cites }
    StepDecl { kind, predicate, cites }
    TableDecl { declared, unit, columns, rows, cites }
    TableRow { cells, span }
    TableCell { kind, span }
    Audience { subject, condition }
    RuleDecl { declared, body }
    ExemptionDecl { declared, when, cites }
    AlternativeDecl { declared, when, require, over, cites }
    ConsequenceDecl { declared, body }
    TestDecl { title, about, body }
    RecordBlock { kind, body }
    Expectation { about, period, short }
    CaseTable { columns, rows, span }
    Column { name, period }
    Cell { kind, span }
    RoundingStep { unit, span }
    Counting { limit, predicate, span }
    GradeDecl { declared, when, acts, cites }
    RungDecl { within, acts, cites, span }
    Part { predicate, right, of_which, span }
    Predicate { terms, condition }
    AggregateExpr { function, source, predicate, window, span }
    SpanLiteral { amount, span }
    WindowExpr { kind, span }
    PauseExpr { events, beyond }
}

impl Bare for Span {
    fn bare(&mut self) {
        *self = Span::default();
    }
}

impl Bare for Expr {
    fn bare(&mut self) {
        // Nesting is bounded by the parser, so that this walk is too.
        while let ExprKind::Group(inner) = &mut self.kind {
            let inner =
                std::mem::replace(&mut **inner, Expr { kind: ExprKind::Truth(true), span: Span::default() });
            *self = inner;
        }
        self.span = Span::default();
        match &mut self.kind {
            ExprKind::Number(_, unit) => unit.bare(),
            ExprKind::Proportion(_)
            | ExprKind::Date(_)
            | ExprKind::MonthDay(..)
            | ExprKind::DueDate
            | ExprKind::Today
            | ExprKind::Truth(_) => {}
            ExprKind::InEach { period, of_cycle: _, at_least: _, condition } => {
                period.bare();
                condition.bare();
            }
            ExprKind::Reached { sum, amount } => {
                sum.bare();
                amount.bare();
            }
            ExprKind::WorkingDay { date, next: _, holidays, workdays } => {
                date.bare();
                holidays.bare();
                workdays.bare();
            }
            ExprKind::Text(text) => text.bare(),
            ExprKind::Name(name) | ExprKind::Its(name) => name.bare(),
            ExprKind::Not(inner) | ExprKind::Group(inner) | ExprKind::PartOf(_, inner) => inner.bare(),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.bare(),
            ExprKind::SomeOf { comparator: _, count: _, count_span, conditions } => {
                *count_span = Span::default();
                conditions.bare();
            }
            ExprKind::Compare { left, comparator: _, right, counting, of_which } => {
                counting.bare();
                left.bare();
                right.bare();
                of_which.bare();
            }
            ExprKind::Between { value, low, high } => {
                value.bare();
                low.bare();
                high.bare();
            }
            ExprKind::In { left, negated: _, target } => {
                left.bare();
                target.bare();
            }
            ExprKind::Is { left, negated: _, target } => {
                left.bare();
                target.bare();
            }
            ExprKind::Rounded { amount, step } => {
                amount.bare();
                step.bare();
            }
            ExprKind::ProRata { amount, part, whole } => {
                amount.bare();
                part.bare();
                whole.bare();
            }
            ExprKind::Farthest { highest: _, of } => of.bare(),
            ExprKind::Binary(left, _, right)
            | ExprKind::RatioOf(left, right)
            | ExprKind::Divided(left, right) => {
                left.bare();
                right.bare();
            }
            ExprKind::Aggregate(aggregate) | ExprKind::Has(aggregate) => aggregate.bare(),
            ExprKind::Share { members, predicate, among } => {
                members.bare();
                predicate.bare();
                among.bare();
            }
            ExprKind::Verdicts { rule, kind: _, in_a_row: _, window } => {
                rule.bare();
                window.bare();
            }
            ExprKind::EventsCover { events, length, window } => {
                events.bare();
                length.bare();
                window.bare();
            }
            ExprKind::Covers(window)
            | ExprKind::Edge { end: _, window }
            | ExprKind::Length { months: _, window } => window.bare(),
        }
    }
}

impl Bare for Item {
    fn bare(&mut self) {
        match self {
            Self::Vocabulary(vocabulary) => vocabulary.bare(),
            Self::Calendar(calendar) => calendar.bare(),
            Self::Policy(policy) => policy.bare(),
            Self::Amendment(amendment) => amendment.bare(),
        }
    }
}

impl Bare for VocabularyClause {
    fn bare(&mut self) {
        match self {
            Self::Subject(subject) => subject.bare(),
            Self::Tree(tree) => tree.bare(),
            Self::Unit(unit) => unit.bare(),
            Self::Outcome(outcome) => outcome.bare(),
        }
    }
}

impl Bare for SubjectClause {
    fn bare(&mut self) {
        match self {
            Self::Key(declared) => declared.bare(),
            Self::Fact(field) => field.bare(),
            Self::Event(event) => event.bare(),
        }
    }
}

impl Bare for TypeExpr {
    fn bare(&mut self) {
        match self {
            Self::Text | Self::Flag | Self::Date => {}
            Self::Named(name) => name.bare(),
        }
    }
}

impl Bare for PolicyClause {
    fn bare(&mut self) {
        match self {
            Self::Issuer(text) | Self::Document(text) | Self::Source(text) => text.bare(),
            Self::Effective(..) => {}
            Self::Uses(names) | Self::Supersedes(names) | Self::Under(names) => names.bare(),
            Self::Parameter(parameter) => parameter.bare(),
            Self::Table(table) => table.bare(),
            Self::Recognition(recognition) => recognition.bare(),
            Self::Rule(rule) => rule.bare(),
            Self::Consequence(consequence) => consequence.bare(),
            Self::Test(test) => test.bare(),
            Self::Allow(allow) => allow.bare(),
            Self::Replace(clause) | Self::Insert(clause) => clause.bare(),
            Self::Repeal(repeal) => repeal.bare(),
        }
    }
}

impl Bare for RecognitionClause {
    fn bare(&mut self) {
        match self {
            Self::Governed(governed) => governed.bare(),
            Self::Entry(entry) => entry.bare(),
            Self::Step(step) => step.bare(),
            Self::Allow(allow) => allow.bare(),
            Self::Table(table) => table.bare(),
            Self::Convert { from, to, rounding, cites } => {
                from.bare();
                to.bare();
                rounding.bare();
                cites.bare();
            }
        }
    }
}

impl Bare for StepKind {
    fn bare(&mut self) {
        match self {
            Self::Cap { most, per } => {
                match most {
                    MostDecl::Amount(amount) => amount.bare(),
                    MostDecl::Share(_, span) => span.bare(),
                }
                per.bare();
            }
            Self::Once { by, per, keep: _ } => {
                by.bare();
                per.bare();
            }
            Self::Deduct { amount, each } => {
                amount.bare();
                each.bare();
            }
            Self::Round { mode: _, to: _, unit, span } => {
                unit.bare();
                span.bare();
            }
        }
    }
}

impl Bare for PerDecl {
    fn bare(&mut self) {
        match self {
            Self::Named(name) => name.bare(),
            Self::Cycle { every, from } => {
                every.bare();
                from.bare();
            }
        }
    }
}

impl Bare for EntryKind {
    fn bare(&mut self) {
        match self {
            Self::Count(amount) => amount.bare(),
            Self::Reject => {}
        }
    }
}

impl Bare for TableCellKind {
    fn bare(&mut self) {
        match self {
            Self::Empty | Self::Any | Self::Otherwise | Self::NotCounted => {}
            Self::Compare(_, value) | Self::Value(value) => value.bare(),
            Self::Range(from, to) => {
                from.bare();
                to.bare();
            }
            Self::Terms(names) => names.bare(),
        }
    }
}

impl Bare for BalanceClause {
    fn bare(&mut self) {
        match self {
            Self::CarryOver { share, most, lasting } => {
                share.bare();
                most.bare();
                lasting.bare();
            }
            Self::NoCarryOver | Self::BackFill => {}
            Self::Borrow(most) => most.bare(),
        }
    }
}

impl Bare for RuleClause {
    fn bare(&mut self) {
        match self {
            Self::For(audience) => audience.bare(),
            Self::Each(schedule) => schedule.bare(),
            Self::Over(window) => window.bare(),
            Self::Require(condition) => condition.bare(),
            Self::InPrinciple => {}
            Self::Tightens(names) => names.bare(),
            Self::Balance(balance) => balance.bare(),
            Self::Grace(length) => length.bare(),
            Self::Governed(governed) => governed.bare(),
            Self::Exempt(exemption) => exemption.bare(),
            Self::Instead(alternative) => alternative.bare(),
            Self::Cite(cite) => cite.bare(),
            Self::Allow(allow) => allow.bare(),
        }
    }
}

impl Bare for ScheduleDecl {
    fn bare(&mut self) {
        match self {
            Self::Named { during: _, name, condition, by } => {
                name.bare();
                condition.bare();
                by.bare();
            }
            Self::Cycle { every, from, by, pause } => {
                every.bare();
                from.bare();
                by.bare();
                pause.bare();
            }
        }
    }
}

impl Bare for ActDecl {
    fn bare(&mut self) {
        self.outcomes.bare();
        if let Some((lasting, span)) = &mut self.lasting {
            lasting.bare();
            *span = Span::default();
        }
    }
}

impl Bare for ConsequenceClause {
    fn bare(&mut self) {
        match self {
            Self::For(audience) => audience.bare(),
            Self::Each(schedule) => schedule.bare(),
            Self::When(condition) => condition.bare(),
            Self::Act(act) => act.bare(),
            Self::Grade(grade) => grade.bare(),
            Self::Rung(rung) => rung.bare(),
            Self::LiftedWhen(rule) => rule.bare(),
            Self::InPrinciple => {}
            Self::Cite(cite) => cite.bare(),
            Self::Allow(allow) => allow.bare(),
        }
    }
}

impl Bare for LastingDecl {
    fn bare(&mut self) {
        match self {
            Self::That(name) | Self::UntilMet(name) => name.bare(),
            Self::NextYear => {}
            Self::For(length) => length.bare(),
        }
    }
}

impl Bare for TestClause {
    fn bare(&mut self) {
        match self {
            Self::Record(record) => record.bare(),
            Self::Expect(expectation) => expectation.bare(),
            Self::Cases(cases) => cases.bare(),
        }
    }
}

impl Bare for RecordEntry {
    fn bare(&mut self) {
        match self {
            Self::Value(name, value) => {
                name.bare();
                value.bare();
            }
            Self::Block(record) => record.bare(),
        }
    }
}

impl Bare for TestValue {
    fn bare(&mut self) {
        match self {
            Self::Missing | Self::Date(_) | Self::Truth(_) => {}
            Self::Variable(name) | Self::Name(name) => name.bare(),
            Self::Number(_, unit) => unit.bare(),
            Self::Text(text) => text.bare(),
        }
    }
}

impl Bare for CellKind {
    fn bare(&mut self) {
        match self {
            Self::Empty | Self::State(_) => {}
            Self::Value(value) => value.bare(),
        }
    }
}

impl Bare for Function {
    fn bare(&mut self) {
        match self {
            Self::Count | Self::Covered { months: _ } => {}
            Self::SumOf(amount) | Self::Highest(amount) | Self::Lowest(amount) => amount.bare(),
            Self::Distinct(name) | Self::Sum(name) | Self::Latest(name) | Self::Earliest(name) => name.bare(),
        }
    }
}

impl Bare for InTarget {
    fn bare(&mut self) {
        match self {
            Self::Names(names) => names.bare(),
            Self::Window(window) => window.bare(),
        }
    }
}

impl Bare for IsTarget {
    fn bare(&mut self) {
        match self {
            Self::Met | Self::Unmet | Self::Exempt => {}
            Self::Value(value) => value.bare(),
        }
    }
}

impl Bare for SpanAmount {
    fn bare(&mut self) {
        match self {
            Self::Literal(_, unit) => unit.bare(),
            Self::Parameter(name) => name.bare(),
        }
    }
}

impl Bare for WindowKind {
    fn bare(&mut self) {
        match self {
            Self::Period | Self::Year | Self::PreviousYear | Self::YearOf(_) | Self::AnyTime => {}
            Self::Named(name) => name.bare(),
            Self::Last(length) => length.bare(),
            Self::Extended(window, pause) => {
                window.bare();
                pause.bare();
            }
            Self::Between(left, right) => {
                left.bare();
                right.bare();
            }
            Self::Since(date) | Self::Until(date) | Self::BeforeDate(date) => date.bare(),
            Self::After(length, date) | Self::Before(length, date) => {
                length.bare();
                date.bare();
            }
        }
    }
}
