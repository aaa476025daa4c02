//! Conditions that say the same have one form.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use policy_compare::canonical;
use policy_core::plan::{Amount, Comparison, Condition, NodeMut, Operator};
use policy_core::{Decimal, Vocabulary};

/// A comparison of figures, both times their factors.
fn figures(left: (i64, i64), operator: Operator, right: (i64, i64)) -> Condition {
    let figure = |(millionths, _): (i64, i64)| Amount::Literal(Decimal::from_millionths(millionths));
    Condition::Compare(Box::new(Comparison {
        left: figure(left),
        left_factor: left.1,
        operator,
        right: figure(right),
        right_factor: right.1,
        unit: Vocabulary::NUMBER,
    }))
}

#[test]
fn a_comparison_of_two_figures_is_what_it_comes_to() {
    for (left, operator, right, truth) in [
        ((2, 1), Operator::AtLeast, (2, 1), true),
        ((2, 1), Operator::MoreThan, (2, 1), false),
        ((2, 3), Operator::AtMost, (3, 2), true),
        ((2, 3), Operator::LessThan, (3, 2), false),
        ((i64::MAX, 300), Operator::MoreThan, (i64::MAX, 1), true),
        ((-1, 1), Operator::Equal, (1, 1), false),
        ((-1, 1), Operator::NotEqual, (1, 1), true),
    ] {
        let mut condition = figures(left, operator, right);
        canonical(NodeMut::Condition(&mut condition));
        assert_eq!(condition, Condition::Constant(truth), "{left:?} {operator:?} {right:?}");
    }
}
