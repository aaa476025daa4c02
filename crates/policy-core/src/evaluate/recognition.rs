//! What counts of an event, and for how much.

use crate::FieldId;
use crate::evaluate::choice::Outcomes;
use crate::evaluate::range::Range;
use crate::evaluate::truth::Possible;
use crate::evaluate::{Evaluator, EventView, Outlook, Result, Truth, View, Watch};
use crate::plan::{Recognition, Treatment};

/// How a recognition treats an event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recognised {
    /// Whether it counts.
    pub counted: Truth,
    /// The amount that is credited where it counts.
    pub amount: Outlook,
    /// The entry that decides for certain, by its place: it rejects, or it counts.
    pub entry: Option<usize>,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Works out the recognition of one event.
    ///
    /// Any `Reject` that holds rejects; else the first `Count` that holds counts; without any
    /// `Count` entry everything else counts. An open entry leaves several outcomes possible: the
    /// amount ranges over all of them.
    pub(crate) fn recognise(
        &mut self,
        view: View<'_>,
        event: EventView<'_>,
        recognition: &'e Recognition,
    ) -> Result<Recognised> {
        let mut rejected = Truth::FALSE;
        let mut decisive = None;
        for (place, entry) in recognition.entries.iter().enumerate() {
            if entry.treatment == Treatment::Reject {
                let holds = self.of_event(view, &entry.when)?;
                rejected = rejected.or(holds);
                if holds.is_surely_true() {
                    decisive = decisive.or(Some(place));
                }
            }
        }
        let mut now = Outcomes::new();
        let mut ever = Outcomes::new();
        let mut counts = false;
        for (place, entry) in recognition.entries.iter().enumerate() {
            let Treatment::Count { amount } = &entry.treatment else { continue };
            counts = true;
            if !now.is_reached && !ever.is_reached {
                break;
            }
            let holds = self.of_event(view, &entry.when)?;
            if holds.is_surely_false() {
                continue;
            }
            let first = now.amount.is_none() && ever.amount.is_none();
            let amount = match amount {
                Some(amount) => self.amount(view, amount)?.higher(Outlook::ZERO),
                None => self.credited(event, recognition.credited),
            };
            now.add(holds.now(), amount.now);
            ever.add(holds.ever(), amount.ever);
            if first && holds.is_surely_true() {
                decisive = decisive.or(Some(place));
            }
        }
        if !counts {
            let amount = self.credited(event, recognition.credited);
            now.add(Possible::TRUE, amount.now);
            ever.add(Possible::TRUE, amount.ever);
        }
        let reached = Truth::new(now.counted(), ever.counted());
        let amount = |outcomes: Outcomes| outcomes.amount.unwrap_or(Range::ZERO);
        Ok(Recognised {
            counted: rejected.not().and(reached),
            amount: Outlook { now: amount(now), ever: amount(ever) },
            entry: decisive,
        })
    }

    /// What the credited field itself says.
    fn credited(&mut self, event: EventView<'_>, field: Option<FieldId>) -> Outlook {
        field.map_or(Outlook::ZERO, |field| Outlook::both(self.recorded_amount(event, field)))
    }
}
