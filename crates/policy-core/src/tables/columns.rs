//! Walking a block of subjects in columns: from the codes of events to the cells of each subject.
//!
//! For each list: the class of each event, a look-up for each field that any condition asks for; its case, by class and day; then the
//! sums, group by group ([`super::fold`]). What is settled is added without a branch. The few events of which something
//! decides that is missing are listed on the way, and added afterwards one by one, as ranges, as a single record's are;
//! a subject of whom the class cannot tell is handed over.

use super::cases::{Cases, Group, UNSETTLED};
use super::classes::{ClassTable, LaneAmount};
use super::docket::{ConsequenceEntry, RuleEntry};
use super::fold::{Addends, Plan};
use super::jury::Jury;
use super::ledger::{Cell, Ledger};
use crate::columns::{
    Amounts, Block, Codes, Column, Decided, Events, Known, MISSING_DAY, OutcomePlace, VerdictPlace,
};
use crate::evaluate::{ABOVE, Range};
use crate::plan::{ConsequenceId, RuleId};
use crate::record::{MISSING, default_word};
use crate::{Bench, Decimal, FieldId, ListId, SubjectId};

/// The walk through the columns of one kind of subject.
#[derive(Debug)]
pub(crate) struct Walk<'b> {
    bench: &'b Bench<'b>,
    subject: SubjectId,
    folds: Vec<Fold<'b>>,
    jury: Jury<'b>,
}

/// What is added up over one list.
#[derive(Debug)]
struct Fold<'b> {
    table: &'b ClassTable,
    cells: &'b [Cell],
    first_cell: usize,
    dated: FieldId,
    cases: Cases,
    plans: Vec<Plan>,
    /// By field of the list: the word of a missing value.
    defaults: Vec<i64>,
}

/// What each code of a byte adds to the class: as many as there are, so that none is beyond.
type Steps = [u16; 256];

/// What a walk works on; made once, used for any number of blocks.
#[derive(Debug, Default)]
pub struct Desk {
    classes: Vec<u16>,
    cases: Vec<u16>,
    /// The events that are not settled, some perhaps twice.
    unsettled: Vec<u32>,
    steps: Vec<Steps>,
    /// Amounts that can be added, of which the missing ones are zero.
    narrow: Vec<i32>,
    wide: Vec<i64>,
    /// Amounts out of several columns, and amounts worked out one by one.
    blended: Vec<i32>,
    each: Vec<i64>,
    /// By group: the most that one event may add, in millionths.
    limits: Vec<i64>,
    pub(super) cells: Cells,
    /// Of which subjects the tables cannot tell.
    pub(super) cannot_tell: Vec<bool>,
}

/// The cells of all subjects of a block, one cell after the other.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub subjects: usize,
    /// The least that each can be.
    low: Vec<i64>,
    /// The most; empty where everything is certain.
    high: Vec<i64>,
}

impl Cells {
    fn clear(&mut self, cells: usize, subjects: usize) {
        self.subjects = subjects;
        self.low.clear();
        self.low.resize(cells * subjects, 0);
        self.high.clear();
    }

    /// The least that a cell of each subject can be.
    pub fn low(&self, cell: usize) -> &[i64] {
        self.low.get(cell * self.subjects..(cell + 1) * self.subjects).unwrap_or_default()
    }

    /// The most.
    pub fn high(&self, cell: usize) -> &[i64] {
        self.high.get(cell * self.subjects..(cell + 1) * self.subjects).unwrap_or_else(|| self.low(cell))
    }

    /// Takes some cells, which were just added up, for certain.
    fn settle(&mut self, cells: std::ops::Range<usize>) {
        let own = cells.start * self.subjects..cells.end * self.subjects;
        if let (Some(high), Some(low)) = (self.high.get_mut(own.clone()), self.low.get(own)) {
            high.copy_from_slice(low);
        }
    }

    /// Any amount can be in a cell of a subject.
    fn leave_open(&mut self, cell: usize, subject: usize) {
        if self.high.is_empty() {
            self.high.extend_from_slice(&self.low);
        }
        let place = cell * self.subjects + subject;
        if let (Some(low), Some(high)) = (self.low.get_mut(place), self.high.get_mut(place)) {
            (*low, *high) = (0, ABOVE);
        }
    }

