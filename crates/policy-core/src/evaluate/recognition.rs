//! What counts of an event, and for how much.

use crate::evaluate::range::Range;
use crate::evaluate::truth::Possible;
use crate::evaluate::{Evaluator, EventView, Outlook, Result, Truth, View, Watch};
use crate::plan::{Recognition, Treatment};
use crate::record::{FactPath, present};

/// How a recognition treats an event.
#[derive(Clone, Debug)]
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
        recognition: &Recognition,
    ) -> Result<Recognised> {
        let mut rejected = Truth::FALSE;
        let mut decisive = None;
        for (place, entry) in recognition.entries.iter().enumerate() {
            if entry.treatment == Treatment::Reject {
                let holds = self.condition(view, &entry.when)?;
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
            let Treatment::Count { field, numerator, denominator } = &entry.treatment else { continue };
            counts = true;
            if !now.is_reached && !ever.is_reached {
                break;
            }
            let holds = self.condition(view, &entry.when)?;
            if holds.is_surely_false() {
                continue;
            }
            let first = now.amount.is_none() && ever.amount.is_none();
            let amount = match field.or(recognition.credited) {
                None => Range::ZERO,
                Some(field) => match event.row.get(field.index()).copied().and_then(present) {
                    Some(word) => Range::exactly(word).scaled(*numerator, *denominator)?,
                    None => {
                        self.watch.missing(FactPath::Event(event.list, event.index, field));
                        Range::ANY_AMOUNT
                    }
                },
            };
            now.add(holds.now(), amount);
            ever.add(holds.ever(), amount);
            if first && holds.is_surely_true() {
                decisive = decisive.or(Some(place));
            }
        }
        if !counts {
            let amount = match recognition.credited {
                None => Range::ZERO,
                Some(field) => match event.row.get(field.index()).copied().and_then(present) {
                    Some(word) => Range::exactly(word),
                    None => {
                        self.watch.missing(FactPath::Event(event.list, event.index, field));
                        Range::ANY_AMOUNT
                    }
                },
            };
            now.add(Possible::TRUE, amount);
            ever.add(Possible::TRUE, amount);
        }
        let reached = Truth::new(now.counted(), ever.counted());
        let amount = |outcomes: Outcomes| outcomes.amount.unwrap_or(Range::ZERO);
        Ok(Recognised {
            counted: rejected.not().and(reached),
            amount: Outlook { now: amount(now), ever: amount(ever) },
            entry: decisive,
        })
    }
}

/// The ways in which the `Count` entries can come out, on one side.
#[derive(Clone, Copy)]
struct Outcomes {
    /// No entry so far holds for certain, so that the next one is looked at.
    is_reached: bool,
    /// The amounts that some possible entry credits.
    amount: Option<Range>,
}

impl Outcomes {
    fn new() -> Self {
        Self { is_reached: true, amount: None }
    }

    fn add(&mut self, holds: Possible, amount: Range) {
        if !self.is_reached || !holds.yes {
            return;
        }
        self.amount = Some(self.amount.map_or(amount, |so_far| so_far.hull(amount)));
        self.is_reached = holds.no;
    }

    fn counted(&self) -> Possible {
        Possible { yes: self.amount.is_some(), no: self.is_reached }
    }
}
