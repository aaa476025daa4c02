//! Which fields a plan reads: subjects and events that are alike in these are alike in every verdict.

use std::collections::BTreeSet;

use super::{
    Aggregate, Amount, Condition, DateExpr, FieldRef, Measure, Node, Plan, Schedule, Source, StepKind,
    TextOperand, Vantage, Window,
};
use crate::{FieldId, ListId, SubjectId};

impl Plan {
    /// The fields of a list of events on which anything hangs, ascending: all that a condition, an amount or a date of
    /// the plan reads, those that are credited, and the dates that the list goes by.
    pub fn reads(&self, subject: SubjectId, list: ListId) -> Vec<FieldId> {
        let mut reader = self.reader(subject, Some(list));
        let declared = self.vocabulary.subjects.get(subject.index());
        if let Some(declared) = declared.and_then(|subject| subject.lists.get(list.index())) {
            reader.found.insert(declared.dated);
            reader.found.extend(declared.lasting.iter().flat_map(|(first, last)| [*first, *last]));
        }
        reader.found.into_iter().collect()
    }

    /// The facts of a subject that anything reads, ascending.
    pub fn reads_facts(&self, subject: SubjectId) -> Vec<FieldId> {
        self.reader(subject, None).found.into_iter().collect()
    }

    /// Whether anything goes through the events of a list.
    pub fn goes_through(&self, subject: SubjectId, list: ListId) -> bool {
        self.reader(subject, Some(list)).goes_through
    }

    fn reader(&self, subject: SubjectId, list: Option<ListId>) -> Reader {
        let mut reader = Reader { of: (subject, list), found: BTreeSet::new(), goes_through: false };
        for recognition in &self.recognitions {
            let place = Vantage::of_events(recognition.subject, recognition.list);
            let mut own = |field: Option<FieldId>| reader.field(place, field);
            own(recognition.credited);
            for step in &recognition.steps {
                match &step.kind {
                    StepKind::Once { by, .. } => by.iter().for_each(|field| own(Some(*field))),
                    StepKind::Cap { .. } | StepKind::Deduct(_) | StepKind::Round { .. } => {}
                }
            }
            recognition.nodes().into_iter().for_each(|node| reader.node(place, node));
        }
        for rule in &self.rules {
            let place = Vantage::of(rule.subject, &rule.schedule);
            rule.nodes().into_iter().for_each(|node| reader.node(place, node));
            reader.clock(place, &rule.schedule);
        }
        for consequence in &self.consequences {
            let place = Vantage::of(consequence.subject, &consequence.schedule);
            consequence.schedule.nodes().into_iter().for_each(|node| reader.node(place, node));
            reader.clock(place, &consequence.schedule);
            reader.node(place, Node::Condition(&consequence.applies));
            reader.node(place, Node::Condition(&consequence.when));
        }
        reader
    }
}

struct Reader {
    /// Of a subject itself, or of one of its lists.
    of: (SubjectId, Option<ListId>),
    found: BTreeSet<FieldId>,
    /// Something goes through the events.
    goes_through: bool,
}

impl Reader {
    fn field(&mut self, place: Vantage, field: Option<FieldId>) {
        if (place.subject, place.event) == self.of {
            self.found.extend(field);
        }
    }

    fn reference(&mut self, place: Vantage, field: &FieldRef) {
        if place.owner(field.scope) == Some(self.of) {
            self.found.insert(field.field);
        }
    }

