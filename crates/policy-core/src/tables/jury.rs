//! Judging a block of subjects by their cells: each condition for all of them before the next.
//!
//! The same codes as for single records, walked once for a block. What a condition comes to is one byte for each
//! subject, and what three of them come to is looked up.

use std::sync::LazyLock;

use super::code::{Code, Measurement, Minimum, Requirement};
use super::columns::{Cells, Desk};
use super::docket::{ConsequenceEntry, ConsequenceSlot, Docket, RuleEntry, Slot, SlotCode};
use crate::columns::{Block, Codes, Column, Decided, Threshold, VerdictColumn};
use crate::decision::Standing;
use crate::evaluate::{ABOVE, Conclusion, Outlook, Range, Truth, conclude, rank};
use crate::plan::Operator;
use crate::record::{MISSING, default_word};
use crate::{Decimal, Field, FieldId};

/// Judges blocks by a docket that has nothing for the evaluator.
#[derive(Debug)]
pub(super) struct Jury<'b> {
    slots: Vec<(&'b Slot<'b>, &'b SlotCode<'b>)>,
    consequences: Vec<&'b ConsequenceSlot<'b>>,
}

/// One truth for each subject.
type Truths = Vec<Truth>;

/// What is found in a slot: of each subject whether the rule is satisfied, and whether exempt.
type Found = (Truths, Truths);

/// What a verdict shows of each subject, as far as it has been found.
struct Shown<'c> {
    rank: Vec<u8>,
    column: &'c mut VerdictColumn,
    before: usize,
    seen: u16,
}

/// A block on its way through the docket.
struct Trial<'t> {
    block: &'t Block<'t>,
    fields: &'t [Field],
    cells: &'t Cells,
    found: Vec<Found>,
}

/// What the three parts of a rule come to, by their numbers.
static CONCLUSIONS: LazyLock<Vec<Conclusion>> = LazyLock::new(|| {
    let numbers = || (0..Truth::NUMBERS).map(Truth::of_number);
    let pairs = numbers().flat_map(|applies| numbers().map(move |requirement| (applies, requirement)));
    let all = pairs.flat_map(|(applies, requirement)| {
        numbers().map(move |exemption| conclude(applies, requirement, exemption))
    });
    all.collect()
});

impl<'b> Jury<'b> {
    /// `None` where the docket leaves anything to the evaluator for everybody.
    pub fn new(docket: &'b Docket<'b>) -> Option<Self> {
        let mut slots = Vec::new();
        for entry in &docket.rules {
            let RuleEntry::Slots(own, _) = entry else { return None };
            for slot in own {
                slots.push((slot, slot.code.as_ref().filter(|code| code.is_settled())?));
            }
        }
        let mut consequences = Vec::new();
        for entry in &docket.consequences {
            let ConsequenceEntry::Slots(own) = entry else { return None };
            consequences.extend(own);
        }
        let is_settled = |slot: &&ConsequenceSlot<'_>| {
            slot.when.is_settled() && slot.applies.as_ref().is_none_or(Code::is_settled)
        };
        consequences.iter().all(is_settled).then_some(Self { slots, consequences })
    }

    /// The facts that are looked at.
    pub fn facts(&self) -> Vec<FieldId> {
        let mut facts = Vec::new();
        for (_, code) in &self.slots {
            code.codes(&mut |code| code.facts(&mut facts));
        }
        for slot in &self.consequences {
            slot.applies.iter().chain([&slot.when]).for_each(|code| code.facts(&mut facts));
        }
        facts
    }

    /// Judges a block, whose cells lie on the desk.
    pub fn judge(&self, block: &Block<'_>, fields: &[Field], desk: &mut Desk, decided: &mut Decided) {
        let Desk { cells, cannot_tell, .. } = desk;
        let mut trial = Trial { block, fields, cells, found: Vec::with_capacity(self.slots.len()) };
        for ((_, code), column) in self.slots.iter().zip(&mut decided.verdicts) {
            trial.judge(code, column);
        }
        for (slot, standings) in self.consequences.iter().zip(&mut decided.outcomes) {
            let mut truths = trial.truth(&slot.when, None);
            if let Some(applies) = &slot.applies {
                and(&mut truths, &trial.truth(applies, None));
            }
            if slot.lifted.is_some() {
                // Whether it is over is up to the days of the record.
                for (cannot_tell, truth) in cannot_tell.iter_mut().zip(&truths) {
                    *cannot_tell |= Standing::of(*truth) == Standing::InForce;
                }
            }
            let by_number: Vec<Standing> =
                (0..Truth::NUMBERS).map(|number| Standing::of(Truth::of_number(number))).collect();
            standings.extend(truths.iter().map(|truth| by_number[truth.number() % Truth::NUMBERS]));
        }
    }
}

