//! The new plan in the words of both versions: every number of its vocabulary becomes that of the vocabulary of both.

use policy_core::plan::{
    Aggregate, Amount, Condition, Consequence, DateExpr, FieldRef, Measure, Most, Per, Plan, Recognition,
    Rule, Schedule, Scope, Source, StepKind, TermSet, TextOperand, Treatment, Window,
};
use policy_core::{FieldId, ListId, SubjectId};

use crate::words::Words;

/// Translates a plan; its vocabulary is then that of both.
pub(crate) fn translate(plan: &mut Plan, words: &Words) {
    for parameter in &mut plan.parameters {
        parameter.unit = words.unit(parameter.unit);
    }
    for recognition in &mut plan.recognitions {
        recognised(recognition, words);
    }
    for rule in &mut plan.rules {
        ruled(rule, words);
    }
    for consequence in &mut plan.consequences {
        followed(consequence, words);
    }
    plan.vocabulary = words.both.clone();
}

/// Whose fields a piece speaks of, in the new version's own numbers.
#[derive(Clone, Copy)]
struct Place<'w> {
    words: &'w Words,
    subject: SubjectId,
    event: Option<ListId>,
    anchor: Option<(SubjectId, ListId)>,
}

fn standing<'w>(words: &'w Words, subject: SubjectId, schedule: &Schedule) -> Place<'w> {
    let event = match schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    };
    Place { words, subject, event, anchor: event.map(|list| (subject, list)) }
}

fn recognised(recognition: &mut Recognition, words: &Words) {
    let (subject, list) = (recognition.subject, recognition.list);
    let place = Place { words, subject, event: Some(list), anchor: None };
    let own = |field: FieldId| words.field(subject, Some(list), field);
    recognition.credited = recognition.credited.map(own);
    for entry in &mut recognition.entries {
        place.condition(&mut entry.when);
        match &mut entry.treatment {
            Treatment::Count { amount } => amount.iter_mut().for_each(|amount| place.amount(amount)),
            Treatment::Reject => {}
        }
    }
    for step in &mut recognition.steps {
        place.condition(&mut step.filter);
        match &mut step.kind {
            StepKind::Cap { per, most } => {
                place.per(per);
                match most {
                    Most::Amount(amount) => place.amount(amount),
                    Most::Share { .. } => {}
                }
            }
            StepKind::Once { by, per, .. } => {
                by.iter_mut().for_each(|field| *field = own(*field));
                place.per(per);
            }
            StepKind::Deduct(amount) => place.amount(amount),
            StepKind::Round { .. } => {}
        }
    }
    recognition.subject = words.subject(subject);
    recognition.list = words.list(subject, list);
}

fn ruled(rule: &mut Rule, words: &Words) {
    let place = standing(words, rule.subject, &rule.schedule);
    place.condition(&mut rule.applies);
    place.condition(&mut rule.requirement);
    for exemption in &mut rule.exemptions {
        place.condition(&mut exemption.when);
    }
    for alternative in &mut rule.alternatives {
        place.condition(&mut alternative.when);
        place.condition(&mut alternative.requirement);
        alternative.window.iter_mut().for_each(|window| place.window(window));
    }
    if let Some(balance) = &mut rule.balance {
        place.amount(&mut balance.earned);
        place.amount(&mut balance.required);
        balance.unit = words.unit(balance.unit);
    }
    place.schedule(&mut rule.schedule);
    rule.subject = words.subject(rule.subject);
}

fn followed(consequence: &mut Consequence, words: &Words) {
    let place = standing(words, consequence.subject, &consequence.schedule);
    place.condition(&mut consequence.applies);
    place.condition(&mut consequence.when);
    place.schedule(&mut consequence.schedule);
    for action in &mut consequence.actions {
        action.outcome = words.outcome(action.outcome);
    }
    consequence.subject = words.subject(consequence.subject);
}

