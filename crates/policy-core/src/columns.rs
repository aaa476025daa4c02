//! Many subjects at once, in columns: what back ends for whole populations stand on.
//!
//! A [`Block`] holds some subjects of one kind and all of their events, field by field, in plain slices, narrow where
//! the values are: codes of a byte for terms and flags, days of four bytes, amounts of four or eight. A
//! [`ColumnBench`] decides the block by the same class tables that decide single records, and hands over by their places the
//! subjects of which these cannot tell, for [`Bench::decide`]. Nothing here knows of files, nor of any format of columns.

use chrono::NaiveDate;

use crate::decision::{AmountRange, Instance, Measured, Outcome, Standing, Status, Verdict};
use crate::evaluate::{Range, amount_range, missing};
use crate::plan::{ConsequenceId, RuleId};
use crate::tables::Walk;
use crate::{Bench, Decimal, FieldId, ListId, SubjectId};

pub use crate::tables::Desk;

/// Some subjects of one kind, and all of their events.
#[derive(Clone, Debug, Default)]
pub struct Block<'c> {
    /// How many subjects there are.
    pub subjects: usize,
    /// A column for each fact that the vocabulary declares, in its order.
    pub facts: Vec<Column<'c>>,
    /// The events of each list that the vocabulary declares, in its order.
    pub lists: Vec<Events<'c>>,
}

/// The events of one list, those of the first subject first.
#[derive(Clone, Debug)]
pub struct Events<'c> {
    /// Of whom the list is known.
    pub known: Known<'c>,
    /// Where the events of each subject begin; one more than there are subjects, the last being where they end.
    pub starts: &'c [u32],
    /// A column for each field that the vocabulary declares, in its order.
    pub fields: Vec<Column<'c>>,
}

/// Of whom a list is known.
#[derive(Clone, Copy, Debug)]
pub enum Known<'c> {
    /// Of everybody.
    All,
    /// Of nobody.
    Nobody,
    /// Of some, subject by subject.
    Each(&'c [bool]),
}

/// The values of one field, one for each row. A missing value is what the field's default says.
#[derive(Clone, Copy, Debug)]
pub enum Column<'c> {
    /// Nothing is given.
    Missing,
    /// Terms or flags.
    Codes {
        /// A code for each row.
        codes: Codes<'c>,
        /// By code: a term's number, or 0 for no and 1 for yes; `None` for a missing value, as is any code beyond.
        words: &'c [Option<u16>],
    },
    /// Days; [`MISSING_DAY`] where there is none.
    Days {
        /// A day for each row, counted from any day.
        days: &'c [i32],
        /// What makes of them days counted from 1 January of the year 1, which is 1.
        epoch: i64,
    },
    /// Amounts, none below zero; the smallest number where there is none.
    Amounts {
        /// An amount for each row, in some unit.
        amounts: Amounts<'c>,
        /// How many millionths make one of that unit. Each amount must be one that a [`Decimal`] can hold.
        unit: i64,
    },
    /// Values that no table looks at: texts, and whatever the caller keeps for those that are handed over.
    Unread,
}

/// The codes of a column.
#[derive(Clone, Copy, Debug)]
pub enum Codes<'c> {
    /// Of a byte.
    Narrow(&'c [u8]),
    /// Of two bytes.
    Wide(&'c [u16]),
}

/// The amounts of a column.
#[derive(Clone, Copy, Debug)]
pub enum Amounts<'c> {
    /// Of four bytes.
    Narrow(&'c [i32]),
    /// Of eight bytes.
    Wide(&'c [i64]),
}

/// The day of a row that has none.
pub const MISSING_DAY: i32 = i32::MIN;

/// A [`Bench`] made ready for columns of one kind of subject.
#[derive(Debug)]
pub struct ColumnBench<'b> {
    /// `None` where something that the tables do not cover is to be decided about everybody.
    walk: Option<Walk<'b>>,
    verdicts: Vec<VerdictPlace>,
    outcomes: Vec<OutcomePlace>,
    own_rules: Vec<RuleId>,
    own_consequences: Vec<ConsequenceId>,
}

/// A rule in a period that is the same for every subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictPlace {
    /// Which rule.
    pub rule: RuleId,
    /// Which period of it.
    pub period: Instance,
    /// The last day on which it can be met.
    pub due: Option<NaiveDate>,
    /// What each comparison of the requirement measures against, in the order of the text; `None` where that is not
    /// the same for everybody.
    pub thresholds: Option<Vec<Threshold>>,
}

