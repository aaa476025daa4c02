//! One form for conditions and amounts that say the same in other words or in another order.
//!
//! What is brought together here is so by the laws of three-valued logic and of sums, for every record and every
//! completion of it; what would need more than these laws stays as it is.

use policy_core::Decimal;
use policy_core::plan::{
    Amount, Choice, Comparison, Condition, Entry, FieldRef, NodeMut, Operator, Recognition, Rule, Scope,
    Treatment,
};

/// Brings a rule into its one form. Exemptions have no order; of alternatives the first that applies is taken.
pub fn canonical_rule(rule: &mut Rule) {
    rule.roots_mut(&mut canonical);
    rule.exemptions.retain(|exemption| exemption.when != Condition::Constant(false));
    rule.exemptions.sort_by_cached_key(|exemption| format!("{:?}", exemption.when));
    rule.exemptions.dedup_by(|one, other| one.when == other.when);
    rule.alternatives.retain(|alternative| alternative.when != Condition::Constant(false));
    rule.grace = rule.grace.filter(|grace| grace.months > 0 || grace.days > 0);
}

/// Brings a recognition into its one form: what it rejects has no order, and what follows each other and counts for the same
/// is one.
pub fn canonical_recognition(recognition: &mut Recognition) {
    recognition.roots_mut(&mut canonical);
    let as_recorded = recognition.credited.map(|field| Treatment::Count {
        amount: Some(Amount::Field(FieldRef { scope: Scope::Event, field })),
    });
    let mut rejected = Vec::new();
    let mut counted: Vec<Entry> = Vec::new();
    let counts_some = recognition.entries.iter().any(|entry| entry.treatment != Treatment::Reject);
    for mut entry in recognition.entries.drain(..) {
        match entry.treatment {
            Treatment::Reject => rejected.push(entry.when),
            Treatment::Count { .. } => {
                if Some(&entry.treatment) == as_recorded.as_ref() {
                    entry.treatment = Treatment::Count { amount: None };
                }
                match counted.last_mut().filter(|last| last.treatment == entry.treatment) {
                    Some(last) => {
                        let both = [std::mem::replace(&mut last.when, Condition::Constant(true)), entry.when];
                        last.when = any(both.into());
                    }
                    None => counted.push(entry),
                }
            }
        }
    }
    // An entry that nothing reaches says nothing, but a list of entries that count is not the same as none.
    if let Some(last) = counted.iter().position(|entry| entry.when == Condition::Constant(true)) {
        counted.truncate(last + 1);
    }
    let is_everything = |entry: &Entry| {
        entry.when == Condition::Constant(true) && entry.treatment == Treatment::Count { amount: None }
    };
    if !counts_some || matches!(counted.as_slice(), [entry] if is_everything(entry)) {
        counted.clear();
    }
    let rejected = any(rejected);
    if rejected != Condition::Constant(false) {
        let treatment = Treatment::Reject;
        let entry = Entry { names: None, when: rejected, treatment, because: None, citations: Vec::new() };
        recognition.entries.push(entry);
    }
    recognition.entries.append(&mut counted);
}

/// Brings a piece, and everything inside it, into its one form.
pub fn canonical(node: NodeMut<'_>) {
    node.walk_up(&mut |node| match node {
        NodeMut::Condition(condition) => {
            let found = std::mem::replace(*condition, Condition::Constant(true));
            **condition = settled(found);
        }
        NodeMut::Amount(amount) => {
            let found = std::mem::replace(*amount, Amount::Literal(Decimal::ZERO));
            **amount = settled_amount(found);
        }
        NodeMut::Date(_) | NodeMut::Window(_) => {}
    });
}

/// A condition whose parts are in their one form.
fn settled(condition: Condition) -> Condition {
    match condition {
        Condition::All(parts) => all(parts),
        Condition::Any(parts) => any(parts),
        Condition::AtLeastOf(least, parts) => at_least(least, parts),
        Condition::Not(inner) => negated(*inner),
        Condition::Compare(comparison) => compared(*comparison),
        Condition::Constant(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => condition,
    }
}

fn all(parts: Vec<Condition>) -> Condition {
    let mut found = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Condition::Constant(true) => {}
            Condition::Constant(false) => return Condition::Constant(false),
            Condition::All(inner) => found.extend(inner),
            other => found.push(other),
        }
    }
    single(in_order(found)).map_or_else(Condition::All, |one| one.unwrap_or(Condition::Constant(true)))
}

fn any(parts: Vec<Condition>) -> Condition {
    let mut found = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Condition::Constant(false) => {}
            Condition::Constant(true) => return Condition::Constant(true),
            Condition::Any(inner) => found.extend(inner),
            other => found.push(other),
        }
    }
    single(in_order(found)).map_or_else(Condition::Any, |one| one.unwrap_or(Condition::Constant(false)))
}

/// Of several, the list back; else the one, or none.
fn single<T>(mut parts: Vec<T>) -> Result<Option<T>, Vec<T>> {
    if parts.len() > 1 { Err(parts) } else { Ok(parts.pop()) }
}

fn in_order(mut parts: Vec<Condition>) -> Vec<Condition> {
    parts.sort_by_cached_key(|part| format!("{part:?}"));
    parts.dedup();
    parts
}

