//! Random conditions, amounts, dates and windows, well typed.

use policy_core::plan::{
    Aggregate, Amount, BuiltInPeriod, Comparison, Condition, DateExpr, Extreme, FieldRef, Measure, Operator,
    ParameterId, Pause, PeriodId, PolicyId, Reached, RuleId, Scope, Source, Subperiod, TermSet, TextOperand,
    VerdictKind, Verdicts, Window, WorkingDay,
};
use policy_core::{Decimal, FieldId, FieldKind, ListId, Span, SubjectId, TermId, UnitId, Vocabulary};

use super::Choices;
use super::calendar::any_day;
use super::ground::{TEXTS, fields_of, is_amount_in, members_of};

/// What an expression may speak of.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub vocabulary: &'a Vocabulary,
    pub policy: PolicyId,
    /// The number and unit of each parameter.
    pub parameters: &'a [UnitId],
    /// Each rule before this one.
    pub rules: &'a [Before],
    /// Whose facts.
    pub subject: SubjectId,
    /// The list of the event at hand.
    pub event: Option<ListId>,
    /// The list of the event that the rule stands at, inside an aggregate.
    pub anchor: Option<(SubjectId, ListId)>,
    /// Only events as recorded: inside a recognition.
    pub recorded: bool,
    /// How many more levels.
    pub depth: usize,
}

/// What is to be known of a rule before the one at hand.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub subject: SubjectId,
    /// It comes in each period or cycle.
    pub repeats: bool,
}

impl<'a> Ground<'a> {
    pub fn deeper(self) -> Self {
        Self { depth: self.depth.saturating_sub(1), ..self }
    }

    pub fn at(self, list: ListId) -> Self {
        Self { event: Some(list), ..self.deeper() }
    }

    pub fn lists(self) -> Vec<ListId> {
        let count = self.vocabulary.subjects[self.subject.index()].lists.len();
        (0..count as u16).map(ListId).collect()
    }

    /// All fields in reach that are of a kind, those of the event first.
    fn fields(self, is_wanted: impl Fn(&FieldKind) -> bool) -> Vec<FieldRef> {
        let mut found = Vec::new();
        if let Some(list) = self.event {
            let fields = fields_of(self.vocabulary, self.subject, Some(list), &is_wanted);
            let of_event: Vec<FieldRef> =
                fields.into_iter().map(|field| FieldRef { scope: Scope::Event, field }).collect();
            // Fields of the event are what a filter is mostly about.
            found.extend(of_event.iter().copied());
            found.extend(of_event);
        }
        let facts = fields_of(self.vocabulary, self.subject, None, &is_wanted);
        found.extend(facts.into_iter().map(|field| FieldRef { scope: Scope::Subject, field }));
        if let Some((subject, list)) = self.anchor {
            let fields = fields_of(self.vocabulary, subject, Some(list), &is_wanted);
            found.extend(fields.into_iter().map(|field| FieldRef { scope: Scope::Anchor, field }));
        }
        found
    }

    fn kind(self, field: FieldRef) -> &'a FieldKind {
        let fields = match field.scope {
            Scope::Subject => self.vocabulary.fields(self.subject, None),
            Scope::Event => self.vocabulary.fields(self.subject, self.event),
            Scope::Anchor => {
                let (subject, list) = self.anchor.expect("an anchor field needs an anchor");
                self.vocabulary.fields(subject, Some(list))
            }
        };
        &fields[field.field.index()].kind
    }
}

/// A condition.
pub(super) fn condition(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    if ground.depth == 0 {
        return simple(choices, ground);
    }
    let weights = match ground.event {
        None => [8, 34, 8, 6, 8, 8, 12, 10, 6, 5, 6],
        Some(_) => [50, 3, 6, 12, 8, 6, 3, 2, 10, 4, 2],
    };
    match choices.weighted(&weights) {
        0 => simple(choices, ground),
        1 => comparison(choices, ground),
        2 => Condition::CompareDates(
            Box::new(date(choices, ground.deeper())),
            operator(choices),
            Box::new(date(choices, ground.deeper())),
        ),
        3 => Condition::DateIn(
            Box::new(date(choices, ground.deeper())),
            Box::new(window(choices, ground.deeper())),
        ),
        4 => Condition::All(several(choices, ground)),
        5 => Condition::Any(several(choices, ground)),
        6 => rule_reference(choices, ground),
        7 => events_cover(choices, ground),
        8 => Condition::Not(Box::new(condition(choices, ground.deeper()))),
        10 => in_each(choices, ground),
        _ => {
            let parts = several(choices, ground);
            Condition::AtLeastOf(choices.below(parts.len() + 2) as u16, parts)
        }
    }
}

