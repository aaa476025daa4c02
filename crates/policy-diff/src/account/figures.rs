//! The parts of an item before and after, in words.

use policy_core::plan::{ActionKind, Condition, Lasting, Plan, Recognition, Schedule};
use policy_core::{FieldKind, Names, Phrases, UnitId, Vocabulary};

use super::{Teller, ToldFigure};
use crate::change::{Aspect, Figure, Item, Piece};

impl Teller<'_, '_> {
    pub(super) fn figure(&self, item: &Item, figure: &Figure) -> ToldFigure {
        let phrases = |is_new: bool| {
            let (subject, list) = self.standing(item, is_new);
            Phrases::new(self.plan(is_new), self.language, subject, list)
        };
        let is_new = figure.new.is_some();
        let mut what = self.aspect(&figure.aspect, &phrases(is_new));
        if let Some(Piece::Figure(condition, ..)) = figure.new.as_ref().or(figure.old.as_ref())
            && let Condition::Compare(comparison) = &**condition
        {
            let measured = phrases(is_new).amount(&comparison.left, comparison.unit);
            what = self.say("diff-aspect-of", &[("aspect", &what), ("measured", &measured)]);
        }
        let piece = |piece: &Option<Piece>, is_new: bool| {
            piece.as_ref().map(|piece| self.piece(item, piece, &phrases(is_new), is_new))
        };
        ToldFigure { what, old: piece(&figure.old, false), new: piece(&figure.new, true) }
    }

    fn aspect(&self, aspect: &Aspect, phrases: &Phrases<'_>) -> String {
        let named = |id: &str, names: &Names| self.say(id, &[("name", &names.shown(self.language))]);
        match aspect {
            Aspect::Applies => self.say("diff-aspect-applies", &[]),
            Aspect::Schedule => self.say("diff-aspect-schedule", &[]),
            Aspect::Grace => self.say("diff-aspect-grace", &[]),
            Aspect::Requirement => self.say("diff-aspect-requirement", &[]),
            Aspect::Exemption(names) => named("diff-aspect-exemption", names),
            Aspect::Alternative(names) => named("diff-aspect-alternative", names),
            Aspect::Instead(names) => named("diff-aspect-instead", names),
            Aspect::InsteadWithin(names) => named("diff-aspect-instead-within", names),
            Aspect::Principle => self.say("diff-aspect-principle", &[]),
            Aspect::Balance => self.say("diff-aspect-balance", &[]),
            Aspect::When => self.say("diff-aspect-when", &[]),
            Aspect::Action => self.say("diff-aspect-action", &[]),
            Aspect::Lasting => self.say("diff-aspect-lasting", &[]),
            Aspect::LiftedBy => self.say("diff-aspect-lifted", &[]),
            Aspect::Events => self.say("diff-aspect-events", &[]),
            Aspect::Treatment => self.say("diff-aspect-treatment", &[]),
            Aspect::Credit => self.say("diff-aspect-credit", &[]),
            Aspect::Step => self.say("diff-aspect-step", &[]),
            Aspect::Order => self.say("diff-aspect-order", &[]),
            Aspect::Value => self.say("diff-aspect-value", &[]),
            Aspect::Row(when) => self.say("diff-aspect-row", &[("row", &phrases.condition(when))]),
            Aspect::Otherwise => self.say("diff-aspect-otherwise", &[]),
            Aspect::Occurrence(label) => self.say("diff-aspect-occurrence", &[("label", label)]),
            Aspect::Effective => self.say("diff-aspect-effective", &[]),
            Aspect::Default => self.say("diff-aspect-default", &[]),
            Aspect::Dated => self.say("diff-aspect-dated", &[]),
            Aspect::Lasts => self.say("diff-aspect-lasts", &[]),
        }
    }

