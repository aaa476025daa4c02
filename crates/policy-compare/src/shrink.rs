//! Making a record that shows something small and plain: few events, all alike, of round amounts and on round days, and nothing
//! on which it does not hang.
//!
//! Each change is kept where the record still shows the same, so whoever decides it has the last word. What is tried comes in a fixed
//! order and ends by itself; whoever decides may also refuse to go on.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use policy_core::{Decimal, FieldId, ListId};

use crate::scene::{Fact, Happening, Scene};

const ONE: i64 = 1_000_000;
/// Amounts that are easily read, the least first.
const PLAIN: [i64; 8] = [ONE, 2 * ONE, 4 * ONE, 6 * ONE, 8 * ONE, 10 * ONE, 30 * ONE, 100 * ONE];
/// Steps of round amounts, the roundest first.
const ROUND: [i64; 5] = [100 * ONE, 10 * ONE, 5 * ONE, ONE, ONE / 2];
/// How many events, or members, are tried in place of more.
const FEW: [usize; 22] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24, 30, 40, 50, 100, 200, 500];
/// How often it is tried to put few events that are alike in place of many.
const MOST_ALIKE: usize = 120;

/// Leaves out every event, fact and field without which the record still shows the same, and makes plain what is left.
pub(crate) fn shrink(scene: Scene, shows: &dyn Fn(&Scene) -> bool) -> Scene {
    let mut shrinking = Shrinking { scene, shows, left_alike: MOST_ALIKE };
    shrinking.leave_out_members();
    let members = 0..shrinking.scene.members.len();
    for whose in std::iter::once(Whose::Own).chain(members.map(Whose::Group)) {
        shrinking.leave_out_events(whose);
        shrinking.make_alike(whose);
        shrinking.leave_out_facts(whose);
        shrinking.leave_out_fields(whose);
        shrinking.round_amounts(whose);
        shrinking.round_days(whose);
    }
    shrinking.scene
}

/// Whose facts and events: of the subject itself, or of members who are alike.
#[derive(Clone, Copy)]
enum Whose {
    Own,
    Group(usize),
}

impl Whose {
    fn of(self, scene: &Scene) -> Option<&Scene> {
        match self {
            Self::Own => Some(scene),
            Self::Group(group) => scene.members.get(group).map(|group| &group.each),
        }
    }

    fn of_mut(self, scene: &mut Scene) -> Option<&mut Scene> {
        match self {
            Self::Own => Some(scene),
            Self::Group(group) => scene.members.get_mut(group).map(|group| &mut group.each),
        }
    }
}

struct Shrinking<'s> {
    scene: Scene,
    shows: &'s dyn Fn(&Scene) -> bool,
    left_alike: usize,
}

