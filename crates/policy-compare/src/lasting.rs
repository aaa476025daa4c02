//! Events that last as long as a case says that they cover a time.

use chrono::{Days, NaiveDate};
use policy_core::plan::{Amount, CalendarUnit, Condition, Plan, Source, Window};
use policy_core::{Span, SubjectId};

use crate::facts::{fill, long_before};
use crate::features::{Example, Feature, Looked};
use crate::meaning::Shared;
use crate::pools::{example, takes_of};
use crate::scene::{Fact, Happening};
use crate::search::Claim;

/// Events that are to cover so much of a window.
pub(crate) struct Lasting<'p> {
    source: Source,
    filter: &'p Condition,
    /// Of what they cover so much.
    pub window: &'p Window,
    length: Span,
}

impl<'p> Lasting<'p> {
    /// What a case says of a feature, where that is how long something lasts.
    pub fn of(feature: &Feature<'p>, class: usize) -> Option<Self> {
        match (feature.looked, feature.example(class)) {
            (Looked::Amount(Amount::Covered(covered)), Example::Figure(figure)) => {
                // Less than anything that is asked for is nothing at all.
                let many =
                    if class == 0 { 0 } else { u32::try_from(figure.millionths() / 1_000_000).ok()? };
                let length = match covered.unit {
                    CalendarUnit::Days => Span { months: 0, days: many },
                    CalendarUnit::Months => Span { months: many, days: 0 },
                };
                Some(Self {
                    source: covered.source,
                    filter: &covered.filter,
                    window: &covered.window,
                    length,
                })
            }
            (
                Looked::Opaque(Condition::EventsCover { source, filter, window, length }),
                Example::Truth(holds),
            ) => {
                let length = if holds { *length } else { Span::default() };
                Some(Self { source: *source, filter, window, length })
            }
            (_, _) => None,
        }
    }

    /// Whether it lasts no time at all, or less than another of the same events.
    pub fn is_less_than(&self, other: &Self) -> bool {
        (self.length.months, self.length.days) < (other.length.months, other.length.days)
    }

    /// How many days they last, from a day on.
    pub fn days(&self, from: NaiveDate) -> Option<u64> {
        u64::try_from((self.length.after(from)? - from).num_days()).ok()
    }

    /// An event that lasts so long, from the first of these days on; `None` where its list's events do not last, or it does not fit.
    pub fn event(
        &self,
        (shared, plan): (&Shared, &Plan),
        subject: SubjectId,
        (from, to): (NaiveDate, NaiveDate),
        others: &[&Self],
    ) -> Option<Happening> {
        let (Source::Recorded(list) | Source::Recognised(list, _)) = self.source else { return None };
        if self.length == Span::default() {
            return None;
        }
        let declared = plan.vocabulary.subjects.get(subject.index())?.lists.get(list.index())?;
        let (first, last) = declared.lasting?;
        let until = self.length.after(from)?.checked_sub_days(Days::new(1))?;
        if until > to {
            return None;
        }
        // What the others look at, who are to cover less, is passed by where that can be.
        let own = takes_of(shared, self.source, self.filter);
        let mut alone = vec![own.clone()];
        alone.extend(others.iter().map(|of| Claim::Not(Box::new(takes_of(shared, of.source, of.filter)))));
        let fields = example(plan, &Claim::All(alone), from).or_else(|| example(plan, &own, from))?;
        let mut event = Happening { list, fields };
        event.set(declared.dated, Fact::Date(from));
        event.set(first, Fact::Date(from));
        event.set(last, Fact::Date(until));
        fill(&mut event.fields, &declared.fields, long_before(from), 0);
        Some(event)
    }
}
