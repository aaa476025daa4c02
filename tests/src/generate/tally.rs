//! Which constructs a plan is made of, so that a run can say what it reached.

use std::collections::BTreeSet;

use policy_core::plan::{
    ActionKind, Amount, Condition, Consequence, DateExpr, Keep, Lasting, Measure, Most, Node, Operator, Per,
    Plan, Recognition, Rounding, Rule, Schedule, Source, Step, StepKind, Treatment, VerdictKind, Window,
};

/// Each construct there is.
pub const CONSTRUCTS: [&str; 113] = [
    "after a day",
    "all",
    "alternative",
    "alternative with a window",
    "any",
    "any time",
    "at least",
    "at least some of",
    "at most",
    "back-fill",
    "balance",
    "before a day",
    "between days",
    "borrowing",
    "calendar year",
    "cap",
    "cap of a share",
    "carry-over",
    "choice",
    "compared dates",
    "compared shares",
    "constant",
    "count",
    "count of events",
    "covered",
    "credited amount",
    "cycle",
    "cycle by a day",
    "date field",
    "date in a window",
    "date minus a span",
    "date plus a span",
    "day",
    "day of the year",
    "day reached",
    "deduction",
    "deny",
    "difference",
    "different values",
    "due date",
    "each event",
    "each event, within a window",
    "each period",
    "each period by a day",
    "earliest or latest",
    "end of a window",
    "equal",
    "events cover",
    "exemption",
    "expiry",
    "extended window",
    "field",
    "figure",
    "flag",
    "grace",
    "grant",
    "highest",
    "highest over",
    "in each",
    "in principle",
    "lasting for a time",
    "lasting for that period",
    "lasting for the next year",
    "lasting unstated",
    "length",
    "less than",
    "lifted by a rule",
    "lowest",
    "lowest over",
    "more than",
    "named period",
    "not",
    "not equal",
    "oblige",
    "of members",
    "of recognised events",
    "of recorded events",
    "once",
    "once, the first",
    "once, the highest",
    "once, the last",
    "parameter",
    "paused cycle",
    "portion",
    "reject",
    "rounded",
    "rounded down",
    "rounded half up",
    "rounded up",
    "rounding step",
    "rule is exempt",
    "rule is met",
    "scaled",
    "span covers",
    "start of a window",
    "step over all",
    "step per cycle",
    "step per day",
    "step per event",
    "step per period",
    "sum",
    "sum of amounts",
    "sum over",
    "term",
    "text",
    "the period",
    "the rule's window",
    "today",
    "verdicts in a row",
    "verdicts that are exempt",
    "verdicts that are met",
    "verdicts that are unmet",
    "working day",
];

/// The constructs of a plan, each once.
pub fn constructs(plan: &Plan) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for recognition in &plan.recognitions {
        of_recognition(recognition, &mut found);
    }
    for rule in &plan.rules {
        of_rule(rule, &mut found);
    }
    for consequence in &plan.consequences {
        of_consequence(consequence, &mut found);
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

fn of_recognition(recognition: &Recognition, found: &mut BTreeSet<&'static str>) {
    for node in recognition.nodes() {
        of_node(node, found);
    }
    for entry in &recognition.entries {
        found.insert(match entry.treatment {
            Treatment::Reject => "reject",
            Treatment::Count { amount: None } => "count",
            Treatment::Count { amount: Some(_) } => "credited amount",
        });
    }
    found.extend(recognition.steps.iter().flat_map(of_step));
}

fn of_step(step: &Step) -> [&'static str; 2] {
    let per = |per: &Per| match per {
        Per::Event => "step per event",
        Per::Day => "step per day",
        Per::Period(_) => "step per period",
        Per::Cycle { .. } => "step per cycle",
        Per::Ever => "step over all",
    };
    match &step.kind {
        StepKind::Cap { per: of, most: Most::Amount(_) } => ["cap", per(of)],
        StepKind::Cap { per: of, most: Most::Share { .. } } => ["cap of a share", per(of)],
        StepKind::Once { per: of, keep, .. } => {
            let kept = match keep {
                Keep::Highest => "once, the highest",
                Keep::First => "once, the first",
                Keep::Last => "once, the last",
            };
            [kept, per(of)]
        }
        StepKind::Deduct(_) => ["deduction", "step per event"],
        StepKind::Round { mode, .. } => ["rounding step", rounding(*mode)],
    }
}

fn rounding(mode: Rounding) -> &'static str {
    match mode {
        Rounding::Down => "rounded down",
        Rounding::Up => "rounded up",
        Rounding::HalfUp => "rounded half up",
    }
}

