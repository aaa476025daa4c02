//! `counting at most`: sums of which a part counts only up to a limit.

use policy_core::plan::{Aggregate, Amount, Condition, Source};

use super::aggregate::Over;
use super::condition::all;
use super::operand::{Operand, Quantity, Unit};
use super::scope::{Lowering, Scope};
use crate::syntax::Counting;
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// A sum of which some parts count at most so much; an event belongs to the first part that it fits.
    ///
    /// It is what lies in no part, and of each part no more than its limit. Where it is not known
    /// to which part an event belongs it would be counted in both; so it is never more than the whole.
    pub fn counting(
        &mut self,
        (whole, span): (&Quantity, Span),
        threshold: &Operand,
        counting: &[Counting],
        scope: Scope,
    ) -> Option<Quantity> {
        let Quantity { amount: Amount::Aggregate(aggregate), factor: (1, 1), unit, .. } = whole else {
            let diagnostic = Diagnostic::error(span, Saying::new("counting-without-sum"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-counting")));
        };
        let over = match aggregate.source {
            Source::Recorded(list) | Source::Recognised(list, _) => Over::Events(list),
            Source::Members(subject) => Over::Members(subject),
        };
        let narrowed = |conditions: Vec<Condition>| {
            let filter = all(std::iter::once(aggregate.filter.clone()).chain(conditions).collect());
            Amount::Aggregate(Box::new(Aggregate { filter, ..(**aggregate).clone() }))
        };
        let mut before: Vec<Condition> = Vec::new();
        let mut parts = Vec::new();
        for one in counting {
            let part = self.predicate(&one.predicate, over, scope);
            let limit = self.limit(one, threshold, *unit, scope);
            let (part, limit) = (part?, limit?);
            let mut conditions = vec![part.clone()];
            conditions.extend(before.iter().cloned());
            parts.push(Amount::Lowest(vec![narrowed(conditions), limit]));
            before.push(Condition::Not(Box::new(part)));
        }
        let mut sum = vec![narrowed(before)];
        sum.append(&mut parts);
        let amount = Amount::Lowest(vec![whole.amount.clone(), Amount::Sum(sum)]);
        Some(Quantity { amount, factor: (1, 1), unit: *unit, time: None })
    }

    /// The limit of a part: an amount, or a percentage of the threshold.
    fn limit(
        &mut self,
        counting: &Counting,
        threshold: &Operand,
        unit: Unit,
        scope: Scope,
    ) -> Option<Amount> {
        let span = counting.limit.span;
        let limit = match self.operand(&counting.limit, scope)? {
            Operand::Proportion(numerator, denominator) => {
                self.part_of((numerator, denominator), threshold.clone(), span)?
            }
            other => other,
        };
        let limit = self.quantity(limit, span)?;
        self.amount_in((limit, span), unit, scope)
    }
}
