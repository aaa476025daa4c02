//! Going through everything that a condition is made of.

use super::{
    Aggregate, Amount, Condition, DateExpr, Measure, Recognition, Rule, RuleId, Schedule, Treatment, Window,
};

/// A piece of a plan, on a walk.
#[derive(Clone, Copy, Debug)]
pub enum Node<'p> {
    /// A condition.
    Condition(&'p Condition),
    /// An amount.
    Amount(&'p Amount),
    /// A date.
    Date(&'p DateExpr),
    /// A window.
    Window(&'p Window),
}

impl<'p> Node<'p> {
    /// Visits this piece and everything inside it, outermost first.
    pub fn walk(self, visit: &mut dyn FnMut(Node<'p>)) {
        visit(self);
        self.children(&mut |child| child.walk(visit));
    }

    /// How deeply pieces are nested in this one, itself included, but no further than `limit`.
    pub fn depth(self, limit: usize) -> usize {
        if limit == 0 {
            return 0;
        }
        let mut deepest = 0;
        self.children(&mut |child| deepest = deepest.max(child.depth(limit - 1)));
        deepest + 1
    }

    fn children(self, visit: &mut dyn FnMut(Node<'p>)) {
        match self {
            Node::Condition(condition) => children_of_condition(condition, visit),
            Node::Amount(amount) => children_of_amount(amount, visit),
            Node::Date(date) => children_of_date(date, visit),
            Node::Window(window) => children_of_window(window, visit),
        }
    }
}

fn children_of_condition<'p>(condition: &'p Condition, visit: &mut dyn FnMut(Node<'p>)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            for part in parts {
                visit(Node::Condition(part));
            }
        }
        Condition::Not(inner) => visit(Node::Condition(inner)),
        Condition::Compare(comparison) => {
            visit(Node::Amount(&comparison.left));
            visit(Node::Amount(&comparison.right));
        }
        Condition::CompareDates(left, _, right) => {
            visit(Node::Date(left));
            visit(Node::Date(right));
        }
        Condition::DateIn(date, window) => {
            visit(Node::Date(date));
            visit(Node::Window(window));
        }
        Condition::InEach { condition, .. } => visit(Node::Condition(condition)),
        Condition::SpanCovers(window) => visit(Node::Window(window)),
        Condition::EventsCover { filter, window, .. } => {
            visit(Node::Condition(filter));
            visit(Node::Window(window));
        }
        Condition::Constant(_)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_) => {}
    }
}

fn children_of_amount<'p>(amount: &'p Amount, visit: &mut dyn FnMut(Node<'p>)) {
    match amount {
        Amount::Aggregate(aggregate) => {
            let Aggregate { filter, window, measure, .. } = &**aggregate;
            visit(Node::Condition(filter));
            visit(Node::Window(window));
            match measure {
                Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                    visit(Node::Amount(amount));
                }
                Measure::Count | Measure::Distinct(_) | Measure::Sum(_) => {}
            }
        }
        Amount::Sum(amounts) | Amount::Highest(amounts) | Amount::Lowest(amounts) => {
            for amount in amounts {
                visit(Node::Amount(amount));
            }
        }
        Amount::Difference(left, right) => {
            visit(Node::Amount(left));
            visit(Node::Amount(right));
        }
        Amount::Scaled { amount, .. } | Amount::Rounded { amount, .. } => visit(Node::Amount(amount)),
        Amount::Choose(choice) => {
            for case in &choice.cases {
                visit(Node::Condition(&case.when));
                visit(Node::Amount(&case.amount));
            }
            visit(Node::Amount(&choice.otherwise));
        }
        Amount::Length(window, _) => visit(Node::Window(window)),
        Amount::Covered(covered) => {
            visit(Node::Condition(&covered.filter));
            visit(Node::Window(&covered.window));
        }
        Amount::Portion(portion) => {
            visit(Node::Amount(&portion.amount));
            visit(Node::Amount(&portion.part));
            visit(Node::Amount(&portion.whole));
        }
        Amount::Literal(_) | Amount::Parameter(_) | Amount::Field(_) => {}
    }
}