    fn node(&mut self, place: Vantage, node: Node<'_>) {
        match node {
            Node::Condition(condition) => match condition {
                Condition::Member(field, _) | Condition::Flag(field) => self.reference(place, field),
                Condition::TextIs(field, operand) => {
                    self.reference(place, field);
                    match operand {
                        TextOperand::Literal(_) => {}
                        TextOperand::Field(other) => self.reference(place, other),
                    }
                }
                Condition::EventsCover { source, filter, window, .. } => {
                    return self.events(place, *source, filter, window);
                }
                Condition::Constant(_)
                | Condition::All(_)
                | Condition::Any(_)
                | Condition::AtLeastOf(..)
                | Condition::Not(_)
                | Condition::Compare(_)
                | Condition::CompareDates(..)
                | Condition::DateIn(..)
                | Condition::RuleSatisfied(_)
                | Condition::RuleExempt(_)
                | Condition::SpanCovers(_)
                | Condition::InEach { .. } => {}
            },
            Node::Amount(amount) => match amount {
                Amount::Field(field) => self.reference(place, field),
                Amount::Aggregate(aggregate) => {
                    let Aggregate { source, filter, window, measure } = &**aggregate;
                    self.measured(place.within(*source), measure);
                    return self.events(place, *source, filter, window);
                }
                Amount::Covered(covered) => {
                    return self.events(place, covered.source, &covered.filter, &covered.window);
                }
                Amount::Literal(_)
                | Amount::Parameter(_)
                | Amount::Verdicts(_)
                | Amount::Available(_)
                | Amount::Length(..)
                | Amount::Sum(_)
                | Amount::Difference(..)
                | Amount::Scaled { .. }
                | Amount::Choose(_)
                | Amount::Portion(_)
                | Amount::Rounded { .. }
                | Amount::Highest(_)
                | Amount::Lowest(_) => {}
            },
            Node::Date(date) => match date {
                DateExpr::Field(field) => self.reference(place, field),
                DateExpr::Extreme(extreme) => {
                    self.field(place.within(extreme.source), Some(extreme.field));
                    return self.events(place, extreme.source, &extreme.filter, &extreme.window);
                }
                DateExpr::Reached(reached) => {
                    let Aggregate { source, filter, window, measure } = &reached.aggregate;
                    self.measured(place.within(*source), measure);
                    self.node(place, Node::Amount(&reached.amount));
                    return self.events(place, *source, filter, window);
                }
                DateExpr::Literal(_)
                | DateExpr::InPeriod { .. }
                | DateExpr::StartOf(_)
                | DateExpr::EndOf(_)
                | DateExpr::Plus(..)
                | DateExpr::Minus(..)
                | DateExpr::Due
                | DateExpr::AsOf
                | DateExpr::WorkingDay(_) => {}
            },
            Node::Window(window) => match window {
                Window::Extended { window, pause } => {
                    return self.events(place, pause.source, &pause.filter, window);
                }
                Window::Rule
                | Window::Period
                | Window::Year { .. }
                | Window::Named(_)
                | Window::AnyTime
                | Window::Between(..)
                | Window::After { .. }
                | Window::Before { .. } => {}
            },
        }
        node.children(&mut |child| self.node(place, child));
    }

    /// The events that stop the clock of a cycle.
    fn clock(&mut self, place: Vantage, schedule: &Schedule) {
        self.goes_through |= place.event.is_some() && (place.subject, place.event) == self.of;
        match schedule {
            Schedule::Cycle { pause: Some(pause), .. } => {
                let events = place.within(pause.source);
                self.goes_through |= events.event.is_some() && (events.subject, events.event) == self.of;
                self.node(events, Node::Condition(&pause.filter));
            }
            Schedule::Cycle { pause: None, .. }
            | Schedule::Once(_)
            | Schedule::Each { .. }
            | Schedule::EachEvent { .. } => {}
        }
    }

    /// What is added up of events.
    fn measured(&mut self, events: Vantage, measure: &Measure) {
        match measure {
            Measure::Count => {}
            Measure::Distinct(field) | Measure::Sum(field) => self.field(events, Some(*field)),
            Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                self.node(events, Node::Amount(amount));
            }
        }
    }

    /// Which events are gone through; their window is seen from outside.
    fn events(&mut self, place: Vantage, source: Source, filter: &Condition, window: &Window) {
        let events = place.within(source);
        self.goes_through |= events.event.is_some() && (events.subject, events.event) == self.of;
        self.node(events, Node::Condition(filter));
        self.node(place, Node::Window(window));
    }
}