    /// Adds a range to a cell of a subject; `None` where that overflows.
    fn add(&mut self, cell: usize, subject: usize, range: Range) -> Option<()> {
        if self.high.is_empty() {
            self.high.extend_from_slice(&self.low);
        }
        let place = cell * self.subjects + subject;
        let (low, high) = (self.low.get_mut(place)?, self.high.get_mut(place)?);
        let sum = Range { low: *low, high: *high }.plus(range).ok()?;
        (*low, *high) = (sum.low, sum.high);
        Some(())
    }
}

impl<'e> Bench<'e> {
    /// The walk through columns; `None` where something that the tables do not cover is to be decided about everybody.
    pub(crate) fn walk(&self, subject: SubjectId) -> Option<Walk<'_>> {
        let docket = self.docket(subject)?;
        let jury = Jury::new(docket)?;
        let folds = docket.ledgers.iter().map(|ledger| Fold::new(self, subject, ledger));
        Some(Walk { bench: self, subject, folds: folds.collect::<Option<_>>()?, jury })
    }

    /// Where verdicts and outcomes stand that have the same periods for everybody.
    pub(crate) fn places(&self, subject: SubjectId) -> (Vec<VerdictPlace>, Vec<OutcomePlace>) {
        let Some(docket) = self.docket(subject) else { return Default::default() };
        let rules = docket.rules.iter().filter_map(|entry| match entry {
            RuleEntry::Slots(slots, verdicts) => Some(slots.iter().zip(verdicts)),
            RuleEntry::Own(_) => None,
        });
        let verdicts = rules.flatten().map(|(slot, verdict)| VerdictPlace {
            rule: verdict.rule,
            period: verdict.period,
            due: verdict.due,
            thresholds: slot.code.as_ref().and_then(|code| code.requirement.thresholds()),
        });
        let consequences = docket.consequences.iter().filter_map(|entry| match entry {
            ConsequenceEntry::Slots(slots) => Some(slots),
            ConsequenceEntry::Own(_) => None,
        });
        let outcomes = consequences
            .flatten()
            .map(|slot| OutcomePlace { consequence: slot.outcome.consequence, period: slot.outcome.period });
        (verdicts.collect(), outcomes.collect())
    }

    /// The rules and the consequences whose periods hang on the record.
    pub(crate) fn own(&self, subject: SubjectId) -> (Vec<RuleId>, Vec<ConsequenceId>) {
        let Some(docket) = self.docket(subject) else { return Default::default() };
        let rules = docket.rules.iter().filter_map(|entry| match entry {
            RuleEntry::Own(rule) => Some(*rule),
            RuleEntry::Slots(..) => None,
        });
        let consequences = docket.consequences.iter().filter_map(|entry| match entry {
            ConsequenceEntry::Own(consequence) => Some(*consequence),
            ConsequenceEntry::Slots(_) => None,
        });
        (rules.collect(), consequences.collect())
    }
}

impl Walk<'_> {
    /// The fields that are looked at.
    pub fn reads(&self) -> Vec<(Option<ListId>, FieldId)> {
        let mut reads: Vec<_> = self.jury.facts().into_iter().map(|field| (None, field)).collect();
        for fold in &self.folds {
            let list = Some(fold.table.lanes.list);
            reads.push((list, fold.dated));
            reads.extend(fold.table.dimensions().map(|(field, _)| (list, field)));
            reads.extend(fold.table.sources.iter().map(|source| (list, source.field)));
        }
        reads.sort_unstable();
        reads.dedup();
        reads
    }

    /// Decides a block, after `before` subjects that were decided already.
    pub fn decide(&self, block: &Block<'_>, desk: &mut Desk, decided: &mut Decided, before: usize) {
        let cells = self.folds.iter().map(|fold| fold.first_cell + fold.cells.len()).max().unwrap_or(0);
        desk.cells.clear(cells, block.subjects);
        desk.cannot_tell.clear();
        desk.cannot_tell.resize(block.subjects, false);
        let nobody = Events::NONE;
        for fold in &self.folds {
            let events = block.lists.get(fold.table.lanes.list.index());
            fold.fold(events.unwrap_or(&nobody), self.bench.as_of_day(), desk);
        }
        let plan = self.bench.engine().plan();
        let facts = plan.vocabulary.fields(self.subject, None);
        self.jury.judge(block, facts, desk, decided);
        let own = (before..).zip(&desk.cannot_tell).filter(|(_, cannot_tell)| **cannot_tell);
        decided.handed_over.extend(own.map(|(place, _)| place as u32));
    }
}

