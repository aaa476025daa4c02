//! Events that last as long as a case says that they cover a time.

use chrono::{Days, NaiveDate};
use policy_core::plan::{Amount, CalendarUnit, Condition, Plan, Source, Window};
use policy_core::{Span, SubjectId};

use crate::facts::{fill, long_before};
use crate::features::{Example, Feature, Looked};
use crate::meaning::Shared;
use crate::pools::{example, takes_of};
use crate::scene::{Fact, Happening};

/// Events that are to cover so much of a window.
pub(crate) struct Lasting<'p> {
    source: Source,
    filter: &'p Condition,
    /// Of what they cover so much.
    pub window: &'p Window,
    length: Span,
}

impl<'p> Lasting<'p> {
    /// What a case says of a feature, where that is how long something lasts, and it lasts at all.
    pub fn of(feature: &Feature<'p>, class: usize) -> Option<Self> {
        match (feature.looked, feature.example(class)) {
            (Looked::Amount(Amount::Covered(covered)), Example::Figure(figure)) => {
                let many = u32::try_from(figure.millionths() / 1_000_000).ok().filter(|many| *many > 0)?;
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
                Example::Truth(true),
            ) => Some(Self { source: *source, filter, window, length: *length }),
            (_, _) => None,
        }
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
        number: usize,
    ) -> Option<Happening> {
        let (Source::Recorded(list) | Source::Recognised(list, _)) = self.source else { return None };
        let declared = plan.vocabulary.subjects.get(subject.index())?.lists.get(list.index())?;
        let (first, last) = declared.lasting?;
        let until = self.length.after(from)?.checked_sub_days(Days::new(1))?;
        if until > to {
            return None;
        }
        let fields = example(plan, &takes_of(shared, self.source, self.filter), from)?;
        let mut event = Happening { list, fields };
        event.set(declared.dated, Fact::Date(from));
        event.set(first, Fact::Date(from));
        event.set(last, Fact::Date(until));
        fill(&mut event.fields, &declared.fields, long_before(from), number);
        Some(event)
    }
}
