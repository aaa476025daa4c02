//! Evaluating conditions.

use crate::evaluate::field::Found;
use crate::evaluate::truth::Possible;
use crate::evaluate::{Evaluator, Outlook, Result, Truth, View, Watch};
use crate::plan::{Comparison, Condition, Operator, TermSet, TextOperand};

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// What a condition can be, seen from a view.
    ///
    /// The watch keeps hearing only of the missing facts that leave it open.
    pub(crate) fn condition(&mut self, view: View<'_>, condition: &'e Condition) -> Result<Truth> {
        let mark = self.watch.mark();
        let truth = match condition {
            Condition::Constant(value) => Truth::of(*value),
            Condition::All(parts) => {
                let mut all = Truth::TRUE;
                for part in parts {
                    all = all.and(self.condition(view, part)?);
                    if all.is_surely_false() && !W::LISTENS {
                        break;
                    }
                }
                all
            }
            Condition::Any(parts) => {
                let mut any = Truth::FALSE;
                for part in parts {
                    any = any.or(self.condition(view, part)?);
                    if any.is_surely_true() && !W::LISTENS {
                        break;
                    }
                }
                any
            }
            Condition::AtLeastOf(least, parts) => {
                let truths: Result<Vec<Truth>> =
                    parts.iter().map(|part| self.condition(view, part)).collect();
                Truth::at_least(*least, &truths?)
            }
            Condition::Not(inner) => self.condition(view, inner)?.not(),
            Condition::Compare(comparison) => self.comparison(view, comparison)?.0,
            Condition::CompareDates(left, operator, right) => {
                let left = self.date(view, left)?;
                left.compare(*operator, self.date(view, right)?)
            }
            Condition::DateIn(date, window) => {
                let date = self.date(view, date)?;
                self.window(view, window)?.contains(date)
            }
            Condition::Member(field, terms) => match self.field(view, *field) {
                None => Truth::OPEN,
                Some(found) => Truth::of(terms.holds(found.word)),
            },
            Condition::Flag(field) => match self.field(view, *field) {
                None => Truth::OPEN,
                Some(found) => Truth::of(found.word != 0),
            },
            Condition::TextIs(field, operand) => {
                let left = self.field(view, *field);
                match operand {
                    TextOperand::Literal(text) => same_text(left.map(text_of), Some(Some(text))),
                    TextOperand::Field(other) => {
                        let right = self.field(view, *other);
                        same_text(left.map(text_of), right.map(text_of))
                    }
                }
            }
            Condition::RuleSatisfied(rule) => self.refer(view, *rule)?.satisfied,
            Condition::RuleExempt(rule) => self.refer(view, *rule)?.exempt,
            Condition::InEach { period, at_least, condition } => {
                self.in_each(view, (*period, *at_least), condition, false)?
            }
            Condition::SpanCovers(window) => self.span_covers(view, window)?,
            Condition::EventsCover { source, filter, window, length } => {
                self.events_cover(view, *source, filter, window, *length)?
            }
        };
        if truth.is_decided_now() {
            self.watch.forget(mark);
        }
        Ok(truth)
    }

    /// A comparison, and the two amounts.
    pub(crate) fn comparison(
        &mut self,
        view: View<'_>,
        comparison: &'e Comparison,
    ) -> Result<(Truth, Outlook, Outlook)> {
        let left = self.amount(view, &comparison.left)?;
        let right = self.amount(view, &comparison.right)?;
        let truth = left.compare(comparison.left_factor, comparison.operator, right, comparison.right_factor);
        Ok((truth, left, right))
    }

    /// Whether the event's own span covers a window.
    fn span_covers(&mut self, view: View<'_>, window: &'e crate::plan::Window) -> Result<Truth> {
        // Where the whole list is missing, the rule stands at an event of which nothing is known.
        let Some(event) = view.event else { return Ok(Truth::OPEN) };
        let Some(declared) = self.engine.list(event.record.subject, event.list) else {
            return Ok(Truth::FALSE);
        };
        let Some((first, last)) = declared.lasting else { return Ok(Truth::FALSE) };
        let (first, last) = self.span_of(event, first, last);
        let window = self.window(view, window)?;
        let begins = first.compare(Operator::AtMost, window.start);
        let ends = last.compare(Operator::AtLeast, window.end);
        Ok(begins.and(ends).and(window.holds_days()))
    }
}

impl TermSet {
    /// Whether the term that a word stands for is among these.
    pub(crate) fn holds(&self, word: i64) -> bool {
        u16::try_from(word).is_ok_and(|term| self.terms.binary_search(&crate::TermId(term)).is_ok())
    }
}

fn text_of(found: Found<'_>) -> Option<&str> {
    found.record.text(found.word)
}

/// Whether two texts are the same; open where one is missing.
fn same_text(left: Option<Option<&str>>, right: Option<Option<&str>>) -> Truth {
    match (left, right) {
        (Some(left), Some(right)) => Truth::of(left == right),
        (None, _) | (_, None) => Truth::both(Possible::OPEN),
    }
}
