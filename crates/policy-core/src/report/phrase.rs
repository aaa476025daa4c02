//! Conditions, amounts, dates and windows in words.

use policy_messages::{Language, message};

use super::number::{many, single};
use super::share::Share;
use crate::plan::{
    Aggregate, Amount, BuiltInPeriod, CalendarUnit, Choice, Comparison, Condition, DateExpr, FieldRef,
    Measure, Naming, Operator, PeriodId, PeriodRef, Plan, Rounding, Scope, Source, Subperiod, TermSet,
    TextOperand, VerdictKind, Verdicts, Window, WorkingDay,
};
use crate::{Decimal, Field, FieldKind, ListId, Names, Span, SubjectId, UnitId, Vocabulary};

/// Puts pieces of a plan into words, for one kind of subject.
#[derive(Clone, Copy)]
pub struct Phrases<'p> {
    pub(super) plan: &'p Plan,
    pub(super) language: Language,
    /// Whose facts a field of scope `Subject` means.
    pub(super) subject: SubjectId,
    /// Which list a field of scope `Event` belongs to.
    pub(super) event: Option<ListId>,
    /// Which list a field of scope `Anchor` belongs to.
    pub(super) anchor: Option<ListId>,
}

impl<'p> Phrases<'p> {
    /// Words for pieces of a plan, said of a subject and, where there is one, of an event of a list.
    pub fn new(plan: &'p Plan, language: Language, subject: SubjectId, anchor: Option<ListId>) -> Self {
        Self { plan, language, subject, event: anchor, anchor }
    }

