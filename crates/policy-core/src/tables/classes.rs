//! Folding all conditions on an event into one class.

use std::collections::HashMap;

use super::lanes::{Lane, Lanes, lanes};
use crate::plan::{Amount, Condition, FieldRef, Measure, Plan, PolicyId, Recognition, Scope, Treatment};
use crate::record::{MISSING, Row};
use crate::{FieldId, FieldKind, ListId, SubjectId};

/// The class tables of a plan.
#[derive(Debug)]
pub(crate) struct Classes {
    pub tables: Vec<ClassTable>,
}

/// Which lanes an event feeds, by its class.
#[derive(Debug)]
pub(crate) struct ClassTable {
    pub lanes: Lanes,
    /// The fields that make up the class.
    dimensions: Vec<Dimension>,
    /// The fields that amounts are read from, with the ratio by which they are credited.
    pub sources: Vec<AmountSource>,
    /// What an event adds to each lane.
    pub amounts: Vec<LaneAmount>,
    /// The place in `kinds` of each class: few classes differ in what they feed.
    rows: Vec<u16>,
    kinds: Vec<Class>,
    /// What the kinds feed, one kind after the other.
    feeds: Vec<Feed>,
}

/// A lane that an event feeds for certain, and with what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feed {
    pub lane: u16,
    pub amount: Read,
}

/// Where an amount is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Read {
    /// It is always one.
    One,
    /// A field, as it stands.
    Field(u16),
    /// A source that needs more work.
    Source(u8),
}

/// What a class of events feeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Class {
    /// Lanes that it feeds for certain.
    pub certain: u64,
    /// Lanes that it may feed; every certain one is possible.
    pub possible: u64,
    /// Lanes for which the class cannot tell.
    pub unclear: u64,
    /// The place in `sources` of the amount that the recognition credits.
    pub credited: u8,
    /// It feeds every lane for certain, or not at all.
    pub is_settled: bool,
    /// Where what it feeds stands among the feeds of the table.
    feeds: (u32, u32),
}

/// What an event adds to a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaneAmount {
    /// One.
    One,
    /// The amount of a source, by its place.
    Plain(u8),
    /// The amount that the recognition credits.
    Credited,
}

/// Where an amount is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AmountSource {
    pub field: FieldId,
    pub numerator: i64,
    pub denominator: i64,
    /// Neither multiplied nor divided.
    pub is_plain: bool,
}

/// A field and what its words add to the class number.
#[derive(Debug)]
struct Dimension {
    field: usize,
    /// By word plus one; the first is for a missing value, the last for words that no term has.
    steps: Vec<u32>,
}

/// The most classes that a table may have.
const MOST_CLASSES: usize = 1 << 16;

impl Classes {
    /// Builds the tables of a plan. A list whose classes would be too many has none.
    pub fn new(plan: &Plan) -> Self {
        let tables = lanes(plan).into_iter().filter_map(|lanes| ClassTable::new(plan, lanes)).collect();
        Self { tables }
    }

    /// The table and lane of an aggregate, by their places.
    pub fn find(
        &self,
        policy: PolicyId,
        subject: SubjectId,
        list: ListId,
        lane: &Lane,
    ) -> Option<(usize, usize)> {
        let is_own = |table: &ClassTable| {
            let lanes = &table.lanes;
            lanes.policy == policy && lanes.subject == subject && lanes.list == list
        };
        let place = self.tables.iter().position(is_own)?;
        let lane = self.tables[place].lanes.lanes.iter().position(|own| own == lane)?;
        Some((place, lane))
    }
}