fn several(choices: &mut Choices, ground: Ground<'_>) -> Vec<Condition> {
    let count = choices.weighted(&[0, 5, 50, 25]);
    (0..count).map(|_| condition(choices, ground.deeper())).collect()
}

/// A condition without conditions inside.
fn simple(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    let lasts = ground.event.is_some_and(|list| {
        ground.vocabulary.subjects[ground.subject.index()].lists[list.index()].lasting.is_some()
    });
    match choices.weighted(&[8, 30, 30, 20, if lasts { 8 } else { 0 }, 12]) {
        0 => Condition::Constant(!choices.chance(30)),
        1 => match pick(choices, &ground.fields(|kind| *kind == FieldKind::Flag)) {
            Some(field) => Condition::Flag(field),
            None => Condition::Constant(true),
        },
        2 => match pick(choices, &ground.fields(|kind| matches!(kind, FieldKind::Term(_)))) {
            Some(field) => Condition::Member(field, terms(choices, ground, field)),
            None => Condition::Constant(true),
        },
        3 => {
            let fields = ground.fields(|kind| matches!(kind, FieldKind::Text | FieldKind::Member(_)));
            let Some(field) = pick(choices, &fields) else { return Condition::Constant(true) };
            let operand = match (choices.chance(30), pick(choices, &fields)) {
                (true, Some(other)) => TextOperand::Field(other),
                (_, _) => TextOperand::Literal((*choices.one(TEXTS)).to_owned()),
            };
            Condition::TextIs(field, operand)
        }
        4 => Condition::SpanCovers(Box::new(window(choices, ground.deeper()))),
        _ => Condition::DateIn(Box::new(date(choices, ground.deeper())), Box::new(Window::Rule)),
    }
}

fn pick(choices: &mut Choices, fields: &[FieldRef]) -> Option<FieldRef> {
    if fields.is_empty() { None } else { Some(*choices.one(fields)) }
}

/// Some terms of the field's tree, with all below them.
fn terms(choices: &mut Choices, ground: Ground<'_>, field: FieldRef) -> TermSet {
    let FieldKind::Term(tree) = ground.kind(field) else { panic!("only term fields have terms") };
    let declared = &ground.vocabulary.trees[tree.index()];
    let count = choices.weighted(&[0, 60, 30, 10]);
    let mut terms: Vec<TermId> = Vec::new();
    for _ in 0..count {
        let term = TermId(choices.below(declared.terms.len()) as u16);
        terms.extend(declared.subtree(term).map(TermId));
    }
    terms.sort_unstable();
    terms.dedup();
    TermSet { tree: *tree, terms }
}

fn rule_reference(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    let in_reach: Vec<RuleId> = (0..)
        .map(RuleId)
        .zip(ground.rules)
        .filter(|(_, rule)| rule.subject == ground.subject)
        .map(|(rule, _)| rule)
        .collect();
    if in_reach.is_empty() {
        return comparison(choices, ground);
    }
    let rule = *choices.one(&in_reach);
    if choices.chance(30) {
        return verdicts(choices, ground, rule);
    }
    if choices.chance(20) { Condition::RuleExempt(rule) } else { Condition::RuleSatisfied(rule) }
}

/// How often a rule came out in one way, beside a small number.
fn verdicts(choices: &mut Choices, ground: Ground<'_>, rule: RuleId) -> Condition {
    let kind = *choices.one(&[VerdictKind::Unmet, VerdictKind::Met, VerdictKind::Exempt]);
    let window = if choices.chance(50) {
        Window::last(*choices.one(&[Span { months: 24, days: 0 }, Span { months: 12, days: 0 }]))
    } else {
        window(choices, ground.deeper())
    };
    let in_a_row = ground.rules[rule.index()].repeats && choices.chance(40);
    let counted = Verdicts { rule, kind, window, in_a_row };
    Condition::Compare(Box::new(Comparison {
        left: Amount::Verdicts(Box::new(counted)),
        left_factor: 1,
        operator: operator(choices),
        right: Amount::Literal(Decimal::from_millionths(*choices.one(&[1_000_000, 2_000_000, 0, 3_000_000]))),
        right_factor: 1,
        unit: Vocabulary::TIMES,
    }))
}