impl<'b> Fold<'b> {
    fn new(bench: &'b Bench<'_>, subject: SubjectId, ledger: &'b Ledger) -> Option<Self> {
        let engine = bench.engine();
        let table = engine.classes().tables.get(ledger.table)?;
        let (cells, first_cell) = ledger.cells();
        let cases = Cases::new(table, cells, bench.as_of_day())?;
        let plans = cases.groups.iter().map(|group| Plan::new(group, &cases.cases)).collect();
        let fields = engine.plan().vocabulary.fields(subject, Some(table.lanes.list));
        let defaults = fields.iter().map(|field| default_word(field.default.as_ref())).collect();
        Some(Self { table, cells, first_cell, dated: ledger.dated(), cases, plans, defaults })
    }

    /// Adds up the events of each subject of a block.
    fn fold(&self, events: &Events<'_>, as_of: i64, desk: &mut Desk) {
        let subjects = desk.cells.subjects;
        let is_known = |subject: usize| match events.known {
            Known::All => true,
            Known::Nobody => false,
            Known::Each(known) => known.get(subject).copied().unwrap_or(false),
        };
        self.classes(events, desk);
        self.cases(events, desk);
        desk.limits.clear();
        for (group, plan) in self.cases.groups.iter().zip(&self.plans) {
            self.add(group, plan, events, desk);
        }
        desk.cells.settle(self.first_cell..self.first_cell + self.cells.len());
        let mut subject = 0;
        let mut unsettled = std::mem::take(&mut desk.unsettled);
        unsettled.sort_unstable();
        unsettled.dedup();
        for &event in &unsettled {
            while events.starts.get(subject + 1).is_some_and(|end| *end <= event) {
                subject += 1;
            }
            let is_told = !is_known(subject)
                || self.add_unsettled(events, event as usize, subject, as_of, desk).is_some();
            if let Some(cannot_tell) = desk.cannot_tell.get_mut(subject) {
                *cannot_tell |= !is_told;
            }
        }
        desk.unsettled = unsettled;
        if let Known::All = events.known {
            return;
        }
        for subject in (0..subjects).filter(|subject| !is_known(*subject)) {
            for cell in 0..self.cells.len() {
                desk.cells.leave_open(self.first_cell + cell, subject);
            }
        }
    }

    /// The class of each event.
    fn classes(&self, events: &Events<'_>, desk: &mut Desk) {
        let Desk { classes, steps, .. } = desk;
        let count = events.starts.last().map_or(0, |end| *end as usize);
        let mut base = 0_u16;
        let mut narrow: Vec<(&[u8], &Steps)> = Vec::new();
        steps.clear();
        for (field, own) in self.table.dimensions() {
            let missing = self.step(own, self.default(field));
            let mut all = [missing; 256];
            match events.fields.get(field.index()) {
                Some(Column::Codes { words, .. }) => {
                    for (step, word) in all.iter_mut().zip(*words) {
                        *step = word.map_or(missing, |word| self.step(own, i64::from(word)));
                    }
                }
                Some(Column::Missing | Column::Days { .. } | Column::Amounts { .. } | Column::Unread)
                | None => {
                    base = base.wrapping_add(missing);
                }
            }
            steps.push(all);
        }
        classes.clear();
        classes.resize(count, base);
        for ((field, own), all) in self.table.dimensions().zip(steps.iter()) {
            match events.fields.get(field.index()) {
                Some(Column::Codes { codes: Codes::Narrow(codes), .. }) => narrow.push((codes, all)),
                Some(Column::Codes { codes: Codes::Wide(codes), words }) => {
                    let missing = self.step(own, self.default(field));
                    for (class, code) in classes.iter_mut().zip(*codes) {
                        let word = words.get(usize::from(*code)).copied().flatten();
                        let step = word.map_or(missing, |word| self.step(own, i64::from(word)));
                        *class = class.wrapping_add(step);
                    }
                }
                Some(Column::Missing | Column::Days { .. } | Column::Amounts { .. } | Column::Unread)
                | None => {}
            }
        }
        for pair in narrow.chunks(2) {
            match pair {
                [(one, first), (other, second)] => {
                    for (class, (one, other)) in classes.iter_mut().zip(one.iter().zip(*other)) {
                        let step = first[usize::from(*one)].wrapping_add(second[usize::from(*other)]);
                        *class = class.wrapping_add(step);
                    }
                }
                [(one, first)] => {
                    for (class, one) in classes.iter_mut().zip(*one) {
                        *class = class.wrapping_add(first[usize::from(*one)]);
                    }
                }
                _ => {}
            }
        }
    }

    fn default(&self, field: FieldId) -> i64 {
        self.defaults.get(field.index()).copied().unwrap_or(MISSING)
    }

