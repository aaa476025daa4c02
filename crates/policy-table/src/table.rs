//! Deciding record batches: a row for each subject, its events in lists.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Schema};
use policy_core::columns::{Block, ColumnBench, Desk, Events, Known, MISSING_DAY};
use policy_core::{
    Bench, DecideError, Decision, Field, FieldId, ListId, Record, RecordBuilder, RecordReader, Standing,
    SubjectId, Value, ValueError,
};

use crate::TableError;
use crate::gaps::Gaps;
use crate::layout::Layout;
use crate::reader::FieldReader;
use crate::values::{EPOCH, Values};
use crate::verdicts::{Places, State, Verdicts};

/// A bench made ready for batches of one schema that hold subjects of one kind.
///
/// A column is found by name, label or alias. Facts stand in columns of their own, events in a column that
/// bears the name of their list and is a list of structs, whose fields are found likewise. An absent column
/// is missing throughout; a null list is one that is not known, an empty one is known to be empty.
///
/// `Send + Sync`: batches may be decided on any number of threads.
#[derive(Debug)]
pub struct Table<'b, 'e> {
    bench: &'b Bench<'e>,
    subject: SubjectId,
    columns: ColumnBench<'b>,
    reader: RecordReader,
    layout: Layout,
    places: Arc<Places>,
    schema: Arc<Schema>,
}

/// How many subjects are decided at once, and about how many events: what fits into the second cache of a processor.
const SUBJECTS_AT_ONCE: usize = 512;
const EVENTS_AT_ONCE: usize = 8_192;

/// The events of a list in a batch.
struct List<'a> {
    starts: Starts<'a>,
    nulls: Option<&'a NullBuffer>,
    fields: Vec<Option<Values<'a>>>,
}

/// Where the events of each subject begin.
enum Starts<'a> {
    Narrow(&'a [i32]),
    Wide(&'a [i64]),
}

/// The subjects of a batch as records.
pub struct Records<'t> {
    record: Box<dyn Fn(usize) -> Option<Record> + 't>,
}

impl Records<'_> {
    /// The record of a subject; `None` where one of its facts does not fit.
    pub fn get(&self, row: usize) -> Option<Record> {
        (self.record)(row)
    }
}

/// The columns of a batch.
pub(crate) struct Columns<'a> {
    facts: Vec<Option<Values<'a>>>,
    lists: Vec<Option<List<'a>>>,
}

/// The readers of a list.
struct ListReader<'a> {
    list: ListId,
    source: Option<&'a List<'a>>,
    fields: Vec<FieldReader<'a>>,
    /// The first and the last day, for events that last.
    lasting: Option<(FieldId, FieldId)>,
    dated: FieldId,
    starts: Vec<u32>,
    known: Vec<bool>,
    rows: Range<usize>,
}

impl<'b, 'e> Table<'b, 'e> {
    /// Binds the columns of a schema.
    ///
    /// # Errors
    /// Two columns mean one field, a column that bears the name of a list holds no lists of structs, or a column is of
    /// a type from which its field can be read in no way.
    pub fn new(bench: &'b Bench<'e>, subject: SubjectId, schema: Arc<Schema>) -> Result<Self, TableError> {
        let plan = bench.engine().plan();
        let reader = RecordReader::new(&plan.vocabulary, subject);
        let layout = match plan.vocabulary.subjects.get(subject.index()) {
            Some(declared) => Layout::new(declared, &schema)?,
            None => return Err(TableError::OtherColumns),
        };
        let columns = bench.columns(subject);
        let places = Arc::new(Places::new(&columns, plan, subject));
        let table = Self { bench, subject, columns, reader, layout, places, schema };
        // A batch without rows has every column that one with rows has.
        Columns::of(&table, &RecordBatch::new_empty(Arc::clone(&table.schema)))?;
        Ok(table)
    }

    /// The columns that are not used, as they are called.
    pub fn unused(&self) -> &[String] {
        &self.layout.unused
    }