impl ClassTable {
    fn new(plan: &Plan, lanes: Lanes) -> Option<Self> {
        let is_own = |found: &&Recognition| {
            found.policy == lanes.policy && found.subject == lanes.subject && found.list == lanes.list
        };
        let recognition = plan.recognitions.iter().find(is_own);
        let mut conditions: Vec<&Condition> = lanes.lanes.iter().map(|lane| &lane.filter).collect();
        if let Some(recognition) = recognition {
            conditions.extend(recognition.entries.iter().map(|entry| &entry.when));
        }
        let axes = axes(plan, &lanes, &conditions)?;
        let mut sources = Vec::new();
        let own = lanes.lanes.iter().filter_map(Lane::field).map(AmountSource::plain);
        let credits = recognition.into_iter().flat_map(credits);
        for source in own.chain(credits) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        if sources.len() > usize::from(u8::MAX) {
            return None;
        }
        let credited = recognition.and_then(|found| found.credited);
        let amounts = lanes.lanes.iter().map(|lane| match lane.measure {
            Measure::Count
            | Measure::Distinct(_)
            | Measure::SumOf(_)
            | Measure::HighestOf(_)
            | Measure::LowestOf(_) => LaneAmount::One,
            Measure::Sum(field) if lane.recognised && credited == Some(field) => LaneAmount::Credited,
            Measure::Sum(field) => {
                let plain = AmountSource::plain(field);
                LaneAmount::Plain(sources.iter().position(|own| *own == plain).unwrap_or(0) as u8)
            }
        });
        let amounts: Vec<LaneAmount> = amounts.collect();
        let fields = plan.vocabulary.fields(lanes.subject, Some(lanes.list)).len();
        let mut table = Self {
            lanes,
            dimensions: Vec::new(),
            sources,
            amounts,
            rows: Vec::new(),
            kinds: Vec::new(),
            feeds: Vec::new(),
        };
        table.fill(&axes, recognition, fields);
        let mut stride = 1;
        for axis in axes {
            let steps = axis.groups.iter().chain([&axis.beyond]).map(|group| group * stride).collect();
            table.dimensions.push(Dimension { field: axis.field.index(), steps });
            stride *= axis.representatives.len() as u32;
        }
        Some(table)
    }

    /// Works out what each class feeds.
    fn fill(&mut self, axes: &[Axis], recognition: Option<&Recognition>, fields: usize) {
        let mut known = HashMap::new();
        let mut point = vec![0; axes.len()];
        let mut values = vec![NOT_ASKED; fields];
        for axis in axes {
            values[axis.field.index()] = axis.representatives[0];
        }
        loop {
            let class = row(&self.lanes, recognition, &self.sources, &values);
            let next = self.kinds.len() as u16;
            let kind = *known.entry(class).or_insert(next);
            if kind == next {
                self.add_kind(class);
            }
            self.rows.push(kind);
            // The next point, the first axis running fastest.
            let mut place = 0;
            loop {
                let Some(axis) = axes.get(place) else { return };
                point[place] += 1;
                let wraps = point[place] == axis.representatives.len();
                if wraps {
                    point[place] = 0;
                }
                values[axis.field.index()] = axis.representatives[point[place]];
                if !wraps {
                    break;
                }
                place += 1;
            }
        }
    }

    /// Writes down what a kind of classes feeds.
    fn add_kind(&mut self, class: Class) {
        let from = self.feeds.len() as u32;
        for (lane, amount) in self.amounts.iter().enumerate() {
            if class.certain >> lane & 1 == 0 {
                continue;
            }
            let source = match *amount {
                LaneAmount::One => None,
                LaneAmount::Plain(source) => Some(source),
                LaneAmount::Credited => Some(class.credited),
            };
            let amount = match source {
                None => Read::One,
                Some(source) => match self.sources.get(usize::from(source)) {
                    Some(found) if found.is_plain => Read::Field(found.field.0),
                    Some(_) | None => Read::Source(source),
                },
            };
            self.feeds.push(Feed { lane: lane as u16, amount });
        }
        let is_settled = class.unclear == 0 && class.certain == class.possible;
        self.kinds.push(Class { is_settled, feeds: (from, self.feeds.len() as u32), ..class });
    }

    /// What an event of a class feeds for certain.
    pub fn feeds(&self, class: &Class) -> &[Feed] {
        self.feeds.get(class.feeds.0 as usize..class.feeds.1 as usize).unwrap_or_default()
    }

    /// How many lanes there are.
    pub fn width(&self) -> usize {
        self.amounts.len()
    }

    /// The class of an event.
    pub fn class(&self, row: Row<'_>) -> &Class {
        let mut class = 0;
        for dimension in &self.dimensions {
            let word = row.get(dimension.field).copied().unwrap_or(MISSING);
            let place = if word == MISSING { 0 } else { (word as usize).wrapping_add(1) };
            class += dimension.steps[place.min(dimension.steps.len() - 1)];
        }
        let kind = self.rows.get(class as usize).and_then(|kind| self.kinds.get(usize::from(*kind)));
        kind.unwrap_or(&Class::UNCLEAR)
    }
}

impl Class {
    /// Nothing can be told.
    const UNCLEAR: Self =
        Self { certain: 0, possible: 0, unclear: u64::MAX, credited: 0, is_settled: false, feeds: (0, 0) };
}

/// The word of a field that no condition asks for.
const NOT_ASKED: i64 = i64::MIN + 1;

impl AmountSource {
    fn plain(field: FieldId) -> Self {
        Self { field, numerator: 1, denominator: 1, is_plain: true }
    }
}

impl AmountSource {
    fn scaled(field: FieldId, numerator: i64, denominator: i64) -> Self {
        Self { field, numerator, denominator, is_plain: numerator == denominator }
    }
}

