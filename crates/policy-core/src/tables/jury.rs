//! Judging a block of subjects by their cells: each condition for all of them before the next.
//!
//! The same codes as for single records, walked once for a block. What a condition comes to is one byte for each
//! subject, and what three of them come to is looked up.

use std::sync::LazyLock;

use super::code::{Code, Measurement, Minimum, Requirement};
use super::columns::{Cells, Desk};
use super::docket::{ConsequenceEntry, ConsequenceSlot, Docket, RuleEntry, Slot, SlotCode};
use crate::columns::{Block, Codes, Column, Decided, MISSING_DAY, Threshold, VerdictColumn};
use crate::decision::{Standing, Status};
use crate::evaluate::{ABOVE, Conclusion, Day, Outlook, Range, Truth, conclude, rank};
use crate::plan::Operator;
use crate::record::{MISSING, default_word, present};
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
    /// How much the comparison tells that is shown so far.
    ranks: Vec<u8>,
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
        let before = column.status.len();
        let applies = code.applies.as_ref().map(|code| self.truth(code, None));
        let mut shown = Shown { ranks: Vec::new(), column, before, seen: 0 };
        let requirement = match &code.requirement {
            Requirement::Minimums(minimums) => self.minimums(minimums, &mut shown),
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
        column.measure_nothing(before + self.block.subjects);
        let conclusion = |applies: Truth, requirement: Truth, exemption: Truth| {
            let number = applies.number() * Truth::NUMBERS + requirement.number();
            CONCLUSIONS.get(number * Truth::NUMBERS + exemption.number())
        };
        if applies.is_none() && exemption.is_none() {
            // As for most rules: what is required is all there is.
            let status = |number| conclusion(Truth::TRUE, Truth::of_number(number), Truth::FALSE);
            let statuses: [Status; Truth::NUMBERS] =
                std::array::from_fn(|number| status(number).map_or(Status::Unknown, |found| found.status));
            let own = requirement.iter().map(|truth| statuses[truth.number() % Truth::NUMBERS]);
            column.status.extend(own);
            self.found.push((requirement, Vec::new()));
            return;
        }
        let of = |all: &Option<Truths>, place: usize, otherwise: Truth| {
            all.as_ref().and_then(|truths| truths.get(place).copied()).unwrap_or(otherwise)
        };
        let (mut satisfied, mut exempt) = (Truths::new(), Truths::new());
        for (place, requirement) in requirement.iter().enumerate() {
            let (applies, exemption) =
                (of(&applies, place, Truth::TRUE), of(&exemption, place, Truth::FALSE));
            let Some(conclusion) = conclusion(applies, *requirement, exemption) else { continue };
            column.status.push(conclusion.status);
            satisfied.push(conclusion.satisfied);
            exempt.push(conclusion.exempt);
            if applies.is_surely_false() {
                // Nothing is measured of whom the rule is not for.
                column.forget(before + place);
            }
        }
        self.found.push((satisfied, exempt));
    }

    /// Whether all minimums are reached.
    fn minimums(&self, minimums: &[Minimum], shown: &mut Shown<'_>) -> Truths {
        let mut all: Option<Truths> = None;
        for (place, minimum) in minimums.iter().enumerate() {
            let truths = self.minimum(minimum);
            let (low, high) = (self.cells.low(minimum.cell), self.cells.high(minimum.cell));
            shown.add(low, high, &truths, place + 1 == minimums.len());
            match &mut all {
                Some(all) => and(all, &truths),
                None => all = Some(truths),
            }
        }
        all.unwrap_or_else(|| vec![Truth::TRUE; self.block.subjects])
    }

    /// A cell against a figure that it must reach or exceed.
    fn minimum(&self, minimum: &Minimum) -> Truths {
        // By whether it can be enough, and whether it can be short.
        let (enough, short) = (minimum.least, minimum.least.saturating_sub(1));
        let of = |high: i64, low: i64| minimum.truth(Range { low, high });
        let truths = [of(short, enough), of(short, short), of(enough, enough), of(enough, short)];
        let (low, high) = (self.cells.low(minimum.cell), self.cells.high(minimum.cell));
        let truth = |(low, high): (&i64, &i64)| {
            truths[usize::from(*high >= minimum.least) * 2 + usize::from(*low < minimum.least)]
        };
        low.iter().zip(high).map(truth).collect()
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
            Code::Date { field, operator, day } => self.date(*field, *operator, *day),
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

    /// The answers to a comparison of a date of the subject with a day.
    fn date(&self, field: FieldId, operator: Operator, day: i64) -> Truths {
        let answer = |own: Option<i64>| {
            Truth::both(own.map_or(Day::ANY, Day::exactly).compare(operator, Day::exactly(day)))
        };
        let declared = self.fields.get(field.index());
        let default = declared.map_or(MISSING, |declared| default_word(declared.default.as_ref()));
        let missing = answer(present(default));
        match self.block.facts.get(field.index()) {
            Some(Column::Days { days, epoch }) => {
                let known = |own: &i32| (*own != MISSING_DAY).then(|| i64::from(*own) + epoch);
                days.iter().map(|own| known(own).map_or(missing, |own| answer(Some(own)))).collect()
            }
            Some(Column::Missing | Column::Codes { .. } | Column::Amounts { .. } | Column::Unread) | None => {
                vec![missing; self.block.subjects]
            }
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
            shown.add(low, high, &truths, false);
        }
        truths
    }
}

impl Shown<'_> {
    /// Shows a comparison where it tells more than those before it.
    fn add(&mut self, low: &[i64], high: &[i64], truths: &[Truth], is_last: bool) {
        let part = self.seen;
        self.seen = self.seen.saturating_add(1);
        let ranks: [u8; Truth::NUMBERS] = std::array::from_fn(|number| rank(Truth::of_number(number)));
        let rank_of = |truth: &Truth| ranks[truth.number() % Truth::NUMBERS];
        if part == 0 {
            self.column.part.resize(self.before + truths.len(), 0);
            self.column.low.extend_from_slice(low);
            self.column.high.extend_from_slice(high);
            if !is_last {
                self.ranks.extend(truths.iter().map(rank_of));
            }
            return;
        }
        let VerdictColumn { part: parts, low: lows, high: highs, .. } = &mut *self.column;
        let shown = parts.iter_mut().zip(lows.iter_mut().zip(highs)).skip(self.before);
        let own = low.iter().zip(high).zip(truths);
        for ((own_rank, (own_part, (own_low, own_high))), ((low, high), truth)) in
            self.ranks.iter_mut().zip(shown).zip(own)
        {
            let rank = rank_of(truth);
            let is_more = rank > *own_rank;
            *own_rank = if is_more { rank } else { *own_rank };
            *own_part = if is_more { part } else { *own_part };
            *own_low = if is_more { *low } else { *own_low };
            *own_high = if is_more { *high } else { *own_high };
        }
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
            Self::Constant(_)
            | Self::Cell(_)
            | Self::Fact { .. }
            | Self::Date { .. }
            | Self::Satisfied(_)
            | Self::Exempt(_) => true,
            Self::All(codes) | Self::Any(codes) | Self::AtLeast(_, codes) => {
                codes.iter().all(Self::is_settled)
            }
            Self::Not(inner) => inner.is_settled(),
            Self::Comparison(_) | Self::Other(_) => false,
        }
    }

    fn facts(&self, facts: &mut Vec<FieldId>) {
        match self {
            Self::Fact { field, .. } | Self::Date { field, .. } => facts.push(*field),
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
            | Self::Date { .. }
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
