//! Results as Parquet, for programs: a row for each verdict and each consequence, in columns of real types.
//!
//! Names are identifiers, amounts decimals of six digits after the point, days days. The same results give the same bytes: rows are
//! written in blocks of one size, whatever the pieces in which they come.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Decimal128Builder, ListBuilder, StringBuilder, UInt32Builder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use chrono::{Datelike, NaiveDate};
use policy_core::{
    Decimal, FactPath, FieldId, Instance, Measured, Outcome, Plan, Standing, Status, SubjectId, Tally,
    Verdict,
};
use policy_files::{FileError, ParquetFile};
use policy_report::Decided;

use super::Form;
use crate::decided::Run;

/// A row for each verdict and each consequence.
#[derive(Default)]
pub struct ParquetForm {
    file: Option<(ResultFile, ResultRows)>,
}

impl Form for ParquetForm {
    fn begin(&mut self, _: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
        let rows = ResultRows::new(run.engine.plan());
        self.file = Some((ResultFile::new(rows.schema()).map_err(of_file)?, rows));
        Ok(())
    }

    fn subject(&mut self, out: &mut dyn Write, run: &Run<'_>, decided: &Decided<'_>) -> io::Result<()> {
        let Some((file, rows)) = &mut self.file else { return Ok(()) };
        let plan = run.engine.plan();
        let whose = Whose {
            subject: decided.record.subject(),
            id: decided.record.id(),
            name: decided.name,
            rows_set_aside: decided.rows_set_aside,
        };
        for explained in decided.verdicts() {
            rows.verdict(plan, whose, &explained.verdict, &explained.missing);
        }
        for explained in decided.outcomes() {
            rows.outcome(whose, &explained.outcome);
        }
        if rows.len() < AT_ONCE {
            return Ok(());
        }
        file.write(out, rows.finish()?)
    }

    fn end(&mut self, out: &mut dyn Write, _: &Run<'_>, _: &Tally) -> io::Result<()> {
        let Some((mut file, mut rows)) = self.file.take() else { return Ok(()) };
        file.write(out, rows.finish()?)?;
        file.finish(out)
    }
}

/// How many rows are written at once.
const AT_ONCE: usize = 8_192;

/// A file of results on its way.
pub struct ResultFile {
    file: ParquetFile<Vec<u8>>,
    schema: SchemaRef,
    /// Rows that are too few yet to be written.
    rest: Vec<RecordBatch>,
    waiting: usize,
}

impl ResultFile {
    /// Begins a file.
    pub fn new(schema: SchemaRef) -> Result<Self, FileError> {
        let file = ParquetFile::new(Vec::new(), Arc::clone(&schema))?;
        Ok(Self { file, schema, rest: Vec::new(), waiting: 0 })
    }

    /// Writes some rows, in their order.
    pub fn write(&mut self, out: &mut dyn Write, rows: RecordBatch) -> io::Result<()> {
        self.waiting += rows.num_rows();
        self.rest.push(rows);
        if self.waiting < AT_ONCE {
            return Ok(());
        }
        let all = concat_batches(&self.schema, &self.rest).map_err(of_arrow)?;
        let mut written = 0;
        while all.num_rows() - written >= AT_ONCE {
            self.file.write(&all.slice(written, AT_ONCE)).map_err(of_file)?;
            written += AT_ONCE;
        }
        self.waiting = all.num_rows() - written;
        self.rest = vec![all.slice(written, self.waiting)];
        out.write_all(&self.file.take())
    }

    /// Writes what is left, and ends the file.
    pub fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        let all = concat_batches(&self.schema, &self.rest).map_err(of_arrow)?;
        self.file.write(&all).map_err(of_file)?;
        out.write_all(&self.file.finish().map_err(of_file)?)
    }
}

fn of_file(error: FileError) -> io::Error {
    match error {
        FileError::Io(error) => error,
        error => io::Error::other(error),
    }
}

fn of_arrow(error: ArrowError) -> io::Error {
    io::Error::other(error)
}

/// Whose rows they are.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'w> {
    /// What kind of subject.
    pub subject: SubjectId,
    /// Its identifier.
    pub id: &'w str,
    /// Its name, where it has one.
    pub name: Option<&'w str>,
    /// How many of its rows could not be used.
    pub rows_set_aside: u32,
}

/// Rows of results, column by column.
pub struct ResultRows {
    schema: SchemaRef,
    words: Arc<Words>,
    subject: Vec<i32>,
    id: StringBuilder,
    name: StringBuilder,
    policy: Vec<i32>,
    kind: Vec<i32>,
    item: Vec<i32>,
    from: Date32Builder,
    to: Date32Builder,
    event: UInt32Builder,
    status: Vec<i32>,
    value: Decimal128Builder,
    value_most: Decimal128Builder,
    threshold: Decimal128Builder,
    threshold_most: Decimal128Builder,
    shortfall: Decimal128Builder,
    due: Date32Builder,
    missing: ListBuilder<StringBuilder>,
    rows_set_aside: UInt32Builder,
}