impl Trial<'_> {
    /// Judges a rule in one occurrence.
    fn judge(&mut self, code: &SlotCode<'_>, column: &mut VerdictColumn) {
        let count = self.block.subjects;
        let before = column.status.len();
        column.leave_open(before + count);
        let applies = code.applies.as_ref().map(|code| self.truth(code, None));
        let mut shown = Shown { rank: vec![0; count], column, before, seen: 0 };
        let requirement = match &code.requirement {
            Requirement::Minimums(minimums) => {
                let mut all = vec![Truth::TRUE; count];
                for minimum in minimums {
                    self.minimum(minimum, &mut all, &mut shown);
                }
                all
            }
            Requirement::Other(code) => self.truth(code, Some(&mut shown)),
        };
        let mut exemption: Option<Truths> = None;
        for code in &code.exemptions {
            let truths = self.truth(code, None);
            match &mut exemption {
                Some(any) => or(any, &truths),
                None => exemption = Some(truths),
            }
        }
        let column = shown.column;
        let (mut satisfied, mut exempt) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let conclusions = CONCLUSIONS.as_slice();
        let of = |all: &Option<Truths>, place: usize, otherwise: Truth| {
            all.as_ref().map_or(otherwise, |truths| truths.get(place).copied().unwrap_or(otherwise))
        };
        let statuses = column.status.get_mut(before..).unwrap_or_default();
        for (place, (status, requirement)) in statuses.iter_mut().zip(&requirement).enumerate() {
            let applies = of(&applies, place, Truth::TRUE);
            let exemption = of(&exemption, place, Truth::FALSE);
            let number = (applies.number() * Truth::NUMBERS + requirement.number()) * Truth::NUMBERS
                + exemption.number();
            let Some(conclusion) = conclusions.get(number) else { continue };
            *status = conclusion.status;
            satisfied.push(conclusion.satisfied);
            exempt.push(conclusion.exempt);
        }
        if let Some(applies) = applies {
            // Nothing is measured of whom the rule is not for.
            for (place, applies) in (before..).zip(&applies) {
                if applies.is_surely_false() {
                    column.forget(place);
                }
            }
        }
        self.found.push((satisfied, exempt));
    }

    /// A cell against a figure that it must reach or exceed.
    fn minimum(&self, minimum: &Minimum, all: &mut [Truth], shown: &mut Shown<'_>) {
        let (low, high) = (self.cells.low(minimum.cell), self.cells.high(minimum.cell));
        let by_number = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(yes, no)| {
            // In some range that can be enough, or short, or both.
            let bound = |short: i32| if short == 1 { minimum.least.saturating_sub(1) } else { minimum.least };
            let range = Range { low: bound(no), high: bound(1 - yes) };
            minimum.truth(range)
        });
        let truth = |low: i64, high: i64| {
            by_number[usize::from(high >= minimum.least) * 2 + usize::from(low < minimum.least)]
        };
        for (all, (low, high)) in all.iter_mut().zip(low.iter().zip(high)) {
            *all = all.and(truth(*low, *high));
        }
        shown.add(low, high, |_, low, high| truth(low, high));
    }

    /// What a condition comes to, of each subject; `shown` where it is part of what a requirement shows.
    fn truth(&self, code: &Code<'_>, mut shown: Option<&mut Shown<'_>>) -> Truths {
        let count = self.block.subjects;
        match code {
            Code::Constant(truth) => vec![*truth; count],
            Code::All(codes) => {
                let mut all = vec![Truth::TRUE; count];
                for code in codes {
                    and(&mut all, &self.truth(code, shown.as_deref_mut()));
                }
                all
            }
            Code::Any(codes) => {
                let mut any = vec![Truth::FALSE; count];
                for code in codes {
                    or(&mut any, &self.truth(code, shown.as_deref_mut()));
                }
                any
            }
            Code::AtLeast(least, codes) => {
                let all: Vec<Truths> =
                    codes.iter().map(|code| self.truth(code, shown.as_deref_mut())).collect();
                let of = |place: usize| -> Truths {
                    all.iter().filter_map(|own| own.get(place).copied()).collect()
                };
                (0..count).map(|place| Truth::at_least(*least, &of(place))).collect()
            }
            Code::Not(inner) => self.truth(inner, None).into_iter().map(Truth::not).collect(),
            Code::Cell(measurement) => self.measure(measurement, shown),
            Code::Fact { field, answers } => self.fact(*field, answers),
            Code::Satisfied(slots) => {
                let mut all = vec![Truth::TRUE; count];
                let found = slots.iter().filter_map(|slot| self.found.get(*slot as usize));
                found.for_each(|(satisfied, _)| and(&mut all, satisfied));
                all
            }
            Code::Exempt(slots) => {
                let mut any = vec![Truth::FALSE; count];
                let found = slots.iter().filter_map(|slot| self.found.get(*slot as usize));
                found.for_each(|(_, exempt)| or(&mut any, exempt));
                any
            }
            // A docket with any of these has no jury.
            Code::Comparison(_) | Code::Other(_) => vec![Truth::OPEN; count],
        }
    }

    /// The answers to a condition on a fact.
    fn fact(&self, field: FieldId, answers: &[Truth]) -> Truths {
        let declared = self.fields.get(field.index());
        let default = declared.map_or(MISSING, |declared| default_word(declared.default.as_ref()));
        let answer = |word: i64| {
            let place = usize::try_from(word).unwrap_or(usize::MAX);
            answers.get(place).or(answers.last()).copied().unwrap_or(Truth::OPEN)
        };
        let missing = answer(default);
        let (codes, words) = match self.block.facts.get(field.index()) {
            Some(Column::Codes { codes, words }) => (*codes, *words),
            Some(_) | None => return vec![missing; self.block.subjects],
        };
        let answers = words.iter().map(|word| word.map_or(missing, |word| answer(i64::from(word))));
        let answers: Truths = answers.collect();
        let of = |code: usize| answers.get(code).copied().unwrap_or(missing);
        match codes {
            Codes::Narrow(codes) => codes.iter().map(|code| of(usize::from(*code))).collect(),
            Codes::Wide(codes) => codes.iter().map(|code| of(usize::from(*code))).collect(),
        }
    }

    /// Compares a cell with a figure.
    fn measure(&self, measurement: &Measurement<'_>, shown: Option<&mut Shown<'_>>) -> Truths {
        let Measurement { cell, is_open, figure, comparison, is_part } = *measurement;
        let right = Outlook::both(Range::exactly(figure));
        let truth = |low: &i64, high: &i64| {
            let now = Range { low: *low, high: *high };
            let left = Outlook { now, ever: if is_open { Range { high: ABOVE, ..now } } else { now } };
            left.compare(comparison.left_factor, comparison.operator, right, comparison.right_factor)
        };
        let (low, high) = (self.cells.low(cell), self.cells.high(cell));
        let truths: Truths = low.iter().zip(high).map(|(low, high)| truth(low, high)).collect();
        if let Some(shown) = shown.filter(|_| is_part) {
            shown.add(low, high, |place, _, _| truths.get(place).copied().unwrap_or(Truth::OPEN));
        }
        truths
    }
}