    pub(super) fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        message(self.language, id, arguments)
    }

    pub(super) fn name(&self, names: &Names) -> String {
        names.shown(self.language)
    }

    /// Several phrases with a word between them.
    pub(super) fn joined(&self, id: &str, phrases: impl IntoIterator<Item = String>) -> String {
        let mut phrases = phrases.into_iter();
        let Some(first) = phrases.next() else { return String::new() };
        phrases.fold(first, |left, right| self.say(id, &[("left", &left), ("right", &right)]))
    }

    /// A condition: `hours is at least 90 hours`, `学段 为 小学`.
    pub fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Constant(true) => self.say("phrase-always", &[]),
            Condition::Constant(false) => self.say("phrase-never", &[]),
            Condition::All(parts) => self.joined("phrase-and", parts.iter().map(|part| self.inner(part))),
            Condition::Any(parts) => self.joined("phrase-or", parts.iter().map(|part| self.inner(part))),
            Condition::AtLeastOf(least, parts) => {
                let least = least.to_string();
                self.say("phrase-at-least-of", &[("least", &least), ("conditions", &self.listed(parts))])
            }
            Condition::Not(inner) => match &**inner {
                Condition::AtLeastOf(least, parts) => {
                    let most = least.saturating_sub(1).to_string();
                    self.say("phrase-at-most-of", &[("most", &most), ("conditions", &self.listed(parts))])
                }
                inner => self.say("phrase-not", &[("condition", &self.inner(inner))]),
            },
            Condition::Compare(comparison) => self.comparison(comparison),
            Condition::CompareDates(left, operator, right) => self
                .say(date_operator(*operator), &[("left", &self.date(left)), ("right", &self.date(right))]),
            Condition::DateIn(date, window) => {
                self.say("phrase-date-in", &[("date", &self.date(date)), ("window", &self.window(window))])
            }
            Condition::Member(field, terms) => {
                self.say("phrase-member", &[("field", &self.field(*field)), ("terms", &self.terms(terms))])
            }
            Condition::Flag(field) => self.say("phrase-flag", &[("field", &self.field(*field))]),
            Condition::TextIs(field, operand) => {
                let value = match operand {
                    TextOperand::Literal(text) => self.say("phrase-text", &[("text", text)]),
                    TextOperand::Field(other) => match other.scope {
                        Scope::Anchor => self.say("phrase-its", &[("field", &self.field(*other))]),
                        Scope::Subject | Scope::Event => self.field(*other),
                    },
                };
                self.say("phrase-text-is", &[("field", &self.field(*field)), ("value", &value)])
            }
            Condition::RuleSatisfied(rule) => self.rule("phrase-rule-met", *rule),
            Condition::RuleExempt(rule) => self.rule("phrase-rule-exempt", *rule),
            Condition::SpanCovers(window) => self.say("phrase-covers", &[("window", &self.window(window))]),
            Condition::InEach { period, at_least, condition } => {
                let condition = self.inner(condition);
                let period = match period {
                    Subperiod::BuiltIn(period) => self.period(PeriodRef::BuiltIn(*period)),
                    Subperiod::Named(period) => self.period(PeriodRef::Named(*period)),
                    Subperiod::YearOfPeriod => {
                        let least = at_least.map(|least| least.to_string());
                        return match &least {
                            None => self.say("phrase-in-each-of-cycle", &[("condition", &condition)]),
                            Some(least) => self.say(
                                "phrase-in-so-many-of-cycle",
                                &[("least", least), ("condition", &condition)],
                            ),
                        };
                    }
                };
                match at_least {
                    None => self.say("phrase-in-each", &[("period", &period), ("condition", &condition)]),
                    Some(least) => self.say(
                        "phrase-in-so-many",
                        &[("least", &least.to_string()), ("period", &period), ("condition", &condition)],
                    ),
                }
            }
            Condition::EventsCover { source, filter, window, length } => {
                let events = self.narrowed(*source, filter);
                let (length, window) = (self.span(*length), self.window(window));
                self.say(
                    "phrase-events-cover",
                    &[("events", &events), ("length", &length), ("window", &window)],
                )
            }
        }
    }

    fn listed(&self, conditions: &[Condition]) -> String {
        self.joined("phrase-listed", conditions.iter().map(|condition| self.inner(condition)))
    }

    /// A condition inside another one, in parentheses where it is composed itself.
    fn inner(&self, condition: &Condition) -> String {
        let text = self.condition(condition);
        match condition {
            Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => {
                self.say("phrase-group", &[("condition", &text)])
            }
            Condition::All(_)
            | Condition::Any(_)
            | Condition::AtLeastOf(..)
            | Condition::Constant(_)
            | Condition::Not(_)
            | Condition::Compare(_)
            | Condition::CompareDates(..)
            | Condition::DateIn(..)
            | Condition::Member(..)
            | Condition::Flag(_)
            | Condition::TextIs(..)
            | Condition::RuleSatisfied(_)
            | Condition::RuleExempt(_)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. }
            | Condition::InEach { .. } => text,
        }
    }

    fn rule(&self, id: &str, rule: crate::plan::RuleId) -> String {
        let name = self.plan.rules.get(rule.index()).map(|rule| self.name(&rule.names)).unwrap_or_default();
        self.say(id, &[("rule", &name)])
    }

    fn comparison(&self, comparison: &Comparison) -> String {
        if let Some(events) = self.had(comparison) {
            return self.say("phrase-has", &[("events", &events)]);
        }
        let left = self.amount(&comparison.left, comparison.unit);
        let right = self.threshold(comparison, &self.amount(&comparison.right, comparison.unit));
        self.say(operator(comparison.operator), &[("left", &left), ("right", &right)])
    }

    /// What there must be one of, where that is all a comparison asks.
    fn had(&self, comparison: &Comparison) -> Option<String> {
        let (Amount::Aggregate(counted), Amount::Literal(least)) = (&comparison.left, &comparison.right)
        else {
            return None;
        };
        let is_one = Decimal::whole(1) == Some(*least) && comparison.left_factor == comparison.right_factor;
        let is_event = counted.source.list().is_some() && counted.window == Window::Rule;
        let is_had = comparison.operator == Operator::AtLeast && counted.measure == Measure::Count;
        (is_one && is_event && is_had).then(|| self.narrowed_many(counted.source, &counted.filter))
    }

    /// What a comparison measures against: the right side, or a share of it.
    fn threshold(&self, comparison: &Comparison, right: &str) -> String {
        match self.share(comparison) {
            None => right.to_owned(),
            Some(share) => self.say("phrase-share", &[("share", &share), ("whole", right)]),
        }
    }

    /// What share of the right side is required, `60%`, `1/3` or `1:30`; `None` where it is all of it.
    fn share(&self, comparison: &Comparison) -> Option<String> {
        Share::required(comparison).map(|share| share.to_string())
    }

    /// What a comparison asks for, without what it measures: `at least 90 hours`.
    pub fn limit(&self, comparison: &Comparison) -> String {
        let right = self.threshold(comparison, &self.amount(&comparison.right, comparison.unit));
        self.say(operator(comparison.operator), &[("left", ""), ("right", &right)]).trim().to_owned()
    }

    /// What is required of a share, without what it is a share of: `at least 20%`.
    pub(super) fn required(&self, comparison: &Comparison) -> String {
        let share = self.share(comparison).unwrap_or_default();
        let required = self.say(operator(comparison.operator), &[("left", ""), ("right", &share)]);
        required.trim().to_owned()
    }

    /// A percentage where it is one of a few digits, else a fraction.
    pub fn proportion(&self, numerator: i64, denominator: i64) -> String {
        Share::of_whole(numerator, denominator).to_string()
    }

    /// A figure with its unit; a bare number has none.
    pub fn quantity(&self, value: Decimal, unit: UnitId) -> String {
        let one = match unit {
            Vocabulary::HOURS => Some("phrase-one-hours"),
            Vocabulary::DAYS => Some("phrase-one-days"),
            Vocabulary::CREDITS => Some("phrase-one-credits"),
            Vocabulary::TIMES => Some("phrase-one-times"),
            Vocabulary::PEOPLE => Some("phrase-one-people"),
            _ => None,
        };
        match one.filter(|_| Decimal::whole(1) == Some(value)) {
            Some(one) => {
                self.say("phrase-quantity", &[("number", &value.to_string()), ("unit", &self.say(one, &[]))])
            }
            None if Decimal::whole(1) == Some(value) && unit != Vocabulary::NUMBER => {
                let unit = self.plan.vocabulary.units.get(unit.index());
                let unit = unit.map(|unit| single(unit, self.language)).unwrap_or_default();
                self.say("phrase-quantity", &[("number", &value.to_string()), ("unit", &unit)])
            }
            None => self.plural(value, unit),
        }
    }

    /// A figure with its unit, where it is not the only one: `0 to 1 times`.
    pub(super) fn plural(&self, value: Decimal, unit: UnitId) -> String {
        if unit == Vocabulary::NUMBER {
            return value.to_string();
        }
        let unit =
            self.plan.vocabulary.units.get(unit.index()).map(|unit| self.name(unit)).unwrap_or_default();
        self.say("phrase-quantity", &[("number", &value.to_string()), ("unit", &unit)])
    }

    /// An amount in a unit: `90 hours`, `hours of ethics`.
    pub fn amount(&self, amount: &Amount, unit: UnitId) -> String {
        match amount {
            Amount::Literal(value) => self.quantity(*value, unit),
            Amount::Parameter(parameter) => match self.plan.parameters.get(parameter.index()) {
                None => String::new(),
                Some(found) => {
                    let value = self.quantity(found.value, found.unit);
                    self.say("phrase-parameter", &[("name", &self.name(&found.names)), ("value", &value)])
                }
            },
            Amount::Field(field) => self.field(*field),
            Amount::Aggregate(aggregate) => self.aggregate(aggregate),
            Amount::Verdicts(verdicts) => self.verdicts(verdicts),
            Amount::Available(rule) => {
                let balance = self.plan.rules.get(rule.index()).and_then(|rule| rule.balance.as_ref());
                let earned = balance.map(|balance| self.amount(&balance.earned, unit)).unwrap_or_default();
                self.say("phrase-available", &[("earned", &earned)])
            }
            Amount::Sum(amounts) => {
                self.joined("phrase-plus", amounts.iter().map(|amount| self.amount(amount, unit)))
            }
            Amount::Difference(left, right) => {
                let (left, right) = (self.amount(left, unit), self.amount(right, unit));
                self.say("phrase-minus", &[("left", &left), ("right", &right)])
            }
            Amount::Scaled { amount, .. } => self.amount(amount, unit),
            Amount::Choose(choice) => self.choice(choice, unit),
            Amount::Portion(portion) => {
                let amount = self.amount(&portion.amount, unit);
                if let Some(share) = constant_share(&portion.part, &portion.whole) {
                    return self.say("phrase-share", &[("share", &share.to_string()), ("whole", &amount)]);
                }
                let (part, whole) = (self.bare(&portion.part), self.bare(&portion.whole));
                self.say("phrase-portion", &[("amount", &amount), ("part", &part), ("whole", &whole)])
            }
            Amount::Rounded { amount, mode, to } => {
                let id = match mode {
                    Rounding::Down => "phrase-rounded-down",
                    Rounding::Up => "phrase-rounded-up",
                    Rounding::HalfUp => "phrase-rounded",
                };
                let (amount, to) = (self.amount(amount, unit), self.quantity(*to, unit));
                self.say(id, &[("amount", &amount), ("to", &to)])
            }
            Amount::Length(window, unit) => {
                let id = match unit {
                    CalendarUnit::Days => "phrase-days-of",
                    CalendarUnit::Months => "phrase-months-of",
                };
                self.say(id, &[("window", &self.window(window))])
            }
            Amount::Covered(covered) => {
                let id = match covered.unit {
                    CalendarUnit::Days => "phrase-days-covered",
                    CalendarUnit::Months => "phrase-months-covered",
                };
                let events = self.narrowed(covered.source, &covered.filter);
                self.say(id, &[("events", &events), ("window", &self.window(&covered.window))])
            }
            Amount::Highest(amounts) => self.most("phrase-highest-of", amounts, unit),
            Amount::Lowest(amounts) => {
                self.counting(amounts, unit).unwrap_or_else(|| self.most("phrase-lowest-of", amounts, unit))
            }
        }
    }

    /// An amount of which only the figure is said.
    /// An amount by itself: `count of teachers`, `专业课 的 学时`.
    pub fn bare(&self, amount: &Amount) -> String {
        match amount {
            Amount::Literal(value) => value.to_string(),
            other => self.amount(other, Vocabulary::NUMBER),
        }
    }

    fn most(&self, id: &str, amounts: &[Amount], unit: UnitId) -> String {
        let amounts = self.joined("phrase-and", amounts.iter().map(|amount| self.amount(amount, unit)));
        self.say(id, &[("amounts", &amounts)])
    }

    /// A choice by its name; without one, case by case.
    fn choice(&self, choice: &Choice, unit: UnitId) -> String {
        match choice.named {
            Some(Naming::Parameter(parameter)) => {
                let found = self.plan.parameters.get(parameter.index());
                found.map(|found| self.name(&found.names)).unwrap_or_default()
            }
            Some(Naming::Table(table)) => {
                let found = self.plan.tables.get(table.index());
                found.map(|found| self.name(&found.names)).unwrap_or_default()
            }
            None => {
                let otherwise = self.amount(&choice.otherwise, unit);
                choice.cases.iter().rev().fold(otherwise, |otherwise, case| {
                    let (amount, when) = (self.amount(&case.amount, unit), self.inner(&case.when));
                    let parts = [("amount", &*amount), ("condition", &*when), ("otherwise", &*otherwise)];
                    self.say("phrase-choice", &parts)
                })
            }
        }
    }

    fn verdicts(&self, verdicts: &Verdicts) -> String {
        let kind = match verdicts.kind {
            VerdictKind::Met => "status-met",
            VerdictKind::Unmet => "status-unmet",
            VerdictKind::Exempt => "status-exempt",
        };
        let id = if verdicts.in_a_row { "phrase-verdicts-in-a-row" } else { "phrase-verdicts" };
        let name = self.plan.rules.get(verdicts.rule.index()).map(|rule| self.name(&rule.names));
        let (rule, kind) = (name.unwrap_or_default(), self.say(kind, &[]));
        let text = self.say(id, &[("rule", &rule), ("status", &kind)]);
        if verdicts.window == Window::AnyTime {
            return text;
        }
        self.say("phrase-in-window", &[("what", &text), ("window", &self.window(&verdicts.window))])
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        let events = self.narrowed_many(aggregate.source, &aggregate.filter);
        let (_, inside) = self.within(aggregate.source);
        let scope = scope_of(aggregate.source);
        let measured = |field: crate::FieldId| inside.field(FieldRef { scope, field });
        let text = match &aggregate.measure {
            Measure::Count => {
                let id = match aggregate.source {
                    Source::Members(_) => "phrase-count-members",
                    Source::Recorded(_) | Source::Recognised(..) => "phrase-count",
                };
                self.say(id, &[("events", &events)])
            }
            Measure::Distinct(field) => {
                self.say("phrase-distinct", &[("events", &events), ("field", &measured(*field))])
            }
            Measure::SumOf(amount) => self.over(&inside, "phrase-sum-over", amount, &events),
            Measure::HighestOf(amount) => self.over(&inside, "phrase-highest-over", amount, &events),
            Measure::LowestOf(amount) => self.over(&inside, "phrase-lowest-over", amount, &events),
            Measure::Sum(field) if aggregate.filter == Condition::Constant(true) => measured(*field),
            Measure::Sum(field) => {
                let kind = inside.filter(&aggregate.filter);
                self.say("phrase-sum", &[("events", &kind), ("field", &measured(*field))])
            }
        };
        match aggregate.window {
            Window::Rule => text,
            Window::Period
            | Window::Year { .. }
            | Window::Named(_)
            | Window::AnyTime
            | Window::Between(..)
            | Window::After { .. }
            | Window::Before { .. }
            | Window::Extended { .. } => {
                let window = self.window(&aggregate.window);
                self.say("phrase-in-window", &[("what", &text), ("window", &window)])
            }
        }
    }

    fn over(&self, inside: &Self, id: &str, amount: &Amount, events: &str) -> String {
        let amount = inside.amount(amount, Vocabulary::NUMBER);
        self.say(id, &[("amount", &amount), ("events", events)])
    }

    /// `hours, counting at most 20 hours of …`, where that is what a lowest amount stands for.
    fn counting(&self, amounts: &[Amount], unit: UnitId) -> Option<String> {
        let [Amount::Aggregate(whole), Amount::Sum(parts)] = amounts else { return None };
        let [Amount::Aggregate(_), capped @ ..] = parts.as_slice() else { return None };
        let mut limits = Vec::new();
        for part in capped {
            let Amount::Lowest(pair) = part else { return None };
            let [Amount::Aggregate(part), limit] = pair.as_slice() else { return None };
            let limit = self.amount(limit, unit);
            limits.push(
                self.say("phrase-counting-part", &[("limit", &limit), ("part", &self.part_of(part, whole))]),
            );
        }
        let limits = limits.join(&self.say("explain-separator", &[]));
        let amount = self.aggregate(whole);
        (!capped.is_empty()).then(|| self.say("phrase-counting", &[("amount", &amount), ("limits", &limits)]))
    }

    /// A part of what an aggregate sums up, by what it is narrowed to where it differs in nothing else.
    fn part_of(&self, part: &Aggregate, whole: &Aggregate) -> String {
        let is_narrowed = part.filter != Condition::Constant(true)
            && (part.source, &part.measure, &part.window) == (whole.source, &whole.measure, &whole.window);
        if is_narrowed { self.within(part.source).1.filter(&part.filter) } else { self.aggregate(part) }
    }

    /// What a source goes through is called, and phrases seen from inside it.
    fn within(&self, source: Source) -> (String, Self) {
        let subjects = &self.plan.vocabulary.subjects;
        match source {
            Source::Recorded(list) | Source::Recognised(list, _) => {
                let declared =
                    subjects.get(self.subject.index()).and_then(|subject| subject.lists.get(list.index()));
                let name = declared.map(|list| self.name(&list.names)).unwrap_or_default();
                (name, Self { event: Some(list), ..*self })
            }
            Source::Members(subject) => {
                let name = subjects
                    .get(subject.index())
                    .map(|subject| self.name(&subject.names))
                    .unwrap_or_default();
                (name, Self { subject, event: None, ..*self })
            }
        }
    }

    /// The events or members that a filter leaves, several of them.
    pub(super) fn narrowed_many(&self, source: Source, filter: &Condition) -> String {
        let subjects = &self.plan.vocabulary.subjects;
        let names = match source {
            Source::Recorded(list) | Source::Recognised(list, _) => subjects
                .get(self.subject.index())
                .and_then(|subject| subject.lists.get(list.index()))
                .map(|list| &list.names),
            Source::Members(subject) => subjects.get(subject.index()).map(|subject| &subject.names),
        };
        let name = names.map(|names| many(names, self.language)).unwrap_or_default();
        self.narrowed_as(name, source, filter)
    }

    /// The events or members that a filter leaves.
    fn narrowed(&self, source: Source, filter: &Condition) -> String {
        self.narrowed_as(self.within(source).0, source, filter)
    }

    fn narrowed_as(&self, name: String, source: Source, filter: &Condition) -> String {
        let (_, inside) = self.within(source);
        if *filter == Condition::Constant(true) {
            return name;
        }
        let filter = inside.filter(filter);
        self.say("phrase-narrowed", &[("events", &name), ("filter", &filter)])
    }

    /// A filter, where terms speak for themselves: `ethics`, not `category is ethics`.
    pub(super) fn filter(&self, filter: &Condition) -> String {
        match filter {
            Condition::Member(_, terms) => self.terms(terms),
            Condition::All(parts) if !parts.is_empty() => {
                let telling = parts.iter().filter(|part| !parts.iter().any(|other| narrows(other, part)));
                self.joined("phrase-and", telling.map(|part| self.filter(part)))
            }
            Condition::All(_)
            | Condition::Any(_)
            | Condition::AtLeastOf(..)
            | Condition::Constant(_)
            | Condition::Not(_)
            | Condition::Compare(_)
            | Condition::CompareDates(..)
            | Condition::DateIn(..)
            | Condition::Flag(_)
            | Condition::TextIs(..)
            | Condition::RuleSatisfied(_)
            | Condition::RuleExempt(_)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. }
            | Condition::InEach { .. } => self.inner(filter),
        }
    }

    /// The terms of a set, without those that stand below another one of it.
    fn terms(&self, terms: &TermSet) -> String {
        let Some(tree) = self.plan.vocabulary.trees.get(terms.tree.index()) else { return String::new() };
        let mut names = Vec::new();
        let mut covered = 0;
        for term in &terms.terms {
            let Some(declared) = tree.terms.get(term.index()).filter(|_| term.0 >= covered) else { continue };
            covered = declared.end.0;
            names.push(self.name(&declared.names));
        }
        self.joined("phrase-or", names)
    }

    fn declared(&self, field: FieldRef) -> Option<&'p Field> {
        let list = match field.scope {
            Scope::Subject => None,
            Scope::Event => Some(self.event?),
            Scope::Anchor => Some(self.anchor?),
        };
        let subject = self.plan.vocabulary.subjects.get(self.subject.index())?;
        match list {
            None => subject.facts.get(field.field.index()),
            Some(list) => subject.lists.get(list.index())?.fields.get(field.field.index()),
        }
    }

    pub(super) fn field(&self, field: FieldRef) -> String {
        self.declared(field).map(|field| self.name(&field.names)).unwrap_or_default()
    }

    /// A date: `end of the year`, `入职日期`.
    pub fn date(&self, date: &DateExpr) -> String {
        match date {
            DateExpr::Literal(date) => date.to_string(),
            DateExpr::InPeriod { month, day } => {
                self.say("phrase-month-day", &[("month", &month.to_string()), ("day", &day.to_string())])
            }
            DateExpr::StartOf(window) => self.say("phrase-start-of", &[("window", &self.window(window))]),
            DateExpr::EndOf(window) => self.say("phrase-end-of", &[("window", &self.window(window))]),
            DateExpr::Field(field) => self.field(*field),
            DateExpr::Plus(date, span) => {
                self.say("phrase-date-plus", &[("date", &self.date(date)), ("span", &self.span(*span))])
            }
            DateExpr::Minus(date, span) => {
                self.say("phrase-date-minus", &[("date", &self.date(date)), ("span", &self.span(*span))])
            }
            DateExpr::Extreme(extreme) => {
                let (_, inside) = self.within(extreme.source);
                let field = inside.field(FieldRef { scope: Scope::Event, field: extreme.field });
                let events = self.narrowed_many(extreme.source, &extreme.filter);
                let id = if extreme.latest { "phrase-latest" } else { "phrase-earliest" };
                self.say(id, &[("field", &field), ("events", &events)])
            }
            DateExpr::Due => self.say("phrase-due", &[]),
            DateExpr::AsOf => self.say("phrase-today", &[]),
            DateExpr::Reached(reached) => {
                let unit = self.unit_of(&reached.aggregate);
                let (sum, amount) = (self.aggregate(&reached.aggregate), self.amount(&reached.amount, unit));
                self.say("phrase-reached", &[("sum", &sum), ("amount", &amount)])
            }
            DateExpr::WorkingDay(working) => self.working_day(working),
        }
    }

    /// What a period is called.
    pub fn period(&self, period: PeriodRef) -> String {
        match period {
            PeriodRef::BuiltIn(BuiltInPeriod::Year) => self.say("phrase-year", &[]),
            PeriodRef::BuiltIn(BuiltInPeriod::Month) => self.say("phrase-month", &[]),
            PeriodRef::Named(period) => {
                let period = self.plan.periods.get(period.index());
                period.map(|period| self.name(&period.names)).unwrap_or_default()
            }
        }
    }

    /// The unit that a count or a sum over events is in.
    fn unit_of(&self, aggregate: &Aggregate) -> UnitId {
        let Measure::Sum(field) = aggregate.measure else { return Vocabulary::TIMES };
        let (_, inside) = self.within(aggregate.source);
        match inside.declared(FieldRef { scope: scope_of(aggregate.source), field }).map(|field| &field.kind)
        {
            Some(FieldKind::Quantity(unit)) => *unit,
            Some(_) | None => Vocabulary::NUMBER,
        }
    }

    fn working_day(&self, working: &WorkingDay) -> String {
        let period = |period: Option<PeriodId>| {
            let period = self.plan.periods.get(period?.index())?;
            Some(self.name(&period.names))
        };
        let date = self.date(&working.date);
        let id = if working.next { "phrase-next-working-day" } else { "phrase-previous-working-day" };
        let shown = self.say(id, &[("date", &date)]);
        let Some(holidays) = period(working.holidays) else { return shown };
        let holidays = match period(working.workdays) {
            None => holidays,
            Some(workdays) => {
                self.say("phrase-holidays-except", &[("holidays", &holidays), ("workdays", &workdays)])
            }
        };
        self.say("phrase-working-outside", &[("day", &shown), ("holidays", &holidays)])
    }

    /// A length of time: `6 months`.
    pub fn span(&self, span: Span) -> String {
        let (years, months) = (span.months / 12, span.months % 12);
        let pieces = [
            ("phrase-years", "phrase-years-one", years),
            ("phrase-months", "phrase-months-one", months),
            ("phrase-days", "phrase-days-one", span.days),
        ];
        let said = pieces.iter().filter(|(_, _, count)| *count > 0).map(|(many, one, count)| match count {
            1 => self.say(one, &[]),
            count => self.say(many, &[("count", &count.to_string())]),
        });
        let said: Vec<String> = said.collect();
        if said.is_empty() { self.say("phrase-days", &[("count", "0")]) } else { said.join(" ") }
    }

    /// A window: `winter break`, `within 6 months after hired`.
    pub fn window(&self, window: &Window) -> String {
        match window {
            Window::Rule | Window::Period => self.say("phrase-the-period", &[]),
            Window::Year { offset: 0 } => self.say("phrase-the-year", &[]),
            Window::Year { offset: -1 } => self.say("phrase-previous-year", &[]),
            Window::Year { offset } => self.say("phrase-year-moved", &[("years", &offset.to_string())]),
            Window::Named(period) => self
                .plan
                .periods
                .get(period.index())
                .map(|period| self.name(&period.names))
                .unwrap_or_default(),
            Window::AnyTime => self.say("phrase-any-time", &[]),
            Window::Between(start, end) => match (start, end) {
                (Some(start), None) => match window.as_last() {
                    Some(span) => self.say("phrase-last", &[("span", &self.span(span))]),
                    None => self.say("phrase-since", &[("start", &self.date(start))]),
                },
                (Some(start), Some(end)) => {
                    self.say("phrase-between", &[("start", &self.date(start)), ("end", &self.date(end))])
                }
                (None, Some(end)) => self.say("phrase-until", &[("end", &self.date(end))]),
                (None, None) => self.say("phrase-any-time", &[]),
            },
            Window::After { from, span } => {
                self.say("phrase-after", &[("span", &self.span(*span)), ("date", &self.date(from))])
            }
            Window::Before { to, span: Some(span) } => {
                self.say("phrase-before", &[("span", &self.span(*span)), ("date", &self.date(to))])
            }
            Window::Extended { window, pause } => {
                let events = self.narrowed(pause.source, &pause.filter);
                let parts = [("window", self.window(window)), ("events", events)];
                let [window, events] = &parts;
                if pause.beyond == 0 {
                    return self.say("phrase-extended", &[(window.0, &window.1), (events.0, &events.1)]);
                }
                let beyond = self.span(Span { months: 0, days: pause.beyond });
                self.say(
                    "phrase-extended-beyond",
                    &[(window.0, &window.1), (events.0, &events.1), ("beyond", &beyond)],
                )
            }
            Window::Before { to, span: None } => self.say("phrase-before-date", &[("date", &self.date(to))]),
        }
    }
}

