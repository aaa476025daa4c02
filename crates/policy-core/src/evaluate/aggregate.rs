//! Counts and sums over events and members.

use std::collections::HashMap;

use crate::evaluate::days::Window;
use crate::evaluate::farthest::Farthest;
use crate::evaluate::range::ABOVE;
use crate::evaluate::truth::Possible;
use crate::evaluate::{Day, Days, Evaluator, EventView, Inside, Outlook, Range, Result, Truth, View, Watch};
use crate::plan::{Aggregate, Condition, Measure, Source};
use crate::record::{FactPath, MISSING, present};
use crate::{Decimal, FieldId, FieldKind, ListId, Record, SubjectId};

/// One, in millionths: what an event adds to a count.
pub(super) const ONE: i64 = Decimal::ONE.millionths();

/// How surely something is taken into an aggregate, on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// It is not.
    None,
    /// It may be.
    Possible,
    /// It is.
    Certain,
}

/// How surely something is taken, now and ever.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub now: Share,
    pub ever: Share,
}

impl Taken {
    pub fn of(truth: Truth) -> Self {
        Self { now: Share::new(truth.now()), ever: Share::new(truth.ever()) }
    }
}

impl Share {
    /// How surely something is taken of which it is possible that it is, or is not.
    pub fn new(possible: Possible) -> Self {
        match (possible.yes, possible.no) {
            (false, _) => Self::None,
            (true, true) => Self::Possible,
            (true, false) => Self::Certain,
        }
    }

    /// Whether it is possible that it is taken, and that it is not.
    pub fn possible(self) -> Possible {
        Possible { yes: self != Self::None, no: self != Self::Certain }
    }

    /// What an amount adds to a sum.
    fn of(self, amount: Range) -> Range {
        match self {
            Self::None => Range::ZERO,
            Self::Possible => Range { low: 0, high: amount.high },
            Self::Certain => amount,
        }
    }
}

