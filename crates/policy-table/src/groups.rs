//! Groups (schools, bureaus) decided by what their members say, without holding a member longer than it takes to hear it.
//!
//! The groups themselves are held, all of a kind in one batch; their members go by as often as something new is asked of them: mostly once. Who
//! belongs to whom, a fact of the vocabulary says whose kind is the group (`fact school: school`): that of the member itself, else that of
//! what the member belongs to (the bureau of a teacher's school). Where neither says anything and there is but one group,
//! everybody belongs to it.

use std::borrow::Cow;
use std::collections::HashMap;

use arrow_array::{Array, RecordBatch};
use arrow_schema::ArrowError;
use policy_core::{
    Answers, DecideError, Decision, FieldId, FieldKind, Groups, SubjectId, Vocabulary, Voices,
};

use crate::TableError;
use crate::run::{Options, in_order};
use crate::table::{Columns, Table};
use crate::values::Values;
use crate::verdicts::Verdicts;

/// The members of one kind, which can be gone through more than once.
pub struct Members<'m> {
    /// How their batches are read.
    pub table: &'m Table<'m, 'm>,
    /// To which group each belongs.
    pub homes: Homes,
    /// Their batches, from the first on.
    pub batches: &'m dyn Fn() -> Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'm>,
}

/// To which group each member of a kind belongs.
#[derive(Clone, Debug, Default)]
pub struct Homes {
    /// The fact that names the group, and what names mean.
    direct: Option<FieldId>,
    groups: HashMap<String, u32>,
    /// Facts that name what belongs to a group, and which group that is; `None` for one that is not here.
    through: Vec<(FieldId, HashMap<String, Option<u32>>)>,
    /// The only group there is.
    only: Option<u32>,
}

/// How often members go by at most; a question leads to another only where an answer decides what is asked.
const MOST_TURNS: usize = 16;

impl Homes {
    /// To which of some groups the members of a kind belong. `between` holds all subjects of the kinds that may stand between them. `None`
    /// where the vocabulary ties the two kinds by nothing: then nobody knows who the members are.
    ///
    /// # Errors
    /// A batch has no column with the identifier.
    pub fn new(
        vocabulary: &Vocabulary,
        members: SubjectId,
        groups: (SubjectId, &RecordBatch),
        between: &[(SubjectId, &RecordBatch)],
    ) -> Result<Option<Self>, TableError> {
        let names = names(vocabulary, groups.0, groups.1)?;
        let mut homes = Self { direct: link(vocabulary, members, groups.0), ..Self::default() };
        homes.groups = (0..).zip(names).filter_map(|(place, name)| Some((name?, place))).collect();
        homes.only = (groups.1.num_rows() == 1).then_some(0);
        for (kind, batch) in between {
            let Some(first) = link(vocabulary, members, *kind) else { continue };
            let Some(second) = link(vocabulary, *kind, groups.0) else { continue };
            let own = names_in(vocabulary, *kind, batch, second)?;
            let middles = self::names(vocabulary, *kind, batch)?.into_iter().zip(own);
            let of = middles.filter_map(|(name, group)| Some((name?, homes.groups.get(&group?).copied())));
            homes.through.push((first, of.collect()));
        }
        Ok((homes.direct.is_some() || !homes.through.is_empty()).then_some(homes))
    }

    fn of(&self, columns: &Columns<'_>, row: usize) -> Option<u32> {
        let named = |fact: FieldId| columns.fact(fact)?.identifier(row).map(Cow::into_owned);
        if let Some(name) = self.direct.and_then(named) {
            return self.groups.get(&name).copied();
        }
        let through = self.through.iter().find_map(|(fact, groups)| groups.get(&named(*fact)?).copied());
        through.unwrap_or(self.only)
    }
}

