//! What items are called, where they stand, and what the catalogue calls their kinds.

use policy_core::plan::{Citation, Plan, Schedule};
use policy_core::{ListId, Names, SubjectId};

use super::Teller;
use crate::change::{Item, Word};

impl Teller<'_, '_> {
    /// What an item is called in a version; what has no name, by the list that it is of.
    pub(super) fn called(&self, item: &Item, is_new: bool) -> Option<String> {
        let plan = self.plan(is_new);
        let named = self.names_of(item, is_new).map(|names| names.shown(self.language));
        match item {
            Item::Recognition(pair) => pair.side(is_new).map(|place| self.list(plan, *place)),
            Item::Step(pair) => pair.side(is_new).map(|(place, _)| self.list(plan, *place)),
            Item::Entry(pair) => {
                named.or_else(|| pair.side(is_new).map(|(place, _)| self.list(plan, *place)))
            }
            Item::Policy(_)
            | Item::Rule(_)
            | Item::Consequence(_)
            | Item::Parameter(_)
            | Item::Table(_)
            | Item::Period(_)
            | Item::Word(..) => named,
        }
    }

    /// The names of an item in a version.
    fn names_of<'i>(&'i self, item: &'i Item, is_new: bool) -> Option<&'i Names> {
        let plan = self.plan(is_new);
        match item {
            Item::Policy(pair) => plan.policies.get(pair.side(is_new)?.index()).map(|found| &found.names),
            Item::Rule(pair) => plan.rules.get(pair.side(is_new)?.index()).map(|found| &found.names),
            Item::Consequence(pair) => {
                plan.consequences.get(pair.side(is_new)?.index()).map(|found| &found.names)
            }
            Item::Parameter(pair) => {
                plan.parameters.get(pair.side(is_new)?.index()).map(|found| &found.names)
            }
            Item::Table(pair) => plan.tables.get(pair.side(is_new)?.index()).map(|found| &found.names),
            Item::Period(pair) => plan.periods.get(pair.side(is_new)?.index()).map(|found| &found.names),
            Item::Entry(pair) => {
                let (place, entry) = pair.side(is_new)?;
                plan.recognitions.get(*place)?.entries.get(*entry)?.names.as_ref()
            }
            Item::Word(_, pair) => pair.side(is_new),
            Item::Recognition(_) | Item::Step(_) => None,
        }
    }

    /// The identifier of an item in a version.
    pub(super) fn id(&self, item: &Item, is_new: bool) -> Option<String> {
        self.names_of(item, is_new).map(|names| names.id.clone())
    }

    /// The list that a recognition is of.
    fn list(&self, plan: &Plan, place: usize) -> String {
        let Some(found) = plan.recognitions.get(place) else { return String::new() };
        let subject = plan.vocabulary.subjects.get(found.subject.index());
        let list = subject.and_then(|subject| subject.lists.get(found.list.index()));
        list.map(|list| list.names.shown(self.language)).unwrap_or_default()
    }

    pub(super) fn clauses(&self, item: &Item, is_new: bool) -> Vec<String> {
        let plan = self.plan(is_new);
        let recognised = |place: usize| plan.recognitions.get(place);
        let found: Option<&Vec<Citation>> = match item {
            Item::Rule(pair) => pair
                .side(is_new)
                .copied()
                .and_then(|id| plan.rules.get(id.index()))
                .map(|found| &found.citations),
            Item::Consequence(pair) => pair
                .side(is_new)
                .copied()
                .and_then(|id| plan.consequences.get(id.index()))
                .map(|found| &found.citations),
            Item::Entry(pair) => pair
                .side(is_new)
                .copied()
                .and_then(|(place, entry)| recognised(place)?.entries.get(entry))
                .map(|found| &found.citations),
            Item::Step(pair) => pair
                .side(is_new)
                .copied()
                .and_then(|(place, step)| recognised(place)?.steps.get(step))
                .map(|found| &found.citations),
            Item::Policy(_)
            | Item::Recognition(_)
            | Item::Parameter(_)
            | Item::Table(_)
            | Item::Period(_)
            | Item::Word(..) => None,
        };
        let cited = |citation: &Citation| {
            let article = ("article", citation.article.as_str());
            match &citation.quote {
                Some(quote) => self.say("explain-cite-quote", &[article, ("quote", quote)]),
                None => self.say("explain-cite", &[article]),
            }
        };
        found.into_iter().flatten().map(cited).collect()
    }

    /// Of whom and of which events the pieces of an item speak.
    pub(super) fn standing(&self, item: &Item, is_new: bool) -> (SubjectId, Option<ListId>) {
        let plan = self.plan(is_new);
        let list = |schedule: &Schedule| match schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        let recognised = |place: Option<usize>| {
            place
                .and_then(|place| plan.recognitions.get(place))
                .map(|found| (found.subject, Some(found.list)))
        };
        let found = match item {
            Item::Rule(pair) => pair
                .side(is_new)
                .copied()
                .and_then(|id| plan.rules.get(id.index()))
                .map(|rule| (rule.subject, list(&rule.schedule))),
            Item::Consequence(pair) => pair
                .side(is_new)
                .copied()
                .and_then(|id| plan.consequences.get(id.index()))
                .map(|found| (found.subject, list(&found.schedule))),
            Item::Recognition(pair) => recognised(pair.side(is_new).copied()),
            Item::Entry(pair) | Item::Step(pair) => {
                recognised(pair.side(is_new).copied().map(|(place, _)| place))
            }
            Item::Table(_) | Item::Parameter(_) => {
                let first = plan.recognitions.first();
                first.map(|found| (found.subject, Some(found.list)))
            }
            Item::Policy(_) | Item::Period(_) | Item::Word(..) => None,
        };
        found.unwrap_or((SubjectId(0), None))
    }
}

/// What kind of thing an item is, for machines.
pub(super) fn item_id(item: &Item) -> &'static str {
    match item {
        Item::Policy(_) => "policy",
        Item::Rule(_) => "rule",
        Item::Consequence(_) => "consequence",
        Item::Recognition(_) => "recognition",
        Item::Entry(_) => "entry",
        Item::Step(_) => "step",
        Item::Parameter(_) => "parameter",
        Item::Table(_) => "table",
        Item::Period(_) => "period",
        Item::Word(word, _) => match word {
            Word::Subject => "subject",
            Word::Fact => "fact",
            Word::List => "list",
            Word::Field => "field",
            Word::Tree => "terms",
            Word::Term => "term",
            Word::Unit => "unit",
            Word::Outcome => "outcome",
        },
    }
}

/// The sentence of the catalogue that names what kind of thing an item is.
pub(super) fn item_word(item: &Item) -> &'static str {
    match item {
        Item::Policy(_) => "diff-item-policy",
        Item::Rule(_) => "diff-item-rule",
        Item::Consequence(_) => "diff-item-consequence",
        Item::Recognition(_) => "diff-item-recognition",
        Item::Entry(_) => "diff-item-entry",
        Item::Step(_) => "diff-item-step",
        Item::Parameter(_) => "diff-item-parameter",
        Item::Table(_) => "diff-item-table",
        Item::Period(_) => "diff-item-period",
        Item::Word(word, _) => match word {
            Word::Subject => "diff-item-subject",
            Word::Fact => "diff-item-fact",
            Word::List => "diff-item-list",
            Word::Field => "diff-item-field",
            Word::Tree => "diff-item-tree",
            Word::Term => "diff-item-term",
            Word::Unit => "diff-item-unit",
            Word::Outcome => "diff-item-outcome",
        },
    }
}