    /// What a word of a field adds to the class; the last is for a missing one.
    fn step(&self, steps: &[u16], word: i64) -> u16 {
        let place = usize::try_from(word).unwrap_or(usize::MAX);
        steps.get(place).or(steps.last()).copied().unwrap_or(0)
    }

    /// The case of each event, and those that are not settled.
    fn cases(&self, events: &Events<'_>, desk: &mut Desk) {
        let Desk { classes, cases, unsettled, .. } = desk;
        cases.clear();
        cases.resize(classes.len(), 0);
        unsettled.clear();
        let Cases { bases, numbers, buckets, first_day, .. } = &self.cases;
        // As slices of their own they stay in registers.
        let (bases, numbers, buckets) = (&bases[..], &numbers[..], &buckets[..]);
        let Some((nowhere, last)) = buckets.last().zip(buckets.len().checked_sub(1)) else { return };
        let case = |class: u16, bucket: u16| {
            let base = bases.get(usize::from(class)).copied().unwrap_or(0);
            numbers.get(usize::from(base.wrapping_add(bucket))).copied().unwrap_or(UNSETTLED)
        };
        match events.fields.get(self.dated.index()) {
            Some(Column::Days { days, epoch }) => {
                // Days beyond four bytes are none that the table of days has.
                let first = i32::try_from(first_day.saturating_sub(*epoch)).unwrap_or(i32::MAX);
                let own = cases.iter_mut().zip(classes.iter().zip(*days)).map(|(own, (class, day))| {
                    let bucket = buckets[(day.wrapping_sub(first) as u32 as usize).min(last)];
                    let case = case(*class, bucket);
                    *own = case & !UNSETTLED;
                    case & UNSETTLED != 0
                });
                list(own, unsettled);
            }
            Some(Column::Missing | Column::Codes { .. } | Column::Amounts { .. } | Column::Unread) | None => {
                let own = cases.iter_mut().zip(classes.iter()).map(|(own, class)| {
                    let case = case(*class, *nowhere);
                    *own = case & !UNSETTLED;
                    case & UNSETTLED != 0
                });
                list(own, unsettled);
            }
        }
    }

    /// Adds up a group, and lists the events whose amount is missing or out of all proportion.
    fn add(&self, group: &Group, plan: &Plan, events: &Events<'_>, desk: &mut Desk) {
        let Desk { cases, unsettled, narrow, wide, blended, each, limits, cells, .. } = desk;
        let subjects = cells.subjects;
        let own = self.first_cell * subjects..(self.first_cell + self.cells.len()) * subjects;
        let own = cells.low.get_mut(own).unwrap_or_default().chunks_exact_mut(subjects.max(1));
        let own = own.enumerate().filter(|(cell, _)| group.cells.contains(cell));
        let mut sums: Vec<&mut [i64]> = own.map(|(_, sums)| sums).collect();
        let mut fold = |addends, unit| plan.fold(cases, addends, unit, events.starts, &mut sums);
        let (amounts, unit) = match self.source(group, events) {
            Source::One => {
                limits.push(ABOVE);
                return fold(Addends::One, ONE);
            }
            Source::Column(amounts, unit) => (amounts, unit),
            Source::Blended(fields, unit) => {
                self.blend(&fields, cases, blended);
                (Amounts::Narrow(blended), unit)
            }
            Source::Each => {
                each.clear();
                each.extend((0..).zip(cases.iter()).map(|(event, case)| {
                    let credited = self.cases.cases.get(usize::from(*case)).map_or(0, |case| case.credited);
                    let amount = self.amount(group.amount, credited, events, event as usize);
                    if amount.is_none() {
                        // Whatever it feeds, the evaluator has to say whether that matters.
                        unsettled.push(event);
                    }
                    amount.flatten().unwrap_or(MISSING)
                }));
                (Amounts::Wide(each), 1)
            }
        };
        // Sums of so many stay far below what means "no bound"; larger amounts are added one by one.
        let most_events = most_events(events.starts);
        let limit = ABOVE / 4 / unit.max(1) / most_events;
        limits.push(limit.saturating_mul(unit));
        let first = unsettled.len();
        match amounts {
            Amounts::Narrow(amounts) => {
                // No amount is more than all bits of all of them.
                let bits = amounts.iter().fold(0, |bits, amount| bits | amount);
                let narrowest = limit.min(i64::from(i32::MAX) / most_events);
                if (0..=narrowest).contains(&i64::from(bits)) {
                    return fold(Addends::Narrow(amounts), unit);
                }
                let most = amounts.iter().fold(0, |most: i32, amount| most.max(*amount));
                if i64::from(most) <= narrowest {
                    sift(amounts, |amount| amount, i32::MAX, narrow, unsettled);
                    fold(Addends::Narrow(narrow), unit);
                } else {
                    sift(amounts, i64::from, limit, wide, unsettled);
                    fold(Addends::Wide(wide), unit);
                }
            }
            Amounts::Wide(amounts) => {
                let bits = amounts.iter().fold(0, |bits, amount| bits | amount);
                if (0..=limit).contains(&bits) {
                    return fold(Addends::Wide(amounts), unit);
                }
                sift(amounts, |amount| amount, limit, wide, unsettled);
                fold(Addends::Wide(wide), unit);
            }
        }
        // What feeds none of these cells need not be looked at again.
        let mut kept = first;
        for place in first..unsettled.len() {
            let event = unsettled[place];
            let case = cases.get(event as usize).map_or(0, |case| usize::from(*case));
            unsettled[kept] = event;
            kept += usize::from(group.feeds.get(case) == Some(&true));
        }
        unsettled.truncate(kept);
    }