    /// Whether the class tables decide; else every subject goes to the evaluator as a record of its own.
    pub fn is_by_tables(&self) -> bool {
        self.columns.decides()
    }

    /// What stands in each column of [`Verdicts`].
    pub fn places(&self) -> &Arc<Places> {
        &self.places
    }

    /// Decides a batch, whose first subject is the one of this number.
    ///
    /// # Errors
    /// The batch has other columns than the schema.
    pub fn decide(&self, batch: &RecordBatch, first: u64) -> Result<Verdicts, TableError> {
        self.decide_with(batch, first, &mut Desk::default())
    }

    /// Decides a batch with a desk that is used again.
    pub(crate) fn decide_with(
        &self,
        batch: &RecordBatch,
        first: u64,
        desk: &mut Desk,
    ) -> Result<Verdicts, TableError> {
        if batch.schema_ref() != &self.schema {
            return Err(TableError::OtherColumns);
        }
        let columns = Columns::of(self, batch)?;
        let mut verdicts =
            Verdicts::new(Arc::clone(&self.places), first, batch.num_rows(), self.columns.empty());
        verdicts.key = self.layout.key.map(|column| Arc::clone(batch.column(column)));
        let (mut facts, mut lists) = self.readers(&columns);
        let mut subjects = 0..0;
        while subjects.end < batch.num_rows() {
            let end = lists.iter().filter_map(|list| list.source).map(|list| list.starts.reach(subjects.end));
            let end = end.min().unwrap_or(usize::MAX).min(batch.num_rows());
            subjects = subjects.end..end.max(subjects.end + 1);
            facts.iter_mut().for_each(|fact| fact.read(subjects.clone()));
            lists.iter_mut().for_each(|list| list.read(subjects.clone()));
            let block = Block {
                subjects: subjects.len(),
                facts: facts.iter().map(|fact| fact.column(subjects.clone())).collect(),
                lists: lists.iter().map(ListReader::events).collect(),
            };
            if self.columns.decide(&block, desk, &mut verdicts.decided).is_err() {
                return Err(TableError::TooMany);
            }
            self.note(&mut facts, &mut lists, &subjects, &mut verdicts);
        }
        self.hand_over(&columns, &mut verdicts);
        Ok(verdicts)
    }

