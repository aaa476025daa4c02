//! Amounts.

use policy_core::plan::{
    Amount, CalendarUnit, Case, Choice, Covered, Measure, Naming, Portion, Rounding, Vantage, VerdictKind,
    Verdicts,
};

use super::Speller;

impl Speller<'_> {
    pub(super) fn amount(&mut self, at: Vantage, amount: &Amount) {
        match amount {
            Amount::Literal(figure) => self.list("figure", |own| own.figure(figure)),
            Amount::Parameter(parameter) => self.parameter(*parameter),
            Amount::Field(field) => self.list("amount", |own| own.field(at, *field)),
            Amount::Aggregate(aggregate) => self.aggregate(at, aggregate),
            Amount::Verdicts(verdicts) => self.verdicts(at, verdicts),
            Amount::Available(rule) => self.list("available", |own| own.rule_named(*rule)),
            Amount::Sum(amounts) => self.amounts("sum", at, amounts),
            Amount::Difference(left, right) => self.list("difference", |own| {
                own.amount(at, left);
                own.amount(at, right);
            }),
            Amount::Scaled { amount, numerator, denominator } => self.list("scaled", |own| {
                own.amount(at, amount);
                own.figure(numerator);
                own.figure(denominator);
            }),
            Amount::Choose(choice) => self.choice(at, choice),
            Amount::Portion(portion) => {
                let Portion { amount, part, whole, cut } = &**portion;
                self.list("portion", |own| {
                    [amount, part, whole].into_iter().for_each(|amount| own.amount(at, amount));
                    own.rounding(*cut);
                });
            }
            Amount::Rounded { amount, mode, to } => self.list("rounded", |own| {
                own.amount(at, amount);
                own.rounding(*mode);
                own.figure(to);
            }),
            Amount::Length(window, unit) => self.list("length", |own| {
                own.window(at, window);
                own.calendar_unit(*unit);
            }),
            Amount::Covered(covered) => {
                let Covered { source, filter, window, unit } = &**covered;
                self.list("covered", |own| {
                    own.source(at, *source);
                    own.condition(at.within(*source), filter);
                    own.window(at, window);
                    own.calendar_unit(*unit);
                });
            }
            Amount::Highest(amounts) => self.amounts("highest", at, amounts),
            Amount::Lowest(amounts) => self.amounts("lowest", at, amounts),
        }
    }

    fn amounts(&mut self, word: &str, at: Vantage, amounts: &[Amount]) {
        self.all(word, amounts, |own, amount| own.amount(at, amount));
    }

    /// What is computed of what is taken.
    pub(super) fn measure(&mut self, taken: Vantage, measure: &Measure) {
        let owner = Some((taken.subject, taken.event));
        match measure {
            Measure::Count => self.word("count"),
            Measure::Distinct(field) => self.list("distinct", |own| own.field_of(owner, *field)),
            Measure::Sum(field) => self.list("sum_of_field", |own| own.field_of(owner, *field)),
            Measure::SumOf(amount) => self.list("sum_of", |own| own.amount(taken, amount)),
            Measure::HighestOf(amount) => self.list("highest_of", |own| own.amount(taken, amount)),
            Measure::LowestOf(amount) => self.list("lowest_of", |own| own.amount(taken, amount)),
        }
    }

    fn verdicts(&mut self, at: Vantage, verdicts: &Verdicts) {
        let Verdicts { rule, kind, window, in_a_row } = verdicts;
        self.list("verdicts", |own| {
            own.rule_named(*rule);
            own.word(match kind {
                VerdictKind::Met => "met",
                VerdictKind::Unmet => "unmet",
                VerdictKind::Exempt => "exempt",
            });
            own.window(at, window);
            own.flag("in_a_row", *in_a_row);
        });
    }

    fn choice(&mut self, at: Vantage, choice: &Choice) {
        let Choice { cases, otherwise, named } = choice;
        self.list("choose", |own| {
            match named {
                None => own.word("-"),
                Some(Naming::Parameter(parameter)) => own.parameter(*parameter),
                Some(Naming::Table(table)) => own.table(*table),
            }
            for Case { when, amount } in cases {
                own.list("case", |own| {
                    own.condition(at, when);
                    own.amount(at, amount);
                });
            }
            own.amount(at, otherwise);
        });
    }

    pub(super) fn rounding(&mut self, rounding: Rounding) {
        self.word(match rounding {
            Rounding::Down => "down",
            Rounding::Up => "up",
            Rounding::HalfUp => "half_up",
        });
    }

    fn calendar_unit(&mut self, unit: CalendarUnit) {
        self.word(match unit {
            CalendarUnit::Days => "days",
            CalendarUnit::Months => "months",
        });
    }
}