impl Shown<'_> {
    /// Shows a comparison where it tells more than those before it.
    fn add(&mut self, low: &[i64], high: &[i64], truth: impl Fn(usize, i64, i64) -> Truth) {
        let VerdictColumn { part, low: own_low, high: own_high, .. } = &mut *self.column;
        let ranks: Vec<u8> = (0..Truth::NUMBERS).map(|number| rank(Truth::of_number(number))).collect();
        let part = part.get_mut(self.before..).unwrap_or_default();
        let own_low = own_low.get_mut(self.before..).unwrap_or_default();
        let own_high = own_high.get_mut(self.before..).unwrap_or_default();
        let own = self.rank.iter_mut().zip(part.iter_mut().zip(own_low.iter_mut().zip(own_high)));
        for (place, ((own_rank, (part, (own_low, own_high))), (low, high))) in
            own.zip(low.iter().zip(high)).enumerate()
        {
            let rank = ranks[truth(place, *low, *high).number() % Truth::NUMBERS];
            let is_more = rank > *own_rank;
            *own_rank = if is_more { rank } else { *own_rank };
            *part = if is_more { self.seen } else { *part };
            *own_low = if is_more { *low } else { *own_low };
            *own_high = if is_more { *high } else { *own_high };
        }
        self.seen = self.seen.saturating_add(1);
    }
}

