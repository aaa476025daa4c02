//! `counting at most`: sums of which a part counts only up to a limit.

use policy_core::plan::{Aggregate, Amount, Condition, Portion, Rounding, Source};

use super::aggregate::Over;
use super::condition::all;
use super::operand::{Operand, Quantity, Unit};
use super::parameter::Figure;
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
        let mut cut_off = CutOff::default();
        for one in counting {
            let part = self.predicate(&one.predicate, over, scope);
            let limit = self.limit(one, threshold, *unit, scope);
            let (part, mut limit) = (part?, limit?);
            if let Amount::Portion(portion) = &mut limit {
                cut_off.settle(portion, |amount| self.figure_of(amount));
            }
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

    /// The figure that an amount is, in millionths.
    fn figure_of(&self, amount: &Amount) -> Option<i64> {
        match amount {
            Amount::Literal(value) => Some(value.millionths()),
            Amount::Parameter(id) => match self.model.parameters.get(id.index())?.figure? {
                Figure::Amount(value, _) => Some(value.millionths()),
                Figure::Proportion(..) | Figure::Time(..) => None,
            },
            _ => None,
        }
    }

    /// The limit of a part: an amount, or a share of the threshold.
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

/// What was cut off the limits so far, less than one millionth: a numerator and a denominator.
///
/// Limits that are shares of one figure are cut so that together they are what their exact sum is, cut: of three thirds
/// of a hundred hours nothing is missing.
struct CutOff(i128, i128);

impl Default for CutOff {
    fn default() -> Self {
        Self(0, 1)
    }
}

impl CutOff {
    /// Says in which direction one more limit is cut.
    fn settle(&mut self, limit: &mut Portion, figure: impl Fn(&Amount) -> Option<i64>) {
        let figures = (figure(&limit.amount), figure(&limit.part), figure(&limit.whole));
        let (Some(amount), Some(part), Some(whole)) = figures else { return };
        let whole = i128::from(whole).max(1);
        let rest = (i128::from(amount) * i128::from(part)).rem_euclid(whole);
        let together = self.0.checked_mul(whole).zip(rest.checked_mul(self.1)).zip(self.1.checked_mul(whole));
        let Some(((before, more), denominator)) = together else { return };
        let Some(sum) = before.checked_add(more) else { return };
        limit.cut = if sum >= denominator { Rounding::Up } else { Rounding::Down };
        *self = Self(sum % denominator, denominator);
    }
}