    /// Where the amounts of a group are.
    fn source<'c>(&self, group: &Group, events: &Events<'c>) -> Source<'c> {
        let sources: Vec<u8> = match group.amount {
            LaneAmount::One => return Source::One,
            LaneAmount::Plain(source) => vec![source],
            LaneAmount::Credited => {
                let feeding = self.cases.cases.iter().zip(&group.feeds).filter(|(_, feeds)| **feeds);
                let mut sources: Vec<u8> = feeding.map(|(case, _)| case.credited).collect();
                sources.sort_unstable();
                sources.dedup();
                sources
            }
        };
        let column = |place: u8| {
            let source = self.table.sources.get(usize::from(place))?;
            let column = events.fields.get(source.field.index())?;
            match column {
                Column::Amounts { amounts, unit }
                    if source.is_plain && self.default(source.field) == MISSING =>
                {
                    Some((place, *amounts, *unit))
                }
                _ => None,
            }
        };
        let Some(columns) = sources.into_iter().map(column).collect::<Option<Vec<_>>>() else {
            return Source::Each;
        };
        if let [(_, amounts, unit)] = columns[..] {
            return Source::Column(amounts, unit);
        }
        let Some((_, _, unit)) = columns.first().copied() else { return Source::Each };
        let mut fields = vec![None; self.table.sources.len()];
        for (place, amounts, own) in columns {
            match amounts {
                Amounts::Narrow(amounts) if own == unit => fields[usize::from(place)] = Some(amounts),
                Amounts::Narrow(_) | Amounts::Wide(_) => return Source::Each,
            }
        }
        Source::Blended(fields, unit)
    }

    /// What the recognition credits of each event, out of several columns of one unit.
    fn blend(&self, fields: &[Option<&[i32]>], cases: &[u16], blended: &mut Vec<i32>) {
        blended.clear();
        blended.resize(cases.len(), 0);
        for (source, amounts) in (0..).zip(fields).filter_map(|(source, amounts)| Some((source, (*amounts)?)))
        {
            let is_own: Vec<bool> = self.cases.cases.iter().map(|case| case.credited == source).collect();
            for (blended, (case, amount)) in blended.iter_mut().zip(cases.iter().zip(amounts)) {
                let is_own = is_own.get(usize::from(*case)).copied().unwrap_or(false);
                *blended = if is_own { *amount } else { *blended };
            }
        }
    }

    /// What an event adds, in millionths: `Some(None)` where that is missing, `None` where it is not exact.
    fn amount(
        &self,
        amount: LaneAmount,
        credited: u8,
        events: &Events<'_>,
        event: usize,
    ) -> Option<Option<i64>> {
        let place = match amount {
            LaneAmount::One => return Some(Some(ONE)),
            LaneAmount::Plain(source) => source,
            LaneAmount::Credited => credited,
        };
        let source = self.table.sources.get(usize::from(place))?;
        let word = match events.fields.get(source.field.index()) {
            Some(Column::Amounts { amounts: Amounts::Narrow(amounts), unit }) => amounts
                .get(event)
                .filter(|amount| **amount >= 0)
                .map(|amount| i64::from(*amount).wrapping_mul(*unit)),
            Some(Column::Amounts { amounts: Amounts::Wide(amounts), unit }) => {
                amounts.get(event).filter(|amount| **amount >= 0).map(|amount| amount.wrapping_mul(*unit))
            }
            Some(Column::Missing | Column::Codes { .. } | Column::Days { .. } | Column::Unread) | None => {
                None
            }
        };
        let word = word.unwrap_or_else(|| self.default(source.field));
        if word == MISSING || source.is_plain {
            return Some(Some(word).filter(|word| *word != MISSING));
        }
        let scaled = Decimal::from_millionths(word).checked_scale(source.numerator, source.denominator)?;
        Some(Some(scaled.millionths()))
    }

    /// Adds an event to those cells to which it was not added as settled, as a range. Without a date, it may lie in any window that holds
    /// days, and surely lies in none. `None` where the class cannot tell, or a sum overflows.
    #[cold]
    fn add_unsettled(
        &self,
        events: &Events<'_>,
        event: usize,
        subject: usize,
        as_of: i64,
        desk: &mut Desk,
    ) -> Option<()> {
        let day = match events.fields.get(self.dated.index()) {
            Some(Column::Days { days, epoch }) => {
                let day = days.get(event).filter(|day| **day != MISSING_DAY);
                day.map_or(MISSING, |day| i64::from(*day).saturating_add(*epoch))
            }
            Some(_) | None => MISSING,
        };
        if day > as_of {
            return Some(());
        }
        let class = self.table.kinds_of_classes.get(usize::from(*desk.classes.get(event)?))?;
        let class = self.table.kinds.get(usize::from(*class))?;
        let case = self.cases.cases.get(usize::from(*desk.cases.get(event)?))?;
        for (group, limit) in self.cases.groups.iter().zip(&desk.limits) {
            let amount = self.amount(group.amount, class.credited, events, event)?;
            for &place in &group.cells {
                let cell = self.cells.get(place)?;
                let may_be = if day == MISSING { cell.holds_days() } else { cell.holds(day) };
                let bit = 1_u64 << cell.lane;
                if !may_be {
                    continue;
                }
                if class.unclear & bit != 0 {
                    return None;
                }
                if class.possible & bit == 0 {
                    continue;
                }
                if case.feeds(place) && amount.is_some_and(|amount| amount <= *limit) {
                    continue;
                }
                let amount = amount.map_or(Range::ANY_AMOUNT, Range::exactly);
                let is_certain = day != MISSING && class.certain & bit != 0;
                let low = if is_certain { amount.low } else { 0 };
                let range = Range { low, high: amount.high };
                desk.cells.add(self.first_cell + place, subject, range)?;
            }
        }
        Some(())
    }
}

