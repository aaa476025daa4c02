//! Conditions, days and windows.

use policy_core::plan::{
    Aggregate, Comparison, Condition, DateExpr, Extreme, Operator, Pause, PeriodRef, Reached, Subperiod,
    TextOperand, Vantage, Window, WorkingDay,
};

use super::Speller;

impl Speller<'_> {
    pub(super) fn condition(&mut self, at: Vantage, condition: &Condition) {
        match condition {
            Condition::Constant(holds) => self.list("constant", |own| own.figure(holds)),
            Condition::All(parts) => self.conditions("all", at, parts),
            Condition::Any(parts) => self.conditions("any", at, parts),
            Condition::AtLeastOf(count, parts) => self.list("at_least_of", |own| {
                own.figure(count);
                own.conditions("parts", at, parts);
            }),
            Condition::Not(inner) => self.list("not", |own| own.condition(at, inner)),
            Condition::Compare(comparison) => self.comparison(at, comparison),
            Condition::CompareDates(left, operator, right) => self.list("compare_dates", |own| {
                own.date(at, left);
                own.operator(*operator);
                own.date(at, right);
            }),
            Condition::DateIn(date, window) => self.list("date_in", |own| {
                own.date(at, date);
                own.window(at, window);
            }),
            Condition::Member(field, terms) => self.list("member", |own| {
                own.field(at, *field);
                own.terms(terms);
            }),
            Condition::Flag(field) => self.list("flag", |own| own.field(at, *field)),
            Condition::TextIs(field, operand) => self.list("text_is", |own| {
                own.field(at, *field);
                match operand {
                    TextOperand::Literal(text) => own.quoted(text),
                    TextOperand::Field(other) => own.field(at, *other),
                }
            }),
            Condition::RuleSatisfied(rule) => self.list("satisfied", |own| own.rule_named(*rule)),
            Condition::RuleExempt(rule) => self.list("exempt", |own| own.rule_named(*rule)),
            Condition::SpanCovers(window) => self.list("span_covers", |own| own.window(at, window)),
            Condition::EventsCover { source, filter, window, length } => self.list("events_cover", |own| {
                own.source(at, *source);
                own.condition(at.within(*source), filter);
                own.window(at, window);
                own.span(*length);
            }),
            Condition::InEach { period, at_least, condition } => self.list("in_each", |own| {
                match period {
                    Subperiod::BuiltIn(period) => own.period_ref(PeriodRef::BuiltIn(*period)),
                    Subperiod::Named(period) => own.period_ref(PeriodRef::Named(*period)),
                    Subperiod::YearOfPeriod => own.list("year_of_period", |_| {}),
                }
                own.optional(*at_least, Self::figure);
                own.condition(at, condition);
            }),
        }
    }

    fn conditions(&mut self, word: &str, at: Vantage, parts: &[Condition]) {
        self.all(word, parts, |own, part| own.condition(at, part));
    }

    fn comparison(&mut self, at: Vantage, comparison: &Comparison) {
        let Comparison { left, left_factor, operator, right, right_factor, unit } = comparison;
        self.list("compare", |own| {
            own.amount(at, left);
            own.figure(left_factor);
            own.operator(*operator);
            own.amount(at, right);
            own.figure(right_factor);
            own.unit(*unit);
        });
    }

    fn operator(&mut self, operator: Operator) {
        self.word(match operator {
            Operator::AtLeast => ">=",
            Operator::MoreThan => ">",
            Operator::AtMost => "<=",
            Operator::LessThan => "<",
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
        });
    }

    pub(super) fn date(&mut self, at: Vantage, date: &DateExpr) {
        match date {
            DateExpr::Literal(day) => self.list("day", |own| own.day(*day)),
            DateExpr::InPeriod { month, day } => self.list("in_period", |own| {
                own.figure(month);
                own.figure(day);
            }),
            DateExpr::StartOf(window) => self.list("start_of", |own| own.window(at, window)),
            DateExpr::EndOf(window) => self.list("end_of", |own| own.window(at, window)),
            DateExpr::Field(field) => self.list("date", |own| own.field(at, *field)),
            DateExpr::Due => self.list("due", |_| {}),
            DateExpr::Plus(date, span) => self.list("plus", |own| {
                own.date(at, date);
                own.span(*span);
            }),
            DateExpr::Minus(date, span) => self.list("minus", |own| {
                own.date(at, date);
                own.span(*span);
            }),
            DateExpr::Extreme(extreme) => {
                let Extreme { source, filter, window, field, latest } = &**extreme;
                let events = at.within(*source);
                self.list(if *latest { "latest" } else { "earliest" }, |own| {
                    own.source(at, *source);
                    own.condition(events, filter);
                    own.window(at, window);
                    own.field_of(Some((events.subject, events.event)), *field);
                });
            }
            DateExpr::AsOf => self.list("today", |_| {}),
            DateExpr::WorkingDay(working) => {
                let WorkingDay { date, next, holidays, workdays } = &**working;
                self.list(if *next { "next_working_day" } else { "last_working_day" }, |own| {
                    own.date(at, date);
                    own.optional(*holidays, Self::period);
                    own.optional(*workdays, Self::period);
                });
            }
            DateExpr::Reached(reached) => {
                let Reached { aggregate, amount } = &**reached;
                self.list("reached", |own| {
                    own.aggregate(at, aggregate);
                    own.amount(at, amount);
                });
            }
        }
    }

    pub(super) fn window(&mut self, at: Vantage, window: &Window) {
        match window {
            Window::Rule => self.list("rule_window", |_| {}),
            Window::Period => self.list("rule_period", |_| {}),
            Window::Year { offset } => self.list("calendar_year", |own| own.figure(offset)),
            Window::Named(period) => self.list("period", |own| own.period(*period)),
            Window::AnyTime => self.list("any_time", |_| {}),
            Window::Between(start, end) => self.list("between", |own| {
                own.optional(start.as_deref(), |own, date| own.date(at, date));
                own.optional(end.as_deref(), |own, date| own.date(at, date));
            }),
            Window::After { from, span } => self.list("after", |own| {
                own.date(at, from);
                own.span(*span);
            }),
            Window::Before { to, span } => self.list("before", |own| {
                own.date(at, to);
                own.optional(*span, Self::span);
            }),
            Window::Extended { window, pause } => self.list("extended", |own| {
                own.window(at, window);
                own.pause(at, pause);
            }),
        }
    }

    pub(super) fn pause(&mut self, at: Vantage, Pause { source, filter, beyond }: &Pause) {
        self.list("pause", |own| {
            own.source(at, *source);
            own.condition(at.within(*source), filter);
            own.figure(beyond);
        });
    }

    pub(super) fn aggregate(&mut self, at: Vantage, aggregate: &Aggregate) {
        let Aggregate { source, filter, window, measure } = aggregate;
        let taken = at.within(*source);
        self.list("aggregate", |own| {
            own.source(at, *source);
            own.condition(taken, filter);
            own.window(at, window);
            own.measure(taken, measure);
        });
    }
}
