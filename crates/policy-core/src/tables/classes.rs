//! Folding all conditions on an event into one class.

use super::answers::{Answer, Answers};
use super::axes::Space;
use super::lanes::{Lane, Lanes, lanes};
use super::tally::Tally;
use crate::plan::{Amount, Condition, FieldRef, Measure, Plan, PolicyId, Recognition, Scope, Treatment};
use crate::record::{EventRows, MISSING, Row};
use crate::{FieldId, ListId, SubjectId};

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
    pub kinds_of_classes: Vec<u16>,
    pub kinds: Vec<Class>,
    /// How lanes are added up.
    pub tallies: Vec<Tally>,
}

/// What a class of events feeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class {
    /// Lanes that it feeds for certain.
    pub certain: u64,
    /// Lanes that it may feed; every certain one is possible.
    pub possible: u64,
    /// Lanes for which the class cannot tell.
    pub unclear: u64,
    /// The place in `sources` of the amount that the recognition credits.
    pub credited: u8,
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
    field: FieldId,
    /// By word; the last is for a missing one, which as an unsigned number is larger than any other.
    steps: Vec<u16>,
}

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
        let space = Space::new(plan, &lanes, &conditions)?;
        let sources = sources(&lanes, recognition)?;
        let amounts = lanes.lanes.iter().map(|lane| lane_amount(lane, recognition, &sources)).collect();
        let (mut kinds_of_classes, kinds) = kinds(&space, &lanes, recognition, &sources);
        let dimensions = space.axes.iter().map(|axis| {
            let steps = axis.groups.iter().map(|group| group * axis.stride as u16);
            Dimension { field: axis.field, steps: steps.chain([0]).collect() }
        });
        let mut dimensions: Vec<Dimension> = dimensions.collect();
        if let [only] = &mut *dimensions {
            kinds_of_classes = only.steps.iter().map(|step| kinds_of_classes[usize::from(*step)]).collect();
            only.steps = (0..).take(only.steps.len()).collect();
        }
        let mut table =
            Self { lanes, dimensions, sources, amounts, kinds_of_classes, kinds, tallies: Vec::new() };
        table.tallies = Tally::all(&table);
        Some(table)
    }

    /// The classes of the events from one on, as many as there is room for.
    pub fn classes(&self, rows: &EventRows, from: usize, classes: &mut [u16]) {
        classes.fill(0);
        for pair in self.dimensions.chunks(2) {
            let [first, others @ ..] = pair else { continue };
            let words = |dimension: &Dimension| rows.column(dimension.field).get(from..).unwrap_or_default();
            let first = (&*first.steps, words(first));
            let second = others.first().map_or((&[0][..], first.1), |other| (&*other.steps, words(other)));
            add_steps(classes, first, second);
        }
    }

    /// The field whose words are the classes, where there is but one.
    pub fn only_field(&self) -> Option<FieldId> {
        match &*self.dimensions {
            [only] => Some(only.field),
            _ => None,
        }
    }

    /// The fields that make up the class, with what their words add to its number; the last is for a missing word.
    pub fn dimensions(&self) -> impl Iterator<Item = (FieldId, &[u16])> {
        self.dimensions.iter().map(|dimension| (dimension.field, &*dimension.steps))
    }

    /// What an event feeds.
    pub fn class_of(&self, row: Row<'_>) -> Option<&Class> {
        let mut class = 0;
        for Dimension { field, steps } in &self.dimensions {
            let word = row.get(field.index()).copied().unwrap_or(MISSING);
            class += usize::from(*steps.get(usize::try_from(word).unwrap_or(usize::MAX)).or(steps.last())?);
        }
        let kind = self.kinds_of_classes.get(class)?;
        self.kinds.get(usize::from(*kind))
    }
}

/// What each class feeds: its place among the kinds of classes, and these.
fn kinds(
    space: &Space,
    lanes: &Lanes,
    recognition: Option<&Recognition>,
    sources: &[AmountSource],
) -> (Vec<u16>, Vec<Class>) {
    let recognised = recognition.map(|recognition| Recognised::new(space, recognition, sources));
    let mut places = vec![0; space.classes];
    let mut kinds = vec![Class::default()];
    if let Some(recognised) = &recognised {
        let credited = recognised.credited.iter().map(|credited| credited.unwrap_or(0));
        split(&mut places, &mut kinds, 1 << 8, credited.map(usize::from), |class, credited| {
            class.credited = credited as u8;
        });
    }
    for (place, lane) in lanes.lanes.iter().enumerate() {
        let mut feeds = space.evaluate(&lane.filter);
        if lane.recognised
            && let Some(recognised) = &recognised
        {
            feeds = feeds.and(recognised.counted.clone());
            if lane.field().is_some() && lane.field() == recognised.credits {
                feeds.make_unclear(|class| recognised.credited[class].is_none());
            }
        }
        let bit = 1_u64 << place;
        let numbers = feeds.iter().map(Answer::number);
        split(&mut places, &mut kinds, Answer::NUMBERS, numbers, |class, number| class.feed(bit, number));
    }
    (places, kinds)
}