/// What a comparison measures against, the same for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The figure.
    pub figure: Decimal,
    /// It is a plain minimum, of which an amount can fall short.
    pub is_minimum: bool,
}

/// A consequence in a period that is the same for every subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutcomePlace {
    /// Which consequence.
    pub consequence: ConsequenceId,
    /// Which period.
    pub period: Instance,
}

/// What was decided: a column for each [`VerdictPlace`] and each [`OutcomePlace`].
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// The verdicts.
    pub verdicts: Vec<VerdictColumn>,
    /// The outcomes.
    pub outcomes: Vec<Vec<Standing>>,
    /// The subjects of whom the tables cannot tell, ascending; what stands in the columns for them means nothing.
    pub handed_over: Vec<u32>,
}

/// The verdicts of one rule in one period.
#[derive(Clone, Debug, Default)]
pub struct VerdictColumn {
    /// How each subject stands.
    pub status: Vec<Status>,
    /// The comparison that decides it; [`NO_PART`] where it has none.
    pub part: Vec<u16>,
    /// The least that is measured, in millionths; zero where nothing is.
    pub low: Vec<i64>,
    /// The most, in millionths; [`UNBOUNDED`] where nothing bounds it.
    pub high: Vec<i64>,
}

/// The part of a verdict that has none.
pub const NO_PART: u16 = u16::MAX;
/// No bound above.
pub const UNBOUNDED: i64 = i64::MAX;

/// A block whose columns do not fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the columns of a block are not of one length, or its events do not ascend")]
pub struct Misshapen;

impl<'e> Bench<'e> {
    /// Makes ready for deciding subjects of one kind in columns.
    pub fn columns(&self, subject: SubjectId) -> ColumnBench<'_> {
        let (verdicts, outcomes) = self.places(subject);
        let (own_rules, own_consequences) = self.own(subject);
        let is_whole = own_rules.is_empty() && own_consequences.is_empty();
        let walk = if is_whole { self.walk(subject) } else { None };
        ColumnBench { walk, verdicts, outcomes, own_rules, own_consequences }
    }
}

impl ColumnBench<'_> {
    /// Where the verdicts stand, in the order of [`crate::Decision::verdicts`], but for those of [`ColumnBench::own_rules`].
    pub fn verdicts(&self) -> &[VerdictPlace] {
        &self.verdicts
    }

    /// Where the outcomes stand, but for those of [`ColumnBench::own_consequences`].
    pub fn outcomes(&self) -> &[OutcomePlace] {
        &self.outcomes
    }

    /// The rules whose periods hang on the record, so that each subject has its own.
    pub fn own_rules(&self) -> &[RuleId] {
        &self.own_rules
    }

    /// The consequences whose periods hang on the record.
    pub fn own_consequences(&self) -> &[ConsequenceId] {
        &self.own_consequences
    }

    /// Whether the tables decide about anybody; else every subject is handed over, whatever its columns say.
    pub fn decides(&self) -> bool {
        self.walk.is_some()
    }

    /// The fields that are looked at, of the subject (`None`) and of its lists; others may be [`Column::Unread`].
    pub fn reads(&self) -> Vec<(Option<ListId>, FieldId)> {
        self.walk.as_ref().map(Walk::reads).unwrap_or_default()
    }

    /// Nothing decided yet.
    pub fn empty(&self) -> Decided {
        Decided {
            verdicts: vec![VerdictColumn::default(); self.verdicts.len()],
            outcomes: vec![Vec::new(); self.outcomes.len()],
            handed_over: Vec::new(),
        }
    }

    /// Decides a block, after those that were decided before it.
    ///
    /// One pass over the columns; a `desk` is used again for any number of blocks. Blocks whose columns fit into the
    /// caches of the processor, some thousand events, are fastest.
    ///
    /// # Errors
    /// The columns do not fit each other; nothing is added then.
    pub fn decide(&self, block: &Block<'_>, desk: &mut Desk, decided: &mut Decided) -> Result<(), Misshapen> {
        block.check()?;
        let before = decided.verdicts.first().map(|column| column.status.len());
        let before = before.or(decided.outcomes.first().map(Vec::len)).unwrap_or(0);
        match &self.walk {
            Some(walk) => walk.decide(block, desk, decided, before),
            None => {
                decided.verdicts.iter_mut().for_each(|column| column.leave_open(before + block.subjects));
                for column in &mut decided.outcomes {
                    column.resize(before + block.subjects, Standing::Undetermined);
                }
                decided.handed_over.extend((before..before + block.subjects).map(|place| place as u32));
            }
        }
        Ok(())
    }
}