impl Place<'_> {
    /// Inside what goes through a source.
    fn within(self, source: Source) -> Self {
        match source {
            Source::Recorded(list) | Source::Recognised(list, _) => Self { event: Some(list), ..self },
            Source::Members(subject) => Self { subject, event: None, ..self },
        }
    }

    fn field(self, field: &mut FieldRef) {
        let owner = match field.scope {
            Scope::Subject => Some((self.subject, None)),
            Scope::Event => self.event.map(|list| (self.subject, Some(list))),
            Scope::Anchor => self.anchor.map(|(subject, list)| (subject, Some(list))),
        };
        if let Some((subject, list)) = owner {
            field.field = self.words.field(subject, list, field.field);
        }
    }

    fn source(self, source: &mut Source) {
        match source {
            Source::Recorded(list) | Source::Recognised(list, _) => {
                *list = self.words.list(self.subject, *list)
            }
            Source::Members(subject) => *subject = self.words.subject(*subject),
        }
    }

    fn terms(self, set: &mut TermSet) {
        for term in &mut set.terms {
            *term = self.words.term(set.tree, *term);
        }
        set.terms.sort_unstable();
        set.terms.dedup();
        set.tree = self.words.tree(set.tree);
    }

    fn condition(self, condition: &mut Condition) {
        match condition {
            Condition::Constant(_) | Condition::RuleSatisfied(_) | Condition::RuleExempt(_) => {}
            Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
                parts.iter_mut().for_each(|part| self.condition(part));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Compare(comparison) => {
                self.amount(&mut comparison.left);
                self.amount(&mut comparison.right);
                comparison.unit = self.words.unit(comparison.unit);
            }
            Condition::CompareDates(left, _, right) => {
                self.date(left);
                self.date(right);
            }
            Condition::DateIn(date, window) => {
                self.date(date);
                self.window(window);
            }
            Condition::Member(field, set) => {
                self.field(field);
                self.terms(set);
            }
            Condition::Flag(field) => self.field(field),
            Condition::TextIs(field, operand) => {
                self.field(field);
                match operand {
                    TextOperand::Literal(_) => {}
                    TextOperand::Field(other) => self.field(other),
                }
            }
            Condition::SpanCovers(window) => self.window(window),
            Condition::EventsCover { source, filter, window, .. } => {
                self.within(*source).condition(filter);
                self.window(window);
                self.source(source);
            }
            Condition::InEach { condition, .. } => self.condition(condition),
        }
    }

    fn aggregate(self, aggregate: &mut Aggregate) {
        let inside = self.within(aggregate.source);
        inside.condition(&mut aggregate.filter);
        self.window(&mut aggregate.window);
        match &mut aggregate.measure {
            Measure::Count => {}
            Measure::Distinct(field) | Measure::Sum(field) => {
                *field = self.words.field(inside.subject, inside.event, *field);
            }
            Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                inside.amount(amount);
            }
        }
        self.source(&mut aggregate.source);
    }

    fn amount(self, amount: &mut Amount) {
        match amount {
            Amount::Literal(_) | Amount::Parameter(_) | Amount::Available(_) => {}
            Amount::Field(field) => self.field(field),
            Amount::Aggregate(aggregate) => self.aggregate(aggregate),
            Amount::Verdicts(verdicts) => self.window(&mut verdicts.window),
            Amount::Sum(parts) | Amount::Highest(parts) | Amount::Lowest(parts) => {
                parts.iter_mut().for_each(|part| self.amount(part));
            }
            Amount::Difference(left, right) => {
                self.amount(left);
                self.amount(right);
            }
            Amount::Scaled { amount, .. } | Amount::Rounded { amount, .. } => self.amount(amount),
            Amount::Choose(choice) => {
                for case in &mut choice.cases {
                    self.condition(&mut case.when);
                    self.amount(&mut case.amount);
                }
                self.amount(&mut choice.otherwise);
            }
            Amount::Portion(portion) => {
                self.amount(&mut portion.amount);
                self.amount(&mut portion.part);
                self.amount(&mut portion.whole);
            }
            Amount::Length(window, _) => self.window(window),
            Amount::Covered(covered) => {
                self.within(covered.source).condition(&mut covered.filter);
                self.window(&mut covered.window);
                self.source(&mut covered.source);
            }
        }
    }

    fn date(self, date: &mut DateExpr) {
        match date {
            DateExpr::Literal(_) | DateExpr::InPeriod { .. } | DateExpr::Due | DateExpr::AsOf => {}
            DateExpr::StartOf(window) | DateExpr::EndOf(window) => self.window(window),
            DateExpr::Field(field) => self.field(field),
            DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => self.date(date),
            DateExpr::Extreme(extreme) => {
                let inside = self.within(extreme.source);
                inside.condition(&mut extreme.filter);
                extreme.field = self.words.field(inside.subject, inside.event, extreme.field);
                self.window(&mut extreme.window);
                self.source(&mut extreme.source);
            }
            DateExpr::WorkingDay(working) => self.date(&mut working.date),
            DateExpr::Reached(reached) => {
                self.aggregate(&mut reached.aggregate);
                self.amount(&mut reached.amount);
            }
        }
    }

    fn window(self, window: &mut Window) {
        match window {
            Window::Rule | Window::Period | Window::Year { .. } | Window::Named(_) | Window::AnyTime => {}
            Window::Between(start, end) => {
                start.iter_mut().chain(end).for_each(|date| self.date(date));
            }
            Window::After { from: date, .. } | Window::Before { to: date, .. } => self.date(date),
            Window::Extended { window, pause } => {
                self.window(window);
                self.within(pause.source).condition(&mut pause.filter);
                self.source(&mut pause.source);
            }
        }
    }

    fn per(self, per: &mut Per) {
        match per {
            Per::Cycle { from, .. } => self.date(from),
            Per::Event | Per::Day | Per::Period(_) | Per::Ever => {}
        }
    }

    fn schedule(self, schedule: &mut Schedule) {
        match schedule {
            Schedule::Once(window) => self.window(window),
            Schedule::Each { by, .. } => by.iter_mut().for_each(|by| self.date(by)),
            Schedule::Cycle { from, by, pause, .. } => {
                self.date(from);
                by.iter_mut().for_each(|by| self.date(by));
                if let Some(pause) = pause {
                    self.within(pause.source).condition(&mut pause.filter);
                    self.source(&mut pause.source);
                }
            }
            Schedule::EachEvent { list, when, window, .. } => {
                self.condition(when);
                window.iter_mut().for_each(|window| self.window(window));
                *list = self.words.list(self.subject, *list);
            }
        }
    }
}