impl Shrinking<'_> {
    /// Changes the record where it still shows the same afterwards, and says whether it does.
    fn attempt(&mut self, whose: Whose, change: impl FnOnce(&mut Scene)) -> bool {
        let mut changed = self.scene.clone();
        if let Some(own) = whose.of_mut(&mut changed) {
            change(own);
        }
        let is_kept = changed != self.scene && (self.shows)(&changed);
        if is_kept {
            self.scene = changed;
        }
        is_kept
    }

    fn of(&self, whose: Whose) -> &Scene {
        whose.of(&self.scene).unwrap_or(&self.scene)
    }

    /// All events at once, half of them, a quarter, and at last each by itself; from the end, so that the places of what is still
    /// to be tried stay the same.
    fn leave_out_events(&mut self, whose: Whose) {
        let mut size = self.of(whose).events.len();
        while size > 0 {
            let mut end = self.of(whose).events.len();
            while end > 0 {
                let start = end.saturating_sub(size);
                self.attempt(whose, |scene| drop(scene.events.drain(start..end)));
                end = start;
            }
            size /= 2;
        }
    }

    fn leave_out_members(&mut self) {
        for group in (0..self.scene.members.len()).rev() {
            if self.attempt(Whose::Own, |scene| drop(scene.members.remove(group))) {
                continue;
            }
            let many = self.scene.members[group].count;
            FEW.into_iter()
                .take_while(|few| *few < many)
                .find(|few| self.attempt(Whose::Own, |scene| scene.members[group].count = *few));
        }
    }

    fn leave_out_facts(&mut self, whose: Whose) {
        for fact in (0..self.of(whose).facts.len()).rev() {
            self.attempt(whose, |scene| drop(scene.facts.remove(fact)));
        }
    }

    /// A field of all events of a list at once, else of each by itself.
    fn leave_out_fields(&mut self, whose: Whose) {
        let of_event = |event: &Happening| {
            let list = event.list;
            event.fields.iter().map(move |(field, _)| (list, *field)).collect::<Vec<_>>()
        };
        let all: BTreeSet<(ListId, FieldId)> = self.of(whose).events.iter().flat_map(of_event).collect();
        for (list, field) in all {
            let is_kept = |event: &Happening, of: FieldId| event.list != list || of != field;
            let of_all = |scene: &mut Scene| {
                for event in &mut scene.events {
                    let kept: Vec<bool> = event.fields.iter().map(|(of, _)| is_kept(event, *of)).collect();
                    let mut kept = kept.into_iter();
                    event.fields.retain(|_| kept.next().unwrap_or(true));
                }
            };
            if self.attempt(whose, of_all) {
                continue;
            }
            let events = self.of(whose).events.iter().enumerate();
            let own: Vec<usize> =
                events.filter(|(_, event)| event.list == list).map(|(place, _)| place).collect();
            for place in own.iter().filter(|_| own.len() > 1) {
                self.attempt(whose, |scene| scene.events[*place].fields.retain(|(of, _)| *of != field));
            }
        }
    }

    /// Few events that are alike in place of many: of each list, and then of each kind in it.
    fn make_alike(&mut self, whose: Whose) {
        let lists: BTreeSet<ListId> = self.of(whose).events.iter().map(|event| event.list).collect();
        for list in lists {
            if self.are_made_alike(whose, &|event| event.list == list) {
                continue;
            }
            let mut kinds: Vec<Happening> = Vec::new();
            for event in self.of(whose).events.iter().filter(|event| event.list == list) {
                if !kinds.iter().any(|kind| is_of_kind(event, kind)) {
                    kinds.push(event.clone());
                }
            }
            for kind in kinds {
                self.are_made_alike(whose, &|event| is_of_kind(event, &kind));
            }
        }
    }

    /// Puts few copies of one event in place of all that are meant, of as much in all, on one day or on days that follow each other.
    fn are_made_alike(&mut self, whose: Whose, is_meant: &dyn Fn(&Happening) -> bool) -> bool {
        let events: Vec<Happening> =
            self.of(whose).events.iter().filter(|event| is_meant(event)).cloned().collect();
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return false };
        let models = if first == last { vec![first] } else { vec![first, last] };
        let is_alike = events.iter().all(|event| is_of_kind(event, first) && event.fields == first.fields);
        let most = if is_alike { events.len() } else { events.len() + 1 };
        for many in FEW.into_iter().filter(|many| *many < most) {
            for model in &models {
                for amounts in [Amounts::Own, Amounts::Whole, Amounts::Exact] {
                    for on_one_day in if many == 1 { &[true][..] } else { &[true, false][..] } {
                        let Some(left) = self.left_alike.checked_sub(1) else { return false };
                        self.left_alike = left;
                        let copies = copies(model, &events, many, amounts, *on_one_day);
                        let is_done = self.attempt(whose, |scene| {
                            let first = scene.events.iter().position(is_meant).unwrap_or_default();
                            scene.events.retain(|event| !is_meant(event));
                            let first = first.min(scene.events.len());
                            scene.events.splice(first..first, copies);
                        });
                        if is_done {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }

    /// Amounts that are easily read, the same of all that were the same.
    fn round_amounts(&mut self, whose: Whose) {
        let amounts = values(self.of(whose), |fact| match fact {
            Fact::Amount(amount) => Some(amount.millionths()),
            Fact::Term(_) | Fact::Flag(_) | Fact::Date(_) | Fact::Text(_) => None,
        });
        for (place, amount) in amounts {
            let is_less = |plain: &i64| *plain < amount;
            let round = ROUND.into_iter().flat_map(|step| {
                let below = amount.div_euclid(step).saturating_mul(step);
                [below, below.saturating_add(step)].map(|round| (round, step))
            });
            let is_rounder = |(_, step): &(i64, i64)| amount % step != 0;
            let round = round.filter(is_rounder).map(|(round, _)| round).filter(|round| *round > 0);
            let all = PLAIN.into_iter().filter(is_less).chain(round);
            let known = Fact::Amount(Decimal::from_millionths(amount));
            all.map(|round| Fact::Amount(Decimal::from_millionths(round)))
                .find(|round| self.attempt(whose, |scene| replace(scene, Some(place), &known, round)));
        }
    }

    /// Days that are easily read: one for all, the middle of the year or the first of the month; what began and ended on one day still does.
    fn round_days(&mut self, whose: Whose) {
        let day_of = |fact: &Fact| match fact {
            Fact::Date(day) => Some(*day),
            Fact::Term(_) | Fact::Flag(_) | Fact::Amount(_) | Fact::Text(_) => None,
        };
        let of_events: Vec<NaiveDate> = values(&of_events_only(self.of(whose)), day_of)
            .into_iter()
            .map(|(_, day)| day)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        for day in of_events.iter().skip(1) {
            let (known, first) = (Fact::Date(*day), Fact::Date(of_events[0]));
            self.attempt(whose, |scene| replace(scene, None, &known, &first));
        }
        let all: BTreeSet<NaiveDate> =
            values(self.of(whose), day_of).into_iter().map(|(_, day)| day).collect();
        for day in all.into_iter().filter(|day| !is_round(*day)) {
            let round = [(6, 30), (day.month(), 1), (1, 1)];
            let known = Fact::Date(day);
            round
                .into_iter()
                .filter_map(|(month, first)| NaiveDate::from_ymd_opt(day.year(), month, first))
                .find(|round| self.attempt(whose, |scene| replace(scene, None, &known, &Fact::Date(*round))));
        }
    }
}

/// What copies of an event come to.
#[derive(Clone, Copy)]
enum Amounts {
    /// Each what the event does.
    Own,
    /// All together what all did, in whole units or a little more.
    Whole,
    /// All together exactly what all did.
    Exact,
}

fn copies(
    model: &Happening,
    events: &[Happening],
    many: usize,
    amounts: Amounts,
    on_one_day: bool,
) -> Vec<Happening> {
    let many_wide = i64::try_from(many).unwrap_or(i64::MAX).max(1);
    let share = |field: FieldId, own: Decimal| {
        let all = events.iter().filter_map(|event| match event.field(field) {
            Some(Fact::Amount(amount)) => Some(amount.millionths()),
            Some(Fact::Term(_) | Fact::Flag(_) | Fact::Date(_) | Fact::Text(_)) | None => None,
        });
        let sum = all.fold(0i64, i64::saturating_add);
        let share = sum / many_wide;
        match amounts {
            Amounts::Own => own,
            Amounts::Whole => {
                Decimal::from_millionths(share.saturating_add(ONE - 1).div_euclid(ONE).saturating_mul(ONE))
            }
            Amounts::Exact => Decimal::from_millionths(share),
        }
    };
    (0..many)
        .map(|number| {
            let mut copy = model.clone();
            // What tells events apart, such as a project's name, is that of the events themselves.
            let text_of = events.get(number);
            for (field, fact) in &mut copy.fields {
                match fact {
                    Fact::Amount(amount) => *amount = share(*field, *amount),
                    Fact::Date(day) if !on_one_day => {
                        let later = Days::new(u64::try_from(number).unwrap_or_default());
                        *day = day.checked_add_days(later).unwrap_or(*day);
                    }
                    Fact::Text(text) => {
                        if let Some(Fact::Text(own)) = text_of.and_then(|event| event.field(*field)) {
                            text.clone_from(own);
                        }
                    }
                    Fact::Date(_) | Fact::Term(_) | Fact::Flag(_) => {}
                }
            }
            copy
        })
        .collect()
}

/// Whether an event says the same as another, but for amounts, days and texts.
fn is_of_kind(event: &Happening, kind: &Happening) -> bool {
    let said = |event: &Happening| -> Vec<(FieldId, Option<Fact>)> {
        let fields = event.fields.iter().map(|(field, fact)| match fact {
            Fact::Term(_) | Fact::Flag(_) => (*field, Some(fact.clone())),
            Fact::Date(_) | Fact::Amount(_) | Fact::Text(_) => (*field, None),
        });
        fields.collect()
    };
    event.list == kind.list && said(event) == said(kind)
}

/// Where a value stands: of which list, or of the subject itself, and in which field.
type Place = (Option<ListId>, FieldId);

/// The values of a kind, each once for every place.
fn values<T: Ord>(scene: &Scene, of: impl Fn(&Fact) -> Option<T>) -> BTreeSet<(Place, T)> {
    let facts = scene.facts.iter().map(|(field, fact)| ((None, *field), fact));
    let events = scene
        .events
        .iter()
        .flat_map(|event| event.fields.iter().map(|(field, fact)| ((Some(event.list), *field), fact)));
    facts.chain(events).filter_map(|(place, fact)| Some((place, of(fact)?))).collect()
}

fn of_events_only(scene: &Scene) -> Scene {
    Scene { facts: Vec::new(), members: Vec::new(), ..scene.clone() }
}

/// Puts one value in place of another, at a place or wherever it stands.
fn replace(scene: &mut Scene, at: Option<Place>, known: &Fact, other: &Fact) {
    let is_meant = |place: Place| at.is_none_or(|at| at == place);
    for (field, fact) in &mut scene.facts {
        if is_meant((None, *field)) && fact == known {
            *fact = other.clone();
        }
    }
    for event in &mut scene.events {
        for (field, fact) in &mut event.fields {
            if is_meant((Some(event.list), *field)) && fact == known {
                *fact = other.clone();
            }
        }
    }
}

fn is_round(day: NaiveDate) -> bool {
    day.day() == 1 || (day.month(), day.day()) == (6, 30)
}
