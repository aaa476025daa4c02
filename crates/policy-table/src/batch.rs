//! Verdicts as an Arrow record batch, a row for each subject.
//!
//! A column for each rule and period that is the same for everybody: a struct of `status`, `value` (the least that is measured),
//! `value_most` (null where nothing bounds it), `threshold`, `shortfall` and `due`; for a rule of which each subject has periods of its
//! own a list of such structs with `from`, `to` and `event`. A column for each consequence and period. `missing` holds one
//! bit for each thing that can be missing, named in the schema's metadata. What is not decided is null.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Decimal128Builder, StringDictionaryBuilder, UInt32Builder};
use arrow_array::types::Int8Type;
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, ListArray, RecordBatch, StructArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields, Schema};
use chrono::{Datelike, NaiveDate};
use policy_core::{Decimal, Instance, Outcome, Plan, SubjectId, Verdict};

use crate::TableError;
use crate::gaps::Gap;
use crate::values::EPOCH;
use crate::verdicts::{State, Verdicts};

impl Verdicts {
    /// The verdicts as a record batch, its columns named by the identifiers of rules and consequences.
    ///
    /// # Errors
    /// There are more columns or rows than Arrow can hold.
    pub fn to_batch(&self, plan: &Plan, subject: SubjectId) -> Result<RecordBatch, TableError> {
        let mut fields: Vec<Field> = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::new();
        let mut add = |name: String, array: ArrayRef| {
            fields.push(Field::new(name, array.data_type().clone(), true));
            arrays.push(array);
        };
        // What several policies call alike bears the name of its policy as well.
        let all = || {
            let rules = plan.rules.iter().map(|rule| (&rule.names.id, rule.policy));
            rules.chain(plan.consequences.iter().map(|own| (&own.names.id, own.policy)))
        };
        let key = plan.vocabulary.subjects.get(subject.index()).map_or("id", |subject| &subject.key.id);
        let called = |id: &str, policy: policy_core::plan::PolicyId| {
            let is_alone =
                all().filter(|(other, _)| *other == id).count() < 2 && id != key && id != "missing";
            match plan.policies.get(policy.index()) {
                Some(policy) if !is_alone => format!("{}.{id}", policy.names.id),
                Some(_) | None => id.to_owned(),
            }
        };
        let rule = |own: policy_core::plan::RuleId| {
            plan.rules.get(own.index()).map_or_else(String::new, |rule| called(&rule.names.id, rule.policy))
        };
        let consequence = |own: policy_core::plan::ConsequenceId| {
            let own = plan.consequences.get(own.index());
            own.map_or_else(String::new, |own| called(&own.names.id, own.policy))
        };
        if let Some(column) = &self.key {
            add(key.to_owned(), Arc::clone(column));
        }
        let rows = 0..self.rows;
        for (place, own) in self.places.verdicts.iter().enumerate() {
            let verdicts = rows.clone().map(|row| self.verdict(place, row).filter(|_| self.is_decided(row)));
            add(named(&rule(own.rule), own.period), Arc::new(verdicts_of(verdicts, false)?));
        }
        for (place, own) in self.places.own_rules.iter().enumerate() {
            let all =
                rows.clone().flat_map(|row| self.own_verdicts(place, row)).map(|verdict| Some(*verdict));
            let lengths = rows.clone().map(|row| self.own_verdicts(place, row).len());
            add(rule(*own), self.lists(lengths, verdicts_of(all, true)?)?);
        }
        for (place, own) in self.places.outcomes.iter().enumerate() {
            let outcomes = rows.clone().map(|row| {
                let standing = self.outcomes().get(place)?.get(row)?;
                self.is_decided(row).then(|| own.outcome(*standing))
            });
            add(named(&consequence(own.consequence), own.period), standings(outcomes)?);
        }
        for (place, own) in self.places.own_consequences.iter().enumerate() {
            let all = || rows.clone().flat_map(|row| self.own_outcomes(place, row)).copied();
            let lengths = rows.clone().map(|row| self.own_outcomes(place, row).len());
            let mut columns = instances(all().map(|outcome| Some(outcome.period)));
            columns.push((Field::new("standing", dictionary(), true), standings(all().map(Some))?));
            add(consequence(*own), self.lists(lengths, struct_of(columns, None)?)?);
        }
        let names: Vec<String> =
            self.places.gaps.all().iter().map(|gap| gap_name(*gap, plan, subject)).collect();
        let width = i32::try_from(names.len().div_ceil(8)).map_err(|_| TableError::TooMany)?;
        if width > 0 {
            let bits = FixedSizeBinaryArray::try_new(width, Buffer::from(self.missing()), None)?;
            add("missing".to_owned(), Arc::new(bits));
        }
        let metadata = HashMap::from([("missing".to_owned(), names.join(" "))]);
        Ok(RecordBatch::try_new(Arc::new(Schema::new(fields).with_metadata(metadata)), arrays)?)
    }

    fn is_decided(&self, row: usize) -> bool {
        match self.state(row) {
            Some(State::ByTables | State::ByEvaluator) => true,
            Some(State::SetAside | State::Undecided(_)) | None => false,
        }
    }

