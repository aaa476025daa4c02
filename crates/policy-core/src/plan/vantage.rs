//! From where a piece of a plan looks: whose fields it speaks of.

use super::{Schedule, Scope, Source};
use crate::{ListId, SubjectId};

/// Whose fields a piece of a plan speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vantage {
    /// The subject that is looked at.
    pub subject: SubjectId,
    /// Of which of its lists an event is looked at.
    pub event: Option<ListId>,
    /// Whose event, and of which list, the rule stands at.
    pub anchor: Option<(SubjectId, ListId)>,
}

impl Vantage {
    /// That of a rule or a consequence for a subject, on a schedule.
    pub fn of(subject: SubjectId, schedule: &Schedule) -> Self {
        let event = match schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        Self { subject, event, anchor: event.map(|list| (subject, list)) }
    }

    /// That of a recognition of a list of events.
    pub fn of_events(subject: SubjectId, list: ListId) -> Self {
        Self { subject, event: Some(list), anchor: None }
    }

    /// The same, inside what goes through events or members.
    #[must_use]
    pub fn within(self, source: Source) -> Self {
        match source {
            Source::Recorded(list) | Source::Recognised(list, _) => Self { event: Some(list), ..self },
            Source::Members(subject) => Self { subject, event: None, ..self },
        }
    }

    /// The owner of a field: a subject, or one of its lists. `None` where there is no such event.
    pub fn owner(self, scope: Scope) -> Option<(SubjectId, Option<ListId>)> {
        match scope {
            Scope::Subject => Some((self.subject, None)),
            Scope::Event => self.event.map(|list| (self.subject, Some(list))),
            Scope::Anchor => self.anchor.map(|(subject, list)| (subject, Some(list))),
        }
    }
}