impl VerdictColumn {
    /// Makes the column so long; what is new says nothing yet.
    pub fn leave_open(&mut self, length: usize) {
        self.status.resize(length, Status::Unknown);
        self.part.resize(length, NO_PART);
        self.low.resize(length, 0);
        self.high.resize(length, 0);
    }

    /// Nothing is measured of a subject.
    pub(crate) fn forget(&mut self, place: usize) {
        if let (Some(part), Some(low), Some(high)) =
            (self.part.get_mut(place), self.low.get_mut(place), self.high.get_mut(place))
        {
            (*part, *low, *high) = (NO_PART, 0, 0);
        }
    }

    /// Nothing is said of a subject.
    pub fn clear(&mut self, place: usize) {
        self.forget(place);
        if let Some(status) = self.status.get_mut(place) {
            *status = Status::Unknown;
        }
    }

    /// Writes down the verdict of a subject.
    pub fn set(&mut self, place: usize, verdict: &Verdict) {
        let high = |range: AmountRange| range.high.map_or(UNBOUNDED, Decimal::millionths);
        let measured =
            verdict.measured.map(|found| (found.part, found.value.low.millionths(), high(found.value)));
        let (part, low, most) = measured.unwrap_or((NO_PART, 0, 0));
        let slots = (self.status.get_mut(place), self.part.get_mut(place));
        if let (Some(own_status), Some(own_part)) = slots {
            (*own_status, *own_part) = (verdict.status, part);
        }
        if let (Some(own_low), Some(own_high)) = (self.low.get_mut(place), self.high.get_mut(place)) {
            (*own_low, *own_high) = (low, most);
        }
    }

    /// What is measured of a subject, beside thresholds that are the same for everybody.
    pub fn measured(&self, place: usize, thresholds: &[Threshold]) -> Option<Measured> {
        let part = *self.part.get(place)?;
        let threshold = thresholds.get(usize::from(part))?;
        let value = Range { low: *self.low.get(place)?, high: *self.high.get(place)? };
        let figure = threshold.figure.millionths();
        Some(Measured {
            part,
            value: amount_range(value),
            threshold: amount_range(Range::exactly(figure)),
            shortfall: threshold.is_minimum.then(|| missing(value.high, figure)),
        })
    }
}

impl OutcomePlace {
    /// The outcome of a subject.
    pub fn outcome(self, standing: Standing) -> Outcome {
        Outcome { consequence: self.consequence, period: self.period, standing }
    }
}

impl Block<'_> {
    fn check(&self) -> Result<(), Misshapen> {
        let facts = self.facts.iter().all(|column| column.has_length(self.subjects));
        let lists = self.lists.iter().all(|events| events.fits(self.subjects));
        if facts && lists { Ok(()) } else { Err(Misshapen) }
    }
}

impl Events<'_> {
    /// The events of nobody.
    pub const NONE: Self = Self { known: Known::Nobody, starts: &[], fields: Vec::new() };

    fn fits(&self, subjects: usize) -> bool {
        let is_told = match self.known {
            Known::Nobody => return true,
            Known::All => true,
            Known::Each(known) => known.len() == subjects,
        };
        let (Some(first), Some(last)) = (self.starts.first(), self.starts.last()) else { return false };
        is_told
            && *first == 0
            && self.starts.len() == subjects + 1
            && self.starts.is_sorted()
            && self.fields.iter().all(|column| column.has_length(*last as usize))
    }
}

impl Column<'_> {
    fn has_length(&self, length: usize) -> bool {
        let own = match self {
            Self::Missing | Self::Unread => return true,
            Self::Codes { codes: Codes::Narrow(codes), .. } => codes.len(),
            Self::Codes { codes: Codes::Wide(codes), .. } => codes.len(),
            Self::Days { days, .. } => days.len(),
            Self::Amounts { amounts: Amounts::Narrow(amounts), .. } => amounts.len(),
            Self::Amounts { amounts: Amounts::Wide(amounts), .. } => amounts.len(),
        };
        own == length
    }
}