/// The amounts that a recognition can credit.
fn credits(recognition: &Recognition) -> Vec<AmountSource> {
    let Some(credited) = recognition.credited else { return Vec::new() };
    let entries = recognition.entries.iter().filter_map(|entry| match &entry.treatment {
        Treatment::Count { amount } => source_of(amount.as_ref(), credited),
        Treatment::Reject => None,
    });
    std::iter::once(AmountSource::plain(credited)).chain(entries).collect()
}

/// The field that a credited amount is read from; `None` where there is more to it than a field and a ratio.
fn source_of(amount: Option<&Amount>, credited: FieldId) -> Option<AmountSource> {
    let of_event = |amount: &Amount| {
        let Amount::Field(FieldRef { scope: Scope::Event, field }) = amount else { return None };
        Some(*field)
    };
    match amount {
        None => Some(AmountSource::plain(credited)),
        Some(Amount::Scaled { amount, numerator, denominator }) => {
            Some(AmountSource::scaled(of_event(amount)?, *numerator, *denominator))
        }
        Some(amount) => Some(AmountSource::plain(of_event(amount)?)),
    }
}

/// A field of terms or flags, its values grouped by what the conditions make of them.
struct Axis {
    field: FieldId,
    /// The group of each value; the first is a missing one.
    groups: Vec<u32>,
    /// A value of each group.
    representatives: Vec<i64>,
    /// The group of a value that is none of the field's.
    beyond: u32,
}

/// The fields that the conditions ask for, if they make no more classes than there is room for.
fn axes(plan: &Plan, lanes: &Lanes, conditions: &[&Condition]) -> Option<Vec<Axis>> {
    let mut asked: Vec<(FieldId, Vec<&Condition>)> = Vec::new();
    for condition in conditions {
        leaves(condition, &mut |field, leaf| match asked.iter_mut().find(|(known, _)| *known == field) {
            Some((_, leaves)) => leaves.push(leaf),
            None => asked.push((field, vec![leaf])),
        });
    }
    let fields = plan.vocabulary.fields(lanes.subject, Some(lanes.list));
    let mut axes = Vec::new();
    let mut classes = 1_usize;
    for (field, leaves) in asked {
        let values = match fields.get(field.index())?.kind {
            FieldKind::Flag => 2,
            FieldKind::Term(tree) => plan.vocabulary.trees.get(tree.index())?.terms.len() as i64,
            FieldKind::Text | FieldKind::Date | FieldKind::Quantity(_) | FieldKind::Member(_) => continue,
        };
        let mut groups = vec![0];
        let mut representatives = vec![MISSING];
        let mut known = HashMap::new();
        for value in 0..values {
            let answers: Vec<bool> = leaves.iter().map(|leaf| answer(leaf, value)).collect();
            let next = representatives.len() as u32;
            let group = *known.entry(answers).or_insert(next);
            if group == next {
                representatives.push(value);
            }
            groups.push(group);
        }
        let nothing: Vec<bool> = leaves.iter().map(|leaf| answer(leaf, i64::MAX)).collect();
        let beyond = *known.entry(nothing).or_insert(representatives.len() as u32);
        if beyond as usize == representatives.len() {
            representatives.push(i64::MAX);
        }
        classes = classes.checked_mul(representatives.len()).filter(|&classes| classes <= MOST_CLASSES)?;
        axes.push(Axis { field, groups, representatives, beyond });
    }
    Some(axes)
}

/// The conditions on a term or a flag of the event itself that a condition is made of.
fn leaves<'p>(condition: &'p Condition, visit: &mut dyn FnMut(FieldId, &'p Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            for part in parts {
                leaves(part, visit);
            }
        }
        Condition::Not(inner) => leaves(inner, visit),
        Condition::Member(field, _) | Condition::Flag(field) => {
            if field.scope == Scope::Event {
                visit(field.field, condition);
            }
        }
        Condition::Constant(_)
        | Condition::Compare(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. } => {}
    }
}

/// What a leaf says of a value that is there.
fn answer(leaf: &Condition, value: i64) -> bool {
    if let Condition::Member(_, terms) = leaf { terms.holds(value) } else { value != 0 }
}