    fn piece(&self, item: &Item, piece: &Piece, phrases: &Phrases<'_>, is_new: bool) -> String {
        let plan = self.plan(is_new);
        match piece {
            Piece::Condition(condition) => phrases.condition(condition),
            Piece::Figure(condition, figure, unit) => match &**condition {
                Condition::Compare(comparison) => phrases.limit(comparison),
                _ => phrases.amount(figure, *unit),
            },
            Piece::Amount(amount, unit) => phrases.amount(amount, *unit),
            Piece::Schedule(schedule) => self.schedule(schedule, phrases, plan),
            Piece::Window(window) => phrases.window(window),
            Piece::Due(date) => self.say("diff-due", &[("date", &phrases.date(date))]),
            Piece::Span(span) => phrases.span(*span),
            Piece::Share(numerator, denominator) => phrases.proportion(*numerator, *denominator),
            Piece::Days(from, Some(to)) => {
                self.say("phrase-between", &[("start", &from.to_string()), ("end", &to.to_string())])
            }
            Piece::Days(from, None) => self.say("diff-days-from", &[("from", &from.to_string())]),
            Piece::Step(step) => {
                let place = match item {
                    Item::Step(pair) => {
                        if is_new { pair.after() } else { pair.before() }.map(|(place, _)| *place)
                    }
                    _ => None,
                };
                let unit =
                    place.and_then(|place| plan.recognitions.get(place)).map(|found| credited(plan, found));
                phrases.step(step, unit.unwrap_or(Vocabulary::NUMBER))
            }
            Piece::Action(action) => {
                let id = match action.kind {
                    ActionKind::Deny => "explain-deny",
                    ActionKind::Grant => "explain-grant",
                    ActionKind::Oblige => "explain-oblige",
                };
                let outcome = plan.vocabulary.outcomes.get(action.outcome.index());
                self.say(
                    id,
                    &[("outcomes", &outcome.map(|names| names.shown(self.language)).unwrap_or_default())],
                )
            }
            Piece::Lasting(lasting) => match lasting {
                Lasting::Unstated => self.say("diff-lasting-unstated", &[]),
                Lasting::ThatPeriod => self.say("explain-lasting-period", &[]),
                Lasting::NextYear => self.say("explain-lasting-next-year", &[]),
                Lasting::For(span) => self.say("explain-lasting-span", &[("span", &phrases.span(*span))]),
            },
            Piece::Rule(rule) => {
                plan.rules.get(rule.index()).map(|rule| rule.names.shown(self.language)).unwrap_or_default()
            }
            Piece::AsRecorded => self.say("diff-as-recorded", &[]),
            Piece::Rejected => self.say("diff-rejected", &[]),
            Piece::Counted => self.say("diff-counted", &[]),
            Piece::Truth(true) => self.say("diff-yes", &[]),
            Piece::Truth(false) => self.say("diff-no", &[]),
            Piece::Quantity(value, unit) => phrases.quantity(*value, *unit),
            Piece::Fields(fields) => {
                let names: Vec<String> = fields.iter().map(|names| names.shown(self.language)).collect();
                names.join(&self.say("explain-separator", &[]))
            }
            Piece::Order(names) => names.join(&self.say("explain-separator", &[])),
        }
    }

    fn schedule(&self, schedule: &Schedule, phrases: &Phrases<'_>, plan: &Plan) -> String {
        match schedule {
            Schedule::Once(window) => self.say("diff-schedule-once", &[("window", &phrases.window(window))]),
            Schedule::Each { period, .. } => {
                self.say("diff-schedule-each", &[("period", &phrases.period(*period))])
            }
            Schedule::Cycle { every, from, .. } => self.say(
                "diff-schedule-cycle",
                &[("span", &phrases.span(*every)), ("from", &phrases.date(from))],
            ),
            Schedule::EachEvent { list, window, governed_by_event, .. } => {
                let subjects = plan.vocabulary.subjects.iter();
                let name = subjects
                    .filter_map(|subject| subject.lists.get(list.index()))
                    .map(|list| list.names.shown(self.language))
                    .next();
                let name = name.unwrap_or_default();
                let said = match window {
                    Some(window) => self.say(
                        "diff-schedule-event-within",
                        &[("event", &name), ("window", &phrases.window(window))],
                    ),
                    None => self.say("diff-schedule-event", &[("event", &name)]),
                };
                if *governed_by_event {
                    self.say("diff-schedule-governed", &[("schedule", &said)])
                } else {
                    said
                }
            }
        }
    }
}

fn credited(plan: &Plan, found: &Recognition) -> UnitId {
    let fields = plan.vocabulary.fields(found.subject, Some(found.list));
    match found.credited.and_then(|field| fields.get(field.index())).map(|field| &field.kind) {
        Some(FieldKind::Quantity(unit)) => *unit,
        Some(_) | None => Vocabulary::NUMBER,
    }
}