impl Source {
    /// The list that it goes through, unless it goes through members.
    pub(crate) fn list(self) -> Option<ListId> {
        match self {
            Self::Recorded(list) | Self::Recognised(list, _) => Some(list),
            Self::Members(_) => None,
        }
    }
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The value of a count or sum.
    pub(super) fn aggregate(&mut self, view: View<'_>, aggregate: &'e Aggregate) -> Result<Outlook> {
        if let Source::Members(subject) = aggregate.source {
            return self.over_members(view, subject, aggregate);
        }
        let window = self.window(view, &aggregate.window)?;
        let is_open = window.ever().is_open(self.as_of);
        if let Some(sifted) = self.sift(view, aggregate.source, &aggregate.filter)?
            && let (Some(sifted), Some(list)) = (self.sifted.get(sifted), aggregate.source.list())
            && let Some(rows) = view.record.lists.get(list.index())
            && let Some(mut total) = sifted.total(rows, &aggregate.measure, window)?
        {
            if is_open {
                total.ever.high = ABOVE;
            }
            return Ok(total);
        }
        let mut total = Total::new(&aggregate.measure);
        let known = self.each_event(
            view,
            aggregate.source,
            &aggregate.filter,
            Some(window),
            |this, event, truth, credited| {
                let amount = match &aggregate.measure {
                    Measure::Count => Outlook::both(Range::exactly(ONE)),
                    Measure::Sum(field) => this.event_amount(event, *field, credited),
                    Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                        if truth.is_surely_false() {
                            return Ok(());
                        }
                        let view = View { event: Some(event), ..view };
                        this.amount(view, amount)?.higher(Outlook::ZERO)
                    }
                    Measure::Distinct(field) => {
                        let word = event.row.get(field.index()).copied().unwrap_or(MISSING);
                        if word == MISSING {
                            this.missing(FactPath::Event(event.list, event.index, *field));
                        }
                        total.distinct(Taken::of(truth), word);
                        this.watch.taken(event, truth, Outlook::both(Range::exactly(ONE)));
                        return Ok(());
                    }
                };
                this.watch.taken(event, truth, amount);
                total.add(Taken::of(truth), amount)
            },
        )?;
        if !known {
            return Ok(Outlook::both(Range::ANY_AMOUNT));
        }
        total.value(is_open)
    }

    /// What an event adds to the sum of a field.
    pub(super) fn event_amount(
        &mut self,
        event: EventView<'_>,
        field: FieldId,
        credited: Option<(FieldId, Outlook)>,
    ) -> Outlook {
        match credited {
            Some((credited, amount)) if credited == field => amount,
            Some(_) | None => Outlook::both(self.recorded_amount(event, field)),
        }
    }

    /// The amount that an event has in a field.
    pub(super) fn recorded_amount(&mut self, event: EventView<'_>, field: FieldId) -> Range {
        match event.row.get(field.index()).copied().and_then(present) {
            Some(word) => Range::exactly(word),
            None => {
                self.missing(FactPath::Event(event.list, event.index, field));
                Range::ANY_AMOUNT
            }
        }
    }

    /// Goes through the events that are seen and may be taken; `false` where the list is missing.
    ///
    /// Events dated after the as-of date are not seen. `visit` gets how surely an event is
    /// taken, and what the recognition credits it with.
    pub(super) fn each_event(
        &mut self,
        view: View<'_>,
        source: Source,
        filter: &'e Condition,
        window: Option<Window>,
        mut visit: impl FnMut(&mut Self, EventView<'_>, Truth, Option<(FieldId, Outlook)>) -> Result<()>,
    ) -> Result<bool> {
        let record = view.record;
        let Some(list) = source.list() else { return Ok(false) };
        let Some(rows) = record.lists.get(list.index()).filter(|rows| rows.known) else {
            self.missing(FactPath::List(list));
            return Ok(false);
        };
        let Some(declared) = self.engine.list(record.subject, list) else { return Ok(false) };
        if let Some(sifted) = self.sift(view, source, filter)? {
            let mut next = 0;
            while let Some((event, credited)) = self.passed(sifted, next) {
                next += 1;
                let truth = window.map_or(event.truth(), |window| event.lies_in(window));
                let Some(row) = rows.row(event.index as usize) else { continue };
                let credited = credited.map(|field| (field, event.amount));
                visit(self, EventView { record, list, index: event.index, row }, truth, credited)?;
            }
            return Ok(true);
        }
        let recognition = self.recognition_of(record, source);
        let credits = match recognition {
            Some(recognition) if !recognition.steps.is_empty() => Some(self.credits(record, recognition)?),
            Some(_) | None => None,
        };
        let mut open = Vec::new();
        for (index, row) in (0..).zip(rows.rows()) {
            let event = EventView { record, list, index, row };
            let mark = self.watch.mark();
            let Some(inside) = self.lies_in(event, declared.dated, window) else { continue };
            let view = View { event: Some(event), ..view };
            let mut truth = inside.and(self.condition(view, filter)?);
            let mut credited = None;
            if let Some(recognition) = recognition
                && !truth.is_surely_false()
            {
                let (counted, amount) = match credits.as_ref().and_then(|credits| credits.line(index)) {
                    Some((place, line)) => {
                        if W::LISTENS && line.is_open() && truth.now().yes {
                            open.push(place);
                        }
                        (line.counted, line.amount)
                    }
                    None => {
                        let found = self.recognise(view, event, recognition)?;
                        (found.counted, found.amount)
                    }
                };
                truth = truth.and(counted);
                credited = recognition.credited.map(|field| (field, amount));
            }
            if truth.is_surely_false() {
                self.watch.forget(mark);
            }
            visit(self, event, truth, credited)?;
            if truth.is_surely_false() {
                self.watch.forget(mark);
            }
        }
        if let Some(credits) = credits.filter(|_| !open.is_empty()) {
            self.meet_blurs(&credits, &open);
        }
        Ok(true)
    }

    /// Whether an event lies in a window, if there is one; `None` where the as-of date does not see it.
    ///
    /// One whose date is missing may lie in any window that holds days, and surely lies in none.
    fn lies_in(&mut self, event: EventView<'_>, dated: FieldId, window: Option<Window>) -> Option<Truth> {
        let day = event.row.get(dated.index()).copied().and_then(present);
        if day.is_some_and(|day| day > self.as_of) {
            return None;
        }
        let Some(window) = window else { return Some(Truth::TRUE) };
        let Some(day) = day else {
            self.missing(FactPath::Event(event.list, event.index, dated));
            return Some(window.contains(Days::both(Day::ANY)).may_fail());
        };
        Some(window.contains(Days::exactly(day)))
    }

    /// A word that means the same in every record: a text's place differs from record to record.
    fn shared_word<'r>(
        &self,
        record: &'r Record,
        field: FieldId,
        word: i64,
        texts: &mut HashMap<&'r str, i64>,
    ) -> i64 {
        let kind = self
            .engine
            .plan()
            .vocabulary
            .fields(record.subject, None)
            .get(field.index())
            .map(|field| &field.kind);
        match (kind, record.text(word)) {
            (Some(FieldKind::Text | FieldKind::Member(_)), Some(text)) => {
                let next = texts.len() as i64;
                *texts.entry(text).or_insert(next)
            }
            (_, _) => word,
        }
    }

    /// A fact of a member that may be taken.
    fn word_of_member(&mut self, member: &Record, field: FieldId, taken: &Taken) -> i64 {
        let word = member.facts.get(field.index()).copied().unwrap_or(MISSING);
        if word == MISSING && taken.ever != Share::None {
            self.missing(FactPath::Fact(field));
        }
        word
    }

    /// A count or sum over the subjects that belong to this one.
    fn over_members(
        &mut self,
        view: View<'_>,
        subject: SubjectId,
        aggregate: &'e Aggregate,
    ) -> Result<Outlook> {
        let Some(members) = view.record.members(subject) else {
            self.missing(FactPath::Members(subject));
            return Ok(Outlook::both(Range::ANY_AMOUNT));
        };
        if let Some(inquiry) = &mut self.inquiry {
            return inquiry.answer(self.engine.plan(), view, subject, aggregate);
        }
        let mut total = Total::new(&aggregate.measure);
        let mut texts = HashMap::new();
        for (index, member) in (0..).zip(members) {
            let outer = self.inside;
            self.inside = outer.or(Some(Inside { of: view.record, subject, member: index }));
            // What a member did is no event of the subject at hand.
            self.watch.turn_aside();
            let view = View { record: member, event: None, ..view };
            let truth = self.condition(view, &aggregate.filter)?;
            let taken = Taken::of(truth);
            match &aggregate.measure {
                Measure::Count => total.add(taken, Outlook::both(Range::exactly(ONE)))?,
                Measure::Sum(field) => {
                    let word = self.word_of_member(member, *field, &taken);
                    let amount = present(word).map_or(Range::ANY_AMOUNT, Range::exactly);
                    total.add(taken, Outlook::both(amount))?;
                }
                Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                    if taken.ever != Share::None {
                        let mark = self.watch.mark();
                        let amount = self.amount(view, amount)?.higher(Outlook::ZERO);
                        if amount.now.low == amount.now.high {
                            self.watch.forget(mark);
                        }
                        total.add(taken, amount)?;
                    }
                }
                Measure::Distinct(field) => {
                    let word = self.word_of_member(member, *field, &taken);
                    total.distinct(taken, self.shared_word(member, *field, word, &mut texts));
                }
            }
            self.watch.turn_back();
            self.inside = outer;
        }
        total.value(false)
    }
}

