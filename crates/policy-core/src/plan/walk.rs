//! Going through everything that a condition is made of.

use super::{
    Aggregate, Amount, Balance, Condition, DateExpr, Entry, FieldRef, Measure, Most, Per, Recognition, Rule,
    RuleId, Schedule, Scope, Source, StepKind, TextOperand, Treatment, Window,
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

    /// Whether it means different things to different rules: it speaks of a rule, its period, its due date or
    /// the event that it stands at.
    pub fn hangs_on_rules(self) -> bool {
        let mut hangs = false;
        self.walk(&mut |node| hangs |= node.hangs_by_itself());
        hangs
    }

    /// Whether it means different things to different rules by itself, whatever it is made of.
    pub fn hangs_by_itself(self) -> bool {
        let of_anchor = |field: &FieldRef| field.scope == Scope::Anchor;
        match self {
            Node::Condition(condition) => match condition {
                Condition::Member(field, _) | Condition::Flag(field) => of_anchor(field),
                Condition::TextIs(field, TextOperand::Literal(_)) => of_anchor(field),
                Condition::TextIs(field, TextOperand::Field(other)) => of_anchor(field) || of_anchor(other),
                Condition::RuleSatisfied(_) | Condition::RuleExempt(_) | Condition::InEach { .. } => true,
                Condition::Constant(_)
                | Condition::All(_)
                | Condition::Any(_)
                | Condition::AtLeastOf(..)
                | Condition::Not(_)
                | Condition::Compare(_)
                | Condition::CompareDates(..)
                | Condition::DateIn(..)
                | Condition::SpanCovers(_)
                | Condition::EventsCover { .. } => false,
            },
            Node::Amount(amount) => match amount {
                Amount::Field(field) => of_anchor(field),
                // The windows of a count of members mean nothing, whatever stands there.
                Amount::Aggregate(aggregate) => matches!(aggregate.source, Source::Members(_)),
                Amount::Verdicts(_) | Amount::Available(_) => true,
                Amount::Literal(_)
                | Amount::Parameter(_)
                | Amount::Length(..)
                | Amount::Covered(_)
                | Amount::Sum(_)
                | Amount::Difference(..)
                | Amount::Scaled { .. }
                | Amount::Choose(_)
                | Amount::Portion(_)
                | Amount::Rounded { .. }
                | Amount::Highest(_)
                | Amount::Lowest(_) => false,
            },
            Node::Date(date) => match date {
                DateExpr::InPeriod { .. } | DateExpr::Due => true,
                DateExpr::Field(field) => of_anchor(field),
                DateExpr::Literal(_)
                | DateExpr::StartOf(_)
                | DateExpr::EndOf(_)
                | DateExpr::Plus(..)
                | DateExpr::Minus(..)
                | DateExpr::AsOf
                | DateExpr::WorkingDay(_)
                | DateExpr::Reached(_)
                | DateExpr::Extreme(_) => false,
            },
            Node::Window(window) => match window {
                Window::Rule
                | Window::Period
                | Window::Year { .. }
                | Window::Named(_)
                | Window::AnyTime
                | Window::Between(_, None) => true,
                Window::Between(_, Some(_))
                | Window::After { .. }
                | Window::Before { .. }
                | Window::Extended { .. } => false,
            },
        }
    }

    /// The events or members that this piece itself goes through, and which of them it takes.
    pub fn goes_through(self) -> Option<(Source, &'p Condition)> {
        match self {
            Node::Condition(Condition::EventsCover { source, filter, .. }) => Some((*source, filter)),
            Node::Amount(Amount::Aggregate(aggregate)) => Some((aggregate.source, &aggregate.filter)),
            Node::Amount(Amount::Covered(covered)) => Some((covered.source, &covered.filter)),
            Node::Date(DateExpr::Extreme(extreme)) => Some((extreme.source, &extreme.filter)),
            Node::Date(DateExpr::Reached(reached)) => {
                Some((reached.aggregate.source, &reached.aggregate.filter))
            }
            Node::Window(Window::Extended { pause, .. }) => Some((pause.source, &pause.filter)),
            Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => None,
        }
    }

    pub(crate) fn children(self, visit: &mut dyn FnMut(Node<'p>)) {
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
        Amount::Verdicts(verdicts) => visit(Node::Window(&verdicts.window)),
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
        Amount::Literal(_) | Amount::Parameter(_) | Amount::Field(_) | Amount::Available(_) => {}
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
        DateExpr::Literal(_)
        | DateExpr::InPeriod { .. }
        | DateExpr::Due
        | DateExpr::Field(_)
        | DateExpr::AsOf => {}
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

impl Recognition {
    /// Everything that it is made of.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        let mut nodes = Vec::new();
        for entry in &self.entries {
            nodes.extend(entry.nodes());
        }
        for step in &self.steps {
            nodes.push(Node::Condition(&step.filter));
            nodes.extend(step.kind.nodes());
        }
        nodes
    }

    /// Whether what counts means different things to different rules. A recognition that has steps does not.
    pub fn hangs_on_rules(&self) -> bool {
        self.nodes().into_iter().any(Node::hangs_on_rules)
    }
}

impl Entry {
    /// Everything that it is made of.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        let amount = match &self.treatment {
            Treatment::Count { amount } => amount.as_ref(),
            Treatment::Reject => None,
        };
        std::iter::once(Node::Condition(&self.when)).chain(amount.map(Node::Amount)).collect()
    }
}

impl StepKind {
    /// Everything that it is made of, besides the filter.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        match self {
            Self::Cap { per, most } => {
                let most = match most {
                    Most::Amount(amount) => Some(Node::Amount(amount)),
                    Most::Share { .. } => None,
                };
                per.nodes().into_iter().chain(most).collect()
            }
            Self::Once { per, .. } => per.nodes(),
            Self::Deduct(amount) => vec![Node::Amount(amount)],
            Self::Round { .. } => Vec::new(),
        }
    }
}

impl Per {
    fn nodes(&self) -> Vec<Node<'_>> {
        match self {
            Self::Cycle { from, .. } => vec![Node::Date(from)],
            Self::Event | Self::Day | Self::Period(_) | Self::Ever => Vec::new(),
        }
    }
}

impl Rule {
    /// Everything that it is made of.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        let mut nodes = vec![Node::Condition(&self.applies), Node::Condition(&self.requirement)];
        nodes.extend(self.schedule.nodes());
        nodes.extend(self.exemptions.iter().map(|exemption| Node::Condition(&exemption.when)));
        if let Some(Balance { earned, required, carry_over, borrow, .. }) = &self.balance {
            nodes.extend([earned, required].map(Node::Amount));
            let most = carry_over.iter().filter_map(|over| over.most.as_ref());
            nodes.extend(most.chain(borrow).map(Node::Amount));
        }
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
    node.walk(&mut |node| match node {
        Node::Condition(Condition::RuleSatisfied(rule) | Condition::RuleExempt(rule)) => rules.push(*rule),
        Node::Amount(Amount::Verdicts(verdicts)) => rules.push(verdicts.rule),
        Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => {}
    });
}