/// Whether one condition asks for fewer of the same field's terms than another, which then says nothing more:
/// `ethics` beside `professional`.
fn narrows(narrow: &Condition, wide: &Condition) -> bool {
    match (narrow, wide) {
        (Condition::Member(field, few), Condition::Member(other, many)) => {
            field == other
                && few.terms.len() < many.terms.len()
                && few.terms.iter().all(|term| many.terms.contains(term))
        }
        (_, _) => false,
    }
}

/// Whose fields an aggregate measures.
fn scope_of(source: Source) -> Scope {
    match source {
        Source::Recorded(_) | Source::Recognised(..) => Scope::Event,
        Source::Members(_) => Scope::Subject,
    }
}

fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::AtLeast => "phrase-at-least",
        Operator::MoreThan => "phrase-more-than",
        Operator::AtMost => "phrase-at-most",
        Operator::LessThan => "phrase-less-than",
        Operator::Equal => "phrase-equal",
        Operator::NotEqual => "phrase-not-equal",
    }
}

fn date_operator(operator: Operator) -> &'static str {
    match operator {
        Operator::AtLeast => "phrase-on-or-after",
        Operator::MoreThan => "phrase-later-than",
        Operator::AtMost => "phrase-on-or-before",
        Operator::LessThan => "phrase-earlier-than",
        Operator::Equal => "phrase-same-day",
        Operator::NotEqual => "phrase-other-day",
    }
}

/// The share that two figures make, which are whole numbers and not all of it.
fn constant_share(part: &Amount, whole: &Amount) -> Option<Share> {
    let (Amount::Literal(part), Amount::Literal(whole)) = (part, whole) else { return None };
    (!part.is_negative() && part < whole).then(|| Share::of_whole(part.millionths(), whole.millionths()))
}
