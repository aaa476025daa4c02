//! Evaluating amounts.

use crate::Decimal;
use crate::decision::AmountRange;
use crate::evaluate::length::length_of;
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::{Evaluator, Outlook, Range, Result, View, Watch};
use crate::plan::Amount;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The amount that an expression means, seen from a view.
    pub(super) fn amount(&mut self, view: View<'_>, amount: &'e Amount) -> Result<Outlook> {
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
            Amount::Verdicts(verdicts) => self.verdicts(view, verdicts),
            Amount::Available(rule) => self.available(view, *rule),
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
            Amount::Choose(choice) => self.choose(view, choice),
            Amount::Portion(portion) => {
                let amount = self.amount(view, &portion.amount)?;
                let part = self.amount(view, &portion.part)?;
                Ok(amount.portion(part, self.amount(view, &portion.whole)?, portion.cut))
            }
            Amount::Rounded { amount, mode, to } => {
                self.amount(view, amount)?.rounded(*mode, to.millionths())
            }
            Amount::Length(window, unit) => Ok(length_of(self.window(view, window)?, *unit)),
            Amount::Covered(covered) => self.covered(view, covered),
            Amount::Highest(amounts) => self.most(view, amounts, Outlook::higher),
            Amount::Lowest(amounts) => self.most(view, amounts, Outlook::lower),
        }
    }

    /// The one of some amounts that lies farthest in a direction; of none, zero.
    fn most(
        &mut self,
        view: View<'_>,
        amounts: &'e [Amount],
        farther: impl Fn(Outlook, Outlook) -> Outlook,
    ) -> Result<Outlook> {
        let mut most: Option<Outlook> = None;
        for amount in amounts {
            let found = self.amount(view, amount)?;
            most = Some(most.map_or(found, |most| farther(most, found)));
        }
        Ok(most.unwrap_or(Outlook::ZERO))
    }
}

/// A range as verdicts carry it.
pub(crate) fn amount_range(range: Range) -> AmountRange {
    AmountRange {
        low: Decimal::from_millionths(if range.low == BELOW { i64::MIN + 1 } else { range.low }),
        high: (range.high != ABOVE).then(|| Decimal::from_millionths(range.high)),
    }
}