    fn readers<'a>(&'a self, columns: &'a Columns<'a>) -> (Vec<FieldReader<'a>>, Vec<ListReader<'a>>) {
        let vocabulary = &self.bench.engine().plan().vocabulary;
        let reader = |list, (place, field): (u16, &'a Field), values: &'a Option<Values<'a>>| {
            let field_id = FieldId(place);
            let is_asked = self.places.gaps.asks(list, field_id);
            FieldReader::new(field, values.as_ref().filter(|_| is_asked), &self.reader)
        };
        let facts = (0..).zip(vocabulary.fields(self.subject, None)).zip(&columns.facts);
        let facts = facts.map(|(field, values)| reader(None, field, values)).collect();
        let declared =
            vocabulary.subjects.get(self.subject.index()).map_or(&[][..], |subject| &subject.lists);
        let lists = (0..).map(ListId).zip(declared).zip(&columns.lists).map(|((list, declared), source)| {
            let none = &None;
            let fields = (0..).zip(&declared.fields).map(|(place, field)| {
                let values = source.as_ref().and_then(|source| source.fields.get(usize::from(place)));
                reader(Some(list), (place, field), values.unwrap_or(none))
            });
            ListReader {
                list,
                source: source.as_ref().filter(|_| self.places.gaps.goes_through(list)),
                fields: fields.collect(),
                lasting: declared.lasting,
                dated: declared.dated,
                starts: Vec::new(),
                known: Vec::new(),
                rows: 0..0,
            }
        });
        (facts, lists.collect())
    }

    /// Notes what is refused and what is missing of a block that was read.
    fn note(
        &self,
        facts: &mut [FieldReader<'_>],
        lists: &mut [ListReader<'_>],
        subjects: &Range<usize>,
        verdicts: &mut Verdicts,
    ) {
        for (place, fact) in (0..).zip(facts) {
            let field = FieldId(place);
            for (row, reason) in fact.refusals.drain(..) {
                verdicts.refuse(row, None, field, reason);
                verdicts.set_state(row, State::SetAside);
            }
            let gap = self.places.gaps.place(None, Some(field));
            let Some(gap) = gap else { continue };
            if fact.values.is_none() {
                subjects.clone().for_each(|subject| verdicts.miss(subject, gap));
            }
            fact.missing.iter().for_each(|row| verdicts.miss(subjects.start + *row as usize, gap));
        }
        for list in lists {
            list.note(&self.places.gaps, self.bench.as_of_day(), subjects, verdicts);
        }
    }

    /// Decides those by the evaluator of whom the tables cannot tell.
    fn hand_over(&self, columns: &Columns<'_>, verdicts: &mut Verdicts) {
        let mut decision = Decision::default();
        for row in std::mem::take(&mut verdicts.decided.handed_over) {
            let row = row as usize;
            if verdicts.is_set_aside(row) {
                continue;
            }
            let decided = match self.record(columns, row, &[]) {
                Ok(record) => self.bench.decide_into(&record, &mut decision),
                // What a record refuses was refused and set aside before.
                Err(_) => Err(DecideError::WrongVocabulary),
            };
            match decided {
                Ok(()) => verdicts.write(row, &decision),
                Err(error) => verdicts.undecided(row, error),
            }
        }
        let set_aside = (0..verdicts.rows).filter(|row| verdicts.is_set_aside(*row));
        set_aside.collect::<Vec<_>>().into_iter().for_each(|row| verdicts.leave_out(row));
    }

    /// The subjects of a batch as records of their own, of which no more is held than anything reads: so that
    /// [`Bench::explain`] can tell of those of whom more is to be known than columns say.
    ///
    /// # Errors
    /// The batch has other columns than the schema.
    pub fn records<'t>(&'t self, batch: &'t RecordBatch) -> Result<Records<'t>, TableError> {
        if batch.schema_ref() != &self.schema {
            return Err(TableError::OtherColumns);
        }
        let columns = Columns::of(self, batch)?;
        Ok(Records { record: Box::new(move |row| self.record(&columns, row, &[]).ok()) })
    }

    /// What the subjects are.
    pub fn subject(&self) -> SubjectId {
        self.subject
    }

    pub(crate) fn bench(&self) -> &'b Bench<'e> {
        self.bench
    }

    /// Nothing decided of a batch yet.
    pub(crate) fn blank(&self, batch: &RecordBatch) -> Verdicts {
        let mut decided = self.columns.empty();
        decided.verdicts.iter_mut().for_each(|column| column.leave_open(batch.num_rows()));
        decided
            .outcomes
            .iter_mut()
            .for_each(|column| column.resize(batch.num_rows(), Standing::Undetermined));
        let mut verdicts = Verdicts::new(Arc::clone(&self.places), 0, batch.num_rows(), decided);
        verdicts.key = self.layout.key.map(|column| Arc::clone(batch.column(column)));
        verdicts
    }

    /// Whether all facts of a subject fit that anything reads.
    pub(crate) fn fits(&self, columns: &Columns<'_>, row: usize) -> bool {
        let fields = self.bench.engine().plan().vocabulary.fields(self.subject, None);
        (0..).map(FieldId).zip(fields).zip(&columns.facts).all(|((place, field), values)| {
            let values = values.as_ref().filter(|_| self.places.gaps.asks(None, place));
            values.is_none_or(|values| values.typed(row, field, &self.reader).is_ok())
        })
    }

    /// The record of a subject: what of it anything reads, and of which kinds its members are known, though they are not held.
    pub(crate) fn record(
        &self,
        columns: &Columns<'_>,
        row: usize,
        members: &[SubjectId],
    ) -> Result<Record, ValueError> {
        let mut builder = self.reader.builder("");
        for kind in members {
            builder.members(*kind, [])?;
        }
        let fields = self.bench.engine().plan().vocabulary.fields(self.subject, None);
        for ((place, field), values) in (0..).zip(fields).zip(&columns.facts) {
            if let Some(value) = self.typed(None, FieldId(place), field, values.as_ref(), row) {
                builder.set_fact(FieldId(place), value)?;
            }
        }
        for (list, source) in (0..).map(ListId).zip(&columns.lists) {
            let source = source.as_ref().filter(|source| source.is_known(row));
            let Some(source) = source.filter(|_| self.places.gaps.goes_through(list)) else { continue };
            builder.set_known(list);
            for event in source.starts.range(row..row + 1) {
                self.add_event(&mut builder, list, source, event)?;
            }
        }
        Ok(builder.finish())
    }

    fn add_event(
        &self,
        builder: &mut RecordBuilder<'_>,
        list: ListId,
        source: &List<'_>,
        event: usize,
    ) -> Result<(), ValueError> {
        let vocabulary = &self.bench.engine().plan().vocabulary;
        let declared = vocabulary.subjects.get(self.subject.index());
        let Some(declared) = declared.and_then(|subject| subject.lists.get(list.index())) else {
            return Ok(());
        };
        let value = |place: FieldId| {
            let values = source.fields.get(place.index())?.as_ref();
            self.typed(Some(list), place, declared.fields.get(place.index())?, values, event)
        };
        // Which of two days in the wrong order is wrong, nobody knows.
        let in_disorder = declared.lasting.filter(|(first, last)| match (value(*first), value(*last)) {
            (Some(Value::Date(first)), Some(Value::Date(last))) => last < first,
            (_, _) => false,
        });
        let mut own = builder.new_event(list);
        for place in (0..).map(FieldId).take(declared.fields.len()) {
            if in_disorder.is_some_and(|(first, last)| place == first || place == last) {
                continue;
            }
            if let Some(value) = value(place) {
                own.set_field(place, value)?;
            }
        }
        own.finish()
    }

    /// What a field makes of a cell; `None` where that is refused, or nothing asks for it.
    fn typed<'v>(
        &self,
        list: Option<ListId>,
        place: FieldId,
        field: &Field,
        values: Option<&Values<'v>>,
        row: usize,
    ) -> Option<Value<'v>> {
        let values = values.filter(|_| self.places.gaps.asks(list, place))?;
        values.typed(row, field, &self.reader).ok()
    }
}

