//! The differences of what counts: entry by entry, step by step.

use policy_core::plan::{Entry, Plan, Recognition, Treatment};
use policy_core::{FieldKind, SubjectId, UnitId, Vocabulary};

use super::Work;
use super::changes::kind_of;
use crate::change::{Aspect, Change, Figure, Item, Kind, Pair};
use crate::parts::{Part, figures, is_renamed};
use crate::reading::Read;
use crate::words::share_a_name;

/// A recognition of one version.
struct Told<'w> {
    /// Its place in its own plan.
    place: usize,
    /// As its own plan says it.
    said: &'w Recognition,
    /// As the plan of both does.
    meant: &'w Recognition,
    /// What it credits in.
    unit: UnitId,
}

/// What differs of the entries or of the steps of a recognition.
#[derive(Default)]
struct Differences {
    /// Each with what it said and says, and whether it is called otherwise.
    found: Vec<(Item, Vec<Figure>, bool)>,
    /// Whether those of both versions stand in another order.
    is_moved: bool,
}

impl Work<'_> {
    pub(super) fn recognitions(&mut self, changes: &mut Vec<Change>) {
        for pair in self.recognition_pairs() {
            self.recognition(changes, pair);
        }
    }

    /// The recognitions of both versions, by their places.
    fn recognition_pairs(&self) -> Vec<Pair<usize>> {
        let first = self.beside.first.recognition;
        let partner = |place: usize| {
            let new = self.beside.plan.recognitions.get(first + place)?;
            let policy = self.beside.own.sources.get(new.policy.index()).copied().unwrap_or(new.policy);
            let is_meant =
                |old: &Recognition| (old.policy, old.subject, old.list) == (policy, new.subject, new.list);
            self.old.recognitions.iter().position(is_meant)
        };
        let of_new: Vec<Pair<usize>> = (0..self.new.recognitions.len())
            .map(|new| partner(new).map_or(Pair::New(new), |old| Pair::Both(old, new)))
            .collect();
        let is_gone = |old: &usize| !of_new.iter().any(|pair| pair.before() == Some(old));
        let gone = (0..self.old.recognitions.len()).filter(is_gone).map(Pair::Old);
        let gone: Vec<Pair<usize>> = gone.collect();
        of_new.into_iter().chain(gone).collect()
    }

    fn recognition(&mut self, changes: &mut Vec<Change>, pair: Pair<usize>) {
        let first = self.beside.first.recognition;
        let old = pair.before().and_then(|place| self.told(self.old, *place, *place));
        let new = pair.after().and_then(|place| self.told(self.new, *place, first + place));
        let sides = (old.as_ref(), new.as_ref());
        let (entries, steps) = (self.entries(sides), self.steps(sides));
        let is_of_both = matches!(pair, Pair::Both(..));
        let is_credited_otherwise =
            matches!(sides, (Some(old), Some(new)) if old.meant.credited != new.meant.credited);
        let says_nothing_more = entries.found.is_empty() && steps.found.is_empty() && !is_of_both;
        let is_told = entries.is_moved || steps.is_moved || is_credited_otherwise || says_nothing_more;
        let places = [pair.before().copied(), pair.after().map(|new| first + new)];
        let reads: Vec<Read> = places.into_iter().flatten().map(Read::Recognition).collect();
        for (item, figures, is_renamed) in entries.found.into_iter().chain(steps.found) {
            let kind = match &item {
                Item::Entry(place) | Item::Step(place) => kind_of(place, figures.is_empty()),
                Item::Policy(_)
                | Item::Rule(_)
                | Item::Consequence(_)
                | Item::Recognition(_)
                | Item::Parameter(_)
                | Item::Table(_)
                | Item::Period(_)
                | Item::Word(..) => Kind::Changed,
            };
            let reaches = if figures.is_empty() { Vec::new() } else { self.reached(&reads) };
            changes.push(Change { item, kind, is_renamed, figures, effect: None, reaches });
        }
        if is_told {
            let (item, kind) = (Item::Recognition(pair), kind_of(&pair, false));
            let (figures, reaches) = (Vec::new(), self.reached(&reads));
            changes.push(Change { item, kind, is_renamed: false, figures, effect: None, reaches });
        }
    }

    /// A recognition by its place in its own plan and in that of both.
    fn told<'w>(&'w self, own: &'w Plan, place: usize, of_both: usize) -> Option<Told<'w>> {
        let said = own.recognitions.get(place)?;
        let meant = self.beside.plan.recognitions.get(of_both)?;
        Some(Told { place, said, meant, unit: credited_unit(&own.vocabulary, said.subject, said) })
    }

    fn entries(&self, (old, new): (Option<&Told<'_>>, Option<&Told<'_>>)) -> Differences {
        let said = |told: Option<&Told<'_>>| told.map(|told| told.said.entries.clone()).unwrap_or_default();
        let (said_old, said_new) = (said(old), said(new));
        let (old_parts, new_parts) = (self.entry_parts(old), self.entry_parts(new));
        let partner = best_partners(
            old_parts.len(),
            new_parts.len(),
            &[
                &|one, other| are_called_alike(&said_old[one], &said_new[other]),
                &|one, other| are_all(&old_parts[one], &new_parts[other], Part::says_the_same),
                &|one, other| are_all(&old_parts[one], &new_parts[other], Part::is_like),
                &|one, other| are_of_one_clause(&said_old[one], &said_new[other]),
            ],
        );
        let mut differences = Differences { is_moved: is_moved(&partner), found: Vec::new() };
        let mut left: Vec<Option<Vec<Part>>> = old_parts.into_iter().map(Some).collect();
        for (place, parts) in new_parts.into_iter().enumerate() {
            let known = partner[place];
            let before = known.and_then(|known| left.get_mut(known)).and_then(Option::take);
            let figures = figures(before.unwrap_or_default(), parts);
            let is_renamed = match known.map(|known| (&said_old[known].names, &said_new[place].names)) {
                Some((Some(one), Some(other))) => is_renamed(one, other),
                Some((_, _)) | None => false,
            };
            let Some(pair) = placed((old, known), (new, place)) else { continue };
            if !figures.is_empty() || is_renamed || matches!(pair, Pair::New(_)) {
                differences.found.push((Item::Entry(pair), figures, is_renamed));
            }
        }
        for (place, parts) in left.into_iter().enumerate() {
            if let (Some(parts), Some(old)) = (parts, old) {
                let pair = Pair::Old((old.place, place));
                differences.found.push((Item::Entry(pair), figures(parts, Vec::new()), false));
            }
        }
        differences
    }

    fn entry_parts(&self, told: Option<&Told<'_>>) -> Vec<Vec<Part>> {
        let Some(told) = told else { return Vec::new() };
        let entries = told.said.entries.iter().zip(&told.meant.entries);
        entries.map(|(said, meant)| self.teller().entry(said, meant, told.unit)).collect()
    }

    fn steps(&self, (old, new): (Option<&Told<'_>>, Option<&Told<'_>>)) -> Differences {
        let (old_parts, new_parts) = (self.step_parts(old), self.step_parts(new));
        let partner = best_partners(
            old_parts.len(),
            new_parts.len(),
            &[&|one, other| old_parts[one].says_the_same(&new_parts[other]), &|one, other| {
                old_parts[one].is_like(&new_parts[other])
            }],
        );
        let mut differences = Differences { is_moved: is_moved(&partner), found: Vec::new() };
        let mut push = |pair, old: Option<&Part>, new: Option<&Part>| {
            let said = |part: Option<&Part>| part.map(Part::piece_of);
            let figure = Figure { aspect: Aspect::Step, old: said(old), new: said(new) };
            differences.found.push((Item::Step(pair), vec![figure], false));
        };
        for (place, part) in new_parts.iter().enumerate() {
            let Some(pair) = placed((old, partner[place]), (new, place)) else { continue };
            let known = partner[place].map(|known| &old_parts[known]);
            if known.is_none_or(|known| !known.says_the_same(part)) {
                push(pair, known, Some(part));
            }
        }
        for (place, part) in old_parts.iter().enumerate() {
            if let (false, Some(old)) = (partner.contains(&Some(place)), old) {
                push(Pair::Old((old.place, place)), Some(part), None);
            }
        }
        differences
    }

    fn step_parts(&self, told: Option<&Told<'_>>) -> Vec<Part> {
        let Some(told) = told else { return Vec::new() };
        let steps = told.said.steps.iter().zip(&told.meant.steps);
        steps.map(|(said, meant)| self.teller().step(said, meant)).collect()
    }
}