impl Table<'_, '_> {
    /// Decides groups, all of a kind in one batch, by what their members say. Of a kind that is not among `members`, nobody knows
    /// who belongs to whom.
    ///
    /// What members say is worked out on [`Options::threads`] threads and added up in their order.
    ///
    /// # Errors
    /// A batch cannot be had, or has other columns than its table.
    pub fn decide_groups(
        &self,
        groups: &RecordBatch,
        members: &[Members<'_>],
        options: &Options,
    ) -> Result<Verdicts, TableError> {
        let columns = Columns::of(self, groups)?;
        let mut verdicts = self.blank(groups);
        let kinds: Vec<SubjectId> = members.iter().map(|own| own.table.subject()).collect();
        let mut inquiry = Groups::new(self.bench());
        let mut answers = vec![Answers::default(); groups.num_rows()];
        for _ in 0..MOST_TURNS {
            let asked = inquiry.questions();
            for (row, answers) in answers.iter().enumerate() {
                if !self.fits(&columns, row) {
                    verdicts.set_aside(row);
                    continue;
                }
                let decided = match self.record(&columns, row, &kinds) {
                    Ok(record) => inquiry.decide(&record, answers),
                    // What a record refuses was refused before.
                    Err(_) => Err(DecideError::WrongVocabulary),
                };
                match decided {
                    Ok(Some(decision)) => verdicts.write(row, &decision),
                    Ok(None) => verdicts.write(row, &Decision::default()),
                    Err(error) => verdicts.undecided(row, error),
                }
            }
            if inquiry.questions() == asked {
                break;
            }
            answers = vec![inquiry.nobody(); groups.num_rows()];
            for own in members {
                own.hear(&inquiry, self.subject(), &mut answers, options)?;
            }
        }
        Ok(verdicts)
    }
}

impl Members<'_> {
    /// Hears all members, and adds what they say to the answers of their groups.
    fn hear(
        &self,
        inquiry: &Groups<'_>,
        group: SubjectId,
        answers: &mut [Answers],
        options: &Options,
    ) -> Result<(), TableError> {
        let Self { table, homes, batches } = self;
        let work = |batch: &RecordBatch, _: u64, _: &mut ()| -> Result<Vec<(u32, Voices)>, TableError> {
            let columns = Columns::of(table, batch)?;
            let mut heard = Vec::with_capacity(batch.num_rows());
            // One of whose facts one cannot be read is a member all the same, of which that fact is not known.
            for row in 0..batch.num_rows() {
                let Some(home) = homes.of(&columns, row) else { continue };
                if let Ok(record) = table.record(&columns, row, &[]) {
                    heard.push((home, inquiry.hear(&record)));
                }
            }
            Ok(heard)
        };
        let sink = |heard: Vec<(u32, Voices)>| {
            for (home, voices) in heard {
                if let Some(answers) = answers.get_mut(home as usize) {
                    inquiry.add(group, &voices, answers);
                }
            }
            Ok(())
        };
        in_order(batches(), options, work, sink)
    }
}

/// The fact by which a kind says to which subject of another kind it belongs.
fn link(vocabulary: &Vocabulary, kind: SubjectId, group: SubjectId) -> Option<FieldId> {
    let facts = vocabulary.fields(kind, None);
    let place = facts.iter().position(|fact| fact.kind == FieldKind::Member(group))?;
    u16::try_from(place).ok().map(FieldId)
}

/// The identifiers of all subjects of a batch.
fn names(
    vocabulary: &Vocabulary,
    kind: SubjectId,
    batch: &RecordBatch,
) -> Result<Vec<Option<String>>, TableError> {
    let Some(declared) = vocabulary.subjects.get(kind.index()) else { return Err(TableError::OtherColumns) };
    let schema = batch.schema_ref();
    let key = schema.fields().iter().position(|field| crate::layout::is_key(declared, field.name()));
    let key =
        key.ok_or_else(|| TableError::NoKey { names: declared.key.all().map(str::to_owned).collect() })?;
    texts(batch, key)
}

/// What a fact of all subjects of a batch names.
fn names_in(
    vocabulary: &Vocabulary,
    kind: SubjectId,
    batch: &RecordBatch,
    fact: FieldId,
) -> Result<Vec<Option<String>>, TableError> {
    let declared = vocabulary.subjects.get(kind.index());
    let is_it = |name: &str| declared.and_then(|subject| subject.fact(name)) == Some(fact);
    match batch.schema_ref().fields().iter().position(|field| is_it(field.name())) {
        Some(column) => texts(batch, column),
        None => Ok(vec![None; batch.num_rows()]),
    }
}

fn texts(batch: &RecordBatch, column: usize) -> Result<Vec<Option<String>>, TableError> {
    let array = batch.column(column);
    let values = Values::new(array).ok_or_else(|| TableError::ColumnType {
        column: batch.schema_ref().field(column).name().clone(),
        found: array.data_type().clone(),
    })?;
    Ok((0..batch.num_rows()).map(|row| values.identifier(row).map(Cow::into_owned)).collect())
}