impl<'a> Columns<'a> {
    pub fn of(table: &Table<'_, '_>, batch: &'a RecordBatch) -> Result<Self, TableError> {
        let layout = &table.layout;
        let fact = |column: &Option<usize>| {
            let Some(column) = *column else { return Ok(None) };
            let array = batch.column(column);
            let values = Values::new(array).ok_or_else(|| TableError::ColumnType {
                column: batch.schema_ref().field(column).name().clone(),
                found: array.data_type().clone(),
            })?;
            Ok(Some(values))
        };
        let list = |own: &Option<(usize, Vec<Option<usize>>)>| {
            let Some((column, fields)) = own else { return Ok(None) };
            List::of(batch, *column, fields).map(Some)
        };
        Ok(Self {
            facts: layout.facts.iter().map(fact).collect::<Result<_, TableError>>()?,
            lists: layout.lists.iter().map(list).collect::<Result<_, TableError>>()?,
        })
    }
}

impl<'a> Columns<'a> {
    /// The values of a fact, where there is a column of them.
    pub fn fact(&self, fact: FieldId) -> Option<&Values<'a>> {
        self.facts.get(fact.index())?.as_ref()
    }
}

impl<'a> List<'a> {
    fn of(batch: &'a RecordBatch, column: usize, fields: &[Option<usize>]) -> Result<Self, TableError> {
        let array = batch.column(column);
        let (starts, events) = match array.data_type() {
            DataType::LargeList(_) => {
                let list = array.as_list::<i64>();
                (Starts::Wide(list.offsets()), list.values())
            }
            _ => {
                let list = array.as_list::<i32>();
                (Starts::Narrow(list.offsets()), list.values())
            }
        };
        let events = events.as_struct();
        let values = |place: &Option<usize>| {
            let Some(array) = place.and_then(|place| events.columns().get(place)) else { return Ok(None) };
            match Values::new(array) {
                // Of an event that is null nothing is known, whatever stands beneath.
                Some(values) => {
                    let nulls = NullBuffer::union(events.nulls(), values.nulls.as_ref());
                    Ok(Some(Values { nulls, ..values }))
                }
                None => Err(TableError::ColumnType {
                    column: batch.schema_ref().field(column).name().clone(),
                    found: array.data_type().clone(),
                }),
            }
        };
        let fields = fields.iter().map(values).collect::<Result<_, TableError>>()?;
        Ok(Self { starts, nulls: array.nulls(), fields })
    }