    /// What each subject has of its own, as lists.
    fn lists(
        &self,
        lengths: impl Iterator<Item = usize>,
        items: StructArray,
    ) -> Result<ArrayRef, TableError> {
        let item = Arc::new(Field::new("item", items.data_type().clone(), true));
        let offsets = OffsetBuffer::<i32>::from_lengths(lengths);
        let nulls = NullBuffer::from_iter((0..self.rows).map(|row| self.is_decided(row)));
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(items), Some(nulls))?))
    }
}

/// What a column of a rule or a consequence in a period is called.
fn named(id: &str, period: Instance) -> String {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    match (period.from, period.to) {
        (None, None) => id.to_owned(),
        (from, to) => format!("{id} {}/{}", day(from), day(to)),
    }
}

/// What a bit of `missing` is called: `staff`, `training`, `training.hours`.
fn gap_name(gap: Gap, plan: &Plan, subject: SubjectId) -> String {
    let vocabulary = &plan.vocabulary;
    let field = |list, field: policy_core::FieldId| {
        vocabulary.fields(subject, list).get(field.index()).map_or("", |field| &field.names.id)
    };
    let list_name = |list: policy_core::ListId| {
        let lists = vocabulary.subjects.get(subject.index()).map(|subject| &subject.lists);
        lists.and_then(|lists| lists.get(list.index())).map_or("", |list| &list.names.id)
    };
    match gap {
        Gap::Fact(fact) => field(None, fact).to_owned(),
        Gap::List(list) => list_name(list).to_owned(),
        Gap::Field(list, own) => format!("{}.{}", list_name(list), field(Some(list), own)),
    }
}

fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8))
}

fn struct_of(columns: Vec<(Field, ArrayRef)>, nulls: Option<NullBuffer>) -> Result<StructArray, TableError> {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    Ok(StructArray::try_new(Fields::from(fields), arrays, nulls)?)
}

/// Verdicts as structs; `with_period` where each has one of its own.
fn verdicts_of(
    verdicts: impl Iterator<Item = Option<Verdict>>,
    with_period: bool,
) -> Result<StructArray, TableError> {
    let verdicts: Vec<Option<Verdict>> = verdicts.collect();
    let mut status = StringDictionaryBuilder::<Int8Type>::new();
    for verdict in &verdicts {
        match verdict {
            Some(verdict) => _ = status.append(verdict.status.id())?,
            None => status.append_null(),
        }
    }
    let measured = || verdicts.iter().map(|verdict| verdict.as_ref().and_then(|verdict| verdict.measured));
    let amounts = [
        ("value", amounts(measured().map(|own| own.map(|own| own.value.low)))),
        ("value_most", amounts(measured().map(|own| own.and_then(|own| own.value.high)))),
        ("threshold", amounts(measured().map(|own| own.map(|own| own.threshold.low)))),
        ("shortfall", amounts(measured().map(|own| own.and_then(|own| own.shortfall)))),
    ];
    let mut columns = if with_period {
        instances(verdicts.iter().map(|verdict| verdict.as_ref().map(|verdict| verdict.period)))
    } else {
        Vec::new()
    };
    columns.push((Field::new("status", dictionary(), true), Arc::new(status.finish())));
    columns.extend(amounts.map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array)));
    let due = days(verdicts.iter().map(|verdict| verdict.as_ref().and_then(|verdict| verdict.due)));
    columns.push((Field::new("due", DataType::Date32, true), due));
    let nulls = NullBuffer::from_iter(verdicts.iter().map(Option::is_some));
    struct_of(columns, Some(nulls))
}

/// First day, last day and event of periods.
fn instances(periods: impl Iterator<Item = Option<Instance>> + Clone) -> Vec<(Field, ArrayRef)> {
    let mut events = UInt32Builder::new();
    periods.clone().for_each(|period| events.append_option(period.and_then(|period| period.event)));
    vec![
        (
            Field::new("from", DataType::Date32, true),
            days(periods.clone().map(|period| period.and_then(|period| period.from))),
        ),
        (
            Field::new("to", DataType::Date32, true),
            days(periods.map(|period| period.and_then(|period| period.to))),
        ),
        (Field::new("event", DataType::UInt32, true), Arc::new(events.finish())),
    ]
}

fn standings(outcomes: impl Iterator<Item = Option<Outcome>>) -> Result<ArrayRef, TableError> {
    let mut words = StringDictionaryBuilder::<Int8Type>::new();
    for outcome in outcomes {
        match outcome {
            Some(outcome) => _ = words.append(outcome.standing.id())?,
            None => words.append_null(),
        }
    }
    Ok(Arc::new(words.finish()))
}

fn amounts(own: impl Iterator<Item = Option<Decimal>>) -> ArrayRef {
    let mut amounts = Decimal128Builder::new().with_data_type(DataType::Decimal128(19, 6));
    own.for_each(|amount| amounts.append_option(amount.map(|amount| i128::from(amount.millionths()))));
    Arc::new(amounts.finish())
}

fn days(own: impl Iterator<Item = Option<NaiveDate>>) -> ArrayRef {
    let mut days = Date32Builder::new();
    let day = |day: NaiveDate| i32::try_from(i64::from(day.num_days_from_ce()) - EPOCH).ok();
    own.for_each(|own| days.append_option(own.and_then(day)));
    Arc::new(days.finish())
}