/// An entry or a step of the new version, with what it is in the old one.
fn placed(
    (old, known): (Option<&Told<'_>>, Option<usize>),
    (new, place): (Option<&Told<'_>>, usize),
) -> Option<Pair<(usize, usize)>> {
    let own = (new?.place, place);
    Some(match old.zip(known) {
        Some((old, known)) => Pair::Both((old.place, known), own),
        None => Pair::New(own),
    })
}

fn are_all(one: &[Part], other: &[Part], are: impl Fn(&Part, &Part) -> bool) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are(one, other))
}

fn are_called_alike(one: &Entry, other: &Entry) -> bool {
    match (&one.names, &other.names) {
        (Some(one), Some(other)) => share_a_name(one, other),
        (Some(_), None) | (None, Some(_)) | (None, None) => false,
    }
}

/// Whether two entries stand in one clause, and both count or both reject.
fn are_of_one_clause(one: &Entry, other: &Entry) -> bool {
    let article = |entry: &Entry| entry.citations.first().map(|found| found.article.clone());
    let is_rejecting = |entry: &Entry| entry.treatment == Treatment::Reject;
    article(one).is_some() && article(one) == article(other) && is_rejecting(one) == is_rejecting(other)
}

/// Whether what both versions have stands in another order.
fn is_moved(partner: &[Option<usize>]) -> bool {
    !partner.iter().flatten().is_sorted()
}

/// Which things of the new version are which of the old, by the first way that fits.
fn best_partners(old: usize, new: usize, fits: &[&dyn Fn(usize, usize) -> bool]) -> Vec<Option<usize>> {
    let mut partner: Vec<Option<usize>> = vec![None; new];
    for fits in fits {
        for place in 0..new {
            if partner[place].is_none() {
                partner[place] = (0..old)
                    .filter(|known| !partner.contains(&Some(*known)))
                    .find(|known| fits(*known, place));
            }
        }
    }
    partner
}

/// The unit of what a recognition credits.
pub(super) fn credited_unit(vocabulary: &Vocabulary, subject: SubjectId, found: &Recognition) -> UnitId {
    let fields = vocabulary.fields(subject, Some(found.list));
    match found.credited.and_then(|field| fields.get(field.index())).map(|field| &field.kind) {
        Some(FieldKind::Quantity(unit)) => *unit,
        Some(_) | None => Vocabulary::NUMBER,
    }
}