/// What the class of those values feeds.
fn row(lanes: &Lanes, recognition: Option<&Recognition>, sources: &[AmountSource], values: &[i64]) -> Class {
    let recognised = match recognition {
        None => Recognised { counted: Answer::YES, credited: None },
        Some(recognition) => recognise(recognition, values),
    };
    let mut class = Class::default();
    if let Some(source) = recognised.credited {
        class.credited = sources.iter().position(|own| *own == source).unwrap_or(0) as u8;
    }
    for (place, lane) in lanes.lanes.iter().enumerate() {
        let mut feeds = evaluate(&lane.filter, values);
        if lane.recognised {
            feeds = feeds.and(recognised.counted);
            let sums_credit =
                lane.field().is_some() && lane.field() == recognition.and_then(|found| found.credited);
            if sums_credit && recognised.credited.is_none() && feeds.yes {
                feeds = Answer { unclear: true, ..feeds };
            }
        }
        let bit = 1_u64 << place;
        if feeds.unclear {
            class.unclear |= bit;
        } else if feeds.yes {
            class.possible |= bit;
            if !feeds.no {
                class.certain |= bit;
            }
        }
    }
    class
}

struct Recognised {
    counted: Answer,
    /// The one amount that is credited; `None` where there are several possible ones.
    credited: Option<AmountSource>,
}

fn recognise(recognition: &Recognition, values: &[i64]) -> Recognised {
    let mut rejected = Answer::NO;
    let mut reached = Answer::YES;
    let mut credits: Vec<Option<AmountSource>> = Vec::new();
    let mut counts = false;
    for entry in &recognition.entries {
        let holds = evaluate(&entry.when, values);
        match &entry.treatment {
            Treatment::Reject => rejected = rejected.or(holds),
            Treatment::Count { amount } => {
                counts = true;
                let here = reached.and(holds);
                if here.yes || here.unclear {
                    credits.extend(recognition.credited.map(|field| source_of(amount.as_ref(), field)));
                }
                reached = reached.and(holds.not());
            }
        }
    }
    let mut counted = reached.not();
    if !counts {
        counted = Answer::YES;
        credits.extend(recognition.credited.map(|field| Some(AmountSource::plain(field))));
    }
    let first = credits.first().copied().flatten();
    let credited = first.filter(|_| credits.iter().all(|credit| *credit == first));
    Recognised { counted: rejected.not().and(counted), credited }
}

/// What a condition can be in a class.
#[derive(Clone, Copy)]
struct Answer {
    yes: bool,
    no: bool,
    /// It also asks for something that is not in the class, and that could change the answer.
    unclear: bool,
}

impl Answer {
    const YES: Self = Self { yes: true, no: false, unclear: false };
    const NO: Self = Self { yes: false, no: true, unclear: false };
    const OPEN: Self = Self { yes: true, no: true, unclear: false };
    const UNCLEAR: Self = Self { yes: true, no: true, unclear: true };

    fn of(holds: bool) -> Self {
        if holds { Self::YES } else { Self::NO }
    }

    fn is_surely(self, holds: bool) -> bool {
        !self.unclear && if holds { !self.no } else { !self.yes }
    }

    fn not(self) -> Self {
        Self { yes: self.no, no: self.yes, ..self }
    }

    fn and(self, other: Self) -> Self {
        if self.is_surely(false) || other.is_surely(false) {
            return Self::NO;
        }
        Self { yes: self.yes && other.yes, no: self.no || other.no, unclear: self.unclear || other.unclear }
    }

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    fn at_least(least: u16, answers: &[Self]) -> Self {
        if answers.iter().any(|answer| answer.unclear) {
            return Self::UNCLEAR;
        }
        let count = |is_meant: fn(&&Self) -> bool| answers.iter().filter(is_meant).count();
        let (possible, sure) = (count(|answer| answer.yes), count(|answer| !answer.no));
        Self { yes: possible >= usize::from(least), no: sure < usize::from(least), unclear: false }
    }
}

fn evaluate(condition: &Condition, values: &[i64]) -> Answer {
    let value = |field: &FieldRef| match field.scope {
        Scope::Event => values.get(field.field.index()).copied().filter(|value| *value != NOT_ASKED),
        Scope::Subject | Scope::Anchor => None,
    };
    match condition {
        Condition::Constant(holds) => Answer::of(*holds),
        Condition::All(parts) => parts.iter().fold(Answer::YES, |all, part| all.and(evaluate(part, values))),
        Condition::Any(parts) => parts.iter().fold(Answer::NO, |any, part| any.or(evaluate(part, values))),
        Condition::AtLeastOf(least, parts) => {
            let answers: Vec<Answer> = parts.iter().map(|part| evaluate(part, values)).collect();
            Answer::at_least(*least, &answers)
        }
        Condition::Not(inner) => evaluate(inner, values).not(),
        Condition::Member(field, _) | Condition::Flag(field) => match value(field) {
            None => Answer::UNCLEAR,
            Some(MISSING) => Answer::OPEN,
            Some(value) => Answer::of(answer(condition, value)),
        },
        Condition::Compare(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. } => Answer::UNCLEAR,
    }
}