fn in_each(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    let period = match choices.weighted(&[30, 20, 20, 15, 15]) {
        0 => Subperiod::BuiltIn(BuiltInPeriod::Year),
        1 => Subperiod::BuiltIn(BuiltInPeriod::Month),
        2 => Subperiod::Named(PeriodId(1)),
        3 => Subperiod::YearOfPeriod,
        _ => Subperiod::Named(PeriodId(0)),
    };
    let at_least = if choices.chance(50) { None } else { Some(choices.below(4) as u16) };
    Condition::InEach { period, at_least, condition: Box::new(condition(choices, ground.deeper())) }
}

/// The lists whose events last.
pub(super) fn lasting_lists(ground: Ground<'_>) -> Vec<ListId> {
    let lists = &ground.vocabulary.subjects[ground.subject.index()].lists;
    ground.lists().into_iter().filter(|list| lists[list.index()].lasting.is_some()).collect()
}

/// What stops a clock; some list of the ground must last.
pub(super) fn pause(choices: &mut Choices, ground: Ground<'_>) -> Pause {
    let list = *choices.one(&lasting_lists(ground));
    Pause {
        source: source(choices, ground, list),
        filter: filter(choices, ground.at(list)),
        beyond: *choices.one(&[0, 0, 1, 30, 7]),
    }
}

fn events_cover(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    let lasting = lasting_lists(ground);
    if lasting.is_empty() {
        return comparison(choices, ground);
    }
    let list = *choices.one(&lasting);
    let length = match choices.below(6) {
        0 => Span { months: 1, days: 0 },
        1 => Span { months: 6, days: 0 },
        2 => Span { months: 2, days: 0 },
        3 => Span { months: 0, days: 1 },
        4 => Span { months: 0, days: 30 },
        _ => Span { months: 0, days: 90 },
    };
    Condition::EventsCover {
        source: source(choices, ground, list),
        filter: Box::new(filter(choices, ground.at(list))),
        window: Box::new(window(choices, ground.deeper())),
        length,
    }
}

/// A filter: often none at all.
pub(super) fn filter(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    if choices.chance(60) { condition(choices, ground) } else { Condition::Constant(true) }
}

pub(super) fn source(choices: &mut Choices, ground: Ground<'_>, list: ListId) -> Source {
    if !ground.recorded && choices.chance(60) {
        // A layer may count by the recognition of another policy.
        let policy = if choices.chance(10) { PolicyId(0) } else { ground.policy };
        Source::Recognised(list, policy)
    } else {
        Source::Recorded(list)
    }
}

/// How two values compare.
pub(super) fn operator(choices: &mut Choices) -> Operator {
    let operators = [
        Operator::AtLeast,
        Operator::MoreThan,
        Operator::AtMost,
        Operator::LessThan,
        Operator::Equal,
        Operator::NotEqual,
    ];
    operators[choices.weighted(&[50, 12, 12, 10, 8, 8])]
}

/// The units in which something can be measured on a ground.
fn units(ground: Ground<'_>) -> Vec<UnitId> {
    let mut units = Vec::new();
    for list in ground.lists() {
        units.push(Vocabulary::TIMES);
        if !fields_of(ground.vocabulary, ground.subject, Some(list), is_amount_in(Vocabulary::HOURS))
            .is_empty()
        {
            units.extend([Vocabulary::HOURS; 3]);
        }
        if !fields_of(ground.vocabulary, ground.subject, Some(list), is_amount_in(Vocabulary::DAYS))
            .is_empty()
        {
            units.push(Vocabulary::DAYS);
        }
    }
    if !members_of(ground.vocabulary, ground.subject).is_empty() {
        units.extend([Vocabulary::PEOPLE; 2]);
    }
    if !ground.fields(is_amount_in(Vocabulary::MONEY)).is_empty() {
        units.push(Vocabulary::MONEY);
    }
    units
}