    fn is_known(&self, row: usize) -> bool {
        self.nulls.is_none_or(|nulls| nulls.is_valid(row))
    }
}

impl Starts<'_> {
    /// Where the events of a subject begin.
    fn at(&self, subject: usize) -> usize {
        let start = match self {
            Self::Narrow(starts) => starts.get(subject).and_then(|start| usize::try_from(*start).ok()),
            Self::Wide(starts) => starts.get(subject).and_then(|start| usize::try_from(*start).ok()),
        };
        start.unwrap_or(0)
    }

    /// Where the events of some subjects are.
    fn range(&self, subjects: Range<usize>) -> Range<usize> {
        self.at(subjects.start)..self.at(subjects.end)
    }

    /// How far subjects reach of whom there are not too many events at once.
    fn reach(&self, first: usize) -> usize {
        let most = self.at(first) + EVENTS_AT_ONCE;
        let own = (first + 1..=first + SUBJECTS_AT_ONCE)
            .take_while(|end| *end < self.len() && self.at(*end) <= most);
        own.last().unwrap_or(first + 1)
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(starts) => starts.len(),
            Self::Wide(starts) => starts.len(),
        }
    }
}

impl ListReader<'_> {
    fn read(&mut self, subjects: Range<usize>) {
        let Some(source) = self.source else { return };
        self.rows = source.starts.range(subjects.clone());
        self.starts.clear();
        let starts = subjects.start..=subjects.end;
        self.starts.extend(starts.map(|subject| (source.starts.at(subject) - self.rows.start) as u32));
        self.known.clear();
        if source.nulls.is_some_and(|nulls| nulls.null_count() > 0) {
            self.known.extend(subjects.map(|subject| source.is_known(subject)));
        }
        for field in &mut self.fields {
            field.read(self.rows.clone());
        }
        self.check_order();
    }

    /// Takes both days of an event for missing that ends before it begins.
    fn check_order(&mut self) {
        let Some((first, last)) = self.lasting else { return };
        let (rows, day) = (self.rows.clone(), |place: FieldId| self.fields.get(place.index()));
        let (Some(firsts), Some(lasts)) = (day(first), day(last)) else { return };
        if firsts.values.is_none() || lasts.values.is_none() {
            return;
        }
        let (firsts, lasts) = (firsts.days(rows.clone()), lasts.days(rows.clone()));
        let is_wrong = |(first, last): (&i32, &i32)| (last < first) & (*last != MISSING_DAY);
        // Without a branch, since hardly ever one is.
        if !firsts.iter().zip(lasts).fold(false, |any, pair| any | is_wrong(pair)) {
            return;
        }
        let wrong = (0..).zip(firsts.iter().zip(lasts)).filter(|(_, pair)| is_wrong(*pair));
        let wrong: Vec<(u32, i32, i32)> =
            wrong.map(|(place, (first, last))| (place, *first, *last)).collect();
        for (place, start, end) in wrong {
            let date = |day: i32| crate::values::date(i64::from(day));
            for field in [first, last] {
                if let Some(own) = self.fields.get_mut(field.index()) {
                    own.forget_day(place, rows.clone());
                }
            }
            if let (Some(start), Some(end), Some(own)) =
                (date(start), date(end), self.fields.get_mut(last.index()))
            {
                own.refusals.push((rows.start + place as usize, ValueError::EndBeforeStart { start, end }));
            }
        }
    }

    fn events(&self) -> Events<'_> {
        if self.source.is_none() {
            return Events::NONE;
        }
        let known = if self.known.is_empty() { Known::All } else { Known::Each(&self.known) };
        let fields = self.fields.iter().map(|field| field.column(self.rows.clone())).collect();
        Events { known, starts: &self.starts, fields }
    }

    /// Notes what is refused and what is missing of the events of a block.
    fn note(&mut self, gaps: &Gaps, as_of: i64, subjects: &Range<usize>, verdicts: &mut Verdicts) {
        let list = self.list;
        if let Some(gap) = gaps.place(Some(list), None) {
            match self.source {
                None => subjects.clone().for_each(|subject| verdicts.miss(subject, gap)),
                Some(_) => {
                    let unknown = subjects.clone().zip(&self.known).filter(|(_, known)| !**known);
                    unknown.for_each(|(subject, _)| verdicts.miss(subject, gap));
                }
            }
        }
        let Self { fields, starts, known, rows, dated, .. } = self;
        for (place, field) in (0..).map(FieldId).zip(fields.iter_mut()) {
            let mut owner = Owner { starts, subject: 0 };
            field.refusals.sort_by_key(|(row, _)| *row);
            for (row, reason) in field.refusals.drain(..) {
                let (subject, event) = owner.of((row - rows.start) as u32);
                verdicts.refuse(subjects.start + subject, Some((list, u64::from(event))), place, reason);
            }
        }
        let is_known = |subject: usize| known.is_empty() || known.get(subject) == Some(&true);
        // Events after the as-of date are not seen, and nothing of them is missing.
        let days =
            fields.get(dated.index()).filter(|own| own.values.is_some()).map(|own| own.days(rows.clone()));
        let is_seen = |event: u32| {
            let day = days.and_then(|days| days.get(event as usize));
            day.is_none_or(|day| *day == MISSING_DAY || i64::from(*day) + EPOCH <= as_of)
        };
        for (place, field) in (0..).map(FieldId).zip(fields.iter()) {
            let Some(gap) = gaps.place(Some(list), Some(place)) else { continue };
            if field.values.is_none() {
                for (subject, range) in starts.windows(2).enumerate() {
                    let [start, end] = range else { continue };
                    if is_known(subject) && (*start..*end).any(is_seen) {
                        verdicts.miss(subjects.start + subject, gap);
                    }
                }
                continue;
            }
            let mut owner = Owner { starts, subject: 0 };
            for event in &field.missing {
                let (subject, _) = owner.of(*event);
                if is_known(subject) && is_seen(*event) {
                    verdicts.miss(subjects.start + subject, gap);
                }
            }
        }
    }
}

/// Finds whose events are, one after the other.
struct Owner<'s> {
    starts: &'s [u32],
    subject: usize,
}

impl Owner<'_> {
    /// Whose an event is, no earlier than the one before, and its place among theirs.
    fn of(&mut self, event: u32) -> (usize, u32) {
        while self.starts.get(self.subject + 1).is_some_and(|end| *end <= event) {
            self.subject += 1;
        }
        (self.subject, event - self.starts.get(self.subject).copied().unwrap_or(0).min(event))
    }
}

/// Whether a field can be missing: it has no default.
pub(crate) fn can_be_missing(field: &Field) -> bool {
    field.default.is_none()
}
