//! Which constructs a plan is made of, so that a run can say what it reached.

use policy_core::plan::{
    Amount, Condition, DateExpr, Lasting, Measure, Node, Plan, Schedule, Treatment, Window,
};

/// The constructs of a plan, each as often as it occurs.
pub fn constructs(plan: &Plan) -> Vec<&'static str> {
    let mut found = Vec::new();
    let rules = plan.rules.iter().flat_map(|rule| rule.nodes());
    let recognitions = plan.recognitions.iter().flat_map(|recognition| recognition.nodes());
    let consequences = plan.consequences.iter().map(|consequence| Node::Condition(&consequence.when));
    for node in rules.chain(recognitions).chain(consequences) {
        node.walk(&mut |node| match node {
            Node::Amount(amount) => found.extend(of_amount(amount)),
            Node::Condition(Condition::InEach { .. }) => found.push("in each"),
            Node::Date(DateExpr::Reached(_)) => found.push("day reached"),
            Node::Window(Window::Extended { .. }) => found.push("extended window"),
            Node::Condition(_) | Node::Date(_) | Node::Window(_) => {}
        });
    }
    for entry in plan.recognitions.iter().flat_map(|recognition| &recognition.entries) {
        if let Treatment::Count { amount: Some(_) } = entry.treatment {
            found.push("credited amount");
        }
    }
    for consequence in &plan.consequences {
        found.extend(consequence.lifted_by.map(|_| "lifted by a rule"));
        if let Lasting::NextYear | Lasting::For(_) = consequence.lasting {
            found.push("lasting for a time");
        }
    }
    for rule in &plan.rules {
        found.extend(rule.grace.map(|_| "grace"));
        if let Schedule::Cycle { pause: Some(_), .. } = rule.schedule {
            found.push("paused cycle");
        }
    }
    found
}

/// Whether the periods of some rule hang on what happens: then a reference is open without any missing fact.
pub fn periods_hang_on_events(plan: &Plan) -> bool {
    plan.rules.iter().any(|rule| {
        let mut hang = matches!(rule.schedule, Schedule::Cycle { pause: Some(_), .. });
        for node in rule.schedule.nodes() {
            node.walk(&mut |node| {
                hang |= matches!(node, Node::Date(DateExpr::Extreme(_) | DateExpr::Reached(_)));
            });
        }
        hang
    })
}

fn of_amount(amount: &Amount) -> Option<&'static str> {
    match amount {
        Amount::Choose(_) => Some("choice"),
        Amount::Portion(_) => Some("portion"),
        Amount::Rounded { .. } => Some("rounded"),
        Amount::Length(..) => Some("length"),
        Amount::Covered(_) => Some("covered"),
        Amount::Highest(_) => Some("highest"),
        Amount::Lowest(_) => Some("lowest"),
        Amount::Verdicts(verdicts) if verdicts.in_a_row => Some("verdicts in a row"),
        Amount::Verdicts(_) => Some("verdicts"),
        Amount::Available(_) => Some("balance"),
        Amount::Aggregate(aggregate) => match aggregate.measure {
            Measure::SumOf(_) => Some("sum over"),
            Measure::HighestOf(_) => Some("highest over"),
            Measure::LowestOf(_) => Some("lowest over"),
            Measure::Count | Measure::Distinct(_) | Measure::Sum(_) => None,
        },
        Amount::Literal(_)
        | Amount::Parameter(_)
        | Amount::Field(_)
        | Amount::Sum(_)
        | Amount::Difference(..)
        | Amount::Scaled { .. } => None,
    }
}
