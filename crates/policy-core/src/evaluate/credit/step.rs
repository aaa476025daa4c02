//! Taking one step with all events.

use crate::EventList;
use crate::evaluate::aggregate::Share;
use crate::evaluate::credit::tie::Ties;
use crate::evaluate::credit::{Blur, Credits, Effect, Held, Item, cap, days, once};
use crate::evaluate::range::{ABOVE, Range};
use crate::evaluate::truth::Possible;
use crate::evaluate::{Evaluator, Outlook, Result, Truth, View, Watch};
use crate::plan::{Amount, Per, Recognition, Step, StepKind};
use crate::record::FactPath;

/// What a step leaves of the events that satisfy its filter.
pub(super) struct Left {
    /// What each event has left, were it to satisfy the filter; `None` where it is not touched.
    pub now: Vec<Option<Held>>,
    pub ever: Vec<Option<Held>>,
    /// Of each event that surely does not count any more, the one that counts in its place.
    pub kept: Vec<Option<usize>>,
    /// Which events share something, if somebody listens.
    groups: Option<Vec<Group>>,
    /// Those that may share something with any group.
    beside: Vec<usize>,
    /// What is missing to know the order of events of the group at hand.
    facts: Vec<FactPath>,
}

/// Events that share something.
struct Group {
    items: Vec<usize>,
    /// What else is missing to know who comes first.
    facts: Vec<FactPath>,
}

impl Left {
    pub fn untouched(count: usize, listens: bool) -> Self {
        Self {
            now: vec![None; count],
            ever: vec![None; count],
            kept: vec![None; count],
            groups: listens.then(Vec::new),
            beside: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// What an event that satisfies the filter has left, on the side that is looked at.
    pub fn set(&mut self, sight: &Sight<'_, '_>, item: usize, amount: Range) {
        self.hold(sight, item, Held { amount, ..sight.held(item) });
    }

    pub fn hold(&mut self, sight: &Sight<'_, '_>, item: usize, held: Held) {
        match sight.side {
            Side::Now => self.now[item] = Some(held),
            Side::Ever(_) => self.ever[item] = Some(held),
        }
    }

    /// These events share something; what is missing to know their order has been noted before.
    pub fn group(&mut self, sight: &Sight<'_, '_>, items: impl Iterator<Item = usize>) {
        if let (Side::Now, Some(groups)) = (sight.side, &mut self.groups) {
            groups.push(Group { items: items.collect(), facts: std::mem::take(&mut self.facts) });
        }
    }

    /// These events may share something with any other.
    pub fn beside(&mut self, sight: &Sight<'_, '_>, items: impl Iterator<Item = usize>) {
        if sight.side == Side::Now && self.groups.is_some() {
            self.beside = items.collect();
        }
    }

    /// It is not known in which order these events come, which have the same date and amount.
    pub fn unsettled(&mut self, sight: &Sight<'_, '_>, tie: &[usize]) {
        if sight.side == Side::Now && self.groups.is_some() {
            self.facts.extend(sight.ties.missing(tie, sight.items));
        }
    }
}

/// One of the two sides on which everything is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Now,
    /// More may come, dated on this day or later.
    Ever(i64),
}

impl Side {
    /// Whether an event that still comes may be dated no later than this day.
    pub fn may_be_preceded(self, day: i64) -> bool {
        match self {
            Self::Now => false,
            Self::Ever(as_of) => day >= as_of,
        }
    }
}

/// What a step that looks at several events at once sees of them, on one side.
pub(super) struct Sight<'a, 'r> {
    pub side: Side,
    pub items: &'a [Item<'r>],
    pub holds: &'a [Truth],
    pub ties: &'a Ties<'a>,
}

impl Sight<'_, '_> {
    pub fn held(&self, item: usize) -> Held {
        match self.side {
            Side::Now => self.items[item].now,
            Side::Ever(_) => self.items[item].ever,
        }
    }

    pub fn filter(&self, item: usize) -> Possible {
        match self.side {
            Side::Now => self.holds[item].now(),
            Side::Ever(_) => self.holds[item].ever(),
        }
    }