fn children_of_date<'p>(date: &'p DateExpr, visit: &mut dyn FnMut(Node<'p>)) {
    match date {
        DateExpr::StartOf(window) | DateExpr::EndOf(window) => visit(Node::Window(window)),
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => visit(Node::Date(date)),
        DateExpr::Extreme(extreme) => {
            visit(Node::Condition(&extreme.filter));
            visit(Node::Window(&extreme.window));
        }
        DateExpr::WorkingDay(working) => visit(Node::Date(&working.date)),
        DateExpr::Reached(reached) => {
            visit(Node::Condition(&reached.aggregate.filter));
            visit(Node::Window(&reached.aggregate.window));
            visit(Node::Amount(&reached.amount));
        }
        DateExpr::Literal(_) | DateExpr::InPeriod { .. } | DateExpr::Field(_) | DateExpr::AsOf => {}
    }
}

fn children_of_window<'p>(window: &'p Window, visit: &mut dyn FnMut(Node<'p>)) {
    match window {
        Window::Between(start, end) => {
            for date in start.iter().chain(end) {
                visit(Node::Date(date));
            }
        }
        Window::After { from: date, .. } | Window::Before { to: date, .. } => visit(Node::Date(date)),
        Window::Extended { window, pause } => {
            visit(Node::Window(window));
            visit(Node::Condition(&pause.filter));
        }
        Window::Rule | Window::Period | Window::Year { .. } | Window::Named(_) | Window::AnyTime => {}
    }
}

impl Condition {
    /// The rules that it speaks of, in the order of the text, repeated as often as they occur.
    pub fn rules(&self) -> Vec<RuleId> {
        let mut rules = Vec::new();
        collect_rules(Node::Condition(self), &mut rules);
        rules
    }
}

impl Rule {
    /// Everything that it is made of.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        let mut nodes = vec![Node::Condition(&self.applies), Node::Condition(&self.requirement)];
        nodes.extend(self.schedule.nodes());
        nodes.extend(self.exemptions.iter().map(|exemption| Node::Condition(&exemption.when)));
        for alternative in &self.alternatives {
            nodes.push(Node::Condition(&alternative.when));
            nodes.push(Node::Condition(&alternative.requirement));
            nodes.extend(alternative.window.as_ref().map(Node::Window));
        }
        nodes
    }

    /// The rules that it speaks of, repeated as often as they occur.
    pub fn references(&self) -> Vec<RuleId> {
        let mut rules = Vec::new();
        for node in self.nodes() {
            collect_rules(node, &mut rules);
        }
        rules
    }
}

impl Recognition {
    /// Everything that it is made of.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        let mut nodes = Vec::new();
        for entry in &self.entries {
            nodes.push(Node::Condition(&entry.when));
            if let Treatment::Count { amount: Some(amount) } = &entry.treatment {
                nodes.push(Node::Amount(amount));
            }
        }
        nodes
    }
}

impl Schedule {
    /// Everything that it is made of.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        match self {
            Self::Once(window) => vec![Node::Window(window)],
            Self::Each { by, .. } => by.iter().map(Node::Date).collect(),
            Self::Cycle { from, by, pause, .. } => {
                let dates = std::iter::once(from).chain(by).map(Node::Date);
                dates.chain(pause.iter().map(|pause| Node::Condition(&pause.filter))).collect()
            }
            Self::EachEvent { when, window, .. } => {
                std::iter::once(Node::Condition(when)).chain(window.iter().map(Node::Window)).collect()
            }
        }
    }
}

fn collect_rules(node: Node<'_>, rules: &mut Vec<RuleId>) {
    node.walk(&mut |node| {
        if let Node::Condition(Condition::RuleSatisfied(rule) | Condition::RuleExempt(rule)) = node {
            rules.push(*rule);
        }
    });
}