fn of_rule(rule: &Rule, found: &mut BTreeSet<&'static str>) {
    for node in rule.nodes() {
        of_node(node, found);
    }
    found.insert(of_schedule(&rule.schedule));
    found.extend(rule.grace.map(|_| "grace"));
    found.extend(rule.soft.then_some("in principle"));
    found.extend(rule.exemptions.first().map(|_| "exemption"));
    found.extend(rule.alternatives.iter().map(|alternative| match alternative.window {
        None => "alternative",
        Some(_) => "alternative with a window",
    }));
    if let Some(balance) = &rule.balance {
        found.extend(balance.carry_over.as_ref().map(|_| "carry-over"));
        found.extend(balance.carry_over.as_ref().and_then(|carried| carried.lasting).map(|_| "expiry"));
        found.extend(balance.back_fill.then_some("back-fill"));
        found.extend(balance.borrow.as_ref().map(|_| "borrowing"));
    }
}

fn of_schedule(schedule: &Schedule) -> &'static str {
    match schedule {
        Schedule::Once(_) => "once",
        Schedule::Each { by: None, .. } => "each period",
        Schedule::Each { by: Some(_), .. } => "each period by a day",
        Schedule::Cycle { pause: Some(_), .. } => "paused cycle",
        Schedule::Cycle { by: None, .. } => "cycle",
        Schedule::Cycle { by: Some(_), .. } => "cycle by a day",
        Schedule::EachEvent { window: None, .. } => "each event",
        Schedule::EachEvent { window: Some(_), .. } => "each event, within a window",
    }
}

fn of_consequence(consequence: &Consequence, found: &mut BTreeSet<&'static str>) {
    of_node(Node::Condition(&consequence.when), found);
    found.extend(consequence.actions.iter().map(|action| match action.kind {
        ActionKind::Deny => "deny",
        ActionKind::Grant => "grant",
        ActionKind::Oblige => "oblige",
    }));
    found.extend(consequence.lifted_by.map(|_| "lifted by a rule"));
    found.insert(match consequence.lasting {
        Lasting::Unstated => "lasting unstated",
        Lasting::ThatPeriod => "lasting for that period",
        Lasting::NextYear => "lasting for the next year",
        Lasting::For(_) => "lasting for a time",
    });
}

fn of_node(node: Node<'_>, found: &mut BTreeSet<&'static str>) {
    node.walk(&mut |node| match node {
        Node::Amount(amount) => found.extend(of_amount(amount)),
        Node::Condition(condition) => found.extend(of_condition(condition)),
        Node::Date(date) => {
            found.insert(of_date(date));
        }
        Node::Window(window) => {
            found.insert(of_window(window));
        }
    });
}

