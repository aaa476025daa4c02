//! What a rule or a consequence reads, through the recognitions and the rules that it speaks of.

use std::collections::BTreeSet;

use policy_core::plan::{
    Amount, Condition, Consequence, DateExpr, FieldRef, Naming, Node, Per, PeriodId, PeriodRef, Plan,
    PolicyId, Rule, Schedule, Scope, Source, StepKind, Subperiod, TextOperand, Window,
};
use policy_core::{FieldId, ListId, TermId, TreeId};

/// Something that a rule may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Read {
    /// A recognition, by its place.
    Recognition(usize),
    /// A parameter.
    Parameter(usize),
    /// A decision table.
    Table(usize),
    /// A period of a calendar.
    Period(usize),
    /// A term.
    Term(TreeId, TermId),
    /// A field, of a subject itself or of an event.
    Field(bool, FieldId),
    /// The events of a list, on the days on which they happen.
    List(ListId),
    /// Who belongs to a subject.
    Members,
}

/// What everything reads, by its place in the plan.
pub(crate) struct Reading {
    pub rules: Vec<BTreeSet<Read>>,
    pub consequences: Vec<BTreeSet<Read>>,
}

impl Reading {
    /// Goes through a plan, in which rules speak only of those before them.
    pub fn of(plan: &Plan) -> Self {
        let recognitions: Vec<BTreeSet<Read>> = (0..plan.recognitions.len())
            .map(|place| {
                let mut found =
                    Reader { plan, found: BTreeSet::from([Read::Recognition(place)]), sources: Vec::new() };
                let recognition = &plan.recognitions[place];
                recognition.nodes().into_iter().for_each(|node| found.node(node));
                if let Some(field) = recognition.credited {
                    found.found.insert(Read::Field(false, field));
                }
                for step in &recognition.steps {
                    match &step.kind {
                        StepKind::Cap { per, .. } | StepKind::Once { per, .. } => found.per(per),
                        StepKind::Deduct(_) | StepKind::Round { .. } => {}
                    }
                    if let StepKind::Once { by, .. } = &step.kind {
                        found.found.extend(by.iter().map(|field| Read::Field(false, *field)));
                    }
                }
                found.found
            })
            .collect();
        let mut rules: Vec<BTreeSet<Read>> = Vec::with_capacity(plan.rules.len());
        for rule in &plan.rules {
            let found = Self::rule(plan, rule, &recognitions, &rules);
            rules.push(found);
        }
        let consequences = plan
            .consequences
            .iter()
            .map(|found| Self::consequence(plan, found, &recognitions, &rules))
            .collect();
        Self { rules, consequences }
    }

    fn rule(
        plan: &Plan,
        rule: &Rule,
        recognitions: &[BTreeSet<Read>],
        before: &[BTreeSet<Read>],
    ) -> BTreeSet<Read> {
        let mut reader = Reader { plan, found: BTreeSet::new(), sources: Vec::new() };
        rule.nodes().into_iter().for_each(|node| reader.node(node));
        reader.schedule(&rule.schedule);
        if let Some(balance) = &rule.balance {
            let most = balance.carry_over.iter().filter_map(|over| over.most.as_ref());
            most.chain(&balance.borrow).for_each(|amount| reader.node(Node::Amount(amount)));
        }
        reader.with(recognitions, rule.references().iter().filter_map(|other| before.get(other.index())))
    }

    fn consequence(
        plan: &Plan,
        consequence: &Consequence,
        recognitions: &[BTreeSet<Read>],
        rules: &[BTreeSet<Read>],
    ) -> BTreeSet<Read> {
        let mut reader = Reader { plan, found: BTreeSet::new(), sources: Vec::new() };
        reader.node(Node::Condition(&consequence.applies));
        reader.node(Node::Condition(&consequence.when));
        consequence.schedule.nodes().into_iter().for_each(|node| reader.node(node));
        reader.schedule(&consequence.schedule);
        let mut others = consequence.when.rules();
        others.extend(consequence.applies.rules());
        others.extend(consequence.lifted_by);
        reader.with(recognitions, others.iter().filter_map(|other| rules.get(other.index())))
    }
}

struct Reader<'p> {
    plan: &'p Plan,
    found: BTreeSet<Read>,
    sources: Vec<(ListId, PolicyId)>,
}