fn at_least(least: u16, parts: Vec<Condition>) -> Condition {
    let (mut least, mut found) = (usize::from(least), Vec::with_capacity(parts.len()));
    for part in parts {
        match part {
            Condition::Constant(true) => least = least.saturating_sub(1),
            Condition::Constant(false) => {}
            other => found.push(other),
        }
    }
    match least {
        0 => Condition::Constant(true),
        1 => any(found),
        _ if least > found.len() => Condition::Constant(false),
        _ if least == found.len() => all(found),
        _ => {
            found.sort_by_cached_key(|part| format!("{part:?}"));
            Condition::AtLeastOf(u16::try_from(least).unwrap_or(u16::MAX), found)
        }
    }
}

/// That a condition does not hold, itself being in its one form.
fn negated(condition: Condition) -> Condition {
    match condition {
        Condition::Constant(truth) => Condition::Constant(!truth),
        Condition::Not(inner) => *inner,
        Condition::All(parts) => any(parts.into_iter().map(negated).collect()),
        Condition::Any(parts) => all(parts.into_iter().map(negated).collect()),
        Condition::Compare(mut comparison) => {
            comparison.operator = comparison.operator.negated();
            Condition::Compare(comparison)
        }
        // A comparison of days does not hold where one of them is no day, and neither does its contrary.
        Condition::AtLeastOf(..)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::Member(..)
        | Condition::Flag(_)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => Condition::Not(Box::new(condition)),
    }
}

fn compared(mut comparison: Comparison) -> Condition {
    if let (Amount::Literal(left), Amount::Literal(right)) = (&comparison.left, &comparison.right) {
        let product = |figure: &Decimal, factor: i64| i128::from(figure.millionths()) * i128::from(factor);
        let order = product(left, comparison.left_factor).cmp(&product(right, comparison.right_factor));
        return Condition::Constant(match comparison.operator {
            Operator::AtLeast => order.is_ge(),
            Operator::MoreThan => order.is_gt(),
            Operator::AtMost => order.is_le(),
            Operator::LessThan => order.is_lt(),
            Operator::Equal => order.is_eq(),
            Operator::NotEqual => order.is_ne(),
        });
    }
    let is_figure = |amount: &Amount| matches!(amount, Amount::Literal(_));
    if is_figure(&comparison.left) && !is_figure(&comparison.right) {
        std::mem::swap(&mut comparison.left, &mut comparison.right);
        std::mem::swap(&mut comparison.left_factor, &mut comparison.right_factor);
        comparison.operator = comparison.operator.mirrored();
    }
    let (left, right) = reduced(comparison.left_factor, comparison.right_factor);
    (comparison.left_factor, comparison.right_factor) = (left, right);
    Condition::Compare(Box::new(comparison))
}

/// Two positive numbers without what divides both.
fn reduced(one: i64, other: i64) -> (i64, i64) {
    let (mut a, mut b) = (one, other);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a > 1 { (one / a, other / a) } else { (one, other) }
}

/// An amount whose parts are in their one form.
fn settled_amount(amount: Amount) -> Amount {
    match amount {
        Amount::Sum(parts) => {
            let flat = parts.into_iter().flat_map(|part| match part {
                Amount::Sum(inner) => inner,
                other => vec![other],
            });
            let mut parts: Vec<Amount> = flat.collect();
            parts.sort_by_cached_key(|part| format!("{part:?}"));
            single(parts).map_or_else(Amount::Sum, |one| one.unwrap_or(Amount::Literal(Decimal::ZERO)))
        }
        Amount::Highest(parts) => single(extremes(parts))
            .map_or_else(Amount::Highest, |one| one.unwrap_or(Amount::Literal(Decimal::ZERO))),
        Amount::Lowest(parts) => single(extremes(parts))
            .map_or_else(Amount::Lowest, |one| one.unwrap_or(Amount::Literal(Decimal::ZERO))),
        Amount::Scaled { amount, numerator, denominator } => match reduced(numerator, denominator) {
            (1, 1) => *amount,
            (numerator, denominator) => Amount::Scaled { amount, numerator, denominator },
        },
        Amount::Choose(choice) => chosen(*choice),
        Amount::Literal(_)
        | Amount::Parameter(_)
        | Amount::Field(_)
        | Amount::Aggregate(_)
        | Amount::Verdicts(_)
        | Amount::Available(_)
        | Amount::Difference(..)
        | Amount::Portion(_)
        | Amount::Rounded { .. }
        | Amount::Length(..)
        | Amount::Covered(_) => amount,
    }
}

fn extremes(mut parts: Vec<Amount>) -> Vec<Amount> {
    parts.sort_by_cached_key(|part| format!("{part:?}"));
    parts.dedup();
    parts
}

fn chosen(mut choice: Choice) -> Amount {
    choice.named = None;
    choice.cases.retain(|case| case.when != Condition::Constant(false));
    if let Some(place) = choice.cases.iter().position(|case| case.when == Condition::Constant(true)) {
        let last = choice.cases.swap_remove(place);
        choice.cases.truncate(place);
        choice.otherwise = last.amount;
    }
    if choice.cases.is_empty() { choice.otherwise } else { Amount::Choose(Box::new(choice)) }
}