impl SlotCode<'_> {
    /// Whether nothing in it is the evaluator's.
    fn is_settled(&self) -> bool {
        let mut is_settled = true;
        self.codes(&mut |code| is_settled &= code.is_settled());
        is_settled
    }

    /// The codes that it is made of; minimums are none.
    fn codes(&self, visit: &mut dyn FnMut(&Code<'_>)) {
        self.applies.iter().chain(&self.exemptions).for_each(&mut *visit);
        match &self.requirement {
            Requirement::Minimums(_) => {}
            Requirement::Other(code) => visit(code),
        }
    }
}

impl Code<'_> {
    /// Whether nothing in it is the evaluator's.
    fn is_settled(&self) -> bool {
        match self {
            Self::Constant(_) | Self::Cell(_) | Self::Fact { .. } | Self::Satisfied(_) | Self::Exempt(_) => {
                true
            }
            Self::All(codes) | Self::Any(codes) | Self::AtLeast(_, codes) => {
                codes.iter().all(Self::is_settled)
            }
            Self::Not(inner) => inner.is_settled(),
            Self::Comparison(_) | Self::Other(_) => false,
        }
    }

    fn facts(&self, facts: &mut Vec<FieldId>) {
        match self {
            Self::Fact { field, .. } => facts.push(*field),
            Self::All(codes) | Self::Any(codes) | Self::AtLeast(_, codes) => {
                codes.iter().for_each(|code| code.facts(facts));
            }
            Self::Not(inner) => inner.facts(facts),
            Self::Constant(_)
            | Self::Cell(_)
            | Self::Satisfied(_)
            | Self::Exempt(_)
            | Self::Comparison(_)
            | Self::Other(_) => {}
        }
    }

    /// What its comparisons measure against, in order; `None` where that hangs on the record.
    fn thresholds(&self, found: &mut Vec<Threshold>) -> Option<()> {
        match self {
            Self::All(codes) | Self::Any(codes) | Self::AtLeast(_, codes) => {
                codes.iter().try_for_each(|code| code.thresholds(found))
            }
            Self::Cell(measurement) => {
                found.extend(Some(measurement).filter(|cell| cell.is_part).map(Measurement::threshold));
                Some(())
            }
            Self::Constant(_)
            | Self::Not(_)
            | Self::Fact { .. }
            | Self::Satisfied(_)
            | Self::Exempt(_)
            | Self::Other(_) => Some(()),
            Self::Comparison(_) => None,
        }
    }
}

impl Measurement<'_> {
    fn threshold(&self) -> Threshold {
        let is_plain = self.comparison.left_factor == 1 && self.comparison.right_factor == 1;
        let is_minimum = match self.comparison.operator {
            Operator::AtLeast | Operator::MoreThan | Operator::Equal => is_plain,
            Operator::AtMost | Operator::LessThan | Operator::NotEqual => false,
        };
        Threshold { figure: Decimal::from_millionths(self.figure), is_minimum }
    }
}

impl Requirement<'_> {
    /// What the comparisons measure against, in the order of the text; `None` where that hangs on the record.
    pub fn thresholds(&self) -> Option<Vec<Threshold>> {
        match self {
            Self::Minimums(minimums) => {
                let threshold = |minimum: &Minimum| Threshold {
                    figure: Decimal::from_millionths(minimum.figure),
                    is_minimum: true,
                };
                Some(minimums.iter().map(threshold).collect())
            }
            Self::Other(code) => {
                let mut found = Vec::new();
                code.thresholds(&mut found)?;
                Some(found)
            }
        }
    }
}

fn and(all: &mut [Truth], more: &[Truth]) {
    all.iter_mut().zip(more).for_each(|(all, more)| *all = all.and(*more));
}

fn or(any: &mut [Truth], more: &[Truth]) {
    any.iter_mut().zip(more).for_each(|(any, more)| *any = any.or(*more));
}