impl Reader<'_> {
    fn with<'r>(
        mut self,
        recognitions: &[BTreeSet<Read>],
        rules: impl Iterator<Item = &'r BTreeSet<Read>>,
    ) -> BTreeSet<Read> {
        rules.for_each(|read| self.found.extend(read));
        for (list, policy) in self.sources {
            for (place, recognition) in self.plan.recognitions.iter().enumerate() {
                if (recognition.list, recognition.policy) == (list, policy) {
                    self.found.extend(recognitions.get(place).into_iter().flatten());
                }
            }
        }
        self.found
    }

    fn source(&mut self, source: Source) {
        match source {
            Source::Recognised(list, policy) => {
                self.found.insert(Read::List(list));
                self.sources.push((list, policy));
            }
            Source::Recorded(list) => {
                self.found.insert(Read::List(list));
            }
            Source::Members(_) => {
                self.found.insert(Read::Members);
            }
        }
    }

    fn period(&mut self, period: PeriodId) {
        self.found.insert(Read::Period(period.index()));
    }

    fn period_ref(&mut self, period: PeriodRef) {
        match period {
            PeriodRef::Named(period) => self.period(period),
            PeriodRef::BuiltIn(_) => {}
        }
    }

    fn per(&mut self, per: &Per) {
        if let Some(period) = per.period() {
            self.period_ref(period);
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        match schedule {
            Schedule::Each { period, .. } => self.period_ref(*period),
            Schedule::Cycle { pause: Some(pause), .. } => self.source(pause.source),
            Schedule::EachEvent { list, .. } => {
                self.found.insert(Read::List(*list));
            }
            Schedule::Cycle { pause: None, .. } | Schedule::Once(_) => {}
        }
    }

    fn field(&mut self, field: &FieldRef) {
        self.found.insert(Read::Field(field.scope == Scope::Subject, field.field));
    }

    fn node(&mut self, node: Node<'_>) {
        node.walk(&mut |node| match node {
            Node::Condition(condition) => match condition {
                Condition::Member(field, set) => {
                    self.field(field);
                    self.found.extend(set.terms.iter().map(|term| Read::Term(set.tree, *term)));
                }
                Condition::Flag(field) => self.field(field),
                Condition::TextIs(field, operand) => {
                    self.field(field);
                    match operand {
                        TextOperand::Literal(_) => {}
                        TextOperand::Field(other) => self.field(other),
                    }
                }
                Condition::EventsCover { source, .. } => self.source(*source),
                Condition::InEach { period, .. } => match period {
                    Subperiod::Named(period) => self.period(*period),
                    Subperiod::BuiltIn(_) | Subperiod::YearOfPeriod => {}
                },
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
                | Condition::SpanCovers(_) => {}
            },
            Node::Amount(amount) => match amount {
                Amount::Parameter(parameter) => {
                    self.found.insert(Read::Parameter(parameter.index()));
                }
                Amount::Field(field) => self.field(field),
                Amount::Aggregate(aggregate) => {
                    self.source(aggregate.source);
                    match aggregate.measure {
                        policy_core::plan::Measure::Distinct(field)
                        | policy_core::plan::Measure::Sum(field) => {
                            self.found.insert(Read::Field(false, field));
                        }
                        policy_core::plan::Measure::Count
                        | policy_core::plan::Measure::SumOf(_)
                        | policy_core::plan::Measure::HighestOf(_)
                        | policy_core::plan::Measure::LowestOf(_) => {}
                    }
                }
                Amount::Covered(covered) => self.source(covered.source),
                Amount::Choose(choice) => match choice.named {
                    Some(Naming::Parameter(parameter)) => {
                        self.found.insert(Read::Parameter(parameter.index()));
                    }
                    Some(Naming::Table(table)) => {
                        self.found.insert(Read::Table(table.index()));
                    }
                    None => {}
                },
                Amount::Literal(_)
                | Amount::Verdicts(_)
                | Amount::Available(_)
                | Amount::Sum(_)
                | Amount::Difference(..)
                | Amount::Scaled { .. }
                | Amount::Portion(_)
                | Amount::Rounded { .. }
                | Amount::Length(..)
                | Amount::Highest(_)
                | Amount::Lowest(_) => {}
            },
            Node::Date(date) => match date {
                DateExpr::Field(field) => self.field(field),
                DateExpr::Extreme(extreme) => self.source(extreme.source),
                DateExpr::Reached(reached) => self.source(reached.aggregate.source),
                DateExpr::WorkingDay(working) => {
                    for period in [working.holidays, working.workdays].into_iter().flatten() {
                        self.period(period);
                    }
                }
                DateExpr::Literal(_)
                | DateExpr::InPeriod { .. }
                | DateExpr::StartOf(_)
                | DateExpr::EndOf(_)
                | DateExpr::Due
                | DateExpr::Plus(..)
                | DateExpr::Minus(..)
                | DateExpr::AsOf => {}
            },
            Node::Window(window) => match window {
                Window::Named(period) => self.period(*period),
                Window::Extended { pause, .. } => self.source(pause.source),
                Window::Rule
                | Window::Period
                | Window::Year { .. }
                | Window::AnyTime
                | Window::Between(..)
                | Window::After { .. }
                | Window::Before { .. } => {}
            },
        });
    }
}