/// The words that stand in many rows, each once: rows hold their places.
struct Words {
    subjects: ArrayRef,
    policies: ArrayRef,
    kinds: ArrayRef,
    /// Rules, then consequences.
    items: ArrayRef,
    /// Statuses of verdicts, then those of consequences.
    statuses: ArrayRef,
    policy_of_rule: Vec<i32>,
    policy_of_consequence: Vec<i32>,
    rules: i32,
}

const STATUSES: [Status; 6] =
    [Status::Met, Status::Unmet, Status::Pending, Status::Unknown, Status::Exempt, Status::NotApplicable];
const STANDINGS: [Standing; 4] =
    [Standing::InForce, Standing::AtRisk, Standing::Undetermined, Standing::Clear];

impl Words {
    fn new(plan: &Plan) -> Self {
        let texts = |words: &mut dyn Iterator<Item = &str>| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(words))
        };
        let rules = plan.rules.iter().map(|rule| rule.names.id.as_str());
        let consequences = plan.consequences.iter().map(|own| own.names.id.as_str());
        let statuses = STATUSES.iter().map(|status| status.id());
        let standings = STANDINGS.iter().map(|standing| standing.id());
        let place = |place: usize| i32::try_from(place).unwrap_or(i32::MAX);
        Self {
            subjects: texts(&mut plan.vocabulary.subjects.iter().map(|own| own.names.id.as_str())),
            policies: texts(&mut plan.policies.iter().map(|own| own.names.id.as_str())),
            kinds: texts(&mut ["rule", "consequence"].into_iter()),
            items: texts(&mut rules.chain(consequences)),
            statuses: texts(&mut statuses.chain(standings)),
            policy_of_rule: plan.rules.iter().map(|own| place(own.policy.index())).collect(),
            policy_of_consequence: plan.consequences.iter().map(|own| place(own.policy.index())).collect(),
            rules: place(plan.rules.len()),
        }
    }
}

fn item() -> Field {
    Field::new("item", DataType::Utf8, false)
}

fn amount() -> DataType {
    DataType::Decimal128(19, 6)
}

impl ResultRows {
    /// No rows yet.
    pub fn new(plan: &Plan) -> Self {
        let word = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let fields = vec![
            Field::new("subject", word(), false),
            Field::new("id", DataType::Utf8, false),
            Field::new("name", DataType::Utf8, true),
            Field::new("policy", word(), false),
            Field::new("kind", word(), false),
            Field::new("item", word(), false),
            Field::new("from", DataType::Date32, true),
            Field::new("to", DataType::Date32, true),
            Field::new("event", DataType::UInt32, true),
            Field::new("status", word(), false),
            Field::new("value", amount(), true),
            Field::new("value_most", amount(), true),
            Field::new("threshold", amount(), true),
            Field::new("threshold_most", amount(), true),
            Field::new("shortfall", amount(), true),
            Field::new("due", DataType::Date32, true),
            Field::new("missing", DataType::List(Arc::new(item())), true),
            Field::new("rows_set_aside", DataType::UInt32, false),
        ];
        Self::with_words(Arc::new(Schema::new(fields)), Arc::new(Words::new(plan)))
    }

    fn with_words(schema: SchemaRef, words: Arc<Words>) -> Self {
        let decimals = || Decimal128Builder::new().with_data_type(amount());
        let item = Arc::new(item());
        Self {
            schema,
            words,
            subject: Vec::new(),
            id: StringBuilder::new(),
            name: StringBuilder::new(),
            policy: Vec::new(),
            kind: Vec::new(),
            item: Vec::new(),
            from: Date32Builder::new(),
            to: Date32Builder::new(),
            event: UInt32Builder::new(),
            status: Vec::new(),
            value: decimals(),
            value_most: decimals(),
            threshold: decimals(),
            threshold_most: decimals(),
            shortfall: decimals(),
            due: Date32Builder::new(),
            missing: ListBuilder::new(StringBuilder::new()).with_field(item),
            rows_set_aside: UInt32Builder::new(),
        }
    }

    /// No rows yet, of the same plan.
    pub fn another(&self) -> Self {
        Self::with_words(self.schema(), Arc::clone(&self.words))
    }