    /// The events that may count and satisfy the filter.
    pub fn possible(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.items.len()).filter(|&item| self.held(item).share != Share::None && self.filter(item).yes)
    }

    /// Whether it surely counts, satisfies the filter and is seen.
    pub fn is_certain(&self, item: usize) -> bool {
        // One without a date may be dated after the as-of date.
        let is_seen = self.items[item].date.is_some();
        is_seen && self.held(item).share == Share::Certain && !self.filter(item).no
    }

    pub fn amount(&self, item: usize) -> Range {
        self.held(item).amount
    }
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Takes one step with all events.
    pub(super) fn take(
        &mut self,
        view: View<'_>,
        recognition: &'e Recognition,
        (place, step): (usize, &'e Step),
        declared: &EventList,
        items: &mut [Item<'_>],
        credits: &mut Credits,
    ) -> Result<()> {
        let holds = self.filtered(view, step, items, credits)?;
        let mark = self.watch.mark();
        let left = match &step.kind {
            StepKind::Cap { .. } | StepKind::Once { .. } => {
                self.shared(view, recognition, &step.kind, declared, items, &holds)?
            }
            StepKind::Deduct(amount) => self.deducted(view, amount, items, &holds, credits)?,
            StepKind::Round { mode, to } => {
                let mut left = Left::untouched(items.len(), W::LISTENS);
                let rounded = |held: Held, filter: Possible| -> Result<Option<Held>> {
                    if !filter.yes || held.share == Share::None {
                        return Ok(None);
                    }
                    Ok(Some(Held { amount: held.amount.rounded(*mode, to.millionths())?, ..held }))
                };
                for (index, item) in items.iter().enumerate() {
                    left.now[index] = rounded(item.now, holds[index].now())?;
                    left.ever[index] = rounded(item.ever, holds[index].ever())?;
                }
                left
            }
        };
        if W::LISTENS {
            let facts = self.watch.since(mark);
            credits.note(place, &left, &holds, items, &facts);
        }
        self.watch.forget(mark);
        for (index, item) in items.iter_mut().enumerate() {
            item.now = item.now.after(holds[index].now(), left.now[index]);
            item.ever = item.ever.after(holds[index].ever(), left.ever[index]);
        }
        Ok(())
    }

    /// Whether each event satisfies the filter of a step.
    fn filtered(
        &mut self,
        view: View<'_>,
        step: &'e Step,
        items: &[Item<'_>],
        credits: &mut Credits,
    ) -> Result<Vec<Truth>> {
        let mut holds = Vec::with_capacity(items.len());
        let list = items.first().map(|item| item.event.list);
        let told = list.and_then(|list| self.told(view.record, list, &step.filter));
        for (item, line) in items.iter().zip(&mut credits.lines) {
            if item.ever.share == Share::None {
                holds.push(Truth::FALSE);
                continue;
            }
            if let Some(truth) = told.as_ref().and_then(|told| told.of(item.event.index)) {
                holds.push(truth);
                continue;
            }
            let mark = self.watch.mark();
            let truth = self.condition(View { event: Some(item.event), ..view }, &step.filter)?;
            if W::LISTENS {
                line.missing.extend(self.watch.since(mark));
            }
            self.watch.forget(mark);
            holds.push(truth);
        }
        Ok(holds)
    }

    /// What a step leaves that looks at several events at once.
    fn shared(
        &mut self,
        view: View<'_>,
        recognition: &'e Recognition,
        kind: &'e StepKind,
        declared: &EventList,
        items: &[Item<'_>],
        holds: &[Truth],
    ) -> Result<Left> {
        let ties = Ties::new(self.engine, view.record, recognition);
        let mut left = Left::untouched(items.len(), W::LISTENS);
        let sights =
            [Side::Now, Side::Ever(self.as_of)].map(|side| Sight { side, items, holds, ties: &ties });
        match kind {
            StepKind::Cap { per, most } => {
                let places = self.places(view, per, items)?;
                let most = self.let_through(view, most)?;
                for sight in &sights {
                    match per {
                        Per::Event => cap::each(sight, &most, &mut left),
                        Per::Day => days::share(sight, &most, declared, &mut left),
                        Per::Period(_) | Per::Cycle { .. } | Per::Ever => {
                            cap::share(sight, &places, &most, &mut left);
                        }
                    }
                }
            }
            StepKind::Once { by, per, keep } => {
                let places = self.places(view, per, items)?;
                for item in items {
                    for field in by.iter().filter(|field| once::is_missing(item, **field)) {
                        self.missing_of(item.event, *field);
                    }
                }
                for sight in &sights {
                    once::keep(sight, by, *keep, &places, &mut left);
                }
            }
            StepKind::Deduct(_) | StepKind::Round { .. } => {}
        }
        for fact in left.groups.iter_mut().flatten().flat_map(|group| &mut group.facts) {
            *fact = self.as_told(*fact);
        }
        Ok(left)
    }

    fn deducted(
        &mut self,
        view: View<'_>,
        amount: &'e Amount,
        items: &[Item<'_>],
        holds: &[Truth],
        credits: &mut Credits,
    ) -> Result<Left> {
        let mut left = Left::untouched(items.len(), W::LISTENS);
        for (index, item) in items.iter().enumerate() {
            if holds[index].is_surely_false() {
                continue;
            }
            let mark = self.watch.mark();
            let Outlook { now, ever } = self.amount(View { event: Some(item.event), ..view }, amount)?;
            if W::LISTENS {
                credits.lines[index].missing.extend(self.watch.since(mark));
            }
            self.watch.forget(mark);
            left.now[index] = Some(item.now.less(now));
            left.ever[index] = Some(item.ever.less(ever));
        }
        Ok(left)
    }
}

impl Held {
    /// What is left where the filter may not hold.
    fn after(self, filter: Possible, left: Option<Self>) -> Self {
        let Some(left) = left.filter(|_| filter.yes && self.share != Share::None) else { return self };
        if !filter.no {
            return left;
        }
        let share = if left.share == self.share { self.share } else { Share::Possible };
        Self { share, amount: left.amount.hull(self.amount) }
    }

    /// So much less, but no less than nothing.
    fn less(self, off: Range) -> Self {
        let rest = |amount: i64, off: i64| match (amount, off) {
            (_, ABOVE) => 0,
            (ABOVE, _) => ABOVE,
            (amount, off) => amount.saturating_sub(off.max(0)).max(0),
        };
        let amount = Range { low: rest(self.amount.low, off.high), high: rest(self.amount.high, off.low) };
        Self { amount, ..self }
    }
}

impl Credits {
    /// Writes down what a step took from whom, and whose missing facts leave it open.
    fn note(&mut self, step: usize, left: &Left, holds: &[Truth], items: &[Item<'_>], facts: &[FactPath]) {
        let after = |index: usize| items[index].now.after(holds[index].now(), left.now[index]);
        for (index, item) in items.iter().enumerate() {
            let (before, after) = (item.now, after(index));
            if after != before && before.share != Share::None {
                let kept = left.kept[index].and_then(|kept| items.get(kept)).map(|kept| kept.event.index);
                let after = (after.share != Share::None).then_some(after.amount);
                self.lines[index].effects.push(Effect { step, before: before.amount, after, kept });
            }
        }
        let is_unclear = |index: &usize| items[*index].is_unclear() || !holds[*index].is_decided_now();
        let unclear = |items: &[usize]| items.iter().copied().filter(is_unclear).collect();
        let beside = self.blurs.len();
        self.blurs.push(Blur { lines: unclear(&left.beside), facts: facts.to_vec() });
        for &index in left.beside.iter().filter(|index| after(**index).is_open()) {
            self.lines[index].blurs.push(beside);
        }
        for group in left.groups.iter().flatten() {
            let blur = self.blurs.len();
            self.blurs.push(Blur { lines: unclear(&group.items), facts: group.facts.clone() });
            for &index in group.items.iter().filter(|index| after(**index).is_open()) {
                self.lines[index].blurs.extend([beside, blur]);
            }
        }
    }
}
