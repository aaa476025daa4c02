//! Evaluating amounts.

use crate::Decimal;
use crate::decision::AmountRange;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::{Evaluator, Outlook, Range, Result, View, Watch};
use crate::plan::Amount;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The amount that an expression means, seen from a view.
    pub(super) fn amount(&mut self, view: View<'_>, amount: &Amount) -> Result<Outlook> {
        match amount {
            Amount::Literal(value) => Ok(Outlook::both(Range::exactly(value.millionths()))),
            Amount::Parameter(parameter) => {
                let value = self.engine.plan().parameters.get(parameter.index());
                Ok(value
                    .map_or(Outlook::ZERO, |found| Outlook::both(Range::exactly(found.value.millionths()))))
            }
            Amount::Field(field) => Ok(Outlook::both(match self.field(view, *field) {
                Some(found) => Range::exactly(found.word),
                None => Range::ANY_AMOUNT,
            })),
            Amount::Aggregate(aggregate) => self.aggregate(view, aggregate),
            Amount::Sum(amounts) => {
                let mut sum = Outlook::ZERO;
                for amount in amounts {
                    sum = sum.plus(self.amount(view, amount)?)?;
                }
                Ok(sum)
            }
            Amount::Difference(left, right) => self.amount(view, left)?.minus(self.amount(view, right)?),
            Amount::Scaled { amount, numerator, denominator } => {
                self.amount(view, amount)?.scaled(*numerator, *denominator)
            }
        }
    }
}

/// A range as verdicts carry it.
pub(crate) fn amount_range(range: Range) -> AmountRange {
    AmountRange {
        low: Decimal::from_millionths(if range.low == BELOW { i64::MIN + 1 } else { range.low }),
        high: (range.high != ABOVE).then(|| Decimal::from_millionths(range.high)),
    }
}