/// A total that grows.
#[derive(Clone, Debug)]
pub(super) struct Total {
    sum: Outlook,
    values: Option<Box<[DifferentValues; 2]>>,
    farthest: Option<Box<[Farthest; 2]>>,
}

/// The different values met so far on one side.
#[derive(Clone, Debug, Default)]
struct DifferentValues {
    /// Each known value, and whether a certain event has it.
    known: HashMap<i64, bool>,
    /// How many events may add a value that nobody knows.
    unknown: i64,
}

impl Total {
    pub fn new(measure: &Measure) -> Self {
        let total = Self { sum: Outlook::ZERO, values: None, farthest: None };
        let farthest = |highest: bool| Some(Box::new([Farthest::new(highest), Farthest::new(highest)]));
        match measure {
            Measure::Count | Measure::Sum(_) | Measure::SumOf(_) => total,
            Measure::Distinct(_) => Self { values: Some(Box::default()), ..total },
            Measure::HighestOf(_) => Self { farthest: farthest(true), ..total },
            Measure::LowestOf(_) => Self { farthest: farthest(false), ..total },
        }
    }

    pub fn add(&mut self, taken: Taken, amount: Outlook) -> Result<()> {
        if let Some(farthest) = &mut self.farthest {
            let [now, ever] = &mut **farthest;
            now.add(taken.now, amount.now);
            ever.add(taken.ever, amount.ever);
            return Ok(());
        }
        self.sum.now = self.sum.now.plus(taken.now.of(amount.now))?;
        self.sum.ever = self.sum.ever.plus(taken.ever.of(amount.ever))?;
        Ok(())
    }

    pub fn distinct(&mut self, taken: Taken, word: i64) {
        let Some(values) = &mut self.values else { return };
        for (side, share) in values.iter_mut().zip([taken.now, taken.ever]) {
            match share {
                Share::None => {}
                Share::Possible | Share::Certain if word == MISSING => side.unknown += 1,
                Share::Possible | Share::Certain => {
                    *side.known.entry(word).or_default() |= share == Share::Certain;
                }
            }
        }
    }

    /// What has been summed up so far.
    pub fn sum(&self) -> Outlook {
        self.sum
    }

    /// The total; `is_open` where more may still be taken.
    pub fn value(&self, is_open: bool) -> Result<Outlook> {
        if let Some(farthest) = &self.farthest {
            let [now, mut ever] = **farthest;
            if is_open {
                ever.add(Share::Possible, Range::ANY_AMOUNT);
            }
            return Ok(Outlook { now: now.range(), ever: ever.range() });
        }
        let mut value = match &self.values {
            None => self.sum,
            Some(values) => {
                let [now, ever] = &**values;
                Outlook { now: now.range()?, ever: ever.range()? }
            }
        };
        if is_open {
            value.ever.high = ABOVE;
        }
        Ok(value)
    }
}

impl DifferentValues {
    /// At least the certain values (one, where only events of unknown value are certain is not claimed);
    /// at most every known value and one more for each unknown.
    fn range(&self) -> Result<Range> {
        let certain = self.known.values().filter(|&&certain| certain).count() as i64;
        let most = (self.known.len() as i64).saturating_add(self.unknown);
        let times = |count: i64| count.checked_mul(ONE).ok_or(crate::DecideError::Overflow);
        Ok(Range { low: times(certain)?, high: times(most)? })
    }
}