/// A comparison of two amounts.
pub(super) fn comparison(choices: &mut Choices, ground: Ground<'_>) -> Condition {
    let units = units(ground);
    let unit = if units.is_empty() { Vocabulary::NUMBER } else { *choices.one(&units) };
    let left = amount(choices, ground.deeper(), unit);
    let right = if choices.chance(25) {
        amount(choices, ground.deeper(), unit)
    } else if choices.chance(15) {
        parameter(choices, ground, unit)
    } else {
        Amount::Literal(figure(choices, unit))
    };
    let (left_factor, right_factor) =
        *choices.one(&[(1, 1), (1, 1), (1, 1), (1, 1), (100, 60), (3, 2), (300, 1), (1, 2)]);
    Condition::Compare(Box::new(Comparison {
        left,
        left_factor,
        operator: operator(choices),
        right,
        right_factor,
        unit,
    }))
}

fn parameter(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Amount {
    let fitting: Vec<ParameterId> = (0..)
        .map(ParameterId)
        .zip(ground.parameters)
        .filter(|&(_, &of)| of == unit)
        .map(|(id, _)| id)
        .collect();
    if fitting.is_empty() {
        return Amount::Literal(figure(choices, unit));
    }
    Amount::Parameter(*choices.one(&fitting))
}

/// A figure that amounts of records are near to.
pub(super) fn figure(choices: &mut Choices, unit: UnitId) -> Decimal {
    let millionths: &[i64] = match unit {
        Vocabulary::HOURS | Vocabulary::DAYS => &[
            8_000_000, 0, 2_000_000, 10_000_000, 16_000_000, 20_000_000, 30_000_000, 90_000_000, 500_000, 1,
            12_345_678,
        ],
        Vocabulary::TIMES | Vocabulary::PEOPLE => &[1_000_000, 0, 2_000_000, 3_000_000, 4_000_000],
        _ => &[1_000_000, 0, 100_000_000, 2_500_000_000, 1_500_000],
    };
    let beside = [0, 0, 0, 1, -1][choices.weighted(&[70, 0, 0, 15, 15])];
    Decimal::from_millionths((choices.one(millionths) + beside).max(0))
}

/// An amount in a unit.
pub(super) fn amount(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Amount {
    let fields = ground.fields(is_amount_in(unit));
    let weights = [
        if can_aggregate(ground, unit) { 60 } else { 0 },
        if fields.is_empty() { 0 } else { 20 },
        8,
        if ground.depth == 0 { 0 } else { 10 },
        if ground.depth == 0 { 0 } else { 8 },
        if ground.depth == 0 { 0 } else { 8 },
        6,
        if ground.depth == 0 { 0 } else { 16 },
    ];
    match choices.weighted(&weights) {
        0 if can_aggregate(ground, unit) => aggregate(choices, ground, unit),
        1 => Amount::Field(*choices.one(&fields)),
        3 => {
            let count = choices.weighted(&[2, 10, 60, 20]);
            Amount::Sum((0..count).map(|_| amount(choices, ground.deeper(), unit)).collect())
        }
        4 => Amount::Difference(
            Box::new(amount(choices, ground.deeper(), unit)),
            Box::new(amount(choices, ground.deeper(), unit)),
        ),
        5 => {
            // Days become hours; a 7 is where a number may be no decimal at all.
            let from = if unit == Vocabulary::HOURS && choices.chance(50) { Vocabulary::DAYS } else { unit };
            let (numerator, denominator) = *choices.one(&[(8, 1), (1, 2), (2, 1), (3, 5), (1, 8), (1, 7)]);
            Amount::Scaled {
                amount: Box::new(amount(choices, ground.deeper(), from)),
                numerator,
                denominator,
            }
        }
        6 => parameter(choices, ground, unit),
        7 => super::amount::composed(choices, ground.deeper(), unit),
        _ => Amount::Literal(figure(choices, unit)),
    }
}

/// Whether a count or a sum can be in a unit.
pub(super) fn can_aggregate(ground: Ground<'_>, unit: UnitId) -> bool {
    match unit {
        Vocabulary::TIMES => !ground.lists().is_empty(),
        Vocabulary::PEOPLE => !members_of(ground.vocabulary, ground.subject).is_empty(),
        unit => !summed(ground, unit).is_empty() || !summed_members(ground, unit).is_empty(),
    }
}

fn summed(ground: Ground<'_>, unit: UnitId) -> Vec<(ListId, FieldId)> {
    let of = |list| {
        let fields = fields_of(ground.vocabulary, ground.subject, Some(list), is_amount_in(unit));
        fields.into_iter().map(move |field| (list, field))
    };
    ground.lists().into_iter().flat_map(of).collect()
}

fn summed_members(ground: Ground<'_>, unit: UnitId) -> Vec<(SubjectId, FieldId)> {
    let of = |&subject: &SubjectId| {
        let fields = fields_of(ground.vocabulary, subject, None, is_amount_in(unit));
        fields.into_iter().map(move |field| (subject, field))
    };
    members_of(ground.vocabulary, ground.subject).iter().flat_map(of).collect()
}

fn aggregate(choices: &mut Choices, ground: Ground<'_>, unit: UnitId) -> Amount {
    let over_members = |choices: &mut Choices, subject: SubjectId, measure: Measure| {
        let inside = Ground { subject, event: None, ..ground.deeper() };
        let filter = filter(choices, inside);
        Aggregate { source: Source::Members(subject), filter, window: Window::Rule, measure }
    };
    let over_events = |choices: &mut Choices, list: ListId, measure: Measure| Aggregate {
        source: source(choices, ground, list),
        filter: filter(choices, ground.at(list)),
        window: window(choices, ground.deeper()),
        measure,
    };
    if choices.chance(25)
        && let Some(found) = super::amount::measured(choices, ground, unit)
    {
        return Amount::Aggregate(Box::new(found));
    }
    let found = match unit {
        Vocabulary::PEOPLE => {
            let subject = *choices.one(&members_of(ground.vocabulary, ground.subject));
            over_members(choices, subject, Measure::Count)
        }
        Vocabulary::TIMES => {
            let list = *choices.one(&ground.lists());
            let measure = if choices.chance(35) {
                let count = ground.vocabulary.fields(ground.subject, Some(list)).len();
                Measure::Distinct(FieldId(choices.below(count) as u16))
            } else {
                Measure::Count
            };
            over_events(choices, list, measure)
        }
        unit => {
            let events = summed(ground, unit);
            let members = summed_members(ground, unit);
            if events.is_empty() || (!members.is_empty() && choices.chance(50)) {
                let &(subject, field) = choices.one(&members);
                over_members(choices, subject, Measure::Sum(field))
            } else {
                let &(list, field) = choices.one(&events);
                over_events(choices, list, Measure::Sum(field))
            }
        }
    };
    Amount::Aggregate(Box::new(found))
}

/// A date.
pub(super) fn date(choices: &mut Choices, ground: Ground<'_>) -> DateExpr {
    let fields = ground.fields(|kind| *kind == FieldKind::Date);
    let is_deep = ground.depth > 0;
    let weights = [
        20,
        if fields.is_empty() { 0 } else { 40 },
        12,
        if is_deep { 12 } else { 0 },
        if is_deep { 12 } else { 0 },
        if is_deep { 12 } else { 0 },
        if is_deep { 12 } else { 0 },
        if is_deep && !ground.lists().is_empty() { 14 } else { 0 },
        5,
        if is_deep { 6 } else { 0 },
        if is_deep && !ground.lists().is_empty() { 8 } else { 0 },
        6,
    ];
    match choices.weighted(&weights) {
        0 => DateExpr::Literal(any_day(choices)),
        1 => DateExpr::Field(*choices.one(&fields)),
        2 => in_period(choices),
        3 => DateExpr::StartOf(Box::new(window(choices, ground.deeper()))),
        4 => DateExpr::EndOf(Box::new(window(choices, ground.deeper()))),
        5 => DateExpr::Plus(Box::new(date(choices, ground.deeper())), span(choices)),
        6 => DateExpr::Minus(Box::new(date(choices, ground.deeper())), span(choices)),
        8 => DateExpr::AsOf,
        10 => reached(choices, ground),
        11 => DateExpr::Due,
        9 => {
            let from = date(choices, ground.deeper());
            working_day(choices, from)
        }
        _ => {
            let list = *choices.one(&ground.lists());
            let dates =
                fields_of(ground.vocabulary, ground.subject, Some(list), |kind| *kind == FieldKind::Date);
            DateExpr::Extreme(Box::new(Extreme {
                source: source(choices, ground, list),
                filter: filter(choices, ground.at(list)),
                window: window(choices, ground.deeper()),
                field: *choices.one(&dates),
                latest: !choices.chance(50),
            }))
        }
    }
}

/// The day on which a count or a sum reaches an amount.
fn reached(choices: &mut Choices, ground: Ground<'_>) -> DateExpr {
    let list = *choices.one(&ground.lists());
    let hours = fields_of(ground.vocabulary, ground.subject, Some(list), is_amount_in(Vocabulary::HOURS));
    let (measure, unit) = match hours.first() {
        Some(_) if choices.chance(70) => (Measure::Sum(*choices.one(&hours)), Vocabulary::HOURS),
        Some(_) | None => (Measure::Count, Vocabulary::TIMES),
    };
    let aggregate = Aggregate {
        source: source(choices, ground, list),
        filter: filter(choices, ground.at(list)),
        window: window(choices, ground.deeper()),
        measure,
    };
    let amount = if choices.chance(75) {
        Amount::Literal(figure(choices, unit))
    } else {
        amount(choices, ground.deeper(), unit)
    };
    DateExpr::Reached(Box::new(Reached { aggregate, amount }))
}

/// The nearest working day; the calendar's periods serve as holidays and as make-up days.
pub(super) fn working_day(choices: &mut Choices, date: DateExpr) -> DateExpr {
    let period = |choices: &mut Choices| {
        let period = PeriodId(choices.below(2) as u16);
        if choices.chance(50) { Some(period) } else { None }
    };
    let (next, holidays, workdays) = (!choices.chance(40), period(choices), period(choices));
    DateExpr::WorkingDay(Box::new(WorkingDay { date, next, holidays, workdays }))
}

/// A day of the period; some months are too short for it.
pub(super) fn in_period(choices: &mut Choices) -> DateExpr {
    let (month, day) =
        *choices.one(&[(12, 1), (3, 30), (2, 29), (2, 31), (6, 31), (1, 1), (12, 31), (8, 31)]);
    DateExpr::InPeriod { month, day }
}

/// A length of time.
pub(super) fn span(choices: &mut Choices) -> Span {
    let spans = [(1, 0), (0, 1), (0, 7), (6, 0), (12, 0), (0, 30), (3, 0), (36, 0), (1, 1), (0, 0)];
    let (months, days) = *choices.one(&spans);
    Span { months, days }
}

/// A window.
pub(super) fn window(choices: &mut Choices, ground: Ground<'_>) -> Window {
    let is_deep = ground.depth > 0;
    let deep = |weight: usize| if is_deep { weight } else { 0 };
    let lasts = !lasting_lists(ground).is_empty();
    match choices.weighted(&[
        35,
        10,
        12,
        12,
        10,
        deep(14),
        deep(12),
        deep(12),
        if lasts { deep(8) } else { 0 },
    ]) {
        0 => Window::Rule,
        1 => Window::Period,
        2 => Window::Year { offset: *choices.one(&[0, -1, 1]) },
        3 => Window::Named(PeriodId(choices.below(2) as u16)),
        4 => Window::AnyTime,
        5 => {
            let end = |choices: &mut Choices| {
                if choices.chance(75) { Some(Box::new(date(choices, ground.deeper()))) } else { None }
            };
            Window::Between(end(choices), end(choices))
        }
        6 => Window::After { from: Box::new(date(choices, ground.deeper())), span: span(choices) },
        8 => {
            let window = Box::new(window(choices, ground.deeper()));
            Window::Extended { window, pause: Box::new(pause(choices, ground)) }
        }
        _ => {
            let span = if choices.chance(70) { Some(span(choices)) } else { None };
            Window::Before { to: Box::new(date(choices, ground.deeper())), span }
        }
    }
}