/// One, in millionths.
const ONE: i64 = Decimal::ONE.millionths();

/// Where the amounts of a group are.
enum Source<'c> {
    /// Each is one.
    One,
    /// In a column, in some unit.
    Column(Amounts<'c>, i64),
    /// In several columns of one unit, by source.
    Blended(Vec<Option<&'c [i32]>>, i64),
    /// They are worked out one by one.
    Each,
}

/// The most events that one subject has; at least one.
fn most_events(starts: &[u32]) -> i64 {
    let counts =
        starts.iter().zip(starts.iter().skip(1)).map(|(start, end)| i64::from(end.saturating_sub(*start)));
    counts.max().unwrap_or(0).max(1)
}

/// Copies the amounts that can be added, and zero for those that are missing or beyond a limit, which are listed.
fn sift<T: Copy, O: Copy + Ord + Default>(
    amounts: &[T],
    own: impl Fn(T) -> O,
    limit: O,
    sifted: &mut Vec<O>,
    unsettled: &mut Vec<u32>,
) {
    sifted.clear();
    sifted.resize(amounts.len(), O::default());
    let odd = sifted.iter_mut().zip(amounts).map(|(sifted, amount)| {
        let amount = own(*amount);
        let is_odd = amount < O::default() || amount > limit;
        *sifted = if is_odd { O::default() } else { amount };
        is_odd
    });
    list(odd, unsettled);
}

/// Lists the places where something holds. Without a branch for each: hardly any does.
fn list(mut holds: impl ExactSizeIterator<Item = bool>, places: &mut Vec<u32>) {
    let mut first = 0;
    while holds.len() > 0 {
        let mut bits = 0_u64;
        for (place, holds) in holds.by_ref().take(64).enumerate() {
            bits |= u64::from(holds) << place;
        }
        while bits != 0 {
            places.push(first + bits.trailing_zeros());
            bits &= bits - 1;
        }
        first += 64;
    }
}
