//! Steps of a recognition in words, and what they took from an event.

use super::Report;
use super::phrase::Phrases;
use crate::explain::{Adjustment, ExplainedEvent};
use crate::plan::{
    Amount, BuiltInPeriod, Condition, FieldRef, Keep, Most, Per, PeriodRef, Recognition, Rounding, Scope,
    Step, StepKind,
};
use crate::{Decimal, FieldKind, UnitId, Vocabulary};

impl Report<'_> {
    /// A step of a recognition in words: `at most 8 hours per day`.
    pub fn step(&self, recognition: &Recognition, step: &Step) -> String {
        let phrases =
            Phrases::new(self.engine.plan(), self.language, recognition.subject, Some(recognition.list));
        phrases.step(step, self.credited_unit(recognition).unwrap_or(Vocabulary::NUMBER))
    }

    /// What each step changed of an event: `8 hours less (at most 8 hours per day)`.
    pub fn adjustments(&self, event: &ExplainedEvent) -> Vec<String> {
        let Some(recognition) = self.engine.recognition(event.policy, self.record.subject(), event.list)
        else {
            return Vec::new();
        };
        let said = event.adjustments.iter().filter_map(|adjustment| {
            let step = recognition.steps.get(adjustment.step)?;
            Some(self.adjustment(event, recognition, step, adjustment))
        });
        said.collect()
    }

    fn adjustment(
        &self,
        event: &ExplainedEvent,
        recognition: &Recognition,
        step: &Step,
        adjustment: &Adjustment,
    ) -> String {
        let rule = self.step(recognition, step);
        let unit = self.credited_unit(recognition);
        let said = match (adjustment.after, unit) {
            (None, _) => match adjustment.kept {
                Some(kept) => {
                    let kept = self.event(event.list, kept);
                    self.say("explain-step-repeated", &[("step", &rule), ("event", &kept)])
                }
                None => self.say("explain-step-drops", &[("step", &rule)]),
            },
            (Some(after), Some(unit)) if after != adjustment.before => match adjustment.taken() {
                Some(taken) => {
                    let taken = self.range(exactly(taken), unit);
                    self.say("explain-step-took", &[("step", &rule), ("amount", &taken)])
                }
                None => {
                    let after = self.range(after, unit);
                    self.say("explain-step-left", &[("step", &rule), ("amount", &after)])
                }
            },
            (Some(_), _) => self.say("explain-step-open", &[("step", &rule)]),
        };
        self.cited(said, &step.citations)
    }

    /// The unit of what a recognition credits.
    pub(super) fn credited_unit(&self, recognition: &Recognition) -> Option<UnitId> {
        let fields = self.engine.plan().vocabulary.fields(recognition.subject, Some(recognition.list));
        match fields.get(recognition.credited?.index())?.kind {
            FieldKind::Quantity(unit) => Some(unit),
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Term(_)
            | FieldKind::Member(_) => None,
        }
    }
}

fn exactly(amount: Decimal) -> crate::AmountRange {
    crate::AmountRange { low: amount, high: Some(amount) }
}

impl Phrases<'_> {
    /// A step of a recognition, in the unit of what is credited: `at most 8 hours per day`.
    pub fn step(&self, step: &Step, unit: UnitId) -> String {
        let said = match &step.kind {
            StepKind::Cap { per, most } => {
                let most = match most {
                    Most::Amount(Amount::Literal(most)) => self.quantity(*most, unit),
                    Most::Amount(amount) => self.amount(amount, unit),
                    Most::Share { numerator, denominator } => {
                        let share = self.proportion(*numerator, *denominator);
                        self.say("phrase-share-of-total", &[("share", &share)])
                    }
                };
                let per = self.per(per);
                if step.filter != Condition::Constant(true) {
                    let filter = self.filter(&step.filter);
                    let arguments = [("most", &*most), ("filter", &*filter), ("per", &*per)];
                    return self.say("phrase-cap-of", &arguments);
                }
                self.say("phrase-cap", &[("most", &most), ("per", &per)])
            }
            StepKind::Once { by, per, keep } => {
                let names =
                    by.iter().map(|field| self.field(FieldRef { scope: Scope::Event, field: *field }));
                let same = match by.as_slice() {
                    [] => self.say("phrase-once-all", &[]),
                    _ => self.say("phrase-once-by", &[("fields", &self.joined("phrase-and", names))]),
                };
                let keep = match keep {
                    Keep::Highest => "phrase-keep-highest",
                    Keep::First => "phrase-keep-first",
                    Keep::Last => "phrase-keep-last",
                };
                let (per, keep) = (self.per(per), self.say(keep, &[]));
                self.say("phrase-once", &[("same", &same), ("per", &per), ("keep", &keep)])
            }
            StepKind::Deduct(amount) => self.deduction(amount, unit),
            StepKind::Round { mode, to } => {
                let id = match mode {
                    Rounding::Down => "phrase-round-down",
                    Rounding::Up => "phrase-round-up",
                    Rounding::HalfUp => "phrase-round",
                };
                self.say(id, &[("to", &self.quantity(*to, unit))])
            }
        };
        if step.filter == Condition::Constant(true) {
            return said;
        }
        self.say("phrase-narrowed", &[("events", &said), ("filter", &self.filter(&step.filter))])
    }

    fn deduction(&self, amount: &Amount, unit: UnitId) -> String {
        if let Amount::Scaled { amount: times, numerator, denominator } = amount
            && let Amount::Field(field) = &**times
            && let Some(off) = Decimal::ONE.checked_scale(*numerator, *denominator)
        {
            let (off, field) = (self.quantity(off, unit), self.field(*field));
            return self.say("phrase-deduct-each", &[("amount", &off), ("field", &field)]);
        }
        self.say("phrase-deduct", &[("amount", &self.amount(amount, unit))])
    }

    fn per(&self, per: &Per) -> String {
        match per {
            Per::Event => self.say("phrase-per-event", &[]),
            Per::Day => self.say("phrase-per-day", &[]),
            Per::Period(PeriodRef::BuiltIn(BuiltInPeriod::Year)) => self.say("phrase-per-year", &[]),
            Per::Period(PeriodRef::BuiltIn(BuiltInPeriod::Month)) => self.say("phrase-per-month", &[]),
            Per::Period(PeriodRef::Named(period)) => {
                let names = self.plan.periods.get(period.index()).map(|period| self.name(&period.names));
                self.say("phrase-per-period", &[("period", &names.unwrap_or_default())])
            }
            Per::Cycle { every, from } => {
                let (every, from) = (self.span(*every), self.date(from));
                self.say("phrase-per-cycle", &[("span", &every), ("date", &from)])
            }
            Per::Ever => self.say("phrase-per-ever", &[]),
        }
    }
}
