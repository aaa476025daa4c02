//! What is left of each event of a list after the steps of a recognition.
//!
//! Credits are drawn up once for a record and a recognition, whatever the rules that ask, and only where the
//! recognition has steps. Both sides are worked out apart, event by event, as [`crate::plan::Step`] says: what is
//! known exactly comes out exactly, for the rest there are bounds. Each kind of step that looks at several
//! events at once has a file of its own.

mod cap;
mod days;
mod once;
mod place;
mod step;
mod tie;

use std::rc::Rc;

use crate::evaluate::aggregate::Share;
use crate::evaluate::range::Range;
use crate::evaluate::recognition::Recognised;
use crate::evaluate::{Evaluator, EventView, Outlook, Result, Truth, View, Watch};
use crate::plan::{Recognition, Schedule, Window};
use crate::record::{FactPath, present};
use crate::{EventList, Record};

/// What is left of each event of a list.
#[derive(Debug, Default)]
pub(crate) struct Credits {
    lines: Vec<Line>,
    /// By the event's place in its list: its place among the lines, where the as-of date sees it.
    places: Vec<Option<usize>>,
    /// Events that share something, of which not all is known; only if somebody listens.
    blurs: Vec<Blur>,
}

/// What is left of one event, and how it came to that.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// What the entries make of it.
    pub paper: Recognised,
    /// Whether it counts in the end.
    pub counted: Truth,
    /// At what amount.
    pub amount: Outlook,
    /// What each step took, if somebody listens.
    pub effects: Vec<Effect>,
    /// What is missing of it, if somebody listens.
    missing: Vec<FactPath>,
    /// Where it shares something.
    blurs: Vec<usize>,
}

/// What a step did to an event, were nothing more to happen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effect {
    /// Which step.
    pub step: usize,
    /// What it found.
    pub before: Range,
    /// What it left; `None` where the event surely does not count any more.
    pub after: Option<Range>,
    /// The event that counts in its place, by its place in the list.
    pub kept: Option<u32>,
}

/// Events that share something: what is not known of one of them leaves open what is left of the others.
#[derive(Debug)]
struct Blur {
    /// Those of which not all is known.
    lines: Vec<usize>,
    facts: Vec<FactPath>,
}

/// An event on its way through the steps.
struct Item<'r> {
    event: EventView<'r>,
    /// The day that it goes by.
    date: Option<i64>,
    /// The days that it lasts, else the day that it goes by.
    days: Option<(i64, i64)>,
    now: Held,
    ever: Held,
}

/// What is left of an event so far, on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    share: Share,
    amount: Range,
}

impl Held {
    /// Whether a missing fact (or what may still happen) leaves open what it is.
    fn is_open(self) -> bool {
        match self.share {
            Share::None => false,
            Share::Possible => true,
            Share::Certain => self.amount.low != self.amount.high,
        }
    }
}