/// Splits kinds of classes by a number that each class has, below `most`.
fn split(
    places: &mut [u16],
    kinds: &mut Vec<Class>,
    most: usize,
    numbers: impl Iterator<Item = usize>,
    mut set: impl FnMut(&mut Class, usize),
) {
    let old = std::mem::take(kinds);
    let mut new: Vec<Option<u16>> = vec![None; old.len() * most];
    for (place, number) in places.iter_mut().zip(numbers) {
        let slot = &mut new[usize::from(*place) * most + number];
        *place = match *slot {
            Some(known) => known,
            None => {
                let mut class = old[usize::from(*place)];
                set(&mut class, number);
                kinds.push(class);
                *slot.insert((kinds.len() - 1) as u16)
            }
        };
    }
}

/// Adds to the class numbers of events what their words of two fields make.
///
/// Measured: two fields at once take a third fewer instructions than one after the other; inlined,
/// the loop keeps half of what it needs on the stack.
#[inline(never)]
fn add_steps(classes: &mut [u16], first: (&[u16], &[i64]), second: (&[u16], &[i64])) {
    let (Some(first_last), Some(second_last)) = (first.0.len().checked_sub(1), second.0.len().checked_sub(1))
    else {
        return;
    };
    for (class, (&one, &other)) in classes.iter_mut().zip(first.1.iter().zip(second.1)) {
        let one = first.0[(one as u64).min(first_last as u64) as usize];
        let other = second.0[(other as u64).min(second_last as u64) as usize];
        *class += one + other;
    }
}

impl Class {
    /// Says whether it feeds a lane.
    fn feed(&mut self, lane: u64, number: usize) {
        if number == Answer::YES.number() {
            self.certain |= lane;
            self.possible |= lane;
        } else if number == Answer::OPEN.number() {
            self.possible |= lane;
        } else if number == Answer::UNCLEAR.number() {
            self.unclear |= lane;
        }
    }
}

/// What a recognition makes of each class.
struct Recognised {
    counted: Answers,
    /// The field whose credited amount is summed.
    credits: Option<FieldId>,
    /// The place of the one amount that is credited; `None` where there are several possible ones, or none.
    credited: Vec<Option<u8>>,
}

impl Recognised {
    fn new(space: &Space, recognition: &Recognition, sources: &[AmountSource]) -> Self {
        let place = |source: AmountSource| sources.iter().position(|own| *own == source).unwrap_or(0) as u8;
        let mut rejected = space.all(Answer::NO);
        let mut reached = space.all(Answer::YES);
        let mut credits = Credits::new(space.classes);
        let mut counts = false;
        for entry in &recognition.entries {
            let holds = space.evaluate(&entry.when);
            match &entry.treatment {
                Treatment::Reject => rejected = rejected.or(holds),
                Treatment::Count { amount } => {
                    counts = true;
                    let here = reached.clone().and(holds.clone());
                    if let Some(credited) = recognition.credited {
                        credits.add(&here, source_of(amount.as_ref(), credited).map(place));
                    }
                    reached = reached.and(holds.not());
                }
            }
        }
        let mut counted = reached.not();
        if !counts {
            counted = space.all(Answer::YES);
            if let Some(credited) = recognition.credited {
                credits.add(&counted, Some(place(AmountSource::plain(credited))));
            }
        }
        Self { counted: rejected.not().and(counted), credits: recognition.credited, credited: credits.only() }
    }
}

/// The amounts that may be credited in each class: the first one, and whether there is another, or one
/// that is more than a field and a ratio.
struct Credits(Vec<(Option<u8>, bool)>);

impl Credits {
    fn new(classes: usize) -> Self {
        Self(vec![(None, false); classes])
    }

    /// Where it can hold, a source may be credited.
    fn add(&mut self, here: &Answers, source: Option<u8>) {
        for ((first, has_another), here) in self.0.iter_mut().zip(here.iter()) {
            if here.can_hold() {
                *has_another |= source.is_none_or(|source| *first.get_or_insert(source) != source);
            }
        }
    }

    fn only(self) -> Vec<Option<u8>> {
        self.0.into_iter().map(|(first, has_another)| first.filter(|_| !has_another)).collect()
    }
}

impl AmountSource {
    fn plain(field: FieldId) -> Self {
        Self { field, numerator: 1, denominator: 1, is_plain: true }
    }

    fn scaled(field: FieldId, numerator: i64, denominator: i64) -> Self {
        Self { field, numerator, denominator, is_plain: numerator == denominator }
    }
}

/// All that lanes and the recognition read amounts from; `None` where that is too much.
fn sources(lanes: &Lanes, recognition: Option<&Recognition>) -> Option<Vec<AmountSource>> {
    let mut sources = Vec::new();
    let own = lanes.lanes.iter().filter_map(Lane::field).map(AmountSource::plain);
    for source in own.chain(recognition.into_iter().flat_map(credits)) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    (sources.len() <= usize::from(u8::MAX)).then_some(sources)
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

fn lane_amount(lane: &Lane, recognition: Option<&Recognition>, sources: &[AmountSource]) -> LaneAmount {
    let credited = recognition.and_then(|found| found.credited);
    match lane.measure {
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
    }
}
