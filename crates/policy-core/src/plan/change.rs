//! Changing everything that a condition is made of, in place.

#[cfg(doc)]
use super::Node;
use super::{
    Aggregate, Amount, Condition, DateExpr, Measure, Most, Per, PeriodId, Recognition, Rule, Schedule,
    Source, StepKind, Subperiod, Treatment, Window,
};

/// A piece of a plan that may be changed, on a walk; the twin of [`Node`].
#[derive(Debug)]
pub enum NodeMut<'p> {
    /// A condition.
    Condition(&'p mut Condition),
    /// An amount.
    Amount(&'p mut Amount),
    /// A date.
    Date(&'p mut DateExpr),
    /// A window.
    Window(&'p mut Window),
}

impl NodeMut<'_> {
    /// Visits this piece and then everything inside what the visit left of it.
    pub fn walk(mut self, visit: &mut dyn FnMut(&mut NodeMut<'_>)) {
        visit(&mut self);
        self.parts(&mut |part| part.walk(visit));
    }

    /// Visits everything inside this piece, innermost first, and then the piece itself.
    pub fn walk_up(mut self, visit: &mut dyn FnMut(&mut NodeMut<'_>)) {
        self.again().parts(&mut |part| part.walk_up(visit));
        visit(&mut self);
    }

    /// Where this piece itself looks for events; not what is inside it.
    pub fn source_mut(&mut self) -> Option<&mut Source> {
        match self {
            NodeMut::Condition(condition) => match condition {
                Condition::EventsCover { source, .. } => Some(source),
                Condition::Constant(_)
                | Condition::All(_)
                | Condition::Any(_)
                | Condition::AtLeastOf(..)
                | Condition::Not(_)
                | Condition::Compare(_)
                | Condition::CompareDates(..)
                | Condition::DateIn(..)
                | Condition::Member(..)
                | Condition::Flag(_)
                | Condition::TextIs(..)
                | Condition::SpanCovers(_)
                | Condition::InEach { .. }
                | Condition::RuleSatisfied(_)
                | Condition::RuleExempt(_) => None,
            },
            NodeMut::Amount(amount) => match amount {
                Amount::Aggregate(aggregate) => Some(&mut aggregate.source),
                Amount::Covered(covered) => Some(&mut covered.source),
                Amount::Literal(_)
                | Amount::Parameter(_)
                | Amount::Field(_)
                | Amount::Verdicts(_)
                | Amount::Available(_)
                | Amount::Choose(_)
                | Amount::Sum(_)
                | Amount::Difference(..)
                | Amount::Scaled { .. }
                | Amount::Portion(_)
                | Amount::Rounded { .. }
                | Amount::Length(..)
                | Amount::Highest(_)
                | Amount::Lowest(_) => None,
            },
            NodeMut::Date(date) => match date {
                DateExpr::Extreme(extreme) => Some(&mut extreme.source),
                DateExpr::Reached(reached) => Some(&mut reached.aggregate.source),
                DateExpr::WorkingDay(_)
                | DateExpr::Literal(_)
                | DateExpr::InPeriod { .. }
                | DateExpr::StartOf(_)
                | DateExpr::EndOf(_)
                | DateExpr::Field(_)
                | DateExpr::Due
                | DateExpr::Plus(..)
                | DateExpr::Minus(..)
                | DateExpr::AsOf => None,
            },
            NodeMut::Window(window) => match window {
                Window::Extended { pause, .. } => Some(&mut pause.source),
                Window::Rule
                | Window::Period
                | Window::Year { .. }
                | Window::Named(_)
                | Window::AnyTime
                | Window::Between(..)
                | Window::After { .. }
                | Window::Before { .. } => None,
            },
        }
    }

    /// Visits the periods of calendars that this piece itself names; not those inside it.
    pub fn periods_mut(&mut self, visit: &mut dyn FnMut(&mut PeriodId)) {
        match self {
            NodeMut::Condition(Condition::InEach { period: Subperiod::Named(period), .. })
            | NodeMut::Window(Window::Named(period)) => visit(period),
            NodeMut::Date(DateExpr::WorkingDay(working)) => {
                [&mut working.holidays, &mut working.workdays].into_iter().flatten().for_each(visit);
            }
            NodeMut::Condition(_) | NodeMut::Amount(_) | NodeMut::Date(_) | NodeMut::Window(_) => {}
        }
    }

    fn again(&mut self) -> NodeMut<'_> {
        match self {
            NodeMut::Condition(condition) => NodeMut::Condition(condition),
            NodeMut::Amount(amount) => NodeMut::Amount(amount),
            NodeMut::Date(date) => NodeMut::Date(date),
            NodeMut::Window(window) => NodeMut::Window(window),
        }
    }

    fn parts<'p>(self, visit: &mut dyn FnMut(NodeMut<'p>))
    where
        Self: 'p,
    {
        match self {
            NodeMut::Condition(condition) => parts_of_condition(condition, visit),
            NodeMut::Amount(amount) => parts_of_amount(amount, visit),
            NodeMut::Date(date) => parts_of_date(date, visit),
            NodeMut::Window(window) => parts_of_window(window, visit),
        }
    }
}

impl Rule {
    /// Visits everything that it is made of, but for its balance's limits, which are figures.
    pub fn walk_mut(&mut self, visit: &mut dyn FnMut(&mut NodeMut<'_>)) {
        self.roots_mut(&mut |root| root.walk(visit));
    }

    /// Visits the outermost pieces that it is made of, but for its balance's limits, which are figures.
    pub fn roots_mut(&mut self, visit: &mut dyn FnMut(NodeMut<'_>)) {
        visit(NodeMut::Condition(&mut self.applies));
        visit(NodeMut::Condition(&mut self.requirement));
        self.schedule.roots_mut(visit);
        for exemption in &mut self.exemptions {
            visit(NodeMut::Condition(&mut exemption.when));
        }
        if let Some(balance) = &mut self.balance {
            visit(NodeMut::Amount(&mut balance.earned));
            visit(NodeMut::Amount(&mut balance.required));
        }
        for alternative in &mut self.alternatives {
            visit(NodeMut::Condition(&mut alternative.when));
            visit(NodeMut::Condition(&mut alternative.requirement));
            if let Some(window) = &mut alternative.window {
                visit(NodeMut::Window(window));
            }
        }
    }
}

impl Schedule {
    /// Visits everything that it is made of.
    pub fn walk_mut(&mut self, visit: &mut dyn FnMut(&mut NodeMut<'_>)) {
        self.roots_mut(&mut |root| root.walk(visit));
    }

    /// Visits the outermost pieces that it is made of.
    pub fn roots_mut(&mut self, visit: &mut dyn FnMut(NodeMut<'_>)) {
        match self {
            Self::Once(window) => visit(NodeMut::Window(window)),
            Self::Each { by, .. } => by.iter_mut().for_each(|by| visit(NodeMut::Date(by))),
            Self::Cycle { from, by, pause, .. } => {
                visit(NodeMut::Date(from));
                by.iter_mut().for_each(|by| visit(NodeMut::Date(by)));
                pause.iter_mut().for_each(|pause| visit(NodeMut::Condition(&mut pause.filter)));
            }
            Self::EachEvent { when, window, .. } => {
                visit(NodeMut::Condition(when));
                window.iter_mut().for_each(|window| visit(NodeMut::Window(window)));
            }
        }
    }
}

impl Recognition {
    /// Visits the outermost pieces that it is made of.
    pub fn roots_mut(&mut self, visit: &mut dyn FnMut(NodeMut<'_>)) {
        for entry in &mut self.entries {
            visit(NodeMut::Condition(&mut entry.when));
            match &mut entry.treatment {
                Treatment::Count { amount } => {
                    amount.iter_mut().for_each(|amount| visit(NodeMut::Amount(amount)))
                }
                Treatment::Reject => {}
            }
        }
        for step in &mut self.steps {
            visit(NodeMut::Condition(&mut step.filter));
            match &mut step.kind {
                StepKind::Cap { per, most } => {
                    per.roots_mut(visit);
                    match most {
                        Most::Amount(amount) => visit(NodeMut::Amount(amount)),
                        Most::Share { .. } => {}
                    }
                }
                StepKind::Once { per, .. } => per.roots_mut(visit),
                StepKind::Deduct(amount) => visit(NodeMut::Amount(amount)),
                StepKind::Round { .. } => {}
            }
        }
    }
}

impl Per {
    fn roots_mut(&mut self, visit: &mut dyn FnMut(NodeMut<'_>)) {
        match self {
            Self::Cycle { from, .. } => visit(NodeMut::Date(from)),
            Self::Event | Self::Day | Self::Period(_) | Self::Ever => {}
        }
    }
}

fn parts_of_condition<'p>(condition: &'p mut Condition, visit: &mut dyn FnMut(NodeMut<'p>)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            for part in parts {
                visit(NodeMut::Condition(part));
            }
        }
        Condition::Not(inner) => visit(NodeMut::Condition(inner)),
        Condition::Compare(comparison) => {
            visit(NodeMut::Amount(&mut comparison.left));
            visit(NodeMut::Amount(&mut comparison.right));
        }
        Condition::CompareDates(left, _, right) => {
            visit(NodeMut::Date(left));
            visit(NodeMut::Date(right));
        }
        Condition::DateIn(date, window) => {
            visit(NodeMut::Date(date));
            visit(NodeMut::Window(window));
        }
        Condition::InEach { condition, .. } => visit(NodeMut::Condition(condition)),
        Condition::SpanCovers(window) => visit(NodeMut::Window(window)),
        Condition::EventsCover { filter, window, .. } => {
            visit(NodeMut::Condition(filter));
            visit(NodeMut::Window(window));
        }
        Condition::Constant(_)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_) => {}
    }
}

fn parts_of_amount<'p>(amount: &'p mut Amount, visit: &mut dyn FnMut(NodeMut<'p>)) {
    match amount {
        Amount::Aggregate(aggregate) => {
            let Aggregate { filter, window, measure, .. } = &mut **aggregate;
            visit(NodeMut::Condition(filter));
            visit(NodeMut::Window(window));
            match measure {
                Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                    visit(NodeMut::Amount(amount));
                }
                Measure::Count | Measure::Distinct(_) | Measure::Sum(_) => {}
            }
        }
        Amount::Verdicts(verdicts) => visit(NodeMut::Window(&mut verdicts.window)),
        Amount::Sum(amounts) | Amount::Highest(amounts) | Amount::Lowest(amounts) => {
            for amount in amounts {
                visit(NodeMut::Amount(amount));
            }
        }
        Amount::Difference(left, right) => {
            visit(NodeMut::Amount(left));
            visit(NodeMut::Amount(right));
        }
        Amount::Scaled { amount, .. } | Amount::Rounded { amount, .. } => visit(NodeMut::Amount(amount)),
        Amount::Choose(choice) => {
            for case in &mut choice.cases {
                visit(NodeMut::Condition(&mut case.when));
                visit(NodeMut::Amount(&mut case.amount));
            }
            visit(NodeMut::Amount(&mut choice.otherwise));
        }
        Amount::Length(window, _) => visit(NodeMut::Window(window)),
        Amount::Covered(covered) => {
            visit(NodeMut::Condition(&mut covered.filter));
            visit(NodeMut::Window(&mut covered.window));
        }
        Amount::Portion(portion) => {
            visit(NodeMut::Amount(&mut portion.amount));
            visit(NodeMut::Amount(&mut portion.part));
            visit(NodeMut::Amount(&mut portion.whole));
        }
        Amount::Literal(_) | Amount::Parameter(_) | Amount::Field(_) | Amount::Available(_) => {}
    }
}

fn parts_of_date<'p>(date: &'p mut DateExpr, visit: &mut dyn FnMut(NodeMut<'p>)) {
    match date {
        DateExpr::StartOf(window) | DateExpr::EndOf(window) => visit(NodeMut::Window(window)),
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => visit(NodeMut::Date(date)),
        DateExpr::Extreme(extreme) => {
            visit(NodeMut::Condition(&mut extreme.filter));
            visit(NodeMut::Window(&mut extreme.window));
        }
        DateExpr::WorkingDay(working) => visit(NodeMut::Date(&mut working.date)),
        DateExpr::Reached(reached) => {
            visit(NodeMut::Condition(&mut reached.aggregate.filter));
            visit(NodeMut::Window(&mut reached.aggregate.window));
            visit(NodeMut::Amount(&mut reached.amount));
        }
        DateExpr::Literal(_)
        | DateExpr::InPeriod { .. }
        | DateExpr::Due
        | DateExpr::Field(_)
        | DateExpr::AsOf => {}
    }
}

fn parts_of_window<'p>(window: &'p mut Window, visit: &mut dyn FnMut(NodeMut<'p>)) {
    match window {
        Window::Between(start, end) => {
            for date in start.iter_mut().chain(end) {
                visit(NodeMut::Date(date));
            }
        }
        Window::After { from: date, .. } | Window::Before { to: date, .. } => visit(NodeMut::Date(date)),
        Window::Extended { window, pause } => {
            visit(NodeMut::Window(window));
            visit(NodeMut::Condition(&mut pause.filter));
        }
        Window::Rule | Window::Period | Window::Year { .. } | Window::Named(_) | Window::AnyTime => {}
    }
}