    /// What columns they have.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.subject.len()
    }

    /// Adds a verdict, with the missing facts that decide it.
    pub fn verdict(&mut self, plan: &Plan, whose: Whose<'_>, verdict: &Verdict, missing: &[FactPath]) {
        let rule = verdict.rule.index();
        self.begin(whose, verdict.period);
        self.policy.push(self.words.policy_of_rule.get(rule).copied().unwrap_or_default());
        self.kind.push(0);
        self.item.push(i32::from(verdict.rule.0));
        self.status.push(place(STATUSES.iter().position(|own| *own == verdict.status)));
        self.measured(verdict.measured);
        self.due.append_option(verdict.due.and_then(day));
        match verdict.status {
            Status::Unknown => {
                let vocabulary = (plan, whose.subject);
                missing.iter().for_each(|fact| self.missing.values().append_value(path(vocabulary, *fact)));
                self.missing.append(true);
            }
            Status::Met | Status::Unmet | Status::Pending | Status::Exempt | Status::NotApplicable => {
                self.missing.append(false);
            }
        }
    }

    /// Adds what follows, or does not.
    pub fn outcome(&mut self, whose: Whose<'_>, outcome: &Outcome) {
        let consequence = outcome.consequence.index();
        self.begin(whose, outcome.period);
        self.policy.push(self.words.policy_of_consequence.get(consequence).copied().unwrap_or_default());
        self.kind.push(1);
        self.item.push(self.words.rules + i32::from(outcome.consequence.0));
        let standing = STANDINGS.iter().position(|own| *own == outcome.standing);
        self.status.push(place(standing.map(|place| STATUSES.len() + place)));
        self.measured(None);
        self.due.append_null();
        self.missing.append(false);
    }

    fn begin(&mut self, whose: Whose<'_>, period: Instance) {
        self.subject.push(i32::from(whose.subject.0));
        self.id.append_value(whose.id);
        self.name.append_option(whose.name);
        self.from.append_option(period.from.and_then(day));
        self.to.append_option(period.to.and_then(day));
        self.event.append_option(period.event.map(|event| event.saturating_add(1)));
        self.rows_set_aside.append_value(whose.rows_set_aside);
    }

    fn measured(&mut self, measured: Option<Measured>) {
        let number = |amount: Decimal| i128::from(amount.millionths());
        self.value.append_option(measured.map(|own| number(own.value.low)));
        self.value_most.append_option(measured.and_then(|own| own.value.high).map(number));
        self.threshold.append_option(measured.map(|own| number(own.threshold.low)));
        self.threshold_most.append_option(measured.and_then(|own| own.threshold.high).map(number));
        let shortfall = measured.and_then(|own| own.shortfall).filter(|short| *short > Decimal::ZERO);
        self.shortfall.append_option(shortfall.map(number));
    }

    /// The rows that there are; there are none after it.
    pub fn finish(&mut self) -> io::Result<RecordBatch> {
        let Self { words, .. } = self;
        let keyed = |keys: &mut Vec<i32>, values: &ArrayRef| -> io::Result<ArrayRef> {
            let keys = Int32Array::from(std::mem::take(keys));
            let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(values)).map_err(of_arrow)?;
            Ok(Arc::new(array))
        };
        let columns: Vec<ArrayRef> = vec![
            keyed(&mut self.subject, &words.subjects)?,
            Arc::new(self.id.finish()),
            Arc::new(self.name.finish()),
            keyed(&mut self.policy, &words.policies)?,
            keyed(&mut self.kind, &words.kinds)?,
            keyed(&mut self.item, &words.items)?,
            Arc::new(self.from.finish()),
            Arc::new(self.to.finish()),
            Arc::new(self.event.finish()),
            keyed(&mut self.status, &words.statuses)?,
            Arc::new(self.value.finish()),
            Arc::new(self.value_most.finish()),
            Arc::new(self.threshold.finish()),
            Arc::new(self.threshold_most.finish()),
            Arc::new(self.shortfall.finish()),
            Arc::new(self.due.finish()),
            Arc::new(self.missing.finish()),
            Arc::new(self.rows_set_aside.finish()),
        ];
        RecordBatch::try_new(self.schema(), columns).map_err(of_arrow)
    }
}

fn place(place: Option<usize>) -> i32 {
    place.and_then(|place| i32::try_from(place).ok()).unwrap_or_default()
}

/// A day since 1 January 1970.
fn day(day: NaiveDate) -> Option<i32> {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    Some(day.num_days_from_ce() - epoch.num_days_from_ce())
}

/// A missing fact for machines: `hired`, `training`, `training[3].hours`, `teacher[12]`, `teacher`.
fn path((plan, subject): (&Plan, SubjectId), fact: FactPath) -> String {
    let vocabulary = &plan.vocabulary;
    let kind = |subject: SubjectId| vocabulary.subjects.get(subject.index());
    let list = |list: policy_core::ListId| {
        let found = kind(subject).and_then(|own| own.lists.get(list.index()));
        found.map_or("", |own| own.names.id.as_str())
    };
    let field = |own: Option<policy_core::ListId>, field: FieldId| {
        vocabulary.fields(subject, own).get(field.index()).map_or("", |own| own.names.id.as_str())
    };
    let member = |subject: SubjectId| kind(subject).map_or("", |own| own.names.id.as_str());
    match fact {
        FactPath::Fact(fact) => field(None, fact).to_owned(),
        FactPath::List(own) => list(own).to_owned(),
        FactPath::Event(own, event, place) => {
            format!("{}[{}].{}", list(own), u64::from(event) + 1, field(Some(own), place))
        }
        FactPath::Member(subject, place) => format!("{}[{}]", member(subject), u64::from(place) + 1),
        FactPath::Members(subject) => member(subject).to_owned(),
    }
}