fn of_condition(condition: &Condition) -> Vec<&'static str> {
    match condition {
        Condition::Constant(_) => vec!["constant"],
        Condition::All(_) => vec!["all"],
        Condition::Any(_) => vec!["any"],
        Condition::AtLeastOf(..) => vec!["at least some of"],
        Condition::Not(_) => vec!["not"],
        Condition::Compare(comparison) => {
            let operator = match comparison.operator {
                Operator::AtLeast => "at least",
                Operator::MoreThan => "more than",
                Operator::AtMost => "at most",
                Operator::LessThan => "less than",
                Operator::Equal => "equal",
                Operator::NotEqual => "not equal",
            };
            match (comparison.left_factor, comparison.right_factor) {
                (1, 1) => vec![operator],
                _ => vec![operator, "compared shares"],
            }
        }
        Condition::CompareDates(..) => vec!["compared dates"],
        Condition::DateIn(..) => vec!["date in a window"],
        Condition::Member(..) => vec!["term"],
        Condition::Flag(_) => vec!["flag"],
        Condition::TextIs(..) => vec!["text"],
        Condition::RuleSatisfied(_) => vec!["rule is met"],
        Condition::RuleExempt(_) => vec!["rule is exempt"],
        Condition::SpanCovers(_) => vec!["span covers"],
        Condition::EventsCover { .. } => vec!["events cover"],
        Condition::InEach { .. } => vec!["in each"],
    }
}

fn of_amount(amount: &Amount) -> Vec<&'static str> {
    match amount {
        Amount::Literal(_) => vec!["figure"],
        Amount::Parameter(_) => vec!["parameter"],
        Amount::Field(_) => vec!["field"],
        Amount::Sum(_) => vec!["sum of amounts"],
        Amount::Difference(..) => vec!["difference"],
        Amount::Scaled { .. } => vec!["scaled"],
        Amount::Choose(_) => vec!["choice"],
        Amount::Portion(_) => vec!["portion"],
        Amount::Rounded { mode, .. } => vec!["rounded", rounding(*mode)],
        Amount::Length(..) => vec!["length"],
        Amount::Covered(_) => vec!["covered"],
        Amount::Highest(_) => vec!["highest"],
        Amount::Lowest(_) => vec!["lowest"],
        Amount::Available(_) => vec!["balance"],
        Amount::Verdicts(verdicts) => {
            let kind = match verdicts.kind {
                VerdictKind::Met => "verdicts that are met",
                VerdictKind::Unmet => "verdicts that are unmet",
                VerdictKind::Exempt => "verdicts that are exempt",
            };
            if verdicts.in_a_row { vec![kind, "verdicts in a row"] } else { vec![kind] }
        }
        Amount::Aggregate(aggregate) => {
            let source = match aggregate.source {
                Source::Recorded(_) => "of recorded events",
                Source::Recognised(..) => "of recognised events",
                Source::Members(_) => "of members",
            };
            let measure = match aggregate.measure {
                Measure::Count => "count of events",
                Measure::Distinct(_) => "different values",
                Measure::Sum(_) => "sum",
                Measure::SumOf(_) => "sum over",
                Measure::HighestOf(_) => "highest over",
                Measure::LowestOf(_) => "lowest over",
            };
            vec![source, measure]
        }
    }
}

fn of_date(date: &DateExpr) -> &'static str {
    match date {
        DateExpr::Literal(_) => "day",
        DateExpr::InPeriod { .. } => "day of the year",
        DateExpr::StartOf(_) => "start of a window",
        DateExpr::EndOf(_) => "end of a window",
        DateExpr::Field(_) => "date field",
        DateExpr::Due => "due date",
        DateExpr::Plus(..) => "date plus a span",
        DateExpr::Minus(..) => "date minus a span",
        DateExpr::Extreme(_) => "earliest or latest",
        DateExpr::AsOf => "today",
        DateExpr::WorkingDay(_) => "working day",
        DateExpr::Reached(_) => "day reached",
    }
}

fn of_window(window: &Window) -> &'static str {
    match window {
        Window::Rule => "the rule's window",
        Window::Period => "the period",
        Window::Year { .. } => "calendar year",
        Window::Named(_) => "named period",
        Window::AnyTime => "any time",
        Window::Between(..) => "between days",
        Window::After { .. } => "after a day",
        Window::Before { .. } => "before a day",
        Window::Extended { .. } => "extended window",
    }
}