impl Item<'_> {
    /// Whether what is missing of it can leave open what is left of others.
    fn is_unclear(&self) -> bool {
        self.now.share != Share::None && (self.now.is_open() || self.days.is_none() || self.date.is_none())
    }
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The credits of a list under a recognition that has steps; drawn up when it is first asked for.
    pub(crate) fn credits(&mut self, record: &Record, recognition: &'e Recognition) -> Result<Rc<Credits>> {
        let key = (std::ptr::from_ref(record), recognition.policy, recognition.list);
        if let Some(known) = self.credits.get(&key) {
            return Ok(Rc::clone(known));
        }
        let mark = self.watch.mark();
        self.watch.turn_aside();
        let drawn = self.draw_up(record, recognition);
        self.watch.turn_back();
        self.watch.forget(mark);
        let credits = Rc::new(drawn?);
        self.credits.insert(key, Rc::clone(&credits));
        Ok(credits)
    }

    fn draw_up(&mut self, record: &Record, recognition: &'e Recognition) -> Result<Credits> {
        let whole = Schedule::Once(Window::Rule);
        let frame = self.effective_frame(recognition.policy, record.subject, &whole);
        let view = frame.view(record);
        let mut credits = Credits::default();
        let Some(declared) = self.engine.list(record.subject, recognition.list) else { return Ok(credits) };
        let Some(rows) = record.lists.get(recognition.list.index()) else { return Ok(credits) };
        let mut items = Vec::with_capacity(rows.len());
        for (index, row) in (0..).zip(rows.rows()) {
            let event = EventView { record, list: recognition.list, index, row };
            let date = row.get(declared.dated.index()).copied().and_then(present);
            if date.is_some_and(|date| date > self.as_of) {
                credits.places.push(None);
                continue;
            }
            let mark = self.watch.mark();
            let paper = self.recognise(View { event: Some(event), ..view }, event, recognition)?;
            let item = self.item(event, date, declared, &paper);
            let missing = if W::LISTENS { self.watch.since(mark) } else { Vec::new() };
            self.watch.forget(mark);
            credits.places.push(Some(items.len()));
            credits.lines.push(Line { paper, missing, ..Line::default() });
            items.push(item);
        }
        for (place, step) in recognition.steps.iter().enumerate() {
            self.take(view, recognition, (place, step), declared, &mut items, &mut credits)?;
        }
        for (line, item) in credits.lines.iter_mut().zip(&items) {
            line.counted = Truth::new(item.now.share.possible(), item.ever.share.possible());
            line.amount = Outlook { now: item.now.amount, ever: item.ever.amount };
        }
        Ok(credits)
    }

    /// An event before the first step.
    fn item<'r>(
        &mut self,
        event: EventView<'r>,
        date: Option<i64>,
        declared: &EventList,
        paper: &Recognised,
    ) -> Item<'r> {
        let mut day = |field: crate::FieldId| {
            let day = event.row.get(field.index()).copied().and_then(present);
            if day.is_none() {
                self.missing_of(event, field);
            }
            day
        };
        let days = match declared.lasting {
            Some((first, last)) => day(first).zip(day(last)),
            None => day(declared.dated).map(|day| (day, day)),
        };
        let held = |possible, amount| Held { share: Share::new(possible), amount };
        Item {
            event,
            date,
            days,
            now: held(paper.counted.now(), paper.amount.now),
            ever: held(paper.counted.ever(), paper.amount.ever),
        }
    }

    /// Meets the facts that leave open what is left of some events.
    pub(crate) fn meet_blurs(&mut self, credits: &Credits, lines: &[usize]) {
        let mut met = vec![false; credits.lines.len()];
        let mut blurred = vec![false; credits.blurs.len()];
        let mut waiting = lines.to_vec();
        while let Some(place) = waiting.pop() {
            let Some(line) = credits.lines.get(place) else { continue };
            if std::mem::replace(&mut met[place], true) {
                continue;
            }
            self.watch.again(&line.missing);
            for &blur in &line.blurs {
                if !std::mem::replace(&mut blurred[blur], true) {
                    self.watch.again(&credits.blurs[blur].facts);
                    waiting.extend(&credits.blurs[blur].lines);
                }
            }
        }
    }
}

impl Credits {
    /// What is left of an event, with its place among the lines; `None` where the as-of date does not see it.
    pub fn line(&self, event: u32) -> Option<(usize, &Line)> {
        let place = (*self.places.get(event as usize)?)?;
        Some((place, self.lines.get(place)?))
    }
}

impl Line {
    /// The line of an event of which no step takes anything.
    pub fn plain(paper: Recognised) -> Self {
        Self { counted: paper.counted, amount: paper.amount, paper, ..Self::default() }
    }

    /// Whether a missing fact leaves open what is left of it.
    pub fn is_open(&self) -> bool {
        !self.counted.is_decided_now() || self.amount.now.low != self.amount.now.high
    }
}
